//! The imports there were, as people look them up.

use domain::TableId;

use super::Changes;
use crate::db::{Row, Sql, Tx, Value};
use crate::error::Result;
use crate::lists::Reach;

/// An import as it is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its number.
    pub id: i64,
    /// What people call it.
    pub name: String,
    /// When, in UTC.
    pub at: String,
    /// Name of who brought it; none: the machine's operator.
    pub person: Option<String>,
    /// Code of the division in whose scope it stands.
    pub division: Option<String>,
    /// What it did to all tables together.
    pub changes: Changes,
}

const TABLES: Sql = Sql::new(
    "SELECT table_name, added, corrected, withdrawn, unchanged, rejected FROM import_tables \
     WHERE import_id = $1",
);

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] = &[&TABLES];

/// The imports that a reader may see, the last one first, before one of them.
pub async fn list(
    tx: &mut Tx,
    reach: &Reach,
    before: Option<i64>,
    most: i64,
) -> Result<Vec<Listed>> {
    let Some((sql, values)) = statement(reach, before.map(|id| ("<", id)), most) else {
        return Ok(Vec::new());
    };
    tx.rows(&sql, &values).await?.iter().map(listed).collect()
}

/// One import, where the reader may see it.
pub async fn find(tx: &mut Tx, reach: &Reach, id: i64) -> Result<Option<Listed>> {
    let Some((sql, values)) = statement(reach, Some(("=", id)), 1) else { return Ok(None) };
    tx.row(&sql, &values).await?.map(|row| listed(&row)).transpose()
}

/// What an import did to each table.
pub async fn tables(tx: &mut Tx, import: i64) -> Result<Vec<(TableId, Changes)>> {
    let rows = tx.rows(&TABLES, &[Value::from(import)]).await?;
    let mut tables = Vec::new();
    for row in &rows {
        let name = row.text(0)?;
        let id = TableId::ALL.iter().find(|id| id.spec().name == name);
        tables.extend(id.copied().zip(Some(changes(row, 1)?)));
    }
    tables.sort_by_key(|(id, _)| *id);
    Ok(tables)
}

fn statement(
    reach: &Reach,
    number: Option<(&str, i64)>,
    most: i64,
) -> Option<(Sql, Vec<Value<'static>>)> {
    let mut values = Vec::new();
    let mut tests = vec!["1 = 1".to_owned()];
    if let Some((sign, id)) = number {
        values.push(Value::from(id));
        tests.push(format!("i.import_id {sign} $1"));
    }
    match reach {
        Reach::Everything => {}
        Reach::Nothing => return None,
        Reach::Parts(parts) => {
            let whole = parts.iter().filter(|part| part.organisation.is_none());
            let first = values.len() + 1;
            values.extend(whole.flat_map(|part| &part.divisions).cloned().map(Value::from));
            let marks: Vec<String> = (first..=values.len()).map(|n| format!("${n}")).collect();
            if marks.is_empty() {
                return None;
            }
            tests.push(format!("i.division IN ({})", marks.join(", ")));
        }
    }
    let sums = ["added", "corrected", "withdrawn", "unchanged", "rejected"]
        .map(|column| format!("CAST(COALESCE(SUM(t.{column}), 0) AS BIGINT)"));
    values.push(Value::from(most));
    let sql = format!(
        "SELECT i.import_id, i.name, i.at, p.name, i.division, {} FROM imports i \
         LEFT JOIN people p ON p.person_id = i.person_id \
         LEFT JOIN import_tables t ON t.import_id = i.import_id WHERE {} \
         GROUP BY i.import_id, i.name, i.at, p.name, i.division \
         ORDER BY i.import_id DESC LIMIT ${}",
        sums.join(", "),
        tests.join(" AND "),
        values.len()
    );
    Some((Sql::built(sql), values))
}

fn listed(row: &Row) -> Result<Listed> {
    let text_or_none =
        |column| Ok::<_, crate::StoreError>(row.text_or_none(column)?.map(str::to_owned));
    Ok(Listed {
        id: row.int(0)?,
        name: row.text(1)?.to_owned(),
        at: row.text(2)?.to_owned(),
        person: text_or_none(3)?,
        division: text_or_none(4)?,
        changes: changes(row, 5)?,
    })
}

fn changes(row: &Row, first: usize) -> Result<Changes> {
    let count = |at: usize| Ok::<_, crate::StoreError>(row.int(first + at)?.unsigned_abs());
    Ok(Changes {
        added: count(0)?,
        corrected: count(1)?,
        withdrawn: count(2)?,
        unchanged: count(3)?,
        rejected: count(4)?,
    })
}
