//! The interface over HTTP: who gets through with which token, what is described, what is refused, and that a
//! request with a key is done once.

mod books;
mod draws;
mod feed;
mod fund_proposals;
mod givers;
mod manual;
mod money;
mod monitorings;
mod once;
mod payment_requests;
mod plans;
mod questions;
mod returns;
mod stories;
mod suggestions;
mod targets;
mod works;

use axum::Router;
use axum::body::Body;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{Request, StatusCode};
use domain::Lang;
use serde_json::Value;
use store::testing::databases;

use super::described::document;
use crate::access::{MATRIX, Role, Use, Who};
use crate::context::Origin;
use crate::operations::tests::{PASSWORD, take_in};
use crate::operations::{sign_in, tokens};
use crate::pages::tests::{Answer, answer, get, signed_in_at, site};
use crate::routes::Verb;
use crate::routes::programs::API;
use crate::visit::Site;
use crate::web::app;

pub(crate) const EVERYTHING: [&str; 7] =
    ["read", "import", "handle", "supervise", "money", "projects", "screen"];

pub(crate) type Office<'a> = (Role, &'a str, Option<&'a str>);

/// A token of somebody new in a post.
pub(crate) async fn token(site: &Site, login: &str, office: Office<'_>, uses: &[&str]) -> String {
    let cookie = signed_in_at(site, login, Some(office), false).await;
    let session = cookie.split('=').nth(1).unwrap();
    let origin = Origin::now(site.context.fixed_day, "127.0.0.1 page".to_owned());
    let actor = sign_in::resume(&site.context, &origin, session).await.unwrap().unwrap();
    let uses: Vec<String> = uses.iter().map(|one| (*one).to_owned()).collect();
    let post = actor.held.first().unwrap().post.clone();
    let asked =
        tokens::Asked { password: PASSWORD, post: &post, title: "t", uses: &uses, days: "30" };
    tokens::add(&site.context, &origin, &actor, asked).await.unwrap()
}

pub(crate) async fn asked(app: &Router, path: &str, token: &str) -> Answer {
    let request = Request::get(path).header(AUTHORIZATION, format!("Bearer {token}"));
    answer(app, request.body(Body::empty()).unwrap()).await
}

pub(crate) async fn sent(
    app: &Router,
    path: &str,
    token: &str,
    (key, body): (&str, &str),
) -> Answer {
    let mut request = Request::post(path)
        .header(AUTHORIZATION, format!("Bearer {token}"))
        .header(CONTENT_TYPE, "application/json");
    if !key.is_empty() {
        request = request.header("idempotency-key", key);
    }
    answer(app, request.body(Body::from(body.to_owned())).unwrap()).await
}

pub(crate) fn told(answer: &Answer) -> Value {
    serde_json::from_str(&answer.text).unwrap_or_else(|e| panic!("{e}: {}", answer.text))
}

pub(crate) fn code(answer: &Answer) -> String {
    told(answer)["code"].as_str().unwrap_or_default().to_owned()
}

fn filled(path: &str) -> String {
    path.replace("{id}", "none")
        .replace("{name}", "none")
        .replace("{county}", "650102")
        .replace("{voucher}", "none")
        .replace("{fund}", "none")
}

async fn every(app: &Router, token: &str) -> Vec<(&'static str, Verb, Answer)> {
    let mut answers = Vec::new();
    for one in API {
        let path = filled(one.route.path);
        let answer = match one.route.verb {
            Verb::Get => asked(app, &path, token).await,
            Verb::Post => sent(app, &path, token, ("", "{}")).await,
        };
        answers.push((one.route.path, one.route.verb, answer));
    }
    answers
}

