//! Hand-downs: what a division splits out of one allotment, and who has still to confirm receipt. What was done
//! about one stands in [`crate::steps`].

use crate::db::{Row, Sql, Tx, Value};
use crate::error::Result;

/// A hand-down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HandDown {
    /// Its number; 0 where it has none yet.
    pub id: i64,
    /// Code of the division that hands down.
    pub home: String,
    /// Id of the allotment out of which the money goes.
    pub source: String,
    /// `down` or `back`.
    pub way: String,
    /// Code of the fund.
    pub fund: String,
    /// Fiscal year of the money.
    pub fiscal_year: i64,
    /// Who began it.
    pub maker: i64,
    /// What its steps come to.
    pub standing: Standing,
}

/// What the steps of a hand-down come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Number of the document.
    pub doc_no: String,
    /// Its day.
    pub issued_on: String,
    /// All parts together, in fen.
    pub amount: i64,
    /// Word of the state.
    pub state: String,
    /// Whether money has moved.
    pub moved: bool,
    /// The day of the last step.
    pub since: String,
    /// The import by which its records came in.
    pub import: Option<i64>,
}

/// One part of a hand-down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// Code of the division that receives, or of the project's county.
    pub home: String,
    /// Whether it goes to a project.
    pub to_project: bool,
    /// Code of the division, or id of the project.
    pub subject: String,
    /// In fen.
    pub amount: i64,
    /// Word of its state.
    pub state: String,
    /// Id of the allotment that it became; empty while it is none.
    pub record: String,
    /// The day of receipt.
    pub received_on: Option<String>,
}

/// What became of an allotment, in fen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Uses {
    /// Handed down.
    pub handed: i64,
    /// Given back.
    pub back: i64,
    /// Given to projects.
    pub funded: i64,
    /// Paid without a project's share, less refunds.
    pub paid: i64,
}

impl Uses {
    /// All of it.
    pub fn total(self) -> i64 {
        let parts = [self.handed, self.back, self.funded, self.paid];
        parts.into_iter().fold(0, i64::saturating_add)
    }
}

/// An allotment that a division holds and of which something may be left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// Its id.
    pub id: String,
    /// Number of its document.
    pub doc_no: String,
    /// Code of the fund.
    pub fund: String,
    /// Fiscal year.
    pub fiscal_year: i64,
    /// Amount in fen.
    pub amount: i64,
    /// The day of receipt.
    pub received_on: Option<String>,
    /// What was handed down, given back or given to projects.
    pub gone: i64,
}

const ADD: Sql = Sql::new(
    "INSERT INTO hand_downs (home, source, way, fund, fiscal_year, doc_no, issued_on, amount, state, \
     moved, maker_id, since) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
     RETURNING hand_down_id",
);
const STAND: Sql = Sql::new(
    "UPDATE hand_downs SET doc_no = $1, issued_on = $2, amount = $3, state = $4, moved = $5, \
     since = $6, import_id = $7 WHERE hand_down_id = $8",
);
const FORGET_LINES: Sql = Sql::new("DELETE FROM hand_down_lines WHERE hand_down_id = $1");
const ADD_LINE: Sql = Sql::new(
    "INSERT INTO hand_down_lines (hand_down_id, line_no, home, kind, subject, amount, state, record, \
     received_on) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
);
const LINES: Sql = Sql::new(
    "SELECT home, kind, subject, amount, state, record, received_on FROM hand_down_lines \
     WHERE hand_down_id = $1 ORDER BY line_no",
);

macro_rules! select {
    ($rest:literal) => {
        Sql::new(concat!(
            "SELECT h.hand_down_id, h.home, h.source, h.way, h.fund, h.fiscal_year, h.maker_id, \
             h.doc_no, h.issued_on, h.amount, h.state, h.moved, h.since, h.import_id \
             FROM hand_downs AS h ",
            $rest
        ))
    };
}

const BY_ID: Sql = select!("WHERE h.hand_down_id = $1");
const OF_SOURCE: Sql = select!("WHERE h.source = $1 ORDER BY h.hand_down_id");
const IN_STATE: Sql =
    select!("WHERE h.home = $1 AND h.state = $2 ORDER BY h.hand_down_id DESC LIMIT $3");
