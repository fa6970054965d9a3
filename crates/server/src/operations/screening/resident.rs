//! The records in memory, and what was said of each unit: after an import only its rows are read and only the
//! units judged again that they touch. Once a day, and whenever something else than rows changed, everything
//! is read and judged anew.
//!
//! Each process keeps its own; the store alone is the truth, and what is kept follows it before every use.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::records::{Places, Unit};
use domain::{DataSet, Day, TableId};
use policy::engine::{evaluate_divided, evaluate_units, gather};
use policy::{Outcome, Pack};
use store::db::Tx;
use store::records::{At, First, Followed, News};
use store::screenings;
use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio::task::JoinHandle;

use crate::context::Context;
use crate::operations::{Done, Failure};

/// What all screenings of this process share.
#[derive(Clone, Debug, Default)]
pub(crate) struct Resident {
    memory: Arc<Mutex<Option<Box<Memory>>>>,
    /// Whose turn it is to screen what is due.
    turn: Arc<Mutex<()>>,
}

/// The records as they are now, for one who works with them; the others wait.
pub(crate) struct Current {
    guard: OwnedMutexGuard<Option<Box<Memory>>>,
    memory: Box<Memory>,
}

/// What is kept between two screenings.
#[derive(Debug)]
pub(crate) struct Memory {
    records: Followed,
    /// The last import that they hold.
    import: i64,
    /// What was said of them.
    said: Said,
    /// Units to judge again.
    stale: BTreeSet<Unit>,
    /// The version of the pack by which it was said.
    law: String,
}

/// What was said of the records.
#[derive(Debug, Default)]
enum Said {
    /// Nothing yet.
    #[default]
    Nothing,
    /// Of each unit, by a day.
    Of(Day, BTreeMap<Unit, Outcome>),
}

impl Said {
    fn day(&self) -> Option<Day> {
        match self {
            Said::Nothing => None,
            Said::Of(day, _) => Some(*day),
        }
    }
}

/// The first records of a store, judged while they are written.
pub(crate) struct Early {
    first: Arc<First>,
    as_of: Day,
    /// The version of the pack by which they are judged.
    law: String,
    judging: JoinHandle<BTreeMap<Unit, Outcome>>,
}

impl Early {
    /// Begins to judge records by a day, away from the threads that answer requests.
    pub(crate) fn begin(context: &Context, data: DataSet, as_of: Day) -> Early {
        let (first, pack) = (Arc::new(First::new(data)), Arc::clone(&context.pack));
        let (judged, law) = (Arc::clone(&first), pack.version.clone());
        let judging = tokio::task::spawn_blocking(move || {
            evaluate_divided(&policy::Context::new(&judged.records.data, &pack, as_of))
        });
        Early { first, as_of, law, judging }
    }

    /// The records, to be written.
    pub(crate) fn first(&self) -> &First {
        &self.first
    }

    /// What is kept of them, once they are judged.
    async fn finish(self, import: i64) -> Option<Box<Memory>> {
        let said = self.judging.await.ok()?;
        let records = Arc::into_inner(self.first)?.records;
        let said = Said::Of(self.as_of, said);
        let (stale, law) = (BTreeSet::new(), self.law);
        Some(Box::new(Memory { records, import, said, stale, law }))
    }
}

impl Resident {
    /// Keeps records that an import has written, as soon as they are judged; who wants to work with them waits
    /// for it. Where somebody works with those of before, they are read and judged as any others.
    pub(crate) fn keep(&self, early: Early, import: i64) {
        let Ok(mut guard) = Arc::clone(&self.memory).try_lock_owned() else { return };
        tokio::spawn(async move {
            let memory = early.finish(import).await;
            if guard.as_ref().is_none_or(|memory| memory.import < import) {
                *guard = memory;
            }
        });
    }

    /// Waits until nobody else screens what is due: then it may be done.
    pub(crate) async fn turn(&self) -> OwnedMutexGuard<()> {
        Arc::clone(&self.turn).lock_owned().await
    }

    /// The records of a moment. What is kept from another day is read again: nothing can drift for long.
    pub(crate) async fn current(&self, context: &Context, as_of: Option<Day>) -> Done<Current> {
        let mut guard = Arc::clone(&self.memory).lock_owned().await;
        // Only now: what another one put back may be newer than anything seen before.
        let mut tx = context.db.read().await?;
        let import = screenings::last_import(&mut tx).await?;
        let is_usable = |memory: &Memory| {
            let day = memory.said.day();
            memory.import <= import && (as_of.is_none() || day.is_none() || day == as_of)
        };
        let mut memory = match guard.take().filter(|memory| is_usable(memory)) {
            Some(memory) if memory.import == import => memory,
            Some(memory) => followed(context, &mut tx, memory).await?,
            None => read(context, &mut tx).await?,
        };
        memory.import = import;
        Ok(Current { guard, memory })
    }
}

async fn read(context: &Context, tx: &mut Tx) -> Done<Box<Memory>> {
    let records = Followed::load(tx, &context.pack.funds).await?;
    Ok(Box::new(Memory {
        records,
        import: 0,
        said: Said::Nothing,
        stale: BTreeSet::new(),
        law: String::new(),
    }))
}

