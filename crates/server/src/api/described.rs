//! The description of the interface (`OpenAPI` 3.1), made of the table of its routes, of the types that its handlers
//! speak, and of the columns of the lists. It cannot say anything else than the program does.

pub(crate) mod body;

use std::sync::LazyLock;

use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use domain::{FundClass, Lang};
use serde_json::{Map, Value, json};
use utoipa::OpenApi;

use super::lists::{MOST, USUAL};
use super::{
    accountability, archives, cases, changes, contributions, divisions, draws, entries,
    evaluations, factor_plans, fund_proposals, handdowns, imports, inquiries, inspections,
    integration, ledger, looks, mappings, me, monitorings, monthly_returns, overview,
    payment_requests, policies, problem, projects, pushes, reconciliations, records, registers,
    screenings, settings, steps, suggestions, targets, verdicts, warnings,
};
use crate::access::Use;
use crate::lists::{Both, Face, Field, Filter, Kind};
use crate::routes::Verb;
use crate::routes::programs::{API, Described, Gives, Takes};

/// The types that handlers speak; those that they are made of come by themselves.
#[derive(OpenApi)]
#[openapi(components(schemas(
    accountability::AccountDecision,
    accountability::AccountDocument,
    accountability::AccountProposal,
    accountability::Matter,
    archives::ProjectArchive,
    cases::Case,
    cases::Rectification,
    cases::Supervision,
    changes::Feed,
    contributions::Contribution,
    contributions::ContributionDraft,
    contributions::ContributionStep,
    divisions::DivisionWhole,
    divisions::Divisions,
    entries::Done,
    entries::Entry,
    factor_plans::FactorPlanDecision,
    factor_plans::FactorPlanDraft,
    factor_plans::FactorPlanStep,
    factor_plans::Plan,
    fund_proposals::FundProposal,
    fund_proposals::FundProposalDraft,
    fund_proposals::FundProposalStep,
    handdowns::HandDown,
    handdowns::HandDownChoices,
    handdowns::HandDownDraft,
    handdowns::HandDownSources,
    handdowns::HandDownStep,
    imports::Import,
    imports::Imports,
    imports::Upload,
    inquiries::Inquiry,
    inquiries::InquiryChoices,
    inquiries::InquiryStep,
    inquiries::Asking,
    inspections::Inspection,
    inspections::InspectionPlan,
    inspections::InspectionStep,
    integration::IntegrationChoices,
    integration::IntegrationDraft,
    integration::IntegrationPlan,
    integration::IntegrationStep,
    ledger::LedgerAccount,
    ledger::Statement,
    ledger::StatementDecision,
    ledger::StatementMaking,
    ledger::Statements,
    ledger::TrialBalance,
    mappings::MappingFile,
    mappings::MappingVersion,
    mappings::Mappings,
    mappings::NewMapping,
    me::Me,
    monthly_returns::MonthlyReturn,
    monthly_returns::MonthlyReturnOrder,
    monthly_returns::MonthlyReturnStep,
    monthly_returns::MonthlyReturns,
    overview::Overview,
    policies::Policies,
    problem::Told,
    projects::ProjectAgenda,
    projects::ProjectApplication,
    projects::ProjectMade,
    projects::ProjectMeeting,
    projects::ProjectStep,
    projects::ProjectWay,
    projects::ProjectsDecided,
    pushes::Push,
    pushes::PushOrder,
    pushes::PushStep,
    pushes::PushesMade,
    reconciliations::Reconciliation,
    reconciliations::ReconciliationFigures,
    reconciliations::ReconciliationOrder,
    reconciliations::ReconciliationQuarter,
    reconciliations::ReconciliationStep,
    records::Whole,
    looks::LooksRegister,
    registers::MoneyRegister,
    registers::ProblemRegister,
    registers::RaisingRegister,
    registers::SpendingRegister,
    draws::Draw,
    draws::DrawCommitment,
    draws::DrawStep,
    draws::DrawStratum,
    evaluations::Evaluation,
    evaluations::EvaluationDraft,
    evaluations::EvaluationEntry,
    evaluations::EvaluationFigures,
    evaluations::EvaluationScore,
    evaluations::EvaluationStep,
    payment_requests::PaymentRequest,
    payment_requests::PaymentRequestDraft,
    payment_requests::PaymentRequestStep,
    monitorings::Monitoring,
    monitorings::MonitoringCoverage,
    monitorings::MonitoringDraft,
    monitorings::MonitoringForm,
    monitorings::MonitoringStep,
    suggestions::Suggestion,
    suggestions::SuggestionDraft,
    suggestions::SuggestionStep,
    targets::DeclarationForm,
    targets::DeclaredTarget,
    targets::IndicatorLibrary,
    targets::PerformanceTarget,
    targets::TargetBeginning,
    targets::TargetCoverage,
    targets::TargetDraft,
    targets::TargetStep,
    screenings::Screenings,
    settings::Parameter,
    settings::Parameters,
    settings::Setting,
    settings::SettingEffect,
    settings::SettingProposal,
    settings::SettingStep,
    settings::SettingTrial,
    steps::Evidence,
    verdicts::Draft,
    verdicts::Verdict,
    warnings::ExemptionDecision,
    warnings::Made,
    warnings::Warning,
    warnings::WarningStep,
)))]
struct Types;

