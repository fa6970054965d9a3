//! A push list as its steps have made it.

use domain::Day;
use domain::handling::{PostId, WarningId};
use domain::push::{Item, PushList, Step};
use store::db::Tx;
use store::pushes::{self, Standing, Told};

use crate::operations::Done;
use crate::operations::handling::followed::{Followed, moving};
use crate::operations::handling::{Taking, words};

/// A list with all that was done about it.
pub(crate) type FollowedPush = Followed<PushList>;

moving!(PushList, pushes::Push);

/// A list as its steps have made it, and its items with what is known of them today.
pub(crate) async fn followed(tx: &mut Tx, kept: pushes::Push) -> Done<(FollowedPush, Vec<Told>)> {
    let items = pushes::items(tx, kept.id).await?;
    let begun = begun(&kept, &items);
    Ok((Followed::since(tx, kept, begun).await?, items))
}

fn begun(kept: &pushes::Push, items: &[Told]) -> Option<PushList> {
    let made: Option<Vec<Item>> = items.iter().map(|told| first(&told.item)).collect();
    Some(PushList::remade(PostId(kept.post as u64), Day::parse(&kept.made_on).ok()?, made?))
}

/// An item as it stood in the list when it was made.
fn first(item: &pushes::Item) -> Option<Item> {
    let first_pushed = Day::parse(&item.first_pushed).ok()?;
    Some(Item { warning: WarningId(item.warning as u64), first_pushed, answered: false })
}

impl FollowedPush {
    /// Takes a step, and keeps it with what lists ask.
    pub(crate) async fn step(&mut self, tx: &mut Tx, step: Step, taking: Taking<'_>) -> Done<()> {
        let answered = match &step {
            Step::Answer { warning, .. } => Some(warning.0 as i64),
            Step::Receive => None,
        };
        self.take(tx, step, taking).await?;
        self.kept.standing = standing(&self.one, taking.on);
        pushes::stand(tx, self.kept.id, &self.kept.standing).await?;
        if let Some(warning) = answered {
            pushes::answer(tx, self.kept.id, warning).await?;
        }
        Ok(())
    }
}

/// What lists ask of a push list.
pub(super) fn standing(list: &PushList, on: Day) -> Standing {
    let receipt = list.history().latest(|step| matches!(step, Step::Receive));
    Standing {
        state: words::of_push(list.state()).to_owned(),
        unanswered: list.unanswered().count() as i64,
        received_on: receipt.map(|(_, on)| on.to_string()),
        since: on.to_string(),
    }
}
