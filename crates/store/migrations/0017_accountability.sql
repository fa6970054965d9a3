-- What the steps of a matter of accountability come to, so that they can be listed and found when due.
-- `measure`: word of what was decided.
ALTER TABLE accountabilities ADD COLUMN state TEXT NOT NULL DEFAULT 'proposed';
ALTER TABLE accountabilities ADD COLUMN measure TEXT;
ALTER TABLE accountabilities ADD COLUMN decided_on TEXT;
ALTER TABLE accountabilities ADD COLUMN recorded_on TEXT;

UPDATE accountabilities SET
    state = 'decided',
    decided_on = (SELECT s.day FROM steps AS s WHERE s.matter_kind = 'accountability'
                  AND s.matter_id = accountability_id AND s.kind = 'decide'),
    measure = (SELECT CASE
                   WHEN s.body LIKE '%"measure":"no_action"%' THEN 'no_action'
                   WHEN s.body LIKE '%"measure":"talk"%' THEN 'talk'
                   WHEN s.body LIKE '%"measure":"notice"%' THEN 'notice'
                   WHEN s.body LIKE '%"measure":"discipline"%' THEN 'discipline'
                   ELSE 'justice' END
               FROM steps AS s WHERE s.matter_kind = 'accountability'
               AND s.matter_id = accountability_id AND s.kind = 'decide')
WHERE EXISTS (SELECT 1 FROM steps AS s WHERE s.matter_kind = 'accountability'
              AND s.matter_id = accountability_id AND s.kind = 'decide');

CREATE INDEX accountabilities_by_state ON accountabilities (state, accountability_id);
