//! Many rows at once: the fastest way of each database, which differ.

use futures_util::future::join;
use sqlx::query::Query;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Executor, Postgres, Sqlite, Transaction};

use super::{Sql, Tx, Value};
use crate::error::Result;
use crate::hex;

/// Values of one insertion on SQLite at most; its limit is 32 766.
const MOST_VALUES: usize = 32_000;
/// Rows of one insertion at most: longer ones gain nothing.
const MOST_ROWS: usize = 1_000;
/// Bytes sent to PostgreSQL in one piece.
const PIECE: usize = 1 << 18;

/// Where many rows go: a table and its columns in the order of the values.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    /// Name of the table.
    pub table: &'a str,
    /// Names of the columns, as SQL writes them.
    pub columns: &'a [String],
}

impl Target<'_> {
    /// Rows that go well in one part.
    pub fn rows(&self) -> usize {
        (MOST_VALUES / self.columns.len().max(1)).clamp(1, MOST_ROWS)
    }
}

impl Tx {
    /// Inserts rows given end to end; `values` holds one for each column of each row.
    pub async fn insert_many(&mut self, target: Target<'_>, values: &[Value<'_>]) -> Result<()> {
        self.insert_parts(target, values.chunks(target.rows() * target.columns.len().max(1))).await
    }

    /// The same, part by part of [`Target::rows`] at most: while the database takes one in, the next is made.
    pub async fn insert_parts<'v, P: AsRef<[Value<'v>]>>(
        &mut self,
        target: Target<'_>,
        parts: impl Iterator<Item = P>,
    ) -> Result<()> {
        match self {
            Tx::Sqlite(tx) => insert(tx, target, parts).await,
            Tx::Postgres(tx) => copy(tx, target, parts).await,
        }
    }
}

async fn insert<'v, P: AsRef<[Value<'v>]>>(
    tx: &mut Transaction<'static, Sqlite>,
    target: Target<'_>,
    mut parts: impl Iterator<Item = P>,
) -> Result<()> {
    let mut next = || parts.next().map(|part| insertion(target, part.as_ref()));
    let mut ready = next();
    while let Some(query) = ready {
        // SQLite works in a thread of its own: asked first, it is at work while the next part is made.
        let (done, made) = join((&mut **tx).execute(query), async { next() }).await;
        done?;
        ready = made;
    }
    Ok(())
}

/// With plain question marks: SQLite looks a numbered parameter up among all before it.
fn insertion(target: Target<'_>, values: &[Value<'_>]) -> Query<'static, Sqlite, SqliteArguments> {
    let width = target.columns.len().max(1);
    let marks = format!("({})", vec!["?"; width].join(", "));
    let all = vec![marks; values.len() / width].join(", ");
    let columns = target.columns.join(", ");
    let sql = format!("INSERT INTO {} ({columns}) VALUES {all}", target.table);
    Sql::built(sql).sqlite(values)
}

async fn copy<'v, P: AsRef<[Value<'v>]>>(
    tx: &mut Transaction<'static, Postgres>,
    target: Target<'_>,
    parts: impl Iterator<Item = P>,
) -> Result<()> {
    let columns = target.columns.join(", ");
    let mut into = tx.copy_in_raw(&format!("COPY {} ({columns}) FROM STDIN", target.table)).await?;
    let mut piece = String::with_capacity(PIECE + PIECE / 8);
    for part in parts {
        for row in part.as_ref().chunks(target.columns.len().max(1)) {
            write_row(&mut piece, row);
            if piece.len() >= PIECE {
                into.send(piece.as_bytes()).await?;
                piece.clear();
            }
        }
    }
    into.send(piece.as_bytes()).await?;
    into.finish().await?;
    Ok(())
}

/// A row in PostgreSQL's text format.
fn write_row(out: &mut String, row: &[Value<'_>]) {
    for (index, value) in row.iter().enumerate() {
        if index > 0 {
            out.push('\t');
        }
        match value {
            Value::Int(Some(number)) => out.push_str(&number.to_string()),
            Value::Text(Some(text)) => write_text(out, text),
            Value::Bytes(Some(bytes)) => {
                out.push_str("\\\\x");
                out.push_str(&hex(bytes));
            }
            Value::Int(None) | Value::Text(None) | Value::Bytes(None) => out.push_str("\\N"),
        }
    }
    out.push('\n');
}

fn write_text(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            other => out.push(other),
        }
    }
}
