//! Money without a project, and projects that do not fit their money.

use askama::Template;
use axum::Extension;
use axum::extract::State;
use domain::{Day, Fen, Lamp};

use crate::access::Operation;
use crate::lists::asked::encoded;
use crate::lists::cells::amount;
use crate::operations::projects::unmatched::{Left, Lit, unmatched};
use crate::output;
use crate::pages::frame::Frame;
use crate::pages::ledger::fund_name;
use crate::pages::warning::division;
use crate::pages::{Page, shown};
use crate::visit::{Site, Visit};

/// The page.
#[derive(Template)]
#[template(path = "project_unmatched.html")]
pub(crate) struct View {
    /// Around it.
    pub(crate) frame: Frame,
    /// Warnings by rule.
    pub(crate) rules: Vec<Rule>,
    /// Allotments of which something is left.
    pub(crate) left: Vec<Row>,
    /// Whether there are more than are listed.
    pub(crate) more: bool,
    /// Whether the reader sees allotments.
    pub(crate) documents: bool,
}

/// The warnings of a rule.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    /// Whether they are red.
    pub(crate) red: bool,
    /// The rule with its clause.
    pub(crate) name: String,
    /// The text of its clause.
    pub(crate) clause: String,
    /// How many.
    pub(crate) count: i64,
    /// Their amounts.
    pub(crate) amount: String,
    /// Their list.
    pub(crate) address: String,
}

/// An allotment of which something is left.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// Its page.
    pub(crate) address: String,
    /// Its document.
    pub(crate) doc_no: String,
    /// Name of its fund.
    pub(crate) fund: String,
    /// Name of the division that received it.
    pub(crate) to: String,
    /// Since when.
    pub(crate) since: String,
    /// Days since then.
    pub(crate) days: String,
    /// Its amount.
    pub(crate) amount: String,
    /// What is left of it.
    pub(crate) left: String,
}

fn rule(site: &Site, visit: &Visit, lit: &Lit) -> Rule {
    let pack = &site.context.pack;
    let red = lit.lamp == Lamp::Red;
    let lamp = if red { "red" } else { "yellow" };
    let clause = pack.rules.iter().find(|rule| rule.id == lit.rule);
    let clause = clause.and_then(|rule| output::citation(pack, rule.clauses.first()?));
    Rule {
        red,
        name: output::rule_with_ground(pack, lit.rule, visit.lang),
        clause: clause.map(|(_, _, text)| text).unwrap_or_default(),
        count: lit.count,
        amount: amount(Fen(lit.amount), visit.unit()),
        address: format!("/warnings?rule={}&lamp={lamp}&lit=yes", encoded(lit.rule)),
    }
}

fn row(site: &Site, visit: &Visit, left: &Left) -> Row {
    let today = visit.origin.day.number();
    let days = Day::parse(&left.since).ok().map(|day| today - day.number());
    Row {
        address: format!("/allotments/{}", encoded(&left.id)),
        doc_no: left.doc_no.clone(),
        fund: fund_name(&site.context.pack.funds, &left.fund),
        to: division(site, &left.to),
        since: left.since.clone(),
        days: days.map(|days| days.to_string()).unwrap_or_default(),
        amount: amount(Fen(left.amounts.0), visit.unit()),
        left: amount(Fen(left.amounts.1), visit.unit()),
    }
}

/// Shows it.
pub(crate) async fn show(State(site): State<Site>, Extension(visit): Extension<Visit>) -> Page {
    let done = unmatched(&site.context, &visit.origin, visit.actor()?).await;
    let found = done.map_err(|failure| visit.problem(failure))?;
    let view = View {
        frame: visit.frame(),
        rules: found.lit.iter().map(|lit| rule(&site, &visit, lit)).collect(),
        left: found.left.iter().map(|left| row(&site, &visit, left)).collect(),
        more: found.more,
        documents: visit.may(Operation::Overview),
    };
    shown(&visit, &view, false)
}
