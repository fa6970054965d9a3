//! The tables of performance management: targets and their indicators, monitoring, evaluation.

use super::macros::{column_type, is_required, table, word_list};

table! {
    /// A performance target (绩效目标).
    Targets = "targets" ["绩效目标", "目标"] {
        /// Number.
        id: Text required ["目标编号", "编号"],
        /// What it is set for.
        subject_kind: Choice required ["对象类型", "目标类型"] = [
            "project" ["项目"],
            "policy" ["政策"],
            "department" ["部门", "部门整体"],
            "transfer" ["转移支付"],
            "government" ["政府"],
            "bond" ["债券"],
        ],
        /// Id of what it is set for.
        subject: Text required ["对象", "对象编号", "项目编号"],
        /// Year.
        fiscal_year: Year required ["年度"],
        /// Overall target in words.
        goal: Text optional ["总体目标", "年度目标"],
        /// All money.
        total_amount: Money optional ["资金总额", "年度资金总额"],
        /// Fiscal part of it.
        fiscal_amount: Money optional ["财政拨款", "财政资金"],
        /// Submission.
        submitted_on: Date optional ["申报日期", "提交日期"],
        /// Verdict of the review.
        review: Choice optional ["审核结果", "审核结论"] = [
            "approved" ["通过", "同意"],
            "returned" ["退回", "退回修改"],
            "rejected" ["不通过", "不同意"],
        ],
        /// Day of the review.
        reviewed_on: Date optional ["审核日期"],
        /// Day of approval with the budget.
        approved_on: Date optional ["批复日期"],
        /// Day of entry into the platform.
        entered_on: Date optional ["录入日期"],
        /// Day of publication.
        published_on: Date optional ["公开日期"],
        /// Day of the last change.
        changed_on: Date optional ["调整日期", "变更日期"],
        /// Day on which the change was approved.
        change_approved_on: Date optional ["调整批复日期", "变更批复日期"],
    }
}

table! {
    /// One indicator of a target (绩效指标).
    Indicators = "indicators" ["绩效指标", "指标明细"] {
        /// Target.
        target: Text required ["目标编号", "目标"],
        /// First level: output, benefit, satisfaction.
        level1: Text required ["一级指标"],
        /// Second level: quantity, quality, ….
        level2: Text required ["二级指标"],
        /// The indicator itself.
        name: Text required ["三级指标", "指标名称"],
        /// Which way is good.
        direction: Choice optional ["指标方向", "方向", "指标符号"] = [
            ">=" ["≥", "大于等于", "不低于", "不少于"],
            "<=" ["≤", "小于等于", "不高于", "不超过"],
            "=" ["＝", "等于"],
            ">" ["＞", "大于"],
            "<" ["＜", "小于"],
            "qualitative" ["定性"],
        ],
        /// Value promised, as written.
        value: Text optional ["指标值", "目标值", "年度指标值"],
        /// Unit.
        unit: Text optional ["计量单位", "单位"],
        /// Weight in points.
        weight: Decimal optional ["分值", "权重"],
        /// A mandatory core indicator of its project type.
        core: Flag optional ["核心指标", "是否核心"],
    }
}

table! {
    /// A monitoring round of a target (绩效监控).
    Monitorings = "monitorings" ["绩效监控", "监控"] {
        /// Target.
        target: Text required ["目标编号", "目标"],
        /// Day the figures stand for.
        as_of: Date required ["监控节点", "截至日期"],
        /// Day of entry.
        entered_on: Date optional ["录入日期"],
        /// Money executed up to that day.
        executed_amount: Money optional ["执行数", "执行金额"],
    }
}

table! {
    /// The value of one indicator in a monitoring round.
    MonitoringValues = "monitoring_values" ["监控指标值", "绩效监控明细"] {
        /// Target.
        target: Text required ["目标编号", "目标"],
        /// Day the figures stand for.
        as_of: Date required ["监控节点", "截至日期"],
        /// Indicator, by its name.
        indicator: Text required ["三级指标", "指标名称", "指标"],
        /// Actual value, as written.
        actual: Text optional ["完成值", "实际完成值", "执行情况"],
        /// Whether the target will be met.
        likelihood: Choice optional ["完成可能性", "完成目标可能性"] = [
            "certain" ["确定能", "确定"],
            "possible" ["有可能"],
            "impossible" ["完全不可能", "不可能"],
        ],
        /// Cause of a deviation.
        cause: Text optional ["偏差原因", "原因"],
        /// Measure taken.
        measure: Text optional ["改进措施", "措施"],
    }
}

table! {
    /// An evaluation of a target (绩效评价): self-evaluation, check, spot check, key, third party.
    Evaluations = "evaluations" ["绩效评价", "绩效自评", "评价"] {
        /// Target.
        target: Text required ["目标编号", "目标"],
        /// Kind.
        kind: Choice required ["评价类型", "类型"] = [
            "self" ["自评"],
            "check" ["复核", "审核"],
            "spot" ["抽查"],
            "key" ["重点评价"],
            "third_party" ["第三方评价", "第三方"],
        ],
        /// Year.
        fiscal_year: Year required ["年度"],
        /// Budget of the year.
        budget: Money optional ["预算数", "全年预算数"],
        /// Executed of it.
        executed: Money optional ["执行数", "全年执行数"],
        /// Total score.
        score: Decimal optional ["总分", "得分", "评价得分"],
        /// Grade.
        grade: Text optional ["等级", "评价等级"],
        /// Day of entry.
        entered_on: Date optional ["录入日期"],
        /// Day of the check by finance with audit.
        checked_on: Date optional ["复核日期", "审核日期"],
        /// Day of publication.
        published_on: Date optional ["公开日期"],
    }
}

table! {
    /// The value and score of one indicator in an evaluation.
    EvaluationValues = "evaluation_values" ["评价指标值", "绩效自评明细"] {
        /// Target.
        target: Text required ["目标编号", "目标"],
        /// Kind of evaluation.
        kind: Choice required ["评价类型", "类型"] = [
            "self" ["自评"],
            "check" ["复核", "审核"],
            "spot" ["抽查"],
            "key" ["重点评价"],
            "third_party" ["第三方评价", "第三方"],
        ],
        /// Indicator, by its name.
        indicator: Text required ["三级指标", "指标名称", "指标"],
        /// Actual value, as written.
        actual: Text optional ["实际完成值", "完成值"],
        /// Score given.
        score: Decimal optional ["得分"],
        /// Cause of a deviation.
        cause: Text optional ["偏差原因", "原因"],
        /// Measure taken.
        measure: Text optional ["改进措施", "措施"],
    }
}
