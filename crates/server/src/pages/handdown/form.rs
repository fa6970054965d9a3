//! The form of a hand-down: choosing the allotment, writing the document, writing it anew.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect};
use axum::{Extension, Form};
use domain::handdown::Way;
use serde::Deserialize;
use store::handdowns::Source;

use super::{money, plain};
use crate::context::Context;
use crate::lists::asked::encoded;
use crate::operations::handdowns::{
    self, Begun, OneHandDown, Part, Writing, begun, rewrite, sources, written_before,
};
use crate::operations::handling::one::One as _;
use crate::pages::frame::Frame;
use crate::pages::handling::{number, row_at, until};
use crate::pages::ledger::fund_name;
use crate::pages::{Page, shown};
use crate::visit::{Site, Visit};

/// Rows for projects that a form has at least.
const ROWS: usize = 5;
/// Parts of one form, at most.
pub(crate) const MOST: usize = 120;

/// The allotments to choose from.
#[derive(Template)]
#[template(path = "handdown_sources.html")]
pub(crate) struct SourcesView {
    /// Around it.
    pub(crate) frame: Frame,
    /// Years to choose from, and which one is chosen.
    pub(crate) years: Vec<(i64, bool)>,
    /// The allotments: address, document, fund, day of receipt, amount, what is left.
    pub(crate) sources: Vec<SourceRow>,
}

/// An allotment to choose.
#[derive(Clone, Debug)]
pub(crate) struct SourceRow {
    /// The form for it.
    pub(crate) address: String,
    /// Number of the document, and of the allotment.
    pub(crate) doc: (String, String),
    /// Name of the fund.
    pub(crate) fund: String,
    /// The day of receipt.
    pub(crate) received_on: String,
    /// Its amount, what is gone, what is left.
    pub(crate) amounts: [String; 3],
}

/// Which allotment, which way.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    source: String,
    #[serde(default)]
    way: String,
    #[serde(default)]
    year: String,
}

/// Shows the allotments to choose from.
pub(crate) async fn choose(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Query(asked): Query<Asked>,
) -> Page {
    let today = i64::from(visit.origin.day.year());
    let year = asked.year.parse().unwrap_or(today);
    let found = sources(&site.context, visit.actor()?, year).await;
    let found = found.map_err(|failure| visit.problem(failure))?;
    let row = |one: &Source| SourceRow {
        address: format!("/hand-downs/new?source={}", encoded(&one.id)),
        doc: (one.doc_no.clone(), one.id.clone()),
        fund: fund_name(&site.context.pack.funds, &one.fund),
        received_on: one.received_on.clone().unwrap_or_default(),
        amounts: [one.amount, one.gone, one.amount.saturating_sub(one.gone)]
            .map(|fen| money(fen, &visit)),
    };
    let view = SourcesView {
        frame: visit.frame(),
        years: (today - 5..=today + 1).rev().map(|one| (one, one == year)).collect(),
        sources: found.iter().map(row).collect(),
    };
    shown(&visit, &view, false)
}

