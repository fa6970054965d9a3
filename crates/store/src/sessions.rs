//! Open sessions. The token itself is known to the browser alone; here is its hash.

use crate::db::{Row, Sql, Tx, Value};
use crate::error::Result;

/// Someone signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Hash of the token.
    pub token_hash: String,
    /// Whose it is.
    pub person: i64,
    /// What is still to be done before anything else; a word of the caller's.
    pub stage: String,
    /// When it began, in UTC.
    pub created_at: String,
    /// When it was last used, in UTC.
    pub seen_at: String,
    /// When it ends whatever happens, in UTC.
    pub ends_at: String,
}

const OPEN: Sql = Sql::new(
    "INSERT INTO sessions (token_hash, person_id, stage, created_at, seen_at, ends_at) \
     VALUES ($1, $2, $3, $4, $5, $6)",
);
const FIND: Sql = Sql::new(
    "SELECT token_hash, person_id, stage, created_at, seen_at, ends_at FROM sessions \
     WHERE token_hash = $1 AND seen_at >= $2 AND ends_at > $3",
);
const SEEN: Sql = Sql::new("UPDATE sessions SET seen_at = $1 WHERE token_hash = $2");
const CLOSE: Sql = Sql::new("DELETE FROM sessions WHERE token_hash = $1");
const CLOSE_ALL: Sql = Sql::new("DELETE FROM sessions WHERE person_id = $1");
const SWEEP: Sql = Sql::new("DELETE FROM sessions WHERE ends_at <= $1");

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] = &[&OPEN, &FIND, &SEEN, &CLOSE, &CLOSE_ALL, &SWEEP];

/// Opens a session.
pub async fn open(tx: &mut Tx, session: &Session) -> Result<()> {
    let values = [
        Value::from(session.token_hash.as_str()),
        Value::from(session.person),
        Value::from(session.stage.as_str()),
        Value::from(session.created_at.as_str()),
        Value::from(session.seen_at.as_str()),
        Value::from(session.ends_at.as_str()),
    ];
    tx.execute(&OPEN, &values).await.map(drop)
}

/// The session of a token, unless it was last used before `idle_since` or has ended by `now`.
pub async fn find(
    tx: &mut Tx,
    token_hash: &str,
    idle_since: &str,
    now: &str,
) -> Result<Option<Session>> {
    let values = [Value::from(token_hash), Value::from(idle_since), Value::from(now)];
    tx.row(&FIND, &values).await?.map(|row| session(&row)).transpose()
}

/// Notes that a session was used.
pub async fn seen(tx: &mut Tx, token_hash: &str, at: &str) -> Result<()> {
    tx.execute(&SEEN, &[Value::from(at), Value::from(token_hash)]).await.map(drop)
}

/// Closes a session. No: there was none.
pub async fn close(tx: &mut Tx, token_hash: &str) -> Result<bool> {
    Ok(tx.execute(&CLOSE, &[Value::from(token_hash)]).await? == 1)
}

/// Closes every session of a person; how many there were.
pub async fn close_all(tx: &mut Tx, person: i64) -> Result<u64> {
    tx.execute(&CLOSE_ALL, &[Value::from(person)]).await
}

/// Takes away the sessions that have ended; how many there were.
pub async fn sweep(tx: &mut Tx, now: &str) -> Result<u64> {
    tx.execute(&SWEEP, &[Value::from(now)]).await
}

fn session(row: &Row) -> Result<Session> {
    let text = |column| row.text(column).map(str::to_owned);
    Ok(Session {
        token_hash: text(0)?,
        person: row.int(1)?,
        stage: text(2)?,
        created_at: text(3)?,
        seen_at: text(4)?,
        ends_at: text(5)?,
    })
}
