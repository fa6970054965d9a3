//! A round of monitoring as it is read, what is due of rounds, and how many are there.

use std::collections::BTreeMap;

use domain::monitoring::State;
use store::attachments::{self, Attachment};
use store::db::Tx;
use store::monitorings::{self, Coverage, Owed, Round};

use super::asked::{Asked, asked};
use super::followed::FollowedRound;
use super::weighed::{Drafts, Weighed, weigh};
use super::{KIND, found};
use crate::access::Operation;
use crate::context::{Context, Origin};
use crate::operations::handling::acting::acting;
use crate::operations::handling::one::One;
use crate::operations::handling::{self, matter_of};
use crate::operations::projects;
use crate::operations::warnings::{Taken, named_steps};
use crate::operations::{Actor, Done, Failure, Refusal};

/// Rounds of one kind that are listed as due.
const MOST: i64 = 8;

/// What somebody can do about a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum May {
    /// Write it anew.
    Rewrite,
    /// Accept it, send it back, decide.
    Review,
    /// Report that what was decided is carried out.
    Report,
    /// Check that.
    Check,
    /// Let payments go on.
    Lift,
}

/// One round.
#[derive(Debug)]
pub(crate) struct OneMonitoring {
    /// The round with its steps.
    pub(crate) followed: FollowedRound,
    /// What is asked for at its node; nothing where its target owes no round there any more.
    pub(crate) asked: Option<Asked>,
    /// What the rules say of it now.
    pub(crate) weighed: Weighed,
    /// Number of the order of its decision.
    pub(crate) order: Option<String>,
    /// Its steps, the first one first.
    pub(crate) taken: Vec<Taken>,
    /// Its documents.
    pub(crate) attachments: Vec<Attachment>,
    /// What the reader can do now.
    pub(crate) may: Vec<May>,
}

impl One for OneMonitoring {
    const PLACE: &'static str = "/monitorings";

    async fn read(
        context: &Context,
        origin: &Origin,
        actor: &Actor,
        id: i64,
    ) -> Done<OneMonitoring> {
        Box::pin(one(context, origin, actor, id)).await
    }

    fn documents(&self) -> &[Attachment] {
        &self.attachments
    }
}

/// One round for a reader.
async fn one(context: &Context, origin: &Origin, actor: &Actor, id: i64) -> Done<OneMonitoring> {
    let mut tx = context.db.read().await?;
    let followed = found(&mut tx, context, actor, id).await?;
    let of = (followed.kept.target.as_str(), followed.kept.node.as_str());
    let asked = match asked(&mut tx, context, actor, of).await {
        Err(Failure::Refused(Refusal::MonitoringNotOwed)) => None,
        other => Some(other?),
    };
    drop(tx);
    let text = followed.one.text();
    let weighed = match &asked {
        Some(asked) => {
            let drafts = Drafts::read(context, origin.day, asked, text).await?;
            let mut tx = context.db.read().await?;
            weigh(&mut tx, context, origin.day, (asked, text), &drafts).await?
        }
        None => Weighed::default(),
    };
    let mut tx = context.db.read().await?;
    let may = may(&mut tx, context, actor, &followed).await?;
    Ok(OneMonitoring {
        order: followed.one.decision().map(|_| super::writing::number(&followed)),
        taken: named_steps(&mut tx, &followed.steps).await?,
        attachments: attachments::of(&mut tx, matter_of(KIND, id)).await?,
        followed,
        asked,
        weighed,
        may,
    })
}

/// What somebody can do about a round.
async fn may(
    tx: &mut Tx,
    context: &Context,
    actor: &Actor,
    followed: &FollowedRound,
) -> Done<Vec<May>> {
    let (kept, one) = (&followed.kept, &followed.one);
    let there = handling::there(&kept.county, &kept.unit)?;
    let entering = (Operation::EnterMonitoring, there);
    let enters = acting(tx, context, actor, entering, &[]).await.is_ok();
    let reviewing = Operation::ReviewMonitoring;
    let held = actor.post(context, reviewing, Some(there)).ok();
    let own = held.is_some_and(|held| projects::is_own_county(reviewing, held, there).is_ok());
    let reviews = own && !one.writers().any(|writer| actor.is(writer));
    let lifts = reviews && !one.suspended_by().is_some_and(|who| actor.is(who));
    let state = one.state();
    let reported = state == State::Reported;
    let can = [
        (May::Rewrite, enters && matches!(state, State::Waiting | State::Returned)),
        (May::Review, reviews && state == State::Waiting),
        (May::Report, enters && state == State::Decided),
        (May::Check, if one.suspends() { lifts && reported } else { reviews && reported }),
        (May::Lift, lifts && one.suspends() && state == State::Decided),
    ];
    Ok(can.into_iter().filter(|(_, can)| *can).map(|(what, _)| what).collect())
}

