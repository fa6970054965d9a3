//! The packs of the repository, and the days and values under which their rules are tried.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use domain::{Day, Decimal, Fen, Names};
use policy::facts::FactTable;
use policy::lang::Scope;
use policy::pack::{self, DatedValue, Pack, Param, Params, Rule, Test, Value};

use super::dice::Dice;

/// The built-in packs.
pub(crate) fn packs() -> Vec<Pack> {
    ["xinjiang-2019", "rural-revitalization-2021"].map(load).into()
}

fn load(name: &str) -> Pack {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies").join(name);
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let text = |path: &Path| std::fs::read_to_string(path).unwrap();
    let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    let files: BTreeMap<String, String> =
        paths.filter(|p| p.is_file()).map(|p| (name(&p), text(&p))).collect();
    pack::load(&files).unwrap_or_else(|errors| panic!("{errors:#?}"))
}

/// The rule blocks that can be judged, by fact table.
pub(crate) fn by_table(pack: &Pack) -> Vec<(&'static FactTable, Vec<&Rule>)> {
    let mut tables: BTreeMap<&str, (&'static FactTable, Vec<&Rule>)> = BTreeMap::new();
    for rule in pack.rules.iter().filter(|r| !matches!(r.test, Test::PlatformOnly)) {
        tables.entry(rule.about.name).or_insert((rule.about, Vec::new())).1.push(rule);
    }
    tables.into_values().collect()
}

/// A day of evaluation and the values in force.
pub(crate) struct Law<'p> {
    pub(crate) pack: &'p Pack,
    pub(crate) as_of: Day,
    pub(crate) params: Params,
    /// A day on which values change, if any do.
    pub(crate) change: Day,
}

impl<'p> Law<'p> {
    /// The pack's own values, or values that change on a day: then every parameter has several, as
    /// a parameter of the pack has that a bureau changes.
    pub(crate) fn new(
        pack: &'p Pack,
        table: &FactTable,
        rules: &[&Rule],
        dice: &mut Dice,
    ) -> Law<'p> {
        let as_of = as_of(pack, table, rules, dice);
        let back = dice.between(-2, 200) as i32;
        let change = as_of.plus_days(-back).unwrap_or(as_of);
        let mut params = pack.params.clone();
        let kind = dice.below(4);
        if kind > 1 {
            let first = change.plus_days(-100).filter(|_| kind == 3);
            params.by_name.values_mut().for_each(|p| amend(p, first, change));
        }
        Law { pack, as_of, params, change }
    }

    /// What expressions are bound to.
    pub(crate) fn scope<'s>(&'s self, names: &'s Names) -> Scope<'s> {
        let calendar = &self.pack.calendar;
        Scope { names, params: &self.params, calendar, as_of: self.as_of }
    }
}

/// A day around which something changes or falls due, or any day of the supervised years.
fn as_of(pack: &Pack, table: &FactTable, rules: &[&Rule], dice: &mut Dice) -> Day {
    let any = Day::from_number(dice.between(16_800, 20_100) as i32).unwrap();
    let days: Vec<Day> = match dice.below(4) {
        0 => {
            let values = pack.params.by_name.values().flat_map(|p| &p.values);
            let bounds = rules.iter().flat_map(|r| [r.since, r.until]).flatten();
            values.filter_map(|v| v.since).chain(bounds).collect()
        }
        1 => due_days(pack, rules, any.year()),
        2 => pack.examples.iter().filter(|e| e.about.name == table.name).map(|e| e.as_of).collect(),
        _ => vec![any],
    };
    let day = dice.of(&days).copied().unwrap_or(any);
    // The day itself, the next one, and the days on which clocks begin to warn.
    let away = *dice.of(&[0, 0, 0, 1, -1, -2, -5, -6]).unwrap();
    day.plus_days(away).unwrap_or(day)
}

/// The days of a year that the rules name, and so many working days later as they count.
fn due_days(pack: &Pack, rules: &[&Rule], year: i32) -> Vec<Day> {
    let used = pack.params.by_name.values().filter(|p| rules.iter().any(|r| r.uses(&p.name)));
    let values: Vec<&Value> = used.flat_map(|p| &p.values).map(|v| &v.value).collect();
    let day = |value: &&Value| match value {
        Value::MonthDay(month, day) => Day::new(year, *month, *day),
        _ => None,
    };
    let mut days: Vec<Day> = values.iter().filter_map(day).collect();
    for named in days.clone() {
        let later = |value: &&Value| match value {
            Value::Count(n) => pack.calendar.plus_workdays(named, i32::try_from(*n).ok()?),
            _ => None,
        };
        days.extend(values.iter().filter_map(later));
    }
    days
}

/// Gives a parameter another value from a day on; its first may have a first day too.
fn amend(param: &mut Param, first: Option<Day>, change: Day) {
    let Some(last) = param.values.last().cloned() else { return };
    if last.since.is_some_and(|since| since >= change) {
        return;
    }
    let later =
        DatedValue { since: Some(change), value: changed(&last.value), clause: None, set: false };
    if let [only] = param.values.as_mut_slice() {
        only.since = only.since.or(first);
    }
    param.values.push(later);
}

/// A value near another one.
fn changed(value: &Value) -> Value {
    match value {
        Value::Money(fen) => Value::Money(Fen(fen.0 + 100)),
        Value::Count(n) => Value::Count(n + 1),
        Value::Number(n) => Value::Number(Decimal(n.0 + 500)),
        Value::Percent(n) => Value::Percent(n + 25_000),
        Value::MonthDay(month, day) if *day > 1 => Value::MonthDay(*month, day - 1),
        Value::MonthDay(month, _) => Value::MonthDay(*month, 2),
        // The last word for another, so that a list of one is another list and not an empty one.
        Value::Words(words) => {
            let kept = words.iter().take(words.len().saturating_sub(1)).cloned();
            let words: Vec<String> = kept.chain(["新词".to_owned(), "9".to_owned()]).collect();
            Value::Words(Arc::from(words))
        }
    }
}
