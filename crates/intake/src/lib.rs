//! Files into records: finds the tables of a data set, reads them whatever their encoding, separator or
//! order of columns, types every cell, and names each cell that is wrong with what would be right.
//!
//! ```text
//!   folder · .csv · .xlsx · .zip ── find ── blocks ── split ── typing ── tables ── links ── Loaded
//!                                    │      (bytes) (cells) (columns)           (duplicates,
//!                                 header                                         references)
//! ```
//! What somebody writes into a form ([`Written`]) enters where the rows of a sheet do. Printed forms of targets, which
//! are no tables, are read by [`read_declarations`].
//! Reading order: [`load`], then `find`, `table`, `typing`.

mod archive;
mod blocks;
mod book;
mod budget;
mod cache;
mod declaration;
mod describe;
mod encoding;
mod error;
mod faults;
mod find;
mod folder;
mod grid;
mod header;
mod limits;
mod links;
mod load;
mod mapping;
mod names;
mod outside;
mod package;
mod parse;
mod presence;
mod privacy;
mod rejected;
mod rewrite;
mod room;
mod sheet;
mod split;
mod system;
mod table;
mod totals;
mod typing;
mod unit;
mod vouchers;
mod warning;
mod written;

use std::collections::BTreeMap;
use std::path::PathBuf;

use domain::{DataSet, Divisions, Funds, Lang, TableId};

pub use declaration::{Declaration, DeclarationFault, Misread, read_declarations};
pub use describe::describe_tables;
pub use encoding::decoded;
pub use error::{Bound, InputError};
pub use find::check_mapping;
pub use load::{load, load_beside};
pub use mapping::MappingFault;
pub use outside::Outside;
pub use rejected::{Counts, Rejected};
pub use rewrite::{refuse_used_folder, write_rejected};
pub use system::system_reason;
pub use warning::Warning;
pub use written::{Written, load_written};

/// What the cells of a data set are read against.
pub struct Context<'a> {
    /// The pack's list of divisions.
    pub divisions: &'a Divisions,
    /// The pack's catalogue of funds.
    pub funds: &'a Funds,
    /// The key with which id and card numbers are hashed.
    pub key: [u8; 32],
}

/// How a data set is read.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The mapping file; without it, `mapping.toml` of the folder, if there is one.
    pub mapping: Option<PathBuf>,
    /// Whether rejected rows are kept as they are, for [`write_rejected`].
    pub keep_rejected_rows: bool,
    /// Threads to use; 0 = one for each core.
    pub threads: usize,
}

/// How far the reading of one file is.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// The table being read.
    pub table: TableId,
    /// Its rows read so far in this file.
    pub rows: u64,
    /// Bytes read so far.
    pub bytes: u64,
    /// Size of the file; 0 where it is not known.
    pub total: u64,
}

impl Progress {
    /// `payments: 512 000 rows, 48 %`
    pub fn sentence(&self, lang: Lang) -> String {
        let Progress { table, rows, bytes, total } = *self;
        let table = table.spec().name;
        let percent = bytes.saturating_mul(100).checked_div(total).map(|p| p.min(100));
        let percent = percent.map_or(String::new(), |p| format!(", {p} %"));
        match lang {
            Lang::Zh => format!("{table}：{rows} 行{percent}"),
            Lang::En => format!("{table}: {rows} rows{percent}"),
        }
    }
}

/// A data set in memory, with what was left out and why.
#[derive(Debug, Default)]
pub struct Loaded {
    /// The records.
    pub data: DataSet,
    /// Rows loaded and rejected, for each table that has a file.
    pub counts: BTreeMap<TableId, Counts>,
    /// Cells that were not accepted, by file, line and column; the first 10 000.
    pub rejected: Vec<Rejected>,
    /// How many there are in all.
    pub rejected_total: u64,
    /// What else is worth knowing.
    pub warnings: Vec<Warning>,
    /// Rejected rows as they are, if they were asked for.
    pub(crate) kept: Vec<rewrite::KeptFile>,
}

impl Loaded {
    /// Whether not one row could be read, though there were rows.
    pub fn has_only_rejected_rows(&self) -> bool {
        let rows = self.counts.values().map(|c| c.rows).sum::<u64>();
        rows == 0 && self.rejected_total > 0
    }

    /// Rejected rows that [`write_rejected`] does not write, because there are too many.
    pub fn rejected_rows_left_out(&self) -> u64 {
        let rejected = self.counts.values().map(|c| c.rejected).sum::<u64>();
        let kept = self.kept.iter().map(rewrite::KeptFile::rows).sum::<u64>();
        rejected.saturating_sub(kept)
    }
}