const TO_RECEIVE: Sql = select!(
    "WHERE h.hand_down_id IN (SELECT l.hand_down_id FROM hand_down_lines AS l WHERE l.home = $1 \
     AND l.state = 'waits') ORDER BY h.hand_down_id DESC LIMIT $2"
);
const HANDED: Sql = Sql::new(
    "SELECT CAST(SUM(CASE WHEN r.kind = 'return' THEN 0 ELSE r.amount END) AS BIGINT), \
     CAST(SUM(CASE WHEN r.kind = 'return' THEN r.amount ELSE 0 END) AS BIGINT) FROM allotments AS r \
     WHERE r.parent = $1 AND r.id <> $1 AND r.withdrawn = 0 AND NOT EXISTS \
     (SELECT 1 FROM allotments AS l WHERE l.corrects = r.row_id)",
);
const FUNDED: Sql = Sql::new(
    "SELECT CAST(SUM(r.amount) AS BIGINT) FROM fundings AS r WHERE r.allotment = $1 AND r.withdrawn = 0 AND NOT EXISTS \
     (SELECT 1 FROM fundings AS l WHERE l.corrects = r.row_id)",
);
const PAID: Sql = Sql::new(
    "SELECT CAST(SUM(CASE WHEN r.kind = 'refund' THEN -r.amount ELSE r.amount END) AS BIGINT) \
     FROM payments AS r \
     WHERE r.allotment = $1 AND r.withdrawn = 0 AND NOT EXISTS \
     (SELECT 1 FROM payments AS l WHERE l.corrects = r.row_id) AND NOT EXISTS \
     (SELECT 1 FROM fundings AS f WHERE f.allotment = r.allotment AND f.project = r.project \
     AND f.withdrawn = 0 AND NOT EXISTS (SELECT 1 FROM fundings AS g WHERE g.corrects = f.row_id))",
);
const SOURCES: Sql = Sql::new(
    "SELECT r.id, r.doc_no, r.fund, r.fiscal_year, r.amount, r.received_on, \
     CAST(COALESCE((SELECT SUM(c.amount) FROM allotments AS c WHERE c.parent = r.id AND c.id <> r.id \
     AND c.withdrawn = 0 AND NOT EXISTS (SELECT 1 FROM allotments AS l WHERE l.corrects = c.row_id)), 0) \
     + COALESCE((SELECT SUM(f.amount) FROM fundings AS f WHERE f.allotment = r.id AND f.withdrawn = 0 \
     AND NOT EXISTS (SELECT 1 FROM fundings AS l WHERE l.corrects = f.row_id)), 0) AS BIGINT) \
     FROM allotments AS r WHERE r.\"to\" = $1 AND r.fiscal_year = $2 AND r.withdrawn = 0 AND NOT EXISTS \
     (SELECT 1 FROM allotments AS l WHERE l.corrects = r.row_id) AND r.row_id > $3 \
     ORDER BY r.row_id LIMIT $4",
);

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] = &[
    &ADD,
    &STAND,
    &FORGET_LINES,
    &ADD_LINE,
    &LINES,
    &BY_ID,
    &OF_SOURCE,
    &IN_STATE,
    &TO_RECEIVE,
    &HANDED,
    &FUNDED,
    &PAID,
    &SOURCES,
];

/// Adds a hand-down, whose `id` is not looked at; its number.
pub async fn add(tx: &mut Tx, one: &HandDown) -> Result<i64> {
    let standing = &one.standing;
    let values = [
        Value::from(one.home.as_str()),
        Value::from(one.source.as_str()),
        Value::from(one.way.as_str()),
        Value::from(one.fund.as_str()),
        Value::from(one.fiscal_year),
        Value::from(standing.doc_no.as_str()),
        Value::from(standing.issued_on.as_str()),
        Value::from(standing.amount),
        Value::from(standing.state.as_str()),
        Value::from(standing.moved),
        Value::from(one.maker),
        Value::from(standing.since.as_str()),
    ];
    tx.one(&ADD, &values).await?.int(0)
}

/// Keeps what the steps of a hand-down come to, and its parts.
pub async fn stand(tx: &mut Tx, id: i64, standing: &Standing, lines: &[Line]) -> Result<()> {
    let values = [
        Value::from(standing.doc_no.as_str()),
        Value::from(standing.issued_on.as_str()),
        Value::from(standing.amount),
        Value::from(standing.state.as_str()),
        Value::from(standing.moved),
        Value::from(standing.since.as_str()),
        Value::from(standing.import),
        Value::from(id),
    ];
    tx.execute(&STAND, &values).await?;
    tx.execute(&FORGET_LINES, &[Value::from(id)]).await?;
    for (number, line) in (0_i64..).zip(lines) {
        let values = [
            Value::from(id),
            Value::from(number),
            Value::from(line.home.as_str()),
            Value::from(if line.to_project { "project" } else { "division" }),
            Value::from(line.subject.as_str()),
            Value::from(line.amount),
            Value::from(line.state.as_str()),
            Value::from(line.record.as_str()),
            Value::from(line.received_on.as_deref()),
        ];
        tx.execute(&ADD_LINE, &values).await?;
    }
    Ok(())
}

