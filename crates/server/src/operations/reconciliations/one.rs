//! A reconciliation as it is read, a quarter with all parties, and what is due of them.

use domain::day::Day;
use domain::fund::Funds;
use domain::money::Fen;
use domain::period::Period;
use domain::reconciliation::{Side, State};
use store::db::Tx;
use store::reconciliations::{self, Reconciliation};
use store::records::all_funds;

use super::party::{self, Party};
use super::{FollowedReconciliation, found, here, stands};
use crate::access::Operation;
use crate::context::{Context, Origin};
use crate::operations::handling::acting::as_post;
use crate::operations::handling::division;
use crate::operations::handling::one::One;
use crate::operations::warnings::{Taken, named_steps};
use crate::operations::{Actor, Done, Refusal};

/// Reconciliations of one kind that are listed as due.
const MOST: i64 = 8;

/// What somebody can do about a reconciliation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum May {
    /// Enter the other party's figures.
    Enter,
    /// What the agriculture division does beside signing.
    Keep,
    /// Sign for the agriculture division.
    SignOurs,
    /// Sign for the other party.
    SignTheirs,
}

impl OneReconciliation {
    /// Whether the reader can do something now.
    pub(crate) fn may(&self, what: May) -> bool {
        self.may.contains(&what)
    }
}

/// One reconciliation.
#[derive(Debug)]
pub(crate) struct OneReconciliation {
    /// The reconciliation.
    pub(crate) followed: FollowedReconciliation,
    /// The other party.
    pub(crate) party: Party,
    /// The funds that there are.
    pub(crate) funds: Funds,
    /// Its steps, the first one first.
    pub(crate) taken: Vec<Taken>,
    /// All of the party and quarter, the last version first.
    pub(crate) versions: Vec<Reconciliation>,
    /// Whether records changed since our figures were made.
    pub(crate) moved: bool,
    /// What the reader can do now.
    pub(crate) may: Vec<May>,
}

impl One for OneReconciliation {
    const PLACE: &'static str = "/reconciliations";

    async fn read(
        context: &Context,
        _: &Origin,
        actor: &Actor,
        id: i64,
    ) -> Done<OneReconciliation> {
        one(context, actor, id).await
    }
}

/// One reconciliation for a reader.
async fn one(context: &Context, actor: &Actor, id: i64) -> Done<OneReconciliation> {
    let mut tx = context.db.read().await?;
    let followed = found(&mut tx, context, actor, id).await?;
    let (home, state) = (division(&followed.kept.home)?, followed.one.state());
    let signs = async |tx: &mut Tx, side| signs(tx, context, actor, (&followed, side)).await;
    let may_sign_ours = signs(&mut tx, Side::Agriculture).await?;
    let may_sign_theirs = signs(&mut tx, Side::Party).await?;
    let enters = here(&mut tx, context, actor, (Operation::EnterReconciliation, home)).await;
    let keeps = actor.post(context, Operation::KeepReconciliation, Some((home, None)));
    let moved = state != State::Signed && !stands(&mut tx, context, &followed).await?;
    let can = [
        (May::Enter, enters.is_ok() && state != State::Signed),
        (May::Keep, keeps.is_ok()),
        (May::SignOurs, may_sign_ours),
        (May::SignTheirs, may_sign_theirs),
    ];
    Ok(OneReconciliation {
        party: Party::of(context, &followed.kept.party)?,
        funds: all_funds(&mut tx, &context.pack.funds).await?,
        taken: named_steps(&mut tx, &followed.steps).await?,
        versions: reconciliations::of(&mut tx, &followed.kept.party, &followed.kept.quarter)
            .await?,
        moved,
        may: can.into_iter().filter(|(_, can)| *can).map(|(what, _)| what).collect(),
        followed,
    })
}

