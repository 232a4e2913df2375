-- The pages that editors write. What the public reads (`live`) and what is being written (`newest`)
-- are revisions of one piece; a revision is never changed.
CREATE TABLE pieces (
    -- Kind and slug, as in service_payment-order.
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    slug TEXT NOT NULL,
    -- Of the newest revision.
    title TEXT NOT NULL,
    -- Counts the deeds: whoever comes second with the same number is refused.
    version BIGINT NOT NULL,
    standing TEXT NOT NULL CHECK (standing IN ('draft', 'submitted', 'approved', 'scheduled', 'published', 'withdrawn')),
    newest INTEGER NOT NULL,
    live INTEGER,
    -- The last revision that a second person passed.
    approved INTEGER,
    publish_at TIMESTAMP,
    -- When what the public reads was last checked; none where the public reads nothing.
    reviewed DATE,
    -- Hashes of the files that were last taken over: of the program's own folder, and of another.
    imported_hash TEXT NOT NULL,
    folder_hash TEXT NOT NULL,
    -- The revision that came from a file, and whether from another folder.
    imported INTEGER,
    from_folder BOOLEAN NOT NULL,
    updated_at TIMESTAMP NOT NULL
);
CREATE INDEX pieces_updated ON pieces (updated_at, id);
CREATE INDEX pieces_kind ON pieces (kind, updated_at, id);
CREATE INDEX pieces_standing ON pieces (standing, updated_at, id);
CREATE INDEX pieces_reviewed ON pieces (reviewed, id);

CREATE TABLE piece_revisions (
    piece TEXT NOT NULL REFERENCES pieces (id),
    number INTEGER NOT NULL,
    -- The whole file.
    text TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    -- Nobody: it came from the folder.
    by_account TEXT REFERENCES accounts (id),
    at TIMESTAMP NOT NULL,
    PRIMARY KEY (piece, number)
);

-- What was done to a piece, by whom. `version` is the piece's after it.
CREATE TABLE piece_deeds (
    piece TEXT NOT NULL REFERENCES pieces (id),
    version BIGINT NOT NULL,
    deed TEXT NOT NULL,
    standing TEXT NOT NULL,
    revision INTEGER NOT NULL,
    by_account TEXT REFERENCES accounts (id),
    note TEXT NOT NULL,
    at TIMESTAMP NOT NULL,
    PRIMARY KEY (piece, version)
);

-- Goes up with every change of what the public reads, so that each node sees that it has to read
-- anew.
CREATE TABLE editions (
    id INTEGER NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL
);
INSERT INTO editions (id, number) VALUES (1, 1);

-- Pictures of the pages.
CREATE TABLE pictures (
    id TEXT NOT NULL PRIMARY KEY,
    sha256 TEXT NOT NULL,
    media_type TEXT NOT NULL,
    extension TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    -- What it shows, for who can't see it.
    alt TEXT NOT NULL,
    -- Nobody: it came from a folder.
    by_account TEXT REFERENCES accounts (id),
    at TIMESTAMP NOT NULL
);
CREATE INDEX pictures_at ON pictures (at, id);

-- What was kept there is kept as pieces now; nothing but the import ever wrote it.
DROP TABLE content_items;
