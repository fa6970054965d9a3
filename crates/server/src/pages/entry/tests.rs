//! Entering records in the browser: what is judged, kept, saved, corrected, refused.

use axum::http::StatusCode;
use domain::{Lang, TableId};
use store::events;
use store::testing::databases;

use super::*;
use crate::access::Role;
use crate::operations::tests::take_in;
use crate::pages::tests::{get, post, signed_in_at, site};
use crate::web::app;

const PROJECTS: &str = "id,name,county,category,nature,infrastructure,fiscal_year,unit,planned_amount\n\
    P1,路,653125,道路,新建,y,2019,莎车县交通运输局,1000\n";

fn payment(channel: &str, amount: &str, step: &str, seal: &str) -> String {
    format!(
        "0.voucher_no=V1&0.county=653125&0.fiscal_year=2019&0.paid_on=2019-07-10&0.project=P1\
         &0.amount={amount}&0.channel={channel}&0.kind=progress&0.payee_type=enterprise\
         &0.payee=%E6%B0%B4%E5%88%A9%E5%85%AC%E5%8F%B8&0.fund=special-development\
         &step={step}&seal={seal}"
    )
}

fn seal(page: &str) -> &str {
    let rest = page.split("name=\"seal\" value=\"").nth(1).unwrap_or_default();
    rest.split('"').next().unwrap_or_default()
}

