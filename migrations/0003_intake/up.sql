-- Who asked, and what came with it. An enterprise's name is public record; a person's data is sealed.
CREATE TABLE contacts (
    order_id TEXT NOT NULL PRIMARY KEY REFERENCES orders (id),
    name_sealed TEXT NOT NULL,
    phone_sealed TEXT,
    email_sealed TEXT,
    credit_code_sealed TEXT,
    organisation TEXT,
    place TEXT,
    wish TEXT,
    has_email BOOLEAN NOT NULL,
    has_phone BOOLEAN NOT NULL,
    key_generation INTEGER NOT NULL,
    erased_at TIMESTAMP
);

-- draft_id names no row while the first page of a draft is still being filled in; what never
-- finds an order is purged with its draft.
CREATE TABLE documents (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT REFERENCES orders (id),
    draft_id TEXT,
    sha256 TEXT NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    uploaded_by TEXT,
    visibility TEXT NOT NULL CHECK (visibility IN ('public', 'asker', 'agencies', 'agency', 'supervisor')),
    agency TEXT,
    created_at TIMESTAMP NOT NULL,
    CHECK (order_id IS NOT NULL OR draft_id IS NOT NULL)
);
CREATE INDEX documents_order ON documents (order_id, created_at, id);
CREATE INDEX documents_draft ON documents (draft_id, created_at, id);
CREATE INDEX documents_sha256 ON documents (sha256);

-- id is the hash of the token in the cookie: whoever reads the table cannot take up a draft.
CREATE TABLE drafts (
    id TEXT NOT NULL PRIMARY KEY,
    data_sealed TEXT NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL
);
CREATE INDEX drafts_expiry ON drafts (expires_at);

CREATE TABLE idempotency (
    key_hash TEXT NOT NULL PRIMARY KEY,
    body_hash TEXT NOT NULL,
    order_id TEXT NOT NULL REFERENCES orders (id),
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX idempotency_created ON idempotency (created_at);
