//! The first records of a store. What such an import brings is all that the store holds once it is written, so
//! that it need not be read back: it can be worked with as it will be, and while it is written.

use std::collections::BTreeMap;

use domain::records::{SourceFile, Sources};
use domain::{DataSet, Funds, TableId};

use super::{Followed, file_with, given, statements};
use crate::db::Tx;
use crate::error::Result;
use crate::ledger;

/// A data set on its way into the store.
#[derive(Clone, Copy, Debug)]
pub struct Coming<'a> {
    pub(crate) data: &'a DataSet,
    origins: Option<&'a Origins>,
}

/// The files and lines from which the rows of a set came.
#[derive(Debug)]
struct Origins {
    files: Vec<SourceFile>,
    sources: BTreeMap<TableId, Sources>,
}

impl<'a> From<&'a DataSet> for Coming<'a> {
    fn from(data: &'a DataSet) -> Coming<'a> {
        Coming { data, origins: None }
    }
}

impl<'a> Coming<'a> {
    /// The files that the rows came from.
    pub(crate) fn files(self) -> &'a [SourceFile] {
        self.origins.map_or(&self.data.files, |origins| &origins.files)
    }

    /// The file and the line that a row came from.
    pub(super) fn source(self, id: TableId, row: usize) -> Option<(u16, u32)> {
        match self.origins {
            Some(origins) => origins.sources.get(&id)?.get(row),
            None => self.data.tables.source(id, row),
        }
    }
}

/// The first records of a store, and where they came from.
#[derive(Debug)]
pub struct First {
    /// The records as [`Followed::load`] gives them once they are written, if they get the first numbers.
    pub records: Followed,
    origins: Origins,
}

impl First {
    /// Whether a set would be all that the store holds. Imports under way are waited for, and none begins before
    /// the transaction has ended.
    pub async fn would_be(tx: &mut Tx, data: &DataSet, catalogue: &Funds) -> Result<bool> {
        ledger::queue(tx).await?;
        if !given(tx).await?.is_empty() {
            return Ok(false);
        }
        // Funds are numbers in memory: they must be those that reading the store gives.
        let mut funds = catalogue.clone();
        data.tables.own_funds.add_to(&mut funds, &data.names);
        Ok(funds.iter().eq(data.funds.iter()))
    }

    /// The set as it will be read back: in the files in which an export would write it, each row with the number
    /// that the database gives it.
    pub fn new(mut data: DataSet) -> First {
        let came = data.given;
        data.given = TableId::ALL.iter().copied().filter(|id| came.contains(id)).collect();
        let files = std::mem::take(&mut data.files);
        let mut origins = Origins { files, sources: BTreeMap::new() };
        for id in data.given.clone() {
            let sources = numbered(&mut data, id, &origins.files);
            let came = data.tables.replace_sources(id, sources);
            origins.sources.insert(id, came);
            let columns = data.columns_of_all(id);
            data.tables.set_present(id, columns);
        }
        let mark = |id: &TableId| (*id, data.tables.rows(*id) as i64);
        let marks = TableId::ALL.iter().map(mark).collect();
        First { records: Followed { data: Box::new(data), marks }, origins }
    }

    /// The set, to be written.
    pub fn coming(&self) -> Coming<'_> {
        Coming { data: &self.records.data, origins: Some(&self.origins) }
    }

    /// Whether what was written has the numbers that it was given here. A database may pass over some, as
    /// PostgreSQL does after an import that was not completed.
    pub async fn is_as_written(&self, tx: &mut Tx) -> Result<bool> {
        for (id, mark) in &self.records.marks {
            // Rows have different numbers above zero: where the highest is their count, there is no gap.
            if tx.one(&statements::highest(*id), &[]).await?.int(0)? != *mark {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// The origins of the rows of a table as the store tells them.
fn numbered(data: &mut DataSet, id: TableId, files: &[SourceFile]) -> Sources {
    let columns = |file: u16| files.get(usize::from(file)).map_or(0, |file| file.columns);
    let rows = data.tables.rows(id);
    let mut numbers: BTreeMap<u16, u16> = BTreeMap::new();
    let mut sources = Sources::default();
    for row in 0..rows {
        let (file, _) = data.tables.source(id, row).unwrap_or_default();
        let number = numbers.entry(file).or_insert_with(|| file_with(data, id, columns(file)));
        sources.push(*number, row as u32 + 1);
    }
    if rows == 0 {
        let own = files.iter().filter(|file| file.table == id);
        let all = own.fold(0, |all, file| all | file.columns);
        file_with(data, id, all);
    }
    sources
}
