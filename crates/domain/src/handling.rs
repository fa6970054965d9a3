//! How warnings are followed to their end: what [`crate::warning`], [`crate::case`],
//! [`crate::inquiry`], [`crate::accountability`] and [`crate::push`] have in common.
//!
//! ```text
//!   engine ─→ warning ─→ judged ─→ case ─→ order ─→ reported ─→ checked ─→ closed
//!               │  ↑                │                              by: the rule run again and green
//!          inquiry │          accountability                           an exemption in force
//!            push ─┘                                                   cannot be undone + responsibility
//! ```
//!
//! Each is a pure function (state, step, who, day) → state or [`StepRefusal`]: first its table of
//! transitions is asked, then the conditions of the step, always in the order of the refusals. What was
//! once recorded stays in the [`History`], from which the state can be made again at any time. Terms in
//! days (for taking up, answering, escalating) are no law of these regulations, which say "promptly": they
//! are arguments.

mod history;
mod refusal;

pub use history::{Done, History};
pub use refusal::StepRefusal;

use crate::day::Day;

/// A person who uses the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonId(pub u64);

/// A post, whoever holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PostId(pub u64);

/// What a division says of something about which it was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opinion {
    /// Whether it agrees.
    pub agrees: bool,
    /// What it objects to, or remarks.
    pub reason: String,
}

impl Opinion {
    /// The word of where the asking stands: nothing was said yet, or one or the other.
    pub fn word(said: Option<&Opinion>) -> &'static str {
        match said {
            None => "waits",
            Some(Opinion { agrees: true, .. }) => "agrees",
            Some(Opinion { agrees: false, .. }) => "objects",
        }
    }
}

/// What the rules said of something at the moment at which it was approved: their ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judged {
    /// Those that it would break and that no exemption covers.
    pub broken: Vec<String>,
    /// Those that it would break under an exemption in force.
    pub exempted: Vec<String>,
    /// Those that are yellow, that cannot tell, and that are red without it.
    pub doubts: Vec<String>,
}

impl Judged {
    /// Refused where something is broken; where something is doubtful or exempted, a reason is wanted.
    pub(crate) fn admits(&self, reason: &str, broken: StepRefusal) -> Result<(), StepRefusal> {
        ensure(self.broken.is_empty(), broken)?;
        let plain = self.doubts.is_empty() && self.exempted.is_empty();
        if plain { Ok(()) } else { said(reason, StepRefusal::NoReason) }
    }
}

/// A case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseId(pub u64);

/// A warning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WarningId(pub u64);

/// A document kept as evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AttachmentId(pub u64);

/// Who takes a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Who {
    /// The engine and the nightly clocks.
    Engine,
    /// A person, in the post in which the step is taken.
    Person(PersonId, PostId),
}

impl Who {
    /// The person.
    pub fn person(self) -> Option<PersonId> {
        match self {
            Who::Engine => None,
            Who::Person(person, _) => Some(person),
        }
    }

    /// The post.
    pub fn post(self) -> Option<PostId> {
        match self {
            Who::Engine => None,
            Who::Person(_, post) => Some(post),
        }
    }

    /// Refused where a person takes a step that only the engine's own finding justifies.
    pub(crate) fn is_engine(self) -> Result<(), StepRefusal> {
        ensure(self == Who::Engine, StepRefusal::OnlyEngine)
    }

    /// Refused where no person takes the step.
    pub(crate) fn is_person(self) -> Result<(), StepRefusal> {
        ensure(self != Who::Engine, StepRefusal::OnlyPerson)
    }

    /// Refused where the step is another post's.
    pub(crate) fn is_of(self, posts: &[PostId]) -> Result<(), StepRefusal> {
        let own = self.post().is_some_and(|post| posts.contains(&post));
        ensure(own, StepRefusal::NotThePost)
    }

    /// Four eyes: who entered something neither checks nor approves it.
    pub fn is_not(self, other: Option<Who>) -> Result<(), StepRefusal> {
        let same = self.person().is_some() && self.person() == other.and_then(Who::person);
        ensure(!same, StepRefusal::SamePerson)
    }
}

/// One line of a table of transitions: in this state this step leads to that state.
pub type Row<State, Kind> = (State, Kind, State);

/// The state to which a step leads; what stands in no line is refused.
pub(crate) fn follow<State: Copy + PartialEq, Kind: Copy + PartialEq>(
    table: &[Row<State, Kind>],
    state: State,
    kind: Kind,
) -> Result<State, StepRefusal> {
    let row = table.iter().find(|(from, step, _)| (*from, *step) == (state, kind));
    row.map(|(_, _, to)| *to).ok_or(StepRefusal::NotFromHere)
}

/// Whether nothing is there twice.
pub(crate) fn all_differ<T: Ord>(all: impl Iterator<Item = T>) -> bool {
    let mut all: Vec<T> = all.collect();
    let before = all.len();
    all.sort_unstable();
    all.dedup();
    all.len() == before
}

/// Refused unless the condition holds.
pub(crate) fn ensure(holds: bool, refusal: StepRefusal) -> Result<(), StepRefusal> {
    if holds { Ok(()) } else { Err(refusal) }
}

/// Refused where a text says nothing.
pub(crate) fn said(text: &str, refusal: StepRefusal) -> Result<(), StepRefusal> {
    ensure(!text.trim().is_empty(), refusal)
}

/// Refused where a term or an expiry does not lie after the day on which it is set.
pub(crate) fn ahead(until: Day, on: Day) -> Result<(), StepRefusal> {
    ensure(until > on, StepRefusal::TermNotAhead)
}

/// Whether more than `term` days have gone since a day. Days that the calendar does not reach are never
/// overdue.
pub fn is_past(since: Day, term: u16, on: Day) -> bool {
    since.plus_days(i32::from(term)).is_some_and(|last| on > last)
}
