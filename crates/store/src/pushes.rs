//! Push lists: what a place is told of its warnings, by day. What was done about a list stands in
//! [`crate::steps`].

use std::collections::BTreeMap;

use crate::db::{Row, Sql, Tx, Value};
use crate::error::Result;

/// A list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Push {
    /// Its number; 0 where it has none yet.
    pub id: i64,
    /// Code of the division to which it is sent.
    pub home: String,
    /// The post that receives and answers it.
    pub post: i64,
    /// The day on which it was made.
    pub made_on: String,
    /// Number of its items.
    pub items: i64,
    /// How many of them were breaches.
    pub red: i64,
    /// How many did not fit into it.
    pub left_out: i64,
    /// What its steps come to.
    pub standing: Standing,
}

/// What the steps of a list come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Word of the state.
    pub state: String,
    /// Items without an answer.
    pub unanswered: i64,
    /// The day of receipt.
    pub received_on: Option<String>,
    /// The day of the last step.
    pub since: String,
}

/// One item of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Number of the warning.
    pub warning: i64,
    /// Word of the reason for which it stands in the list.
    pub why: String,
    /// The day of the first list in which it stood unanswered ever since.
    pub first_pushed: String,
    /// Whether it is answered.
    pub answered: bool,
}

/// An item with what is known of its warning and case today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The item.
    pub item: Item,
    /// Lamp of the warning.
    pub lamp: String,
    /// Code of the division in which it lies.
    pub home: String,
    /// What is said of it, as warnings keep it.
    pub body: String,
    /// Word of its state.
    pub state: String,
    /// Its last day on time.
    pub due_on: Option<String>,
    /// Number, state and deadline of its case.
    pub case: Option<(i64, String, Option<String>)>,
}

/// A warning that may become an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Its number.
    pub warning: i64,
    /// Its lamp.
    pub lamp: String,
    /// The day of the last step about it.
    pub since: String,
    /// Its last day on time.
    pub due_on: Option<String>,
    /// State, deadline and day of the last step of its case.
    pub case: Option<(String, Option<String>, String)>,
    /// The last list in which the place was told of it.
    pub told_on: Option<String>,
}

const ADD: Sql = Sql::new(
    "INSERT INTO push_lists (home, post_id, made_on, items, red, left_out, state, unanswered, since) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (home, made_on) DO NOTHING \
     RETURNING push_id",
);
const ADD_ITEM: Sql = Sql::new(
    "INSERT INTO push_items (push_id, item_no, warning_id, why, first_pushed, answered) \
     VALUES ($1, $2, $3, $4, $5, 0)",
);
macro_rules! select {
    ($rest:literal) => {
        Sql::new(concat!(
            "SELECT push_id, home, post_id, made_on, items, red, left_out, state, unanswered, \
             received_on, since FROM push_lists ",
            $rest
        ))
    };
}

const BY_ID: Sql = select!("WHERE push_id = $1");
const LAST_OF: Sql = select!("WHERE home = $1 ORDER BY made_on DESC LIMIT 1");
const OF_POST: Sql =
    select!("WHERE post_id = $1 AND state IN ('made', 'received') ORDER BY push_id DESC LIMIT $2");
const LAST_DAYS: Sql = Sql::new("SELECT home, MAX(made_on) FROM push_lists GROUP BY home");
const ITEMS: Sql = Sql::new(
    "SELECT i.warning_id, i.why, i.first_pushed, i.answered, w.lamp, w.home, w.body, w.state, \
     w.due_on, c.case_id, c.state, c.due FROM push_items AS i \
     JOIN warnings AS w ON w.warning_id = i.warning_id \
     LEFT JOIN cases AS c ON c.case_id = w.case_id WHERE i.push_id = $1 ORDER BY i.item_no",
);
/// What is open at a place, and what has come up to a prefecture from its counties.
const CANDIDATES: Sql = Sql::new(
    "SELECT w.warning_id, w.lamp, w.since, w.due_on, c.state, c.due, c.since, \
     (SELECT MAX(p.made_on) FROM push_items AS i JOIN push_lists AS p ON p.push_id = i.push_id \
     WHERE i.warning_id = w.warning_id AND p.home = $1) FROM warnings AS w \
     LEFT JOIN cases AS c ON c.case_id = w.case_id \
     WHERE (w.home = $2 OR (w.prefecture = $3 AND w.level = 'prefecture')) AND (w.state = 'in_case' \
     OR (w.lit = 1 AND w.state IN ('open', 'taken_up', 'breach', 'data_error', 'exemption_asked'))) \
     ORDER BY w.lamp, w.warning_id LIMIT $4",
);
const STAND: Sql = Sql::new(
    "UPDATE push_lists SET state = $1, unanswered = $2, received_on = $3, since = $4 WHERE push_id = $5",
);
const ANSWER: Sql =
    Sql::new("UPDATE push_items SET answered = 1 WHERE push_id = $1 AND warning_id = $2");

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] = &[
    &ADD,
    &ADD_ITEM,
    &BY_ID,
    &LAST_OF,
    &OF_POST,
    &LAST_DAYS,
    &ITEMS,
    &CANDIDATES,
    &STAND,
    &ANSWER,
];

