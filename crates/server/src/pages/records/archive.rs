//! The archive of a project: all that was recorded and done about it in the order in which it came, and the same as
//! one file that proves itself.

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use domain::privacy::mask_id;
use domain::{Lang, TableId};
use store::history::Record;

use super::cells::Shown;
use super::{Fact, Frame, Page, encoded, in_china, shown, source};
use crate::api::archives::told;
use crate::bundle::{self, Bundle};
use crate::lists::events::subject;
use crate::operations::Failure;
use crate::operations::archives::{self, Archive, Filed, place};
use crate::operations::warnings::Taken;
use crate::pages::Problem;
use crate::pages::handling::{past, size};
use crate::pages::lists::attached;
use crate::visit::{Site, Visit};

/// The page of an archive, and the same in its file.
#[derive(Template)]
#[template(path = "archive.html")]
struct View {
    frame: Frame,
    body: Body,
}

/// The same as a page that stands alone.
#[derive(Template)]
#[template(path = "archive_file.html")]
struct Alone {
    frame: Frame,
    body: Body,
}

/// What both show.
struct Body {
    /// Number of the project.
    number: String,
    /// The project's page.
    address: String,
    /// Its name.
    name: String,
    /// The moment as of which it was put together.
    at: String,
    /// What the project says today.
    facts: Vec<Fact>,
    /// What happened, the first first.
    lines: Vec<Line>,
    /// The documents.
    documents: Vec<Document>,
}

/// One thing that happened.
struct Line {
    /// The day on which it happened.
    day: String,
    /// The moment at which it came here, in China.
    at: String,
    /// What it is: a record of a table, a step of a matter.
    what: String,
    /// Its page.
    address: Option<String>,
    /// Who did it, or where it came from.
    by: String,
    /// What became of it since.
    note: &'static str,
    /// What it says.
    said: Vec<(String, String)>,
}

/// A document.
struct Document {
    /// What it is called.
    name: String,
    /// Where it can be read.
    address: String,
    /// Of which matter.
    of: String,
    size: String,
    at: String,
    sha256: String,
}

/// Shows an archive.
pub(crate) async fn show(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
) -> Page {
    let found = archives::read(&site.context, visit.actor()?, &id).await;
    let found = found.map_err(|failure| visit.problem(failure))?;
    let body = body(&site, &visit, &found, false);
    shown(&visit, &View { frame: visit.frame(), body }, false)
}

/// Gives an archive as one file; that it was taken out is recorded with the seal of the file.
pub(crate) async fn file(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
) -> Page {
    let (context, actor) = (&site.context, visit.actor()?);
    let found = archives::read(context, actor, &id).await;
    let found = found.map_err(|failure| visit.problem(failure))?;
    let contents = archives::contents(context, &found).await;
    let contents = contents.map_err(|failure| visit.problem(failure))?;
    let (bundle, files) = packed(&site, &visit, &found, contents).await?;
    let of = (&found, bundle.seal.as_str(), files);
    let done = archives::taken_out(context, &visit.origin, actor, of).await;
    done.map_err(|failure| visit.problem(failure))?;
    let name = format!("archive-{}.zip", visit.origin.day);
    Ok(attached(&name, "application/zip", bundle.bytes))
}

/// The page, the data and the documents in one file; how many they are.
async fn packed(
    site: &Site,
    visit: &Visit,
    found: &Archive,
    contents: Vec<Vec<u8>>,
) -> Result<(Bundle, usize), Problem> {
    let failed = |error: String| visit.problem(Failure::System(error));
    let page = Alone { frame: visit.frame(), body: body(site, visit, found, true) };
    let page = page.render().map_err(|error| failed(error.to_string()))?;
    let data = told(found, &visit.origin.at.to_string());
    let data = serde_json::to_vec_pretty(&data).map_err(|error| failed(error.to_string()))?;
    let mut files =
        vec![("index.html".to_owned(), page.into_bytes()), ("archive.json".to_owned(), data)];
    let places = found.documents().enumerate().map(|(at, (_, one))| place(at + 1, one));
    files.extend(places.zip(contents));
    let count = files.len();
    // Documents of many megabytes take seconds: away from the threads that answer requests.
    let packed = tokio::task::spawn_blocking(move || bundle::pack(&files)).await;
    let packed = packed.map_err(|error| failed(error.to_string()))?;
    Ok((packed.map_err(|error| failed(error.to_string()))?, count))
}

