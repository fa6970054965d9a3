-- Suggestions on the monitoring work, by treasury sections, with the answer of the region's treasury division. What was
-- done about one stands in its steps; the columns here are what these come to.
CREATE TABLE suggestions (
    suggestion_id {id},
    home TEXT NOT NULL,
    post_id BIGINT NOT NULL REFERENCES posts (post_id),
    maker_id BIGINT NOT NULL REFERENCES people (person_id),
    title TEXT NOT NULL,
    said TEXT NOT NULL,
    answer TEXT NOT NULL,
    setting_id BIGINT REFERENCES settings (setting_id),
    state TEXT NOT NULL,
    since TEXT NOT NULL
);

CREATE INDEX suggestions_by_state ON suggestions (state, suggestion_id);
CREATE INDEX suggestions_by_home ON suggestions (home, suggestion_id);
