-- Orders of several lines: schools ask, and every line is proposed, done and rated by itself.

-- Two more roles. SQLite can't change a CHECK, so the column is made anew; its old CHECK goes with it.
DROP INDEX accounts_agency;
ALTER TABLE accounts RENAME COLUMN role TO role_before;
ALTER TABLE accounts ADD COLUMN role TEXT NOT NULL DEFAULT 'business' CHECK (role IN ('business', 'teacher',
    'clerk', 'handler', 'leader', 'dispatcher', 'planner', 'supervisor', 'reviewer', 'editor', 'admin'));
UPDATE accounts SET role = role_before;
ALTER TABLE accounts DROP COLUMN role_before;
CREATE INDEX accounts_agency ON accounts (agency, role);
-- The school that a teacher acts for.
ALTER TABLE accounts ADD COLUMN school TEXT;
CREATE INDEX accounts_school ON accounts (school, role);

-- The school that asked: every teacher of it may follow the order.
ALTER TABLE orders ADD COLUMN school TEXT;
CREATE INDEX orders_school ON orders (school, created_at, id);

ALTER TABLE lines ADD COLUMN revisions INTEGER NOT NULL DEFAULT 0;
ALTER TABLE lines ADD COLUMN proposed INTEGER;
ALTER TABLE lines ADD COLUMN agreed INTEGER;
ALTER TABLE lines ADD COLUMN checked_in_at TIMESTAMP;
ALTER TABLE lines ADD COLUMN headcount INTEGER;
ALTER TABLE lines ADD COLUMN replied_at TIMESTAMP;
ALTER TABLE lines ADD COLUMN rating_content INTEGER;
ALTER TABLE lines ADD COLUMN rating_lecturer INTEGER;
ALTER TABLE lines ADD COLUMN rating_organisation INTEGER;
CREATE INDEX lines_state ON lines (state, order_id);

-- What a line of a school order asks for. No column for a pupil's name, none for a counselling note.
CREATE TABLE line_details (
    line_id TEXT NOT NULL PRIMARY KEY REFERENCES lines (id),
    order_id TEXT NOT NULL REFERENCES orders (id),
    form TEXT NOT NULL CHECK (form IN ('package', 'lecture', 'visit', 'wish')),
    course TEXT,
    package TEXT,
    -- Slugs, one a line.
    rooms TEXT NOT NULL,
    lecturer_kind TEXT,
    stage TEXT NOT NULL,
    class_count INTEGER NOT NULL,
    -- Names of classes such as 四(1)班, one a line.
    class_names TEXT NOT NULL,
    pupils INTEGER NOT NULL,
    place TEXT NOT NULL,
    equipment TEXT NOT NULL,
    emphasis TEXT NOT NULL,
    remarks TEXT NOT NULL
);
CREATE INDEX line_details_order ON line_details (order_id, line_id);
CREATE INDEX line_details_course ON line_details (course, line_id);

-- The dates a school would like, the dearest first. Minutes since midnight in China; none: any time.
CREATE TABLE wished_dates (
    line_id TEXT NOT NULL REFERENCES lines (id),
    position INTEGER NOT NULL,
    day DATE NOT NULL,
    start_minute INTEGER,
    PRIMARY KEY (line_id, position)
);
CREATE INDEX wished_dates_day ON wished_dates (day, line_id);

-- What was offered for a line. Append-only, like events: a change is the next revision.
CREATE TABLE proposals (
    line_id TEXT NOT NULL REFERENCES lines (id),
    revision INTEGER NOT NULL,
    order_id TEXT NOT NULL REFERENCES orders (id),
    -- None for what is not held at a time, such as a package to watch.
    start_at TIMESTAMP,
    end_at TIMESTAMP,
    -- The agency that would have the line.
    agency TEXT NOT NULL,
    lecturer TEXT,
    lecturer_kind TEXT,
    room TEXT,
    place TEXT NOT NULL,
    seats INTEGER NOT NULL,
    by_account TEXT NOT NULL REFERENCES accounts (id),
    created_at TIMESTAMP NOT NULL,
    PRIMARY KEY (line_id, revision)
);
CREATE INDEX proposals_order ON proposals (order_id, line_id, revision);
