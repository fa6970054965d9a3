//! Statements and the values bound to them.

use std::borrow::Cow;

use sqlx::postgres::PgArguments;
use sqlx::query::Query;
use sqlx::sqlite::SqliteArguments;
use sqlx::{AssertSqlSafe, Encode, Postgres, Sqlite, Type};

/// The text of one statement, the same for both databases, with `$1`, `$2`, … in ascending order.
///
/// It is made of constants and of names of the public contract, never of what a user wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sql(Cow<'static, str>);

/// A value bound to a statement. An empty cell keeps its type, because PostgreSQL asks for it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value<'a> {
    /// Whole number: ids, fen, counts, 0 and 1 for no and yes.
    Int(Option<i64>),
    /// Text: names, codes, days as `YYYY-MM-DD`.
    Text(Option<Cow<'a, str>>),
    /// Bytes: hashes, encrypted cells.
    Bytes(Option<Cow<'a, [u8]>>),
}

impl Sql {
    /// A statement that stands in the code as it is.
    pub const fn new(text: &'static str) -> Sql {
        Sql(Cow::Borrowed(text))
    }

    /// A statement put together from constants and names of the contract.
    pub(crate) fn built(text: String) -> Sql {
        Sql(Cow::Owned(text))
    }

    /// The statement as sqlx takes it: the one place where a text that is no constant is declared safe.
    pub(super) fn text(&self) -> AssertSqlSafe<Cow<'static, str>> {
        AssertSqlSafe(self.0.clone())
    }

    /// The values are copied: a query owes them nothing.
    pub(super) fn sqlite(&self, values: &[Value<'_>]) -> Query<'static, Sqlite, SqliteArguments> {
        values.iter().fold(sqlx::query(self.text()), bind)
    }

    pub(super) fn postgres(&self, values: &[Value<'_>]) -> Query<'static, Postgres, PgArguments> {
        values.iter().fold(sqlx::query(self.text()), bind)
    }
}

impl std::fmt::Display for Sql {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

fn bind<DB: sqlx::Database>(
    query: Query<'static, DB, DB::Arguments>,
    value: &Value<'_>,
) -> Query<'static, DB, DB::Arguments>
where
    Option<i64>: for<'v> Encode<'v, DB> + Type<DB>,
    for<'v> Option<&'v str>: Encode<'v, DB> + Type<DB>,
    for<'v> Option<&'v [u8]>: Encode<'v, DB> + Type<DB>,
{
    match value {
        Value::Int(value) => query.bind(*value),
        Value::Text(value) => query.bind(value.as_deref()),
        Value::Bytes(value) => query.bind(value.as_deref()),
    }
}

impl Value<'_> {
    /// The same value, owing nothing.
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Value::Int(value) => Value::Int(value),
            Value::Text(value) => Value::Text(value.map(|text| Cow::Owned(text.into_owned()))),
            Value::Bytes(value) => Value::Bytes(value.map(|bytes| Cow::Owned(bytes.into_owned()))),
        }
    }
}

impl From<i64> for Value<'_> {
    fn from(value: i64) -> Self {
        Value::Int(Some(value))
    }
}

impl From<Option<i64>> for Value<'_> {
    fn from(value: Option<i64>) -> Self {
        Value::Int(value)
    }
}

impl From<bool> for Value<'_> {
    fn from(value: bool) -> Self {
        Value::Int(Some(value.into()))
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(value: &'a str) -> Self {
        Value::Text(Some(Cow::Borrowed(value)))
    }
}

impl From<String> for Value<'_> {
    fn from(value: String) -> Self {
        Value::Text(Some(Cow::Owned(value)))
    }
}

impl From<Option<String>> for Value<'_> {
    fn from(value: Option<String>) -> Self {
        Value::Text(value.map(Cow::Owned))
    }
}

impl<'a> From<Option<&'a str>> for Value<'a> {
    fn from(value: Option<&'a str>) -> Self {
        Value::Text(value.map(Cow::Borrowed))
    }
}

impl<'a> From<&'a [u8]> for Value<'a> {
    fn from(value: &'a [u8]) -> Self {
        Value::Bytes(Some(Cow::Borrowed(value)))
    }
}
