-- One set of SQL for SQLite and PostgreSQL: ids are TEXT made by the program, words are TEXT with
-- a CHECK, instants are TIMESTAMP in UTC, structured values are TEXT holding JSON.
-- A column whose name ends in _sealed is encrypted by the program (src/db/seal.rs).

CREATE TABLE accounts (
    id TEXT NOT NULL PRIMARY KEY,
    login TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('business', 'clerk', 'handler', 'leader', 'dispatcher',
        'supervisor', 'reviewer', 'editor', 'admin')),
    agency TEXT,
    name TEXT NOT NULL,
    email_sealed TEXT,
    phone_sealed TEXT,
    organisation TEXT,
    credit_code_sealed TEXT,
    lang TEXT NOT NULL,
    active BOOLEAN NOT NULL,
    demo BOOLEAN NOT NULL,
    failed_logins INTEGER NOT NULL,
    locked_until TIMESTAMP,
    created_at TIMESTAMP NOT NULL,
    password_changed_at TIMESTAMP NOT NULL
);
CREATE INDEX accounts_created ON accounts (created_at, id);
CREATE INDEX accounts_agency ON accounts (agency, role);

CREATE TABLE sessions (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    created_at TIMESTAMP NOT NULL,
    last_seen_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    revoked_at TIMESTAMP
);
CREATE INDEX sessions_account ON sessions (account_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);

-- How often something was tried lately: a login, an address, a code.
CREATE TABLE attempts (
    bucket TEXT NOT NULL PRIMARY KEY,
    count INTEGER NOT NULL,
    since TIMESTAMP NOT NULL
);
CREATE INDEX attempts_since ON attempts (since);
