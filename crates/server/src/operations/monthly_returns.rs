//! Monthly returns on monitoring (B-4.1.1.4): a county's bureau to its prefecture, a prefecture's to the region's
//! treasury division, that one to the leading group of the department. The figures are those of the register of
//! problems on the day on which a return is written. Submitted and accepted, it is a record of the table `reports`.

mod followed;
pub(crate) mod kept;
mod one;
#[cfg(test)]
pub(crate) mod tests;

use domain::monthly_return::{Figure, MonthlyReturn, State, Step, due_on};
use domain::{Division, Divisions, Fen, Level, Month, TableId};
use policy::pack::Value;
use store::db::Tx;
use store::monthly_returns;

use self::followed::FollowedReturn;
pub(crate) use self::one::{Due, May, OneReturn, Standing, due, of_month};
use super::handdowns::here;
use super::handling::acting::{Acting, as_post, finished, sees, written};
use super::handling::division;
use super::handling::one::One;
use super::recording::{Cell, Change, Recording, whole_rows};
use super::registers::{By, Row, Wanted, problems};
use super::screening::found::region;
use super::{Actor, Done, Refusal};
use crate::access::{Held, Operation, Role};
use crate::context::{Context, Origin};

/// Kind of the matter by which steps are kept.
pub(crate) const KIND: &str = "monthly_return";

/// The table of returns on monitoring among those of the contract.
const TABLE_NO: i64 = 6;
/// How the region's own reporter is named in records.
const REPORTER: &str = "region_treasury_division";

/// A return as it is asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Writing {
    /// Code or name of the division.
    pub(crate) division: String,
    /// The month, `2019-05`.
    pub(crate) month: String,
    /// What is remarked.
    pub(crate) remarks: String,
}

/// The month of a text, once it has begun.
pub(crate) fn begun(text: &str, origin: &Origin) -> Result<Month, Refusal> {
    let month = Month::parse(text.trim()).map_err(|_| Refusal::ReturnMonth)?;
    let first = month.first_day().ok_or(Refusal::ReturnMonth)?;
    if first <= origin.day { Ok(month) } else { Err(Refusal::ReturnAhead) }
}

/// The last day on time: by the value of the pack that the rule `report.late` reads for the level.
fn last_day(context: &Context, home: Division, month: Month) -> Result<domain::Day, Refusal> {
    let level = context.divisions().level(home).ok_or(Refusal::UnknownDivision)?;
    let name = match level {
        Level::Region => "monitoring_report_day_treasury",
        Level::Prefecture => "monitoring_report_day_prefecture",
        _ => "monitoring_report_day_county",
    };
    let first = month.first_day().ok_or(Refusal::ReturnMonth)?;
    let param = context.pack.params.by_name.get(name).and_then(|param| param.on(first));
    let day = match param {
        Some(Value::Count(day)) => u32::try_from(*day).ok(),
        _ => None,
    };
    day.and_then(|day| due_on(month, level, day)).ok_or(Refusal::ReturnMonth)
}

/// The division to which a return goes; the region's own goes to the leading group there.
fn above(divisions: &Divisions, home: Division) -> Division {
    if region(divisions) == Some(home) {
        return home;
    }
    let entry = divisions.iter().find(|entry| entry.division == home);
    entry.and_then(|entry| entry.parent).unwrap_or(home)
}

/// Whether a post looks at the returns of a division: one of the level above, of the region the treasury division, for
/// its own return the leading group.
fn receives(divisions: &Divisions, held: &Held, home: Division) -> bool {
    let place = above(divisions, home);
    let there = held.scope.organisation.is_none() && held.scope.division == place;
    let of_group = held.role == Role::RegionLeadingGroup;
    there && Operation::ReceiveMonthlyReturn.is_open_to(held.role) && of_group == (place == home)
}

/// What was found in a division and below it, rule by rule, as of a day.
async fn figures(
    context: &Context,
    actor: &Actor,
    home: Division,
    on: domain::Day,
) -> Done<Vec<Figure>> {
    let code = home.to_string();
    let wanted = Wanted { division: &code, by: By::Kind, ..Wanted::default() };
    let register = problems(context, actor, wanted, on).await?;
    let figure = |(row, tally): (Row, store::registers::Tally)| match row {
        Row::Rule(rule) => Some(Figure {
            rule,
            red: tally.red,
            yellow: tally.yellow,
            handled: tally.handled,
            rectified: tally.rectified,
            overdue: tally.overdue,
            amount: Fen(tally.amount),
        }),
        _ => None,
    };
    Ok(register.rows.into_iter().filter_map(figure).collect())
}

