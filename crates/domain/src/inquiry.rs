//! An inquiry form (问询单): the monitoring desk asks a division, the division asks a unit, the answer is
//! accepted or becomes a case.

#[cfg(test)]
mod tests;

use crate::day::Day;
use crate::division::Level;
use crate::handling::{
    AttachmentId, CaseId, Done, History, PostId, Row, StepRefusal, Who, ahead, ensure, follow,
    is_past, said,
};
use crate::lamp::Lamp;
use crate::warning::Escalation;

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
        /// The last day for the answer.
        due: Day,
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
        /// The last day for the answer.
        due: Day,
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
    /// It was not answered, or not judged, in time: the next level's post acts for the desk, too.
    Escalate(Escalation),
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
    Escalate,
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
    (State::AtDivision, Kind::Escalate, State::AtDivision),
    (State::AtUnit, Kind::Escalate, State::AtUnit),
    (State::AtDesk, Kind::Escalate, State::AtDesk),
    (State::Answered, Kind::Escalate, State::Answered),
];

/// What the desk asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question<'a> {
    /// The worst lamp of the warnings that it is about.
    pub lamp: Lamp,
    /// The level of the desk.
    pub level: Level,
    /// The question.
    pub asked: &'a str,
    /// The division's post.
    pub division: PostId,
    /// The last day for the answer.
    pub due: Day,
}

/// An inquiry and all that was done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inquiry {
    state: State,
    lamp: Lamp,
    /// The desk, then the posts to which it was escalated.
    desks: Vec<PostId>,
    /// The level to which it has come.
    level: Level,
    sent_by: Who,
    sent_on: Day,
    due: Day,
    division: PostId,
    unit: Option<PostId>,
    case: Option<CaseId>,
    history: History<Step>,
}

impl Inquiry {
    /// The desk's question, sent to a division; refused without a question or with a past deadline.
    pub fn send(question: Question<'_>, by: Who, on: Day) -> Result<Inquiry, StepRefusal> {
        let desk = by.post().ok_or(StepRefusal::OnlyPerson)?;
        let Question { lamp, level, asked, division, due } = question;
        said(asked, StepRefusal::NothingAsked)?;
        ensure(division != desk, StepRefusal::AsksItself)?;
        ahead(due, on)?;
        Ok(Inquiry {
            state: State::AtDivision,
            lamp,
            desks: vec![desk],
            level,
            sent_by: by,
            sent_on: on,
            due,
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

    /// The last day for the answer.
    pub fn due(&self) -> Day {
        self.due
    }

    /// The level to which it has come.
    pub fn level(&self) -> Level {
        self.level
    }

    /// The desk, then the posts to which it was escalated.
    pub fn desks(&self) -> &[PostId] {
        &self.desks
    }

    /// The post of the division, and that of the unit where it was passed on.
    pub fn asked(&self) -> (PostId, Option<PostId>) {
        (self.division, self.unit)
    }

    /// The posts of which one has to act now; none at the end.
    pub fn waits_for(&self) -> &[PostId] {
        match self.state {
            State::AtDivision => std::slice::from_ref(&self.division),
            State::AtUnit => self.unit.as_slice(),
            State::AtDesk | State::Answered => &self.desks,
            State::Accepted | State::InCase | State::Withdrawn => &[],
        }
    }

    /// Whether the deadline has passed without an answer.
    pub fn is_overdue(&self, on: Day) -> bool {
        matches!(self.state, State::AtDivision | State::AtUnit) && on > self.due
    }

    /// Whether the desk has had it longer than a term in days, which is a setting and no law.
    pub fn is_waiting(&self, term: u16, on: Day) -> bool {
        matches!(self.state, State::AtDesk | State::Answered) && is_past(self.since(), term, on)
    }

    /// The day of the last step that moved it.
    fn since(&self) -> Day {
        let moves = |step: &Step| !matches!(step, Step::Escalate(_));
        self.history.latest(moves).map_or(self.sent_on, |(_, on)| on)
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
        if !matches!(step, Step::Escalate(_)) {
            by.is_person()?;
        }
        ensure(self.sent_on <= on, StepRefusal::BeforeLastStep)?;
        self.history.admits(on)?;
        self.admit(&step, by, on)?;
        let mut after = Inquiry { state, ..self.clone() };
        match &step {
            Step::Send { division, due } => (after.division, after.due) = (*division, *due),
            Step::AskAgain { due, .. } => after.due = *due,
            Step::Escalate(to) => {
                after.level = to.level;
                after.desks.push(to.to);
            }
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
            Step::Escalate(_) => Kind::Escalate,
        }
    }

    /// The conditions of a step, in the order of the refusals.
    fn admit(&self, step: &Step, by: Who, on: Day) -> Result<(), StepRefusal> {
        // The desk may withdraw it wherever it is; every other step is of the post that has it.
        match step {
            Step::Escalate(_) => {}
            Step::Withdraw { .. } => by.is_of(&self.desks)?,
            _ => by.is_of(self.waits_for())?,
        }
        match step {
            Step::PassOn { unit, advice } => {
                said(advice, StepRefusal::NoReason)?;
                ensure(*unit != self.division, StepRefusal::AsksItself)
            }
            Step::SendBack { reason } | Step::Withdraw { reason } => {
                said(reason, StepRefusal::NoReason)
            }
            Step::AskAgain { reason, due } => {
                said(reason, StepRefusal::NoReason)?;
                ahead(*due, on)
            }
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
            Step::Send { division, due } => {
                ensure(!self.desks.contains(division), StepRefusal::AsksItself)?;
                ahead(*due, on)
            }
            Step::Escalate(to) => {
                let late = self.is_overdue(on) || self.is_waiting(to.term, on);
                ensure(late, StepRefusal::NotOverdue)?;
                ensure(to.level < self.level, StepRefusal::NotUpward)
            }
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
