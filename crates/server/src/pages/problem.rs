//! What went wrong, said twice: to the person what to do, to the log what happened. The one place that maps
//! failures to HTTP.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use super::frame::Frame;
use crate::operations::{Failure, Refusal};

/// A failure with the frame of the page that tells it.
#[derive(Debug)]
pub(crate) struct Problem {
    /// What happened.
    pub(crate) failure: Failure,
    /// Around it.
    pub(crate) frame: Box<Frame>,
}

/// The page.
#[derive(Template)]
#[template(path = "problem.html")]
pub(crate) struct View<'a> {
    /// Around it.
    pub(crate) frame: Frame,
    /// What it is, in few words.
    pub(crate) title: &'a str,
    /// What to do.
    pub(crate) text: &'a str,
}

impl Refusal {
    /// Whether it is told beside the form that was sent, and not as a page of its own.
    pub(crate) fn beside_form(self) -> bool {
        !matches!(self, Refusal::SignInFirst | Refusal::OutOfScope | Refusal::TooOften)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let Problem { failure, frame } = self;
        let said;
        let (status, title, text) = match &failure {
            Failure::Refused(refusal) => {
                let text = refusal.sentence(frame.lang);
                (status(*refusal), frame.t("无法办理", "This cannot be done"), text)
            }
            Failure::Import(refusal) => {
                said = refusal.sentence(frame.lang);
                let title = frame.t("没有导入", "Nothing was imported");
                (StatusCode::UNPROCESSABLE_ENTITY, title, said.as_str())
            }
            Failure::Store(_) | Failure::System(_) => {
                tracing::error!(error = %failure);
                let title = frame.t("系统出错", "Something went wrong");
                let text = frame.t(
                    "您的操作没有保存，数据没有改变。请稍后再试；仍不成功时，请联系网络信息中心。",
                    "Nothing was saved or changed. Try again later; if it happens again, tell the network \
                     centre.",
                );
                (StatusCode::INTERNAL_SERVER_ERROR, title, text)
            }
        };
        told(status, (*frame).clone(), title, text)
    }
}

fn status(refusal: Refusal) -> StatusCode {
    match refusal {
        Refusal::SignInFirst => StatusCode::UNAUTHORIZED,
        Refusal::OutOfScope => StatusCode::FORBIDDEN,
        Refusal::TooOften => StatusCode::TOO_MANY_REQUESTS,
        Refusal::UnknownPerson
        | Refusal::UnknownPost
        | Refusal::NotFirst
        | Refusal::UnknownUpload
        | Refusal::UnknownImport
        | Refusal::UnknownSaved
        | Refusal::UnknownMapping
        | Refusal::UnknownRecord => StatusCode::NOT_FOUND,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// A page that says one thing.
pub(crate) fn told(status: StatusCode, frame: Frame, title: &str, text: &str) -> Response {
    match (View { frame, title, text }).render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error);
            (StatusCode::INTERNAL_SERVER_ERROR, text.to_owned()).into_response()
        }
    }
}
