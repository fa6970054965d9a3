//! Tokens by which programs act for a person in one post. The token itself is known to the program alone;
//! here is its hash.

use crate::db::{Row, Sql, Tx, Value};
use crate::error::Result;

/// A token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Number inside the store.
    pub id: i64,
    /// Number that addresses and events show.
    pub public_id: String,
    /// Number of the person for whom it acts.
    pub person: i64,
    /// Public number of the post in which it acts.
    pub post: String,
    /// Title of the post.
    pub post_title: String,
    /// What the person calls it.
    pub title: String,
    /// Words of what it serves for, with a space between.
    pub scopes: String,
    /// When it was made, in UTC.
    pub created_at: String,
    /// When it ends, in UTC.
    pub ends_at: String,
    /// When it was last used, in UTC.
    pub used_at: Option<String>,
    /// When it was ended before that, in UTC.
    pub revoked_at: Option<String>,
}

/// What a new token begins with.
#[derive(Clone, Copy, Debug)]
pub struct NewToken<'a> {
    /// Number that addresses and events show; the caller makes it.
    pub public_id: &'a str,
    /// Hash of the token.
    pub hash: &'a str,
    /// Number of the person.
    pub person: i64,
    /// Number of the post.
    pub post: i64,
    /// What the person calls it.
    pub title: &'a str,
    /// What it serves for.
    pub scopes: &'a str,
    /// Now, in UTC.
    pub at: &'a str,
    /// When it ends, in UTC.
    pub ends_at: &'a str,
}

macro_rules! select {
    ($rest:literal) => {
        Sql::new(concat!(
            "SELECT t.token_id, t.public_id, t.person_id, p.public_id, p.title, t.title, t.scopes, \
             t.created_at, t.ends_at, t.used_at, t.revoked_at FROM tokens t \
             JOIN posts p ON p.post_id = t.post_id ",
            $rest
        ))
    };
}

const ADD: Sql = Sql::new(
    "INSERT INTO tokens (public_id, token_hash, person_id, post_id, title, scopes, created_at, ends_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
);
const FIND: Sql = select!("WHERE t.token_hash = $1 AND t.ends_at > $2 AND t.revoked_at IS NULL");
const OF_PERSON: Sql = select!("WHERE t.person_id = $1 ORDER BY t.token_id DESC LIMIT $2");
const BY_PUBLIC_ID: Sql = select!("WHERE t.public_id = $1");
const OPEN: Sql = Sql::new(
    "SELECT COUNT(*) FROM tokens WHERE person_id = $1 AND ends_at > $2 AND revoked_at IS NULL",
);
const USED: Sql = Sql::new("UPDATE tokens SET used_at = $1 WHERE token_id = $2");
const REVOKE: Sql =
    Sql::new("UPDATE tokens SET revoked_at = $1 WHERE token_id = $2 AND revoked_at IS NULL");
const REVOKE_ALL: Sql =
    Sql::new("UPDATE tokens SET revoked_at = $1 WHERE person_id = $2 AND revoked_at IS NULL");

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] =
    &[&ADD, &FIND, &OF_PERSON, &BY_PUBLIC_ID, &OPEN, &USED, &REVOKE, &REVOKE_ALL];

/// Adds a token.
pub async fn add(tx: &mut Tx, token: NewToken<'_>) -> Result<()> {
    let values = [
        Value::from(token.public_id),
        Value::from(token.hash),
        Value::from(token.person),
        Value::from(token.post),
        Value::from(token.title),
        Value::from(token.scopes),
        Value::from(token.at),
        Value::from(token.ends_at),
    ];
    tx.execute(&ADD, &values).await.map(drop)
}

/// The token of a hash, unless it has ended by `now`.
pub async fn find(tx: &mut Tx, hash: &str, now: &str) -> Result<Option<Token>> {
    let values = [Value::from(hash), Value::from(now)];
    tx.row(&FIND, &values).await?.map(|row| token(&row)).transpose()
}

/// The last tokens of a person, the newest first.
pub async fn of_person(tx: &mut Tx, person: i64, most: i64) -> Result<Vec<Token>> {
    let values = [Value::from(person), Value::from(most)];
    tx.rows(&OF_PERSON, &values).await?.iter().map(token).collect()
}

/// The token that addresses and events show by this number.
pub async fn by_public_id(tx: &mut Tx, id: &str) -> Result<Option<Token>> {
    tx.row(&BY_PUBLIC_ID, &[Value::from(id)]).await?.map(|row| token(&row)).transpose()
}

/// How many tokens of a person open something by `now`.
pub async fn open(tx: &mut Tx, person: i64, now: &str) -> Result<i64> {
    tx.one(&OPEN, &[Value::from(person), Value::from(now)]).await?.int(0)
}

/// Notes that a token was used.
pub async fn used(tx: &mut Tx, id: i64, at: &str) -> Result<()> {
    tx.execute(&USED, &[Value::from(at), Value::from(id)]).await.map(drop)
}

/// Ends a token. No: it had been ended before.
pub async fn revoke(tx: &mut Tx, id: i64, at: &str) -> Result<bool> {
    Ok(tx.execute(&REVOKE, &[Value::from(at), Value::from(id)]).await? == 1)
}

/// Ends every token of a person; how many there were.
pub async fn revoke_all(tx: &mut Tx, person: i64, at: &str) -> Result<u64> {
    tx.execute(&REVOKE_ALL, &[Value::from(at), Value::from(person)]).await
}

fn token(row: &Row) -> Result<Token> {
    let text = |column| row.text(column).map(str::to_owned);
    let text_or_none =
        |column| Ok::<_, crate::StoreError>(row.text_or_none(column)?.map(str::to_owned));
    Ok(Token {
        id: row.int(0)?,
        public_id: text(1)?,
        person: row.int(2)?,
        post: text(3)?,
        post_title: text(4)?,
        title: text(5)?,
        scopes: text(6)?,
        created_at: text(7)?,
        ends_at: text(8)?,
        used_at: text_or_none(9)?,
        revoked_at: text_or_none(10)?,
    })
}
