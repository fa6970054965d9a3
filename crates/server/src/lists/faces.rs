//! What the lists look like: which columns, under which names, and how they are asked for.

use domain::TableId;
use store::lists;

use super::contributions::CONTRIBUTIONS;
use super::draws::{DRAWN, DRAWS};
use super::evaluations::{EVALUATED_UNITS, EVALUATIONS};
use super::fund_proposals::{FUND_PROPOSAL_LINES, FUND_PROPOSALS};
use super::monitorings::MONITORINGS;
use super::payment_requests::PAYMENT_REQUESTS;
use super::registers::{ALLOCATION, CLASS, FUNDINGS, KEPT_BACK, OFFICE, RAISED};
use super::suggestions::SUGGESTIONS;
use super::targets::TARGETS;
use super::{Both, Face, Field, Filter, Kind};
use crate::access::Operation;
use crate::operations::handling::words;

/// All lists.
pub(crate) const ALL: &[&Face] = &[
    &PAYMENTS,
    &PROJECTS,
    &CONTRIBUTIONS,
    &ALLOTMENTS,
    &WARNINGS,
    &CASES,
    &ACCOUNTABILITY,
    &INQUIRIES,
    &PUSHES,
    &PUSH_ITEMS,
    &HAND_DOWNS,
    &FACTOR_PLANS,
    &FUND_PROPOSALS,
    &FUND_PROPOSAL_LINES,
    &INTEGRATION_PLANS,
    &INTEGRATION,
    &RECONCILIATIONS,
    &INSPECTIONS,
    &INSPECTION_OBSERVATIONS,
    &LOOKED_AT,
    &SUGGESTIONS,
    &PAYMENT_REQUESTS,
    &MONITORINGS,
    &TARGETS,
    &EVALUATIONS,
    &EVALUATED_UNITS,
    &DRAWS,
    &DRAWN,
    &RAISED,
    &ALLOCATION,
    &FUNDINGS,
    &KEPT_BACK,
    &EVENTS,
];

/// A column of the table.
pub(super) const fn shown(
    name: &'static str,
    head: Both,
    kind: Kind,
    width: u16,
    filter: Filter,
) -> Field {
    Field { name, head, kind, width, filter, shown: true }
}

/// What can only be asked for.
pub(super) const fn asked(name: &'static str, head: Both, kind: Kind, filter: Filter) -> Field {
    Field { name, head, kind, width: 0, filter, shown: false }
}

const PAYMENT: Kind = Kind::Word(TableId::Payments);

/// Payments.
pub(crate) static PAYMENTS: Face = Face {
    list: &lists::PAYMENTS,
    path: "/payments",
    title: ("支付", "Payments"),
    search: (
        "凭证号、项目编号、付款单位、收款单位、用途",
        "voucher, project number, paying unit, payee (not persons), purpose",
    ),
    operation: Operation::ListPayments,
    fields: &[
        shown("paid_on", ("支付日期", "Paid on"), Kind::Day, 12, Filter::Range),
        shown("voucher_no", ("凭证号", "Voucher"), Kind::Id, 20, Filter::None),
        shown("county", ("县（市、区）", "County"), Kind::Division, 16, Filter::Choice),
        shown("fund", ("资金", "Fund"), Kind::Fund, 24, Filter::Choice),
        shown("project_name", ("项目", "Project"), Kind::Text, 32, Filter::None),
        shown("payee", ("收款人", "Payee"), Kind::Payee, 24, Filter::None),
        shown("purpose", ("用途", "Purpose"), Kind::Purpose, 32, Filter::None),
        shown("channel", ("支付方式", "Channel"), PAYMENT, 12, Filter::Choice),
        shown("kind", ("款项性质", "Kind"), PAYMENT, 12, Filter::Choice),
        shown("amount", ("金额", "Amount"), Kind::Money, 18, Filter::Range),
        asked("fiscal_year", ("预算年度", "Fiscal year"), Kind::Year, Filter::Choice),
        asked("payee_type", ("收款人类型", "Type of payee"), PAYMENT, Filter::Choice),
        asked("class", CLASS, Kind::Class, Filter::Choice),
        asked("office", OFFICE, Kind::Office, Filter::Choice),
        asked("project", ("项目编号", "Project number"), Kind::Id, Filter::Exact),
        asked("allotment", ("指标编号", "Allotment number"), Kind::Id, Filter::Exact),
    ],
    sort: "paid_on",
    sums: &[("支付", "paid"), ("退款", "refunded")],
};

