//! Rounds of monitoring of performance targets (A 十–十二, C 二（三）, D 四（三）, E): who uses the money enters them at
//! the nodes of the calendar, with what was paid as the books say; the finance bureau of the place reviews them, and
//! decides. A decision is a record (`orders`), by which the rules know of it; one that suspends payment makes them say
//! so of every payment of the project until somebody else has lifted it.

mod asked;
pub(crate) mod calendar;
mod followed;
mod kept;
mod one;
#[cfg(test)]
pub(crate) mod tests;
mod weighed;
mod writing;

use domain::Fen;
use domain::handling::AttachmentId;
use domain::monitoring::{Decision, Measure, Monitoring, Step, Text, Value};
use store::db::Tx;
use store::monitorings::{self, Round, Standing};

pub(crate) use self::asked::{Asked, Indicator};
use self::asked::{asked, asked_of};
use self::followed::FollowedRound;
pub(crate) use self::one::{Due, May, OneMonitoring, coverage, due, may_enter, suspended};
pub(crate) use self::weighed::Weighed;
use self::weighed::{Drafts, explained};
use super::handling::acting::{
    Acting, Sent, Shelved, acting, attach, day, finished, shelve, unnumbered, written, yuan,
};
use super::handling::{self, matter_of, words};
use super::projects;
use super::recording::{Recording, bring_all, imported};
use super::{Actor, Done, Refusal};
use crate::access::Operation;
use crate::context::{Context, Origin};

/// Kind of the matter by which steps and documents are kept.
pub(crate) const KIND: &str = "monitoring";

/// What is said of one indicator, as it was written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line {
    /// Its name.
    pub(crate) indicator: String,
    /// What was reached.
    pub(crate) actual: String,
    /// Word of the likelihood.
    pub(crate) likelihood: String,
    /// Why it deviates.
    pub(crate) cause: String,
    /// What is done about it.
    pub(crate) measure: String,
}

/// A round as it was written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Writing {
    /// Number of the target.
    pub(crate) target: String,
    /// The day for which figures stand.
    pub(crate) node: String,
    /// What was executed, in yuan, where no project tells it.
    pub(crate) executed: String,
    /// What is expected at the end of the year, in yuan.
    pub(crate) expected: String,
    /// What is to be said of all of it.
    pub(crate) remarks: String,
    /// The indicators.
    pub(crate) values: Vec<Line>,
    /// What shows it.
    pub(crate) evidence: Vec<Sent>,
}

/// What somebody says of a round.
#[derive(Clone, Debug, Default)]
pub(crate) struct Saying {
    /// Word of the step.
    pub(crate) step: String,
    /// Why, what is asked, what was found.
    pub(crate) reason: String,
    /// Word of what is decided.
    pub(crate) measure: String,
    /// Until when.
    pub(crate) due: String,
    /// How much is recovered, in yuan.
    pub(crate) amount: String,
    /// What shows it.
    pub(crate) evidence: Vec<Sent>,
}

/// What a round says, as it was read: every indicator of the target, in its order.
fn text(asked: &Asked, writing: &Writing, evidence: Vec<AttachmentId>) -> Result<Text, Refusal> {
    let line = |name: &str| {
        let mut lines = writing.values.iter().filter(|line| line.indicator.trim() == name);
        lines.next().ok_or(Refusal::MonitoringIndicators)
    };
    let value = |name: &str| {
        let line = line(name)?;
        Ok(Value {
            indicator: name.to_owned(),
            actual: written(&line.actual)?,
            likelihood: words::likelihood(line.likelihood.trim())
                .ok_or(Refusal::MonitoringLikelihood)?,
            cause: written(&line.cause)?,
            measure: written(&line.measure)?,
        })
    };
    let values: Result<Vec<Value>, Refusal> = asked.indicators().map(value).collect();
    let values = values?;
    if values.len() != writing.values.len() {
        return Err(Refusal::MonitoringIndicators);
    }
    Ok(Text {
        executed: match asked.executed {
            Some(fen) => Fen(fen),
            None => yuan(&writing.executed)?,
        },
        expected: yuan(&writing.expected)?,
        remarks: written(&writing.remarks)?,
        values,
        evidence,
    })
}

/// What is asked for at a node, if somebody may enter it.
async fn here<'a>(
    tx: &mut Tx,
    context: &Context,
    actor: &'a Actor,
    of: (&str, &str),
) -> Done<(Asked, Acting<'a>)> {
    let operation = Operation::EnterMonitoring;
    actor.post(context, operation, None)?;
    let asked = asked(tx, context, actor, of).await?;
    let there = handling::there(&asked.owed.county, &asked.owed.unit)?;
    let by = acting(tx, context, actor, (operation, there), &[]).await?;
    Ok((asked, by))
}

