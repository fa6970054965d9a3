//! What people are told who move projects on.

use super::{Refusal, Row};

/// Name and sentences of each.
#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    (
        Refusal::CountyDecides,
        "county-decides",
        "这一步由项目所在县的领导小组办公室或财政局办理。",
        "The leading group or the finance bureau of the project's own county takes this step.",
    ),
    (
        Refusal::UnknownAllotment,
        "unknown-allotment",
        "本县没有收到这条指标，请核对指标编号。",
        "The county received no such allotment: check its number.",
    ),
    (
        Refusal::AllotmentSpent,
        "allotment-spent",
        "金额超过该指标尚未下达、安排的余额。",
        "The amount exceeds what is left of the allotment.",
    ),
    (
        Refusal::FundedThatDay,
        "funded-that-day",
        "同日已从该指标安排过资金；如需修改，请在“录入”中更正该记录。",
        "The project was given money of this allotment on that day: correct that record under “Enter records”.",
    ),
    (
        Refusal::ProjectKnown,
        "project-known",
        "已有这个项目编号；请在该项目的页面上办理。",
        "There is a project of this number: go on from its page.",
    ),
    (
        Refusal::ManagerMissing,
        "manager-missing",
        "请填写项目负责人姓名（项目负责人实名制）。",
        "Name the person in charge of the project.",
    ),
    (
        Refusal::NotACounty,
        "not-a-county",
        "项目由县（市、区）实施，请选择县。",
        "A project is carried out by a county: choose one.",
    ),
    (
        Refusal::MeetingUnfit,
        "meeting-unfit",
        "请选择 1 至 60 个项目，并填写会议文件和日期。",
        "Choose 1 to 60 projects, and give the document and the day of the meeting.",
    ),
    (
        Refusal::BreachAlone,
        "breach-alone",
        "有项目按此办理将触发红灯预警，请在该项目的页面上单独办理。",
        "One of the projects would break a rule: take this step on its own page.",
    ),
];
