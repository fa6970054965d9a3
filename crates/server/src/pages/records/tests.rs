//! Record pages over HTTP: from the document down to the voucher and back, within the reader's scope.

use std::io::Cursor;

use axum::body::{Body, to_bytes};
use axum::http::header::COOKIE;
use axum::http::{Request, StatusCode};
use store::db::Value;
use store::testing::{databases, sql};
use tower::ServiceExt;

use crate::access::Role;
use crate::bundle::prove;
use crate::operations::screening::tests::on;
use crate::operations::tests::take_in;
use crate::pages::lists::tests::FILES;
use crate::pages::tests::{form, get, post, signed_in_at, site};
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

/// A document that is not a text.
async fn bytes(app: &axum::Router, path: &str, cookie: &str) -> Vec<u8> {
    let request = Request::get(path).header(COOKIE, cookie).body(Body::empty()).unwrap();
    let answer = app.clone().oneshot(request).await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK, "{path}");
    to_bytes(answer.into_body(), usize::MAX).await.unwrap().to_vec()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_has_all_that_was_recorded_and_done_and_proves_itself() {
    for test in databases().await.unwrap() {
        take_in(&test, &FILES).await;
        let targets =
            "目标编号,对象类型,对象,年度,资金总额,批复日期\nT1,项目,P1,2019,1000,2019-01-04\n";
        let indicators =
            "目标编号,一级指标,二级指标,三级指标,指标值\nT1,产出指标,数量指标,渠道长度,3公里\n";
        take_in(&test, &[("绩效目标.csv", targets), ("绩效指标.csv", indicators)]).await;
        take_in(&test, &[("支付.csv", CORRECTED)]).await;
        let mut site = site(&test);
        site.context.fixed_day = Some(on("2020-06-01").day);
        let unit = Some((Role::UnitOfficer, "653125", Some("莎车县水利局")));
        let unit = signed_in_at(&site, "unit", unit, false).await;
        let office = Some((Role::DepartmentOfficer, "653125", Some("莎车县水利局")));
        let officer = signed_in_at(&site, "officer", office, false).await;
        let app = app(&site);

        let page = get(&app, "/projects/P1/archive?lang=en", &unit).await.text;
        for part in
            ["payments · recorded", "payments · corrected", "1,000.50 → 1,100.00", "渠道长度"]
        {
            assert!(page.contains(part), "{}: {part}", test.engine);
        }
        assert!(page.contains("corrected or taken back later"), "what holds no longer says so");
        assert!(page.find("payments · recorded") < page.find("payments · corrected"));
        assert!(page.contains("There are none."), "no documents yet");

        let project = "id=P9&name=Canal&county=653125&category=Water&fiscal_year=2021&manager=Ma&\
             unit=%E8%8E%8E%E8%BD%A6%E5%8E%BF%E6%B0%B4%E5%88%A9%E5%B1%80&planned_amount=1000&note=x";
        assert_eq!(post(&app, "/projects", &unit, project).await.status, StatusCode::SEE_OTHER);
        let review = [("step", "review"), ("place", "某村"), ("posted_on", "2020-05-20")];
        let done = form(&app, "/projects/P9/review", &officer, (&review, Some("evidence"))).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        let page = get(&app, "/projects/P9/archive", &officer).await.text;
        assert!(page.contains("a.pdf") && page.contains("某村"), "{page}");
        let file = bytes(&app, "/projects/P9/archive.zip", &officer).await;
        let proven = prove(Cursor::new(&file)).unwrap();
        assert_eq!((proven.files, proven.faults.len()), (3, 0));
        let mut tx = test.db.read().await.unwrap();
        let told = sql("SELECT body FROM events WHERE subject_kind = $1 AND subject_id = $2");
        let values = [Value::from("archive"), Value::from("P9")];
        let event = tx.one(&told, &values).await.unwrap().text(0).unwrap().to_owned();
        assert!(event.contains(&proven.seal), "the trail knows the seal: {event}");
        drop(tx);

        for (change, told) in [
            ("UPDATE attachments SET sha256 = 'x'", "附件文件丢失或已被改动"),
            ("UPDATE attachments SET size = 300000000", "附件合计超过 200 MB"),
        ] {
            let mut tx = test.db.write().await.unwrap();
            tx.execute(&sql(change), &[]).await.unwrap();
            tx.commit().await.unwrap();
            let refused = get(&app, "/projects/P9/archive.zip", &officer).await;
            assert!(refused.status.is_client_error(), "{change}: {}", refused.status);
            assert!(refused.text.contains(told), "{change}: {}", refused.text);
        }

        let other = Some((Role::UnitOfficer, "653125", Some("莎车县林业局")));
        let other = signed_in_at(&site, "other", other, false).await;
        for path in ["/projects/P1/archive", "/projects/P1/archive.zip", "/projects/none/archive"] {
            assert_eq!(get(&app, path, &other).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_names_no_person_in_full() {
    let store = databases().await.unwrap().remove(0);
    let payment = "凭证号,县,年度,支付日期,金额,支付方式,款项性质,收款人,收款人类型,付款单位,资金,项目编号,用途\n\
         V7,653125,2019,2019-03-01,1100,直接支付,补助,古丽娜尔,农户,莎车县水利局,扶贫发展资金,P1,付古丽娜尔补助\n";
    take_in(&store, &FILES).await;
    take_in(&store, &[("支付.csv", payment)]).await;
    let site = site(&store);
    let office = Some((Role::BureauFund, "653125", None));
    let cookie = signed_in_at(&site, "fund", office, false).await;
    let app = app(&site);
    let page = get(&app, "/projects/P1/archive", &cookie).await.text;
    assert!(page.contains("V7") && page.contains("古***") && !page.contains("古丽娜尔"), "{page}");
    let file = bytes(&app, "/projects/P1/archive.zip", &cookie).await;
    let mut zip = zip::ZipArchive::new(Cursor::new(file)).unwrap();
    for name in ["index.html", "archive.json"] {
        let text = std::io::read_to_string(zip.by_name(name).unwrap()).unwrap();
        assert!(text.contains("V7") && !text.contains("古丽娜尔"), "{name}");
    }
}
