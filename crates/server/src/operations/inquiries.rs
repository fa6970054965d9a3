//! Inquiries: the monitoring desk asks about warnings of one unit; a division answers or passes the question on
//! to the unit; the desk accepts the answer, asks again, or has a case opened.

mod followed;
mod kept;
mod one;
#[cfg(test)]
mod tests;

use domain::handling::{AttachmentId, CaseId, PostId, Who};
use domain::inquiry::{Inquiry, Question, Step};
use domain::warning::{State as WarningState, Step as WarningStep};
use domain::{Day, Lamp};
use serde_json::json;
use store::db::Tx;
use store::inquiries::{self, Asked, Opening};
use store::{posts, warnings};

pub(crate) use self::followed::{FollowedInquiry, followed};
pub(crate) use self::one::{Draft, OneInquiry, draft};
use super::cases::open_in;
use super::handling::acting::{
    Acting, Sent, There, acting, attach, day, finished, shelve, written,
};
use super::handling::{self, Taking, matter_of};
use super::sign_in::held_post;
use super::{Actor, Done, Refusal, Told, tell, warnings as matters};
use crate::access::{Operation, Place, Role};
use crate::context::{Context, Origin};

/// Kind of the matter by which steps and documents are kept.
pub(crate) const KIND: &str = "inquiry";
/// Working days that a form proposes for the answer. The regulations say "promptly" and name no number: this
/// is a setting, and the desk may choose another day.
const TERM: i32 = 5;
/// Warnings of one inquiry, at most.
pub(crate) const MOST: usize = 50;

/// The states of a warning in which it can be asked about.
const OPEN: [&str; 4] = ["open", "taken_up", "breach", "data_error"];

/// A question as it was entered.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sending {
    /// Numbers of the warnings.
    pub(crate) warnings: Vec<i64>,
    /// Public number of the post that is asked.
    pub(crate) to: String,
    /// The question.
    pub(crate) question: String,
    /// The last day for the answer.
    pub(crate) due: String,
}

/// What is done about an inquiry, as it was entered.
#[derive(Clone, Debug, Default)]
pub(crate) struct Moving {
    /// Word of the step.
    pub(crate) step: String,
    /// Public number of the post to which it goes.
    pub(crate) to: String,
    /// The answer, the advice, or why.
    pub(crate) text: String,
    /// The last day for the answer.
    pub(crate) due: String,
    /// What shows it.
    pub(crate) evidence: Vec<Sent>,
}

/// The day that a form proposes for the answer.
pub(crate) fn proposed_due(context: &Context, on: Day) -> Option<Day> {
    context.pack.calendar.plus_workdays(on, TERM).or_else(|| on.plus_days(TERM + 2))
}

/// Sends an inquiry; its number.
pub(crate) async fn send(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    sending: &Sending,
) -> Done<i64> {
    let mut tx = context.db.write().await?;
    let asked = asked_about(&mut tx, context, actor, &sending.warnings).await?;
    let first = asked.first().ok_or(Refusal::InquiryUnfit)?;
    let place = first.place.clone();
    let there = matters::there(&place)?;
    let by = acting(&mut tx, context, actor, (Operation::SendInquiry, there), &[]).await?;
    let to = post_of(&mut tx, context, &sending.to, there).await?;
    let question = written(&sending.question)?;
    let lamp =
        if asked.iter().any(|one| one.seen.lamp == "red") { Lamp::Red } else { Lamp::Yellow };
    let level = context.divisions().level(by.held.scope.division);
    let level = level.ok_or(Refusal::UnknownDivision)?;
    let due = day(&sending.due)?;
    let said = Question { lamp, level, asked: &question, division: to, due };
    let inquiry = Inquiry::send(said, by.who, origin.day).map_err(Refusal::Step)?;
    let Who::Person(person, post) = by.who else { return Err(Refusal::OutOfScope.into()) };
    let amounts = asked.iter().filter_map(|one| one.seen.amount);
    let opening = Opening {
        home: place.home.clone(),
        organisation: place.organisation.clone(),
        lamp: lamp.word().to_owned(),
        question,
        warnings: asked.len() as i64,
        amount: amounts.fold(0, i64::saturating_add),
        level: level.word().to_owned(),
        due: due.to_string(),
        division: to.0 as i64,
        on: origin.day.to_string(),
        person: person.0 as i64,
        post: post.0 as i64,
    };
    let standing = followed::standing(&inquiry, origin.day);
    let kept: Vec<Asked> = asked.iter().map(kept_of).collect();
    let id = inquiries::add(&mut tx, &opening, &standing, &kept).await?;
    let numbers: Vec<i64> = asked.iter().map(|one| one.id).collect();
    let told = Told {
        operation: Operation::SendInquiry,
        post: &by.held.post,
        kind: KIND,
        id: &id.to_string(),
        division: Some(there.0),
        body: json!({
            "step": "send", "warnings": numbers, "to": sending.to, "due": opening.due,
            "question": opening.question,
        }),
    };
    tell(&mut tx, &actor.person.public_id, origin, told).await?;
    tx.commit().await?;
    Ok(id)
}

