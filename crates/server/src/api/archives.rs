//! The archive of a project: every row of its records, and every matter about it with steps and documents.

use axum::Extension;
use axum::extract::{Path, State};
use domain::TableId;
use domain::privacy::mask_id;
use serde::Serialize;
use store::attachments::Attachment;
use store::history::Record;

use super::records::{Version, version};
use super::steps::{Past, past};
use super::{Answer, Caller, json};
use crate::operations::archives::{self, Archive, Filed, place};
use crate::visit::Site;

/// The archive of a project.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct ProjectArchive {
    /// Number of the project.
    project: String,
    /// The moment as of which it was put together, in UTC.
    at: String,
    /// Its records, table by table, the project itself first.
    records: Vec<ArchivedTable>,
    /// The matters about it.
    matters: Vec<ArchivedMatter>,
}

/// The records of one table.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct ArchivedTable {
    /// Its name in the contract.
    table: &'static str,
    /// Every row, those that no longer hold among them, the oldest first.
    rows: Vec<Version>,
}

/// A matter about the project.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct ArchivedMatter {
    /// What it is: `project`, `target`, `monitoring`, …
    kind: &'static str,
    /// Its number.
    id: i64,
    /// What was done.
    steps: Vec<ArchivedStep>,
    /// Its documents.
    documents: Vec<ArchivedDocument>,
}

/// A step that was taken.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct ArchivedStep {
    /// The moment, in UTC.
    at: String,
    /// What was done.
    #[serde(flatten)]
    step: Past,
}

/// A document.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct ArchivedDocument {
    /// What it is called.
    name: String,
    /// Where it lies in the file of the archive.
    file: String,
    /// What it is, by its content.
    media_type: String,
    /// Bytes.
    size: i64,
    /// When it came, in UTC.
    at: String,
    /// Hash of its content: SHA-256.
    sha256: String,
}

/// The archive in the words of the interface.
pub(crate) fn told(archive: &Archive, at: &str) -> ProjectArchive {
    let tables = archive.tables().filter(|(_, rows)| !rows.is_empty());
    let table = |(table, rows): (TableId, &[Record])| ArchivedTable {
        table: table.spec().name,
        rows: rows.iter().map(|row| version(table, row)).collect(),
    };
    let mut number = 0;
    ProjectArchive {
        project: mask_id(archive.project.text(TableId::Projects, "id")),
        at: at.to_owned(),
        records: tables.map(table).collect(),
        matters: archive.matters.iter().map(|one| matter(one, &mut number)).collect(),
    }
}

fn matter(one: &Filed, number: &mut usize) -> ArchivedMatter {
    let step = |(at, taken): &(String, _)| ArchivedStep { at: at.clone(), step: past(taken) };
    let mut document = |one: &Attachment| {
        *number += 1;
        ArchivedDocument {
            name: one.name.clone(),
            file: place(*number, one),
            media_type: one.media_type.clone(),
            size: one.size,
            at: one.at.clone(),
            sha256: one.sha256.clone(),
        }
    };
    ArchivedMatter {
        kind: one.kind,
        id: one.id,
        steps: one.taken.iter().map(step).collect(),
        documents: one.documents.iter().map(&mut document).collect(),
    }
}

/// The archive of a project.
pub(crate) async fn project(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Answer {
    let done = archives::read(&site.context, caller.actor()?, &id).await;
    let found = done.map_err(|failure| caller.problem(failure))?;
    json(&caller, &told(&found, &caller.origin.at.to_string()))
}
