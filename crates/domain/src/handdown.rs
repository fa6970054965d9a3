//! A hand-down (资金下达): what a level holds by one allotment, split among the receivers below it and
//! projects, reviewed by a second person, handed down, and received by each (B 二). Money given back goes
//! the same way upward. What was handed down is never changed: it is given back by another hand-down.
//!
//! ```text
//!   draft ─→ submitted ─→ handed down ─→ complete
//!     ↑ ↓        │           receipt of each receiver
//!  dropped ←─────┘ sent back to the draft
//! ```

#[cfg(test)]
mod tests;

use crate::day::Day;
use crate::division::Division;
use crate::handling::{AttachmentId, Done, History, Row, StepRefusal, Who, ensure, follow, said};
use crate::money::Fen;

/// Where a hand-down stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Being written (拟稿).
    Draft,
    /// With the second person (待复核).
    Submitted,
    /// Handed down; receivers have still to confirm (已下达).
    HandedDown,
    /// Every receiver has confirmed (已接收).
    Complete,
    /// Given up before it was handed down (已作废).
    Dropped,
}

impl State {
    /// All states in their order.
    pub const ALL: [State; 5] =
        [State::Draft, State::Submitted, State::HandedDown, State::Complete, State::Dropped];

    /// Whether money has moved.
    pub fn has_moved(self) -> bool {
        matches!(self, State::HandedDown | State::Complete)
    }
}

/// Which way the money goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Way {
    /// To those below, and to projects.
    Down,
    /// Back to the level from which it came.
    Back,
}

/// Who receives.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum To {
    /// A division.
    Division(Division),
    /// A project, by its number.
    Project(String),
}

/// One part of the money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Who receives it.
    pub to: To,
    /// How much.
    pub amount: Fen,
    /// Why it differs from what was proposed; empty where it does not.
    pub reason: String,
}

/// What a document says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Number of the document.
    pub doc_no: String,
    /// Its title.
    pub doc_title: String,
    /// Its day.
    pub issued_on: Day,
    /// The day on which the overall target was entered with it.
    pub targets_on: Option<Day>,
    /// Whether the money is used for poverty alleviation.
    pub for_poverty: bool,
    /// Whether it is paid to households or persons.
    pub to_household: bool,
    /// Whether the document names a project.
    pub names_project: bool,
    /// Remark.
    pub note: String,
    /// The parts.
    pub lines: Vec<Line>,
}

impl Draft {
    /// All parts together; none where they are more than can be counted.
    pub fn total(&self) -> Option<Fen> {
        let add = |sum: i64, line: &Line| sum.checked_add(line.amount.0);
        self.lines.iter().try_fold(0, add).map(Fen)
    }

    fn fits(&self) -> Result<(), StepRefusal> {
        said(&self.doc_no, StepRefusal::NoDocument)?;
        ensure(!self.lines.is_empty(), StepRefusal::NothingSplit)?;
        let positive = self.lines.iter().all(|line| line.amount.0 > 0);
        ensure(positive && self.total().is_some(), StepRefusal::NothingSplit)?;
        let once = |(at, line): (usize, &Line)| {
            self.lines.iter().skip(at + 1).all(|other| other.to != line.to)
        };
        ensure(self.lines.iter().enumerate().all(once), StepRefusal::ReceiverTwice)
    }
}

/// What a receiver enters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The day on which the document came.
    pub received_on: Day,
    /// The amount as entered.
    pub amount: Fen,
    /// Code of the fund as entered.
    pub fund: String,
    /// Number of the document as entered.
    pub doc_no: String,
}

/// To whom a copy of the document goes beside the receivers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Office {
    /// The treasury division or section (国库).
    Treasury,
    /// The fund office or section (扶贫资金管理机构).
    FundOffice,
}

/// A step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The document is written, or written anew.
    Write(Draft),
    /// A scan of it is attached.
    Attach(Vec<AttachmentId>),
    /// It goes to the second person.
    Submit,
    /// The second person sends it back.
    SendBack {
        /// Why.
        reason: String,
    },
    /// It is given up.
    Drop {
        /// Why.
        reason: String,
    },
    /// It is handed down.
    HandDown {
        /// What the allotment has left, neither handed down nor given to projects nor paid.
        open: Fen,
    },
    /// A receiver confirms receipt, or corrects what it entered.
    Receive {
        /// Which part, from 0.
        line: usize,
        /// What is entered.
        receipt: Receipt,
    },
    /// A copy went out.
    Copy {
        /// To whom.
        to: Office,
        /// When.
        sent_on: Day,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Write,
    Attach,
    Submit,
    SendBack,
    Drop,
    HandDown,
    HandDownWhole,
    Receive,
    ReceiveLast,
    Correct,
    Copy,
}

/// All transitions. What stands here in no line is refused.
const TABLE: &[Row<State, Kind>] = &[
    (State::Draft, Kind::Write, State::Draft),
    (State::Draft, Kind::Attach, State::Draft),
    (State::Draft, Kind::Submit, State::Submitted),
    (State::Draft, Kind::Drop, State::Dropped),
    (State::Submitted, Kind::SendBack, State::Draft),
    (State::Submitted, Kind::HandDown, State::HandedDown),
    // Nobody has to confirm what goes to projects.
    (State::Submitted, Kind::HandDownWhole, State::Complete),
    (State::HandedDown, Kind::Receive, State::HandedDown),
    (State::HandedDown, Kind::ReceiveLast, State::Complete),
    (State::HandedDown, Kind::Correct, State::HandedDown),
    (State::Complete, Kind::Correct, State::Complete),
    (State::HandedDown, Kind::Copy, State::HandedDown),
    (State::Complete, Kind::Copy, State::Complete),
];

