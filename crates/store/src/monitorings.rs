//! Rounds of monitoring, and the nodes of the calendar. What was done about a round stands in [`crate::steps`], what it
//! says in the records.

use std::collections::BTreeSet;

use crate::db::{Row, Sql, Tx, Value};
use crate::error::Result;
use crate::lists::kept::{follow, follow_nodes};

/// A round.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// Its number; 0 where it has none yet.
    pub id: i64,
    /// Code of the division whose finance bureau looks at it.
    pub county: String,
    /// Who uses the money: the unit of the project, the department.
    pub unit: String,
    /// Number of the target.
    pub target: String,
    /// The day for which its figures stand.
    pub node: String,
    /// Who wrote it last.
    pub maker: i64,
    /// What its steps come to.
    pub standing: Standing,
}

/// What the steps of a round come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// What was executed, in fen.
    pub executed: i64,
    /// What is expected at the end of the year, in fen.
    pub expected: i64,
    /// Word of its light: the worst of its indicators.
    pub light: String,
    /// Word of what was decided.
    pub measure: Option<String>,
    /// Until when that is to be carried out.
    pub due: Option<String>,
    /// Word of the state.
    pub state: String,
    /// Day of the last step.
    pub since: String,
}

/// A node of the calendar that has been reached.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Node {
    /// Word of what targets are set for: `project`, `department`.
    pub kind: String,
    /// The day for which figures stand.
    pub node: String,
    /// Its number: year and month.
    pub number: i64,
    /// Fiscal year.
    pub fiscal_year: i64,
    /// First day of its month: targets that were approved before it owe a round.
    pub begins: String,
    /// Last day on time.
    pub due: String,
}

/// A round that a target owes at a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owed {
    /// Code of the division.
    pub county: String,
    /// Who uses the money.
    pub unit: String,
    /// Number of the target.
    pub target: String,
    /// Name of what it is set for.
    pub name: String,
    /// The day for which figures stand.
    pub node: String,
    /// Last day on time.
    pub due: String,
}

/// How many rounds a division owes, and what became of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Code of the division.
    pub county: String,
    /// The node.
    pub node: String,
    /// Rounds that are owed.
    pub owed: i64,
    /// Those of them that are there.
    pub entered: i64,
    /// Those that are there and were in time.
    pub timely: i64,
    /// Those that wait for the finance bureau.
    pub waiting: i64,
    /// Those of which something was decided.
    pub decided: i64,
    /// Those that are not there though their day has passed.
    pub late: i64,
}

const ADD: Sql = Sql::new(
    "INSERT INTO monitoring_rounds (county, unit, target, node, maker_id, executed, expected, light, measure, due, \
     state, since) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
     ON CONFLICT (target, node) DO NOTHING RETURNING round_id",
);
const STAND: Sql = Sql::new(
    "UPDATE monitoring_rounds SET maker_id = $1, executed = $2, expected = $3, light = $4, measure = $5, due = $6, \
     state = $7, since = $8 WHERE round_id = $9",
);

macro_rules! select {
    ($rest:literal) => {
        Sql::new(concat!(
            "SELECT r.round_id, r.county, r.unit, r.target, r.node, r.maker_id, r.executed, r.expected, r.light, \
             r.measure, r.due, r.state, r.since FROM monitoring_rounds AS r ",
            $rest
        ))
    };
}

const BY_ID: Sql = select!("WHERE r.round_id = $1");
const OF_TARGET: Sql = select!("WHERE r.target = $1 ORDER BY r.node");
const IN_STATE: Sql = select!(
    "WHERE r.state = $1 AND r.county = $2 AND (r.unit = $3 OR $4 = '') ORDER BY r.round_id LIMIT $5"
);

macro_rules! owed {
    ($rest:literal) => {
        Sql::new(concat!(
            "SELECT d.county, d.unit, d.target, d.project_name, d.node, d.due FROM monitoring_duties AS d ",
            $rest
        ))
    };
}

const OPEN: Sql =
    owed!("WHERE d.county = $1 AND d.unit = $2 AND d.state = '' ORDER BY d.due, d.target LIMIT $3");
