-- Where the place that is inspected does not answer or put right what was found in time, the inspection goes to the next
-- level: to which, and to which post. An empty level is the own one.
ALTER TABLE inspections ADD COLUMN level TEXT NOT NULL DEFAULT '';
ALTER TABLE inspections ADD COLUMN escalated_id BIGINT REFERENCES posts (post_id);

CREATE INDEX inspections_by_escalation ON inspections (escalated_id, inspection_id);
