//! Inquiries: questions of the monitoring desk about warnings of one unit. What was done about them stands in
//! [`crate::steps`].

use crate::db::{Row, Sql, Tx, Value};
use crate::error::Result;

/// What an inquiry begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// Code of the division in which its warnings lie.
    pub home: String,
    /// The unit whose they are; empty where they are nobody's.
    pub organisation: String,
    /// The worst lamp of its warnings.
    pub lamp: String,
    /// What is asked.
    pub question: String,
    /// Number of its warnings.
    pub warnings: i64,
    /// Their amounts, in fen.
    pub amount: i64,
    /// Word of the desk's level.
    pub level: String,
    /// Last day for the answer.
    pub due: String,
    /// The post that is asked.
    pub division: i64,
    /// The day on which it was sent.
    pub on: String,
    /// Who asks.
    pub person: i64,
    /// As what: the desk.
    pub post: i64,
}

/// What its steps come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Word of the state.
    pub state: String,
    /// Last day for the answer.
    pub due: String,
    /// Word of the level to which it has come.
    pub level: String,
    /// The post that has it; none at the end.
    pub waits: Option<i64>,
    /// The post to which it was escalated.
    pub escalated: Option<i64>,
    /// Its case.
    pub case: Option<i64>,
    /// The day of the last step.
    pub since: String,
}

/// An inquiry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inquiry {
    /// Its number.
    pub id: i64,
    /// What it begins with.
    pub opening: Opening,
    /// What its steps come to.
    pub standing: Standing,
}

/// A warning as it was asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Its number.
    pub warning: i64,
    /// Its lamp.
    pub lamp: String,
    /// Its amount, in fen.
    pub amount: Option<i64>,
    /// What was said of it, as warnings keep it.
    pub body: String,
}

const ADD: Sql = Sql::new(
    "INSERT INTO inquiries (home, organisation, lamp, question, warnings, amount, first_level, first_due, \
     division_id, sent_on, person_id, post_id, state, due, level, waits_id, since) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) \
     RETURNING inquiry_id",
);
const ADD_WARNING: Sql = Sql::new(
    "INSERT INTO inquiry_warnings (inquiry_id, warning_no, warning_id, lamp, amount, body) \
     VALUES ($1, $2, $3, $4, $5, $6)",
);
const ASKED: Sql = Sql::new(
    "SELECT warning_id, lamp, amount, body FROM inquiry_warnings WHERE inquiry_id = $1 \
     ORDER BY warning_no",
);
const OF_WARNING: Sql = Sql::new(
    "SELECT r.inquiry_id, r.state FROM inquiry_warnings AS i JOIN inquiries AS r \
     ON r.inquiry_id = i.inquiry_id WHERE i.warning_id = $1 ORDER BY r.inquiry_id",
);
macro_rules! select {
    ($rest:literal) => {
        Sql::new(concat!(
            "SELECT inquiry_id, home, organisation, lamp, question, warnings, amount, first_level, \
             first_due, division_id, sent_on, person_id, post_id, state, due, level, waits_id, \
             escalated_id, case_id, since FROM inquiries ",
            $rest
        ))
    };
}

const BY_ID: Sql = select!("WHERE inquiry_id = $1");
/// Inquiries that a post has now, those that wait for the desk that it is, and those escalated to it.
const OF_POST: Sql = select!(
    "WHERE waits_id = $1 OR (post_id = $2 AND state IN ('at_desk', 'answered')) \
     OR (escalated_id = $3 AND waits_id IS NOT NULL) ORDER BY due, inquiry_id LIMIT $4"
);
/// Inquiries whose deadline has passed or that wait for the desk, of which nobody has taken a step since
/// before a day, below the highest level.
const LATE: Sql = select!(
    "WHERE level <> $1 AND since < $2 AND (state IN ('at_desk', 'answered') \
     OR (state IN ('at_division', 'at_unit') AND due < $3)) ORDER BY inquiry_id LIMIT $4"
);
const STAND: Sql = Sql::new(
    "UPDATE inquiries SET state = $1, due = $2, level = $3, waits_id = $4, escalated_id = $5, \
     case_id = $6, since = $7 WHERE inquiry_id = $8",
);

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] =
    &[&ADD, &ADD_WARNING, &ASKED, &OF_WARNING, &BY_ID, &OF_POST, &LATE, &STAND];

