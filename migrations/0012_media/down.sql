DROP TABLE law_changes;
DROP TABLE lesson_revisions;
DROP TABLE videos;