/// The hand-down of a number.
pub async fn by_id(tx: &mut Tx, id: i64) -> Result<Option<HandDown>> {
    tx.row(&BY_ID, &[Value::from(id)]).await?.map(|row| hand_down(&row)).transpose()
}

/// All hand-downs out of an allotment, the first one first.
pub async fn of_source(tx: &mut Tx, source: &str) -> Result<Vec<HandDown>> {
    tx.rows(&OF_SOURCE, &[Value::from(source)]).await?.iter().map(hand_down).collect()
}

/// Hand-downs of a division in a state, the last one first, so many of them.
pub async fn in_state(tx: &mut Tx, home: &str, state: &str, most: i64) -> Result<Vec<HandDown>> {
    let values = [Value::from(home), Value::from(state), Value::from(most)];
    tx.rows(&IN_STATE, &values).await?.iter().map(hand_down).collect()
}

/// Hand-downs of which a division has still to confirm receipt, the last one first, so many of them.
pub async fn to_receive(tx: &mut Tx, division: &str, most: i64) -> Result<Vec<HandDown>> {
    let values = [Value::from(division), Value::from(most)];
    tx.rows(&TO_RECEIVE, &values).await?.iter().map(hand_down).collect()
}

/// The parts of a hand-down in their order.
pub async fn lines(tx: &mut Tx, id: i64) -> Result<Vec<Line>> {
    tx.rows(&LINES, &[Value::from(id)]).await?.iter().map(line).collect()
}

/// What became of an allotment, by the records that hold.
pub async fn uses(tx: &mut Tx, allotment: &str) -> Result<Uses> {
    let of = [Value::from(allotment)];
    let handed = tx.one(&HANDED, &of).await?;
    let funded = tx.one(&FUNDED, &of).await?;
    let paid = tx.one(&PAID, &of).await?;
    Ok(Uses {
        handed: handed.int_or_none(0)?.unwrap_or_default(),
        back: handed.int_or_none(1)?.unwrap_or_default(),
        funded: funded.int_or_none(0)?.unwrap_or_default(),
        paid: paid.int_or_none(0)?.unwrap_or_default(),
    })
}

/// The same, once no import is under way: none begins before this transaction is done.
pub async fn uses_now(tx: &mut Tx, allotment: &str) -> Result<Uses> {
    crate::ledger::queue(tx).await?;
    uses(tx, allotment).await
}

/// The allotments that a division holds in a year, behind the row of a number, so many of them.
pub async fn sources(
    tx: &mut Tx,
    division: &str,
    year: i64,
    (after, most): (i64, i64),
) -> Result<Vec<Source>> {
    let of = [Value::from(division), Value::from(year), Value::from(after), Value::from(most)];
    tx.rows(&SOURCES, &of).await?.iter().map(source).collect()
}

fn hand_down(row: &Row) -> Result<HandDown> {
    let text = |column| row.text(column).map(str::to_owned);
    Ok(HandDown {
        id: row.int(0)?,
        home: text(1)?,
        source: text(2)?,
        way: text(3)?,
        fund: text(4)?,
        fiscal_year: row.int(5)?,
        maker: row.int(6)?,
        standing: Standing {
            doc_no: text(7)?,
            issued_on: text(8)?,
            amount: row.int(9)?,
            state: text(10)?,
            moved: row.flag(11)?,
            since: text(12)?,
            import: row.int_or_none(13)?,
        },
    })
}

fn line(row: &Row) -> Result<Line> {
    let text = |column| row.text(column).map(str::to_owned);
    Ok(Line {
        home: text(0)?,
        to_project: row.text(1)? == "project",
        subject: text(2)?,
        amount: row.int(3)?,
        state: text(4)?,
        record: text(5)?,
        received_on: row.text_or_none(6)?.map(str::to_owned),
    })
}

fn source(row: &Row) -> Result<Source> {
    let text = |column| row.text(column).map(str::to_owned);
    Ok(Source {
        id: text(0)?,
        doc_no: text(1)?,
        fund: text(2)?,
        fiscal_year: row.int(3)?,
        amount: row.int(4)?,
        received_on: row.text_or_none(5)?.map(str::to_owned),
        gone: row.int(6)?,
    })
}
