//! The self-evaluation of a target (绩效自评): who uses the money reports what was reached of each indicator (A 十三), the
//! finance bureau of the level checks it with figures of its own together with the audit office (A 十四). Scores are
//! computed ([`score`]); who reported neither checks nor agrees, who checked does not agree; what was accepted is
//! locked.
//!
//! ```text
//!   waiting ─→ checked ─→ accepted
//!    ↑ ↓ ↑        │
//!    │ │ └────────┤ (audit objects)
//!   returned ←────┘
//! ```

pub mod score;
#[cfg(test)]
mod tests;

use crate::columns::Decimal;
use crate::contribution::LARGEST;
use crate::day::Day;
use crate::handling::{AttachmentId, Done, History, Row, StepRefusal, Who, ensure, follow, said};
use crate::money::Fen;
use score::Room;

/// Where a self-evaluation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Reported, to be checked by the finance bureau (待财政检查).
    Waiting,
    /// Sent back to be put right (退回修改).
    Returned,
    /// Checked, to be agreed to by the audit office (待审计会签).
    Checked,
    /// Agreed to; locked (已审定).
    Accepted,
}

impl State {
    /// All states in their order.
    pub const ALL: [State; 4] = [State::Waiting, State::Returned, State::Checked, State::Accepted];
}

/// What is said of one indicator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its name.
    pub indicator: String,
    /// What was reached, as it was written.
    pub actual: String,
    /// What may be given for it.
    pub room: Room,
    /// What is given.
    pub score: Decimal,
    /// Whether it has to be explained: missed, or far exceeded.
    pub explains: bool,
    /// The cause of the deviation, or of a score below the computed one.
    pub cause: String,
    /// What is done about it.
    pub measure: String,
}

impl Line {
    fn is_complete(&self) -> Result<(), StepRefusal> {
        said(&self.indicator, StepRefusal::FieldMissing)?;
        said(&self.actual, StepRefusal::FieldMissing)?;
        let lower = !self.room.is_band && self.score.0 >= 0 && self.score < self.room.low;
        ensure(lower || self.room.holds(self.score), StepRefusal::ScoreOutOfBand)?;
        if self.explains {
            said(&self.cause, StepRefusal::NotExplained)?;
            said(&self.measure, StepRefusal::NotExplained)?;
        }
        if lower { said(&self.cause, StepRefusal::NoReason) } else { Ok(()) }
    }
}

/// The figures of a report, or of its check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    /// Budget of the year.
    pub budget: Fen,
    /// Executed of it.
    pub executed: Fen,
    /// What the records say was executed.
    pub recorded: Fen,
    /// Why that differs.
    pub note: String,
    /// Score of budget execution.
    pub execution: Decimal,
    /// The indicators, in the order of the target.
    pub lines: Vec<Line>,
    /// Grade of the total, by the scale of the day.
    pub grade: String,
    /// The documents that show it.
    pub evidence: Vec<AttachmentId>,
}

impl Figures {
    /// The total: budget execution and all indicators.
    pub fn total(&self) -> Decimal {
        let sum =
            self.lines.iter().fold(self.execution.0, |sum, line| sum.saturating_add(line.score.0));
        Decimal(sum)
    }

    fn is_complete(&self) -> Result<(), StepRefusal> {
        let fits = |fen: Fen| fen.0 >= 0 && fen.0 <= LARGEST.0;
        let fits = fits(self.executed) && fits(self.budget) && self.budget.0 > 0;
        ensure(fits, StepRefusal::AmountOutOfBounds)?;
        if self.executed != self.recorded {
            said(&self.note, StepRefusal::NoReason)?;
        }
        ensure(!self.lines.is_empty(), StepRefusal::FieldMissing)?;
        self.lines.iter().try_for_each(Line::is_complete)
    }

    /// Whether other figures say something else of what was reached or executed, or give other scores.
    pub fn differs(&self, other: &Figures) -> bool {
        let line = |line: &Line| (line.indicator.clone(), line.actual.clone(), line.score);
        let lines = |of: &Figures| of.lines.iter().map(line).collect::<Vec<_>>();
        let money = |of: &Figures| (of.budget, of.executed);
        money(self) != money(other) || lines(self) != lines(other)
    }
}

/// A step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// It is reported, or reported anew.
    Report(Figures),
    /// The finance bureau, or the audit office, sends it back.
    Return {
        /// Why.
        reason: String,
    },
    /// The finance bureau has checked it.
    Check {
        /// What it found.
        figures: Figures,
        /// What it says of the report; why its figures differ.
        opinion: String,
    },
    /// The audit office does not agree: to be checked again.
    Object {
        /// Why.
        reason: String,
    },
    /// The audit office agrees.
    Agree {
        /// What it remarks.
        note: String,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Report,
    Return,
    Check,
    Object,
    Agree,
}

