//! What a token serves for: no more than its maker wants a program to do, whatever the post allows.

use domain::Lang;

use super::Operation;

/// What a token serves for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    /// Reading.
    Read,
    /// Sending data sets and taking them in, entering records.
    Import,
    /// Warnings, cases, inquiries and push lists as the post that answers.
    Handle,
    /// Cases, exemptions, inquiries and push lists as a post above, or a monitoring desk.
    Supervise,
    /// Money handed down and received, statements made and signed, integration plans, reconciliations.
    Money,
    /// Projects on their way.
    Projects,
    /// Screening.
    Screen,
}

/// Whether an operation only reads.
fn reads(operation: Operation) -> bool {
    matches!(
        operation,
        Operation::ReadApi
            | Operation::ListScreenings
            | Operation::ListDivisions
            | Operation::ListImports
            | Operation::ListMappings
            | Operation::ListPayments
            | Operation::ListProjects
            | Operation::ListAllotments
            | Operation::ListEvents
            | Operation::Overview
            | Operation::ReadPolicies
            | Operation::ListWarnings
            | Operation::ListCases
            | Operation::ListInquiries
            | Operation::ListInspections
            | Operation::ListPushes
            | Operation::ReadRegisters
            | Operation::ListMonthlyReturns
            | Operation::ReadLedger
            | Operation::ListHandDowns
            | Operation::ListFactorPlans
            | Operation::ListFundProposals
            | Operation::ListIntegrationPlans
            | Operation::ListReconciliations
            | Operation::ListSettings
            | Operation::ListContributions
            | Operation::ListSuggestions
            | Operation::ListPaymentRequests
            | Operation::ListMonitorings
            | Operation::ReadIndicators
            | Operation::ListTargets
            | Operation::ListEvaluations
            | Operation::ListDraws
            | Operation::ReadChanges
    )
}

impl Use {
    /// All of them, in the order in which they are offered.
    pub(crate) const ALL: [Use; 7] = [
        Use::Read,
        Use::Import,
        Use::Handle,
        Use::Supervise,
        Use::Money,
        Use::Projects,
        Use::Screen,
    ];

    /// The use to which an operation belongs; none: no token opens it.
    pub(crate) fn of(operation: Operation) -> Option<Use> {
        if reads(operation) {
            return Some(Use::Read);
        }
        Some(match operation {
            Operation::Import | Operation::Enter | Operation::KeepMapping => Use::Import,
            Operation::HandleWarning
            | Operation::OpenCase
            | Operation::RectifyCase
            | Operation::AnswerInquiry
            | Operation::AnswerInspection
            | Operation::WriteMonthlyReturn
            | Operation::Suggest
            | Operation::AnswerPush => Use::Handle,
            Operation::DecideExemption
            | Operation::SuperviseCase
            | Operation::HoldToAccount
            | Operation::ProposeSetting
            | Operation::AgreeSetting
            | Operation::SendInquiry
            | Operation::Inspect
            | Operation::DecideInspection
            | Operation::SubmitMonthlyReturn
            | Operation::ReceiveMonthlyReturn
            | Operation::AnswerSuggestion
            | Operation::MakePush => Use::Supervise,
            Operation::PrepareHandDown
            | Operation::ReviewHandDown
            | Operation::ReceiveHandDown
            | Operation::PrepareFactorPlan
            | Operation::AdoptFactorPlan
            | Operation::WriteFundProposal
            | Operation::PassFundProposal
            | Operation::PrepareIntegrationPlan
            | Operation::ConveneIntegrationReview
            | Operation::ReviewIntegrationPlan
            | Operation::ApproveIntegrationPlan
            | Operation::KeepReconciliation
            | Operation::EnterReconciliation
            | Operation::SignReconciliation
            | Operation::MakeStatement
            | Operation::RequestPayment
            | Operation::ReviewPaymentRequest
            | Operation::SettlePaymentRequest
            | Operation::SignStatement => Use::Money,
            Operation::EnterMonitoring
            | Operation::ReviewMonitoring
            | Operation::ApplyForProject
            | Operation::ReviewProject
            | Operation::DecideProject
            | Operation::FundProject
            | Operation::CarryOutProject
            | Operation::EnterContribution
            | Operation::ConfirmContribution
            | Operation::WriteTarget
            | Operation::ReviewTarget
            | Operation::ApproveTarget
            | Operation::FileTarget
            | Operation::SelfEvaluate
            | Operation::CheckEvaluation
            | Operation::AgreeEvaluation
            | Operation::Draw => Use::Projects,
            Operation::Screen => Use::Screen,
            _ => return None,
        })
    }

    /// The word by which it is kept.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Use::Read => "read",
            Use::Import => "import",
            Use::Handle => "handle",
            Use::Supervise => "supervise",
            Use::Money => "money",
            Use::Projects => "projects",
            Use::Screen => "screen",
        }
    }

    /// The use of a word.
    pub(crate) fn from_word(word: &str) -> Option<Use> {
        Use::ALL.into_iter().find(|one| one.word() == word)
    }

    /// What people call it.
    pub(crate) fn name(self, lang: Lang) -> &'static str {
        match self {
            Use::Read => lang.pick("读取", "Read"),
            Use::Import => lang
                .pick("导入和录入数据、判定草稿", "Import data sets, enter records, judge drafts"),
            Use::Handle => lang.pick(
                "处理预警、整改个案、答复问询和推送、编制监控月报",
                "Handle warnings, rectify cases, answer inquiries and push lists, write monthly returns",
            ),
            Use::Supervise => lang.pick(
                "督办个案、批准豁免、问询和推送、参数设定、报送和审核监控月报",
                "Supervise cases, decide exemptions, send inquiries and push lists, settings, monthly returns",
            ),
            Use::Money => lang.pick(
                "资金安排意见，资金分配、下达和接收，收支余报表，整合方案，季度对账",
                "Propose, divide and hand down money, receive it; statements, integration plans, reconciliations",
            ),
            Use::Projects => lang
                .pick("办理项目、绩效自评和抽查抽样", "Move projects on, self-evaluations, draws"),
            Use::Screen => lang.pick("发起筛查", "Screen the records"),
        }
    }
}
