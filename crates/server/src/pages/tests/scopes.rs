//! Every route asked, as every role of another county, for what there is in one: nothing is told, nothing done.

use axum::http::header::AUTHORIZATION;
use domain::Level;
use domain::division::DivisionEntry;
use serde_json::Value;
use store::events;
use store::lists::{self, List, Query, Reach};
use store::testing::databases;

use super::*;
use crate::access::Operation;
use crate::api::tests::{EVERYTHING, token};
use crate::context::Context;
use crate::operations::Actor;
use crate::operations::accountability::{Proposing, propose};
use crate::operations::cases::tests::Story;
use crate::operations::contributions;
use crate::operations::draws;
use crate::operations::evaluations;
use crate::operations::factor_plans::{self, tests::planning};
use crate::operations::fund_proposals;
use crate::operations::handdowns::tests::officer;
use crate::operations::handdowns::{Part, Writing, begin};
use crate::operations::inquiries::{Sending, send};
use crate::operations::inspections;
use crate::operations::integration;
use crate::operations::mappings::keep;
use crate::operations::monitorings;
use crate::operations::monthly_returns;
use crate::operations::payment_requests;
use crate::operations::pushes::make_due;
use crate::operations::reconciliations;
use crate::operations::screening::tests::on;
use crate::operations::suggestions;
use crate::operations::targets;
use crate::operations::tests::take_in;
use crate::routes::programs::{Described, Takes};

/// What there is of a county, by the numbers in addresses.
struct There {
    county: String,
    warning: i64,
    case: i64,
    matter: i64,
    inquiry: i64,
    inspection: i64,
    push: i64,
    hand_down: i64,
    factor_plan: i64,
    fund_proposal: i64,
    contribution: i64,
    suggestion: i64,
    payment_request: i64,
    monitoring: i64,
    target: i64,
    evaluation: i64,
    draw: i64,
    plan: i64,
    mapping: i64,
    monthly_return: i64,
    reconciliation: i64,
    allotment: String,
    project: String,
    voucher: String,
}

/// The first cell of a column among the rows of a county.
async fn first(context: &Context, list: &'static List, column: &str, county: &str) -> String {
    let query = Query {
        reach: Reach::Parts(vec![lists::Part {
            divisions: vec![county.to_owned()],
            organisation: None,
        }]),
        tests: Vec::new(),
        words: Vec::new(),
        sort: list.columns.iter().find(|column| column.sorts).unwrap(),
        descending: false,
        after: None,
        back: false,
        rows: 1,
        day: domain::Day::FIRST,
    };
    let mut tx = context.db.read().await.unwrap();
    let rows = lists::rows(&mut tx, list, &query).await.unwrap().rows;
    let at = list.columns.iter().position(|one| one.name == column).unwrap();
    match &rows.first().unwrap()[at] {
        store::db::Value::Text(Some(text)) => text.to_string(),
        other => panic!("{column}: {other:?}"),
    }
}

/// A county with something of every kind.
async fn county(test: &TestDb, story: &Story) -> There {
    let (context, day) = (&story.context, on("2021-01-06"));
    let answers = story.head.held.first().unwrap().post.clone();
    let asked = Sending {
        warnings: vec![story.warning],
        to: answers.clone(),
        question: "请核实".to_owned(),
        due: "2021-01-12".to_owned(),
    };
    let inquiry = send(context, &on("2021-01-05"), &story.fund, &asked).await.unwrap();
    let case = story.in_case().await;
    let input =
        Proposing { answers: &answers, facts: "以授权支付方式支付", clause: "A-17.d" };
    let matter = propose(context, &day, &story.prefecture, case, input).await.unwrap();
    let county = story.head.held.first().unwrap().scope.division.to_string();
    make_due(context, &day).await.unwrap();
    let mut tx = context.db.read().await.unwrap();
    let push = store::pushes::last_of(&mut tx, &county).await.unwrap().unwrap().id;
    drop(tx);
    let allotment = first(context, &lists::ALLOTMENTS, "id", &county).await;
    let project = first(context, &lists::PROJECTS, "id", &county).await;
    let line = officer(context, Role::BureauBusiness, county.parse().unwrap()).await;
    There {
        warning: story.warning,
        case,
        matter,
        inquiry,
        inspection: inspected(context, story, &county).await,
        push,
        hand_down: hand_down(test, story, &project).await,
        factor_plan: factor_plan(context).await,
        fund_proposal: fund_proposal(context).await,
        contribution: contribution(context, &line, &project).await,
        suggestion: suggestion(context, &county).await,
        payment_request: payment_request(context, &line, &project).await,
        monitoring: monitorings::tests::of_department(test, context, &line, &county).await,
        target: targets::tests::begun_for(context, &on("2021-01-06"), &line, &project).await,
        evaluation: evaluation(context, &line, &project).await,
        draw: drawing(context, &county).await,
        plan: plan(story, &county).await,
        mapping: mapping(story).await,
        monthly_return: returned(story, &county).await,
        reconciliation: reconciled(test, story, &county).await,
        allotment,
        project,
        voucher: first(context, &lists::PAYMENTS, "voucher_no", &county).await,
        county,
    }
}

