//! Records that the demo enters as somebody would enter them by hand.

use domain::TableId;
use intake::Written;
use store::imports::Lines;

use crate::context::{Context, Origin};
use crate::operations::Done;
use crate::operations::entry::{Entered, Sheet, save};
use crate::operations::imports::Party;
use crate::operations::recording::{Cell, whole_rows};

/// Enters one record, once what the rules say of it was seen: money that is not paid yet is behind its pace.
pub(super) async fn entered(
    context: &Context,
    origin: &Origin,
    table: TableId,
    cells: &[(&str, &str)],
) -> Done<()> {
    let cells: Vec<Cell<'_>> =
        cells.iter().map(|(name, text)| (*name, (*text).to_owned())).collect();
    let written = Written { name: "demo".to_owned(), ..whole_rows(table, &[cells]) };
    let sheet = Sheet::new(written, Lines::More);
    if let Entered::Not(verdict) = save(context, origin, Party::Operator, (&sheet, "")).await? {
        save(context, origin, Party::Operator, (&sheet, &verdict.seal)).await?;
    }
    Ok(())
}
