//! The two databases behind one face.
//!
//! Every statement is one text for both ([`Sql`]); values and rows are the few types that both keep alike:
//! 64-bit integers, texts, bytes. This file and its children are the only ones that know sqlx.

mod bulk;
mod connect;
mod packed;
mod row;
mod sql;

use std::sync::Arc;

use futures_util::TryStreamExt;
use sqlx::{Executor, Postgres, SqlSafeStr, Sqlite, SqlitePool, Transaction};

pub use self::bulk::Target;
pub(crate) use self::packed::packing;
pub use self::row::Row;
pub use self::sql::{Sql, Value};
use crate::error::Result;
use crate::persons::Persons;
use crate::recalled::{Keeper, Recalled};

/// A database, and what this process keeps of it.
#[derive(Clone, Debug)]
pub struct Db {
    pub(crate) engine: Engine,
    recalled: Keeper,
    persons: Persons,
}

/// A SQLite file with one writer, or a PostgreSQL server.
#[derive(Clone, Debug)]
pub(crate) enum Engine {
    /// An embedded file. Reads run beside each other; writes queue for the one connection that may write.
    Sqlite {
        /// Connections that only read.
        read: SqlitePool,
        /// The one connection that writes.
        write: SqlitePool,
    },
    /// A server.
    Postgres(sqlx::PgPool),
}

/// A transaction: all of it or, when it is dropped before [`Tx::commit`], nothing.
pub struct Tx {
    open: Open,
    /// Of transactions that only read: what the process keeps.
    recalled: Option<Keeper>,
    /// What of it holds for this transaction, once that was asked.
    seen: Option<Arc<Recalled>>,
    persons: Persons,
}

