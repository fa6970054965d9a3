//! What is promised: targets, their indicators, and the projects that must have one.

mod content;
mod coverage;
mod duty;
mod indicator;
mod mark;
pub(super) mod soundness;

pub use coverage::COVERAGE;
pub use duty::{APPRAISAL_DUTY, TARGET_DUTY};
pub use indicator::INDICATOR;

use domain::{Day, TableId};

use super::ParamNeed;
use super::dated::{
    BENEFIT, CORE, COST, EXECUTION, OUTPUT, PLACEHOLDER, QUANTITY, SATISFACTION, SERVED, words,
};
use super::fill::{cell, choices, code, each, fen_value, money, scalar, texts, years};
use super::links::{
    self, Funded, Links, SUBJECT_KINDS, contains_any, passed_over, subject_name, target_division,
    target_year, text, year_start,
};
use super::{FactColumn, FactTable, Identity, Need};
use crate::context::Context;
use crate::value::{Type, UNKNOWN, day_value};
use content::{Copies, core_gaps, cost_total};

/// 绩效目标: one row a target in force or in preparation; returned and rejected ones, and those of a
/// later day, are left out.
pub static TARGET: FactTable = FactTable {
    name: "target",
    zh: "一个绩效目标（退回、未通过的除外）",
    en: "a performance target (returned and rejected ones left out)",
    subject: "target",
    needs: &[Need(TableId::Targets, "")],
    day: "year_start",
    amount: None,
    rows: |context| context.data.tables.targets.id.len(),
    skip: Some(passed_over),
    identity: target_identity,
    place: None,
    columns: COLUMNS,
};

const REVIEWS: &[&str] = &["approved", "returned", "rejected"];
const INDICATORS: Need = Need(TableId::Indicators, "");