fn kept_of(one: &warnings::Warning) -> Asked {
    Asked {
        warning: one.id,
        lamp: one.seen.lamp.clone(),
        amount: one.seen.amount,
        body: one.seen.body.clone(),
    }
}

/// The warnings of a question: open ones of one unit, none of them asked about already.
async fn asked_about(
    tx: &mut Tx,
    context: &Context,
    actor: &Actor,
    numbers: &[i64],
) -> Done<Vec<warnings::Warning>> {
    if numbers.is_empty() || numbers.len() > MOST {
        return Err(Refusal::InquiryUnfit.into());
    }
    let mut asked: Vec<warnings::Warning> = Vec::new();
    for number in numbers {
        let one = matters::found(tx, context, actor, Operation::SendInquiry, *number).await?;
        if asked.iter().any(|other| other.id == one.id) {
            continue;
        }
        if !is_open(&one) {
            return Err(Refusal::WarningEnded.into());
        }
        if is_asked_about(tx, one.id).await? {
            return Err(Refusal::InquiryUnderWay.into());
        }
        let elsewhere = |other: &warnings::Warning| {
            (&other.place.home, &other.place.organisation)
                != (&one.place.home, &one.place.organisation)
        };
        if asked.first().is_some_and(elsewhere) {
            return Err(Refusal::SeveralUnits.into());
        }
        asked.push(one);
    }
    Ok(asked)
}

/// Whether somebody still deals with a warning, not yet in a case.
pub(crate) fn is_open(one: &warnings::Warning) -> bool {
    one.standing.lit && OPEN.contains(&one.standing.state.as_str())
}

/// Whether an inquiry about a warning is under way.
async fn is_asked_about(tx: &mut Tx, warning: i64) -> Done<bool> {
    let all = inquiries::of_warning(tx, warning).await?;
    let ended = |state: &str| matches!(state, "accepted" | "in_case" | "withdrawn");
    Ok(all.iter().any(|(_, state)| !ended(state)))
}

/// The post that a form names, if the matter can be dealt with from there.
async fn post_of(tx: &mut Tx, context: &Context, id: &str, there: There<'_>) -> Done<PostId> {
    let post = posts::by_public_id(tx, id).await?.ok_or(Refusal::UnknownPost)?;
    let number = PostId(post.id as u64);
    let held = held_post(post).ok_or(Refusal::UnknownPost)?;
    let place = Place { division: there.0, organisation: there.1 };
    let reaches = held.scope.covers(place, context.divisions());
    if !Role::HANDLERS.contains(&held.role) || !reaches {
        return Err(Refusal::PostElsewhere.into());
    }
    Ok(number)
}

/// The inquiry of a number, if the reader may do this with it.
pub(crate) async fn found(
    tx: &mut Tx,
    context: &Context,
    actor: &Actor,
    operation: Operation,
    id: i64,
) -> Done<inquiries::Inquiry> {
    let kept = inquiries::by_id(tx, id).await?.ok_or(Refusal::UnknownRecord)?;
    let there = there(&kept)?;
    actor.admitted(context, (Operation::ListInquiries, operation), there)?;
    Ok(kept)
}

/// Where an inquiry is, as access asks.
pub(crate) fn there(kept: &inquiries::Inquiry) -> Result<There<'_>, Refusal> {
    handling::there(&kept.opening.home, &kept.opening.organisation)
}

