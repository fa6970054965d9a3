//! For whom a program acts.

use axum::Extension;
use serde::Serialize;

use super::{Answer, Caller, json};
use crate::access::{Held, Use};

/// For whom a program acts, and what its token serves for.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Me {
    /// Name of the person.
    person: String,
    /// The posts: of a token the one for which it was made.
    posts: Vec<Post>,
    /// What the token serves for: `read`, `import`, `handle`, `supervise`, `screen`.
    uses: Vec<&'static str>,
    /// The day on which business is done.
    today: String,
}

/// A post.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Post {
    /// Its public number.
    id: String,
    /// Its title.
    title: String,
    /// Word of its role.
    role: &'static str,
    /// Code of the division that, with what lies below it, is its scope.
    division: String,
    /// The one organisation of the division, where it is no more than that.
    organisation: Option<String>,
}

fn post(held: &Held) -> Post {
    Post {
        id: held.post.clone(),
        title: held.title.clone(),
        role: held.role.word(),
        division: held.scope.division.to_string(),
        organisation: held.scope.organisation.clone(),
    }
}

/// For whom a program acts.
pub(crate) async fn show(Extension(caller): Extension<Caller>) -> Answer {
    let actor = caller.actor()?;
    let me = Me {
        person: actor.person.name.clone(),
        posts: actor.held.iter().map(post).collect(),
        uses: caller.uses.iter().copied().map(Use::word).collect(),
        today: caller.origin.day.to_string(),
    };
    json(&caller, &me)
}
