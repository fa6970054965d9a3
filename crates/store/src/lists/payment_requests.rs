//! The list of payment requests.

use super::List;
use super::tables::{number, sorted, text};

/// Payment requests, each with its project and with the payment that settled it as their records say today. Of persons
/// the name is searched no more than it is shown.
pub static PAYMENT_REQUESTS: List = List {
    name: "payment_requests",
    from: "payment_requests AS r LEFT JOIN projects AS p ON p.id = r.project AND p.withdrawn = 0 AND NOT EXISTS \
           (SELECT 1 FROM projects AS later WHERE later.corrects = p.row_id) \
           LEFT JOIN payments AS v ON v.county = r.county AND v.voucher_no = r.paid_voucher AND v.withdrawn = 0 \
           AND NOT EXISTS (SELECT 1 FROM payments AS later WHERE later.corrects = v.row_id)",
    holds: "",
    key: "r.request_id",
    places: &["r.county"],
    organisation: Some("r.unit"),
    columns: &[
        text("id", "CAST(r.request_id AS TEXT)"),
        sorted(text("since", "r.since")),
        text("county", "r.county"),
        text("unit", "r.unit"),
        text("project", "r.project"),
        text("project_name", "COALESCE(p.name, r.project)"),
        text("allotment", "r.allotment"),
        text("fund", "r.fund"),
        text("kind", "r.kind"),
        text("payee", "r.payee"),
        text("payee_type", "r.payee_type"),
        text("purpose", "r.purpose"),
        sorted(number("amount", "r.amount")),
        text("approved_on", "r.approved_on"),
        text("voucher_no", "r.paid_voucher"),
        text("paid_on", "v.paid_on"),
        number("paid", "v.amount"),
        number("over", "CASE WHEN v.amount > r.amount THEN v.amount - r.amount ELSE 0 END"),
        text(
            "state",
            "(CASE WHEN r.state = 'paid' AND (COALESCE(v.project, '') <> r.project \
             OR COALESCE(v.payee, '') <> r.payee) THEN 'changed' ELSE r.state END)",
        ),
    ],
    search: &[
        "r.project",
        "p.name",
        "r.unit",
        "r.paid_voucher",
        "CASE WHEN r.payee_type IN ('household', 'person') AND LENGTH(r.payee) > 1 \
         THEN REPLACE(r.purpose, r.payee, ' ') ELSE r.purpose END",
        "CASE WHEN r.payee_type IN ('household', 'person') THEN NULL ELSE r.payee END",
    ],
    spoken: &[
        (
            "p.name",
            "SELECT DISTINCT b.name FROM payment_requests AS c JOIN projects AS b ON b.id = c.project",
        ),
        ("r.unit", "SELECT DISTINCT unit FROM payment_requests"),
        (
            "CASE WHEN r.payee_type IN ('household', 'person') THEN NULL ELSE r.payee END",
            "SELECT DISTINCT payee FROM payment_requests WHERE payee_type NOT IN ('household', 'person')",
        ),
    ],
    memory: None,
    sums: &[
        "CASE WHEN r.state = 'approved' THEN r.amount ELSE 0 END",
        "COALESCE(v.amount, 0)",
        "CASE WHEN v.amount > r.amount THEN v.amount - r.amount ELSE 0 END",
    ],
    kept: None,
    split: None,
};
