//! Records: what is written comes back the same.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::columns::{ColumnMut, ColumnSpec};
use domain::records::{SourceFile, Table, Visitor};
use domain::{
    AccountForm, Choice, DataSet, Day, Decimal, Division, Divisions, Fen, Fund, FundClass, Funds,
    Interner, Key, Level, Month, Names, TableId,
};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use store::db::Tx;
use store::imports::{self, Imported};
use store::records::{self, First, Part};
use store::testing::{TestDb, databases};

const TEXTS: &[&str] = &["", "莎车县", "it's \"quoted\"", "a\tb\nc", "新财农〔2019〕12号", "0012"];

/// A cell of any kind out of a few random bits.
fn fill(column: &mut ColumnMut, spec: &ColumnSpec, bits: u64, names: &Interner, funds: &Funds) {
    let some = bits & 3 != 0 || spec.required;
    let number = (bits >> 2) as i64;
    let text = TEXTS[if spec.required { 1 + number as usize % 5 } else { number as usize % 6 }];
    let day = Day::from_number((number % 30_000) as i32);
    match column {
        ColumnMut::Text(cells) | ColumnMut::Period(cells) | ColumnMut::Organisation(cells) => {
            cells.push(names.intern(text));
        }
        ColumnMut::Label(cells) => cells.push(text).unwrap(),
        ColumnMut::Money(cells) => cells.push(some.then_some(Fen(number))),
        ColumnMut::Balance(cells) => cells.push(some.then_some(Fen(-number))),
        ColumnMut::Date(cells) => cells.push(day.filter(|_| some)),
        ColumnMut::Year(cells) => cells.push(some.then_some(2016 + (number % 9) as u16)),
        ColumnMut::Month(cells) => cells.push(some.then(|| day.unwrap().month())),
        ColumnMut::Flag(cells) => cells.push(some.then_some(number % 2 == 0)),
        ColumnMut::Choice(cells) => {
            let words = spec.words.len() as i64;
            let least = i64::from(spec.required);
            cells.push(Choice((least + number % (words + 1 - least)) as u8));
        }
        ColumnMut::Division(cells) => cells.push(Division::from_code(653_125).filter(|_| some)),
        ColumnMut::Fund(cells) => cells.push(funds.resolve("special-farm").filter(|_| some)),
        ColumnMut::Count(cells) => cells.push(some.then_some(number as u32)),
        ColumnMut::Decimal(cells) => cells.push(some.then_some(Decimal(number - (1 << 50)))),
        ColumnMut::Key(cells) => cells.push(some.then_some(Key(u128::from(bits) << 60))),
        ColumnMut::Account(cells) => cells.push(match number % 3 {
            0 => AccountForm::Empty,
            1 => AccountForm::Digits,
            _ => AccountForm::NoDigit,
        }),
    }
}

/// Fills a table with rows that come from file number so and so.
struct Fill<'a>(&'a [u64], u16, &'a Interner, &'a Funds);

impl Visitor for Fill<'_> {
    type Output = ();

    fn visit<T: Table>(self, table: &mut T) {
        let Fill(bits, file, names, funds) = self;
        let width = T::SPEC.columns.len() as u64;
        for row in bits {
            let cells = table.columns_mut().into_iter().zip(T::SPEC.columns).enumerate();
            for (i, (mut column, spec)) in cells {
                let mixed = row.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(i as u32 * 7 + 1);
                fill(&mut column, spec, (mixed ^ (i as u64 * width)) >> 2, names, funds);
            }
            table.set_present((1 << T::SPEC.columns.len()) - 1);
            let line = table.len() as u32 + 2;
            table.sources_mut().push(file, line);
        }
    }
}

/// All cells of a table as texts, to compare what names different sets of names give.
struct Show<'a>(&'a Names);

impl Visitor for Show<'_> {
    type Output = Vec<String>;

    fn visit<T: Table>(self, table: &mut T) -> Vec<String> {
        let lines = vec![String::new(); table.len()];
        let columns = table.columns_mut();
        columns.iter().fold(lines, |rows: Vec<String>, column| {
            let cells = rows.into_iter().enumerate();
            cells.map(|(row, text)| format!("{text}|{}", show(column, row, self.0))).collect()
        })
    }
}

fn show(column: &ColumnMut, row: usize, names: &Names) -> String {
    match column {
        ColumnMut::Text(cells) | ColumnMut::Period(cells) | ColumnMut::Organisation(cells) => {
            names.text_or_empty(cells[row]).to_owned()
        }
        ColumnMut::Label(cells) => cells.get(row).to_owned(),
        ColumnMut::Money(cells) | ColumnMut::Balance(cells) => format!("{:?}", cells[row]),
        ColumnMut::Date(cells) => format!("{:?}", cells[row]),
        ColumnMut::Year(cells) => format!("{:?}", cells[row]),
        ColumnMut::Month(cells) => format!("{:?}", cells[row]),
        ColumnMut::Flag(cells) => format!("{:?}", cells[row]),
        ColumnMut::Choice(cells) => format!("{:?}", cells[row]),
        ColumnMut::Division(cells) => format!("{:?}", cells[row]),
        ColumnMut::Fund(cells) => format!("{:?}", cells[row]),
        ColumnMut::Count(cells) => format!("{:?}", cells[row]),
        ColumnMut::Decimal(cells) => format!("{:?}", cells[row]),
        ColumnMut::Key(cells) => format!("{:?}", cells[row].map(|Key(hash)| hash)),
        ColumnMut::Account(cells) => format!("{:?}", cells[row]),
    }
}

