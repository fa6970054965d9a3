//! What must hold in every region, whatever its seed: the same bytes again, money that is conserved
//! from the centre to the household, and about as many payments as were asked for.

#![expect(clippy::unwrap_used, reason = "a helper that cannot set up a test fails it")]

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write as _;
use std::sync::Arc;

use domain::division::DivisionEntry;
use domain::{Calendar, Day, Division, Divisions, Level};
use simulate::rows::{FundYear, Tables};
use simulate::{Region, Settings, region};

/// The pack's own list of divisions.
fn divisions() -> Divisions {
    let text = include_str!("../../../policies/xinjiang-2019/divisions.csv");
    Divisions::new(text.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        let code = |text: &str| text.parse().ok().and_then(Division::from_code);
        DivisionEntry {
            division: code(cells[0]).unwrap(),
            name: cells[1].into(),
            level: Level::from_word(cells[2]).unwrap(),
            parent: code(cells[3]),
            valid_from: Day::parse(cells[4]).ok(),
            valid_to: Day::parse(cells[5]).ok(),
            tags: cells[6].split(' ').map(Into::into).collect(),
        }
    }))
}

/// The pack's own working days.
fn calendar() -> Calendar {
    let text = include_str!("../../../policies/xinjiang-2019/workdays.csv");
    let days = text.lines().filter_map(|line| {
        let mut cells = line.split(',');
        Some((Day::parse(cells.next()?).ok()?, cells.next()? == "1"))
    });
    Calendar::new(days, [])
}

fn made(seed: u64, counties: usize, payments: usize, violations: bool) -> Region {
    let settings = Settings { seed, counties, payments, violations, ..Settings::default() };
    region(&settings, &divisions(), &calendar())
}

/// Every byte that a region writes, table by table.
fn bytes(region: &Region) -> BTreeMap<String, Vec<u8>> {
    let mut tables: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut sink = |table: &str, bytes: &[u8]| {
        tables.entry(table.to_owned()).or_default().extend_from_slice(bytes);
        Ok(())
    };
    region.write_csv(&mut sink).unwrap();
    tables
}

/// All rows of a region at once.
fn rows(region: &Region) -> Tables {
    let mut all = region.head.clone();
    for position in 0..region.counties() {
        let county = region.county(position);
        all.allotments.extend(county.allotments);
        all.projects.extend(county.projects);
        all.fundings.extend(county.fundings);
        all.payments.extend(county.payments);
        all.benefits.extend(county.benefits);
        all.statements.extend(county.statements);
        all.targets.extend(county.targets);
    }
    all
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let first = bytes(&made(7, 5, 2_000, true));
    assert_eq!(first, bytes(&made(7, 5, 2_000, true)));
    let other = bytes(&made(8, 5, 2_000, true));
    assert_ne!(first["payments"], other["payments"]);
    assert!(
        first.contains_key("seeded") && !bytes(&made(7, 5, 2_000, false)).contains_key("seeded")
    );
}

/// Sizes from one county and no payment to all counties and many: `(counties, payments)`.
const SIZES: &[(usize, usize)] =
    &[(1, 0), (1, 1), (2, 60), (3, 300), (4, 600), (4, 2_000), (14, 3_000), (0, 1), (0, 6_000)];

#[test]
fn no_sum_is_negative_in_a_region_of_any_size() {
    for (seed, (counties, payments)) in (1..=2).flat_map(|s| SIZES.iter().map(move |z| (s, *z))) {
        for (table, bytes) in bytes(&made(seed, counties, payments, true)) {
            let text = String::from_utf8(bytes).unwrap();
            let below = |line: &&str| line.split(',').any(|cell| cell.starts_with('-'));
            let found = text.lines().find(below);
            assert_eq!(found, None, "{table}: {counties} counties, {payments}, seed {seed}");
        }
    }
}

#[test]
fn a_fund_in_use_has_a_sum_in_every_year_before() {
    for (counties, payments) in SIZES {
        let region = made(2, *counties, *payments, false);
        let funds: HashSet<&str> = region.head.allotments.iter().map(|a| a.fund).collect();
        for (fund, year) in funds.iter().flat_map(|f| (2016..=2020).map(move |y| (*f, y))) {
            let of_it = |f: &FundYear| f.fund == fund && f.fiscal_year == year && f.amount.0 > 0;
            let found = region.head.fund_years.iter().any(of_it);
            assert!(found, "{fund}/{year}: {counties} counties, {payments} payments");
        }
    }
}

#[test]
fn every_table_has_its_header_once() {
    for (table, bytes) in bytes(&made(3, 3, 1_000, true)) {
        let text = String::from_utf8(bytes).unwrap();
        let (header, rows) = text.split_once('\n').unwrap();
        assert!(!rows.contains(header), "{table}");
        assert!(!rows.is_empty() || table == "ineligible", "{table}");
    }
}

