//! A round of monitoring of a performance target (绩效监控): who uses the money says at a node of the calendar what was
//! reached and executed, why where it deviates, and what is done about it (A 十, E 十, 十一); the finance bureau of the
//! place looks at it (E 十二), and accepts it, sends it back, or decides: to correct, to adjust target or budget, to
//! suspend or stop payment, to recover money (A 十一, E 十三, 十四). What was decided is followed until somebody has
//! checked it. Who wrote a round does not review it.
//!
//! ```text
//!   waiting ─→ accepted
//!    ↑ ↓  └──→ decided ─→ reported ─→ settled
//!   returned    ↑   └────────│──────────↑  payments that are suspended may be opened again at any time
//!               └────────────┘ sent back
//! ```

mod coherence;
#[cfg(test)]
mod tests;

use crate::contribution::LARGEST;
use crate::day::Day;
use crate::handling::{
    AttachmentId, Done, History, Row, StepRefusal, Who, ahead, all_differ, ensure, follow, said,
};
use crate::money::Fen;

pub use self::coherence::{Incoherent, Light, Line, Money, incoherences};

/// Where a round stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Written, to be looked at by the finance bureau (待审核).
    Waiting,
    /// Sent back to be put right (退回修改).
    Returned,
    /// Accepted (审核通过).
    Accepted,
    /// Something was decided, to be carried out (已作决定，落实中).
    Decided,
    /// Reported to be carried out, to be checked (已报告，待核实).
    Reported,
    /// Checked; what was suspended goes on (已核实办结).
    Settled,
}

impl State {
    /// All states in their order.
    pub const ALL: [State; 6] = [
        State::Waiting,
        State::Returned,
        State::Accepted,
        State::Decided,
        State::Reported,
        State::Settled,
    ];
}

/// Whether an indicator will be met at the end of the year, as its writer says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Likelihood {
    /// It will (确定能).
    Certain,
    /// It may (有可能).
    Possible,
    /// It cannot (不可能).
    Impossible,
}

impl Likelihood {
    /// All of them in their order.
    pub const ALL: [Likelihood; 3] =
        [Likelihood::Certain, Likelihood::Possible, Likelihood::Impossible];
}

/// What is decided on a deviation (A 十一, E 十四).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// It is put right (责令纠正).
    Correct,
    /// The target is adjusted (调整绩效目标).
    AdjustTarget,
    /// The budget is adjusted (调整预算).
    AdjustBudget,
    /// Payment is suspended (暂缓拨付).
    Suspend,
    /// Payment is stopped (停止拨款).
    Stop,
    /// Money is recovered (收回资金).
    Recover,
}

impl Measure {
    /// All of them in their order.
    pub const ALL: [Measure; 6] = [
        Measure::Correct,
        Measure::AdjustTarget,
        Measure::AdjustBudget,
        Measure::Suspend,
        Measure::Stop,
        Measure::Recover,
    ];

    /// Whether nothing is paid until it is lifted.
    pub fn suspends(self) -> bool {
        matches!(self, Measure::Suspend | Measure::Stop)
    }
}

/// What is said of one indicator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// Its name.
    pub indicator: String,
    /// What was reached, as written.
    pub actual: String,
    /// Whether it will be met.
    pub likelihood: Likelihood,
    /// Why it deviates; empty where it does not.
    pub cause: String,
    /// What is done about it; empty where it does not.
    pub measure: String,
}

/// What a round says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// What was executed up to the node.
    pub executed: Fen,
    /// What is expected to be executed up to the end of the year.
    pub expected: Fen,
    /// What is to be said of all of it.
    pub remarks: String,
    /// Each indicator, in the order of the target.
    pub values: Vec<Value>,
    /// The documents that show it (A 十二).
    pub evidence: Vec<AttachmentId>,
}

impl Text {
    fn is_complete(&self) -> Result<(), StepRefusal> {
        ensure(!self.values.is_empty(), StepRefusal::FieldMissing)?;
        for value in &self.values {
            said(&value.indicator, StepRefusal::FieldMissing)?;
            said(&value.actual, StepRefusal::FieldMissing)?;
        }
        let names = self.values.iter().map(|value| &value.indicator);
        ensure(all_differ(names), StepRefusal::FieldMissing)?;
        let fits = self.expected.0.abs() <= LARGEST.0 && self.expected >= self.executed;
        ensure(fits, StepRefusal::ExpectedBelow)?;
        ensure(!self.evidence.is_empty(), StepRefusal::NoEvidence)
    }
}

/// What the finance bureau decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What.
    pub measure: Measure,
    /// Why, and what is asked.
    pub reason: String,
    /// Until when it is to be carried out.
    pub due: Day,
    /// How much is to be recovered; nothing with another measure.
    pub amount: Fen,
}

impl Decision {
    fn is_complete(&self, on: Day) -> Result<(), StepRefusal> {
        said(&self.reason, StepRefusal::NoReason)?;
        ahead(self.due, on)?;
        let recovers = self.measure == Measure::Recover;
        let fits = if recovers { self.amount.0 > 0 } else { self.amount.0 == 0 };
        ensure(fits && self.amount.0 <= LARGEST.0, StepRefusal::AmountOutOfBounds)
    }
}

