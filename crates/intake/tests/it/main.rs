//! Whole data sets in, records and refusals out.
#![expect(clippy::unwrap_used, reason = "a helper that cannot set up a test fails it")]

mod archives;
mod common;
mod declarations;
mod errors;
mod folders;
mod hostile;
mod links;
mod mapped;
mod refusals;
mod rewriting;
mod text;
mod workbooks;
mod written;
