//! Other money on projects by programs: entered, sent back, confirmed by another, reversed; a person's name is never
//! told, and what is refused says why.

use axum::http::StatusCode;
use serde_json::{Value, json};
use store::testing::databases;

use super::{Office, asked, code, sent, token, told};
use crate::access::Role;
use crate::operations::screening::tests::on;
use crate::operations::tests::take_in;
use crate::pages::tests::site;
use crate::web::app;

const PROJECTS: &str = "\
项目编号,项目名称,县,类别,年度,实施单位,负责人,计划金额,入库日期,计划批复日期
P1,防渗渠,653125,水利,2020,莎车县水利局,王某,1000,2020-01-05,
";
const USES: [&str; 2] = ["read", "projects"];

const fn at(role: Role, division: &'static str) -> Office<'static> {
    (role, division, None)
}

fn draft(entry: &str, amount: &str) -> Value {
    json!({
        "project": "P1", "entry": entry, "source": "social", "giver": "阿依古丽", "giver_kind": "person",
        "amount": amount, "on": "2020-03-01", "note": "阿依古丽捐款",
        "evidence": [{ "name": "回单.pdf", "content": "JVBERi0xLjcgcHJvb2Y=" }],
    })
}

fn with(mut draft: Value, name: &str, value: Value) -> String {
    draft[name] = value;
    draft.to_string()
}

fn steps(of: &Value) -> Vec<&str> {
    of["steps"].as_array().unwrap().iter().filter_map(|step| step["step"].as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn other_money_is_entered_and_confirmed_by_tokens_of_two_persons() {
    for test in databases().await.unwrap() {
        let mut site = site(&test);
        site.context.fixed_day = Some(on("2020-06-01").day);
        take_in(&test, &[("项目.csv", PROJECTS)]).await;
        let line = token(&site, "line", at(Role::BureauBusiness, "653125"), &USES).await;
        let fund = token(&site, "fund", at(Role::BureauFund, "653125"), &USES).await;
        let far = token(&site, "far", at(Role::BureauBusiness, "653126"), &USES).await;
        let app = app(&site);

        let path = "/api/v1/contributions";
        let good = draft("received", "500");
        let made = sent(&app, path, &line, ("one", &good.to_string())).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
        let again = sent(&app, path, &line, ("one", &good.to_string())).await;
        assert_eq!(again.text, made.text, "the same key enters one line");
        let one = format!("{path}/{}", told(&made)["id"]);
        assert_eq!(asked(&app, &one, &far).await.status, StatusCode::NOT_FOUND);
        let seen = told(&asked(&app, &one, &line).await);
        assert_eq!((&seen["giver"], &seen["giver_kind"]), (&"阿***".into(), &"person".into()));
        assert_eq!(
            (&seen["note"], steps(&seen)),
            (&"阿***捐款".into(), vec!["rewrite", "withdraw"])
        );

        let to = |name: &str| format!("{one}/{name}");
        let own = sent(&app, &to("decision"), &line, ("", "{\"step\": \"confirm\"}")).await;
        assert_eq!(code(&own), "out-of-scope", "who enters does not confirm");
        let silent = sent(&app, &to("decision"), &fund, ("", "{\"step\": \"return\"}")).await;
        assert_eq!(code(&silent), "no-reason");
        let back = json!({ "step": "return", "reason": "金额不符" }).to_string();
        let back = told(&sent(&app, &to("decision"), &fund, ("back", &back)).await);
        assert_eq!(back["state"], "returned", "{back}");
        // A program writes the line anew with what it was told; the masked name stays who it is.
        let anew = json!({
            "step": "rewrite", "entry": seen["entry"], "source": seen["source"], "giver": seen["giver"],
            "giver_kind": seen["giver_kind"], "amount": "450", "on": seen["on"], "note": seen["note"],
        });
        let anew = told(&sent(&app, &to("entry"), &line, ("anew", &anew.to_string())).await);
        assert_eq!((&anew["state"], &anew["amount"]), (&"waiting".into(), &"450.00".into()));
        let confirm = "{\"step\": \"confirm\"}";
        let done = told(&sent(&app, &to("decision"), &fund, ("yes", confirm)).await);
        assert_eq!((&done["state"], steps(&done).len()), (&"confirmed".into(), 0), "{done}");
        let withdraw = json!({ "step": "withdraw", "reason": "x" }).to_string();
        let locked = sent(&app, &to("entry"), &line, ("", &withdraw)).await;
        assert_eq!(code(&locked), "not-from-here");

        let reverse = json!({ "step": "reverse", "reason": "重复登记" }).to_string();
        let other = told(&sent(&app, &to("entry"), &line, ("reverse", &reverse)).await);
        assert_eq!((&other["reverses"], &other["amount"]), (&seen["id"], &"-450.00".into()));
        let path_of_other = format!("{path}/{}/decision", other["id"]);
        sent(&app, &path_of_other, &fund, ("both", confirm)).await;
        let seen = told(&asked(&app, &one, &line).await);
        assert_eq!((&seen["state"], &seen["reversed_by"]), (&"reversed".into(), &other["id"]));
        let rows = told(&asked(&app, &format!("{path}?giver_kind=person"), &fund).await);
        assert_eq!(rows["totals"]["rows"], 2, "{rows}");
        assert_eq!(rows["rows"][0]["giver"], "阿***");
        for page in [&format!("{path}?project=P1"), &one, "/api/v1/events"] {
            let auditor = if page.ends_with("events") { &fund } else { &line };
            let text = asked(&app, page, auditor).await.text;
            assert!(!text.contains("阿依古丽") && !text.contains("{name:"), "{page}: {text}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_says_why_and_leaves_nothing() {
    for test in databases().await.unwrap() {
        let mut site = site(&test);
        site.context.fixed_day = Some(on("2020-06-01").day);
        take_in(&test, &[("项目.csv", PROJECTS)]).await;
        let line = token(&site, "line", at(Role::BureauBusiness, "653125"), &USES).await;
        let fund = token(&site, "fund", at(Role::BureauFund, "653125"), &USES).await;
        let far = token(&site, "far", at(Role::BureauBusiness, "653126"), &USES).await;
        let reader = token(&site, "reader", at(Role::BureauBusiness, "653125"), &["read"]).await;
        let app = app(&site);
        let path = "/api/v1/contributions";
        let good = draft("received", "500");
        for (body, who, name) in [
            (with(good.clone(), "giver_kind", "ghost".into()), &line, "contribution-word"),
            (with(good.clone(), "source", "own".into()), &line, "own-money-of-person"),
            (with(good.clone(), "entry", "spent".into()), &line, "spent-beyond-received"),
            (with(good.clone(), "evidence", json!([])), &line, "no-evidence"),
            (with(good.clone(), "amount", "many".into()), &line, "not-an-amount"),
            (with(good.clone(), "colour", "red".into()), &line, "body-unreadable"),
            (good.to_string(), &far, "unknown-record"),
            (good.to_string(), &fund, "out-of-scope"),
            (good.to_string(), &reader, "token-use"),
        ] {
            let refused = sent(&app, path, who, ("", &body)).await;
            assert_eq!(code(&refused), name, "{}: {body}: {}", test.engine, refused.text);
        }
        let none = told(&asked(&app, path, &line).await);
        assert_eq!(none["totals"]["rows"], 0, "{none}");
    }
}