/// Whether the reader may sign for a side now.
async fn signs(
    tx: &mut Tx,
    context: &Context,
    actor: &Actor,
    (followed, side): (&FollowedReconciliation, Side),
) -> Done<bool> {
    let home = division(&followed.kept.home)?;
    let by = match side {
        Side::Agriculture => {
            let there = Some((home, None));
            match actor.post(context, Operation::KeepReconciliation, there) {
                Ok(held) => as_post(tx, actor, held).await.ok(),
                Err(_) => None,
            }
        }
        Side::Party => here(tx, context, actor, (Operation::SignReconciliation, home)).await.ok(),
    };
    let fits = by.is_some_and(|by| followed.one.may_sign(side, by.who).is_ok());
    Ok(fits && followed.one.state() == State::Entered)
}

/// Where the reconciliation of one party in a quarter stands.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    /// The party.
    pub(crate) party: Party,
    /// What the ledger says of all integrated funds together.
    pub(crate) total: Fen,
    /// Funds of which the ledger knows something.
    pub(crate) funds: usize,
    /// The last reconciliation; none where there is none.
    pub(crate) last: Option<Reconciliation>,
}

/// All parties of a quarter that the reader may see, and the last day on time.
pub(crate) async fn of_quarter(
    context: &Context,
    actor: &Actor,
    quarter: Period,
) -> Done<(Vec<Standing>, Day)> {
    actor.post(context, Operation::ListReconciliations, None)?;
    let end = quarter.last_day().ok_or(Refusal::NotAQuarter)?;
    let mut tx = context.db.read().await?;
    let all = party::all(&mut tx, context, end).await?;
    let made = reconciliations::of_quarter(&mut tx, &quarter.to_string()).await?;
    let mut standings = Vec::new();
    for (id, rows) in all {
        let party = Party::of(context, &id)?;
        let there = Some((party.home, None));
        if actor.post(context, Operation::ListReconciliations, there).is_err() {
            continue;
        }
        let total = rows.iter().fold(0, |sum: i64, (_, fen)| sum.saturating_add(fen.0));
        let last = made.iter().rev().find(|one| one.party == id).cloned();
        standings.push(Standing { party, total: Fen(total), funds: rows.len(), last });
    }
    standings.sort_by_key(|one| !one.party.is_business);
    Ok((standings, party::due_on(context, end)))
}

/// The quarter of a text; the last one that is over where it says nothing.
pub(crate) fn quarter_of(text: &str, on: Day) -> Result<Period, Refusal> {
    if text.trim().is_empty() {
        let before = Period::quarter_of(on).first_day().and_then(|first| first.plus_days(-1));
        return before.map(Period::quarter_of).ok_or(Refusal::NotAQuarter);
    }
    Period::parse(text).filter(|period| period.is_quarter()).ok_or(Refusal::NotAQuarter)
}

/// What is due for somebody: figures to enter, and reconciliations to sign.
pub(crate) async fn due(context: &Context, actor: &Actor) -> Done<[Vec<Reconciliation>; 2]> {
    let mut tx = context.db.read().await?;
    let (mut enters, mut waits) = (Vec::new(), Vec::new());
    for held in &actor.held {
        let home = held.scope.division.to_string();
        if Operation::EnterReconciliation.is_open_to(held.role) {
            enters.extend(reconciliations::in_state(&mut tx, "open", &home, MOST).await?);
        }
        if Operation::SignReconciliation.is_open_to(held.role) {
            waits.extend(reconciliations::in_state(&mut tx, "entered", &home, MOST).await?);
        }
        if Operation::KeepReconciliation.is_open_to(held.role) {
            waits.extend(reconciliations::in_state(&mut tx, "entered", "", MOST).await?);
        }
    }
    let mut to_sign = Vec::new();
    for one in waits {
        let followed = FollowedReconciliation::of(&mut tx, one.clone()).await?;
        let ours = signs(&mut tx, context, actor, (&followed, Side::Agriculture)).await?;
        let theirs = signs(&mut tx, context, actor, (&followed, Side::Party)).await?;
        if ours || theirs {
            to_sign.push(one);
        }
    }
    for list in [&mut enters, &mut to_sign] {
        list.sort_by(|one, other| (&one.due_on, one.id).cmp(&(&other.due_on, other.id)));
        list.dedup_by_key(|one| one.id);
    }
    Ok([enters, to_sign])
}
