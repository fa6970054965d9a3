//! A fund proposal (资金安排意见): how money is to be raised (B 一（二）), or integrated money to be divided in blocks
//! (B 二（一）2（1）). Who proposes, with whom, who reviews and who approves stands in a table of kinds ([`kinds`]); the
//! way is one for all, and a station that a kind does not have is passed over.
//!
//! ```text
//!   draft ─→ agreeing ─→ reviewing ─→ approving ─→ approved ─→ replaced by a later version
//!    │ ↑         └───────────┴────────────┤
//!    │ └──────────── returned ←───────────┘ with a reason
//!    └→ withdrawn
//! ```
//!
//! Whoever wrote a proposal takes part in no station of it, and nobody in two. What was approved is locked.

pub mod kinds;
#[cfg(test)]
mod tests;

pub use self::kinds::Kind;
use crate::day::Day;
use crate::division::Division;
use crate::handling::{
    AttachmentId, Done, History, Row, StepRefusal, Who, all_differ, ensure, follow, said,
};
use crate::money::Fen;

/// Where a proposal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Being written (拟定).
    Draft,
    /// Waits for the office with which it is made (会同).
    Agreeing,
    /// Waits for its review (审核).
    Reviewing,
    /// Waits for its approval (审批).
    Approving,
    /// In force, locked (已批准).
    Approved,
    /// Sent back to be written anew (退回修改).
    Returned,
    /// Given up (已撤回).
    Withdrawn,
    /// A later version is in force in its place (已被替代).
    Replaced,
}

impl State {
    /// All states in their order.
    pub const ALL: [State; 8] = [
        State::Draft,
        State::Agreeing,
        State::Reviewing,
        State::Approving,
        State::Approved,
        State::Returned,
        State::Withdrawn,
        State::Replaced,
    ];

    /// Whether it waits for an office other than that which wrote it.
    pub fn waits(self) -> bool {
        matches!(self, State::Agreeing | State::Reviewing | State::Approving)
    }

    /// Whether who wrote it may change it.
    pub fn is_open(self) -> bool {
        matches!(self, State::Draft | State::Returned)
    }
}

/// A line: an amount of a fund, of one budget or to one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Code of the fund.
    pub fund: String,
    /// The place that gets it; none where money is raised.
    pub to: Option<Division>,
    /// Word of the level whose budget gives it; empty where money is divided.
    pub source: String,
    /// What is proposed.
    pub amount: Fen,
    /// What of it is pooled for poverty alleviation.
    pub pooled: Fen,
    /// Why.
    pub reason: String,
}

/// What a proposal says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// What all lines come to.
    pub total: Fen,
    /// Its lines.
    pub lines: Vec<Line>,
    /// The departments with which it was worked out.
    pub consulted: String,
    /// How the work is arranged, and on what it rests.
    pub arrangement: String,
    /// Documents that show it.
    pub evidence: Vec<AttachmentId>,
}

/// What is wrong with a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// There is no line.
    NoLine,
    /// The line of this place in the list has no amount above zero.
    Nothing(usize),
    /// More is pooled in this line than it has.
    OverPooled(usize),
    /// This line says no reason.
    Unexplained(usize),
    /// Fund and place, or fund and budget, of this line stand there before.
    Twice(usize),
    /// The lines come to something else than the total: what they come to.
    Uneven(i128),
    /// The departments with which it is to be worked out are not named.
    NobodyConsulted,
    /// Nothing is said of how the work is arranged.
    NothingArranged,
}

impl Text {
    /// Refused where something is wrong with it for a kind, the first thing first.
    pub fn fits(&self, kind: &Kind) -> Result<(), Fault> {
        if self.lines.is_empty() {
            return Err(Fault::NoLine);
        }
        for (at, line) in self.lines.iter().enumerate() {
            if line.amount <= Fen(0) {
                return Err(Fault::Nothing(at));
            }
            if line.pooled < Fen(0) || line.pooled > line.amount {
                return Err(Fault::OverPooled(at));
            }
            if line.reason.trim().is_empty() {
                return Err(Fault::Unexplained(at));
            }
            let before = self.lines.get(..at).unwrap_or_default();
            if before.iter().any(|other| other.of() == line.of()) {
                return Err(Fault::Twice(at));
            }
        }
        let sum: i128 = self.lines.iter().map(|line| i128::from(line.amount.0)).sum();
        if sum != i128::from(self.total.0) {
            return Err(Fault::Uneven(sum));
        }
        if kind.consults && self.consulted.trim().is_empty() {
            return Err(Fault::NobodyConsulted);
        }
        if self.arrangement.trim().is_empty() {
            return Err(Fault::NothingArranged);
        }
        Ok(())
    }
}

impl Line {
    /// What it is of: no two lines are of the same.
    fn of(&self) -> (&str, Option<Division>, &str) {
        (&self.fund, self.to, &self.source)
    }
}

