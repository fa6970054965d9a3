//! How far an indicator stands from what was promised.

use std::collections::HashMap;

use domain::evaluation::score;
use domain::{Choice, Day, Decimal, Name};

use super::ParamNeed;
use super::dated::{STATE_MISSED, STATE_PARTLY, STATE_REACHED, words_of};
use super::fill::{cell, text_value};
use super::links::{contains_any, target_year, year_start};
use super::written::{FULL, Way, Written, read};
use crate::context::{Context, Derived, TargetRows};
use crate::pack::Params;
use crate::value::UNKNOWN;

/// What an indicator promises.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Promise {
    /// Which way is good: the column's word, else the sign in the value; nothing where neither says so.
    pub way: Option<Way>,
    /// The value read.
    pub written: Written,
    unit: Option<Name>,
    year: Option<u16>,
}

/// What each indicator promises. Values are read once for all indicators that write the same.
pub(crate) struct Promises {
    of: Vec<u32>,
    kinds: Vec<Promise>,
    none: Promise,
}

impl Derived for Promises {
    fn build(context: &Context) -> Promises {
        let table = &context.data.tables.indicators;
        let targets = context.derive::<TargetRows>();
        let mut known: HashMap<(i64, i64, Choice, Option<u16>), u32> = HashMap::new();
        let mut out = Promises { of: Vec::new(), kinds: Vec::new(), none: Promise::default() };
        for row in 0..table.target.len() {
            let target = targets.0.get(cell(&table.target, row));
            let year = target.and_then(|target| target_year(context, target));
            let (value, unit) = (cell(&table.value, row), cell(&table.unit, row));
            let direction = table.direction.get(row).copied().unwrap_or_default();
            let key = (text_value(value), text_value(unit), direction, year);
            let number = *known.entry(key).or_insert_with(|| {
                out.kinds.push(promise(context, value, unit, direction, year));
                out.kinds.len() as u32 - 1
            });
            out.of.push(number);
        }
        out
    }
}

impl Promises {
    /// What an indicator promises; nothing at all where there is no such row.
    pub(crate) fn of(&self, indicator: usize) -> &Promise {
        let kind = self.of.get(indicator).and_then(|number| self.kinds.get(*number as usize));
        kind.unwrap_or(&self.none)
    }
}

/// Where each line of values stands. Lines that say the same of the same promise are read once.
pub(crate) struct Standings {
    of: Vec<Option<u32>>,
    kinds: Vec<Standing>,
}

impl Standings {
    /// Reads `count` lines; `line` gives the indicator and what was reached of it.
    pub(crate) fn new(
        context: &Context,
        count: usize,
        line: impl Fn(usize) -> Option<(usize, Option<Name>)>,
    ) -> Standings {
        let promises = context.derive::<Promises>();
        let mut known: HashMap<(u32, i64), u32> = HashMap::new();
        let mut kinds = Vec::new();
        let mut number = |row: usize| {
            let (indicator, actual) = line(row)?;
            let key = (*promises.of.get(indicator)?, text_value(actual));
            Some(*known.entry(key).or_insert_with(|| {
                let actual = context.data.names.text_or_empty(actual);
                kinds.push(standing(context, promises.of(indicator), actual));
                kinds.len() as u32 - 1
            }))
        };
        let of = (0..count).map(&mut number).collect();
        Standings { of, kinds }
    }

    /// Where a line stands; nothing where its target or its indicator is not in the data.
    pub(crate) fn of(&self, line: usize) -> Option<&Standing> {
        let number = self.of.get(line).copied().flatten()?;
        self.kinds.get(number as usize)
    }
}

/// What a qualitative indicator has come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// 达成
    Reached,
    /// 部分达成
    Partly,
    /// 未达成
    Missed,
}

/// The words of a state column, in the order of [`State`].
pub(crate) const STATES: &[&str] = &["reached", "partly", "missed"];

impl State {
    /// The state as a Code column of [`STATES`] keeps it.
    pub(crate) fn value(self) -> i64 {
        self as i64 + 1
    }
}

/// What was reached of a promise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Standing {
    /// Actual and promised number, where more is better and something was promised.
    pub toward: Option<(i64, i64)>,
    /// Share that counts as done where less is better: actual and promised.
    pub below: Option<(i64, i64)>,
    /// A limit passed: a number or a day beyond what was allowed.
    pub over: Option<bool>,
    /// The state of a qualitative indicator.
    pub state: Option<State>,
}

