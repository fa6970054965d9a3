//! Imports: those that there were, and data sets sent, looked at and taken in.

use std::collections::BTreeMap;

use axum::Extension;
use axum::extract::multipart::{Multipart, MultipartError, MultipartRejection};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use domain::TableId;
use serde::Serialize;
use sha2::{Digest, Sha256};
use store::imports::list::Listed;
use store::imports::{Changes, Lines};
use tokio::io::AsyncWriteExt;

use super::lists::{Pairs, number, pairs};
use super::{Answer, Caller, Problem, Sentence, json, once, with_status};
use crate::operations::imports::{self, TakenIn};
use crate::operations::mappings;
use crate::operations::screening::screen_later;
use crate::operations::uploads::{self, Receiving};
use crate::operations::{Done, Failure, Refusal};
use crate::visit::Site;

/// Rejected rows that an answer tells of.
const SHOWN: usize = 1000;

/// An import.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Import {
    /// Its number.
    id: i64,
    /// What people call it.
    name: String,
    /// When, in UTC.
    at: String,
    /// Name of who brought it; none: the machine's operator.
    person: Option<String>,
    /// Code of the division in whose scope it stands.
    division: Option<String>,
    /// What it did to all tables together.
    changes: Counts,
    /// What it did to each table; only where one import was asked for.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(value_type = BTreeMap<String, Counts>)]
    tables: BTreeMap<&'static str, Counts>,
}

/// A page of imports.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Imports {
    /// The imports, the last one first.
    rows: Vec<Import>,
    /// What to give as `before` for the next page.
    next: Option<i64>,
}

/// What was done to a table, or would be.
#[derive(Default, Serialize, utoipa::ToSchema)]
pub(crate) struct Counts {
    /// Records that were not there before.
    added: u64,
    /// Records of which something else is said now.
    corrected: u64,
    /// Records of a group that the group no longer has.
    withdrawn: u64,
    /// Records that were there already.
    unchanged: u64,
    /// Rows that could not be read.
    rejected: u64,
}

/// A data set that was sent, and what it would do; or what it did, once it was taken in.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Upload {
    /// Under which it is looked at and taken in, for an hour.
    id: String,
    /// Number of the import, once it was taken in; none where nothing changed.
    import: Option<i64>,
    /// What it does to each table.
    #[schema(value_type = BTreeMap<String, Counts>)]
    tables: BTreeMap<&'static str, Counts>,
    /// Rows that could not be read: the first thousand.
    rejected: Vec<RejectedRow>,
    /// How many cells were rejected in all.
    rejected_total: u64,
    /// What else is worth knowing.
    warnings: Vec<Sentence>,
}

/// A row that could not be read.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct RejectedRow {
    /// Its file.
    file: String,
    /// Its line.
    line: u32,
    /// The column; empty for a whole row.
    column: String,
    /// The cell as written, shortened; numbers of persons are masked.
    value: String,
    /// What is wrong and what would be right.
    reason: Sentence,
}

fn counts(changes: Changes) -> Counts {
    let Changes { added, corrected, withdrawn, unchanged, rejected } = changes;
    Counts { added, corrected, withdrawn, unchanged, rejected }
}

fn tables<'a>(
    all: impl Iterator<Item = (&'a TableId, &'a Changes)>,
) -> BTreeMap<&'static str, Counts> {
    all.map(|(table, changes)| (table.spec().name, counts(*changes))).collect()
}

fn import(listed: Listed, each: &[(TableId, Changes)]) -> Import {
    let Listed { id, name, at, person, division, changes } = listed;
    let tables = tables(each.iter().map(|(table, changes)| (table, changes)));
    Import { id, name, at, person, division, changes: counts(changes), tables }
}

