//! The engine and `SQLite` say the same of every rule of the built-in packs: whether it finds, is
//! silent or cannot tell, the due day, the days late and the amount.
//!
//! A case is one rule block over one random set of facts, on one day of evaluation, under the
//! pack's own values or values that change on a day. The SQL is rendered from the rule, and the
//! facts are real rows of a data base.

mod dice;
mod edge;
mod facts;
mod law;
mod tally;

use std::fmt::Write as _;

use domain::Names;
use policy::engine::{self, Hit, Judged};
use policy::facts::FactTable;
use policy::lang::sql;
use policy::pack::{Pack, Rule, Test};
use policy::value::{Batch, value_day};

use crate::database::Database;
use crate::sql::{CASES, cases};
use dice::Dice;
use edge::{Probe, edge};
use facts::{Hints, Maker, Row, batch};
use law::{Law, by_table, packs};
use tally::Tally;

/// Rows of a set, those at the edges of rules not counted.
const ROWS: usize = 24;
/// Rules of a set at whose edges rows are put, clocks not counted: they all have some.
const EDGES: usize = 12;
/// Draws at most for one row.
const DRAWS: i64 = 8;
/// So many times the usual sets are tried at most until everything has come of a rule.
const LONGER: usize = 10;

/// What comes of one row under one rule block.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Verdict {
    InOrder,
    CannotTell,
    Found(Hit),
}

impl Verdict {
    /// What the engine says of every row of a batch.
    pub(crate) fn of_engine(judged: &Judged, rows: usize) -> Vec<Verdict> {
        let mut verdicts = vec![Verdict::InOrder; rows];
        for row in &judged.cannot_tell {
            verdicts[*row as usize] = Verdict::CannotTell;
        }
        for (row, hit) in &judged.hits {
            // The day on which it was done follows from the days late, which are compared.
            verdicts[*row as usize] = Verdict::Found(Hit { done: None, ..hit.clone() });
        }
        verdicts
    }

    /// What `SQLite` says of one row.
    fn of_line(line: &rusqlite::Row) -> rusqlite::Result<Verdict> {
        Ok(match line.get::<_, Option<i64>>("verdict")? {
            None => Verdict::CannotTell,
            Some(0) => Verdict::InOrder,
            Some(_) => {
                let due: Option<i64> = line.get("due_on")?;
                Verdict::Found(Hit {
                    soon: line.get("soon")?,
                    due: due.and_then(value_day),
                    done: None,
                    days_late: line.get("days_late")?,
                    amount: line.get("amount")?,
                })
            }
        })
    }

    /// What it is, days and amounts left out.
    fn kind(&self) -> u8 {
        match self {
            Verdict::InOrder => 0,
            Verdict::CannotTell => 1,
            Verdict::Found(hit) => 2 + u8::from(hit.soon),
        }
    }
}

/// A random set of facts of one table under one law.
struct Set<'l> {
    table: &'static FactTable,
    law: &'l Law<'l>,
    rows: Vec<Row>,
    batch: Batch,
    names: Names,
}

/// A row for a rule, drawn again while the rule has nothing to say of it; but not for ever.
fn telling_row(maker: &Maker, hints: &Hints, dice: &mut Dice) -> Row {
    let draws = dice.between(1, DRAWS);
    let mut row = maker.row(hints, dice);
    for _ in 1..draws {
        if Probe::new(maker.table, maker.law, hints, &row).kind() != Verdict::InOrder.kind() {
            break;
        }
        row = maker.row(hints, dice);
    }
    row
}

