//! A quarterly reconciliation of integrated funds (按季对账) between the region's agriculture division and one other
//! party: the line divisions, or the finance bureau of a place (B 二（三）2). One row a fund: what the ledger
//! says was handed down to the end of the quarter, what the other party's books say, and what explains a
//! difference. Both sides sign; what was signed is never changed, but reconciled anew with its cause.
//!
//! ```text
//!   open ─→ entered ─→ signed
//!     ↑        │         both sides, each once
//!     └────────┘ sent back, or counted anew where records changed
//! ```

#[cfg(test)]
mod tests;

use crate::day::Day;
use crate::handling::{Done, History, Row as Transition, StepRefusal, Who, ensure, follow, said};
use crate::money::Fen;

/// Where a reconciliation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// The other party has to enter its figures (待对方填报).
    Open,
    /// Both sides have to sign (待双方签认).
    Entered,
    /// Both have signed; locked (已签认).
    Signed,
}

impl State {
    /// All states in their order.
    pub const ALL: [State; 3] = [State::Open, State::Entered, State::Signed];
}

/// Who signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// The agriculture division.
    Agriculture,
    /// The other party.
    Party,
}

/// One fund.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Code of the fund.
    pub fund: String,
    /// What the ledger says.
    pub ours: Fen,
    /// What the other party's books say, once it has said so.
    pub theirs: Option<Fen>,
    /// What explains the difference.
    pub explanation: String,
}

impl Row {
    /// By how much the two are apart; none before both are known.
    pub fn apart(&self) -> Option<i128> {
        self.theirs.map(|theirs| i128::from(self.ours.0) - i128::from(theirs.0))
    }

    /// Whether a difference stands there that nothing explains.
    pub fn is_unexplained(&self) -> bool {
        self.apart().is_none_or(|apart| apart != 0) && self.explanation.trim().is_empty()
    }
}

/// What the other party says of one fund.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Its figure.
    pub theirs: Fen,
    /// What explains the difference; empty where there is none.
    pub explanation: String,
}

/// A step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// It is opened with what the ledger says.
    Begin {
        /// Fund and figure, each fund once.
        ours: Vec<(String, Fen)>,
        /// Why a quarter that was signed is reconciled again; empty the first time.
        cause: String,
    },
    /// The other party enters its figures, one for each row.
    Enter(Vec<Figure>),
    /// The agriculture division sends them back.
    SendBack {
        /// Why.
        reason: String,
    },
    /// Records changed: the ledger's figures are made anew, the other party's go with them.
    Recount {
        /// Fund and figure.
        ours: Vec<(String, Fen)>,
    },
    /// A side signs.
    Sign(Side),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Enter,
    SendBack,
    Recount,
    Sign,
    SignLast,
}

/// All transitions. What stands here in no line is refused.
const TABLE: &[Transition<State, Kind>] = &[
    (State::Open, Kind::Enter, State::Entered),
    (State::Open, Kind::Recount, State::Open),
    (State::Entered, Kind::Enter, State::Entered),
    (State::Entered, Kind::SendBack, State::Open),
    (State::Entered, Kind::Recount, State::Open),
    (State::Entered, Kind::Sign, State::Entered),
    (State::Entered, Kind::SignLast, State::Signed),
];

/// A reconciliation and all that was done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reconciliation {
    state: State,
    cause: String,
    rows: Vec<Row>,
    signed: Vec<(Side, Who)>,
    history: History<Step>,
}

fn rows_of(ours: &[(String, Fen)]) -> Result<Vec<Row>, StepRefusal> {
    ensure(!ours.is_empty(), StepRefusal::NothingToReconcile)?;
    let once = |(at, (fund, _)): (usize, &(String, Fen))| {
        ours.iter().skip(at + 1).all(|(other, _)| other != fund)
    };
    ensure(ours.iter().enumerate().all(once), StepRefusal::NothingToReconcile)?;
    let row = |(fund, ours): &(String, Fen)| Row {
        fund: fund.clone(),
        ours: *ours,
        theirs: None,
        explanation: String::new(),
    };
    Ok(ours.iter().map(row).collect())
}

