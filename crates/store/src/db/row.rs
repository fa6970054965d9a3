//! One row of a result.

use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{Decode, Row as _, Type};

use super::packed::Packed;
use crate::error::{Result, StoreError};

/// One row; its columns are read by position.
pub enum Row {
    /// Of SQLite.
    Sqlite(SqliteRow),
    /// Of PostgreSQL.
    Postgres(PgRow),
    /// Of either, come as one text.
    Packed(Packed),
}

impl From<SqliteRow> for Row {
    fn from(row: SqliteRow) -> Row {
        Row::Sqlite(row)
    }
}

impl From<PgRow> for Row {
    fn from(row: PgRow) -> Row {
        Row::Postgres(row)
    }
}

impl Row {
    /// A whole number that must be there.
    pub fn int(&self, column: usize) -> Result<i64> {
        required(column, self.int_or_none(column)?)
    }

    /// A whole number or an empty cell.
    pub fn int_or_none(&self, column: usize) -> Result<Option<i64>> {
        match self {
            Row::Packed(row) => row.int(column),
            Row::Sqlite(_) | Row::Postgres(_) => self.get::<i64>(column),
        }
    }

    /// Yes or no, kept as 1 and 0.
    pub fn flag(&self, column: usize) -> Result<bool> {
        Ok(self.int(column)? != 0)
    }

    /// A text that must be there.
    pub fn text(&self, column: usize) -> Result<&str> {
        required(column, self.text_or_none(column)?)
    }

    /// A text or an empty cell.
    pub fn text_or_none(&self, column: usize) -> Result<Option<&str>> {
        match self {
            Row::Packed(row) => row.text(column),
            Row::Sqlite(_) | Row::Postgres(_) => self.get::<&str>(column),
        }
    }

    /// The row that came as one text in a column.
    pub(crate) fn unpacked(&self, column: usize) -> Result<Row> {
        Packed::of(self.text(column)?).map(Row::Packed)
    }

    /// Bytes that must be there.
    pub fn bytes(&self, column: usize) -> Result<&[u8]> {
        required(column, self.get::<&[u8]>(column)?)
    }

    fn get<'r, T>(&'r self, column: usize) -> Result<Option<T>>
    where
        T: Decode<'r, sqlx::Sqlite> + Type<sqlx::Sqlite>,
        T: Decode<'r, sqlx::Postgres> + Type<sqlx::Postgres>,
    {
        let cell = match self {
            Row::Sqlite(row) => row.try_get(column),
            Row::Postgres(row) => row.try_get(column),
            Row::Packed(_) => return Err(no_bytes(column)),
        };
        cell.map_err(|error| StoreError::Row { column, what: error.to_string() })
    }
}

/// Only numbers and texts come packed.
fn no_bytes(column: usize) -> StoreError {
    StoreError::Row { column, what: "no bytes".to_owned() }
}

fn required<T>(column: usize, cell: Option<T>) -> Result<T> {
    cell.ok_or_else(|| StoreError::Row { column, what: "empty".to_owned() })
}
