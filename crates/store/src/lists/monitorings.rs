//! The list of rounds of monitoring.

use super::tables::{number, sorted, text};
use super::{List, Split};

/// Rounds of monitoring that are owed at the nodes of the calendar, with what became of each.
pub static MONITORINGS: List = List {
    name: "monitorings",
    from: "monitoring_duties AS r",
    holds: "",
    key: "r.duty_id",
    places: &["r.county"],
    organisation: Some("r.unit"),
    columns: &[
        text("id", "CAST(r.round_id AS TEXT)"),
        sorted(text("node", "r.node")),
        text("due", "r.due"),
        number("fiscal_year", "r.fiscal_year"),
        text("county", "r.county"),
        text("unit", "r.unit"),
        text("target", "r.target"),
        text("subject_kind", "r.subject_kind"),
        text("project", "r.project"),
        text("project_name", "r.project_name"),
        text("entered_on", "r.entered_on"),
        number("executed", "r.executed"),
        text("light", "r.light"),
        text("measure", "r.measure"),
        text(
            "state",
            "(CASE WHEN r.state <> '' THEN r.state WHEN r.due < '{day}' THEN 'late' ELSE 'open' END)",
        ),
    ],
    search: &["r.target", "r.project", "r.project_name", "r.unit"],
    spoken: &[],
    memory: None,
    sums: &[],
    kept: None,
    split: Some(&Split { place: "r.county", sorts: &["node"] }),
};
