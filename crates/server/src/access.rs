//! Who may do what: one table of roles and operations, and the scope in which a post lets its holder act.
//!
//! Every route names its operation, and a test walks the routes; an operation that is not in [`MATRIX`]
//! cannot be written down, because the table is a `match` over all of them.

use domain::{Division, Divisions};

pub(crate) use self::roles::Role;
pub(crate) use self::uses::Use;

mod names;
mod roles;
mod uses;

/// What can be done. The word of each is the name of its event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    /// Whether the program runs.
    Health,
    /// Styles and scripts.
    Assets,
    /// The first account of an empty store.
    FirstRun,
    /// Name and password.
    SignIn,
    /// The second factor's code, after the password.
    Verify,
    /// End of a session.
    SignOut,
    /// A new password for oneself.
    ChangePassword,
    /// A second factor for oneself.
    SetUpFactor,
    /// What is due for oneself.
    Today,
    /// The list of accounts.
    ListPeople,
    /// A new account.
    AddPerson,
    /// A new first password for somebody, whose second factor goes, too.
    ResetPerson,
    /// The end of an account.
    ClosePerson,
    /// The divisions, and who is in one.
    ListDivisions,
    /// The list of posts with their holders.
    ListPosts,
    /// A new post.
    AddPost,
    /// Another holder for a post.
    ChangeHolder,
    /// All records judged as of a day: by the machine each day and after imports, or at once when asked.
    Screen,
    /// When the records were judged, and what could not be.
    ListScreenings,
    /// The data sets that were taken in.
    ListImports,
    /// A data set taken into the store.
    Import,
    /// The mapping files with which data can be sent.
    ListMappings,
    /// A mapping file kept, replaced or retired.
    KeepMapping,
    /// Records written by hand, judged before they are saved.
    Enter,
    /// All records written as files, on the command line.
    Export,
    /// An account reset on the command line, when nobody is left to do it.
    ResetByOperator,
    /// One's own saved queries of lists.
    SaveQueries,
    /// The list of payments, and one payment.
    ListPayments,
    /// The list of projects, and all about one.
    ListProjects,
    /// The list of allotments, and where one came from and went.
    ListAllotments,
    /// A file of a list.
    ExportList,
    /// What was done on the platform.
    ListEvents,
    /// Money and warnings of a division in a year.
    Overview,
    /// The ledger: trial balance, accounts with the records behind them, statements side by side.
    ReadLedger,
    /// A monthly statement made by the ledger.
    MakeStatement,
    /// A monthly statement signed, or sent back.
    SignStatement,
    /// Hand-downs, where they come from and where a part of them is received.
    ListHandDowns,
    /// A hand-down written, submitted, given up, its copies noted.
    PrepareHandDown,
    /// A hand-down looked at by a second person: handed down, or sent back.
    ReviewHandDown,
    /// Receipt of a hand-down confirmed.
    ReceiveHandDown,
    /// Factor plans: how the region divides money among places.
    ListFactorPlans,
    /// A factor plan written, proposed, given up.
    PrepareFactorPlan,
    /// A factor plan adopted by another post, or sent back.
    AdoptFactorPlan,
    /// Integration plans, and what was done of those that are approved.
    ListIntegrationPlans,
    /// An integration plan written, submitted, given up.
    PrepareIntegrationPlan,
    /// The joint review of an integration plan called, or the plan sent back.
    ConveneIntegrationReview,
    /// An opinion in a joint review.
    ReviewIntegrationPlan,
    /// An integration plan approved by the county's leading group, or sent back.
    ApproveIntegrationPlan,
    /// Quarterly reconciliations of integrated funds.
    ListReconciliations,
    /// A quarterly reconciliation opened, counted anew, sent back and signed by the agriculture division.
    KeepReconciliation,
    /// The other party's figures of a quarterly reconciliation.
    EnterReconciliation,
    /// A quarterly reconciliation signed for the other party.
    SignReconciliation,
    /// The regulations, clause by clause.
    ReadPolicies,
    /// The parameters of the regulations and the settings of those that the bureau may set.
    ListSettings,
    /// A setting proposed, written anew, withdrawn.
    ProposeSetting,
    /// A setting agreed to, or objected to.
    AgreeSetting,
    /// The list of warnings, and one warning.
    ListWarnings,
    /// A warning taken up, judged, muted, or its exemption asked for.
    HandleWarning,
    /// An exemption granted or denied.
    DecideExemption,
    /// The list of cases, and one case.
    ListCases,
    /// The case of a breach opened.
    OpenCase,
    /// A case reported done, or another end asked for.
    RectifyCase,
    /// A case ordered, extended, checked, decided, closed or opened again.
    SuperviseCase,
    /// Who is held to account, proposed and decided.
    HoldToAccount,
    /// What was not dealt with in time put before the next level: by the machine alone.
    Escalate,
    /// Inspections, and what they found.
    ListInspections,
    /// An inspection planned, carried out, reported.
    Inspect,
    /// What an inspection found decided, and checked once it is put right.
    DecideInspection,
    /// An inspection answered, and what it found put right.
    AnswerInspection,
    /// The list of inquiries, and one inquiry.
    ListInquiries,
    /// An inquiry sent, sent again, judged or withdrawn by the monitoring desk.
    SendInquiry,
    /// An inquiry passed on, answered or sent back.
    AnswerInquiry,
    /// The push lists, their items, and one list.
    ListPushes,
    /// Push lists made, by the machine when they are due or at once when asked.
    MakePush,
    /// A push list received, an item of it answered.
    AnswerPush,
    /// A project applied for, and what is asked for about one.
    ApplyForProject,
    /// What a township and a department do about a project: review, examine, accept.
    ReviewProject,
    /// What the county's leading group decides about projects.
    DecideProject,
    /// Money given to a project, its surplus and its closing.
    FundProject,
    /// A project contracted, begun and finished.
    CarryOutProject,
    /// Contributions: other money on projects, beside the fiscal money.
    ListContributions,
    /// A contribution entered, written anew, withdrawn, reversed.
    EnterContribution,
    /// A contribution confirmed by another person, or sent back.
    ConfirmContribution,
    /// Monthly returns on monitoring.
    ListMonthlyReturns,
    /// A monthly return written, or written anew.
    WriteMonthlyReturn,
    /// A monthly return submitted with an opinion, or sent back to who wrote it.
    SubmitMonthlyReturn,
    /// A monthly return of the level below accepted, or sent back.
    ReceiveMonthlyReturn,
    /// Suggestions on the monitoring work.
    ListSuggestions,
    /// A suggestion made, written anew, withdrawn.
    Suggest,
    /// A suggestion answered by the region's treasury division.
    AnswerSuggestion,
    /// The registers of problems and of money.
    ReadRegisters,
    /// Counts of what was answered, for those who keep the machine.
    ReadMetrics,
    /// The description of the interface for programs.
    DescribeApi,
    /// The interface for programs as a page, and who a token acts for.
    ReadApi,
    /// One's own tokens for programs.
    ListTokens,
    /// A token for a program, made for oneself in one post.
    AddToken,
    /// A token ended.
    RevokeToken,
    /// A token ended on the command line.
    RevokeTokenByOperator,
    /// What changed, in order.
    ReadChanges,
    /// One's own webhooks.
    ListWebhooks,
    /// A webhook, made for oneself in one post.
    AddWebhook,
    /// A webhook stopped, or tried again at once.
    StopWebhook,
    /// Where notices are sent by mail.
    SetNotices,
}

