//! One county at a time: the outcomes of all units, each judged from its own part of the data, are together
//! the outcome of the whole. Findings are compared in every field (source, evidence, clauses, what else was
//! found) but the number of the fact row; so are what was lifted, what could not be judged and the exceptions
//! that lift nothing.
//!
//! The sets: simulated regions, in order and not; the same with cells exchanged between counties, so that
//! rows name each other across every border, and with columns and tables taken away; the examples.
//! `MINGZHANG_SEEDS=20` tries seeds 1 to 20; `MINGZHANG_SETS=DIR` tries every folder in DIR instead of the
//! examples.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is not as it must be"
)]

#[path = "units/books.rs"]
mod books;
#[path = "units/changes.rs"]
mod changes;
#[path = "units/columns.rs"]
mod columns;
#[path = "units/kept.rs"]
mod kept;
#[path = "units/regions.rs"]
mod regions;
#[path = "units/stored.rs"]
mod stored;
#[path = "units/tangle.rs"]
mod tangle;
#[path = "units/verdicts.rs"]
mod verdicts;

use std::collections::BTreeMap;
use std::path::Path;

use domain::records::{Places, Unit};
use domain::{DataSet, Day, TableId};
use policy::engine::{Selection, evaluate, evaluate_divided, gather, units};
use policy::{Context, Finding, Outcome, Pack};

use regions::{Region, pack, read, root, seeds};

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// The finding without the number of its fact row, which counts within a part.
fn plain(finding: &Finding) -> Finding {
    let also = finding.also.iter().map(plain).collect();
    Finding { row: 0, also, ..finding.clone() }
}

fn judge_units(data: &DataSet, pack: &Pack, as_of: Day) -> BTreeMap<Unit, Outcome> {
    let judge = |(unit, part): (Unit, DataSet)| {
        (unit, evaluate(&Context::new(&part, pack, as_of), &Selection::in_unit(unit)))
    };
    units(data, pack).map(judge).collect()
}

fn expect_findings(name: &str, what: &str, parts: &[Finding], whole: &[Finding]) {
    let (parts, whole): (Vec<Finding>, Vec<Finding>) =
        (parts.iter().map(plain).collect(), whole.iter().map(plain).collect());
    let lost: Vec<&Finding> = whole.iter().filter(|f| !parts.contains(f)).take(2).collect();
    let more: Vec<&Finding> = parts.iter().filter(|f| !whole.contains(f)).take(2).collect();
    assert!(parts == whole, "{name}, {what}: lost {lost:#?}; found by units alone {more:#?}");
}

/// One outcome is the other.
fn expect_same(name: &str, parts: &Outcome, whole: &Outcome) {
    expect_findings(name, "findings", &parts.findings, &whole.findings);
    expect_findings(name, "lifted", &parts.lifted, &whole.lifted);
    let untold = |outcome: &Outcome, other: &Outcome| -> Vec<String> {
        let left = outcome.not_evaluable.iter().filter(|n| !other.not_evaluable.contains(n));
        left.map(|n| format!("{n:?}")).take(3).collect()
    };
    let (lost, more) = (untold(whole, parts), untold(parts, whole));
    assert!(lost.is_empty() && more.is_empty(), "{name}: untold {lost:#?}, by units {more:#?}");
    let mut idle = whole.idle_exceptions.clone();
    idle.sort_by_key(|exception| exception.source);
    assert_eq!(parts.idle_exceptions, idle, "{name}");
}

/// The units say what the whole says; so do their shares of what all were judged to be in one go.
fn check(name: &str, data: &DataSet, pack: &Pack, as_of: Day) -> Outcome {
    let context = Context::new(data, pack, as_of);
    let whole = evaluate(&context, &Selection::default());
    let parts = judge_units(data, pack, as_of);
    expect_same(name, &gather(parts.values().cloned()), &whole);
    let mut divided = evaluate_divided(&context);
    expect_same(&format!("{name}, divided"), &gather(divided.values().cloned()), &whole);
    // What is lacking for no subject in particular the region alone says of all.
    let about_some = |mut outcome: Outcome| {
        outcome.not_evaluable.retain(|untold| untold.subjects > 0);
        outcome
    };
    for (unit, alone) in parts {
        let share = divided.remove(&unit).map(about_some).unwrap_or_default();
        expect_same(&format!("{name}, {unit:?}"), &share, &about_some(alone));
    }
    assert!(divided.is_empty(), "{name}: of no unit {:?}", divided.keys());
    whole
}

#[test]
fn units_say_what_the_whole_says_of_a_region() {
    let pack = pack();
    for seed in seeds() {
        for (violations, as_of) in
            [(true, "2020-12-31"), (true, "2019-10-31"), (false, "2020-06-30")]
        {
            let region = Region::new(&pack, seed, 9, 1_000, violations);
            let name = format!("seed {seed}, {as_of}, violations {violations}");
            let data = region.read(&pack);
            assert!(Places::new(&data, &pack.divisions).all().len() > 9);
            let whole = check(&name, &data, &pack, day(as_of));
            assert!(!violations || whole.findings.len() > 50, "{name}: {}", whole.findings.len());
            region.add_exceptions(&whole);
            let whole = check(&format!("{name}, excepted"), &region.read(&pack), &pack, day(as_of));
            let found =
                !violations || (whole.lifted.len() > 10 && whole.idle_exceptions.len() > 10);
            assert!(found, "{name}: {} lifted", whole.lifted.len());
        }
    }
}

#[test]
fn units_say_what_the_whole_says_where_counties_are_entangled() {
    let pack = pack();
    for seed in seeds() {
        let region = Region::new(&pack, seed, 6, 500, true);
        let as_of = day("2020-12-31");
        region.add_exceptions(&evaluate(
            &Context::new(&region.read(&pack), &pack, as_of),
            &Selection::default(),
        ));
        for round in 0..12 {
            let mut data = region.read(&pack);
            tangle::tangle(&mut data, seed * 100 + round, round);
            check(&format!("seed {seed}, round {round}"), &data, &pack, as_of);
        }
    }
}

#[test]
fn units_say_what_the_whole_says_of_the_examples() {
    let pack = pack();
    let given = std::env::var_os("MINGZHANG_SETS");
    let folder = given.map_or_else(|| root().join("examples"), |dir| Path::new(&dir).to_owned());
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if !path.is_dir() {
            continue;
        }
        let said = std::fs::read_to_string(path.join("as_of"));
        let days =
            said.map_or_else(|_| vec!["2019-12-31".into(), "2021-06-30".into()], |d| vec![d]);
        let Some(data) = read(&path, &pack) else { continue };
        for as_of in days {
            check(&path.display().to_string(), &data, &pack, day(as_of.trim()));
        }
        seen += 1;
    }
    assert!(seen >= 10, "{seen} sets");
}

#[test]
fn a_county_needs_no_more_than_its_part() {
    let pack = pack();
    let region = Region::new(&pack, 1, 12, 3_000, false);
    let data = region.read(&pack);
    let places = Places::new(&data, &pack.divisions);
    let all = data.tables.payments.kind.len();
    for unit in places.all() {
        let own = (0..all).filter(|row| places.home(TableId::Payments, *row) == unit).count();
        let rows = places.part(unit).tables.payments.kind.len();
        assert!(rows == own || unit == Unit::Region, "{unit:?}: {rows} of {own} payments");
        assert!(rows < all / 4, "{unit:?}: {rows} of {all} payments");
        assert!(places.linked(unit).len() < 2, "{unit:?} is linked in a region in order");
    }
}
