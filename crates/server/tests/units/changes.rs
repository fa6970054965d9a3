//! What must be judged again: after one record changes, only the units that `touched` names say anything new.

use std::collections::{BTreeMap, BTreeSet};

use domain::records::{Places, Unit};
use domain::{DataSet, TableId};
use policy::engine::{Selection, evaluate, units};
use policy::{Context, Outcome, Pack};

use crate::regions::{Region, pack, seeds};
use crate::tangle::{Dice, tangle, tangle_table};
use crate::{day, plain};

const AS_OF: &str = "2020-12-31";

/// What each unit says, as text that two evaluations can be compared by.
fn said(data: &DataSet, pack: &Pack) -> BTreeMap<Unit, String> {
    let say = |outcome: Outcome| {
        let findings: Vec<_> = outcome.findings.iter().chain(&outcome.lifted).map(plain).collect();
        format!("{findings:?} {:?} {:?}", outcome.not_evaluable, outcome.idle_exceptions)
    };
    let judge = |(unit, part): (Unit, DataSet)| {
        let context = Context::new(&part, pack, day(AS_OF));
        (unit, say(evaluate(&context, &Selection::in_unit(unit))))
    };
    units(data, pack).map(judge).collect()
}

/// The units whose sayings differ; a unit that only one of the two sets knows says nothing in the other.
fn changed(before: &BTreeMap<Unit, String>, after: &BTreeMap<Unit, String>) -> BTreeSet<Unit> {
    let both = before.keys().filter(|unit| after.contains_key(unit));
    both.filter(|unit| before.get(unit) != after.get(unit)).copied().collect()
}

fn touched(data: &DataSet, pack: &Pack, table: TableId, rows: &[u32]) -> BTreeSet<Unit> {
    let places = Places::new(data, &pack.divisions);
    rows.iter().flat_map(|row| places.touched(table, *row as usize)).collect()
}

#[test]
fn a_change_makes_only_the_units_that_it_touches_say_something_new() {
    let pack = pack();
    let mut seen = 0;
    for seed in seeds() {
        let region = Region::new(&pack, seed, 5, 150, true);
        let read = |round| {
            let mut data = region.read(&pack);
            tangle(&mut data, seed, round);
            data
        };
        for round in 0..2 {
            let data = read(round);
            let before = said(&data, &pack);
            let mut dice = Dice::new(seed * 77 + round);
            for _ in 0..9 {
                let table = TableId::ALL[dice.below(TableId::ALL.len())];
                let mut after = read(round);
                let Some(rows) = tangle_table(&mut after, table, &mut dice) else { continue };
                let mut allowed = touched(&data, &pack, table, &rows);
                allowed.extend(touched(&after, &pack, table, &rows));
                let changed = changed(&before, &said(&after, &pack));
                let name = table.spec().name;
                assert!(
                    changed.is_subset(&allowed),
                    "seed {seed}, round {round}, {name} {rows:?}: {changed:?} beyond {allowed:?}"
                );
                seen += changed.len();
            }
        }
    }
    assert!(seen > 0, "no change changed anything");
}
