//! Quarterly reconciliation of integrated funds between the region's agriculture division and one other party: the line
//! divisions, or the finance bureau of a place. Our figures are the ledger's, theirs are entered by the party; what
//! differs is explained; both sides sign. Signed, it becomes records of the table `reconciliations`.

mod followed;
pub(crate) mod kept;
mod one;
mod party;
#[cfg(test)]
pub(crate) mod tests;

use domain::day::Day;
use domain::handling::StepRefusal;
use domain::money::Fen;
use domain::period::Period;
use domain::reconciliation::{Figure, Reconciliation, Row, Side, State, Step};
use store::db::Tx;
use store::reconciliations;

pub(crate) use self::followed::FollowedReconciliation;
pub(crate) use self::one::{May, OneReconciliation, Standing, due, of_quarter, quarter_of};
pub(crate) use self::party::Party;
use super::handdowns::here;
use super::handling::acting::{Acting, acting, finished, sees, written, yuan};
use super::handling::division;
use super::recording::{Cell, Recording, rows};
use super::{Actor, Done, Refusal};
use crate::access::Operation;
use crate::context::{Context, Origin};
use crate::operations::handling::one::One as _;

/// Kind of the matter by which steps are kept.
pub(crate) const KIND: &str = "reconciliation";

/// How the agriculture division is named in records.
const AGRICULTURE: &str = "农业处";

/// The quarter of a text, once it is over.
fn over(text: &str, on: Day) -> Result<(Period, Day), Refusal> {
    let quarter = Period::parse(text).filter(|period| period.is_quarter());
    let quarter = quarter.ok_or(Refusal::NotAQuarter)?;
    let end = quarter.last_day().ok_or(Refusal::NotAQuarter)?;
    if end < on { Ok((quarter, end)) } else { Err(Refusal::QuarterNotOver) }
}

/// Opens the reconciliation of a party and quarter, or again after it was signed, with its cause; its number.
pub(crate) async fn begin(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (party, quarter, cause): (&str, &str, &str),
) -> Done<i64> {
    let party = Party::of(context, party)?;
    let there = (party.home, None);
    actor.admitted(
        context,
        (Operation::ListReconciliations, Operation::KeepReconciliation),
        there,
    )?;
    let (quarter, end) = over(quarter, origin.day)?;
    let cause = written(cause)?;
    let mut tx = context.db.write().await?;
    let by = acting(&mut tx, context, actor, (Operation::KeepReconciliation, there), &[]).await?;
    let before = reconciliations::of(&mut tx, &party.id, &quarter.to_string()).await?;
    if let Some(last) = before.first() {
        if last.standing.state != kept::state(State::Signed) {
            return Err(Refusal::ReconciliationOpen.into());
        }
        if cause.is_empty() {
            return Err(Refusal::ReasonMissing.into());
        }
    }
    let ours = party::figures(&mut tx, context, &party, end).await?;
    let one = Reconciliation::begin(ours.clone(), cause.clone(), by.who, origin.day);
    let one = one.map_err(Refusal::Step)?;
    let mut kept = reconciliations::Reconciliation {
        id: 0,
        party: party.id,
        home: party.home.to_string(),
        quarter: quarter.to_string(),
        version: before.first().map_or(1, |last| last.version + 1),
        due_on: party::due_on(context, end).to_string(),
        standing: followed::standing(&one, origin.day, None),
    };
    kept.id = reconciliations::add(&mut tx, &kept).await?.ok_or(Refusal::TakenMeanwhile)?;
    let id = kept.id;
    let taking = by.taking(origin);
    let followed =
        FollowedReconciliation::begin(&mut tx, (kept, one), &Step::Begin { ours, cause }, taking)
            .await?;
    finish(tx, origin, actor, (Operation::KeepReconciliation, by), (followed, None)).await?;
    Ok(id)
}

