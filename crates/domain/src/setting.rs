//! A setting (参数设定): another value for a parameter that the regulations leave to the bureau, from a day on. The
//! treasury division proposes it, the divisions concerned that it names agree or object (会同有关处室, B 四（一）2
//! （1））; with the last agreement it is adopted and never changed again, only followed by a later one.
//!
//! ```text
//!   consulting ─→ adopted
//!     ↑ ↓  │
//!   returned ─→ withdrawn
//! ```

#[cfg(test)]
mod tests;

use crate::day::Day;
use crate::handling::{
    Done, History, Opinion, PostId, Row, StepRefusal, Who, all_differ, ensure, follow, said,
};

/// Where a setting stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// The divisions that were named are asked (会签中).
    Consulting,
    /// One of them objected; to be written anew (待修改).
    Returned,
    /// All agreed; it holds from its day on (已审定).
    Adopted,
    /// Given up before all agreed (已撤回).
    Withdrawn,
}

impl State {
    /// All states in their order.
    pub const ALL: [State; 4] =
        [State::Consulting, State::Returned, State::Adopted, State::Withdrawn];

    /// Whether it can still become a setting that holds.
    pub fn is_open(self) -> bool {
        matches!(self, State::Consulting | State::Returned)
    }
}

/// What is proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The value as files of settings write it; whether it fits the parameter is known to the pack.
    pub value: String,
    /// First day on which it is to hold.
    pub since: Day,
    /// Why.
    pub reason: String,
    /// The posts of the divisions concerned.
    pub consulted: Vec<PostId>,
}

impl Proposal {
    fn is_complete(&self, on: Day) -> Result<(), StepRefusal> {
        said(&self.value, StepRefusal::FieldMissing)?;
        ensure(self.since >= on, StepRefusal::DayPassed)?;
        said(&self.reason, StepRefusal::NoReason)?;
        let once = !self.consulted.is_empty() && all_differ(self.consulted.iter());
        ensure(once, StepRefusal::NobodyConsulted)
    }
}

/// A step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// It is proposed, or written anew: whoever agreed before is asked again.
    Propose(Proposal),
    /// One of the divisions says what it thinks.
    Opine(Opinion),
    /// It is given up.
    Withdraw {
        /// Why.
        reason: String,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Propose,
    Agree,
    AgreeLast,
    Object,
    Withdraw,
}

/// All transitions. What stands here in no line is refused.
const TABLE: &[Row<State, Kind>] = &[
    (State::Consulting, Kind::Propose, State::Consulting),
    (State::Consulting, Kind::Agree, State::Consulting),
    (State::Consulting, Kind::AgreeLast, State::Adopted),
    (State::Consulting, Kind::Object, State::Returned),
    (State::Consulting, Kind::Withdraw, State::Withdrawn),
    (State::Returned, Kind::Propose, State::Consulting),
    (State::Returned, Kind::Withdraw, State::Withdrawn),
];

/// A setting and all that was done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    state: State,
    proposal: Proposal,
    opinions: Vec<(PostId, Option<Opinion>)>,
    history: History<Step>,
}

impl Setting {
    /// One that begins with what is proposed.
    pub fn begin(proposal: Proposal, by: Who, on: Day) -> Result<Setting, StepRefusal> {
        by.is_person()?;
        proposal.is_complete(on)?;
        let history = History::default().with(Step::Propose(proposal.clone()), by, on);
        let opinions = asked(&proposal);
        Ok(Setting { state: State::Consulting, proposal, opinions, history })
    }

    /// Where it stands.
    pub fn state(&self) -> State {
        self.state
    }

    /// What is proposed.
    pub fn proposal(&self) -> &Proposal {
        &self.proposal
    }

    /// The posts that are asked, each with its opinion once it has given one.
    pub fn opinions(&self) -> &[(PostId, Option<Opinion>)] {
        &self.opinions
    }

    /// All that was done.
    pub fn history(&self) -> &History<Step> {
        &self.history
    }

    /// Who proposed what it says now.
    pub fn maker(&self) -> Option<Who> {
        let propose = |step: &Step| matches!(step, Step::Propose(_));
        self.history.latest(propose).map(|(who, _)| who)
    }

    /// The setting after a step.
    pub fn step(&self, step: Step, by: Who, on: Day) -> Result<Setting, StepRefusal> {
        let state = follow(TABLE, self.state, self.kind(&step, by))?;
        by.is_person()?;
        self.history.admits(on)?;
        self.allows(&step, by, on)?;
        let mut after = Setting { state, ..self.clone() };
        match &step {
            Step::Propose(proposal) => {
                (after.proposal, after.opinions) = (proposal.clone(), asked(proposal));
            }
            Step::Opine(opinion) => {
                let own = |one: &&mut (PostId, Option<Opinion>)| Some(one.0) == by.post();
                let asked = after.opinions.iter_mut().find(own);
                asked.ok_or(StepRefusal::NotThePost)?.1 = Some(opinion.clone());
            }
            Step::Withdraw { .. } => {}
        }
        after.history = self.history.with(step, by, on);
        Ok(after)
    }

    fn allows(&self, step: &Step, by: Who, on: Day) -> Result<(), StepRefusal> {
        match step {
            Step::Propose(proposal) => proposal.is_complete(on),
            Step::Withdraw { reason } => said(reason, StepRefusal::NoReason),
            Step::Opine(opinion) => {
                by.is_of(&self.proposal.consulted)?;
                by.is_not(self.maker())?;
                if opinion.agrees {
                    // What has been judged since would be judged otherwise: nothing holds in the past.
                    ensure(self.proposal.since >= on, StepRefusal::DayPassed)
                } else {
                    said(&opinion.reason, StepRefusal::NoReason)
                }
            }
        }
    }

    fn kind(&self, step: &Step, by: Who) -> Kind {
        match step {
            Step::Propose(_) => Kind::Propose,
            Step::Withdraw { .. } => Kind::Withdraw,
            Step::Opine(Opinion { agrees: false, .. }) => Kind::Object,
            Step::Opine(_) => {
                let agrees = |said: &Option<Opinion>| said.as_ref().is_some_and(|one| one.agrees);
                let others = self.opinions.iter().filter(|(post, _)| Some(*post) != by.post());
                let all = others.map(|(_, said)| said).all(agrees);
                if all { Kind::AgreeLast } else { Kind::Agree }
            }
        }
    }

    /// The setting that a record of steps makes of one just begun.
    pub fn replayed(self, steps: &History<Step>) -> Result<Setting, StepRefusal> {
        let redo = |at: Setting, done: &Done<Step>| at.step(done.step.clone(), done.by, done.on);
        steps.iter().skip(self.history.len()).try_fold(self, redo)
    }
}

fn asked(proposal: &Proposal) -> Vec<(PostId, Option<Opinion>)> {
    proposal.consulted.iter().map(|post| (*post, None)).collect()
}
