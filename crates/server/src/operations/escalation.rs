//! Escalation: what was not dealt with in time goes to the next level, to the post that is named there.

use domain::case::Step as CaseStep;
use domain::handling::{PostId, StepRefusal, Who};
use domain::inquiry::Step as InquiryStep;
use domain::inspection::Step as InspectionStep;
use domain::warning::{Escalation, Step};
use domain::{Division, Level};
use serde_json::json;
use store::db::Tx;
use store::warnings::Office;
use store::{cases, inquiries, inspections, posts, warnings};

use super::handling::Taking;
use super::inspections::FollowedInspection;
use super::screening::found::{above, region};
use super::{
    Done, Failure, Refusal, Told, cases as followed_cases, inquiries as followed_inquiries, tell,
    warnings as followed,
};
use crate::access::{Operation, Role};
use crate::context::{Context, Origin};

/// Days without a step after which a matter goes to the next level. The regulations say "promptly" and name
/// no number: this is a setting.
pub(crate) const TERM: u16 = 10;
/// Matters of one round: the next round takes the next ones.
const MOST: i64 = 500;

/// How many matters went up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Escalated {
    /// Warnings.
    pub(crate) warnings: i64,
    /// Cases.
    pub(crate) cases: i64,
    /// Inquiries.
    pub(crate) inquiries: i64,
    /// Inspections whose place is late.
    pub(crate) inspections: i64,
}

/// Puts what is late before the next level; one event, where anything was.
pub(crate) async fn escalate(context: &Context, origin: &Origin) -> Done<Escalated> {
    let Some(before) = origin.day.plus_days(-i32::from(TERM)) else {
        return Ok(Escalated::default());
    };
    let (before, today) = (before.to_string(), origin.day.to_string());
    let top = Level::Region.word();
    let taking = Taking { by: Who::Engine, on: origin.day, origin };
    let mut done = Escalated::default();
    let mut tx = context.db.write().await?;
    for kept in warnings::late(&mut tx, top, &before, MOST).await? {
        done.warnings += i64::from(warning(&mut tx, context, kept, taking).await?);
    }
    for kept in cases::late(&mut tx, top, (&before, &today), MOST).await? {
        done.cases += i64::from(case(&mut tx, context, kept, taking).await?);
    }
    for kept in inquiries::late(&mut tx, top, (&before, &today), MOST).await? {
        done.inquiries += i64::from(inquiry(&mut tx, context, kept, taking).await?);
    }
    for kept in inspections::late(&mut tx, top, (&before, &today), MOST).await? {
        done.inspections += i64::from(inspection(&mut tx, context, kept, taking).await?);
    }
    if done == Escalated::default() {
        return Ok(done);
    }
    let told = Told {
        operation: Operation::Escalate,
        post: "",
        kind: "escalation",
        id: &today,
        division: region(context.divisions()),
        body: json!({
            "warnings": done.warnings, "cases": done.cases, "inquiries": done.inquiries,
            "inspections": done.inspections, "days": TERM,
        }),
    };
    tell(&mut tx, "system", origin, told).await?;
    tx.commit().await?;
    Ok(done)
}

async fn warning(
    tx: &mut Tx,
    context: &Context,
    kept: warnings::Warning,
    taking: Taking<'_>,
) -> Done<bool> {
    let level = Level::from_word(&kept.standing.level);
    let Some((next, office)) = next(tx, context, &kept.place.home, level).await? else {
        return Ok(false);
    };
    let id = kept.id;
    let mut followed = followed::followed(tx, kept).await?;
    if !went(followed.take(tx, Step::Escalate(next), taking).await)? {
        return Ok(false);
    }
    warnings::add_office(tx, id, &office).await?;
    Ok(true)
}

async fn case(tx: &mut Tx, context: &Context, kept: cases::Case, taking: Taking<'_>) -> Done<bool> {
    let level = Level::from_word(&kept.standing.level);
    let Some((next, _)) = next(tx, context, &kept.opening.home, level).await? else {
        return Ok(false);
    };
    let mut followed = followed_cases::followed(tx, kept).await?;
    went(followed.take(tx, CaseStep::Escalate(next), taking).await)
}

async fn inquiry(
    tx: &mut Tx,
    context: &Context,
    kept: inquiries::Inquiry,
    taking: Taking<'_>,
) -> Done<bool> {
    let level = Level::from_word(&kept.standing.level);
    let Some((next, _)) = next(tx, context, &kept.opening.home, level).await? else {
        return Ok(false);
    };
    let mut followed = followed_inquiries::followed(tx, kept).await?;
    went(followed.step(tx, InquiryStep::Escalate(next), taking).await)
}

async fn inspection(
    tx: &mut Tx,
    context: &Context,
    kept: inspections::Inspection,
    taking: Taking<'_>,
) -> Done<bool> {
    let home = kept.standing.home.clone();
    let own = || home.parse().ok().and_then(Division::from_code);
    let level = Level::from_word(&kept.standing.level);
    let level = level.or_else(|| context.divisions().level(own()?));
    let Some((next, _)) = next(tx, context, &home, level).await? else {
        return Ok(false);
    };
    let mut followed = FollowedInspection::of(tx, kept).await?;
    if !went(followed.take(tx, InspectionStep::Escalate(next), taking).await)? {
        return Ok(false);
    }
    followed.stand(tx, taking.on).await?;
    Ok(true)
}

/// Whether a step was taken; what is not late after all stays where it is.
fn went(done: Done<()>) -> Done<bool> {
    match done {
        Ok(()) => Ok(true),
        Err(Failure::Refused(Refusal::Step(
            StepRefusal::NotOverdue | StepRefusal::NotUpward | StepRefusal::NotFromHere,
        ))) => Ok(false),
        Err(failure) => Err(failure),
    }
}

/// The next level above with a post that can be named, and its office.
async fn next(
    tx: &mut Tx,
    context: &Context,
    home: &str,
    level: Option<Level>,
) -> Done<Option<(Escalation, Office)>> {
    let divisions = context.divisions();
    let Some(home) = home.parse().ok().and_then(Division::from_code) else { return Ok(None) };
    let offices = [
        (Level::Prefecture, Role::BureauFund),
        (Level::Prefecture, Role::BureauHead),
        (Level::Region, Role::RegionFundOffice),
    ];
    for (to, role) in offices.into_iter().filter(|(to, _)| level.is_some_and(|now| *to < now)) {
        let Some(division) = above(divisions, home, to) else { continue };
        let division = division.to_string();
        let held = posts::of_office(tx, role.word(), &division, "").await?;
        let Some(post) = held.first() else { continue };
        let escalation = Escalation { level: to, to: PostId(*post as u64), term: TERM };
        let role = role.word().to_owned();
        let office = Office { role, division, organisation: String::new(), post: Some(*post) };
        return Ok(Some((escalation, office)));
    }
    Ok(None)
}
