//! A reconciliation as its steps have made it.

use domain::day::Day;
use domain::reconciliation::{Reconciliation, Row, Step};
use serde_json::Value;
use store::db::Tx;
use store::reconciliations::{self, Line, Standing};
use store::steps;

use super::{KIND, kept};
use crate::operations::handling::{Kept, Taking, keep, matter_of, replay, who};
use crate::operations::{Done, Failure, Refusal};

/// A reconciliation with all that was done about it.
#[derive(Clone, Debug)]
pub(crate) struct FollowedReconciliation {
    /// As the store keeps it.
    pub(crate) kept: reconciliations::Reconciliation,
    /// As the domain knows it.
    pub(crate) one: Reconciliation,
    /// Its steps as they are kept.
    pub(crate) steps: Vec<steps::Step>,
    /// The step that was just taken.
    pub(crate) last: Kept,
}

/// A reconciliation as its steps have made it.
pub(super) async fn followed(
    tx: &mut Tx,
    kept: reconciliations::Reconciliation,
) -> Done<FollowedReconciliation> {
    let damaged = || Failure::System(format!("reconciliation {}: no beginning", kept.id));
    let steps = steps::of(tx, matter_of(KIND, kept.id)).await?;
    let (first, others) = steps.split_first().ok_or_else(damaged)?;
    let body: Value = serde_json::from_str(&first.body).unwrap_or_default();
    let Some(Step::Begin { ours, cause }) = kept::read(&first.kind, &body) else {
        return Err(damaged());
    };
    let on = Day::parse(&first.day).map_err(|_| damaged())?;
    let begun = Reconciliation::begin(ours, cause, who(first), on).map_err(|_| damaged())?;
    let take = |one: Reconciliation, step, by, on| one.step(step, by, on);
    let one = replay(begun, others, kept::read, take)?;
    Ok(FollowedReconciliation { kept, one, steps, last: ("", Value::Null) })
}

impl FollowedReconciliation {
    /// Takes a step, and keeps it.
    pub(super) async fn take(&mut self, tx: &mut Tx, step: Step, taking: Taking<'_>) -> Done<()> {
        let after = self.one.step(step.clone(), taking.by, taking.on).map_err(Refusal::Step)?;
        self.last = kept::written(&step);
        let number = after.history().len();
        keep(tx, matter_of(KIND, self.kept.id), number, self.last.clone(), taking).await?;
        self.one = after;
        Ok(())
    }

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
