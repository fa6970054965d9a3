//! Whole data sets in, records and refusals out.

mod archives;
mod common;
mod errors;
mod hostile;
mod links;
mod mapped;
mod refusals;
mod rewriting;
mod text;
mod workbooks;
