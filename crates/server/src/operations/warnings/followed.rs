//! A warning as its steps have made it.

use std::collections::BTreeSet;

use domain::day::Day;
use domain::division::Level;
use domain::handling::{PostId, Who};
use domain::warning::{self, State, Step};
use serde_json::Value;
use store::db::Tx;
use store::posts;
use store::steps;
use store::warnings::{self, Standing};

use super::{KIND, kept};
use crate::operations::cases::{self, reopened_by_engine};
use crate::operations::handling::{Kept, Taking, keep, matter_of, replay, taken_before, words};
use crate::operations::{Done, Failure, Refusal};

/// A warning with all that was done about it.
#[derive(Clone, Debug)]
pub(crate) struct Followed {
    /// As the store keeps it.
    pub(crate) kept: warnings::Warning,
    /// As the domain knows it.
    pub(crate) warning: warning::Warning,
    /// Its steps as they are kept.
    pub(crate) steps: Vec<steps::Step>,
    /// The step that was just taken.
    pub(crate) last: Kept,
}

/// A warning as its steps have made it.
pub(crate) async fn followed(tx: &mut Tx, kept: warnings::Warning) -> Done<Followed> {
    let matter = matter_of(KIND, kept.id);
    let (offices, steps) = (warnings::offices(tx, kept.id).await?, steps::of(tx, matter).await?);
    let mut answers = Vec::new();
    for office in &offices {
        let held = posts::of_office(tx, &office.role, &office.division, &office.organisation);
        answers.extend(held.await?);
    }
    // Who took a step answered when it was taken, whatever has become of the post.
    let acted: BTreeSet<i64> = steps.iter().filter_map(|step| step.post).collect();
    answers.extend(acted.into_iter().filter(|post| !answers.contains(post)).collect::<Vec<_>>());
    let answers = answers.into_iter().map(|post| PostId(post as u64)).collect();
    let closings = match kept.standing.case {
        Some(case) => cases::followed_id(tx, case).await?.closings,
        None => Vec::new(),
    };
    let closing = |steps: u64| closings.iter().find(|(at, _)| *at == steps).map(|(_, c)| *c);
    let first = first(&kept, answers).ok_or_else(|| damaged(&kept))?;
    let read = |kind: &str, body: &_| kept::read(kind, body, closing);
    let warning = replay(first, &steps, read, |warning, step, by, on| warning.step(step, by, on))?;
    Ok(Followed { kept, warning, steps, last: ("", Value::Null) })
}

fn first(kept: &warnings::Warning, answers: Vec<PostId>) -> Option<warning::Warning> {
    let first = &kept.first;
    let (lamp, on) = (kept::lamp(&first.lamp)?, Day::parse(&first.on).ok()?);
    let level = Level::from_word(&first.level)?;
    Some(warning::Warning::found(lamp, on, answers, level, first.exemptable))
}

fn damaged(kept: &warnings::Warning) -> Failure {
    Failure::System(format!("warning {} does not say how it began", kept.id))
}

impl Followed {
    /// Takes a step, and keeps it. Where the engine finds again what was settled, its case begins again, too.
    pub(crate) async fn take(&mut self, tx: &mut Tx, step: Step, taking: Taking<'_>) -> Done<()> {
        let before = self.warning.state();
        let taking = taken_before(taking, self.warning.history().last().map(|last| last.on));
        let case_steps = match &step {
            Step::Settle(closing) => cases::steps_of(tx, closing.case()).await?,
            _ => 0,
        };
        let after = self.warning.step(step.clone(), taking.by, taking.on).map_err(Refusal::Step)?;
        let number = after.history().len();
        self.last = kept::written(&step, case_steps);
        keep(tx, matter_of(KIND, self.kept.id), number, self.last.clone(), taking).await?;
        self.kept.standing = standing(&after);
        warnings::stand(tx, self.kept.id, &self.kept.standing).await?;
        let again = before == State::Settled && after.state() == State::InCase;
        self.warning = after;
        match self.warning.case() {
            Some(case) if again && taking.by == Who::Engine => {
                reopened_by_engine(tx, case, &step, taking).await
            }
            _ => Ok(()),
        }
    }
}

/// What lists ask of a warning.
fn standing(warning: &warning::Warning) -> Standing {
    Standing {
        state: words::of_warning(warning.state()).to_owned(),
        lit: warning.is_lit(),
        level: warning.level().word().to_owned(),
        until: warning.until().map(|day| day.to_string()),
        case: warning.case().map(|case| case.0 as i64),
        since: warning.since().to_string(),
    }
}
