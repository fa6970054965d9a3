//! A case as its steps have made it, with the matters of accountability beside it.

use domain::accountability::Decision;
use domain::case::{self, Closing, Request, Step, Why};
use domain::day::Day;
use domain::division::Level;
use domain::handling::{CaseId, PersonId, PostId, Who};
use domain::warning::Step as WarningStep;
use serde_json::Value;
use store::cases::{self, Standing};
use store::db::Tx;
use store::steps;

use super::{KIND, kept};
use crate::operations::accountability::{self, Matter};
use crate::operations::handling::{Kept, Taking, keep, matter_of, replay, taken_before, words};
use crate::operations::{Done, Failure, Refusal};

/// A case with all that was done about it.
#[derive(Clone, Debug)]
pub(crate) struct FollowedCase {
    /// As the store keeps it.
    pub(crate) kept: cases::Case,
    /// As the domain knows it.
    pub(crate) case: case::Case,
    /// Its steps as they are kept.
    pub(crate) steps: Vec<steps::Step>,
    /// After how many of its steps it was closed, and how.
    pub(crate) closings: Vec<(u64, Closing)>,
    /// The matters of accountability.
    pub(crate) matters: Vec<Matter>,
    /// The step that was just taken.
    pub(crate) last: Kept,
    /// What is kept with the next step beside what the domain knows of it.
    pub(crate) beside: Option<(&'static str, Value)>,
}

/// The case of a number.
pub(crate) async fn followed_id(tx: &mut Tx, id: i64) -> Done<FollowedCase> {
    let kept = cases::by_id(tx, id).await?.ok_or(Refusal::UnknownRecord)?;
    followed(tx, kept).await
}

/// A case as its steps have made it.
pub(crate) async fn followed(tx: &mut Tx, kept: cases::Case) -> Done<FollowedCase> {
    let steps = steps::of(tx, matter_of(KIND, kept.id)).await?;
    let matters = accountability::of_case(tx, kept.id).await?;
    let decision = |id: u64| {
        let found = matters.iter().find(|matter| matter.kept.id as u64 == id)?;
        found.one.decision()
    };
    let first = first(&kept).ok_or_else(|| damaged(kept.id))?;
    let read = |kind: &str, body: &Value| kept::read(kind, body, decision);
    let take = |(before, mut closings): (case::Case, Vec<(u64, Closing)>), step, by, on| {
        let case = before.step(step, by, on)?;
        let closed = case.closing().filter(|_| before.closing().is_none());
        closings.extend(closed.map(|closing| (case.history().len() as u64, closing)));
        Ok((case, closings))
    };
    let (case, closings) = replay((first, Vec::new()), &steps, read, take)?;
    Ok(FollowedCase { kept, case, steps, closings, matters, last: ("", Value::Null), beside: None })
}

fn first(kept: &cases::Case) -> Option<case::Case> {
    let opening = &kept.opening;
    let by = person(opening.person, opening.post);
    let (level, on) = (Level::from_word(&opening.level)?, Day::parse(&opening.on).ok()?);
    case::Case::open(CaseId(kept.id as u64), level, opening.exemptable, by, on).ok()
}

fn person(person: i64, post: i64) -> Who {
    Who::Person(PersonId(person as u64), PostId(post as u64))
}

fn damaged(id: i64) -> Failure {
    Failure::System(format!("case {id} does not say how it began"))
}

/// How many steps a case has.
pub(crate) async fn steps_of(tx: &mut Tx, case: CaseId) -> Done<usize> {
    Ok(steps::of(tx, matter_of(KIND, case.0 as i64)).await?.len())
}

/// The engine opens a case again with its warning.
pub(crate) async fn reopened_by_engine(
    tx: &mut Tx,
    case: CaseId,
    step: &WarningStep,
    taking: Taking<'_>,
) -> Done<()> {
    let why = if *step == WarningStep::Lapse { Why::Lapsed } else { Why::CameBack };
    followed_id(tx, case.0 as i64).await?.take(tx, Step::Reopen(why), taking).await
}

impl FollowedCase {
    /// Takes a step, and keeps it.
    pub(crate) async fn take(&mut self, tx: &mut Tx, step: Step, taking: Taking<'_>) -> Done<()> {
        let taking = taken_before(taking, self.case.history().last().map(|last| last.on));
        let after = self.case.step(step.clone(), taking.by, taking.on).map_err(Refusal::Step)?;
        let number = after.history().len();
        let held = match &step {
            Step::Hold(decision) => self.matter_of(*decision),
            _ => 0,
        };
        self.last = kept::written(&step, held);
        if let (Some((name, value)), Value::Object(said)) = (self.beside.take(), &mut self.last.1) {
            said.insert(name.to_owned(), value);
        }
        keep(tx, matter_of(KIND, self.kept.id), number, self.last.clone(), taking).await?;
        self.kept.standing = standing(&after, taking.on);
        cases::stand(tx, self.kept.id, &self.kept.standing).await?;
        self.case = after;
        Ok(())
    }

    /// The number of the last matter that was decided so.
    fn matter_of(&self, decision: Decision) -> u64 {
        let decided = |matter: &&Matter| matter.one.decision() == Some(decision);
        self.matters.iter().rev().find(decided).map_or(0, |matter| matter.kept.id as u64)
    }
}

/// What lists ask of a case.
fn standing(case: &case::Case, on: Day) -> Standing {
    let order = case.order();
    let request = case.request().map(|request| match request {
        Request::Exemption(_) => "exemption",
        Request::Irrecoverable { .. } => "irrecoverable",
    });
    Standing {
        state: words::of_case(case.state()).to_owned(),
        level: case.level().word().to_owned(),
        due: order.map(|order| order.due.to_string()),
        rectifier: order.map(|order| order.to.0 as i64),
        take_back: order.map_or(0, |order| order.take_back.0),
        rebook: order.map_or(0, |order| order.rebook.0),
        request: request.map(str::to_owned),
        closed_on: case.closing().map(|closing| closing.on().to_string()),
        since: on.to_string(),
    }
}
