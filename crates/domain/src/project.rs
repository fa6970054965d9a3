//! A project on its way: applied for by a village or unit, reviewed by the township and posted there, examined
//! by the department, entered into the pipeline and the annual plan by the county's leading group, given money,
//! contracted, carried out, accepted, closed.
//!
//! ```text
//!   applied ─→ reviewed ─→ examined ─→ in the pipeline ─→ in the plan ─→ funded ─→ contracted ─→ under way
//!      ↑           │           │               │                │           │                        │
//!      └─ returned ┴───────────┘               └──── left ──────┘           └────────────────────────┤
//!                                                                   closed ←─ accepted ←─ finished ←─┘
//! ```
//!
//! From the pipeline on, what the records say comes first ([`Recorded::state`]): a project that was imported
//! goes on from there, and a step that was taken here counts as long as the records say the same.

mod recorded;
mod step;
#[cfg(test)]
mod tests;

pub use recorded::{Recorded, admits_money};
pub use step::{Change, Contract, Decision, Kind, Money, Request, Step};

use crate::day::Day;
use crate::handling::{Done, History, Row, StepRefusal, Who, ensure, follow, said};

/// Where a project stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Nobody has applied for it, and it is not in the pipeline (未申报).
    Unstarted,
    /// Applied for; with the township (已申报，待乡镇审核).
    Applied,
    /// Reviewed and posted by the township; with the department (待主管部门论证).
    Reviewed,
    /// Examined by the department; with the leading group (待领导小组审定).
    Examined,
    /// Sent back to whoever applied (退回修改).
    Returned,
    /// In the pipeline (已入库).
    InPipeline,
    /// In the annual plan (已列入年度计划).
    InPlan,
    /// Given money (已安排资金).
    Funded,
    /// Contracted (已签合同).
    Contracted,
    /// Under way (实施中).
    UnderWay,
    /// Finished, not accepted yet (已完工，待验收).
    Finished,
    /// Accepted (已验收).
    Accepted,
    /// Closed: retention money paid, surplus arranged (已办结).
    Closed,
    /// Taken out of the pipeline (已出库).
    Left,
}

impl State {
    /// All states in their order.
    pub const ALL: [State; 14] = [
        State::Unstarted,
        State::Applied,
        State::Reviewed,
        State::Examined,
        State::Returned,
        State::InPipeline,
        State::InPlan,
        State::Funded,
        State::Contracted,
        State::UnderWay,
        State::Finished,
        State::Accepted,
        State::Closed,
        State::Left,
    ];

    /// Whether only steps tell of it: no record does.
    pub fn is_told_by_steps(self) -> bool {
        self < State::InPipeline || self == State::Left
    }
}

/// Who has to act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Party {
    /// The unit that carries it out.
    Unit,
    /// The township.
    Township,
    /// The department.
    Department,
    /// The leading group of the county.
    LeadingGroup,
    /// The finance bureau.
    Finance,
}

/// All transitions. What stands here in no line is refused. A request is denied wherever the project is.
const TABLE: &[Row<State, Kind>] = &[
    (State::Unstarted, Kind::Apply, State::Applied),
    (State::Returned, Kind::Apply, State::Applied),
    (State::Left, Kind::Apply, State::Applied),
    (State::Applied, Kind::Review, State::Reviewed),
    (State::Reviewed, Kind::Examine, State::Examined),
    (State::Applied, Kind::SendBack, State::Returned),
    (State::Reviewed, Kind::SendBack, State::Returned),
    (State::Examined, Kind::SendBack, State::Returned),
    (State::Examined, Kind::Enter, State::InPipeline),
    (State::InPipeline, Kind::Plan, State::InPlan),
    (State::InPlan, Kind::Fund, State::Funded),
    (State::Funded, Kind::Fund, State::Funded),
    (State::Contracted, Kind::Fund, State::Contracted),
    (State::UnderWay, Kind::Fund, State::UnderWay),
    (State::Funded, Kind::Contract, State::Contracted),
    // Money to households has no contract.
    (State::Funded, Kind::Start, State::UnderWay),
    (State::Contracted, Kind::Start, State::UnderWay),
    (State::UnderWay, Kind::Finish, State::Finished),
    (State::Finished, Kind::Accept, State::Accepted),
    (State::Accepted, Kind::Close, State::Closed),
    (State::InPipeline, Kind::Change, State::InPipeline),
    (State::InPlan, Kind::Change, State::InPlan),
    (State::Funded, Kind::Change, State::Funded),
    (State::Contracted, Kind::Change, State::Contracted),
    (State::UnderWay, Kind::Change, State::UnderWay),
    (State::InPipeline, Kind::AskToLeave, State::InPipeline),
    (State::InPlan, Kind::AskToLeave, State::InPlan),
    (State::InPipeline, Kind::Leave, State::Left),
    (State::InPlan, Kind::Leave, State::Left),
    (State::Finished, Kind::Surplus, State::Finished),
    (State::Accepted, Kind::Surplus, State::Accepted),
];

