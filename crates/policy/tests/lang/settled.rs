//! What a condition says although columns are absent holds whatever those columns would have said.

use std::collections::BTreeSet;

use policy::lang::{Expect, Scope};
use policy::value::{FALSE, MAYBE, TRUE, Truth};
use proptest::prelude::*;

use crate::fixture::{TABLE, as_of, calendar, compiled, params, rows};
use crate::generate::{Choices, condition, facts};

const ROWS: usize = 12;

/// The truths of a condition, whole and without the absent columns.
fn truths(source: &str, lines: &[String], absent: &BTreeSet<usize>) -> (Vec<Truth>, Vec<Truth>) {
    let expr = compiled(source, Expect::Truth);
    let (params, calendar) = (params(), calendar());
    let (batch, names) = rows(&lines.iter().map(String::as_str).collect::<Vec<_>>());
    let scope = Scope { names: &names, params: &params, calendar: &calendar, as_of: as_of() };
    let bound = expr.bind(&TABLE, &scope);
    (bound.truth(&batch), bound.settled(&batch, absent))
}

/// The first lines with the absent columns of the second.
fn mixed(first: &[String], second: &[String], absent: &BTreeSet<usize>) -> Vec<String> {
    let is_absent = |cell: &&str| {
        let name = cell.split('=').next().unwrap_or_default();
        TABLE.position(name).is_some_and(|column| absent.contains(&column))
    };
    let line = |(own, other): (&String, &String)| {
        let own = own.split_whitespace().filter(|cell| !is_absent(cell));
        own.chain(other.split_whitespace().filter(is_absent)).collect::<Vec<_>>().join(" ")
    };
    first.iter().zip(second).map(line).collect()
}

proptest! {
    #[test]
    fn what_is_settled_hangs_on_no_absent_column(
        numbers in prop::collection::vec(any::<u16>(), 40),
        (first, second) in any::<(u16, u16)>(),
        absent in prop::collection::btree_set(0..TABLE.columns.len(), 0..5),
    ) {
        let source = condition(&mut Choices::new(&numbers), 3);
        let own = facts(first, ROWS);
        let other = mixed(&own, &facts(second, ROWS), &absent);
        let (whole, settled) = truths(&source, &own, &absent);
        let (whole_other, settled_other) = truths(&source, &other, &absent);
        prop_assert_eq!(&settled, &settled_other, "{}", source);
        for (row, said) in settled.iter().enumerate().filter(|(_, said)| **said != MAYBE) {
            prop_assert_eq!(whole[row], *said, "{} over {}", &source, &own[row]);
            prop_assert_eq!(whole_other[row], *said, "{} over {}", &source, &other[row]);
        }
    }
}

#[test]
fn a_part_that_is_false_settles_the_whole() {
    let amount = TABLE.position("amount").unwrap();
    for (source, line, said) in [
        ("amount > 0 and channel = 'direct'", "channel=delegated", FALSE),
        ("amount > 0 and channel = 'direct'", "channel=direct", MAYBE),
        ("amount is null and channel = 'direct'", "channel=direct", MAYBE),
        ("amount > 0 or channel = 'direct'", "channel=direct", TRUE),
        ("not (amount > 0 or channel = 'direct')", "channel=direct", FALSE),
        ("amount > 0", "amount=9", MAYBE),
        ("channel = 'direct'", "channel=direct", TRUE),
    ] {
        let lines = [line.to_owned()];
        assert_eq!(truths(source, &lines, &BTreeSet::from([amount])).1, [said], "{source}");
    }
}
