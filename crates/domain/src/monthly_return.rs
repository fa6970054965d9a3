//! A monthly return on monitoring (动态监控月报, B 四（一）1（4）): what was found in a division and what became of it,
//! rule by rule. A county's goes to its prefecture, a prefecture's with the opinion of the head of its bureau to the
//! treasury division of the region, and that one's to the leading group of the department of finance. Its figures are
//! those of the records on the day on which it was written; who writes it does not submit it, and who submitted it
//! does not accept it.
//!
//! ```text
//!   draft ──→ submitted ──→ accepted
//!    ↑ │          │
//!    │ ↓          │
//!   returned ←────┘
//! ```

#[cfg(test)]
mod tests;

use crate::day::{Day, Month};
use crate::division::Level;
use crate::handling::{Done, History, Row, StepRefusal, Who, all_differ, ensure, follow, said};
use crate::money::Fen;

/// Where a return stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Written, to be submitted by another person (待报送).
    Draft,
    /// Submitted to the level above (已报送).
    Submitted,
    /// Looked at and accepted there; locked (已审核).
    Accepted,
    /// Sent back to be written anew (退回修改).
    Returned,
}

impl State {
    /// All states in their order.
    pub const ALL: [State; 4] = [State::Draft, State::Submitted, State::Accepted, State::Returned];
}

/// What was found by one rule, and what became of it, in numbers of warnings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figure {
    /// Id of the rule.
    pub rule: String,
    /// Red ones.
    pub red: i64,
    /// Yellow ones.
    pub yellow: i64,
    /// Those that somebody has dealt with.
    pub handled: i64,
    /// Those that are settled, or no longer found.
    pub rectified: i64,
    /// Cases past their deadline of which nothing was reported.
    pub overdue: i64,
    /// Amounts of what is still lit.
    pub amount: Fen,
}

/// A step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// It is written, or written anew, with the figures of the day.
    Write {
        /// Rule by rule.
        figures: Vec<Figure>,
        /// What is remarked; why something is overdue.
        remarks: String,
    },
    /// It is submitted with an opinion.
    Submit {
        /// The opinion.
        opinion: String,
    },
    /// The level above accepts it.
    Accept {
        /// Its opinion.
        opinion: String,
    },
    /// It is sent back, by who would submit or accept it.
    SendBack {
        /// Why.
        reason: String,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Write,
    Submit,
    Accept,
    SendBack,
}

/// All transitions. What stands here in no line is refused.
const TABLE: &[Row<State, Kind>] = &[
    (State::Draft, Kind::Write, State::Draft),
    (State::Draft, Kind::Submit, State::Submitted),
    (State::Draft, Kind::SendBack, State::Returned),
    (State::Submitted, Kind::Accept, State::Accepted),
    (State::Submitted, Kind::SendBack, State::Returned),
    (State::Returned, Kind::Write, State::Draft),
];

/// A return and all that was done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthlyReturn {
    state: State,
    figures: Vec<Figure>,
    remarks: String,
    history: History<Step>,
}

impl MonthlyReturn {
    /// One that begins as it was written.
    pub fn begin(
        figures: Vec<Figure>,
        remarks: String,
        by: Who,
        on: Day,
    ) -> Result<MonthlyReturn, StepRefusal> {
        by.is_person()?;
        is_told(&figures, &remarks)?;
        let first = Step::Write { figures: figures.clone(), remarks: remarks.clone() };
        let history = History::default().with(first, by, on);
        Ok(MonthlyReturn { state: State::Draft, figures, remarks, history })
    }

    /// Where it stands.
    pub fn state(&self) -> State {
        self.state
    }

    /// What it says, rule by rule.
    pub fn figures(&self) -> &[Figure] {
        &self.figures
    }

    /// What is remarked.
    pub fn remarks(&self) -> &str {
        &self.remarks
    }

    /// All that was done.
    pub fn history(&self) -> &History<Step> {
        &self.history
    }

    /// Who wrote what it says now, and of which day its figures are.
    pub fn written(&self) -> Option<(Who, Day)> {
        self.history.latest(|step| matches!(step, Step::Write { .. }))
    }

    /// Who submitted it last.
    pub fn submitted(&self) -> Option<Who> {
        self.history.latest(|step| matches!(step, Step::Submit { .. })).map(|(who, _)| who)
    }

    /// The return after a step.
    pub fn step(&self, step: Step, by: Who, on: Day) -> Result<MonthlyReturn, StepRefusal> {
        let state = follow(TABLE, self.state, kind(&step))?;
        by.is_person()?;
        self.history.admits(on)?;
        self.allows(&step, by)?;
        let (figures, remarks) = match &step {
            Step::Write { figures, remarks } => (figures, remarks),
            _ => (&self.figures, &self.remarks),
        };
        let (figures, remarks) = (figures.clone(), remarks.clone());
        Ok(MonthlyReturn { state, figures, remarks, history: self.history.with(step, by, on) })
    }

    fn allows(&self, step: &Step, by: Who) -> Result<(), StepRefusal> {
        let writer = self.written().map(|(who, _)| who);
        match step {
            Step::Write { figures, remarks } => is_told(figures, remarks),
            Step::Submit { opinion } => {
                by.is_not(writer)?;
                said(opinion, StepRefusal::FieldMissing)
            }
            Step::Accept { opinion } => {
                by.is_not(writer)?;
                by.is_not(self.submitted())?;
                said(opinion, StepRefusal::FieldMissing)
            }
            Step::SendBack { reason } => {
                by.is_not(writer)?;
                said(reason, StepRefusal::NoReason)
            }
        }
    }

    /// The return that a record of steps makes of one just begun.
    pub fn replayed(self, steps: &History<Step>) -> Result<MonthlyReturn, StepRefusal> {
        let redo =
            |at: MonthlyReturn, done: &Done<Step>| at.step(done.step.clone(), done.by, done.on);
        steps.iter().skip(self.history.len()).try_fold(self, redo)
    }
}

fn kind(step: &Step) -> Kind {
    match step {
        Step::Write { .. } => Kind::Write,
        Step::Submit { .. } => Kind::Submit,
        Step::Accept { .. } => Kind::Accept,
        Step::SendBack { .. } => Kind::SendBack,
    }
}

/// Each rule stands there once; where something is overdue, the remarks say why.
fn is_told(figures: &[Figure], remarks: &str) -> Result<(), StepRefusal> {
    ensure(all_differ(figures.iter().map(|one| &one.rule)), StepRefusal::FieldMissing)?;
    if figures.iter().any(|one| one.overdue > 0) {
        return said(remarks, StepRefusal::NoReason);
    }
    Ok(())
}

/// The last day on time, by the day of the month that the level has: of the month itself, its last day where it has no
/// such day; the region reports in the month after.
pub fn due_on(month: Month, level: Level, day: u32) -> Option<Day> {
    let month = if level == Level::Region { month.plus(1)? } else { month };
    let days = i32::try_from(day.checked_sub(1)?).ok()?;
    let due = month.first_day()?.plus_days(days)?;
    Some(due.min(month.last_day()?))
}
