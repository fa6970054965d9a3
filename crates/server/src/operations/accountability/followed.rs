//! A matter of accountability as its steps have made it.

use domain::accountability::{Accountability, Proposal, Step};
use domain::day::Day;
use domain::handling::{AttachmentId, CaseId, PersonId, PostId, Who};
use serde_json::{Value, json};
use store::accountabilities::{self, Standing};
use store::db::Tx;
use store::steps;

use super::{KIND, measure, measure_word, state_word};
use crate::operations::handling::{Kept, Taking, keep, matter_of, replay};
use crate::operations::{Done, Failure, Refusal};

/// A matter of accountability.
#[derive(Clone, Debug)]
pub(crate) struct Matter {
    /// As the store keeps it.
    pub(crate) kept: accountabilities::Proposal,
    /// As the domain knows it.
    pub(crate) known: Accountability,
    /// Its steps as they are kept.
    pub(crate) steps: Vec<steps::Step>,
}

/// The matters of a case.
pub(in crate::operations) async fn of_case(tx: &mut Tx, case: i64) -> Done<Vec<Matter>> {
    let mut matters = Vec::new();
    for kept in accountabilities::of_case(tx, case).await? {
        matters.push(followed(tx, kept).await?);
    }
    Ok(matters)
}

/// A matter as its steps have made it.
pub(crate) async fn followed(tx: &mut Tx, kept: accountabilities::Proposal) -> Done<Matter> {
    let broken = || Failure::System(format!("matter {} does not say how it began", kept.id));
    let proposal = Proposal {
        case: CaseId(kept.case as u64),
        answers: PostId(kept.answers as u64),
        facts: kept.facts.clone(),
        clause: kept.clause.clone(),
    };
    let on = Day::parse(&kept.on).map_err(|_| broken())?;
    let by = Who::Person(PersonId(kept.person as u64), PostId(kept.post as u64));
    let first = Accountability::propose(proposal, by, on).map_err(|_| broken())?;
    let steps = steps::of(tx, matter_of(KIND, kept.id)).await?;
    let take = |matter: Accountability, step, by, on| matter.step(step, by, on);
    let known = replay(first, &steps, read, take)?;
    Ok(Matter { kept, known, steps })
}

impl Matter {
    /// Takes a step, and keeps it.
    pub(super) async fn take(&mut self, tx: &mut Tx, step: Step, taking: Taking<'_>) -> Done<()> {
        let after = self.known.step(step.clone(), taking.by, taking.on).map_err(Refusal::Step)?;
        let number = after.history().len();
        keep(tx, matter_of(KIND, self.kept.id), number, written(&step), taking).await?;
        self.kept.standing = standing(&after);
        accountabilities::stand(tx, self.kept.id, &self.kept.standing).await?;
        self.known = after;
        Ok(())
    }
}

fn written(step: &Step) -> Kept {
    match step {
        Step::Decide { measure, reason } => {
            ("decide", json!({ "measure": measure_word(*measure), "reason": reason }))
        }
        Step::Record { document } => {
            let ids: Vec<u64> = document.iter().map(|id| id.0).collect();
            ("record", json!({ "evidence": ids }))
        }
    }
}

fn read(kind: &str, body: &Value) -> Option<Step> {
    let text = |name: &str| body.get(name)?.as_str();
    match kind {
        "decide" => {
            let reason = text("reason")?.to_owned();
            Some(Step::Decide { measure: measure(text("measure")?)?, reason })
        }
        "record" => {
            let ids = body.get("evidence")?.as_array()?.iter();
            let document: Option<Vec<_>> = ids.map(|id| id.as_u64().map(AttachmentId)).collect();
            Some(Step::Record { document: document? })
        }
        _ => None,
    }
}

/// What lists ask of a matter.
pub(in crate::operations) fn standing(matter: &Accountability) -> Standing {
    let day = |wanted: fn(&Step) -> bool| {
        let done = matter.history().iter().find(|done| wanted(&done.step));
        done.map(|done| done.on.to_string())
    };
    Standing {
        state: state_word(matter.state()).to_owned(),
        measure: matter.decision().map(|decision| measure_word(decision.measure()).to_owned()),
        decided_on: day(|step| matches!(step, Step::Decide { .. })),
        recorded_on: day(|step| matches!(step, Step::Record { .. })),
    }
}
