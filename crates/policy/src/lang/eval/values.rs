//! Numbers, days and words, column by column.

use std::borrow::Cow;

use super::{Rows, Value, days};
use crate::lang::ast::Arithmetic;
use crate::lang::typed::Pick;
use crate::value::{TRUE, UNKNOWN};

/// Unknown among 128-bit numbers.
pub(crate) const WIDE_UNKNOWN: i128 = i128::MIN;

/// A value for every row looked at.
#[derive(Debug)]
pub(crate) enum Vals<'b> {
    /// The same for all.
    One(i128),
    /// As kept in columns; [`UNKNOWN`] where not known.
    Narrow(Cow<'b, [i64]>),
    /// Results of reckoning; [`WIDE_UNKNOWN`] where not known or beyond 128 bits.
    Wide(Vec<i128>),
}

impl<'b> Vals<'b> {
    /// The value of a row.
    pub(crate) fn at(&self, row: usize) -> i128 {
        match self {
            Vals::One(value) => *value,
            Vals::Narrow(values) => values.get(row).map_or(WIDE_UNKNOWN, |v| widen(*v)),
            Vals::Wide(values) => values.get(row).copied().unwrap_or(WIDE_UNKNOWN),
        }
    }

    /// The value of a row as columns keep it; unknown where it does not fit.
    pub(crate) fn narrow_at(&self, row: usize) -> i64 {
        match self {
            Vals::Narrow(values) => values.get(row).copied().unwrap_or(UNKNOWN),
            other => narrow(other.at(row)),
        }
    }

    /// The values of all rows as columns keep them.
    pub(crate) fn narrow(self, len: usize) -> Cow<'b, [i64]> {
        match self {
            Vals::Narrow(values) => values,
            Vals::One(value) => vec![narrow(value); len].into(),
            Vals::Wide(values) => values.into_iter().map(narrow).collect(),
        }
    }

    fn fits_narrow(&self) -> bool {
        match self {
            Vals::One(value) => *value == WIDE_UNKNOWN || narrow(*value) != UNKNOWN,
            Vals::Narrow(_) => true,
            Vals::Wide(_) => false,
        }
    }

    /// A column from the values of its rows.
    fn collect(is_narrow: bool, values: impl Iterator<Item = i128>) -> Vals<'static> {
        if is_narrow {
            Vals::Narrow(values.map(narrow).collect())
        } else {
            Vals::Wide(values.collect())
        }
    }
}

fn widen(value: i64) -> i128 {
    if value == UNKNOWN { WIDE_UNKNOWN } else { i128::from(value) }
}

fn narrow(value: i128) -> i64 {
    i64::try_from(value).unwrap_or(UNKNOWN)
}

impl Value {
    /// Its values for the rows looked at.
    pub(crate) fn eval<'r>(&self, rows: &Rows<'r>) -> Vals<'r> {
        match self {
            Value::Const(value) => Vals::One(*value),
            Value::Dated(dated) => dated.values(rows),
            Value::Column(position) => rows.column(*position),
            Value::Flag(cond) => Vals::Narrow(cond.eval(rows).into_iter().map(flag).collect()),
            Value::Negative(inner) => map(inner.eval(rows), i128::checked_neg),
            Value::Absolute(inner) => map(inner.eval(rows), i128::checked_abs),
            Value::Scaled(inner, factor) => scaled(inner.eval(rows), *factor),
            Value::Arithmetic(operator, a, b) => {
                arithmetic(*operator, &a.eval(rows), &b.eval(rows), rows.len())
            }
            Value::Pick(pick, list) => picked(*pick, list, rows),
            Value::Case(arms, otherwise) => {
                let arms: Vec<_> =
                    arms.iter().map(|(when, then)| (when.eval(rows), then.eval(rows))).collect();
                let otherwise = otherwise.eval(rows);
                let is_narrow =
                    otherwise.fits_narrow() && arms.iter().all(|(_, then)| then.fits_narrow());
                let value = |row: usize| {
                    let arm = arms.iter().find(|(when, _)| when.get(row) == Some(&TRUE));
                    arm.map_or(&otherwise, |(_, then)| then).at(row)
                };
                Vals::collect(is_narrow, (0..rows.len()).map(value))
            }
            Value::Total(position) => of_parts(*position, rows, |parts, row, _| parts.total(row)),
            _ => days::eval(self, rows),
        }
    }
}

fn flag(truth: u8) -> i64 {
    if truth > TRUE { UNKNOWN } else { i64::from(truth) }
}

/// A value for each row out of a column of dated amounts; `f` gets the parts, the row in the batch
/// and the row among those looked at.
pub(super) fn of_parts(
    position: usize,
    rows: &Rows,
    f: impl Fn(&crate::value::Parts, usize, usize) -> i64,
) -> Vals<'static> {
    let Some(parts) = rows.batch.parts(position) else { return Vals::One(WIDE_UNKNOWN) };
    let value = |i| f(parts, rows.number(i), i);
    Vals::Narrow((0..rows.len()).map(value).collect())
}

