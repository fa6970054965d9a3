//! The statements of one table of the contract, built from its specification.

use domain::records::TableSpec;
use domain::records::neighbourhood::Cell;
use domain::{Division, TableId};

use super::known::is_number;
use crate::db::{Sql, Value, packing};
use crate::lookup::marks;

/// Which records are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// All of them.
    Whole,
    /// Those whose own `county` is this one, or empty; of tables without such a column all.
    County(Option<Division>),
}

/// The columns that an insertion fills: where the row comes from and what it corrects, then those of the
/// contract. The names are quoted, because the contract has words that are SQL's (`from`, `to`).
pub(super) fn inserted(spec: &TableSpec) -> Vec<String> {
    let own = ["import_id", "file_no", "line", "form_id", "corrects", "withdrawn"];
    own.map(str::to_owned).into_iter().chain(quoted(spec)).collect()
}

/// The rows that hold today, in the order of their coming in, each as one text: number, form, then the columns
/// of the contract.
pub fn held(id: TableId, part: Part) -> (Sql, Vec<Value<'static>>) {
    let (condition, values) = within(id, part);
    (selected(id, &packed(id), condition), values)
}

/// The row of a table as one text.
fn packed(id: TableId) -> String {
    let own = ["row_id", "form_id"].map(|column| (column.to_owned(), true));
    let kinds = id.spec().columns.iter().map(|column| is_number(column.kind));
    let columns: Vec<(String, bool)> =
        own.into_iter().chain(quoted(id.spec()).zip(kinds)).collect();
    packing(columns.iter().map(|(column, is_number)| (column.as_str(), *is_number)))
}

fn within(id: TableId, part: Part) -> (&'static str, Vec<Value<'static>>) {
    match part {
        Part::County(county) if has_county(id) => match county {
            Some(county) => (" AND county = $1", vec![Value::from(county.to_string())]),
            None => (" AND county IS NULL", Vec::new()),
        },
        _ => ("", Vec::new()),
    }
}

/// Records that are looked for: those with one of some texts in a column, of some counties where any is named.
#[derive(Debug)]
pub(crate) struct Sought {
    /// Table and column.
    pub(crate) to: Cell,
    /// What stands in the column.
    pub(crate) texts: Vec<String>,
    /// Where; anywhere, if empty.
    pub(crate) counties: Vec<String>,
}

impl Sought {
    /// The condition, whose values follow on those that there are.
    fn condition<'v>(&'v self, values: &mut Vec<Value<'v>>) -> String {
        let mut among = |texts: &'v [String]| {
            let first = values.len() + 1;
            values.extend(padded(texts).map(Value::from));
            marks(first, values.len() + 1 - first)
        };
        let texts = format!(" AND \"{}\" IN ({})", self.to.1, among(&self.texts));
        if self.counties.is_empty() {
            return texts;
        }
        format!("{texts} AND county IN ({})", among(&self.counties))
    }
}

/// The rows that hold today and are looked for.
pub(crate) fn held_by(sought: &Sought) -> (Sql, Vec<Value<'_>>) {
    let mut values = Vec::new();
    let condition = sought.condition(&mut values);
    (selection(sought.to.0, &condition), values)
}

/// The same of several tables at once, in no order: which of them it is, then the row as one text.
pub(crate) fn held_by_any(sought: &[Sought]) -> (Sql, Vec<Value<'_>>) {
    let mut values = Vec::new();
    let mut arms = Vec::with_capacity(sought.len());
    for (number, sought) in sought.iter().enumerate() {
        let id = sought.to.0;
        let what = format!("CAST({number} AS BIGINT), {}", packed(id));
        arms.push(holding(id, &what, &sought.condition(&mut values)));
    }
    (Sql::built(arms.join(" UNION ALL ")), values)
}

/// The same texts, the last of them repeated up to a power of two: a database that has seen the statement keeps
/// it, and there are few statements.
fn padded(texts: &[String]) -> impl Iterator<Item = &str> {
    let more = texts.len().next_power_of_two() - texts.len();
    let last = texts.last().into_iter().cycle().take(more);
    texts.iter().chain(last).map(String::as_str)
}

/// The rows with these numbers that hold today.
pub(super) fn numbered(id: TableId, numbers: &[i64]) -> (Sql, Vec<Value<'static>>) {
    let among = format!(" AND row_id IN ({})", marks(1, numbers.len()));
    (selection(id, &among), numbers.iter().map(|number| Value::from(*number)).collect())
}

fn selection(id: TableId, condition: &str) -> Sql {
    let columns = quoted(id.spec()).collect::<Vec<_>>().join(", ");
    selected(id, &format!("row_id, form_id, {columns}"), condition)
}

fn selected(id: TableId, what: &str, condition: &str) -> Sql {
    Sql::built(format!("{} ORDER BY row_id", holding(id, what, condition)))
}

fn holding(id: TableId, what: &str, condition: &str) -> String {
    let name = id.spec().name;
    format!(
        "SELECT {what} FROM {name} WHERE withdrawn = 0{condition} AND NOT EXISTS \
         (SELECT 1 FROM {name} AS later WHERE later.corrects = {name}.row_id)"
    )
}

/// The rows above a number, as many as asked for at most: number, form, the columns of the contract, what the
/// row corrects, whether it takes back.
pub(super) fn after(id: TableId) -> Sql {
    let (name, columns) = (id.spec().name, quoted(id.spec()).collect::<Vec<_>>().join(", "));
    Sql::built(format!(
        "SELECT row_id, form_id, {columns}, corrects, withdrawn FROM {name} WHERE row_id > $1 \
         ORDER BY row_id LIMIT $2"
    ))
}

/// The highest number of a row.
pub(super) fn highest(id: TableId) -> Sql {
    Sql::built(format!("SELECT COALESCE(MAX(row_id), 0) FROM {}", id.spec().name))
}

/// Whether a table has any row at all.
pub(super) fn any(id: TableId) -> Sql {
    Sql::built(format!("SELECT row_id FROM {} LIMIT 1", id.spec().name))
}

/// Whether each table has any row at all, in the order of the contract.
pub(super) fn filled() -> Sql {
    let has_rows = |id: &TableId| {
        let name = id.spec().name;
        format!("CASE WHEN EXISTS (SELECT row_id FROM {name}) THEN CAST(1 AS BIGINT) ELSE 0 END")
    };
    let all: Vec<String> = TableId::ALL.iter().map(has_rows).collect();
    Sql::built(format!("SELECT {}", all.join(", ")))
}

/// Gathers what the database knows of a table, so that it finds the quick way through it.
pub(crate) fn analyze(id: TableId) -> Sql {
    Sql::built(format!("ANALYZE {}", id.spec().name))
}

/// Whether the rows of a table say themselves to which county they belong.
pub(crate) fn has_county(id: TableId) -> bool {
    id.spec().position("county").is_some()
}

fn quoted(spec: &TableSpec) -> impl Iterator<Item = String> {
    spec.columns.iter().map(|column| format!("\"{}\"", column.name))
}
