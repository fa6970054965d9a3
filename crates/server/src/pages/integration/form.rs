//! The form of an integration plan: a new one, the next version of one, a draft written anew.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect};
use axum::{Extension, Form};
use domain::Lang;
use serde::Deserialize;

use crate::operations::Refusal;
use crate::operations::handling::one::One as _;
use crate::operations::integration::{
    self, Begun, OnePlan, SourceRow, UseRow, Writing, Wrong, begun, rewrite, written_before, wrong,
};
use crate::pages::frame::Frame;
use crate::pages::handling::{number, row_at};
use crate::pages::{Page, shown};
use crate::visit::{Site, Visit};

/// Empty rows that a form has beside those that are filled.
const FREE: usize = 4;
/// Rows that a form has at least.
const ROWS: usize = 6;
/// Rows of one kind, at most.
pub(crate) const MOST: usize = 300;

/// The form.
#[derive(Template)]
#[template(path = "integration_form.html")]
pub(crate) struct FormView {
    /// Around it.
    pub(crate) frame: Frame,
    /// Where it is sent.
    pub(crate) path: String,
    /// Where one goes back.
    pub(crate) back: String,
    /// Whether county and year stand fast.
    pub(crate) fixed: bool,
    /// Name of the county.
    pub(crate) county: String,
    /// Counties to choose from: code, name, whether chosen.
    pub(crate) counties: Vec<(String, String, bool)>,
    /// What was written.
    pub(crate) writing: Writing,
    /// Rows of funds.
    pub(crate) sources: Vec<SourceField>,
    /// Rows of projects.
    pub(crate) uses: Vec<UseField>,
    /// Numbers and names of projects.
    pub(crate) known: Vec<(String, String)>,
    /// Integrated funds: code, name with what the county received.
    pub(crate) funds: Vec<(String, String)>,
    /// Whether it is to take the place of an approved plan.
    pub(crate) adjusts: bool,
    /// Why it was refused.
    pub(crate) refusal: Option<String>,
}

/// A row of a fund.
#[derive(Clone, Debug, Default)]
pub(crate) struct SourceField {
    /// Its number in the form.
    pub(crate) at: usize,
    /// What was written.
    pub(crate) row: SourceRow,
    /// What is wrong with it.
    pub(crate) wrong: String,
}

/// A row of a project.
#[derive(Clone, Debug, Default)]
pub(crate) struct UseField {
    /// Its number in the form.
    pub(crate) at: usize,
    /// What was written.
    pub(crate) row: UseRow,
    /// What is wrong with it.
    pub(crate) wrong: String,
}

/// Where the form stands.
struct Around {
    path: String,
    back: String,
    fixed: bool,
    refusal: Option<String>,
}

async fn view(
    site: &Site,
    visit: &Visit,
    (begun, mut writing): (&Begun, Writing),
    around: Around,
) -> Page {
    let wrong = match &around.refusal {
        None => Wrong::default(),
        Some(_) => wrong(&site.context, visit.origin.day, &writing)
            .await
            .map_err(|failure| visit.problem(failure))?,
    };
    let said = |all: &[(usize, Refusal)], at: usize| {
        let found = all.iter().find(|(place, _)| *place == at);
        found.map(|(_, refusal)| refusal.sentence(visit.lang).to_owned()).unwrap_or_default()
    };
    let (sources, uses) = (writing.sources.len(), writing.uses.len());
    writing.sources.resize((sources + FREE).clamp(ROWS, MOST), SourceRow::default());
    writing.uses.resize((uses + FREE).clamp(ROWS, MOST), UseRow::default());
    let divisions = site.context.divisions();
    let name = |place: &domain::Division| divisions.name(*place);
    let chosen = begun.counties.iter().find(|place| place.to_string() == writing.county);
    let fund = |(code, name, fen): &(String, String, i64)| {
        let received = crate::pages::ledger::money(i128::from(*fen), visit.unit());
        let unit = visit.frame().unit_name();
        let text = if *fen == 0 {
            name.clone()
        } else {
            match visit.lang {
                Lang::Zh => format!("{name}（收到 {received} {unit}）"),
                Lang::En => format!("{name} ({received} {unit} received)"),
            }
        };
        (code.clone(), text)
    };
    let view = FormView {
        frame: visit.frame(),
        path: around.path,
        back: around.back,
        fixed: around.fixed,
        county: chosen.or(begun.counties.first()).map(name).unwrap_or_default(),
        counties: begun
            .counties
            .iter()
            .map(|place| (place.to_string(), name(place), Some(place) == chosen))
            .collect(),
        sources: (0..)
            .zip(writing.sources.clone())
            .map(|(at, row)| SourceField { at, row, wrong: said(&wrong.sources, at) })
            .collect(),
        uses: (0..)
            .zip(writing.uses.clone())
            .map(|(at, row)| UseField { at, row, wrong: said(&wrong.uses, at) })
            .collect(),
        known: begun.projects.clone(),
        funds: begun.funds.iter().map(fund).collect(),
        adjusts: begun.before.is_some(),
        writing,
        refusal: around.refusal,
    };
    shown(visit, &view, view.refusal.is_some())
}