const OWES: Sql = owed!("WHERE d.target = $1 AND d.node = $2 LIMIT 1");
const COVERAGE: Sql = Sql::new(
    "SELECT s.county, s.node, CAST(SUM(s.owed) AS BIGINT), CAST(SUM(s.entered) AS BIGINT), \
     CAST(SUM(s.timely) AS BIGINT), CAST(SUM(s.waiting) AS BIGINT), CAST(SUM(s.decided) AS BIGINT), \
     CAST(SUM(CASE WHEN s.due < $1 THEN s.owed - s.entered ELSE 0 END) AS BIGINT) \
     FROM monitoring_duty_sums AS s WHERE s.fiscal_year = $2 GROUP BY s.county, s.node ORDER BY s.county, s.node",
);
/// What was paid for a project up to a day, refunds taken off.
const EXECUTED: Sql = Sql::new(
    "SELECT CAST(COALESCE(SUM(CASE WHEN p.kind = 'refund' THEN -p.amount ELSE p.amount END), 0) AS BIGINT) \
     FROM payments AS p WHERE p.project = $1 AND p.paid_on <= $2 AND p.withdrawn = 0 \
     AND NOT EXISTS (SELECT 1 FROM payments AS later WHERE later.corrects = p.row_id)",
);
/// What came back of a project since a day.
const REFUNDED: Sql = Sql::new(
    "SELECT CAST(COALESCE(SUM(p.amount), 0) AS BIGINT) FROM payments AS p \
     WHERE p.project = $1 AND p.paid_on >= $2 AND p.kind = 'refund' AND p.withdrawn = 0 \
     AND NOT EXISTS (SELECT 1 FROM payments AS later WHERE later.corrects = p.row_id)",
);
const SUSPENDED: Sql = Sql::new(
    "SELECT r.round_id, r.county, r.unit, r.target, r.node, r.maker_id, r.executed, r.expected, r.light, \
     r.measure, r.due, r.state, r.since FROM monitoring_rounds AS r JOIN targets AS t ON t.id = r.target \
     WHERE t.subject = $1 AND t.subject_kind = 'project' AND t.withdrawn = 0 \
     AND NOT EXISTS (SELECT 1 FROM targets AS later WHERE later.corrects = t.row_id) \
     AND r.measure IN ('suspend', 'stop') AND r.state IN ('decided', 'reported') ORDER BY r.round_id LIMIT 1",
);
const NODES: Sql = Sql::new(
    "SELECT kind, node, node_no, fiscal_year, begins, due FROM monitoring_nodes ORDER BY kind, node",
);
const ADD_NODE: Sql = Sql::new(
    "INSERT INTO monitoring_nodes (kind, node, node_no, fiscal_year, begins, due) VALUES ($1, $2, $3, $4, $5, $6)",
);
const CLEAR_NODE: Sql = Sql::new("DELETE FROM monitoring_nodes WHERE kind = $1 AND node = $2");
const FIRST_YEAR: Sql = Sql::new("SELECT MIN(fiscal_year) FROM targets WHERE withdrawn = 0");

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] = &[
    &ADD,
    &STAND,
    &BY_ID,
    &OF_TARGET,
    &IN_STATE,
    &OPEN,
    &OWES,
    &COVERAGE,
    &EXECUTED,
    &REFUNDED,
    &SUSPENDED,
    &NODES,
    &ADD_NODE,
    &CLEAR_NODE,
    &FIRST_YEAR,
];

/// Says of a standing what the statements have in common, in their order.
fn said(maker: i64, standing: &Standing) -> [Value<'_>; 8] {
    [
        Value::from(maker),
        Value::from(standing.executed),
        Value::from(standing.expected),
        Value::from(standing.light.as_str()),
        Value::from(standing.measure.as_deref()),
        Value::from(standing.due.as_deref()),
        Value::from(standing.state.as_str()),
        Value::from(standing.since.as_str()),
    ]
}

/// Adds a round, whose `id` is not looked at; its number, or nothing where the target has one of that node.
pub async fn add(tx: &mut Tx, one: &Round) -> Result<Option<i64>> {
    let own =
        [&one.county, &one.unit, &one.target, &one.node].map(|text| Value::from(text.as_str()));
    let values: Vec<Value<'_>> = own.into_iter().chain(said(one.maker, &one.standing)).collect();
    let number = tx.row(&ADD, &values).await?.map(|row| row.int(0)).transpose()?;
    follow(tx, &BTreeSet::from([one.target.clone()])).await?;
    Ok(number)
}

/// Keeps what the steps of a round come to, and who wrote it last.
pub async fn stand(tx: &mut Tx, one: &Round) -> Result<()> {
    let id = [Value::from(one.id)];
    let values: Vec<Value<'_>> = said(one.maker, &one.standing).into_iter().chain(id).collect();
    tx.execute(&STAND, &values).await?;
    follow(tx, &BTreeSet::from([one.target.clone()])).await
}

/// The round of a number.
pub async fn by_id(tx: &mut Tx, id: i64) -> Result<Option<Round>> {
    tx.row(&BY_ID, &[Value::from(id)]).await?.map(|row| round(&row)).transpose()
}

/// The rounds of a target, the first node first.
pub async fn of_target(tx: &mut Tx, target: &str) -> Result<Vec<Round>> {
    tx.rows(&OF_TARGET, &[Value::from(target)]).await?.iter().map(round).collect()
}

/// The rounds of a division in a state, of one unit where one is named, the first one first, so many of them.
pub async fn in_state(
    tx: &mut Tx,
    (county, unit): (&str, &str),
    state: &str,
    most: i64,
) -> Result<Vec<Round>> {
    let values = [
        Value::from(state),
        Value::from(county),
        Value::from(unit),
        Value::from(unit),
        Value::from(most),
    ];
    tx.rows(&IN_STATE, &values).await?.iter().map(round).collect()
}

