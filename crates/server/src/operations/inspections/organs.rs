//! Who inspects, who decides on it, and who answers for the place. The regulations say so of audit, of the
//! agriculture division and of supervision after payment; which posts of a finance bureau inspect is a local default.

use domain::Level;
use domain::inspection::Kind;
use store::db::Tx;
use store::inspections::Inspection;

use super::kept;
use crate::access::{Operation, Place, Role, post_for};
use crate::context::Context;
use crate::operations::handling::acting::{Acting, as_post};
use crate::operations::handling::division;
use crate::operations::{Actor, Done, Refusal};

/// Whether posts of a role carry out inspections of a kind.
pub(crate) fn inspects(kind: Kind, role: Role) -> bool {
    let bureau = matches!(
        role,
        Role::BureauHead
            | Role::BureauBusiness
            | Role::BureauTreasury
            | Role::BureauPerformance
            | Role::BureauFund
    );
    match kind {
        Kind::Finance => {
            bureau
                || matches!(
                    role,
                    Role::RegionFundOffice
                        | Role::RegionTreasury
                        | Role::RegionBudget
                        | Role::RegionAgriculture
                        | Role::RegionBusiness
                )
        }
        Kind::Audit => role == Role::Audit,
        Kind::Policy => role == Role::RegionAgriculture,
        Kind::Poverty => matches!(role, Role::RegionLeadingGroup | Role::BureauLeadingGroup),
        Kind::AfterPayment => bureau,
    }
}

/// Whether posts of a role decide on what such an inspection found: another person of those who carry it out, or who
/// leads them.
fn decides(kind: Kind, role: Role) -> bool {
    let leads = match kind {
        Kind::Audit => false,
        Kind::Policy => matches!(role, Role::RegionLeader | Role::RegionFundOffice),
        _ => role == Role::RegionLeader,
    };
    leads || inspects(kind, role)
}

/// The kinds that somebody can plan.
pub(crate) fn kinds(actor: &Actor) -> impl Iterator<Item = Kind> {
    let may = |kind: &Kind| actor.held.iter().any(|held| inspects(*kind, held.role));
    Kind::ALL.into_iter().filter(may)
}

/// Somebody as an inspector who plans something of a kind at a place.
pub(super) async fn as_planner<'a>(
    tx: &mut Tx,
    context: &Context,
    actor: &'a Actor,
    (kind, home): (Kind, domain::Division),
) -> Done<Acting<'a>> {
    actor.post(context, Operation::Inspect, Some((home, None)))?;
    let (divisions, place) = (context.divisions(), Place { division: home, organisation: None });
    let fits = |held: &&crate::access::Held| {
        let own = std::slice::from_ref(*held);
        let reaches = post_for(own, Operation::Inspect, Some(place), divisions).is_some();
        let at_home = kind != Kind::AfterPayment
            || divisions.canonical(held.scope.division) == home
                && divisions.level(home) == Some(Level::County);
        reaches && at_home && inspects(kind, held.role)
    };
    let held = actor.held.iter().find(fits).ok_or(Refusal::InspectionKind)?;
    as_post(tx, actor, held).await
}

/// Somebody of the organ that inspects, in a post to which the operation is open.
pub(super) async fn as_inspector<'a>(
    tx: &mut Tx,
    context: &Context,
    actor: &'a Actor,
    (operation, one): (Operation, &Inspection),
) -> Done<Acting<'a>> {
    actor.post(context, operation, None)?;
    let organ = division(&one.organ)?;
    let kind = kept::kind_of(&one.standing.kind).ok_or(Refusal::UnknownRecord)?;
    let fits = |held: &&crate::access::Held| {
        let may = if operation == Operation::Inspect { inspects } else { decides };
        let same = context.divisions().canonical(held.scope.division) == organ;
        same && held.scope.organisation.is_none() && may(kind, held.role)
    };
    as_post(tx, actor, actor.held.iter().find(fits).ok_or(Refusal::OutOfScope)?).await
}

/// Somebody of the place that is inspected: nobody answers from above.
pub(super) async fn as_place<'a>(
    tx: &mut Tx,
    context: &Context,
    actor: &'a Actor,
    one: &Inspection,
) -> Done<Acting<'a>> {
    let operation = Operation::AnswerInspection;
    actor.post(context, operation, None)?;
    let home = division(&one.standing.home)?;
    let fits = |held: &&crate::access::Held| {
        let same = context.divisions().canonical(held.scope.division) == home;
        let own = held.scope.organisation.as_deref();
        let unit = own.is_none_or(|own| own == one.standing.organisation);
        same && unit && operation.is_open_to(held.role)
    };
    as_post(tx, actor, actor.held.iter().find(fits).ok_or(Refusal::OutOfScope)?).await
}
