//! A plan as its steps have made it.

use domain::day::Day;
use domain::division::Division;
use domain::factor::plan::{FactorPlan, Step};
use serde_json::Value;
use store::db::Tx;
use store::factor_plans::{self, Standing};
use store::steps;

use super::{KIND, kept};
use crate::operations::handling::{Kept, Taking, keep, matter_of, replay, who};
use crate::operations::{Done, Failure, Refusal};

/// A plan with all that was done about it.
#[derive(Clone, Debug)]
pub(crate) struct FollowedPlan {
    /// As the store keeps it.
    pub(crate) kept: factor_plans::FactorPlan,
    /// As the domain knows it.
    pub(crate) one: FactorPlan,
    /// Its steps as they are kept.
    pub(crate) steps: Vec<steps::Step>,
    /// The step that was just taken.
    pub(crate) last: Kept,
}

/// A plan as its steps have made it.
pub(super) async fn followed(tx: &mut Tx, kept: factor_plans::FactorPlan) -> Done<FollowedPlan> {
    let damaged = || Failure::System(format!("factor plan {} does not say how it began", kept.id));
    let steps = steps::of(tx, matter_of(KIND, kept.id)).await?;
    let (first, others) = steps.split_first().ok_or_else(damaged)?;
    let body: Value = serde_json::from_str(&first.body).unwrap_or_default();
    let Some(Step::Write(draft)) = kept::read(&first.kind, &body) else { return Err(damaged()) };
    let on = Day::parse(&first.day).map_err(|_| damaged())?;
    let begun = FactorPlan::begin(draft, who(first), on).map_err(|_| damaged())?;
    let take = |one: FactorPlan, step, by, on| one.step(step, by, on);
    let one = replay(begun, others, kept::read, take)?;
    Ok(FollowedPlan { kept, one, steps, last: ("", Value::Null) })
}

impl FollowedPlan {
    /// Takes a step, and keeps it.
    pub(super) async fn take(&mut self, tx: &mut Tx, step: Step, taking: Taking<'_>) -> Done<()> {
        let after = self.one.step(step.clone(), taking.by, taking.on).map_err(Refusal::Step)?;
        self.last = kept::written(&step);
        let number = after.history().len();
        keep(tx, matter_of(KIND, self.kept.id), number, self.last.clone(), taking).await?;
        self.one = after;
        Ok(())
    }

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
