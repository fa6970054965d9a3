//! Why a performance target is refused.

use super::{Refusal, Row};

/// Name and sentences of each.
pub(super) const ROWS: &[Row] = &[
    (
        Refusal::TargetSubject,
        "target-subject",
        "没有这个对象，或不在您的管理范围；项目填项目编号，转移支付和债券填指标编号，部门填部门名称，政府填区划代码。",
        "There is no such subject, or it is not in your reach: give the number of the project, of the allotment of a \
         transfer or bond, the name of the department, or the code of the government's division.",
    ),
    (
        Refusal::TargetNumber,
        "target-number",
        "目标编号不超过60个字，不能含有“/”“#”“?”；请改正，或留空由系统编号。",
        "The number of a target has at most 60 characters and none of / # ?: mend it, or leave it empty.",
    ),
    (
        Refusal::TargetKnown,
        "target-known",
        "该编号的绩效目标已存在；请打开原目标办理，或另取编号。",
        "There is a target of this number: open that one, or give another number.",
    ),
    (
        Refusal::TargetUnknown,
        "target-unknown",
        "没有可以复制的这个目标，或不在您的管理范围；请核对目标编号。",
        "There is no such target to copy, or it is not in your reach: check its number.",
    ),
    (
        Refusal::TargetNotApproved,
        "target-not-approved",
        "记录中的这个目标尚未批复，不能接续办理；请重新申报。",
        "The records have no approval of this target: set it here from the beginning.",
    ),
    (
        Refusal::TargetScores,
        "target-scores",
        "五个方面都要评分，填整数；请补填。",
        "Give points for each of the five, as whole numbers.",
    ),
    (
        Refusal::TargetScale,
        "target-scale",
        "所用政策包没有规定审核评分（target_review_points、target_review_pass、target_review_reject）；请在政策包中补上这三个参数。",
        "The policy pack does not say how targets are scored: add the parameters target_review_points, \
         target_review_pass and target_review_reject to it.",
    ),
    (
        Refusal::TargetFormMissing,
        "target-form-missing",
        "没有选择申报表；请先选择要读入的文件。",
        "No form was chosen: choose the file that is to be read.",
    ),
];
