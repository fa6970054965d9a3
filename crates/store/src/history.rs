//! Records as their pages show them: what holds today, what was said before, and where each came from.

use domain::TableId;
use domain::columns::ColumnKind;

use crate::db::{Row, Sql, Tx, Value};
use crate::error::Result;
use crate::persons::Persons;

/// A row of a table of the contract with where it came from.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its number.
    pub row: i64,
    /// The row that it corrects.
    pub corrects: Option<i64>,
    /// Whether it takes that row back.
    pub withdrawn: bool,
    /// Whether a later row corrects it.
    pub superseded: bool,
    /// What the import was called, and when it came.
    pub import: String,
    /// See above: a moment in UTC.
    pub at: String,
    /// File of the import; empty for what was taken back.
    pub file: String,
    /// Line of the file.
    pub line: i64,
    /// Its cells, in the order of the contract.
    pub values: Vec<Value<'static>>,
}

impl Record {
    /// Whether it holds today.
    pub fn holds(&self) -> bool {
        !self.withdrawn && !self.superseded
    }

    /// A cell.
    pub fn value(&self, id: TableId, column: &str) -> Option<&Value<'static>> {
        self.values.get(id.spec().position(column)?)
    }

    /// A text; empty where there is none.
    pub fn text(&self, id: TableId, column: &str) -> &str {
        match self.value(id, column) {
            Some(Value::Text(Some(text))) => text,
            _ => "",
        }
    }

    /// A number; none where the cell is empty.
    pub fn number(&self, id: TableId, column: &str) -> Option<i64> {
        match self.value(id, column) {
            Some(Value::Int(number)) => *number,
            _ => None,
        }
    }
}

/// Cells before those of the contract.
const OWN: usize = 8;

/// The statement for rows with these columns.
fn statement(id: TableId, columns: &[&str], held: bool, rows: usize) -> Sql {
    let spec = id.spec();
    let cells: Vec<String> = spec.columns.iter().map(|c| format!("r.\"{}\"", c.name)).collect();
    let cells = cells.join(", ");
    let tests = columns.iter().enumerate().map(|(at, name)| format!("r.\"{name}\" = ${}", at + 1));
    let tests = tests.collect::<Vec<String>>().join(" AND ");
    let (name, later) = (spec.name, "(SELECT 1 FROM");
    let held = if held {
        format!(
            " AND r.withdrawn = 0 AND NOT EXISTS {later} {name} AS l WHERE l.corrects = r.row_id)"
        )
    } else {
        String::new()
    };
    Sql::built(format!(
        "SELECT r.row_id, r.corrects, r.withdrawn, r.line, i.name, i.at, f.name, \
         (SELECT l.row_id FROM {name} AS l WHERE l.corrects = r.row_id), {cells} \
         FROM {name} AS r JOIN imports AS i ON i.import_id = r.import_id \
         LEFT JOIN import_files AS f ON f.import_id = r.import_id AND f.file_no = r.file_no \
         WHERE {tests}{held} ORDER BY r.row_id LIMIT {rows}"
    ))
}

/// All rows whose columns have these values, those that no longer hold among them, the oldest first.
pub async fn all(
    tx: &mut Tx,
    id: TableId,
    columns: &[(&str, &str)],
    rows: usize,
) -> Result<Vec<Record>> {
    found(tx, id, columns, (false, rows)).await
}

/// The rows that hold today, whose columns have these values.
pub async fn held(
    tx: &mut Tx,
    id: TableId,
    columns: &[(&str, &str)],
    rows: usize,
) -> Result<Vec<Record>> {
    found(tx, id, columns, (true, rows)).await
}

async fn found(
    tx: &mut Tx,
    id: TableId,
    columns: &[(&str, &str)],
    (held, rows): (bool, usize),
) -> Result<Vec<Record>> {
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let values: Vec<Value> = columns.iter().map(|(_, value)| Value::from(*value)).collect();
    let rows = tx.rows(&statement(id, &names, held, rows), &values).await?;
    rows.iter().map(|row| record(row, id, tx.persons())).collect()
}

fn record(row: &Row, id: TableId, persons: &Persons) -> Result<Record> {
    let cell = |(at, kind): (usize, ColumnKind)| -> Result<Value<'static>> {
        Ok(if crate::records::is_number(kind) {
            Value::from(row.int_or_none(at + OWN)?)
        } else {
            let text = row.text_or_none(at + OWN)?;
            Value::from(text.map(|text| persons.shown(text).into_owned()))
        })
    };
    let columns = id.spec().columns.iter().map(|column| column.kind).enumerate();
    Ok(Record {
        row: row.int(0)?,
        corrects: row.int_or_none(1)?,
        withdrawn: row.flag(2)?,
        line: row.int(3)?,
        import: row.text(4)?.to_owned(),
        at: row.text(5)?.to_owned(),
        file: row.text_or_none(6)?.unwrap_or_default().to_owned(),
        superseded: row.int_or_none(7)?.is_some(),
        values: columns.map(cell).collect::<Result<_>>()?,
    })
}

/// A warning about a record, as its page names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// Number of the warning.
    pub warning: i64,
    /// Id of the rule.
    pub rule: String,
    /// Word of the lamp.
    pub lamp: String,
    /// Whether it is lit today.
    pub lit: bool,
    /// Word of its state.
    pub state: String,
}

const ABOUT: Sql = Sql::new(
    "SELECT warning_id, rule, lamp, lit, state FROM warnings \
     WHERE subject_kind = $1 AND subject_id = $2 ORDER BY lit DESC, warning_id",
);

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] = &[&ABOUT];

/// The warnings about a record, those that are lit first.
pub async fn warnings(tx: &mut Tx, kind: &str, id: &str) -> Result<Vec<About>> {
    let rows = tx.rows(&ABOUT, &[Value::from(kind), Value::from(id)]).await?;
    let about = |row: &Row| {
        Ok(About {
            warning: row.int(0)?,
            rule: row.text(1)?.to_owned(),
            lamp: row.text(2)?.to_owned(),
            lit: row.flag(3)?,
            state: row.text(4)?.to_owned(),
        })
    };
    rows.iter().map(about).collect()
}
