//! Inquiries over HTTP: the form, its refusals, the page, the sheet of paper, the list and its file.

use axum::http::StatusCode;
use domain::Lang;
use store::testing::databases;

use super::*;
use crate::access::Role;
use crate::operations::screening::tests::{all, import, on, region, screened};
use crate::pages::tests::{action, frame, get, past, post, signed_in_at, site};
use crate::web::app;

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_fills_a_form_and_the_division_sees_the_inquiry() {
    let test = databases().await.unwrap().remove(0);
    let mut site = site(&test);
    site.context.fixed_day = Some(on("2021-01-05").day);
    let set = region(2, 2, 120);
    import(&site.context, set.path()).await;
    screened(&site.context, "2021-01-04", "2020-12-31").await;
    let warnings = all(&mut site.context.db.read().await.unwrap()).await;
    let found = warnings.iter().find(|one| one.identity.rule == "pay.delegated").unwrap();
    let (county, id) = (found.place.home.as_str(), found.id);
    let desk = signed_in_at(&site, "desk", Some((Role::BureauFund, county, None)), false).await;
    let office = Some((Role::BureauBusiness, county, None));
    let division = signed_in_at(&site, "division", office, false).await;
    let app = app(&site);

    let page = get(&app, &format!("/warnings/{id}"), &desk).await.text;
    assert!(page.contains(&format!("/inquiries/new?warning={id}")));
    let page = get(&app, &format!("/warnings/{id}"), &division).await.text;
    assert!(!page.contains("/inquiries/new"), "a division is no desk");
    let form = get(&app, &format!("/inquiries/new?warning={id}"), &desk).await;
    assert_eq!(form.status, StatusCode::OK);
    assert!(form.text.contains("value=\"2021-01-12\"") && form.text.contains("疑似违规"));
    assert_eq!(get(&app, "/inquiries/new?warning=x", &desk).await.status, StatusCode::NOT_FOUND);

    let filled_in = |due: &str| {
        format!("about={id}&warning={id}&to=post-division&question=%E8%AF%B7&due={due}")
    };
    let late = post(&app, "/inquiries", &desk, &filled_in("2021-01-05")).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.text.contains("role=\"alert\"") && late.text.contains("2021-01-05"));
    let forbidden = post(&app, "/inquiries", &division, &filled_in("2021-01-12")).await;
    assert_eq!(forbidden.status, StatusCode::FORBIDDEN);
    let done = post(&app, "/inquiries", &desk, &filled_in("2021-01-12")).await;
    assert_eq!((done.status, done.to()), (StatusCode::SEE_OTHER, "/inquiries/1"));

    let page = get(&app, "/inquiries/1", &division).await.text;
    assert!(page.contains("转单位核实") && page.contains("还有 5 个工作日"));
    assert!(get(&app, "/", &division).await.text.contains("/inquiries/1"));
    let sheet = get(&app, "/inquiries/1/form", &division).await.text;
    assert!(sheet.contains("扶贫资金动态监控问询单"));
    assert!(get(&app, "/inquiries", &desk).await.text.contains("待处（科）室办理"));
    let file = get(&app, "/files/inquiries.csv?state=at_division", &desk).await.text;
    assert_eq!(file.lines().count(), 2, "{file}");
    let bare =
        post(&app, "/inquiries/1/answer", &division, "step=answer&text=%E5%B7%B2%E6%A0%B8").await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bare.text.contains(">已核</textarea>"), "what was written stays: {}", bare.text);
    assert_eq!(bare.text.matches("class=\"action\" open").count(), 1);
    let withdrawn = post(&app, "/inquiries/1/judgement", &desk, "step=withdraw&text=x").await;
    assert_eq!(withdrawn.status, StatusCode::SEE_OTHER);
    let gone = post(&app, "/inquiries/1/judgement", &desk, "step=withdraw&text=x").await;
    assert_eq!(gone.status, StatusCode::UNPROCESSABLE_ENTITY);
}

/// The views with content that must be escaped.
pub(in crate::pages) fn samples(lang: Lang) -> Vec<(&'static str, String)> {
    let asked = vec![Asked {
        id: 1,
        red: true,
        message: "a\"<b".to_owned(),
        clauses: vec!["B 3".to_owned()],
        amount: "1.00".to_owned(),
        ticked: true,
    }];
    let inquiry = Shown {
        id: 1,
        overdue: true,
        question: "a\"<b".to_owned(),
        facts: vec![(lang.pick("监控岗", "Desk"), "d".to_owned())],
        asked: asked.clone(),
        case: Some(2),
        documents: vec![(1, "proof.pdf".to_owned(), "1 kB".to_owned(), "2021-01-01".to_owned())],
        ..Shown::default()
    };
    let fresh = NewView {
        frame: frame(lang),
        warning: 1,
        place: "Yarkant".to_owned(),
        asked,
        posts: vec![("id".to_owned(), "a\"<b".to_owned(), true)],
        question: "q".to_owned(),
        due: "2021-01-12".to_owned(),
        refusal: Some("a\"<b".to_owned()),
    };
    let sheet =
        FormView { frame: frame(lang), inquiry: inquiry.clone(), history: vec![past(lang)] };
    let (actions, history) = (vec![action(lang)], vec![past(lang)]);
    let page = View { frame: frame(lang), inquiry, actions, history, refusal: None };
    vec![
        ("inquiry", page.render().unwrap()),
        ("inquiry_form", sheet.render().unwrap()),
        ("inquiry_new", fresh.render().unwrap()),
    ]
}
