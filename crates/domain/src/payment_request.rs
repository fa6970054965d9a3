//! A payment request (支付申请): who uses money of a project asks for a payment before it is made, the county's finance
//! bureau looks at it with what the rules say of it at that moment (B 三（二）3). Who wrote it does not approve it; what
//! breaks a rule is not approved; what was approved is locked. The payment that is then made settles it.
//!
//! ```text
//!   waiting ─→ approved ─→ paid
//!    ↑ ↓  │     │     │      │ corrected so that it is another one's
//!   returned ←──┴─────│──────┘
//!    └──→ withdrawn ←─┘
//! ```

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::contribution::LARGEST;
use crate::day::Day;
use crate::handling::{
    AttachmentId, Done, History, Judged, Row, StepRefusal, Who, ensure, follow, said,
};
use crate::money::Fen;

/// Where a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Written, to be looked at by the finance bureau (待审核).
    Waiting,
    /// Sent back to be put right (退回修改).
    Returned,
    /// Approved, to be paid; locked (已批准待支付).
    Approved,
    /// Paid (已支付).
    Paid,
    /// Given up (已撤回).
    Withdrawn,
}

impl State {
    /// All states in their order.
    pub const ALL: [State; 5] =
        [State::Waiting, State::Returned, State::Approved, State::Paid, State::Withdrawn];
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The cells of the payment by their columns of the contract; names of persons as the store keeps them.
    pub cells: BTreeMap<String, String>,
    /// How much.
    pub amount: Fen,
    /// The documents that show it.
    pub evidence: Vec<AttachmentId>,
}

impl Text {
    /// The text of a cell; empty where there is none.
    pub fn cell(&self, column: &str) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    fn is_complete(&self) -> Result<(), StepRefusal> {
        for column in ["project", "payee", "purpose"] {
            said(self.cell(column), StepRefusal::FieldMissing)?;
        }
        let fits = self.amount.0 > 0 && self.amount.0 <= LARGEST.0;
        ensure(fits, StepRefusal::AmountOutOfBounds)?;
        ensure(!self.evidence.is_empty(), StepRefusal::NoEvidence)
    }
}

/// A step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// It is written, or written anew.
    Ask(Text),
    /// It is given up.
    Withdraw {
        /// Why.
        reason: String,
    },
    /// It is sent back, also after it was approved; after it was paid only where the payment was corrected so that it
    /// is none of this request any more, which the caller sees to.
    Return {
        /// Why.
        reason: String,
    },
    /// It is approved.
    Approve {
        /// What the rules said.
        judged: Judged,
        /// Why, where something is doubtful.
        reason: String,
    },
    /// A payment settles it.
    Pay {
        /// Number of the voucher in the county.
        voucher: String,
        /// How much was paid.
        amount: Fen,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Ask,
    Withdraw,
    Return,
    Approve,
    Pay,
}

/// All transitions. What stands here in no line is refused.
const TABLE: &[Row<State, Kind>] = &[
    (State::Waiting, Kind::Ask, State::Waiting),
    (State::Waiting, Kind::Withdraw, State::Withdrawn),
    (State::Waiting, Kind::Return, State::Returned),
    (State::Waiting, Kind::Approve, State::Approved),
    (State::Returned, Kind::Ask, State::Waiting),
    (State::Returned, Kind::Withdraw, State::Withdrawn),
    (State::Approved, Kind::Return, State::Returned),
    (State::Approved, Kind::Withdraw, State::Withdrawn),
    (State::Approved, Kind::Pay, State::Paid),
    (State::Paid, Kind::Return, State::Returned),
];

/// A request and all that was done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentRequest {
    state: State,
    text: Text,
    approved_on: Option<Day>,
    paid: Option<(String, Fen)>,
    history: History<Step>,
}

impl PaymentRequest {
    /// One that begins with its text.
    pub fn begin(text: Text, by: Who, on: Day) -> Result<PaymentRequest, StepRefusal> {
        by.is_person()?;
        text.is_complete()?;
        let history = History::default().with(Step::Ask(text.clone()), by, on);
        Ok(PaymentRequest { state: State::Waiting, text, approved_on: None, paid: None, history })
    }

    /// Where it stands.
    pub fn state(&self) -> State {
        self.state
    }

    /// What it says.
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// The day on which it was approved, as long as it is.
    pub fn approved_on(&self) -> Option<Day> {
        self.approved_on
    }

    /// Voucher and amount of the payment that settled it.
    pub fn paid(&self) -> Option<&(String, Fen)> {
        self.paid.as_ref()
    }

    /// All that was done.
    pub fn history(&self) -> &History<Step> {
        &self.history
    }

    /// Everybody who wrote it: they neither review nor pay it.
    pub fn writers(&self) -> impl Iterator<Item = Who> + '_ {
        let wrote = |step: &Step| matches!(step, Step::Ask(_));
        self.history.iter().filter(move |done| wrote(&done.step)).map(|done| done.by)
    }

    /// The request after a step.
    pub fn step(&self, step: Step, by: Who, on: Day) -> Result<PaymentRequest, StepRefusal> {
        let state = follow(TABLE, self.state, kind(&step))?;
        self.history.admits(on)?;
        self.allows(&step, by)?;
        let mut after = PaymentRequest { state, ..self.clone() };
        match &step {
            Step::Ask(text) => after.text = text.clone(),
            Step::Approve { .. } => after.approved_on = Some(on),
            Step::Return { .. } | Step::Withdraw { .. } => {
                (after.approved_on, after.paid) = (None, None);
            }
            Step::Pay { voucher, amount } => after.paid = Some((voucher.clone(), *amount)),
        }
        after.history = self.history.with(step, by, on);
        Ok(after)
    }

    fn allows(&self, step: &Step, by: Who) -> Result<(), StepRefusal> {
        let by_other = || self.writers().try_for_each(|who| by.is_not(Some(who)));
        // The engine sees that a payment came in; all else somebody answers for.
        let by_person = || by.is_person();
        match step {
            Step::Ask(text) => by_person().and_then(|()| text.is_complete()),
            Step::Withdraw { reason } => {
                by_person()?;
                said(reason, StepRefusal::NoReason)
            }
            Step::Return { reason } => {
                by_person()?;
                by_other()?;
                said(reason, StepRefusal::NoReason)
            }
            Step::Approve { judged, reason } => {
                by_person()?;
                by_other()?;
                judged.admits(reason, StepRefusal::BreaksRule)
            }
            Step::Pay { voucher, amount } => {
                by_other()?;
                said(voucher, StepRefusal::FieldMissing)?;
                ensure(amount.0 > 0, StepRefusal::AmountOutOfBounds)
            }
        }
    }

    /// The request that a record of steps makes of one just begun.
    pub fn replayed(self, steps: &History<Step>) -> Result<PaymentRequest, StepRefusal> {
        let redo =
            |at: PaymentRequest, done: &Done<Step>| at.step(done.step.clone(), done.by, done.on);
        steps.iter().skip(self.history.len()).try_fold(self, redo)
    }
}

fn kind(step: &Step) -> Kind {
    match step {
        Step::Ask(_) => Kind::Ask,
        Step::Withdraw { .. } => Kind::Withdraw,
        Step::Return { .. } => Kind::Return,
        Step::Approve { .. } => Kind::Approve,
        Step::Pay { .. } => Kind::Pay,
    }
}
