//! A contribution (其他资金): own money of a unit, social money or other money that is spent together with the fiscal
//! money on the same project (A 第二条). It is recorded line by line beside the fiscal money and never mixed with it:
//! performance covers all of it, the rules of payment the fiscal part alone.
//!
//! Who enters a line does not confirm it. What is confirmed is locked; it is put right by a line that reverses it.
//!
//! ```text
//!   waiting ─→ confirmed
//!    ↑ ↓  │
//!   returned ─→ withdrawn
//! ```

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::day::Day;
use crate::handling::{AttachmentId, Done, History, Row, StepRefusal, Who, ensure, follow, said};
use crate::money::Fen;
use crate::project;

/// Where a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Entered, to be confirmed by another person (待确认).
    Waiting,
    /// Sent back to be put right (退回修改).
    Returned,
    /// Confirmed, and never changed again (已确认).
    Confirmed,
    /// Given up before it was confirmed (已撤回).
    Withdrawn,
}

impl State {
    /// All states in their order.
    pub const ALL: [State; 4] =
        [State::Waiting, State::Returned, State::Confirmed, State::Withdrawn];
}

/// What a line says of the money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Entry {
    /// It is meant for the project (计划投入).
    Planned,
    /// It has come in (到位).
    Received,
    /// It was spent on the project (支出).
    Spent,
}

impl Entry {
    /// All of them in their order.
    pub const ALL: [Entry; 3] = [Entry::Planned, Entry::Received, Entry::Spent];
}

/// Whose money it is, in the words of the clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// The unit's own (单位自有资金).
    Own,
    /// Society's (社会资金).
    Social,
    /// Any other that is not fiscal money for poverty alleviation (其他资金).
    Other,
}

impl Source {
    /// All of them in their order.
    pub const ALL: [Source; 3] = [Source::Own, Source::Social, Source::Other];
}

/// What its giver is. The name of a person is not shown, and kept encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Giver {
    /// A unit, an enterprise, a foundation, a collective (单位或组织).
    Organisation,
    /// A person (个人).
    Person,
}

impl Giver {
    /// All of them in their order.
    pub const ALL: [Giver; 2] = [Giver::Organisation, Giver::Person];

    /// What is told of a line that came before it was asked for: own money is that of a unit; of any other the
    /// name may be a person's, and is hidden.
    #[must_use]
    pub fn untold(source: Source) -> Giver {
        if source == Source::Own { Giver::Organisation } else { Giver::Person }
    }
}

/// A line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it says of the money.
    pub entry: Entry,
    /// Whose money.
    pub source: Source,
    /// Who gives it; of a person as the store keeps the name.
    pub giver: String,
    /// What its giver is.
    pub giver_kind: Giver,
    /// How much; less than nothing where another line is reversed.
    pub amount: Fen,
    /// The day of the promise, the receipt or the spending.
    pub on: Day,
    /// What for; the reason where another line is reversed.
    pub note: String,
    /// The documents that show it.
    pub evidence: Vec<AttachmentId>,
    /// Number of the confirmed line that this one reverses.
    pub reverses: Option<u64>,
}

/// The largest amount of one line: a million million yuan, so that sums of them are far from any bound.
pub const LARGEST: Fen = Fen(100_000_000_000_000);

impl Line {
    /// The line that takes this one, of a number, out of all sums: of the same day, so that at no time anything is
    /// left of it.
    #[must_use]
    pub fn reversed(&self, number: u64, reason: String, evidence: Vec<AttachmentId>) -> Line {
        let amount = Fen(self.amount.0.saturating_neg());
        Line { amount, note: reason, evidence, reverses: Some(number), ..self.clone() }
    }

    fn is_complete(&self, today: Day) -> Result<(), StepRefusal> {
        said(&self.giver, StepRefusal::FieldMissing)?;
        let own_of_person = self.source == Source::Own && self.giver_kind == Giver::Person;
        ensure(!own_of_person, StepRefusal::OwnMoneyOfPerson)?;
        let size =
            if self.reverses.is_some() { self.amount.0.checked_neg() } else { Some(self.amount.0) };
        let fits = size.is_some_and(|fen| fen > 0 && fen <= LARGEST.0);
        ensure(fits, StepRefusal::AmountOutOfBounds)?;
        ensure(self.on <= today, StepRefusal::DayToCome)?;
        if self.reverses.is_some() {
            return said(&self.note, StepRefusal::NoReason);
        }
        ensure(!self.evidence.is_empty(), StepRefusal::NoEvidence)
    }
}

