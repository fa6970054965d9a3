//! Mapping files over HTTP: kept, refused with the line, used by the levels below, replaced, retired; by programs too.

use axum::Router;
use axum::body::Body;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE};
use axum::http::{Request, StatusCode};
use domain::Lang;
use store::testing::databases;

use super::*;
use crate::access::Role;
use crate::api::tests::{EVERYTHING, token};
use crate::pages::tests::{Answer, answer, frame, get, post, signed_in_at, site};
use crate::web::app;

const MAPPING: &str = "\
[payments]
files = [\"清算*.csv\"]
[payments.columns]
\"支付令号\" = \"voucher_no\"
\"清算日期\" = \"paid_on\"
\"付款额\" = \"amount\"
\"收款方\" = \"payee\"
[payments.constants]
county = \"653125\"
fiscal_year = \"2019\"
channel = \"direct\"
kind = \"progress\"
payee_type = \"enterprise\"
fund = \"special-development\"
";
const DATA: &str = "支付令号,清算日期,付款额,收款方\nA1,2019-07-10,100,水利公司\n";

/// Sends a form with a file in it.
async fn sent(
    app: &Router,
    path: &str,
    cookie: &str,
    (text, file): ((&str, &str), (&str, &str)),
) -> Answer {
    let body = format!(
        "--x\r\ncontent-disposition: form-data; name=\"{}\"\r\n\r\n{}\r\n\
         --x\r\ncontent-disposition: form-data; name=\"files\"; filename=\"{}\"\r\n\r\n{}\r\n--x--\r\n",
        text.0, text.1, file.0, file.1
    );
    let request = Request::post(path)
        .header(COOKIE, cookie)
        .header(CONTENT_TYPE, "multipart/form-data; boundary=x");
    answer(app, request.body(Body::from(body)).unwrap()).await
}

/// Sends a mapping of the treasury's system.
async fn kept(app: &Router, path: &str, cookie: &str, content: &str) -> Answer {
    sent(app, path, cookie, (("name", "国库"), ("m.toml", content))).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_mapping_is_named_with_its_line() {
    let test = databases().await.unwrap().remove(0);
    let site = site(&test);
    let office = Some((Role::BureauTreasury, "653100", None));
    let cookie = signed_in_at(&site, "prefecture", office, false).await;
    let app = app(&site);
    for (name, content, said) in [
        ("", MAPPING.to_owned(), "1 至 60"),
        ("a/b", MAPPING.to_owned(), "斜线"),
        ("国库", " ".to_owned(), "TOML"),
        ("国库", MAPPING.replace("\"voucher_no\"", "\"voucher\""), "国库:4"),
        ("国库", MAPPING.replace("[payments.columns]", "[payments.colums]"), "国库:3"),
    ] {
        let refused =
            sent(&app, "/mappings", &cookie, (("name", name), ("m.toml", &content))).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(refused.text.contains(said), "{said}: {}", refused.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mapping_is_kept_used_below_replaced_and_retired() {
    for test in databases().await.unwrap() {
        let site = site(&test);
        let at = |division| Some((Role::BureauTreasury, division, None));
        let prefecture = signed_in_at(&site, "prefecture", at("653100"), false).await;
        let county = signed_in_at(&site, "county", at("653125"), false).await;
        let other = signed_in_at(&site, "other", at("652901"), false).await;
        let app = app(&site);
        let done = kept(&app, "/mappings", &prefecture, MAPPING).await;
        assert_eq!(done.to(), "/mappings/1", "{}", done.text);
        assert!(kept(&app, "/mappings", &prefecture, MAPPING).await.text.contains("已有同名"));

        // The county below uses it, and cannot change it; another prefecture does not see it.
        let imports = get(&app, "/imports", &county).await.text;
        assert!(imports.contains("<option value=\"1\">国库"), "{imports}");
        assert!(!get(&app, "/imports", &other).await.text.contains("国库"));
        assert_eq!(get(&app, "/mappings/1", &other).await.status, StatusCode::NOT_FOUND);
        let page = get(&app, "/mappings/1", &county).await.text;
        assert!(page.contains("支付令号") && !page.contains("/versions"), "{page}");
        let theirs = post(&app, "/mappings/1/retirement", &county, "").await;
        assert!(theirs.text.contains("只能由上级"), "{}", theirs.text);
        let plain =
            sent(&app, "/imports", &county, (("mapping", ""), ("清算明细.csv", DATA))).await;
        assert!(get(&app, plain.to(), &county).await.text.contains("没有可识别的表"));
        let none =
            sent(&app, "/imports", &county, (("mapping", "7"), ("清算明细.csv", DATA))).await;
        assert!(none.text.contains("没有这个可选用的映射文件"), "{}", none.text);
        let looked =
            sent(&app, "/imports", &county, (("mapping", "1"), ("清算明细.csv", DATA))).await;
        assert_eq!(looked.status, StatusCode::SEE_OTHER, "{}", looked.text);
        let look = get(&app, looked.to(), &county).await.text;
        assert!(look.contains("国库 v1") && look.contains("尚未导入"), "{look}");
        assert_eq!(post(&app, looked.to(), &county, "").await.status, StatusCode::SEE_OTHER);
        assert_eq!(get(&app, "/payments/653125/A1", &county).await.status, StatusCode::OK);
        let again = get(&app, "/imports", &county).await.text;
        assert!(again.contains("<option value=\"1\" selected>"), "it is remembered: {again}");

        // A new version, by the page; the old one stays, and the choice goes with the name.
        let newer = MAPPING.replace("2019", "2020");
        assert!(
            kept(&app, "/mappings/1/versions", &prefecture, MAPPING)
                .await
                .text
                .contains("与现行版本相同")
        );
        assert_eq!(
            kept(&app, "/mappings/1/versions", &prefecture, &newer).await.to(),
            "/mappings/2",
            "{}",
            test.engine
        );
        let page = get(&app, "/mappings/2", &prefecture).await.text;
        assert!(page.contains("2020") && page.contains("已更换"), "{page}");
        assert!(
            get(&app, "/imports", &county).await.text.contains("<option value=\"2\" selected>")
        );
        assert_eq!(post(&app, "/mappings/2/retirement", &prefecture, "").await.to(), "/mappings/3");
        assert!(!get(&app, "/imports", &county).await.text.contains("<option value=\"2\""));
        let used =
            sent(&app, "/imports", &county, (("mapping", "2"), ("清算明细.csv", DATA))).await;
        assert_eq!(used.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            kept(&app, "/mappings/1/versions", &prefecture, MAPPING).await.text.contains("已停用")
        );
        let back = kept(&app, "/mappings", &prefecture, MAPPING).await;
        assert_eq!(back.to(), "/mappings/4", "a retired name can be taken up again");
    }
}

async fn program(app: &Router, path: &str, secret: &str, (kind, body): (&str, String)) -> Answer {
    let request = Request::post(path)
        .header(AUTHORIZATION, format!("Bearer {secret}"))
        .header(CONTENT_TYPE, kind);
    answer(app, request.body(Body::from(body)).unwrap()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_keep_mappings_and_send_data_with_them_by_name() {
    for test in databases().await.unwrap() {
        let site = site(&test);
        let office = (Role::BureauTreasury, "653125", None);
        let own = token(&site, "county", office, &EVERYTHING).await;
        let app = app(&site);
        let json = |value: serde_json::Value| ("application/json", value.to_string());
        let keep = |content: &str| json(serde_json::json!({ "name": "国库", "content": content }));
        let path = "/api/v1/mappings";
        let bad = program(&app, path, &own, keep("[payment]\n")).await;
        assert!(
            bad.text.contains("import-unreadable") && bad.text.contains("国库:1"),
            "{}",
            bad.text
        );
        let made = program(&app, path, &own, keep(MAPPING)).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
        let upload = |asked: &str| {
            let body = format!(
                "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"清算.csv\"\r\n\r\n{DATA}\r\n--x--\r\n"
            );
            let path = format!("/api/v1/uploads?mapping={asked}");
            let (app, own) = (app.clone(), own.clone());
            async move { program(&app, &path, &own, ("multipart/form-data; boundary=x", body)).await }
        };
        let unknown = upload("none").await;
        assert_eq!(unknown.status, StatusCode::NOT_FOUND, "{}", unknown.text);
        let read = upload("%E5%9B%BD%E5%BA%93").await;
        assert_eq!(read.status, StatusCode::CREATED, "{}", read.text);
        assert!(read.text.contains("\"added\":1"), "{}: {}", test.engine, read.text);
        let version = json(serde_json::json!({ "content": MAPPING.replace("2019", "2018") }));
        let newer = program(&app, &format!("{path}/1/versions"), &own, version).await;
        assert_eq!(newer.text, "{\"id\":2}");
        let retired =
            program(&app, &format!("{path}/2/retirement"), &own, ("", String::new())).await;
        assert_eq!(retired.status, StatusCode::CREATED, "{}", retired.text);
        assert_eq!(upload("%E5%9B%BD%E5%BA%93").await.status, StatusCode::NOT_FOUND);
    }
}

/// The views with content that must be escaped.
pub(in crate::pages) fn samples(lang: Lang) -> Vec<(&'static str, String)> {
    let row = |version, retired| Row {
        id: 1,
        name: "a\"<b".to_owned(),
        division: "Yarkant".to_owned(),
        version,
        written: ("n".to_owned(), "2021-01-01".to_owned()),
        retired,
    };
    let list = ListView {
        frame: frame(lang),
        held: vec![row(1, false)],
        retired: vec![row(2, true)],
        own: Some("Yarkant".to_owned()),
        name: "a\"<b".to_owned(),
        refusal: Some("x\ny".to_owned()),
    };
    let one = View {
        frame: frame(lang),
        last: row(2, false),
        content: "a\"<b".to_owned(),
        versions: vec![row(2, false), row(1, false)],
        keeps: true,
        refusal: None,
    };
    vec![("mappings", list.render().unwrap()), ("mapping", one.render().unwrap())]
}
