//! Searches: what stands in memory gives the same rows, pages and sums as the database would; pinyin finds what
//! is read so; what comes into the store is found at once, and names of persons never.

use std::collections::BTreeMap;

use domain::records::Payments;
use domain::{Choice, DataSet, Day, Interner};
use store::Db;
use store::db::{Tx, Value};
use store::imports::take;
use store::lists::{
    ALL, Column, List, PAYMENTS, Part, Query, Reach, Rows, Term, Test, Totals, rows, totals,
};
use store::search::{Finder, Word};
use store::testing::{TestDb, databases};

use crate::imports::payments;

const A: u32 = 653_125;
const B: u32 = 653_126;
/// More rows than there are.
const MOST: i64 = 10_000;

/// Numbers that look like chance and are the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }

    fn of<'a>(&mut self, some: &[&'a str]) -> &'a str {
        some[self.below(some.len())]
    }

    fn text(&mut self) -> String {
        const PARTS: [&str; 12] = [
            "莎车",
            "伽师县",
            "道路",
            "重庆",
            "绿化",
            "PPP",
            "2019年",
            "（第2期）",
            "a%b",
            "_",
            "款",
            "水利局",
        ];
        (0..=self.below(4)).map(|_| self.of(&PARTS)).collect()
    }
}

const COLUMNS: &[&str] = &["purpose", "payer_unit", "payee", "project"];

/// Some payments, of which many correct those of the turn before.
fn some(chance: &mut Chance, turn: usize) -> DataSet {
    let vouchers: Vec<String> = (0..90).map(|number| format!("Pz{number:03}")).collect();
    let texts: Vec<String> = vouchers.iter().map(|_| chance.text()).collect();
    let lines: Vec<_> = vouchers
        .iter()
        .zip(&texts)
        .enumerate()
        .filter(|(number, _)| turn == 0 || number.is_multiple_of(turn + 1))
        .map(|(number, (voucher, text))| {
            let county = if number.is_multiple_of(3) { A } else { B };
            (voucher.as_str(), county, (number * 7 % 40 + turn) as i64, text.as_str())
        })
        .collect();
    let mut data = payments(&lines, COLUMNS);
    let names = Interner::from(std::mem::take(&mut data.names).as_ref().clone());
    more(&mut data.tables.payments, chance, &names);
    data.names = names.finish().into();
    data
}

fn more(table: &mut Payments, chance: &mut Chance, names: &Interner) {
    for row in 0..table.purpose.len() {
        table.payer_unit[row] = names.intern(&chance.text());
        table.payee[row] = names.intern(chance.of(&["水利公司", "买买提", "绿洲 Co", "阿不都"]));
        table.project[row] = names.intern(chance.of(&["P-1", "p-2", "扶贫3"]));
        table.payee_type[row] = Choice(1 + chance.below(4) as u8);
        table.paid_on[row] =
            Day::new(2019, 1 + chance.below(12) as u32, 1 + chance.below(3) as u32);
        table.fiscal_year[row] = Some(2018 + chance.below(2) as u16);
        table.kind[row] = Choice(if chance.below(4) == 0 { 7 } else { 1 });
    }
}

pub(crate) async fn bring(db: &Db, data: &mut DataSet) {
    let mut tx = db.write().await.unwrap();
    let (at, none) = (("a", "2019-08-01T08:00:00Z"), domain::Divisions::default());
    take(&mut tx, at, data, &none, &BTreeMap::new()).await.unwrap();
    tx.commit().await.unwrap();
}

pub(crate) fn query(list: &'static List) -> Query {
    Query {
        reach: Reach::Everything,
        tests: Vec::new(),
        words: Vec::new(),
        sort: list.columns.iter().find(|column| column.sorts).unwrap(),
        descending: true,
        after: None,
        back: false,
        rows: 7,
        day: Day::parse("2019-12-31").unwrap(),
    }
}

fn terms(words: &[&str]) -> Vec<Term> {
    words.iter().map(|word| (*word).to_owned().into()).collect()
}

fn column(name: &str) -> &'static Column {
    PAYMENTS.column(name).unwrap()
}

