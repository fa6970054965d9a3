-- Which rounds of monitoring targets owe, and what is there of each: made anew whenever records, rounds or the nodes of
-- the calendar change, so that a list of a region reads rows of one table in the order of an index. The number is the
-- target's row and the month. Where one file said the same twice, the last row counts. state: empty where nothing is
-- there, recorded where only a record is.
CREATE TABLE monitoring_duties (
    duty_id {id},
    county TEXT NOT NULL,
    unit TEXT NOT NULL,
    target TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    project TEXT,
    project_name TEXT NOT NULL,
    fiscal_year BIGINT NOT NULL,
    node TEXT NOT NULL,
    due TEXT NOT NULL,
    round_id BIGINT,
    entered_on TEXT,
    executed BIGINT,
    light TEXT,
    measure TEXT,
    state TEXT NOT NULL
);

INSERT INTO monitoring_duties (
    duty_id, county, unit, target, subject_kind, project, project_name, fiscal_year, node, due, round_id, entered_on,
    executed, light, measure, state
)
SELECT
    t.row_id * 1000000 + n.node_no, COALESCE(p.county, SUBSTR(t.subject, 1, 6)),
    COALESCE(CASE WHEN t.subject_kind = 'project' THEN p.unit ELSE SUBSTR(t.subject, 8) END, ''), t.id, t.subject_kind,
    p.id, COALESCE(p.name, t.subject), t.fiscal_year, n.node, n.due, r.round_id, m.entered_on,
    COALESCE(r.executed, m.executed_amount), r.light, r.measure,
    CASE WHEN r.round_id IS NOT NULL THEN r.state WHEN m.row_id IS NOT NULL THEN 'recorded' ELSE '' END
FROM targets AS t
JOIN monitoring_nodes AS n ON n.kind = t.subject_kind AND n.fiscal_year = t.fiscal_year AND n.begins > t.approved_on
LEFT JOIN projects AS p
    ON p.row_id = (
        SELECT MAX(x.row_id) FROM projects AS x
        WHERE
            x.id = t.subject AND t.subject_kind = 'project' AND x.withdrawn = 0
            AND NOT EXISTS (SELECT 1 FROM projects AS later WHERE later.corrects = x.row_id)
    )
LEFT JOIN monitoring_rounds AS r ON r.target = t.id AND r.node = n.node
LEFT JOIN monitorings AS m
    ON m.row_id = (
        SELECT MAX(x.row_id) FROM monitorings AS x
        WHERE
            x.target = t.id AND x.as_of = n.node AND x.withdrawn = 0
            AND NOT EXISTS (SELECT 1 FROM monitorings AS later WHERE later.corrects = x.row_id)
    )
WHERE
    t.withdrawn = 0 AND NOT EXISTS (SELECT 1 FROM targets AS later WHERE later.corrects = t.row_id)
    AND (t.subject_kind <> 'project' OR p.row_id IS NOT NULL) AND (p.finish_on IS NULL OR n.node <= p.finish_on);

CREATE INDEX monitoring_duties_by_node ON monitoring_duties (node, duty_id);
CREATE INDEX monitoring_duties_by_county ON monitoring_duties (county, node, duty_id);
CREATE INDEX monitoring_duties_by_target ON monitoring_duties (target, node);

-- How many rounds a county owes at a node, and what became of them.
CREATE TABLE monitoring_duty_sums (
    county TEXT NOT NULL,
    fiscal_year BIGINT NOT NULL,
    node TEXT NOT NULL,
    due TEXT NOT NULL,
    owed BIGINT NOT NULL,
    entered BIGINT NOT NULL,
    timely BIGINT NOT NULL,
    waiting BIGINT NOT NULL,
    decided BIGINT NOT NULL,
    PRIMARY KEY (county, fiscal_year, node, due)
);

INSERT INTO monitoring_duty_sums (county, fiscal_year, node, due, owed, entered, timely, waiting, decided)
SELECT
    r.county, r.fiscal_year, r.node, r.due, COUNT(*),
    CAST(SUM(CASE WHEN r.state <> '' THEN 1 ELSE 0 END) AS BIGINT),
    CAST(SUM(CASE WHEN r.entered_on <= r.due THEN 1 ELSE 0 END) AS BIGINT),
    CAST(SUM(CASE WHEN r.state = 'waiting' THEN 1 ELSE 0 END) AS BIGINT), COUNT(r.measure)
FROM monitoring_duties AS r
GROUP BY r.county, r.fiscal_year, r.node, r.due;

-- Self-evaluations on record beside their check and spot check, and where one that was reported here stands. Scores are
-- ten-thousandths of a point, cut to a hundred million points either way.
CREATE TABLE evaluated (
    row_id BIGINT NOT NULL PRIMARY KEY,
    county TEXT NOT NULL,
    unit TEXT NOT NULL,
    target TEXT NOT NULL,
    project TEXT,
    project_name TEXT NOT NULL,
    fiscal_year BIGINT NOT NULL,
    entered_on TEXT NOT NULL,
    score BIGINT NOT NULL,
    grade TEXT,
    checked BIGINT,
    spot BIGINT,
    checked_on TEXT,
    evaluation_id BIGINT,
    state TEXT NOT NULL
);

