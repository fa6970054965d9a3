//! The server: what every response carries, and how it starts and stops.

use std::any::Any;
use std::net::SocketAddr;

use axum::Router;
use axum::body::Body;
use axum::extract::DefaultBodyLimit;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::map_response;
use axum::response::Response;
use domain::Lang;
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use tower_http::compression::{CompressionLayer, CompressionLevel};
use tower_http::csrf::{CsrfLayer, ProtectionError};
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::set_header::SetResponseHeaderLayer;

use crate::pages::handling::UPLOAD;
use crate::pages::problem::told;
use crate::pages::system::anonymous;
use crate::routes;
use crate::visit::Site;

/// Bytes of a form without documents, at most.
const FORM: usize = 64 << 10;

/// Nothing from elsewhere, nothing inline. Tabler's style sheet draws arrows and ticks as `data:` pictures.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; \
    font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The routes with everything that every request and response goes through, the outermost last.
pub(crate) fn app(site: &Site) -> Router {
    let csrf = CsrfLayer::new().with_rejection_response(|_: ProtectionError| foreign());
    let mut app = routes::router(site)
        .layer(csrf)
        .layer(DefaultBodyLimit::max(FORM))
        .layer(RequestBodyLimitLayer::new(UPLOAD.max(site.context.upload_bytes)))
        .layer(CatchPanicLayer::custom(panicked));
    for (name, value) in headers(site.behind_tls) {
        app = app.layer(SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value)));
    }
    app.layer(compressed())
        .layer(map_response(not_kept))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
}

fn headers(behind_tls: bool) -> Vec<(HeaderName, &'static str)> {
    let mut headers = vec![
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
    ];
    if behind_tls {
        headers.push((STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains"));
    }
    headers
}

/// Texts compressed where the reader takes it so; what is packed already goes as it is. No page shows a secret
/// beside what a stranger wrote, so its length betrays none.
fn compressed() -> CompressionLayer<impl Predicate> {
    let texts = SizeAbove::new(1024)
        .and(NotForContentType::IMAGES)
        .and(NotForContentType::const_new("application/vnd"))
        .and(NotForContentType::const_new("application/zip"))
        .and(NotForContentType::const_new("application/pdf"))
        .and(NotForContentType::const_new("application/x-ole"));
    CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(texts)
}

/// What does not say how long it may be kept is not kept: pages hold what only their reader may see.
async fn not_kept(mut response: Response) -> Response {
    let unless_said = response.headers_mut().entry(CACHE_CONTROL);
    unless_said.or_insert(HeaderValue::from_static("no-store"));
    response
}

/// The answer to a form that another site sent.
fn foreign() -> Response<Body> {
    let frame = anonymous(Lang::Zh);
    let text = "请求来自其他网站，已被拒绝。The request came from another site and was refused.";
    told(StatusCode::FORBIDDEN, frame, "已拒绝 Refused", text)
}

/// The answer where the program failed; the log tells where.
fn panicked(_: Box<dyn Any + Send + 'static>) -> Response<Body> {
    tracing::error!("a request ended in a panic");
    let text = "您的操作没有保存。Nothing was saved.";
    told(
        StatusCode::INTERNAL_SERVER_ERROR,
        anonymous(Lang::Zh),
        "系统出错 Something went wrong",
        text,
    )
}

/// Serves until the process is asked to end; requests under way are answered first.
pub(crate) async fn serve(site: Site, listener: TcpListener) -> std::io::Result<()> {
    let app = app(&site).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, app).with_graceful_shutdown(asked_to_end()).await?;
    site.context.db.close().await;
    Ok(())
}

async fn asked_to_end() {
    use tokio::signal::unix::{SignalKind, signal};
    let interrupt = tokio::signal::ctrl_c();
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => tokio::select! {
            _ = interrupt => {}
            _ = terminate.recv() => {}
        },
        Err(_) => drop(interrupt.await),
    }
}
