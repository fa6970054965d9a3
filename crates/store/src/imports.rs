//! A data set taken in at once: all of it or nothing. What is there already changes nothing; what says
//! something else of a record that is there corrects it; nothing is ever overwritten.

mod compare;
pub mod list;

pub(crate) use self::compare::Decision;

use std::collections::BTreeMap;

use domain::records::SourceFile;
use domain::{DataSet, Divisions, TableId};

use crate::db::{Sql, Tx, Value};
use crate::error::Result;
use crate::ledger::{self, Touched};
use crate::lists::kept;
use crate::records::{self, Coming, Forms};

/// What an import did to one table, in rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Records that were not there before.
    pub added: u64,
    /// Records of which something else is said now.
    pub corrected: u64,
    /// Records of a group (the lines of one list) that the group no longer has.
    pub withdrawn: u64,
    /// Records that are there already.
    pub unchanged: u64,
    /// Rows of the files that could not be read.
    pub rejected: u64,
}

impl Changes {
    /// Whether nothing is said that was not said before.
    pub fn is_nothing(&self) -> bool {
        self.added + self.corrected + self.withdrawn == 0
    }
}

/// What becomes of the lines that are there of a list of which lines come: of benefits, of a register.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lines {
    /// What comes is the whole list: lines that it does not have are withdrawn.
    #[default]
    All,
    /// What comes is added to the list.
    More,
    /// What comes is all there is under the text that tells records of its table apart best, of whatever table: all
    /// indicators of a target. Others of it are withdrawn.
    Rest,
}

/// What became of an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// Its number; none where it changed nothing and so left no trace.
    pub import: Option<i64>,
    /// What it did, or would do, to each table of the set.
    pub tables: BTreeMap<TableId, Changes>,
}

const INSERT: Sql = Sql::new("INSERT INTO imports (name, at) VALUES ($1, $2) RETURNING import_id");
const INSERT_FILE: Sql = Sql::new(
    "INSERT INTO import_files (import_id, file_no, name, form_id) VALUES ($1, $2, $3, $4)",
);
const INSERT_TABLE: Sql = Sql::new(
    "INSERT INTO import_tables (import_id, table_name, added, corrected, withdrawn, unchanged, \
     rejected) VALUES ($1, $2, $3, $4, $5, $6, $7)",
);
const SIGN: Sql = Sql::new("UPDATE imports SET person_id = $1, division = $2 WHERE import_id = $3");
const FORM_CAME: Sql = Sql::new("SELECT form_id FROM import_files WHERE form_id = $1 LIMIT 1");

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] = &[&INSERT, &INSERT_FILE, &INSERT_TABLE, &SIGN, &FORM_CAME];

/// Changed rows of a table from which on its statistics are gathered anew.
const MANY: u64 = 10_000;

/// Takes a data set in. `name` is what people call it; `at` the moment in UTC; `rejected` the rows of each
/// table that could not be read; `divisions` the list by whose codes the ledger's sums are kept. The caller adds
/// the event and commits, or drops the transaction: then nothing has happened, and what is given back is what
/// would have.
pub async fn take(
    tx: &mut Tx,
    (name, at): (&str, &str),
    data: &DataSet,
    divisions: &Divisions,
    rejected: &BTreeMap<TableId, u64>,
) -> Result<Imported> {
    take_lines(tx, (name, at), data.into(), divisions, rejected, Lines::All).await
}

