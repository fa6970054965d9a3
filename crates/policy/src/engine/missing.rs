//! Collects what could not be judged, by rule and by what is missing for it.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::{Fact, Lacking, NotEvaluable, Reason};

/// What could not be judged so far.
#[derive(Default)]
pub(super) struct Missing {
    /// What the whole data set lacks.
    absent: BTreeMap<(String, Reason, &'static str), u64>,
    /// Facts that single subjects lack, and how many subjects there are.
    unknown: BTreeMap<(String, Want), (BTreeSet<Fact>, u64)>,
}

/// What single subjects lack: facts, or the working days of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Want {
    Facts,
    Year(i32),
}

/// Subjects of which a rule cannot tell for want of facts, or of a calendar.
pub(super) struct Doubt {
    /// Id under which the rule was asked for.
    pub(super) rule: String,
    /// What they lack.
    pub(super) want: Want,
    /// The facts that are missing.
    pub(super) facts: BTreeSet<Fact>,
    /// Number of subjects.
    pub(super) subjects: u64,
}

impl Missing {
    /// Notes what the data set lacks. Blocks about one table lack the same thing for the same subjects.
    pub(super) fn absent(&mut self, lacking: Lacking) {
        let Lacking { rule, reason, table, subjects } = lacking;
        self.absent.insert((rule, reason, table), subjects);
    }

    /// Notes what several units lack; their subjects add up.
    pub(super) fn absent_too(&mut self, lacking: Lacking) {
        let Lacking { rule, reason, table, subjects } = lacking;
        *self.absent.entry((rule, reason, table)).or_default() += subjects;
    }

    /// Notes subjects of which a rule cannot tell; they add up.
    pub(super) fn doubt(&mut self, doubt: Doubt) {
        let (facts, subjects) = self.unknown.entry((doubt.rule, doubt.want)).or_default();
        facts.extend(doubt.facts);
        *subjects += doubt.subjects;
    }

    /// All of it, by rule and reason, and what is lacking by table.
    pub(super) fn finish(self) -> (Vec<NotEvaluable>, Vec<Lacking>) {
        let Missing { absent, unknown } = self;
        let mut most: BTreeMap<(&str, &Reason), u64> = BTreeMap::new();
        for ((rule, reason, _), subjects) in &absent {
            let slot = most.entry((rule, reason)).or_default();
            *slot = (*slot).max(*subjects);
        }
        let told = most.into_iter().map(|((rule, reason), subjects)| NotEvaluable {
            rule: rule.to_owned(),
            reason: reason.clone(),
            subjects,
        });
        let unknown = unknown.into_iter().map(|((rule, want), (facts, subjects))| {
            let reason = match want {
                Want::Facts => Reason::MissingFact(facts.into_iter().collect()),
                Want::Year(year) => Reason::NoCalendar(year),
            };
            NotEvaluable { rule, reason, subjects }
        });
        let mut all: Vec<NotEvaluable> = told.chain(unknown).collect();
        all.sort();
        let lacking = |((rule, reason, table), subjects)| Lacking { rule, reason, table, subjects };
        (all, absent.into_iter().map(lacking).collect())
    }
}
