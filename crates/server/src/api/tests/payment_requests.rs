//! Payment requests over HTTP and for programs, in both languages: seen before they are submitted, reviewed with the
//! verdict of the moment, led to from the payment.

use axum::Router;
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use store::testing::{TestDb, databases};

use super::{asked, code, sent, token, told};
use crate::access::Role;
use crate::operations::payment_requests::tests::{GIVEN, MONEY, PROJECTS, writing};
use crate::operations::screening::tests::on;
use crate::operations::tests::take_in;
use crate::pages::tests::{form, get, post, signed_in_at, site};
use crate::web::app;

const PLACE: &str = "/payment-requests";

fn draft(changes: &[(&str, &str)], seal: &Value) -> String {
    let evidence = json!([{ "name": "合同.pdf", "content": STANDARD.encode(b"%PDF-1.7 x") }]);
    let cells = writing("P1", changes).cells;
    json!({ "payment": cells, "evidence": evidence, "seal": seal }).to_string()
}

/// A county that is served, with who asks, who reviews and who pays, on pages and by programs.
struct County {
    app: Router,
    line: String,
    fund: String,
    cash: String,
    by_line: String,
    by_fund: String,
    by_cash: String,
}

impl County {
    async fn of(test: &TestDb) -> County {
        let mut site = site(test);
        site.context.fixed_day = Some(on("2020-06-01").day);
        let files = [("项目.csv", PROJECTS), ("指标.csv", MONEY), ("项目资金.csv", GIVEN)];
        take_in(test, &files).await;
        let office = |role| (role, "653125", None);
        let county = |role| Some(office(role));
        let uses = ["read", "money"];
        County {
            line: signed_in_at(&site, "line", county(Role::BureauBusiness), false).await,
            fund: signed_in_at(&site, "fund", county(Role::BureauFund), false).await,
            cash: signed_in_at(&site, "cash", county(Role::BureauTreasury), false).await,
            by_line: token(&site, "p-line", office(Role::BureauBusiness), &uses).await,
            by_fund: token(&site, "p-fund", office(Role::BureauFund), &uses).await,
            by_cash: token(&site, "p-cash", office(Role::BureauTreasury), &["import"]).await,
            app: app(&site),
        }
    }