/// Projects.
pub(crate) static PROJECTS: Face = Face {
    list: &lists::PROJECTS,
    path: "/projects",
    title: ("项目", "Projects"),
    search: (
        "项目编号、名称、实施单位、乡镇、村、承包单位",
        "number, name, unit, township, village, contractor",
    ),
    operation: Operation::ListProjects,
    fields: &[
        shown("id", ("项目编号", "Number"), Kind::Id, 20, Filter::None),
        shown("name", ("项目名称", "Name"), Kind::Text, 36, Filter::None),
        shown("county", ("县（市、区）", "County"), Kind::Division, 16, Filter::Choice),
        shown("fiscal_year", ("年度", "Year"), Kind::Year, 8, Filter::Choice),
        shown("category", ("项目类别", "Type"), Kind::Text, 16, Filter::Exact),
        shown("unit", ("实施单位", "Unit in charge"), Kind::Text, 24, Filter::None),
        shown("way", ("状态", "State"), Kind::Named(words::PROJECT), 16, Filter::Choice),
        shown("next", ("下一步", "Next"), Kind::Named(words::PROJECT_NEXT), 24, Filter::Choice),
        asked("target", ("绩效目标", "Target"), Kind::Named(words::PROJECT_TARGET), Filter::Choice),
        asked("accepted_on", ("验收日期", "Accepted on"), Kind::Day, Filter::Range),
        shown("planned_amount", ("计划金额", "Planned"), Kind::Money, 18, Filter::Range),
        shown("allotted", ("已安排", "Allotted"), Kind::Money, 18, Filter::None),
        shown("paid", ("已支付", "Paid"), Kind::Money, 18, Filter::None),
        asked("plan_approved_on", ("计划批复日期", "Plan approved on"), Kind::Day, Filter::Range),
    ],
    sort: "fiscal_year",
    sums: &[("计划金额", "planned")],
};

pub(super) const ALLOTMENT: Kind = Kind::Word(TableId::Allotments);

/// Allotments.
pub(crate) static ALLOTMENTS: Face = Face {
    list: &lists::ALLOTMENTS,
    path: "/allotments",
    title: ("资金文件", "Allotments"),
    search: ("指标编号、文号、标题、备注", "number, document number, title, remark"),
    operation: Operation::ListAllotments,
    fields: &[
        shown("issued_on", ("下达日期", "Issued on"), Kind::Day, 12, Filter::Range),
        shown("id", ("指标编号", "Number"), Kind::Id, 20, Filter::None),
        shown("doc_no", ("文号", "Document"), Kind::Id, 24, Filter::None),
        shown("fund", ("资金", "Fund"), Kind::Fund, 24, Filter::Choice),
        shown("fiscal_year", ("预算年度", "Fiscal year"), Kind::Year, 8, Filter::Choice),
        shown("kind", ("类型", "Kind"), ALLOTMENT, 12, Filter::Choice),
        shown("from", ("下达单位", "From"), Kind::Division, 16, Filter::Choice),
        shown("to", ("接收单位", "To"), Kind::Division, 16, Filter::Choice),
        shown("received_on", ("收文日期", "Received on"), Kind::Day, 12, Filter::Range),
        shown("amount", ("金额", "Amount"), Kind::Money, 18, Filter::Range),
        shown("handed_down", ("已下达下级", "Handed down"), Kind::Money, 18, Filter::None),
        shown("allotted", ("已安排项目", "To projects"), Kind::Money, 18, Filter::None),
        asked("left", ("未下达、未安排余额", "Left"), Kind::Money, Filter::Range),
        asked("parent", ("上级指标编号", "Parent allotment"), Kind::Id, Filter::Exact),
    ],
    sort: "issued_on",
    sums: &[],
};

const LAMPS: Kind = Kind::Named(&[("red", "红灯", "red"), ("yellow", "黄灯", "yellow")]);
const LIT: Kind = Kind::Named(&[
    ("yes", "规则仍发现", "found by the rule"),
    ("no", "规则不再发现", "no longer found"),
]);
const LEVELS: Kind = Kind::Named(&[
    ("region", "自治区", "region"),
    ("prefecture", "地（州、市）", "prefecture"),
    ("county", "县（市、区）", "county"),
]);

const YES_NO: Kind = Kind::Named(&[("yes", "是", "yes"), ("no", "否", "no")]);
/// A division without what lies below it.
pub(super) const PLACE: Both = ("本级区划代码（不含下级）", "Code of one division alone");

