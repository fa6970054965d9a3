-- Fund proposals: how money is to be raised, or integrated money divided in blocks. What was done about one stands in
-- its steps; the columns here are what these come to. Lines are those of the text that holds now.
CREATE TABLE fund_proposals (
    fund_proposal_id {id},
    home TEXT NOT NULL,
    post_id BIGINT NOT NULL REFERENCES posts (post_id),
    maker_id BIGINT NOT NULL REFERENCES people (person_id),
    kind TEXT NOT NULL,
    fiscal_year BIGINT NOT NULL,
    -- The arrangement that it answers, and the version that it replaces once it is approved.
    under_id BIGINT REFERENCES fund_proposals (fund_proposal_id),
    replaces_id BIGINT REFERENCES fund_proposals (fund_proposal_id),
    amount BIGINT NOT NULL,
    state TEXT NOT NULL,
    since TEXT NOT NULL,
    approved_on TEXT,
    import_id BIGINT REFERENCES imports (import_id)
);

CREATE INDEX fund_proposals_by_year ON fund_proposals (fiscal_year, kind, state);
CREATE INDEX fund_proposals_by_state ON fund_proposals (state, fund_proposal_id);

CREATE TABLE fund_proposal_lines (
    fund_proposal_id BIGINT NOT NULL REFERENCES fund_proposals (fund_proposal_id),
    line_no BIGINT NOT NULL,
    fund TEXT NOT NULL,
    receiver TEXT NOT NULL,
    source_level TEXT NOT NULL,
    amount BIGINT NOT NULL,
    pooled BIGINT NOT NULL,
    PRIMARY KEY (fund_proposal_id, line_no)
);

CREATE INDEX fund_proposal_lines_by_fund ON fund_proposal_lines (fund, fund_proposal_id);
