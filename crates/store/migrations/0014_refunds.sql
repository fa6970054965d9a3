-- Refunds that a report of rectification names: money taken back is shown from the records, never typed. A
-- refund stands for one case only.
CREATE TABLE case_refunds (
    case_id BIGINT NOT NULL REFERENCES cases (case_id),
    county TEXT NOT NULL,
    voucher_no TEXT NOT NULL,
    PRIMARY KEY (county, voucher_no)
);

CREATE INDEX case_refunds_by_case ON case_refunds (case_id);
