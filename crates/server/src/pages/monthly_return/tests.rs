//! The story of a monthly return over HTTP.

use axum::http::StatusCode;
use domain::Lang;
use store::testing::databases;

use super::*;
use crate::access::Role;
use crate::operations::screening::tests::on;
use crate::pages::tests::{frame, get, post, signed_in_at, site};
use crate::web::app;

#[tokio::test(flavor = "multi_thread")]
async fn a_month_is_reported_in_the_browser() {
    for test in databases().await.unwrap() {
        let mut site = site(&test);
        site.context.fixed_day = Some(on("2021-01-25").day);
        let app = app(&site);
        let at = |role, division| Some((role, division, None));
        let clerk = signed_in_at(&site, "clerk", at(Role::BureauFund, "653125"), false).await;
        let head = signed_in_at(&site, "head", at(Role::BureauHead, "653125"), false).await;
        let above = signed_in_at(&site, "above", at(Role::BureauTreasury, "653100"), false).await;
        let today = get(&app, "/", &clerk).await.text;
        assert!(today.contains("待您编制的监控月报"), "{today}");
        let month = get(&app, "/monthly-returns?lang=en", &clerk).await.text;
        assert!(month.contains("not written") && month.contains("name=\"remarks\""), "{month}");
        for (asked, status) in [
            ("month=2021-02", StatusCode::UNPROCESSABLE_ENTITY),
            ("month=x", StatusCode::UNPROCESSABLE_ENTITY),
            ("month=2019-05", StatusCode::OK),
        ] {
            let page = get(&app, &format!("/monthly-returns?{asked}"), &clerk).await;
            assert_eq!(page.status, status, "{asked}");
        }
        let form = "division=653125&month=2021-01&remarks=none";
        let ahead = form.replace("2021-01", "2021-03");
        let ahead = post(&app, "/monthly-returns", &clerk, &ahead).await;
        assert_eq!(ahead.status, StatusCode::UNPROCESSABLE_ENTITY);
        let written = post(&app, "/monthly-returns", &clerk, form).await;
        assert_eq!(written.status, StatusCode::SEE_OTHER, "{}", written.text);
        let page = written.to().to_owned();
        let draft = get(&app, &page, &clerk).await.text;
        assert!(draft.contains("待报送") && draft.contains("重新编制"), "{draft}");
        let anew = post(&app, &format!("{page}/draft"), &clerk, "step=write&remarks=two").await;
        assert_eq!(anew.status, StatusCode::SEE_OTHER, "{}", anew.text);
        assert!(get(&app, "/", &head).await.text.contains("待您报送的监控月报"));
        let submission = format!("{page}/submission");
        let silent = post(&app, &submission, &head, "step=submit&reason=").await;
        assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", test.engine);
        let sent = post(&app, &submission, &head, "step=submit&reason=agreed").await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
        assert!(get(&app, "/", &above).await.text.contains("待您审核的监控月报"));
        let receipt = format!("{page}/receipt");
        let accepted = post(&app, &receipt, &above, "step=accept&reason=seen").await;
        assert_eq!(accepted.status, StatusCode::SEE_OTHER, "{}", accepted.text);
        let shown = get(&app, &format!("{page}?lang=en"), &clerk).await.text;
        for part in ["accepted", "agreed", "seen", "two", "2021-01-25"] {
            assert!(shown.contains(part), "{part}: {shown}");
        }
        assert!(!shown.contains("What you can do now"), "{shown}");
        let list = get(&app, "/monthly-returns", &above).await.text;
        assert!(list.contains("已审核") && list.contains(&page), "{list}");
    }
}

/// The views with content that must be escaped.
pub(in crate::pages) fn samples(lang: Lang) -> Vec<(&'static str, String)> {
    let hostile = "a\"<b".to_owned();
    let row = Row { name: hostile.clone(), state: hostile.clone(), late: true, ..Row::default() };
    let month = MonthView {
        frame: frame(lang),
        month: "2021-01".to_owned(),
        months: vec![("2021-01".to_owned(), true)],
        rows: vec![row.clone()],
        late: 1,
        writes: Some(("653125".to_owned(), hostile.clone(), hostile.clone())),
        refusal: Some(hostile.clone()),
    };
    let line = Line {
        rule: hostile.clone(),
        address: "/warnings?rule=x".to_owned(),
        cells: vec![("Found", "1".to_owned())],
    };
    let view = View {
        frame: frame(lang),
        name: hostile.clone(),
        month: "2021-01".to_owned(),
        state: hostile.clone(),
        facts: vec![("Due", hostile.clone())],
        total: line.clone(),
        lines: vec![line],
        remarks: hostile.clone(),
        below: vec![row],
        actions: Vec::new(),
        history: Vec::new(),
        refusal: Some(hostile),
    };
    vec![("monthly_returns", month.render().unwrap()), ("monthly_return", view.render().unwrap())]
}
