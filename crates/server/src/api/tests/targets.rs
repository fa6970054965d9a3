//! Performance targets for programs: begun from a template, written, submitted, reviewed, approved, published.

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use store::testing::databases;

use super::{asked, code, sent, token, told};
use crate::access::Role;
use crate::operations::screening::tests::on;
use crate::operations::targets::tests::PROJECTS;
use crate::operations::targets::tests::declared::forms;
use crate::operations::tests::take_in;
use crate::pages::tests::site;
use crate::web::app;

#[tokio::test(flavor = "multi_thread")]
async fn programs_do_the_same() {
    let test = databases().await.unwrap().remove(0);
    let mut site = site(&test);
    site.context.fixed_day = Some(on("2020-03-01").day);
    take_in(&test, &[("项目.csv", PROJECTS)]).await;
    let office = |role| (role, "653125", None);
    let uses = ["read", "projects"];
    let line = token(&site, "line", office(Role::BureauBusiness), &uses).await;
    let reviewer = token(&site, "perf", office(Role::BureauPerformance), &uses).await;
    let head = token(&site, "head", office(Role::BureauHead), &uses).await;
    let app = app(&site);
    let library = told(&asked(&app, "/api/v1/indicators", &line).await);
    assert!(library["indicators"].as_array().is_some_and(|all| all.len() > 50));
    let post = async |at: &str, by: &str, body: Value| {
        sent(&app, &format!("/api/v1/targets{at}"), by, ("", &body.to_string())).await
    };
    let begin = json!({ "kind": "project", "subject": "P1", "year": "2020" });
    let made = post("", &line, begin.clone()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    assert_eq!(code(&post("", &line, begin).await), "target-known");
    let one = told(&asked(&app, "/api/v1/targets/1", &line).await);
    assert_eq!((&one["project_type"], &one["state"]), (&json!("livestock"), &json!("draft")));
    let steps: Vec<&str> =
        one["steps"].as_array().unwrap().iter().filter_map(|step| step["step"].as_str()).collect();
    assert_eq!(steps, ["submit", "withdraw", "rewrite"]);
    let form = asked(&app, "/api/v1/targets/1/form", &line).await;
    assert_eq!(form.status, StatusCode::OK);
    assert!(form.text.starts_with("PK"), "a workbook");
    let printed = "项目支出绩效目标申报表\n项目名称|扶贫养羊\n三级指标|指标值\n母羊|≥600只";
    let form = |text: &str| {
        let document = STANDARD.encode(forms(text).content);
        json!({ "document": { "name": "表.xlsx", "content": document } })
    };
    let read = told(&post("/1/form", &line, form(printed)).await);
    assert_eq!(read["text"]["indicators"][0]["value"], json!("600"), "{read}");
    assert_eq!((&read["called"], &read["text"]["total"]), (&json!(null), &json!("900000.00")));
    assert_eq!(code(&post("/1/form", &line, form("项目名称|桥")).await), "target-form-unread");
    let mut draft = one["text"].clone();
    draft["goal"] = json!("养羊600只");
    for indicator in draft["indicators"].as_array_mut().unwrap() {
        if indicator["value"] == json!("") {
            indicator["value"] = json!("90");
        }
    }
    let kept = told(&post("/1/text", &line, draft).await);
    assert_eq!(kept["text"]["indicators"].as_array().map(Vec::len), Some(10));
    let submitted = post("/1/submission", &line, json!({ "step": "submit" })).await;
    assert_eq!(told(&submitted)["state"], json!("submitted"), "{}", submitted.text);
    let scores = json!({ "necessity": 18, "feasibility": 18, "relevance": 18, "measurability": 18, "match": 18 });
    let review = json!({ "step": "pass", "reason": "已核", "scores": scores });
    assert_eq!(code(&post("/1/review", &line, review.clone()).await), "same-person");
    let passed = told(&post("/1/review", &reviewer, review).await);
    assert_eq!((&passed["state"], &passed["review"]["total"]), (&json!("passed"), &json!(90)));
    let approve =
        json!({ "step": "approve", "document": "莎财1号", "on": "2020-03-01", "reason": "已核对" });
    let approved = post("/1/approval", &head, approve).await;
    assert_eq!(told(&approved)["state"], json!("approved"), "{}", approved.text);
    let filed = json!({ "step": "publish", "place": "门户网站", "on": "2020-03-01" });
    assert_eq!(
        told(&post("/1/filing", &reviewer, filed).await)["published_on"],
        json!("2020-03-01")
    );
    let covered = told(&asked(&app, "/api/v1/targets/coverage?year=2020", &line).await);
    assert_eq!(covered["rows"], json!([]), "nothing is in plan");
    let wrong = asked(&app, "/api/v1/targets/coverage?year=-1", &line).await;
    assert_eq!(code(&wrong), "asked-wrongly");
    let follow = json!({ "target": "T9", "follow": true });
    assert_eq!(code(&post("", &line, follow).await), "unknown-record");
}
