DROP INDEX entries_erased;
DROP INDEX events_returned;
DROP INDEX orders_submitted;
DROP TABLE rehearsal_moves;
DROP TABLE rehearsals;
DROP TABLE rule_deeds;
DROP TABLE rule_files;
DROP TABLE rule_sets;