/// The description, made once.
static DOCUMENT: LazyLock<Value> = LazyLock::new(document);

/// The same as text.
static TEXT: LazyLock<String> = LazyLock::new(|| DOCUMENT.to_string());

/// The description.
pub(crate) async fn show() -> Response {
    ([(CONTENT_TYPE, "application/json")], TEXT.as_str()).into_response()
}

/// The description.
pub(crate) fn document() -> Value {
    let mut schemas = serde_json::to_value(Types::openapi()).unwrap_or_default();
    let mut schemas = schemas["components"]["schemas"].take();
    for face in crate::lists::ALL {
        schemas[row_name(face)] = row(face);
        schemas[page_name(face)] = page(face);
    }
    let mut paths = Map::new();
    for one in API {
        let entry = paths.entry(one.route.path).or_insert_with(|| json!({}));
        let verb = if one.route.verb == Verb::Get { "get" } else { "post" };
        entry[verb] = operation(one);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "明账 Mingzhang",
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
            "description": "The operations of the platform for programs. Amounts are texts in yuan, days \
                2019-05-22, moments 2019-05-22T08:30:00Z. 平台各项业务的程序接口。金额为以元为单位的文本。",
        },
        "servers": [{ "url": "/" }],
        "security": [{ "token": [] }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
        },
    })
}

fn operation(one: &Described) -> Value {
    let mut operation = json!({
        "operationId": operation_id(one),
        "summary": one.says.1,
        "description": one.says.0,
        "tags": [one.route.path.split('/').nth(3).unwrap_or_default()],
        "parameters": parts(one).iter().map(Part::described).collect::<Value>(),
        "responses": responses(one),
    });
    match one.takes {
        Takes::Json(name) => {
            operation["requestBody"] = sent("application/json", &reference(name));
        }
        Takes::Files(_) => {
            let file = json!({ "type": "string", "contentMediaType": "application/octet-stream" });
            let files = json!({ "type": "array", "minItems": 1, "items": file });
            let properties = json!({ "file": files });
            let schema =
                json!({ "type": "object", "properties": properties, "required": ["file"] });
            operation["requestBody"] = sent("multipart/form-data", &schema);
        }
        Takes::Nothing | Takes::List(_) | Takes::Query(_) => {}
    }
    match Use::of(one.route.operation) {
        Some(needed) => operation["x-token-use"] = json!(needed.word()),
        None => operation["security"] = json!([]),
    }
    operation
}

/// A body that must be sent.
fn sent(kind: &str, schema: &Value) -> Value {
    json!({ "required": true, "content": { kind: { "schema": schema } } })
}

