//! The lists there are.

use super::contributions::CONTRIBUTIONS;
use super::draws::{DRAWN, DRAWS};
use super::evaluations::{EVALUATED_UNITS, EVALUATIONS};
use super::fund_proposals::{FUND_PROPOSAL_LINES, FUND_PROPOSALS};
use super::inspections::{INSPECTION_OBSERVATIONS, INSPECTIONS, LOOKED_AT};
use super::monitorings::MONITORINGS;
use super::payment_requests::PAYMENT_REQUESTS;
use super::plans::{FACTOR_PLANS, INTEGRATION, INTEGRATION_PLANS};
use super::registers::{ALLOCATION, FUNDINGS, KEPT_BACK, RAISED};
use super::suggestions::SUGGESTIONS;
use super::targets::TARGETS;
use super::{Column, Kept, List, Memory, Split};
use crate::targets::{approved_until, owes_target};

/// A column of texts.
pub(super) const fn text(name: &'static str, sql: &'static str) -> Column {
    Column { name, sql, number: false, sorts: false }
}

/// A column of numbers.
pub(super) const fn number(name: &'static str, sql: &'static str) -> Column {
    Column { name, sql, number: true, sorts: false }
}

/// The same column, and rows can be put in its order.
pub(super) const fn sorted(column: Column) -> Column {
    Column { sorts: true, ..column }
}

/// All lists, for tests.
pub const ALL: &[&List] = &[
    &PAYMENTS,
    &PROJECTS,
    &CONTRIBUTIONS,
    &ALLOTMENTS,
    &WARNINGS,
    &CASES,
    &ACCOUNTABILITY,
    &INQUIRIES,
    &PUSHES,
    &PUSH_ITEMS,
    &HAND_DOWNS,
    &FACTOR_PLANS,
    &INTEGRATION_PLANS,
    &INTEGRATION,
    &RECONCILIATIONS,
    &INSPECTIONS,
    &INSPECTION_OBSERVATIONS,
    &LOOKED_AT,
    &SUGGESTIONS,
    &TARGETS,
    &FUND_PROPOSALS,
    &FUND_PROPOSAL_LINES,
    &PAYMENT_REQUESTS,
    &MONITORINGS,
    &EVALUATIONS,
    &EVALUATED_UNITS,
    &DRAWS,
    &DRAWN,
    &RAISED,
    &ALLOCATION,
    &FUNDINGS,
    &KEPT_BACK,
    &EVENTS,
];

/// Payments. Of persons the name is searched no more than it is shown.
pub static PAYMENTS: List = List {
    name: "payments",
    from: "payments AS r",
    holds: "r.withdrawn = 0 AND NOT EXISTS \
            (SELECT 1 FROM payments AS later WHERE later.corrects = r.row_id)",
    key: "r.row_id",
    places: &["r.county"],
    organisation: Some("r.payer_unit"),
    columns: &[
        sorted(text("paid_on", "r.paid_on")),
        text("voucher_no", "r.voucher_no"),
        text("county", "r.county"),
        number("fiscal_year", "r.fiscal_year"),
        text("fund", "r.fund"),
        text("class", "r.fund"),
        text("office", "r.fund"),
        text("allotment", "r.allotment"),
        text("project", "r.project"),
        text(
            "project_name",
            "(SELECT p.name FROM projects AS p WHERE p.id = r.project AND p.withdrawn = 0 AND NOT EXISTS \
             (SELECT 1 FROM projects AS later WHERE later.corrects = p.row_id) LIMIT 1)",
        ),
        text("payer_unit", "r.payer_unit"),
        text("payee", "r.payee"),
        text("payee_type", "r.payee_type"),
        text("purpose", "r.purpose"),
        text("channel", "r.channel"),
        text("kind", "r.kind"),
        text("gov_class", "r.gov_class"),
        text("dept_class", "r.dept_class"),
        text("function_class", "r.function_class"),
        sorted(number("amount", "r.amount")),
    ],
    search: &[
        "r.voucher_no",
        "r.project",
        "r.payer_unit",
        "CASE WHEN r.payee_type IN ('household', 'person') AND LENGTH(r.payee) > 1 \
         THEN REPLACE(r.purpose, r.payee, ' ') ELSE r.purpose END",
        "CASE WHEN r.payee_type IN ('household', 'person') THEN NULL ELSE r.payee END",
    ],
    spoken: &[],
    memory: Some(&Memory {
        table: "payments",
        asked: &[
            "county",
            "fiscal_year",
            "fund",
            "allotment",
            "project",
            "payee_type",
            "channel",
            "kind",
        ],
    }),
    sums: &[
        "CASE WHEN r.kind = 'refund' THEN 0 ELSE r.amount END",
        "CASE WHEN r.kind = 'refund' THEN r.amount ELSE 0 END",
    ],
    kept: Some(&PAYMENT_SUMS),
    split: Some(&Split { place: "r.county", sorts: &["paid_on", "amount"] }),
};

