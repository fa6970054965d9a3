//! What is asked for at a node: the target, its indicators, and what was paid.

use domain::{Day, TableId};
use store::db::Tx;
use store::history::{self, Record};
use store::monitorings::{self, Owed, Round};

use super::Line;
use crate::access::Operation;
use crate::context::Context;
use crate::operations::handling;
use crate::operations::{Actor, Done, Refusal};

/// Indicators of a target, at most.
const MOST: usize = 200;

/// What is asked for at a node of a target.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// The target, its place, the node, and until when.
    pub(crate) owed: Owed,
    /// Number of the project, where it is one.
    pub(crate) project: Option<String>,
    /// What the target has, in fen.
    pub(crate) budget: Option<i64>,
    /// What was paid up to the node, in fen; of what is no project nothing is known.
    pub(crate) executed: Option<i64>,
    /// Its indicators, in their order.
    pub(crate) lines: Vec<Indicator>,
    /// What the records say of the node: the day of entry, and each indicator; nothing where it is not there.
    pub(crate) recorded: Option<(String, Vec<Line>)>,
}

/// An indicator as it was promised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Indicator {
    /// Its name.
    pub(crate) name: String,
    /// First and second level.
    pub(crate) level: String,
    /// Word of which way is good.
    pub(crate) direction: String,
    /// Value promised.
    pub(crate) value: String,
    /// Its unit.
    pub(crate) unit: String,
}

impl Asked {
    /// The day on which it was first entered: that of the record, else the day of the step.
    pub(super) fn entered_on(&self, on: Day) -> String {
        let recorded = self.recorded.as_ref().map(|(day, _)| day.clone());
        recorded.filter(|day| !day.is_empty()).unwrap_or_else(|| on.to_string())
    }

    /// The names of its indicators.
    pub(super) fn indicators(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().map(|line| line.name.as_str())
    }
}

/// What a target owes at a node, if the reader may see it. Refused where it owes nothing there: it was not approved
/// before, the node is none of the calendar, or lies ahead.
pub(super) async fn asked(
    tx: &mut Tx,
    context: &Context,
    actor: &Actor,
    (target, node): (&str, &str),
) -> Done<Asked> {
    let owed = monitorings::owes(tx, target, node).await?.ok_or(Refusal::MonitoringNotOwed)?;
    let there = handling::there(&owed.county, &owed.unit)?;
    let seeing = Operation::ListMonitorings;
    actor.admitted(context, (seeing, seeing), there)?;
    let record = record(tx, target).await?.ok_or(Refusal::UnknownRecord)?;
    let number = |column| record.number(TableId::Targets, column);
    let project = project(&record);
    let executed = match &project {
        Some(project) => Some(monitorings::executed(tx, project, node).await?),
        None => None,
    };
    let indicators = history::held(tx, TableId::Indicators, &[("target", target)], MOST).await?;
    Ok(Asked {
        recorded: recorded(tx, (target, node)).await?,
        budget: number("total_amount").or_else(|| number("fiscal_amount")),
        lines: indicators.iter().map(indicator).collect(),
        owed,
        project,
        executed,
    })
}

/// The day of entry and the values of a node, where they are among the records.
async fn recorded(tx: &mut Tx, (target, node): (&str, &str)) -> Done<Option<(String, Vec<Line>)>> {
    let of = [("target", target), ("as_of", node)];
    let Some(round) = history::held(tx, TableId::Monitorings, &of, 1).await?.pop() else {
        return Ok(None);
    };
    let values = history::held(tx, TableId::MonitoringValues, &of, MOST).await?;
    let line = |record: &Record| {
        let text = |column| record.text(TableId::MonitoringValues, column).to_owned();
        Line {
            indicator: text("indicator"),
            actual: text("actual"),
            likelihood: text("likelihood"),
            cause: text("cause"),
            measure: text("measure"),
        }
    };
    let day = round.text(TableId::Monitorings, "entered_on").to_owned();
    Ok(Some((day, values.iter().map(line).collect())))
}

/// The round of a target and node, where it was entered here.
pub(super) async fn asked_of(tx: &mut Tx, asked: &Asked) -> Done<Option<Round>> {
    let rounds = monitorings::of_target(tx, &asked.owed.target).await?;
    Ok(rounds.into_iter().find(|round| round.node == asked.owed.node))
}

/// The project for which a target is set.
pub(super) async fn project_of(tx: &mut Tx, target: &str) -> Done<Option<String>> {
    Ok(record(tx, target).await?.as_ref().and_then(project))
}

async fn record(tx: &mut Tx, target: &str) -> Done<Option<Record>> {
    Ok(history::held(tx, TableId::Targets, &[("id", target)], 1).await?.pop())
}

fn project(record: &Record) -> Option<String> {
    let of = |column| record.text(TableId::Targets, column);
    (of("subject_kind") == "project").then(|| of("subject").to_owned())
}

fn indicator(record: &Record) -> Indicator {
    let text = |column: &str| record.text(TableId::Indicators, column).to_owned();
    let (first, second) = (text("level1"), text("level2"));
    let level = if second.is_empty() { first } else { format!("{first} · {second}") };
    Indicator {
        name: text("name"),
        level,
        direction: text("direction"),
        value: text("value"),
        unit: text("unit"),
    }
}
