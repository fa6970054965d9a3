//! Which rows of a stretch a rule is about: worked out once for all rules that say so in the same words.

use domain::Day;

use super::bound::BoundRule;
use crate::pack::{Pack, Rule};
use crate::value::{Batch, FALSE, MAYBE, TRUE, Truth, UNKNOWN, value_day};

/// Rows are looked at one by one where they are fewer than one in this many.
const SPARSE: usize = 4;

/// The rows of a stretch that a rule is about.
#[derive(Clone, Debug)]
pub(super) struct Applies {
    /// Truth of "the rule is about this row"; nothing where it is about all of them.
    truths: Option<Vec<Truth>>,
    /// The rows that it is or may be about, where they are few.
    few: Option<Vec<u32>>,
}

/// What makes two rules about the same rows: their words for them and the days that they bind.
pub(super) type Key<'a> = (Option<&'a str>, Option<Day>, Option<Day>);

/// The key of a rule.
pub(super) fn key(rule: &Rule) -> Key<'_> {
    (rule.scope.as_ref().map(crate::lang::Expr::source), rule.since, rule.until)
}

impl Applies {
    /// Rows that another law binds are none of the rule's, like those that its `where` leaves out.
    pub(super) fn new(rule: &Rule, bound: &BoundRule, batch: &Batch, pack: &Pack) -> Applies {
        let mut truths = bound.scope.as_ref().map(|scope| scope.truth(batch));
        let limited = pack.years != (None, None) || rule.since.is_some() || rule.until.is_some();
        if limited {
            let truths = truths.get_or_insert_with(|| vec![TRUE; batch.len]);
            for (row, truth) in truths.iter_mut().enumerate() {
                if !binds(rule, bound, batch, pack, row) {
                    *truth = FALSE;
                }
            }
        }
        let few = truths.as_deref().and_then(few);
        Applies { truths, few }
    }

    /// Whether the rule is about a row.
    pub(super) fn of(&self, row: usize) -> Truth {
        self.truths.as_ref().map_or(TRUE, |t| t.get(row).copied().unwrap_or(MAYBE))
    }

    /// Whether it is about none.
    pub(super) fn to_none(&self) -> bool {
        self.few.as_ref().is_some_and(Vec::is_empty)
    }

    /// The rows that it is or may be about, where they are few.
    pub(super) fn few(&self) -> Option<&[u32]> {
        self.few.as_deref()
    }
}

fn few(truths: &[Truth]) -> Option<Vec<u32>> {
    let count = truths.iter().filter(|t| **t != FALSE).count();
    let rows = || truths.iter().enumerate().filter(|(_, t)| **t != FALSE);
    (count < truths.len() / SPARSE || count == 0).then(|| rows().map(|(i, _)| i as u32).collect())
}

/// Whether the law of this rule is the law of the row's own year and day.
pub(super) fn binds(
    rule: &Rule,
    bound: &BoundRule,
    batch: &Batch,
    pack: &Pack,
    row: usize,
) -> bool {
    let scalar = |column: Option<usize>| {
        let values = column.and_then(|c| batch.scalar(c));
        values.and_then(|v| v.get(row)).copied().filter(|v| *v != UNKNOWN)
    };
    let day = scalar(bound.day);
    let year =
        scalar(bound.fiscal_year).or_else(|| day.and_then(value_day).map(|d| i64::from(d.year())));
    let (first, last) = pack.years;
    let in_years = year.is_none_or(|y| {
        first.is_none_or(|f| i64::from(f) <= y) && last.is_none_or(|l| y <= i64::from(l))
    });
    let number = |day: Day| i64::from(day.number());
    let in_days = day.is_none_or(|d| {
        rule.since.is_none_or(|s| number(s) <= d) && rule.until.is_none_or(|u| d <= number(u))
    });
    in_years && in_days
}
