//! An integration plan as its steps have made it.

use domain::day::Day;
use domain::handling::{Opinion, PostId};
use domain::integration::{Plan, Step};
use store::db::Tx;
use store::integration::{self, Lines, Standing};

use super::kept;
use crate::operations::Done;
use crate::operations::handling::followed::{Followed, moving};

/// A plan with all that was done about it.
pub(crate) type FollowedPlan = Followed<Plan>;

moving!(Plan, integration::Plan, |_stored, Step::Write(draft), by, on| Plan::begin(draft, by, on)
    .ok());

impl FollowedPlan {
    /// Keeps what its steps come to.
    pub(super) async fn stand(&mut self, tx: &mut Tx, on: Day) -> Done<()> {
        self.kept.standing = standing(&self.one, on);
        Ok(integration::stand(tx, self.kept.id, &self.kept.standing, &lines(&self.one)).await?)
    }
}

/// What its steps come to.
pub(super) fn standing(one: &Plan, on: Day) -> Standing {
    let decided = one.history().iter().rev().find_map(|done| match &done.step {
        Step::Approve { document, on } => Some((document.clone(), on.to_string())),
        _ => None,
    });
    let (document, decided_on) = decided.unzip();
    Standing {
        title: one.draft().title.clone(),
        amount: one.draft().total().map_or(0, |total| total.0),
        state: kept::state(one.state()).to_owned(),
        since: on.to_string(),
        document: document.unwrap_or_default(),
        decided_on,
    }
}

fn lines(one: &Plan) -> Lines {
    let draft = one.draft();
    let review =
        |(post, said): &(PostId, Option<Opinion>)| (post.0 as i64, Opinion::word(said.as_ref()));
    Lines {
        sources: draft.sources.iter().map(|s| (s.fund.clone(), s.scale.0, s.amount.0)).collect(),
        uses: draft
            .uses
            .iter()
            .map(|one| (one.project.clone(), one.fund.clone(), one.amount.0))
            .collect(),
        reviews: one.reviews().iter().map(review).collect(),
    }
}
