//! The value of one indicator in a round.

use domain::{Day, TableId};

use super::{months, not_yet, round_id, round_target, round_year};
use crate::context::{Context, Derived, TargetRows};
use crate::facts::dated::STATE;
use crate::facts::fill::{cell, choices, code, each, scalar, texts};
use crate::facts::links::{Links, subject_name, target_division, text};
use crate::facts::standing::{STATES, Standing, Standings, State};
use crate::facts::{FactColumn, FactTable, Identity, Need};
use crate::value::{Type, UNKNOWN, day_value};

/// 监控指标值: one row an indicator in a round; findings are about the round.
pub static MONITORING_VALUE: FactTable = FactTable {
    name: "monitoring_value",
    zh: "一次监控中的一个指标",
    en: "the value of one indicator in a round of monitoring",
    subject: "monitoring",
    needs: &[
        Need(TableId::Targets, ""),
        Need(TableId::Monitorings, ""),
        Need(TableId::MonitoringValues, ""),
    ],
    day: "figures_on",
    amount: None,
    rows: |context| context.data.tables.monitoring_values.target.len(),
    skip: Some(|context, row| {
        let later = day_of(context, row).is_some_and(|day| day > context.as_of);
        later || round(context, row).is_some_and(|round| not_yet(context, round))
    }),
    identity,
    place: None,
    columns: COLUMNS,
};

const VALUES: &[Need] =
    &[Need(TableId::MonitoringValues, "actual"), Need(TableId::Indicators, "value")];

static COLUMNS: &[FactColumn] = &[
    scalar("fiscal_year", Type::Count, ("年度", "fiscal year of the target"), &[], |c, rows| {
        each(rows, |row| {
            round(c, row).and_then(|round| round_year(c, round)).map_or(UNKNOWN, i64::from)
        })
    }),
    scalar(
        "figures_on",
        Type::Date,
        ("监控节点", "day for which the figures stand"),
        &[],
        |c, rows| each(rows, |row| day_value(day_of(c, row))),
    ),
    scalar("indicator", Type::Text, ("指标", "the indicator"), &[], |c, rows| {
        texts(&c.data.tables.monitoring_values.indicator, rows)
    }),
    code(
        "likelihood",
        &["certain", "possible", "impossible"],
        ("完成可能性", "whether the target will be met"),
        &[Need(TableId::MonitoringValues, "likelihood")],
        |c, rows| choices(&c.data.tables.monitoring_values.likelihood, rows),
    ),
    scalar(
        "pace",
        Type::Percent,
        (
            "进度：（完成值÷目标值）÷（已过月数÷12），越多越好的指标才有",
            "(actual ÷ target) ÷ (months ÷ 12), where more is better",
        ),
        VALUES,
        |c, rows| stand(c, rows, |standing, months| standing.paced(months, 12)),
    ),
    scalar("over", Type::Flag, ("超过上限", "beyond its limit"), VALUES, |c, rows| {
        stand(c, rows, |standing, _| i64::from(standing.over == Some(true)))
    }),
    code(
        "state",
        STATES,
        ("定性指标的状态", "what a qualitative indicator has come to"),
        VALUES,
        |c, rows| stand(c, rows, |standing, _| standing.state.map_or(0, State::value)),
    )
    .reading(STATE),
    scalar(
        "cause",
        Type::Text,
        ("偏差原因", "cause of a deviation"),
        &[Need(TableId::MonitoringValues, "cause")],
        |c, rows| texts(&c.data.tables.monitoring_values.cause, rows),
    ),
    scalar(
        "measure",
        Type::Text,
        ("改进措施", "measure taken"),
        &[Need(TableId::MonitoringValues, "measure")],
        |c, rows| texts(&c.data.tables.monitoring_values.measure, rows),
    ),
];

fn day_of(context: &Context, row: usize) -> Option<Day> {
    cell(&context.data.tables.monitoring_values.as_of, row)
}

/// The round that a value belongs to.
fn round(context: &Context, row: usize) -> Option<usize> {
    let target = cell(&context.data.tables.monitoring_values.target, row);
    context.derive::<super::Rounds>().get(target, day_of(context, row))
}

/// Where each line of values stands.
pub(super) struct Reached(pub(super) Standings);

impl Derived for Reached {
    fn build(context: &Context) -> Reached {
        let table = &context.data.tables.monitoring_values;
        let links = context.derive::<Links>();
        Reached(Standings::new(context, table.target.len(), |row| {
            let target = round_target(context, round(context, row)?)?;
            let indicator = links.indicator(target, cell(&table.indicator, row))?;
            Some((indicator, cell(&table.actual, row)))
        }))
    }
}

/// What a line has reached and what was promised, where more is better and both are numbers.
pub(crate) fn toward(context: &Context, row: usize) -> Option<(i64, i64)> {
    context.derive::<Reached>().0.of(row)?.toward
}

/// What the line of the same indicator in the round before had reached, where both are numbers.
pub(crate) fn before(context: &Context, row: usize) -> Option<i64> {
    let table = &context.data.tables.monitoring_values;
    let of = |row: usize| (cell(&table.target, row), cell(&table.indicator, row));
    let (own, node) = (of(row), day_of(context, row)?);
    let earlier = |other: &usize| of(*other) == own && day_of(context, *other) < Some(node);
    let last = (0..table.target.len()).filter(earlier).max_by_key(|row| day_of(context, *row))?;
    toward(context, last).map(|(actual, _)| actual)
}

/// A value computed from where an indicator stands and the months passed; unknown where the round or the
/// indicator is not in the data.
fn stand(context: &Context, rows: &[u32], value: impl Fn(&Standing, i64) -> i64) -> Vec<i64> {
    let reached = context.derive::<Reached>();
    each(rows, |row| {
        let standing = reached.0.of(row).zip(round(context, row));
        standing.map_or(UNKNOWN, |(standing, round)| value(standing, months(context, round)))
    })
}

fn identity(context: &Context, row: usize) -> Identity {
    let table = &context.data.tables.monitoring_values;
    let target = context.derive::<TargetRows>().0.get(cell(&table.target, row));
    let day = day_of(context, row);
    Identity {
        id: round_id(text(context, &table.target, row), day),
        name: target.map_or_else(String::new, |t| subject_name(context, t)),
        division: target.and_then(|t| target_division(context, t)),
        period: day.map(|day| day.month().to_string()),
        record: Some((TableId::MonitoringValues, row)),
    }
}
