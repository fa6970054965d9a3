//! A performance target (绩效目标) on its way: set by whoever applies for the money (A 七), reviewed by finance against
//! five points with a score (A 八), approved with the budget (A 九), filed upward and published, and changed only by a
//! procedure of its own. Whoever wrote it neither reviews nor approves it; what breaks a rule is not approved; what was
//! approved is locked.
//!
//! ```text
//!   draft ─→ submitted ─→ passed ─→ approved ⇄ adjusting
//!    │ ↑         │  │        │
//!    │ └ returned ←─│────────┘   with a reason and comments on single indicators
//!    └→ withdrawn   └→ rejected
//! ```

mod review;
#[cfg(test)]
mod tests;
mod text;

pub use self::review::{Bands, Outcome, Review};
pub use self::text::{Fault, Indicator, MOST_INDICATORS, SubjectKind, Text};
use crate::day::Day;
use crate::handling::{Done, History, Judged, Row, StepRefusal, Who, ensure, follow, said};

/// Where a target stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Being written (填报中).
    Draft,
    /// Waits for its review (待审核).
    Submitted,
    /// Sent back to be put right (退回修改).
    Returned,
    /// Passed the review, waits for its approval with the budget (审核通过，待批复).
    Passed,
    /// Approved with the budget; locked (已批复).
    Approved,
    /// Approved; a change of it waits for its approval (调整待批复).
    Adjusting,
    /// Did not pass: no budget (审核未通过).
    Rejected,
    /// Given up (已撤回).
    Withdrawn,
}

impl State {
    /// All states in their order.
    pub const ALL: [State; 8] = [
        State::Draft,
        State::Submitted,
        State::Returned,
        State::Passed,
        State::Approved,
        State::Adjusting,
        State::Rejected,
        State::Withdrawn,
    ];

    /// Whether who wrote it may change it.
    pub fn is_open(self) -> bool {
        matches!(self, State::Draft | State::Returned)
    }

    /// Whether a target is in force, on which money may be given.
    pub fn is_in_force(self) -> bool {
        matches!(self, State::Approved | State::Adjusting)
    }
}

/// To whom a target is filed for record (A 九, third paragraph).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Filed {
    /// By the county to the prefecture's finance bureau.
    Prefecture,
    /// To the region's department of finance.
    Region,
    /// By the region to the ministry's supervision bureau.
    Ministry,
}

impl Filed {
    /// All in the order in which a target goes up.
    pub const ALL: [Filed; 3] = [Filed::Prefecture, Filed::Region, Filed::Ministry];
}

/// A step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// It is written, or written anew.
    Write(Text),
    /// A target that was approved elsewhere and stands in the records is followed from here on.
    TakeOver {
        /// As the records have it.
        text: Text,
        /// The day on which it was approved.
        approved_on: Day,
    },
    /// It is submitted.
    Submit,
    /// It is given up.
    Withdraw {
        /// Why.
        reason: String,
    },
    /// It is reviewed.
    Review(Review),
    /// It is sent back after it passed.
    SendBack {
        /// Why.
        reason: String,
    },
    /// It is approved with the budget.
    Approve(Approval),
    /// It is filed for record.
    File {
        /// To whom.
        to: Filed,
        /// When.
        on: Day,
        /// Number of the document.
        document: String,
    },
    /// It is published.
    Publish {
        /// When.
        on: Day,
        /// Where.
        place: String,
    },
    /// A change of the approved target is asked for.
    Ask {
        /// As it is to be.
        text: Text,
        /// Why.
        reason: String,
    },
    /// The change is approved.
    Grant(Approval),
    /// The change is refused.
    Deny {
        /// Why.
        reason: String,
    },
}

/// An approval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// Number of the document by which it is approved.
    pub document: String,
    /// Its day.
    pub on: Day,
    /// What the rules said of the target.
    pub judged: Judged,
    /// Why, where something is doubtful.
    pub reason: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Write,
    Submit,
    Withdraw,
    Pass,
    Return,
    Reject,
    Approve,
    File,
    Publish,
    Ask,
    Decide,
}

