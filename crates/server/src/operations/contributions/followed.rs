//! A contribution as its steps have made it.

use domain::contribution::{Contribution, State, Step};
use domain::day::Day;
use store::contributions::{self, Standing};
use store::db::Tx;

use crate::operations::Done;
use crate::operations::handling::followed::{Followed, moving};
use crate::operations::handling::words;

use super::kept;

/// A contribution with all that was done about it.
pub(crate) type FollowedContribution = Followed<Contribution>;

moving!(Contribution, contributions::Contribution, |_stored, Step::Enter(line), by, on| {
    Contribution::begin(line, by, on).ok()
});

impl FollowedContribution {
    /// Keeps what its steps come to.
    pub(super) async fn stand(&mut self, tx: &mut Tx, on: Day) -> Done<()> {
        self.kept.standing = standing(&self.one, on);
        Ok(contributions::stand(tx, &self.kept).await?)
    }
}

/// Whether another line may reverse it: it is confirmed, and reverses none itself.
pub(super) fn is_reversible(one: &Contribution) -> bool {
    one.state() == State::Confirmed && one.line().reverses.is_none()
}

/// What its steps come to.
pub(super) fn standing(one: &Contribution, on: Day) -> Standing {
    let line = one.line();
    Standing {
        entry: words::of_contribution_entry(line.entry).to_owned(),
        source: words::of_contribution_source(line.source).to_owned(),
        giver: line.giver.clone(),
        giver_kind: words::of_contribution_giver(line.giver_kind).to_owned(),
        amount: line.amount.0,
        on: line.on.to_string(),
        note: line.note.clone(),
        state: kept::state(one.state()).to_owned(),
        since: on.to_string(),
    }
}
