//! The lists of plans: of integration, with what was done, and of factors.

use super::List;
use super::tables::{number, sorted, text};
use crate::integration::planned_and_done;

/// Integration plans, with how many of those who review one agree or object.
pub static INTEGRATION_PLANS: List = List {
    name: "integration_plans",
    from: "integration_plans AS r",
    holds: "",
    key: "r.plan_id",
    places: &["r.home"],
    organisation: None,
    columns: &[
        text("id", "CAST(r.plan_id AS TEXT)"),
        sorted(text("since", "r.since")),
        text("county", "r.home"),
        number("fiscal_year", "r.fiscal_year"),
        number("version", "r.version"),
        text("title", "r.title"),
        number("amount", "r.amount"),
        text("state", "r.state"),
        number(
            "agrees",
            "(SELECT COUNT(*) FROM integration_reviews AS v WHERE v.plan_id = r.plan_id \
             AND v.opinion = 'agrees')",
        ),
        number(
            "objects",
            "(SELECT COUNT(*) FROM integration_reviews AS v WHERE v.plan_id = r.plan_id \
             AND v.opinion = 'objects')",
        ),
        number(
            "waits",
            "(SELECT COUNT(*) FROM integration_reviews AS v WHERE v.plan_id = r.plan_id \
             AND v.opinion = 'waits')",
        ),
        text("document", "r.document"),
        text("decided_on", "r.decided_on"),
    ],
    search: &["r.title", "r.document"],
    spoken: &[
        ("r.title", "SELECT DISTINCT title FROM integration_plans"),
        ("r.document", "SELECT DISTINCT document FROM integration_plans"),
    ],
    memory: None,
    sums: &["r.amount"],
    kept: None,
    split: None,
};

/// What approved plans say beside what was done, fund by fund and project by project ([`crate::integration`]).
/// The caller asks for integrated funds alone: classes of funds are no matter of the database.
pub static INTEGRATION: List = List {
    name: "integration",
    from: concat!(
        "(SELECT ROW_NUMBER() OVER (ORDER BY d.county, d.fiscal_year, d.fund, d.project) AS line_no, \
         d.plan_id, d.county, d.fiscal_year, d.fund, d.project, d.planned, d.allotted, d.paid FROM ",
        planned_and_done!("p.state = 'approved'"),
        " AS d) AS r"
    ),
    holds: "",
    key: "r.line_no",
    places: &["r.county"],
    organisation: None,
    columns: &[
        text("plan", "CAST(r.plan_id AS TEXT)"),
        text("county", "r.county"),
        sorted(number("fiscal_year", "r.fiscal_year")),
        text("fund", "r.fund"),
        text("project", "r.project"),
        text(
            "project_name",
            "(SELECT p.name FROM projects AS p WHERE p.id = r.project AND p.withdrawn = 0 AND NOT EXISTS \
             (SELECT 1 FROM projects AS later WHERE later.corrects = p.row_id) LIMIT 1)",
        ),
        number("planned", "r.planned"),
        number("allotted", "r.allotted"),
        number("paid", "r.paid"),
        text(
            "stands",
            "CASE WHEN r.planned = 0 THEN 'outside' \
             WHEN r.allotted > r.planned OR r.paid > r.planned THEN 'over' \
             WHEN r.allotted = 0 AND r.paid = 0 THEN 'none' \
             WHEN r.allotted < r.planned THEN 'under' ELSE 'even' END",
        ),
    ],
    search: &["r.project"],
    spoken: &[],
    memory: None,
    sums: &["r.planned", "r.allotted", "r.paid"],
    kept: None,
    split: None,
};

/// Factor plans.
pub static FACTOR_PLANS: List = List {
    name: "factor_plans",
    from: "factor_plans AS r",
    holds: "",
    key: "r.factor_plan_id",
    places: &["r.home"],
    organisation: None,
    columns: &[
        text("id", "CAST(r.factor_plan_id AS TEXT)"),
        sorted(text("since", "r.since")),
        text("fund", "r.fund"),
        number("fiscal_year", "r.fiscal_year"),
        text("level", "r.level"),
        number("places", "r.places"),
        sorted(number("amount", "r.amount")),
        text("state", "r.state"),
        text("doc_no", "r.doc_no"),
        text("adopted_on", "r.adopted_on"),
        text("home", "r.home"),
    ],
    search: &["r.doc_no"],
    spoken: &[("r.doc_no", "SELECT DISTINCT doc_no FROM factor_plans")],
    memory: None,
    sums: &["r.amount"],
    kept: None,
    split: None,
};