/// All transitions. What stands here in no line is refused.
const TABLE: &[Row<State, Kind>] = &[
    (State::Draft, Kind::Write, State::Draft),
    (State::Draft, Kind::Submit, State::Submitted),
    (State::Draft, Kind::Withdraw, State::Withdrawn),
    (State::Submitted, Kind::Withdraw, State::Withdrawn),
    (State::Submitted, Kind::Pass, State::Passed),
    (State::Submitted, Kind::Return, State::Returned),
    (State::Submitted, Kind::Reject, State::Rejected),
    (State::Returned, Kind::Write, State::Returned),
    (State::Returned, Kind::Submit, State::Submitted),
    (State::Returned, Kind::Withdraw, State::Withdrawn),
    (State::Passed, Kind::Return, State::Returned),
    (State::Passed, Kind::Approve, State::Approved),
    (State::Approved, Kind::File, State::Approved),
    (State::Adjusting, Kind::File, State::Adjusting),
    (State::Approved, Kind::Publish, State::Approved),
    (State::Adjusting, Kind::Publish, State::Adjusting),
    (State::Approved, Kind::Ask, State::Adjusting),
    (State::Adjusting, Kind::Decide, State::Approved),
];

/// A target and all that was done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    state: State,
    text: Text,
    asked: Option<Text>,
    review: Option<Review>,
    approved_on: Option<Day>,
    filed: [Option<Day>; 3],
    published_on: Option<Day>,
    changed: Option<(Day, Day)>,
    history: History<Step>,
}

impl Target {
    /// One that begins with what is written of it so far, which need not be whole.
    pub fn begin(text: Text, by: Who, on: Day) -> Result<Target, StepRefusal> {
        by.is_person()?;
        let step = Step::Write(text.clone());
        Ok(Target::new(State::Draft, text, None, History::default().with(step, by, on)))
    }

    /// One that was approved elsewhere, as the records have it.
    pub fn take_over(
        (text, approved_on): (Text, Day),
        by: Who,
        on: Day,
    ) -> Result<Target, StepRefusal> {
        by.is_person()?;
        ensure(approved_on <= on, StepRefusal::DayToCome)?;
        let step = Step::TakeOver { text: text.clone(), approved_on };
        let history = History::default().with(step, by, on);
        Ok(Target::new(State::Approved, text, Some(approved_on), history))
    }

    fn new(state: State, text: Text, approved_on: Option<Day>, history: History<Step>) -> Target {
        let (asked, review, published_on, changed) = (None, None, None, None);
        Target {
            state,
            text,
            asked,
            review,
            approved_on,
            filed: [None; 3],
            published_on,
            changed,
            history,
        }
    }

    /// Where it stands.
    pub fn state(&self) -> State {
        self.state
    }

    /// What it says.
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// What it is to say once the change that was asked for is approved.
    pub fn asked(&self) -> Option<&Text> {
        self.asked.as_ref()
    }

    /// The last review.
    pub fn review(&self) -> Option<&Review> {
        self.review.as_ref()
    }

    /// The day on which it was approved.
    pub fn approved_on(&self) -> Option<Day> {
        self.approved_on
    }

    /// The days on which it was filed, by [`Filed::ALL`].
    pub fn filed(&self) -> [Option<Day>; 3] {
        self.filed
    }

    /// The day on which it was published.
    pub fn published_on(&self) -> Option<Day> {
        self.published_on
    }

    /// The days on which its last change was asked for and approved.
    pub fn changed(&self) -> Option<(Day, Day)> {
        self.changed
    }

    /// All that was done.
    pub fn history(&self) -> &History<Step> {
        &self.history
    }

    /// The day on which it was submitted last.
    pub fn submitted_on(&self) -> Option<Day> {
        self.history.latest(|step| matches!(step, Step::Submit)).map(|(_, on)| on)
    }

