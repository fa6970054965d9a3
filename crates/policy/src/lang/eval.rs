//! Evaluates an expression over columns of facts.
//!
//! Binding turns the typed tree into a [`Plan`] in which texts, words and dated values are numbers;
//! a plan is then evaluated part by part over whole columns. Where most rows are already decided,
//! the rest of an `and` or `or` is evaluated for the undecided rows alone.

mod conditions;
mod dated;
mod days;
mod lower;
mod texts;
mod values;
mod word_index;

pub(crate) use lower::{lower, number_of, power_of_ten};
pub(crate) use values::{Vals, WIDE_UNKNOWN};
pub use word_index::WordIndex;

use super::Scope;
use super::ast::{Arithmetic, Compare};
use super::typed::{Pick, Step};
use crate::value::{Batch, Truth};
use dated::Dated;
use texts::{Tester, WordSet};

/// What a part of an expression comes down to.
#[derive(Debug)]
pub(crate) enum Plan {
    /// A condition.
    Cond(Cond),
    /// A number, a day, a word, a text.
    Value(Value),
    /// A column of dated amounts, or a parameter that only functions read.
    Other,
}

/// A value for every row.
#[derive(Debug)]
pub(crate) enum Value {
    Const(i128),
    Dated(Dated<i64>),
    Column(usize),
    /// A condition as 0 or 1.
    Flag(Box<Cond>),
    Negative(Box<Value>),
    Absolute(Box<Value>),
    /// Times a power of ten.
    Scaled(Box<Value>, i128),
    Arithmetic(Arithmetic, Box<Value>, Box<Value>),
    Pick(Pick, Vec<Value>),
    Case(Vec<(Cond, Value)>, Box<Value>),
    After(Step, Box<Value>, Box<Value>),
    MonthEnd(Box<Value>),
    On(Box<Value>, Box<Value>),
    DaysBetween(Box<Value>, Box<Value>),
    WorkdaysBetween(Box<Value>, Box<Value>),
    YearOf(Box<Value>),
    Total(usize),
    DoneBy(usize, Box<Value>),
    LastDay(usize),
}

/// A truth for every row.
#[derive(Debug)]
pub(crate) enum Cond {
    Const(Truth),
    Column(usize),
    Compare(Comparison),
    InSet(Value, Dated<WordSet>),
    Test(Value, Dated<Tester>),
    IsNull(Value),
    IsMaybe(Box<Cond>),
    Not(Box<Cond>),
    And(Vec<Cond>),
    Or(Vec<Cond>),
    Case(Vec<(Cond, Cond)>, Box<Cond>),
    FirstKnown(Vec<Cond>),
}

/// Two values, each times its power of ten, and how they are compared.
#[derive(Debug)]
pub(crate) struct Comparison {
    compare: Compare,
    left: Value,
    right: Value,
    factors: (i128, i128),
}

/// The rows that are looked at, and what they are judged with.
#[derive(Clone, Copy)]
pub(crate) struct Rows<'r> {
    /// The facts.
    pub batch: &'r Batch,
    /// Names, working days, the day of evaluation.
    pub scope: &'r Scope<'r>,
    /// Texts of the expression that the data set does not contain; the n-th is the number −n.
    pub literals: &'r [String],
    /// Where the words of lists occur, if the evaluation keeps an index of them.
    pub index: Option<&'r WordIndex>,
    /// The rows by number; none means all.
    pub chosen: Option<&'r [u32]>,
}

impl<'r> Rows<'r> {
    /// Number of rows looked at.
    pub(crate) fn len(&self) -> usize {
        self.chosen.map_or(self.batch.len, <[u32]>::len)
    }

    /// The number in the batch of the i-th row looked at.
    fn number(&self, i: usize) -> usize {
        self.chosen.map_or(i, |rows| rows.get(i).map_or(usize::MAX, |r| *r as usize))
    }

    /// A column of the rows looked at.
    fn column(&self, position: usize) -> Vals<'r> {
        match (self.batch.scalar(position), self.chosen) {
            (Some(all), None) => Vals::Narrow(all.into()),
            (Some(all), Some(rows)) => {
                let pick = |row: &u32| all.get(*row as usize).copied();
                let picked: Vec<i64> =
                    rows.iter().map(|r| pick(r).unwrap_or(crate::value::UNKNOWN)).collect();
                Vals::Narrow(picked.into())
            }
            (None, _) => Vals::One(WIDE_UNKNOWN),
        }
    }

    /// The text behind a number of a Text column or a literal.
    pub(crate) fn text(&self, number: i64) -> &'r str {
        if number < 0 {
            let index = number.checked_neg().and_then(|n| usize::try_from(n - 1).ok());
            return index.and_then(|i| self.literals.get(i)).map_or("", String::as_str);
        }
        let name = u32::try_from(number).ok().and_then(domain::Name::from_number);
        self.scope.names.text_or_empty(name)
    }
}