/// The sums that are kept of payments ([`super::kept`]).
static PAYMENT_SUMS: Kept = Kept {
    from: "payment_sums AS r",
    columns: &["county", "fiscal_year", "fund", "class", "office", "kind", "channel", "payee_type"],
    day: "paid_on",
    month: "r.month",
    rows: "r.payments",
    sums: &[
        "CASE WHEN r.kind = 'refund' THEN 0 ELSE r.fen END",
        "CASE WHEN r.kind = 'refund' THEN r.fen ELSE 0 END",
    ],
};

/// What was allotted to a project.
macro_rules! allotted {
    () => {
        "(SELECT CAST(COALESCE(SUM(f.amount), 0) AS BIGINT) FROM fundings AS f \
         WHERE f.project = r.id AND f.withdrawn = 0 AND NOT EXISTS \
         (SELECT 1 FROM fundings AS later WHERE later.corrects = f.row_id))"
    };
}

/// What was paid for a project, less refunds.
macro_rules! paid {
    () => {
        "(SELECT CAST(COALESCE(SUM(CASE WHEN p.kind = 'refund' THEN -p.amount ELSE p.amount END), 0) \
         AS BIGINT) FROM payments AS p WHERE p.project = r.id AND p.withdrawn = 0 AND NOT EXISTS \
         (SELECT 1 FROM payments AS later WHERE later.corrects = p.row_id))"
    };
}

/// How far a project has come: by its records first, then by its steps (`domain::project`).
macro_rules! way {
    () => {
        concat!(
            "CASE WHEN r.accepted_on <= '{day}' THEN COALESCE((SELECT w.state FROM project_ways AS w \
             WHERE w.project = r.id AND w.state = 'closed'), 'accepted') \
             WHEN r.finish_on <= '{day}' THEN 'finished' \
             WHEN r.start_on <= '{day}' THEN 'under_way' WHEN ",
            paid!(),
            " > 0 THEN 'under_way' \
             WHEN COALESCE(r.contract_amount, 0) + COALESCE(r.contract_changes, 0) > 0 \
             AND r.contract_amount IS NOT NULL THEN 'contracted' WHEN ",
            allotted!(),
            " > 0 THEN 'funded' WHEN r.plan_approved_on <= '{day}' THEN 'in_plan' \
             WHEN r.library_on <= '{day}' THEN 'in_pipeline' \
             ELSE COALESCE((SELECT w.state FROM project_ways AS w WHERE w.project = r.id AND w.state IN \
             ('applied', 'reviewed', 'examined', 'returned', 'left')), 'unstarted') END"
        )
    };
}

/// Projects, with what was allotted to each and paid for it.
pub static PROJECTS: List = List {
    name: "projects",
    from: "projects AS r",
    holds: "r.withdrawn = 0 AND NOT EXISTS \
            (SELECT 1 FROM projects AS later WHERE later.corrects = r.row_id)",
    key: "r.row_id",
    places: &["r.county"],
    organisation: Some("r.unit"),
    columns: &[
        sorted(text("id", "r.id")),
        sorted(text("name", "r.name")),
        sorted(text("county", "r.county")),
        text("township", "r.township"),
        text("village", "r.village"),
        text("category", "r.category"),
        sorted(number("fiscal_year", "r.fiscal_year")),
        sorted(text("unit", "r.unit")),
        text("plan_approved_on", "r.plan_approved_on"),
        text("start_on", "r.start_on"),
        text("accepted_on", "r.accepted_on"),
        sorted(number("planned_amount", "r.planned_amount")),
        number("contract_amount", "r.contract_amount"),
        number("allotted", allotted!()),
        number("paid", paid!()),
        text("way", way!()),
        text(
            "target",
            concat!(
                "CASE WHEN NOT ",
                owes_target!("'{day}'"),
                " THEN 'later' WHEN ",
                approved_until!("'{day}'"),
                " THEN 'approved' ELSE 'missing' END"
            ),
        ),
        text(
            "next",
            concat!(
                "CASE WHEN COALESCE((SELECT w.request FROM project_ways AS w \
                 WHERE w.project = r.id), '') <> '' THEN 'request' ELSE ",
                way!(),
                " END"
            ),
        ),
    ],
    search: &["r.id", "r.name", "r.unit", "r.township", "r.village", "r.contractor"],
    spoken: &[],
    memory: Some(&Memory {
        table: "projects",
        asked: &["category", "plan_approved_on", "start_on", "accepted_on"],
    }),
    sums: &["r.planned_amount"],
    kept: None,
    split: Some(&Split { place: "r.county", sorts: &["fiscal_year", "planned_amount"] }),
};

