//! Notices by mail: to whom, and the event up to which they were sent.

use crate::db::{Row, Sql, Tx, Value};
use crate::error::Result;

/// Somebody who wants notices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    /// Number of the person.
    pub person: i64,
    /// The address.
    pub mail: String,
}

const MAIL: Sql = Sql::new("SELECT mail FROM people WHERE person_id = $1");
const SET_MAIL: Sql = Sql::new("UPDATE people SET mail = $1 WHERE person_id = $2");
const READERS: Sql = Sql::new(
    "SELECT person_id, mail FROM people WHERE mail IS NOT NULL AND closed_on IS NULL \
     AND must_change = 0 ORDER BY person_id",
);
const TOLD_TO: Sql = Sql::new("SELECT told_to FROM noticed WHERE noticed_id = 1");
const BEGIN: Sql = Sql::new(
    "INSERT INTO noticed (noticed_id, told_to) \
     VALUES (1, (SELECT event_id FROM chain_head WHERE head_id = 1)) ON CONFLICT (noticed_id) DO NOTHING",
);
const SET_TOLD_TO: Sql =
    Sql::new("UPDATE noticed SET told_to = $1 WHERE noticed_id = 1 AND told_to = $2");

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] = &[&MAIL, &SET_MAIL, &READERS, &TOLD_TO, &BEGIN, &SET_TOLD_TO];

/// The address of a person; none where no notices are wanted.
pub async fn mail(tx: &mut Tx, person: i64) -> Result<Option<String>> {
    Ok(tx.one(&MAIL, &[Value::from(person)]).await?.text_or_none(0)?.map(str::to_owned))
}

/// Sets the address of a person, or takes it away.
pub async fn set_mail(tx: &mut Tx, person: i64, mail: Option<&str>) -> Result<()> {
    tx.execute(&SET_MAIL, &[Value::from(mail), Value::from(person)]).await.map(drop)
}

/// Everybody who wants notices and can sign in.
pub async fn readers(tx: &mut Tx) -> Result<Vec<Reader>> {
    let reader = |row: &Row| Ok(Reader { person: row.int(0)?, mail: row.text(1)?.to_owned() });
    tx.rows(&READERS, &[]).await?.iter().map(reader).collect()
}

/// The event up to which notices were sent; none where they were never sent.
pub async fn told_to(tx: &mut Tx) -> Result<Option<i64>> {
    tx.row(&TOLD_TO, &[]).await?.map(|row| row.int(0)).transpose()
}

/// Begins with what happens from now on.
pub async fn begin(tx: &mut Tx) -> Result<()> {
    tx.execute(&BEGIN, &[]).await.map(drop)
}

/// Moves on. No: another process was first.
pub async fn move_on(tx: &mut Tx, from: i64, to: i64) -> Result<bool> {
    Ok(tx.execute(&SET_TOLD_TO, &[Value::from(to), Value::from(from)]).await? == 1)
}
