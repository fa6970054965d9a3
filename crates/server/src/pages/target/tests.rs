//! Performance targets over HTTP: from the project's page through the form and the review to the record, and what is
//! refused on the way.

use axum::Router;
use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, COOKIE};
use axum::http::{Request, StatusCode};
use store::testing::databases;

use crate::access::Role;
use crate::operations::screening::tests::on;
use crate::operations::targets::tests::PROJECTS;
use crate::operations::targets::tests::declared::forms;
use crate::operations::tests::take_in;
use crate::pages::tests::{Answer, answer, form, get, signed_in_at, site};
use crate::web::app;

/// What is said of the indicators of a small target.
const LINES: [[&str; 5]; 3] = [
    ["产出指标|数量指标", "道路里程", "10", "公里", "60"],
    ["效益指标|社会效益指标", "受益人口", "500", "人", "20"],
    ["满意度指标|服务对象满意度指标", "群众满意度", "95", "%", "10"],
];

fn fields(step: &'static str, goal: &'static str) -> Vec<(String, String)> {
    let mut all = vec![("step", step), ("goal", goal), ("total", "1000"), ("fiscal", "1000")]
        .into_iter()
        .map(|(name, text)| (name.to_owned(), text.to_owned()))
        .collect::<Vec<_>>();
    for (at, [level, name, value, unit, weight]) in LINES.iter().enumerate() {
        let cells = [
            ("level", level),
            ("name", name),
            ("value", value),
            ("unit", unit),
            ("weight", weight),
            ("direction", &">="),
        ];
        all.extend(cells.map(|(cell, text)| (format!("{at}.{cell}"), (*text).to_owned())));
    }
    all
}

/// Sends a form of the first target.
async fn sent(app: &Router, at: &str, by: &str, fields: &[(String, String)]) -> Answer {
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    form(app, &format!("/targets/1/{at}"), by, (&fields, None)).await
}

/// Sends parts of a form as a browser does.
async fn uploaded(app: &Router, path: &str, cookie: &str, body: Vec<u8>) -> Answer {
    let request = Request::post(path)
        .header(COOKIE, cookie)
        .header(CONTENT_TYPE, "multipart/form-data; boundary=x")
        .body(Body::from(body))
        .unwrap();
    answer(app, request).await
}

