//! Why steps of the money's workflows are refused.

use super::{Refusal, Row};

/// Name and sentences of each.
pub(super) const ROWS: &[Row] = &[
    (
        Refusal::RecordThere,
        "record-there",
        "已有相同编号（或同一项目、指标、日期）的记录，不能重复写入；请核对，或按更正办理。",
        "A record of this number (or project, allotment and day) is there already: compare, or correct that one.",
    ),
    (
        Refusal::VerdictUnseen,
        "verdict-unseen",
        "尚未办理。请先看规则的结论；确认属实后再次提交。",
        "Not done yet: read what the rules say of it; if it is right all the same, send it again.",
    ),
    (
        Refusal::ReceiverUnfit,
        "receiver-unfit",
        "接收方应为直接下级、退回时的下达方，或本地的项目（填项目编号）。",
        "Money goes to a division right below, back to who gave it, or to a project of this place by its number.",
    ),
    (
        Refusal::IssuedTooEarly,
        "issued-too-early",
        "文件日期早于收到这笔资金的日期，请核对。",
        "The document's day lies before the day on which the money was received.",
    ),
    (
        Refusal::ReceivedTooEarly,
        "received-too-early",
        "收文日期早于文件日期，请核对。",
        "The day of receipt lies before the document's day.",
    ),
    (
        Refusal::PlanOfCounty,
        "plan-of-county",
        "整合方案由县（市、区）编报，请选择本县。",
        "An integration plan is a county's: choose your county.",
    ),
    (
        Refusal::PlanYear,
        "plan-year",
        "请填写四位数的预算年度。",
        "Give the fiscal year in four digits.",
    ),
    (
        Refusal::PlanUnderWay,
        "plan-under-way",
        "该县该年度已有在办的整合方案；请在该方案上继续办理，或先作废。",
        "The county has a plan of this year under way: go on from that one, or give it up first.",
    ),
    (
        Refusal::FundNotIntegrated,
        "fund-not-integrated",
        "不是纳入整合范围的涉农资金，请从列表中选择。",
        "Not one of the integrated agriculture-related funds: choose one from the list.",
    ),
    (
        Refusal::PlanProjectUnfit,
        "plan-project-unfit",
        "不是本县项目库中的项目；请填写本县已入库项目的编号，或先办理入库。",
        "Not a project in the county's pipeline: give the number of one that is, or have it entered first.",
    ),
    (
        Refusal::ReviewerUnfit,
        "reviewer-unfit",
        "联审处室应从列出的自治区财政厅处室中选择。",
        "Those who review are chosen among the region's divisions that are listed.",
    ),
    (
        Refusal::NotAQuarter,
        "not-a-quarter",
        "请填写季度，如 2019-Q1。",
        "Give a quarter, such as 2019-Q1.",
    ),
    (
        Refusal::QuarterNotOver,
        "quarter-not-over",
        "该季度尚未结束，季末之后再对账。",
        "The quarter is not over: reconcile it after its end.",
    ),
    (
        Refusal::ReconciliationOpen,
        "reconciliation-open",
        "该方该季度的对账正在办理；请在该次对账上继续。",
        "This quarter is being reconciled with this party: go on from there.",
    ),
    (
        Refusal::LedgerMoved,
        "ledger-moved",
        "取数之后记录有变动，账上数字已不同；请农业处重新取数后再签认。",
        "Records changed since our figures were made: the agriculture division counts anew, then it is signed.",
    ),
    (
        Refusal::MonthNotOver,
        "month-not-over",
        "该月尚未结束，月末之后才能编制报表。",
        "The month is not over: its statement is made after its last day.",
    ),
];
