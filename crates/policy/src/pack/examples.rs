//! The examples of a pack, executed: each row of facts is judged by the pack's own rules, and what
//! comes is compared with what the author wrote.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::{Day, Fen, Interner, Names};

use super::{Cell, Example, Expected, Pack, Params, Place, Rule, Test, Text};
use crate::engine::{self, Hit};
use crate::facts::FactTable;
use crate::finding::Lamp;
use crate::lang::Scope;
use crate::value::{Batch, Column, Parts, Type, UNKNOWN};

pub(crate) mod cells;
mod findings;
pub(crate) mod lines;

pub use findings::findings;
pub(crate) use lines::Reader;

/// An example that does not come out as its author wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The line.
    pub place: Place,
    /// The situation in words.
    pub title: String,
    /// What should come.
    pub expected: Text,
    /// What comes.
    pub got: Text,
}

/// Runs the examples of a pack that are rows of facts.
pub fn run(pack: &Pack) -> Vec<Failure> {
    let bench = Bench::new(pack);
    let said: Vec<Said> =
        pack.rules.iter().map(|rule| bench.judge(rule, &pack.params, &bench.about(rule))).collect();
    let court = Court { pack, said: &said, instead: None };
    (0..pack.examples.len()).filter_map(|i| court.failure(i)).collect()
}

/// The rule blocks that no example shows to fire: nobody has seen yet that they do what they say.
pub fn unshown(pack: &Pack) -> Vec<&Rule> {
    let bench = Bench::new(pack);
    let expected = |example: &usize, id: &str| {
        let example = pack.examples.get(*example);
        let fires = |e: &Expected| matches!(e, Expected::Finding { rule, .. } if rule == id);
        example.is_some_and(|e| e.expect.iter().any(fires))
    };
    let shown = |rule: &&Rule| {
        let said = bench.judge(rule, &pack.params, &bench.about(rule));
        said.iter().any(|(example, verdict)| match verdict {
            Verdict::Hit(hit) => expected(example, rule.finding_id(hit.soon)),
            Verdict::Unknown => false,
        })
    };
    let judging = pack.rules.iter().filter(|r| !matches!(r.test, Test::PlatformOnly));
    judging.filter(|rule| !shown(rule)).collect()
}

/// What one rule block says of the examples; of those that are not here it says "in order".
pub(crate) type Said = HashMap<usize, Verdict>;

/// What a rule block says of an example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// A finding.
    Hit(Hit),
    /// It cannot tell.
    Unknown,
}

/// The examples as facts, ready to be judged: all that share table and day in one batch.
pub(crate) struct Bench<'p> {
    pack: &'p Pack,
    names: Names,
    groups: Vec<Group>,
}

struct Group {
    table: &'static str,
    as_of: Day,
    examples: Vec<usize>,
    batch: Batch,
}

