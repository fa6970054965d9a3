//! When the records were judged, what came of it, and what could not be judged.

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect};
use domain::Lang;
use store::screenings::{Screening, Untold};

use super::frame::Frame;
use super::{Page, shown};
use crate::access::Operation;
use crate::operations::screening;
use crate::visit::{Site, Visit};

/// The page.
#[derive(Template)]
#[template(path = "screenings.html")]
pub(crate) struct View {
    /// Around it.
    pub(crate) frame: Frame,
    /// The last screenings, the last one first.
    pub(crate) screenings: Vec<Screening>,
    /// What the last one could not judge.
    pub(crate) untold: Vec<Untold>,
    /// Whether the reader may have it done at once.
    pub(crate) may_screen: bool,
    /// Why that was refused.
    pub(crate) refusal: Option<String>,
}

impl View {
    /// Why a rule could not judge.
    pub(crate) fn reason<'a>(&self, untold: &'a Untold) -> &'a str {
        match self.frame.lang {
            Lang::Zh => &untold.zh,
            Lang::En => &untold.en,
        }
    }
}

async fn view(site: &Site, visit: &Visit, refusal: Option<String>) -> Page {
    let actor = visit.actor()?;
    let listed = screening::list(&site.context, actor).await;
    let (screenings, untold) = listed.map_err(|failure| visit.problem(failure))?;
    let may_screen = actor.post(&site.context, Operation::Screen, None).is_ok();
    let view = View { frame: visit.frame(), screenings, untold, may_screen, refusal };
    shown(visit, &view, view.refusal.is_some())
}

/// Shows it.
pub(crate) async fn list(State(site): State<Site>, Extension(visit): Extension<Visit>) -> Page {
    view(&site, &visit, None).await
}

/// Has the records judged at once.
pub(crate) async fn add(State(site): State<Site>, Extension(visit): Extension<Visit>) -> Page {
    let done = screening::ask(&site.context, &visit.origin, visit.actor()?).await;
    match visit.said(done)? {
        Ok(_) => Ok(Redirect::to("/screenings").into_response()),
        Err(refusal) => view(&site, &visit, Some(refusal)).await,
    }
}
