//! Mapping files that a bureau keeps: those that can be used, one with its file, a new one, another version.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use store::mappings::Mapping;

use super::body::Read;
use super::steps::id;
use super::warnings::Made;
use super::{Answer, Caller, json, with_status};
use crate::operations::{Done, mappings};
use crate::visit::Site;

/// The mapping files with which data can be sent.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Mappings {
    /// The own ones first, then those of the levels above.
    rows: Vec<MappingRow>,
}

/// A mapping file as it is listed.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct MappingRow {
    /// Number of this version.
    id: i64,
    /// Its name, by which an upload can choose it.
    name: String,
    /// Code of the division that keeps it.
    division: String,
    /// Its version.
    version: i64,
    /// Whether it is retired.
    retired: bool,
    /// Name of who wrote it.
    written_by: String,
    /// When, in UTC.
    at: String,
}

/// A mapping file with its versions.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct MappingFile {
    /// The file that holds; empty where it is retired.
    content: String,
    /// Its versions, the last one first.
    versions: Vec<MappingRow>,
}

fn row(one: &Mapping) -> MappingRow {
    MappingRow {
        id: one.id,
        name: one.name.clone(),
        division: one.home.clone(),
        version: one.version,
        retired: one.retired,
        written_by: one.author.clone(),
        at: one.at.clone(),
    }
}

/// The mapping files with which data can be sent.
pub(crate) async fn list(State(site): State<Site>, Extension(caller): Extension<Caller>) -> Answer {
    let found = mappings::shelf(&site.context, caller.actor()?).await;
    let shelf = found.map_err(|failure| caller.problem(failure))?;
    json(&caller, &Mappings { rows: shelf.held.iter().map(row).collect() })
}

/// One mapping file.
pub(crate) async fn show(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
) -> Answer {
    let found = mappings::one(&site.context, caller.actor()?, id(&caller, &path)?).await;
    let (versions, _) = found.map_err(|failure| caller.problem(failure))?;
    let content = versions.first().map(|last| last.content.clone()).unwrap_or_default();
    json(&caller, &MappingFile { content, versions: versions.iter().map(row).collect() })
}

/// A mapping file to be kept.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewMapping {
    /// Its name, at most 60 characters.
    name: String,
    /// The file: TOML.
    content: String,
}

fn made(caller: &Caller, done: Done<i64>) -> Answer {
    let id = done.map_err(|failure| caller.problem(failure))?;
    with_status(caller, StatusCode::CREATED, &Made { id })
}

/// Keeps a new one.
pub(crate) async fn add(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Read(new): Read<NewMapping>,
) -> Answer {
    let what = (new.name.as_str(), new.content.as_bytes());
    let done = mappings::keep(&site.context, &caller.origin, caller.actor()?, what).await;
    made(&caller, done)
}

/// Another version of a mapping file.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MappingVersion {
    /// The file: TOML.
    content: String,
}

/// Replaces one by another version.
pub(crate) async fn replace(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
    Read(new): Read<MappingVersion>,
) -> Answer {
    let what = (id(&caller, &path)?, new.content.as_bytes());
    let done = mappings::replace(&site.context, &caller.origin, caller.actor()?, what).await;
    made(&caller, done)
}

/// Retires one.
pub(crate) async fn retire(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
) -> Answer {
    let number = id(&caller, &path)?;
    let done = mappings::retire(&site.context, &caller.origin, caller.actor()?, number).await;
    made(&caller, done)
}
