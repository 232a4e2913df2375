-- The engine. `open`, `lead_agency` and `due_at` repeat what the rows below say, so that a queue is
-- found by an index; src/db/orders/ writes them together and `yimen check` compares them.

CREATE TABLE orders (
    id TEXT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    site TEXT NOT NULL CHECK (site IN ('enterprise', 'youth')),
    title TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'accepted', 'declined', 'dispatched',
        'handling', 'waiting', 'suspended', 'replied', 'closed', 'withdrawn', 'archived')),
    previous TEXT,
    open BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    asker_account TEXT REFERENCES accounts (id),
    channel TEXT NOT NULL CHECK (channel IN ('web', 'api', 'counter', 'telephone')),
    lang TEXT NOT NULL,
    matter TEXT,
    confidence DOUBLE PRECISION,
    rules_version TEXT,
    lead_agency TEXT,
    -- Nearest nominal due date of the running clocks; 9999-12-31 where none runs.
    due_at TIMESTAMP NOT NULL,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    submitted_at TIMESTAMP,
    replied_at TIMESTAMP,
    closed_at TIMESTAMP,
    returns INTEGER NOT NULL,
    binding BOOLEAN NOT NULL,
    legal_hold BOOLEAN NOT NULL,
    leading_order TEXT REFERENCES orders (id),
    last_seq BIGINT NOT NULL,
    last_hash TEXT NOT NULL
);
CREATE INDEX orders_open_due ON orders (due_at, id) WHERE open;
CREATE INDEX orders_open_lead ON orders (lead_agency, due_at, id) WHERE open;
CREATE INDEX orders_state ON orders (state, due_at, id);
CREATE INDEX orders_replied ON orders (state, replied_at, id);
CREATE INDEX orders_closed ON orders (state, closed_at, id);
CREATE INDEX orders_created ON orders (created_at, id);
CREATE INDEX orders_updated ON orders (updated_at, id);
CREATE INDEX orders_asker ON orders (asker_account, created_at, id);
CREATE INDEX orders_leading ON orders (leading_order);

-- What the agency and the asker say of the outcome; there from the first of these words on.
CREATE TABLE outcomes (
    order_id TEXT NOT NULL PRIMARY KEY REFERENCES orders (id),
    rating INTEGER CHECK (rating BETWEEN 1 AND 5),
    agency_contacted BOOLEAN,
    agency_solved BOOLEAN,
    asker_contacted BOOLEAN,
    asker_solved BOOLEAN
);

CREATE TABLE lines (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    position INTEGER NOT NULL,
    service TEXT,
    matter TEXT,
    state TEXT NOT NULL,
    UNIQUE (order_id, position)
);

CREATE TABLE assignments (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    line_id TEXT NOT NULL REFERENCES lines (id),
    position INTEGER NOT NULL,
    agency TEXT NOT NULL,
    part TEXT NOT NULL CHECK (part IN ('lead', 'co')),
    state TEXT NOT NULL CHECK (state IN ('sent', 'signed', 'done', 'returned', 'transferred', 'ended')),
    open BOOLEAN NOT NULL,
    handler TEXT REFERENCES accounts (id),
    barred_handler TEXT REFERENCES accounts (id),
    case_number TEXT,
    receipt_on DATE,
    created_at TIMESTAMP NOT NULL,
    signed_at TIMESTAMP,
    ended_at TIMESTAMP
);
CREATE INDEX assignments_order ON assignments (order_id, position);
CREATE INDEX assignments_agency ON assignments (agency, state, order_id);
CREATE INDEX assignments_handler ON assignments (handler, state, order_id);
CREATE INDEX assignments_disputed ON assignments (order_id) WHERE open AND barred_handler IS NOT NULL;
-- The database itself keeps a line from having two leads.
CREATE UNIQUE INDEX assignments_one_lead ON assignments (line_id) WHERE open AND part = 'lead';

