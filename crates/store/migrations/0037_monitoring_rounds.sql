-- Rounds of monitoring as they are handled: written, reviewed, decided on. What was done about one stands in its steps;
-- the columns here are what these come to. The values are records (monitorings, monitoring_values).
CREATE TABLE monitoring_rounds (
    round_id {id},
    county TEXT NOT NULL,
    unit TEXT NOT NULL,
    target TEXT NOT NULL,
    node TEXT NOT NULL,
    maker_id BIGINT NOT NULL REFERENCES people (person_id),
    executed BIGINT NOT NULL,
    expected BIGINT NOT NULL,
    light TEXT NOT NULL,
    measure TEXT,
    due TEXT,
    state TEXT NOT NULL,
    since TEXT NOT NULL
);

-- A target has one round of a node.
CREATE UNIQUE INDEX monitoring_rounds_by_target ON monitoring_rounds (target, node);
CREATE INDEX monitoring_rounds_by_state ON monitoring_rounds (state, county, round_id);

-- The nodes of the calendar that have been reached, as the policy pack says them: derived, made anew whenever a day has
-- passed. `begins` is the first day of the node's month: a target that was approved before it owes the round.
CREATE TABLE monitoring_nodes (
    node_no BIGINT NOT NULL,
    kind TEXT NOT NULL,
    fiscal_year BIGINT NOT NULL,
    begins TEXT NOT NULL,
    node TEXT NOT NULL,
    due TEXT NOT NULL,
    PRIMARY KEY (kind, node)
);

CREATE INDEX orders_by_subject ON orders (subject);
