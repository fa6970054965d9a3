//! A data set in the browser: sent, looked at, taken in; what is refused; what others do not see.

use axum::Router;
use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, COOKIE};
use axum::http::{Request, StatusCode};
use store::events;
use store::testing::databases;

use super::*;
use crate::access::Role;
use crate::context::Context;
use crate::pages::tests::{Answer, answer, get, post, signed_in_at, site};
use crate::web::app;

const HEAD: &str = "voucher_no,county,fiscal_year,paid_on,amount,channel,kind,payee,payee_type\n";
const GOOD: &str = "V1,653125,2019,2019-07-10,100,direct,progress,水利公司,enterprise\n";
const BAD: &str = "V2,653125,2019,2019-07-10,十万,direct,progress,水利公司,enterprise\n";
const THEIRS: &str = "V3,653126,2019,2019-07-10,100,direct,progress,水利公司,enterprise\n";

/// Sends files as a browser does.
async fn send(app: &Router, cookie: &str, files: &[(&str, String)]) -> Answer {
    send_to(app, "/imports", cookie, files).await
}

async fn send_to(app: &Router, path: &str, cookie: &str, files: &[(&str, String)]) -> Answer {
    let part = |(name, text): &(&str, String)| {
        let head = "--x\r\ncontent-disposition: form-data; name=\"files\"; filename=\"";
        format!("{head}{name}\"\r\ncontent-type: text/csv\r\n\r\n{text}\r\n")
    };
    let body = files.iter().map(part).chain(["--x--\r\n".to_owned()]).collect::<String>();
    let request = Request::post(path)
        .header(COOKIE, cookie)
        .header(CONTENT_TYPE, "multipart/form-data; boundary=x")
        .body(Body::from(body))
        .unwrap();
    answer(app, request).await
}

/// The address under which the first rejected row is mended.
fn page_link(page: &str) -> String {
    let rest = page.split("href=\"/imports/uploads/").find(|rest| rest.contains("/row?"));
    let link = rest.and_then(|rest| rest.split('"').next()).unwrap_or_default();
    format!("/imports/uploads/{}", link.replace("&amp;", "&").replace("&#38;", "&"))
}

