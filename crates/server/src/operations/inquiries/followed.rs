//! An inquiry as its steps have made it.

use domain::day::Day;
use domain::division::Level;
use domain::handling::{PersonId, PostId, Who};
use domain::inquiry::{Inquiry, Question, Step};
use serde_json::Value;
use store::db::Tx;
use store::inquiries::{self, Standing};
use store::steps;

use super::KIND;
use crate::operations::handling::{
    Kept, Taking, inquiry_steps, keep, matter_of, replay, taken_before, warning_steps, words,
};
use crate::operations::{Done, Failure, Refusal};

/// An inquiry with all that was done about it.
#[derive(Clone, Debug)]
pub(crate) struct FollowedInquiry {
    /// As the store keeps it.
    pub(crate) kept: inquiries::Inquiry,
    /// As the domain knows it.
    pub(crate) inquiry: Inquiry,
    /// Its steps as they are kept.
    pub(crate) steps: Vec<steps::Step>,
    /// The step that was just taken.
    pub(crate) last: Kept,
}

/// An inquiry as its steps have made it.
pub(crate) async fn followed(tx: &mut Tx, kept: inquiries::Inquiry) -> Done<FollowedInquiry> {
    let steps = steps::of(tx, matter_of(KIND, kept.id)).await?;
    let first = first(&kept).ok_or_else(|| damaged(kept.id))?;
    let take = |inquiry: Inquiry, step, by, on| inquiry.step(step, by, on);
    let inquiry = replay(first, &steps, inquiry_steps::read, take)?;
    Ok(FollowedInquiry { kept, inquiry, steps, last: ("", Value::Null) })
}

fn first(kept: &inquiries::Inquiry) -> Option<Inquiry> {
    let opening = &kept.opening;
    let question = Question {
        lamp: warning_steps::lamp(&opening.lamp)?,
        level: Level::from_word(&opening.level)?,
        asked: &opening.question,
        division: PostId(opening.division as u64),
        due: Day::parse(&opening.due).ok()?,
    };
    let by = Who::Person(PersonId(opening.person as u64), PostId(opening.post as u64));
    Inquiry::send(question, by, Day::parse(&opening.on).ok()?).ok()
}

fn damaged(id: i64) -> Failure {
    Failure::System(format!("inquiry {id} does not say how it began"))
}

impl FollowedInquiry {
    /// Takes a step, and keeps it.
    pub(crate) async fn take(&mut self, tx: &mut Tx, step: Step, taking: Taking<'_>) -> Done<()> {
        let taking = taken_before(taking, self.inquiry.history().last().map(|last| last.on));
        let after = self.inquiry.step(step.clone(), taking.by, taking.on).map_err(Refusal::Step)?;
        let number = after.history().len();
        self.last = inquiry_steps::written(&step);
        keep(tx, matter_of(KIND, self.kept.id), number, self.last.clone(), taking).await?;
        self.kept.standing = standing(&after, taking.on);
        inquiries::stand(tx, self.kept.id, &self.kept.standing).await?;
        self.inquiry = after;
        Ok(())
    }
}

/// What lists ask of an inquiry.
pub(super) fn standing(inquiry: &Inquiry, on: Day) -> Standing {
    Standing {
        state: words::of_inquiry(inquiry.state()).to_owned(),
        due: inquiry.due().to_string(),
        level: inquiry.level().word().to_owned(),
        waits: inquiry.waits_for().last().map(|post| post.0 as i64),
        escalated: inquiry.desks().get(1..).and_then(<[_]>::last).map(|post| post.0 as i64),
        case: inquiry.case().map(|case| case.0 as i64),
        since: on.to_string(),
    }
}
