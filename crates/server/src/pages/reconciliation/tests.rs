//! The story of a quarterly reconciliation over HTTP.

use axum::http::StatusCode;
use store::testing::databases;

use crate::access::Role;
use crate::operations::integration::integrated;
use crate::operations::tests::{pack, take_in};
use crate::pages::tests::{get, post, signed_in_at, site};
use crate::web::app;

#[tokio::test(flavor = "multi_thread")]
async fn a_quarter_is_reconciled_in_the_browser() {
    for test in databases().await.unwrap() {
        let pack = pack();
        let fund = integrated(&pack.funds).next().unwrap();
        let money = format!(
            "编号,文号,资金,年度,下达单位,接收单位,金额,下达日期,收文日期\n\
             A1,一号,{fund},2018,653100,653125,300,2018-02-01,2018-02-02\n"
        );
        take_in(&test, &[("指标.csv", &money)]).await;
        let site = site(&test);
        let app = app(&site);
        let at = |role, division| Some((role, division, None));
        let desk = signed_in_at(&site, "farm", at(Role::RegionAgriculture, "650000"), false).await;
        let clerk = signed_in_at(&site, "clerk", at(Role::BureauFund, "653125"), false).await;
        let head = signed_in_at(&site, "head", at(Role::BureauHead, "653125"), false).await;
        let quarter = "/reconciliations/quarters?quarter=2018-Q1";
        let missing = get(&app, quarter, &desk).await.text;
        assert!(missing.contains("未对账") && missing.contains("发起对账"), "{missing}");
        let own = get(&app, &format!("{quarter}&lang=en"), &head).await.text;
        assert!(own.contains("not reconciled") && !own.contains("name=\"party\""), "{own}");
        let wrong = get(&app, "/reconciliations/quarters?quarter=x", &desk).await.status;
        assert_eq!(wrong, StatusCode::UNPROCESSABLE_ENTITY);
        let asked = "party=653125&quarter=2018-Q1";
        let opened = post(&app, "/reconciliations", &desk, asked).await;
        assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.text);
        let page = opened.to().to_owned();
        let again = post(&app, "/reconciliations", &desk, asked).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(get(&app, "/", &clerk).await.text.contains("待您填报的季度对账"));
        let figures = format!("{page}/figures");
        let silent = post(&app, &figures, &clerk, "0.theirs=290&0.explanation=").await;
        assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", test.engine);
        assert!(silent.text.contains("请逐项说明原因") && silent.text.contains("value=\"290\""));
        let form = get(&app, &page, &clerk).await.text;
        assert!(form.contains("name=\"0.fund\""), "a figure says of which fund it is: {form}");
        let stray = "0.fund=nothing&0.theirs=290&0.explanation=late";
        let stray = post(&app, &figures, &clerk, stray).await;
        assert_eq!(stray.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", stray.text);
        let said = post(&app, &figures, &clerk, "0.theirs=290&0.explanation=late").await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);
        let shown = get(&app, &page, &head).await.text;
        assert!(shown.contains("10.00") && shown.contains("late"), "{shown}");
        assert!(get(&app, "/", &head).await.text.contains("待您签认的季度对账"));
        let signed = post(&app, &format!("{page}/signing"), &head, "step=sign_theirs").await;
        assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.text);
        let ours = post(&app, &format!("{page}/keeping"), &desk, "step=sign_ours").await;
        assert_eq!(ours.status, StatusCode::SEE_OTHER, "{}", ours.text);
        let list = get(&app, "/reconciliations?lang=en", &clerk).await.text;
        assert!(list.contains("signed") && list.contains(&page) && list.contains("late"), "{list}");
        let mute = post(&app, &format!("{page}/keeping"), &desk, "step=again&reason=").await;
        assert_eq!(mute.status, StatusCode::UNPROCESSABLE_ENTITY);
        let next = post(&app, &format!("{page}/keeping"), &desk, "step=again&reason=late").await;
        assert_eq!(next.status, StatusCode::SEE_OTHER, "{}", next.text);
        assert_ne!(next.to(), page);
    }
}
