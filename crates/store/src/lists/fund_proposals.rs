//! The lists of fund proposals and of their lines.

use super::List;
use super::tables::{number, sorted, text};

/// Fund proposals, each with the post that proposes.
pub static FUND_PROPOSALS: List = List {
    name: "fund_proposals",
    from: "fund_proposals AS r JOIN posts AS o ON o.post_id = r.post_id",
    holds: "",
    key: "r.fund_proposal_id",
    places: &["r.home"],
    organisation: None,
    columns: &[
        text("id", "CAST(r.fund_proposal_id AS TEXT)"),
        sorted(text("since", "r.since")),
        text("kind", "r.kind"),
        number("fiscal_year", "r.fiscal_year"),
        text("post", "o.title"),
        text("under", "CAST(r.under_id AS TEXT)"),
        sorted(number("amount", "r.amount")),
        text("state", "r.state"),
        text("approved_on", "r.approved_on"),
        text("home", "r.home"),
    ],
    search: &["o.title"],
    spoken: &[("o.title", "SELECT DISTINCT title FROM posts")],
    memory: None,
    sums: &["r.amount"],
    kept: None,
    split: None,
};

/// The lines of all proposals.
pub static FUND_PROPOSAL_LINES: List = List {
    name: "fund_proposal_lines",
    from: "(SELECT ROW_NUMBER() OVER (ORDER BY p.fund_proposal_id, l.line_no) AS line_id, p.fund_proposal_id, p.home, \
           p.kind, p.fiscal_year, p.state, p.since, o.title, l.fund, l.receiver, l.source_level, l.amount, l.pooled \
           FROM fund_proposals AS p JOIN posts AS o ON o.post_id = p.post_id \
           JOIN fund_proposal_lines AS l ON l.fund_proposal_id = p.fund_proposal_id) AS r",
    holds: "",
    key: "r.line_id",
    places: &["r.home"],
    organisation: None,
    columns: &[
        text("proposal", "CAST(r.fund_proposal_id AS TEXT)"),
        sorted(text("since", "r.since")),
        text("kind", "r.kind"),
        number("fiscal_year", "r.fiscal_year"),
        text("fund", "r.fund"),
        text("receiver", "r.receiver"),
        text("source_level", "r.source_level"),
        sorted(number("amount", "r.amount")),
        number("pooled", "r.pooled"),
        text("post", "r.title"),
        text("state", "r.state"),
        text("home", "r.home"),
    ],
    search: &["r.title"],
    spoken: &[("r.title", "SELECT DISTINCT title FROM posts")],
    memory: None,
    sums: &["r.amount", "r.pooled"],
    kept: None,
    split: None,
};
