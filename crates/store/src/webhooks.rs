//! Webhooks: addresses to which changes are told, how far each was told, and what came of it.

use crate::db::{Row, Sql, Tx, Value};
use crate::error::{Result, StoreError};

/// An address to which changes are told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Webhook {
    /// Number inside the store.
    pub id: i64,
    /// Number that addresses and events show.
    pub public_id: String,
    /// Number of the person who made it.
    pub person: i64,
    /// Public number of the post whose reach bounds it.
    pub post: String,
    /// Title of the post.
    pub post_title: String,
    /// What the person calls it.
    pub title: String,
    /// The address.
    pub address: String,
    /// What signs deliveries, sealed.
    pub secret: String,
    /// When it was made, in UTC.
    pub created_at: String,
    /// The event up to which it was told.
    pub told_to: i64,
    /// The event up to which the delivery under way goes.
    pub sending_to: Option<i64>,
    /// No attempt before this moment, in UTC.
    pub next_at: String,
    /// Attempts in a row that failed.
    pub failures: i64,
    /// The last attempt, in UTC.
    pub last_at: Option<String>,
    /// What came of it.
    pub last_answer: Option<String>,
    /// When it was stopped, in UTC.
    pub stopped_at: Option<String>,
}

/// What a new webhook begins with.
#[derive(Clone, Copy, Debug)]
pub struct NewWebhook<'a> {
    /// Number that addresses and events show; the caller makes it.
    pub public_id: &'a str,
    /// Number of the person.
    pub person: i64,
    /// Number of the post.
    pub post: i64,
    /// What the person calls it.
    pub title: &'a str,
    /// The address.
    pub address: &'a str,
    /// What signs deliveries, sealed.
    pub secret: &'a str,
    /// Now, in UTC.
    pub at: &'a str,
}

/// What came of an attempt.
#[derive(Clone, Copy, Debug)]
pub struct Outcome<'a> {
    /// The event up to which it is told now.
    pub told_to: i64,
    /// The event up to which the same delivery is tried again; none: it is over.
    pub sending_to: Option<i64>,
    /// Attempts in a row that failed.
    pub failures: i64,
    /// No attempt before this moment.
    pub next_at: &'a str,
    /// When it was, and what was answered; none where there was nothing to tell.
    pub answer: Option<(&'a str, &'a str)>,
}

macro_rules! select {
    ($rest:literal) => {
        Sql::new(concat!(
            "SELECT w.webhook_id, w.public_id, w.person_id, p.public_id, p.title, w.title, w.address, \
             w.secret, w.created_at, w.told_to, w.sending_to, w.next_at, w.failures, w.last_at, \
             w.last_answer, w.stopped_at FROM webhooks w JOIN posts p ON p.post_id = w.post_id ",
            $rest
        ))
    };
}

/// It is told from the end of the chain on: what happened before is the feed's business.
const ADD: Sql = Sql::new(
    "INSERT INTO webhooks (public_id, person_id, post_id, title, address, secret, created_at, told_to, \
     next_at) VALUES ($1, $2, $3, $4, $5, $6, $7, \
     (SELECT event_id FROM chain_head WHERE head_id = 1), $8)",
);
const OF_PERSON: Sql = select!("WHERE w.person_id = $1 ORDER BY w.webhook_id DESC LIMIT $2");
const BY_PUBLIC_ID: Sql = select!("WHERE w.public_id = $1");
const DUE: Sql = select!(
    "WHERE w.stopped_at IS NULL AND w.next_at <= $1 AND (w.sending_to IS NOT NULL OR w.told_to < \
     (SELECT event_id FROM chain_head WHERE head_id = 1)) ORDER BY w.next_at, w.webhook_id LIMIT $2"
);
const OPEN: Sql =
    Sql::new("SELECT COUNT(*) FROM webhooks WHERE person_id = $1 AND stopped_at IS NULL");
const CLAIM: Sql = Sql::new(
    "UPDATE webhooks SET next_at = $1 WHERE webhook_id = $2 AND next_at = $3 AND stopped_at IS NULL",
);
const SENDING: Sql = Sql::new("UPDATE webhooks SET sending_to = $1 WHERE webhook_id = $2");
const SETTLE: Sql = Sql::new(
    "UPDATE webhooks SET told_to = $1, sending_to = $2, failures = $3, next_at = $4, \
     last_at = COALESCE($5, last_at), last_answer = COALESCE($6, last_answer) WHERE webhook_id = $7",
);
const STOP: Sql =
    Sql::new("UPDATE webhooks SET stopped_at = $1 WHERE webhook_id = $2 AND stopped_at IS NULL");
const TRY_NOW: Sql =
    Sql::new("UPDATE webhooks SET next_at = $1 WHERE webhook_id = $2 AND stopped_at IS NULL");
