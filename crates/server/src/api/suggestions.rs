//! Suggestions on the monitoring work: made, written anew, answered.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use super::body::Read;
use super::steps::{
    Document, Evidence, Past, Possible, Told, documents, history, id, possible, read, sent,
};
use super::warnings::Made;
use super::{Answer, Caller, some, with_status};
use crate::operations::suggestions::{
    OneSuggestion, Revision, Saying, Writing, answer, revise, suggest,
};
use crate::pages::suggestion::actions;
use crate::visit::Site;

/// A suggestion.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Suggestion {
    /// Its number.
    id: i64,
    /// Code of the division of the post that made it.
    home: String,
    /// Title of that post.
    post: String,
    /// What it is, in a line.
    title: String,
    /// What is suggested.
    said: String,
    /// `waiting`, `adopted`, `declined` or `withdrawn`.
    state: String,
    /// What follows from it, or why it was not adopted.
    answer: Option<String>,
    /// Number of the setting that carries it out.
    setting: Option<i64>,
    /// The day of the last step.
    since: String,
    /// Its documents.
    documents: Vec<Document>,
    /// What was done.
    history: Vec<Past>,
    /// What can be done now.
    steps: Vec<Possible>,
}

fn suggestion(caller: &Caller, one: &OneSuggestion) -> Suggestion {
    let (kept, standing) = (&one.followed.kept, &one.followed.kept.standing);
    Suggestion {
        id: kept.id,
        home: kept.home.clone(),
        post: one.post.clone(),
        title: standing.title.clone(),
        said: standing.said.clone(),
        state: standing.state.clone(),
        answer: some(&standing.answer),
        setting: standing.setting,
        since: standing.since.clone(),
        documents: documents(&one.attachments),
        history: history(&one.taken),
        steps: possible(caller.lang, |lang| actions(one, lang)),
    }
}

impl Told for OneSuggestion {
    type Told = Suggestion;

    fn told(&self, _: &Site, caller: &Caller) -> Suggestion {
        suggestion(caller, self)
    }
}

/// A suggestion to be made.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SuggestionDraft {
    /// In a line.
    title: String,
    /// What is seen, and what should be done.
    said: String,
    /// What shows it.
    #[serde(default)]
    evidence: Vec<Evidence>,
}

/// Makes a suggestion.
pub(crate) async fn begin(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Read(input): Read<SuggestionDraft>,
) -> Answer {
    let evidence = sent(&caller, input.evidence)?;
    let writing = Writing { title: input.title, said: input.said, evidence };
    let done = suggest(&site.context, &caller.origin, caller.actor()?, &writing).await;
    let id = done.map_err(|failure| caller.problem(failure))?;
    with_status(&caller, StatusCode::CREATED, &Made { id })
}

/// A step about a suggestion. Which parts it needs is told by its `steps`.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SuggestionStep {
    /// `rewrite` or `withdraw` (`/text`); `adopt` or `decline` (`/answer`).
    step: String,
    /// What follows from it; why it is not adopted, or given up.
    #[serde(default)]
    reason: String,
    /// Number of the setting that carries it out.
    #[serde(default)]
    setting: String,
    /// In a line.
    #[serde(default)]
    title: String,
    /// What is seen, and what should be done.
    #[serde(default)]
    said: String,
    /// What shows it.
    #[serde(default)]
    evidence: Vec<Evidence>,
}

/// Writes it anew, or withdraws it.
pub(crate) async fn revised(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
    Read(input): Read<SuggestionStep>,
) -> Answer {
    let id = id(&caller, &path)?;
    let evidence = sent(&caller, input.evidence)?;
    let writing = Writing { title: input.title, said: input.said, evidence };
    let (context, origin, actor) = (&site.context, &caller.origin, caller.actor()?);
    let done = match Revision::of(&input.step, input.reason, writing) {
        Ok(said) => revise(context, origin, actor, (id, &said)).await,
        Err(refusal) => Err(refusal.into()),
    };
    done.map_err(|failure| caller.problem(failure))?;
    read::<OneSuggestion>(&site, &caller, id).await
}

/// Answers it.
pub(crate) async fn answered(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
    Read(input): Read<SuggestionStep>,
) -> Answer {
    let id = id(&caller, &path)?;
    let saying = Saying { step: input.step, reason: input.reason, setting: input.setting };
    let done = answer(&site.context, &caller.origin, caller.actor()?, (id, &saying)).await;
    done.map_err(|failure| caller.problem(failure))?;
    read::<OneSuggestion>(&site, &caller, id).await
}
