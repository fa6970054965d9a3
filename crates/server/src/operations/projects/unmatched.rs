//! Money without a project, and projects that do not fit their money: what is left of allotments, and the warnings
//! of the rules that look for it.

use domain::{Day, Lamp};
use store::db::Value;
use store::lists::{self, List, Query, Test};

use crate::access::Operation;
use crate::context::{Context, Origin};
use crate::operations::{Actor, Done, Failure};

/// The rules about the match between money and projects, in the order in which they are shown.
pub(crate) const RULES: [&str; 9] = [
    "project.unmatched",
    "allot.overdrawn",
    "project.not-in-plan",
    "project.no-target",
    "allot.idle",
    "pace.october",
    "pace.bond",
    "project.surplus-idle",
    "project.small",
];

/// Allotments that are listed.
const LISTED: usize = 30;

/// An allotment of which something is left.
#[derive(Clone, Debug)]
pub(crate) struct Left {
    /// Its number.
    pub(crate) id: String,
    /// Its document.
    pub(crate) doc_no: String,
    /// Code of its fund.
    pub(crate) fund: String,
    /// Code of the division that received it.
    pub(crate) to: String,
    /// When it was received, or issued where that is not known.
    pub(crate) since: String,
    /// Its amount and what is left of it, in fen.
    pub(crate) amounts: (i64, i64),
}

/// The warnings of a rule that are lit.
#[derive(Clone, Debug)]
pub(crate) struct Lit {
    /// The rule.
    pub(crate) rule: &'static str,
    /// Red or yellow.
    pub(crate) lamp: Lamp,
    /// How many.
    pub(crate) count: i64,
    /// Their amounts, in fen.
    pub(crate) amount: i64,
}

/// What is not matched.
#[derive(Clone, Debug, Default)]
pub(crate) struct Unmatched {
    /// Allotments of which something is left, the oldest first; none for posts of one organisation.
    pub(crate) left: Vec<Left>,
    /// Whether there are more than are listed.
    pub(crate) more: bool,
    /// Warnings by rule.
    pub(crate) lit: Vec<Lit>,
}

/// What is not matched in all that somebody sees.
pub(crate) async fn unmatched(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
) -> Done<Unmatched> {
    actor.post(context, Operation::ListProjects, None)?;
    let mut found = Unmatched::default();
    let mut tx = context.db.read().await?;
    let list = &lists::ALLOTMENTS;
    let mut query = query(list, "issued_on", origin.day)?;
    query.reach = actor.reach(context, Operation::ListAllotments)?;
    query.tests = [
        test(list, "left", Test::AtLeast(Value::from(1_i64))),
        test(list, "issued_on", Test::AtMost(Value::from(origin.day.to_string()))),
    ]
    .into_iter()
    .flatten()
    .collect();
    let rows = lists::rows(&mut tx, list, &query).await?;
    found.more = rows.next.is_some();
    found.left = rows.rows.iter().map(|cells| left(list, cells)).collect();
    let list = &lists::WARNINGS;
    let reach = actor.reach(context, Operation::ListWarnings)?;
    for rule in RULES {
        for (lamp, at) in [(Lamp::Red, 0), (Lamp::Yellow, 1)] {
            let mut query = self::query(list, "urgency", origin.day)?;
            query.reach = reach.clone();
            let among = |text: &'static str| Test::Among(vec![Value::from(text)]);
            query.tests = [("rule", rule), ("lit", "yes"), ("lamp", lamp.word())]
                .into_iter()
                .filter_map(|(name, text)| test(list, name, among(text)))
                .collect();
            let totals = lists::totals(&mut tx, list, &query, i64::MAX).await?;
            let amount = totals.sums.get(at).copied().unwrap_or_default();
            if totals.rows > 0 {
                found.lit.push(Lit { rule, lamp, count: totals.rows, amount });
            }
        }
    }
    Ok(found)
}

fn test(list: &'static List, name: &str, test: Test) -> Option<(&'static lists::Column, Test)> {
    list.column(name).map(|column| (column, test))
}

fn query(list: &'static List, sort: &str, day: Day) -> Done<Query> {
    let undeclared = || Failure::System(format!("{} have no order", list.name));
    Ok(Query {
        reach: lists::Reach::Nothing,
        tests: Vec::new(),
        words: Vec::new(),
        sort: list.column(sort).ok_or_else(undeclared)?,
        descending: false,
        after: None,
        back: false,
        rows: LISTED,
        day,
    })
}

fn left(list: &List, cells: &[Value<'static>]) -> Left {
    let at = |name: &str| list.columns.iter().position(|column| column.name == name);
    let text = |name: &str| match at(name).and_then(|at| cells.get(at)) {
        Some(Value::Text(Some(text))) => text.to_string(),
        _ => String::new(),
    };
    let number = |name: &str| match at(name).and_then(|at| cells.get(at)) {
        Some(Value::Int(Some(number))) => *number,
        _ => 0,
    };
    let received = text("received_on");
    Left {
        id: text("id"),
        doc_no: text("doc_no"),
        fund: text("fund"),
        to: text("to"),
        since: if received.is_empty() { text("issued_on") } else { received },
        amounts: (number("amount"), number("left")),
    }
}