/// Adds an inquiry about warnings, with what it stands at; its number.
pub async fn add(
    tx: &mut Tx,
    opening: &Opening,
    standing: &Standing,
    asked: &[Asked],
) -> Result<i64> {
    let values = [
        Value::from(opening.home.as_str()),
        Value::from(opening.organisation.as_str()),
        Value::from(opening.lamp.as_str()),
        Value::from(opening.question.as_str()),
        Value::from(opening.warnings),
        Value::from(opening.amount),
        Value::from(opening.level.as_str()),
        Value::from(opening.due.as_str()),
        Value::from(opening.division),
        Value::from(opening.on.as_str()),
        Value::from(opening.person),
        Value::from(opening.post),
        Value::from(standing.state.as_str()),
        Value::from(standing.due.as_str()),
        Value::from(standing.level.as_str()),
        Value::from(standing.waits),
        Value::from(standing.since.as_str()),
    ];
    let id = tx.one(&ADD, &values).await?.int(0)?;
    for (number, one) in (1_i64..).zip(asked) {
        let values = [
            Value::from(id),
            Value::from(number),
            Value::from(one.warning),
            Value::from(one.lamp.as_str()),
            Value::from(one.amount),
            Value::from(one.body.as_str()),
        ];
        tx.execute(&ADD_WARNING, &values).await?;
    }
    Ok(id)
}

/// The inquiry of a number.
pub async fn by_id(tx: &mut Tx, id: i64) -> Result<Option<Inquiry>> {
    tx.row(&BY_ID, &[Value::from(id)]).await?.map(|row| inquiry(&row)).transpose()
}

/// The warnings that an inquiry is about, as it was sent.
pub async fn asked(tx: &mut Tx, id: i64) -> Result<Vec<Asked>> {
    let asked = |row: &Row| {
        Ok(Asked {
            warning: row.int(0)?,
            lamp: row.text(1)?.to_owned(),
            amount: row.int_or_none(2)?,
            body: row.text(3)?.to_owned(),
        })
    };
    tx.rows(&ASKED, &[Value::from(id)]).await?.iter().map(asked).collect()
}

/// Number and word of the state of the inquiries about a warning.
pub async fn of_warning(tx: &mut Tx, warning: i64) -> Result<Vec<(i64, String)>> {
    let found = |row: &Row| Ok((row.int(0)?, row.text(1)?.to_owned()));
    tx.rows(&OF_WARNING, &[Value::from(warning)]).await?.iter().map(found).collect()
}

/// Inquiries that wait for a post, the most urgent first, so many of them.
pub async fn of_post(tx: &mut Tx, post: i64, most: i64) -> Result<Vec<Inquiry>> {
    let values = [Value::from(post), Value::from(post), Value::from(post), Value::from(most)];
    tx.rows(&OF_POST, &values).await?.iter().map(inquiry).collect()
}

/// Inquiries that are late on a day, of which nobody has taken a step since before another, below a level;
/// so many of them.
pub async fn late(
    tx: &mut Tx,
    level: &str,
    (before, today): (&str, &str),
    most: i64,
) -> Result<Vec<Inquiry>> {
    let values = [Value::from(level), Value::from(before), Value::from(today), Value::from(most)];
    tx.rows(&LATE, &values).await?.iter().map(inquiry).collect()
}

/// Keeps what the steps of an inquiry come to.
pub async fn stand(tx: &mut Tx, id: i64, standing: &Standing) -> Result<()> {
    let values = [
        Value::from(standing.state.as_str()),
        Value::from(standing.due.as_str()),
        Value::from(standing.level.as_str()),
        Value::from(standing.waits),
        Value::from(standing.escalated),
        Value::from(standing.case),
        Value::from(standing.since.as_str()),
        Value::from(id),
    ];
    tx.execute(&STAND, &values).await.map(drop)
}

fn inquiry(row: &Row) -> Result<Inquiry> {
    let text = |column| row.text(column).map(str::to_owned);
    Ok(Inquiry {
        id: row.int(0)?,
        opening: Opening {
            home: text(1)?,
            organisation: text(2)?,
            lamp: text(3)?,
            question: text(4)?,
            warnings: row.int(5)?,
            amount: row.int(6)?,
            level: text(7)?,
            due: text(8)?,
            division: row.int(9)?,
            on: text(10)?,
            person: row.int(11)?,
            post: row.int(12)?,
        },
        standing: Standing {
            state: text(13)?,
            due: text(14)?,
            level: text(15)?,
            waits: row.int_or_none(16)?,
            escalated: row.int_or_none(17)?,
            case: row.int_or_none(18)?,
            since: text(19)?,
        },
    })
}
