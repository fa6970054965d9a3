//! A case: a breach that is to be put right within a time, until it is (A 十七, C 三（一）, E 十三).
//!
//! Nothing closes a case but the rule, run again on that day and green; an exemption in force; or the
//! decision that it cannot be undone, together with the decision on responsibility.

mod step;
#[cfg(test)]
mod tests;

pub use step::{Order, Request, Rerun, Says, Step, Why};

use self::step::Kind;
use crate::accountability::Decision;
use crate::day::Day;
use crate::division::Level;
use crate::handling::{
    CaseId, Done, History, PostId, Row, StepRefusal, Who, ahead, ensure, follow, is_past,
};
use crate::money::Fen;

/// Where a case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Opened; the order is still to be issued (已立案).
    Open,
    /// Ordered to be put right (整改中).
    Ordered,
    /// Reported done, and not checked yet (待复核).
    Reported,
    /// Checked and found done; the rule is still to be run again (待销号).
    Checked,
    /// Closed (已销号).
    Closed,
}

impl State {
    /// All states in their order.
    pub const ALL: [State; 5] =
        [State::Open, State::Ordered, State::Reported, State::Checked, State::Closed];
}

/// All transitions. What stands here in no line is refused.
const TABLE: &[Row<State, Kind>] = &[
    (State::Open, Kind::Order, State::Ordered),
    (State::Ordered, Kind::Extend, State::Ordered),
    (State::Ordered, Kind::Report, State::Reported),
    (State::Reported, Kind::Confirm, State::Checked),
    (State::Reported, Kind::SendBack, State::Ordered),
    (State::Checked, Kind::SendBack, State::Ordered),
    // Closing, each in its own way; a report that waits for its check is checked first.
    (State::Checked, Kind::CloseGreen, State::Closed),
    (State::Open, Kind::CloseExempt, State::Closed),
    (State::Ordered, Kind::CloseExempt, State::Closed),
    (State::Checked, Kind::CloseExempt, State::Closed),
    (State::Open, Kind::CloseLost, State::Closed),
    (State::Ordered, Kind::CloseLost, State::Closed),
    (State::Checked, Kind::CloseLost, State::Closed),
    (State::Closed, Kind::Reopen, State::Open),
    // Requests, decisions and escalation go beside the rectification and stop none of its terms.
    (State::Open, Kind::Ask, State::Open),
    (State::Ordered, Kind::Ask, State::Ordered),
    (State::Reported, Kind::Ask, State::Reported),
    (State::Checked, Kind::Ask, State::Checked),
    (State::Open, Kind::Decide, State::Open),
    (State::Ordered, Kind::Decide, State::Ordered),
    (State::Reported, Kind::Decide, State::Reported),
    (State::Checked, Kind::Decide, State::Checked),
    (State::Open, Kind::Hold, State::Open),
    (State::Ordered, Kind::Hold, State::Ordered),
    (State::Reported, Kind::Hold, State::Reported),
    (State::Checked, Kind::Hold, State::Checked),
    (State::Closed, Kind::Hold, State::Closed),
    (State::Open, Kind::Escalate, State::Open),
    (State::Ordered, Kind::Escalate, State::Ordered),
    (State::Reported, Kind::Escalate, State::Reported),
    (State::Checked, Kind::Escalate, State::Checked),
];

/// That a case is closed, and how. Only [`Case::closing`] makes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closing {
    case: CaseId,
    on: Day,
    until: Option<Day>,
}

impl Closing {
    /// The case.
    pub fn case(&self) -> CaseId {
        self.case
    }

    /// The day.
    pub fn on(&self) -> Day {
        self.on
    }

    /// Last day of the exemption by which it was closed.
    pub fn until(&self) -> Option<Day> {
        self.until
    }
}

/// A case and all that was done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    id: CaseId,
    state: State,
    opened_by: Who,
    opened_on: Day,
    /// Whether the rule knows exceptions.
    exemptable: bool,
    /// The level to which it has come, and the post that is named there.
    level: Level,
    escalated_to: Option<PostId>,
    order: Option<Order>,
    /// The request that waits for its decision.
    request: Option<Request>,
    /// Last day of the exemption that was granted in this round, and who asked for it.
    exempt: Option<(Day, Who)>,
    /// That it was decided in this round that it cannot be undone, and who asked for that.
    lost: Option<Who>,
    /// The decision on responsibility of this round.
    decision: Option<Decision>,
    closing: Option<Closing>,
    history: History<Step>,
}

