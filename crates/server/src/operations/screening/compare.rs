//! What a screening says against the warnings there are.

use std::collections::{BTreeMap, HashMap, HashSet};

use domain::warning::Step;
use store::db::Tx;
use store::screenings::Counts;
use store::warnings::{self, First, Identity, Seen, Standing, Warning};

use super::found::Found;
use crate::operations::Done;
use crate::operations::handling::{Taking, words};
use crate::operations::warnings::{followed, kept};

/// One comparison.
pub(super) struct Comparison<'a> {
    /// The engine, on the day of the screening.
    pub(super) taking: Taking<'a>,
    /// The day by which the records were judged.
    pub(super) as_of: String,
    /// Warnings that were not found because their rule cannot tell: they stay as they are.
    pub(super) unsettled: HashSet<Identity>,
}

/// What is to be done about a warning that is there.
#[derive(Default)]
struct Change {
    /// What the engine says now, where that is something else.
    seen: Option<Seen>,
    /// The engine's steps.
    steps: Vec<Step>,
}

impl Comparison<'_> {
    /// Writes what is new, gone, back again or otherwise; how many of each.
    pub(super) async fn write(&self, tx: &mut Tx, found: Vec<Found>) -> Done<Counts> {
        let order: HashMap<Identity, usize> =
            found.iter().enumerate().map(|(at, found)| (found.identity.clone(), at)).collect();
        let mut found: BTreeMap<usize, Found> = found.into_iter().enumerate().collect();
        let (mut counts, mut changes) = (Counts::default(), Vec::new());
        let mut unsettled = Vec::new();
        warnings::each(tx, |warning| {
            let said = order.get(&warning.identity).and_then(|at| found.remove(at));
            let change = self.change(&warning, said.map(|found| found.seen), &mut counts);
            if change.seen.is_some() || !change.steps.is_empty() {
                changes.push((warning, change));
            } else if self.unsettled.contains(&warning.identity) {
                unsettled.push((warning.id, warning.last_as_of));
            }
        })
        .await?;
        for (warning, change) in changes {
            self.carry_out(tx, warning, change).await?;
        }
        counts.fresh = found.len() as i64;
        self.add(tx, found.into_values()).await?;
        warnings::seen_on(tx, &self.as_of).await?;
        for (id, last) in unsettled {
            warnings::last_seen_on(tx, id, &last).await?;
        }
        Ok(counts)
    }

    /// What becomes of one warning.
    fn change(&self, warning: &Warning, said: Option<Seen>, counts: &mut Counts) -> Change {
        let standing = &warning.standing;
        let mut change = Change::default();
        let today = self.taking.on.to_string();
        if standing.until.as_ref().is_some_and(|until| *until < today) {
            change.steps.push(Step::Lapse);
        }
        match said {
            Some(seen) => {
                let lamp = kept::lamp(&seen.lamp);
                if !standing.lit || seen.lamp != warning.seen.lamp {
                    change.steps.extend(lamp.map(Step::Find));
                }
                let count = match (standing.lit, is_other(&warning.seen, &seen)) {
                    (false, _) => &mut counts.returned,
                    (true, true) => &mut counts.changed,
                    (true, false) => &mut counts.unchanged,
                };
                *count += 1;
                change.seen = (seen != warning.seen).then_some(seen);
            }
            None if standing.lit && self.unsettled.contains(&warning.identity) => {
                counts.unchanged += 1;
            }
            None if standing.lit => {
                change.steps.push(Step::Clear);
                counts.cleared += 1;
            }
            None => {}
        }
        change
    }

    async fn carry_out(&self, tx: &mut Tx, warning: Warning, change: Change) -> Done<()> {
        if let Some(seen) = &change.seen {
            warnings::see(tx, warning.id, seen).await?;
        }
        if change.steps.is_empty() {
            return Ok(());
        }
        let mut followed = followed(tx, warning).await?;
        for step in change.steps {
            followed.take(tx, step, self.taking).await?;
        }
        Ok(())
    }

    /// Adds the warnings that are new.
    async fn add(&self, tx: &mut Tx, found: impl Iterator<Item = Found>) -> Done<()> {
        let mut id = warnings::highest(tx).await?;
        let new: Vec<_> = found
            .map(|found| {
                id += 1;
                self.begun(id, found)
            })
            .collect();
        Ok(warnings::add(tx, &new).await?)
    }

    /// A warning as it begins.
    fn begun(&self, id: i64, found: Found) -> (Warning, Vec<warnings::Office>) {
        let (on, level) = (self.taking.on.to_string(), found.level.word().to_owned());
        let warning = Warning {
            id,
            identity: found.identity,
            place: found.place,
            first: First {
                lamp: found.seen.lamp.clone(),
                level: level.clone(),
                on: on.clone(),
                as_of: self.as_of.clone(),
                exemptable: found.exemptable,
            },
            last_as_of: self.as_of.clone(),
            seen: found.seen,
            standing: Standing {
                state: words::of_warning(domain::warning::State::Open).to_owned(),
                lit: true,
                level,
                until: None,
                case: None,
                since: on,
            },
        };
        (warning, found.offices)
    }
}

/// Whether the engine says something else than before. That days went on is nothing else.
fn is_other(before: &Seen, now: &Seen) -> bool {
    let told = |seen: &Seen| {
        let days = (seen.due_on.clone(), seen.done_on.clone());
        (seen.lamp.clone(), seen.soon, seen.amount, days)
    };
    told(before) != told(now)
}
