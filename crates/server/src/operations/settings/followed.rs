//! A setting as its steps have made it.

use domain::day::Day;
use domain::handling::{Opinion, PostId};
use domain::setting::{Setting, Step};
use store::db::Tx;
use store::settings::{self, Standing};

use super::kept;
use crate::operations::Done;
use crate::operations::handling::followed::{Followed, moving};

/// A setting with all that was done about it.
pub(crate) type FollowedSetting = Followed<Setting>;

moving!(Setting, settings::Setting, |_stored, Step::Propose(proposal), by, on| Setting::begin(
    proposal, by, on
)
.ok());

impl FollowedSetting {
    /// Keeps what its steps come to.
    pub(super) async fn stand(&mut self, tx: &mut Tx, on: Day) -> Done<()> {
        self.kept.standing = standing(&self.one, &self.kept.standing.form, on);
        Ok(settings::stand(tx, self.kept.id, &self.kept.standing).await?)
    }
}

/// What its steps come to.
pub(super) fn standing(one: &Setting, form: &str, on: Day) -> Standing {
    let opinion =
        |(post, said): &(PostId, Option<Opinion>)| (post.0 as i64, Opinion::word(said.as_ref()));
    Standing {
        form: form.to_owned(),
        value: one.proposal().value.clone(),
        since: one.proposal().since.to_string(),
        state: kept::state(one.state()).to_owned(),
        changed_on: on.to_string(),
        opinions: one.opinions().iter().map(opinion).collect(),
    }
}
