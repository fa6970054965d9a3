//! The form in which a decision of the leading group about many projects is entered: first it is listed what will
//! become of each, then it is kept.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect};
use axum::{Extension, Form};
use domain::Fen;
use serde::Deserialize;

use super::{ground, refused};
use crate::lists::asked::encoded;
use crate::lists::cells::amount;
use crate::operations::Refusal;
use crate::operations::projects::{Agenda, Meeting, agenda, decide};
use crate::operations::screening::screen_later;
use crate::pages::frame::Frame;
use crate::pages::{Page, shown};
use crate::visit::{Site, Visit};

/// The page.
#[derive(Template)]
#[template(path = "project_meeting.html")]
pub(crate) struct View {
    /// Around it.
    pub(crate) frame: Frame,
    /// Name of the county.
    pub(crate) county: String,
    /// What is decided: word, name, whether it is this.
    pub(crate) steps: Vec<(&'static str, &'static str, bool)>,
    /// What was entered.
    pub(crate) held: Meeting,
    /// The projects.
    pub(crate) items: Vec<Row>,
    /// Whether there are more than are listed.
    pub(crate) more: bool,
    /// Whether it is listed what will become of each.
    pub(crate) looked: bool,
    /// How many will be decided, and their amount.
    pub(crate) sum: (usize, String),
    /// How many will not.
    pub(crate) left_out: usize,
    /// Why nothing was kept, and the clause.
    pub(crate) refused: Option<(String, Option<String>)>,
}

/// A project.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// Its number.
    pub(crate) id: String,
    /// Its page.
    pub(crate) address: String,
    /// Its name.
    pub(crate) name: String,
    /// Its unit.
    pub(crate) unit: String,
    /// Amount in the plan.
    pub(crate) planned: String,
    /// Whether it is chosen.
    pub(crate) chosen: bool,
    /// Why it will not be decided, and the clause.
    pub(crate) refused: Option<(&'static str, Option<String>)>,
}

/// What stands in the address.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    step: String,
    year: String,
}

fn view(site: &Site, visit: &Visit, held: Meeting, found: &Agenda, looked: bool) -> View {
    let (lang, unit) = (visit.lang, visit.unit());
    let item = |item: &crate::operations::projects::Item| Row {
        id: item.id.clone(),
        address: format!("/projects/{}", encoded(&item.id)),
        name: item.name.clone(),
        unit: item.unit.clone(),
        planned: amount(Fen(item.planned), unit),
        chosen: item.chosen,
        refused: item.refusal.map(|refusal| {
            let ground = match refusal {
                Refusal::Step(step) => ground(&site.context.pack, step, lang),
                _ => None,
            };
            (refusal.sentence(lang), ground)
        }),
    };
    let decided = || found.items.iter().filter(|item| item.chosen && item.refusal.is_none());
    let sum = decided().map(|item| item.planned).fold(0, i64::saturating_add);
    let steps = [
        ("plan", lang.pick("列入年度计划", "Into the annual plan")),
        ("enter", lang.pick("审定入库", "Into the pipeline")),
    ];
    View {
        frame: visit.frame(),
        county: found.county.clone(),
        steps: steps.map(|(word, name)| (word, name, held.step == word)).to_vec(),
        items: found.items.iter().map(item).collect(),
        more: found.more,
        looked,
        sum: (decided().count(), amount(Fen(sum), unit)),
        left_out: found.items.iter().filter(|item| item.chosen && item.refusal.is_some()).count(),
        refused: None,
        held,
    }
}

async fn page(
    site: &Site,
    visit: &Visit,
    held: Meeting,
    (looked, refused): (bool, Option<(String, Option<String>)>),
) -> Page {
    let done = agenda(&site.context, &visit.origin, visit.actor()?, &held).await;
    let found = done.map_err(|failure| visit.problem(failure))?;
    let mut view = view(site, visit, held, &found, looked);
    view.refused = refused;
    shown(visit, &view, view.refused.is_some())
}

/// Shows the projects that wait for a meeting.
pub(crate) async fn show(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Query(asked): Query<Asked>,
) -> Page {
    let step = if super::is_of_meeting(&asked.step) { asked.step } else { "enter".to_owned() };
    let held = Meeting { step, year: asked.year, ..Meeting::default() };
    page(&site, &visit, held, (false, None)).await
}

/// Lists what will become of each, or keeps it.
pub(crate) async fn sent(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Page {
    let text = |name: &str| {
        let found = pairs.iter().find(|(known, _)| known == name);
        found.map(|(_, text)| text.clone()).unwrap_or_default()
    };
    let projects = pairs.iter().filter(|(name, _)| name == "project");
    let held = Meeting {
        step: text("step"),
        year: text("year"),
        document: text("document"),
        on: text("on"),
        projects: projects.map(|(_, id)| id.clone()).collect(),
    };
    let missing = held.projects.is_empty() || held.document.trim().is_empty();
    if missing || text("action") != "decide" {
        let refusal = Refusal::MeetingUnfit.sentence(visit.lang).to_owned();
        let refused = missing.then_some((refusal, None));
        return page(&site, &visit, held, (!missing, refused)).await;
    }
    let done = decide(&site.context, &visit.origin, visit.actor()?, &held).await;
    match refused(&site, &visit, done)? {
        Ok(_) => {
            screen_later(&site.context, &visit.origin);
            let way = if held.step == "plan" { "in_plan" } else { "in_pipeline" };
            Ok(Redirect::to(&format!("/projects?way={way}")).into_response())
        }
        Err(refused) => page(&site, &visit, held, (true, Some(refused))).await,
    }
}
