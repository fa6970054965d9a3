//! The rounds of monitoring that are due, and what was decided on those that are there.

use std::collections::HashMap;

use domain::{Day, Month, Name, TableId};

use super::{MONTHS, Rounds, not_yet, past, round_id};
use crate::context::{Context, Derived};
use crate::facts::fill::{cell, choices, code, each, scalar};
use crate::facts::links::{
    Links, SUBJECT_KINDS, approved_on, subject_name, target_division, target_year, text,
};
use crate::facts::subject::Kind;
use crate::facts::{FactColumn, FactTable, Identity, Need};
use crate::value::{Type, UNKNOWN, day_value};

/// 应开展的绩效监控: one row an approved target and month-end of its fiscal year. Which month-ends ask for
/// a round is a parameter of the pack.
pub static MONITORING_DUTY: FactTable = FactTable {
    name: "monitoring_duty",
    zh: "一个绩效目标在一个月末节点应有的监控",
    en: "the round of monitoring that an approved target may owe at a month's end",
    subject: "monitoring",
    needs: &[Need(TableId::Targets, ""), Need(TableId::Monitorings, "")],
    day: "node",
    amount: None,
    rows: |context| context.derive::<Owed>().targets.len() * MONTHS.len(),
    skip: None,
    identity,
    place: None,
    columns: COLUMNS,
};

static COLUMNS: &[FactColumn] = &[
    scalar("fiscal_year", Type::Count, ("年度", "fiscal year"), &[], |c, rows| {
        fill(c, rows, |target, _| target_year(c, target).map_or(UNKNOWN, i64::from))
    }),
    scalar("node", Type::Date, ("监控节点", "last day of the month"), &[], |c, rows| {
        fill(c, rows, |target, month| day_value(node(c, target, month)))
    }),
    code("month", MONTHS, ("节点月份", "the month"), &[], |c, rows| {
        fill(c, rows, |_, month| i64::from(month))
    }),
    code(
        "subject_kind",
        SUBJECT_KINDS,
        ("对象类型", "what the target is set for"),
        &[],
        |c, rows| {
            let targets: Vec<u32> =
                rows.iter().map(|row| owed(c, *row as usize).0 as u32).collect();
            choices(&c.data.tables.targets.subject_kind, &targets)
        },
    ),
    scalar(
        "approved_on",
        Type::Date,
        ("目标批复日期", "day on which the target was approved"),
        &[Need(TableId::Targets, "approved_on")],
        |c, rows| fill(c, rows, |target, _| day_value(approved_on(c, target))),
    ),
    scalar(
        "finish_on",
        Type::Date,
        ("项目完工日期，未填为空", "finish of the project"),
        &[Need(TableId::Projects, "finish_on")],
        |c, rows| {
            let links = c.derive::<Links>();
            let finish = |project| cell(&c.data.tables.projects.finish_on, project);
            fill(c, rows, |target, _| day_value(links.project(target).and_then(finish)))
        },
    ),
    scalar(
        "project_known",
        Type::Flag,
        ("项目在数据中（不在时为未知）", "the project is in the data; unknown where it is not"),
        &[],
        |c, rows| {
            let links = c.derive::<Links>();
            fill(c, rows, |target, _| links.project(target).map_or(UNKNOWN, |_| 1))
        },
    ),
    scalar(
        "recorded",
        Type::Flag,
        ("有该节点的监控记录", "a round for this day is recorded"),
        &[],
        |c, rows| fill(c, rows, |target, month| i64::from(round(c, target, month).is_some())),
    ),
    scalar(
        "entered_on",
        Type::Date,
        ("该节点监控的录入日期", "day of entry of the round for this day"),
        &[Need(TableId::Monitorings, "entered_on")],
        |c, rows| {
            let entered = |row| past(c, cell(&c.data.tables.monitorings.entered_on, row));
            fill(c, rows, |target, month| day_value(round(c, target, month).and_then(entered)))
        },
    ),
];

/// The targets that are approved on the day of evaluation.
struct Owed {
    targets: Vec<u32>,
}

impl Derived for Owed {
    fn build(context: &Context) -> Owed {
        let count = context.data.tables.targets.id.len();
        let approved = |row: &u32| approved_on(context, *row as usize).is_some();
        Owed { targets: (0..count as u32).filter(approved).collect() }
    }
}

/// Target row and month (1–12) of a row.
fn owed(context: &Context, row: usize) -> (usize, u8) {
    let owed = context.derive::<Owed>();
    let target = owed.targets.get(row / MONTHS.len()).map_or(usize::MAX, |target| *target as usize);
    (target, (row % MONTHS.len()) as u8 + 1)
}

fn fill(context: &Context, rows: &[u32], value: impl Fn(usize, u8) -> i64) -> Vec<i64> {
    each(rows, |row| {
        let (target, month) = owed(context, row);
        value(target, month)
    })
}

fn node(context: &Context, target: usize, month: u8) -> Option<Day> {
    let year = target_year(context, target)?;
    Month::new(i32::from(year), u32::from(month))?.last_day()
}

/// The round recorded for a month's end by the day of evaluation.
fn round(context: &Context, target: usize, month: u8) -> Option<usize> {
    let id = cell(&context.data.tables.targets.id, target);
    let round = context.derive::<Rounds>().get(id, node(context, target, month));
    round.filter(|round| !not_yet(context, *round))
}

fn identity(context: &Context, row: usize) -> Identity {
    let (target, month) = owed(context, row);
    let node = node(context, target, month);
    Identity {
        id: round_id(text(context, &context.data.tables.targets.id, target), node),
        name: subject_name(context, target),
        division: target_division(context, target),
        period: node.map(|day| day.month().to_string()),
        record: Some((TableId::Targets, target)),
    }
}

/// The decisions (orders) on rounds and on targets, by day.
pub(super) struct Decisions {
    on_rounds: HashMap<(u32, i32), Vec<Day>>,
    on_targets: HashMap<u32, Vec<Day>>,
}

impl Derived for Decisions {
    fn build(context: &Context) -> Decisions {
        let (orders, names) = (&context.data.tables.orders, &context.data.names);
        let mut out = Decisions { on_rounds: HashMap::new(), on_targets: HashMap::new() };
        for row in 0..orders.id.len() {
            let Some(issued) = past(context, cell(&orders.issued_on, row)) else { continue };
            match Kind::of(text(context, &orders.subject_kind, row)) {
                Kind::Monitoring => {
                    let round = text(context, &orders.subject, row).rsplit_once('@');
                    let place = round.and_then(|(target, day)| {
                        Some((names.find(target)?.number(), Day::parse(day).ok()?.number()))
                    });
                    out.on_rounds.entry(place.unwrap_or_default()).or_default().push(issued);
                }
                Kind::Target => {
                    let target = cell(&orders.subject, row).map(Name::number);
                    out.on_targets.entry(target.unwrap_or_default()).or_default().push(issued);
                }
                _ => {}
            }
        }
        out
    }
}

impl Decisions {
    /// The first decision on a round, or on its target since the day of the round's figures.
    pub(super) fn of(&self, context: &Context, round: usize) -> Option<Day> {
        let table = &context.data.tables.monitorings;
        let (target, day): (Name, Day) = (cell(&table.target, round)?, cell(&table.as_of, round)?);
        let on_round = self.on_rounds.get(&(target.number(), day.number()));
        let on_target = self.on_targets.get(&target.number());
        let days = on_round.into_iter().chain(on_target).flatten();
        days.copied().filter(|issued| *issued >= day).min()
    }
}
