//! The steps of everything that is followed to its end: who did what about it, when. They only grow.

use crate::db::{Row, Sql, Tx, Value};
use crate::error::Result;

/// What is followed: the kind and the number of a warning, a case, an inquiry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Matter {
    /// `warning`, `case`, …
    pub kind: &'static str,
    /// Its number.
    pub id: i64,
}

/// One step as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its number, from 1 without gaps.
    pub number: i64,
    /// The day.
    pub day: String,
    /// The moment in UTC.
    pub at: String,
    /// Who took it; nobody, where the engine did.
    pub person: Option<i64>,
    /// As what.
    pub post: Option<i64>,
    /// Word of the step.
    pub kind: String,
    /// What was said, as JSON.
    pub body: String,
}

const ADD: Sql = Sql::new(
    "INSERT INTO steps (matter_kind, matter_id, step_no, day, at, person_id, post_id, kind, body) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
     ON CONFLICT (matter_kind, matter_id, step_no) DO NOTHING",
);
const OF: Sql = Sql::new(
    "SELECT step_no, day, at, person_id, post_id, kind, body FROM steps \
     WHERE matter_kind = $1 AND matter_id = $2 ORDER BY step_no",
);
const HIDE: Sql = Sql::new(
    "UPDATE steps SET body = $1 WHERE matter_kind = $2 AND matter_id = $3 AND step_no = $4",
);

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] = &[&ADD, &OF, &HIDE];

/// Adds a step. No: somebody else has taken a step of this number, and nothing is written.
pub async fn add(tx: &mut Tx, matter: Matter, step: &Step) -> Result<bool> {
    let values = [
        Value::from(matter.kind),
        Value::from(matter.id),
        Value::from(step.number),
        Value::from(step.day.as_str()),
        Value::from(step.at.as_str()),
        Value::from(step.person),
        Value::from(step.post),
        Value::from(step.kind.as_str()),
        Value::from(step.body.as_str()),
    ];
    Ok(tx.execute(&ADD, &values).await? == 1)
}

/// All steps of a matter, the first one first.
pub async fn of(tx: &mut Tx, matter: Matter) -> Result<Vec<Step>> {
    let values = [Value::from(matter.kind), Value::from(matter.id)];
    tx.rows(&OF, &values).await?.iter().map(step).collect()
}

/// Puts the same step in words in which a name is hidden; nothing else of a step is ever changed.
pub async fn hide(tx: &mut Tx, matter: Matter, number: i64, body: &str) -> Result<()> {
    let values =
        [Value::from(body), Value::from(matter.kind), Value::from(matter.id), Value::from(number)];
    tx.execute(&HIDE, &values).await.map(drop)
}

fn step(row: &Row) -> Result<Step> {
    let text = |column| row.text(column).map(str::to_owned);
    Ok(Step {
        number: row.int(0)?,
        day: text(1)?,
        at: text(2)?,
        person: row.int_or_none(3)?,
        post: row.int_or_none(4)?,
        kind: text(5)?,
        body: text(6)?,
    })
}
