//! One indicator of a target.

use std::collections::HashMap;

use domain::{Day, Decimal, TableId};

use super::marked;
use super::soundness::{Parts, fits};
use crate::context::{Context, Derived, TargetRows};
use crate::facts::dated::{PART, PLACEHOLDER, UNITS, words};
use crate::facts::fill::{cell, code, each, flags, scalar, text_value, texts};
use crate::facts::links::{
    Links, SUBJECT_KINDS, kind, passed_over, subject_name, target_division, target_year, text,
    year_end, year_start,
};
use crate::facts::standing::{Promise, Promises};
use crate::facts::written::{Way, normal_unit};
use crate::facts::{FactColumn, FactTable, Identity, Need};
use crate::value::{Type, UNKNOWN, day_value};

/// 绩效指标: one row an indicator of a target that was not returned or rejected.
pub static INDICATOR: FactTable = FactTable {
    name: "indicator",
    zh: "一个绩效指标（目标退回、未通过的除外）",
    en: "an indicator of a target (of returned and rejected ones left out)",
    subject: "indicator",
    needs: &[Need(TableId::Targets, ""), Need(TableId::Indicators, "")],
    day: "year_start",
    amount: None,
    rows: |context| context.data.tables.indicators.target.len(),
    skip: Some(|context, row| target_of(context, row).is_some_and(|t| passed_over(context, t))),
    identity,
    place: None,
    columns: COLUMNS,
};

