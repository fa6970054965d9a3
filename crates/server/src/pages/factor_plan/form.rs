//! The form of a plan: fund, amount and factors first; then the values, typed in a table, pasted or sent as a file.

use std::collections::BTreeMap;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use domain::Division;
use domain::factor::{MOST_FACTORS, MOST_PLACES};

use crate::operations::factor_plans::{
    self, FactorInput, OnePlan, Planning, Row, decoded, funds, planning, rewrite,
};
use crate::operations::handling::one::One as _;
use crate::operations::{Done, Refusal};
use crate::pages::frame::Frame;
use crate::pages::handling::{Filled, number, row_at};
use crate::pages::{Page, shown};
use crate::visit::{Site, Visit};

/// The form.
#[derive(Template)]
#[template(path = "factor_plan_form.html")]
pub(crate) struct View {
    /// Around it.
    pub(crate) frame: Frame,
    /// The plan; none where it is a new one.
    pub(crate) id: Option<i64>,
    /// Funds to choose from: code, name, whether it is chosen.
    pub(crate) funds: Vec<(String, String, bool)>,
    /// What was written.
    pub(crate) planning: Planning,
    /// Its factors, with empty ones to be filled: number, factor.
    pub(crate) factors: Vec<(usize, FactorInput)>,
    /// Names of the factors that have one.
    pub(crate) names: Vec<String>,
    /// The places.
    pub(crate) rows: Vec<PlaceView>,
    /// Why it was refused.
    pub(crate) refusal: Option<String>,
}

/// A place of the form.
#[derive(Clone, Debug)]
pub(crate) struct PlaceView {
    /// Its number among the rows.
    pub(crate) at: usize,
    /// Its code.
    pub(crate) code: String,
    /// Its name.
    pub(crate) name: String,
    /// Whether it is left out.
    pub(crate) out: bool,
    /// Number and text of each value.
    pub(crate) values: Vec<(usize, String)>,
}

fn view(
    site: &Site,
    visit: &Visit,
    (id, planning): (Option<i64>, Planning),
    (funds, refusal): (Vec<(String, String)>, Option<String>),
) -> Page {
    let chosen = |(code, name): (String, String)| {
        let here = code == planning.fund;
        (code, name, here)
    };
    let has_name = |one: &&FactorInput| !one.name.trim().is_empty();
    let names: Vec<String> =
        planning.factors.iter().filter(has_name).map(|one| one.name.clone()).collect();
    let row = |(at, row): (usize, &Row)| {
        let division = row.to.parse().ok().and_then(Division::from_code);
        let name = division.map(|place| site.context.divisions().name(place)).unwrap_or_default();
        let mut values = row.values.clone();
        values.resize(names.len(), String::new());
        let values = values.into_iter().enumerate().collect();
        PlaceView { at, code: row.to.clone(), name, out: row.out, values }
    };
    let mut factors = planning.factors.clone();
    factors.resize(MOST_FACTORS, FactorInput::default());
    let view = View {
        frame: visit.frame(),
        id,
        funds: funds.into_iter().map(chosen).collect(),
        factors: factors.into_iter().enumerate().collect(),
        rows: planning.rows.iter().enumerate().map(row).collect(),
        names,
        planning,
        refusal,
    };
    shown(visit, &view, view.refusal.is_some())
}

/// The empty form.
pub(crate) async fn begin(State(site): State<Site>, Extension(visit): Extension<Visit>) -> Page {
    let all = funds(&site.context, visit.actor()?).await;
    let all = all.map_err(|failure| visit.problem(failure))?;
    let planning = Planning {
        fiscal_year: visit.origin.day.year().to_string(),
        level: "prefecture".to_owned(),
        ..Planning::default()
    };
    view(&site, &visit, (None, planning), (all, None))
}

