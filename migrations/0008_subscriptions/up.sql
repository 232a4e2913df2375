-- Who gets the bulletins by mail: asked for, confirmed by a link in a mail, and ended.
CREATE TABLE subscriptions (
    id TEXT NOT NULL PRIMARY KEY,
    -- Both are gone once it has ended. The hash is keyed: it finds an address, and tells none.
    address_sealed TEXT,
    address_hash TEXT UNIQUE,
    -- Words, one a line; empty: every topic.
    topics TEXT NOT NULL,
    lang TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('asked', 'confirmed', 'ended')),
    created_at TIMESTAMP NOT NULL,
    -- When it was asked for last.
    asked_at TIMESTAMP NOT NULL,
    confirmed_at TIMESTAMP,
    last_sent_at TIMESTAMP,
    ended_at TIMESTAMP
);
CREATE INDEX subscriptions_asked ON subscriptions (state, asked_at);
CREATE INDEX subscriptions_state ON subscriptions (state, id);

-- When a bulletin was first there to be read, and whether its mails are in the outbox.
CREATE TABLE bulletin_issues (
    slug TEXT NOT NULL PRIMARY KEY,
    visible_at TIMESTAMP NOT NULL,
    mailed_at TIMESTAMP
);
CREATE INDEX bulletin_issues_mailed ON bulletin_issues (mailed_at, slug);
