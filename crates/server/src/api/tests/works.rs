//! Projects moved on by programs: applied for, decided one by one and by a meeting, within the own county.

use axum::http::StatusCode;
use serde_json::json;
use store::testing::databases;

use super::{Office, asked, code, sent, token, told};
use crate::access::Role;
use crate::operations::screening::tests::on;
use crate::operations::tests::take_in;
use crate::pages::tests::site;
use crate::web::app;

const PROJECTS: &str = "\
项目编号,项目名称,县,类别,年度,实施单位,负责人,计划金额,入库日期,计划批复日期
P1,防渗渠,653125,水利,2020,莎车县水利局,王某,1000,2020-01-05,
P2,道路,653125,道路,2020,莎车县水利局,王某,2000,2020-01-05,
P3,桥,653126,道路,2020,叶城县水利局,王某,2000,2020-01-05,
P4,泵站,653125,水利,2020,莎车县水利局,王某,3000,2020-01-05,
";
const TARGETS: &str = "目标编号,对象类型,对象,年度,资金总额,批复日期\n\
                       T1,项目,P1,2020,1000,2020-01-04\nT4,项目,P4,2020,3000,2020-01-04\n";
const USES: [&str; 2] = ["read", "projects"];

fn steps(way: &serde_json::Value) -> Vec<&str> {
    way["steps"].as_array().unwrap().iter().filter_map(|step| step["step"].as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn projects_are_decided_by_the_leading_group_of_their_county_alone() {
    for test in databases().await.unwrap() {
        let mut site = site(&test);
        site.context.fixed_day = Some(on("2020-06-01").day);
        take_in(&test, &[("项目.csv", PROJECTS), ("目标.csv", TARGETS)]).await;
        let county = |role| (role, "653125", None);
        let group = token(&site, "group", county(Role::BureauLeadingGroup), &USES).await;
        let line = token(&site, "line", county(Role::BureauBusiness), &USES).await;
        let app = app(&site);

        // What the records bar is told with the clause.
        let barred = told(&asked(&app, "/api/v1/projects/P2/way", &group).await);
        let plan = barred["barred"].as_array().unwrap().iter().find(|one| one["step"] == "plan");
        let plan = plan.unwrap();
        assert!(plan["clause"].is_string(), "{plan}");
        assert_ne!(plan["reason"]["zh"], plan["reason"]["en"]);
        let one = told(&asked(&app, "/api/v1/projects/P1/way", &group).await);
        assert_eq!(one["state"], "in_pipeline", "{one}");
        assert!(steps(&one).contains(&"plan"), "{one}");
        assert!(one["steps"].to_string().contains("/api/v1/projects/P1/decision"), "{one}");
        assert_eq!(one["recorded"]["planned"], "1000.00");

        let body = json!({ "step": "plan", "document": "莎扶领1号", "on": "2020-05-20" });
        let body = body.to_string();
        for (path, who, status) in [
            ("/api/v1/projects/P2/decision", &group, 422),
            ("/api/v1/projects/P3/decision", &group, 404),
            ("/api/v1/projects/P9/decision", &group, 404),
            ("/api/v1/projects/P1/decision", &line, 403),
        ] {
            let answer = sent(&app, path, who, ("", &body)).await;
            assert_eq!(answer.status.as_u16(), status, "{path}: {}", answer.text);
        }
        assert_eq!(
            asked(&app, "/api/v1/projects/P3/way", &line).await.status,
            StatusCode::NOT_FOUND
        );
        let done = sent(&app, "/api/v1/projects/P1/decision", &group, ("P1", &body)).await;
        assert_eq!(told(&done)["state"], "in_plan", "{}", done.text);
        let replayed = sent(&app, "/api/v1/projects/P1/decision", &group, ("P1", &body)).await;
        assert_eq!(replayed.text, done.text);

        // A meeting: first what would become of each, then all of it or nothing.
        let look =
            "/api/v1/projects/meeting?step=plan&document=K1&on=2020-05-20&project=P2&project=P4";
        let agenda = told(&asked(&app, look, &group).await);
        let of = |id: &str| {
            let rows = agenda["rows"].as_array().unwrap();
            rows.iter().find(|row| row["id"] == id).unwrap()["refused"].clone()
        };
        assert!(of("P2").is_object() && of("P4").is_null(), "{agenda}");
        assert_eq!(
            asked(&app, "/api/v1/projects/meeting", &line).await.status,
            StatusCode::FORBIDDEN
        );
        let meeting = |projects: &[&str]| {
            json!({ "step": "plan", "document": "K1", "on": "2020-05-20", "projects": projects })
                .to_string()
        };
        let path = "/api/v1/projects/meeting";
        let none = sent(&app, path, &group, ("", &meeting(&[]))).await;
        assert_eq!(code(&none), "meeting-unfit", "{}", none.text);
        let mixed = sent(&app, path, &group, ("", &meeting(&["P2", "P4"]))).await;
        assert_eq!(mixed.status, StatusCode::UNPROCESSABLE_ENTITY);
        let way = told(&asked(&app, "/api/v1/projects/P4/way", &group).await);
        assert_eq!(way["state"], "in_pipeline", "nothing was decided");
        let decided = told(&sent(&app, path, &group, ("", &meeting(&["P4"]))).await);
        assert_eq!(decided["projects"], 1, "{}: {decided}", test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_is_applied_for_by_its_unit() {
    for test in databases().await.unwrap() {
        let mut site = site(&test);
        site.context.fixed_day = Some(on("2020-06-01").day);
        let office: Office<'_> = (Role::UnitOfficer, "653125", Some("莎车县水利局"));
        let unit = token(&site, "unit", office, &USES).await;
        let app = app(&site);
        let whole = json!({
            "id": "P9", "name": "防渗渠", "county": "653125", "category": "水利", "manager": "马某",
            "fiscal_year": "2021", "unit": "莎车县水利局", "planned_amount": "1000", "note": "申报",
        });
        let with = |name: &str, text: &str| {
            let mut body = whole.clone();
            body[name] = text.into();
            body.to_string()
        };
        for (name, text, refused) in [
            ("manager", "", "manager-missing"),
            ("county", "653100", "not-a-county"),
            ("planned_amount", "many", "cell-unreadable"),
            ("colour", "red", "body-unreadable"),
        ] {
            let answer = sent(&app, "/api/v1/projects", &unit, ("", &with(name, text))).await;
            assert_eq!(code(&answer), refused, "{name}: {}", answer.text);
        }
        let made = sent(&app, "/api/v1/projects", &unit, ("", &whole.to_string())).await;
        assert_eq!((made.status, &told(&made)["id"]), (StatusCode::CREATED, &"P9".into()));
        let twice = sent(&app, "/api/v1/projects", &unit, ("", &whole.to_string())).await;
        assert_eq!(code(&twice), "project-known");
        let way = told(&asked(&app, "/api/v1/projects/P9/way", &unit).await);
        assert_eq!(
            (&way["state"], &way["history"][0]["step"]),
            (&"applied".into(), &"apply".into())
        );
        let ask = json!({ "step": "ask_leave", "reason": "不再需要", "seal": "" }).to_string();
        let early = sent(&app, "/api/v1/projects/P9/application", &unit, ("", &ask)).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", test.engine);
    }
}
