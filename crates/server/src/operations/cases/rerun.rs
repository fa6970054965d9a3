//! The rule of a case, run again over the records as they are now.

use std::sync::Arc;

use domain::case::Says;
use domain::day::Day;
use domain::{DataSet, Fen};
use store::{cases, warnings};

use super::refunds;
use crate::context::Context;
use crate::operations::screening::says::says;
use crate::operations::{Done, Refusal};

/// What the rule says now, and what the records show of money taken back.
pub(super) struct Seen {
    /// The last import that the records hold.
    pub(super) import: i64,
    /// What the rule says.
    pub(super) says: Says,
    /// Money taken back since the case was opened.
    pub(super) returned: Fen,
}

/// Runs the rule of a case as of a day.
pub(super) async fn rerun(context: &Context, on: Day, kept: &cases::Case) -> Done<Seen> {
    let mut tx = context.db.read().await?;
    let warning = warnings::by_id(&mut tx, kept.opening.warning).await?;
    let identity = warning.ok_or(Refusal::UnknownRecord)?.identity;
    drop(tx);
    let records = context.records.current(context, None).await?;
    let import = records.import();
    let pack = Arc::clone(&context.pack);
    // Read after the records: an import between the two is noticed, for theirs is then not the last.
    let mut tx = context.db.read().await?;
    let returned = refunds::sum(&refunds::of(&mut tx, kept, &identity).await?);
    drop(tx);
    let run = move |data: &DataSet| {
        let judged = policy::Context::new(data, &pack, on);
        Seen { import, says: says(&judged, &identity), returned }
    };
    records.work(run).await
}
