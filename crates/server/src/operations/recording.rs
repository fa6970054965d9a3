//! Records that a step of a workflow writes. They are read as those are that somebody enters, lie in the scope
//! of who takes the step, and come in by an import of their own in the transaction of the step, whose one event
//! tells them. What was refused says in which cell; the step has then not been taken.
//!
//! ```text
//! let records = Recording::of(context, written).await?;      // before the transaction: it reads the store
//! let mut tx = context.db.write().await?;
//! … decide, keep the step …
//! let import = records.bring(&mut tx, context, origin, (actor, by)).await?;
//! tell(&mut tx, …, json!({ "import": import, … })).await?;
//! tx.commit().await?;                                        // then `screen_later`, as after an import
//! ```

use std::collections::BTreeSet;

use domain::TableId;
use domain::columns::ColumnSpec;
use intake::{Loaded, Written};
use serde_json::{Value as Json, json};
use store::db::{Tx, Value};
use store::imports::{Changes, Lines};
use store::records::{self, Coming, Known};

use super::entry::is_hidden;
use super::export::text;
use super::imports::{Bringing, Party, read_rows, scope};
use super::{Actor, Done, Refusal};
use crate::access::{Held, Operation};
use crate::context::{Context, Origin};

/// What records that steps wrote say they come from, as others name a file.
pub(crate) const RECORDED: &str = "step";

/// A cell: column of the contract, and what is written there.
pub(crate) type Cell<'a> = (&'a str, String);

/// A record of which a step says something else. All other cells stay.
#[derive(Clone, Debug)]
pub(crate) struct Change<'a> {
    /// The cells by which it is known ([`TableId::identity`]).
    pub(crate) of: Vec<Cell<'a>>,
    /// What is said now. Every change of one list has the same columns in the same order.
    pub(crate) cells: Vec<Cell<'a>>,
}

/// Records on their way from a step into the store.
#[derive(Debug)]
pub(crate) struct Recording {
    loaded: Box<Loaded>,
    table: TableId,
    /// Numbers of the rows as which the records held that are changed.
    replaces: Vec<i64>,
    /// Whether it is refused where a record of the same number is there.
    adds: bool,
    /// Whether the step has bounded them itself, so that the post's scope is not asked.
    is_bounded: bool,
    /// What becomes of records that do not come.
    lines: Lines,
}

/// Rows of one table, of which each cell is named.
pub(crate) fn rows(table: TableId, rows: &[Vec<Cell<'_>>]) -> Written {
    let mut headers: Vec<String> = Vec::new();
    for (column, _) in rows.iter().flatten() {
        if !headers.iter().any(|header| header == column) {
            headers.push((*column).to_owned());
        }
    }
    let cells = |row: &Vec<Cell<'_>>| {
        let cell = |header: &String| {
            let found = row.iter().find(|(column, _)| column == header);
            found.map(|(_, text)| text.clone()).unwrap_or_default()
        };
        headers.iter().map(cell).collect()
    };
    let rows = rows.iter().map(cells).collect();
    Written { table, name: RECORDED.to_owned(), headers, rows }
}

