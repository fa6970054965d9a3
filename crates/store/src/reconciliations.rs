//! Quarterly reconciliations of integrated funds. What was done about one stands in [`crate::steps`].

use std::collections::BTreeMap;

use crate::db::{Row, Sql, Tx, Value};
use crate::error::Result;

/// A reconciliation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reconciliation {
    /// Its number; 0 where it has none yet.
    pub id: i64,
    /// The other party: code of a place, or `650000/office`.
    pub party: String,
    /// Code of the division in which it is seen.
    pub home: String,
    /// The quarter, `2019-Q1`.
    pub quarter: String,
    /// Which one of the party and quarter, from 1.
    pub version: i64,
    /// The last day on time.
    pub due_on: String,
    /// What its steps come to.
    pub standing: Standing,
}

/// What its steps come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Word of the state.
    pub state: String,
    /// The day of the last step.
    pub since: String,
    /// The import by which its records came in.
    pub import: Option<i64>,
}

/// One fund of it, in fen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// Code of the fund.
    pub fund: String,
    /// What the ledger says.
    pub ours: i64,
    /// What the other party says.
    pub theirs: Option<i64>,
    /// What explains the difference.
    pub explanation: String,
}

const ADD: Sql = Sql::new(
    "INSERT INTO quarterly_reconciliations (party, home, quarter, version, state, due_on, since) \
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (party, quarter, version) DO NOTHING \
     RETURNING reconciliation_id",
);
const STAND: Sql = Sql::new(
    "UPDATE quarterly_reconciliations SET state = $1, since = $2, import_id = $3 \
     WHERE reconciliation_id = $4",
);
const FORGET: Sql = Sql::new("DELETE FROM quarterly_rows WHERE reconciliation_id = $1");
const ADD_ROW: Sql = Sql::new(
    "INSERT INTO quarterly_rows (reconciliation_id, row_no, fund, ours, theirs, explanation) \
     VALUES ($1, $2, $3, $4, $5, $6)",
);

macro_rules! select {
    ($rest:literal) => {
        Sql::new(concat!(
            "SELECT q.reconciliation_id, q.party, q.home, q.quarter, q.version, q.due_on, q.state, \
             q.since, q.import_id FROM quarterly_reconciliations AS q ",
            $rest
        ))
    };
}

const BY_ID: Sql = select!("WHERE q.reconciliation_id = $1");
const OF: Sql = select!("WHERE q.party = $1 AND q.quarter = $2 ORDER BY q.version DESC");
const OF_QUARTER: Sql = select!("WHERE q.quarter = $1 ORDER BY q.party, q.version");
const IN_STATE: Sql = select!(
    "WHERE q.state = $1 AND (q.home = $2 OR $3 = '') ORDER BY q.due_on, q.reconciliation_id LIMIT $4"
);
/// What a place was handed from above to the end of a day, less what it gave back, fund by fund.
const HANDED: Sql = Sql::new(
    "SELECT r.\"to\", r.\"from\", r.kind, r.fund, CAST(SUM(r.amount) AS BIGINT) FROM allotments AS r \
     WHERE r.issued_on <= $1 AND r.\"from\" <> r.\"to\" AND r.withdrawn = 0 AND NOT EXISTS \
     (SELECT 1 FROM allotments AS later WHERE later.corrects = r.row_id) \
     GROUP BY r.\"to\", r.\"from\", r.kind, r.fund",
);

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] =
    &[&ADD, &STAND, &FORGET, &ADD_ROW, &BY_ID, &OF, &OF_QUARTER, &IN_STATE, &HANDED];

/// Adds a reconciliation, whose `id` is not looked at; its number. None: there is one of this version.
pub async fn add(tx: &mut Tx, one: &Reconciliation) -> Result<Option<i64>> {
    let values = [
        Value::from(one.party.as_str()),
        Value::from(one.home.as_str()),
        Value::from(one.quarter.as_str()),
        Value::from(one.version),
        Value::from(one.standing.state.as_str()),
        Value::from(one.due_on.as_str()),
        Value::from(one.standing.since.as_str()),
    ];
    tx.row(&ADD, &values).await?.map(|row| row.int(0)).transpose()
}

