//! A county whose file lacks a column: its own findings that need the column are untold, never gone in silence
//! and never turned into others; nothing changes for the other counties.

use std::collections::{BTreeMap, BTreeSet};

use domain::records::{Places, Unit};
use domain::{DataSet, Division, TableId};
use policy::engine::explain::{Explanation, Verdict, explain_all, explain_in};
use policy::engine::{Selection, evaluate};
use policy::{Context, Outcome, Pack};

use crate::day;
use crate::regions::{Region, pack, seeds};

/// Tables whose rows name their county, and where.
const TABLES: &[(TableId, &str)] = &[
    (TableId::Allotments, "to"),
    (TableId::Projects, "county"),
    (TableId::Payments, "county"),
    (TableId::Statements, "county"),
];

/// The rule that compares what the receiver entered, as far as it is kept.
const AS_FAR_AS_ENTERED: &str = "allot.mismatch";

type Finding = (String, String, String, Option<String>, Option<String>);

fn judge(data: &DataSet, pack: &Pack) -> Outcome {
    evaluate(&Context::new(data, pack, day("2020-12-31")), &Selection::default())
}

/// What makes findings the same, with the unit in which they lie.
fn found(outcome: &Outcome, pack: &Pack) -> BTreeMap<Finding, Unit> {
    let one = |f: &policy::Finding| {
        let identity = (
            f.rule.clone(),
            f.subject.kind.to_owned(),
            f.subject.id.clone(),
            f.division.map(|division| division.to_string()),
            f.period.clone(),
        );
        (identity, Unit::of(&pack.divisions, f.division))
    };
    outcome.findings.iter().map(one).collect()
}

fn untold(outcome: &Outcome) -> BTreeSet<&str> {
    outcome.not_evaluable.iter().map(|one| one.rule.as_str()).collect()
}

/// The optional columns of a table that the region's file has.
fn optional(data: &DataSet, table: TableId) -> Vec<&'static str> {
    let columns = table.spec().columns.iter().enumerate();
    let has = |at: usize| data.tables.present(table) >> at & 1 == 1;
    columns.filter(|(at, c)| !c.required && has(*at)).map(|(_, c)| c.name).collect()
}

/// The county with the most findings.
fn richest(all: &BTreeMap<Finding, Unit>) -> Division {
    let mut counts: BTreeMap<Division, usize> = BTreeMap::new();
    for unit in all.values() {
        if let Unit::County(county) = unit {
            *counts.entry(*county).or_default() += 1;
        }
    }
    counts.into_iter().max_by_key(|(_, count)| *count).unwrap().0
}

/// What a rule says of the subjects of some findings, asked of the unit alone that judges each, is what all units say.
fn expect_the_same_of_one_unit(data: &DataSet, pack: &Pack, all: &BTreeMap<Finding, Unit>) {
    let context = Context::new(data, pack, day("2020-12-31"));
    let mut of_rule: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in all.keys() {
        of_rule.entry(&finding.0).or_default().push(finding);
    }
    for (rule, findings) in of_rule {
        let findings = &findings[..findings.len().min(4)];
        let subjects: Vec<&str> = findings.iter().map(|(_, _, id, ..)| id.as_str()).collect();
        let everywhere = explain_all(&context, rule, &subjects);
        for ((_, _, id, division, _), whole) in findings.iter().zip(everywhere) {
            let place = division.as_deref().and_then(|d| d.parse().ok());
            let place = place.and_then(Division::from_code);
            let own = explain_in(&context, rule, place, &[id.as_str()]).remove(0);
            let there = |explanation: Explanation<'_>| -> Vec<(Option<String>, Verdict)> {
                let cases = explanation.cases.into_iter().filter(|case| case.division == place);
                cases.map(|case| (case.period, case.verdict)).collect()
            };
            assert_eq!(there(own), there(whole), "{rule} {id} in {division:?}");
        }
    }
}

#[test]
fn what_one_county_does_not_write_is_unknown_there_and_nowhere_else() {
    let pack = pack();
    let (mut lost_all, mut kept_elsewhere) = (0, 0);
    for seed in seeds() {
        let region = Region::new(&pack, seed, 5, 300, true);
        let data = region.read(&pack);
        let before = judge(&data, &pack);
        let all = found(&before, &pack);
        let county = richest(&all);
        let mut turn = seed as usize;
        for (table, place) in TABLES {
            for column in optional(&data, *table) {
                turn += 1;
                if !turn.is_multiple_of(3) {
                    continue;
                }
                let poorer = region.without(&pack, *table, (place, county), column);
                assert!(poorer.columns_vary(*table), "{column}");
                let after = judge(&poorer, &pack);
                let (now, doubts) = (found(&after, &pack), untold(&after));
                if turn.is_multiple_of(9) {
                    expect_the_same_of_one_unit(&poorer, &pack, &all);
                }
                let own = Places::new(&poorer, &pack.divisions).linked(Unit::County(county));
                let name = format!("seed {seed}, {county} without {}.{column}", table.spec().name);
                for (finding, unit) in &now {
                    assert!(all.contains_key(finding), "{name}: {finding:?} is new in {unit:?}");
                }
                for (finding, unit) in all.iter().filter(|(finding, _)| !now.contains_key(*finding))
                {
                    let concerned = *unit == Unit::Region || own.contains(unit);
                    assert!(concerned, "{name}: {finding:?} is lost in {unit:?}");
                    let rule = finding.0.as_str();
                    let told = doubts.contains(rule) || rule == AS_FAR_AS_ENTERED;
                    assert!(told, "{name}: {finding:?} is gone");
                    lost_all += 1;
                }
                let lost: BTreeSet<&str> =
                    all.keys().filter(|f| !now.contains_key(*f)).map(|f| f.0.as_str()).collect();
                kept_elsewhere += now.keys().filter(|f| lost.contains(f.0.as_str())).count();
            }
        }
    }
    assert!(lost_all > 5 && kept_elsewhere > 0, "{lost_all} lost, {kept_elsewhere} kept");
}