/// A mapping file that the county keeps.
async fn mapping(story: &Story) -> i64 {
    let what = ("国库", &b"[payments.constants]\nfiscal_year = \"2020\"\n"[..]);
    keep(&story.context, &on("2021-01-06"), &story.fund, what).await.unwrap()
}

/// A monthly return of the county.
async fn returned(story: &Story, county: &str) -> i64 {
    let writing = monthly_returns::Writing {
        division: county.to_owned(),
        month: "2021-01".to_owned(),
        remarks: "正在整改".to_owned(),
    };
    monthly_returns::write(&story.context, &on("2021-01-06"), &story.fund, &writing).await.unwrap()
}

/// Money of the county for a project of its own, written down and not yet handed down.
async fn hand_down(test: &TestDb, story: &Story, project: &str) -> i64 {
    let place = |actor: &Actor| actor.held.first().unwrap().scope.division;
    let (above, own) = (place(&story.prefecture), place(&story.head));
    let fresh = format!(
        "编号,文号,资金,年度,下达单位,接收单位,金额,下达日期,收文日期\n\
         FRESH,财扶1号,扶贫发展资金,2020,{above},{own},1000,2020-12-30,2020-12-30\n"
    );
    let target = format!(
        "目标编号,对象类型,对象,年度,总体目标,资金总额,审核结果,批复日期\n\
         FRESH,项目,{project},2020,修渠三公里,1000,通过,2020-03-02\n"
    );
    take_in(test, &[("指标.csv", &fresh), ("目标.csv", &target)]).await;
    let part = Part {
        to_project: true,
        receiver: project.to_owned(),
        amount: "0.01".to_owned(),
        reason: String::new(),
    };
    let writing = Writing {
        source: "FRESH".to_owned(),
        way: "down".to_owned(),
        doc_no: "财扶〔2021〕9号".to_owned(),
        issued_on: "2021-01-06".to_owned(),
        parts: vec![part],
        ..Writing::default()
    };
    begin(&story.context, &on("2021-01-06"), &story.fund, &writing).await.unwrap()
}

/// A quarterly reconciliation with the county that waits for its figures.
async fn reconciled(test: &TestDb, story: &Story, county: &str) -> i64 {
    let context = &story.context;
    let fund = integration::integrated(&context.pack.funds).next().unwrap();
    let money = format!(
        "编号,文号,资金,年度,下达单位,接收单位,金额,下达日期,收文日期\n\
         QUARTER,财农1号,{fund},2020,650000,{county},1000,2020-02-01,2020-02-02\n"
    );
    take_in(test, &[("指标.csv", &money)]).await;
    let by = reconciliations::tests::convener(context).await;
    let asked = (county, "2020-Q1", "");
    reconciliations::begin(context, &on("2021-01-06"), &by, asked).await.unwrap()
}

/// An inspection of the county by its own bureau.
async fn inspected(context: &Context, story: &Story, county: &str) -> i64 {
    let writing = inspections::tests::writing("finance", county, "use");
    inspections::plan(context, &on("2021-01-06"), &story.fund, &writing).await.unwrap()
}

