//! Inspections: somebody plans what to look at, where nobody looks already or with a reason; writes down and reports
//! what was found; the place answers; a second person decides; what is to be put right is followed to its end.

mod draft;
mod followed;
pub(crate) mod kept;
mod one;
mod organs;
#[cfg(test)]
pub(crate) mod tests;

use domain::Day;
use domain::handling::{AttachmentId, CaseId, StepRefusal, WarningId};
use domain::inspection::{Inspection, Observation, Step};
use store::cases;
use store::db::Tx;
use store::inspections;

pub(crate) use self::draft::{Writing, same};
pub(crate) use self::followed::FollowedInspection;
pub(crate) use self::one::{
    Groups, May, OneInspection, Waiting, begun, due, of_payment, of_place, of_project, planned,
};
pub(crate) use self::organs::kinds;
use self::organs::{as_inspector, as_place};
use super::handling::acting::{Acting, Sent, attach, day, finished, shelve, written, yuan};
use super::handling::{division, matter_of, there};
use super::{Actor, Done, Refusal};
use crate::access::Operation;
use crate::context::{Context, Origin};

/// Kind of the matter by which steps and documents are kept.
pub(crate) const KIND: &str = "inspection";

/// Plans an inspection; its number. Whoever plans the same at the same time waits, and is told.
pub(crate) async fn plan(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    writing: &Writing,
) -> Done<i64> {
    let operation = Operation::Inspect;
    let mut tx = context.db.write().await?;
    let (mut plan, by) = draft::planned(&mut tx, context, actor, writing).await?;
    store::events::queue(&mut tx).await?;
    let same = draft::same_as(&mut tx, &plan).await?;
    plan.may_stand_beside(same.iter().map(|one| one.one.plan())).map_err(Refusal::Step)?;
    if same.is_empty() {
        plan.again = String::new();
    }
    let one = Inspection::begin(plan.clone(), by.who, origin.day).map_err(Refusal::Step)?;
    let mut kept = inspections::Inspection {
        id: 0,
        organ: context.divisions().canonical(by.held.scope.division).to_string(),
        post: by.post.0 as i64,
        maker: actor.person.id,
        standing: followed::standing(&one, origin.day),
    };
    kept.id = inspections::add(&mut tx, &kept).await?;
    let id = kept.id;
    let others: Vec<i64> = same.iter().map(|one| one.kept.id).collect();
    inspections::repeat(&mut tx, id, &others).await?;
    let (first, taking) = (Step::Plan(plan), by.taking(origin));
    let followed = FollowedInspection::begin(&mut tx, (kept, one), &first, taking).await?;
    finish(tx, origin, actor, (operation, by), followed).await?;
    Ok(id)
}

/// Plans an inspection otherwise before it begins. The kind stays: another one is carried out by others. What looks at
/// the same is asked again, as if it were new.
pub(crate) async fn replan(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, writing): (i64, &Writing),
) -> Done<()> {
    let operation = Operation::Inspect;
    found(&mut context.db.read().await?, context, actor, id).await?;
    let mut tx = context.db.write().await?;
    store::events::queue(&mut tx).await?;
    let mut followed = found(&mut tx, context, actor, id).await?;
    let by = as_inspector(&mut tx, context, actor, (operation, &followed.kept)).await?;
    let (mut plan, planner) = draft::planned(&mut tx, context, actor, writing).await?;
    let before = followed.one.plan().clone();
    let organ = context.divisions().canonical(planner.held.scope.division).to_string();
    if plan.kind != before.kind || organ != followed.kept.organ {
        return Err(Refusal::InspectionKindStays.into());
    }
    let mut same = draft::same_as(&mut tx, &plan).await?;
    same.retain(|one| one.kept.id != id);
    plan.may_stand_beside(same.iter().map(|one| one.one.plan())).map_err(Refusal::Step)?;
    if same.is_empty() {
        plan.again = String::new();
    }
    followed.take(&mut tx, Step::Plan(plan), by.taking(origin)).await?;
    let others: Vec<i64> = same.iter().map(|one| one.kept.id).collect();
    inspections::repeat(&mut tx, id, &others).await?;
    kept::beside_before(&mut followed.last.1, &before);
    finish(tx, origin, actor, (operation, by), followed).await
}

