//! The macro that turns a table's declaration into its struct and its specification.

use std::collections::BTreeSet;

use crate::columns::{ColumnData, ColumnMut, ColumnRef, ColumnSpec};

/// Where the rows of a table came from.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// Line (or sheet row) of each row.
    lines: Vec<u32>,
    /// First row of each stretch of rows that came from one file, with the file's number.
    stretches: Vec<(u32, u16)>,
}

impl Sources {
    /// Number of rows.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Notes the origin of the next row.
    pub fn push(&mut self, file: u16, line: u32) {
        if self.stretches.last().is_none_or(|(_, last)| *last != file) {
            self.stretches.push((self.lines.len() as u32, file));
        }
        self.lines.push(line);
    }

    /// File number and line of a row.
    pub fn get(&self, row: usize) -> Option<(u16, u32)> {
        let line = *self.lines.get(row)?;
        let after = self.stretches.partition_point(|(first, _)| *first as usize <= row);
        self.stretches.get(after.checked_sub(1)?).map(|(_, file)| (*file, line))
    }

    /// Numbers of the files that rows came from, each once.
    pub fn files(&self) -> BTreeSet<u16> {
        self.stretches.iter().map(|(_, file)| *file).collect()
    }

    /// Moves all origins of `other` to the end.
    pub fn append(&mut self, other: Sources) {
        let shift = self.lines.len() as u32;
        for (first, file) in other.stretches {
            if self.stretches.last().is_none_or(|(_, last)| *last != file) {
                self.stretches.push((first + shift, file));
            }
        }
        self.lines.extend_from_slice(&other.lines);
    }

    /// The origins of the given rows alone.
    #[must_use]
    pub fn pick(&self, rows: &[u32]) -> Sources {
        let mut out = Sources::default();
        for (file, line) in rows.iter().filter_map(|row| self.get(*row as usize)) {
            out.push(file, line);
        }
        out
    }

    /// Takes out rows, given in ascending order.
    pub fn remove(&mut self, rows: &[usize]) {
        ColumnData::remove(&mut self.lines, rows);
        let before = |row: u32| rows.partition_point(|taken| *taken < row as usize) as u32;
        self.stretches.iter_mut().for_each(|(first, _)| *first -= before(*first));
        // Of stretches that begin at one row all but the last are empty now.
        let len = self.lines.len() as u32;
        let mut kept: Vec<(u32, u16)> = Vec::with_capacity(self.stretches.len());
        for (first, file) in self.stretches.drain(..).filter(|(first, _)| *first < len) {
            kept.pop_if(|last| last.0 == first);
            if kept.last().is_none_or(|last| last.1 != file) {
                kept.push((first, file));
            }
        }
        self.stretches = kept;
    }
}

/// What the contract says of one table.
#[derive(Debug)]
pub struct TableSpec {
    /// English name of the contract; file and sheet name.
    pub name: &'static str,
    /// Chinese names of the table.
    pub aliases: &'static [&'static str],
    /// The columns in the order of the contract.
    pub columns: &'static [ColumnSpec],
}

impl TableSpec {
    /// Position of a column of the contract.
    pub fn position(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.name == column)
    }
}

/// What all tables have in common.
pub trait Table: Default + Send + Sync {
    /// The table's specification.
    const SPEC: &'static TableSpec;
    /// Number of rows.
    fn len(&self) -> usize {
        self.sources().len()
    }
    /// Whether there is no row.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Where the rows came from.
    fn sources(&self) -> &Sources;
    /// Where the rows came from, to note a new row after its cells.
    fn sources_mut(&mut self) -> &mut Sources;
    /// Bit set of the columns that the files of all rows have.
    fn present(&self) -> u64;
    /// Notes which columns the file of the rows has.
    fn set_present(&mut self, columns: u64);
    /// The columns in the order of the specification.
    fn columns_mut(&mut self) -> Vec<ColumnMut<'_>>;
    /// The same, to be read.
    fn columns(&self) -> Vec<ColumnRef<'_>>;
    /// Undoes cells appended after row `len`.
    fn truncate_cells(&mut self, len: usize);
    /// Moves all rows of `other` to the end. A column that either lacks is unknown in its rows, and so
    /// cannot be judged in the whole; where one has no rows, the other's columns hold.
    fn append(&mut self, other: Self);
    /// Takes out rows, given in ascending order.
    fn remove(&mut self, rows: &[usize]);
    /// The given rows alone, with the columns that the files of all rows have.
    #[must_use]
    fn pick(&self, rows: &[u32]) -> Self;
    /// The cells of a column of the contract.
    fn column(&self, name: &str) -> Option<ColumnRef<'_>>;
    /// Whether the files of all rows have this column.
    fn has(&self, column: &str) -> bool {
        Self::SPEC.position(column).is_some_and(|i| self.present() >> i & 1 == 1)
    }
}

