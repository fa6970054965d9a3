//! Rounds of monitoring over HTTP and for programs, in both languages: judged before they are submitted, reviewed,
//! counted, and told on the page of the project whose payments they suspend.

use axum::Router;
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use store::testing::{TestDb, databases};

use super::{asked, code, sent, token, told};
use crate::access::Role;
use crate::operations::monitorings::calendar;
use crate::operations::monitorings::tests::taken_in;
use crate::operations::screening::tests::on;
use crate::pages::tests::{form, get, signed_in_at, site};
use crate::web::app;

const PLACE: &str = "/monitorings";

/// A county that is served, with who enters, who reviews and who lifts.
struct County {
    app: Router,
    line: String,
    fund: String,
    unit: String,
    by_line: String,
    by_fund: String,
    by_head: String,
}

impl County {
    async fn of(test: &TestDb) -> County {
        let mut site = site(test);
        let day = on("2020-07-06").day;
        site.context.fixed_day = Some(day);
        taken_in(test).await;
        calendar::open(&site.context, day).await.unwrap();
        let office = |role| (role, "653125", None);
        let county = |role| Some(office(role));
        let unit = Some((Role::UnitOfficer, "653125", Some("莎车县水利局")));
        let uses = ["read", "projects"];
        County {
            line: signed_in_at(&site, "line", county(Role::BureauBusiness), false).await,
            fund: signed_in_at(&site, "fund", county(Role::BureauFund), false).await,
            unit: signed_in_at(&site, "unit", unit, false).await,
            by_line: token(&site, "p-line", office(Role::BureauBusiness), &uses).await,
            by_fund: token(&site, "p-fund", office(Role::BureauFund), &uses).await,
            by_head: token(&site, "p-head", office(Role::BureauHead), &uses).await,
            app: app(&site),
        }
    }

    /// Enters the round of June by a program; its address.
    async fn entered(&self) -> String {
        let path = format!("/api/v1{PLACE}");
        let made = sent(&self.app, &path, &self.by_line, ("one", &draft("5", "", ""))).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
        format!("{PLACE}/{}", told(&made)["id"])
    }
}

fn evidence() -> Value {
    json!([{ "name": "照片.pdf", "content": STANDARD.encode(b"%PDF-1.7 x") }])
}

fn draft(length: &str, cause: &str, remarks: &str) -> String {
    let value = |indicator: &str, actual: &str| {
        json!({ "indicator": indicator, "actual": actual, "likelihood": "certain",
                "cause": cause, "measure": cause })
    };
    json!({
        "target": "T1", "node": "2020-06-30", "expected": "1000", "remarks": remarks,
        "values": [value("渠道长度", length), value("工程验收", "达成")], "evidence": evidence(),
    })
    .to_string()
}

