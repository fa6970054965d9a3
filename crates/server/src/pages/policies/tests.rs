//! The regulations over HTTP.

use axum::http::StatusCode;
use store::testing::databases;

use crate::access::Role;
use crate::pages::tests::{get, signed_in_at, site};
use crate::web::app;

#[tokio::test(flavor = "multi_thread")]
async fn every_clause_stands_with_its_rules_and_warnings_are_for_those_who_may_see_them() {
    let test = databases().await.unwrap().remove(0);
    let site = site(&test);
    let app = app(&site);
    let county = Some((Role::BureauFund, "653125", None));
    let county = signed_in_at(&site, "county", county, false).await;
    let centre = Some((Role::RegionNetwork, "650000", None));
    let centre = signed_in_at(&site, "network", centre, false).await;
    for document in &site.context.pack.documents {
        let list = get(&app, "/policies", &county).await.text;
        assert!(list.contains(&format!("/policies/{}", document.id)), "{}", document.id);
        let page = get(&app, &format!("/policies/{}", document.id), &county).await;
        assert_eq!(page.status, StatusCode::OK);
        let of = |clause: &&policy::pack::Clause| clause.document == document.id;
        for clause in site.context.pack.clauses.iter().filter(of) {
            assert!(page.text.contains(&format!("id=\"{}\"", clause.id)), "{}", clause.id);
        }
    }
    let spending = get(&app, "/policies/B", &county).await.text;
    assert!(spending.contains("pay.delegated") && spending.contains("/warnings?rule="));
    let unseen = get(&app, "/policies/B", &centre).await.text;
    assert!(unseen.contains("pay.delegated") && !unseen.contains("/warnings?rule="));
    assert_eq!(get(&app, "/policies/Z", &county).await.status, StatusCode::NOT_FOUND);
}
