//! Requests tried on the page: what reads leads to its address, what writes is done by who is signed in and told.

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, COOKIE, HOST, ORIGIN};
use axum::http::{Request, StatusCode};
use domain::Lang;
use store::testing::databases;

use super::*;
use crate::access::Role;
use crate::pages::tests::{answer, frame, get, post, signed_in_at, site};
use crate::web::app;

fn pairs(of: &[(&str, &str)]) -> Given {
    of.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

#[test]
fn a_form_leads_to_its_address_and_nowhere_else() {
    let check = |asked: &[(&str, &str)], expected: Option<&str>| {
        let given = pairs(asked);
        let found = route(&given, Verb::Get).map(|one| address(one, &given));
        assert_eq!(found.as_deref(), expected, "{asked:?}");
    };
    let payments = ("path", "/api/v1/payments");
    check(&[payments], Some("/api/v1/payments"));
    check(
        &[payments, ("q", "莎车 a&b"), ("county", " "), ("stray", "x")],
        Some("/api/v1/payments?q=%E8%8E%8E%E8%BD%A6%20a%26b"),
    );
    check(&[("path", "/api/v1/projects/{id}"), ("id", "../me")], Some("/api/v1/projects/..%2Fme"));
    check(&[("path", "/api/v1/projects/{id}")], Some("/api/v1/projects/-"));
    for other in ["https://example.org/", "//example.org", "/sign-out", "/api/v1/uploads"] {
        check(&[("path", other)], None);
    }
    check(&[], None);
}

#[test]
fn no_part_of_an_address_is_called_as_the_parts_of_the_form_are() {
    for one in API {
        for known in parts(one) {
            assert!(!["path", "verb", BODY].contains(&known.name.as_str()), "{}", one.route.path);
        }
    }
}

/// A payment that nobody has entered yet.
const PAYMENT: &str = r#"{"table":"payments","rows":[{"voucher_no":"V1","county":"653125","fiscal_year":"2019",
"paid_on":"2019-07-10","amount":"100","channel":"direct","kind":"progress","payee":"水利公司",
"payee_type":"enterprise"}]}"#;

#[tokio::test(flavor = "multi_thread")]
async fn what_writes_is_done_by_who_is_signed_in_and_its_answer_shown() {
    for test in databases().await.unwrap() {
        let site = site(&test);
        let office = Some((Role::BureauTreasury, "653125", None));
        let cookie = signed_in_at(&site, "gulnar", office, false).await;
        let app = app(&site);
        let path = |path: &str| format!("/api/trial?verb=POST&path={}", encoded(path));
        let page = get(&app, &path("/api/v1/verdicts"), &cookie).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        assert!(page.text.contains("name=\"body\""), "{}", page.text);
        let form = format!("path=%2Fapi%2Fv1%2Fverdicts&body={}", encoded(PAYMENT));
        let done = post(&app, "/api/trial", &cookie, &form).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text);
        for told in ["200", "must_be_seen", "voucher_no", "alert-success"] {
            assert!(done.text.contains(told), "{told}: {}", done.text);
        }
        // What no session could send to the address itself.
        let request = Request::post("/api/v1/verdicts")
            .header(COOKIE, &cookie)
            .header(CONTENT_TYPE, "application/json");
        let body = Body::from(r#"{"table":"payments","rows":[]}"#);
        let bare = answer(&app, request.body(body).unwrap()).await;
        assert_eq!(bare.status, StatusCode::UNAUTHORIZED, "{}", bare.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_is_told_and_what_was_written_stays() {
    let test = databases().await.unwrap().remove(0);
    let site = site(&test);
    let office = Some((Role::BureauTreasury, "653125", None));
    let cookie = signed_in_at(&site, "gulnar", office, false).await;
    let app = app(&site);
    for (form, code) in [
        ("path=%2Fapi%2Fv1%2Fverdicts&body=%7Bnonsense", "body-unreadable"),
        ("path=%2Fapi%2Fv1%2Fverdicts&body=%7B%22stray%22%3A1%7D", "body-unreadable"),
        ("path=%2Fapi%2Fv1%2Fscreenings", "out-of-scope"),
        ("path=%2Fapi%2Fv1%2Fwarnings%2F%7Bid%7D%2Fcase&id=none", "unknown-record"),
    ] {
        let refused = post(&app, "/api/trial", &cookie, form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}: {}", refused.text);
        assert!(refused.text.contains(code), "{form}: {}", refused.text);
    }
    let kept =
        post(&app, "/api/trial", &cookie, "path=%2Fapi%2Fv1%2Fverdicts&body=%7Bnonsense").await;
    assert!(kept.text.contains("{nonsense</textarea>"), "{}", kept.text);
    for nowhere in
        ["", "path=%2Fapi%2Fv1%2Fuploads", "path=%2Fsign-out", "path=%2Fapi%2Fv1%2Fpayments"]
    {
        let answer = post(&app, "/api/trial", &cookie, nowhere).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{nowhere}");
    }
    let foreign = Request::post("/api/trial")
        .header(COOKIE, &cookie)
        .header(HOST, "mingzhang.example")
        .header(ORIGIN, "https://example.org")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    let body = Body::from("path=%2Fapi%2Fv1%2Fscreenings");
    assert_eq!(answer(&app, foreign.body(body).unwrap()).await.status, StatusCode::FORBIDDEN);
    assert_ne!(post(&app, "/api/trial", "", "path=x").await.status, StatusCode::OK);
}

#[test]
fn the_page_speaks_both_languages() {
    for one in API.iter().filter(|one| is_tried(one)) {
        for lang in [Lang::Zh, Lang::En] {
            let view = view_of(frame(lang), one, &Given::new());
            let page = view.render().unwrap();
            let main = page.split("<main").nth(1).unwrap_or_default();
            let chinese = main.contains(|c: char| ('\u{4e00}'..'\u{a000}').contains(&c));
            assert_eq!(chinese, lang == Lang::Zh, "{}: {main}", one.route.path);
        }
    }
}
