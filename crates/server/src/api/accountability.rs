//! Matters of accountability: proposed in a case, decided by another person, recorded with the document.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use super::body::Read;
use super::steps::{
    Document, Evidence, Past, Possible, Told, after, documents, history, id, possible, sent,
};
use super::warnings::Made;
use super::{Answer, Caller, some, with_status};
use crate::operations::accountability::{OneMatter, Proposing, decide, propose, record};
use crate::pages::accountability::actions;
use crate::visit::Site;

/// One matter of accountability.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Accountability)]
pub(crate) struct Matter {
    /// Its number.
    id: i64,
    /// Number of its case.
    case: i64,
    /// Code of the division.
    division: String,
    /// The facts.
    facts: String,
    /// Id of the clause.
    clause: Option<String>,
    /// Title of the post that answers.
    answers: String,
    /// The day on which it was proposed.
    proposed_on: String,
    /// `proposed`, `decided` or `recorded`.
    state: String,
    /// What was decided, once it was: `no_action`, `talk`, `notice`, `discipline` or `justice`.
    measure: Option<String>,
    /// The day of the decision.
    decided_on: Option<String>,
    /// The day on which its document was recorded.
    recorded_on: Option<String>,
    /// What was done.
    history: Vec<Past>,
    /// What whoever asks can do now.
    steps: Vec<Possible>,
    /// Its documents.
    documents: Vec<Document>,
}

fn matter(caller: &Caller, one: &OneMatter) -> Matter {
    let kept = one.matter.kept.clone();
    Matter {
        id: kept.id,
        case: kept.case,
        division: one.home.clone(),
        facts: kept.facts,
        clause: some(&kept.clause),
        answers: one.answers.clone(),
        proposed_on: kept.on,
        state: kept.standing.state,
        measure: kept.standing.measure,
        decided_on: kept.standing.decided_on,
        recorded_on: kept.standing.recorded_on,
        history: history(&one.taken),
        steps: possible(caller.lang, |lang| actions(one, lang)),
        documents: documents(&one.attachments),
    }
}

impl Told for OneMatter {
    type Told = Matter;

    fn told(&self, _: &Site, caller: &Caller) -> Matter {
        matter(caller, self)
    }
}

/// Who is proposed to be held to account.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccountProposal {
    /// Public number of the post that answers by the clause.
    answers: String,
    /// The facts, in neutral words.
    facts: String,
    /// Id of the clause, such as `A-17.d`.
    #[serde(default)]
    clause: String,
}

/// A proposal in a case.
pub(crate) async fn proposed(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
    Read(input): Read<AccountProposal>,
) -> Answer {
    let id = id(&caller, &path)?;
    let input = Proposing { answers: &input.answers, facts: &input.facts, clause: &input.clause };
    let done = propose(&site.context, &caller.origin, caller.actor()?, id, input).await;
    let id = done.map_err(|failure| caller.problem(failure))?;
    with_status(&caller, StatusCode::CREATED, &Made { id })
}

/// A decision about a proposal.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccountDecision {
    /// `no_action`, `talk`, `notice`, `discipline` or `justice`.
    measure: String,
    /// Why.
    #[serde(default)]
    reason: String,
}

/// A proposal decided, by another person.
pub(crate) async fn decided(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
    Read(input): Read<AccountDecision>,
) -> Answer {
    let id = id(&caller, &path)?;
    let said = (input.measure.as_str(), input.reason.as_str());
    let done = decide(&site.context, &caller.origin, caller.actor()?, id, said).await;
    after::<OneMatter>(&site, &caller, id, done).await
}

/// The document of a decision.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccountDocument {
    /// The documents.
    #[serde(default)]
    evidence: Vec<Evidence>,
}

/// The document of a decision recorded.
pub(crate) async fn recorded(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
    Read(input): Read<AccountDocument>,
) -> Answer {
    let id = id(&caller, &path)?;
    let documents = sent(&caller, input.evidence)?;
    let done = record(&site.context, &caller.origin, caller.actor()?, id, &documents).await;
    after::<OneMatter>(&site, &caller, id, done).await
}