/// What page and file show; the file stands alone, and leads to nothing but its own documents.
fn body(site: &Site, visit: &Visit, found: &Archive, alone: bool) -> Body {
    let (lang, shown) = (visit.lang, Shown::new(site, visit, &found.dossier));
    let id = found.project.text(TableId::Projects, "id");
    let mut lines: Vec<(String, Line)> = Vec::new();
    for (table, rows) in found.tables() {
        lines.extend(rows.iter().map(|row| (row.at.clone(), record(&shown, found, (table, row)))));
    }
    for matter in &found.matters {
        let taken = matter.taken.iter();
        lines.extend(taken.map(|(at, taken)| (at.clone(), step(id, matter, (at, taken), lang))));
    }
    // What is of one day stands in the order in which it came, what came at once in that of its table or matter.
    lines.sort_by(|(at, one), (other_at, other)| (&one.day, at).cmp(&(&other.day, other_at)));
    if alone {
        for (_, line) in &mut lines {
            line.address = None;
        }
    }
    Body {
        number: mask_id(id),
        address: format!("/projects/{}", encoded(id)),
        name: found.project.text(TableId::Projects, "name").to_owned(),
        at: in_china(&visit.origin.at.to_string()),
        facts: shown.facts(TableId::Projects, &found.project),
        lines: lines.into_iter().map(|(_, line)| line).collect(),
        documents: documents(found, id, lang, alone),
    }
}

/// A step of a matter.
fn step(project: &str, matter: &Filed, (at, taken): (&str, &Taken), lang: Lang) -> Line {
    let past = past(taken, lang);
    Line {
        day: past.day,
        at: in_china(at),
        what: format!("{} · {}", named(matter, lang), past.what),
        address: page_of(project, matter),
        by: format!("{} {}", past.person, past.post).trim_end().to_owned(),
        note: "",
        said: past.said.into_iter().map(|(name, text)| (name.to_owned(), text)).collect(),
    }
}

/// A row of a record: what it says, or how it changed the one before.
fn record(shown: &Shown<'_>, found: &Archive, (table, row): (TableId, &Record)) -> Line {
    let lang = shown.lang();
    let spec = table.spec();
    let name = lang.pick(spec.aliases.first().copied().unwrap_or(spec.name), spec.name);
    let own = found.tables().find(|(own, _)| *own == table);
    let all = own.map_or(&[][..], |(_, rows)| rows);
    let before = all.iter().find(|other| Some(other.row) == row.corrects);
    let said = match before {
        Some(before) if !row.withdrawn => {
            let changes = shown.changes(table, before, row).into_iter();
            let changes = changes.map(|(label, old, new)| (label, format!("{old} → {new}")));
            known_by(shown, table, row).into_iter().chain(changes).collect()
        }
        _ => says(shown, table, row),
    };
    let what = match (row.withdrawn, row.corrects.is_some()) {
        (true, _) => lang.pick("撤回", "taken back"),
        (false, true) => lang.pick("更正", "corrected"),
        (false, false) => lang.pick("登记", "recorded"),
    };
    let superseded =
        row.superseded.then(|| lang.pick("后有更正或撤回", "corrected or taken back later"));
    Line {
        day: day_of(found, table, row),
        at: in_china(&row.at),
        what: format!("{name} · {what}"),
        address: shown.leads_to(table, row, "voucher_no"),
        by: source(shown, (table, all), row).what,
        note: superseded.unwrap_or_default(),
        said,
    }
}