/// Whom an operation is open to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    /// Everybody, signed in or not.
    Anyone,
    /// Whoever has given the right password, for what must follow it.
    Begun,
    /// Whoever is signed in, for oneself.
    Oneself,
    /// The operator of the machine on its command line: no route leads there.
    Operator,
    /// Holders of posts with these roles, inside the scope of the post.
    Roles(&'static [Role]),
}

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

impl Operation {
    /// Whom it is open to. What the table does not name is open to nobody.
    pub(crate) fn who(self) -> Who {
        let row = MATRIX.iter().find(|(operation, _)| *operation == self);
        row.map_or(Who::Roles(&[]), |(_, who)| *who)
    }

    /// Whether holders of a role may do it somewhere.
    pub(crate) fn is_open_to(self, role: Role) -> bool {
        matches!(self.who(), Who::Roles(roles) if roles.contains(&role))
    }

    /// Whether it tries a password or code, which nobody may do without end.
    pub(crate) fn is_attempt(self) -> bool {
        matches!(self, Operation::SignIn | Operation::Verify | Operation::FirstRun)
    }

    /// The name of its event.
    pub(crate) fn word(self) -> &'static str {
        WORDS.iter().find(|row| row.0 == self).map_or("", |row| row.1)
    }
}

/// The words by which operations are kept. A test asks every operation of [`MATRIX`] for its own.
#[rustfmt::skip]
const WORDS: &[(Operation, &str)] = &[
    (Operation::Health, "health"),
    (Operation::Assets, "assets"),
    (Operation::FirstRun, "first_run"),
    (Operation::SignIn, "sign_in"),
    (Operation::Verify, "verify"),
    (Operation::SignOut, "sign_out"),
    (Operation::ChangePassword, "change_password"),
    (Operation::SetUpFactor, "set_up_factor"),
    (Operation::Today, "today"),
    (Operation::ListPeople, "list_people"),
    (Operation::AddPerson, "add_person"),
    (Operation::ResetPerson, "reset_person"),
    (Operation::ClosePerson, "close_person"),
    (Operation::ListDivisions, "list_divisions"),
    (Operation::ListPosts, "list_posts"),
    (Operation::AddPost, "add_post"),
    (Operation::ChangeHolder, "change_holder"),
    (Operation::Screen, "screen"),
    (Operation::ListScreenings, "list_screenings"),
    (Operation::ListImports, "list_imports"),
    (Operation::Import, "import"),
    (Operation::ListMappings, "list_mappings"),
    (Operation::KeepMapping, "keep_mapping"),
    (Operation::Enter, "enter"),
    (Operation::Export, "export"),
    (Operation::ResetByOperator, "reset_by_operator"),
    (Operation::SaveQueries, "save_queries"),
    (Operation::ListPayments, "list_payments"),
    (Operation::ListProjects, "list_projects"),
    (Operation::ListAllotments, "list_allotments"),
    (Operation::ExportList, "export_list"),
    (Operation::ListEvents, "list_events"),
    (Operation::Overview, "overview"),
    (Operation::ReadLedger, "read_ledger"),
    (Operation::MakeStatement, "make_statement"),
    (Operation::SignStatement, "sign_statement"),
    (Operation::ListHandDowns, "list_hand_downs"),
    (Operation::PrepareHandDown, "prepare_hand_down"),
    (Operation::ReviewHandDown, "review_hand_down"),
    (Operation::ReceiveHandDown, "receive_hand_down"),
    (Operation::ListFactorPlans, "list_factor_plans"),
    (Operation::PrepareFactorPlan, "prepare_factor_plan"),
    (Operation::AdoptFactorPlan, "adopt_factor_plan"),
    (Operation::ListIntegrationPlans, "list_integration_plans"),
    (Operation::PrepareIntegrationPlan, "prepare_integration_plan"),
    (Operation::ConveneIntegrationReview, "convene_integration_review"),
    (Operation::ReviewIntegrationPlan, "review_integration_plan"),
    (Operation::ApproveIntegrationPlan, "approve_integration_plan"),
    (Operation::ListReconciliations, "list_reconciliations"),
    (Operation::KeepReconciliation, "keep_reconciliation"),
    (Operation::EnterReconciliation, "enter_reconciliation"),
    (Operation::SignReconciliation, "sign_reconciliation"),
    (Operation::ReadPolicies, "read_policies"),
    (Operation::ListSettings, "list_settings"),
    (Operation::ProposeSetting, "propose_setting"),
    (Operation::AgreeSetting, "agree_setting"),
    (Operation::ListContributions, "list_contributions"),
    (Operation::EnterContribution, "enter_contribution"),
    (Operation::ConfirmContribution, "confirm_contribution"),
    (Operation::ListSuggestions, "list_suggestions"),
    (Operation::Suggest, "suggest"),
    (Operation::AnswerSuggestion, "answer_suggestion"),
    (Operation::ListWarnings, "list_warnings"),
    (Operation::HandleWarning, "handle_warning"),
    (Operation::DecideExemption, "decide_exemption"),
    (Operation::ListCases, "list_cases"),
    (Operation::OpenCase, "open_case"),
    (Operation::RectifyCase, "rectify_case"),
    (Operation::SuperviseCase, "supervise_case"),
    (Operation::HoldToAccount, "hold_to_account"),
    (Operation::Escalate, "escalate"),
    (Operation::ListInspections, "list_inspections"),
    (Operation::Inspect, "inspect"),
    (Operation::DecideInspection, "decide_inspection"),
    (Operation::AnswerInspection, "answer_inspection"),
    (Operation::ListInquiries, "list_inquiries"),
    (Operation::SendInquiry, "send_inquiry"),
    (Operation::AnswerInquiry, "answer_inquiry"),
    (Operation::ListPushes, "list_pushes"),
    (Operation::MakePush, "make_push"),
    (Operation::AnswerPush, "answer_push"),
    (Operation::ApplyForProject, "apply_for_project"),
    (Operation::ReviewProject, "review_project"),
    (Operation::DecideProject, "decide_project"),
    (Operation::FundProject, "fund_project"),
    (Operation::CarryOutProject, "carry_out_project"),
    (Operation::ListMonthlyReturns, "list_monthly_returns"),
    (Operation::WriteMonthlyReturn, "write_monthly_return"),
    (Operation::SubmitMonthlyReturn, "submit_monthly_return"),
    (Operation::ReceiveMonthlyReturn, "receive_monthly_return"),
    (Operation::ReadRegisters, "read_registers"),
    (Operation::ReadMetrics, "read_metrics"),
    (Operation::DescribeApi, "describe_api"),
    (Operation::ReadApi, "read_api"),
    (Operation::ListTokens, "list_tokens"),
    (Operation::AddToken, "add_token"),
    (Operation::RevokeToken, "revoke_token"),
    (Operation::RevokeTokenByOperator, "revoke_token_by_operator"),
    (Operation::ReadChanges, "read_changes"),
    (Operation::ListWebhooks, "list_webhooks"),
    (Operation::AddWebhook, "add_webhook"),
    (Operation::StopWebhook, "stop_webhook"),
    (Operation::SetNotices, "set_notices"),
];

