//! Mutation testing of a pack: every comparison, threshold, day and word is changed a little, one
//! at a time, and an example must notice. What no example notices is a boundary that nobody has
//! shown.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use domain::{Day, Decimal, Fen};
use rayon::prelude::*;

use super::examples::{Bench, Court, Said, Trial};
use super::rules::{window_param, windows};
use super::{Expected, Pack, Param, Params, Place, Rule, Test, Value, situations};
use crate::finding::Lamp;
use crate::lang::mutate::mutants;
use crate::lang::{Expr, compile};

/// What mutation testing found.
#[derive(Clone, Debug, Default)]
pub struct MutationReport {
    /// Changes that an example noticed.
    pub killed: usize,
    /// Changes that no example noticed, by place.
    pub survivors: Vec<Mutant>,
    /// Changes that no example noticed and that the pack declares to change no verdict.
    pub equivalent: Vec<Mutant>,
    /// Declared as equivalent, but an example notices them, or there is no such change.
    pub stale: Vec<Mutant>,
    /// Parameters that neither rules nor their facts read: other parts of the platform do, so that no
    /// example can reach them.
    pub out_of_reach: Vec<String>,
}

/// One change of a rule or of a value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mutant {
    /// The rule block or the value.
    pub place: Place,
    /// Id of the rule or name of the parameter.
    pub of: String,
    /// What was changed: `when: > → >=`, `values: 30 → 31`, `lamp: red → yellow`.
    pub what: String,
}

impl MutationReport {
    /// Share of the changes that were noticed, in millionths; those that change no verdict do not
    /// count.
    pub fn score(&self) -> i64 {
        let all = self.killed + self.survivors.len();
        let killed = self.killed as i64;
        if all == 0 { 1_000_000 } else { killed * 1_000_000 / all as i64 }
    }
}

/// Changes every part of a pack in turn and sees whether an example notices. Examples that fail as
/// the pack stands notice nothing.
pub fn mutate(pack: &Pack) -> MutationReport {
    let bench = Bench::new(pack);
    let said: Vec<Said> = pack
        .rules
        .par_iter()
        .map(|rule| bench.judge(rule, &pack.params, &bench.about(rule)))
        .collect();
    let court = Court { pack, said: &said, instead: None };
    let sound = (0..pack.examples.len()).filter(|i| court.failure(*i).is_none()).collect();
    let situations: Vec<situations::Trial> = situations::trials(pack).collect();
    let holds = |trial: &situations::Trial| trial.failure(&pack.params).is_none();
    let situations = situations.into_par_iter().filter(holds).collect();
    let laboratory = Laboratory { pack, bench, said: &said, sound, situations };
    let rules = (0..pack.rules.len()).into_par_iter().map(|i| laboratory.rule(i));
    let params: Vec<&Param> = pack.params.by_name.values().collect();
    let params = params.into_par_iter().map(|param| laboratory.param(param));
    let parts: Vec<MutationReport> = rules.chain(params).collect();
    parts.into_iter().fold(MutationReport::default(), MutationReport::plus)
}

impl MutationReport {
    fn plus(mut self, other: MutationReport) -> MutationReport {
        self.killed += other.killed;
        self.survivors.extend(other.survivors);
        self.equivalent.extend(other.equivalent);
        self.stale.extend(other.stale);
        self.out_of_reach.extend(other.out_of_reach);
        self
    }
}

struct Laboratory<'p> {
    pack: &'p Pack,
    bench: Bench<'p>,
    said: &'p [Said],
    /// Examples that come out as written.
    sound: BTreeSet<usize>,
    /// Situations that come out as written.
    situations: Vec<situations::Trial<'p>>,
}

/// Sorts the changes of one rule or parameter into noticed, surviving and declared.
struct Tally<'t> {
    place: &'t Place,
    of: &'t str,
    declared: &'t [String],
    /// How often each wording came, so that a repeated one gets a number.
    seen: BTreeMap<String, usize>,
    used: BTreeSet<String>,
    report: MutationReport,
}