/// The inspection of a number, where the reader may see it.
pub(crate) async fn found(
    tx: &mut Tx,
    context: &Context,
    actor: &Actor,
    id: i64,
) -> Done<FollowedInspection> {
    let kept = inspections::by_id(tx, id).await?.ok_or(Refusal::UnknownRecord)?;
    let place = there(&kept.standing.home, &kept.standing.organisation)?;
    actor.admitted(context, (Operation::ListInspections, Operation::ListInspections), place)?;
    FollowedInspection::of(tx, kept).await
}

/// What is said with a step. Which parts count depends on the step; numbers and amounts are as they were written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Saying {
    /// Word of the step.
    pub(crate) step: String,
    /// Number of what was found.
    pub(crate) number: String,
    /// What is said.
    pub(crate) text: String,
    /// Why.
    pub(crate) reason: String,
    /// A day.
    pub(crate) on: String,
    /// Until when.
    pub(crate) due: String,
    /// Number of a project.
    pub(crate) project: String,
    /// Number of a voucher or document.
    pub(crate) document: String,
    /// An amount in yuan.
    pub(crate) amount: String,
    /// Id of a clause.
    pub(crate) clause: String,
    /// Number of a warning.
    pub(crate) warning: String,
    /// Documents.
    pub(crate) evidence: Vec<Sent>,
}

impl Saying {
    fn number(&self) -> Result<usize, Refusal> {
        self.number.trim().parse().map_err(|_| Refusal::UnknownStep)
    }

    fn due(&self) -> Result<Day, Refusal> {
        day(&self.due)
    }
}

/// Takes a step as those may who an operation is open to: inspectors, those who decide, or the place.
pub(crate) async fn take(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    operation: Operation,
    (id, saying): (i64, &Saying),
) -> Done<()> {
    found(&mut context.db.read().await?, context, actor, id).await?;
    let shelved = shelve(context, &saying.evidence).await?;
    let mut tx = context.db.write().await?;
    let mut followed = found(&mut tx, context, actor, id).await?;
    let by = match operation {
        Operation::AnswerInspection => as_place(&mut tx, context, actor, &followed.kept).await?,
        _ => as_inspector(&mut tx, context, actor, (operation, &followed.kept)).await?,
    };
    let evidence = attach(&mut tx, matter_of(KIND, id), actor, origin, &shelved).await?;
    let step = match operation {
        Operation::Inspect => inspects(&mut tx, context, (&followed, saying), evidence).await?,
        Operation::AnswerInspection => answers(saying, evidence)?,
        _ => decides(&mut tx, &followed, saying).await?,
    };
    followed.take(&mut tx, step, by.taking(origin)).await?;
    finish(tx, origin, actor, (operation, by), followed).await
}

/// A step of those who inspect.
async fn inspects(
    tx: &mut Tx,
    context: &Context,
    (followed, saying): (&FollowedInspection, &Saying),
    evidence: Vec<AttachmentId>,
) -> Done<Step> {
    Ok(match saying.step.as_str() {
        "begin_inspection" => Step::Begin { on: day(&saying.on)? },
        "withdraw_inspection" => Step::Withdraw { reason: written(&saying.reason)? },
        "observe" => Step::Observe(observation(tx, context, (followed, saying), evidence).await?),
        "strike" => Step::Strike { number: saying.number()?, reason: written(&saying.reason)? },
        "report_inspection" => {
            let asks = !saying.due.trim().is_empty();
            let answer_by = if asks { Some(saying.due()?) } else { None };
            Step::Report { summary: written(&saying.text)?, answer_by }
        }
        _ => return Err(Refusal::UnknownStep.into()),
    })
}

