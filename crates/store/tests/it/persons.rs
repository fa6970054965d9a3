//! Names of persons: nobody who has the store alone reads them; whoever has the key reads them as they were.

use domain::{Choice, DataSet, Funds, Interner};
use store::db::Sql;
use store::lists::{PAYMENTS, Query, rows};
use store::persons::{Persons, fill};
use store::records::{Part, load};
use store::testing::databases;
use store::{Db, platform_key};

use crate::imports::payments;
use crate::search::{bring, query};

const A: u32 = 653_125;
const NAME: &str = "买买提";
const KEPT: Sql = Sql::new("SELECT payee, purpose FROM payments ORDER BY row_id");

/// A payment to a household, whose name its purpose says, and one to an enterprise.
fn two() -> DataSet {
    let lines = [("V1", A, 100, "代发买买提补助"), ("V2", A, 200, "买买提路")];
    let mut data = payments(&lines, &["purpose", "payee"]);
    let names = Interner::from(std::mem::take(&mut data.names).as_ref().clone());
    let table = &mut data.tables.payments;
    table.payee = vec![names.intern(NAME), names.intern("水利公司")];
    table.payee_type = vec![Choice(3), Choice(1)];
    data.names = names.finish().into();
    data
}

/// Payees and purposes as the database has them.
async fn kept(db: &Db) -> Vec<[String; 2]> {
    let found = db.read().await.unwrap().rows(&KEPT, &[]).await.unwrap();
    found.iter().map(|row| [0, 1].map(|at| row.text(at).unwrap().to_owned())).collect()
}

/// The same as records are loaded.
async fn loaded(db: &Db) -> Vec<[String; 2]> {
    let data = load(&mut db.read().await.unwrap(), Part::Whole, &Funds::default()).await.unwrap();
    let table = &data.tables.payments;
    let text = |name| data.names.text_or_empty(name).to_owned();
    table.payee.iter().zip(&table.purpose).map(|(a, b)| [text(*a), text(*b)]).collect()
}

fn plain() -> Vec<[String; 2]> {
    [[NAME, "代发买买提补助"], ["水利公司", "买买提路"]].map(|row| row.map(str::to_owned)).to_vec()
}

fn assert_hidden(kept: &[[String; 2]], told: &str) {
    let [payee, purpose] = &kept[0];
    assert!(payee.starts_with("{name:") && !payee.contains(NAME), "{told}: {payee}");
    assert_eq!(*purpose, format!("代发{payee}补助"), "{told}");
    assert_eq!(kept[1], plain()[1], "{told}: an enterprise is no person");
}

#[tokio::test(flavor = "multi_thread")]
async fn names_are_kept_encrypted_and_come_back_as_they_were() {
    for test in databases().await.unwrap() {
        let db = test.db.clone().with_persons(Persons::with([7; 32]));
        bring(&db, &mut two()).await;
        assert_hidden(&kept(&db).await, test.engine);
        assert_eq!(loaded(&db).await, plain(), "{}", test.engine);

        let asked = Query { rows: 2, ..query(&PAYMENTS) };
        let shown = rows(&mut db.read().await.unwrap(), &PAYMENTS, &asked).await.unwrap();
        assert!(format!("{shown:?}").contains("代发买买提补助"), "{}: {shown:?}", test.engine);

        bring(&db, &mut two()).await;
        assert_eq!(kept(&db).await.len(), 2, "{}: the same again is nothing new", test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_key_names_stay_hidden() {
    for test in databases().await.unwrap() {
        bring(&test.db.clone().with_persons(Persons::with([7; 32])), &mut two()).await;
        for other in [Persons::default(), Persons::with([8; 32])] {
            let found = loaded(&test.db.clone().with_persons(other)).await;
            assert_hidden(&found, test.engine);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn names_from_before_are_hidden_once() {
    for test in databases().await.unwrap() {
        bring(&test.db, &mut two()).await;
        let mut tx = test.db.write().await.unwrap();
        platform_key::set_fingerprint(&mut tx, "f").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(kept(&test.db).await, plain());

        let db = test.db.clone().with_persons(Persons::with([7; 32]));
        assert!(fill(&db).await.unwrap());
        assert_hidden(&kept(&db).await, test.engine);
        assert!(!fill(&db).await.unwrap(), "{}: nothing is hidden twice", test.engine);
        assert_eq!(loaded(&db).await, plain(), "{}", test.engine);
    }
}

#[test]
fn a_text_that_only_looks_hidden_is_left_alone() {
    let persons = Persons::with([7; 32]);
    for text in ["{name:", "{name:}", "a{name:AAAA}b", "{name:{name:x}}", "{name:no end"] {
        assert_eq!(persons.shown(text), text);
    }
}
