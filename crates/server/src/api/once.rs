//! Requests that write and come with a key of their own (`Idempotency-Key`): the same request is done once and
//! answered the same, whether it comes again after the line broke, twice at once, or after a crash.

use std::sync::Arc;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use store::answers::{self, Answer, Kept};

use super::{Caller, Problem};
use crate::context::{Context, Moment, random};
use crate::operations::{Done, Failure, Refusal};
use crate::visit::Gate;

/// Seconds for which answers are kept.
const KEPT: i64 = 24 * 60 * 60;
/// Seconds after which a request that was begun and came to nothing may be begun anew.
const STUCK: i64 = 60;
/// Characters of a key, at most.
const LONGEST: usize = 128;
/// Bytes of an answer that is kept, at most.
const LARGEST: usize = 4 << 20;

/// The header of the key.
pub(super) const KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// The header that says that an answer was given before.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// What is to be done about a request with a key.
enum Turn {
    /// It is ours.
    Ours(Arc<answers::Request>),
    /// It was answered.
    Answered(Answer),
}

/// Does what a request asks, or gives the answer that it was given before.
pub(super) async fn passed(gate: &Gate, caller: Caller, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, gate.most.unwrap_or_default()).await else {
        return caller.problem(Refusal::BodyTooLarge).into_response();
    };
    let key = match key(&parts.headers) {
        Ok(key) => key,
        Err(refusal) => return caller.problem(refusal).into_response(),
    };
    let (Some(key), Some(token)) = (key, caller.token) else {
        return run(caller, parts, bytes, next).await;
    };
    let fingerprint = fingerprint(&parts, &bytes);
    let context = gate.site.context.clone();
    let done = run_once(context, caller.clone(), (token, key, fingerprint), |caller| {
        run(caller, parts, bytes, next)
    });
    done.await.unwrap_or_else(|failure| caller.problem(failure).into_response())
}

async fn run(caller: Caller, parts: Parts, bytes: Bytes, next: Next) -> Response {
    let mut request = Request::from_parts(parts, Body::from(bytes));
    request.extensions_mut().insert(caller);
    next.run(request).await
}

/// The key of a request, if it has one.
pub(super) fn key(headers: &HeaderMap) -> Result<Option<String>, Refusal> {
    let Some(value) = headers.get(KEY) else { return Ok(None) };
    let text = value.to_str().map_err(|_| Refusal::KeyUnfit)?;
    let fits = (1..=LONGEST).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
    if fits { Ok(Some(text.to_owned())) } else { Err(Refusal::KeyUnfit) }
}

/// A hash of all that is asked.
fn fingerprint(parts: &Parts, bytes: &[u8]) -> String {
    let mut hasher = Sha256::new();
    let kind = parts.headers.get(CONTENT_TYPE).map_or(&[][..], HeaderValue::as_bytes);
    let query = parts.uri.query().unwrap_or_default().as_bytes();
    for part in [parts.uri.path().as_bytes(), query, kind, bytes] {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    store::hex(&hasher.finalize())
}

/// Does the work of a request that came with a key, unless it was done. The work goes on when whoever asked
/// does not wait for it.
pub(super) async fn run_once<W: Future<Output = Response> + Send + 'static>(
    context: Context,
    mut caller: Caller,
    (token, key, fingerprint): (i64, String, String),
    work: impl FnOnce(Caller) -> W,
) -> Done<Response> {
    let asked = answers::Request {
        token,
        key,
        fingerprint,
        begun_at: caller.origin.at.to_string(),
        turn: store::hex(&random::<16>()?),
    };
    let ours = match turn(&context, caller.origin.at, asked).await? {
        Turn::Answered(answer) => return Ok(replayed(answer)),
        Turn::Ours(ours) => ours,
    };
    caller.origin.once = Some(ours.clone());
    let work = work(caller);
    let task = tokio::spawn(async move {
        let response = work.await;
        give(&context, &ours, response).await
    });
    task.await.map_err(|error| Failure::System(error.to_string()))?
}

/// Whose turn a request is.
async fn turn(context: &Context, now: Moment, asked: answers::Request) -> Done<Turn> {
    let mut tx = context.db.write().await?;
    answers::sweep(&mut tx, &now.after(-KEPT).to_string()).await?;
    if answers::begin(&mut tx, &asked).await? {
        tx.commit().await?;
        return Ok(Turn::Ours(Arc::new(asked)));
    }
    let kept = answers::find(&mut tx, asked.token, &asked.key).await?.ok_or(Refusal::UnderWay)?;
    let Kept { request, done, answer } = kept;
    if request.fingerprint != asked.fingerprint {
        return Err(Refusal::KeyOther.into());
    }
    if let Some(answer) = answer {
        return Ok(Turn::Answered(answer));
    }
    if request.begun_at > now.after(-STUCK).to_string() {
        return Err(Refusal::UnderWay.into());
    }
    if done {
        return Err(Refusal::DoneUnanswered.into());
    }
    if !answers::take_over(&mut tx, &request, &asked).await? {
        return Err(Refusal::UnderWay.into());
    }
    tx.commit().await?;
    Ok(Turn::Ours(Arc::new(asked)))
}

/// Keeps an answer. What the platform failed at is not kept, so that it can be tried again.
async fn give(context: &Context, ours: &answers::Request, response: Response) -> Done<Response> {
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, LARGEST).await;
    let bytes = bytes.map_err(|error| Failure::System(error.to_string()))?;
    let mut tx = context.db.write().await?;
    if parts.status.is_server_error() || parts.status == StatusCode::TOO_MANY_REQUESTS {
        answers::forget(&mut tx, ours).await?;
    } else {
        let kind = parts.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let answer = Answer {
            status: parts.status.as_u16().into(),
            media_type: kind.unwrap_or_default().to_owned(),
            body: String::from_utf8_lossy(&bytes).into_owned(),
        };
        answers::give(&mut tx, ours, &answer).await?;
    }
    tx.commit().await?;
    Ok(Response::from_parts(parts, Body::from(bytes)))
}

fn replayed(answer: Answer) -> Response {
    let status = u16::try_from(answer.status).ok().and_then(|code| StatusCode::from_u16(code).ok());
    let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = [(CONTENT_TYPE, answer.media_type), (REPLAYED, "true".to_owned())];
    (status, headers, answer.body).into_response()
}

/// A request whose content is known only when it has come in whole, as files are.
pub(super) async fn of_files<W: Future<Output = Response> + Send + 'static>(
    context: Context,
    caller: Caller,
    (key, fingerprint): (Option<String>, String),
    work: impl FnOnce(Caller) -> W,
) -> Response {
    let (Some(key), Some(token)) = (key, caller.token) else { return work(caller).await };
    let lang = caller.lang;
    let done = run_once(context, caller, (token, key, fingerprint), work).await;
    done.unwrap_or_else(|failure| Problem::new(failure, lang).into_response())
}
