-- Lecturers, and bookings that can't collide.

CREATE TABLE lecturers (
    id TEXT NOT NULL PRIMARY KEY,
    agency TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    -- Slugs of the courses they teach, as JSON.
    courses TEXT NOT NULL,
    -- Minutes of the day in China by weekday, as JSON.
    weekly TEXT NOT NULL,
    yearly_max INTEGER NOT NULL,
    -- The record check holds until and with this day; none: never passed. Nothing else of it is kept.
    vetting_valid_until DATE,
    -- The schools of a 法治副校长, as JSON.
    schools TEXT NOT NULL,
    account TEXT REFERENCES accounts (id),
    active BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);
CREATE INDEX lecturers_agency ON lecturers (agency, name, id);
CREATE INDEX lecturers_account ON lecturers (account);

-- Days on which a lecturer is away or a room is closed, the last one included.
CREATE TABLE days_off (
    id TEXT NOT NULL PRIMARY KEY,
    resource TEXT NOT NULL,
    from_day DATE NOT NULL,
    to_day DATE NOT NULL
);
CREATE INDEX days_off_resource ON days_off (resource, to_day);

CREATE TABLE bookings (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    line_id TEXT NOT NULL REFERENCES lines (id),
    -- The revision of the proposal it was made for.
    revision INTEGER NOT NULL,
    school TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('hold', 'firm', 'released', 'expired', 'lost')),
    start_at TIMESTAMP NOT NULL,
    end_at TIMESTAMP NOT NULL,
    lecturer TEXT,
    room TEXT,
    place TEXT NOT NULL,
    seats INTEGER NOT NULL,
    -- Names of classes, one a line.
    classes TEXT NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    -- Rises with every change of the line's bookings, as a calendar's SEQUENCE does.
    sequence INTEGER NOT NULL,
    confirmed_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);
CREATE INDEX bookings_start ON bookings (start_at, id);
CREATE INDEX bookings_line ON bookings (line_id, sequence);
CREATE INDEX bookings_lecturer ON bookings (lecturer, start_at, id);
CREATE INDEX bookings_room ON bookings (room, start_at, id);
CREATE INDEX bookings_school ON bookings (school, start_at, id);
CREATE INDEX bookings_state ON bookings (state, expires_at);

-- What firm bookings have: a resource, a quarter of an hour since the epoch, one of its units.
-- The key is what keeps two bookings apart, whoever confirms them and at the same moment.
CREATE TABLE claims (
    resource TEXT NOT NULL,
    slot BIGINT NOT NULL,
    unit INTEGER NOT NULL,
    booking_id TEXT NOT NULL REFERENCES bookings (id),
    PRIMARY KEY (resource, slot, unit)
);
CREATE INDEX claims_booking ON claims (booking_id);

-- A whole group that waits together for a time that fits.
CREATE TABLE waiting (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    line_id TEXT NOT NULL UNIQUE REFERENCES lines (id),
    school TEXT NOT NULL,
    room TEXT,
    lecturer_kind TEXT,
    course TEXT,
    stage TEXT NOT NULL,
    place TEXT NOT NULL,
    pupils INTEGER NOT NULL,
    class_count INTEGER NOT NULL,
    -- Names of classes, one a line.
    classes TEXT NOT NULL,
    minutes INTEGER NOT NULL,
    earliest DATE NOT NULL,
    latest DATE NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'offered', 'planned', 'left')),
    offer_start TIMESTAMP,
    offer_end TIMESTAMP,
    offer_room TEXT,
    offer_lecturer TEXT,
    offer_classes INTEGER,
    offer_seats INTEGER,
    created_at TIMESTAMP NOT NULL,
    offered_at TIMESTAMP
);
CREATE INDEX waiting_state ON waiting (state, created_at, id);
