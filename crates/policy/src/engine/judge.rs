//! Judges one stretch of facts by one rule: which rows are findings, of which it cannot tell.

use domain::{Calendar, Day};

use super::applies::Applies;
use super::bound::{BoundRule, BoundTest};
use super::clock::{self, Clock};
use super::hit::{Hit, Judged};
use crate::lang::Bound;
use crate::pack::{Pack, Rule};
use crate::value::{Batch, FALSE, MAYBE, TRUE, UNKNOWN};

/// Rows that are passed over at once where none of them is open.
const PASSED_OVER: usize = 64;

/// Judges a stretch. Rows that another law binds, or that the rule is not about, are in order.
pub fn judge(rule: &Rule, bound: &BoundRule, batch: &Batch, pack: &Pack, as_of: Day) -> Judged {
    let applies = Applies::new(rule, bound, batch, pack);
    judge_rows(rule, bound, batch, &applies, (&pack.calendar, as_of))
}

/// Judges the rows of a stretch that the rule is known to be about.
pub(super) fn judge_rows(
    rule: &Rule,
    bound: &BoundRule,
    batch: &Batch,
    applies: &Applies,
    (calendar, as_of): (&Calendar, Day),
) -> Judged {
    if applies.to_none() {
        return Judged::default();
    }
    match &bound.test {
        BoundTest::When(when) => judge_when(bound, when, batch, applies),
        BoundTest::Clock { due, done } => {
            let clock = Clock { rule, calendar, as_of };
            clock::judge(&clock, due, done, batch, applies, |row| amount(bound, batch, row))
        }
        BoundTest::None => Judged::default(),
    }
}

fn judge_when(bound: &BoundRule, when: &Bound, batch: &Batch, applies: &Applies) -> Judged {
    let mut judged = Judged::default();
    let truths = when.truth_of(batch, applies.few());
    let all = |i: usize| applies.few().map_or(Some(i as u32), |rows| rows.get(i).copied());
    // Nearly all rows are in order: stretches of them are passed over whole.
    for (i, stretch) in truths.chunks(PASSED_OVER).enumerate() {
        if stretch.iter().all(|t| *t == FALSE) {
            continue;
        }
        for (j, truth) in stretch.iter().enumerate() {
            let Some(row) = all(i * PASSED_OVER + j) else { continue };
            match (applies.of(row as usize), *truth) {
                (TRUE, TRUE) => {
                    let amount = amount(bound, batch, row as usize);
                    judged.hits.push((row, Hit { amount, ..Hit::default() }));
                }
                (TRUE, MAYBE) | (MAYBE, TRUE | MAYBE) => judged.cannot_tell.push(row),
                _ => {}
            }
        }
    }
    judged
}

/// The amount of a finding: the rule's own expression, else the table's amount.
fn amount(bound: &BoundRule, batch: &Batch, row: usize) -> Option<i64> {
    let value = match &bound.amount {
        Some(expression) => one(expression, batch, row),
        None => bound.own_amount.and_then(|c| batch.scalar(c)?.get(row).copied()),
    };
    value.filter(|v| *v != UNKNOWN)
}

/// The value of an expression for one row; findings are few, so this may cost a little.
fn one(expression: &Bound, batch: &Batch, row: usize) -> Option<i64> {
    let single = single_row(batch, row);
    expression.scalars(&single).first().copied()
}

/// A batch that holds one row of another.
pub(super) fn single_row(batch: &Batch, row: usize) -> Batch {
    use crate::value::{Column, Parts};
    let pick = |column: &Option<Column>| match column {
        Some(Column::Scalar(values)) => {
            Some(Column::Scalar(vec![values.get(row).copied().unwrap_or(UNKNOWN)]))
        }
        Some(Column::Parts(parts)) => {
            let mut single = Parts::default();
            single.push(parts.total(row), parts.row(row).collect());
            Some(Column::Parts(single))
        }
        None => None,
    };
    Batch { len: 1, columns: batch.columns.iter().map(pick).collect() }
}
