//! From a form to what a document says: whose money, who may receive it.

use domain::TableId;
use domain::day::Day;
use domain::division::{Division, Divisions};
use domain::handdown::{Draft, Line, To, Way};
use domain::project::admits_money;
use store::db::Tx;
use store::history::{Record, held};

use super::kept::maybe_day;
use crate::access::Operation;
use crate::context::Context;
use crate::operations::handling::acting::{day, written, yuan};
use crate::operations::handling::division;
use crate::operations::{Actor, Done, Refusal};

/// A hand-down as it was entered.
#[derive(Clone, Debug, Default)]
pub(crate) struct Writing {
    /// Id of the allotment out of which the money goes.
    pub(crate) source: String,
    /// `down` or `back`.
    pub(crate) way: String,
    /// Number of the document.
    pub(crate) doc_no: String,
    /// Its title.
    pub(crate) doc_title: String,
    /// Its day.
    pub(crate) issued_on: String,
    /// The day on which the overall target was entered.
    pub(crate) targets_on: String,
    /// See [`Draft`].
    pub(crate) for_poverty: bool,
    /// See [`Draft`].
    pub(crate) to_household: bool,
    /// See [`Draft`].
    pub(crate) names_project: bool,
    /// Remark.
    pub(crate) note: String,
    /// The parts; those without receiver and amount are left out.
    pub(crate) parts: Vec<Part>,
}

/// A part as it was entered.
#[derive(Clone, Debug, Default)]
pub(crate) struct Part {
    /// Whether it goes to a project.
    pub(crate) to_project: bool,
    /// Code of the division, or number of the project.
    pub(crate) receiver: String,
    /// In yuan.
    pub(crate) amount: String,
    /// Why it differs from what was proposed.
    pub(crate) reason: String,
}

/// What was entered, read.
pub(super) struct Drafted {
    pub(super) home: Division,
    pub(super) source: String,
    pub(super) fund: String,
    pub(super) fiscal_year: i64,
    pub(super) amount: i64,
    pub(super) draft: Draft,
    /// Codes of the places of the parts.
    pub(super) homes: Vec<String>,
}

/// The allotment of an id, as it holds today.
pub(super) async fn source_of(tx: &mut Tx, id: &str) -> Done<Record> {
    let found = held(tx, TableId::Allotments, &[("id", id)], 2).await?;
    match <[Record; 1]>::try_from(found) {
        Ok([record]) => Ok(record),
        Err(_) => Err(Refusal::UnknownRecord.into()),
    }
}

/// The amount of an allotment.
pub(super) async fn amount_of(tx: &mut Tx, id: &str) -> Done<i64> {
    let source = source_of(tx, id).await?;
    Ok(source.number(TableId::Allotments, "amount").ok_or(Refusal::UnknownRecord)?)
}

/// The division whose hand-down it is: who holds the money; or who gave it, where that is the reader's and it
/// is to come back.
pub(super) fn home_of(
    context: &Context,
    actor: &Actor,
    (way, source): (Way, &Record),
) -> Result<Division, Refusal> {
    let divisions = context.divisions();
    let of = |column: &str| division(source.text(TableId::Allotments, column));
    let holder = divisions.canonical(of("to")?);
    if way == Way::Down || is_own(actor, holder, divisions) {
        return Ok(holder);
    }
    let giver = divisions.canonical(of("from")?);
    Ok(if is_own(actor, giver, divisions) { giver } else { holder })
}

fn is_own(actor: &Actor, place: Division, divisions: &Divisions) -> bool {
    actor.held.iter().any(|held| {
        let whole = held.scope.organisation.is_none();
        whole && divisions.canonical(held.scope.division) == place
    })
}

