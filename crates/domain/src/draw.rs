//! A draw (抽查抽样): which self-evaluations are spot-checked (抽查), so that nobody can choose them and everybody can draw
//! them again (A-14.1.e). Somebody makes a seed and publishes no more than its SHA-256, the commitment; somebody else
//! fixes the [`Frame`], which is hashed; then the seed is opened, and it alone says what is drawn ([`Sample`]).
//!
//! ```text
//!   committed ─→ frozen ─→ drawn
//!       └──────────┴─→ withdrawn
//! ```
//!
//! Whoever knows the seed before it is opened could choose the moment of the frame: who committed neither freezes nor
//! reveals. The reveal is the draw: from then on nothing is decided any more. Before it a draw may be given up, with
//! the reason, and stays visible.

mod frame;
mod proof;
mod sample;
#[cfg(test)]
mod tests;

pub use frame::{Frame, Head, Limits, Line, Unread};
pub use proof::{Checked, Fault, Proof};
pub use sample::{Pick, Risk, Sample, Size, Stratum};

use sha2::{Digest, Sha256};

use crate::day::Day;
use crate::handling::{Done, History, Row, StepRefusal, Who, ensure, follow, said};

/// Characters of a seed, at most.
const LONGEST_SEED: usize = 200;

/// A SHA-256, written as 64 small hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash([u8; 32]);

impl Hash {
    /// That of some bytes.
    pub fn of(bytes: &[u8]) -> Hash {
        Hash(Sha256::digest(bytes).into())
    }

    /// Reads 64 hexadecimal digits, capital ones too; anything else is none.
    pub fn parse(text: &str) -> Option<Hash> {
        let text = text.trim().as_bytes();
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(text.chunks_exact(2)) {
            let digit = |at: usize| char::from(*pair.get(at)?).to_digit(16);
            *byte = u8::try_from(digit(0)? * 16 + digit(1)?).ok()?;
        }
        (text.len() == 64).then_some(Hash(bytes))
    }
}

impl std::fmt::Display for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// What a draw hangs on: a text that nobody else can guess.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seed(String);

impl Seed {
    /// Reads a seed: its bytes are its own, only white space around it does not count. An empty one, `-`, one of more
    /// than 200 characters or with control characters is none.
    pub fn parse(text: &str) -> Option<Seed> {
        let text = text.trim();
        let fits = !matches!(text, "" | "-") && text.chars().count() <= LONGEST_SEED;
        (fits && !text.chars().any(char::is_control)).then(|| Seed(text.to_owned()))
    }

    /// As it is written.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// What is published of it before the frame is fixed.
    pub fn commitment(&self) -> Hash {
        Hash::of(self.0.as_bytes())
    }

    /// The place of a target in the order of its stratum: SHA-256 of the seed, the byte 0x1f and the target's number.
    pub fn ticket(&self, target: &str) -> Hash {
        let mut hasher = Sha256::new();
        hasher.update(&self.0);
        hasher.update([0x1f]);
        hasher.update(target);
        Hash(hasher.finalize().into())
    }
}

/// Where a draw stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// The seed is made, its commitment published (已承诺).
    Committed,
    /// What is drawn from is fixed and hashed (名册已固定).
    Frozen,
    /// The seed is open (已抽取).
    Drawn,
    /// Given up before the seed was opened (已取消).
    Withdrawn,
}

impl State {
    /// All states in their order.
    pub const ALL: [State; 4] = [State::Committed, State::Frozen, State::Drawn, State::Withdrawn];

    /// Whether it is still on its way.
    pub fn is_open(self) -> bool {
        matches!(self, State::Committed | State::Frozen)
    }
}

