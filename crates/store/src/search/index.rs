//! The rows of a list in memory, column by column, and what of a query they tell.

use super::column::{Column, Set, Wanted};
use super::spoken::Word;
use crate::db::{Row, Sql, packing};
use crate::error::Result;
use crate::lists::{self, List, Part, Query, Reach};

/// Columns of a row that stand before those of the list: its number, what it corrects, whether it takes back.
const OWN: usize = 3;

/// All rows of a list that were read, in the order of their numbers.
#[derive(Debug)]
pub(super) struct Index {
    list: &'static List,
    /// The number of each row.
    numbers: Vec<i64>,
    /// The number of the row that took its place; its own where it never held.
    until: Vec<i64>,
    /// The columns, by what they are in the database.
    columns: Vec<(&'static str, Column)>,
    /// Whether what is derived of the rows is up to the last.
    is_ready: bool,
}

/// What of a query the rows in memory tell.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The numbers of the rows of the page, and of one more where there is one.
    pub(super) page: Vec<i64>,
    /// How many rows fit in all.
    pub(super) rows: usize,
    /// Their sums, in fen.
    pub(super) sums: Vec<i128>,
}

impl Index {
    /// No rows yet of a list that is kept in memory.
    pub(super) fn of(list: &'static List) -> Index {
        let columns = expressions(list).into_iter().map(|(sql, is_number, sorts)| {
            let searched = list.search.contains(&sql);
            (sql, if is_number { Column::numbers() } else { Column::texts(sorts, searched) })
        });
        let (numbers, until) = (Vec::new(), Vec::new());
        Index { list, numbers, until, columns: columns.collect(), is_ready: true }
    }

    /// The statement of the rows above one number, up to another one, each as one text.
    pub(super) fn statement(&self) -> Sql {
        let (key, from) = (self.list.key, self.list.from);
        let own = [(key, true), ("r.corrects", true), ("r.withdrawn", true)];
        let columns = self.columns.iter();
        let columns = columns.map(|(sql, column)| (*sql, matches!(column, Column::Numbers(_))));
        let cells = packing(own.into_iter().chain(columns));
        Sql::built(format!(
            "SELECT {cells} FROM {from} WHERE {key} > $1 AND {key} <= $2 ORDER BY {key}"
        ))
    }

    /// The number of the last row that was read.
    pub(super) fn last(&self) -> i64 {
        self.numbers.last().copied().unwrap_or_default()
    }

    /// Whether it has all rows up to a number, ready to be searched.
    pub(super) fn reaches(&self, upto: i64) -> bool {
        self.is_ready && self.last() >= upto
    }

    /// Takes one more row in. After an error it is of no more use.
    pub(super) fn add(&mut self, row: &Row) -> Result<()> {
        self.is_ready = false;
        let number = row.int(0)?;
        let corrected = row.int_or_none(1)?.and_then(|it| self.numbers.binary_search(&it).ok());
        if let Some(until) = corrected.and_then(|before| self.until.get_mut(before)) {
            *until = number;
        }
        self.until.push(if row.flag(2)? { number } else { i64::MAX });
        for (at, (_, column)) in self.columns.iter_mut().enumerate() {
            match column {
                Column::Numbers(_) => column.push(None, row.int_or_none(at + OWN)?),
                Column::Texts(_) => column.push(row.text_or_none(at + OWN)?, None),
            }
        }
        self.numbers.push(number);
        Ok(())
    }

    /// Brings what is derived of the rows up to the last.
    pub(super) fn finish(&mut self) {
        self.columns.iter_mut().for_each(|(_, column)| column.finish());
        self.is_ready = true;
    }

    /// Whether the rows in memory tell whether a test is fulfilled.
    pub(super) fn tells(&self, column: &lists::Column) -> bool {
        self.column(column.sql).is_some()
    }

    /// The rows of a query among those up to a number, as they held then: its page of at most so many rows, and
    /// all of them in numbers.
    pub(super) fn find(&self, query: &Query, upto: i64, most: usize) -> Found {
        let rows = self.fitting(query, upto);
        let count = rows.len();
        let sums = self.list.sums.iter().map(|sql| self.sum(sql, &rows)).collect();
        let page = self.page(query, rows, most);
        Found { page, rows: count, sums }
    }

    /// The sums of rows by their numbers, in fen.
    pub(super) fn sums(&self, numbers: &[i64]) -> Vec<i128> {
        let row = |number: &i64| self.numbers.binary_search(number).ok().map(|row| row as u32);
        let rows: Vec<u32> = numbers.iter().filter_map(row).collect();
        self.list.sums.iter().map(|sql| self.sum(sql, &rows)).collect()
    }

    fn column(&self, sql: &str) -> Option<&Column> {
        self.columns.iter().find(|(known, _)| *known == sql).map(|(_, column)| column)
    }