const FIELDS: [(&str, &str); 9] = [
    ("target", "T1"),
    ("node", "2020-06-30"),
    ("expected", "1000"),
    ("0.indicator", "渠道长度"),
    ("0.actual", "2"),
    ("0.likelihood", "possible"),
    ("1.indicator", "工程验收"),
    ("1.actual", "达成"),
    ("1.likelihood", "certain"),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_round_is_judged_refused_and_submitted_on_its_page() {
    for test in databases().await.unwrap() {
        let County { app, line, fund, unit, .. } = County::of(&test).await;
        let today = get(&app, "/", &unit).await.text;
        assert!(today.contains("待您填报的绩效监控"), "{today}");
        for (target, node) in [("T1", "2020-05-31"), ("T4", "2020-05-31"), ("T6", "2020-06-30")] {
            let owed = format!("/monitorings/new?target={target}&amp;node={node}");
            let plain = owed.replace("&amp;", "&#38;");
            assert!(today.contains(&owed) || today.contains(&plain), "{owed} {today}");
        }
        let list = get(&app, PLACE, &line).await.text;
        assert!(list.contains("待填报") && list.contains("/monitorings/new?target=T1"), "{list}");
        let path = "/monitorings/new?target=T1&node=2020-06-30";
        let page = get(&app, path, &line).await.text;
        for part in ["500.00 元", "渠道长度", "≥10公里", "/payments?project=P1"] {
            assert!(page.contains(part), "{part} {page}");
        }
        let read = get(&app, path, &fund).await.text;
        assert!(read.contains("尚未填报") && !read.contains("0.actual"), "finance only reads it");
        let with = |step: &'static str, more: &[(&'static str, &'static str)]| {
            let mut all = FIELDS.to_vec();
            all.extend_from_slice(more);
            all.push(("step", step));
            all
        };
        let judged = form(&app, PLACE, &line, (&with("judge", &[]), None)).await;
        assert_eq!(judged.status, StatusCode::OK, "{}", judged.text);
        for part in ["lamp red", "lamp green", "monitor.behind", "monitor.no-measure"] {
            assert!(judged.text.contains(part), "{part} {}", judged.text);
        }
        let bare = form(&app, PLACE, &line, (&with("submit", &[]), Some("evidence"))).await;
        assert!(bare.text.contains("须同时写明偏差原因和改进措施"), "{}", bare.text);
        assert!(bare.text.contains("value=\"2\""), "what was written stays");
        let more = [("0.cause", "雨季停工"), ("0.measure", "增派班组")];
        let done = form(&app, PLACE, &line, (&with("submit", &more), Some("evidence"))).await;
        let to = done.to().to_owned();
        let page = get(&app, &to, &fund).await.text;
        for part in ["待审核", "雨季停工", "审核通过", "作出处理决定", "monitor.behind"]
        {
            assert!(page.contains(part), "{part} {page}");
        }
        let english = get(&app, &format!("{to}?lang=en"), &fund).await.text;
        assert!(english.contains("to be reviewed") && english.contains("Decide"), "{english}");
        let today = get(&app, "/", &fund).await.text;
        assert!(today.contains("待您审核的绩效监控"), "{today}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_enter_review_and_lift() {
    for test in databases().await.unwrap() {
        let county = County::of(&test).await;
        let path = "/api/v1/monitorings/new?target=T1&node=2020-06-30";
        let asks = told(&asked(&county.app, path, &county.by_line).await);
        assert_eq!(asks["executed"], "500.00", "{asks}");
        assert_eq!(asks["indicators"][0]["value"], "10");
        let api = format!("/api/v1{PLACE}");
        let bare = sent(&county.app, &api, &county.by_line, ("", &draft("2", "", "说明"))).await;
        assert_eq!(code(&bare), "cause-missing", "{}", bare.text);
        let at = county.entered().await;
        let does = async |who: &str, part: &str, body: Value| {
            let path = format!("/api/v1{at}/{part}");
            sent(&county.app, &path, who, ("", &body.to_string())).await
        };
        let decide = json!({ "step": "decide", "measure": "stop", "reason": "质量不合格",
                             "due": "2020-08-01" });
        let decided = does(&county.by_fund, "review", decide).await;
        let one = told(&decided);
        assert_eq!(one["state"], "decided", "{one}");
        assert_eq!(
            (one["suspends"].as_bool(), &one["order"]),
            (Some(true), &json!("JK-T1-20200630"))
        );
        let page = get(&county.app, "/projects/P1", &county.line).await.text;
        assert!(page.contains("本项目暂缓或停止拨款"), "{page}");
        let settle = json!({ "step": "settle", "reason": "已返工", "evidence": evidence() });
        let own = does(&county.by_fund, "check", settle.clone()).await;
        assert_eq!(code(&own), "same-person", "{}", own.text);
        let lifted = told(&does(&county.by_head, "check", settle).await);
        assert_eq!((&lifted["state"], &lifted["suspends"]), (&json!("settled"), &json!(false)));
        let page = get(&county.app, "/projects/P1", &county.fund).await.text;
        assert!(!page.contains("本项目暂缓或停止拨款"), "lifted");
        let path = "/api/v1/monitorings/coverage?year=2020";
        let counted = told(&asked(&county.app, path, &county.by_fund).await);
        assert_eq!(counted["rows"][0]["entered"], 1, "{counted}");
        let coverage = get(&county.app, "/monitorings/coverage?year=2020", &county.fund).await.text;
        assert!(coverage.contains("25.0%"), "one of four: {coverage}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_cannot_be_read_is_refused_as_all_else_is() {
    let test = databases().await.unwrap().remove(0);
    let site = site(&test);
    let line = token(&site, "line", (Role::BureauBusiness, "653125", None), &["read"]).await;
    let app = app(&site);
    for path in ["/monitorings/coverage?year=null", "/monitorings/new?target=T1&moon=1"] {
        let answer = asked(&app, &format!("/api/v1{path}"), &line).await;
        assert_eq!(
            (answer.status, code(&answer)),
            (StatusCode::BAD_REQUEST, "asked-wrongly".to_owned()),
            "{path}"
        );
    }
}