/// `get_warnings_id`: unique, because paths and methods are.
fn operation_id(one: &Described) -> String {
    let verb = if one.route.verb == Verb::Get { "get" } else { "post" };
    let path = one.route.path.trim_start_matches("/api/v1/");
    let word = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    let path: String = path.chars().filter(|c| !"{}".contains(*c)).map(word).collect();
    format!("{verb}_{path}")
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// A part of a request beside its body.
pub(crate) struct Part {
    /// `path`, `query` or `header`.
    pub(crate) place: &'static str,
    /// Its name.
    pub(crate) name: String,
    /// What it means, in Chinese and in English.
    pub(crate) said: (String, String),
    /// What it may be.
    schema: Value,
}

impl Part {
    fn new(place: &'static str, name: &str, (zh, en): (&str, &str), schema: Value) -> Part {
        Part { place, name: name.to_owned(), said: (zh.to_owned(), en.to_owned()), schema }
    }

    fn query(name: &str, said: (&str, &str), schema: Value) -> Part {
        Part::new("query", name, said, schema)
    }

    fn described(&self) -> Value {
        json!({
            "in": self.place,
            "name": self.name,
            "required": self.place == "path",
            "description": format!("{} {}", self.said.1, self.said.0),
            "schema": self.schema,
        })
    }
}

fn text() -> Value {
    json!({ "type": "string" })
}

/// The parts of a request beside its body.
pub(crate) fn parts(one: &Described) -> Vec<Part> {
    let named = one.route.path.split(['{', '}']).skip(1).step_by(2);
    let mut all: Vec<Part> =
        named.map(|name| Part::new("path", name, meaning(name), text())).collect();
    match one.takes {
        Takes::List(face) => all.extend(asked(face)),
        Takes::Query(parts) | Takes::Files(parts) => {
            all.extend(parts.iter().map(|(name, said, is_number)| {
                let number = || json!({ "type": "integer", "minimum": 0 });
                Part::query(name, *said, if *is_number { number() } else { text() })
            }));
        }
        Takes::Nothing | Takes::Json(_) => {}
    }
    if one.route.verb == Verb::Post {
        let said = (
            "自定的请求标识：24 小时内，标识和内容相同的请求只办理一次、应答相同",
            "A text of your own for this request: the same key and body are done once and answered the same \
             for 24 hours",
        );
        let key = json!({ "type": "string", "pattern": "^[!-~]{1,128}$" });
        all.push(Part::new("header", "Idempotency-Key", said, key));
    }
    all
}

fn meaning(name: &str) -> Both {
    match name {
        "county" => ("县代码", "Code of the county"),
        "voucher" => ("凭证号", "Number of the voucher"),
        "fund" => ("资金代码", "Code of the fund"),
        "parameter" => ("参数名", "Name of the parameter"),
        "name" => ("附件或事项编号", "Number of the document or matter"),
        _ => ("编号", "Number"),
    }
}

/// What can be asked of a list.
fn asked(face: &'static Face) -> Vec<Part> {
    let (zh, en) = if face.list.is_spoken() {
        ("（汉字、拼音或首字母）", " (or pinyin, or its initials)")
    } else {
        ("", "")
    };
    let search = (
        format!("搜索{zh}：{}", face.search.0),
        format!("Words{en} that stand in: {}", face.search.1),
    );
    let sorts: Vec<String> = face
        .fields
        .iter()
        .filter(|field| face.column(field).is_some_and(|column| column.sorts))
        .flat_map(|field| [field.name.to_owned(), format!("-{}", field.name)])
        .collect();
    let rows = json!({ "type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL });
    let words = json!({ "type": "string", "maxLength": 100 });
    let sort = ("排序的列；前加 - 为从大到小", "Column; with - the greatest first");
    let mut all = vec![
        Part::query("q", (&search.0, &search.1), words),
        Part::query("sort", sort, json!({ "type": "string", "enum": sorts })),
        Part::query("rows", ("每页行数，1 至 1000", "Rows of a page, 1 to 1000"), rows),
        Part::query("after", ("上一页的 next", "`next` of the page before"), text()),
        Part::query("before", ("下一页的 previous", "`previous` of the page that follows"), text()),
    ];
    all.extend(face.fields.iter().flat_map(filters));
    all
}

/// How a column is asked for.
fn filters(field: &Field) -> Vec<Part> {
    let (zh, en) = unit(field.kind);
    let zh = format!("{}{zh}", field.name(Lang::Zh));
    let en = format!("{}{en}", field.name(Lang::En));
    match field.filter {
        Filter::None => Vec::new(),
        Filter::Choice | Filter::Exact => {
            vec![Part::query(field.name, (&zh, &en), choice(field))]
        }
        Filter::Range => {
            let end = |(end, in_zh, in_en): (&str, &str, &str)| {
                let name = format!("{}.{end}", field.name);
                let said = (format!("{zh}，{in_zh}"), format!("{en}, {in_en}"));
                Part::query(&name, (&said.0, &said.1), text())
            };
            [("from", "起", "from"), ("to", "止", "to")].map(end).into()
        }
    }
}

fn unit(kind: Kind) -> Both {
    match kind {
        Kind::Money | Kind::MoneyOrNone => ("（元）", " (yuan)"),
        Kind::Day | Kind::Moment => ("（如 2019-05-22）", " (as 2019-05-22)"),
        Kind::Division | Kind::Outside => ("（代码，包括所辖区划）", " (code; with all below it)"),
        _ => ("", ""),
    }
}

fn choice(field: &Field) -> Value {
    match field.kind {
        Kind::Named(words) => {
            json!({ "type": "string", "enum": words.iter().map(|word| word.0).collect::<Vec<_>>() })
        }
        Kind::Class => json!({ "type": "string", "enum": FundClass::WORDS }),
        _ => text(),
    }
}

fn row_name(face: &Face) -> String {
    format!("{}Row", capital(face.list.name))
}

fn page_name(face: &Face) -> String {
    format!("{}Page", capital(face.list.name))
}

fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|c| c.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

/// A row of a list, as its columns say.
fn row(face: &Face) -> Value {
    let property = |field: &Field| {
        let kind = match field.kind {
            Kind::Count | Kind::Year | Kind::Whole => json!(["integer", "null"]),
            Kind::Body => json!(["object", "array", "string", "number", "boolean", "null"]),
            _ => json!(["string", "null"]),
        };
        let (zh, en) = unit(field.kind);
        let (name_zh, name_en) = (field.name(Lang::Zh), field.name(Lang::En));
        let said = format!("{name_en}{en} {name_zh}{zh}");
        (field.name.to_owned(), json!({ "type": kind, "description": said }))
    };
    let properties: Map<String, Value> = face.fields.iter().map(property).collect();
    let required: Vec<&str> = face.fields.iter().map(|field| field.name).collect();
    json!({ "type": "object", "properties": properties, "required": required })
}

/// A page of a list.
fn page(face: &Face) -> Value {
    let place = |said: &str| json!({ "type": ["string", "null"], "description": said });
    let next = place("What to give as `after` for the next page");
    let previous = place("What to give as `before` for the page before");
    let totals = json!({
        "type": ["object", "null"],
        "description": "All rows in numbers, with the first page alone; sums in yuan. Where not all were \
                        counted, there are more rows than it says, and no sums",
        "properties": { "rows": { "type": "integer" }, "all_counted": { "type": "boolean" } },
    });
    json!({
        "type": "object",
        "properties": {
            "rows": { "type": "array", "items": reference(&row_name(face)) },
            "next": next,
            "previous": previous,
            "totals": totals,
        },
        "required": ["rows", "next", "previous", "totals"],
    })
}

fn responses(one: &Described) -> Value {
    let told = |schema: Value| json!({ "application/json": { "schema": schema } });
    let (status, content) = match one.gives {
        Gives::List(face) => ("200", told(reference(&page_name(face)))),
        Gives::Json(name) => ("200", told(reference(name))),
        Gives::Made(name) | Gives::Perhaps(name) => ("201", told(reference(name))),
        Gives::Any => ("200", told(json!({ "type": "object" }))),
        Gives::File => ("200", json!({ "*/*": { "schema": { "type": "string" } } })),
    };
    let problem = json!({
        "description": "It was not done: the code tells why",
        "content": { "application/problem+json": { "schema": reference("Problem") } },
    });
    let done = json!({ "description": "Done", "content": content });
    let mut responses = json!({ status: done, "default": problem });
    if matches!(one.gives, Gives::Perhaps(_)) {
        responses["200"] = responses["201"].clone();
    }
    responses
}
