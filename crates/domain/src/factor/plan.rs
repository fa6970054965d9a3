//! A factor plan: the money of a fund and year divided among places by factors, proposed, adopted by another
//! person as it was computed or changed with a reason for each place, and replaced by a later one.
//!
//! ```text
//!   draft ─→ proposed ─→ adopted ─→ replaced
//!    │  ↑       │
//!    │  └───────┘ sent back with a reason
//!    └→ dropped
//! ```

use super::{Divided, Factor, Fault, Place, divide};
use crate::day::Day;
use crate::division::Division;
use crate::handling::{Done, History, Row, StepRefusal, Who, ensure, follow, said};
use crate::money::Fen;

/// Where a plan stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Being written (拟定).
    Draft,
    /// Waits for its adoption (待审定).
    Proposed,
    /// In force (已审定).
    Adopted,
    /// A later plan is in force in its place (已被替代).
    Replaced,
    /// Given up before it was proposed (已作废).
    Dropped,
}

impl State {
    /// All states in their order.
    pub const ALL: [State; 5] =
        [State::Draft, State::Proposed, State::Adopted, State::Replaced, State::Dropped];
}

/// What a plan says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// What is divided.
    pub amount: Fen,
    /// By what.
    pub factors: Vec<Factor>,
    /// Among whom; empty while no values are there.
    pub places: Vec<Place>,
    /// Remark.
    pub note: String,
}

impl Draft {
    /// What comes of it.
    pub fn divided(&self) -> Result<Divided, Fault> {
        divide(self.amount, &self.factors, &self.places)
    }

    /// Refused where what is there is wrong; values may be missing all together, not one by one.
    pub fn fits(&self) -> Result<(), Fault> {
        if !self.places.is_empty() {
            return self.divided().map(drop);
        }
        super::whole(&self.factors)?;
        if self.amount.0 > 0 { Ok(()) } else { Err(Fault::Nothing) }
    }
}

/// A place that gets something else than was computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Which one.
    pub division: Division,
    /// What it gets.
    pub amount: Fen,
    /// Why.
    pub reason: String,
}

/// The decision by which a plan is adopted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Its document: minutes of the leading group, approval of the leader in charge.
    pub document: String,
    /// Its day.
    pub on: Day,
    /// The places that get something else than was computed.
    pub changed: Vec<Changed>,
}

/// A step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// It is written, or written anew.
    Write(Draft),
    /// It goes to whoever adopts it.
    Propose,
    /// It is sent back.
    SendBack {
        /// Why.
        reason: String,
    },
    /// It is given up.
    Drop {
        /// Why.
        reason: String,
    },
    /// It is adopted.
    Adopt(Decision),
    /// A later plan takes its place.
    Replace {
        /// Number of that plan.
        by: u64,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Write,
    Propose,
    SendBack,
    Drop,
    Adopt,
    Replace,
}

/// All transitions. What stands here in no line is refused.
const TABLE: &[Row<State, Kind>] = &[
    (State::Draft, Kind::Write, State::Draft),
    (State::Draft, Kind::Propose, State::Proposed),
    (State::Draft, Kind::Drop, State::Dropped),
    (State::Proposed, Kind::SendBack, State::Draft),
    (State::Proposed, Kind::Adopt, State::Adopted),
    (State::Adopted, Kind::Replace, State::Replaced),
];

/// What a place gets by a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amount {
    /// Which one.
    pub division: Division,
    /// What the factors make.
    pub computed: Fen,
    /// What it gets.
    pub amount: Fen,
    /// Why that is something else; empty where it is not.
    pub reason: String,
}

/// A plan and all that was done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactorPlan {
    state: State,
    draft: Draft,
    decision: Option<Decision>,
    history: History<Step>,
}

impl FactorPlan {
    /// One that begins with what it says, which [`Draft::fits`] has let pass.
    pub fn begin(draft: Draft, by: Who, on: Day) -> Result<FactorPlan, StepRefusal> {
        by.is_person()?;
        ensure(draft.fits().is_ok(), StepRefusal::NotDivisible)?;
        let history = History::default().with(Step::Write(draft.clone()), by, on);
        Ok(FactorPlan { state: State::Draft, draft, decision: None, history })
    }

    /// Where it stands.
    pub fn state(&self) -> State {
        self.state
    }

    /// What it says.
    pub fn draft(&self) -> &Draft {
        &self.draft
    }

    /// By what it was adopted.
    pub fn decision(&self) -> Option<&Decision> {
        self.decision.as_ref()
    }

    /// All that was done.
    pub fn history(&self) -> &History<Step> {
        &self.history
    }

