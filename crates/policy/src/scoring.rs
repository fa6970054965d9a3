//! What was reached of an indicator, read as the facts of an evaluation read it, and the scale by which it is scored:
//! whoever computes a score and the rules that judge it say the same.

use domain::evaluation::score::{Level, Measure, Reached, Scale};
use domain::{Day, Decimal, TableId};

use crate::facts::dated::{EXECUTION, words_of};
use crate::facts::links::{contains_any, year_start};
use crate::facts::standing::{Promise, State, reached as standing};
use crate::pack::{Pack, Value};
use crate::value::UNKNOWN;

/// An indicator as its record writes it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked<'a> {
    /// First level.
    pub level1: &'a str,
    /// Second level.
    pub level2: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Word of its direction.
    pub direction: &'a str,
    /// Value promised.
    pub value: &'a str,
    /// Unit.
    pub unit: &'a str,
}

/// The scale of a fiscal year; nothing where the pack lacks a value of it.
pub fn scale(pack: &Pack, year: u16) -> Option<Scale> {
    let day = year_start(Some(year))?;
    let number = |name: &str| match pack.params.on(name, day)? {
        Value::Number(number) => Some(*number),
        _ => None,
    };
    Some(Scale {
        execution: number("execution_weight")?,
        grades: [number("grade_excellent")?, number("grade_good")?, number("grade_fair")?],
        reached_from: share(pack, "qualitative_reached", day)?,
        partly_from: share(pack, "qualitative_partly", day)?,
        overshoot: share(pack, "overshoot", day)?,
    })
}

/// A share of the pack on a day, in millionths.
fn share(pack: &Pack, name: &str, day: Day) -> Option<i64> {
    match pack.params.on(name, day)? {
        Value::Percent(millionths) => Some(*millionths),
        _ => None,
    }
}

/// What the points of a target come to: all of its weights, those of budget execution apart.
pub const FULL: Decimal = Decimal(1_000_000);

/// Whether an indicator stands for the execution of the budget, which is scored by the money.
pub fn is_execution(pack: &Pack, year: u16, asked: &Asked<'_>) -> bool {
    let Some(day) = year_start(Some(year)) else { return false };
    let words = words_of(&pack.params, EXECUTION, day);
    [asked.name, asked.level1, asked.level2].iter().any(|text| contains_any(text, words))
}

/// What was reached of an indicator; nothing where what is written does not tell it.
pub fn reached(pack: &Pack, year: u16, asked: &Asked<'_>, actual: &str) -> Option<Reached> {
    let spec = TableId::Indicators.spec();
    let direction = spec.columns.iter().find(|column| column.name == "direction")?;
    let direction = direction.choice(asked.direction).unwrap_or_default();
    let promise = Promise::read((asked.value, asked.unit), direction, Some(year));
    let standing = standing(&pack.params, (&promise, asked.unit), actual);
    let missed = standing.missed(promise.way)?;
    let measure = match standing.state {
        Some(state) => Measure::State(level(state)),
        None if standing.toward.is_some() || standing.below.is_some() => {
            Measure::Share(standing.share())
        }
        None => Measure::Day,
    };
    let completion = Some(standing.completion()).filter(|share| *share != UNKNOWN);
    Some(Reached { measure, missed, completion })
}

fn level(state: State) -> Level {
    match state {
        State::Reached => Level::Reached,
        State::Partly => Level::Partly,
        State::Missed => Level::Missed,
    }
}
