//! Every route of the interface for programs, each with the operation by which access is decided and with what
//! its description says. The description is made of this table and of the types that the handlers speak.

use axum::routing::{MethodRouter, get, post};

use super::{Route, reads, writes};
use crate::access::Operation;
use crate::api::steps::{file, show};
use crate::api::{
    accountability, cases, changes, contributions, described, divisions, entries, factor_plans,
    handdowns, imports, inquiries, inspections, integration, ledger, lists, looks, mappings, me,
    monthly_returns, overview, policies, projects, pushes, reconciliations, records, registers,
    screenings, settings, suggestions, verdicts, warnings,
};
use crate::lists::{
    ACCOUNTABILITY, ALLOCATION, ALLOTMENTS, Both, CASES, CONTRIBUTIONS, EVENTS, FACTOR_PLANS,
    FUNDINGS, Face, HAND_DOWNS, INQUIRIES, INSPECTION_OBSERVATIONS, INSPECTIONS, INTEGRATION,
    INTEGRATION_PLANS, KEPT_BACK, LOOKED_AT, PAYMENTS, PROJECTS, PUSH_ITEMS, PUSHES, RAISED,
    RECONCILIATIONS, SUGGESTIONS, WARNINGS,
};
use crate::operations::accountability::OneMatter;
use crate::operations::cases::OneCase;
use crate::operations::contributions::OneContribution;
use crate::operations::factor_plans::OnePlan as OneFactorPlan;
use crate::operations::handdowns::OneHandDown;
use crate::operations::inquiries::OneInquiry;
use crate::operations::inspections::OneInspection;
use crate::operations::integration::OnePlan as OneIntegrationPlan;
use crate::operations::monthly_returns::OneReturn;
use crate::operations::pushes::OnePush;
use crate::operations::reconciliations::OneReconciliation;
use crate::operations::settings::OneSetting;
use crate::operations::suggestions::OneSuggestion;
use crate::operations::warnings::OneWarning;
use crate::visit::Served;

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
    Query(&'static [Asked]),
    /// JSON of this type.
    Json(&'static str),
    /// Files, and parts of the address.
    Files(&'static [Asked]),
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
    /// The same, where something new was made; else JSON of this type about what there is.
    Perhaps(&'static str),
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
    handler: fn() -> MethodRouter<Served>,
    (says, face): (Both, &'static Face),
) -> Described {
    row(reads(path, operation, handler), says, Takes::List(face), Gives::List(face))
}

const FEED: &[Asked] = &[
    (
        "after",
        ("上一页的 next；缺省从头开始", "`next` of the page before; from the beginning without it"),
        true,
    ),
    ("rows", ("每页行数，1 至 1000", "rows of a page, 1 to 1000"), true),
];
const IMPORTS: &[Asked] = &[("before", ("上一页的 next", "`next` of the page before"), true)];
/// A part of an address: its name, what it means, whether it is a number.
type Asked = (&'static str, Both, bool);

const DIVISION: Asked = (
    "division",
    ("区划代码；缺省为可见的最高一级", "code of a division; the highest within reach without it"),
    false,
);
const YEAR: Asked = ("year", ("年度；缺省为最近一年", "year; the last one without it"), true);
const BY: Asked = (
    "by",
    (
        "place 按地区，kind 按规则或资金；缺省 place",
        "`place`, or `kind`: by rule or fund; `place` without it",
    ),
    false,
);
const SOUGHT: &[Asked] = &[(
    "q",
    (
        "名称的一部分或其拼音，或代码的前几位",
        "a part of the name or its pinyin, or the first digits of the code",
    ),
    false,
)];
const MONTH: Asked = ("month", ("月份，如 2019-05", "month, as 2019-05"), false);
const OVERVIEW: &[Asked] = &[DIVISION, YEAR];
const PROBLEMS: &[Asked] = &[DIVISION, BY];
const MONEY: &[Asked] = &[DIVISION, YEAR, BY];
const CLASS: Asked = (
    "class",
    (
        "资金类别：special、integrated、relocation、bond、other、safety_net、medical",
        "class of money: special, integrated, relocation, bond, other, safety_net, medical",
    ),
    false,
);
const OFFICE: Asked = (
    "office",
    (
        "责任处室编号（政策包 actors.toml）",
        "id of the office that answers (actors.toml of the pack)",
    ),
    false,
);
const RAISING: &[Asked] = &[DIVISION, YEAR, CLASS, OFFICE];
const FUND_FIRST: Asked = (
    "by",
    ("kind 按资金，place 按地区；缺省 kind", "`kind`: by fund, or `place`; `kind` without it"),
    false,
);
const SPENDING: &[Asked] = &[DIVISION, YEAR, FUND_FIRST, CLASS, OFFICE];
const LOOKS: &[Asked] = &[
    DIVISION,
    YEAR,
    (
        "by",
        (
            "place 按区划，month 按支付月份；缺省 place",
            "`place`, or `month` of payment; `place` without it",
        ),
        false,
    ),
];
const ACCOUNT: &[Asked] = &[
    ("year", ("预算年度", "fiscal year"), true),
    (
        "month",
        ("列出其分录的月份，如 2019-05", "month whose postings are listed, as 2019-05"),
        false,
    ),
];
const OF_MONTH: &[Asked] = &[
    (
        "division",
        (
            "区划代码；缺省为可见的第一个县",
            "code of a division; the first county within reach without it",
        ),
        false,
    ),
    (
        "month",
        (
            "月份，如 2019-05；缺省为有发生额的最近一月",
            "month, as 2019-05; the last one in which money moved without it",
        ),
        false,
    ),
];
const LINES_OF: Asked = (
    "lines",
    (
        "all：清单各行即全部（缺省）；more：补充到原清单",
        "`all`: the lines are all of their list (without it); `more`: they are added to it",
    ),
    false,
);
const LINES: &[Asked] = &[LINES_OF];
const SENDING: &[Asked] = &[
    LINES_OF,
    (
        "mapping",
        ("选用的映射文件：名称或编号", "the mapping file to be used: its name or number"),
        false,
    ),
];
const WARNING: &[Asked] = &[("warning", ("预警编号", "number of the warning"), true)];
const SOURCES: &[Asked] =
    &[("year", ("预算年度；缺省为今年", "fiscal year; this one without it"), true)];
const PLANNED: &[Asked] = &[
    (
        "county",
        (
            "县代码；缺省为可编制方案的第一个县",
            "code of the county; the first one for which plans are written without it",
        ),
        false,
    ),
    SOURCES[0],
];
const QUARTER: &[Asked] = &[(
    "quarter",
    (
        "季度，如 2019-Q1；缺省为最近结束的季度",
        "quarter, as 2019-Q1; the last one that is over without it",
    ),
    false,
)];

/// What can be asked of the monthly returns.
const RETURNS: &[Asked] = &[(
    "month",
    ("月份，如 2019-05；不填为本月", "The month, as 2019-05; this one by default"),
    false,
)];
const SOURCE: &[Asked] = &[
    ("source", ("指标编号", "number of the allotment"), false),
    (
        "way",
        ("down 下达（缺省）或 back 退回", "`down`, or `back`: given back; `down` without it"),
        false,
    ),
];
const MEETING: &[Asked] = &[
    (
        "step",
        (
            "enter 审定入库（缺省）或 plan 列入计划",
            "`enter`: into the pipeline; `plan`: into the plan; `enter` without it",
        ),
        false,
    ),
    ("year", ("预算年度", "fiscal year"), true),
    (
        "document",
        (
            "会议文号；给出文号和日期时逐项说明能否审定",
            "number of the document; with it and the day, what would become of each is told",
        ),
        false,
    ),
    ("on", ("会议日期", "day of the meeting"), false),
    (
        "project",
        (
            "项目编号，可多次给出；缺省为全部",
            "number of a project, as often as there are; all without it",
        ),
        false,
    ),
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
    list("/api/v1/factor-plans", Operation::ListFactorPlans, || get(lists::factor_plans),
        (("因素法方案列表", "Factor plans"), &FACTOR_PLANS)),
    row(writes("/api/v1/factor-plans", Operation::PrepareFactorPlan, || post(factor_plans::begun)),
        ("拟定因素法方案：因素、权重、各地数值", "Begin a factor plan: factors, weights, values of the places"),
        Takes::Json("FactorPlanDraft"), Gives::Made("Made")),
    row(reads("/api/v1/factor-plans/{id}", Operation::ListFactorPlans, || get(show::<OneFactorPlan>)),
        ("一个因素法方案：计算过程、审定金额、可办步骤", "One factor plan: its computation, what was decided, what can be done"),
        Takes::Nothing, Gives::Json("FactorPlan")),
    row(writes("/api/v1/factor-plans/{id}/draft", Operation::PrepareFactorPlan, || post(factor_plans::rewritten)),
        ("修改拟定中的方案", "Write a draft anew"), Takes::Json("FactorPlanDraft"), Gives::Json("FactorPlan")),
    row(writes("/api/v1/factor-plans/{id}/steps", Operation::PrepareFactorPlan, || post(factor_plans::prepared)),
        ("提请审定，或作废", "Propose a plan, or give it up"), Takes::Json("FactorPlanStep"), Gives::Json("FactorPlan")),
    row(writes("/api/v1/factor-plans/{id}/adoption", Operation::AdoptFactorPlan, || post(factor_plans::decided)),
        ("审定（可逐地调整并说明理由），或退回；须由他人办理", "Adopt a plan, changed with reasons, or send it back: another person"),
        Takes::Json("FactorPlanDecision"), Gives::Json("FactorPlan")),
    list("/api/v1/projects", Operation::ListProjects, || get(lists::projects),
        (("项目列表", "Projects"), &PROJECTS)),
    row(reads("/api/v1/projects/{id}", Operation::ListProjects, || get(records::project)),
        ("一个项目及其资金、支付、目标、公告", "One project with its money, payments, targets and notices"),
        Takes::Nothing, Gives::Json("Record")),
    row(writes("/api/v1/projects", Operation::ApplyForProject, || post(projects::apply)),
        ("申报项目", "Apply for a project"), Takes::Json("ProjectApplication"), Gives::Made("ProjectMade")),
    row(reads("/api/v1/projects/meeting", Operation::DecideProject, || get(projects::agenda)),
        ("待领导小组审定的项目，及逐项能否审定", "The projects before a meeting, and what would become of each"),
        Takes::Query(MEETING), Gives::Json("ProjectAgenda")),
    row(writes("/api/v1/projects/meeting", Operation::DecideProject, || post(projects::decide)),
        ("一次会议审定多个项目：全部办理或都不办理", "What a meeting decides about many projects: all of it or nothing"),
        Takes::Json("ProjectMeeting"), Gives::Json("ProjectsDecided")),
    row(reads("/api/v1/projects/{id}/way", Operation::ListProjects, || get(projects::way)),
        ("一个项目的办理进度、可办步骤", "How far a project has come, what was done and can be done"),
        Takes::Nothing, Gives::Json("ProjectWay")),
    row(reads("/api/v1/projects/{id}/attachments/{name}", Operation::ListProjects, || get(projects::file)),
        ("项目的附件", "A document of a project"), Takes::Nothing, Gives::File),
    row(writes("/api/v1/projects/{id}/application", Operation::ApplyForProject, || post(projects::moved)),
        ("申报、申请变更或出库", "Apply again, ask for a change or to leave"),
        Takes::Json("ProjectStep"), Gives::Json("ProjectWay")),
    row(writes("/api/v1/projects/{id}/review", Operation::ReviewProject, || post(projects::moved)),
        ("乡镇审核公示、主管部门论证、验收、退回", "Review, examine, accept, send back"),
        Takes::Json("ProjectStep"), Gives::Json("ProjectWay")),
    row(writes("/api/v1/projects/{id}/decision", Operation::DecideProject, || post(projects::moved)),
        ("领导小组审定入库、列入计划、审定申请", "By the leading group: into the pipeline, into the plan, a request granted or denied"),
        Takes::Json("ProjectStep"), Gives::Json("ProjectWay")),
    row(writes("/api/v1/projects/{id}/funding", Operation::FundProject, || post(projects::moved)),
        ("安排资金、提出结余安排、办结", "Allot money, propose the use of a surplus, close"),
        Takes::Json("ProjectStep"), Gives::Json("ProjectWay")),
    row(writes("/api/v1/projects/{id}/work", Operation::CarryOutProject, || post(projects::moved)),
        ("签订合同、开工、完工", "Contract, begin, finish"), Takes::Json("ProjectStep"), Gives::Json("ProjectWay")),
    list("/api/v1/contributions", Operation::ListContributions, || get(lists::contributions),
        (("其他资金列表", "Contributions: other money on projects"), &CONTRIBUTIONS)),
    row(writes("/api/v1/contributions", Operation::EnterContribution, || post(contributions::begin)),
        ("登记一行其他资金", "Enter a line of other money"), Takes::Json("ContributionDraft"), Gives::Made("Made")),
    row(reads("/api/v1/contributions/{id}", Operation::ListContributions, || get(show::<OneContribution>)),
        ("一行其他资金：内容、经过、可办步骤", "One line: what it says, what was done and can be done"),
        Takes::Nothing, Gives::Json("Contribution")),
    row(reads("/api/v1/contributions/{id}/attachments/{name}", Operation::ListContributions,
        || get(file::<OneContribution>)),
        ("其他资金的附件", "A document of a line"), Takes::Nothing, Gives::File),
    row(writes("/api/v1/contributions/{id}/entry", Operation::EnterContribution, || post(contributions::entered)),
        ("重新登记、撤回、冲销", "Write it anew, withdraw it, reverse it"),
        Takes::Json("ContributionStep"), Gives::Json("Contribution")),
    row(writes("/api/v1/contributions/{id}/decision", Operation::ConfirmContribution,
        || post(contributions::decided)),
        ("确认或退回（登记人不能确认）", "Confirm it or send it back: not by who entered it"),
        Takes::Json("ContributionStep"), Gives::Json("Contribution")),
    list("/api/v1/payments", Operation::ListPayments, || get(lists::payments),
        (("支付列表", "Payments"), &PAYMENTS)),
    row(reads("/api/v1/payments/{county}/{voucher}", Operation::ListPayments, || get(records::payment)),
        ("一张支付凭证的各行", "One payment: all lines of a voucher"), Takes::Nothing, Gives::Json("Record")),
    list("/api/v1/warnings", Operation::ListWarnings, || get(lists::warnings),
        (("预警列表", "Warnings"), &WARNINGS)),
    row(reads("/api/v1/warnings/{id}", Operation::ListWarnings, || get(show::<OneWarning>)),
        ("一条预警：条款、依据、责任岗位、经过、可办步骤",
         "One warning: clauses, evidence, who answers, what was done and can be done"),
        Takes::Nothing, Gives::Json("Warning")),
    row(reads("/api/v1/warnings/{id}/attachments/{name}", Operation::ListWarnings, || get(file::<OneWarning>)),
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
    row(reads("/api/v1/cases/{id}", Operation::ListCases, || get(show::<OneCase>)),
        ("一个个案：整改通知、经过、可办步骤", "One case: the order, what was done and can be done"),
        Takes::Nothing, Gives::Json("Case")),
    row(reads("/api/v1/cases/{id}/attachments/{name}", Operation::ListCases, || get(file::<OneCase>)),
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
    row(reads("/api/v1/accountability/{id}", Operation::ListCases, || get(show::<OneMatter>)),
        ("一项责任追究：事实、条款、决定、可办步骤", "One matter of accountability: facts, clause, decision, what can be done"),
        Takes::Nothing, Gives::Json("Accountability")),
    row(reads("/api/v1/accountability/{id}/attachments/{name}", Operation::ListCases, || get(file::<OneMatter>)),
        ("责任追究的附件", "A document of a matter of accountability"), Takes::Nothing, Gives::File),
    row(writes("/api/v1/accountability/{id}/decision", Operation::HoldToAccount, || post(accountability::decided)),
        ("决定责任追究（提议人不能决定）", "Decide a proposal: not by who proposed it"),
        Takes::Json("AccountDecision"), Gives::Json("Accountability")),
    row(writes("/api/v1/accountability/{id}/document", Operation::HoldToAccount, || post(accountability::recorded)),
        ("决定文件存档", "Record the document of a decision"),
        Takes::Json("AccountDocument"), Gives::Json("Accountability")),
    list("/api/v1/inquiries", Operation::ListInquiries, || get(lists::inquiries),
        (("问询单列表", "Inquiries"), &INQUIRIES)),
    row(writes("/api/v1/inquiries", Operation::SendInquiry, || post(inquiries::begin)),
        ("发出问询单", "Send an inquiry"), Takes::Json("InquiryQuestion"), Gives::Made("Made")),
    row(reads("/api/v1/inquiries/new", Operation::SendInquiry, || get(inquiries::choices)),
        ("可一并问询的预警、可问询的岗位", "Which warnings can be asked about together, and whom"),
        Takes::Query(WARNING), Gives::Json("InquiryChoices")),
    row(reads("/api/v1/inquiries/{id}", Operation::ListInquiries, || get(show::<OneInquiry>)),
        ("一份问询单：问题、经过、可办步骤", "One inquiry: the question, what was done and can be done"),
        Takes::Nothing, Gives::Json("Inquiry")),
    row(reads("/api/v1/inquiries/{id}/attachments/{name}", Operation::ListInquiries, || get(file::<OneInquiry>)),
        ("问询单的附件", "A document of an inquiry"), Takes::Nothing, Gives::File),
    row(writes("/api/v1/inquiries/{id}/answer", Operation::AnswerInquiry, || post(inquiries::answered)),
        ("转单位核实、答复、退回", "Pass an inquiry on, answer it, send it back"),
        Takes::Json("InquiryStep"), Gives::Json("Inquiry")),
    row(writes("/api/v1/inquiries/{id}/judgement", Operation::SendInquiry, || post(inquiries::judged)),
        ("监控岗再次发出、再问、认可、立案、作废", "By the desk: send it again, ask again, accept, open the case, withdraw"),
        Takes::Json("InquiryStep"), Gives::Json("Inquiry")),
    list("/api/v1/pushes", Operation::ListPushes, || get(lists::pushes), (("推送清单列表", "Push lists"), &PUSHES)),
    list("/api/v1/push-items", Operation::ListPushes, || get(lists::push_items),
        (("推送问题列表", "Items of push lists"), &PUSH_ITEMS)),
    row(writes("/api/v1/pushes", Operation::MakePush, || post(pushes::make)),
        ("立即生成一地及其所辖各地的推送清单", "Make the lists of a division and of all below it at once"),
        Takes::Json("PushOrder"), Gives::Made("PushesMade")),
    row(reads("/api/v1/pushes/{id}", Operation::ListPushes, || get(show::<OnePush>)),
        ("一份推送清单及其反馈", "One push list with its answers"), Takes::Nothing, Gives::Json("Push")),
    row(writes("/api/v1/pushes/{id}/answers", Operation::AnswerPush, || post(pushes::answered)),
        ("签收清单，或反馈其中一项", "Confirm receipt of a list, or answer one item"),
        Takes::Json("PushStep"), Gives::Json("Push")),
    row(reads("/api/v1/registers/problems", Operation::ReadRegisters, || get(registers::problems)),
        ("问题台账", "The register of problems"), Takes::Query(PROBLEMS), Gives::Json("ProblemRegister")),
    row(reads("/api/v1/registers/raising", Operation::ReadRegisters, || get(registers::raising)),
        ("资金筹集台账", "The register of raising"), Takes::Query(RAISING), Gives::Json("RaisingRegister")),
    row(reads("/api/v1/registers/spending", Operation::ReadRegisters, || get(registers::spending)),
        ("资金支出使用台账", "The register of spending"), Takes::Query(SPENDING), Gives::Json("SpendingRegister")),
    row(reads("/api/v1/registers/looks", Operation::ReadRegisters, || get(looks::looks)),
        ("支付后监管台账：按区划或月份，已监管的笔数和金额",
         "The register of looks after payment: by division or month, how many and how much was looked at"),
        Takes::Query(LOOKS), Gives::Json("LooksRegister")),
    row(reads("/api/v1/registers/money", Operation::ReadRegisters, || get(registers::money)),
        ("资金台账", "The register of money"), Takes::Query(MONEY), Gives::Json("MoneyRegister")),
    list("/api/v1/registers/allocation", Operation::ReadRegisters, || get(lists::allocation),
        (("资金分配下达台账：逐份文件", "The register of allocation: document by document"), &ALLOCATION)),
    list("/api/v1/raised", Operation::ReadRegisters, || get(lists::raised),
        (("资金筹集记录", "Sums raised"), &RAISED)),
    list("/api/v1/fundings", Operation::ListAllotments, || get(lists::fundings),
        (("项目资金安排", "Money allotted to projects"), &FUNDINGS)),
    list("/api/v1/kept-back", Operation::ListProjects, || get(lists::kept_back),
        (("质保金和结余", "Retention money and surplus"), &KEPT_BACK)),
    row(reads("/api/v1/ledger", Operation::ReadLedger, || get(ledger::trial)),
        ("一个区划一年的试算平衡", "The trial balance of a division in a year"),
        Takes::Query(OVERVIEW), Gives::Json("TrialBalance")),
    row(reads("/api/v1/ledger/{county}/{fund}", Operation::ReadLedger, || get(ledger::account)),
        ("一项资金的账：逐月变动、一月的分录", "The account of a purse: month by month, and the postings of a month"),
        Takes::Query(ACCOUNT), Gives::Json("LedgerAccount")),
    row(reads("/api/v1/ledger/statements", Operation::ReadLedger, || get(ledger::of_month)),
        ("一月各项资金的收支余报表，与上报数、国库数并列", "Statements of a month, beside what was reported and what the treasury has"),
        Takes::Query(OF_MONTH), Gives::Json("Statements")),
    row(reads("/api/v1/statements/{county}/{fund}", Operation::ReadLedger, || get(ledger::one)),
        ("一项资金一月的收支余报表及其编制、签认", "The statement of a fund and month, as it was made and signed"),
        Takes::Query(&[MONTH]), Gives::Json("Statement")),
    row(writes("/api/v1/statements/{county}/{fund}/making", Operation::MakeStatement, || post(ledger::make)),
        ("按账簿编制收支余报表", "Make a statement of what the ledger says"),
        Takes::Json("StatementMaking"), Gives::Json("Statement")),
    row(writes("/api/v1/statements/{county}/{fund}/signing", Operation::SignStatement, || post(ledger::sign)),
        ("签认或退回收支余报表（编制人不能签认）", "Sign a statement or send it back: not by who made it"),
        Takes::Json("StatementDecision"), Gives::Json("Statement")),
    list("/api/v1/hand-downs", Operation::ListHandDowns, || get(lists::hand_downs),
        (("资金下达列表", "Hand-downs, part by part"), &HAND_DOWNS)),
    row(reads("/api/v1/hand-downs/sources", Operation::PrepareHandDown, || get(handdowns::choose)),
        ("可供下达的指标", "Allotments out of which money can be handed down"),
        Takes::Query(SOURCES), Gives::Json("HandDownSources")),
    row(reads("/api/v1/hand-downs/new", Operation::PrepareHandDown, || get(handdowns::before)),
        ("一条指标的可接收方和余额", "Who may receive out of an allotment, and what it has left"),
        Takes::Query(SOURCE), Gives::Json("HandDownChoices")),
    row(writes("/api/v1/hand-downs", Operation::PrepareHandDown, || post(handdowns::begin)),
        ("拟一份资金下达（或退回）", "Write a hand-down, or money given back"),
        Takes::Json("HandDownDraft"), Gives::Made("Made")),
    row(reads("/api/v1/hand-downs/{id}", Operation::ListHandDowns, || get(show::<OneHandDown>)),
        ("一份资金下达：各接收方、规则结论、经过、可办步骤", "One hand-down: its parts, what the rules say, what was done and can be done"),
        Takes::Nothing, Gives::Json("HandDown")),
    row(reads("/api/v1/hand-downs/{id}/attachments/{name}", Operation::ListHandDowns, || get(file::<OneHandDown>)),
        ("资金下达的附件", "A document of a hand-down"), Takes::Nothing, Gives::File),
    row(writes("/api/v1/hand-downs/{id}/draft", Operation::PrepareHandDown, || post(handdowns::rewritten)),
        ("重新填写拟稿", "Write a draft anew"), Takes::Json("HandDownDraft"), Gives::Json("HandDown")),
    row(writes("/api/v1/hand-downs/{id}/steps", Operation::PrepareHandDown, || post(handdowns::moved)),
        ("送复核、作废、登记抄送", "Submit it, give it up, note a copy"), Takes::Json("HandDownStep"), Gives::Json("HandDown")),
    row(writes("/api/v1/hand-downs/{id}/scans", Operation::PrepareHandDown, || post(handdowns::moved)),
        ("附文件扫描件", "Attach scans of the document"), Takes::Json("HandDownStep"), Gives::Json("HandDown")),
    row(writes("/api/v1/hand-downs/{id}/review", Operation::ReviewHandDown, || post(handdowns::moved)),
        ("复核后下达或退回修改（拟稿人不能复核）", "Hand it down or send it back: not by who wrote it"),
        Takes::Json("HandDownStep"), Gives::Json("HandDown")),
    row(writes("/api/v1/hand-downs/{id}/receipts", Operation::ReceiveHandDown, || post(handdowns::moved)),
        ("接收方确认接收", "Confirm receipt of a part"), Takes::Json("HandDownStep"), Gives::Json("HandDown")),
    list("/api/v1/inspections", Operation::ListInspections, || get(lists::inspections),
        (("检查列表", "Inspections"), &INSPECTIONS)),
    list("/api/v1/inspection-observations", Operation::ListInspections, || get(lists::inspection_observations),
        (("检查发现的问题", "What inspections found"), &INSPECTION_OBSERVATIONS)),
    list("/api/v1/looked-at", Operation::ListPayments, || get(lists::looked_at),
        (("已开展支付后监管的支付", "Payments whose use was looked at"), &LOOKED_AT)),
    row(writes("/api/v1/inspections", Operation::Inspect, || post(inspections::planned)),
        ("计划检查；已有同一检查而未写理由的不予登记",
         "Plan an inspection; refused where the same is inspected already and no reason is given"),
        Takes::Json("InspectionPlan"), Gives::Made("Made")),
    row(reads("/api/v1/inspections/{id}", Operation::ListInspections, || get(show::<OneInspection>)),
        ("一次检查：检查什么、发现的问题及处理、可办步骤",
         "One inspection: what it looks at, what it found and what became of it, what can be done"),
        Takes::Nothing, Gives::Json("Inspection")),
    row(reads("/api/v1/inspections/{id}/attachments/{name}", Operation::ListInspections, || get(file::<OneInspection>)),
        ("检查的附件", "A document of an inspection"), Takes::Nothing, Gives::File),
    row(writes("/api/v1/inspections/{id}/plan", Operation::Inspect, || post(inspections::replanned)),
        ("修改尚未开始的检查计划；重新判断是否重复检查",
         "Write the plan of an inspection anew before it begins; whether it repeats another one is asked again"),
        Takes::Json("InspectionPlan"), Gives::Json("Inspection")),
    row(writes("/api/v1/inspections/{id}/work", Operation::Inspect, || post(inspections::worked)),
        ("检查人员：开始、取消、记录和删去问题、提交报告",
         "By inspectors: begin, give up, write down or strike out what was found, report"),
        Takes::Json("InspectionStep"), Gives::Json("Inspection")),
    row(writes("/api/v1/inspections/{id}/decision", Operation::DecideInspection, || post(inspections::decided)),
        ("另一人逐项决定；复核整改", "By another person: decide what was found one by one; check what was put right"),
        Takes::Json("InspectionStep"), Gives::Json("Inspection")),
    row(writes("/api/v1/inspections/{id}/answer", Operation::AnswerInspection, || post(inspections::answered)),
        ("被检查单位答复、报告整改", "By the place: answer, report something put right"),
        Takes::Json("InspectionStep"), Gives::Json("Inspection")),
    list("/api/v1/suggestions", Operation::ListSuggestions, || get(lists::suggestions),
        (("意见建议列表", "Suggestions on the monitoring work"), &SUGGESTIONS)),
    row(writes("/api/v1/suggestions", Operation::Suggest, || post(suggestions::begin)),
        ("提出意见建议", "Make a suggestion"), Takes::Json("SuggestionDraft"), Gives::Made("Made")),
    row(reads("/api/v1/suggestions/{id}", Operation::ListSuggestions, || get(show::<OneSuggestion>)),
        ("一条意见建议及其答复", "One suggestion, with its answer"), Takes::Nothing, Gives::Json("Suggestion")),
    row(reads("/api/v1/suggestions/{id}/attachments/{name}", Operation::ListSuggestions, || get(file::<OneSuggestion>)),
        ("意见建议的附件", "A document of a suggestion"), Takes::Nothing, Gives::File),
    row(writes("/api/v1/suggestions/{id}/text", Operation::Suggest, || post(suggestions::revised)),
        ("修改、撤回", "Write it anew, withdraw it"), Takes::Json("SuggestionStep"), Gives::Json("Suggestion")),
    row(writes("/api/v1/suggestions/{id}/answer", Operation::AnswerSuggestion, || post(suggestions::answered)),
        ("采纳或不采纳", "Adopt it or not"), Takes::Json("SuggestionStep"), Gives::Json("Suggestion")),
    list("/api/v1/integration-plans", Operation::ListIntegrationPlans, || get(lists::integration_plans),
        (("整合方案列表", "Integration plans"), &INTEGRATION_PLANS)),
    list("/api/v1/integration", Operation::ListIntegrationPlans, || get(lists::integration),
        (("已审定整合方案的安排与执行对比", "Approved integration plans: planned beside allotted and paid"), &INTEGRATION)),
    row(reads("/api/v1/integration-plans/new", Operation::PrepareIntegrationPlan, || get(integration::before)),
        ("编制整合方案可用的资金、项目，及将被调整的方案",
         "Of what a plan can be made: funds, projects, the approved plan that it changes"),
        Takes::Query(PLANNED), Gives::Json("IntegrationChoices")),
    row(writes("/api/v1/integration-plans", Operation::PrepareIntegrationPlan, || post(integration::written)),
        ("编制整合方案，或已审定方案的新版；有误的指明行号",
         "Write a plan, or the next version of one that is approved; rows that are wrong are named"),
        Takes::Json("IntegrationDraft"), Gives::Made("Made")),
    row(reads("/api/v1/integration-plans/{id}", Operation::ListIntegrationPlans, || get(show::<OneIntegrationPlan>)),
        ("一份整合方案：资金来源与安排、联审、执行对比、可办步骤",
         "One integration plan: money by source and by use, joint review, what was done and can be done"),
        Takes::Nothing, Gives::Json("IntegrationPlan")),
    row(reads("/api/v1/integration-plans/{id}/attachments/{name}", Operation::ListIntegrationPlans,
        || get(file::<OneIntegrationPlan>)),
        ("整合方案的附件", "A document of an integration plan"), Takes::Nothing, Gives::File),
    row(writes("/api/v1/integration-plans/{id}/draft", Operation::PrepareIntegrationPlan,
        || post(integration::rewritten)),
        ("重新填写拟稿", "Write a draft anew"), Takes::Json("IntegrationDraft"), Gives::Json("IntegrationPlan")),
    row(writes("/api/v1/integration-plans/{id}/steps", Operation::PrepareIntegrationPlan,
        || post(integration::prepared)),
        ("报送联审、作废", "Submit it for the joint review, give it up"),
        Takes::Json("IntegrationStep"), Gives::Json("IntegrationPlan")),
    row(writes("/api/v1/integration-plans/{id}/scans", Operation::PrepareIntegrationPlan,
        || post(integration::scanned)),
        ("附文件", "Attach documents"), Takes::Json("IntegrationStep"), Gives::Json("IntegrationPlan")),
    row(writes("/api/v1/integration-plans/{id}/review", Operation::ConveneIntegrationReview,
        || post(integration::convened)),
        ("农业处组织联审，或退回", "By the agriculture division: call the joint review, or send it back"),
        Takes::Json("IntegrationStep"), Gives::Json("IntegrationPlan")),
    row(writes("/api/v1/integration-plans/{id}/opinions", Operation::ReviewIntegrationPlan,
        || post(integration::opined)),
        ("联审处室同意或提出异议", "By a division that reviews: agree, or object"),
        Takes::Json("IntegrationStep"), Gives::Json("IntegrationPlan")),
    row(writes("/api/v1/integration-plans/{id}/decision", Operation::ApproveIntegrationPlan,
        || post(integration::decided)),
        ("县领导小组审定，或退回（编制人不能审定）", "By the county's leading group: approve it, or send it back; not by who wrote it"),
        Takes::Json("IntegrationStep"), Gives::Json("IntegrationPlan")),
    row(reads("/api/v1/monthly-returns", Operation::ListMonthlyReturns, || get(monthly_returns::list)),
        ("一个月各地的监控月报和逾期", "A month: where each division's return on monitoring stands, what is late"),
        Takes::Query(RETURNS), Gives::Json("MonthlyReturns")),
    row(writes("/api/v1/monthly-returns", Operation::WriteMonthlyReturn, || post(monthly_returns::written)),
        ("按今天的台账编制监控月报", "Write the return of a division and month with the figures of today"),
        Takes::Json("MonthlyReturnOrder"), Gives::Made("Made")),
    row(reads("/api/v1/monthly-returns/{id}", Operation::ListMonthlyReturns, || get(show::<OneReturn>)),
        ("一份监控月报：各规则的问题和整改、下级月报、经过、可办步骤",
         "One return: figures rule by rule, returns from below, what was done and can be done"),
        Takes::Nothing, Gives::Json("MonthlyReturn")),
    row(writes("/api/v1/monthly-returns/{id}/draft", Operation::WriteMonthlyReturn,
        || post(monthly_returns::rewritten)),
        ("按今天的数字重新编制", "Write it anew with the figures of today"),
        Takes::Json("MonthlyReturnStep"), Gives::Json("MonthlyReturn")),
    row(writes("/api/v1/monthly-returns/{id}/submission", Operation::SubmitMonthlyReturn,
        || post(monthly_returns::submitted)),
        ("提出意见并报送，或退回编制人（编制人不能报送）", "Submit it with an opinion, or send it back: not by who wrote it"),
        Takes::Json("MonthlyReturnStep"), Gives::Json("MonthlyReturn")),
    row(writes("/api/v1/monthly-returns/{id}/receipt", Operation::ReceiveMonthlyReturn,
        || post(monthly_returns::received)),
        ("上级审核通过或退回", "By the level above: accept it, or send it back"),
        Takes::Json("MonthlyReturnStep"), Gives::Json("MonthlyReturn")),
    list("/api/v1/reconciliations", Operation::ListReconciliations, || get(lists::reconciliations),
        (("季度对账列表", "Quarterly reconciliations, fund by fund"), &RECONCILIATIONS)),
    row(reads("/api/v1/reconciliations/quarters", Operation::ListReconciliations, || get(reconciliations::quarter)),
        ("一个季度各对账方的情况和逾期", "A quarter with all parties: where each stands, what is overdue"),
        Takes::Query(QUARTER), Gives::Json("ReconciliationQuarter")),
    row(writes("/api/v1/reconciliations", Operation::KeepReconciliation, || post(reconciliations::opened)),
        ("发起一方的季度对账", "Open the reconciliation of a party and quarter"),
        Takes::Json("ReconciliationOrder"), Gives::Made("Made")),
    row(reads("/api/v1/reconciliations/{id}", Operation::ListReconciliations, || get(show::<OneReconciliation>)),
        ("一次季度对账：双方数字、差额、经过、可办步骤",
         "One reconciliation: figures of both sides, what differs, what was done and can be done"),
        Takes::Nothing, Gives::Json("Reconciliation")),
    row(writes("/api/v1/reconciliations/{id}/figures", Operation::EnterReconciliation,
        || post(reconciliations::entered)),
        ("对方填报数字和差额说明", "By the other party: enter its figures, explain what differs"),
        Takes::Json("ReconciliationFigures"), Gives::Json("Reconciliation")),
    row(writes("/api/v1/reconciliations/{id}/keeping", Operation::KeepReconciliation, || post(reconciliations::kept)),
        ("农业处签认、退回、重新取数、更正", "By the agriculture division: sign, send back, count anew, reconcile again"),
        Takes::Json("ReconciliationStep"), Gives::Json("Reconciliation")),
    row(writes("/api/v1/reconciliations/{id}/signing", Operation::SignReconciliation, || post(reconciliations::signed)),
        ("对方签认（填报人不能签认）", "Sign for the other party: not by who entered the figures"),
        Takes::Json("ReconciliationStep"), Gives::Json("Reconciliation")),
    row(reads("/api/v1/mappings", Operation::ListMappings, || get(mappings::list)),
        ("可选用的映射文件", "The mapping files with which data can be sent"), Takes::Nothing, Gives::Json("Mappings")),
    row(writes("/api/v1/mappings", Operation::KeepMapping, || post(mappings::add)),
        ("保存新的映射文件；有误的指明行号", "Keep a new mapping file; what is wrong with it is named by its line"),
        Takes::Json("NewMapping"), Gives::Made("Made")),
    row(reads("/api/v1/mappings/{id}", Operation::ListMappings, || get(mappings::show)),
        ("一个映射文件及其各版本", "One mapping file with its versions"), Takes::Nothing, Gives::Json("MappingFile")),
    row(writes("/api/v1/mappings/{id}/versions", Operation::KeepMapping, || post(mappings::replace)),
        ("更换映射文件", "Replace a mapping file"), Takes::Json("MappingVersion"), Gives::Made("Made")),
    row(writes("/api/v1/mappings/{id}/retirement", Operation::KeepMapping, || post(mappings::retire)),
        ("停用映射文件", "Retire a mapping file"), Takes::Nothing, Gives::Made("Made")),
    row(reads("/api/v1/imports", Operation::ListImports, || get(imports::list)),
        ("导入列表", "Imports"), Takes::Query(IMPORTS), Gives::Json("Imports")),
    row(reads("/api/v1/imports/{id}", Operation::ListImports, || get(imports::show)),
        ("一次导入的结果", "What one import did"), Takes::Nothing, Gives::Json("Import")),
    row(writes("/api/v1/uploads", Operation::Import, || post(imports::upload)),
        ("上传一套数据并预览，不写入", "Send a data set and see what it would do; nothing is taken in"),
        Takes::Files(SENDING), Gives::Made("Upload")),
    row(reads("/api/v1/uploads/{id}", Operation::Import, || get(imports::preview)),
        ("再次预览上传的数据", "See again what a data set that was sent would do"), Takes::Query(LINES), Gives::Json("Upload")),
    row(writes("/api/v1/uploads/{id}/import", Operation::Import, || post(imports::accept)),
        ("导入上传的数据，随后自动筛查", "Take in a data set that was sent; the records are then judged"),
        Takes::Query(LINES), Gives::Perhaps("Upload")),
    row(writes("/api/v1/records", Operation::Enter, || post(entries::save)),
        ("录入记录；亮红灯、更正、撤回的，须带所见判定的 seal",
         "Save records; where they break a rule, correct or take back, with the seal of the verdict that was seen"),
        Takes::Json("Entry"), Gives::Perhaps("Entered")),
    row(writes("/api/v1/verdicts", Operation::Enter, || post(verdicts::judge)),
        ("判定尚未保存的记录（如一笔待付款），不写入", "What the rules say of records before they are there; nothing is stored"),
        Takes::Json("Draft"), Gives::Json("Verdict")),
    row(reads("/api/v1/divisions", Operation::ListDivisions, || get(divisions::list)),
        ("区划；可按名称、拼音或代码的前几位查找", "The divisions; by name, pinyin or the first digits of the code"),
        Takes::Query(SOUGHT), Gives::Json("Divisions")),
    row(reads("/api/v1/divisions/{id}", Operation::ListDivisions, || get(divisions::show)),
        ("一个区划：上下级、原代码、可见的岗位和项目实施单位", "One division: above and below, former codes, posts and units that may be seen"),
        Takes::Nothing, Gives::Json("DivisionWhole")),
    row(reads("/api/v1/settings/parameters", Operation::ListSettings, || get(settings::parameters)),
        ("全部参数：各时期的值、条款、读取它的规则、在办的设定，以及可会签的岗位",
         "All parameters: values by day, clause, rules, settings under way; and the posts that may be asked"),
        Takes::Nothing, Gives::Json("Parameters")),
    row(reads("/api/v1/settings/parameters/{parameter}", Operation::ListSettings,
        || get(settings::show_parameter)),
        ("一个参数", "One parameter"), Takes::Nothing, Gives::Json("Parameter")),
    row(writes("/api/v1/settings/trials", Operation::ProposeSetting, || post(settings::tried)),
        ("试算：若该值一直有效，各规则的预警如何变化；不保存",
         "What a value would change by rule, if it had always held; nothing is saved"),
        Takes::Json("SettingTrial"), Gives::Json("SettingEffect")),
    row(writes("/api/v1/settings", Operation::ProposeSetting, || post(settings::proposed)),
        ("国库处提出参数设定，送有关处室会签", "By the treasury division: propose a setting, divisions are asked"),
        Takes::Json("SettingProposal"), Gives::Made("Made")),
    row(reads("/api/v1/settings/{id}", Operation::ListSettings, || get(show::<OneSetting>)),
        ("一项设定：会签意见、经过、可办步骤", "One setting: opinions, what was done and can be done"),
        Takes::Nothing, Gives::Json("Setting")),
    row(writes("/api/v1/settings/{id}/proposal", Operation::ProposeSetting, || post(settings::rewritten)),
        ("修改后重新会签", "Write it anew; all are asked again"), Takes::Json("SettingProposal"), Gives::Json("Setting")),
    row(writes("/api/v1/settings/{id}/opinions", Operation::AgreeSetting, || post(settings::opined)),
        ("会签处室同意或提出异议；全部同意即审定生效",
         "By a division that is asked: agree or object; with the last agreement it is adopted"),
        Takes::Json("SettingStep"), Gives::Json("Setting")),
    row(writes("/api/v1/settings/{id}/withdrawal", Operation::ProposeSetting, || post(settings::withdrawn)),
        ("撤回尚未审定的设定", "Withdraw a setting that is not adopted"), Takes::Json("SettingStep"), Gives::Json("Setting")),
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
