//! What a value would change: the records in memory judged by the rules that read the parameter, as the law is and
//! as if the value had always held.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use domain::{DataSet, Day};
use policy::engine::{Selection, evaluate};
use policy::{Lamp, Outcome, Pack};
use store::warnings::Identity;

use super::admitted;
use crate::access::Operation;
use crate::context::Context;
use crate::operations::screening::found::{identity, region};
use crate::operations::{Actor, Done, Refusal};

/// Findings of a rule, before and after.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Red and yellow, as the law is.
    pub(crate) before: (u64, u64),
    /// The same if the value had always held.
    pub(crate) after: (u64, u64),
    /// Subjects found by the value and not before.
    pub(crate) fresh: u64,
    /// Subjects found before and not by the value.
    pub(crate) gone: u64,
}

/// What a value would change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Trial {
    /// By rule, those that read the parameter.
    pub(crate) rules: BTreeMap<String, Counts>,
}

impl Trial {
    /// All rules together.
    pub(crate) fn whole(&self) -> Counts {
        let pair = |a: (u64, u64), b: (u64, u64)| (a.0 + b.0, a.1 + b.1);
        self.rules.values().fold(Counts::default(), |sum, one| Counts {
            before: pair(sum.before, one.before),
            after: pair(sum.after, one.after),
            fresh: sum.fresh + one.fresh,
            gone: sum.gone + one.gone,
        })
    }
}

/// What a value would change, as of a day. It tells of all records, so it is for posts of the region alone.
pub(crate) async fn trial(
    context: &Context,
    actor: &Actor,
    (name, value, since): (&str, &str, &str),
    as_of: Day,
) -> Done<Trial> {
    let region = region(context.divisions()).ok_or(Refusal::UnknownDivision)?;
    actor.post(context, Operation::ListWarnings, Some((region, None)))?;
    let setting = admitted(&context.pack, (name, value, since))?;
    let records = context.records.current(context, None).await?;
    let pack = Arc::clone(&context.pack);
    records.work(move |data| compared(data, &pack, &setting, as_of)).await
}

fn compared(data: &DataSet, pack: &Pack, setting: &policy::pack::Setting, as_of: Day) -> Trial {
    let rules: BTreeSet<String> =
        pack.readers(&setting.name).into_iter().map(str::to_owned).collect();
    if rules.is_empty() {
        return Trial::default();
    }
    let selection =
        Selection { rules: rules.iter().cloned().collect(), red_only: false, unit: None };
    let judge = |pack: &Pack| evaluate(&policy::Context::new(data, pack, as_of), &selection);
    let (before, after) = (judge(pack), judge(&pack.trial(&setting.name, setting.value.clone())));
    let mut trial = Trial { rules: rules.into_iter().map(|id| (id, Counts::default())).collect() };
    let (was, is) = (subjects(&before), subjects(&after));
    for (outcome, after) in [(&before, false), (&after, true)] {
        for finding in &outcome.findings {
            let counts = trial.rules.entry(finding.rule.clone()).or_default();
            let of = if after { &mut counts.after } else { &mut counts.before };
            *(if finding.lamp == Lamp::Red { &mut of.0 } else { &mut of.1 }) += 1;
        }
    }
    for one in is.difference(&was) {
        trial.rules.entry(one.rule.clone()).or_default().fresh += 1;
    }
    for one in was.difference(&is) {
        trial.rules.entry(one.rule.clone()).or_default().gone += 1;
    }
    trial
}

/// What was found, as warnings know it again.
fn subjects(outcome: &Outcome) -> HashSet<Identity> {
    outcome.findings.iter().map(identity).collect()
}
