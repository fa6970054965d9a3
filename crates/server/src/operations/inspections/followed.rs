//! An inspection as its steps have made it.

use domain::day::Day;
use domain::inspection::{Fate, Inspection, Observed, Step};
use store::db::Tx;
use store::inspections::{self, Lines, Observation, Standing};

use super::kept;
use crate::operations::Done;
use crate::operations::handling::followed::{Followed, moving};

/// An inspection with all that was done about it.
pub(crate) type FollowedInspection = Followed<Inspection>;

moving!(Inspection, inspections::Inspection, |_stored, Step::Plan(plan), by, on| {
    Inspection::begin(plan, by, on).ok()
});

impl FollowedInspection {
    /// Keeps what its steps come to.
    pub(crate) async fn stand(&mut self, tx: &mut Tx, on: Day) -> Done<()> {
        self.kept.standing = standing(&self.one, on);
        Ok(inspections::stand(tx, self.kept.id, &self.kept.standing, &lines(&self.one)).await?)
    }
}

/// What its steps come to.
pub(super) fn standing(one: &Inspection, on: Day) -> Standing {
    let plan = one.plan();
    Standing {
        kind: kept::kind(plan.kind).to_owned(),
        home: plan.home.to_string(),
        organisation: plan.organisation.clone(),
        subject: kept::subject(plan.subject).to_owned(),
        fund: plan.fund.clone(),
        period: (plan.period.0.to_string(), plan.period.1.to_string()),
        days: (plan.days.0.to_string(), plan.days.1.to_string()),
        basis: plan.basis.clone(),
        again: plan.again.clone(),
        state: kept::state(one.state()).to_owned(),
        level: one.raised().map(|to| to.level.word().to_owned()).unwrap_or_default(),
        escalated: one.raised().map(|to| to.to.0 as i64),
        answer_by: one.answer_by().map(|day| day.to_string()),
        since: on.to_string(),
    }
}

fn lines(one: &Inspection) -> Lines {
    Lines {
        projects: one.plan().projects.clone(),
        vouchers: one.plan().vouchers.clone(),
        observations: one.standing().map(observation).collect(),
    }
}

fn observation((number, Observed { what, fate }): (usize, &Observed)) -> Observation {
    let (asked, due) = match fate {
        Fate::Ordered { asked, due } => (asked.clone(), Some(due.to_string())),
        _ => (String::new(), None),
    };
    Observation {
        number: number as i64,
        said: what.text.clone(),
        project: what.project.clone(),
        document: what.document.clone(),
        amount: what.amount.0,
        clause: what.clause.clone(),
        warning: what.warning.map(|warning| warning.0 as i64),
        fate: kept::fate(fate).to_owned(),
        over: fate.is_over(),
        asked,
        due,
    }
}