/// A step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A seed is made.
    Commit {
        /// What is published of it.
        commitment: Hash,
        /// Why there is another draw of the same division and year; empty for the first.
        again: String,
    },
    /// What is drawn from is fixed.
    Freeze {
        /// Its hash.
        frame: Hash,
        /// Projects in it.
        projects: u64,
    },
    /// The seed is opened.
    Reveal {
        /// It.
        seed: String,
    },
    /// It is given up.
    Withdraw {
        /// Why.
        reason: String,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Commit,
    Freeze,
    Reveal,
    Withdraw,
}

/// All transitions. What stands here in no line is refused.
const TABLE: &[Row<State, Kind>] = &[
    (State::Committed, Kind::Freeze, State::Frozen),
    (State::Committed, Kind::Withdraw, State::Withdrawn),
    (State::Frozen, Kind::Reveal, State::Drawn),
    (State::Frozen, Kind::Withdraw, State::Withdrawn),
];

/// A draw and all that was done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draw {
    state: State,
    commitment: Hash,
    again: String,
    frame: Option<(Hash, u64)>,
    seed: Option<Seed>,
    history: History<Step>,
}

impl Draw {
    /// One that begins with its commitment.
    pub fn begin(commitment: Hash, again: String, by: Who, on: Day) -> Result<Draw, StepRefusal> {
        by.is_person()?;
        let first = Step::Commit { commitment, again: again.clone() };
        let history = History::default().with(first, by, on);
        let state = State::Committed;
        Ok(Draw { state, commitment, again, frame: None, seed: None, history })
    }

    /// Where it stands.
    pub fn state(&self) -> State {
        self.state
    }

    /// What was published of its seed.
    pub fn commitment(&self) -> Hash {
        self.commitment
    }

    /// Why it is another one of the same division and year.
    pub fn again(&self) -> &str {
        &self.again
    }

    /// Hash of what is drawn from, and how many projects are in it; none before it was fixed.
    pub fn frame(&self) -> Option<(Hash, u64)> {
        self.frame
    }

    /// Its seed; none before it was opened.
    pub fn seed(&self) -> Option<&Seed> {
        self.seed.as_ref()
    }

    /// All that was done.
    pub fn history(&self) -> &History<Step> {
        &self.history
    }

    /// Who made the seed: neither freezes nor reveals.
    pub fn committer(&self) -> Option<Who> {
        self.history.iter().next().map(|done| done.by)
    }

    /// The draw after a step.
    pub fn step(&self, step: Step, by: Who, on: Day) -> Result<Draw, StepRefusal> {
        let state = follow(TABLE, self.state, kind(&step))?;
        by.is_person()?;
        self.history.admits(on)?;
        let mut after = Draw { state, ..self.clone() };
        match &step {
            Step::Commit { .. } => return Err(StepRefusal::NotFromHere),
            Step::Withdraw { reason } => said(reason, StepRefusal::NoReason)?,
            Step::Freeze { frame, projects } => {
                by.is_not(self.committer())?;
                ensure(*projects > 0, StepRefusal::NothingToDraw)?;
                after.frame = Some((*frame, *projects));
            }
            Step::Reveal { seed } => {
                by.is_not(self.committer())?;
                let seed = Seed::parse(seed).filter(|seed| seed.commitment() == self.commitment);
                after.seed = Some(seed.ok_or(StepRefusal::SeedDiffers)?);
            }
        }
        after.history = self.history.with(step, by, on);
        Ok(after)
    }

    /// The draw that a record of steps makes of one just begun.
    pub fn replayed(self, steps: &History<Step>) -> Result<Draw, StepRefusal> {
        let redo = |at: Draw, done: &Done<Step>| at.step(done.step.clone(), done.by, done.on);
        steps.iter().skip(self.history.len()).try_fold(self, redo)
    }
}

fn kind(step: &Step) -> Kind {
    match step {
        Step::Commit { .. } => Kind::Commit,
        Step::Freeze { .. } => Kind::Freeze,
        Step::Reveal { .. } => Kind::Reveal,
        Step::Withdraw { .. } => Kind::Withdraw,
    }
}
