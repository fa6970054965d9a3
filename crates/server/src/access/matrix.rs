//! The access matrix: every operation with whom it is open to.

use super::{Operation, Role, Who};

/// The roles that record what happened; none of them approves.
const RECORDING: &[Role] = &[
    Role::RegionFundOffice,
    Role::RegionTreasury,
    Role::RegionBudget,
    Role::RegionAgriculture,
    Role::RegionBusiness,
    Role::BureauBusiness,
    Role::BureauTreasury,
    Role::BureauPerformance,
    Role::BureauFund,
];

/// The roles that keep the dedicated ledger, and make its statements.
const BOOKKEEPING: &[Role] =
    &[Role::RegionFundOffice, Role::RegionBusiness, Role::BureauBusiness, Role::BureauFund];

/// The roles that reconcile statements with the treasury, and sign them.
const SIGNING: &[Role] = &[Role::RegionTreasury, Role::BureauTreasury, Role::BureauHead];

/// The roles that split money among receivers and projects.
const ALLOCATING: &[Role] = &[
    Role::RegionFundOffice,
    Role::RegionBudget,
    Role::RegionAgriculture,
    Role::RegionBusiness,
    Role::BureauBusiness,
    Role::BureauFund,
];

/// The roles that look at a hand-down as the second person.
const REVIEWING: &[Role] = &[
    Role::RegionFundOffice,
    Role::RegionBudget,
    Role::RegionTreasury,
    Role::BureauHead,
    Role::BureauFund,
];

/// The roles that confirm receipt of money.
const RECEIVING: &[Role] = &[
    Role::RegionFundOffice,
    Role::RegionBudget,
    Role::RegionAgriculture,
    Role::RegionBusiness,
    Role::BureauHead,
    Role::BureauBusiness,
    Role::BureauTreasury,
    Role::BureauFund,
];

/// The roles that write integration plans for their county.
const PLANNING: &[Role] = &[Role::BureauBusiness, Role::BureauFund];

/// The roles that may be named to review integration plans jointly. The regulations name the agriculture division,
/// which carries the review out (B-2.3.2.4.c), and leave open who takes part: a local default.
const JOINT_REVIEWING: &[Role] = &[
    Role::RegionFundOffice,
    Role::RegionTreasury,
    Role::RegionBudget,
    Role::RegionAgriculture,
    Role::RegionBusiness,
];

/// The divisions that may be asked about a setting: which, the regulations leave open (B-4.1.2.1.d), a local default.
const SETTING_ASKED: &[Role] = &[
    Role::RegionFundOffice,
    Role::RegionBudget,
    Role::RegionAgriculture,
    Role::RegionBusiness,
    Role::RegionEvaluation,
];

/// The roles that enter the other party's figures of a quarterly reconciliation.
const BOOKS_ENTERING: &[Role] = &[Role::RegionBusiness, Role::BureauBusiness, Role::BureauFund];

/// The roles that sign it for the other party, never who entered: of the line divisions another of them, or the
/// leader in charge.
const BOOKS_SIGNING: &[Role] =
    &[Role::RegionLeader, Role::RegionBusiness, Role::BureauHead, Role::BureauTreasury];

/// The roles that inspect, each in its own kind (`operations::inspections`).
const INSPECTING: &[Role] = &[
    Role::RegionFundOffice,
    Role::RegionTreasury,
    Role::RegionBudget,
    Role::RegionAgriculture,
    Role::RegionBusiness,
    Role::RegionLeadingGroup,
    Role::BureauHead,
    Role::BureauBusiness,
    Role::BureauTreasury,
    Role::BureauPerformance,
    Role::BureauFund,
    Role::BureauLeadingGroup,
    Role::Audit,
];