/// An integration plan of the county that is being written.
async fn plan(story: &Story, county: &str) -> i64 {
    let writing = integration::Writing {
        county: county.to_owned(),
        year: "2020".to_owned(),
        title: "整合方案".to_owned(),
        ..integration::Writing::default()
    };
    integration::begin(&story.context, &on("2021-01-06"), &story.fund, &writing).await.unwrap()
}

/// A suggestion of the county's treasury section.
async fn suggestion(context: &Context, county: &str) -> i64 {
    let by = officer(context, Role::BureauTreasury, county.parse().unwrap()).await;
    let text = suggestions::tests::writing("提醒天数");
    suggestions::suggest(context, &on("2021-01-06"), &by, &text).await.unwrap()
}

/// A payment asked for, of a project of the county.
async fn payment_request(context: &Context, by: &Actor, project: &str) -> i64 {
    payment_requests::tests::asked_for(context, &on("2021-01-06"), by, project).await
}

/// What a unit reports of a target of a project of the county.
async fn evaluation(context: &Context, by: &Actor, project: &str) -> i64 {
    evaluations::tests::reported_for(context, &on("2021-01-06"), by, project).await
}

/// A draw of the county's performance section.
async fn drawing(context: &Context, county: &str) -> i64 {
    let by = officer(context, Role::BureauPerformance, county.parse().unwrap()).await;
    draws::commit(context, &on("2021-01-06"), &by, &draws::tests::committed()).await.unwrap()
}

/// A line of other money on a project of the county.
async fn contribution(context: &Context, by: &Actor, project: &str) -> i64 {
    let line = contributions::tests::writing(project, "planned", "100", "2020-03-01");
    contributions::enter(context, &on("2021-01-06"), by, &line).await.unwrap()
}

/// A plan of the region.
async fn factor_plan(context: &Context) -> i64 {
    let maker = officer(context, Role::RegionFundOffice, 650_000).await;
    factor_plans::begin(context, &on("2021-01-06"), &maker, &planning(context)).await.unwrap()
}

/// A proposal of the region's budget division.
async fn fund_proposal(context: &Context) -> i64 {
    let maker = officer(context, Role::RegionBudget, 650_000).await;
    let lines = [("bond-poverty", "region", "5")];
    let writing = fund_proposals::tests::writing("bonds", "5", &lines);
    fund_proposals::begin(context, &on("2021-01-06"), &maker, &writing).await.unwrap()
}

/// An address with the numbers of the county in it; none where it names nothing.
fn of(there: &There, path: &str) -> Option<String> {
    let id = match path.split('/').nth(1).unwrap_or_default() {
        "warnings" => there.warning.to_string(),
        "cases" => there.case.to_string(),
        "accountability" => there.matter.to_string(),
        "inquiries" => there.inquiry.to_string(),
        "inspections" => there.inspection.to_string(),
        "pushes" => there.push.to_string(),
        "hand-downs" => there.hand_down.to_string(),
        "factor-plans" => there.factor_plan.to_string(),
        "fund-proposals" => there.fund_proposal.to_string(),
        "contributions" => there.contribution.to_string(),
        "suggestions" => there.suggestion.to_string(),
        "payment-requests" => there.payment_request.to_string(),
        "monitorings" => there.monitoring.to_string(),
        "targets" => there.target.to_string(),
        "evaluations" => there.evaluation.to_string(),
        "draws" => there.draw.to_string(),
        "integration-plans" => there.plan.to_string(),
        "reconciliations" => there.reconciliation.to_string(),
        "imports" => "1".to_owned(),
        "mappings" => there.mapping.to_string(),
        "monthly-returns" => there.monthly_return.to_string(),
        "allotments" => there.allotment.clone(),
        "projects" => there.project.clone(),
        _ => String::new(),
    };
    let named = path.contains("{id}") && !id.is_empty() || path.contains("{county}");
    let filled = path
        .replace("{id}", &id)
        .replace("{county}", &there.county)
        .replace("{voucher}", &there.voucher)
        .replace("{fund}", "special-development")
        .replace("{name}", if path.starts_with("/ledger") { "special-development" } else { "1" });
    named.then_some(filled)
}

