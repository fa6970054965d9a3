//! The value and score of one indicator in an evaluation.

use domain::TableId;

use super::{Evaluations, KINDS, evaluation_id, key, kind_of, not_yet};
use crate::context::{Context, Derived, TargetRows};
use crate::facts::dated::STATE;
use crate::facts::fill::{cell, choices, code, each, scalar, texts};
use crate::facts::links::{Links, subject_name, target_division, target_year, text, year_start};
use crate::facts::standing::{Promises, Standing, Standings, weight};
use crate::facts::written::{Way, is_bound, read};
use crate::facts::{FactColumn, FactTable, Identity, Need};
use crate::value::{Type, UNKNOWN, day_value};

/// 评价指标值: one row an indicator in an evaluation; findings are about the evaluation.
pub static EVALUATION_VALUE: FactTable = FactTable {
    name: "evaluation_value",
    zh: "一次评价中的一个指标",
    en: "the value and score of one indicator in an evaluation",
    subject: "evaluation",
    needs: &[Need(TableId::Targets, ""), Need(TableId::EvaluationValues, "")],
    day: "year_start",
    amount: None,
    rows: |context| context.data.tables.evaluation_values.target.len(),
    skip: Some(|context, row| {
        owner(context, row).is_some_and(|evaluation| not_yet(context, evaluation))
    }),
    identity,
    place: None,
    columns: COLUMNS,
};

const VALUES: &[Need] =
    &[Need(TableId::EvaluationValues, "actual"), Need(TableId::Indicators, "value")];

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
        choices(&c.data.tables.evaluation_values.kind, rows)
    }),
    scalar("indicator", Type::Text, ("指标", "the indicator"), &[], |c, rows| {
        texts(&c.data.tables.evaluation_values.indicator, rows)
    }),
    scalar(
        "missed",
        Type::Flag,
        ("未完成目标", "the promise was missed"),
        VALUES,
        |c, rows| stand(c, rows, |standing, way| standing.missed(way).map_or(UNKNOWN, i64::from)),
    )
    .reading(STATE),
    scalar(
        "completion",
        Type::Percent,
        ("完成值÷目标值，越多越好的指标才有", "actual ÷ target, where more is better"),
        VALUES,
        |c, rows| stand(c, rows, |standing, _| standing.completion()),
    ),
    scalar(
        "bound",
        Type::Flag,
        (
            "完成值写的是界限（≥266米、95%以上），不是实际数",
            "the actual value is written as a bound (at least so much) and not as a figure",
        ),
        &[Need(TableId::EvaluationValues, "actual")],
        |c, rows| {
            let actual = &c.data.tables.evaluation_values.actual;
            each(rows, |row| i64::from(is_bound(text(c, actual, row))))
        },
    ),
    scalar(
        "measured",
        Type::Flag,
        (
            "承诺了数的，完成值也是可与之相比的数（百分数只与百分数相比）；没有承诺数的也算",
            "where a number was promised, the actual value is a number that compares with it (a percentage with a \
             percentage only); also where none was",
        ),
        VALUES,
        |c, rows| {
            let promises = c.derive::<Promises>();
            each(rows, |row| measured(c, &promises, row))
        },
    ),
    scalar(
        "actual",
        Type::Text,
        ("完成值", "actual value, as written"),
        &[Need(TableId::EvaluationValues, "actual")],
        |c, rows| texts(&c.data.tables.evaluation_values.actual, rows),
    ),
    scalar(
        "score",
        Type::Number,
        ("得分", "score given"),
        &[Need(TableId::EvaluationValues, "score")],
        |c, rows| {
            let column = &c.data.tables.evaluation_values.score;
            each(rows, |row| cell(column, row).map_or(UNKNOWN, |score| score.0))
        },
    ),
    scalar(
        "weight",
        Type::Number,
        ("分值", "weight of the indicator"),
        &[Need(TableId::Indicators, "weight")],
        |c, rows| {
            each(rows, |row| {
                let indicator = indicator_of(c, row).map(|(_, indicator)| indicator);
                indicator.and_then(|i| weight(c, i)).map_or(UNKNOWN, |weight| weight.0)
            })
        },
    ),
    scalar(
        "cause",
        Type::Text,
        ("偏差原因", "cause of a deviation"),
        &[Need(TableId::EvaluationValues, "cause")],
        |c, rows| texts(&c.data.tables.evaluation_values.cause, rows),
    ),
    scalar(
        "measure",
        Type::Text,
        ("改进措施", "measure taken"),
        &[Need(TableId::EvaluationValues, "measure")],
        |c, rows| texts(&c.data.tables.evaluation_values.measure, rows),
    ),
];

