//! Suggestions on the monitoring work (B-4.1.2.1.g): a treasury section makes one, the region's treasury division
//! answers it: adopted, with what follows from it, or not, with the reason. One of the division itself is answered by
//! another person of it or by the leader in charge, which the regulations leave open: a local default.

mod followed;
mod kept;
mod one;
#[cfg(test)]
pub(crate) mod tests;

use domain::suggestion::{Step, Suggestion, Text};
use store::db::Tx;
use store::{settings, suggestions};

use self::followed::FollowedSuggestion;
#[cfg(test)]
use self::one::one;
pub(crate) use self::one::{May, OneSuggestion, due};
use super::handling::acting::{Acting, Sent, acting, as_post, attach, finished, shelve, written};
use super::handling::{self, matter_of};
use super::{Actor, Done, Refusal};
use crate::access::{Held, Operation, Role};
use crate::context::{Context, Origin};

/// Kind of the matter by which steps and documents are kept.
pub(crate) const KIND: &str = "suggestion";

/// A suggestion as it was written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Writing {
    /// In a line.
    pub(crate) title: String,
    /// What is seen, and what should be done.
    pub(crate) said: String,
    /// What shows it.
    pub(crate) evidence: Vec<Sent>,
}

/// An answer as it was written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Saying {
    /// Word of the step: `adopt` or `decline`.
    pub(crate) step: String,
    /// What follows, or why not.
    pub(crate) reason: String,
    /// Number of the setting that carries it out; empty: none.
    pub(crate) setting: String,
}

/// What those who made a suggestion do about it.
#[derive(Clone, Debug)]
pub(crate) enum Revision {
    /// It is written anew.
    Rewrite(Writing),
    /// It is given up, with the reason.
    Withdraw(String),
}

impl Revision {
    /// By the word of the step.
    pub(crate) fn of(step: &str, reason: String, writing: Writing) -> Result<Revision, Refusal> {
        match step {
            "rewrite" => Ok(Revision::Rewrite(writing)),
            "withdraw" => Ok(Revision::Withdraw(reason)),
            _ => Err(Refusal::UnknownStep),
        }
    }
}

/// Makes a suggestion in the own post; its number.
pub(crate) async fn suggest(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    writing: &Writing,
) -> Done<i64> {
    let operation = Operation::Suggest;
    actor.post(context, operation, None)?;
    let shelved = shelve(context, &writing.evidence).await?;
    let mut tx = context.db.write().await?;
    let held = actor.held.iter().find(|held| operation.is_open_to(held.role));
    let by = as_post(&mut tx, actor, held.ok_or(Refusal::OutOfScope)?).await?;
    let mut text =
        Text { title: written(&writing.title)?, said: written(&writing.said)?, evidence: vec![] };
    let one = Suggestion::begin(text.clone(), by.who, origin.day).map_err(Refusal::Step)?;
    let mut kept = suggestions::Suggestion {
        id: 0,
        home: context.divisions().canonical(by.held.scope.division).to_string(),
        post: by.post.0 as i64,
        maker: actor.person.id,
        standing: followed::standing(&one, origin.day),
    };
    kept.id = suggestions::add(&mut tx, &kept).await?;
    let id = kept.id;
    text.evidence = attach(&mut tx, matter_of(KIND, id), actor, origin, &shelved).await?;
    let one = Suggestion::begin(text.clone(), by.who, origin.day).map_err(Refusal::Step)?;
    let (first, taking) = (Step::Suggest(text), by.taking(origin));
    let followed = FollowedSuggestion::begin(&mut tx, (kept, one), &first, taking).await?;
    finish(tx, origin, actor, (operation, by), followed).await?;
    Ok(id)
}

/// The suggestion of a number, if the reader may see its division.
async fn found(tx: &mut Tx, context: &Context, actor: &Actor, id: i64) -> Done<FollowedSuggestion> {
    let kept = suggestions::by_id(tx, id).await?.ok_or(Refusal::UnknownRecord)?;
    let seeing = Operation::ListSuggestions;
    actor.admitted(context, (seeing, seeing), handling::there(&kept.home, "")?)?;
    FollowedSuggestion::of(tx, kept).await
}

