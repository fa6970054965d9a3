//! A warning: what the engine found, until somebody has dealt with it.
//!
//! The post that answers takes it up and judges it: a breach, which becomes a case; in order, which only a
//! doubt can be; or an error of the data, which the engine clears once it is corrected. A red warning is
//! never muted and never judged in order.

#[cfg(test)]
mod tests;

use crate::case::Closing;
use crate::day::Day;
use crate::division::Level;
use crate::handling::{
    AttachmentId, CaseId, History, PostId, Row, StepRefusal, Who, ahead, ensure, follow, is_past,
    said,
};
use crate::lamp::Lamp;

/// Where a warning stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Found, and not taken up yet (待处理).
    Open,
    /// Taken up by the post that answers (处理中).
    TakenUp,
    /// Judged a breach; its case is still to be opened (认定违规).
    Breach,
    /// A doubt judged in order (认定正常).
    InOrder,
    /// An error of the data, to be corrected (数据错误).
    DataError,
    /// A doubt set aside until a day (静默).
    Muted,
    /// An exemption was asked for (豁免待批).
    ExemptionAsked,
    /// Exempted until a day (已豁免).
    Exempted,
    /// Followed in a case (已立个案).
    InCase,
    /// Its case is closed (已销号).
    Settled,
    /// The rule no longer finds it (已消除).
    Cleared,
}

impl State {
    /// All states in their order.
    pub const ALL: [State; 11] = [
        State::Open,
        State::TakenUp,
        State::Breach,
        State::InOrder,
        State::DataError,
        State::Muted,
        State::ExemptionAsked,
        State::Exempted,
        State::InCase,
        State::Settled,
        State::Cleared,
    ];
}

/// A step, with all that is said about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The post that answers takes it up.
    TakeUp,
    /// Judged a breach.
    JudgeBreach {
        /// Why.
        reason: String,
    },
    /// A doubt judged in order.
    JudgeInOrder {
        /// Why.
        reason: String,
        /// What shows it.
        evidence: Vec<AttachmentId>,
    },
    /// Judged an error of the data, which will be corrected.
    JudgeDataError {
        /// What is wrong.
        reason: String,
    },
    /// A judgement or a mute is taken back.
    Reconsider {
        /// Why.
        reason: String,
    },
    /// Set aside for a time.
    Mute {
        /// Why.
        reason: String,
        /// Last day.
        until: Day,
    },
    /// An exemption is asked for.
    AskExemption(Exemption),
    /// It is granted, by another person.
    GrantExemption,
    /// It is denied, by another person.
    DenyExemption {
        /// Why.
        reason: String,
    },
    /// Nobody took it up or judged it in time: the next level's post answers for it too.
    Escalate(Escalation),
    /// Its case is opened.
    OpenCase(CaseId),
    /// Its case is closed, on the same day.
    Settle(Closing),
    /// Its case is opened again.
    Reopen,
    /// The engine finds it, at each evaluation.
    Find(Lamp),
    /// The engine no longer finds it.
    Clear,
    /// The mute, or the exemption, has ended.
    Lapse,
}

/// Why a breach of the words of a rule is none of its sense, for how long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exemption {
    /// The regulation or document on which it rests.
    pub basis: String,
    /// How far it reaches.
    pub scope: String,
    /// Last day.
    pub until: Day,
}

impl Exemption {
    /// Refused where it does not say what it must.
    pub(crate) fn is_whole(&self, on: Day) -> Result<(), StepRefusal> {
        said(&self.basis, StepRefusal::NoBasis)?;
        said(&self.scope, StepRefusal::NoScope)?;
        ahead(self.until, on)
    }
}

/// To whom a matter goes that was not dealt with in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Escalation {
    /// The higher level.
    pub level: Level,
    /// The post that is named.
    pub to: PostId,
    /// Days that were allowed since the last step where no deadline was set; no law, a setting.
    pub term: u16,
}

