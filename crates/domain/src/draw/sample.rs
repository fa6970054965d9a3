//! What a seed draws from a frame. Lines fall into nine strata: three of risk by three of money. Of each stratum the
//! first lines are drawn, in the order of their tickets ([`Seed::ticket`]).

use super::{Frame, Hash, Limits, Line, Seed};
use crate::columns::Decimal;
use crate::money::Fen;

/// All of something, in ten-thousandths of a per cent.
const WHOLE: i128 = 1_000_000;

/// How much there is to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Risk {
    /// A red warning is lit.
    High,
    /// A yellow one is, the score just reaches a grade, or no record tells it.
    Middle,
    /// Nothing of that.
    Low,
}

/// How much money it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Size {
    /// Large, or no record tells it.
    Large,
    /// Less than that.
    Middle,
    /// Less than that, too.
    Small,
}

impl Risk {
    /// All of them, in their order.
    pub const ALL: [Risk; 3] = [Risk::High, Risk::Middle, Risk::Low];

    /// That of a line.
    pub fn of(line: &Line, limits: &Limits) -> Risk {
        let near = |score: Decimal| {
            let reached = limits.grades.into_iter().filter(|least| *least <= score);
            reached.max().is_some_and(|least| score.0.saturating_sub(least.0) <= limits.near.0)
        };
        if line.red > 0 {
            Risk::High
        } else if line.yellow > 0 || line.score.is_none_or(near) {
            Risk::Middle
        } else {
            Risk::Low
        }
    }
}

impl Size {
    /// All of them, in their order.
    pub const ALL: [Size; 3] = [Size::Large, Size::Middle, Size::Small];

    /// That of a line.
    pub fn of(line: &Line, limits: &Limits) -> Size {
        let least = |limit: Fen| line.money.is_none_or(|money| money >= limit);
        if least(limits.large) {
            Size::Large
        } else if least(limits.middle) {
            Size::Middle
        } else {
            Size::Small
        }
    }
}

/// A stratum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stratum {
    /// Its risk.
    pub risk: Risk,
    /// Its money.
    pub size: Size,
    /// Lines in it.
    pub lines: usize,
    /// The share of them that is drawn, in per cent.
    pub share: Decimal,
    /// How many are drawn.
    pub drawn: usize,
}

impl Stratum {
    fn new(limits: &Limits, (risk, size): (Risk, Size), lines: usize) -> Stratum {
        // Each of the two promises a least share of what it is about; only the larger keeps both.
        let share = limits.risk[risk as usize].max(limits.money[size as usize]);
        Stratum { risk, size, lines, share, drawn: part(lines, share) }
    }
}

/// So many of some lines as a share asks for, rounded up: one at least where there are any, never more than all.
fn part(lines: usize, share: Decimal) -> usize {
    let exact = (lines as i128) * i128::from(share.0.max(0));
    let up = exact.div_euclid(WHOLE) + i128::from(exact.rem_euclid(WHOLE) > 0);
    usize::try_from(up).unwrap_or(lines).clamp(lines.min(1), lines)
}

/// A line that is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pick<'a> {
    /// It.
    pub line: &'a Line,
    /// Its risk.
    pub risk: Risk,
    /// Its money.
    pub size: Size,
    /// What put it among the first.
    pub ticket: Hash,
}

/// What a seed draws from a frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample<'a> {
    /// All nine strata, those of high risk first, large money first in each.
    pub strata: Vec<Stratum>,
    /// What is drawn: by stratum, in the order of the tickets.
    pub picks: Vec<Pick<'a>>,
}

impl Frame {
    /// Its strata, those of high risk first, large money first in each: what will be drawn of each is known before
    /// the seed is.
    pub fn strata(&self) -> Vec<Stratum> {
        let limits = &self.head().limits;
        cells().map(|cell| Stratum::new(limits, cell, self.within(cell).count())).collect()
    }

    /// The lines of a stratum.
    fn within(&self, (risk, size): (Risk, Size)) -> impl Iterator<Item = &Line> {
        let limits = &self.head().limits;
        let inside =
            move |line: &&Line| Risk::of(line, limits) == risk && Size::of(line, limits) == size;
        self.lines().iter().filter(inside)
    }

    /// What a seed draws.
    pub fn draw(&self, seed: &Seed) -> Sample<'_> {
        let strata = self.strata();
        let mut picks = Vec::new();
        for stratum in &strata {
            let (risk, size) = (stratum.risk, stratum.size);
            let pick = |line| Pick { line, risk, size, ticket: seed.ticket(&line.target) };
            let mut all: Vec<Pick<'_>> = self.within((risk, size)).map(pick).collect();
            all.sort_unstable_by(|one, other| {
                (one.ticket, &one.line.target).cmp(&(other.ticket, &other.line.target))
            });
            picks.extend(all.into_iter().take(stratum.drawn));
        }
        Sample { strata, picks }
    }
}

/// The nine strata in their order.
fn cells() -> impl Iterator<Item = (Risk, Size)> {
    Risk::ALL.into_iter().flat_map(|risk| Size::ALL.into_iter().map(move |size| (risk, size)))
}
