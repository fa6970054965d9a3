//! Performance targets (A 七–九): whoever applies for money sets a target, from the template of its type or from another
//! target; finance reviews it against five points; who approves the budget approves it. It becomes records with its
//! approval, and with each approved change; what would break a rule at that moment is not approved.

mod covered;
mod declared;
mod drafted;
mod followed;
mod kept;
mod one;
mod printed;
mod records;
mod subject;
#[cfg(test)]
pub(crate) mod tests;

use std::collections::BTreeMap;

use domain::handling::Judged;
use domain::target::{Approval, Filed, Outcome, Review, State, Step, SubjectKind, Target, Text};
use store::db::Tx;
use store::targets::{self, TargetWay};

pub(crate) use self::covered::covered;
pub(crate) use self::declared::{Declared, declared};
pub(crate) use self::drafted::{Begins, Writing, from_library};
use self::followed::FollowedTarget;
pub(crate) use self::one::{Due, May, OneTarget, due, may_write, of_subject, unfollowed};
pub(crate) use self::printed::{Subjected, printed};
use self::records::sheet;
use self::subject::{Subject, subject_of};
use super::entry::weighed::weigh;
use super::entry::{self, Verdict};
use super::handling::acting::{Acting, acting, attach, day, finished, shelve, written};
use super::handling::{self, matter_of, words};
use super::imports::{ImportRefusal, Party};
use super::projects;
use super::recording::{bring_all, imported};
use super::{Actor, Done, Refusal};
use crate::access::Operation;
use crate::context::{Context, Origin};

/// Kind of the matter by which steps and documents are kept.
pub(crate) const KIND: &str = "target";

/// What became of a step that wants what the rules say to be seen first.
#[derive(Debug)]
pub(crate) enum Sending {
    /// It is taken.
    Done(i64),
    /// Not yet: a cell cannot be read, or the verdict was not seen.
    Not(Box<Verdict>),
}

/// What somebody says of a target.
#[derive(Clone, Debug, Default)]
pub(crate) struct Saying {
    /// Word of the step.
    pub(crate) step: String,
    /// Why, or what the reviewer says of the whole.
    pub(crate) reason: String,
    /// Number of a document.
    pub(crate) document: String,
    /// A day.
    pub(crate) on: String,
    /// Where it is published, or to whom it is filed.
    pub(crate) place: String,
    /// Points of a review, in the order of `words::TARGET_POINT`.
    pub(crate) scores: Vec<String>,
    /// Comments on indicators, by their names.
    pub(crate) comments: BTreeMap<String, String>,
}

/// The target of a number, if the reader may see its subject.
async fn found(tx: &mut Tx, context: &Context, actor: &Actor, id: i64) -> Done<FollowedTarget> {
    let kept = targets::by_id(tx, id).await?.ok_or(Refusal::UnknownRecord)?;
    let there = handling::there(&kept.home, &kept.unit)?;
    actor.admitted(context, (Operation::ListTargets, Operation::ListTargets), there)?;
    FollowedTarget::of(tx, kept).await
}

/// The post in which somebody acts on a target.
async fn here<'a>(
    tx: &mut Tx,
    context: &Context,
    actor: &'a Actor,
    (operation, kept): (Operation, &TargetWay),
) -> Done<Acting<'a>> {
    let there = handling::there(&kept.home, &kept.unit)?;
    let by = acting(tx, context, actor, (operation, there), &[]).await?;
    projects::is_own_county(operation, by.held, there)?;
    Ok(by)
}

/// Begins a target; its number. It need not be whole.
pub(crate) async fn begin(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    begins: &Begins,
) -> Done<i64> {
    let kind = SubjectKind::from_word(&begins.kind).ok_or(Refusal::TargetSubject)?;
    let mut tx = context.db.write().await?;
    let subject = subject_of(&mut tx, context, actor, (kind, begins.subject.trim())).await?;
    let year = drafted::year(&begins.year)?;
    let target = drafted::number(begins, &subject, year)?;
    free(&mut tx, &target).await?;
    let text = drafted::text(&mut tx, context, actor, (begins, &subject, year)).await?;
    let kept = way((target, kind, year), &subject, drafted::type_of(context, begins, &subject));
    let one = |text: &Text, by: &Acting<'_>| Target::begin(text.clone(), by.who, origin.day);
    let by = here(&mut tx, context, actor, (Operation::WriteTarget, &kept)).await?;
    let begun = one(&text, &by).map_err(Refusal::Step)?;
    let followed = begun_as(&mut tx, (origin, actor, by), (kept, begun, Step::Write(text))).await?;
    let id = followed.kept.id;
    finish(tx, (origin, actor), (Operation::WriteTarget, by), followed).await?;
    Ok(id)
}

