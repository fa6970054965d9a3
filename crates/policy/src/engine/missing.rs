//! Collects what could not be judged, by rule and by what is missing for it.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::{Fact, NotEvaluable, Reason};

/// What could not be judged so far.
#[derive(Default)]
pub(super) struct Missing {
    /// What the whole data set lacks.
    absent: BTreeMap<(String, Reason), u64>,
    /// Facts that single subjects lack, and how many subjects there are.
    unknown: BTreeMap<(String, Want), (BTreeSet<Fact>, u64)>,
}

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
    /// Notes what the data set lacks, and for how many more subjects.
    pub(super) fn absent(&mut self, rule: &str, reason: &Reason, subjects: u64) {
        *self.absent.entry((rule.to_owned(), reason.clone())).or_default() += subjects;
    }

    /// Notes subjects of which a rule cannot tell; they add up.
    pub(super) fn doubt(&mut self, doubt: Doubt) {
        if let Want::Absent(reason) = &doubt.want {
            return self.absent(&doubt.rule, reason, doubt.subjects);
        }
        let (facts, subjects) = self.unknown.entry((doubt.rule, doubt.want)).or_default();
        facts.extend(doubt.facts);
        *subjects += doubt.subjects;
    }

    /// All of it, by rule and reason.
    pub(super) fn finish(self) -> Vec<NotEvaluable> {
        let absent = self.absent.into_iter().map(|((rule, reason), subjects)| NotEvaluable {
            rule,
            reason,
            subjects,
        });
        let unknown = self.unknown.into_iter().map(|((rule, want), (facts, subjects))| {
            let reason = match want {
                Want::Facts => Reason::MissingFact(facts.into_iter().collect()),
                Want::Year(year) => Reason::NoCalendar(year),
                Want::Absent(reason) => reason,
            };
            NotEvaluable { rule, reason, subjects }
        });
        let mut all: Vec<NotEvaluable> = absent.chain(unknown).collect();
        all.sort();
        all
    }
}
