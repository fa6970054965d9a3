-- Who may do what: people, posts, who held which post when, and open sessions. Moments are UTC texts
-- (`2019-05-22T08:30:00Z`), days are `YYYY-MM-DD`. Who changed what here is told by the events.

-- Someone who can sign in. `login` is kept in small letters. `password` is an argon2id hash in PHC form.
-- `factor_secret` is the shared secret of the second factor in base32; `factor_step` the last time step whose
-- code was used, so that no code serves twice. `failed` counts wrong passwords and codes in a row.
CREATE TABLE people (
    person_id {id},
    public_id TEXT NOT NULL UNIQUE,
    login TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    password TEXT NOT NULL,
    must_change BIGINT NOT NULL CHECK (must_change IN (0, 1)),
    failed BIGINT NOT NULL DEFAULT 0,
    locked_until TEXT,
    factor_secret TEXT,
    factor_step BIGINT NOT NULL DEFAULT 0,
    closed_on TEXT
);

-- Codes that stand in for the second factor when its device is lost; each serves once. Only hashes are kept.
CREATE TABLE recovery_codes (
    person_id BIGINT NOT NULL REFERENCES people (person_id),
    code_hash TEXT NOT NULL,
    used_at TEXT,
    PRIMARY KEY (person_id, code_hash)
);

-- An office that answers for something: a role and its scope. The scope is a division with what lies below
-- it, or, where `organisation` is given, that one organisation of the division.
CREATE TABLE posts (
    post_id {id},
    public_id TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    division TEXT NOT NULL,
    organisation TEXT,
    title TEXT NOT NULL
);

CREATE INDEX posts_by_division ON posts (division, post_id);

-- Who held a post from which day to which, both included. An empty last day: holds it still.
CREATE TABLE holders (
    holder_id {id},
    post_id BIGINT NOT NULL REFERENCES posts (post_id),
    person_id BIGINT NOT NULL REFERENCES people (person_id),
    from_day TEXT NOT NULL,
    to_day TEXT,
    CHECK (to_day IS NULL OR to_day >= from_day)
);

CREATE INDEX holders_by_post ON holders (post_id, from_day);
CREATE INDEX holders_by_person ON holders (person_id, from_day);
-- A post has one holder at a time.
CREATE UNIQUE INDEX holders_now ON holders (post_id) WHERE to_day IS NULL;

-- Someone signed in. Of the token in the cookie only a hash is kept, so this table opens no door.
-- `stage`: what is still to be done: `factor`, `password`, or `open` when nothing is.
CREATE TABLE sessions (
    token_hash TEXT NOT NULL PRIMARY KEY,
    person_id BIGINT NOT NULL REFERENCES people (person_id),
    stage TEXT NOT NULL,
    created_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    ends_at TEXT NOT NULL
);

CREATE INDEX sessions_by_person ON sessions (person_id);
CREATE INDEX sessions_by_end ON sessions (ends_at);