/// What is asked for at a node, for whoever may see it.
pub(crate) async fn form(context: &Context, actor: &Actor, of: (&str, &str)) -> Done<Asked> {
    asked(&mut context.db.read().await?, context, actor, of).await
}

/// What the rules would say of a round. Nothing is written.
pub(crate) async fn foresee(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    writing: &Writing,
) -> Done<(Asked, Weighed)> {
    let of = (writing.target.trim(), writing.node.trim());
    let (asked, _) = Box::pin(here(&mut context.db.read().await?, context, actor, of)).await?;
    let text = text(&asked, writing, Vec::new())?;
    let drafts = Box::pin(Drafts::read(context, origin.day, &asked, &text)).await?;
    let mut tx = context.db.read().await?;
    let weighed =
        Box::pin(weighed::weigh(&mut tx, context, origin.day, (&asked, &text), &drafts)).await?;
    Ok((asked, weighed))
}

/// Enters the round of a target at a node, or enters it anew after it came back; its number.
pub(crate) async fn submit(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    writing: &Writing,
) -> Done<i64> {
    Box::pin(enter(context, origin, actor, writing)).await
}

async fn enter(context: &Context, origin: &Origin, actor: &Actor, writing: &Writing) -> Done<i64> {
    let of = (writing.target.trim(), writing.node.trim());
    let (asked, by) = Box::pin(here(&mut context.db.read().await?, context, actor, of)).await?;
    let tried = text(&asked, writing, unnumbered(&writing.evidence))?;
    let drafts = Box::pin(Drafts::read(context, origin.day, &asked, &tried)).await?;
    let records = Box::pin(writing::round(context, origin.day, &asked, &tried)).await?;
    let shelved = shelve(context, &writing.evidence).await?;
    let mut tx = context.db.write().await?;
    let (now, _) = Box::pin(here(&mut tx, context, actor, of)).await?;
    if now.executed != asked.executed || now.lines != asked.lines {
        return Err(Refusal::TakenMeanwhile.into());
    }
    let weighed =
        Box::pin(weighed::weigh(&mut tx, context, origin.day, (&asked, &tried), &drafts)).await?;
    explained(&weighed, &tried)?;
    let submitting = submitted(&mut tx, (origin, actor), (&asked, by), (tried, &shelved));
    let mut followed = Box::pin(submitting).await?;
    followed.kept.maker = actor.person.id;
    words::of_light(weighed.worst()).clone_into(&mut followed.kept.standing.light);
    let id = followed.kept.id;
    let records = Written { records, operation: Operation::EnterMonitoring };
    finish(tx, (context, origin, actor), (records, by), followed).await?;
    Ok(id)
}