/// A step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// It is entered, or written anew.
    Enter(Line),
    /// Another person confirms it.
    Confirm {
        /// What is remarked.
        note: String,
    },
    /// Another person sends it back.
    Return {
        /// Why.
        reason: String,
    },
    /// It is given up.
    Withdraw {
        /// Why.
        reason: String,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Enter,
    Confirm,
    Return,
    Withdraw,
}

/// All transitions. What stands here in no line is refused.
const TABLE: &[Row<State, Kind>] = &[
    (State::Waiting, Kind::Enter, State::Waiting),
    (State::Waiting, Kind::Confirm, State::Confirmed),
    (State::Waiting, Kind::Return, State::Returned),
    (State::Waiting, Kind::Withdraw, State::Withdrawn),
    (State::Returned, Kind::Enter, State::Waiting),
    (State::Returned, Kind::Withdraw, State::Withdrawn),
];

/// A line and all that was done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contribution {
    state: State,
    line: Line,
    history: History<Step>,
}

impl Contribution {
    /// One that begins with its line.
    pub fn begin(line: Line, by: Who, on: Day) -> Result<Contribution, StepRefusal> {
        by.is_person()?;
        line.is_complete(on)?;
        let history = History::default().with(Step::Enter(line.clone()), by, on);
        Ok(Contribution { state: State::Waiting, line, history })
    }

    /// Where it stands.
    pub fn state(&self) -> State {
        self.state
    }

    /// What it says.
    pub fn line(&self) -> &Line {
        &self.line
    }

    /// All that was done.
    pub fn history(&self) -> &History<Step> {
        &self.history
    }

    /// Who entered what it says now.
    pub fn maker(&self) -> Option<Who> {
        self.history.latest(|step| matches!(step, Step::Enter(_))).map(|(who, _)| who)
    }

    /// The contribution after a step.
    pub fn step(&self, step: Step, by: Who, on: Day) -> Result<Contribution, StepRefusal> {
        let state = follow(TABLE, self.state, kind(&step))?;
        by.is_person()?;
        self.history.admits(on)?;
        self.allows(&step, by, on)?;
        let line = if let Step::Enter(line) = &step { line } else { &self.line }.clone();
        Ok(Contribution { state, line, history: self.history.with(step, by, on) })
    }

    fn allows(&self, step: &Step, by: Who, on: Day) -> Result<(), StepRefusal> {
        match step {
            Step::Enter(line) => {
                // What reverses another line goes on to be just that.
                ensure(line.reverses == self.line.reverses, StepRefusal::NotFromHere)?;
                line.is_complete(on)
            }
            Step::Confirm { .. } => by.is_not(self.maker()),
            Step::Return { reason } => {
                by.is_not(self.maker())?;
                said(reason, StepRefusal::NoReason)
            }
            Step::Withdraw { reason } => said(reason, StepRefusal::NoReason),
        }
    }

    /// The contribution that a record of steps makes of one just begun.
    pub fn replayed(self, steps: &History<Step>) -> Result<Contribution, StepRefusal> {
        let redo =
            |at: Contribution, done: &Done<Step>| at.step(done.step.clone(), done.by, done.on);
        steps.iter().skip(self.history.len()).try_fold(self, redo)
    }
}

fn kind(step: &Step) -> Kind {
    match step {
        Step::Enter(_) => Kind::Enter,
        Step::Confirm { .. } => Kind::Confirm,
        Step::Return { .. } => Kind::Return,
        Step::Withdraw { .. } => Kind::Withdraw,
    }
}

/// Refused where on some day more of one giver's money would be spent than has come in by then. What came in on a
/// day can be spent on it.
pub fn covered(moves: impl IntoIterator<Item = (Entry, Day, Fen)>) -> Result<(), StepRefusal> {
    let mut days: BTreeMap<Day, i128> = BTreeMap::new();
    for (entry, on, Fen(fen)) in moves {
        let fen = i128::from(fen);
        *days.entry(on).or_default() += match entry {
            Entry::Planned => 0,
            Entry::Received => fen,
            Entry::Spent => -fen,
        };
    }
    let mut left = 0_i128;
    let held = days.values().all(|day| {
        left += day;
        left >= 0
    });
    ensure(held, StepRefusal::SpentBeyondReceived)
}

/// Refused where the project has come to its end: nothing is entered, confirmed or reversed any more.
pub fn admits(project: project::State) -> Result<(), StepRefusal> {
    let ended = matches!(project, project::State::Closed | project::State::Left);
    ensure(!ended, StepRefusal::ProjectEnded)
}
