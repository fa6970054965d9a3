//! Self-evaluations (A-13, B-4.2.3.c, C-2.4.a): who carries a project out reports what was reached of each indicator of
//! its target; scores are computed by the scale of the pack. The finance bureau of the level checks the report with
//! figures of its own (A-14.1.a), the audit office of the level agrees. Report and check are records; who reported
//! neither checks nor agrees. The caller has the records screened afterwards.

mod drafted;
mod followed;
mod kept;
mod one;
mod recorded;
#[cfg(test)]
pub(crate) mod tests;

use std::collections::BTreeMap;

use domain::Day;
use domain::evaluation::{Figures, SelfEvaluation, Step};
use domain::handling::AttachmentId;
use store::db::Tx;
use store::self_evaluations;

pub(crate) use self::drafted::{Draft, Drafted, Drawn, Problem, Target};
use self::followed::FollowedEvaluation;
pub(crate) use self::one::{Due, May, OneEvaluation, due, owed};
use self::recorded::{Kind, Records};
use super::entry::{Judged, Verdict};
use super::handling::acting::{
    Acting, Sent, Shelved, acting, attach, finished, shelve, unnumbered, written,
};
use super::handling::{self, matter_of};
use super::recording::imported;
use super::{Actor, Done, Refusal};
use crate::access::Operation;
use crate::context::{Context, Origin};

/// Kind of the matter by which steps and documents are kept.
pub(crate) const KIND: &str = "self_evaluation";

/// What was written of one indicator.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Entry {
    /// What was reached.
    pub(crate) actual: String,
    /// The score; empty for the computed one.
    pub(crate) score: String,
    /// Cause of a deviation.
    pub(crate) cause: String,
    /// Measure taken.
    pub(crate) measure: String,
}

/// A report, or a check, as it was written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Writing {
    /// Number of the target; of a check, and of a report written anew, it is known.
    pub(crate) target: String,
    /// Budget of the year in yuan; empty: what the target says.
    pub(crate) budget: String,
    /// Executed of it in yuan; empty: what the records say.
    pub(crate) executed: String,
    /// Why that differs from the records.
    pub(crate) note: String,
    /// The indicators by their names.
    pub(crate) lines: BTreeMap<String, Entry>,
    /// What the check says of the report.
    pub(crate) opinion: String,
    /// What shows it.
    pub(crate) evidence: Vec<Sent>,
    /// Seal of the verdict that was seen.
    pub(crate) seal: String,
}

/// What somebody says of a self-evaluation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Saying {
    /// Word of the step: `return`, `object` or `agree`.
    pub(crate) step: String,
    /// Why, or what is remarked.
    pub(crate) reason: String,
}

/// What became of a report or check.
#[derive(Debug)]
pub(crate) enum Reported {
    /// It is kept; the number of the self-evaluation.
    Made(i64),
    /// Not yet: the verdict was not seen.
    Not(Box<Drafted>),
}

/// Whether what is written is only judged, or also to be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Aim {
    /// Nothing is kept.
    Judge,
    /// It is kept once its verdict was seen.
    Keep,
}

/// What is to be filled in for a target, as far as records tell it.
pub(crate) async fn begin(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    writing: &Writing,
) -> Done<Drafted> {
    let mut tx = context.db.read().await?;
    let (target, _) = reportable(&mut tx, context, (origin, actor), &writing.target).await?;
    let draft = Draft::of(&context.pack, &target, writing)?;
    Ok(Drafted { target, draft, verdict: None })
}

/// A target that somebody may report about now, which was not evaluated by its own unit yet.
async fn reportable<'a>(
    tx: &mut Tx,
    context: &Context,
    (origin, actor): (&Origin, &'a Actor),
    id: &str,
) -> Done<(Target, Acting<'a>)> {
    let operation = Operation::SelfEvaluate;
    actor.post(context, operation, None)?;
    let target = Target::read(tx, context, (actor, origin.day), id.trim()).await?;
    let there = handling::there(&target.home.county, &target.home.unit)?;
    let by = acting(tx, context, actor, (operation, there), &[]).await?;
    target.is_due(origin.day)?;
    if self_evaluations::is_on_record(tx, &target.id).await? {
        return Err(Refusal::EvaluatedAlready.into());
    }
    Ok((target, by))
}

