-- Push lists: what is new, changed or overdue in a place, sent to it daily or weekly, with receipt and answers.

-- A list is never changed but by its steps: `state`, `unanswered`, `received_on` and `since` are what they come
-- to. `left_out` counts what did not fit into it and comes with the next ones. A place has one list of a day.
CREATE TABLE push_lists (
    push_id {id},
    home TEXT NOT NULL,
    post_id BIGINT NOT NULL REFERENCES posts (post_id),
    made_on TEXT NOT NULL,
    items BIGINT NOT NULL,
    red BIGINT NOT NULL,
    left_out BIGINT NOT NULL,
    state TEXT NOT NULL,
    unanswered BIGINT NOT NULL,
    received_on TEXT,
    since TEXT NOT NULL,
    UNIQUE (home, made_on)
);

CREATE INDEX push_lists_by_post ON push_lists (post_id, state, push_id);
CREATE INDEX push_lists_by_day ON push_lists (made_on, push_id);

-- The items of a list in their order: why each stands in it, and since when it stood unanswered.
CREATE TABLE push_items (
    item_id {id},
    push_id BIGINT NOT NULL REFERENCES push_lists (push_id),
    item_no BIGINT NOT NULL,
    warning_id BIGINT NOT NULL REFERENCES warnings (warning_id),
    why TEXT NOT NULL,
    first_pushed TEXT NOT NULL,
    answered BIGINT NOT NULL CHECK (answered IN (0, 1)),
    UNIQUE (push_id, item_no)
);

CREATE INDEX push_items_by_warning ON push_items (warning_id, push_id);
CREATE INDEX warnings_by_prefecture ON warnings (prefecture, level, warning_id);
