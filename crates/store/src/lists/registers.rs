//! The lists behind the registers of raising, allocation and spending: what was raised, what became of each
//! document, what projects were allotted, what of their money is kept back or left over.

use super::List;
use super::tables::{number, sorted, text};

/// Sums raised for funds (表“资金年度”). Whose `division` is empty is the region's, whose code is no matter of
/// the database: it stands as an empty text, and whoever asks for the region asks for that, too.
pub static RAISED: List = List {
    name: "raised",
    from: "fund_years AS r",
    holds: "r.withdrawn = 0 AND NOT EXISTS \
            (SELECT 1 FROM fund_years AS later WHERE later.corrects = r.row_id)",
    key: "r.row_id",
    places: &["COALESCE(r.division, '')"],
    organisation: None,
    columns: &[
        sorted(number("fiscal_year", "r.fiscal_year")),
        text("division", "COALESCE(r.division, '')"),
        text("place", "COALESCE(r.division, '')"),
        sorted(text("fund", "r.fund")),
        text("class", "r.fund"),
        text("office", "r.fund"),
        text("source_level", "r.source_level"),
        sorted(number("amount", "r.amount")),
        number("pooled", "r.pooled"),
        number("quota", "r.quota"),
        number("persons", "r.persons"),
    ],
    search: &["r.fund"],
    spoken: &[],
    memory: None,
    sums: &["r.amount", "COALESCE(r.pooled, 0)"],
    kept: None,
    split: None,
};

/// What was handed down out of a document, of records that hold.
macro_rules! handed {
    ($condition:literal) => {
        concat!(
            "(SELECT CAST(COALESCE(SUM(c.amount), 0) AS BIGINT) FROM allotments AS c \
             WHERE c.parent = r.id AND c.withdrawn = 0 AND ",
            $condition,
            " AND NOT EXISTS (SELECT 1 FROM allotments AS later WHERE later.corrects = c.row_id))"
        )
    };
}

/// What projects were allotted out of a document.
macro_rules! allotted {
    () => {
        "(SELECT CAST(COALESCE(SUM(f.amount), 0) AS BIGINT) FROM fundings AS f \
         WHERE f.allotment = r.id AND f.withdrawn = 0 AND NOT EXISTS \
         (SELECT 1 FROM fundings AS later WHERE later.corrects = f.row_id))"
    };
}

/// What a document still has.
macro_rules! left {
    () => {
        concat!("(r.amount - ", handed!("1 = 1"), " - ", allotted!(), ")")
    };
}

/// How much of a document is late, as the rules found it last; nothing where they find nothing.
macro_rules! late {
    () => {
        "(SELECT CAST(COALESCE(MAX(w.amount), 0) AS BIGINT) FROM warnings AS w \
         WHERE w.subject_kind = 'allotment' AND w.subject_id = r.id AND w.lit = 1 \
         AND w.rule LIKE 'allot.late%')"
    };
}

/// How many warnings about a document are lit at a lamp.
macro_rules! lit {
    ($lamp:literal) => {
        concat!(
            "(SELECT COUNT(*) FROM warnings AS w WHERE w.subject_kind = 'allotment' \
             AND w.subject_id = r.id AND w.lit = 1 AND w.lamp = '",
            $lamp,
            "')"
        )
    };
}

/// The day on which it was noted that an office got a copy of a document out of which money was handed down.
macro_rules! copied {
    ($office:literal) => {
        concat!(
            "(SELECT MIN(s.day) FROM hand_downs AS h JOIN steps AS s \
             ON s.matter_kind = 'hand_down' AND s.matter_id = h.hand_down_id \
             WHERE h.source = r.id AND s.kind = 'copy' AND s.body LIKE '%\"",
            $office,
            "\"%')"
        )
    };
}

/// The way a document's money came: own budget, brought over from another fund or year, received from above.
macro_rules! came {
    () => {
        "(CASE WHEN r.\"from\" <> r.\"to\" THEN 'received' \
         WHEN COALESCE(r.parent, '') = '' THEN 'own' ELSE 'carried' END)"
    };
}

