-- Performance targets on their way: written, reviewed, approved, filed, published, adjusted. What was done about one
-- stands in its steps; the columns here are what these come to. Once approved it is a record of the table of targets, too.
CREATE TABLE target_ways (
    way_id {id},
    target TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    name TEXT NOT NULL,
    fiscal_year BIGINT NOT NULL,
    home TEXT NOT NULL,
    unit TEXT NOT NULL,
    project_type TEXT NOT NULL,
    maker_id BIGINT NOT NULL REFERENCES people (person_id),
    total_amount BIGINT NOT NULL,
    indicators BIGINT NOT NULL,
    score BIGINT,
    submitted_on TEXT,
    approved_on TEXT,
    filed_prefecture_on TEXT,
    filed_region_on TEXT,
    filed_ministry_on TEXT,
    published_on TEXT,
    state TEXT NOT NULL,
    since TEXT NOT NULL
);

CREATE INDEX target_ways_by_state ON target_ways (state, home, way_id);
CREATE INDEX target_ways_by_home ON target_ways (home, way_id);
CREATE INDEX target_ways_by_subject ON target_ways (subject_kind, subject, fiscal_year);
-- A number is one target's; what was given up or rejected leaves it free.
CREATE UNIQUE INDEX target_ways_by_target ON target_ways (target) WHERE state NOT IN ('withdrawn', 'rejected');