/// Follows a target from here on that stands in the records as approved; its number.
pub(crate) async fn take_over(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    target: &str,
) -> Done<i64> {
    let mut tx = context.db.write().await?;
    if let Some(way) = targets::of_target(&mut tx, target).await? {
        return found(&mut tx, context, actor, way.id).await.map(|followed| followed.kept.id);
    }
    let recorded = records::recorded(&mut tx, target).await?.ok_or(Refusal::UnknownRecord)?;
    let approved_on = recorded.approved_on.ok_or(Refusal::TargetNotApproved)?;
    let subject =
        subject_of(&mut tx, context, actor, (recorded.kind, recorded.subject.as_str())).await?;
    let of_type = drafted::type_of_recorded(context, &subject, (&recorded.text, recorded.year));
    let kept = way((target.to_owned(), recorded.kind, recorded.year), &subject, of_type);
    // Whoever changes it follows it from here on, and so does who files it.
    let write = here(&mut tx, context, actor, (Operation::WriteTarget, &kept)).await;
    let (operation, by) = if let Ok(by) = write {
        (Operation::WriteTarget, by)
    } else {
        let file = Operation::FileTarget;
        (file, here(&mut tx, context, actor, (file, &kept)).await?)
    };
    let text = recorded.text;
    let begun = Target::take_over((text.clone(), approved_on), by.who, origin.day);
    let first = Step::TakeOver { text, approved_on };
    let begun = begun.map_err(Refusal::Step)?;
    let followed = begun_as(&mut tx, (origin, actor, by), (kept, begun, first)).await?;
    let id = followed.kept.id;
    finish(tx, (origin, actor), (operation, by), followed).await?;
    Ok(id)
}

fn way(
    (target, kind, year): (String, SubjectKind, u16),
    subject: &Subject,
    of_type: String,
) -> TargetWay {
    TargetWay {
        target,
        subject_kind: kind.word().to_owned(),
        subject: subject.id.clone(),
        name: subject.name.clone(),
        fiscal_year: i64::from(year),
        home: subject.home.clone(),
        unit: subject.unit.clone(),
        of_type,
        ..TargetWay::default()
    }
}

/// Keeps a target that begins, with its first step.
async fn begun_as(
    tx: &mut Tx,
    (origin, actor, by): (&Origin, &Actor, Acting<'_>),
    (mut kept, one, first): (TargetWay, Target, Step),
) -> Done<FollowedTarget> {
    kept.maker = actor.person.id;
    kept.standing = followed::standing(&one, origin.day);
    kept.id = targets::add(tx, &kept).await?.ok_or(Refusal::TargetKnown)?;
    FollowedTarget::begin(tx, (kept, one), &first, by.taking(origin)).await
}

/// Refused where a target of this number is there, or on its way.
async fn free(tx: &mut Tx, target: &str) -> Done<()> {
    let taken = targets::of_target(tx, target).await?.is_some();
    if taken || records::recorded(tx, target).await?.is_some() {
        return Err(Refusal::TargetKnown.into());
    }
    Ok(())
}

/// What the rules say of a target as somebody is writing it. Nothing is written.
pub(crate) async fn foresee(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, writing): (i64, &Writing),
) -> Done<Verdict> {
    let mut tx = context.db.read().await?;
    let followed = found(&mut tx, context, actor, id).await?;
    here(&mut tx, context, actor, (Operation::WriteTarget, &followed.kept)).await?;
    drop(tx);
    let text = writing.text(context, &followed.kept, followed.one.text())?;
    let sheet = sheet(&followed.kept, &text);
    entry::foreseen(context, origin.day, Party::Person(actor), &sheet).await
}

/// Writes a target anew; documents that were sent before stay. It need not be whole.
pub(crate) async fn rewrite(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, writing): (i64, &Writing),
) -> Done<()> {
    let shelved = shelve(context, &writing.evidence).await?;
    let mut tx = context.db.write().await?;
    let mut followed = found(&mut tx, context, actor, id).await?;
    let by = here(&mut tx, context, actor, (Operation::WriteTarget, &followed.kept)).await?;
    let mut text = writing.text(context, &followed.kept, followed.one.text())?;
    text.evidence.extend(attach(&mut tx, matter_of(KIND, id), actor, origin, &shelved).await?);
    followed.kept.maker = actor.person.id;
    followed.take(&mut tx, Step::Write(text), by.taking(origin)).await?;
    finish(tx, (origin, actor), (Operation::WriteTarget, by), followed).await
}

