//! The overview over HTTP: sums that agree with the records, and nobody's but one's own.

use axum::http::StatusCode;
use store::testing::databases;

use crate::access::Role;
use crate::operations::screening::tests::{import, on, region, screened};
use crate::operations::tests::take_in;
use crate::pages::lists::tests::FILES;
use crate::pages::register::tests::figures;
use crate::pages::tests::{get, signed_in_at, site};
use crate::web::app;

#[tokio::test(flavor = "multi_thread")]
async fn sums_follow_the_records_within_the_scope() {
    for test in databases().await.unwrap() {
        take_in(&test, &FILES).await;
        let site = site(&test);
        let app = app(&site);
        let office = Some((Role::RegionFundOffice, "650000", None));
        let cookie = signed_in_at(&site, "region", office, false).await;
        let page = get(&app, "/overview?year=2019", &cookie).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        // Received, region to prefectures, prefecture to county; paid without the refund.
        for sum in ["900,000.00", "600,000.00", "500,000.00", "4,000.50", "895,999.50"] {
            assert!(page.text.contains(sum), "{}: {sum}", test.engine);
        }
        assert!(page.text.contains("2019-06") && page.text.contains("喀什地区"));
        let prefecture = get(&app, "/overview?division=653100&year=2019", &cookie).await.text;
        assert!(prefecture.contains("600,000.00") && !prefecture.contains("900,000.00"));
        // What comes in later is told at once.
        let more = "编号,文号,资金,年度,下达单位,接收单位,上级指标,金额,下达日期\n\
                    Z9,财农9号,扶贫发展资金,2019,100000,650000,,100000,2019-03-01\n";
        take_in(&test, &[("指标.csv", more)]).await;
        assert!(get(&app, "/overview?year=2019", &cookie).await.text.contains("1,000,000.00"));
        for (asked, status) in [
            ("year=never", StatusCode::UNPROCESSABLE_ENTITY),
            ("division=nowhere", StatusCode::UNPROCESSABLE_ENTITY),
            ("year=1800", StatusCode::OK),
            ("division=100000", StatusCode::FORBIDDEN),
        ] {
            assert_eq!(get(&app, &format!("/overview?{asked}"), &cookie).await.status, status);
        }
        let county = Some((Role::BureauFund, "653125", None));
        let cookie = signed_in_at(&site, "county", county, false).await;
        let own = get(&app, "/overview?year=2019", &cookie).await.text;
        assert!(own.contains("500,000.00") && !own.contains("600,000.00"));
        let other = get(&app, "/overview?division=653101&year=2019", &cookie).await.status;
        assert_eq!(other, StatusCode::FORBIDDEN);
        let unit = Some((Role::UnitOfficer, "653125", Some("莎车县水利局")));
        let cookie = signed_in_at(&site, "unit", unit, false).await;
        assert_eq!(get(&app, "/overview", &cookie).await.status, StatusCode::FORBIDDEN);
    }
}

/// Special funds of two years: 80 of 90.33 yuan go to the south, 70 of them on to a deeply poor county.
const SHARED: &str = "id,doc_no,fund,fiscal_year,kind,from,to,amount,issued_on\n\
    O1,财农1号,special-development,2018,grant,650000,653100,75,2018-05-31\n\
    O2,财农2号,special-development,2018,grant,650000,654000,15,2018-05-31\n\
    A1,财农3号,special-development,2019,grant,650000,653100,80,2019-05-31\n\
    A2,财农4号,special-development,2019,grant,650000,654000,10.33,2019-05-31\n\
    A3,喀财农5号,special-development,2019,grant,653100,653125,70,2019-06-05\n";

#[tokio::test(flavor = "multi_thread")]
async fn shares_that_rules_limit_are_told_with_their_head_room() {
    for test in databases().await.unwrap() {
        take_in(&test, &[("指标.csv", SHARED)]).await;
        let site = site(&test);
        let app = app(&site);
        let office = Some((Role::RegionFundOffice, "650000", None));
        let cookie = signed_in_at(&site, "region", office, false).await;
        let page = get(&app, "/overview?year=2019", &cookie).await.text;
        for told in [
            "占 88.56%；规定不低于 80%",
            "余量 9.67元",
            "余量 2.35元",
            "余量 4.67元",
            "规定为全部",
            "href=\"/policies/B#B-2.1.1.1.a\"",
        ] {
            assert!(page.contains(told), "{}: {told}\n{page}", test.engine);
        }
        // Of the year before nothing is known of the year before that.
        let before = get(&app, "/overview?year=2018", &cookie).await.text;
        assert!(before.contains("无法判断余量</strong>：缺："), "{}", test.engine);
        let english = get(&app, "/overview?year=2019&lang=en", &cookie).await.text;
        assert!(english.contains("Head-room 9.67 yuan"), "{english}");
        let told = get(&app, "/api/v1/overview?year=2019", &cookie).await.text;
        let told: serde_json::Value = serde_json::from_str(&told).unwrap();
        let south = &told["shares"][0];
        assert_eq!(south["rule"], "share.south", "{told}");
        assert_eq!((&south["left"], &south["limit"]), (&"9.67".into(), &"80%".into()));
        // The shares are the region's; below it there are none.
        let prefecture = get(&app, "/overview?division=653100&year=2019", &cookie).await.text;
        assert!(!prefecture.contains("余量"), "{prefecture}");
        // What comes in later is told at once: one fen too much elsewhere.
        let more = "id,doc_no,fund,fiscal_year,kind,from,to,amount,issued_on\n\
                    A4,财农6号,special-development,2019,grant,650000,654000,9.68,2019-07-31\n";
        take_in(&test, &[("指标.csv", more)]).await;
        let page = get(&app, "/overview?year=2019", &cookie).await.text;
        assert!(page.contains("占 79.99%") && page.contains("尚差 0.01元"), "{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_figure_leads_to_the_rows_behind_it() {
    for test in databases().await.unwrap() {
        let mut site = site(&test);
        site.context.fixed_day = Some(on("2021-01-05").day);
        let set = region(2, 2, 150);
        import(&site.context, set.path()).await;
        screened(&site.context, "2021-01-04", "2020-12-31").await;
        let app = app(&site);
        let office = Some((Role::RegionFundOffice, "650000", None));
        let cookie = signed_in_at(&site, "office", office, false).await;
        let page = get(&app, "/overview?year=2020", &cookie).await.text;
        // Cells of the tables say their head between class and figure.
        let parts = page.split(" data-label=\"").map(|part| {
            part.split_once("\">").filter(|_| !part.starts_with('<')).map_or(part, |cell| cell.1)
        });
        let figures = figures(&parts.collect::<Vec<&str>>().join(">"));
        assert!(figures.len() > 20, "{}", figures.len());
        for (address, text) in figures {
            let list = get(&app, &address, &cookie).await;
            assert_eq!(list.status, StatusCode::OK, "{address}");
            assert!(!list.text.contains("class=\"empty\""), "{address} is empty");
            let sums = ["/payments?", "/fundings?", "/warnings?"];
            if sums.iter().any(|list| address.starts_with(list)) {
                let told = list.text.contains(&format!("<strong>{text}</strong>"));
                assert!(told, "{}: {address}: {text}", test.engine);
            }
        }
    }
}
