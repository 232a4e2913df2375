-- Quizzes. An attempt keeps the questions as they were when it began, so that an editor's change
-- never alters what somebody is in the middle of.

CREATE TABLE quiz_attempts (
    id TEXT NOT NULL PRIMARY KEY,
    learner TEXT NOT NULL REFERENCES learners (id) ON DELETE CASCADE,
    lesson TEXT NOT NULL,
    -- Which try of this learner it is, from 1.
    n INTEGER NOT NULL,
    -- The sha256 of the file with the questions.
    revision TEXT NOT NULL,
    -- Questions, drawn order and pass rule, as JSON.
    frozen TEXT NOT NULL,
    started_at TIMESTAMP NOT NULL,
    finished_at TIMESTAMP,
    points INTEGER NOT NULL,
    of INTEGER NOT NULL,
    passed BOOLEAN NOT NULL,
    UNIQUE (learner, lesson, n)
);

CREATE TABLE quiz_answers (
    attempt TEXT NOT NULL REFERENCES quiz_attempts (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    -- The question's id in its file.
    item TEXT NOT NULL,
    -- As JSON, the choices numbered as in the file and not as drawn.
    answer TEXT NOT NULL,
    correct BOOLEAN NOT NULL,
    answered_at TIMESTAMP NOT NULL,
    PRIMARY KEY (attempt, position)
);
