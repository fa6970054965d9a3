//! A form as it was sent, with documents or without.

use std::collections::BTreeMap;

use axum::Form;
use axum::extract::multipart::{Multipart, MultipartError};
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Redirect, Response};

use crate::operations::Refusal;
use crate::operations::handling::acting::Sent;
use crate::pages::Problem;
use crate::visit::Visit;

/// What was filled in.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filled {
    /// Names and texts, in the order of the form.
    pub(crate) pairs: Vec<(String, String)>,
    /// The documents.
    pub(crate) files: Vec<Sent>,
}

/// The row of a place in a list of rows as a form sends them, which grows up to it; none from a bound on.
pub(crate) fn row_at<T: Clone + Default>(
    rows: &mut Vec<T>,
    at: usize,
    most: usize,
) -> Option<&mut T> {
    if at < most && rows.len() <= at {
        rows.resize(at + 1, T::default());
    }
    rows.get_mut(at)
}

impl Filled {
    /// Its texts by their names; the last of those of one name.
    pub(crate) fn texts(&self) -> BTreeMap<String, String> {
        self.pairs.iter().cloned().collect()
    }

    /// All texts of a name.
    pub(crate) fn all<'f>(&'f self, name: &str) -> impl Iterator<Item = &'f str> {
        let named = self.pairs.iter().filter(move |(own, _)| own == name);
        named.map(|(_, text)| text.as_str())
    }

    /// The text of a name; none is empty.
    pub(crate) fn text(&self, name: &str) -> String {
        self.all(name).last().unwrap_or_default().to_owned()
    }

    /// Reads a form with documents.
    async fn read(mut sent: Multipart) -> Result<Filled, MultipartError> {
        let mut filled = Filled::default();
        while let Some(field) = sent.next_field().await? {
            let name = field.name().unwrap_or_default().to_owned();
            let Some(file) = field.file_name().map(str::to_owned) else {
                filled.pairs.push((name, field.text().await?));
                continue;
            };
            let content = field.bytes().await?.to_vec();
            // A browser sends an empty file where none was chosen.
            if !(file.is_empty() && content.is_empty()) {
                filled.files.push(Sent { name: file, content });
            }
        }
        Ok(filled)
    }

    async fn of<S: Send + Sync>(request: Request, state: &S) -> Result<Filled, Refusal> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        if kind.is_some_and(|kind| kind.starts_with("multipart/")) {
            let sent = Multipart::from_request(request, state).await;
            let read = Filled::read(sent.map_err(|_| Refusal::UnknownStep)?).await;
            return read.map_err(|_| Refusal::AttachmentSize);
        }
        let sent = Form::<Vec<(String, String)>>::from_request(request, state).await;
        let Form(pairs) = sent.map_err(|_| Refusal::UnknownStep)?;
        Ok(Filled { pairs, files: Vec::new() })
    }
}

impl<S: Send + Sync> FromRequest<S> for Filled {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Filled, Response> {
        // Every route stands behind a guard that says who asks.
        let Some(visit) = request.extensions().get::<Visit>().cloned() else {
            return Err(Redirect::to("/").into_response());
        };
        let problem = |refusal: Refusal| -> Problem { visit.problem(refusal.into()) };
        Filled::of(request, state).await.map_err(|refusal| problem(refusal).into_response())
    }
}
