//! Lists: every column can be asked for on both databases; pages follow each other without a gap; nobody
//! sees a row outside the reach.

use std::collections::BTreeMap;

use domain::{DataSet, TableId};
use store::db::Value;
use store::imports::take;
use store::lists::{ALL, Column, List, PAYMENTS, Part, Query, Reach, Test, rows, totals};
use store::testing::{TestDb, databases};

use crate::imports::payments;

fn query(list: &'static List) -> Query {
    Query {
        reach: Reach::Everything,
        tests: Vec::new(),
        words: Vec::new(),
        sort: list.columns.iter().find(|column| column.sorts).unwrap(),
        descending: true,
        after: None,
        rows: 2,
    }
}

fn reach(codes: &[&str], organisation: Option<&str>) -> Reach {
    let divisions = codes.iter().map(ToString::to_string).collect();
    Reach::Parts(vec![Part { divisions, organisation: organisation.map(str::to_owned) }])
}

const A: u32 = 653_125;
const B: u32 = 653_126;

async fn filled(test: &TestDb) -> DataSet {
    let lines = [
        ("V1", A, 100, "修路"),
        ("V2", A, 300, "100% _渠"),
        ("V3", B, 200, "桥"),
        ("V4", A, 300, "abc桥"),
        ("V5", B, 50, ""),
    ];
    let (mut data, none) = (payments(&lines, &["purpose"]), domain::Divisions::default());
    let mut tx = test.db.write().await.unwrap();
    take(&mut tx, ("a", "2019-08-01T08:00:00Z"), &mut data, &none, &BTreeMap::new()).await.unwrap();
    // V5 is corrected: the first row no longer holds.
    let mut data = payments(&[("V5", B, 70, "改")], &["purpose"]);
    take(&mut tx, ("b", "2019-08-02T08:00:00Z"), &mut data, &none, &BTreeMap::new()).await.unwrap();
    tx.commit().await.unwrap();
    data
}

