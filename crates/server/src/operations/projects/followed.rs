//! A project as its records and its steps have made it.

use domain::handling::Who;
use domain::project::{Recorded, Request, Step, Way};
use domain::{Day, Fen, TableId};
use serde_json::Value;
use store::db::Tx;
use store::history::{self, Record};
use store::projects::{self, Home, Standing};
use store::steps;

use super::{KIND, kept};
use crate::operations::handling::{Kept, Taking, keep, matter_of, replay, taken_before, words};
use crate::operations::{Done, Refusal};

/// A project with all that was done about it.
#[derive(Clone, Debug)]
pub(crate) struct FollowedProject {
    /// Its way as the store keeps it; none while no step was taken.
    pub(crate) kept: Option<projects::Way>,
    /// Its way as the domain knows it, the records first.
    pub(crate) way: Way,
    /// What its records say.
    pub(crate) recorded: Recorded,
    /// Its record.
    pub(crate) record: Record,
    /// Its steps as they are kept.
    pub(crate) steps: Vec<steps::Step>,
    /// The step that was just taken.
    pub(crate) last: Kept,
}

/// The record of a project that holds.
pub(super) async fn record(tx: &mut Tx, id: &str) -> Done<Option<Record>> {
    Ok(history::held(tx, TableId::Projects, &[("id", id)], 1).await?.pop())
}

/// Where a project is.
pub(crate) fn home_of(record: &Record) -> Home {
    let text = |column| record.text(TableId::Projects, column).to_owned();
    Home { project: text("id"), county: text("county"), unit: text("unit") }
}

/// A project as its records and its steps have made it up to a day.
pub(crate) async fn followed(tx: &mut Tx, record: Record, on: Day) -> Done<FollowedProject> {
    let project = record.text(TableId::Projects, "id").to_owned();
    let kept = projects::of(tx, &project).await?;
    let steps = match &kept {
        Some(kept) => steps::of(tx, matter_of(KIND, kept.id)).await?,
        None => Vec::new(),
    };
    let take = |way: Way, taken, by, on| way.again(taken, by, on);
    let way = replay(Way::default(), &steps, kept::read, take)?;
    let recorded = recorded(tx, &record, &project).await?;
    let way = way.seen(recorded.state(on));
    Ok(FollowedProject { kept, way, recorded, record, steps, last: ("", Value::Null) })
}

async fn recorded(tx: &mut Tx, record: &Record, project: &str) -> Done<Recorded> {
    let sums = projects::sums(tx, project).await?;
    let target = projects::targeted(tx, project).await?;
    let day = |column| Day::parse(record.text(TableId::Projects, column)).ok();
    let number = |column| record.number(TableId::Projects, column);
    let changes = number("contract_changes").unwrap_or_default();
    Ok(Recorded {
        planned: Fen(number("planned_amount").unwrap_or_default()),
        target_on: target.and_then(|day| Day::parse(&day).ok()),
        library_on: day("library_on"),
        plan_on: day("plan_approved_on"),
        funded: Fen(sums.funded),
        contract: number("contract_amount").map(|fen| Fen(fen.saturating_add(changes))),
        start_on: day("start_on"),
        finish_on: day("finish_on"),
        accepted_on: day("accepted_on"),
        retention: Fen(number("retention_amount").unwrap_or_default()),
        retention_paid: Fen(sums.retention),
        paid: Fen(sums.paid),
        surplus: Fen(number("surplus_amount").unwrap_or_default()),
        surplus_on: day("surplus_approved_on"),
    })
}

impl FollowedProject {
    /// Its number.
    pub(crate) fn id(&self) -> &str {
        self.record.text(TableId::Projects, "id")
    }

    /// Word of the state in which it is.
    pub(crate) fn state_word(&self) -> &'static str {
        words::of_project(self.way.state())
    }

    /// The way after a step, if table, records and people allow it.
    pub(crate) fn tried(&self, step: &Step, by: Who, on: Day) -> Result<Way, Refusal> {
        let after = self.way.step(step.clone(), by, on).map_err(Refusal::Step)?;
        self.recorded.admits(step, self.way.request()).map_err(Refusal::Step)?;
        Ok(after)
    }

    /// The number by which its steps are kept; it is given with the first.
    pub(crate) async fn begin(&mut self, tx: &mut Tx, on: Day) -> Done<i64> {
        if let Some(kept) = &self.kept {
            return Ok(kept.id);
        }
        let (home, standing) = (home_of(&self.record), standing(&self.way, on));
        let id = projects::add(tx, &home, &standing).await?.ok_or(Refusal::TakenMeanwhile)?;
        self.kept = Some(projects::Way { id, home, standing });
        Ok(id)
    }

    /// Takes a step, and keeps it. What it changes in the records is the caller's to bring.
    pub(crate) async fn take(&mut self, tx: &mut Tx, step: Step, taking: Taking<'_>) -> Done<()> {
        let taking = taken_before(taking, self.way.history().last().map(|last| last.on));
        let after = self.tried(&step, taking.by, taking.on)?;
        let id = self.begin(tx, taking.on).await?;
        let number = after.history().len();
        if let Some(last) = after.history().last() {
            self.last = kept::written(&last.step);
        }
        keep(tx, matter_of(KIND, id), number, self.last.clone(), taking).await?;
        projects::stand(tx, id, &home_of(&self.record).unit, &standing(&after, taking.on)).await?;
        self.way = after;
        Ok(())
    }
}

/// What lists ask of a project.
fn standing(way: &Way, on: Day) -> Standing {
    let request = match way.request() {
        None => "",
        Some(Request::Change(_)) => "change",
        Some(Request::Leave { .. }) => "leave",
        Some(Request::Surplus { .. }) => "surplus",
    };
    Standing {
        state: words::of_project(way.state()).to_owned(),
        request: request.to_owned(),
        waits: way.waits_for().map_or("", words::of_party).to_owned(),
        since: on.to_string(),
    }
}
