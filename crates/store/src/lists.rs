//! Lists for people: a page of rows, filtered, sorted and cut down to what the reader may see; the same query
//! gives the rows of a file and the sums of all of them.
//!
//! What can be asked of a list is declared in a [`List`]: which columns, from where, in which order, at which
//! places. Nothing of what a reader writes becomes part of a statement; it is bound as a value.

mod contributions;
mod draws;
mod evaluations;
mod fund_proposals;
mod inspections;
pub mod kept;
mod monitorings;
mod payment_requests;
mod plans;
pub(crate) mod registers;
mod select;
mod suggestions;
mod tables;
mod targets;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use domain::Day;

pub use self::contributions::CONTRIBUTIONS;
pub use self::draws::{DRAWN, DRAWS};
pub use self::evaluations::{EVALUATED_UNITS, EVALUATIONS};
pub use self::fund_proposals::{FUND_PROPOSAL_LINES, FUND_PROPOSALS};
pub use self::inspections::{INSPECTION_OBSERVATIONS, INSPECTIONS, LOOKED_AT};
pub use self::monitorings::MONITORINGS;
pub use self::payment_requests::PAYMENT_REQUESTS;
pub use self::plans::{FACTOR_PLANS, INTEGRATION, INTEGRATION_PLANS};
pub(crate) use self::registers::kept_back_rows;
pub use self::registers::{ALLOCATION, FUNDINGS, KEPT_BACK, RAISED};
use self::select::Span;
pub use self::suggestions::SUGGESTIONS;
pub use self::tables::{
    ACCOUNTABILITY, ALL, ALLOTMENTS, CASES, EVENTS, HAND_DOWNS, INQUIRIES, PAYMENTS, PROJECTS,
    PUSH_ITEMS, PUSHES, RECONCILIATIONS, WARNINGS,
};
pub use self::targets::TARGETS;
use crate::db::{Row, Tx, Value};
use crate::error::Result;
use crate::persons::Persons;

/// A list: a table with what can be asked of it.
#[derive(Debug)]
pub struct List {
    /// Its name, as addresses have it.
    pub name: &'static str,
    /// The table, called `r`.
    pub(crate) from: &'static str,
    /// Which of its rows hold; empty: all.
    holds: &'static str,
    /// The number of a row: rows that are alike in the sorted column follow each other by it.
    pub(crate) key: &'static str,
    /// Where a row is: a reader sees it who may see one of these divisions.
    pub(crate) places: &'static [&'static str],
    /// Whose a row is, for readers who see no more than one organisation.
    pub(crate) organisation: Option<&'static str>,
    /// The columns, in the order in which rows give them.
    pub columns: &'static [Column],
    /// Where the words of a search may stand.
    pub(crate) search: &'static [&'static str],
    /// Where a word may also be the sound of what stands there, each with a statement that gives the texts; of
    /// lists that are kept in memory it may be so everywhere.
    pub(crate) spoken: &'static [(&'static str, &'static str)],
    /// How its rows are kept in memory, to be searched ([`crate::search`]).
    pub(crate) memory: Option<&'static Memory>,
    /// Sums over all rows of a query, in fen.
    pub(crate) sums: &'static [&'static str],
    /// Where the same is told without reading the rows.
    kept: Option<&'static Kept>,
    /// How the rows of several places come into one order.
    split: Option<&'static Split>,
}

/// The column of places by which the rows of a long list are indexed in some orders.
#[derive(Debug)]
struct Split {
    /// What it is in the database.
    place: &'static str,
    /// Names of the columns by which the rows of one place are in order.
    sorts: &'static [&'static str],
}

/// A table of sums that are kept beside the rows of a list. It is called `r`, too, and has columns of the same
/// names.
#[derive(Debug)]
struct Kept {
    /// The table.
    from: &'static str,
    /// Columns of the list that it has.
    columns: &'static [&'static str],
    /// A column of days of the list, of which it has the month.
    day: &'static str,
    /// That month.
    month: &'static str,
    /// Number of rows.
    rows: &'static str,
    /// The sums of the list.
    sums: &'static [&'static str],
}

