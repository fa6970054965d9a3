//! Hand-downs: what a division holds by one allotment is split among those below it and projects, looked at by
//! a second person, handed down as records, and received by each; what goes back goes the same way.

mod draft;
mod followed;
pub(crate) mod kept;
mod one;
mod records;
#[cfg(test)]
pub(crate) mod tests;

use domain::day::Day;
use domain::division::Division;
use domain::handdown::{HandDown, Receipt, State, Step, To, Way};
use domain::money::Fen;
use store::db::Tx;
use store::handdowns::{self, Uses};

use self::draft::{Drafted, drafted};
pub(crate) use self::draft::{Part, Writing};
pub(crate) use self::followed::{FollowedHandDown, record_id};
pub(crate) use self::one::{
    Begun, Known, OneHandDown, begun, due, proposed, sources, written_before,
};
pub(crate) use self::records::of as records_of;
use super::factor_plans::gate;
use super::handling::acting::{
    Acting, Sent, as_post, attach, day, finished, shelve, written, yuan,
};
use super::handling::followed::Followed;
use super::handling::{division, matter_of};
use super::recording::Recording;
use super::{Actor, Done, Refusal};
use crate::access::Operation;
use crate::context::{Context, Origin};

/// Kind of the matter by which steps and documents are kept.
pub(crate) const KIND: &str = "hand_down";

/// A receipt as it was entered.
#[derive(Clone, Debug, Default)]
pub(crate) struct Receiving {
    /// Which part, from 0.
    pub(crate) line: usize,
    /// The day on which the document came.
    pub(crate) received_on: String,
    /// The amount in yuan.
    pub(crate) amount: String,
    /// Code of the fund.
    pub(crate) fund: String,
    /// Number of the document.
    pub(crate) doc_no: String,
}

/// The post at a division, and not above it, in which somebody does this.
pub(crate) async fn here<'a>(
    tx: &mut Tx,
    context: &Context,
    actor: &'a Actor,
    (operation, place): (Operation, Division),
) -> Done<Acting<'a>> {
    actor.post(context, operation, Some((place, None)))?;
    let divisions = context.divisions();
    let same = |of| divisions.canonical(of) == divisions.canonical(place);
    let held = actor.held.iter().find(|held| {
        let whole = held.scope.organisation.is_none();
        whole && same(held.scope.division) && operation.is_open_to(held.role)
    });
    as_post(tx, actor, held.ok_or(Refusal::OutOfScope)?).await
}

/// What an allotment has left.
pub(crate) fn open(amount: i64, uses: Uses) -> Fen {
    Fen(amount.saturating_sub(uses.total()))
}

/// What an allotment has left.
pub(crate) async fn left(tx: &mut Tx, allotment: &str) -> Done<Fen> {
    let uses = handdowns::uses(tx, allotment).await?;
    Ok(open(draft::amount_of(tx, allotment).await?, uses))
}

/// The same, once no import is under way: none begins before this transaction is done.
pub(crate) async fn left_now(tx: &mut Tx, allotment: &str) -> Done<Fen> {
    let uses = handdowns::uses_now(tx, allotment).await?;
    Ok(open(draft::amount_of(tx, allotment).await?, uses))
}

fn split(drafted: &Drafted, uses: Uses) -> Result<(), Refusal> {
    let fits = drafted.draft.total().is_none_or(|total| total <= open(drafted.amount, uses));
    if fits { Ok(()) } else { Err(Refusal::Step(domain::handling::StepRefusal::MoreThanOpen)) }
}

/// Tries what is to be written: refused where a place gets something else than was proposed, and nobody says why.
async fn tried(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (way, writing): (Way, &Writing),
) -> Done<()> {
    let mut tx = context.db.read().await?;
    let drafted = drafted(&mut tx, context, actor, (way, writing)).await?;
    let by = here(&mut tx, context, actor, (Operation::PrepareHandDown, drafted.home)).await?;
    split(&drafted, handdowns::uses(&mut tx, &drafted.source).await?)?;
    drop(tx);
    let one = HandDown::begin(way, drafted.draft.clone(), by.who, origin.day);
    let one = one.map_err(Refusal::Step)?;
    let kept = kept_of(&drafted, &one, (origin.day, actor.person.id));
    let written = Followed::unkept((kept, one), &Step::Write(drafted.draft));
    let followed = FollowedHandDown::written(written, &drafted.homes);
    gate::explained(context, origin.day, &followed).await.map(drop)
}

