//! Fund proposals: how money is to be raised, or divided in blocks. What was done about one stands in
//! [`crate::steps`].

use crate::db::{Row, Sql, Tx, Value};
use crate::error::Result;

/// A proposal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FundProposal {
    /// Its number; 0 where it has none yet.
    pub id: i64,
    /// Code of the division whose office proposes.
    pub home: String,
    /// Number of the post that proposes.
    pub post: i64,
    /// Who wrote it last.
    pub maker: i64,
    /// Word of its kind.
    pub kind: String,
    /// Year to whose budget the money belongs.
    pub fiscal_year: i64,
    /// Number of the arrangement that it answers.
    pub under: Option<i64>,
    /// Number of the version that it replaces.
    pub replaces: Option<i64>,
    /// What its steps come to.
    pub standing: Standing,
}

/// What the steps of a proposal come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// All its lines, in fen.
    pub amount: i64,
    /// Word of the state.
    pub state: String,
    /// Day of the last step.
    pub since: String,
    /// The day on which it was approved.
    pub approved_on: Option<String>,
    /// Number of the import of the records that its approval wrote.
    pub import: Option<i64>,
}

/// A line of a proposal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// Code of the fund.
    pub fund: String,
    /// Code of the place that gets it; empty where money is raised.
    pub receiver: String,
    /// Word of the level whose budget gives it; empty where money is divided.
    pub source_level: String,
    /// What is proposed, in fen.
    pub amount: i64,
    /// What of it is pooled, in fen.
    pub pooled: i64,
}

/// What approved proposals propose of a fund, in fen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proposed {
    /// Code of the fund.
    pub fund: String,
    /// All lines of it together.
    pub fen: i64,
    /// In how many lines.
    pub rows: i64,
}

const ADD: Sql = Sql::new(
    "INSERT INTO fund_proposals (home, post_id, maker_id, kind, fiscal_year, under_id, replaces_id, amount, state, \
     since, approved_on, import_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
     RETURNING fund_proposal_id",
);
const STAND: Sql = Sql::new(
    "UPDATE fund_proposals SET maker_id = $1, amount = $2, state = $3, since = $4, approved_on = $5, import_id = $6 \
     WHERE fund_proposal_id = $7",
);
const NO_LINES: Sql = Sql::new("DELETE FROM fund_proposal_lines WHERE fund_proposal_id = $1");
const ADD_LINE: Sql = Sql::new(
    "INSERT INTO fund_proposal_lines (fund_proposal_id, line_no, fund, receiver, source_level, amount, pooled) \
     VALUES ($1, $2, $3, $4, $5, $6, $7)",
);
const LINES: Sql = Sql::new(
    "SELECT fund, receiver, source_level, amount, pooled FROM fund_proposal_lines WHERE fund_proposal_id = $1 \
     ORDER BY line_no",
);

macro_rules! select {
    ($rest:literal) => {
        Sql::new(concat!(
            "SELECT p.fund_proposal_id, p.home, p.post_id, p.maker_id, p.kind, p.fiscal_year, p.under_id, \
             p.replaces_id, p.amount, p.state, p.since, p.approved_on, p.import_id FROM fund_proposals AS p ",
            $rest
        ))
    };
}

const BY_ID: Sql = select!("WHERE p.fund_proposal_id = $1");
const OF_YEAR: Sql =
    select!("WHERE p.kind = $1 AND p.fiscal_year = $2 ORDER BY p.fund_proposal_id DESC");
const IN_STATE: Sql = select!("WHERE p.state = $1 ORDER BY p.fund_proposal_id LIMIT $2");
const SPEAKS: Sql = select!(
    "WHERE p.kind = $1 AND p.fiscal_year = $2 AND p.state = 'approved' AND EXISTS \
     (SELECT 1 FROM fund_proposal_lines AS l WHERE l.fund_proposal_id = p.fund_proposal_id AND l.fund = $3) \
     ORDER BY p.fund_proposal_id"
);
const PROPOSED: Sql = Sql::new(
    "SELECT l.fund, CAST(SUM(l.amount) AS BIGINT), COUNT(*) FROM fund_proposals AS p \
     JOIN fund_proposal_lines AS l ON l.fund_proposal_id = p.fund_proposal_id \
     WHERE p.kind = $1 AND p.fiscal_year = $2 AND p.state = 'approved' GROUP BY l.fund ORDER BY l.fund",
);

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] =
    &[&ADD, &STAND, &NO_LINES, &ADD_LINE, &LINES, &BY_ID, &OF_YEAR, &IN_STATE, &SPEAKS, &PROPOSED];

/// What the statements say of a standing, in their order.
fn said(standing: &Standing) -> [Value<'_>; 5] {
    [
        Value::from(standing.amount),
        Value::from(standing.state.as_str()),
        Value::from(standing.since.as_str()),
        Value::from(standing.approved_on.as_deref()),
        Value::from(standing.import),
    ]
}

