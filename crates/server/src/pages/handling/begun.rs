//! The page with the form by which a matter is begun.

use askama::Template;
use axum::response::{IntoResponse, Redirect};

use super::Action;
use crate::operations::Done;
use crate::operations::handling::one::One;
use crate::pages::frame::Frame;
use crate::pages::{Page, shown};
use crate::visit::Visit;

/// The form, and what the page says around it.
#[derive(Clone, Debug)]
pub(crate) struct Beginning {
    /// Name of the list of what is begun.
    pub(crate) list: &'static str,
    /// What is done, in a word.
    pub(crate) here: &'static str,
    /// What is done.
    pub(crate) title: &'static str,
    /// What comes of it.
    pub(crate) note: &'static str,
    /// The form.
    pub(crate) action: Action,
}

#[derive(Template)]
#[template(path = "action_new.html")]
struct View {
    frame: Frame,
    place: &'static str,
    begins: Beginning,
    refusal: Option<String>,
}

impl Beginning {
    /// The page of the form, with why it was refused.
    pub(crate) fn page<M: One>(self, visit: &Visit, refusal: Option<String>) -> Page {
        let view = View { frame: visit.frame(), place: M::PLACE, begins: self, refusal };
        shown(visit, &view, view.refusal.is_some())
    }

    /// After it was sent: on to what it began, or the form again with what was written.
    pub(crate) fn after<M: One>(self, visit: &Visit, done: Done<i64>) -> Page {
        match visit.said(done)? {
            Ok(id) => Ok(Redirect::to(&M::address(id)).into_response()),
            Err(refusal) => self.page::<M>(visit, Some(refusal)),
        }
    }
}
