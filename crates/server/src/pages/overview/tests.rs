//! The overview over HTTP: sums that agree with the records, and nobody's but one's own.

use axum::http::StatusCode;
use store::testing::databases;

use crate::access::Role;
use crate::operations::tests::take_in;
use crate::pages::lists::tests::FILES;
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
