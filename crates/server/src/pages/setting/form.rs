//! The form of a setting: a new one, or one that is written anew; and what it would change, before it is proposed.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use axum::{Extension, Form};
use domain::Lang;
use policy::pack::params;

use super::shown::{self, TrialRow};
use super::{ParameterView, may_try, told, view_of};
use crate::access::Operation;
use crate::operations::Done;
use crate::operations::handling::words;
use crate::operations::law;
use crate::operations::settings::{
    OneSetting, Writing, offered, parameter, propose, rewrite, trial,
};
use crate::pages::handling::{Back, number};
use crate::pages::{Page, Problem, shown as answered};
use crate::visit::{Site, Visit};

/// The fields of a setting.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fields {
    /// Where it is sent.
    pub(crate) path: String,
    /// The setting that is written anew.
    pub(crate) id: Option<i64>,
    /// Name of the parameter.
    pub(crate) parameter: String,
    /// How the value is written.
    pub(crate) unit: &'static str,
    /// Whether the value has several lines.
    pub(crate) lines: bool,
    /// The value.
    pub(crate) value: String,
    /// First day.
    pub(crate) since: String,
    /// Reason.
    pub(crate) reason: String,
    /// Divisions that may be asked: number, title, whether chosen.
    pub(crate) divisions: Vec<(i64, String, bool)>,
}

/// What is shown beside a parameter.
#[derive(Debug, Default)]
pub(super) struct Beside {
    /// Why it was refused.
    pub(super) refusal: Option<String>,
    /// What the value would change.
    pub(super) trial: Option<Vec<TrialRow>>,
}

/// A setting as it was sent, and the setting that it takes the place of.
fn writing(
    visit: &Visit,
    fields: Vec<(String, String)>,
) -> Result<(Writing, Option<i64>), Problem> {
    let (mut writing, mut id) = (Writing::default(), None);
    for (name, text) in fields {
        match name.as_str() {
            "parameter" => writing.parameter = text,
            "value" => writing.value = text,
            "since" => writing.since = text,
            "reason" => writing.reason = text,
            "consulted" => writing.consulted.push(number(visit, &text)?),
            "id" if !text.is_empty() => id = Some(number(visit, &text)?),
            _ => {}
        }
    }
    Ok((writing, id))
}

/// The fields of a form as they were filled.
fn fields(
    site: &Site,
    (writing, id): (&Writing, Option<i64>),
    offered: &[(i64, String)],
    lang: Lang,
) -> Fields {
    let ty = site.context.pack.params.by_name.get(&writing.parameter).map(|param| param.ty);
    let path = id.map_or_else(|| "/settings".to_owned(), |id| format!("/settings/{id}/proposal"));
    let chosen = |(id, title): &(i64, String)| (*id, title.clone(), writing.consulted.contains(id));
    Fields {
        path,
        id,
        parameter: writing.parameter.clone(),
        unit: ty.map_or("", |ty| shown::unit(ty, lang)),
        lines: ty == Some(policy::value::Type::Words),
        value: writing.value.clone(),
        since: writing.since.clone(),
        reason: writing.reason.clone(),
        divisions: offered.iter().map(chosen).collect(),
    }
}

/// The fields of a setting as it stands.
pub(super) fn written(one: &OneSetting, lang: Lang) -> Fields {
    let (kept, proposal) = (&one.followed.kept, one.followed.one.proposal());
    let ty = params::type_of(&kept.standing.form);
    let chosen = |(id, title): &(i64, String)| {
        let asked = proposal.consulted.iter().any(|post| post.0 as i64 == *id);
        (*id, title.clone(), asked)
    };
    Fields {
        path: format!("/settings/{}/proposal", kept.id),
        id: Some(kept.id),
        parameter: kept.parameter.clone(),
        unit: ty.map_or("", |ty| shown::unit(ty, lang)),
        lines: ty == Some(policy::value::Type::Words),
        value: proposal.value.clone(),
        since: proposal.since.to_string(),
        reason: proposal.reason.clone(),
        divisions: one.offered.iter().map(chosen).collect(),
    }
}

