-- The ways of projects: what was done about a project beside what its records say. `state`, `request`, `waits`
-- (who has to act; empty at the end) and `since` are what its steps come to; records may have moved it since.
CREATE TABLE project_ways (
    way_id {id},
    project TEXT NOT NULL UNIQUE,
    county TEXT NOT NULL,
    unit TEXT NOT NULL,
    state TEXT NOT NULL,
    request TEXT NOT NULL,
    waits TEXT NOT NULL,
    since TEXT NOT NULL
);

CREATE INDEX project_ways_by_waits ON project_ways (county, waits, since, way_id);