/// The columns that all rows of two stretches have, each given by its number of rows and its columns.
pub fn common_columns(first: (usize, u64), second: (usize, u64)) -> u64 {
    match (first, second) {
        ((0, a), (0, b)) => a | b,
        ((0, _), (_, columns)) | ((_, columns), (0, _)) => columns,
        ((_, a), (_, b)) => a & b,
    }
}

/// Work that can be done on any table.
pub trait Visitor {
    /// What the work gives back.
    type Output;
    /// Does the work.
    fn visit<T: Table>(self, table: &mut T) -> Self::Output;
}

macro_rules! column_type {
    (Text) => { Vec<Option<$crate::names::Name>> };
    (Period) => { Vec<Option<$crate::names::Name>> };
    (Organisation) => { Vec<Option<$crate::names::Name>> };
    (Label) => { $crate::columns::Labels };
    (Money) => { Vec<Option<$crate::money::Fen>> };
    (Balance) => { Vec<Option<$crate::money::Fen>> };
    (Date) => { Vec<Option<$crate::day::Day>> };
    (Year) => { Vec<Option<u16>> };
    (Month) => { Vec<Option<$crate::day::Month>> };
    (Flag) => { Vec<Option<bool>> };
    (Choice) => { Vec<$crate::columns::Choice> };
    (Division) => { Vec<Option<$crate::division::Division>> };
    (Fund) => { Vec<Option<$crate::fund::FundId>> };
    (Count) => { Vec<Option<u32>> };
    (Decimal) => { Vec<Option<$crate::columns::Decimal>> };
    (Key) => { Vec<Option<$crate::columns::Key>> };
    (Account) => { Vec<$crate::columns::AccountForm> };
}

macro_rules! is_required {
    (required) => {
        true
    };
    (optional) => {
        false
    };
}

macro_rules! word_list {
    () => { &[] };
    ([ $( $word:literal $aliases:tt ),* $(,)? ]) => {
        &[ $( $crate::columns::Word { word: $word, aliases: &$aliases } ),* ]
    };
}