/// The form.
#[derive(Template)]
#[template(path = "handdown_form.html")]
pub(crate) struct FormView {
    /// Around it.
    pub(crate) frame: Frame,
    /// Where it is sent.
    pub(crate) path: String,
    /// Where one goes back.
    pub(crate) back: String,
    /// Whether money is given back.
    pub(crate) is_back: bool,
    /// Name of the division.
    pub(crate) division: String,
    /// Name and value of what is known of the allotment.
    pub(crate) facts: Vec<(&'static str, String)>,
    /// What was written.
    pub(crate) writing: Writing,
    /// Rows for divisions: place in the form, code, name, proposal, amount, reason.
    pub(crate) receivers: Vec<Row>,
    /// Rows for projects.
    pub(crate) projects: Vec<Row>,
    /// Numbers and names of projects.
    pub(crate) known: Vec<(String, String)>,
    /// Whether something is proposed.
    pub(crate) proposed: bool,
    /// Why it was refused.
    pub(crate) refusal: Option<String>,
}

/// A row of the form.
#[derive(Clone, Debug, Default)]
pub(crate) struct Row {
    /// Its number among the parts.
    pub(crate) at: usize,
    /// Code of the division, or number of the project.
    pub(crate) receiver: String,
    /// Name of the division.
    pub(crate) name: String,
    /// What is proposed.
    pub(crate) proposed: String,
    /// What was written.
    pub(crate) amount: String,
    /// See above.
    pub(crate) reason: String,
}

fn view(
    site: &Site,
    visit: &Visit,
    (begun, writing): (&Begun, Writing),
    (path, back, refusal): (String, String, Option<String>),
) -> Page {
    let divisions = site.context.divisions();
    let of =
        |code: &str| writing.parts.iter().find(|part| !part.to_project && part.receiver == code);
    let receiver = |(at, place): (usize, &domain::Division)| {
        let code = place.to_string();
        let part = of(&code).cloned().unwrap_or_default();
        let proposed = begun.proposed.get(&code).map(|fen| money(*fen, visit));
        Row {
            at,
            name: divisions.name(*place),
            proposed: proposed.unwrap_or_default(),
            amount: part.amount,
            reason: part.reason,
            receiver: code,
        }
    };
    let receivers: Vec<Row> = begun.receivers.iter().enumerate().map(receiver).collect();
    let first = receivers.len();
    let has_projects = begun.way == Way::Down && !is_region(&site.context, begun);
    let mut parts: Vec<Part> =
        writing.parts.iter().filter(|part| part.to_project).cloned().collect();
    let rows = if has_projects { ROWS.max(parts.len() + 2) } else { 0 };
    parts.resize(rows, Part::default());
    let project = |(at, part): (usize, Part)| Row {
        at: first + at,
        receiver: part.receiver,
        amount: part.amount,
        reason: part.reason,
        ..Row::default()
    };
    let view = FormView {
        frame: visit.frame(),
        path,
        back,
        is_back: begun.way == Way::Back,
        division: divisions.name(begun.home),
        facts: facts(site, visit, begun),
        proposed: receivers.iter().any(|row| !row.proposed.is_empty()),
        receivers,
        projects: parts.into_iter().enumerate().map(project).collect(),
        known: begun.projects.clone(),
        writing,
        refusal,
    };
    shown(visit, &view, view.refusal.is_some())
}

fn is_region(context: &Context, begun: &Begun) -> bool {
    context.divisions().level(begun.home) == Some(domain::Level::Region)
}

fn facts(site: &Site, visit: &Visit, begun: &Begun) -> Vec<(&'static str, String)> {
    let (lang, known) = (visit.lang, &begun.known);
    let amount = |fen: i64| format!("{} {}", money(fen, visit), visit.frame().unit_name());
    let mut facts = vec![
        (
            lang.pick("指标", "Allotment"),
            format!("{}（{}）", known.text("doc_no"), known.text("id")),
        ),
        (lang.pick("资金", "Fund"), fund_name(&known.funds, known.text("fund"))),
        (lang.pick("预算年度", "Fiscal year"), known.year().to_string()),
        (lang.pick("收文日期", "Received on"), known.text("received_on").to_owned()),
        (lang.pick("收到", "Received"), amount(known.amount())),
        (lang.pick("已下达、安排、退回", "Gone"), amount(known.uses.total())),
        (lang.pick("尚可下达", "Left"), amount(known.open.0)),
    ];
    if known.planned != 0 {
        facts.push((lang.pick("其他拟稿中", "In other drafts"), amount(known.planned)));
    }
    if let Some((day, rule)) = &known.clock {
        let text = format!("{}（{rule}）", until(site, visit, *day));
        facts.push((lang.pick("下达期限", "To be handed down"), text));
    }
    facts.retain(|(_, text)| !text.is_empty());
    facts
}

/// Shows the form for an allotment.
pub(crate) async fn begin(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Query(asked): Query<Asked>,
) -> Page {
    if asked.source.is_empty() {
        return choose(State(site), Extension(visit), Query(asked)).await;
    }
    let way = if asked.way == "back" { "back" } else { "down" };
    let today = visit.origin.day;
    let read = begun(&site.context, visit.actor()?, today, (&asked.source, way, 0)).await;
    let begun = read.map_err(|failure| visit.problem(failure))?;
    let flag = |column| begun.known.record.number(domain::TableId::Allotments, column) == Some(1);
    let writing = Writing {
        source: asked.source.clone(),
        way: way.to_owned(),
        issued_on: today.to_string(),
        for_poverty: flag("for_poverty"),
        to_household: flag("to_household"),
        ..Writing::default()
    };
    let at = ("/hand-downs".to_owned(), "/hand-downs/new".to_owned(), None);
    view(&site, &visit, (&begun, writing), at)
}

/// The fields of the form.
fn read(fields: Vec<(String, String)>) -> Writing {
    let mut writing = Writing::default();
    for (name, text) in fields {
        match name.as_str() {
            "source" => writing.source = text,
            "way" => writing.way = text,
            "doc_no" => writing.doc_no = text,
            "doc_title" => writing.doc_title = text,
            "issued_on" => writing.issued_on = text,
            "targets_on" => writing.targets_on = text,
            "for_poverty" => writing.for_poverty = true,
            "to_household" => writing.to_household = true,
            "names_project" => writing.names_project = true,
            "note" => writing.note = text,
            _ => fill(&mut writing.parts, &name, text),
        }
    }
    writing
}

/// Puts a text into its part: `3.to`, `3.project`, `3.amount`, `3.reason`.
fn fill(parts: &mut Vec<Part>, name: &str, text: String) {
    let Some((at, field)) = name.split_once('.') else { return };
    let Ok(at) = at.parse() else { return };
    let Some(part) = row_at(parts, at, MOST) else { return };
    match field {
        "to" => part.receiver = text,
        "project" => (part.to_project, part.receiver) = (true, text),
        "amount" => part.amount = text,
        "reason" => part.reason = text,
        _ => {}
    }
}

/// Begins a hand-down.
pub(crate) async fn written(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Page {
    let (writing, actor) = (read(fields), visit.actor()?);
    let done = handdowns::begin(&site.context, &visit.origin, actor, &writing).await;
    let refusal = match visit.said(done)? {
        Ok(id) => return Ok(Redirect::to(&format!("/hand-downs/{id}")).into_response()),
        Err(refusal) => refusal,
    };
    let asked = (writing.source.as_str(), writing.way.as_str(), 0);
    let read = begun(&site.context, actor, visit.origin.day, asked).await;
    let begun = read.map_err(|failure| visit.problem(failure))?;
    let at = ("/hand-downs".to_owned(), "/hand-downs/new".to_owned(), Some(refusal));
    view(&site, &visit, (&begun, writing), at)
}

/// The form again, with what was written before, or now.
async fn again(site: &Site, visit: &Visit, id: i64, written: Option<(Writing, String)>) -> Page {
    let (actor, today) = (visit.actor()?, visit.origin.day);
    let read = OneHandDown::read(&site.context, &visit.origin, actor, id).await;
    let one = read.map_err(|failure| visit.problem(failure))?;
    let before = written_before(&one.followed);
    let asked = (before.source.as_str(), before.way.as_str(), id);
    let read = begun(&site.context, actor, today, asked).await;
    let begun = read.map_err(|failure| visit.problem(failure))?;
    let (writing, refusal) = match written {
        Some((writing, refusal)) => (writing, Some(refusal)),
        None => (before, None),
    };
    let at = (format!("/hand-downs/{id}/draft"), format!("/hand-downs/{id}"), refusal);
    view(site, visit, (&begun, writing), at)
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
        Ok(()) => Ok(Redirect::to(&format!("/hand-downs/{id}")).into_response()),
        Err(refusal) => again(&site, &visit, id, Some((writing, refusal))).await,
    }
}

impl Row {
    /// The amount as the field has it.
    pub(crate) fn value(&self) -> &str {
        if self.amount == plain(0) { "" } else { &self.amount }
    }
}
