//! The tables of the public contract. Each table is declared once, column by column: its Rust fields, the
//! words it is written with in files and the Chinese headers under which it is known all stand here.
//!
//! Tables are kept column by column (struct of arrays): the engine reads a few columns of very many rows.

mod identity;
mod macros;
mod own_funds;
mod performance;
mod tables;

pub use macros::{Sources, Table, TableSpec, Visitor, common_columns};
pub use performance::*;
pub use tables::*;