const FAMILIES: Kind = Kind::Named(&[
    ("raise", "资金筹集", "raising"),
    ("share", "分配比例", "shares"),
    ("allot", "资金下达", "handing down"),
    ("pay", "支付和使用", "payments and use"),
    ("pace", "支出进度", "pace of spending"),
    ("other", "其他", "other"),
]);

/// Warnings. The most urgent come first: red, still found, not dealt with.
pub(crate) static WARNINGS: Face = Face {
    list: &lists::WARNINGS,
    path: "/warnings",
    title: ("预警", "Warnings"),
    search: ("规则、对象编号和名称、单位", "rule, number and name of the subject, unit"),
    operation: Operation::ListWarnings,
    fields: &[
        shown("id", ("编号", "Number"), Kind::Id, 8, Filter::None),
        shown("lamp", ("灯", "Lamp"), LAMPS, 8, Filter::Choice),
        shown("home", ("区划", "Division"), Kind::Division, 16, Filter::Choice),
        shown("subject_name", ("对象", "Subject"), Kind::About, 24, Filter::None),
        shown("body", ("问题", "What is wrong"), Kind::Message, 48, Filter::None),
        shown("rule", ("规则", "Rule"), Kind::Id, 20, Filter::Exact),
        shown("amount", ("涉及金额", "Amount"), Kind::MoneyOrNone, 18, Filter::Range),
        shown("due_on", ("期限", "Due on"), Kind::Day, 12, Filter::Range),
        shown("days_late", ("逾期天数", "Days late"), Kind::Count, 8, Filter::Range),
        shown("state", ("状态", "State"), Kind::Named(words::WARNING), 12, Filter::Choice),
        shown("first_on", ("首次发现", "First found"), Kind::Day, 12, Filter::Range),
        asked("lit", ("规则结果", "The rule"), LIT, Filter::Choice),
        asked("level", ("层级", "Level"), LEVELS, Filter::Choice),
        asked("place", PLACE, Kind::Id, Filter::Exact),
        asked("handled", ("是否已处理", "Handled"), YES_NO, Filter::Choice),
        asked("rectified", ("是否已整改", "Rectified"), YES_NO, Filter::Choice),
        asked("subject", ("对象编号", "Number of the subject"), Kind::Id, Filter::Exact),
        asked("family", ("规则类别", "Rules about"), FAMILIES, Filter::Choice),
        asked("period", ("期间", "Period"), Kind::Id, Filter::Exact),
        asked("organisation", ("单位", "Unit"), Kind::Text, Filter::Exact),
        asked("urgency", ("紧急程度", "Urgency"), Kind::Count, Filter::None),
    ],
    sort: "urgency",
    sums: &[("红灯涉及", "red"), ("黄灯涉及", "yellow")],
};

/// Cases.
pub(crate) static CASES: Face = Face {
    list: &lists::CASES,
    path: "/cases",
    title: ("个案", "Cases"),
    search: ("规则、对象编号和名称、单位", "rule, number and name of the subject, unit"),
    operation: Operation::ListCases,
    fields: &[
        shown("id", ("编号", "Number"), Kind::Id, 8, Filter::None),
        shown("home", ("区划", "Division"), Kind::Division, 16, Filter::Choice),
        shown("subject_name", ("对象", "Subject"), Kind::About, 24, Filter::None),
        shown("body", ("问题", "What is wrong"), Kind::Message, 48, Filter::None),
        shown("rule", ("规则", "Rule"), Kind::Id, 20, Filter::Exact),
        shown("state", ("状态", "State"), Kind::Named(words::CASE), 12, Filter::Choice),
        shown("rectifier", ("承办岗位", "To"), Kind::Text, 20, Filter::None),
        shown("due", ("整改期限", "Deadline"), Kind::Day, 12, Filter::Range),
        shown("take_back", ("应收回", "To be taken back"), Kind::MoneyOrNone, 18, Filter::Range),
        shown("rebook", ("应调账", "To be re-booked"), Kind::MoneyOrNone, 18, Filter::Range),
        shown("opened_on", ("立案日期", "Opened on"), Kind::Day, 12, Filter::Range),
        shown("closed_on", ("销号日期", "Closed on"), Kind::Day, 12, Filter::Range),
        asked("level", ("层级", "Level"), LEVELS, Filter::Choice),
        asked("place", PLACE, Kind::Id, Filter::Exact),
        asked("organisation", ("单位", "Unit"), Kind::Text, Filter::Exact),
    ],
    sort: "opened_on",
    sums: &[("应收回", "to be taken back"), ("应调账", "to be re-booked")],
};

