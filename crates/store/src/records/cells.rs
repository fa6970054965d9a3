//! One cell of a record as the database keeps it, both ways.
//!
//! | column of the contract | in the database |
//! |---|---|
//! | text, label | text |
//! | amount | fen |
//! | day, month | `YYYY-MM-DD`, `YYYY-MM` |
//! | year, count | number |
//! | decimal | ten-thousandths |
//! | yes, no | 1, 0 |
//! | choice, fund | its word, its code |
//! | division | its six digits |
//! | personal key | 32 hexadecimal digits of its keyed hash |
//! | account number | `digits` or `no_digit`: never the number |

use domain::columns::{ColumnMut, ColumnRef, ColumnSpec};
use domain::records::{Table, Visitor};
use domain::{
    AccountForm, Choice, DataSet, Day, Decimal, Division, Fen, Funds, Interner, Key, Month, TableId,
};

use crate::db::{Row, Value};
use crate::error::{Result, StoreError};
use crate::persons::Persons;

/// Columns that are read of every record before those of the contract: number and form.
pub(super) const OWN_COLUMNS: usize = 2;

const DIGITS: &str = "digits";
/// How an account without any digit is kept.
pub const NO_DIGIT: &str = "no_digit";

/// The cells of a row, in the order of the contract.
pub type Cells<'a> = Vec<Value<'a>>;

/// The cells of rows, in the order of the contract.
pub fn cells_of<'a>(data: &'a DataSet, id: TableId, rows: &[usize]) -> Vec<Cells<'a>> {
    let columns = data.tables.columns(id);
    let specs = id.spec().columns;
    let cells = |row: &usize| {
        columns.iter().zip(specs).map(|(column, spec)| cell(data, *column, spec, *row)).collect()
    };
    rows.iter().map(cells).collect()
}

/// The county that each row of a table names itself; empty where the table has no such column.
pub(crate) fn county_of(data: &DataSet, id: TableId) -> Vec<Option<Division>> {
    match data.tables.column(id, "county") {
        Some(ColumnRef::Division(counties)) => counties.clone(),
        _ => Vec::new(),
    }
}

fn cell<'a>(
    data: &'a DataSet,
    column: ColumnRef<'a>,
    spec: &'static ColumnSpec,
    row: usize,
) -> Value<'a> {
    match column {
        ColumnRef::Text(cells) | ColumnRef::Period(cells) | ColumnRef::Organisation(cells) => {
            Value::from(at(cells, row).map(|name| data.names.text(name)))
        }
        ColumnRef::Label(cells) => {
            Value::from(Some(cells.get(row)).filter(|label| !label.is_empty()))
        }
        ColumnRef::Money(cells) | ColumnRef::Balance(cells) => {
            Value::from(at(cells, row).map(|Fen(fen)| fen))
        }
        ColumnRef::Date(cells) => written(at(cells, row)),
        ColumnRef::Month(cells) => written(at(cells, row)),
        ColumnRef::Division(cells) => written(at(cells, row)),
        ColumnRef::Year(cells) => Value::from(at(cells, row).map(i64::from)),
        ColumnRef::Count(cells) => Value::from(at(cells, row).map(i64::from)),
        ColumnRef::Flag(cells) => Value::from(at(cells, row).map(i64::from)),
        ColumnRef::Decimal(cells) => Value::from(at(cells, row).map(|Decimal(n)| n)),
        ColumnRef::Choice(cells) => {
            let word = cells.get(row).map_or("", |choice| spec.word(*choice));
            Value::from(Some(word).filter(|word| !word.is_empty()))
        }
        ColumnRef::Fund(cells) => {
            Value::from(at(cells, row).map(|fund| data.funds.get(fund).code.as_str()))
        }
        ColumnRef::Key(cells) => written(at(cells, row).map(|Key(hash)| format!("{hash:032x}"))),
        ColumnRef::Account(cells) => Value::from(account_word(cells.get(row).copied())),
    }
}

fn at<T: Copy>(cells: &[Option<T>], row: usize) -> Option<T> {
    cells.get(row).copied().flatten()
}

fn written<'a>(cell: Option<impl ToString>) -> Value<'a> {
    cell.map_or(Value::Text(None), |cell| Value::from(cell.to_string()))
}

