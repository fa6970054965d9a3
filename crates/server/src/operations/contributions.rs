//! Contributions: own, social and other money spent on a project beside the fiscal money (A-2.c), entered line by line
//! by who carries the project out, confirmed by another person of the county's fund section. No record is written:
//! rules, ledger and registers of fiscal money see nothing of it.

mod followed;
mod givers;
mod kept;
mod one;
#[cfg(test)]
pub(crate) mod tests;

use domain::contribution::{Contribution, Entry, Line, Step, admits, covered};
use domain::handling::AttachmentId;
use domain::{Day, Fen};
use store::contributions;
use store::db::Tx;
use store::projects::Home;

use self::followed::FollowedContribution;
pub(crate) use self::givers::fill;
pub(crate) use self::one::{May, Of, OneContribution, due, of_project};
use super::handling::acting::{
    Acting, Sent, Shelved, acting, attach, day, finished, shelve, unnumbered, written, yuan,
};
use super::handling::persons::mask_said;
use super::handling::{self, matter_of, words};
use super::projects;
use super::{Actor, Done, Refusal};
use crate::access::Operation;
use crate::context::{Context, Origin};

/// Kind of the matter by which steps and documents are kept.
pub(crate) const KIND: &str = "contribution";

/// A line as it was entered.
#[derive(Clone, Debug, Default)]
pub(crate) struct Writing {
    /// Number of the project.
    pub(crate) project: String,
    /// Word of what it says of the money.
    pub(crate) entry: String,
    /// Word of whose money it is.
    pub(crate) source: String,
    /// Who gives it.
    pub(crate) giver: String,
    /// Word of what the giver is.
    pub(crate) giver_kind: String,
    /// How much, in yuan.
    pub(crate) amount: String,
    /// The day.
    pub(crate) on: String,
    /// What for.
    pub(crate) note: String,
    /// What shows it.
    pub(crate) evidence: Vec<Sent>,
}

/// What somebody says of a line.
#[derive(Clone, Debug, Default)]
pub(crate) struct Saying {
    /// Word of the step.
    pub(crate) step: String,
    /// Why, or what is remarked.
    pub(crate) reason: String,
    /// What shows it.
    pub(crate) evidence: Vec<Sent>,
}

impl Writing {
    fn line(&self, evidence: Vec<AttachmentId>) -> Result<Line, Refusal> {
        Ok(Line {
            entry: words::contribution_entry(self.entry.trim()).ok_or(Refusal::ContributionWord)?,
            source: words::contribution_source(self.source.trim())
                .ok_or(Refusal::ContributionWord)?,
            giver: written(&self.giver)?,
            giver_kind: words::contribution_giver(self.giver_kind.trim())
                .ok_or(Refusal::ContributionWord)?,
            amount: yuan(&self.amount)?,
            on: day(&self.on)?,
            note: written(&self.note)?,
            evidence,
            reverses: None,
        })
    }
}

/// The project of a line, if somebody may do this there, and if the project has not ended.
async fn here<'a>(
    tx: &mut Tx,
    context: &Context,
    (origin, actor): (&Origin, &'a Actor),
    (operation, project): (Operation, &str),
) -> Done<(Home, Acting<'a>)> {
    let record = projects::found(tx, context, actor, project.trim()).await?;
    let home = projects::home_of(&record);
    let there = handling::there(&home.county, &home.unit)?;
    let by = acting(tx, context, actor, (operation, there), &[]).await?;
    projects::is_own_county(operation, by.held, there)?;
    let way = projects::followed(tx, record, origin.day).await?.way;
    admits(way.state()).map_err(Refusal::Step)?;
    Ok((home, by))
}

/// Refused where more of the giver's money would be spent than has come in; what waits counts as long as the line
/// waits itself.
async fn is_covered(
    tx: &mut Tx,
    (project, line): (&str, &Line),
    (waiting, id): (bool, i64),
) -> Done<()> {
    let source = words::of_contribution_source(line.source);
    let state = if waiting { "waiting" } else { "confirmed" };
    let giver = givers::both(tx.persons(), &line.giver);
    let giver = giver.each_ref().map(String::as_str);
    let known = contributions::moves(tx, (project, source), giver, (state, id)).await?;
    let known = known.into_iter().filter_map(|(entry, on, fen)| {
        Some((words::contribution_entry(&entry)?, Day::parse(&on).ok()?, Fen(fen)))
    });
    let own: [(Entry, Day, Fen); 1] = [(line.entry, line.on, line.amount)];
    Ok(covered(known.chain(own)).map_err(Refusal::Step)?)
}

