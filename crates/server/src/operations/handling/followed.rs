//! Matters that move by steps: the store keeps each step, the domain knows what all of them come to. What is the
//! same for hand-downs, factor plans, integration plans, reconciliations and settings stands here.

use std::fmt::Debug;

use domain::day::Day;
use domain::handling::{StepRefusal, Who};
use serde_json::Value;
use store::db::Tx;
use store::steps;

use super::{Kept, Taking, keep, matter_of, replay, who};
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
    /// A step that was kept; nothing where it is none.
    fn read(kind: &str, body: &Value) -> Option<Self::Step>;
    /// A step as it is kept.
    fn written(step: &Self::Step) -> Kept;
    /// As its first step begins it; nothing where that step begins nothing.
    fn begun(stored: &Self::Stored, first: Self::Step, by: Who, on: Day) -> Option<Self>;
    /// After a step.
    fn after(&self, step: Self::Step, by: Who, on: Day) -> Result<Self, StepRefusal>;
    /// How many steps were taken.
    fn steps(&self) -> usize;
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

impl<M: Moving> Followed<M> {
    /// A matter as its kept steps have made it.
    pub(crate) async fn of(tx: &mut Tx, kept: M::Stored) -> Done<Followed<M>> {
        let number = M::number(&kept);
        let damaged = || Failure::System(format!("{} {number}: no beginning", M::KIND));
        let steps = steps::of(tx, matter_of(M::KIND, number)).await?;
        let (first, others) = steps.split_first().ok_or_else(damaged)?;
        let body: Value = serde_json::from_str(&first.body).unwrap_or_default();
        let on = Day::parse(&first.day).map_err(|_| damaged())?;
        let begun = M::read(&first.kind, &body)
            .and_then(|step| M::begun(&kept, step, who(first), on))
            .ok_or_else(damaged)?;
        let take = |one: M, step, by, on| one.after(step, by, on);
        let one = replay(begun, others, M::read, take)?;
        Ok(Followed { kept, one, steps, last: ("", Value::Null) })
    }

    /// A matter that has just begun and has its number: its first step is kept.
    pub(crate) async fn begin(
        tx: &mut Tx,
        (kept, one): (M::Stored, M),
        first: &M::Step,
        taking: Taking<'_>,
    ) -> Done<Followed<M>> {
        let last = M::written(first);
        keep(tx, matter_of(M::KIND, M::number(&kept)), 1, last.clone(), taking).await?;
        Ok(Followed { kept, one, steps: Vec::new(), last })
    }

    /// Takes a step, and keeps it.
    pub(crate) async fn take(
        &mut self,
        tx: &mut Tx,
        step: M::Step,
        taking: Taking<'_>,
    ) -> Done<()> {
        let after = self.one.after(step.clone(), taking.by, taking.on).map_err(Refusal::Step)?;
        self.last = M::written(&step);
        let matter = matter_of(M::KIND, M::number(&self.kept));
        keep(tx, matter, after.steps(), self.last.clone(), taking).await?;
        self.one = after;
        Ok(())
    }
}

/// Makes a type of the domain a [`Moving`] one: its module has `KIND`, and `kept::{read, written}`.
macro_rules! moving {
    ($one:ty, $stored:ty, |$kept:ident, $step:pat, $by:ident, $on:ident| $begun:expr) => {
        impl $crate::operations::handling::followed::Moving for $one {
            const KIND: &'static str = super::KIND;
            type Stored = $stored;
            type Step = Step;

            fn number(stored: &$stored) -> i64 {
                stored.id
            }

            fn read(kind: &str, body: &serde_json::Value) -> Option<Step> {
                super::kept::read(kind, body)
            }

            fn written(step: &Step) -> $crate::operations::handling::Kept {
                super::kept::written(step)
            }

            fn begun(
                $kept: &$stored,
                first: Step,
                $by: domain::handling::Who,
                $on: domain::day::Day,
            ) -> Option<$one> {
                let $step = first else { return None };
                $begun
            }

            fn after(
                &self,
                step: Step,
                by: domain::handling::Who,
                on: domain::day::Day,
            ) -> Result<$one, domain::handling::StepRefusal> {
                self.step(step, by, on)
            }

            fn steps(&self) -> usize {
                self.history().len()
            }
        }
    };
}
pub(crate) use moving;
