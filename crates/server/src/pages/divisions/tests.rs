//! Divisions over HTTP.

use axum::http::StatusCode;
use store::testing::databases;

use crate::access::Role;
use crate::operations::tests::take_in;
use crate::pages::tests::{get, signed_in_at, site};
use crate::web::app;

const PROJECTS: &str = "id,name,county,category,unit,fiscal_year,planned_amount\n\
    P1,羊圈,653126,产业,叶城县<畜牧局>,2020,1000\n";

#[tokio::test(flavor = "multi_thread")]
async fn from_the_list_to_a_division_to_what_there_is_of_it() {
    let test = databases().await.unwrap().remove(0);
    let site = site(&test);
    take_in(&test, &[("projects.csv", PROJECTS)]).await;
    let office = Some((Role::BureauFund, "653126", None));
    let cookie = signed_in_at(&site, "county", office, false).await;
    let app = app(&site);

    let list = get(&app, "/divisions?q=%E5%8F%B6%E5%9F%8E", &cookie).await;
    assert_eq!(list.status, StatusCode::OK);
    assert!(list.text.contains("href=\"/divisions/653126\""), "{}", list.text);
    assert!(!list.text.contains("href=\"/divisions/653125\""));
    let none = get(&app, "/divisions?q=nowhere", &cookie).await;
    assert!(none.text.contains("class=\"empty\""));

    let page = get(&app, "/divisions/653126", &cookie).await;
    for part in [
        "深度贫困县",
        "南疆四地州",
        "href=\"/overview?division=653126\"",
        "href=\"/payments?county=653126\"",
        "叶城县&#60;畜牧局&#62;",
        "1,000.00",
        "某人",
    ] {
        assert!(page.text.contains(part), "{part}: {}", page.text);
    }
    assert!(!page.text.contains("tile-"), "where it lies on the map is no attribute");
    for (address, _) in page
        .text
        .split("class=\"btn btn-sm\" href=\"")
        .skip(1)
        .filter_map(|rest| rest.split_once('"'))
    {
        let there = get(&app, &address.replace("&#38;", "&"), &cookie).await;
        assert_eq!(there.status, StatusCode::OK, "{address}");
    }

    let elsewhere = get(&app, "/divisions/653125", &cookie).await;
    assert!(!elsewhere.text.contains("href=\"/overview?division=653125\""), "{}", elsewhere.text);
    let nowhere = get(&app, "/divisions/999999", &cookie).await;
    assert_eq!(nowhere.status, StatusCode::NOT_FOUND, "{}", nowhere.text);
}