#[test]
fn violations_change_little_and_are_listed() {
    let (clean, broken) = (bytes(&made(5, 8, 4_000, false)), bytes(&made(5, 8, 4_000, true)));
    let lines = |bytes: &[u8]| String::from_utf8_lossy(bytes).lines().map(str::to_owned).collect();
    for (table, bytes) in &clean {
        let (before, after): (HashSet<String>, HashSet<String>) =
            (lines(bytes), lines(&broken[table]));
        let changed = before.difference(&after).count();
        assert!(changed < 120, "{changed} rows of {table} changed");
    }
    let region = made(5, 8, 4_000, true);
    let rules: HashSet<_> = region.seeded.iter().map(|s| s.rule).collect();
    assert!(region.unseeded().iter().all(|rule| !rules.contains(rule)));
    let small = made(5, 1, 0, true).unseeded();
    assert!(small.contains(&"pay.split") && small.is_sorted(), "{small:?}");
    assert_eq!(made(5, 1, 0, false).unseeded(), [] as [&str; 0]);
    let seeded = region.seeded;
    let distinct: HashSet<_> = seeded.iter().map(|s| (s.rule, &s.subject, s.as_of)).collect();
    assert_eq!(distinct.len(), seeded.len());
    assert!(seeded.len() > 100, "{}", seeded.len());
}

#[test]
fn money_is_conserved_from_the_centre_to_the_projects() {
    let all = rows(&made(2, 0, 6_000, false));
    let mut given: HashMap<Arc<str>, i64> = HashMap::new();
    for row in &all.allotments {
        if let Some(parent) = &row.parent {
            *given.entry(parent.clone()).or_default() += row.amount.0;
        }
    }
    for row in &all.fundings {
        *given.entry(row.allotment.clone()).or_default() += row.amount.0;
    }
    for row in &all.allotments {
        assert_eq!(given.get(&row.id), Some(&row.amount.0), "{}", row.id);
    }
    let mut funded: HashMap<Arc<str>, i64> = HashMap::new();
    for row in &all.fundings {
        *funded.entry(row.project.clone()).or_default() += row.amount.0;
    }
    for row in &all.projects {
        assert_eq!(funded.get(&row.id), Some(&row.planned_amount.0), "{}", row.id);
    }
}

#[test]
fn payments_spend_what_was_allotted_and_lists_add_up() {
    let all = rows(&made(4, 0, 6_000, false));
    let mut paid: HashMap<(Arc<str>, Arc<str>), i64> = HashMap::new();
    let mut listed: HashMap<String, i64> = HashMap::new();
    for row in &all.benefits {
        *listed.entry(format!("{}/{}", row.county, row.voucher_no)).or_default() += row.amount.0;
    }
    let mut vouchers = HashSet::new();
    for row in &all.payments {
        let id = format!("{}/{}", row.county, row.voucher_no);
        let households = row.payee_type == "household";
        assert_eq!(listed.get(&id).copied(), households.then_some(row.amount.0), "{id}");
        assert!(vouchers.insert(id));
        let key = (row.project.clone().unwrap(), row.allotment.clone().unwrap());
        *paid.entry(key).or_default() += row.amount.0;
    }
    for row in &all.fundings {
        let key = (row.project.clone(), row.allotment.clone());
        let spent = paid.get(&key).copied().unwrap_or(0);
        assert!(spent <= row.amount.0, "{}: {spent} of {}", row.project, row.amount);
    }
    let whole = |rows: &mut dyn Iterator<Item = i64>| rows.sum::<i64>();
    let spent = whole(&mut all.payments.iter().map(|p| p.amount.0));
    let allotted = whole(&mut all.fundings.iter().map(|f| f.amount.0));
    // Only retention money of the last year is still kept back.
    assert!(spent * 100 >= allotted * 97, "{spent} of {allotted}");
}

#[test]
fn statements_follow_each_other_and_the_payments() {
    let all = rows(&made(6, 6, 3_000, false));
    let mut last: HashMap<(Division, &str), i64> = HashMap::new();
    let mut spent = 0;
    for row in &all.statements {
        let opening = last.insert((row.county, row.fund), row.closing.0).unwrap_or(0);
        assert_eq!(row.opening.0, opening, "{} {} {}", row.county, row.fund, row.month);
        assert_eq!(opening + row.income.0 - row.expenditure.0, row.closing.0);
        spent += row.expenditure.0;
    }
    assert_eq!(spent, all.payments.iter().map(|p| p.amount.0).sum::<i64>());
}

#[test]
fn about_as_many_payments_as_asked() {
    let mut report = String::new();
    for (counties, payments) in [(0, 20_000), (0, 5_000), (20, 20_000), (3, 3_000)] {
        let region = made(1, counties, payments, false);
        let made: usize = (0..region.counties()).map(|n| region.county(n).payments.len()).sum();
        writeln!(report, "{counties} counties, {payments} asked, {made} made").unwrap();
        assert!(made * 10 > payments * 7 && made * 10 < payments * 14, "{report}");
    }
}

#[test]
fn any_years_and_no_divisions_at_all_make_a_region() {
    for fiscal_years in [vec![], vec![2016], vec![2020], vec![2018, 2019, 2020], vec![2019, 2021]] {
        let settings =
            Settings { counties: 4, payments: 1_500, fiscal_years, ..Settings::default() };
        let made = region(&settings, &divisions(), &calendar());
        let rows = rows(&made);
        assert_eq!(rows.payments.is_empty(), settings.fiscal_years.is_empty(), "{settings:?}");
        let nowhere = region(&settings, &Divisions::new([]), &calendar());
        assert!(bytes(&nowhere).contains_key("payments"));
    }
}
