//! Conditions in three values, column by column.

use std::cmp::Ordering;

use super::dated::{Chosen, Dated};
use super::texts::WordSet;
use super::values::{Vals, WIDE_UNKNOWN, scaled};
use super::{Comparison, Cond, Rows, Value};
use crate::lang::ast::Compare;
use crate::value::{FALSE, MAYBE, TRUE, Truth, UNKNOWN};

/// `and` and `or` go on with the undecided rows alone once they are fewer than one in this many.
const SPARSE: usize = 4;
/// Rows that are passed over at once where none of them is open.
const STRETCH: usize = 64;

impl Cond {
    /// Its truth for the rows looked at.
    pub(crate) fn eval(&self, rows: &Rows) -> Vec<Truth> {
        match self {
            Cond::Const(truth) => vec![*truth; rows.len()],
            Cond::Column(position) => flags(&rows.column(*position), rows.len()),
            Cond::Compare(comparison) => comparison.eval(rows),
            Cond::InSet(value, sets) => asked(value, sets, rows, WordSet::holds),
            Cond::Test(value, testers) => {
                asked(value, testers, rows, |tester, values| tester.answers(values, rows))
            }
            Cond::IsNull(value) => is_null(&value.eval(rows), rows.len()),
            Cond::IsMaybe(inner) => {
                inner.eval(rows).into_iter().map(|t| Truth::from(t == MAYBE)).collect()
            }
            // 0 → 1, 1 → 0, 2 → 2 without a branch.
            Cond::Not(inner) => inner.eval(rows).into_iter().map(|t| (t ^ 1) - (t >> 1)).collect(),
            Cond::And(list) => joined(list, rows, FALSE, and),
            Cond::Or(list) => joined(list, rows, TRUE, or),
            Cond::Case(arms, otherwise) => case(arms, otherwise, rows),
            Cond::FirstKnown(list) => {
                let first = |a: Truth, b: Truth| if a == MAYBE { b } else { a };
                let truths = list.iter().map(|c| c.eval(rows));
                truths.reduce(|a, b| merged(a, &b, first)).unwrap_or_default()
            }
        }
    }
}

/// Asks what is in force on each row's own day about the row's value.
fn asked<T>(
    value: &Value,
    dated: &Dated<T>,
    rows: &Rows,
    ask: impl Fn(&T, &[i64]) -> Vec<Truth>,
) -> Vec<Truth> {
    let values = value.eval(rows).narrow(rows.len());
    match dated.choose(rows) {
        Chosen::All(i) => match i.and_then(|i| dated.get(i)) {
            Some(one) => ask(one, &values),
            None => vec![MAYBE; rows.len()],
        },
        Chosen::Each(indexes) => {
            let of_row = |(i, value): (usize, &i64)| {
                let answer = dated.get(i).map(|one| ask(one, std::slice::from_ref(value)));
                answer.and_then(|a| a.first().copied()).unwrap_or(MAYBE)
            };
            indexes.into_iter().zip(values.iter()).map(of_row).collect()
        }
    }
}

fn and(a: Truth, b: Truth) -> Truth {
    if a == FALSE || b == FALSE { FALSE } else { a.max(b) }
}

fn or(a: Truth, b: Truth) -> Truth {
    if a == TRUE || b == TRUE { TRUE } else { a.max(b) }
}

fn merged(mut a: Vec<Truth>, b: &[Truth], join: impl Fn(Truth, Truth) -> Truth) -> Vec<Truth> {
    for (a, b) in a.iter_mut().zip(b) {
        *a = join(*a, *b);
    }
    a
}

/// Joins conditions; `decided` is the truth that nothing later can change.
fn joined(
    list: &[Cond],
    rows: &Rows,
    decided: Truth,
    join: impl Fn(Truth, Truth) -> Truth + Copy,
) -> Vec<Truth> {
    let Some((first, rest)) = list.split_first() else { return vec![MAYBE; rows.len()] };
    let mut truths = first.eval(rows);
    for (i, cond) in rest.iter().enumerate() {
        let open = count_open(&truths, decided);
        if open == 0 {
            break;
        }
        if open < truths.len() / SPARSE {
            let remaining = rest.get(i..).unwrap_or_default();
            join_open(remaining, rows, decided, join, &mut truths);
            break;
        }
        truths = merged(truths, &cond.eval(rows), join);
    }
    truths
}