/// Whether somebody may enter the round of a target.
pub(crate) fn may_enter(context: &Context, actor: &Actor, asked: &Asked) -> bool {
    let there = handling::there(&asked.owed.county, &asked.owed.unit);
    there.is_ok_and(|there| actor.post(context, Operation::EnterMonitoring, Some(there)).is_ok())
}

/// The round by which payments of a project are suspended now, if the reader may see it: its number, and since when.
pub(crate) async fn suspended(
    context: &Context,
    actor: &Actor,
    project: &str,
) -> Done<Option<Round>> {
    let mut tx = context.db.read().await?;
    let Some(kept) = monitorings::suspended(&mut tx, project).await? else { return Ok(None) };
    let there = handling::there(&kept.county, &kept.unit)?;
    let sees = actor.post(context, Operation::ListMonitorings, Some(there)).is_ok();
    Ok(Some(kept).filter(|_| sees))
}

/// What is due for somebody.
#[derive(Clone, Debug, Default)]
pub(crate) struct Due {
    /// Rounds to be entered.
    pub(crate) open: Vec<Owed>,
    /// Those that came back.
    pub(crate) returned: Vec<Round>,
    /// Decisions to be carried out.
    pub(crate) decided: Vec<Round>,
    /// Rounds to review.
    pub(crate) waiting: Vec<Round>,
    /// What was reported to be carried out, to check.
    pub(crate) reported: Vec<Round>,
}

/// What is due for somebody.
pub(crate) async fn due(context: &Context, actor: &Actor) -> Done<Due> {
    let mut tx = context.db.read().await?;
    let mut due = Due::default();
    for held in &actor.held {
        let county = held.scope.division.to_string();
        let unit = held.scope.organisation.as_deref().unwrap_or_default();
        let of = (&*county, unit);
        // The line section stands in for units without an account; what waits for these is not put before it.
        let enters = Operation::EnterMonitoring.is_open_to(held.role) && !unit.is_empty();
        let reviews = Operation::ReviewMonitoring.is_open_to(held.role);
        if enters {
            due.open.extend(monitorings::open(&mut tx, of, MOST).await?);
        }
        for (does, state, list) in [
            (enters, "returned", &mut due.returned),
            (enters, "decided", &mut due.decided),
            (reviews, "waiting", &mut due.waiting),
            (reviews, "reported", &mut due.reported),
        ] {
            if does {
                list.extend(monitorings::in_state(&mut tx, of, state, MOST).await?);
            }
        }
    }
    due.waiting.retain(|one| one.maker != actor.person.id);
    for list in [&mut due.returned, &mut due.decided, &mut due.waiting, &mut due.reported] {
        list.sort_by_key(|one| one.id);
        list.dedup_by_key(|one| one.id);
    }
    Ok(due)
}

/// How many rounds the divisions in somebody's reach owe in a year and have, by division, all nodes together; those
/// without a division are left out.
pub(crate) async fn coverage(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    year: i64,
) -> Done<Vec<Coverage>> {
    let operation = Operation::ListMonitorings;
    actor.post(context, operation, None)?;
    let mut tx = context.db.read().await?;
    let rows = monitorings::coverage(&mut tx, year, &origin.day.to_string()).await?;
    let mut by_county: BTreeMap<String, Coverage> = BTreeMap::new();
    for row in rows {
        let Ok(there) = handling::there(&row.county, "") else { continue };
        if actor.post(context, operation, Some(there)).is_err() {
            continue;
        }
        let sum = by_county.entry(row.county.clone()).or_default();
        sum.county = row.county;
        for (sum, part) in [
            (&mut sum.owed, row.owed),
            (&mut sum.entered, row.entered),
            (&mut sum.timely, row.timely),
            (&mut sum.waiting, row.waiting),
            (&mut sum.decided, row.decided),
            (&mut sum.late, row.late),
        ] {
            *sum += part;
        }
    }
    Ok(by_county.into_values().collect())
}
