//! The story of a factor plan over HTTP.

use axum::Router;
use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, COOKIE};
use axum::http::{Request, StatusCode};
use domain::Level;
use store::testing::databases;

use crate::access::Role;
use crate::operations::factor_plans::receivers;
use crate::operations::tests::take_in;
use crate::pages::lists::tests::FILES;
use crate::pages::tests::{Answer, answer, get, post, signed_in_at, site};
use crate::web::app;

async fn send_files(
    app: &Router,
    path: &str,
    cookie: &str,
    (fields, file): (&[(&str, String)], Option<&[u8]>),
) -> Answer {
    let mut body = Vec::new();
    for (name, text) in fields {
        let head =
            format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n");
        body.extend_from_slice(head.as_bytes());
    }
    let name = if file.is_some() { "v.csv" } else { "" };
    let head = format!(
        "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: text/csv\r\n\r\n"
    );
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(file.unwrap_or_default());
    body.extend_from_slice(b"\r\n--x--\r\n");
    let request = Request::post(path)
        .header(COOKIE, cookie)
        .header(CONTENT_TYPE, "multipart/form-data; boundary=x")
        .body(Body::from(body));
    answer(app, request.unwrap()).await
}

/// The parts of a form, as a browser sends it with a file chooser.
fn heads(weight: &str) -> Vec<(&'static str, String)> {
    let text = |text: &str| text.to_owned();
    vec![
        ("fund", text("special-development")),
        ("fiscal_year", text("2019")),
        ("level", text("prefecture")),
        ("amount", text("1000000")),
        ("f0.name", text("贫困人口")),
        ("f0.unit", text("人")),
        ("f0.weight", text("60")),
        ("f1.name", text("贫困村")),
        ("f1.weight", weight.to_owned()),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_written_proposed_and_adopted() {
    for test in databases().await.unwrap() {
        take_in(&test, &FILES).await;
        let site = site(&test);
        let app = app(&site);
        let at = |role| Some((role, "650000", None));
        let maker = signed_in_at(&site, "maker", at(Role::RegionFundOffice), false).await;
        let leader = signed_in_at(&site, "leader", at(Role::RegionLeadingGroup), false).await;
        let county = Some((Role::BureauFund, "653125", None));
        let county = signed_in_at(&site, "county", county, false).await;
        let form = get(&app, "/factor-plans/new", &maker).await.text;
        assert!(form.contains("深度贫困县") && form.contains("f7.weight"), "{form}");
        assert_eq!(get(&app, "/factor-plans/new", &leader).await.status, StatusCode::FORBIDDEN);
        let wrong = send_files(&app, "/factor-plans", &maker, (&heads("39"), None)).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.text);
        assert!(wrong.text.contains("99%") && wrong.text.contains("1000000"), "{}", wrong.text);
        let begun = send_files(&app, "/factor-plans", &maker, (&heads("40"), None)).await;
        assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text);
        let draft = begun.to().to_owned();
        let page = draft.trim_end_matches("/draft").to_owned();
        let empty = get(&app, &page, &maker).await.text;
        assert!(empty.contains("尚未计算") && !empty.contains("提请审定</summary>"), "{empty}");
        // A template is filled and sent back.
        let template = get(&app, &format!("{page}/template.csv"), &maker).await.text;
        assert!(template.contains("地区,贫困人口,贫困村") && template.contains("喀什地区"));
        let filled = template.replace(",,", ",2,3").replace("喀什地区,2", "喀什地区,x");
        let bad = send_files(&app, &draft, &maker, (&heads("40"), Some(filled.as_bytes()))).await;
        assert!(bad.text.contains("喀什地区的“贫困人口”填的“x”"), "{}", bad.text);
        let filled = filled.replace("喀什地区,x", "喀什地区,7");
        let done = send_files(&app, &draft, &maker, (&heads("40"), Some(filled.as_bytes()))).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        let shown = get(&app, &page, &maker).await.text;
        assert!(shown.contains("提请审定") && shown.contains("怎样计算"), "{shown}");
        let places = receivers(&site.context, Level::Prefecture).len();
        assert_eq!(shown.matches("scope=\"col\"").count(), 5 + 5);
        let csv = get(&app, &format!("{page}/table.csv"), &maker).await.text;
        assert_eq!(csv.lines().count(), places + 1, "{csv}");
        assert_eq!(get(&app, &format!("{page}/table.xlsx"), &maker).await.status, StatusCode::OK);
        assert_eq!(get(&app, &format!("{page}/x"), &maker).await.status, StatusCode::NOT_FOUND);
        for path in [&page, &format!("{page}/table.csv")] {
            let told = get(&app, path, &county).await.status;
            assert!(told.is_client_error(), "{path} {told}");
        }
        assert!(get(&app, "/", &maker).await.text.contains("您拟定中的因素法方案"));
        let proposed = post(&app, &format!("{page}/steps"), &maker, "step=propose").await;
        assert_eq!(proposed.status, StatusCode::SEE_OTHER, "{}", proposed.text);
        assert!(get(&app, "/", &leader).await.text.contains("待您审定的因素法方案"));
        let decision = format!("{page}/adoption");
        let alone = "step=adopt&document=D1&on=2019-05-22&0.to=653100&0.amount=1&0.reason=x";
        let refused = post(&app, &decision, &leader, alone).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", test.engine);
        assert!(refused.text.contains("一分不差") && refused.text.contains("value=\"D1\""));
        let own = post(&app, &decision, &maker, "step=adopt&document=D1&on=2019-05-22").await;
        assert!(own.status.is_client_error());
        let back = post(&app, &decision, &leader, "step=return&reason=数值请复核").await;
        assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.text);
        post(&app, &format!("{page}/steps"), &maker, "step=propose").await;
        let done = post(&app, &decision, &leader, "step=adopt&document=D1&on=2019-05-22").await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        let shown = get(&app, &page, &leader).await.text;
        assert!(shown.contains("已审定") && shown.contains("数值请复核"), "{shown}");
        let list = get(&app, "/factor-plans", &leader).await.text;
        assert!(list.contains("已审定") && list.contains(&page), "{list}");
        let proposals = get(&app, "/hand-downs/new?source=Z1", &maker).await.text;
        assert!(proposals.contains("因素法方案"), "{proposals}");
    }
}
