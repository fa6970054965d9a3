//! The only SQL of the project: records of the public contract, the chain of events, and what grows on them.
//!
//! Reading order: [`db`] is the face that SQLite and PostgreSQL share; [`migrate`] builds the schema; then one
//! module for each noun, with its statements beside the functions that use them.

pub mod accountabilities;
pub mod answers;
pub mod archives;
pub mod attachments;
pub mod backup;
pub mod cases;
pub mod changes;
pub mod contributions;
pub mod db;
pub mod draws;
pub mod error;
pub mod events;
pub mod factor_plans;
pub mod figures;
pub mod flows;
pub mod fund_proposals;
pub mod handdowns;
pub mod history;
pub mod imports;
pub mod inquiries;
pub mod inspections;
pub mod integration;
pub mod ledger;
pub mod lists;
pub mod lookup;
pub mod mappings;
pub mod migrate;
pub mod monitorings;
pub mod monthly_returns;
pub mod neighbours;
pub mod notices;
pub mod payment_requests;
pub mod people;
pub mod persons;
pub mod platform_key;
pub mod posts;
pub mod projects;
pub mod pushes;
pub mod recalled;
pub mod reconciliations;
pub mod records;
pub mod refunds;
pub mod registers;
pub mod saved;
pub mod screenings;
pub mod search;
pub mod self_evaluations;
pub mod sessions;
pub mod settings;
pub mod statements;
pub mod steps;
pub mod suggestions;
pub mod targets;
pub mod testing;
pub mod tokens;
pub mod uploads;
pub mod warnings;
pub mod webhooks;

pub use db::Db;
pub use error::{Result, StoreError};

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