/// A report or a check that is complete, read as records are.
struct Ready {
    target: Target,
    draft: Draft,
    figures: Figures,
    shelved: Vec<Shelved>,
    records: Records,
}

impl Ready {
    /// Reads what was written; what is not complete yet is shown with what is missing where it is only judged.
    async fn read(
        context: &Context,
        (target, kind, entered_on): (Target, Kind, Day),
        (aim, writing): (Aim, &Writing),
        kept: &[AttachmentId],
    ) -> Done<Result<Ready, Reported>> {
        let draft = Draft::of(&context.pack, &target, writing)?;
        let evidence = kept.iter().copied().chain(unnumbered(&writing.evidence)).collect();
        let figures = match (draft.figures(&target, evidence), aim) {
            (Ok(figures), _) => figures,
            (Err(_), Aim::Judge) => return Ok(Err(not_yet(target, draft, None))),
            (Err(refusal), Aim::Keep) => return Err(refusal.into()),
        };
        let shelved = shelve(context, &writing.evidence).await?;
        let records = Records::read(context, &target, (kind, &figures), entered_on).await?;
        Ok(Ok(Ready { target, draft, figures, shelved, records }))
    }
}

fn not_yet(target: Target, draft: Draft, verdict: Option<Verdict>) -> Reported {
    Reported::Not(Box::new(Drafted { target, draft, verdict }))
}

/// Whether a verdict has to be seen before what it is about is kept: also what is doubtful, since nothing here breaks a
/// rule without being refused before.
fn is_unseen(verdict: &Verdict, (aim, writing): (Aim, &Writing)) -> bool {
    let found = verdict.rows.iter().flat_map(Judged::findings).next().is_some();
    aim == Aim::Judge || found && verdict.seal != writing.seal
}

/// Reports a self-evaluation, or says what the rules would say of it.
pub(crate) async fn report(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    asked: (Aim, &Writing),
) -> Done<Reported> {
    let of = &*asked.1.target;
    let mut tx = context.db.read().await?;
    let (target, _) = reportable(&mut tx, context, (origin, actor), of).await?;
    drop(tx);
    let what = (target, Kind::Own, origin.day);
    let ready = match Ready::read(context, what, asked, &[]).await? {
        Ok(ready) => ready,
        Err(not) => return Ok(not),
    };
    let mut tx = context.db.write().await?;
    let (target, by) = reportable(&mut tx, context, (origin, actor), of).await?;
    if asked.0 == Aim::Keep {
        let figures = ready.figures.clone();
        SelfEvaluation::begin(figures, by.who, origin.day).map_err(Refusal::Step)?;
    }
    let imports = ready.records.bring(&mut tx, context, origin, (actor, by.held)).await?;
    let what = (&target, Kind::Own, &ready.figures);
    let verdict = recorded::verdict(&mut tx, context, (origin, actor), what).await?;
    if is_unseen(&verdict, asked) {
        return Ok(not_yet(target, ready.draft, Some(verdict)));
    }
    let what = (&target, ready.figures, &*ready.shelved);
    Ok(Reported::Made(begun(tx, (origin, actor), by, (what, imports)).await?))
}

/// Keeps the first report of a target; its number.
async fn begun(
    mut tx: Tx,
    (origin, actor): (&Origin, &Actor),
    by: Acting<'_>,
    ((target, mut figures, shelved), imports): ((&Target, Figures, &[Shelved]), Vec<i64>),
) -> Done<i64> {
    let one = SelfEvaluation::begin(figures.clone(), by.who, origin.day).map_err(Refusal::Step)?;
    let mut kept = self_evaluations::SelfEvaluation {
        id: 0,
        target: target.id.clone(),
        project: target.home.project.clone(),
        county: target.home.county.clone(),
        unit: target.home.unit.clone(),
        fiscal_year: i64::from(target.year),
        entered_on: origin.day.to_string(),
        maker: actor.person.id,
        standing: followed::standing(&one, None, origin.day),
    };
    let id = self_evaluations::add(&mut tx, &kept).await?.ok_or(Refusal::EvaluatedAlready)?;
    kept.id = id;
    figures.evidence = attach(&mut tx, matter_of(KIND, id), actor, origin, shelved).await?;
    let one = SelfEvaluation::begin(figures.clone(), by.who, origin.day).map_err(Refusal::Step)?;
    let (first, taking) = (Step::Report(figures), by.taking(origin));
    let followed = FollowedEvaluation::begin(&mut tx, (kept, one), &first, taking).await?;
    finish(tx, (origin, actor), (Operation::SelfEvaluate, by), (followed, imports)).await?;
    Ok(id)
}

