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
DROP TABLE pictures;
DROP TABLE editions;
DROP TABLE piece_deeds;
DROP TABLE piece_revisions;
DROP TABLE pieces;
