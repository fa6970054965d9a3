//! Every reason for which a step of handling is refused, with the sentence for the person who took it.
//!
//! [`crate::refusal::Refusal`] names what is wrong with one value that somebody wrote down; it belongs to a
//! cell and is told beside it. These belong to an operation: every value may be right, and the step still
//! not be allowed. They stand here, in one list for all that is followed, because one page tells them, one
//! interface returns them, and four eyes are the same four eyes everywhere. What would make books untrue
//! is a [`crate::ledger::LedgerFault`].

#[cfg(test)]
mod tests;
mod told;

use self::told::{TOLD, Told};
use crate::lang::Lang;

/// Why a step was refused, in the order in which the reasons are looked for: where several hold, the first
/// is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
#[error("{}", self.name())]
pub enum StepRefusal {
    /// The step does not follow from the present state.
    NotFromHere,
    /// Only the engine's own finding justifies the step.
    OnlyEngine,
    /// A person must take the step and answer for it.
    OnlyPerson,
    /// The day lies before that of a step which is recorded.
    BeforeLastStep,
    /// Another post has to take the step.
    NotThePost,
    /// The post that has to rectify neither extends, checks nor closes its own case.
    OwnMatter,
    /// An inquiry goes to another post than the one that sends it.
    AsksItself,
    /// Four eyes: who entered does not approve.
    SamePerson,
    /// The decision or closing is about another case.
    OtherCase,
    /// The closing is of another day; the case may have been opened again since.
    StaleClosing,
    /// No reason is given.
    NoReason,
    /// No evidence is attached.
    NoEvidence,
    /// The order does not say what is to be put right, or whom it asks.
    NothingAsked,
    /// An exemption without a legal basis.
    NoBasis,
    /// An exemption that does not say how far it reaches.
    NoScope,
    /// A proposal of accountability without the facts.
    NoFacts,
    /// A proposal of accountability without the clause.
    NoClause,
    /// An amount to take back or to re-book is negative.
    NegativeAmount,
    /// The deadline or expiry does not lie after the day of the step.
    TermNotAhead,
    /// A red warning cannot be muted.
    RedNotMuted,
    /// A red warning cannot be judged to be in order.
    RedNotInOrder,
    /// The clause knows no exceptions (一律).
    NoExceptionAllowed,
    /// An exemption or a finding that it cannot be undone waits for its decision.
    AlreadyAsked,
    /// There is no request to grant or to deny.
    NotAsked,
    /// The term has not run out.
    NotOverdue,
    /// Escalation goes to a higher level only.
    NotUpward,
    /// The mute or exemption is still in force.
    NotYetLapsed,
    /// The rule was not run again on the day of closing.
    NotRunToday,
    /// The rule cannot tell: that is never taken for green.
    CannotTell,
    /// The rule, run again, still finds it.
    StillLit,
    /// The ledger does not show the money that was to be taken back.
    MoneyNotBack,
    /// No exemption is in force on that day.
    NoExemption,
    /// Nobody decided that it cannot be undone.
    NotIrrecoverable,
    /// There is no decision on responsibility.
    NoDecision,
    /// The document has no number.
    NoDocument,
    /// No amount is given to anybody, or one that is not more than nothing.
    NothingSplit,
    /// A receiver stands twice in one document.
    ReceiverTwice,
    /// More than the allotment has left.
    MoreThanOpen,
    /// Something that has to be said is missing.
    FieldMissing,
    /// An amount is missing.
    AmountMissing,
    /// A day that is yet to come.
    DayToCome,
    /// The day lies before that of what must come first.
    DayTooEarly,
    /// A project without an approved target does not enter the pipeline.
    NoTargetForPipeline,
    /// A project without an approved target gets no budget.
    NoTargetForBudget,
    /// More than the plan has for the project.
    OverPlan,
    /// More than the contract.
    OverContract,
    /// A change of a contract that there is not.
    NoContract,
    /// A change that changes nothing.
    NothingChanged,
    /// A plan for less than the project was given already.
    BelowFunded,
    /// A project that was given money does not leave the pipeline.
    FundedAlready,
    /// A surplus of more than is left of the project's money.
    OverUnpaid,
    /// Retention money is still to be paid.
    RetentionUnpaid,
    /// The leading group has not decided on the surplus.
    SurplusUndecided,
    /// A plan without money, or with an amount that is none.
    PlanEmpty,
    /// A fund, or a project with a fund, stands in a plan twice.
    PlanLineTwice,
    /// More of a fund is integrated than there is.
    OverScale,
    /// Money by source is not money by use.
    PlanUneven,
    /// Nobody is named to review, or somebody twice.
    NoReviewers,
    /// There is nothing to reconcile.
    NothingToReconcile,
    /// Figures differ, and nothing is said of it.
    DifferenceUnexplained,
    /// The factors, weights or values of a plan do not divide the money.
    NotDivisible,
    /// The place is no receiver of the plan.
    NotAReceiver,
    /// A place gets something else than was computed, and nobody says why.
    ChangeUnexplained,
    /// The amounts that are decided are not all there is to divide.
    NotTheWhole,
    /// A setting is proposed without asking a division concerned.
    NobodyConsulted,
    /// The day from which something is to hold has passed.
    DayPassed,
    /// An amount of nothing, or beyond all that is recorded here.
    AmountOutOfBounds,
    /// Own money of a unit is said to be a person's.
    OwnMoneyOfPerson,
    /// More of the other money is spent than has come in by some day.
    SpentBeyondReceived,
    /// The project has come to its end.
    ProjectEnded,
    /// The same project, period and subject is inspected already, and nobody says why again.
    InspectedAlready,
    /// A last day lies before the first one.
    DaysReversed,
    /// A project or payment is named twice.
    NamedTwice,
    /// The place may still answer.
    AnswerAwaited,
    /// What was found has no warning that is followed in a case.
    NoCase,
    /// The payment would break a rule, and no exemption covers it.
    BreaksRule,
    /// What is expected at the end of the year is less than what was executed already.
    ExpectedBelow,
    /// An indicator that is not green has no cause or no measure.
    CauseMissing,
    /// Something that does not go together is not explained.
    Unexplained,
    /// A score above the most that can be given.
    ScoreOutOfBounds,
    /// What is to come of a review does not fit its score.
    OutcomeUnfit,
    /// It was filed there already.
    FiledAlready,
    /// A target breaks a rule, and no exemption covers it.
    TargetBreaksRule,
    /// A score beyond what was computed, or outside of its band.
    ScoreOutOfBand,
    /// What was missed or far exceeded has no cause, or no measure.
    NotExplained,
    /// A commitment that is no SHA-256.
    CommitmentUnread,
    /// There is nothing to draw from.
    NothingToDraw,
    /// A seed that is not the one that was committed to.
    SeedDiffers,
}

impl StepRefusal {
    /// All refusals in their order.
    pub fn all() -> impl Iterator<Item = StepRefusal> {
        TOLD.iter().map(|told| told.refusal)
    }

    fn told(self) -> Option<&'static Told> {
        TOLD.get(self as usize)
    }

    /// A stable name for interfaces, logs and tests.
    pub fn name(self) -> &'static str {
        self.told().map_or("", |told| told.name)
    }

    /// The clause that asks for it, where there is one (ids of the policy pack).
    pub fn clause(self) -> Option<&'static str> {
        self.told().and_then(|told| told.clause)
    }

    /// What is wrong and what would be right, in the reader's language.
    pub fn sentence(self, lang: Lang) -> &'static str {
        self.told().map_or("", |told| lang.pick(told.zh, told.en))
    }
}
