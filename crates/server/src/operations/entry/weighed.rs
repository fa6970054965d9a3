//! What the rules say of a draft that a step approves, weighed: what it would break forbids the step, unless an
//! exemption in force covers it. What is yellow, what cannot tell, and what is red with or without it wants a reason.

use domain::handling::Judged as Kept;
use domain::{Day, Lamp};
use policy::Finding;
use serde_json::Value;
use store::db::Tx;
use store::warnings;

use super::{Judged, Verdict};
use crate::operations::Done;
use crate::operations::screening::found::identity;

/// What was said, by its weight: ids of rules.
#[derive(Clone, Debug, Default)]
pub(crate) struct Weighed {
    /// What the draft would break.
    pub(crate) broken: Vec<String>,
    /// What it would break under an exemption.
    pub(crate) exempted: Vec<String>,
    /// What wants a reason.
    pub(crate) doubts: Vec<String>,
}

impl Weighed {
    /// As the step of approval keeps it.
    pub(crate) fn judged(self) -> Kept {
        let each = |mut rules: Vec<String>| {
            rules.sort();
            rules.dedup();
            rules
        };
        let [broken, exempted, doubts] = [self.broken, self.exempted, self.doubts].map(each);
        Kept { broken, exempted, doubts }
    }
}

/// What a verdict weighs; `before` is what is found without the draft.
pub(crate) async fn weigh(
    tx: &mut Tx,
    on: Day,
    verdict: &Verdict,
    before: Option<&Verdict>,
) -> Done<Weighed> {
    let before: Vec<&Finding> =
        before.into_iter().flat_map(|verdict| &verdict.rows).flat_map(Judged::findings).collect();
    let mut weighed = Weighed::default();
    for judged in &verdict.rows {
        for finding in judged.findings() {
            let rule = finding.rule.clone();
            let heavy = finding.lamp == Lamp::Red && !is_there(&before, finding);
            if !heavy {
                weighed.doubts.push(rule);
            } else if warnings::is_exempt(tx, &identity(finding), &on.to_string()).await? {
                weighed.exempted.push(rule);
            } else {
                weighed.broken.push(rule);
            }
        }
        let said = &judged.said;
        let untold = said.own.not_evaluable.iter().chain(&said.touched.not_evaluable);
        weighed.doubts.extend(untold.map(|untold| untold.rule.clone()));
    }
    Ok(weighed)
}

/// Whether the same is red without the draft, and no less.
fn is_there(before: &[&Finding], now: &Finding) -> bool {
    let of = identity(now);
    let mut same = before.iter().filter(|one| one.lamp == Lamp::Red && identity(one) == of);
    same.any(|one| one.amount >= now.amount)
}

/// What a step of approval keeps, as it was kept.
pub(crate) fn read(body: &Value) -> Option<Kept> {
    Some(Kept {
        broken: rules(body, "broken")?,
        exempted: rules(body, "exempted")?,
        doubts: rules(body, "doubts")?,
    })
}

fn rules(body: &Value, name: &str) -> Option<Vec<String>> {
    let all = body.get(name)?.as_array()?;
    all.iter().map(|rule| rule.as_str().map(str::to_owned)).collect()
}
