//! Collects what could not be judged, by rule and by what is missing for it.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::{Fact, NotEvaluable, Reason};

/// What could not be judged so far: by rule and want, the facts that are missing and for how many subjects.
#[derive(Default)]
pub(super) struct Missing(BTreeMap<(String, Want), (BTreeSet<Fact>, u64)>);

/// What single subjects lack: facts, the working days of a year, or what the whole data set lacks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Want {
    Facts,
    Year(i32),
    Absent(Reason),
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
    /// Notes what the data set lacks, though for no subject yet.
    pub(super) fn absent(&mut self, rule: &str, reason: &Reason) {
        self.0.entry((rule.to_owned(), Want::Absent(reason.clone()))).or_default();
    }

    /// Notes subjects of which a rule cannot tell; they add up.
    pub(super) fn doubt(&mut self, doubt: Doubt) {
        let (facts, subjects) = self.0.entry((doubt.rule, doubt.want)).or_default();
        facts.extend(doubt.facts);
        *subjects += doubt.subjects;
    }

    /// All of it, by rule and reason.
    pub(super) fn finish(self) -> Vec<NotEvaluable> {
        let told = self.0.into_iter().map(|((rule, want), (facts, subjects))| {
            let reason = match want {
                Want::Facts => Reason::MissingFact(facts.into_iter().collect()),
                Want::Year(year) => Reason::NoCalendar(year),
                Want::Absent(reason) => reason,
            };
            NotEvaluable { rule, reason, subjects }
        });
        let mut all: Vec<NotEvaluable> = told.collect();
        all.sort();
        all
    }
}
