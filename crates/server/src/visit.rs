//! One request: who asks, from where, in which language; and the guard that every route stands behind.

use std::net::{IpAddr, SocketAddr};
use std::time::Instant;

use axum::extract::{ConnectInfo, FromRef, Request, State};
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{Lang, Unit};

use crate::access::{Operation, Who, post_for};
use crate::api::caller::retry_after;
use crate::context::{Context, Origin};
use crate::metrics::Metrics;
use crate::operations::sign_in::resume;
use crate::operations::{Actor, Done, Failure, Refusal, Stage};
use crate::pages::carried;
use crate::pages::frame::{Frame, UNITS, areas};
use crate::pages::problem::Problem;
use crate::throttle::{Pace, Throttle};

/// What all requests share.
#[derive(Clone)]
pub(crate) struct Site {
    /// Store, law, passwords, key.
    pub(crate) context: Context,
    /// Whether browsers reach it by TLS.
    pub(crate) behind_tls: bool,
    /// Counts attempts to sign in.
    pub(crate) throttle: Throttle,
    /// Counts tokens that are none.
    pub(crate) strangers: Throttle,
    /// Counts requests of programs.
    pub(crate) pace: Pace,
    /// Counts what was answered.
    pub(crate) metrics: Metrics,
}

impl Site {
    /// A site at which nobody has asked for anything.
    pub(crate) fn new(context: Context, behind_tls: bool) -> Site {
        let (throttle, pace) = (Throttle::default(), Pace::default());
        let (strangers, metrics) = (Throttle::of_tokens(), Metrics::default());
        Site { context, behind_tls, throttle, strangers, pace, metrics }
    }
}

/// What routes are served with: each request gets the law as it is then.
#[derive(Clone)]
pub(crate) struct Served(pub(crate) Site);

impl FromRef<Served> for Site {
    fn from_ref(served: &Served) -> Site {
        Site { context: served.0.context.present(), ..served.0.clone() }
    }
}

/// A route's guard.
#[derive(Clone)]
pub(crate) struct Gate {
    /// What all requests share.
    pub(crate) site: Site,
    /// What the route does.
    pub(crate) operation: Operation,
    /// The route, for the log; the address itself may name people.
    pub(crate) path: &'static str,
    /// Bytes that a program may send at once; none: the handler reads them as they come.
    pub(crate) most: Option<usize>,
}

/// One request.
#[derive(Clone, Debug)]
pub(crate) struct Visit {
    /// From where and when.
    pub(crate) origin: Origin,
    /// The reader's language.
    pub(crate) lang: Lang,
    /// Who, where somebody is signed in.
    actor: Option<Actor>,
    address: Option<IpAddr>,
    path: String,
    query: String,
    unit: Unit,
    behind_tls: bool,
    areas: Vec<Operation>,
}

/// Lets through whom the access matrix lets through, and logs what came of it.
pub(crate) async fn guard(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    let start = Instant::now();
    let (parts, body) = request.into_parts();
    let method = parts.method.clone();
    let response = match admitted(&gate, &parts).await {
        Ok(visit) => {
            let chosen = chosen(&parts, &gate.site);
            let mut request = Request::from_parts(parts, body);
            request.extensions_mut().insert(visit);
            let mut response = next.run(request).await;
            for value in chosen.iter().filter_map(|text| HeaderValue::from_str(text).ok()) {
                response.headers_mut().append(SET_COOKIE, value);
            }
            response
        }
        Err(stopped) => match stopped {
            Stopped::Told(response) => *response,
            // What was written before the session ended is not lost.
            Stopped::Due(visit) if method == Method::POST && carried::goes_on(gate.operation) => {
                carried::ask(&visit, &parts.headers, body).await
            }
            Stopped::Due(visit) => Redirect::to(visit.due()).into_response(),
        },
    };
    let (status, took) = (response.status().as_u16(), start.elapsed());
    gate.site.metrics.answered(&method, gate.path, status, took);
    let took = took.as_millis();
    tracing::info!(http.method = %method, http.route = gate.path, http.status = status, took_ms = %took);
    response
}

/// Why a request does not get through.
enum Stopped {
    /// Something is due before.
    Due(Box<Visit>),
    /// The answer says why.
    Told(Box<Response>),
}

