//! What the store knows of records that rows of a file name: where a project lies, who gave an allotment to
//! whom, which counties paid under a voucher number.

use std::collections::BTreeSet;

use domain::TableId;

use crate::db::{Row, Sql, Tx, Value};
use crate::error::Result;
use crate::recalled::Recalled;

/// Texts asked for in one statement.
pub(crate) const AT_ONCE: usize = 500;

const GIVEN: Sql = Sql::new(
    "SELECT DISTINCT forms.table_name FROM import_files \
     JOIN forms ON forms.form_id = import_files.form_id",
);

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] = &[&GIVEN];

/// The tables that some import brought.
pub async fn tables(tx: &mut Tx) -> Result<BTreeSet<TableId>> {
    if let Some(recalled) = Recalled::kept(tx).await? {
        return Ok(recalled.given.keys().copied().collect());
    }
    let rows = tx.rows(&GIVEN, &[]).await?;
    let names = rows.iter().map(|row| row.text(0)).collect::<Result<BTreeSet<&str>>>()?;
    Ok(TableId::ALL.iter().copied().filter(|id| names.contains(id.spec().name)).collect())
}

/// What is asked of a table: of the records that hold today and have one of some texts in one column, others
/// of their columns, which are texts, too.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The table.
    pub table: TableId,
    /// Name of the column whose text is known.
    pub by: &'a str,
    /// Names of the columns to give.
    pub give: &'a [&'a str],
}

/// The answers, in no order that means anything. Empty cells are empty texts.
pub async fn texts(
    tx: &mut Tx,
    question: Question<'_>,
    wanted: &BTreeSet<&str>,
) -> Result<Vec<Vec<String>>> {
    let mut found = Vec::new();
    let wanted: Vec<&str> = wanted.iter().copied().collect();
    for part in wanted.chunks(AT_ONCE) {
        let (sql, values) = question.statement(part);
        tx.each(&sql, &values, |row| {
            found.push(cells(&row, question.give.len())?);
            Ok(())
        })
        .await?;
    }
    Ok(found)
}

/// The counties, of those given, that paid under each of some voucher numbers: county, voucher number.
pub async fn payers(
    tx: &mut Tx,
    counties: &[String],
    vouchers: &BTreeSet<&str>,
) -> Result<Vec<(String, String)>> {
    let mut found = Vec::new();
    let vouchers: Vec<&str> = vouchers.iter().copied().collect();
    for part in vouchers.chunks(AT_ONCE) {
        let (sql, values) = payers_statement(counties, part);
        tx.each(&sql, &values, |row| {
            found.push((row.text(0)?.to_owned(), row.text(1)?.to_owned()));
            Ok(())
        })
        .await?;
    }
    Ok(found)
}

impl Question<'_> {
    fn statement<'v>(&self, wanted: &[&'v str]) -> (Sql, Vec<Value<'v>>) {
        let (name, by) = (self.table.spec().name, self.by);
        let give: Vec<String> = self.give.iter().map(|column| format!("\"{column}\"")).collect();
        let (give, marks) = (give.join(", "), marks(1, wanted.len()));
        let sql = format!(
            "SELECT {give} FROM {name} WHERE \"{by}\" IN ({marks}) AND withdrawn = 0 AND {}",
            not_corrected(name)
        );
        (Sql::built(sql), wanted.iter().map(|text| Value::from(*text)).collect())
    }
}

/// Both columns are named, so that the index over them serves.
fn payers_statement<'v>(counties: &'v [String], vouchers: &[&'v str]) -> (Sql, Vec<Value<'v>>) {
    let (of, under) = (marks(1, counties.len()), marks(counties.len() + 1, vouchers.len()));
    let sql = format!(
        "SELECT DISTINCT county, voucher_no FROM payments WHERE county IN ({of}) \
         AND voucher_no IN ({under}) AND withdrawn = 0 AND {}",
        not_corrected("payments")
    );
    let counties = counties.iter().map(|county| Value::from(county.as_str()));
    (Sql::built(sql), counties.chain(vouchers.iter().map(|text| Value::from(*text))).collect())
}

fn not_corrected(table: &str) -> String {
    format!("NOT EXISTS (SELECT 1 FROM {table} AS later WHERE later.corrects = {table}.row_id)")
}

/// The marks of so many values of a statement, from a number on.
pub(crate) fn marks(first: usize, count: usize) -> String {
    let marks: Vec<String> = (first..first + count).map(|number| format!("${number}")).collect();
    marks.join(", ")
}

fn cells(row: &Row, count: usize) -> Result<Vec<String>> {
    let text = |column| Ok(row.text_or_none(column)?.unwrap_or_default().to_owned());
    (0..count).map(text).collect()
}
