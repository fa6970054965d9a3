//! Data sets taken into the store: all of one or nothing of it, by somebody in whose scope its records lie, or
//! by the machine's operator on the command line.

mod known;
mod refusal;
pub(super) mod scope;

use std::collections::BTreeMap;
use std::path::PathBuf;

use domain::records::neighbourhood::Draft;
use domain::{DataSet, Divisions, TableId};
use intake::{InputError, Loaded, Options, Outside, Rejected, Warning, Written};
use serde_json::json;
use store::db::Tx;
use store::imports::list::Listed;
use store::imports::{self, Changes, Imported, Lines};
use store::records::{Coming, First, all_funds};

use self::known::Known;
pub(crate) use self::refusal::ImportRefusal;
use super::payment_requests::settle_brought;
use super::screening::resident::Early;
use super::{Actor, Done, Failure, Refusal, Told, tell};
use crate::access::{Held, Operation};
use crate::context::{Context, Origin};

/// Who brings a data set.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Party<'a> {
    /// Somebody signed in, whose posts bound it.
    Person(&'a Actor),
    /// Whoever may read the platform's key on its machine.
    Operator,
}

/// A data set to read.
#[derive(Clone, Debug)]
pub(crate) struct Set {
    /// A file, a folder, a workbook or an archive.
    pub(crate) path: PathBuf,
    /// A mapping file; none: the one of the folder, if there is one.
    pub(crate) mapping: Option<PathBuf>,
    /// What people call it.
    pub(crate) name: String,
    /// Whether rejected rows are kept as they are, to be written to files.
    pub(crate) keep_rejected_rows: bool,
    /// What becomes of lists of which lines come: of benefits, of a register.
    pub(crate) lines: Lines,
}

/// What became of a data set, or would.
#[derive(Debug)]
pub(crate) struct TakenIn {
    /// The import's number; none where nothing changed, or where it was only tried.
    pub(crate) number: Option<i64>,
    /// What it did to each table.
    pub(crate) tables: BTreeMap<TableId, Changes>,
    /// What was read, without the records: rejected rows, warnings.
    pub(crate) loaded: Loaded,
}

impl TakenIn {
    /// Rows that could not be read, by file, line and column.
    pub(crate) fn rejected(&self) -> &[Rejected] {
        &self.loaded.rejected
    }

    /// What else is worth knowing.
    pub(crate) fn warnings(&self) -> &[Warning] {
        &self.loaded.warnings
    }

    /// Whether the store says anything else than before, or would.
    pub(crate) fn changes_anything(&self) -> bool {
        self.tables.values().any(|c| c.added + c.corrected + c.withdrawn > 0)
    }
}

/// Takes a data set in: every record that can be read, in one transaction with its event. The caller has the
/// records screened afterwards, where they changed.
pub(crate) async fn take_in(
    context: &Context,
    origin: &Origin,
    party: Party<'_>,
    set: &Set,
) -> Done<TakenIn> {
    let post = party.post(context, Operation::Import)?;
    let mut loaded = read(context, set).await?;
    if loaded.has_only_rejected_rows() {
        return Err(ImportRefusal::NothingRead(Box::new(loaded)).into());
    }
    let mut tx = context.db.write().await?;
    scope::check(&mut tx, &loaded.data, post, context.divisions()).await?;
    let early = early(context, origin, &mut tx, &mut loaded).await?;
    let bringing = Bringing {
        party,
        post,
        operation: Operation::Import,
        name: &set.name,
        lines: set.lines,
        divisions: context.divisions(),
    };
    let first = early.as_ref().map(Early::first);
    let coming = first.map_or_else(|| Coming::from(&loaded.data), First::coming);
    let done = bringing.bring(&mut tx, origin, (&loaded, coming)).await?;
    loaded.data = DataSet::default();
    if let Some(number) = done.import {
        let as_written = match first {
            Some(first) => first.is_as_written(&mut tx).await?,
            None => false,
        };
        tx.commit().await?;
        if let Some(early) = early.filter(|_| as_written) {
            context.records.keep(early, number);
        }
    }
    Ok(TakenIn { number: done.import, tables: done.tables, loaded })
}

