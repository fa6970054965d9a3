//! What the rules say of a request, weighed: what the payment would break forbids its approval, unless an exemption in
//! force covers it. What is yellow, what cannot tell, and what is red with or without the payment wants a reason.

use domain::payment_request::Judged;
use domain::{Day, Lamp, TableId};
use policy::Finding;
use store::db::Tx;
use store::warnings;

use super::followed::FollowedRequest;
use super::{sheet, shown};
use crate::context::Context;
use crate::operations::entry::{self, Ready, Verdict};
use crate::operations::imports::Party;
use crate::operations::screening::found::identity;
use crate::operations::{Actor, Done};

/// What was said, by its weight: ids of rules.
#[derive(Clone, Debug, Default)]
pub(crate) struct Weighed {
    /// What the payment would break.
    pub(crate) broken: Vec<String>,
    /// What it would break under an exemption.
    pub(crate) exempted: Vec<String>,
    /// What wants a reason.
    pub(crate) doubts: Vec<String>,
}

impl Weighed {
    /// As the step of approval keeps it.
    pub(super) fn judged(self) -> Judged {
        let each = |mut rules: Vec<String>| {
            rules.sort();
            rules.dedup();
            rules
        };
        let [broken, exempted, doubts] = [self.broken, self.exempted, self.doubts].map(each);
        Judged { broken, exempted, doubts }
    }
}

/// The payment of a request, and its project as it is without it, as they were read.
pub(super) struct Beside {
    payment: Ready,
    project: Option<Ready>,
}

/// Reads the payment of a request as it would be made on a day, and its project.
pub(super) async fn ready(
    context: &Context,
    on: Day,
    actor: &Actor,
    followed: &FollowedRequest,
) -> Done<Beside> {
    let mut tx = context.db.read().await?;
    let party = Party::Person(actor);
    let cells = shown(tx.persons(), followed.one.text());
    let project = entry::as_it_is(&mut tx, TableId::Projects, &followed.kept.project).await?;
    drop(tx);
    let payment = sheet(&cells, &followed.kept.county, on)?;
    Ok(Beside {
        payment: entry::read(context, party, &payment).await?,
        project: if project.written.rows.is_empty() {
            None
        } else {
            Some(entry::read(context, party, &project).await?)
        },
    })
}

/// What the rules say of the payment now, and what that weighs.
pub(super) async fn weigh(
    tx: &mut Tx,
    context: &Context,
    on: Day,
    Beside { payment, project }: Beside,
) -> Done<(Verdict, Weighed)> {
    let verdict = entry::judged_in(tx, context, on, payment).await?;
    let before = match project {
        Some(project) => Some(entry::judged_in(tx, context, on, project).await?),
        None => None,
    };
    let before: Vec<&Finding> =
        before.iter().flat_map(|verdict| &verdict.rows).flat_map(entry::Judged::findings).collect();
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
    Ok((verdict, weighed))
}

/// Whether the same is red of the project without the payment, and no less.
fn is_there(before: &[&Finding], now: &Finding) -> bool {
    let of = identity(now);
    let mut same = before.iter().filter(|one| one.lamp == Lamp::Red && identity(one) == of);
    same.any(|one| one.amount >= now.amount)
}
