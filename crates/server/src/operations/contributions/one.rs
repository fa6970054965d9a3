//! A contribution as it is read, all of a project, and what is due.

use domain::contribution::{State, admits};
use store::attachments::{self, Attachment};
use store::contributions::{self, Contribution, Sum};

use super::followed::{FollowedContribution, is_reversible};
use super::{KIND, found, givers};
use crate::access::Operation;
use crate::context::{Context, Origin};
use crate::operations::handling::acting::acting;
use crate::operations::handling::one::One;
use crate::operations::handling::persons::masked_steps;
use crate::operations::handling::{self, matter_of};
use crate::operations::projects::{self, OneProject};
use crate::operations::warnings::{Taken, named_steps};
use crate::operations::{Actor, Done};

/// Lines of a project that are shown on its page, and lines of one kind that are listed as due.
const SHOWN: i64 = 20;
const MOST: i64 = 8;

/// What somebody can do about a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum May {
    /// Write it anew.
    Rewrite,
    /// Withdraw it.
    Withdraw,
    /// Confirm it or send it back.
    Decide,
    /// Reverse it.
    Reverse,
}

/// One line.
#[derive(Debug)]
pub(crate) struct OneContribution {
    /// The line.
    pub(crate) followed: FollowedContribution,
    /// Its steps, the first one first.
    pub(crate) taken: Vec<Taken>,
    /// Its documents.
    pub(crate) attachments: Vec<Attachment>,
    /// Number and state of the line that reverses it.
    pub(crate) reversed_by: Option<(i64, String)>,
    /// What the reader can do now.
    pub(crate) may: Vec<May>,
}

/// The other money of a project.
#[derive(Clone, Debug, Default)]
pub(crate) struct Of {
    /// What is confirmed, by kind and source.
    pub(crate) sums: Vec<Sum>,
    /// The last lines.
    pub(crate) lines: Vec<Contribution>,
    /// Whether the reader may enter a line.
    pub(crate) may_enter: bool,
}

impl One for OneContribution {
    const PLACE: &'static str = "/contributions";

    async fn read(
        context: &Context,
        origin: &Origin,
        actor: &Actor,
        id: i64,
    ) -> Done<OneContribution> {
        one(context, origin, actor, id).await
    }

    fn documents(&self) -> &[Attachment] {
        &self.attachments
    }
}

/// One line for a reader.
async fn one(context: &Context, origin: &Origin, actor: &Actor, id: i64) -> Done<OneContribution> {
    let mut tx = context.db.read().await?;
    let mut followed = found(&mut tx, context, actor, id).await?;
    followed.kept = givers::masked(tx.persons(), followed.kept);
    let (kept, line) = (&followed.kept, &followed.one);
    let reversed_by = contributions::reversed_by(&mut tx, id).await?;
    let there = handling::there(&kept.county, &kept.unit)?;
    let enters =
        acting(&mut tx, context, actor, (Operation::EnterContribution, there), &[]).await.is_ok();
    let confirm = Operation::ConfirmContribution;
    let confirms = acting(&mut tx, context, actor, (confirm, there), &[]).await;
    let confirms =
        confirms.is_ok_and(|by| projects::is_own_county(confirm, by.held, there).is_ok());
    let own = line.maker().is_some_and(|maker| actor.is(maker));
    let open = match projects::found(&mut tx, context, actor, &kept.project).await {
        Ok(record) => {
            let way = projects::followed(&mut tx, record, origin.day).await?.way;
            admits(way.state()).is_ok()
        }
        Err(_) => false,
    };
    let pending = matches!(line.state(), State::Waiting | State::Returned);
    let decides = confirms && line.state() == State::Waiting && !own;
    let can = [
        (May::Decide, decides),
        (May::Rewrite, enters && open && pending),
        (May::Withdraw, enters && pending),
        (May::Reverse, enters && open && is_reversible(line) && reversed_by.is_none()),
    ];
    let mut taken = named_steps(&mut tx, &followed.steps).await?;
    masked_steps(tx.persons(), &mut taken);
    Ok(OneContribution {
        taken,
        attachments: attachments::of(&mut tx, matter_of(KIND, id)).await?,
        may: can.into_iter().filter(|(_, can)| *can).map(|(what, _)| what).collect(),
        reversed_by,
        followed,
    })
}

/// The other money of a project that somebody reads.
pub(crate) async fn of_project(context: &Context, actor: &Actor, of: &OneProject) -> Done<Of> {
    let mut tx = context.db.read().await?;
    let home = projects::home_of(&of.followed.record);
    let there = handling::there(&home.county, &home.unit)?;
    let open = admits(of.followed.way.state()).is_ok();
    let may_enter = actor.post(context, Operation::EnterContribution, Some(there)).is_ok();
    let lines = contributions::of_project(&mut tx, &home.project, SHOWN).await?;
    Ok(Of {
        sums: contributions::sums(&mut tx, &home.project).await?,
        lines: lines.into_iter().map(|line| givers::masked(tx.persons(), line)).collect(),
        may_enter: open && may_enter,
    })
}

/// What is due for somebody: lines to confirm, and lines that came back.
pub(crate) async fn due(context: &Context, actor: &Actor) -> Done<[Vec<Contribution>; 2]> {
    let mut tx = context.db.read().await?;
    let [mut waiting, mut back] = [Vec::new(), Vec::new()];
    for held in &actor.held {
        let county = held.scope.division.to_string();
        let of = (&*county, held.scope.organisation.as_deref().unwrap_or_default());
        if Operation::ConfirmContribution.is_open_to(held.role) {
            let lines = contributions::in_state(&mut tx, of, "waiting", MOST).await?;
            waiting.extend(lines.into_iter().filter(|one| one.maker != actor.person.id));
        }
        if Operation::EnterContribution.is_open_to(held.role) {
            back.extend(contributions::in_state(&mut tx, of, "returned", MOST).await?);
        }
    }
    for list in [&mut waiting, &mut back] {
        list.sort_by_key(|one| one.id);
        list.dedup_by_key(|one| one.id);
    }
    let read =
        |list: Vec<_>| list.into_iter().map(|one| givers::masked(tx.persons(), one)).collect();
    Ok([waiting, back].map(read))
}
