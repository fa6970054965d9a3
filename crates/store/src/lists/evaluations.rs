//! The lists of evaluations: each self-evaluation on record beside its check and spot check, and the same by unit.

use super::tables::{number, sorted, text};
use super::{List, Split};

/// Self-evaluations on record, with what was found by their check and their spot check, and where one that was reported
/// here stands.
pub static EVALUATIONS: List = List {
    name: "evaluations",
    from: "evaluated AS r",
    holds: "",
    key: "r.row_id",
    places: &["r.county"],
    organisation: Some("r.unit"),
    columns: &[
        sorted(text("entered_on", "r.entered_on")),
        text("county", "r.county"),
        text("unit", "r.unit"),
        text("project", "r.project"),
        text("project_name", "r.project_name"),
        sorted(number("fiscal_year", "r.fiscal_year")),
        text("target", "r.target"),
        number("number", "r.evaluation_id"),
        sorted(number("score", "r.score")),
        text("grade", "r.grade"),
        number("checked", "r.checked"),
        number("difference", "r.checked - r.score"),
        number("spot", "r.spot"),
        number("spot_difference", "r.spot - r.score"),
        text("state", "r.state"),
        text("checked_on", "r.checked_on"),
    ],
    search: &["r.target", "r.project", "r.project_name", "r.unit"],
    spoken: &[],
    memory: None,
    sums: &[],
    kept: None,
    split: Some(&Split { place: "r.county", sorts: &["entered_on", "fiscal_year", "score"] }),
};

/// The same by unit and year: how many were reported and checked, and how far reports and checks lie apart. Means are
/// of those that were checked, cut to hundredths.
pub static EVALUATED_UNITS: List = List {
    name: "evaluated_units",
    from: "evaluated_units AS r",
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