async fn told(context: &Context) -> i64 {
    events::verify(&mut context.db.read().await.unwrap()).await.unwrap().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_data_set_is_looked_at_before_it_is_taken_in() {
    for test in databases().await.unwrap() {
        let site = site(&test);
        let office = Some((Role::BureauTreasury, "653125", None));
        let cookie = signed_in_at(&site, "gulnar", office, false).await;
        let other = Some((Role::BureauTreasury, "653126", None));
        let stranger = signed_in_at(&site, "other", other, false).await;
        let app = app(&site);
        let events = told(&site.context).await;
        let text = format!("{HEAD}{GOOD}{BAD}");
        let sent = send(&app, &cookie, &[("../支付2019.csv", text)]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}: {}", test.engine, sent.text);
        let at = sent.to().to_owned();
        assert!(at.starts_with("/imports/uploads/"), "{at}");
        for (lang, parts) in [
            ("zh", ["支付2019.csv 第 3 行", "金额（amount）", "支付（payments）", "尚未导入"]),
            ("en", ["支付2019.csv line 3", "amount", "payments", "Nothing has been imported yet"]),
        ] {
            let page = get(&app, &format!("{at}?lang={lang}"), &cookie).await;
            assert_eq!(page.status, StatusCode::OK);
            for part in parts {
                assert!(page.text.contains(part), "{part}: {}", page.text);
            }
        }
        assert_eq!(told(&site.context).await, events, "looking changes nothing");
        let rows = get(&app, &format!("{at}/rejected/payments.csv"), &cookie).await;
        assert!(rows.text.contains("十万") && rows.text.contains("_error"), "{}", rows.text);
        assert!(rows.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
        for name in ["none.csv", "..%2F..%2Fpayments.csv", "%2Fetc%2Fpasswd"] {
            let answer = get(&app, &format!("{at}/rejected/{name}"), &cookie).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{name}");
        }
        // What somebody else sent is not there.
        assert_eq!(get(&app, &at, &stranger).await.status, StatusCode::NOT_FOUND);
        assert_eq!(post(&app, &at, &stranger, "").await.status, StatusCode::NOT_FOUND);
        let done = post(&app, &at, &cookie, "").await;
        assert_eq!(done.status, StatusCode::SEE_OTHER);
        assert!(done.to().starts_with("/imports/1?upload="), "{}", done.to());
        let page = get(&app, done.to(), &cookie).await;
        assert!(page.text.contains(&format!("href=\"{at}\"")), "{}", page.text);
        let forged = get(&app, "/imports/1?upload=../../sign-out", &cookie).await;
        assert!(!forged.text.contains("/imports/uploads/"), "{}", forged.text);
        assert!(
            page.text.contains("莎车县") && page.text.contains("支付2019.csv"),
            "{}",
            page.text
        );
        assert_eq!(get(&app, "/imports/1", &stranger).await.status, StatusCode::NOT_FOUND);
        assert_eq!(get(&app, "/imports/x", &cookie).await.status, StatusCode::NOT_FOUND);
        assert!(get(&app, "/imports", &cookie).await.text.contains("/imports/1\""));
        assert!(!get(&app, "/imports", &stranger).await.text.contains("/imports/1\""));
        assert!(!get(&app, "/imports?before=1", &cookie).await.text.contains("/imports/1\""));
        // Once more changes nothing: back to the page that says so.
        let again = post(&app, &at, &cookie, "").await;
        assert_eq!(again.to(), at);
        assert!(get(&app, &at, &cookie).await.text.contains("没有可导入的变化"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_data_set_can_be_sent_file_by_file() {
    for test in databases().await.unwrap() {
        let mut site = site(&test);
        let folder = tempfile::tempdir().unwrap();
        site.context.files = folder.path().to_owned().into();
        let office = Some((Role::BureauTreasury, "653125", None));
        let cookie = signed_in_at(&site, "gulnar", office, false).await;
        let other = Some((Role::BureauTreasury, "653126", None));
        let stranger = signed_in_at(&site, "other", other, false).await;
        let app = app(&site);
        let first = send(&app, &cookie, &[("支付1.csv", format!("{HEAD}{BAD}"))]).await;
        let at = first.to().to_owned();
        let more = format!("{at}/files");
        let second = [("支付2.csv", format!("{HEAD}{GOOD}"))];
        assert_eq!(send_to(&app, &more, &stranger, &second).await.status, StatusCode::NOT_FOUND);
        assert_eq!(send_to(&app, &more, &cookie, &second).await.to(), at);
        let page = get(&app, &at, &cookie).await.text;
        for part in ["支付1.csv +1", "支付1.csv、支付2.csv", "支付1.csv 第 2 行"] {
            assert!(page.contains(part), "{}: {part}: {page}", test.engine);
        }
        // One of the same name takes the other's place.
        let mended = BAD.replace("十万", "100000");
        let again = [("支付1.csv", format!("{HEAD}{mended}"))];
        assert_eq!(send_to(&app, &more, &cookie, &again).await.to(), at);
        assert!(!get(&app, &at, &cookie).await.text.contains("第 2 行"));
        // What is refused changes nothing of what was sent.
        let refused = send_to(&app, &more, &cookie, &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains("支付1.csv、支付2.csv"), "{}", refused.text);
        let many: Vec<_> = (0..49).map(|n| format!("{n}.csv")).collect();
        let many: Vec<_> = many.iter().map(|name| (name.as_str(), HEAD.to_owned())).collect();
        let refused = send_to(&app, &more, &cookie, &many).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!refused.text.contains("48.csv"), "{}", refused.text);
        let left = std::fs::read_dir(site.context.files.join("uploads")).unwrap().flatten();
        let left = left.filter(|one| !one.file_name().to_string_lossy().ends_with("-rejected"));
        assert_eq!(left.count(), 1, "what was refused does not stay");
        let done = post(&app, &at, &cookie, "").await;
        assert!(done.to().starts_with("/imports/1"), "{}", done.to());
        let payments = get(&app, "/payments?lang=zh", &cookie).await.text;
        assert!(payments.contains("V1") && payments.contains("V2"), "{payments}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_are_added_are_not_more_than_may_be_sent() {
    let test = databases().await.unwrap().remove(0);
    let mut site = site(&test);
    site.context.upload_bytes = 1000;
    let office = Some((Role::BureauTreasury, "653125", None));
    let cookie = signed_in_at(&site, "gulnar", office, false).await;
    let app = app(&site);
    let file = |lines| format!("{HEAD}{}", GOOD.repeat(lines));
    let first = send(&app, &cookie, &[("a.csv", file(10))]).await;
    let more = format!("{}/files", first.to());
    let refused = send_to(&app, &more, &cookie, &[("b.csv", file(10))]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
    assert!(refused.text.contains("文件过大"), "{}", refused.text);
    let instead = send_to(&app, &more, &cookie, &[("a.csv", file(11))]).await;
    assert_eq!(instead.status, StatusCode::SEE_OTHER, "{}", instead.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rejected_row_is_mended_in_a_form() {
    let test = databases().await.unwrap().remove(0);
    let site = site(&test);
    let office = Some((Role::BureauTreasury, "653125", None));
    let cookie = signed_in_at(&site, "gulnar", office, false).await;
    let other = Some((Role::BureauTreasury, "653126", None));
    let stranger = signed_in_at(&site, "other", other, false).await;
    let app = app(&site);
    let file = format!("{HEAD}{GOOD}{BAD}");
    let sent = send(&app, &cookie, &[("支付2019.csv", file)]).await;
    let at = sent.to();
    // What is wrong stands beside its field.
    let link = page_link(&get(&app, at, &cookie).await.text);
    let form = get(&app, &link, &cookie).await;
    assert_eq!(form.status, StatusCode::UNPROCESSABLE_ENTITY);
    for part in ["value=\"V2\"", "value=\"十万\"", "0.amount-error", "action=\"/entry/payments\""]
    {
        assert!(form.text.contains(part), "{part}: {}", form.text);
    }
    assert_eq!(get(&app, &link, &stranger).await.status, StatusCode::NOT_FOUND);
    for asked in ["", "?file=none.csv&line=3", "?file=x&line=y"] {
        let answer = get(&app, &format!("{at}/row{asked}"), &cookie).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{asked}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_taken_in_is_said() {
    let test = databases().await.unwrap().remove(0);
    let site = site(&test);
    let office = Some((Role::BureauTreasury, "653125", None));
    let cookie = signed_in_at(&site, "gulnar", office, false).await;
    let app = app(&site);
    let file = |rows: &str| format!("{HEAD}{rows}");
    let theirs = send(&app, &cookie, &[("payments.csv", file(&format!("{GOOD}{THEIRS}")))]).await;
    let page = get(&app, theirs.to(), &cookie).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text.contains("payments.csv 第 3 行（叶城县）"), "{}", page.text);
    assert_eq!(post(&app, theirs.to(), &cookie, "").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let bad = send(&app, &cookie, &[("payments.csv", file(BAD))]).await;
    assert!(get(&app, bad.to(), &cookie).await.text.contains("没有可导入的变化"));
    assert_eq!(post(&app, bad.to(), &cookie, "").await.to(), bad.to());
    let none = send(&app, &cookie, &[("notes.txt", "x".to_owned())]).await;
    assert_eq!(get(&app, none.to(), &cookie).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let twice = [("payments.csv", file(GOOD)), ("payments.csv", file(GOOD))];
    for (files, part) in [
        (&[][..], "请选择 1 至 50 个数据文件"),
        (&twice[..], "请选择 1 至 50 个数据文件"),
        (&[("payments.csv", "x".repeat(2 << 20))][..], "文件过大"),
    ] {
        let answer = send(&app, &cookie, files).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text.contains(part), "{part}: {}", answer.text);
    }
    let unknown = get(&app, "/imports/uploads/00", &cookie).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    // Two files are one data set, and a mapping may be among them.
    let mapping = "[payments]\nfiles = [\"a*.csv\"]\n".to_owned();
    let both = [("a1.csv", file(GOOD)), ("mapping.toml", mapping)];
    let sent = send(&app, &cookie, &both).await;
    let done = post(&app, sent.to(), &cookie, "").await;
    assert_eq!(done.to(), "/imports/1", "{}", done.text);
}

fn row() -> Row {
    let changes = Changes { added: 1_000, ..Changes::default() };
    let listed = Listed {
        id: 7,
        name: "a\"<b".to_owned(),
        at: String::new(),
        person: None,
        division: None,
        changes,
    };
    Row { listed, division: None, at: "2019-08-01 16:00:00".to_owned() }
}

/// Samples of the pages.
pub(in crate::pages) fn listed(frame: Frame) -> ListView {
    let (imports, refusal) = (vec![row()], Some("a\"<b".to_owned()));
    let mappings = vec![(1, "a\"<b".to_owned(), true)];
    ListView { frame, imports, next: Some(7), may_import: true, mappings, megabytes: 1, refusal }
}

pub(in crate::pages) fn shown(frame: Frame) -> ImportView {
    let tables = vec![(TableId::Payments, Changes::default())];
    ImportView { frame, row: row(), tables, upload: Some("ab".to_owned()) }
}

pub(in crate::pages) fn tried(frame: Frame) -> PreviewView {
    let rejected = Rejected {
        table: TableId::Payments,
        file: "a\"<b".to_owned(),
        line: 3,
        column: "amount".to_owned(),
        value: String::new(),
        refusal: domain::refusal::Refusal::Missing,
        allowed: Vec::new(),
    };
    let mut loaded = intake::Loaded::default();
    loaded.rejected.push(rejected);
    loaded.warnings.push(intake::Warning::EmptyFile { file: "x.csv".to_owned() });
    let tables = [(TableId::Payments, Changes { rejected: 1, ..Changes::default() })].into();
    let taken = TakenIn { number: None, tables, loaded };
    let (name, rejected) = ("x".to_owned(), vec!["payments.csv".to_owned()]);
    let tried = Tried {
        name,
        taken,
        lines: store::imports::Lines::All,
        rejected,
        files: vec!["a.csv".to_owned(), "b.csv".to_owned()],
    };
    PreviewView { frame, id: "ab".to_owned(), tried, refusal: None }
}

#[test]
fn figures_have_separators() {
    for (number, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567")] {
        assert_eq!(figure(number), text);
    }
}
