//! The pages: a view struct, a template and a short function for each. A page works as a plain form; texts
//! stand in both languages where they are used, so that neither can be missing.

pub(crate) mod account;
pub(crate) mod accountability;
pub(crate) mod carried;
pub(crate) mod case;
pub(crate) mod contribution;
pub(crate) mod divisions;
pub(crate) mod draw;
pub(crate) mod entry;
pub(crate) mod evaluation;
pub(crate) mod factor_plan;
pub(crate) mod frame;
pub(crate) mod fund_proposal;
pub(crate) mod handdown;
pub(crate) mod handling;
pub(crate) mod imports;
pub(crate) mod indicator;
pub(crate) mod inquiry;
pub(crate) mod inspection;
pub(crate) mod integration;
pub(crate) mod interface;
pub(crate) mod ledger;
pub(crate) mod lists;
pub(crate) mod mappings;
pub(crate) mod monitoring;
pub(crate) mod monthly_return;
pub(crate) mod notices;
pub(crate) mod overview;
pub(crate) mod payment_request;
pub(crate) mod people;
pub(crate) mod policies;
pub(crate) mod posts;
pub(crate) mod problem;
pub(crate) mod project;
pub(crate) mod push;
pub(crate) mod reconciliation;
pub(crate) mod records;
pub(crate) mod register;
pub(crate) mod saved;
pub(crate) mod screenings;
pub(crate) mod session;
pub(crate) mod setting;
pub(crate) mod statement;
pub(crate) mod suggestion;
pub(crate) mod system;
pub(crate) mod target;
pub(crate) mod today;
pub(crate) mod tokens;
pub(crate) mod warning;
pub(crate) mod webhooks;

#[cfg(test)]
pub(crate) mod tests;

use askama::Template;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{AppendHeaders, Html, IntoResponse, Redirect, Response};

use crate::operations::Failure;
use crate::operations::sign_in::Opened;
use crate::visit::Visit;

pub(crate) use self::problem::Problem;

/// What a handler gives.
pub(crate) type Page = Result<Response, Problem>;

/// A page; one that shows a refusal says so by its status, too.
pub(crate) fn shown(visit: &Visit, view: &impl Template, refused: bool) -> Page {
    let html = view.render().map_err(|error| visit.problem(Failure::System(error.to_string())))?;
    let status = if refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok((status, Html(html)).into_response())
}

/// On to what is due, with the cookie of a new session.
pub(crate) fn entered(visit: &Visit, opened: &Opened) -> Response {
    use crate::operations::Stage;
    let to = match opened.stage {
        Stage::Factor => "/verify",
        Stage::Password => "/password",
        Stage::Open => "/",
    };
    let cookie = [(SET_COOKIE, visit.session_cookie(&opened.token))];
    (AppendHeaders(cookie), Redirect::to(to)).into_response()
}
