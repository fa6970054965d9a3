//! Mapping files that a bureau keeps: those that can be used, a new one, one with its versions.

#[cfg(test)]
pub(super) mod tests;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use store::mappings::Mapping;

use super::frame::Frame;
use super::handling::{Filled, number};
use super::warning::division;
use super::{Page, shown};
use crate::context::in_china;
use crate::operations::mappings::{Shelf, keep, one, replace, retire, shelf};
use crate::operations::{Done, Refusal};
use crate::visit::{Site, Visit};

/// The mappings that can be used.
#[derive(Template)]
#[template(path = "mappings.html")]
pub(crate) struct ListView {
    /// Around it.
    pub(crate) frame: Frame,
    /// Those that hold.
    pub(crate) held: Vec<Row>,
    /// The own ones that are retired.
    pub(crate) retired: Vec<Row>,
    /// Name of the division whose mappings the reader keeps.
    pub(crate) own: Option<String>,
    /// The name that was written.
    pub(crate) name: String,
    /// Why something was refused.
    pub(crate) refusal: Option<String>,
}

/// A mapping as it is listed.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// Number of its last version.
    pub(crate) id: i64,
    /// Its name.
    pub(crate) name: String,
    /// Name of the division that keeps it.
    pub(crate) division: String,
    /// Its version.
    pub(crate) version: i64,
    /// Who wrote it, and when.
    pub(crate) written: (String, String),
    /// Whether it holds no more.
    pub(crate) retired: bool,
}

fn row(site: &Site, one: &Mapping) -> Row {
    Row {
        id: one.id,
        name: one.name.clone(),
        division: division(site, &one.home),
        version: one.version,
        written: (one.author.clone(), in_china(&one.at)),
        retired: one.retired,
    }
}

async fn list_view(site: &Site, visit: &Visit, (name, refusal): (String, Option<String>)) -> Page {
    let found = shelf(&site.context, visit.actor()?).await;
    let Shelf { held, retired, own, .. } = found.map_err(|failure| visit.problem(failure))?;
    let rows = |all: &[Mapping]| all.iter().map(|one| row(site, one)).collect();
    let view = ListView {
        frame: visit.frame(),
        held: rows(&held),
        retired: rows(&retired),
        own: own.map(|code| division(site, &code)),
        name,
        refusal,
    };
    shown(visit, &view, view.refusal.is_some())
}

/// Shows them.
pub(crate) async fn list(State(site): State<Site>, Extension(visit): Extension<Visit>) -> Page {
    list_view(&site, &visit, (String::new(), None)).await
}

/// The file of a form; empty where none was chosen.
fn file(form: &mut Filled) -> Vec<u8> {
    form.files.drain(..).next().map(|sent| sent.content).unwrap_or_default()
}

/// Keeps a new one.
pub(crate) async fn add(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    mut form: Filled,
) -> Page {
    let (name, content) = (form.text("name"), file(&mut form));
    let done = keep(&site.context, &visit.origin, visit.actor()?, (&name, &content)).await;
    match visit.said(done)? {
        Ok(id) => Ok(Redirect::to(&format!("/mappings/{id}")).into_response()),
        Err(refusal) => list_view(&site, &visit, (name, Some(refusal))).await,
    }
}

/// One with its versions.
#[derive(Template)]
#[template(path = "mapping.html")]
pub(crate) struct View {
    /// Around it.
    pub(crate) frame: Frame,
    /// The last version.
    pub(crate) last: Row,
    /// The file that holds, or held last.
    pub(crate) content: String,
    /// All versions, the last one first.
    pub(crate) versions: Vec<Row>,
    /// Whether the reader keeps it.
    pub(crate) keeps: bool,
    /// Why something was refused.
    pub(crate) refusal: Option<String>,
}

async fn view(site: &Site, visit: &Visit, id: i64, refusal: Option<String>) -> Page {
    let found = one(&site.context, visit.actor()?, id).await;
    let (versions, keeps) = found.map_err(|failure| visit.problem(failure))?;
    let last = versions.first().ok_or_else(|| visit.problem(Refusal::UnknownMapping.into()))?;
    let content = versions.iter().find(|one| !one.retired).map(|one| one.content.clone());
    let view = View {
        frame: visit.frame(),
        last: row(site, last),
        content: content.unwrap_or_default(),
        versions: versions.iter().map(|one| row(site, one)).collect(),
        keeps: keeps && !last.retired,
        refusal,
    };
    shown(visit, &view, view.refusal.is_some())
}

/// Shows it.
pub(crate) async fn show(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
) -> Page {
    view(&site, &visit, number(&visit, &id)?, None).await
}

async fn after(site: &Site, visit: &Visit, id: i64, done: Done<i64>) -> Page {
    match visit.said(done)? {
        Ok(id) => Ok(Redirect::to(&format!("/mappings/{id}")).into_response()),
        Err(refusal) => view(site, visit, id, Some(refusal)).await,
    }
}

/// Replaces it.
pub(crate) async fn replaced(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    mut form: Filled,
) -> Page {
    let id = number(&visit, &id)?;
    let content = file(&mut form);
    let done = replace(&site.context, &visit.origin, visit.actor()?, (id, &content)).await;
    after(&site, &visit, id, done).await
}

/// Retires it.
pub(crate) async fn retired(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
) -> Page {
    let id = number(&visit, &id)?;
    let done = retire(&site.context, &visit.origin, visit.actor()?, id).await;
    after(&site, &visit, id, done).await
}
