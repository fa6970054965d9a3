//! The changes of the platform in the order in which they happened, for programs that follow it: the chain of
//! events without what was said in them.
//!
//! Whoever writes an event holds the head of the chain until the end of the transaction. Numbers are so given
//! out in the order in which events become visible: whoever has read up to a number misses nothing before it.

use crate::db::{Row, Sql, Tx, Value};
use crate::error::Result;
use crate::lists::{Part, Reach};

/// Something that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Number of its event.
    pub id: i64,
    /// The moment in UTC.
    pub at: String,
    /// Word of the operation.
    pub operation: String,
    /// What changed: its kind.
    pub kind: String,
    /// Which one.
    pub subject: String,
    /// Code of the division where it is.
    pub division: Option<String>,
}

/// Kinds of events that are no business of programs: accounts, and who read what.
const PRIVATE: &str = "'person', 'post', 'session', 'token', 'webhook', 'list', 'system'";

const HEAD: Sql = Sql::new("SELECT event_id FROM chain_head WHERE head_id = 1");

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] = &[&HEAD];

/// The changes after an event, the first one first, as far as a reader may see them; and the number up to
/// which the chain was read.
pub async fn after(
    tx: &mut Tx,
    reach: &Reach,
    after: i64,
    most: usize,
) -> Result<(Vec<Change>, i64)> {
    let head = tx.one(&HEAD, &[]).await?.int(0)?;
    let (sql, values) = statement(reach, after, most);
    let changes = tx.rows(&sql, &values).await?.iter().map(change).collect::<Result<Vec<_>>>()?;
    let last = changes.last().filter(|_| changes.len() == most).map(|change| change.id);
    Ok((changes, last.unwrap_or(head).max(after)))
}

/// A screening has no place: it judges all records.
fn statement(reach: &Reach, after: i64, most: usize) -> (Sql, Vec<Value<'static>>) {
    let mut values = vec![Value::from(after)];
    let divisions: Vec<&String> = match reach {
        Reach::Everything | Reach::Nothing => Vec::new(),
        Reach::Parts(parts) => parts.iter().flat_map(whole).collect(),
    };
    values.extend(divisions.into_iter().cloned().map(Value::from));
    let marks: Vec<String> = (2..=values.len()).map(|mark| format!("${mark}")).collect();
    let seen = match (reach, marks.is_empty()) {
        (Reach::Everything, _) => String::new(),
        (_, true) => " AND subject_kind = 'screening'".to_owned(),
        _ => format!(" AND (subject_kind = 'screening' OR division IN ({}))", marks.join(", ")),
    };
    let sql = format!(
        "SELECT event_id, at, operation, subject_kind, subject_id, division FROM events \
         WHERE event_id > $1 AND subject_kind NOT IN ({PRIVATE}){seen} \
         ORDER BY event_id LIMIT {most}"
    );
    (Sql::built(sql), values)
}

/// The divisions of a part; an event does not say whose it is, so who sees one organisation sees none.
fn whole(part: &Part) -> &[String] {
    if part.organisation.is_none() { &part.divisions } else { &[] }
}

fn change(row: &Row) -> Result<Change> {
    let text = |column| row.text(column).map(str::to_owned);
    Ok(Change {
        id: row.int(0)?,
        at: text(1)?,
        operation: text(2)?,
        kind: text(3)?,
        subject: text(4)?,
        division: row.text_or_none(5)?.map(str::to_owned),
    })
}