/// Adds a list, whose `id` is not looked at; its number. None: the place has a list of that day.
pub async fn add(tx: &mut Tx, push: &Push, items: &[Item]) -> Result<Option<i64>> {
    let values = [
        Value::from(push.home.as_str()),
        Value::from(push.post),
        Value::from(push.made_on.as_str()),
        Value::from(push.items),
        Value::from(push.red),
        Value::from(push.left_out),
        Value::from(push.standing.state.as_str()),
        Value::from(push.standing.unanswered),
        Value::from(push.standing.since.as_str()),
    ];
    let Some(row) = tx.row(&ADD, &values).await? else { return Ok(None) };
    let id = row.int(0)?;
    for (number, item) in (1_i64..).zip(items) {
        let values = [
            Value::from(id),
            Value::from(number),
            Value::from(item.warning),
            Value::from(item.why.as_str()),
            Value::from(item.first_pushed.as_str()),
        ];
        tx.execute(&ADD_ITEM, &values).await?;
    }
    Ok(Some(id))
}

/// The list of a number.
pub async fn by_id(tx: &mut Tx, id: i64) -> Result<Option<Push>> {
    tx.row(&BY_ID, &[Value::from(id)]).await?.map(|row| push(&row)).transpose()
}

/// The last list of a place.
pub async fn last_of(tx: &mut Tx, home: &str) -> Result<Option<Push>> {
    tx.row(&LAST_OF, &[Value::from(home)]).await?.map(|row| push(&row)).transpose()
}

/// Lists that a post has still to receive or to answer, the last one first, so many of them.
pub async fn of_post(tx: &mut Tx, post: i64, most: i64) -> Result<Vec<Push>> {
    tx.rows(&OF_POST, &[Value::from(post), Value::from(most)]).await?.iter().map(push).collect()
}

/// The day of the last list of each place that has one.
pub async fn last_days(tx: &mut Tx) -> Result<BTreeMap<String, String>> {
    let day = |row: &Row| Ok((row.text(0)?.to_owned(), row.text(1)?.to_owned()));
    tx.rows(&LAST_DAYS, &[]).await?.iter().map(day).collect()
}

/// The items of a list in their order, with what is known of them today.
pub async fn items(tx: &mut Tx, id: i64) -> Result<Vec<Told>> {
    tx.rows(&ITEMS, &[Value::from(id)]).await?.iter().map(told).collect()
}

/// What is open at a place, red before yellow; with it what has come up to a prefecture. So many of them.
pub async fn candidates(
    tx: &mut Tx,
    home: &str,
    prefecture: Option<&str>,
    most: i64,
) -> Result<Vec<Candidate>> {
    // No division has this code.
    let above = prefecture.unwrap_or("-");
    let values = [Value::from(home), Value::from(home), Value::from(above), Value::from(most)];
    tx.rows(&CANDIDATES, &values).await?.iter().map(candidate).collect()
}

/// Keeps what the steps of a list come to.
pub async fn stand(tx: &mut Tx, id: i64, standing: &Standing) -> Result<()> {
    let values = [
        Value::from(standing.state.as_str()),
        Value::from(standing.unanswered),
        Value::from(standing.received_on.as_deref()),
        Value::from(standing.since.as_str()),
        Value::from(id),
    ];
    tx.execute(&STAND, &values).await.map(drop)
}

/// Notes that an item is answered.
pub async fn answer(tx: &mut Tx, id: i64, warning: i64) -> Result<()> {
    tx.execute(&ANSWER, &[Value::from(id), Value::from(warning)]).await.map(drop)
}

fn push(row: &Row) -> Result<Push> {
    let text = |column| row.text(column).map(str::to_owned);
    Ok(Push {
        id: row.int(0)?,
        home: text(1)?,
        post: row.int(2)?,
        made_on: text(3)?,
        items: row.int(4)?,
        red: row.int(5)?,
        left_out: row.int(6)?,
        standing: Standing {
            state: text(7)?,
            unanswered: row.int(8)?,
            received_on: row.text_or_none(9)?.map(str::to_owned),
            since: text(10)?,
        },
    })
}

fn told(row: &Row) -> Result<Told> {
    let text = |column| row.text(column).map(str::to_owned);
    let maybe = |column| row.text_or_none(column).map(|text| text.map(str::to_owned));
    let case = match row.int_or_none(9)? {
        Some(case) => Some((case, text(10)?, maybe(11)?)),
        None => None,
    };
    Ok(Told {
        item: Item {
            warning: row.int(0)?,
            why: text(1)?,
            first_pushed: text(2)?,
            answered: row.flag(3)?,
        },
        lamp: text(4)?,
        home: text(5)?,
        body: text(6)?,
        state: text(7)?,
        due_on: maybe(8)?,
        case,
    })
}

fn candidate(row: &Row) -> Result<Candidate> {
    let text = |column| row.text(column).map(str::to_owned);
    let maybe = |column| row.text_or_none(column).map(|text| text.map(str::to_owned));
    let case = match maybe(4)? {
        Some(state) => Some((state, maybe(5)?, text(6)?)),
        None => None,
    };
    Ok(Candidate {
        warning: row.int(0)?,
        lamp: text(1)?,
        since: text(2)?,
        due_on: maybe(3)?,
        case,
        told_on: maybe(7)?,
    })
}
