//! The chain of events: what it holds, and that every change to it is found.

use store::db::Sql;
use store::events::{Break, Event, append, verify};
use store::testing::{TestDb, databases};

fn event(number: u32) -> Event {
    Event {
        at: format!("2019-05-22T08:{number:02}:00Z"),
        actor: "u1".to_owned(),
        post: "p1".to_owned(),
        origin: "10.0.0.8 page".to_owned(),
        operation: "hand_down".to_owned(),
        subject_kind: "allotment".to_owned(),
        subject_id: format!("A{number}"),
        division: number.is_multiple_of(2).then(|| "653125".to_owned()),
        body: format!("{{\"金额\":{number}}}"),
    }
}

async fn filled(test: &TestDb, events: u32) {
    let mut tx = test.db.write().await.unwrap();
    for number in 1..=events {
        assert_eq!(append(&mut tx, &event(number)).await.unwrap(), i64::from(number));
    }
    tx.commit().await.unwrap();
}

async fn verdict(test: &TestDb) -> Result<i64, Break> {
    verify(&mut test.db.read().await.unwrap()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chain_as_it_was_written_holds() {
    for test in databases().await.unwrap() {
        assert_eq!(verdict(&test).await, Ok(0));
        filled(&test, 5).await;
        assert_eq!(verdict(&test).await, Ok(5));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operation_that_is_not_finished_leaves_no_event() {
    for test in databases().await.unwrap() {
        filled(&test, 2).await;
        let mut tx = test.db.write().await.unwrap();
        append(&mut tx, &event(3)).await.unwrap();
        drop(tx);
        assert_eq!(verdict(&test).await, Ok(2));
        filled(&test, 0).await;
    }
}

/// Each way to tamper with the third of five events, and what the check says of it.
const TAMPERED: &[(&str, Break)] = &[
    (
        "UPDATE events SET at = '2019-05-22T08:03:01Z' WHERE event_id = 3",
        Break::Altered { event: 3 },
    ),
    ("UPDATE events SET actor = 'u2' WHERE event_id = 3", Break::Altered { event: 3 }),
    ("UPDATE events SET actor = 'u', post = '1p1' WHERE event_id = 3", Break::Altered { event: 3 }),
    ("UPDATE events SET body = '{}' WHERE event_id = 3", Break::Altered { event: 3 }),
    ("UPDATE events SET division = '' WHERE event_id = 3", Break::Altered { event: 3 }),
    ("UPDATE events SET hash = 'f' || hash WHERE event_id = 3", Break::Altered { event: 3 }),
    ("DELETE FROM events WHERE event_id = 3", Break::Altered { event: 3 }),
    ("DELETE FROM events WHERE event_id = 5", Break::CutOff { events: 4, head: 5 }),
    ("UPDATE chain_head SET hash = ''", Break::Altered { event: 5 }),
];

#[tokio::test(flavor = "multi_thread")]
async fn tampering_is_found_at_its_place() {
    for (sql, found) in TAMPERED {
        for test in databases().await.unwrap() {
            filled(&test, 5).await;
            test.db.run_alone(&Sql::new(sql)).await.unwrap();
            assert_eq!(verdict(&test).await, Err(found.clone()), "{}: {sql}", test.engine);
        }
    }
}
