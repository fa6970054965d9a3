//! The few records that the store gives for a draft lead to the same verdict as all that it holds.

use std::collections::BTreeMap;
use std::fs;

use domain::{DataSet, TableId};
use policy::engine::Selection;
use policy::verdict::Desk;
use policy::{Finding, Outcome, Pack};
use store::db::Tx;
use store::records::{self, First, Followed, Part};
use store::{Db, imports, neighbours};
use tempfile::TempDir;

use crate::regions::{Region, pack, read, seeds};
use crate::tangle::tangle;
use crate::verdicts::draft;
use crate::{day, plain};

fn said(outcome: &Outcome) -> (Vec<Finding>, Vec<String>) {
    let untold = outcome.not_evaluable.iter().map(|n| format!("{n:?}")).collect();
    (outcome.findings.iter().map(plain).collect(), untold)
}

/// Puts every `step`th row of the tables back as a draft; how many findings there were.
async fn check(name: &str, tx: &mut Tx, pack: &Pack, step: usize) -> usize {
    let (as_of, mut seen) = (day("2020-12-31"), 0);
    let all = records::load(tx, Part::Whole, &pack.funds).await.unwrap();
    let whole = Desk::new(&all, pack);
    for table in [TableId::Payments, TableId::Projects, TableId::Allotments, TableId::Fundings] {
        for row in (0..all.tables.rows(table) as u32).step_by(step) {
            let draft = draft(&all, table, row);
            let near = neighbours::load(tx, &draft, &pack.funds).await.unwrap();
            let few = near.tables.payments.kind.len() <= all.tables.payments.kind.len();
            assert!(few, "{name}: more than there are");
            let (one, other) =
                (whole.judge(&draft, as_of), Desk::new(&near, pack).judge(&draft, as_of));
            assert_eq!(said(&other.own), said(&one.own), "{name} {table:?} {row}");
            assert_eq!(said(&other.touched), said(&one.touched), "{name} {table:?} {row}");
            seen += one.own.findings.len() + one.touched.findings.len();
        }
    }
    seen
}

