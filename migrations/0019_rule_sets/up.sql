-- The rules of the routing. A set is all files together; one set is in force. A set that was in force
-- is never changed: what comes after it is another one.
CREATE TABLE rule_sets (
    number INTEGER NOT NULL PRIMARY KEY,
    -- Counts the deeds: whoever comes second with the same number is refused.
    version BIGINT NOT NULL,
    standing TEXT NOT NULL CHECK (standing IN ('draft', 'scheduled', 'live', 'past', 'offered', 'dropped')),
    -- A hash of all its files, and what orders keep that were routed by it.
    files TEXT NOT NULL,
    rules_version TEXT NOT NULL,
    -- The set that it was made from, and the release of the program that it goes back to.
    made_from INTEGER,
    release INTEGER NOT NULL,
    note TEXT NOT NULL,
    -- Nobody: it came with the program.
    made_by TEXT REFERENCES accounts (id),
    made_at TIMESTAMP NOT NULL,
    publish_at TIMESTAMP,
    -- When it came into force, and when another took its place.
    live_at TIMESTAMP,
    past_at TIMESTAMP
);
CREATE UNIQUE INDEX rule_sets_one_live ON rule_sets (standing) WHERE standing = 'live';

CREATE TABLE rule_files (
    rule_set INTEGER NOT NULL REFERENCES rule_sets (number),
    name TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (rule_set, name)
);

-- What was done to a set, by whom. `version` is the set's after it.
CREATE TABLE rule_deeds (
    rule_set INTEGER NOT NULL REFERENCES rule_sets (number),
    version BIGINT NOT NULL,
    deed TEXT NOT NULL,
    -- The file that was edited.
    file TEXT,
    note TEXT NOT NULL,
    by_account TEXT REFERENCES accounts (id),
    at TIMESTAMP NOT NULL,
    PRIMARY KEY (rule_set, version)
);

-- A draft against what was asked over a year. It goes on where it was when its worker died.
CREATE TABLE rehearsals (
    id TEXT NOT NULL PRIMARY KEY,
    rule_set INTEGER NOT NULL REFERENCES rule_sets (number),
    -- The very words that are rehearsed, and the set that is in force meanwhile.
    files TEXT NOT NULL,
    against INTEGER NOT NULL REFERENCES rule_sets (number),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'working', 'done', 'failed')),
    fault TEXT NOT NULL,
    since TIMESTAMP NOT NULL,
    asked_at TIMESTAMP NOT NULL,
    asked_by TEXT REFERENCES accounts (id),
    -- How many orders were looked at, of how many there are; and the last of them.
    seen BIGINT NOT NULL,
    of_all BIGINT NOT NULL,
    last_at TIMESTAMP,
    last_order TEXT,
    routed BIGINT NOT NULL,
    moved BIGINT NOT NULL,
    newly_triage BIGINT NOT NULL,
    no_longer_triage BIGINT NOT NULL,
    ended_at TIMESTAMP
);
CREATE INDEX rehearsals_set ON rehearsals (rule_set, asked_at, id);

-- The orders that would go elsewhere, or to a person first, or no longer.
CREATE TABLE rehearsal_moves (
    rehearsal TEXT NOT NULL REFERENCES rehearsals (id),
    order_id TEXT NOT NULL REFERENCES orders (id),
    from_matter TEXT NOT NULL,
    from_lead TEXT NOT NULL,
    to_matter TEXT NOT NULL,
    to_lead TEXT NOT NULL,
    triage_before BOOLEAN NOT NULL,
    triage_after BOOLEAN NOT NULL,
    PRIMARY KEY (rehearsal, order_id)
);
CREATE INDEX rehearsal_moves_way ON rehearsal_moves (rehearsal, from_lead, from_matter, to_lead, to_matter, order_id);

-- The past year's orders in the order in which they were asked; what agencies gave back; and the texts
-- that were erased, which teach nothing any more.
CREATE INDEX orders_submitted ON orders (submitted_at, id);
CREATE INDEX events_returned ON events (at, order_id) WHERE action = 'return';
CREATE INDEX entries_erased ON entries (order_id) WHERE body = '';
