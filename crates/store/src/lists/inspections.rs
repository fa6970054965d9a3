//! The lists of inspections, and of what they found.

use super::List;
use super::tables::{number, sorted, text};

/// Inspections, each with the post that inspects.
pub static INSPECTIONS: List = List {
    name: "inspections",
    from: "inspections AS r JOIN posts AS o ON o.post_id = r.post_id",
    holds: "",
    key: "r.inspection_id",
    places: &["r.home"],
    organisation: Some("r.organisation"),
    columns: &[
        text("id", "CAST(r.inspection_id AS TEXT)"),
        sorted(text("begins", "r.begins")),
        text("ends", "r.ends"),
        text("kind", "r.kind"),
        text("home", "r.home"),
        text("place", "r.home"),
        text("organisation", "r.organisation"),
        text("projects", "r.projects"),
        text("subject", "r.subject"),
        text("fund", "r.fund"),
        text("period_from", "r.period_from"),
        text("period_to", "r.period_to"),
        text("inspector", "o.title"),
        text("organ", "r.organ"),
        text("basis", "r.basis"),
        text("again", "CASE WHEN r.again = '' THEN 'no' ELSE 'yes' END"),
        text("state", "r.state"),
        number("found", "r.found"),
        number("left_open", "r.left_open"),
        sorted(number("amount", "r.amount")),
        sorted(text("since", "r.since")),
    ],
    search: &["r.basis", "r.organisation", "r.projects", "o.title", "r.again"],
    spoken: &[
        ("r.basis", "SELECT DISTINCT basis FROM inspections"),
        ("r.organisation", "SELECT DISTINCT organisation FROM inspections"),
        ("o.title", "SELECT DISTINCT title FROM posts"),
    ],
    memory: None,
    sums: &["r.amount"],
    kept: None,
    split: None,
};

/// What inspections found. It is seen where the inspection is, also before it is reported: the place sees what is
/// written down.
pub static INSPECTION_OBSERVATIONS: List = List {
    name: "inspection_observations",
    from: "inspection_observations AS r JOIN inspections AS i ON i.inspection_id = r.inspection_id",
    holds: "",
    key: "r.observation_id",
    places: &["i.home"],
    organisation: Some("i.organisation"),
    columns: &[
        text("inspection", "CAST(r.inspection_id AS TEXT)"),
        sorted(text("since", "i.since")),
        text("kind", "i.kind"),
        text("home", "i.home"),
        text("organisation", "i.organisation"),
        text("said", "r.said"),
        text("project", "r.project"),
        text("document", "r.document"),
        sorted(number("amount", "r.amount")),
        text("clause", "r.clause"),
        text("warning", "CAST(r.warning_id AS TEXT)"),
        text("fate", "r.fate"),
        sorted(text("due", "COALESCE(r.due, '')")),
        text(
            "overdue",
            "CASE WHEN r.fate = 'ordered' AND r.due < '{day}' THEN 'yes' ELSE 'no' END",
        ),
    ],
    search: &["r.said", "r.project", "r.document", "i.organisation"],
    spoken: &[
        ("r.said", "SELECT DISTINCT said FROM inspection_observations"),
        ("i.organisation", "SELECT DISTINCT organisation FROM inspections"),
    ],
    memory: None,
    sums: &["r.amount"],
    kept: None,
    split: None,
};
