//! Self-evaluations that are reported and checked here. What was done about one stands in [`crate::steps`]; what came
//! of it are records of the tables `evaluations` and `evaluation_values`.

use std::collections::BTreeSet;

use crate::db::{Row, Sql, Tx, Value};
use crate::error::Result;
use crate::lists::kept::follow;

/// A self-evaluation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SelfEvaluation {
    /// Its number; 0 where it has none yet.
    pub id: i64,
    /// Number of the target.
    pub target: String,
    /// Number of the project of the target.
    pub project: String,
    /// Code of the county.
    pub county: String,
    /// The unit that carries the project out.
    pub unit: String,
    /// The year.
    pub fiscal_year: i64,
    /// The day on which it was first reported.
    pub entered_on: String,
    /// Who reported it last.
    pub maker: i64,
    /// What its steps come to.
    pub standing: Standing,
}

/// What the steps of a self-evaluation come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Who checked it, as long as the check stands.
    pub checker: Option<i64>,
    /// Total that was reported, in ten-thousandths of a point.
    pub score: i64,
    /// Its grade.
    pub grade: String,
    /// Total of the check.
    pub checked_score: Option<i64>,
    /// Its grade.
    pub checked_grade: Option<String>,
    /// Word of the state.
    pub state: String,
    /// Day of the last step.
    pub since: String,
}

/// A target that is to be evaluated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owed {
    /// Its number.
    pub target: String,
    /// Its year.
    pub fiscal_year: i64,
    /// Number of its project.
    pub project: String,
    /// Name of it.
    pub name: String,
    /// Code of the county.
    pub county: String,
    /// The unit.
    pub unit: String,
    /// The day on which the project is to end; empty where it says none.
    pub finish_on: String,
}

/// What was paid for a project in a year, in fen, less refunds, and how many payments that are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Executed {
    /// The sum.
    pub amount: i64,
    /// Payments and refunds.
    pub payments: i64,
}

const ADD: Sql = Sql::new(
    "INSERT INTO self_evaluations (target, project, county, unit, fiscal_year, entered_on, maker_id, checker_id, \
     score, grade, checked_score, checked_grade, state, since) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) \
     ON CONFLICT (target) DO NOTHING RETURNING evaluation_id",
);
const STAND: Sql = Sql::new(
    "UPDATE self_evaluations SET maker_id = $1, checker_id = $2, score = $3, grade = $4, checked_score = $5, \
     checked_grade = $6, state = $7, since = $8 WHERE evaluation_id = $9",
);

macro_rules! select {
    ($rest:literal) => {
        Sql::new(concat!(
            "SELECT s.evaluation_id, s.target, s.project, s.county, s.unit, s.fiscal_year, s.entered_on, s.maker_id, \
             s.checker_id, s.score, s.grade, s.checked_score, s.checked_grade, s.state, s.since \
             FROM self_evaluations AS s ",
            $rest
        ))
    };
}

const BY_ID: Sql = select!("WHERE s.evaluation_id = $1");
const BY_TARGET: Sql = select!("WHERE s.target = $1");
const IN_STATE: Sql = select!(
    "WHERE s.state = $1 AND s.county = $2 AND (s.unit = $3 OR $4 = '') ORDER BY s.evaluation_id LIMIT $5"
);
/// Whether a self-evaluation of a target is on record, whoever brought it.
const ON_RECORD: Sql = Sql::new(
    "SELECT 1 FROM evaluations AS e WHERE e.target = $1 AND e.kind = 'self' AND e.withdrawn = 0 AND NOT EXISTS \
     (SELECT 1 FROM evaluations AS later WHERE later.corrects = e.row_id) LIMIT 1",
);
const EXECUTED: Sql = Sql::new(
    "SELECT CAST(COALESCE(SUM(CASE WHEN p.kind = 'refund' THEN -p.amount ELSE p.amount END), 0) AS BIGINT), COUNT(*) \
     FROM payments AS p WHERE p.project = $1 AND p.paid_on >= $2 AND p.paid_on <= $3 AND p.withdrawn = 0 \
     AND NOT EXISTS (SELECT 1 FROM payments AS later WHERE later.corrects = p.row_id)",
);
/// Approved targets of projects that have ended, or whose year has, without a self-evaluation.
const OWED: Sql = Sql::new(
    "SELECT t.id, t.fiscal_year, p.id, p.name, p.county, p.unit, COALESCE(p.finish_on, '') \
     FROM projects AS p JOIN targets AS t ON t.subject = p.id AND t.subject_kind = 'project' \
     WHERE p.county = $1 AND (p.unit = $2 OR $3 = '') AND p.withdrawn = 0 \
     AND NOT EXISTS (SELECT 1 FROM projects AS later WHERE later.corrects = p.row_id) \
     AND t.withdrawn = 0 AND NOT EXISTS (SELECT 1 FROM targets AS later WHERE later.corrects = t.row_id) \
     AND t.approved_on IS NOT NULL AND t.approved_on <= $4 AND (t.review IS NULL OR t.review = 'approved') \
     AND (t.fiscal_year < $5 OR p.finish_on <= $6) AND NOT EXISTS \
     (SELECT 1 FROM evaluations AS e WHERE e.target = t.id AND e.kind = 'self' AND e.withdrawn = 0 AND NOT EXISTS \
     (SELECT 1 FROM evaluations AS later WHERE later.corrects = e.row_id)) \
     ORDER BY t.fiscal_year, p.id, t.id LIMIT $7",
);

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] =
    &[&ADD, &STAND, &BY_ID, &BY_TARGET, &IN_STATE, &ON_RECORD, &EXECUTED, &OWED];

