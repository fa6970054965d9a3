//! Projects on their way: applied for, reviewed, examined, entered into the pipeline and the annual plan, given
//! money, contracted, carried out, accepted, closed; changed, left, their surplus used. Each step keeps who took it
//! and writes what it changes into the project's records, in one transaction; the records come first.

mod application;
mod due;
mod followed;
mod kept;
mod meeting;
mod one;
mod said;
#[cfg(test)]
mod tests;
pub(crate) mod unmatched;
mod verdict;
mod writing;

use domain::handling::AttachmentId;
use domain::project::{Party, Request, State, Step};
use serde_json::json;
use store::db::Tx;
use store::history::Record;

pub(crate) use self::application::{Application, COLUMNS, apply};
pub(crate) use self::due::{Waiting, due};
pub(crate) use self::followed::{FollowedProject, followed, home_of};
pub(crate) use self::meeting::{Agenda, Held as Meeting, Item, STEPS, agenda, decide};
pub(crate) use self::one::{OneProject, attachment, one};
pub(crate) use self::said::{Said, step_of};
pub(crate) use self::verdict::Breach;
use self::writing::Writing;
use super::handdowns::left_now;
use super::handling::acting::{There, acting, attach, shelve};
use super::handling::{self, matter_of};
use super::recording::bring_all;
use super::{Actor, Done, Refusal, Told, tell};
use crate::access::{Held, Operation};
use crate::context::{Context, Origin};

/// Kind of the matter by which steps and documents are kept.
pub(crate) const KIND: &str = "project";

/// What became of a step.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// It is taken; the caller has the records screened.
    Taken,
    /// Not yet: it would break rules that are not broken now. Whoever has seen this takes it with the seal.
    Look(Vec<Breach>, String),
}

/// What somebody does by a step, as access asks.
pub(crate) fn operation_of(step: &Step, from: State) -> Operation {
    match step {
        Step::Fund(_) | Step::Close { .. } | Step::Ask(Request::Surplus { .. }) => {
            Operation::FundProject
        }
        Step::Apply { .. } | Step::Ask(_) => Operation::ApplyForProject,
        Step::SendBack { .. } if from == State::Examined => Operation::DecideProject,
        Step::Review { .. }
        | Step::Examine { .. }
        | Step::SendBack { .. }
        | Step::Accept { .. } => Operation::ReviewProject,
        Step::Enter(_) | Step::Plan(_) | Step::Grant(_) | Step::Deny { .. } => {
            Operation::DecideProject
        }
        Step::Contract(_) | Step::Start { .. } | Step::Finish { .. } => Operation::CarryOutProject,
    }
}

/// What those who have to act do.
pub(crate) fn operation_for(party: Party) -> Operation {
    match party {
        Party::Unit => Operation::CarryOutProject,
        Party::Township | Party::Department => Operation::ReviewProject,
        Party::LeadingGroup => Operation::DecideProject,
        Party::Finance => Operation::FundProject,
    }
}

/// The leading group and the finance bureau that decide on a project are its county's own: nobody above decides
/// for them.
pub(crate) fn is_own_county(
    operation: Operation,
    held: &Held,
    there: There<'_>,
) -> Result<(), Refusal> {
    use Operation as O;
    let own = matches!(
        operation,
        O::DecideProject
            | O::FundProject
            | O::ConfirmContribution
            | O::ReviewPaymentRequest
            | O::ReviewMonitoring
            | O::SettlePaymentRequest
            | O::ReviewTarget
            | O::ApproveTarget
    );
    if own && held.scope.division != there.0 { Err(Refusal::CountyDecides) } else { Ok(()) }
}

/// The record of a project, if the reader may see it.
pub(crate) async fn found(tx: &mut Tx, context: &Context, actor: &Actor, id: &str) -> Done<Record> {
    let record = followed::record(tx, id).await?.ok_or(Refusal::UnknownRecord)?;
    let home = home_of(&record);
    let there = handling::there(&home.county, &home.unit)?;
    actor.admitted(context, (Operation::ListProjects, Operation::ListProjects), there)?;
    Ok(record)
}

/// Takes a step about a project.
pub(crate) async fn take(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, said): (&str, &Said),
) -> Done<Outcome> {
    let mut tx = context.db.read().await?;
    let record = found(&mut tx, context, actor, id).await?;
    let before = followed(&mut tx, record, origin.day).await?;
    // The documents are numbered when they are attached; whether there are any is what a step asks.
    let given: Vec<AttachmentId> = said.evidence.iter().map(|_| AttachmentId(0)).collect();
    let step = step_of(said, given)?;
    let operation = operation_of(&step, before.way.state());
    let home = home_of(&before.record);
    let there = handling::there(&home.county, &home.unit)?;
    let by = acting(&mut tx, context, actor, (operation, there), &[]).await?;
    is_own_county(operation, by.held, there)?;
    before.tried(&step, by.who, origin.day)?;
    let writing = Writing::of(&mut tx, &before, &step).await?;
    drop(tx);
    let (breaches, seal) = writing.verdict(context, origin).await?;
    if !breaches.is_empty() && said.seen != seal {
        return Ok(Outcome::Look(breaches, seal));
    }
    let records = writing.read(context).await?;
    let shelved = shelve(context, &said.evidence).await?;
    let mut tx = context.db.write().await?;
    let record = found(&mut tx, context, actor, id).await?;
    if let Step::Fund(money) = &step {
        writing::admits(left_now(&mut tx, &money.allotment).await?, money)?;
    }
    let mut followed = followed(&mut tx, record, origin.day).await?;
    let way = followed.begin(&mut tx, origin.day).await?;
    let evidence = attach(&mut tx, matter_of(KIND, way), actor, origin, &shelved).await?;
    let taking = by.taking(origin);
    followed.take(&mut tx, step_of(said, evidence)?, taking).await?;
    let as_county = whole(by.held, there);
    let imports = bring_all(records, &mut tx, context, origin, (actor, &as_county)).await?;
    let body = told_with(&followed, &imports);
    let told =
        Told { operation, post: &by.held.post, kind: KIND, id, division: Some(there.0), body };
    tell(&mut tx, &actor.person.public_id, origin, told).await?;
    tx.commit().await?;
    Ok(Outcome::Taken)
}

/// What the event of a step tells: the step, and the imports by which its records came in.
fn told_with(followed: &FollowedProject, imports: &[i64]) -> serde_json::Value {
    let (last, number) = (&followed.last, followed.way.history().len());
    let mut body = handling::told(last, number, followed.state_word());
    if let Some(body) = body.as_object_mut() {
        body.insert("imports".to_owned(), json!(imports));
    }
    body
}

/// The post as one of the whole county: what a step writes lies in the county of the project, which the post was
/// found to cover, also where the post is one of a unit.
fn whole(held: &Held, there: There<'_>) -> Held {
    let mut held = held.clone();
    if held.scope.organisation.take().is_some() {
        held.scope.division = there.0;
    }
    held
}