/// What is kept in memory of a list of records, beside what is searched and what orders the rows. Records are only
/// ever added, so it can follow them.
#[derive(Debug)]
pub(crate) struct Memory {
    /// The table.
    pub(crate) table: &'static str,
    /// Names of the columns of which tests are asked.
    pub(crate) asked: &'static [&'static str],
}

/// A column of a list.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name, as addresses have it.
    pub name: &'static str,
    /// What it is in the database; `{day}` stands for the day as of which it is asked.
    pub(crate) sql: &'static str,
    /// Whether it is a number; else it is a text.
    pub number: bool,
    /// Whether rows can be put in its order: never empty, and quick.
    pub sorts: bool,
}

impl List {
    /// Whether a word of a search may also be the sound of a text, in pinyin.
    pub fn is_spoken(&self) -> bool {
        self.memory.is_some() || !self.spoken.is_empty()
    }

    /// The column of a name.
    pub fn column(&self, name: &str) -> Option<&'static Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}

/// What a reader may see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// Nothing.
    #[default]
    Nothing,
    /// Everything.
    Everything,
    /// What lies in one of these.
    Parts(Vec<Part>),
}

/// A part of what a reader may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Codes of the divisions.
    pub divisions: Vec<String>,
    /// The one organisation of them, where it is no more than that.
    pub organisation: Option<String>,
}

