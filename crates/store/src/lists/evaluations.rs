//! The lists of evaluations: each self-evaluation on record beside its check and spot check, and the same by unit.

use super::List;
use super::tables::{number, sorted, text};

/// A record of a table that holds, called by a letter.
macro_rules! holds {
    ($table:literal, $name:literal) => {
        concat!(
            $name,
            ".withdrawn = 0 AND NOT EXISTS (SELECT 1 FROM ",
            $table,
            " AS later WHERE later.corrects = ",
            $name,
            ".row_id)"
        )
    };
}

/// Self-evaluations called `r`, each with its target, its project, its check and its spot check.
macro_rules! evaluated {
    ($self:literal) => {
        concat!(
            $self,
            " LEFT JOIN targets AS t ON t.id = r.target AND ",
            holds!("targets", "t"),
            " LEFT JOIN projects AS p ON p.id = t.subject AND t.subject_kind = 'project' AND ",
            holds!("projects", "p"),
            " LEFT JOIN evaluations AS c ON c.target = r.target AND c.kind = 'check' AND ",
            holds!("evaluations", "c"),
            " LEFT JOIN evaluations AS s ON s.target = r.target AND s.kind = 'spot' AND ",
            holds!("evaluations", "s")
        )
    };
}

/// Self-evaluations on record, with what was found by their check and their spot check, and where one that was reported
/// here stands.
pub static EVALUATIONS: List = List {
    name: "evaluations",
    from: concat!(
        evaluated!("evaluations AS r"),
        " LEFT JOIN self_evaluations AS m ON m.target = r.target"
    ),
    holds: concat!("r.kind = 'self' AND ", holds!("evaluations", "r")),
    key: "r.row_id",
    places: &["COALESCE(p.county, '')"],
    organisation: Some("p.unit"),
    columns: &[
        sorted(text("entered_on", "COALESCE(r.entered_on, '')")),
        text("county", "COALESCE(p.county, '')"),
        text("unit", "p.unit"),
        text("project", "t.subject"),
        text("project_name", "COALESCE(p.name, t.subject, r.target)"),
        sorted(number("fiscal_year", "r.fiscal_year")),
        text("target", "r.target"),
        number("number", "m.evaluation_id"),
        sorted(number("score", "COALESCE(r.score, 0)")),
        text("grade", "r.grade"),
        number("checked", "c.score"),
        number("difference", "c.score - r.score"),
        number("spot", "s.score"),
        number("spot_difference", "s.score - r.score"),
        text(
            "state",
            "(CASE WHEN m.state IS NOT NULL THEN m.state WHEN r.checked_on IS NOT NULL OR c.row_id IS NOT NULL \
             OR s.row_id IS NOT NULL THEN 'accepted' ELSE 'waiting' END)",
        ),
        text("checked_on", "COALESCE(r.checked_on, c.entered_on, s.entered_on)"),
    ],
    search: &["r.target", "t.subject", "p.name", "p.unit"],
    spoken: &[],
    memory: None,
    sums: &[],
    kept: None,
    split: None,
};

/// The same by unit and year: how many were reported and checked, and how far reports and checks lie apart. Means are
/// of those that were checked, cut to hundredths.
pub static EVALUATED_UNITS: List = List {
    name: "evaluated_units",
    from: concat!(
        "(SELECT MIN(r.row_id) AS row_id, COALESCE(p.county, '') AS county, COALESCE(p.unit, '') AS unit, \
         r.fiscal_year, COUNT(*) AS reports, COUNT(COALESCE(c.score, s.score)) AS checks, \
         CAST(SUM(CASE WHEN COALESCE(c.score, s.score) IS NULL THEN 0 ELSE r.score END) AS BIGINT) AS own, \
         CAST(SUM(COALESCE(c.score, s.score, 0)) AS BIGINT) AS found, \
         CAST(SUM(CASE WHEN COALESCE(c.score, s.score) < r.score THEN 1 ELSE 0 END) AS BIGINT) AS lower, \
         MIN(COALESCE(c.score, s.score) - r.score) AS worst FROM ",
        evaluated!("evaluations AS r"),
        " WHERE r.kind = 'self' AND ",
        holds!("evaluations", "r"),
        " GROUP BY COALESCE(p.county, ''), COALESCE(p.unit, ''), r.fiscal_year) AS r"
    ),
    holds: "",
    key: "r.row_id",
    places: &["r.county"],
    organisation: Some("r.unit"),
    columns: &[
        sorted(number("fiscal_year", "r.fiscal_year")),
        text("county", "r.county"),
        sorted(text("unit", "r.unit")),
        sorted(number("reports", "r.reports")),
        number("checks", "r.checks"),
        number("own", "(CASE WHEN r.checks > 0 THEN r.own / r.checks / 100 * 100 END)"),
        number("found", "(CASE WHEN r.checks > 0 THEN r.found / r.checks / 100 * 100 END)"),
        number(
            "difference",
            "(CASE WHEN r.checks > 0 THEN (r.found - r.own) / r.checks / 100 * 100 END)",
        ),
        number("lower", "r.lower"),
        number("worst", "r.worst"),
    ],
    search: &["r.unit"],
    spoken: &[],
    memory: None,
    sums: &[],
    kept: None,
    split: None,
};
