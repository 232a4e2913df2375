-- What pupils have watched. Progress hangs on the content, not on the lesson it stands in, so that a
-- film used again keeps it.

CREATE TABLE progress (
    learner TEXT NOT NULL REFERENCES learners (id) ON DELETE CASCADE,
    -- A film's id, or page:<slug of the lesson> where there is none.
    content TEXT NOT NULL,
    -- Milliseconds that were played, merged: 0-15000 20000-30000.
    intervals TEXT NOT NULL,
    covered_ms BIGINT NOT NULL,
    -- Of the film; 0 of a page.
    seconds DOUBLE PRECISION NOT NULL,
    position_ms BIGINT NOT NULL,
    completed_at TIMESTAMP,
    updated_at TIMESTAMP NOT NULL,
    PRIMARY KEY (learner, content)
);

-- One time of playing each: what keeps coverage within the wall clock, and which beats have come.
CREATE TABLE play_sessions (
    learner TEXT NOT NULL REFERENCES learners (id) ON DELETE CASCADE,
    content TEXT NOT NULL,
    -- Chosen by the player.
    id TEXT NOT NULL,
    started_at TIMESTAMP NOT NULL,
    last_at TIMESTAMP NOT NULL,
    credited_ms BIGINT NOT NULL,
    last_seq BIGINT NOT NULL,
    PRIMARY KEY (learner, content, id)
);
CREATE INDEX play_sessions_last ON play_sessions (last_at);

-- A lesson on the classroom's screen: one playing, one head-count, no pupil.
CREATE TABLE screenings (
    id TEXT NOT NULL PRIMARY KEY,
    class TEXT NOT NULL REFERENCES classes (id) ON DELETE CASCADE,
    lesson TEXT NOT NULL,
    content TEXT NOT NULL,
    teacher TEXT NOT NULL REFERENCES accounts (id),
    head_count INTEGER NOT NULL,
    started_at TIMESTAMP NOT NULL,
    intervals TEXT NOT NULL,
    covered_ms BIGINT NOT NULL,
    seconds DOUBLE PRECISION NOT NULL,
    position_ms BIGINT NOT NULL,
    credited_ms BIGINT NOT NULL,
    last_seq BIGINT NOT NULL,
    completed_at TIMESTAMP,
    updated_at TIMESTAMP NOT NULL
);
CREATE INDEX screenings_class ON screenings (class, started_at, id);
