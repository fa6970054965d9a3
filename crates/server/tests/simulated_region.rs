//! The engine against a region whose breaches are known: every seeded one is found under its rule
//! and subject, nothing else is red, and the clean twin has no red finding at all. No row is rejected.
//!
//! Each seed makes a region of the usual size and two of other sizes, which change with the seed,
//! from one county without payments to all counties. One seed in the ordinary run;
//! `MINGZHANG_SEEDS=20` tries seeds 1 to 20 (a release build is advised).

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is not as it must be"
)]

#[path = "common/program.rs"]
mod program;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

/// Rule, lamp, kind of subject, subject.
type Key = (String, String, String, String);

fn mingzhang(arguments: &[&str]) -> String {
    let output = program::run(arguments);
    let error = program::errors(&output);
    let checks = arguments.first() == Some(&"check");
    let told = checks && error.contains("seeded.csv");
    assert!(!told, "the region's own list is no unknown file: {error}");
    assert_ne!(output.status.code(), Some(2), "{arguments:?}: {error}");
    program::text(&output)
}

/// Counties (0 = all) and payments of a region.
type Size = (u32, u32);

/// Large enough for a subject of nearly every rule.
const USUAL: Size = (14, 9_000);
/// Sizes at which a fund may have one county, a county one project, or a prefecture all the money.
const OTHERS: [Size; 10] = [
    (1, 0),
    (4, 2_500),
    (0, 1),
    (4, 600),
    (2, 60),
    (30, 5_000),
    (1, 300),
    (4, 9_000),
    (14, 1_500),
    (0, 3_000),
];

/// The sizes to try with a seed: in five seeds all of them.
fn sizes(seed: u64) -> [Size; 3] {
    let first = (seed as usize * 2) % OTHERS.len();
    [USUAL, OTHERS[first], OTHERS[first + 1]]
}

fn simulate(seed: u64, (counties, payments): Size, dir: &Path, clean: bool) {
    let (dir, seed) = (dir.to_str().unwrap(), seed.to_string());
    let (counties, payments) = (counties.to_string(), payments.to_string());
    let mut arguments = vec!["simulate", dir, "--seed", &seed];
    arguments.extend(["--counties", &counties, "--payments", &payments]);
    arguments.extend(clean.then_some("--clean"));
    mingzhang(&arguments);
}

/// The findings of a data set on a day, of some rules or of all; no row is rejected.
fn check(dir: &Path, as_of: &str, rules: &BTreeSet<String>) -> BTreeSet<Key> {
    let mut arguments = vec!["check", dir.to_str().unwrap(), "--as-of", as_of, "--format", "json"];
    for rule in rules {
        arguments.extend(["--rule", rule]);
    }
    let result: Value = serde_json::from_str(&mingzhang(&arguments)).unwrap();
    assert_eq!(result["rejected"], Value::Array(Vec::new()), "rejected rows");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let key = |f: &Value| {
        let subject = &f["subject"];
        (text(&f["rule"]), text(&f["severity"]), text(&subject["kind"]), text(&subject["id"]))
    };
    result["findings"].as_array().unwrap().iter().map(key).collect()
}

/// What must be found, by day.
fn seeded(dir: &Path) -> BTreeMap<String, BTreeSet<Key>> {
    let text = std::fs::read_to_string(dir.join("seeded.csv")).unwrap();
    let mut by_day: BTreeMap<String, BTreeSet<Key>> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let key = (cells[0].into(), cells[1].into(), cells[2].into(), cells[3].into());
        by_day.entry(cells[4].into()).or_default().insert(key);
    }
    by_day
}

fn seeds() -> std::ops::RangeInclusive<u64> {
    1..=std::env::var("MINGZHANG_SEEDS").ok().and_then(|n| n.parse().ok()).unwrap_or(1)
}

const YEAR_END: &str = "2020-12-31";

/// Rules whose lamp is yellow and which nothing but a breach lights here.
const PLAIN: [&str; 2] = ["pay.duplicate", "pay.split"];

/// Whether a finding must not be there unless it was seeded.
fn is_alarm(key: &Key) -> bool {
    key.1 == "red" || PLAIN.contains(&key.0.as_str())
}

#[test]
fn every_seeded_violation_is_found_and_nothing_else_is_red() {
    for (seed, size) in seeds().flat_map(|seed| sizes(seed).map(|size| (seed, size))) {
        let dir = tempfile::tempdir().unwrap();
        simulate(seed, size, dir.path(), false);
        let seeded = seeded(dir.path());
        let rules: BTreeSet<&String> = seeded.values().flatten().map(|key| &key.0).collect();
        let least = if size == USUAL { 88 } else { 20 };
        assert!(rules.len() >= least, "{size:?}, seed {seed}: only {} rules", rules.len());
        for (day, expected) in &seeded {
            let asked = match day.as_str() {
                YEAR_END => BTreeSet::new(),
                _ => expected.iter().map(|key| key.0.clone()).collect(),
            };
            let found = check(dir.path(), day, &asked);
            let missed: Vec<&Key> = expected.difference(&found).collect();
            assert!(missed.is_empty(), "{size:?}, seed {seed}, {day}: not found {missed:#?}");
            let alarm = |key: &&Key| is_alarm(key) && day == YEAR_END;
            let more: Vec<&Key> = found.difference(expected).filter(alarm).collect();
            assert!(more.is_empty(), "{size:?}, seed {seed}, {day}: found too {more:#?}");
        }
    }
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let dir = tempfile::tempdir().unwrap();
    simulate(3, USUAL, dir.path(), false);
    let path = dir.path().to_str().unwrap();
    let said = |threads: &str| {
        let day = ["--as-of", YEAR_END, "--format", "json", "--threads", threads];
        mingzhang(&[&["check", path][..], &day].concat())
    };
    let one = said("1");
    for threads in ["2", "5"] {
        assert!(said(threads) == one, "{threads} threads say something else than one");
    }
}

#[test]
fn the_clean_twin_has_no_red_finding() {
    for (seed, size) in seeds().flat_map(|seed| sizes(seed).map(|size| (seed, size))) {
        let dir = tempfile::tempdir().unwrap();
        simulate(seed, size, dir.path(), true);
        for day in [YEAR_END, "2021-03-31"] {
            let found = check(dir.path(), day, &BTreeSet::new());
            let alarms: Vec<&Key> = found.iter().filter(|key| is_alarm(key)).collect();
            assert!(alarms.is_empty(), "{size:?}, seed {seed}, {day}: {alarms:#?}");
            assert!(found.len() <= 5, "{size:?}, seed {seed}, {day}: {found:#?}");
        }
    }
}
