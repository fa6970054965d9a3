//! Other money over HTTP: the form keeps what was written, two people, the project's page, list and file.

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
";

#[tokio::test(flavor = "multi_thread")]
async fn a_line_is_entered_confirmed_and_shown_beside_the_fiscal_money() {
    let test = databases().await.unwrap().remove(0);
    let mut site = site(&test);
    site.context.fixed_day = Some(on("2020-06-01").day);
    take_in(&test, &[("项目.csv", PROJECTS)]).await;
    let county = |role| Some((role, "653125", None));
    let line = signed_in_at(&site, "line", county(Role::BureauBusiness), false).await;
    let fund = signed_in_at(&site, "fund", county(Role::BureauFund), false).await;
    let app = app(&site);

    let page = get(&app, "/projects/P1", &line).await.text;
    assert!(page.contains("/contributions/new?project=P1") && page.contains("单位自有资金"));
    assert!(!get(&app, "/projects/P1", &fund).await.text.contains("/contributions/new"));
    let asked = get(&app, "/contributions/new?project=P1", &line).await.text;
    assert!(asked.contains("value=\"P1\"") && asked.contains("社会资金"), "{asked}");
    let mut sent = [
        ("project", "P1"),
        ("entry", "spent"),
        ("source", "social"),
        ("giver", "天山公益基金会"),
        ("giver_kind", "organisation"),
        ("amount", "500"),
        ("on", "2020-03-01"),
    ];
    let refused = form(&app, "/contributions", &line, (&sent, Some("evidence"))).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("已到位") && refused.text.contains("天山公益基金会"));
    sent[1].1 = "received";
    let done = form(&app, "/contributions", &line, (&sent, Some("evidence"))).await;
    assert_eq!((done.status, done.to()), (StatusCode::SEE_OTHER, "/contributions/1"));
    assert!(get(&app, "/", &fund).await.text.contains("待您确认的其他资金"));
    let own = post(&app, "/contributions/1/decision", &line, "step=confirm&reason=").await;
    assert_eq!(own.status, StatusCode::FORBIDDEN);
    let done = post(&app, "/contributions/1/decision", &fund, "step=confirm&reason=").await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let page = get(&app, "/contributions/1", &line).await.text;
    assert!(page.contains("已确认") && page.contains("attachments/1"), "{page}");
    let page = get(&app, "/projects/P1?lang=en", &fund).await.text;
    assert!(page.contains("social money") && page.contains("500.00"), "{page}");
    let list = get(&app, "/contributions?project=P1&source=social", &fund).await.text;
    assert!(list.contains("防渗渠") && list.contains("已确认到位"), "{list}");
    let file = get(&app, "/files/contributions.csv", &fund).await.text;
    assert_eq!(file.lines().count(), 2, "{file}");
    let heard = get(&app, "/contributions?q=tianshan", &fund).await.text;
    assert!(heard.contains("/contributions/1"), "{heard}");
}
