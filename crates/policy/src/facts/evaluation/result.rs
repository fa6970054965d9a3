//! What became of an evaluation's result in the next year's budget.

use std::collections::{BTreeSet, HashMap};

use domain::TableId;

use super::{GRADES, SELF, grade_of, identity, not_yet, score_of, target_of, year_of};
use crate::context::{Context, Derived};
use crate::facts::fill::{add, cell, choices, code, each, fen_value, scalar, text_value};
use crate::facts::links::{Links, kind, passed_over, target_year, year_start};
use crate::facts::{FactTable, Need};
use crate::value::{Type, UNKNOWN, day_value};

/// 评价结果运用: one row a target and year with an evaluation: the one that decides, which is the last by
/// someone else, else the last self-evaluation.
pub static RESULT: FactTable = FactTable {
    name: "result",
    zh: "一个目标的评价结果及下一年度预算",
    en: "the evaluation that decides about a target, and the next year's budget",
    subject: "evaluation",
    needs: &[Need(TableId::Targets, ""), Need(TableId::Evaluations, "")],
    day: "year_start",
    amount: Some("next_budget"),
    rows: |context| context.derive::<Deciding>().rows.len(),
    skip: None,
    identity: |context, row| {
        decided(context, row).map(|row| identity(context, row)).unwrap_or_default()
    },
    place: None,
    columns: &[
        scalar("fiscal_year", Type::Count, ("年度", "fiscal year"), &[], |c, rows| {
            fill(c, rows, |row| year_of(c, row).map_or(UNKNOWN, i64::from))
        }),
        scalar(
            "year_start",
            Type::Date,
            ("年度第一天", "first day of the fiscal year"),
            &[],
            |c, rows| fill(c, rows, |row| day_value(year_start(year_of(c, row)))),
        ),
        code("kind", super::KINDS, ("评价类型", "kind of evaluation"), &[], |c, rows| {
            let evaluations = c.derive::<Deciding>();
            let rows: Vec<u32> =
                rows.iter().filter_map(|r| evaluations.rows.get(*r as usize).copied()).collect();
            choices(&c.data.tables.evaluations.kind, &rows)
        }),
        code(
            "grade",
            GRADES,
            ("等级", "grade"),
            &[Need(TableId::Evaluations, "grade")],
            |c, rows| fill(c, rows, |row| grade_of(c, row)),
        ),
        scalar(
            "score",
            Type::Number,
            ("总分", "total score"),
            &[Need(TableId::Evaluations, "score")],
            |c, rows| fill(c, rows, |row| score_of(c, row)),
        ),
        scalar(
            "budget",
            Type::Money,
            (
                "本年度预算（目标资金总额，未填时为项目计划金额）",
                "this year's budget: money of the target, else of the project's plan",
            ),
            &[],
            |c, rows| fill(c, rows, |row| own_budget(c, row)),
        ),
        scalar(
            "next_budget",
            Type::Money,
            ("下一年度预算，已取消为0", "next year's budget; nothing where it was cancelled"),
            &[Need(TableId::Targets, "total_amount")],
            |c, rows| {
                let budgets = c.derive::<Budgets>();
                fill(c, rows, |row| budgets.next(c, row))
            },
        ),
        scalar(
            "next_year_known",
            Type::Flag,
            ("数据中已有下一年度的目标", "the data hold a target of the next year"),
            &[],
            |c, rows| {
                let budgets = c.derive::<Budgets>();
                let next = |row| year_of(c, row).map(|year| year + 1);
                fill(c, rows, |row| {
                    i64::from(next(row).is_some_and(|y| budgets.years.contains(&y)))
                })
            },
        )
        .across(),
    ],
};

/// The evaluation that decides about each target and year.
struct Deciding {
    rows: Vec<u32>,
}

