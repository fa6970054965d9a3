//! Factor plans: how the region divides money among places, written, proposed, adopted by another person.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::factor::plan::Amount;
use domain::money::Fen;
use serde::{Deserialize, Serialize};

use super::body::Read;
use super::steps::{Past, Possible, Told, after, history, id, possible};
use super::warnings::Made;
use super::{Answer, Caller, some, with_status};
use crate::operations::factor_plans::{
    Adopting, FactorInput, OnePlan, Planning, Row, adopt, begin, prepare, rewrite, send_back,
};
use crate::operations::screening::screen_later;
use crate::pages::factor_plan::actions;
use crate::visit::Site;

/// One factor plan with its computation.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = FactorPlan)]
pub(crate) struct Plan {
    /// Its number.
    id: i64,
    /// Code of the division that divides.
    division: String,
    /// Code of the fund.
    fund: String,
    /// Fiscal year of the money.
    fiscal_year: i64,
    /// Among which places: `prefecture` or `county` (the deeply poor ones).
    level: String,
    /// What is divided, in yuan.
    amount: String,
    /// `draft`, `proposed`, `adopted`, `replaced` or `dropped`.
    state: String,
    /// Remark.
    note: String,
    /// Document of the decision.
    document: Option<String>,
    /// Day of the decision.
    adopted_on: Option<String>,
    /// Number of the plan in force for the same fund, year and level, where it is another one.
    in_force: Option<i64>,
    /// The factors.
    factors: Vec<FactorSaid>,
    /// The places; none while values are missing.
    places: Vec<PlaceSaid>,
    /// What was done.
    history: Vec<Past>,
    /// What whoever asks can do now.
    steps: Vec<Possible>,
}

/// A factor of a plan.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct FactorSaid {
    /// What it is.
    name: String,
    /// In what it is counted.
    unit: String,
    /// From where its values are.
    source: String,
    /// Its weight in hundredths of a percent.
    weight_points: u32,
    /// Its part of the money, in yuan, once that is computed.
    part: Option<String>,
}

/// A place of a plan.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct PlaceSaid {
    /// Code of the division.
    division: String,
    /// Its values, in the order of the factors.
    values: Vec<String>,
    /// What each factor brings it, in yuan.
    parts: Vec<String>,
    /// What the factors make, in yuan.
    computed: String,
    /// What it gets, in yuan: as decided, else as computed.
    amount: String,
    /// Why that is something else.
    reason: Option<String>,
}

fn plan(caller: &Caller, one: &OnePlan) -> Plan {
    let (kept, draft) = (&one.followed.kept, one.followed.one.draft());
    let pool = |at: usize| one.divided.as_ref().ok().and_then(|all| all.pools.get(at).copied());
    let factor = |(at, factor): (usize, &domain::factor::Factor)| FactorSaid {
        name: factor.name.clone(),
        unit: factor.unit.clone(),
        source: factor.source.clone(),
        weight_points: factor.weight,
        part: pool(at).map(Fen::plain),
    };
    let place = |(at, amount): (usize, &Amount)| place(one, at, amount);
    Plan {
        id: kept.id,
        division: kept.home.clone(),
        fund: kept.fund.clone(),
        fiscal_year: kept.fiscal_year,
        level: kept.level.clone(),
        amount: draft.amount.plain(),
        state: kept.standing.state.clone(),
        note: draft.note.clone(),
        document: some(&kept.standing.doc_no),
        adopted_on: kept.standing.adopted_on.clone(),
        in_force: one.in_force,
        factors: draft.factors.iter().enumerate().map(factor).collect(),
        places: one.amounts.iter().enumerate().map(place).collect(),
        history: history(&one.taken),
        steps: possible(caller.lang, |lang| actions(one, lang)),
    }
}

impl Told for OnePlan {
    type Told = Plan;

    fn told(&self, _: &Site, caller: &Caller) -> Plan {
        plan(caller, self)
    }
}

fn place(one: &OnePlan, at: usize, amount: &Amount) -> PlaceSaid {
    let place = one.followed.one.draft().places.get(at);
    let parts = one.divided.as_ref().ok().and_then(|all| all.parts.get(at));
    let values = place.map(|place| place.values.as_slice()).unwrap_or_default();
    PlaceSaid {
        division: amount.division.to_string(),
        values: values.iter().map(ToString::to_string).collect(),
        parts: parts.into_iter().flatten().map(|part| part.plain()).collect(),
        computed: amount.computed.plain(),
        amount: amount.amount.plain(),
        reason: some(&amount.reason),
    }
}

