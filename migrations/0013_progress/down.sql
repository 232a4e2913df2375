DROP TABLE screenings;
DROP TABLE play_sessions;
DROP TABLE progress;