/// What the store is to keep of a document that has no number yet.
fn kept_of(drafted: &Drafted, one: &HandDown, (on, maker): (Day, i64)) -> handdowns::HandDown {
    handdowns::HandDown {
        id: 0,
        home: drafted.home.to_string(),
        source: drafted.source.clone(),
        way: kept::way(one.way()).to_owned(),
        fund: drafted.fund.clone(),
        fiscal_year: drafted.fiscal_year,
        maker,
        standing: followed::standing(one, on, None),
    }
}

/// Begins a hand-down; its number.
pub(crate) async fn begin(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    writing: &Writing,
) -> Done<i64> {
    let way = kept::way_of(&writing.way).ok_or(Refusal::UnknownStep)?;
    Box::pin(tried(context, origin, actor, (way, writing))).await?;
    let mut tx = context.db.write().await?;
    let drafted = drafted(&mut tx, context, actor, (way, writing)).await?;
    let by = here(&mut tx, context, actor, (Operation::PrepareHandDown, drafted.home)).await?;
    split(&drafted, handdowns::uses(&mut tx, &drafted.source).await?)?;
    let one = HandDown::begin(way, drafted.draft.clone(), by.who, origin.day);
    let one = one.map_err(Refusal::Step)?;
    let mut kept = kept_of(&drafted, &one, (origin.day, actor.person.id));
    kept.id = handdowns::add(&mut tx, &kept).await?;
    let id = kept.id;
    let taking = by.taking(origin);
    let step = Step::Write(drafted.draft);
    let begun = Followed::begin(&mut tx, (kept, one), &step, taking).await?;
    let followed = FollowedHandDown::written(begun, &drafted.homes);
    finish(tx, origin, actor, (Operation::PrepareHandDown, by), (followed, None)).await?;
    Ok(id)
}

/// The hand-down of a number, where the reader may see it: from where it comes, or where a part of it is
/// received. Also: whether all of it may be seen.
pub(crate) async fn found(
    tx: &mut Tx,
    context: &Context,
    actor: &Actor,
    id: i64,
) -> Done<(FollowedHandDown, bool)> {
    let kept = handdowns::by_id(tx, id).await?.ok_or(Refusal::UnknownRecord)?;
    let sees = |home: &str| {
        let place = division(home).map(|home| (home, None));
        place.and_then(|there| actor.post(context, Operation::ListHandDowns, Some(there)))
    };
    let whole = sees(&kept.home).map(drop);
    if whole == Err(Refusal::SignInFirst) {
        return Err(Refusal::SignInFirst.into());
    }
    let (whole, moved) = (whole.is_ok(), kept.standing.moved);
    let followed = FollowedHandDown::of(tx, kept).await?;
    let receives = |line: &handdowns::Line| !line.to_project && sees(&line.home).is_ok();
    let own = moved && followed.lines.iter().any(receives);
    if !whole && !own {
        return Err(Refusal::UnknownRecord.into());
    }
    Ok((followed, whole))
}

/// Writes a draft anew.
pub(crate) async fn rewrite(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, writing): (i64, &Writing),
) -> Done<()> {
    let (looked, _) = found(&mut context.db.read().await?, context, actor, id).await?;
    let writing = Writing { source: looked.kept.source.clone(), ..writing.clone() };
    Box::pin(tried(context, origin, actor, (looked.one.way(), &writing))).await?;
    let mut tx = context.db.write().await?;
    let (mut followed, _) = found(&mut tx, context, actor, id).await?;
    let home = division(&followed.kept.home)?;
    let by = here(&mut tx, context, actor, (Operation::PrepareHandDown, home)).await?;
    let drafted = drafted(&mut tx, context, actor, (followed.one.way(), &writing)).await?;
    split(&drafted, handdowns::uses(&mut tx, &drafted.source).await?)?;
    let taking = by.taking(origin);
    followed.rewrite(&mut tx, (drafted.draft, &drafted.homes), taking).await?;
    finish(tx, origin, actor, (Operation::PrepareHandDown, by), (followed, None)).await
}

