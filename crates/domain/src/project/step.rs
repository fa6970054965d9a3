//! The steps of a project's way, with all that is said of each.

use crate::day::Day;
use crate::handling::AttachmentId;
use crate::money::Fen;

/// A step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A village or unit applies, or applies again.
    Apply {
        /// What is said of it.
        note: String,
    },
    /// The township has reviewed it and posted it.
    Review {
        /// Where it was posted.
        place: String,
        /// Since when.
        posted_on: Day,
        /// What shows it.
        evidence: Vec<AttachmentId>,
    },
    /// The department has examined it.
    Examine {
        /// What it found.
        opinion: String,
    },
    /// It goes back to whoever applied.
    SendBack {
        /// What has to be put right.
        field: String,
        /// Why.
        reason: String,
    },
    /// The leading group enters it into the pipeline.
    Enter(Decision),
    /// The leading group puts it into the annual plan.
    Plan(Decision),
    /// The finance bureau gives it money of an allotment.
    Fund(Money),
    /// The contract is signed.
    Contract(Contract),
    /// The work begins.
    Start {
        /// When.
        on: Day,
    },
    /// The work is done.
    Finish {
        /// When.
        on: Day,
    },
    /// The department accepts the work.
    Accept {
        /// When.
        on: Day,
        /// Money left over.
        surplus: Fen,
        /// The report of acceptance.
        evidence: Vec<AttachmentId>,
    },
    /// The finance bureau closes it.
    Close {
        /// What is said of it.
        note: String,
    },
    /// Something is asked for that the leading group decides.
    Ask(Request),
    /// The leading group grants what was asked for.
    Grant(Decision),
    /// It does not.
    Deny {
        /// Why.
        reason: String,
    },
}

/// What kind of step it is, as the table of transitions knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// See [`Step::Apply`].
    Apply,
    /// See [`Step::Review`].
    Review,
    /// See [`Step::Examine`].
    Examine,
    /// See [`Step::SendBack`].
    SendBack,
    /// See [`Step::Enter`].
    Enter,
    /// See [`Step::Plan`].
    Plan,
    /// See [`Step::Fund`].
    Fund,
    /// See [`Step::Contract`].
    Contract,
    /// See [`Step::Start`].
    Start,
    /// See [`Step::Finish`].
    Finish,
    /// See [`Step::Accept`].
    Accept,
    /// See [`Step::Close`].
    Close,
    /// A change of plan, budget and target asked for or granted.
    Change,
    /// Leaving the pipeline asked for.
    AskToLeave,
    /// Leaving the pipeline granted.
    Leave,
    /// The use of a surplus proposed or approved.
    Surplus,
    /// A request denied.
    Deny,
}

/// A decision of the leading group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Its document.
    pub document: String,
    /// Day of the meeting.
    pub on: Day,
}

/// Money of an allotment given to a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Money {
    /// The allotment.
    pub allotment: String,
    /// How much.
    pub amount: Fen,
    /// When.
    pub on: Day,
}

/// A contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contract {
    /// With whom.
    pub contractor: String,
    /// Its sum.
    pub amount: Fen,
    /// Retention money kept back of it.
    pub retention: Fen,
    /// When it was signed.
    pub on: Day,
    /// The contract.
    pub evidence: Vec<AttachmentId>,
}

/// A change: plan, budget and target together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The new amount in the plan; that of the target follows it.
    pub planned: Fen,
    /// By how much the contract changes.
    pub contract: Fen,
    /// The target as it is to be; what is left empty stays.
    pub goal: String,
    /// Why.
    pub reason: String,
}

/// What is asked of the leading group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// A change.
    Change(Change),
    /// To take the project out of the pipeline.
    Leave {
        /// Why.
        reason: String,
    },
    /// To use a surplus.
    Surplus {
        /// How much there is.
        amount: Fen,
        /// For what.
        purpose: String,
    },
}

impl Request {
    fn asked(&self) -> Kind {
        match self {
            Request::Change(_) => Kind::Change,
            Request::Leave { .. } => Kind::AskToLeave,
            Request::Surplus { .. } => Kind::Surplus,
        }
    }

    pub(super) fn granted(&self) -> Kind {
        match self {
            Request::Leave { .. } => Kind::Leave,
            _ => self.asked(),
        }
    }
}

impl Step {
    /// Its kind. What is granted is known by what was asked for; by itself it is a denial's sister.
    pub fn kind(&self) -> Kind {
        match self {
            Step::Apply { .. } => Kind::Apply,
            Step::Review { .. } => Kind::Review,
            Step::Examine { .. } => Kind::Examine,
            Step::SendBack { .. } => Kind::SendBack,
            Step::Enter(_) => Kind::Enter,
            Step::Plan(_) => Kind::Plan,
            Step::Fund(_) => Kind::Fund,
            Step::Contract(_) => Kind::Contract,
            Step::Start { .. } => Kind::Start,
            Step::Finish { .. } => Kind::Finish,
            Step::Accept { .. } => Kind::Accept,
            Step::Close { .. } => Kind::Close,
            Step::Ask(request) => request.asked(),
            Step::Grant(_) | Step::Deny { .. } => Kind::Deny,
        }
    }

    /// The day on which it happened, where that is not the day on which it is recorded.
    pub fn day(&self) -> Option<Day> {
        match self {
            Step::Review { posted_on: on, .. }
            | Step::Start { on }
            | Step::Finish { on }
            | Step::Accept { on, .. } => Some(*on),
            Step::Enter(decision) | Step::Plan(decision) | Step::Grant(decision) => {
                Some(decision.on)
            }
            Step::Fund(money) => Some(money.on),
            Step::Contract(contract) => Some(contract.on),
            _ => None,
        }
    }
}