static COLUMNS: &[FactColumn] = &[
    scalar("fiscal_year", Type::Count, ("年度", "fiscal year"), &[], |c, rows| {
        years(&c.data.tables.targets.fiscal_year, rows)
    }),
    scalar(
        "year_start",
        Type::Date,
        ("年度第一天", "first day of the fiscal year"),
        &[],
        |c, rows| each(rows, |row| day_value(year_start(target_year(c, row)))),
    ),
    code("subject_kind", SUBJECT_KINDS, ("对象类型", "what it is set for"), &[], |c, rows| {
        choices(&c.data.tables.targets.subject_kind, rows)
    }),
    code(
        "review",
        REVIEWS,
        ("审核结果", "verdict of the review"),
        &[Need(TableId::Targets, "review")],
        |c, rows| choices(&c.data.tables.targets.review, rows),
    ),
    scalar(
        "goal",
        Type::Text,
        ("总体目标", "overall target in words"),
        &[Need(TableId::Targets, "goal")],
        |c, rows| texts(&c.data.tables.targets.goal, rows),
    ),
    scalar(
        "goal_marked",
        Type::Flag,
        ("总体目标残留模板字样", "the overall target still holds the marks of a template"),
        &[Need(TableId::Targets, "goal")],
        |c, rows| {
            let goals = &c.data.tables.targets.goal;
            each(rows, |row| marked(c, target_year(c, row), text(c, goals, row)))
        },
    )
    .reading(&[PLACEHOLDER]),
    scalar(
        "total_amount",
        Type::Money,
        ("资金总额", "all money"),
        &[Need(TableId::Targets, "total_amount")],
        |c, rows| money(&c.data.tables.targets.total_amount, rows),
    ),
    scalar(
        "fiscal_amount",
        Type::Money,
        ("财政资金", "fiscal part of the money"),
        &[],
        |c, rows| money(&c.data.tables.targets.fiscal_amount, rows),
    ),
    scalar(
        "approved_on",
        Type::Date,
        ("批复日期", "day of approval, not after the day of evaluation"),
        &[Need(TableId::Targets, "approved_on")],
        |c, rows| each(rows, |row| day_value(links::approved_on(c, row))),
    ),
    scalar(
        "changed_on",
        Type::Date,
        ("调整日期", "day of the last change"),
        &[Need(TableId::Targets, "changed_on")],
        |c, rows| past_days(c, &c.data.tables.targets.changed_on, rows),
    ),
    scalar(
        "change_approved_on",
        Type::Date,
        ("调整批复日期", "day on which the change was approved"),
        &[Need(TableId::Targets, "change_approved_on")],
        |c, rows| past_days(c, &c.data.tables.targets.change_approved_on, rows),
    ),
    scalar(
        "project_year",
        Type::Count,
        ("项目年度", "fiscal year of the project"),
        &[Need(TableId::Projects, "")],
        |c, rows| of_project(c, rows, |p| year_value(cell(&c.data.tables.projects.fiscal_year, p))),
    ),
    scalar(
        "planned_amount",
        Type::Money,
        ("项目计划金额", "amount in the project's plan"),
        &[Need(TableId::Projects, "")],
        |c, rows| {
            of_project(c, rows, |p| fen_value(cell(&c.data.tables.projects.planned_amount, p)))
        },
    ),
    scalar(
        "funded_amount",
        Type::Money,
        ("项目已安排金额", "money given to the project"),
        &[Need(TableId::Projects, ""), Need(TableId::Fundings, "")],
        |c, rows| {
            let funded = c.derive::<Funded>();
            of_project(c, rows, |p| funded.sum(p))
        },
    ),
    scalar(
        "unit_slip",
        Type::Flag,
        (
            "资金总额或财政资金与项目计划金额或已安排金额恰差一万倍",
            "the whole or the fiscal part is ten thousand times, or a ten-thousandth of, the amount in \
             the project's plan or the money given to it",
        ),
        &[
            Need(TableId::Targets, "total_amount"),
            Need(TableId::Projects, ""),
            Need(TableId::Fundings, ""),
        ],
        |c, rows| {
            let (links, funded) = (c.derive::<Links>(), c.derive::<Funded>());
            each(rows, |row| {
                links.project(row).map_or(UNKNOWN, |p| i64::from(unit_slip(c, &funded, row, p)))
            })
        },
    ),
    scalar(
        "indicators",
        Type::Count,
        ("指标个数", "number of indicators"),
        &[INDICATORS],
        |c, rows| count(c, rows, |_, _, _| true),
    ),
    scalar(
        "quantity_indicators",
        Type::Count,
        (
            "数量指标个数（二级指标为产出、不再细分的也算）",
            "number of quantity indicators; where the second level is output undivided, of these",
        ),
        &[INDICATORS],
        |c, rows| {
            count(c, rows, |c, target, row| {
                level_has(c, target, row, QUANTITY) || undivided_output(c, target, row)
            })
        },
    )
    .reading(&[QUANTITY, OUTPUT]),
    scalar(
        "benefit_indicators",
        Type::Count,
        ("效益指标个数", "number of benefit indicators"),
        &[INDICATORS],
        |c, rows| count(c, rows, |c, target, row| level_has(c, target, row, BENEFIT)),
    )
    .reading(&[BENEFIT]),
    scalar(
        "satisfaction_indicators",
        Type::Count,
        ("满意度指标个数", "number of satisfaction indicators"),
        &[INDICATORS],
        |c, rows| count(c, rows, |c, target, row| level_has(c, target, row, SATISFACTION)),
    )
    .reading(&[SATISFACTION]),
    scalar(
        "core_gaps",
        Type::Count,
        (
            "缺少的核心指标个数：标为核心而未填指标值的，以及该类项目应有而没有的",
            "mandatory core indicators missing: marked as core without a value, or asked of the \
             project's type and not there",
        ),
        &[INDICATORS],
        |c, rows| each(rows, |row| core_gaps(c, row)),
    )
    .reading(&[CORE]),
    scalar(
        "weights",
        Type::Number,
        ("权重合计", "sum of the weights; an empty one counts as nothing"),
        &[Need(TableId::Indicators, "weight")],
        |c, rows| each(rows, |row| weights(c, row)),
    ),
    scalar(
        "execution_indicators",
        Type::Count,
        ("预算执行指标个数", "number of indicators for budget execution"),
        &[INDICATORS],
        |c, rows| count(c, rows, execution_row),
    )
    .reading(&[EXECUTION]),
    scalar(
        "copies",
        Type::Count,
        (
            "指标逐字相同的不同内容项目数（含本项目）",
            "projects of different content whose indicators are the same word for word, this one included",
        ),
        &[INDICATORS, Need(TableId::Projects, "")],
        |c, rows| {
            let copies = c.derive::<Copies>();
            each(rows, |row| copies.of(row))
        },
    )
    .across(),
    scalar(
        "cost_total",
        Type::Money,
        (
            "数量×单位成本（仅当恰有一对单位相符的指标）",
            "quantity × unit cost, where exactly one pair of indicators has fitting units",
        ),
        &[INDICATORS],
        |c, rows| each(rows, |row| cost_total(c, row)),
    )
    .reading(&[QUANTITY, COST]),
    scalar(
        "served",
        Type::Number,
        (
            "承诺受益的人数或户数（名称含参数 served_words 的词、以人或户计的指标，取最大）",
            "persons or households promised to be served: the largest number of indicators whose name has a \
             word of the parameter served_words, counted in persons or households",
        ),
        &[INDICATORS, Need(TableId::Indicators, "value")],
        |c, rows| each(rows, |row| soundness::served(c, row)),
    )
    .reading(&[SERVED]),
    scalar(
        "cost_floors",
        Type::Count,
        ("方向为下限的成本指标个数", "cost indicators that set a floor"),
        &[INDICATORS],
        |c, rows| count(c, rows, content::cost_floor),
    )
    .reading(&[COST]),
];

