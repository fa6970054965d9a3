//! What the rules say of records before they are there: nothing is stored.

use std::collections::{BTreeMap, BTreeSet};

use axum::Extension;
use axum::extract::State;
use domain::TableId;
use intake::Written;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::body::Read;
use super::entries::OfLines;
use super::{Answer, Caller, json};
use crate::operations::entry::{self, Sheet};
use crate::operations::imports::Party;
use crate::visit::Site;

/// Where records that a program entered say they come from, as others name a file.
pub(crate) const BY_PROGRAM: &str = "api";

/// Records of one table that are not there yet.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Draft {
    /// Name of the table in the contract, such as `payments`.
    table: String,
    /// The records, at most 60: cells by the names of their columns, each as a text as files have it.
    #[schema(max_items = 60)]
    rows: Vec<BTreeMap<String, String>>,
    /// Of tables with lists: whether these lines are added, or are all of it. The seal is one of this, too.
    #[serde(default)]
    lines: OfLines,
}

/// What the rules say of a draft. Findings are those of `mingzhang check`.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Verdict {
    /// The day as of which it was judged.
    as_of: String,
    /// Name of the table.
    table: String,
    /// Whether records of this table are judged one by one; the others are judged by the screening.
    judged: bool,
    /// Numbers of red and yellow findings.
    counts: BTreeMap<String, i64>,
    /// What is found of each record that could be read, and of others that it touches.
    rows: Vec<Value>,
    /// Cells that cannot be read: row, column, value, error.
    rejected: Vec<Value>,
    /// What else is worth knowing.
    warnings: Vec<String>,
    /// How many records would be added, corrected, withdrawn, or are there.
    changes: BTreeMap<String, i64>,
    /// Whether nothing of it is saved before this was seen: something is red, corrected or taken back.
    must_be_seen: bool,
    /// By which saving tells that this was seen.
    seal: String,
}

/// The rows as a file would have them.
pub(super) fn written(table: TableId, rows: &[BTreeMap<String, String>]) -> Written {
    let headers: BTreeSet<&String> = rows.iter().flat_map(BTreeMap::keys).collect();
    let cell = |row: &BTreeMap<String, String>, header: &String| {
        row.get(header).cloned().unwrap_or_default()
    };
    let rows = rows.iter().map(|row| headers.iter().map(|header| cell(row, header)).collect());
    Written {
        table,
        name: BY_PROGRAM.to_owned(),
        rows: rows.collect(),
        headers: headers.iter().map(ToString::to_string).collect(),
    }
}

/// What would be found of a draft, were it saved.
pub(crate) async fn judge(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Read(draft): Read<Draft>,
) -> Answer {
    let (context, actor) = (&site.context, caller.actor()?);
    let refused = |failure| caller.problem(failure);
    let table = entry::table(context, actor, &draft.table).map_err(refused)?;
    let sheet = Sheet::new(written(table, &draft.rows), draft.lines.meant());
    let done = entry::verdict(context, &caller.origin, Party::Person(actor), &sheet).await;
    let verdict = done.map_err(|failure| caller.problem(failure))?;
    json(&caller, &verdict.json(&context.pack, caller.lang))
}