impl<'t> Tally<'t> {
    fn new(place: &'t Place, of: &'t str, declared: &'t [String]) -> Tally<'t> {
        let (seen, used) = (BTreeMap::new(), BTreeSet::new());
        Tally { place, of, declared, seen, used, report: MutationReport::default() }
    }

    fn mutant(&self, what: &str) -> Mutant {
        Mutant { place: self.place.clone(), of: self.of.to_owned(), what: what.to_owned() }
    }

    fn add(&mut self, what: &str, noticed: bool) {
        let times = self.seen.entry(what.to_owned()).or_default();
        *times += 1;
        let what = if *times == 1 { what.to_owned() } else { format!("{what} #{times}") };
        let declared = self.declared.contains(&what);
        match (noticed, declared) {
            (true, _) => self.report.killed += 1,
            (false, true) => {
                self.report.equivalent.push(self.mutant(&what));
                self.used.insert(what);
            }
            (false, false) => self.report.survivors.push(self.mutant(&what)),
        }
    }

    fn finish(mut self) -> MutationReport {
        let stale = self.declared.iter().filter(|d| !self.used.contains(*d));
        let stale: Vec<Mutant> = stale.map(|what| self.mutant(what)).collect();
        self.report.stale = stale;
        self.report
    }
}

impl Laboratory<'_> {
    /// Tries every change of one rule block.
    fn rule(&self, index: usize) -> MutationReport {
        let Some(rule) = self.pack.rules.get(index) else { return MutationReport::default() };
        let mut tally = Tally::new(&rule.place, &rule.id, &rule.equivalent);
        let reach = self.reach(rule);
        for (what, changed) in changed_rules(rule, &self.pack.params) {
            let said = self.bench.judge(&changed, &self.pack.params, &reach);
            let trial = Trial { rule: Cow::Owned(changed), said };
            tally.add(&what, self.noticed(&BTreeMap::from([(index, trial)]), &reach));
        }
        tally.finish()
    }

    /// Tries every change of one parameter, once for rules and once for the facts that read it.
    fn param(&self, param: &Param) -> MutationReport {
        let mut tally = Tally::new(&param.place, &param.name, &param.equivalent);
        if is_read(self.pack, &param.name) {
            self.as_rules_read(param, &mut tally);
            self.as_facts_read(param, &mut tally);
        } else {
            tally.report.out_of_reach.push(param.name.clone());
        }
        tally.finish()
    }

    /// Tries every change of a parameter in all rules that use it, over rows of facts.
    fn as_rules_read(&self, param: &Param, tally: &mut Tally) {
        let users: Vec<(usize, &Rule)> =
            self.pack.rules.iter().enumerate().filter(|(_, r)| uses(r, &param.name)).collect();
        if users.is_empty() {
            return;
        }
        let reach: BTreeSet<usize> = users.iter().flat_map(|(_, r)| self.reach(r)).collect();
        for (what, changed) in changed_params(param) {
            let mut params = self.pack.params.clone();
            params.by_name.insert(changed.name.clone(), changed);
            let mut trials = BTreeMap::new();
            for (index, rule) in users.iter().copied() {
                let rule = with_window(rule, &params);
                let said = self.bench.judge(&rule, &params, &reach);
                trials.insert(index, Trial { rule, said });
            }
            tally.add(&what, self.noticed(&trials, &reach));
        }
    }

    /// Tries every change of a parameter in the facts that read it, over records; rules keep its value.
    fn as_facts_read(&self, param: &Param, tally: &mut Tally) {
        if !self.pack.rules.iter().any(|rule| situations::reads(rule, &param.name)) {
            return;
        }
        let concerned: Vec<_> = self.situations.iter().filter(|c| c.reads(&param.name)).collect();
        for (what, changed) in changed_params(param) {
            let mut params = self.pack.params.clone();
            params.by_name.insert(changed.name.clone(), changed);
            let noticed = concerned.iter().any(|situation| situation.failure(&params).is_some());
            tally.add(&format!("facts: {what}"), noticed);
        }
    }

    /// The sound examples on which a rule block can have a say: those that name it, and those in
    /// its file about its table at which nothing may fire.
    fn reach(&self, rule: &Rule) -> BTreeSet<usize> {
        let ids: Vec<&str> = rule.ids().collect();
        let concerns = |index: &usize| {
            let Some(example) = self.pack.examples.get(*index) else { return false };
            example.about.name == rule.about.name
                && example.expect.iter().any(|expected| match expected {
                    Expected::Nothing => example.place.file == rule.place.file,
                    expected => expected.rule().is_some_and(|id| ids.contains(&id)),
                })
        };
        self.sound.iter().copied().filter(concerns).collect()
    }

    /// Whether an example comes out otherwise under the changed blocks. Only examples of which a
    /// block says something else, or under another lamp or id, need to be looked at.
    fn noticed(&self, trials: &BTreeMap<usize, Trial>, reach: &BTreeSet<usize>) -> bool {
        let differs = |example: &usize| {
            trials.iter().any(|(index, trial)| {
                let before = self.said.get(*index).and_then(|said| said.get(example));
                let same_lamp =
                    self.pack.rules.get(*index).is_some_and(|r| r.lamp == trial.rule.lamp);
                before != trial.said.get(example) || (before.is_some() && !same_lamp)
            })
        };
        let touched: Vec<usize> = reach.iter().copied().filter(differs).collect();
        let court = Court { pack: self.pack, said: self.said, instead: Some(trials) };
        touched.into_iter().any(|example| court.failure(example).is_some())
    }
}

