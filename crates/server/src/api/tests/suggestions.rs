//! Suggestions over HTTP and for programs, in both languages.

use axum::http::StatusCode;
use serde_json::json;
use store::testing::databases;

use super::{asked, code, sent, token, told};
use crate::access::Role;
use crate::operations::screening::tests::on;
use crate::pages::tests::{get, post, signed_in_at, site};
use crate::web::app;

#[tokio::test(flavor = "multi_thread")]
async fn a_suggestion_is_made_answered_and_listed() {
    for test in databases().await.unwrap() {
        let mut site = site(&test);
        site.context.fixed_day = Some(on("2020-06-01").day);
        let county = (Role::BureauTreasury, "653125", None);
        let maker = signed_in_at(&site, "maker", Some(county), false).await;
        let office = Some((Role::RegionTreasury, "650000", None));
        let division = signed_in_at(&site, "division", office, false).await;
        let by_county = token(&site, "county", county, &["read", "handle"]).await;
        let app = app(&site);

        let form = get(&app, "/suggestions/new", &maker).await;
        assert!(form.text.contains("国库处答复"), "{}", form.text);
        let draft = |title: &str| json!({ "title": title, "said": "按资金分组" }).to_string();
        let path = "/api/v1/suggestions";
        let empty = sent(&app, path, &by_county, ("", &draft(" "))).await;
        assert_eq!(code(&empty), "field-missing", "{}", empty.text);
        let made = sent(&app, path, &by_county, ("one", &draft("推送清单"))).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
        let page = format!("/suggestions/{}", told(&made)["id"]);

        assert!(get(&app, "/", &division).await.text.contains("待您答复的意见建议"));
        let shown = get(&app, &page, &division).await.text;
        assert!(shown.contains("value=\"adopt\"") && shown.contains("按资金分组"), "{shown}");
        assert!(!get(&app, &page, &maker).await.text.contains("value=\"adopt\""));
        let bare = post(&app, &format!("{page}/answer"), &division, "step=decline&reason=").await;
        assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
        let done = post(&app, &format!("{page}/answer"), &division, "step=adopt&reason=R1").await;
        assert_eq!((done.status, done.to()), (StatusCode::SEE_OTHER, &*page), "{}", done.text);
        let english = get(&app, &format!("{page}?lang=en"), &maker).await.text;
        assert!(english.contains("adopted") && english.contains("R1"), "{english}");
        let list = get(&app, "/suggestions?state=adopted", &division).await.text;
        assert!(list.contains(&page) && list.contains("推送清单"), "{list}");
        let one = told(&asked(&app, &format!("/api/v1{page}"), &by_county).await);
        assert_eq!((&one["state"], &one["answer"]), (&"adopted".into(), &"R1".into()), "{one}");
        let withdraw = json!({ "step": "withdraw", "reason": "x" }).to_string();
        let late = sent(&app, &format!("/api/v1{page}/text"), &by_county, ("", &withdraw)).await;
        assert_eq!(code(&late), "not-from-here", "{}", test.engine);
    }
}
