//! A small fact table, a few parameters, and rows written as text.

use std::sync::Arc;

use domain::{Calendar, Day, Decimal, Fen, Interner, Names};
use policy::facts::{FactColumn, FactTable, Fill, Identity};
use policy::lang::{Expect, Expr, Scope, compile};
use policy::pack::{DatedValue, Param, Params, Place, Text, Value};
use policy::value::{Batch, Column, FALSE, Parts, TRUE, Type, UNKNOWN};

const CHANNELS: &[&str] = &["direct", "delegated"];
const KINDS: &[&str] = &["advance", "progress", "final"];

const fn column(name: &'static str, ty: Type, words: &'static [&'static str]) -> FactColumn {
    FactColumn {
        name,
        ty,
        zh: "",
        en: "",
        words,
        needs: &[],
        params: &[],
        reach: policy::facts::Reach::Unit,
        fill: Fill::Scalar(|_, _| Vec::new()),
    }
}

/// The fact table of these tests; `paid_on` is the row's own day.
pub(crate) static TABLE: FactTable = FactTable {
    name: "payment",
    zh: "支付",
    en: "payment",
    subject: "payment",
    needs: &[],
    day: "paid_on",
    amount: Some("amount"),
    rows: |_| 0,
    skip: None,
    identity: |_, _| Identity { id: String::new(), ..Identity::default() },
    place: None,
    columns: &[
        column("amount", Type::Money, &[]),
        column("planned", Type::Money, &[]),
        column("households", Type::Count, &[]),
        column("year", Type::Count, &[]),
        column("score", Type::Number, &[]),
        column("rate", Type::Percent, &[]),
        column("paid_on", Type::Date, &[]),
        column("received_on", Type::Date, &[]),
        column("channel", Type::Code, CHANNELS),
        column("channel_before", Type::Code, CHANNELS),
        column("kind", Type::Code, KINDS),
        column("purpose", Type::Text, &[]),
        column("payee", Type::Text, &[]),
        column("registered", Type::Flag, &[]),
        column("household", Type::Flag, &[]),
        column("handed_down", Type::Parts, &[]),
    ],
};

/// A day written `2019-05-22`.
pub(crate) fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// The day of evaluation of these tests.
pub(crate) fn as_of() -> Day {
    day("2020-02-10")
}

/// Spring Festival 2020 and National Day 2019 are off, two weekend days are worked.
pub(crate) fn calendar() -> Calendar {
    let days = |from: &str, to: &str, worked: bool| {
        let (from, to) = (day(from).number(), day(to).number());
        (from..=to).filter_map(Day::from_number).map(move |d| (d, worked))
    };
    let off =
        days("2020-01-24", "2020-02-02", false).chain(days("2019-10-01", "2019-10-07", false));
    let worked = [(day("2020-01-19"), true), (day("2019-10-12"), true)];
    Calendar::new(off.chain(worked), [])
}

/// A parameter from its type and values by first day (`""` = from the beginning).
pub(crate) fn param(name: &str, ty: Type, values: &[(&str, Value)]) -> Param {
    let values = values.iter().map(|(since, value)| DatedValue {
        since: (!since.is_empty()).then(|| day(since)),
        value: value.clone(),
        clause: None,
        set: false,
    });
    Param {
        name: name.to_owned(),
        ty,
        text: Text::default(),
        values: values.collect(),
        local_default: false,
        equivalent: Vec::new(),
        used_by: None,
        clause: None,
        place: Place::default(),
        name_place: Place::default(),
    }
}

/// A list of words.
pub(crate) fn words(list: &[&str]) -> Value {
    Value::Words(Arc::from(list.iter().map(|w| (*w).to_owned()).collect::<Vec<String>>()))
}

/// The parameters of these tests; those with several values change on 1 January 2020.
pub(crate) fn params() -> Params {
    let list = [
        param("limit", Type::Count, &[("", Value::Count(5))]),
        param(
            "limit_dated",
            Type::Count,
            &[("", Value::Count(30)), ("2020-01-01", Value::Count(20))],
        ),
        param(
            "limit_late",
            Type::Count,
            &[("2019-01-01", Value::Count(30)), ("2020-01-01", Value::Count(20))],
        ),
        param("large", Type::Money, &[("2019-05-22", Value::Money(Fen(100_000_000)))]),
        param(
            "large_dated",
            Type::Money,
            &[("", Value::Money(Fen(1_000))), ("2020-01-01", Value::Money(Fen(2_000)))],
        ),
        param("share", Type::Percent, &[("", Value::Percent(800_000))]),
        param(
            "share_dated",
            Type::Percent,
            &[("", Value::Percent(800_000)), ("2020-01-01", Value::Percent(850_000))],
        ),
        param("factor", Type::Number, &[("", Value::Number(Decimal(13_000)))]),
        param("last_day_of_october", Type::MonthDay, &[("", Value::MonthDay(10, 31))]),
        param("leap_day", Type::MonthDay, &[("", Value::MonthDay(2, 29))]),
        param(
            "close",
            Type::MonthDay,
            &[("", Value::MonthDay(10, 31)), ("2020-01-01", Value::MonthDay(11, 30))],
        ),
        param("vague", Type::Words, &[("", words(&["显著", "加强", "有效"]))]),
        param(
            "vague_dated",
            Type::Words,
            &[("", words(&["显著"])), ("2020-01-01", words(&["加强", ""]))],
        ),
        param("codes", Type::Words, &[("", words(&["302", "30901"]))]),
        param("no_words", Type::Words, &[("", words(&[]))]),
        param("paid_kinds", Type::Words, &[("", words(&["advance", "final"]))]),
        param(
            "kinds_dated",
            Type::Words,
            &[("", words(&["advance"])), ("2020-01-01", words(&["final"]))],
        ),
        param("no_value", Type::Count, &[]),
    ];
    Params { by_name: list.into_iter().map(|p| (p.name.clone(), p)).collect() }
}

/// Rows as text, one a line: `amount=100 paid_on=2019-05-22
/// handed_down=100/2019-07-01:60,2019-07-04:40`; `''` is the empty text or word, columns not given
/// are unknown, `handed_down=?/…` has no known total.
pub(crate) fn rows(lines: &[&str]) -> (Batch, Names) {
    let interner = Interner::new();
    let columns = TABLE.columns.iter().map(|column| {
        let cells = lines.iter().map(|line| cell(line, column.name));
        Some(match column.ty {
            Type::Parts => {
                let mut parts = Parts::default();
                cells.for_each(|cell| push_parts(&mut parts, cell));
                Column::Parts(parts)
            }
            _ => Column::Scalar(cells.map(|c| scalar(column, c, &interner)).collect()),
        })
    });
    let batch = Batch { len: lines.len(), columns: columns.collect() };
    (batch, interner.finish())
}

fn cell<'l>(line: &'l str, column: &str) -> Option<&'l str> {
    let cell = line.split_whitespace().find_map(|c| c.strip_prefix(column)?.strip_prefix('='));
    cell.map(|c| if c == "''" { "" } else { c })
}

