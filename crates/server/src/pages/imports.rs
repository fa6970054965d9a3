//! Imports: the list, a data set sent and looked at before it is taken in, and what became of it.

use askama::Template;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect};
use axum::{Extension, Form};
use domain::{Lang, TableId};
use intake::Rejected;
use serde::Deserialize;
use store::imports::list::Listed;
use store::imports::{Changes, Lines};
use store::mappings::Mapping;
use tokio::io::AsyncWriteExt;

use super::entry::ENTERED;
use super::frame::Frame;
use super::warning::division;
use super::{Page, Problem, shown};
use crate::access::Operation;
use crate::api::verdicts::BY_PROGRAM;
use crate::context::in_china;
use crate::lists::asked::encoded;
use crate::operations::imports::{self, ImportRefusal, TakenIn};
use crate::operations::mappings::{choose, shelf};
use crate::operations::recording::RECORDED;
use crate::operations::screening::screen_later;
use crate::operations::uploads::{self, Tried};
use crate::operations::{Done, Failure, Refusal};
use crate::visit::{Site, Visit};

/// Rejected rows that a page shows; the files have more.
const SHOWN: usize = 100;

/// The list with the form.
#[derive(Template)]
#[template(path = "imports.html")]
pub(crate) struct ListView {
    /// Around it.
    pub(crate) frame: Frame,
    /// The imports of this page, the last one first.
    pub(crate) imports: Vec<Row>,
    /// From where the next page goes on.
    pub(crate) next: Option<i64>,
    /// Whether the reader may import.
    pub(crate) may_import: bool,
    /// Mapping files to choose from: number, name, whether it was chosen last.
    pub(crate) mappings: Vec<(i64, String, bool)>,
    /// Megabytes that may be sent at once.
    pub(crate) megabytes: usize,
    /// Why something was refused.
    pub(crate) refusal: Option<String>,
}

/// An import as shown.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// The import.
    pub(crate) listed: Listed,
    /// Name of its division.
    pub(crate) division: Option<String>,
    /// When, by the clocks of China.
    pub(crate) at: String,
}

/// What a data set would do.
#[derive(Template)]
#[template(path = "import_preview.html")]
pub(crate) struct PreviewView {
    /// Around it.
    pub(crate) frame: Frame,
    /// The random name of what was sent.
    pub(crate) id: String,
    /// What it would do.
    pub(crate) tried: Tried,
    /// Why files that were to be added were refused.
    pub(crate) refusal: Option<String>,
}

/// What an import did.
#[derive(Template)]
#[template(path = "import.html")]
pub(crate) struct ImportView {
    /// Around it.
    pub(crate) frame: Frame,
    /// The import.
    pub(crate) row: Row,
    /// What it did to each table.
    pub(crate) tables: Vec<(TableId, Changes)>,
    /// Where the rejected rows are still to be seen, for whoever has just imported.
    pub(crate) upload: Option<String>,
}

/// Why nothing of a data set is taken in.
#[derive(Template)]
#[template(path = "import_refused.html")]
pub(crate) struct RefusedView {
    /// Around it.
    pub(crate) frame: Frame,
    /// Why, with the place.
    pub(crate) said: String,
    /// The random name of what was sent, to which files can be added.
    pub(crate) id: String,
    /// Why files that were to be added were refused.
    pub(crate) refusal: Option<String>,
}

/// What ends a request, or a page of its own where it is the data set's fault.
fn refused(visit: &Visit, (id, refusal): (String, Option<String>), failure: Failure) -> Page {
    let Failure::Import(unread) = failure else { return Err(visit.problem(failure)) };
    let said = unread.sentence(visit.lang);
    let view = RefusedView { frame: visit.frame(), said, id, refusal };
    shown(visit, &view, true)
}

impl ListView {
    /// A figure with separators.
    #[expect(clippy::trivially_copy_pass_by_ref, clippy::unused_self, reason = "for templates")]
    pub(crate) fn figure(&self, number: &u64) -> String {
        figure(*number)
    }
}

impl PreviewView {
    /// What it would do to each table.
    pub(crate) fn tables(&self) -> Vec<(TableId, Changes)> {
        self.tried.taken.tables.iter().map(|(id, changes)| (*id, *changes)).collect()
    }

    /// Whether lines are added to the lists that are there.
    pub(crate) fn adds_lines(&self) -> bool {
        self.tried.lines == Lines::More
    }

    /// The first rejected rows.
    pub(crate) fn rejected(&self) -> &[Rejected] {
        let all = self.tried.taken.rejected();
        all.get(..SHOWN).unwrap_or(all)
    }

    /// Cells that were rejected.
    pub(crate) fn rejected_total(&self) -> String {
        figure(self.tried.taken.loaded.rejected_total)
    }

    /// The warnings in words.
    pub(crate) fn warnings(&self) -> Vec<String> {
        let warnings = self.tried.taken.warnings().iter();
        warnings.map(|warning| warning.sentence(self.frame.lang)).collect()
    }