/// Reconciles the party and quarter of a number again. Returns the number of the new one.
pub(crate) async fn again(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, cause): (i64, &str),
) -> Done<i64> {
    let kept = OneReconciliation::read(context, origin, actor, id).await?.followed.kept;
    begin(context, origin, actor, (&kept.party, &kept.quarter, cause)).await
}

/// The reconciliation of a number, where the reader may see it.
pub(crate) async fn found(
    tx: &mut Tx,
    context: &Context,
    actor: &Actor,
    id: i64,
) -> Done<FollowedReconciliation> {
    let kept = reconciliations::by_id(tx, id).await?.ok_or(Refusal::UnknownRecord)?;
    sees(context, actor, (Operation::ListReconciliations, &kept.home))?;
    FollowedReconciliation::of(tx, kept).await
}

/// What the other party enters of one fund.
#[derive(Clone, Debug, Default)]
pub(crate) struct Entered {
    /// Code of the fund; empty: that of the row in its place.
    pub(crate) fund: String,
    /// Its figure in yuan.
    pub(crate) theirs: String,
    /// What explains a difference.
    pub(crate) explanation: String,
}

/// What was entered in the order of the rows. Refused where a fund is named that has no row there, or twice.
fn in_order(rows: &[Row], entered: &[Entered]) -> Result<Vec<Entered>, Refusal> {
    if entered.iter().all(|one| one.fund.is_empty()) {
        return Ok(entered.to_vec());
    }
    let of = |row: &Row| entered.iter().find(|one| one.fund == row.fund).cloned();
    let found: Vec<Entered> = rows.iter().filter_map(of).collect();
    let fits = found.len() == rows.len() && found.len() == entered.len();
    if fits { Ok(found) } else { Err(Refusal::Step(StepRefusal::FieldMissing)) }
}

/// The other party enters its figures, row by row.
pub(crate) async fn enter(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, entered): (i64, &[Entered]),
) -> Done<()> {
    let operation = Operation::EnterReconciliation;
    let mut tx = context.db.write().await?;
    let mut followed = found(&mut tx, context, actor, id).await?;
    let home = division(&followed.kept.home)?;
    let by = here(&mut tx, context, actor, (operation, home)).await?;
    let figure = |one: &Entered| {
        if one.theirs.trim().is_empty() {
            return Err(Refusal::NotAnAmount);
        }
        Ok(Figure { theirs: yuan(&one.theirs)?, explanation: written(&one.explanation)? })
    };
    let entered = in_order(followed.one.rows(), entered)?;
    let figures = entered.iter().map(figure).collect::<Result<Vec<Figure>, Refusal>>()?;
    let taking = by.taking(origin);
    followed.take(&mut tx, Step::Enter(figures), taking).await?;
    finish(tx, origin, actor, (operation, by), (followed, None)).await
}

/// What the agriculture division does about one beside signing: sends figures back, or counts anew.
pub(crate) async fn keep(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, step, reason): (i64, &str, &str),
) -> Done<()> {
    let operation = Operation::KeepReconciliation;
    let mut tx = context.db.write().await?;
    let mut followed = found(&mut tx, context, actor, id).await?;
    let there = (division(&followed.kept.home)?, None);
    let by = acting(&mut tx, context, actor, (operation, there), &[]).await?;
    let step = match step {
        "return" => Step::SendBack { reason: written(reason)? },
        "recount" => Step::Recount { ours: ours(&mut tx, context, &followed).await? },
        _ => return Err(Refusal::UnknownStep.into()),
    };
    let taking = by.taking(origin);
    followed.take(&mut tx, step, taking).await?;
    finish(tx, origin, actor, (operation, by), (followed, None)).await
}

/// What the ledger says today of the funds of a reconciliation.
async fn ours(
    tx: &mut Tx,
    context: &Context,
    followed: &FollowedReconciliation,
) -> Done<Vec<(String, Fen)>> {
    let party = Party::of(context, &followed.kept.party)?;
    let quarter = Period::parse(&followed.kept.quarter).and_then(Period::last_day);
    party::figures(tx, context, &party, quarter.ok_or(Refusal::NotAQuarter)?).await
}

