//! Other money on projects in an export: a file beside the tables, with names of persons in full, that no rule reads
//! and no import takes.

use std::io::{BufWriter, Write};
use std::path::Path;

use domain::Fen;
use store::contributions::{self, Contribution};
use store::db::Tx;
use store::persons::Persons;

use super::{Written, at, create};
use crate::operations::{Done, Failure};

const FILE: &str = "contributions.csv";
/// Lines that are read at once.
const AT_ONCE: i64 = 1_000;

const HEADS: [&str; 14] = [
    "id",
    "project",
    "county",
    "unit",
    "entry",
    "source",
    "giver_kind",
    "giver",
    "amount",
    "on",
    "note",
    "reverses",
    "state",
    "since",
];

/// Writes all lines, where there are any.
pub(super) async fn write(tx: &mut Tx, folder: &Path, written: &mut Written) -> Done<()> {
    let mut lines = contributions::after(tx, 0, AT_ONCE).await?;
    if lines.is_empty() {
        return Ok(());
    }
    let broken = |error: csv::Error| Failure::System(error.to_string());
    let mut file = BufWriter::new(create(&folder.join(FILE)).map_err(|source| at(folder, source))?);
    // Spreadsheet programs take UTF-8 for something else without it.
    file.write_all(b"\xef\xbb\xbf").map_err(|source| at(folder, source))?;
    let mut file = csv::Writer::from_writer(file);
    file.write_record(HEADS).map_err(broken)?;
    let mut rows = 0;
    while let Some(last) = lines.last().map(|line| line.id) {
        for line in &lines {
            file.write_record(cells(tx.persons(), line)).map_err(broken)?;
            rows += 1;
        }
        lines = contributions::after(tx, last, AT_ONCE).await?;
    }
    file.flush().map_err(|source| at(folder, source))?;
    written.insert(FILE.to_owned(), rows);
    Ok(())
}

fn cells(persons: &Persons, line: &Contribution) -> [String; 14] {
    let standing = &line.standing;
    [
        line.id.to_string(),
        line.project.clone(),
        line.county.clone(),
        line.unit.clone(),
        standing.entry.clone(),
        standing.source.clone(),
        standing.giver_kind.clone(),
        persons.shown(&standing.giver).into_owned(),
        Fen(standing.amount).plain(),
        standing.on.clone(),
        persons.shown(&standing.note).into_owned(),
        line.reverses.map(|id| id.to_string()).unwrap_or_default(),
        standing.state.clone(),
        standing.since.clone(),
    ]
}
