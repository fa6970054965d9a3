//! Many rows at once: the fastest way of each database, which differ.

use futures_util::future::join;
use sqlx::{Executor, Postgres, Sqlite, Transaction};

use super::{Open, Sql, Tx, Value};
use crate::error::Result;
use crate::hex;
use crate::lookup::marks;

/// Values of one insertion on SQLite at most; its limit is 32 766.
const MOST_VALUES: usize = 32_000;
/// Rows of one insertion at most: longer ones gain nothing.
const MOST_ROWS: usize = 1_000;
/// Values up to which PostgreSQL takes rows as any other statement: a `COPY` of a few ends with two short messages
/// in a row, of which networks hold the second back for some 40 ms.
const FEW_VALUES: usize = 8_000;
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
        (MOST_VALUES / self.width()).clamp(1, MOST_ROWS)
    }

    /// Values of a row.
    fn width(&self) -> usize {
        self.columns.len().max(1)
    }
}

impl Tx {
    /// Inserts rows given end to end; `values` holds one for each column of each row.
    pub async fn insert_many(&mut self, target: Target<'_>, values: &[Value<'_>]) -> Result<()> {
        self.insert_parts(target, values.chunks(target.rows() * target.width())).await
    }

    /// The same, part by part of [`Target::rows`] at most: while the database takes one in, the next is made.
    pub async fn insert_parts<'v, P: AsRef<[Value<'v>]>>(
        &mut self,
        target: Target<'_>,
        parts: impl Iterator<Item = P>,
    ) -> Result<()> {
        match &mut self.open {
            Open::Sqlite(tx) => insert(tx, target, parts).await,
            Open::Postgres(tx) => insert_or_copy(tx, target, parts).await,
        }
    }
}

async fn insert<'v, P: AsRef<[Value<'v>]>>(
    tx: &mut Transaction<'static, Sqlite>,
    target: Target<'_>,
    mut parts: impl Iterator<Item = P>,
) -> Result<()> {
    let insertion = |part: P| Sql::built(insertion(target, part.as_ref())).sqlite(part.as_ref());
    let mut next = || parts.next().map(insertion);
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
fn insertion(target: Target<'_>, values: &[Value<'_>]) -> String {
    let marks = vec!["?"; target.width()].join(", ");
    written(target, &vec![format!("({marks})"); values.len() / target.width()])
}

fn written(target: Target<'_>, rows: &[String]) -> String {
    let columns = target.columns.join(", ");
    format!("INSERT INTO {} ({columns}) VALUES {}", target.table, rows.join(", "))
}

/// One part of few values is inserted, anything else copied.
async fn insert_or_copy<'v, P: AsRef<[Value<'v>]>>(
    tx: &mut Transaction<'static, Postgres>,
    target: Target<'_>,
    mut parts: impl Iterator<Item = P>,
) -> Result<()> {
    let (first, second) = (parts.next(), parts.next());
    match (first, second) {
        (None, _) => Ok(()),
        (Some(only), None) if only.as_ref().len() <= FEW_VALUES => {
            insert_few(tx, target, only.as_ref()).await
        }
        (first, second) => copy(tx, target, first.into_iter().chain(second).chain(parts)).await,
    }
}

/// The statement is of this number of rows, so that it is not kept.
async fn insert_few(
    tx: &mut Transaction<'static, Postgres>,
    target: Target<'_>,
    values: &[Value<'_>],
) -> Result<()> {
    if values.is_empty() {
        return Ok(());
    }
    let numbered = |row: usize| format!("({})", marks(row * target.width() + 1, target.width()));
    let rows: Vec<String> = (0..values.len() / target.width()).map(numbered).collect();
    let query = Sql::built(written(target, &rows)).postgres(values).persistent(false);
    (&mut **tx).execute(query).await?;
    Ok(())
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
        for row in part.as_ref().chunks(target.width()) {
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
