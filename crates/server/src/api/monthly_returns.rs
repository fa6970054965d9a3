//! Monthly returns on monitoring: a month with all divisions, one return with its figures and steps.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::monthly_return::Figure;
use serde::{Deserialize, Serialize};

use super::body::Read;
use super::lists::{Pairs, pairs};
use super::steps::{Past, Possible, Told, after, history, id, possible};
use super::warnings::Made;
use super::{Answer, Caller, json, some, with_status};
use crate::operations::monthly_returns::{
    OneReturn, Saying, Standing, Writing, begun, of_month, receive, rewrite, submit, write,
};
use crate::operations::screening::screen_later;
use crate::operations::{Done, Refusal};
use crate::pages::monthly_return::actions;
use crate::visit::Site;

/// One monthly return on monitoring.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct MonthlyReturn {
    /// Its number.
    id: i64,
    /// Code of the division.
    division: String,
    /// The month, as `2019-05`.
    month: String,
    /// `draft`, `submitted`, `accepted` or `returned`.
    state: String,
    /// The last day on time.
    due_on: String,
    /// The day of its figures.
    as_of: String,
    /// The day on which it was submitted.
    submitted_on: Option<String>,
    /// What is remarked.
    remarks: Option<String>,
    /// What was found and what became of it, rule by rule.
    rows: Vec<MonthlyReturnRow>,
    /// The returns of the month right below it.
    below: Vec<MonthlyReturnStanding>,
    /// What was done.
    history: Vec<Past>,
    /// What whoever asks can do now.
    steps: Vec<Possible>,
}

/// One rule of a return, in numbers of warnings ever found.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct MonthlyReturnRow {
    /// Id of the rule.
    rule: String,
    /// Red ones.
    red: i64,
    /// Yellow ones.
    yellow: i64,
    /// Those that somebody has dealt with.
    handled: i64,
    /// Those that are settled, or no longer found.
    rectified: i64,
    /// Cases past their deadline.
    overdue: i64,
    /// Amounts of what is still lit, in yuan.
    amount: String,
}

/// Where the return of a division stands.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct MonthlyReturnStanding {
    /// Code of the division.
    division: String,
    /// Number of the return.
    id: Option<i64>,
    /// Where it stands; `missing`: there is none; `recorded`: none, but records say that it was submitted.
    state: String,
    /// The last day on time.
    due_on: String,
    /// The day on which it was submitted.
    submitted_on: Option<String>,
    /// Whether it was submitted late, or is not though the day is over.
    late: bool,
}

fn row(one: &Figure) -> MonthlyReturnRow {
    MonthlyReturnRow {
        rule: one.rule.clone(),
        red: one.red,
        yellow: one.yellow,
        handled: one.handled,
        rectified: one.rectified,
        overdue: one.overdue,
        amount: one.amount.plain(),
    }
}

fn standing(caller: &Caller, one: &Standing) -> MonthlyReturnStanding {
    MonthlyReturnStanding {
        division: one.division.to_string(),
        id: one.made.as_ref().map(|made| made.id),
        state: one.state().to_owned(),
        due_on: one.due.to_string(),
        submitted_on: one.submitted().map(|day| day.to_string()),
        late: one.is_late(caller.origin.day),
    }
}

fn monthly_return(caller: &Caller, read: &OneReturn) -> MonthlyReturn {
    let (kept, one) = (&read.followed.kept, &read.followed.one);
    MonthlyReturn {
        id: kept.id,
        division: kept.division.clone(),
        month: kept.month.clone(),
        state: kept.standing.state.clone(),
        due_on: kept.due_on.clone(),
        as_of: kept.standing.as_of.clone(),
        submitted_on: some(&kept.standing.submitted_on),
        remarks: some(one.remarks()),
        rows: one.figures().iter().map(row).collect(),
        below: read.below.iter().map(|one| standing(caller, one)).collect(),
        history: history(&read.taken),
        steps: possible(caller.lang, |lang| actions(read, lang)),
    }
}

