//! Suggestions on the monitoring work. What was done about one stands in [`crate::steps`].

use crate::db::{Row, Sql, Tx, Value};
use crate::error::Result;

/// A suggestion.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suggestion {
    /// Its number; 0 where it has none yet.
    pub id: i64,
    /// Code of the division of the post that makes it.
    pub home: String,
    /// Number of that post.
    pub post: i64,
    /// Who made it.
    pub maker: i64,
    /// What its steps come to.
    pub standing: Standing,
}

/// What the steps of a suggestion come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// What it is, in a line.
    pub title: String,
    /// What is suggested.
    pub said: String,
    /// The answer: what follows from it, or why it was not adopted; empty before.
    pub answer: String,
    /// Number of the setting that carries it out.
    pub setting: Option<i64>,
    /// Word of the state.
    pub state: String,
    /// Day of the last step.
    pub since: String,
}

const ADD: Sql = Sql::new(
    "INSERT INTO suggestions (home, post_id, maker_id, title, said, answer, setting_id, state, since) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING suggestion_id",
);
const STAND: Sql = Sql::new(
    "UPDATE suggestions SET title = $1, said = $2, answer = $3, setting_id = $4, state = $5, since = $6 \
     WHERE suggestion_id = $7",
);

macro_rules! select {
    ($rest:literal) => {
        Sql::new(concat!(
            "SELECT s.suggestion_id, s.home, s.post_id, s.maker_id, s.title, s.said, s.answer, s.setting_id, \
             s.state, s.since FROM suggestions AS s ",
            $rest
        ))
    };
}

const BY_ID: Sql = select!("WHERE s.suggestion_id = $1");
const IN_STATE: Sql = select!("WHERE s.state = $1 ORDER BY s.suggestion_id LIMIT $2");

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] = &[&ADD, &STAND, &BY_ID, &IN_STATE];

/// Says of a standing what the statements have in common, in their order.
fn said(standing: &Standing) -> [Value<'_>; 6] {
    [
        Value::from(standing.title.as_str()),
        Value::from(standing.said.as_str()),
        Value::from(standing.answer.as_str()),
        Value::from(standing.setting),
        Value::from(standing.state.as_str()),
        Value::from(standing.since.as_str()),
    ]
}

/// Adds a suggestion, whose `id` is not looked at; its number.
pub async fn add(tx: &mut Tx, one: &Suggestion) -> Result<i64> {
    let own = [Value::from(one.home.as_str()), Value::from(one.post), Value::from(one.maker)];
    let values: Vec<Value<'_>> = own.into_iter().chain(said(&one.standing)).collect();
    tx.one(&ADD, &values).await?.int(0)
}

/// Keeps what the steps of a suggestion come to.
pub async fn stand(tx: &mut Tx, one: &Suggestion) -> Result<()> {
    let id = [Value::from(one.id)];
    let values: Vec<Value<'_>> = said(&one.standing).into_iter().chain(id).collect();
    tx.execute(&STAND, &values).await.map(drop)
}

/// The suggestion of a number.
pub async fn by_id(tx: &mut Tx, id: i64) -> Result<Option<Suggestion>> {
    tx.row(&BY_ID, &[Value::from(id)]).await?.map(|row| suggestion(&row)).transpose()
}

/// Those in a state, the first one first, so many of them.
pub async fn in_state(tx: &mut Tx, state: &str, most: i64) -> Result<Vec<Suggestion>> {
    let values = [Value::from(state), Value::from(most)];
    tx.rows(&IN_STATE, &values).await?.iter().map(suggestion).collect()
}

fn suggestion(row: &Row) -> Result<Suggestion> {
    let text = |column| row.text(column).map(str::to_owned);
    Ok(Suggestion {
        id: row.int(0)?,
        home: text(1)?,
        post: row.int(2)?,
        maker: row.int(3)?,
        standing: Standing {
            title: text(4)?,
            said: text(5)?,
            answer: text(6)?,
            setting: row.int_or_none(7)?,
            state: text(8)?,
            since: text(9)?,
        },
    })
}
