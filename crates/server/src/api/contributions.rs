//! Contributions: other money on projects, entered line by line, confirmed by another person, reversed.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::Fen;
use serde::{Deserialize, Serialize};

use super::body::Read;
use super::steps::{
    Document, Evidence, Past, Possible, Told, documents, history, id, possible, read, sent,
};
use super::warnings::Made;
use super::{Answer, Caller, some, with_status};
use crate::operations::contributions::{
    OneContribution, Revision, Saying, Writing, decide, enter, revise,
};
use crate::pages::contribution::{actions, state};
use crate::visit::Site;

/// A line of other money on a project.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Contribution {
    /// Its number.
    id: i64,
    /// Number of the project.
    project: String,
    /// Code of its county.
    county: String,
    /// The unit that carries it out.
    unit: Option<String>,
    /// `planned`, `received` or `spent`.
    entry: String,
    /// Whose money: `own`, `social` or `other`.
    source: String,
    /// Who gives it; of a person the first character.
    giver: String,
    /// What the giver is: `organisation` or `person`.
    giver_kind: String,
    /// Amount in yuan; below zero where it reverses another line.
    amount: String,
    /// The day of the promise, the receipt or the spending.
    on: String,
    /// What for; the reason of a reversal.
    note: Option<String>,
    /// `waiting`, `returned`, `confirmed`, `withdrawn` or `reversed`.
    state: String,
    /// Number of the line that it reverses.
    reverses: Option<i64>,
    /// Number of the line that reverses it.
    reversed_by: Option<i64>,
    /// Its documents.
    documents: Vec<Document>,
    /// What was done.
    history: Vec<Past>,
    /// What can be done now.
    steps: Vec<Possible>,
}

fn contribution(caller: &Caller, one: &OneContribution) -> Contribution {
    let (kept, standing) = (&one.followed.kept, &one.followed.kept.standing);
    Contribution {
        id: kept.id,
        project: kept.project.clone(),
        county: kept.county.clone(),
        unit: some(&kept.unit),
        entry: standing.entry.clone(),
        source: standing.source.clone(),
        giver: standing.giver.clone(),
        giver_kind: standing.giver_kind.clone(),
        amount: Fen(standing.amount).plain(),
        on: standing.on.clone(),
        note: some(&standing.note),
        state: state(one).to_owned(),
        reverses: kept.reverses,
        reversed_by: one.reversed_by.as_ref().map(|(id, _)| *id),
        documents: documents(&one.attachments),
        history: history(&one.taken),
        steps: possible(caller.lang, |lang| actions(one, lang)),
    }
}

impl Told for OneContribution {
    type Told = Contribution;

    fn told(&self, _: &Site, caller: &Caller) -> Contribution {
        contribution(caller, self)
    }
}

/// A line of other money to be entered. Amounts are in yuan, days as 2019-05-22.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ContributionDraft {
    /// Number of the project.
    project: String,
    /// `planned`, `received` or `spent`.
    entry: String,
    /// Whose money: `own`, `social` or `other`.
    source: String,
    /// Who gives it; of persons the name alone.
    giver: String,
    /// What the giver is: `organisation` or `person`.
    giver_kind: String,
    /// Amount.
    amount: String,
    /// The day of the promise, the receipt or the spending.
    on: String,
    /// What for.
    #[serde(default)]
    note: String,
    /// What shows it: at least one document.
    #[serde(default)]
    evidence: Vec<Evidence>,
}

/// Enters a line.
pub(crate) async fn begin(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Read(input): Read<ContributionDraft>,
) -> Answer {
    let evidence = sent(&caller, input.evidence)?;
    let writing = Writing {
        project: input.project,
        entry: input.entry,
        source: input.source,
        giver: input.giver,
        giver_kind: input.giver_kind,
        amount: input.amount,
        on: input.on,
        note: input.note,
        evidence,
    };
    let done = enter(&site.context, &caller.origin, caller.actor()?, &writing).await;
    let id = done.map_err(|failure| caller.problem(failure))?;
    with_status(&caller, StatusCode::CREATED, &Made { id })
}

/// A step about a line. Which parts it needs is told by the line's `steps`.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ContributionStep {
    /// `rewrite`, `withdraw` or `reverse`; `confirm` or `return`.
    step: String,
    /// Why, or what is remarked.
    #[serde(default)]
    reason: String,
    /// Of a line that is written anew: `planned`, `received` or `spent`.
    #[serde(default)]
    entry: String,
    /// Whose money.
    #[serde(default)]
    source: String,
    /// Who gives it; as it is shown masked, it stays what it is.
    #[serde(default)]
    giver: String,
    /// What the giver is.
    #[serde(default)]
    giver_kind: String,
    /// Amount in yuan.
    #[serde(default)]
    amount: String,
    /// The day.
    #[serde(default)]
    on: String,
    /// What for.
    #[serde(default)]
    note: String,
    /// What shows it.
    #[serde(default)]
    evidence: Vec<Evidence>,
}

/// Writes a line anew, withdraws or reverses it; a reversal answers with the line that reverses.
pub(crate) async fn entered(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
    Read(input): Read<ContributionStep>,
) -> Answer {
    let id = id(&caller, &path)?;
    let (context, origin, actor) = (&site.context, &caller.origin, caller.actor()?);
    let evidence = sent(&caller, input.evidence)?;
    let writing = Writing {
        project: String::new(),
        entry: input.entry,
        source: input.source,
        giver: input.giver,
        giver_kind: input.giver_kind,
        amount: input.amount,
        on: input.on,
        note: input.note,
        evidence,
    };
    let done = match Revision::of(&input.step, input.reason, writing) {
        Ok(said) => revise(context, origin, actor, (id, &said)).await,
        Err(refusal) => Err(refusal.into()),
    };
    let id = done.map_err(|failure| caller.problem(failure))?;
    read::<OneContribution>(&site, &caller, id).await
}

/// Confirms a line, or sends it back.
pub(crate) async fn decided(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
    Read(input): Read<ContributionStep>,
) -> Answer {
    let id = id(&caller, &path)?;
    let saying = Saying { step: input.step, reason: input.reason, evidence: Vec::new() };
    let done = decide(&site.context, &caller.origin, caller.actor()?, (id, &saying)).await;
    done.map_err(|failure| caller.problem(failure))?;
    read::<OneContribution>(&site, &caller, id).await
}
