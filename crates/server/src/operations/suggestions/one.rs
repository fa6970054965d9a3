//! A suggestion as it is read, and what is due of them.

use domain::suggestion::State;
use store::attachments::{self, Attachment};
use store::suggestions::{self, Suggestion};
use store::{posts, settings};

use super::followed::FollowedSuggestion;
use super::{KIND, as_maker, found, is_answered_by};
use crate::access::Operation;
use crate::context::{Context, Origin};
use crate::operations::handling::acting::acting;
use crate::operations::handling::one::One;
use crate::operations::handling::{matter_of, there};
use crate::operations::warnings::{Taken, named_steps};
use crate::operations::{Actor, Done};

/// Suggestions that are listed as due.
const MOST: i64 = 8;

/// What somebody can do about a suggestion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum May {
    /// Write it anew, or withdraw it.
    Revise,
    /// Answer it.
    Answer,
}

/// One suggestion.
#[derive(Debug)]
pub(crate) struct OneSuggestion {
    /// The suggestion.
    pub(crate) followed: FollowedSuggestion,
    /// Title of the post that made it.
    pub(crate) post: String,
    /// Name of the parameter of the setting that carries it out.
    pub(crate) parameter: Option<String>,
    /// Its steps, the first one first.
    pub(crate) taken: Vec<Taken>,
    /// Its documents.
    pub(crate) attachments: Vec<Attachment>,
    /// What the reader can do now.
    pub(crate) may: Vec<May>,
}

impl One for OneSuggestion {
    const PLACE: &'static str = "/suggestions";

    async fn read(context: &Context, _: &Origin, actor: &Actor, id: i64) -> Done<OneSuggestion> {
        one(context, actor, id).await
    }

    fn documents(&self) -> &[Attachment] {
        &self.attachments
    }
}

/// One suggestion for a reader.
pub(super) async fn one(context: &Context, actor: &Actor, id: i64) -> Done<OneSuggestion> {
    let mut tx = context.db.read().await?;
    let followed = found(&mut tx, context, actor, id).await?;
    let (kept, one) = (&followed.kept, &followed.one);
    let waits = one.state() == State::Waiting;
    let wrote = one.writers().any(|writer| actor.is(writer));
    let place = there(&kept.home, "")?;
    let answers = (Operation::AnswerSuggestion, place);
    let answers = acting(&mut tx, context, actor, answers, &[]).await;
    let answers = answers.is_ok_and(|by| is_answered_by(context, by.held, &kept.home));
    let revises = as_maker(&mut tx, context, actor, kept).await.is_ok();
    let can = [(May::Answer, waits && answers && !wrote), (May::Revise, waits && revises)];
    let setting = match kept.standing.setting {
        Some(setting) => settings::by_id(&mut tx, setting).await?,
        None => None,
    };
    let post = posts::by_id(&mut tx, kept.post).await?;
    Ok(OneSuggestion {
        post: post.map(|post| post.title).unwrap_or_default(),
        parameter: setting.map(|setting| setting.parameter),
        taken: named_steps(&mut tx, &followed.steps).await?,
        attachments: attachments::of(&mut tx, matter_of(KIND, id)).await?,
        may: can.into_iter().filter(|(_, can)| *can).map(|(what, _)| what).collect(),
        followed,
    })
}

/// What waits for somebody's answer.
pub(crate) async fn due(context: &Context, actor: &Actor) -> Done<Vec<Suggestion>> {
    let operation = Operation::AnswerSuggestion;
    if actor.post(context, operation, None).is_err() {
        return Ok(Vec::new());
    }
    let mut tx = context.db.read().await?;
    let mut waiting = suggestions::in_state(&mut tx, "waiting", MOST).await?;
    waiting.retain(|one| {
        let mut held = actor.held.iter().filter(|held| operation.is_open_to(held.role));
        held.any(|held| is_answered_by(context, held, &one.home)) && one.maker != actor.person.id
    });
    Ok(waiting)
}
