//! Every route on one page, each with the operation by which access is decided; those for programs beside it.

pub(crate) mod programs;

use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get, post};
use tower_http::timeout::TimeoutLayer;

use self::programs::{API, Described, Takes};
use crate::access::Operation;
use crate::api::{caller, problem};
use crate::operations::accountability::OneMatter;
use crate::operations::cases::OneCase;
use crate::operations::contributions::OneContribution;
use crate::operations::draws::OneDraw;
use crate::operations::evaluations::OneEvaluation;
use crate::operations::factor_plans::OnePlan as OneFactorPlan;
use crate::operations::fund_proposals::OneFundProposal;
use crate::operations::handdowns::OneHandDown;
use crate::operations::inquiries::OneInquiry;
use crate::operations::inspections::OneInspection;
use crate::operations::integration::OnePlan as OneIntegrationPlan;
use crate::operations::monitorings::OneMonitoring;
use crate::operations::monthly_returns::OneReturn;
use crate::operations::payment_requests::OneRequest;
use crate::operations::pushes::OnePush;
use crate::operations::reconciliations::OneReconciliation;
use crate::operations::suggestions::OneSuggestion;
use crate::operations::targets::OneTarget;
use crate::operations::warnings::OneWarning;
use crate::pages::handling::{UPLOAD, file, show};
use crate::pages::{
    account, accountability, case, contribution, divisions, draw, entry, evaluation, factor_plan,
    fund_proposal, handdown, imports, inquiry, inspection, integration, interface, ledger, lists,
    mappings, monitoring, monthly_return, notices, overview, payment_request, people, policies,
    posts, project, push, reconciliation, records, register, saved, screenings, session, setting,
    statement, suggestion, system, target, today, tokens, warning, webhooks,
};
use crate::visit::{self, Gate, Served, Site};

/// How a route is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verb {
    /// Reads.
    Get,
    /// Writes.
    Post,
}

/// One route.
pub(crate) struct Route {
    /// How it is asked for.
    pub(crate) verb: Verb,
    /// Its path.
    pub(crate) path: &'static str,
    /// What it does.
    pub(crate) operation: Operation,
    handler: fn() -> MethodRouter<Served>,
}

const fn reads(
    path: &'static str,
    operation: Operation,
    handler: fn() -> MethodRouter<Served>,
) -> Route {
    Route { verb: Verb::Get, path, operation, handler }
}

const fn writes(
    path: &'static str,
    operation: Operation,
    handler: fn() -> MethodRouter<Served>,
) -> Route {
    Route { verb: Verb::Post, path, operation, handler }
}

