-- Hand-downs: what a division holds by one allotment, split among those below it and projects.

-- What a hand-down says and what was done about it stands in its steps; the columns here are what these come to.
-- `source` is the id of the allotment out of which the money goes, `way` where it goes (down, back), `moved`
-- whether it was handed down, `import_id` the import by which its records came in.
CREATE TABLE hand_downs (
    hand_down_id {id},
    home TEXT NOT NULL,
    source TEXT NOT NULL,
    way TEXT NOT NULL CHECK (way IN ('down', 'back')),
    fund TEXT NOT NULL,
    fiscal_year BIGINT NOT NULL,
    doc_no TEXT NOT NULL,
    issued_on TEXT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount > 0),
    state TEXT NOT NULL,
    moved BIGINT NOT NULL CHECK (moved IN (0, 1)),
    maker_id BIGINT NOT NULL REFERENCES people (person_id),
    since TEXT NOT NULL,
    import_id BIGINT REFERENCES imports (import_id)
);

CREATE INDEX hand_downs_by_source ON hand_downs (source, hand_down_id);
CREATE INDEX hand_downs_by_home ON hand_downs (home, state, hand_down_id);

-- The parts of a hand-down: `home` is the division that receives, or the county of the project; `subject` the
-- code of the one or the id of the other; `record` the id of the allotment that it became.
CREATE TABLE hand_down_lines (
    line_id {id},
    hand_down_id BIGINT NOT NULL REFERENCES hand_downs (hand_down_id),
    line_no BIGINT NOT NULL,
    home TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('division', 'project')),
    subject TEXT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount > 0),
    state TEXT NOT NULL,
    record TEXT NOT NULL,
    received_on TEXT,
    UNIQUE (hand_down_id, line_no)
);

CREATE INDEX hand_down_lines_by_home ON hand_down_lines (home, state, line_id);
