//! Which file of a table has which columns. Where one of several lacks a column, its rows are unknown
//! there, and rules that need the column cannot judge the counties of the others.

use std::collections::BTreeMap;

use domain::TableId;

use crate::warning::Warning;

/// The files of each table that hold rows, with their columns as a bit set.
#[derive(Default)]
pub(crate) struct Presence {
    files: BTreeMap<TableId, Vec<(String, u64)>>,
}

impl Presence {
    /// Notes the columns of one file. A file without rows leaves nothing unknown.
    pub(crate) fn note(&mut self, table: TableId, file: &str, rows: usize, columns: u64) {
        if rows > 0 {
            self.files.entry(table).or_default().push((file.to_owned(), columns));
        }
    }

    /// One warning for all columns of a table that the same files lack.
    pub(crate) fn warnings(&self) -> Vec<Warning> {
        self.files.iter().flat_map(|(table, files)| only_in_some(*table, files)).collect()
    }
}

fn only_in_some(table: TableId, files: &[(String, u64)]) -> Vec<Warning> {
    let mut lacking: BTreeMap<Vec<&String>, Vec<&'static str>> = BTreeMap::new();
    for (column, spec) in table.spec().columns.iter().enumerate() {
        let lacks = |columns: u64| columns >> column & 1 == 0;
        let without: Vec<&String> =
            files.iter().filter(|(_, columns)| lacks(*columns)).map(|(file, _)| file).collect();
        if !without.is_empty() && without.len() < files.len() {
            lacking.entry(without).or_default().push(spec.name);
        }
    }
    let warning = |(files, columns): (Vec<&String>, Vec<&'static str>)| {
        let files = files.into_iter().cloned().collect();
        Warning::ColumnOnlyInSome { table, columns, files }
    };
    lacking.into_iter().map(warning).collect()
}
