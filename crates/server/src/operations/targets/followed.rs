//! A target as its steps have made it.

use domain::Day;
use domain::target::{Review, Step, Target};
use store::db::Tx;
use store::targets::{self, Standing};

use super::kept;
use crate::operations::Done;
use crate::operations::handling::followed::{Begun, Followed, moving};

/// A target with all that was done about it.
pub(crate) type FollowedTarget = Followed<Target>;

moving!(Target, targets::TargetWay);

impl Begun for Target {
    fn begun(
        _stored: &targets::TargetWay,
        first: Step,
        by: domain::handling::Who,
        on: Day,
    ) -> Option<Target> {
        match first {
            Step::Write(text) => Target::begin(text, by, on).ok(),
            Step::TakeOver { text, approved_on } => {
                Target::take_over((text, approved_on), by, on).ok()
            }
            _ => None,
        }
    }
}

impl FollowedTarget {
    /// Keeps what its steps come to.
    pub(super) async fn stand(&mut self, tx: &mut Tx, on: Day) -> Done<()> {
        self.kept.standing = standing(&self.one, on);
        Ok(targets::stand(tx, &self.kept).await?)
    }
}

/// What its steps come to.
pub(super) fn standing(one: &Target, on: Day) -> Standing {
    let day = |day: Option<Day>| day.map(|day| day.to_string());
    Standing {
        total_amount: one.text().total.0,
        indicators: one.text().indicators.len() as i64,
        score: one.review().map(Review::total).map(i64::from),
        submitted_on: day(one.submitted_on()),
        approved_on: day(one.approved_on()),
        filed: one.filed().map(day),
        published_on: day(one.published_on()),
        state: kept::state(one.state()).to_owned(),
        since: on.to_string(),
    }
}
