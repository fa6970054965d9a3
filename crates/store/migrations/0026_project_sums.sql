-- What payments come to by project and allotment, refunds taken off: kept as payment_sums are, so that what was
-- done of a plan is told without reading all payments of a county. fund, project, allotment: empty where the
-- payment names none.
CREATE TABLE project_sums (
    county TEXT NOT NULL,
    fiscal_year BIGINT NOT NULL,
    fund TEXT NOT NULL,
    project TEXT NOT NULL,
    allotment TEXT NOT NULL,
    payments BIGINT NOT NULL CHECK (payments > 0),
    fen BIGINT NOT NULL,
    PRIMARY KEY (county, fiscal_year, fund, project, allotment)
);

INSERT INTO project_sums (county, fiscal_year, fund, project, allotment, payments, fen)
SELECT
    r.county, r.fiscal_year, COALESCE(r.fund, ''), COALESCE(r.project, ''), COALESCE(r.allotment, ''), COUNT(*),
    CAST(SUM(CASE WHEN r.kind = 'refund' THEN -r.amount ELSE r.amount END) AS BIGINT)
FROM payments AS r
WHERE r.withdrawn = 0 AND NOT EXISTS (SELECT 1 FROM payments AS later WHERE later.corrects = r.row_id)
GROUP BY
    r.county, r.fiscal_year, COALESCE(r.fund, ''), COALESCE(r.project, ''), COALESCE(r.allotment, '');
