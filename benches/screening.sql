-- Twenty rules of the pack, written by hand for DuckDB over the same CSV files.
--
-- What stands in braces is filled in by screening.py: the folder, the day of evaluation, the fund catalogue as
-- rows (code, class), and values of the pack by the names of its parameters; with |words, the words of a list as
-- alternatives of a pattern. Every heading of a rule is followed by one SELECT of the subjects of which `check` makes
-- a finding of that rule.

CREATE TEMP TABLE fund AS SELECT * FROM (VALUES {funds}) AS f(code, class);
CREATE TEMP TABLE workday AS
  WITH said AS (SELECT * FROM (VALUES {workdays}) AS w(day, is_workday)),
  days AS (SELECT CAST(d AS DATE) AS day FROM range(DATE '2016-01-01', DATE '2022-01-01', INTERVAL 1 DAY) AS r(d))
  SELECT day, sum(worked) OVER (ORDER BY day) AS upto
  FROM (SELECT day, coalesce(is_workday, CAST(isodow(day) < 6 AS INTEGER)) AS worked
        FROM days LEFT JOIN said USING (day));
-- The last day on time after n working days: the day on which n more have passed.
CREATE TEMP TABLE nth AS SELECT upto, min(day) AS day FROM workday GROUP BY upto;

CREATE TEMP TABLE allotment AS
  SELECT *, CASE WHEN "to" = '650000' THEN 'region' WHEN "to" LIKE '%00' THEN 'prefecture' ELSE 'county' END AS to_level
  FROM (SELECT id, fund, kind, "from", "to", parent, CAST(amount * 100 AS BIGINT) AS fen, issued_on, received_on,
               for_poverty = 'y' AS for_poverty, scan = 'y' AS scan
        FROM read_csv('{folder}/allotments.csv', header = true, all_varchar = false,
          types = {'from': 'VARCHAR', 'to': 'VARCHAR', 'amount': 'DECIMAL(18,2)', 'issued_on': 'DATE', 'received_on': 'DATE',
                   'for_poverty': 'VARCHAR', 'scan': 'VARCHAR', 'parent': 'VARCHAR', 'fund': 'VARCHAR'}));
CREATE TEMP TABLE funding AS
  SELECT project, allotment, CAST(amount * 100 AS BIGINT) AS fen, allotted_on
  FROM read_csv('{folder}/fundings.csv', header = true,
    columns = {'project': 'VARCHAR', 'allotment': 'VARCHAR', 'amount': 'DECIMAL(18,2)', 'allotted_on': 'DATE'})
  WHERE allotted_on <= DATE '{as_of}';
CREATE TEMP TABLE project AS
  SELECT id, plan_approved_on, CAST(planned_amount * 100 AS BIGINT) AS planned,
         CAST(contract_amount * 100 AS BIGINT) + coalesce(CAST(contract_changes * 100 AS BIGINT), 0) AS contract,
         contract_amount IS NOT NULL AND contractor IS NOT NULL AS contract_attached,
         contractor, infrastructure = 'y' AS infrastructure, surplus_amount, surplus_approved_on,
         CASE WHEN accepted_on <= DATE '{as_of}' THEN accepted_on WHEN finish_on <= DATE '{as_of}' THEN finish_on END AS finished_on
  FROM read_csv('{folder}/projects.csv', header = true,
    types = {'planned_amount': 'DECIMAL(18,2)', 'contract_amount': 'DECIMAL(18,2)', 'contract_changes': 'DECIMAL(18,2)',
             'surplus_amount': 'DECIMAL(18,2)', 'plan_approved_on': 'DATE', 'accepted_on': 'DATE', 'finish_on': 'DATE',
             'surplus_approved_on': 'DATE', 'infrastructure': 'VARCHAR', 'contractor': 'VARCHAR'});
