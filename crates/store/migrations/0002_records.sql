-- The tables of the public contract. Rows are never changed and never deleted: a correction is a new row
-- that names the one it corrects, a row taken back is a correction that is withdrawn.
-- Money in fen, decimals in ten-thousandths, days as YYYY-MM-DD, yes and no as 1 and 0.

-- 指标
CREATE TABLE allotments (
    row_id {id},
    import_id BIGINT NOT NULL REFERENCES imports (import_id),
    file_no BIGINT NOT NULL,
    line BIGINT NOT NULL,
    form_id BIGINT NOT NULL REFERENCES forms (form_id),
    corrects BIGINT UNIQUE REFERENCES allotments (row_id),
    withdrawn BIGINT NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)),
    "id" TEXT NOT NULL,
    "doc_no" TEXT NOT NULL,
    "doc_title" TEXT,
    "fund" TEXT NOT NULL,
    "fiscal_year" BIGINT NOT NULL,
    "kind" TEXT,
    "from" TEXT NOT NULL,
    "to" TEXT NOT NULL,
    "parent" TEXT,
    "amount" BIGINT NOT NULL,
    "issued_on" TEXT,
    "received_on" TEXT,
    "approved_on" TEXT,
    "for_poverty" BIGINT,
    "to_household" BIGINT,
    "names_project" BIGINT,
    "targets_on" TEXT,
    "scan" BIGINT,
    "function_class" TEXT,
    "recorded_amount" BIGINT,
    "recorded_fund" TEXT,
    "recorded_doc_no" TEXT,
    "note" TEXT
);

-- 项目
CREATE TABLE projects (
    row_id {id},
    import_id BIGINT NOT NULL REFERENCES imports (import_id),
    file_no BIGINT NOT NULL,
    line BIGINT NOT NULL,
    form_id BIGINT NOT NULL REFERENCES forms (form_id),
    corrects BIGINT UNIQUE REFERENCES projects (row_id),
    withdrawn BIGINT NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)),
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "county" TEXT NOT NULL,
    "township" TEXT,
    "village" TEXT,
    "category" TEXT NOT NULL,
    "nature" TEXT,
    "infrastructure" BIGINT,
    "fiscal_year" BIGINT NOT NULL,
    "unit" TEXT NOT NULL,
    "manager" TEXT,
    "library_on" TEXT,
    "plan_doc" TEXT,
    "plan_approved_on" TEXT,
    "planned_amount" BIGINT NOT NULL,
    "contract_amount" BIGINT,
    "contract_changes" BIGINT,
    "contractor" TEXT,
    "retention_amount" BIGINT,
    "start_on" TEXT,
    "finish_on" TEXT,
    "accepted_on" TEXT,
    "surplus_amount" BIGINT,
    "surplus_approved_on" TEXT,
    "households" BIGINT,
    "persons" BIGINT,
    "registered_only" BIGINT,
    "declared_project" TEXT,
    "major" BIGINT,
    "new" BIGINT,
    "appraised_on" TEXT,
    "appraisal" TEXT
);

-- 资金安排
CREATE TABLE fundings (
    row_id {id},
    import_id BIGINT NOT NULL REFERENCES imports (import_id),
    file_no BIGINT NOT NULL,
    line BIGINT NOT NULL,
    form_id BIGINT NOT NULL REFERENCES forms (form_id),
    corrects BIGINT UNIQUE REFERENCES fundings (row_id),
    withdrawn BIGINT NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)),
    "project" TEXT NOT NULL,
    "allotment" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "allotted_on" TEXT NOT NULL
);

-- 支付
CREATE TABLE payments (
    row_id {id},
    import_id BIGINT NOT NULL REFERENCES imports (import_id),
    file_no BIGINT NOT NULL,
    line BIGINT NOT NULL,
    form_id BIGINT NOT NULL REFERENCES forms (form_id),
    corrects BIGINT UNIQUE REFERENCES payments (row_id),
    withdrawn BIGINT NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)),
    "voucher_no" TEXT NOT NULL,
    "county" TEXT NOT NULL,
    "fiscal_year" BIGINT NOT NULL,
    "paid_on" TEXT NOT NULL,
    "imported_on" TEXT,
    "project" TEXT,
    "allotment" TEXT,
    "fund" TEXT,
    "amount" BIGINT NOT NULL,
    "channel" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "payer_unit" TEXT,
    "payee" TEXT,
    "payee_account" TEXT,
    "payee_type" TEXT NOT NULL,
    "gov_class" TEXT,
    "dept_class" TEXT,
    "function_class" TEXT,
    "purpose" TEXT,
    "original_voucher" TEXT
);

