DROP TABLE tasks;
DROP TABLE learner_sessions;
DROP TABLE learners;
DROP TABLE class_codes;
DROP TABLE classes;
