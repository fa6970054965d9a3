//! A reconciliation as its steps have made it.

use domain::day::Day;
use domain::reconciliation::{Reconciliation, Row, Step};
use store::db::Tx;
use store::reconciliations::{self, Line, Standing};

use super::kept;
use crate::operations::Done;
use crate::operations::handling::followed::{Followed, moving};

/// A reconciliation with all that was done about it.
pub(crate) type FollowedReconciliation = Followed<Reconciliation>;

moving!(
    Reconciliation,
    reconciliations::Reconciliation,
    |_stored, Step::Begin { ours, cause }, by, on| Reconciliation::begin(ours, cause, by, on).ok()
);

impl FollowedReconciliation {
    /// Keeps what its steps come to.
    pub(super) async fn stand(&mut self, tx: &mut Tx, on: Day, import: Option<i64>) -> Done<()> {
        let before = self.kept.standing.import;
        self.kept.standing = standing(&self.one, on, import.or(before));
        let line = |row: &Row| Line {
            fund: row.fund.clone(),
            ours: row.ours.0,
            theirs: row.theirs.map(|fen| fen.0),
            explanation: row.explanation.clone(),
        };
        let lines: Vec<Line> = self.one.rows().iter().map(line).collect();
        Ok(reconciliations::stand(tx, self.kept.id, &self.kept.standing, &lines).await?)
    }
}

/// What its steps come to.
pub(super) fn standing(one: &Reconciliation, on: Day, import: Option<i64>) -> Standing {
    Standing { state: kept::state(one.state()).to_owned(), since: on.to_string(), import }
}