async fn admitted(gate: &Gate, request: &Parts) -> Result<Visit, Stopped> {
    let told = |visit: &Visit, failure: Failure| {
        Stopped::Told(Box::new(visit.problem(failure).into_response()))
    };
    let headers = &request.headers;
    let address = address(gate, request);
    let from = format!("{} page", address.map_or("unknown".to_owned(), |a| a.to_string()));
    let origin = Origin::now(gate.site.context.fixed_day, from);
    let mut visit = Visit {
        origin,
        lang: language_asked(request).unwrap_or_else(|| language(headers)),
        actor: None,
        address,
        path: request.uri.path().to_owned(),
        query: without_language(request.uri.query().unwrap_or_default()),
        unit: unit_asked(request).unwrap_or_else(|| unit(headers)),
        behind_tls: gate.site.behind_tls,
        areas: Vec::new(),
    };
    let attempt = request.method == Method::POST && gate.operation.is_attempt();
    if let Some(wait) = attempt.then(|| gate.site.throttle.waits(address)).flatten() {
        let mut response = visit.problem(Refusal::TooOften.into()).into_response();
        retry_after(&mut response, wait);
        return Err(Stopped::Told(Box::new(response)));
    }
    if let Some(token) = cookie_value(headers, session_cookie(visit.behind_tls)) {
        match resume(&gate.site.context, &visit.origin, token).await {
            Ok(actor) => visit.actor = actor,
            Err(failure) => return Err(told(&visit, failure)),
        }
    }
    visit.areas = areas().filter(|area| may(&visit, *area, gate)).collect();
    match refused(&visit, gate) {
        None => Ok(visit),
        Some(Refusal::SignInFirst) => Err(Stopped::Due(Box::new(visit))),
        Some(refusal) => Err(told(&visit, refusal.into())),
    }
}

/// Why a visitor does not get through.
fn refused(visit: &Visit, gate: &Gate) -> Option<Refusal> {
    let stage = visit.actor.as_ref().map(|actor| actor.stage);
    match (gate.operation.who(), stage) {
        (Who::Anyone, _) | (Who::Begun, Some(_)) | (Who::Oneself, Some(Stage::Open)) => None,
        (Who::Roles(_), Some(Stage::Open)) => {
            (!may(visit, gate.operation, gate)).then_some(Refusal::OutOfScope)
        }
        _ => Some(Refusal::SignInFirst),
    }
}

fn may(visit: &Visit, operation: Operation, gate: &Gate) -> bool {
    let actor = visit.actor.as_ref().filter(|actor| actor.stage == Stage::Open);
    let divisions = gate.site.context.divisions();
    actor.is_some_and(|actor| post_for(&actor.held, operation, None, divisions).is_some())
}

impl Visit {
    /// Who asks; routes that need somebody are guarded, so here nobody is a request that came around.
    pub(crate) fn actor(&self) -> Result<&Actor, Problem> {
        self.actor.as_ref().ok_or_else(|| self.problem(Refusal::SignInFirst.into()))
    }

    /// Whether one of the posts held lets do this somewhere.
    pub(crate) fn may(&self, operation: Operation) -> bool {
        let open = self.actor.as_ref().filter(|actor| actor.stage == Stage::Open);
        open.is_some_and(|actor| actor.held.iter().any(|held| operation.is_open_to(held.role)))
    }

    /// The same by a post that is not one of a single organisation.
    pub(crate) fn may_for_all(&self, operation: Operation) -> bool {
        let open = self.actor.as_ref().filter(|actor| actor.stage == Stage::Open);
        let held = open.into_iter().flat_map(|actor| &actor.held);
        held.filter(|held| held.scope.organisation.is_none())
            .any(|held| operation.is_open_to(held.role))
    }

    /// The network address.
    pub(crate) fn address(&self) -> Option<IpAddr> {
        self.address
    }

    /// The unit of amounts.
    pub(crate) fn unit(&self) -> Unit {
        self.unit
    }

    /// The same, where a page tells refusals itself.
    pub(crate) fn signed_in(&self) -> Result<&Actor, Refusal> {
        self.actor.as_ref().ok_or(Refusal::SignInFirst)
    }