const DIRECTIONS: &[&str] = &[">=", "<=", "=", ">", "<", "qualitative"];

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
    code(
        "subject_kind",
        SUBJECT_KINDS,
        ("目标的对象类型", "what the target is set for"),
        &[],
        |c, rows| {
            let kinds = &c.data.tables.targets.subject_kind;
            let of = |row| target_of(c, row).and_then(|t| kinds.get(t));
            each(rows, |row| of(row).map_or(UNKNOWN, |kind| i64::from(kind.0)))
        },
    ),
    scalar("level1", Type::Text, ("一级指标", "first level"), &[], |c, rows| {
        texts(&c.data.tables.indicators.level1, rows)
    }),
    scalar("level2", Type::Text, ("二级指标", "second level"), &[], |c, rows| {
        texts(&c.data.tables.indicators.level2, rows)
    }),
    scalar("name", Type::Text, ("三级指标", "the indicator itself"), &[], |c, rows| {
        texts(&c.data.tables.indicators.name, rows)
    }),
    scalar(
        "value",
        Type::Text,
        ("指标值", "value promised, as written"),
        &[Need(TableId::Indicators, "value")],
        |c, rows| texts(&c.data.tables.indicators.value, rows),
    ),
    scalar(
        "marked",
        Type::Flag,
        (
            "指标名称或指标值残留模板字样",
            "the name or the value still holds the marks of a template",
        ),
        &[Need(TableId::Indicators, "value")],
        |c, rows| {
            let table = &c.data.tables.indicators;
            each(rows, |row| {
                let marked = |column| marked(c, year_of(c, row), text(c, column, row));
                marked(&table.name).max(marked(&table.value))
            })
        },
    )
    .reading(&[PLACEHOLDER]),
    code(
        "direction",
        DIRECTIONS,
        (
            "指标方向；未填时取指标值中写明的",
            "which way is good; where the column does not say so, the sign written in the value",
        ),
        &[],
        |c, rows| promised(c, rows, |promise, _| direction(c, promise)),
    ),
    scalar(
        "has_number",
        Type::Flag,
        ("指标值有数或日期", "the value holds a number or a date"),
        &[Need(TableId::Indicators, "value")],
        |c, rows| {
            promised(c, rows, |promise, _| {
                let said = &promise.written;
                i64::from(said.number.is_some() || said.days.is_some())
            })
        },
    ),
    scalar(
        "has_unit",
        Type::Flag,
        (
            "有计量单位（单位栏、指标值内）；日期和 0 不需要单位",
            "a unit stands in its column or in the value; a date and 0 need none",
        ),
        &[Need(TableId::Indicators, "value")],
        |c, rows| promised(c, rows, |promise, row| has_unit(c, promise, row)),
    ),
    scalar(
        "number",
        Type::Number,
        ("指标值中的数（万、亿折算）", "number that the value holds, in single units"),
        &[Need(TableId::Indicators, "value")],
        |c, rows| promised(c, rows, |promise, _| promise.written.number.map_or(UNKNOWN, |n| n.0)),
    ),
    scalar(
        "percent",
        Type::Flag,
        ("指标值是百分数", "the value is a percentage"),
        &[Need(TableId::Indicators, "value")],
        |c, rows| promised(c, rows, |promise, _| i64::from(promise.written.is_percent())),
    ),
    scalar(
        "unit_fits",
        Type::Flag,
        (
            "计量单位与名称相符（名称不含参数 name_units 的词或没有单位的，也算）",
            "the unit fits the name; also where the name has no word of the parameter name_units, and where there is \
             no unit",
        ),
        &[Need(TableId::Indicators, "value")],
        |c, rows| promised(c, rows, |promise, row| i64::from(unit_fits(c, promise, row))),
    )
    .reading(&[UNITS]),
    scalar(
        "parts_alien",
        Type::Count,
        (
            "紧随其后的分项（名称以参数 part_words 的词开头）中，计量单位与本指标不同的个数",
            "of the parts that follow (names beginning with a word of the parameter part_words), how many have \
             another unit than this indicator",
        ),
        &[Need(TableId::Indicators, "value")],
        |c, rows| {
            let parts = c.derive::<Parts>();
            each(rows, |row| parts.of(row).alien)
        },
    )
    .reading(&[PART]),
    scalar(
        "parts_number",
        Type::Number,
        (
            "紧随其后的分项之和（没有分项或分项不能相加的未知）",
            "sum of the parts that follow; unknown where there are none or they cannot be added",
        ),
        &[Need(TableId::Indicators, "value")],
        |c, rows| {
            let parts = c.derive::<Parts>();
            each(rows, |row| parts.of(row).number)
        },
    )
    .reading(&[PART]),
    scalar(
        "value_from",
        Type::Date,
        ("指标值日期起", "first day that the value names"),
        &[],
        |c, rows| {
            promised(c, rows, |promise, _| day_value(promise.written.days.map(|(first, _)| first)))
        },
    ),
    scalar(
        "value_to",
        Type::Date,
        ("指标值日期止", "last day that the value names"),
        &[],
        |c, rows| {
            promised(c, rows, |promise, _| day_value(promise.written.days.map(|(_, last)| last)))
        },
    ),
    scalar(
        "period_from",
        Type::Date,
        (
            "项目开始日期；不是项目的目标，为年度第一天",
            "start of the project; of other targets the first day of the year",
        ),
        &[Need(TableId::Projects, "")],
        |c, rows| each(rows, |row| day_value(period(c, row).and_then(|(first, _)| first))),
    ),
    scalar(
        "period_to",
        Type::Date,
        (
            "项目结束日期；不是项目的目标，为年度最后一天",
            "finish of the project; of other targets the last day of the year",
        ),
        &[Need(TableId::Projects, "")],
        |c, rows| each(rows, |row| day_value(period(c, row).and_then(|(_, last)| last))),
    ),
    scalar(
        "core",
        Type::Flag,
        ("是否核心指标", "marked as a core indicator"),
        &[Need(TableId::Indicators, "core")],
        |c, rows| flags(&c.data.tables.indicators.core, rows),
    ),
    scalar(
        "occurrence",
        Type::Count,
        ("同名指标中的第几个", "which of the indicators of this name in its target"),
        &[],
        |c, rows| {
            let repeats = c.derive::<Repeats>();
            each(rows, |row| repeats.occurrence(row))
        },
    ),
];

