-- What imports through the platform lean on.

-- The fingerprint of the key with which the personal keys of this store are hashed. The key itself lies in a
-- file outside the store; with another one every person would be a new person.
CREATE TABLE platform_key (
    key_id BIGINT NOT NULL PRIMARY KEY CHECK (key_id = 1),
    fingerprint TEXT NOT NULL
);

-- Who brought an import, and in whose scope it stands. Empty: the machine's operator.
ALTER TABLE imports ADD COLUMN person_id BIGINT REFERENCES people (person_id);
ALTER TABLE imports ADD COLUMN division TEXT;

CREATE INDEX imports_by_division ON imports (division, import_id);

-- A file that somebody sent and has looked at, but not taken in yet; its bytes lie in a folder, for an hour.
CREATE TABLE uploads (
    upload_id TEXT NOT NULL PRIMARY KEY,
    person_id BIGINT NOT NULL REFERENCES people (person_id),
    name TEXT NOT NULL,
    at TEXT NOT NULL
);

-- Rows of files name records by their ids.
CREATE INDEX targets_by_id ON targets (id);
CREATE INDEX orders_by_id ON orders (id);
