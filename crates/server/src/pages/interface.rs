//! The interface for programs as a page: every address with its parts, and forms to try them.

pub(crate) mod trial;

use askama::Template;
use axum::Extension;
use domain::Lang;

use super::frame::Frame;
use super::{Page, shown};
use crate::access::{Operation, Use};
use crate::api::described::{Part, parts};
use crate::routes::Verb;
use crate::routes::programs::{API, Described};
use crate::visit::Visit;

/// The page.
#[derive(Template)]
#[template(path = "interface.html")]
pub(crate) struct View {
    /// Around it.
    pub(crate) frame: Frame,
    /// The addresses.
    pub(crate) entries: Vec<Entry>,
    /// Whether the reader may send files.
    pub(crate) may_import: bool,
}

/// One address.
pub(crate) struct Entry {
    /// Tells forms of one page apart.
    pub(crate) id: usize,
    /// How it is asked for.
    pub(crate) verb: &'static str,
    /// The address.
    pub(crate) path: &'static str,
    /// What it does.
    pub(crate) says: &'static str,
    /// What a token must serve for; empty: none is needed.
    pub(crate) needs: &'static str,
    /// Its parts: name, meaning, whether it must be filled.
    pub(crate) parts: Vec<(String, String, bool)>,
    /// Whether it can be tried here.
    pub(crate) reads: bool,
    /// Where it can be tried, if it is on a page of its own.
    pub(crate) trial: Option<String>,
}

fn entry((id, one): (usize, &'static Described), lang: Lang) -> Entry {
    let part = |part: Part| {
        let (zh, en) = part.said;
        (part.name, if lang == Lang::Zh { zh } else { en }, part.place == "path")
    };
    let reads = one.route.verb == Verb::Get;
    // By a session nothing is sent twice, so nobody needs a key of the request.
    let shown = parts(one).into_iter().filter(|part| part.place != "header");
    Entry {
        id,
        verb: if reads { "GET" } else { "POST" },
        path: one.route.path,
        says: lang.pick(one.says.0, one.says.1),
        needs: Use::of(one.route.operation).map_or("", Use::word),
        parts: shown.map(part).collect(),
        reads,
        trial: trial::page(one),
    }
}

/// The page with every address.
pub(crate) fn view(frame: Frame, may_import: bool) -> View {
    let entries = API.iter().enumerate().map(|one| entry(one, frame.lang)).collect();
    View { frame, entries, may_import }
}

/// Shows it.
pub(crate) async fn show(Extension(visit): Extension<Visit>) -> Page {
    shown(&visit, &view(visit.frame(), visit.may(Operation::Import)), false)
}
