//! Pages before one is signed in: first account, name and password, code; and the way out.

use askama::Template;
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::response::{AppendHeaders, IntoResponse, Redirect};
use axum::{Extension, Form};
use serde::Deserialize;

use super::carried::{Carried, go_on};
use super::frame::Frame;
use super::{Page, shown};
use crate::operations::people::NewPerson;
use crate::operations::{Refusal, first_run as first, sign_in as session};
use crate::visit::{Site, Visit};

/// Name and password.
#[derive(Template)]
#[template(path = "sign_in.html")]
pub(crate) struct SignInView {
    /// Around it.
    pub(crate) frame: Frame,
    /// What was entered.
    pub(crate) login: String,
    /// Why it was refused.
    pub(crate) refusal: Option<String>,
    /// A form that goes on afterwards.
    pub(crate) carried: Option<Carried>,
}

/// The second factor's code.
#[derive(Template)]
#[template(path = "verify.html")]
pub(crate) struct VerifyView {
    /// Around it.
    pub(crate) frame: Frame,
    /// Why it was refused.
    pub(crate) refusal: Option<String>,
    /// A form that goes on afterwards.
    pub(crate) carried: Option<Carried>,
}

/// The first account.
#[derive(Template)]
#[template(path = "first_run.html")]
pub(crate) struct FirstRunView {
    /// Around it.
    pub(crate) frame: Frame,
    /// What was entered.
    pub(crate) login: String,
    /// What was entered.
    pub(crate) name: String,
    /// Why it was refused.
    pub(crate) refusal: Option<String>,
}

/// Name and password as sent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignInForm {
    login: String,
    password: String,
    #[serde(default)]
    back: String,
    #[serde(default)]
    carried: String,
}

/// A code as sent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CodeForm {
    code: String,
    #[serde(default)]
    back: String,
    #[serde(default)]
    carried: String,
}

/// The first account as sent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FirstRunForm {
    login: String,
    name: String,
    password: String,
}

/// Asks for name and password; on an empty store, for the first account.
pub(crate) async fn sign_in_form(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
) -> Page {
    if first::is_due(&site.context).await.map_err(|failure| visit.problem(failure))? {
        return Ok(Redirect::to("/first-run").into_response());
    }
    let (frame, login) = (visit.frame(), String::new());
    let view = SignInView { frame, login, refusal: None, carried: None };
    shown(&visit, &view, false)
}

/// Signs in.
pub(crate) async fn sign_in(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Form(form): Form<SignInForm>,
) -> Page {
    let done = session::sign_in(&site.context, &visit.origin, &form.login, &form.password).await;
    let carried = Carried::sent(&form.back, &form.carried);
    match visit.said(done)? {
        Ok(opened) => go_on(&visit, &opened, carried),
        Err(refusal) => {
            let (refusal, frame, login) = (Some(refusal), visit.frame(), form.login);
            shown(&visit, &SignInView { frame, login, refusal, carried }, true)
        }
    }
}

/// Asks for the code.
pub(crate) async fn verify_form(Extension(visit): Extension<Visit>) -> Page {
    shown(&visit, &VerifyView { frame: visit.frame(), refusal: None, carried: None }, false)
}

/// Takes the code.
pub(crate) async fn verify(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Form(form): Form<CodeForm>,
) -> Page {
    let done = session::verify(&site.context, &visit.origin, visit.actor()?, &form.code).await;
    let carried = Carried::sent(&form.back, &form.carried);
    match visit.said(done)? {
        Ok(opened) => go_on(&visit, &opened, carried),
        Err(refusal) => {
            let refusal = Some(refusal);
            shown(&visit, &VerifyView { frame: visit.frame(), refusal, carried }, true)
        }
    }
}

/// Signs out.
pub(crate) async fn sign_out(State(site): State<Site>, Extension(visit): Extension<Visit>) -> Page {
    let done = session::sign_out(&site.context, &visit.origin, visit.actor()?).await;
    done.map_err(|failure| visit.problem(failure))?;
    let cookie = [(SET_COOKIE, visit.session_cookie(""))];
    Ok((AppendHeaders(cookie), Redirect::to("/sign-in")).into_response())
}

/// Asks for the first account.
pub(crate) async fn first_run_form(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
) -> Page {
    if !first::is_due(&site.context).await.map_err(|failure| visit.problem(failure))? {
        return Err(visit.problem(Refusal::NotFirst.into()));
    }
    let (login, name) = (String::new(), String::new());
    shown(&visit, &FirstRunView { frame: visit.frame(), login, name, refusal: None }, false)
}

/// Makes the first account.
pub(crate) async fn first_run(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Form(form): Form<FirstRunForm>,
) -> Page {
    let input = NewPerson {
        login: &form.login,
        name: &form.name,
        password: &form.password,
        must_change: false,
    };
    let done = first::first_run(&site.context, &visit.origin, input).await;
    match visit.said(done)? {
        Ok(()) => Ok(Redirect::to("/sign-in").into_response()),
        Err(refusal) => {
            let FirstRunForm { login, name, .. } = form;
            let refusal = Some(refusal);
            shown(&visit, &FirstRunView { frame: visit.frame(), login, name, refusal }, true)
        }
    }
}
