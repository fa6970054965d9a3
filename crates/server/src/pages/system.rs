//! Pages about the program itself: health, web files, addresses that lead nowhere.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use domain::{Lang, Unit};
use store::figures::Figures;

use super::frame::Frame;
use super::problem::told;
use crate::api::Problem;
use crate::assets;
use crate::operations::{Refusal, first_run};
use crate::visit::{Site, Visit, language};

/// Whether the program runs and reaches its store.
pub(crate) async fn health(State(site): State<Site>) -> Response {
    match first_run::is_due(&site.context).await {
        Ok(_) => "ok\n".into_response(),
        Err(failure) => {
            tracing::error!(error = %failure);
            (StatusCode::SERVICE_UNAVAILABLE, "store\n").into_response()
        }
    }
}

/// What was answered and what the store holds, in numbers; for others than those named in the settings there
/// is no such page.
pub(crate) async fn metrics(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
) -> Response {
    if !site.metrics.may_read(visit.address()) {
        return nowhere(&visit.frame());
    }
    match figures(&site).await {
        Ok(figures) => {
            let kind = (CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");
            ([kind], site.metrics.text() + &figures).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "the store does not tell its figures");
            (StatusCode::SERVICE_UNAVAILABLE, "store\n").into_response()
        }
    }
}

async fn figures(site: &Site) -> store::Result<String> {
    let Figures { imports, screenings, events, red, yellow } =
        store::figures::all(&mut site.context.db.read().await?).await?;
    Ok(format!(
        "# TYPE mingzhang_imports_total counter\nmingzhang_imports_total {imports}\n\
         # TYPE mingzhang_screenings_total counter\nmingzhang_screenings_total {screenings}\n\
         # TYPE mingzhang_events_total counter\nmingzhang_events_total {events}\n\
         # TYPE mingzhang_warnings_lit gauge\n\
         mingzhang_warnings_lit{{lamp=\"red\"}} {red}\n\
         mingzhang_warnings_lit{{lamp=\"yellow\"}} {yellow}\n"
    ))
}

/// A web file. Its address changes with its content, so browsers keep it.
pub(crate) async fn asset(
    Extension(visit): Extension<Visit>,
    Path(name): Path<String>,
) -> Response {
    match assets::FILES.iter().find(|(known, ..)| *known == name) {
        None => nowhere(&visit.frame()),
        Some((_, kind, bytes)) => {
            let kept = "public, max-age=31536000, immutable";
            let headers =
                [(CONTENT_TYPE, *kind), (CONTENT_ENCODING, "gzip"), (CACHE_CONTROL, kept)];
            (headers, *bytes).into_response()
        }
    }
}

/// An address that leads nowhere.
pub(crate) async fn not_found(uri: Uri, headers: HeaderMap) -> Response {
    if uri.path().starts_with("/api/v1/") {
        return Problem::new(Refusal::UnknownAddress, language(&headers)).into_response();
    }
    nowhere(&anonymous(language(&headers)))
}

/// The frame of somebody of whom nothing is known.
pub(crate) fn anonymous(lang: Lang) -> Frame {
    Frame {
        lang,
        path: "/".to_owned(),
        query: String::new(),
        unit: Unit::Yuan,
        person: None,
        open: false,
        people: false,
        areas: Vec::new(),
    }
}

/// The page of an address that leads nowhere.
pub(crate) fn nowhere(frame: &Frame) -> Response {
    let title = frame.t("没有这个页面", "There is no such page");
    let text = frame.t(
        "地址可能有误，或页面已移动。请从首页重新进入。",
        "The address may be wrong, or the page has moved. Begin again at the first page.",
    );
    told(StatusCode::NOT_FOUND, frame.clone(), title, text)
}
