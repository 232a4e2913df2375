-- Imported from content/ and edited on the site. imported_hash is what the file said when it was
-- last taken over; `edited` says that the site has its own version since.
CREATE TABLE content_items (
    kind TEXT NOT NULL,
    slug TEXT NOT NULL,
    body TEXT NOT NULL,
    imported_hash TEXT NOT NULL,
    revision BIGINT NOT NULL,
    edited BOOLEAN NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    PRIMARY KEY (kind, slug)
);
CREATE INDEX content_items_updated ON content_items (kind, updated_at, slug);

CREATE TABLE agencies (
    slug TEXT NOT NULL PRIMARY KEY,
    data TEXT NOT NULL,
    parent TEXT,
    valid_from DATE,
    valid_to DATE,
    imported_hash TEXT NOT NULL,
    revision BIGINT NOT NULL,
    edited BOOLEAN NOT NULL,
    updated_at TIMESTAMP NOT NULL
);
CREATE INDEX agencies_parent ON agencies (parent, slug);