/// The same with the leader of the region, who decides on what others found.
const INSPECTIONS_DECIDING: &[Role] = &[
    Role::RegionLeader,
    Role::RegionFundOffice,
    Role::RegionTreasury,
    Role::RegionBudget,
    Role::RegionAgriculture,
    Role::RegionBusiness,
    Role::RegionLeadingGroup,
    Role::BureauHead,
    Role::BureauBusiness,
    Role::BureauTreasury,
    Role::BureauPerformance,
    Role::BureauFund,
    Role::BureauLeadingGroup,
    Role::Audit,
];

/// The roles that write monthly returns on monitoring (B 四（一）1（4）: the county's and the prefecture's bureau, the
/// treasury division). Which sections of a bureau, the regulations leave open: a local default.
const RETURNS_WRITING: &[Role] =
    &[Role::RegionTreasury, Role::BureauBusiness, Role::BureauTreasury, Role::BureauFund];

/// The roles that give the opinion with which a return is submitted: the head of the bureau, of the region the leader
/// in charge.
const RETURNS_SUBMITTING: &[Role] = &[Role::RegionLeader, Role::BureauHead];

/// The roles that look at the returns of the level below; the leading group at the region's own.
const RETURNS_RECEIVING: &[Role] = &[
    Role::RegionTreasury,
    Role::RegionLeadingGroup,
    Role::BureauHead,
    Role::BureauTreasury,
    Role::BureauFund,
];

/// The roles that look at payment requests. The regulations name the county's finance bureau (B-3.2.3.a): which of its
/// sections, they leave open, a local default.
const PAYMENTS_REVIEWING: &[Role] = &[Role::BureauHead, Role::BureauTreasury, Role::BureauFund];

/// The roles that review rounds of monitoring and decide on them. The regulations name the finance bureau (A-11.a,
/// E-12.a): which of its sections, they leave open, a local default.
const MONITORINGS_REVIEWING: &[Role] =
    &[Role::BureauHead, Role::BureauPerformance, Role::BureauFund];
/// The roles that set performance targets: who applies for the money (A 七): departments and units, the line section
/// where a unit has no account, and of transfers and bonds the offices that apply for them.
const TARGETS_WRITING: &[Role] = &[
    Role::RegionFundOffice,
    Role::RegionBudget,
    Role::RegionAgriculture,
    Role::RegionBusiness,
    Role::BureauBusiness,
    Role::DepartmentHead,
    Role::DepartmentOfficer,
    Role::UnitOfficer,
];

/// The roles that review them: finance of each level (A 八, first paragraph), of the region the line divisions
/// (B 四（二）1); which sections of a bureau, the regulations leave open, a local default.
const TARGETS_REVIEWING: &[Role] = &[
    Role::RegionFundOffice,
    Role::RegionBudget,
    Role::RegionAgriculture,
    Role::RegionBusiness,
    Role::RegionEvaluation,
    Role::BureauPerformance,
    Role::BureauBusiness,
    Role::BureauFund,
];

/// The roles that approve them: whoever approves the budget (A 九, first paragraph).
const TARGETS_APPROVING: &[Role] =
    &[Role::RegionLeader, Role::RegionBudget, Role::BureauHead, Role::BureauFund];

/// The roles that file them upward and record their publication: finance and departments (A 八, 九).
const TARGETS_FILING: &[Role] = &[
    Role::RegionFundOffice,
    Role::RegionBudget,
    Role::RegionEvaluation,
    Role::BureauPerformance,
    Role::BureauFund,
    Role::DepartmentHead,
    Role::DepartmentOfficer,
];

/// The roles that check self-evaluations for the finance bureau (A-14.1.a): which of its sections, the regulations
/// leave open, a local default.
const EVALUATIONS_CHECKING: &[Role] =
    &[Role::BureauHead, Role::BureauPerformance, Role::BureauFund];

/// The roles that draw what is spot-checked. The regulations name the region's finance department (A-14.1.e): which of
/// its offices, and that bureaus draw for their own checks, they leave open, a local default.
const DRAWING: &[Role] = &[
    Role::RegionFundOffice,
    Role::RegionEvaluation,
    Role::BureauHead,
    Role::BureauPerformance,
    Role::BureauFund,
];

