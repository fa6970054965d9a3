//! *Today*: what is due for the person.

use askama::Template;
use axum::Extension;

use super::frame::Frame;
use super::{Page, shown};
use crate::visit::Visit;

/// The page.
#[derive(Template)]
#[template(path = "today.html")]
pub(crate) struct View {
    /// Around it.
    pub(crate) frame: Frame,
    /// The day.
    pub(crate) day: String,
    /// Posts held: title and role.
    pub(crate) posts: Vec<(String, &'static str)>,
    /// Whether a second factor is set up.
    pub(crate) factor: bool,
}

/// Shows it.
pub(crate) async fn show(Extension(visit): Extension<Visit>) -> Page {
    let actor = visit.actor()?;
    let held = actor.held.iter();
    let view = View {
        frame: visit.frame(),
        day: visit.origin.day.to_string(),
        posts: held.map(|held| (held.title.clone(), held.role.name(visit.lang))).collect(),
        factor: actor.person.factor_secret.is_some(),
    };
    shown(&visit, &view, None)
}
