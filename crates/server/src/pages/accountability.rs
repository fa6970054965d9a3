//! One matter of accountability: facts, clause, who answers, what was decided and its document.

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use domain::Lang;
use domain::accountability::State as Standing;

use super::frame::Frame;
use super::handling::{
    Action, Back, Field, Filled, Input, OnPage, Past, after, documents, history, led_to, number,
};
use super::warning::{division, message};
use super::{Page, shown};
use crate::operations::accountability::{
    MEASURES, OneMatter, Proposing, decide, measure_word, propose, record,
};
use crate::operations::cases::OneCase;
use crate::operations::handling::words;
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
    pub(crate) refusal: Option<String>,
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
    let fields = vec![
        Field::new(
            "measure",
            lang.pick("处理方式", "Measure"),
            Input::Choice(MEASURES.map(option).into()),
        ),
        Field::new("reason", lang.pick("理由", "Reason"), Input::Text),
    ];
    let title = lang.pick("决定责任追究", "Decide who is held to account");
    let note = lang.pick("提议人不能决定。", "Not by who proposed it.");
    Action::new((format!("/accountability/{id}/decision"), "decide"), (title, note), fields)
}

fn recording(id: i64, lang: Lang) -> Action {
    let title = lang.pick("决定文件存档", "Record the document of the decision");
    let note = lang.pick(
        "附约谈记录、通报文件或移送函；不予追究的，附说明。",
        "The record of the talk, the notice or the letter of transfer; where no action is taken, the reasons.",
    );
    let files = Field::new("files", lang.pick("决定文件", "Document"), Input::Files);
    Action::new((format!("/accountability/{id}/document"), "record"), (title, note), vec![files])
}

impl OnPage for OneMatter {
    async fn page(self, site: &Site, visit: &Visit, back: &Back) -> Page {
        let view = View {
            frame: visit.frame(),
            matter: shown_of(site, &self, visit.lang),
            actions: back.to(actions(&self, visit.lang)),
            history: history(&self.taken, visit.lang),
            refusal: back.refusal.clone(),
        };
        shown(visit, &view, view.refusal.is_some())
    }
}

/// Proposes who is held to account in a case.
pub(crate) async fn proposed(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Filled,
) -> Page {
    let case = number(&visit, &id)?;
    let [answers, facts, clause] = ["answers", "facts", "clause"].map(|name| form.text(name));
    let input = Proposing { answers: &answers, facts: &facts, clause: &clause };
    let done = propose(&site.context, &visit.origin, visit.actor()?, case, input).await;
    led_to::<OneMatter, OneCase>(&site, &visit, (case, &form), done).await
}

/// Decides a proposal.
pub(crate) async fn decided(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Filled,
) -> Page {
    let (id, measure, reason) = (number(&visit, &id)?, form.text("measure"), form.text("reason"));
    let what = (measure.as_str(), reason.as_str());
    let done = decide(&site.context, &visit.origin, visit.actor()?, id, what).await;
    after::<OneMatter>(&site, &visit, (id, &form), done).await
}

/// Records the document of a decision.
pub(crate) async fn recorded(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Filled,
) -> Page {
    let id = number(&visit, &id)?;
    let done = record(&site.context, &visit.origin, visit.actor()?, id, &form.files).await;
    after::<OneMatter>(&site, &visit, (id, &form), done).await
}
