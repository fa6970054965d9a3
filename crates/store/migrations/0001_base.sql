-- What every later table leans on: the chain of events, and the imports that records came with.
-- `{id}` is a 64-bit number that the database gives out, as each of the two databases writes it.

-- One row for each operation, in the order in which they happened. Each hash covers the row and the hash
-- before it, so one altered byte breaks the chain from there on.
CREATE TABLE events (
    event_id BIGINT NOT NULL PRIMARY KEY,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    post TEXT NOT NULL,
    origin TEXT NOT NULL,
    operation TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    division TEXT,
    body TEXT NOT NULL,
    hash TEXT NOT NULL
);

CREATE INDEX events_by_subject ON events (subject_kind, subject_id, event_id);

-- Number and hash of the last event. Whoever writes an event changes this row first, so writers queue here.
CREATE TABLE chain_head (
    head_id BIGINT NOT NULL PRIMARY KEY CHECK (head_id = 1),
    event_id BIGINT NOT NULL,
    hash TEXT NOT NULL
);

INSERT INTO chain_head (head_id, event_id, hash) VALUES (1, 0, '');

-- The sets of columns that records came with. A column that its file did not have is unknown for a record,
-- which is something else than empty. Columns are named in the order of the contract, with a space between.
CREATE TABLE forms (
    form_id {id},
    table_name TEXT NOT NULL,
    columns TEXT NOT NULL,
    UNIQUE (table_name, columns)
);

-- One data set that came in at once: a folder, a workbook, an archive, a form, a request.
CREATE TABLE imports (
    import_id {id},
    name TEXT NOT NULL,
    at TEXT NOT NULL
);

-- A file of an import, or a sheet of a workbook, even one without a row.
CREATE TABLE import_files (
    import_id BIGINT NOT NULL REFERENCES imports (import_id),
    file_no BIGINT NOT NULL,
    name TEXT NOT NULL,
    form_id BIGINT NOT NULL REFERENCES forms (form_id),
    PRIMARY KEY (import_id, file_no)
);

-- What an import did to one table.
CREATE TABLE import_tables (
    import_id BIGINT NOT NULL REFERENCES imports (import_id),
    table_name TEXT NOT NULL,
    added BIGINT NOT NULL,
    corrected BIGINT NOT NULL,
    withdrawn BIGINT NOT NULL,
    unchanged BIGINT NOT NULL,
    rejected BIGINT NOT NULL,
    PRIMARY KEY (import_id, table_name)
);