/// Who looks, at what, in which order.
fn asked(chance: &mut Chance) -> Query {
    let part = |codes: &[&str], organisation: Option<String>| {
        let divisions = codes.iter().map(ToString::to_string).collect();
        Reach::Parts(vec![Part { divisions, organisation }])
    };
    let reach = match chance.below(5) {
        0 => part(&["653125"], None),
        1 => part(&["653125", "653126"], None),
        2 => part(&["653126"], Some(chance.text())),
        _ => Reach::Everything,
    };
    let among = |name: &str, value: &'static str| {
        (column(name), Test::Among(vec![Value::from(value), Value::Text(None)]))
    };
    let tests = match chance.below(8) {
        0 => vec![among("county", "653126")],
        1 => vec![(column("paid_on"), Test::AtLeast(Value::from("2019-06-02")))],
        2 => vec![(column("amount"), Test::AtMost(Value::from(20)))],
        3 => vec![(column("fiscal_year"), Test::Among(vec![Value::from(2019)]))],
        4 => vec![among("project", "P-1"), (column("amount"), Test::AtLeast(Value::from(3)))],
        // Known to the database alone.
        5 => vec![(column("gov_class"), Test::Among(vec![Value::from("x")]))],
        6 => vec![(column("payer_unit"), Test::AtLeast(Value::from("莎")))],
        _ => Vec::new(),
    };
    let sort = if chance.below(2) == 0 { column("paid_on") } else { column("amount") };
    let descending = chance.below(2) == 0;
    Query { reach, tests, sort, descending, ..query(&PAYMENTS) }
}

/// All pages of a search, one after the other.
async fn pages(tx: &mut Tx, finder: &Finder, mut query: Query) -> Vec<Rows> {
    let mut pages = Vec::new();
    loop {
        let page = finder.rows(tx, &PAYMENTS, &query).await.unwrap();
        query.after.clone_from(&page.next);
        pages.push(page);
        if query.after.is_none() {
            return pages;
        }
    }
}

/// The same by the database alone.
async fn plain(tx: &mut Tx, mut query: Query) -> Vec<Rows> {
    let mut pages = Vec::new();
    loop {
        let page = rows(tx, &PAYMENTS, &query).await.unwrap();
        query.after.clone_from(&page.next);
        pages.push(page);
        if query.after.is_none() {
            return pages;
        }
    }
}

