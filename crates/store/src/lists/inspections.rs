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

/// Payments whose use was looked at after they were made: each once, with the first look that was reported.
pub static LOOKED_AT: List = List {
    name: "looked_at",
    from: "inspection_payments AS r JOIN inspections AS i ON i.inspection_id = r.inspection_id \
           JOIN payments AS p ON p.county = r.county AND p.voucher_no = r.voucher_no",
    holds: "i.state IN ('reported', 'answered', 'rectifying', 'concluded') AND p.kind <> 'refund' \
            AND p.withdrawn = 0 AND NOT EXISTS \
            (SELECT 1 FROM payments AS later WHERE later.corrects = p.row_id) AND NOT EXISTS \
            (SELECT 1 FROM inspection_payments AS b JOIN inspections AS f \
            ON f.inspection_id = b.inspection_id WHERE b.county = r.county \
            AND b.voucher_no = r.voucher_no AND b.line_id < r.line_id \
            AND f.state IN ('reported', 'answered', 'rectifying', 'concluded'))",
    key: "r.line_id",
    places: &["r.county"],
    organisation: Some("p.payer_unit"),
    columns: &[
        sorted(text("paid_on", "p.paid_on")),
        text("voucher_no", "r.voucher_no"),
        text("county", "r.county"),
        number("fiscal_year", "p.fiscal_year"),
        text("fund", "p.fund"),
        text("project", "p.project"),
        text("payer_unit", "p.payer_unit"),
        text("payee", "p.payee"),
        text("payee_type", "p.payee_type"),
        text("purpose", "p.purpose"),
        text("inspection", "CAST(r.inspection_id AS TEXT)"),
        text("ends", "i.ends"),
        text("state", "i.state"),
        number("found", "i.found"),
        sorted(number("amount", "p.amount")),
    ],
    search: &["r.voucher_no", "p.project", "p.payer_unit"],
    spoken: &[],
    memory: None,
    sums: &["p.amount"],
    kept: None,
    split: None,
};