/// The imports there were.
pub(crate) async fn list(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    given: Pairs,
) -> Answer {
    let mut before = None;
    for (name, text) in pairs(&caller, given)? {
        match name.as_str() {
            "before" => before = Some(number(&caller, (&name, &text), 1..=i64::MAX)?),
            _ => return Err(caller.problem(Refusal::AskedWrongly)),
        }
    }
    let listed = imports::list(&site.context, caller.actor()?, before).await;
    let (rows, next) = listed.map_err(|failure| caller.problem(failure))?;
    let rows = rows.into_iter().map(|listed| import(listed, &[])).collect();
    json(&caller, &Imports { rows, next })
}

/// One import.
pub(crate) async fn show(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Answer {
    let number = id.parse().map_err(|_| caller.problem(Refusal::UnknownImport))?;
    let done = imports::find(&site.context, caller.actor()?, number).await;
    let (listed, tables) = done.map_err(|failure| caller.problem(failure))?;
    json(&caller, &import(listed, &tables))
}

/// What an address says of a data set: what becomes of the lines of lists, and the mapping.
fn sending(caller: &Caller, given: Pairs) -> Result<(Lines, Option<String>), Problem> {
    let (of_lines, others): (Vec<_>, Vec<_>) =
        pairs(caller, given)?.into_iter().partition(|(name, _)| name != "mapping");
    let mapping = others.into_iter().map(|(_, which)| which).next_back();
    Ok((lines(caller, of_lines)?, mapping))
}

/// What the parts of an address say of the lines of lists.
fn lines(caller: &Caller, given: Vec<(String, String)>) -> Result<Lines, Problem> {
    let mut lines = Lines::All;
    for (name, text) in given {
        lines = match (name.as_str(), text.as_str()) {
            ("lines", "all") => Lines::All,
            ("lines", "more") => Lines::More,
            _ => {
                let mistakes = vec!["lines: all, more".to_owned()];
                let field = Some(name.into());
                return Err(Problem { mistakes, field, ..caller.problem(Refusal::AskedWrongly) });
            }
        };
    }
    Ok(lines)
}

/// Files sent: a data set to be looked at.
pub(crate) async fn upload(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    given: Pairs,
    headers: HeaderMap,
    sent: Result<Multipart, MultipartRejection>,
) -> Answer {
    let (lines, mapping) = sending(&caller, given)?;
    let begun = uploads::begin(&site.context, &caller.origin, caller.actor()?).await;
    let begun = begun.map_err(|failure| caller.problem(failure))?;
    let how = (StatusCode::CREATED, lines, mapping);
    Box::pin(taken(site, caller, (begun, sent), (&headers, String::new()), how)).await
}

/// More files of a data set that was sent before.
pub(crate) async fn add(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    given: Pairs,
    headers: HeaderMap,
    sent: Result<Multipart, MultipartRejection>,
) -> Answer {
    let lines = lines(&caller, pairs(&caller, given)?)?;
    let begun = uploads::go_on(&site.context, &caller.origin, caller.actor()?, &id).await;
    let begun = begun.map_err(|failure| caller.problem(failure))?;
    let how = (StatusCode::OK, lines, None);
    Box::pin(taken(site, caller, (begun, sent), (&headers, format!("{id} ")), how)).await
}

/// How files that have come are answered: the status, what becomes of the lines of lists, the mapping.
type How = (StatusCode, Lines, Option<String>);

/// Receives files, once where the request has a key of its own; `to` is what they are added to.
async fn taken(
    site: Site,
    caller: Caller,
    (begun, sent): (Receiving, Result<Multipart, MultipartRejection>),
    (headers, to): (&HeaderMap, String),
    (status, lines, mapping): How,
) -> Answer {
    let key = once::key(headers).map_err(|refusal| caller.problem(refusal))?;
    let sent = sent.map_err(|_| caller.problem(Refusal::BodyKind))?;
    let received = received(begun, sent).await;
    let (receiving, hash) = received.map_err(|failure| caller.problem(failure))?;
    let fingerprint = format!("{to}{hash} {lines:?} {mapping:?}");
    let context = site.context.clone();
    let keep = |caller: Caller| async move {
        kept(&site, &caller, status, (receiving, lines, mapping))
            .await
            .unwrap_or_else(IntoResponse::into_response)
    };
    Ok(once::of_files(context, caller, (key, fingerprint), keep).await)
}

async fn kept(
    site: &Site,
    caller: &Caller,
    status: StatusCode,
    (mut receiving, lines, mapping): (Receiving, Lines, Option<String>),
) -> Answer {
    if let Some(which) = mapping {
        let chosen = mappings::choose(&site.context, caller.actor()?, &which).await;
        if let Some(mapping) = chosen.map_err(|failure| caller.problem(failure))? {
            let read = receiving.with(&site.context, &mapping).await;
            read.map_err(|failure| caller.problem(failure))?;
        }
    }
    let done = receiving.keep(&site.context, &caller.origin, caller.actor()?).await;
    let id = done.map_err(|failure| caller.problem(failure))?;
    looked_at(site, caller, status, (id, lines)).await
}

/// Why what is sent cannot be read on: too much of it, or no form with files.
fn unread(error: &MultipartError) -> Refusal {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Refusal::UploadTooLarge,
        _ => Refusal::BodyUnreadable,
    }
}

