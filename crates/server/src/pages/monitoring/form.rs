//! The form of a round: each indicator of the target in its order, with what was paid as the books say.

use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect};
use domain::{Fen, Lang};
use serde::Deserialize;

use super::told::{incoherent, light, money_facts, promise, said};
use crate::lists::cells::project_page;
use crate::operations::Failure;
use crate::operations::handling::one::One;
use crate::operations::handling::words;
use crate::operations::monitorings::{
    self, Asked, Line, OneMonitoring, Weighed, Writing, may_enter,
};
use crate::operations::screening::screen_later;
use crate::pages::entry::Said;
use crate::pages::frame::Frame;
use crate::pages::handling::{Filled, number, row_at};
use crate::pages::records::Fact;
use crate::pages::warning::division;
use crate::pages::{Page, shown};
use crate::visit::{Site, Visit};

/// Indicators of a form, at most.
const MOST: usize = 200;

/// The form.
#[derive(Template)]
#[template(path = "monitoring_form.html")]
pub(crate) struct FormView {
    /// Around it.
    pub(crate) frame: Frame,
    /// Its number, where it is written anew.
    pub(crate) id: Option<i64>,
    /// What is monitored.
    pub(crate) name: String,
    /// What is known of it.
    pub(crate) facts: Vec<Fact>,
    /// Whether what was executed is told by the books.
    pub(crate) told: bool,
    /// What was written.
    pub(crate) writing: Writing,
    /// The indicators.
    pub(crate) rows: Vec<FormRow>,
    /// Likelihoods to choose from.
    pub(crate) likelihoods: Vec<(&'static str, &'static str)>,
    /// What does not go together.
    pub(crate) incoherent: Vec<String>,
    /// What the rules say, where it was asked.
    pub(crate) said: Option<Said>,
    /// The day on which it was entered by a file.
    pub(crate) recorded: Option<String>,
    /// Whether the reader may enter it.
    pub(crate) may: bool,
    /// Why it was not submitted.
    pub(crate) refusal: Option<String>,
}

/// One indicator of the form.
#[derive(Clone, Debug)]
pub(crate) struct FormRow {
    /// Its place.
    pub(crate) at: usize,
    /// The levels under which it stands.
    pub(crate) level: String,
    /// What was promised.
    pub(crate) promise: String,
    /// What was written.
    pub(crate) line: Line,
    /// How it stands, where that was asked: class and name.
    pub(crate) light: Option<(&'static str, &'static str)>,
}

/// What an address says of the node.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Begins {
    target: String,
    node: String,
}

/// What a form shows.
struct Form<'a> {
    id: Option<i64>,
    asked: &'a Asked,
    writing: Writing,
    weighed: Option<&'a Weighed>,
    refusal: Option<String>,
}

impl Form<'_> {
    fn page(self, site: &Site, visit: &Visit) -> Page {
        let (lang, asked) = (visit.lang, self.asked);
        let lights = self.weighed.map(|weighed| weighed.lights.as_slice()).unwrap_or_default();
        let row = |(at, indicator): (usize, &monitorings::Indicator)| {
            let (level, promise) = promise(asked, &indicator.name);
            let mut written = self.writing.values.iter();
            let line = written.find(|line| line.indicator == indicator.name).cloned();
            let line = line.unwrap_or_default();
            FormRow {
                at,
                level,
                promise,
                line: Line { indicator: indicator.name.clone(), ..line },
                light: lights.get(at).map(|one| light(words::of_light(*one), lang)),
            }
        };
        let rows = asked.lines.iter().enumerate().map(row).collect();
        let likelihoods = words::LIKELIHOOD.iter();
        let recorded = asked.recorded.as_ref().map(|(day, _)| day.clone());
        let view = FormView {
            frame: visit.frame(),
            id: self.id,
            name: asked.owed.name.clone(),
            facts: facts(site, lang, asked),
            told: asked.executed.is_some(),
            rows,
            likelihoods: likelihoods.map(|(word, zh, en)| (*word, lang.pick(zh, en))).collect(),
            incoherent: self.weighed.map(|one| incoherent(one, lang)).unwrap_or_default(),
            said: self.weighed.map(|weighed| said(site, visit, weighed)),
            recorded: recorded.filter(|_| self.id.is_none()),
            may: may_enter(&site.context, visit.actor()?, asked),
            writing: self.writing,
            refusal: self.refusal,
        };
        let failed = view.refusal.is_some();
        shown(visit, &view, failed)
    }
}

fn facts(site: &Site, lang: Lang, asked: &Asked) -> Vec<Fact> {
    let fact = |label: &str, text: String, address| Fact { label: label.to_owned(), text, address };
    let owed = &asked.owed;
    let mut all = vec![
        fact(lang.pick("县（市、区）", "County"), division(site, &owed.county), None),
        fact(lang.pick("实施单位", "Unit"), owed.unit.clone(), None),
        fact(lang.pick("绩效目标", "Target"), owed.target.clone(), None),
        fact(lang.pick("监控节点", "Node"), owed.node.clone(), None),
        fact(lang.pick("填报期限", "To be entered by"), owed.due.clone(), None),
    ];
    if let Some(project) = &asked.project {
        all.insert(2, fact(lang.pick("项目", "Project"), project.clone(), project_page(project)));
    }
    if let Some(executed) = asked.executed {
        all.extend(money_facts(asked, Fen(executed), lang));
    }
    all
}

