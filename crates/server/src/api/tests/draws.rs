//! Draws of spot checks over HTTP and for programs, in both languages.

use axum::http::StatusCode;
use domain::draw::{Proof, Seed};
use serde_json::json;
use store::testing::databases;

use super::{asked, code, sent, token, told};
use crate::access::Role;
use crate::operations::screening::tests::on;
use crate::operations::tests::take_in;
use crate::pages::tests::{get, post, signed_in_at, site};
use crate::web::app;

const RECORDS: [(&str, &str); 3] = [
    (
        "项目.csv",
        "项目编号,项目名称,县,类别,年度,实施单位,计划金额\nP1,水渠,653125,水利,2019,水利局,1000\n",
    ),
    (
        "绩效目标.csv",
        "目标编号,对象类型,对象,年度,总体目标,资金总额,审核结果,批复日期\nT1,项目,P1,2019,修渠,1000,通过,2019-01-10\n",
    ),
    ("绩效评价.csv", "目标编号,评价类型,年度,总分,等级,录入日期\nT1,自评,2019,95,优,2020-02-01\n"),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_draw_is_committed_to_frozen_revealed_and_proven() {
    for test in databases().await.unwrap() {
        take_in(&test, &RECORDS).await;
        let mut site = site(&test);
        site.context.fixed_day = Some(on("2020-05-02").day);
        let head = (Role::BureauHead, "653125", None);
        let maker = signed_in_at(&site, "maker", Some(head), false).await;
        let section = (Role::BureauPerformance, "653125", None);
        let second = signed_in_at(&site, "second", Some(section), false).await;
        let unit = Some((Role::UnitOfficer, "653125", Some("水利局")));
        let unit = signed_in_at(&site, "unit", unit, false).await;
        let program = token(&site, "program", section, &["read", "projects"]).await;
        let app = app(&site);

        let form = get(&app, "/draws/new", &maker).await.text;
        let shown = form.split("text-break\">").nth(1).unwrap().split('<').next().unwrap();
        let seed = Seed::parse(shown).unwrap();
        let commitment = seed.commitment().to_string();
        assert!(form.contains(&format!("value=\"{commitment}\"")), "{form}");
        assert!(
            !get(&app, "/draws/new", &maker).await.text.contains(shown),
            "another one each time"
        );
        let bare = post(&app, "/draws", &maker, "year=2019&commitment=x&again=").await;
        assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(bare.text.contains("64 位十六进制"), "{}", bare.text);
        let body = format!("year=2019&commitment={commitment}&again=");
        let made = post(&app, "/draws", &maker, &body).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text);
        let page = made.to().to_owned();
        let early = get(&app, &format!("{page}/proof.txt"), &second).await;
        assert!(early.status.is_client_error(), "{}", early.text);

        assert!(get(&app, "/", &second).await.text.contains("待您固定名册"));
        assert!(!get(&app, &page, &maker).await.text.contains("value=\"freeze\""));
        let step = |step: &str, seed: &str| json!({ "step": step, "seed": seed }).to_string();
        let path = format!("/api/v1{page}/step");
        let frozen = sent(&app, &path, &program, ("f", &step("freeze", ""))).await;
        assert_eq!(told(&frozen)["projects"], 1, "{}", frozen.text);
        let wrong = sent(&app, &path, &program, ("", &step("reveal", "guess"))).await;
        assert_eq!(code(&wrong), "seed-differs", "{}", wrong.text);
        let sealed = get(&app, &page, &second).await.text;
        assert!(sealed.contains("value=\"reveal\"") && !sealed.contains(shown), "{sealed}");
        let body = format!("step=reveal&seed={shown}");
        let done = post(&app, &format!("{page}/step"), &second, &body).await;
        assert_eq!((done.status, done.to()), (StatusCode::SEE_OTHER, &*page), "{}", done.text);

        let english = get(&app, &format!("{page}?lang=en"), &maker).await.text;
        assert!(
            english.contains(shown)
                && english.contains("水渠")
                && english.contains("How to prove it"),
            "{english}"
        );
        let one = told(&asked(&app, &format!("/api/v1{page}"), &program).await);
        assert_eq!((&one["state"], &one["drawn"]), (&"drawn".into(), &1.into()), "{one}");
        assert_eq!(one["strata"].as_array().map(Vec::len), Some(9));
        let text = get(&app, &format!("{page}/proof.txt"), &maker).await.text;
        assert_eq!(Proof::check(&text, Some(&seed)).unwrap().faults, [], "{text}");
        let same = asked(&app, &format!("/api/v1{page}/proof.txt"), &program).await.text;
        assert_eq!(same, text);
        let list = get(&app, "/draws?state=drawn", &maker).await.text;
        assert!(list.contains(&page), "{list}");
        // The unit learns that its project was drawn, and no more.
        let own = get(&app, "/drawn", &unit).await;
        assert!(own.text.contains("水渠"), "{} {}", test.engine, own.text);
        assert!(get(&app, &page, &unit).await.status.is_client_error());
        let late = sent(&app, &path, &program, ("", &step("freeze", ""))).await;
        assert_eq!(code(&late), "not-from-here", "{}", test.engine);
    }
}
