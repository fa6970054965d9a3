//! A matter of accountability as its steps have made it.

use domain::accountability::{Accountability, Proposal, Step};
use domain::day::Day;
use domain::handling::{CaseId, PersonId, PostId, Who};
use store::accountabilities::{self, Standing};
use store::db::Tx;

use super::{measure_word, state_word};
use crate::operations::Done;
use crate::operations::handling::Taking;
use crate::operations::handling::followed::{Followed, moving};

/// A matter of accountability with all that was done about it.
pub(crate) type Matter = Followed<Accountability>;

moving!(Accountability, accountabilities::Proposal);

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
    let begun = begun(&kept);
    Followed::since(tx, kept, begun).await
}

fn begun(kept: &accountabilities::Proposal) -> Option<Accountability> {
    let proposal = Proposal {
        case: CaseId(kept.case as u64),
        answers: PostId(kept.answers as u64),
        facts: kept.facts.clone(),
        clause: kept.clause.clone(),
    };
    let by = Who::Person(PersonId(kept.person as u64), PostId(kept.post as u64));
    Accountability::propose(proposal, by, Day::parse(&kept.on).ok()?).ok()
}

impl Matter {
    /// Takes a step, and keeps it with what lists ask.
    pub(super) async fn step(&mut self, tx: &mut Tx, step: Step, taking: Taking<'_>) -> Done<()> {
        self.take(tx, step, taking).await?;
        self.kept.standing = standing(&self.one);
        Ok(accountabilities::stand(tx, self.kept.id, &self.kept.standing).await?)
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