/// A step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// It is written, or written anew.
    Write(Text),
    /// It goes to the first station of its kind.
    Submit,
    /// The office with which it is made agrees.
    Agree {
        /// Its opinion.
        opinion: String,
    },
    /// It is reviewed and found in order.
    Review {
        /// The opinion.
        opinion: String,
    },
    /// It is approved.
    Approve {
        /// The opinion.
        opinion: String,
    },
    /// A station sends it back.
    SendBack {
        /// Why.
        reason: String,
    },
    /// It is given up.
    Withdraw {
        /// Why.
        reason: String,
    },
    /// A later version takes its place.
    Replace {
        /// Number of that one.
        by: u64,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Move {
    Write,
    Submit,
    Agree,
    Review,
    Approve,
    SendBack,
    Withdraw,
    Replace,
}

/// All transitions, as if a kind had every station. What stands here in no line is refused.
const TABLE: &[Row<State, Move>] = &[
    (State::Draft, Move::Write, State::Draft),
    (State::Returned, Move::Write, State::Draft),
    (State::Draft, Move::Submit, State::Agreeing),
    (State::Agreeing, Move::Agree, State::Reviewing),
    (State::Reviewing, Move::Review, State::Approving),
    (State::Approving, Move::Approve, State::Approved),
    (State::Agreeing, Move::SendBack, State::Returned),
    (State::Reviewing, Move::SendBack, State::Returned),
    (State::Approving, Move::SendBack, State::Returned),
    (State::Draft, Move::Withdraw, State::Withdrawn),
    (State::Returned, Move::Withdraw, State::Withdrawn),
    (State::Approved, Move::Replace, State::Replaced),
];

/// A proposal and all that was done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FundProposal {
    kind: &'static Kind,
    state: State,
    text: Text,
    history: History<Step>,
}

impl FundProposal {
    /// One that begins as it was written.
    pub fn begin(
        kind: &'static Kind,
        text: Text,
        by: Who,
        on: Day,
    ) -> Result<FundProposal, StepRefusal> {
        by.is_person()?;
        is_whole(&text, kind)?;
        let history = History::default().with(Step::Write(text.clone()), by, on);
        Ok(FundProposal { kind, state: State::Draft, text, history })
    }

    /// What kind of proposal it is.
    pub fn kind(&self) -> &'static Kind {
        self.kind
    }

    /// Where it stands.
    pub fn state(&self) -> State {
        self.state
    }

    /// What it says.
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// All that was done.
    pub fn history(&self) -> &History<Step> {
        &self.history
    }

    /// The day on which it was approved.
    pub fn approved_on(&self) -> Option<Day> {
        self.history.latest(|step| matches!(step, Step::Approve { .. })).map(|(_, day)| day)
    }

    /// The office for whose step it waits.
    pub fn office(&self) -> Option<&'static str> {
        self.kind.office(self.state)
    }

    /// Those who take no part in the next station: who wrote it, ever, and who let it pass since it was last written.
    pub fn bound(&self) -> impl Iterator<Item = Who> {
        let is_text = |done: &Done<Step>| matches!(done.step, Step::Write(_));
        let last = self.history.iter().rposition(is_text).unwrap_or_default();
        let binds = move |(at, done): &(usize, &Done<Step>)| match done.step {
            Step::Write(_) => true,
            Step::Agree { .. } | Step::Review { .. } => *at > last,
            _ => false,
        };
        self.history.iter().enumerate().filter(binds).map(|(_, done)| done.by)
    }

    /// The proposal after a step.
    pub fn step(&self, step: Step, by: Who, on: Day) -> Result<FundProposal, StepRefusal> {
        let state = follow(TABLE, self.state, of(&step))?;
        by.is_person()?;
        self.history.admits(on)?;
        self.allows(&step, by)?;
        let text = match &step {
            Step::Write(text) => text.clone(),
            _ => self.text.clone(),
        };
        let state = self.kind.from(state);
        Ok(FundProposal { state, text, history: self.history.with(step, by, on), ..*self })
    }

    fn allows(&self, step: &Step, by: Who) -> Result<(), StepRefusal> {
        match step {
            Step::Write(text) => is_whole(text, self.kind),
            Step::Submit | Step::Replace { .. } => Ok(()),
            Step::Agree { opinion } | Step::Review { opinion } | Step::Approve { opinion } => {
                self.bound().try_for_each(|other| by.is_not(Some(other)))?;
                said(opinion, StepRefusal::FieldMissing)
            }
            Step::SendBack { reason } => {
                self.bound().try_for_each(|other| by.is_not(Some(other)))?;
                said(reason, StepRefusal::NoReason)
            }
            Step::Withdraw { reason } => said(reason, StepRefusal::NoReason),
        }
    }

    /// The proposal that a record of steps makes of one just begun.
    pub fn replayed(self, steps: &History<Step>) -> Result<FundProposal, StepRefusal> {
        let redo =
            |at: FundProposal, done: &Done<Step>| at.step(done.step.clone(), done.by, done.on);
        steps.iter().skip(self.history.len()).try_fold(self, redo)
    }
}

fn of(step: &Step) -> Move {
    match step {
        Step::Write(_) => Move::Write,
        Step::Submit => Move::Submit,
        Step::Agree { .. } => Move::Agree,
        Step::Review { .. } => Move::Review,
        Step::Approve { .. } => Move::Approve,
        Step::SendBack { .. } => Move::SendBack,
        Step::Withdraw { .. } => Move::Withdraw,
        Step::Replace { .. } => Move::Replace,
    }
}

/// A text that says all that its kind asks for, in lines that come to its total.
fn is_whole(text: &Text, kind: &Kind) -> Result<(), StepRefusal> {
    text.fits(kind).map_err(|fault| match fault {
        Fault::NoLine | Fault::Nothing(_) => StepRefusal::AmountMissing,
        Fault::OverPooled(_) => StepRefusal::OverScale,
        Fault::Unexplained(_) => StepRefusal::NoReason,
        Fault::Twice(_) => StepRefusal::NamedTwice,
        Fault::Uneven(_) => StepRefusal::NotTheWhole,
        Fault::NobodyConsulted | Fault::NothingArranged => StepRefusal::FieldMissing,
    })?;
    ensure(all_differ(text.evidence.iter().map(|one| one.0)), StepRefusal::FieldMissing)
}
