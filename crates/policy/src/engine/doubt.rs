//! Why a rule cannot tell: counted by rule and reason.

use std::collections::{BTreeMap, BTreeSet};

use super::judge::BoundRule;
use crate::finding::Reason;
use crate::pack::Rule;
use crate::value::Batch;

/// The rows of a stretch of which rules cannot tell, by id of rule, with the reason.
#[derive(Default)]
pub(super) struct Doubts<'a>(BTreeMap<&'a str, BTreeMap<u32, Reason>>);

impl<'a> Doubts<'a> {
    /// Keeps the rows of which one block of a rule cannot tell.
    pub(super) fn add(&mut self, rule: &'a Rule, bound: &BoundRule, batch: &Batch, rows: &[u32]) {
        if rows.is_empty() {
            return;
        }
        let counts = rule.counts_workdays();
        let kept = self.0.entry(&rule.id).or_default();
        for row in rows {
            let year = if counts { missing_year(bound, batch, *row as usize) } else { None };
            let reason = year.map_or(Reason::MissingFact, Reason::NoCalendar);
            kept.entry(*row).or_insert(reason);
        }
    }

    /// How many rows each rule cannot tell of, without those of which another block of it found something.
    pub(super) fn counted(self, found: &BTreeMap<&str, BTreeSet<u32>>) -> Vec<Doubt> {
        let mut counts: BTreeMap<(&str, Reason), u64> = BTreeMap::new();
        for (rule, rows) in self.0 {
            let told = found.get(rule);
            let open = |row: &u32| !told.is_some_and(|rows| rows.contains(row));
            for (_, reason) in rows.into_iter().filter(|(row, _)| open(row)) {
                *counts.entry((rule, reason)).or_default() += 1;
            }
        }
        counts.into_iter().map(|((rule, reason), n)| (rule.to_owned(), reason, n)).collect()
    }
}

/// A rule, why it cannot tell, and of how many rows.
pub(super) type Doubt = (String, Reason, u64);

fn missing_year(bound: &BoundRule, batch: &Batch, row: usize) -> Option<i32> {
    bound.expressions().into_iter().find_map(|(_, e)| e.missing_year(batch, row))
}
