//! Record pages over HTTP: from the document down to the voucher and back, within the reader's scope.

use axum::http::StatusCode;
use store::testing::databases;

use crate::access::Role;
use crate::operations::tests::take_in;
use crate::pages::lists::tests::FILES;
use crate::pages::tests::{get, signed_in_at, site};
use crate::web::app;

const CORRECTED: &str = "\
凭证号,县,年度,支付日期,金额,支付方式,款项性质,收款人,收款人类型,付款单位,资金,项目编号,用途
V1,653125,2019,2019-03-01,1100,直接支付,进度款,水利公司,企业,莎车县水利局,扶贫发展资金,P1,防渗渠
";

const BENEFITS: &str = "凭证号,县,身份证号,姓名,金额\nV2,653125,653125198001011234,古丽娜尔,2000\n";

#[tokio::test(flavor = "multi_thread")]
async fn money_is_followed_from_the_document_to_the_voucher_and_back() {
    for test in databases().await.unwrap() {
        take_in(&test, &FILES).await;
        let fundings = "项目编号,指标编号,金额,安排日期\nP1,Z3,500000,2019-02-10\n";
        take_in(&test, &[("资金安排.csv", fundings), ("发放明细.csv", BENEFITS)]).await;
        take_in(&test, &[("支付.csv", CORRECTED)]).await;
        let site = site(&test);
        let app = app(&site);
        let office = Some((Role::RegionFundOffice, "650000", None));
        let cookie = signed_in_at(&site, "user", office, false).await;
        let page = async |path: &str| {
            let answer = get(&app, path, &cookie).await;
            assert_eq!(answer.status, StatusCode::OK, "{path}");
            answer.text
        };
        let document = page("/allotments/Z2").await;
        assert!(document.contains("/allotments/Z1") && document.contains("/allotments/Z3"));
        assert!(page("/allotments/Z3").await.contains("/projects/P1"));
        let project = page("/projects/P1").await;
        assert!(project.contains("/payments/653125/V1") && project.contains("/allotments/Z3"));
        let payment = page("/payments/653125/V1").await;
        assert!(payment.contains("/projects/P1") && payment.contains("1,100.00"));
        // Both versions are told, with the file and line of each.
        assert!(payment.contains("1,000.50") && payment.matches("第 2 行").count() == 2);
        let household = page("/payments/653125/V2").await;
        assert!(household.contains("古***") && !household.contains("古丽娜尔"));
        assert!(!household.contains("653125198001011234") && !household.contains("1980"));
        assert!(page("/payments/652901/V%2F4").await.contains("V/4"));
        let english = page("/projects/P1?lang=en&unit=wan").await;
        assert!(english.contains("Payments") && english.contains("50.00"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn records_outside_the_scope_are_not_there() {
    for test in databases().await.unwrap() {
        take_in(&test, &FILES).await;
        let site = site(&test);
        let app = app(&site);
        for (at, (role, division, organisation, path, seen)) in [
            (Role::BureauFund, "653125", None, "/payments/653125/V1", true),
            (Role::BureauFund, "653125", None, "/payments/653101/V3", false),
            (Role::BureauFund, "653101", None, "/projects/P1", false),
            (Role::BureauFund, "653100", None, "/projects/P1", true),
            (Role::BureauFund, "653125", None, "/allotments/Z3", true),
            (Role::BureauFund, "653125", None, "/allotments/Z2", false),
            (Role::BureauFund, "653125", None, "/payments/653125/V9", false),
            (Role::UnitOfficer, "653125", Some("莎车县水利局"), "/payments/653125/V1", true),
            (Role::UnitOfficer, "653125", Some("莎车县水利局"), "/payments/653125/V2", false),
            (Role::UnitOfficer, "653125", Some("莎车县水利局"), "/projects/P1", true),
        ]
        .into_iter()
        .enumerate()
        {
            let office = Some((role, division, organisation));
            let cookie = signed_in_at(&site, &format!("user{at}"), office, false).await;
            let status = get(&app, path, &cookie).await.status;
            let expect = if seen { StatusCode::OK } else { StatusCode::NOT_FOUND };
            assert_eq!(status, expect, "{role:?} {division} {path}");
        }
        // The county sees its own document, and of the one above no more than its number.
        let county = Some((Role::BureauFund, "653125", None));
        let cookie = signed_in_at(&site, "county", county, false).await;
        let own = get(&app, "/allotments/Z3", &cookie).await.text;
        assert!(own.contains("Z2") && !own.contains("600,000"), "{own}");
    }
}
