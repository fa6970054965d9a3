//! Matters of accountability: who is proposed to be held to account in a case, and what was decided. What was done
//! about them stands in [`crate::steps`].

use crate::db::{Row, Sql, Tx, Value};
use crate::error::{Result, StoreError};

/// A matter as it was proposed, and what its steps come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Its number; 0 where it has none yet.
    pub id: i64,
    /// The case.
    pub case: i64,
    /// The post that answers by the clause.
    pub answers: i64,
    /// The facts.
    pub facts: String,
    /// Id of the clause.
    pub clause: String,
    /// Who proposed it.
    pub person: i64,
    /// As what.
    pub post: i64,
    /// When.
    pub on: String,
    /// What its steps come to.
    pub standing: Standing,
}

/// What the steps of a matter come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Word of the state.
    pub state: String,
    /// Word of what was decided.
    pub measure: Option<String>,
    /// The day of the decision.
    pub decided_on: Option<String>,
    /// The day on which its document was recorded.
    pub recorded_on: Option<String>,
}

macro_rules! select {
    ($rest:literal) => {
        Sql::new(concat!(
            "SELECT accountability_id, case_id, answers_id, facts, clause, person_id, post_id, \
             proposed_on, state, measure, decided_on, recorded_on FROM accountabilities ",
            $rest
        ))
    };
}

const ADD: Sql = Sql::new(
    "INSERT INTO accountabilities (case_id, answers_id, facts, clause, person_id, post_id, proposed_on, \
     state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING accountability_id",
);
const OF_CASE: Sql = select!("WHERE case_id = $1 ORDER BY accountability_id");
const BY_ID: Sql = select!("WHERE accountability_id = $1");
const STAND: Sql = Sql::new(
    "UPDATE accountabilities SET state = $1, measure = $2, decided_on = $3, recorded_on = $4 \
     WHERE accountability_id = $5",
);

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] = &[&ADD, &OF_CASE, &BY_ID, &STAND];

/// Adds a proposal, whose `id` is not looked at; its number.
pub async fn add(tx: &mut Tx, proposal: &Proposal) -> Result<i64> {
    let values = [
        Value::from(proposal.case),
        Value::from(proposal.answers),
        Value::from(proposal.facts.as_str()),
        Value::from(proposal.clause.as_str()),
        Value::from(proposal.person),
        Value::from(proposal.post),
        Value::from(proposal.on.as_str()),
        Value::from(proposal.standing.state.as_str()),
    ];
    tx.one(&ADD, &values).await?.int(0)
}

/// The matters of a case, the first one first.
pub async fn of_case(tx: &mut Tx, case: i64) -> Result<Vec<Proposal>> {
    tx.rows(&OF_CASE, &[Value::from(case)]).await?.iter().map(proposal).collect()
}

/// The matter of a number.
pub async fn by_id(tx: &mut Tx, id: i64) -> Result<Option<Proposal>> {
    tx.row(&BY_ID, &[Value::from(id)]).await?.map(|row| proposal(&row)).transpose()
}

/// Keeps what the steps of a matter come to.
pub async fn stand(tx: &mut Tx, id: i64, standing: &Standing) -> Result<()> {
    let values = [
        Value::from(standing.state.as_str()),
        Value::from(standing.measure.as_deref()),
        Value::from(standing.decided_on.as_deref()),
        Value::from(standing.recorded_on.as_deref()),
        Value::from(id),
    ];
    tx.execute(&STAND, &values).await.map(drop)
}

fn proposal(row: &Row) -> Result<Proposal> {
    let text = |column| row.text(column).map(str::to_owned);
    let text_or_none = |column| Ok::<_, StoreError>(row.text_or_none(column)?.map(str::to_owned));
    Ok(Proposal {
        id: row.int(0)?,
        case: row.int(1)?,
        answers: row.int(2)?,
        facts: text(3)?,
        clause: text(4)?,
        person: row.int(5)?,
        post: row.int(6)?,
        on: text(7)?,
        standing: Standing {
            state: text(8)?,
            measure: text_or_none(9)?,
            decided_on: text_or_none(10)?,
            recorded_on: text_or_none(11)?,
        },
    })
}