fn target_of(context: &Context, row: usize) -> Option<usize> {
    let name = cell(&context.data.tables.indicators.target, row);
    context.derive::<TargetRows>().0.get(name)
}

fn year_of(context: &Context, row: usize) -> Option<u16> {
    target_of(context, row).and_then(|target| target_year(context, target))
}

/// A value computed from what each indicator promises.
fn promised(context: &Context, rows: &[u32], value: impl Fn(&Promise, usize) -> i64) -> Vec<i64> {
    let promises = context.derive::<Promises>();
    each(rows, |row| value(promises.of(row), row))
}

fn identity(context: &Context, row: usize) -> Identity {
    let table = &context.data.tables.indicators;
    let name = text(context, &table.name, row);
    let target = target_of(context, row);
    Identity {
        id: format!("{}#{name}", text(context, &table.target, row)),
        name: match target {
            Some(target) => format!("{}：{name}", subject_name(context, target)),
            None => name.to_owned(),
        },
        division: target.and_then(|t| target_division(context, t)),
        period: year_of(context, row).map(|y| y.to_string()),
        record: Some((TableId::Indicators, row)),
    }
}

/// The direction as a Code; unknown where neither a column nor the value could say it.
fn direction(context: &Context, promise: &Promise) -> i64 {
    match promise.way {
        Some(Way::AtLeast) => 1,
        Some(Way::AtMost) => 2,
        Some(Way::Exactly) => 3,
        Some(Way::Above) => 4,
        Some(Way::Below) => 5,
        Some(Way::State) => 6,
        None if context.data.has_column(TableId::Indicators, "direction") => 0,
        None => UNKNOWN,
    }
}

fn has_unit(context: &Context, promise: &Promise, row: usize) -> i64 {
    let written = &promise.written;
    let column = text(context, &context.data.tables.indicators.unit, row);
    let needs_none = written.days.is_some() || written.number == Some(Decimal(0));
    let found = needs_none || !written.unit.is_empty() || !normal_unit(column).is_empty();
    let known = found || context.data.has_column(TableId::Indicators, "unit");
    if known { i64::from(found) } else { UNKNOWN }
}

/// Whether the unit of an indicator is one in which what its name says is counted.
fn unit_fits(context: &Context, promise: &Promise, row: usize) -> bool {
    let table = &context.data.tables.indicators;
    let Some(day) = year_start(year_of(context, row)) else { return true };
    let column = normal_unit(text(context, &table.unit, row));
    let unit = if column.is_empty() { promise.written.unit.as_str() } else { column.as_str() };
    fits(text(context, &table.name, row), unit, words(context, UNITS, day))
}

/// First and last day of the project that the target is set for, each unknown while the project does not say
/// it; of other targets the fiscal year.
fn period(context: &Context, row: usize) -> Option<(Option<Day>, Option<Day>)> {
    let tables = &context.data.tables;
    let target = target_of(context, row)?;
    let year = target_year(context, target);
    if tables.targets.subject_kind.get(target) != Some(&kind::PROJECT) {
        return Some((year_start(year), year_end(year)));
    }
    let project = context.derive::<Links>().project(target)?;
    Some((cell(&tables.projects.start_on, project), cell(&tables.projects.finish_on, project)))
}

/// For each indicator, which of the same name in its target it is, from 1.
struct Repeats {
    occurrences: Vec<u32>,
}

impl Derived for Repeats {
    fn build(context: &Context) -> Repeats {
        let table = &context.data.tables.indicators;
        let mut seen: HashMap<(i64, i64), u32> = HashMap::new();
        let mut occurrence = |row: usize| {
            let key = (text_value(cell(&table.target, row)), text_value(cell(&table.name, row)));
            let count = seen.entry(key).or_default();
            *count += 1;
            *count
        };
        Repeats { occurrences: (0..table.target.len()).map(&mut occurrence).collect() }
    }
}

impl Repeats {
    fn occurrence(&self, row: usize) -> i64 {
        self.occurrences.get(row).map_or(UNKNOWN, |count| i64::from(*count))
    }
}
