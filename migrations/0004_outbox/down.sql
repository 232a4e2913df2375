DROP TABLE confirmations;
DROP TABLE calls;
DROP TABLE jobs;
