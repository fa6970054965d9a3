//! Accounts: the list, and what the network centre does with them.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use axum::{Extension, Form};
use serde::Deserialize;

use super::frame::Frame;
use super::{Page, shown};
use crate::operations::Done;
use crate::operations::people::{self, Listed, NewPerson};
use crate::visit::{Site, Visit};

/// The list with the form for a new account.
#[derive(Template)]
#[template(path = "people.html")]
pub(crate) struct View {
    /// Around it.
    pub(crate) frame: Frame,
    /// The accounts.
    pub(crate) people: Vec<Listed>,
    /// What was entered.
    pub(crate) login: String,
    /// What was entered.
    pub(crate) name: String,
    /// Why it was refused.
    pub(crate) refusal: Option<String>,
}

/// A new account as sent.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PersonForm {
    login: String,
    name: String,
    password: String,
}

/// A first password as sent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResetForm {
    password: String,
}

async fn view(site: &Site, visit: &Visit, form: PersonForm, refusal: Option<String>) -> Page {
    let done = people::list(&site.context, &visit.origin, visit.actor()?).await;
    let people = done.map_err(|failure| visit.problem(failure))?;
    let PersonForm { login, name, .. } = form;
    let refused = refusal.is_some();
    shown(visit, &View { frame: visit.frame(), people, login, name, refusal }, refused)
}

/// The list again after something was done, or with the refusal.
async fn after<T>(site: &Site, visit: &Visit, form: PersonForm, done: Done<T>) -> Page {
    match visit.said(done)? {
        Ok(_) => Ok(Redirect::to("/people").into_response()),
        Err(refusal) => view(site, visit, form, Some(refusal)).await,
    }
}

/// Shows the list.
pub(crate) async fn list(State(site): State<Site>, Extension(visit): Extension<Visit>) -> Page {
    view(&site, &visit, PersonForm::default(), None).await
}

/// Makes an account.
pub(crate) async fn add(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Form(form): Form<PersonForm>,
) -> Page {
    let input = NewPerson {
        login: &form.login,
        name: &form.name,
        password: &form.password,
        must_change: true,
    };
    let done = people::add(&site.context, &visit.origin, visit.actor()?, input).await;
    after(&site, &visit, form, done).await
}

/// Gives a first password again.
pub(crate) async fn reset(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    Form(form): Form<ResetForm>,
) -> Page {
    let actor = visit.actor()?;
    let done = people::reset(&site.context, &visit.origin, actor, &id, &form.password).await;
    after(&site, &visit, PersonForm::default(), done).await
}

/// Closes an account.
pub(crate) async fn close(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
) -> Page {
    let done = people::close(&site.context, &visit.origin, visit.actor()?, &id).await;
    after(&site, &visit, PersonForm::default(), done).await
}
