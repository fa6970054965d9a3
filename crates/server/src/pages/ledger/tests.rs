//! The ledger over HTTP: what adds up, where it leads, and nobody's but one's own.

use axum::http::StatusCode;
use store::testing::databases;

use crate::access::Role;
use crate::operations::tests::take_in;
use crate::pages::lists::tests::FILES;
use crate::pages::tests::{get, signed_in_at, site};
use crate::web::app;

const FUND: &str = "special-development";

pub(crate) const STATEMENTS: &str = "\
县,资金,月份,期初余额,本月收入,本月支出,期末余额,报表日期
653125,扶贫发展资金,2019-03,500000,0,1000.50,498999.50,2019-04-02
653125,扶贫发展资金,2019-04,498999.50,0,1999,497000.50,2019-05-02
";

pub(crate) const RECONCILIATIONS: &str = "\
单位,资金,期间,对方单位,我方金额,对方金额,完成日期
653125,扶贫发展资金,2019-03,国库,498999.50,498999.50,2019-04-03
653125,扶贫发展资金,2019-04,国库,497000.50,496000,2019-05-03
";

#[tokio::test(flavor = "multi_thread")]
async fn a_trial_balance_leads_to_the_voucher_within_the_scope() {
    for test in databases().await.unwrap() {
        take_in(&test, &FILES).await;
        let site = site(&test);
        let app = app(&site);
        let office = Some((Role::BureauFund, "653125", None));
        let cookie = signed_in_at(&site, "county", office, false).await;
        let page = get(&app, "/ledger?year=2019", &cookie).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        // Received; paid, without a project's money known; left.
        for sum in ["500,000.00", "3,000.50", "496,999.50"] {
            assert!(page.text.contains(sum), "{}: {sum}\n{}", test.engine, page.text);
        }
        let account = format!("/ledger/653125/{FUND}?year=2019");
        assert!(page.text.contains(&account));
        let months = get(&app, &account, &cookie).await.text;
        assert!(months.contains("2019-02") && months.contains("498,999.50"));
        let april = get(&app, &format!("{account}&month=2019-04"), &cookie).await.text;
        assert!(april.contains("/payments/653125/V2") && !april.contains("/payments/653125/V1"));
        assert!(!april.contains("古丽娜尔"), "nobody's name is needed here");
        let file = get(&app, &format!("{account}&month=2019-04&file=csv"), &cookie).await;
        assert!(file.text.contains("2000.00") && file.text.starts_with('\u{feff}'));
        for (path, status) in [
            ("/ledger?division=653101", StatusCode::FORBIDDEN),
            ("/ledger/653101/special-development?year=2019", StatusCode::FORBIDDEN),
            ("/ledger/653125/nothing?year=2019", StatusCode::NOT_FOUND),
            ("/ledger/653125/special-development?year=never", StatusCode::UNPROCESSABLE_ENTITY),
            ("/ledger/statements?division=653101", StatusCode::FORBIDDEN),
            ("/ledger/statements?month=13", StatusCode::UNPROCESSABLE_ENTITY),
        ] {
            assert_eq!(get(&app, path, &cookie).await.status, status, "{path}");
        }
        // A payment of which nobody knows whose money it is stands by itself, and is gone once it is told.
        let lost = "凭证号,县,年度,支付日期,金额,支付方式,款项性质,收款人类型,资金\n\
                    V9,653125,2019,2019-05-01,77.70,直接支付,进度款,企业,";
        take_in(&test, &[("支付.csv", lost)]).await;
        let page = get(&app, "/ledger?year=2019", &cookie).await.text;
        assert!(page.contains("77.70") && page.contains("无法入账"), "{}", test.engine);
        take_in(&test, &[("支付.csv", &format!("{lost}扶贫发展资金"))]).await;
        let page = get(&app, "/ledger?year=2019", &cookie).await.text;
        assert!(!page.contains("无法入账") && page.contains("3,078.20"), "{}", test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn statements_stand_beside_what_was_reported_and_what_the_treasury_has() {
    for test in databases().await.unwrap() {
        take_in(&test, &FILES).await;
        take_in(&test, &[("收支余.csv", STATEMENTS), ("对账.csv", RECONCILIATIONS)]).await;
        let site = site(&test);
        let app = app(&site);
        let office = Some((Role::BureauTreasury, "653125", None));
        let cookie = signed_in_at(&site, "county", office, false).await;
        let march = get(&app, "/ledger/statements?month=2019-03", &cookie).await.text;
        assert!(march.contains("三方相符"), "{}: {march}", test.engine);
        let april = get(&app, "/ledger/statements?month=2019-04", &cookie).await.text;
        // By the records 2,000 were paid; the county reported 1,999, and the treasury has less.
        for said in ["496,999.50", "1,999.00 ≠", "相差 -1.00", "相差 999.50", "1 项资金不符"]
        {
            assert!(april.contains(said), "{}: {said}\n{april}", test.engine);
        }
        let english = get(&app, "/ledger/statements?month=2019-04&lang=en", &cookie).await.text;
        assert!(english.contains("apart from treasury by 999.50"));
        let later = get(&app, "/ledger/statements?month=2019-07", &cookie).await.text;
        assert!(later.contains("未上报报表；未与国库对账"), "{later}");
    }
}
