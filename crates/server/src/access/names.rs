//! What people call the operations, where they are listed.

use domain::Lang;

use super::{MATRIX, Operation};

const NAMES: &[(Operation, &str, &str)] = &[
    (Operation::Health, "运行检查", "Health check"),
    (Operation::Assets, "网页文件", "Web files"),
    (Operation::FirstRun, "建立首个管理员", "First administrator made"),
    (Operation::SignIn, "登录", "Signed in"),
    (Operation::Verify, "两步验证", "Second factor given"),
    (Operation::SignOut, "退出", "Signed out"),
    (Operation::ChangePassword, "修改密码", "Password changed"),
    (Operation::SetUpFactor, "设置两步验证", "Second factor set up"),
    (Operation::Today, "今日", "Today"),
    (Operation::ListPeople, "查看人员", "People listed"),
    (Operation::AddPerson, "新建账号", "Account made"),
    (Operation::ResetPerson, "重置密码", "Password reset"),
    (Operation::ClosePerson, "停用账号", "Account closed"),
    (Operation::ListDivisions, "查看区划", "Divisions listed"),
    (Operation::ListPosts, "查看岗位", "Posts listed"),
    (Operation::AddPost, "新建岗位", "Post made"),
    (Operation::ChangeHolder, "更换任职人员", "Holder of a post changed"),
    (Operation::Screen, "筛查", "Records screened"),
    (Operation::ListScreenings, "查看筛查", "Screenings listed"),
    (Operation::ListWarnings, "查看预警", "Warnings listed"),
    (Operation::HandleWarning, "办理预警", "Warning handled"),
    (Operation::DecideExemption, "批复豁免", "Exemption decided"),
    (Operation::ListCases, "查看个案", "Cases listed"),
    (Operation::OpenCase, "立案", "Case opened"),
    (Operation::RectifyCase, "报告整改", "Case reported on"),
    (Operation::SuperviseCase, "督办个案", "Case supervised"),
    (Operation::HoldToAccount, "责任追究", "Responsibility proposed or decided"),
    (Operation::SaveQueries, "常用查询", "Saved queries"),
    (Operation::ListImports, "查看导入", "Imports listed"),
    (Operation::Escalate, "升级", "Escalated"),
    (Operation::ListInspections, "查看检查", "Inspections listed"),
    (Operation::Inspect, "开展检查", "Inspection planned or carried out"),
    (Operation::DecideInspection, "检查处理决定", "Inspection decided or checked"),
    (Operation::AnswerInspection, "答复检查", "Inspection answered"),
    (Operation::ListInquiries, "查看问询单", "Inquiries listed"),
    (Operation::SendInquiry, "问询与认定", "Inquiry sent or judged"),
    (Operation::AnswerInquiry, "办理问询单", "Inquiry answered"),
    (Operation::ListPushes, "查看推送清单", "Push lists listed"),
    (Operation::MakePush, "推送清单", "Push list made"),
    (Operation::AnswerPush, "签收与反馈", "Push list received or answered"),
    (Operation::ApplyForProject, "申报项目", "Project applied for"),
    (Operation::ReviewProject, "审核、论证、验收项目", "Project reviewed, examined or accepted"),
    (Operation::DecideProject, "领导小组审定项目", "Project decided by the leading group"),
    (Operation::FundProject, "安排项目资金与结余", "Project given money, or closed"),
    (Operation::CarryOutProject, "实施项目", "Project carried out"),
    (Operation::ListMonthlyReturns, "查看监控月报", "Monthly returns listed"),
    (Operation::WriteMonthlyReturn, "编制监控月报", "Monthly return written"),
    (Operation::SubmitMonthlyReturn, "报送监控月报", "Monthly return submitted"),
    (Operation::ReceiveMonthlyReturn, "审核监控月报", "Monthly return accepted or sent back"),
    (Operation::ReadRegisters, "查看台账", "Registers read"),
    (Operation::Import, "导入数据", "Data set taken in"),
    (Operation::ListMappings, "查看映射文件", "Mapping files listed"),
    (Operation::KeepMapping, "保存映射文件", "Mapping file kept"),
    (Operation::Enter, "录入", "Records entered by hand"),
    (Operation::Export, "导出全部记录", "All records written out"),
    (Operation::ResetByOperator, "运维人员重置账号", "Account reset by the operator"),
    (Operation::ListPayments, "查看支付", "Payments listed"),
    (Operation::ListProjects, "查看项目", "Projects listed"),
    (Operation::ListAllotments, "查看资金文件", "Allotments listed"),
    (Operation::ExportList, "导出列表", "List exported"),
    (Operation::Overview, "查看总览", "Overview seen"),
    (Operation::ReadLedger, "查看总账", "Ledger read"),
    (Operation::MakeStatement, "编制收支余报表", "Statement made"),
    (Operation::SignStatement, "签认收支余报表", "Statement signed or sent back"),
    (Operation::ListHandDowns, "查看资金下达", "Hand-downs listed"),
    (Operation::PrepareHandDown, "拟稿下达", "Hand-down prepared"),
    (Operation::ReviewHandDown, "复核下达", "Hand-down reviewed"),
    (Operation::ReceiveHandDown, "确认接收", "Receipt confirmed"),
    (Operation::ListIntegrationPlans, "查看整合方案", "Integration plans listed"),
    (Operation::PrepareIntegrationPlan, "编报整合方案", "Integration plan prepared"),
    (Operation::ConveneIntegrationReview, "组织方案联审", "Joint review called"),
    (Operation::ReviewIntegrationPlan, "方案联审意见", "Opinion in a joint review"),
    (Operation::ApproveIntegrationPlan, "审定整合方案", "Integration plan decided"),
    (Operation::ListSettings, "查看参数设定", "Settings listed"),
    (Operation::ProposeSetting, "提出参数设定", "Setting proposed"),
    (Operation::AgreeSetting, "会签参数设定", "Opinion on a setting"),
    (Operation::ListReconciliations, "查看季度对账", "Reconciliations listed"),
    (Operation::KeepReconciliation, "农业处对账", "Reconciliation by the agriculture division"),
    (Operation::EnterReconciliation, "填报对账数字", "Figures of a reconciliation entered"),
    (Operation::SignReconciliation, "签认季度对账", "Reconciliation signed"),
    (Operation::ListContributions, "查看其他资金", "Contributions listed"),
    (Operation::EnterContribution, "登记其他资金", "Contribution entered"),
    (Operation::ConfirmContribution, "确认其他资金", "Contribution confirmed or sent back"),
    (Operation::ListSuggestions, "查看意见建议", "Suggestions listed"),
    (Operation::Suggest, "提出意见建议", "Suggestion made"),
    (Operation::AnswerSuggestion, "答复意见建议", "Suggestion answered"),
    (Operation::ListFundProposals, "查看资金安排意见", "Fund proposals listed"),
    (Operation::WriteFundProposal, "拟定资金安排意见", "Fund proposal written"),
    (
        Operation::PassFundProposal,
        "会同、审核、审批资金安排意见",
        "Fund proposal agreed to, reviewed, approved or sent back",
    ),
    (Operation::ListPaymentRequests, "查看支付申请", "Payment requests listed"),
    (Operation::RequestPayment, "提出支付申请", "Payment requested"),
    (Operation::ReviewPaymentRequest, "审核支付申请", "Payment request approved or sent back"),
    (Operation::SettlePaymentRequest, "支付申请结清", "Payment request settled"),
    (Operation::ListMonitorings, "查看绩效监控", "Rounds of monitoring listed"),
    (Operation::EnterMonitoring, "填报绩效监控", "Monitoring entered, decisions carried out"),
    (Operation::ReviewMonitoring, "审核绩效监控并作出决定", "Monitoring reviewed and decided on"),
    (Operation::ReadIndicators, "查看绩效指标库", "Indicator library read"),
    (Operation::ListTargets, "查看绩效目标", "Performance targets listed"),
    (Operation::WriteTarget, "填报、调整绩效目标", "Performance target written"),
    (Operation::ReviewTarget, "审核绩效目标", "Performance target reviewed"),
    (Operation::ApproveTarget, "批复绩效目标", "Performance target approved or sent back"),
    (Operation::FileTarget, "报备、公开绩效目标", "Performance target filed or published"),
    (Operation::ListEvaluations, "查看绩效评价", "Evaluations listed"),
    (Operation::SelfEvaluate, "绩效自评", "Self-evaluation reported"),
    (Operation::CheckEvaluation, "检查绩效自评", "Self-evaluation checked or sent back"),
    (Operation::ListDraws, "查看抽查抽样", "Draws of spot checks listed"),
    (Operation::Draw, "办理抽查抽样", "Draw of spot checks carried on"),
    (
        Operation::AgreeEvaluation,
        "审计会签绩效自评",
        "Check of a self-evaluation agreed to or objected to",
    ),
    (Operation::ListFactorPlans, "查看因素法方案", "Factor plans listed"),
    (Operation::PrepareFactorPlan, "拟定因素法方案", "Factor plan prepared"),
    (Operation::AdoptFactorPlan, "审定因素法方案", "Factor plan adopted"),
    (Operation::ReadPolicies, "查看法规", "Regulations read"),
    (Operation::ListEvents, "查看操作记录", "Events listed"),
    (Operation::ReadMetrics, "查看运行指标", "Metrics read"),
    (Operation::DescribeApi, "查看接口文档", "Interface described"),
    (Operation::ReadApi, "查看程序接口", "Interface looked at"),
    (Operation::ListTokens, "查看接口令牌", "Tokens listed"),
    (Operation::AddToken, "新建接口令牌", "Token made"),
    (Operation::RevokeToken, "停用接口令牌", "Token ended"),
    (Operation::RevokeTokenByOperator, "运维人员停用接口令牌", "Token ended by the operator"),
    (Operation::ReadChanges, "查看变动", "Changes read"),
    (Operation::ListWebhooks, "查看变动通知", "Webhooks listed"),
    (Operation::AddWebhook, "新建变动通知", "Webhook made"),
    (Operation::StopWebhook, "停用变动通知", "Webhook stopped"),
    (Operation::SetNotices, "设置邮件提醒", "Notices by mail set"),
];

impl Operation {
    /// What people call it, as something that was done.
    pub(crate) fn name(self, lang: Lang) -> &'static str {
        let row = NAMES.iter().find(|row| row.0 == self);
        row.map_or_else(|| self.word(), |row| lang.pick(row.1, row.2))
    }

    /// The operation of a word.
    pub(crate) fn from_word(word: &str) -> Option<Operation> {
        MATRIX.iter().map(|(operation, _)| *operation).find(|operation| operation.word() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_has_a_name() {
        for (operation, _) in MATRIX {
            assert!(NAMES.iter().any(|row| row.0 == *operation), "{operation:?}");
            assert_eq!(Operation::from_word(operation.word()), Some(*operation));
        }
    }
}
