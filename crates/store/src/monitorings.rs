//! Rounds of monitoring, and the nodes of the calendar. What was done about a round stands in [`crate::steps`], what it
//! says in the records.

use crate::db::{Row, Sql, Tx, Value};
use crate::error::Result;

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

/// Targets with the nodes at which they owe a round, and what is there of each: `t` the target, `n` the node, `p` the
/// project, `r` the round as it is handled, `m` the record. What rule monitor.missing asks for.
macro_rules! owed {
    () => {
        "targets AS t JOIN monitoring_nodes AS n ON n.kind = t.subject_kind AND n.fiscal_year = t.fiscal_year \
         AND n.begins > t.approved_on \
         LEFT JOIN projects AS p ON p.id = t.subject AND t.subject_kind = 'project' AND p.withdrawn = 0 \
         AND NOT EXISTS (SELECT 1 FROM projects AS later WHERE later.corrects = p.row_id) \
         LEFT JOIN monitoring_rounds AS r ON r.target = t.id AND r.node = n.node \
         LEFT JOIN monitorings AS m ON m.target = t.id AND m.as_of = n.node AND m.withdrawn = 0 \
         AND NOT EXISTS (SELECT 1 FROM monitorings AS later WHERE later.corrects = m.row_id)"
    };
}

/// Which of them hold.
macro_rules! holds {
    () => {
        "t.withdrawn = 0 AND NOT EXISTS (SELECT 1 FROM targets AS later WHERE later.corrects = t.row_id) \
         AND (t.subject_kind <> 'project' OR p.row_id IS NOT NULL) \
         AND (p.finish_on IS NULL OR n.node <= p.finish_on)"
    };
}

/// Where a target is: the county of its project, the division with whose code its department begins.
macro_rules! county {
    () => {
        "COALESCE(p.county, SUBSTR(t.subject, 1, 6))"
    };
}

/// Who answers for a target: the unit of its project, the department.
macro_rules! unit {
    () => {
        "COALESCE(CASE WHEN t.subject_kind = 'project' THEN p.unit ELSE SUBSTR(t.subject, 8) END, '')"
    };
}

pub(crate) use {county, holds, owed, unit};

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
const OPEN: Sql = Sql::new(
    "SELECT o.county, o.unit, o.target, o.name, o.node, o.due FROM (\
     SELECT p.county AS county, p.unit AS unit, t.id AS target, p.name AS name, n.node AS node, n.due AS due \
     FROM projects AS p CROSS JOIN targets AS t CROSS JOIN monitoring_nodes AS n \
     WHERE p.unit = $1 AND p.county = $2 AND p.withdrawn = 0 \
     AND NOT EXISTS (SELECT 1 FROM projects AS later WHERE later.corrects = p.row_id) \
     AND t.subject = p.id AND t.subject_kind = 'project' AND t.withdrawn = 0 \
     AND NOT EXISTS (SELECT 1 FROM targets AS later WHERE later.corrects = t.row_id) \
     AND n.kind = 'project' AND n.fiscal_year = t.fiscal_year AND n.begins > t.approved_on \
     AND (p.finish_on IS NULL OR n.node <= p.finish_on) \
     UNION ALL SELECT SUBSTR(t.subject, 1, 6), SUBSTR(t.subject, 8), t.id, t.subject, n.node, n.due \
     FROM targets AS t CROSS JOIN monitoring_nodes AS n \
     WHERE t.subject = $3 AND t.subject_kind = 'department' AND t.withdrawn = 0 \
     AND NOT EXISTS (SELECT 1 FROM targets AS later WHERE later.corrects = t.row_id) \
     AND n.kind = 'department' AND n.fiscal_year = t.fiscal_year AND n.begins > t.approved_on) AS o \
     WHERE NOT EXISTS (SELECT 1 FROM monitoring_rounds AS r WHERE r.target = o.target AND r.node = o.node) \
     AND NOT EXISTS (SELECT 1 FROM monitorings AS m WHERE m.target = o.target AND m.as_of = o.node \
     AND m.withdrawn = 0 AND NOT EXISTS (SELECT 1 FROM monitorings AS later WHERE later.corrects = m.row_id)) \
     ORDER BY o.due, o.target LIMIT $4",
);
const OWES: Sql = Sql::new(concat!(
    "SELECT ",
    county!(),
    ", ",
    unit!(),
    ", t.id, COALESCE(p.name, t.subject), n.node, n.due FROM ",
    owed!(),
    " WHERE ",
    holds!(),
    " AND t.id = $1 AND n.node = $2 LIMIT 1",
));
const COVERAGE: Sql = Sql::new(concat!(
    "SELECT ",
    county!(),
    " AS place, n.node, COUNT(*), \
     SUM(CASE WHEN r.round_id IS NOT NULL OR m.row_id IS NOT NULL THEN 1 ELSE 0 END), \
     SUM(CASE WHEN m.entered_on <= n.due THEN 1 ELSE 0 END), \
     SUM(CASE WHEN r.state = 'waiting' THEN 1 ELSE 0 END), \
     SUM(CASE WHEN r.measure IS NOT NULL THEN 1 ELSE 0 END), \
     SUM(CASE WHEN r.round_id IS NULL AND m.row_id IS NULL AND n.due < $1 THEN 1 ELSE 0 END) FROM ",
    owed!(),
    " WHERE ",
    holds!(),
    " AND t.fiscal_year = $2 GROUP BY ",
    county!(),
    ", n.node ORDER BY place, n.node",
));
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
    "INSERT INTO monitoring_nodes (kind, node, node_no, fiscal_year, begins, due) \
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (kind, node) DO NOTHING",
);
const CLEAR_NODES: Sql = Sql::new("DELETE FROM monitoring_nodes");
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
    &CLEAR_NODES,
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
    tx.row(&ADD, &values).await?.map(|row| row.int(0)).transpose()
}

/// Keeps what the steps of a round come to, and who wrote it last.
pub async fn stand(tx: &mut Tx, one: &Round) -> Result<()> {
    let id = [Value::from(one.id)];
    let values: Vec<Value<'_>> = said(one.maker, &one.standing).into_iter().chain(id).collect();
    tx.execute(&STAND, &values).await.map(drop)
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

/// The rounds that a unit of a division owes and that are not there, the one due first first. From the few projects of
/// the unit to their targets, in this order on SQLite, too.
pub async fn open(tx: &mut Tx, (county, unit): (&str, &str), most: i64) -> Result<Vec<Owed>> {
    let department = format!("{county}/{unit}");
    let values = [
        Value::from(unit),
        Value::from(county),
        Value::from(department.as_str()),
        Value::from(most),
    ];
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
            county: row.text_or_none(0)?.unwrap_or_default().to_owned(),
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

/// Puts nodes in the place of those that are known.
pub async fn set_nodes(tx: &mut Tx, nodes: &[Node]) -> Result<()> {
    tx.execute(&CLEAR_NODES, &[]).await?;
    for node in nodes {
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
    Ok(())
}

/// The first fiscal year of any target.
pub async fn first_year(tx: &mut Tx) -> Result<Option<i64>> {
    tx.one(&FIRST_YEAR, &[]).await?.int_or_none(0)
}

fn owing(row: &Row) -> Result<Owed> {
    let text =
        |column| -> Result<String> { Ok(row.text_or_none(column)?.unwrap_or_default().to_owned()) };
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
