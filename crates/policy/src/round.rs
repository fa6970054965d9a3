//! What the rules say of a round of monitoring before it is saved: of the whole, and how each indicator stands by the
//! same rules, put to it alone.

use domain::monitoring::Light;
use domain::records::neighbourhood::{Draft, beside};
use domain::{DataSet, Day, TableId};

use crate::context::Context;
use crate::engine::{Selection, evaluate};
use crate::facts::monitoring::{MONITORING, MONITORING_VALUE, before, toward};
use crate::finding::{Finding, Lamp, NotEvaluable, Outcome};
use crate::pack::Pack;

/// The rule by which an indicator has a light.
pub const BEHIND: &str = "monitor.behind";
/// The rule that wants cause and measure of what is not green.
pub const NO_MEASURE: &str = "monitor.no-measure";

/// What is said of a round.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// What the rules find of it.
    pub findings: Vec<Finding>,
    /// What they cannot tell of it.
    pub not_evaluable: Vec<NotEvaluable>,
    /// How its indicators stand, in the order of its values.
    pub lines: Vec<Line>,
}

/// How an indicator of a round stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// By the rule [`BEHIND`].
    pub light: Light,
    /// What was reached and what was promised, where more is better and both are numbers.
    pub toward: Option<(i64, i64)>,
    /// What the round before had reached.
    pub before: Option<i64>,
}

/// A round that is not saved yet: one row of monitorings, and its values.
#[derive(Debug)]
pub struct Round<'a> {
    /// The row of the round.
    pub round: &'a Draft,
    /// Its values.
    pub values: &'a Draft,
    /// Number of the target.
    pub target: &'a str,
    /// The day for which the figures stand.
    pub node: Day,
}

/// Judges a round on a day, among the records of its target; one of the same node that is there gives way to it.
pub fn judge(data: &DataSet, round: &Round<'_>, pack: &Pack, as_of: Day) -> Said {
    let base = without(data, round.node);
    let whole = beside(&beside(&base, round.round), round.values);
    let context = Context::new(&whole, pack, as_of);
    let outcome = of_round(evaluate(&context, &rules(pack)), round);
    let first = base.tables.rows(TableId::MonitoringValues);
    let line = |row: usize| Line {
        light: light(&base, round, row, (pack, as_of)),
        toward: toward(&context, first + row),
        before: before(&context, first + row),
    };
    let lines = round.values.rows().map(line).collect();
    Said { findings: outcome.findings, not_evaluable: outcome.not_evaluable, lines }
}

/// The records without the round of a node.
fn without(data: &DataSet, node: Day) -> DataSet {
    let tables = &data.tables;
    let others = |days: &[Option<Day>]| -> Vec<u32> {
        let is_other =
            |(row, day): (usize, &Option<Day>)| (*day != Some(node)).then_some(row as u32);
        days.iter().enumerate().filter_map(is_other).collect()
    };
    let rows = |table: TableId| match table {
        TableId::Monitorings => Some(others(&tables.monitorings.as_of)),
        TableId::MonitoringValues => Some(others(&tables.monitoring_values.as_of)),
        _ => None,
    };
    part(data, rows)
}

/// Some rows of a set.
fn part(data: &DataSet, rows: impl Fn(TableId) -> Option<Vec<u32>>) -> DataSet {
    DataSet {
        tables: data.tables.pick(rows),
        given: data.given.clone(),
        partial: data.partial.clone(),
        names: data.names.clone(),
        funds: data.funds.clone(),
        files: data.files.clone(),
    }
}

/// The rules about rounds that are there.
fn rules(pack: &Pack) -> Selection {
    let is_about = |name: &str| [MONITORING.name, MONITORING_VALUE.name].contains(&name);
    let about = pack.rules.iter().filter(|rule| is_about(rule.about.name));
    Selection { rules: about.map(|rule| rule.id.clone()).collect(), ..Selection::default() }
}

/// What is said of the round itself; other rounds of its target are not asked about.
fn of_round(mut outcome: Outcome, round: &Round<'_>) -> Outcome {
    let id = format!("{}@{}", round.target, round.node);
    outcome.findings.retain(|finding| finding.subject.id == id);
    outcome
}

/// How one indicator stands: the rule is put to a round of it alone.
fn light(base: &DataSet, round: &Round<'_>, row: usize, (pack, as_of): (&Pack, Day)) -> Light {
    let only = |table| {
        let rows = if table == TableId::MonitoringValues { vec![row as u32] } else { Vec::new() };
        Some(rows)
    };
    let values = &round.values.row;
    let alone = Draft { table: TableId::MonitoringValues, row: part(values, only) };
    let others = |table| matches!(table, TableId::Monitorings | TableId::MonitoringValues);
    let target = part(base, |table| others(table).then(Vec::new));
    let data = beside(&beside(&target, round.round), &alone);
    let outcome = evaluate(&Context::new(&data, pack, as_of), &Selection::of(BEHIND));
    let lamp =
        outcome.findings.iter().map(|finding| finding.lamp).max_by_key(|lamp| *lamp == Lamp::Red);
    match lamp {
        Some(Lamp::Red) => Light::Red,
        Some(Lamp::Yellow) => Light::Yellow,
        None if outcome.not_evaluable.is_empty() => Light::Green,
        None => Light::Unknown,
    }
}
