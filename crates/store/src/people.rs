//! People who can sign in: their names, passwords, second factors and failed attempts.

use crate::db::{Row, Sql, Tx, Value};
use crate::error::{Result, StoreError};

/// Someone who can sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Number inside the store.
    pub id: i64,
    /// Number that addresses and events show.
    pub public_id: String,
    /// Name to sign in with, in small letters.
    pub login: String,
    /// Name to be read.
    pub name: String,
    /// The password as an argon2id hash in PHC form.
    pub password: String,
    /// Whether the password was given by somebody else and must be changed first.
    pub must_change: bool,
    /// Wrong passwords and codes in a row.
    pub failed: i64,
    /// Until when nobody may sign in as this person, in UTC.
    pub locked_until: Option<String>,
    /// The second factor's secret as the caller sealed it; none where none is set up.
    pub factor_secret: Option<String>,
    /// The last time step whose code was used.
    pub factor_step: i64,
    /// The day on which the account was closed.
    pub closed_on: Option<String>,
}

/// What a new account begins with.
#[derive(Clone, Copy, Debug)]
pub struct NewPerson<'a> {
    /// Number that addresses and events show; the caller makes it.
    pub public_id: &'a str,
    /// Name to sign in with, in small letters.
    pub login: &'a str,
    /// Name to be read.
    pub name: &'a str,
    /// The password's hash.
    pub password: &'a str,
    /// Whether the password must be changed first.
    pub must_change: bool,
}

macro_rules! select {
    ($rest:literal) => {
        Sql::new(concat!(
            "SELECT person_id, public_id, login, name, password, must_change, failed, locked_until, \
             factor_secret, factor_step, closed_on FROM people ",
            $rest
        ))
    };
}

const ADD: Sql = Sql::new(
    "INSERT INTO people (public_id, login, name, password, must_change) VALUES ($1, $2, $3, $4, $5) \
     ON CONFLICT (login) DO NOTHING RETURNING person_id",
);
const BY_LOGIN: Sql = select!("WHERE login = $1");
const BY_ID: Sql = select!("WHERE person_id = $1");
const BY_PUBLIC_ID: Sql = select!("WHERE public_id = $1");
const ALL: Sql = select!("ORDER BY login");
const COUNT: Sql = Sql::new("SELECT COUNT(*) FROM people");
const SET_PASSWORD: Sql =
    Sql::new("UPDATE people SET password = $1, must_change = $2 WHERE person_id = $3");
const SET_FAILED: Sql =
    Sql::new("UPDATE people SET failed = $1, locked_until = $2 WHERE person_id = $3");
const SET_FACTOR: Sql =
    Sql::new("UPDATE people SET factor_secret = $1, factor_step = $2 WHERE person_id = $3");
const USE_STEP: Sql =
    Sql::new("UPDATE people SET factor_step = $1 WHERE person_id = $2 AND factor_step < $3");
const CLOSE: Sql = Sql::new("UPDATE people SET closed_on = $1 WHERE person_id = $2");
const DROP_CODES: Sql = Sql::new("DELETE FROM recovery_codes WHERE person_id = $1");
const ADD_CODE: Sql = Sql::new("INSERT INTO recovery_codes (person_id, code_hash) VALUES ($1, $2)");
const USE_CODE: Sql = Sql::new(
    "UPDATE recovery_codes SET used_at = $1 \
     WHERE person_id = $2 AND code_hash = $3 AND used_at IS NULL",
);

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] = &[
    &ADD,
    &BY_LOGIN,
    &BY_ID,
    &BY_PUBLIC_ID,
    &ALL,
    &COUNT,
    &SET_PASSWORD,
    &SET_FAILED,
    &SET_FACTOR,
    &USE_STEP,
    &CLOSE,
    &DROP_CODES,
    &ADD_CODE,
    &USE_CODE,
];

/// Adds an account. Returns its number, or nothing where the login is taken.
pub async fn add(tx: &mut Tx, person: NewPerson<'_>) -> Result<Option<i64>> {
    let values = [
        Value::from(person.public_id),
        Value::from(person.login),
        Value::from(person.name),
        Value::from(person.password),
        Value::from(person.must_change),
    ];
    tx.row(&ADD, &values).await?.map(|row| row.int(0)).transpose()
}

