//! Whatever the text, the compiler answers.

use policy::lang::{Expect, compile};
use proptest::prelude::*;

use crate::fixture::{TABLE, params};

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
