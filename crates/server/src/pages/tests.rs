//! Pages over HTTP: who gets through, what every response carries, and the stories of identity. Templates
//! with samples in both languages.

use std::num::NonZeroU32;

use askama::Template;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_TYPE, COOKIE, HOST, LOCATION, ORIGIN, SET_COOKIE};
use axum::http::{HeaderMap, Request, StatusCode};
use domain::{Lang, Unit};
use store::testing::{TestDb, databases};
use store::{people, posts};
use tower::ServiceExt;

use super::frame::{Frame, areas};
use super::{
    account, accountability, carried, case, handling, imports, inquiry, interface, mappings,
    monthly_return, notices, people as accounts, posts as offices, problem, push, register, saved,
    session, today, tokens, warning, webhooks,
};
use crate::access::{MATRIX, Role, Who};
use crate::context::Moment;
use crate::operations::Refusal;
use crate::operations::tests::{PASSWORD, context};
use crate::routes::programs::API;
use crate::routes::{ROUTES, Verb};
use crate::throttle::Throttle;
use crate::visit::Site;
use crate::web::app;

mod scopes;

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn to(&self) -> &str {
        self.headers.get(LOCATION).map_or("", |value| value.to_str().unwrap())
    }

    fn cookie(&self) -> String {
        let line = self.headers.get(SET_COOKIE).unwrap().to_str().unwrap();
        line.split(';').next().unwrap().to_owned()
    }
}

pub(crate) async fn answer(app: &Router, request: Request<Body>) -> Answer {
    let response = app.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, 1 << 20).await.unwrap();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Answer { status: parts.status, headers: parts.headers, text }
}

pub(crate) async fn get(app: &Router, path: &str, cookie: &str) -> Answer {
    let request = Request::get(path).header(COOKIE, cookie).body(Body::empty()).unwrap();
    answer(app, request).await
}

pub(crate) async fn post(app: &Router, path: &str, cookie: &str, form: &str) -> Answer {
    let request = Request::post(path)
        .header(COOKIE, cookie)
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(form.to_owned()))
        .unwrap();
    answer(app, request).await
}

/// A form with texts, and a document in the field of a name.
pub(crate) async fn form(
    app: &Router,
    path: &str,
    cookie: &str,
    (texts, file): (&[(&str, &str)], Option<&str>),
) -> Answer {
    let part = |(name, text): &(&str, &str)| {
        format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
    };
    let document = |name| {
        let head = format!("Content-Disposition: form-data; name=\"{name}\"; filename=\"a.pdf\"");
        format!("--x\r\n{head}\r\n\r\n%PDF-1.7\r\n")
    };
    let document = file.map(document).unwrap_or_default();
    let body = texts.iter().map(part).collect::<String>() + &document + "--x--\r\n";
    let request = Request::post(path)
        .header(COOKIE, cookie)
        .header(CONTENT_TYPE, "multipart/form-data; boundary=x")
        .body(Body::from(body))
        .unwrap();
    answer(app, request).await
}

pub(crate) fn site(test: &TestDb) -> Site {
    let throttle = Throttle::with(NonZeroU32::MAX, NonZeroU32::MAX);
    Site { throttle, ..Site::new(context(test), false) }
}

/// Somebody who holds a post of a role (none: no post), signed in.
pub(crate) async fn signed_in(
    site: &Site,
    login: &str,
    role: Option<Role>,
    must_change: bool,
) -> String {
    signed_in_at(site, login, role.map(|role| (role, "650000", None)), must_change).await
}

