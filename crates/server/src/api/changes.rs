//! The feed of changes: every one, once, in order, without gaps.

use axum::Extension;
use axum::extract::State;
use serde::Serialize;

use super::lists::{Pairs, number, pairs};
use super::{Answer, Caller, json};
use crate::operations::Refusal;
use crate::operations::changes::{self, MOST};
use crate::visit::Site;

/// Changes of a page when nothing is asked.
const USUAL: usize = 200;

/// A page of the feed.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Changes)]
pub(crate) struct Feed {
    /// The changes, the first one first.
    changes: Vec<Change>,
    /// What to give as `after` for the next page. It may be greater than the last change shown: what lies
    /// between is out of reach.
    next: i64,
    /// Whether there is more at once.
    more: bool,
}

/// Something that changed. It is told once; ask for the record to see how it stands.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Change {
    /// Its number: rising, never given twice.
    id: i64,
    /// The moment, in UTC.
    at: String,
    /// What was done.
    operation: String,
    /// What it was done to: `warning`, `case`, `import`, `screening`, ….
    kind: String,
    /// Number of that.
    subject: String,
    /// Code of the division where it is.
    division: Option<String>,
}

/// What changed after an event.
pub(crate) async fn list(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    given: Pairs,
) -> Answer {
    let (mut after, mut rows) = (0, USUAL);
    for (name, text) in pairs(&caller, given)? {
        match name.as_str() {
            "after" => after = number(&caller, (&name, &text), 0..=i64::MAX)?,
            "rows" => {
                let asked = number(&caller, (&name, &text), 1..=MOST as i64)?;
                rows = asked.unsigned_abs() as usize;
            }
            _ => return Err(caller.problem(Refusal::AskedWrongly)),
        }
    }
    let done = changes::after(&site.context, caller.actor()?, after, rows).await;
    let (found, next) = done.map_err(|failure| caller.problem(failure))?;
    let more = found.len() == rows;
    let change = |change: store::changes::Change| {
        let store::changes::Change { id, at, operation, kind, subject, division } = change;
        Change { id, at, operation, kind, subject, division }
    };
    json(&caller, &Feed { changes: found.into_iter().map(change).collect(), next, more })
}