/// What a row must fulfil.
#[derive(Clone, Debug)]
pub enum Test {
    /// It has one of these values.
    Among(Vec<Value<'static>>),
    /// It has this value or a greater one.
    AtLeast(Value<'static>),
    /// It has this value or a smaller one.
    AtMost(Value<'static>),
}

/// A word of a search.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Term {
    /// As it was written.
    pub written: String,
    /// The texts of which it is the sound, by where they stand.
    pub(crate) heard: Vec<(&'static str, Vec<String>)>,
}

impl From<String> for Term {
    fn from(written: String) -> Term {
        Term { written, heard: Vec::new() }
    }
}

/// A place in the order of a list: the value of the sorted column, and the number of the row.
pub type Key = (Value<'static>, i64);

/// What is asked of a list.
#[derive(Clone, Debug)]
pub struct Query {
    /// What the reader may see.
    pub reach: Reach,
    /// What the rows must fulfil, all of it.
    pub tests: Vec<(&'static Column, Test)>,
    /// Words of which each must stand somewhere in a row.
    pub words: Vec<Term>,
    /// The column that orders the rows.
    pub sort: &'static Column,
    /// Whether the greatest comes first.
    pub descending: bool,
    /// The place after which the page begins, or before which it ends; none: at the beginning, or at the end.
    pub after: Option<Key>,
    /// Whether the page ends at its place, going back, and does not begin there.
    pub back: bool,
    /// Rows, at most.
    pub rows: usize,
    /// The day as of which columns tell how far something has come.
    pub day: Day,
}

impl Query {
    /// The same rows from the last to the first: what comes before a place comes after it then.
    fn turned(&self) -> Query {
        Query { descending: !self.descending, back: !self.back, ..self.clone() }
    }

    /// The same page in the order in which it is looked for: going on from its place.
    pub(crate) fn ahead(&self) -> Cow<'_, Query> {
        if self.back { Cow::Owned(self.turned()) } else { Cow::Borrowed(self) }
    }
}

/// Some rows of a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows {
    /// The cells of each, in the order of [`List::columns`].
    pub rows: Vec<Vec<Value<'static>>>,
    /// The last row, where a page follows: the next one begins after it.
    pub next: Option<Key>,
    /// The first row, where a page comes before: that one ends before it.
    pub previous: Option<Key>,
}

impl Rows {
    /// The page of a query, of the rows that were found [`Query::ahead`].
    pub(crate) fn of(self, query: &Query) -> Rows {
        let Rows { mut rows, next, previous } = self;
        if !query.back {
            return Rows { rows, next, previous };
        }
        rows.reverse();
        Rows { rows, next: previous, previous: next }
    }
}

/// All rows of a query in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// How many; where there are [`more`](Totals::more), as many as were counted.
    pub rows: i64,
    /// Whether there are more than were counted.
    pub more: bool,
    /// The sums that the list declares, in fen; none where there are more rows than were counted.
    pub sums: Vec<i64>,
}

/// A page of rows.
pub async fn rows(tx: &mut Tx, list: &'static List, query: &Query) -> Result<Rows> {
    Ok(following(tx, list, &query.ahead()).await?.of(query))
}

/// The page after a place.
async fn following(tx: &mut Tx, list: &'static List, query: &Query) -> Result<Rows> {
    let mut span = None;
    if let Some((sql, values)) = select::span(list, query) {
        let row = tx.one(&sql, &values).await?;
        let (Some(begin), Some(end)) = (row.text_or_none(0)?, row.text_or_none(1)?) else {
            return Ok(Rows::default());
        };
        span = Some(Span { begin: begin.to_owned(), end: end.to_owned() });
    }
    let (sql, values) = select::rows(list, query, span.as_ref());
    let mut found = Rows::default();
    let mut place = None;
    for row in tx.rows(&sql, &values).await? {
        if found.rows.len() == query.rows {
            found.next = place;
            break;
        }
        let cells = cells(list, &row, tx.persons())?;
        place = key(list, query, row.int(0)?, &cells);
        if found.rows.is_empty() && query.after.is_some() {
            found.previous.clone_from(&place);
        }
        found.rows.push(cells);
    }
    Ok(found)
}

/// The place of a row in the order of a query.
pub(crate) fn key(
    list: &List,
    query: &Query,
    number: i64,
    cells: &[Value<'static>],
) -> Option<Key> {
    let at = list.columns.iter().position(|column| column.name == query.sort.name)?;
    Some((cells.get(at)?.clone(), number))
}

/// Rows by their numbers, in the order of the numbers given.
pub(crate) async fn numbered(
    tx: &mut Tx,
    list: &'static List,
    query: &Query,
    numbers: &[i64],
) -> Result<Vec<Vec<Value<'static>>>> {
    let (sql, values) = select::numbered(list, query, numbers);
    let mut found = BTreeMap::new();
    for row in tx.rows(&sql, &values).await? {
        found.insert(row.int(0)?, cells(list, &row, tx.persons())?);
    }
    Ok(numbers.iter().filter_map(|number| found.remove(number)).collect())
}

/// Of some rows the numbers of those that fulfil some tests.
pub(crate) async fn fitting(
    tx: &mut Tx,
    list: &'static List,
    query: &Query,
    numbers: &[i64],
) -> Result<BTreeSet<i64>> {
    let (sql, values) = select::fitting(list, query, numbers);
    tx.rows(&sql, &values).await?.iter().map(|row| row.int(0)).collect()
}

/// The statement of a page as a database is asked for it, for tests of how it goes about it.
pub fn statement(list: &'static List, query: &Query) -> (crate::db::Sql, Vec<Value<'static>>) {
    select::rows(list, &query.ahead(), None)
}

/// The cells of a row, behind its number.
fn cells(list: &'static List, row: &Row, persons: &Persons) -> Result<Vec<Value<'static>>> {
    let columns = list.columns.iter().enumerate();
    columns.map(|(i, column)| Ok(persons.cell(cell(row, i + 1, column)?))).collect()
}

fn cell(row: &Row, at: usize, column: &Column) -> Result<Value<'static>> {
    Ok(if column.number {
        Value::from(row.int_or_none(at)?)
    } else {
        Value::from(row.text_or_none(at)?.map(str::to_owned))
    })
}

/// How many rows a query has in all, and their sums: from the sums that are kept, where they tell it; else
/// counted row by row, up to so many.
pub async fn totals(tx: &mut Tx, list: &'static List, query: &Query, most: i64) -> Result<Totals> {
    let kept = select::kept(list, query);
    let is_kept = kept.is_some();
    let (sql, values) = kept.unwrap_or_else(|| select::totals(list, query, most));
    let row = tx.one(&sql, &values).await?;
    let rows = row.int(0)?;
    if rows > most && !is_kept {
        return Ok(Totals { rows: most, more: true, sums: Vec::new() });
    }
    let sums = (1..=list.sums.len()).map(|at| row.int(at)).collect::<Result<_>>()?;
    Ok(Totals { rows, more: false, sums })
}
