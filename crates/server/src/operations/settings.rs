//! Settings: the treasury division proposes another value for a local default of the pack, from a day on; the divisions
//! concerned that it names agree or object; with the last agreement it is in force, at once for all who serve.

mod followed;
mod kept;
mod listed;
mod one;
#[cfg(test)]
pub(crate) mod tests;
mod trial;

use domain::handling::Opinion;
use domain::handling::{PostId, StepRefusal};
use domain::setting::{Proposal, Setting, State, Step};
use policy::pack::params;
use policy::pack::settings::{self, Fault};
use store::db::Tx;

use self::followed::FollowedSetting;
pub(crate) use self::listed::{Dated, Listed, list, parameter};
pub(crate) use self::one::{Asked, May, OneSetting, due, offered};
pub(crate) use self::trial::{Counts, Trial, trial};
use super::handling::acting::{Acting, acting, day, finished, written};
use super::law::Present;
use super::screening::found::region;
use super::{Actor, Done, Refusal};
use crate::access::Operation;
use crate::context::{Context, Origin};

/// Kind of the matter by which steps are kept.
pub(crate) const KIND: &str = "setting";

/// A setting as it was entered.
#[derive(Clone, Debug, Default)]
pub(crate) struct Writing {
    /// Name of the parameter.
    pub(crate) parameter: String,
    /// The value, in the unit of the parameter.
    pub(crate) value: String,
    /// First day on which it is to hold.
    pub(crate) since: String,
    /// Why.
    pub(crate) reason: String,
    /// Numbers of the posts that are asked.
    pub(crate) consulted: Vec<i64>,
}

/// What somebody says of a setting.
#[derive(Clone, Debug, Default)]
pub(crate) struct Saying {
    /// Word of the step.
    pub(crate) step: String,
    /// Why.
    pub(crate) reason: String,
}

/// A value that the pack admits for a parameter, from a day on.
pub(crate) fn admitted(
    pack: &policy::Pack,
    (name, value, since): (&str, &str, &str),
) -> Result<settings::Setting, Refusal> {
    let param = pack.params.by_name.get(name.trim()).ok_or(Refusal::SettingUnknown)?;
    let value = params::typed(param.ty, &written(value)?);
    let setting = settings::Setting {
        name: param.name.clone(),
        since: day(since)?,
        // What cannot be read is of no type that fits; a value of the regulation is refused before.
        value: value.ok_or(if param.local_default {
            Refusal::SettingValue
        } else {
            Refusal::SettingOfLaw
        })?,
    };
    pack.admits(&setting).map_err(|fault| refused(&fault))?;
    if param.on(setting.since) == Some(&setting.value) {
        return Err(Refusal::Step(StepRefusal::NothingChanged));
    }
    Ok(setting)
}

fn refused(fault: &Fault) -> Refusal {
    match fault {
        Fault::Unknown => Refusal::SettingUnknown,
        Fault::Law(_) => Refusal::SettingOfLaw,
        Fault::Mistyped(_) => Refusal::SettingValue,
        Fault::OutOfBounds => Refusal::SettingBounds,
        Fault::NotLater(_) => Refusal::SettingNotLater,
        Fault::DayOutOfReach => Refusal::NotADay,
    }
}

/// What is proposed, by the law of this moment.
async fn proposed(
    tx: &mut Tx,
    context: &Context,
    writing: &Writing,
) -> Done<(settings::Setting, Proposal)> {
    let Present { pack, .. } = context.law.follow(tx).await?;
    let setting = admitted(&pack, (&writing.parameter, &writing.value, &writing.since))?;
    let offered = offered(tx, context).await?;
    let known = |id: &i64| offered.iter().any(|(post, _)| post == id);
    if !writing.consulted.iter().all(known) {
        return Err(Refusal::SettingPost.into());
    }
    let proposal = Proposal {
        value: params::plain(&setting.value),
        since: setting.since,
        reason: written(&writing.reason)?,
        consulted: writing.consulted.iter().map(|id| PostId(*id as u64)).collect(),
    };
    Ok((setting, proposal))
}

/// Somebody who does something about settings, which are the region's.
async fn here<'a>(
    tx: &mut Tx,
    context: &Context,
    actor: &'a Actor,
    (operation, meant): (Operation, &[PostId]),
) -> Done<Acting<'a>> {
    let region = region(context.divisions()).ok_or(Refusal::UnknownDivision)?;
    acting(tx, context, actor, (operation, (region, None)), meant).await
}