CREATE TEMP TABLE paid AS
  SELECT p.voucher_no, p.county, p.paid_on, p.imported_on, p.project, p.allotment,
         coalesce(p.fund, a.fund) AS fund, CAST(p.amount * 100 AS BIGINT) AS fen, p.channel, p.kind, p.payer_unit,
         p.payee, p.payee_type, p.gov_class, p.dept_class, p.function_class, p.purpose, p.original_voucher,
         coalesce(f.class, '') <> 'other' OR a.for_poverty AS poverty_money,
         CASE WHEN f.class = 'other' THEN CASE WHEN a.for_poverty THEN '{regime_of_other_funds}' ELSE 'none' END
              ELSE f.class END AS list
  FROM read_csv('{folder}/payments.csv', header = true, columns = {
    'voucher_no': 'VARCHAR', 'county': 'VARCHAR', 'fiscal_year': 'INTEGER', 'paid_on': 'DATE', 'imported_on': 'DATE',
    'project': 'VARCHAR', 'allotment': 'VARCHAR', 'fund': 'VARCHAR', 'amount': 'DECIMAL(18,2)', 'channel': 'VARCHAR',
    'kind': 'VARCHAR', 'payer_unit': 'VARCHAR', 'payee': 'VARCHAR', 'payee_account': 'VARCHAR', 'payee_type': 'VARCHAR',
    'gov_class': 'VARCHAR', 'dept_class': 'VARCHAR', 'function_class': 'VARCHAR', 'purpose': 'VARCHAR',
    'original_voucher': 'VARCHAR'}) AS p
  LEFT JOIN allotment AS a ON a.id = p.allotment
  LEFT JOIN fund AS f ON f.code = coalesce(p.fund, a.fund)
  WHERE p.paid_on <= DATE '{as_of}';
CREATE TEMP VIEW payment AS SELECT * FROM paid WHERE kind <> 'refund' AND poverty_money;

-- rule: pay.delegated
SELECT county || '/' || voucher_no FROM payment WHERE channel = 'delegated';

-- rule: pay.payee-kind
SELECT county || '/' || voucher_no FROM payment WHERE payee_type = 'other';

-- rule: pay.to-fiscal-account
SELECT county || '/' || voucher_no FROM payment WHERE payee_type = 'fiscal_account';

-- rule: pay.to-unit-account
SELECT county || '/' || voucher_no FROM payment WHERE payee_type = 'unit' OR payee = payer_unit;

-- rule: pay.out-of-plan
SELECT p.county || '/' || p.voucher_no FROM payment AS p LEFT JOIN project AS r ON r.id = p.project
WHERE p.project IS NULL OR r.id IS NOT NULL AND (r.plan_approved_on IS NULL OR r.plan_approved_on > p.paid_on);

-- rule: pay.large
SELECT p.county || '/' || p.voucher_no FROM payment AS p LEFT JOIN project AS r ON r.id = p.project
WHERE p.fen > {large_payment} AND (p.project IS NULL OR NOT r.contract_attached);

-- rule: pay.imported-late
SELECT p.county || '/' || p.voucher_no FROM payment AS p
JOIN workday AS w ON w.day = p.paid_on JOIN nth ON nth.upto = w.upto + {import_workdays}
WHERE CASE WHEN p.imported_on <= DATE '{as_of}' THEN p.imported_on ELSE DATE '{as_of}' END > nth.day;

-- rule: pay.duplicate
WITH same AS (SELECT county, payee, project, fen FROM paid WHERE kind <> 'refund' AND payee IS NOT NULL
              GROUP BY ALL HAVING count(*) > 1)
SELECT county || '/' || voucher_no FROM (
  SELECT county, voucher_no, poverty_money, paid_on - lag(paid_on) OVER (PARTITION BY county, payee, project, fen ORDER BY paid_on, paid.rowid) AS since
  FROM paid SEMI JOIN same USING (county, payee, project, fen) WHERE kind <> 'refund')
WHERE poverty_money AND since <= {duplicate_days};

-- rule: pay.split
WITH small AS (
  SELECT county, payee, paid_on, count(*) AS pieces, sum(fen) AS fen, max(paid.rowid) AS closing
  FROM paid SEMI JOIN (SELECT county, payee FROM paid WHERE kind <> 'refund' AND payee IS NOT NULL AND fen < {large_payment}
                       GROUP BY ALL HAVING count(*) >= {split_payments} AND sum(fen) > {large_payment}) USING (county, payee)
  WHERE kind <> 'refund' AND fen < {large_payment} GROUP BY county, payee, paid_on),
