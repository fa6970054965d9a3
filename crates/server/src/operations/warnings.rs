//! Warnings: what the engine found, taken up and judged by the posts that answer.

mod followed;
pub(crate) mod kept;
mod one;

use domain::warning::{Exemption, Step};
use store::db::Tx;
use store::warnings;

pub(crate) use self::followed::{Followed, followed};
pub(crate) use self::one::{OneWarning, Taken, named_steps};
use super::handling::acting::{
    Acting, Sent, There, acting, attach, day, from_above, shelve, written,
};
use super::handling::{self, matter_of};
use super::{Actor, Done, Refusal, Told, tell};
use crate::access::Operation;
use crate::context::{Context, Origin};

/// Kind of the matter by which steps and documents are kept.
pub(crate) const KIND: &str = "warning";

/// What the post that answers does, as it was entered.
#[derive(Clone, Debug, Default)]
pub(crate) struct Handling {
    /// Word of the step.
    pub(crate) step: String,
    /// Why.
    pub(crate) reason: String,
    /// Last day of a mute or an exemption.
    pub(crate) until: String,
    /// The regulation or document on which an exemption rests.
    pub(crate) basis: String,
    /// How far an exemption reaches.
    pub(crate) scope: String,
    /// What shows it.
    pub(crate) evidence: Vec<Sent>,
}

/// The warning of a number, if the reader may do this with it; its place.
pub(crate) async fn found(
    tx: &mut Tx,
    context: &Context,
    actor: &Actor,
    operation: Operation,
    id: i64,
) -> Done<warnings::Warning> {
    let kept = warnings::by_id(tx, id).await?.ok_or(Refusal::UnknownRecord)?;
    let there = there(&kept.place)?;
    actor.admitted(context, (Operation::ListWarnings, operation), there)?;
    Ok(kept)
}

/// Where a warning is, as access asks.
pub(crate) fn there(place: &warnings::Place) -> Result<There<'_>, Refusal> {
    handling::there(&place.home, &place.organisation)
}

/// Takes up, judges, mutes, or asks for an exemption: a step of a post that answers.
pub(crate) async fn handle(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    id: i64,
    handling: &Handling,
) -> Done<()> {
    let kept = {
        let mut tx = context.db.read().await?;
        found(&mut tx, context, actor, Operation::HandleWarning, id).await?
    };
    let shelved = shelve(context, &handling.evidence).await?;
    let mut tx = context.db.write().await?;
    let kept = reread(&mut tx, kept.id).await?;
    let mut followed = followed(&mut tx, kept).await?;
    let place = followed.kept.place.clone();
    let meant = followed.warning.answers().to_vec();
    let asked = (Operation::HandleWarning, there(&place)?);
    let by = acting(&mut tx, context, actor, asked, &meant).await?;
    let evidence = attach(&mut tx, matter_of(KIND, id), actor, origin, &shelved).await?;
    let step = step(handling, evidence)?;
    followed.take(&mut tx, step, by.taking(origin)).await?;
    finish(tx, origin, actor, (Operation::HandleWarning, by), &followed).await
}

async fn reread(tx: &mut Tx, id: i64) -> Done<warnings::Warning> {
    Ok(warnings::by_id(tx, id).await?.ok_or(Refusal::UnknownRecord)?)
}

fn step(
    handling: &Handling,
    evidence: Vec<domain::handling::AttachmentId>,
) -> Result<Step, Refusal> {
    let reason = written(&handling.reason)?;
    Ok(match handling.step.as_str() {
        "take_up" => Step::TakeUp,
        "breach" => Step::JudgeBreach { reason },
        "in_order" => Step::JudgeInOrder { reason, evidence },
        "data_error" => Step::JudgeDataError { reason },
        "reconsider" => Step::Reconsider { reason },
        "mute" => Step::Mute { reason, until: day(&handling.until)? },
        "ask_exemption" => Step::AskExemption(exemption(handling)?),
        _ => return Err(Refusal::UnknownStep),
    })
}

fn exemption(handling: &Handling) -> Result<Exemption, Refusal> {
    let (basis, scope) = (written(&handling.basis)?, written(&handling.scope)?);
    Ok(Exemption { basis, scope, until: day(&handling.until)? })
}

/// Grants or denies an exemption that was asked for: another person, in a post above.
pub(crate) async fn decide_exemption(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    id: i64,
    (grants, reason): (bool, &str),
) -> Done<()> {
    let mut tx = context.db.write().await?;
    let kept = found(&mut tx, context, actor, Operation::DecideExemption, id).await?;
    let mut followed = followed(&mut tx, kept).await?;
    let place = followed.kept.place.clone();
    let there = there(&place)?;
    let by = acting(&mut tx, context, actor, (Operation::DecideExemption, there), &[]).await?;
    from_above(context, by.held, there.0)?;
    let step = if grants {
        Step::GrantExemption
    } else {
        Step::DenyExemption { reason: written(reason)? }
    };
    followed.take(&mut tx, step, by.taking(origin)).await?;
    finish(tx, origin, actor, (Operation::DecideExemption, by), &followed).await
}

/// The event of the last step of a warning; then all of it lasts.
async fn finish(
    mut tx: Tx,
    origin: &Origin,
    actor: &Actor,
    (operation, by): (Operation, Acting<'_>),
    followed: &Followed,
) -> Done<()> {
    tell_step(&mut tx, origin, actor, (operation, by), followed).await?;
    tx.commit().await?;
    Ok(())
}

/// Tells the last step of a warning.
pub(crate) async fn tell_step(
    tx: &mut Tx,
    origin: &Origin,
    actor: &Actor,
    (operation, by): (Operation, Acting<'_>),
    followed: &Followed,
) -> Done<()> {
    let id = followed.kept.id.to_string();
    let told = Told {
        operation,
        post: &by.held.post,
        kind: KIND,
        id: &id,
        division: Some(there(&followed.kept.place)?.0),
        body: handling::told(
            &followed.last,
            followed.warning.history().len(),
            &followed.kept.standing.state,
        ),
    };
    tell(tx, &actor.person.public_id, origin, told).await
}
