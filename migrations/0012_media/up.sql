-- Films that an editor uploads, what becomes of each lesson over time, and laws that have changed.

CREATE TABLE videos (
    id TEXT NOT NULL PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('arriving', 'waiting', 'working', 'ready', 'refused')),
    -- Why it was refused.
    reason TEXT,
    -- How much of the work is done.
    percent INTEGER NOT NULL,
    name TEXT NOT NULL,
    -- How many bytes were announced, and their SHA-256 once all are here.
    bytes BIGINT NOT NULL,
    sha256 TEXT,
    -- Milliseconds of the finished film, and what its folder holds.
    length_ms BIGINT,
    manifest TEXT,
    created_by TEXT NOT NULL REFERENCES accounts (id),
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX videos_created ON videos (created_at, id);

-- A lesson as it stood: never changed, so that what a class saw can be shown again.
CREATE TABLE lesson_revisions (
    lesson TEXT NOT NULL,
    number INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    -- The same of the files it was imported from; empty where an editor made it.
    imported TEXT NOT NULL,
    data TEXT NOT NULL,
    video TEXT,
    by_account TEXT REFERENCES accounts (id),
    at TIMESTAMP NOT NULL,
    PRIMARY KEY (lesson, number)
);

-- An editor has seen that a law was amended.
CREATE TABLE law_changes (
    id TEXT NOT NULL PRIMARY KEY,
    law TEXT NOT NULL,
    changed_on DATE NOT NULL,
    note TEXT NOT NULL,
    by_account TEXT NOT NULL REFERENCES accounts (id),
    at TIMESTAMP NOT NULL
);
CREATE INDEX law_changes_law ON law_changes (law, changed_on);