impl Case {
    /// A case opened by a person at a level. `exemptable` says whether the rule knows exceptions.
    pub fn open(
        id: CaseId,
        level: Level,
        exemptable: bool,
        by: Who,
        on: Day,
    ) -> Result<Case, StepRefusal> {
        by.is_person()?;
        Ok(Case {
            id,
            state: State::Open,
            opened_by: by,
            opened_on: on,
            exemptable,
            level,
            escalated_to: None,
            order: None,
            request: None,
            exempt: None,
            lost: None,
            decision: None,
            closing: None,
            history: History::default(),
        })
    }

    /// Its number.
    pub fn id(&self) -> CaseId {
        self.id
    }

    /// Where it stands.
    pub fn state(&self) -> State {
        self.state
    }

    /// Who opened it, and when.
    pub fn opened(&self) -> (Who, Day) {
        (self.opened_by, self.opened_on)
    }

    /// The level to which it has come.
    pub fn level(&self) -> Level {
        self.level
    }

    /// The post named by the last escalation.
    pub fn escalated_to(&self) -> Option<PostId> {
        self.escalated_to
    }

    /// The order in force, with its deadline as extended.
    pub fn order(&self) -> Option<&Order> {
        self.order.as_ref()
    }

    /// The request that waits for its decision.
    pub fn request(&self) -> Option<&Request> {
        self.request.as_ref()
    }

    /// The decision on responsibility.
    pub fn decision(&self) -> Option<Decision> {
        self.decision
    }

    /// That it is closed, and how.
    pub fn closing(&self) -> Option<Closing> {
        self.closing
    }

    /// All that was done.
    pub fn history(&self) -> &History<Step> {
        &self.history
    }

    /// Whether the order's deadline has passed and nothing was reported.
    pub fn is_overdue(&self, on: Day) -> bool {
        let due = self.order.as_ref().map(|order| order.due);
        self.state == State::Ordered && due.is_some_and(|due| on > due)
    }

    /// Whether it waits too long for somebody else's step: an order, a check, a closing. `term` is a
    /// setting in days, no law.
    pub fn is_waiting(&self, term: u16, on: Day) -> bool {
        let waits = matches!(self.state, State::Open | State::Reported | State::Checked);
        waits && is_past(self.since(), term, on)
    }

    /// The day of the last step that moved the rectification.
    fn since(&self) -> Day {
        self.history.latest(Step::moves).map_or(self.opened_on, |(_, on)| on)
    }

    /// The case after a step.
    pub fn step(&self, step: Step, by: Who, on: Day) -> Result<Case, StepRefusal> {
        let state = follow(TABLE, self.state, step.kind())?;
        match step {
            Step::Escalate(_) => {}
            Step::Reopen(Why::CameBack | Why::Lapsed) => by.is_engine()?,
            _ => by.is_person()?,
        }
        ensure(self.opened_on <= on, StepRefusal::BeforeLastStep)?;
        self.history.admits(on)?;
        self.may(&step, by)?;
        step.says_enough(on)?;
        self.admit(&step, on)?;
        let mut after = Case { state, ..self.clone() };
        after.note(&step, on);
        after.history = self.history.with(step, by, on);
        Ok(after)
    }

    /// Who may take the step.
    fn may(&self, step: &Step, by: Who) -> Result<(), StepRefusal> {
        let ordered = self.order.as_ref().map(|order| order.to);
        match step {
            Step::ReportDone { .. } => by.is_of(ordered.as_slice()),
            Step::Extend { .. }
            | Step::Confirm { .. }
            | Step::SendBack { .. }
            | Step::CloseGreen { .. } => {
                self.is_no_own_matter(by)?;
                by.is_not(self.reporter())
            }
            Step::Grant | Step::Deny { .. } => {
                self.is_no_own_matter(by)?;
                by.is_not(self.asker())
            }
            Step::CloseExempt => {
                self.is_no_own_matter(by)?;
                by.is_not(self.reporter())?;
                by.is_not(self.exempt.map(|(_, asker)| asker))
            }
            Step::CloseLost => {
                self.is_no_own_matter(by)?;
                by.is_not(self.reporter())?;
                by.is_not(self.lost)
            }
            Step::Order(order) => ensure(by.post() != Some(order.to), StepRefusal::OwnMatter),
            Step::Ask(_) | Step::Hold(_) | Step::Escalate(_) | Step::Reopen(_) => Ok(()),
        }
    }

    fn is_no_own_matter(&self, by: Who) -> Result<(), StepRefusal> {
        let own = self.order.as_ref().is_some_and(|order| by.post() == Some(order.to));
        ensure(!own, StepRefusal::OwnMatter)
    }

    /// Who reported it done in this round.
    fn reporter(&self) -> Option<Who> {
        self.of_this_round(|step| matches!(step, Step::ReportDone { .. }))
    }

    /// Who asked last in this round.
    fn asker(&self) -> Option<Who> {
        self.of_this_round(|step| matches!(step, Step::Ask(_)))
    }

