//! A push list: the warnings of a division, sent to it daily or weekly, with receipt and answer
//! (推送监控问题, C 四（四）). What was not answered comes first in the next.

#[cfg(test)]
mod tests;

use crate::day::Day;
use crate::handling::{
    Done, History, PostId, Row, StepRefusal, WarningId, Who, ensure, follow, is_past, said,
};

/// Where a list stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Made and sent (已推送).
    Made,
    /// Received by the post that answers (已签收).
    Received,
    /// Every item is answered (已反馈).
    Answered,
}

impl State {
    /// All states in their order.
    pub const ALL: [State; 3] = [State::Made, State::Received, State::Answered];
}

/// A step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Receipt is confirmed.
    Receive,
    /// One item is answered.
    Answer {
        /// Which.
        warning: WarningId,
        /// What was done or will be.
        answer: String,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Receive,
    Answer,
    AnswerLast,
}

/// All transitions. What stands here in no line is refused.
const TABLE: &[Row<State, Kind>] = &[
    (State::Made, Kind::Receive, State::Received),
    (State::Received, Kind::Answer, State::Received),
    (State::Received, Kind::AnswerLast, State::Answered),
];

/// One warning of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// The warning.
    pub warning: WarningId,
    /// The day of the first list in which it stood unanswered ever since.
    pub first_pushed: Day,
    /// Whether it is answered.
    pub answered: bool,
}

/// A list and all that was done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PushList {
    state: State,
    to: PostId,
    made_on: Day,
    items: Vec<Item>,
    history: History<Step>,
}

impl PushList {
    /// The list of a day for a post: first what the `last` one left unanswered, the longest first, as far
    /// as it is still `open`; then what is open besides, in the order given.
    pub fn make(
        to: PostId,
        made_on: Day,
        last: Option<&PushList>,
        open: &[WarningId],
    ) -> Result<PushList, StepRefusal> {
        let in_order = last.is_none_or(|last| last.made_on <= made_on);
        ensure(in_order, StepRefusal::BeforeLastStep)?;
        let mut items: Vec<Item> = Vec::new();
        // They stand there in this order already: each list begins with the oldest.
        let left = last.into_iter().flat_map(PushList::unanswered);
        let still = left.filter(|item| open.contains(&item.warning));
        let fresh = open.iter().map(|warning| Item {
            warning: *warning,
            first_pushed: made_on,
            answered: false,
        });
        for item in still.chain(fresh) {
            if items.iter().all(|other| other.warning != item.warning) {
                items.push(item);
            }
        }
        ensure(!items.is_empty(), StepRefusal::NothingAsked)?;
        Ok(PushList { state: State::Made, to, made_on, items, history: History::default() })
    }

    /// The list of which it is recorded how it was made.
    pub fn remade(to: PostId, made_on: Day, items: Vec<Item>) -> PushList {
        PushList { state: State::Made, to, made_on, items, history: History::default() }
    }

    /// Where it stands.
    pub fn state(&self) -> State {
        self.state
    }

    /// The day on which it was made.
    pub fn made_on(&self) -> Day {
        self.made_on
    }

    /// Its items in their order.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// The items without an answer.
    pub fn unanswered(&self) -> impl Iterator<Item = Item> + '_ {
        self.items.iter().copied().filter(|item| !item.answered)
    }

    /// Whether it waits for receipt or answers longer than a term in days, which is a setting and no law.
    pub fn is_overdue(&self, term: u16, on: Day) -> bool {
        self.state != State::Answered && is_past(self.made_on, term, on)
    }

    /// All that was done.
    pub fn history(&self) -> &History<Step> {
        &self.history
    }

    /// The list after a step.
    pub fn step(&self, step: Step, by: Who, on: Day) -> Result<PushList, StepRefusal> {
        let state = follow(TABLE, self.state, self.kind(&step))?;
        by.is_person()?;
        ensure(self.made_on <= on, StepRefusal::BeforeLastStep)?;
        self.history.admits(on)?;
        by.is_of(&[self.to])?;
        let mut after = PushList { state, ..self.clone() };
        if let Step::Answer { warning, answer } = &step {
            said(answer, StepRefusal::NoReason)?;
            let item = after.items.iter_mut().find(|i| i.warning == *warning && !i.answered);
            item.ok_or(StepRefusal::NotAsked)?.answered = true;
        }
        after.history = self.history.with(step, by, on);
        Ok(after)
    }

    fn kind(&self, step: &Step) -> Kind {
        match step {
            Step::Receive => Kind::Receive,
            Step::Answer { warning, .. } => {
                let mut others = self.unanswered().filter(|item| item.warning != *warning);
                if others.next().is_none() { Kind::AnswerLast } else { Kind::Answer }
            }
        }
    }

    /// The list that a record of steps makes of one just made.
    pub fn replayed(self, steps: &History<Step>) -> Result<PushList, StepRefusal> {
        let redo =
            |list: PushList, done: &Done<Step>| list.step(done.step.clone(), done.by, done.on);
        steps.iter().try_fold(self, redo)
    }
}
