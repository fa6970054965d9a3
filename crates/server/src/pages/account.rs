//! One's own account: password and second factor.

use askama::Template;
use axum::extract::State;
use axum::{Extension, Form};
use serde::Deserialize;

use super::frame::Frame;
use super::{Page, entered, shown};
use crate::operations::Stage;
use crate::operations::account::{self, NewPassword};
use crate::visit::{Site, Visit};

/// A new password.
#[derive(Template)]
#[template(path = "password.html")]
pub(crate) struct PasswordView {
    /// Around it.
    pub(crate) frame: Frame,
    /// Whether it must be changed before anything else.
    pub(crate) due: bool,
    /// Why it was refused.
    pub(crate) refusal: Option<String>,
}

/// A second factor: a secret to take into a device, then the recovery codes.
#[derive(Template)]
#[template(path = "factor.html")]
pub(crate) struct FactorView {
    /// Around it.
    pub(crate) frame: Frame,
    /// The secret; empty once it is set up.
    pub(crate) secret: String,
    /// Login, as the device will show it.
    pub(crate) login: String,
    /// Recovery codes, shown once.
    pub(crate) codes: Vec<String>,
    /// Why it was refused.
    pub(crate) refusal: Option<String>,
}

/// A new password as sent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasswordForm {
    present: String,
    new: String,
    again: String,
}

/// A second factor as sent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FactorForm {
    password: String,
    secret: String,
    code: String,
}

fn password_view(visit: &Visit, refusal: Option<String>) -> Page {
    let due = visit.actor()?.stage == Stage::Password;
    let refused = refusal.is_some();
    shown(visit, &PasswordView { frame: visit.frame(), due, refusal }, refused)
}

/// Asks for a new password.
pub(crate) async fn password_form(Extension(visit): Extension<Visit>) -> Page {
    password_view(&visit, None)
}

/// Changes it.
pub(crate) async fn password(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Form(form): Form<PasswordForm>,
) -> Page {
    let input = NewPassword { present: &form.present, new: &form.new, again: &form.again };
    let actor = visit.actor()?;
    let done = account::change_password(&site.context, &visit.origin, actor, input).await;
    match visit.said(done)? {
        Ok(opened) => Ok(entered(&visit, &opened)),
        Err(refusal) => password_view(&visit, Some(refusal)),
    }
}

fn factor_view(visit: &Visit, secret: String, codes: Vec<String>, refusal: Option<String>) -> Page {
    let login = visit.actor()?.person.login.clone();
    let refused = refusal.is_some();
    shown(visit, &FactorView { frame: visit.frame(), secret, login, codes, refusal }, refused)
}

/// Offers a secret.
pub(crate) async fn factor_form(Extension(visit): Extension<Visit>) -> Page {
    let secret = account::new_factor().map_err(|failure| visit.problem(failure))?;
    factor_view(&visit, secret, Vec::new(), None)
}

/// Sets it up.
pub(crate) async fn factor(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Form(form): Form<FactorForm>,
) -> Page {
    let (actor, FactorForm { password, secret, code }) = (visit.actor()?, form);
    let shown_code = (secret.as_str(), code.as_str());
    let done =
        account::set_up_factor(&site.context, &visit.origin, actor, &password, shown_code).await;
    match visit.said(done)? {
        Ok(codes) => factor_view(&visit, String::new(), codes, None),
        Err(refusal) => factor_view(&visit, secret, Vec::new(), Some(refusal)),
    }
}
