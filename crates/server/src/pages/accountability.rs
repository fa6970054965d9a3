//! One matter of accountability: facts, clause, who answers, what was decided and its document.

use askama::Template;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use axum::{Extension, Form};
use domain::Lang;
use domain::accountability::State as Standing;
use serde::Deserialize;

use super::frame::Frame;
use super::handling::{Action, Field, Input, Past, document, documents, filled, history, number};
use super::warning::{division, message};
use super::{Page, shown};
use crate::operations::accountability::{
    MEASURES, OneMatter, Proposing, attachment, decide, measure_word, one, propose, record,
};
use crate::operations::handling::words;
use crate::operations::{Done, Refusal};
use crate::output;
use crate::visit::{Site, Visit};

/// The page.
#[derive(Template)]
#[template(path = "accountability.html")]
pub(crate) struct View {
    /// Around it.
    pub(crate) frame: Frame,
    /// The matter.
    pub(crate) matter: Shown,
    /// What can be done now.
    pub(crate) actions: Vec<Action>,
    /// What was done.
    pub(crate) history: Vec<Past>,
    /// Why something was refused.
    pub(crate) refusal: Option<Refusal>,
}

impl View {
    /// Where its documents lie.
    pub(crate) fn place(&self) -> String {
        format!("/accountability/{}", self.matter.id)
    }
}

/// A matter as it is read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shown {
    /// Its number.
    pub(crate) id: i64,
    /// Its case.
    pub(crate) case: i64,
    /// What is wrong.
    pub(crate) message: String,
    /// Name of the division.
    pub(crate) division: String,
    /// Where it stands.
    pub(crate) state: String,
    /// The facts, as proposed.
    pub(crate) facts: String,
    /// The clause: document, path, text; none where its id is not known any more.
    pub(crate) clause: Option<(String, String, String)>,
    /// Name and value of what else is known of it.
    pub(crate) known: Vec<(&'static str, String)>,
    /// Its documents: number, name, size, day.
    pub(crate) documents: Vec<(i64, String, String, String)>,
}

fn shown_of(site: &Site, one: &OneMatter, lang: Lang) -> Shown {
    let kept = &one.matter.kept;
    Shown {
        id: kept.id,
        case: kept.case,
        message: message(&one.warning.seen.body, lang),
        division: division(site, &one.home),
        state: words::name(words::ACCOUNTABILITY, &kept.standing.state, lang).to_owned(),
        facts: kept.facts.clone(),
        clause: output::citation(&site.context.pack, &kept.clause),
        known: known(one, lang),
        documents: documents(&one.attachments),
    }
}

