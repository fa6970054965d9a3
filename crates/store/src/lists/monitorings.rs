//! The list of rounds of monitoring.

use super::List;
use super::tables::{number, sorted, text};
use crate::monitorings::{county, holds, owed, unit};

/// Rounds of monitoring that are owed at the nodes of the calendar, with what became of each.
pub static MONITORINGS: List = List {
    name: "monitorings",
    from: owed!(),
    holds: holds!(),
    // A target has one round of a month.
    key: "(t.row_id * 1000000 + n.node_no)",
    places: &[county!()],
    organisation: Some(unit!()),
    columns: &[
        text("id", "CAST(r.round_id AS TEXT)"),
        sorted(text("node", "n.node")),
        text("due", "n.due"),
        number("fiscal_year", "t.fiscal_year"),
        text("county", county!()),
        text("unit", unit!()),
        text("target", "t.id"),
        text("subject_kind", "t.subject_kind"),
        text("project", "p.id"),
        text("project_name", "COALESCE(p.name, t.subject)"),
        text("entered_on", "m.entered_on"),
        number("executed", "COALESCE(r.executed, m.executed_amount)"),
        text("light", "r.light"),
        text("measure", "r.measure"),
        text(
            "state",
            "(CASE WHEN r.round_id IS NOT NULL THEN r.state WHEN m.row_id IS NOT NULL THEN 'recorded' \
             WHEN n.due < '{day}' THEN 'late' ELSE 'open' END)",
        ),
    ],
    search: &["t.id", "p.id", "p.name", unit!()],
    spoken: &[],
    memory: None,
    sums: &[],
    kept: None,
    split: None,
};
