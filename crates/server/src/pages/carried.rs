//! A form that was sent after its session had ended. It goes on in the page that asks for the password, in
//! fields that nobody sees: nothing of it is kept on the platform, logged, or put into an address, since it may
//! hold personal numbers. Documents cannot wait in a page and are chosen again.

use std::fmt;

use askama::Template;
use axum::body::{Body, to_bytes};
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Query, Request};
use axum::http::header::{CONTENT_TYPE, SET_COOKIE};
use axum::http::{HeaderMap, Uri};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use domain::TableId;

use super::frame::Frame;
use super::handling::{UPLOAD, said_name, step_name};
use super::session::{SignInView, VerifyView};
use super::{Page, entered, shown};
use crate::access::{Operation, Who};
use crate::lists::asked::encoded;
use crate::operations::sign_in::Opened;
use crate::operations::{Refusal, Stage};
use crate::routes;
use crate::visit::Visit;

/// Bytes of a form that goes on, at most: as a field of another form it grows, and must fit into one.
const MOST: usize = 36 << 10;

/// The name, of no field of ours, under which a form that takes documents goes on, with the field and the name of each.
const DOCUMENT: &str = "@";

/// What is told of a form before it is sent again, in lines.
const TOLD: usize = 40;

/// A form, and where it is sent.
#[derive(Clone)]
pub(crate) struct Carried {
    /// Its address.
    pub(crate) back: String,
    /// What was written, as browsers send it.
    pub(crate) form: String,
}

/// What is written in it is nobody's business.
impl fmt::Debug for Carried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Carried({})", self.back)
    }
}

/// Signed in again: what was written can go on.
#[derive(Template)]
#[template(path = "carried.html")]
pub(crate) struct View {
    /// Around it.
    pub(crate) frame: Frame,
    /// The form.
    pub(crate) carried: Carried,
}

/// Whether forms of an operation go on. Those with passwords do not, nor data sets, which are files.
pub(crate) fn goes_on(operation: Operation) -> bool {
    let excepted = matches!(
        operation,
        Operation::AddPerson | Operation::ResetPerson | Operation::ClosePerson | Operation::Import
    );
    matches!(operation.who(), Who::Roles(_)) && !excepted
}

impl Carried {
    /// A form that may go on: one of the platform's own.
    pub(crate) fn sent(back: &str, form: &str) -> Option<Carried> {
        let known = match back.strip_prefix("/entry/") {
            Some(table) => TableId::ALL.iter().any(|id| id.spec().name == table),
            None => routes::sent_to(back).is_some_and(goes_on),
        };
        let fits = known && !form.is_empty() && form.len() <= MOST;
        fits.then(|| Carried { back: back.to_owned(), form: form.to_owned() })
    }

    /// Whether it was one in which records are entered, which is looked at again before it is judged.
    pub(crate) fn enters(&self) -> bool {
        self.back.starts_with("/entry/")
    }

    fn pairs(&self) -> Vec<(String, String)> {
        let address: Option<Uri> = format!("/?{}", self.form).parse().ok();
        let read = address.and_then(|uri| Query::<Vec<(String, String)>>::try_from_uri(&uri).ok());
        read.map(|Query(pairs)| pairs).unwrap_or_default()
    }

    /// What was written, field by field; of records without what was to be done with them.
    pub(crate) fn fields(&self) -> Vec<(String, String)> {
        let mut fields = self.pairs();
        let asks = |name: &str| self.enters() && matches!(name, "step" | "seal");
        fields.retain(|(name, _)| name != DOCUMENT && !asks(name));
        fields
    }

    /// Whether it is sent with documents, chosen or not.
    pub(crate) fn takes_documents(&self) -> bool {
        self.pairs().iter().any(|(name, _)| name == DOCUMENT)
    }

    /// The documents to be chosen again: field, and what was chosen.
    pub(crate) fn documents(&self) -> Vec<(String, String)> {
        let mut all: Vec<(String, String)> = Vec::new();
        for (name, text) in self.pairs() {
            let Some((field, file)) = text.split_once('/').filter(|_| name == DOCUMENT) else {
                continue;
            };
            match all.iter_mut().find(|(known, _)| known == field) {
                Some((_, files)) => *files = format!("{files}, {file}"),
                None => all.push((field.to_owned(), file.to_owned())),
            }
        }
        all
    }