INSERT INTO evaluated (
    row_id, county, unit, target, project, project_name, fiscal_year, entered_on, score, grade, checked, spot,
    checked_on, evaluation_id, state
)
SELECT
    r.row_id, COALESCE(p.county, ''), COALESCE(p.unit, ''), r.target, t.subject, COALESCE(p.name, t.subject, r.target),
    r.fiscal_year, COALESCE(r.entered_on, ''),
    COALESCE(CASE
        WHEN r.score > 1000000000000 THEN 1000000000000
        WHEN r.score < -1000000000000 THEN -1000000000000
        ELSE r.score
    END, 0),
    r.grade,
    CASE
        WHEN c.score > 1000000000000 THEN 1000000000000
        WHEN c.score < -1000000000000 THEN -1000000000000
        ELSE c.score
    END,
    CASE
        WHEN s.score > 1000000000000 THEN 1000000000000
        WHEN s.score < -1000000000000 THEN -1000000000000
        ELSE s.score
    END,
    COALESCE(r.checked_on, c.entered_on, s.entered_on), m.evaluation_id,
    CASE
        WHEN m.state IS NOT NULL THEN m.state
        WHEN r.checked_on IS NOT NULL OR c.row_id IS NOT NULL OR s.row_id IS NOT NULL THEN 'accepted'
        ELSE 'waiting'
    END
FROM evaluations AS r
LEFT JOIN targets AS t
    ON t.row_id = (
        SELECT MAX(x.row_id) FROM targets AS x
        WHERE
            x.id = r.target AND x.withdrawn = 0
            AND NOT EXISTS (SELECT 1 FROM targets AS later WHERE later.corrects = x.row_id)
    )
LEFT JOIN projects AS p
    ON p.row_id = (
        SELECT MAX(x.row_id) FROM projects AS x
        WHERE
            x.id = t.subject AND t.subject_kind = 'project' AND x.withdrawn = 0
            AND NOT EXISTS (SELECT 1 FROM projects AS later WHERE later.corrects = x.row_id)
    )
LEFT JOIN evaluations AS c
    ON c.row_id = (
        SELECT MAX(x.row_id) FROM evaluations AS x
        WHERE
            x.target = r.target AND x.kind = 'check' AND x.withdrawn = 0
            AND NOT EXISTS (SELECT 1 FROM evaluations AS later WHERE later.corrects = x.row_id)
    )
LEFT JOIN evaluations AS s
    ON s.row_id = (
        SELECT MAX(x.row_id) FROM evaluations AS x
        WHERE
            x.target = r.target AND x.kind = 'spot' AND x.withdrawn = 0
            AND NOT EXISTS (SELECT 1 FROM evaluations AS later WHERE later.corrects = x.row_id)
    )
LEFT JOIN self_evaluations AS m ON m.target = r.target
WHERE
    r.kind = 'self' AND r.withdrawn = 0
    AND NOT EXISTS (SELECT 1 FROM evaluations AS later WHERE later.corrects = r.row_id);

CREATE INDEX evaluated_by_day ON evaluated (entered_on, row_id);
CREATE INDEX evaluated_by_county ON evaluated (county, entered_on, row_id);
CREATE INDEX evaluated_by_year ON evaluated (fiscal_year, row_id);
CREATE INDEX evaluated_by_county_year ON evaluated (county, fiscal_year, row_id);
CREATE INDEX evaluated_by_score ON evaluated (score, row_id);
CREATE INDEX evaluated_by_county_score ON evaluated (county, score, row_id);
CREATE INDEX evaluated_by_target ON evaluated (target);

-- The same by unit and year: how many were reported and checked, and how far reports and checks lie apart. row_id is
-- that of the first of them.
CREATE TABLE evaluated_units (
    row_id BIGINT NOT NULL PRIMARY KEY,
    county TEXT NOT NULL,
    unit TEXT NOT NULL,
    fiscal_year BIGINT NOT NULL,
    reports BIGINT NOT NULL,
    checks BIGINT NOT NULL,
    own BIGINT NOT NULL,
    found BIGINT NOT NULL,
    lower BIGINT NOT NULL,
    worst BIGINT
);

INSERT INTO evaluated_units (row_id, county, unit, fiscal_year, reports, checks, own, found, lower, worst)
SELECT
    MIN(r.row_id), r.county, r.unit, r.fiscal_year, COUNT(*), COUNT(COALESCE(r.checked, r.spot)),
    CAST(SUM(CASE WHEN COALESCE(r.checked, r.spot) IS NULL THEN 0 ELSE r.score END) AS BIGINT),
    CAST(SUM(COALESCE(r.checked, r.spot, 0)) AS BIGINT),
    CAST(SUM(CASE WHEN COALESCE(r.checked, r.spot) < r.score THEN 1 ELSE 0 END) AS BIGINT),
    MIN(COALESCE(r.checked, r.spot) - r.score)
FROM evaluated AS r
GROUP BY r.county, r.unit, r.fiscal_year;

CREATE INDEX evaluated_units_by_county ON evaluated_units (county);