/// Goes back through all pages, from the one that ends before the last: each is what it was on the way there.
async fn back(tx: &mut Tx, finder: &Finder, query: &Query, pages: &[Rows]) {
    assert!(pages.first().is_some_and(|page| page.previous.is_none()));
    for (page, following) in pages.iter().zip(&pages[1..]).rev() {
        let query = Query { after: following.previous.clone(), back: true, ..query.clone() };
        assert_eq!(&finder.rows(tx, &PAYMENTS, &query).await.unwrap(), page, "{query:?}");
        assert_eq!(&rows(tx, &PAYMENTS, &query).await.unwrap(), page, "{query:?}");
        let (found, totals) = finder.page(tx, &PAYMENTS, &query, MOST).await.unwrap();
        assert_eq!(&found, page);
        assert_eq!(totals.rows as usize, pages.iter().map(|page| page.rows.len()).sum::<usize>());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_gives_the_rows_that_the_database_would() {
    for test in databases().await.unwrap() {
        let (mut chance, finder) = (Chance(7), Finder::default());
        let mut found = 0;
        for turn in 0..4 {
            bring(&test.db, &mut some(&mut chance, turn)).await;
            let mut tx = test.db.read().await.unwrap();
            for _ in 0..60 {
                let words: Vec<&str> = (0..=chance.below(2))
                    .map(|_| {
                        chance.of(&[
                            "莎车",
                            "路",
                            "县道",
                            "水利",
                            "年（",
                            "%",
                            "_",
                            "2019",
                            "（第2期）款",
                            "扶贫3",
                        ])
                    })
                    .collect();
                let query = Query { words: terms(&words), ..asked(&mut chance) };
                let told = format!("{} {turn} {query:?}", test.engine);
                let expected = plain(&mut tx, query.clone()).await;
                assert_eq!(pages(&mut tx, &finder, query.clone()).await, expected, "{told}");
                back(&mut tx, &finder, &query, &expected).await;
                let whole = Query { words: Vec::new(), ..query.clone() };
                let rows = plain(&mut tx, whole.clone()).await;
                back(&mut tx, &finder, &whole, &rows).await;
                let all = totals(&mut tx, &PAYMENTS, &query, MOST).await.unwrap();
                let page = finder.page(&mut tx, &PAYMENTS, &query, MOST).await.unwrap();
                assert_eq!(page.1, all, "{told}");
                assert_eq!(finder.totals(&mut tx, &PAYMENTS, &query, MOST).await.unwrap(), all);
                found += usize::from(all.rows > 7);
            }
        }
        assert!(found > 40, "{} {found}", test.engine);
    }
}

/// The vouchers of a search, in their order.
async fn vouchers(test: &TestDb, finder: &Finder, words: &[&str]) -> Vec<String> {
    let query = Query { words: terms(words), rows: 1_000, ..query(&PAYMENTS) };
    let page = finder.rows(&mut test.db.read().await.unwrap(), &PAYMENTS, &query).await.unwrap();
    page.rows.iter().map(|cells| text(cells, "voucher_no")).collect()
}

fn text(cells: &[Value<'static>], name: &str) -> String {
    let at = PAYMENTS.columns.iter().position(|column| column.name == name).unwrap();
    match &cells[at] {
        Value::Text(text) => text.as_deref().unwrap_or_default().to_owned(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pinyin_finds_what_a_reader_of_all_rows_would() {
    for test in databases().await.unwrap() {
        let (mut chance, finder) = (Chance(11), Finder::default());
        bring(&test.db, &mut some(&mut chance, 0)).await;
        let all = Query { rows: 1_000, ..query(&PAYMENTS) };
        let all = rows(&mut test.db.read().await.unwrap(), &PAYMENTS, &all).await.unwrap().rows;
        for words in [
            &["shache"][..],
            &["sc"],
            &["jiashi"],
            &["CQ"],
            &["zhongqing"],
            &["lvhua", "sc"],
            &["fp3"],
            &["ppp"],
            &["pz01"],
            &["p-1"],
            &["slj"],
            &["xyz"],
            &["shui"],
            &["maimaiti"],
            &["买买提"],
        ] {
            let expected: Vec<String> = all
                .iter()
                .filter(|cells| {
                    let is_person = ["household", "person"].contains(&&*text(cells, "payee_type"));
                    let names = ["voucher_no", "project", "payer_unit", "purpose", "payee"];
                    let seen = names.iter().filter(|name| **name != "payee" || !is_person);
                    let texts: Vec<String> = seen.map(|name| text(cells, name)).collect();
                    let has = |word: &&str| texts.iter().any(|text| Word::new(word).is_in(text));
                    words.iter().all(has)
                })
                .map(|cells| text(cells, "voucher_no"))
                .collect();
            let told = format!("{} {words:?}", test.engine);
            assert_eq!(vouchers(&test, &finder, words).await, expected, "{told}");
            assert_eq!(expected.is_empty(), *words == ["xyz"], "{told}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_persons_no_name_is_found_and_every_state_is_that_of_its_moment() {
    for test in databases().await.unwrap() {
        let finder = Finder::default();
        let mut data = payments(&[("V1", A, 5, "付买买提棚圈补助"), ("V2", A, 6, "棚圈")], COLUMNS);
        let names = Interner::from(std::mem::take(&mut data.names).as_ref().clone());
        let choices = domain::TableId::Payments.spec();
        let person = choices.columns.iter().find(|column| column.name == "payee_type");
        let person = person.unwrap().choice("person").unwrap();
        data.tables.payments.payee_type[0] = person;
        data.tables.payments.payee[0] = names.intern("买买提");
        data.names = names.finish().into();
        bring(&test.db, &mut data).await;
        assert_eq!(vouchers(&test, &finder, &["买买提"]).await, [""; 0], "{}", test.engine);
        assert_eq!(vouchers(&test, &finder, &["maimaiti"]).await, [""; 0], "{}", test.engine);
        assert_eq!(vouchers(&test, &finder, &["pengquan"]).await, ["V2", "V1"], "{}", test.engine);

        // Who began to read before a correction sees what held then, also when others search after it.
        let mut before = test.db.read().await.unwrap();
        let all = Query { words: terms(&["棚圈"]), ..query(&PAYMENTS) };
        drop(finder.rows(&mut before, &PAYMENTS, &all).await.unwrap());
        bring(&test.db, &mut payments(&[("V2", A, 9, "道路"), ("V3", A, 1, "棚圈")], COLUMNS))
            .await;
        assert_eq!(vouchers(&test, &finder, &["pq"]).await, ["V3", "V1"], "{}", test.engine);
        let told = finder.totals(&mut before, &PAYMENTS, &all, MOST).await.unwrap();
        assert_eq!(told, Totals { rows: 2, more: false, sums: vec![11, 0] }, "{}", test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_list_can_be_searched_in_every_order() {
    for test in databases().await.unwrap() {
        let finder = Finder::default();
        finder.warm(&test.db).await.unwrap();
        let mut tx = test.db.read().await.unwrap();
        for list in ALL {
            for sort in list.columns.iter().filter(|column| column.sorts) {
                for words in [&["路"][..], &["ju", "路"]] {
                    let query = Query { sort, words: terms(words), ..query(list) };
                    let (page, totals) = finder.page(&mut tx, list, &query, MOST).await.unwrap();
                    assert!(
                        page.rows.is_empty() && totals.rows == 0,
                        "{} {}",
                        test.engine,
                        list.name
                    );
                }
            }
        }
    }
}
