//! What is reached on the way: rounds of monitoring, their values, and the rounds that are due.

mod duty;
mod progress;
mod value;

pub use duty::MONITORING_DUTY;
pub use value::MONITORING_VALUE;
pub(crate) use value::{before, toward};

use std::collections::HashMap;

use domain::{Day, Name, TableId};

use super::dated::{STATE, STATE_MISSED, STATE_PARTLY};
use super::fill::{cell, code, dates, each, fen_value, money, scalar};
use super::links::{past, subject_name, target_division, target_year, text};
use super::{FactColumn, FactTable, Identity, Need};
use crate::context::{Context, Derived, Groups, TargetRows};
use crate::value::{Type, UNKNOWN, day_value};
use progress::{Progress, Tally};

/// 绩效监控: one row a round that was entered by the day of evaluation, or not entered at all.
pub static MONITORING: FactTable = FactTable {
    name: "monitoring",
    zh: "一次绩效监控",
    en: "a round of monitoring of a target",
    subject: "monitoring",
    needs: &[Need(TableId::Targets, ""), Need(TableId::Monitorings, "")],
    day: "figures_on",
    amount: None,
    rows: |context| context.data.tables.monitorings.target.len(),
    skip: Some(|context, row| not_yet(context, row) || repeats(context, row)),
    identity: round_identity,
    place: None,
    columns: COLUMNS,
};

/// The months as words, so that a parameter can list them.
const MONTHS: &[&str] = &["01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12"];

const VALUES: &[Need] =
    &[Need(TableId::MonitoringValues, "actual"), Need(TableId::Indicators, "value")];

static COLUMNS: &[FactColumn] = &[
    scalar("fiscal_year", Type::Count, ("年度", "fiscal year of the target"), &[], |c, rows| {
        each(rows, |row| round_year(c, row).map_or(UNKNOWN, i64::from))
    }),
    scalar(
        "figures_on",
        Type::Date,
        ("监控节点", "day for which the figures stand"),
        &[],
        |c, rows| dates(&c.data.tables.monitorings.as_of, rows),
    ),
    code(
        "month",
        MONTHS,
        ("节点月份（月末节点）", "month of that day where it is the month's last"),
        &[],
        |c, rows| each(rows, |row| node_month(cell(&c.data.tables.monitorings.as_of, row))),
    ),
    scalar(
        "months",
        Type::Count,
        (
            "已过月数",
            "months of the fiscal year that have passed; a month counts from its last day",
        ),
        &[],
        |c, rows| each(rows, |row| months(c, row)),
    ),
    scalar(
        "entered_on",
        Type::Date,
        ("录入日期", "day of entry"),
        &[Need(TableId::Monitorings, "entered_on")],
        |c, rows| super::target::past_days(c, &c.data.tables.monitorings.entered_on, rows),
    ),
    scalar(
        "executed_amount",
        Type::Money,
        ("执行金额", "money executed up to that day"),
        &[Need(TableId::Monitorings, "executed_amount")],
        |c, rows| money(&c.data.tables.monitorings.executed_amount, rows),
    ),
    scalar(
        "budget",
        Type::Money,
        (
            "预算金额（目标的资金总额，未填时为财政资金）",
            "money of the target: all, else the fiscal part",
        ),
        &[],
        |c, rows| each(rows, |row| budget(c, row)),
    ),
    scalar(
        "pace",
        Type::Percent,
        (
            "最差的指标进度：（完成值÷目标值）÷（已过月数÷12）",
            "worst pace of its indicators: (actual ÷ target) ÷ (months ÷ 12)",
        ),
        VALUES,
        |c, rows| tally(c, rows, |tally| tally.pace),
    ),
    scalar(
        "worst",
        Type::Text,
        ("进度最差的指标", "the indicator of the worst pace"),
        VALUES,
        |c, rows| tally(c, rows, |tally| tally.worst),
    ),
    scalar(
        "over",
        Type::Count,
        ("超过上限的指标个数", "indicators beyond their limit"),
        VALUES,
        |c, rows| tally(c, rows, |tally| tally.counted(tally.over)),
    ),
    scalar(
        "partly",
        Type::Count,
        ("部分达成的定性指标个数", "qualitative indicators partly reached"),
        VALUES,
        |c, rows| tally(c, rows, |tally| tally.counted(tally.partly)),
    )
    .reading(&[STATE_MISSED, STATE_PARTLY]),
    scalar(
        "missed",
        Type::Count,
        ("未达成的定性指标个数", "qualitative indicators not reached"),
        VALUES,
        |c, rows| tally(c, rows, |tally| tally.counted(tally.missed)),
    )
    .reading(&[STATE_MISSED]),
    scalar(
        "readable",
        Type::Flag,
        (
            "每个填报的指标都能与目标值对照（有一个不能时为未知）",
            "every value reported can be set against its target; unknown where one cannot",
        ),
        VALUES,
        |c, rows| tally(c, rows, Tally::readable),
    )
    .reading(STATE),
    scalar(
        "impossible",
        Type::Count,
        ("报告不可能完成的指标个数", "indicators reported as impossible to reach"),
        &[Need(TableId::MonitoringValues, "likelihood")],
        |c, rows| tally(c, rows, |tally| tally.counted(tally.impossible)),
    ),
    scalar(
        "divergence",
        Type::Percent,
        (
            "指标完成率（按权重平均，每项至多100%）与预算执行率之差的绝对值",
            "distance between the weighted completion of the indicators, each at most 100 %, and \
             the execution of the budget",
        ),
        &[
            Need(TableId::MonitoringValues, "actual"),
            Need(TableId::Indicators, "value"),
            Need(TableId::Indicators, "weight"),
            Need(TableId::Monitorings, "executed_amount"),
        ],
        |c, rows| {
            let progress = c.derive::<Progress>();
            each(rows, |row| {
                let executed = fen_value(cell(&c.data.tables.monitorings.executed_amount, row));
                progress.of(row).map_or(UNKNOWN, |tally| tally.divergence(executed, budget(c, row)))
            })
        },
    ),
    scalar(
        "ordered_on",
        Type::Date,
        (
            "最早的处理决定（整改通知）日期，不早于监控节点",
            "day of the first decision about the round or its target, not before the figures' day",
        ),
        &[Need(TableId::Orders, "")],
        |c, rows| {
            let decided = c.derive::<duty::Decisions>();
            each(rows, |row| day_value(decided.of(c, row)))
        },
    ),
];

