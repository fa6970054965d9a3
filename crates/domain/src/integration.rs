//! An integration plan (涉农资金整合方案): which integrated funds a county brings together in a fiscal year, and
//! for which projects (B 二（三）2). The county writes and submits it; the region's agriculture division has the
//! divisions that it names review it jointly (联审); once all agree, the county's leading group decides on it.
//! What was approved is never changed: it is replaced by a version that went the same way.
//!
//! ```text
//!   draft ─→ submitted ─→ in review ─→ agreed ─→ approved ─→ replaced
//!     ↑ ↓        │            │          │
//!  dropped ←─────┴────────────┴──────────┘ sent back to the draft
//! ```

#[cfg(test)]
mod tests;

use crate::day::Day;
use crate::handling::{
    AttachmentId, Done, History, Opinion, PostId, Row, StepRefusal, Who, all_differ, ensure,
    follow, said,
};
use crate::money::Fen;

/// Where a plan stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Being written (拟稿).
    Draft,
    /// With the agriculture division, which calls the joint review (待组织联审).
    Submitted,
    /// The divisions that were named give their opinions (联审中).
    InReview,
    /// All agree; with the county's leading group (待领导小组审定).
    Agreed,
    /// Approved, and locked (已审定).
    Approved,
    /// A later version was approved in its place (已调整).
    Replaced,
    /// Given up before it was approved (已作废).
    Dropped,
}

impl State {
    /// All states in their order.
    pub const ALL: [State; 7] = [
        State::Draft,
        State::Submitted,
        State::InReview,
        State::Agreed,
        State::Approved,
        State::Replaced,
        State::Dropped,
    ];

    /// Whether somebody has still to do something about it.
    pub fn is_under_way(self) -> bool {
        self < State::Approved
    }
}

/// One fund that is brought in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Code of the fund.
    pub fund: String,
    /// What the county has of it in the year (规模).
    pub scale: Fen,
    /// What of it is integrated (整合).
    pub amount: Fen,
}

/// What one project gets of one fund.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// Number of the project.
    pub project: String,
    /// Code of the fund.
    pub fund: String,
    /// How much.
    pub amount: Fen,
}

/// What a plan says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// Its title.
    pub title: String,
    /// Remark; of a later version, why the plan is changed.
    pub note: String,
    /// Where the money comes from.
    pub sources: Vec<Source>,
    /// What it is for.
    pub uses: Vec<Use>,
}

impl Draft {
    /// All money that is brought in; none where it is more than can be counted.
    pub fn total(&self) -> Option<Fen> {
        sum(self.sources.iter().map(|source| source.amount))
    }

    /// What projects get of a fund; none where it is more than can be counted.
    pub fn used(&self, fund: &str) -> Option<Fen> {
        sum(self.uses.iter().filter(|one| one.fund == fund).map(|one| one.amount))
    }

    /// Refused where a plan cannot be meant, whatever is still to be added.
    fn is_readable(&self) -> Result<(), StepRefusal> {
        let positive = |amount: Fen| amount.0 > 0;
        let sources = self.sources.iter().all(|one| positive(one.amount) && positive(one.scale));
        let uses = self.uses.iter().all(|one| positive(one.amount));
        ensure(sources && uses && self.total().is_some(), StepRefusal::PlanEmpty)?;
        let funds = self.sources.iter().map(|one| (one.fund.as_str(), ""));
        let pairs = self.uses.iter().map(|one| (one.fund.as_str(), one.project.as_str()));
        ensure(all_differ(funds) && all_differ(pairs), StepRefusal::PlanLineTwice)?;
        let fits = self.sources.iter().all(|one| one.amount <= one.scale);
        ensure(fits, StepRefusal::OverScale)
    }

