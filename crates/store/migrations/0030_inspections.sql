-- Inspections: who looks at what, where and when, what was found, and what became of it.

-- What one says and what was done about it stands in its steps; the columns here are what these come to. `organ` is the
-- division of the post that inspects, `home` the place that is inspected; an empty organisation is the whole place.
CREATE TABLE inspections (
    inspection_id {id},
    kind TEXT NOT NULL,
    home TEXT NOT NULL,
    organisation TEXT NOT NULL,
    subject TEXT NOT NULL,
    fund TEXT NOT NULL,
    period_from TEXT NOT NULL,
    period_to TEXT NOT NULL,
    begins TEXT NOT NULL,
    ends TEXT NOT NULL,
    basis TEXT NOT NULL,
    projects TEXT NOT NULL,
    again TEXT NOT NULL,
    state TEXT NOT NULL,
    answer_by TEXT,
    found BIGINT NOT NULL,
    left_open BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    organ TEXT NOT NULL,
    post_id BIGINT NOT NULL REFERENCES posts (post_id),
    maker_id BIGINT NOT NULL REFERENCES people (person_id),
    since TEXT NOT NULL
);

CREATE INDEX inspections_by_home ON inspections (home, inspection_id);
CREATE INDEX inspections_by_organ ON inspections (organ, state, inspection_id);
CREATE INDEX inspections_by_place ON inspections (state, home, inspection_id);

-- The projects that are inspected; none: all of the place.
CREATE TABLE inspection_projects (
    line_id {id},
    inspection_id BIGINT NOT NULL REFERENCES inspections (inspection_id),
    project TEXT NOT NULL,
    UNIQUE (inspection_id, project)
);

CREATE INDEX inspection_projects_by_project ON inspection_projects (project, inspection_id);

-- The payments of which the use is looked at.
CREATE TABLE inspection_payments (
    line_id {id},
    inspection_id BIGINT NOT NULL REFERENCES inspections (inspection_id),
    county TEXT NOT NULL,
    voucher_no TEXT NOT NULL,
    UNIQUE (inspection_id, voucher_no)
);

CREATE INDEX inspection_payments_by_voucher ON inspection_payments (county, voucher_no, inspection_id);

-- Which inspections one repeats, for the reason that it gives.
CREATE TABLE inspection_repeats (
    line_id {id},
    inspection_id BIGINT NOT NULL REFERENCES inspections (inspection_id),
    repeats_id BIGINT NOT NULL REFERENCES inspections (inspection_id),
    UNIQUE (inspection_id, repeats_id)
);

CREATE INDEX inspection_repeats_by_other ON inspection_repeats (repeats_id, inspection_id);

-- What was found, numbered from 1.
CREATE TABLE inspection_observations (
    observation_id {id},
    inspection_id BIGINT NOT NULL REFERENCES inspections (inspection_id),
    number BIGINT NOT NULL,
    said TEXT NOT NULL,
    project TEXT NOT NULL,
    document TEXT NOT NULL,
    amount BIGINT NOT NULL,
    clause TEXT NOT NULL,
    warning_id BIGINT REFERENCES warnings (warning_id),
    fate TEXT NOT NULL,
    asked TEXT NOT NULL,
    due TEXT,
    UNIQUE (inspection_id, number)
);

CREATE INDEX inspection_observations_by_fate ON inspection_observations (fate, inspection_id);
CREATE INDEX inspection_observations_by_warning ON inspection_observations (warning_id);
