//! Records of the store as rows of a form, to be corrected: what is never shown is left out, and put in again
//! where the row goes on to be that record.

use std::collections::BTreeMap;

use domain::columns::{ColumnKind, ColumnSpec};
use domain::{DataSet, TableId, privacy};
use intake::{Written, load_written};
use store::db::{Tx, Value};
use store::imports::Lines;
use store::records::{self, Known};

use super::{MOST_ROWS, Sheet, scope, table};
use crate::access::Operation;
use crate::context::Context;
use crate::operations::export::text;
use crate::operations::imports::read_by;
use crate::operations::{Actor, Done, Refusal};

/// Whether a column holds what is never shown.
pub(crate) fn is_hidden(kind: ColumnKind) -> bool {
    matches!(kind, ColumnKind::Key | ColumnKind::Account)
}

/// Whether a column may hold the name of a person, which is not shown in full.
pub(crate) fn may_name_persons(table: TableId, column: &str) -> bool {
    matches!(
        (table, column),
        (TableId::Benefits, "name") | (TableId::Payments, "payee" | "purpose")
    )
}

/// Whether a cell of a record is not shown: numbers of persons and accounts, and their names.
fn stays_hidden(table: TableId, column: &ColumnSpec, known: &Known) -> bool {
    let cell = |name: &str| match known.value(table, name) {
        Some(Value::Text(Some(text))) => text.as_ref(),
        _ => "",
    };
    let is_person = || table == TableId::Benefits || privacy::is_person(cell("payee_type"));
    is_hidden(column.kind) || may_name_persons(table, column.name) && is_person()
}

/// The records that are known by some cells, as rows to correct; all lines of a list. Cells are named by the
/// columns of the contract.
pub(crate) async fn corrected(
    context: &Context,
    actor: &Actor,
    (name, known_by): (&str, &[(String, String)]),
) -> Done<Sheet> {
    let table = table(context, actor, name)?;
    let post = actor.post(context, Operation::Enter, None)?;
    let found = found(context, table, known_by).await?;
    if found.is_empty() {
        return Err(Refusal::UnknownRecord.into());
    }
    if found.len() > MOST_ROWS {
        return Err(Refusal::RowsTooMany.into());
    }
    // Who could not bring the records themselves does not see them here either.
    let whole = sheet(table, &found, Hidden::Kept).written;
    let rows = whole.rows.len();
    let read = read_by(context, move |law, known| load_written(vec![whole], law, known)).await?;
    let mut tx = context.db.read().await?;
    let inside = scope::check(&mut tx, &read.data, Some(post), context.divisions()).await;
    if inside.is_err() || read.data.tables.rows(table) < rows {
        return Err(Refusal::UnknownRecord.into());
    }
    Ok(sheet(table, &found, Hidden::Empty))
}

/// The records of a number as they are, for what the rules say of them.
pub(crate) async fn as_it_is(tx: &mut Tx, table: TableId, id: &str) -> Done<Sheet> {
    let found = records::alike(tx, table, table.identity_column(), &[id].into()).await?;
    Ok(sheet(table, &found, Hidden::Kept))
}

/// The records that hold today and have these cells.
async fn found(
    context: &Context,
    table: TableId,
    known_by: &[(String, String)],
) -> Done<Vec<Known>> {
    let first = |column: &str| known_by.iter().find(|(name, _)| name == column);
    let best = table.identity_column();
    let is_hidden = |name: &str| {
        let spec = table.spec().columns.iter().find(|column| column.name == name);
        spec.is_none_or(|column| is_hidden(column.kind))
    };
    // A personal number has no place in an address.
    if known_by.iter().any(|(name, _)| is_hidden(name)) {
        return Err(Refusal::UnknownRecord.into());
    }
    let (_, wanted) = first(best).ok_or(Refusal::UnknownRecord)?;
    let mut tx = context.db.read().await?;
    let mut found = records::alike(&mut tx, table, best, &[wanted.as_str()].into()).await?;
    let says = |known: &Known, (name, wanted): &(String, String)| {
        let spec = table.spec().columns.iter().find(|column| column.name == name);
        let cell = spec.zip(known.value(table, name));
        cell.is_some_and(|(spec, cell)| text(spec, cell) == *wanted)
    };
    found.retain(|known| known_by.iter().all(|cell| says(known, cell)));
    Ok(found)
}

/// What becomes of cells that are never shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hidden {
    /// They are read again, and go nowhere.
    Kept,
    /// They are left empty.
    Empty,
}