impl<'p> Bench<'p> {
    pub(crate) fn new(pack: &'p Pack) -> Bench<'p> {
        let interner = Interner::new();
        let mut by_key: BTreeMap<(&'static str, Day), Vec<usize>> = BTreeMap::new();
        for (i, example) in pack.examples.iter().enumerate() {
            by_key.entry((example.about.name, example.as_of)).or_default().push(i);
        }
        let groups = by_key
            .into_iter()
            .filter_map(|((table, as_of), examples)| {
                let rows: Vec<&Example> =
                    examples.iter().filter_map(|i| pack.examples.get(*i)).collect();
                let batch = batch(rows.first()?.about, &rows, &interner);
                Some(Group { table, as_of, examples, batch })
            })
            .collect();
        Bench { pack, names: interner.finish(), groups }
    }

    /// The examples about a rule's fact table.
    pub(crate) fn about(&self, rule: &Rule) -> BTreeSet<usize> {
        let same = self.groups.iter().filter(|g| g.table == rule.about.name);
        same.flat_map(|g| g.examples.iter().copied()).collect()
    }

    /// Judges the wanted examples by one rule block and the given values. Days without a wanted
    /// example are passed over.
    pub(crate) fn judge(&self, rule: &Rule, params: &Params, wanted: &BTreeSet<usize>) -> Said {
        let mut said = Said::new();
        for group in self.groups.iter().filter(|g| g.table == rule.about.name) {
            if !group.examples.iter().any(|e| wanted.contains(e)) {
                continue;
            }
            let scope = Scope {
                names: &self.names,
                params,
                calendar: &self.pack.calendar,
                as_of: group.as_of,
            };
            let bound = engine::bind(rule, &scope);
            let judged = engine::judge(rule, &bound, &group.batch, self.pack, group.as_of);
            let example = |row: u32| group.examples.get(row as usize).copied();
            for row in judged.cannot_tell {
                said.extend(example(row).map(|e| (e, Verdict::Unknown)));
            }
            for (row, hit) in judged.hits {
                said.extend(example(row).map(|e| (e, Verdict::Hit(hit.clone()))));
            }
        }
        said
    }
}

/// The facts of some examples about one table. Columns that an example does not give are unknown.
fn batch(table: &'static FactTable, rows: &[&Example], interner: &Interner) -> Batch {
    let amount = table.amount.and_then(|a| table.position(a));
    let column = |(position, spec): (usize, &crate::facts::FactColumn)| {
        if spec.ty == Type::Parts {
            let mut parts = Parts::default();
            for row in rows {
                let (total, pieces) = pieces(row, position, amount);
                parts.push(total, pieces);
            }
            return Some(Column::Parts(parts));
        }
        let value = |row: &&Example| scalar(row, position, interner);
        Some(Column::Scalar(rows.iter().map(value).collect()))
    };
    Batch { len: rows.len(), columns: table.columns.iter().enumerate().map(column).collect() }
}

fn given(row: &Example, position: usize) -> Option<&Cell> {
    row.cells.iter().find(|(p, _)| *p == position).map(|(_, cell)| cell)
}

fn scalar(row: &Example, position: usize, interner: &Interner) -> i64 {
    match given(row, position) {
        Some(Cell::Scalar(value)) => *value,
        Some(Cell::Text(text)) => interner.intern(text).map_or(0, |name| i64::from(name.number())),
        _ => UNKNOWN,
    }
}

/// The dated amounts of a column, and their total: as given, else the table's own amount.
fn pieces(row: &Example, position: usize, amount: Option<usize>) -> (i64, Vec<(i32, i64)>) {
    let Some(Cell::Parts(pieces, total)) = given(row, position) else {
        return (UNKNOWN, Vec::new());
    };
    let own = || match amount.and_then(|a| given(row, a)) {
        Some(Cell::Scalar(value)) => *value,
        _ => UNKNOWN,
    };
    let pieces = pieces.iter().map(|(day, fen)| (day.number(), fen.0)).collect();
    (total.map_or_else(own, |fen| fen.0), pieces)
}

/// Compares what rules say of examples with what the examples expect.
pub(crate) struct Court<'c> {
    pub(crate) pack: &'c Pack,
    /// What each rule block of the pack says.
    pub(crate) said: &'c [Said],
    /// Blocks that are changed for a trial, with what they say instead.
    pub(crate) instead: Option<&'c BTreeMap<usize, Trial<'c>>>,
}

/// A changed rule block and what it says of the examples.
pub(crate) struct Trial<'c> {
    pub(crate) rule: std::borrow::Cow<'c, Rule>,
    pub(crate) said: Said,
}

/// What comes of an example under one rule id, all its blocks taken together.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Outcome {
    Finding(Lamp, Hit),
    Unknown,
    Nothing,
}