fn promise(
    context: &Context,
    value: Option<Name>,
    unit: Option<Name>,
    direction: Choice,
    year: Option<u16>,
) -> Promise {
    let names = &context.data.names;
    let (value, label) = (names.text_or_empty(value), names.text_or_empty(unit));
    Promise { unit, ..Promise::read((value, label), direction, year) }
}

impl Promise {
    /// What a value promises, as it is written with its unit.
    pub(crate) fn read(
        (value, label): (&str, &str),
        direction: Choice,
        year: Option<u16>,
    ) -> Promise {
        let written = read(value, label, year.map_or(0, i32::from));
        let way = way(direction).or(written.sign).or_else(|| bounded(&written));
        Promise { way, written, unit: None, year }
    }
}

/// What says which way is good by itself. There is nothing below a bare 0, and nothing of a whole above a bare 100 %,
/// so that each promises exactly this; a bare day is the day by which something is done.
fn bounded(written: &Written) -> Option<Way> {
    let full = written.number == Some(FULL) && written.is_percent();
    let none = written.number == Some(Decimal(0));
    let day = written.number.is_none() && written.days.is_some();
    if full || none { Some(Way::Exactly) } else { day.then_some(Way::AtMost) }
}

/// Which way is good by the column's word.
fn way(direction: Choice) -> Option<Way> {
    // The contract's words are >=, <=, =, >, <, qualitative.
    match direction.0 {
        1 => Some(Way::AtLeast),
        2 => Some(Way::AtMost),
        3 => Some(Way::Exactly),
        4 => Some(Way::Above),
        5 => Some(Way::Below),
        6 => Some(Way::State),
        _ => None,
    }
}

/// What `actual` reaches of a promise.
fn standing(context: &Context, promise: &Promise, actual: &str) -> Standing {
    let unit = context.data.names.text_or_empty(promise.unit);
    reached(context.params, (promise, unit), actual)
}

/// What `actual` reaches of a promise in a unit.
pub(crate) fn reached(
    params: &Params,
    (promise, unit): (&Promise, &str),
    actual: &str,
) -> Standing {
    let number = promise.written.number.is_some();
    if promise.way == Some(Way::State) || !(number || promise.written.days.is_some()) {
        return Standing { state: state(params, promise.year, actual), ..Standing::default() };
    }
    let actual = read(actual, unit, promise.year.map_or(0, i32::from));
    match (promise.written.number, actual.number) {
        (Some(promised), Some(actual)) => numbers(promise.way, promised, actual),
        (None, _) => Standing { over: later(&promise.written, &actual), ..Standing::default() },
        (Some(_), None) => Standing::default(),
    }
}

fn numbers(way: Option<Way>, promised: Decimal, actual: Decimal) -> Standing {
    let (promised, actual) = (promised.0, actual.0);
    match way {
        Some(Way::AtMost) => Standing {
            below: Some((actual, promised)),
            over: Some(actual > promised),
            ..Standing::default()
        },
        Some(Way::Below) => Standing {
            below: Some((actual, promised)),
            over: Some(actual >= promised),
            ..Standing::default()
        },
        // "None at all" is kept or broken; nothing can be on the way towards it.
        Some(Way::Exactly) if promised == 0 => Standing {
            below: Some((actual, promised)),
            over: Some(actual > 0),
            ..Standing::default()
        },
        _ => Standing { toward: Some((actual, promised)), ..Standing::default() },
    }
}

/// Whether the day reached lies after the day promised; nothing while no day is reported.
fn later(promised: &Written, actual: &Written) -> Option<bool> {
    let end = |written: &Written| written.days.map(|(_, last)| last);
    end(actual).zip(end(promised)).map(|(actual, promised): (Day, Day)| actual > promised)
}

fn state(params: &Params, year: Option<u16>, actual: &str) -> Option<State> {
    let day = year_start(year)?;
    let says = |param: ParamNeed| contains_any(actual, words_of(params, param, day));
    if says(STATE_MISSED) {
        Some(State::Missed)
    } else if says(STATE_PARTLY) {
        Some(State::Partly)
    } else if says(STATE_REACHED) {
        Some(State::Reached)
    } else {
        None
    }
}

