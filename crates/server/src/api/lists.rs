//! Lists: the same rows as on pages, cut down to the same reach, masked alike, with words in place of names.

use axum::Extension;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use domain::privacy::{mask, mask_id, mask_lines};
use domain::{Decimal, Fen};
use serde::Serialize;
use serde_json::{Map, Value, json as value};

use super::{Answer, Caller, Problem, json, some, yuan};
use crate::lists::asked::Reader;
use crate::lists::cells::{Line, Writer};
use crate::lists::{self, Asked, Face, Field, Kind};
use crate::operations::{Failure, Refusal, lists as listing};
use crate::visit::Site;

/// Rows of a page, at most.
pub(crate) const MOST: usize = 1000;
/// Rows of a page when nothing is asked.
pub(crate) const USUAL: usize = 100;

/// A page of a list.
#[derive(Debug, Serialize)]
struct Page {
    rows: Vec<Map<String, Value>>,
    next: Option<String>,
    previous: Option<String>,
    totals: Option<Map<String, Value>>,
}

/// What stands in an address behind the question mark.
pub(super) type Pairs = Result<Query<Vec<(String, String)>>, QueryRejection>;

/// The pairs of an address without its language.
pub(super) fn pairs(caller: &Caller, pairs: Pairs) -> Result<Vec<(String, String)>, Problem> {
    let Query(pairs) = pairs.map_err(|_| caller.problem(Refusal::AskedWrongly))?;
    Ok(pairs.into_iter().filter(|(name, _)| name != "lang").collect())
}

/// A whole number of an address, within bounds.
pub(super) fn number(
    caller: &Caller,
    (name, text): (&str, &str),
    bounds: std::ops::RangeInclusive<i64>,
) -> Result<i64, Problem> {
    let wrong = || Problem {
        field: Some(name.into()),
        mistakes: vec![format!("{name}: {}…{}", bounds.start(), bounds.end())],
        ..caller.problem(Refusal::AskedWrongly)
    };
    text.parse().ok().filter(|number| bounds.contains(number)).ok_or_else(wrong)
}

fn asked(
    site: &Site,
    caller: &Caller,
    face: &'static Face,
    asked: Pairs,
) -> Result<Asked, Problem> {
    let mut given = pairs(caller, asked)?;
    let mut rows = USUAL;
    for (_, text) in given.extract_if(.., |(name, _)| name == "rows") {
        rows = number(caller, ("rows", &text), 1..=MOST as i64)?.unsigned_abs() as usize;
    }
    if let Some((name, _)) =
        given.iter().find(|(name, text)| text.is_empty() && is_word(face, name))
    {
        let mistakes = vec![format!("{name}: \"\"")];
        let field = Some(name.as_str().into());
        return Err(Problem { mistakes, field, ..caller.problem(Refusal::AskedWrongly) });
    }
    let pack = &site.context.pack;
    let reader = Reader {
        divisions: &pack.divisions,
        funds: &pack.funds,
        lang: caller.lang,
        day: caller.origin.day,
    };
    let undeclared = || Failure::System(format!("{} has no order", face.path));
    let asked = Asked::read(face, &given, reader).ok_or_else(|| caller.problem(undeclared()))?;
    if asked.mistakes.is_empty() {
        return Ok(asked.of_rows(rows));
    }
    let mistakes = asked.mistakes.iter().map(|said| mask(said)).collect();
    Err(Problem { mistakes, ..caller.problem(Refusal::AskedWrongly) })
}

/// Whether a part of an address is one of several words. A form leaves it empty where nothing is asked; a program
/// that sends nothing has lost something.
fn is_word(face: &Face, name: &str) -> bool {
    let named = |field: &Field| field.name == name && matches!(field.kind, Kind::Named(_));
    name == "sort" || face.fields.iter().any(named)
}

async fn list(site: &Site, caller: &Caller, face: &'static Face, given: Pairs) -> Answer {
    let asked = asked(site, caller, face, given)?;
    let found = listing::rows(&site.context, caller.actor()?, &asked).await;
    let found = found.map_err(|failure| caller.problem(failure))?;
    let divisions = site.context.divisions();
    let writer = Writer {
        divisions,
        funds: &found.funds,
        actors: &site.context.pack.actors,
        lang: caller.lang,
    };
    let rows = found.page.rows.iter().map(|cells| row(writer, Line { face, cells })).collect();
    let totals = (!asked.is_further_page()).then(|| {
        let sums = face.sums.iter().zip(&found.totals.sums);
        let sums = sums.map(|((_, en), fen)| (en.replace([' ', '-'], "_"), value!(yuan(*fen))));
        let all = ("all_counted".to_owned(), value!(!found.totals.more));
        let mut totals = Map::from_iter([("rows".to_owned(), value!(found.totals.rows)), all]);
        totals.extend(sums);
        totals
    });
    let [next, previous] =
        [&found.page.next, &found.page.previous].map(|key| key.as_ref().map(Asked::cursor));
    json(caller, &Page { rows, next, previous, totals })
}