/// Writes files as they come; with a hash of their names and contents.
async fn received(mut receiving: Receiving, mut sent: Multipart) -> Done<(Receiving, String)> {
    let mut all = Sha256::new();
    while let Some(mut field) = sent.next_field().await.map_err(|error| unread(&error))? {
        let name = field.file_name().unwrap_or_default().to_owned();
        if name.is_empty() {
            continue;
        }
        let (mut file, mut hasher) = (receiving.file(&name).await?, Sha256::new());
        let broken = |error: std::io::Error| Failure::System(error.to_string());
        while let Some(piece) = field.chunk().await.map_err(|error| unread(&error))? {
            hasher.update(&piece);
            file.write_all(&piece).await.map_err(broken)?;
        }
        file.flush().await.map_err(broken)?;
        all.update(Sha256::digest(name.as_bytes()));
        all.update(hasher.finalize());
    }
    Ok((receiving, store::hex(&all.finalize())))
}

async fn looked_at(
    site: &Site,
    caller: &Caller,
    status: StatusCode,
    (id, lines): (String, Lines),
) -> Answer {
    let what = (id.as_str(), lines);
    let tried = uploads::try_out(&site.context, &caller.origin, caller.actor()?, what).await;
    let tried = tried.map_err(|failure| caller.problem(failure))?;
    with_status(caller, status, &told(id, &tried.taken))
}

fn told(id: String, taken: &TakenIn) -> Upload {
    let rejected = taken.rejected().iter().take(SHOWN).map(|row| RejectedRow {
        file: row.file.clone(),
        line: row.line,
        column: row.column.clone(),
        value: row.value.clone(),
        reason: Sentence::of(|lang| row.reason(lang)),
    });
    Upload {
        id,
        import: taken.number,
        tables: tables(taken.tables.iter()),
        rejected: rejected.collect(),
        rejected_total: taken.loaded.rejected_total,
        warnings: taken
            .warnings()
            .iter()
            .map(|one| Sentence::of(|lang| one.sentence(lang)))
            .collect(),
    }
}

/// What a data set that was sent would do.
pub(crate) async fn preview(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    given: Pairs,
) -> Answer {
    let lines = lines(&caller, pairs(&caller, given)?)?;
    looked_at(&site, &caller, StatusCode::OK, (id, lines)).await
}

/// A data set taken in. The records are judged afterwards, without the asker waiting for it.
pub(crate) async fn accept(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    given: Pairs,
) -> Answer {
    let what = (id.as_str(), lines(&caller, pairs(&caller, given)?)?);
    let done = uploads::accept(&site.context, &caller.origin, caller.actor()?, what).await;
    let taken = done.map_err(|failure| caller.problem(failure))?;
    let status = if taken.number.is_some() { StatusCode::CREATED } else { StatusCode::OK };
    if taken.number.is_some() {
        screen_later(&site.context, &caller.origin);
    }
    with_status(&caller, status, &told(id, &taken))
}
