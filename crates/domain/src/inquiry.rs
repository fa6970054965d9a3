//! An inquiry form (问询单): the monitoring desk asks a division, the division asks a unit, the answer is
//! accepted or becomes a case.

#[cfg(test)]
mod tests;

use crate::day::Day;
use crate::handling::{
    AttachmentId, CaseId, Done, History, PostId, Row, StepRefusal, Who, ensure, follow, is_past,
    said,
};
use crate::lamp::Lamp;

/// Where an inquiry stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// With the division (待处室办理).
    AtDivision,
    /// With the unit (待单位核实).
    AtUnit,
    /// Sent back to the desk (退回监控岗).
    AtDesk,
    /// Answered, and not judged yet (待认定).
    Answered,
    /// The answer is accepted (认定正常).
    Accepted,
    /// Followed in a case (已立个案).
    InCase,
    /// Withdrawn by the desk (作废).
    Withdrawn,
}

impl State {
    /// All states in their order.
    pub const ALL: [State; 7] = [
        State::AtDivision,
        State::AtUnit,
        State::AtDesk,
        State::Answered,
        State::Accepted,
        State::InCase,
        State::Withdrawn,
    ];
}

/// A step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The desk sends it again, perhaps to another division.
    Send {
        /// The division's post.
        division: PostId,
    },
    /// The division passes it on.
    PassOn {
        /// The unit's post.
        unit: PostId,
        /// What the unit is asked.
        advice: String,
    },
    /// Whoever has it answers.
    Answer {
        /// The answer.
        answer: String,
        /// What shows it.
        evidence: Vec<AttachmentId>,
    },
    /// Whoever has it sends it back.
    SendBack {
        /// Why.
        reason: String,
    },
    /// The desk asks the unit, or the division that answered itself, again.
    AskAgain {
        /// What is missing.
        reason: String,
    },
    /// The answer is accepted.
    Accept {
        /// Why.
        reason: String,
    },
    /// The answer does not do: a case is opened.
    OpenCase(CaseId),
    /// The desk withdraws it.
    Withdraw {
        /// Why.
        reason: String,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Send,
    PassOn,
    Answer,
    SendBack,
    AskDivision,
    AskUnit,
    Accept,
    OpenCase,
    Withdraw,
}

/// All transitions. What stands here in no line is refused.
const TABLE: &[Row<State, Kind>] = &[
    (State::AtDivision, Kind::PassOn, State::AtUnit),
    (State::AtDivision, Kind::Answer, State::Answered),
    (State::AtDivision, Kind::SendBack, State::AtDesk),
    (State::AtDivision, Kind::Withdraw, State::Withdrawn),
    (State::AtUnit, Kind::Answer, State::Answered),
    (State::AtUnit, Kind::SendBack, State::AtDivision),
    (State::AtUnit, Kind::Withdraw, State::Withdrawn),
    (State::AtDesk, Kind::Send, State::AtDivision),
    (State::AtDesk, Kind::Withdraw, State::Withdrawn),
    (State::Answered, Kind::AskDivision, State::AtDivision),
    (State::Answered, Kind::AskUnit, State::AtUnit),
    (State::Answered, Kind::Accept, State::Accepted),
    (State::Answered, Kind::OpenCase, State::InCase),
    (State::Answered, Kind::Withdraw, State::Withdrawn),
];

/// An inquiry and all that was done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inquiry {
    state: State,
    lamp: Lamp,
    desk: PostId,
    sent_by: Who,
    sent_on: Day,
    division: PostId,
    unit: Option<PostId>,
    case: Option<CaseId>,
    history: History<Step>,
}

impl Inquiry {
    /// The desk's question about a warning, sent to a division.
    pub fn send(
        lamp: Lamp,
        question: &str,
        division: PostId,
        by: Who,
        on: Day,
    ) -> Result<Inquiry, StepRefusal> {
        let desk = by.post().ok_or(StepRefusal::OnlyPerson)?;
        said(question, StepRefusal::NothingAsked)?;
        Ok(Inquiry {
            state: State::AtDivision,
            lamp,
            desk,
            sent_by: by,
            sent_on: on,
            division,
            unit: None,
            case: None,
            history: History::default(),
        })
    }