/// Matters of accountability.
pub(crate) static ACCOUNTABILITY: Face = Face {
    list: &lists::ACCOUNTABILITY,
    path: "/accountability",
    title: ("责任追究", "Accountability"),
    search: ("事实、条款、岗位、规则、单位", "facts, clause, post, rule, unit"),
    operation: Operation::ListCases,
    fields: &[
        shown("id", ("编号", "Number"), Kind::Id, 8, Filter::None),
        shown("home", ("区划", "Division"), Kind::Division, 16, Filter::Choice),
        shown("facts", ("事实", "Facts"), Kind::Text, 48, Filter::None),
        shown("clause", ("条款", "Clause"), Kind::Id, 10, Filter::Exact),
        shown("answers", ("责任岗位", "Post that answers"), Kind::Text, 24, Filter::None),
        shown("proposed_on", ("提议日期", "Proposed on"), Kind::Day, 12, Filter::Range),
        shown("state", ("状态", "State"), Kind::Named(words::ACCOUNTABILITY), 16, Filter::Choice),
        shown("measure", ("决定", "Decision"), Kind::Named(words::MEASURE), 16, Filter::Choice),
        shown("decided_on", ("决定日期", "Decided on"), Kind::Day, 12, Filter::Range),
        shown("recorded_on", ("存档日期", "Recorded on"), Kind::Day, 12, Filter::None),
        shown("case", ("个案", "Case"), Kind::Id, 8, Filter::Exact),
        asked("rule", ("规则", "Rule"), Kind::Id, Filter::Exact),
        asked("organisation", ("单位", "Unit"), Kind::Text, Filter::Exact),
    ],
    sort: "proposed_on",
    sums: &[],
};

/// Inquiries.
pub(crate) static INQUIRIES: Face = Face {
    list: &lists::INQUIRIES,
    path: "/inquiries",
    title: ("问询单", "Inquiries"),
    search: ("问询内容、单位、待办岗位", "question, unit, post that has it"),
    operation: Operation::ListInquiries,
    fields: &[
        shown("id", ("编号", "Number"), Kind::Id, 8, Filter::None),
        shown("lamp", ("灯", "Lamp"), LAMPS, 8, Filter::Choice),
        shown("home", ("区划", "Division"), Kind::Division, 16, Filter::Choice),
        shown("organisation", ("单位", "Unit"), Kind::Text, 20, Filter::Exact),
        shown("question", ("问询内容", "Question"), Kind::Text, 48, Filter::None),
        shown("warnings", ("预警数", "Warnings"), Kind::Count, 8, Filter::None),
        shown("amount", ("涉及金额", "Amount"), Kind::MoneyOrNone, 18, Filter::Range),
        shown("state", ("状态", "State"), Kind::Named(words::INQUIRY), 12, Filter::Choice),
        shown("waits", ("待办岗位", "With"), Kind::Text, 20, Filter::None),
        shown("sent_on", ("发出日期", "Sent on"), Kind::Day, 12, Filter::Range),
        shown("due", ("答复期限", "Deadline"), Kind::Day, 12, Filter::Range),
        asked("level", ("层级", "Level"), LEVELS, Filter::Choice),
    ],
    sort: "sent_on",
    sums: &[("涉及金额", "amount")],
};

/// Push lists.
pub(crate) static PUSHES: Face = Face {
    list: &lists::PUSHES,
    path: "/pushes",
    title: ("推送清单", "Push lists"),
    search: ("签收岗位", "post to which it was sent"),
    operation: Operation::ListPushes,
    fields: &[
        shown("id", ("编号", "Number"), Kind::Id, 8, Filter::None),
        shown("made_on", ("推送日期", "Sent on"), Kind::Day, 12, Filter::Range),
        shown("home", ("区划", "Division"), Kind::Division, 16, Filter::Choice),
        shown("post", ("签收岗位", "To"), Kind::Text, 24, Filter::None),
        shown("items", ("项数", "Items"), Kind::Count, 8, Filter::Range),
        shown("red", ("红灯", "Red"), Kind::Count, 8, Filter::None),
        shown("unanswered", ("未反馈", "Not answered"), Kind::Count, 8, Filter::Range),
        shown("left_out", ("留待下期", "Left for the next"), Kind::Count, 8, Filter::None),
        shown("state", ("状态", "State"), Kind::Named(words::PUSH), 14, Filter::Choice),
        shown("received_on", ("签收日期", "Received on"), Kind::Day, 12, Filter::Range),
    ],
    sort: "made_on",
    sums: &[],
};

const ANSWERED: Kind =
    Kind::Named(&[("yes", "已反馈", "answered"), ("no", "未反馈", "not answered")]);

