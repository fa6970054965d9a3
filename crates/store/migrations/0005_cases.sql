-- Cases: breaches that are followed until they are put right; what is laid beside them.

-- A case of a warning. What it begins with is never changed; `state`, `level`, `due`, `rectifier_id` (the
-- post that has to rectify), the amounts and `closed_on` are what its steps come to. `home` and
-- `organisation` are where it lies, as of its warning.
CREATE TABLE cases (
    case_id {id},
    warning_id BIGINT NOT NULL UNIQUE REFERENCES warnings (warning_id),
    rule TEXT NOT NULL,
    home TEXT NOT NULL,
    organisation TEXT NOT NULL,
    exemptable BIGINT NOT NULL CHECK (exemptable IN (0, 1)),
    first_level TEXT NOT NULL,
    opened_on TEXT NOT NULL,
    person_id BIGINT NOT NULL REFERENCES people (person_id),
    post_id BIGINT NOT NULL REFERENCES posts (post_id),
    state TEXT NOT NULL,
    level TEXT NOT NULL,
    due TEXT,
    rectifier_id BIGINT REFERENCES posts (post_id),
    take_back BIGINT NOT NULL,
    rebook BIGINT NOT NULL,
    request TEXT,
    closed_on TEXT,
    since TEXT NOT NULL
);

CREATE INDEX cases_by_home ON cases (home, state, case_id);
CREATE INDEX cases_by_rectifier ON cases (rectifier_id, state, case_id);

-- A matter of accountability: proposed by one person, decided by another.
CREATE TABLE accountabilities (
    accountability_id {id},
    case_id BIGINT NOT NULL REFERENCES cases (case_id),
    answers_id BIGINT NOT NULL REFERENCES posts (post_id),
    facts TEXT NOT NULL,
    clause TEXT NOT NULL,
    person_id BIGINT NOT NULL REFERENCES people (person_id),
    post_id BIGINT NOT NULL REFERENCES posts (post_id),
    proposed_on TEXT NOT NULL
);

CREATE INDEX accountabilities_by_case ON accountabilities (case_id, accountability_id);

-- Documents that show something, kept as files under the hash of what is in them. `media_type` is found by
-- the content, not by the name.
CREATE TABLE attachments (
    attachment_id {id},
    matter_kind TEXT NOT NULL,
    matter_id BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size BIGINT NOT NULL,
    at TEXT NOT NULL,
    person_id BIGINT NOT NULL REFERENCES people (person_id)
);

CREATE INDEX attachments_by_matter ON attachments (matter_kind, matter_id, attachment_id);