/// The same with what came since, or everything read again.
async fn followed(context: &Context, tx: &mut Tx, memory: Box<Memory>) -> Done<Box<Memory>> {
    let Some(news) = memory.records.news(tx).await? else {
        // The old records go before the new ones come.
        drop(memory);
        return read(context, tx).await;
    };
    let pack = Arc::clone(&context.pack);
    let work = move || memory.follow(&pack, news);
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| Failure::System(error.to_string()))?
}

impl Memory {
    fn follow(mut self: Box<Self>, pack: &Pack, news: News) -> Done<Box<Memory>> {
        let replaced = self.records.replaced(&news)?;
        let mut stale = touched(&self.records.data, pack, &replaced);
        let before = columns(&self.records.data);
        let added = self.records.apply(news)?;
        stale.extend(touched(&self.records.data, pack, &added));
        if columns(&self.records.data) == before {
            self.stale.extend(stale);
        } else {
            self.said = Said::Nothing;
            self.stale.clear();
        }
        Ok(self)
    }

    /// What is said of everything by a day.
    fn judge(&mut self, pack: &Pack, as_of: Day) -> Outcome {
        if self.law != pack.version {
            self.law.clone_from(&pack.version);
            self.said = Said::Nothing;
            self.stale.clear();
        }
        let context = policy::Context::new(&self.records.data, pack, as_of);
        let said = match std::mem::take(&mut self.said) {
            Said::Of(day, said) if day == as_of => self.again(&context, said),
            _ => evaluate_divided(&context),
        };
        self.stale.clear();
        let whole = gather(said.values().cloned());
        self.said = Said::Of(as_of, said);
        whole
    }

    /// The same with what is said anew of the units that changed, and of those of which nothing was said. Unit by
    /// unit takes twice as long as all together.
    fn again(
        &self,
        context: &policy::Context,
        mut said: BTreeMap<Unit, Outcome>,
    ) -> BTreeMap<Unit, Outcome> {
        let places = Places::new(context.data, &context.pack.divisions);
        let all = places.all();
        said.retain(|unit, _| all.contains(unit) && !self.stale.contains(unit));
        let open: BTreeSet<Unit> =
            all.iter().copied().filter(|unit| !said.contains_key(unit)).collect();
        if open.len() * 2 > all.len() {
            return evaluate_divided(context);
        }
        said.extend(evaluate_units(context, &places, open));
        said
    }
}

/// The units whose findings may depend on some records.
fn touched(data: &DataSet, pack: &Pack, records: &[At]) -> BTreeSet<Unit> {
    if records.is_empty() {
        return BTreeSet::new();
    }
    let places = Places::new(data, &pack.divisions);
    records.iter().flat_map(|(table, row)| places.touched(*table, *row as usize)).collect()
}

/// What is known of each table besides its rows: whether it has any, and the columns of its files.
fn columns(data: &DataSet) -> Vec<(bool, u64, bool)> {
    let of = |table: &TableId| {
        let rows = data.tables.rows(*table) > 0;
        (rows, data.tables.present(*table), data.columns_vary(*table))
    };
    TableId::ALL.iter().map(of).collect()
}

impl Current {
    /// The last import that the records hold.
    pub(crate) fn import(&self) -> i64 {
        self.memory.import
    }

    /// Works with the records away from the threads that answer requests.
    pub(crate) async fn work<T: Send + 'static>(
        self,
        work: impl FnOnce(&DataSet) -> T + Send + 'static,
    ) -> Done<T> {
        self.blocking(move |memory| work(&memory.records.data)).await
    }

    /// Judges everything by a day; what is done with it beside the records.
    pub(crate) async fn judge<T: Send + 'static>(
        self,
        pack: Arc<Pack>,
        as_of: Day,
        work: impl FnOnce(&DataSet, Outcome) -> T + Send + 'static,
    ) -> Done<T> {
        let judge = move |memory: &mut Memory| {
            let outcome = memory.judge(&pack, as_of);
            work(&memory.records.data, outcome)
        };
        self.blocking(judge).await
    }

    /// The records go back to where they are kept when the work is done; where it fails they are read again.
    async fn blocking<T: Send + 'static>(
        self,
        work: impl FnOnce(&mut Memory) -> T + Send + 'static,
    ) -> Done<T> {
        let Current { mut guard, mut memory } = self;
        let run = move || {
            let done = work(&mut memory);
            *guard = Some(memory);
            done
        };
        let done = tokio::task::spawn_blocking(run).await;
        done.map_err(|error| Failure::System(error.to_string()))
    }
}

/// What is kept, in figures.
#[cfg(test)]
#[derive(Debug)]
pub(crate) struct Counted {
    /// Units of which something was said.
    pub(crate) units: usize,
    /// Those to be judged again.
    pub(crate) stale: usize,
}

#[cfg(test)]
impl Resident {
    pub(crate) async fn counted(&self) -> Counted {
        let guard = self.memory.lock().await;
        let said = |memory: &Memory| match &memory.said {
            Said::Of(_, said) => said.len(),
            Said::Nothing => 0,
        };
        let (units, stale) =
            guard.as_ref().map_or((0, 0), |memory| (said(memory), memory.stale.len()));
        Counted { units, stale }
    }
}
