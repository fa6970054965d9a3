//! What programs do from end to end: data sent and taken in, a warning followed into its case with two persons'
//! tokens, and tokens that come to their end.

use axum::body::Body;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{Request, StatusCode};
use store::testing::databases;

use super::{Office, asked, code, sent, token, told};
use crate::access::Role;
use crate::context::Origin;
use crate::operations::tests::PASSWORD;
use crate::operations::{screening, sign_in, tokens};
use crate::pages::tests::{Answer, answer, post, signed_in_at, site};
use crate::visit::Site;
use crate::web::app;

pub(super) const PAYMENTS: &str = "\
凭证号,县,年度,支付日期,金额,支付方式,款项性质,收款人,收款人类型,付款单位,资金,项目编号,用途
V1,653125,2019,2019-03-01,1000,授权支付,进度款,水利公司,企业,莎车县水利局,扶贫发展资金,,防渗渠
";
const BROKEN: &str =
    "V2,653125,2019,2019-02-30,1000,直接支付,进度款,水利公司,企业,莎车县水利局,扶贫发展资金,,渠\n";

async fn files(app: &axum::Router, token: &str, key: &str, content: &str, mark: &str) -> Answer {
    let body = format!(
        "--{mark}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"支付.csv\"\r\n\r\n{content}\r\n\
         --{mark}--\r\n"
    );
    let mut request = Request::post("/api/v1/uploads")
        .header(AUTHORIZATION, format!("Bearer {token}"))
        .header(CONTENT_TYPE, format!("multipart/form-data; boundary={mark}"));
    if !key.is_empty() {
        request = request.header("idempotency-key", key);
    }
    answer(app, request.body(Body::from(body)).unwrap()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_called_by_the_name_under_which_it_was_sent() {
    let test = databases().await.unwrap().remove(0);
    let site = site(&test);
    let app = app(&site);
    let office = (Role::BureauTreasury, "653125", None);
    let token_of = token(&site, "gulnar", office, &["import"]).await;
    let folder = site.context.files.to_string_lossy().into_owned();
    for (name, content, said) in [
        ("会议记录.csv", "甲,乙\n1,2\n", "会议记录.csv 中没有可识别的表"),
        ("支付.zip", "none", "支付.zip"),
        ("支付.xlsx", "none", "支付.xlsx"),
    ] {
        let body = format!(
            "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n{content}\r\n\
             --b--\r\n"
        );
        let request = Request::post("/api/v1/uploads")
            .header(AUTHORIZATION, format!("Bearer {token_of}"))
            .header(CONTENT_TYPE, "multipart/form-data; boundary=b");
        let refused = answer(&app, request.body(Body::from(body)).unwrap()).await;
        assert_eq!(code(&refused), "import-unreadable", "{name}: {}", refused.text);
        let sentences = &told(&refused)["sentences"];
        assert!(sentences["zh"].as_str().unwrap().contains(said), "{sentences}");
        assert!(
            !refused.text.contains(&folder) && !refused.text.contains("uploads"),
            "{sentences}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_data_set_is_sent_looked_at_and_taken_in_once() {
    for test in databases().await.unwrap() {
        let site = site(&test);
        let app = app(&site);
        let office = (Role::BureauTreasury, "653125", None);
        let token_of = token(&site, "gulnar", office, &["import", "read"]).await;
        let set = format!("{PAYMENTS}{BROKEN}");
        let sent_set = files(&app, &token_of, "set-1", &set, "aaaa").await;
        assert_eq!(sent_set.status, StatusCode::CREATED, "{}", sent_set.text);
        let looked = told(&sent_set);
        assert_eq!(looked["tables"]["payments"]["added"], 1);
        assert_eq!(looked["rejected"][0]["column"], "paid_on");
        assert_ne!(looked["rejected"][0]["reason"]["zh"], looked["rejected"][0]["reason"]["en"]);
        let again = files(&app, &token_of, "set-1", &set, "bbbb").await;
        assert_eq!(again.text, sent_set.text, "the same files, whatever stands between them");
        let other = files(&app, &token_of, "set-1", PAYMENTS, "aaaa").await;
        assert_eq!(code(&other), "key-other");
        let id = looked["id"].as_str().unwrap();
        let path = format!("/api/v1/uploads/{id}/import");
        let taken = sent(&app, &path, &token_of, ("take-1", "")).await;
        assert_eq!(taken.status, StatusCode::CREATED, "{}", taken.text);
        let number = told(&taken)["import"].as_i64().unwrap();
        let repeated = sent(&app, &path, &token_of, ("take-1", "")).await;
        assert_eq!(repeated.text, taken.text);
        let nothing_new = sent(&app, &path, &token_of, ("take-2", "")).await;
        assert_eq!(nothing_new.status, StatusCode::OK);
        assert!(told(&nothing_new)["import"].is_null());
        let import = told(&asked(&app, &format!("/api/v1/imports/{number}"), &token_of).await);
        assert_eq!(import["tables"]["payments"]["added"], 1, "{import}");
        let outside =
            token(&site, "aybek", (Role::BureauTreasury, "652901", None), &["import", "read"]);
        let outside = outside.await;
        assert_eq!(asked(&app, &format!("/api/v1/uploads/{id}"), &outside).await.status, 404);
        let stray = files(&app, &outside, "", PAYMENTS, "aaaa").await;
        assert_eq!((stray.status.as_u16(), code(&stray).as_str()), (422, "import-outside"));
        let import = format!("/api/v1/imports/{number}");
        assert_eq!(asked(&app, &import, &outside).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_judged_and_nothing_is_stored() {
    for test in databases().await.unwrap() {
        let site = site(&test);
        let app = app(&site);
        let office = (Role::BureauTreasury, "653125", None);
        let own = token(&site, "gulnar", office, &["import", "read"]).await;
        let draft = |county: &str, day: &str, channel: &str| {
            serde_json::json!({ "table": "payments", "rows": [{
                "voucher_no": "V9", "county": county, "fiscal_year": "2019", "paid_on": day,
                "amount": "1000", "channel": channel, "kind": "progress", "payee": "水利公司",
                "payee_type": "enterprise", "payer_unit": "莎车县水利局", "fund": "扶贫发展资金",
                "purpose": "防渗渠",
            }] })
            .to_string()
        };
        let judged = |body: String| {
            let (app, own) = (app.clone(), own.clone());
            async move { sent(&app, "/api/v1/verdicts", &own, ("", &body)).await }
        };
        let breach = told(&judged(draft("653125", "2019-03-01", "delegated")).await);
        let found = breach["rows"][0]["findings"].to_string();
        assert!(found.contains("pay.delegated") && breach["counts"]["red"] != 0, "{breach}");
        let fine = told(&judged(draft("653125", "2019-03-01", "direct")).await);
        assert!(!fine.to_string().contains("pay.delegated"), "{fine}");
        let unread = told(&judged(draft("653125", "2019-02-30", "direct")).await);
        assert_eq!(unread["rejected"][0]["column"], "paid_on", "{unread}");
        let outside = judged(draft("652901", "2019-03-01", "direct")).await;
        assert_eq!(code(&outside), "import-outside", "{}", outside.text);
        let unknown = judged("{\"table\": \"kings\", \"rows\": []}".to_owned()).await;
        assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
        let none = told(&asked(&app, "/api/v1/payments", &own).await);
        assert_eq!(none["totals"]["rows"], 0, "{}", test.engine);
    }
}

const HEAD: Office<'_> = (Role::BureauHead, "653125", None);
const PREFECTURE: Office<'_> = (Role::BureauHead, "653100", None);

#[tokio::test(flavor = "multi_thread")]
async fn a_warning_is_followed_into_its_case_by_two_persons_tokens() {
    for test in databases().await.unwrap() {
        crate::operations::tests::take_in(&test, &[("支付.csv", PAYMENTS)]).await;
        let site = site(&test);
        let app = app(&site);
        let origin = Origin::now(None, "job".to_owned());
        screening::screen_if_due(&site.context, &origin).await.unwrap();
        let own = token(&site, "head", HEAD, &["read", "handle", "supervise"]).await;
        let above = token(&site, "above", PREFECTURE, &["read", "supervise"]).await;
        let outside =
            token(&site, "outside", (Role::BureauHead, "652901", None), &["read", "handle"]);
        let outside = outside.await;
        let path = "/api/v1/warnings?rule=pay.delegated";
        let list = told(&asked(&app, path, &own).await);
        let id = list["rows"][0]["id"].as_str().unwrap().to_owned();
        let warning = format!("/api/v1/warnings/{id}");
        assert_eq!(asked(&app, &warning, &outside).await.status, StatusCode::NOT_FOUND);
        let one = told(&asked(&app, &warning, &own).await);
        assert_eq!(one["state"], "open");
        assert!(!one["clauses"][0]["text"].as_str().unwrap().is_empty());
        assert_eq!(one["steps"][0]["step"], "take_up", "{one}");
        let handling = one["steps"][0]["path"].as_str().unwrap().to_owned();
        let step = |step: &str| format!("{{\"step\": \"{step}\", \"reason\": \"属实\"}}");
        let stray = sent(&app, &handling, &outside, ("", &step("take_up"))).await;
        assert_eq!(stray.status, StatusCode::NOT_FOUND);
        let early = sent(&app, &handling, &own, ("", &step("in_order"))).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", early.text);
        for (word, state) in [("take_up", "taken_up"), ("breach", "breach")] {
            let done = sent(&app, &handling, &own, (word, &step(word))).await;
            assert_eq!(told(&done)["state"], state, "{}", done.text);
        }
        let opened = sent(&app, &format!("{warning}/case"), &own, ("case", "")).await;
        assert_eq!(opened.status, StatusCode::CREATED, "{}", opened.text);
        let case = format!("/api/v1/cases/{}", told(&opened)["id"]);
        let offered = told(&asked(&app, &case, &above).await);
        let order = &offered["steps"][0];
        assert_eq!(order["step"], "order", "{offered}");
        let to = order["fields"][0]["options"][0]["value"].as_str().unwrap();
        let body = serde_json::json!({
            "step": "order", "to": to, "text": "退回", "due": "2030-12-31", "take_back": "1000",
        });
        let supervision = format!("{case}/supervision");
        let home = sent(&app, &supervision, &own, ("", &body.to_string())).await;
        assert_eq!(code(&home), "not-from-above", "nobody supervises at home");
        let ordered = sent(&app, &supervision, &above, ("order", &body.to_string())).await;
        assert_eq!(told(&ordered)["order"]["take_back"], "1000.00", "{}", ordered.text);
        let report = serde_json::json!({
            "step": "report", "text": "已退回",
            "evidence": [{ "name": "凭证.pdf", "content": "JVBERi0xLjcgcHJvb2Y=" }],
        });
        let rectification = format!("{case}/rectification");
        let reported = sent(&app, &rectification, &own, ("", &report.to_string())).await;
        let reported = told(&reported);
        assert_eq!(
            (&reported["state"], &reported["documents"][0]["size"]),
            (&"reported".into(), &14.into())
        );
        let number = &reported["documents"][0]["id"];
        let file = asked(&app, &format!("{case}/attachments/{number}"), &above).await;
        assert_eq!(file.text, "%PDF-1.7 proof");
        let confirm = "{\"step\": \"confirm\", \"text\": \"属实\"}";
        let confirmed = sent(&app, &supervision, &above, ("", confirm)).await;
        assert_eq!(told(&confirmed)["state"], "checked", "{}", confirmed.text);
        let close = sent(&app, &supervision, &above, ("", "{\"step\": \"close_green\"}")).await;
        assert_eq!(close.status, StatusCode::UNPROCESSABLE_ENTITY, "the rule still finds it");
        let history = told(&asked(&app, &case, &own).await)["history"].as_array().unwrap().len();
        assert_eq!(history, 3, "{}", test.engine);
    }
}

async fn opens(app: &axum::Router, token: &str) -> bool {
    asked(app, "/api/v1/me", token).await.status == StatusCode::OK
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_ends_with_its_day_its_maker_and_its_post() {
    for test in databases().await.unwrap() {
        let site = site(&test);
        let app = app(&site);
        let first = token(&site, "gulnar", HEAD, &["read"]).await;
        let now = Origin::now(None, "127.0.0.1 page".to_owned());
        let later = |days: i64| Origin { at: now.at.after(days * 86_400), ..now.clone() };
        let resumed = |site: &Site, token: &str, origin: Origin| {
            let (context, token) = (site.context.clone(), token.to_owned());
            async move { tokens::resume(&context, &origin, &token).await.unwrap().is_some() }
        };
        assert!(resumed(&site, &first, later(29)).await);
        assert!(!resumed(&site, &first, later(30)).await, "thirty days are over");
        assert!(opens(&app, &first).await);
        let admin = Some((Role::RegionNetwork, "650000", None));
        let admin = signed_in_at(&site, "admin", admin, false).await;
        // A post given to somebody else today.
        let second = token(&site, "aybek", (Role::BureauFund, "653125", None), &["read"]).await;
        let change = format!("login=gulnar&from={}", now.day);
        let changed = post(&app, "/posts/post-aybek/holders", &admin, &change).await;
        assert_eq!(changed.to(), "/posts", "{}", changed.text);
        assert!(!opens(&app, &second).await);
        // An account reset, and closed.
        let reset = "password=twelve sheep on the hill";
        assert_eq!(post(&app, "/people/id-gulnar/password", &admin, reset).await.to(), "/people");
        assert!(!opens(&app, &first).await);
        let third = token(&site, "marat", PREFECTURE, &["read"]).await;
        assert_eq!(post(&app, "/people/id-marat/closure", &admin, "").await.to(), "/people");
        assert!(!opens(&app, &third).await);
        // All of an account, by the machine's operator.
        let fourth = token(&site, "dilnur", (Role::Audit, "653125", None), &["read"]).await;
        let ended = tokens::revoke_by_operator(&site.context, &now, "dilnur").await.unwrap();
        assert_eq!((ended, opens(&app, &fourth).await), (1, false), "{}", test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_are_made_and_ended_on_their_page() {
    for test in databases().await.unwrap() {
        let site = site(&test);
        let app = app(&site);
        let cookie = signed_in_at(&site, "gulnar", Some(HEAD), false).await;
        let made = |form: &str| {
            let (app, cookie, form) = (app.clone(), cookie.clone(), form.to_owned());
            async move { post(&app, "/tokens", &cookie, &form).await }
        };
        let whole =
            format!("title=ERP&post=post-gulnar&uses=read&uses=handle&days=90&password={PASSWORD}");
        for (from, to) in [
            ("title=ERP", "title="),
            ("uses=read&uses=handle&", ""),
            ("uses=read", "uses=everything"),
            ("days=90", "days=367"),
            ("days=90", "days=0"),
            ("post=post-gulnar", "post=post-aybek"),
            (PASSWORD, "wrong"),
        ] {
            let refused = made(&whole.replace(from, to)).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{from} {to}");
            assert!(!refused.text.contains("mz_"));
        }
        let page = made(&whole).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        let secret: String =
            page.text.split("<code>mz_").nth(1).unwrap().chars().take(64).collect();
        let secret = format!("mz_{secret}");
        assert!(opens(&app, &secret).await);
        let list = crate::pages::tests::get(&app, "/tokens", &cookie).await.text;
        assert!(!list.contains(&secret) && list.contains("ERP"), "shown once");
        let id = list.split("/tokens/").nth(1).and_then(|rest| rest.split('/').next()).unwrap();
        let path = format!("/tokens/{id}/revocation");
        let other = signed_in_at(&site, "aybek", Some(PREFECTURE), false).await;
        assert_eq!(post(&app, &path, &other, "").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(opens(&app, &secret).await, "nobody ends another's token");
        assert_eq!(post(&app, &path, &cookie, "").await.to(), "/tokens");
        assert!(!opens(&app, &secret).await);
        let origin = Origin::now(None, "127.0.0.1 page".to_owned());
        let session = cookie.split('=').nth(1).unwrap();
        let actor = sign_in::resume(&site.context, &origin, session).await.unwrap().unwrap();
        for _ in 0..20 {
            assert_eq!(made(&whole).await.status, StatusCode::OK);
        }
        assert_eq!(made(&whole).await.status, StatusCode::UNPROCESSABLE_ENTITY, "too many");
        assert_eq!(tokens::list(&site.context, &actor).await.unwrap().len(), 21);
    }
}