/// Rows of records that begin with a step. They say all that can be said: of what the step does not speak, nothing was
/// done yet. A column that one of them lacked would be unknown in its whole county, and rules that were content there
/// could no longer tell. Numbers that are never shown are left out.
pub(crate) fn whole_rows(table: TableId, written: &[Vec<Cell<'_>>]) -> Written {
    let whole = |row: &Vec<Cell<'_>>| -> Vec<Cell<'_>> {
        let is_open = |spec: &&ColumnSpec| !is_hidden(spec.kind);
        let cell = |spec: &ColumnSpec| {
            let said = row.iter().find(|(column, _)| *column == spec.name);
            (spec.name, said.map(|(_, text)| text.clone()).unwrap_or_default())
        };
        table.spec().columns.iter().filter(is_open).map(cell).collect()
    };
    rows(table, &written.iter().map(whole).collect::<Vec<_>>())
}

impl Recording {
    /// Reads records that say all there is to say.
    pub(crate) async fn of(context: &Context, written: Written) -> Done<Recording> {
        let table = written.table;
        if written.filled() == 0 {
            return Err(Refusal::NothingEntered.into());
        }
        let loaded = read_rows(context, vec![written]).await?;
        if loaded.data.tables.rows(table) == 0 {
            return Err(Refusal::NothingEntered.into());
        }
        Ok(Recording {
            loaded,
            table,
            replaces: Vec::new(),
            adds: false,
            is_bounded: false,
            lines: Lines::More,
        })
    }

    /// Reads records that are new: what is there already is neither said again nor corrected.
    pub(crate) async fn adding(context: &Context, written: Written) -> Done<Recording> {
        Ok(Recording { adds: true, ..Recording::of(context, written).await? })
    }

    /// The same records, bounded by the step itself: it has decided of which records it may speak, which are not
    /// those that the post may import.
    pub(crate) fn bounded(self) -> Recording {
        Recording { is_bounded: true, ..self }
    }

    /// The same records, which are all there are of what they belong to: others of it are taken back.
    pub(crate) fn and_no_others(self) -> Recording {
        Recording { lines: Lines::Rest, ..self }
    }

    /// Reads changes of records that are there: cells of which a change does not speak stay as they are. Lists of
    /// lines (benefits, registers) are not changed in this way.
    pub(crate) async fn changing(
        context: &Context,
        table: TableId,
        changes: &[Change<'_>],
    ) -> Done<Recording> {
        let mut tx = context.db.read().await?;
        let (mut written, mut replaces) = (Vec::with_capacity(changes.len()), Vec::new());
        for change in changes {
            let held = only(&mut tx, table, &change.of).await?;
            replaces.push(held.row_id);
            written.push(changed(table, &held, change));
        }
        drop(tx);
        Ok(Recording { replaces, ..Recording::of(context, rows(table, &written)).await? })
    }

    /// Brings the records in, as somebody in a post; the number of their import, or none where they say
    /// nothing new. Refused where they lie outside of the post's scope, and where a record that is changed is no
    /// longer the one that was read. The caller tells it, commits, and has the records screened.
    pub(crate) async fn bring(
        self,
        tx: &mut Tx,
        context: &Context,
        origin: &Origin,
        (actor, post): (&Actor, &Held),
    ) -> Done<Option<i64>> {
        let (table, divisions) = (self.table, context.divisions());
        let held = records::numbered(tx, table, &self.replaces).await?;
        if held.len() != self.replaces.iter().collect::<BTreeSet<_>>().len() {
            return Err(Refusal::TakenMeanwhile.into());
        }
        if !self.is_bounded {
            scope::check(tx, &self.loaded.data, Some(post), divisions).await?;
        }
        let bringing = Bringing {
            party: Party::Person(actor),
            post: Some(post),
            operation: Operation::Enter,
            name: RECORDED,
            lines: self.lines,
            divisions,
        };
        let coming = Coming::from(&self.loaded.data);
        let done = bringing.write(tx, origin, (&self.loaded, coming)).await?;
        let is_new = |changes: &Changes| changes.corrected + changes.unchanged == 0;
        if self.adds && !done.tables.values().all(is_new) {
            return Err(Refusal::RecordThere.into());
        }
        Ok(done.import)
    }
}

/// Brings records of several tables in, in their order; the numbers of their imports, which the step's event tells.
pub(crate) async fn bring_all(
    records: Vec<Recording>,
    tx: &mut Tx,
    context: &Context,
    origin: &Origin,
    by: (&Actor, &Held),
) -> Done<Vec<i64>> {
    let mut imports = Vec::new();
    for one in records {
        imports.extend(one.bring(tx, context, origin, by).await?);
    }
    Ok(imports)
}

/// What the event of a step tells of the imports by which its records came in; nothing where there are none.
pub(crate) fn imported(imports: &[i64]) -> Option<(&'static str, Json)> {
    (!imports.is_empty()).then(|| ("imports", json!(imports)))
}

/// The one record that is known by some cells.
async fn only(tx: &mut Tx, table: TableId, known_by: &[Cell<'_>]) -> Done<Known> {
    let best = table.identity_column();
    let wanted = known_by.iter().find(|(name, _)| *name == best);
    let (_, wanted) = wanted.ok_or(Refusal::UnknownRecord)?;
    let says =
        |known: &Known| known_by.iter().all(|(name, wanted)| cell(table, known, name) == *wanted);
    let mut found = records::alike(tx, table, best, &[wanted.as_str()].into()).await?;
    found.retain(says);
    match <[Known; 1]>::try_from(found) {
        Ok([known]) => Ok(known),
        Err(_) => Err(Refusal::UnknownRecord.into()),
    }
}

/// A cell of a record as a file would have it.
fn cell(table: TableId, known: &Known, column: &str) -> String {
    let spec = table.spec().columns.iter().find(|spec| spec.name == column);
    let value = spec.zip(known.value(table, column));
    value.map(|(spec, value): (_, &Value<'_>)| text(spec, value)).unwrap_or_default()
}

/// The cells of a changed record: what every record must have, as it is, then what is said now. Of columns that
/// the row does not have, a record goes on to say what it said; numbers that are never shown are among those,
/// or are read again as they are kept.
fn changed<'a>(table: TableId, held: &Known, change: &Change<'a>) -> Vec<Cell<'a>> {
    let is_said = |name: &str| change.cells.iter().any(|(column, _)| *column == name);
    let needed = table.spec().columns.iter().filter(|spec| spec.required && !is_said(spec.name));
    let mut row: Vec<Cell<'a>> =
        needed.map(|spec| (spec.name, cell(table, held, spec.name))).collect();
    let open = |name: &str| {
        let spec = table.spec().columns.iter().find(|spec| spec.name == name);
        spec.is_none_or(|spec| !is_hidden(spec.kind))
    };
    row.extend(change.cells.iter().filter(|(name, _)| open(name)).cloned());
    row
}

#[cfg(test)]
mod tests;