/// Submits a target: what the rules say of it must have been seen where something is red.
pub(crate) async fn submit(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, seal): (i64, &str),
) -> Done<Sending> {
    let before = found(&mut context.db.read().await?, context, actor, id).await?;
    drafted::is_whole(context, &before.kept, before.one.text())?;
    let sheet = sheet(&before.kept, before.one.text());
    let ready = entry::read(context, Party::Person(actor), &sheet).await?;
    let mut tx = context.db.write().await?;
    let mut followed = found(&mut tx, context, actor, id).await?;
    let by = here(&mut tx, context, actor, (Operation::WriteTarget, &followed.kept)).await?;
    is_same(&followed, &before)?;
    let verdict = entry::judged_in(&mut tx, context, origin.day, ready).await?;
    if !verdict.rejected.is_empty() || (verdict.must_be_seen() && verdict.seal != seal) {
        return Ok(Sending::Not(Box::new(verdict)));
    }
    followed.take(&mut tx, Step::Submit, by.taking(origin)).await?;
    finish(tx, (origin, actor), (Operation::WriteTarget, by), followed).await?;
    Ok(Sending::Done(id))
}

/// Refused where somebody has written something else meanwhile.
fn is_same(now: &FollowedTarget, before: &FollowedTarget) -> Result<(), Refusal> {
    let same = now.one.text() == before.one.text() && now.one.asked() == before.one.asked();
    if same { Ok(()) } else { Err(Refusal::TakenMeanwhile) }
}

/// Takes a step that writes no records and wants no verdict: withdrawing, reviewing, sending back, refusing a change.
pub(crate) async fn say(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, saying): (i64, &Saying),
) -> Done<()> {
    let mut tx = context.db.write().await?;
    let mut followed = found(&mut tx, context, actor, id).await?;
    let (operation, step) = said(context, origin, saying)?;
    let by = here(&mut tx, context, actor, (operation, &followed.kept)).await?;
    followed.take(&mut tx, step, by.taking(origin)).await?;
    finish(tx, (origin, actor), (operation, by), followed).await
}

fn said(context: &Context, origin: &Origin, saying: &Saying) -> Done<(Operation, Step)> {
    let reason = written(&saying.reason)?;
    Ok(match saying.step.as_str() {
        "withdraw" => (Operation::WriteTarget, Step::Withdraw { reason }),
        "send_back" => (Operation::ApproveTarget, Step::SendBack { reason }),
        "deny" => (Operation::ApproveTarget, Step::Deny { reason }),
        word => {
            let at = words::TARGET_OUTCOME.iter().position(|row| row.0 == word);
            let outcome = [Outcome::Pass, Outcome::Return, Outcome::Reject];
            let outcome = at.and_then(|at| outcome.get(at)).ok_or(Refusal::UnknownStep)?;
            let bands = drafted::bands(context, origin.day).ok_or(Refusal::TargetScale)?;
            let review = Review {
                scores: drafted::scores(&saying.scores)?,
                bands,
                outcome: *outcome,
                opinion: reason,
                comments: drafted::comments(&saying.comments)?,
            };
            (Operation::ReviewTarget, Step::Review(review))
        }
    })
}

/// Asks for a change of an approved target.
pub(crate) async fn ask(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, writing, reason): (i64, &Writing, &str),
) -> Done<Sending> {
    let before = found(&mut context.db.read().await?, context, actor, id).await?;
    let text = writing.text(context, &before.kept, before.one.text())?;
    drafted::is_whole(context, &before.kept, &text)?;
    let shelved = shelve(context, &writing.evidence).await?;
    let sheet = sheet(&before.kept, &text);
    let ready = entry::read(context, Party::Person(actor), &sheet).await?;
    let mut tx = context.db.write().await?;
    let mut followed = found(&mut tx, context, actor, id).await?;
    let by = here(&mut tx, context, actor, (Operation::WriteTarget, &followed.kept)).await?;
    is_same(&followed, &before)?;
    let verdict = entry::judged_in(&mut tx, context, origin.day, ready).await?;
    if !verdict.rejected.is_empty() || (verdict.must_be_seen() && verdict.seal != writing.seal) {
        return Ok(Sending::Not(Box::new(verdict)));
    }
    let mut text = text;
    text.evidence.extend(attach(&mut tx, matter_of(KIND, id), actor, origin, &shelved).await?);
    followed.kept.maker = actor.person.id;
    let step = Step::Ask { text, reason: written(reason)? };
    followed.take(&mut tx, step, by.taking(origin)).await?;
    finish(tx, (origin, actor), (Operation::WriteTarget, by), followed).await?;
    Ok(Sending::Done(id))
}