    /// Where to go for what is due before anything else.
    pub(crate) fn due(&self) -> &'static str {
        match self.actor.as_ref().map(|actor| actor.stage) {
            None => "/sign-in",
            Some(Stage::Factor) => "/verify",
            Some(Stage::Password) => "/password",
            Some(Stage::Open) => "/",
        }
    }

    /// What every page shows around its content.
    pub(crate) fn frame(&self) -> Frame {
        let actor = self.actor.as_ref();
        let open = actor.filter(|actor| actor.stage == Stage::Open);
        Frame {
            lang: self.lang,
            path: self.path.clone(),
            query: self.query.clone(),
            unit: self.unit,
            person: actor.map(|actor| actor.person.name.clone()),
            open: open.is_some(),
            people: self.areas.contains(&Operation::ListPeople),
            areas: self.areas.clone(),
        }
    }

    /// A failure as a page.
    pub(crate) fn problem(&self, failure: Failure) -> Problem {
        Problem { failure, frame: Box::new(self.frame()) }
    }

    /// Tells a refusal that belongs beside a form from what ends the request.
    pub(crate) fn sorted<T>(&self, done: Done<T>) -> Result<Result<T, Refusal>, Problem> {
        match done {
            Ok(done) => Ok(Ok(done)),
            Err(Failure::Refused(refusal)) if refusal.beside_form() => Ok(Err(refusal)),
            Err(failure) => Err(self.problem(failure)),
        }
    }

    /// The same of a step that writes records, which may be refused for one of their cells.
    pub(crate) fn said<T>(&self, done: Done<T>) -> Result<Result<T, String>, Problem> {
        match done {
            Err(Failure::Import(refusal)) => Ok(Err(refusal.sentence(self.lang))),
            done => {
                Ok(self.sorted(done)?.map_err(|refusal| refusal.sentence(self.lang).to_owned()))
            }
        }
    }

    /// The cookie of a session; an empty token takes it away.
    pub(crate) fn session_cookie(&self, token: &str) -> String {
        let (name, tls) = (session_cookie(self.behind_tls), self.behind_tls);
        let age = if token.is_empty() { "; Max-Age=0" } else { "" };
        let secure = if tls { "; Secure" } else { "" };
        format!("{name}={token}; Path=/; HttpOnly; SameSite=Strict{age}{secure}")
    }
}

/// Behind TLS the name binds the cookie to this host.
pub(crate) fn session_cookie(behind_tls: bool) -> &'static str {
    if behind_tls { "__Host-session" } else { "session" }
}

fn cookie(name: &str, value: &str, site: &Site) -> String {
    let secure = if site.behind_tls { "; Secure" } else { "" };
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=31536000{secure}")
}

pub(crate) fn cookie_value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let all = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = all.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.into_iter().find(|(key, _)| *key == name).map(|(_, value)| value)
}

fn word(lang: Lang) -> &'static str {
    lang.pick("zh", "en")
}

fn lang_of(word: &str) -> Option<Lang> {
    match word {
        "zh" => Some(Lang::Zh),
        "en" => Some(Lang::En),
        _ => None,
    }
}

/// What the address asks for under a name: `?lang=en`.
fn asked<'a>(request: &'a Parts, name: &str) -> Option<&'a str> {
    let pairs = request.uri.query()?.split('&').filter_map(|pair| pair.split_once('='));
    pairs.into_iter().find(|(key, _)| *key == name).map(|(_, value)| value)
}

/// The language that the address asks for.
pub(crate) fn language_asked(request: &Parts) -> Option<Lang> {
    asked(request, "lang").and_then(lang_of)
}

/// The unit of amounts that the address asks for.
fn unit_asked(request: &Parts) -> Option<Unit> {
    asked(request, "unit").and_then(unit_of)
}

fn unit_of(word: &str) -> Option<Unit> {
    UNITS.iter().find(|(_, known)| *known == word).map(|(unit, _)| *unit)
}

/// The unit chosen before.
fn unit(headers: &HeaderMap) -> Unit {
    cookie_value(headers, "unit").and_then(unit_of).unwrap_or_default()
}

/// The cookies that keep what the address asks for.
fn chosen(request: &Parts, site: &Site) -> Vec<String> {
    let lang = language_asked(request).map(|lang| cookie("lang", word(lang), site));
    let unit = unit_asked(request).and(asked(request, "unit"));
    lang.into_iter().chain(unit.map(|word| cookie("unit", word, site))).collect()
}

/// What follows a path in an address, without the language: that is the reader's and not of the page.
fn without_language(query: &str) -> String {
    let kept = query.split('&').filter(|pair| !pair.starts_with("lang="));
    kept.collect::<Vec<&str>>().join("&")
}

/// The language chosen before, or the one that the browser prefers.
pub(crate) fn language(headers: &HeaderMap) -> Lang {
    let chosen = cookie_value(headers, "lang").and_then(lang_of);
    let accepted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let first = accepted.unwrap_or_default().split(',').next().unwrap_or_default();
    chosen.unwrap_or(if first.trim().starts_with("en") { Lang::En } else { Lang::Zh })
}

/// The browser's network address.
pub(crate) fn address(gate: &Gate, request: &Parts) -> Option<IpAddr> {
    let forwarded = request.headers.get("x-forwarded-for").and_then(|value| value.to_str().ok());
    let last = forwarded.and_then(|list| list.rsplit(',').next()).map(str::trim);
    let peer = request.extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
    last.filter(|_| gate.site.behind_tls).and_then(|text| text.parse().ok()).or(peer)
}