/// All routes.
#[rustfmt::skip]
pub(crate) const ROUTES: &[Route] = &[
    reads("/health",                Operation::Health,         || get(system::health)),
    reads("/metrics",               Operation::ReadMetrics,    || get(system::metrics)),
    reads("/assets/{name}",         Operation::Assets,         || get(system::asset)),
    reads("/first-run",             Operation::FirstRun,       || get(session::first_run_form)),
    writes("/first-run",            Operation::FirstRun,       || post(session::first_run)),
    reads("/sign-in",               Operation::SignIn,         || get(session::sign_in_form)),
    writes("/sign-in",              Operation::SignIn,         || post(session::sign_in)),
    reads("/verify",                Operation::Verify,         || get(session::verify_form)),
    writes("/verify",               Operation::Verify,         || post(session::verify)),
    writes("/sign-out",             Operation::SignOut,        || post(session::sign_out)),
    reads("/password",              Operation::ChangePassword, || get(account::password_form)),
    writes("/password",             Operation::ChangePassword, || post(account::password)),
    reads("/factor",                Operation::SetUpFactor,    || get(account::factor_form)),
    writes("/factor",               Operation::SetUpFactor,    || post(account::factor)),
    reads("/",                      Operation::Today,          || get(today::show)),
    reads("/people",                Operation::ListPeople,     || get(people::list)),
    writes("/people",               Operation::AddPerson,      || post(people::add)),
    writes("/people/{id}/password", Operation::ResetPerson,    || post(people::reset)),
    writes("/people/{id}/closure",  Operation::ClosePerson,    || post(people::close)),
    reads("/posts",                 Operation::ListPosts,      || get(posts::list)),
    writes("/posts",                Operation::AddPost,        || post(posts::add)),
    writes("/posts/{id}/holders",   Operation::ChangeHolder,   || post(posts::change_holder)),
    reads("/divisions",             Operation::ListDivisions,  || get(divisions::list)),
    reads("/divisions/{id}",        Operation::ListDivisions,  || get(divisions::show)),
    reads("/screenings",            Operation::ListScreenings, || get(screenings::list)),
    writes("/screenings",           Operation::Screen,         || post(screenings::add)),
    reads("/allotments",            Operation::ListAllotments, || get(lists::allotments)),
    reads("/projects",              Operation::ListProjects,   || get(lists::projects)),
    reads("/payments",              Operation::ListPayments,   || get(lists::payments)),
    reads("/policies",              Operation::ReadPolicies,   || get(policies::list)),
    reads("/policies/{id}",         Operation::ReadPolicies,   || get(policies::show)),
    reads("/settings",              Operation::ListSettings,   || get(setting::listed)),
    writes("/settings",             Operation::ProposeSetting, || post(setting::proposed)),
    writes("/settings/trials",      Operation::ProposeSetting, || post(setting::tried)),
    reads("/settings/parameters/{name}", Operation::ListSettings, || get(setting::parameter_page)),
    reads("/settings/{id}",         Operation::ListSettings,   || get(setting::show)),
    writes("/settings/{id}/proposal", Operation::ProposeSetting, || post(setting::rewritten)),
    writes("/settings/{id}/opinions", Operation::AgreeSetting, || post(setting::opined)),
    writes("/settings/{id}/withdrawal", Operation::ProposeSetting, || post(setting::withdrawn)),
    reads("/overview",              Operation::Overview,       || get(overview::show)),
    reads("/ledger",                Operation::ReadLedger,     || get(ledger::trial)),
    reads("/ledger/statements",     Operation::ReadLedger,     || get(ledger::statements)),
    reads("/statements/{county}/{name}", Operation::ReadLedger, || get(statement::show)),
    writes("/statements/{county}/{name}/making", Operation::MakeStatement, || post(statement::made)),
    writes("/statements/{county}/{name}/signing", Operation::SignStatement, || post(statement::signed)),
    reads("/ledger/{county}/{name}", Operation::ReadLedger,    || get(ledger::account)),
    reads("/allotments/{id}",       Operation::ListAllotments, || get(records::allotment)),
    reads("/projects/{id}",         Operation::ListProjects,   || get(records::project)),
    reads("/projects/new",          Operation::ApplyForProject, || get(project::new::form)),
    writes("/projects",             Operation::ApplyForProject, || post(project::new::sent)),
    reads("/projects/meeting",      Operation::DecideProject,  || get(project::meeting::show)),
    writes("/projects/meeting",     Operation::DecideProject,  || post(project::meeting::sent)),
    reads("/projects/unmatched",    Operation::ListProjects,   || get(project::unmatched::show)),
    reads("/projects/{id}/attachments/{name}", Operation::ListProjects, || get(project::file)),
    reads("/projects/{id}/archive", Operation::ListProjects, || get(records::archive::show)),
    reads("/projects/{id}/archive.zip", Operation::ExportList, || get(records::archive::file)),
    writes("/projects/{id}/application", Operation::ApplyForProject, || with_files(post(project::moved))),
    writes("/projects/{id}/review",  Operation::ReviewProject, || with_files(post(project::moved))),
    writes("/projects/{id}/decision", Operation::DecideProject, || with_files(post(project::moved))),
    writes("/projects/{id}/funding", Operation::FundProject,   || with_files(post(project::moved))),
    writes("/projects/{id}/work",    Operation::CarryOutProject, || with_files(post(project::moved))),
    reads("/contributions",          Operation::ListContributions, || get(lists::contributions)),
    reads("/contributions/new",      Operation::EnterContribution, || get(contribution::form)),
    writes("/contributions",         Operation::EnterContribution, || with_files(post(contribution::sent))),
    reads("/contributions/{id}",     Operation::ListContributions, || get(show::<OneContribution>)),
    reads("/contributions/{id}/attachments/{name}", Operation::ListContributions, || get(file::<OneContribution>)),
    writes("/contributions/{id}/entry", Operation::EnterContribution, || with_files(post(contribution::entered))),
    writes("/contributions/{id}/decision", Operation::ConfirmContribution, || post(contribution::decided)),
    reads("/payment-requests",       Operation::ListPaymentRequests, || get(lists::payment_requests)),
    reads("/payment-requests/new",   Operation::RequestPayment, || get(payment_request::form)),
    writes("/payment-requests",      Operation::RequestPayment, || with_files(post(payment_request::sent))),
    reads("/payment-requests/{id}",  Operation::ListPaymentRequests, || get(show::<OneRequest>)),
    reads("/payment-requests/{id}/attachments/{name}", Operation::ListPaymentRequests, || get(file::<OneRequest>)),
    reads("/payment-requests/{id}/text", Operation::RequestPayment, || get(payment_request::anew)),
    writes("/payment-requests/{id}/text", Operation::RequestPayment, || with_files(post(payment_request::rewritten))),
    writes("/payment-requests/{id}/withdrawal", Operation::RequestPayment, || post(payment_request::withdrawn)),
    writes("/payment-requests/{id}/review", Operation::ReviewPaymentRequest, || post(payment_request::reviewed)),
    writes("/payment-requests/{id}/payment", Operation::SettlePaymentRequest, || post(payment_request::settled)),
    reads("/monitorings",            Operation::ListMonitorings, || get(lists::monitorings)),
    reads("/monitorings/coverage",   Operation::ListMonitorings, || get(monitoring::coverage)),
    reads("/monitorings/new",        Operation::ListMonitorings, || get(monitoring::form)),
    writes("/monitorings",           Operation::EnterMonitoring, || with_files(post(monitoring::sent))),
    reads("/monitorings/{id}",       Operation::ListMonitorings, || get(show::<OneMonitoring>)),
    reads("/monitorings/{id}/attachments/{name}", Operation::ListMonitorings, || get(file::<OneMonitoring>)),
    reads("/monitorings/{id}/text",  Operation::EnterMonitoring, || get(monitoring::rewriting)),
    writes("/monitorings/{id}/text", Operation::EnterMonitoring, || with_files(post(monitoring::rewritten))),
    writes("/monitorings/{id}/review", Operation::ReviewMonitoring, || post(monitoring::reviewed)),
    writes("/monitorings/{id}/report", Operation::EnterMonitoring, || with_files(post(monitoring::reported))),
    writes("/monitorings/{id}/check", Operation::ReviewMonitoring, || with_files(post(monitoring::reviewed))),
    reads("/indicators",             Operation::ReadIndicators, || get(target::library::show)),
    reads("/targets",                Operation::ListTargets,   || get(lists::targets)),
    reads("/targets/new",            Operation::WriteTarget,   || get(target::form::new)),
    writes("/targets",               Operation::WriteTarget,   || post(target::form::begun)),
    reads("/targets/coverage",       Operation::ListTargets,   || get(target::coverage::page)),
    reads("/targets/{id}",           Operation::ListTargets,   || get(show::<OneTarget>)),
    reads("/targets/{id}/form.xlsx", Operation::ListTargets,   || get(target::sheet::file)),
    reads("/targets/{id}/attachments/{name}", Operation::ListTargets, || get(file::<OneTarget>)),
    reads("/targets/{id}/text",      Operation::WriteTarget,   || get(target::form::text)),
    writes("/targets/{id}/text",     Operation::WriteTarget,   || with_files(post(target::form::sent))),
    writes("/targets/{id}/declaration", Operation::WriteTarget, || with_files(post(target::form::declared))),
    reads("/targets/{id}/change",    Operation::WriteTarget,   || get(target::form::change)),
    writes("/targets/{id}/change",   Operation::WriteTarget,   || with_files(post(target::form::asked))),
    writes("/targets/{id}/submission", Operation::WriteTarget, || post(target::submitted)),
    writes("/targets/{id}/withdrawal", Operation::WriteTarget, || post(target::stepped)),
    writes("/targets/{id}/review",   Operation::ReviewTarget,  || post(target::stepped)),
    writes("/targets/{id}/approval", Operation::ApproveTarget, || post(target::approved)),
    writes("/targets/{id}/filing",   Operation::FileTarget,    || post(target::filed)),
    reads("/evaluations",            Operation::ListEvaluations, || get(lists::evaluations)),
    reads("/evaluated-units",        Operation::ListEvaluations, || get(lists::evaluated_units)),
    reads("/evaluations/new",        Operation::SelfEvaluate, || get(evaluation::form)),
    writes("/evaluations",           Operation::SelfEvaluate, || with_files(post(evaluation::sent))),
    reads("/evaluations/{id}",       Operation::ListEvaluations, || get(show::<OneEvaluation>)),
    reads("/evaluations/{id}/attachments/{name}", Operation::ListEvaluations, || get(file::<OneEvaluation>)),
    reads("/evaluations/{id}/report", Operation::SelfEvaluate, || get(evaluation::anew)),
    writes("/evaluations/{id}/report", Operation::SelfEvaluate, || with_files(post(evaluation::rewritten))),
    reads("/evaluations/{id}/check", Operation::CheckEvaluation, || get(evaluation::checking)),
    writes("/evaluations/{id}/check", Operation::CheckEvaluation, || with_files(post(evaluation::checked))),
    writes("/evaluations/{id}/return", Operation::CheckEvaluation, || post(evaluation::returned)),
    writes("/evaluations/{id}/agreement", Operation::AgreeEvaluation, || post(evaluation::agreed)),
    reads("/payments/{county}/{voucher}", Operation::ListPayments, || get(records::payment)),
    reads("/audit",                 Operation::ListEvents,     || get(lists::events)),
    reads("/files/{name}",          Operation::ExportList,     || get(lists::file)),
    reads("/warnings",              Operation::ListWarnings,   || get(lists::warnings)),
    reads("/cases",                 Operation::ListCases,      || get(lists::cases)),
    reads("/warnings/{id}",            Operation::ListWarnings,    || get(show::<OneWarning>)),
    reads("/warnings/{id}/attachments/{name}", Operation::ListWarnings, || get(file::<OneWarning>)),
    writes("/warnings/{id}/handling",  Operation::HandleWarning,   || with_files(post(warning::handled))),
    writes("/warnings/{id}/exemption", Operation::DecideExemption, || post(warning::decided)),
    writes("/warnings/{id}/case",      Operation::OpenCase,        || post(warning::opened)),
    reads("/cases/{id}",               Operation::ListCases,       || get(show::<OneCase>)),
    reads("/cases/{id}/attachments/{name}",    Operation::ListCases, || get(file::<OneCase>)),
    writes("/cases/{id}/rectification",  Operation::RectifyCase,   || with_files(post(case::rectified))),
    writes("/cases/{id}/supervision",    Operation::SuperviseCase, || post(case::supervised)),
    writes("/cases/{id}/accountability", Operation::HoldToAccount, || post(accountability::proposed)),
    reads("/accountability",           Operation::ListCases,       || get(lists::accountability)),
    reads("/accountability/{id}",      Operation::ListCases,       || get(show::<OneMatter>)),
    reads("/accountability/{id}/attachments/{name}", Operation::ListCases, || get(file::<OneMatter>)),
    writes("/accountability/{id}/decision", Operation::HoldToAccount, || post(accountability::decided)),
    writes("/accountability/{id}/document", Operation::HoldToAccount, || with_files(post(accountability::recorded))),
    reads("/inquiries",                Operation::ListInquiries, || get(lists::inquiries)),
    reads("/inquiries/new",            Operation::SendInquiry,   || get(inquiry::begin)),
    writes("/inquiries",               Operation::SendInquiry,   || post(inquiry::sent)),
    reads("/inquiries/{id}",           Operation::ListInquiries, || get(show::<OneInquiry>)),
    reads("/inquiries/{id}/form",      Operation::ListInquiries, || get(inquiry::form)),
    reads("/inquiries/{id}/attachments/{name}", Operation::ListInquiries, || get(file::<OneInquiry>)),
    writes("/inquiries/{id}/answer",   Operation::AnswerInquiry, || with_files(post(inquiry::answered))),
    writes("/inquiries/{id}/judgement", Operation::SendInquiry,  || post(inquiry::judged)),
    reads("/inspections",           Operation::ListInspections, || get(lists::inspections)),
    reads("/inspection-observations", Operation::ListInspections, || get(lists::inspection_observations)),
    reads("/draws",                 Operation::ListDraws,      || get(lists::draws)),
    reads("/drawn",                 Operation::ListEvaluations, || get(lists::drawn)),
    reads("/draws/new",             Operation::Draw,           || get(draw::form)),
    writes("/draws",                Operation::Draw,           || post(draw::sent)),
    reads("/draws/{id}",            Operation::ListDraws,      || get(show::<OneDraw>)),
    reads("/draws/{id}/proof.txt",  Operation::ListDraws,      || get(draw::proven)),
    writes("/draws/{id}/step",      Operation::Draw,           || post(draw::stepped)),
    reads("/suggestions",           Operation::ListSuggestions, || get(lists::suggestions)),
    reads("/suggestions/new",       Operation::Suggest,        || get(suggestion::form)),
    writes("/suggestions",          Operation::Suggest,        || with_files(post(suggestion::sent))),
    reads("/suggestions/{id}",      Operation::ListSuggestions, || get(show::<OneSuggestion>)),
    reads("/suggestions/{id}/attachments/{name}", Operation::ListSuggestions, || get(file::<OneSuggestion>)),
    writes("/suggestions/{id}/text", Operation::Suggest,       || with_files(post(suggestion::revised))),
    writes("/suggestions/{id}/answer", Operation::AnswerSuggestion, || post(suggestion::answered)),
    reads("/looked-at",             Operation::ListPayments,   || get(lists::looked_at)),
    reads("/inspections/new",       Operation::Inspect,        || get(inspection::form::begin)),
    writes("/inspections",          Operation::Inspect,        || post(inspection::form::planned)),
    reads("/inspections/{id}",      Operation::ListInspections, || get(show::<OneInspection>)),
    reads("/inspections/{id}/plan", Operation::Inspect,        || get(inspection::form::again)),
    writes("/inspections/{id}/plan", Operation::Inspect,       || post(inspection::form::replanned)),
    writes("/inspections/{id}/work", Operation::Inspect,       || with_files(post(inspection::worked))),
    writes("/inspections/{id}/decision", Operation::DecideInspection, || with_files(post(inspection::decided))),
    writes("/inspections/{id}/answer", Operation::AnswerInspection, || with_files(post(inspection::answered))),
    reads("/inspections/{id}/attachments/{name}", Operation::ListInspections, || get(file::<OneInspection>)),
    reads("/pushes",                Operation::ListPushes,     || get(lists::pushes)),
    reads("/push-items",            Operation::ListPushes,     || get(lists::push_items)),
    reads("/pushes/new",            Operation::MakePush,       || get(push::begin)),
    writes("/pushes",               Operation::MakePush,       || post(push::made)),
    reads("/pushes/{id}",           Operation::ListPushes,     || get(show::<OnePush>)),
    writes("/pushes/{id}/answers",  Operation::AnswerPush,     || post(push::answered)),
    reads("/hand-downs",            Operation::ListHandDowns,   || get(lists::hand_downs)),
    reads("/hand-downs/new",        Operation::PrepareHandDown, || get(handdown::begin)),
    writes("/hand-downs",           Operation::PrepareHandDown, || post(handdown::written)),
    reads("/hand-downs/{id}",       Operation::ListHandDowns,   || get(show::<OneHandDown>)),
    reads("/hand-downs/{id}/draft", Operation::PrepareHandDown, || get(handdown::edit)),
    writes("/hand-downs/{id}/draft", Operation::PrepareHandDown, || post(handdown::rewritten)),
    writes("/hand-downs/{id}/steps", Operation::PrepareHandDown, || post(handdown::prepared)),
    writes("/hand-downs/{id}/scans", Operation::PrepareHandDown, || with_files(post(handdown::scanned))),
    writes("/hand-downs/{id}/review", Operation::ReviewHandDown, || post(handdown::reviewed)),
    writes("/hand-downs/{id}/receipts", Operation::ReceiveHandDown, || post(handdown::received)),
    reads("/hand-downs/{id}/attachments/{name}", Operation::ListHandDowns, || get(file::<OneHandDown>)),
    reads("/integration",           Operation::ListIntegrationPlans, || get(lists::integration)),
    reads("/integration-plans",     Operation::ListIntegrationPlans, || get(lists::integration_plans)),
    reads("/integration-plans/new", Operation::PrepareIntegrationPlan, || get(integration::begin)),
    writes("/integration-plans",    Operation::PrepareIntegrationPlan, || with_rows(post(integration::written))),
    reads("/integration-plans/{id}", Operation::ListIntegrationPlans, || get(show::<OneIntegrationPlan>)),
    reads("/integration-plans/{id}/draft", Operation::PrepareIntegrationPlan, || get(integration::edit)),
    writes("/integration-plans/{id}/draft", Operation::PrepareIntegrationPlan,
        || with_rows(post(integration::rewritten))),
    writes("/integration-plans/{id}/steps", Operation::PrepareIntegrationPlan, || post(integration::prepared)),
    writes("/integration-plans/{id}/scans", Operation::PrepareIntegrationPlan,
        || with_files(post(integration::scanned))),
    writes("/integration-plans/{id}/review", Operation::ConveneIntegrationReview, || post(integration::convened)),
    writes("/integration-plans/{id}/opinions", Operation::ReviewIntegrationPlan, || post(integration::opined)),
    writes("/integration-plans/{id}/decision", Operation::ApproveIntegrationPlan, || post(integration::decided)),
    reads("/integration-plans/{id}/attachments/{name}", Operation::ListIntegrationPlans,
        || get(file::<OneIntegrationPlan>)),
    reads("/reconciliations",       Operation::ListReconciliations, || get(lists::reconciliations)),
    reads("/reconciliations/quarters", Operation::ListReconciliations, || get(reconciliation::quarters)),
    writes("/reconciliations",      Operation::KeepReconciliation, || post(reconciliation::opened)),
    reads("/reconciliations/{id}",  Operation::ListReconciliations, || get(show::<OneReconciliation>)),
    writes("/reconciliations/{id}/figures", Operation::EnterReconciliation,
        || with_rows(post(reconciliation::entered))),
    writes("/reconciliations/{id}/keeping", Operation::KeepReconciliation, || post(reconciliation::kept)),
    writes("/reconciliations/{id}/signing", Operation::SignReconciliation, || post(reconciliation::signed)),
    reads("/fund-proposals",        Operation::ListFundProposals, || get(lists::fund_proposals)),
    reads("/fund-proposal-lines",   Operation::ListFundProposals, || get(lists::fund_proposal_lines)),
    reads("/fund-proposals/new",    Operation::WriteFundProposal, || get(fund_proposal::begin)),
    writes("/fund-proposals",       Operation::WriteFundProposal, || with_files(post(fund_proposal::written))),
    reads("/fund-proposals/{id}",   Operation::ListFundProposals, || get(show::<OneFundProposal>)),
    reads("/fund-proposals/{id}/attachments/{name}", Operation::ListFundProposals, || get(file::<OneFundProposal>)),
    reads("/fund-proposals/{id}/draft", Operation::WriteFundProposal, || get(fund_proposal::edit)),
    writes("/fund-proposals/{id}/draft", Operation::WriteFundProposal, || with_files(post(fund_proposal::rewritten))),
    writes("/fund-proposals/{id}/steps", Operation::WriteFundProposal, || post(fund_proposal::prepared)),
    writes("/fund-proposals/{id}/passage", Operation::PassFundProposal, || post(fund_proposal::passed)),
    reads("/factor-plans",          Operation::ListFactorPlans, || get(lists::factor_plans)),
    reads("/factor-plans/new",      Operation::PrepareFactorPlan, || get(factor_plan::begin)),
    writes("/factor-plans",         Operation::PrepareFactorPlan, || with_files(post(factor_plan::written))),
    reads("/factor-plans/{id}",     Operation::ListFactorPlans, || get(show::<OneFactorPlan>)),
    reads("/factor-plans/{id}/draft", Operation::PrepareFactorPlan, || get(factor_plan::edit)),
    writes("/factor-plans/{id}/draft", Operation::PrepareFactorPlan, || with_files(post(factor_plan::rewritten))),
    writes("/factor-plans/{id}/steps", Operation::PrepareFactorPlan, || post(factor_plan::prepared)),
    writes("/factor-plans/{id}/adoption", Operation::AdoptFactorPlan, || post(factor_plan::adopted)),
    reads("/factor-plans/{id}/{name}", Operation::ListFactorPlans, || get(factor_plan::file)),
    reads("/monthly-returns",       Operation::ListMonthlyReturns, || get(monthly_return::list)),
    writes("/monthly-returns",      Operation::WriteMonthlyReturn, || post(monthly_return::written)),
    reads("/monthly-returns/{id}",  Operation::ListMonthlyReturns, || get(show::<OneReturn>)),
    writes("/monthly-returns/{id}/draft", Operation::WriteMonthlyReturn, || post(monthly_return::rewritten)),
    writes("/monthly-returns/{id}/submission", Operation::SubmitMonthlyReturn, || post(monthly_return::submitted)),
    writes("/monthly-returns/{id}/receipt", Operation::ReceiveMonthlyReturn, || post(monthly_return::received)),
    reads("/registers/allocation",  Operation::ReadRegisters,  || get(lists::allocation)),
    reads("/registers/{name}",      Operation::ReadRegisters,  || get(register::show)),
    reads("/raised",                Operation::ReadRegisters,  || get(lists::raised)),
    reads("/kept-back",             Operation::ListProjects,   || get(lists::kept_back)),
    reads("/fundings",              Operation::ListAllotments, || get(lists::fundings)),
    reads("/imports",               Operation::ListImports,    || get(imports::list)),
    writes("/imports",              Operation::Import,         || post(imports::upload)),
    reads("/entry",                 Operation::Enter,          || get(entry::choose)),
    reads("/entry/{table}",         Operation::Enter,          || get(entry::form)),
    writes("/entry/{table}",        Operation::Enter,          || with_rows(post(entry::post))),
    reads("/imports/{id}",          Operation::ListImports,    || get(imports::show)),
    reads("/imports/uploads/{id}",  Operation::Import,         || get(imports::preview)),
    writes("/imports/uploads/{id}", Operation::Import,         || post(imports::accept)),
    writes("/imports/uploads/{id}/files", Operation::Import,   || post(imports::add)),
    reads("/imports/uploads/{id}/row", Operation::Import, || get(entry::mend)),
    reads("/imports/uploads/{id}/rejected/{name}", Operation::Import, || get(imports::rejected)),
    reads("/mappings",              Operation::ListMappings,   || get(mappings::list)),
    writes("/mappings",             Operation::KeepMapping,    || post(mappings::add)),
    reads("/mappings/{id}",         Operation::ListMappings,   || get(mappings::show)),
    writes("/mappings/{id}/versions", Operation::KeepMapping,  || post(mappings::replaced)),
    writes("/mappings/{id}/retirement", Operation::KeepMapping, || post(mappings::retired)),
    reads("/api",                   Operation::ReadApi,        || get(interface::show)),
    reads("/api/trial",             Operation::ReadApi,        || get(interface::trial::show)),
    writes("/api/trial",            Operation::ReadApi,        || post(interface::trial::send)),
    reads("/saved",                 Operation::SaveQueries,    || get(saved::list)),
    writes("/saved",                Operation::SaveQueries,    || post(saved::add)),
    writes("/saved/{id}/name",      Operation::SaveQueries,    || post(saved::renamed)),
    writes("/saved/{id}/removal",   Operation::SaveQueries,    || post(saved::forgotten)),
    reads("/tokens",                Operation::ListTokens,     || get(tokens::list)),
    writes("/tokens",               Operation::AddToken,       || post(tokens::add)),
    writes("/tokens/{id}/revocation", Operation::RevokeToken,  || post(tokens::revoke)),
    reads("/webhooks",              Operation::ListWebhooks,   || get(webhooks::list)),
    writes("/webhooks",             Operation::AddWebhook,     || post(webhooks::add)),
    writes("/webhooks/{id}/stop",   Operation::StopWebhook,    || post(webhooks::stop)),
    writes("/webhooks/{id}/attempt", Operation::StopWebhook,   || post(webhooks::try_now)),
    reads("/notices",               Operation::SetNotices,     || get(notices::form)),
    writes("/notices",              Operation::SetNotices,     || post(notices::set)),
];