    /// Where it can be mended in the browser, if it can.
    pub(crate) fn mending(&self, row: &Rejected) -> Option<String> {
        self.tried.taken.loaded.mendable(&row.file, row.line)?;
        let (id, file) = (&self.id, encoded(&row.file));
        Some(format!("/imports/uploads/{id}/row?file={file}&line={}", row.line))
    }

    /// Where a rejected row stands.
    pub(crate) fn place(&self, row: &Rejected) -> String {
        let (file, line) = (&row.file, row.line);
        match self.frame.lang {
            Lang::Zh => format!("{file} 第 {line} 行"),
            Lang::En => format!("{file} line {line}"),
        }
    }

    /// Its column.
    pub(crate) fn column(&self, row: &Rejected) -> String {
        row.column_name(self.frame.lang)
    }

    /// What is wrong with it and what would be right.
    pub(crate) fn reason(&self, row: &Rejected) -> String {
        row.reason(self.frame.lang)
    }
}

/// What a data set is called; of records that were entered, that they were.
pub(crate) fn data_name<'a>(frame: &Frame, name: &'a str) -> &'a str {
    match name {
        ENTERED => frame.t("在页面上录入", "entered on a page"),
        BY_PROGRAM => frame.t("由程序录入", "entered by a program"),
        RECORDED => frame.t("由办理环节写入", "written by a step of a workflow"),
        name => name,
    }
}

/// A table as people call it.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "templates pass references")]
pub(crate) fn table_name(frame: &Frame, id: &TableId) -> String {
    let spec = id.spec();
    let alias = spec.aliases.first().copied().unwrap_or(spec.name);
    match frame.lang {
        Lang::Zh => format!("{alias}（{}）", spec.name),
        Lang::En => spec.name.to_owned(),
    }
}

/// A figure with separators.
pub(crate) fn figure(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// From which import on a list goes back.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Onward {
    before: Option<i64>,
}

async fn list_view(
    site: &Site,
    visit: &Visit,
    before: Option<i64>,
    refusal: Option<String>,
) -> Page {
    let actor = visit.actor()?;
    let listed = imports::list(&site.context, actor, before).await;
    let (listed, next) = listed.map_err(|failure| visit.problem(failure))?;
    let imports = listed.into_iter().map(|listed| row(site, listed)).collect();
    let may_import = actor.post(&site.context, Operation::Import, None).is_ok();
    let megabytes = site.context.upload_bytes >> 20;
    let mappings = if may_import { mappings_of(site, visit).await? } else { Vec::new() };
    let frame = visit.frame();
    let view = ListView { frame, imports, next, may_import, mappings, megabytes, refusal };
    shown(visit, &view, view.refusal.is_some())
}

/// The mapping files that the reader can choose.
async fn mappings_of(site: &Site, visit: &Visit) -> Result<Vec<(i64, String, bool)>, Problem> {
    let found = shelf(&site.context, visit.actor()?).await;
    let shelf = found.map_err(|failure| visit.problem(failure))?;
    let option = |one: &Mapping| {
        let name = format!("{}（{}）", one.name, division(site, &one.home));
        (one.id, name, shelf.chosen == Some(one.id))
    };
    Ok(shelf.held.iter().map(option).collect())
}

fn row(site: &Site, listed: Listed) -> Row {
    let code = listed.division.as_deref().and_then(|code| code.parse().ok());
    let division = code.and_then(domain::Division::from_code);
    let division = division.map(|division| site.context.divisions().name(division));
    Row { at: in_china(&listed.at), division, listed }
}

/// Shows the list.
pub(crate) async fn list(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    asked: Result<Query<Onward>, QueryRejection>,
) -> Page {
    // What is no number asks for the first page.
    let before = asked.ok().and_then(|Query(onward)| onward.before);
    list_view(&site, &visit, before, None).await
}

/// Receives files; on to what they would do.
pub(crate) async fn upload(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    sent: Result<Multipart, MultipartRejection>,
) -> Page {
    let done = received(&site, &visit, (None, sent)).await;
    match visit.said(done)? {
        Ok(id) => Ok(Redirect::to(&format!("/imports/uploads/{id}")).into_response()),
        Err(refusal) => list_view(&site, &visit, None, Some(refusal)).await,
    }
}

/// Receives more files of a data set that was sent before; on to what all would do.
pub(crate) async fn add(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    sent: Result<Multipart, MultipartRejection>,
) -> Page {
    let done = received(&site, &visit, (Some(&id), sent)).await;
    match visit.said(done)? {
        Ok(id) => Ok(Redirect::to(&format!("/imports/uploads/{id}")).into_response()),
        Err(refusal) => looked_at(&site, &visit, (id, Lines::All), Some(refusal)).await,
    }
}