/// The steps as the table knows them. What the engine says is three different steps: it goes on, a doubt
/// has become a breach, or what was gone is there again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Kind {
    TakeUp,
    Breach,
    InOrder,
    DataError,
    Reconsider,
    Mute,
    Ask,
    Grant,
    Deny,
    Escalate,
    OpenCase,
    Settle,
    Reopen,
    Stay,
    Redden,
    ComeBack,
    Clear,
    Lapse,
}

/// All transitions. What stands here in no line is refused.
const TABLE: &[Row<State, Kind>] = &[
    (State::Open, Kind::TakeUp, State::TakenUp),
    (State::Open, Kind::Mute, State::Muted),
    (State::Open, Kind::Ask, State::ExemptionAsked),
    (State::Open, Kind::Escalate, State::Open),
    (State::Open, Kind::Stay, State::Open),
    (State::Open, Kind::Redden, State::Open),
    (State::Open, Kind::Clear, State::Cleared),
    (State::TakenUp, Kind::Breach, State::Breach),
    (State::TakenUp, Kind::InOrder, State::InOrder),
    (State::TakenUp, Kind::DataError, State::DataError),
    (State::TakenUp, Kind::Mute, State::Muted),
    (State::TakenUp, Kind::Ask, State::ExemptionAsked),
    (State::TakenUp, Kind::Escalate, State::TakenUp),
    (State::TakenUp, Kind::Stay, State::TakenUp),
    (State::TakenUp, Kind::Redden, State::TakenUp),
    (State::TakenUp, Kind::Clear, State::Cleared),
    // Once judged a breach it is followed in a case, even where the rule no longer finds it.
    (State::Breach, Kind::OpenCase, State::InCase),
    (State::Breach, Kind::Escalate, State::Breach),
    (State::Breach, Kind::Stay, State::Breach),
    (State::Breach, Kind::Redden, State::Breach),
    (State::Breach, Kind::ComeBack, State::Breach),
    (State::Breach, Kind::Clear, State::Breach),
    // What was judged or set aside as a doubt begins anew when the doubt becomes a breach.
    (State::InOrder, Kind::Reconsider, State::TakenUp),
    (State::InOrder, Kind::Stay, State::InOrder),
    (State::InOrder, Kind::Redden, State::Open),
    (State::InOrder, Kind::Clear, State::Cleared),
    (State::DataError, Kind::Reconsider, State::TakenUp),
    (State::DataError, Kind::Escalate, State::DataError),
    (State::DataError, Kind::Stay, State::DataError),
    (State::DataError, Kind::Redden, State::DataError),
    (State::DataError, Kind::Clear, State::Cleared),
    (State::Muted, Kind::Reconsider, State::TakenUp),
    (State::Muted, Kind::Lapse, State::Open),
    (State::Muted, Kind::Stay, State::Muted),
    (State::Muted, Kind::Redden, State::Open),
    (State::Muted, Kind::Clear, State::Cleared),
    (State::ExemptionAsked, Kind::Grant, State::Exempted),
    (State::ExemptionAsked, Kind::Deny, State::TakenUp),
    (State::ExemptionAsked, Kind::Escalate, State::ExemptionAsked),
    (State::ExemptionAsked, Kind::Stay, State::ExemptionAsked),
    (State::ExemptionAsked, Kind::Redden, State::ExemptionAsked),
    (State::ExemptionAsked, Kind::Clear, State::Cleared),
    (State::Exempted, Kind::Lapse, State::Open),
    (State::Exempted, Kind::Stay, State::Exempted),
    (State::Exempted, Kind::Redden, State::Open),
    (State::Exempted, Kind::Clear, State::Cleared),
    (State::InCase, Kind::Settle, State::Settled),
    (State::InCase, Kind::Stay, State::InCase),
    (State::InCase, Kind::Redden, State::InCase),
    (State::InCase, Kind::ComeBack, State::InCase),
    (State::InCase, Kind::Clear, State::InCase),
    // The case is opened again with it, whichever of the two begins.
    (State::Settled, Kind::Reopen, State::InCase),
    (State::Settled, Kind::Lapse, State::InCase),
    (State::Settled, Kind::Stay, State::Settled),
    (State::Settled, Kind::Redden, State::InCase),
    (State::Settled, Kind::ComeBack, State::InCase),
    (State::Settled, Kind::Clear, State::Settled),
    (State::Cleared, Kind::ComeBack, State::Open),
];