    /// Where it stands.
    pub fn state(&self) -> State {
        self.state
    }

    /// Who sent it, and when.
    pub fn sent(&self) -> (Who, Day) {
        (self.sent_by, self.sent_on)
    }

    /// The post that has to act now; none at the end.
    pub fn waits_for(&self) -> Option<PostId> {
        match self.state {
            State::AtDivision => Some(self.division),
            State::AtUnit => self.unit,
            State::AtDesk | State::Answered => Some(self.desk),
            State::Accepted | State::InCase | State::Withdrawn => None,
        }
    }

    /// Whether somebody has had it longer than a term in days, which is a setting and no law.
    pub fn is_overdue(&self, term: u16, on: Day) -> bool {
        let since = self.history.last().map_or(self.sent_on, |last| last.on);
        self.waits_for().is_some() && is_past(since, term, on)
    }

    /// Its case.
    pub fn case(&self) -> Option<CaseId> {
        self.case
    }

    /// All that was done.
    pub fn history(&self) -> &History<Step> {
        &self.history
    }

    /// The inquiry after a step.
    pub fn step(&self, step: Step, by: Who, on: Day) -> Result<Inquiry, StepRefusal> {
        let state = follow(TABLE, self.state, self.kind(&step))?;
        by.is_person()?;
        ensure(self.sent_on <= on, StepRefusal::BeforeLastStep)?;
        self.history.admits(on)?;
        self.admit(&step, by)?;
        let mut after = Inquiry { state, ..self.clone() };
        match &step {
            Step::Send { division } => after.division = *division,
            Step::PassOn { unit, .. } => after.unit = Some(*unit),
            // A division that gets it back may answer itself.
            Step::SendBack { .. } => after.unit = None,
            Step::OpenCase(case) => after.case = Some(*case),
            _ => {}
        }
        after.history = self.history.with(step, by, on);
        Ok(after)
    }

    fn kind(&self, step: &Step) -> Kind {
        match step {
            Step::Send { .. } => Kind::Send,
            Step::PassOn { .. } => Kind::PassOn,
            Step::Answer { .. } => Kind::Answer,
            Step::SendBack { .. } => Kind::SendBack,
            Step::AskAgain { .. } if self.unit.is_some() => Kind::AskUnit,
            Step::AskAgain { .. } => Kind::AskDivision,
            Step::Accept { .. } => Kind::Accept,
            Step::OpenCase(_) => Kind::OpenCase,
            Step::Withdraw { .. } => Kind::Withdraw,
        }
    }

    /// The conditions of a step, in the order of the refusals.
    fn admit(&self, step: &Step, by: Who) -> Result<(), StepRefusal> {
        // The desk may withdraw it wherever it is; every other step is of the post that has it.
        let acts = match step {
            Step::Withdraw { .. } => Some(self.desk),
            _ => self.waits_for(),
        };
        by.is_of(acts.as_slice())?;
        match step {
            Step::PassOn { advice: text, .. }
            | Step::SendBack { reason: text }
            | Step::AskAgain { reason: text }
            | Step::Withdraw { reason: text } => said(text, StepRefusal::NoReason),
            Step::Answer { answer, evidence } => {
                said(answer, StepRefusal::NoReason)?;
                ensure(!evidence.is_empty(), StepRefusal::NoEvidence)
            }
            Step::Accept { reason } => {
                by.is_not(self.answerer())?;
                said(reason, StepRefusal::NoReason)?;
                ensure(self.lamp == Lamp::Yellow, StepRefusal::RedNotInOrder)
            }
            Step::OpenCase(_) => by.is_not(self.answerer()),
            Step::Send { .. } => Ok(()),
        }
    }

    fn answerer(&self) -> Option<Who> {
        self.history.latest(|step| matches!(step, Step::Answer { .. })).map(|(by, _)| by)
    }

    /// The inquiry that a record of steps makes of one just sent.
    pub fn replayed(self, steps: &History<Step>) -> Result<Inquiry, StepRefusal> {
        let redo =
            |inquiry: Inquiry, done: &Done<Step>| inquiry.step(done.step.clone(), done.by, done.on);
        steps.iter().try_fold(self, redo)
    }
}