/// Writes the return of a division and month with the figures of today, or writes it anew; its number.
pub(crate) async fn write(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    writing: &Writing,
) -> Done<i64> {
    let operation = Operation::WriteMonthlyReturn;
    let divisions = context.divisions();
    let home = divisions.resolve(writing.division.trim(), None);
    let home = divisions.canonical(home.map_err(|_| Refusal::UnknownDivision)?);
    let month = begun(&writing.month, origin)?;
    actor.post(context, operation, Some((home, None)))?;
    let figures = figures(context, actor, home, origin.day).await?;
    let remarks = written(&writing.remarks)?;
    let mut tx = context.db.write().await?;
    let by = here(&mut tx, context, actor, (operation, home)).await?;
    let before = monthly_returns::of(&mut tx, &home.to_string(), &month.to_string()).await?;
    let step = Step::Write { figures: figures.clone(), remarks: remarks.clone() };
    let followed = if let Some(kept) = before {
        let mut followed = FollowedReturn::of(&mut tx, kept).await?;
        followed.kept.maker = actor.person.id;
        followed.take(&mut tx, step, by.taking(origin)).await?;
        followed
    } else {
        let one = MonthlyReturn::begin(figures, remarks, by.who, origin.day);
        let one = one.map_err(Refusal::Step)?;
        let mut kept = monthly_returns::MonthlyReturn {
            id: 0,
            division: home.to_string(),
            month: month.to_string(),
            due_on: last_day(context, home, month)?.to_string(),
            maker: actor.person.id,
            standing: followed::standing(&one, origin.day),
        };
        let id = monthly_returns::add(&mut tx, &kept).await?;
        kept.id = id.ok_or(Refusal::TakenMeanwhile)?;
        FollowedReturn::begin(&mut tx, (kept, one), &step, by.taking(origin)).await?
    };
    let id = followed.kept.id;
    finish(tx, (origin, actor), (operation, by), (followed, None)).await?;
    Ok(id)
}

/// Writes the return of a number anew.
pub(crate) async fn rewrite(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, remarks): (i64, String),
) -> Done<()> {
    let kept = OneReturn::read(context, origin, actor, id).await?.followed.kept;
    let writing = Writing { division: kept.division, month: kept.month, remarks };
    write(context, origin, actor, &writing).await.map(drop)
}

/// The return of a number, where the reader may see it.
async fn found(tx: &mut Tx, context: &Context, actor: &Actor, id: i64) -> Done<FollowedReturn> {
    let kept = monthly_returns::by_id(tx, id).await?.ok_or(Refusal::UnknownRecord)?;
    sees(context, actor, (Operation::ListMonthlyReturns, &kept.division))?;
    FollowedReturn::of(tx, kept).await
}

/// What somebody says of a return.
#[derive(Clone, Debug, Default)]
pub(crate) struct Saying {
    /// Word of the step.
    pub(crate) step: String,
    /// The opinion, or why it is sent back.
    pub(crate) reason: String,
}

/// Submits a return to the level above, or sends it back to who wrote it. The caller has the records screened.
pub(crate) async fn submit(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, saying): (i64, &Saying),
) -> Done<()> {
    let operation = Operation::SubmitMonthlyReturn;
    let said = written(&saying.reason)?;
    let looked = found(&mut context.db.read().await?, context, actor, id).await?;
    let (step, record) = match saying.step.as_str() {
        "submit" => (Step::Submit { opinion: said }, submitted(context, origin, &looked).await?),
        // What was submitted is sent back by the level above.
        "return" if looked.one.state() != State::Submitted => {
            (Step::SendBack { reason: said }, None)
        }
        _ => return Err(Refusal::UnknownStep.into()),
    };
    let mut tx = context.db.write().await?;
    let mut followed = unchanged(&mut tx, context, actor, &looked).await?;
    let home = division(&followed.kept.division)?;
    let by = here(&mut tx, context, actor, (operation, home)).await?;
    followed.take(&mut tx, step, by.taking(origin)).await?;
    let import = match record {
        Some(record) => record.bring(&mut tx, context, origin, (actor, by.held)).await?,
        None => None,
    };
    finish(tx, (origin, actor), (operation, by), (followed, import)).await
}