/// Whether a rule, or a fact that a rule looks at, reads a value.
pub(crate) fn is_read(pack: &Pack, param: &str) -> bool {
    pack.rules.iter().any(|rule| reads(rule, param))
}

/// Whether a rule or a fact that it names reads a value.
pub(super) fn reads(rule: &Rule, param: &str) -> bool {
    uses(rule, param) || situations::reads(rule, param)
}

/// Whether a value has a say in a rule: in its expressions, or as the window of its due-soon
/// warning.
fn uses(rule: &Rule, param: &str) -> bool {
    let window = rule.soon().map(|soon| window_param(soon.in_workdays()));
    window == Some(param) || rule.uses(param)
}

/// The rule with the window that the given values set.
pub(super) fn with_window<'r>(rule: &'r Rule, params: &Params) -> Cow<'r, Rule> {
    let Some(own) = rule.soon() else { return Cow::Borrowed(rule) };
    let lengths = windows(params, own.in_workdays());
    let Some(lengths) = lengths.filter(|l| *l != own.windows) else { return Cow::Borrowed(rule) };
    let mut changed = rule.clone();
    if let Test::Clock { soon: Some(soon), .. } = &mut changed.test {
        soon.windows = lengths;
    }
    Cow::Owned(changed)
}

/// Every change of a rule block, each with its wording.
fn changed_rules(rule: &Rule, params: &Params) -> Vec<(String, Rule)> {
    let mut changed = Vec::new();
    let mut add = |what: String, change: &dyn Fn(&mut Rule)| {
        let mut mutant = rule.clone();
        change(&mut mutant);
        changed.push((what, mutant));
    };
    for (key, expr) in rule.expressions() {
        for mutant in mutants(expr, rule.about, params) {
            let compiled = compile(&mutant.source, rule.about, params, expr.expected());
            if let Ok(compiled) = compiled {
                let what = format!("{key}: {}", mutant.what);
                add(what, &|rule| replace(rule, key, compiled.clone()));
            }
        }
    }
    if !matches!(rule.test, Test::PlatformOnly) {
        let other = if rule.lamp == Lamp::Red { Lamp::Yellow } else { Lamp::Red };
        let what = format!("lamp: {} → {}", rule.lamp.word(), other.word());
        add(what, &|rule| rule.lamp = other);
    }
    for (key, day) in [("since", rule.since), ("until", rule.until)] {
        for moved in day.into_iter().flat_map(neighbours) {
            let what = format!("{key}: {} → {moved}", day.map_or(String::new(), |d| d.to_string()));
            add(what, &|rule| {
                if key == "since" { rule.since = Some(moved) } else { rule.until = Some(moved) }
            });
        }
    }
    if rule.soon().is_some() {
        add("soon → none".to_owned(), &|rule| {
            if let Test::Clock { soon, .. } = &mut rule.test {
                *soon = None;
            }
        });
    }
    changed
}

fn replace(rule: &mut Rule, key: &str, expr: Expr) {
    match (&mut rule.test, key) {
        (_, "where") => rule.scope = Some(expr),
        (_, "amount") => rule.amount = Some(expr),
        (Test::When(when), "when") => *when = expr,
        (Test::Clock { due, .. }, "due") => *due = expr,
        (Test::Clock { done, .. }, "done") => *done = expr,
        _ => {}
    }
}

fn neighbours(day: Day) -> impl Iterator<Item = Day> {
    [-1, 1].into_iter().filter_map(move |step| day.plus_days(step))
}

/// Every change of a parameter, each with its wording.
fn changed_params(param: &Param) -> Vec<(String, Param)> {
    let mut changed = Vec::new();
    for (i, dated) in param.values.iter().enumerate() {
        let mut add = |what: String, value: Option<Value>, since: Option<Day>| {
            let mut mutant = param.clone();
            if let Some(slot) = mutant.values.get_mut(i) {
                slot.since = since;
                slot.value = value.unwrap_or_else(|| slot.value.clone());
            }
            changed.push((what, mutant));
        };
        for (what, value) in steps(&dated.value) {
            add(what, Some(value), dated.since);
        }
        let first_of_one = param.values.len() == 1;
        for moved in dated.since.into_iter().filter(|_| !first_of_one).flat_map(neighbours) {
            let since = dated.since.map_or(String::new(), |d| d.to_string());
            add(format!("since: {since} → {moved}"), None, Some(moved));
        }
    }
    changed
}

