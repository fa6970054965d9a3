//! The self-evaluations that are due, and how many of a year were spot-checked.

use std::collections::{BTreeMap, HashSet};

use domain::TableId;

use super::{Evaluations, SELF, SPOT, evaluates_itself, evaluation_id, year_of};
use crate::context::{Context, Derived};
use crate::facts::fill::{cell, choices, code, each, scalar};
use crate::facts::links::{
    Links, SUBJECT_KINDS, subject_name, target_division, target_year, text, year_start,
};
use crate::facts::raising::region;
use crate::facts::{FactTable, Identity, Need};
use crate::value::{Type, UNKNOWN, day_value};

/// 应做的绩效自评: one row an approved target of a project, a policy or a department.
pub static EVALUATION_DUTY: FactTable = FactTable {
    name: "evaluation_duty",
    zh: "一个绩效目标应做的自评",
    en: "the self-evaluation that an approved target owes",
    subject: "evaluation",
    needs: &[Need(TableId::Targets, ""), Need(TableId::Evaluations, "")],
    day: "year_start",
    amount: None,
    rows: |context| context.data.tables.targets.id.len(),
    skip: Some(|context, row| !evaluates_itself(context, row)),
    identity: duty_identity,
    place: None,
    columns: &[
        scalar("fiscal_year", Type::Count, ("年度", "fiscal year"), &[], |c, rows| {
            each(rows, |row| target_year(c, row).map_or(UNKNOWN, i64::from))
        }),
        scalar(
            "year_start",
            Type::Date,
            ("年度第一天", "first day of the fiscal year"),
            &[],
            |c, rows| each(rows, |row| day_value(year_start(target_year(c, row)))),
        ),
        code(
            "subject_kind",
            SUBJECT_KINDS,
            ("对象类型", "what the target is set for"),
            &[Need(TableId::Targets, "approved_on")],
            |c, rows| choices(&c.data.tables.targets.subject_kind, rows),
        ),
        scalar(
            "finish_on",
            Type::Date,
            ("项目完工日期，未填为空", "finish of the project"),
            &[Need(TableId::Projects, "finish_on")],
            |c, rows| {
                let links = c.derive::<Links>();
                let finish = |project| cell(&c.data.tables.projects.finish_on, project);
                each(rows, |row| day_value(links.project(row).and_then(finish)))
            },
        ),
        scalar(
            "project_known",
            Type::Flag,
            ("项目在数据中（不在时为未知）", "the project is in the data; unknown where it is not"),
            &[],
            |c, rows| {
                let links = c.derive::<Links>();
                each(rows, |row| links.project(row).map_or(UNKNOWN, |_| 1))
            },
        ),
        scalar(
            "evaluated_on",
            Type::Date,
            ("自评录入日期", "day on which the self-evaluation was entered"),
            &[Need(TableId::Evaluations, "entered_on")],
            |c, rows| {
                let evaluations = c.derive::<Evaluations>();
                each(rows, |row| {
                    let target = cell(&c.data.tables.targets.id, row);
                    let own = evaluations.of(c, target, SELF);
                    let entered =
                        own.filter_map(|row| cell(&c.data.tables.evaluations.entered_on, row));
                    day_value(entered.min())
                })
            },
        ),
    ],
};

fn duty_identity(context: &Context, row: usize) -> Identity {
    Identity {
        id: evaluation_id(text(context, &context.data.tables.targets.id, row), "self"),
        name: subject_name(context, row),
        division: target_division(context, row),
        period: target_year(context, row).map(|y| y.to_string()),
        record: Some((TableId::Targets, row)),
    }
}

/// 抽查比例: one row a fiscal year with self-evaluations.
pub static SPOT_SHARE: FactTable = FactTable {
    name: "spot_share",
    zh: "一个年度的自评抽查情况",
    en: "how many self-evaluations of a year were spot-checked",
    subject: "year",
    needs: &[Need(TableId::Evaluations, "")],
    day: "year_start",
    amount: None,
    rows: |context| context.derive::<Shares>().years.len(),
    skip: None,
    identity: share_identity,
    place: None,
    columns: &[
        scalar("fiscal_year", Type::Count, ("年度", "fiscal year"), &[], |c, rows| {
            fill(c, rows, |year| i64::from(year.year))
        }),
        scalar(
            "year_start",
            Type::Date,
            ("年度第一天", "first day of the fiscal year"),
            &[],
            |c, rows| fill(c, rows, |year| day_value(year_start(Some(year.year)))),
        ),
        scalar(
            "evaluated",
            Type::Count,
            ("已自评的目标数", "targets with a self-evaluation"),
            &[],
            |c, rows| fill(c, rows, |year| year.evaluated),
        ),
        scalar(
            "spot_checked",
            Type::Count,
            ("其中已抽查的目标数", "of these with a spot check"),
            &[],
            |c, rows| fill(c, rows, |year| year.spot_checked),
        ),
    ],
};

struct YearShare {
    year: u16,
    evaluated: i64,
    spot_checked: i64,
}

struct Shares {
    years: Vec<YearShare>,
}

impl Derived for Shares {
    fn build(context: &Context) -> Shares {
        let table = &context.data.tables.evaluations;
        let evaluations = context.derive::<Evaluations>();
        let mut targets: BTreeMap<u16, HashSet<u32>> = BTreeMap::new();
        for row in 0..table.target.len() {
            let is_self = table.kind.get(row) == Some(&SELF) && !super::not_yet(context, row);
            let name = cell(&table.target, row).filter(|_| is_self);
            if let Some((year, name)) = year_of(context, row).zip(name) {
                targets.entry(year).or_default().insert(name.number());
            }
        }
        let share = |(year, names): (u16, HashSet<u32>)| {
            let spot = |number: &&u32| {
                let target = domain::Name::from_number(**number);
                let mut rows = evaluations.of(context, target, SPOT);
                rows.any(|row| year_of(context, row) == Some(year))
            };
            let spot_checked = names.iter().filter(spot).count() as i64;
            YearShare { year, evaluated: names.len() as i64, spot_checked }
        };
        Shares { years: targets.into_iter().map(share).collect() }
    }
}

fn fill(context: &Context, rows: &[u32], value: impl Fn(&YearShare) -> i64) -> Vec<i64> {
    let shares = context.derive::<Shares>();
    each(rows, |row| shares.years.get(row).map_or(UNKNOWN, &value))
}

fn share_identity(context: &Context, row: usize) -> Identity {
    let shares = context.derive::<Shares>();
    let year = shares.years.get(row).map_or(0, |share| share.year);
    Identity {
        id: year.to_string(),
        name: year.to_string(),
        division: region(context),
        period: Some(year.to_string()),
        record: None,
    }
}
