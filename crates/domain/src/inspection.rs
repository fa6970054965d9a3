//! An inspection (检查): somebody goes and looks, at a place, at projects, at what payments were used for. It is planned
//! with what it looks at, reported with what was found, answered by the place, decided by a second person and followed
//! until everything found is put right. Nobody inspects the same again without saying why (A 三（四）).
//!
//! ```text
//!   planned ─→ under way ─→ reported ─→ answered ─→ rectifying ─→ concluded
//!      │                       └─────────────┴──────────────────────↑
//!   withdrawn
//! ```

mod plan;
mod step;
#[cfg(test)]
mod tests;

pub use plan::{Kind, Plan, Subject};
pub use step::{Fate, Observation, Observed, Step};

use self::step::Move;
use crate::day::Day;
use crate::handling::{Done, History, Row, StepRefusal, Who, ahead, ensure, follow, said};
use crate::warning::Escalation;

/// Where an inspection stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Planned; the place sees it (已计划).
    Planned,
    /// Under way: what is found is written down (检查中).
    UnderWay,
    /// Reported; the place answers, or nothing was found (已报告).
    Reported,
    /// Answered by the place; to be decided (待处理决定).
    Answered,
    /// Decided; something is still to be put right (整改中).
    Rectifying,
    /// Nothing is open any more (已办结).
    Concluded,
    /// Given up before it began (已取消).
    Withdrawn,
}

impl State {
    /// All states in their order.
    pub const ALL: [State; 7] = [
        State::Planned,
        State::UnderWay,
        State::Reported,
        State::Answered,
        State::Rectifying,
        State::Concluded,
        State::Withdrawn,
    ];

    /// Whether somebody went and looked, and said what was found.
    pub fn is_reported(self) -> bool {
        !matches!(self, State::Planned | State::UnderWay | State::Withdrawn)
    }
}

/// All transitions. What stands here in no line is refused.
const TABLE: &[Row<State, Move>] = &[
    (State::Planned, Move::Plan, State::Planned),
    (State::Planned, Move::Begin, State::UnderWay),
    (State::Planned, Move::Withdraw, State::Withdrawn),
    (State::UnderWay, Move::Observe, State::UnderWay),
    (State::UnderWay, Move::Strike, State::UnderWay),
    (State::UnderWay, Move::Report, State::Reported),
    (State::Reported, Move::Answer, State::Answered),
    (State::Reported, Move::Conclude, State::Concluded),
    // What was found is decided one by one; the last decision leads on.
    (State::Reported, Move::Decide, State::Reported),
    (State::Answered, Move::Decide, State::Answered),
    (State::Reported, Move::DecideLastToRectify, State::Rectifying),
    (State::Answered, Move::DecideLastToRectify, State::Rectifying),
    (State::Reported, Move::DecideLast, State::Concluded),
    (State::Answered, Move::DecideLast, State::Concluded),
    (State::Reported, Move::Escalate, State::Reported),
    (State::Rectifying, Move::Escalate, State::Rectifying),
    (State::Rectifying, Move::Rectify, State::Rectifying),
    (State::Rectifying, Move::SendBack, State::Rectifying),
    (State::Rectifying, Move::Settle, State::Rectifying),
    (State::Rectifying, Move::SettleLast, State::Concluded),
];

/// An inspection and all that was done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspection {
    state: State,
    plan: Plan,
    found: Vec<Observed>,
    answer_by: Option<Day>,
    /// The levels and posts to which it went because the place is late.
    raised: Vec<Escalation>,
    history: History<Step>,
}

impl Inspection {
    /// One that is planned. Whether it repeats another one is asked before, of all others: [`Plan::may_stand_beside`].
    pub fn begin(plan: Plan, by: Who, on: Day) -> Result<Inspection, StepRefusal> {
        by.is_person()?;
        plan.is_complete()?;
        let history = History::default().with(Step::Plan(plan.clone()), by, on);
        let (state, found, raised) = (State::Planned, Vec::new(), Vec::new());
        Ok(Inspection { state, plan, found, answer_by: None, raised, history })
    }

    /// Where it stands.
    pub fn state(&self) -> State {
        self.state
    }

    /// What is looked at, and when.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// What was found, the first one first; what was struck out is among it.
    pub fn found(&self) -> &[Observed] {
        &self.found
    }

    /// What was found of a number, which counts from 1.
    pub fn observed(&self, number: usize) -> Option<&Observed> {
        self.found.get(number.checked_sub(1)?)
    }