    /// Refused where money by source is not money by use, fund by fund.
    pub fn is_balanced(&self) -> Result<(), StepRefusal> {
        ensure(!self.sources.is_empty() && !self.uses.is_empty(), StepRefusal::PlanEmpty)?;
        let even = self.sources.iter().all(|one| self.used(&one.fund) == Some(one.amount));
        let known = |one: &Use| self.sources.iter().any(|source| source.fund == one.fund);
        ensure(even && self.uses.iter().all(known), StepRefusal::PlanUneven)
    }
}

fn sum(mut amounts: impl Iterator<Item = Fen>) -> Option<Fen> {
    amounts.try_fold(0, |sum: i64, amount| sum.checked_add(amount.0)).map(Fen)
}

/// A step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The plan is written, or written anew.
    Write(Draft),
    /// A document is attached.
    Attach(Vec<AttachmentId>),
    /// It goes to the agriculture division.
    Submit,
    /// It goes back to the county.
    SendBack {
        /// What has to be put right.
        item: String,
        /// Why.
        reason: String,
    },
    /// It is given up.
    Drop {
        /// Why.
        reason: String,
    },
    /// The joint review is called.
    Convene {
        /// The posts of the divisions that review.
        reviewers: Vec<PostId>,
    },
    /// One of them says what it thinks, or thinks otherwise now.
    Opine(Opinion),
    /// The leading group approves it.
    Approve {
        /// Number of the decision.
        document: String,
        /// Day of the decision.
        on: Day,
    },
    /// A later version takes its place.
    Replace {
        /// Number of that plan.
        by: u64,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Write,
    Attach,
    Submit,
    SendBack,
    Drop,
    Convene,
    Opine,
    OpineLast,
    Approve,
    Replace,
}

/// All transitions. What stands here in no line is refused.
const TABLE: &[Row<State, Kind>] = &[
    (State::Draft, Kind::Write, State::Draft),
    (State::Draft, Kind::Attach, State::Draft),
    (State::Draft, Kind::Submit, State::Submitted),
    (State::Draft, Kind::Drop, State::Dropped),
    (State::Submitted, Kind::SendBack, State::Draft),
    (State::Submitted, Kind::Convene, State::InReview),
    (State::InReview, Kind::SendBack, State::Draft),
    (State::InReview, Kind::Opine, State::InReview),
    (State::InReview, Kind::OpineLast, State::Agreed),
    (State::Agreed, Kind::SendBack, State::Draft),
    (State::Agreed, Kind::Approve, State::Approved),
    (State::Approved, Kind::Replace, State::Replaced),
];

/// A plan and all that was done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    state: State,
    draft: Draft,
    reviews: Vec<(PostId, Option<Opinion>)>,
    history: History<Step>,
}

impl Plan {
    /// One that begins with what it says.
    pub fn begin(draft: Draft, by: Who, on: Day) -> Result<Plan, StepRefusal> {
        by.is_person()?;
        draft.is_readable()?;
        let history = History::default().with(Step::Write(draft.clone()), by, on);
        Ok(Plan { state: State::Draft, draft, reviews: Vec::new(), history })
    }

    /// Where it stands.
    pub fn state(&self) -> State {
        self.state
    }

    /// What it says.
    pub fn draft(&self) -> &Draft {
        &self.draft
    }

    /// The posts that review it, each with its opinion once it has given one.
    pub fn reviews(&self) -> &[(PostId, Option<Opinion>)] {
        &self.reviews
    }

    /// All that was done.
    pub fn history(&self) -> &History<Step> {
        &self.history
    }

