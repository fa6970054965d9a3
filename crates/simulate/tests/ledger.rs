//! The ledger against a whole region: its books are made of the region's records, read back from files,
//! and agree with the statements that the region's counties keep by themselves.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is not as it must be"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;

use domain::ledger::{Fault, Ledger, Records};
use domain::{DataSet, Division, FundId, Month};
use policy::pack::Pack;
use simulate::{Settings, region};

fn pack() -> Pack {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../policies/xinjiang-2019");
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let text = |path: std::path::PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        (name, std::fs::read_to_string(path).unwrap())
    };
    let files: BTreeMap<String, String> = entries.map(text).collect();
    policy::pack::load(&files).unwrap()
}

/// Writes a region as files.
fn write(settings: &Settings, pack: &Pack, folder: &Path) {
    let region = region(settings, &pack.divisions, &pack.calendar);
    let mut sink = |table: &str, bytes: &[u8]| {
        let path = folder.join(format!("{table}.csv"));
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(path)?;
        file.write_all(bytes)
    };
    region.write_csv(&mut sink).unwrap();
}

/// Makes a region, writes it, and reads it back.
fn read(settings: &Settings, pack: &Pack) -> DataSet {
    let folder = tempfile::tempdir().unwrap();
    write(settings, pack, folder.path());
    let _ = std::fs::remove_file(folder.path().join("seeded.csv"));
    let context = intake::Context { divisions: &pack.divisions, funds: &pack.funds, key: [7; 32] };
    let loaded =
        intake::load(folder.path(), &context, &intake::Options::default(), &|_| {}).unwrap();
    assert_eq!(loaded.rejected_total, 0);
    loaded.data
}

/// The books of a data set, and the faults of records that could not be posted.
fn books(data: &DataSet, pack: &Pack) -> (Ledger, Vec<Fault>) {
    let (mut ledger, mut faults) = (Ledger::default(), Vec::new());
    for entry in Records::new(data, &pack.divisions).entries() {
        match entry.and_then(|entry| ledger.post(&entry)) {
            Ok(()) => {}
            Err(fault) => faults.push(fault.fault),
        }
    }
    (ledger, faults)
}

type Key = (Division, FundId, Month);

/// The county's own statements: opening, income, expenditure, closing.
fn statements(data: &DataSet) -> BTreeMap<Key, [i64; 4]> {
    let table = &data.tables.statements;
    (0..table.county.len())
        .map(|row| {
            let key = (table.county[row], table.fund[row], table.month[row]);
            let columns = [&table.opening, &table.income, &table.expenditure, &table.closing];
            let key = (key.0.unwrap(), key.1.unwrap(), key.2.unwrap());
            (key, columns.map(|column| column[row].unwrap().0))
        })
        .collect()
}

/// The ledger's statement of the same county, fund and month.
fn of_ledger(ledger: &Ledger, (county, fund, month): Key) -> [i64; 4] {
    let s = ledger.statement(county, fund, month).unwrap();
    [s.opening, s.income, s.expenditure, s.closing].map(|fen| fen.0)
}

/// Regions of several sizes and seeds.
fn settings(violations: bool) -> Vec<Settings> {
    [(1, 14, 3_000), (2, 4, 600), (3, 30, 2_000), (4, 1, 0)]
        .map(|(seed, counties, payments)| Settings {
            seed,
            counties,
            payments,
            violations,
            ..Settings::default()
        })
        .into()
}

fn check_levels(ledger: &Ledger) {
    assert!(ledger.trial_balance().is_balanced());
    for purse in ledger.purses() {
        assert_eq!(ledger.position(purse).difference(), 0, "{purse:?}");
    }
}

#[test]
fn the_books_of_a_clean_region_are_true_and_agree_with_its_statements() {
    let pack = pack();
    for settings in settings(false) {
        let data = read(&settings, &pack);
        let (ledger, faults) = books(&data, &pack);
        assert_eq!(faults, []);
        assert_eq!(ledger.faults(|division| ledger.keeps_books(division)), []);
        check_levels(&ledger);
        let statements = statements(&data);
        assert!(!statements.is_empty());
        for (key, kept) in &statements {
            assert_eq!(of_ledger(&ledger, *key), *kept, "{key:?}, seed {}", settings.seed);
        }
        // And nothing moved in a county for which there is no statement.
        let counties: BTreeSet<Division> = statements.keys().map(|key| key.0).collect();
        let moved = ledger.turnovers().map(|(key, _)| key);
        for key in moved.filter(|key| counties.contains(&key.0)) {
            assert!(statements.contains_key(&key), "{key:?}, seed {}", settings.seed);
        }
    }
}

#[test]
fn all_money_of_a_clean_region_reaches_its_counties() {
    let pack = pack();
    let data = read(&settings(false)[0], &pack);
    let (ledger, _) = books(&data, &pack);
    let level = |division| pack.divisions.level(division);
    let county = |division| level(division) == Some(domain::Level::County);
    for purse in ledger.purses().filter(|purse| ledger.keeps_books(purse.division)) {
        let position = ledger.position(purse);
        assert_eq!((position.left.0, position.in_transit.0), (0, 0), "{purse:?}");
        assert_eq!(county(purse.division), position.handed_down.0 == 0, "{purse:?}");
    }
}

#[test]
fn the_books_of_a_region_with_breaches_balance_and_name_what_is_overdrawn() {
    let pack = pack();
    for settings in settings(true) {
        let data = read(&settings, &pack);
        let (ledger, faults) = books(&data, &pack);
        assert_eq!(faults, [], "every record can be posted, whatever rule it breaks");
        check_levels(&ledger);
        let overdrawn = ledger.faults(|division| ledger.keeps_books(division));
        assert!(!overdrawn.is_empty(), "seed {}", settings.seed);
        for fault in overdrawn {
            let whole = (fault.record.is_some(), fault.amount.is_some_and(|fen| fen.0 > 0));
            assert_eq!((fault.fault, whole), (Fault::Overdrawn, (true, true)));
        }
        // Breaches change allotments, payments and statements after the counties kept their books: these
        // are the counties and funds where books and statements differ, and no others.
        let clean = read(&Settings { violations: false, ..settings }, &pack);
        let (clean_ledger, kept) = (books(&clean, &pack).0, statements(&clean));
        let statements = statements(&data);
        let differs = |key: &Key| statements[key] != of_ledger(&ledger, *key);
        assert!(statements.keys().any(differs));
        for key in statements.keys().filter(|key| differs(key)) {
            let books_changed = of_ledger(&ledger, *key) != of_ledger(&clean_ledger, *key);
            assert!(books_changed || kept.get(key) != statements.get(key), "{key:?}");
        }
    }
}
