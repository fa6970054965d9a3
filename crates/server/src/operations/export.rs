//! The records that hold today, written as a data set of the public contract: for `check`, for another store,
//! for whoever must have them. One file for each table and set of columns, as a column that a record's file
//! did not have is unknown, which is something else than empty.
//!
//! Id and card numbers are not in the store; their tokens are written, by which a person is the same person
//! again. Of an account number only its form was kept.

mod contributed;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use domain::columns::{ColumnKind, ColumnSpec};
use domain::records::TableSpec;
use domain::{Decimal, Key, TableId};
use policy::pack::settings::{self, Setting};
use serde_json::json;
use store::db::{Db, Tx, Value};
use store::{StoreError, records};

use super::{Done, Told, law, tell};
use crate::access::Operation;
use crate::context::Origin;

/// Stands for an account number: readers take it for one, and nobody learns it.
const HIDDEN_ACCOUNT: &str = "***";
/// Stands for an account that was no number.
const NO_ACCOUNT: &str = "无号码";

/// What was written: file, rows.
pub(crate) type Written = BTreeMap<String, u64>;

/// Writes all records, and the settings by which they are judged, to an empty folder; one event tells of it.
pub(crate) async fn export(db: &Db, origin: &Origin, folder: &Path) -> Done<Written> {
    let mut written = Written::new();
    let mut tx = db.read().await?;
    for id in TableId::ALL {
        write_table(&mut tx, *id, folder, &mut written).await?;
    }
    write_settings(&mut tx, folder, &mut written).await?;
    contributed::write(&mut tx, folder, &mut written).await?;
    drop(tx);
    let mut tx = db.write().await?;
    let told = Told {
        operation: Operation::Export,
        post: "",
        kind: "export",
        id: "",
        division: None,
        body: json!({ "files": written }),
    };
    tell(&mut tx, "system", origin, told).await?;
    tx.commit().await?;
    Ok(written)
}

/// Writes the settings that were adopted, where there are any: with them the export is judged as the platform judges.
async fn write_settings(tx: &mut Tx, folder: &Path, written: &mut Written) -> Done<()> {
    let adopted = store::settings::adopted(tx).await?;
    let settings: Vec<Setting> = adopted.iter().filter_map(law::read).collect();
    if settings.is_empty() {
        return Ok(());
    }
    let put = || {
        let mut file = create(&folder.join(settings::FILE))?;
        file.write_all(settings::written(&settings).as_bytes())?;
        file.sync_all()
    };
    put().map_err(|source| at(folder, source))?;
    written.insert(settings::FILE.to_owned(), settings.len() as u64);
    Ok(())
}

async fn write_table(tx: &mut Tx, id: TableId, folder: &Path, written: &mut Written) -> Done<()> {
    let Some(given) = records::columns_given(tx, id).await? else { return Ok(()) };
    let mut files = Files { spec: id.spec(), folder, open: BTreeMap::new() };
    records::each_held(tx, id, |columns, cells| {
        files.write(columns, &cells).map_err(|source| at(folder, source))
    })
    .await?;
    if files.open.is_empty() {
        // A table without a record is something else than no table.
        files.file(given).map_err(|source| at(folder, source))?;
    }
    for file in files.open.into_values() {
        written.insert(file.name.clone(), file.rows);
        file.finish().map_err(|source| at(folder, source))?;
    }
    Ok(())
}

pub(super) fn at(path: &Path, source: io::Error) -> StoreError {
    StoreError::File { path: path.to_owned(), source }
}

/// The files of one table, by their columns.
struct Files<'a> {
    spec: &'static TableSpec,
    folder: &'a Path,
    open: BTreeMap<u64, Open>,
}

struct Open {
    name: String,
    rows: u64,
    csv: csv::Writer<BufWriter<File>>,
}

impl Open {
    fn finish(self) -> io::Result<()> {
        let file = self.csv.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
        file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
    }
}

impl Files<'_> {
    fn write(&mut self, columns: u64, cells: &[Value<'_>]) -> io::Result<()> {
        let spec = self.spec;
        let file = self.file(columns)?;
        let texts = spec.columns.iter().zip(cells).enumerate();
        let texts = texts.filter(|(at, _)| columns >> at & 1 == 1);
        file.csv.write_record(texts.map(|(_, (column, cell))| text(column, cell)))?;
        file.rows += 1;
        Ok(())
    }

    /// The file of a set of columns, with its header: `payments.csv`, `payments-2.csv`.
    fn file(&mut self, columns: u64) -> io::Result<&mut Open> {
        let number = self.open.len() + 1;
        let entry = match self.open.entry(columns) {
            std::collections::btree_map::Entry::Occupied(entry) => return Ok(entry.into_mut()),
            std::collections::btree_map::Entry::Vacant(entry) => entry,
        };
        let name = match number {
            1 => format!("{}.csv", self.spec.name),
            _ => format!("{}-{number}.csv", self.spec.name),
        };
        let mut file = BufWriter::new(create(&self.folder.join(&name))?);
        // Spreadsheet programs take UTF-8 for something else without it.
        file.write_all(b"\xef\xbb\xbf")?;
        let mut csv = csv::Writer::from_writer(file);
        let all = self.spec.columns.iter().enumerate();
        let given = all.filter(|(at, _)| columns >> at & 1 == 1);
        csv.write_record(given.map(|(_, column)| column.name))?;
        Ok(entry.insert(Open { name, rows: 0, csv }))
    }
}

/// A file that only its owner can read: it tells of persons.
pub(super) fn create(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

/// A cell as files write it.
pub(super) fn text(column: &ColumnSpec, cell: &Value<'_>) -> String {
    match cell {
        Value::Int(Some(number)) => figure(column.kind, *number),
        Value::Text(Some(text)) => match column.kind {
            ColumnKind::Key => {
                u128::from_str_radix(text, 16).map_or_else(|_| String::new(), |k| Key(k).token())
            }
            ColumnKind::Account if text.as_ref() == records::NO_DIGIT => NO_ACCOUNT.to_owned(),
            ColumnKind::Account => HIDDEN_ACCOUNT.to_owned(),
            _ => text.clone().into_owned(),
        },
        _ => String::new(),
    }
}

fn figure(kind: ColumnKind, number: i64) -> String {
    match kind {
        ColumnKind::Money | ColumnKind::Balance => {
            let (sign, fen) = (if number < 0 { "-" } else { "" }, number.unsigned_abs());
            format!("{sign}{}.{:02}", fen / 100, fen % 100)
        }
        ColumnKind::Decimal => Decimal(number).to_string(),
        _ => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_written_as_files_write_them() {
        for (kind, number, expect) in [
            (ColumnKind::Money, 123_456_789, "1234567.89"),
            (ColumnKind::Balance, -5, "-0.05"),
            (ColumnKind::Decimal, 985_000, "98.5"),
            (ColumnKind::Flag, 1, "1"),
            (ColumnKind::Year, 2019, "2019"),
        ] {
            assert_eq!(figure(kind, number), expect);
        }
    }
}
