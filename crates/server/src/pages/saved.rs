//! What somebody asks of lists again and again: all of it on one page, to be opened, renamed and forgotten.

#[cfg(test)]
pub(super) mod tests;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use axum::{Extension, Form};
use store::saved::Saved;

use super::frame::Frame;
use super::handling::number;
use super::{Page, shown, system};
use crate::lists::Face;
use crate::operations::saved::{forget, own, rename, save};
use crate::visit::{Site, Visit};

/// The page.
#[derive(Template)]
#[template(path = "saved.html")]
pub(crate) struct View {
    /// Around it.
    pub(crate) frame: Frame,
    /// The queries.
    pub(crate) saved: Vec<Row>,
    /// Why something was refused.
    pub(crate) refusal: Option<String>,
}

/// A query as it is listed.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// Its number.
    pub(crate) id: i64,
    /// What the person calls it.
    pub(crate) name: String,
    /// Name of the list.
    pub(crate) list: &'static str,
    /// Its address.
    pub(crate) address: String,
}

/// Queries as they are listed; those of lists that there are no more are left out.
pub(super) fn rows(visit: &Visit, saved: &[Saved]) -> Vec<Row> {
    let row = |one: &Saved| {
        let face = Face::of_name(&one.list)?;
        Some(Row {
            id: one.id,
            name: one.name.clone(),
            list: visit.lang.pick(face.title.0, face.title.1),
            address: format!("{}?{}", face.path, one.asked),
        })
    };
    saved.iter().filter_map(row).collect()
}

async fn view(site: &Site, visit: &Visit, refusal: Option<String>) -> Page {
    let found = own(&site.context, visit.actor()?).await;
    let found = found.map_err(|failure| visit.problem(failure))?;
    let view = View { frame: visit.frame(), saved: rows(visit, &found), refusal };
    shown(visit, &view, view.refusal.is_some())
}

/// Shows them.
pub(crate) async fn list(State(site): State<Site>, Extension(visit): Extension<Visit>) -> Page {
    view(&site, &visit, None).await
}

/// The part of a form that is the name; everything else is what was asked.
const NAME: &str = "saved_name";
/// The part that says of which list.
const LIST: &str = "saved_list";

/// Saves what is asked of a list; back to it.
pub(crate) async fn add(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Form(mut pairs): Form<Vec<(String, String)>>,
) -> Page {
    let mut take = |name: &str| {
        let at = pairs.iter().position(|(known, _)| known == name);
        at.map(|at| pairs.swap_remove(at).1).unwrap_or_default()
    };
    let (name, list) = (take(NAME), take(LIST));
    let Some(face) = Face::of_name(&list) else { return Ok(system::nowhere(&visit.frame())) };
    pairs.sort();
    let what = (face, name.as_str(), pairs.as_slice());
    let done = save(&site.context, &visit.origin, visit.actor()?, what).await;
    match visit.said(done)? {
        Ok(()) => Ok(Redirect::to("/saved").into_response()),
        Err(refusal) => view(&site, &visit, Some(refusal)).await,
    }
}

/// A new name as sent.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Named {
    name: String,
}

/// Calls one otherwise.
pub(crate) async fn renamed(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    Form(form): Form<Named>,
) -> Page {
    let id = number(&visit, &id)?;
    let done = rename(&site.context, visit.actor()?, id, &form.name).await;
    match visit.said(done)? {
        Ok(()) => Ok(Redirect::to("/saved").into_response()),
        Err(refusal) => view(&site, &visit, Some(refusal)).await,
    }
}

/// Forgets one.
pub(crate) async fn forgotten(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
) -> Page {
    let id = number(&visit, &id)?;
    let done = forget(&site.context, visit.actor()?, id).await;
    match visit.said(done)? {
        Ok(()) => Ok(Redirect::to("/saved").into_response()),
        Err(refusal) => view(&site, &visit, Some(refusal)).await,
    }
}