/// The rounds that a unit of a division owes and that are not there, the one due first first, so many of them.
pub async fn open(tx: &mut Tx, (county, unit): (&str, &str), most: i64) -> Result<Vec<Owed>> {
    let values = [Value::from(county), Value::from(unit), Value::from(most)];
    tx.rows(&OPEN, &values).await?.iter().map(owing).collect()
}

/// What a target owes at a node, whether it is there or not; nothing where it owes no round there.
pub async fn owes(tx: &mut Tx, target: &str, node: &str) -> Result<Option<Owed>> {
    tx.row(&OWES, &[Value::from(target), Value::from(node)])
        .await?
        .map(|row| owing(&row))
        .transpose()
}

/// What all divisions owe in a year and what is there of it on a day, by division and node.
pub async fn coverage(tx: &mut Tx, year: i64, on: &str) -> Result<Vec<Coverage>> {
    let of = |row: &Row| {
        Ok(Coverage {
            county: row.text(0)?.to_owned(),
            node: row.text(1)?.to_owned(),
            owed: row.int(2)?,
            entered: row.int(3)?,
            timely: row.int(4)?,
            waiting: row.int(5)?,
            decided: row.int(6)?,
            late: row.int(7)?,
        })
    };
    tx.rows(&COVERAGE, &[Value::from(on), Value::from(year)]).await?.iter().map(of).collect()
}

/// What was paid for a project up to a day, refunds taken off, in fen.
pub async fn executed(tx: &mut Tx, project: &str, node: &str) -> Result<i64> {
    tx.one(&EXECUTED, &[Value::from(project), Value::from(node)]).await?.int(0)
}

/// What came back of a project since a day, in fen.
pub async fn refunded(tx: &mut Tx, project: &str, since: &str) -> Result<i64> {
    tx.one(&REFUNDED, &[Value::from(project), Value::from(since)]).await?.int(0)
}

/// The round by which payments of a project are suspended now.
pub async fn suspended(tx: &mut Tx, project: &str) -> Result<Option<Round>> {
    tx.row(&SUSPENDED, &[Value::from(project)]).await?.map(|row| round(&row)).transpose()
}

/// The nodes that are known, by kind and day.
pub async fn nodes(tx: &mut Tx) -> Result<Vec<Node>> {
    let of = |row: &Row| {
        Ok(Node {
            kind: row.text(0)?.to_owned(),
            node: row.text(1)?.to_owned(),
            number: row.int(2)?,
            fiscal_year: row.int(3)?,
            begins: row.text(4)?.to_owned(),
            due: row.text(5)?.to_owned(),
        })
    };
    tx.rows(&NODES, &[]).await?.iter().map(of).collect()
}

/// Puts nodes in the place of those that are known, with the rounds that targets owe at them.
pub async fn set_nodes(tx: &mut Tx, wanted: &[Node]) -> Result<()> {
    let known = nodes(tx).await?;
    let gone: Vec<&Node> = known.iter().filter(|node| !wanted.contains(node)).collect();
    let come: Vec<&Node> = wanted.iter().filter(|node| !known.contains(node)).collect();
    for node in &gone {
        let values = [&node.kind, &node.node].map(|text| Value::from(text.as_str()));
        tx.execute(&CLEAR_NODE, &values).await?;
    }
    for node in &come {
        let values = [
            Value::from(node.kind.as_str()),
            Value::from(node.node.as_str()),
            Value::from(node.number),
            Value::from(node.fiscal_year),
            Value::from(node.begins.as_str()),
            Value::from(node.due.as_str()),
        ];
        tx.execute(&ADD_NODE, &values).await?;
    }
    follow_nodes(tx, &gone, &come).await
}

/// The first fiscal year of any target.
pub async fn first_year(tx: &mut Tx) -> Result<Option<i64>> {
    tx.one(&FIRST_YEAR, &[]).await?.int_or_none(0)
}

fn owing(row: &Row) -> Result<Owed> {
    let text = |column| row.text(column).map(str::to_owned);
    Ok(Owed {
        county: text(0)?,
        unit: text(1)?,
        target: text(2)?,
        name: text(3)?,
        node: text(4)?,
        due: text(5)?,
    })
}

fn round(row: &Row) -> Result<Round> {
    let text = |column| row.text(column).map(str::to_owned);
    let some =
        |column| -> Result<Option<String>> { Ok(row.text_or_none(column)?.map(str::to_owned)) };
    Ok(Round {
        id: row.int(0)?,
        county: text(1)?,
        unit: text(2)?,
        target: text(3)?,
        node: text(4)?,
        maker: row.int(5)?,
        standing: Standing {
            executed: row.int(6)?,
            expected: row.int(7)?,
            light: text(8)?,
            measure: some(9)?,
            due: some(10)?,
            state: text(11)?,
            since: text(12)?,
        },
    })
}
