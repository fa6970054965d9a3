//! An inquiry as its steps have made it.

use domain::day::Day;
use domain::division::Level;
use domain::handling::{PersonId, PostId, Who};
use domain::inquiry::{Inquiry, Question, Step};
use store::db::Tx;
use store::inquiries::{self, Standing};

use crate::operations::Done;
use crate::operations::handling::followed::{Followed, moving};
use crate::operations::handling::{Taking, words};
use crate::operations::warnings::kept::lamp;

/// An inquiry with all that was done about it.
pub(crate) type FollowedInquiry = Followed<Inquiry>;

moving!(Inquiry, inquiries::Inquiry);

/// An inquiry as its steps have made it.
pub(crate) async fn followed(tx: &mut Tx, kept: inquiries::Inquiry) -> Done<FollowedInquiry> {
    let begun = begun(&kept);
    Followed::since(tx, kept, begun).await
}

fn begun(kept: &inquiries::Inquiry) -> Option<Inquiry> {
    let opening = &kept.opening;
    let question = Question {
        lamp: lamp(&opening.lamp)?,
        level: Level::from_word(&opening.level)?,
        asked: &opening.question,
        division: PostId(opening.division as u64),
        due: Day::parse(&opening.due).ok()?,
    };
    let by = Who::Person(PersonId(opening.person as u64), PostId(opening.post as u64));
    Inquiry::send(question, by, Day::parse(&opening.on).ok()?).ok()
}

impl FollowedInquiry {
    /// Takes a step, and keeps it with what lists ask.
    pub(crate) async fn step(&mut self, tx: &mut Tx, step: Step, taking: Taking<'_>) -> Done<()> {
        self.take(tx, step, taking).await?;
        let on = self.one.history().last().map_or(taking.on, |last| last.on);
        self.kept.standing = standing(&self.one, on);
        Ok(inquiries::stand(tx, self.kept.id, &self.kept.standing).await?)
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
