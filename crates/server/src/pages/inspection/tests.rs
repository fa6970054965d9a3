//! The story of an inspection over HTTP, in both languages.

use axum::http::StatusCode;
use store::testing::databases;

use crate::access::Role;
use crate::pages::tests::{get, post, signed_in_at, site};
use crate::web::app;

const PLAN: &str = "kind=finance&home=653125&organisation=&subject=use&fund=&from=2019-01-01&until=2019-12-31\
                    &begins=2019-08-01&ends=2019-08-09&basis=B1&people=P1&projects=&vouchers=";

#[tokio::test(flavor = "multi_thread")]
async fn an_inspection_is_planned_once_and_again_with_a_reason() {
    for test in databases().await.unwrap() {
        let site = site(&test);
        let app = app(&site);
        let at = |role, division| Some((role, division, None));
        let officer = signed_in_at(&site, "look", at(Role::BureauFund, "653100"), false).await;
        let county = signed_in_at(&site, "clerk", at(Role::BureauFund, "653125"), false).await;
        let list = get(&app, "/inspections", &officer).await.text;
        assert!(list.contains("/inspections/new"), "{list}");
        let form = get(&app, "/inspections/new?home=653125", &officer).await.text;
        assert!(form.contains("财政监督检查") && !form.contains("value=\"audit\""), "{form}");
        assert!(form.contains("<option value=\"653125\" selected>"), "{form}");
        let done = post(&app, "/inspections", &officer, &format!("{PLAN}&again=")).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        let first = done.to().to_owned();
        let told = post(&app, "/inspections", &county, &format!("{PLAN}&again=")).await;
        assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", test.engine);
        assert!(
            told.text.contains("不得多头重复检查") && told.text.contains(&first),
            "{}",
            told.text
        );
        assert!(told.text.contains("value=\"B1\""), "what was written stays");
        let done = post(&app, "/inspections", &county, &format!("{PLAN}&again=R1")).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        let shown = get(&app, &first, &officer).await.text;
        assert!(shown.contains("同一内容的其他检查") && shown.contains("R1"), "{shown}");
        assert!(shown.contains("begin_inspection") && shown.contains("已计划"), "{shown}");
        let english = get(&app, &format!("{first}?lang=en"), &county).await.text;
        assert!(english.contains("Other inspections of the same"), "{english}");
        assert!(!english.contains("value=\"begin_inspection\""), "the place begins nothing");
        assert!(get(&app, "/", &officer).await.text.contains("由您开展的检查"));
        let anew = format!("{first}/plan");
        assert!(shown.contains(&anew) && !english.contains(&anew), "who planned it writes it anew");
        let form = get(&app, &anew, &officer).await.text;
        assert!(form.contains("修改检查计划") && form.contains("value=\"2019-08-01\""), "{form}");
        assert_eq!(get(&app, &anew, &county).await.status, StatusCode::FORBIDDEN);
        let later = format!("{PLAN}&again=").replace("2019-08-01", "2019-07-20");
        let told = post(&app, &anew, &officer, &later).await;
        assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY, "the county looks at the same");
        assert!(told.text.contains("value=\"2019-07-20\"") && told.text.contains(&anew));
        let done = post(&app, &anew, &officer, &format!("{later}R2")).await;
        assert_eq!((done.status, done.to()), (StatusCode::SEE_OTHER, &*first), "{}", done.text);
        let shown = get(&app, &first, &officer).await.text;
        assert!(shown.contains("2019-08-01 → 2019-07-20") && shown.contains("— → R2"), "{shown}");
        let english = get(&app, &format!("{first}?lang=en"), &county).await.text;
        assert!(english.contains("the plan written anew"), "{english}");
        assert!(
            get(&app, "/inspection-observations?overdue=yes", &county).await.status.is_success()
        );
    }
}
