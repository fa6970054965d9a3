//! One's own tokens for programs: the list, a new one, and the end of one.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use axum::{Extension, Form};
use domain::Lang;
use store::tokens::Token;

use super::frame::Frame;
use super::{Page, shown};
use crate::access::Use;
use crate::context::in_china;
use crate::operations::tokens;
use crate::visit::{Site, Visit};

/// The list with the form for a new one.
#[derive(Default)]
pub(crate) struct Entered {
    post: String,
    title: String,
    uses: Vec<String>,
    days: String,
    password: String,
}

/// The page.
#[derive(Template)]
#[template(path = "tokens.html")]
pub(crate) struct View {
    /// Around it.
    pub(crate) frame: Frame,
    /// The tokens.
    pub(crate) tokens: Vec<Shown>,
    /// A new token: it is shown this once.
    pub(crate) secret: Option<String>,
    /// Posts to choose from: number, title, whether chosen.
    pub(crate) posts: Vec<(String, String, bool)>,
    /// Uses to choose from: word, name, whether chosen.
    pub(crate) uses: Vec<(&'static str, &'static str, bool)>,
    /// What was entered.
    pub(crate) title: String,
    /// What was entered.
    pub(crate) days: String,
    /// Why it was refused.
    pub(crate) refusal: Option<String>,
}

/// A token as it is listed.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    /// Its number.
    pub(crate) id: String,
    /// What it is called.
    pub(crate) title: String,
    /// Title of its post.
    pub(crate) post: String,
    /// What it serves for.
    pub(crate) uses: String,
    /// Until when.
    pub(crate) ends: String,
    /// When it was last used.
    pub(crate) used: String,
    /// Whether it opens something.
    pub(crate) open: bool,
    /// When it was ended before its time.
    pub(crate) revoked: Option<String>,
}

fn listed(token: &Token, now: &str, lang: Lang) -> Shown {
    let uses = token.scopes.split(' ').filter_map(Use::from_word).map(|one| one.name(lang));
    Shown {
        id: token.public_id.clone(),
        title: token.title.clone(),
        post: token.post_title.clone(),
        uses: uses.collect::<Vec<_>>().join(lang.pick("、", "; ")),
        ends: in_china(&token.ends_at),
        used: token.used_at.as_deref().map(in_china).unwrap_or_default(),
        open: token.revoked_at.is_none() && token.ends_at.as_str() > now,
        revoked: token.revoked_at.as_deref().map(in_china),
    }
}

async fn view(
    site: &Site,
    visit: &Visit,
    entered: Entered,
    (secret, refusal): (Option<String>, Option<String>),
) -> Page {
    let actor = visit.actor()?;
    let tokens = tokens::list(&site.context, actor).await;
    let tokens = tokens.map_err(|failure| visit.problem(failure))?;
    let now = visit.origin.at.to_string();
    let post = |held: &crate::access::Held| {
        (held.post.clone(), held.title.clone(), held.post == entered.post)
    };
    let chosen = |one: Use| entered.uses.iter().any(|word| word == one.word());
    let view = View {
        frame: visit.frame(),
        tokens: tokens.iter().map(|token| listed(token, &now, visit.lang)).collect(),
        secret,
        posts: actor.held.iter().map(post).collect(),
        uses: Use::ALL.map(|one| (one.word(), one.name(visit.lang), chosen(one))).into(),
        title: entered.title,
        days: if entered.days.is_empty() { "90".to_owned() } else { entered.days },
        refusal,
    };
    shown(visit, &view, view.refusal.is_some())
}

/// Shows the list.
pub(crate) async fn list(State(site): State<Site>, Extension(visit): Extension<Visit>) -> Page {
    let read = Entered { uses: vec![Use::Read.word().to_owned()], ..Entered::default() };
    view(&site, &visit, read, (None, None)).await
}

fn entered(pairs: Vec<(String, String)>) -> Entered {
    let mut entered = Entered::default();
    for (name, text) in pairs {
        match name.as_str() {
            "post" => entered.post = text,
            "title" => entered.title = text,
            "uses" => entered.uses.push(text),
            "days" => entered.days = text,
            "password" => entered.password = text,
            _ => {}
        }
    }
    entered
}

/// Makes a token, and shows it this once.
pub(crate) async fn add(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Page {
    let entered = entered(pairs);
    let asked = tokens::Asked {
        password: &entered.password,
        post: &entered.post,
        title: &entered.title,
        uses: &entered.uses,
        days: &entered.days,
    };
    let done = tokens::add(&site.context, &visit.origin, visit.actor()?, asked).await;
    match visit.said(done)? {
        Ok(secret) => view(&site, &visit, Entered::default(), (Some(secret), None)).await,
        Err(refusal) => view(&site, &visit, entered, (None, Some(refusal))).await,
    }
}

/// Ends a token.
pub(crate) async fn revoke(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
) -> Page {
    let done = tokens::revoke(&site.context, &visit.origin, visit.actor()?, &id).await;
    match visit.said(done)? {
        Ok(()) => Ok(Redirect::to("/tokens").into_response()),
        Err(refusal) => view(&site, &visit, Entered::default(), (None, Some(refusal))).await,
    }
}
