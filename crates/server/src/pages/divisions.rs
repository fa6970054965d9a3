//! The divisions, and one of them with who is there and what there is to see of it.

#[cfg(test)]
mod tests;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query, State};
use domain::{DivisionEntry, Fen, Lang, Level};
use serde::Deserialize;

use super::frame::Frame;
use super::inspection::{Other, other};
use super::{Page, shown};
use crate::access::Operation;
use crate::lists::asked::encoded;
use crate::lists::cells::amount;
use crate::operations::divisions::{self, Branch, Whole};
use crate::operations::posts::Listed;
use crate::visit::{Site, Visit};

/// The list.
#[derive(Template)]
#[template(path = "divisions.html")]
pub(crate) struct ListView {
    /// Around it.
    pub(crate) frame: Frame,
    /// What is sought.
    pub(crate) sought: String,
    /// The divisions with those below them.
    pub(crate) branches: Vec<(Line, Vec<Line>)>,
}

/// One of them.
#[derive(Template)]
#[template(path = "division.html")]
pub(crate) struct View {
    /// Around it.
    pub(crate) frame: Frame,
    /// Itself.
    pub(crate) line: Line,
    /// Those above it, the highest first.
    pub(crate) above: Vec<Line>,
    /// Those below it.
    pub(crate) below: Vec<Line>,
    /// Under which it goes on.
    pub(crate) after: Option<Line>,
    /// What it was before.
    pub(crate) before: Vec<Line>,
    /// What there is to see of it: address and name.
    pub(crate) areas: Vec<(String, &'static str)>,
    /// Its posts.
    pub(crate) posts: Vec<Listed>,
    /// Units that carry out its projects: name, number of projects, planned money, address of the projects.
    pub(crate) units: Vec<(String, i64, String, String)>,
    /// The last inspections of it.
    pub(crate) inspections: Vec<Other>,
}

/// A division as it is shown.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// Its code.
    pub(crate) code: String,
    /// Its name.
    pub(crate) name: String,
    /// Its level.
    pub(crate) level: &'static str,
    /// What the regulations call it beside.
    pub(crate) tags: Vec<String>,
    /// First and last day of its code, where it was not always valid.
    pub(crate) valid: Option<(String, String)>,
}

/// What is sought.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    q: String,
}

/// Attributes of divisions, as the pack writes them.
const TAGS: [(&str, &str, &str); 3] = [
    ("southern-four", "南疆四地州", "four southern prefectures"),
    ("deeply-poor", "深度贫困县", "deeply poor county"),
    ("poor-county", "贫困县", "poor county"),
];

/// What there is to see of a division: address, name, what one must be allowed to do there.
#[rustfmt::skip]
const AREAS: [(&str, &str, &str, Operation); 8] = [
    ("/overview?division=",            "资金总览", "Overview of money",    Operation::Overview),
    ("/ledger?division=",              "总账",     "Ledger",               Operation::ReadLedger),
    ("/registers/problems?division=",  "问题台账", "Register of problems", Operation::ReadRegisters),
    ("/projects?county=",              "项目",     "Projects",             Operation::ListProjects),
    ("/payments?county=",              "支付",     "Payments",             Operation::ListPayments),
    ("/warnings?home=",                "预警",     "Warnings",             Operation::ListWarnings),
    ("/inspections?home=",             "检查",     "Inspections",          Operation::ListInspections),
    ("/registers/looks?division=",     "支付后监管台账", "Looks after payment", Operation::ReadRegisters),
];

fn line(entry: &DivisionEntry, lang: Lang) -> Line {
    let level = match entry.level {
        Level::Centre => lang.pick("中央", "centre"),
        Level::Region => lang.pick("自治区", "region"),
        Level::Prefecture => lang.pick("地（州、市）", "prefecture"),
        Level::County => lang.pick("县（市、区）", "county"),
    };
    let tag = |tag: &String| match TAGS.iter().find(|(word, ..)| word == tag) {
        Some((_, zh, en)) => lang.pick(zh, en).to_owned(),
        None => tag.clone(),
    };
    // Where its tile lies on the map is no attribute of the place.
    let tags = entry.tags.iter().filter(|tag| !tag.starts_with("tile-")).map(tag).collect();
    let day = |day: Option<domain::Day>| day.map_or_else(String::new, |day| day.to_string());
    let valid = (entry.valid_from.is_some() || entry.valid_to.is_some())
        .then(|| (day(entry.valid_from), day(entry.valid_to)));
    Line { code: entry.division.to_string(), name: entry.name.clone(), level, tags, valid }
}

/// A branch of the list: what is said of the division above is not said again of those below it.
fn branch(branch: &Branch, lang: Lang) -> (Line, Vec<Line>) {
    let above = line(&branch.entry, lang);
    let below = branch.below.iter().map(|entry| line(entry, lang)).map(|mut below| {
        below.tags.retain(|tag| !above.tags.contains(tag));
        below
    });
    (above.clone(), below.collect())
}

/// Shows the list.
pub(crate) async fn list(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Query(asked): Query<Asked>,
) -> Page {
    let found = divisions::list(&site.context, visit.actor()?, &asked.q);
    let found = found.map_err(|failure| visit.problem(failure))?;
    let branches = found.iter().map(|one| branch(one, visit.lang)).collect();
    shown(&visit, &ListView { frame: visit.frame(), sought: asked.q, branches }, false)
}

/// Shows one.
pub(crate) async fn show(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(code): Path<String>,
) -> Page {
    let actor = visit.actor()?;
    let found = divisions::show(&site.context, actor, &code).await;
    let whole = found.map_err(|failure| visit.problem(failure))?;
    let division = whole.entry.division;
    let is_open = |operation| actor.post(&site.context, operation, Some((division, None))).is_ok();
    let areas = AREAS.iter().filter(|area| is_open(area.3));
    let areas =
        areas.map(|(path, zh, en, _)| (format!("{path}{division}"), visit.lang.pick(zh, en)));
    let areas = areas.collect();
    let looked = whole.inspections.iter().map(|one| other(&site, one, visit.lang)).collect();
    shown(&visit, &view(visit.frame(), whole, areas, looked), false)
}

fn view(
    frame: Frame,
    whole: Whole,
    areas: Vec<(String, &'static str)>,
    inspections: Vec<Other>,
) -> View {
    let lang = frame.lang;
    let lines = |all: &[DivisionEntry]| all.iter().map(|entry| line(entry, lang)).collect();
    let county = whole.entry.division;
    let unit = |unit: store::projects::Unit| {
        let address = format!("/projects?county={county}&q={}", encoded(&unit.name));
        (unit.name, unit.projects, amount(Fen(unit.planned), frame.unit), address)
    };
    View {
        line: line(&whole.entry, lang),
        above: lines(&whole.above),
        below: lines(&whole.below),
        after: whole.after.as_ref().map(|entry| line(entry, lang)),
        before: lines(&whole.before),
        areas,
        posts: whole.posts,
        units: whole.units.into_iter().map(unit).collect(),
        inspections,
        frame,
    }
}
