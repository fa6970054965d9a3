//! Posts and who held them when.

use std::collections::BTreeMap;

use crate::db::{Row, Sql, Tx, Value};
use crate::error::Result;

/// An office with a role and a scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// Number inside the store.
    pub id: i64,
    /// Number that addresses and events show.
    pub public_id: String,
    /// Word of the role.
    pub role: String,
    /// Code of the division that, with what lies below it, is the scope.
    pub division: String,
    /// The one organisation that is the scope, where it is no more than that.
    pub organisation: Option<String>,
    /// What the post is called.
    pub title: String,
}

/// What a new post begins with.
#[derive(Clone, Copy, Debug)]
pub struct NewPost<'a> {
    /// Number that addresses and events show; the caller makes it.
    pub public_id: &'a str,
    /// Word of the role.
    pub role: &'a str,
    /// Code of the division.
    pub division: &'a str,
    /// The one organisation, where the scope is no more than that.
    pub organisation: Option<&'a str>,
    /// What the post is called.
    pub title: &'a str,
}

/// Somebody's time in a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Number inside the store.
    pub id: i64,
    /// The person's number.
    pub person: i64,
    /// The person's public number.
    pub public_id: String,
    /// The person's name.
    pub name: String,
    /// First day.
    pub from: String,
    /// Last day, included; none: holds it still.
    pub to: Option<String>,
}

const ADD: Sql = Sql::new(
    "INSERT INTO posts (public_id, role, division, organisation, title) VALUES ($1, $2, $3, $4, $5) \
     RETURNING post_id",
);
const BY_PUBLIC_ID: Sql = Sql::new(
    "SELECT post_id, public_id, role, division, organisation, title FROM posts WHERE public_id = $1",
);
const BY_ID: Sql = Sql::new(
    "SELECT post_id, public_id, role, division, organisation, title FROM posts WHERE post_id = $1",
);
const OF_DIVISION: Sql = Sql::new(
    "SELECT post_id, public_id, role, division, organisation, title FROM posts WHERE division = $1 \
     ORDER BY post_id",
);
const ALL: Sql = Sql::new(
    "SELECT post_id, public_id, role, division, organisation, title FROM posts \
     ORDER BY division, post_id",
);
const OF_PERSON: Sql = Sql::new(
    "SELECT p.post_id, p.public_id, p.role, p.division, p.organisation, p.title \
     FROM posts p JOIN holders h ON h.post_id = p.post_id \
     WHERE h.person_id = $1 AND h.from_day <= $2 AND (h.to_day IS NULL OR h.to_day >= $3) \
     ORDER BY p.division, p.post_id",
);
const OF_OFFICE: Sql = Sql::new(
    "SELECT post_id FROM posts WHERE role = $1 AND division = $2 AND COALESCE(organisation, '') = $3 \
     ORDER BY post_id",
);
const HOLDERS: Sql = Sql::new(
    "SELECT h.holder_id, h.person_id, p.public_id, p.name, h.from_day, h.to_day \
     FROM holders h JOIN people p ON p.person_id = h.person_id \
     WHERE h.post_id = $1 ORDER BY h.from_day, h.holder_id",
);
const ALL_HOLDERS: Sql = Sql::new(
    "SELECT h.holder_id, h.person_id, p.public_id, p.name, h.from_day, h.to_day, h.post_id \
     FROM holders h JOIN people p ON p.person_id = h.person_id ORDER BY h.from_day, h.holder_id",
);
const HOLDER_ON: Sql = Sql::new(
    "SELECT h.holder_id, h.person_id, p.public_id, p.name, h.from_day, h.to_day \
     FROM holders h JOIN people p ON p.person_id = h.person_id \
     WHERE h.post_id = $1 AND h.from_day <= $2 AND (h.to_day IS NULL OR h.to_day >= $3) \
     ORDER BY h.from_day DESC, h.holder_id DESC LIMIT 1",
);
const ASSIGN: Sql =
    Sql::new("INSERT INTO holders (post_id, person_id, from_day) VALUES ($1, $2, $3)");
const END: Sql = Sql::new("UPDATE holders SET to_day = $1 WHERE holder_id = $2 AND to_day IS NULL");

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] = &[
    &ADD,
    &BY_PUBLIC_ID,
    &BY_ID,
    &OF_DIVISION,
    &ALL,
    &OF_PERSON,
    &OF_OFFICE,
    &HOLDERS,
    &ALL_HOLDERS,
    &HOLDER_ON,
    &ASSIGN,
    &END,
];