spans AS (
  SELECT county, payee, paid_on, closing, sum(pieces) OVER span AS pieces, sum(fen) OVER span AS fen, min(paid_on) OVER span AS first_on
  FROM (SELECT *, paid_on - DATE '1970-01-01' AS day FROM small)
  WINDOW span AS (PARTITION BY county, payee ORDER BY day RANGE BETWEEN {split_days_before} PRECEDING AND CURRENT ROW)),
-- A window is closed by the last payment of a day after which the next would push the first one out.
closed AS (SELECT *, lead(first_on) OVER (PARTITION BY county, payee ORDER BY paid_on) AS next_first FROM spans)
SELECT p.county || '/' || p.voucher_no FROM closed AS c JOIN paid AS p ON p.rowid = c.closing
WHERE p.poverty_money AND c.pieces >= {split_payments} AND c.fen > {large_payment} AND (next_first IS NULL OR next_first > first_on);

-- rule: pay.negative.special
SELECT county || '/' || voucher_no FROM paid
WHERE kind <> 'refund' AND list = 'special' AND (
  regexp_matches(dept_class, '^({personnel_dept_codes|words})') AND NOT regexp_matches(dept_class, '^({bonus_dept_codes|words})')
  OR regexp_matches(dept_class, '^({vehicle_dept_codes|words}|{bonus_dept_codes|words}|{debt_dept_codes|words}|{medical_dept_codes|words}|{insurance_dept_codes|words})')
  OR regexp_matches(gov_class, '^({personnel_gov_codes|words}|{vehicle_gov_codes|words}|{bonus_gov_codes|words}|{debt_gov_codes|words}|{insurance_gov_codes|words})')
  OR regexp_matches(function_class, '^({debt_function_codes|words}|{urban_function_codes|words}|{unrelated_function_codes|words}|{medical_function_codes|words})')
  OR kind <> 'fee' AND (regexp_matches(dept_class, '^({office_dept_codes|words})') OR regexp_matches(gov_class, '^({office_gov_codes|words})')
    OR regexp_matches(function_class, '^({office_function_codes|words})') OR regexp_matches(purpose, '{office_words|words}'))
  OR regexp_matches(purpose, '{wage_words|words}') AND NOT regexp_matches(purpose, '{wage_words_free|words}')
  OR regexp_matches(purpose, '{vehicle_words|words}') AND NOT regexp_matches(purpose, '{vehicle_words_free|words}')
  OR regexp_matches(purpose, '{staff_housing_words|words}') AND NOT regexp_matches(purpose, '{shanty_words|words}')
  OR regexp_matches(purpose, '{public_facility_words|words}') AND NOT regexp_matches(purpose, '{public_facility_words_free|words}')
  OR regexp_matches(purpose, '{bonus_words|words}|{loss_words|words}|{building_words|words}|{debt_words|words}|{gap_words|words}|{large_work_words|words}|{urban_words|words}|{unrelated_words|words}|{medical_words|words}|{insurance_words|words}|{prefunding_words|words}'));

-- rule: pay.over-funding
SELECT project FROM (
  SELECT project, fund, sum(paid) AS paid, sum(given) AS given FROM (
    SELECT p.project, p.fund, CASE WHEN p.kind = 'refund' THEN -p.fen ELSE p.fen END AS paid, 0 AS given
    FROM paid AS p SEMI JOIN project AS r ON r.id = p.project
    UNION ALL
    SELECT f.project, a.fund, 0, f.fen FROM funding AS f SEMI JOIN project AS r ON r.id = f.project
    LEFT JOIN allotment AS a ON a.id = f.allotment) GROUP BY project, fund)
WHERE paid > given GROUP BY project;

-- rule: pay.over-contract
SELECT r.id FROM project AS r JOIN (
  SELECT p.project, sum(CASE WHEN p.kind = 'refund' THEN -p.fen ELSE p.fen END) AS fen
  FROM paid AS p JOIN project AS c ON c.id = p.project AND c.contractor = p.payee GROUP BY p.project) AS s ON s.project = r.id
WHERE s.fen > r.contract;

-- rule: pay.advance
WITH given AS (SELECT project, sum(fen) AS fen FROM funding GROUP BY project),
     advance AS (SELECT project, sum(fen) AS fen FROM paid WHERE kind = 'advance' GROUP BY project)
