-- What was promised inside a transaction and is done after it.
CREATE TABLE jobs (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    run_at TIMESTAMP NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed')),
    attempts INTEGER NOT NULL,
    last_error TEXT,
    claimed_at TIMESTAMP,
    claimed_by TEXT,
    done_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL,
    -- At most one job ever bears a dedupe word; without one there is no limit.
    dedupe TEXT UNIQUE
);
CREATE INDEX jobs_state_run ON jobs (state, run_at, id);
CREATE INDEX jobs_state_created ON jobs (state, created_at, id);

-- A notice for somebody without an address: a clerk calls.
CREATE TABLE calls (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    notice TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'done', 'failed')),
    created_at TIMESTAMP NOT NULL,
    done_at TIMESTAMP,
    done_by TEXT REFERENCES accounts (id),
    outcome_code TEXT
);
CREATE INDEX calls_state ON calls (state, created_at, id);
CREATE INDEX calls_order ON calls (order_id);

-- What a dispatcher said of a routing: the router learns from it.
CREATE TABLE confirmations (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    matter TEXT NOT NULL,
    lead TEXT NOT NULL,
    rules_version TEXT NOT NULL,
    overridden BOOLEAN NOT NULL,
    reason_code TEXT,
    by_account TEXT NOT NULL REFERENCES accounts (id),
    at TIMESTAMP NOT NULL
);
CREATE INDEX confirmations_at ON confirmations (at, id);