/// The smallest steps up and down from a value; of a list, each word dropped, and each of the choices
/// that a word `type:one|another` gives.
fn steps(value: &Value) -> Vec<(String, Value)> {
    /// A hundredth of a per cent.
    const BASIS_POINT: i64 = 100;
    let moved = |old: String, to: [(String, Value); 2]| {
        to.map(|(new, value)| (format!("values: {old} → {new}"), value)).to_vec()
    };
    let both = |n: i64, step: i64, make: &dyn Fn(i64) -> (String, Value)| {
        moved(make(n).0, [make(n - step), make(n + step)])
    };
    match value {
        Value::Count(n) => both(*n, 1, &|n| (n.to_string(), Value::Count(n))),
        Value::Money(fen) => both(fen.0, 1, &|n| (Fen(n).plain(), Value::Money(Fen(n)))),
        Value::Number(d) => both(d.0, 1, &|n| (Decimal(n).to_string(), Value::Number(Decimal(n)))),
        Value::Percent(p) => {
            both(*p, BASIS_POINT, &|n| (crate::render::percent(n), Value::Percent(n)))
        }
        Value::MonthDay(month, day) => month_days(*month, *day),
        Value::Words(words) => {
            let without = |(i, word): (usize, &String)| {
                let rest = words.iter().enumerate().filter(|(j, _)| *j != i);
                let rest = rest.map(|(_, word)| word.clone()).collect();
                (format!("values: − {word}"), Value::Words(rest))
            };
            let fewer = |(i, word): (usize, &String)| {
                choices_dropped(word).into_iter().map(move |(choice, rest)| (i, choice, rest))
            };
            let fewer = words.iter().enumerate().flat_map(fewer).map(|(i, choice, rest)| {
                let changed = words.iter().enumerate();
                let changed =
                    changed.map(|(j, word)| if i == j { rest.clone() } else { word.clone() });
                (format!("values: − {choice}"), Value::Words(changed.collect()))
            });
            words.iter().enumerate().map(without).chain(fewer).collect()
        }
    }
}

/// A word `type:one|another` without each of its choices in turn: `type:one`, and the word left.
fn choices_dropped(word: &str) -> Vec<(String, String)> {
    let Some((of, choices)) = word.split_once(':') else { return Vec::new() };
    let choices: Vec<&str> = choices.split('|').collect();
    if choices.len() < 2 {
        return Vec::new();
    }
    let without = |(i, choice): (usize, &&str)| {
        let rest = choices.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, c)| *c);
        (format!("{of}:{choice}"), format!("{of}:{}", rest.collect::<Vec<&str>>().join("|")))
    };
    choices.iter().enumerate().map(without).collect()
}

/// The days before and after a day of the year, which in a leap year all exist.
fn month_days(month: u32, day: u32) -> Vec<(String, Value)> {
    let Some(today) = Day::new(2020, month, day) else { return Vec::new() };
    let value = |moved: Day| {
        let (_, m, d) = moved.ymd();
        (format!("values: {month:02}-{day:02} → {m:02}-{d:02}"), Value::MonthDay(m, d))
    };
    neighbours(today).map(value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::sample::changed;

    fn survivors(changes: &[(&str, &str)]) -> Vec<String> {
        let report = mutate(&changed(changes).unwrap());
        report.survivors.into_iter().map(|m| format!("{} {}", m.of, m.what)).collect()
    }

    #[test]
    fn good_examples_notice_every_change() {
        let report = mutate(&changed(&[]).unwrap());
        assert_eq!(report.survivors, []);
        assert!(report.killed > 15, "{} changes", report.killed);
        assert_eq!((report.score(), report.out_of_reach), (1_000_000, Vec::<String>::new()));
    }

    #[test]
    fn a_boundary_that_no_example_shows_survives() {
        assert_eq!(
            survivors(&[("sum channel=delegated amount=99.99 → nothing\n", "")]),
            ["floor values: 100.00 → 99.99"]
        );
        assert_eq!(
            survivors(&[(
                "handed_down= as_of=2019-06-05 → nothing",
                "handed_down= as_of=2019-06-04 → nothing"
            )]),
            ["due_soon_workdays values: 2 → 3"]
        );
    }

    #[test]
    fn changes_that_change_no_verdict_may_be_declared() {
        let gone = ("sum channel=delegated amount=99.99 → nothing\n", "");
        let declared = (
            "values = [{ yuan = \"100\" }]",
            "values = [{ yuan = \"100\" }]\nequivalent = [\"values: 100.00 → 99.99\"]",
        );
        let report = mutate(&changed(&[gone, declared]).unwrap());
        assert_eq!(
            (report.survivors.len(), report.equivalent.len(), report.stale.len()),
            (0, 1, 0)
        );
        let report = mutate(&changed(&[declared]).unwrap());
        assert_eq!((report.equivalent.len(), report.stale.len()), (0, 1));
    }
}