impl Reconciliation {
    /// One that begins with what the ledger says.
    pub fn begin(
        ours: Vec<(String, Fen)>,
        cause: String,
        by: Who,
        on: Day,
    ) -> Result<Reconciliation, StepRefusal> {
        by.is_person()?;
        let rows = rows_of(&ours)?;
        let history = History::default().with(Step::Begin { ours, cause: cause.clone() }, by, on);
        Ok(Reconciliation { state: State::Open, cause, rows, signed: Vec::new(), history })
    }

    /// Where it stands.
    pub fn state(&self) -> State {
        self.state
    }

    /// Why a signed quarter is reconciled again; empty the first time.
    pub fn cause(&self) -> &str {
        &self.cause
    }

    /// Its rows, one a fund.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// All that was done.
    pub fn history(&self) -> &History<Step> {
        &self.history
    }

    /// Whether a side has signed what stands there now.
    pub fn is_signed_by(&self, side: Side) -> bool {
        self.signed.iter().any(|(signed, _)| *signed == side)
    }

    /// Who entered the other party's figures.
    fn enterer(&self) -> Option<Who> {
        self.history.latest(|step| matches!(step, Step::Enter(_))).map(|(who, _)| who)
    }

    /// Four eyes: who entered figures signs for nobody, and nobody signs for both sides.
    pub fn may_sign(&self, side: Side, by: Who) -> Result<(), StepRefusal> {
        ensure(!self.is_signed_by(side), StepRefusal::NotFromHere)?;
        by.is_not(self.enterer())?;
        self.signed.iter().try_for_each(|(_, who)| by.is_not(Some(*who)))
    }

    /// The reconciliation after a step.
    pub fn step(&self, step: Step, by: Who, on: Day) -> Result<Reconciliation, StepRefusal> {
        let kind = self.kind(&step).ok_or(StepRefusal::NotFromHere)?;
        let state = follow(TABLE, self.state, kind)?;
        by.is_person()?;
        self.history.admits(on)?;
        let mut after = Reconciliation { state, ..self.clone() };
        match &step {
            Step::Begin { .. } => return Err(StepRefusal::NotFromHere),
            Step::Enter(figures) => {
                ensure(figures.len() == self.rows.len(), StepRefusal::FieldMissing)?;
                for (row, figure) in after.rows.iter_mut().zip(figures) {
                    row.theirs = Some(figure.theirs);
                    row.explanation.clone_from(&figure.explanation);
                }
                let explained = !after.rows.iter().any(Row::is_unexplained);
                ensure(explained, StepRefusal::DifferenceUnexplained)?;
                after.signed.clear();
            }
            Step::SendBack { reason } => {
                by.is_not(self.enterer())?;
                said(reason, StepRefusal::NoReason)?;
                after.signed.clear();
            }
            Step::Recount { ours } => {
                after.rows = rows_of(ours)?;
                after.signed.clear();
            }
            Step::Sign(side) => {
                self.may_sign(*side, by)?;
                after.signed.push((*side, by));
            }
        }
        after.history = self.history.with(step, by, on);
        Ok(after)
    }

    fn kind(&self, step: &Step) -> Option<Kind> {
        Some(match step {
            Step::Begin { .. } => return None,
            Step::Enter(_) => Kind::Enter,
            Step::SendBack { .. } => Kind::SendBack,
            Step::Recount { .. } => Kind::Recount,
            Step::Sign(side) => {
                let other = self.signed.iter().any(|(signed, _)| signed != side);
                if other { Kind::SignLast } else { Kind::Sign }
            }
        })
    }

    /// The reconciliation that a record of steps makes of one just begun.
    pub fn replayed(self, steps: &History<Step>) -> Result<Reconciliation, StepRefusal> {
        let redo =
            |at: Reconciliation, done: &Done<Step>| at.step(done.step.clone(), done.by, done.on);
        steps.iter().skip(self.history.len()).try_fold(self, redo)
    }
}