/// A row by the names of its columns.
fn row(writer: Writer<'_>, line: Line<'_>) -> Map<String, Value> {
    let cell = |field: &Field| (field.name.to_owned(), cell(writer, line, field));
    line.face.fields.iter().map(cell).collect()
}

fn cell(writer: Writer<'_>, line: Line<'_>, field: &Field) -> Value {
    let text = line.text(field.name);
    match field.kind {
        Kind::Money | Kind::MoneyOrNone => {
            line.number(field.name).map_or(Value::Null, |fen| value!(Fen(fen).plain()))
        }
        Kind::Count | Kind::Year | Kind::Whole => value!(line.number(field.name)),
        Kind::Points => value!(line.number(field.name).map(|points| Decimal(points).to_string())),
        Kind::Class => value!(writer.known(text).map(|fund| fund.class.word())),
        Kind::Office => value!(writer.office_of(text)),
        Kind::Day
        | Kind::Moment
        | Kind::Division
        | Kind::Outside
        | Kind::Fund
        | Kind::Word(_)
        | Kind::Named(_)
        | Kind::Operation => value!(some(text)),
        Kind::Id | Kind::About => value!(some(&mask_id(text))),
        Kind::Body => masked(serde_json::from_str(text).unwrap_or_default()),
        Kind::Subject | Kind::Origin => value!(some(&mask(text))),
        Kind::Text
        | Kind::Payee
        | Kind::Purpose
        | Kind::Giver
        | Kind::GiverNote
        | Kind::Message => {
            value!(some(&writer.text(line, field)))
        }
    }
}

/// What an event tells, without numbers of persons.
fn masked(told: Value) -> Value {
    match told {
        Value::String(text) => Value::String(mask_lines(&text)),
        Value::Array(all) => all.into_iter().map(masked).collect(),
        Value::Object(parts) => {
            parts.into_iter().map(|(name, part)| (name, masked(part))).collect()
        }
        other => other,
    }
}

/// The handler of a list.
macro_rules! list {
    ($(#[$doc:meta])* $name:ident, $face:ident) => {
        $(#[$doc])*
        pub(crate) async fn $name(
            State(site): State<Site>,
            Extension(caller): Extension<Caller>,
            pairs: Pairs,
        ) -> Answer {
            list(&site, &caller, &lists::$face, pairs).await
        }
    };
}

list! {
    /// Payments.
    payments, PAYMENTS
}
list! {
    /// Projects.
    projects, PROJECTS
}
list! {
    /// Contributions: other money on projects.
    contributions, CONTRIBUTIONS
}
list! {
    /// Allotments.
    allotments, ALLOTMENTS
}
list! {
    /// Warnings.
    warnings, WARNINGS
}
list! {
    /// Cases.
    cases, CASES
}
list! {
    /// Sums raised.
    raised, RAISED
}
list! {
    /// The register of allocation, document by document.
    allocation, ALLOCATION
}
list! {
    /// Money allotted to projects.
    fundings, FUNDINGS
}
list! {
    /// Retention money and surplus.
    kept_back, KEPT_BACK
}
list! {
    /// Factor plans.
    factor_plans, FACTOR_PLANS
}
list! {
    /// Inspections.
    inspections, INSPECTIONS
}
list! {
    /// What inspections found.
    inspection_observations, INSPECTION_OBSERVATIONS
}
list! {
    /// Payments whose use was looked at.
    looked_at, LOOKED_AT
}
list! {
    /// Fund proposals.
    fund_proposals, FUND_PROPOSALS
}
list! {
    /// Lines of fund proposals.
    fund_proposal_lines, FUND_PROPOSAL_LINES
}
list! {
    /// Payment requests.
    payment_requests, PAYMENT_REQUESTS
}
list! {
    /// Rounds of monitoring.
    monitorings, MONITORINGS
}
list! {
    /// Performance targets on their way.
    targets, TARGETS
}
list! {
    /// Self-evaluations with their checks.
    evaluations, EVALUATIONS
}
list! {
    /// The same by unit and year.
    evaluated_units, EVALUATED_UNITS
}
list! {
    /// Draws of spot checks.
    draws, DRAWS
}
list! {
    /// What was drawn.
    drawn, DRAWN
}
list! {
    /// Suggestions on the monitoring work.
    suggestions, SUGGESTIONS
}
list! {
    /// Integration plans.
    integration_plans, INTEGRATION_PLANS
}
list! {
    /// Approved integration plans beside what was done.
    integration, INTEGRATION
}
list! {
    /// Quarterly reconciliations, fund by fund.
    reconciliations, RECONCILIATIONS
}
list! {
    /// Matters of accountability.
    accountability, ACCOUNTABILITY
}
list! {
    /// Inquiries.
    inquiries, INQUIRIES
}
list! {
    /// Push lists.
    pushes, PUSHES
}
list! {
    /// The items of push lists.
    push_items, PUSH_ITEMS
}
list! {
    /// Hand-downs, part by part.
    hand_downs, HAND_DOWNS
}
list! {
    /// What was done on the platform.
    events, EVENTS
}