/// Enters a line; its number.
pub(crate) async fn enter(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    writing: &Writing,
) -> Done<i64> {
    let shelved = shelve(context, &writing.evidence).await?;
    let mut tx = context.db.write().await?;
    let asked = (Operation::EnterContribution, &*writing.project);
    let (home, by) = here(&mut tx, context, (origin, actor), asked).await?;
    let line = writing.line(unnumbered(&writing.evidence))?;
    let line = givers::hidden(tx.persons(), line);
    begin(tx, (origin, actor), (home, by), (line, &shelved)).await
}

/// Begins a line that is complete but for the numbers of its documents.
async fn begin(
    mut tx: Tx,
    (origin, actor): (&Origin, &Actor),
    (home, by): (Home, Acting<'_>),
    (mut line, shelved): (Line, &[Shelved]),
) -> Done<i64> {
    let one = Contribution::begin(line.clone(), by.who, origin.day).map_err(Refusal::Step)?;
    contributions::turn(&mut tx, &home.project).await?;
    is_covered(&mut tx, (&home.project, &line), (true, 0)).await?;
    let mut kept = contributions::Contribution {
        id: 0,
        project: home.project,
        county: home.county,
        unit: home.unit,
        reverses: line.reverses.map(|id| id as i64),
        maker: actor.person.id,
        standing: followed::standing(&one, origin.day),
    };
    kept.id = contributions::add(&mut tx, &kept).await?.ok_or(Refusal::ContributionReversed)?;
    let id = kept.id;
    line.evidence = attach(&mut tx, matter_of(KIND, id), actor, origin, shelved).await?;
    let one = Contribution::begin(line.clone(), by.who, origin.day).map_err(Refusal::Step)?;
    let (first, taking) = (Step::Enter(line), by.taking(origin));
    let followed = FollowedContribution::begin(&mut tx, (kept, one), &first, taking).await?;
    finish(tx, (origin, actor), (Operation::EnterContribution, by), followed).await?;
    Ok(id)
}

/// The line of a number, if the reader may see its project.
async fn found(
    tx: &mut Tx,
    context: &Context,
    actor: &Actor,
    id: i64,
) -> Done<FollowedContribution> {
    let kept = contributions::by_id(tx, id).await?.ok_or(Refusal::UnknownRecord)?;
    let there = handling::there(&kept.county, &kept.unit)?;
    let seeing = Operation::ListContributions;
    actor.admitted(context, (seeing, seeing), there)?;
    FollowedContribution::of(tx, kept).await
}

/// What those who enter lines do about one.
#[derive(Clone, Debug)]
pub(crate) enum Revision {
    /// It is written anew.
    Rewrite(Writing),
    /// It is given up.
    Withdraw(Saying),
    /// Another line reverses it.
    Reverse(Saying),
}

impl Revision {
    /// By the word of the step.
    pub(crate) fn of(step: &str, reason: String, writing: Writing) -> Result<Revision, Refusal> {
        let saying = |evidence| Saying { step: step.to_owned(), reason, evidence };
        Ok(match step {
            "rewrite" => Revision::Rewrite(writing),
            "withdraw" => Revision::Withdraw(saying(Vec::new())),
            "reverse" => Revision::Reverse(saying(writing.evidence)),
            _ => return Err(Refusal::UnknownStep),
        })
    }
}

/// Revises a line; the number of the line that tells of it: of a reversal the new one.
pub(crate) async fn revise(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, revision): (i64, &Revision),
) -> Done<i64> {
    match revision {
        Revision::Rewrite(writing) => rewrite(context, origin, actor, (id, writing)).await?,
        Revision::Withdraw(saying) => withdraw(context, origin, actor, (id, saying)).await?,
        Revision::Reverse(saying) => return reverse(context, origin, actor, (id, saying)).await,
    }
    Ok(id)
}

