//! Monthly returns on monitoring. What was done about one stands in [`crate::steps`].

use crate::db::{Row, Sql, Tx, Value};
use crate::error::Result;

/// A return.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MonthlyReturn {
    /// Its number; 0 where it has none yet.
    pub id: i64,
    /// Code of the division that makes it.
    pub division: String,
    /// The month, `2019-05`.
    pub month: String,
    /// The last day on time.
    pub due_on: String,
    /// Who wrote it last.
    pub maker: i64,
    /// What its steps come to.
    pub standing: Standing,
}

/// What the steps of a return come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Word of the state.
    pub state: String,
    /// Day of the last step.
    pub since: String,
    /// The day of its figures.
    pub as_of: String,
    /// The day on which it was submitted last; empty where it is not.
    pub submitted_on: String,
    /// Warnings that were found, in all.
    pub found: i64,
    /// Of them those that are rectified.
    pub rectified: i64,
    /// Cases past their deadline.
    pub overdue: i64,
}

const ADD: Sql = Sql::new(
    "INSERT INTO monthly_returns (division, month, due_on, maker_id, state, since, as_of, submitted_on, found, \
     rectified, overdue) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
     ON CONFLICT (division, month) DO NOTHING RETURNING return_id",
);
const STAND: Sql = Sql::new(
    "UPDATE monthly_returns SET maker_id = $1, state = $2, since = $3, as_of = $4, submitted_on = $5, found = $6, \
     rectified = $7, overdue = $8 WHERE return_id = $9",
);

macro_rules! select {
    ($rest:literal) => {
        Sql::new(concat!(
            "SELECT m.return_id, m.division, m.month, m.due_on, m.maker_id, m.state, m.since, m.as_of, \
             m.submitted_on, m.found, m.rectified, m.overdue FROM monthly_returns AS m ",
            $rest
        ))
    };
}

const BY_ID: Sql = select!("WHERE m.return_id = $1");
const OF: Sql = select!("WHERE m.division = $1 AND m.month = $2");
const OF_MONTH: Sql = select!("WHERE m.month = $1 ORDER BY m.division");
const IN_STATE: Sql = select!("WHERE m.state = $1 ORDER BY m.due_on, m.return_id");

/// The days on which records say that the returns of a table were submitted for a month, by who reports.
const RECORDED: Sql = Sql::new(
    "SELECT r.org, r.submitted_on FROM reports AS r WHERE r.period = $1 AND r.table_no = $2 \
     AND (r.org = $3 OR $4 = '') AND r.submitted_on IS NOT NULL AND r.withdrawn = 0 \
     AND NOT EXISTS (SELECT 1 FROM reports AS later WHERE later.corrects = r.row_id)",
);

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] = &[&ADD, &STAND, &BY_ID, &OF, &OF_MONTH, &IN_STATE, &RECORDED];

/// Adds a return, whose `id` is not looked at; its number. None: the division has one of this month.
pub async fn add(tx: &mut Tx, one: &MonthlyReturn) -> Result<Option<i64>> {
    let standing = &one.standing;
    let values = [
        Value::from(one.division.as_str()),
        Value::from(one.month.as_str()),
        Value::from(one.due_on.as_str()),
        Value::from(one.maker),
        Value::from(standing.state.as_str()),
        Value::from(standing.since.as_str()),
        Value::from(standing.as_of.as_str()),
        Value::from(standing.submitted_on.as_str()),
        Value::from(standing.found),
        Value::from(standing.rectified),
        Value::from(standing.overdue),
    ];
    tx.row(&ADD, &values).await?.map(|row| row.int(0)).transpose()
}

/// Keeps what the steps of a return come to, and who wrote it last.
pub async fn stand(tx: &mut Tx, one: &MonthlyReturn) -> Result<()> {
    let standing = &one.standing;
    let values = [
        Value::from(one.maker),
        Value::from(standing.state.as_str()),
        Value::from(standing.since.as_str()),
        Value::from(standing.as_of.as_str()),
        Value::from(standing.submitted_on.as_str()),
        Value::from(standing.found),
        Value::from(standing.rectified),
        Value::from(standing.overdue),
        Value::from(one.id),
    ];
    tx.execute(&STAND, &values).await.map(drop)
}

/// The return of a number.
pub async fn by_id(tx: &mut Tx, id: i64) -> Result<Option<MonthlyReturn>> {
    tx.row(&BY_ID, &[Value::from(id)]).await?.map(|row| monthly_return(&row)).transpose()
}

/// The return of a division and month.
pub async fn of(tx: &mut Tx, division: &str, month: &str) -> Result<Option<MonthlyReturn>> {
    let values = [Value::from(division), Value::from(month)];
    tx.row(&OF, &values).await?.map(|row| monthly_return(&row)).transpose()
}

/// All returns of a month.
pub async fn of_month(tx: &mut Tx, month: &str) -> Result<Vec<MonthlyReturn>> {
    tx.rows(&OF_MONTH, &[Value::from(month)]).await?.iter().map(monthly_return).collect()
}

/// All returns in a state, the most urgent first: at most one of each division and month is under way.
pub async fn in_state(tx: &mut Tx, state: &str) -> Result<Vec<MonthlyReturn>> {
    tx.rows(&IN_STATE, &[Value::from(state)]).await?.iter().map(monthly_return).collect()
}

/// When records say that the returns of a table were submitted for a month: who, and the day; of one who reports,
/// or (no name) of all.
pub async fn recorded(
    tx: &mut Tx,
    month: &str,
    (table, org): (i64, &str),
) -> Result<Vec<(String, String)>> {
    let values = [Value::from(month), Value::from(table), Value::from(org), Value::from(org)];
    let text = |row: &Row, column| row.text(column).map(str::to_owned);
    tx.rows(&RECORDED, &values)
        .await?
        .iter()
        .map(|row| Ok((text(row, 0)?, text(row, 1)?)))
        .collect()
}

fn monthly_return(row: &Row) -> Result<MonthlyReturn> {
    let text = |column| row.text(column).map(str::to_owned);
    Ok(MonthlyReturn {
        id: row.int(0)?,
        division: text(1)?,
        month: text(2)?,
        due_on: text(3)?,
        maker: row.int(4)?,
        standing: Standing {
            state: text(5)?,
            since: text(6)?,
            as_of: text(7)?,
            submitted_on: text(8)?,
            found: row.int(9)?,
            rectified: row.int(10)?,
            overdue: row.int(11)?,
        },
    })
}
