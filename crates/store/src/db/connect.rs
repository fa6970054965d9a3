//! Opening a database by its address.

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use super::{Db, Engine};
use crate::error::{Result, StoreError};

/// How long a statement waits for the write lock before it gives up.
const BUSY: Duration = Duration::from_secs(30);
/// Rows that SQLite reads ahead of the reader; the default of 50 halves the speed of long results.
const READ_AHEAD: usize = 2_000;
/// Statements that a connection keeps prepared.
const STATEMENTS: usize = 400;
/// Memory for pages of the file, in KiB, as SQLite writes it: for the one connection that writes, and for each
/// that reads. With the 2 MB that it takes by itself, the indexes of a large import are written to the disk and
/// read back again and again.
const PAGES_WRITING: &str = "-131072";
const PAGES_READING: &str = "-16384";

impl Db {
    /// Opens a database: `postgres://…`, `sqlite:FILE` or a path. A SQLite file is made where there is none.
    pub async fn open(address: &str, readers: u32) -> Result<Db> {
        if address.starts_with("postgres://") || address.starts_with("postgresql://") {
            return Db::open_postgres(address, readers).await;
        }
        let path = address.strip_prefix("sqlite:").unwrap_or(address);
        if path.is_empty() || path.contains("://") {
            return Err(StoreError::Address(without_password(address)));
        }
        Db::open_sqlite(Path::new(path), readers).await
    }

    async fn open_postgres(address: &str, connections: u32) -> Result<Db> {
        let options = PgConnectOptions::from_str(address)?.statement_cache_capacity(STATEMENTS);
        let pool = PgPoolOptions::new().max_connections(connections.max(1));
        Ok(Db::on(Engine::Postgres(pool.connect_with(options).await?)))
    }

    async fn open_sqlite(path: &Path, readers: u32) -> Result<Db> {
        // FULL: what a page has said is recorded stays recorded when the power fails.
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY)
            .row_buffer_size(READ_AHEAD)
            .statement_cache_capacity(STATEMENTS);
        // A file does not go away as a server does: to ask before each use costs as much as a short query.
        let pool = SqlitePoolOptions::new().test_before_acquire(false);
        let writer = pool.clone().max_connections(1);
        let writing = options.clone().pragma("cache_size", PAGES_WRITING);
        let write = writer.connect_with(writing).await?;
        let reading = options.create_if_missing(false).pragma("cache_size", PAGES_READING);
        let reading = reading.pragma("query_only", "ON");
        let reader = pool.max_connections(readers.max(1));
        Ok(Db::on(Engine::Sqlite { read: reader.connect_with(reading).await?, write }))
    }
}

/// The address as it may be shown: what stands between the user's name and `@` is a secret.
fn without_password(address: &str) -> String {
    let Some((scheme, rest)) = address.split_once("://") else { return address.to_owned() };
    let Some((user, host)) = rest.rsplit_once('@') else { return address.to_owned() };
    let name = user.split(':').next().unwrap_or_default();
    format!("{scheme}://{name}:…@{host}")
}

#[cfg(test)]
mod tests {
    use super::without_password;

    #[test]
    fn an_address_is_shown_without_its_password() {
        let check = |address: &str, shown: &str| assert_eq!(without_password(address), shown);
        check("mysql://fin:s3cret@host/db", "mysql://fin:…@host/db");
        check("mysql://host/db", "mysql://host/db");
        check("data.db", "data.db");
    }
}