impl<'l> Set<'l> {
    fn new(table: &'static FactTable, rules: &[&Rule], law: &'l Law, dice: &mut Dice) -> Set<'l> {
        let hints: Vec<Hints> = rules.iter().map(|rule| Hints::new(rule, law)).collect();
        let maker = Maker { table, law };
        let start = dice.below(hints.len());
        let mut rows: Vec<Row> = Vec::new();
        for i in 0..ROWS.max(hints.len()) {
            let hints = &hints[(start + i) % hints.len()];
            let row = telling_row(&maker, hints, dice);
            if i < EDGES || matches!(hints.rule.test, Test::Clock { .. }) {
                rows.extend(edge(table, law, hints, &row, dice).into_iter().flatten());
            }
            rows.push(row);
        }
        let (batch, names) = batch(table, &rows);
        Set { table, law, rows, batch, names }
    }

    /// Asks both about every row and compares.
    fn compare(&self, rule: &Rule, database: &Database, tally: &mut Tally) {
        let law = self.law;
        let scope = law.scope(&self.names);
        let bound = engine::bind(rule, &scope);
        let judged = engine::judge(rule, &bound, &self.batch, law.pack, law.as_of);
        let ours = Verdict::of_engine(&judged, self.batch.len);
        let text = sql::rule(rule, law.pack, &law.params, law.as_of).unwrap();
        let theirs = database.ask(&text, Verdict::of_line);
        assert_eq!(ours.len(), theirs.len(), "{}: {text}", rule.place);
        for (row, (ours, theirs)) in ours.iter().zip(&theirs).enumerate() {
            let shown = || self.shown(rule, row, &text);
            assert!(ours == theirs, "engine {ours:?}\nSQL    {theirs:?}\n{}", shown());
            tally.count(ours, law.as_of);
        }
    }

    fn shown(&self, rule: &Rule, row: usize, text: &str) -> String {
        let mut shown = format!("{} at {} as of {}\n", rule.id, rule.place, self.law.as_of);
        for (key, expr) in rule.expressions() {
            let _ = writeln!(shown, "{key} {}", expr.source());
            for position in expr.columns() {
                let name = self.table.columns[position].name;
                let _ = writeln!(shown, "    {name} = {:?}", self.rows[row][position]);
            }
        }
        shown + text
    }
}

/// Tries all rules about one table: each over so many sets, and then over up to so many until
/// everything has come of it. Gives the number of cases, and what never came.
fn try_table(
    pack: &Pack,
    (table, rules): &(&'static FactTable, Vec<&Rule>),
    (sets, most): (usize, usize),
    database: &Database,
) -> (usize, Vec<String>) {
    let mut tallies: Vec<Tally> = rules.iter().map(|_| Tally::default()).collect();
    let mut tried = 0;
    for set in 0..most {
        let wanted = |(_, (rule, tally)): &(usize, (&&Rule, &Tally))| {
            set < sets || !tally.missing(rule, pack).is_empty()
        };
        let each = rules.iter().zip(&tallies).enumerate().filter(wanted);
        let chosen: Vec<usize> = each.map(|(i, _)| i).collect();
        if chosen.is_empty() {
            break;
        }
        let now: Vec<&Rule> = chosen.iter().map(|i| rules[*i]).collect();
        let mut dice = Dice::new(&format!("{} {} {set} {}", pack.name, table.name, seed()));
        let law = Law::new(pack, table, &now, &mut dice);
        let set = Set::new(table, &now, &law, &mut dice);
        database.fill(table, &set.batch, &set.names);
        for (rule, i) in now.iter().zip(chosen) {
            set.compare(rule, database, &mut tallies[i]);
            tried += 1;
        }
    }
    let missing = rules.iter().zip(&tallies).flat_map(|(rule, tally)| tally.missing(rule, pack));
    (tried, missing.collect())
}

/// The same facts at every run, and others for every text in `MINGZHANG_SEED`.
fn seed() -> String {
    std::env::var("MINGZHANG_SEED").unwrap_or_default()
}

#[test]
fn every_rule_of_the_built_in_packs() {
    let packs = packs();
    let rules: usize = packs.iter().flat_map(by_table).map(|(_, rules)| rules.len()).sum();
    let cases = cases() as usize;
    let sets = cases.div_ceil(rules);
    // Fewer cases prove less, and whoever asks for fewer knows it.
    let enough = cases >= CASES as usize;
    let most = if enough { sets * LONGER } else { sets };
    let (mut tried, mut missing) = (0, Vec::new());
    for pack in &packs {
        let tables = by_table(pack);
        let fact_tables: Vec<&FactTable> = tables.iter().map(|(table, _)| *table).collect();
        let database = Database::new(&fact_tables, &pack.calendar);
        for table in &tables {
            let (n, never) = try_table(pack, table, (sets, most), &database);
            tried += n;
            missing.extend(never);
        }
    }
    println!("{tried} cases: {rules} rule blocks");
    assert!(tried >= cases, "{tried} cases");
    assert!(!enough || missing.is_empty(), "never came:\n{}", missing.join("\n"));
}