/// A round after it was written, or written anew; documents that were sent before stay.
async fn submitted(
    tx: &mut Tx,
    (origin, actor): (&Origin, &Actor),
    (asked, by): (&Asked, Acting<'_>),
    (text, shelved): (Text, &[Shelved]),
) -> Done<FollowedRound> {
    let begin =
        |text: &Text| Monitoring::begin(text.clone(), by.who, origin.day).map_err(Refusal::Step);
    let mut before = None;
    let kept = match asked_of(tx, asked).await? {
        Some(kept) => {
            before = Some(FollowedRound::of(tx, kept.clone()).await?);
            kept
        }
        None => added(tx, actor, asked, followed::standing(&begin(&text)?, "", origin.day)).await?,
    };
    let mut evidence = before.as_ref().map_or_else(Vec::new, |one| one.one.text().evidence.clone());
    evidence.extend(attach(tx, matter_of(KIND, kept.id), actor, origin, shelved).await?);
    let text = Text { evidence, ..text };
    if let Some(mut followed) = before {
        followed.take(tx, Step::Submit(text), by.taking(origin)).await?;
        return Ok(followed);
    }
    let one = begin(&text)?;
    let first = Step::Submit(text);
    FollowedRound::begin(tx, (kept, one), &first, by.taking(origin)).await
}

/// A round that has its number.
async fn added(tx: &mut Tx, actor: &Actor, asked: &Asked, standing: Standing) -> Done<Round> {
    let mut kept = Round {
        id: 0,
        county: asked.owed.county.clone(),
        unit: asked.owed.unit.clone(),
        target: asked.owed.target.clone(),
        node: asked.owed.node.clone(),
        maker: actor.person.id,
        standing,
    };
    kept.id = monitorings::add(tx, &kept).await?.ok_or(Refusal::TakenMeanwhile)?;
    Ok(kept)
}

/// The round of a number, if the reader may see it.
async fn found(tx: &mut Tx, context: &Context, actor: &Actor, id: i64) -> Done<FollowedRound> {
    let kept = monitorings::by_id(tx, id).await?.ok_or(Refusal::UnknownRecord)?;
    let there = handling::there(&kept.county, &kept.unit)?;
    let seeing = Operation::ListMonitorings;
    actor.admitted(context, (seeing, seeing), there)?;
    FollowedRound::of(tx, kept).await
}

/// The round of a number, and the post in which somebody acts about it.
async fn acted<'a>(
    tx: &mut Tx,
    context: &Context,
    (actor, operation): (&'a Actor, Operation),
    id: i64,
) -> Done<(FollowedRound, Acting<'a>)> {
    let followed = found(tx, context, actor, id).await?;
    let there = handling::there(&followed.kept.county, &followed.kept.unit)?;
    let by = acting(tx, context, actor, (operation, there), &[]).await?;
    projects::is_own_county(operation, by.held, there)?;
    Ok((followed, by))
}

fn decision(saying: &Saying, reason: String) -> Result<Decision, Refusal> {
    Ok(Decision {
        measure: words::monitoring_measure(saying.measure.trim())
            .ok_or(Refusal::MonitoringMeasure)?,
        reason,
        due: day(&saying.due)?,
        amount: yuan(&saying.amount)?,
    })
}

/// The step that somebody takes about a round, documents numbered as given.
fn step_of(saying: &Saying, evidence: Vec<AttachmentId>) -> Result<Step, Refusal> {
    let reason = written(&saying.reason)?;
    Ok(match saying.step.as_str() {
        "return" => Step::Return { reason },
        "accept" => Step::Accept { note: reason },
        "decide" => Step::Decide(decision(saying, reason)?),
        "report" => Step::Report { report: reason, evidence },
        "send_back" => Step::SendBack { reason },
        "settle" => Step::Settle { finding: reason, evidence },
        _ => return Err(Refusal::UnknownStep),
    })
}

/// Takes a step about a round that was entered: it is returned, accepted, decided on, reported to be carried out, sent
/// back, settled. What is decided, done and checked is written into its order.
pub(crate) async fn take(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (operation, id, saying): (Operation, i64, &Saying),
) -> Done<()> {
    let tried = step_of(saying, unnumbered(&saying.evidence))?;
    let of_unit = matches!(tried, Step::Report { .. });
    if of_unit != (operation == Operation::EnterMonitoring) {
        return Err(Refusal::UnknownStep.into());
    }
    let mut tx = context.db.read().await?;
    let (before, by) = acted(&mut tx, context, (actor, operation), id).await?;
    before.one.step(tried.clone(), by.who, origin.day).map_err(Refusal::Step)?;
    if matches!(tried, Step::Settle { .. }) {
        is_recovered(&mut tx, &before).await?;
    }
    drop(tx);
    let records = Box::pin(writing::order(context, origin.day, &before, &tried)).await?;
    let shelved = shelve(context, &saying.evidence).await?;
    let mut tx = context.db.write().await?;
    let (mut followed, by) = acted(&mut tx, context, (actor, operation), id).await?;
    if followed.steps.len() != before.steps.len() {
        return Err(Refusal::TakenMeanwhile.into());
    }
    let evidence = attach(&mut tx, matter_of(KIND, id), actor, origin, &shelved).await?;
    followed.take(&mut tx, step_of(saying, evidence)?, by.taking(origin)).await?;
    let records = Written { records, operation };
    Box::pin(finish(tx, (context, origin, actor), (records, by), followed)).await
}

/// Money that was to be recovered is there again: as refunds of the project since the decision.
async fn is_recovered(tx: &mut Tx, followed: &FollowedRound) -> Done<()> {
    let recovers = |decision: &&Decision| decision.measure == Measure::Recover;
    let Some(decision) = followed.one.decision().filter(recovers) else { return Ok(()) };
    let Some(since) = followed.decided_on() else { return Ok(()) };
    let Some(project) = asked::project_of(tx, &followed.kept.target).await? else { return Ok(()) };
    let back = monitorings::refunded(tx, &project, &since.to_string()).await?;
    if back < decision.amount.0 {
        return Err(Refusal::MonitoringRefund.into());
    }
    Ok(())
}

/// What a step writes, and what it is as access asks.
struct Written {
    records: Vec<Recording>,
    operation: Operation,
}

/// Keeps what the steps come to, brings the records in, and tells the step; then all of it lasts.
async fn finish(
    mut tx: Tx,
    (context, origin, actor): (&Context, &Origin, &Actor),
    (Written { records, operation }, by): (Written, Acting<'_>),
    mut followed: FollowedRound,
) -> Done<()> {
    followed.stand(&mut tx, origin.day).await?;
    let imports = bring_all(records, &mut tx, context, origin, (actor, by.held)).await?;
    let stepped = followed.stepped(&followed.kept.county, imported(&imports));
    finished(tx, origin, actor, (operation, by), stepped).await
}
