//! What an evaluation looks at: the records, the pack, the day, and the joins derived from them.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

pub use domain::records::RowsById;
use domain::{DataSet, Day};

use crate::pack::{Pack, Params};

/// Rows that one thread looks at alone: to wake another takes longer than they do. A verdict about a draft looks
/// at a few hundred.
pub(crate) const ALONE: usize = 2_048;

/// Everything that facts are computed from. Pure data: the day is given, never asked for.
pub struct Context<'a> {
    /// The records.
    pub data: &'a DataSet,
    /// The law.
    pub pack: &'a Pack,
    /// The values that facts read: those of the law.
    pub params: &'a Params,
    /// The day on which the facts are judged.
    pub as_of: Day,
    derived: Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>,
}

/// A join, a grouping or a sum that several fact columns use: built once per evaluation.
pub trait Derived: Any + Send + Sync + Sized {
    /// Builds it from the records. May ask for other derived values, not for itself.
    fn build(context: &Context) -> Self;
}

impl<'a> Context<'a> {
    /// A context in which nothing is derived yet.
    pub fn new(data: &'a DataSet, pack: &'a Pack, as_of: Day) -> Context<'a> {
        Context { data, pack, params: &pack.params, as_of, derived: Mutex::default() }
    }

    /// The same in which facts read other values than the law's: what a changed value would do to them.
    #[must_use]
    pub fn reading(self, params: &'a Params) -> Context<'a> {
        Context { params, derived: Mutex::default(), ..self }
    }

    /// The derived value of this type, built at its first use. Two threads that ask at once may both build
    /// it; they build the same, and nobody waits inside a build, so nothing can lock up.
    pub fn derive<T: Derived>(&self) -> Arc<T> {
        let key = TypeId::of::<T>();
        let found = self.lock().get(&key).cloned();
        let any = found.unwrap_or_else(|| {
            let built: Arc<dyn Any + Send + Sync> = Arc::new(T::build(self));
            self.lock().entry(key).or_insert(built).clone()
        });
        // The key is the type, so the cast cannot fail; building again is the harmless way out.
        any.downcast::<T>().unwrap_or_else(|_| Arc::new(T::build(self)))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<TypeId, Arc<dyn Any + Send + Sync>>> {
        self.derived.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Rows grouped by the row of another table they point to: parent row → child rows, in one array.
#[derive(Debug, Default)]
pub struct Groups {
    ends: Vec<u32>,
    rows: Vec<u32>,
}

impl Groups {
    /// Groups `count` child rows by `parent_of(child)`; children without a parent are left out. The rows of
    /// a group keep their order.
    pub fn new(parents: usize, count: usize, parent_of: impl Fn(usize) -> Option<usize>) -> Groups {
        let mut ends = vec![0_u32; parents + 1];
        for child in 0..count {
            if let Some(slot) = parent_of(child).and_then(|p| ends.get_mut(p + 1)) {
                *slot += 1;
            }
        }
        for i in 1..ends.len() {
            ends[i] += ends[i - 1];
        }
        let mut next = ends.clone();
        let mut rows = vec![0_u32; ends.last().map_or(0, |e| *e as usize)];
        for child in 0..count {
            if let Some(place) = parent_of(child).and_then(|p| next.get_mut(p)) {
                rows[*place as usize] = child as u32;
                *place += 1;
            }
        }
        Groups { ends, rows }
    }

    /// The child rows of a parent row.
    pub fn of(&self, parent: usize) -> &[u32] {
        let bounds = (self.ends.get(parent), self.ends.get(parent + 1));
        let (Some(start), Some(end)) = bounds else { return &[] };
        self.rows.get(*start as usize..*end as usize).unwrap_or_default()
    }
}

/// Rows of `allotments` by id.
pub struct AllotmentRows(pub RowsById);

impl Derived for AllotmentRows {
    fn build(context: &Context) -> Self {
        AllotmentRows(RowsById::new(context.data, &context.data.tables.allotments.id))
    }
}

/// Rows of `projects` by id.
pub struct ProjectRows(pub RowsById);

impl Derived for ProjectRows {
    fn build(context: &Context) -> Self {
        ProjectRows(RowsById::new(context.data, &context.data.tables.projects.id))
    }
}

/// Rows of `targets` by id.
pub struct TargetRows(pub RowsById);

impl Derived for TargetRows {
    fn build(context: &Context) -> Self {
        TargetRows(RowsById::new(context.data, &context.data.tables.targets.id))
    }
}