/// Approves a target with the budget, or a change of it: not by who wrote or reviewed it. The rules are run again at
/// this moment, and the records are written in the same transaction. The caller has them screened.
pub(crate) async fn approve(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, saying): (i64, &Saying),
) -> Done<()> {
    let operation = Operation::ApproveTarget;
    let before = found(&mut context.db.read().await?, context, actor, id).await?;
    let changes = before.one.state() == State::Adjusting;
    let text = before.one.asked().filter(|_| changes).unwrap_or(before.one.text());
    let ready = entry::read(context, Party::Person(actor), &sheet(&before.kept, text)).await?;
    let approval = |judged: Judged| -> Result<Approval, Refusal> {
        let (document, reason) = (written(&saying.document)?, written(&saying.reason)?);
        Ok(Approval { document, on: day(&saying.on)?, judged, reason })
    };
    let step = |approval| if changes { Step::Grant(approval) } else { Step::Approve(approval) };
    // What the records will say is read before the transaction; who may do it is asked again in it.
    here(&mut context.db.read().await?, context, actor, (operation, &before.kept)).await?;
    let on = approval(Judged::default())?.on;
    let recordings = records::of(context, origin.day, (&before.kept, &before.one), on).await?;
    let mut tx = context.db.write().await?;
    let mut followed = found(&mut tx, context, actor, id).await?;
    let by = here(&mut tx, context, actor, (operation, &followed.kept)).await?;
    is_same(&followed, &before)?;
    let verdict = entry::judged_in(&mut tx, context, origin.day, ready).await?;
    if let Some(first) = verdict.rejected.first() {
        return Err(ImportRefusal::Cell(Box::new(first.clone())).into());
    }
    let judged = weigh(&mut tx, origin.day, &verdict, None).await?.judged();
    followed.take(&mut tx, step(approval(judged)?), by.taking(origin)).await?;
    let imports = bring_all(recordings, &mut tx, context, origin, (actor, by.held)).await?;
    finish_with(tx, (origin, actor), (operation, by), (followed, imports)).await
}

/// Files a target upward, or records its publication, which its record says, too.
pub(crate) async fn file(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, saying): (i64, &Saying),
) -> Done<()> {
    let operation = Operation::FileTarget;
    let before = found(&mut context.db.read().await?, context, actor, id).await?;
    let on = day(&saying.on)?;
    let step = match saying.step.as_str() {
        "publish" => Step::Publish { on, place: written(&saying.place)? },
        "file" => {
            let at = words::TARGET_FILED.iter().position(|row| row.0 == saying.place);
            let to = at.and_then(|at| Filed::ALL.get(at)).ok_or(Refusal::UnknownStep)?;
            Step::File { to: *to, on, document: written(&saying.document)? }
        }
        _ => return Err(Refusal::UnknownStep.into()),
    };
    let recordings = match &step {
        Step::Publish { on, .. } => records::published(context, &before.kept, *on).await?,
        _ => Vec::new(),
    };
    let mut tx = context.db.write().await?;
    let mut followed = found(&mut tx, context, actor, id).await?;
    let there = handling::there(&followed.kept.home, &followed.kept.unit)?;
    let by = acting(&mut tx, context, actor, (operation, there), &[]).await?;
    followed.take(&mut tx, step, by.taking(origin)).await?;
    let imports = bring_all(recordings, &mut tx, context, origin, (actor, by.held)).await?;
    finish_with(tx, (origin, actor), (operation, by), (followed, imports)).await
}

/// Keeps what the steps come to, and the event of the last one; then all of it lasts.
async fn finish(
    tx: Tx,
    who: (&Origin, &Actor),
    by: (Operation, Acting<'_>),
    followed: FollowedTarget,
) -> Done<()> {
    finish_with(tx, who, by, (followed, Vec::new())).await
}

/// The same of a step whose records came in by imports.
async fn finish_with(
    mut tx: Tx,
    (origin, actor): (&Origin, &Actor),
    (operation, by): (Operation, Acting<'_>),
    (mut followed, imports): (FollowedTarget, Vec<i64>),
) -> Done<()> {
    followed.stand(&mut tx, origin.day).await?;
    let stepped = followed.stepped(&followed.kept.home, imported(&imports));
    finished(tx, origin, actor, (operation, by), stepped).await
}
