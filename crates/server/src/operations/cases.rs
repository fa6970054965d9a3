//! Cases: breaches that are ordered to be put right, reported done, checked by another person, and closed when
//! the rule, run again, no longer finds them.

mod followed;
mod kept;
mod one;
pub(crate) mod refunds;
mod rerun;

use domain::Fen;
use domain::case::{Order, Request, Rerun, Says, Step, Why};
use domain::handling::{AttachmentId, CaseId, PostId, Who};
use domain::warning::{Exemption, Step as WarningStep};
use serde_json::json;
use store::cases::{self, Opening};
use store::db::Tx;
use store::{posts, warnings};

pub(crate) use self::followed::{
    FollowedCase, followed, followed_id, reopened_by_engine, steps_of,
};
pub(crate) use self::one::OneCase;
use super::handling::acting::{
    Acting, Sent, Stepped, There, acting, attach, day, finished, from_above, shelve, written, yuan,
};
use super::handling::{self, Taking, matter_of};
use super::sign_in::held_post;
use super::{Actor, Done, Refusal, Told, tell, warnings as matters};
use crate::access::{Operation, Role};
use crate::context::{Context, Origin};

/// Kind of the matter by which steps and documents are kept.
pub(crate) const KIND: &str = "case";

/// What is done about a case, as it was entered.
#[derive(Clone, Debug, Default)]
pub(crate) struct Doing {
    /// Word of the step.
    pub(crate) step: String,
    /// The order: public number of the post that has to rectify.
    pub(crate) to: String,
    /// What is to be put right, what was done, what was found, why.
    pub(crate) text: String,
    /// A deadline, or the last day of an exemption.
    pub(crate) due: String,
    /// Yuan to be taken back.
    pub(crate) take_back: String,
    /// Yuan to be re-booked.
    pub(crate) rebook: String,
    /// The regulation or document on which an exemption rests.
    pub(crate) basis: String,
    /// What shows it.
    pub(crate) evidence: Vec<Sent>,
    /// Voucher numbers of the refunds that a report names.
    pub(crate) refunds: String,
}

/// Opens the case of a warning that was judged a breach; its number.
pub(crate) async fn open(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    warning: i64,
) -> Done<i64> {
    let mut tx = context.db.write().await?;
    let kept = matters::found(&mut tx, context, actor, Operation::OpenCase, warning).await?;
    let mut followed = matters::followed(&mut tx, kept).await?;
    let (place, meant) = (followed.kept.place.clone(), followed.warning.answers().to_vec());
    let asked = (Operation::OpenCase, matters::there(&place)?);
    let by = acting(&mut tx, context, actor, asked, &meant).await?;
    let id = open_in(&mut tx, &mut followed, by.taking(origin)).await?;
    let told = Told {
        operation: Operation::OpenCase,
        post: &by.held.post,
        kind: KIND,
        id: &id.to_string(),
        division: Some(asked.1.0),
        body: json!({ "warning": warning, "rule": followed.kept.identity.rule }),
    };
    tell(&mut tx, &actor.person.public_id, origin, told).await?;
    tx.commit().await?;
    Ok(id)
}

/// Opens the case of a breach inside of what is being done; its number.
pub(crate) async fn open_in(
    tx: &mut Tx,
    followed: &mut matters::Followed,
    taking: Taking<'_>,
) -> Done<i64> {
    let Who::Person(person, post) = taking.by else { return Err(Refusal::OutOfScope.into()) };
    let kept = &followed.kept;
    let opening = Opening {
        warning: kept.id,
        rule: kept.identity.rule.clone(),
        home: kept.place.home.clone(),
        organisation: kept.place.organisation.clone(),
        exemptable: kept.first.exemptable,
        level: followed.warning.level().word().to_owned(),
        on: taking.on.to_string(),
        person: person.0 as i64,
        post: post.0 as i64,
    };
    let id = cases::add(tx, &opening).await?.ok_or(Refusal::TakenMeanwhile)?;
    followed.take(tx, WarningStep::OpenCase(CaseId(id as u64)), taking).await?;
    Ok(id)
}