/// A warning and all that was done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    state: State,
    lamp: Lamp,
    /// Whether the rule found it at its last evaluation.
    lit: bool,
    found_on: Day,
    /// Whether the rule knows exceptions.
    exemptable: bool,
    /// The posts that answer, the first named first; escalation adds to them.
    answers: Vec<PostId>,
    level: Level,
    /// The exemption asked for or granted.
    exemption: Option<Exemption>,
    /// Last day of a mute, or of the exemption by which its case was closed.
    until: Option<Day>,
    case: Option<CaseId>,
    history: History<Step>,
}

impl Warning {
    /// A warning that the engine found for the first time. `level` is that of the posts that answer.
    pub fn found(
        lamp: Lamp,
        found_on: Day,
        answers: Vec<PostId>,
        level: Level,
        exemptable: bool,
    ) -> Warning {
        Warning {
            state: State::Open,
            lamp,
            lit: true,
            found_on,
            exemptable,
            answers,
            level,
            exemption: None,
            until: None,
            case: None,
            history: History::default(),
        }
    }

    /// Where it stands.
    pub fn state(&self) -> State {
        self.state
    }

    /// Its lamp at the last evaluation that found it.
    pub fn lamp(&self) -> Lamp {
        self.lamp
    }

    /// Whether the rule still finds it.
    pub fn is_lit(&self) -> bool {
        self.lit
    }

    /// The posts that answer for it.
    pub fn answers(&self) -> &[PostId] {
        &self.answers
    }

    /// The level to which it has come.
    pub fn level(&self) -> Level {
        self.level
    }

    /// The exemption asked for or in force.
    pub fn exemption(&self) -> Option<&Exemption> {
        self.exemption.as_ref()
    }

    /// Last day of its mute or exemption.
    pub fn until(&self) -> Option<Day> {
        self.until
    }

    /// Its case.
    pub fn case(&self) -> Option<CaseId> {
        self.case
    }

    /// All that was done.
    pub fn history(&self) -> &History<Step> {
        &self.history
    }

    /// The last day on which anything but the engine's findings happened: from it terms are counted.
    pub fn since(&self) -> Day {
        let engine = |step: &Step| matches!(step, Step::Find(_) | Step::Clear);
        self.history.latest(|step| !engine(step)).map_or(self.found_on, |(_, on)| on)
    }

    /// The warning after a step.
    pub fn step(&self, step: Step, by: Who, on: Day) -> Result<Warning, StepRefusal> {
        let state = follow(TABLE, self.state, self.kind(&step))?;
        self.admit(&step, by, on)?;
        let mut after = Warning { state, ..self.clone() };
        after.note(&step);
        after.history = self.history.with(step, by, on);
        Ok(after)
    }

    fn kind(&self, step: &Step) -> Kind {
        match step {
            Step::TakeUp => Kind::TakeUp,
            Step::JudgeBreach { .. } => Kind::Breach,
            Step::JudgeInOrder { .. } => Kind::InOrder,
            Step::JudgeDataError { .. } => Kind::DataError,
            Step::Reconsider { .. } => Kind::Reconsider,
            Step::Mute { .. } => Kind::Mute,
            Step::AskExemption(_) => Kind::Ask,
            Step::GrantExemption => Kind::Grant,
            Step::DenyExemption { .. } => Kind::Deny,
            Step::Escalate(_) => Kind::Escalate,
            Step::OpenCase(_) => Kind::OpenCase,
            Step::Settle(_) => Kind::Settle,
            Step::Reopen => Kind::Reopen,
            Step::Find(_) if !self.lit => Kind::ComeBack,
            Step::Find(lamp) if *lamp < self.lamp => Kind::Redden,
            Step::Find(_) => Kind::Stay,
            Step::Clear => Kind::Clear,
            Step::Lapse => Kind::Lapse,
        }
    }

