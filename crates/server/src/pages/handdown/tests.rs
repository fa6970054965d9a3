//! The story of a hand-down over HTTP, and samples of its templates.

use axum::http::StatusCode;
use store::testing::databases;

use crate::access::Role;
use crate::operations::tests::take_in;
use crate::pages::lists::tests::FILES;
use crate::pages::tests::{get, post, signed_in_at, site};
use crate::web::app;

const DRAFT: &str = "source=Z2&way=down&doc_no=K9&issued_on=2019-05-22&for_poverty=y&0.to=653125\
    &0.amount=60000&1.to=653126&1.amount=&14.project=&14.amount=";

#[tokio::test(flavor = "multi_thread")]
async fn a_hand_down_is_written_reviewed_and_received() {
    for test in databases().await.unwrap() {
        take_in(&test, &FILES).await;
        let site = site(&test);
        let app = app(&site);
        let at = |role, division| Some((role, division, None));
        let clerk = at(Role::BureauFund, "653100");
        let clerk = signed_in_at(&site, "clerk", clerk, false).await;
        let head = signed_in_at(&site, "head", at(Role::BureauHead, "653100"), false).await;
        let county = signed_in_at(&site, "county", at(Role::BureauFund, "653125"), false).await;
        let chosen = get(&app, "/hand-downs/new?year=2019", &clerk).await.text;
        assert!(chosen.contains("/hand-downs/new?source=Z2"), "{chosen}");
        let form = get(&app, "/hand-downs/new?source=Z2", &clerk).await.text;
        assert!(form.contains("莎车县") && form.contains("100,000.00"), "{form}");
        let record = get(&app, "/allotments/Z2", &clerk).await.text;
        assert!(record.contains("/hand-downs/new?source=Z2"), "{record}");
        assert_eq!(
            get(&app, "/hand-downs/new?source=Z2", &county).await.status,
            StatusCode::NOT_FOUND
        );
        // Too much is refused, and what was written stays.
        let more = DRAFT.replace("60000", "600000");
        let refused = post(&app, "/hand-downs", &clerk, &more).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", test.engine);
        assert!(refused.text.contains("尚可下达") && refused.text.contains("600000"));
        let begun = post(&app, "/hand-downs", &clerk, DRAFT).await;
        assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text);
        let page = begun.to().to_owned();
        assert!(get(&app, "/", &clerk).await.text.contains(&page));
        let edit = get(&app, &format!("{page}/draft"), &clerk).await.text;
        assert!(edit.contains("60000.00"), "{edit}");
        let step = |name: &str| format!("{page}/{name}");
        let sent = post(&app, &step("steps"), &clerk, "step=submit").await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
        assert!(get(&app, "/", &head).await.text.contains("待您复核的资金下达"));
        assert_eq!(get(&app, &page, &county).await.status, StatusCode::NOT_FOUND);
        let review = get(&app, &page, &head).await.text;
        let seal = review.split("name=\"seal\" value=\"").nth(1).unwrap();
        let seal = seal.split('"').next().unwrap();
        let handing = format!("step=hand_down&seal={seal}");
        let own = post(&app, &step("review"), &clerk, &handing).await;
        assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY);
        let done = post(&app, &step("review"), &head, &handing).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        let copy = "step=copy&office=treasury&day=2019-05-22";
        assert_eq!(post(&app, &step("steps"), &clerk, copy).await.status, StatusCode::SEE_OTHER);
        // The county confirms, at first a wrong amount.
        assert!(get(&app, "/", &county).await.text.contains("待确认接收的资金"));
        let receipt = "line=0&received_on=2019-05-23&amount=1&fund=special-development&doc_no=K9";
        let bad = receipt.replace("amount=1&", "amount=x&");
        for form in [bad.as_str(), &receipt.replace("line=0", "line=9")] {
            let answer = post(&app, &step("receipts"), &county, form).await;
            assert!(answer.status.is_client_error(), "{form}");
        }
        let first = post(&app, &step("receipts"), &county, receipt).await;
        assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.text);
        let differs = get(&app, &page, &county).await.text;
        assert!(differs.contains("登记不一致") && !differs.contains("抄送"), "{differs}");
        let right = receipt.replace("amount=1&", "amount=60000&");
        let done = post(&app, &step("receipts"), &county, &right).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER);
        let list = get(&app, "/hand-downs", &county).await.text;
        assert!(list.contains("已接收") && list.contains(&page), "{list}");
        assert!(get(&app, &page, &clerk).await.text.contains("已下达并接收"));
    }
}
