//! One project as it is read: how far it has come, what was done, and what the reader can do now.

use domain::handling::{AttachmentId, Who};
use domain::project::{Change, Contract, Decision, Money, Request, Step};
use domain::{Day, Fen};
use store::attachments::{self, Attachment};
use store::projects::{self, Room};

use super::{FollowedProject, KIND, followed, found, home_of, is_own_county, operation_of};
use crate::access::Operation;
use crate::context::{Context, Origin};
use crate::operations::handling::acting::acting;
use crate::operations::handling::one::content;
use crate::operations::handling::{self, matter_of};
use crate::operations::warnings::{Taken, named_steps};
use crate::operations::{Actor, Done, Refusal};
use domain::handling::StepRefusal;

/// One project.
#[derive(Clone, Debug)]
pub(crate) struct OneProject {
    /// The project.
    pub(crate) followed: FollowedProject,
    /// Its steps, the first one first.
    pub(crate) taken: Vec<Taken>,
    /// Its documents.
    pub(crate) attachments: Vec<Attachment>,
    /// The steps that the reader can take now, by their words.
    pub(crate) offered: Vec<(&'static str, Operation)>,
    /// The steps that are the reader's, and that the records do not allow.
    pub(crate) barred: Vec<(&'static str, StepRefusal)>,
    /// What is left of the allotments out of which it can be given money.
    pub(crate) rooms: Vec<Room>,
}

/// Allotments that are looked at for what is left.
const LOOKED: i64 = 60;

/// All steps in the order in which they are offered, each as it would be with nothing wrong in it.
fn steps(on: Day, of: &FollowedProject) -> Vec<(&'static str, Step)> {
    let text = || "-".to_owned();
    let evidence = || vec![AttachmentId(0)];
    let decision = || Decision { document: text(), on };
    // As little as there can be: what the records bar is barred for any amount.
    let planned = Fen(of.recorded.planned.0.max(1));
    let change = Change { planned, contract: Fen(0), goal: text(), reason: text() };
    let contract = Contract {
        contractor: text(),
        amount: Fen(1),
        retention: Fen(0),
        on,
        evidence: evidence(),
    };
    let surplus = Request::Surplus { amount: Fen(1), purpose: text() };
    vec![
        ("apply", Step::Apply { note: text() }),
        ("review", Step::Review { place: text(), posted_on: on, evidence: evidence() }),
        ("examine", Step::Examine { opinion: text() }),
        ("enter", Step::Enter(decision())),
        ("plan", Step::Plan(decision())),
        ("grant_project", Step::Grant(decision())),
        ("deny_project", Step::Deny { reason: text() }),
        ("fund", Step::Fund(Money { allotment: text(), amount: Fen(1), on })),
        ("contract", Step::Contract(contract)),
        ("start", Step::Start { on }),
        ("finish", Step::Finish { on }),
        ("accept_work", Step::Accept { on, surplus: Fen(0), evidence: evidence() }),
        ("ask_surplus", Step::Ask(surplus)),
        ("conclude", Step::Close { note: text() }),
        ("return", Step::SendBack { field: text(), reason: text() }),
        ("ask_change", Step::Ask(Request::Change(change))),
        ("ask_leave", Step::Ask(Request::Leave { reason: text() })),
    ]
}

/// One project for a reader.
pub(crate) async fn one(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    id: &str,
) -> Done<OneProject> {
    let mut tx = context.db.read().await?;
    let record = found(&mut tx, context, actor, id).await?;
    let home = home_of(&record);
    let year = record.number(domain::TableId::Projects, "fiscal_year").unwrap_or_default();
    let there = handling::there(&home.county, &home.unit)?;
    let followed = followed(&mut tx, record, origin.day).await?;
    let (mut offered, mut barred) = (Vec::new(), Vec::new());
    for (word, step) in steps(origin.day, &followed) {
        let operation = operation_of(&step, followed.way.state());
        let by = match acting(&mut tx, context, actor, (operation, there), &[]).await {
            Ok(by) if is_own_county(operation, by.held, there).is_ok() => by.who,
            _ => continue,
        };
        match tried(&followed, &step, by, origin.day) {
            Ok(()) => offered.push((word, operation)),
            Err(Some(refusal)) => barred.push((word, refusal)),
            Err(None) => {}
        }
    }
    let funds = offered.iter().any(|(word, _)| *word == "fund");
    let rooms = if funds {
        projects::rooms(&mut tx, &home.county, year, LOOKED).await?
    } else {
        Vec::new()
    };
    let attachments = match &followed.kept {
        Some(kept) => attachments::of(&mut tx, matter_of(KIND, kept.id)).await?,
        None => Vec::new(),
    };
    let taken = named_steps(&mut tx, &followed.steps).await?;
    Ok(OneProject { followed, taken, attachments, offered, barred, rooms })
}

/// Whether somebody can take a step; what bars it where the step follows from here, and is barred by the records.
fn tried(of: &FollowedProject, step: &Step, by: Who, on: Day) -> Result<(), Option<StepRefusal>> {
    of.way.step(step.clone(), by, on).map_err(|_| None)?;
    match of.recorded.admits(step, of.way.request()) {
        // A later day, or another amount, may do.
        Ok(()) | Err(StepRefusal::DayTooEarly) => Ok(()),
        Err(refusal) => Err(Some(refusal)),
    }
}

/// A document of a project with what is in it.
pub(crate) async fn attachment(
    context: &Context,
    actor: &Actor,
    (id, number): (&str, i64),
) -> Done<(Attachment, Vec<u8>)> {
    let mut tx = context.db.read().await?;
    found(&mut tx, context, actor, id).await?;
    let way = projects::of(&mut tx, id).await?.ok_or(Refusal::UnknownRecord)?;
    let all = attachments::of(&mut tx, matter_of(KIND, way.id)).await?;
    content(context, &all, number).await
}
