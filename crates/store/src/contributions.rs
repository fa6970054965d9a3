//! Contributions: lines of other money on projects. What was done about one stands in [`crate::steps`].

use crate::db::{Row, Sql, Tx, Value};
use crate::error::Result;

/// A line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contribution {
    /// Its number; 0 where it has none yet.
    pub id: i64,
    /// Number of the project.
    pub project: String,
    /// Code of its county.
    pub county: String,
    /// The unit that carries it out.
    pub unit: String,
    /// Number of the line that it reverses.
    pub reverses: Option<i64>,
    /// Who entered it last.
    pub maker: i64,
    /// What its steps come to.
    pub standing: Standing,
}

/// What the steps of a line come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Word of what it says of the money.
    pub entry: String,
    /// Word of whose money it is.
    pub source: String,
    /// Who gives it; of a person hidden ([`crate::persons`]).
    pub giver: String,
    /// Word of what the giver is; nothing where that was not looked at yet.
    pub giver_kind: String,
    /// How much, in fen.
    pub amount: i64,
    /// The day.
    pub on: String,
    /// What for.
    pub note: String,
    /// Word of the state.
    pub state: String,
    /// Day of the last step.
    pub since: String,
}

/// Confirmed money of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    /// Word of what is said of it.
    pub entry: String,
    /// Word of whose it is.
    pub source: String,
    /// How much, in fen.
    pub amount: i64,
}

const TURN: Sql = Sql::new(
    "INSERT INTO contribution_turns (project, turns) VALUES ($1, 1) \
     ON CONFLICT (project) DO UPDATE SET turns = contribution_turns.turns + 1",
);
const ADD: Sql = Sql::new(
    "INSERT INTO contributions (project, county, unit, entry, source, giver, amount, happened_on, note, reverses, \
     state, maker_id, since, giver_kind) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) \
     ON CONFLICT DO NOTHING RETURNING contribution_id",
);
const STAND: Sql = Sql::new(
    "UPDATE contributions SET entry = $1, source = $2, giver = $3, amount = $4, happened_on = $5, note = $6, \
     state = $7, since = $8, giver_kind = $9, maker_id = $10 WHERE contribution_id = $11",
);

macro_rules! select {
    ($rest:literal) => {
        Sql::new(concat!(
            "SELECT c.contribution_id, c.project, c.county, c.unit, c.reverses, c.maker_id, c.entry, c.source, \
             c.giver, c.amount, c.happened_on, c.note, c.state, c.since, c.giver_kind FROM contributions AS c ",
            $rest
        ))
    };
}

const BY_ID: Sql = select!("WHERE c.contribution_id = $1");
const OF_PROJECT: Sql = select!("WHERE c.project = $1 ORDER BY c.contribution_id DESC LIMIT $2");
const IN_STATE: Sql = select!(
    "WHERE c.county = $1 AND c.state = $2 AND (c.unit = $3 OR $4 = '') ORDER BY c.contribution_id LIMIT $5"
);
const REVERSED_BY: Sql = Sql::new(
    "SELECT contribution_id, state FROM contributions WHERE reverses = $1 AND state <> 'withdrawn'",
);
const AFTER: Sql = select!("WHERE c.contribution_id > $1 ORDER BY c.contribution_id LIMIT $2");
const UNTOLD: Sql = select!("WHERE c.giver_kind = '' ORDER BY c.contribution_id LIMIT $1");
/// What came in and was spent of one giver's money: confirmed, or waiting too. A name may stand hidden in one line
/// and as it is in another.
const MOVES: Sql = Sql::new(
    "SELECT entry, happened_on, CAST(SUM(amount) AS BIGINT) FROM contributions \
     WHERE project = $1 AND source = $2 AND giver IN ($3, $4) \
     AND (state = 'confirmed' OR state = $5) AND contribution_id <> $6 GROUP BY entry, happened_on",
);
const SUMS: Sql = Sql::new(
    "SELECT entry, source, CAST(SUM(amount) AS BIGINT) FROM contributions \
     WHERE project = $1 AND state = 'confirmed' GROUP BY entry, source ORDER BY entry, source",
);

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] = &[
    &TURN,
    &ADD,
    &STAND,
    &BY_ID,
    &OF_PROJECT,
    &IN_STATE,
    &REVERSED_BY,
    &AFTER,
    &UNTOLD,
    &MOVES,
    &SUMS,
];

/// Waits until no other step about a project is under way; the next waits for this transaction.
pub async fn turn(tx: &mut Tx, project: &str) -> Result<()> {
    tx.execute(&TURN, &[Value::from(project)]).await.map(drop)
}