    /// Until when the place is to answer; none before the report, or where nothing was found.
    pub fn answer_by(&self) -> Option<Day> {
        self.answer_by
    }

    /// Whether the place has not answered, or not put something right, by the day that was set.
    pub fn is_late(&self, on: Day) -> bool {
        let ordered = |one: &Observed| matches!(one.fate, Fate::Ordered { due, .. } if on > due);
        match self.state {
            State::Reported => self.answer_by.is_some_and(|by| on > by),
            State::Rectifying => self.found.iter().any(ordered),
            _ => false,
        }
    }

    /// The level and post to which it has come because the place is late; none where it is not, or not for long.
    pub fn raised(&self) -> Option<Escalation> {
        self.raised.last().copied()
    }

    /// All that was done.
    pub fn history(&self) -> &History<Step> {
        &self.history
    }

    /// Who wrote down what was found, and who reported it: they do not decide.
    pub fn inspectors(&self) -> impl Iterator<Item = Who> + '_ {
        let wrote = |step: &Step| matches!(step, Step::Observe(_) | Step::Report { .. });
        self.history.iter().filter(move |done| wrote(&done.step)).map(|done| done.by)
    }

    /// Who answered for the place.
    pub fn answerer(&self) -> Option<Who> {
        let answer = |step: &Step| matches!(step, Step::Answer { .. });
        self.history.latest(answer).map(|(who, _)| who)
    }

    /// What is still in question, with its number.
    pub fn standing(&self) -> impl Iterator<Item = (usize, &Observed)> {
        (1..).zip(&self.found).filter(|(_, one)| one.fate != Fate::Struck)
    }

    /// Whether the place answered, or need not, or its time is over.
    pub fn may_decide(&self, on: Day) -> bool {
        let silent = || self.answer_by.is_none_or(|by| on > by);
        self.state == State::Answered || self.state == State::Reported && silent()
    }

    /// The inspection after a step.
    pub fn step(&self, step: Step, by: Who, on: Day) -> Result<Inspection, StepRefusal> {
        let state = follow(TABLE, self.state, self.movement(&step))?;
        let by_clock = matches!(step, Step::Escalate(_));
        if by_clock { by.is_engine() } else { by.is_person() }?;
        self.history.admits(on)?;
        self.allows(&step, by, on)?;
        let mut after = Inspection { state, ..self.clone() };
        match &step {
            Step::Plan(plan) => after.plan = plan.clone(),
            Step::Observe(one) => after.found.push(Observed::new(one.clone())),
            // Where nothing was found there is nothing to answer.
            Step::Report { answer_by, .. } => {
                after.answer_by = answer_by.filter(|_| self.standing().next().is_some());
            }
            Step::Escalate(to) => after.raised.push(*to),
            _ => {}
        }
        if let Some((number, fate)) = step.fate(by) {
            let found = number.checked_sub(1).and_then(|at| after.found.get_mut(at));
            found.ok_or(StepRefusal::NotFromHere)?.fate = fate;
        }
        // Who is no longer late begins again at the own level.
        if !after.is_late(on) {
            after.raised.clear();
        }
        after.history = self.history.with(step, by, on);
        Ok(after)
    }

    /// What was found of a number, where it stands as a step needs it.
    fn one(&self, number: usize, fits: impl Fn(&Fate) -> bool) -> Result<&Observed, StepRefusal> {
        let found = self.observed(number).filter(|one| fits(&one.fate));
        found.ok_or(StepRefusal::NotFromHere)
    }

    fn allows(&self, step: &Step, by: Who, on: Day) -> Result<(), StepRefusal> {
        let is_open = |fate: &Fate| *fate == Fate::Open;
        let is_done = |fate: &Fate| matches!(fate, Fate::Done { .. });
        match step {
            Step::Plan(plan) => plan.is_complete(),
            Step::Begin { on: began } => ensure(*began <= on, StepRefusal::DayToCome),
            Step::Withdraw { reason } => said(reason, StepRefusal::NoReason),
            Step::Observe(one) => one.is_complete(),
            Step::Strike { number, reason } => {
                self.one(*number, is_open)?;
                said(reason, StepRefusal::NoReason)
            }
            Step::Report { summary, answer_by } => self.may_report(summary, *answer_by, on),
            Step::Answer { text, .. } => {
                self.inspectors().try_for_each(|who| by.is_not(Some(who)))?;
                ensure(self.standing().next().is_some(), StepRefusal::NotFromHere)?;
                said(text, StepRefusal::FieldMissing)
            }
            Step::Conclude { .. } => {
                ensure(self.standing().next().is_none(), StepRefusal::NotFromHere)?;
                self.decides(by, on)
            }
            Step::Order { number, asked, due } => {
                self.one(*number, is_open)?;
                self.decides(by, on)?;
                said(asked, StepRefusal::NothingAsked)?;
                ahead(*due, on)
            }
            Step::Dismiss { number, reason } => {
                self.one(*number, is_open)?;
                self.decides(by, on)?;
                said(reason, StepRefusal::NoReason)
            }
            Step::HandOver { number, .. } => {
                let one = self.one(*number, is_open)?;
                self.decides(by, on)?;
                ensure(one.what.warning.is_some(), StepRefusal::NoCase)
            }
            Step::Rectify { number, report, evidence } => {
                self.one(*number, |fate| matches!(fate, Fate::Ordered { .. }))?;
                said(report, StepRefusal::FieldMissing)?;
                ensure(!evidence.is_empty(), StepRefusal::NoEvidence)
            }
            Step::SendBack { number, reason, due } => {
                checks(self.one(*number, is_done)?, by)?;
                said(reason, StepRefusal::NoReason)?;
                ahead(*due, on)
            }
            Step::Settle { number, .. } => checks(self.one(*number, is_done)?, by),
            Step::Escalate(to) => {
                ensure(self.is_late(on), StepRefusal::NotOverdue)?;
                let upward = self.raised().is_none_or(|last| to.level < last.level);
                ensure(upward, StepRefusal::NotUpward)
            }
        }
    }

    fn may_report(
        &self,
        summary: &str,
        answer_by: Option<Day>,
        on: Day,
    ) -> Result<(), StepRefusal> {
        said(summary, StepRefusal::FieldMissing)?;
        match answer_by {
            Some(by) => ahead(by, on),
            None => ensure(self.standing().next().is_none(), StepRefusal::TermNotAhead),
        }
    }

    /// A second person decides, once the place has answered or its time is over; not who answered, either.
    fn decides(&self, by: Who, on: Day) -> Result<(), StepRefusal> {
        self.inspectors().try_for_each(|who| by.is_not(Some(who)))?;
        by.is_not(self.answerer())?;
        ensure(self.may_decide(on), StepRefusal::AnswerAwaited)
    }

    fn movement(&self, step: &Step) -> Move {
        let others = |number: usize| self.standing().filter(move |(at, _)| *at != number);
        match step {
            Step::Plan(_) => Move::Plan,
            Step::Begin { .. } => Move::Begin,
            Step::Withdraw { .. } => Move::Withdraw,
            Step::Observe(_) => Move::Observe,
            Step::Strike { .. } => Move::Strike,
            Step::Report { .. } => Move::Report,
            Step::Answer { .. } => Move::Answer,
            Step::Conclude { .. } => Move::Conclude,
            Step::Rectify { .. } => Move::Rectify,
            Step::Escalate(_) => Move::Escalate,
            Step::SendBack { .. } => Move::SendBack,
            Step::Settle { number, .. } => {
                let last = others(*number).all(|(_, one)| one.fate.is_over());
                if last { Move::SettleLast } else { Move::Settle }
            }
            Step::Order { number, .. }
            | Step::Dismiss { number, .. }
            | Step::HandOver { number, .. } => {
                let open = others(*number).any(|(_, one)| one.fate == Fate::Open);
                let ordered = matches!(step, Step::Order { .. })
                    || others(*number).any(|(_, one)| !one.fate.is_over());
                match (open, ordered) {
                    (true, _) => Move::Decide,
                    (false, true) => Move::DecideLastToRectify,
                    (false, false) => Move::DecideLast,
                }
            }
        }
    }

    /// The inspection that a record of steps makes of one just begun.
    pub fn replayed(self, steps: &History<Step>) -> Result<Inspection, StepRefusal> {
        let redo = |at: Inspection, done: &Done<Step>| at.step(done.step.clone(), done.by, done.on);
        steps.iter().skip(self.history.len()).try_fold(self, redo)
    }
}

/// Who reported something put right does not check it.
fn checks(one: &Observed, by: Who) -> Result<(), StepRefusal> {
    match one.fate {
        Fate::Done { by: reporter } => by.is_not(Some(reporter)),
        _ => Err(StepRefusal::NotFromHere),
    }
}