/// Allotments: sums that documents move from one level to the next, seen by who gives and who receives.
pub static ALLOTMENTS: List = List {
    name: "allotments",
    from: "allotments AS r",
    holds: "r.withdrawn = 0 AND NOT EXISTS \
            (SELECT 1 FROM allotments AS later WHERE later.corrects = r.row_id)",
    key: "r.row_id",
    places: &["r.\"from\"", "r.\"to\""],
    organisation: None,
    columns: &[
        sorted(text("id", "r.id")),
        sorted(text("doc_no", "r.doc_no")),
        text("doc_title", "r.doc_title"),
        text("fund", "r.fund"),
        sorted(number("fiscal_year", "r.fiscal_year")),
        text("kind", "r.kind"),
        text("from", "r.\"from\""),
        text("to", "r.\"to\""),
        text("parent", "r.parent"),
        sorted(text("issued_on", "COALESCE(r.issued_on, '')")),
        text("received_on", "r.received_on"),
        sorted(number("amount", "r.amount")),
        number(
            "handed_down",
            "(SELECT CAST(COALESCE(SUM(c.amount), 0) AS BIGINT) FROM allotments AS c \
             WHERE c.parent = r.id AND c.withdrawn = 0 AND NOT EXISTS \
             (SELECT 1 FROM allotments AS later WHERE later.corrects = c.row_id))",
        ),
        number(
            "allotted",
            "(SELECT CAST(COALESCE(SUM(f.amount), 0) AS BIGINT) FROM fundings AS f \
             WHERE f.allotment = r.id AND f.withdrawn = 0 AND NOT EXISTS \
             (SELECT 1 FROM fundings AS later WHERE later.corrects = f.row_id))",
        ),
        number(
            "left",
            "(CASE WHEN r.kind = 'return' THEN 0 ELSE r.amount \
             - (SELECT CAST(COALESCE(SUM(c.amount), 0) AS BIGINT) FROM allotments AS c \
             WHERE c.parent = r.id AND c.withdrawn = 0 AND NOT EXISTS \
             (SELECT 1 FROM allotments AS later WHERE later.corrects = c.row_id)) \
             - (SELECT CAST(COALESCE(SUM(f.amount), 0) AS BIGINT) FROM fundings AS f \
             WHERE f.allotment = r.id AND f.withdrawn = 0 AND NOT EXISTS \
             (SELECT 1 FROM fundings AS later WHERE later.corrects = f.row_id)) END)",
        ),
    ],
    search: &["r.id", "r.doc_no", "r.doc_title", "r.note"],
    spoken: &[],
    memory: Some(&Memory {
        table: "allotments",
        asked: &["fund", "kind", "from", "to", "parent", "received_on"],
    }),
    // The same money goes through several levels: a sum over them would count it several times.
    sums: &[],
    kept: None,
    split: None,
};

/// What a rule is about, as the first part of its id says it.
macro_rules! family {
    () => {
        "(CASE WHEN r.rule LIKE 'raise.%' THEN 'raise' WHEN r.rule LIKE 'share.%' THEN 'share' \
         WHEN r.rule LIKE 'allot.%' THEN 'allot' WHEN r.rule LIKE 'pay.%' THEN 'pay' \
         WHEN r.rule LIKE 'pace.%' THEN 'pace' ELSE 'other' END)"
    };
}

