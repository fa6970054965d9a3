//! Why a round of monitoring, or a step about one, is refused.

use super::{Refusal, Row};

/// Name and sentences of each.
pub(super) const ROWS: &[Row] = &[
    (
        Refusal::MonitoringNotOwed,
        "monitoring-not-owed",
        "该目标在这个节点没有应填报的监控：自批复的下月起至项目完工，在监控日历已到的各月末填报，并由您负责。",
        "The target owes no monitoring at this node: it is monitored from the month after its approval until the \
         project is finished, at the month ends of the calendar that have come, by who answers for it.",
    ),
    (
        Refusal::MonitoringIndicators,
        "monitoring-indicators",
        "请对绩效目标的每个指标各填一行，不多不少；指标有变动的，请重新打开页面后填报。",
        "Say something of each indicator of the target, once: where they have changed, open the page again.",
    ),
    (
        Refusal::MonitoringLikelihood,
        "monitoring-likelihood",
        "请对每个指标选择完成可能性：确定能、有可能、不可能。",
        "Say of each indicator whether it will be met: certain, possible or impossible.",
    ),
    (
        Refusal::MonitoringMeasure,
        "monitoring-measure",
        "请选择处理决定：责令纠正、调整绩效目标、调整预算、暂缓拨付、停止拨款或收回资金。",
        "Choose what is decided: to correct, to adjust target or budget, to suspend or stop payment, to recover money.",
    ),
    (
        Refusal::MonitoringRefund,
        "monitoring-refund",
        "决定收回的资金尚未全额退回：作出决定之后该项目的退款凭证合计少于应收回金额。请先登记退款凭证，再核实办结。",
        "The money is not back: refunds of the project since the decision come to less than was to be recovered. Enter \
         their vouchers first, then settle it.",
    ),
];