/// Adds a proposal, whose `id` is not looked at; its number.
pub async fn add(tx: &mut Tx, one: &FundProposal) -> Result<i64> {
    let own = [
        Value::from(one.home.as_str()),
        Value::from(one.post),
        Value::from(one.maker),
        Value::from(one.kind.as_str()),
        Value::from(one.fiscal_year),
        Value::from(one.under),
        Value::from(one.replaces),
    ];
    let values: Vec<Value<'_>> = own.into_iter().chain(said(&one.standing)).collect();
    tx.one(&ADD, &values).await?.int(0)
}

/// Keeps what the steps of a proposal come to, and its lines.
pub async fn stand(tx: &mut Tx, one: &FundProposal, lines: &[Line]) -> Result<()> {
    let own = [Value::from(one.maker)].into_iter().chain(said(&one.standing));
    let values: Vec<Value<'_>> = own.chain([Value::from(one.id)]).collect();
    tx.execute(&STAND, &values).await?;
    tx.execute(&NO_LINES, &[Value::from(one.id)]).await?;
    for (number, line) in (1_i64..).zip(lines) {
        let values = [
            Value::from(one.id),
            Value::from(number),
            Value::from(line.fund.as_str()),
            Value::from(line.receiver.as_str()),
            Value::from(line.source_level.as_str()),
            Value::from(line.amount),
            Value::from(line.pooled),
        ];
        tx.execute(&ADD_LINE, &values).await?;
    }
    Ok(())
}

/// The lines of a proposal.
pub async fn lines(tx: &mut Tx, id: i64) -> Result<Vec<Line>> {
    let line = |row: &Row| {
        Ok(Line {
            fund: row.text(0)?.to_owned(),
            receiver: row.text(1)?.to_owned(),
            source_level: row.text(2)?.to_owned(),
            amount: row.int(3)?,
            pooled: row.int(4)?,
        })
    };
    tx.rows(&LINES, &[Value::from(id)]).await?.iter().map(line).collect()
}

/// The proposal of a number.
pub async fn by_id(tx: &mut Tx, id: i64) -> Result<Option<FundProposal>> {
    tx.row(&BY_ID, &[Value::from(id)]).await?.map(|row| proposal(&row)).transpose()
}

/// All proposals of a kind and year, the last one first.
pub async fn of_year(tx: &mut Tx, kind: &str, year: i64) -> Result<Vec<FundProposal>> {
    let values = [Value::from(kind), Value::from(year)];
    tx.rows(&OF_YEAR, &values).await?.iter().map(proposal).collect()
}

/// Those in a state, the first one first, so many of them.
pub async fn in_state(tx: &mut Tx, state: &str, most: i64) -> Result<Vec<FundProposal>> {
    let values = [Value::from(state), Value::from(most)];
    tx.rows(&IN_STATE, &values).await?.iter().map(proposal).collect()
}

/// The approved proposals of a kind and year that speak of a fund.
pub async fn speaking(
    tx: &mut Tx,
    (kind, year): (&str, i64),
    fund: &str,
) -> Result<Vec<FundProposal>> {
    let values = [Value::from(kind), Value::from(year), Value::from(fund)];
    tx.rows(&SPEAKS, &values).await?.iter().map(proposal).collect()
}

/// The same, once no import is under way: none begins before this transaction is done, and no other proposal is
/// approved.
pub async fn queue(tx: &mut Tx) -> Result<()> {
    crate::ledger::queue(tx).await
}

/// What the approved proposals of a kind and year propose, fund by fund.
pub async fn proposed(tx: &mut Tx, kind: &str, year: i64) -> Result<Vec<Proposed>> {
    let proposed = |row: &Row| {
        Ok(Proposed { fund: row.text(0)?.to_owned(), fen: row.int(1)?, rows: row.int(2)? })
    };
    let values = [Value::from(kind), Value::from(year)];
    tx.rows(&PROPOSED, &values).await?.iter().map(proposed).collect()
}

fn proposal(row: &Row) -> Result<FundProposal> {
    let text = |column| row.text(column).map(str::to_owned);
    Ok(FundProposal {
        id: row.int(0)?,
        home: text(1)?,
        post: row.int(2)?,
        maker: row.int(3)?,
        kind: text(4)?,
        fiscal_year: row.int(5)?,
        under: row.int_or_none(6)?,
        replaces: row.int_or_none(7)?,
        standing: Standing {
            amount: row.int(8)?,
            state: text(9)?,
            since: text(10)?,
            approved_on: row.text_or_none(11)?.map(str::to_owned),
            import: row.int_or_none(12)?,
        },
    })
}
