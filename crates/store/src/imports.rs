//! A data set taken in at once: all of it or nothing, and never twice.

use domain::{DataSet, Funds, Interner, TableId};
use sha2::{Digest, Sha256};

use crate::db::{Sql, Tx, Value};
use crate::error::Result;
use crate::events::{self, Event};
use crate::{hex, records};

/// What became of an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Imported {
    /// Its rows are in the store.
    New {
        /// Its number.
        import: i64,
        /// Rows taken in.
        rows: u64,
    },
    /// The same rows came in before; nothing was changed.
    Known {
        /// The number of that import.
        import: i64,
    },
}

const INSERT: Sql = Sql::new(
    "INSERT INTO imports (digest, name, at) VALUES ($1, $2, $3) \
     ON CONFLICT (digest) DO NOTHING RETURNING import_id",
);
const KNOWN: Sql = Sql::new("SELECT import_id FROM imports WHERE digest = $1");
const INSERT_TABLE: Sql = Sql::new(
    "INSERT INTO import_tables (import_id, table_name, columns, loaded, rejected) \
     VALUES ($1, $2, $3, $4, $5)",
);
const COLUMNS: Sql = Sql::new("SELECT columns FROM import_tables WHERE table_name = $1");

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] = &[&INSERT, &KNOWN, &INSERT_TABLE, &COLUMNS];

/// Takes a data set in: its rows and one event, in the caller's transaction. `event.subject_id` becomes the
/// import's number. `rejected` says how many rows of a table were not fit to be read.
pub async fn take(
    tx: &mut Tx,
    name: &str,
    data: &mut DataSet,
    event: Event,
    rejected: impl Fn(TableId) -> u64,
) -> Result<Imported> {
    let digest = digest(data);
    let values = [Value::from(digest.as_str()), Value::from(name), Value::from(event.at.as_str())];
    let Some(row) = tx.row(&INSERT, &values).await? else {
        let known = tx.one(&KNOWN, &[Value::from(digest.as_str())]).await?;
        return Ok(Imported::Known { import: known.int(0)? });
    };
    let import = row.int(0)?;
    let mut rows = 0;
    for id in data.given.clone() {
        let loaded = records::write(tx, import, data, id).await?;
        let values = [
            Value::from(import),
            Value::from(id.spec().name),
            Value::from(columns(data, id)),
            Value::from(loaded as i64),
            Value::from(rejected(id) as i64),
        ];
        tx.execute(&INSERT_TABLE, &values).await?;
        rows += loaded;
    }
    events::append(tx, &Event { subject_id: import.to_string(), ..event }).await?;
    Ok(Imported::New { import, rows })
}

/// All records that hold today, as one data set. A table is given when an import brought it; a column is
/// known when every import that brought rows of the table had it.
pub async fn load(tx: &mut Tx, catalogue: &Funds) -> Result<DataSet> {
    let mut data = DataSet::default();
    let interner = Interner::new();
    let funds = with_own_funds(tx, catalogue).await?;
    for (number, id) in TableId::ALL.iter().enumerate() {
        let spec = id.spec();
        let brought = tx.rows(&COLUMNS, &[Value::from(spec.name)]).await?;
        if brought.is_empty() {
            continue;
        }
        records::read(tx, &mut data, &interner, &funds, *id, data.files.len() as u16).await?;
        data.files.push(format!("{}.csv", spec.name));
        data.given.push(*id);
        let _ = number;
    }
    data.names = interner.finish();
    data.funds = funds;
    Ok(data)
}