/// The items of push lists.
pub(crate) static PUSH_ITEMS: Face = Face {
    list: &lists::PUSH_ITEMS,
    path: "/push-items",
    title: ("推送问题", "Items of push lists"),
    search: ("规则、对象编号和名称、单位", "rule, number and name of the subject, unit"),
    operation: Operation::ListPushes,
    fields: &[
        shown("push", ("清单", "List"), Kind::Id, 8, Filter::Exact),
        shown("made_on", ("推送日期", "Sent on"), Kind::Day, 12, Filter::Range),
        shown("home", ("区划", "Division"), Kind::Division, 16, Filter::Choice),
        shown("why", ("推送原因", "Why"), Kind::Named(words::WHY), 12, Filter::Choice),
        shown("warning", ("预警", "Warning"), Kind::Id, 8, Filter::None),
        shown("lamp", ("灯", "Lamp"), LAMPS, 8, Filter::Choice),
        shown("body", ("问题", "What is wrong"), Kind::Message, 48, Filter::None),
        shown("rule", ("规则", "Rule"), Kind::Id, 20, Filter::Exact),
        shown("amount", ("涉及金额", "Amount"), Kind::MoneyOrNone, 18, Filter::None),
        shown("state", ("状态", "State"), Kind::Named(words::WARNING), 12, Filter::Choice),
        shown("first_pushed", ("首次推送", "First sent"), Kind::Day, 12, Filter::Range),
        shown("answered", ("反馈", "Answer"), ANSWERED, 10, Filter::Choice),
    ],
    sort: "made_on",
    sums: &[],
};

const WAYS: Kind = Kind::Named(&[("down", "下达", "down"), ("back", "退回", "back")]);

/// Hand-downs, part by part.
pub(crate) static HAND_DOWNS: Face = Face {
    list: &lists::HAND_DOWNS,
    path: "/hand-downs",
    title: ("资金下达", "Hand-downs"),
    search: ("文号、指标编号、项目编号", "document, number of the allotment, project number"),
    operation: Operation::ListHandDowns,
    fields: &[
        shown("id", ("编号", "Number"), Kind::Id, 8, Filter::Exact),
        shown("issued_on", ("文件日期", "Document of"), Kind::Day, 12, Filter::Range),
        shown("doc_no", ("文号", "Document"), Kind::Id, 24, Filter::None),
        shown("way", ("类型", "Kind"), WAYS, 8, Filter::Choice),
        shown("fund", ("资金", "Fund"), Kind::Fund, 24, Filter::Choice),
        shown("from", ("下达单位", "From"), Kind::Division, 16, Filter::Choice),
        shown("to", ("接收地区", "To"), Kind::Division, 16, Filter::Choice),
        shown("project", ("项目编号", "Project"), Kind::Id, 16, Filter::Exact),
        shown("amount", ("金额", "Amount"), Kind::Money, 18, Filter::Range),
        shown("state", ("状态", "State"), Kind::Named(words::HAND_DOWN_LINE), 14, Filter::Choice),
        shown("received_on", ("收文日期", "Received on"), Kind::Day, 12, Filter::Range),
        asked("fiscal_year", ("预算年度", "Fiscal year"), Kind::Year, Filter::Choice),
        asked("source", ("来源指标编号", "Out of the allotment"), Kind::Id, Filter::Exact),
    ],
    sort: "issued_on",
    sums: &[("金额", "amount")],
};

/// Integration plans.
pub(crate) static INTEGRATION_PLANS: Face = Face {
    list: &lists::INTEGRATION_PLANS,
    path: "/integration-plans",
    title: ("整合方案", "Integration plans"),
    search: ("标题、审定文号", "title, number of the decision"),
    operation: Operation::ListIntegrationPlans,
    fields: &[
        shown("id", ("编号", "Number"), Kind::Id, 8, Filter::Exact),
        shown("title", ("标题", "Title"), Kind::Text, 36, Filter::None),
        shown("county", ("县（市、区）", "County"), Kind::Division, 16, Filter::Choice),
        shown("fiscal_year", ("预算年度", "Fiscal year"), Kind::Year, 8, Filter::Choice),
        shown("version", ("第几版", "Version"), Kind::Count, 8, Filter::None),
        shown("amount", ("整合金额", "Integrated"), Kind::Money, 18, Filter::Range),
        shown("state", ("状态", "State"), PLAN, 20, Filter::Choice),
        shown("agrees", ("联审同意", "Agree"), Kind::Count, 8, Filter::None),
        shown("objects", ("有异议", "Object"), Kind::Count, 8, Filter::None),
        shown("waits", ("未出意见", "Silent"), Kind::Count, 8, Filter::None),
        shown("document", ("审定文号", "Decision"), Kind::Id, 20, Filter::None),
        shown("decided_on", ("审定日期", "Decided on"), Kind::Day, 12, Filter::Range),
        shown("since", ("最近办理", "Last step"), Kind::Day, 12, Filter::Range),
    ],
    sort: "since",
    sums: &[("整合金额", "integrated")],
};

