//! A monthly return made, submitted and accepted by the programs of three people.

use serde_json::json;
use store::testing::databases;

use super::{asked, code, sent, token, told};
use crate::access::Role;
use crate::operations::screening::tests::on;
use crate::pages::tests::site;
use crate::web::app;

const USES: [&str; 3] = ["read", "handle", "supervise"];

fn steps(one: &serde_json::Value) -> Vec<&str> {
    one["steps"].as_array().unwrap().iter().filter_map(|step| step["step"].as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_return_goes_from_the_county_to_its_prefecture() {
    for test in databases().await.unwrap() {
        let mut site = site(&test);
        site.context.fixed_day = Some(on("2021-01-29").day);
        let clerk = token(&site, "clerk", (Role::BureauFund, "653125", None), &USES).await;
        let head = token(&site, "head", (Role::BureauHead, "653125", None), &USES).await;
        let above = token(&site, "above", (Role::BureauTreasury, "653100", None), &USES).await;
        let reader = token(&site, "reader", (Role::BureauFund, "653126", None), &["read"]).await;
        let app = app(&site);
        let month = told(&asked(&app, "/api/v1/monthly-returns", &clerk).await);
        assert_eq!((&month["month"], &month["late"]), (&json!("2021-01"), &json!(1)), "{month}");
        assert_eq!(month["rows"][0]["state"], "missing");
        for (wrong, refusal) in [
            ("month=x", "return-month"),
            ("month=2021-02", "return-ahead"),
            ("week=1", "asked-wrongly"),
        ] {
            let path = format!("/api/v1/monthly-returns?{wrong}");
            assert_eq!(code(&asked(&app, &path, &clerk).await), refusal, "{wrong}");
        }
        let path = "/api/v1/monthly-returns";
        let order =
            json!({ "division": "653125", "month": "2021-01", "remarks": "无" }).to_string();
        let barred = sent(&app, path, &reader, ("", &order)).await;
        assert_eq!(barred.status.as_u16(), 403, "{}", barred.text);
        let made = sent(&app, path, &clerk, ("", &order)).await;
        assert_eq!(made.status.as_u16(), 201, "{}", made.text);
        let one = format!("{path}/{}", told(&made)["id"]);
        assert_eq!(asked(&app, &one, &reader).await.status.as_u16(), 404, "{}", test.engine);
        let draft = told(&asked(&app, &one, &head).await);
        assert_eq!(steps(&draft), ["submit", "return"], "{draft}");
        let step = |step: &str, reason: &str| json!({ "step": step, "reason": reason }).to_string();
        let submission = format!("{one}/submission");
        let silent = sent(&app, &submission, &head, ("", &step("submit", ""))).await;
        assert_eq!(code(&silent), "field-missing", "{}", silent.text);
        let submitted = told(&sent(&app, &submission, &head, ("", &step("submit", "同意"))).await);
        assert_eq!(submitted["submitted_on"], "2021-01-29", "{submitted}");
        let receipt = format!("{one}/receipt");
        let back = told(&sent(&app, &receipt, &above, ("", &step("return", "补充原因"))).await);
        assert_eq!((&back["state"], &back["steps"]), (&json!("returned"), &json!([])), "{back}");
        let anew = json!({ "step": "write", "remarks": "等待验收" }).to_string();
        let anew = told(&sent(&app, &format!("{one}/draft"), &clerk, ("", &anew)).await);
        assert_eq!(
            (&anew["state"], &anew["remarks"]),
            (&json!("draft"), &json!("等待验收")),
            "{anew}"
        );
        sent(&app, &submission, &head, ("", &step("submit", "同意"))).await;
        let accepted = told(&sent(&app, &receipt, &above, ("", &step("accept", "已阅"))).await);
        assert_eq!(accepted["state"], "accepted", "{}: {accepted}", test.engine);
    }
}