/// The case of a number, if the reader may do this with it.
pub(crate) async fn found(
    tx: &mut Tx,
    context: &Context,
    actor: &Actor,
    operation: Operation,
    id: i64,
) -> Done<cases::Case> {
    let kept = cases::by_id(tx, id).await?.ok_or(Refusal::UnknownRecord)?;
    let there = there(&kept)?;
    actor.admitted(context, (Operation::ListCases, operation), there)?;
    Ok(kept)
}

/// Where a case is, as access asks.
pub(crate) fn there(kept: &cases::Case) -> Result<There<'_>, Refusal> {
    handling::there(&kept.opening.home, &kept.opening.organisation)
}

/// Reports done, or asks for another end: a step of the post that has to rectify.
pub(crate) async fn rectify(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    id: i64,
    doing: &Doing,
) -> Done<()> {
    found(&mut context.db.read().await?, context, actor, Operation::RectifyCase, id).await?;
    let shelved = shelve(context, &doing.evidence).await?;
    let mut tx = context.db.write().await?;
    let kept = found(&mut tx, context, actor, Operation::RectifyCase, id).await?;
    let mut followed = followed(&mut tx, kept).await?;
    let kept = followed.kept.clone();
    let meant: Vec<PostId> = followed.case.order().map(|order| order.to).into_iter().collect();
    let asked = (Operation::RectifyCase, there(&kept)?);
    let by = acting(&mut tx, context, actor, asked, &meant).await?;
    let evidence = attach(&mut tx, matter_of(KIND, id), actor, origin, &shelved).await?;
    let step = rectifying(doing, evidence)?;
    if doing.step == "report" {
        let named = refunds::name(&mut tx, context, &kept, &doing.refunds).await?;
        followed.beside = Some(("refunds", json!(named)));
    }
    followed.take(&mut tx, step, by.taking(origin)).await?;
    finish(tx, origin, actor, (Operation::RectifyCase, by), &followed).await
}

fn rectifying(doing: &Doing, evidence: Vec<AttachmentId>) -> Result<Step, Refusal> {
    let text = written(&doing.text)?;
    Ok(match doing.step.as_str() {
        "report" => Step::ReportDone { report: text, evidence },
        "ask_exemption" => Step::Ask(Request::Exemption(Exemption {
            basis: written(&doing.basis)?,
            scope: text,
            until: day(&doing.due)?,
        })),
        "ask_irrecoverable" => Step::Ask(Request::Irrecoverable { reason: text, evidence }),
        _ => return Err(Refusal::UnknownStep),
    })
}

/// Orders, extends, checks, sends back, decides, closes, opens again: a step of those who supervise.
pub(crate) async fn supervise(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    id: i64,
    doing: &Doing,
) -> Done<()> {
    let green = doing.step == "close_green";
    loop {
        let mut seen = None;
        if green {
            let mut tx = context.db.read().await?;
            let kept = found(&mut tx, context, actor, Operation::SuperviseCase, id).await?;
            drop(tx);
            seen = Some(rerun::rerun(context, origin.day, &kept).await?);
        }
        let mut tx = context.db.write().await?;
        if let Some(seen) = &seen
            && store::screenings::last_import(&mut tx).await? != seen.import
        {
            continue;
        }
        return supervise_in(tx, (context, origin, actor), id, doing, seen).await;
    }
}

async fn supervise_in(
    mut tx: Tx,
    (context, origin, actor): (&Context, &Origin, &Actor),
    id: i64,
    doing: &Doing,
    seen: Option<rerun::Seen>,
) -> Done<()> {
    let kept = found(&mut tx, context, actor, Operation::SuperviseCase, id).await?;
    let mut followed = followed(&mut tx, kept).await?;
    let kept = followed.kept.clone();
    let there = there(&kept)?;
    let by = acting(&mut tx, context, actor, (Operation::SuperviseCase, there), &[]).await?;
    let step = supervising(&mut tx, context, origin, doing, seen).await?;
    let to = match &step {
        Step::Order(order) => Some(order.to),
        _ => followed.case.order().map(|order| order.to),
    };
    may_supervise(&mut tx, context, by, there, to).await?;
    let taking = by.taking(origin);
    followed.take(&mut tx, step.clone(), taking).await?;
    settle(&mut tx, &followed, &step, taking).await?;
    finish(tx, origin, actor, (Operation::SuperviseCase, by), &followed).await
}

