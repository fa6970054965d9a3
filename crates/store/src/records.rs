//! The tables of the public contract in the database: written in bulk, read back into columns.
//!
//! A row is never changed and never deleted. A correction is a new row that names the one it `corrects`; a
//! row taken back is a correction that is `withdrawn`. What holds today are the rows that no other corrects
//! and that are not withdrawn.

mod cells;
mod statements;

use domain::{DataSet, Funds, Interner, TableId};

pub use self::statements::select;
use crate::db::{Row, Target, Tx};
use crate::error::Result;

/// Rows that wait in memory on their way from columns to the database and back.
const BUFFERED: usize = 4_096;

/// Writes all rows of one table as part of an import. Returns how many.
pub async fn write(tx: &mut Tx, import: i64, data: &mut DataSet, id: TableId) -> Result<u64> {
    let columns = statements::inserted(id.spec());
    let target = Target { table: id.spec().name, columns: &columns };
    let total = data.tables.rows(id);
    for start in (0..total).step_by(BUFFERED) {
        let rows = start..total.min(start + BUFFERED);
        let DataSet { tables, names, funds, .. } = &mut *data;
        let values = tables.visit(id, cells::Gather { rows, import, names, funds });
        tx.insert_many(target, &values).await?;
    }
    Ok(total as u64)
}

/// Reads the rows of one table that hold today into a data set, in the order in which they came in. They
/// are said to come from file number `file`.
pub async fn read(
    tx: &mut Tx,
    data: &mut DataSet,
    interner: &Interner,
    funds: &Funds,
    id: TableId,
    file: u16,
) -> Result<()> {
    let select = select(id.spec());
    let mut rows: Vec<Row> = Vec::with_capacity(BUFFERED);
    let mut append = |rows: &[Row]| {
        data.tables.visit(id, cells::Append { rows, file, interner, funds })
    };
    tx.each(&select, &[], |row| {
        rows.push(row);
        if rows.len() == BUFFERED {
            append(&rows)?;
            rows.clear();
        }
        Ok(())
    })
    .await?;
    append(&rows)
}
