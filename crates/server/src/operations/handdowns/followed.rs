//! A hand-down as its steps have made it.

use std::ops::Deref;

use domain::day::Day;
use domain::handdown::{Draft, HandDown, Receipt, State, Step, To};
use store::db::Tx;
use store::handdowns::{self, Line, Standing};

use super::kept;
use crate::operations::Done;
use crate::operations::handling::Taking;
use crate::operations::handling::followed::{Followed, moving};

/// A hand-down with all that was done about it.
#[derive(Clone, Debug)]
pub(crate) struct FollowedHandDown {
    /// The hand-down.
    of: Followed<HandDown>,
    /// Its parts as the store keeps them: what its steps do not say, the place of each, and what has become of it.
    pub(crate) lines: Vec<Line>,
}

impl Deref for FollowedHandDown {
    type Target = Followed<HandDown>;

    fn deref(&self) -> &Followed<HandDown> {
        &self.of
    }
}

moving!(HandDown, handdowns::HandDown, |stored, Step::Write(draft), by, on| {
    HandDown::begin(kept::way_of(&stored.way)?, draft, by, on).ok()
});

impl FollowedHandDown {
    /// A hand-down as its steps have made it.
    pub(super) async fn of(tx: &mut Tx, kept: handdowns::HandDown) -> Done<FollowedHandDown> {
        let lines = handdowns::lines(tx, kept.id).await?;
        Ok(FollowedHandDown { of: Followed::of(tx, kept).await?, lines })
    }

    /// One that has just been written. `homes` are the codes of the places of its parts.
    pub(super) fn written(of: Followed<HandDown>, homes: &[String]) -> FollowedHandDown {
        FollowedHandDown { lines: lines(&of.one, homes), of }
    }

    /// Takes a step, and keeps it.
    pub(super) async fn take(&mut self, tx: &mut Tx, step: Step, taking: Taking<'_>) -> Done<()> {
        self.of.take(tx, step, taking).await
    }

    /// Takes the step by which it is written anew.
    pub(super) async fn rewrite(
        &mut self,
        tx: &mut Tx,
        (draft, homes): (Draft, &[String]),
        taking: Taking<'_>,
    ) -> Done<()> {
        self.of.take(tx, Step::Write(draft), taking).await?;
        self.lines = lines(&self.one, homes);
        Ok(())
    }

    /// Keeps what its steps come to.
    pub(super) async fn stand(&mut self, tx: &mut Tx, on: Day, import: Option<i64>) -> Done<()> {
        let before = self.kept.standing.import;
        self.of.kept.standing = standing(&self.one, on, import.or(before));
        let (kept, one) = (&self.of.kept, &self.of.one);
        for (number, line) in self.lines.iter_mut().enumerate() {
            let receipt = one.receipt(number);
            line_state(one, number, (&kept.fund, receipt)).clone_into(&mut line.state);
            line.received_on = receipt.map(|receipt| receipt.received_on.to_string());
            let is_record = one.state().has_moved() && one.receives(number);
            line.record = if is_record { record_id(kept.id, number) } else { String::new() };
        }
        Ok(handdowns::stand(tx, self.kept.id, &self.kept.standing, &self.lines).await?)
    }
}

/// The id of the allotment that a part becomes.
pub(crate) fn record_id(id: i64, line: usize) -> String {
    format!("HD{id}-{}", line + 1)
}

/// The parts of a document as the store keeps them.
fn lines(one: &HandDown, homes: &[String]) -> Vec<Line> {
    let line = |(number, line): (usize, &domain::handdown::Line)| Line {
        home: homes.get(number).cloned().unwrap_or_default(),
        to_project: matches!(line.to, To::Project(_)),
        subject: match &line.to {
            To::Division(division) => division.to_string(),
            To::Project(id) => id.clone(),
        },
        amount: line.amount.0,
        state: kept::state(State::Draft).to_owned(),
        ..Line::default()
    };
    one.draft().lines.iter().enumerate().map(line).collect()
}

/// What its steps come to.
pub(super) fn standing(one: &HandDown, on: Day, import: Option<i64>) -> Standing {
    Standing {
        doc_no: one.draft().doc_no.clone(),
        issued_on: one.draft().issued_on.to_string(),
        amount: one.draft().total().map_or(0, |total| total.0),
        state: kept::state(one.state()).to_owned(),
        moved: one.state().has_moved(),
        since: on.to_string(),
        import,
    }
}

/// The word of a part's state.
fn line_state(
    one: &HandDown,
    number: usize,
    (fund, receipt): (&str, Option<&Receipt>),
) -> &'static str {
    match (one.state().has_moved(), one.receives(number), receipt) {
        (false, ..) => kept::state(one.state()),
        (true, false, _) => "funded",
        (true, true, None) => "waits",
        (true, true, Some(receipt)) => {
            let amount = one.draft().lines.get(number).map(|line| line.amount);
            let same = amount == Some(receipt.amount)
                && receipt.fund == fund
                && receipt.doc_no == one.draft().doc_no;
            if same { "received" } else { "differs" }
        }
    }
}
