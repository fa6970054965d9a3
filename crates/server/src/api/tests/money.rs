//! Money handed down by programs: written, reviewed by another person, received; and what is refused of it.

use axum::Router;
use axum::http::StatusCode;
use serde_json::json;
use store::testing::databases;

use super::{Office, asked, code, sent, token, told};
use crate::access::Role;
use crate::operations::tests::take_in;
use crate::pages::lists::tests::FILES;
use crate::pages::tests::site;
use crate::web::app;

const USES: [&str; 2] = ["read", "money"];

const fn at(role: Role, division: &'static str) -> Office<'static> {
    (role, division, None)
}

/// A hand-down as it is written.
fn draft(amount: &str) -> String {
    json!({
        "source": "Z2", "doc_no": "K9", "issued_on": "2019-05-22", "for_poverty": true,
        "parts": [{ "to": "653125", "amount": amount }],
    })
    .to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_be_handed_down_is_told_and_what_cannot_is_refused() {
    for test in databases().await.unwrap() {
        take_in(&test, &FILES).await;
        let site = site(&test);
        let app = app(&site);
        let clerk = token(&site, "clerk", at(Role::BureauFund, "653100"), &USES).await;
        let county = token(&site, "county", at(Role::BureauFund, "653125"), &USES).await;
        let sources = told(&asked(&app, "/api/v1/hand-downs/sources?year=2019", &clerk).await);
        let source = sources["rows"].as_array().unwrap().iter().find(|row| row["id"] == "Z2");
        assert_eq!(source.unwrap()["left"], "100000.00", "{sources}");
        let choices = "/api/v1/hand-downs/new?source=Z2";
        let choices_of = told(&asked(&app, choices, &clerk).await);
        let receivers = choices_of["receivers"].to_string();
        assert!(receivers.contains("653125") && !receivers.contains("652901"), "{receivers}");
        assert_eq!(asked(&app, choices, &county).await.status, StatusCode::NOT_FOUND);
        assert_eq!(
            code(&asked(&app, "/api/v1/hand-downs/new?way=down", &clerk).await),
            "unknown-record"
        );

        let more = sent(&app, "/api/v1/hand-downs", &clerk, ("", &draft("600000"))).await;
        assert_eq!(more.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", more.text);
        let stray = draft("1").replace("\"to\"", "\"towards\"");
        let stray = sent(&app, "/api/v1/hand-downs", &clerk, ("", &stray)).await;
        assert_eq!(
            (code(&stray).as_str(), &told(&stray)["field"]),
            ("body-unreadable", &"towards".into())
        );
        let part = "{\"to\":\"653125\",\"amount\":\"1\"},".repeat(120);
        let many = draft("1").replace("\"parts\":[", &format!("\"parts\":[{part}"));
        let many = sent(&app, "/api/v1/hand-downs", &clerk, ("", &many)).await;
        assert_eq!(told(&many)["field"], "parts", "{}", many.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn money_is_handed_down_and_received_by_tokens_of_several_persons() {
    for test in databases().await.unwrap() {
        take_in(&test, &FILES).await;
        let site = site(&test);
        let app = app(&site);
        let clerk = token(&site, "clerk", at(Role::BureauFund, "653100"), &USES).await;
        let head = token(&site, "head", at(Role::BureauHead, "653100"), &USES).await;
        let county = token(&site, "county", at(Role::BureauFund, "653125"), &USES).await;
        let other = token(&site, "other", at(Role::BureauFund, "653101"), &USES).await;

        let begun = sent(&app, "/api/v1/hand-downs", &clerk, ("draft", &draft("50000"))).await;
        assert_eq!(begun.status, StatusCode::CREATED, "{}", begun.text);
        let again = sent(&app, "/api/v1/hand-downs", &clerk, ("draft", &draft("50000"))).await;
        assert_eq!(again.text, begun.text, "the same key writes one draft");
        let one = format!("/api/v1/hand-downs/{}", told(&begun)["id"]);
        let path = |name: &str| format!("{one}/{name}");
        let anew = sent(&app, &path("draft"), &clerk, ("", &draft("60000"))).await;
        assert_eq!(told(&anew)["parts"][0]["amount"], "60000.00", "{}", anew.text);
        let scan = json!({
            "step": "attach",
            "evidence": [{ "name": "K9.pdf", "content": "JVBERi0xLjcgcHJvb2Y=" }],
        });
        let scanned = told(&sent(&app, &path("scans"), &clerk, ("", &scan.to_string())).await);
        let number = &scanned["documents"][0]["id"];
        let file = asked(&app, &format!("{one}/attachments/{number}"), &clerk).await;
        assert_eq!(file.text, "%PDF-1.7 proof");
        let unknown = sent(&app, &path("steps"), &clerk, ("", "{\"step\": \"sell\"}")).await;
        assert_eq!(code(&unknown), "unknown-step");
        let submitted = sent(&app, &path("steps"), &clerk, ("", "{\"step\": \"submit\"}")).await;
        assert_eq!(told(&submitted)["state"], "submitted", "{}", submitted.text);
        for stranger in [&county, &other] {
            assert_eq!(asked(&app, &one, stranger).await.status, StatusCode::NOT_FOUND);
        }

        let seen = told(&asked(&app, &one, &head).await);
        assert!(seen["steps"].to_string().contains("hand_down"), "{seen}");
        let hand = |seal: &str| json!({ "step": "hand_down", "seal": seal }).to_string();
        let seal = seen["seal"].as_str().unwrap();
        let own = sent(&app, &path("review"), &clerk, ("", &hand(seal))).await;
        assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", own.text);
        let done = sent(&app, &path("review"), &head, ("hand", &hand(seal))).await;
        assert_eq!(told(&done)["state"], "handed_down", "{}", done.text);

        received(&app, &one, [&county, &other]).await;
    }
}

/// The county confirms what it received, at first a wrong amount.
async fn received(app: &Router, one: &str, [county, other]: [&str; 2]) {
    let path = format!("{one}/receipts");
    let own = told(&asked(app, one, county).await);
    assert!(own["source"].is_null() && own["history"] == json!([]), "{own}");
    assert_eq!(own["steps"][0]["step"], "receive", "{own}");
    let receipt = |amount: &str| {
        json!({
            "step": "receive", "line": 0, "received_on": "2019-05-23", "amount": amount,
            "fund": "special-development", "doc_no": "K9",
        })
        .to_string()
    };
    let wrong = sent(app, &path, county, ("", &receipt("x"))).await;
    assert_eq!(code(&wrong), "not-an-amount", "{}", wrong.text);
    let stranger = sent(app, &path, other, ("", &receipt("60000"))).await;
    assert_eq!(stranger.status, StatusCode::NOT_FOUND);
    let differs = sent(app, &path, county, ("", &receipt("1"))).await;
    assert_eq!(told(&differs)["parts"][0]["state"], "differs", "{}", differs.text);
    let right = sent(app, &path, county, ("", &receipt("60000"))).await;
    assert_eq!(told(&right)["state"], "complete", "{}", right.text);
    let list = told(&asked(app, "/api/v1/hand-downs?state=received", county).await);
    assert_eq!(list["totals"]["rows"], 1, "{list}");
    assert_eq!(asked(app, "/api/v1/hand-downs", other).await.status, StatusCode::OK);
}