SELECT r.id FROM project AS r JOIN advance AS a ON a.project = r.id LEFT JOIN given AS g ON g.project = r.id
WHERE a.fen * 100 > {advance_share} * coalesce(nullif(g.fen, 0), r.planned);

-- rule: pay.advance-infrastructure
WITH advance AS (SELECT project, sum(fen) AS fen FROM paid WHERE kind = 'advance' GROUP BY project)
SELECT r.id FROM project AS r JOIN advance AS a ON a.project = r.id
WHERE r.infrastructure AND a.fen * 100 > {advance_contract_share} * r.contract;

-- rule: project.not-in-plan
SELECT id FROM project SEMI JOIN (SELECT project FROM funding GROUP BY project HAVING sum(fen) > 0) AS f ON f.project = project.id
WHERE plan_approved_on IS NULL OR plan_approved_on > DATE '{as_of}';

-- rule: project.unmatched
SELECT id FROM project JOIN (SELECT project, sum(fen) AS fen FROM funding GROUP BY project) AS f ON f.project = project.id
WHERE f.fen > planned
UNION ALL
SELECT id FROM allotment JOIN (SELECT allotment, sum(fen) AS fen FROM funding GROUP BY allotment) AS f ON f.allotment = allotment.id
WHERE f.fen > allotment.fen;

-- rule: project.surplus-idle
SELECT id FROM project WHERE surplus_amount > 0 AND (surplus_approved_on IS NULL OR surplus_approved_on > DATE '{as_of}')
  AND finished_on + INTERVAL {surplus_months} MONTH < DATE '{as_of}';

-- rule: allot.no-scan
SELECT id FROM allotment WHERE kind NOT IN ('surplus', 'return') AND "from" <> "to" AND NOT scan
  AND ("from" = '650000' OR "from" LIKE '%00' AND "from" NOT IN ('100000', '650000'))
  AND coalesce(issued_on, received_on) <= DATE '{as_of}';

-- rule: allot.overdrawn
WITH out AS (
  SELECT c.parent AS id, c.fen FROM allotment AS c JOIN allotment AS p ON p.id = c.parent AND p."to" = c."from"
  WHERE coalesce(c.issued_on, c.received_on, DATE '1970-01-01') <= DATE '{as_of}' AND c.id <> p.id
  UNION ALL SELECT allotment, fen FROM funding)
SELECT a.id FROM allotment AS a JOIN (SELECT id, sum(fen) AS fen FROM out GROUP BY id) AS o ON o.id = a.id WHERE o.fen > a.fen;

-- rule: allot.late.prefecture
WITH limits AS (
  SELECT a.id, a.fen, nth.day AS due FROM allotment AS a JOIN fund AS f ON f.code = a.fund
  JOIN workday AS w ON w.day = a.received_on
  JOIN nth ON nth.upto = w.upto + CASE
    WHEN f.class = 'special' THEN {special_workdays_prefecture} WHEN f.class = 'integrated' THEN {integrated_workdays_prefecture}
    WHEN f.class = 'relocation' THEN {relocation_workdays_prefecture} WHEN f.code = 'bond-relocation' THEN {relocation_bond_workdays_prefecture}
    WHEN f.class = 'bond' THEN {poverty_bond_workdays_prefecture} WHEN f.class = 'other' AND a.for_poverty THEN {other_workdays_prefecture} END
  WHERE a.to_level = 'prefecture' AND a.kind NOT IN ('surplus', 'return') AND a."from" <> a."to"),
moved AS (
  SELECT l.id, l.fen AS total, l.due, m.day, m.fen FROM limits AS l LEFT JOIN (
    SELECT c.parent AS id, coalesce(c.issued_on, c.received_on) AS day, c.fen FROM allotment AS c JOIN allotment AS p ON p.id = c.parent AND p."to" = c."from"
    WHERE coalesce(c.issued_on, c.received_on) <= DATE '{as_of}'
    UNION ALL SELECT allotment, allotted_on, fen FROM funding) AS m ON m.id = l.id)
SELECT id FROM moved GROUP BY id, total, due
HAVING coalesce(sum(fen) FILTER (WHERE day <= due), 0) < total
  AND (coalesce(sum(fen), 0) < total AND DATE '{as_of}' > due OR bool_or(day > due));
