//! A suggestion (意见建议) on the work of monitoring: a treasury section says what should be done better, the region's
//! treasury division answers, with what follows from it or why nothing does (B 四（一）2（1）). Who made it does not
//! answer it; what was answered is locked.
//!
//! ```text
//!   waiting ─→ adopted
//!    ↑ ↓  ├──→ declined
//!    rewritten └─→ withdrawn
//! ```

#[cfg(test)]
mod tests;

use crate::day::Day;
use crate::handling::{AttachmentId, Done, History, Row, StepRefusal, Who, follow, said};

/// Where a suggestion stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Made, to be answered (待答复).
    Waiting,
    /// Adopted: something follows from it (已采纳).
    Adopted,
    /// Not adopted, with the reason (未采纳).
    Declined,
    /// Given up before it was answered (已撤回).
    Withdrawn,
}

impl State {
    /// All states in their order.
    pub const ALL: [State; 4] = [State::Waiting, State::Adopted, State::Declined, State::Withdrawn];
}

/// What is suggested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// In a line.
    pub title: String,
    /// What is seen, and what should be done.
    pub said: String,
    /// The documents that show it; there may be none.
    pub evidence: Vec<AttachmentId>,
}

impl Text {
    fn is_complete(&self) -> Result<(), StepRefusal> {
        said(&self.title, StepRefusal::FieldMissing)?;
        said(&self.said, StepRefusal::FieldMissing)
    }
}

/// A step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// It is made, or written anew.
    Suggest(Text),
    /// It is given up.
    Withdraw {
        /// Why.
        reason: String,
    },
    /// It is adopted.
    Adopt {
        /// What follows from it.
        follows: String,
        /// Number of the setting that carries it out, where one does.
        setting: Option<u64>,
    },
    /// It is not adopted.
    Decline {
        /// Why.
        reason: String,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Suggest,
    Withdraw,
    Adopt,
    Decline,
}

/// All transitions. What stands here in no line is refused.
const TABLE: &[Row<State, Kind>] = &[
    (State::Waiting, Kind::Suggest, State::Waiting),
    (State::Waiting, Kind::Withdraw, State::Withdrawn),
    (State::Waiting, Kind::Adopt, State::Adopted),
    (State::Waiting, Kind::Decline, State::Declined),
];

/// A suggestion and all that was done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    state: State,
    text: Text,
    answer: Option<Step>,
    history: History<Step>,
}

impl Suggestion {
    /// One that begins with its text.
    pub fn begin(text: Text, by: Who, on: Day) -> Result<Suggestion, StepRefusal> {
        by.is_person()?;
        text.is_complete()?;
        let history = History::default().with(Step::Suggest(text.clone()), by, on);
        Ok(Suggestion { state: State::Waiting, text, answer: None, history })
    }

    /// Where it stands.
    pub fn state(&self) -> State {
        self.state
    }

    /// What it says.
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// How it was answered: [`Step::Adopt`] or [`Step::Decline`].
    pub fn answer(&self) -> Option<&Step> {
        self.answer.as_ref()
    }

    /// All that was done.
    pub fn history(&self) -> &History<Step> {
        &self.history
    }

    /// Everybody who wrote it: they do not answer it.
    pub fn writers(&self) -> impl Iterator<Item = Who> + '_ {
        let wrote = |step: &Step| matches!(step, Step::Suggest(_));
        self.history.iter().filter(move |done| wrote(&done.step)).map(|done| done.by)
    }

    /// The suggestion after a step.
    pub fn step(&self, step: Step, by: Who, on: Day) -> Result<Suggestion, StepRefusal> {
        let state = follow(TABLE, self.state, kind(&step))?;
        by.is_person()?;
        self.history.admits(on)?;
        self.allows(&step, by)?;
        let mut after = Suggestion { state, ..self.clone() };
        match &step {
            Step::Suggest(text) => after.text = text.clone(),
            Step::Adopt { .. } | Step::Decline { .. } => after.answer = Some(step.clone()),
            Step::Withdraw { .. } => {}
        }
        after.history = self.history.with(step, by, on);
        Ok(after)
    }

    fn allows(&self, step: &Step, by: Who) -> Result<(), StepRefusal> {
        let answers = || self.writers().try_for_each(|who| by.is_not(Some(who)));
        match step {
            Step::Suggest(text) => text.is_complete(),
            Step::Withdraw { reason } => said(reason, StepRefusal::NoReason),
            Step::Adopt { follows, .. } => {
                answers()?;
                said(follows, StepRefusal::FieldMissing)
            }
            Step::Decline { reason } => {
                answers()?;
                said(reason, StepRefusal::NoReason)
            }
        }
    }

    /// The suggestion that a record of steps makes of one just begun.
    pub fn replayed(self, steps: &History<Step>) -> Result<Suggestion, StepRefusal> {
        let redo = |at: Suggestion, done: &Done<Step>| at.step(done.step.clone(), done.by, done.on);
        steps.iter().skip(self.history.len()).try_fold(self, redo)
    }
}

fn kind(step: &Step) -> Kind {
    match step {
        Step::Suggest(_) => Kind::Suggest,
        Step::Withdraw { .. } => Kind::Withdraw,
        Step::Adopt { .. } => Kind::Adopt,
        Step::Decline { .. } => Kind::Decline,
    }
}