/// What a form does that is sent to an address; none where no form is sent there.
pub(crate) fn sent_to(address: &str) -> Option<Operation> {
    let takes = |route: &&Route| route.verb == Verb::Post && fits(route.path, address);
    ROUTES.iter().find(takes).map(|route| route.operation)
}

/// The page on which a form stands that is sent to an address: the nearest above it.
pub(crate) fn page_above(address: &str) -> Option<&str> {
    let shows =
        |at: &&str| ROUTES.iter().any(|route| route.verb == Verb::Get && fits(route.path, at));
    let ends = address.match_indices('/').map(|(at, _)| at).rev();
    let above = ends.filter_map(|end| address.get(..end));
    std::iter::once(address).chain(above).filter(|at| !at.is_empty()).find(shows)
}

/// Whether an address is one of a path's.
fn fits(path: &str, address: &str) -> bool {
    let (mut path, mut address) = (path.split('/'), address.split('/'));
    loop {
        match (path.next(), address.next()) {
            (None, None) => return true,
            (Some(one), Some(other)) if one == other => {}
            (Some(one), Some(other)) if one.starts_with('{') && !other.is_empty() => {}
            _ => return false,
        }
    }
}

/// A route to which documents may be sent.
fn with_files(handler: MethodRouter<Served>) -> MethodRouter<Served> {
    handler.layer(DefaultBodyLimit::max(UPLOAD))
}

