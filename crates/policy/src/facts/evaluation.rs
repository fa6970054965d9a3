//! What was achieved: evaluations, their values, what is due, and what became of the results.

mod duty;
mod reported;
mod result;
mod value;

pub use duty::{EVALUATION_DUTY, SPOT_SHARE};
pub use result::RESULT;
pub use value::EVALUATION_VALUE;

use std::collections::HashMap;

use domain::{Choice, Day, Name, TableId};

use super::dated::{EXECUTION, SERVED};
use super::fill::{add, cell, choices, code, each, money, scalar};
use super::links::{
    self, Links, past, subject_name, target_division, target_year, text, year_start,
};
use super::{FactColumn, FactTable, Identity, Need};
use crate::context::{Context, Derived, Groups, TargetRows};
use crate::value::{Type, UNKNOWN, day_value};

/// 绩效评价: one row an evaluation entered by the day of evaluation, or without a day of entry.
pub static EVALUATION: FactTable = FactTable {
    name: "evaluation",
    zh: "一次绩效评价（自评、复核、抽查、重点评价、第三方评价）",
    en: "an evaluation of a target: self-evaluation, check, spot check, key, third party",
    subject: "evaluation",
    needs: &[Need(TableId::Targets, ""), Need(TableId::Evaluations, "")],
    day: "year_start",
    amount: None,
    rows: |context| context.data.tables.evaluations.target.len(),
    skip: Some(not_yet),
    identity,
    place: None,
    columns: COLUMNS,
};

/// The kinds of evaluation, in the order of the contract.
const KINDS: &[&str] = &["self", "check", "spot", "key", "third_party"];
const SELF: Choice = Choice(1);
const CHECK: Choice = Choice(2);
const SPOT: Choice = Choice(3);

/// The grades as words, and how files write them.
const GRADES: &[&str] = &["优", "良", "中", "差"];
const GRADE_FORMS: &[(&str, i64)] = &[
    ("优", 1),
    ("优秀", 1),
    ("良", 2),
    ("良好", 2),
    ("中", 3),
    ("中等", 3),
    ("差", 4),
    ("较差", 4),
];

const SCORES: &[Need] = &[Need(TableId::EvaluationValues, "score"), Need(TableId::Indicators, "")];

const REPORTED: &[Need] = &[Need(TableId::EvaluationValues, "actual")];

static COLUMNS: &[FactColumn] = &[
    scalar("fiscal_year", Type::Count, ("年度", "fiscal year"), &[], |c, rows| {
        each(rows, |row| year_of(c, row).map_or(UNKNOWN, i64::from))
    }),
    scalar(
        "year_start",
        Type::Date,
        ("年度第一天", "first day of the fiscal year"),
        &[],
        |c, rows| each(rows, |row| day_value(year_start(year_of(c, row)))),
    ),
    code("kind", KINDS, ("评价类型", "kind of evaluation"), &[], |c, rows| {
        choices(&c.data.tables.evaluations.kind, rows)
    }),
    scalar(
        "budget",
        Type::Money,
        ("预算数", "budget of the year"),
        &[Need(TableId::Evaluations, "budget")],
        |c, rows| money(&c.data.tables.evaluations.budget, rows),
    ),
    scalar(
        "executed",
        Type::Money,
        ("执行数", "executed of it"),
        &[Need(TableId::Evaluations, "executed")],
        |c, rows| money(&c.data.tables.evaluations.executed, rows),
    ),
    scalar(
        "score",
        Type::Number,
        ("总分", "total score"),
        &[Need(TableId::Evaluations, "score")],
        |c, rows| each(rows, |row| score_of(c, row)),
    ),
    code(
        "grade",
        GRADES,
        ("等级", "grade"),
        &[Need(TableId::Evaluations, "grade")],
        |c, rows| each(rows, |row| grade_of(c, row)),
    ),
    scalar(
        "parts",
        Type::Number,
        ("指标得分合计（预算执行除外）", "sum of the indicator scores without budget execution"),
        SCORES,
        |c, rows| sums(c, rows, |sums| sums.parts),
    )
    .reading(&[EXECUTION]),
    scalar(
        "weights",
        Type::Number,
        (
            "指标权重合计（预算执行除外）",
            "sum of the weights of the indicators without budget execution",
        ),
        &[Need(TableId::Indicators, "weight")],
        |c, rows| each(rows, |row| weights_of(c, row)),
    )
    .reading(&[EXECUTION]),
    scalar(
        "execution_score",
        Type::Number,
        (
            "预算执行得分（有该指标时）",
            "score of budget execution, where an indicator stands for it",
        ),
        SCORES,
        |c, rows| sums(c, rows, |sums| sums.execution),
    )
    .reading(&[EXECUTION]),
    scalar(
        "rates",
        Type::Count,
        ("以百分数报告完成值的指标数", "indicators of which a percentage is reported"),
        REPORTED,
        |c, rows| reported::of(c, rows, |report| report.rates),
    ),
    scalar(
        "full_rates",
        Type::Count,
        ("其中恰为100%的", "of these, exactly 100 %"),
        REPORTED,
        |c, rows| reported::of(c, rows, |report| report.full),
    ),
    scalar(
        "served",
        Type::Number,
        (
            "实际受益的人数或户数（名称含参数 served_words 的词、以人或户计的指标，取最大）",
            "persons or households that were served: the largest number of indicators whose name has a word of \
             the parameter served_words, counted in persons or households",
        ),
        REPORTED,
        |c, rows| reported::of(c, rows, |report| report.served),
    )
    .reading(&[SERVED]),
    scalar(
        "entered_on",
        Type::Date,
        ("录入日期", "day of entry"),
        &[Need(TableId::Evaluations, "entered_on")],
        |c, rows| super::target::past_days(c, &c.data.tables.evaluations.entered_on, rows),
    ),
    scalar(
        "checked_on",
        Type::Date,
        (
            "复核日期：该评价的复核日期，或同一目标年度复核、抽查的录入日期",
            "day of the check: its own, or the entry of a check or spot check of the same target and year",
        ),
        &[Need(TableId::Evaluations, "checked_on")],
        |c, rows| {
            let rounds = c.derive::<Evaluations>();
            each(rows, |row| day_value(rounds.checked_on(c, row)))
        },
    ),
];