const PLAN: Kind = Kind::Named(words::INTEGRATION_PLAN);

/// Approved integration plans beside what was done.
pub(crate) static INTEGRATION: Face = Face {
    list: &lists::INTEGRATION,
    path: "/integration",
    title: ("整合方案执行对比", "Integration, planned and done"),
    search: ("项目编号", "project number"),
    operation: Operation::ListIntegrationPlans,
    fields: &[
        shown("county", ("县（市、区）", "County"), Kind::Division, 16, Filter::Choice),
        shown("fiscal_year", ("预算年度", "Fiscal year"), Kind::Year, 8, Filter::Choice),
        shown("fund", ("资金", "Fund"), Kind::Fund, 24, Filter::Choice),
        shown("project", ("项目编号", "Project"), Kind::Id, 16, Filter::Exact),
        shown("project_name", ("项目名称", "Name"), Kind::Text, 32, Filter::None),
        shown("planned", ("方案安排", "Planned"), Kind::Money, 18, Filter::Range),
        shown("allotted", ("已安排", "Allotted"), Kind::Money, 18, Filter::Range),
        shown("paid", ("已支付", "Paid"), Kind::Money, 18, Filter::Range),
        shown("stands", ("对比", "Compared"), COMPARED, 14, Filter::Choice),
        shown("plan", ("方案编号", "Plan"), Kind::Id, 8, Filter::Exact),
    ],
    sort: "fiscal_year",
    sums: &[("方案安排", "planned"), ("已安排", "allotted"), ("已支付", "paid")],
};

/// Quarterly reconciliations, fund by fund.
pub(crate) static RECONCILIATIONS: Face = Face {
    list: &lists::RECONCILIATIONS,
    path: "/reconciliations",
    title: ("季度对账", "Reconciliations"),
    search: ("差额说明、对方、季度", "explanation, party, quarter"),
    operation: Operation::ListReconciliations,
    fields: &[
        shown("id", ("编号", "Number"), Kind::Id, 8, Filter::Exact),
        shown("quarter", ("季度", "Quarter"), Kind::Id, 10, Filter::Exact),
        shown("home", ("对方所在区划", "Party's division"), Kind::Division, 16, Filter::Choice),
        shown("fund", ("资金", "Fund"), Kind::Fund, 24, Filter::Choice),
        shown("ours", ("平台账", "Ledger"), Kind::Money, 18, Filter::Range),
        shown("theirs", ("对方账", "Their books"), Kind::Money, 18, Filter::None),
        shown("apart", ("差额", "Apart"), Kind::MoneyOrNone, 18, Filter::None),
        shown("explanation", ("差额说明", "What explains it"), Kind::Text, 32, Filter::None),
        shown("state", ("状态", "State"), RECONCILED, 16, Filter::Choice),
        shown("due_on", ("期限", "Due"), Kind::Day, 12, Filter::Range),
        asked("party", ("对方代码", "Code of the party"), Kind::Id, Filter::Exact),
    ],
    sort: "due_on",
    sums: &[("平台账", "ledger"), ("对方账", "their books")],
};

const FATES: Kind = Kind::Named(words::OBSERVATION);
const INSPECTION_KINDS: Kind = Kind::Named(words::INSPECTION_KIND);
const SUBJECTS: Kind = Kind::Named(words::INSPECTION_SUBJECT);