/// The roles that apply for projects and carry them out; the line section where a unit has no account.
const CARRYING_OUT: &[Role] = &[Role::UnitOfficer, Role::DepartmentOfficer, Role::BureauBusiness];

/// The roles that record what a township reviewed, and examine and accept for a department.
const EXAMINING: &[Role] = &[Role::DepartmentHead, Role::DepartmentOfficer, Role::BureauBusiness];

/// The roles that propose how the region allocates money: the fund office, for integrated and other monitored funds
/// the agriculture division and the line divisions (B 二（一）1（3）, 2（1）, 3（1）, 4, 5（1）).
const PROPOSING: &[Role] = &[Role::RegionFundOffice, Role::RegionAgriculture, Role::RegionBusiness];

/// The roles that see how the region allocates money.
const SEEING_PLANS: &[Role] = &[
    Role::RegionLeader,
    Role::RegionFundOffice,
    Role::RegionTreasury,
    Role::RegionBudget,
    Role::RegionAgriculture,
    Role::RegionBusiness,
    Role::RegionEvaluation,
    Role::RegionLeadingGroup,
    Role::Audit,
    Role::Supervision,
];

/// The roles that record what was decided of it: the region's leading group, the leader in charge.
const ADOPTING: &[Role] = &[Role::RegionLeadingGroup, Role::RegionLeader];

/// The offices that propose how money is raised or divided in blocks, each in its kinds
/// (`domain::fund_proposal::kinds`).
const PROPOSING_FUNDS: &[Role] =
    &[Role::RegionFundOffice, Role::RegionBudget, Role::RegionAgriculture, Role::RegionBusiness];

/// The offices that take part in it, review or approve it, each in its kinds.
const PASSING_FUNDS: &[Role] =
    &[Role::RegionLeader, Role::RegionFundOffice, Role::RegionAgriculture];