/// All transitions. What stands here in no line is refused.
const TABLE: &[Row<State, Kind>] = &[
    (State::Waiting, Kind::Return, State::Returned),
    (State::Waiting, Kind::Check, State::Checked),
    (State::Returned, Kind::Report, State::Waiting),
    (State::Checked, Kind::Return, State::Returned),
    (State::Checked, Kind::Object, State::Waiting),
    (State::Checked, Kind::Agree, State::Accepted),
];

/// A self-evaluation and all that was done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelfEvaluation {
    state: State,
    figures: Figures,
    checked: Option<Figures>,
    history: History<Step>,
}

impl SelfEvaluation {
    /// One that begins with its report.
    pub fn begin(figures: Figures, by: Who, on: Day) -> Result<SelfEvaluation, StepRefusal> {
        by.is_person()?;
        reported(&figures)?;
        let history = History::default().with(Step::Report(figures.clone()), by, on);
        Ok(SelfEvaluation { state: State::Waiting, figures, checked: None, history })
    }

    /// Where it stands.
    pub fn state(&self) -> State {
        self.state
    }

    /// What was reported.
    pub fn figures(&self) -> &Figures {
        &self.figures
    }

    /// What the finance bureau found, as long as it stands.
    pub fn checked(&self) -> Option<&Figures> {
        self.checked.as_ref()
    }

    /// What the finance bureau said of the report, as long as its check stands.
    pub fn opinion(&self) -> Option<&str> {
        self.checked.as_ref()?;
        self.history.iter().rev().find_map(|done| match &done.step {
            Step::Check { opinion, .. } => Some(opinion.as_str()),
            _ => None,
        })
    }

    /// All that was done.
    pub fn history(&self) -> &History<Step> {
        &self.history
    }

    /// Everybody who reported: they neither check nor agree.
    pub fn writers(&self) -> impl Iterator<Item = Who> + '_ {
        self.took(Kind::Report)
    }

    /// Everybody who checked: they do not agree.
    pub fn checkers(&self) -> impl Iterator<Item = Who> + '_ {
        self.took(Kind::Check)
    }

    fn took(&self, meant: Kind) -> impl Iterator<Item = Who> + '_ {
        self.history.iter().filter(move |done| kind(&done.step) == meant).map(|done| done.by)
    }

    /// The self-evaluation after a step.
    pub fn step(&self, step: Step, by: Who, on: Day) -> Result<SelfEvaluation, StepRefusal> {
        let state = follow(TABLE, self.state, kind(&step))?;
        self.history.admits(on)?;
        by.is_person()?;
        self.allows(&step, by)?;
        let mut after = SelfEvaluation { state, ..self.clone() };
        match &step {
            Step::Report(figures) => after.figures = figures.clone(),
            Step::Check { figures, .. } => after.checked = Some(figures.clone()),
            Step::Return { .. } | Step::Object { .. } => after.checked = None,
            Step::Agree { .. } => {}
        }
        after.history = self.history.with(step, by, on);
        Ok(after)
    }

    fn allows(&self, step: &Step, by: Who) -> Result<(), StepRefusal> {
        let no_writer = || self.writers().try_for_each(|who| by.is_not(Some(who)));
        let no_checker = || self.checkers().try_for_each(|who| by.is_not(Some(who)));
        match step {
            Step::Report(figures) => {
                no_checker()?;
                reported(figures)
            }
            Step::Return { reason } => {
                no_writer()?;
                said(reason, StepRefusal::NoReason)
            }
            Step::Check { figures, opinion } => {
                no_writer()?;
                figures.is_complete()?;
                let same = !figures.differs(&self.figures);
                if same { Ok(()) } else { said(opinion, StepRefusal::NoReason) }
            }
            Step::Object { reason } => {
                no_writer().and_then(|()| no_checker())?;
                said(reason, StepRefusal::NoReason)
            }
            Step::Agree { .. } => no_writer().and_then(|()| no_checker()),
        }
    }

    /// The self-evaluation that a record of steps makes of one just begun.
    pub fn replayed(self, steps: &History<Step>) -> Result<SelfEvaluation, StepRefusal> {
        let redo =
            |at: SelfEvaluation, done: &Done<Step>| at.step(done.step.clone(), done.by, done.on);
        steps.iter().skip(self.history.len()).try_fold(self, redo)
    }
}

/// Whether figures can be reported: complete, with what shows them.
fn reported(figures: &Figures) -> Result<(), StepRefusal> {
    figures.is_complete()?;
    ensure(!figures.evidence.is_empty(), StepRefusal::NoEvidence)
}

fn kind(step: &Step) -> Kind {
    match step {
        Step::Report(_) => Kind::Report,
        Step::Return { .. } => Kind::Return,
        Step::Check { .. } => Kind::Check,
        Step::Object { .. } => Kind::Object,
        Step::Agree { .. } => Kind::Agree,
    }
}
