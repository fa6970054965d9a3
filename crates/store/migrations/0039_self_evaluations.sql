-- Self-evaluations that are reported and checked here. What was done about one stands in its steps; the columns here are
-- what these come to. The evaluations themselves are records; scores are ten-thousandths of a point, as there.
CREATE TABLE self_evaluations (
    evaluation_id {id},
    target TEXT NOT NULL,
    project TEXT NOT NULL,
    county TEXT NOT NULL,
    unit TEXT NOT NULL,
    fiscal_year BIGINT NOT NULL,
    entered_on TEXT NOT NULL,
    maker_id BIGINT NOT NULL REFERENCES people (person_id),
    checker_id BIGINT REFERENCES people (person_id),
    score BIGINT NOT NULL,
    grade TEXT NOT NULL,
    checked_score BIGINT,
    checked_grade TEXT,
    state TEXT NOT NULL,
    since TEXT NOT NULL
);

-- A target is evaluated by its own unit once.
CREATE UNIQUE INDEX self_evaluations_by_target ON self_evaluations (target);
CREATE INDEX self_evaluations_by_state ON self_evaluations (state, county, evaluation_id);
