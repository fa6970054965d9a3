//! Integration plans: a county writes which integrated funds it brings together and for which projects, the region's
//! agriculture division has the divisions that it names review it jointly, the county's leading group approves it.

mod compared;
mod draft;
mod followed;
pub(crate) mod kept;
mod one;
#[cfg(test)]
pub(crate) mod tests;

use domain::day::Day;
use domain::division::Division;
use domain::fund::{FundClass, Funds};
use domain::handling::Opinion;
use domain::handling::PostId;
use domain::integration::{Plan, State, Step};
use store::db::{Tx, Value};
use store::integration;

pub(crate) use self::compared::{FundLine, stands, total};
pub(crate) use self::draft::{SourceRow, UseRow, Writing, Wrong, wrong};
pub(crate) use self::followed::FollowedPlan;
pub(crate) use self::one::{Begun, May, OnePlan, Review, begun, due, offered, written_before};
use super::handdowns::here;
use super::handling::acting::{Acting, Sent, acting, attach, day, finished, sees, shelve, written};
use super::handling::{Taking, division, matter_of};
use super::{Actor, Done, Refusal};
use crate::access::Operation;
use crate::context::{Context, Origin};

/// Kind of the matter by which steps and documents are kept.
pub(crate) const KIND: &str = "integration_plan";

/// Codes of the funds that are integrated.
pub(crate) fn integrated(funds: &Funds) -> impl Iterator<Item = &str> {
    let class = funds.iter().filter(|(_, fund)| fund.class == FundClass::Integrated);
    class.map(|(_, fund)| fund.code.as_str())
}

/// The same as values of a question.
pub(crate) fn integrated_values(funds: &Funds) -> Vec<Value<'static>> {
    integrated(funds).map(|code| Value::from(code.to_owned())).collect()
}

/// Begins a plan, or the next version of one that is approved; its number.
pub(crate) async fn begin(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    writing: &Writing,
) -> Done<i64> {
    let (home, year) = draft::place(context, writing)?;
    let mut tx = context.db.write().await?;
    actor.admitted(
        context,
        (Operation::ListIntegrationPlans, Operation::PrepareIntegrationPlan),
        (home, None),
    )?;
    let by = here(&mut tx, context, actor, (Operation::PrepareIntegrationPlan, home)).await?;
    let code = home.to_string();
    let before = integration::of_year(&mut tx, &code, year).await?;
    if before.iter().any(|plan| kept::state_of(plan).is_some_and(State::is_under_way)) {
        return Err(Refusal::PlanUnderWay.into());
    }
    let draft = draft::drafted(&mut tx, context, (home, origin.day), writing).await?;
    let adjusts = before.iter().any(|plan| plan.standing.state == kept::state(State::Approved));
    if adjusts && draft.note.is_empty() {
        return Err(Refusal::Step(domain::handling::StepRefusal::NoReason).into());
    }
    let one = Plan::begin(draft.clone(), by.who, origin.day).map_err(Refusal::Step)?;
    let mut kept = integration::Plan {
        id: 0,
        home: code,
        fiscal_year: year,
        version: before.first().map_or(1, |plan| plan.version + 1),
        maker: actor.person.id,
        standing: followed::standing(&one, origin.day),
    };
    kept.id = integration::add(&mut tx, &kept).await?.ok_or(Refusal::TakenMeanwhile)?;
    let id = kept.id;
    let taking = by.taking(origin);
    let followed = FollowedPlan::begin(&mut tx, (kept, one), &Step::Write(draft), taking).await?;
    finish(tx, origin, actor, (Operation::PrepareIntegrationPlan, by), (followed, None)).await?;
    Ok(id)
}

/// The plan of a number, where the reader may see it.
pub(crate) async fn found(
    tx: &mut Tx,
    context: &Context,
    actor: &Actor,
    id: i64,
) -> Done<FollowedPlan> {
    let kept = integration::by_id(tx, id).await?.ok_or(Refusal::UnknownRecord)?;
    sees(context, actor, (Operation::ListIntegrationPlans, &kept.home))?;
    FollowedPlan::of(tx, kept).await
}