/// Writes the files of a form as they come, to those that were sent before where there are some; the name under
/// which they are kept.
async fn received(
    site: &Site,
    visit: &Visit,
    (before, sent): (Option<&str>, Result<Multipart, MultipartRejection>),
) -> Done<String> {
    let actor = visit.signed_in()?;
    let mut sent = sent.map_err(|_| Refusal::UploadUnfit)?;
    let mut receiving = match before {
        None => uploads::begin(&site.context, &visit.origin, actor).await?,
        Some(id) => uploads::go_on(&site.context, &visit.origin, actor, id).await?,
    };
    let mut mapping = None;
    while let Some(mut field) = sent.next_field().await.map_err(|_| Refusal::UploadTooLarge)? {
        let name = field.file_name().unwrap_or_default().to_owned();
        if name.is_empty() {
            if field.name() == Some("mapping") {
                mapping = Some(field.text().await.map_err(|_| Refusal::UnknownMapping)?);
            }
            continue;
        }
        let mut file = receiving.file(&name).await?;
        let broken = |error: std::io::Error| Failure::System(error.to_string());
        while let Some(piece) = field.chunk().await.map_err(|_| Refusal::UploadTooLarge)? {
            file.write_all(&piece).await.map_err(broken)?;
        }
        file.flush().await.map_err(broken)?;
    }
    if let Some(which) = mapping
        && let Some(mapping) = choose(&site.context, actor, &which).await?
    {
        receiving.with(&site.context, &mapping).await?;
    }
    receiving.keep(&site.context, &visit.origin, actor).await
}

/// What is said of the lines of lists.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct OfLines {
    lines: String,
}

impl OfLines {
    fn lines(&self) -> Lines {
        if self.lines == "more" { Lines::More } else { Lines::All }
    }
}

/// Shows what a data set that was sent would do.
pub(crate) async fn preview(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    asked: Result<Query<OfLines>, QueryRejection>,
) -> Page {
    let lines = asked.map_or(Lines::All, |Query(asked)| asked.lines());
    looked_at(&site, &visit, (id, lines), None).await
}

async fn looked_at(
    site: &Site,
    visit: &Visit,
    (id, lines): (String, Lines),
    refusal: Option<String>,
) -> Page {
    let sent = (id.as_str(), lines);
    let tried = uploads::try_out(&site.context, &visit.origin, visit.actor()?, sent).await;
    match tried {
        Ok(tried) => {
            let view = PreviewView { frame: visit.frame(), id, tried, refusal };
            shown(visit, &view, view.refusal.is_some())
        }
        Err(failure) => refused(visit, (id, refusal), failure),
    }
}

/// Takes it in; on to what became of it.
pub(crate) async fn accept(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    Form(form): Form<OfLines>,
) -> Page {
    let sent = (id.as_str(), form.lines());
    let done = uploads::accept(&site.context, &visit.origin, visit.actor()?, sent).await;
    let to = match done {
        Ok(taken) => taken.number.map(|number| address(number, &id, &taken)),
        // The page of the data set shows which rows and why.
        Err(Failure::Import(refusal)) if matches!(*refusal, ImportRefusal::NothingRead(_)) => None,
        Err(failure) => return refused(&visit, (id, None), failure),
    };
    if to.is_some() {
        screen_later(&site.context, &visit.origin);
    }
    let to = to.unwrap_or_else(|| format!("/imports/uploads/{id}"));
    Ok(Redirect::to(&to).into_response())
}

/// The page of an import, which leads back to the rejected rows where there are some.
fn address(number: i64, upload: &str, taken: &TakenIn) -> String {
    let asked = if taken.rejected().is_empty() { "" } else { "?upload=" };
    let upload = if asked.is_empty() { "" } else { upload };
    format!("/imports/{number}{asked}{upload}")
}

/// A file of rejected rows.
pub(crate) async fn rejected(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path((id, name)): Path<(String, String)>,
) -> Page {
    let asked = (id.as_str(), name.as_str());
    let done = uploads::rejected(&site.context, &visit.origin, visit.actor()?, asked).await;
    let bytes = done.map_err(|failure| visit.problem(failure))?;
    let kind = (CONTENT_TYPE, "text/csv; charset=utf-8");
    Ok(([kind, (CONTENT_DISPOSITION, "attachment")], bytes).into_response())
}

/// What is asked of an import's page.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Shown {
    upload: Option<String>,
}

/// Shows what an import did.
pub(crate) async fn show(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    asked: Result<Query<Shown>, QueryRejection>,
) -> Page {
    let upload = asked.ok().and_then(|Query(asked)| asked.upload);
    // The address is the reader's: only what can be a name becomes part of a link.
    let upload = upload.filter(|id| id.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let number = id.parse().map_err(|_| visit.problem(Refusal::UnknownImport.into()))?;
    let done = imports::find(&site.context, visit.actor()?, number).await;
    let (listed, tables) = done.map_err(|failure| visit.problem(failure))?;
    let view = ImportView { frame: visit.frame(), row: row(&site, listed), tables, upload };
    shown(&visit, &view, false)
}

#[cfg(test)]
pub(super) mod tests;