/// Warnings. Urgency: what the rule finds and nobody has dealt with comes before all else, red before yellow.
pub static WARNINGS: List = List {
    name: "warnings",
    from: "warnings AS r",
    holds: "",
    key: "r.warning_id",
    places: &["r.home"],
    organisation: Some("r.organisation"),
    columns: &[
        text("id", "CAST(r.warning_id AS TEXT)"),
        text("lamp", "r.lamp"),
        text("home", "r.home"),
        text("body", "r.body"),
        sorted(text("rule", "r.rule")),
        sorted(number("amount", "COALESCE(r.amount, 0)")),
        sorted(text("due_on", "COALESCE(r.due_on, '')")),
        sorted(number("days_late", "COALESCE(r.days_late, 0)")),
        text("state", "r.state"),
        sorted(text("first_on", "r.first_on")),
        text("lit", "CASE WHEN r.lit = 1 THEN 'yes' ELSE 'no' END"),
        text("level", "r.level"),
        text("place", "r.home"),
        text("handled", "CASE WHEN r.state = 'open' THEN 'no' ELSE 'yes' END"),
        text("rectified", "CASE WHEN r.state IN ('settled', 'cleared') THEN 'yes' ELSE 'no' END"),
        text("subject", "r.subject_id"),
        text(
            "subject_name",
            "CASE WHEN r.subject_name = '' THEN r.subject_id ELSE r.subject_name END",
        ),
        text("family", family!()),
        text("period", "r.period"),
        text("organisation", "r.organisation"),
        sorted(number(
            "urgency",
            "CAST(CASE WHEN r.lit = 0 AND r.state IN ('settled', 'cleared') THEN 0 \
             WHEN r.state IN ('in_order', 'muted', 'exempted', 'settled', 'cleared') THEN 1 \
             WHEN r.lamp = 'yellow' THEN 2 ELSE 3 END AS BIGINT)",
        )),
    ],
    search: &["r.rule", "r.subject_id", "r.subject_name", "r.organisation"],
    spoken: &[
        ("r.subject_name", "SELECT DISTINCT subject_name FROM warnings"),
        ("r.organisation", "SELECT DISTINCT organisation FROM warnings"),
    ],
    memory: None,
    sums: &[
        "CASE WHEN r.lit = 1 AND r.lamp = 'red' THEN r.amount ELSE 0 END",
        "CASE WHEN r.lit = 1 AND r.lamp = 'yellow' THEN r.amount ELSE 0 END",
    ],
    kept: None,
    split: None,
};

/// Cases, each with its warning and the post that has to rectify.
pub static CASES: List = List {
    name: "cases",
    from: "cases AS r JOIN warnings AS w ON w.warning_id = r.warning_id \
           LEFT JOIN posts AS o ON o.post_id = r.rectifier_id",
    holds: "",
    key: "r.case_id",
    places: &["r.home"],
    organisation: Some("r.organisation"),
    columns: &[
        text("id", "CAST(r.case_id AS TEXT)"),
        text("home", "r.home"),
        text("body", "w.body"),
        text(
            "subject_name",
            "CASE WHEN w.subject_name = '' THEN w.subject_id ELSE w.subject_name END",
        ),
        sorted(text("rule", "r.rule")),
        text("state", "r.state"),
        text("rectifier", "o.title"),
        sorted(text("due", "COALESCE(r.due, '')")),
        sorted(number("take_back", "r.take_back")),
        number("rebook", "r.rebook"),
        sorted(text("opened_on", "r.opened_on")),
        text("closed_on", "r.closed_on"),
        text("level", "r.level"),
        text("place", "r.home"),
        text("organisation", "r.organisation"),
    ],
    search: &["r.rule", "w.subject_id", "w.subject_name", "r.organisation", "o.title"],
    spoken: &[
        ("w.subject_name", "SELECT DISTINCT subject_name FROM warnings"),
        ("r.organisation", "SELECT DISTINCT organisation FROM cases"),
        ("o.title", "SELECT DISTINCT title FROM posts"),
    ],
    memory: None,
    sums: &["r.take_back", "r.rebook"],
    kept: None,
    split: None,
};

