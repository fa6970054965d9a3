//! A target as it is read, and what is due of them.

use domain::TableId;
use domain::target::{Bands, Filed, State, Target};
use store::attachments::{self, Attachment};
use store::db::Tx;
use store::history;
use store::projects::Home;
use store::targets::{self, TargetWay};

use super::followed::FollowedTarget;
use super::records::sheet;
use super::{KIND, drafted, found, here};
use crate::access::Operation;
use crate::context::{Context, Origin};
use crate::operations::entry::weighed::{Weighed, weigh};
use crate::operations::entry::{self, Verdict};
use crate::operations::handling::acting::acting;
use crate::operations::handling::one::One;
use crate::operations::handling::{self, matter_of, words};
use crate::operations::imports::Party;
use crate::operations::warnings::{Taken, named_steps};
use crate::operations::{Actor, Done};

/// Targets of one kind that are listed as due.
const MOST: i64 = 8;
/// Targets of one subject that are looked at.
const OF_ONE: i64 = 20;

/// What somebody can do about a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum May {
    /// Write it anew.
    Rewrite,
    /// Submit it.
    Submit,
    /// Give it up.
    Withdraw,
    /// Review it.
    Review,
    /// Send it back after it passed.
    SendBack,
    /// Approve it, or the change that is asked for.
    Approve,
    /// Refuse the change.
    Deny,
    /// File it.
    File(Filed),
    /// Record its publication.
    Publish,
    /// Ask for a change.
    Ask,
}

/// One target.
#[derive(Debug)]
pub(crate) struct OneTarget {
    /// As it is kept.
    pub(crate) kept: TargetWay,
    /// As its steps have made it.
    pub(crate) one: Target,
    /// What the rules say of it now, as long as something is to be decided.
    pub(crate) judged: Option<(Verdict, Weighed)>,
    /// How a review is bounded, where the pack says it.
    pub(crate) bands: Option<Bands>,
    /// Its steps, the first one first.
    pub(crate) taken: Vec<Taken>,
    /// Its documents.
    pub(crate) attachments: Vec<Attachment>,
    /// What the reader can do now.
    pub(crate) may: Vec<May>,
}

impl One for OneTarget {
    const PLACE: &'static str = "/targets";

    async fn read(context: &Context, origin: &Origin, actor: &Actor, id: i64) -> Done<OneTarget> {
        Box::pin(one(context, origin, actor, id)).await
    }

    fn documents(&self) -> &[Attachment] {
        &self.attachments
    }
}

impl OneTarget {
    /// What is to be decided of: the change that is asked for, or the target itself.
    pub(crate) fn shown(&self) -> &domain::target::Text {
        self.one.asked().unwrap_or(self.one.text())
    }
}

async fn one(context: &Context, origin: &Origin, actor: &Actor, id: i64) -> Done<OneTarget> {
    let followed = found(&mut context.db.read().await?, context, actor, id).await?;
    let judged = judged(context, origin, actor, &followed).await?;
    let mut tx = context.db.read().await?;
    let may = may(&mut tx, context, actor, &followed).await?;
    let taken = named_steps(&mut tx, &followed.steps).await?;
    Ok(OneTarget {
        attachments: attachments::of(&mut tx, matter_of(KIND, id)).await?,
        bands: drafted::bands(context, origin.day),
        kept: followed.kept,
        one: followed.one,
        judged,
        taken,
        may,
    })
}

async fn judged(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    followed: &FollowedTarget,
) -> Done<Option<(Verdict, Weighed)>> {
    let one = &followed.one;
    if matches!(one.state(), State::Approved | State::Rejected | State::Withdrawn) {
        return Ok(None);
    }
    let sheet = sheet(&followed.kept, one.asked().unwrap_or(one.text()));
    let ready = entry::read(context, Party::Person(actor), &sheet).await?;
    let mut tx = context.db.read().await?;
    let verdict = entry::judged_in(&mut tx, context, origin.day, ready).await?;
    let weighed = weigh(&mut tx, origin.day, &verdict, None).await?;
    Ok(Some((verdict, weighed)))
}

