//! How many findings there are of a rule, and in a division.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Division, Fen};
use policy::Lamp;
use policy::finding::Finding;

use crate::checked::Checked;

/// Red and yellow counts and the red amount of one group.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) red: usize,
    pub(crate) yellow: usize,
    /// Sum in fen; i128, so that no data set can overflow it.
    red_fen: i128,
}

impl Tally {
    fn add(&mut self, finding: &Finding) {
        match finding.lamp {
            Lamp::Red => {
                self.red += 1;
                self.red_fen += finding.amount.map_or(0, |a| i128::from(a.0));
            }
            Lamp::Yellow => self.yellow += 1,
        }
    }

    /// The red amount; nothing where it is more than any budget.
    pub(crate) fn red_amount(&self) -> Option<Fen> {
        i64::try_from(self.red_fen).ok().map(Fen)
    }
}

/// Findings by rule.
pub(crate) fn by_rule(checked: &Checked) -> BTreeMap<&str, Tally> {
    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    for finding in &checked.outcome.findings {
        tallies.entry(&finding.rule).or_default().add(finding);
    }
    tallies
}

/// Findings by division; those that name none are first.
pub(crate) fn by_division(checked: &Checked) -> BTreeMap<Option<Division>, Tally> {
    let mut tallies: BTreeMap<Option<Division>, Tally> = BTreeMap::new();
    for finding in &checked.outcome.findings {
        tallies.entry(finding.division).or_default().add(finding);
    }
    tallies
}

/// What a check looked at besides its findings.
pub(crate) struct Whole {
    pub(crate) red: usize,
    pub(crate) yellow: usize,
    /// Findings that an approved exception lifted.
    pub(crate) excepted: usize,
    /// Rules that could not judge all of their subjects.
    pub(crate) unjudged: usize,
    /// Rows read.
    pub(crate) rows: usize,
    /// Rows left out.
    pub(crate) rejected: usize,
}

/// The numbers of a check.
pub(crate) fn whole(checked: &Checked) -> Whole {
    let outcome = &checked.outcome;
    let unjudged: BTreeSet<&str> = outcome.not_evaluable.iter().map(|n| n.rule.as_str()).collect();
    let counts = || checked.loaded.counts.values();
    Whole {
        red: checked.count(Lamp::Red),
        yellow: checked.count(Lamp::Yellow),
        excepted: outcome.excepted as usize,
        unjudged: unjudged.len(),
        rows: counts().map(|c| c.rows as usize).sum(),
        rejected: counts().map(|c| c.rejected as usize).sum(),
    }
}