/// Attaches scans of the document.
pub(crate) async fn scan(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, scans): (i64, &[Sent]),
) -> Done<()> {
    found(&mut context.db.read().await?, context, actor, id).await?;
    let shelved = shelve(context, scans).await?;
    let mut tx = context.db.write().await?;
    let (mut followed, _) = found(&mut tx, context, actor, id).await?;
    let home = division(&followed.kept.home)?;
    let by = here(&mut tx, context, actor, (Operation::PrepareHandDown, home)).await?;
    let numbers = attach(&mut tx, matter_of(KIND, id), actor, origin, &shelved).await?;
    let taking = by.taking(origin);
    followed.take(&mut tx, Step::Attach(numbers), taking).await?;
    finish(tx, origin, actor, (Operation::PrepareHandDown, by), (followed, None)).await
}

/// What whoever prepares a hand-down does about it: `submit`, `drop`, or a copy to an office.
#[derive(Clone, Debug, Default)]
pub(crate) struct Moving {
    /// Word of the step.
    pub(crate) step: String,
    /// Why.
    pub(crate) reason: String,
    /// To which office.
    pub(crate) office: String,
    /// When.
    pub(crate) day: String,
}

/// Submits it, gives it up, or notes a copy.
pub(crate) async fn prepare(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, moving): (i64, &Moving),
) -> Done<()> {
    let mut tx = context.db.write().await?;
    let (mut followed, _) = found(&mut tx, context, actor, id).await?;
    let home = division(&followed.kept.home)?;
    let by = here(&mut tx, context, actor, (Operation::PrepareHandDown, home)).await?;
    let step = match moving.step.as_str() {
        "submit" => Step::Submit,
        "withdraw" => Step::Drop { reason: written(&moving.reason)? },
        "copy" => {
            let to = kept::office_of(&moving.office).ok_or(Refusal::UnknownStep)?;
            Step::Copy { to, sent_on: past(&moving.day, origin)? }
        }
        _ => return Err(Refusal::UnknownStep.into()),
    };
    let taking = by.taking(origin);
    followed.take(&mut tx, step, taking).await?;
    finish(tx, origin, actor, (Operation::PrepareHandDown, by), (followed, None)).await
}

/// A day that somebody wrote, not one that is yet to come.
fn past(text: &str, origin: &Origin) -> Result<Day, Refusal> {
    let day = day(text)?;
    if day > origin.day { Err(Refusal::DayAhead) } else { Ok(day) }
}

/// Sends it back to the draft, with a reason.
pub(crate) async fn send_back(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, reason): (i64, &str),
) -> Done<()> {
    let mut tx = context.db.write().await?;
    let (mut followed, _) = found(&mut tx, context, actor, id).await?;
    let home = division(&followed.kept.home)?;
    let by = here(&mut tx, context, actor, (Operation::ReviewHandDown, home)).await?;
    let taking = by.taking(origin);
    let step = Step::SendBack { reason: written(reason)? };
    followed.take(&mut tx, step, taking).await?;
    finish(tx, origin, actor, (Operation::ReviewHandDown, by), (followed, None)).await
}

