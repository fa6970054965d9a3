//! Inquiries and push lists by programs: the desk asks, the division answers; a list is received and answered.

use axum::Router;
use axum::http::StatusCode;
use serde_json::json;
use store::testing::{TestDb, databases};

use super::{asked, code, sent, token, told};
use crate::access::Role;
use crate::operations::screening::tests::{all, import, on, region, screened};
use crate::pages::tests::site;
use crate::visit::Site;
use crate::web::app;

const USES: [&str; 3] = ["read", "handle", "supervise"];

/// A county with a warning, its monitoring desk, and a desk elsewhere.
struct Story {
    site: Site,
    app: Router,
    county: &'static str,
    id: i64,
    desk: String,
    outside: String,
}

impl Story {
    async fn of(test: &TestDb) -> Story {
        let mut site = site(test);
        site.context.fixed_day = Some(on("2021-01-05").day);
        let set = region(2, 2, 120);
        import(&site.context, set.path()).await;
        screened(&site.context, "2021-01-04", "2020-12-31").await;
        let warnings = all(&mut site.context.db.read().await.unwrap()).await;
        let found = warnings.iter().find(|one| one.identity.rule == "pay.delegated").unwrap();
        let (county, id): (&'static str, i64) = (found.place.home.clone().leak(), found.id);
        let desk = token(&site, "desk", (Role::BureauFund, county, None), &USES).await;
        let other = if county == "652901" { "652902" } else { "652901" };
        let outside = token(&site, "outside", (Role::BureauFund, other, None), &USES).await;
        Story { app: app(&site), site, county, id, desk, outside }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_asks_and_is_answered() {
    for test in databases().await.unwrap() {
        let story = Story::of(&test).await;
        let Story { app, county, id, desk, outside, .. } = &story;
        let division = (Role::BureauBusiness, *county, None);
        let division = token(&story.site, "division", division, &USES).await;

        let choices = told(&asked(app, &format!("/api/v1/inquiries/new?warning={id}"), desk).await);
        assert_eq!(
            (&choices["warnings"][0], &choices["due"]),
            (&(*id).into(), &"2021-01-12".into())
        );
        assert!(choices["posts"].to_string().contains("post-division"), "{choices}");
        assert_eq!(code(&asked(app, "/api/v1/inquiries/new", desk).await), "asked-wrongly");
        let question = |due: &str| {
            json!({ "warnings": [id], "to": "post-division", "question": "请核实", "due": due })
                .to_string()
        };
        let path = "/api/v1/inquiries";
        let late = sent(app, path, desk, ("", &question("2021-01-05"))).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", late.text);
        let not_a_desk = sent(app, path, &division, ("", &question("2021-01-12"))).await;
        assert_eq!(not_a_desk.status, StatusCode::FORBIDDEN);
        let stranger = sent(app, path, outside, ("", &question("2021-01-12"))).await;
        assert_eq!(stranger.status, StatusCode::NOT_FOUND);
        let made = sent(app, path, desk, ("ask", &question("2021-01-12"))).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
        let one = format!("{path}/{}", told(&made)["id"]);
        assert_eq!(asked(app, &one, outside).await.status, StatusCode::NOT_FOUND);
        let seen = told(&asked(app, &one, &division).await);
        assert_eq!(seen["steps"][0]["path"], format!("{one}/answer"), "{seen}");
        let bare = json!({ "step": "answer", "text": "属实" }).to_string();
        let bare = sent(app, &format!("{one}/answer"), &division, ("", &bare)).await;
        assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY, "an answer needs documents");
        let answer = json!({
            "step": "answer", "text": "属实",
            "evidence": [{ "name": "说明.pdf", "content": "JVBERi0xLjcgcHJvb2Y=" }],
        });
        let answer = answer.to_string();
        let answered = sent(app, &format!("{one}/answer"), &division, ("", &answer)).await;
        let answered = told(&answered);
        assert_eq!(answered["state"], "answered", "{answered}");
        let number = &answered["documents"][0]["id"];
        let file = asked(app, &format!("{one}/attachments/{number}"), desk).await;
        assert_eq!(file.text, "%PDF-1.7 proof");
        let again = json!({ "step": "ask_again", "text": "请补充", "due": "2021-01-13" });
        let again = sent(app, &format!("{one}/judgement"), desk, ("", &again.to_string())).await;
        assert_eq!(told(&again)["state"], "at_division", "{}", again.text);
        let gone = json!({ "step": "withdraw", "text": "另行核查" }).to_string();
        let gone = told(&sent(app, &format!("{one}/judgement"), desk, ("", &gone)).await);
        assert_eq!((&gone["state"], &gone["steps"]), (&"withdrawn".into(), &json!([])));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_pushed_received_and_answered() {
    for test in databases().await.unwrap() {
        let story = Story::of(&test).await;
        let Story { app, county, desk, outside, .. } = &story;
        let centre = (Role::RegionEvaluation, "650000", None);
        let centre = token(&story.site, "centre", centre, &USES).await;
        let order = json!({ "division": county }).to_string();
        let own = sent(app, "/api/v1/pushes", desk, ("", &order)).await;
        assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY, "nobody pushes to oneself");
        let made = sent(app, "/api/v1/pushes", &centre, ("push", &order)).await;
        assert_eq!((made.status, &told(&made)["lists"]), (StatusCode::CREATED, &1.into()));
        let list = told(&asked(app, "/api/v1/pushes", desk).await);
        let push = format!("/api/v1/pushes/{}", list["rows"][0]["id"].as_str().unwrap());
        assert_eq!(asked(app, &push, outside).await.status, StatusCode::NOT_FOUND);
        let said = |step: &str, warning: &serde_json::Value| {
            json!({ "step": step, "warning": warning, "text": "正在整改" }).to_string()
        };
        let item = told(&asked(app, &push, desk).await)["items"][0]["warning"].clone();
        let answers = format!("{push}/answers");
        let early = sent(app, &answers, desk, ("", &said("answer", &item))).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "first it is received");
        let none = serde_json::Value::Null;
        let received = told(&sent(app, &answers, desk, ("", &said("receive", &none))).await);
        assert_eq!(received["state"], "received", "{received}");
        let told_of = told(&sent(app, &answers, desk, ("", &said("answer", &item))).await);
        assert_eq!(told_of["items"][0]["answer"], "正在整改", "{told_of}");
        let items = told(&asked(app, "/api/v1/push-items?answered=yes", desk).await);
        assert_eq!(items["totals"]["rows"], 1, "{}: {items}", test.engine);
        for refused in ["sell", ""] {
            let answer = sent(app, &answers, desk, ("", &said(refused, &none))).await;
            assert_eq!(code(&answer), "body-unreadable", "{}", answer.text);
        }
    }
}