/// Whether an evaluation was entered only after the day of evaluation.
fn not_yet(context: &Context, row: usize) -> bool {
    let entered = cell(&context.data.tables.evaluations.entered_on, row);
    entered.is_some_and(|day| day > context.as_of)
}

fn target_of(context: &Context, row: usize) -> Option<usize> {
    context.derive::<TargetRows>().0.get(cell(&context.data.tables.evaluations.target, row))
}

/// The year of an evaluation, else of its target.
fn year_of(context: &Context, row: usize) -> Option<u16> {
    let own = cell(&context.data.tables.evaluations.fiscal_year, row);
    own.or_else(|| target_year(context, target_of(context, row)?))
}

fn identity(context: &Context, row: usize) -> Identity {
    let table = &context.data.tables.evaluations;
    let target = target_of(context, row);
    Identity {
        id: evaluation_id(text(context, &table.target, row), kind_of(table.kind.get(row))),
        name: target.map_or_else(String::new, |t| subject_name(context, t)),
        division: target.and_then(|t| target_division(context, t)),
        period: year_of(context, row).map(|y| y.to_string()),
        record: Some((TableId::Evaluations, row)),
    }
}

/// `<target>:<kind>`, as findings name an evaluation.
fn evaluation_id(target: &str, kind: &str) -> String {
    format!("{target}:{kind}")
}

fn kind_of(choice: Option<&Choice>) -> &'static str {
    let position = choice.map_or(0, |choice| usize::from(choice.0));
    position.checked_sub(1).and_then(|i| KINDS.get(i)).copied().unwrap_or("")
}

fn score_of(context: &Context, row: usize) -> i64 {
    cell(&context.data.tables.evaluations.score, row).map_or(UNKNOWN, |score| score.0)
}

/// The grade as a Code; 0 where none is given, unknown where the word is none of the scale.
fn grade_of(context: &Context, row: usize) -> i64 {
    let grade = text(context, &context.data.tables.evaluations.grade, row);
    let known = GRADE_FORMS.iter().find(|(form, _)| *form == grade);
    if grade.is_empty() { 0 } else { known.map_or(UNKNOWN, |(_, number)| *number) }
}

fn weights_of(context: &Context, row: usize) -> i64 {
    let links = context.derive::<Links>();
    let Some(target) = target_of(context, row) else { return UNKNOWN };
    let rows = links.indicators.of(target).iter().map(|row| *row as usize);
    let counted = rows.filter(|row| !super::target::execution_row(context, target, *row));
    counted.fold(0, |sum, row| add(sum, super::standing::weight(context, row).map_or(0, |w| w.0)))
}