/// Records that would be all that the store holds: they are judged while they are written.
async fn early(
    context: &Context,
    origin: &Origin,
    tx: &mut Tx,
    loaded: &mut Loaded,
) -> Done<Option<Early>> {
    let is_first = First::would_be(tx, &loaded.data, &context.pack.funds).await?;
    Ok(is_first.then(|| Early::begin(context, std::mem::take(&mut loaded.data), origin.day)))
}

/// Records on their way into the store, and who brings them.
pub(super) struct Bringing<'a> {
    pub(super) party: Party<'a>,
    /// The post by which it is allowed; none for the operator.
    pub(super) post: Option<&'a Held>,
    /// What it is called in events.
    pub(super) operation: Operation,
    /// What people call the records.
    pub(super) name: &'a str,
    /// What becomes of lists of which lines come.
    pub(super) lines: Lines,
    /// The list by whose codes the ledger's sums are kept.
    pub(super) divisions: &'a Divisions,
}

impl Bringing<'_> {
    /// Writes what is new in records that were read and lie in the scope, and the event. The caller commits.
    pub(super) async fn bring(
        &self,
        tx: &mut Tx,
        origin: &Origin,
        (loaded, coming): (&Loaded, Coming<'_>),
    ) -> Done<Imported> {
        let done = self.write(tx, origin, (loaded, coming)).await?;
        let Some(number) = done.import else { return Ok(done) };
        let division = self.post.map(|post| post.scope.division);
        let told = Told {
            operation: self.operation,
            post: self.post.map_or("", |post| &post.post),
            kind: "import",
            id: &number.to_string(),
            division,
            body: body(self.name, &done.tables),
        };
        tell(tx, self.party.id(), origin, told).await?;
        Ok(done)
    }

    /// The same without the event, where the step of a workflow tells it.
    pub(super) async fn write(
        &self,
        tx: &mut Tx,
        origin: &Origin,
        (loaded, coming): (&Loaded, Coming<'_>),
    ) -> Done<Imported> {
        let (at, rejected) = (origin.at.to_string(), rejected(loaded));
        let (called, lines) = ((self.name, at.as_str()), self.lines);
        let done =
            imports::take_lines(tx, called, coming, self.divisions, &rejected, lines).await?;
        let Some(number) = done.import else { return Ok(done) };
        let code = self.post.map(|post| post.scope.division.to_string());
        imports::sign(tx, number, self.party.number(), code.as_deref()).await?;
        if done.tables.contains_key(&TableId::Payments) {
            Box::pin(settle_brought(tx, origin, self.party, number)).await?;
        }
        Ok(done)
    }
}

/// What [`take_in`] would do; nothing is written.
pub(crate) async fn preview(context: &Context, party: Party<'_>, set: &Set) -> Done<TakenIn> {
    let post = party.post(context, Operation::Import)?;
    let mut loaded = read(context, set).await?;
    let rejected = rejected(&loaded);
    let mut tx = context.db.read().await?;
    scope::check(&mut tx, &loaded.data, post, context.divisions()).await?;
    let tables = imports::preview_lines(&mut tx, &loaded.data, &rejected, set.lines).await?;
    loaded.data = DataSet::default();
    Ok(TakenIn { number: None, tables, loaded })
}

impl<'a> Party<'a> {
    /// The post by which somebody may bring records; none for the operator.
    pub(super) fn post(self, context: &Context, as_what: Operation) -> Done<Option<&'a Held>> {
        match self {
            Party::Person(actor) => Ok(Some(actor.post(context, as_what, None)?)),
            Party::Operator => Ok(None),
        }
    }

    fn number(self) -> Option<i64> {
        match self {
            Party::Person(actor) => Some(actor.person.id),
            Party::Operator => None,
        }
    }

    /// Whether it is the person who took a step.
    pub(super) fn is(self, who: domain::handling::Who) -> bool {
        matches!(self, Party::Person(actor) if actor.is(who))
    }

    /// By whom events say it was done.
    pub(super) fn id(self) -> &'a str {
        match self {
            Party::Person(actor) => &actor.person.public_id,
            Party::Operator => "system",
        }
    }
}

/// Reads a data set beside the records of the store, away from the threads that answer requests.
pub(super) async fn read(context: &Context, set: &Set) -> Done<Loaded> {
    let Set { path, mapping, keep_rejected_rows, .. } = set.clone();
    read_by(context, move |law, known| {
        let options = Options { mapping, keep_rejected_rows, threads: 0 };
        intake::load_beside(&path, law, &options, &|_| {}, known)
    })
    .await
}

