//! The indicator library: what targets of projects of each type promise, and how it is measured.

use std::collections::BTreeMap;

use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use policy::pack::{LibraryIndicator, ProjectType};

use crate::pages::frame::Frame;
use crate::pages::indicator::sign;
use crate::pages::{Page, shown};
use crate::visit::{Site, Visit};

/// An indicator as it is read.
pub(crate) struct Row {
    /// Second level.
    pub(crate) level: String,
    /// What it is called.
    pub(crate) name: String,
    /// What it is called in Chinese, where that is another language than the page's.
    pub(crate) original: String,
    /// Direction, value or example, unit.
    pub(crate) value: String,
    /// Points in the template; empty where it is only to be chosen.
    pub(crate) points: String,
    /// Whether no target of the type may lack it.
    pub(crate) core: bool,
    /// How it is measured.
    pub(crate) measure: String,
    /// What shows it.
    pub(crate) evidence: String,
}

/// A type with its indicators.
pub(crate) struct OfType {
    /// Its id.
    pub(crate) id: String,
    /// What it is called.
    pub(crate) name: String,
    /// Words of a project's category by which it is known.
    pub(crate) words: String,
    /// Its indicators.
    pub(crate) rows: Vec<Row>,
}

/// The library.
#[derive(Template)]
#[template(path = "indicators.html")]
pub(crate) struct View {
    /// Around it.
    pub(crate) frame: Frame,
    /// The fiscal year for which it is shown.
    pub(crate) year: u16,
    /// Types by id and name, and whether one is chosen.
    pub(crate) types: Vec<(String, String, bool)>,
    /// Those that are shown.
    pub(crate) shown: Vec<OfType>,
    /// How many indicators it has in that year.
    pub(crate) count: usize,
}

fn row(visit: &Visit, of: &ProjectType, (one, points): (&LibraryIndicator, Option<u32>)) -> Row {
    let lang = visit.lang;
    let value = if one.value.is_empty() { &one.example } else { &one.value };
    let value = format!("{} {value} {}", sign(&one.direction, lang), one.unit);
    let original = lang.pick("", &one.name.zh).to_owned();
    Row {
        level: one.level2.clone(),
        name: lang.pick(&one.name.zh, &one.name.en).to_string(),
        original,
        value: value.trim().to_owned(),
        points: points.map(|points| points.to_string()).unwrap_or_default(),
        core: of.core.contains(&one.id),
        measure: lang.pick(&one.measure.zh, &one.measure.en).to_string(),
        evidence: lang.pick(&one.evidence.zh, &one.evidence.en).to_string(),
    }
}

/// Shows the library of a fiscal year, of one type where it is asked for.
pub(crate) async fn show(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Query(asked): Query<BTreeMap<String, String>>,
) -> Page {
    let (lang, library) = (visit.lang, &site.context.pack.library);
    let year = asked.get("year").and_then(|year| year.trim().parse().ok());
    let year = year.unwrap_or_else(|| u16::try_from(visit.origin.day.year()).unwrap_or_default());
    let wanted = asked.get("type").map(String::as_str).unwrap_or_default();
    let name = |of: &ProjectType| lang.pick(&of.name.zh, &of.name.en).to_string();
    let of_type = |of: &ProjectType| OfType {
        id: of.id.clone(),
        name: name(of),
        words: of.words.join("、"),
        rows: library.of_type(of, year).map(|one| row(&visit, of, one)).collect(),
    };
    let is_wanted = |of: &&ProjectType| wanted.is_empty() || of.id == wanted;
    let view = View {
        frame: visit.frame(),
        year,
        types: library.types.iter().map(|of| (of.id.clone(), name(of), of.id == wanted)).collect(),
        shown: library.types.iter().filter(is_wanted).map(of_type).collect(),
        count: library.indicators.iter().filter(|one| one.holds(year)).count(),
    };
    shown(&visit, &view, false)
}