impl Standing {
    /// Whether the promise was missed; nothing where it cannot be told.
    pub(crate) fn missed(&self, way: Option<Way>) -> Option<bool> {
        let short = self.toward.map(|(actual, promised)| match way {
            Some(Way::Above) => actual <= promised,
            _ => actual < promised,
        });
        let state = self.state.map(|state| state != State::Reached);
        short.or(self.over).or(state)
    }

    /// Actual ÷ promised in millionths, rounded down, so that comparing it with a share of whole millionths
    /// by `<` and `>=` is exact; unknown where more is not better or nothing was promised.
    pub(crate) fn completion(&self) -> i64 {
        self.paced(1, 1)
    }

    /// (Actual ÷ promised) ÷ (`elapsed` ÷ `whole`) in millionths, rounded down.
    pub(crate) fn paced(&self, elapsed: i64, whole: i64) -> i64 {
        let Some((actual, promised)) = self.toward else { return UNKNOWN };
        let below = i128::from(promised) * i128::from(elapsed);
        if below <= 0 {
            return UNKNOWN;
        }
        let above = i128::from(actual) * i128::from(whole) * 1_000_000;
        i64::try_from(above.div_euclid(below)).unwrap_or(UNKNOWN)
    }

    /// Share done as a fraction between 0 and 1: actual ÷ promised, at most 1; where less is better all
    /// while the limit holds, and nothing from twice the limit on.
    pub(crate) fn share(&self) -> Option<(i64, i64)> {
        if let Some((actual, promised)) = self.toward {
            return score::toward(actual, promised);
        }
        let (actual, limit) = self.below?;
        Some(score::within(actual, limit, self.over == Some(true)))
    }
}

/// The weight of an indicator; nothing where it has none.
pub(crate) fn weight(context: &Context, indicator: usize) -> Option<Decimal> {
    cell(&context.data.tables.indicators.weight, indicator)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(way: Way, promised: i64, actual: i64) -> Standing {
        numbers(Some(way), Decimal(promised), Decimal(actual))
    }

    #[test]
    fn more_is_better() {
        let of = |actual| number(Way::AtLeast, 100, actual);
        assert_eq!(of(99).missed(Some(Way::AtLeast)), Some(true));
        assert_eq!(of(100).missed(Some(Way::AtLeast)), Some(false));
        assert_eq!(of(100).missed(Some(Way::Above)), Some(true));
        assert_eq!(of(130).completion(), 1_300_000);
        assert_eq!(of(40).paced(6, 12), 800_000);
        assert_eq!(of(40).paced(0, 12), UNKNOWN);
        assert_eq!(number(Way::AtLeast, 3, 1).completion(), 333_333, "rounded down");
        assert_eq!(of(120).share(), Some((100, 100)));
    }

    #[test]
    fn nothing_all_and_a_day_need_no_sign() {
        let way = |value, unit| Promise::read((value, unit), Choice::default(), Some(2019)).way;
        assert_eq!(way("0", ""), Some(Way::Exactly));
        assert_eq!(way("0起", "起"), Some(Way::Exactly));
        assert_eq!(way("100", "%"), Some(Way::Exactly));
        assert_eq!(way("100%", ""), Some(Way::Exactly));
        assert_eq!(way("100", "百分比"), Some(Way::Exactly));
        assert_eq!(way("1-12月", ""), Some(Way::AtMost));
        assert_eq!(way("2019年10月31日", ""), Some(Way::AtMost));
        assert_eq!(way("≥100%", ""), Some(Way::AtLeast), "a sign that is written holds");
        for (value, unit) in [("90%", ""), ("100", "户"), ("100", ""), ("1", "%"), ("全部", "")]
        {
            assert_eq!(way(value, unit), None, "{value} {unit}");
        }
    }

    #[test]
    fn less_is_better() {
        let of = |actual| number(Way::AtMost, 100, actual);
        assert_eq!((of(100).over, of(101).over), (Some(false), Some(true)));
        assert_eq!(number(Way::Below, 100, 100).over, Some(true));
        assert_eq!(number(Way::Exactly, 0, 1).over, Some(true));
        assert_eq!(of(80).share(), Some((1, 1)));
        assert_eq!(of(150).share(), Some((50, 100)));
        assert_eq!(of(250).share(), Some((0, 100)));
        assert_eq!(of(80).completion(), UNKNOWN);
    }
}