fn sums(context: &Context, rows: &[u32], value: impl Fn(&Sums) -> i64) -> Vec<i64> {
    let evaluations = context.derive::<Evaluations>();
    each(rows, |row| evaluations.sums.get(row).map_or(UNKNOWN, &value))
}

/// The scores of one evaluation.
#[derive(Clone, Copy, Debug)]
struct Sums {
    /// Of the indicators but budget execution; unknown while none has a score.
    parts: i64,
    /// Of budget execution; unknown where no indicator stands for it.
    execution: i64,
}

/// Evaluations by target and kind, with the rows of their values and the sums of their scores.
struct Evaluations {
    by_kind: HashMap<(u32, u8), Vec<u32>>,
    /// Row of an evaluation → rows of its values.
    groups: Groups,
    sums: Vec<Sums>,
}

impl Derived for Evaluations {
    fn build(context: &Context) -> Evaluations {
        let (table, values) =
            (&context.data.tables.evaluations, &context.data.tables.evaluation_values);
        let mut by_kind: HashMap<(u32, u8), Vec<u32>> = HashMap::new();
        for row in 0..table.target.len() {
            if let Some(key) = key(cell(&table.target, row), table.kind.get(row)) {
                by_kind.entry(key).or_default().push(row as u32);
            }
        }
        let owner = |row: usize| {
            let key = key(cell(&values.target, row), values.kind.get(row))?;
            by_kind.get(&key).and_then(|rows| rows.first()).map(|row| *row as usize)
        };
        let groups = Groups::new(table.target.len(), values.target.len(), owner);
        let links = context.derive::<Links>();
        let sums = (0..table.target.len()).map(|row| sum(context, &links, &groups, row)).collect();
        Evaluations { by_kind, groups, sums }
    }
}

fn key(target: Option<Name>, kind: Option<&Choice>) -> Option<(u32, u8)> {
    Some((target?.number(), kind?.0))
}

fn sum(context: &Context, links: &Links, groups: &Groups, row: usize) -> Sums {
    let values = &context.data.tables.evaluation_values;
    let mut sums = Sums { parts: UNKNOWN, execution: UNKNOWN };
    for line in groups.of(row).iter().map(|line| *line as usize) {
        let Some(score) = cell(&values.score, line) else { continue };
        let named = cell(&values.indicator, line);
        let target = target_of(context, row);
        let execution = target.is_some_and(|target| {
            let indicator = links.indicator(target, named);
            indicator.is_some_and(|i| super::target::execution_row(context, target, i))
        });
        let slot = if execution { &mut sums.execution } else { &mut sums.parts };
        *slot = if *slot == UNKNOWN { score.0 } else { add(*slot, score.0) };
    }
    sums
}

impl Evaluations {
    /// The rows of evaluations of a kind of a target, of those there on the day of evaluation.
    fn of<'a>(
        &'a self,
        context: &'a Context,
        target: Option<Name>,
        kind: Choice,
    ) -> impl Iterator<Item = usize> + 'a {
        let rows = key(target, Some(&kind)).and_then(|key| self.by_kind.get(&key));
        let rows = rows.into_iter().flatten().map(|row| *row as usize);
        rows.filter(move |row| !not_yet(context, *row))
    }

    fn checked_on(&self, context: &Context, row: usize) -> Option<Day> {
        let table = &context.data.tables.evaluations;
        let own = past(context, cell(&table.checked_on, row));
        let (target, year) = (cell(&table.target, row), year_of(context, row));
        let others = [CHECK, SPOT].into_iter().flat_map(|kind| self.of(context, target, kind));
        let entered = others.filter(|other| year_of(context, *other) == year);
        let days = entered.filter_map(|other| cell(&table.entered_on, other));
        own.into_iter().chain(days).min()
    }
}

/// Whether self-evaluation is owed for a target: it is in force, and no target of a government, a transfer
/// or a bond (a government evaluates its whole budget by another calendar).
fn evaluates_itself(context: &Context, target: usize) -> bool {
    use links::kind;
    let owes = |kind: &Choice| [kind::PROJECT, kind::POLICY, kind::DEPARTMENT].contains(kind);
    context.data.tables.targets.subject_kind.get(target).is_some_and(owes)
        && links::approved_on(context, target).is_some()
}
