//! Records written by a program: judged as on the page, saved where nothing stands against it, or where what does
//! was seen.

use std::collections::BTreeMap;

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use store::imports::Lines;

use super::body::Read;
use super::verdicts::written;
use super::{Answer, Caller, Problem, with_status};
use crate::operations::entry::{self, Entered, Sheet, Verdict};
use crate::operations::imports::Party;
use crate::operations::screening::screen_later;
use crate::operations::{ImportRefusal, Refusal};
use crate::visit::Site;

/// Whether lines of a list are added to it, or are all of it.
#[derive(Clone, Copy, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum OfLines {
    /// They are added.
    #[default]
    More,
    /// They are all of it: the others of the same list are taken back.
    All,
}

impl OfLines {
    /// The same as imports know it.
    pub(super) fn meant(self) -> Lines {
        match self {
            OfLines::More => Lines::More,
            OfLines::All => Lines::All,
        }
    }
}

/// Records of one table to be saved.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    /// Name of the table in the contract, such as `payments`.
    table: String,
    /// The records, at most 60: cells by the names of their columns, each as a text as files have it. A record
    /// that is there already is corrected.
    #[schema(max_items = 60)]
    rows: Vec<BTreeMap<String, String>>,
    /// Of tables with lists, such as the households of a voucher: whether these lines are added, or are all of it.
    #[serde(default)]
    lines: OfLines,
    /// Seal of the verdict that was seen: needed where rows break a rule, correct or take back.
    #[serde(default)]
    seal: String,
}

/// What became of records that were to be saved.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Entered)]
pub(crate) struct Done {
    /// Number of the import that they are; none where all of it was there already.
    import: Option<i64>,
}

/// Saves records, all or none; they are then screened.
pub(crate) async fn save(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Read(entry): Read<Entry>,
) -> Answer {
    let (context, actor) = (&site.context, caller.actor()?);
    let refused = |failure| caller.problem(failure);
    let table = entry::table(context, actor, &entry.table).map_err(refused)?;
    let sheet = Sheet::new(written(table, &entry.rows), entry.lines.meant());
    let what = (&sheet, entry.seal.as_str());
    let done = entry::save(context, &caller.origin, Party::Person(actor), what).await;
    match done.map_err(|failure| caller.problem(failure))? {
        Entered::Saved(import) => {
            screen_later(context, &caller.origin);
            with_status(&caller, StatusCode::CREATED, &Done { import: Some(import) })
        }
        Entered::Nothing => with_status(&caller, StatusCode::OK, &Done { import: None }),
        Entered::Not(verdict) => Err(not_yet(&site, &caller, *verdict)),
    }
}

/// Why nothing was saved: a cell that cannot be read, or a verdict that was not seen.
pub(super) fn not_yet(site: &Site, caller: &Caller, mut verdict: Verdict) -> Problem {
    let said = Some(Box::new(verdict.json(&site.context.pack, caller.lang)));
    let unread = (!verdict.rejected.is_empty()).then(|| verdict.rejected.swap_remove(0));
    let problem = match unread {
        Some(cell) => caller.problem(ImportRefusal::Cell(Box::new(cell))),
        None => caller.problem(Refusal::VerdictUnseen),
    };
    Problem { verdict: said, ..problem }
}