/// Somebody of the office that made a suggestion: the same role at the same division.
async fn as_maker<'a>(
    tx: &mut Tx,
    context: &Context,
    actor: &'a Actor,
    kept: &suggestions::Suggestion,
) -> Done<Acting<'a>> {
    let operation = Operation::Suggest;
    actor.post(context, operation, None)?;
    let home = handling::division(&kept.home)?;
    let own = |held: &&Held| {
        operation.is_open_to(held.role)
            && context.divisions().canonical(held.scope.division) == home
    };
    as_post(tx, actor, actor.held.iter().find(own).ok_or(Refusal::OutOfScope)?).await
}

/// Writes a suggestion anew, or gives it up; documents that were sent before stay.
pub(crate) async fn revise(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, revision): (i64, &Revision),
) -> Done<()> {
    found(&mut context.db.read().await?, context, actor, id).await?;
    let sent: &[Sent] = match revision {
        Revision::Rewrite(writing) => &writing.evidence,
        Revision::Withdraw(_) => &[],
    };
    let shelved = shelve(context, sent).await?;
    let mut tx = context.db.write().await?;
    let mut followed = found(&mut tx, context, actor, id).await?;
    let by = as_maker(&mut tx, context, actor, &followed.kept).await?;
    let step = match revision {
        Revision::Rewrite(writing) => {
            let mut evidence = followed.one.text().evidence.clone();
            evidence.extend(attach(&mut tx, matter_of(KIND, id), actor, origin, &shelved).await?);
            let (title, said) = (written(&writing.title)?, written(&writing.said)?);
            Step::Suggest(Text { title, said, evidence })
        }
        Revision::Withdraw(reason) => Step::Withdraw { reason: written(reason)? },
    };
    followed.take(&mut tx, step, by.taking(origin)).await?;
    finish(tx, origin, actor, (Operation::Suggest, by), followed).await
}

/// Answers a suggestion: not by who wrote it.
pub(crate) async fn answer(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, saying): (i64, &Saying),
) -> Done<()> {
    let operation = Operation::AnswerSuggestion;
    let mut tx = context.db.write().await?;
    let mut followed = found(&mut tx, context, actor, id).await?;
    let there = handling::there(&followed.kept.home, "")?;
    let by = acting(&mut tx, context, actor, (operation, there), &[]).await?;
    if !is_answered_by(context, by.held, &followed.kept.home) {
        return Err(Refusal::OutOfScope.into());
    }
    let reason = written(&saying.reason)?;
    let step = match saying.step.as_str() {
        "adopt" => Step::Adopt { follows: reason, setting: setting(&mut tx, saying).await? },
        "decline" => Step::Decline { reason },
        _ => return Err(Refusal::UnknownStep.into()),
    };
    followed.take(&mut tx, step, by.taking(origin)).await?;
    finish(tx, origin, actor, (operation, by), followed).await
}

/// Whether a post answers what a division suggests: the leader in charge what the region's own one does, and no other.
fn is_answered_by(context: &Context, held: &Held, home: &str) -> bool {
    let own = context.divisions().canonical(held.scope.division).to_string();
    held.role != Role::RegionLeader || own == home
}

/// The setting that is named, which must be there.
async fn setting(tx: &mut Tx, saying: &Saying) -> Done<Option<u64>> {
    let text = saying.setting.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let id: i64 = text.parse().map_err(|_| Refusal::SuggestionSetting)?;
    let found = settings::by_id(tx, id).await?.ok_or(Refusal::SuggestionSetting)?;
    Ok(Some(found.id.unsigned_abs()))
}

/// Keeps what the steps come to, and the event of the last one; then all of it lasts.
async fn finish(
    mut tx: Tx,
    origin: &Origin,
    actor: &Actor,
    (operation, by): (Operation, Acting<'_>),
    mut followed: FollowedSuggestion,
) -> Done<()> {
    followed.stand(&mut tx, origin.day).await?;
    let stepped = followed.stepped(&followed.kept.home, None);
    finished(tx, origin, actor, (operation, by), stepped).await
}
