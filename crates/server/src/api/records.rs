//! Single records with all that belongs to them, as their pages show them.

use std::collections::BTreeMap;

use axum::Extension;
use axum::extract::{Path, State};
use domain::columns::{ColumnKind, ColumnSpec};
use domain::privacy::{mask, mask_id, mask_name};
use domain::{Decimal, Fen, TableId};
use serde::Serialize;
use serde_json::{Map, Value, json as value};
use store::db;
use store::history::Record;

use super::{Answer, Caller, json};
use crate::lists::cells::{payee, purpose};
use crate::operations::Done;
use crate::operations::records::{self, Dossier};
use crate::visit::Site;

/// A record with all that belongs to it.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Record)]
pub(crate) struct Whole {
    /// Its table in the contract.
    table: &'static str,
    /// Its rows, those that no longer hold among them, the oldest first: what was said, and what is said now.
    versions: Vec<Version>,
    /// Records of other tables that belong to it and hold today, by table: no more than 100 of each.
    #[schema(value_type = BTreeMap<String, Vec<Value>>)]
    related: BTreeMap<&'static str, Vec<Map<String, Value>>>,
    /// What it was handed down from, the highest first.
    #[schema(value_type = Vec<Value>)]
    above: Vec<Map<String, Value>>,
    /// The warnings about it.
    warnings: Vec<About>,
}

/// One row of a record.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Version {
    /// Its number.
    row: i64,
    /// The row that it corrects.
    corrects: Option<i64>,
    /// Whether it takes that row back.
    withdrawn: bool,
    /// Whether it holds today.
    holds: bool,
    /// The import that brought it.
    import: String,
    /// When, in UTC.
    at: String,
    /// File of the import.
    file: String,
    /// Line of the file.
    line: i64,
    /// Its cells by the names of the contract; amounts in yuan as texts. Personal keys and account numbers
    /// are left out, names of persons are masked.
    #[schema(value_type = BTreeMap<String, Value>)]
    values: Map<String, Value>,
}

/// A warning about a record.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct About {
    /// Its number.
    warning: i64,
    /// Id of the rule.
    rule: String,
    /// `red` or `yellow`.
    lamp: String,
    /// Whether the rule finds it today.
    lit: bool,
    /// Word of its state.
    state: String,
}

fn whole(found: &Dossier) -> Whole {
    let of = |table: TableId, all: &[Record]| all.iter().map(|one| values(table, one)).collect();
    let related = found.related.iter().filter(|(_, all)| !all.is_empty());
    Whole {
        table: found.table.spec().name,
        versions: found.versions.iter().map(|one| version(found.table, one)).collect(),
        related: related.map(|(table, all)| (table.spec().name, of(*table, all))).collect(),
        above: of(found.table, &found.above),
        warnings: found.warnings.iter().map(about).collect(),
    }
}

pub(super) fn version(table: TableId, record: &Record) -> Version {
    Version {
        row: record.row,
        corrects: record.corrects,
        withdrawn: record.withdrawn,
        holds: record.holds(),
        import: record.import.clone(),
        at: record.at.clone(),
        file: record.file.clone(),
        line: record.line,
        values: values(table, record),
    }
}

fn about(about: &store::history::About) -> About {
    let store::history::About { warning, rule, lamp, lit, state } = about.clone();
    About { warning, rule, lamp, lit, state }
}

/// The cells of a record that say something.
fn values(table: TableId, record: &Record) -> Map<String, Value> {
    let shown = table.spec().columns.iter();
    let shown = shown.filter(|spec| !matches!(spec.kind, ColumnKind::Key | ColumnKind::Account));
    shown.filter_map(|spec| Some((spec.name.to_owned(), cell(table, record, spec)?))).collect()
}

fn cell(table: TableId, record: &Record, spec: &ColumnSpec) -> Option<Value> {
    match record.value(table, spec.name)? {
        db::Value::Int(Some(number)) => Some(match spec.kind {
            ColumnKind::Money | ColumnKind::Balance => value!(Fen(*number).plain()),
            ColumnKind::Flag => value!(*number != 0),
            ColumnKind::Decimal => value!(Decimal(*number).to_string()),
            _ => value!(number),
        }),
        db::Value::Text(Some(text)) if !text.is_empty() => {
            Some(value!(word(table, record, spec, text)))
        }
        _ => None,
    }
}

fn word(table: TableId, record: &Record, spec: &ColumnSpec, text: &str) -> String {
    let of = |column: &str| record.text(table, column);
    match (spec.kind, table, spec.name) {
        (ColumnKind::Division | ColumnKind::Fund | ColumnKind::Choice, ..) => text.to_owned(),
        (_, TableId::Payments, "payee") => payee(text, of("payee_type")),
        (_, TableId::Payments, "purpose") => purpose(text, of("payee"), of("payee_type")),
        (_, TableId::Benefits, "name") => mask_name(text),
        _ if spec.is_identifier() => mask_id(text),
        _ => mask(text),
    }
}

async fn answered(caller: &Caller, done: impl Future<Output = Done<Dossier>>) -> Answer {
    let found = done.await.map_err(|failure| caller.problem(failure))?;
    json(caller, &whole(&found))
}

/// A payment: all lines of one voucher.
pub(crate) async fn payment(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Path((county, voucher)): Path<(String, String)>,
) -> Answer {
    let done = records::payment(&site.context, caller.actor()?, (&county, &voucher));
    answered(&caller, done).await
}

/// A project.
pub(crate) async fn project(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Answer {
    answered(&caller, records::project(&site.context, caller.actor()?, &id)).await
}

/// An allotment.
pub(crate) async fn allotment(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Answer {
    answered(&caller, records::allotment(&site.context, caller.actor()?, &id)).await
}