/// Reads what was entered.
pub(super) async fn drafted(
    tx: &mut Tx,
    context: &Context,
    actor: &Actor,
    (way, writing): (Way, &Writing),
) -> Done<Drafted> {
    let source = source_of(tx, &writing.source).await?;
    let home = home_of(context, actor, (way, &source))?;
    actor.admitted(
        context,
        (Operation::ListHandDowns, Operation::PrepareHandDown),
        (home, None),
    )?;
    let table = TableId::Allotments;
    let amount = source.number(table, "amount").ok_or(Refusal::UnknownRecord)?;
    let fiscal_year = source.number(table, "fiscal_year").ok_or(Refusal::UnknownRecord)?;
    let issued = issued_on(&writing.issued_on, &source)?;
    let (mut lines, mut homes) = (Vec::new(), Vec::new());
    for part in writing.parts.iter().filter(|part| !is_blank(part)) {
        let (to, place) = receiver(tx, context, (way, home, &source), part).await?;
        let reason = written(&part.reason)?;
        lines.push(Line { to, amount: yuan(&part.amount)?, reason });
        homes.push(place.to_string());
    }
    admitted(tx, &lines, issued).await?;
    let draft = Draft {
        doc_no: written(&writing.doc_no)?,
        doc_title: written(&writing.doc_title)?,
        issued_on: issued,
        targets_on: maybe_day(&writing.targets_on)?,
        for_poverty: writing.for_poverty,
        to_household: writing.to_household,
        names_project: writing.names_project,
        note: written(&writing.note)?,
        lines,
    };
    let fund = source.text(table, "fund").to_owned();
    Ok(Drafted { home, source: writing.source.clone(), fund, fiscal_year, amount, draft, homes })
}

fn is_blank(part: &Part) -> bool {
    let empty = |text: &str| text.trim().is_empty();
    empty(&part.amount) && (!part.to_project || empty(&part.receiver))
}

/// The day of a document: not before the money was there.
fn issued_on(text: &str, source: &Record) -> Result<Day, Refusal> {
    let issued = day(text)?;
    let received = Day::parse(source.text(TableId::Allotments, "received_on")).ok();
    if received.is_some_and(|received| issued < received) {
        return Err(Refusal::IssuedTooEarly);
    }
    Ok(issued)
}

/// Refused where a project gets money without a target that was approved by the day of the document.
pub(super) async fn admitted(tx: &mut Tx, lines: &[Line], issued: Day) -> Done<()> {
    for line in lines {
        let To::Project(project) = &line.to else { continue };
        let target = store::projects::targeted(tx, project).await?;
        let target = target.and_then(|day| Day::parse(&day).ok());
        admits_money(target, issued).map_err(Refusal::Step)?;
    }
    Ok(())
}

/// Who receives a part, and where that is.
async fn receiver(
    tx: &mut Tx,
    context: &Context,
    (way, home, source): (Way, Division, &Record),
    part: &Part,
) -> Done<(To, Division)> {
    let divisions = context.divisions();
    if part.to_project {
        let id = part.receiver.trim();
        let found = held(tx, TableId::Projects, &[("id", id)], 2).await?;
        let county = found.first().map(|project| project.text(TableId::Projects, "county"));
        let county = division(county.unwrap_or_default()).map_err(|_| Refusal::ReceiverUnfit)?;
        if way == Way::Back || !divisions.is_within(county, home) {
            return Err(Refusal::ReceiverUnfit.into());
        }
        return Ok((To::Project(id.to_owned()), county));
    }
    let to = division(part.receiver.trim()).map_err(|_| Refusal::ReceiverUnfit)?;
    let fits = match way {
        Way::Down => receivers(divisions, home).contains(&to),
        Way::Back => {
            let giver = division(source.text(TableId::Allotments, "from"))?;
            divisions.canonical(giver) == to
                && giver != division(source.text(TableId::Allotments, "to"))?
        }
    };
    if fits { Ok((To::Division(to), to)) } else { Err(Refusal::ReceiverUnfit.into()) }
}

/// The divisions of today right below one.
pub(super) fn receivers(divisions: &Divisions, home: Division) -> Vec<Division> {
    let below = |entry: &&domain::division::DivisionEntry| {
        entry.parent == Some(home) && entry.valid_to.is_none()
    };
    divisions.iter().filter(below).map(|entry| entry.division).collect()
}
