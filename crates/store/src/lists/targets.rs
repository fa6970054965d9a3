//! The list of targets on their way.

use super::List;
use super::tables::{number, sorted, text};

/// Targets that are written, reviewed, approved, adjusted here.
pub static TARGETS: List = List {
    name: "targets",
    from: "target_ways AS r",
    holds: "",
    key: "r.way_id",
    places: &["r.home"],
    organisation: Some("r.unit"),
    columns: &[
        text("id", "CAST(r.way_id AS TEXT)"),
        sorted(text("since", "r.since")),
        text("home", "r.home"),
        text("unit", "r.unit"),
        text("target", "r.target"),
        text("subject_kind", "r.subject_kind"),
        text("subject", "r.subject"),
        text("name", "r.name"),
        number("fiscal_year", "r.fiscal_year"),
        text("project_type", "r.project_type"),
        sorted(number("total_amount", "r.total_amount")),
        number("indicators", "r.indicators"),
        number("score", "r.score"),
        text("submitted_on", "r.submitted_on"),
        text("approved_on", "r.approved_on"),
        text("filed_prefecture_on", "r.filed_prefecture_on"),
        text("filed_region_on", "r.filed_region_on"),
        text("filed_ministry_on", "r.filed_ministry_on"),
        text("published_on", "r.published_on"),
        text("state", "r.state"),
    ],
    search: &["r.target", "r.subject", "r.name", "r.unit"],
    spoken: &[
        ("r.name", "SELECT DISTINCT name FROM target_ways"),
        ("r.unit", "SELECT DISTINCT unit FROM target_ways"),
    ],
    memory: None,
    sums: &["CASE WHEN r.state IN ('approved', 'adjusting') THEN r.total_amount ELSE 0 END"],
    kept: None,
    split: None,
};