/// A plan to be written.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FactorPlanDraft {
    /// Code or name of the fund. Fund, year and level are those of the plan where it is written anew.
    #[serde(default)]
    fund: String,
    /// Fiscal year of the money.
    #[serde(default)]
    fiscal_year: String,
    /// `prefecture` or `county` (the deeply poor ones).
    #[serde(default)]
    level: String,
    /// What is divided, in yuan.
    amount: String,
    /// Remark.
    #[serde(default)]
    note: String,
    /// The factors; their weights make 100 %.
    factors: Vec<FactorGiven>,
    /// The places, all of the level; none: values come later.
    #[serde(default)]
    places: Vec<PlaceGiven>,
}

/// A factor of a plan to be written.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FactorGiven {
    /// What it is.
    name: String,
    /// In what it is counted.
    #[serde(default)]
    unit: String,
    /// From where its values are.
    #[serde(default)]
    source: String,
    /// Its weight in percent, with at most two decimals: `33.33`.
    weight: String,
}

/// A place of a plan to be written.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlaceGiven {
    /// Code of the division.
    division: String,
    /// Its values, in the order of the factors, with at most four decimals.
    #[serde(default)]
    values: Vec<String>,
    /// Whether it takes no part; then it has no values.
    #[serde(default)]
    left_out: bool,
}

impl FactorPlanDraft {
    fn planning(self) -> Planning {
        let factor = |one: FactorGiven| FactorInput {
            name: one.name,
            unit: one.unit,
            source: one.source,
            weight: one.weight,
        };
        let row = |one: PlaceGiven| Row { to: one.division, out: one.left_out, values: one.values };
        Planning {
            fund: self.fund,
            fiscal_year: self.fiscal_year,
            level: self.level,
            amount: self.amount,
            note: self.note,
            factors: self.factors.into_iter().map(factor).collect(),
            rows: self.places.into_iter().map(row).collect(),
            table: String::new(),
        }
    }
}

/// A plan begun.
pub(crate) async fn begun(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Read(input): Read<FactorPlanDraft>,
) -> Answer {
    let done = begin(&site.context, &caller.origin, caller.actor()?, &input.planning()).await;
    let id = done.map_err(|failure| caller.problem(failure))?;
    with_status(&caller, StatusCode::CREATED, &Made { id })
}

/// A draft written anew.
pub(crate) async fn rewritten(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
    Read(input): Read<FactorPlanDraft>,
) -> Answer {
    let id = id(&caller, &path)?;
    let planning = (id, &input.planning());
    let done = rewrite(&site.context, &caller.origin, caller.actor()?, planning).await;
    after::<OnePlan>(&site, &caller, id, done).await
}

/// A step of whoever prepares a plan.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FactorPlanStep {
    /// `propose` or `withdraw`.
    step: String,
    /// Why it is given up.
    #[serde(default)]
    reason: String,
}

/// A plan proposed, or given up.
pub(crate) async fn prepared(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
    Read(input): Read<FactorPlanStep>,
) -> Answer {
    let id = id(&caller, &path)?;
    let step = (id, input.step.as_str(), input.reason.as_str());
    let done = prepare(&site.context, &caller.origin, caller.actor()?, step).await;
    after::<OnePlan>(&site, &caller, id, done).await
}

/// What is decided about a proposed plan.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FactorPlanDecision {
    /// `adopt` or `return`.
    step: String,
    /// Why it is sent back.
    #[serde(default)]
    reason: String,
    /// Document of the decision.
    #[serde(default)]
    document: String,
    /// Its day.
    #[serde(default)]
    on: String,
    /// Places that get something else than was computed.
    #[serde(default)]
    changed: Vec<ChangedGiven>,
}

/// A place that gets something else than was computed.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangedGiven {
    /// Code of the division.
    division: String,
    /// What it gets, in yuan.
    amount: String,
    /// Why.
    reason: String,
}

/// A plan adopted, or sent back, by another person.
pub(crate) async fn decided(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
    Read(input): Read<FactorPlanDecision>,
) -> Answer {
    let id = id(&caller, &path)?;
    let (context, origin, actor) = (&site.context, &caller.origin, caller.actor()?);
    if input.step != "adopt" {
        let done = match input.step.as_str() {
            "return" => send_back(context, origin, actor, (id, &input.reason)).await,
            _ => Err(crate::operations::Refusal::UnknownStep.into()),
        };
        return after::<OnePlan>(&site, &caller, id, done).await;
    }
    let changed = |one: ChangedGiven| (one.division, one.amount, one.reason);
    let adopting = Adopting {
        document: input.document,
        on: input.on,
        changed: input.changed.into_iter().map(changed).collect(),
    };
    let done = adopt(context, origin, actor, (id, &adopting)).await;
    if done.is_ok() {
        screen_later(context, origin);
    }
    after::<OnePlan>(&site, &caller, id, done).await
}
