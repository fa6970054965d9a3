//! Whatever the text, the compiler answers; however the rows are cut into batches, the values are
//! the same.

use domain::Names;
use policy::lang::{Expect, Expr, Scope, compile};
use policy::value::Batch;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::fixture::{TABLE, as_of, calendar, compiled, params, rows};
use crate::generate::{Choices, condition, date, facts};

/// Pieces out of which most texts are nearly expressions.
const PIECES: &[&str] = &[
    "amount",
    "households",
    "channel",
    "purpose",
    "paid_on",
    "registered",
    "handed_down",
    "limit",
    "vague",
    "as_of",
    "nobody",
    "0",
    "12",
    "0.5",
    "60%",
    "9999999999999999999",
    "'direct'",
    "'",
    "''",
    "date '2019-05-22'",
    "date",
    "true",
    "null",
    "and",
    "or",
    "not",
    "in",
    "between",
    "is",
    "case",
    "when",
    "then",
    "else",
    "end",
    "=",
    "<>",
    "<=",
    ">",
    "+",
    "-",
    "*",
    "/",
    "(",
    ")",
    ",",
    "（",
    "days_after(",
    "coalesce(",
    "contains_any(",
    "done_by(",
    "on(",
    "支付",
    "😀",
    "#",
];

fn answers(source: &str) {
    for expect in [Expect::Truth, Expect::Date, Expect::DateOrParts, Expect::Money] {
        let Err(errors) = compile(source, &TABLE, &params(), expect) else { continue };
        assert!(!errors.is_empty(), "{source}");
        for error in errors {
            assert!(source.get(error.start..error.end).is_some(), "{source}: {error:?}");
        }
    }
}

proptest! {
    #[test]
    fn any_text(source in "\\PC{0,80}") {
        answers(&source);
    }

    #[test]
    fn nearly_an_expression(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40)) {
        answers(&pieces.join(" "));
    }
}

#[test]
fn long_and_deep_texts_end_in_an_error() {
    for unit in
        ["(", "not ", "-", "a+", "a*", "a and ", "case when ", "coalesce(", "'", "in (", "- - "]
    {
        answers(&unit.repeat(7_000 / unit.len()));
        answers(&unit.repeat(100_000));
    }
}

/// The values of an expression for all rows, batch by batch.
fn values(expr: &Expr, batches: &[(Batch, Names)]) -> Vec<i64> {
    let (params, calendar) = (params(), calendar());
    let of_batch = |(batch, names): &(Batch, Names)| {
        let scope = Scope { names, params: &params, calendar: &calendar, as_of: as_of() };
        expr.bind(&TABLE, &scope).scalars(batch)
    };
    batches.iter().flat_map(of_batch).collect()
}

#[test]
fn batches_of_any_size() {
    let lines = facts(0, 1_000);
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let [whole, cut] = [1_000, 9].map(|size| lines.chunks(size).map(rows).collect::<Vec<_>>());
    let check = |source: &str, expect| {
        let expr = compiled(source, expect);
        assert_eq!(values(&expr, &whole), values(&expr, &cut), "{source}");
    };
    check("workdays_after(paid_on, limit_dated)", Expect::Date);
    check("workdays_after(received_on, households)", Expect::Date);
    check("on(year, close)", Expect::Date);
    check("amount * planned * 4000000000000000 > planned * amount and registered", Expect::Truth);
    check("kind in kinds_dated or contains_any(purpose, vague_dated)", Expect::Truth);
    let config =
        ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() };
    let choices = prop::collection::vec(any::<u16>(), 0..80);
    let result = TestRunner::new(config).run(&choices, |data| {
        check(&condition(&mut Choices::new(&data), 3), Expect::Truth);
        check(&date(&mut Choices::new(&data), 2), Expect::Date);
        Ok(())
    });
    result.unwrap();
}
