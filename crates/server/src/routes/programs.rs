//! Every route of the interface for programs, each with the operation by which access is decided and with what
//! its description says. The description is made of this table and of the types that the handlers speak.

use axum::routing::{MethodRouter, get, post};

use super::{Route, reads, writes};
use crate::access::Operation;
use crate::api::{
    accountability, cases, changes, described, imports, lists, me, overview, policies, records,
    screenings, verdicts, warnings,
};
use crate::lists::{
    ACCOUNTABILITY, ALLOTMENTS, Both, CASES, EVENTS, Face, INQUIRIES, PAYMENTS, PROJECTS, WARNINGS,
};
use crate::visit::Site;

/// One route of the interface.
pub(crate) struct Described {
    /// The route.
    pub(crate) route: Route,
    /// What it does.
    pub(crate) says: Both,
    /// What it is given beside its path.
    pub(crate) takes: Takes,
    /// What it answers when it is done.
    pub(crate) gives: Gives,
}

/// What a route is given beside its path.
#[derive(Clone, Copy)]
pub(crate) enum Takes {
    /// Nothing.
    Nothing,
    /// What can be asked of a list.
    List(&'static Face),
    /// Parts of the address: name, meaning, whether it is a number.
    Query(&'static [(&'static str, Both, bool)]),
    /// JSON of this type.
    Json(&'static str),
    /// Files.
    Files,
}

