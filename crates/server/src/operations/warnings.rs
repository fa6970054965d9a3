//! Warnings: what the engine found, taken up and judged by the posts that answer.

use std::collections::BTreeSet;

use domain::Day;
use domain::division::Level;
use domain::handling::PostId;
use domain::warning::{self, Step};
use store::db::Tx;
use store::posts;
use store::steps::{self, Matter};
use store::warnings::{self, Standing};

use super::handling::{Taking, count, keep, replay, warning_steps, words};
use super::{Done, Failure, Refusal};

/// Kind of the matter by which its steps are kept.
const KIND: &str = "warning";

/// A warning with all that was done about it.
#[derive(Clone, Debug)]
pub(crate) struct Followed {
    /// As the store keeps it.
    pub(crate) kept: warnings::Warning,
    /// As the domain knows it.
    pub(crate) warning: warning::Warning,
}

/// A warning as its steps have made it.
pub(crate) async fn followed(tx: &mut Tx, kept: warnings::Warning) -> Done<Followed> {
    let matter = Matter { kind: KIND, id: kept.id };
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
    let first = first(&kept, answers).ok_or_else(|| damaged(&kept))?;
    let read = |kind: &str, body: &_| warning_steps::read(kind, body, |_| None);
    let warning = replay(first, &steps, read, |warning, step, by, on| warning.step(step, by, on))?;
    Ok(Followed { kept, warning })
}

fn first(kept: &warnings::Warning, answers: Vec<PostId>) -> Option<warning::Warning> {
    let first = &kept.first;
    let (lamp, on) = (warning_steps::lamp(&first.lamp)?, Day::parse(&first.on).ok()?);
    let level = Level::from_word(&first.level)?;
    Some(warning::Warning::found(lamp, on, answers, level, first.exemptable))
}

fn damaged(kept: &warnings::Warning) -> Failure {
    Failure::System(format!("warning {} does not say how it began", kept.id))
}

impl Followed {
    /// Takes a step, and keeps it.
    pub(crate) async fn take(&mut self, tx: &mut Tx, step: Step, taking: Taking<'_>) -> Done<()> {
        // Clocks of machines differ: a step of the engine never lies before the one it follows.
        let last = self.warning.history().last().map(|last| last.on);
        let engine = taking.by == domain::handling::Who::Engine;
        let on = last.filter(|last| engine && *last > taking.on).unwrap_or(taking.on);
        let taking = Taking { on, ..taking };
        let after = self.warning.step(step.clone(), taking.by, on).map_err(Refusal::Step)?;
        let matter = Matter { kind: KIND, id: self.kept.id };
        let number = count(after.history());
        keep(tx, matter, number, warning_steps::written(&step, 0), taking).await?;
        self.kept.standing = standing(&after);
        warnings::stand(tx, self.kept.id, &self.kept.standing).await?;
        self.warning = after;
        Ok(())
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