fn account_word(form: Option<AccountForm>) -> Option<&'static str> {
    match form.unwrap_or_default() {
        AccountForm::Empty => None,
        AccountForm::Digits => Some(DIGITS),
        AccountForm::NoDigit => Some(NO_DIGIT),
    }
}

/// Appends rows of the database to the columns of a table.
pub(super) struct Append<'a> {
    /// The rows: their number and form, then the columns of the contract.
    pub(super) rows: &'a [Row],
    /// The files that the rows are said to come from.
    pub(super) files: &'a super::Files,
    pub(super) interner: &'a Interner,
    pub(super) funds: &'a Funds,
    pub(super) persons: &'a Persons,
}

impl Visitor for Append<'_> {
    type Output = Result<()>;

    fn visit<T: Table>(self, table: &mut T) -> Self::Output {
        let mut columns = table.columns_mut();
        for row in self.rows {
            for (index, (column, spec)) in columns.iter_mut().zip(T::SPEC.columns).enumerate() {
                self.push(column, spec, row, index + OWN_COLUMNS)?;
            }
        }
        drop(columns);
        for row in self.rows {
            let line = u32::try_from(row.int(0)?).unwrap_or(u32::MAX);
            table.sources_mut().push(self.files.number(row.int(1)?), line);
        }
        Ok(())
    }
}

impl Append<'_> {
    fn push(&self, to: &mut ColumnMut, spec: &ColumnSpec, row: &Row, at: usize) -> Result<()> {
        let text = || row.text_or_none(at);
        let strange = |what: &str| StoreError::Row { column: at, what: what.to_owned() };
        match to {
            ColumnMut::Text(cells) | ColumnMut::Period(cells) | ColumnMut::Organisation(cells) => {
                cells.push(text()?.and_then(|t| self.interner.intern(&self.persons.shown(t))));
            }
            ColumnMut::Label(cells) => {
                cells.push(text()?.unwrap_or_default()).map_err(|_| strange("too long"))?;
            }
            ColumnMut::Money(cells) | ColumnMut::Balance(cells) => {
                cells.push(row.int_or_none(at)?.map(Fen));
            }
            ColumnMut::Date(cells) => cells.push(parsed(text()?, at, |t| Day::parse(t).ok())?),
            ColumnMut::Month(cells) => cells.push(parsed(text()?, at, |t| Month::parse(t).ok())?),
            ColumnMut::Division(cells) => cells.push(parsed(text()?, at, division)?),
            ColumnMut::Year(cells) => cells.push(number(row, at)?),
            ColumnMut::Count(cells) => cells.push(number(row, at)?),
            ColumnMut::Flag(cells) => cells.push(row.int_or_none(at)?.map(|flag| flag != 0)),
            ColumnMut::Decimal(cells) => cells.push(row.int_or_none(at)?.map(Decimal)),
            ColumnMut::Choice(cells) => {
                cells.push(parsed(text()?, at, |t| spec.choice(t))?.unwrap_or(Choice::EMPTY));
            }
            ColumnMut::Fund(cells) => cells.push(parsed(text()?, at, |t| self.funds.resolve(t))?),
            ColumnMut::Key(cells) => cells.push(parsed(text()?, at, key)?),
            ColumnMut::Account(cells) => cells.push(match text()? {
                None => AccountForm::Empty,
                Some(DIGITS) => AccountForm::Digits,
                Some(_) => AccountForm::NoDigit,
            }),
        }
        Ok(())
    }
}

/// Reads a cell that the store itself wrote; anything else means that someone changed the database.
fn parsed<T>(
    text: Option<&str>,
    column: usize,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>> {
    let Some(text) = text else { return Ok(None) };
    let strange = || StoreError::Row { column, what: format!("unexpected {text:?}") };
    parse(text).map(Some).ok_or_else(strange)
}

fn number<T: TryFrom<i64>>(row: &Row, column: usize) -> Result<Option<T>> {
    let Some(number) = row.int_or_none(column)? else { return Ok(None) };
    let strange = |_| StoreError::Row { column, what: format!("unexpected {number}") };
    T::try_from(number).map(Some).map_err(strange)
}

fn division(text: &str) -> Option<Division> {
    text.parse().ok().and_then(Division::from_code)
}

fn key(text: &str) -> Option<Key> {
    u128::from_str_radix(text, 16).ok().map(Key)
}
