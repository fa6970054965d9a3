//! The engine and `SQLite` say the same of random expressions over random facts.

use std::cell::RefCell;
use std::collections::HashMap;

use domain::{Calendar, Names};
use policy::lang::{Expect, Scope, compile, sql};
use policy::pack::Params;
use policy::value::{Batch, FALSE, TRUE, UNKNOWN};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::database::Database;
use crate::fixture::{TABLE, as_of, calendar, compiled, params, rows};
use crate::generate::{Choices, condition, date, facts, money};

/// Expressions, and rules, tried unless `PROPTEST_CASES` says otherwise.
pub(crate) const CASES: u32 = 10_000;
/// Different sets of facts, and the rows of each.
const SETS: u16 = 8;
const ROWS: usize = 40;

/// How many are tried.
pub(crate) fn cases() -> u32 {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok());
    asked.unwrap_or(CASES)
}

/// Facts in columns and in tables.
struct Both {
    batch: Batch,
    names: Names,
    database: Database,
}

impl Both {
    fn new(lines: &[&str]) -> Both {
        let (batch, names) = rows(lines);
        let database = Database::new(&[&TABLE], &calendar());
        database.fill(&TABLE, &batch, &names);
        Both { batch, names, database }
    }

    /// The value of every row as `SQLite` finds it.
    fn ask(&self, sql: &str) -> Vec<i64> {
        let text = format!("SELECT {sql} FROM payment ORDER BY \"row\"");
        let value = |row: &rusqlite::Row| Ok(row.get::<_, Option<i64>>(0)?.unwrap_or(UNKNOWN));
        self.database.ask(&text, value)
    }
}

thread_local! {
    static SET_OF: RefCell<HashMap<u16, &'static Both>> = RefCell::default();
}

/// The facts of a number, made once.
fn set(number: u16) -> &'static Both {
    SET_OF.with_borrow_mut(|sets| {
        *sets.entry(number).or_insert_with(|| {
            let lines = facts(number, ROWS);
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            Box::leak(Box::new(Both::new(&lines)))
        })
    })
}

/// Asks both and compares.
fn compare(both: &Both, source: &str, expect: Expect, params: &Params, calendar: &Calendar) {
    let expr = compile(source, &TABLE, params, expect)
        .unwrap_or_else(|errors| panic!("{source}: {errors:#?}"));
    let scope = Scope { names: &both.names, params, calendar, as_of: as_of() };
    let bound = expr.bind(&TABLE, &scope);
    let ours: Vec<i64> = if expect == Expect::Truth {
        let number = |t| if t == TRUE || t == FALSE { i64::from(t) } else { UNKNOWN };
        bound.truth(&both.batch).into_iter().map(number).collect()
    } else {
        bound.scalars(&both.batch)
    };
    let sql = sql::render(&expr, &TABLE, params, as_of());
    let theirs = both.ask(&sql);
    for (row, (ours, theirs)) in ours.iter().zip(&theirs).enumerate() {
        let trace = || bound.trace(&both.batch, row);
        assert_eq!(ours, theirs, "{source}\nrow {row}\n{sql}\n{:#?}", trace());
    }
    assert_eq!(ours.len(), theirs.len());
}

#[test]
fn random_expressions() {
    let config =
        ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() };
    let (params, calendar) = (params(), calendar());
    let choices = prop::collection::vec(any::<u16>(), 0..120);
    let result =
        TestRunner::new(config).run(&(0..SETS, 0..6_u8, choices), |(number, kind, data)| {
            let mut choices = Choices::new(&data);
            let (expect, source) = match kind {
                0 => (Expect::Date, date(&mut choices, 3)),
                1 => (Expect::Money, money(&mut choices, 3)),
                _ => (Expect::Truth, condition(&mut choices, 4)),
            };
            compare(set(number), &source, expect, &params, &calendar);
            Ok(())
        });
    result.unwrap();
}

#[test]
fn every_operator_and_function_once() {
    let (params, calendar) = (params(), calendar());
    let both = set(0);
    let conditions = [
        "amount between 0 and planned",
        "kind not in ('advance', '')",
        "kind in kinds_dated",
        "purpose in vague_dated",
        "purpose in no_words",
        "contains_any(purpose, vague_dated)",
        "contains_any(purpose, no_words)",
        "starts_with_any(purpose, codes)",
        "has_digit(payee)",
        "has_chinese(payee)",
        "all_digits(payee)",
        "(amount > 0) is null",
        "households = no_value",
        "registered = household",
        "workdays_between(paid_on, received_on) > limit_dated",
        "days_between(paid_on, received_on) > limit_late",
        "year_of(paid_on) = year",
        "done_by(handed_down, paid_on) >= percent_of(share_dated, total(handed_down))",
        "last_day(handed_down) > workdays_after(paid_on, -3)",
        "score > 0.05 and rate < 12.5%",
        "amount * planned > percent_of(rate, planned) * amount",
        "abs(amount - planned) > 0",
        "purpose = '它''它' or payee = ''",
        "channel = channel_before or channel = ''",
    ];
    for source in conditions {
        compare(both, source, Expect::Truth, &params, &calendar);
    }
    let dates = [
        "month_end(paid_on)",
        "on(year, close)",
        "on(year + 1, leap_day)",
        "as_of",
        "months_after(paid_on, households)",
        "workdays_after(paid_on, households)",
        "days_after(paid_on, 3000000)",
        "greatest(paid_on, received_on)",
        "date '2019-05-22'",
    ];
    for source in dates {
        compare(both, source, Expect::Date, &params, &calendar);
    }
    for source in ["percent_of(rate, amount)", "-percent_of(1%, amount)", "large_dated"] {
        compare(both, source, Expect::Money, &params, &calendar);
    }
}

#[test]
fn the_text_reads_like_the_expression() {
    let check = |source: &str, expect, wanted: &str| {
        let sql = sql::render(&compiled(source, expect), &TABLE, &params(), as_of());
        assert_eq!(sql, wanted);
    };
    check(
        "channel = 'delegated' and amount > 0",
        Expect::Truth,
        "((\"payment\".\"channel\" = 'delegated') AND (\"payment\".\"amount\" > 0))",
    );
    check(
        "amount >= percent_of(share, planned)",
        Expect::Truth,
        "((\"payment\".\"amount\" * 1000000) >= (800000 * \"payment\".\"planned\"))",
    );
    check(
        "households > limit_dated",
        Expect::Truth,
        "(\"payment\".\"households\" > \
         (CASE WHEN coalesce(\"payment\".\"paid_on\", 18302) >= 18262 THEN 20 \
         WHEN coalesce(\"payment\".\"paid_on\", 18302) >= -9223372036854775808 THEN 30 END))",
    );
}