/// A step with the state from which it was taken: the records may have moved the project there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The state before.
    pub from: State,
    /// The step.
    pub step: Step,
}

/// A project's way: where it stands, what is asked for, and all that was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    state: State,
    request: Option<Request>,
    history: History<Taken>,
}

impl Default for Way {
    fn default() -> Way {
        Way { state: State::Unstarted, request: None, history: History::default() }
    }
}

impl Way {
    /// Where it stands.
    pub fn state(&self) -> State {
        self.state
    }

    /// What waits for the leading group's decision.
    pub fn request(&self) -> Option<&Request> {
        self.request.as_ref()
    }

    /// All that was done.
    pub fn history(&self) -> &History<Taken> {
        &self.history
    }

    /// The way as the records show it: they come first, and steps tell what no record does.
    #[must_use]
    pub fn seen(&self, recorded: Option<State>) -> Way {
        let state = match recorded {
            Some(State::Accepted) if self.state == State::Closed => State::Closed,
            Some(state) => state,
            None if self.state.is_told_by_steps() => self.state,
            None => State::Unstarted,
        };
        Way { state, ..self.clone() }
    }

    /// Who has to act next; nobody at the end.
    pub fn waits_for(&self) -> Option<Party> {
        if self.request.is_some() {
            return Some(Party::LeadingGroup);
        }
        Some(match self.state {
            State::Unstarted
            | State::Returned
            | State::Funded
            | State::Contracted
            | State::UnderWay => Party::Unit,
            State::Applied => Party::Township,
            State::Reviewed | State::Finished => Party::Department,
            State::Examined | State::InPipeline => Party::LeadingGroup,
            State::InPlan | State::Accepted => Party::Finance,
            State::Closed | State::Left => return None,
        })
    }

    /// Whether a step follows from here, whoever takes it.
    pub fn leads_on(&self, kind: Kind) -> bool {
        self.next(kind).is_ok()
    }

    fn next(&self, kind: Kind) -> Result<State, StepRefusal> {
        if kind == Kind::Deny {
            return self.request.as_ref().map(|_| self.state).ok_or(StepRefusal::NotAsked);
        }
        follow(TABLE, self.state, kind)
    }

    /// The kind of a step as the table knows it: what is granted is what was asked for.
    fn kind(&self, step: &Step) -> Result<Kind, StepRefusal> {
        match (step, &self.request) {
            (Step::Grant(_), Some(request)) => Ok(request.granted()),
            (Step::Grant(_) | Step::Deny { .. }, None) => Err(StepRefusal::NotAsked),
            (step, _) => Ok(step.kind()),
        }
    }

    /// The way after a step. What the records must say for it is asked of [`Recorded::admits`].
    pub fn step(&self, step: Step, by: Who, on: Day) -> Result<Way, StepRefusal> {
        let state = self.next(self.kind(&step)?)?;
        by.is_person()?;
        self.history.admits(on)?;
        self.admit(&step, by, on)?;
        let request = match &step {
            Step::Ask(request) => Some(request.clone()),
            Step::Grant(_) | Step::Deny { .. } => None,
            _ => self.request.clone(),
        };
        let history = self.history.with(Taken { from: self.state, step }, by, on);
        Ok(Way { state, request, history })
    }

    /// The conditions of a step, in the order of the refusals.
    fn admit(&self, step: &Step, by: Who, on: Day) -> Result<(), StepRefusal> {
        let decides = matches!(step, Step::Grant(_) | Step::Deny { .. });
        for other in self.entered_by(step) {
            by.is_not(other)?;
        }
        step.is_whole()?;
        ensure(decides || self.request.is_none(), StepRefusal::AlreadyAsked)?;
        ensure(step.day().is_none_or(|day| day <= on), StepRefusal::DayToCome)?;
        let posted = self.posted_on().filter(|_| matches!(step, Step::Enter(_)));
        let day = step.day().unwrap_or(on);
        ensure(posted.is_none_or(|posted| posted <= day), StepRefusal::DayTooEarly)
    }

