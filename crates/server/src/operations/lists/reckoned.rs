//! Cells that no database can reckon: working days by the calendar of the pack, limits by its rules.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::{Calendar, DataSet, Day, TableId};
use policy::engine::deadlines::deadlines;
use policy::facts::allotment::ALLOTMENT;
use store::db::{Tx, Value};
use store::lists::{self, Rows};
use store::neighbours;

use crate::context::Context;
use crate::lists::Asked;
use crate::lists::cells::Line;
use crate::operations::Done;
use crate::operations::screening::found::region;

/// The rules whose clocks say until when money is handed down.
const LIMITS: &str = "allot.late";

/// Fills in what the database left open.
pub(super) async fn complete(
    context: &Context,
    tx: &mut Tx,
    asked: &Asked,
    page: &mut Rows,
) -> Done<()> {
    let name = asked.face.list.name;
    if name == lists::RAISED.name {
        let top = region(context.divisions()).map(|top| top.to_string()).unwrap_or_default();
        fill(asked, page, |line| {
            line.text("division").is_empty().then(|| ("division", Value::from(top.clone())))
        });
    }
    if name != lists::ALLOCATION.name || page.rows.is_empty() {
        return Ok(());
    }
    let ids = |cells: &Vec<Value<'static>>| Line { face: asked.face, cells }.text("id").to_owned();
    let ids: Vec<String> = page.rows.iter().map(ids).collect();
    let data = neighbours::of_ids(tx, (TableId::Allotments, &ids), &context.pack.funds).await?;
    let limits = limits(context, &data, asked.day());
    let (calendar, today) = (&context.pack.calendar, asked.day());
    fill(asked, page, |line| {
        limits.get(line.text("id")).map(|due| ("due_on", Value::from(due.to_string())))
    });
    fill(asked, page, |line| taken(line, today).map(|(from, to)| ("days", apart(from, to))));
    fill(asked, page, |line| {
        let (from, to) = taken(line, today)?;
        Some(("workdays", worked(calendar, from, to)))
    });
    Ok(())
}

/// Until when each document is to be handed down.
fn limits(context: &Context, data: &DataSet, today: Day) -> BTreeMap<String, Day> {
    let pack = Arc::clone(&context.pack);
    let facts = policy::Context::new(data, &pack, today);
    let ids = &data.tables.allotments.id;
    let named = |(row, due): (usize, Day)| {
        let id = ids.get(row).copied().flatten()?;
        Some((data.names.text(id).to_owned(), due))
    };
    deadlines(&facts, &ALLOTMENT, LIMITS).into_iter().filter_map(named).collect()
}

/// From when to when a document was in hand: to the last hand-down where nothing is open any more, else to the
/// day on which it is asked.
fn taken(line: Line<'_>, today: Day) -> Option<(Day, Day)> {
    let from = Day::parse(line.text("held_on")).ok()?;
    let is_done = line.number("left").is_some_and(|left| left <= 0);
    let handed = Day::parse(line.text("handed_on")).ok().filter(|_| is_done);
    Some((from, handed.unwrap_or(today))).filter(|(from, to)| from <= to)
}

fn apart(from: Day, to: Day) -> Value<'static> {
    Value::from(i64::from(to.number() - from.number()))
}

fn worked(calendar: &Calendar, from: Day, to: Day) -> Value<'static> {
    Value::from(calendar.workdays_between(from, to).map(i64::from))
}

/// Puts a value into one cell of each row, where there is one.
fn fill(
    asked: &Asked,
    page: &mut Rows,
    value: impl Fn(Line<'_>) -> Option<(&'static str, Value<'static>)>,
) {
    let place = |name: &str| asked.face.list.columns.iter().position(|one| one.name == name);
    for cells in &mut page.rows {
        let found = value(Line { face: asked.face, cells });
        let Some((name, value)) = found else { continue };
        if let Some(cell) = place(name).and_then(|at| cells.get_mut(at)) {
            *cell = value;
        }
    }
}
