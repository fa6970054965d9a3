//! What the indicators of a target say together: copied sets, core indicators, quantity times unit cost.

use std::collections::{BTreeSet, HashMap};

use super::level_has;
use crate::context::{Context, Derived};
use crate::facts::ParamNeed;
use crate::facts::dated::{CORE, COST, QUANTITY, words};
use crate::facts::fill::{cell, text_value};
use crate::facts::links::{Links, passed_over, target_year, text, year_start};
use crate::facts::standing::Promises;
use crate::facts::written::{Way, normal_unit};
use crate::value::UNKNOWN;

/// How many projects of different content share each target's set of indicators.
pub(super) struct Copies {
    counts: Vec<u32>,
}

/// One indicator word for word: levels, name, direction, value, unit.
type Line = [i64; 6];

impl Derived for Copies {
    fn build(context: &Context) -> Copies {
        let links = context.derive::<Links>();
        let count = context.data.tables.targets.id.len();
        let mut sets: HashMap<Vec<Line>, BTreeSet<String>> = HashMap::new();
        let mut keys: Vec<Option<Vec<Line>>> = Vec::with_capacity(count);
        for target in 0..count {
            let key = lines(context, &links, target);
            let project = links.project(target).filter(|_| !passed_over(context, target));
            let Some(project) = project.filter(|_| !key.is_empty()) else {
                keys.push(None);
                continue;
            };
            sets.entry(key.clone()).or_default().insert(content(context, project));
            keys.push(Some(key));
        }
        let shared = |key: &Option<Vec<Line>>| {
            key.as_ref().and_then(|lines| sets.get(lines)).map_or(0, |set| set.len() as u32)
        };
        Copies { counts: keys.iter().map(shared).collect() }
    }
}

impl Copies {
    /// Projects of different content with this target's indicators; 0 for what is no project's target.
    pub(super) fn of(&self, target: usize) -> i64 {
        self.counts.get(target).map_or(0, |count| i64::from(*count))
    }
}

fn lines(context: &Context, links: &Links, target: usize) -> Vec<Line> {
    let table = &context.data.tables.indicators;
    let line = |row: &u32| {
        let row = *row as usize;
        let name = |column: &[Option<domain::Name>]| text_value(cell(column, row));
        let direction = table.direction.get(row).map_or(0, |choice| i64::from(choice.0));
        [
            name(&table.level1),
            name(&table.level2),
            name(&table.name),
            direction,
            name(&table.value),
            name(&table.unit),
        ]
    };
    let mut all: Vec<Line> = links.indicators.of(target).iter().map(line).collect();
    all.sort_unstable();
    all
}

/// What a project is about: its type and its name without place, number and section, so that one road in
/// each of ten villages is one content.
fn content(context: &Context, project: usize) -> String {
    let table = &context.data.tables.projects;
    let mut name = text(context, &table.name, project).to_owned();
    for place in [&table.township, &table.village] {
        let place = text(context, place, project);
        if !place.is_empty() {
            name = name.replace(place, "");
        }
    }
    let counts = |c: &char| !c.is_ascii() && !"一二三四五六七八九十百零〇两第期号（）".contains(*c);
    name = name.chars().filter(counts).collect();
    format!("{}|{name}", text(context, &table.category, project))
}

/// Core indicators that are missing: those marked as core whose value is empty, and those that the pack
/// asks of the project's type (`type:word|word`: a name that contains one of the words).
pub(super) fn core_gaps(context: &Context, target: usize) -> i64 {
    let links = context.derive::<Links>();
    let table = &context.data.tables.indicators;
    let rows = links.indicators.of(target);
    let unfilled = rows
        .iter()
        .map(|row| *row as usize)
        .filter(|row| cell(&table.core, *row) == Some(true) && cell(&table.value, *row).is_none());
    let unfilled = unfilled.count() as i64;
    let Some(day) = year_start(target_year(context, target)) else { return unfilled };
    let Some(project) = links.project(target) else { return unfilled };
    let category = text(context, &context.data.tables.projects.category, project);
    let asked = words(context, CORE, day).iter().filter_map(|w| w.split_once(':'));
    let lacking = asked.filter(|(of, _)| category.contains(of)).filter(|(_, names)| {
        let is_there = |row: &u32| {
            let name = text(context, &table.name, *row as usize);
            names.split('|').any(|word| name.contains(word))
        };
        !rows.iter().any(is_there)
    });
    unfilled + lacking.count() as i64
}

/// A cost indicator that asks for at least so much.
pub(super) fn cost_floor(context: &Context, target: usize, indicator: usize) -> bool {
    let way = context.derive::<Promises>().of(indicator).way;
    matches!(way, Some(Way::AtLeast | Way::Above)) && level_has(context, target, indicator, COST)
}

/// Quantity × unit cost in fen, half a fen rounded up; unknown unless exactly one quantity and one unit
/// cost have fitting units (公里 and 元/公里).
pub(super) fn cost_total(context: &Context, target: usize) -> i64 {
    let (links, promises) = (context.derive::<Links>(), context.derive::<Promises>());
    let of = |param: ParamNeed| -> Vec<(i64, String)> {
        let rows = links.indicators.of(target).iter().map(|row| *row as usize);
        let such = rows.filter(|row| level_has(context, target, *row, param));
        such.filter_map(|row| number_and_unit(&promises, row)).collect()
    };
    let (quantities, costs) = (of(QUANTITY), of(COST));
    let mut found = None;
    for (quantity, unit) in &quantities {
        for (cost, per) in &costs {
            if per_unit(per) != Some(unit.as_str()) || unit.is_empty() {
                continue;
            }
            if found.is_some() {
                return UNKNOWN;
            }
            found = Some((*quantity, *cost));
        }
    }
    found.map_or(UNKNOWN, |(quantity, cost)| fen_of(quantity, cost))
}

fn number_and_unit(promises: &Promises, row: usize) -> Option<(i64, String)> {
    let written = &promises.of(row).written;
    Some((written.number?.0, normal_unit(&written.unit)))
}

/// The unit for which a cost is paid: 公里 of 元/公里.
fn per_unit(unit: &str) -> Option<&str> {
    let per = unit.strip_prefix('元')?;
    per.strip_prefix(['/', '每']).map(|u| u.trim_start_matches('每'))
}

/// Ten-thousandths of a piece times ten-thousandths of a yuan, in fen.
fn fen_of(quantity: i64, cost: i64) -> i64 {
    let product = i128::from(quantity) * i128::from(cost);
    i64::try_from((product + 500_000).div_euclid(1_000_000)).unwrap_or(UNKNOWN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantity_times_cost_is_exact_to_the_fen() {
        assert_eq!(fen_of(1_050_000, 100_000_000), 105_000_000, "105 × 10 000 yuan");
        assert_eq!(
            fen_of(10_001, 10_000),
            100,
            "1.0001 × 1 yuan is one yuan and a hundredth of a fen"
        );
        assert_eq!(fen_of(i64::MAX, i64::MAX), UNKNOWN);
    }

    #[test]
    fn a_unit_cost_names_its_unit() {
        for (unit, per) in [
            ("元/公里", Some("公里")),
            ("元每座", Some("座")),
            ("元", None),
            ("%", None),
            ("人/次", None),
        ] {
            assert_eq!(per_unit(unit), per, "{unit}");
        }
    }
}