/// Whether the ledger still says what stands there.
async fn stands(tx: &mut Tx, context: &Context, followed: &FollowedReconciliation) -> Done<bool> {
    let now = ours(tx, context, followed).await?;
    let rows = followed.one.rows().iter().map(|row| (row.fund.clone(), row.ours));
    Ok(now == rows.collect::<Vec<_>>())
}

/// Signs for the agriculture division. The caller has the records screened.
pub(crate) async fn sign_ours(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    id: i64,
) -> Done<()> {
    sign(context, origin, actor, (id, Side::Agriculture)).await
}

/// Signs for the other party. The caller has the records screened.
pub(crate) async fn sign_theirs(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    id: i64,
) -> Done<()> {
    sign(context, origin, actor, (id, Side::Party)).await
}

async fn sign(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, side): (i64, Side),
) -> Done<()> {
    let looked = found(&mut context.db.read().await?, context, actor, id).await?;
    let last = looked.one.state() == State::Entered
        && [Side::Agriculture, Side::Party]
            .into_iter()
            .any(|other| other != side && looked.one.is_signed_by(other));
    let record = if last { Some(records(context, origin, &looked).await?) } else { None };
    let mut tx = context.db.write().await?;
    let mut followed = found(&mut tx, context, actor, id).await?;
    if followed.steps.len() != looked.steps.len() {
        return Err(Refusal::TakenMeanwhile.into());
    }
    let home = division(&followed.kept.home)?;
    let (operation, by) = match side {
        Side::Agriculture => {
            let operation = Operation::KeepReconciliation;
            let by = acting(&mut tx, context, actor, (operation, (home, None)), &[]).await?;
            (operation, by)
        }
        Side::Party => {
            let operation = Operation::SignReconciliation;
            (operation, here(&mut tx, context, actor, (operation, home)).await?)
        }
    };
    let taking = by.taking(origin);
    followed.take(&mut tx, Step::Sign(side), taking).await?;
    if !stands(&mut tx, context, &followed).await? {
        return Err(Refusal::LedgerMoved.into());
    }
    let import = match record {
        Some(record) => record.bring(&mut tx, context, origin, (actor, by.held)).await?,
        None => None,
    };
    finish(tx, origin, actor, (operation, by), (followed, import)).await
}

/// A reconciliation as the records that it is: one row a fund, as the other party writes it down.
async fn records(
    context: &Context,
    origin: &Origin,
    followed: &FollowedReconciliation,
) -> Done<Recording> {
    let row = |row: &Row| -> Vec<Cell<'static>> {
        vec![
            ("org", followed.kept.party.clone()),
            ("fund", row.fund.clone()),
            ("period", followed.kept.quarter.clone()),
            ("counterpart", AGRICULTURE.to_owned()),
            ("ours", row.theirs.unwrap_or(Fen(0)).plain()),
            ("theirs", row.ours.plain()),
            ("done_on", origin.day.to_string()),
        ]
    };
    let all: Vec<Vec<Cell<'static>>> = followed.one.rows().iter().map(row).collect();
    Recording::of(context, rows(domain::TableId::Reconciliations, &all)).await
}

/// Keeps what the steps come to, and the event of the last one; then all of it lasts.
async fn finish(
    mut tx: Tx,
    origin: &Origin,
    actor: &Actor,
    (operation, by): (Operation, Acting<'_>),
    (mut followed, import): (FollowedReconciliation, Option<i64>),
) -> Done<()> {
    followed.stand(&mut tx, origin.day, import).await?;
    let more = import.map(|number| ("import", number.into()));
    let stepped = followed.stepped(&followed.kept.home, more);
    finished(tx, origin, actor, (operation, by), stepped).await
}