/// The person who signs in with this name.
pub async fn by_login(tx: &mut Tx, login: &str) -> Result<Option<Person>> {
    tx.row(&BY_LOGIN, &[Value::from(login)]).await?.map(|row| person(&row)).transpose()
}

/// The person with this number.
pub async fn by_id(tx: &mut Tx, id: i64) -> Result<Option<Person>> {
    tx.row(&BY_ID, &[Value::from(id)]).await?.map(|row| person(&row)).transpose()
}

/// The person whom addresses and events show by this number.
pub async fn by_public_id(tx: &mut Tx, id: &str) -> Result<Option<Person>> {
    tx.row(&BY_PUBLIC_ID, &[Value::from(id)]).await?.map(|row| person(&row)).transpose()
}

/// Everybody, by login.
pub async fn all(tx: &mut Tx) -> Result<Vec<Person>> {
    tx.rows(&ALL, &[]).await?.iter().map(person).collect()
}

/// How many accounts there are, closed ones included.
pub async fn count(tx: &mut Tx) -> Result<i64> {
    tx.one(&COUNT, &[]).await?.int(0)
}

/// Sets a password by its hash.
pub async fn set_password(tx: &mut Tx, id: i64, hash: &str, must_change: bool) -> Result<()> {
    let values = [Value::from(hash), Value::from(must_change), Value::from(id)];
    tx.execute(&SET_PASSWORD, &values).await.map(drop)
}

/// Sets the number of failed attempts in a row, and until when the account is locked.
pub async fn set_failed(tx: &mut Tx, id: i64, failed: i64, until: Option<&str>) -> Result<()> {
    let values = [Value::from(failed), Value::from(until), Value::from(id)];
    tx.execute(&SET_FAILED, &values).await.map(drop)
}

/// Sets the second factor's sealed secret and the last step used with it, or takes the factor away.
pub async fn set_factor(tx: &mut Tx, id: i64, secret: Option<&str>, step: i64) -> Result<()> {
    let values = [Value::from(secret), Value::from(step), Value::from(id)];
    tx.execute(&SET_FACTOR, &values).await.map(drop)
}

/// Uses up the code of a time step. No: it, or a later one, was used before.
pub async fn use_step(tx: &mut Tx, id: i64, step: i64) -> Result<bool> {
    let values = [Value::from(step), Value::from(id), Value::from(step)];
    Ok(tx.execute(&USE_STEP, &values).await? == 1)
}

/// Closes an account on a day, or opens it again.
pub async fn close(tx: &mut Tx, id: i64, day: Option<&str>) -> Result<()> {
    tx.execute(&CLOSE, &[Value::from(day), Value::from(id)]).await.map(drop)
}

/// Puts recovery codes, given by their hashes, in the place of those there were.
pub async fn set_recovery_codes(tx: &mut Tx, id: i64, hashes: &[String]) -> Result<()> {
    tx.execute(&DROP_CODES, &[Value::from(id)]).await?;
    for hash in hashes {
        tx.execute(&ADD_CODE, &[Value::from(id), Value::from(hash.as_str())]).await?;
    }
    Ok(())
}

/// Uses up a recovery code. No: there is no such code, or it was used before.
pub async fn use_recovery_code(tx: &mut Tx, id: i64, hash: &str, at: &str) -> Result<bool> {
    let values = [Value::from(at), Value::from(id), Value::from(hash)];
    Ok(tx.execute(&USE_CODE, &values).await? == 1)
}

fn person(row: &Row) -> Result<Person> {
    let text = |column| row.text(column).map(str::to_owned);
    let text_or_none = |column| Ok::<_, StoreError>(row.text_or_none(column)?.map(str::to_owned));
    Ok(Person {
        id: row.int(0)?,
        public_id: text(1)?,
        login: text(2)?,
        name: text(3)?,
        password: text(4)?,
        must_change: row.flag(5)?,
        failed: row.int(6)?,
        locked_until: text_or_none(7)?,
        factor_secret: text_or_none(8)?,
        factor_step: row.int(9)?,
        closed_on: text_or_none(10)?,
    })
}