-- 发放明细
CREATE TABLE benefits (
    row_id {id},
    import_id BIGINT NOT NULL REFERENCES imports (import_id),
    file_no BIGINT NOT NULL,
    line BIGINT NOT NULL,
    form_id BIGINT NOT NULL REFERENCES forms (form_id),
    corrects BIGINT UNIQUE REFERENCES benefits (row_id),
    withdrawn BIGINT NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)),
    "voucher_no" TEXT NOT NULL,
    "county" TEXT,
    "key" TEXT NOT NULL,
    "name" TEXT,
    "township" TEXT,
    "village" TEXT,
    "amount" BIGINT NOT NULL,
    "period" TEXT,
    "basis" TEXT
);

-- 名册
CREATE TABLE register (
    row_id {id},
    import_id BIGINT NOT NULL REFERENCES imports (import_id),
    file_no BIGINT NOT NULL,
    line BIGINT NOT NULL,
    form_id BIGINT NOT NULL REFERENCES forms (form_id),
    corrects BIGINT UNIQUE REFERENCES register (row_id),
    withdrawn BIGINT NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)),
    "key" TEXT NOT NULL,
    "household" TEXT,
    "valid_from" TEXT,
    "valid_to" TEXT,
    "kind" TEXT
);

-- 不应享受名单
CREATE TABLE ineligible (
    row_id {id},
    import_id BIGINT NOT NULL REFERENCES imports (import_id),
    file_no BIGINT NOT NULL,
    line BIGINT NOT NULL,
    form_id BIGINT NOT NULL REFERENCES forms (form_id),
    corrects BIGINT UNIQUE REFERENCES ineligible (row_id),
    withdrawn BIGINT NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)),
    "key" TEXT NOT NULL,
    "reason" TEXT,
    "valid_from" TEXT,
    "valid_to" TEXT
);

-- 公告公示
CREATE TABLE disclosures (
    row_id {id},
    import_id BIGINT NOT NULL REFERENCES imports (import_id),
    file_no BIGINT NOT NULL,
    line BIGINT NOT NULL,
    form_id BIGINT NOT NULL REFERENCES forms (form_id),
    corrects BIGINT UNIQUE REFERENCES disclosures (row_id),
    withdrawn BIGINT NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)),
    "subject_kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "level" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "posted_on" TEXT NOT NULL,
    "removed_on" TEXT,
    "real_name" BIGINT,
    "stage" TEXT,
    "text" TEXT
);

-- 收支余
CREATE TABLE statements (
    row_id {id},
    import_id BIGINT NOT NULL REFERENCES imports (import_id),
    file_no BIGINT NOT NULL,
    line BIGINT NOT NULL,
    form_id BIGINT NOT NULL REFERENCES forms (form_id),
    corrects BIGINT UNIQUE REFERENCES statements (row_id),
    withdrawn BIGINT NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)),
    "county" TEXT NOT NULL,
    "fund" TEXT NOT NULL,
    "month" TEXT NOT NULL,
    "opening" BIGINT NOT NULL,
    "income" BIGINT NOT NULL,
    "expenditure" BIGINT NOT NULL,
    "closing" BIGINT NOT NULL,
    "reported_on" TEXT
);

-- 对账
CREATE TABLE reconciliations (
    row_id {id},
    import_id BIGINT NOT NULL REFERENCES imports (import_id),
    file_no BIGINT NOT NULL,
    line BIGINT NOT NULL,
    form_id BIGINT NOT NULL REFERENCES forms (form_id),
    corrects BIGINT UNIQUE REFERENCES reconciliations (row_id),
    withdrawn BIGINT NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)),
    "org" TEXT NOT NULL,
    "fund" TEXT NOT NULL,
    "period" TEXT NOT NULL,
    "counterpart" TEXT NOT NULL,
    "ours" BIGINT NOT NULL,
    "theirs" BIGINT NOT NULL,
    "done_on" TEXT
);

