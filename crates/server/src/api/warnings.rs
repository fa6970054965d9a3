//! One warning, and what is done about it.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::Lang;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::body::Read;
use super::steps::{
    Document, Evidence, Past, Possible, Told, after, documents, history, id, possible, sent,
};
use super::{Answer, Caller, Sentence, some, with_status, yuan};
use crate::operations::warnings::{Handling, OneWarning, decide_exemption, handle};
use crate::operations::{Refusal, cases};
use crate::output;
use crate::pages::warning::actions;
use crate::visit::Site;

/// A warning: what is wrong, by which clause, on what evidence, who answers, what was done, what can be done.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Warning {
    /// Its number.
    id: i64,
    /// Id of the rule.
    rule: String,
    /// `red`: a breach; `yellow`: to be looked into.
    lamp: String,
    /// Raised because a deadline is near.
    due_soon: bool,
    /// Whether the rule finds it today.
    lit: bool,
    /// Word of where it stands.
    state: String,
    /// Level of government to which it has come.
    level: String,
    /// Last day of a mute or an exemption.
    until: Option<String>,
    /// Number of its case.
    case: Option<i64>,
    /// Code of the division where it is.
    division: String,
    /// The organisation whose it is.
    organisation: Option<String>,
    /// What it is about.
    subject: Subject,
    /// Fiscal year, month or quarter.
    period: Option<String>,
    /// Amount in yuan.
    amount: Option<String>,
    /// Last day on time.
    due_on: Option<String>,
    /// Day on which it was done after all.
    done_on: Option<String>,
    /// Calendar days after the last day on time.
    days_late: Option<i64>,
    /// What is wrong.
    message: Sentence,
    /// What would settle it.
    settles: Sentence,
    /// The clauses, the first one foremost.
    clauses: Vec<Clause>,
    /// What the rule looked at.
    evidence: Vec<Looked>,
    /// Posts that answer, with their holders today.
    answers: Vec<Answering>,
    /// The day on which it was found first.
    first_on: String,
    /// The day by which it was judged last.
    last_as_of: String,
    /// Its documents.
    documents: Vec<Document>,
    /// What was done.
    history: Vec<Past>,
    /// What can be done now.
    steps: Vec<Possible>,
}

/// What a warning is about.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Subject {
    /// Its kind.
    kind: String,
    /// Its id.
    id: String,
    /// Its name.
    name: Option<String>,
}

/// A clause as it is quoted.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = QuotedClause)]
pub(crate) struct Clause {
    /// Its id.
    id: String,
    /// Its document.
    document: String,
    /// Where it stands there, as printed.
    path: String,
    /// Its text.
    text: String,
}

/// What a rule looked at.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Looked {
    /// What it is.
    name: Sentence,
    /// What it says.
    value: Sentence,
}

/// A post that answers.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Answering {
    /// Its title.
    post: String,
    /// Name of its holder.
    holder: Option<String>,
}

/// A sentence that a warning keeps in both languages.
pub(super) fn both(body: &Value, name: &str) -> Sentence {
    let text = |at: usize| body[name][at].as_str().unwrap_or_default().to_owned();
    Sentence { zh: text(0), en: text(1) }
}

fn looked(evidence: &Value) -> Looked {
    let text = |lang: &str, at: usize| evidence[lang][at].as_str().unwrap_or_default().to_owned();
    let at = |at: usize| Sentence { zh: text("zh", at), en: text("en", at) };
    Looked { name: at(0), value: at(1) }
}

