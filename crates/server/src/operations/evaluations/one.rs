//! A self-evaluation as it is read, and what is due of them.

use domain::Day;
use domain::evaluation::State;
use store::attachments::{self, Attachment};
use store::db::Tx;
use store::self_evaluations::{self, Owed, SelfEvaluation};

use super::drafted::Target;
use super::followed::FollowedEvaluation;
use super::{KIND, found};
use crate::access::Operation;
use crate::context::{Context, Origin};
use crate::operations::handling::acting::acting;
use crate::operations::handling::one::One;
use crate::operations::handling::{self, matter_of};
use crate::operations::warnings::{Taken, named_steps};
use crate::operations::{Actor, Done};

/// Self-evaluations of one kind that are listed as due.
const MOST: i64 = 8;
/// Targets that are offered to be evaluated.
const OFFERED: i64 = 100;

/// What somebody can do about a self-evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum May {
    /// Report it anew.
    Rewrite,
    /// Check it.
    Check,
    /// Send it back.
    Return,
    /// Agree to its check, or object.
    Agree,
}

/// One self-evaluation.
#[derive(Debug)]
pub(crate) struct OneEvaluation {
    /// The self-evaluation.
    pub(crate) followed: FollowedEvaluation,
    /// Its target.
    pub(crate) target: Target,
    /// Its steps, the first one first.
    pub(crate) taken: Vec<Taken>,
    /// Its documents.
    pub(crate) attachments: Vec<Attachment>,
    /// What the reader can do now.
    pub(crate) may: Vec<May>,
}

impl One for OneEvaluation {
    const PLACE: &'static str = "/evaluations";

    async fn read(
        context: &Context,
        origin: &Origin,
        actor: &Actor,
        id: i64,
    ) -> Done<OneEvaluation> {
        let mut tx = context.db.read().await?;
        let followed = found(&mut tx, context, actor, id).await?;
        let of = &*followed.kept.target;
        let target = Target::read(&mut tx, context, (actor, origin.day), of).await?;
        let may = may(&mut tx, context, actor, &followed).await?;
        let taken = named_steps(&mut tx, &followed.steps).await?;
        let attachments = attachments::of(&mut tx, matter_of(KIND, id)).await?;
        Ok(OneEvaluation { followed, target, taken, attachments, may })
    }

    fn documents(&self) -> &[Attachment] {
        &self.attachments
    }
}

/// What somebody can do about a self-evaluation.
async fn may(
    tx: &mut Tx,
    context: &Context,
    actor: &Actor,
    followed: &FollowedEvaluation,
) -> Done<Vec<May>> {
    let (kept, state) = (&followed.kept, followed.one.state());
    let there = handling::there(&kept.county, &kept.unit)?;
    let reports = acting(tx, context, actor, (Operation::SelfEvaluate, there), &[]).await.is_ok();
    let own = |operation| {
        let held = actor.post(context, operation, Some(there)).ok();
        held.is_some_and(|held| held.scope.division == there.0)
    };
    let wrote = followed.one.writers().any(|who| actor.is(who));
    let checked = followed.one.checkers().any(|who| actor.is(who));
    let checks = own(Operation::CheckEvaluation) && !wrote;
    let agrees = own(Operation::AgreeEvaluation) && !wrote && !checked;
    let can = [
        (May::Check, checks && state == State::Waiting),
        (May::Return, checks && matches!(state, State::Waiting | State::Checked)),
        (May::Agree, agrees && state == State::Checked),
        (May::Rewrite, reports && !checked && state == State::Returned),
    ];
    Ok(can.into_iter().filter(|(_, can)| *can).map(|(what, _)| what).collect())
}

/// What is due for somebody.
#[derive(Clone, Debug, Default)]
pub(crate) struct Due {
    /// Targets that are to be evaluated.
    pub(crate) owed: Vec<Owed>,
    /// Whether there are more of these.
    pub(crate) more: bool,
    /// Reports to check.
    pub(crate) waiting: Vec<SelfEvaluation>,
    /// Checks to agree to.
    pub(crate) checked: Vec<SelfEvaluation>,
    /// Reports that came back.
    pub(crate) returned: Vec<SelfEvaluation>,
}

/// Targets that somebody may evaluate now, the oldest first.
pub(crate) async fn owed(context: &Context, origin: &Origin, actor: &Actor) -> Done<Vec<Owed>> {
    let mut tx = context.db.read().await?;
    owed_to(&mut tx, origin.day, actor, OFFERED).await
}

async fn owed_to(tx: &mut Tx, on: Day, actor: &Actor, most: i64) -> Done<Vec<Owed>> {
    let mut all: Vec<Owed> = Vec::new();
    let day = (&*on.to_string(), i64::from(on.year()));
    for held in &actor.held {
        if Operation::SelfEvaluate.is_open_to(held.role) {
            let county = held.scope.division.to_string();
            let of = (&*county, held.scope.organisation.as_deref().unwrap_or_default());
            all.extend(self_evaluations::owed(tx, of, day, most).await?);
        }
    }
    all.sort_by(|one, other| {
        (one.fiscal_year, &one.target).cmp(&(other.fiscal_year, &other.target))
    });
    all.dedup_by(|one, other| one.target == other.target);
    Ok(all)
}

/// What is due for somebody.
pub(crate) async fn due(context: &Context, origin: &Origin, actor: &Actor) -> Done<Due> {
    let mut tx = context.db.read().await?;
    let mut due = Due::default();
    for held in &actor.held {
        let county = held.scope.division.to_string();
        let of = (&*county, held.scope.organisation.as_deref().unwrap_or_default());
        for (operation, state, list) in [
            (Operation::CheckEvaluation, "waiting", &mut due.waiting),
            (Operation::AgreeEvaluation, "checked", &mut due.checked),
            (Operation::SelfEvaluate, "returned", &mut due.returned),
        ] {
            if operation.is_open_to(held.role) {
                list.extend(self_evaluations::in_state(&mut tx, of, state, MOST).await?);
            }
        }
    }
    let own = Some(actor.person.id);
    due.waiting.retain(|one| Some(one.maker) != own);
    due.checked.retain(|one| Some(one.maker) != own && one.standing.checker != own);
    for list in [&mut due.waiting, &mut due.checked, &mut due.returned] {
        list.sort_by_key(|one| one.id);
        list.dedup_by_key(|one| one.id);
    }
    due.owed = owed_to(&mut tx, origin.day, actor, MOST + 1).await?;
    due.more = due.owed.len() > MOST as usize;
    due.owed.truncate(MOST as usize);
    Ok(due)
}
