//! Accountability: who answers for a breach, by which clause, and what was decided (问责).
//!
//! A proposal states facts and clause in neutral words. Another person decides; the decision is recorded
//! with its document. Suspected crime goes to justice, breaches of discipline to discipline inspection
//! (A 十八, D 六（三）).

#[cfg(test)]
mod tests;

use crate::day::Day;
use crate::handling::{
    AttachmentId, CaseId, Done, History, PostId, Row, StepRefusal, Who, ensure, follow, said,
};

/// Where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Proposed.
    Proposed,
    /// Decided; the document is still to be recorded.
    Decided,
    /// Recorded with its document.
    Recorded,
}

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// Nobody is held to account, for the reason given.
    NoAction,
    /// A talk (约谈).
    Talk,
    /// A notice of criticism (通报).
    Notice,
    /// Transfer to discipline inspection (移送纪检监察机关).
    Discipline,
    /// Transfer to justice (移送司法机关).
    Justice,
}

impl Measure {
    /// The clause on which it rests.
    pub fn clause(self) -> &'static str {
        match self {
            Measure::NoAction | Measure::Talk | Measure::Notice => "A-17.d",
            Measure::Discipline => "D-6.3.c",
            Measure::Justice => "A-18.b",
        }
    }
}

/// A step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The proposal is decided by another person.
    Decide {
        /// What.
        measure: Measure,
        /// Why.
        reason: String,
    },
    /// The document of the decision is recorded.
    Record {
        /// The document.
        document: Vec<AttachmentId>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Decide,
    Record,
}

/// All transitions.
const TABLE: &[Row<State, Kind>] = &[
    (State::Proposed, Kind::Decide, State::Decided),
    (State::Decided, Kind::Record, State::Recorded),
];

/// What is proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The case.
    pub case: CaseId,
    /// The post that answers by the clause.
    pub answers: PostId,
    /// The facts, in neutral words.
    pub facts: String,
    /// Id of the clause.
    pub clause: String,
}

/// A decision on responsibility. Only [`Accountability::decision`] makes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    case: CaseId,
    measure: Measure,
}

impl Decision {
    /// The case.
    pub fn case(&self) -> CaseId {
        self.case
    }

    /// What was decided.
    pub fn measure(&self) -> Measure {
        self.measure
    }
}

/// One matter of accountability.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accountability {
    state: State,
    proposal: Proposal,
    by: Who,
    on: Day,
    measure: Option<Measure>,
    history: History<Step>,
}

impl Accountability {
    /// A proposal; refused without facts or clause.
    pub fn propose(proposal: Proposal, by: Who, on: Day) -> Result<Accountability, StepRefusal> {
        by.is_person()?;
        said(&proposal.facts, StepRefusal::NoFacts)?;
        said(&proposal.clause, StepRefusal::NoClause)?;
        let (state, history) = (State::Proposed, History::default());
        Ok(Accountability { state, proposal, by, on, measure: None, history })
    }

    /// Where it stands.
    pub fn state(&self) -> State {
        self.state
    }

    /// What was proposed.
    pub fn proposal(&self) -> &Proposal {
        &self.proposal
    }

    /// All that was done.
    pub fn history(&self) -> &History<Step> {
        &self.history
    }

    /// The decision, once there is one.
    pub fn decision(&self) -> Option<Decision> {
        self.measure.map(|measure| Decision { case: self.proposal.case, measure })
    }

    /// The matter after a step.
    pub fn step(&self, step: Step, by: Who, on: Day) -> Result<Accountability, StepRefusal> {
        let kind = match &step {
            Step::Decide { .. } => Kind::Decide,
            Step::Record { .. } => Kind::Record,
        };
        let state = follow(TABLE, self.state, kind)?;
        by.is_person()?;
        ensure(self.on <= on, StepRefusal::BeforeLastStep)?;
        self.history.admits(on)?;
        let measure = match &step {
            Step::Decide { measure, reason } => {
                by.is_not(Some(self.by))?;
                said(reason, StepRefusal::NoReason)?;
                Some(*measure)
            }
            Step::Record { document } => {
                ensure(!document.is_empty(), StepRefusal::NoEvidence)?;
                self.measure
            }
        };
        let history = self.history.with(step, by, on);
        Ok(Accountability { state, measure, history, ..self.clone() })
    }

    /// The matter that a record of steps makes of a proposal.
    pub fn replayed(self, steps: &History<Step>) -> Result<Accountability, StepRefusal> {
        let redo = |matter: Accountability, done: &Done<Step>| {
            matter.step(done.step.clone(), done.by, done.on)
        };
        steps.iter().try_fold(self, redo)
    }
}