/// The access matrix.
pub(crate) const MATRIX: &[(Operation, Who)] = &[
    (Operation::Health, Who::Anyone),
    (Operation::Assets, Who::Anyone),
    (Operation::FirstRun, Who::Anyone),
    (Operation::SignIn, Who::Anyone),
    (Operation::Verify, Who::Begun),
    (Operation::SignOut, Who::Begun),
    (Operation::ChangePassword, Who::Begun),
    (Operation::SetUpFactor, Who::Oneself),
    (Operation::Today, Who::Oneself),
    (Operation::ListPeople, Who::Roles(&[Role::RegionNetwork])),
    (Operation::AddPerson, Who::Roles(&[Role::RegionNetwork])),
    (Operation::ResetPerson, Who::Roles(&[Role::RegionNetwork])),
    (Operation::ClosePerson, Who::Roles(&[Role::RegionNetwork])),
    (Operation::ListDivisions, Who::Roles(Role::ALL)),
    (Operation::ListPosts, Who::Roles(Role::ALL)),
    (Operation::AddPost, Who::Roles(&[Role::RegionNetwork])),
    (Operation::ChangeHolder, Who::Roles(&[Role::RegionNetwork])),
    (Operation::Screen, Who::Roles(&[Role::RegionFundOffice, Role::RegionTreasury])),
    (Operation::ListScreenings, Who::Roles(Role::READERS)),
    (Operation::ListImports, Who::Roles(Role::READERS)),
    (Operation::Import, Who::Roles(RECORDING)),
    (Operation::ListMappings, Who::Roles(RECORDING)),
    (Operation::KeepMapping, Who::Roles(RECORDING)),
    (Operation::Enter, Who::Roles(RECORDING)),
    (Operation::Export, Who::Operator),
    (Operation::ResetByOperator, Who::Operator),
    (Operation::SaveQueries, Who::Oneself),
    (Operation::ListPayments, Who::Roles(Role::READERS)),
    (Operation::ListProjects, Who::Roles(Role::READERS)),
    (Operation::ListAllotments, Who::Roles(Role::READERS)),
    (Operation::ExportList, Who::Roles(Role::ALL)),
    (Operation::ListEvents, Who::Roles(Role::OVERSEERS)),
    (Operation::Overview, Who::Roles(Role::OF_DIVISIONS)),
    (Operation::ReadLedger, Who::Roles(Role::OF_DIVISIONS)),
    (Operation::MakeStatement, Who::Roles(BOOKKEEPING)),
    (Operation::SignStatement, Who::Roles(SIGNING)),
    (Operation::ListHandDowns, Who::Roles(Role::OF_DIVISIONS)),
    (Operation::PrepareHandDown, Who::Roles(ALLOCATING)),
    (Operation::ReviewHandDown, Who::Roles(REVIEWING)),
    (Operation::ReceiveHandDown, Who::Roles(RECEIVING)),
    (Operation::ListFactorPlans, Who::Roles(SEEING_PLANS)),
    (Operation::PrepareFactorPlan, Who::Roles(PROPOSING)),
    (Operation::AdoptFactorPlan, Who::Roles(ADOPTING)),
    (Operation::ListFundProposals, Who::Roles(SEEING_PLANS)),
    (Operation::WriteFundProposal, Who::Roles(PROPOSING_FUNDS)),
    (Operation::PassFundProposal, Who::Roles(PASSING_FUNDS)),
    (Operation::ListIntegrationPlans, Who::Roles(Role::OF_DIVISIONS)),
    (Operation::PrepareIntegrationPlan, Who::Roles(PLANNING)),
    (Operation::ConveneIntegrationReview, Who::Roles(&[Role::RegionAgriculture])),
    (Operation::ReviewIntegrationPlan, Who::Roles(JOINT_REVIEWING)),
    (Operation::ApproveIntegrationPlan, Who::Roles(&[Role::BureauLeadingGroup])),
    (Operation::ListReconciliations, Who::Roles(Role::OF_DIVISIONS)),
    (Operation::KeepReconciliation, Who::Roles(&[Role::RegionAgriculture])),
    (Operation::EnterReconciliation, Who::Roles(BOOKS_ENTERING)),
    (Operation::SignReconciliation, Who::Roles(BOOKS_SIGNING)),
    (Operation::ListContributions, Who::Roles(Role::READERS)),
    (Operation::EnterContribution, Who::Roles(CARRYING_OUT)),
    (Operation::ConfirmContribution, Who::Roles(&[Role::BureauFund])),
    (Operation::ListSuggestions, Who::Roles(Role::OF_DIVISIONS)),
    (Operation::Suggest, Who::Roles(&[Role::RegionTreasury, Role::BureauTreasury])),
    (Operation::AnswerSuggestion, Who::Roles(&[Role::RegionTreasury, Role::RegionLeader])),
    (Operation::ListPaymentRequests, Who::Roles(Role::READERS)),
    (Operation::RequestPayment, Who::Roles(CARRYING_OUT)),
    (Operation::ReviewPaymentRequest, Who::Roles(PAYMENTS_REVIEWING)),
    (Operation::SettlePaymentRequest, Who::Roles(&[Role::BureauTreasury, Role::BureauFund])),
    (Operation::ListMonitorings, Who::Roles(Role::READERS)),
    (Operation::EnterMonitoring, Who::Roles(CARRYING_OUT)),
    (Operation::ReviewMonitoring, Who::Roles(MONITORINGS_REVIEWING)),
    (Operation::ReadIndicators, Who::Roles(Role::ALL)),
    (Operation::ListTargets, Who::Roles(Role::READERS)),
    (Operation::WriteTarget, Who::Roles(TARGETS_WRITING)),
    (Operation::ReviewTarget, Who::Roles(TARGETS_REVIEWING)),
    (Operation::ApproveTarget, Who::Roles(TARGETS_APPROVING)),
    (Operation::FileTarget, Who::Roles(TARGETS_FILING)),
    (Operation::ListEvaluations, Who::Roles(Role::READERS)),
    (Operation::SelfEvaluate, Who::Roles(CARRYING_OUT)),
    (Operation::CheckEvaluation, Who::Roles(EVALUATIONS_CHECKING)),
    (Operation::AgreeEvaluation, Who::Roles(&[Role::Audit])),
    (Operation::ListDraws, Who::Roles(Role::OF_DIVISIONS)),
    (Operation::Draw, Who::Roles(DRAWING)),
    (Operation::ReadPolicies, Who::Roles(Role::ALL)),
    (Operation::ListSettings, Who::Roles(Role::ALL)),
    (Operation::ProposeSetting, Who::Roles(&[Role::RegionTreasury])),
    (Operation::AgreeSetting, Who::Roles(SETTING_ASKED)),
    (Operation::ListWarnings, Who::Roles(Role::READERS)),
    (Operation::HandleWarning, Who::Roles(Role::HANDLERS)),
    (Operation::DecideExemption, Who::Roles(Role::SUPERVISORS)),
    (Operation::ListCases, Who::Roles(Role::READERS)),
    (Operation::OpenCase, Who::Roles(Role::HANDLERS)),
    (Operation::RectifyCase, Who::Roles(Role::HANDLERS)),
    (Operation::SuperviseCase, Who::Roles(Role::SUPERVISORS)),
    (Operation::HoldToAccount, Who::Roles(Role::SUPERVISORS)),
    (Operation::Escalate, Who::Operator),
    (Operation::ListInspections, Who::Roles(Role::READERS)),
    (Operation::Inspect, Who::Roles(INSPECTING)),
    (Operation::DecideInspection, Who::Roles(INSPECTIONS_DECIDING)),
    (Operation::AnswerInspection, Who::Roles(Role::HANDLERS)),
    (Operation::ListInquiries, Who::Roles(Role::READERS)),
    (Operation::SendInquiry, Who::Roles(Role::DESKS)),
    (Operation::AnswerInquiry, Who::Roles(Role::HANDLERS)),
    (Operation::ListPushes, Who::Roles(Role::OF_DIVISIONS)),
    (Operation::MakePush, Who::Roles(Role::DESKS)),
    (Operation::AnswerPush, Who::Roles(Role::HANDLERS)),
    (Operation::ApplyForProject, Who::Roles(CARRYING_OUT)),
    (Operation::ReviewProject, Who::Roles(EXAMINING)),
    (Operation::DecideProject, Who::Roles(&[Role::BureauLeadingGroup])),
    (Operation::FundProject, Who::Roles(&[Role::BureauBusiness, Role::BureauFund])),
    (Operation::CarryOutProject, Who::Roles(CARRYING_OUT)),
    (Operation::ListMonthlyReturns, Who::Roles(Role::OF_DIVISIONS)),
    (Operation::WriteMonthlyReturn, Who::Roles(RETURNS_WRITING)),
    (Operation::SubmitMonthlyReturn, Who::Roles(RETURNS_SUBMITTING)),
    (Operation::ReceiveMonthlyReturn, Who::Roles(RETURNS_RECEIVING)),
    (Operation::ReadRegisters, Who::Roles(Role::OF_DIVISIONS)),
    (Operation::ReadMetrics, Who::Anyone),
    (Operation::DescribeApi, Who::Anyone),
    (Operation::ReadApi, Who::Oneself),
    (Operation::ListTokens, Who::Oneself),
    (Operation::AddToken, Who::Oneself),
    (Operation::RevokeToken, Who::Oneself),
    (Operation::RevokeTokenByOperator, Who::Operator),
    (Operation::ListWebhooks, Who::Oneself),
    (Operation::AddWebhook, Who::Oneself),
    (Operation::StopWebhook, Who::Oneself),
    (Operation::SetNotices, Who::Oneself),
    (Operation::ReadChanges, Who::Roles(Role::READERS)),
];