/// Each document from the side of the level that holds its money: received or its own, and what became of it.
/// Money that came back is no document of its own: it stands with the one out of which it was handed down.
/// `due_on`, `days` and `workdays` are reckoned by whoever asks: the days by the calendar of the pack, the limit
/// by its rules.
pub static ALLOCATION: List = List {
    name: "allocation",
    from: "allotments AS r",
    holds: "r.withdrawn = 0 AND COALESCE(r.kind, '') <> 'return' AND NOT EXISTS \
            (SELECT 1 FROM allotments AS later WHERE later.corrects = r.row_id)",
    key: "r.row_id",
    places: &["r.\"to\""],
    organisation: None,
    columns: &[
        sorted(text(
            "held_on",
            "(CASE WHEN r.\"from\" = r.\"to\" THEN COALESCE(r.received_on, r.approved_on, r.issued_on, '') \
             ELSE COALESCE(r.received_on, '') END)",
        )),
        sorted(text("id", "r.id")),
        sorted(text("doc_no", "r.doc_no")),
        text("fund", "r.fund"),
        text("class", "r.fund"),
        text("office", "r.fund"),
        sorted(number("fiscal_year", "r.fiscal_year")),
        text("kind", "r.kind"),
        text("from", "r.\"from\""),
        text("to", "r.\"to\""),
        text("place", "r.\"to\""),
        text("outside", "r.\"from\""),
        text("giver", "r.\"from\""),
        text("came", came!()),
        text("issued_on", "r.issued_on"),
        text("due_on", "''"),
        text(
            "handed_on",
            "(SELECT MAX(d.day) FROM (SELECT c.issued_on AS day FROM allotments AS c \
             WHERE c.parent = r.id AND c.withdrawn = 0 AND NOT EXISTS \
             (SELECT 1 FROM allotments AS later WHERE later.corrects = c.row_id) \
             UNION ALL SELECT f.allotted_on AS day FROM fundings AS f \
             WHERE f.allotment = r.id AND f.withdrawn = 0 AND NOT EXISTS \
             (SELECT 1 FROM fundings AS later WHERE later.corrects = f.row_id)) AS d)",
        ),
        number("days", "CAST(NULL AS BIGINT)"),
        number("workdays", "CAST(NULL AS BIGINT)"),
        sorted(number("amount", "r.amount")),
        number("handed_down", handed!("COALESCE(c.kind, '') <> 'return'")),
        number("given_back", handed!("c.kind = 'return'")),
        number("allotted", allotted!()),
        number("left", left!()),
        number("late", late!()),
        text("treasury_on", copied!("treasury")),
        text("fund_office_on", copied!("fund_office")),
        number("red", lit!("red")),
        number("yellow", lit!("yellow")),
    ],
    search: &["r.id", "r.doc_no", "r.doc_title", "r.note"],
    spoken: &[],
    memory: None,
    sums: &["r.amount", handed!("COALESCE(c.kind, '') <> 'return'"), allotted!(), left!(), late!()],
    kept: None,
    split: None,
};

/// Money allotted to projects, each with the document out of which it comes. One that names a document which is
/// not there belongs to nobody's books and is not in it, like in the ledger.
pub static FUNDINGS: List = List {
    name: "fundings",
    from: "fundings AS r JOIN allotments AS a ON a.id = r.allotment AND a.withdrawn = 0 AND NOT EXISTS \
           (SELECT 1 FROM allotments AS newer WHERE newer.corrects = a.row_id)",
    holds: "r.withdrawn = 0 AND NOT EXISTS \
            (SELECT 1 FROM fundings AS later WHERE later.corrects = r.row_id)",
    key: "r.row_id",
    places: &["a.\"to\""],
    organisation: None,
    columns: &[
        sorted(text("allotted_on", "r.allotted_on")),
        text("project", "r.project"),
        text(
            "project_name",
            "(SELECT p.name FROM projects AS p WHERE p.id = r.project AND p.withdrawn = 0 AND NOT EXISTS \
             (SELECT 1 FROM projects AS later WHERE later.corrects = p.row_id) LIMIT 1)",
        ),
        text("to", "a.\"to\""),
        text("place", "a.\"to\""),
        text("fund", "a.fund"),
        text("class", "a.fund"),
        text("office", "a.fund"),
        number("fiscal_year", "a.fiscal_year"),
        text("allotment", "r.allotment"),
        text("doc_no", "a.doc_no"),
        sorted(number("amount", "r.amount")),
    ],
    search: &["r.project", "r.allotment", "a.doc_no"],
    spoken: &[],
    memory: None,
    sums: &["r.amount"],
    kept: None,
    split: None,
};