/// Which county, which year.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    county: String,
    year: String,
}

fn new(refusal: Option<String>) -> Around {
    let path = "/integration-plans".to_owned();
    Around { back: path.clone(), path, fixed: false, refusal }
}

/// Shows an empty form, or the approved plan that is to be changed.
pub(crate) async fn begin(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Query(asked): Query<Asked>,
) -> Page {
    let year = asked.year.parse().unwrap_or(i64::from(visit.origin.day.year()));
    let read = begun(&site.context, visit.actor()?, (&asked.county, year)).await;
    let begun = read.map_err(|failure| visit.problem(failure))?;
    let empty = || Writing {
        county: begun.counties.first().map(ToString::to_string).unwrap_or_default(),
        year: year.to_string(),
        ..Writing::default()
    };
    let writing = match &begun.before {
        Some(before) => Writing { note: String::new(), ..before.clone() },
        None => empty(),
    };
    view(&site, &visit, (&begun, writing), new(None)).await
}

/// The fields of the form.
fn read(fields: Vec<(String, String)>) -> Writing {
    let mut writing = Writing::default();
    for (name, text) in fields {
        match name.as_str() {
            "county" => writing.county = text,
            "year" => writing.year = text,
            "title" => writing.title = text,
            "note" => writing.note = text,
            _ => fill(&mut writing, &name, text),
        }
    }
    writing
}

/// Puts a text into its row: `s3.fund`, `s3.scale`, `s3.amount`, `u3.project`, `u3.fund`, `u3.amount`.
fn fill(writing: &mut Writing, name: &str, text: String) {
    let Some((row, field)) = name.split_once('.') else { return };
    let (Some(kind), Some(at)) = (row.get(..1), row.get(1..)) else { return };
    let Ok(at) = at.parse() else { return };
    match kind {
        "s" => {
            let row = row_at(&mut writing.sources, at, MOST);
            match (row, field) {
                (Some(row), "fund") => row.fund = text,
                (Some(row), "scale") => row.scale = text,
                (Some(row), "amount") => row.amount = text,
                _ => {}
            }
        }
        "u" => {
            let row = row_at(&mut writing.uses, at, MOST);
            match (row, field) {
                (Some(row), "project") => row.project = text,
                (Some(row), "fund") => row.fund = text,
                (Some(row), "amount") => row.amount = text,
                _ => {}
            }
        }
        _ => {}
    }
}

/// Begins a plan.
pub(crate) async fn written(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Page {
    let (writing, actor) = (read(fields), visit.actor()?);
    let done = integration::begin(&site.context, &visit.origin, actor, &writing).await;
    let refusal = match visit.said(done)? {
        Ok(id) => return Ok(Redirect::to(&format!("/integration-plans/{id}")).into_response()),
        Err(refusal) => refusal,
    };
    let year = writing.year.parse().unwrap_or_default();
    let read = begun(&site.context, actor, (&writing.county, year)).await;
    let begun = read.map_err(|failure| visit.problem(failure))?;
    view(&site, &visit, (&begun, writing), new(Some(refusal))).await
}

/// The form again, with what was written before, or now.
async fn again(site: &Site, visit: &Visit, id: i64, written: Option<(Writing, String)>) -> Page {
    let actor = visit.actor()?;
    let read = OnePlan::read(&site.context, &visit.origin, actor, id).await;
    let one = read.map_err(|failure| visit.problem(failure))?;
    let before = written_before(&one.followed);
    let year = one.followed.kept.fiscal_year;
    let read = begun(&site.context, actor, (&before.county, year)).await;
    let begun = read.map_err(|failure| visit.problem(failure))?;
    let (writing, refusal) = match written {
        Some((writing, refusal)) => {
            let (county, year) = (before.county, before.year);
            (Writing { county, year, ..writing }, Some(refusal))
        }
        None => (before, None),
    };
    let back = format!("/integration-plans/{id}");
    let around = Around { path: format!("{back}/draft"), back, fixed: true, refusal };
    view(site, visit, (&begun, writing), around).await
}

/// Shows the form of a draft.
pub(crate) async fn edit(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
) -> Page {
    let id = number(&visit, &id)?;
    again(&site, &visit, id, None).await
}

/// Writes a draft anew.
pub(crate) async fn rewritten(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Page {
    let (id, writing) = (number(&visit, &id)?, read(fields));
    let done = rewrite(&site.context, &visit.origin, visit.actor()?, (id, &writing)).await;
    match visit.said(done)? {
        Ok(()) => Ok(Redirect::to(&format!("/integration-plans/{id}")).into_response()),
        Err(refusal) => again(&site, &visit, id, Some((writing, refusal))).await,
    }
}
