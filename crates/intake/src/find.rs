//! Which files of a set are which tables.

use std::fs;
use std::path::{Path, PathBuf};

use domain::TableId;
use domain::money::half_width;

use crate::error::{InputError, Warning};

/// A file, or a part of one, that is a table.
pub(crate) struct TableFile {
    pub(crate) table: TableId,
    /// As messages name it: relative to the set.
    pub(crate) name: String,
    pub(crate) place: Place,
}

/// Where the bytes are.
pub(crate) enum Place {
    File(PathBuf),
}

/// The tables of a set in the order in which they are read.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) tables: Vec<TableFile>,
    pub(crate) warnings: Vec<Warning>,
    /// Everything seen, for the message that there is no table.
    seen: Vec<String>,
}

/// Looks through a folder, or at one file.
pub(crate) fn find(path: &Path) -> Result<Found, InputError> {
    let shown = path.display().to_string();
    let unreadable = |source| InputError::Unreadable { file: shown.clone(), source };
    if !path.exists() {
        return Err(InputError::NotFound { path: shown });
    }
    let mut found = Found::default();
    if path.is_dir() {
        let mut files = Vec::new();
        for entry in fs::read_dir(path).map_err(unreadable)? {
            files.push(entry.map_err(unreadable)?.path());
        }
        files.sort();
        for file in files.iter().filter(|f| f.is_file()) {
            found.add_file(file)?;
        }
    } else {
        found.add_file(path)?;
    }
    if found.tables.is_empty() {
        return Err(InputError::NoTable { path: shown, found: found.seen });
    }
    // A set's own funds are needed to read all others.
    found.tables.sort_by(|a, b| {
        let key = |f: &TableFile| (f.table != TableId::OwnFunds, f.table);
        key(a).cmp(&key(b)).then_with(|| a.name.cmp(&b.name))
    });
    Ok(found)
}

impl Found {
    fn add_file(&mut self, path: &Path) -> Result<(), InputError> {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        if name.starts_with('.') || name.starts_with("~$") || name == "mapping.toml" {
            return Ok(());
        }
        let stem = path.file_stem().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let extension = path.extension().map(|n| n.to_string_lossy().to_ascii_lowercase());
        self.seen.push(name.clone());
        let table = match extension.as_deref() {
            Some("csv" | "tsv" | "txt") => table_named(&stem),
            _ => None,
        };
        match table {
            Some(table) => {
                let place = Place::File(path.to_owned());
                self.tables.push(TableFile { table, name, place });
            }
            None => self.warnings.push(Warning::UnknownFile { file: name }),
        }
        Ok(())
    }
}

/// The table that a file or sheet name means: its English or a Chinese name, with or without a year or
/// number behind it (`payments-2019`, `支付2019年`).
pub(crate) fn table_named(stem: &str) -> Option<TableId> {
    let stem = key(stem);
    let whole = |name: &str| {
        TableId::ALL.iter().copied().find(|table| {
            let spec = table.spec();
            key(spec.name) == name || spec.aliases.iter().any(|alias| key(alias) == name)
        })
    };
    let bare = stem.trim_end_matches(|c: char| {
        c.is_ascii_digit() || matches!(c, '-' | '_' | '年' | '月' | ' ')
    });
    whole(&stem).or_else(|| whole(bare))
}

fn key(name: &str) -> String {
    name.trim().chars().map(half_width).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn tables_are_known_by_their_names() {
        for (stem, table) in [
            ("payments", Some(TableId::Payments)),
            ("Payments", Some(TableId::Payments)),
            ("支付", Some(TableId::Payments)),
            ("payments-2019", Some(TableId::Payments)),
            ("支付2019年", Some(TableId::Payments)),
            ("monitoring_values", Some(TableId::MonitoringValues)),
            ("指标", Some(TableId::Allotments)),
            ("绩效指标", Some(TableId::Indicators)),
            ("funds", Some(TableId::OwnFunds)),
            ("payments_old", None),
            ("payments (1)", None),
            ("README", None),
            ("2019", None),
        ] {
            assert_eq!(table_named(stem), table, "{stem}");
        }
    }

    #[test]
    fn no_name_means_two_tables() {
        let mut seen = HashMap::new();
        for table in TableId::ALL {
            for name in table.spec().aliases.iter().chain([&table.spec().name]) {
                assert_eq!(seen.insert(key(name), table), None, "{name}");
            }
        }
    }
}
