//! Push lists over HTTP: made at once, received, answered, as a file; who may not.

use axum::http::StatusCode;
use domain::Lang;
use store::testing::databases;

use super::*;
use crate::access::Role;
use crate::operations::screening::tests::{all, import, on, region, screened};
use crate::pages::tests::{frame, get, post, signed_in_at, site};
use crate::web::app;

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_pushed_received_and_answered() {
    let test = databases().await.unwrap().remove(0);
    let mut site = site(&test);
    site.context.fixed_day = Some(on("2021-01-05").day);
    let set = region(2, 2, 120);
    import(&site.context, set.path()).await;
    screened(&site.context, "2021-01-04", "2020-12-31").await;
    let warnings = all(&mut site.context.db.read().await.unwrap()).await;
    let warned = warnings.iter().find(|one| one.identity.rule == "pay.delegated").unwrap();
    let county = warned.place.home.as_str();
    let office = |role, place| Some((role, place, None));
    let county_fund = office(Role::BureauFund, county);
    let fund = signed_in_at(&site, "fund", county_fund, false).await;
    let region = office(Role::RegionEvaluation, "650000");
    let centre = signed_in_at(&site, "centre", region, false).await;
    let app = app(&site);

    assert!(get(&app, "/pushes", &centre).await.text.contains("/pushes/new"));
    assert!(get(&app, "/pushes/new", &centre).await.text.contains("默认每周，是本地设定"));
    let own = post(&app, "/pushes", &fund, &format!("division={county}")).await;
    assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY, "nobody pushes to oneself");
    let made = post(&app, "/pushes", &centre, &format!("division={county}")).await;
    assert_eq!((made.status, made.to()), (StatusCode::SEE_OTHER, "/pushes"));
    assert!(get(&app, "/pushes", &centre).await.text.contains("待签收"));

    let early = format!("warning={}&text=x", warned.id);
    let too_early = post(&app, "/pushes/1/answers", &fund, &early).await;
    assert_eq!(too_early.status, StatusCode::UNPROCESSABLE_ENTITY, "first it is received");
    assert!(get(&app, "/pushes/1", &centre).await.text.contains("尚未签收"));
    assert!(
        !get(&app, "/pushes/1", &centre)
            .await
            .text
            .contains("<form method=\"post\" action=\"/pushes")
    );
    let received = post(&app, "/pushes/1/answers", &fund, "").await;
    assert_eq!((received.status, received.to()), (StatusCode::SEE_OTHER, "/pushes/1"));
    let page = get(&app, "/pushes/1", &fund).await.text;
    let item = page.split("name=\"warning\" value=\"").nth(1).unwrap();
    let item = item.split('"').next().unwrap();
    let said = post(&app, "/pushes/1/answers", &fund, &format!("warning={item}&text=ok")).await;
    assert_eq!(said.status, StatusCode::SEE_OTHER);
    let file = get(&app, "/files/push_items.csv?push=1&answered=yes", &centre).await.text;
    assert_eq!(file.lines().count(), 2, "{file}");
    assert!(get(&app, "/", &fund).await.text.contains("/pushes/1"));
}

/// The views with content that must be escaped.
pub(in crate::pages) fn samples(lang: Lang) -> Vec<(&'static str, String)> {
    let item = Item {
        warning: 1,
        message: "a\"<b".to_owned(),
        case: Some((2, "x".to_owned())),
        ..Item::default()
    };
    let answered = Item { answer: Some(("n".to_owned(), "a\"<b".to_owned())), ..item.clone() };
    let push = Shown {
        id: 1,
        facts: vec![(lang.pick("签收", "Received"), "d".to_owned())],
        items: vec![item, answered],
        left_out: 3,
        receive: true,
        answer: true,
        ..Shown::default()
    };
    let refusal = Some("a\"<b".to_owned());
    let places = vec![("653125".to_owned(), "a\"<b".to_owned())];
    let page = View { frame: frame(lang), push, refusal: None, back: Back::default() };
    let fresh = NewView { frame: frame(lang), places, daily: false, refusal };
    vec![("push", page.render().unwrap()), ("push_new", fresh.render().unwrap())]
}