/// Matters of accountability, each with the post that answers.
pub static ACCOUNTABILITY: List = List {
    name: "accountability",
    from: "accountabilities AS r JOIN cases AS c ON c.case_id = r.case_id \
           JOIN posts AS o ON o.post_id = r.answers_id",
    holds: "",
    key: "r.accountability_id",
    places: &["c.home"],
    organisation: Some("c.organisation"),
    columns: &[
        text("id", "CAST(r.accountability_id AS TEXT)"),
        text("home", "c.home"),
        text("case", "CAST(r.case_id AS TEXT)"),
        sorted(text("rule", "c.rule")),
        text("facts", "r.facts"),
        text("clause", "r.clause"),
        text("answers", "o.title"),
        sorted(text("proposed_on", "r.proposed_on")),
        text("state", "r.state"),
        text("measure", "r.measure"),
        text("decided_on", "r.decided_on"),
        text("recorded_on", "r.recorded_on"),
        text("organisation", "c.organisation"),
    ],
    search: &["r.facts", "r.clause", "o.title", "c.rule", "c.organisation"],
    spoken: &[
        ("r.facts", "SELECT DISTINCT facts FROM accountabilities"),
        ("o.title", "SELECT DISTINCT title FROM posts"),
        ("c.organisation", "SELECT DISTINCT organisation FROM cases"),
    ],
    memory: None,
    sums: &[],
    kept: None,
    split: None,
};

/// Inquiries, each with the post that has it.
pub static INQUIRIES: List = List {
    name: "inquiries",
    from: "inquiries AS r LEFT JOIN posts AS o ON o.post_id = r.waits_id",
    holds: "",
    key: "r.inquiry_id",
    places: &["r.home"],
    organisation: Some("r.organisation"),
    columns: &[
        text("id", "CAST(r.inquiry_id AS TEXT)"),
        text("home", "r.home"),
        text("organisation", "r.organisation"),
        text("lamp", "r.lamp"),
        text("question", "r.question"),
        text("state", "r.state"),
        text("waits", "o.title"),
        sorted(text("due", "r.due")),
        sorted(text("sent_on", "r.sent_on")),
        sorted(number("warnings", "r.warnings")),
        sorted(number("amount", "r.amount")),
        text("level", "r.level"),
    ],
    search: &["r.question", "r.organisation", "o.title"],
    spoken: &[
        ("r.question", "SELECT DISTINCT question FROM inquiries"),
        ("r.organisation", "SELECT DISTINCT organisation FROM inquiries"),
        ("o.title", "SELECT DISTINCT title FROM posts"),
    ],
    memory: None,
    sums: &["r.amount"],
    kept: None,
    split: None,
};

/// Push lists, each with the post to which it was sent.
pub static PUSHES: List = List {
    name: "pushes",
    from: "push_lists AS r JOIN posts AS o ON o.post_id = r.post_id",
    holds: "",
    key: "r.push_id",
    places: &["r.home"],
    organisation: None,
    columns: &[
        text("id", "CAST(r.push_id AS TEXT)"),
        sorted(text("made_on", "r.made_on")),
        sorted(text("home", "r.home")),
        text("post", "o.title"),
        sorted(number("items", "r.items")),
        number("red", "r.red"),
        sorted(number("unanswered", "r.unanswered")),
        number("left_out", "r.left_out"),
        text("state", "r.state"),
        text("received_on", "r.received_on"),
    ],
    search: &["o.title"],
    spoken: &[("o.title", "SELECT DISTINCT title FROM posts")],
    memory: None,
    sums: &[],
    kept: None,
    split: None,
};

/// The items of push lists, each with its warning.
pub static PUSH_ITEMS: List = List {
    name: "push_items",
    from: "push_items AS r JOIN push_lists AS p ON p.push_id = r.push_id \
           JOIN warnings AS w ON w.warning_id = r.warning_id",
    holds: "",
    key: "r.item_id",
    places: &["p.home"],
    organisation: None,
    columns: &[
        text("push", "CAST(r.push_id AS TEXT)"),
        sorted(text("made_on", "p.made_on")),
        text("home", "p.home"),
        text("why", "r.why"),
        text("warning", "CAST(r.warning_id AS TEXT)"),
        text("lamp", "w.lamp"),
        text("body", "w.body"),
        text("rule", "w.rule"),
        number("amount", "w.amount"),
        text("state", "w.state"),
        sorted(text("first_pushed", "r.first_pushed")),
        text("answered", "CASE WHEN r.answered = 1 THEN 'yes' ELSE 'no' END"),
    ],
    search: &["w.rule", "w.subject_id", "w.subject_name", "w.organisation"],
    spoken: &[
        ("w.subject_name", "SELECT DISTINCT subject_name FROM warnings"),
        ("w.organisation", "SELECT DISTINCT organisation FROM warnings"),
    ],
    memory: None,
    sums: &[],
    kept: None,
    split: None,
};

