//! The interface for programs as a page: every address with its parts, and forms to try those that read.

use askama::Template;
use axum::Extension;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::response::{IntoResponse, Redirect};
use domain::Lang;

use super::frame::Frame;
use super::{Page, shown, system};
use crate::access::Use;
use crate::api::described::{Part, parts};
use crate::lists::asked::encoded;
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
}

fn entry((id, one): (usize, &'static Described), lang: Lang) -> Entry {
    let part = |part: Part| {
        let (zh, en) = part.said;
        (part.name, if lang == Lang::Zh { zh } else { en }, part.place == "path")
    };
    let reads = one.route.verb == Verb::Get;
    Entry {
        id,
        verb: if reads { "GET" } else { "POST" },
        path: one.route.path,
        says: lang.pick(one.says.0, one.says.1),
        needs: Use::of(one.route.operation).map_or("", Use::word),
        parts: parts(one).into_iter().map(part).collect(),
        reads,
    }
}

/// The page with every address.
pub(crate) fn view(frame: Frame) -> View {
    let entries = API.iter().enumerate().map(|one| entry(one, frame.lang)).collect();
    View { frame, entries }
}

/// Shows it.
pub(crate) async fn show(Extension(visit): Extension<Visit>) -> Page {
    shown(&visit, &view(visit.frame()), false)
}

/// From a form to the address that it means.
pub(crate) async fn trial(
    Extension(visit): Extension<Visit>,
    given: Result<Query<Vec<(String, String)>>, QueryRejection>,
) -> Page {
    let given = given.map(|Query(pairs)| pairs).unwrap_or_default();
    match meant(&given) {
        Some(address) => Ok(Redirect::to(&address).into_response()),
        None => Ok(system::nowhere(&visit.frame())),
    }
}

/// The address of a route that reads, with its parts in their places; none where there is no such route.
fn meant(given: &[(String, String)]) -> Option<String> {
    let path = given.iter().find(|(name, _)| name == "path").map(|(_, path)| path.as_str())?;
    let reads = |one: &&Described| one.route.path == path && one.route.verb == Verb::Get;
    let one = API.iter().find(reads)?;
    let (mut address, mut asked) = (one.route.path.to_owned(), Vec::new());
    for part in parts(one) {
        let text = given.iter().find(|(name, _)| *name == part.name).map(|(_, text)| text.trim());
        let text = text.unwrap_or_default();
        match part.place {
            "path" => {
                // An empty part would be another address.
                let text = if text.is_empty() { "-" } else { text };
                address = address.replace(&format!("{{{}}}", part.name), &encoded(text));
            }
            _ if text.is_empty() => {}
            _ => asked.push(format!("{}={}", part.name, encoded(text))),
        }
    }
    if !asked.is_empty() {
        address = format!("{address}?{}", asked.join("&"));
    }
    Some(address)
}

#[cfg(test)]
mod tests {
    use super::meant;

    #[test]
    fn a_form_leads_to_its_address_and_nowhere_else() {
        let check = |pairs: &[(&str, &str)], address: Option<&str>| {
            let pairs: Vec<_> =
                pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
            assert_eq!(meant(&pairs).as_deref(), address, "{pairs:?}");
        };
        let payments = ("path", "/api/v1/payments");
        check(&[payments], Some("/api/v1/payments"));
        check(
            &[payments, ("q", "莎车 a&b"), ("county", " "), ("stray", "x")],
            Some("/api/v1/payments?q=%E8%8E%8E%E8%BD%A6%20a%26b"),
        );
        check(
            &[("path", "/api/v1/projects/{id}"), ("id", "../me")],
            Some("/api/v1/projects/..%2Fme"),
        );
        check(&[("path", "/api/v1/projects/{id}")], Some("/api/v1/projects/-"));
        for other in ["https://example.org/", "//example.org", "/sign-out", "/api/v1/uploads"] {
            check(&[("path", other)], None);
        }
        check(&[], None);
    }
}
