-- What leaves the platform by itself: changes told to other programs, and notices by mail.

-- An address to which the changes in one post's reach are told. `secret`: signs what is sent; kept sealed.
-- `told_to`: the event up to which it was told. `sending_to`: the event up to which the delivery under way
-- goes, so that one that is repeated is the same. `next_at`: no attempt before it. `failures`: attempts in a
-- row that failed; `last_at` and `last_answer`: the last attempt and what came of it. `stopped_at`: the end.
CREATE TABLE webhooks (
    webhook_id {id},
    public_id TEXT NOT NULL UNIQUE,
    person_id BIGINT NOT NULL REFERENCES people (person_id),
    post_id BIGINT NOT NULL REFERENCES posts (post_id),
    title TEXT NOT NULL,
    address TEXT NOT NULL,
    secret TEXT NOT NULL,
    created_at TEXT NOT NULL,
    told_to BIGINT NOT NULL,
    sending_to BIGINT,
    next_at TEXT NOT NULL,
    failures BIGINT NOT NULL DEFAULT 0,
    last_at TEXT,
    last_answer TEXT,
    stopped_at TEXT,
    CHECK (sending_to IS NULL OR sending_to > told_to)
);

CREATE INDEX webhooks_by_person ON webhooks (person_id, webhook_id);
CREATE INDEX webhooks_to_try ON webhooks (next_at) WHERE stopped_at IS NULL;

-- Where notices of what is due are sent by mail. Empty: none are.
ALTER TABLE people ADD COLUMN mail TEXT;

-- The event up to which notices were sent; one row.
CREATE TABLE noticed (
    noticed_id BIGINT PRIMARY KEY CHECK (noticed_id = 1),
    told_to BIGINT NOT NULL
);