/// Shows the form of a node.
pub(crate) async fn form(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Query(begins): Query<Begins>,
) -> Page {
    let of = (begins.target.trim(), begins.node.trim());
    let asked = monitorings::form(&site.context, visit.actor()?, of).await;
    let asked = asked.map_err(|failure| visit.problem(failure))?;
    let writing = Writing {
        target: begins.target.clone(),
        node: begins.node.clone(),
        values: asked.recorded.iter().flat_map(|(_, values)| values.clone()).collect(),
        ..Writing::default()
    };
    Form { id: None, asked: &asked, writing, weighed: None, refusal: None }.page(&site, &visit)
}

/// Shows the form of a round that is written anew.
pub(crate) async fn rewriting(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
) -> Page {
    let id = number(&visit, &id)?;
    let read = OneMonitoring::read(&site.context, &visit.origin, visit.actor()?, id).await;
    let one = read.map_err(|failure| visit.problem(failure))?;
    let not_owed = || visit.problem(crate::operations::Refusal::MonitoringNotOwed.into());
    let asked = one.asked.as_ref().ok_or_else(not_owed)?;
    let text = one.followed.one.text();
    let line = |value: &domain::monitoring::Value| Line {
        indicator: value.indicator.clone(),
        actual: value.actual.clone(),
        likelihood: words::of_likelihood(value.likelihood).to_owned(),
        cause: value.cause.clone(),
        measure: value.measure.clone(),
    };
    let writing = Writing {
        target: asked.owed.target.clone(),
        node: asked.owed.node.clone(),
        executed: text.executed.plain(),
        expected: text.expected.plain(),
        remarks: text.remarks.clone(),
        values: text.values.iter().map(line).collect(),
        evidence: Vec::new(),
    };
    let weighed = Some(&one.weighed);
    Form { id: Some(id), asked, writing, weighed, refusal: None }.page(&site, &visit)
}

/// What a form says.
fn written(form: &Filled) -> Writing {
    let mut values: Vec<Line> = Vec::new();
    for (name, text) in &form.pairs {
        let Some((at, column)) = name.split_once('.') else { continue };
        let Some(line) = at.parse().ok().and_then(|at| row_at(&mut values, at, MOST)) else {
            continue;
        };
        match column {
            "indicator" => line.indicator.clone_from(text),
            "actual" => line.actual.clone_from(text),
            "likelihood" => line.likelihood.clone_from(text),
            "cause" => line.cause.clone_from(text),
            "measure" => line.measure.clone_from(text),
            _ => {}
        }
    }
    Writing {
        target: form.text("target"),
        node: form.text("node"),
        executed: form.text("executed"),
        expected: form.text("expected"),
        remarks: form.text("remarks"),
        values,
        evidence: form.files.clone(),
    }
}

/// Judges what was written, or submits it.
pub(crate) async fn sent(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    form: Filled,
) -> Page {
    Box::pin(submitted(&site, &visit, None, &form)).await
}

/// The same of a round that is written anew.
pub(crate) async fn rewritten(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Filled,
) -> Page {
    let id = number(&visit, &id)?;
    Box::pin(submitted(&site, &visit, Some(id), &form)).await
}

async fn submitted(site: &Site, visit: &Visit, id: Option<i64>, form: &Filled) -> Page {
    let (context, actor, writing) = (&site.context, visit.actor()?, written(form));
    let judged = monitorings::foresee(context, &visit.origin, actor, &writing).await;
    if form.text("step") == "judge" {
        return match judged {
            Ok((asked, weighed)) => {
                let weighed = Some(&weighed);
                Form { id, asked: &asked, writing, weighed, refusal: None }.page(site, visit)
            }
            Err(failure) => refused(site, visit, (id, writing, None), failure).await,
        };
    }
    let weighed = judged.ok().map(|(_, weighed)| weighed);
    match monitorings::submit(context, &visit.origin, actor, &writing).await {
        Ok(id) => {
            screen_later(context, &visit.origin);
            Ok(Redirect::to(&OneMonitoring::address(id)).into_response())
        }
        Err(failure) => refused(site, visit, (id, writing, weighed), failure).await,
    }
}

/// The form again, with why it was not submitted.
async fn refused(
    site: &Site,
    visit: &Visit,
    (id, writing, weighed): (Option<i64>, Writing, Option<Weighed>),
    failure: Failure,
) -> Page {
    let refusal = visit.said::<()>(Err(failure))?.err();
    let of = (writing.target.trim(), writing.node.trim());
    let asked = monitorings::form(&site.context, visit.actor()?, of).await;
    let asked = asked.map_err(|failure| visit.problem(failure))?;
    let weighed = weighed.as_ref();
    Form { id, asked: &asked, writing, weighed, refusal }.page(site, visit)
}
