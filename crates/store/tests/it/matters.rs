//! Contributions and inspections: the steps of the schema that brought them, taken where there are rows.

use store::contributions::{self, Contribution};
use store::db::{Db, Tx, Value};
use store::people::{NewPerson, add as add_person};
use store::posts::{NewPost, add as add_post};
use store::testing::{empty_databases, sql};
use store::{inspections, migrate};

/// Somebody by whom a matter can be begun; the number.
pub(crate) async fn person(db: &Db, login: &'static str) -> i64 {
    let mut tx = db.write().await.unwrap();
    let person =
        NewPerson { public_id: login, login, name: "甲", password: "", must_change: false };
    let id = add_person(&mut tx, person).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    id
}

fn line(maker: i64, reverses: Option<i64>) -> Contribution {
    let standing = contributions::Standing {
        entry: "received".to_owned(),
        source: "social".to_owned(),
        giver: "基金会".to_owned(),
        giver_kind: "organisation".to_owned(),
        amount: 100,
        on: "2020-03-01".to_owned(),
        note: String::new(),
        state: "confirmed".to_owned(),
        since: "2020-03-02".to_owned(),
    };
    let (project, county) = ("P1".to_owned(), "653125".to_owned());
    Contribution { id: 0, project, county, unit: String::new(), reverses, maker, standing }
}

#[tokio::test(flavor = "multi_thread")]
async fn contributions_come_to_a_store_in_use_and_stay_when_givers_are_told() {
    for test in empty_databases().await.unwrap() {
        test.db.migrate(27).await.unwrap();
        let maker = person(&test.db, "ana").await;
        test.db.migrate(28).await.unwrap();
        let mut tx = test.db.write().await.unwrap();
        contributions_before(&mut tx, maker).await;
        tx.commit().await.unwrap();
        test.db.migrate(migrate::latest()).await.unwrap();

        let mut tx = test.db.write().await.unwrap();
        let before = contributions::untold(&mut tx, 9).await.unwrap();
        let [before] = before.as_slice() else { panic!("{}: {before:?}", test.engine) };
        assert_eq!((&*before.standing.giver, &*before.standing.giver_kind), ("某人", ""));
        let first = contributions::add(&mut tx, &line(maker, None)).await.unwrap().unwrap();
        let back = contributions::add(&mut tx, &line(maker, Some(first))).await.unwrap();
        let again = contributions::add(&mut tx, &line(maker, Some(first))).await.unwrap();
        assert!(back.is_some() && again.is_none(), "{}: a line is reversed once", test.engine);
        let of = ("P1", "social");
        let moves = contributions::moves(&mut tx, of, ["基金会", "某人"], ("waiting", 0)).await;
        assert_eq!(moves.unwrap().iter().map(|(.., fen)| fen).sum::<i64>(), 300);
        let unknown = line(maker + 9, None);
        assert!(contributions::add(&mut tx, &unknown).await.is_err(), "nobody entered it");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn inspections_come_to_a_store_in_use() {
    for test in empty_databases().await.unwrap() {
        test.db.migrate(29).await.unwrap();
        let maker = person(&test.db, "ana").await;
        let mut tx = test.db.write().await.unwrap();
        let post = NewPost {
            public_id: "post",
            role: "bureau_supervision",
            division: "650000",
            organisation: None,
            title: "监督科",
        };
        let post = add_post(&mut tx, post).await.unwrap();
        contributions_before(&mut tx, maker).await;
        tx.commit().await.unwrap();
        test.db.migrate(30).await.unwrap();
        test.db.migrate(migrate::latest()).await.unwrap();

        let mut tx = test.db.write().await.unwrap();
        let standing = inspections::Standing {
            kind: "finance".to_owned(),
            home: "653125".to_owned(),
            subject: "use".to_owned(),
            period: ("2020-01-01".to_owned(), "2020-12-31".to_owned()),
            days: ("2020-06-01".to_owned(), "2020-06-05".to_owned()),
            state: "planned".to_owned(),
            since: "2020-05-01".to_owned(),
            ..inspections::Standing::default()
        };
        let organ = "650000".to_owned();
        let mut one = inspections::Inspection { id: 0, organ, post, maker, standing };
        one.id = inspections::add(&mut tx, &one).await.unwrap();
        let kept = inspections::by_id(&mut tx, one.id).await.unwrap();
        assert_eq!(kept, Some(one.clone()), "{}", test.engine);
        assert_eq!(contributions::of_project(&mut tx, "P1", 9).await.unwrap().len(), 1);
    }
}

/// A line from before givers were told.
async fn contributions_before(tx: &mut Tx, maker: i64) {
    let insert = sql(
        "INSERT INTO contributions (project, county, unit, entry, source, giver, amount, happened_on, note, \
         state, maker_id, since) VALUES ('P1', '653125', '', 'received', 'social', '某人', 100, \
         '2020-03-01', '', 'confirmed', $1, '2020-03-02')",
    );
    tx.execute(&insert, &[Value::from(maker)]).await.unwrap();
}