/// The same with the division of the post, and its organisation where it has one.
pub(crate) async fn signed_in_at(
    site: &Site,
    login: &str,
    office: Option<(Role, &str, Option<&str>)>,
    must_change: bool,
) -> String {
    let hash = site.context.passwords.hash(PASSWORD).await.unwrap();
    let public_id = format!("id-{login}");
    let mut tx = site.context.db.write().await.unwrap();
    let person = people::NewPerson {
        public_id: &public_id,
        login,
        name: "某人",
        password: &hash,
        must_change,
    };
    let person = people::add(&mut tx, person).await.unwrap().unwrap();
    if let Some((role, division, organisation)) = office {
        let office = posts::NewPost {
            public_id: &format!("post-{login}"),
            role: role.word(),
            division,
            organisation,
            title: "岗位",
        };
        let number = posts::add(&mut tx, office).await.unwrap();
        posts::assign(&mut tx, number, person, "2019-01-01").await.unwrap();
    }
    tx.commit().await.unwrap();
    let form = format!("login={login}&password={PASSWORD}");
    post(&app(site), "/sign-in", "", &form).await.cookie()
}

fn filled(path: &str) -> String {
    path.replace("{id}", "none")
        .replace("{name}", "none.css")
        .replace("{table}", "payments")
        .replace("{county}", "650102")
        .replace("{voucher}", "none")
}

