-- What the engine found when the records were screened, and what was done about it. Days are `YYYY-MM-DD`,
-- money is in fen; an identity has empty texts where a finding has nothing, so that it stays unique.

-- Whoever writes what a screening found changes this row first, so screenings queue here.
CREATE TABLE screening_turn (
    turn_id BIGINT NOT NULL PRIMARY KEY CHECK (turn_id = 1),
    turns BIGINT NOT NULL
);

INSERT INTO screening_turn (turn_id, turns) VALUES (1, 0);

-- One evaluation of all records. `as_of` is the day by which they were judged, `import_id` the last import
-- that was seen (0: none), the counts what became of the warnings.
CREATE TABLE screenings (
    screening_id {id},
    at TEXT NOT NULL,
    as_of TEXT NOT NULL,
    pack TEXT NOT NULL,
    pack_version TEXT NOT NULL,
    import_id BIGINT NOT NULL,
    red BIGINT NOT NULL,
    yellow BIGINT NOT NULL,
    excepted BIGINT NOT NULL,
    fresh BIGINT NOT NULL,
    returned BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    unchanged BIGINT NOT NULL,
    cleared BIGINT NOT NULL
);

-- What a screening could not judge: never taken for clean.
CREATE TABLE untold (
    screening_id BIGINT NOT NULL REFERENCES screenings (screening_id),
    untold_no BIGINT NOT NULL,
    rule TEXT NOT NULL,
    reason_zh TEXT NOT NULL,
    reason_en TEXT NOT NULL,
    subjects BIGINT NOT NULL,
    PRIMARY KEY (screening_id, untold_no)
);

-- A warning: one rule, one subject, one period, one division. `behind` tells subjects apart whose ids are
-- masked alike. `home` is the division in which it lies under its newest code (the region, where the finding
-- names none), beside it the prefecture and the county; by it and by the organisation it may be seen. `body` is
-- the finding's sentences, clauses and evidence as JSON. `first_lamp`, `first_level` and `first_on` are what
-- its history begins with; `state`, `level`, `until` and `case_id` are what its history comes to.
CREATE TABLE warnings (
    warning_id {id},
    rule TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    behind TEXT NOT NULL,
    period TEXT NOT NULL,
    division TEXT NOT NULL,
    home TEXT NOT NULL,
    prefecture TEXT NOT NULL,
    county TEXT NOT NULL,
    organisation TEXT NOT NULL,
    exemptable BIGINT NOT NULL CHECK (exemptable IN (0, 1)),
    first_lamp TEXT NOT NULL,
    first_level TEXT NOT NULL,
    first_on TEXT NOT NULL,
    first_as_of TEXT NOT NULL,
    last_as_of TEXT NOT NULL,
    lit BIGINT NOT NULL CHECK (lit IN (0, 1)),
    lamp TEXT NOT NULL,
    soon BIGINT NOT NULL CHECK (soon IN (0, 1)),
    subject_name TEXT NOT NULL,
    amount BIGINT,
    due_on TEXT,
    done_on TEXT,
    days_late BIGINT,
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    level TEXT NOT NULL,
    until TEXT,
    case_id BIGINT,
    since TEXT NOT NULL,
    UNIQUE (rule, subject_kind, subject_id, behind, period, division)
);

CREATE INDEX warnings_by_home ON warnings (home, lit, warning_id);
CREATE INDEX warnings_by_rule ON warnings (rule, lit, warning_id);
CREATE INDEX warnings_by_subject ON warnings (subject_kind, subject_id, warning_id);
CREATE INDEX warnings_by_end ON warnings (until) WHERE until IS NOT NULL;

-- Who answers for a warning: whoever the clause names, as roles at a division (or at one organisation of
-- it), then the posts to which it was escalated.
CREATE TABLE warning_offices (
    warning_id BIGINT NOT NULL REFERENCES warnings (warning_id),
    office_no BIGINT NOT NULL,
    role TEXT NOT NULL,
    division TEXT NOT NULL,
    organisation TEXT NOT NULL,
    post_id BIGINT REFERENCES posts (post_id),
    PRIMARY KEY (warning_id, office_no)
);

CREATE INDEX warning_offices_by_role ON warning_offices (role, division, warning_id);

-- Every step that was taken about a warning or anything else that is followed to its end. Rows are never
-- changed and never deleted; the number is given once, so of two people who take the same step one is told.
-- A step of the engine has neither person nor post.
CREATE TABLE steps (
    matter_kind TEXT NOT NULL,
    matter_id BIGINT NOT NULL,
    step_no BIGINT NOT NULL,
    day TEXT NOT NULL,
    at TEXT NOT NULL,
    person_id BIGINT REFERENCES people (person_id),
    post_id BIGINT REFERENCES posts (post_id),
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (matter_kind, matter_id, step_no)
);
