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
];
