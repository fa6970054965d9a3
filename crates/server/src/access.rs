//! Who may do what: one table of roles and operations, and the scope in which a post lets its holder act.
//!
//! Every route names its operation, and a test walks the routes; an operation that is not in [`MATRIX`]
//! cannot be written down, because the table is a `match` over all of them.

use domain::{Division, Divisions};

pub(crate) use self::matrix::MATRIX;
pub(crate) use self::roles::Role;
pub(crate) use self::uses::Use;

mod matrix;
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
    /// Fund proposals: how money is to be raised, and divided in blocks.
    ListFundProposals,
    /// A fund proposal written, submitted, given up.
    WriteFundProposal,
    /// A fund proposal agreed to, reviewed, approved, or sent back, by the office for which it waits.
    PassFundProposal,
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
    /// Payment requests.
    ListPaymentRequests,
    /// A payment asked for, written anew, given up.
    RequestPayment,
    /// A payment request approved or sent back.
    ReviewPaymentRequest,
    /// A payment request settled by a payment.
    SettlePaymentRequest,
    /// Rounds of monitoring of performance targets, and how many are there.
    ListMonitorings,
    /// A round of monitoring entered, or what was decided on it reported to be carried out.
    EnterMonitoring,
    /// A round of monitoring accepted, sent back, decided on, checked.
    ReviewMonitoring,
    /// The indicator library.
    ReadIndicators,
    /// Performance targets on their way.
    ListTargets,
    /// A target written, submitted, given up; a change of an approved one asked for.
    WriteTarget,
    /// A target reviewed.
    ReviewTarget,
    /// A target, or its change, approved with the budget or sent back.
    ApproveTarget,
    /// An approved target filed upward or published.
    FileTarget,
    /// Evaluations, and how far reports and checks lie apart.
    ListEvaluations,
    /// A self-evaluation reported, or reported anew.
    SelfEvaluate,
    /// A self-evaluation checked by the finance bureau, or sent back.
    CheckEvaluation,
    /// A check agreed to, or objected to, by the audit office.
    AgreeEvaluation,
    /// Draws of spot checks.
    ListDraws,
    /// A draw committed to, its frame fixed, its seed opened, given up.
    Draw,
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
    (Operation::ListFundProposals, "list_fund_proposals"),
    (Operation::WriteFundProposal, "write_fund_proposal"),
    (Operation::PassFundProposal, "pass_fund_proposal"),
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
    (Operation::ListPaymentRequests, "list_payment_requests"),
    (Operation::RequestPayment, "request_payment"),
    (Operation::ReviewPaymentRequest, "review_payment_request"),
    (Operation::SettlePaymentRequest, "settle_payment_request"),
    (Operation::ListMonitorings, "list_monitorings"),
    (Operation::EnterMonitoring, "enter_monitoring"),
    (Operation::ReviewMonitoring, "review_monitoring"),
    (Operation::ReadIndicators, "read_indicators"),
    (Operation::ListTargets, "list_targets"),
    (Operation::WriteTarget, "write_target"),
    (Operation::ReviewTarget, "review_target"),
    (Operation::ApproveTarget, "approve_target"),
    (Operation::FileTarget, "file_target"),
    (Operation::ListEvaluations, "list_evaluations"),
    (Operation::SelfEvaluate, "self_evaluate"),
    (Operation::CheckEvaluation, "check_evaluation"),
    (Operation::AgreeEvaluation, "agree_evaluation"),
    (Operation::ListDraws, "list_draws"),
    (Operation::Draw, "draw"),
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