/// Keeps what its steps come to, and its rows.
pub async fn stand(tx: &mut Tx, id: i64, standing: &Standing, lines: &[Line]) -> Result<()> {
    let values = [
        Value::from(standing.state.as_str()),
        Value::from(standing.since.as_str()),
        Value::from(standing.import),
        Value::from(id),
    ];
    tx.execute(&STAND, &values).await?;
    tx.execute(&FORGET, &[Value::from(id)]).await?;
    for (number, line) in (0_i64..).zip(lines) {
        let values = [
            Value::from(id),
            Value::from(number),
            Value::from(line.fund.as_str()),
            Value::from(line.ours),
            Value::from(line.theirs),
            Value::from(line.explanation.as_str()),
        ];
        tx.execute(&ADD_ROW, &values).await?;
    }
    Ok(())
}

/// The reconciliation of a number.
pub async fn by_id(tx: &mut Tx, id: i64) -> Result<Option<Reconciliation>> {
    tx.row(&BY_ID, &[Value::from(id)]).await?.map(|row| reconciliation(&row)).transpose()
}

/// All reconciliations of a party and quarter, the last version first.
pub async fn of(tx: &mut Tx, party: &str, quarter: &str) -> Result<Vec<Reconciliation>> {
    let values = [Value::from(party), Value::from(quarter)];
    tx.rows(&OF, &values).await?.iter().map(reconciliation).collect()
}

/// All reconciliations of a quarter, party by party, the last version last.
pub async fn of_quarter(tx: &mut Tx, quarter: &str) -> Result<Vec<Reconciliation>> {
    tx.rows(&OF_QUARTER, &[Value::from(quarter)]).await?.iter().map(reconciliation).collect()
}

/// Reconciliations in a state, of one division or (no code) of all, the most urgent first, so many of them.
pub async fn in_state(
    tx: &mut Tx,
    state: &str,
    home: &str,
    most: i64,
) -> Result<Vec<Reconciliation>> {
    let values = [Value::from(state), Value::from(home), Value::from(home), Value::from(most)];
    tx.rows(&IN_STATE, &values).await?.iter().map(reconciliation).collect()
}

/// Money between divisions to the end of a day, in fen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Handed {
    /// What each place was handed from above, less what it gave back: place and fund.
    pub places: BTreeMap<(String, String), i64>,
    /// What each place handed on, less what came back: place and fund.
    pub givers: BTreeMap<(String, String), i64>,
}

/// What was handed down between all divisions to the end of a day.
pub async fn handed(tx: &mut Tx, until: &str) -> Result<Handed> {
    let mut handed = Handed::default();
    for row in tx.rows(&HANDED, &[Value::from(until)]).await? {
        let (to, from, fund) = (row.text(0)?, row.text(1)?, row.text(3)?);
        let back = row.text_or_none(2)? == Some("return");
        let (receiver, giver, sign) = if back { (from, to, -1) } else { (to, from, 1) };
        let fen = row.int(4)?.saturating_mul(sign);
        let of = |place: &str| (place.to_owned(), fund.to_owned());
        *handed.places.entry(of(receiver)).or_default() += fen;
        *handed.givers.entry(of(giver)).or_default() += fen;
    }
    Ok(handed)
}

fn reconciliation(row: &Row) -> Result<Reconciliation> {
    let text = |column| row.text(column).map(str::to_owned);
    Ok(Reconciliation {
        id: row.int(0)?,
        party: text(1)?,
        home: text(2)?,
        quarter: text(3)?,
        version: row.int(4)?,
        due_on: text(5)?,
        standing: Standing { state: text(6)?, since: text(7)?, import: row.int_or_none(8)? },
    })
}