impl Derived for Deciding {
    fn build(context: &Context) -> Deciding {
        let table = &context.data.tables.evaluations;
        let mut best: HashMap<(usize, Option<u16>), u32> = HashMap::new();
        let rank = |row: u32| {
            let row = row as usize;
            (table.kind.get(row) != Some(&SELF), cell(&table.entered_on, row), row)
        };
        for row in (0..table.target.len()).filter(|row| !not_yet(context, *row)) {
            let Some(target) = target_of(context, row) else { continue };
            let kept = best.entry((target, year_of(context, row))).or_insert(row as u32);
            if rank(row as u32) > rank(*kept) {
                *kept = row as u32;
            }
        }
        let mut rows: Vec<u32> = best.into_values().collect();
        rows.sort_unstable();
        Deciding { rows }
    }
}

fn decided(context: &Context, row: usize) -> Option<usize> {
    context.derive::<Deciding>().rows.get(row).map(|row| *row as usize)
}

fn fill(context: &Context, rows: &[u32], value: impl Fn(usize) -> i64) -> Vec<i64> {
    each(rows, |row| decided(context, row).map_or(UNKNOWN, &value))
}

/// Money of the target, else of the project's plan.
fn own_budget(context: &Context, row: usize) -> i64 {
    let tables = &context.data.tables;
    let Some(target) = target_of(context, row) else { return UNKNOWN };
    let project = context.derive::<Links>().project(target);
    let planned = project.and_then(|project| cell(&tables.projects.planned_amount, project));
    fen_value(cell(&tables.targets.total_amount, target).or(planned))
}

/// What each subject and each project gets by year.
struct Budgets {
    /// By kind of subject, subject and year.
    targets: HashMap<(u8, i64, u16), i64>,
    /// By county, unit, name and year.
    projects: HashMap<(u32, i64, i64, u16), i64>,
    /// Years of which there is a target.
    years: BTreeSet<u16>,
}

impl Derived for Budgets {
    fn build(context: &Context) -> Budgets {
        let (targets, projects) = (&context.data.tables.targets, &context.data.tables.projects);
        let mut out =
            Budgets { targets: HashMap::new(), projects: HashMap::new(), years: BTreeSet::new() };
        for row in (0..targets.id.len()).filter(|row| !passed_over(context, *row)) {
            let Some(year) = target_year(context, row) else { continue };
            out.years.insert(year);
            let subject = text_value(cell(&targets.subject, row));
            let kind = targets.subject_kind.get(row).map_or(0, |kind| kind.0);
            let sum = out.targets.entry((kind, subject, year)).or_insert(0);
            *sum = add(*sum, fen_value(cell(&targets.total_amount, row)));
        }
        for row in 0..projects.id.len() {
            if let Some(key) = project_key(context, row) {
                let sum = out.projects.entry(key).or_insert(0);
                *sum = add(*sum, fen_value(cell(&projects.planned_amount, row)));
            }
        }
        out
    }
}

fn project_key(context: &Context, project: usize) -> Option<(u32, i64, i64, u16)> {
    let table = &context.data.tables.projects;
    let county = context.pack.divisions.canonical(cell(&table.county, project)?);
    let name = |column| text_value(cell(column, project));
    let year = cell(&table.fiscal_year, project)?;
    Some((county.code(), name(&table.unit), name(&table.name), year))
}

impl Budgets {
    /// The next year's budget of what an evaluation is about: of the targets of the same subject, else of
    /// the project of the same county, unit and name; nothing where there is none.
    fn next(&self, context: &Context, row: usize) -> i64 {
        let targets = &context.data.tables.targets;
        let Some((target, year)) = target_of(context, row).zip(year_of(context, row)) else {
            return UNKNOWN;
        };
        let subject = text_value(cell(&targets.subject, target));
        let of_kind = targets.subject_kind.get(target);
        let own = self.targets.get(&(of_kind.map_or(0, |kind| kind.0), subject, year + 1));
        if let Some(budget) = own {
            return *budget;
        }
        if of_kind != Some(&kind::PROJECT) {
            return 0;
        }
        let project = context.derive::<Links>().project(target);
        let Some(key) = project.and_then(|project| project_key(context, project)) else {
            return UNKNOWN;
        };
        self.projects.get(&(key.0, key.1, key.2, year + 1)).copied().unwrap_or(0)
    }
}
