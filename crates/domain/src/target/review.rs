//! The review of a target (A 八): five points with a score each, comments on single indicators, and what comes of it.

use super::Text;
use crate::handling::{StepRefusal, ensure, said};

/// What comes of a review.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// It passed.
    Pass,
    /// It goes back to be put right.
    Return,
    /// It did not pass: no budget (A-8.1.f).
    Reject,
}

/// The scores by which the outcome is bounded. The regulations fix none: they are values of the bureau.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bands {
    /// Points of each of the five, at most.
    pub most: u16,
    /// Points in all from which on a target can pass.
    pub pass: u16,
    /// Points in all below which it can be rejected.
    pub reject: u16,
}

/// A review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// Points for necessity, feasibility, relevance to leaving poverty, soundness and measurability of the indicators,
    /// and match with the money.
    pub scores: [u16; 5],
    /// By which bands.
    pub bands: Bands,
    /// What comes of it.
    pub outcome: Outcome,
    /// What the reviewer says of the whole.
    pub opinion: String,
    /// Comments on single indicators: name, and what is to be mended.
    pub comments: Vec<(String, String)>,
}

impl Review {
    /// All points.
    pub fn total(&self) -> u16 {
        self.scores.iter().fold(0, |all, one| all.saturating_add(*one))
    }

    /// Refused where a score is above the most, where the outcome does not fit the score, where nothing is said, or
    /// where a comment is on no indicator of the text.
    pub(super) fn is_whole(&self, text: &Text) -> Result<(), StepRefusal> {
        let within = self.scores.iter().all(|score| *score <= self.bands.most);
        ensure(within, StepRefusal::ScoreOutOfBounds)?;
        let fits = match self.outcome {
            Outcome::Pass => self.total() >= self.bands.pass,
            Outcome::Return => true,
            Outcome::Reject => self.total() < self.bands.reject,
        };
        ensure(fits, StepRefusal::OutcomeUnfit)?;
        said(&self.opinion, StepRefusal::NoReason)?;
        let known = |name: &str| text.indicators.iter().any(|one| one.name == name);
        let whole = |(name, comment): &(String, String)| known(name) && !comment.trim().is_empty();
        ensure(self.comments.iter().all(whole), StepRefusal::FieldMissing)
    }
}
