//! A form that was sent after its session had ended. It goes on in the page that asks for the password, in
//! fields that nobody sees: nothing of it is kept on the platform, logged, or put into an address, since it may
//! hold personal numbers.

use std::fmt;

use askama::Template;
use axum::body::{Body, to_bytes};
use axum::extract::Query;
use axum::http::Uri;
use axum::http::header::SET_COOKIE;
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use domain::TableId;

use super::frame::Frame;
use super::session::{SignInView, VerifyView};
use super::{Page, entered, shown};
use crate::operations::sign_in::Opened;
use crate::operations::{Refusal, Stage};
use crate::visit::Visit;

/// Bytes of a form that goes on, at most: as a field of another form it grows, and must fit into one.
const MOST: usize = 36 << 10;

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

impl Carried {
    /// A form that may go on: one in which records are entered.
    pub(crate) fn sent(back: &str, form: &str) -> Option<Carried> {
        let table = back.strip_prefix("/entry/")?;
        let known = TableId::ALL.iter().any(|id| id.spec().name == table);
        let fits = known && !form.is_empty() && form.len() <= MOST;
        fits.then(|| Carried { back: back.to_owned(), form: form.to_owned() })
    }

    /// What was written, field by field, without what was to be done with it.
    pub(crate) fn fields(&self) -> Vec<(String, String)> {
        let address: Option<Uri> = format!("/?{}", self.form).parse().ok();
        let read = address.and_then(|uri| Query::<Vec<(String, String)>>::try_from_uri(&uri).ok());
        let mut fields = read.map(|Query(fields)| fields).unwrap_or_default();
        fields.retain(|(name, _)| name != "step" && name != "seal");
        fields
    }
}

/// Asks for what is due, and carries on the form that was sent.
pub(crate) async fn ask(visit: &Visit, body: Body) -> Response {
    let sent = to_bytes(body, MOST).await.unwrap_or_default();
    let form = std::str::from_utf8(&sent).unwrap_or_default();
    let (frame, carried) = (visit.frame(), Carried::sent(&visit.frame().path, form));
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
mod tests {
    use super::*;

    #[test]
    fn only_forms_of_records_go_on_and_only_what_was_written() {
        for (back, form, fits) in [
            ("/entry/payments", "0.amount=1", true),
            ("/entry/payments", "", false),
            ("/entry/colours", "0.amount=1", false),
            ("/sign-out", "0.amount=1", false),
            ("//evil.example/entry/payments", "0.amount=1", false),
            ("https://evil.example", "0.amount=1", false),
        ] {
            assert_eq!(Carried::sent(back, form).is_some(), fits, "{back} {form}");
        }
        assert!(Carried::sent("/entry/payments", &"x".repeat(MOST + 1)).is_none());
        let form = "0.payee=%E6%B0%B4+a%26b&step=save&seal=ab&0.key=6531";
        let carried = Carried::sent("/entry/benefits", form).unwrap();
        let fields = [("0.payee", "水 a&b"), ("0.key", "6531")];
        assert_eq!(carried.fields(), fields.map(|(n, t)| (n.to_owned(), t.to_owned())));
        assert!(!format!("{carried:?}").contains("6531"));
    }
}
