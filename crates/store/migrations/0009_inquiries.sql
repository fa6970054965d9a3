-- Inquiries: questions of the monitoring desk about warnings of one unit, followed until they are answered
-- and judged.

-- What an inquiry begins with is never changed: who asks whom, what, until when; the worst lamp, the number
-- and the amounts of its warnings on that day. `state`, `due`, `level`, `waits_id` (the post that has it; of
-- several the one named last), `escalated_id` (the post to which it was escalated), `case_id` and `since` are what its steps come to.
CREATE TABLE inquiries (
    inquiry_id {id},
    home TEXT NOT NULL,
    organisation TEXT NOT NULL,
    lamp TEXT NOT NULL,
    question TEXT NOT NULL,
    warnings BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    first_level TEXT NOT NULL,
    first_due TEXT NOT NULL,
    division_id BIGINT NOT NULL REFERENCES posts (post_id),
    sent_on TEXT NOT NULL,
    person_id BIGINT NOT NULL REFERENCES people (person_id),
    post_id BIGINT NOT NULL REFERENCES posts (post_id),
    state TEXT NOT NULL,
    due TEXT NOT NULL,
    level TEXT NOT NULL,
    waits_id BIGINT REFERENCES posts (post_id),
    escalated_id BIGINT REFERENCES posts (post_id),
    case_id BIGINT REFERENCES cases (case_id),
    since TEXT NOT NULL
);

CREATE INDEX inquiries_by_home ON inquiries (home, state, inquiry_id);
CREATE INDEX inquiries_by_waits ON inquiries (waits_id, inquiry_id);
CREATE INDEX inquiries_by_escalated ON inquiries (escalated_id, inquiry_id);
CREATE INDEX inquiries_by_desk ON inquiries (post_id, state, inquiry_id);

-- The warnings that an inquiry is about, with what was said of each on the day on which it was sent: the
-- form stays what was sent, whatever the engine says later.
CREATE TABLE inquiry_warnings (
    inquiry_id BIGINT NOT NULL REFERENCES inquiries (inquiry_id),
    warning_no BIGINT NOT NULL,
    warning_id BIGINT NOT NULL REFERENCES warnings (warning_id),
    lamp TEXT NOT NULL,
    amount BIGINT,
    body TEXT NOT NULL,
    PRIMARY KEY (inquiry_id, warning_no)
);

CREATE INDEX inquiry_warnings_by_warning ON inquiry_warnings (warning_id, inquiry_id);