    /// Who wrote what it says now, and who proposed it.
    pub fn makers(&self) -> impl Iterator<Item = Who> + '_ {
        let write = |step: &Step| matches!(step, Step::Write(_));
        let propose = |step: &Step| matches!(step, Step::Propose);
        let last = [self.history.latest(write), self.history.latest(propose)];
        last.into_iter().flatten().map(|(who, _)| who)
    }

    /// What each place gets, in the order of the plan: as decided, else as computed.
    pub fn amounts(&self) -> Result<Vec<Amount>, Fault> {
        let divided = self.draft.divided()?;
        let places = self.draft.places.iter().zip(divided.amounts);
        let changed = self.decision.iter().flat_map(|decision| &decision.changed);
        let changed: Vec<&Changed> = changed.collect();
        Ok(places.map(|(place, computed)| amount(place.division, computed, &changed)).collect())
    }

    /// The plan after a step.
    pub fn step(&self, step: Step, by: Who, on: Day) -> Result<FactorPlan, StepRefusal> {
        let state = follow(TABLE, self.state, kind(&step))?;
        by.is_person()?;
        self.history.admits(on)?;
        self.allows(&step, by, on)?;
        let mut after = FactorPlan { state, ..self.clone() };
        match &step {
            Step::Write(draft) => after.draft = draft.clone(),
            Step::Adopt(decision) => after.decision = Some(decision.clone()),
            _ => {}
        }
        after.history = self.history.with(step, by, on);
        Ok(after)
    }

    fn allows(&self, step: &Step, by: Who, on: Day) -> Result<(), StepRefusal> {
        let two = || self.makers().try_for_each(|maker| by.is_not(Some(maker)));
        match step {
            Step::Write(draft) => ensure(draft.fits().is_ok(), StepRefusal::NotDivisible),
            Step::Propose => ensure(self.draft.divided().is_ok(), StepRefusal::NotDivisible),
            Step::Drop { reason } => said(reason, StepRefusal::NoReason),
            Step::SendBack { reason } => {
                two()?;
                said(reason, StepRefusal::NoReason)
            }
            Step::Adopt(decision) => {
                two()?;
                self.adopts(decision, on)
            }
            Step::Replace { .. } => Ok(()),
        }
    }

    /// What is decided: with a document, not before it was proposed, for places of the plan, each change with
    /// its reason, and no more or less than there is to divide.
    fn adopts(&self, decision: &Decision, on: Day) -> Result<(), StepRefusal> {
        said(&decision.document, StepRefusal::NoDocument)?;
        ensure(decision.on <= on, StepRefusal::DayToCome)?;
        let Ok(divided) = self.draft.divided() else { return Err(StepRefusal::NotDivisible) };
        let changed = &decision.changed;
        let known = |one: &Changed| self.draft.places.iter().any(|p| p.division == one.division);
        ensure(changed.iter().all(known), StepRefusal::NotAReceiver)?;
        let once = |(at, one): (usize, &Changed)| {
            changed.iter().skip(at + 1).all(|other| other.division != one.division)
        };
        ensure(changed.iter().enumerate().all(once), StepRefusal::ReceiverTwice)?;
        ensure(changed.iter().all(|one| one.amount.0 >= 0), StepRefusal::NegativeAmount)?;
        let all: Vec<&Changed> = changed.iter().collect();
        let places = self.draft.places.iter().zip(divided.amounts);
        let amounts: Vec<Amount> =
            places.map(|(place, computed)| amount(place.division, computed, &all)).collect();
        let told = |one: &Amount| one.amount == one.computed || !one.reason.trim().is_empty();
        ensure(amounts.iter().all(told), StepRefusal::ChangeUnexplained)?;
        let sum: i128 = amounts.iter().map(|one| i128::from(one.amount.0)).sum();
        ensure(sum == i128::from(self.draft.amount.0), StepRefusal::NotTheWhole)
    }

    /// The plan that a record of steps makes of one just begun.
    pub fn replayed(self, steps: &History<Step>) -> Result<FactorPlan, StepRefusal> {
        let redo = |at: FactorPlan, done: &Done<Step>| at.step(done.step.clone(), done.by, done.on);
        steps.iter().skip(self.history.len()).try_fold(self, redo)
    }
}

fn amount(division: Division, computed: Fen, changed: &[&Changed]) -> Amount {
    match changed.iter().find(|one| one.division == division) {
        Some(one) => Amount { division, computed, amount: one.amount, reason: one.reason.clone() },
        None => Amount { division, computed, amount: computed, reason: String::new() },
    }
}

fn kind(step: &Step) -> Kind {
    match step {
        Step::Write(_) => Kind::Write,
        Step::Propose => Kind::Propose,
        Step::SendBack { .. } => Kind::SendBack,
        Step::Drop { .. } => Kind::Drop,
        Step::Adopt(_) => Kind::Adopt,
        Step::Replace { .. } => Kind::Replace,
    }
}