    /// Asks for a payment that breaks a rule; the page of the request.
    async fn red(&self) -> String {
        let path = format!("/api/v1{PLACE}");
        let red = [("channel", "delegated")];
        let first = sent(&self.app, &path, &self.by_line, ("", &draft(&red, &json!("")))).await;
        assert_eq!(code(&first), "verdict-unseen", "{}", first.text);
        let seal = told(&first)["verdict"]["seal"].clone();
        let made = sent(&self.app, &path, &self.by_line, ("one", &draft(&red, &seal))).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
        format!("{PLACE}/{}", told(&made)["id"])
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_rules_say_is_seen_before_a_request_is_submitted() {
    for test in databases().await.unwrap() {
        let County { app, line, .. } = County::of(&test).await;
        let page = get(&app, "/payment-requests/new?project=P1", &line).await.text;
        assert!(page.contains("value=\"P1\"") && page.contains("收款人"), "{page}");
        assert!(!page.contains("value=\"refund\"") && !page.contains("0.paid_on"), "{page}");
        let of = writing("P1", &[("channel", "delegated")]);
        let names: Vec<(String, String)> =
            of.cells.iter().map(|(column, text)| (format!("0.{column}"), text.clone())).collect();
        let fields = |step: &'static str| -> Vec<(&str, &str)> {
            let all = names.iter().map(|(name, text)| (name.as_str(), text.as_str()));
            all.chain([("step", step)]).collect()
        };
        let seen = form(&app, PLACE, &line, (&fields("judge"), None)).await;
        assert_eq!(seen.status, StatusCode::OK, "{}", seen.text);
        assert!(seen.text.contains("pay.delegated") && seen.text.contains("支付前的判断"));
        assert!(seen.text.contains("财政扶贫资金不得实行授权支付"), "with its clause");
        let unseen = form(&app, PLACE, &line, (&fields("ask"), Some("evidence"))).await;
        assert!(unseen.text.contains("已看过结论，照实提交"), "{}", unseen.text);
        let mut bad = fields("ask");
        bad.push(("0.amount", "三百"));
        let bad = form(&app, PLACE, &line, (&bad, Some("evidence"))).await;
        assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(bad.text.contains("0.amount-error"), "{}", bad.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_breaks_a_rule_is_refused_with_its_verdict() {
    for test in databases().await.unwrap() {
        let county = County::of(&test).await;
        let one = county.red().await;
        let County { app, fund, by_fund, .. } = &county;
        assert!(get(app, "/", fund).await.text.contains("待您审核的支付申请"));
        let shown = get(app, &one, fund).await.text;
        assert!(shown.contains("不得批准") && !shown.contains("value=\"approve\""), "{shown}");
        let review = format!("{one}/review");
        let done = post(app, &review, fund, "step=approve&reason=x").await;
        assert_eq!(done.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(done.text.contains("红灯，不得批准"), "{}", done.text);
        let approve = json!({ "step": "approve", "reason": "x" }).to_string();
        let done = sent(app, &format!("/api/v1{review}"), by_fund, ("", &approve)).await;
        assert_eq!(code(&done), "breaks-rule");
        let rule = &told(&done)["verdict"]["rows"][0]["findings"][0]["rule"];
        assert_eq!(rule, "pay.delegated", "{}", done.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_put_right_approved_and_settled_by_the_payment() {
    for test in databases().await.unwrap() {
        let county = County::of(&test).await;
        let one = county.red().await;
        let County { app, line, fund, cash, by_line, by_cash, .. } = &county;
        let review = format!("{one}/review");
        let done = post(app, &review, fund, "step=return&reason=R1").await;
        assert_eq!((done.status, done.to()), (StatusCode::SEE_OTHER, &*one), "{}", done.text);

        let anew = get(app, &format!("{one}/text?lang=en"), line).await.text;
        assert!(anew.contains("Write a payment request anew") && !anew.contains("0.project"));
        let plain = draft(&[], &json!(""));
        let done = sent(app, &format!("/api/v1{one}/text"), by_line, ("", &plain)).await;
        assert_eq!(told(&done)["state"], "waiting", "{}", done.text);
        let done = post(app, &review, fund, "step=approve&reason=R2").await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        assert!(get(app, "/", cash).await.text.contains("已批准、尚未支付的申请"));
        let cells = writing("P1", &[("voucher_no", "V1"), ("paid_on", "2020-06-01")]).cells;
        let mut row = json!(cells);
        row["county"] = "653125".into();
        let entry = json!({ "table": "payments", "rows": [row] }).to_string();
        let done = sent(app, "/api/v1/records", by_cash, ("", &entry)).await;
        assert_eq!(done.status, StatusCode::CREATED, "{}", done.text);
        let told = told(&asked(app, &format!("/api/v1{one}"), by_line).await);
        assert_eq!((&told["state"], &told["voucher"]), (&"paid".into(), &"V1".into()), "{told}");
        assert_eq!((&told["paid"], &told["verdict"]), (&"300.00".into(), &Value::Null));
        let english = get(app, &format!("{one}?lang=en"), line).await.text;
        assert!(english.contains("/payments/653125/V1") && english.contains("R2"), "{english}");
        let payment = get(app, "/payments/653125/V1", line).await.text;
        assert!(payment.contains(&one), "{payment}");
        let list = get(app, "/payment-requests?state=paid", fund).await.text;
        assert!(list.contains(&one) && list.contains("防渗渠"), "{list}");
        let file = get(app, "/files/payment_requests.csv", fund).await.text;
        assert_eq!(file.lines().count(), 2, "{}: {file}", test.engine);
    }
}