#[test]
fn every_route_has_a_row_in_the_access_matrix_and_every_row_a_route() {
    for route in ROUTES {
        let rows = MATRIX.iter().filter(|(operation, _)| *operation == route.operation);
        assert_eq!(rows.count(), 1, "{}", route.path);
    }
    for (operation, who) in MATRIX {
        let mut routes = ROUTES.iter().chain(API.iter().map(|one| &one.route));
        let has_route = routes.any(|route| route.operation == *operation);
        assert_eq!(has_route, *who != Who::Operator, "{operation:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gets_through_without_signing_in() {
    let test = databases().await.unwrap().remove(0);
    let site = site(&test);
    let due = signed_in(&site, "due", Some(Role::RegionNetwork), true).await;
    let app = app(&site);
    for route in ROUTES {
        let path = filled(route.path);
        let who = route.operation.who();
        for (cookie, due) in [("", "/sign-in"), ("session=forged", "/sign-in"), (&due, "/password")]
        {
            let through = who == Who::Anyone || (who == Who::Begun && due == "/password");
            if through {
                continue;
            }
            let answer = match route.verb {
                Verb::Get => get(&app, &path, cookie).await,
                Verb::Post => post(&app, &path, cookie, "").await,
            };
            assert_eq!((answer.status, answer.to()), (StatusCode::SEE_OTHER, due), "{path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_lets_through_the_roles_of_the_matrix_and_no_other() {
    let test = databases().await.unwrap().remove(0);
    let site = site(&test);
    let roles = Role::ALL.iter().copied().map(Some).chain([None]);
    for (number, role) in roles.enumerate() {
        let cookie = signed_in(&site, &format!("user{number}"), role, false).await;
        let app = app(&site);
        for route in ROUTES.iter().filter(|route| route.path != "/sign-out") {
            let path = filled(route.path);
            let answer = match route.verb {
                Verb::Get => get(&app, &path, &cookie).await,
                Verb::Post => post(&app, &path, &cookie, "").await,
            };
            let fits = match route.operation.who() {
                Who::Roles(roles) => role.is_some_and(|role| roles.contains(&role)),
                Who::Anyone | Who::Begun | Who::Oneself => true,
                Who::Operator => false,
            };
            assert_eq!(answer.status != StatusCode::FORBIDDEN, fits, "{role:?} {path}");
            assert!(!answer.status.is_server_error(), "{role:?} {path}: {}", answer.status);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_response_carries_the_headers_that_guard_it() {
    let test = databases().await.unwrap().remove(0);
    let mut site = site(&test);
    for behind_tls in [false, true] {
        site.behind_tls = behind_tls;
        let app = app(&site);
        for path in ["/", "/sign-in", "/health", "/nowhere", crate::assets::TABLER] {
            let answer = get(&app, path, "").await;
            let header = |name: &str| answer.headers.get(name).map(|v| v.to_str().unwrap());
            let policy = header("content-security-policy").unwrap();
            assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{path}");
            assert_eq!(header("x-content-type-options"), Some("nosniff"), "{path}");
            assert_eq!(header("x-frame-options"), Some("DENY"), "{path}");
            assert_eq!(header("strict-transport-security").is_some(), behind_tls, "{path}");
            assert!(header("x-request-id").is_some(), "{path}");
            let kept = header("cache-control").unwrap();
            assert_eq!(kept.contains("immutable"), path.starts_with("/assets"), "{path}: {kept}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_from_elsewhere_and_forms_without_end_are_refused() {
    let test = databases().await.unwrap().remove(0);
    let app = app(&site(&test));
    let form = "application/x-www-form-urlencoded";
    for (origin, fits) in [("https://ming.example", true), ("https://evil.example", false)] {
        let request = Request::post("/sign-in")
            .header(HOST, "ming.example")
            .header(ORIGIN, origin)
            .header(CONTENT_TYPE, form)
            .body(Body::from("login=a&password=b"))
            .unwrap();
        let status = answer(&app, request).await.status;
        assert_eq!(status != StatusCode::FORBIDDEN, fits, "{origin}: {status}");
    }
    let long = format!("login=a&password={}", "x".repeat(1 << 17));
    assert_eq!(post(&app, "/sign-in", "", &long).await.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test(flavor = "multi_thread")]
async fn from_an_empty_store_to_a_second_person_at_work() {
    for test in databases().await.unwrap() {
        let site = site(&test);
        let app = app(&site);
        assert_eq!(get(&app, "/sign-in", "").await.to(), "/first-run");
        let first = format!("login=admin&name=Admin&password={PASSWORD}");
        assert_eq!(post(&app, "/first-run", "", &first).await.to(), "/sign-in");
        assert_eq!(get(&app, "/first-run", "").await.status, StatusCode::NOT_FOUND);
        let wrong = post(&app, "/sign-in", "", "login=admin&password=wrong").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text.contains(Refusal::WrongLogin.sentence(Lang::Zh)));
        let entered = post(&app, "/sign-in", "", &format!("login=admin&password={PASSWORD}")).await;
        let line = entered.headers.get(SET_COOKIE).unwrap().to_str().unwrap().to_owned();
        assert!(line.contains("HttpOnly") && line.contains("SameSite=Strict"), "{line}");
        let admin = entered.cookie();
        assert!(get(&app, "/?lang=en", &admin).await.text.contains("Nothing is due."));

        let person = format!("login=gulnar&name=Gulnar&password={PASSWORD}");
        assert_eq!(post(&app, "/people", &admin, &person).await.to(), "/people");
        let again = post(&app, "/people", &admin, &person).await;
        assert!(again.text.contains(Refusal::LoginTaken.sentence(Lang::Zh)));
        let office = "role=bureau.treasury&division=653125&organisation=&title=Treasurer";
        assert_eq!(post(&app, "/posts", &admin, office).await.to(), "/posts");
        let page = get(&app, "/posts", &admin).await.text;
        let id = page.split("/posts/").nth(2).and_then(|rest| rest.split('/').next()).unwrap();
        let path = format!("/posts/{id}/holders");
        assert_eq!(post(&app, &path, &admin, "login=gulnar&from=2019-01-01").await.to(), "/posts");

        let entered =
            post(&app, "/sign-in", "", &format!("login=gulnar&password={PASSWORD}")).await;
        assert_eq!(entered.to(), "/password");
        let change = format!("present={PASSWORD}&new=sheep on the hill&again=sheep on the hill");
        let changed = post(&app, "/password", &entered.cookie(), &change).await;
        assert_eq!(changed.to(), "/");
        assert!(get(&app, "/posts", &changed.cookie()).await.text.contains("Treasurer"));
        assert_eq!(get(&app, "/people", &changed.cookie()).await.status, StatusCode::FORBIDDEN);
        assert_eq!(post(&app, "/sign-out", &changed.cookie(), "").await.to(), "/sign-in");
        assert_eq!(get(&app, "/posts", &changed.cookie()).await.to(), "/sign-in");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_cannot_try_without_end() {
    for test in databases().await.unwrap() {
        let site = Site { throttle: Throttle::default(), ..site(&test) };
        let (app, mut last) = (app(&site), StatusCode::OK);
        for _ in 0..200 {
            last = post(&app, "/sign-in", "", "login=nobody").await.status;
            if last == StatusCode::TOO_MANY_REQUESTS {
                break;
            }
        }
        assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(get(&app, "/health", "").await.status, StatusCode::OK, "other pages go on");
    }
}

#[test]
fn the_day_is_that_of_china() {
    for (seconds, day) in [(1_558_540_799, "2019-05-22"), (1_558_540_800, "2019-05-23")] {
        assert_eq!(Moment(seconds).day().unwrap().to_string(), day);
    }
    assert_eq!(Moment(1_558_483_200).to_string(), "2019-05-22T00:00:00Z");
}

pub(super) fn frame(lang: Lang) -> Frame {
    Frame {
        lang,
        path: "/payments".to_owned(),
        query: "q=a".to_owned(),
        unit: Unit::Wan,
        person: Some("Gulnar".to_owned()),
        open: true,
        people: true,
        areas: areas().collect(),
    }
}

fn today_sample(lang: Lang, posts: Vec<(String, &'static str)>, factor: bool) -> String {
    let view = today::View {
        frame: frame(lang),
        day: "2019-05-22".to_owned(),
        due: vec![today::Group {
            name: "x",
            more: 2,
            all: "/warnings",
            items: vec![today::Shown {
                address: "/warnings/1".to_owned(),
                division: "Yarkant".to_owned(),
                message: "a\"<b".to_owned(),
                state: "open".to_owned(),
                until: String::new(),
                lamp: Some(true),
            }],
        }],
        saved: vec![saved::Row {
            id: 1,
            name: "a\"<b".to_owned(),
            list: "x",
            address: "/payments?q=1".to_owned(),
        }],
        posts,
        factor,
    };
    view.render().unwrap()
}

/// Every view with a sample: empty, and with a refusal or content.
fn samples(lang: Lang) -> Vec<(&'static str, String)> {
    let some = || Some("a\"<b".to_owned());
    let (login, name) = (String::from("a\"<b"), String::from("n"));
    let factor = |secret: &str, codes: &[&str]| account::FactorView {
        frame: frame(lang),
        secret: secret.to_owned(),
        login: login.clone(),
        codes: codes.iter().map(ToString::to_string).collect(),
        refusal: some(),
    };
    let frame = || frame(lang);
    vec![
        ("problem", problem::View { frame: frame(), title: "t", text: "x" }.render().unwrap()),
        ("today", today_sample(lang, Vec::new(), false)),
        ("today", today_sample(lang, vec![("Treasurer".to_owned(), "Audit")], true)),
        ("factor", factor("JBSWY3DP", &[]).render().unwrap()),
        ("factor", factor("", &["abc", "def"]).render().unwrap()),
        (
            "password",
            account::PasswordView { frame: frame(), due: true, refusal: some() }.render().unwrap(),
        ),
        (
            "verify",
            session::VerifyView { frame: frame(), refusal: some(), carried: None }
                .render()
                .unwrap(),
        ),
        ("sign_in", sign_in_sample(lang, &login)),
        (
            "first_run",
            session::FirstRunView {
                frame: frame(),
                login: login.clone(),
                name: name.clone(),
                refusal: some(),
            }
            .render()
            .unwrap(),
        ),
        (
            "people",
            accounts::View { frame: frame(), people: Vec::new(), login, name, refusal: some() }
                .render()
                .unwrap(),
        ),
    ]
}

fn sign_in_sample(lang: Lang, login: &str) -> String {
    let carried = carried::Carried::sent("/entry/payments", "0.amount=1");
    let login = login.to_owned();
    session::SignInView { frame: frame(lang), login, refusal: None, carried }.render().unwrap()
}

/// The same of posts and of what is done with records.
fn samples_of_work(lang: Lang) -> Vec<(&'static str, String)> {
    let posts = offices::View {
        places: vec![("650000".to_owned(), "a\"<b".to_owned(), true)],
        frame: frame(lang),
        posts: Vec::new(),
        form: offices::PostForm::default(),
        refusal: Some("a\"<b".to_owned()),
    };
    vec![
        ("posts", posts.render().unwrap()),
        ("imports", imports::tests::listed(frame(lang)).render().unwrap()),
        ("import", imports::tests::shown(frame(lang)).render().unwrap()),
        ("import_preview", imports::tests::tried(frame(lang)).render().unwrap()),
        ("warning", warning_sample(lang)),
        ("interface", interface::view(frame(lang), true).render().unwrap()),
        ("tokens", tokens_sample(lang)),
        ("webhooks", webhooks_sample(lang)),
        ("notices", notices_sample(lang)),
        ("case", case_sample(lang)),
        ("accountability", accountability_sample(lang)),
    ]
}

fn tokens_sample(lang: Lang) -> String {
    let token = |id: &str, open, revoked| tokens::Shown {
        id: id.to_owned(),
        title: "a\"<b".to_owned(),
        post: "n".to_owned(),
        uses: String::new(),
        ends: "2021-01-01 08:00:00".to_owned(),
        used: String::new(),
        open,
        revoked,
    };
    let uses = crate::access::Use::ALL.map(|one| (one.word(), one.name(lang), true));
    let view = tokens::View {
        frame: frame(lang),
        tokens: vec![token("1", true, None), token("2", false, Some("2021".to_owned()))],
        secret: Some("mz_secret".to_owned()),
        posts: vec![("p".to_owned(), "a\"<b".to_owned(), true)],
        uses: uses.into(),
        title: "a\"<b".to_owned(),
        days: "90".to_owned(),
        refusal: Some("a\"<b".to_owned()),
    };
    view.render().unwrap()
}

fn accountability_sample(lang: Lang) -> String {
    let matter = accountability::Shown {
        facts: "a\"<b".to_owned(),
        clause: Some(("d".to_owned(), "p".to_owned(), "a\"<b".to_owned())),
        known: vec![("k", "v".to_owned())],
        ..accountability::Shown::default()
    };
    let view = accountability::View {
        frame: frame(lang),
        matter,
        actions: vec![action(lang)],
        history: Vec::new(),
        refusal: Some("a\"<b".to_owned()),
    };
    view.render().unwrap()
}

fn webhooks_sample(lang: Lang) -> String {
    let hook = |id: &str, failing, stopped| webhooks::Shown {
        id: id.to_owned(),
        title: "a\"<b".to_owned(),
        address: "https://oa.example.cn/?a=\"<b".to_owned(),
        post: "n".to_owned(),
        state: String::new(),
        failing,
        last: String::new(),
        stopped,
    };
    let view = webhooks::View {
        frame: frame(lang),
        webhooks: vec![hook("1", true, false), hook("2", false, true)],
        secret: Some("mzw_secret".to_owned()),
        posts: vec![("p".to_owned(), "a\"<b".to_owned(), true)],
        allowed: vec!["https://oa.example.cn/".to_owned()],
        title: "a\"<b".to_owned(),
        address: "a\"<b".to_owned(),
        refusal: Some("a\"<b".to_owned()),
    };
    view.render().unwrap()
}

fn notices_sample(lang: Lang) -> String {
    let view = notices::View {
        frame: frame(lang),
        can_send: true,
        address: "a\"<b".to_owned(),
        saved: false,
        refusal: Some("a\"<b".to_owned()),
    };
    view.render().unwrap()
}

pub(crate) fn action(lang: Lang) -> handling::Action {
    let text = |zh, en| lang.pick(zh, en);
    let field = |name, input| handling::Field::new(name, text("字段", "Field"), input);
    let options = vec![("a\"<b".to_owned(), "n".to_owned())];
    handling::Action {
        path: "/warnings/1/handling".to_owned(),
        step: "mute",
        title: text("静默", "Mute it"),
        note: "",
        fields: vec![
            field("reason", handling::Input::Text),
            field("until", handling::Input::Day),
            field("basis", handling::Input::Line).optional(),
            field("files", handling::Input::Files),
            field("to", handling::Input::Choice(options)),
        ],
        files: true,
        id: "mute".to_owned(),
        came_back: true,
    }
}

pub(super) fn past(lang: Lang) -> handling::Past {
    handling::Past {
        day: "2021-01-01".to_owned(),
        person: "n".to_owned(),
        post: String::new(),
        what: lang.pick("开始处理", "taken up"),
        said: vec![(lang.pick("理由", "reason"), "r".to_owned())],
    }
}

fn warning_sample(lang: Lang) -> String {
    let warning = warning::Shown {
        message: "a\"<b".to_owned(),
        until: Some("2021-01-31".to_owned()),
        case: Some(1),
        evidence: vec![("channel".to_owned(), "delegated".to_owned())],
        documents: vec![(1, "proof.pdf".to_owned(), "1 kB".to_owned(), "2021-01-01".to_owned())],
        answers: vec![("head".to_owned(), None)],
        ..warning::Shown::default()
    };
    let (actions, history) = (vec![action(lang)], vec![past(lang)]);
    let view = warning::View { frame: frame(lang), warning, actions, history, refusal: None };
    view.render().unwrap()
}

fn case_sample(lang: Lang) -> String {
    let case = case::Shown {
        message: "a\"<b".to_owned(),
        overdue: true,
        matters: vec![case::Account {
            facts: "a\"<b".to_owned(),
            decided: Some("d".to_owned()),
            ..case::Account::default()
        }],
        ..case::Shown::default()
    };
    let (actions, history) = (vec![action(lang)], Vec::new());
    let refusal = Some("a\"<b".to_owned());
    case::View { frame: frame(lang), case, actions, history, refusal }.render().unwrap()
}

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

fn all_samples(lang: Lang) -> Vec<(&'static str, String)> {
    let mut all = samples(lang);
    all.extend(samples_of_work(lang));
    all.extend(inquiry::tests::samples(lang));
    all.extend(push::tests::samples(lang));
    all.extend(mappings::tests::samples(lang));
    all.extend(monthly_return::tests::samples(lang));
    all.extend(saved::tests::samples(lang));
    all.extend(register::tests::samples(lang));
    all
}

#[test]
fn every_page_speaks_the_reader_s_language_and_names_its_fields() {
    for lang in [Lang::Zh, Lang::En] {
        for (name, html) in all_samples(lang) {
            assert!(html.contains(lang.pick("<html lang=\"zh-CN\">", "<html lang=\"en\">")));
            let text = html.replace("中文", "");
            assert_eq!(text.contains(is_han), lang == Lang::Zh, "{name} {lang:?}");
            assert!(!html.contains("a\"<b"), "{name}: what was entered must be escaped");
            assert!(!html.contains(" style=") && !html.contains("<style"), "{name}");
            for tag in html.split("<input").skip(1).chain(html.split("<select").skip(1)) {
                let tag = tag.split('>').next().unwrap();
                let Some(id) = tag.split(" id=\"").nth(1).and_then(|rest| rest.split('"').next())
                else {
                    assert!(tag.contains("type=\"hidden\""), "{name}: {tag}");
                    continue;
                };
                assert!(html.contains(&format!("for=\"{id}\"")), "{name}: no label for {id}");
            }
        }
    }
}
