-- Contributions: own, social and other money spent on a project beside the fiscal money, line by line. No rule and no
-- sum of fiscal money reads them. `amount` is below nothing where the line reverses another one.
CREATE TABLE contributions (
    contribution_id {id},
    project TEXT NOT NULL,
    county TEXT NOT NULL,
    unit TEXT NOT NULL,
    entry TEXT NOT NULL,
    source TEXT NOT NULL,
    giver TEXT NOT NULL,
    amount BIGINT NOT NULL,
    happened_on TEXT NOT NULL,
    note TEXT NOT NULL,
    reverses BIGINT REFERENCES contributions (contribution_id),
    state TEXT NOT NULL,
    maker_id BIGINT NOT NULL REFERENCES people (person_id),
    since TEXT NOT NULL
);

CREATE INDEX contributions_by_project ON contributions (project, contribution_id);
CREATE INDEX contributions_by_state ON contributions (county, state, contribution_id);
-- A line is reversed once.
CREATE UNIQUE INDEX contributions_reversed ON contributions (reverses) WHERE state <> 'withdrawn';

-- The steps about one project come one after another: each counts here before it looks at what there is.
CREATE TABLE contribution_turns (
    project TEXT PRIMARY KEY,
    turns BIGINT NOT NULL
);