/// Declares one table: struct, specification, and what all tables have in common.
macro_rules! table {
    (
        $(#[$meta:meta])*
        $table:ident = $name:literal $aliases:tt {
            $( $(#[$doc:meta])* $field:ident: $kind:ident $need:ident $alias:tt $(= $words:tt)? ),* $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default)]
        pub struct $table {
            $( $(#[$doc])* pub $field: column_type!($kind), )*
            /// Where the rows came from.
            pub sources: $crate::records::Sources,
            /// Bit set of the columns that the files of all rows have.
            pub present: u64,
        }

        impl $crate::records::Table for $table {
            const SPEC: &'static $crate::records::TableSpec = &$crate::records::TableSpec {
                name: $name,
                aliases: &$aliases,
                columns: &[ $( $crate::columns::ColumnSpec {
                    name: stringify!($field),
                    kind: $crate::columns::ColumnKind::$kind,
                    required: is_required!($need),
                    aliases: &$alias,
                    words: word_list!($($words)?),
                }, )* ],
            };

            fn sources(&self) -> &$crate::records::Sources { &self.sources }

            fn sources_mut(&mut self) -> &mut $crate::records::Sources { &mut self.sources }

            fn present(&self) -> u64 { self.present }

            fn set_present(&mut self, columns: u64) { self.present = columns; }

            fn columns_mut(&mut self) -> Vec<$crate::columns::ColumnMut<'_>> {
                vec![ $( $crate::columns::ColumnMut::$kind(&mut self.$field), )* ]
            }

            fn columns(&self) -> Vec<$crate::columns::ColumnRef<'_>> {
                vec![ $( $crate::columns::ColumnRef::$kind(&self.$field), )* ]
            }

            fn truncate_cells(&mut self, len: usize) {
                $( $crate::columns::ColumnData::truncate(&mut self.$field, len); )*
            }

            fn append(&mut self, other: Self) {
                self.present = $crate::records::common_columns(
                    (self.sources.len(), self.present),
                    (other.sources.len(), other.present),
                );
                $( $crate::columns::ColumnData::append(&mut self.$field, other.$field); )*
                self.sources.append(other.sources);
            }

            fn remove(&mut self, rows: &[usize]) {
                $( $crate::columns::ColumnData::remove(&mut self.$field, rows); )*
                self.sources.remove(rows);
            }

            fn pick(&self, rows: &[u32]) -> Self {
                $table {
                    $( $field: $crate::columns::ColumnData::pick(&self.$field, rows), )*
                    sources: self.sources.pick(rows),
                    present: self.present,
                }
            }

            fn column(&self, name: &str) -> Option<$crate::columns::ColumnRef<'_>> {
                $( if name == stringify!($field) {
                    return Some($crate::columns::ColumnRef::$kind(&self.$field));
                } )*
                None
            }
        }
    };
}

/// Declares the data set: one field and one id for each table.
macro_rules! data_set {
    ( $( $(#[$doc:meta])* $field:ident: $table:ident ),* $(,)? ) => {
        /// Names one table of the contract.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum TableId { $( $(#[$doc])* $table ),* }

        impl TableId {
            /// All tables in the order of the contract.
            pub const ALL: &'static [TableId] = &[ $( TableId::$table ),* ];

            /// The table's specification.
            pub fn spec(self) -> &'static $crate::records::TableSpec {
                match self { $( TableId::$table => <$table as $crate::records::Table>::SPEC ),* }
            }
        }

        /// All tables of one data set.
        #[derive(Clone, Debug, Default)]
        pub struct Tables { $( $(#[$doc])* pub $field: $table ),* }

        impl Tables {
            /// Number of rows of a table.
            pub fn rows(&self, id: TableId) -> usize {
                match id { $( TableId::$table => $crate::records::Table::len(&self.$field) ),* }
            }

            /// Bit set of the columns that the files of all rows of a table have.
            pub fn present(&self, id: TableId) -> u64 {
                match id { $( TableId::$table => self.$field.present ),* }
            }

            /// Notes which columns the files of all rows of a table have.
            pub fn set_present(&mut self, id: TableId, columns: u64) {
                match id { $( TableId::$table => self.$field.present = columns ),* }
            }

            /// Where the rows of a table came from.
            pub fn sources(&self, id: TableId) -> &$crate::records::Sources {
                match id { $( TableId::$table => &self.$field.sources ),* }
            }

            /// Says of the rows of a table that they come from elsewhere; where they were said to come from.
            pub fn replace_sources(
                &mut self,
                id: TableId,
                sources: $crate::records::Sources,
            ) -> $crate::records::Sources {
                match id {
                    $( TableId::$table => std::mem::replace(&mut self.$field.sources, sources) ),*
                }
            }

            /// Origin of a row: file number and line.
            pub fn source(&self, id: TableId, row: usize) -> Option<(u16, u32)> {
                self.sources(id).get(row)
            }
        }

        impl Tables {
            /// The cells of a column of a table.
            pub fn column(
                &self,
                id: TableId,
                name: &str,
            ) -> Option<$crate::columns::ColumnRef<'_>> {
                match id {
                    $( TableId::$table => $crate::records::Table::column(&self.$field, name) ),*
                }
            }

            /// The columns of a table, in the order of its specification.
            pub fn columns(&self, id: TableId) -> Vec<$crate::columns::ColumnRef<'_>> {
                match id { $( TableId::$table => $crate::records::Table::columns(&self.$field) ),* }
            }

            /// Moves all rows that another set has of a table to the end of this one's.
            pub fn append(&mut self, id: TableId, other: Tables) {
                match id {
                    $( TableId::$table => {
                        $crate::records::Table::append(&mut self.$field, other.$field);
                    } ),*
                }
            }

            /// The given rows of each table; all of a table for which none are given.
            #[must_use]
            pub fn pick(&self, rows: impl Fn(TableId) -> Option<Vec<u32>>) -> Tables {
                Tables {
                    $( $field: match rows(TableId::$table) {
                        Some(rows) => $crate::records::Table::pick(&self.$field, &rows),
                        None => self.$field.clone(),
                    }, )*
                }
            }

            /// Hands the table that `id` names to a visitor that works on any table.
            pub fn visit<V: $crate::records::Visitor>(&mut self, id: TableId, visitor: V) -> V::Output {
                match id { $( TableId::$table => visitor.visit(&mut self.$field) ),* }
            }
        }
    };
}

pub(super) use {column_type, data_set, is_required, table, word_list};

#[cfg(test)]
mod tests {
    use super::*;

    fn of(rows: &[(u16, u32)]) -> Sources {
        let mut sources = Sources::default();
        for (file, line) in rows {
            sources.push(*file, *line);
        }
        sources
    }

    #[test]
    fn sources_know_file_and_line_after_rows_are_taken_out() {
        let all = [(0, 2), (0, 3), (1, 2), (2, 2), (2, 3), (0, 4)];
        for taken in [&[][..], &[0], &[2], &[2, 3, 4], &[5], &[0, 1, 2, 3, 4, 5]] {
            let mut sources = of(&all);
            sources.remove(taken);
            let left = all.iter().enumerate().filter(|(row, _)| !taken.contains(row));
            let left: Vec<(u16, u32)> = left.map(|(_, source)| *source).collect();
            let kept: Vec<_> = (0..sources.len()).filter_map(|row| sources.get(row)).collect();
            assert_eq!(kept, left, "{taken:?}");
            assert_eq!(sources.stretches, of(&left).stretches, "{taken:?}");
        }
    }
}
