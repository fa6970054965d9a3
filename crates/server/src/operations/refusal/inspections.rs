//! Why an inspection is refused.

use super::{Refusal, Row};

/// Name and sentences of each.
pub(super) const ROWS: &[Row] = &[
    (
        Refusal::InspectionKind,
        "inspection-kind",
        "请选择您的岗位可以开展的检查类别；支付后监管由县（市、区）财政局对本县的支付开展。",
        "Choose a kind of inspection that your post carries out; use after payment is supervised by the county's own \
         finance bureau.",
    ),
    (
        Refusal::InspectionKindStays,
        "inspection-kind-stays",
        "已计划的检查不能改变类别或改由其他单位开展；请取消本次检查，另行计划。",
        "A planned inspection keeps its kind and its inspectors: give it up, and plan another one.",
    ),
    (
        Refusal::SuggestionSetting,
        "suggestion-setting",
        "没有这个编号的参数设定；请在“参数设定”中核对编号，或留空。",
        "There is no setting of this number: look it up under Settings, or leave it out.",
    ),
    (
        Refusal::InspectionSubject,
        "inspection-subject",
        "请从列出的检查内容中选择。",
        "Choose one of the subjects that are listed.",
    ),
    (
        Refusal::InspectionFund,
        "inspection-fund",
        "没有这种资金，请从列出的资金中选择，或留空表示全部。",
        "There is no such fund: choose one of the list, or none for all.",
    ),
    (
        Refusal::InspectionProject,
        "inspection-project",
        "项目编号不存在，或不在被检查地区；请核对编号。",
        "A project is not there, or lies outside the place that is inspected: check its number.",
    ),
    (
        Refusal::InspectionVoucher,
        "inspection-voucher",
        "该县没有这张支付凭证，或它是退款；请核对凭证号。",
        "The county has no such payment, or it is a refund: check the voucher number.",
    ),
    (
        Refusal::InspectionTooMany,
        "inspection-too-many",
        "一次检查至多列 200 个项目、200 张凭证；更多的请分次登记。",
        "An inspection names at most 200 projects and 200 vouchers: plan several.",
    ),
    (
        Refusal::InspectionWarning,
        "inspection-warning",
        "没有这条预警，或它不属于被检查地区；请核对预警编号。",
        "There is no such warning, or it is not one of the place that is inspected: check its number.",
    ),
];
