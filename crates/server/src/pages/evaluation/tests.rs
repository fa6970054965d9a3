//! A self-evaluation on pages and by programs, in both languages: chosen from what is owed, computed, reported,
//! checked, agreed to, and read as a document.

use axum::Router;
use axum::http::StatusCode;
use serde_json::json;
use store::testing::{TestDb, databases};

use crate::access::Role;
use crate::api::tests::{asked, code, sent, token, told};
use crate::operations::evaluations::Writing;
use crate::operations::evaluations::tests::{PAYMENTS, PROJECTS, TARGETS, indicators, writing};
use crate::operations::screening::tests::on;
use crate::operations::tests::take_in;
use crate::pages::tests::{form, get, post, signed_in_at, site};
use crate::web::app;

/// A form as a browser sends it.
fn filled(writing: &Writing, step: &str) -> Vec<(String, String)> {
    let line = |(at, (name, entry)): (usize, (&String, &crate::operations::evaluations::Entry))| {
        let texts = [
            ("indicator", name),
            ("actual", &entry.actual),
            ("score", &entry.score),
            ("cause", &entry.cause),
            ("measure", &entry.measure),
        ];
        texts.map(|(field, text)| (format!("{at}.{field}"), text.clone()))
    };
    let rows = writing.lines.iter().enumerate().flat_map(line);
    let own = [("target", &*writing.target), ("seal", &writing.seal), ("step", step)];
    rows.chain(own.map(|(name, text)| (name.to_owned(), text.to_owned()))).collect()
}

fn pairs(all: &[(String, String)]) -> Vec<(&str, &str)> {
    all.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect()
}

/// The same as a program sends it.
fn draft(writing: &Writing) -> String {
    let line = |(name, entry): (&String, &crate::operations::evaluations::Entry)| {
        let said = json!({
            "actual": entry.actual, "score": entry.score, "cause": entry.cause,
            "measure": entry.measure,
        });
        (name.clone(), said)
    };
    let lines: serde_json::Map<String, serde_json::Value> =
        writing.lines.iter().map(line).collect();
    json!({ "indicators": lines, "opinion": writing.opinion }).to_string()
}

/// A county that is served, with who reports, who checks and who agrees, on pages and by programs.
struct County {
    app: Router,
    line: String,
    bureau: String,
    audit: String,
    by: String,
}

impl County {
    async fn of(test: &TestDb) -> County {
        let mut site = site(test);
        site.context.fixed_day = Some(on("2019-12-01").day);
        let indicators = indicators();
        let files = [
            ("项目.csv", PROJECTS),
            ("绩效目标.csv", TARGETS),
            ("绩效指标.csv", &*indicators),
            ("支付.csv", PAYMENTS),
        ];
        take_in(test, &files).await;
        let office = |role| (role, "653125", None);
        let county = |role| Some(office(role));
        let uses = ["read", "projects"];
        County {
            line: signed_in_at(&site, "line", county(Role::BureauBusiness), false).await,
            bureau: signed_in_at(&site, "perf", county(Role::BureauPerformance), false).await,
            audit: signed_in_at(&site, "audit", county(Role::Audit), false).await,
            by: token(&site, "p", office(Role::BureauPerformance), &uses).await,
            app: app(&site),
        }
    }

    /// Reports on the first target.
    async fn reports(&self) {
        let sent = filled(&writing("T1", &[]), "keep");
        let sent = (&*pairs(&sent), Some("evidence"));
        let done = form(&self.app, "/evaluations", &self.line, sent).await;
        assert_eq!((done.status, done.to()), (StatusCode::SEE_OTHER, "/evaluations/1"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_chosen_computed_and_reported() {
    for test in databases().await.unwrap() {
        let county = County::of(&test).await;
        let County { app, line, bureau, .. } = &county;
        assert!(get(app, "/", line).await.text.contains("待您单位自评的项目"));
        let owed = get(app, "/evaluations/new?lang=en", line).await.text;
        assert!(
            owed.contains("/evaluations/new?target=T1") && owed.contains("Targets to evaluate")
        );
        let page = get(app, "/evaluations/new?target=T1", line).await.text;
        assert!(page.contains("900.00") && page.contains("共 2 笔"), "with its source: {page}");
        assert!(!page.contains("请填写实际完成值"), "nothing is marked before it is sent");
        let early = get(app, "/evaluations/new?target=T2", line).await;
        assert!(early.text.contains("尚未完工"), "{}", early.text);
        let bad = filled(&writing("T1", &[("灌溉条件.score", "31")]), "keep");
        let refused = form(app, "/evaluations", line, (&pairs(&bad), Some("evidence"))).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains("可评 24 至 30 分"), "{}", refused.text);
        assert!(refused.text.contains("得分超出允许的范围") && refused.text.contains("冬季停工"));
        let judged = filled(&writing("T1", &[]), "judge");
        let judged = form(app, "/evaluations", line, (&pairs(&judged), None)).await;
        assert_eq!(judged.status, StatusCode::OK, "{}", judged.text);
        assert!(
            judged.text.contains("报送前的判断") && judged.text.contains("<strong>93</strong>")
        );
        county.reports().await;
        assert!(get(app, "/", bureau).await.text.contains("待您检查的绩效自评"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_checked_agreed_to_and_read() {
    for test in databases().await.unwrap() {
        let county = County::of(&test).await;
        county.reports().await;
        let County { app, line, bureau, audit, by } = &county;
        let own = get(app, "/evaluations/1/check", line).await;
        assert_eq!(own.status, StatusCode::FORBIDDEN);
        let checking = get(app, "/evaluations/1/check?lang=en", bureau).await.text;
        assert!(checking.contains("Check a self-evaluation") && checking.contains("9公里"));
        let path = "/api/v1/evaluations/1/check";
        let silent = draft(&writing("T1", &[("新建防渗渠.actual", "8")]));
        let silent = sent(app, path, by, ("", &silent)).await;
        assert_eq!(code(&silent), "no-reason", "{}", silent.text);
        let found = writing("T1", &[("新建防渗渠.actual", "8"), ("opinion", "现场核实")]);
        let said = told(&sent(app, path, by, ("", &draft(&found))).await);
        assert_eq!((&said["state"], &said["difference"]), (&json!("checked"), &json!("-3")));
        let done = post(app, "/evaluations/1/agreement", audit, "step=agree&reason=").await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        let page = get(app, "/evaluations/1?lang=en", audit).await.text;
        for part in ["Self-evaluation report", "-3", "现场核实", "90", "audit agrees", "8</strong>"]
        {
            assert!(page.contains(part), "{part}: {page}");
        }
        let list = get(app, "/evaluations?unit=莎车县水利局", bureau).await.text;
        assert!(list.contains("/evaluations/1") && list.contains("-3"), "{list}");
        let units = get(app, "/evaluated-units?lang=en", bureau).await.text;
        assert!(units.contains("莎车县水利局") && units.contains("-3"), "{units}");
        let file = get(app, "/files/evaluated_units.csv", bureau).await.text;
        assert_eq!(file.lines().count(), 2, "{}: {file}", test.engine);
        let listed = told(&asked(app, "/api/v1/evaluations", by).await);
        assert_eq!(listed["rows"][0]["difference"], "-3", "{listed}");
    }
}
