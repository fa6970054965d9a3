-- Monthly returns on monitoring. Figures and remarks stand in their steps; the columns here are what these come to. A
-- division has one return of a month. (What is written down of one in the end is a row of the table `reports`.)
CREATE TABLE monthly_returns (
    return_id {id},
    division TEXT NOT NULL,
    month TEXT NOT NULL,
    due_on TEXT NOT NULL,
    maker_id BIGINT NOT NULL REFERENCES people (person_id),
    state TEXT NOT NULL,
    since TEXT NOT NULL,
    as_of TEXT NOT NULL,
    submitted_on TEXT NOT NULL,
    found BIGINT NOT NULL,
    rectified BIGINT NOT NULL,
    overdue BIGINT NOT NULL,
    UNIQUE (division, month)
);

CREATE INDEX monthly_returns_by_month ON monthly_returns (month, division);
-- What records say of the returns of a month.
CREATE INDEX reports_by_period ON reports ("period", "table_no");
CREATE INDEX monthly_returns_by_state ON monthly_returns (state, division);
