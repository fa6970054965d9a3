//! A hand-down as its steps have made it.

use domain::day::Day;
use domain::handdown::{HandDown, Receipt, State, Step, To};
use serde_json::Value;
use store::db::Tx;
use store::handdowns::{self, Line, Standing};
use store::steps;

use super::{KIND, kept};
use crate::operations::handling::{Kept, Taking, keep, matter_of, replay, who};
use crate::operations::{Done, Failure, Refusal};

/// A hand-down with all that was done about it.
#[derive(Clone, Debug)]
pub(crate) struct FollowedHandDown {
    /// As the store keeps it.
    pub(crate) kept: handdowns::HandDown,
    /// As the domain knows it.
    pub(crate) one: HandDown,
    /// Its parts as the store keeps them.
    pub(crate) lines: Vec<Line>,
    /// Its steps as they are kept.
    pub(crate) steps: Vec<steps::Step>,
    /// The step that was just taken.
    pub(crate) last: Kept,
}

/// A hand-down as its steps have made it.
pub(crate) async fn followed(tx: &mut Tx, kept: handdowns::HandDown) -> Done<FollowedHandDown> {
    let damaged = || Failure::System(format!("hand-down {} does not say how it began", kept.id));
    let steps = steps::of(tx, matter_of(KIND, kept.id)).await?;
    let (first, others) = steps.split_first().ok_or_else(damaged)?;
    let body: Value = serde_json::from_str(&first.body).unwrap_or_default();
    let Some(Step::Write(draft)) = kept::read(&first.kind, &body) else { return Err(damaged()) };
    let way = kept::way_of(&kept.way).ok_or_else(damaged)?;
    let on = Day::parse(&first.day).map_err(|_| damaged())?;
    let begun = HandDown::begin(way, draft, who(first), on).map_err(|_| damaged())?;
    let take = |one: HandDown, step, by, on| one.step(step, by, on);
    let one = replay(begun, others, kept::read, take)?;
    let lines = handdowns::lines(tx, kept.id).await?;
    Ok(FollowedHandDown { kept, one, lines, steps, last: ("", Value::Null) })
}

impl FollowedHandDown {
    /// Takes a step, and keeps it. `homes` are the codes of the places of the parts, where the step writes them.
    pub(super) async fn take(
        &mut self,
        tx: &mut Tx,
        (step, homes): (Step, &[String]),
        taking: Taking<'_>,
    ) -> Done<()> {
        let after = self.one.step(step.clone(), taking.by, taking.on).map_err(Refusal::Step)?;
        self.last = kept::written(&step);
        let number = after.history().len();
        keep(tx, matter_of(KIND, self.kept.id), number, self.last.clone(), taking).await?;
        self.one = after;
        if matches!(step, Step::Write(_)) {
            self.lines = lines(&self.one, homes);
        }
        Ok(())
    }

    /// Keeps what its steps come to.
    pub(super) async fn stand(&mut self, tx: &mut Tx, on: Day, import: Option<i64>) -> Done<()> {
        let before = self.kept.standing.import;
        self.kept.standing = standing(&self.one, on, import.or(before));
        for (number, line) in self.lines.iter_mut().enumerate() {
            let receipt = self.one.receipt(number);
            let state = line_state(&self.one, number, (&self.kept.fund, receipt));
            state.clone_into(&mut line.state);
            line.received_on = receipt.map(|receipt| receipt.received_on.to_string());
            let is_record = self.one.state().has_moved() && self.one.receives(number);
            line.record = if is_record { record_id(self.kept.id, number) } else { String::new() };
        }
        Ok(handdowns::stand(tx, self.kept.id, &self.kept.standing, &self.lines).await?)
    }
}

/// The id of the allotment that a part becomes.
pub(crate) fn record_id(id: i64, line: usize) -> String {
    format!("HD{id}-{}", line + 1)
}

/// The parts of a document as the store keeps them.
pub(super) fn lines(one: &HandDown, homes: &[String]) -> Vec<Line> {
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
