//! One's own webhooks: the list, a new one, another attempt, and the end of one.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use axum::{Extension, Form};
use domain::Lang;
use serde::Deserialize;
use store::webhooks::Webhook;

use super::frame::Frame;
use super::{Page, shown};
use crate::context::in_china;
use crate::operations::{Done, webhooks};
use crate::visit::{Site, Visit};

/// A new webhook as sent.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entered {
    post: String,
    title: String,
    address: String,
    password: String,
}

/// The page.
#[derive(Template)]
#[template(path = "webhooks.html")]
pub(crate) struct View {
    /// Around it.
    pub(crate) frame: Frame,
    /// The webhooks.
    pub(crate) webhooks: Vec<Shown>,
    /// The secret of a new one: it is shown this once.
    pub(crate) secret: Option<String>,
    /// Posts to choose from: number, title, whether chosen.
    pub(crate) posts: Vec<(String, String, bool)>,
    /// What addresses may begin with.
    pub(crate) allowed: Vec<String>,
    /// What was entered.
    pub(crate) title: String,
    /// What was entered.
    pub(crate) address: String,
    /// Why it was refused.
    pub(crate) refusal: Option<String>,
}

/// A webhook as it is listed.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    /// Its number.
    pub(crate) id: String,
    /// What it is called.
    pub(crate) title: String,
    /// The address.
    pub(crate) address: String,
    /// Title of its post.
    pub(crate) post: String,
    /// How it stands.
    pub(crate) state: String,
    /// Whether its last attempt failed.
    pub(crate) failing: bool,
    /// When the last attempt was, and what came of it.
    pub(crate) last: String,
    /// Whether it was stopped.
    pub(crate) stopped: bool,
}

fn listed(hook: &Webhook, lang: Lang) -> Shown {
    let failing = hook.failures > 0;
    let state = match (&hook.stopped_at, failing) {
        (Some(at), _) => format!("{} {}", lang.pick("停用于", "Stopped on"), in_china(at)),
        (None, true) => {
            let (failed, again) = match lang {
                Lang::Zh => (format!("连续 {} 次未送达", hook.failures), "下次"),
                Lang::En => {
                    (format!("Not confirmed {} times in a row", hook.failures), "next attempt")
                }
            };
            format!("{failed}{}{again} {}", lang.pick("，", ", "), in_china(&hook.next_at))
        }
        (None, false) => lang.pick("正常", "In order").to_owned(),
    };
    let last = match (&hook.last_at, &hook.last_answer) {
        (Some(at), Some(said)) => format!("{} {}", in_china(at), answer(said, lang)),
        _ => String::new(),
    };
    Shown {
        id: hook.public_id.clone(),
        title: hook.title.clone(),
        address: hook.address.clone(),
        post: hook.post_title.clone(),
        state,
        failing: failing && hook.stopped_at.is_none(),
        last,
        stopped: hook.stopped_at.is_some(),
    }
}

/// What came of an attempt, in words where it is no status.
fn answer(said: &str, lang: Lang) -> String {
    match said {
        "timeout" => lang.pick("对方未在 10 秒内应答", "no answer within 10 seconds").to_owned(),
        "unreachable" => lang.pick("无法连接", "cannot be reached").to_owned(),
        "broken_off" => lang.pick("连接中断", "the connection broke off").to_owned(),
        "not_allowed" => {
            lang.pick("配置已不允许该地址", "the settings no longer allow the address").to_owned()
        }
        "secret_lost" => {
            lang.pick("签名密钥已失效，请重新建立", "its secret is lost: make a new one").to_owned()
        }
        status => format!("HTTP {status}"),
    }
}

async fn view(
    site: &Site,
    visit: &Visit,
    entered: Entered,
    (secret, refusal): (Option<String>, Option<String>),
) -> Page {
    let actor = visit.actor()?;
    let hooks = webhooks::list(&site.context, actor).await;
    let hooks = hooks.map_err(|failure| visit.problem(failure))?;
    let post = |held: &crate::access::Held| {
        (held.post.clone(), held.title.clone(), held.post == entered.post)
    };
    let view = View {
        frame: visit.frame(),
        webhooks: hooks.iter().map(|hook| listed(hook, visit.lang)).collect(),
        secret,
        posts: actor.held.iter().map(post).collect(),
        allowed: site.context.outward.allowed().map(str::to_owned).collect(),
        title: entered.title,
        address: entered.address,
        refusal,
    };
    shown(visit, &view, view.refusal.is_some())
}

/// Shows the list.
pub(crate) async fn list(State(site): State<Site>, Extension(visit): Extension<Visit>) -> Page {
    view(&site, &visit, Entered::default(), (None, None)).await
}

/// Makes a webhook, and shows its secret this once.
pub(crate) async fn add(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Form(entered): Form<Entered>,
) -> Page {
    let asked = webhooks::Asked {
        password: &entered.password,
        post: &entered.post,
        title: &entered.title,
        address: &entered.address,
    };
    let done = webhooks::add(&site.context, &visit.origin, visit.actor()?, asked).await;
    match visit.said(done)? {
        Ok(secret) => view(&site, &visit, Entered::default(), (Some(secret), None)).await,
        Err(refusal) => view(&site, &visit, entered, (None, Some(refusal))).await,
    }
}

/// Stops one.
pub(crate) async fn stop(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
) -> Page {
    let done = webhooks::stop(&site.context, &visit.origin, visit.actor()?, &id).await;
    after(&site, &visit, done).await
}

/// Lets the next attempt be made at once.
pub(crate) async fn try_now(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
) -> Page {
    let done = webhooks::try_now(&site.context, &visit.origin, visit.actor()?, &id).await;
    after(&site, &visit, done).await
}

async fn after(site: &Site, visit: &Visit, done: Done<()>) -> Page {
    match visit.said(done)? {
        Ok(()) => Ok(Redirect::to("/webhooks").into_response()),
        Err(refusal) => view(site, visit, Entered::default(), (None, Some(refusal))).await,
    }
}