/// A hand-down and all that was done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandDown {
    state: State,
    way: Way,
    draft: Draft,
    receipts: Vec<Option<Receipt>>,
    history: History<Step>,
}

impl HandDown {
    /// One that begins with its document.
    pub fn begin(way: Way, draft: Draft, by: Who, on: Day) -> Result<HandDown, StepRefusal> {
        by.is_person()?;
        draft.fits()?;
        let history = History::default().with(Step::Write(draft.clone()), by, on);
        Ok(HandDown { state: State::Draft, way, draft, receipts: Vec::new(), history })
    }

    /// Where it stands.
    pub fn state(&self) -> State {
        self.state
    }

    /// Which way the money goes.
    pub fn way(&self) -> Way {
        self.way
    }

    /// What the document says.
    pub fn draft(&self) -> &Draft {
        &self.draft
    }

    /// What the receiver of a part entered.
    pub fn receipt(&self, line: usize) -> Option<&Receipt> {
        self.receipts.get(line)?.as_ref()
    }

    /// All that was done.
    pub fn history(&self) -> &History<Step> {
        &self.history
    }

    /// Who wrote what the document says now, and who submitted it.
    pub fn makers(&self) -> impl Iterator<Item = Who> + '_ {
        let write = |step: &Step| matches!(step, Step::Write(_));
        let submit = |step: &Step| matches!(step, Step::Submit);
        let last = [self.history.latest(write), self.history.latest(submit)];
        last.into_iter().flatten().map(|(who, _)| who)
    }

    /// The hand-down after a step.
    pub fn step(&self, step: Step, by: Who, on: Day) -> Result<HandDown, StepRefusal> {
        let state = follow(TABLE, self.state, self.kind(&step))?;
        by.is_person()?;
        self.history.admits(on)?;
        self.allows(&step, by)?;
        let mut after = HandDown { state, ..self.clone() };
        match &step {
            Step::Write(draft) => after.draft = draft.clone(),
            Step::HandDown { .. } => after.receipts = vec![None; self.draft.lines.len()],
            Step::Receive { line, receipt } => {
                let slot = after.receipts.get_mut(*line).ok_or(StepRefusal::NotAsked)?;
                *slot = Some(receipt.clone());
            }
            _ => {}
        }
        after.history = self.history.with(step, by, on);
        Ok(after)
    }

    fn allows(&self, step: &Step, by: Who) -> Result<(), StepRefusal> {
        let two = || self.makers().try_for_each(|maker| by.is_not(Some(maker)));
        match step {
            Step::Write(draft) => draft.fits(),
            Step::Attach(scans) => ensure(!scans.is_empty(), StepRefusal::NoEvidence),
            Step::Submit | Step::Copy { .. } => Ok(()),
            Step::Drop { reason } => said(reason, StepRefusal::NoReason),
            Step::SendBack { reason } => {
                two()?;
                said(reason, StepRefusal::NoReason)
            }
            Step::HandDown { open } => {
                two()?;
                let fits = self.draft.total().is_some_and(|total| total <= *open);
                ensure(fits, StepRefusal::MoreThanOpen)
            }
            Step::Receive { line, receipt } => {
                ensure(self.receives(*line), StepRefusal::NotAsked)?;
                let same = self.receipt(*line) == Some(receipt);
                ensure(!same, StepRefusal::NotAsked)?;
                said(&receipt.doc_no, StepRefusal::NoDocument)
            }
        }
    }

    /// Whether a part goes to a division, which confirms receipt.
    pub fn receives(&self, line: usize) -> bool {
        let line = self.draft.lines.get(line);
        line.is_some_and(|line| matches!(line.to, To::Division(_)))
    }

    /// Parts of which receipt is not confirmed.
    pub fn waiting(&self) -> impl Iterator<Item = usize> + '_ {
        let lines = 0..self.receipts.len();
        lines.filter(|line| self.receives(*line) && self.receipt(*line).is_none())
    }

    fn kind(&self, step: &Step) -> Kind {
        match step {
            Step::Write(_) => Kind::Write,
            Step::Attach(_) => Kind::Attach,
            Step::Submit => Kind::Submit,
            Step::SendBack { .. } => Kind::SendBack,
            Step::Drop { .. } => Kind::Drop,
            Step::HandDown { .. } => {
                let someone = (0..self.draft.lines.len()).any(|line| self.receives(line));
                if someone { Kind::HandDown } else { Kind::HandDownWhole }
            }
            Step::Receive { line, .. } if self.receipt(*line).is_some() => Kind::Correct,
            Step::Receive { line, .. } => {
                let others = self.waiting().any(|other| other != *line);
                if others { Kind::Receive } else { Kind::ReceiveLast }
            }
            Step::Copy { .. } => Kind::Copy,
        }
    }

    /// The hand-down that a record of steps makes of one just begun.
    pub fn replayed(self, steps: &History<Step>) -> Result<HandDown, StepRefusal> {
        let redo = |at: HandDown, done: &Done<Step>| at.step(done.step.clone(), done.by, done.on);
        steps.iter().skip(self.history.len()).try_fold(self, redo)
    }
}
