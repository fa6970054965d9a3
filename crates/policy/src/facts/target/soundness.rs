//! Whether the indicators of a target make sense: units that fit names, parts that add up, whom the money serves.

use crate::context::{Context, Derived};
use crate::facts::dated::{PART, SERVED, words};
use crate::facts::links::{Links, contains_any, target_year, text, year_start};
use crate::facts::standing::Promises;
use crate::value::UNKNOWN;

/// Marks that stand before the name of an indicator and are no part of it.
const MARKS: [char; 5] = ['★', '☆', '*', '#', ' '];

/// Whether a unit fits what a name ends with, by words like `人数:人|名`: a name that ends with the word is counted in
/// a unit that contains one of those behind it. What stands in brackets at the end of a name is no part of it. Where
/// no word fits the name, or there is no unit, nothing is said against it.
pub(super) fn fits(name: &str, unit: &str, words: &[String]) -> bool {
    let plain = without_brackets(name);
    let asked = words.iter().filter_map(|word| word.split_once(':'));
    let mut asked = asked.filter(|(end, _)| plain.ends_with(end)).peekable();
    unit.is_empty()
        || asked.peek().is_none()
        || asked.any(|(_, units)| units.split('|').any(|one| unit.contains(one)))
}

fn without_brackets(name: &str) -> &str {
    let name = name.trim_end();
    if !name.ends_with([')', '）']) {
        return name;
    }
    name.rfind(['(', '（']).and_then(|at| name.get(..at)).unwrap_or(name).trim_end()
}

/// What the parts of an indicator come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sum {
    /// In ten-thousandths; unknown where there are no parts or they cannot be added.
    pub number: i64,
    /// How many parts have another unit than the whole.
    pub alien: i64,
}

/// The parts of each indicator: those behind it whose names say that they are parts.
pub(super) struct Parts {
    sums: Vec<Sum>,
}

impl Derived for Parts {
    fn build(context: &Context) -> Parts {
        let tables = &context.data.tables;
        let links = context.derive::<Links>();
        let promises = context.derive::<Promises>();
        let none = Sum { number: UNKNOWN, alien: 0 };
        let mut sums = vec![none; tables.indicators.target.len()];
        for target in 0..tables.targets.id.len() {
            let Some(day) = year_start(target_year(context, target)) else { continue };
            let marks = words(context, PART, day);
            let mut whole: Option<usize> = None;
            for row in links.indicators.of(target).iter().map(|row| *row as usize) {
                let name = text(context, &tables.indicators.name, row).trim_start_matches(MARKS);
                if !marks.iter().any(|mark| name.starts_with(mark.as_str())) {
                    whole = Some(row);
                } else if let Some(sum) = whole.and_then(|whole| sums.get_mut(whole)) {
                    let unit = |row: usize| promises.of(row).written.unit.as_str();
                    let alien = whole.is_some_and(|whole| unit(whole) != unit(row));
                    let number = promises.of(row).written.number.map_or(UNKNOWN, |n| n.0);
                    *sum = with(*sum, number, alien);
                }
            }
        }
        let alone = |sum: &Sum| if sum.alien > 0 { Sum { number: UNKNOWN, ..*sum } } else { *sum };
        Parts { sums: sums.iter().map(alone).collect() }
    }
}

/// A sum with one part more. A part without a number counts as nothing.
fn with(sum: Sum, number: i64, alien: bool) -> Sum {
    let number = match (sum.number, number) {
        (UNKNOWN, number) | (number, UNKNOWN) => number,
        (before, number) => before.saturating_add(number),
    };
    Sum { number, alien: sum.alien + i64::from(alien) }
}

impl Parts {
    /// What the parts of an indicator come to; nothing where it has none.
    pub(super) fn of(&self, row: usize) -> Sum {
        self.sums.get(row).copied().unwrap_or(Sum { number: UNKNOWN, alien: 0 })
    }
}

/// How many persons or households a target promises to serve, in ten-thousandths: the largest number among the
/// indicators that say so; unknown where none does.
pub(super) fn served(context: &Context, target: usize) -> i64 {
    let Some(day) = year_start(target_year(context, target)) else { return UNKNOWN };
    let (links, promises) = (context.derive::<Links>(), context.derive::<Promises>());
    let table = &context.data.tables.indicators;
    let counted = links.indicators.of(target).iter().filter_map(|row| {
        let (name, said) = (text(context, &table.name, *row as usize), promises.of(*row as usize));
        let counts = contains_any(name, words(context, SERVED, day));
        said.written.number.filter(|_| counts && counts_people(&said.written.unit)).map(|n| n.0)
    });
    counted.max().unwrap_or(UNKNOWN)
}

/// Whether a unit counts persons or households.
pub(in crate::facts) fn counts_people(unit: &str) -> bool {
    unit.starts_with(['人', '户', '名'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_asked_of_names_that_end_with_a_word() {
        let words = ["户数:户", "人数:人|名", "产值:元"].map(str::to_owned);
        let check = |name: &str, unit: &str, want: bool| {
            assert_eq!(fits(name, unit, &words), want, "{name} {unit}");
        };
        check("年度申请就学补助户数", "人/次", false);
        check("年度申请就学补助户数", "户", true);
        check("新型经营主体实现产值(%)", "%", false);
        check("新型经营主体实现产值（万元）", "元", true);
        check("培训人数", "名", true);
        check("培训人数", "", true);
        check("户数覆盖率", "%", true);
        check("", "%", true);
    }

    #[test]
    fn a_part_without_a_number_is_nothing() {
        let none = Sum { number: UNKNOWN, alien: 0 };
        let one = with(none, 10_000, false);
        assert_eq!(one, Sum { number: 10_000, alien: 0 });
        assert_eq!(with(one, UNKNOWN, true), Sum { number: 10_000, alien: 1 });
        assert_eq!(with(one, 20_000, false).number, 30_000);
        assert_eq!(with(one, i64::MAX, false).number, i64::MAX);
    }
}