/// From the project's page to the target that waits for its review.
async fn written(app: &Router, line: &str) {
    let page = get(app, "/projects/P2", line).await.text;
    assert!(page.contains("/targets/new?subject=P2"), "{page}");
    let library = get(app, "/indicators?type=livestock", line).await.text;
    assert!(
        library.contains("牲畜成活率")
            && library.contains("（核心）")
            && !library.contains("新建（改建）道路里程")
    );
    let begins = |subject: &'static str| {
        [("kind", "project"), ("subject", subject), ("year", "2020"), ("template", "none")]
    };
    let refused = form(app, "/targets", line, (&begins("P3"), None)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("没有这个对象") && refused.text.contains("value=\"P3\""));
    let begun = form(app, "/targets", line, (&begins("P2"), None)).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text);
    let mut vague = fields("judge", "修路");
    vague.retain(|(name, _)| name != "0.value");
    let judged = sent(app, "text", line, &vague).await;
    assert_eq!(judged.status, StatusCode::OK);
    assert!(
        judged.text.contains("target.unmeasurable") && judged.text.contains("value=\"道路里程\"")
    );
    assert!(judged.text.contains("怎样处理："), "with its remedy");
    let nothing = sent(app, "text", line, &fields("submit", "")).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        nothing.text.contains("没有填写总体目标") && nothing.text.contains("value=\"群众满意度\"")
    );
    let done = sent(app, "text", line, &fields("submit", "修村道十公里")).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_target_is_written_reviewed_and_approved_in_the_browser() {
    let test = databases().await.unwrap().remove(0);
    let mut site = site(&test);
    site.context.fixed_day = Some(on("2020-03-01").day);
    take_in(&test, &[("项目.csv", PROJECTS)]).await;
    let county = |role| Some((role, "653125", None));
    let line = signed_in_at(&site, "line", county(Role::BureauBusiness), false).await;
    let reviewer = signed_in_at(&site, "perf", county(Role::BureauPerformance), false).await;
    let head = signed_in_at(&site, "head", county(Role::BureauHead), false).await;
    let app = app(&site);
    written(&app, &line).await;
    let pair = |name: &str, text: &str| (name.to_owned(), text.to_owned());
    let points = ["necessity", "feasibility", "relevance", "measurability", "match"];
    let review = |points_each: &str| -> Vec<(String, String)> {
        let scores = points.iter().map(|point| pair(point, points_each));
        scores.chain([pair("step", "pass"), pair("reason", "已核")]).collect()
    };
    let low = sent(&app, "review", &reviewer, &review("10")).await;
    assert!(
        low.text.contains("审核结论与总分不符") && low.text.contains("value=\"10\""),
        "{}",
        low.text
    );
    assert_eq!(
        sent(&app, "review", &line, &review("18")).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(sent(&app, "review", &head, &review("18")).await.status, StatusCode::FORBIDDEN);
    assert_eq!(sent(&app, "review", &reviewer, &review("18")).await.status, StatusCode::SEE_OTHER);
    let today = get(&app, "/", &head).await.text;
    assert!(today.contains("待您批复的绩效目标和调整") && today.contains("/targets/1"));
    let approve = [
        pair("step", "approve"),
        pair("document", "莎财1号"),
        pair("on", "2020-03-01"),
        pair("reason", "资金表尚未导入，已人工核对"),
    ];
    let done = sent(&app, "approval", &head, &approve).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let english = get(&app, "/targets/1?lang=en", &head).await.text;
    assert!(english.contains("道路里程"));
    let list = get(&app, "/files/targets.csv", &head).await.text;
    assert!(list.contains("P2-MB2020") || list.contains("已批复"), "{list}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_printed_form_leaves_out_is_not_filled_in() {
    let test = databases().await.unwrap().remove(0);
    let mut site = site(&test);
    site.context.fixed_day = Some(on("2020-03-01").day);
    take_in(&test, &[("项目.csv", PROJECTS)]).await;
    let line =
        signed_in_at(&site, "line", Some((Role::BureauBusiness, "653125", None)), false).await;
    let app = app(&site);
    let begins = [("kind", "project"), ("subject", "P2"), ("year", "2020")];
    form(&app, "/targets", &line, (&begins, None)).await;
    let printed = forms("项目名称|村道路\n三级指标|指标值|备注\n通行情况|全部通过|验收单");
    let head =
        "--x\r\nContent-Disposition: form-data; name=\"declaration\"; filename=\"a.xlsx\"\r\n\r\n";
    let body = [head.as_bytes(), &printed.content, b"\r\n--x--\r\n"].concat();
    let sent = uploaded(&app, "/targets/1/declaration", &line, body).await;
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.text);
    let told = ["已按申报表 a.xlsx#Sheet1 填入 1 个指标", "与“村道”不同", "全部通过", "验收单"];
    assert!(told.iter().all(|told| sent.text.contains(told)), "{}", sent.text);
    assert!(sent.text.contains("<option value=\"|\" selected>（未填）</option>"), "{}", sent.text);
    assert!(sent.text.contains("<option value=\"\" selected></option>"));
    let nothing = uploaded(&app, "/targets/1/declaration", &line, b"--x--\r\n".to_vec()).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nothing.text.contains("没有选择申报表"));
}

#[tokio::test(flavor = "multi_thread")]
async fn coverage_leads_to_the_projects_without_a_target() {
    let test = databases().await.unwrap().remove(0);
    let mut site = site(&test);
    site.context.fixed_day = Some(on("2020-03-01").day);
    let planned = "项目编号,项目名称,县,类别,年度,实施单位,负责人,计划金额,计划批复日期\n\
                   P1,扶贫养羊,653125,养殖,2020,农业农村局,王某,900000,2020-02-01\n\
                   P2,村道,653125,道路,2020,交通局,王某,1000,2020-02-01\n\
                   P4,水渠,653125,水利,2020,水利局,王某,1000,2020-04-01\n";
    let targets = "目标编号,对象类型,对象,年度,批复日期\nT2,项目,P2,2020,2020-01-20\n";
    take_in(&test, &[("项目.csv", planned), ("目标.csv", targets)]).await;
    let line =
        signed_in_at(&site, "line", Some((Role::BureauBusiness, "653125", None)), false).await;
    let app = app(&site);
    let page = get(&app, "/targets/coverage?year=2020", &line).await;
    assert!(page.text.contains("50.0%") && page.text.contains("莎车县"), "{}", page.text);
    let path = "/projects?fiscal_year=2020&county=653125&target=missing";
    assert!(page.text.contains(&path.replace('&', "&#38;")), "{}", page.text);
    let listed = get(&app, path, &line).await;
    assert_eq!(listed.status, StatusCode::OK);
    let missing = listed.text;
    assert!(missing.contains("扶贫养羊") && !missing.contains("村道") && !missing.contains("水渠"));
    let none = get(&app, "/targets/coverage?year=2011&lang=en", &line).await.text;
    assert!(none.contains("There are no projects of this year"));
    let list = get(&app, "/targets", &line).await.text;
    assert!(list.contains("/targets/coverage"));
}