/// The evaluation that a value belongs to.
fn owner(context: &Context, row: usize) -> Option<usize> {
    let table = &context.data.tables.evaluation_values;
    let key = key(cell(&table.target, row), table.kind.get(row))?;
    let evaluations = context.derive::<Evaluations>();
    evaluations.by_kind.get(&key).and_then(|rows| rows.first()).map(|row| *row as usize)
}

fn target_of(context: &Context, row: usize) -> Option<usize> {
    context.derive::<TargetRows>().0.get(cell(&context.data.tables.evaluation_values.target, row))
}

fn year_of(context: &Context, row: usize) -> Option<u16> {
    let own = owner(context, row).and_then(|evaluation| super::year_of(context, evaluation));
    own.or_else(|| target_year(context, target_of(context, row)?))
}

/// The target and the indicator that a value is about.
fn indicator_of(context: &Context, row: usize) -> Option<(usize, usize)> {
    let target = target_of(context, row)?;
    let name = cell(&context.data.tables.evaluation_values.indicator, row);
    Some((target, context.derive::<Links>().indicator(target, name)?))
}

/// Whether a line measures what was promised; unknown where its indicator is not in the data.
fn measured(context: &Context, promises: &Promises, row: usize) -> i64 {
    let Some((_, indicator)) = indicator_of(context, row) else { return UNKNOWN };
    let promise = promises.of(indicator);
    if promise.way == Some(Way::State) || promise.written.number.is_none() {
        return 1;
    }
    let year = year_of(context, row).map_or(0, i32::from);
    let said = read(text(context, &context.data.tables.evaluation_values.actual, row), "", year);
    let unit = &promise.written.unit;
    let alien = said.is_percent() && !unit.is_empty() && !promise.written.is_percent();
    i64::from(said.number.is_some() && !alien)
}

/// Where each line of values stands.
struct Reached(Standings);

impl Derived for Reached {
    fn build(context: &Context) -> Reached {
        let table = &context.data.tables.evaluation_values;
        Reached(Standings::new(context, table.target.len(), |row| {
            Some((indicator_of(context, row)?.1, cell(&table.actual, row)))
        }))
    }
}

/// A value computed from where an indicator stands; unknown where the indicator is not in the data.
fn stand(
    context: &Context,
    rows: &[u32],
    value: impl Fn(&Standing, Option<Way>) -> i64,
) -> Vec<i64> {
    let (reached, promises) = (context.derive::<Reached>(), context.derive::<Promises>());
    each(rows, |row| {
        let standing = reached.0.of(row).zip(indicator_of(context, row));
        standing.map_or(UNKNOWN, |(standing, (_, indicator))| {
            value(standing, promises.of(indicator).way)
        })
    })
}

fn identity(context: &Context, row: usize) -> Identity {
    let table = &context.data.tables.evaluation_values;
    let target = target_of(context, row);
    Identity {
        id: evaluation_id(text(context, &table.target, row), kind_of(table.kind.get(row))),
        name: target.map_or_else(String::new, |t| subject_name(context, t)),
        division: target.and_then(|t| target_division(context, t)),
        period: year_of(context, row).map(|y| y.to_string()),
        record: Some((TableId::EvaluationValues, row)),
    }
}
