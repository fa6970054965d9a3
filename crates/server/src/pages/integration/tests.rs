//! The story of an integration plan over HTTP, in both languages.

use axum::Router;
use axum::http::StatusCode;
use store::testing::databases;

use crate::access::Role;
use crate::operations::integration::integrated;
use crate::operations::tests::{pack, take_in};
use crate::pages::tests::{get, post, signed_in_at, site};
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

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_written_reviewed_and_decided_in_the_browser() {
    for test in databases().await.unwrap() {
        take_in(&test, &[("项目.csv", PROJECTS), ("目标.csv", TARGETS)]).await;
        let site = site(&test);
        let app = app(&site);
        let at = |role, division| Some((role, division, None));
        let clerk = signed_in_at(&site, "clerk", at(Role::BureauFund, "653125"), false).await;
        let group =
            signed_in_at(&site, "group", at(Role::BureauLeadingGroup, "653125"), false).await;
        let convener =
            signed_in_at(&site, "farm", at(Role::RegionAgriculture, "650000"), false).await;
        let line = signed_in_at(&site, "line", at(Role::RegionBusiness, "650000"), false).await;
        let pack = pack();
        let fund = integrated(&pack.funds).next().unwrap();
        let list = get(&app, "/integration-plans", &clerk).await.text;
        assert!(list.contains("/integration-plans/new") && list.contains("/integration\""));
        let form = get(&app, "/integration-plans/new?year=2019", &clerk).await.text;
        assert!(
            form.contains("莎车县") && form.contains(fund) && form.contains("防渗渠"),
            "{form}"
        );
        let nobody = get(&app, "/integration-plans/new", &convener).await.status;
        assert_eq!(nobody, StatusCode::FORBIDDEN);
        let draft = format!(
            "county=653125&year=2019&title=T&s0.fund={fund}&s0.scale=900&s0.amount=300\
             &s1.fund=&s1.scale=&s1.amount=&u0.project=P1&u0.fund={fund}&u0.amount=300"
        );
        // What is wrong is told beside its row, and what was written stays.
        let wrong = format!("{draft}&u1.project=P2&u1.fund={fund}&u1.amount=1");
        let refused = post(&app, "/integration-plans", &clerk, &wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", test.engine);
        assert!(refused.text.matches("不是本县项目库中的项目").count() == 2, "{}", refused.text);
        assert!(refused.text.contains("value=\"P2\""));
        let begun = post(&app, "/integration-plans", &clerk, &draft).await;
        assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text);
        let page = begun.to().to_owned();
        assert!(get(&app, "/", &clerk).await.text.contains(&page));
        let edit = get(&app, &format!("{page}/draft"), &clerk).await.text;
        assert!(edit.contains("value=\"300.00\""), "{edit}");
        let uneven = draft.replace("u0.amount=300", "u0.amount=200");
        let done = post(&app, &format!("{page}/draft"), &clerk, &uneven).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        let submit = "step=submit_plan";
        let refused = post(&app, &format!("{page}/steps"), &clerk, submit).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains("不平") && refused.text.contains("差 100.00"));
        post(&app, &format!("{page}/draft"), &clerk, &draft).await;
        let sent = post(&app, &format!("{page}/steps"), &clerk, submit).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
        reviewed(&app, &page, [&clerk, &convener, &line]).await;
        assert!(get(&app, "/", &group).await.text.contains("待领导小组审定的整合方案"));
        let decision = "step=approve&document=D1&on=2019-01-01";
        let early = post(&app, &format!("{page}/decision"), &group, decision).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", early.text);
        let shown = get(&app, &page, &group).await.text;
        let day = shown.split("name=\"on\" type=\"date\" value=\"").nth(1).unwrap();
        let day = day.split('"').next().unwrap();
        let decision = format!("step=approve&document=D1&on={day}");
        let done = post(&app, &format!("{page}/decision"), &group, &decision).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        let english = get(&app, &format!("{page}?lang=en"), &clerk).await.text;
        assert!(
            english.contains("nothing yet") && english.contains("Change the plan"),
            "{english}"
        );
        let all = get(&app, "/integration?stands=none", &convener).await.text;
        assert!(all.contains("尚未安排") && all.contains("防渗渠") && all.contains(&page), "{all}");
    }
}

/// The joint review from its call to the opinion of the one division that is named, which objects at first.
async fn reviewed(app: &Router, page: &str, [clerk, convener, line]: [&str; 3]) {
    // The agriculture division names who reviews.
    let today = get(app, "/", convener).await.text;
    assert!(today.contains("待您组织联审的整合方案"), "{today}");
    let offered = get(app, page, convener).await.text;
    let box_of = offered.split("name=\"reviewers\" value=\"").nth(2).unwrap();
    assert!(offered.matches("type=\"checkbox\"").count() == 2, "{offered}");
    let number = box_of.split('"').next().unwrap();
    let convene = format!("step=convene&reviewers={number}");
    let called = post(app, &format!("{page}/review"), convener, &convene).await;
    assert_eq!(called.status, StatusCode::SEE_OTHER, "{}", called.text);
    assert!(get(app, "/", line).await.text.contains("待您出具联审意见的整合方案"));
    let object = "step=object&reason=%E8%B6%85%E8%8C%83%E5%9B%B4";
    let objected = post(app, &format!("{page}/opinions"), line, object).await;
    assert_eq!(objected.status, StatusCode::SEE_OTHER, "{}", objected.text);
    assert!(get(app, page, clerk).await.text.contains("有异议"));
    let agreed = post(app, &format!("{page}/opinions"), line, "step=agree&reason=").await;
    assert_eq!(agreed.status, StatusCode::SEE_OTHER, "{}", agreed.text);
}
