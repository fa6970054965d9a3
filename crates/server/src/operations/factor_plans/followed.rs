//! A plan as its steps have made it.

use domain::day::Day;
use domain::division::Division;
use domain::factor::plan::{FactorPlan, Step};
use store::db::Tx;
use store::factor_plans::{self, Standing};

use super::kept;
use crate::operations::Done;
use crate::operations::handling::followed::{Followed, moving};

/// A plan with all that was done about it.
pub(crate) type FollowedPlan = Followed<FactorPlan>;

moving!(FactorPlan, factor_plans::FactorPlan, |_stored, Step::Write(draft), by, on| {
    FactorPlan::begin(draft, by, on).ok()
});

impl FollowedPlan {
    /// Keeps what its steps come to.
    pub(super) async fn stand(&mut self, tx: &mut Tx, on: Day, import: Option<i64>) -> Done<()> {
        let before = self.kept.standing.import;
        self.kept.standing = standing(&self.one, on, import.or(before));
        Ok(factor_plans::stand(tx, self.kept.id, &self.kept.standing).await?)
    }
}

/// What its steps come to.
pub(super) fn standing(one: &FactorPlan, on: Day, import: Option<i64>) -> Standing {
    let decision = one.decision();
    Standing {
        amount: one.draft().amount.0,
        places: one.draft().places.len() as i64,
        state: kept::state(one.state()).to_owned(),
        since: on.to_string(),
        doc_no: decision.map(|decision| decision.document.clone()).unwrap_or_default(),
        adopted_on: decision.map(|decision| decision.on.to_string()),
        import,
    }
}

/// The values of a place, as they are written; empty where the plan does not have it.
pub(crate) fn values_of(one: &FactorPlan, division: Division) -> Vec<String> {
    let place = one.draft().places.iter().find(|place| place.division == division);
    let values = place.map(|place| place.values.as_slice()).unwrap_or_default();
    values.iter().map(ToString::to_string).collect()
}