async fn told(context: &Context) -> i64 {
    events::verify(&mut context.db.read().await.unwrap()).await.unwrap().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_route_tells_or_does_anything_outside_the_scope() {
    let test = databases().await.unwrap().remove(0);
    let story = Story::new(&test).await;
    let there = county(&test, &story).await;
    let site = site(&test);
    let app = app(&site);
    let mut asked = 0;
    let posts = elsewhere(&site, &there);
    for (number, (role, place, organisation)) in posts.iter().enumerate() {
        let office = Some((*role, place.as_str(), *organisation));
        let cookie = signed_in_at(&site, &format!("other{number}"), office, false).await;
        let before = told(&site.context).await;
        for route in ROUTES {
            let Some(path) = of(&there, route.path) else { continue };
            let answer = match route.verb {
                Verb::Get => get(&app, &path, &cookie).await,
                Verb::Post => post(&app, &path, &cookie, "step=take_up&reason=x&text=x").await,
            };
            let closed = answer.status.is_client_error();
            assert!(closed, "{role:?} {:?} {path}: {}", route.verb, answer.status);
            asked += 1;
        }
        assert_eq!(told(&site.context).await, before, "{role:?} did something");
        lists_are_silent(&app, &cookie, &there, *role).await;
    }
    assert!(asked > 100, "{asked}");
}

/// All posts that reach nothing of the county: of another county, of another prefecture, of other organisations in it.
fn elsewhere(site: &Site, there: &There) -> Vec<(Role, String, Option<&'static str>)> {
    let divisions = site.context.divisions();
    let own = divisions.iter().find(|entry| entry.division.to_string() == there.county).unwrap();
    let other = |level: Level| {
        let fits = |entry: &&DivisionEntry| {
            let away = entry.division != own.division && Some(entry.division) != own.parent;
            entry.level == level && away && entry.valid_to.is_none()
        };
        divisions.iter().find(fits).unwrap().division.to_string()
    };
    let (county, prefecture) = (other(Level::County), other(Level::Prefecture));
    let mut posts = Vec::new();
    for role in Role::ALL {
        let organisation = role.of_organisation().then_some("水利局");
        if role.fits(Level::County) {
            posts.push((*role, county.clone(), organisation));
        }
        if role.fits(Level::Prefecture) {
            posts.push((*role, prefecture.clone(), organisation));
        }
        if organisation.is_some() {
            posts.push((*role, there.county.clone(), Some("另一单位")));
        }
    }
    posts
}

/// A body that fits the description of a type: the least that can be sent.
fn least(document: &Value, schema: &Value) -> Value {
    if let Some(name) = schema["$ref"].as_str() {
        let pointer = name.trim_start_matches('#');
        return least(document, document.pointer(pointer).unwrap());
    }
    if let Some(words) = schema["enum"].as_array() {
        return words.first().unwrap().clone();
    }
    if let Some(all) = schema["oneOf"].as_array() {
        let word = |one: &Value| one["enum"].as_array().map(|words| words.first().cloned());
        return all.iter().find_map(word).flatten().unwrap();
    }
    match schema["type"].as_str() {
        Some("object") => {
            let required = schema["required"].as_array().into_iter().flatten();
            let part = |name: &Value| {
                let name = name.as_str().unwrap();
                (name.to_owned(), least(document, &schema["properties"][name]))
            };
            Value::Object(required.map(part).collect())
        }
        Some("array") => Value::Array(Vec::new()),
        Some("integer") => 1.into(),
        Some("boolean") => false.into(),
        _ => "2021-01".into(),
    }
}

/// A request of a program with the least body that its route takes.
async fn by_program(app: &Router, token: &str, path: &str, one: &Described) -> Answer {
    let request = Request::builder().uri(path).header(AUTHORIZATION, format!("Bearer {token}"));
    let request = match (one.route.verb, one.takes) {
        (Verb::Get, _) => request.body(Body::empty()),
        (Verb::Post, Takes::Json(name)) => {
            let document = crate::api::described::document();
            let body = least(&document, &document["components"]["schemas"][name]);
            let request = request.method("POST").header(CONTENT_TYPE, "application/json");
            request.body(Body::from(body.to_string()))
        }
        (Verb::Post, _) => request.method("POST").body(Body::empty()),
    };
    answer(app, request.unwrap()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn no_program_is_told_or_does_anything_outside_the_scope() {
    let test = databases().await.unwrap().remove(0);
    let story = Story::new(&test).await;
    let there = county(&test, &story).await;
    let site = site(&test);
    let app = app(&site);
    let mut asked = 0;
    let posts = elsewhere(&site, &there);
    for (number, (role, place, organisation)) in posts.iter().enumerate() {
        let office = (*role, place.as_str(), *organisation);
        let token = token(&site, &format!("other{number}"), office, &EVERYTHING).await;
        let before = told(&site.context).await;
        for one in API {
            let below = one.route.path.trim_start_matches("/api/v1");
            let Some(path) = of(&there, below) else { continue };
            let (verb, path) = (one.route.verb, format!("/api/v1{path}"));
            let answer = by_program(&app, &token, &path, one).await;
            let closed = answer.status.is_client_error();
            assert!(closed, "{role:?} {verb:?} {path}: {}", answer.text);
            // What can be read is out of reach, not merely asked for wrongly.
            let wrong = [StatusCode::BAD_REQUEST, StatusCode::UNPROCESSABLE_ENTITY];
            let asks_more = below.starts_with("/ledger") || below.starts_with("/statements");
            assert!(
                verb == Verb::Post || asks_more || !wrong.contains(&answer.status),
                "{role:?} {path}: {}",
                answer.text
            );
            asked += 1;
        }
        assert_eq!(told(&site.context).await, before, "{role:?} did something");
    }
    assert!(asked > 100, "{asked}");
}

/// No list and no file of one names a record of the county.
async fn lists_are_silent(app: &Router, cookie: &str, there: &There, role: Role) {
    let names = crate::lists::ALL
        .iter()
        .flat_map(|face| [face.path.to_owned(), format!("/files/{}.csv", face.list.name)]);
    for path in names {
        let page = get(app, &format!("{path}?county={}", there.county), cookie).await;
        let all = get(app, &path, cookie).await;
        for text in [&page.text, &all.text] {
            assert!(!text.contains(&there.project), "{role:?} {path}");
            assert!(!text.contains(&format!(">{}<", there.voucher)), "{role:?} {path}");
        }
        let allowed = all.status.is_success() || all.status == StatusCode::FORBIDDEN;
        assert!(allowed, "{role:?} {path}: {}", all.status);
    }
}

#[test]
fn every_route_with_a_number_in_it_is_asked_or_about_oneself() {
    let there = There {
        county: "653125".to_owned(),
        warning: 1,
        case: 1,
        matter: 1,
        inquiry: 1,
        inspection: 1,
        push: 1,
        hand_down: 1,
        factor_plan: 1,
        fund_proposal: 1,
        contribution: 1,
        suggestion: 1,
        payment_request: 1,
        monitoring: 1,
        target: 1,
        evaluation: 1,
        draw: 1,
        plan: 1,
        mapping: 1,
        monthly_return: 1,
        reconciliation: 1,
        allotment: "A".to_owned(),
        project: "P".to_owned(),
        voucher: "V".to_owned(),
    };
    // Accounts and posts are the network centre's; these are one's own, or the same for everybody. A division is
    // known to all; what of it is not stands in the tests of `operations::divisions`.
    let own = [
        "/people",
        "/posts",
        "/tokens",
        "/webhooks",
        "/policies",
        "/settings",
        "/imports/uploads",
        "/saved",
        "/divisions",
    ];
    for route in ROUTES.iter().filter(|route| route.path.contains("{id}")) {
        let excepted = own.iter().any(|path| route.path.starts_with(path));
        let asked = of(&there, route.path).is_some();
        assert!(asked || excepted, "say what of another county {} leads to", route.path);
    }
    let own = ["/policies", "/settings", "/uploads", "/divisions"];
    for one in API.iter().filter(|one| one.route.path.contains("{id}")) {
        let path = one.route.path.trim_start_matches("/api/v1");
        let excepted = own.iter().any(|own| path.starts_with(own));
        assert!(of(&there, path).is_some() || excepted, "{}", one.route.path);
    }
    let uploads = ROUTES.iter().filter(|route| route.path.starts_with("/imports/uploads"));
    assert!(uploads.map(|route| route.operation).all(|one| one == Operation::Import));
}
