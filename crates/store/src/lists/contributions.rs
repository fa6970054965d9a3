//! The list of contributions.

use super::List;
use super::tables::{number, sorted, text};

/// The giver where it is no person: what is hidden is not searched.
const NAMED: &str = "CASE WHEN r.giver_kind = 'organisation' THEN r.giver END";

const SAID: &str =
    "CASE WHEN r.giver_kind = 'organisation' THEN r.note ELSE REPLACE(r.note, r.giver, ' ') END";

/// Lines of other money on projects, with the project as its record says today. Sums are of what is confirmed.
pub static CONTRIBUTIONS: List = List {
    name: "contributions",
    from: "contributions AS r LEFT JOIN projects AS p ON p.id = r.project AND p.withdrawn = 0 AND NOT EXISTS \
           (SELECT 1 FROM projects AS later WHERE later.corrects = p.row_id)",
    holds: "",
    key: "r.contribution_id",
    places: &["r.county"],
    organisation: Some("r.unit"),
    columns: &[
        sorted(text("id", "CAST(r.contribution_id AS TEXT)")),
        sorted(text("happened_on", "r.happened_on")),
        text("county", "r.county"),
        number("fiscal_year", "p.fiscal_year"),
        text("project", "r.project"),
        text("project_name", "COALESCE(p.name, r.project)"),
        text("unit", "r.unit"),
        text("source", "r.source"),
        text("giver", "r.giver"),
        text("giver_kind", "r.giver_kind"),
        text("entry", "r.entry"),
        sorted(number("amount", "r.amount")),
        text(
            "state",
            "(CASE WHEN r.state = 'confirmed' AND EXISTS (SELECT 1 FROM contributions AS b \
             WHERE b.reverses = r.contribution_id AND b.state = 'confirmed') THEN 'reversed' ELSE r.state END)",
        ),
        text("note", "r.note"),
        sorted(text("since", "r.since")),
    ],
    search: &["r.project", "p.name", NAMED, "r.unit", SAID],
    spoken: &[
        (
            "p.name",
            "SELECT DISTINCT b.name FROM contributions AS c JOIN projects AS b ON b.id = c.project",
        ),
        (NAMED, "SELECT DISTINCT giver FROM contributions WHERE giver_kind = 'organisation'"),
        ("r.unit", "SELECT DISTINCT unit FROM contributions"),
    ],
    memory: None,
    sums: &[
        "CASE WHEN r.state = 'confirmed' AND r.entry = 'planned' THEN r.amount ELSE 0 END",
        "CASE WHEN r.state = 'confirmed' AND r.entry = 'received' THEN r.amount ELSE 0 END",
        "CASE WHEN r.state = 'confirmed' AND r.entry = 'spent' THEN r.amount ELSE 0 END",
    ],
    kept: None,
    split: None,
};