/// The page of a parameter, with what was written of it.
pub(super) async fn parameter_view(
    site: &Site,
    visit: &Visit,
    (name, sent): (&str, Option<(Writing, Option<i64>)>),
    beside: Beside,
) -> Page {
    let lang = visit.lang;
    let read = parameter(&site.context, visit.actor()?, (name, visit.origin.day)).await;
    let (listed, all) = read.map_err(|failure| visit.problem(failure))?;
    let row = shown::row(site, &listed, lang).unwrap_or_default();
    let again = sent.as_ref().is_some_and(|(_, id)| id.is_some());
    let proposes = visit.may(Operation::ProposeSetting) && row.local;
    let mut form = None;
    if proposes && (again || listed.open.is_none()) {
        let (writing, id) = sent.unwrap_or_else(|| (begun(visit, &listed), None));
        form = Some(fields(site, (&writing, id), &posts(site, visit).await?, lang));
    }
    let setting = |one: &store::settings::Setting| {
        let said = law::read(one).map(|value| shown::said(&value.value, lang));
        (
            format!("/settings/{}", one.id),
            said.unwrap_or_else(|| one.standing.value.clone()),
            one.standing.since.clone(),
            words::name(words::SETTING, &one.standing.state, lang).to_owned(),
        )
    };
    let view = ParameterView {
        frame: visit.frame(),
        values: told(site, &listed, lang),
        settings: all.iter().map(setting).collect(),
        row,
        form,
        refusal: beside.refusal,
        trial: beside.trial,
    };
    answered(visit, &view, view.refusal.is_some())
}

/// A form in which nothing was written: the value that holds, from today on.
fn begun(visit: &Visit, listed: &crate::operations::settings::Listed) -> Writing {
    let last = listed.values.last().map(|value| params::plain(&value.value));
    Writing {
        parameter: listed.name.clone(),
        value: last.unwrap_or_default(),
        since: visit.origin.day.to_string(),
        ..Writing::default()
    }
}

async fn posts(site: &Site, visit: &Visit) -> Result<Vec<(i64, String)>, Problem> {
    let read = async {
        let mut tx = site.context.db.read().await?;
        offered(&mut tx, &site.context).await
    };
    read.await.map_err(|failure| visit.problem(failure))
}

/// Shows the form again, beside what was refused.
async fn again(
    site: &Site,
    visit: &Visit,
    (writing, id): (Writing, Option<i64>),
    beside: Beside,
) -> Page {
    let name = writing.parameter.clone();
    parameter_view(site, visit, (&name, Some((writing, id))), beside).await
}

/// Shows what a value would change, with the form as it was filled.
pub(crate) async fn tried(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Page {
    let (writing, id) = writing(&visit, sent)?;
    let mut beside = Beside::default();
    if may_try(&site, &visit) {
        let asked = (&*writing.parameter, &*writing.value, &*writing.since);
        let done = trial(&site.context, visit.actor()?, asked, visit.origin.day).await;
        match visit.said(done)? {
            Ok(trial) => beside.trial = Some(shown::trial(&trial, visit.lang)),
            Err(refusal) => beside.refusal = Some(refusal),
        }
    }
    again(&site, &visit, (writing, id), beside).await
}

/// Proposes a setting.
pub(crate) async fn proposed(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Page {
    let (writing, _) = writing(&visit, sent)?;
    let done = propose(&site.context, &visit.origin, visit.actor()?, &writing).await;
    sent_on(&site, &visit, (writing, None), done).await
}

/// Proposes one otherwise.
pub(crate) async fn rewritten(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Page {
    let id = number(&visit, &id)?;
    let (writing, _) = writing(&visit, sent)?;
    let done = rewrite(&site.context, &visit.origin, visit.actor()?, (id, &writing)).await;
    sent_on(&site, &visit, (writing, Some(id)), done.map(|()| id)).await
}

/// On to the setting, or the form again with the reason.
async fn sent_on(
    site: &Site,
    visit: &Visit,
    (writing, id): (Writing, Option<i64>),
    done: Done<i64>,
) -> Page {
    match (visit.said(done)?, id) {
        (Ok(id), _) => Ok(Redirect::to(&format!("/settings/{id}")).into_response()),
        (Err(refusal), None) => {
            let beside = Beside { refusal: Some(refusal), trial: None };
            again(site, visit, (writing, None), beside).await
        }
        (Err(refusal), Some(id)) => {
            let posts = posts(site, visit).await?;
            let fields = fields(site, (&writing, Some(id)), &posts, visit.lang);
            let back = Back { refusal: Some(refusal), ..Back::default() };
            let beside = super::Beside { tried: false, fields: Some(fields) };
            view_of(site, visit, id, (&back, beside)).await
        }
    }
}