fn sheet(table: TableId, found: &[Known], hidden: Hidden) -> Sheet {
    let spec = table.spec();
    let row = |known: &Known| {
        let cells = spec.columns.iter().zip(&known.values);
        let shown = |(column, cell): (&ColumnSpec, &Value<'static>)| {
            let empty = hidden == Hidden::Empty && stays_hidden(table, column, known);
            if empty { String::new() } else { text(column, cell) }
        };
        cells.map(shown).collect()
    };
    let written = Written {
        table,
        name: String::new(),
        headers: spec.columns.iter().map(|column| column.name.to_owned()).collect(),
        rows: found.iter().map(row).collect(),
    };
    let of = found.iter().map(|known| Some(known.row_id)).collect();
    Sheet { of, ..Sheet::new(written, Lines::All) }
}

/// The records that rows say they are, for the numbers that are never shown.
pub(super) struct Kept {
    table: TableId,
    /// By row of the form.
    records: BTreeMap<usize, Known>,
    /// Rows of which a cell was filled in.
    used: Vec<usize>,
}

impl Kept {
    pub(super) async fn of(tx: &mut Tx, sheet: &Sheet) -> Done<Kept> {
        let table = sheet.written.table;
        let numbers: Vec<i64> = sheet.of.iter().flatten().copied().collect();
        let mut records = BTreeMap::new();
        if numbers.is_empty() {
            return Ok(Kept { table, records, used: Vec::new() });
        }
        let found = records::numbered(tx, table, &numbers).await?;
        for (row, number) in sheet.of.iter().enumerate() {
            let known = found.iter().find(|known| Some(known.row_id) == *number);
            records.extend(known.map(|known| (row, known.clone())));
        }
        Ok(Kept { table, records, used: Vec::new() })
    }

    /// The rows with what was left empty, because it is never shown. Columns of which the records say nothing
    /// and the rows neither are left out: to leave them empty is no correction.
    pub(super) fn filled(&mut self, written: &Written) -> Written {
        let mut filled = written.clone();
        self.leave_out_unknown(&mut filled);
        let columns: Vec<(usize, &ColumnSpec)> = filled
            .headers
            .iter()
            .enumerate()
            .filter_map(|(at, header)| {
                let spec = self.table.spec().columns.iter().find(|c| c.name == header)?;
                Some((at, spec))
            })
            .collect();
        for (row, known) in &self.records {
            let Some(cells) = filled.rows.get_mut(*row) else { continue };
            let hidden = columns.iter().filter(|(_, spec)| stays_hidden(self.table, spec, known));
            for (at, spec) in hidden {
                let empty = cells.get_mut(*at).filter(|cell| cell.trim().is_empty());
                if let (Some(cell), Some(value)) = (empty, known.value(self.table, spec.name)) {
                    *cell = text(spec, value);
                    self.used.push(*row);
                }
            }
        }
        filled
    }

    fn leave_out_unknown(&self, written: &mut Written) {
        let spec = self.table.spec();
        let is_unknown =
            |at: usize| self.records.values().all(|known| known.columns >> at & 1 == 0);
        let is_empty = |at: usize| {
            let mut cells = written.rows.iter().filter_map(|row| row.get(at));
            cells.all(|cell| cell.trim().is_empty())
        };
        let is_idle = |(at, header): (usize, &String)| {
            let position = spec.position(header);
            let optional =
                |position: &usize| spec.columns.get(*position).is_some_and(|c| !c.required);
            let position = position.filter(optional).filter(|position| is_unknown(*position));
            (position.is_some() && is_empty(at)).then_some(at)
        };
        if self.records.is_empty() {
            return;
        }
        let idle: Vec<usize> = written.headers.iter().enumerate().filter_map(is_idle).collect();
        for at in idle.into_iter().rev() {
            written.headers.remove(at);
            for row in written.rows.iter_mut().filter(|row| at < row.len()) {
                row.remove(at);
            }
        }
    }

    /// Refuses rows that keep a number that is never shown, but are another record now: else anybody could
    /// move it to a record of their own.
    pub(super) fn expect_same(&self, data: &mut DataSet) -> Done<()> {
        let identity = |values: &[Value<'_>]| -> Vec<Value<'static>> {
            let position = |column: &&str| self.table.spec().position(column);
            let cells = self.table.identity().iter().filter_map(position);
            cells.filter_map(|at| values.get(at).cloned().map(Value::into_owned)).collect()
        };
        for at in 0..data.tables.rows(self.table) {
            let (_, line) = data.tables.source(self.table, at).unwrap_or_default();
            let Some(row) = Written::row(line).filter(|row| self.used.contains(row)) else {
                continue;
            };
            let rows = [at];
            let cells = records::cells_of(data, self.table, &rows);
            let now = cells.first().map(|cells| identity(cells));
            let before = self.records.get(&row).map(|known| identity(&known.values));
            if now != before {
                return Err(Refusal::OtherRecord.into());
            }
        }
        Ok(())
    }
}