    /// Everybody who wrote it or asked for a change: they neither review nor approve it.
    pub fn writers(&self) -> impl Iterator<Item = Who> + '_ {
        let wrote = |step: &Step| matches!(step, Step::Write(_) | Step::Submit | Step::Ask { .. });
        self.history.iter().filter(move |done| wrote(&done.step)).map(|done| done.by)
    }

    /// The target after a step.
    pub fn step(&self, step: Step, by: Who, on: Day) -> Result<Target, StepRefusal> {
        let state = follow(TABLE, self.state, kind(&step)?)?;
        by.is_person()?;
        self.history.admits(on)?;
        self.allows(&step, by, on)?;
        let mut after = Target { state, ..self.clone() };
        match &step {
            Step::Write(text) => after.text = text.clone(),
            Step::Review(review) => after.review = Some(review.clone()),
            Step::Approve(approval) => after.approved_on = Some(approval.on),
            Step::File { to, on, .. } => after.filed[*to as usize] = Some(*on),
            Step::Publish { on, .. } => after.published_on = Some(*on),
            Step::Ask { text, .. } => after.asked = Some(text.clone()),
            Step::Grant(approval) => {
                let asked = |step: &Step| matches!(step, Step::Ask { .. });
                let asked_on = self.history.latest(asked).map_or(approval.on, |(_, on)| on);
                after.changed = Some((asked_on, approval.on));
                after.text = after.asked.take().unwrap_or(after.text);
            }
            Step::Deny { .. } => after.asked = None,
            Step::Submit
            | Step::Withdraw { .. }
            | Step::SendBack { .. }
            | Step::TakeOver { .. } => {}
        }
        after.history = self.history.with(step, by, on);
        Ok(after)
    }

    fn allows(&self, step: &Step, by: Who, on: Day) -> Result<(), StepRefusal> {
        use StepRefusal as R;
        let by_other = || self.writers().try_for_each(|who| by.is_not(Some(who)));
        match step {
            Step::Write(_) | Step::TakeOver { .. } => Ok(()),
            Step::Submit => self.text.is_whole().map_err(|_| R::FieldMissing),
            Step::Withdraw { reason } => said(reason, R::NoReason),
            Step::Review(review) => {
                by_other()?;
                review.is_whole(&self.text)
            }
            Step::SendBack { reason } | Step::Deny { reason } => {
                by_other()?;
                said(reason, R::NoReason)
            }
            Step::Approve(approval) => {
                by_other()?;
                self.reviewers().try_for_each(|who| by.is_not(Some(who)))?;
                approval.is_whole(self.submitted_on(), on)
            }
            Step::Grant(approval) => {
                by_other()?;
                approval.is_whole(self.approved_on, on)
            }
            Step::File { to, on: day, document } => {
                said(document, R::FieldMissing)?;
                self.goes_up(*to, *day, on)
            }
            Step::Publish { on: day, place } => {
                said(place, R::FieldMissing)?;
                self.since_approval(*day, on)
            }
            Step::Ask { text, reason } => {
                said(reason, R::NoReason)?;
                text.is_whole().map_err(|_| R::FieldMissing)?;
                ensure(*text != self.text, R::NothingChanged)
            }
        }
    }

    /// Who reviewed it since it was submitted last: who did so does not approve it.
    fn reviewers(&self) -> impl Iterator<Item = Who> + '_ {
        let review = |step: &Step| matches!(step, Step::Review(_));
        self.history.latest(review).map(|(by, _)| by).into_iter()
    }

    /// A target goes up one level after the other, on no day before it got there; a region's own begins where it is.
    fn goes_up(&self, to: Filed, day: Day, on: Day) -> Result<(), StepRefusal> {
        ensure(self.filed[to as usize].is_none(), StepRefusal::FiledAlready)?;
        self.since_approval(day, on)?;
        let below = self.filed.iter().take(to as usize).flatten().max();
        ensure(below.is_none_or(|below| *below <= day), StepRefusal::DayTooEarly)
    }

    fn since_approval(&self, day: Day, on: Day) -> Result<(), StepRefusal> {
        ensure(day <= on, StepRefusal::DayToCome)?;
        let approved = self.approved_on.is_none_or(|approved| approved <= day);
        ensure(approved, StepRefusal::DayTooEarly)
    }

    /// The target that a record of steps makes of one just begun.
    pub fn replayed(self, steps: &History<Step>) -> Result<Target, StepRefusal> {
        let redo = |at: Target, done: &Done<Step>| at.step(done.step.clone(), done.by, done.on);
        steps.iter().skip(self.history.len()).try_fold(self, redo)
    }
}

impl Approval {
    /// Refused where it is not said by which document, where its day is wrong, or where a rule is broken.
    fn is_whole(&self, since: Option<Day>, on: Day) -> Result<(), StepRefusal> {
        said(&self.document, StepRefusal::FieldMissing)?;
        ensure(self.on <= on, StepRefusal::DayToCome)?;
        ensure(since.is_none_or(|since| since <= self.on), StepRefusal::DayTooEarly)?;
        self.judged.admits(&self.reason, StepRefusal::TargetBreaksRule)
    }
}

fn kind(step: &Step) -> Result<Kind, StepRefusal> {
    Ok(match step {
        Step::Write(_) => Kind::Write,
        // It only begins.
        Step::TakeOver { .. } => return Err(StepRefusal::NotFromHere),
        Step::Submit => Kind::Submit,
        Step::Withdraw { .. } => Kind::Withdraw,
        Step::Review(review) => match review.outcome {
            Outcome::Pass => Kind::Pass,
            Outcome::Return => Kind::Return,
            Outcome::Reject => Kind::Reject,
        },
        Step::SendBack { .. } => Kind::Return,
        Step::Approve(_) => Kind::Approve,
        Step::File { .. } => Kind::File,
        Step::Publish { .. } => Kind::Publish,
        Step::Ask { .. } => Kind::Ask,
        Step::Grant(_) | Step::Deny { .. } => Kind::Decide,
    })
}
