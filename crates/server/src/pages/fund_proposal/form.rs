//! The form of a proposal: first its kind, then lines typed in a table, pasted or sent as a file.

use std::collections::BTreeMap;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect};
use domain::fund_proposal::Kind;
use domain::fund_proposal::kinds::Purpose;
use domain::{FundClass, Level};
use store::records::all_funds;

use super::{kind_name, stations};
use crate::operations::factor_plans::receivers;
use crate::operations::fund_proposals::{
    self, LineInput, MOST_LINES, May, OneFundProposal, Writing, head, open, rewrite, writing,
};
use crate::operations::handling::one::One as _;
use crate::operations::handling::words;
use crate::operations::{Done, Refusal};
use crate::pages::frame::Frame;
use crate::pages::handling::{Filled, number, row_at};
use crate::pages::{Page, shown};
use crate::visit::{Site, Visit};

/// Lines that are empty at the end of the form.
const SPARE: usize = 4;

/// The form.
#[derive(Template)]
#[template(path = "fund_proposal_form.html")]
pub(crate) struct View {
    /// Around it.
    pub(crate) frame: Frame,
    /// The proposal; none where it is a new one.
    pub(crate) id: Option<i64>,
    /// Name of its kind.
    pub(crate) title: String,
    /// Who takes part in it.
    pub(crate) way: String,
    /// What was written.
    pub(crate) writing: Writing,
    /// Arrangements that it may answer: number, year, whether it is chosen.
    pub(crate) arrangements: Vec<(i64, i64, bool)>,
    /// Whether departments have to be named.
    pub(crate) consults: bool,
    /// Whether money is divided, not raised.
    pub(crate) divides: bool,
    /// Whether part of the money is pooled.
    pub(crate) pools: bool,
    /// Funds to choose from: code and name.
    pub(crate) funds: Vec<(String, String)>,
    /// Budgets to choose from: word and name.
    pub(crate) sources: Vec<(&'static str, &'static str)>,
    /// Places to choose from.
    pub(crate) places: Vec<String>,
    /// Its lines with their numbers.
    pub(crate) lines: Vec<(usize, LineInput)>,
    /// Head of a table that is pasted.
    pub(crate) head: String,
    /// Why it was refused.
    pub(crate) refusal: Option<String>,
}

/// The choice of a kind.
#[derive(Template)]
#[template(path = "fund_proposal_kinds.html")]
pub(crate) struct KindsView {
    /// Around it.
    pub(crate) frame: Frame,
    /// Kinds to choose from: word, name, who takes part.
    pub(crate) kinds: Vec<(&'static str, &'static str, String)>,
}

/// What a page of the form is asked for.
pub(crate) type Asked = BTreeMap<String, String>;

