//! The ledger, registers and statements as programs read them; records that programs enter; lines of lists.

use axum::Router;
use axum::body::Body;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};
use store::testing::databases;

use super::{Office, asked, code, sent, token, told};
use crate::access::Role;
use crate::operations::handdowns::tests::officer;
use crate::operations::registers::looks::tests as looks;
use crate::operations::tests::take_in;
use crate::pages::ledger::tests::{RECONCILIATIONS, STATEMENTS};
use crate::pages::lists::tests::FILES;
use crate::pages::tests::{Answer, answer, site};
use crate::web::app;

const COUNTY: Office<'static> = (Role::BureauFund, "653125", None);

#[tokio::test(flavor = "multi_thread")]
async fn books_and_registers_are_read_within_the_scope() {
    for test in databases().await.unwrap() {
        take_in(&test, &FILES).await;
        let site = site(&test);
        let app = app(&site);
        let own = token(&site, "county", COUNTY, &["read"]).await;
        let trial = told(&asked(&app, "/api/v1/ledger?year=2019", &own).await);
        let balances = &trial["purses"][0]["balances"];
        assert_eq!(balances["received"], "-500000.00", "{}: {trial}", test.engine);
        assert_eq!(
            (&balances["paid"], &balances["left"]),
            (&"3000.50".into(), &"496999.50".into())
        );
        let account = "/api/v1/ledger/653125/special-development?year=2019&month=2019-04";
        let account = told(&asked(&app, account, &own).await);
        let posted = account["postings"].to_string();
        assert!(posted.contains("V2") && !posted.contains("V1"), "{account}");
        let money = told(&asked(&app, "/api/v1/registers/money?year=2019&by=kind", &own).await);
        assert_eq!(money["whole"]["paid"], "3000.50", "{money}");
        assert_eq!(money["rows"][0]["of"]["fund"], "special-development", "{money}");
        let spending = "/api/v1/registers/spending?year=2019&class=special&by=kind";
        let spending = told(&asked(&app, spending, &own).await);
        assert_eq!(spending["rows"][0]["sums"]["kinds"]["subsidy"], "2000.00", "{spending}");
        let whole = &spending["whole"];
        let money = (&whole["received"], &whole["paid"], &whole["balance"]);
        assert_eq!(money, (&"500000.00".into(), &"3000.50".into(), &"496999.50".into()));
        let raising = told(&asked(&app, "/api/v1/registers/raising?year=2019", &own).await);
        assert_eq!(raising["classes"][0]["class"], "special", "{raising}");
        assert_eq!(raising["whole"]["documents"], 1, "{raising}");
        assert!(raising["whole"]["should"].is_null(), "{raising}");
        let documents = told(&asked(&app, "/api/v1/registers/allocation", &own).await);
        assert_eq!(documents["rows"][0]["id"], "Z3", "{documents}");
        assert_eq!(documents["totals"]["still_open"], "500000.00", "{documents}");
        let problems = told(&asked(&app, "/api/v1/registers/problems", &own).await);
        assert_eq!(
            (&problems["division"], &problems["whole"]["red"]),
            (&"653125".into(), &0.into())
        );
        for (path, status, name) in [
            ("/api/v1/ledger?division=653101", 404, "unknown-division"),
            ("/api/v1/ledger?year=x", 400, "asked-wrongly"),
            ("/api/v1/ledger?colour=red", 400, "asked-wrongly"),
            ("/api/v1/ledger/653101/special-development?year=2019", 404, "unknown-division"),
            ("/api/v1/ledger/653125/nothing?year=2019", 404, "unknown-record"),
            ("/api/v1/ledger/653125/special-development", 400, "asked-wrongly"),
            ("/api/v1/ledger/statements?month=2019-13", 400, "asked-wrongly"),
            ("/api/v1/ledger/statements?division=653101", 404, "unknown-division"),
            (
                "/api/v1/statements/653101/special-development?month=2019-03",
                404,
                "unknown-division",
            ),
            ("/api/v1/statements/653125/nothing?month=2019-03", 404, "unknown-record"),
            ("/api/v1/registers/money?division=653101", 404, "unknown-division"),
            ("/api/v1/registers/money?by=colour", 400, "asked-wrongly"),
            ("/api/v1/registers/problems?year=2019", 400, "asked-wrongly"),
            ("/api/v1/registers/raising?division=653101", 404, "unknown-division"),
            ("/api/v1/registers/raising?class=colour", 400, "asked-wrongly"),
            ("/api/v1/registers/spending?division=650000", 404, "unknown-division"),
            ("/api/v1/registers/spending?by=month", 400, "asked-wrongly"),
        ] {
            let answer = asked(&app, path, &own).await;
            assert_eq!((answer.status.as_u16(), code(&answer).as_str()), (status, name), "{path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_is_made_and_signed_by_two_persons_tokens() {
    for test in databases().await.unwrap() {
        take_in(&test, &FILES).await;
        take_in(&test, &[("收支余.csv", STATEMENTS), ("对账.csv", RECONCILIATIONS)]).await;
        let site = site(&test);
        let app = app(&site);
        let uses = ["read", "money"];
        let maker = token(&site, "maker", COUNTY, &uses).await;
        let signer = (Role::BureauTreasury, "653125", None);
        let signer = token(&site, "signer", signer, &uses).await;
        let of_month = told(&asked(&app, "/api/v1/ledger/statements?month=2019-04", &maker).await);
        assert_eq!(of_month["funds"][0]["agrees"], false, "{of_month}");
        let one = "/api/v1/statements/653125/special-development";
        let (making, signing) = (format!("{one}/making"), format!("{one}/signing"));
        let said = |explanation: &str| {
            json!({ "month": "2019-04", "explanation": explanation }).to_string()
        };
        let bare = sent(&app, &making, &maker, ("", &said(""))).await;
        assert_eq!(code(&bare), "difference-unexplained", "{}", bare.text);
        let month = said("在途").replace("2019-04", "2019-13");
        assert_eq!(code(&sent(&app, &making, &maker, ("", &month)).await), "asked-wrongly");
        let made = sent(&app, &making, &maker, ("made", &said("在途"))).await;
        assert_eq!(told(&made)["versions"][0]["state"], "made", "{}", made.text);
        let sign = json!({ "month": "2019-04", "step": "sign" }).to_string();
        assert_eq!(sent(&app, &signing, &maker, ("", &sign)).await.status, StatusCode::FORBIDDEN);
        let back = json!({ "month": "2019-04", "step": "send_back" }).to_string();
        assert_eq!(code(&sent(&app, &signing, &signer, ("", &back)).await), "reason-missing");
        let after = told(&sent(&app, &signing, &signer, ("", &sign)).await);
        assert_eq!(after["now"]["state"], "signed", "{after}");
        assert_eq!(after["now"]["reported"]["closing"], after["now"]["ledger"]["closing"]);
        let again = sent(&app, &signing, &signer, ("", &sign)).await;
        assert_eq!(code(&again), "nothing-to-sign", "{}", test.engine);
    }
}

fn row(voucher: &str, amount: &str, channel: &str) -> Value {
    json!({
        "voucher_no": voucher, "county": "653125", "fiscal_year": "2019", "paid_on": "2019-03-01",
        "amount": amount, "channel": channel, "kind": "progress", "payee": "水利公司",
        "payee_type": "enterprise", "fund": "扶贫发展资金", "allotment": "Z3", "project": "P1",
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn records_are_entered_once_their_verdict_was_seen() {
    for test in databases().await.unwrap() {
        take_in(&test, &FILES).await;
        let site = site(&test);
        let app = app(&site);
        let own = token(&site, "county", COUNTY, &["read", "import"]).await;
        let entry = |rows: Value, seal: &str| {
            json!({ "table": "payments", "rows": rows, "seal": seal }).to_string()
        };
        let path = "/api/v1/records";
        let bad = json!([row("V8", "many", "direct")]);
        let bad = sent(&app, path, &own, ("", &entry(bad, ""))).await;
        assert_eq!(code(&bad), "cell-unreadable", "{}", bad.text);
        assert_eq!(told(&bad)["verdict"]["rejected"][0]["column"], "amount");
        let outside = json!([row("V8", "1", "direct")]).to_string().replace("653125", "652901");
        let outside = entry(serde_json::from_str(&outside).unwrap(), "");
        assert_eq!(code(&sent(&app, path, &own, ("", &outside)).await), "import-outside");
        let many = Value::from(vec![row("V8", "1", "direct"); 61]);
        assert_eq!(code(&sent(&app, path, &own, ("", &entry(many, ""))).await), "rows-too-many");

        let red = json!([row("V8", "1000", "delegated")]);
        let unseen = sent(&app, path, &own, ("", &entry(red.clone(), ""))).await;
        assert_eq!(code(&unseen), "verdict-unseen", "{}", unseen.text);
        let verdict = told(&unseen)["verdict"].clone();
        assert!(verdict.to_string().contains("pay.delegated"), "{verdict}");
        assert_eq!(
            asked(&app, "/api/v1/payments/653125/V8", &own).await.status,
            StatusCode::NOT_FOUND
        );
        let seal = verdict["seal"].as_str().unwrap();
        let asked_first = json!({ "table": "payments", "rows": red.clone() }).to_string();
        let first = told(&sent(&app, "/api/v1/verdicts", &own, ("", &asked_first)).await);
        assert_eq!(first["seal"], seal, "a verdict asked for before has the same seal");
        let other = entry(json!([row("V8", "1001", "delegated")]), seal);
        assert_eq!(code(&sent(&app, path, &own, ("", &other)).await), "verdict-unseen");
        let saved = sent(&app, path, &own, ("V8", &entry(red.clone(), seal))).await;
        assert_eq!(saved.status, StatusCode::CREATED, "{}", saved.text);
        let replayed = sent(&app, path, &own, ("V8", &entry(red.clone(), seal))).await;
        assert_eq!(replayed.text, saved.text);
        let there = sent(&app, path, &own, ("", &entry(red, seal))).await;
        assert_eq!((there.status, &told(&there)["import"]), (StatusCode::OK, &Value::Null));
        let kept = told(&asked(&app, "/api/v1/payments/653125/V8", &own).await);
        assert!(kept.to_string().contains("1000.00"), "{}: {kept}", test.engine);
    }
}

const HEAD: &str = "凭证号,县,期间,姓名,身份证号,金额\n";

async fn file(app: &Router, token: &str, asked: &str, lines: &str) -> Answer {
    let body = format!(
        "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"发放明细.csv\"\r\n\r\n{HEAD}{lines}\r\n--b--\r\n"
    );
    let request = Request::post(format!("/api/v1/uploads{asked}"))
        .header(AUTHORIZATION, format!("Bearer {token}"))
        .header(CONTENT_TYPE, "multipart/form-data; boundary=b");
    answer(app, request.body(Body::from(body)).unwrap()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_is_none_is_not_called_too_large() {
    let test = databases().await.unwrap().remove(0);
    let site = site(&test);
    let app = app(&site);
    let own = token(&site, "county", COUNTY, &["import"]).await;
    for body in ["--b\r\ncontent-disposition: form-data; name=\"\u{c2}\"x\r\n", "--other--", ""] {
        let request = Request::post("/api/v1/uploads")
            .header(AUTHORIZATION, format!("Bearer {own}"))
            .header(CONTENT_TYPE, "multipart/form-data; boundary=b");
        let broken = answer(&app, request.body(Body::from(body)).unwrap()).await;
        assert_eq!(code(&broken), "body-unreadable", "{body}: {}", broken.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_of_a_list_are_all_of_it_or_more_of_it() {
    for test in databases().await.unwrap() {
        take_in(&test, &FILES).await;
        let site = site(&test);
        let app = app(&site);
        let own = token(&site, "county", COUNTY, &["read", "import"]).await;
        let first = "V1,653125,2019-03,张某,653125195001010015,500\nV1,653125,2019-03,李某,653125195001010023,500\n";
        let sent_first = told(&file(&app, &own, "", first).await);
        assert_eq!(sent_first["tables"]["benefits"]["added"], 2, "{sent_first}");
        let accept = |upload: &Value, asked: &str| {
            format!("/api/v1/uploads/{}/import{asked}", upload["id"].as_str().unwrap())
        };
        let taken = sent(&app, &accept(&sent_first, ""), &own, ("", "")).await;
        assert_eq!(taken.status, StatusCode::CREATED, "{}", taken.text);
        let third = "V1,653125,2019-03,王某,653125195001010031,500\n";
        let whole = told(&file(&app, &own, "", third).await);
        assert_eq!(whole["tables"]["benefits"]["withdrawn"], 1, "alone it is the list: {whole}");
        let more = told(&file(&app, &own, "?lines=more", third).await);
        let of = |upload: &Value| upload["tables"]["benefits"].clone();
        assert_eq!(
            (&of(&more)["withdrawn"], &of(&more)["added"]),
            (&0.into(), &1.into()),
            "{more}"
        );
        let look = format!("/api/v1/uploads/{}?lines=more", more["id"].as_str().unwrap());
        assert_eq!(of(&told(&asked(&app, &look, &own).await)), of(&more));
        for path in ["?lines=some", "?colour=red"] {
            assert_eq!(code(&file(&app, &own, path, third).await), "asked-wrongly");
            let wrong = sent(&app, &accept(&more, path), &own, ("", "")).await;
            assert_eq!(code(&wrong), "asked-wrongly", "{}", wrong.text);
        }
        let done = sent(&app, &accept(&more, "?lines=more"), &own, ("more", "")).await;
        assert_eq!(of(&told(&done))["added"], 1, "{}: {}", test.engine, done.text);
        let other = sent(&app, &accept(&more, ""), &own, ("more", "")).await;
        assert_eq!(code(&other), "key-other", "another option is another request");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn looks_after_payment_by_month_and_place() {
    for test in databases().await.unwrap() {
        let site = site(&test);
        take_in(&test, &[("支付.csv", looks::PAYMENTS)]).await;
        let county = officer(&site.context, Role::BureauFund, 653_125).await;
        let id = looks::planned(&site.context, &county, "653125", "V1, V3").await;
        looks::reported(&site.context, &county, id).await;
        let office: Office<'_> = (Role::RegionFundOffice, "650000", None);
        let region = token(&site, "office", office, &["read"]).await;
        let far = token(&site, "far", (Role::BureauFund, "652901", None), &["read"]).await;
        let app = app(&site);
        let path = "/api/v1/registers/looks?year=2019";
        let places = told(&asked(&app, path, &region).await);
        let whole = json!({
            "payments": 4, "paid": "400287.55", "looked_at": 2, "looked_at_amount": "400250.55",
        });
        assert_eq!(places["whole"], whole, "{}: {places}", test.engine);
        let months = told(&asked(&app, &format!("{path}&by=month&division=653125"), &region).await);
        let march = json!({
            "of": { "own_level": false, "month": "2019-03" },
            "sums": { "payments": 1, "paid": "400000.00", "looked_at": 1, "looked_at_amount": "400000.00" },
        });
        assert_eq!(months["rows"][0], march, "{months}");
        let own = told(&asked(&app, path, &far).await);
        assert_eq!(own["whole"]["looked_at"], 0, "{own}");
        let above = asked(&app, &format!("{path}&division=653125"), &far).await;
        assert_eq!(code(&above), "unknown-division");
        assert_eq!(code(&asked(&app, &format!("{path}&by=kind"), &region).await), "asked-wrongly");
        let list = told(&asked(&app, "/api/v1/looked-at?county=653125", &region).await);
        assert_eq!(list["totals"]["rows"], 2, "{list}");
        let others =
            told(&asked(&app, "/api/v1/payments?kind=!refund&county=653125", &region).await);
        assert_eq!(others["totals"]["rows"], 3, "{others}");
        let division = told(&asked(&app, "/api/v1/divisions/653125", &region).await);
        assert_eq!(division["inspections"][0]["id"], id, "{division}");
    }
}