    /// Since when the township has had it posted.
    fn posted_on(&self) -> Option<Day> {
        self.history.iter().rev().find_map(|done| match &done.step.step {
            Step::Review { posted_on, .. } => Some(*posted_on),
            _ => None,
        })
    }

    /// Those who entered what a step approves.
    fn entered_by(&self, step: &Step) -> [Option<Who>; 3] {
        let last = |meant: fn(&Step) -> bool| {
            self.history.latest(|taken| meant(&taken.step)).map(|(by, _)| by)
        };
        let applied = || last(|step| matches!(step, Step::Apply { .. }));
        let reviewed = || last(|step| matches!(step, Step::Review { .. }));
        let examined = || last(|step| matches!(step, Step::Examine { .. }));
        match step {
            Step::Review { .. } | Step::SendBack { .. } => [applied(), None, None],
            Step::Examine { .. } => [applied(), reviewed(), None],
            Step::Enter(_) | Step::Plan(_) => [applied(), reviewed(), examined()],
            Step::Accept { .. } => [last(|step| matches!(step, Step::Finish { .. })), None, None],
            Step::Grant(_) | Step::Deny { .. } => {
                [last(|step| matches!(step, Step::Ask(_))), None, None]
            }
            _ => [None; 3],
        }
    }

    /// The way that a record of steps makes.
    pub fn replayed(steps: &History<Taken>) -> Result<Way, StepRefusal> {
        steps.iter().try_fold(Way::default(), |way, done: &Done<Taken>| {
            way.again(done.step.clone(), done.by, done.on)
        })
    }

    /// The way after a step that was taken from a state: the records had moved it there.
    pub fn again(&self, taken: Taken, by: Who, on: Day) -> Result<Way, StepRefusal> {
        Way { state: taken.from, ..self.clone() }.step(taken.step, by, on)
    }
}

impl Step {
    /// Refused where something is left out that has to be said.
    fn is_whole(&self) -> Result<(), StepRefusal> {
        let wants = |text: &str| said(text, StepRefusal::FieldMissing);
        match self {
            Step::Review { place, evidence, .. } => {
                wants(place)?;
                ensure(!evidence.is_empty(), StepRefusal::NoEvidence)
            }
            Step::Examine { opinion } => wants(opinion),
            Step::SendBack { field, reason } => {
                said(reason, StepRefusal::NoReason)?;
                wants(field)
            }
            Step::Enter(decision) | Step::Plan(decision) | Step::Grant(decision) => {
                wants(&decision.document)
            }
            Step::Fund(money) => {
                wants(&money.allotment)?;
                ensure(money.amount.0 > 0, StepRefusal::AmountMissing)
            }
            Step::Contract(contract) => {
                ensure(!contract.evidence.is_empty(), StepRefusal::NoEvidence)?;
                wants(&contract.contractor)?;
                ensure(contract.amount.0 > 0, StepRefusal::AmountMissing)?;
                ensure(contract.retention.0 >= 0, StepRefusal::NegativeAmount)
            }
            Step::Accept { evidence, surplus, .. } => {
                ensure(!evidence.is_empty(), StepRefusal::NoEvidence)?;
                ensure(surplus.0 >= 0, StepRefusal::NegativeAmount)
            }
            Step::Ask(request) => request.is_whole(),
            Step::Deny { reason } => said(reason, StepRefusal::NoReason),
            Step::Apply { .. } | Step::Start { .. } | Step::Finish { .. } | Step::Close { .. } => {
                Ok(())
            }
        }
    }
}

impl Request {
    fn is_whole(&self) -> Result<(), StepRefusal> {
        match self {
            Request::Change(change) => {
                said(&change.reason, StepRefusal::NoReason)?;
                ensure(change.planned.0 > 0, StepRefusal::AmountMissing)
            }
            Request::Leave { reason } => said(reason, StepRefusal::NoReason),
            Request::Surplus { amount, purpose } => {
                said(purpose, StepRefusal::FieldMissing)?;
                ensure(amount.0 > 0, StepRefusal::AmountMissing)
            }
        }
    }
}