/// The money that a project got last: a column of the allotment out of which it came.
macro_rules! latest {
    ($column:literal) => {
        concat!(
            "(SELECT a.",
            $column,
            " FROM fundings AS f JOIN allotments AS a ON a.id = f.allotment AND a.withdrawn = 0 \
             AND NOT EXISTS (SELECT 1 FROM allotments AS newer WHERE newer.corrects = a.row_id) \
             WHERE f.project = p.id AND f.withdrawn = 0 AND NOT EXISTS \
             (SELECT 1 FROM fundings AS later WHERE later.corrects = f.row_id) \
             ORDER BY f.allotted_on DESC, f.row_id DESC LIMIT 1)"
        )
    };
}

/// Retention money that was paid for a project, less what came back of it.
macro_rules! retention_paid {
    () => {
        "(SELECT CAST(COALESCE(SUM(CASE WHEN v.kind = 'refund' THEN -v.amount ELSE v.amount END), 0) \
         AS BIGINT) FROM payments AS v WHERE v.project = p.id AND v.withdrawn = 0 AND NOT EXISTS \
         (SELECT 1 FROM payments AS later WHERE later.corrects = v.row_id) \
         AND (v.kind = 'retention' OR v.kind = 'refund' AND EXISTS (SELECT 1 FROM payments AS o \
         WHERE o.voucher_no = v.original_voucher AND o.county = v.county AND o.kind = 'retention' \
         AND o.withdrawn = 0 AND NOT EXISTS \
         (SELECT 1 FROM payments AS later WHERE later.corrects = o.row_id))))"
    };
}

/// Projects that agreed to keep money back, or have some left over, each with the money that it got last: what
/// is kept back is set against that.
macro_rules! kept_back_rows {
    () => {
        concat!(
            "(SELECT m.row_id, m.id, m.name, m.county, m.unit, m.accepted_on, m.fund, m.fiscal_year, \
             m.agreed, m.paid, CASE WHEN m.agreed > m.paid THEN m.agreed - m.paid ELSE 0 END AS retention, \
             m.surplus, m.surplus_approved_on FROM (SELECT p.row_id, p.id, p.name, p.county, p.unit, \
             p.accepted_on, COALESCE(",
            crate::lists::registers::latest!("fund"),
            ", '') AS fund, COALESCE(",
            crate::lists::registers::latest!("fiscal_year"),
            ", p.fiscal_year) AS fiscal_year, COALESCE(p.retention_amount, 0) AS agreed, ",
            crate::lists::registers::retention_paid!(),
            " AS paid, COALESCE(p.surplus_amount, 0) AS surplus, p.surplus_approved_on \
             FROM projects AS p WHERE p.withdrawn = 0 AND NOT EXISTS \
             (SELECT 1 FROM projects AS later WHERE later.corrects = p.row_id) \
             AND (p.retention_amount > 0 OR p.surplus_amount > 0)) AS m)"
        )
    };
}
pub(crate) use {kept_back_rows, latest, retention_paid};

/// What of the money of projects is kept back as retention money, or left over.
pub static KEPT_BACK: List = List {
    name: "kept_back",
    from: concat!(kept_back_rows!(), " AS r"),
    holds: "(r.retention > 0 OR r.surplus > 0)",
    key: "r.row_id",
    places: &["r.county"],
    organisation: Some("r.unit"),
    columns: &[
        sorted(text("id", "r.id")),
        sorted(text("name", "r.name")),
        text("county", "r.county"),
        text("unit", "r.unit"),
        text("fund", "r.fund"),
        text("class", "r.fund"),
        text("office", "r.fund"),
        number("fiscal_year", "r.fiscal_year"),
        text("accepted_on", "r.accepted_on"),
        number("agreed", "r.agreed"),
        number("paid", "r.paid"),
        sorted(number("retention", "r.retention")),
        sorted(number("surplus", "r.surplus")),
        text("surplus_approved_on", "r.surplus_approved_on"),
    ],
    search: &["r.id", "r.name", "r.unit"],
    spoken: &[],
    memory: None,
    sums: &["r.retention", "r.surplus"],
    kept: None,
    split: None,
};