/// The self-evaluation of a number, if the reader may see its project.
async fn found(tx: &mut Tx, context: &Context, actor: &Actor, id: i64) -> Done<FollowedEvaluation> {
    let kept = self_evaluations::by_id(tx, id).await?.ok_or(Refusal::UnknownRecord)?;
    let there = handling::there(&kept.county, &kept.unit)?;
    let seeing = Operation::ListEvaluations;
    actor.admitted(context, (seeing, seeing), there)?;
    FollowedEvaluation::of(tx, kept).await
}

/// What is written of a self-evaluation that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Its report, anew.
    Report,
    /// Its check.
    Check,
}

impl Part {
    fn operation(self) -> Operation {
        match self {
            Part::Report => Operation::SelfEvaluate,
            Part::Check => Operation::CheckEvaluation,
        }
    }

    fn kind(self) -> Kind {
        match self {
            Part::Report => Kind::Own,
            Part::Check => Kind::Check,
        }
    }

    /// The step that keeps figures.
    fn step(self, figures: Figures, opinion: &str) -> Step {
        match self {
            Part::Report => Step::Report(figures),
            Part::Check => Step::Check { figures, opinion: opinion.to_owned() },
        }
    }
}

/// A self-evaluation, and somebody who may do something about it there.
async fn at<'a>(
    tx: &mut Tx,
    context: &Context,
    actor: &'a Actor,
    (id, operation): (i64, Operation),
) -> Done<(FollowedEvaluation, Acting<'a>)> {
    let followed = found(tx, context, actor, id).await?;
    let there = handling::there(&followed.kept.county, &followed.kept.unit)?;
    let by = acting(tx, context, actor, (operation, there), &[]).await?;
    if operation != Operation::SelfEvaluate && by.held.scope.division != there.0 {
        return Err(Refusal::EvaluationLevel.into());
    }
    Ok((followed, by))
}

/// The form of a part: as it was written, or as it begins with the report as it stands.
pub(crate) async fn again(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, part): (i64, Part),
    writing: Option<&Writing>,
) -> Done<Drafted> {
    let mut tx = context.db.read().await?;
    let (followed, _) = at(&mut tx, context, actor, (id, part.operation())).await?;
    let target = Target::read(&mut tx, context, (actor, origin.day), &followed.kept.target).await?;
    let as_it_is = drafted::rewritten(followed.one.figures());
    let draft = Draft::of(&context.pack, &target, writing.unwrap_or(&as_it_is))?;
    Ok(Drafted { target, draft, verdict: None })
}

/// Reports anew, or checks; or says what the rules would say of it.
pub(crate) async fn write(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, part): (i64, Part),
    asked: (Aim, &Writing),
) -> Done<Reported> {
    let mut tx = context.db.read().await?;
    let (before, _) = at(&mut tx, context, actor, (id, part.operation())).await?;
    let target = Target::read(&mut tx, context, (actor, origin.day), &before.kept.target).await?;
    drop(tx);
    let entered_on = match part {
        // The first report counts: whoever reports anew gains no time for its check.
        Part::Report => Day::parse(&before.kept.entered_on).unwrap_or(origin.day),
        Part::Check => origin.day,
    };
    let kept = &before.one.figures().evidence;
    let what = (target, part.kind(), entered_on);
    let ready = match Ready::read(context, what, asked, kept).await? {
        Ok(ready) => ready,
        Err(not) => return Ok(not),
    };
    Box::pin(stepped(context, origin, actor, (id, part), (asked, ready))).await
}