/// Where a post lets its holder act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Scope {
    /// The division, with what lies below it.
    pub(crate) division: Division,
    /// The one organisation of the division, where it is no more than that.
    pub(crate) organisation: Option<String>,
}

/// Where something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place<'a> {
    /// The division.
    pub(crate) division: Division,
    /// The organisation whose it is; none where it is the division's.
    pub(crate) organisation: Option<&'a str>,
}

/// A post that somebody holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Held {
    /// Its public number.
    pub(crate) post: String,
    /// What it is called.
    pub(crate) title: String,
    /// Its role.
    pub(crate) role: Role,
    /// Its scope.
    pub(crate) scope: Scope,
}

impl Scope {
    /// Whether a place lies inside.
    pub(crate) fn covers(&self, place: Place<'_>, divisions: &Divisions) -> bool {
        match &self.organisation {
            None => divisions.is_within(place.division, self.division),
            Some(own) => place.division == self.division && place.organisation == Some(own),
        }
    }
}

/// The post by which its holder may do something at a place; none: may not. Without a place, any post of a
/// fitting role serves, and what is shown must be cut down to its scope.
pub(crate) fn post_for<'a>(
    held: &'a [Held],
    operation: Operation,
    place: Option<Place<'_>>,
    divisions: &Divisions,
) -> Option<&'a Held> {
    let Who::Roles(roles) = operation.who() else { return None };
    let inside = |held: &&Held| place.is_none_or(|place| held.scope.covers(place, divisions));
    held.iter().filter(|held| roles.contains(&held.role)).find(inside)
}

/// Whether two hands are two: who enters does not approve, and nobody gives a post to oneself.
pub(crate) fn two_hands(one: &str, other: &str) -> bool {
    one != other
}

#[cfg(test)]
mod tests;
