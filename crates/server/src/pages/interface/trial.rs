//! A request that writes, tried on a page: it is done in earnest, with the rights of whoever tries it.

use std::net::SocketAddr;

use askama::Template;
use axum::body::{Body, to_bytes};
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{ConnectInfo, Query, State};
use axum::http::header::{ACCEPT_LANGUAGE, CONTENT_TYPE, COOKIE};
use axum::http::{HeaderMap, Request};
use axum::response::{IntoResponse, Redirect};
use axum::{Extension, Form};
use serde_json::Value;
use tower::ServiceExt;

use super::{Entry, entry};
use crate::api::caller::OnTrial;
use crate::api::described::{body::body, parts};
use crate::lists::asked::encoded;
use crate::operations::{Done, Failure};
use crate::pages::frame::Frame;
use crate::pages::{Page, shown, system};
use crate::routes::programs::{API, Described, Takes};
use crate::routes::{Verb, alone_for_programs};
use crate::visit::{Site, Visit};

/// Bytes of an answer that is shown, at most.
const LARGEST: usize = 4 << 20;
/// The part of a form with the body; no part of an address is called so.
const BODY: &str = "body";

/// What a form says: names with their texts.
type Given = Vec<(String, String)>;

/// A request that writes, and what came of it.
#[derive(Template)]
#[template(path = "trial.html")]
pub(crate) struct View {
    /// Around it.
    pub(crate) frame: Frame,
    /// The address.
    pub(crate) entry: Entry,
    /// The parts of the address as they were filled in, in the order of the entry's.
    pub(crate) given: Vec<String>,
    /// The body as it was written; none where there is none.
    pub(crate) body: Option<String>,
    /// The answer, once it was sent.
    pub(crate) answer: Option<Answered>,
}

/// What a program would be answered.
pub(crate) struct Answered {
    /// The status.
    pub(crate) status: u16,
    /// Whether it was done.
    pub(crate) done: bool,
    /// The body, in lines.
    pub(crate) told: String,
}

/// Whether a route can be tried on a page of its own: it writes, and takes no files.
fn is_tried(one: &Described) -> bool {
    one.route.verb == Verb::Post && !matches!(one.takes, Takes::Files(_))
}

/// That page's address.
pub(super) fn page(one: &Described) -> Option<String> {
    is_tried(one).then(|| format!("/api/trial?verb=POST&path={}", encoded(one.route.path)))
}

fn part<'a>(given: &'a Given, name: &str) -> &'a str {
    given.iter().find(|(known, _)| known == name).map_or("", |(_, text)| text.trim())
}

/// The route that a form means.
fn route(given: &Given, verb: Verb) -> Option<&'static Described> {
    let path = part(given, "path");
    API.iter().find(|one| one.route.path == path && one.route.verb == verb)
}

/// The address of a route with its parts in their places.
fn address(one: &Described, given: &Given) -> String {
    let (mut address, mut asked) = (one.route.path.to_owned(), Vec::new());
    for known in parts(one).iter().filter(|known| known.place != "header") {
        let text = part(given, &known.name);
        match known.place {
            "path" => {
                // An empty part would be another address.
                let text = if text.is_empty() { "-" } else { text };
                address = address.replace(&format!("{{{}}}", known.name), &encoded(text));
            }
            _ if text.is_empty() => {}
            _ => asked.push(format!("{}={}", known.name, encoded(text))),
        }
    }
    if asked.is_empty() { address } else { format!("{address}?{}", asked.join("&")) }
}

fn view_of(frame: Frame, one: &'static Described, given: &Given) -> View {
    let entry = entry((0, one), frame.lang);
    let filled = entry.parts.iter().map(|(name, ..)| part(given, name).to_owned()).collect();
    let begun = || body(one).map(|empty| format!("{empty:#}"));
    let written = given.iter().find(|(name, _)| name == BODY).map(|(_, text)| text.clone());
    let body = body(one).is_some().then(|| written.or_else(begun)).flatten();
    View { frame, entry, given: filled, body, answer: None }
}

/// From a form of the list: what reads is answered at its own address, what writes has a page.
pub(crate) async fn show(
    Extension(visit): Extension<Visit>,
    given: Result<Query<Given>, QueryRejection>,
) -> Page {
    let given = given.map(|Query(pairs)| pairs).unwrap_or_default();
    let writes = route(&given, Verb::Post).filter(|one| is_tried(one));
    match (route(&given, Verb::Get), writes) {
        (_, Some(one)) if part(&given, "verb") == "POST" => {
            shown(&visit, &view_of(visit.frame(), one, &given), false)
        }
        (Some(one), _) => Ok(Redirect::to(&address(one, &given)).into_response()),
        _ => Ok(system::nowhere(&visit.frame())),
    }
}

/// Sends what was written, and shows the answer.
pub(crate) async fn send(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    headers: HeaderMap,
    given: Result<Form<Given>, FormRejection>,
) -> Page {
    let given = given.map(|Form(pairs)| pairs).unwrap_or_default();
    let Some(one) = route(&given, Verb::Post).filter(|one| is_tried(one)) else {
        return Ok(system::nowhere(&visit.frame()));
    };
    let mut view = view_of(visit.frame(), one, &given);
    let sent = request(&visit, &headers, (address(one, &given), view.body.clone()));
    let answered = match sent {
        Ok(request) => answered(&site, one, request).await,
        Err(failure) => Err(failure),
    };
    let answer = answered.map_err(|failure| visit.problem(failure))?;
    let refused = !answer.done;
    view.answer = Some(answer);
    shown(&visit, &view, refused)
}

/// The request as a program would send it; by the session instead of a token.
fn request(
    visit: &Visit,
    headers: &HeaderMap,
    (address, body): (String, Option<String>),
) -> Done<Request<Body>> {
    let mut request = Request::post(address);
    for name in [COOKIE, ACCEPT_LANGUAGE] {
        for value in headers.get_all(&name) {
            request = request.header(&name, value);
        }
    }
    if body.is_some() {
        request = request.header(CONTENT_TYPE, "application/json");
    }
    let request = request.body(body.map_or_else(Body::empty, Body::from));
    let mut request = request.map_err(|error| Failure::System(error.to_string()))?;
    request.extensions_mut().insert(OnTrial);
    if let Some(from) = visit.address() {
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(from, 0)));
    }
    Ok(request)
}

async fn answered(site: &Site, one: &Described, request: Request<Body>) -> Done<Answered> {
    let broken = |error: String| Failure::System(error);
    let response = alone_for_programs(site, one).oneshot(request).await;
    let response = response.map_err(|error| broken(error.to_string()))?;
    let status = response.status();
    let bytes = to_bytes(response.into_body(), LARGEST).await;
    let bytes = bytes.map_err(|error| broken(error.to_string()))?;
    let told = match serde_json::from_slice::<Value>(&bytes) {
        Ok(json) => format!("{json:#}"),
        Err(_) => String::from_utf8_lossy(&bytes).into_owned(),
    };
    Ok(Answered { status: status.as_u16(), done: status.is_success(), told })
}

#[cfg(test)]
mod tests;