fn target_identity(context: &Context, row: usize) -> Identity {
    Identity {
        id: text(context, &context.data.tables.targets.id, row).to_owned(),
        name: subject_name(context, row),
        division: target_division(context, row),
        period: target_year(context, row).map(|y| y.to_string()),
        record: Some((TableId::Targets, row)),
    }
}

fn year_value(year: Option<u16>) -> i64 {
    year.map_or(UNKNOWN, i64::from)
}

/// Days that do not lie after the day of evaluation.
pub(super) fn past_days(context: &Context, values: &[Option<Day>], rows: &[u32]) -> Vec<i64> {
    each(rows, |row| day_value(links::past(context, cell(values, row))))
}

/// Whether a text of a target of this year holds the marks of a template.
fn marked(context: &Context, year: Option<u16>, text: &str) -> i64 {
    let day = year_start(year).unwrap_or(context.as_of);
    i64::from(mark::holds_mark(text, words(context, PLACEHOLDER, day)))
}

/// A value of the project for which a target is set; unknown where there is none.
fn of_project(context: &Context, rows: &[u32], value: impl Fn(usize) -> i64) -> Vec<i64> {
    let links = context.derive::<Links>();
    each(rows, |row| links.project(row).map_or(UNKNOWN, &value))
}

/// Whether an amount of the target and one of its project differ as yuan and 万元 do.
fn unit_slip(context: &Context, funded: &Funded, target: usize, project: usize) -> bool {
    let (targets, projects) = (&context.data.tables.targets, &context.data.tables.projects);
    let promised = [cell(&targets.total_amount, target), cell(&targets.fiscal_amount, target)];
    let planned = fen_value(cell(&projects.planned_amount, project));
    let slips = |one: i64, other: i64| {
        let times = |a: i64, b: i64| b > 0 && a.checked_mul(10_000) == Some(b);
        times(one, other) || times(other, one)
    };
    let of = |fen: i64| slips(fen, planned) || slips(fen, funded.sum(project));
    promised.into_iter().flatten().any(|fen| of(fen.0))
}

/// How many indicators of a target are such.
fn count(
    context: &Context,
    rows: &[u32],
    such: impl Fn(&Context, usize, usize) -> bool,
) -> Vec<i64> {
    let links = context.derive::<Links>();
    each(rows, |target| {
        let rows = links.indicators.of(target).iter();
        rows.filter(|row| such(context, target, **row as usize)).count() as i64
    })
}

/// Whether the first or second level of an indicator contains a word of a parameter.
fn level_has(context: &Context, target: usize, indicator: usize, param: ParamNeed) -> bool {
    let Some(day) = year_start(target_year(context, target)) else { return false };
    let table = &context.data.tables.indicators;
    let words = words(context, param, day);
    contains_any(text(context, &table.level2, indicator), words)
        || contains_any(text(context, &table.level1, indicator), words)
}

/// Whether the second level of an indicator is output as a whole, as plans of investment have it.
fn undivided_output(context: &Context, target: usize, indicator: usize) -> bool {
    let Some(day) = year_start(target_year(context, target)) else { return false };
    let second = text(context, &context.data.tables.indicators.level2, indicator);
    contains_any(second, words(context, OUTPUT, day))
}

/// Whether an indicator stands for the execution of the budget.
pub(super) fn execution_row(context: &Context, target: usize, indicator: usize) -> bool {
    let Some(day) = year_start(target_year(context, target)) else { return false };
    let name = text(context, &context.data.tables.indicators.name, indicator);
    level_has(context, target, indicator, EXECUTION)
        || contains_any(name, words(context, EXECUTION, day))
}

fn weights(context: &Context, target: usize) -> i64 {
    let links = context.derive::<Links>();
    let column = &context.data.tables.indicators.weight;
    let of = |row: &u32| cell(column, *row as usize).map_or(0, |weight| weight.0);
    links.indicators.of(target).iter().fold(0, |sum, row| super::fill::add(sum, of(row)))
}