async fn view(
    site: &Site,
    visit: &Visit,
    (id, kind, mut writing): (Option<i64>, &'static Kind, Writing),
    refusal: Option<String>,
) -> Page {
    let (context, lang) = (&site.context, visit.lang);
    let (_, arrangements) = opened(site, visit).await?;
    let read = context.db.read().await;
    let mut tx = read.map_err(|error| visit.problem(error.into()))?;
    let funds = all_funds(&mut tx, &context.pack.funds).await;
    let funds = funds.map_err(|error| visit.problem(error.into()))?;
    drop(tx);
    let of_kind = |fund: &&domain::fund::Fund| kind.classes.contains(&fund.class);
    let funds = funds.iter().map(|(_, fund)| fund).filter(of_kind);
    let mut lines = std::mem::take(&mut writing.lines);
    let wanted = (lines.len() + SPARE).clamp(8, MOST_LINES);
    lines.resize(wanted, LineInput { source: "region".to_owned(), ..LineInput::default() });
    let above = arrangements.iter().filter(|one| kind.under == Some(one.kind.as_str()));
    let chosen = |one: &store::fund_proposals::FundProposal| {
        (one.id, one.fiscal_year, writing.under == one.id.to_string())
    };
    let places = match kind.purpose {
        Purpose::Raising => Vec::new(),
        Purpose::Blocks => receivers(context, Level::Prefecture),
    };
    let view = View {
        frame: visit.frame(),
        id,
        title: kind_name(kind, lang).to_owned(),
        way: stations(site, kind, lang),
        arrangements: above.map(chosen).collect(),
        consults: kind.consults,
        divides: kind.purpose == Purpose::Blocks,
        pools: kind.purpose == Purpose::Raising && kind.classes.contains(&FundClass::Integrated),
        funds: funds.map(|fund| (fund.code.clone(), fund.name.clone())).collect(),
        sources: words::FUND_SOURCE.iter().map(|(w, zh, en)| (*w, lang.pick(zh, en))).collect(),
        places: places.into_iter().map(|place| context.divisions().name(place)).collect(),
        lines: lines.into_iter().enumerate().collect(),
        head: head(kind, lang),
        writing,
        refusal,
    };
    shown(visit, &view, view.refusal.is_some())
}

/// What the reader may begin.
async fn opened(
    site: &Site,
    visit: &Visit,
) -> Result<(Vec<&'static Kind>, Vec<store::fund_proposals::FundProposal>), crate::pages::Problem> {
    let done = open(&site.context, &visit.origin, visit.actor()?).await;
    done.map_err(|failure| visit.problem(failure))
}

/// The choice of a kind, or the empty form of one; of a later version, what the version before says.
pub(crate) async fn begin(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Query(asked): Query<Asked>,
) -> Page {
    let text = |name: &str| asked.get(name).cloned().unwrap_or_default();
    if let Ok(older) = text("replaces").parse::<i64>() {
        return later(&site, &visit, older).await;
    }
    let (kinds, arrangements) = opened(&site, &visit).await?;
    let lang = visit.lang;
    let Some(kind) = kinds.iter().find(|kind| kind.word == text("kind")) else {
        let row =
            |kind: &&'static Kind| (kind.word, kind_name(kind, lang), stations(&site, kind, lang));
        let view = KindsView { frame: visit.frame(), kinds: kinds.iter().map(row).collect() };
        return shown(&visit, &view, false);
    };
    let under = text("under");
    let mut above = arrangements.iter().filter(|one| kind.under == Some(one.kind.as_str()));
    let above = above.clone().find(|one| one.id.to_string() == under).or(above.next_back());
    let year = above.map_or(i64::from(visit.origin.day.year()), |one| one.fiscal_year);
    let writing = Writing {
        kind: kind.word.to_owned(),
        fiscal_year: year.to_string(),
        under: above.map(|one| one.id.to_string()).unwrap_or_default(),
        ..Writing::default()
    };
    view(&site, &visit, (None, kind, writing), None).await
}

/// The form of a later version.
async fn later(site: &Site, visit: &Visit, older: i64) -> Page {
    let one = read(site, visit, older).await?;
    if !one.may.contains(&May::Renew) {
        return Err(visit.problem(Refusal::OutOfScope.into()));
    }
    let kept = &one.followed.kept;
    let kind = one.followed.one.kind();
    let writing = Writing {
        fiscal_year: kept.fiscal_year.to_string(),
        replaces: older.to_string(),
        ..writing(&site.context, kind, one.followed.one.text())
    };
    view(site, visit, (None, kind, writing), None).await
}

async fn read(
    site: &Site,
    visit: &Visit,
    id: i64,
) -> Result<OneFundProposal, crate::pages::Problem> {
    let done = OneFundProposal::read(&site.context, &visit.origin, visit.actor()?, id).await;
    done.map_err(|failure| visit.problem(failure))
}

/// What was sent: a file that is a table is pasted, all others are documents.
fn sent(form: &Filled) -> (Writing, Done<()>) {
    let mut writing = Writing {
        kind: form.text("kind"),
        fiscal_year: form.text("fiscal_year"),
        under: form.text("under"),
        replaces: form.text("replaces"),
        total: form.text("total"),
        consulted: form.text("consulted"),
        arrangement: form.text("arrangement"),
        table: form.text("table"),
        ..Writing::default()
    };
    for (name, text) in &form.pairs {
        fill(&mut writing.lines, name, text);
    }
    let is_table = |name: &str| {
        let end = std::path::Path::new(name).extension().and_then(|end| end.to_str());
        end.is_some_and(|end| ["csv", "txt"].iter().any(|known| end.eq_ignore_ascii_case(known)))
    };
    let mut done = Ok(());
    for file in &form.files {
        if !is_table(&file.name) {
            writing.evidence.push(file.clone());
        } else if done.is_ok() {
            done = fund_proposals::from_file(&mut writing, file);
        }
    }
    (writing, done)
}

/// A field of a line: `3.fund`.
fn fill(lines: &mut Vec<LineInput>, name: &str, text: &str) {
    let Some((at, field)) = name.split_once('.') else { return };
    let Ok(at) = at.parse() else { return };
    let Some(line) = row_at(lines, at, MOST_LINES) else { return };
    let text = text.to_owned();
    match field {
        "fund" => line.fund = text,
        "to" => line.to = text,
        "source" => line.source = text,
        "amount" => line.amount = text,
        "pooled" => line.pooled = text,
        "reason" => line.reason = text,
        _ => {}
    }
}

/// Begins a proposal.
pub(crate) async fn written(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    form: Filled,
) -> Page {
    let (mut writing, read) = sent(&form);
    let (context, actor) = (&site.context, visit.actor()?);
    let done = match read {
        Ok(()) => fund_proposals::begin(context, &visit.origin, actor, &writing).await,
        Err(failure) => Err(failure),
    };
    let refusal = match visit.said(done)? {
        Ok(id) => return Ok(Redirect::to(&OneFundProposal::address(id)).into_response()),
        Err(refusal) => refusal,
    };
    let (kinds, _) = opened(&site, &visit).await?;
    let kind = kinds.into_iter().find(|kind| kind.word == writing.kind);
    let kind = kind.ok_or_else(|| visit.problem(Refusal::UnknownRecord.into()))?;
    writing.lines.retain(|line| !line.is_blank());
    view(&site, &visit, (None, kind, writing), Some(refusal)).await
}

/// Shows the form of one that the reader may write anew; else the page that says where it stands.
pub(crate) async fn edit(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
) -> Page {
    let id = number(&visit, &id)?;
    if !read(&site, &visit, id).await?.may.contains(&May::Write) {
        return Ok(Redirect::to(&OneFundProposal::address(id)).into_response());
    }
    again(&site, &visit, id, None).await
}

/// The form again, with what was written before, or now.
async fn again(site: &Site, visit: &Visit, id: i64, entered: Option<(Writing, String)>) -> Page {
    let one = read(site, visit, id).await?;
    let kind = one.followed.one.kind();
    let kept = &one.followed.kept;
    let (said, refusal) = match entered {
        Some((said, refusal)) => (said, Some(refusal)),
        None => (writing(&site.context, kind, one.followed.one.text()), None),
    };
    let said = Writing { fiscal_year: kept.fiscal_year.to_string(), ..said };
    view(site, visit, (Some(id), kind, said), refusal).await
}

/// Writes one anew.
pub(crate) async fn rewritten(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Filled,
) -> Page {
    let id = number(&visit, &id)?;
    let (mut writing, read) = sent(&form);
    let done = match read {
        Ok(()) => rewrite(&site.context, &visit.origin, visit.actor()?, (id, &writing)).await,
        Err(failure) => Err(failure),
    };
    match visit.said(done)? {
        Ok(()) => Ok(Redirect::to(&OneFundProposal::address(id)).into_response()),
        Err(refusal) => {
            writing.lines.retain(|line| !line.is_blank());
            again(&site, &visit, id, Some((writing, refusal))).await
        }
    }
}
