//! The chain of events: who did what, when, from where; one altered byte is found.

use sha2::{Digest, Sha256};

use crate::db::{Row, Sql, Tx, Value};
use crate::error::Result;
use crate::hex;

/// Something that happened, as it is recorded. All of it is covered by the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Moment in UTC, `2019-05-22T08:30:00Z`.
    pub at: String,
    /// Who: the public id of a person, or `system`.
    pub actor: String,
    /// As what: the post by which the person acted; empty for the system.
    pub post: String,
    /// From where: network address and way in (`page`, `api`, `cli`, `job`).
    pub origin: String,
    /// Name of the operation.
    pub operation: String,
    /// Kind of thing concerned.
    pub subject_kind: String,
    /// Which one.
    pub subject_id: String,
    /// Division concerned, by whose subtree the event may be read.
    pub division: Option<String>,
    /// What changed, as JSON. Never a personal key.
    pub body: String,
}

/// An event in its place in the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Number, from 1 without gaps.
    pub id: i64,
    /// What happened.
    pub event: Event,
    /// Hash over this event and the hash before it, 64 hexadecimal digits.
    pub hash: String,
}

/// Why the chain does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Break {
    /// An event was altered, or one before it was taken out or put in.
    Altered {
        /// The first event that does not fit.
        event: i64,
    },
    /// Events are missing at the end: the head knows of more than there are.
    CutOff {
        /// Events there are.
        events: i64,
        /// Events there should be.
        head: i64,
    },
}

const TAKE_HEAD: Sql = Sql::new(
    "UPDATE chain_head SET event_id = event_id + 1 WHERE head_id = 1 RETURNING event_id, hash",
);
const QUEUE: Sql = Sql::new("UPDATE chain_head SET event_id = event_id WHERE head_id = 1");
const SET_HEAD: Sql = Sql::new("UPDATE chain_head SET hash = $1 WHERE head_id = 1");
const HEAD: Sql = Sql::new("SELECT event_id, hash FROM chain_head WHERE head_id = 1");
const INSERT: Sql = Sql::new(
    "INSERT INTO events (event_id, at, actor, post, origin, operation, subject_kind, subject_id, \
     division, body, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
);
const ALL: Sql = Sql::new(
    "SELECT event_id, at, actor, post, origin, operation, subject_kind, subject_id, division, body, \
     hash FROM events ORDER BY event_id",
);

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] = &[&TAKE_HEAD, &QUEUE, &SET_HEAD, &HEAD, &INSERT, &ALL];

/// Waits until every operation under way has written its event, and lets none begin to before this one is
/// done. For what must not happen twice at once.
pub async fn queue(tx: &mut Tx) -> Result<()> {
    tx.execute(&QUEUE, &[]).await?;
    Ok(())
}

/// Writes an event at the end of the chain, in the transaction of the operation that it tells of. Returns
/// its number. Writers queue here, so it comes last in an operation.
pub async fn append(tx: &mut Tx, event: &Event) -> Result<i64> {
    let head = tx.one(&TAKE_HEAD, &[]).await?;
    let (id, previous) = (head.int(0)?, head.text(1)?.to_owned());
    let hash = chained(&previous, id, event);
    let values = [
        Value::from(id),
        Value::from(event.at.as_str()),
        Value::from(event.actor.as_str()),
        Value::from(event.post.as_str()),
        Value::from(event.origin.as_str()),
        Value::from(event.operation.as_str()),
        Value::from(event.subject_kind.as_str()),
        Value::from(event.subject_id.as_str()),
        Value::from(event.division.as_deref()),
        Value::from(event.body.as_str()),
        Value::from(hash.as_str()),
    ];
    tx.execute(&INSERT, &values).await?;
    tx.execute(&SET_HEAD, &[Value::from(hash.as_str())]).await?;
    Ok(id)
}

/// Goes through the whole chain. Returns the number of events, or where it breaks.
pub async fn verify(tx: &mut Tx) -> Result<std::result::Result<i64, Break>> {
    let head = tx.one(&HEAD, &[]).await?;
    let (count, last_hash) = (head.int(0)?, head.text(1)?.to_owned());
    let (mut seen, mut previous, mut broken) = (0, String::new(), None);
    tx.each(&ALL, &[], |row| {
        let recorded = recorded(&row)?;
        seen += 1;
        let fits =
            recorded.id == seen && recorded.hash == chained(&previous, seen, &recorded.event);
        if !fits && broken.is_none() {
            broken = Some(Break::Altered { event: seen });
        }
        previous = recorded.hash;
        Ok(())
    })
    .await?;
    if let Some(broken) = broken {
        return Ok(Err(broken));
    }
    if seen != count {
        return Ok(Err(Break::CutOff { events: seen, head: count }));
    }
    Ok(if previous == last_hash { Ok(seen) } else { Err(Break::Altered { event: seen }) })
}

fn recorded(row: &Row) -> Result<Recorded> {
    let text = |column| row.text(column).map(str::to_owned);
    Ok(Recorded {
        id: row.int(0)?,
        event: Event {
            at: text(1)?,
            actor: text(2)?,
            post: text(3)?,
            origin: text(4)?,
            operation: text(5)?,
            subject_kind: text(6)?,
            subject_id: text(7)?,
            division: row.text_or_none(8)?.map(str::to_owned),
            body: text(9)?,
        },
        hash: text(10)?,
    })
}

/// The hash of an event: over the hash before it, its number and each of its parts with its length, so
/// that no letter can move from one part to the next.
fn chained(previous: &str, id: i64, event: &Event) -> String {
    let number = id.to_string();
    let division = event.division.as_deref();
    let parts = [
        previous,
        &number,
        &event.at,
        &event.actor,
        &event.post,
        &event.origin,
        &event.operation,
        &event.subject_kind,
        &event.subject_id,
        division.unwrap_or_default(),
        if division.is_some() { "1" } else { "0" },
        &event.body,
    ];
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    hex(&hasher.finalize())
}
