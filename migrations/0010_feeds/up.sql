-- Calendars with a secret address. A row is there from the first renewal on; the older address is
-- dead from then.
CREATE TABLE feeds (
    -- `school:…`, `lecturer:…` or `room:…`
    owner TEXT NOT NULL PRIMARY KEY,
    generation INTEGER NOT NULL,
    renewed_at TIMESTAMP NOT NULL
);