/// Inspections.
pub(crate) static INSPECTIONS: Face = Face {
    list: &lists::INSPECTIONS,
    path: "/inspections",
    title: ("检查", "Inspections"),
    search: ("依据、项目编号、单位、检查岗位", "basis, project number, unit, post that inspects"),
    operation: Operation::ListInspections,
    fields: &[
        shown("id", ("编号", "Number"), Kind::Id, 8, Filter::Exact),
        shown("kind", ("类别", "Kind"), INSPECTION_KINDS, 16, Filter::Choice),
        shown("inspector", ("检查岗位", "By"), Kind::Text, 24, Filter::None),
        shown("home", ("被检查地区", "Place"), Kind::Division, 16, Filter::Choice),
        shown("organisation", ("被检查单位", "Unit"), Kind::Text, 20, Filter::Exact),
        shown("projects", ("项目", "Projects"), Kind::Text, 24, Filter::None),
        shown("subject", ("内容", "Subject"), SUBJECTS, 14, Filter::Choice),
        shown("period_from", ("被查期间自", "Period from"), Kind::Day, 12, Filter::Range),
        shown("period_to", ("被查期间至", "Period to"), Kind::Day, 12, Filter::Range),
        shown("begins", ("检查开始", "Begins"), Kind::Day, 12, Filter::Range),
        shown("ends", ("检查结束", "Ends"), Kind::Day, 12, Filter::Range),
        shown("state", ("状态", "State"), Kind::Named(words::INSPECTION), 16, Filter::Choice),
        shown("found", ("问题数", "Found"), Kind::Count, 8, Filter::Range),
        shown("left_open", ("未了结", "Open"), Kind::Count, 8, Filter::Range),
        shown("amount", ("涉及金额", "Amount"), Kind::MoneyOrNone, 18, Filter::Range),
        shown("again", ("再次检查", "Again"), YES_NO, 10, Filter::Choice),
        asked("fund", ("资金", "Fund"), Kind::Fund, Filter::Choice),
        asked("organ", ("检查方区划", "Inspectors of"), Kind::Division, Filter::Choice),
        asked("place", PLACE, Kind::Id, Filter::Exact),
    ],
    sort: "begins",
    sums: &[("涉及金额", "amount")],
};

/// What inspections found.
pub(crate) static INSPECTION_OBSERVATIONS: Face = Face {
    list: &lists::INSPECTION_OBSERVATIONS,
    path: "/inspection-observations",
    title: ("检查发现的问题", "What inspections found"),
    search: ("问题、项目编号、凭证或文件、单位", "what was found, project, document, unit"),
    operation: Operation::ListInspections,
    fields: &[
        shown("inspection", ("检查", "Inspection"), Kind::Id, 8, Filter::Exact),
        shown("kind", ("类别", "Kind"), INSPECTION_KINDS, 16, Filter::Choice),
        shown("home", ("被检查地区", "Place"), Kind::Division, 16, Filter::Choice),
        shown("organisation", ("被检查单位", "Unit"), Kind::Text, 20, Filter::Exact),
        shown("said", ("问题", "What was found"), Kind::Text, 48, Filter::None),
        shown("project", ("项目编号", "Project"), Kind::Id, 16, Filter::Exact),
        shown("document", ("凭证、文件", "Document"), Kind::Id, 16, Filter::Exact),
        shown("amount", ("涉及金额", "Amount"), Kind::MoneyOrNone, 18, Filter::Range),
        shown("clause", ("条款", "Clause"), Kind::Id, 12, Filter::Exact),
        shown("warning", ("预警", "Warning"), Kind::Id, 8, Filter::Exact),
        shown("fate", ("处理", "What became of it"), FATES, 14, Filter::Choice),
        shown("due", ("整改期限", "Deadline"), Kind::Day, 12, Filter::Range),
        asked("overdue", ("是否逾期", "Overdue"), YES_NO, Filter::Choice),
    ],
    sort: "due",
    sums: &[("涉及金额", "amount")],
};

const INSPECTION_STATES: Kind = Kind::Named(words::INSPECTION);

/// Payments whose use was looked at after they were made.
pub(crate) static LOOKED_AT: Face = Face {
    list: &lists::LOOKED_AT,
    path: "/looked-at",
    title: ("已开展支付后监管的支付", "Payments looked at"),
    search: ("凭证号、项目编号、付款单位", "voucher, project number, paying unit"),
    operation: Operation::ListPayments,
    fields: &[
        shown("paid_on", ("支付日期", "Paid on"), Kind::Day, 12, Filter::Range),
        shown("voucher_no", ("凭证号", "Voucher"), Kind::Id, 20, Filter::None),
        shown("county", ("县（市、区）", "County"), Kind::Division, 16, Filter::Choice),
        shown("fund", ("资金", "Fund"), Kind::Fund, 24, Filter::Choice),
        shown("project", ("项目编号", "Project"), Kind::Id, 20, Filter::Exact),
        shown("payee", ("收款人", "Payee"), Kind::Payee, 24, Filter::None),
        shown("purpose", ("用途", "Purpose"), Kind::Purpose, 32, Filter::None),
        shown("amount", ("金额", "Amount"), Kind::Money, 18, Filter::Range),
        shown("inspection", ("检查", "Inspection"), Kind::Id, 8, Filter::Exact),
        shown("ends", ("监管日期", "Looked at until"), Kind::Day, 12, Filter::None),
        shown("found", ("发现问题", "Found"), Kind::Count, 8, Filter::None),
        shown("state", ("状态", "State"), INSPECTION_STATES, 12, Filter::Choice),
        asked("fiscal_year", ("预算年度", "Fiscal year"), Kind::Year, Filter::Choice),
    ],
    sort: "paid_on",
    sums: &[("金额", "amount")],
};