CREATE TABLE clocks (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    assignment_id TEXT REFERENCES assignments (id),
    position INTEGER NOT NULL,
    definition TEXT NOT NULL,
    budget INTEGER NOT NULL,
    unit TEXT NOT NULL CHECK (unit IN ('hours', 'working_days', 'calendar_days', 'months')),
    counting TEXT NOT NULL CHECK (counting IN ('agency', 'agency_rolling', 'filer', 'filer_rolling')),
    warn_days INTEGER NOT NULL,
    started_at TIMESTAMP NOT NULL,
    nominal_due TIMESTAMP NOT NULL,
    rolled_due TIMESTAMP NOT NULL,
    provisional BOOLEAN NOT NULL,
    calendar_version TEXT NOT NULL,
    statutory BOOLEAN NOT NULL,
    source TEXT NOT NULL,
    stopped_at TIMESTAMP,
    extended INTEGER NOT NULL
);
CREATE INDEX clocks_order ON clocks (order_id, position);
CREATE INDEX clocks_running ON clocks (nominal_due, id) WHERE stopped_at IS NULL;
CREATE INDEX clocks_provisional ON clocks (id) WHERE provisional AND stopped_at IS NULL;

CREATE TABLE clock_pauses (
    clock_id TEXT NOT NULL REFERENCES clocks (id),
    position INTEGER NOT NULL,
    reason TEXT NOT NULL,
    from_at TIMESTAMP NOT NULL,
    to_at TIMESTAMP,
    PRIMARY KEY (clock_id, position)
);

CREATE TABLE requests (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    position INTEGER NOT NULL,
    signature TEXT NOT NULL CHECK (signature IN ('decline', 'return', 'extend', 'reply')),
    asked_by TEXT NOT NULL,
    agency TEXT,
    asked_at TIMESTAMP NOT NULL,
    input TEXT NOT NULL,
    entries TEXT NOT NULL,
    decided_at TIMESTAMP,
    decided_by TEXT,
    approved BOOLEAN
);
CREATE INDEX requests_order ON requests (order_id, position);
CREATE INDEX requests_open ON requests (agency, order_id) WHERE decided_at IS NULL;

CREATE TABLE supervisions (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    position INTEGER NOT NULL,
    issuer TEXT NOT NULL,
    agency TEXT NOT NULL,
    issued_at TIMESTAMP NOT NULL,
    answer_due TIMESTAMP NOT NULL,
    answered_at TIMESTAMP,
    released_at TIMESTAMP
);
CREATE INDEX supervisions_order ON supervisions (order_id, position);
CREATE INDEX supervisions_open ON supervisions (agency, order_id) WHERE released_at IS NULL;

-- Append-only: triggers set by src/db/migrate.rs refuse UPDATE and DELETE, because the two
-- databases have no common way to write a trigger.
CREATE TABLE events (
    order_id TEXT NOT NULL REFERENCES orders (id),
    seq BIGINT NOT NULL,
    at TIMESTAMP NOT NULL,
    actor TEXT,
    role TEXT NOT NULL,
    agency TEXT,
    on_behalf BOOLEAN NOT NULL,
    action TEXT NOT NULL,
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    reason_code TEXT,
    visibility TEXT NOT NULL CHECK (visibility IN ('public', 'asker', 'agencies', 'agency', 'supervisor')),
    rules_version TEXT,
    entries TEXT NOT NULL,
    facts TEXT NOT NULL,
    prev_hash TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (order_id, seq)
);
CREATE INDEX events_at ON events (at, order_id, seq);

CREATE TABLE entries (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    seq BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('statement', 'message', 'note', 'reply', 'reason', 'materials', 'document', 'routing')),
    visibility TEXT NOT NULL CHECK (visibility IN ('public', 'asker', 'agencies', 'agency', 'supervisor')),
    author TEXT,
    role TEXT NOT NULL,
    agency TEXT,
    body TEXT NOT NULL,
    salt TEXT NOT NULL,
    draft BOOLEAN NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX entries_order ON entries (order_id, seq, id);
