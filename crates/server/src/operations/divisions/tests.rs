//! Divisions: who is in which, by whom it may be seen; on both databases.

use store::testing::databases;

use super::*;
use crate::access::Role;
use crate::operations::Failure;
use crate::operations::handdowns::tests::officer;
use crate::operations::tests::{context, take_in};

fn names(entries: &[DivisionEntry]) -> Vec<&str> {
    entries.iter().map(|entry| entry.name.as_str()).collect()
}

const PROJECTS: &str = "id,name,county,category,unit,fiscal_year,planned_amount\n\
    P1,羊圈,653126,产业,叶城县畜牧局,2020,1000\n\
    P2,水渠,653126,水利,叶城县水利局,2020,2000\n\
    P3,机井,653126,水利,叶城县水利局,2020,30.05\n\
    P4,道路,653125,交通,莎车县交通局,2020,4000\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_division_shows_who_is_there_and_to_whom_it_may() {
    for test in databases().await.unwrap() {
        let context = context(&test);
        take_in(&test, &[("projects.csv", PROJECTS)]).await;
        let region = officer(&context, Role::RegionFundOffice, 650_000).await;
        let county = officer(&context, Role::BureauFund, 653_126).await;
        let other = officer(&context, Role::BureauFund, 653_125).await;

        let whole = show(&context, &county, "653126").await.unwrap();
        assert_eq!(names(&whole.above), ["新疆维吾尔自治区", "喀什地区"]);
        let units: Vec<_> =
            whole.units.iter().map(|one| (&*one.name, one.projects, one.planned)).collect();
        assert_eq!(units, [("叶城县水利局", 2, 203_005), ("叶城县畜牧局", 1, 100_000)]);
        assert_eq!(whole.posts.len(), 1, "{:?}", whole.posts);

        let seen = show(&context, &other, "叶城县").await.unwrap();
        assert!(seen.posts.is_empty() && seen.units.is_empty(), "{seen:?}");
        assert_eq!(show(&context, &region, "653126").await.unwrap().units.len(), 2);
        assert_eq!(show(&context, &region, "653100").await.unwrap().below.len(), 12);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_former_code_says_how_the_division_goes_on() {
    let test = databases().await.unwrap().remove(0);
    let context = context(&test);
    let actor = officer(&context, Role::RegionFundOffice, 650_000).await;
    let former = show(&context, &actor, "652923").await.unwrap();
    assert_eq!(former.after.as_ref().map(|entry| &*entry.name), Some("库车市"));
    let now = show(&context, &actor, "库车市").await.unwrap();
    assert!(now.after.is_none());
    assert_eq!(names(&now.before), ["库车县"]);
    for nowhere in ["", "100000", "999999", "无此县"] {
        let refused = show(&context, &actor, nowhere).await.unwrap_err();
        assert!(matches!(refused, Failure::Refused(Refusal::UnknownRecord)), "{nowhere}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn divisions_are_found_by_name_and_code() {
    let test = databases().await.unwrap().remove(0);
    let context = context(&test);
    let actor = officer(&context, Role::RegionFundOffice, 650_000).await;
    let found = |sought: &str| {
        let all = list(&context, &actor, sought).unwrap();
        all.into_iter()
            .map(|one| (one.entry.name.clone(), names(&one.below).join(" ")))
            .collect::<Vec<_>>()
    };
    let one = |above: &str, below: &str| vec![(above.to_owned(), below.to_owned())];
    assert_eq!(found("叶城"), one("喀什地区", "叶城县"));
    assert_eq!(found("yecheng"), one("喀什地区", "叶城县"));
    assert_eq!(found("jiashi"), one("喀什地区", "伽师县"));
    assert_eq!(found("653126"), one("喀什地区", "叶城县"));
    assert_eq!(found("喀什地区")[1].1.split(' ').count(), 12);
    assert!(found("无此县").is_empty());
    assert_eq!(found("").len(), 16, "the region, its prefectures, what it keeps itself");
}
