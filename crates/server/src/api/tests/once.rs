//! Requests with a key of their own: done once, answered the same, on both databases.

use std::sync::Arc;

use axum::http::StatusCode;
use store::answers;
use store::events;
use store::testing::{TestDb, databases};

use super::{Office, asked, code, sent, token, told};
use crate::access::Role;
use crate::context::Moment;
use crate::pages::tests::site;
use crate::visit::Site;
use crate::web::app;

const REGION: Office<'static> = (Role::RegionFundOffice, "650000", None);
const SCREEN: &str = "/api/v1/screenings";

async fn events_of(test: &TestDb) -> i64 {
    events::verify(&mut test.db.read().await.unwrap()).await.unwrap().unwrap()
}

async fn screenings(site: &Site) -> i64 {
    store::figures::all(&mut site.context.db.read().await.unwrap()).await.unwrap().screenings
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_request_is_done_once_and_answered_the_same() {
    for test in databases().await.unwrap() {
        let site = site(&test);
        let app = app(&site);
        let token_of = token(&site, "gulnar", REGION, &["screen", "read", "handle"]).await;
        let first = sent(&app, SCREEN, &token_of, ("key-1", "{}")).await;
        assert_eq!(first.status, StatusCode::CREATED, "{}", first.text);
        assert!(first.headers.get("idempotency-replayed").is_none());
        let before = events_of(&test).await;
        let again = sent(&app, SCREEN, &token_of, ("key-1", "{}")).await;
        assert_eq!((again.status, &again.text), (first.status, &first.text), "{}", test.engine);
        assert_eq!(again.headers.get("idempotency-replayed").unwrap(), "true");
        assert_eq!(events_of(&test).await, before);
        let other = sent(&app, SCREEN, &token_of, ("key-1", "{ }")).await;
        assert_eq!((other.status.as_u16(), code(&other).as_str()), (422, "key-other"));
        let elsewhere = sent(&app, "/api/v1/warnings/9/handling", &token_of, ("key-1", "{}")).await;
        assert_eq!(code(&elsewhere), "key-other");
        for key in ["with space", "", "naïve", &"x".repeat(129)] {
            let unfit = sent(&app, SCREEN, &token_of, (key, "{}")).await;
            let fits = key.is_empty();
            assert_eq!(code(&unfit) != "key-unfit", fits, "{key}: {}", unfit.text);
        }
        let second = token(&site, "aybek", REGION, &["screen"]).await;
        let own = sent(&app, SCREEN, &second, ("key-1", "{}")).await;
        assert!(own.headers.get("idempotency-replayed").is_none(), "keys are a token's own");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_answered_again_too() {
    for test in databases().await.unwrap() {
        let site = site(&test);
        let app = app(&site);
        let token = token(&site, "gulnar", REGION, &["handle"]).await;
        let path = "/api/v1/warnings/9/handling";
        let body = "{\"step\": \"take_up\"}";
        let first = sent(&app, path, &token, ("k", body)).await;
        let again = sent(&app, path, &token, ("k", body)).await;
        assert_eq!(code(&first), "unknown-record");
        assert_eq!((first.status, first.text), (again.status, again.text));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_at_once_one_is_done() {
    for test in databases().await.unwrap() {
        let site = site(&test);
        let app = Arc::new(app(&site));
        let token = Arc::new(token(&site, "gulnar", REGION, &["screen"]).await);
        let before = screenings(&site).await;
        let mut tasks = Vec::new();
        for _ in 0..8 {
            let (app, token) = (app.clone(), token.clone());
            tasks.push(tokio::spawn(
                async move { sent(&app, SCREEN, &token, ("race", "{}")).await },
            ));
        }
        let (mut made, mut waits) = (0, 0);
        for task in tasks {
            let answer = task.await.unwrap();
            match answer.status {
                StatusCode::CREATED => made += 1,
                StatusCode::CONFLICT => {
                    assert_eq!(code(&answer), "under-way");
                    assert!(answer.headers.contains_key("retry-after"));
                    waits += 1;
                }
                other => panic!("{other} {}", answer.text),
            }
        }
        assert!(made >= 1 && made + waits == 8, "{made} {waits}");
        assert_eq!(screenings(&site).await, before + 1, "{}", test.engine);
    }
}

/// What a program finds that died in the middle of a request.
#[tokio::test(flavor = "multi_thread")]
async fn after_a_crash_a_request_is_done_if_it_was_not() {
    for test in databases().await.unwrap() {
        let site = site(&test);
        let app = app(&site);
        let token = token(&site, "gulnar", REGION, &["screen", "read"]).await;
        for (key, ago, done, expected) in [
            ("just-begun", 5, false, "under-way"),
            ("stuck", 120, false, ""),
            ("written", 120, true, "done-unanswered"),
        ] {
            let probe = sent(&app, SCREEN, &token, (key, "{}")).await;
            assert_eq!(probe.status, StatusCode::CREATED);
            // The same as it would lie there, had the program died before its answer.
            let mut tx = test.db.write().await.unwrap();
            let kept = answers::find(&mut tx, 1, key).await.unwrap().unwrap();
            let begun_at = Moment::now().after(-ago).to_string();
            let died = answers::Request { begun_at, turn: "died".to_owned(), ..kept.request };
            let sql = store::testing::sql("DELETE FROM answers WHERE request_key = $1");
            tx.execute(&sql, &[key.into()]).await.unwrap();
            assert!(answers::begin(&mut tx, &died).await.unwrap());
            assert!(!done || answers::done(&mut tx, &died).await.unwrap());
            tx.commit().await.unwrap();
            let before = screenings(&site).await;
            let again = sent(&app, SCREEN, &token, (key, "{}")).await;
            let name =
                if again.status == StatusCode::CREATED { String::new() } else { code(&again) };
            assert_eq!(name, expected, "{key} {}", test.engine);
            let more = i64::from(expected.is_empty());
            assert_eq!(screenings(&site).await, before + more, "{key}");
            // Whoever was taken for dead writes nothing any more.
            let mut tx = test.db.write().await.unwrap();
            assert_eq!(answers::done(&mut tx, &died).await.unwrap(), !expected.is_empty(), "{key}");
        }
        let me = told(&asked(&app, "/api/v1/me", &token).await);
        assert_eq!(me["uses"].as_array().unwrap().len(), 2);
    }
}
