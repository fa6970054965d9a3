//! Why an evaluation is refused.

use super::{Refusal, Row};

/// Name and sentences of each.
pub(super) const ROWS: &[Row] = &[
    (
        Refusal::EvaluationTarget,
        "evaluation-target",
        "没有这个绩效目标，或它不是项目的、已批复的绩效目标；请填写已批复的项目绩效目标编号。",
        "There is no such target, or it is not the approved target of a project: give the number of one that is.",
    ),
    (
        Refusal::EvaluationEarly,
        "evaluation-early",
        "项目尚未完工，年度也未结束；请在项目完工或年度终了后自评。",
        "Neither the project nor the year has ended: evaluate it when one of them has.",
    ),
    (
        Refusal::EvaluatedAlready,
        "evaluated-already",
        "这个绩效目标已经自评；如需修改，请由财政部门退回后重新报送。",
        "This target was evaluated by its own unit already: to change that, have the finance bureau send it back.",
    ),
    (
        Refusal::EvaluationIndicators,
        "evaluation-indicators",
        "绩效目标的指标不能计分：每个指标须有分值且不重名，加上预算执行共 100 分；请先更正绩效目标。",
        "The indicators of the target cannot be scored: each needs points and a name of its own, and with budget \
         execution they come to 100. Mend the target first.",
    ),
    (
        Refusal::EvaluationScale,
        "evaluation-scale",
        "政策包没有给出该年度的评分参数（预算执行分值、等级、定性分档、超额比例）；请补充政策包。",
        "The policy pack does not give the values of scoring for that year (weight of budget execution, grades, bands, \
         over-fulfilment): complete the pack.",
    ),
    (
        Refusal::EvaluationLine,
        "evaluation-line",
        "绩效目标没有这个指标；请照目标中的指标名称填写。",
        "The target has no such indicator: use the names that the target has.",
    ),
    (
        Refusal::EvaluationUnread,
        "evaluation-unread",
        "有的实际完成值看不出完成了多少：定量指标请填写数值，时效指标请填写日期，定性指标请写明“达成”“部分达成”或“未达成”。",
        "An actual value does not tell what was reached: give a number, a day where a day was promised, and of a \
         qualitative indicator say 达成 (reached), 部分达成 (partly) or 未达成 (missed).",
    ),
    (
        Refusal::NotAScore,
        "not-a-score",
        "得分须是不小于 0、最多两位小数的数。",
        "A score is a number of at most two decimals, not below 0.",
    ),
    (
        Refusal::EvaluationLevel,
        "evaluation-level",
        "自评由项目所在县的财政局检查、同级审计部门会签；请由他们办理。",
        "A self-evaluation is checked by the finance bureau of the project's own county and agreed to by its audit \
         office: they take this step.",
    ),
];
