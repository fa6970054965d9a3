//! A payment request before the rules: its payment as it would be made, beside its project as it is without it.

use domain::{Day, TableId};
use store::db::Tx;

use super::followed::FollowedRequest;
use super::{sheet, shown};
use crate::context::Context;
use crate::operations::entry::weighed::{self, Weighed};
use crate::operations::entry::{self, Ready, Verdict};
use crate::operations::imports::Party;
use crate::operations::{Actor, Done};

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
    let weighed = weighed::weigh(tx, on, &verdict, before.as_ref()).await?;
    Ok((verdict, weighed))
}