#[test]
fn every_route_has_a_row_in_the_access_matrix_and_a_use() {
    for one in API {
        let rows = MATRIX.iter().filter(|(operation, _)| *operation == one.route.operation);
        assert_eq!(rows.count(), 1, "{}", one.route.path);
        let open = one.route.operation.who() == Who::Anyone;
        let needed = Use::of(one.route.operation);
        assert_eq!(needed.is_none(), open, "{}", one.route.path);
        let writes = one.route.verb == Verb::Post;
        assert!(!writes || needed != Some(Use::Read), "{} writes", one.route.path);
    }
    for one in Use::ALL {
        assert_eq!(Use::from_word(one.word()), Some(one));
        assert_ne!(one.name(Lang::Zh), one.name(Lang::En));
    }
}

#[test]
fn the_description_names_every_route_and_every_type() {
    let document = document();
    let paths = document["paths"].as_object().unwrap();
    let mut described = 0;
    for one in API {
        let verb = if one.route.verb == Verb::Get { "get" } else { "post" };
        let operation = &paths[one.route.path][verb];
        assert!(operation.is_object(), "{verb} {}", one.route.path);
        let named = operation["parameters"].as_array().unwrap().iter();
        let named = named.filter(|part| part["in"] == "path").count();
        assert_eq!(named, one.route.path.matches('{').count(), "{}", one.route.path);
        described += 1;
    }
    let operations = paths.values().map(|path| path.as_object().unwrap().len());
    assert_eq!(operations.sum::<usize>(), described, "nothing is described that there is not");
    let text = document.to_string();
    for name in text.split("#/components/schemas/").skip(1) {
        let name = name.split('"').next().unwrap();
        assert!(document["components"]["schemas"][name].is_object(), "{name}");
    }
    let ids: Vec<&str> = text.split("\"operationId\":\"").skip(1).collect();
    let mut names: Vec<&str> = ids.iter().map(|id| id.split('"').next().unwrap()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), described);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_told_without_a_token() {
    let test = databases().await.unwrap().remove(0);
    let site = site(&test);
    let app = app(&site);
    for forged in ["", "mz_forged", "Basic"] {
        for (path, verb, answer) in every(&app, forged).await {
            if path.ends_with("openapi.json") {
                assert_eq!(answer.status, StatusCode::OK);
                continue;
            }
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{verb:?} {path}");
            assert_eq!(code(&answer), "wrong-token", "{path}");
            let kind = answer.headers.get(CONTENT_TYPE).unwrap();
            assert_eq!(kind, "application/problem+json", "{path}");
            assert_eq!(answer.headers.get(WWW_AUTHENTICATE).unwrap(), "Bearer");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_does_no_more_than_it_serves_for() {
    let test = databases().await.unwrap().remove(0);
    let site = site(&test);
    let app = app(&site);
    let office = (Role::RegionFundOffice, "650000", None);
    for (at, one) in Use::ALL.into_iter().enumerate() {
        let token = token(&site, &format!("user{at}"), office, &[one.word()]).await;
        for ((path, verb, answer), described) in every(&app, &token).await.into_iter().zip(API) {
            let needed = Use::of(described.route.operation);
            let refused = answer.status == StatusCode::FORBIDDEN && code(&answer) == "token-use";
            assert_eq!(refused, needed.is_some_and(|needed| needed != one), "{verb:?} {path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_lets_through_the_roles_of_the_matrix_and_no_other() {
    let test = databases().await.unwrap().remove(0);
    let site = site(&test);
    let app = app(&site);
    for (number, role) in Role::ALL.iter().enumerate() {
        let office = (*role, "650000", None);
        let token = token(&site, &format!("user{number}"), office, &EVERYTHING).await;
        for ((path, verb, answer), one) in every(&app, &token).await.into_iter().zip(API) {
            let fits = match one.route.operation.who() {
                Who::Roles(roles) => roles.contains(role),
                Who::Anyone | Who::Oneself => true,
                Who::Begun | Who::Operator => false,
            };
            assert_eq!(answer.status != StatusCode::FORBIDDEN, fits, "{role:?} {verb:?} {path}");
            assert!(!answer.status.is_server_error(), "{role:?} {path}: {}", answer.text);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_is_signed_in_reads_and_never_writes() {
    let test = databases().await.unwrap().remove(0);
    let site = site(&test);
    let app = app(&site);
    let office = (Role::BureauFund, "653125", None);
    let cookie = signed_in_at(&site, "gulnar", Some(office), false).await;
    assert_eq!(get(&app, "/api/v1/payments", &cookie).await.status, StatusCode::OK);
    let due = signed_in_at(&site, "due", Some((Role::Audit, "653125", None)), true).await;
    assert_eq!(get(&app, "/api/v1/payments", &due).await.status, StatusCode::UNAUTHORIZED);
    for one in API.iter().filter(|one| one.route.verb == Verb::Post) {
        let request = Request::post(filled(one.route.path)).header(COOKIE, &cookie);
        let answer = answer(&app, request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{}", one.route.path);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_wrongly_is_refused_by_name() {
    let test = databases().await.unwrap().remove(0);
    let site = site(&test);
    let app = app(&site);
    let token = token(&site, "gulnar", (Role::BureauFund, "653125", None), &EVERYTHING).await;
    for (path, status, name) in [
        ("/api/v1/payments?nonsense=1", 400, "asked-wrongly"),
        ("/api/v1/payments?sort=", 400, "asked-wrongly"),
        ("/api/v1/warnings?lamp=", 400, "asked-wrongly"),
        ("/api/v1/payments?rows=0", 400, "asked-wrongly"),
        ("/api/v1/payments?rows=1001", 400, "asked-wrongly"),
        ("/api/v1/payments?after=x", 400, "asked-wrongly"),
        ("/api/v1/payments?paid_on.from=yesterday", 400, "asked-wrongly"),
        ("/api/v1/changes?after=-1", 400, "asked-wrongly"),
        ("/api/v1/imports?before=x", 400, "asked-wrongly"),
        ("/api/v1/overview?year=x", 400, "asked-wrongly"),
        ("/api/v1/overview?division=652901", 404, "unknown-division"),
        ("/api/v1/overview?division=999999", 404, "unknown-division"),
        ("/api/v1/warnings/x", 404, "unknown-record"),
        ("/api/v1/cases/9", 404, "unknown-record"),
        ("/api/v1/imports/9", 404, "unknown-import"),
        ("/api/v1/uploads/none", 404, "unknown-upload"),
        ("/api/v1/policies/none", 404, "unknown-record"),
        ("/api/v1/nowhere", 404, "unknown-address"),
    ] {
        let answer = asked(&app, path, &token).await;
        assert_eq!((answer.status.as_u16(), code(&answer).as_str()), (status, name), "{path}");
        let sentences = &told(&answer)["sentences"];
        assert_ne!(sentences["zh"], sentences["en"], "{path}");
    }
    let path = "/api/v1/warnings/1/handling";
    for (body, status, name) in [
        ("", 400, "body-unreadable"),
        ("[]", 400, "body-unreadable"),
        ("{}", 400, "body-unreadable"),
        ("{\"step\": 1}", 400, "body-unreadable"),
        ("{\"step\": \"take_up\", \"stray\": 1}", 400, "body-unreadable"),
        (
            "{\"step\": \"take_up\", \"evidence\": [{\"name\": \"a\", \"content\": \"?\"}]}",
            400,
            "body-unreadable",
        ),
        ("{\"step\": \"take_up\"}", 404, "unknown-record"),
    ] {
        let answer = sent(&app, path, &token, ("", body)).await;
        assert_eq!((answer.status.as_u16(), code(&answer).as_str()), (status, name), "{body}");
    }
    let stray = sent(&app, path, &token, ("", "{\"step\": \"take_up\", \"stray\": 1}")).await;
    assert_eq!(told(&stray)["field"], "stray");
    let plain = Request::post(path).header(AUTHORIZATION, format!("Bearer {token}"));
    let plain = answer(&app, plain.body(Body::from("step=take_up")).unwrap()).await;
    assert_eq!((plain.status.as_u16(), code(&plain).as_str()), (415, "body-kind"));
    let long = "x".repeat(40 << 20);
    let long = sent(&app, path, &token, ("", &long)).await;
    assert_eq!(long.status, StatusCode::PAYLOAD_TOO_LARGE);
    let put = Request::put("/api/v1/payments").header(AUTHORIZATION, format!("Bearer {token}"));
    let put = answer(&app, put.body(Body::empty()).unwrap()).await;
    assert_eq!((put.status.as_u16(), code(&put).as_str()), (405, "unknown-method"));
    assert_eq!(put.headers.get("allow").unwrap(), "GET,HEAD");
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_go_on_page_by_page_and_end_at_the_border_of_the_scope() {
    for test in databases().await.unwrap() {
        take_in(&test, &crate::pages::lists::tests::FILES).await;
        let site = site(&test);
        let app = app(&site);
        let county = token(&site, "county", (Role::BureauFund, "653125", None), &["read"]).await;
        let region = (Role::RegionFundOffice, "650000", None);
        let region = token(&site, "region", region, &["read"]).await;
        let (mut after, mut seen) = (String::new(), Vec::new());
        loop {
            let path = format!("/api/v1/payments?rows=1&sort=amount&after={after}");
            let page = told(&asked(&app, &path, &region).await);
            let row = &page["rows"][0];
            seen.push((row["voucher_no"].to_string(), row["amount"].to_string()));
            assert_eq!(page["totals"].is_null(), !after.is_empty());
            let Some(next) = page["next"].as_str() else { break };
            after = crate::lists::asked::encoded(next);
        }
        let vouchers: Vec<&str> = seen.iter().map(|(voucher, _)| voucher.as_str()).collect();
        assert_eq!(vouchers, ["\"V1\"", "\"V2\"", "\"V3\"", "\"V/4\""], "{}", test.engine);
        assert_eq!(seen[0].1, "\"1000.50\"");
        let last = told(
            &asked(&app, &format!("/api/v1/payments?rows=1&sort=amount&after={after}"), &region)
                .await,
        );
        let before = crate::lists::asked::encoded(last["previous"].as_str().unwrap());
        let path = format!("/api/v1/payments?rows=1&sort=amount&before={before}");
        let page = told(&asked(&app, &path, &region).await);
        assert_eq!(page["rows"][0]["voucher_no"], "V3", "the page before: {page}");
        let own = told(&asked(&app, "/api/v1/payments", &county).await);
        assert_eq!(own["totals"]["rows"], 2);
        assert_eq!(own["rows"].as_array().unwrap().len(), 2);
        assert!(!own.to_string().contains("古丽娜尔"), "names of persons are masked: {own}");
        for (path, seen) in [
            ("/api/v1/payments/653125/V2", true),
            ("/api/v1/payments/653101/V3", false),
            ("/api/v1/projects/P1", true),
            ("/api/v1/allotments/Z3", true),
            ("/api/v1/allotments/Z1", false),
        ] {
            let answer = asked(&app, path, &county).await;
            assert!(!answer.text.contains("古丽娜尔"), "{path}");
            assert_eq!(answer.status == StatusCode::OK, seen, "{path}");
            assert_eq!(answer.status == StatusCode::NOT_FOUND, !seen, "{path}");
            assert_eq!(asked(&app, path, &region).await.status, StatusCode::OK, "{path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_who_try_tokens_without_end_are_stopped() {
    let test = databases().await.unwrap().remove(0);
    let site = Site::new(crate::operations::tests::context(&test), false);
    let (app, mut last) = (app(&site), None);
    for _ in 0..2_000 {
        let answer = asked(&app, "/api/v1/me", "mz_guess").await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            last = Some(answer);
            break;
        }
    }
    let stopped = last.unwrap();
    let wait: u64 = stopped.headers.get(RETRY_AFTER).unwrap().to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    assert_eq!(code(&stopped), "too-often");
}