/// What somebody can do about a target.
async fn may(
    tx: &mut Tx,
    context: &Context,
    actor: &Actor,
    followed: &FollowedTarget,
) -> Done<Vec<May>> {
    use Operation as O;
    let (kept, one) = (&followed.kept, &followed.one);
    let mut can = [O::WriteTarget, O::ReviewTarget, O::ApproveTarget].map(|of| (of, false));
    for (operation, can) in &mut can {
        *can = here(tx, context, actor, (*operation, kept)).await.is_ok();
    }
    let there = handling::there(&kept.home, &kept.unit)?;
    let keeps_files = acting(tx, context, actor, (O::FileTarget, there), &[]).await.is_ok();
    let [writes, reviews, approves] = can.map(|(_, can)| can);
    let wrote = one.writers().any(|writer| actor.is(writer));
    let state = one.state();
    let at = |states: &[State]| states.contains(&state);
    let mut may = vec![
        (May::Submit, writes && state.is_open()),
        (May::Rewrite, writes && state.is_open()),
        (May::Review, reviews && !wrote && at(&[State::Submitted])),
        (May::Approve, approves && !wrote && at(&[State::Passed, State::Adjusting])),
        (May::SendBack, approves && !wrote && at(&[State::Passed])),
        (May::Deny, approves && !wrote && at(&[State::Adjusting])),
    ];
    let filed = one.filed();
    let next = Filed::ALL.into_iter().zip(filed).filter(|(_, day)| day.is_none());
    may.extend(next.map(|(to, _)| (May::File(to), keeps_files && state.is_in_force())));
    may.push((May::Publish, keeps_files && state.is_in_force()));
    may.push((May::Ask, writes && at(&[State::Approved])));
    may.push((May::Withdraw, writes && at(&[State::Draft, State::Returned, State::Submitted])));
    Ok(may.into_iter().filter(|(_, can)| *can).map(|(what, _)| what).collect())
}

/// Whether somebody may set targets for a project.
pub(crate) fn may_write(context: &Context, actor: &Actor, home: &Home) -> bool {
    let there = handling::there(&home.county, &home.unit);
    there.is_ok_and(|there| actor.post(context, Operation::WriteTarget, Some(there)).is_ok())
}

/// The targets of a subject on their way that the reader may see: number, target, year, word of the state.
pub(crate) async fn of_subject(
    context: &Context,
    actor: &Actor,
    subject: (&str, &str),
) -> Done<Vec<TargetWay>> {
    let mut tx = context.db.read().await?;
    let mut all = targets::of_subject(&mut tx, subject, OF_ONE).await?;
    all.retain(|one| {
        let there = handling::there(&one.home, &one.unit);
        there.is_ok_and(|there| actor.post(context, Operation::ListTargets, Some(there)).is_ok())
    });
    Ok(all)
}

/// Approved targets of a project that stand in the records and are not followed here yet: their numbers; none for
/// whoever may neither change nor file them.
pub(crate) async fn unfollowed(
    context: &Context,
    actor: &Actor,
    (project, home): (&str, &Home),
) -> Done<Vec<String>> {
    let there = handling::there(&home.county, &home.unit)?;
    let may = |operation| actor.post(context, operation, Some(there)).is_ok();
    if !may(Operation::WriteTarget) && !may(Operation::FileTarget) {
        return Ok(Vec::new());
    }
    let mut tx = context.db.read().await?;
    let of = TableId::Targets;
    let held = history::held(&mut tx, of, &[("subject", project)], OF_ONE as usize).await?;
    let mut found = Vec::new();
    for record in held {
        let id = record.text(of, "id");
        let is_own = record.text(of, "subject_kind") == "project";
        let approved = !record.text(of, "approved_on").is_empty();
        if is_own && approved && targets::of_target(&mut tx, id).await?.is_none() {
            found.push(id.to_owned());
        }
    }
    Ok(found)
}

/// What is due for somebody.
#[derive(Clone, Debug, Default)]
pub(crate) struct Due {
    /// Targets that came back.
    pub(crate) returned: Vec<TargetWay>,
    /// Those to review.
    pub(crate) submitted: Vec<TargetWay>,
    /// Those to approve, and changes.
    pub(crate) passed: Vec<TargetWay>,
    /// Drafts that were begun.
    pub(crate) drafts: Vec<TargetWay>,
}

/// What is due for somebody.
pub(crate) async fn due(context: &Context, actor: &Actor) -> Done<Due> {
    use Operation as O;
    let mut tx = context.db.read().await?;
    let mut due = Due::default();
    let word = |state: State| words::TARGET.get(state as usize).map_or("", |row| row.0);
    for held in &actor.held {
        let home = held.scope.division.to_string();
        let of = (&*home, held.scope.organisation.as_deref().unwrap_or_default());
        for (operation, states, list) in [
            (O::WriteTarget, &[State::Returned][..], &mut due.returned),
            (O::WriteTarget, &[State::Draft], &mut due.drafts),
            (O::ReviewTarget, &[State::Submitted], &mut due.submitted),
            (O::ApproveTarget, &[State::Passed, State::Adjusting], &mut due.passed),
        ] {
            for state in states.iter().filter(|_| operation.is_open_to(held.role)) {
                list.extend(targets::in_state(&mut tx, of, word(*state), MOST).await?);
            }
        }
    }
    due.drafts.retain(|one| one.maker == actor.person.id);
    for list in [&mut due.submitted, &mut due.passed] {
        list.retain(|one| one.maker != actor.person.id);
    }
    for list in [&mut due.returned, &mut due.drafts, &mut due.submitted, &mut due.passed] {
        list.sort_by_key(|one| one.id);
        list.dedup_by_key(|one| one.id);
    }
    Ok(due)
}