/// Passes it on, answers it, sends it back: a step of the post that has it.
pub(crate) async fn answer(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    id: i64,
    moving: &Moving,
) -> Done<()> {
    let operation = Operation::AnswerInquiry;
    found(&mut context.db.read().await?, context, actor, operation, id).await?;
    let shelved = shelve(context, &moving.evidence).await?;
    let mut tx = context.db.write().await?;
    let kept = found(&mut tx, context, actor, operation, id).await?;
    let mut followed = followed(&mut tx, kept).await?;
    let kept = followed.kept.clone();
    let there = there(&kept)?;
    let meant = followed.one.waits_for().to_vec();
    let by = acting(&mut tx, context, actor, (operation, there), &meant).await?;
    let evidence = attach(&mut tx, matter_of(KIND, id), actor, origin, &shelved).await?;
    let step = answering(&mut tx, context, moving, there, evidence).await?;
    followed.step(&mut tx, step, by.taking(origin)).await?;
    let stepped = followed.stepped(&followed.kept.opening.home, None);
    finished(tx, origin, actor, (operation, by), stepped).await
}

async fn answering(
    tx: &mut Tx,
    context: &Context,
    moving: &Moving,
    there: There<'_>,
    evidence: Vec<AttachmentId>,
) -> Done<Step> {
    let text = written(&moving.text)?;
    Ok(match moving.step.as_str() {
        "pass_on" => {
            Step::PassOn { unit: post_of(tx, context, &moving.to, there).await?, advice: text }
        }
        "answer" => Step::Answer { answer: text, evidence },
        "return" => Step::SendBack { reason: text },
        _ => return Err(Refusal::UnknownStep.into()),
    })
}

/// Sends it again, asks again, accepts, opens the case, withdraws: a step of the desk.
pub(crate) async fn judge(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    id: i64,
    moving: &Moving,
) -> Done<()> {
    let operation = Operation::SendInquiry;
    let mut tx = context.db.write().await?;
    let kept = found(&mut tx, context, actor, operation, id).await?;
    let mut followed = followed(&mut tx, kept).await?;
    let kept = followed.kept.clone();
    let there = there(&kept)?;
    let meant = followed.one.desks().to_vec();
    let by = acting(&mut tx, context, actor, (operation, there), &meant).await?;
    let text = written(&moving.text)?;
    let taking = by.taking(origin);
    let step = match moving.step.as_str() {
        "send" => Step::Send {
            division: post_of(&mut tx, context, &moving.to, there).await?,
            due: day(&moving.due)?,
        },
        "ask_again" => Step::AskAgain { reason: text, due: day(&moving.due)? },
        "accept" => Step::Accept { reason: text },
        "withdraw" => Step::Withdraw { reason: text },
        "case" => {
            // What may not be taken is refused before any case is opened.
            let step = Step::OpenCase(CaseId(0));
            followed.one.step(step, by.who, origin.day).map_err(Refusal::Step)?;
            Step::OpenCase(case_of(&mut tx, (id, by), &text, taking).await?)
        }
        _ => return Err(Refusal::UnknownStep.into()),
    };
    followed.step(&mut tx, step, taking).await?;
    let stepped = followed.stepped(&followed.kept.opening.home, None);
    finished(tx, origin, actor, (operation, by), stepped).await
}

/// The case of the first of its warnings: one that it has, or one that is opened. Every other warning that was
/// judged a breach gets its case, too.
async fn case_of(
    tx: &mut Tx,
    (id, by): (i64, Acting<'_>),
    reason: &str,
    taking: Taking<'_>,
) -> Done<CaseId> {
    let mut first = None;
    for asked in inquiries::asked(tx, id).await? {
        let kept = warnings::by_id(tx, asked.warning).await?.ok_or(Refusal::UnknownRecord)?;
        let mut followed = matters::followed(tx, kept).await?;
        let answers = followed.warning.answers().contains(&by.post);
        if answers && followed.warning.state() == WarningState::Open {
            followed.take(tx, WarningStep::TakeUp, taking).await?;
        }
        if answers && followed.warning.state() == WarningState::TakenUp {
            let step = WarningStep::JudgeBreach { reason: reason.to_owned() };
            followed.take(tx, step, taking).await?;
        }
        let case = match followed.warning.state() {
            WarningState::InCase => followed.warning.case(),
            WarningState::Breach => Some(CaseId(open_in(tx, &mut followed, taking).await? as u64)),
            WarningState::Open | WarningState::TakenUp => {
                return Err(Refusal::NotJudgedYet.into());
            }
            _ => None,
        };
        first = first.or(case);
    }
    first.ok_or_else(|| Refusal::WarningEnded.into())
}
