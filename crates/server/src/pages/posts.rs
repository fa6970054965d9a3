//! Posts and their holders.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect};
use axum::{Extension, Form};
use domain::{Division, Divisions};
use serde::Deserialize;

use super::frame::Frame;
use super::{Page, shown};
use crate::access::{Operation, Role};
use crate::operations::posts::{self, Listed, NewPost};
use crate::operations::{Done, lists};
use crate::visit::{Site, Visit};

/// The list with its forms.
#[derive(Template)]
#[template(path = "posts.html")]
pub(crate) struct View {
    /// Around it.
    pub(crate) frame: Frame,
    /// The divisions to choose from: code, name, whether it is the chosen one.
    pub(crate) places: Vec<(String, String, bool)>,
    /// The posts.
    pub(crate) posts: Vec<Row>,
    /// What was entered.
    pub(crate) form: PostForm,
    /// Why it was refused.
    pub(crate) refusal: Option<String>,
}

/// A post as shown.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// The post and its holders.
    pub(crate) listed: Listed,
    /// Name of its division.
    pub(crate) division: String,
}

/// A new post as sent.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PostForm {
    /// Word of the role.
    pub(crate) role: String,
    /// Code or name of the division.
    pub(crate) division: String,
    /// Name of the organisation.
    pub(crate) organisation: String,
    /// What it is called.
    pub(crate) title: String,
}

/// A new holder as sent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HolderForm {
    login: String,
    from: String,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    clippy::unused_self,
    reason = "templates call methods and pass references"
)]
impl View {
    /// The roles to choose from.
    pub(crate) fn roles(&self) -> &'static [Role] {
        Role::ALL
    }

    /// Whether this role was chosen in the form.
    pub(crate) fn chosen(&self, role: &Role) -> bool {
        role.word() == self.form.role
    }
}

fn row(listed: Listed, divisions: &Divisions) -> Row {
    Row { division: divisions.name(listed.post.scope.division), listed }
}

/// The division of which posts are shown.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    division: String,
}

async fn view(
    site: &Site,
    visit: &Visit,
    (asked, form): (&Asked, PostForm),
    refusal: Option<String>,
) -> Page {
    let (actor, divisions) = (visit.actor()?, site.context.divisions());
    let done = posts::list(&site.context, actor, &asked.division).await;
    let listed = done.map_err(|failure| visit.problem(failure))?;
    let places = lists::places(&site.context, actor, Operation::ListPosts);
    let chosen = divisions.resolve(&asked.division, None).ok().or(places.first().copied());
    let place =
        |place: &Division| (place.to_string(), divisions.name(*place), Some(*place) == chosen);
    let places = places.iter().map(place).collect();
    let posts = listed.into_iter().map(|post| row(post, divisions)).collect();
    let refused = refusal.is_some();
    shown(visit, &View { frame: visit.frame(), places, posts, form, refusal }, refused)
}

async fn after<T>(site: &Site, visit: &Visit, form: PostForm, done: Done<T>) -> Page {
    match visit.said(done)? {
        Ok(_) => Ok(Redirect::to("/posts").into_response()),
        Err(refusal) => view(site, visit, (&Asked::default(), form), Some(refusal)).await,
    }
}

/// Shows the list.
pub(crate) async fn list(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Query(asked): Query<Asked>,
) -> Page {
    view(&site, &visit, (&asked, PostForm::default()), None).await
}

/// Makes a post.
pub(crate) async fn add(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Form(form): Form<PostForm>,
) -> Page {
    let input = NewPost {
        role: &form.role,
        division: &form.division,
        organisation: &form.organisation,
        title: &form.title,
    };
    let done = posts::add(&site.context, &visit.origin, visit.actor()?, input).await;
    after(&site, &visit, form, done).await
}

/// Gives a post to somebody.
pub(crate) async fn change_holder(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    Form(form): Form<HolderForm>,
) -> Page {
    let (actor, input) = (visit.actor()?, (id.as_str(), form.login.as_str(), form.from.as_str()));
    let done = posts::change_holder(&site.context, &visit.origin, actor, input).await;
    after(&site, &visit, PostForm::default(), done).await
}
