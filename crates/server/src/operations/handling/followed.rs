//! Matters that move by steps: the store keeps each step, the domain knows what all of them come to. What is the
//! same for all of them stands here. Warnings, cases and projects are not among them: steps of the first two can
//! be read only beside what they refer to (closings, decisions), the way of a project begins in its records.

use std::fmt::Debug;

use domain::day::Day;
use domain::handling::{History, StepRefusal, Who};
use serde_json::Value;
use store::db::Tx;
use store::steps;

use super::acting::Stepped;
use super::{Kept, Taking, keep, matter_of, replay, taken_before, who};
use crate::operations::{Done, Failure, Refusal};

/// A matter as the domain knows it, which each step makes anew.
pub(crate) trait Moving: Clone + Debug {
    /// Kind by which its steps are kept.
    const KIND: &'static str;
    /// What the store keeps of it beside its steps.
    type Stored: Clone + Debug;
    /// A step.
    type Step: Clone;

    /// Its number in the store.
    fn number(stored: &Self::Stored) -> i64;
    /// Word of where it stands.
    fn state(stored: &Self::Stored) -> &str;
    /// A step that was kept; nothing where it is none.
    fn read(kind: &str, body: &Value) -> Option<Self::Step>;
    /// A step as it is kept.
    fn written(step: &Self::Step) -> Kept;
    /// After a step.
    fn after(&self, step: Self::Step, by: Who, on: Day) -> Result<Self, StepRefusal>;
    /// The steps that were taken.
    fn taken(&self) -> &History<Self::Step>;
}

/// A matter that its first step begins; of others the store says how they began.
pub(crate) trait Begun: Moving {
    /// As its first step begins it; nothing where that step begins nothing.
    fn begun(stored: &Self::Stored, first: Self::Step, by: Who, on: Day) -> Option<Self>;
}

/// A matter with all that was done about it.
#[derive(Clone, Debug)]
pub(crate) struct Followed<M: Moving> {
    /// As the store keeps it.
    pub(crate) kept: M::Stored,
    /// As the domain knows it.
    pub(crate) one: M,
    /// Its steps as they are kept.
    pub(crate) steps: Vec<steps::Step>,
    /// The step that was just taken.
    pub(crate) last: Kept,
}

impl<M: Begun> Followed<M> {
    /// A matter as its kept steps have made it.
    pub(crate) async fn of(tx: &mut Tx, kept: M::Stored) -> Done<Followed<M>> {
        let steps = steps::of(tx, matter_of(M::KIND, M::number(&kept))).await?;
        let begun = steps.first().and_then(|first| {
            let body: Value = serde_json::from_str(&first.body).unwrap_or_default();
            let step = M::read(&first.kind, &body)?;
            M::begun(&kept, step, who(first), Day::parse(&first.day).ok()?)
        });
        Followed::made(kept, begun, steps, 1)
    }
}

impl<M: Moving> Followed<M> {
    /// A matter of which the store says how it began, as its kept steps have made it.
    pub(crate) async fn since(tx: &mut Tx, kept: M::Stored, begun: Option<M>) -> Done<Followed<M>> {
        let steps = steps::of(tx, matter_of(M::KIND, M::number(&kept))).await?;
        Followed::made(kept, begun, steps, 0)
    }

    /// What a beginning becomes by all steps but the first ones, with which it began.
    fn made(
        kept: M::Stored,
        begun: Option<M>,
        steps: Vec<steps::Step>,
        first: usize,
    ) -> Done<Followed<M>> {
        let number = M::number(&kept);
        let damaged = || Failure::System(format!("{} {number}: no beginning", M::KIND));
        let others = steps.get(first..).unwrap_or_default();
        let take = |one: M, step, by, on| one.after(step, by, on);
        let one = replay(begun.ok_or_else(damaged)?, others, M::read, take)?;
        Ok(Followed { kept, one, steps, last: ("", Value::Null) })
    }

    /// A matter that has just begun and has its number: its first step is kept.
    pub(crate) async fn begin(
        tx: &mut Tx,
        (kept, one): (M::Stored, M),
        first: &M::Step,
        taking: Taking<'_>,
    ) -> Done<Followed<M>> {
        let begun = Followed::unkept((kept, one), first);
        keep(tx, matter_of(M::KIND, M::number(&begun.kept)), 1, begun.last.clone(), taking).await?;
        Ok(begun)
    }

    /// One that is only tried, or whose first step is still to be kept.
    pub(crate) fn unkept((kept, one): (M::Stored, M), first: &M::Step) -> Followed<M> {
        Followed { kept, one, steps: Vec::new(), last: M::written(first) }
    }

    /// Takes a step, and keeps it.
    pub(crate) async fn take(
        &mut self,
        tx: &mut Tx,
        step: M::Step,
        taking: Taking<'_>,
    ) -> Done<()> {
        let taking = taken_before(taking, self.one.taken().last().map(|last| last.on));
        let after = self.one.after(step.clone(), taking.by, taking.on).map_err(Refusal::Step)?;
        self.last = M::written(&step);
        let matter = matter_of(M::KIND, M::number(&self.kept));
        keep(tx, matter, after.taken().len(), self.last.clone(), taking).await?;
        self.one = after;
        Ok(())
    }

    /// What the event of the step that was just taken tells: at which place, and what else came of it.
    pub(crate) fn stepped<'a>(
        &'a self,
        home: &'a str,
        more: Option<(&'static str, Value)>,
    ) -> Stepped<'a> {
        Stepped {
            of: (M::KIND, M::number(&self.kept)),
            home,
            step: (&self.last, self.one.taken().len()),
            state: M::state(&self.kept),
            more,
        }
    }
}

/// Makes a type of the domain a [`Moving`] one: its module has `KIND`, and `kept::{read, written}`. With what its first
/// step makes it also a [`Begun`] one.
macro_rules! moving {
    ($one:ty, $stored:ty, |$kept:ident, $step:pat, $by:ident, $on:ident| $begun:expr) => {
        $crate::operations::handling::followed::moving!($one, $stored);

        impl $crate::operations::handling::followed::Begun for $one {
            fn begun(
                $kept: &$stored,
                first: Step,
                $by: domain::handling::Who,
                $on: domain::day::Day,
            ) -> Option<$one> {
                let $step = first else { return None };
                $begun
            }
        }
    };
    ($one:ty, $stored:ty) => {
        impl $crate::operations::handling::followed::Moving for $one {
            const KIND: &'static str = super::KIND;
            type Stored = $stored;
            type Step = Step;

            fn number(stored: &$stored) -> i64 {
                stored.id
            }

            fn state(stored: &$stored) -> &str {
                &stored.standing.state
            }

            fn read(kind: &str, body: &serde_json::Value) -> Option<Step> {
                super::kept::read(kind, body)
            }

            fn written(step: &Step) -> $crate::operations::handling::Kept {
                super::kept::written(step)
            }

            fn after(
                &self,
                step: Step,
                by: domain::handling::Who,
                on: domain::day::Day,
            ) -> Result<$one, domain::handling::StepRefusal> {
                self.step(step, by, on)
            }

            fn taken(&self) -> &domain::handling::History<Step> {
                self.history()
            }
        }
    };
}
pub(crate) use moving;