/// A plan with somebody who does something about it at home.
async fn at_home<'a>(
    tx: &mut Tx,
    context: &Context,
    actor: &'a Actor,
    (id, operation): (i64, Operation),
) -> Done<(FollowedPlan, Acting<'a>)> {
    let followed = found(tx, context, actor, id).await?;
    let home = division(&followed.kept.home)?;
    let by = here(tx, context, actor, (operation, home)).await?;
    Ok((followed, by))
}

/// Writes a draft anew.
pub(crate) async fn rewrite(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, writing): (i64, &Writing),
) -> Done<()> {
    let operation = Operation::PrepareIntegrationPlan;
    let mut tx = context.db.write().await?;
    let (mut followed, by) = at_home(&mut tx, context, actor, (id, operation)).await?;
    let home = division(&followed.kept.home)?;
    let draft = draft::drafted(&mut tx, context, (home, origin.day), writing).await?;
    if followed.kept.version > 1 && draft.note.is_empty() {
        return Err(Refusal::Step(domain::handling::StepRefusal::NoReason).into());
    }
    let taking = by.taking(origin);
    followed.take(&mut tx, Step::Write(draft), taking).await?;
    finish(tx, origin, actor, (operation, by), (followed, None)).await
}

/// Attaches documents.
pub(crate) async fn scan(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, scans): (i64, &[Sent]),
) -> Done<()> {
    let operation = Operation::PrepareIntegrationPlan;
    found(&mut context.db.read().await?, context, actor, id).await?;
    let shelved = shelve(context, scans).await?;
    let mut tx = context.db.write().await?;
    let (mut followed, by) = at_home(&mut tx, context, actor, (id, operation)).await?;
    let numbers = attach(&mut tx, matter_of(KIND, id), actor, origin, &shelved).await?;
    let taking = by.taking(origin);
    followed.take(&mut tx, Step::Attach(numbers), taking).await?;
    finish(tx, origin, actor, (operation, by), (followed, None)).await
}

/// What is said with a step. Which parts count depends on the step.
#[derive(Clone, Debug, Default)]
pub(crate) struct Saying {
    /// Word of the step.
    pub(crate) step: String,
    /// Why.
    pub(crate) reason: String,
    /// What has to be put right.
    pub(crate) item: String,
    /// Number of the decision.
    pub(crate) document: String,
    /// Day of the decision.
    pub(crate) on: String,
    /// Numbers of the posts that review.
    pub(crate) reviewers: Vec<i64>,
}

impl Saying {
    fn back(&self) -> Result<Step, Refusal> {
        Ok(Step::SendBack { item: written(&self.item)?, reason: written(&self.reason)? })
    }
}

/// Submits a plan for its joint review, or gives it up.
pub(crate) async fn prepare(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, saying): (i64, &Saying),
) -> Done<()> {
    let operation = Operation::PrepareIntegrationPlan;
    let mut tx = context.db.write().await?;
    let (mut followed, by) = at_home(&mut tx, context, actor, (id, operation)).await?;
    let step = match saying.step.as_str() {
        "submit_plan" => Step::Submit,
        "withdraw" => Step::Drop { reason: written(&saying.reason)? },
        _ => return Err(Refusal::UnknownStep.into()),
    };
    if step == Step::Submit {
        let home = division(&followed.kept.home)?;
        draft::still_fits(&mut tx, context, (home, origin.day), followed.one.draft()).await?;
    }
    let taking = by.taking(origin);
    followed.take(&mut tx, step, taking).await?;
    finish(tx, origin, actor, (operation, by), (followed, None)).await
}

