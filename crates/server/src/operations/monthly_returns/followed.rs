//! A monthly return as its steps have made it.

use domain::day::Day;
use domain::monthly_return::{MonthlyReturn, State, Step};
use store::db::Tx;
use store::monthly_returns::{self, Standing};

use super::kept;
use crate::operations::Done;
use crate::operations::handling::followed::{Followed, moving};

/// A return with all that was done about it.
pub(crate) type FollowedReturn = Followed<MonthlyReturn>;

moving!(
    MonthlyReturn,
    monthly_returns::MonthlyReturn,
    |_stored, Step::Write { figures, remarks }, by, on| {
        MonthlyReturn::begin(figures, remarks, by, on).ok()
    }
);

impl FollowedReturn {
    /// Keeps what its steps come to.
    pub(super) async fn stand(&mut self, tx: &mut Tx, on: Day) -> Done<()> {
        self.kept.standing = standing(&self.one, on);
        Ok(monthly_returns::stand(tx, &self.kept).await?)
    }
}

/// What its steps come to.
pub(super) fn standing(one: &MonthlyReturn, on: Day) -> Standing {
    let sum = |of: fn(&domain::monthly_return::Figure) -> i64| one.figures().iter().map(of).sum();
    let submitted = one.history().latest(|step| matches!(step, Step::Submit { .. }));
    let stands = matches!(one.state(), State::Submitted | State::Accepted);
    Standing {
        state: kept::state(one.state()).to_owned(),
        since: on.to_string(),
        as_of: one.written().map_or_else(String::new, |(_, day)| day.to_string()),
        submitted_on: submitted
            .filter(|_| stands)
            .map_or_else(String::new, |(_, day)| day.to_string()),
        found: sum(|one| one.red + one.yellow),
        rectified: sum(|one| one.rectified),
        overdue: sum(|one| one.overdue),
    }
}