fn voucher(row: &[Value<'static>]) -> String {
    let at = PAYMENTS.columns.iter().position(|column| column.name == "voucher_no").unwrap();
    match &row[at] {
        Value::Text(Some(text)) => text.to_string(),
        other => panic!("{other:?}"),
    }
}

/// The vouchers of all pages, one after the other.
async fn vouchers(test: &TestDb, mut query: Query) -> Vec<String> {
    let mut tx = test.db.read().await.unwrap();
    let mut found = Vec::new();
    loop {
        let page = rows(&mut tx, &PAYMENTS, &query).await.unwrap();
        assert!(page.rows.len() <= query.rows);
        found.extend(page.rows.iter().map(|row| voucher(row)));
        match page.next {
            Some(key) => query.after = Some(key),
            None => break,
        }
    }
    let all = totals(&mut tx, &PAYMENTS, &query).await.unwrap();
    assert_eq!(all.rows, found.len() as i64, "{}", test.engine);
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn every_column_of_every_list_can_be_asked_for() {
    for test in databases().await.unwrap() {
        let mut tx = test.db.read().await.unwrap();
        for list in ALL {
            let base = query(list);
            for column in list.columns {
                let value = if column.number { Value::Int(None) } else { Value::Text(None) };
                let asked = asking(&base, column, &value);
                let found = rows(&mut tx, list, &asked).await;
                let found = found.unwrap_or_else(|e| panic!("{} {}: {e}", list.name, column.name));
                assert!(found.rows.is_empty() && found.next.is_none());
                for descending in [true, false].iter().filter(|_| column.sorts) {
                    let after = Some((value.clone(), 1));
                    let sort = column;
                    let query = Query { sort, descending: *descending, after, ..base.clone() };
                    rows(&mut tx, list, &query).await.unwrap();
                }
            }
            let query = Query { words: vec!["路".to_owned(), "x".to_owned()], ..base };
            rows(&mut tx, list, &query).await.unwrap();
            for reach in [Reach::Nothing, reach(&["653125"], None), reach(&["653125"], Some("局"))]
            {
                let query = Query { reach, ..query.clone() };
                rows(&mut tx, list, &query).await.unwrap();
                assert_eq!(totals(&mut tx, list, &query).await.unwrap().rows, 0);
            }
        }
    }
}

fn asking(base: &Query, column: &'static Column, value: &Value<'static>) -> Query {
    let tests = vec![
        (column, Test::Among(vec![value.clone(), value.clone()])),
        (column, Test::AtLeast(value.clone())),
        (column, Test::AtMost(value.clone())),
    ];
    Query { tests, ..base.clone() }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_follow_each_other_without_a_gap() {
    for test in databases().await.unwrap() {
        filled(&test).await;
        let amount = PAYMENTS.column("amount").unwrap();
        for rows in 1..7 {
            let base = Query { rows, ..query(&PAYMENTS) };
            // The corrected row came last.
            let by_day = vouchers(&test, base.clone()).await;
            assert_eq!(by_day, ["V5", "V4", "V3", "V2", "V1"], "{} {rows}", test.engine);
            let by_amount = vouchers(&test, Query { sort: amount, ..base.clone() }).await;
            assert_eq!(by_amount, ["V4", "V2", "V3", "V1", "V5"]);
            let rising = Query { sort: amount, descending: false, ..base };
            assert_eq!(vouchers(&test, rising).await, ["V5", "V1", "V3", "V2", "V4"]);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_told_by_what_they_say_and_where_they_are() {
    for test in databases().await.unwrap() {
        filled(&test).await;
        let amount = PAYMENTS.column("amount").unwrap();
        let county = PAYMENTS.column("county").unwrap();
        let check = async |change: &dyn Fn(&mut Query), expect: &[&str]| {
            let mut query = query(&PAYMENTS);
            change(&mut query);
            assert_eq!(vouchers(&test, query).await, expect, "{}", test.engine);
        };
        let words = |query: &mut Query, words: &[&str]| {
            query.words = words.iter().map(ToString::to_string).collect();
        };
        check(&|q| words(q, &["桥"]), &["V4", "V3"]).await;
        check(&|q| words(q, &["ABC", "桥"]), &["V4"]).await;
        check(&|q| words(q, &["0% _"]), &["V2"]).await;
        check(&|q| words(q, &["%"]), &["V2"]).await;
        check(&|q| words(q, &["v1"]), &["V1"]).await;
        check(&|q| words(q, &["' OR 1=1 --"]), &[]).await;
        let least = |fen: i64| (amount, Test::AtLeast(Value::from(fen)));
        let most = |fen: i64| (amount, Test::AtMost(Value::from(fen)));
        check(&|q| q.tests = vec![least(100), most(200)], &["V3", "V1"]).await;
        let among = |codes: &[&str]| {
            (county, Test::Among(codes.iter().map(|c| Value::from((*c).to_owned())).collect()))
        };
        check(&|q| q.tests = vec![among(&["653126"])], &["V5", "V3"]).await;
        check(&|q| q.tests = vec![among(&[])], &[]).await;
        check(&|q| q.reach = Reach::Nothing, &[]).await;
        check(&|q| q.reach = reach(&["653126"], None), &["V5", "V3"]).await;
        check(&|q| q.reach = reach(&["653126", "653125"], None), &["V5", "V4", "V3", "V2", "V1"])
            .await;
        check(&|q| q.reach = reach(&["653126"], Some("水利局")), &[]).await;
        // What is asked for never widens what may be seen.
        check(
            &|q| {
                q.reach = reach(&["653126"], None);
                q.tests = vec![among(&["653125"])];
            },
            &[],
        )
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sums_are_those_of_all_pages() {
    for test in databases().await.unwrap() {
        filled(&test).await;
        let mut tx = test.db.read().await.unwrap();
        let all = totals(&mut tx, &PAYMENTS, &query(&PAYMENTS)).await.unwrap();
        assert_eq!((all.rows, all.sums), (5, vec![970, 0]), "{}", test.engine);
        assert_eq!(TableId::Payments.spec().name, PAYMENTS.name);
    }
}
