//! The feed of changes: each once, in order, within reach, also while others write.

use std::time::Duration;

use serde_json::Value;
use store::events::{Event, append};
use store::testing::{TestDb, databases};

use super::{Office, asked, token, told};
use crate::access::Role;
use crate::pages::tests::site;
use crate::web::app;

const WRITERS: usize = 6;
const EACH: usize = 25;

fn event(kind: &str, subject: &str, division: Option<&str>) -> Event {
    Event {
        at: "2019-05-22T08:00:00Z".to_owned(),
        actor: "system".to_owned(),
        post: String::new(),
        origin: "test job".to_owned(),
        operation: "import".to_owned(),
        subject_kind: kind.to_owned(),
        subject_id: subject.to_owned(),
        division: division.map(str::to_owned),
        body: "{}".to_owned(),
    }
}

async fn write(test: &TestDb, kind: &str, subject: &str, division: Option<&str>) {
    let mut tx = test.db.write().await.unwrap();
    append(&mut tx, &event(kind, subject, division)).await.unwrap();
    tx.commit().await.unwrap();
}

fn subjects(page: &Value) -> Vec<String> {
    let all = page["changes"].as_array().unwrap().iter();
    all.map(|change| change["subject"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_is_told_of_the_own_scope_and_never_of_accounts() {
    for test in databases().await.unwrap() {
        let site = site(&test);
        let app = app(&site);
        let offices: [(Office<'_>, &[&str]); 4] = [
            ((Role::RegionFundOffice, "650000", None), &["a", "b", "c", "s"]),
            ((Role::BureauHead, "653100", None), &["a", "s"]),
            ((Role::BureauFund, "653125", None), &["a", "s"]),
            ((Role::DepartmentOfficer, "653125", Some("水利局")), &["s"]),
        ];
        let mut tokens = Vec::new();
        for (at, (office, expected)) in offices.into_iter().enumerate() {
            tokens.push((token(&site, &format!("user{at}"), office, &["read"]).await, expected));
        }
        for (kind, subject, division) in [
            ("import", "a", Some("653125")),
            ("case", "b", Some("652901")),
            ("warning", "c", None),
            ("screening", "s", None),
            ("person", "p", Some("653125")),
            ("token", "t", Some("653125")),
            ("list", "l", Some("653125")),
        ] {
            write(&test, kind, subject, division).await;
        }
        for (token, expected) in tokens {
            let page = told(&asked(&app, "/api/v1/changes", &token).await);
            assert_eq!(subjects(&page), expected, "{}", test.engine);
            let next = page["next"].as_i64().unwrap();
            let page = told(&asked(&app, &format!("/api/v1/changes?after={next}"), &token).await);
            assert!(subjects(&page).is_empty() && page["next"] == next && page["more"] == false);
            let far = told(&asked(&app, "/api/v1/changes?after=1000000", &token).await);
            assert_eq!(far["next"], 1_000_000, "a place ahead is kept");
        }
    }
}

/// Writers that take their time between their event and the end of their transaction, and one that gives up.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_and_nothing_twice_while_others_write() {
    for test in databases().await.unwrap() {
        let site = site(&test);
        let app = app(&site);
        let office = (Role::RegionFundOffice, "650000", None);
        let token = token(&site, "gulnar", office, &["read"]).await;
        let mut writers = Vec::new();
        for writer in 0..WRITERS {
            let db = test.db.clone();
            writers.push(tokio::spawn(async move {
                for number in 0..EACH {
                    let mut tx = db.write().await.unwrap();
                    let subject = format!("{writer}.{number}");
                    let told = event("import", &subject, Some("653125"));
                    append(&mut tx, &told).await.unwrap();
                    tokio::time::sleep(Duration::from_micros(200 * writer as u64)).await;
                    if number % 5 != 4 {
                        tx.commit().await.unwrap();
                    }
                }
            }));
        }
        let (mut after, mut seen, mut last) = (0, Vec::new(), 0);
        loop {
            let over = writers.iter().all(tokio::task::JoinHandle::is_finished);
            let path = format!("/api/v1/changes?rows=7&after={after}");
            let page = told(&asked(&app, &path, &token).await);
            for change in page["changes"].as_array().unwrap() {
                let id = change["id"].as_i64().unwrap();
                assert!(id > last, "in order: {id} after {last}");
                last = id;
            }
            seen.extend(subjects(&page));
            after = page["next"].as_i64().unwrap();
            // A token that asks without end is asked to wait.
            tokio::time::sleep(Duration::from_millis(5)).await;
            if over && page["more"] == false {
                break;
            }
        }
        for writer in writers {
            writer.await.unwrap();
        }
        let count = seen.len();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), count, "{}: nothing twice", test.engine);
        assert_eq!(count, WRITERS * EACH / 5 * 4, "{}: nothing lost", test.engine);
    }
}
