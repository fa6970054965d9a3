//! Where notices of what is due are sent by mail.

use askama::Template;
use axum::extract::State;
use axum::{Extension, Form};
use serde::Deserialize;

use super::frame::Frame;
use super::{Page, shown};
use crate::operations::notices;
use crate::visit::{Site, Visit};

/// An address as sent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entered {
    address: String,
}

/// The page.
#[derive(Template)]
#[template(path = "notices.html")]
pub(crate) struct View {
    /// Around it.
    pub(crate) frame: Frame,
    /// Whether the settings name a server.
    pub(crate) can_send: bool,
    /// The address.
    pub(crate) address: String,
    /// Whether it was just saved.
    pub(crate) saved: bool,
    /// Why it was refused.
    pub(crate) refusal: Option<String>,
}

/// Shows the address.
pub(crate) async fn form(State(site): State<Site>, Extension(visit): Extension<Visit>) -> Page {
    let address = notices::address(&site.context, visit.actor()?).await;
    let address = address.map_err(|failure| visit.problem(failure))?.unwrap_or_default();
    view(&site, &visit, address, (false, None))
}

fn view(
    site: &Site,
    visit: &Visit,
    address: String,
    (saved, refusal): (bool, Option<String>),
) -> Page {
    let can_send = site.context.outward.mail.is_some();
    let refused = refusal.is_some();
    shown(visit, &View { frame: visit.frame(), can_send, address, saved, refusal }, refused)
}

/// Saves it.
pub(crate) async fn set(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Form(Entered { address }): Form<Entered>,
) -> Page {
    let actor = visit.actor()?;
    let done = notices::set_address(&site.context, &visit.origin, actor, &address).await;
    let address = address.trim().to_owned();
    match visit.said(done)? {
        Ok(()) => view(&site, &visit, address, (true, None)),
        Err(refusal) => view(&site, &visit, address, (false, Some(refusal))),
    }
}