/// Reads records beside those of the store, by whatever way. Funds that were imported are known.
pub(super) async fn read_by(
    context: &Context,
    read: impl FnOnce(&intake::Context<'_>, &dyn Outside) -> Result<Loaded, InputError> + Send + 'static,
) -> Done<Loaded> {
    let tx = context.db.read().await?;
    read_within(context, tx, read).await.map(|(loaded, _)| loaded)
}

/// Reads records that a step writes or only tries; refused with the first cell that cannot be read.
pub(super) async fn read_rows(context: &Context, written: Vec<Written>) -> Done<Box<Loaded>> {
    let read = read_by(context, move |law, known| intake::load_written(written, law, known));
    let mut loaded = Box::new(Box::pin(read).await?);
    if let Some(first) = loaded.rejected.drain(..).next() {
        return Err(ImportRefusal::Cell(Box::new(first)).into());
    }
    Ok(loaded)
}

/// The same of rows that are only tried, beside those that are there.
pub(super) async fn read_draft(context: &Context, written: Written) -> Done<Draft> {
    let table = written.table;
    let DataSet { tables, names, funds, .. } = read_rows(context, vec![written]).await?.data;
    Ok(Draft { table, row: DataSet { tables, names, funds, ..DataSet::default() } })
}

/// The same in a transaction that is given back, for whoever has more to ask of the same state of the store.
pub(super) async fn read_within(
    context: &Context,
    mut tx: Tx,
    read: impl FnOnce(&intake::Context<'_>, &dyn Outside) -> Result<Loaded, InputError> + Send + 'static,
) -> Done<(Loaded, Tx)> {
    let funds = all_funds(&mut tx, &context.pack.funds).await?;
    let known = Known::new(context, tx).await?;
    let (pack, key) = (context.pack.clone(), context.key.bytes());
    let reading = move || {
        let law = intake::Context { divisions: &pack.divisions, funds: &funds, key };
        let loaded = read(&law, &known);
        (loaded, known.ended())
    };
    let read = tokio::task::spawn_blocking(reading).await;
    let (loaded, ended) = read.map_err(|error| Failure::System(error.to_string()))?;
    let tx = ended?;
    Ok((loaded.map_err(ImportRefusal::Unreadable)?, tx))
}

/// Imports on one page of the list.
const LISTED: i64 = 50;

/// The imports in somebody's scope before one of them, and from where to go on.
pub(crate) async fn list(
    context: &Context,
    actor: &Actor,
    before: Option<i64>,
) -> Done<(Vec<Listed>, Option<i64>)> {
    let reach = actor.reach(context, Operation::ListImports)?;
    let mut tx = context.db.read().await?;
    let mut listed = imports::list::list(&mut tx, &reach, before, LISTED + 1).await?;
    let more = listed.len() > LISTED as usize;
    listed.truncate(LISTED as usize);
    let next = listed.last().filter(|_| more).map(|last| last.id);
    Ok((listed, next))
}

/// An import in somebody's scope, and what it did to each table.
pub(crate) async fn find(
    context: &Context,
    actor: &Actor,
    id: i64,
) -> Done<(Listed, Vec<(TableId, Changes)>)> {
    let reach = actor.reach(context, Operation::ListImports)?;
    let mut tx = context.db.read().await?;
    let found = imports::list::find(&mut tx, &reach, id).await?.ok_or(Refusal::UnknownImport)?;
    Ok((found, imports::list::tables(&mut tx, id).await?))
}

fn rejected(loaded: &Loaded) -> BTreeMap<TableId, u64> {
    loaded.counts.iter().map(|(table, counts)| (*table, counts.rejected)).collect()
}

fn body(name: &str, tables: &BTreeMap<TableId, Changes>) -> serde_json::Value {
    let table = |(id, changes): (&TableId, &Changes)| {
        let Changes { added, corrected, withdrawn, unchanged, rejected } = *changes;
        let counts = json!({
            "added": added,
            "corrected": corrected,
            "withdrawn": withdrawn,
            "unchanged": unchanged,
            "rejected": rejected,
        });
        (id.spec().name.to_owned(), counts)
    };
    let tables: serde_json::Map<String, serde_json::Value> = tables.iter().map(table).collect();
    json!({ "name": name, "tables": tables })
}

#[cfg(test)]
pub(in crate::operations) mod tests;
