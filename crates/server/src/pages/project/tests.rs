//! The way of a project over HTTP: the page, its forms, refusals with their clause, the lists and the meeting.

use axum::http::StatusCode;
use store::testing::databases;

use crate::access::Role;
use crate::operations::screening::tests::on;
use crate::operations::tests::take_in;
use crate::pages::tests::{form, get, post, signed_in_at, site};
use crate::web::app;

const PROJECTS: &str = "\
项目编号,项目名称,县,类别,年度,实施单位,负责人,计划金额,入库日期,计划批复日期
P1,防渗渠,653125,水利,2020,莎车县水利局,王某,1000,2020-01-05,
P2,道路,653125,道路,2020,莎车县水利局,王某,2000,2020-01-05,
P3,桥,653126,道路,2020,叶城县水利局,王某,2000,2020-01-05,
";
const TARGETS: &str =
    "目标编号,对象类型,对象,年度,资金总额,批复日期\nT1,项目,P1,2020,1000,2020-01-04\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_project_is_planned_on_its_page_and_by_a_meeting() {
    let test = databases().await.unwrap().remove(0);
    let mut site = site(&test);
    site.context.fixed_day = Some(on("2020-06-01").day);
    take_in(&test, &[("项目.csv", PROJECTS), ("目标.csv", TARGETS)]).await;
    let county = |role| Some((role, "653125", None));
    let group = signed_in_at(&site, "group", county(Role::BureauLeadingGroup), false).await;
    let line = signed_in_at(&site, "line", county(Role::BureauBusiness), false).await;
    let app = app(&site);

    let list = get(&app, "/projects?way=in_pipeline", &group).await.text;
    assert!(list.contains("领导小组：列入年度计划") && list.contains("/projects/meeting"));
    assert!(!get(&app, "/projects", &line).await.text.contains("/projects/meeting"));
    let file = get(&app, "/files/projects.csv?way=in_pipeline", &group).await.text;
    assert_eq!(file.lines().count(), 3, "{file}");

    // A project without a target: barred, with the article, and refused when it is tried.
    let page = get(&app, "/projects/P2", &group).await.text;
    assert!(page.contains("暂不能办理") && page.contains("不得申请相关预算"), "{page}");
    let plan = [("step", "plan"), ("document", "莎扶领1号"), ("on", "2020-05-20")];
    let refused = form(&app, "/projects/P2/decision", &group, (&plan, None)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("role=\"alert\"") && refused.text.contains("绩效目标"));
    let foreign = form(&app, "/projects/P3/decision", &group, (&plan, None)).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    assert_eq!(
        form(&app, "/projects/P1/decision", &line, (&plan, None)).await.status,
        StatusCode::FORBIDDEN
    );
    let early = [("step", "plan"), ("document", "莎扶领1号"), ("on", "2020-01-01")];
    let early = form(&app, "/projects/P1/decision", &group, (&early, None)).await;
    assert!(early.text.contains("请修改后重新提交") && early.text.contains("莎扶领1号"));

    let asked = "step=plan&document=%E8%8E%8E1&on=2020-05-20&project=P1&project=P2&action=look";
    let looked = post(&app, "/projects/meeting", &group, asked).await.text;
    assert!(looked.contains("不能审定") && !looked.contains("value=\"decide\""), "{looked}");
    let asked = "step=plan&document=%E8%8E%8E1&on=2020-05-20&project=P1&action=look";
    let looked = post(&app, "/projects/meeting", &group, asked).await.text;
    assert!(looked.contains("value=\"decide\""));
    let asked = "step=plan&document=%E8%8E%8E1&on=2020-05-20&project=P1&action=decide";
    let done = post(&app, "/projects/meeting", &group, asked).await;
    assert_eq!((done.status, done.to()), (StatusCode::SEE_OTHER, "/projects?way=in_plan"));
    let page = get(&app, "/projects/P1?lang=en", &line).await.text;
    assert!(page.contains("in the annual plan") && page.contains("2020-05-20"), "{page}");
    assert!(get(&app, "/", &line).await.text.contains("待您办理的项目"));
    let unmatched = get(&app, "/projects/unmatched", &line).await;
    assert_eq!(unmatched.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_applies_and_what_it_wrote_stays_in_the_form() {
    let test = databases().await.unwrap().remove(0);
    let mut site = site(&test);
    site.context.fixed_day = Some(on("2020-06-01").day);
    let office = Some((Role::UnitOfficer, "653125", Some("莎车县水利局")));
    let unit = signed_in_at(&site, "unit", office, false).await;
    let app = app(&site);
    let empty = get(&app, "/projects/new", &unit).await.text;
    assert!(empty.contains("value=\"2021\"") && empty.contains("莎车县水利局"), "{empty}");
    let sent = |manager: &str| {
        format!(
            "id=P9&name=Canal&county=653125&category=Water&fiscal_year=2021&\
             unit=%E8%8E%8E%E8%BD%A6%E5%8E%BF%E6%B0%B4%E5%88%A9%E5%B1%80&\
             manager={manager}&planned_amount=1000&note=x"
        )
    };
    let refused = post(&app, "/projects", &unit, &sent("")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("项目负责人实名制") && refused.text.contains("value=\"Canal\""));
    let done = post(&app, "/projects", &unit, &sent("Ma")).await;
    assert_eq!((done.status, done.to()), (StatusCode::SEE_OTHER, "/projects/P9"));
    let page = get(&app, "/projects/P9", &unit).await.text;
    assert!(page.contains("已申报，待乡镇审核"), "{page}");
}
