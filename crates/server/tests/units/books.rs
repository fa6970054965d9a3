//! The ledger of the store through all that imports do to records: sums kept are sums of what the records
//! post, whatever came in whichever order and was corrected or taken back; money is conserved; statements are
//! those of [`domain::ledger`].

use std::collections::{BTreeMap, BTreeSet};

use domain::ledger::Kind;
use domain::ledger::{Ledger, Records, turnover};
use domain::{DataSet, Division, Fen, Month, TableId};
use policy::Pack;
use store::db::Tx;
use store::ledger::{Mismatch, Wanted, balances, fill, postings, verify};
use store::lists::kept;
use store::records::{self, Part};
use store::testing::{databases, empty_databases, sql};
use store::{flows, imports};

use crate::regions::{Region, pack, seeds};
use crate::tangle::{Dice, Keep, tangle_table};

const MONEY: [TableId; 3] = [TableId::Allotments, TableId::Fundings, TableId::Payments];

pub(crate) async fn take(tx: &mut Tx, pack: &Pack, data: &DataSet) {
    let at = ("set", "2021-01-01T00:00:00Z");
    imports::take(tx, at, data, &pack.divisions, &BTreeMap::new()).await.unwrap();
}

/// The books made of all records that the store holds.
async fn books(tx: &mut Tx, pack: &Pack) -> (Box<DataSet>, Ledger) {
    let data = records::load(tx, Part::Whole, &pack.funds).await.unwrap();
    let mut ledger = Ledger::default();
    for entry in Records::new(&data, &pack.divisions).entries().flatten() {
        ledger.post(&entry).unwrap();
    }
    (data, ledger)
}

/// The sums are those of the books, statement by statement and purse by purse.
async fn check(name: &str, tx: &mut Tx, pack: &Pack) {
    let trial = verify(tx, &pack.divisions).await.unwrap();
    assert!(trial.is_ok(), "{name}: {trial:?}");
    let sums = kept::verify(tx).await.unwrap();
    assert!(sums.is_ok(), "{name}: {sums:?}");
    let trial = trial.unwrap();
    let (data, ledger) = books(tx, pack).await;
    let whole = ledger.trial_balance();
    assert!(whole.is_balanced());
    let places: BTreeSet<Division> = ledger.purses().map(|purse| purse.division).collect();
    let mut debit = 0;
    for place in places {
        let kept = balances(tx, &place.to_string()).await.unwrap();
        let mut months: BTreeMap<(&str, &str), Vec<_>> = BTreeMap::new();
        let mut purses: BTreeMap<(&str, i64), BTreeMap<_, i64>> = BTreeMap::new();
        for one in &kept {
            months.entry((&one.fund, &one.month)).or_default().push((one.kind, Fen(one.fen)));
            *purses.entry((&one.fund, one.year)).or_default().entry(one.kind).or_default() +=
                one.fen;
        }
        for ((fund, month), changes) in months {
            let fund_id = data.funds.resolve(fund).unwrap();
            let of_month = Month::parse(month).unwrap();
            let statement = ledger.statement(place, fund_id, of_month).unwrap();
            let told = (i128::from(statement.income.0), i128::from(statement.expenditure.0));
            assert_eq!(turnover(changes), told, "{name}: {place} {fund} {month}");
        }
        for kinds in purses.values() {
            assert_eq!(kinds.values().sum::<i64>(), 0, "{name}: {place}");
            debit +=
                kinds.values().filter(|fen| **fen > 0).map(|fen| i128::from(*fen)).sum::<i128>();
        }
    }
    assert_eq!(debit, whole.debit, "{name}");
    assert!(trial.turned >= debit);
}

