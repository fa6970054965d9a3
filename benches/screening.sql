-- The twenty rules of the comparison, hand-written for DuckDB over the same CSV files.
-- Each SELECT gives (rule, number of findings). {d} = folder, {as_of} = day of evaluation.
CREATE TEMP TABLE p AS
  SELECT voucher_no, county, fiscal_year, paid_on, imported_on, project, allotment, fund,
         CAST(round(amount * 100) AS BIGINT) AS fen, channel, kind, payer_unit, payee, payee_account,
         payee_type, gov_class, dept_class, function_class, purpose
  FROM read_csv('{d}/payments.csv', header = true, columns = {
    'voucher_no': 'VARCHAR', 'county': 'VARCHAR', 'fiscal_year': 'INTEGER', 'paid_on': 'DATE', 'imported_on': 'DATE',
    'project': 'VARCHAR', 'allotment': 'VARCHAR', 'fund': 'VARCHAR', 'amount': 'DECIMAL(18,2)', 'channel': 'VARCHAR',
    'kind': 'VARCHAR', 'payer_unit': 'VARCHAR', 'payee': 'VARCHAR', 'payee_account': 'VARCHAR', 'payee_type': 'VARCHAR',
    'gov_class': 'VARCHAR', 'dept_class': 'VARCHAR', 'function_class': 'VARCHAR', 'purpose': 'VARCHAR',
    'original_voucher': 'VARCHAR'});
CREATE TEMP TABLE pr AS SELECT * FROM read_csv('{d}/projects.csv', header = true, all_varchar = true);
CREATE TEMP TABLE al AS SELECT * FROM read_csv('{d}/allotments.csv', header = true, all_varchar = true);
CREATE TEMP TABLE fu AS SELECT * FROM read_csv('{d}/fundings.csv', header = true, all_varchar = true);
CREATE TEMP TABLE wd AS
  SELECT CAST(date AS DATE) AS day, sum(CAST(is_workday AS INTEGER)) OVER (ORDER BY date) AS n
  FROM read_csv('{workdays}', header = true, columns = {'date': 'VARCHAR', 'is_workday': 'INTEGER', 'note': 'VARCHAR'});
CREATE TEMP VIEW live AS SELECT * FROM p WHERE kind <> 'refund' AND paid_on <= DATE '{as_of}';
CREATE TEMP VIEW sp AS SELECT id, county, plan_approved_on, infrastructure, contractor, declared_project, library_on,
  CAST(round(CAST(nullif(planned_amount, '') AS DECIMAL(18,2)) * 100) AS BIGINT) AS planned,
  CAST(round(CAST(nullif(contract_amount, '') AS DECIMAL(18,2)) * 100) AS BIGINT)
    + coalesce(CAST(round(CAST(nullif(contract_changes, '') AS DECIMAL(18,2)) * 100) AS BIGINT), 0) AS contract
  FROM pr;
