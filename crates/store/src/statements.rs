//! Monthly statements that were made by the ledger, and who signed them. (What a bureau reports itself is the
//! table `statements` of the contract.)

use crate::db::{Row, Sql, Tx, Value};
use crate::error::Result;

/// The figures of a statement, in fen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Held when the month began.
    pub opening: i64,
    /// Came in.
    pub income: i64,
    /// Went out.
    pub expenditure: i64,
    /// Held when it ended.
    pub closing: i64,
    /// The closing balance that was reported.
    pub reported: Option<i64>,
    /// The treasury's balance.
    pub treasury: Option<i64>,
}

/// What a statement is of.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// Code of the division.
    pub division: &'a str,
    /// Code of the fund.
    pub fund: &'a str,
    /// Month, `2019-07`.
    pub month: &'a str,
}

/// Who did something: number of the person, title of the post, moment.
#[derive(Clone, Copy, Debug)]
pub struct Hand<'a> {
    /// Who.
    pub person: i64,
    /// As what.
    pub post: &'a str,
    /// When, in UTC.
    pub at: &'a str,
}

/// A statement that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// Its number.
    pub id: i64,
    /// Code of the division.
    pub division: String,
    /// Code of the fund.
    pub fund: String,
    /// Month.
    pub month: String,
    /// Which making of it, from 1.
    pub version: i64,
    /// Its figures.
    pub figures: Figures,
    /// What was said of a difference.
    pub explanation: String,
    /// Number of who made it.
    pub maker: i64,
    /// Who made it, as what, when.
    pub made: [String; 3],
    /// `made`, `signed` or `sent_back`.
    pub state: String,
    /// Who signed it or sent it back, as what, when; empty while nobody did.
    pub decided: [String; 3],
    /// Why it was sent back.
    pub reason: String,
}

macro_rules! select {
    ($rest:literal) => {
        Sql::new(concat!(
            "SELECT s.statement_id, s.division, s.fund, s.month, s.version, s.opening, s.income, ",
            "s.expenditure, s.closing, s.reported, s.treasury, s.explanation, s.made_by, m.name, ",
            "s.made_as, s.made_at, s.state, d.name, s.decided_as, s.decided_at, s.reason ",
            "FROM made_statements AS s JOIN people AS m ON m.person_id = s.made_by ",
            "LEFT JOIN people AS d ON d.person_id = s.decided_by ",
            $rest
        ))
    };
}

const OF: Sql =
    select!("WHERE s.division = $1 AND s.fund = $2 AND s.month = $3 ORDER BY s.version DESC");
const OF_MONTH: Sql = select!(
    "WHERE s.division = $1 AND s.month = $2 AND NOT EXISTS (SELECT 1 FROM made_statements AS l \
     WHERE l.division = s.division AND l.fund = s.fund AND l.month = s.month \
     AND l.version > s.version) ORDER BY s.fund"
);
const WAITING: Sql =
    select!("WHERE s.state = 'made' AND s.division = $1 ORDER BY s.month, s.statement_id LIMIT $2");
const SENT_BACK: Sql = select!(
    "WHERE s.state = 'sent_back' AND s.division = $1 AND NOT EXISTS (SELECT 1 FROM made_statements \
     AS l WHERE l.division = s.division AND l.fund = s.fund AND l.month = s.month \
     AND l.version > s.version) ORDER BY s.month, s.statement_id LIMIT $2"
);
const ADD: Sql = Sql::new(
    "INSERT INTO made_statements (division, fund, month, version, opening, income, expenditure, \
     closing, reported, treasury, explanation, made_at, made_by, made_as, state, reason) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 'made', '') \
     ON CONFLICT (division, fund, month, version) DO NOTHING",
);
const DECIDE: Sql = Sql::new(
    "UPDATE made_statements SET state = $1, decided_at = $2, decided_by = $3, decided_as = $4, \
     reason = $5 WHERE statement_id = $6 AND state = 'made'",
);

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] = &[&OF, &OF_MONTH, &WAITING, &SENT_BACK, &ADD, &DECIDE];

/// All versions of a statement, the last one first.
pub async fn of(tx: &mut Tx, subject: Subject<'_>) -> Result<Vec<Made>> {
    let Subject { division, fund, month } = subject;
    let values = [division, fund, month].map(Value::from);
    tx.rows(&OF, &values).await?.iter().map(made).collect()
}

/// The last version of each fund's statement of a month.
pub async fn of_month(tx: &mut Tx, division: &str, month: &str) -> Result<Vec<Made>> {
    let values = [division, month].map(Value::from);
    tx.rows(&OF_MONTH, &values).await?.iter().map(made).collect()
}

/// Statements of a division that wait for a signature.
pub async fn waiting(tx: &mut Tx, division: &str, most: i64) -> Result<Vec<Made>> {
    let values = [Value::from(division), Value::from(most)];
    tx.rows(&WAITING, &values).await?.iter().map(made).collect()
}

/// Statements of a division that were sent back and not made again.
pub async fn sent_back(tx: &mut Tx, division: &str, most: i64) -> Result<Vec<Made>> {
    let values = [Value::from(division), Value::from(most)];
    tx.rows(&SENT_BACK, &values).await?.iter().map(made).collect()
}

/// Keeps a statement that is made. No: somebody else has made this version meanwhile.
pub async fn add(
    tx: &mut Tx,
    subject: Subject<'_>,
    version: i64,
    (figures, explanation): (Figures, &str),
    by: Hand<'_>,
) -> Result<bool> {
    let Figures { opening, income, expenditure, closing, reported, treasury } = figures;
    let values = [
        Value::from(subject.division),
        Value::from(subject.fund),
        Value::from(subject.month),
        Value::from(version),
        Value::from(opening),
        Value::from(income),
        Value::from(expenditure),
        Value::from(closing),
        Value::from(reported),
        Value::from(treasury),
        Value::from(explanation),
        Value::from(by.at),
        Value::from(by.person),
        Value::from(by.post),
    ];
    Ok(tx.execute(&ADD, &values).await? == 1)
}

/// Signs a statement, or sends it back with a reason. No: it no longer waits.
pub async fn decide(
    tx: &mut Tx,
    id: i64,
    (state, reason): (&str, &str),
    by: Hand<'_>,
) -> Result<bool> {
    let values = [
        Value::from(state),
        Value::from(by.at),
        Value::from(by.person),
        Value::from(by.post),
        Value::from(reason),
        Value::from(id),
    ];
    Ok(tx.execute(&DECIDE, &values).await? == 1)
}

fn made(row: &Row) -> Result<Made> {
    let text = |column| {
        Ok::<_, crate::StoreError>(row.text_or_none(column)?.unwrap_or_default().to_owned())
    };
    Ok(Made {
        id: row.int(0)?,
        division: text(1)?,
        fund: text(2)?,
        month: text(3)?,
        version: row.int(4)?,
        figures: Figures {
            opening: row.int(5)?,
            income: row.int(6)?,
            expenditure: row.int(7)?,
            closing: row.int(8)?,
            reported: row.int_or_none(9)?,
            treasury: row.int_or_none(10)?,
        },
        explanation: text(11)?,
        maker: row.int(12)?,
        made: [text(13)?, text(14)?, text(15)?],
        state: text(16)?,
        decided: [text(17)?, text(18)?, text(19)?],
        reason: text(20)?,
    })
}
