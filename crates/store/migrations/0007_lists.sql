-- The ways of lists and of record pages: by day, by place and day, by what a row is of.
CREATE INDEX payments_by_day ON payments (paid_on, row_id);
CREATE INDEX payments_by_county_day ON payments (county, paid_on, row_id);
CREATE INDEX payments_by_project ON payments (project);
CREATE INDEX payments_by_allotment ON payments (allotment);
CREATE INDEX projects_by_id ON projects (id);
CREATE INDEX allotments_by_id ON allotments (id);
CREATE INDEX allotments_by_parent ON allotments (parent);
CREATE INDEX fundings_by_allotment ON fundings (allotment);
CREATE INDEX events_by_division ON events (division, event_id);
CREATE INDEX events_by_actor ON events (actor, event_id);
