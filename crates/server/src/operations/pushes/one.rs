//! One push list as it is read.

use std::collections::BTreeMap;

use domain::handling::PostId;
use store::posts;
use store::pushes::Told;

use super::{FollowedPush, followed, found};
use crate::access::Operation;
use crate::context::{Context, Origin};
use crate::operations::handling::acting::acting;
use crate::operations::handling::one::One;
use crate::operations::warnings::{Taken, named_steps};
use crate::operations::{Actor, Done};

/// One list.
#[derive(Clone, Debug)]
pub(crate) struct OnePush {
    /// The list.
    pub(crate) followed: FollowedPush,
    /// Its items with what is known of them today.
    pub(crate) items: Vec<Told>,
    /// Title of the post to which it was sent.
    pub(crate) to: String,
    /// Its steps, the first one first.
    pub(crate) taken: Vec<Taken>,
    /// The answers, by number of the warning.
    pub(crate) answers: BTreeMap<i64, Taken>,
    /// Whether the reader holds the post to which it was sent.
    pub(crate) may_answer: bool,
}

impl One for OnePush {
    const PLACE: &'static str = "/pushes";

    async fn read(context: &Context, _: &Origin, actor: &Actor, id: i64) -> Done<OnePush> {
        one(context, actor, id).await
    }
}

/// One list for a reader.
async fn one(context: &Context, actor: &Actor, id: i64) -> Done<OnePush> {
    let mut tx = context.db.read().await?;
    let (kept, home) = found(&mut tx, context, actor, Operation::ListPushes, id).await?;
    let post = PostId(kept.post as u64);
    let asked = (Operation::AnswerPush, (home, None));
    let acts = acting(&mut tx, context, actor, asked, &[post]).await;
    let may_answer = acts.is_ok_and(|by| by.post == post);
    let to = posts::by_id(&mut tx, kept.post).await?.map(|post| post.title);
    let (followed, items) = followed(&mut tx, kept).await?;
    let taken = named_steps(&mut tx, &followed.steps).await?;
    let answer = |step: &Taken| Some((step.body.get("warning")?.as_i64()?, step.clone()));
    let answers = taken.iter().filter_map(answer).collect();
    Ok(OnePush { followed, items, to: to.unwrap_or_default(), taken, answers, may_answer })
}
