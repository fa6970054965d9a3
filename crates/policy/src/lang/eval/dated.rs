//! Values that hold from a day on: each row is judged by the value in force on its own day.

use super::Rows;
use super::values::{Vals, WIDE_UNKNOWN};
use crate::value::UNKNOWN;

/// A value of the pack by the day from which it holds.
#[derive(Debug)]
pub(crate) struct Dated<T> {
    /// First day and value, ascending; the first day is `i64::MIN` where there is no lower bound.
    values: Vec<(i64, T)>,
    /// The column with the row's own day.
    day: Option<usize>,
}

/// Which value each row is judged by.
pub(crate) enum Chosen {
    /// One for all; none where no value is in force.
    All(Option<usize>),
    /// By row; past the end where no value is in force.
    Each(Vec<usize>),
}

impl<T> Dated<T> {
    /// A value that always holds.
    pub(crate) fn always(value: T) -> Dated<T> {
        Dated { values: vec![(i64::MIN, value)], day: None }
    }

    /// Values by their first days, judged by this column.
    pub(crate) fn new(values: Vec<(i64, T)>, day: Option<usize>) -> Dated<T> {
        let day = day.filter(|_| values.len() > 1);
        Dated { values, day }
    }

    /// The value at a place in the list.
    pub(crate) fn get(&self, index: usize) -> Option<&T> {
        self.values.get(index).map(|(_, value)| value)
    }

    /// Chooses for every row; a row whose day is not known is judged by the day of evaluation.
    pub(crate) fn choose(&self, rows: &Rows) -> Chosen {
        if self.values.len() <= 1 {
            return Chosen::All((!self.values.is_empty()).then_some(0));
        }
        let as_of = i64::from(rows.scope.as_of.number());
        let days = self.day.map_or(Vals::One(WIDE_UNKNOWN), |day| rows.column(day));
        let Vals::Narrow(days) = days else { return Chosen::All(self.index(as_of)) };
        let own_day = |day: i64| if day == UNKNOWN { as_of } else { day };
        let range = |(first, last): (i64, i64), day: i64| (first.min(day), last.max(day));
        let own_days = || days.iter().map(|d| own_day(*d));
        let (first, last) = own_days().fold((i64::MAX, i64::MIN), range);
        let (low, high) = (self.index(first), self.index(last));
        if low == high {
            return Chosen::All(low);
        }
        let begun = |day: i64| self.values.iter().filter(|(since, _)| *since <= day).count();
        // Rows before the first value point past the end: nothing is in force there.
        Chosen::Each(own_days().map(|day| begun(day).wrapping_sub(1)).collect())
    }

    /// The last value that began on or before a day.
    fn index(&self, day: i64) -> Option<usize> {
        self.values.iter().rposition(|(since, _)| *since <= day)
    }
}

impl Dated<i64> {
    /// The value of every row.
    pub(super) fn values(&self, rows: &Rows) -> Vals<'static> {
        let get = |i: usize| self.get(i).copied().unwrap_or(UNKNOWN);
        match self.choose(rows) {
            Chosen::All(None) => Vals::One(WIDE_UNKNOWN),
            Chosen::All(Some(i)) => match get(i) {
                UNKNOWN => Vals::One(WIDE_UNKNOWN),
                value => Vals::One(i128::from(value)),
            },
            Chosen::Each(indexes) => Vals::Narrow(indexes.into_iter().map(get).collect()),
        }
    }
}