async fn sequence(name: &str, tx: &mut Tx, pack: &Pack, seed: u64) {
    let region = Region::new(pack, seed, 3, 150, true);
    let mut dice = Dice::new(seed);
    let only = |table: TableId| {
        let mut data = region.read(pack);
        data.given = vec![table];
        data
    };
    for step in 0..14 {
        let table = MONEY[dice.below(3)];
        let mut data = only(table);
        let what = dice.below(4);
        match what {
            // A part of the records, whatever they name.
            0 => data.tables.visit(table, Keep(&mut dice)),
            // Corrections: rows exchange their cells.
            1 | 2 => {
                for _ in 0..6 {
                    tangle_table(&mut data, table, &mut dice);
                }
            }
            // All as it was.
            _ => data.given = MONEY.to_vec(),
        }
        take(tx, pack, &data).await;
        check(&format!("{name}, seed {seed}, step {step}: {what} {table:?}"), tx, pack).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sums_follow_whatever_imports_do() {
    let pack = pack();
    for seed in seeds() {
        for test in databases().await.unwrap() {
            let mut tx = test.db.write().await.unwrap();
            sequence(test.engine, &mut tx, &pack, seed).await;
        }
    }
}

/// Money, by what a sum of the overview is of.
type Sums = BTreeMap<(String, String, i64, String), i64>;

#[tokio::test(flavor = "multi_thread")]
async fn the_sums_of_the_overview_are_those_of_the_records() {
    let pack = pack();
    let region = Region::new(&pack, 5, 4, 400, false);
    let data = region.read(&pack);
    let fund = |fund: Option<domain::FundId>| data.funds.get(fund.unwrap()).code.clone();
    let (mut paid, mut came) = (Sums::new(), Sums::new());
    let table = &data.tables.payments;
    for row in 0..table.kind.len() {
        let month = table.paid_on[row].unwrap().month().to_string();
        let year = i64::from(table.fiscal_year[row].unwrap());
        let key = (table.county[row].unwrap().to_string(), fund(table.fund[row]), year, month);
        let sign = if table.kind[row].0 == 7 { -1 } else { 1 };
        *paid.entry(key).or_default() += sign * table.amount[row].unwrap().0;
    }
    let table = &data.tables.allotments;
    for row in 0..table.id.len() {
        let (from, to) = (table.from[row].unwrap(), table.to[row].unwrap());
        if from != to && table.kind[row].0 != 5 {
            let year = i64::from(table.fiscal_year[row].unwrap());
            let key = (from.to_string(), fund(table.fund[row]), year, to.to_string());
            *came.entry(key).or_default() += table.amount[row].unwrap().0;
        }
    }
    for test in databases().await.unwrap() {
        let mut tx = test.db.write().await.unwrap();
        take(&mut tx, &pack, &region.read(&pack)).await;
        let (mut told_paid, mut told_came) = (Sums::new(), Sums::new());
        for flow in flows::all(&mut tx).await.unwrap() {
            match flow.step {
                flows::Step::Paid => {
                    let key = (flow.to, flow.fund, flow.year, flow.month);
                    *told_paid.entry(key).or_default() += flow.fen;
                }
                flows::Step::HandedDown => {
                    let key = (flow.from, flow.fund, flow.year, flow.to);
                    *told_came.entry(key).or_default() += flow.fen;
                }
                _ => {}
            }
        }
        assert_eq!(told_paid, paid, "{}", test.engine);
        assert_eq!(told_came, came, "{}", test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sum_leads_to_its_records() {
    let pack = pack();
    for test in databases().await.unwrap() {
        let mut tx = test.db.write().await.unwrap();
        take(&mut tx, &pack, &Region::new(&pack, 3, 2, 200, true).read(&pack)).await;
        let (data, ledger) = books(&mut tx, &pack).await;
        let mut seen = 0;
        for place in ledger.purses().map(|purse| purse.division).collect::<BTreeSet<_>>() {
            let mut kept: BTreeMap<(String, i64, String, Kind), i64> = BTreeMap::new();
            for one in balances(&mut tx, &place.to_string()).await.unwrap() {
                kept.insert((one.fund, one.year, one.month, one.kind), one.fen);
            }
            let asked: BTreeSet<(String, i64, String)> = kept
                .keys()
                .map(|(fund, year, month, _)| (fund.clone(), *year, month.clone()))
                .collect();
            let mut told = BTreeMap::new();
            for (fund, year, month) in asked {
                let of_month = Month::parse(&month).unwrap();
                let wanted = Wanted { division: place, fund: &fund, year, month: of_month };
                for line in postings(&mut tx, &pack.divisions, wanted).await.unwrap() {
                    for (kind, fen) in [(line.from, -line.fen.0), (line.to, line.fen.0)] {
                        let key = (fund.clone(), year, month.clone(), kind);
                        *told.entry(key).or_default() += fen;
                    }
                    assert!(line.row > 0 && !line.id.is_empty());
                    seen += 1;
                }
            }
            told.retain(|_, fen| *fen != 0);
            assert_eq!(told, kept, "{}: {place}", test.engine);
        }
        assert!(seen > data.tables.payments.kind.len());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_altered_sum_or_record_is_found() {
    let pack = pack();
    for test in databases().await.unwrap() {
        let mut tx = test.db.write().await.unwrap();
        take(&mut tx, &pack, &Region::new(&pack, 3, 2, 100, false).read(&pack)).await;
        check(test.engine, &mut tx, &pack).await;
        let first = "(SELECT MIN(division) FROM balances) AND kind = 'handed_down'";
        let changes = [
            (
                format!("UPDATE balances SET fen = fen - 1 WHERE division = {first}"),
                "fen = fen + 1",
            ),
            (
                "UPDATE payments SET amount = amount + 1 WHERE row_id = \
              (SELECT MIN(row_id) FROM payments)"
                    .to_owned(),
                "amount = amount - 1",
            ),
            (
                "UPDATE fundings SET amount = amount - 1 WHERE row_id = \
              (SELECT MAX(row_id) FROM fundings)"
                    .to_owned(),
                "amount = amount + 1",
            ),
        ];
        for (statement, back) in changes {
            assert!(tx.execute(&sql(&statement), &[]).await.unwrap() > 0);
            let found = verify(&mut tx, &pack.divisions).await.unwrap();
            assert!(matches!(found, Err(Mismatch::Differs { .. })), "{statement}: {found:?}");
            let (table, rest) = statement.split_once(" SET ").unwrap();
            let condition = rest.split_once(" WHERE ").unwrap().1;
            let undo = format!("{table} SET {back} WHERE {condition}");
            tx.execute(&sql(&undo), &[]).await.unwrap();
            check(test.engine, &mut tx, &pack).await;
        }
        tx.execute(&sql(&format!("DELETE FROM balances WHERE division = {first}")), &[])
            .await
            .unwrap();
        let found = verify(&mut tx, &pack.divisions).await.unwrap();
        assert!(matches!(found, Err(Mismatch::Differs { kept: None, .. })), "{found:?}");
    }
}

/// What a store of the step before the ledger may hold.
const BEFORE: &[&str] = &[
    "INSERT INTO imports (import_id, name, at) VALUES (1, 'a', '2019-08-01T08:00:00Z')",
    "INSERT INTO forms (form_id, table_name, columns) VALUES (1, 'payments', 'voucher_no county \
     fiscal_year paid_on fund amount channel kind payee_type')",
    "INSERT INTO import_files (import_id, file_no, name, form_id) VALUES (1, 0, 'payments.csv', 1)",
    "INSERT INTO payments (row_id, import_id, file_no, line, form_id, voucher_no, county, fiscal_year, \
     paid_on, fund, amount, channel, kind, payee_type) VALUES (1, 1, 0, 2, 1, 'V1', '653125', 2019, \
     '2019-07-01', 'special-farm', 500, 'direct', 'progress', 'enterprise')",
    "INSERT INTO payments (row_id, import_id, file_no, line, form_id, voucher_no, county, fiscal_year, \
     paid_on, fund, amount, channel, kind, payee_type) VALUES (2, 1, 0, 3, 1, 'V2', '653125', 2019, \
     '2019-07-02', NULL, 300, 'direct', 'progress', 'enterprise')",
];

#[tokio::test(flavor = "multi_thread")]
async fn a_store_from_before_the_ledger_is_summed_once() {
    let pack = pack();
    for test in empty_databases().await.unwrap() {
        test.db.migrate(9).await.unwrap();
        let mut tx = test.db.write().await.unwrap();
        for statement in BEFORE {
            tx.execute(&sql(statement), &[]).await.unwrap();
        }
        tx.commit().await.unwrap();
        test.db.migrate(store::migrate::latest()).await.unwrap();
        let mut tx = test.db.read().await.unwrap();
        assert_eq!(verify(&mut tx, &pack.divisions).await.unwrap(), Err(Mismatch::NotMade));
        drop(tx);
        assert!(fill(&test.db, &pack.divisions).await.unwrap());
        assert!(!fill(&test.db, &pack.divisions).await.unwrap());
        let mut tx = test.db.read().await.unwrap();
        assert!(verify(&mut tx, &pack.divisions).await.unwrap().is_ok(), "{}", test.engine);
        let lost = store::ledger::unposted(&mut tx).await.unwrap();
        assert_eq!(lost.iter().map(|one| (one.records, one.fen)).collect::<Vec<_>>(), [(1, 300)]);
        let paid = flows::all(&mut tx).await.unwrap();
        let paid: Vec<(&str, i64)> =
            paid.iter().map(|flow| (flow.fund.as_str(), flow.fen)).collect();
        assert_eq!(paid, [("special-farm", 500), ("", 300)], "{}", test.engine);
    }
}
