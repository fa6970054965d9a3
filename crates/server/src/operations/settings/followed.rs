//! A setting as its steps have made it.

use domain::day::Day;
use domain::handling::PostId;
use domain::integration::Opinion;
use domain::setting::{Setting, Step};
use serde_json::Value;
use store::db::Tx;
use store::settings::{self, Standing};
use store::steps;

use super::{KIND, kept};
use crate::operations::handling::{Kept, Taking, keep, matter_of, replay, who};
use crate::operations::{Done, Failure, Refusal};

/// A setting with all that was done about it.
#[derive(Clone, Debug)]
pub(crate) struct FollowedSetting {
    /// As the store keeps it.
    pub(crate) kept: settings::Setting,
    /// As the domain knows it.
    pub(crate) one: Setting,
    /// Its steps as they are kept.
    pub(crate) steps: Vec<steps::Step>,
    /// The step that was just taken.
    pub(crate) last: Kept,
}

/// A setting as its steps have made it.
pub(super) async fn followed(tx: &mut Tx, kept: settings::Setting) -> Done<FollowedSetting> {
    let damaged = || Failure::System(format!("setting {} does not say how it began", kept.id));
    let steps = steps::of(tx, matter_of(KIND, kept.id)).await?;
    let (first, others) = steps.split_first().ok_or_else(damaged)?;
    let body: Value = serde_json::from_str(&first.body).unwrap_or_default();
    let Some(Step::Propose(proposal)) = kept::read(&first.kind, &body) else {
        return Err(damaged());
    };
    let on = Day::parse(&first.day).map_err(|_| damaged())?;
    let begun = Setting::begin(proposal, who(first), on).map_err(|_| damaged())?;
    let take = |one: Setting, step, by, on| one.step(step, by, on);
    let one = replay(begun, others, kept::read, take)?;
    Ok(FollowedSetting { kept, one, steps, last: ("", Value::Null) })
}

impl FollowedSetting {
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
        self.kept.standing = standing(&self.one, &self.kept.standing.form, on);
        Ok(settings::stand(tx, self.kept.id, &self.kept.standing).await?)
    }
}

/// What its steps come to.
pub(super) fn standing(one: &Setting, form: &str, on: Day) -> Standing {
    let opinion = |(post, said): &(PostId, Option<Opinion>)| {
        let word = match said {
            None => "waits",
            Some(Opinion { agrees: true, .. }) => "agrees",
            Some(Opinion { agrees: false, .. }) => "objects",
        };
        (post.0 as i64, word)
    };
    Standing {
        form: form.to_owned(),
        value: one.proposal().value.clone(),
        since: one.proposal().since.to_string(),
        state: kept::state(one.state()).to_owned(),
        changed_on: on.to_string(),
        opinions: one.opinions().iter().map(opinion).collect(),
    }
}