/// Says of a standing what the statements have in common, in their order.
fn said(maker: i64, standing: &Standing) -> [Value<'_>; 8] {
    [
        Value::from(maker),
        Value::from(standing.checker),
        Value::from(standing.score),
        Value::from(standing.grade.as_str()),
        Value::from(standing.checked_score),
        Value::from(standing.checked_grade.as_deref()),
        Value::from(standing.state.as_str()),
        Value::from(standing.since.as_str()),
    ]
}

/// Adds a self-evaluation, whose `id` is not looked at; its number, or none where the target has one.
pub async fn add(tx: &mut Tx, one: &SelfEvaluation) -> Result<Option<i64>> {
    let own = [&one.target, &one.project, &one.county, &one.unit];
    let own = own.map(|text| Value::from(text.as_str()));
    let rest = [Value::from(one.fiscal_year), Value::from(one.entered_on.as_str())];
    let all = own.into_iter().chain(rest).chain(said(one.maker, &one.standing));
    let number = tx.row(&ADD, &all.collect::<Vec<_>>()).await?.map(|row| row.int(0)).transpose()?;
    follow(tx, &BTreeSet::from([one.target.clone()])).await?;
    Ok(number)
}

/// Keeps what the steps of a self-evaluation come to, and who reported it last.
pub async fn stand(tx: &mut Tx, one: &SelfEvaluation) -> Result<()> {
    let values = said(one.maker, &one.standing).into_iter().chain([Value::from(one.id)]);
    tx.execute(&STAND, &values.collect::<Vec<_>>()).await?;
    follow(tx, &BTreeSet::from([one.target.clone()])).await
}

/// The self-evaluation of a number.
pub async fn by_id(tx: &mut Tx, id: i64) -> Result<Option<SelfEvaluation>> {
    tx.row(&BY_ID, &[Value::from(id)]).await?.map(|row| evaluation(&row)).transpose()
}

/// The self-evaluation of a target.
pub async fn by_target(tx: &mut Tx, target: &str) -> Result<Option<SelfEvaluation>> {
    tx.row(&BY_TARGET, &[Value::from(target)]).await?.map(|row| evaluation(&row)).transpose()
}

/// The self-evaluations of a county in a state, of one unit where one is named, the first one first, so many of them.
pub async fn in_state(
    tx: &mut Tx,
    (county, unit): (&str, &str),
    state: &str,
    most: i64,
) -> Result<Vec<SelfEvaluation>> {
    let texts = [state, county, unit, unit].map(Value::from);
    let values: Vec<Value<'_>> = texts.into_iter().chain([Value::from(most)]).collect();
    tx.rows(&IN_STATE, &values).await?.iter().map(evaluation).collect()
}

/// Whether a self-evaluation of a target is on record, whoever brought it.
pub async fn is_on_record(tx: &mut Tx, target: &str) -> Result<bool> {
    Ok(tx.row(&ON_RECORD, &[Value::from(target)]).await?.is_some())
}

/// What was paid for a project from one day to another.
pub async fn executed(tx: &mut Tx, project: &str, (from, to): (&str, &str)) -> Result<Executed> {
    let values = [project, from, to].map(Value::from);
    let row = tx.one(&EXECUTED, &values).await?;
    Ok(Executed { amount: row.int(0)?, payments: row.int(1)? })
}

/// Targets of a county, of one unit where one is named, that are to be evaluated on a day of a year, the oldest first,
/// so many of them.
pub async fn owed(
    tx: &mut Tx,
    (county, unit): (&str, &str),
    (day, year): (&str, i64),
    most: i64,
) -> Result<Vec<Owed>> {
    let texts = [county, unit, unit, day].map(Value::from);
    let rest = [Value::from(year), Value::from(day), Value::from(most)];
    let values: Vec<Value<'_>> = texts.into_iter().chain(rest).collect();
    let of = |row: &Row| -> Result<Owed> {
        let text = |column| -> Result<String> {
            Ok(row.text_or_none(column)?.unwrap_or_default().to_owned())
        };
        Ok(Owed {
            target: text(0)?,
            fiscal_year: row.int(1)?,
            project: text(2)?,
            name: text(3)?,
            county: text(4)?,
            unit: text(5)?,
            finish_on: text(6)?,
        })
    };
    tx.rows(&OWED, &values).await?.iter().map(of).collect()
}

fn evaluation(row: &Row) -> Result<SelfEvaluation> {
    let text = |column| row.text(column).map(str::to_owned);
    Ok(SelfEvaluation {
        id: row.int(0)?,
        target: text(1)?,
        project: text(2)?,
        county: text(3)?,
        unit: text(4)?,
        fiscal_year: row.int(5)?,
        entered_on: text(6)?,
        maker: row.int(7)?,
        standing: Standing {
            checker: row.int_or_none(8)?,
            score: row.int(9)?,
            grade: text(10)?,
            checked_score: row.int_or_none(11)?,
            checked_grade: row.text_or_none(12)?.map(str::to_owned),
            state: text(13)?,
            since: text(14)?,
        },
    })
}
