//! What can go wrong between the program and its database.

use std::path::PathBuf;

use thiserror::Error;

/// An error of the store. Mistakes of users are refusals of operations, not errors of the store.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The database refused or could not be reached.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// A migration could not be carried out; the database is as it was before it.
    #[error("migration: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// The address names neither a SQLite file nor a PostgreSQL server.
    #[error("database address {0:?}: give a file path, sqlite:FILE or postgres://…")]
    Address(String),
    /// A row does not hold what the statement promised.
    #[error("database: column {column} of a row: {what}")]
    Row {
        /// Position of the column, from 0.
        column: usize,
        /// What was wrong with it.
        what: String,
    },
    /// A word of a search is the sound of more texts than can be asked for; whoever searches is told so.
    #[error("a word of a search is the sound of too many texts")]
    TooManySounds,
    /// A file or folder of the store could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

/// The outcome of work on the store.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;
