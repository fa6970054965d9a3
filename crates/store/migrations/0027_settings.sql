-- Settings: other values for the local defaults of the policy pack, each from a day on.

-- What one says and what was done about it stands in its steps; the columns here are what these come to. `form` is the
-- key under which files of settings write the value. An adopted setting is never changed.
CREATE TABLE settings (
    setting_id {id},
    parameter TEXT NOT NULL,
    form TEXT NOT NULL,
    value TEXT NOT NULL,
    since TEXT NOT NULL,
    state TEXT NOT NULL,
    maker_id BIGINT NOT NULL REFERENCES people (person_id),
    changed_on TEXT NOT NULL
);

-- One is under way for a parameter.
CREATE UNIQUE INDEX settings_under_way ON settings (parameter) WHERE state IN ('consulting', 'returned');
CREATE INDEX settings_by_state ON settings (state, setting_id);
CREATE INDEX settings_by_parameter ON settings (parameter, setting_id);

-- The posts of the divisions that are asked: `opinion` is waits, agrees or objects.
CREATE TABLE setting_opinions (
    opinion_id {id},
    setting_id BIGINT NOT NULL REFERENCES settings (setting_id),
    post_id BIGINT NOT NULL REFERENCES posts (post_id),
    opinion TEXT NOT NULL,
    UNIQUE (setting_id, post_id)
);

CREATE INDEX setting_opinions_by_post ON setting_opinions (post_id, opinion, setting_id);