impl Court<'_> {
    fn blocks(&self) -> impl Iterator<Item = (&Rule, &Said)> {
        self.pack.rules.iter().zip(self.said).enumerate().map(|(i, (rule, said))| {
            match self.instead.and_then(|t| t.get(&i)) {
                Some(trial) => (trial.rule.as_ref(), &trial.said),
                None => (rule, said),
            }
        })
    }

    /// What is wrong with an example, if anything.
    pub(crate) fn failure(&self, index: usize) -> Option<Failure> {
        let example = self.pack.examples.get(index)?;
        example.expect.iter().find_map(|expected| {
            let got = match expected {
                Expected::Nothing => self.silence(index, example),
                Expected::Silent(rule) => self.unlike(&Outcome::Nothing, index, rule),
                Expected::Unknown(rule) => self.unlike(&Outcome::Unknown, index, rule),
                Expected::Finding { rule, lamp, due, late, amount, .. } => {
                    let like = Outcome::Finding(*lamp, hit(*due, *late, *amount));
                    self.unlike(&like, index, rule)
                }
            }?;
            let place = example.place.clone();
            Some(Failure { place, title: example.title.clone(), expected: wanted(expected), got })
        })
    }

    /// What comes instead of silence: findings of the rules in the same file about the same table,
    /// or nothing that any rule beside the example could judge.
    fn silence(&self, index: usize, example: &Example) -> Option<Text> {
        let beside: Vec<(&Rule, Option<&Verdict>)> = self
            .blocks()
            .filter(|(rule, _)| {
                rule.place.file == example.place.file
                    && rule.about.name == example.about.name
                    && !matches!(rule.test, Test::PlatformOnly)
            })
            .map(|(rule, said)| (rule, said.get(&index)))
            .collect();
        let found: Vec<String> = beside
            .iter()
            .filter_map(|(rule, verdict)| match verdict {
                Some(Verdict::Hit(hit)) => Some(described(rule, hit)),
                _ => None,
            })
            .collect();
        if !found.is_empty() {
            let found = found.join("; ");
            return Some(Text::new(found.clone(), found));
        }
        let here = |rule: &Rule| rule.clauses.first() == Some(&example.clause);
        let near = beside.iter().any(|(rule, _)| here(rule));
        let mut judges = beside.iter().filter(|(rule, _)| !near || here(rule));
        if judges.any(|(_, verdict)| verdict.is_none()) {
            return None;
        }
        Some(Text::new(
            "没有一条规则能判断这一行：请补写规则所需的列",
            "no rule can judge this row: give the columns that the rules beside it need",
        ))
    }

    /// What comes under a rule id, where it is not what was expected.
    fn unlike(&self, expected: &Outcome, index: usize, id: &str) -> Option<Text> {
        let got = self.outcome(index, id);
        let same = match (expected, &got) {
            (Outcome::Finding(lamp, want), Outcome::Finding(got_lamp, hit)) => {
                lamp == got_lamp && covers(want, hit)
            }
            (expected, got) => expected == got,
        };
        (!same).then(|| shown(id, &got))
    }

    /// The finding under a rule id as the engine would join it: the most serious, then the largest.
    fn outcome(&self, index: usize, id: &str) -> Outcome {
        let mut best: Option<(Lamp, Hit)> = None;
        let mut unknown = false;
        for (rule, said) in self.blocks() {
            match said.get(&index) {
                Some(Verdict::Hit(hit)) if rule.finding_id(hit.soon) == id => {
                    let lamp = if hit.soon { Lamp::Yellow } else { rule.lamp };
                    let weight =
                        |lamp: Lamp, hit: &Hit| (lamp, hit.soon, std::cmp::Reverse(hit.amount));
                    if best.as_ref().is_none_or(|(l, h)| weight(lamp, hit) < weight(*l, h)) {
                        best = Some((lamp, hit.clone()));
                    }
                }
                Some(Verdict::Unknown) if rule.raises(id) => unknown = true,
                _ => {}
            }
        }
        match best {
            Some((lamp, hit)) => Outcome::Finding(lamp, hit),
            None if unknown => Outcome::Unknown,
            None => Outcome::Nothing,
        }
    }
}

pub(crate) fn hit(due: Option<Day>, late: Option<i32>, amount: Option<Fen>) -> Hit {
    Hit { due, days_late: late, amount: amount.map(|fen| fen.0), ..Hit::default() }
}

/// Whether a hit has every detail that was asked for.
pub(crate) fn covers(want: &Hit, got: &Hit) -> bool {
    (want.due.is_none() || want.due == got.due)
        && (want.days_late.is_none() || want.days_late == got.days_late)
        && (want.amount.is_none() || want.amount == got.amount)
}

fn described(rule: &Rule, hit: &Hit) -> String {
    let lamp = if hit.soon { Lamp::Yellow } else { rule.lamp };
    format!("{} {}{}", rule.finding_id(hit.soon), lamp.word(), details(hit))
}

pub(crate) fn details(hit: &Hit) -> String {
    let due = hit.due.map(|d| format!(" due={d}"));
    let late = hit.days_late.map(|n| format!(" late={n}"));
    let amount = hit.amount.map(|fen| format!(" amount={}", Fen(fen).plain()));
    [due, late, amount].into_iter().flatten().collect()
}

fn shown(id: &str, outcome: &Outcome) -> Text {
    let text = match outcome {
        Outcome::Finding(lamp, hit) => format!("{id} {}{}", lamp.word(), details(hit)),
        Outcome::Unknown => format!("unknown {id}"),
        Outcome::Nothing => return Text::new(format!("{id} 无预警"), format!("nothing from {id}")),
    };
    Text::new(text.clone(), text)
}

