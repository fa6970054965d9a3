//! Imports: all or nothing, never twice; what says something else corrects.

use std::collections::BTreeMap;

use domain::columns::ColumnData;
use domain::records::{Payments, SourceFile, Table};
use domain::{Choice, DataSet, Day, Division, Divisions, Fen, Funds, Interner, TableId};
use store::imports::{Changes, Imported, take};
use store::records::{Part, load};
use store::testing::{TestDb, databases};

/// Voucher number, county, fen, purpose.
pub(crate) type Row<'a> = (&'a str, u32, i64, &'a str);

/// A file of payments; `columns` names what it has besides what every file of payments has.
pub(crate) fn payments(rows: &[Row<'_>], columns: &[&str]) -> DataSet {
    let names = Interner::new();
    let mut table = Payments::default();
    for (line, (voucher, county, fen, purpose)) in rows.iter().enumerate() {
        table.voucher_no.push(voucher).unwrap();
        table.county.push(Division::from_code(*county));
        table.fiscal_year.push(Some(2019));
        table.paid_on.push(Day::new(2019, 7, 1));
        table.amount.push(Some(Fen(*fen)));
        for words in [&mut table.channel, &mut table.kind, &mut table.payee_type] {
            words.push(Choice(1));
        }
        table.purpose.push(names.intern(purpose));
        table.sources.push(0, line as u32 + 2);
    }
    let len = table.len();
    blank(&mut table, len);
    let spec = Payments::SPEC;
    let all = spec.columns.iter().enumerate();
    let has = |c: &domain::columns::ColumnSpec| c.required || columns.contains(&c.name);
    let given = all.filter(|(_, c)| has(c)).fold(0, |bits, (i, _)| bits | 1 << i);
    table.set_present(given);
    let file = SourceFile { table: TableId::Payments, name: "payments.csv".into(), columns: given };
    let mut data = DataSet {
        given: vec![TableId::Payments],
        names: names.finish().into(),
        files: vec![file],
        ..DataSet::default()
    };
    data.tables.payments = table;
    data
}

/// Fills what is not filled yet with empty cells.
fn blank(table: &mut Payments, len: usize) {
    table.imported_on.resize(len, None);
    for column in
        [&mut table.project, &mut table.allotment, &mut table.payer_unit, &mut table.payee]
    {
        column.resize(len, None);
    }
    for column in [&mut table.gov_class, &mut table.dept_class, &mut table.function_class] {
        column.resize(len, None);
    }
    table.fund.resize(len, None);
    table.payee_account.resize(len, domain::AccountForm::Empty);
    while table.original_voucher.len() < len {
        table.original_voucher.push("").unwrap();
    }
    ColumnData::truncate(&mut table.original_voucher, len);
}

async fn import(test: &TestDb, data: &mut DataSet) -> Imported {
    let mut tx = test.db.write().await.unwrap();
    let at = "2019-08-01T08:00:00Z";
    let imported =
        take(&mut tx, ("支付7月.csv", at), data, &Divisions::default(), &BTreeMap::new())
            .await
            .unwrap();
    tx.commit().await.unwrap();
    imported
}

/// What the store says of payments: voucher, fen, purpose where it is known.
async fn held(test: &TestDb) -> Vec<(String, i64, String)> {
    let mut tx = test.db.read().await.unwrap();
    let data = load(&mut tx, Part::Whole, &Funds::default()).await.unwrap();
    let payments = &data.tables.payments;
    let row = |row: usize| {
        let purpose = data.names.text_or_empty(payments.purpose[row]).to_owned();
        (payments.voucher_no.get(row).to_owned(), payments.amount[row].unwrap().0, purpose)
    };
    (0..payments.len()).map(row).collect()
}

fn changes(imported: &Imported) -> Changes {
    imported.tables[&TableId::Payments]
}

const A: u32 = 653_125;
const B: u32 = 653_126;

#[tokio::test(flavor = "multi_thread")]
async fn the_same_data_again_change_nothing() {
    for test in databases().await.unwrap() {
        let rows = [("V1", A, 100, "路"), ("V2", A, 200, ""), ("V1", B, 300, "桥")];
        let first = import(&test, &mut payments(&rows, &["purpose"])).await;
        assert_eq!(changes(&first), Changes { added: 3, ..Changes::default() });
        assert!(first.import.is_some());
        for again in [&rows[..], &[rows[2], rows[0]], &rows[1..2], &[]] {
            let second = import(&test, &mut payments(again, &["purpose"])).await;
            let unchanged = again.len() as u64;
            assert_eq!(changes(&second), Changes { unchanged, ..Changes::default() });
            assert_eq!(second.import, None, "{}: {again:?}", test.engine);
        }
        // A file that says less says nothing else.
        let third = import(&test, &mut payments(&rows, &[])).await;
        assert_eq!(changes(&third).unchanged, 3);
        assert_eq!(held(&test).await.len(), 3);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_says_something_else_corrects_and_nothing_is_lost() {
    for test in databases().await.unwrap() {
        let rows = [("V1", A, 100, "路"), ("V2", A, 200, "渠")];
        import(&test, &mut payments(&rows, &["purpose"])).await;
        // The second file has no purposes: that of V1 stays known.
        let next = [("V1", A, 150, ""), ("V3", A, 300, "")];
        let second = import(&test, &mut payments(&next, &[])).await;
        assert_eq!(changes(&second), Changes { added: 1, corrected: 1, ..Changes::default() });
        let expect = [("V2", 200, "渠"), ("V1", 150, "路"), ("V3", 300, "")];
        let expect = expect.map(|(v, fen, purpose)| (v.to_owned(), fen, purpose.to_owned()));
        assert_eq!(held(&test).await, expect, "{}", test.engine);
        // A purpose that was not known before is a correction; back to the first amount is another.
        let third = import(&test, &mut payments(&[("V3", A, 300, "渠")], &["purpose"])).await;
        assert_eq!(changes(&third).corrected, 1);
        let fourth = import(&test, &mut payments(&rows[..1], &["purpose"])).await;
        assert_eq!(changes(&fourth).corrected, 1);
        let mut tx = test.db.read().await.unwrap();
        let all = store::db::Sql::new("SELECT COUNT(*) FROM payments");
        assert_eq!(tx.one(&all, &[]).await.unwrap().int(0).unwrap(), 6);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn records_of_one_key_are_corrected_together() {
    for test in databases().await.unwrap() {
        let lines = [("V1", A, 100, ""), ("V1", A, 100, ""), ("V1", A, 300, "")];
        import(&test, &mut payments(&lines, &[])).await;
        let fewer = [("V1", A, 300, ""), ("V1", A, 150, "")];
        let second = import(&test, &mut payments(&fewer, &[])).await;
        let expect = Changes { corrected: 1, withdrawn: 1, unchanged: 1, ..Changes::default() };
        assert_eq!(changes(&second), expect, "{}", test.engine);
        let amounts: Vec<i64> = held(&test).await.into_iter().map(|(_, fen, _)| fen).collect();
        assert_eq!(amounts, [300, 150]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_is_not_finished_leaves_no_trace() {
    for test in databases().await.unwrap() {
        let mut data = payments(&[("V1", A, 100, "")], &[]);
        let mut tx = test.db.write().await.unwrap();
        let at = ("", "2019-08-01T08:00:00Z");
        take(&mut tx, at, &data, &Divisions::default(), &BTreeMap::new()).await.unwrap();
        drop(tx);
        assert_eq!(held(&test).await, []);
        let imported = import(&test, &mut data).await;
        assert_eq!(changes(&imported).added, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_file_makes_its_table_known() {
    for test in databases().await.unwrap() {
        assert!(import(&test, &mut payments(&[], &["purpose"])).await.import.is_some());
        let mut tx = test.db.read().await.unwrap();
        let data = load(&mut tx, Part::Whole, &Funds::default()).await.unwrap();
        assert!(data.has_column(TableId::Payments, "purpose"));
        assert!(!data.has_column(TableId::Payments, "payee"));
        assert!(!data.has_table(TableId::Projects));
    }
}
