-- How many payments hold and what they come to, by all that a list of them is usually asked for: kept in the
-- transaction that changes a payment, so that no page has to read them all. fund: empty where the payment names
-- none.
CREATE TABLE payment_sums (
    county TEXT NOT NULL,
    fiscal_year BIGINT NOT NULL,
    fund TEXT NOT NULL,
    month TEXT NOT NULL,
    kind TEXT NOT NULL,
    channel TEXT NOT NULL,
    payee_type TEXT NOT NULL,
    payments BIGINT NOT NULL CHECK (payments > 0),
    fen BIGINT NOT NULL,
    PRIMARY KEY (county, fiscal_year, fund, month, kind, channel, payee_type)
);

INSERT INTO payment_sums
    (county, fiscal_year, fund, month, kind, channel, payee_type, payments, fen)
SELECT
    r.county, r.fiscal_year, COALESCE(r.fund, ''), SUBSTR(r.paid_on, 1, 7), r.kind, r.channel, r.payee_type,
    COUNT(*), CAST(SUM(r.amount) AS BIGINT)
FROM payments AS r
WHERE r.withdrawn = 0 AND NOT EXISTS (SELECT 1 FROM payments AS later WHERE later.corrects = r.row_id)
GROUP BY
    r.county, r.fiscal_year, COALESCE(r.fund, ''), SUBSTR(r.paid_on, 1, 7), r.kind, r.channel, r.payee_type;

-- The orders of the long lists, of the whole and of one place.
CREATE INDEX payments_by_amount ON payments (amount, row_id);
CREATE INDEX payments_by_county_amount ON payments (county, amount, row_id);
CREATE INDEX projects_by_year ON projects (fiscal_year, row_id);
CREATE INDEX projects_by_county_year ON projects (county, fiscal_year, row_id);
CREATE INDEX projects_by_amount ON projects (planned_amount, row_id);
CREATE INDEX projects_by_county_amount ON projects (county, planned_amount, row_id);
CREATE INDEX projects_by_name ON projects (name, row_id);
CREATE INDEX projects_by_unit ON projects (unit, row_id);

-- Without statistics of the new indexes they would be taken for quicker than those of other orders.
ANALYZE payments;
ANALYZE projects;
