//! Money, output and time of a round beside each other: pairs that cannot both be true, or that want a word of
//! explanation.

use super::Likelihood;
use crate::money::Fen;

/// How one indicator stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Light {
    /// As it should.
    Green,
    /// What was written cannot be set against what was promised.
    #[default]
    Unknown,
    /// It deviates.
    Yellow,
    /// It deviates seriously.
    Red,
}

impl Light {
    /// All of them, the best first.
    pub const ALL: [Light; 4] = [Light::Green, Light::Unknown, Light::Yellow, Light::Red];

    /// The least that a likelihood leaves of it: what may not be met is not green, what cannot be met is red.
    #[must_use]
    pub fn with(self, likelihood: Likelihood) -> Light {
        match likelihood {
            Likelihood::Certain => self,
            Likelihood::Possible => self.max(Light::Yellow),
            Likelihood::Impossible => Light::Red,
        }
    }
}

/// What is known of one indicator.
#[derive(Clone, Debug)]
pub struct Line<'a> {
    /// Its name.
    pub indicator: &'a str,
    /// Whether it will be met.
    pub likelihood: Likelihood,
    /// How it stands by the rules.
    pub light: Light,
    /// What was reached and what was promised, where more is better and both are numbers.
    pub toward: Option<(i64, i64)>,
    /// What the round before had reached, of the same.
    pub before: Option<i64>,
}

/// The money of a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Money {
    /// What it has; nothing where that is not known.
    pub budget: Option<Fen>,
    /// What was executed up to the node.
    pub executed: Fen,
}

/// What does not go together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Incoherent {
    /// All money is paid and no output is there.
    PaidForNothing,
    /// All output is there and nothing is paid.
    DoneWithoutMoney,
    /// More is paid than there is money.
    PaidAboveBudget,
    /// An indicator is red, and said to be met for certain.
    CertainAndRed(String),
    /// An indicator is reached, and said not to be met for certain.
    ReachedAndDoubted(String),
    /// An indicator stands lower than at the node before, though what was reached adds up.
    FellBack(String),
}

/// Everything of a round that does not go together, money first, then the indicators in their order.
pub fn incoherences(money: Money, lines: &[Line<'_>]) -> Vec<Incoherent> {
    let outputs = || lines.iter().filter_map(|line| line.toward);
    let any = outputs().next().is_some();
    let budget = money.budget.filter(|budget| budget.0 > 0);
    let spent = budget.is_some_and(|budget| money.executed >= budget);
    let of_money = [
        (any && spent && outputs().all(|(actual, _)| actual <= 0), Incoherent::PaidForNothing),
        (any && money.executed.0 <= 0 && outputs().all(is_reached), Incoherent::DoneWithoutMoney),
        (budget.is_some_and(|budget| money.executed > budget), Incoherent::PaidAboveBudget),
    ];
    let mut found: Vec<Incoherent> =
        of_money.into_iter().filter(|(holds, _)| *holds).map(|(_, one)| one).collect();
    found.extend(lines.iter().flat_map(of_line));
    found
}

fn is_reached((actual, promised): (i64, i64)) -> bool {
    promised > 0 && actual >= promised
}

fn of_line(line: &Line<'_>) -> Vec<Incoherent> {
    let certain = line.likelihood == Likelihood::Certain;
    let name = || line.indicator.to_owned();
    let fell = line.toward.zip(line.before).is_some_and(|((now, _), before)| now < before);
    let mut found = Vec::new();
    if certain && line.light == Light::Red {
        found.push(Incoherent::CertainAndRed(name()));
    }
    if !certain && line.toward.is_some_and(is_reached) {
        found.push(Incoherent::ReachedAndDoubted(name()));
    }
    if fell {
        found.push(Incoherent::FellBack(name()));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(toward: (i64, i64), likelihood: Likelihood, light: Light) -> Line<'static> {
        Line { indicator: "渠道长度", likelihood, light, toward: Some(toward), before: None }
    }

    fn found(executed: i64, lines: &[Line<'_>]) -> Vec<Incoherent> {
        incoherences(Money { budget: Some(Fen(100)), executed: Fen(executed) }, lines)
    }

    #[test]
    fn impossible_pairs_are_named() {
        use Incoherent as I;
        use Likelihood::{Certain, Impossible, Possible};
        let name = || "渠道长度".to_owned();
        for (executed, line, expect) in [
            (50, line((5, 10), Certain, Light::Green), vec![]),
            (100, line((0, 10), Possible, Light::Red), vec![I::PaidForNothing]),
            (99, line((0, 10), Possible, Light::Red), vec![]),
            (101, line((5, 10), Certain, Light::Green), vec![I::PaidAboveBudget]),
            (0, line((10, 10), Certain, Light::Green), vec![I::DoneWithoutMoney]),
            (0, line((9, 10), Certain, Light::Green), vec![]),
            (50, line((1, 10), Certain, Light::Red), vec![I::CertainAndRed(name())]),
            (50, line((10, 10), Impossible, Light::Red), vec![I::ReachedAndDoubted(name())]),
            (
                50,
                Line { before: Some(6), ..line((5, 10), Certain, Light::Green) },
                vec![I::FellBack(name())],
            ),
            (50, Line { before: Some(5), ..line((5, 10), Certain, Light::Green) }, vec![]),
        ] {
            assert_eq!(found(executed, std::slice::from_ref(&line)), expect, "{executed} {line:?}");
        }
        assert_eq!(found(100, &[]), vec![], "nothing is known of any output");
        let unknown = Money { budget: None, executed: Fen(100) };
        assert_eq!(incoherences(unknown, &[line((0, 10), Certain, Light::Green)]), vec![]);
    }

    #[test]
    fn a_doubt_is_never_green() {
        assert_eq!(Light::Green.with(Likelihood::Certain), Light::Green);
        assert_eq!(Light::Green.with(Likelihood::Possible), Light::Yellow);
        assert_eq!(Light::Red.with(Likelihood::Possible), Light::Red);
        assert_eq!(Light::Unknown.with(Likelihood::Impossible), Light::Red);
        assert!(Light::ALL.is_sorted());
    }
}