/// Counts in bytes over stretches short enough for a byte, many rows at a time.
fn count_open(truths: &[Truth], decided: Truth) -> usize {
    let of_stretch =
        |stretch: &[Truth]| stretch.iter().map(|t| u8::from(*t != decided)).sum::<u8>();
    truths.chunks(255).map(|stretch| usize::from(of_stretch(stretch))).sum()
}

/// Goes on with the rows that are not decided yet.
fn join_open(
    list: &[Cond],
    rows: &Rows,
    decided: Truth,
    join: impl Fn(Truth, Truth) -> Truth + Copy,
    truths: &mut [Truth],
) {
    let open = open_rows(truths, decided);
    let numbers: Vec<u32>;
    let chosen = if rows.chosen.is_some() {
        numbers = open.iter().map(|i| rows.number(*i as usize) as u32).collect();
        &numbers
    } else {
        &open
    };
    let inner = Rows { chosen: Some(chosen), ..*rows };
    let later = joined(list, &inner, decided, join);
    for (i, truth) in open.into_iter().zip(later) {
        if let Some(slot) = truths.get_mut(i as usize) {
            *slot = join(*slot, truth);
        }
    }
}

/// The places of the undecided rows. Stretches without any are passed over whole; in the others every
/// place is written, and kept only where it is open, which is faster than asking first.
fn open_rows(truths: &[Truth], decided: Truth) -> Vec<u32> {
    let mut places = vec![0; truths.len()];
    let mut found = 0;
    for (i, stretch) in truths.chunks(STRETCH).enumerate() {
        if count_open(stretch, decided) == 0 {
            continue;
        }
        for (j, truth) in stretch.iter().enumerate() {
            if let Some(place) = places.get_mut(found) {
                *place = (i * STRETCH + j) as u32;
            }
            found += usize::from(*truth != decided);
        }
    }
    places.truncate(found);
    places
}

fn case(arms: &[(Cond, Cond)], otherwise: &Cond, rows: &Rows) -> Vec<Truth> {
    let mut truths = otherwise.eval(rows);
    // From the last arm to the first, so that the first that holds has the last word.
    for (when, then) in arms.iter().rev() {
        let (when, then) = (when.eval(rows), then.eval(rows));
        for ((truth, when), then) in truths.iter_mut().zip(when).zip(then) {
            if when == TRUE {
                *truth = then;
            }
        }
    }
    truths
}

/// The truth of each value.
fn each(values: &Vals, len: usize, f: impl Fn(i64) -> Truth) -> Vec<Truth> {
    match values {
        Vals::Narrow(values) => values.iter().map(|v| f(*v)).collect(),
        Vals::One(_) => vec![f(values.narrow_at(0)); len],
        Vals::Wide(_) => (0..len).map(|row| f(values.narrow_at(row))).collect(),
    }
}

fn flags(values: &Vals, len: usize) -> Vec<Truth> {
    each(values, len, |v| if v == UNKNOWN { MAYBE } else { Truth::from(v != 0) })
}

fn is_null(values: &Vals, len: usize) -> Vec<Truth> {
    match values {
        Vals::One(value) => vec![Truth::from(*value == WIDE_UNKNOWN); len],
        Vals::Narrow(values) => values.iter().map(|v| Truth::from(*v == UNKNOWN)).collect(),
        Vals::Wide(values) => values.iter().map(|v| Truth::from(*v == WIDE_UNKNOWN)).collect(),
    }
}

impl Comparison {
    fn eval(&self, rows: &Rows) -> Vec<Truth> {
        let (left, right) = (self.left.eval(rows), self.right.eval(rows));
        let (a, b) = self.factors;
        match (&left, &right) {
            (Vals::Narrow(values), Vals::One(limit)) => {
                against(self.compare, values, a, Scaled { value: *limit, factor: b })
            }
            (Vals::One(limit), Vals::Narrow(values)) => {
                against(self.compare.mirrored(), values, b, Scaled { value: *limit, factor: a })
            }
            _ => self.row_by_row(left, right, rows.len()),
        }
    }

    fn row_by_row(&self, left: Vals, right: Vals, len: usize) -> Vec<Truth> {
        let (mut a, mut b) = self.factors;
        let (mut left, mut right) = (left, right);
        if matches!((&left, &right), (Vals::Narrow(_), Vals::Narrow(_))) {
            // 64 bits times at most 10^18 always fit 128 bits.
            (left, right) = (scaled(left, a), scaled(right, b));
            (a, b) = (1, 1);
        }
        if let (Vals::Narrow(x), Vals::Narrow(y)) = (&left, &right) {
            return side_by_side(self.compare, x, y);
        }
        let truth = |row| {
            let x = Scaled { value: left.at(row), factor: a };
            let y = Scaled { value: right.at(row), factor: b };
            x.order(y).map_or(MAYBE, |order| Truth::from(self.compare.holds(order)))
        };
        (0..len).map(truth).collect()
    }
}

