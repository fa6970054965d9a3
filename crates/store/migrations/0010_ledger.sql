-- The sums of the ledger. What a record posts follows from the record and from those that it names, so postings
-- are not kept beside the records; what they add up to is, in the transaction that changes a record.

-- Balances of accounts by month. The sums of one purse (division, fund, fiscal year) are zero in every month.
-- other: the division on the other side of what was handed down or given back; `projects` where money that was
-- allotted to projects was paid; else empty.
CREATE TABLE balances (
    division TEXT NOT NULL,
    fund TEXT NOT NULL,
    fiscal_year BIGINT NOT NULL,
    month TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN (
        'received', 'raised', 'taken_back', 'carried_in', 'in_transit', 'left', 'handed_down', 'allotted', 'paid',
        'given_back', 'carried_out'
    )),
    other TEXT NOT NULL,
    fen BIGINT NOT NULL CHECK (fen <> 0),
    PRIMARY KEY (division, fund, fiscal_year, month, kind, other)
);

-- Records that cannot be posted, because they do not say whose money they move. division: empty where not even
-- that is known; month: empty where the table has no day of its own.
CREATE TABLE unposted (
    division TEXT NOT NULL,
    fiscal_year BIGINT NOT NULL,
    month TEXT NOT NULL,
    table_name TEXT NOT NULL,
    fault TEXT NOT NULL,
    records BIGINT NOT NULL,
    fen BIGINT NOT NULL,
    PRIMARY KEY (division, fiscal_year, month, table_name, fault)
);

-- By which succession of division codes the sums were made; empty: they have to be made from all records.
CREATE TABLE ledger_state (
    state_id BIGINT NOT NULL PRIMARY KEY CHECK (state_id = 1),
    succession TEXT NOT NULL
);

INSERT INTO ledger_state (state_id, succession) VALUES (1, '');

-- The ways to the records of one division.
CREATE INDEX allotments_by_to ON allotments ("to");
CREATE INDEX allotments_by_from ON allotments ("from");
