//! A suggestion as its steps have made it.

use domain::day::Day;
use domain::suggestion::{Step, Suggestion};
use store::db::Tx;
use store::suggestions::{self, Standing};

use super::kept;
use crate::operations::Done;
use crate::operations::handling::followed::{Followed, moving};

/// A suggestion with all that was done about it.
pub(crate) type FollowedSuggestion = Followed<Suggestion>;

moving!(Suggestion, suggestions::Suggestion, |_stored, Step::Suggest(text), by, on| {
    Suggestion::begin(text, by, on).ok()
});

impl FollowedSuggestion {
    /// Keeps what its steps come to.
    pub(super) async fn stand(&mut self, tx: &mut Tx, on: Day) -> Done<()> {
        self.kept.standing = standing(&self.one, on);
        Ok(suggestions::stand(tx, &self.kept).await?)
    }
}

/// What its steps come to.
pub(super) fn standing(one: &Suggestion, on: Day) -> Standing {
    let (answer, setting) = match one.answer() {
        Some(Step::Adopt { follows, setting }) => (follows.clone(), setting.map(|id| id as i64)),
        Some(Step::Decline { reason }) => (reason.clone(), None),
        _ => (String::new(), None),
    };
    Standing {
        title: one.text().title.clone(),
        said: one.text().said.clone(),
        answer,
        setting,
        state: kept::state(one.state()).to_owned(),
        since: on.to_string(),
    }
}
