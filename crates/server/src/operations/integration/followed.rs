//! An integration plan as its steps have made it.

use domain::day::Day;
use domain::handling::PostId;
use domain::integration::{Opinion, Plan, Step};
use serde_json::Value;
use store::db::Tx;
use store::integration::{self, Lines, Standing};
use store::steps;

use super::{KIND, kept};
use crate::operations::handling::{Kept, Taking, keep, matter_of, replay, who};
use crate::operations::{Done, Failure, Refusal};

/// A plan with all that was done about it.
#[derive(Clone, Debug)]
pub(crate) struct FollowedPlan {
    /// As the store keeps it.
    pub(crate) kept: integration::Plan,
    /// As the domain knows it.
    pub(crate) one: Plan,
    /// Its steps as they are kept.
    pub(crate) steps: Vec<steps::Step>,
    /// The step that was just taken.
    pub(crate) last: Kept,
}

/// A plan as its steps have made it.
pub(super) async fn followed(tx: &mut Tx, kept: integration::Plan) -> Done<FollowedPlan> {
    let damaged = || Failure::System(format!("plan {} does not say how it began", kept.id));
    let steps = steps::of(tx, matter_of(KIND, kept.id)).await?;
    let (first, others) = steps.split_first().ok_or_else(damaged)?;
    let body: Value = serde_json::from_str(&first.body).unwrap_or_default();
    let Some(Step::Write(draft)) = kept::read(&first.kind, &body) else { return Err(damaged()) };
    let on = Day::parse(&first.day).map_err(|_| damaged())?;
    let begun = Plan::begin(draft, who(first), on).map_err(|_| damaged())?;
    let take = |one: Plan, step, by, on| one.step(step, by, on);
    let one = replay(begun, others, kept::read, take)?;
    Ok(FollowedPlan { kept, one, steps, last: ("", Value::Null) })
}

impl FollowedPlan {
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
    pub(super) async fn stand(&mut self, tx: &mut Tx, on: Day) -> Done<()> {
        self.kept.standing = standing(&self.one, on);
        Ok(integration::stand(tx, self.kept.id, &self.kept.standing, &lines(&self.one)).await?)
    }
}

/// What its steps come to.
pub(super) fn standing(one: &Plan, on: Day) -> Standing {
    let decided = one.history().iter().rev().find_map(|done| match &done.step {
        Step::Approve { document, on } => Some((document.clone(), on.to_string())),
        _ => None,
    });
    let (document, decided_on) = decided.unzip();
    Standing {
        title: one.draft().title.clone(),
        amount: one.draft().total().map_or(0, |total| total.0),
        state: kept::state(one.state()).to_owned(),
        since: on.to_string(),
        document: document.unwrap_or_default(),
        decided_on,
    }
}

fn lines(one: &Plan) -> Lines {
    let draft = one.draft();
    let review = |(post, opinion): &(PostId, Option<Opinion>)| {
        let word = match opinion {
            None => "waits",
            Some(Opinion { agrees: true, .. }) => "agrees",
            Some(Opinion { agrees: false, .. }) => "objects",
        };
        (post.0 as i64, word)
    };
    Lines {
        sources: draft.sources.iter().map(|s| (s.fund.clone(), s.scale.0, s.amount.0)).collect(),
        uses: draft
            .uses
            .iter()
            .map(|one| (one.project.clone(), one.fund.clone(), one.amount.0))
            .collect(),
        reviews: one.reviews().iter().map(review).collect(),
    }
}
