//! The types that rules compute with, and how columns of them are kept.
//!
//! Every scalar is an `i64`: fen, days since 1970-01-01, whole numbers, ten-thousandths, the number of a
//! word or a name, 0 and 1. Unknown is [`UNKNOWN`]; it spreads through every operation as NULL does in SQL.

use domain::Day;

/// The value that is not known (SQL's NULL).
pub const UNKNOWN: i64 = i64::MIN;

/// Truth of one row: false, true, cannot tell.
pub type Truth = u8;
/// Not so.
pub const FALSE: Truth = 0;
/// So.
pub const TRUE: Truth = 1;
/// A fact is missing: cannot tell.
pub const MAYBE: Truth = 2;

/// The type of a column, a parameter or an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// Whole fen.
    Money,
    /// Whole number.
    Count,
    /// Number with four decimals (scores, weights, indicator values), kept as ten-thousandths.
    Number,
    /// Share, kept as millionths of one: 80 % is 800 000.
    Percent,
    /// Day.
    Date,
    /// One of the words that the column declares, kept as its position from 1; 0 = empty.
    Code,
    /// Text, kept as the number of its name; 0 = empty.
    Text,
    /// Yes or no.
    Flag,
    /// What was done piece by piece towards an amount: dated amounts (only in `done` and in functions).
    Parts,
    /// A day of the year such as 10-31 (only as a parameter).
    MonthDay,
    /// A list of words or codes (only as a parameter).
    Words,
}

impl Type {
    /// Name of the type as rule authors read it.
    pub fn name(self) -> &'static str {
        match self {
            Type::Money => "Money",
            Type::Count => "Count",
            Type::Number => "Number",
            Type::Percent => "Percent",
            Type::Date => "Date",
            Type::Code => "Code",
            Type::Text => "Text",
            Type::Flag => "Flag",
            Type::Parts => "Parts",
            Type::MonthDay => "MonthDay",
            Type::Words => "Words",
        }
    }
}

/// Dated amounts done towards a total, for every row of a stretch of facts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// End of each row's parts in `days` and `amounts`.
    pub ends: Vec<u32>,
    /// Day number of each part, ascending within a row; parts dated after the day of evaluation are left out.
    pub days: Vec<i32>,
    /// Fen of each part.
    pub amounts: Vec<i64>,
    /// Fen that must be done in all, per row; [`UNKNOWN`] where this is not known.
    pub totals: Vec<i64>,
}

impl Parts {
    /// The parts of one row as (day number, fen).
    pub fn row(&self, row: usize) -> impl Iterator<Item = (i32, i64)> {
        let end = self.ends.get(row).map_or(0, |e| *e as usize);
        let start = row.checked_sub(1).and_then(|r| self.ends.get(r)).map_or(0, |e| *e as usize);
        let days = self.days.get(start..end).unwrap_or_default();
        let amounts = self.amounts.get(start..end).unwrap_or_default();
        days.iter().copied().zip(amounts.iter().copied())
    }

    /// The total of a row.
    pub fn total(&self, row: usize) -> i64 {
        self.totals.get(row).copied().unwrap_or(UNKNOWN)
    }

    /// Appends a row. Parts are sorted by day here, so callers may give them in any order.
    pub fn push(&mut self, total: i64, mut parts: Vec<(i32, i64)>) {
        parts.sort_unstable();
        for (day, amount) in parts {
            self.days.push(day);
            self.amounts.push(amount);
        }
        self.ends.push(self.days.len() as u32);
        self.totals.push(total);
    }
}

/// One column of a stretch of facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Column {
    /// Any type but Parts.
    Scalar(Vec<i64>),
    /// Dated amounts.
    Parts(Parts),
}

/// A stretch of rows of one fact table. `columns` has one entry for each column of the table, filled where
/// a rule needs it.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// Number of rows.
    pub len: usize,
    /// The columns by their position in the table.
    pub columns: Vec<Option<Column>>,
}

impl Batch {
    /// The scalar column at a position; nothing where it was not filled.
    pub fn scalar(&self, position: usize) -> Option<&[i64]> {
        match self.columns.get(position) {
            Some(Some(Column::Scalar(values))) => Some(values),
            _ => None,
        }
    }

    /// The column of parts at a position.
    pub fn parts(&self, position: usize) -> Option<&Parts> {
        match self.columns.get(position) {
            Some(Some(Column::Parts(parts))) => Some(parts),
            _ => None,
        }
    }
}

/// A day as the engine keeps it.
pub fn day_value(day: Option<Day>) -> i64 {
    day.map_or(UNKNOWN, |d| i64::from(d.number()))
}

/// The day behind a kept value.
pub fn value_day(value: i64) -> Option<Day> {
    i32::try_from(value).ok().and_then(Day::from_number)
}
