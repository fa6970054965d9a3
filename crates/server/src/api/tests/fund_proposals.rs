//! Fund proposals over HTTP and for programs, in both languages: written in the form, submitted and reviewed by
//! programs, approved on the page, listed, found in the register.

use axum::http::StatusCode;
use serde_json::{Value, json};
use store::testing::databases;

use super::{Office, asked, code, sent, token, told};
use crate::access::Role;
use crate::operations::screening::tests::on;
use crate::pages::tests::{get, post, signed_in_at, site};
use crate::web::app;

const fn at(role: Role) -> Office<'static> {
    (role, "650000", None)
}

fn steps(of: &Value) -> Vec<&str> {
    of["steps"].as_array().unwrap().iter().filter_map(|step| step["step"].as_str()).collect()
}

/// The form of a special proposal of one line.
fn form(total: &str, reason: &str) -> String {
    format!(
        "kind=special&fiscal_year=2020&total={total}&arrangement=R1&0.fund=special-minority&0.source=region\
         &0.amount=12.50&0.reason={reason}"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proposal_is_written_in_the_form_and_approved_on_the_page() {
    for test in databases().await.unwrap() {
        let mut site = site(&test);
        site.context.fixed_day = Some(on("2020-06-01").day);
        let fund = signed_in_at(&site, "maker", Some(at(Role::RegionFundOffice)), false).await;
        let leader = signed_in_at(&site, "leader", Some(at(Role::RegionLeader)), false).await;
        let app = app(&site);
        let kinds = get(&app, "/fund-proposals/new", &fund).await.text;
        assert!(kinds.contains("kind=special") && !kinds.contains("kind=bonds"), "{kinds}");
        assert!(kinds.contains("本地设定"), "who signs is no law: {kinds}");
        let empty = get(&app, "/fund-proposals/new?kind=special&lang=en", &fund).await.text;
        assert!(empty.contains("From the budget of") && empty.contains("少数民族"), "{empty}");
        let uneven = post(&app, "/fund-proposals", &fund, &form("12.51", "R2")).await;
        assert_eq!(uneven.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            uneven.text.contains("12.50 元") && uneven.text.contains("R2"),
            "what was written stays"
        );
        let made = post(&app, "/fund-proposals", &fund, &form("12.50", "R2")).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text);
        let page = made.to().to_owned();
        let draft = get(&app, &format!("{page}/draft"), &fund).await.text;
        assert!(draft.contains("value=\"12.50\"") && draft.contains("R1"), "{draft}");
        let anew = post(&app, &format!("{page}/draft"), &fund, &form("12.50", "R3")).await;
        assert_eq!((anew.status, anew.to()), (StatusCode::SEE_OTHER, &*page), "{}", anew.text);
        assert!(get(&app, "/", &fund).await.text.contains("您拟定中的资金安排意见"));
        let early = post(&app, &format!("{page}/passage"), &leader, "step=approve&reason=x").await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", test.engine);
        let done = post(&app, &format!("{page}/steps"), &fund, "step=submit").await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        let closed = get(&app, &format!("{page}/draft"), &fund).await;
        assert_eq!((closed.status, closed.to()), (StatusCode::SEE_OTHER, &*page), "it waits");
        let late = post(&app, &format!("{page}/draft"), &fund, &form("12.50", "R5")).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY, "nor is it written anew");
        assert!(get(&app, "/", &leader).await.text.contains("待您办理的资金安排意见"));
        assert!(!get(&app, &page, &fund).await.text.contains("value=\"approve\""));
        let silent = post(&app, &format!("{page}/passage"), &leader, "step=approve&reason=").await;
        assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
        let done = post(&app, &format!("{page}/passage"), &leader, "step=approve&reason=R4").await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        let english = get(&app, &format!("{page}?lang=en"), &fund).await.text;
        for text in ["approved", "R3", "R4", "a local default", "Begin a later version", "12.50"] {
            assert!(english.contains(text), "{text}: {english}");
        }
        let later =
            get(&app, &format!("/fund-proposals/new?replaces={}", &page[16..]), &fund).await;
        assert!(later.text.contains("R3") && later.text.contains("批准后替代"), "{}", later.text);
        let foreign =
            get(&app, &format!("/fund-proposals/new?replaces={}", &page[16..]), &leader).await;
        assert_eq!(foreign.status, StatusCode::FORBIDDEN);
        let list = get(&app, "/fund-proposals?state=approved&kind=special", &leader).await.text;
        assert!(list.contains(&page) && list.contains("12.50"), "{list}");
        let file =
            get(&app, "/files/fund_proposal_lines.csv?fund=special-minority", &leader).await.text;
        assert!(file.contains("12.50"), "{file}");
        let register =
            get(&app, "/registers/raising?year=2020&division=650000", &leader).await.text;
        let behind = "/fund-proposal-lines?kind=special&#38;fiscal_year=2020";
        assert!(
            register.contains(behind) || register.contains(&behind.replace("&#38;", "&amp;")),
            "{register}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_write_agree_and_are_refused() {
    for test in databases().await.unwrap() {
        let mut site = site(&test);
        site.context.fixed_day = Some(on("2020-06-01").day);
        let uses = ["read", "money"];
        let budget = token(&site, "budget", at(Role::RegionBudget), &uses).await;
        let fund = token(&site, "fund", at(Role::RegionFundOffice), &uses).await;
        let leader = token(&site, "leader", at(Role::RegionLeader), &uses).await;
        let app = app(&site);
        let path = "/api/v1/fund-proposals";
        let draft = |amount: &str| {
            json!({
                "kind": "bonds", "fiscal_year": "2020", "total": "100", "arrangement": "额度下达后转贷",
                "lines": [{ "fund": "bond-poverty", "source": "region", "amount": amount, "reason": "额度" }],
            })
            .to_string()
        };
        let wrong = sent(&app, path, &budget, ("", &draft("99.99"))).await;
        assert_eq!(code(&wrong), "fund-proposal-unfit", "{}: {}", test.engine, wrong.text);
        let strange = sent(&app, path, &fund, ("", &draft("100"))).await;
        assert_eq!(code(&strange), "out-of-scope", "{}", strange.text);
        let made = sent(&app, path, &budget, ("one", &draft("100"))).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
        let one = format!("{path}/{}", told(&made)["id"]);
        let said = |step: &str, reason: &str| json!({ "step": step, "reason": reason }).to_string();
        let read = told(&asked(&app, &one, &budget).await);
        assert_eq!(steps(&read), ["submit", "withdraw", "rewrite"], "{read}");
        assert_eq!(
            (&read["approval_is_local"], &read["lines"][0]["before"]),
            (&true.into(), &Value::Null)
        );
        let anew = sent(&app, &format!("{one}/draft"), &budget, ("", &draft("100"))).await;
        assert_eq!(told(&anew)["history"].as_array().unwrap().len(), 2, "{}", anew.text);
        sent(&app, &format!("{one}/steps"), &budget, ("", &said("submit", ""))).await;
        let read = told(&asked(&app, &one, &fund).await);
        assert_eq!(
            (&read["state"], &read["waits_for"]),
            (&"agreeing".into(), &"region_fund_office".into())
        );
        assert_eq!(steps(&read), ["agree", "return"], "{read}");
        let other =
            sent(&app, &format!("{one}/passage"), &leader, ("", &said("agree", "同意"))).await;
        assert_eq!(code(&other), "out-of-scope", "{}", other.text);
        let bare = sent(&app, &format!("{one}/passage"), &fund, ("", &said("agree", ""))).await;
        assert_eq!(code(&bare), "field-missing", "{}", bare.text);
        let agreed =
            told(&sent(&app, &format!("{one}/passage"), &fund, ("", &said("agree", "同意"))).await);
        assert_eq!(agreed["state"], "approving", "{agreed}");
        let done = told(
            &sent(&app, &format!("{one}/passage"), &leader, ("", &said("approve", "同意"))).await,
        );
        assert_eq!(
            (&done["state"], &done["approved_on"]),
            (&"approved".into(), &"2020-06-01".into()),
            "{done}"
        );
        let list = told(&asked(&app, "/api/v1/fund-proposal-lines?kind=bonds", &leader).await);
        assert_eq!(list["rows"][0]["amount"], "100.00", "{}: {list}", test.engine);
    }
}