const RECONCILED: Kind = Kind::Named(words::RECONCILIATION);

const COMPARED: Kind = Kind::Named(words::INTEGRATION_LINE);

/// Factor plans.
pub(crate) static FACTOR_PLANS: Face = Face {
    list: &lists::FACTOR_PLANS,
    path: "/factor-plans",
    title: ("因素法方案", "Factor plans"),
    search: ("审定文号", "document of the decision"),
    operation: Operation::ListFactorPlans,
    fields: &[
        shown("id", ("编号", "Number"), Kind::Id, 8, Filter::Exact),
        shown("fiscal_year", ("预算年度", "Fiscal year"), Kind::Year, 10, Filter::Choice),
        shown("fund", ("资金", "Fund"), Kind::Fund, 24, Filter::Choice),
        shown(
            "level",
            ("分配对象", "Among"),
            Kind::Named(words::FACTOR_PLACES),
            16,
            Filter::Choice,
        ),
        shown("places", ("地区数", "Places"), Kind::Count, 8, Filter::None),
        shown("amount", ("分配总额", "Amount"), Kind::Money, 18, Filter::Range),
        shown("state", ("状态", "State"), Kind::Named(words::FACTOR_PLAN), 12, Filter::Choice),
        shown("doc_no", ("审定文号", "Decision"), Kind::Id, 24, Filter::None),
        shown("adopted_on", ("审定日期", "Adopted on"), Kind::Day, 12, Filter::Range),
        shown("since", ("最近办理", "Last step"), Kind::Day, 12, Filter::Range),
    ],
    sort: "since",
    sums: &[("分配总额", "amount")],
};

/// What was done on the platform.
pub(crate) static EVENTS: Face = Face {
    list: &lists::EVENTS,
    path: "/audit",
    title: ("操作记录", "Audit trail"),
    search: ("姓名、登录名、岗位、对象编号", "name, login, post, number of what was concerned"),
    operation: Operation::ListEvents,
    fields: &[
        shown("at", ("时间", "When"), Kind::Moment, 20, Filter::Range),
        shown("name", ("人员", "Who"), Kind::Subject, 16, Filter::None),
        shown("title", ("岗位", "Post"), Kind::Text, 24, Filter::None),
        shown("operation", ("操作", "Operation"), Kind::Operation, 24, Filter::Choice),
        shown("division", ("区划", "Division"), Kind::Division, 16, Filter::Choice),
        shown("subject_kind", ("对象类型", "Kind"), Kind::Subject, 16, Filter::None),
        shown("subject_name", ("对象", "About"), Kind::Text, 24, Filter::None),
        shown("body", ("内容", "What changed"), Kind::Body, 48, Filter::None),
        shown("origin", ("来源", "From where"), Kind::Origin, 24, Filter::None),
        asked("subject_id", ("对象编号", "Number of what it is about"), Kind::Id, Filter::Exact),
        asked("actor", ("人员编号", "Number of the person"), Kind::Id, Filter::Exact),
    ],
    sort: "at",
    sums: &[],
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_a_column_and_every_name_stands_once() {
        for face in ALL {
            let sort = face.field(face.sort).and_then(|field| face.column(field));
            assert!(sort.is_some_and(|column| column.sorts), "{}", face.path);
            for (at, field) in face.fields.iter().enumerate() {
                let column = face.column(field);
                assert!(column.is_some(), "{} {}", face.path, field.name);
                let number = matches!(
                    field.kind,
                    Kind::Money
                        | Kind::MoneyOrNone
                        | Kind::Year
                        | Kind::Count
                        | Kind::Whole
                        | Kind::Points
                );
                assert_eq!(column.unwrap().number, number, "{} {}", face.path, field.name);
                assert!(face.fields[..at].iter().all(|other| other.name != field.name));
                if let Kind::Word(table) = field.kind {
                    let spec = table.spec().columns.iter().find(|c| c.name == field.name);
                    assert!(spec.is_some_and(|spec| !spec.words.is_empty()), "{}", field.name);
                }
            }
        }
    }
}
