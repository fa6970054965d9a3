//! Factor plans: the money of a fund and year divided among places. What one says and what was done about it
//! stands in [`crate::steps`].

use crate::db::{Row, Sql, Tx, Value};
use crate::error::Result;

/// A plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FactorPlan {
    /// Its number; 0 where it has none yet.
    pub id: i64,
    /// Code of the division that divides.
    pub home: String,
    /// Code of the fund.
    pub fund: String,
    /// Fiscal year of the money.
    pub fiscal_year: i64,
    /// Word of the level of the places.
    pub level: String,
    /// Who began it.
    pub maker: i64,
    /// What its steps come to.
    pub standing: Standing,
}

/// What the steps of a plan come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// What is divided, in fen.
    pub amount: i64,
    /// Number of places.
    pub places: i64,
    /// Word of the state.
    pub state: String,
    /// The day of the last step.
    pub since: String,
    /// The document of the decision; empty before.
    pub doc_no: String,
    /// Its day.
    pub adopted_on: Option<String>,
    /// The import by which its proposals came in.
    pub import: Option<i64>,
}

const ADD: Sql = Sql::new(
    "INSERT INTO factor_plans (home, fund, fiscal_year, level, maker_id, amount, places, state, since, doc_no) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING factor_plan_id",
);
const STAND: Sql = Sql::new(
    "UPDATE factor_plans SET amount = $1, places = $2, state = $3, since = $4, doc_no = $5, adopted_on = $6, \
     import_id = $7 WHERE factor_plan_id = $8",
);

macro_rules! select {
    ($rest:literal) => {
        Sql::new(concat!(
            "SELECT factor_plan_id, home, fund, fiscal_year, level, maker_id, amount, places, state, since, \
             doc_no, adopted_on, import_id FROM factor_plans ",
            $rest
        ))
    };
}

const BY_ID: Sql = select!("WHERE factor_plan_id = $1");
const IN_FORCE: Sql = select!(
    "WHERE home = $1 AND fund = $2 AND fiscal_year = $3 AND level = $4 AND state = 'adopted'"
);
const IN_STATE: Sql =
    select!("WHERE home = $1 AND state = $2 ORDER BY factor_plan_id DESC LIMIT $3");

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] = &[&ADD, &STAND, &BY_ID, &IN_FORCE, &IN_STATE];

/// Adds a plan, whose `id` is not looked at; its number.
pub async fn add(tx: &mut Tx, one: &FactorPlan) -> Result<i64> {
    let standing = &one.standing;
    let values = [
        Value::from(one.home.as_str()),
        Value::from(one.fund.as_str()),
        Value::from(one.fiscal_year),
        Value::from(one.level.as_str()),
        Value::from(one.maker),
        Value::from(standing.amount),
        Value::from(standing.places),
        Value::from(standing.state.as_str()),
        Value::from(standing.since.as_str()),
        Value::from(standing.doc_no.as_str()),
    ];
    tx.one(&ADD, &values).await?.int(0)
}

/// Keeps what the steps of a plan come to.
pub async fn stand(tx: &mut Tx, id: i64, standing: &Standing) -> Result<()> {
    let values = [
        Value::from(standing.amount),
        Value::from(standing.places),
        Value::from(standing.state.as_str()),
        Value::from(standing.since.as_str()),
        Value::from(standing.doc_no.as_str()),
        Value::from(standing.adopted_on.as_deref()),
        Value::from(standing.import),
        Value::from(id),
    ];
    tx.execute(&STAND, &values).await.map(drop)
}

/// The plan of a number.
pub async fn by_id(tx: &mut Tx, id: i64) -> Result<Option<FactorPlan>> {
    tx.row(&BY_ID, &[Value::from(id)]).await?.map(|row| plan(&row)).transpose()
}

/// The plan that is in force for the fund, year and level of another.
pub async fn in_force(tx: &mut Tx, of: &FactorPlan) -> Result<Option<FactorPlan>> {
    let values = [
        Value::from(of.home.as_str()),
        Value::from(of.fund.as_str()),
        Value::from(of.fiscal_year),
        Value::from(of.level.as_str()),
    ];
    tx.row(&IN_FORCE, &values).await?.map(|row| plan(&row)).transpose()
}

/// The same, once no import is under way: none begins before this transaction is done, and no other plan is
/// adopted.
pub async fn in_force_now(tx: &mut Tx, of: &FactorPlan) -> Result<Option<FactorPlan>> {
    crate::ledger::queue(tx).await?;
    in_force(tx, of).await
}

/// Plans of a division in a state, the last one first, so many of them.
pub async fn in_state(tx: &mut Tx, home: &str, state: &str, most: i64) -> Result<Vec<FactorPlan>> {
    let values = [Value::from(home), Value::from(state), Value::from(most)];
    tx.rows(&IN_STATE, &values).await?.iter().map(plan).collect()
}

fn plan(row: &Row) -> Result<FactorPlan> {
    let text = |column| row.text(column).map(str::to_owned);
    Ok(FactorPlan {
        id: row.int(0)?,
        home: text(1)?,
        fund: text(2)?,
        fiscal_year: row.int(3)?,
        level: text(4)?,
        maker: row.int(5)?,
        standing: Standing {
            amount: row.int(6)?,
            places: row.int(7)?,
            state: text(8)?,
            since: text(9)?,
            doc_no: text(10)?,
            adopted_on: row.text_or_none(11)?.map(str::to_owned),
            import: row.int_or_none(12)?,
        },
    })
}
