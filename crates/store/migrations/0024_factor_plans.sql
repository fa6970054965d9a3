-- Factor plans: the money of a fund and year divided among places by factors (因素法).

-- What a plan says and what was done about it stands in its steps; the columns here are what these come to. `home`
-- is the division that divides, `level` that of the places among which it does, `places` their number, `doc_no` and
-- `adopted_on` the decision, `import_id` the import by which its proposals came in.
CREATE TABLE factor_plans (
    factor_plan_id {id},
    home TEXT NOT NULL,
    fund TEXT NOT NULL,
    fiscal_year BIGINT NOT NULL,
    level TEXT NOT NULL CHECK (level IN ('prefecture', 'county')),
    amount BIGINT NOT NULL CHECK (amount > 0),
    places BIGINT NOT NULL,
    state TEXT NOT NULL,
    maker_id BIGINT NOT NULL REFERENCES people (person_id),
    since TEXT NOT NULL,
    doc_no TEXT NOT NULL,
    adopted_on TEXT,
    import_id BIGINT REFERENCES imports (import_id)
);

-- One plan of a fund, year and level is in force.
CREATE UNIQUE INDEX factor_plans_in_force ON factor_plans (home, fund, fiscal_year, level) WHERE state = 'adopted';
CREATE INDEX factor_plans_by_home ON factor_plans (home, state, factor_plan_id);
