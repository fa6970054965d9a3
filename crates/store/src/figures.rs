//! The store in a few numbers, for those who keep the machine.

use crate::db::{Sql, Tx};
use crate::error::Result;

/// How much there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Imports that changed something.
    pub imports: i64,
    /// Screenings.
    pub screenings: i64,
    /// Events.
    pub events: i64,
    /// Red warnings that are lit.
    pub red: i64,
    /// Yellow ones.
    pub yellow: i64,
}

const ALL: Sql = Sql::new(
    "SELECT (SELECT COUNT(*) FROM imports), (SELECT COUNT(*) FROM screenings), \
     (SELECT event_id FROM chain_head WHERE head_id = 1), \
     (SELECT COUNT(*) FROM warnings WHERE lit = 1 AND lamp = 'red'), \
     (SELECT COUNT(*) FROM warnings WHERE lit = 1 AND lamp = 'yellow')",
);

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] = &[&ALL];

/// All figures.
pub async fn all(tx: &mut Tx) -> Result<Figures> {
    let row = tx.one(&ALL, &[]).await?;
    Ok(Figures {
        imports: row.int(0)?,
        screenings: row.int(1)?,
        events: row.int(2)?,
        red: row.int(3)?,
        yellow: row.int(4)?,
    })
}
