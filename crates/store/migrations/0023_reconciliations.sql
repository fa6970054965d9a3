-- Quarterly reconciliations of integrated funds between the region's agriculture division and one other party. (What is
-- written down of one in the end are rows of the table `reconciliations` of the contract.)

-- `party` is the other party as that table names it: the code of a place, or an office of the region; `home` the code of
-- the division in which it is seen. Figures and signatures stand in its steps; the columns here are what these come
-- to. What is reconciled again after it was signed is another version.
CREATE TABLE quarterly_reconciliations (
    reconciliation_id {id},
    party TEXT NOT NULL,
    home TEXT NOT NULL,
    quarter TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version > 0),
    state TEXT NOT NULL,
    due_on TEXT NOT NULL,
    since TEXT NOT NULL,
    import_id BIGINT REFERENCES imports (import_id),
    UNIQUE (party, quarter, version)
);

CREATE INDEX quarterly_reconciliations_by_home ON quarterly_reconciliations (home, state, reconciliation_id);

-- Its rows, one a fund: `ours` what the ledger says, `theirs` what the other party says.
CREATE TABLE quarterly_rows (
    row_id {id},
    reconciliation_id BIGINT NOT NULL REFERENCES quarterly_reconciliations (reconciliation_id),
    row_no BIGINT NOT NULL,
    fund TEXT NOT NULL,
    ours BIGINT NOT NULL,
    theirs BIGINT,
    explanation TEXT NOT NULL,
    UNIQUE (reconciliation_id, row_no)
);
