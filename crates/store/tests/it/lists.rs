//! Lists: every column can be asked for on both databases; pages follow each other without a gap; nobody
//! sees a row outside the reach.

use std::collections::BTreeMap;

use domain::{Choice, DataSet, Day, TableId};
use store::db::Value;
use store::imports::take;
use store::lists::kept::Differs;
use store::lists::{
    ALL, Column, EVALUATIONS, List, MONITORINGS, PAYMENTS, PROJECTS, Part, Query, Reach, Rows,
    Test, Totals, kept, rows, statement, totals,
};
use store::testing::{TestDb, databases, sql};

use crate::imports::payments;

fn query(list: &'static List) -> Query {
    Query {
        reach: Reach::Everything,
        tests: Vec::new(),
        words: Vec::new(),
        sort: list.columns.iter().find(|column| column.sorts).unwrap(),
        descending: true,
        after: None,
        back: false,
        rows: 2,
        day: domain::Day::parse("2019-12-31").unwrap(),
    }
}

fn reach(codes: &[&str], organisation: Option<&str>) -> Reach {
    let divisions = codes.iter().map(ToString::to_string).collect();
    Reach::Parts(vec![Part { divisions, organisation: organisation.map(str::to_owned) }])
}

/// More rows than there are.
const MOST: i64 = 100;

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
    let (data, none) = (payments(&lines, &["purpose"]), domain::Divisions::default());
    let mut tx = test.db.write().await.unwrap();
    take(&mut tx, ("a", "2019-08-01T08:00:00Z"), &data, &none, &BTreeMap::new()).await.unwrap();
    // V5 is corrected: the first row no longer holds.
    let data = payments(&[("V5", B, 70, "改")], &["purpose"]);
    take(&mut tx, ("b", "2019-08-02T08:00:00Z"), &data, &none, &BTreeMap::new()).await.unwrap();
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
    let mut before: Option<Rows> = None;
    loop {
        let page = rows(&mut tx, &PAYMENTS, &query).await.unwrap();
        assert!(page.rows.len() <= query.rows);
        if let Some(before) = before {
            let after = page.previous.clone();
            let back = Query { after, back: true, ..query.clone() };
            assert_eq!(rows(&mut tx, &PAYMENTS, &back).await.unwrap(), before, "the page before");
        }
        found.extend(page.rows.iter().map(|row| voucher(row)));
        before = Some(page.clone());
        match page.next {
            Some(key) => query.after = Some(key),
            None => break,
        }
    }
    let all = totals(&mut tx, &PAYMENTS, &query, MOST).await.unwrap();
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
            let query =
                Query { words: vec!["路".to_owned().into(), "x".to_owned().into()], ..base };
            rows(&mut tx, list, &query).await.unwrap();
            for reach in [Reach::Nothing, reach(&["653125"], None), reach(&["653125"], Some("局"))]
            {
                let query = Query { reach, ..query.clone() };
                rows(&mut tx, list, &query).await.unwrap();
                assert_eq!(totals(&mut tx, list, &query, MOST).await.unwrap().rows, 0);
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
            query.words = words.iter().map(|word| (*word).to_owned().into()).collect();
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
        let all = totals(&mut tx, &PAYMENTS, &query(&PAYMENTS), MOST).await.unwrap();
        assert_eq!((all.rows, all.sums), (5, vec![970, 0]), "{}", test.engine);
        assert_eq!(TableId::Payments.spec().name, PAYMENTS.name);
    }
}