/// Those who supervise stand above the place; the head of a bureau and its fund section supervise line
/// departments and units at home.
pub(crate) async fn may_supervise(
    tx: &mut Tx,
    context: &Context,
    by: Acting<'_>,
    there: There<'_>,
    rectifier: Option<PostId>,
) -> Done<()> {
    let Err(refusal) = from_above(context, by.held, there.0) else { return Ok(()) };
    let Some(post) = rectifier else { return Err(refusal.into()) };
    let post = posts::by_id(tx, post.0 as i64).await?.and_then(held_post);
    match post {
        Some(post) if post.role.of_organisation() => Ok(()),
        _ => Err(refusal.into()),
    }
}

/// The step as it was entered.
async fn supervising(
    tx: &mut Tx,
    context: &Context,
    origin: &Origin,
    doing: &Doing,
    seen: Option<rerun::Seen>,
) -> Done<Step> {
    let text = written(&doing.text)?;
    Ok(match doing.step.as_str() {
        "order" => Step::Order(order(tx, context, doing, text).await?),
        "extend" => Step::Extend { due: day(&doing.due)?, reason: text },
        "confirm" => Step::Confirm { finding: text },
        "send_back" => Step::SendBack { reason: text },
        "grant" => Step::Grant,
        "deny" => Step::Deny { reason: text },
        "close_green" => {
            let (says, returned) =
                seen.map_or((Says::CannotTell, Fen(0)), |seen| (seen.says, seen.returned));
            Step::CloseGreen { rerun: Rerun { on: origin.day, says }, returned }
        }
        "close_exempt" => Step::CloseExempt,
        "close_lost" => Step::CloseLost,
        "reopen" => Step::Reopen(Why::Objection(text)),
        _ => return Err(Refusal::UnknownStep.into()),
    })
}

/// An order as it was entered. The post must lie where orders of the platform reach: in the list of posts.
async fn order(tx: &mut Tx, context: &Context, doing: &Doing, asked: String) -> Done<Order> {
    let post = posts::by_public_id(tx, &doing.to).await?.ok_or(Refusal::UnknownPost)?;
    let to = PostId(post.id as u64);
    let held = held_post(post).ok_or(Refusal::UnknownPost)?;
    if !Role::HANDLERS.contains(&held.role)
        || context.divisions().get(held.scope.division).is_none()
    {
        return Err(Refusal::UnknownPost.into());
    }
    Ok(Order {
        to,
        asked,
        due: day(&doing.due)?,
        take_back: yuan(&doing.take_back)?,
        rebook: yuan(&doing.rebook)?,
    })
}

/// What closing and opening again mean for the warning.
async fn settle(tx: &mut Tx, followed: &FollowedCase, step: &Step, taking: Taking<'_>) -> Done<()> {
    let next = match (step, followed.case.closing()) {
        (Step::CloseGreen { .. } | Step::CloseExempt | Step::CloseLost, Some(closing)) => {
            WarningStep::Settle(closing)
        }
        (Step::Reopen(_), _) => WarningStep::Reopen,
        _ => return Ok(()),
    };
    let kept = warnings::by_id(tx, followed.kept.opening.warning).await?;
    let mut warning = matters::followed(tx, kept.ok_or(Refusal::UnknownRecord)?).await?;
    // What the rule, run again, no longer finds is no longer lit, also before the next screening.
    if matches!(step, Step::CloseGreen { .. }) && warning.warning.is_lit() {
        let engine = Taking { by: Who::Engine, ..taking };
        warning.take(tx, WarningStep::Clear, engine).await?;
    }
    warning.take(tx, next, taking).await
}

/// The event of the last step of a case; then all of it lasts.
async fn finish(
    tx: Tx,
    origin: &Origin,
    actor: &Actor,
    (operation, by): (Operation, Acting<'_>),
    followed: &FollowedCase,
) -> Done<()> {
    let stepped = Stepped {
        of: (KIND, followed.kept.id),
        home: &followed.kept.opening.home,
        step: (&followed.last, followed.case.history().len()),
        state: &followed.kept.standing.state,
        more: None,
    };
    finished(tx, origin, actor, (operation, by), stepped).await
}

#[cfg(test)]
pub(crate) mod tests;
