-- What the interface for programs leans on: tokens, and the answers that were given.

-- A token by which a program acts for a person in one post. Of the token itself only a hash is kept. `scopes`:
-- words with a space between, what it serves for. It ends on its own; `revoked_at`: it was ended before.
CREATE TABLE tokens (
    token_id {id},
    public_id TEXT NOT NULL UNIQUE,
    token_hash TEXT NOT NULL UNIQUE,
    person_id BIGINT NOT NULL REFERENCES people (person_id),
    post_id BIGINT NOT NULL REFERENCES posts (post_id),
    title TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    used_at TEXT,
    revoked_at TEXT
);

CREATE INDEX tokens_by_person ON tokens (person_id, token_id);

-- The answer to a request that came with a key of its own, so that the same request is answered the same and
-- done once. `turn`: a random number; who begins anew after a crash changes it, so that only one of two can
-- write. `done`: the operation has written. `status`, `media_type`, `body`: the answer, once it was given.
CREATE TABLE answers (
    token_id BIGINT NOT NULL REFERENCES tokens (token_id),
    request_key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    begun_at TEXT NOT NULL,
    turn TEXT NOT NULL,
    done BIGINT NOT NULL DEFAULT 0 CHECK (done IN (0, 1)),
    status BIGINT,
    media_type TEXT,
    body TEXT,
    PRIMARY KEY (token_id, request_key)
);

CREATE INDEX answers_by_moment ON answers (begun_at);