fn clauses(site: &Site, body: &Value) -> Vec<Clause> {
    let ids = body["clauses"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let clause = |id: &str| {
        let (document, path, text) = output::citation(&site.context.pack, id)?;
        Some(Clause { id: id.to_owned(), document, path, text })
    };
    ids.filter_map(clause).collect()
}

fn warning(site: &Site, one: &OneWarning, lang: Lang) -> Warning {
    let kept = one.followed.kept.clone();
    let body: Value = serde_json::from_str(&kept.seen.body).unwrap_or_default();
    let evidence = body["evidence"].as_array().into_iter().flatten();
    let answering = |(post, holder): &(String, Option<String>)| Answering {
        post: post.clone(),
        holder: holder.clone(),
    };
    Warning {
        id: kept.id,
        rule: kept.identity.rule,
        lamp: kept.seen.lamp,
        due_soon: kept.seen.soon,
        lit: kept.standing.lit,
        state: kept.standing.state,
        level: kept.standing.level,
        until: kept.standing.until,
        case: kept.standing.case,
        division: kept.place.home,
        organisation: some(&kept.place.organisation),
        subject: Subject {
            kind: kept.identity.kind,
            id: kept.identity.subject,
            name: some(&kept.seen.name),
        },
        period: some(&kept.identity.period),
        amount: kept.seen.amount.map(yuan),
        due_on: kept.seen.due_on,
        done_on: kept.seen.done_on,
        days_late: kept.seen.days_late,
        message: both(&body, "message"),
        settles: both(&body, "settles"),
        clauses: clauses(site, &body),
        evidence: evidence.map(looked).collect(),
        answers: one.answers.iter().map(answering).collect(),
        first_on: kept.first.on,
        last_as_of: kept.last_as_of,
        documents: documents(&one.attachments),
        history: history(&one.taken),
        steps: possible(lang, |lang| actions(one, lang)),
    }
}

impl Told for OneWarning {
    type Told = Warning;

    fn told(&self, site: &Site, caller: &Caller) -> Warning {
        warning(site, self, caller.lang)
    }
}

/// What the post that answers does about a warning. Which parts a step needs is told by the warning's `steps`.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WarningStep {
    /// `take_up`, `breach`, `in_order`, `data_error`, `mute`, `ask_exemption` or `reconsider`.
    step: String,
    /// Why.
    #[serde(default)]
    reason: String,
    /// Last day of a mute or an exemption, as 2019-05-22.
    #[serde(default)]
    until: String,
    /// The regulation or document on which an exemption rests.
    #[serde(default)]
    basis: String,
    /// How far an exemption reaches.
    #[serde(default)]
    scope: String,
    /// What shows it.
    #[serde(default)]
    evidence: Vec<Evidence>,
}

/// A step of the post that answers.
pub(crate) async fn handled(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
    Read(input): Read<WarningStep>,
) -> Answer {
    let id = id(&caller, &path)?;
    let WarningStep { step, reason, until, basis, scope, evidence } = input;
    let evidence = sent(&caller, evidence)?;
    let input = Handling { step, reason, until, basis, scope, evidence };
    let done = handle(&site.context, &caller.origin, caller.actor()?, id, &input).await;
    after::<OneWarning>(&site, &caller, id, done).await
}

/// A decision about an exemption that was asked for.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExemptionDecision {
    /// `grant` or `deny`.
    step: String,
    /// Why it is denied.
    #[serde(default)]
    reason: String,
}

/// An exemption granted or denied.
pub(crate) async fn decided(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
    Read(input): Read<ExemptionDecision>,
) -> Answer {
    let id = id(&caller, &path)?;
    let grants = match input.step.as_str() {
        "grant" => true,
        "deny" => false,
        _ => return Err(caller.problem(Refusal::UnknownStep)),
    };
    let what = (grants, input.reason.as_str());
    let done = decide_exemption(&site.context, &caller.origin, caller.actor()?, id, what).await;
    after::<OneWarning>(&site, &caller, id, done).await
}

/// The number of what was made.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Made {
    /// Its number.
    pub(crate) id: i64,
}

/// The case of a breach opened.
pub(crate) async fn opened(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
) -> Answer {
    let id = id(&caller, &path)?;
    let done = cases::open(&site.context, &caller.origin, caller.actor()?, id).await;
    let id = done.map_err(|failure| caller.problem(failure))?;
    with_status(&caller, StatusCode::CREATED, &Made { id })
}