    /// The conditions of a step, in the order of the refusals.
    fn admit(&self, step: &Step, by: Who, on: Day) -> Result<(), StepRefusal> {
        match step {
            Step::Find(_) | Step::Clear | Step::Lapse => by.is_engine()?,
            Step::Escalate(_) | Step::Settle(_) | Step::Reopen => {}
            _ => by.is_person()?,
        }
        ensure(self.found_on <= on, StepRefusal::BeforeLastStep)?;
        self.history.admits(on)?;
        match step {
            Step::TakeUp => by.is_of(&self.answers),
            Step::JudgeBreach { reason }
            | Step::JudgeDataError { reason }
            | Step::Reconsider { reason } => {
                by.is_of(&self.answers)?;
                said(reason, StepRefusal::NoReason)
            }
            Step::JudgeInOrder { reason, evidence } => {
                by.is_of(&self.answers)?;
                said(reason, StepRefusal::NoReason)?;
                ensure(!evidence.is_empty(), StepRefusal::NoEvidence)?;
                ensure(self.lamp == Lamp::Yellow, StepRefusal::RedNotInOrder)
            }
            Step::Mute { reason, until } => {
                by.is_of(&self.answers)?;
                said(reason, StepRefusal::NoReason)?;
                ahead(*until, on)?;
                ensure(self.lamp == Lamp::Yellow, StepRefusal::RedNotMuted)
            }
            Step::AskExemption(exemption) => {
                by.is_of(&self.answers)?;
                exemption.is_whole(on)?;
                ensure(self.exemptable, StepRefusal::NoExceptionAllowed)
            }
            Step::GrantExemption => {
                by.is_not(self.asker())?;
                let until = self.exemption.as_ref().map(|exemption| exemption.until);
                until.map_or(Ok(()), |until| ahead(until, on))
            }
            Step::DenyExemption { reason } => {
                by.is_not(self.asker())?;
                said(reason, StepRefusal::NoReason)
            }
            Step::Escalate(to) => {
                ensure(is_past(self.since(), to.term, on), StepRefusal::NotOverdue)?;
                ensure(to.level < self.level, StepRefusal::NotUpward)
            }
            Step::Settle(closing) => {
                ensure(Some(closing.case()) == self.case, StepRefusal::OtherCase)?;
                ensure(closing.on() == on, StepRefusal::StaleClosing)
            }
            Step::Lapse => {
                let lapsed = self.until.is_some_and(|until| on > until);
                ensure(lapsed, StepRefusal::NotYetLapsed)
            }
            Step::OpenCase(_) | Step::Reopen | Step::Find(_) | Step::Clear => Ok(()),
        }
    }

    /// Who asked for the exemption.
    fn asker(&self) -> Option<Who> {
        self.history.latest(|step| matches!(step, Step::AskExemption(_))).map(|(by, _)| by)
    }

    /// Notes what a step says beside the state.
    fn note(&mut self, step: &Step) {
        match step {
            Step::Mute { until, .. } => self.until = Some(*until),
            Step::AskExemption(exemption) => self.exemption = Some(exemption.clone()),
            Step::GrantExemption => self.until = self.exemption.as_ref().map(|e| e.until),
            Step::DenyExemption { .. } => self.exemption = None,
            Step::Settle(closing) => self.until = closing.until(),
            Step::OpenCase(case) => self.case = Some(*case),
            Step::Escalate(to) => {
                self.level = to.level;
                self.answers.push(to.to);
            }
            Step::Find(lamp) => (self.lamp, self.lit) = (*lamp, true),
            Step::Clear => self.lit = false,
            _ => {}
        }
        if matches!(self.state, State::Open | State::TakenUp | State::Cleared | State::InCase) {
            (self.exemption, self.until) = (None, None);
        }
    }

    /// The warning that a record of steps makes.
    pub fn replayed(self, steps: &History<Step>) -> Result<Warning, StepRefusal> {
        let redo = |warning: Warning, done: &crate::handling::Done<Step>| {
            warning.step(done.step.clone(), done.by, done.on)
        };
        steps.iter().try_fold(self, redo)
    }
}
