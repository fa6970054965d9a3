//! The steps of an inspection, and what becomes of what was found.

use crate::day::Day;
use crate::handling::{AttachmentId, CaseId, StepRefusal, WarningId, Who, ensure, said};
use crate::money::Fen;
use crate::warning::Escalation;

use super::plan::Plan;

/// Something that was found (检查问题). What the rules find is a finding; this is what people saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    /// What is wrong.
    pub text: String,
    /// Number of the project; empty: none.
    pub project: String,
    /// Number of the payment's voucher, or of a document; empty: none.
    pub document: String,
    /// How much money it is about; nothing where it is about none.
    pub amount: Fen,
    /// Id of the clause; empty: none of the pack.
    pub clause: String,
    /// The warning about the same.
    pub warning: Option<WarningId>,
    /// What shows it.
    pub evidence: Vec<AttachmentId>,
}

impl Observation {
    pub(super) fn is_complete(&self) -> Result<(), StepRefusal> {
        said(&self.text, StepRefusal::FieldMissing)?;
        ensure(self.amount.0 >= 0, StepRefusal::NegativeAmount)
    }
}

/// What becomes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Nothing was decided yet.
    Open,
    /// Struck out by the inspectors before they reported.
    Struck,
    /// To be put right.
    Ordered {
        /// What is asked.
        asked: String,
        /// Until when.
        due: Day,
    },
    /// The place reported it done.
    Done {
        /// Who reported.
        by: Who,
    },
    /// Checked and found put right.
    Settled,
    /// Not upheld after the answer.
    Dismissed,
    /// Followed in the case of its warning, which only the rule closes.
    InCase(CaseId),
}

impl Fate {
    /// Whether nothing more is to be done about it here.
    pub fn is_over(&self) -> bool {
        !matches!(self, Fate::Open | Fate::Ordered { .. } | Fate::Done { .. })
    }
}

/// Something that was found, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observed {
    /// What was found.
    pub what: Observation,
    /// What became of it.
    pub fate: Fate,
}

impl Observed {
    pub(super) fn new(what: Observation) -> Observed {
        Observed { what, fate: Fate::Open }
    }
}

/// A step. Numbers of observations count from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// It is planned, or planned otherwise before it begins.
    Plan(Plan),
    /// It begins.
    Begin {
        /// The day on which it began.
        on: Day,
    },
    /// It is given up before it begins.
    Withdraw {
        /// Why.
        reason: String,
    },
    /// Something was found.
    Observe(Observation),
    /// Something that was written down is struck out.
    Strike {
        /// Which.
        number: usize,
        /// Why.
        reason: String,
    },
    /// It is reported to the place.
    Report {
        /// What was looked at, and what came of it.
        summary: String,
        /// Until when the place answers, where something was found.
        answer_by: Option<Day>,
    },
    /// The place says what it thinks of it.
    Answer {
        /// What.
        text: String,
        /// What shows it.
        evidence: Vec<AttachmentId>,
    },
    /// A report in which nothing was found is taken note of by a second person.
    Conclude {
        /// Remark; may be empty.
        note: String,
    },
    /// Something is to be put right.
    Order {
        /// Which.
        number: usize,
        /// What is asked.
        asked: String,
        /// Until when.
        due: Day,
    },
    /// Something is not upheld.
    Dismiss {
        /// Which.
        number: usize,
        /// Why.
        reason: String,
    },
    /// Something is followed in the case of its warning.
    HandOver {
        /// Which.
        number: usize,
        /// The case.
        case: CaseId,
    },
    /// The place reports something put right.
    Rectify {
        /// Which.
        number: usize,
        /// What was done.
        report: String,
        /// What shows it.
        evidence: Vec<AttachmentId>,
    },
    /// It is not put right yet.
    SendBack {
        /// Which.
        number: usize,
        /// Why.
        reason: String,
        /// Until when it is to be done.
        due: Day,
    },
    /// It was checked and is put right.
    Settle {
        /// Which.
        number: usize,
        /// What was looked at; may be empty.
        note: String,
    },
    /// The place is late: the next level's post is told, and presses for it.
    Escalate(Escalation),
}

impl Step {
    /// Of which observation it makes what.
    pub(super) fn fate(&self, by: Who) -> Option<(usize, Fate)> {
        Some(match self {
            Step::Strike { number, .. } => (*number, Fate::Struck),
            Step::Order { number, asked, due } => {
                (*number, Fate::Ordered { asked: asked.clone(), due: *due })
            }
            Step::SendBack { number, reason, due } => {
                (*number, Fate::Ordered { asked: reason.clone(), due: *due })
            }
            Step::Dismiss { number, .. } => (*number, Fate::Dismissed),
            Step::HandOver { number, case } => (*number, Fate::InCase(*case)),
            Step::Rectify { number, .. } => (*number, Fate::Done { by }),
            Step::Settle { number, .. } => (*number, Fate::Settled),
            _ => return None,
        })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Move {
    Plan,
    Begin,
    Withdraw,
    Observe,
    Strike,
    Report,
    Answer,
    Conclude,
    Decide,
    DecideLastToRectify,
    DecideLast,
    Rectify,
    SendBack,
    Settle,
    SettleLast,
    Escalate,
}