/// Whether a round lies after the day of evaluation, by its figures or by its entry: it is not there yet.
fn not_yet(context: &Context, row: usize) -> bool {
    let table = &context.data.tables.monitorings;
    let later = |day: Option<Day>| day.is_some_and(|day| day > context.as_of);
    later(cell(&table.as_of, row)) || later(cell(&table.entered_on, row))
}

/// Whether a row records once more a round that another row records: the first entry speaks for it.
fn repeats(context: &Context, row: usize) -> bool {
    let table = &context.data.tables.monitorings;
    let first = context.derive::<Rounds>().get(cell(&table.target, row), cell(&table.as_of, row));
    first.is_some_and(|first| first != row)
}

/// The month of a day that is the last of its month, else 0.
fn node_month(day: Option<Day>) -> i64 {
    day.filter(|day| *day == day.month_end()).map_or(0, |day| i64::from(day.ymd().1))
}

/// The target of a round.
fn round_target(context: &Context, row: usize) -> Option<usize> {
    context.derive::<TargetRows>().0.get(cell(&context.data.tables.monitorings.target, row))
}

/// The day for which the figures of a round stand.
fn figures_on(context: &Context, row: usize) -> Option<Day> {
    cell(&context.data.tables.monitorings.as_of, row)
}

fn round_year(context: &Context, row: usize) -> Option<u16> {
    round_target(context, row).and_then(|target| target_year(context, target))
}

fn round_identity(context: &Context, row: usize) -> Identity {
    let table = &context.data.tables.monitorings;
    let day = cell(&table.as_of, row);
    let target = round_target(context, row);
    Identity {
        id: round_id(text(context, &table.target, row), day),
        name: target.map_or_else(String::new, |t| subject_name(context, t)),
        division: target.and_then(|t| target_division(context, t)),
        period: day.map(|day| day.month().to_string()),
        record: Some((TableId::Monitorings, row)),
    }
}

/// `<target>@<day>`, as findings name a round.
fn round_id(target: &str, day: Option<Day>) -> String {
    day.map_or_else(|| target.to_owned(), |day| format!("{target}@{day}"))
}

/// Months of the target's year that have passed on the day of the figures.
fn months(context: &Context, row: usize) -> i64 {
    let day = figures_on(context, row);
    let year = round_year(context, row).map(i32::from);
    let Some((day, year)) = day.zip(year) else { return UNKNOWN };
    let (own, month, _) = day.ymd();
    match own.cmp(&year) {
        std::cmp::Ordering::Less => 0,
        std::cmp::Ordering::Equal => i64::from(month) - i64::from(day != day.month_end()),
        std::cmp::Ordering::Greater => 12,
    }
}

fn budget(context: &Context, row: usize) -> i64 {
    let targets = &context.data.tables.targets;
    let money = round_target(context, row).and_then(|target| {
        cell(&targets.total_amount, target).or_else(|| cell(&targets.fiscal_amount, target))
    });
    fen_value(money)
}

fn tally(context: &Context, rows: &[u32], value: impl Fn(&Tally) -> i64) -> Vec<i64> {
    let progress = context.derive::<Progress>();
    each(rows, |row| progress.of(row).map_or(UNKNOWN, &value))
}

/// Rounds by target and day, each by the row that was entered first, and the rows of values of each.
pub(super) struct Rounds {
    by_day: HashMap<(u32, i32), u32>,
    values: Groups,
}

impl Derived for Rounds {
    fn build(context: &Context) -> Rounds {
        let (rounds, values) =
            (&context.data.tables.monitorings, &context.data.tables.monitoring_values);
        let mut by_day = HashMap::new();
        let entry = |row: usize| {
            let entered = cell(&rounds.entered_on, row);
            (not_yet(context, row), entered.is_none(), entered)
        };
        for row in 0..rounds.target.len() {
            if let Some(key) = key(cell(&rounds.target, row), cell(&rounds.as_of, row)) {
                let first = by_day.entry(key).or_insert(row as u32);
                if entry(row) < entry(*first as usize) {
                    *first = row as u32;
                }
            }
        }
        let owner = |row: usize| {
            let key = key(cell(&values.target, row), cell(&values.as_of, row))?;
            by_day.get(&key).map(|row: &u32| *row as usize)
        };
        let values = Groups::new(rounds.target.len(), values.target.len(), owner);
        Rounds { by_day, values }
    }
}

fn key(target: Option<Name>, day: Option<Day>) -> Option<(u32, i32)> {
    Some((target?.number(), day?.number()))
}

impl Rounds {
    /// The round of a target on a day.
    fn get(&self, target: Option<Name>, day: Option<Day>) -> Option<usize> {
        self.by_day.get(&key(target, day)?).map(|row| *row as usize)
    }
}