/// Payments of two counties in several months, kinds and years, some of them corrected or moved.
async fn spread(test: &TestDb) {
    let none = domain::Divisions::default();
    let names: Vec<String> = (0..60).map(|number| format!("V{number}")).collect();
    for turn in 0..3 {
        let take_part = |number: &usize| turn == 0 || number.is_multiple_of(turn + 2);
        let lines: Vec<_> = (0..60)
            .filter(take_part)
            .map(|number| {
                let county = if number.is_multiple_of(3) { A } else { B };
                (names[number].as_str(), county, (number * 100 + turn) as i64, "桥")
            })
            .collect();
        let mut data = payments(&lines, &["purpose"]);
        let table = &mut data.tables.payments;
        for (row, line) in lines.iter().enumerate() {
            let number: usize = line.0[1..].parse().unwrap();
            let month = 1 + (number * 7 + turn) as u32 % 12;
            table.paid_on[row] = Day::new(2019 + number as i32 % 2, month, 1 + number as u32 % 28);
            table.fiscal_year[row] = Some(2019 + (number / 2 % 2) as u16);
            table.kind[row] = Choice(if number.is_multiple_of(5) { 7 } else { 1 });
            table.channel[row] = Choice(1 + (number % 2) as u8);
        }
        let mut tx = test.db.write().await.unwrap();
        let at = ("a", "2020-12-31T08:00:00Z");
        take(&mut tx, at, &data, &none, &BTreeMap::new()).await.unwrap();
        tx.commit().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sums_that_are_kept_are_those_of_the_rows() {
    for test in databases().await.unwrap() {
        spread(&test).await;
        let mut tx = test.db.read().await.unwrap();
        assert!(kept::verify(&mut tx).await.unwrap().unwrap() > 20, "{}", test.engine);
        let column = |name: &str| PAYMENTS.column(name).unwrap();
        let is = |name: &str, value: Value<'static>| (column(name), Test::Among(vec![value]));
        let from = |day: &'static str| (column("paid_on"), Test::AtLeast(Value::from(day)));
        let to = |day: &'static str| (column("paid_on"), Test::AtMost(Value::from(day)));
        let asked: Vec<Vec<(&'static Column, Test)>> = vec![
            vec![],
            vec![is("county", Value::from("653125"))],
            vec![is("kind", Value::from("refund"))],
            vec![is("fiscal_year", Value::from(2019)), is("channel", Value::from("direct"))],
            vec![from("2019-03-01"), to("2019-06-30")],
            vec![from("2020-02-01"), to("2020-02-29"), is("kind", Value::from("refund"))],
            // Not of whole months: counted row by row.
            vec![from("2019-03-02"), to("2019-06-29")],
            vec![is("fund", Value::from("none of them"))],
        ];
        for tests in asked {
            for reach in
                [Reach::Everything, reach(&["653125", "653126"], None), reach(&["653126"], None)]
            {
                let told = Query { tests: tests.clone(), reach, ..query(&PAYMENTS) };
                // A word that every row has: nothing is told of it.
                let counted = Query { words: vec!["v".to_owned().into()], ..told.clone() };
                let counted = totals(&mut tx, &PAYMENTS, &counted, MOST).await.unwrap();
                let known = totals(&mut tx, &PAYMENTS, &told, MOST).await.unwrap();
                assert_eq!(known, counted, "{} {told:?}", test.engine);
                drop(vouchers(&test, told).await);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_counted_up_to_a_number_where_no_sums_are_kept() {
    for test in databases().await.unwrap() {
        filled(&test).await;
        let mut tx = test.db.read().await.unwrap();
        let all = query(&PAYMENTS);
        let word = Query { words: vec!["v".to_owned().into()], ..all.clone() };
        let more = Totals { rows: 4, more: true, sums: Vec::new() };
        assert_eq!(totals(&mut tx, &PAYMENTS, &word, 4).await.unwrap(), more, "{}", test.engine);
        let whole = Totals { rows: 5, more: false, sums: vec![970, 0] };
        assert_eq!(totals(&mut tx, &PAYMENTS, &word, 5).await.unwrap(), whole);
        assert_eq!(totals(&mut tx, &PAYMENTS, &all, 1).await.unwrap(), whole);
        // One organisation of a place: the sums do not tell it from others.
        let own = Query { reach: reach(&["653125"], Some("水利局")), ..all };
        assert_eq!(totals(&mut tx, &PAYMENTS, &own, 1).await.unwrap().rows, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_altered_sum_or_payment_is_found() {
    for test in databases().await.unwrap() {
        spread(&test).await;
        for change in [
            "UPDATE payments SET amount = amount + 1 WHERE row_id = (SELECT MAX(row_id) FROM payments)",
            "UPDATE payment_sums SET fen = fen + 1 WHERE county = '653125' AND kind = 'refund'",
            "DELETE FROM payment_sums WHERE county = '653126'",
            "UPDATE project_sums SET fen = fen - 1 WHERE county = '653126'",
            "UPDATE project_sums SET project = 'P0' WHERE county = '653125'",
        ] {
            let mut tx = test.db.write().await.unwrap();
            assert!(kept::verify(&mut tx).await.unwrap().is_ok());
            assert!(tx.execute(&sql(change), &[]).await.unwrap() > 0);
            let told = kept::verify(&mut tx).await.unwrap().unwrap_err();
            let differs = matches!(&told, Differs::Sum { kept, given, .. } if kept != given);
            assert!(differs, "{} {change}: {told:?}", test.engine);
        }
    }
}

/// A page of a list that grows with the records reads few rows, whatever order is asked for: an index gives
/// them in it. Rows are sorted only where a page is put together.
#[tokio::test(flavor = "multi_thread")]
async fn an_index_gives_the_rows_of_long_lists_in_their_order() {
    let tests = databases().await.unwrap();
    let test = tests.iter().find(|test| test.engine == "sqlite").unwrap();
    let mut tx = test.db.read().await.unwrap();
    let reaches = [
        (Reach::Everything, true),
        (reach(&["653125"], None), false),
        (reach(&["653100", "653125", "653126"], None), false),
    ];
    for list in [&PAYMENTS, &PROJECTS, &MONITORINGS, &EVALUATIONS] {
        let sorts = list.columns.iter().filter(|column| column.sorts);
        for (sort, back) in sorts.flat_map(|sort| [(sort, false), (sort, true)]) {
            for (reach, of_all) in &reaches {
                let asked = Query { sort, back, reach: reach.clone(), ..query(list) };
                let usual = [
                    "paid_on",
                    "amount",
                    "fiscal_year",
                    "planned_amount",
                    "node",
                    "entered_on",
                    "score",
                ];
                if !of_all && !usual.contains(&sort.name) {
                    continue;
                }
                let (statement, values) = statement(list, &asked);
                let explained = sql(&format!("EXPLAIN QUERY PLAN {statement}"));
                let plan = tx.rows(&explained, &values).await.unwrap();
                let plan: Vec<&str> = plan.iter().map(|row| row.text(3).unwrap()).collect();
                let told = format!("{} by {} of {reach:?}: {plan:#?}", list.name, sort.name);
                // The table itself is never read from end to end, and no more is sorted than one page of each
                // place and the page that they make.
                assert!(!plan.contains(&"SCAN r"), "{told}");
                let sorted = plan.iter().filter(|step| step.contains("TEMP B-TREE")).count();
                let places = matches!(reach, Reach::Parts(parts) if parts[0].divisions.len() > 1);
                assert!(sorted <= 1 + usize::from(places), "{told}");
            }
        }
    }
}
