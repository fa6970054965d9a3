//! A round of monitoring as its steps have made it.

use domain::day::Day;
use domain::monitoring::{Monitoring, Step};
use store::db::Tx;
use store::monitorings::{self, Standing};

use super::kept;
use crate::operations::Done;
use crate::operations::handling::followed::{Followed, moving};
use crate::operations::handling::words;

/// A round with all that was done about it.
pub(crate) type FollowedRound = Followed<Monitoring>;

moving!(Monitoring, monitorings::Round, |_stored, Step::Submit(text), by, on| {
    Monitoring::begin(text, by, on).ok()
});

impl FollowedRound {
    /// Keeps what its steps come to.
    pub(super) async fn stand(&mut self, tx: &mut Tx, on: Day) -> Done<()> {
        self.kept.standing = standing(&self.one, &self.kept.standing.light, on);
        Ok(monitorings::stand(tx, &self.kept).await?)
    }

    /// The day on which something was decided.
    pub(super) fn decided_on(&self) -> Option<Day> {
        let mut all = self.one.history().iter();
        all.find(|done| matches!(done.step, Step::Decide(_))).map(|done| done.on)
    }

    /// What findings call it.
    pub(super) fn subject(&self) -> String {
        format!("{}@{}", self.kept.target, self.kept.node)
    }
}

/// What its steps come to.
pub(super) fn standing(one: &Monitoring, light: &str, on: Day) -> Standing {
    let decision = one.decision();
    Standing {
        executed: one.text().executed.0,
        expected: one.text().expected.0,
        light: light.to_owned(),
        measure: decision.map(|one| words::of_monitoring_measure(one.measure).to_owned()),
        due: decision.map(|one| one.due.to_string()),
        state: kept::state(one.state()).to_owned(),
        since: on.to_string(),
    }
}
