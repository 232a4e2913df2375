-- Classes without names: a code, a seat and a picture PIN. Nothing here says who a child is, and
-- what hangs on a learner goes when the learner goes.

CREATE TABLE classes (
    id TEXT NOT NULL PRIMARY KEY,
    school TEXT NOT NULL REFERENCES schools (id),
    -- Who made it.
    teacher TEXT NOT NULL REFERENCES accounts (id),
    -- As the timetable calls it: 七年级2班.
    name TEXT NOT NULL,
    stage TEXT NOT NULL,
    -- The school year in which it sits: 2026 for 2026-2027.
    year INTEGER NOT NULL,
    size INTEGER NOT NULL,
    -- The school has the consent of the guardians of all under fourteen, says this account.
    consent_by TEXT NOT NULL REFERENCES accounts (id),
    consent_at TIMESTAMP NOT NULL,
    created_at TIMESTAMP NOT NULL,
    closed_at TIMESTAMP
);
CREATE INDEX classes_school ON classes (school, created_at, id);

CREATE TABLE class_codes (
    id TEXT NOT NULL PRIMARY KEY,
    class TEXT NOT NULL REFERENCES classes (id) ON DELETE CASCADE,
    code_hash TEXT NOT NULL UNIQUE,
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    -- How many seats may be taken with it.
    max_uses INTEGER NOT NULL,
    uses INTEGER NOT NULL,
    revoked_at TIMESTAMP
);
CREATE INDEX class_codes_class ON class_codes (class, created_at);

CREATE TABLE learners (
    id TEXT NOT NULL PRIMARY KEY,
    class TEXT NOT NULL REFERENCES classes (id) ON DELETE CASCADE,
    seat INTEGER NOT NULL,
    pin_hash TEXT NOT NULL,
    joined_at TIMESTAMP NOT NULL,
    UNIQUE (class, seat)
);

CREATE TABLE learner_sessions (
    id TEXT NOT NULL PRIMARY KEY,
    learner TEXT NOT NULL REFERENCES learners (id) ON DELETE CASCADE,
    created_at TIMESTAMP NOT NULL,
    last_seen_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL
);
CREATE INDEX learner_sessions_learner ON learner_sessions (learner);
CREATE INDEX learner_sessions_expiry ON learner_sessions (expires_at);

-- What a class is given to do: a package or a course, and the day by which it would be good.
CREATE TABLE tasks (
    id TEXT NOT NULL PRIMARY KEY,
    class TEXT NOT NULL REFERENCES classes (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('package', 'course')),
    slug TEXT NOT NULL,
    due_on DATE,
    by_account TEXT NOT NULL REFERENCES accounts (id),
    created_at TIMESTAMP NOT NULL,
    UNIQUE (class, kind, slug)
);