/// Adds a post; its number.
pub async fn add(tx: &mut Tx, post: NewPost<'_>) -> Result<i64> {
    let values = [
        Value::from(post.public_id),
        Value::from(post.role),
        Value::from(post.division),
        Value::from(post.organisation),
        Value::from(post.title),
    ];
    tx.one(&ADD, &values).await?.int(0)
}

/// The post that addresses and events show by this number.
pub async fn by_public_id(tx: &mut Tx, id: &str) -> Result<Option<Post>> {
    tx.row(&BY_PUBLIC_ID, &[Value::from(id)]).await?.map(|row| post(&row)).transpose()
}

/// The post of a number.
pub async fn by_id(tx: &mut Tx, id: i64) -> Result<Option<Post>> {
    tx.row(&BY_ID, &[Value::from(id)]).await?.map(|row| post(&row)).transpose()
}

/// The posts of a division itself.
pub async fn of_division(tx: &mut Tx, division: &str) -> Result<Vec<Post>> {
    tx.rows(&OF_DIVISION, &[Value::from(division)]).await?.iter().map(post).collect()
}

/// All posts, by division.
pub async fn all(tx: &mut Tx) -> Result<Vec<Post>> {
    tx.rows(&ALL, &[]).await?.iter().map(post).collect()
}

/// The posts that a person holds on a day.
pub async fn of_person(tx: &mut Tx, person: i64, day: &str) -> Result<Vec<Post>> {
    let values = [Value::from(person), Value::from(day), Value::from(day)];
    tx.rows(&OF_PERSON, &values).await?.iter().map(post).collect()
}

/// The numbers of the posts of a role at a division; of one organisation, where one is named.
pub async fn of_office(
    tx: &mut Tx,
    role: &str,
    division: &str,
    organisation: &str,
) -> Result<Vec<i64>> {
    let values = [Value::from(role), Value::from(division), Value::from(organisation)];
    tx.rows(&OF_OFFICE, &values).await?.iter().map(|row| row.int(0)).collect()
}

/// Everybody who held a post, the first one first.
pub async fn holders(tx: &mut Tx, post: i64) -> Result<Vec<Holder>> {
    tx.rows(&HOLDERS, &[Value::from(post)]).await?.iter().map(holder).collect()
}

/// Everybody who held a post, the first one first, by the number of the post.
pub async fn all_holders(tx: &mut Tx) -> Result<BTreeMap<i64, Vec<Holder>>> {
    let mut all: BTreeMap<i64, Vec<Holder>> = BTreeMap::new();
    for row in tx.rows(&ALL_HOLDERS, &[]).await? {
        all.entry(row.int(6)?).or_default().push(holder(&row)?);
    }
    Ok(all)
}

/// Who holds a post on a day.
pub async fn holder_on(tx: &mut Tx, post: i64, day: &str) -> Result<Option<Holder>> {
    let values = [Value::from(post), Value::from(day), Value::from(day)];
    tx.row(&HOLDER_ON, &values).await?.map(|row| holder(&row)).transpose()
}

/// Gives a post to a person from a day on. Whoever holds it must have ended before: a post has one holder.
pub async fn assign(tx: &mut Tx, post: i64, person: i64, from: &str) -> Result<()> {
    let values = [Value::from(post), Value::from(person), Value::from(from)];
    tx.execute(&ASSIGN, &values).await.map(drop)
}

/// Ends somebody's time in a post with a last day. No: it had ended before.
pub async fn end(tx: &mut Tx, holder: i64, to: &str) -> Result<bool> {
    Ok(tx.execute(&END, &[Value::from(to), Value::from(holder)]).await? == 1)
}

fn post(row: &Row) -> Result<Post> {
    let text = |column| row.text(column).map(str::to_owned);
    Ok(Post {
        id: row.int(0)?,
        public_id: text(1)?,
        role: text(2)?,
        division: text(3)?,
        organisation: row.text_or_none(4)?.map(str::to_owned),
        title: text(5)?,
    })
}

fn holder(row: &Row) -> Result<Holder> {
    let text = |column| row.text(column).map(str::to_owned);
    Ok(Holder {
        id: row.int(0)?,
        person: row.int(1)?,
        public_id: text(2)?,
        name: text(3)?,
        from: text(4)?,
        to: row.text_or_none(5)?.map(str::to_owned),
    })
}
