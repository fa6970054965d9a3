//! A self-evaluation as its steps have made it.

use domain::Day;
use domain::evaluation::{SelfEvaluation, Step};
use domain::handling::Who;
use store::db::Tx;
use store::self_evaluations::{self, Standing};

use super::kept;
use crate::operations::Done;
use crate::operations::handling::followed::{Followed, moving};

/// A self-evaluation with all that was done about it.
pub(crate) type FollowedEvaluation = Followed<SelfEvaluation>;

moving!(
    SelfEvaluation,
    self_evaluations::SelfEvaluation,
    |_stored, Step::Report(figures), by, on| SelfEvaluation::begin(figures, by, on).ok()
);

impl FollowedEvaluation {
    /// Keeps what its steps come to.
    pub(super) async fn stand(&mut self, tx: &mut Tx, on: Day) -> Done<()> {
        let stands = self.one.checked().is_some();
        let checker = self.one.checkers().last().filter(|_| stands);
        let checker = checker.and_then(Who::person).map(|person| person.0 as i64);
        self.kept.standing = standing(&self.one, checker, on);
        Ok(self_evaluations::stand(tx, &self.kept).await?)
    }
}

/// What its steps come to.
pub(super) fn standing(one: &SelfEvaluation, checker: Option<i64>, on: Day) -> Standing {
    Standing {
        checker,
        score: one.figures().total().0,
        grade: one.figures().grade.clone(),
        checked_score: one.checked().map(|figures| figures.total().0),
        checked_grade: one.checked().map(|figures| figures.grade.clone()),
        state: kept::state(one.state()).to_owned(),
        since: on.to_string(),
    }
}
