//! What the columns of all fact tables are written with: record cells as kept values, and short ways to
//! declare a column.
//!
//! An empty cell means "not done": a flag is no, a text is empty. Amounts and days that are not there are
//! unknown, and rules ask `is null`.

use domain::{Choice, Day, Fen, Level, Name, TableId};

use super::{FactColumn, Fill, Need, ParamNeed, Reach};
use crate::value::{Parts, Type, UNKNOWN, day_value};

/// A column of plain values: name, type, sentence in Chinese and English, what it needs, how it is filled.
pub(crate) const fn scalar(
    name: &'static str,
    ty: Type,
    text: (&'static str, &'static str),
    needs: &'static [Need],
    fill: fn(&crate::Context, &[u32]) -> Vec<i64>,
) -> FactColumn {
    column(name, ty, text, needs, Fill::Scalar(fill))
}

/// A column of words, each kept as its position from 1.
pub(crate) const fn code(
    name: &'static str,
    words: &'static [&'static str],
    text: (&'static str, &'static str),
    needs: &'static [Need],
    fill: fn(&crate::Context, &[u32]) -> Vec<i64>,
) -> FactColumn {
    FactColumn { words, ..column(name, Type::Code, text, needs, Fill::Scalar(fill)) }
}

/// A column of dated amounts.
pub(crate) const fn parts(
    name: &'static str,
    text: (&'static str, &'static str),
    needs: &'static [Need],
    fill: fn(&crate::Context, &[u32]) -> Parts,
) -> FactColumn {
    column(name, Type::Parts, text, needs, Fill::Parts(fill))
}

const fn column(
    name: &'static str,
    ty: Type,
    (zh, en): (&'static str, &'static str),
    needs: &'static [Need],
    fill: Fill,
) -> FactColumn {
    FactColumn { name, ty, zh, en, words: &[], needs, params: &[], reach: Reach::Unit, fill }
}

impl FactColumn {
    /// The same column, which reads these parameters.
    pub(crate) const fn reading(self, params: &'static [ParamNeed]) -> FactColumn {
        FactColumn { params, ..self }
    }

    /// The same column, whose value compares counties with each other.
    pub(crate) const fn across(self) -> FactColumn {
        FactColumn { reach: Reach::Region, ..self }
    }
}

/// One value for each row.
pub(crate) fn each(rows: &[u32], value: impl Fn(usize) -> i64) -> Vec<i64> {
    rows.iter().map(|row| value(*row as usize)).collect()
}

/// A cell of a record column; nothing where the cell is empty or the row is not there.
pub(crate) fn cell<T: Copy>(values: &[Option<T>], row: usize) -> Option<T> {
    values.get(row).copied().flatten()
}

/// Amounts; an empty cell is unknown.
pub(crate) fn money(values: &[Option<Fen>], rows: &[u32]) -> Vec<i64> {
    each(rows, |row| fen_value(cell(values, row)))
}

/// Days; an empty cell is unknown.
pub(crate) fn dates(values: &[Option<Day>], rows: &[u32]) -> Vec<i64> {
    each(rows, |row| day_value(cell(values, row)))
}

/// Years; an empty cell is unknown.
pub(crate) fn years(values: &[Option<u16>], rows: &[u32]) -> Vec<i64> {
    each(rows, |row| cell(values, row).map_or(UNKNOWN, i64::from))
}

/// Texts; an empty cell is the empty text.
pub(crate) fn texts(values: &[Option<Name>], rows: &[u32]) -> Vec<i64> {
    each(rows, |row| text_value(cell(values, row)))
}

/// Flags; an empty cell is no.
pub(crate) fn flags(values: &[Option<bool>], rows: &[u32]) -> Vec<i64> {
    each(rows, |row| i64::from(cell(values, row).unwrap_or(false)))
}

/// Words of a choice column, whose words stand in the order of the contract.
pub(crate) fn choices(values: &[Choice], rows: &[u32]) -> Vec<i64> {
    each(rows, |row| values.get(row).map_or(0, |choice| i64::from(choice.0)))
}

/// How a record column keeps one of its words; the empty cell where it has no such word.
pub(crate) fn choice_of(table: TableId, column: &str, word: &str) -> Choice {
    let spec = table.spec();
    let column = spec.position(column).and_then(|i| spec.columns.get(i));
    column.and_then(|c| c.choice(word)).unwrap_or_default()
}

/// An amount as it is kept.
pub(crate) fn fen_value(amount: Option<Fen>) -> i64 {
    amount.map_or(UNKNOWN, |fen| fen.0)
}

/// A text as it is kept.
pub(crate) fn text_value(name: Option<Name>) -> i64 {
    name.map_or(0, |n| i64::from(n.number()))
}

/// The position of a word from 1, as a Code column keeps it; 0 where it is none of them.
pub(crate) fn word_value(words: &[&str], word: &str) -> i64 {
    words.iter().position(|w| *w == word).map_or(0, |i| i as i64 + 1)
}

/// The words of a column of levels.
pub(crate) const LEVELS: &[&str] = &["centre", "region", "prefecture", "county"];

/// A level as a column of [`LEVELS`] keeps it; unknown where the division is.
pub(crate) fn level_value(level: Option<Level>) -> i64 {
    level.map_or(UNKNOWN, |level| word_value(LEVELS, level.word()))
}

/// A sum that became unknown when it left all bounds, or whose parts are unknown.
pub(crate) fn add(sum: i64, fen: i64) -> i64 {
    if sum == UNKNOWN || fen == UNKNOWN {
        return UNKNOWN;
    }
    sum.checked_add(fen).unwrap_or(UNKNOWN)
}

/// The name of a person as findings may show it: its first character, then an asterisk for each other one.
pub(crate) fn masked(name: &str) -> String {
    name.chars().enumerate().map(|(i, c)| if i == 0 { c } else { '*' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_the_words_of_the_domain() {
        for (level, word) in Level::ALL.into_iter().zip(LEVELS) {
            assert_eq!(level.word(), *word);
        }
        assert_eq!(level_value(Some(Level::County)), 4);
        assert_eq!(level_value(None), UNKNOWN);
    }

    #[test]
    fn a_sum_that_overflows_is_unknown_and_stays_so() {
        assert_eq!(add(2, 3), 5);
        assert_eq!(add(i64::MAX, 1), UNKNOWN);
        assert_eq!(add(UNKNOWN, 1), UNKNOWN);
        assert_eq!(add(1, UNKNOWN), UNKNOWN);
    }
}