/// Accepts a return of the level below, or sends it back. The caller has the records screened.
pub(crate) async fn receive(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, saying): (i64, &Saying),
) -> Done<()> {
    let operation = Operation::ReceiveMonthlyReturn;
    let said = written(&saying.reason)?;
    let looked = found(&mut context.db.read().await?, context, actor, id).await?;
    let home = division(&looked.kept.division)?;
    let mut held = actor.held.iter();
    let held = held.find(|held| receives(context.divisions(), held, home));
    let held = held.ok_or(Refusal::OutOfScope)?;
    let is_submitted = looked.one.state() == State::Submitted;
    let (step, record) = match saying.step.as_str() {
        "accept" if is_submitted => {
            let record = accepted(context, origin, &looked).await?;
            (Step::Accept { opinion: said }, Some(record))
        }
        "accept" => (Step::Accept { opinion: said }, None),
        "return" if is_submitted => (Step::SendBack { reason: said }, None),
        _ => return Err(Refusal::UnknownStep.into()),
    };
    let mut tx = context.db.write().await?;
    let mut followed = unchanged(&mut tx, context, actor, &looked).await?;
    let by = as_post(&mut tx, actor, held).await?;
    followed.take(&mut tx, step, by.taking(origin)).await?;
    let import = match record {
        Some(record) => record.bring(&mut tx, context, origin, (actor, held)).await?,
        None => None,
    };
    finish(tx, (origin, actor), (operation, by), (followed, import)).await
}

/// The return as it was looked at; refused where somebody has taken a step since.
async fn unchanged(
    tx: &mut Tx,
    context: &Context,
    actor: &Actor,
    looked: &FollowedReturn,
) -> Done<FollowedReturn> {
    let followed = found(tx, context, actor, looked.kept.id).await?;
    if followed.steps.len() == looked.steps.len() {
        Ok(followed)
    } else {
        Err(Refusal::TakenMeanwhile.into())
    }
}

/// How records name who reports for a division.
fn reporter(divisions: &Divisions, home: &str) -> String {
    let is_region = region(divisions).is_some_and(|top| top.to_string() == home);
    if is_region { format!("{home}/{REPORTER}") } else { home.to_owned() }
}

/// By what the record of a return is known.
fn known_by(context: &Context, of: &FollowedReturn) -> Vec<Cell<'static>> {
    let org = reporter(context.divisions(), &of.kept.division);
    vec![("table_no", TABLE_NO.to_string()), ("org", org), ("period", of.kept.month.clone())]
}

/// The day on which records say that a return was submitted, until a day.
async fn recorded(
    tx: &mut Tx,
    context: &Context,
    (home, month): (&str, &str),
    until: domain::Day,
) -> Done<Option<domain::Day>> {
    let org = reporter(context.divisions(), home);
    let found = monthly_returns::recorded(tx, month, (TABLE_NO, &org)).await?;
    let days = found.iter().filter_map(|(_, day)| domain::Day::parse(day).ok());
    Ok(days.filter(|day| *day <= until).min())
}

/// The record of a return that is submitted today; none where a file has told that it was, and it was not sent back
/// since.
async fn submitted(
    context: &Context,
    origin: &Origin,
    of: &FollowedReturn,
) -> Done<Option<Recording>> {
    let mut tx = context.db.read().await?;
    let known = (of.kept.division.as_str(), of.kept.month.as_str());
    let before = recorded(&mut tx, context, known, origin.day).await?;
    drop(tx);
    if before.is_some() && of.one.submitted().is_none() {
        return Ok(None);
    }
    let mut cells = known_by(context, of);
    cells.push(("submitted_on", origin.day.to_string()));
    let written = whole_rows(TableId::Reports, &[cells]);
    Ok(Some(Recording::of(context, written).await?.bounded()))
}

/// The record of a return that is accepted today.
async fn accepted(context: &Context, origin: &Origin, of: &FollowedReturn) -> Done<Recording> {
    let cells = vec![("reviewed_on", origin.day.to_string())];
    let change = Change { of: known_by(context, of), cells };
    Ok(Recording::changing(context, TableId::Reports, &[change]).await?.bounded())
}

/// Keeps what the steps come to, and the event of the last one; then all of it lasts.
async fn finish(
    mut tx: Tx,
    (origin, actor): (&Origin, &Actor),
    (operation, by): (Operation, Acting<'_>),
    (mut followed, import): (FollowedReturn, Option<i64>),
) -> Done<()> {
    followed.stand(&mut tx, origin.day).await?;
    let more = import.map(|number| ("import", number.into()));
    let stepped = followed.stepped(&followed.kept.division, more);
    finished(tx, origin, actor, (operation, by), stepped).await
}