pub(crate) fn wanted(expected: &Expected) -> Text {
    let text = match expected {
        Expected::Nothing => "nothing".to_owned(),
        Expected::Silent(rule) => format!("nothing {rule}"),
        Expected::Unknown(rule) => format!("unknown {rule}"),
        Expected::Finding { rule, lamp, subject, name, due, late, amount } => {
            let subject = subject.as_ref().map_or(String::new(), |id| format!(" subject={id}"));
            let name = name.as_ref().map_or(String::new(), |name| format!(" name={name:?}"));
            format!("{rule} {}{subject}{name}{}", lamp.word(), details(&hit(*due, *late, *amount)))
        }
    };
    Text::new(text.clone(), text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::sample::{changed, errors};

    fn failures(changes: &[(&str, &str)]) -> Vec<(String, String)> {
        let pack = changed(changes).unwrap();
        run(&pack).into_iter().map(|f| (f.expected.en, f.got.en)).collect()
    }

    fn pair(expected: &str, got: &str) -> (String, String) {
        (expected.to_owned(), got.to_owned())
    }

    #[test]
    fn examples_come_out_as_written() {
        assert_eq!(failures(&[]), []);
    }

    #[test]
    fn a_rule_that_no_example_shows_is_named() {
        let ids = |changes: &[(&str, &str)]| -> Vec<String> {
            unshown(&changed(changes).unwrap()).into_iter().map(|r| r.id.clone()).collect()
        };
        assert_eq!(ids(&[]), [] as [&str; 0]);
        let fires = "sum channel=delegated amount=100 → pay.delegated red amount=100\n";
        assert_eq!(ids(&[(fires, "")]), ["pay.delegated"]);
    }

    #[test]
    fn what_comes_instead_is_said() {
        assert_eq!(
            failures(&[("channel=delegated amount=99.99 →", "channel=delegated amount=100.01 →")]),
            [pair("nothing", "pay.delegated red amount=100.01")]
        );
        assert_eq!(
            failures(&[("late=1 amount=40", "late=2 amount=40")]),
            [pair(
                "sum.late red due=2019-06-10 late=2 amount=40.00",
                "sum.late red due=2019-06-10 late=1 amount=40.00"
            )]
        );
        assert_eq!(
            failures(&[("sum amount=100 → unknown", "sum channel=direct amount=1 → unknown")]),
            [pair("unknown pay.delegated", "nothing from pay.delegated")]
        );
        assert_eq!(
            failures(&[("sum channel=direct amount=100 → nothing", "sum urgent=y → nothing")]),
            [pair(
                "nothing",
                "no rule can judge this row: give the columns that the rules beside it need"
            )]
        );
    }

    #[test]
    fn what_an_example_cannot_say_is_refused() {
        let row = "sum channel=direct amount=100 → nothing";
        for (line, error) in [
            ("sun channel=direct → nothing", "there is no fact table sun"),
            ("sum chanel=direct → nothing", "table sum has no column chanel"),
            ("sum channel=dirct → nothing", "the column channel (Code) cannot be \"dirct\""),
            ("sum amount=1e3 → nothing", "the column amount (Money) cannot be \"1e3\""),
            ("sum share=80 → nothing", "the column share (Percent) cannot be \"80\""),
            (
                "sum received_on=2019-02-30 → nothing",
                "the column received_on (Date) cannot be \"2019-02-30\"",
            ),
            ("sum urgent=maybe → nothing", "the column urgent (Flag) cannot be \"maybe\""),
            ("sum amount=1 amount=2 → nothing", "this column is given twice"),
            ("sum amount → nothing", "write it as column=value"),
            ("sum handed_down.total=2 → nothing", "write the column of parts before its .total"),
            (
                "sum handed_down=2020-01-01:5 → nothing",
                "a piece is dated after as_of; facts never hold one",
            ),
            ("sum amount=1", "this line has no → and says nothing to come"),
            ("sum amount=1 → pay.delegated orange", "unknown lamp orange"),
            (
                "sum amount=1 → pay.delegated red when=2",
                "write due=day late=days amount=yuan subject=id name=name",
            ),
            (
                "sum amount=1 → silence",
                "after → comes a rule and its lamp, nothing, or unknown and a rule",
            ),
        ] {
            let found: Vec<String> =
                errors(&[(row, line)]).into_iter().map(|(_, message, _)| message).collect();
            assert_eq!(found, [error], "{line}");
        }
    }

    #[test]
    fn quotes_keep_blanks_and_totals_may_be_given() {
        let row = "sum channel=direct amount=100 → nothing";
        let line = "sum purpose=\"买 车\" handed_down=2019-06-03:1 handed_down.total=2 \
                    channel=direct amount=100 → nothing";
        let pack = changed(&[(row, line)]).unwrap();
        let example = pack.examples.get(2).unwrap();
        assert!(example.cells.iter().any(|(_, c)| *c == Cell::Text("买 车".into())));
        let day = Day::new(2019, 6, 3).unwrap();
        let parts = Cell::Parts(vec![(day, Fen(100))], Some(Fen(200)));
        assert!(example.cells.iter().any(|(_, c)| *c == parts));
    }
}