/// The parts of hand-downs. Where one is received it is seen once it was handed down, not before.
pub static HAND_DOWNS: List = List {
    name: "hand_downs",
    from: "hand_down_lines AS r JOIN hand_downs AS h ON h.hand_down_id = r.hand_down_id",
    holds: "",
    key: "r.line_id",
    places: &["h.home", "(CASE WHEN h.moved = 1 THEN r.home ELSE h.home END)"],
    organisation: None,
    columns: &[
        text("id", "CAST(r.hand_down_id AS TEXT)"),
        sorted(text("issued_on", "h.issued_on")),
        text("doc_no", "h.doc_no"),
        text("way", "h.way"),
        text("fund", "h.fund"),
        text("from", "h.home"),
        text("to", "r.home"),
        text("project", "CASE WHEN r.kind = 'project' THEN r.subject ELSE '' END"),
        sorted(number("amount", "r.amount")),
        text("state", "r.state"),
        text("received_on", "r.received_on"),
        number("fiscal_year", "h.fiscal_year"),
        text("source", "h.source"),
    ],
    search: &["h.doc_no", "h.source", "r.subject"],
    spoken: &[("h.doc_no", "SELECT DISTINCT doc_no FROM hand_downs")],
    memory: None,
    sums: &["r.amount"],
    kept: None,
    split: None,
};

/// Quarterly reconciliations, fund by fund.
pub static RECONCILIATIONS: List = List {
    name: "reconciliations",
    from: "quarterly_rows AS r JOIN quarterly_reconciliations AS q \
           ON q.reconciliation_id = r.reconciliation_id",
    holds: "",
    key: "r.row_id",
    places: &["q.home"],
    organisation: None,
    columns: &[
        text("id", "CAST(r.reconciliation_id AS TEXT)"),
        sorted(text("due_on", "q.due_on")),
        text("home", "q.home"),
        text("party", "q.party"),
        text("quarter", "q.quarter"),
        number("version", "q.version"),
        text("fund", "r.fund"),
        number("ours", "r.ours"),
        number("theirs", "r.theirs"),
        number("apart", "r.ours - r.theirs"),
        text("explanation", "r.explanation"),
        text("state", "q.state"),
        text("since", "q.since"),
    ],
    search: &["r.explanation", "q.party", "q.quarter"],
    spoken: &[("r.explanation", "SELECT DISTINCT explanation FROM quarterly_rows")],
    memory: None,
    sums: &["r.ours", "COALESCE(r.theirs, 0)"],
    kept: None,
    split: None,
};

/// What was done on the platform, by whom.
pub static EVENTS: List = List {
    name: "events",
    from: "events AS r LEFT JOIN people AS p ON p.public_id = r.actor \
           LEFT JOIN posts AS o ON o.public_id = r.post \
           LEFT JOIN people AS s ON r.subject_kind = 'person' AND s.public_id = r.subject_id \
           LEFT JOIN posts AS t ON r.subject_kind = 'post' AND t.public_id = r.subject_id",
    holds: "",
    key: "r.event_id",
    places: &["r.division"],
    organisation: None,
    columns: &[
        sorted(text("at", "r.at")),
        text("actor", "r.actor"),
        text("name", "COALESCE(p.name, r.actor)"),
        text("title", "o.title"),
        text("operation", "r.operation"),
        text("subject_kind", "r.subject_kind"),
        text("subject_id", "r.subject_id"),
        text("subject_name", "COALESCE(s.name, t.title, r.subject_id)"),
        text("division", "r.division"),
        text("origin", "r.origin"),
        text("body", "r.body"),
    ],
    search: &["p.name", "p.login", "r.subject_id", "o.title"],
    spoken: &[
        ("p.name", "SELECT DISTINCT name FROM people"),
        ("o.title", "SELECT DISTINCT title FROM posts"),
    ],
    memory: None,
    sums: &[],
    kept: None,
    split: None,
};