const STOP_ALL: Sql =
    Sql::new("UPDATE webhooks SET stopped_at = $1 WHERE person_id = $2 AND stopped_at IS NULL");

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] = &[
    &ADD,
    &OF_PERSON,
    &BY_PUBLIC_ID,
    &DUE,
    &OPEN,
    &CLAIM,
    &SENDING,
    &SETTLE,
    &STOP,
    &TRY_NOW,
    &STOP_ALL,
];

/// Adds a webhook. It is told what happens from now on.
pub async fn add(tx: &mut Tx, hook: NewWebhook<'_>) -> Result<()> {
    let values = [
        Value::from(hook.public_id),
        Value::from(hook.person),
        Value::from(hook.post),
        Value::from(hook.title),
        Value::from(hook.address),
        Value::from(hook.secret),
        Value::from(hook.at),
        Value::from(hook.at),
    ];
    tx.execute(&ADD, &values).await.map(drop)
}

/// The last webhooks of a person, the newest first.
pub async fn of_person(tx: &mut Tx, person: i64, most: i64) -> Result<Vec<Webhook>> {
    let values = [Value::from(person), Value::from(most)];
    tx.rows(&OF_PERSON, &values).await?.iter().map(webhook).collect()
}

/// The webhook that addresses and events show by this number.
pub async fn by_public_id(tx: &mut Tx, id: &str) -> Result<Option<Webhook>> {
    tx.row(&BY_PUBLIC_ID, &[Value::from(id)]).await?.map(|row| webhook(&row)).transpose()
}

/// The webhooks that have something to be told and may be tried by `now`, the longest due first.
pub async fn due(tx: &mut Tx, now: &str, most: i64) -> Result<Vec<Webhook>> {
    let values = [Value::from(now), Value::from(most)];
    tx.rows(&DUE, &values).await?.iter().map(webhook).collect()
}

/// How many webhooks of a person are not stopped.
pub async fn open(tx: &mut Tx, person: i64) -> Result<i64> {
    tx.one(&OPEN, &[Value::from(person)]).await?.int(0)
}

/// Takes a webhook in hand until a moment. No: another process has it, or it was stopped.
pub async fn claim(tx: &mut Tx, hook: &Webhook, until: &str) -> Result<bool> {
    let values = [Value::from(until), Value::from(hook.id), Value::from(hook.next_at.as_str())];
    Ok(tx.execute(&CLAIM, &values).await? == 1)
}

/// Notes the event up to which the delivery goes that is about to be sent.
pub async fn sending(tx: &mut Tx, id: i64, to: i64) -> Result<()> {
    tx.execute(&SENDING, &[Value::from(to), Value::from(id)]).await.map(drop)
}

/// Notes what came of an attempt.
pub async fn settle(tx: &mut Tx, id: i64, outcome: Outcome<'_>) -> Result<()> {
    let values = [
        Value::from(outcome.told_to),
        Value::from(outcome.sending_to),
        Value::from(outcome.failures),
        Value::from(outcome.next_at),
        Value::from(outcome.answer.map(|(at, _)| at)),
        Value::from(outcome.answer.map(|(_, said)| said)),
        Value::from(id),
    ];
    tx.execute(&SETTLE, &values).await.map(drop)
}

/// Stops a webhook. No: it had been stopped before.
pub async fn stop(tx: &mut Tx, id: i64, at: &str) -> Result<bool> {
    Ok(tx.execute(&STOP, &[Value::from(at), Value::from(id)]).await? == 1)
}

/// Lets the next attempt be made at once. No: it was stopped.
pub async fn try_now(tx: &mut Tx, id: i64, at: &str) -> Result<bool> {
    Ok(tx.execute(&TRY_NOW, &[Value::from(at), Value::from(id)]).await? == 1)
}

/// Stops every webhook of a person; how many there were.
pub async fn stop_all(tx: &mut Tx, person: i64, at: &str) -> Result<u64> {
    tx.execute(&STOP_ALL, &[Value::from(at), Value::from(person)]).await
}

fn webhook(row: &Row) -> Result<Webhook> {
    let text = |column| row.text(column).map(str::to_owned);
    let text_or_none = |column| Ok::<_, StoreError>(row.text_or_none(column)?.map(str::to_owned));
    Ok(Webhook {
        id: row.int(0)?,
        public_id: text(1)?,
        person: row.int(2)?,
        post: text(3)?,
        post_title: text(4)?,
        title: text(5)?,
        address: text(6)?,
        secret: text(7)?,
        created_at: text(8)?,
        told_to: row.int(9)?,
        sending_to: row.int_or_none(10)?,
        next_at: text(11)?,
        failures: row.int(12)?,
        last_at: text_or_none(13)?,
        last_answer: text_or_none(14)?,
        stopped_at: text_or_none(15)?,
    })
}