fn known(one: &OneMatter, lang: Lang) -> Vec<(&'static str, String)> {
    let (kept, standing) = (&one.matter.kept, &one.matter.kept.standing);
    let nobody = || lang.pick("无人任职", "nobody").to_owned();
    let [then, now] = &one.holders;
    let decided = standing.measure.as_deref().map(|word| words::name(words::MEASURE, word, lang));
    let day = |day: &Option<String>| day.clone().unwrap_or_default();
    let all = [
        (lang.pick("责任岗位", "Post that answers"), one.answers.clone()),
        (
            lang.pick("立案时任职", "Held when the case was opened by"),
            then.clone().unwrap_or_else(nobody),
        ),
        (lang.pick("现任职", "Held now by"), now.clone().unwrap_or_else(nobody)),
        (lang.pick("提议日期", "Proposed on"), kept.on.clone()),
        (lang.pick("决定", "Decision"), decided.unwrap_or_default().to_owned()),
        (lang.pick("决定日期", "Decided on"), day(&standing.decided_on)),
        (lang.pick("存档日期", "Document recorded on"), day(&standing.recorded_on)),
    ];
    all.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

/// What can be done now, by this reader.
pub(crate) fn actions(one: &OneMatter, lang: Lang) -> Vec<Action> {
    let id = one.matter.kept.id;
    match one.matter.one.state() {
        _ if !one.may_decide => Vec::new(),
        Standing::Proposed if !one.is_own => vec![deciding(id, lang)],
        Standing::Decided => vec![recording(id, lang)],
        Standing::Proposed | Standing::Recorded => Vec::new(),
    }
}

fn deciding(id: i64, lang: Lang) -> Action {
    let option = |measure| {
        let word = measure_word(measure);
        (word.to_owned(), words::name(words::MEASURE, word, lang).to_owned())
    };
    Action {
        path: format!("/accountability/{id}/decision"),
        step: "decide",
        title: lang.pick("决定责任追究", "Decide who is held to account"),
        note: lang.pick("提议人不能决定。", "Not by who proposed it."),
        fields: vec![
            Field::new(
                "measure",
                lang.pick("处理方式", "Measure"),
                Input::Choice(MEASURES.map(option).into()),
            ),
            Field::new("reason", lang.pick("理由", "Reason"), Input::Text),
        ],
        files: false,
        id: "decide".to_owned(),
    }
}

fn recording(id: i64, lang: Lang) -> Action {
    Action {
        path: format!("/accountability/{id}/document"),
        step: "record",
        title: lang.pick("决定文件存档", "Record the document of the decision"),
        note: lang.pick(
            "附约谈记录、通报文件或移送函；不予追究的，附说明。",
            "The record of the talk, the notice or the letter of transfer; where no action is taken, the reasons.",
        ),
        fields: vec![Field::new("files", lang.pick("决定文件", "Document"), Input::Files)],
        files: true,
        id: "record".to_owned(),
    }
}

async fn view(site: &Site, visit: &Visit, id: i64, refusal: Option<Refusal>) -> Page {
    let read = one(&site.context, &visit.origin, visit.actor()?, id).await;
    let one = read.map_err(|failure| visit.problem(failure))?;
    let view = View {
        frame: visit.frame(),
        matter: shown_of(site, &one, visit.lang),
        actions: actions(&one, visit.lang),
        history: history(&one.taken, visit.lang),
        refusal,
    };
    shown(visit, &view, refusal)
}

async fn after(site: &Site, visit: &Visit, id: i64, done: Done<()>) -> Page {
    match visit.sorted(done)? {
        Ok(()) => Ok(Redirect::to(&format!("/accountability/{id}")).into_response()),
        Err(refusal) => view(site, visit, id, Some(refusal)).await,
    }
}

/// Shows it.
pub(crate) async fn show(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
) -> Page {
    view(&site, &visit, number(&visit, &id)?, None).await
}

/// A proposal as sent.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Proposal {
    step: String,
    answers: String,
    facts: String,
    clause: String,
}

/// Proposes who is held to account in a case.
pub(crate) async fn proposed(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    Form(form): Form<Proposal>,
) -> Page {
    let case = number(&visit, &id)?;
    let input = Proposing { answers: &form.answers, facts: &form.facts, clause: &form.clause };
    let done = propose(&site.context, &visit.origin, visit.actor()?, case, input).await;
    match visit.sorted(done)? {
        Ok(id) => Ok(Redirect::to(&format!("/accountability/{id}")).into_response()),
        Err(refusal) => super::case::view(&site, &visit, case, Some(refusal)).await,
    }
}

/// A decision as sent.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Decision {
    step: String,
    measure: String,
    reason: String,
}

/// Decides a proposal.
pub(crate) async fn decided(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    Form(form): Form<Decision>,
) -> Page {
    let id = number(&visit, &id)?;
    let what = (form.measure.as_str(), form.reason.as_str());
    let done = decide(&site.context, &visit.origin, visit.actor()?, id, what).await;
    after(&site, &visit, id, done).await
}

/// Records the document of a decision.
pub(crate) async fn recorded(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Result<Multipart, MultipartRejection>,
) -> Page {
    let id = number(&visit, &id)?;
    let form = filled(&visit, form).await?;
    let done = record(&site.context, &visit.origin, visit.actor()?, id, &form.files).await;
    after(&site, &visit, id, done).await
}

/// One of its documents.
pub(crate) async fn file(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path((id, name)): Path<(String, String)>,
) -> Page {
    let (id, name) = (number(&visit, &id)?, number(&visit, &name)?);
    let read = attachment(&site.context, visit.actor()?, id, name).await;
    Ok(document(read.map_err(|failure| visit.problem(failure))?))
}