/// Proposes a setting; its number.
pub(crate) async fn propose(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    writing: &Writing,
) -> Done<i64> {
    let operation = Operation::ProposeSetting;
    let mut tx = context.db.write().await?;
    let by = here(&mut tx, context, actor, (operation, &[])).await?;
    let (setting, proposal) = proposed(&mut tx, context, writing).await?;
    let one = Setting::begin(proposal.clone(), by.who, origin.day).map_err(Refusal::Step)?;
    let mut kept = store::settings::Setting {
        id: 0,
        parameter: setting.name,
        maker: actor.person.id,
        standing: followed::standing(&one, params::key(setting.value.ty()), origin.day),
    };
    kept.id = store::settings::add(&mut tx, &kept).await?.ok_or(Refusal::SettingUnderWay)?;
    let id = kept.id;
    let taking = by.taking(origin);
    let followed =
        FollowedSetting::begin(&mut tx, (kept, one), &Step::Propose(proposal), taking).await?;
    finish(tx, context, origin, actor, (operation, by), followed).await?;
    Ok(id)
}

/// The setting of a number.
async fn found(tx: &mut Tx, id: i64) -> Done<FollowedSetting> {
    let kept = store::settings::by_id(tx, id).await?.ok_or(Refusal::UnknownRecord)?;
    FollowedSetting::of(tx, kept).await
}

/// Proposes it otherwise; whoever agreed before is asked again.
pub(crate) async fn rewrite(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, writing): (i64, &Writing),
) -> Done<()> {
    let operation = Operation::ProposeSetting;
    let mut tx = context.db.write().await?;
    let by = here(&mut tx, context, actor, (operation, &[])).await?;
    let mut followed = found(&mut tx, id).await?;
    let writing = Writing { parameter: followed.kept.parameter.clone(), ..writing.clone() };
    let (_, proposal) = proposed(&mut tx, context, &writing).await?;
    let taking = by.taking(origin);
    followed.take(&mut tx, Step::Propose(proposal), taking).await?;
    finish(tx, context, origin, actor, (operation, by), followed).await
}

/// Gives it up.
pub(crate) async fn withdraw(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, saying): (i64, &Saying),
) -> Done<()> {
    let operation = Operation::ProposeSetting;
    let mut tx = context.db.write().await?;
    let by = here(&mut tx, context, actor, (operation, &[])).await?;
    let mut followed = found(&mut tx, id).await?;
    let step = Step::Withdraw { reason: written(&saying.reason)? };
    let taking = by.taking(origin);
    followed.take(&mut tx, step, taking).await?;
    finish(tx, context, origin, actor, (operation, by), followed).await
}

/// A division that was named says what it thinks. The last agreement brings the setting into force, for all who are
/// served by this process at once.
pub(crate) async fn opine(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, saying): (i64, &Saying),
) -> Done<()> {
    let operation = Operation::AgreeSetting;
    let mut tx = context.db.write().await?;
    let mut followed = found(&mut tx, id).await?;
    let meant = followed.one.proposal().consulted.clone();
    let by = here(&mut tx, context, actor, (operation, &meant)).await?;
    let agrees = match saying.step.as_str() {
        "agree" => true,
        "object" => false,
        _ => return Err(Refusal::UnknownStep.into()),
    };
    if agrees {
        // The pack may be another than when it was proposed.
        let Present { pack, .. } = context.law.follow(&mut tx).await?;
        let proposal = followed.one.proposal();
        let since = proposal.since.to_string();
        admitted(&pack, (&followed.kept.parameter, &proposal.value, &since))?;
    }
    let step = Step::Opine(Opinion { agrees, reason: written(&saying.reason)? });
    let taking = by.taking(origin);
    followed.take(&mut tx, step, taking).await?;
    let adopted = followed.one.state() == State::Adopted;
    finish(tx, context, origin, actor, (operation, by), followed).await?;
    if adopted {
        context.followed().await?;
    }
    Ok(())
}

/// Keeps what the steps come to, and the event of the last one; then all of it lasts.
async fn finish(
    mut tx: Tx,
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (operation, by): (Operation, Acting<'_>),
    mut followed: FollowedSetting,
) -> Done<()> {
    followed.stand(&mut tx, origin.day).await?;
    let home = region(context.divisions()).map(|region| region.to_string()).unwrap_or_default();
    finished(tx, origin, actor, (operation, by), followed.stepped(&home, None)).await
}
