-- Schools, and the invitations by which schools and their teachers come in.

CREATE TABLE schools (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    district TEXT NOT NULL,
    address TEXT NOT NULL,
    -- Words of a stage, one a line.
    stages TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('asked', 'verified', 'cancelled')),
    -- Why it was cancelled: its teachers read it.
    reason TEXT,
    phone_sealed TEXT,
    verified_by TEXT REFERENCES accounts (id),
    verified_at TIMESTAMP,
    invited_by_agency TEXT,
    created_at TIMESTAMP NOT NULL,
    version BIGINT NOT NULL,
    UNIQUE (name, district)
);
CREATE INDEX schools_state ON schools (state, created_at, id);
CREATE INDEX schools_created ON schools (created_at, id);

-- What was done with a school and by whom. Append-only.
CREATE TABLE school_events (
    id TEXT NOT NULL PRIMARY KEY,
    school TEXT NOT NULL REFERENCES schools (id),
    at TIMESTAMP NOT NULL,
    by_account TEXT NOT NULL REFERENCES accounts (id),
    noted TEXT NOT NULL CHECK (noted IN ('asked', 'joined', 'verified', 'cancelled', 'reopened', 'phone_read')),
    reason TEXT
);
CREATE INDEX school_events_school ON school_events (school, at, id);

-- The link of an invitation is not here: it follows from the server's secret and the id, and only
-- its hash is stored.
CREATE TABLE invitations (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('school', 'teacher')),
    -- The school of a teacher; of an invited school, the one that came of it.
    school TEXT REFERENCES schools (id),
    -- An invited school as the agency named it.
    school_name TEXT,
    district TEXT,
    address_sealed TEXT NOT NULL,
    address_hash TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    invited_by TEXT NOT NULL REFERENCES accounts (id),
    agency TEXT,
    lang TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    used_at TIMESTAMP,
    revoked_at TIMESTAMP
);
CREATE INDEX invitations_school ON invitations (school, created_at, id);
CREATE INDEX invitations_agency ON invitations (agency, created_at, id);
CREATE INDEX invitations_address ON invitations (address_hash, expires_at);
CREATE INDEX invitations_expiry ON invitations (expires_at);
CREATE INDEX invitations_named ON invitations (school_name, district);