-- 月报
CREATE TABLE reports (
    row_id {id},
    import_id BIGINT NOT NULL REFERENCES imports (import_id),
    file_no BIGINT NOT NULL,
    line BIGINT NOT NULL,
    form_id BIGINT NOT NULL REFERENCES forms (form_id),
    corrects BIGINT UNIQUE REFERENCES reports (row_id),
    withdrawn BIGINT NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)),
    "table_no" BIGINT NOT NULL,
    "org" TEXT NOT NULL,
    "period" TEXT NOT NULL,
    "submitted_on" TEXT,
    "reviewed_on" TEXT
);

-- 整改
CREATE TABLE orders (
    row_id {id},
    import_id BIGINT NOT NULL REFERENCES imports (import_id),
    file_no BIGINT NOT NULL,
    line BIGINT NOT NULL,
    form_id BIGINT NOT NULL REFERENCES forms (form_id),
    corrects BIGINT UNIQUE REFERENCES orders (row_id),
    withdrawn BIGINT NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)),
    "id" TEXT NOT NULL,
    "subject_kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "issued_on" TEXT NOT NULL,
    "due_on" TEXT NOT NULL,
    "done_on" TEXT,
    "verified_on" TEXT,
    "responsible" TEXT,
    "decision" TEXT
);

-- 资金年度
CREATE TABLE fund_years (
    row_id {id},
    import_id BIGINT NOT NULL REFERENCES imports (import_id),
    file_no BIGINT NOT NULL,
    line BIGINT NOT NULL,
    form_id BIGINT NOT NULL REFERENCES forms (form_id),
    corrects BIGINT UNIQUE REFERENCES fund_years (row_id),
    withdrawn BIGINT NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)),
    "fund" TEXT NOT NULL,
    "fiscal_year" BIGINT NOT NULL,
    "division" TEXT,
    "source_level" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "pooled" BIGINT,
    "persons" BIGINT,
    "quota" BIGINT
);

-- 分配方案
CREATE TABLE proposals (
    row_id {id},
    import_id BIGINT NOT NULL REFERENCES imports (import_id),
    file_no BIGINT NOT NULL,
    line BIGINT NOT NULL,
    form_id BIGINT NOT NULL REFERENCES forms (form_id),
    corrects BIGINT UNIQUE REFERENCES proposals (row_id),
    withdrawn BIGINT NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)),
    "fund" TEXT NOT NULL,
    "fiscal_year" BIGINT NOT NULL,
    "to" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "reason" TEXT
);

-- 例外
CREATE TABLE exceptions (
    row_id {id},
    import_id BIGINT NOT NULL REFERENCES imports (import_id),
    file_no BIGINT NOT NULL,
    line BIGINT NOT NULL,
    form_id BIGINT NOT NULL REFERENCES forms (form_id),
    corrects BIGINT UNIQUE REFERENCES exceptions (row_id),
    withdrawn BIGINT NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)),
    "subject_kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "rule" TEXT NOT NULL,
    "approved_by" TEXT NOT NULL,
    "approved_on" TEXT NOT NULL,
    "until" TEXT,
    "reason" TEXT
);

-- 资金目录
CREATE TABLE funds (
    row_id {id},
    import_id BIGINT NOT NULL REFERENCES imports (import_id),
    file_no BIGINT NOT NULL,
    line BIGINT NOT NULL,
    form_id BIGINT NOT NULL REFERENCES forms (form_id),
    corrects BIGINT UNIQUE REFERENCES funds (row_id),
    withdrawn BIGINT NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)),
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "class" TEXT NOT NULL,
    "source_level" TEXT NOT NULL,
    "office" TEXT,
    "valid_from" TEXT,
    "valid_to" TEXT
);

-- 绩效目标
CREATE TABLE targets (
    row_id {id},
    import_id BIGINT NOT NULL REFERENCES imports (import_id),
    file_no BIGINT NOT NULL,
    line BIGINT NOT NULL,
    form_id BIGINT NOT NULL REFERENCES forms (form_id),
    corrects BIGINT UNIQUE REFERENCES targets (row_id),
    withdrawn BIGINT NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)),
    "id" TEXT NOT NULL,
    "subject_kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "fiscal_year" BIGINT NOT NULL,
    "goal" TEXT,
    "total_amount" BIGINT,
    "fiscal_amount" BIGINT,
    "submitted_on" TEXT,
    "review" TEXT,
    "reviewed_on" TEXT,
    "approved_on" TEXT,
    "entered_on" TEXT,
    "published_on" TEXT,
    "changed_on" TEXT,
    "change_approved_on" TEXT
);