/// Calls the joint review, or sends the plan back to its county.
pub(crate) async fn convene(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, saying): (i64, &Saying),
) -> Done<()> {
    let operation = Operation::ConveneIntegrationReview;
    let mut tx = context.db.write().await?;
    let mut followed = found(&mut tx, context, actor, id).await?;
    let there = (division(&followed.kept.home)?, None);
    let by = acting(&mut tx, context, actor, (operation, there), &[]).await?;
    let step = match saying.step.as_str() {
        "convene" => {
            let offered = offered(&mut tx, context).await?;
            let known = |id: &i64| offered.iter().any(|(post, _)| post == id);
            if !saying.reviewers.iter().all(known) {
                return Err(Refusal::ReviewerUnfit.into());
            }
            let post = |id: &i64| PostId(*id as u64);
            Step::Convene { reviewers: saying.reviewers.iter().map(post).collect() }
        }
        "return" if followed.one.state() != State::Agreed => saying.back()?,
        _ => return Err(Refusal::UnknownStep.into()),
    };
    let taking = by.taking(origin);
    followed.take(&mut tx, step, taking).await?;
    finish(tx, origin, actor, (operation, by), (followed, None)).await
}

/// A division that was named says what it thinks of a plan.
pub(crate) async fn opine(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, saying): (i64, &Saying),
) -> Done<()> {
    let operation = Operation::ReviewIntegrationPlan;
    let mut tx = context.db.write().await?;
    let mut followed = found(&mut tx, context, actor, id).await?;
    let there = (division(&followed.kept.home)?, None);
    let meant: Vec<PostId> = followed.one.reviews().iter().map(|(post, _)| *post).collect();
    let by = acting(&mut tx, context, actor, (operation, there), &meant).await?;
    let agrees = match saying.step.as_str() {
        "agree" => true,
        "object" => false,
        _ => return Err(Refusal::UnknownStep.into()),
    };
    let step = Step::Opine(Opinion { agrees, reason: written(&saying.reason)? });
    let taking = by.taking(origin);
    followed.take(&mut tx, step, taking).await?;
    finish(tx, origin, actor, (operation, by), (followed, None)).await
}

/// The county's leading group approves a plan, which takes the place of the one before, or sends it back.
pub(crate) async fn approve(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, saying): (i64, &Saying),
) -> Done<()> {
    let operation = Operation::ApproveIntegrationPlan;
    let mut tx = context.db.write().await?;
    let (mut followed, by) = at_home(&mut tx, context, actor, (id, operation)).await?;
    let step = match saying.step.as_str() {
        "approve" => Step::Approve { document: written(&saying.document)?, on: day(&saying.on)? },
        "return" if followed.one.state() == State::Agreed => saying.back()?,
        _ => return Err(Refusal::UnknownStep.into()),
    };
    let approves = matches!(step, Step::Approve { .. });
    if approves {
        let home = division(&followed.kept.home)?;
        draft::still_fits(&mut tx, context, (home, origin.day), followed.one.draft()).await?;
    }
    let taking = by.taking(origin);
    followed.take(&mut tx, step, taking).await?;
    let replaced = if approves { replace(&mut tx, &followed, taking).await? } else { None };
    finish(tx, origin, actor, (operation, by), (followed, replaced)).await
}

/// The plan whose place this one takes is replaced; its number.
async fn replace(tx: &mut Tx, by: &FollowedPlan, taking: Taking<'_>) -> Done<Option<i64>> {
    let all = integration::of_year(tx, &by.kept.home, by.kept.fiscal_year).await?;
    let holds = |plan: &integration::Plan| {
        plan.id != by.kept.id && plan.standing.state == kept::state(State::Approved)
    };
    let Some(before) = all.into_iter().find(holds) else { return Ok(None) };
    let id = before.id;
    let mut before = FollowedPlan::of(tx, before).await?;
    before.take(tx, Step::Replace { by: by.kept.id as u64 }, taking).await?;
    before.stand(tx, taking.on).await?;
    Ok(Some(id))
}

/// Keeps what the steps come to, and the event of the last one; then all of it lasts.
async fn finish(
    mut tx: Tx,
    origin: &Origin,
    actor: &Actor,
    (operation, by): (Operation, Acting<'_>),
    (mut followed, replaced): (FollowedPlan, Option<i64>),
) -> Done<()> {
    followed.stand(&mut tx, origin.day).await?;
    let more = replaced.map(|number| ("replaces", number.into()));
    let stepped = followed.stepped(&followed.kept.home, more);
    finished(tx, origin, actor, (operation, by), stepped).await
}

/// The day of a county's business as a plan's checks take it.
type At = (Division, Day);