async fn take(tx: &mut Tx, pack: &Pack, data: &DataSet) {
    let at = ("region", "2021-01-01T00:00:00Z");
    imports::take(tx, at, data, &pack.divisions, &BTreeMap::new()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_verdict_needs_few_records_of_the_store() {
    let pack = pack();
    for seed in seeds() {
        let region = Region::new(&pack, seed, 6, 500, true);
        for test in store::testing::databases().await.unwrap() {
            let mut tx = test.db.write().await.unwrap();
            let mut data = region.read(&pack);
            take(&mut tx, &pack, &data).await;
            tx.commit().await.unwrap();
            let mut tx = test.db.read().await.unwrap();
            let seen = check(&format!("{} seed {seed}", test.engine), &mut tx, &pack, 7).await;
            assert!(seen > 20, "{}: {seen} findings", test.engine);
            // Corrections, and rows that name each other across counties; judged before they last, as a step
            // that writes does, and afterwards.
            let mut tx = test.db.write().await.unwrap();
            tangle(&mut data, seed, 1);
            take(&mut tx, &pack, &data).await;
            check(&format!("{} seed {seed}, tangled", test.engine), &mut tx, &pack, 29).await;
            tx.commit().await.unwrap();
            let mut tx = test.db.read().await.unwrap();
            check(&format!("{} seed {seed}, lasting", test.engine), &mut tx, &pack, 11).await;
        }
    }
}

/// What a process says of the store: its funds, its exceptions with their columns, the tables that came.
async fn told(tx: &mut Tx, pack: &Pack) -> (Vec<String>, Vec<String>, u32, usize) {
    let own = records::all_funds(tx, &pack.funds).await.unwrap();
    let own: Vec<String> =
        own.iter().filter(|(_, fund)| fund.own).map(|(_, fund)| fund.name.clone()).collect();
    let whole = records::of_tables(tx, &[TableId::Exceptions], &pack.funds).await.unwrap();
    let subjects = whole.tables.exceptions.subject.iter().flatten();
    let subjects = subjects.map(|name| whole.names.text(*name).to_owned()).collect();
    let columns = records::columns_given(tx, TableId::Exceptions).await.unwrap();
    let tables = store::lookup::tables(tx).await.unwrap().len();
    (own, subjects, columns.unwrap_or_default().count_ones(), tables)
}

/// A set of funds and exceptions out of the texts of its files.
fn few(pack: &Pack, funds: &str, exceptions: &str) -> DataSet {
    let dir = TempDir::new().unwrap();
    let funds = format!("code,name,class,source_level\n{funds},special,region\n");
    fs::write(dir.path().join("funds.csv"), funds).unwrap();
    fs::write(dir.path().join("exceptions.csv"), exceptions).unwrap();
    read(dir.path(), pack).unwrap()
}

/// What a process keeps of the store holds until another import is the last one, whoever brought it, and never
/// shows what nobody brought.
#[tokio::test(flavor = "multi_thread")]
async fn a_process_sees_what_another_brought() {
    let pack = pack();
    let lifted = |subject: &str| {
        format!(
            "subject_kind,subject,rule,approved_by,approved_on,reason\n\
             project,{subject},pay.delegated,领导小组,2020-01-01,另有规定\n"
        )
    };
    let later = "subject_kind,subject,rule,approved_by,approved_on,until,reason\n\
                 project,P3,pay.delegated,领导小组,2020-01-01,2020-12-01,另有规定\n";
    for test in store::testing::databases().await.unwrap() {
        let other = Db::open(&test.address, 2).await.unwrap();
        let now = async || told(&mut test.db.read().await.unwrap(), &pack).await;
        assert_eq!(now().await, (vec![], vec![], 0, 0), "{}", test.engine);

        let mut tx = other.write().await.unwrap();
        take(&mut tx, &pack, &few(&pack, "f1,甲项", &lifted("P1"))).await;
        let mut before = test.db.read().await.unwrap();
        assert_eq!(told(&mut before, &pack).await, (vec![], vec![], 0, 0), "{}", test.engine);
        tx.commit().await.unwrap();
        let expected = (vec!["甲项".to_owned()], vec!["P1".to_owned()], 6, 2);
        assert_eq!(now().await, expected, "{}", test.engine);
        assert_eq!(told(&mut before, &pack).await, (vec![], vec![], 0, 0), "{}", test.engine);
        drop(before);
        assert_eq!(now().await, expected, "{}", test.engine);

        // What a transaction wrote is seen by itself, and by nobody when it came to nothing, although the next
        // import may have its number.
        let mut tx = test.db.write().await.unwrap();
        take(&mut tx, &pack, &few(&pack, "f2,乙项", &lifted("P2"))).await;
        let own = told(&mut tx, &pack).await;
        assert_eq!(own.0, ["甲项", "乙项"], "{}", test.engine);
        drop(tx);
        assert_eq!(now().await, expected, "{}: given up", test.engine);

        let mut tx = other.write().await.unwrap();
        take(&mut tx, &pack, &few(&pack, "f3,丙项", later)).await;
        tx.commit().await.unwrap();
        let (funds, subjects, columns, tables) = now().await;
        assert_eq!(funds, ["甲项", "丙项"], "{}", test.engine);
        assert_eq!((subjects, columns, tables), (vec!["P1".into(), "P3".into()], 7, 2));
    }
}

/// The file and line of each record, the findings, what cannot be judged.
type Picture = (Vec<(TableId, String, u32)>, Vec<Finding>, Vec<String>);

/// Where each record of a set stands in the store, and what is said of all.
fn picture(data: &DataSet, pack: &Pack) -> Picture {
    let mut places = Vec::new();
    for table in TableId::ALL {
        for row in 0..data.tables.rows(*table) {
            let (file, line) = data.tables.source(*table, row).unwrap();
            places.push((*table, data.file_name(file).to_owned(), line));
        }
    }
    let context = policy::Context::new(data, pack, day("2020-12-31"));
    let (findings, untold) = said(&policy::engine::evaluate(&context, &Selection::default()));
    (places, findings, untold)
}

#[tokio::test(flavor = "multi_thread")]
async fn records_in_memory_follow_the_store() {
    let pack = pack();
    for seed in seeds() {
        let region = Region::new(&pack, seed, 4, 200, true);
        for test in store::testing::databases().await.unwrap() {
            let mut tx = test.db.write().await.unwrap();
            let mut data = region.read(&pack);
            take(&mut tx, &pack, &data).await;
            let mut followed = Followed::load(&mut tx, &pack.funds).await.unwrap();
            for round in 0..4 {
                tangle(&mut data, seed, round);
                take(&mut tx, &pack, &data).await;
                let name = format!("{} seed {seed}, round {round}", test.engine);
                let news = followed.news(&mut tx).await.unwrap().unwrap();
                assert!(!followed.replaced(&news).unwrap().is_empty(), "{name}: nothing corrected");
                assert!(!followed.apply(news).unwrap().is_empty(), "{name}: nothing new");
                let fresh = records::load(&mut tx, Part::Whole, &pack.funds).await.unwrap();
                assert_eq!(picture(&followed.data, &pack), picture(&fresh, &pack), "{name}");
                let none = followed.news(&mut tx).await.unwrap().unwrap();
                assert!(followed.apply(none).unwrap().is_empty(), "{name}: the same came twice");
            }
        }
    }
}

/// Takes a set into an empty store; the records as they are kept without being read back.
async fn take_first(tx: &mut Tx, pack: &Pack, data: DataSet) -> Option<Followed> {
    assert!(First::would_be(tx, &data, &pack.funds).await.unwrap());
    let first = First::new(data);
    let (at, none) = (("region", "2021-01-01T00:00:00Z"), BTreeMap::new());
    let (coming, lines) = (first.coming(), imports::Lines::All);
    imports::take_lines(tx, at, coming, &pack.divisions, &none, lines).await.unwrap();
    first.is_as_written(tx).await.unwrap().then_some(first.records)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_records_need_not_be_read_back() {
    let pack = pack();
    for seed in seeds() {
        let region = Region::new(&pack, seed, 4, 200, true);
        for round in 0..5 {
            let mut data = region.read(&pack);
            tangle(&mut data, seed, round);
            for test in store::testing::databases().await.unwrap() {
                let name = format!("{} seed {seed}, round {round}", test.engine);
                let mut tx = test.db.write().await.unwrap();
                let mut again = region.read(&pack);
                tangle(&mut again, seed, round);
                let mut followed = take_first(&mut tx, &pack, again).await.expect(&name);
                let fresh = Followed::load(&mut tx, &pack.funds).await.unwrap();
                assert_eq!(picture(&followed.data, &pack), picture(&fresh.data, &pack), "{name}");
                // Corrections and what is taken back follow as they do after reading.
                tangle(&mut data, seed + 1, round + 1);
                assert!(!First::would_be(&mut tx, &data, &pack.funds).await.unwrap(), "{name}");
                take(&mut tx, &pack, &data).await;
                let news = followed.news(&mut tx).await.unwrap().unwrap();
                assert!(!followed.replaced(&news).unwrap().is_empty(), "{name}: nothing corrected");
                followed.apply(news).unwrap();
                let fresh = records::load(&mut tx, Part::Whole, &pack.funds).await.unwrap();
                assert_eq!(picture(&followed.data, &pack), picture(&fresh, &pack), "{name}");
            }
        }
    }
}
