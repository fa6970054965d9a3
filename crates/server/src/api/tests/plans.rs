//! Integration plans and quarterly reconciliations by programs: written, reviewed jointly, decided; opened, entered,
//! signed by both sides; and what is refused of them.

use axum::Router;
use axum::http::StatusCode;
use serde_json::{Value, json};
use store::testing::databases;

use super::{Office, asked, code, sent, token, told};
use crate::access::Role;
use crate::operations::integration::integrated;
use crate::operations::screening::tests::on;
use crate::operations::tests::{pack, take_in};
use crate::pages::tests::site;
use crate::web::app;

const PROJECTS: &str = "\
项目编号,项目名称,县,类别,年度,实施单位,入库日期,计划金额
P1,防渗渠,653125,农田水利,2019,莎车县水利局,2019-01-05,500000
P2,桥,653125,道路,2019,莎车县交通局,,500000
";
const TARGETS: &str = "\
目标编号,对象类型,对象,年度,总体目标,资金总额,审核结果,批复日期
T1,项目,P1,2019,修渠三公里,500000,通过,2019-01-02
";
const FUNDINGS: &str = "项目编号,指标编号,金额,安排日期\nP1,A3,120,2019-03-01\n";
const USES: [&str; 2] = ["read", "money"];

const fn at(role: Role, division: &'static str) -> Office<'static> {
    (role, division, None)
}

/// What the places were handed of a fund in a year.
fn allotments(fund: &str, year: u16) -> String {
    format!(
        "编号,文号,资金,年度,下达单位,接收单位,金额,下达日期,收文日期\n\
         A2,一号,{fund},{year},650000,653100,500,{year}-02-01,{year}-02-02\n\
         A3,二号,{fund},{year},653100,653125,300,{year}-02-01,{year}-02-02\n"
    )
}

/// A plan of the county as it is written.
fn draft(fund: &str, used: &str) -> Value {
    json!({
        "county": "653125", "fiscal_year": "2019", "title": "整合方案",
        "sources": [{ "fund": fund, "scale": "900", "amount": "300" }],
        "uses": [{ "project": "P1", "fund": fund, "amount": used }],
    })
}

fn steps(of: &Value) -> Vec<&str> {
    of["steps"].as_array().unwrap().iter().filter_map(|step| step["step"].as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_written_by_rows_and_what_is_wrong_with_them_is_named() {
    for test in databases().await.unwrap() {
        let fund = integrated(&pack().funds).next().unwrap().to_owned();
        take_in(&test, &[("项目.csv", PROJECTS), ("目标.csv", TARGETS)]).await;
        take_in(&test, &[("指标.csv", &allotments(&fund, 2019))]).await;
        let site = site(&test);
        let app = app(&site);
        let clerk = token(&site, "clerk", at(Role::BureauFund, "653125"), &USES).await;
        let farm = token(&site, "farm", at(Role::RegionAgriculture, "650000"), &USES).await;
        let path = "/api/v1/integration-plans";

        let made_of = told(&asked(&app, &format!("{path}/new?year=2019"), &clerk).await);
        assert_eq!(made_of["county"], "653125", "{}: {made_of}", test.engine);
        assert_eq!(made_of["funds"][0], json!({ "fund": fund, "received": "300.00" }));
        assert_eq!(made_of["projects"], json!([{ "project": "P1", "name": "防渗渠" }]));
        assert!(made_of["before"].is_null(), "{made_of}");
        let far = asked(&app, &format!("{path}/new?county=653126"), &clerk).await;
        assert_eq!(code(&far), "unknown-division", "{}", far.text);
        assert_eq!(asked(&app, &format!("{path}/new"), &farm).await.status, StatusCode::FORBIDDEN);

        let mut wrong = draft(&fund, "300");
        wrong["uses"].as_array_mut().unwrap().extend([
            json!({ "project": "P2", "fund": fund, "amount": "1" }),
            json!({ "project": "P1", "fund": fund, "amount": "many" }),
        ]);
        let refused = sent(&app, path, &clerk, ("", &wrong.to_string())).await;
        let said = told(&refused);
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
        assert_eq!(
            (&said["code"], &said["field"]),
            (&"plan-project-unfit".into(), &"uses[1]".into())
        );
        let mistakes = said["mistakes"].as_array().unwrap();
        assert!(mistakes.len() == 2 && mistakes[1].as_str().unwrap().starts_with("uses[2]: "));
        let mut foreign = draft(&fund, "300");
        foreign["county"] = "653126".into();
        let foreign = sent(&app, path, &clerk, ("", &foreign.to_string())).await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND, "{}", foreign.text);
        assert!(told(&foreign)["mistakes"].is_null(), "nothing is told of another county's rows");
        let mut many = draft(&fund, "1");
        many["uses"] = vec![many["uses"][0].clone(); 301].into();
        let many = sent(&app, path, &clerk, ("", &many.to_string())).await;
        assert_eq!(
            (code(&many).as_str(), &told(&many)["field"]),
            ("body-unreadable", &"uses".into())
        );
        let none = told(&asked(&app, path, &clerk).await);
        assert_eq!(none["totals"]["rows"], 0, "nothing was kept: {none}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_reviewed_and_decided_by_tokens_of_several_persons() {
    for test in databases().await.unwrap() {
        let fund = integrated(&pack().funds).next().unwrap().to_owned();
        take_in(&test, &[("项目.csv", PROJECTS), ("目标.csv", TARGETS)]).await;
        take_in(&test, &[("指标.csv", &allotments(&fund, 2019)), ("项目资金.csv", FUNDINGS)]).await;
        let mut site = site(&test);
        site.context.fixed_day = Some(on("2019-06-01").day);
        let app = app(&site);
        let clerk = token(&site, "clerk", at(Role::BureauFund, "653125"), &USES).await;
        let farm = token(&site, "farm", at(Role::RegionAgriculture, "650000"), &USES).await;
        let line = token(&site, "line", at(Role::RegionBusiness, "650000"), &USES).await;
        let group = token(&site, "group", at(Role::BureauLeadingGroup, "653125"), &USES).await;
        let reader = token(&site, "reader", at(Role::BureauFund, "653126"), &USES).await;

        let path = "/api/v1/integration-plans";
        let body = draft(&fund, "200").to_string();
        let begun = sent(&app, path, &clerk, ("plan", &body)).await;
        assert_eq!(begun.status, StatusCode::CREATED, "{}", begun.text);
        let again = sent(&app, path, &clerk, ("plan", &body)).await;
        assert_eq!(again.text, begun.text, "the same key writes one plan");
        let one = format!("{path}/{}", told(&begun)["id"]);
        let to = |name: &str| format!("{one}/{name}");
        let submit = "{\"step\": \"submit_plan\"}";
        let uneven = sent(&app, &to("steps"), &clerk, ("", submit)).await;
        assert_eq!(code(&uneven), "plan-uneven", "{}", uneven.text);
        let seen = told(&asked(&app, &one, &clerk).await);
        assert_eq!(seen["sources"][0]["apart"], "100.00", "{seen}");
        assert_eq!(steps(&seen), ["submit_plan", "attach", "withdraw", "write"]);
        let anew = sent(&app, &to("draft"), &clerk, ("", &draft(&fund, "300").to_string())).await;
        assert_eq!(told(&anew)["uses"][0]["amount"], "300.00", "{}", anew.text);
        let evidence = json!([{ "name": "方案.pdf", "content": "JVBERi0xLjcgcHJvb2Y=" }]);
        let scan = json!({ "step": "attach", "evidence": evidence }).to_string();
        let scanned = told(&sent(&app, &to("scans"), &clerk, ("", &scan)).await);
        let file = format!("{one}/attachments/{}", scanned["documents"][0]["id"]);
        assert_eq!(asked(&app, &file, &clerk).await.text, "%PDF-1.7 proof");
        let strange = sent(&app, &to("scans"), &clerk, ("", submit)).await;
        assert_eq!(code(&strange), "unknown-step");
        let submitted = told(&sent(&app, &to("steps"), &clerk, ("", submit)).await);
        assert_eq!(submitted["state"], "submitted", "{submitted}");
        for stranger in [&one, &file] {
            assert_eq!(asked(&app, stranger, &reader).await.status, StatusCode::NOT_FOUND);
        }

        reviewed(&app, &one, [&clerk, &farm, &line]).await;
        decided(&app, &one, [&clerk, &farm, &group]).await;
        // The next version begins with the approved one.
        let own = told(&asked(&app, &one, &clerk).await);
        assert_eq!(steps(&own), ["adjust"], "{own}");
        let mut next =
            told(&asked(&app, &format!("{path}/new?year=2019"), &clerk).await)["before"].take();
        let silent = sent(&app, path, &clerk, ("", &next.to_string())).await;
        assert_eq!(code(&silent), "no-reason", "{}", silent.text);
        next["note"] = "调整".into();
        let next = sent(&app, path, &clerk, ("", &next.to_string())).await;
        assert_eq!(next.status, StatusCode::CREATED, "{}", next.text);
    }
}

/// The decision of the leading group, and what was done beside what was planned.
async fn decided(app: &Router, one: &str, [clerk, farm, group]: [&str; 3]) {
    let to = |name: &str| format!("{one}/{name}");
    let approve = |day: &str| json!({ "step": "approve", "document": "D1", "on": day });
    let own = sent(app, &to("decision"), farm, ("", &approve("2019-06-01").to_string())).await;
    assert_eq!(own.status, StatusCode::FORBIDDEN, "{}", own.text);
    let early = sent(app, &to("decision"), group, ("", &approve("2018-01-01").to_string())).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", early.text);
    let done = sent(app, &to("decision"), group, ("D1", &approve("2019-06-01").to_string())).await;
    let done = told(&done);
    assert_eq!((&done["state"], &done["document"]), (&"approved".into(), &"D1".into()), "{done}");
    let beside = json!({ "allotted": "120.00", "paid": "0.00", "stands": "under" });
    assert_eq!((&done["uses"][0]["done"], &done["sources"][0]["done"]), (&beside, &beside));
    let list = told(&asked(app, "/api/v1/integration?stands=under", farm).await);
    assert_eq!(
        (&list["totals"]["rows"], &list["totals"]["allotted"]),
        (&1.into(), &"120.00".into())
    );
    let plans = told(&asked(app, "/api/v1/integration-plans?state=approved", clerk).await);
    assert_eq!(plans["totals"]["integrated"], "300.00", "{plans}");
}

/// The joint review: called by the agriculture division, an objection taken back.
async fn reviewed(app: &Router, one: &str, [clerk, farm, line]: [&str; 3]) {
    let to = |name: &str| format!("{one}/{name}");
    let seen = told(&asked(app, one, farm).await);
    assert_eq!(steps(&seen), ["convene", "return"], "{seen}");
    let post = seen["steps"][0]["fields"][0]["options"][1]["value"].as_str().unwrap();
    let convene = |post: i64| json!({ "step": "convene", "reviewers": [post] }).to_string();
    let unfit = sent(app, &to("review"), farm, ("", &convene(9_999))).await;
    assert_eq!(code(&unfit), "reviewer-unfit", "{}", unfit.text);
    let post: i64 = post.parse().unwrap();
    let by_clerk = sent(app, &to("review"), clerk, ("", &convene(post))).await;
    assert_eq!(by_clerk.status, StatusCode::FORBIDDEN);
    let called = told(&sent(app, &to("review"), farm, ("", &convene(post))).await);
    assert_eq!(called["state"], "in_review", "{called}");
    let mute = sent(app, &to("opinions"), line, ("", "{\"step\": \"object\"}")).await;
    assert_eq!(code(&mute), "no-reason", "{}", mute.text);
    let object = json!({ "step": "object", "reason": "重复安排" }).to_string();
    let objected = told(&sent(app, &to("opinions"), line, ("", &object)).await);
    assert_eq!(objected["reviews"][0]["agrees"], false, "{objected}");
    let agreed = told(&sent(app, &to("opinions"), line, ("", "{\"step\": \"agree\"}")).await);
    assert_eq!(agreed["state"], "agreed", "{agreed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quarter_is_reconciled_by_tokens_of_both_sides() {
    for test in databases().await.unwrap() {
        let fund = integrated(&pack().funds).next().unwrap().to_owned();
        take_in(&test, &[("指标.csv", &allotments(&fund, 2018))]).await;
        let site = site(&test);
        let app = app(&site);
        let farm = token(&site, "farm", at(Role::RegionAgriculture, "650000"), &USES).await;
        let clerk = token(&site, "clerk", at(Role::BureauFund, "653125"), &USES).await;
        let head = token(&site, "head", at(Role::BureauHead, "653125"), &USES).await;
        let other = token(&site, "other", at(Role::BureauHead, "653126"), &USES).await;

        let path = "/api/v1/reconciliations";
        let quarters = format!("{path}/quarters?quarter=2018-Q1");
        let due = told(&asked(&app, &quarters, &farm).await);
        let rows = due["rows"].as_array().unwrap();
        assert_eq!((due["overdue"].clone(), rows.len()), (3.into(), 3), "{}: {due}", test.engine);
        let own = told(&asked(&app, &quarters, &head).await);
        assert_eq!(
            (&own["rows"][0]["state"], &own["rows"][0]["ours"]),
            (&"missing".into(), &"300.00".into())
        );
        let order =
            |party: &str, quarter: &str| json!({ "party": party, "quarter": quarter }).to_string();
        for (who, party, quarter, name) in [
            (&farm, "653125", "2018-03", "not-a-quarter"),
            (&farm, "653125", "2060-Q1", "quarter-not-over"),
            (&farm, "653126", "2018-Q1", "nothing-to-reconcile"),
            (&farm, "nobody", "2018-Q1", "unknown-division"),
            (&clerk, "653125", "2018-Q1", "out-of-scope"),
        ] {
            let refused = sent(&app, path, who, ("", &order(party, quarter))).await;
            assert_eq!(code(&refused), name, "{party} {quarter}");
        }
        let wrong = asked(&app, &format!("{path}/quarters?quarter=2018-03"), &farm).await;
        assert_eq!(code(&wrong), "not-a-quarter");
        let begun = sent(&app, path, &farm, ("Q1", &order("653125", "2018-Q1"))).await;
        assert_eq!(begun.status, StatusCode::CREATED, "{}", begun.text);
        let again = sent(&app, path, &farm, ("Q1", &order("653125", "2018-Q1"))).await;
        assert_eq!(again.text, begun.text);
        let one = format!("{path}/{}", told(&begun)["id"]);
        assert_eq!(asked(&app, &one, &other).await.status, StatusCode::NOT_FOUND);
        entered(&app, &one, [&fund, &clerk, &farm]).await;

        let to = |name: &str| format!("{one}/{name}");
        let sign = "{\"step\": \"sign_theirs\"}";
        let both = sent(&app, &to("signing"), &clerk, ("", sign)).await;
        assert_eq!(both.status, StatusCode::FORBIDDEN, "who enters does not sign: {}", both.text);
        let theirs = told(&sent(&app, &to("signing"), &head, ("", sign)).await);
        assert_eq!(
            (&theirs["signed_by_party"], &theirs["state"]),
            (&true.into(), &"entered".into())
        );
        let keeping = to("keeping");
        let signed = told(&sent(&app, &keeping, &farm, ("", "{\"step\": \"sign_ours\"}")).await);
        assert_eq!(signed["state"], "signed", "{signed}");
        assert!(signed["import"].is_i64(), "it is a record: {signed}");
        let over = told(&asked(&app, &quarters, &farm).await);
        assert_eq!(over["overdue"], 2, "{over}");
        let list = told(&asked(&app, &format!("{path}?state=signed"), &head).await);
        assert_eq!(list["totals"]["their_books"], "250.00", "{list}");
        let mute = sent(&app, &keeping, &farm, ("", "{\"step\": \"again\"}")).await;
        assert_eq!(code(&mute), "reason-missing", "{}", mute.text);
        let why = json!({ "step": "again", "reason": "在途已入账" }).to_string();
        let next = told(&sent(&app, &keeping, &farm, ("", &why)).await);
        assert_eq!((&next["version"], &next["state"]), (&2.into(), &"open".into()), "{next}");
    }
}

/// The county's figures: those that do not fit are refused, what differs is explained, and sent back once.
async fn entered(app: &Router, one: &str, [fund, clerk, farm]: [&str; 3]) {
    let (figures, keeping) = (format!("{one}/figures"), format!("{one}/keeping"));
    let row = |fund: &str, theirs: &str, explanation: &str| json!({ "fund": fund, "theirs": theirs, "explanation": explanation });
    let rows = |rows: Vec<Value>| json!({ "rows": rows }).to_string();
    for (given, name) in [
        (vec![], "field-missing"),
        (vec![row("nothing", "250", "")], "field-missing"),
        (vec![row(fund, "250", "x"), row(fund, "250", "x")], "field-missing"),
        (vec![row("", "250", "x")], "body-unreadable"),
        (vec![row(fund, " ", "")], "not-an-amount"),
        (vec![row(fund, "250", "")], "row-unexplained"),
    ] {
        let refused = sent(app, &figures, clerk, ("", &rows(given))).await;
        assert_eq!(code(&refused), name, "{}", refused.text);
    }
    let good = rows(vec![row(fund, "250", "一笔在途")]);
    let by_farm = sent(app, &figures, farm, ("", &good)).await;
    assert_eq!(by_farm.status, StatusCode::FORBIDDEN, "{}", by_farm.text);
    let told_rows = told(&sent(app, &figures, clerk, ("", &good)).await);
    assert_eq!(
        (&told_rows["state"], &told_rows["rows"][0]["apart"]),
        (&"entered".into(), &"50.00".into())
    );
    let unknown = sent(app, &keeping, farm, ("", "{\"step\": \"sign_theirs\"}")).await;
    assert_eq!(code(&unknown), "unknown-step", "{}", unknown.text);
    let back = json!({ "step": "return", "reason": "请核对" }).to_string();
    let back = told(&sent(app, &keeping, farm, ("", &back)).await);
    assert_eq!(back["state"], "open", "{back}");
    let anew = told(&sent(app, &figures, clerk, ("", &good)).await);
    assert_eq!(anew["state"], "entered", "{anew}");
}