/// Applies an operation to every known value; unknown stays unknown, and so does what overflows.
fn map(vals: Vals<'_>, f: impl Fn(i128) -> Option<i128>) -> Vals<'_> {
    let known = |v: i128| {
        if v == WIDE_UNKNOWN { WIDE_UNKNOWN } else { f(v).unwrap_or(WIDE_UNKNOWN) }
    };
    match vals {
        Vals::One(value) => Vals::One(known(value)),
        Vals::Narrow(values) => Vals::Wide(values.iter().map(|v| known(widen(*v))).collect()),
        Vals::Wide(values) => Vals::Wide(values.into_iter().map(known).collect()),
    }
}

/// A product; the usual case of two 64-bit factors needs no check.
fn product(a: i128, b: i128) -> Option<i128> {
    match (i64::try_from(a), i64::try_from(b)) {
        (Ok(a), Ok(b)) => Some(i128::from(a) * i128::from(b)),
        _ => a.checked_mul(b),
    }
}

/// Reckons in 64 bits where all results fit, which is nearly always, and in 128 bits where one does
/// not.
fn arithmetic(operator: Arithmetic, a: &Vals, b: &Vals, len: usize) -> Vals<'static> {
    let fitting = match operator {
        Arithmetic::Add => zip_narrow(a, b, i64::overflowing_add),
        Arithmetic::Subtract => zip_narrow(a, b, i64::overflowing_sub),
        Arithmetic::Multiply => zip_narrow(a, b, i64::overflowing_mul),
    };
    fitting.unwrap_or_else(|| match operator {
        Arithmetic::Add => zip(a, b, len, i128::checked_add),
        Arithmetic::Subtract => zip(a, b, len, i128::checked_sub),
        Arithmetic::Multiply => zip(a, b, len, product),
    })
}

/// Joins two columns in 64 bits; nothing where a known result does not fit.
fn zip_narrow(a: &Vals, b: &Vals, f: impl Fn(i64, i64) -> (i64, bool)) -> Option<Vals<'static>> {
    let one = |value: i128| Some(narrow(value)).filter(|v| *v != UNKNOWN);
    match (a, b) {
        (Vals::Narrow(a), Vals::One(b)) => {
            let b = one(*b)?;
            fitting(a.iter().map(|a| (*a, b)), f)
        }
        (Vals::One(a), Vals::Narrow(b)) => {
            let a = one(*a)?;
            fitting(b.iter().map(|b| (a, *b)), f)
        }
        (Vals::Narrow(a), Vals::Narrow(b)) => {
            fitting(a.iter().zip(b.iter()).map(|(a, b)| (*a, *b)), f)
        }
        _ => None,
    }
}

fn fitting(
    pairs: impl Iterator<Item = (i64, i64)>,
    f: impl Fn(i64, i64) -> (i64, bool),
) -> Option<Vals<'static>> {
    let mut overflows = 0_u8;
    let one = |(a, b)| {
        let (result, over) = f(a, b);
        if a == UNKNOWN || b == UNKNOWN {
            return UNKNOWN;
        }
        overflows |= u8::from(over) | u8::from(result == UNKNOWN);
        result
    };
    let results: Vec<i64> = pairs.map(one).collect();
    (overflows == 0).then(|| Vals::Narrow(results.into()))
}

/// Values times a power of ten.
pub(super) fn scaled(vals: Vals<'_>, factor: i128) -> Vals<'_> {
    if factor == 1 {
        return vals;
    }
    let fitting = zip_narrow(&vals, &Vals::One(factor), i64::overflowing_mul);
    fitting.unwrap_or_else(|| map(vals, |v| product(v, factor)))
}

/// Joins two columns row by row; unknown where either is.
fn zip(a: &Vals, b: &Vals, len: usize, f: impl Fn(i128, i128) -> Option<i128>) -> Vals<'static> {
    let known = |a: i128, b: i128| {
        if a == WIDE_UNKNOWN || b == WIDE_UNKNOWN {
            WIDE_UNKNOWN
        } else {
            f(a, b).unwrap_or(WIDE_UNKNOWN)
        }
    };
    match (a, b) {
        (Vals::One(a), Vals::One(b)) => Vals::One(known(*a, *b)),
        _ => Vals::Wide((0..len).map(|row| known(a.at(row), b.at(row))).collect()),
    }
}

fn picked(pick: Pick, list: &[Value], rows: &Rows) -> Vals<'static> {
    let list: Vec<Vals> = list.iter().map(|v| v.eval(rows)).collect();
    let is_narrow = list.iter().all(Vals::fits_narrow);
    let choose = |a: i128, b: i128| match pick {
        Pick::FirstKnown if a == WIDE_UNKNOWN => b,
        Pick::FirstKnown => a,
        _ if a == WIDE_UNKNOWN || b == WIDE_UNKNOWN => WIDE_UNKNOWN,
        Pick::Least => a.min(b),
        Pick::Greatest => a.max(b),
    };
    let value = |row: usize| list.iter().map(|v| v.at(row)).reduce(choose).unwrap_or(WIDE_UNKNOWN);
    Vals::collect(is_narrow, (0..rows.len()).map(value))
}