/// The fields of the form: `f3.name` of the factors, `r3.to`, `r3.out`, `r3.0` of the places.
fn read(texts: BTreeMap<String, String>) -> Planning {
    let mut planning = Planning::default();
    for (name, text) in texts {
        match name.as_str() {
            "fund" => planning.fund = text,
            "fiscal_year" => planning.fiscal_year = text,
            "level" => planning.level = text,
            "amount" => planning.amount = text,
            "note" => planning.note = text,
            "table" => planning.table = text,
            _ => fill(&mut planning, &name, text),
        }
    }
    // Factors of which nothing is written are none: the values stand in the order of the others.
    let is_blank = |one: &FactorInput| {
        [&one.name, &one.unit, &one.source, &one.weight].iter().all(|text| text.trim().is_empty())
    };
    planning.factors.retain(|one| !is_blank(one));
    planning
}

fn fill(planning: &mut Planning, name: &str, text: String) {
    let Some((at, field)) = name.split_once('.') else { return };
    if let Some(at) = at.strip_prefix('f').and_then(|at| at.parse().ok()) {
        let Some(factor) = row_at(&mut planning.factors, at, MOST_FACTORS) else { return };
        match field {
            "name" => factor.name = text,
            "unit" => factor.unit = text,
            "source" => factor.source = text,
            "weight" => factor.weight = text,
            _ => {}
        }
    } else if let Some(at) = at.strip_prefix('r').and_then(|at| at.parse().ok()) {
        let Some(row) = row_at(&mut planning.rows, at, MOST_PLACES) else { return };
        match field {
            "to" => row.to = text,
            "out" => row.out = true,
            _ => {
                let of = field.parse().unwrap_or(MOST_FACTORS);
                if let Some(value) = row_at(&mut row.values, of, MOST_FACTORS) {
                    *value = text;
                }
            }
        }
    }
}

/// What was sent, with the text of its file where there is one.
fn sent(form: &Filled) -> (Planning, Done<()>) {
    let mut planning = read(form.texts());
    let Some(file) = form.files.first() else { return (planning, Ok(())) };
    let done = match file.content.as_slice() {
        [] => Err(Refusal::AttachmentSize.into()),
        content => decoded(content).map(|text| planning.table = text),
    };
    (planning, done)
}

/// Begins a plan.
pub(crate) async fn written(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    form: Filled,
) -> Page {
    let (planning, read) = sent(&form);
    let (context, actor) = (&site.context, visit.actor()?);
    let done = match read {
        Ok(()) => factor_plans::begin(context, &visit.origin, actor, &planning).await,
        Err(failure) => Err(failure),
    };
    let refusal = match visit.said(done)? {
        Ok(id) => {
            return Ok(Redirect::to(&format!("/factor-plans/{id}/draft")).into_response());
        }
        Err(refusal) => refusal,
    };
    let all = funds(context, actor).await.map_err(|failure| visit.problem(failure))?;
    view(&site, &visit, (None, planning), (all, Some(refusal)))
}

/// The form again, with what was written before, or now.
async fn again(site: &Site, visit: &Visit, id: i64, entered: Option<(Planning, String)>) -> Page {
    let actor = visit.actor()?;
    let all = funds(&site.context, actor).await.map_err(|failure| visit.problem(failure))?;
    let read = OnePlan::read(&site.context, &visit.origin, actor, id).await;
    let one = read.map_err(|failure| visit.problem(failure))?;
    let before = planning(&site.context, &one.followed);
    let Some((entered, refusal)) = entered else {
        return view(site, visit, (Some(id), before), (all, None));
    };
    let (fund, fiscal_year, level) = (before.fund, before.fiscal_year, before.level);
    let rows = if entered.rows.is_empty() { before.rows } else { entered.rows.clone() };
    let planning = Planning { fund, fiscal_year, level, rows, ..entered };
    view(site, visit, (Some(id), planning), (all, Some(refusal)))
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
    form: Filled,
) -> Page {
    let id = number(&visit, &id)?;
    let (planning, read) = sent(&form);
    let done = match read {
        Ok(()) => rewrite(&site.context, &visit.origin, visit.actor()?, (id, &planning)).await,
        Err(failure) => Err(failure),
    };
    match visit.said(done)? {
        Ok(()) => Ok(Redirect::to(&format!("/factor-plans/{id}")).into_response()),
        Err(refusal) => again(&site, &visit, id, Some((planning, refusal))).await,
    }
}
