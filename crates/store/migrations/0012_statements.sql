-- Monthly statements made by the ledger: the figures as they were when it was made, what was said of a
-- difference, and who signed. A statement made again is a new version.
CREATE TABLE made_statements (
    statement_id {id},
    division TEXT NOT NULL,
    fund TEXT NOT NULL,
    month TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version > 0),
    opening BIGINT NOT NULL,
    income BIGINT NOT NULL,
    expenditure BIGINT NOT NULL,
    closing BIGINT NOT NULL,
    reported BIGINT,
    treasury BIGINT,
    explanation TEXT NOT NULL,
    made_at TEXT NOT NULL,
    made_by BIGINT NOT NULL REFERENCES people (person_id),
    made_as TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('made', 'signed', 'sent_back')),
    decided_at TEXT,
    decided_by BIGINT REFERENCES people (person_id),
    decided_as TEXT,
    reason TEXT NOT NULL,
    CHECK (opening + income - expenditure = closing),
    CHECK (decided_by IS NULL OR decided_by <> made_by),
    CHECK ((state = 'made') = (decided_by IS NULL)),
    UNIQUE (division, fund, month, version)
);

CREATE INDEX made_statements_by_state ON made_statements (state, division, month);
