//! How many projects have an approved target, county by county; those that have none are a click away.

use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use domain::Lang;
use serde::Deserialize;
use store::targets::Covered;

use crate::operations::targets::covered;
use crate::pages::frame::Frame;
use crate::pages::monitoring::share_of;
use crate::pages::warning::division;
use crate::pages::{Page, shown};
use crate::visit::{Site, Visit};

/// The page.
#[derive(Template)]
#[template(path = "target_coverage.html")]
struct View {
    frame: Frame,
    year: i64,
    /// Years to choose from.
    years: Vec<(i64, bool)>,
    rows: Vec<Row>,
}

/// A county, or all of them.
struct Row {
    name: String,
    projects: i64,
    approved: Cell,
    missing: Cell,
    share: String,
}

/// A count, and the list of what is counted; none where there is nothing.
struct Cell {
    count: i64,
    list: Option<String>,
}

/// What the address asks.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    year: String,
}

fn row(name: String, of: &Covered, year: i64) -> Row {
    let county =
        if of.county.is_empty() { String::new() } else { format!("&county={}", of.county) };
    let cell = |count: i64, target: &str| {
        let list = format!("/projects?fiscal_year={year}{county}&target={target}");
        Cell { count, list: Some(list).filter(|_| count > 0) }
    };
    Row {
        name,
        projects: of.projects,
        approved: cell(of.approved, "approved"),
        missing: cell(of.projects - of.approved, "missing"),
        share: share_of(of.approved, of.projects),
    }
}

/// All counties together, where there are several.
fn total(all: &[Covered], year: i64, lang: Lang) -> Option<Row> {
    let sum = |of: fn(&Covered) -> i64| all.iter().map(of).sum();
    let together = Covered {
        projects: sum(|one| one.projects),
        approved: sum(|one| one.approved),
        ..Covered::default()
    };
    let name = lang.pick("合计", "All").to_owned();
    (all.len() > 1).then(|| row(name, &together, year))
}

/// Shows how many projects in the reader's reach have an approved target.
pub(crate) async fn page(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Query(asked): Query<Asked>,
) -> Page {
    let this = i64::from(visit.origin.day.year());
    let year = asked.year.trim().parse().unwrap_or(this);
    let found = covered(&site.context, &visit.origin, visit.actor()?, year).await;
    let found = found.map_err(|failure| visit.problem(failure))?;
    let counties = found.iter().map(|of| row(division(&site, &of.county), of, year));
    let rows = total(&found, year, visit.lang).into_iter().chain(counties).collect();
    let years = (0..8).map(|back| this - back).map(|one| (one, one == year)).collect();
    let view = View { frame: visit.frame(), year, years, rows };
    shown(&visit, &view, false)
}
