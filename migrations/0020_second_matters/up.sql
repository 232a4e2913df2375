-- Another matter that the text of an order tells, for another agency, and what a person made of it:
-- two orders, or one. While nobody said, it stands in a queue. No personal data.
CREATE TABLE second_matters (
    order_id TEXT NOT NULL PRIMARY KEY REFERENCES orders (id),
    matter TEXT NOT NULL,
    lead TEXT NOT NULL,
    settled TEXT CHECK (settled IN ('two', 'one')),
    settled_at TIMESTAMP,
    settled_by TEXT REFERENCES accounts (id),
    -- The order that was made of it.
    parted TEXT REFERENCES orders (id)
);
CREATE INDEX second_matters_open ON second_matters (order_id) WHERE settled IS NULL;
CREATE INDEX second_matters_parted ON second_matters (parted) WHERE parted IS NOT NULL;