async fn told(site: &Site) -> i64 {
    events::verify(&mut site.context.db.read().await.unwrap()).await.unwrap().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_is_judged_corrected_and_saved() {
    for test in databases().await.unwrap() {
        take_in(&test, &[("projects.csv", PROJECTS)]).await;
        let site = site(&test);
        let office = Some((Role::BureauTreasury, "653125", None));
        let cookie = signed_in_at(&site, "gulnar", office, false).await;
        let app = app(&site);
        let all = get(&app, "/entry", &cookie).await;
        assert!(all.text.contains("href=\"/entry/payments\""), "{}", all.text);
        assert!(!all.text.contains("/entry/register"), "the region's alone");
        let empty = get(&app, "/entry/payments", &cookie).await.text;
        assert!(empty.contains("value=\"莎车县\"") && empty.contains("授权支付"), "{empty}");
        let before = told(&site).await;

        let judged = payment("delegated", "100", "judge", "");
        let judged = post(&app, "/entry/payments", &cookie, &judged);
        let judged = judged.await.text;
        for part in ["红灯", "pay.delegated", "不得实行授权支付", "value=\"100\"", "照实保存"]
        {
            assert!(judged.contains(part), "{part}: {judged}");
        }
        let early = payment("delegated", "100", "save", "");
        let early = post(&app, "/entry/payments", &cookie, &early);
        let early = early.await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(early.text.contains("尚未保存") && early.text.contains("pay.delegated"));
        let bad =
            post(&app, "/entry/payments", &cookie, &payment("direct", "1x", "save", "")).await;
        assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
        for part in ["不是数字", "value=\"1x\"", "aria-invalid", "0.amount-error"] {
            assert!(bad.text.contains(part), "{part}: {}", bad.text);
        }
        assert_eq!(told(&site).await, before, "{}: nothing is saved yet", test.engine);

        let form = payment("delegated", "100", "save", seal(&judged));
        let saved = post(&app, "/entry/payments", &cookie, &form).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
        assert_eq!(saved.to(), "/payments/653125/V1");
        let page = get(&app, saved.to(), &cookie).await.text;
        let link = "/entry/payments?county=653125&amp;voucher_no=V1";
        assert!(page.contains(link) || page.contains(&link.replace("&amp;", "&#38;")), "{page}");
        assert!(page.contains("在页面上录入"), "{page}");
        assert!(get(&app, "/imports", &cookie).await.text.contains("在页面上录入"));
        let again = post(&app, "/entry/payments", &cookie, &form).await;
        assert!(again.text.contains("没有任何变化"), "{}", again.text);

        let address = "/entry/payments?county=653125&voucher_no=V1";
        let filled = get(&app, address, &cookie).await.text;
        assert!(filled.contains("更正") && filled.contains("value=\"100.00\""), "{filled}");
        let direct = payment("direct", "100.00", "save", "") + "&corrects=1";
        let seen = post(&app, "/entry/payments", &cookie, &direct).await.text;
        assert!(seen.contains("更正 1 条"), "{seen}");
        let direct = payment("direct", "100.00", "save", seal(&seen)) + "&corrects=1";
        let done = post(&app, "/entry/payments", &cookie, &direct).await;
        assert_eq!(done.to(), "/payments/653125/V1", "{}", done.text);
        let page = get(&app, done.to(), &cookie).await.text;
        assert!(page.contains("直接支付") && page.contains("授权支付"), "before and after: {page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_ones_own_is_refused_and_kept_in_the_form() {
    for test in databases().await.unwrap() {
        take_in(&test, &[("projects.csv", PROJECTS)]).await;
        let site = site(&test);
        let office = Some((Role::BureauTreasury, "653126", None));
        let cookie = signed_in_at(&site, "other", office, false).await;
        let app = app(&site);
        let theirs = payment("direct", "100", "save", "");
        let theirs = post(&app, "/entry/payments", &cookie, &theirs);
        let theirs = theirs.await;
        assert_eq!(theirs.status, StatusCode::UNPROCESSABLE_ENTITY);
        for part in ["第 1 行（莎车县）不在您的管辖范围（叶城县）", "value=\"V1\""]
        {
            assert!(theirs.text.contains(part), "{part}: {}", theirs.text);
        }
        for (path, status) in [
            ("/entry/projects?id=P1", StatusCode::NOT_FOUND),
            ("/entry/projects?id=P9", StatusCode::NOT_FOUND),
            ("/entry/projects?colour=red", StatusCode::NOT_FOUND),
            ("/entry/register", StatusCode::UNPROCESSABLE_ENTITY),
            ("/entry/colours", StatusCode::UNPROCESSABLE_ENTITY),
            ("/entry/projects?lang=zh", StatusCode::OK),
        ] {
            assert_eq!(get(&app, path, &cookie).await.status, status, "{path}");
        }
        let empty = post(&app, "/entry/payments", &cookie, "step=save").await;
        assert!(empty.text.contains(Refusal::NothingEntered.sentence(Lang::Zh)));
        let more =
            post(&app, "/entry/benefits", &cookie, "0.voucher_no=V1&0.key=6531&step=more").await;
        assert!(more.text.contains("name=\"5.key\"") && more.text.contains("value=\"6531\""));
        assert!(more.text.contains("留空即与上一行相同"), "{}", more.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_table_has_its_form_in_both_languages() {
    let test = databases().await.unwrap().remove(0);
    let site = site(&test);
    let office = Some((Role::RegionTreasury, "650000", None));
    let cookie = signed_in_at(&site, "region", office, false).await;
    let app = app(&site);
    for table in TableId::ALL.iter().filter(|table| **table != TableId::Exceptions) {
        let name = table.spec().name;
        for (lang, title) in [("zh", "录入"), ("en", "Enter")] {
            let page = get(&app, &format!("/entry/{name}?lang={lang}"), &cookie).await;
            assert_eq!(page.status, StatusCode::OK, "{name}");
            assert!(page.text.contains(title), "{name} {lang}");
            for column in table.spec().columns {
                let field = format!("name=\"0.{}\"", column.name);
                assert!(page.text.contains(&field), "{name}: {field}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_when_the_session_had_ended_goes_on_after_signing_in() {
    let test = databases().await.unwrap().remove(0);
    let site = site(&test);
    let office = Some((Role::BureauTreasury, "653125", None));
    signed_in_at(&site, "gulnar", office, false).await;
    let app = app(&site);
    let form = payment("direct", "12345.67", "save", "");
    let ask = post(&app, "/entry/payments", "", &form).await;
    assert_eq!(ask.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(ask.text.contains("name=\"carried\"") && ask.text.contains("12345.67"), "{}", ask.text);
    let carried = form.replace('%', "%25").replace('&', "%26").replace('=', "%3D");
    let send = |password: &str| {
        format!("login=gulnar&password={password}&back=/entry/payments&carried={carried}")
    };
    let wrong = post(&app, "/sign-in", "", &send("wrong")).await;
    assert!(wrong.text.contains("name=\"carried\""), "kept while one tries again");
    let open = post(&app, "/sign-in", "", &send(crate::operations::tests::PASSWORD)).await;
    assert_eq!(open.status, StatusCode::OK, "{}", open.text);
    for part in ["action=\"/entry/payments\"", "value=\"12345.67\"", "水利公司", "继续填写"]
    {
        assert!(open.text.contains(part), "{part}: {}", open.text);
    }
    assert!(!open.text.contains("name=\"seal\"") && open.headers.contains_key("set-cookie"));
    // Elsewhere nothing goes on, and nobody is led away.
    for back in ["/sign-out", "https://evil.example", "/entry/colours"] {
        let form = send(crate::operations::tests::PASSWORD).replace("/entry/payments", back);
        assert_eq!(post(&app, "/sign-in", "", &form).await.to(), "/", "{back}");
    }
}