/// A value times a power of ten.
#[derive(Clone, Copy)]
struct Scaled {
    value: i128,
    factor: i128,
}

impl Scaled {
    /// Exact even where a product would not fit 128 bits: one of two factors is always 1, so what
    /// does not fit is greater in magnitude than anything on the other side.
    fn order(self, other: Scaled) -> Option<Ordering> {
        if self.value == WIDE_UNKNOWN || other.value == WIDE_UNKNOWN {
            return None;
        }
        let products = (self.value.checked_mul(self.factor), other.value.checked_mul(other.factor));
        Some(match products {
            (Some(a), Some(b)) => a.cmp(&b),
            (None, _) => self.value.cmp(&0),
            (_, None) => 0.cmp(&other.value),
        })
    }
}

/// Compares a column times `factor` with one limit. The limit is brought to the column's own scale,
/// where `x × 10 < 25` is `x < 3` and `x × 10 <= 25` is `x <= 2`, so that the loop compares 64-bit
/// numbers only.
fn against(compare: Compare, values: &[i64], factor: i128, limit: Scaled) -> Vec<Truth> {
    if limit.value == WIDE_UNKNOWN {
        return vec![MAYBE; values.len()];
    }
    let known = |truth: bool| move |v: &i64| if *v == UNKNOWN { MAYBE } else { Truth::from(truth) };
    let Some(limit_value) = limit.value.checked_mul(limit.factor) else {
        let order = 0.cmp(&limit.value);
        return values.iter().map(known(compare.holds(order))).collect();
    };
    let (floor, rest) = (limit_value.div_euclid(factor), limit_value.rem_euclid(factor));
    let ceiling = floor + i128::from(rest > 0);
    let own = match compare {
        Compare::Less | Compare::GreaterEqual => ceiling,
        Compare::Equal | Compare::Unequal if rest > 0 => {
            return values.iter().map(known(compare == Compare::Unequal)).collect();
        }
        _ => floor,
    };
    let Ok(own) = i64::try_from(own) else {
        let order = 0.cmp(&own);
        return values.iter().map(known(compare.holds(order))).collect();
    };
    with_limit(compare, values, own)
}

fn with_limit(compare: Compare, values: &[i64], limit: i64) -> Vec<Truth> {
    match compare {
        Compare::Equal => each_known(values, |v| v == limit),
        Compare::Unequal => each_known(values, |v| v != limit),
        Compare::Less => each_known(values, |v| v < limit),
        Compare::LessEqual => each_known(values, |v| v <= limit),
        Compare::Greater => each_known(values, |v| v > limit),
        Compare::GreaterEqual => each_known(values, |v| v >= limit),
    }
}

/// One loop for each comparison, without a branch inside.
pub(super) fn each_known(values: &[i64], holds: impl Fn(i64) -> bool) -> Vec<Truth> {
    values.iter().map(|v| tri(*v == UNKNOWN, holds(*v))).collect()
}

fn side_by_side(compare: Compare, x: &[i64], y: &[i64]) -> Vec<Truth> {
    match compare {
        Compare::Equal => each_pair(x, y, |a, b| a == b),
        Compare::Unequal => each_pair(x, y, |a, b| a != b),
        Compare::Less => each_pair(x, y, |a, b| a < b),
        Compare::LessEqual => each_pair(x, y, |a, b| a <= b),
        Compare::Greater => each_pair(x, y, |a, b| a > b),
        Compare::GreaterEqual => each_pair(x, y, |a, b| a >= b),
    }
}

fn each_pair(x: &[i64], y: &[i64], holds: impl Fn(i64, i64) -> bool) -> Vec<Truth> {
    // Unknown is the least of all numbers, so the lesser of two says whether one is unknown.
    x.iter().zip(y).map(|(a, b)| tri(*a.min(b) == UNKNOWN, holds(*a, *b))).collect()
}

/// The truth without a branch: 2 where unknown, else 0 or 1.
fn tri(unknown: bool, holds: bool) -> Truth {
    Truth::from(holds).max(Truth::from(unknown) << 1)
}
