//! Cases. What was done about them stands in [`crate::steps`].

use crate::db::{Row, Sql, Tx, Value};
use crate::error::Result;

/// What a case begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// The warning.
    pub warning: i64,
    /// Id of the rule.
    pub rule: String,
    /// Code of the division in which it lies.
    pub home: String,
    /// The unit whose it is; empty where it is nobody's.
    pub organisation: String,
    /// Whether the rule knows exceptions.
    pub exemptable: bool,
    /// Word of the level of those who answer.
    pub level: String,
    /// The day.
    pub on: String,
    /// Who opened it.
    pub person: i64,
    /// As what.
    pub post: i64,
}

/// What its steps come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Word of the state.
    pub state: String,
    /// Word of the level to which it has come.
    pub level: String,
    /// Last day of the order.
    pub due: Option<String>,
    /// The post that has to rectify.
    pub rectifier: Option<i64>,
    /// Money to be taken back, in fen.
    pub take_back: i64,
    /// Money to be re-booked, in fen.
    pub rebook: i64,
    /// Word of the request that waits for its decision.
    pub request: Option<String>,
    /// The day on which it was closed.
    pub closed_on: Option<String>,
    /// The day of the last step.
    pub since: String,
}

/// A case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Its number.
    pub id: i64,
    /// What it begins with.
    pub opening: Opening,
    /// What its steps come to.
    pub standing: Standing,
}

const ADD: Sql = Sql::new(
    "INSERT INTO cases (warning_id, rule, home, organisation, exemptable, first_level, opened_on, \
     person_id, post_id, state, level, take_back, rebook, since) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'open', $10, 0, 0, $11) \
     ON CONFLICT (warning_id) DO NOTHING RETURNING case_id",
);
macro_rules! select {
    ($rest:literal) => {
        Sql::new(concat!(
            "SELECT case_id, warning_id, rule, home, organisation, exemptable, first_level, opened_on, \
             person_id, post_id, state, level, due, rectifier_id, take_back, rebook, request, closed_on, \
             since FROM cases ",
            $rest
        ))
    };
}

const BY_ID: Sql = select!("WHERE case_id = $1");
const OF_WARNING: Sql = select!("WHERE warning_id = $1");
const OF_RECTIFIER: Sql =
    select!("WHERE rectifier_id = $1 AND state = 'ordered' ORDER BY due, case_id LIMIT $2");
const STAND: Sql = Sql::new(
    "UPDATE cases SET state = $1, level = $2, due = $3, rectifier_id = $4, take_back = $5, rebook = $6, \
     request = $7, closed_on = $8, since = $9 WHERE case_id = $10",
);
/// Cases whose deadline has passed, or of which nobody has taken a step since before a day, below the
/// highest level.
const LATE: Sql = select!(
    "WHERE level <> $1 AND since < $2 AND (state IN ('open', 'reported', 'checked') \
     OR (state = 'ordered' AND due < $3)) ORDER BY case_id LIMIT $4"
);

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] = &[&ADD, &BY_ID, &OF_WARNING, &OF_RECTIFIER, &LATE, &STAND];

/// Opens a case; its number. None: the warning has one.
pub async fn add(tx: &mut Tx, opening: &Opening) -> Result<Option<i64>> {
    let values = [
        Value::from(opening.warning),
        Value::from(opening.rule.as_str()),
        Value::from(opening.home.as_str()),
        Value::from(opening.organisation.as_str()),
        Value::from(opening.exemptable),
        Value::from(opening.level.as_str()),
        Value::from(opening.on.as_str()),
        Value::from(opening.person),
        Value::from(opening.post),
        Value::from(opening.level.as_str()),
        Value::from(opening.on.as_str()),
    ];
    tx.row(&ADD, &values).await?.map(|row| row.int(0)).transpose()
}

/// The case of a number.
pub async fn by_id(tx: &mut Tx, id: i64) -> Result<Option<Case>> {
    tx.row(&BY_ID, &[Value::from(id)]).await?.map(|row| case(&row)).transpose()
}

/// The case of a warning.
pub async fn of_warning(tx: &mut Tx, warning: i64) -> Result<Option<Case>> {
    tx.row(&OF_WARNING, &[Value::from(warning)]).await?.map(|row| case(&row)).transpose()
}

/// Cases that a post has to rectify, the most urgent first, so many of them.
pub async fn of_rectifier(tx: &mut Tx, post: i64, most: i64) -> Result<Vec<Case>> {
    let values = [Value::from(post), Value::from(most)];
    tx.rows(&OF_RECTIFIER, &values).await?.iter().map(case).collect()
}

/// Cases that are late on a day, of which nobody has taken a step since before another, below a level; so
/// many of them.
pub async fn late(
    tx: &mut Tx,
    level: &str,
    (before, today): (&str, &str),
    most: i64,
) -> Result<Vec<Case>> {
    let values = [Value::from(level), Value::from(before), Value::from(today), Value::from(most)];
    tx.rows(&LATE, &values).await?.iter().map(case).collect()
}

/// Keeps what the steps of a case come to.
pub async fn stand(tx: &mut Tx, id: i64, standing: &Standing) -> Result<()> {
    let values = [
        Value::from(standing.state.as_str()),
        Value::from(standing.level.as_str()),
        Value::from(standing.due.as_deref()),
        Value::from(standing.rectifier),
        Value::from(standing.take_back),
        Value::from(standing.rebook),
        Value::from(standing.request.as_deref()),
        Value::from(standing.closed_on.as_deref()),
        Value::from(standing.since.as_str()),
        Value::from(id),
    ];
    tx.execute(&STAND, &values).await.map(drop)
}

fn case(row: &Row) -> Result<Case> {
    let text = |column| row.text(column).map(str::to_owned);
    let maybe = |column| row.text_or_none(column).map(|text| text.map(str::to_owned));
    Ok(Case {
        id: row.int(0)?,
        opening: Opening {
            warning: row.int(1)?,
            rule: text(2)?,
            home: text(3)?,
            organisation: text(4)?,
            exemptable: row.flag(5)?,
            level: text(6)?,
            on: text(7)?,
            person: row.int(8)?,
            post: row.int(9)?,
        },
        standing: Standing {
            state: text(10)?,
            level: text(11)?,
            due: maybe(12)?,
            rectifier: row.int_or_none(13)?,
            take_back: row.int(14)?,
            rebook: row.int(15)?,
            request: maybe(16)?,
            closed_on: maybe(17)?,
            since: text(18)?,
        },
    })
}