    /// The rows that fulfil all that is asked and can be told here, in the order of their numbers.
    fn fitting(&self, query: &Query, upto: i64) -> Vec<u32> {
        let mut words = query.words.iter().map(|term| Word::new(&term.written));
        let first = words.next().map(|word| self.with(&word));
        let mut rows: Vec<u32> = match first {
            Some(set) => set.iter().collect(),
            None => (0..self.numbers.len() as u32).collect(),
        };
        for word in words {
            let set = self.with(&word);
            rows.retain(|row| set.has(*row));
        }
        rows.retain(|row| self.holds(*row, upto));
        self.retain_reach(&mut rows, &query.reach);
        for (column, test) in &query.tests {
            if let Some(column) = self.column(column.sql) {
                let wanted = column.wanted(test);
                rows.retain(|row| wanted.fits(*row));
            }
        }
        rows
    }

    /// The rows that have a word in one of the columns that are searched.
    fn with(&self, word: &Word) -> Set {
        let mut rows = Set::of(self.numbers.len());
        let columns = self.list.search.iter().filter_map(|sql| self.column(sql));
        for wanted in columns.filter_map(|column| column.with(word)) {
            wanted.mark(&mut rows);
        }
        rows
    }

    fn holds(&self, row: u32, upto: i64) -> bool {
        let row = row as usize;
        let is_there = self.numbers.get(row).is_some_and(|number| *number <= upto);
        is_there && self.until.get(row).is_some_and(|until| *until > upto)
    }

    fn retain_reach(&self, rows: &mut Vec<u32>, reach: &Reach) {
        let parts = match reach {
            Reach::Everything => return,
            Reach::Nothing => &[][..],
            Reach::Parts(parts) => parts,
        };
        let parts: Vec<_> = parts.iter().filter_map(|part| self.part(part)).collect();
        rows.retain(|row| parts.iter().any(|part| part.fits(*row)));
    }

    /// What a part of a reach asks of the rows; nothing where it lets none be seen.
    fn part(&self, part: &Part) -> Option<Place<'_>> {
        let codes = || part.divisions.iter().map(String::as_str);
        let columns = self.list.places.iter().filter_map(|sql| self.column(sql));
        let places = columns.filter_map(|column| column.among(codes())).collect();
        let own = match &part.organisation {
            None => None,
            Some(own) => {
                let column = self.column(self.list.organisation?)?;
                Some(column.among(std::iter::once(own.as_str()))?)
            }
        };
        Some(Place { places, own })
    }

    fn sum(&self, sql: &str, rows: &[u32]) -> i128 {
        let Some(column) = self.column(sql) else { return 0 };
        rows.iter().filter_map(|row| column.number(*row)).map(i128::from).sum()
    }

    /// The numbers of the first rows in the order of a query, behind the place where its page begins.
    fn page(&self, query: &Query, rows: Vec<u32>, most: usize) -> Vec<i64> {
        let Some(column) = self.column(query.sort.sql) else { return Vec::new() };
        // The greatest first is the order of what is turned round.
        let sign = if query.descending { -1 } else { 1 };
        let place = |row: u32| {
            let number = self.numbers.get(row as usize).copied().unwrap_or_default();
            (i128::from(column.rank(row)) * sign, i128::from(number) * sign)
        };
        let after = query.after.as_ref().map(|(value, number)| {
            (i128::from(column.rank_of(value)) * sign, i128::from(*number) * sign)
        });
        let mut places: Vec<(i128, i128)> = rows.into_iter().map(place).collect();
        if let Some(after) = after {
            places.retain(|place| *place > after);
        }
        if let Some(last) = most.checked_sub(1).filter(|last| *last < places.len()) {
            places.select_nth_unstable(last);
        }
        places.truncate(most);
        places.sort_unstable();
        places.into_iter().map(|(_, number)| (number * sign) as i64).collect()
    }
}

/// What a part of a reach asks of a row.
struct Place<'a> {
    places: Vec<Wanted<'a>>,
    own: Option<Wanted<'a>>,
}

impl Place<'_> {
    fn fits(&self, row: u32) -> bool {
        self.places.iter().any(|place| place.fits(row))
            && self.own.as_ref().is_none_or(|own| own.fits(row))
    }
}

/// What is kept of a list: each expression once, with whether it gives numbers and whether rows can be put in its
/// order.
fn expressions(list: &'static List) -> Vec<(&'static str, bool, bool)> {
    let asked = list.memory.map_or(&[][..], |memory| memory.asked);
    let columns = list.columns.iter();
    let columns = columns.filter(|column| column.sorts || asked.contains(&column.name));
    let columns = columns.map(|column| (column.sql, column.number, column.sorts));
    let places = list.places.iter().copied().chain(list.organisation);
    let texts = places.chain(list.search.iter().copied()).map(|sql| (sql, false, false));
    let sums = list.sums.iter().map(|sql| (*sql, true, false));
    let mut all: Vec<(&'static str, bool, bool)> = Vec::new();
    for one in columns.chain(texts).chain(sums) {
        if all.iter().all(|(sql, ..)| *sql != one.0) {
            all.push(one);
        }
    }
    all
}
