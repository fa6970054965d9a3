//! Scores of an evaluation, exact: whole ten-thousandths of a point, products in 128 bits, no rounding up. Weights,
//! bands and limits are the pack's ([`Scale`]).
//!
//! What is computed is cut to two decimals, never rounded up: what was missed never scores full marks. Full marks are
//! the weight itself.

use crate::columns::Decimal;
use crate::money::Fen;

/// A hundredth of a point: what scores are cut to.
const STEP: i128 = 100;
/// A whole in millionths, as shares of the pack are kept.
const WHOLE: i64 = 1_000_000;

/// The share of a promise that was reached, where more is better: actual ÷ promised, at most all of it; nothing where
/// nothing was promised.
pub fn toward(actual: i64, promised: i64) -> Option<(i64, i64)> {
    (promised > 0).then(|| (actual.clamp(0, promised), promised))
}

/// The share that counts where less is better: all while the limit holds, 1 − (actual − limit) ÷ limit beyond it,
/// nothing from twice the limit on, nor where nothing at all was allowed.
pub fn within(actual: i64, limit: i64, is_over: bool) -> (i64, i64) {
    if !is_over {
        (1, 1)
    } else if limit <= 0 {
        (0, 1)
    } else {
        (limit.saturating_mul(2).saturating_sub(actual).clamp(0, limit), limit)
    }
}

/// What a qualitative indicator came to (达成, 部分达成, 未达成).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// 达成年度指标
    Reached,
    /// 部分达成并具有一定效果
    Partly,
    /// 未达成且效果较差
    Missed,
}

/// How an indicator is measured, and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// By a number: the share of it that counts ([`toward`], [`within`]); nothing where nothing was promised.
    Share(Option<(i64, i64)>),
    /// By a day that was kept, or not.
    Day,
    /// By a state in words.
    State(Level),
}

/// What was reached of an indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reached {
    /// How it is measured.
    pub measure: Measure,
    /// Whether the promise was missed.
    pub missed: bool,
    /// Actual ÷ promised in millionths, where more is better.
    pub completion: Option<i64>,
}

/// What the pack says of scores on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    /// Weight of budget execution.
    pub execution: Decimal,
    /// Least scores of the grades 优, 良, 中.
    pub grades: [Decimal; 3],
    /// Least share of the weight of a qualitative indicator that was reached, in millionths.
    pub reached_from: i64,
    /// Least share where it was partly reached; less is for what was missed.
    pub partly_from: i64,
    /// Share of the promise from which exceeding it needs a reason, in millionths.
    pub overshoot: i64,
}

/// What may be given for an indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// The least.
    pub low: Decimal,
    /// The most.
    pub high: Decimal,
    /// Whether people choose in it; otherwise it is one computed score, `low` and `high` the same.
    pub is_band: bool,
}

/// A share of a weight, cut to hundredths of a point.
fn part(weight: Decimal, (above, below): (i64, i64)) -> Decimal {
    let exact = i128::from(weight.0) * i128::from(above);
    let cut = exact.div_euclid(i128::from(below.max(1)) * STEP) * STEP;
    Decimal(i64::try_from(cut).unwrap_or(weight.0))
}

/// The most that is less than the whole weight.
fn short_of(weight: Decimal) -> Decimal {
    Decimal(((weight.0 - 1).max(0) / 100) * 100)
}

impl Room {
    fn computed(score: Decimal) -> Room {
        Room { low: score, high: score, is_band: false }
    }

    /// Whether a score lies in it.
    pub fn holds(&self, score: Decimal) -> bool {
        self.low <= score && score <= self.high
    }
}

impl Scale {
    /// What may be given for what was reached of an indicator.
    pub fn room(&self, reached: &Reached, weight: Decimal) -> Room {
        let of = |share: i64| part(weight, (share.clamp(0, WHOLE), WHOLE));
        let band = |low, high: Decimal| Room { low, high, is_band: true };
        let cut = |score: Decimal| if reached.missed { score.min(short_of(weight)) } else { score };
        match reached.measure {
            Measure::Share(_) | Measure::Day if !reached.missed => Room::computed(weight),
            Measure::Share(share) => {
                Room::computed(cut(share.map_or(Decimal(0), |share| part(weight, share))))
            }
            // A day has no share: how much a late one is worth, people say, as of a state that was not reached.
            Measure::Day => band(Decimal(0), cut(of(self.reached_from))),
            Measure::State(Level::Reached) => band(of(self.reached_from), weight),
            Measure::State(Level::Partly) => band(of(self.partly_from), cut(of(self.reached_from))),
            Measure::State(Level::Missed) => band(Decimal(0), cut(of(self.partly_from))),
        }
    }

    /// Whether so much was reached that it needs a reason.
    pub fn is_far(&self, reached: &Reached) -> bool {
        reached.completion.is_some_and(|share| share >= self.overshoot)
    }

    /// The score of budget execution; nothing where there is no budget.
    pub fn executed(&self, budget: Fen, executed: Fen) -> Option<Decimal> {
        let share = toward(executed.0, budget.0)?;
        Some(if share.0 == share.1 { self.execution } else { part(self.execution, share) })
    }

    /// The grade of a total, as the contract writes it.
    pub fn grade(&self, total: Decimal) -> &'static str {
        let of = ["优", "良", "中"].into_iter().zip(self.grades);
        let mut reached = of.filter(|(_, from)| total >= *from);
        reached.next().map_or("差", |(grade, _)| grade)
    }
}

#[cfg(test)]
mod tests;
