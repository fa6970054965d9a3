//! What changed, in the order in which it happened, for programs that follow the platform.

use store::changes::{self, Change};

use super::{Actor, Done};
use crate::access::Operation;
use crate::context::Context;

/// Changes of one page, at most.
pub(crate) const MOST: usize = 1000;

/// The changes after an event that lie in somebody's reach, the first one first; and up to where the chain of
/// events was read: from there the next page goes on.
pub(crate) async fn after(
    context: &Context,
    actor: &Actor,
    event: i64,
    most: usize,
) -> Done<(Vec<Change>, i64)> {
    let reach = actor.reach(context, Operation::ReadChanges)?;
    let mut tx = context.db.read().await?;
    Ok(changes::after(&mut tx, &reach, event, most.min(MOST)).await?)
}
