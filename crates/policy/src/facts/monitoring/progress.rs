//! What the values of a round say together.

use domain::Day;

use super::value::Reached;
use super::{Rounds, figures_on, months, round_target};
use crate::context::{Context, Derived};
use crate::facts::fill::{cell, text_value};
use crate::facts::links::Links;
use crate::facts::standing::{Promise, Promises, Standing, State, weight};
use crate::value::UNKNOWN;

/// Months of a year.
const YEAR: i64 = 12;

/// The word `impossible` of `likelihood`.
const IMPOSSIBLE: u8 = 3;

/// What the values of one round say.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    values: u32,
    /// Those that cannot be set against what was promised.
    unread: u32,
    /// The worst pace in millionths; unknown where no indicator has one.
    pub pace: i64,
    /// Name of the indicator of that pace.
    pub worst: i64,
    /// Indicators beyond a limit.
    pub over: i64,
    /// Qualitative indicators partly reached.
    pub partly: i64,
    /// Qualitative indicators not reached.
    pub missed: i64,
    /// Indicators reported as impossible.
    pub impossible: i64,
    /// Weighted shares done, and the weights: a fraction each.
    done: Option<Fraction>,
    weights: i128,
}

/// The tallies of all rounds.
pub(super) struct Progress {
    tallies: Vec<Tally>,
}

impl Derived for Progress {
    fn build(context: &Context) -> Progress {
        let (rounds, reached) = (context.derive::<Rounds>(), context.derive::<Reached>());
        let count = context.data.tables.monitorings.target.len();
        Progress { tallies: (0..count).map(|row| tally(context, &rounds, &reached, row)).collect() }
    }
}

impl Progress {
    pub(super) fn of(&self, round: usize) -> Option<&Tally> {
        self.tallies.get(round)
    }
}

fn tally(context: &Context, rounds: &Rounds, reached: &Reached, round: usize) -> Tally {
    let links = context.derive::<Links>();
    let start = Tally { pace: UNKNOWN, done: Some(Fraction::ZERO), ..Tally::default() };
    let Some(target) = round_target(context, round) else { return start };
    let table = &context.data.tables.monitoring_values;
    let promises = context.derive::<Promises>();
    let (months, figures_on) = (months(context, round), figures_on(context, round));
    // Where nobody gave a weight, all count alike.
    let weighed =
        links.indicators.of(target).iter().any(|i| weight(context, *i as usize).is_some());
    rounds.values.of(round).iter().fold(start, |mut tally, row| {
        let row = *row as usize;
        tally.values += 1;
        let likelihood = table.likelihood.get(row).map_or(0, |choice| choice.0);
        tally.impossible += i64::from(likelihood == IMPOSSIBLE);
        let indicator = links.indicator(target, cell(&table.indicator, row));
        let Some((indicator, standing)) = indicator.zip(reached.0.of(row)) else {
            tally.unread += 1;
            return tally;
        };
        tally.unread += u32::from(!is_read(standing, promises.of(indicator), figures_on));
        let weight = match weight(context, indicator) {
            Some(weight) => weight.0,
            None => i64::from(!weighed),
        };
        tally.add(standing, standing.paced(months, YEAR), text_value(cell(&table.indicator, row)));
        tally.weigh(standing, weight);
        tally
    })
}

/// Whether a line tells how its indicator stands. A day promised tells nothing bad before it has passed.
fn is_read(standing: &Standing, promise: &Promise, figures_on: Option<Day>) -> bool {
    let told = standing.toward.is_some() || standing.over.is_some() || standing.state.is_some();
    let promised = promise.written.days.map(|(_, last)| last);
    let to_come = promise.written.number.is_none() && promised.is_some() && figures_on <= promised;
    told || to_come
}

impl Tally {
    fn add(&mut self, standing: &Standing, pace: i64, name: i64) {
        if pace != UNKNOWN && (self.pace == UNKNOWN || pace < self.pace) {
            (self.pace, self.worst) = (pace, name);
        }
        self.over += i64::from(standing.over == Some(true));
        self.partly += i64::from(standing.state == Some(State::Partly));
        self.missed += i64::from(standing.state == Some(State::Missed));
    }

    fn weigh(&mut self, standing: &Standing, weight: i64) {
        let Some((part, whole)) = standing.share() else { return };
        let share = Fraction::new(i128::from(part) * i128::from(weight), i128::from(whole));
        self.done = self.done.zip(share).and_then(|(sum, share)| sum.plus(share));
        self.weights += i128::from(weight);
    }

    /// A count; unknown while the round has no values at all.
    pub(super) fn counted(&self, count: i64) -> i64 {
        if self.values == 0 { UNKNOWN } else { count }
    }

    /// Yes where every value could be read; unknown where one could not, or there is none.
    pub(super) fn readable(&self) -> i64 {
        if self.values == 0 || self.unread > 0 { UNKNOWN } else { 1 }
    }

    /// |weighted completion − executed ÷ budget| in millionths, rounded up, so that comparing it with a
    /// share of whole millionths by `>` is exact.
    pub(super) fn divergence(&self, executed: i64, budget: i64) -> i64 {
        let known = executed != UNKNOWN && budget != UNKNOWN && budget > 0 && self.weights > 0;
        let mean = self
            .done
            .filter(|_| known)
            .and_then(|done| Fraction::new(done.part, done.whole.checked_mul(self.weights)?));
        let rate = Fraction::new(i128::from(executed), i128::from(budget));
        mean.zip(rate).and_then(|(mean, rate)| mean.distance(rate)).unwrap_or(UNKNOWN)
    }
}

/// An exact fraction in lowest terms; `whole` is positive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Fraction {
    part: i128,
    whole: i128,
}

impl Default for Fraction {
    fn default() -> Fraction {
        Fraction::ZERO
    }
}

impl Fraction {
    const ZERO: Fraction = Fraction { part: 0, whole: 1 };

    fn new(part: i128, whole: i128) -> Option<Fraction> {
        if whole <= 0 {
            return None;
        }
        let (mut a, mut b) = (part.checked_abs()?, whole);
        while b > 0 {
            (a, b) = (b, a % b);
        }
        Some(Fraction { part: part / a, whole: whole / a })
    }

    fn plus(self, other: Fraction) -> Option<Fraction> {
        let left = self.part.checked_mul(other.whole)?;
        let right = other.part.checked_mul(self.whole)?;
        Fraction::new(left.checked_add(right)?, self.whole.checked_mul(other.whole)?)
    }

    /// The distance to another fraction in millionths, rounded up.
    fn distance(self, other: Fraction) -> Option<i64> {
        let gap = self.plus(Fraction { part: -other.part, whole: other.whole })?;
        let millionths = gap.part.checked_abs()?.checked_mul(1_000_000)?;
        let rounded_up = millionths.checked_add(gap.whole - 1)?.div_euclid(gap.whole);
        i64::try_from(rounded_up).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_exact_and_rounded_up() {
        let share = |part, whole| Fraction::new(part, whole).unwrap();
        assert_eq!(share(6, 10).distance(share(1, 2)), Some(100_000));
        assert_eq!(share(1, 3).distance(share(1, 3)), Some(0));
        assert_eq!(share(1, 3).distance(share(0, 1)), Some(333_334));
        let thirds = share(1, 3).plus(share(2, 3)).unwrap();
        assert_eq!(thirds, share(1, 1));
        assert_eq!(Fraction::new(1, 0), None);
    }
}
