//! One request of a program: with which token, for whom, and the guard that every route stands behind.

use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, RETRY_AFTER};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::Lang;

use super::{Problem, once};
use crate::access::{Use, Who, post_for};
use crate::context::Origin;
use crate::operations::sign_in;
use crate::operations::{Actor, Failure, Refusal, Stage, tokens};
use crate::visit::{Gate, Site, address, cookie_value, language, language_asked, session_cookie};

/// Goes with a request that somebody sends from the page on which requests are tried: their session speaks for it,
/// also where it writes. Nothing that comes over the network has it.
#[derive(Clone, Copy)]
pub(crate) struct OnTrial;

/// One request.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    /// From where and when.
    pub(crate) origin: Origin,
    /// The language of sentences.
    pub(crate) lang: Lang,
    /// For whom; nobody where anybody may ask.
    actor: Option<Actor>,
    /// The token's number; none where a browser's session asks.
    pub(crate) token: Option<i64>,
    /// What the token serves for, by its words.
    pub(crate) uses: Vec<Use>,
}

impl Caller {
    /// A failure as programs are told it.
    pub(crate) fn problem(&self, failure: impl Into<Failure>) -> Problem {
        Problem::new(failure, self.lang)
    }

    /// For whom it is asked; routes that need somebody are guarded.
    pub(crate) fn actor(&self) -> Result<&Actor, Problem> {
        self.actor.as_ref().ok_or_else(|| self.problem(Refusal::SignInFirst))
    }
}

/// Lets through whom token, use and access matrix let through, and logs what came of it.
pub(crate) async fn guard(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    let start = Instant::now();
    let (parts, body) = request.into_parts();
    let method = parts.method.clone();
    let response = match admitted(&gate, &parts).await {
        Ok(caller) => passed(&gate, caller, (parts, body), next).await,
        Err(problem) => problem.into_response(),
    };
    let (status, took) = (response.status().as_u16(), start.elapsed());
    gate.site.metrics.answered(&method, gate.path, status, took);
    let took = took.as_millis();
    tracing::info!(http.method = %method, http.route = gate.path, http.status = status, took_ms = %took);
    response
}

/// On to the handler: what writes goes by way of its key.
async fn passed(gate: &Gate, caller: Caller, (parts, body): (Parts, Body), next: Next) -> Response {
    let mut request = Request::from_parts(parts, body);
    if request.method() == Method::POST && gate.most.is_some() {
        return once::passed(gate, caller, request, next).await;
    }
    request.extensions_mut().insert(caller);
    next.run(request).await
}

async fn admitted(gate: &Gate, request: &Parts) -> Result<Caller, Problem> {
    let from = address(gate, request);
    let from_text = format!("{} api", from.map_or("unknown".to_owned(), |a| a.to_string()));
    let mut caller = Caller {
        origin: Origin::now(gate.site.context.fixed_day, from_text),
        lang: language_asked(request).unwrap_or_else(|| language(&request.headers)),
        actor: None,
        token: None,
        uses: Use::ALL.to_vec(),
    };
    if gate.operation.who() == Who::Anyone {
        return Ok(caller);
    }
    match bearer(request) {
        Some(secret) => with_token(gate, request, &mut caller, secret).await?,
        None => with_session(gate, request, &mut caller).await?,
    }
    let refusal = refused(&caller, gate);
    match refusal {
        None => Ok(caller),
        Some(refusal) => Err(caller.problem(refusal)),
    }
}

/// The token of a request.
fn bearer(request: &Parts) -> Option<&str> {
    let (scheme, secret) = request.headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(secret.trim())
}

async fn with_token(
    gate: &Gate,
    request: &Parts,
    caller: &mut Caller,
    secret: &str,
) -> Result<(), Problem> {
    let Site { context, strangers, pace, .. } = &gate.site;
    let resumed = tokens::resume(context, &caller.origin, secret).await;
    let Some((actor, token)) = resumed.map_err(|failure| caller.problem(failure))? else {
        let waits = strangers.waits(address(gate, request));
        return Err(match waits {
            Some(wait) => later(caller, Refusal::TooOften, wait),
            None => caller.problem(Refusal::WrongToken),
        });
    };
    if let Some(wait) = pace.waits(token.id) {
        return Err(later(caller, Refusal::TooFast, wait));
    }
    caller.uses = token.scopes.split(' ').filter_map(Use::from_word).collect();
    (caller.actor, caller.token) = (Some(actor), Some(token.id));
    Ok(())
}

fn later(caller: &Caller, refusal: Refusal, wait: Duration) -> Problem {
    Problem { again: Some(wait.as_secs() as u32 + 1), ..caller.problem(refusal) }
}

/// A browser that is signed in may read, so that people can try what they read about; it writes from the page for
/// that alone, where another site's forms are refused.
async fn with_session(gate: &Gate, request: &Parts, caller: &mut Caller) -> Result<(), Problem> {
    let on_trial = request.extensions.get::<OnTrial>().is_some();
    if request.method != Method::GET && !on_trial {
        return Ok(());
    }
    let name = session_cookie(gate.site.behind_tls);
    let Some(token) = cookie_value(&request.headers, name) else { return Ok(()) };
    let resumed = sign_in::resume(&gate.site.context, &caller.origin, token).await;
    let actor = resumed.map_err(|failure| caller.problem(failure))?;
    caller.actor = actor.filter(|actor| actor.stage == Stage::Open);
    Ok(())
}

/// Why a program does not get through.
fn refused(caller: &Caller, gate: &Gate) -> Option<Refusal> {
    let Some(actor) = &caller.actor else { return Some(Refusal::WrongToken) };
    let serves = Use::of(gate.operation).is_some_and(|one| caller.uses.contains(&one));
    let divisions = gate.site.context.divisions();
    match gate.operation.who() {
        _ if !serves => Some(Refusal::TokenUse),
        Who::Anyone | Who::Oneself => None,
        Who::Roles(_) => {
            let post = post_for(&actor.held, gate.operation, None, divisions);
            post.is_none().then_some(Refusal::OutOfScope)
        }
        Who::Begun | Who::Operator => Some(Refusal::OutOfScope),
    }
}

/// The header by which programs and browsers know when to come again.
pub(crate) fn retry_after(response: &mut Response, wait: Duration) {
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait.as_secs() + 1));
}