/// The cells of a row that say something.
fn says(shown: &Shown<'_>, table: TableId, row: &Record) -> Vec<(String, String)> {
    cells(shown, (table, row), |_| true)
}

/// The cells by which a record is told from others of its table.
fn known_by(shown: &Shown<'_>, table: TableId, row: &Record) -> Vec<(String, String)> {
    cells(shown, (table, row), |name| table.identity().contains(&name))
}

/// Cells that say something, but for those that name the project again.
fn cells(
    shown: &Shown<'_>,
    (table, row): (TableId, &Record),
    wanted: impl Fn(&str) -> bool,
) -> Vec<(String, String)> {
    let again = |name: &str| {
        table != TableId::Projects && matches!(name, "project" | "subject" | "subject_kind")
    };
    let columns = table.spec().columns.iter();
    let columns = columns.filter(|spec| wanted(spec.name) && !again(spec.name));
    let cells = columns.map(|spec| (shown.label(spec), shown.text(table, row, spec.name)));
    cells.filter(|(_, text)| !text.is_empty()).collect()
}

/// The day on which something happened: a correction on the day on which it came; what says no day of its own on that
/// of its target or evaluation; else the day on which it came.
fn day_of(found: &Archive, table: TableId, row: &Record) -> String {
    let came = || in_china(&row.at).chars().take(10).collect();
    if row.corrects.is_some() {
        return came();
    }
    let own: &[&str] = match table {
        TableId::Projects => &["library_on"],
        TableId::Fundings => &["allotted_on"],
        TableId::Payments => &["paid_on"],
        TableId::Targets => &["approved_on", "submitted_on"],
        TableId::Disclosures => &["posted_on"],
        TableId::Orders => &["issued_on"],
        TableId::Exceptions => &["approved_on"],
        TableId::Monitorings | TableId::Evaluations => &["entered_on", "as_of"],
        TableId::MonitoringValues => &["as_of"],
        _ => &[],
    };
    let said = own.iter().map(|column| row.text(table, column)).find(|day| !day.is_empty());
    let of_other = || {
        let (other, by, day): (_, &[(&str, &str)], _) = match table {
            TableId::Indicators => (TableId::Targets, &[("id", "target")], "approved_on"),
            TableId::EvaluationValues => {
                (TableId::Evaluations, &[("target", "target"), ("kind", "kind")], "entered_on")
            }
            _ => return None,
        };
        let own = |one: &&Record| {
            by.iter().all(|(theirs, own)| one.text(other, theirs) == row.text(table, own))
        };
        let found = found.dossier.of(other).iter().find(own)?;
        Some(found.text(other, day)).filter(|day| !day.is_empty())
    };
    said.or_else(of_other).map_or_else(came, str::to_owned)
}

fn named(matter: &Filed, lang: Lang) -> String {
    format!("{} {}", subject(matter.kind, lang), matter.id)
}

/// The page of a matter.
fn page_of(project: &str, matter: &Filed) -> Option<String> {
    let path = match matter.kind {
        "project" => return Some(format!("/projects/{}", encoded(project))),
        "target" => "/targets",
        "contribution" => "/contributions",
        "payment_request" => "/payment-requests",
        "monitoring" => "/monitorings",
        "self_evaluation" => "/evaluations",
        "inspection" => "/inspections",
        "warning" => "/warnings",
        "case" => "/cases",
        _ => return None,
    };
    Some(format!("{path}/{}", matter.id))
}

fn documents(found: &Archive, id: &str, lang: Lang, alone: bool) -> Vec<Document> {
    let all = found.documents().enumerate();
    let document =
        |(at, (matter, one)): (usize, (&Filed, &store::attachments::Attachment))| Document {
            name: one.name.clone(),
            address: if alone {
                place(at + 1, one)
            } else {
                format!("{}/attachments/{}", page_of(id, matter).unwrap_or_default(), one.id)
            },
            of: named(matter, lang),
            size: size(one.size),
            at: in_china(&one.at),
            sha256: one.sha256.clone(),
        };
    all.map(document).collect()
}