/// Adds a line, whose `id` is not looked at; its number. None: the line that it reverses is reversed already.
pub async fn add(tx: &mut Tx, one: &Contribution) -> Result<Option<i64>> {
    let standing = &one.standing;
    let values = [
        Value::from(one.project.as_str()),
        Value::from(one.county.as_str()),
        Value::from(one.unit.as_str()),
        Value::from(standing.entry.as_str()),
        Value::from(standing.source.as_str()),
        Value::from(standing.giver.as_str()),
        Value::from(standing.amount),
        Value::from(standing.on.as_str()),
        Value::from(standing.note.as_str()),
        Value::from(one.reverses),
        Value::from(standing.state.as_str()),
        Value::from(one.maker),
        Value::from(standing.since.as_str()),
        Value::from(standing.giver_kind.as_str()),
    ];
    tx.row(&ADD, &values).await?.map(|row| row.int(0)).transpose()
}

/// Keeps what the steps of a line come to, and who entered it last.
pub async fn stand(tx: &mut Tx, one: &Contribution) -> Result<()> {
    let standing = &one.standing;
    let values = [
        Value::from(standing.entry.as_str()),
        Value::from(standing.source.as_str()),
        Value::from(standing.giver.as_str()),
        Value::from(standing.amount),
        Value::from(standing.on.as_str()),
        Value::from(standing.note.as_str()),
        Value::from(standing.state.as_str()),
        Value::from(standing.since.as_str()),
        Value::from(standing.giver_kind.as_str()),
        Value::from(one.maker),
        Value::from(one.id),
    ];
    tx.execute(&STAND, &values).await.map(drop)
}

/// The line of a number.
pub async fn by_id(tx: &mut Tx, id: i64) -> Result<Option<Contribution>> {
    tx.row(&BY_ID, &[Value::from(id)]).await?.map(|row| contribution(&row)).transpose()
}

/// The lines of a project, the last one first, so many of them.
pub async fn of_project(tx: &mut Tx, project: &str, most: i64) -> Result<Vec<Contribution>> {
    let values = [Value::from(project), Value::from(most)];
    tx.rows(&OF_PROJECT, &values).await?.iter().map(contribution).collect()
}

/// The lines of a county in a state, of one unit where one is named, the first one first, so many of them.
pub async fn in_state(
    tx: &mut Tx,
    (county, unit): (&str, &str),
    state: &str,
    most: i64,
) -> Result<Vec<Contribution>> {
    let values = [
        Value::from(county),
        Value::from(state),
        Value::from(unit),
        Value::from(unit),
        Value::from(most),
    ];
    tx.rows(&IN_STATE, &values).await?.iter().map(contribution).collect()
}

/// Number and state of the line that reverses another one.
pub async fn reversed_by(tx: &mut Tx, id: i64) -> Result<Option<(i64, String)>> {
    let row = tx.row(&REVERSED_BY, &[Value::from(id)]).await?;
    row.map(|row| Ok((row.int(0)?, row.text(1)?.to_owned()))).transpose()
}

/// Lines behind a number, so many of them.
pub async fn after(tx: &mut Tx, number: i64, most: i64) -> Result<Vec<Contribution>> {
    let values = [Value::from(number), Value::from(most)];
    tx.rows(&AFTER, &values).await?.iter().map(contribution).collect()
}

/// Some lines that came before it was asked what the giver is.
pub async fn untold(tx: &mut Tx, most: i64) -> Result<Vec<Contribution>> {
    tx.rows(&UNTOLD, &[Value::from(most)]).await?.iter().map(contribution).collect()
}

/// What came in and was spent of one giver's money on a project, by kind and day: confirmed, and what else is in
/// one state; without one line. The giver is named as written and as hidden.
pub async fn moves(
    tx: &mut Tx,
    (project, source): (&str, &str),
    giver: [&str; 2],
    (state, without): (&str, i64),
) -> Result<Vec<(String, String, i64)>> {
    let values = [
        Value::from(project),
        Value::from(source),
        Value::from(giver[0]),
        Value::from(giver[1]),
        Value::from(state),
        Value::from(without),
    ];
    let of = |row: &Row| Ok((row.text(0)?.to_owned(), row.text(1)?.to_owned(), row.int(2)?));
    tx.rows(&MOVES, &values).await?.iter().map(of).collect()
}

/// The confirmed money of a project.
pub async fn sums(tx: &mut Tx, project: &str) -> Result<Vec<Sum>> {
    let sum = |row: &Row| {
        let (entry, source) = (row.text(0)?.to_owned(), row.text(1)?.to_owned());
        Ok(Sum { entry, source, amount: row.int(2)? })
    };
    tx.rows(&SUMS, &[Value::from(project)]).await?.iter().map(sum).collect()
}

fn contribution(row: &Row) -> Result<Contribution> {
    let text = |column| row.text(column).map(str::to_owned);
    Ok(Contribution {
        id: row.int(0)?,
        project: text(1)?,
        county: text(2)?,
        unit: text(3)?,
        reverses: row.int_or_none(4)?,
        maker: row.int(5)?,
        standing: Standing {
            entry: text(6)?,
            source: text(7)?,
            giver: text(8)?,
            amount: row.int(9)?,
            on: text(10)?,
            note: text(11)?,
            state: text(12)?,
            since: text(13)?,
            giver_kind: text(14)?,
        },
    })
}
