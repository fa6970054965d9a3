//! Who is held to account for a breach: proposed by one person with facts and clause, decided by another, and
//! recorded with the document of the decision.

mod followed;
mod kept;
mod one;
#[cfg(test)]
mod tests;

use domain::accountability::{Accountability, Measure, Proposal, Step};
use domain::case::{State as CaseState, Step as CaseStep};
use domain::handling::{CaseId, PostId, Who};
use serde_json::json;
use store::accountabilities;
use store::db::Tx;
use store::{cases as kept_cases, posts};

pub(crate) use self::followed::{Matter, followed};
pub(super) use self::followed::{of_case, standing};
pub(crate) use self::one::OneMatter;
use super::handling::acting::{Acting, Sent, acting, attach, from_above, shelve, written};
use super::handling::matter_of;
use super::handling::words::{self, MEASURE};
use super::{Actor, Done, Refusal, Told, cases, tell};
use crate::access::Operation;
use crate::context::{Context, Origin};

/// Kind of the matter by which steps and documents are kept.
pub(crate) const KIND: &str = "accountability";

/// Every measure, in the order in which they are offered.
pub(crate) const MEASURES: [Measure; 5] =
    [Measure::NoAction, Measure::Talk, Measure::Notice, Measure::Discipline, Measure::Justice];

/// The measure of a word.
fn measure(word: &str) -> Option<Measure> {
    MEASURES.into_iter().find(|measure| measure_word(*measure) == word)
}

/// The word of a measure.
pub(crate) fn measure_word(measure: Measure) -> &'static str {
    MEASURE.get(measure as usize).map_or("", |row| row.0)
}

/// What is proposed, as it was entered.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Proposing<'a> {
    /// Public number of the post that answers by the clause.
    pub(crate) answers: &'a str,
    /// The facts, in neutral words.
    pub(crate) facts: &'a str,
    /// Id of the clause.
    pub(crate) clause: &'a str,
}

/// Proposes who is held to account in a case; the number of the matter.
pub(crate) async fn propose(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    case: i64,
    input: Proposing<'_>,
) -> Done<i64> {
    let mut tx = context.db.write().await?;
    let by = by(&mut tx, context, actor, case).await?;
    let post = posts::by_public_id(&mut tx, input.answers).await?.ok_or(Refusal::UnknownPost)?;
    let clause = input.clause.trim();
    if !clause.is_empty() && context.pack.clause(clause).is_none() {
        return Err(Refusal::UnknownClause.into());
    }
    let facts = written(input.facts)?;
    let proposal = Proposal {
        case: CaseId(case as u64),
        answers: PostId(post.id as u64),
        facts: facts.clone(),
        clause: clause.to_owned(),
    };
    let Who::Person(person, own) = by.acting.who else { return Err(Refusal::OutOfScope.into()) };
    let known = Accountability::propose(proposal, by.acting.who, origin.day);
    let known = known.map_err(Refusal::Step)?;
    let proposal = accountabilities::Proposal {
        id: 0,
        case,
        answers: post.id,
        facts,
        clause: clause.to_owned(),
        person: person.0 as i64,
        post: own.0 as i64,
        on: origin.day.to_string(),
        standing: standing(&known),
    };
    let matter = accountabilities::add(&mut tx, &proposal).await?;
    let body = json!({ "matter": matter, "answers": post.public_id, "clause": clause });
    tell_matter(&mut tx, origin, actor, (matter, &by), body).await?;
    tx.commit().await?;
    Ok(matter)
}

/// Somebody who may hold to account in a case, and the case.
struct By<'a> {
    acting: Acting<'a>,
    case: kept_cases::Case,
}

/// Who acts about the matters of a case: a post above it.
async fn by<'a>(tx: &mut Tx, context: &Context, actor: &'a Actor, case: i64) -> Done<By<'a>> {
    let kept = cases::found(tx, context, actor, Operation::HoldToAccount, case).await?;
    let there = cases::there(&kept)?;
    let acting = acting(tx, context, actor, (Operation::HoldToAccount, there), &[]).await?;
    from_above(context, acting.held, there.0)?;
    Ok(By { acting, case: kept })
}

/// Decides a proposal: another person. The decision is laid beside the case, unless that is closed already.
pub(crate) async fn decide(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    id: i64,
    (word, reason): (&str, &str),
) -> Done<()> {
    let mut tx = context.db.write().await?;
    let mut matter = found(&mut tx, id).await?;
    let by = by(&mut tx, context, actor, matter.kept.case).await?;
    let measure = measure(word).ok_or(Refusal::UnknownStep)?;
    let taking = by.acting.taking(origin);
    matter.step(&mut tx, Step::Decide { measure, reason: written(reason)? }, taking).await?;
    // Read after the decision is kept, so that the case's step names it.
    let mut case = cases::followed(&mut tx, by.case.clone()).await?;
    if let Some(decision) = matter.one.decision()
        && case.case.state() != CaseState::Closed
    {
        case.take(&mut tx, CaseStep::Hold(decision), taking).await?;
    }
    tell_matter(&mut tx, origin, actor, (id, &by), json!({ "matter": id, "measure": word }))
        .await?;
    tx.commit().await?;
    Ok(())
}

/// Records the document of a decision.
pub(crate) async fn record(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    id: i64,
    documents: &[Sent],
) -> Done<()> {
    let shelved = shelve(context, documents).await?;
    let mut tx = context.db.write().await?;
    let mut matter = found(&mut tx, id).await?;
    let by = by(&mut tx, context, actor, matter.kept.case).await?;
    let document = attach(&mut tx, matter_of(KIND, id), actor, origin, &shelved).await?;
    let ids: Vec<u64> = document.iter().map(|one| one.0).collect();
    let taking = by.acting.taking(origin);
    matter.step(&mut tx, Step::Record { document }, taking).await?;
    tell_matter(&mut tx, origin, actor, (id, &by), json!({ "matter": id, "document": ids }))
        .await?;
    tx.commit().await?;
    Ok(())
}

async fn found(tx: &mut Tx, id: i64) -> Done<Matter> {
    let kept = accountabilities::by_id(tx, id).await?.ok_or(Refusal::UnknownRecord)?;
    followed(tx, kept).await
}

async fn tell_matter(
    tx: &mut Tx,
    origin: &Origin,
    actor: &Actor,
    (id, by): (i64, &By<'_>),
    body: serde_json::Value,
) -> Done<()> {
    let (operation, division) = (Operation::HoldToAccount, Some(cases::there(&by.case)?.0));
    let (post, id) = (by.acting.held.post.as_str(), id.to_string());
    let told = Told { operation, post, kind: KIND, id: &id, division, body };
    tell(tx, &actor.person.public_id, origin, told).await
}

/// The word of a state.
fn state_word(state: domain::accountability::State) -> &'static str {
    words::ACCOUNTABILITY.get(state as usize).map_or("", |row| row.0)
}
