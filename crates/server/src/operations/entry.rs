//! Records written by hand: on a page, in a small file, by a program. They are judged before they are saved,
//! and saved on the way of an import: the same reading, scope, correction and event.
//!
//! A verdict forbids nothing, since what has happened is recorded whatever a rule says of it. But whoever
//! saves what breaks a rule, or what changes records that are there, must have seen the verdict before: a
//! [`Verdict`] has a seal of the draft and of what was said of it, and [`save`] wants the seal of the same
//! draft and the same verdict.

mod held;
mod judging;
#[cfg(test)]
mod tests;
pub(crate) mod weighed;

use domain::TableId;
use intake::{Rejected, Warning, Written};
use store::db::Tx;
use store::imports::{Changes, Lines, preview_lines};
use store::records::Coming;

pub(crate) use self::held::{as_it_is, corrected, is_hidden, may_name_persons};
pub(crate) use self::judging::{Judged, Ready, Verdict, judges};
use super::imports::scope::{self, may_bring};
use super::imports::{Bringing, Party, Set};
use super::payment_requests::are_approved;
use super::{Actor, Done, Refusal};
use crate::access::Operation;
use crate::context::{Context, Origin};

/// Rows of one form or draft, at most.
pub(crate) const MOST_ROWS: usize = 60;

/// What somebody wrote.
#[derive(Clone, Debug)]
pub(crate) struct Sheet {
    /// The rows. Their name says where they were written, as that of a file does.
    pub(crate) written: Written,
    /// For each row the number of the record that it corrects, where it is one that was shown: of its numbers
    /// that are never shown, those left empty stay as they are.
    pub(crate) of: Vec<Option<i64>>,
    /// Whether lines of a list are added to it, or are all of it.
    pub(crate) lines: Lines,
    /// Rows of other tables that belong to these and are judged with them: the indicators of a target.
    pub(crate) beside: Option<Written>,
}

impl Sheet {
    /// Rows of one table, none of which corrects a record that was shown.
    pub(crate) fn new(written: Written, lines: Lines) -> Sheet {
        Sheet { of: Vec::new(), written, lines, beside: None }
    }
}

/// What became of rows that were to be saved.
#[derive(Debug)]
pub(crate) enum Entered {
    /// They are saved; the number of the import that they are.
    Saved(i64),
    /// They are there already.
    Nothing,
    /// Not yet: a cell cannot be read, or the verdict was not seen.
    Not(Box<Verdict>),
}

/// The tables whose records somebody may enter, in the order of the contract.
pub(crate) fn tables(context: &Context, actor: &Actor) -> Done<Vec<TableId>> {
    let post = actor.post(context, Operation::Enter, None)?;
    let divisions = context.divisions();
    let may = |table: &&TableId| may_bring(**table, Some(post), divisions);
    Ok(TableId::ALL.iter().filter(may).copied().collect())
}

/// A table by its name in the contract, where somebody may enter its records.
pub(crate) fn table(context: &Context, actor: &Actor, name: &str) -> Done<TableId> {
    let found = tables(context, actor)?.into_iter().find(|table| table.spec().name == name);
    Ok(found.ok_or(Refusal::TableUnfit)?)
}

/// What would be found of the rows, were they saved, and what saving them would do. Nothing is written.
pub(crate) async fn verdict(
    context: &Context,
    origin: &Origin,
    party: Party<'_>,
    sheet: &Sheet,
) -> Done<Verdict> {
    let (ready, tx) = Ready::read(context, party, sheet).await?;
    tried(context, origin, party, (ready, sheet.lines), tx).await
}

/// The same of a small file of one table, read as an import reads it.
pub(crate) async fn verdict_of_file(
    context: &Context,
    origin: &Origin,
    party: Party<'_>,
    set: &Set,
) -> Done<Verdict> {
    party.post(context, Operation::Enter)?;
    let ready = Ready::of_set(context, set).await?;
    tried(context, origin, party, (ready, Lines::All), context.db.read().await?).await
}

/// The same on a given day, for an operation that has looked at post and scope itself. What it says of changes is
/// left empty.
pub(crate) async fn foreseen(
    context: &Context,
    on: domain::Day,
    party: Party<'_>,
    sheet: &Sheet,
) -> Done<Verdict> {
    let (ready, mut tx) = Ready::read(context, party, sheet).await?;
    judged_in(&mut tx, context, on, ready).await
}

/// The same in the transaction of a step, which decides by it: rows that were read before are judged as of now.
pub(crate) async fn judged_in(
    tx: &mut Tx,
    context: &Context,
    on: domain::Day,
    ready: Ready,
) -> Done<Verdict> {
    let judged = Box::pin(ready.judge(tx, context, on)).await?;
    Ok(ready.verdict(on, judged, Changes::default()))
}

/// Reads rows that [`judged_in`] judges.
pub(crate) async fn read(context: &Context, party: Party<'_>, sheet: &Sheet) -> Done<Ready> {
    Ok(Ready::read(context, party, sheet).await?.0)
}

async fn tried(
    context: &Context,
    origin: &Origin,
    party: Party<'_>,
    (ready, lines): (Ready, Lines),
    mut tx: Tx,
) -> Done<Verdict> {
    let post = party.post(context, Operation::Enter)?;
    scope::check(&mut tx, &ready.loaded.data, post, context.divisions()).await?;
    let judged = Box::pin(ready.judge(&mut tx, context, origin.day)).await?;
    let counts = [(ready.table, ready.rejected())].into();
    let changes = preview_lines(&mut tx, &ready.loaded.data, &counts, lines).await?;
    let changes = changes.get(&ready.table).copied().unwrap_or_default();
    Ok(ready.verdict(origin.day, judged, changes))
}

/// Saves the rows, all or none. `seen` is the seal of the verdict that was seen last, or nothing. The caller
/// has the records screened afterwards.
pub(crate) async fn save(
    context: &Context,
    origin: &Origin,
    party: Party<'_>,
    (sheet, seen): (&Sheet, &str),
) -> Done<Entered> {
    let post = party.post(context, Operation::Enter)?;
    // What was read so far let nobody wait; what is written now is judged as of now.
    let (ready, _) = Ready::read(context, party, sheet).await?;
    let table = ready.table;
    let mut tx = context.db.write().await?;
    scope::check(&mut tx, &ready.loaded.data, post, context.divisions()).await?;
    Box::pin(are_approved(&mut tx, context, &ready.loaded.data)).await?;
    let judged = Box::pin(ready.judge(&mut tx, context, origin.day)).await?;
    let whole = ready.is_whole();
    let name = sheet.written.name.as_str();
    let (lines, divisions) = (sheet.lines, context.divisions());
    let bringing = Bringing { party, post, operation: Operation::Enter, name, lines, divisions };
    let coming = Coming::from(&ready.loaded.data);
    let done = bringing.bring(&mut tx, origin, (&ready.loaded, coming)).await?;
    let changes = done.tables.get(&table).copied().unwrap_or_default();
    let verdict = ready.verdict(origin.day, judged, changes);
    match done.import {
        _ if !whole => Ok(Entered::Not(Box::new(verdict))),
        None => Ok(Entered::Nothing),
        Some(_) if changes.is_nothing() => Ok(Entered::Nothing),
        Some(_) if verdict.must_be_seen() && verdict.seal != seen => {
            Ok(Entered::Not(Box::new(verdict)))
        }
        Some(number) => {
            tx.commit().await?;
            Ok(Entered::Saved(number))
        }
    }
}