async fn observation(
    tx: &mut Tx,
    context: &Context,
    (followed, saying): (&FollowedInspection, &Saying),
    evidence: Vec<AttachmentId>,
) -> Done<Observation> {
    let home = division(&followed.kept.standing.home)?;
    let project = written(&saying.project)?;
    if !project.is_empty() {
        draft::is_there(tx, context, (home, &project)).await?;
    }
    let clause = saying.clause.trim();
    if !clause.is_empty() && context.pack.clause(clause).is_none() {
        return Err(Refusal::UnknownClause.into());
    }
    Ok(Observation {
        text: written(&saying.text)?,
        project,
        document: written(&saying.document)?,
        amount: yuan(&saying.amount)?,
        clause: clause.to_owned(),
        warning: warning(tx, context, (home, &saying.warning)).await?,
        evidence,
    })
}

/// The warning about the same, which must be one of the place.
async fn warning(
    tx: &mut Tx,
    context: &Context,
    (home, text): (domain::Division, &str),
) -> Done<Option<WarningId>> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let id: i64 = text.trim().parse().map_err(|_| Refusal::InspectionWarning)?;
    let found = store::warnings::by_id(tx, id).await?.ok_or(Refusal::InspectionWarning)?;
    let own = context.divisions().is_within(division(&found.place.home)?, home);
    if own { Ok(Some(WarningId(id as u64))) } else { Err(Refusal::InspectionWarning.into()) }
}

/// A step of the place.
fn answers(saying: &Saying, evidence: Vec<AttachmentId>) -> Result<Step, Refusal> {
    Ok(match saying.step.as_str() {
        "answer_inspection" => Step::Answer { text: written(&saying.text)?, evidence },
        "rectify" => {
            Step::Rectify { number: saying.number()?, report: written(&saying.text)?, evidence }
        }
        _ => return Err(Refusal::UnknownStep),
    })
}

/// A step of those who decide, and who check what was put right.
async fn decides(tx: &mut Tx, followed: &FollowedInspection, saying: &Saying) -> Done<Step> {
    let reason = || written(&saying.reason);
    Ok(match saying.step.as_str() {
        "conclude_inspection" => Step::Conclude { note: written(&saying.text)? },
        "order_observation" => Step::Order {
            number: saying.number()?,
            asked: written(&saying.text)?,
            due: saying.due()?,
        },
        "dismiss" => Step::Dismiss { number: saying.number()?, reason: reason()? },
        "hand_over" => {
            let number = saying.number()?;
            Step::HandOver { number, case: case_of(tx, followed, number).await? }
        }
        "settle_observation" => {
            Step::Settle { number: saying.number()?, note: written(&saying.text)? }
        }
        "send_back_observation" => {
            Step::SendBack { number: saying.number()?, reason: reason()?, due: saying.due()? }
        }
        _ => return Err(Refusal::UnknownStep.into()),
    })
}

/// The case in which the warning about an observation is followed.
async fn case_of(tx: &mut Tx, followed: &FollowedInspection, number: usize) -> Done<CaseId> {
    let no_case = Refusal::Step(StepRefusal::NoCase);
    let warning = followed.one.observed(number).and_then(|one| one.what.warning);
    let case = cases::of_warning(tx, warning.ok_or(no_case)?.0 as i64).await?;
    Ok(CaseId(case.ok_or(no_case)?.id as u64))
}

/// Keeps what the steps come to, and the event of the last one; then all of it lasts.
async fn finish(
    mut tx: Tx,
    origin: &Origin,
    actor: &Actor,
    (operation, by): (Operation, Acting<'_>),
    mut followed: FollowedInspection,
) -> Done<()> {
    followed.stand(&mut tx, origin.day).await?;
    let stepped = followed.stepped(&followed.kept.standing.home, None);
    finished(tx, origin, actor, (operation, by), stepped).await
}