    /// Who wrote what it says now, and who submitted it.
    pub fn makers(&self) -> impl Iterator<Item = Who> + '_ {
        let write = |step: &Step| matches!(step, Step::Write(_));
        let submit = |step: &Step| matches!(step, Step::Submit);
        let last = [self.history.latest(write), self.history.latest(submit)];
        last.into_iter().flatten().map(|(who, _)| who)
    }

    /// The plan after a step.
    pub fn step(&self, step: Step, by: Who, on: Day) -> Result<Plan, StepRefusal> {
        let state = follow(TABLE, self.state, self.kind(&step, by))?;
        by.is_person()?;
        self.history.admits(on)?;
        self.allows(&step, by, on)?;
        let mut after = Plan { state, ..self.clone() };
        match &step {
            Step::Write(draft) => after.draft = draft.clone(),
            Step::SendBack { .. } => after.reviews = Vec::new(),
            Step::Convene { reviewers } => {
                after.reviews = reviewers.iter().map(|post| (*post, None)).collect();
            }
            Step::Opine(opinion) => {
                let own = |review: &&mut (PostId, Option<Opinion>)| Some(review.0) == by.post();
                let review = after.reviews.iter_mut().find(own);
                review.ok_or(StepRefusal::NotThePost)?.1 = Some(opinion.clone());
            }
            _ => {}
        }
        after.history = self.history.with(step, by, on);
        Ok(after)
    }

    fn allows(&self, step: &Step, by: Who, on: Day) -> Result<(), StepRefusal> {
        let two = || self.makers().try_for_each(|maker| by.is_not(Some(maker)));
        match step {
            Step::Write(draft) => draft.is_readable(),
            Step::Attach(documents) => ensure(!documents.is_empty(), StepRefusal::NoEvidence),
            Step::Submit => self.draft.is_balanced(),
            Step::Drop { reason } => said(reason, StepRefusal::NoReason),
            Step::SendBack { item, reason } => {
                two()?;
                said(item, StepRefusal::FieldMissing)?;
                said(reason, StepRefusal::NoReason)
            }
            Step::Convene { reviewers } => {
                two()?;
                ensure(!reviewers.is_empty(), StepRefusal::NoReviewers)?;
                ensure(all_differ(reviewers.iter()), StepRefusal::NoReviewers)
            }
            Step::Opine(opinion) => {
                let reviewers: Vec<PostId> = self.reviews.iter().map(|(post, _)| *post).collect();
                by.is_of(&reviewers)?;
                two()?;
                let reason = said(&opinion.reason, StepRefusal::NoReason);
                if opinion.agrees { Ok(()) } else { reason }
            }
            Step::Approve { document, on: decided } => {
                two()?;
                said(document, StepRefusal::NoDocument)?;
                ensure(*decided <= on, StepRefusal::DayToCome)?;
                ensure(
                    self.agreed_on().is_some_and(|day| day <= *decided),
                    StepRefusal::DayTooEarly,
                )
            }
            Step::Replace { .. } => Ok(()),
        }
    }

    /// The day of the last opinion: before all agreed, nobody decides.
    fn agreed_on(&self) -> Option<Day> {
        self.history.latest(|step| matches!(step, Step::Opine(_))).map(|(_, on)| on)
    }

    fn kind(&self, step: &Step, by: Who) -> Kind {
        match step {
            Step::Write(_) => Kind::Write,
            Step::Attach(_) => Kind::Attach,
            Step::Submit => Kind::Submit,
            Step::SendBack { .. } => Kind::SendBack,
            Step::Drop { .. } => Kind::Drop,
            Step::Convene { .. } => Kind::Convene,
            Step::Opine(opinion) => {
                let agrees = |said: &Option<Opinion>| said.as_ref().is_some_and(|one| one.agrees);
                let others = self.reviews.iter().filter(|(post, _)| Some(*post) != by.post());
                let all = opinion.agrees && others.map(|(_, said)| said).all(agrees);
                if all { Kind::OpineLast } else { Kind::Opine }
            }
            Step::Approve { .. } => Kind::Approve,
            Step::Replace { .. } => Kind::Replace,
        }
    }

    /// The plan that a record of steps makes of one just begun.
    pub fn replayed(self, steps: &History<Step>) -> Result<Plan, StepRefusal> {
        let redo = |at: Plan, done: &Done<Step>| at.step(done.step.clone(), done.by, done.on);
        steps.iter().skip(self.history.len()).try_fold(self, redo)
    }
}
