//! What the records say of a project: how far it has come, and which steps they allow.

use super::{Request, State, Step};
use crate::day::Day;
use crate::handling::{StepRefusal, ensure};
use crate::money::Fen;

/// What the records of a project say. What they do not say has not been done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recorded {
    /// Amount in the plan.
    pub planned: Fen,
    /// The first day on which a target of it was approved.
    pub target_on: Option<Day>,
    /// Entry into the pipeline.
    pub library_on: Option<Day>,
    /// Approval of the plan.
    pub plan_on: Option<Day>,
    /// Money given to it.
    pub funded: Fen,
    /// The contract with its changes.
    pub contract: Option<Fen>,
    /// Start of the work.
    pub start_on: Option<Day>,
    /// Its end.
    pub finish_on: Option<Day>,
    /// Its acceptance.
    pub accepted_on: Option<Day>,
    /// Retention money kept back.
    pub retention: Fen,
    /// Retention money paid since.
    pub retention_paid: Fen,
    /// All that was paid, refunds taken off.
    pub paid: Fen,
    /// Money left over.
    pub surplus: Fen,
    /// Approval of its use.
    pub surplus_on: Option<Day>,
}

impl Recorded {
    /// How far the records say it has come on a day; nothing where it is not in the pipeline yet.
    pub fn state(&self, on: Day) -> Option<State> {
        let done = |day: Option<Day>| day.is_some_and(|day| day <= on);
        let reached = [
            (done(self.accepted_on), State::Accepted),
            (done(self.finish_on), State::Finished),
            (done(self.start_on) || self.paid.0 > 0, State::UnderWay),
            (self.contract.is_some_and(|fen| fen.0 > 0), State::Contracted),
            (self.funded.0 > 0, State::Funded),
            (done(self.plan_on), State::InPlan),
            (done(self.library_on), State::InPipeline),
        ];
        reached.into_iter().find(|(reached, _)| *reached).map(|(_, state)| state)
    }

    /// Retention money that is still to be paid.
    pub fn unpaid_retention(&self) -> Fen {
        Fen(self.retention.0.saturating_sub(self.retention_paid.0).max(0))
    }

    /// Money given to it that was not paid yet.
    pub fn unpaid(&self) -> Fen {
        Fen(self.funded.0.saturating_sub(self.paid.0).max(0))
    }

    /// Refused where the records do not allow a step. `asked` is what a grant grants.
    pub fn admits(&self, step: &Step, asked: Option<&Request>) -> Result<(), StepRefusal> {
        use StepRefusal as R;
        match step {
            Step::Enter(decision) => self.targeted(decision.on, R::NoTargetForPipeline),
            Step::Plan(decision) => {
                self.targeted(decision.on, R::NoTargetForBudget)?;
                since(self.library_on, decision.on)
            }
            Step::Fund(money) => {
                self.targeted(money.on, R::NoTargetForBudget)?;
                since(self.plan_on, money.on)?;
                let all = self.funded.0.checked_add(money.amount.0);
                ensure(all.is_some_and(|all| all <= self.planned.0), R::OverPlan)
            }
            Step::Contract(contract) => {
                since(self.plan_on, contract.on)?;
                ensure(contract.amount <= self.planned, R::OverPlan)?;
                ensure(contract.retention <= contract.amount, R::OverContract)
            }
            Step::Start { on } => since(self.plan_on, *on),
            Step::Finish { on } => since(self.start_on, *on),
            Step::Accept { on, surplus, .. } => {
                since(self.finish_on, *on)?;
                ensure(*surplus <= self.unpaid(), R::OverUnpaid)
            }
            Step::Close { .. } => {
                ensure(self.unpaid_retention() == Fen(0), R::RetentionUnpaid)?;
                let open = self.surplus.0 > 0 && self.surplus_on.is_none();
                ensure(!open, R::SurplusUndecided)
            }
            Step::Ask(request) => self.admits_request(request),
            Step::Grant(decision) => match asked {
                Some(request @ Request::Surplus { .. }) => {
                    since(self.finish_on, decision.on)?;
                    self.admits_request(request)
                }
                Some(request) => {
                    since(self.library_on, decision.on)?;
                    self.admits_request(request)
                }
                None => Err(R::NotAsked),
            },
            Step::Apply { .. }
            | Step::Review { .. }
            | Step::Examine { .. }
            | Step::SendBack { .. }
            | Step::Deny { .. } => Ok(()),
        }
    }

    fn admits_request(&self, request: &Request) -> Result<(), StepRefusal> {
        use StepRefusal as R;
        match request {
            Request::Change(change) => {
                ensure(self.target_on.is_some(), R::NoTargetForBudget)?;
                let contract = self.contract.unwrap_or_default().0;
                let contract = contract.checked_add(change.contract.0).filter(|fen| *fen >= 0);
                let contract = contract.ok_or(R::NegativeAmount)?;
                ensure(self.contract.is_some() || change.contract.0 == 0, R::NoContract)?;
                let moved = change.planned != self.planned
                    || change.contract.0 != 0
                    || !change.goal.trim().is_empty();
                ensure(moved, R::NothingChanged)?;
                ensure(contract <= change.planned.0, R::OverPlan)?;
                ensure(self.funded <= change.planned, R::BelowFunded)
            }
            Request::Leave { .. } => ensure(self.funded.0 == 0, R::FundedAlready),
            Request::Surplus { amount, .. } => ensure(*amount <= self.unpaid(), R::OverUnpaid),
        }
    }

    /// Refused unless a target was approved by a day.
    fn targeted(&self, on: Day, refusal: StepRefusal) -> Result<(), StepRefusal> {
        ensure(self.target_on.is_some_and(|day| day <= on), refusal)
    }
}

/// No target, no money (A-7.3.b), by whichever way a project gets it: refused unless a target of the project was
/// approved by the day of the money.
pub fn admits_money(target_on: Option<Day>, on: Day) -> Result<(), StepRefusal> {
    Recorded { target_on, ..Recorded::default() }.targeted(on, StepRefusal::NoTargetForBudget)
}

/// Refused where a day lies before that of what must come first.
fn since(first: Option<Day>, on: Day) -> Result<(), StepRefusal> {
    ensure(first.is_none_or(|first| first <= on), StepRefusal::DayTooEarly)
}
