-- Integration plans: which integrated funds a county brings together in a year, and for which projects.

-- What a plan says and what was done about it stands in its steps; the columns here are what these come to. A plan
-- that is changed after its approval is another version of the same county and year.
CREATE TABLE integration_plans (
    plan_id {id},
    home TEXT NOT NULL,
    fiscal_year BIGINT NOT NULL,
    version BIGINT NOT NULL CHECK (version > 0),
    title TEXT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount >= 0),
    state TEXT NOT NULL,
    maker_id BIGINT NOT NULL REFERENCES people (person_id),
    since TEXT NOT NULL,
    document TEXT NOT NULL,
    decided_on TEXT,
    UNIQUE (home, fiscal_year, version)
);

CREATE INDEX integration_plans_by_state ON integration_plans (state, home, plan_id);
CREATE INDEX integration_plans_by_day ON integration_plans (since, plan_id);

-- Where the money of a plan comes from: `scale` is what the county has of a fund, `amount` what it integrates.
CREATE TABLE integration_sources (
    source_id {id},
    plan_id BIGINT NOT NULL REFERENCES integration_plans (plan_id),
    line_no BIGINT NOT NULL,
    fund TEXT NOT NULL,
    scale BIGINT NOT NULL CHECK (scale > 0),
    amount BIGINT NOT NULL CHECK (amount > 0),
    UNIQUE (plan_id, line_no)
);

-- What it is for: what each project gets of each fund.
CREATE TABLE integration_uses (
    use_id {id},
    plan_id BIGINT NOT NULL REFERENCES integration_plans (plan_id),
    line_no BIGINT NOT NULL,
    project TEXT NOT NULL,
    fund TEXT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount > 0),
    UNIQUE (plan_id, line_no)
);

-- The posts that review it jointly: `opinion` is waits, agrees or objects.
CREATE TABLE integration_reviews (
    review_id {id},
    plan_id BIGINT NOT NULL REFERENCES integration_plans (plan_id),
    post_id BIGINT NOT NULL REFERENCES posts (post_id),
    opinion TEXT NOT NULL,
    UNIQUE (plan_id, post_id)
);

CREATE INDEX integration_reviews_by_post ON integration_reviews (post_id, opinion, plan_id);