/// A step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// It is written, or written anew.
    Submit(Text),
    /// It is sent back.
    Return {
        /// Why.
        reason: String,
    },
    /// It is accepted.
    Accept {
        /// What is to be said of it; may be empty.
        note: String,
    },
    /// Something is decided.
    Decide(Decision),
    /// It is reported that it was carried out.
    Report {
        /// How.
        report: String,
        /// What shows it.
        evidence: Vec<AttachmentId>,
    },
    /// That is not enough.
    SendBack {
        /// Why.
        reason: String,
    },
    /// It was checked; what was suspended goes on.
    Settle {
        /// What was found.
        finding: String,
        /// What shows it; needed where payment was suspended.
        evidence: Vec<AttachmentId>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Submit,
    Return,
    Accept,
    Decide,
    Report,
    SendBack,
    Settle,
}

/// All transitions. What stands here in no line is refused.
const TABLE: &[Row<State, Kind>] = &[
    (State::Waiting, Kind::Submit, State::Waiting),
    (State::Waiting, Kind::Return, State::Returned),
    (State::Waiting, Kind::Accept, State::Accepted),
    (State::Waiting, Kind::Decide, State::Decided),
    (State::Returned, Kind::Submit, State::Waiting),
    (State::Decided, Kind::Report, State::Reported),
    (State::Decided, Kind::Settle, State::Settled),
    (State::Reported, Kind::SendBack, State::Decided),
    (State::Reported, Kind::Settle, State::Settled),
];

/// A round and all that was done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Monitoring {
    state: State,
    text: Text,
    decision: Option<(Decision, Who)>,
    history: History<Step>,
}

impl Monitoring {
    /// One that begins with its text.
    pub fn begin(text: Text, by: Who, on: Day) -> Result<Monitoring, StepRefusal> {
        by.is_person()?;
        text.is_complete()?;
        let history = History::default().with(Step::Submit(text.clone()), by, on);
        Ok(Monitoring { state: State::Waiting, text, decision: None, history })
    }

    /// Where it stands.
    pub fn state(&self) -> State {
        self.state
    }

    /// What it says.
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// What was decided.
    pub fn decision(&self) -> Option<&Decision> {
        self.decision.as_ref().map(|(decision, _)| decision)
    }

    /// Whether payment is suspended by it now.
    pub fn suspends(&self) -> bool {
        let open = matches!(self.state, State::Decided | State::Reported);
        open && self.decision().is_some_and(|decision| decision.measure.suspends())
    }

    /// All that was done.
    pub fn history(&self) -> &History<Step> {
        &self.history
    }

    /// Everybody who wrote it, or reported what was carried out: they neither review nor check it.
    pub fn writers(&self) -> impl Iterator<Item = Who> + '_ {
        let wrote = |step: &Step| matches!(step, Step::Submit(_) | Step::Report { .. });
        self.history.iter().filter(move |done| wrote(&done.step)).map(|done| done.by)
    }

    /// Who decided, where payment is suspended: somebody else lifts it.
    pub fn suspended_by(&self) -> Option<Who> {
        self.decision.as_ref().filter(|(one, _)| one.measure.suspends()).map(|(_, by)| *by)
    }

    /// The round after a step.
    pub fn step(&self, step: Step, by: Who, on: Day) -> Result<Monitoring, StepRefusal> {
        let state = follow(TABLE, self.state, kind(&step))?;
        self.history.admits(on)?;
        by.is_person()?;
        self.allows(&step, by, on)?;
        let mut after = Monitoring { state, ..self.clone() };
        match &step {
            Step::Submit(text) => after.text = text.clone(),
            Step::Decide(decision) => after.decision = Some((decision.clone(), by)),
            _ => {}
        }
        after.history = self.history.with(step, by, on);
        Ok(after)
    }

    fn allows(&self, step: &Step, by: Who, on: Day) -> Result<(), StepRefusal> {
        let by_other = || self.writers().try_for_each(|who| by.is_not(Some(who)));
        match step {
            Step::Submit(text) => text.is_complete(),
            Step::Return { reason } | Step::SendBack { reason } => {
                by_other()?;
                said(reason, StepRefusal::NoReason)
            }
            Step::Accept { .. } => by_other(),
            Step::Decide(decision) => {
                by_other()?;
                decision.is_complete(on)
            }
            Step::Report { report, evidence } => {
                said(report, StepRefusal::NoReason)?;
                ensure(!evidence.is_empty(), StepRefusal::NoEvidence)
            }
            Step::Settle { finding, evidence } => {
                let suspends = self.suspends();
                ensure(suspends || self.state == State::Reported, StepRefusal::NotFromHere)?;
                by_other()?;
                by.is_not(self.suspended_by())?;
                said(finding, StepRefusal::NoReason)?;
                ensure(!suspends || !evidence.is_empty(), StepRefusal::NoEvidence)
            }
        }
    }

    /// The round that a record of steps makes of one just begun.
    pub fn replayed(self, steps: &History<Step>) -> Result<Monitoring, StepRefusal> {
        let redo = |at: Monitoring, done: &Done<Step>| at.step(done.step.clone(), done.by, done.on);
        steps.iter().skip(self.history.len()).try_fold(self, redo)
    }
}

fn kind(step: &Step) -> Kind {
    match step {
        Step::Submit(_) => Kind::Submit,
        Step::Return { .. } => Kind::Return,
        Step::Accept { .. } => Kind::Accept,
        Step::Decide(_) => Kind::Decide,
        Step::Report { .. } => Kind::Report,
        Step::SendBack { .. } => Kind::SendBack,
        Step::Settle { .. } => Kind::Settle,
    }
}
