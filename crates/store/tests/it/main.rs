//! Tests of the store, each on SQLite and on PostgreSQL.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod events;
mod factor_plans;
mod fund_proposals;
mod identity;
mod imports;
mod lists;
mod lookup;
mod matters;
mod monthly_returns;
mod persons;
mod projects;
mod records;
mod schema;
mod search;
mod warnings;
