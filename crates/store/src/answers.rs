//! Requests that came with a key of their own, and the answers that were given to them: the same request is
//! done once and answered the same, also when it comes twice at once or the program ends in between.

use crate::db::{Row, Sql, Tx, Value};
use crate::error::Result;

/// A request that is being answered, or was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Number of the token with which it came.
    pub token: i64,
    /// Its key.
    pub key: String,
    /// Hash of all that was asked.
    pub fingerprint: String,
    /// When it was begun, in UTC.
    pub begun_at: String,
    /// Who is at it: a random number.
    pub turn: String,
}

/// How far a request has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The request.
    pub request: Request,
    /// Whether its operation has written.
    pub done: bool,
    /// The answer, once it was given.
    pub answer: Option<Answer>,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Status of the answer.
    pub status: i64,
    /// What it is.
    pub media_type: String,
    /// Its text.
    pub body: String,
}

const BEGIN: Sql = Sql::new(
    "INSERT INTO answers (token_id, request_key, fingerprint, begun_at, turn) \
     VALUES ($1, $2, $3, $4, $5) ON CONFLICT (token_id, request_key) DO NOTHING",
);
const FIND: Sql = Sql::new(
    "SELECT token_id, request_key, fingerprint, begun_at, turn, done, status, media_type, body \
     FROM answers WHERE token_id = $1 AND request_key = $2",
);
const TAKE_OVER: Sql = Sql::new(
    "UPDATE answers SET begun_at = $1, turn = $2 WHERE token_id = $3 AND request_key = $4 \
     AND turn = $5 AND done = 0 AND status IS NULL",
);
const DONE: Sql =
    Sql::new("UPDATE answers SET done = 1 WHERE token_id = $1 AND request_key = $2 AND turn = $3");
const GIVE: Sql = Sql::new(
    "UPDATE answers SET status = $1, media_type = $2, body = $3 \
     WHERE token_id = $4 AND request_key = $5 AND turn = $6",
);
const FORGET: Sql = Sql::new(
    "DELETE FROM answers WHERE token_id = $1 AND request_key = $2 AND turn = $3 AND done = 0",
);
const SWEEP: Sql = Sql::new("DELETE FROM answers WHERE begun_at < $1");

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] = &[&BEGIN, &FIND, &TAKE_OVER, &DONE, &GIVE, &FORGET, &SWEEP];

/// Begins a request. No: there is one of this key.
pub async fn begin(tx: &mut Tx, request: &Request) -> Result<bool> {
    let values = [
        Value::from(request.token),
        Value::from(request.key.as_str()),
        Value::from(request.fingerprint.as_str()),
        Value::from(request.begun_at.as_str()),
        Value::from(request.turn.as_str()),
    ];
    Ok(tx.execute(&BEGIN, &values).await? == 1)
}

/// The request of a key.
pub async fn find(tx: &mut Tx, token: i64, key: &str) -> Result<Option<Kept>> {
    let values = [Value::from(token), Value::from(key)];
    tx.row(&FIND, &values).await?.map(|row| kept(&row)).transpose()
}

/// Begins a request anew in the place of one that came to nothing. No: somebody else was quicker.
pub async fn take_over(tx: &mut Tx, old: &Request, new: &Request) -> Result<bool> {
    let values = [
        Value::from(new.begun_at.as_str()),
        Value::from(new.turn.as_str()),
        Value::from(old.token),
        Value::from(old.key.as_str()),
        Value::from(old.turn.as_str()),
    ];
    Ok(tx.execute(&TAKE_OVER, &values).await? == 1)
}

/// Notes, in the transaction of the operation, that it has written. No: somebody else is at it by now.
pub async fn done(tx: &mut Tx, request: &Request) -> Result<bool> {
    Ok(tx.execute(&DONE, &of(request)).await? == 1)
}

/// Keeps the answer.
pub async fn give(tx: &mut Tx, request: &Request, answer: &Answer) -> Result<()> {
    let mut values = vec![
        Value::from(answer.status),
        Value::from(answer.media_type.as_str()),
        Value::from(answer.body.as_str()),
    ];
    values.extend(of(request));
    tx.execute(&GIVE, &values).await.map(drop)
}

/// Forgets a request that came to nothing, so that it can be made again.
pub async fn forget(tx: &mut Tx, request: &Request) -> Result<()> {
    tx.execute(&FORGET, &of(request)).await.map(drop)
}

/// Forgets what was begun before a moment.
pub async fn sweep(tx: &mut Tx, before: &str) -> Result<u64> {
    tx.execute(&SWEEP, &[Value::from(before)]).await
}

fn of(request: &Request) -> [Value<'_>; 3] {
    [
        Value::from(request.token),
        Value::from(request.key.as_str()),
        Value::from(request.turn.as_str()),
    ]
}

fn kept(row: &Row) -> Result<Kept> {
    let text = |column| row.text(column).map(str::to_owned);
    let answer = match row.int_or_none(6)? {
        Some(status) => Some(Answer { status, media_type: text(7)?, body: text(8)? }),
        None => None,
    };
    let request = Request {
        token: row.int(0)?,
        key: text(1)?,
        fingerprint: text(2)?,
        begun_at: text(3)?,
        turn: text(4)?,
    };
    Ok(Kept { request, done: row.flag(5)?, answer })
}