/// Hands it down: its parts become allotments and money of projects, in one transaction with the step. `seen` is
/// the seal of what the rules said of them. The caller has the records screened.
pub(crate) async fn hand_down(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, seen): (i64, &str),
) -> Done<()> {
    let mut tx = context.db.read().await?;
    let (looked, _) = found(&mut tx, context, actor, id).await?;
    let home = division(&looked.kept.home)?;
    let by = here(&mut tx, context, actor, (Operation::ReviewHandDown, home)).await?;
    if looked.one.state() == State::Submitted {
        let other = |maker| by.who.is_not(Some(maker));
        looked.one.makers().try_for_each(other).map_err(Refusal::Step)?;
    }
    if looked.one.draft().issued_on > origin.day {
        return Err(Refusal::DayAhead.into());
    }
    draft::admitted(&mut tx, &looked.one.draft().lines, looked.one.draft().issued_on).await?;
    let parts = records::of(&mut tx, context, &looked).await?;
    drop(tx);
    let said = records::foreseen(context, origin.day, actor, &parts).await?;
    if said.must_be_seen && said.seal != seen {
        return Err(Refusal::VerdictUnseen.into());
    }
    let reasons = Box::pin(gate::explained(context, origin.day, &looked)).await?;
    let mut recordings = Vec::with_capacity(parts.len() + 1);
    for part in parts {
        recordings.push(Recording::adding(context, part).await?);
    }
    let of = (looked.kept.fund.as_str(), looked.kept.fiscal_year);
    recordings.extend(Box::pin(gate::recorded(context, of, &reasons)).await?);
    let mut tx = context.db.write().await?;
    let (mut followed, _) = found(&mut tx, context, actor, id).await?;
    let left = left_now(&mut tx, &followed.kept.source).await?;
    if followed.steps.len() != looked.steps.len() {
        return Err(Refusal::TakenMeanwhile.into());
    }
    let taking = by.taking(origin);
    followed.take(&mut tx, Step::HandDown { open: left }, taking).await?;
    let mut import = None;
    for recording in recordings {
        let brought = recording.bring(&mut tx, context, origin, (actor, by.held)).await?;
        import = import.or(brought);
    }
    finish(tx, origin, actor, (Operation::ReviewHandDown, by), (followed, import)).await
}

/// Confirms receipt of a part, or corrects what was entered of it. The caller has the records screened.
pub(crate) async fn receive(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, receiving): (i64, &Receiving),
) -> Done<()> {
    let mut tx = context.db.read().await?;
    let (looked, _) = found(&mut tx, context, actor, id).await?;
    let line = looked.one.draft().lines.get(receiving.line).ok_or(Refusal::UnknownRecord)?;
    let To::Division(home) = line.to else { return Err(Refusal::UnknownRecord.into()) };
    let by = here(&mut tx, context, actor, (Operation::ReceiveHandDown, home)).await?;
    drop(tx);
    if !looked.one.state().has_moved() {
        return Err(Refusal::Step(domain::handling::StepRefusal::NotFromHere).into());
    }
    let receipt = Receipt {
        received_on: past(&receiving.received_on, origin)?,
        amount: yuan(&receiving.amount)?,
        fund: receiving.fund.trim().to_owned(),
        doc_no: written(&receiving.doc_no)?,
    };
    if receipt.received_on < looked.one.draft().issued_on {
        return Err(Refusal::ReceivedTooEarly.into());
    }
    let record = records::received(context, &record_id(id, receiving.line), &receipt).await?;
    let mut tx = context.db.write().await?;
    let (mut followed, _) = found(&mut tx, context, actor, id).await?;
    let taking = by.taking(origin);
    let step = Step::Receive { line: receiving.line, receipt };
    followed.take(&mut tx, step, taking).await?;
    record.bring(&mut tx, context, origin, (actor, by.held)).await?;
    finish(tx, origin, actor, (Operation::ReceiveHandDown, by), (followed, None)).await
}

/// Keeps what the steps come to, and the event of the last one; then all of it lasts.
async fn finish(
    mut tx: Tx,
    origin: &Origin,
    actor: &Actor,
    (operation, by): (Operation, Acting<'_>),
    (mut followed, import): (FollowedHandDown, Option<i64>),
) -> Done<()> {
    followed.stand(&mut tx, origin.day, import).await?;
    let more = import.map(|number| ("import", number.into()));
    let stepped = followed.stepped(&followed.kept.home, more);
    finished(tx, origin, actor, (operation, by), stepped).await
}
