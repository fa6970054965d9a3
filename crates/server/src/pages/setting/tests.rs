//! The story of a setting over HTTP, in both languages.

use axum::http::StatusCode;
use store::testing::databases;

use crate::access::Role;
use crate::pages::tests::{get, post, signed_in_at, site};
use crate::web::app;

#[tokio::test(flavor = "multi_thread")]
async fn a_setting_is_tried_proposed_and_agreed_to_in_the_browser() {
    for test in databases().await.unwrap() {
        let site = site(&test);
        let app = app(&site);
        let at = |role, division| Some((role, division, None));
        let treasury =
            signed_in_at(&site, "treasury", at(Role::RegionTreasury, "650000"), false).await;
        let budget = signed_in_at(&site, "budget", at(Role::RegionBudget, "650000"), false).await;
        let county = signed_in_at(&site, "county", at(Role::BureauHead, "653125"), false).await;
        let list = get(&app, "/settings?q=split_days", &county).await.text;
        assert!(
            list.contains("/settings/parameters/split_days") && list.contains("pay.split"),
            "{list}"
        );
        assert!(!list.contains("duplicate_days"), "{list}");
        let law = get(&app, "/settings/parameters/south_share", &treasury).await.text;
        assert!(law.contains("法规规定：不能设定") && !law.contains("<textarea"), "{law}");
        let nowhere = get(&app, "/settings/parameters/nothing", &treasury).await.status;
        assert_eq!(nowhere, StatusCode::NOT_FOUND);
        let page = "/settings/parameters/split_days";
        assert!(!get(&app, page, &county).await.text.contains("<textarea"));
        let form = get(&app, page, &treasury).await.text;
        let number = form.split("name=\"consulted\" value=\"").nth(1).unwrap();
        let number = number.split('"').next().unwrap();
        let day = form.split("type=\"date\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        let draft =
            format!("parameter=split_days&value=14&since={day}&reason=R1&consulted={number}");
        // What it would change is shown, and what was written stays.
        let tried = post(&app, "/settings/trials", &treasury, &draft).await;
        assert_eq!(tried.status, StatusCode::OK, "{}", tried.text);
        assert!(
            tried.text.contains("会改变什么") && tried.text.contains("0 → 0"),
            "{}",
            tried.text
        );
        assert!(tried.text.contains("value=\"14\"") && tried.text.contains(">R1</textarea>"));
        assert_eq!(
            post(&app, "/settings/trials", &county, &draft).await.status,
            StatusCode::FORBIDDEN
        );
        let wrong = draft.replace("value=14", "value=x");
        let refused = post(&app, "/settings", &treasury, &wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", test.engine);
        assert!(refused.text.contains("值的写法不对") && refused.text.contains(">R1</textarea>"));
        let done = post(&app, "/settings", &treasury, &draft).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        let page = done.to().to_owned();
        assert!(get(&app, "/", &budget).await.text.contains("待您会签的参数设定"));
        let shown = get(&app, &format!("{page}?trial=1"), &budget).await.text;
        assert!(shown.contains("会签中") && shown.contains("0 → 0"), "{shown}");
        let objected =
            post(&app, &format!("{page}/opinions"), &budget, "step=object&reason=R2").await;
        assert_eq!(objected.status, StatusCode::SEE_OTHER, "{}", objected.text);
        assert!(get(&app, "/", &treasury).await.text.contains("有异议、待修改的参数设定"));
        let again = draft.replace("value=14", "value=10");
        let done = post(&app, &format!("{page}/proposal"), &treasury, &again).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        let done = post(&app, &format!("{page}/opinions"), &budget, "step=agree&reason=").await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        // It is in force for the next request of anybody.
        let list = get(&app, "/settings?show=set", &county).await.text;
        assert!(list.contains("<strong>10</strong>") && list.contains("参数设定"), "{list}");
        let clause = get(&app, "/policies/B?lang=en", &county).await.text;
        assert!(clause.contains("<strong>10</strong>"), "the clause shows the value in force");
        let english = get(&app, &format!("{page}?lang=en"), &treasury).await.text;
        assert!(english.contains("adopted") && english.contains("agreed"), "{english}");
        let locked =
            post(&app, &format!("{page}/withdrawal"), &treasury, "step=withdraw&reason=R").await;
        assert_eq!(locked.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}