-- 绩效指标
CREATE TABLE indicators (
    row_id {id},
    import_id BIGINT NOT NULL REFERENCES imports (import_id),
    file_no BIGINT NOT NULL,
    line BIGINT NOT NULL,
    form_id BIGINT NOT NULL REFERENCES forms (form_id),
    corrects BIGINT UNIQUE REFERENCES indicators (row_id),
    withdrawn BIGINT NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)),
    "target" TEXT NOT NULL,
    "level1" TEXT NOT NULL,
    "level2" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "direction" TEXT,
    "value" TEXT,
    "unit" TEXT,
    "weight" BIGINT,
    "core" BIGINT
);

-- 绩效监控
CREATE TABLE monitorings (
    row_id {id},
    import_id BIGINT NOT NULL REFERENCES imports (import_id),
    file_no BIGINT NOT NULL,
    line BIGINT NOT NULL,
    form_id BIGINT NOT NULL REFERENCES forms (form_id),
    corrects BIGINT UNIQUE REFERENCES monitorings (row_id),
    withdrawn BIGINT NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)),
    "target" TEXT NOT NULL,
    "as_of" TEXT NOT NULL,
    "entered_on" TEXT,
    "executed_amount" BIGINT
);

-- 监控指标值
CREATE TABLE monitoring_values (
    row_id {id},
    import_id BIGINT NOT NULL REFERENCES imports (import_id),
    file_no BIGINT NOT NULL,
    line BIGINT NOT NULL,
    form_id BIGINT NOT NULL REFERENCES forms (form_id),
    corrects BIGINT UNIQUE REFERENCES monitoring_values (row_id),
    withdrawn BIGINT NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)),
    "target" TEXT NOT NULL,
    "as_of" TEXT NOT NULL,
    "indicator" TEXT NOT NULL,
    "actual" TEXT,
    "likelihood" TEXT,
    "cause" TEXT,
    "measure" TEXT
);

-- 绩效评价
CREATE TABLE evaluations (
    row_id {id},
    import_id BIGINT NOT NULL REFERENCES imports (import_id),
    file_no BIGINT NOT NULL,
    line BIGINT NOT NULL,
    form_id BIGINT NOT NULL REFERENCES forms (form_id),
    corrects BIGINT UNIQUE REFERENCES evaluations (row_id),
    withdrawn BIGINT NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)),
    "target" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "fiscal_year" BIGINT NOT NULL,
    "budget" BIGINT,
    "executed" BIGINT,
    "score" BIGINT,
    "grade" TEXT,
    "entered_on" TEXT,
    "checked_on" TEXT,
    "published_on" TEXT
);

-- 评价指标值
CREATE TABLE evaluation_values (
    row_id {id},
    import_id BIGINT NOT NULL REFERENCES imports (import_id),
    file_no BIGINT NOT NULL,
    line BIGINT NOT NULL,
    form_id BIGINT NOT NULL REFERENCES forms (form_id),
    corrects BIGINT UNIQUE REFERENCES evaluation_values (row_id),
    withdrawn BIGINT NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)),
    "target" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "indicator" TEXT NOT NULL,
    "actual" TEXT,
    "score" BIGINT,
    "cause" TEXT,
    "measure" TEXT
);

-- What the pages and the screening of one county ask for.
CREATE INDEX payments_by_county ON payments (county, voucher_no);
CREATE INDEX benefits_by_county ON benefits (county, voucher_no);
CREATE INDEX projects_by_county ON projects (county);
CREATE INDEX statements_by_county ON statements (county);
CREATE INDEX fundings_by_project ON fundings (project);
CREATE INDEX targets_by_subject ON targets (subject);
CREATE INDEX indicators_by_target ON indicators (target);
CREATE INDEX monitorings_by_target ON monitorings (target);
CREATE INDEX monitoring_values_by_target ON monitoring_values (target);
CREATE INDEX evaluations_by_target ON evaluations (target);
CREATE INDEX evaluation_values_by_target ON evaluation_values (target);