/// The same, where it is said what becomes of lists. `name` and moment stand together.
pub async fn take_lines(
    tx: &mut Tx,
    (name, at): (&str, &str),
    coming: Coming<'_>,
    divisions: &Divisions,
    rejected: &BTreeMap<TableId, u64>,
    lines: Lines,
) -> Result<Imported> {
    let data = coming.data;
    ledger::queue(tx).await?;
    let mut tables = BTreeMap::new();
    let mut decisions = Vec::new();
    for id in data.given.iter().copied() {
        let decision = compare::decide(tx, data, id, lines).await?;
        let rejected = rejected.get(&id).copied().unwrap_or_default();
        tables.insert(id, Changes { rejected, ..decision.changes() });
        decisions.push((id, decision));
    }
    let forms = file_forms(tx, coming.files()).await?;
    if tables.values().all(Changes::is_nothing) && all_came(tx, &forms).await? {
        return Ok(Imported { import: None, tables });
    }
    let touched = Touched::by(tx, data, &decisions, divisions).await?;
    let values = [Value::from(name), Value::from(at)];
    let import = tx.one(&INSERT, &values).await?.int(0)?;
    note_files(tx, import, coming.files(), &forms).await?;
    for (id, decision) in &decisions {
        records::write(tx, import, coming, *id, &decision.entries).await?;
        records::withdraw(tx, import, *id, &decision.withdrawn).await?;
    }
    kept::follow_records(tx, coming, &decisions).await?;
    note_tables(tx, import, &tables).await?;
    ledger::post(tx, data, divisions, touched).await?;
    Ok(Imported { import: Some(import), tables })
}

/// Says who brought an import, and in whose scope it stands.
pub async fn sign(
    tx: &mut Tx,
    import: i64,
    person: Option<i64>,
    division: Option<&str>,
) -> Result<()> {
    let values = [Value::from(person), Value::from(division), Value::from(import)];
    tx.execute(&SIGN, &values).await.map(drop)
}

/// What [`take`] would do to each table; nothing is written, so nobody who writes has to wait.
pub async fn preview(
    tx: &mut Tx,
    data: &DataSet,
    rejected: &BTreeMap<TableId, u64>,
) -> Result<BTreeMap<TableId, Changes>> {
    preview_lines(tx, data, rejected, Lines::All).await
}

/// The same of [`take_lines`].
pub async fn preview_lines(
    tx: &mut Tx,
    data: &DataSet,
    rejected: &BTreeMap<TableId, u64>,
    lines: Lines,
) -> Result<BTreeMap<TableId, Changes>> {
    let mut tables = BTreeMap::new();
    for id in data.given.iter().copied() {
        let rejected = rejected.get(&id).copied().unwrap_or_default();
        let changes = compare::decide(tx, data, id, lines).await?.changes();
        tables.insert(id, Changes { rejected, ..changes });
    }
    Ok(tables)
}

/// The number of the form of each file, in the order of the files.
async fn file_forms(tx: &mut Tx, files: &[SourceFile]) -> Result<Vec<i64>> {
    let mut numbers = Vec::with_capacity(files.len());
    for file in files {
        let mut forms = Forms::of(tx, file.table).await?;
        numbers.push(forms.expect(tx, file.columns).await?);
    }
    Ok(numbers)
}

/// Whether files of these forms have come in before, so that even an empty one tells nothing new.
async fn all_came(tx: &mut Tx, forms: &[i64]) -> Result<bool> {
    for form in forms {
        if tx.row(&FORM_CAME, &[Value::from(*form)]).await?.is_none() {
            return Ok(false);
        }
    }
    Ok(true)
}

async fn note_files(tx: &mut Tx, import: i64, files: &[SourceFile], forms: &[i64]) -> Result<()> {
    for (number, (file, form)) in files.iter().zip(forms).enumerate() {
        let name = Value::from(file.name.as_str());
        let values = [Value::from(import), Value::from(number as i64), name, Value::from(*form)];
        tx.execute(&INSERT_FILE, &values).await?;
    }
    Ok(())
}

async fn note_tables(tx: &mut Tx, import: i64, tables: &BTreeMap<TableId, Changes>) -> Result<()> {
    for (id, changes) in tables {
        let Changes { added, corrected, withdrawn, unchanged, rejected } = *changes;
        let counts = [added, corrected, withdrawn, unchanged, rejected];
        let own = [Value::from(import), Value::from(id.spec().name)];
        let values: Vec<Value> =
            own.into_iter().chain(counts.map(|count| Value::from(count as i64))).collect();
        tx.execute(&INSERT_TABLE, &values).await?;
        if added + corrected + withdrawn >= MANY {
            tx.execute(&records::analyze(*id), &[]).await?;
        }
    }
    Ok(())
}