/// Takes the step of a report anew or of a check, once what the rules say of it was seen. The report is a record from
/// then on; a check becomes one when the audit office agrees.
async fn stepped(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, part): (i64, Part),
    (asked, ready): ((Aim, &Writing), Ready),
) -> Done<Reported> {
    let opinion = written(&asked.1.opinion)?;
    let mut tx = context.db.write().await?;
    let (mut followed, by) = at(&mut tx, context, actor, (id, part.operation())).await?;
    if asked.0 == Aim::Keep {
        let step = part.step(ready.figures.clone(), &opinion);
        followed.one.step(step, by.who, origin.day).map_err(Refusal::Step)?;
    }
    let mut imports = ready.records.bring(&mut tx, context, origin, (actor, by.held)).await?;
    let what = (&ready.target, part.kind(), &ready.figures);
    let verdict = recorded::verdict(&mut tx, context, (origin, actor), what).await?;
    if is_unseen(&verdict, asked) {
        return Ok(not_yet(ready.target, ready.draft, Some(verdict)));
    }
    if part == Part::Check {
        drop(tx);
        imports.clear();
        tx = context.db.write().await?;
        followed = at(&mut tx, context, actor, (id, part.operation())).await?.0;
    }
    let mut figures =
        Figures { evidence: followed.one.figures().evidence.clone(), ..ready.figures };
    let sent = attach(&mut tx, matter_of(KIND, id), actor, origin, &ready.shelved).await?;
    figures.evidence.extend(sent);
    if part == Part::Report {
        followed.kept.maker = actor.person.id;
    }
    followed.take(&mut tx, part.step(figures, &opinion), by.taking(origin)).await?;
    finish(tx, (origin, actor), (part.operation(), by), (followed, imports)).await?;
    Ok(Reported::Made(id))
}

/// Sends a self-evaluation back.
pub(crate) async fn give_back(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, reason): (i64, &str),
) -> Done<()> {
    let operation = Operation::CheckEvaluation;
    let mut tx = context.db.write().await?;
    let (mut followed, by) = at(&mut tx, context, actor, (id, operation)).await?;
    let step = Step::Return { reason: written(reason)? };
    followed.take(&mut tx, step, by.taking(origin)).await?;
    finish(tx, (origin, actor), (operation, by), (followed, Vec::new())).await
}

/// By the audit office: agrees to a check, which becomes a record, or objects to it.
pub(crate) async fn agree(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, saying): (i64, &Saying),
) -> Done<()> {
    let operation = Operation::AgreeEvaluation;
    let mut tx = context.db.read().await?;
    let (before, by) = at(&mut tx, context, actor, (id, operation)).await?;
    let note = written(&saying.reason)?;
    let step = match saying.step.as_str() {
        "agree" => Step::Agree { note },
        "object" => Step::Object { reason: note },
        _ => return Err(Refusal::UnknownStep.into()),
    };
    before.one.step(step.clone(), by.who, origin.day).map_err(Refusal::Step)?;
    let target = Target::read(&mut tx, context, (actor, origin.day), &before.kept.target).await?;
    drop(tx);
    let records = match (before.one.checked(), &step) {
        (Some(checked), Step::Agree { .. }) => {
            Some(Records::accepted(context, &target, checked, origin.day).await?)
        }
        _ => None,
    };
    let mut tx = context.db.write().await?;
    let (mut followed, by) = at(&mut tx, context, actor, (id, operation)).await?;
    if followed.one != before.one {
        return Err(Refusal::TakenMeanwhile.into());
    }
    followed.take(&mut tx, step, by.taking(origin)).await?;
    let imports = match records {
        Some(records) => records.bring(&mut tx, context, origin, (actor, by.held)).await?,
        None => Vec::new(),
    };
    finish(tx, (origin, actor), (operation, by), (followed, imports)).await
}

/// Keeps what the steps come to, and the event of the last one; then all of it lasts.
async fn finish(
    mut tx: Tx,
    (origin, actor): (&Origin, &Actor),
    (operation, by): (Operation, Acting<'_>),
    (mut followed, imports): (FollowedEvaluation, Vec<i64>),
) -> Done<()> {
    followed.stand(&mut tx, origin.day).await?;
    let stepped = followed.stepped(&followed.kept.county, imported(&imports));
    finished(tx, origin, actor, (operation, by), stepped).await
}
