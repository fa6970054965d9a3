//! What people ask of lists again and again, each under a name of one's own.

use crate::db::{Row, Sql, Tx, Value};
use crate::error::Result;

/// A query of somebody's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Saved {
    /// Its number.
    pub id: i64,
    /// Name of the list.
    pub list: String,
    /// What the person calls it.
    pub name: String,
    /// What stands in the address behind the question mark.
    pub asked: String,
}

const ADD: Sql = Sql::new(
    "INSERT INTO saved_queries (person_id, list, name, asked, at) VALUES ($1, $2, $3, $4, $5) \
     ON CONFLICT (person_id, name) DO NOTHING RETURNING saved_id",
);
const OF_PERSON: Sql = Sql::new(
    "SELECT saved_id, list, name, asked FROM saved_queries WHERE person_id = $1 ORDER BY list, name",
);
const RENAME: Sql = Sql::new(
    "UPDATE saved_queries SET name = $1 WHERE saved_id = $2 AND person_id = $3 AND NOT EXISTS \
     (SELECT 1 FROM saved_queries o WHERE o.person_id = $3 AND o.name = $1 AND o.saved_id <> $2)",
);
const DROP: Sql = Sql::new("DELETE FROM saved_queries WHERE saved_id = $1 AND person_id = $2");

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] = &[&ADD, &OF_PERSON, &RENAME, &DROP];

/// Saves a query; its number. None: the person has one of this name.
pub async fn add(tx: &mut Tx, person: i64, new: &Saved, at: &str) -> Result<Option<i64>> {
    let values = [
        Value::from(person),
        Value::from(new.list.as_str()),
        Value::from(new.name.as_str()),
        Value::from(new.asked.as_str()),
        Value::from(at),
    ];
    tx.row(&ADD, &values).await?.map(|row| row.int(0)).transpose()
}

/// The queries of a person, by list and name.
pub async fn of_person(tx: &mut Tx, person: i64) -> Result<Vec<Saved>> {
    tx.rows(&OF_PERSON, &[Value::from(person)]).await?.iter().map(saved).collect()
}

/// Calls a query otherwise. No: it is not the person's, or another one has the name.
pub async fn rename(tx: &mut Tx, person: i64, id: i64, name: &str) -> Result<bool> {
    let values = [Value::from(name), Value::from(id), Value::from(person)];
    Ok(tx.execute(&RENAME, &values).await? == 1)
}

/// Forgets a query. No: it is not the person's.
pub async fn drop_one(tx: &mut Tx, person: i64, id: i64) -> Result<bool> {
    Ok(tx.execute(&DROP, &[Value::from(id), Value::from(person)]).await? == 1)
}

fn saved(row: &Row) -> Result<Saved> {
    let text = |column| row.text(column).map(str::to_owned);
    Ok(Saved { id: row.int(0)?, list: text(1)?, name: text(2)?, asked: text(3)? })
}
