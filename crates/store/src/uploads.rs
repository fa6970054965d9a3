//! Files that people sent and have looked at, but not taken in yet. Their bytes lie in a folder; here stands
//! whose they are.

use crate::db::{Row, Sql, Tx, Value};
use crate::error::Result;

/// A file that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Its random name.
    pub id: String,
    /// Number of the person who sent it.
    pub person: i64,
    /// What it was called there.
    pub name: String,
    /// When, in UTC.
    pub at: String,
}

const ADD: Sql =
    Sql::new("INSERT INTO uploads (upload_id, person_id, name, at) VALUES ($1, $2, $3, $4)");
const FIND: Sql = Sql::new(
    "SELECT upload_id, person_id, name, at FROM uploads \
     WHERE upload_id = $1 AND person_id = $2 AND at >= $3",
);
const OLD: Sql = Sql::new("SELECT upload_id, person_id, name, at FROM uploads WHERE at < $1");
const RENAME: Sql = Sql::new("UPDATE uploads SET name = $2, at = $3 WHERE upload_id = $1");
const DROP: Sql = Sql::new("DELETE FROM uploads WHERE upload_id = $1");

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] = &[&ADD, &FIND, &OLD, &RENAME, &DROP];

/// Notes a file.
pub async fn add(tx: &mut Tx, upload: &Upload) -> Result<()> {
    let Upload { id, person, name, at } = upload;
    let values = [
        Value::from(id.as_str()),
        Value::from(*person),
        Value::from(name.as_str()),
        Value::from(at.as_str()),
    ];
    tx.execute(&ADD, &values).await.map(drop)
}

/// Somebody's own file, unless it is older than `since`.
pub async fn find(tx: &mut Tx, id: &str, person: i64, since: &str) -> Result<Option<Upload>> {
    let values = [Value::from(id), Value::from(person), Value::from(since)];
    tx.row(&FIND, &values).await?.map(|row| upload(&row)).transpose()
}

/// The files sent before a moment.
pub async fn before(tx: &mut Tx, moment: &str) -> Result<Vec<Upload>> {
    tx.rows(&OLD, &[Value::from(moment)]).await?.iter().map(upload).collect()
}

/// Gives a file the name and the moment of what was added to it.
pub async fn rename(tx: &mut Tx, Upload { id, name, at, .. }: &Upload) -> Result<()> {
    let values = [Value::from(id.as_str()), Value::from(name.as_str()), Value::from(at.as_str())];
    tx.execute(&RENAME, &values).await.map(drop)
}

/// Forgets a file.
pub async fn drop_one(tx: &mut Tx, id: &str) -> Result<()> {
    tx.execute(&DROP, &[Value::from(id)]).await.map(drop)
}

fn upload(row: &Row) -> Result<Upload> {
    let text = |column| row.text(column).map(str::to_owned);
    Ok(Upload { id: text(0)?, person: row.int(1)?, name: text(2)?, at: text(3)? })
}