fn scalar(column: &FactColumn, cell: Option<&str>, interner: &Interner) -> i64 {
    let Some(cell) = cell else { return UNKNOWN };
    match column.ty {
        Type::Date => i64::from(day(cell).number()),
        Type::Code if cell.is_empty() => 0,
        Type::Code => column.words.iter().position(|w| *w == cell).unwrap() as i64 + 1,
        Type::Text => interner.intern(cell).map_or(0, |n| i64::from(n.number())),
        Type::Flag => i64::from(cell == "true"),
        _ => cell.parse().unwrap(),
    }
}

fn push_parts(parts: &mut Parts, cell: Option<&str>) {
    let (total, list) = cell.unwrap_or("?/").split_once('/').unwrap();
    let part = |text: &str| {
        let (on, amount) = text.split_once(':').unwrap();
        (day(on).number(), amount.parse().unwrap())
    };
    let list = list.split(',').filter(|t| !t.is_empty()).map(part);
    parts.push(total.parse().unwrap_or(UNKNOWN), list.collect());
}

/// Compiles or fails the test with what is wrong.
pub(crate) fn compiled(source: &str, expect: Expect) -> Expr {
    compile(source, &TABLE, &params(), expect)
        .unwrap_or_else(|errors| panic!("{source}: {errors:#?}"))
}

/// The truth of a condition for one row, alone and as one of many: `true`, `false`, `unknown`.
pub(crate) fn truth(source: &str, row: &str) -> &'static str {
    let expr = compiled(source, Expect::Truth);
    let word = |t| match t {
        TRUE => "true",
        FALSE => "false",
        _ => "unknown",
    };
    let (params, calendar) = (params(), calendar());
    let mut lines = vec!["amount=1"; 40];
    lines[7] = row;
    let run = |lines: &[&str], at: usize| {
        let (batch, names) = rows(lines);
        let scope = Scope { names: &names, params: &params, calendar: &calendar, as_of: as_of() };
        word(expr.bind(&TABLE, &scope).truth(&batch)[at])
    };
    let alone = run(&[row], 0);
    assert_eq!(run(&lines, 7), alone, "{source} over {row} among others");
    alone
}

/// The truth of each condition for its row.
pub(crate) fn check_truth(table: &[(&str, &str, &str)]) {
    for (source, row, expect) in table {
        assert_eq!(truth(source, row), *expect, "{source} over {row}");
    }
}

/// The scalar of an expression for one row; days as days, unknown as `unknown`.
pub(crate) fn scalar_of(source: &str, expect: Expect, row: &str) -> String {
    let expr = compiled(source, expect);
    let (params, calendar) = (params(), calendar());
    let (batch, names) = rows(&[row]);
    let scope = Scope { names: &names, params: &params, calendar: &calendar, as_of: as_of() };
    let value = expr.bind(&TABLE, &scope).scalars(&batch)[0];
    match expr.ty() {
        _ if value == UNKNOWN => "unknown".to_owned(),
        Type::Date => policy::value::value_day(value).unwrap().to_string(),
        _ => value.to_string(),
    }
}
