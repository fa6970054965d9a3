//! Queries of lists saved, opened, renamed, forgotten; and never another's.

use axum::http::StatusCode;
use domain::Lang;
use store::testing::databases;

use super::*;
use crate::access::Role;
use crate::operations::tests::take_in;
use crate::pages::lists::tests::FILES;
use crate::pages::tests::{frame, get, post, signed_in_at, site};
use crate::web::app;

#[tokio::test(flavor = "multi_thread")]
async fn a_query_is_saved_under_a_name_and_is_ones_own() {
    for test in databases().await.unwrap() {
        take_in(&test, &FILES).await;
        let site = site(&test);
        let office = Some((Role::BureauFund, "653125", None));
        let own = signed_in_at(&site, "own", office, false).await;
        let other = signed_in_at(&site, "other", office, false).await;
        let app = app(&site);
        assert!(!get(&app, "/payments", &own).await.text.contains("action=\"/saved\""));
        let list = "/payments?channel=direct&q=%E6%B0%B4&sort=-amount&rows=20&after=";
        let list = get(&app, list, &own).await.text;
        assert!(list.contains("action=\"/saved\"") && list.contains("name=\"channel\""), "{list}");
        let form = "saved_list=payments&saved_name=%E5%A4%A7%E9%A2%9D&sort=-amount&channel=direct\
                    &q=%E6%B0%B4%26&rows=20&paid_on.from=&after=7";
        let saved = post(&app, "/saved", &own, form).await;
        assert_eq!((saved.status, saved.to()), (StatusCode::SEE_OTHER, "/saved"), "{}", saved.text);
        for (from, to, said) in [
            ("", "", "已有同名"),
            ("saved_name=%E5%A4%A7%E9%A2%9D", "saved_name=%20", "1 至 40"),
            ("&sort=-amount&channel=direct", "", "已有同名"),
            ("sort=-amount&channel=direct&q=%E6%B0%B4%26&", "", "先设好"),
        ] {
            let refused = post(&app, "/saved", &own, &form.replacen(from, to, 1)).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{from}");
            assert!(refused.text.contains(said), "{said}: {}", refused.text);
        }
        let nowhere = post(&app, "/saved", &own, &form.replace("=payments", "=kings")).await;
        assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
        // It leads to the same rows from everywhere, without what belongs to one page.
        let address = "/payments?channel=direct&amp;q=%E6%B0%B4%26&amp;sort=-amount\"";
        let address = address.replace("&amp;", "&#38;");
        for path in ["/saved", "/", "/payments"] {
            let page = get(&app, path, &own).await.text;
            assert!(page.contains("大额") && page.contains(&address), "{path}: {page}");
            assert!(!get(&app, path, &other).await.text.contains("大额"), "{path}");
        }
        assert!(!get(&app, "/projects", &own).await.text.contains("大额"));
        for path in ["/saved/1/name", "/saved/1/removal"] {
            let theirs =
                post(&app, path, &other, if path.contains("name") { "name=x" } else { "" });
            assert!(theirs.await.status.is_client_error(), "{path}");
        }
        let renamed = post(&app, "/saved/1/name", &own, "name=Large").await;
        assert_eq!(renamed.to(), "/saved", "{}", renamed.text);
        assert!(get(&app, "/", &own).await.text.contains("Large"));
        assert_eq!(post(&app, "/saved/1/removal", &own, "").await.to(), "/saved");
        assert!(!get(&app, "/saved", &own).await.text.contains("Large"), "{}", test.engine);
        for number in 0..50 {
            let form = form.replace("%E5%A4%A7%E9%A2%9D", &format!("n{number}"));
            assert_eq!(post(&app, "/saved", &own, &form).await.status, StatusCode::SEE_OTHER);
        }
        assert!(post(&app, "/saved", &own, form).await.text.contains("50"));
    }
}

/// The view with content that must be escaped.
pub(in crate::pages) fn samples(lang: Lang) -> Vec<(&'static str, String)> {
    let row = Row {
        id: 1,
        name: "a\"<b".to_owned(),
        list: lang.pick("支付", "Payments"),
        address: "/payments?q=1".to_owned(),
    };
    let view = View { frame: frame(lang), saved: vec![row], refusal: Some("a\"<b".to_owned()) };
    vec![("saved", view.render().unwrap())]
}