    /// Who took the last of such steps since the case was opened or reopened.
    fn of_this_round(&self, meant: impl Fn(&Step) -> bool) -> Option<Who> {
        let steps = self.history.iter().rev();
        let mut round = steps.take_while(|done| !matches!(done.step, Step::Reopen(_)));
        round.find(|done| meant(&done.step)).map(|done| done.by)
    }

    /// Whether the state of things allows the step.
    fn admit(&self, step: &Step, on: Day) -> Result<(), StepRefusal> {
        match step {
            Step::Ask(request) => {
                let exempts = matches!(request, Request::Exemption(_));
                ensure(self.exemptable || !exempts, StepRefusal::NoExceptionAllowed)?;
                ensure(self.request.is_none(), StepRefusal::AlreadyAsked)
            }
            Step::Grant | Step::Deny { .. } => match &self.request {
                None => Err(StepRefusal::NotAsked),
                // What has ended while it waited can still be denied.
                Some(Request::Exemption(asked)) if *step == Step::Grant => ahead(asked.until, on),
                Some(_) => Ok(()),
            },
            Step::Hold(decision) => ensure(decision.case() == self.id, StepRefusal::OtherCase),
            Step::Escalate(to) => {
                let late = self.is_overdue(on) || self.is_waiting(to.term, on);
                ensure(late, StepRefusal::NotOverdue)?;
                ensure(to.level < self.level, StepRefusal::NotUpward)
            }
            Step::CloseGreen { rerun, returned } => self.is_green(*rerun, *returned, on),
            Step::CloseExempt => {
                let in_force = self.exempt.is_some_and(|(until, _)| on <= until);
                ensure(in_force, StepRefusal::NoExemption)
            }
            Step::CloseLost => {
                ensure(self.lost.is_some(), StepRefusal::NotIrrecoverable)?;
                ensure(self.decision.is_some(), StepRefusal::NoDecision)
            }
            Step::Reopen(Why::Lapsed) => {
                let until = self.closing.and_then(|closing| closing.until);
                ensure(until.is_some_and(|until| on > until), StepRefusal::NotYetLapsed)
            }
            _ => Ok(()),
        }
    }

    /// Whether the rule, run again on that day, is green, and the money is back.
    fn is_green(&self, rerun: Rerun, returned: Fen, on: Day) -> Result<(), StepRefusal> {
        ensure(rerun.on == on, StepRefusal::NotRunToday)?;
        match rerun.says {
            Says::Green => {}
            Says::CannotTell => return Err(StepRefusal::CannotTell),
            Says::Yellow | Says::Red => return Err(StepRefusal::StillLit),
        }
        let wanted = self.order.as_ref().map_or(Fen(0), |order| order.take_back);
        ensure(returned >= wanted, StepRefusal::MoneyNotBack)
    }

    /// Notes what a step says beside the state.
    fn note(&mut self, step: &Step, on: Day) {
        let case = self.id;
        let closed = |until| Some(Closing { case, on, until });
        match step {
            Step::Order(order) => self.order = Some(order.clone()),
            Step::Extend { due, .. } => {
                if let Some(order) = &mut self.order {
                    order.due = *due;
                }
            }
            Step::Ask(request) => self.request = Some(request.clone()),
            Step::Grant => match self.request.take() {
                Some(Request::Exemption(granted)) => {
                    self.exempt = self.asker().map(|asker| (granted.until, asker));
                }
                Some(Request::Irrecoverable { .. }) => self.lost = self.asker(),
                None => {}
            },
            Step::Deny { .. } => self.request = None,
            Step::Hold(decision) => self.decision = Some(*decision),
            Step::Escalate(to) => (self.level, self.escalated_to) = (to.level, Some(to.to)),
            Step::CloseGreen { .. } | Step::CloseLost => self.closing = closed(None),
            Step::CloseExempt => self.closing = closed(self.exempt.map(|(until, _)| until)),
            Step::Reopen(_) => self.begin_again(),
            Step::ReportDone { .. } | Step::Confirm { .. } | Step::SendBack { .. } => {}
        }
    }

    /// A new round: what was granted and decided in the last one does not close this one. All of it stays
    /// in the history.
    fn begin_again(&mut self) {
        (self.order, self.request, self.exempt) = (None, None, None);
        (self.lost, self.decision, self.closing) = (None, None, None);
    }

    /// The case that a record of steps makes of one just opened.
    pub fn replayed(self, steps: &History<Step>) -> Result<Case, StepRefusal> {
        let redo = |case: Case, done: &Done<Step>| case.step(done.step.clone(), done.by, done.on);
        steps.iter().try_fold(self, redo)
    }
}