/// What a route answers when it is done.
#[derive(Clone, Copy)]
pub(crate) enum Gives {
    /// A page of a list.
    List(&'static Face),
    /// JSON of this type.
    Json(&'static str),
    /// JSON of this type about something that was made.
    Made(&'static str),
    /// A document as it is.
    File,
    /// Any JSON.
    Any,
}

const fn row(route: Route, says: Both, takes: Takes, gives: Gives) -> Described {
    Described { route, says, takes, gives }
}

const fn list(
    path: &'static str,
    operation: Operation,
    handler: fn() -> MethodRouter<Site>,
    (says, face): (Both, &'static Face),
) -> Described {
    row(reads(path, operation, handler), says, Takes::List(face), Gives::List(face))
}

const FEED: &[(&str, Both, bool)] = &[
    (
        "after",
        ("上一页的 next；缺省从头开始", "`next` of the page before; from the beginning without it"),
        true,
    ),
    ("rows", ("每页行数，1 至 1000", "rows of a page, 1 to 1000"), true),
];
const IMPORTS: &[(&str, Both, bool)] =
    &[("before", ("上一页的 next", "`next` of the page before"), true)];
const OVERVIEW: &[(&str, Both, bool)] = &[
    (
        "division",
        (
            "区划代码；缺省为可见的最高一级",
            "code of a division; the highest within reach without it",
        ),
        false,
    ),
    ("year", ("年度；缺省为最近一年", "year; the last one without it"), true),
];

/// All routes of the interface.
#[rustfmt::skip]
pub(crate) const API: &[Described] = &[
    row(reads("/api/v1/openapi.json", Operation::DescribeApi, || get(described::show)),
        ("本接口的 OpenAPI 3.1 描述", "This description: OpenAPI 3.1"), Takes::Nothing, Gives::Any),
    row(reads("/api/v1/me", Operation::ReadApi, || get(me::show)),
        ("令牌代表谁、有何用途", "For whom the token acts, and what it serves for"), Takes::Nothing, Gives::Json("Me")),
    list("/api/v1/allotments", Operation::ListAllotments, || get(lists::allotments),
        (("资金文件列表", "Allotments"), &ALLOTMENTS)),
    row(reads("/api/v1/allotments/{id}", Operation::ListAllotments, || get(records::allotment)),
        ("一份资金文件及其来源、去向、更正", "One allotment: where it came from and went, and its corrections"),
        Takes::Nothing, Gives::Json("Record")),
    list("/api/v1/projects", Operation::ListProjects, || get(lists::projects),
        (("项目列表", "Projects"), &PROJECTS)),
    row(reads("/api/v1/projects/{id}", Operation::ListProjects, || get(records::project)),
        ("一个项目及其资金、支付、目标、公告", "One project with its money, payments, targets and notices"),
        Takes::Nothing, Gives::Json("Record")),
    list("/api/v1/payments", Operation::ListPayments, || get(lists::payments),
        (("支付列表", "Payments"), &PAYMENTS)),
    row(reads("/api/v1/payments/{county}/{voucher}", Operation::ListPayments, || get(records::payment)),
        ("一张支付凭证的各行", "One payment: all lines of a voucher"), Takes::Nothing, Gives::Json("Record")),
    list("/api/v1/warnings", Operation::ListWarnings, || get(lists::warnings),
        (("预警列表", "Warnings"), &WARNINGS)),
    row(reads("/api/v1/warnings/{id}", Operation::ListWarnings, || get(warnings::show)),
        ("一条预警：条款、依据、责任岗位、经过、可办步骤",
         "One warning: clauses, evidence, who answers, what was done and can be done"),
        Takes::Nothing, Gives::Json("Warning")),
    row(reads("/api/v1/warnings/{id}/attachments/{name}", Operation::ListWarnings, || get(warnings::file)),
        ("预警的附件", "A document of a warning"), Takes::Nothing, Gives::File),
    row(writes("/api/v1/warnings/{id}/handling", Operation::HandleWarning, || post(warnings::handled)),
        ("处理、认定、静默预警，或申请豁免", "Take a warning up, judge it, mute it, or ask for an exemption"),
        Takes::Json("WarningStep"), Gives::Json("Warning")),
    row(writes("/api/v1/warnings/{id}/exemption", Operation::DecideExemption, || post(warnings::decided)),
        ("批准或不予豁免（须由他人在上级岗位办理）", "Grant or deny an exemption: another person, in a post above"),
        Takes::Json("ExemptionDecision"), Gives::Json("Warning")),
    row(writes("/api/v1/warnings/{id}/case", Operation::OpenCase, || post(warnings::opened)),
        ("对认定的违规立案", "Open the case of a breach"), Takes::Nothing, Gives::Made("Made")),
    list("/api/v1/cases", Operation::ListCases, || get(lists::cases), (("个案列表", "Cases"), &CASES)),
    row(reads("/api/v1/cases/{id}", Operation::ListCases, || get(cases::show)),
        ("一个个案：整改通知、经过、可办步骤", "One case: the order, what was done and can be done"),
        Takes::Nothing, Gives::Json("Case")),
    row(reads("/api/v1/cases/{id}/attachments/{name}", Operation::ListCases, || get(cases::file)),
        ("个案的附件", "A document of a case"), Takes::Nothing, Gives::File),
    row(writes("/api/v1/cases/{id}/rectification", Operation::RectifyCase, || post(cases::rectified)),
        ("报告整改完成，或申请其他结案方式", "Report a case done, or ask for another end"),
        Takes::Json("Rectification"), Gives::Json("Case")),
    row(writes("/api/v1/cases/{id}/supervision", Operation::SuperviseCase, || post(cases::supervised)),
        ("下达通知、延期、复核、批准、销号、重新打开",
         "Order, extend, check, decide, close (the rule runs again) or reopen a case"),
        Takes::Json("Supervision"), Gives::Json("Case")),
    row(writes("/api/v1/cases/{id}/accountability", Operation::HoldToAccount, || post(accountability::proposed)),
        ("提议责任追究", "Propose who is held to account"), Takes::Json("AccountProposal"), Gives::Made("Made")),
    list("/api/v1/accountability", Operation::ListCases, || get(lists::accountability),
        (("责任追究列表", "Matters of accountability"), &ACCOUNTABILITY)),
    row(reads("/api/v1/accountability/{id}", Operation::ListCases, || get(accountability::show)),
        ("一项责任追究：事实、条款、决定、可办步骤", "One matter of accountability: facts, clause, decision, what can be done"),
        Takes::Nothing, Gives::Json("Accountability")),
    row(reads("/api/v1/accountability/{id}/attachments/{name}", Operation::ListCases, || get(accountability::file)),
        ("责任追究的附件", "A document of a matter of accountability"), Takes::Nothing, Gives::File),
    row(writes("/api/v1/accountability/{id}/decision", Operation::HoldToAccount, || post(accountability::decided)),
        ("决定责任追究（提议人不能决定）", "Decide a proposal: not by who proposed it"),
        Takes::Json("AccountDecision"), Gives::Json("Accountability")),
    row(writes("/api/v1/accountability/{id}/document", Operation::HoldToAccount, || post(accountability::recorded)),
        ("决定文件存档", "Record the document of a decision"),
        Takes::Json("AccountDocument"), Gives::Json("Accountability")),
    list("/api/v1/inquiries", Operation::ListInquiries, || get(lists::inquiries),
        (("问询单列表", "Inquiries"), &INQUIRIES)),
    row(reads("/api/v1/imports", Operation::ListImports, || get(imports::list)),
        ("导入列表", "Imports"), Takes::Query(IMPORTS), Gives::Json("Imports")),
    row(reads("/api/v1/imports/{id}", Operation::ListImports, || get(imports::show)),
        ("一次导入的结果", "What one import did"), Takes::Nothing, Gives::Json("Import")),
    row(writes("/api/v1/uploads", Operation::Import, || post(imports::upload)),
        ("上传一套数据并预览，不写入", "Send a data set and see what it would do; nothing is taken in"),
        Takes::Files, Gives::Made("Upload")),
    row(reads("/api/v1/uploads/{id}", Operation::Import, || get(imports::preview)),
        ("再次预览上传的数据", "See again what a data set that was sent would do"), Takes::Nothing, Gives::Json("Upload")),
    row(writes("/api/v1/uploads/{id}/import", Operation::Import, || post(imports::accept)),
        ("导入上传的数据，随后自动筛查", "Take in a data set that was sent; the records are then judged"),
        Takes::Nothing, Gives::Json("Upload")),
    row(writes("/api/v1/verdicts", Operation::Enter, || post(verdicts::judge)),
        ("判定尚未保存的记录（如一笔待付款），不写入", "What the rules say of records before they are there; nothing is stored"),
        Takes::Json("Draft"), Gives::Json("Verdict")),
    row(reads("/api/v1/screenings", Operation::ListScreenings, || get(screenings::list)),
        ("最近的筛查，以及无法判断的规则", "The last screenings, and what could not be judged"),
        Takes::Nothing, Gives::Json("Screenings")),
    row(writes("/api/v1/screenings", Operation::Screen, || post(screenings::add)),
        ("立即筛查全部记录", "Judge all records at once"), Takes::Nothing, Gives::Made("Screening")),
    row(reads("/api/v1/overview", Operation::Overview, || get(overview::show)),
        ("一个区划一年的资金与预警汇总", "Money and warnings of a division in a year"),
        Takes::Query(OVERVIEW), Gives::Json("Overview")),
    row(reads("/api/v1/policies", Operation::ReadPolicies, || get(policies::list)),
        ("法规文件", "The regulations"), Takes::Nothing, Gives::Json("Policies")),
    row(reads("/api/v1/policies/{id}", Operation::ReadPolicies, || get(policies::show)),
        ("一份法规的条款、规则、亮灯数", "One regulation: clauses, rules, and warnings that are lit"),
        Takes::Nothing, Gives::Json("Regulation")),
    list("/api/v1/events", Operation::ListEvents, || get(lists::events),
        (("操作记录", "What was done on the platform"), &EVENTS)),
    row(reads("/api/v1/changes", Operation::ReadChanges, || get(changes::list)),
        ("变动：按发生顺序，不漏、不重", "What changed: in order, nothing left out, nothing twice"),
        Takes::Query(FEED), Gives::Json("Changes")),
];
