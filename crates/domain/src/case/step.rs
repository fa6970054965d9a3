//! The steps of a case, with all that is said about them.

use crate::accountability::Decision;
use crate::day::Day;
use crate::handling::{AttachmentId, PostId, StepRefusal, ahead, ensure, said};
use crate::money::Fen;
use crate::warning::{Escalation, Exemption};

/// A step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Ordered to be put right.
    Order(Order),
    /// The deadline is moved.
    Extend {
        /// The new last day.
        due: Day,
        /// Why.
        reason: String,
    },
    /// The post that has to rectify reports it done.
    ReportDone {
        /// What was done.
        report: String,
        /// What shows it.
        evidence: Vec<AttachmentId>,
    },
    /// Checked by another person and found done.
    Confirm {
        /// What was found.
        finding: String,
    },
    /// Checked by another person and found not done.
    SendBack {
        /// What is missing.
        reason: String,
    },
    /// Asked for another end than putting it right.
    Ask(Request),
    /// What was asked for is granted by another person.
    Grant,
    /// What was asked for is denied by another person.
    Deny {
        /// Why.
        reason: String,
    },
    /// A decision on responsibility is laid beside the case.
    Hold(Decision),
    /// Overdue: it goes to the next level, to the post that is named.
    Escalate(Escalation),
    /// Closed by the rule, run again.
    CloseGreen {
        /// What the rule says.
        rerun: Rerun,
        /// Money taken back for this case, as the ledger has it.
        returned: Fen,
    },
    /// Closed by an exemption in force.
    CloseExempt,
    /// Closed by the decision that it cannot be undone, with the decision on responsibility.
    CloseLost,
    /// Opened again.
    Reopen(Why),
}

/// An order to rectify (整改通知).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// The post that has to rectify.
    pub to: PostId,
    /// What is to be put right.
    pub asked: String,
    /// Last day.
    pub due: Day,
    /// Money to be taken back.
    pub take_back: Fen,
    /// Money to be re-booked.
    pub rebook: Fen,
}

impl Order {
    pub(super) fn is_whole(&self, on: Day) -> Result<(), StepRefusal> {
        said(&self.asked, StepRefusal::NothingAsked)?;
        let lowest = self.take_back.min(self.rebook);
        ensure(lowest >= Fen(0), StepRefusal::NegativeAmount)?;
        ahead(self.due, on)
    }
}

/// Another end than putting it right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// An exemption.
    Exemption(Exemption),
    /// It cannot be undone.
    Irrecoverable {
        /// Why.
        reason: String,
        /// What shows it.
        evidence: Vec<AttachmentId>,
    },
}

impl Request {
    pub(super) fn is_whole(&self, on: Day) -> Result<(), StepRefusal> {
        match self {
            Request::Exemption(exemption) => exemption.is_whole(on),
            Request::Irrecoverable { reason, evidence } => {
                said(reason, StepRefusal::NoReason)?;
                ensure(!evidence.is_empty(), StepRefusal::NoEvidence)
            }
        }
    }
}

/// What the rule says of the subject when it is run again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rerun {
    /// The day of evaluation.
    pub on: Day,
    /// What it says.
    pub says: Says,
}

/// What a rule says of one subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Says {
    /// It finds nothing.
    Green,
    /// A doubt.
    Yellow,
    /// A breach.
    Red,
    /// A fact is missing: never taken for green.
    CannotTell,
}

/// Why a case is opened again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The rule finds it again.
    CameBack,
    /// The exemption by which it was closed has ended.
    Lapsed,
    /// A person objects, with a reason.
    Objection(String),
}

/// The steps as the table knows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    Order,
    Extend,
    Report,
    Confirm,
    SendBack,
    Ask,
    Decide,
    Hold,
    Escalate,
    CloseGreen,
    CloseExempt,
    CloseLost,
    Reopen,
}

impl Step {
    pub(super) fn kind(&self) -> Kind {
        match self {
            Step::Order(_) => Kind::Order,
            Step::Extend { .. } => Kind::Extend,
            Step::ReportDone { .. } => Kind::Report,
            Step::Confirm { .. } => Kind::Confirm,
            Step::SendBack { .. } => Kind::SendBack,
            Step::Ask(_) => Kind::Ask,
            Step::Grant | Step::Deny { .. } => Kind::Decide,
            Step::Hold(_) => Kind::Hold,
            Step::Escalate(_) => Kind::Escalate,
            Step::CloseGreen { .. } => Kind::CloseGreen,
            Step::CloseExempt => Kind::CloseExempt,
            Step::CloseLost => Kind::CloseLost,
            Step::Reopen(_) => Kind::Reopen,
        }
    }

    /// Refused where it does not say what it must.
    pub(super) fn says_enough(&self, on: Day) -> Result<(), StepRefusal> {
        match self {
            Step::Order(order) => order.is_whole(on),
            Step::Extend { due, reason } => {
                said(reason, StepRefusal::NoReason)?;
                ahead(*due, on)
            }
            Step::ReportDone { report, evidence } => {
                said(report, StepRefusal::NoReason)?;
                ensure(!evidence.is_empty(), StepRefusal::NoEvidence)
            }
            Step::Confirm { finding: text }
            | Step::SendBack { reason: text }
            | Step::Deny { reason: text }
            | Step::Reopen(Why::Objection(text)) => said(text, StepRefusal::NoReason),
            Step::Ask(request) => request.is_whole(on),
            _ => Ok(()),
        }
    }

    /// Whether it moves the rectification on, so that the next one's term begins.
    pub(super) fn moves(&self) -> bool {
        !matches!(self.kind(), Kind::Ask | Kind::Decide | Kind::Hold | Kind::Extend)
    }
}
