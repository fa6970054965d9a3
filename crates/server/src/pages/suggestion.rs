//! Suggestions: the form of a new one, and one with what can be done about it.

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use domain::Lang;

use super::frame::Frame;
use super::handling::{
    Action, Back, Beginning, Field, Filled, Input, OnPage, Past, after, documents, history, number,
};
use super::warning::division;
use super::{Page, shown};
use crate::access::Operation;
use crate::operations::handling::one::One as _;
use crate::operations::handling::words;
use crate::operations::suggestions::{
    May, OneSuggestion, Revision, Saying, Writing, answer, revise, suggest,
};
use crate::visit::{Site, Visit};

/// One suggestion.
#[derive(Template)]
#[template(path = "suggestion.html")]
pub(crate) struct View {
    /// Around it.
    pub(crate) frame: Frame,
    /// Its number.
    pub(crate) id: i64,
    /// What it is, in a line.
    pub(crate) title: String,
    /// Where it stands.
    pub(crate) state: String,
    /// Name and value of what is known of it.
    pub(crate) facts: Vec<(&'static str, String)>,
    /// What is suggested.
    pub(crate) said: String,
    /// What was answered; empty: nothing yet.
    pub(crate) answer: String,
    /// Address and name of the parameter that was set.
    pub(crate) setting: Option<(String, String)>,
    /// What the reader can do now.
    pub(crate) actions: Vec<Action>,
    /// What was done.
    pub(crate) history: Vec<Past>,
    /// Its documents: number, name, size, day.
    pub(crate) documents: Vec<(i64, String, String, String)>,
    /// Where its documents lie.
    pub(crate) place: String,
    /// Why something was refused.
    pub(crate) refusal: Option<String>,
}

/// The fields of a suggestion, with what was written before.
fn fields(writing: &Writing, lang: Lang) -> Vec<Field> {
    let title = lang.pick("标题", "Title");
    let said = lang.pick("情况和建议", "What is seen, and what should be done");
    let evidence = lang.pick("附件", "Documents");
    vec![
        Field::new("title", title, Input::Line).filled(writing.title.clone()),
        Field::new("said", said, Input::Text).filled(writing.said.clone()),
        Field::new("evidence", evidence, Input::Files).optional(),
    ]
}

fn making(writing: &Writing, lang: Lang) -> Beginning {
    let path = OneSuggestion::PLACE.to_owned();
    let names = (lang.pick("提出", "Make it"), "");
    Beginning {
        list: lang.pick("意见建议", "Suggestions"),
        here: lang.pick("提出", "Make one"),
        title: lang.pick("提出意见建议", "Make a suggestion"),
        note: lang.pick(
            "对扶贫资金动态监控工作的意见建议，由自治区财政厅国库处答复：采纳的写明如何安排，不采纳的写明理由。",
            "A suggestion on the monitoring of the funds is answered by the region's treasury division: adopted, \
             with what follows from it, or not, with the reason.",
        ),
        action: Action::new((path, "suggest"), names, fields(writing, lang)),
    }
}

/// The steps that the reader can take now.
pub(crate) fn actions(one: &OneSuggestion, lang: Lang) -> Vec<Action> {
    let path = format!("/suggestions/{}", one.followed.kept.id);
    let action = |at: &str, step, title, fields: Vec<Field>| {
        Action::new((format!("{path}/{at}"), step), (title, ""), fields)
    };
    let reason = |name| Field::new("reason", name, Input::Text);
    let setting =
        lang.pick("已据此设定的参数设定编号", "Number of the setting that carries it out");
    let standing = &one.followed.kept.standing;
    let mut all = Vec::new();
    if one.may.contains(&May::Answer) {
        let follows = vec![
            reason(lang.pick("采纳后的安排", "What follows from it")),
            Field::new("setting", setting, Input::Line).optional(),
        ];
        all.push(action("answer", "adopt", lang.pick("采纳", "Adopt it"), follows));
        let why = vec![reason(lang.pick("理由", "Reason"))];
        all.push(action("answer", "decline", lang.pick("不采纳", "Do not adopt it"), why));
    }
    if one.may.contains(&May::Revise) {
        let (title, said) = (standing.title.clone(), standing.said.clone());
        let writing = Writing { title, said, ..Writing::default() };
        let title = lang.pick("修改", "Write it anew");
        all.push(action("text", "rewrite", title, fields(&writing, lang)));
        let why = vec![reason(lang.pick("理由", "Reason"))];
        all.push(action("text", "withdraw", lang.pick("撤回", "Withdraw"), why));
    }
    all
}

impl OnPage for OneSuggestion {
    async fn page(self, site: &Site, visit: &Visit, back: &Back) -> Page {
        let (lang, kept) = (visit.lang, &self.followed.kept);
        let standing = &kept.standing;
        let may_set = visit.actor()?.post(&site.context, Operation::ListSettings, None).is_ok();
        let set = |(id, name): (i64, String)| (format!("/settings/{id}"), name);
        let view = View {
            frame: visit.frame(),
            id: kept.id,
            title: standing.title.clone(),
            state: words::name(words::SUGGESTION, &standing.state, lang).to_owned(),
            facts: vec![
                (lang.pick("提出单位", "Division"), division(site, &kept.home)),
                (lang.pick("提出岗位", "Post"), self.post.clone()),
                (lang.pick("最近办理", "Last step"), standing.since.clone()),
            ],
            said: standing.said.clone(),
            answer: standing.answer.clone(),
            setting: standing.setting.zip(self.parameter.clone()).filter(|_| may_set).map(set),
            actions: back.to(actions(&self, lang)),
            history: history(&self.taken, lang),
            documents: documents(&self.attachments),
            place: OneSuggestion::address(kept.id),
            refusal: back.refusal.clone(),
        };
        shown(visit, &view, view.refusal.is_some())
    }
}

/// Shows the form of a new suggestion.
pub(crate) async fn form(Extension(visit): Extension<Visit>) -> Page {
    making(&Writing::default(), visit.lang).page::<OneSuggestion>(&visit, None)
}

fn writing(form: &Filled) -> Writing {
    let (title, said) = (form.text("title"), form.text("said"));
    Writing { title, said, evidence: form.files.clone() }
}

/// Makes a suggestion; where it is refused, what was written stays.
pub(crate) async fn sent(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    form: Filled,
) -> Page {
    let writing = writing(&form);
    let done = suggest(&site.context, &visit.origin, visit.actor()?, &writing).await;
    making(&writing, visit.lang).after::<OneSuggestion>(&visit, done)
}

/// Writes it anew, or withdraws it.
pub(crate) async fn revised(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Filled,
) -> Page {
    let id = number(&visit, &id)?;
    let (context, origin, actor) = (&site.context, &visit.origin, visit.actor()?);
    let done = match Revision::of(&form.text("step"), form.text("reason"), writing(&form)) {
        Ok(said) => revise(context, origin, actor, (id, &said)).await,
        Err(refusal) => Err(refusal.into()),
    };
    after::<OneSuggestion>(&site, &visit, (id, &form), done).await
}

/// Answers it.
pub(crate) async fn answered(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Filled,
) -> Page {
    let (id, step) = (number(&visit, &id)?, form.text("step"));
    let saying = Saying { step, reason: form.text("reason"), setting: form.text("setting") };
    let done = answer(&site.context, &visit.origin, visit.actor()?, (id, &saying)).await;
    after::<OneSuggestion>(&site, &visit, (id, &form), done).await
}
