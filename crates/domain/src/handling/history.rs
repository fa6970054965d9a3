//! What was done, by whom and when: it only grows.

use super::{StepRefusal, Who, ensure};
use crate::day::Day;

/// One step that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done<Step> {
    /// The step, with all that was said.
    pub step: Step,
    /// Who took it.
    pub by: Who,
    /// When.
    pub on: Day,
}

/// All steps in their order. There is no way to change or take out one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History<Step>(Vec<Done<Step>>);

impl<Step> Default for History<Step> {
    fn default() -> Self {
        History(Vec::new())
    }
}

impl<Step> History<Step> {
    /// The steps, the first one first.
    pub fn iter(&self) -> std::slice::Iter<'_, Done<Step>> {
        self.0.iter()
    }

    /// Number of steps.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing was done yet.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The last step.
    pub fn last(&self) -> Option<&Done<Step>> {
        self.0.last()
    }

    /// Who took the last of the steps that are meant, and when.
    pub fn latest(&self, meant: impl Fn(&Step) -> bool) -> Option<(Who, Day)> {
        self.0.iter().rev().find(|done| meant(&done.step)).map(|done| (done.by, done.on))
    }

    /// Refused where a step would lie before one that is recorded already.
    pub(crate) fn admits(&self, on: Day) -> Result<(), StepRefusal> {
        ensure(self.last().is_none_or(|last| last.on <= on), StepRefusal::BeforeLastStep)
    }

    /// The history with one step more.
    pub(crate) fn with(&self, step: Step, by: Who, on: Day) -> History<Step>
    where
        Step: Clone,
    {
        let mut steps = self.0.clone();
        steps.push(Done { step, by, on });
        History(steps)
    }
}

impl<'a, Step> IntoIterator for &'a History<Step> {
    type Item = &'a Done<Step>;
    type IntoIter = std::slice::Iter<'a, Done<Step>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
