DROP TABLE agencies;
DROP TABLE content_items;
