//! Mapping files that bureaus keep: how the exports of a system become tables of the contract. Every version
//! stays; the last one of a name holds.

use crate::db::{Row, Sql, Tx, Value};
use crate::error::Result;

/// A version of a mapping.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    /// Its number.
    pub id: i64,
    /// Code of the division that keeps it.
    pub home: String,
    /// What it is called there.
    pub name: String,
    /// Which version of it, from 1.
    pub version: i64,
    /// The file; empty where it was retired.
    pub content: String,
    /// Whether it holds no more from here on.
    pub retired: bool,
    /// Number of who wrote it.
    pub person: i64,
    /// Name of who wrote it.
    pub author: String,
    /// When, in UTC.
    pub at: String,
}

macro_rules! select {
    ($rest:literal) => {
        Sql::new(concat!(
            "SELECT m.mapping_id, m.home, m.name, m.version, m.content, m.retired, m.person_id, p.name, m.at \
             FROM mappings m JOIN people p ON p.person_id = m.person_id ",
            $rest
        ))
    };
}

const ADD: Sql = Sql::new(
    "INSERT INTO mappings (home, name, version, content, retired, person_id, at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (home, name, version) DO NOTHING \
     RETURNING mapping_id",
);
const BY_ID: Sql = select!("WHERE m.mapping_id = $1");
const VERSIONS: Sql = select!("WHERE m.home = $1 AND m.name = $2 ORDER BY m.version DESC");
const LAST: Sql = select!(
    "WHERE m.home = $1 AND m.version = (SELECT MAX(o.version) FROM mappings o \
     WHERE o.home = m.home AND o.name = m.name) ORDER BY m.name"
);
const CHOOSE: Sql = Sql::new(
    "INSERT INTO mapping_choices (home, mapping_id) VALUES ($1, $2) \
     ON CONFLICT (home) DO UPDATE SET mapping_id = excluded.mapping_id",
);
const CHOSEN: Sql =
    select!("JOIN mapping_choices c ON c.mapping_id = m.mapping_id WHERE c.home = $1");

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] = &[&ADD, &BY_ID, &VERSIONS, &LAST, &CHOOSE, &CHOSEN];

/// Adds a version; its number. None: there is one of this number already.
pub async fn add(tx: &mut Tx, new: &Mapping) -> Result<Option<i64>> {
    let values = [
        Value::from(new.home.as_str()),
        Value::from(new.name.as_str()),
        Value::from(new.version),
        Value::from(new.content.as_str()),
        Value::from(i64::from(new.retired)),
        Value::from(new.person),
        Value::from(new.at.as_str()),
    ];
    tx.row(&ADD, &values).await?.map(|row| row.int(0)).transpose()
}

/// The version of a number.
pub async fn by_id(tx: &mut Tx, id: i64) -> Result<Option<Mapping>> {
    tx.row(&BY_ID, &[Value::from(id)]).await?.map(|row| mapping(&row)).transpose()
}

/// All versions of a name, the last one first.
pub async fn versions(tx: &mut Tx, home: &str, name: &str) -> Result<Vec<Mapping>> {
    let values = [Value::from(home), Value::from(name)];
    tx.rows(&VERSIONS, &values).await?.iter().map(mapping).collect()
}

/// The last version of each name that a division keeps or kept, by name.
pub async fn of_division(tx: &mut Tx, home: &str) -> Result<Vec<Mapping>> {
    tx.rows(&LAST, &[Value::from(home)]).await?.iter().map(mapping).collect()
}

/// Remembers with which mapping the data of a division were sent.
pub async fn choose(tx: &mut Tx, home: &str, id: Option<i64>) -> Result<()> {
    tx.execute(&CHOOSE, &[Value::from(home), Value::from(id)]).await.map(drop)
}

/// With which one they were sent last.
pub async fn chosen(tx: &mut Tx, home: &str) -> Result<Option<Mapping>> {
    tx.row(&CHOSEN, &[Value::from(home)]).await?.map(|row| mapping(&row)).transpose()
}

fn mapping(row: &Row) -> Result<Mapping> {
    let text = |column| row.text(column).map(str::to_owned);
    Ok(Mapping {
        id: row.int(0)?,
        home: text(1)?,
        name: text(2)?,
        version: row.int(3)?,
        content: text(4)?,
        retired: row.int(5)? != 0,
        person: row.int(6)?,
        author: text(7)?,
        at: text(8)?,
    })
}