impl Told for OneReturn {
    type Told = MonthlyReturn;

    fn told(&self, _: &Site, caller: &Caller) -> MonthlyReturn {
        monthly_return(caller, self)
    }
}

/// After a step, by which the records may have changed.
async fn taken(site: &Site, caller: &Caller, id: i64, done: Done<()>) -> Answer {
    if done.is_ok() {
        screen_later(&site.context, &caller.origin);
    }
    after::<OneReturn>(site, caller, id, done).await
}

/// A month with all divisions within reach.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct MonthlyReturns {
    /// The month.
    month: String,
    /// How many are late.
    late: usize,
    /// Every division.
    rows: Vec<MonthlyReturnStanding>,
}

/// A month with all divisions; this month where the address names none.
pub(crate) async fn list(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    given: Pairs,
) -> Answer {
    let mut month = caller.origin.day.month();
    for (name, text) in pairs(&caller, given)? {
        match name.as_str() {
            "month" => {
                let asked = begun(&text, &caller.origin);
                month = asked.map_err(|refusal| caller.problem(refusal))?;
            }
            _ => return Err(caller.problem(Refusal::AskedWrongly)),
        }
    }
    let found = of_month(&site.context, caller.actor()?, (month, caller.origin.day)).await;
    let (found, _) = found.map_err(|failure| caller.problem(failure))?;
    let rows: Vec<_> = found.iter().map(|one| standing(&caller, one)).collect();
    let late = rows.iter().filter(|row| row.late).count();
    json(&caller, &MonthlyReturns { month: month.to_string(), late, rows })
}

/// The return of a division and month, to be written with the figures of today.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MonthlyReturnOrder {
    /// Code of the division.
    division: String,
    /// The month, as `2019-05`; it has begun.
    month: String,
    /// What is remarked; why something is overdue.
    #[serde(default)]
    remarks: String,
}

/// Writes the return of a division and month.
pub(crate) async fn written(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Read(input): Read<MonthlyReturnOrder>,
) -> Answer {
    let MonthlyReturnOrder { division, month, remarks } = input;
    let writing = Writing { division, month, remarks };
    let done = write(&site.context, &caller.origin, caller.actor()?, &writing).await;
    let id = done.map_err(|failure| caller.problem(failure))?;
    with_status(&caller, StatusCode::CREATED, &Made { id })
}

/// A step about a return.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MonthlyReturnStep {
    /// To `/draft`: `write`. To `/submission`: `submit` or `return`. To `/receipt`: `accept` or `return`.
    step: String,
    /// The opinion, or why it is sent back.
    #[serde(default)]
    reason: String,
    /// What is remarked, where it is written anew.
    #[serde(default)]
    remarks: String,
}

/// Writes a return anew with the figures of today.
pub(crate) async fn rewritten(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
    Read(input): Read<MonthlyReturnStep>,
) -> Answer {
    let id = id(&caller, &path)?;
    let done = match input.step.as_str() {
        "write" => {
            let asked = (id, input.remarks);
            rewrite(&site.context, &caller.origin, caller.actor()?, asked).await
        }
        _ => Err(Refusal::UnknownStep.into()),
    };
    taken(&site, &caller, id, done).await
}

/// The handler of a step in which something is said.
macro_rules! said {
    ($(#[$doc:meta])* $name:ident, $operation:ident) => {
        $(#[$doc])*
        pub(crate) async fn $name(
            State(site): State<Site>,
            Extension(caller): Extension<Caller>,
            path: Path<String>,
            Read(input): Read<MonthlyReturnStep>,
        ) -> Answer {
            let id = id(&caller, &path)?;
            let saying = Saying { step: input.step, reason: input.reason };
            let (context, actor) = (&site.context, caller.actor()?);
            let done = $operation(context, &caller.origin, actor, (id, &saying)).await;
            taken(&site, &caller, id, done).await
        }
    };
}

said! {
    /// Submits a return, or sends it back to who wrote it.
    submitted, submit
}
said! {
    /// Accepts a return of the level below, or sends it back.
    received, receive
}
