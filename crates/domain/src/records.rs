//! The tables of the public contract. Each table is declared once, column by column: its Rust fields, the
//! words it is written with in files and the Chinese headers under which it is known all stand here.
//!
//! Tables are kept column by column (struct of arrays): the engine reads a few columns of very many rows.

pub mod belonging;
mod identity;
mod macros;
pub mod neighbourhood;
mod own_funds;
mod performance;
mod subject;
mod tables;

pub use belonging::{Places, Unit};
pub use macros::{Sources, Table, TableSpec, Visitor, common_columns};
pub use performance::*;
pub use subject::{RowsById, SubjectKind};
pub use tables::*;
