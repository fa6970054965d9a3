//! The interface for programs: the operations of the pages as JSON under `/api/v1`, one module a noun. A program
//! shows a token, by which it acts for a person in one post; the access matrix holds as it does on pages.

pub(crate) mod accountability;
pub(crate) mod archives;
pub(crate) mod body;
pub(crate) mod caller;
pub(crate) mod cases;
pub(crate) mod changes;
pub(crate) mod contributions;
pub(crate) mod described;
pub(crate) mod divisions;
pub(crate) mod draws;
pub(crate) mod entries;
pub(crate) mod evaluations;
pub(crate) mod factor_plans;
pub(crate) mod fund_proposals;
pub(crate) mod handdowns;
pub(crate) mod imports;
pub(crate) mod inquiries;
pub(crate) mod inspections;
pub(crate) mod integration;
pub(crate) mod ledger;
pub(crate) mod lists;
pub(crate) mod looks;
pub(crate) mod mappings;
pub(crate) mod me;
pub(crate) mod monitorings;
pub(crate) mod monthly_returns;
mod once;
pub(crate) mod overview;
pub(crate) mod payment_requests;
pub(crate) mod policies;
pub(crate) mod problem;
pub(crate) mod projects;
pub(crate) mod pushes;
pub(crate) mod reconciliations;
pub(crate) mod records;
pub(crate) mod registers;
pub(crate) mod screenings;
pub(crate) mod settings;
pub(crate) mod steps;
pub(crate) mod suggestions;
pub(crate) mod targets;
#[cfg(test)]
pub(crate) mod tests;
pub(crate) mod verdicts;
pub(crate) mod warnings;

use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use domain::Lang;
use domain::money::Fen;
use serde::Serialize;

pub(crate) use self::caller::Caller;
pub(crate) use self::problem::Problem;
use crate::operations::Failure;

/// What a handler gives.
pub(crate) type Answer = Result<Response, Problem>;

/// A sentence in both languages.
#[derive(Debug, Default, Serialize, utoipa::ToSchema)]
pub(crate) struct Sentence {
    /// In Chinese.
    pub(crate) zh: String,
    /// In English.
    pub(crate) en: String,
}

impl Sentence {
    /// The same thing said in both languages.
    pub(crate) fn of<T: Into<String>>(said: impl Fn(Lang) -> T) -> Sentence {
        Sentence { zh: said(Lang::Zh).into(), en: said(Lang::En).into() }
    }
}

/// An amount in yuan with two decimals, as a text: no reader turns it into a floating-point number.
pub(crate) fn yuan(fen: i64) -> String {
    Fen(fen).plain()
}

/// A text; none where it is empty.
pub(crate) fn some(text: &str) -> Option<String> {
    Some(text.to_owned()).filter(|text| !text.is_empty())
}

/// A value as JSON.
pub(crate) fn json(caller: &Caller, value: &impl Serialize) -> Answer {
    with_status(caller, StatusCode::OK, value)
}

/// The same with another status.
pub(crate) fn with_status(caller: &Caller, status: StatusCode, value: &impl Serialize) -> Answer {
    let broken =
        |error: serde_json::Error| caller.problem(Failure::System(format!("JSON: {error}")));
    let text = serde_json::to_string(value).map_err(broken)?;
    Ok((status, [(CONTENT_TYPE, "application/json")], text).into_response())
}