enum Open {
    /// On the embedded file.
    Sqlite(Transaction<'static, Sqlite>),
    /// On a server.
    Postgres(Transaction<'static, Postgres>),
}

impl Db {
    fn on(engine: Engine) -> Db {
        Db { engine, recalled: Keeper::default(), persons: Persons::default() }
    }

    /// The same with the key by which names of persons are hidden; without it those that were hidden stay so.
    #[must_use]
    pub fn with_persons(self, persons: Persons) -> Db {
        Db { persons, ..self }
    }

    /// Begins a transaction that may write. On SQLite it takes the write lock at once: a transaction that
    /// reads first and writes later would be turned away when another one wrote between.
    pub async fn write(&self) -> Result<Tx> {
        let open = match &self.engine {
            Engine::Sqlite { write, .. } => {
                Open::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?)
            }
            Engine::Postgres(pool) => Open::Postgres(pool.begin().await?),
        };
        Ok(self.tx(open, None))
    }

    /// Begins a transaction that only reads and sees one state of the data from its first to its last
    /// statement.
    pub async fn read(&self) -> Result<Tx> {
        let open = match &self.engine {
            Engine::Sqlite { read, .. } => Open::Sqlite(read.begin_with("BEGIN DEFERRED").await?),
            Engine::Postgres(pool) => Open::Postgres(
                pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?,
            ),
        };
        Ok(self.tx(open, Some(self.recalled.clone())))
    }

    fn tx(&self, open: Open, recalled: Option<Keeper>) -> Tx {
        Tx { open, recalled, seen: None, persons: self.persons.clone() }
    }

    /// Runs a statement that no transaction may hold, such as making a database.
    pub async fn run_alone(&self, sql: &Sql) -> Result<()> {
        match &self.engine {
            Engine::Sqlite { write, .. } => {
                write.execute(sqlx::raw_sql(sql.text())).await.map(drop)?;
            }
            Engine::Postgres(pool) => pool.execute(sqlx::raw_sql(sql.text())).await.map(drop)?,
        }
        Ok(())
    }

    /// The same with values, on the embedded file only: it alone has such statements.
    pub(crate) async fn run_alone_with(&self, sql: &Sql, values: &[Value<'_>]) -> Result<()> {
        match &self.engine {
            Engine::Sqlite { write, .. } => write.execute(sql.sqlite(values)).await.map(drop)?,
            Engine::Postgres(pool) => pool.execute(sql.postgres(values)).await.map(drop)?,
        }
        Ok(())
    }

    /// Waits for running statements and closes every connection.
    pub async fn close(&self) {
        match &self.engine {
            Engine::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Engine::Postgres(pool) => pool.close().await,
        }
    }
}

/// Runs the same expression on either connection.
macro_rules! on_either {
    ($tx:expr, $sql:expr, $values:expr, $query:ident, $connection:ident => $work:expr) => {
        match &mut $tx.open {
            Open::Sqlite(transaction) => {
                let ($connection, $query) = (&mut **transaction, $sql.sqlite($values));
                $work
            }
            Open::Postgres(transaction) => {
                let ($connection, $query) = (&mut **transaction, $sql.postgres($values));
                $work
            }
        }
    };
}

impl Tx {
    /// What the process keeps of the store; none where the transaction may write, as it may have written what
    /// nobody else must see.
    pub(crate) fn keeper(&self) -> Option<&Keeper> {
        self.recalled.as_ref()
    }

    /// By what names of persons are hidden and shown.
    pub fn persons(&self) -> &Persons {
        &self.persons
    }

    /// What of it holds for this transaction, if that was asked before.
    pub(crate) fn seen(&self) -> Option<&Arc<Recalled>> {
        self.seen.as_ref()
    }

    /// Remembers what of it holds.
    pub(crate) fn see(&mut self, recalled: Arc<Recalled>) {
        self.seen = Some(recalled);
    }

    /// Runs a statement; the number of rows it changed.
    pub async fn execute(&mut self, sql: &Sql, values: &[Value<'_>]) -> Result<u64> {
        Ok(on_either!(self, sql, values, query, connection =>
            query.execute(connection).await?.rows_affected()))
    }

    /// All rows of a query. For results that are known to be short.
    pub async fn rows(&mut self, sql: &Sql, values: &[Value<'_>]) -> Result<Vec<Row>> {
        Ok(on_either!(self, sql, values, query, connection =>
            query.fetch_all(connection).await?.into_iter().map(Row::from).collect()))
    }

    /// The row of a query that gives one or none.
    pub async fn row(&mut self, sql: &Sql, values: &[Value<'_>]) -> Result<Option<Row>> {
        Ok(on_either!(self, sql, values, query, connection =>
            query.fetch_optional(connection).await?.map(Row::from)))
    }

    /// The row of a query that always gives one.
    pub async fn one(&mut self, sql: &Sql, values: &[Value<'_>]) -> Result<Row> {
        Ok(on_either!(self, sql, values, query, connection =>
            Row::from(query.fetch_one(connection).await?)))
    }

    /// Hands the rows of a query, one by one and without gathering them, to `each`.
    pub async fn each(
        &mut self,
        sql: &Sql,
        values: &[Value<'_>],
        mut each: impl FnMut(Row) -> Result<()>,
    ) -> Result<()> {
        on_either!(self, sql, values, query, connection => {
            let mut rows = query.fetch(connection);
            while let Some(row) = rows.try_next().await? {
                each(Row::from(row))?;
            }
        });
        Ok(())
    }

    /// The same of a query that gives each row as one text ([`packing`]).
    pub(crate) async fn each_packed(
        &mut self,
        sql: &Sql,
        values: &[Value<'_>],
        mut each: impl FnMut(Row) -> Result<()>,
    ) -> Result<()> {
        self.each(sql, values, |row| each(row.unpacked(0)?)).await
    }

    /// Asks the database whether it understands a statement, without running it.
    pub async fn prepare(&mut self, sql: &Sql) -> Result<()> {
        match &mut self.open {
            Open::Sqlite(transaction) => {
                (&mut **transaction).prepare(sql.text().into_sql_str()).await?;
            }
            Open::Postgres(transaction) => {
                (&mut **transaction).prepare(sql.text().into_sql_str()).await?;
            }
        }
        Ok(())
    }

    /// Makes everything done in it lasting and visible.
    pub async fn commit(self) -> Result<()> {
        match self.open {
            Open::Sqlite(transaction) => transaction.commit().await?,
            Open::Postgres(transaction) => transaction.commit().await?,
        }
        Ok(())
    }
}
