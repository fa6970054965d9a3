//! A plan as it is read, the form by which it is written anew, and what is due of plans.

use domain::Funds;
use domain::factor::Fault;
use domain::factor::plan::{Amount, State};
use domain::factor::{Divided, Factor};
use store::factor_plans::{self, FactorPlan};
use store::records::all_funds;

use super::faults::percent;
use super::{FactorInput, FollowedPlan, Planning, Row, found, receivers, values_of};
use crate::access::Operation;
use crate::context::{Context, Origin};
use crate::operations::handling::division;
use crate::operations::handling::one::One;
use crate::operations::warnings::{Taken, named_steps};
use crate::operations::{Actor, Done};

/// One plan.
#[derive(Debug)]
pub(crate) struct OnePlan {
    /// The plan.
    pub(crate) followed: FollowedPlan,
    /// The funds that there are.
    pub(crate) funds: Funds,
    /// What the factors make; what is wrong where nothing.
    pub(crate) divided: Result<Divided, Fault>,
    /// What each place gets.
    pub(crate) amounts: Vec<Amount>,
    /// Its steps, the first one first.
    pub(crate) taken: Vec<Taken>,
    /// The plan that is in force for the same fund, year and level, where it is another one.
    pub(crate) in_force: Option<i64>,
    /// Whether the reader prepares it.
    pub(crate) may_prepare: bool,
    /// Whether the reader may adopt it now.
    pub(crate) may_adopt: bool,
}

impl One for OnePlan {
    const PLACE: &'static str = "/factor-plans";

    async fn read(context: &Context, _: &Origin, actor: &Actor, id: i64) -> Done<OnePlan> {
        one(context, actor, id).await
    }
}

/// One plan for a reader.
async fn one(context: &Context, actor: &Actor, id: i64) -> Done<OnePlan> {
    let mut tx = context.db.read().await?;
    let followed = found(&mut tx, context, actor, id).await?;
    let there = Some((division(&followed.kept.home)?, None));
    let may = |operation| actor.post(context, operation, there).is_ok();
    let is_maker = followed
        .one
        .makers()
        .any(|maker| maker.person().is_some_and(|person| person.0 == actor.person.id as u64));
    let in_force = factor_plans::in_force(&mut tx, &followed.kept).await?.map(|one| one.id);
    let proposed = followed.one.state() == State::Proposed;
    Ok(OnePlan {
        funds: all_funds(&mut tx, &context.pack.funds).await?,
        divided: followed.one.draft().divided(),
        amounts: followed.one.amounts().unwrap_or_default(),
        taken: named_steps(&mut tx, &followed.steps).await?,
        in_force: in_force.filter(|other| *other != id),
        may_prepare: may(Operation::PrepareFactorPlan),
        may_adopt: proposed && !is_maker && may(Operation::AdoptFactorPlan),
        followed,
    })
}

/// A plan as it was entered, to be written anew.
pub(crate) fn planning(context: &Context, followed: &FollowedPlan) -> Planning {
    let (kept, draft) = (&followed.kept, followed.one.draft());
    let factor = |one: &Factor| FactorInput {
        name: one.name.clone(),
        unit: one.unit.clone(),
        source: one.source.clone(),
        weight: percent(one.weight),
    };
    let level = super::draft::level_of(&kept.level);
    let places = level.map(|level| receivers(context, level)).unwrap_or_default();
    let row = |place: &domain::Division| {
        let values = values_of(&followed.one, *place);
        let out = values.is_empty() && !draft.places.is_empty();
        Row { to: place.to_string(), out, values }
    };
    Planning {
        fund: kept.fund.clone(),
        fiscal_year: kept.fiscal_year.to_string(),
        level: kept.level.clone(),
        amount: draft.amount.plain(),
        note: draft.note.clone(),
        factors: draft.factors.iter().map(factor).collect(),
        rows: places.iter().map(row).collect(),
        table: String::new(),
    }
}

/// The funds to choose from: code and name.
pub(crate) async fn funds(context: &Context, actor: &Actor) -> Done<Vec<(String, String)>> {
    actor.post(context, Operation::PrepareFactorPlan, None)?;
    let funds = all_funds(&mut context.db.read().await?, &context.pack.funds).await?;
    Ok(funds.iter().map(|(_, fund)| (fund.code.clone(), fund.name.clone())).collect())
}

/// What is due for somebody: drafts of one's own, and plans that wait for their adoption by another person.
pub(crate) async fn due(context: &Context, actor: &Actor) -> Done<[Vec<FactorPlan>; 2]> {
    const MOST: i64 = 8;
    let mut found: [Vec<FactorPlan>; 2] = Default::default();
    let [drafts, waiting] = &mut found;
    let mut tx = context.db.read().await?;
    for held in actor.held.iter().filter(|held| held.scope.organisation.is_none()) {
        let home = held.scope.division.to_string();
        if Operation::PrepareFactorPlan.is_open_to(held.role) {
            let own = factor_plans::in_state(&mut tx, &home, "draft", MOST).await?;
            drafts.extend(own.into_iter().filter(|one| one.maker == actor.person.id));
        }
        if Operation::AdoptFactorPlan.is_open_to(held.role) {
            let all = factor_plans::in_state(&mut tx, &home, "proposed", MOST).await?;
            waiting.extend(all.into_iter().filter(|one| one.maker != actor.person.id));
        }
    }
    for list in &mut found {
        list.sort_by_key(|one| std::cmp::Reverse(one.id));
        list.dedup_by_key(|one| one.id);
    }
    Ok(found)
}