/// Bytes of a form with many rows, at most.
const ROWS: usize = 512 << 10;

/// A route to which many rows may be sent.
fn with_rows(handler: MethodRouter<Served>) -> MethodRouter<Served> {
    handler.layer(DefaultBodyLimit::max(ROWS))
}

/// How long a request may take: data sets may be large and lines slow.
fn patience(operation: Operation) -> Duration {
    if operation == Operation::Import { Duration::from_mins(30) } else { Duration::from_secs(30) }
}

/// The routes behind their guards.
pub(crate) fn router(site: &Site) -> Router {
    let mut router = Router::new();
    for route in ROUTES {
        let (operation, path) = (route.operation, route.path);
        let gate = Gate { site: site.clone(), operation, path, most: None };
        let mut handler = (route.handler)();
        if route.operation == Operation::Import {
            handler = handler.layer(DefaultBodyLimit::max(site.context.upload_bytes));
        }
        let patience = patience(route.operation);
        let late = TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, patience);
        let behind: MethodRouter<Served> = handler.layer(from_fn_with_state(gate, visit::guard));
        let guarded: MethodRouter<Served> = behind.layer(late);
        router = router.route(route.path, guarded);
    }
    let mut interface = Router::new();
    for described in API {
        interface = interface.route(described.route.path, for_programs(site, described));
    }
    let interface = interface.method_not_allowed_fallback(problem::unknown_method);
    router.merge(interface).fallback(system::not_found).with_state(Served(site.clone()))
}

/// One route for programs by itself, behind its guard.
pub(crate) fn alone_for_programs(site: &Site, described: &Described) -> Router {
    let alone = Router::new().route(described.route.path, for_programs(site, described));
    alone.with_state(Served(site.clone()))
}

/// Bytes of JSON with documents in it, at most.
const JSON: usize = UPLOAD / 3 * 4;

/// A route for programs behind its guard.
fn for_programs(site: &Site, described: &Described) -> MethodRouter<Served> {
    let route = &described.route;
    let (operation, path) = (route.operation, route.path);
    let sends_files = matches!(described.takes, Takes::Files(_));
    let most = (!sends_files).then_some(JSON);
    let gate = Gate { site: site.clone(), operation, path, most };
    let bytes = if sends_files { site.context.upload_bytes } else { JSON };
    let handler = (route.handler)().layer(DefaultBodyLimit::max(bytes));
    let late = TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, patience(operation));
    let behind: MethodRouter<Served> = handler.layer(from_fn_with_state(gate, caller::guard));
    behind.layer(late)
}