/// Writes a line anew; documents that were sent before stay.
async fn rewrite(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, writing): (i64, &Writing),
) -> Done<()> {
    let operation = Operation::EnterContribution;
    let shelved = shelve(context, &writing.evidence).await?;
    let mut tx = context.db.write().await?;
    let project = found(&mut tx, context, actor, id).await?.kept.project;
    let (_, by) = here(&mut tx, context, (origin, actor), (operation, &project)).await?;
    contributions::turn(&mut tx, &project).await?;
    let mut followed = found(&mut tx, context, actor, id).await?;
    let before = followed.one.line().clone();
    let mut evidence = before.evidence.clone();
    evidence.extend(attach(&mut tx, matter_of(KIND, id), actor, origin, &shelved).await?);
    let line = match before.reverses {
        // Of a line that reverses another one only the reason is written anew.
        Some(_) => Line { note: written(&writing.note)?, evidence, ..before.clone() },
        None => writing.line(evidence)?,
    };
    let persons = tx.persons();
    let line = givers::hidden(persons, givers::kept_where_masked(persons, &before, line));
    is_covered(&mut tx, (&project, &line), (true, id)).await?;
    followed.kept.maker = actor.person.id;
    followed.take(&mut tx, Step::Enter(line), by.taking(origin)).await?;
    finish(tx, (origin, actor), (operation, by), followed).await
}

/// Enters the line that reverses a confirmed one; its number.
async fn reverse(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, saying): (i64, &Saying),
) -> Done<i64> {
    let shelved = shelve(context, &saying.evidence).await?;
    let mut tx = context.db.write().await?;
    let followed = found(&mut tx, context, actor, id).await?;
    let asked = (Operation::EnterContribution, &*followed.kept.project);
    let (home, by) = here(&mut tx, context, (origin, actor), asked).await?;
    contributions::turn(&mut tx, &home.project).await?;
    let again = contributions::reversed_by(&mut tx, id).await?.is_some();
    if again || !followed::is_reversible(&followed.one) {
        return Err(Refusal::ContributionReversed.into());
    }
    let evidence = unnumbered(&saying.evidence);
    let before = followed.one.line();
    let reason = givers::said(tx.persons(), before, &written(&saying.reason)?);
    let line = before.reversed(id as u64, reason, evidence);
    begin(tx, (origin, actor), (home, by), (line, &shelved)).await
}

/// Gives a line up before it is confirmed.
async fn withdraw(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, saying): (i64, &Saying),
) -> Done<()> {
    let operation = Operation::EnterContribution;
    let mut tx = context.db.write().await?;
    let mut followed = found(&mut tx, context, actor, id).await?;
    let there = handling::there(&followed.kept.county, &followed.kept.unit)?;
    let by = acting(&mut tx, context, actor, (operation, there), &[]).await?;
    let reason = written(&saying.reason)?;
    let reason = givers::said(tx.persons(), followed.one.line(), &reason);
    let step = Step::Withdraw { reason };
    followed.take(&mut tx, step, by.taking(origin)).await?;
    finish(tx, (origin, actor), (operation, by), followed).await
}

/// Confirms a line, or sends it back: not by who entered it.
pub(crate) async fn decide(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, saying): (i64, &Saying),
) -> Done<()> {
    let operation = Operation::ConfirmContribution;
    let mut tx = context.db.write().await?;
    let project = found(&mut tx, context, actor, id).await?.kept.project;
    contributions::turn(&mut tx, &project).await?;
    let mut followed = found(&mut tx, context, actor, id).await?;
    let there = handling::there(&followed.kept.county, &followed.kept.unit)?;
    let by = acting(&mut tx, context, actor, (operation, there), &[]).await?;
    projects::is_own_county(operation, by.held, there)?;
    let reason = written(&saying.reason)?;
    let reason = givers::said(tx.persons(), followed.one.line(), &reason);
    let step = match saying.step.as_str() {
        "confirm" => {
            here(&mut tx, context, (origin, actor), (operation, &project)).await?;
            is_covered(&mut tx, (&project, followed.one.line()), (false, id)).await?;
            Step::Confirm { note: reason }
        }
        "return" => Step::Return { reason },
        _ => return Err(Refusal::UnknownStep.into()),
    };
    followed.take(&mut tx, step, by.taking(origin)).await?;
    finish(tx, (origin, actor), (operation, by), followed).await
}

/// Keeps what the steps come to, and the event of the last one; then all of it lasts.
async fn finish(
    mut tx: Tx,
    (origin, actor): (&Origin, &Actor),
    (operation, by): (Operation, Acting<'_>),
    mut followed: FollowedContribution,
) -> Done<()> {
    followed.stand(&mut tx, origin.day).await?;
    // Events are read as they are.
    mask_said(tx.persons(), &mut followed.last.1);
    let stepped = followed.stepped(&followed.kept.county, None);
    finished(tx, origin, actor, (operation, by), stepped).await
}