    /// The page on which it stood.
    pub(crate) fn page(&self) -> &str {
        routes::page_above(&self.back).unwrap_or("/")
    }
}

impl View {
    /// What is done by sending it, and what was written: name, where the field has one, and text.
    pub(crate) fn told(&self) -> Vec<(&'static str, String)> {
        let lang = self.frame.lang;
        let step = |text: &str| match step_name(text, lang) {
            "" => text.to_owned(),
            name => name.to_owned(),
        };
        let told = |(name, text): (String, String)| match name.as_str() {
            "seal" => None,
            "step" => Some((lang.pick("办理", "Step"), step(&text))),
            _ if text.trim().is_empty() || is_number_of_post(&text) => None,
            name => Some((said_name(name, lang), text)),
        };
        self.carried.fields().into_iter().filter_map(told).take(TOLD).collect()
    }
}

/// Whether a text says nothing to people: the public number of a post.
fn is_number_of_post(text: &str) -> bool {
    text.len() == 36 && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

/// The fields of a form as they were sent, as addresses write them; none where they are too many.
async fn written(headers: &HeaderMap, body: Body) -> Option<String> {
    let kind = headers.get(CONTENT_TYPE)?;
    if !kind.to_str().ok()?.starts_with("multipart/form-data") {
        let sent = to_bytes(body, MOST).await.ok()?;
        return String::from_utf8(sent.into()).ok();
    }
    let mut request = Request::builder().header(CONTENT_TYPE, kind).body(body).ok()?;
    DefaultBodyLimit::max(UPLOAD).apply(&mut request);
    let mut sent = Multipart::from_request(request, &()).await.ok()?;
    let mut form = format!("{}=", encoded(DOCUMENT));
    while let Some(mut field) = sent.next_field().await.ok()? {
        let name = field.name()?.to_owned();
        let pair = match field.file_name().map(str::to_owned) {
            None => (name, field.text().await.ok()?),
            Some(file) => {
                while field.chunk().await.ok()?.is_some() {}
                (DOCUMENT.to_owned(), format!("{name}/{file}"))
            }
        };
        if pair.1.ends_with('/') && pair.0 == DOCUMENT {
            continue;
        }
        form = format!("{form}&{}={}", encoded(&pair.0), encoded(&pair.1));
        if form.len() > MOST {
            return None;
        }
    }
    Some(form)
}

/// Asks for what is due, and carries on the form that was sent.
pub(crate) async fn ask(visit: &Visit, headers: &HeaderMap, body: Body) -> Response {
    let form = written(headers, body).await.unwrap_or_default();
    let (frame, carried) = (visit.frame(), Carried::sent(&visit.frame().path, &form));
    let refusal = || Some(Refusal::SignInFirst.sentence(visit.lang).to_owned());
    let page = match (carried, visit.due()) {
        (None, due) => return Redirect::to(due).into_response(),
        (carried, "/sign-in") => {
            let login = String::new();
            shown(visit, &SignInView { frame, login, refusal: refusal(), carried }, true)
        }
        (carried, "/verify") => shown(visit, &VerifyView { frame, refusal: None, carried }, true),
        (_, due) => return Redirect::to(due).into_response(),
    };
    page.into_response()
}

/// On to what is due after signing in, with the form where one was carried.
pub(crate) fn go_on(visit: &Visit, opened: &Opened, carried: Option<Carried>) -> Page {
    let cookie = [(SET_COOKIE, visit.session_cookie(&opened.token))];
    let frame = visit.frame();
    let page = match (carried, opened.stage) {
        (Some(carried), Stage::Open) => shown(visit, &View { frame, carried }, false)?,
        (carried @ Some(_), Stage::Factor) => {
            shown(visit, &VerifyView { frame, refusal: None, carried }, false)?
        }
        _ => return Ok(entered(visit, opened)),
    };
    Ok((AppendHeaders(cookie), page).into_response())
}

#[cfg(test)]
mod tests;