fn funds() -> Funds {
    let mut funds = Funds::default();
    funds.add(Fund {
        code: "special-farm".to_owned(),
        name: "农垦".to_owned(),
        aliases: Vec::new(),
        class: FundClass::Special,
        source_level: Level::Centre,
        office: None,
        valid_from: None,
        valid_to: None,
        own: false,
    });
    funds
}

fn data_set(bits: &[u64]) -> DataSet {
    let (interner, mut funds) = (Interner::new(), funds());
    let mut data = DataSet::default();
    for (file, id) in TableId::ALL.iter().enumerate() {
        data.tables.visit(*id, Fill(bits, file as u16, &interner, &funds));
    }
    let file = |id: &TableId| {
        let columns = (1_u64 << id.spec().columns.len()) - 1;
        SourceFile { table: *id, name: format!("{}.csv", id.spec().name), columns }
    };
    let files = TableId::ALL.iter().map(file).collect();
    let given = TableId::ALL.to_vec();
    let names = interner.finish();
    data.tables.own_funds.add_to(&mut funds, &names);
    DataSet { names: names.into(), funds, files, given, ..data }
}

/// Writes a data set as one import.
async fn taken(tx: &mut Tx, data: &DataSet) -> Imported {
    let at = ("set", "2019-05-22T08:00:00Z");
    imports::take(tx, at, data, &Divisions::default(), &BTreeMap::new()).await.unwrap()
}

async fn round_trip(test: &TestDb, bits: &[u64]) {
    let mut data = data_set(bits);
    let mut tx = test.db.write().await.unwrap();
    assert!(First::would_be(&mut tx, &data, &funds()).await.unwrap(), "{}", test.engine);
    taken(&mut tx, &data).await;
    let mut back = records::load(&mut tx, Part::Whole, &funds()).await.unwrap();
    expect_same(test.engine, &mut data, &mut back);
    // What need not be read back is what reading back gives, down to file and line.
    let mut first = First::new(data);
    assert!(first.is_as_written(&mut tx).await.unwrap(), "{}", test.engine);
    let kept = &mut first.records.data;
    expect_same(test.engine, kept, &mut back);
    assert_eq!(kept.files, back.files);
    assert_eq!((&kept.given, &kept.partial), (&back.given, &back.partial));
    for id in TableId::ALL {
        let source = |data: &DataSet, row| data.tables.source(*id, row);
        let rows = 0..back.tables.rows(*id);
        assert!(rows.into_iter().all(|row| source(kept, row) == source(&back, row)), "{id:?}");
    }
}

/// Two sets say the same in every cell, and know the same columns.
fn expect_same(name: &str, one: &mut DataSet, other: &mut DataSet) {
    let (names, other_names) = (Arc::clone(&one.names), Arc::clone(&other.names));
    for id in TableId::ALL {
        let written = one.tables.visit(*id, Show(&names));
        let read = other.tables.visit(*id, Show(&other_names));
        assert_eq!(written, read, "{name}: {}", id.spec().name);
        assert_eq!(one.tables.present(*id), other.tables.present(*id), "{}", id.spec().name);
    }
}

#[test]
fn every_kind_of_cell_comes_back_as_it_was() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let config =
        ProptestConfig { cases: 6, failure_persistence: None, ..ProptestConfig::default() };
    // A set without rows has no columns of its own; what its files say is tried with the imports.
    let bits = proptest::collection::vec(any::<u64>(), 1..40);
    TestRunner::new(config)
        .run(&bits, |bits| {
            runtime.block_on(async {
                for test in databases().await.unwrap() {
                    round_trip(&test, &bits).await;
                }
            });
            Ok(())
        })
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn more_rows_than_one_statement_takes() {
    let bits: Vec<u64> = (0..2_500).collect();
    for test in databases().await.unwrap() {
        round_trip(&test, &bits).await;
    }
}

#[test]
fn months_and_days_are_kept_as_they_are_read() {
    let day = Day::parse("2020-02-29").unwrap();
    assert_eq!(Month::parse(&day.month().to_string()), Ok(day.month()));
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_that_are_passed_over_are_noticed() {
    for test in databases().await.unwrap() {
        // An import that is not completed: PostgreSQL does not give its numbers again.
        taken(&mut test.db.write().await.unwrap(), &data_set(&[7, 8, 9])).await;
        let mut tx = test.db.write().await.unwrap();
        let data = data_set(&[7, 8, 9]);
        assert!(First::would_be(&mut tx, &data, &funds()).await.unwrap(), "{}", test.engine);
        taken(&mut tx, &data).await;
        let first = First::new(data);
        let same = first.is_as_written(&mut tx).await.unwrap();
        let back = records::load(&mut tx, Part::Whole, &funds()).await.unwrap();
        let line = |data: &DataSet| data.tables.source(TableId::Payments, 0).unwrap().1;
        assert_eq!(same, line(&first.records.data) == line(&back), "{}", test.engine);
        assert_eq!(same, test.engine == "sqlite", "{}", test.engine);
    }
}
