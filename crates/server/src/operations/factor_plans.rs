//! Factor plans: the region divides the money of a fund and year among prefectures, or among the deeply poor
//! counties, by factors (B 二（一）1（2）); another post adopts it as computed or changed with reasons; what is adopted
//! becomes the proposals with which hand-downs are compared.

mod draft;
mod faults;
mod followed;
pub(crate) mod gate;
pub(crate) mod kept;
mod one;
mod table;
#[cfg(test)]
pub(crate) mod tests;

use domain::division::Division;
use domain::factor::plan::{Changed, Decision, FactorPlan, Step};
use domain::money::Fen;
use domain::{Day, TableId};
use serde_json::json;
use store::db::Tx;
use store::factor_plans;
use store::history::held;

pub(crate) use self::draft::{FactorInput, Planning, Row, receivers};
use self::draft::{Read, of_region, read};
use self::faults::named;
pub(crate) use self::faults::refused;
use self::followed::standing;
pub(crate) use self::followed::{FollowedPlan, values_of};
pub(crate) use self::one::{OnePlan, due, funds, planning};
pub(crate) use self::table::{decoded, template};
use super::fund_proposals::divided_by;
use super::handling::acting::{Acting, acting, day, finished, sees, written, yuan};
use super::handling::division;
use super::recording::{Recording, rows};
use super::{Actor, Done, Refusal, Told, tell};
use crate::access::Operation;
use crate::context::{Context, Origin};

/// Kind of the matter by which steps are kept.
pub(crate) const KIND: &str = "factor_plan";

/// Begins a plan; its number. Values may come later, all together.
pub(crate) async fn begin(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    planning: &Planning,
) -> Done<i64> {
    let home = of_region(context)?;
    let mut tx = context.db.write().await?;
    let there = (Operation::PrepareFactorPlan, (home, None));
    let by = acting(&mut tx, context, actor, there, &[]).await?;
    let Read { fund, fiscal_year, level, draft } = read(&mut tx, context, planning).await?;
    let one = FactorPlan::begin(draft.clone(), by.who, origin.day).map_err(Refusal::Step)?;
    let mut kept = factor_plans::FactorPlan {
        id: 0,
        home: home.to_string(),
        fund,
        fiscal_year,
        level: level.word().to_owned(),
        maker: actor.person.id,
        standing: standing(&one, origin.day, None),
    };
    kept.id = factor_plans::add(&mut tx, &kept).await?;
    let id = kept.id;
    let taking = by.taking(origin);
    let followed = FollowedPlan::begin(&mut tx, (kept, one), &Step::Write(draft), taking).await?;
    finish(tx, origin, actor, (Operation::PrepareFactorPlan, by), (followed, None)).await?;
    Ok(id)
}

/// The plan of a number, where the reader may see it.
pub(crate) async fn found(
    tx: &mut Tx,
    context: &Context,
    actor: &Actor,
    id: i64,
) -> Done<FollowedPlan> {
    let kept = factor_plans::by_id(tx, id).await?.ok_or(Refusal::UnknownRecord)?;
    sees(context, actor, (Operation::ListFactorPlans, &kept.home))?;
    FollowedPlan::of(tx, kept).await
}

/// The plan, and the post in which somebody does something about it.
async fn taken<'a>(
    tx: &mut Tx,
    context: &Context,
    actor: &'a Actor,
    (operation, id): (Operation, i64),
) -> Done<(FollowedPlan, Acting<'a>)> {
    let followed = found(tx, context, actor, id).await?;
    let home = division(&followed.kept.home)?;
    let by = acting(tx, context, actor, (operation, (home, None)), &[]).await?;
    Ok((followed, by))
}

/// Writes a plan anew. Fund, year and places stay those with which it began.
pub(crate) async fn rewrite(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, planning): (i64, &Planning),
) -> Done<()> {
    let mut tx = context.db.write().await?;
    let there = (Operation::PrepareFactorPlan, id);
    let (mut followed, by) = taken(&mut tx, context, actor, there).await?;
    let planning = Planning {
        fund: followed.kept.fund.clone(),
        fiscal_year: followed.kept.fiscal_year.to_string(),
        level: followed.kept.level.clone(),
        ..planning.clone()
    };
    let Read { draft, .. } = read(&mut tx, context, &planning).await?;
    let taking = by.taking(origin);
    followed.take(&mut tx, Step::Write(draft), taking).await?;
    finish(tx, origin, actor, (Operation::PrepareFactorPlan, by), (followed, None)).await
}

/// Proposes a plan (`propose`), or gives it up (`withdraw`).
pub(crate) async fn prepare(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, step, reason): (i64, &str, &str),
) -> Done<()> {
    let mut tx = context.db.write().await?;
    let there = (Operation::PrepareFactorPlan, id);
    let (mut followed, by) = taken(&mut tx, context, actor, there).await?;
    let step = match step {
        "propose" => Step::Propose,
        "withdraw" => Step::Drop { reason: written(reason)? },
        _ => return Err(Refusal::UnknownStep.into()),
    };
    let taking = by.taking(origin);
    followed.take(&mut tx, step, taking).await?;
    finish(tx, origin, actor, (Operation::PrepareFactorPlan, by), (followed, None)).await
}

/// Sends a proposed plan back, with a reason.
pub(crate) async fn send_back(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, reason): (i64, &str),
) -> Done<()> {
    let mut tx = context.db.write().await?;
    let there = (Operation::AdoptFactorPlan, id);
    let (mut followed, by) = taken(&mut tx, context, actor, there).await?;
    let taking = by.taking(origin);
    followed.take(&mut tx, Step::SendBack { reason: written(reason)? }, taking).await?;
    finish(tx, origin, actor, (Operation::AdoptFactorPlan, by), (followed, None)).await
}

/// Notes that somebody took the table of a plan away as a file.
pub(crate) async fn taken_away(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    followed: &FollowedPlan,
) -> Done<()> {
    let home = division(&followed.kept.home)?;
    let by = actor.post(context, Operation::ListFactorPlans, Some((home, None)))?;
    let told = Told {
        operation: Operation::ExportList,
        post: &by.post,
        kind: "list",
        id: "factor-plan",
        division: Some(home),
        body: json!({ "asked": followed.kept.id }),
    };
    let mut tx = context.db.write().await?;
    tell(&mut tx, &actor.person.public_id, origin, told).await?;
    tx.commit().await?;
    Ok(())
}

/// A decision as it was entered.
#[derive(Clone, Debug, Default)]
pub(crate) struct Adopting {
    /// Its document.
    pub(crate) document: String,
    /// Its day.
    pub(crate) on: String,
    /// Code, amount in yuan and reason of places; an empty amount leaves the computed one.
    pub(crate) changed: Vec<(String, String, String)>,
}

impl Adopting {
    fn decision(&self) -> Result<Decision, Refusal> {
        let of = |(code, amount, reason): &(String, String, String)| {
            let division = division(code.trim())?;
            Ok(Changed { division, amount: yuan(amount)?, reason: written(reason)? })
        };
        let given = self.changed.iter().filter(|(_, amount, _)| !amount.trim().is_empty());
        Ok(Decision {
            document: written(&self.document)?,
            on: day(&self.on)?,
            changed: given.map(of).collect::<Result<_, Refusal>>()?,
        })
    }
}

/// Adopts a plan: its amounts become the proposals of fund and year, in one transaction with the step; the plan
/// that was in force is replaced. The caller has the records screened.
pub(crate) async fn adopt(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, adopting): (i64, &Adopting),
) -> Done<()> {
    let mut tx = context.db.read().await?;
    let (looked, by) = taken(&mut tx, context, actor, (Operation::AdoptFactorPlan, id)).await?;
    let step = Step::Adopt(adopting.decision()?);
    let after = looked.one.step(step.clone(), by.who, origin.day).map_err(Refusal::Step)?;
    let proposals = proposals(&mut tx, context, (&looked, &after)).await?;
    drop(tx);
    let recording = Recording::of(context, rows(TableId::Proposals, &proposals)).await?;
    let mut tx = context.db.write().await?;
    let (mut followed, _) =
        taken(&mut tx, context, actor, (Operation::AdoptFactorPlan, id)).await?;
    let before = factor_plans::in_force_now(&mut tx, &followed.kept).await?;
    if followed.steps.len() != looked.steps.len() {
        return Err(Refusal::TakenMeanwhile.into());
    }
    let taking = by.taking(origin);
    divided_otherwise(&mut tx, context, &followed.kept).await?;
    if let Some(before) = before {
        let mut before = FollowedPlan::of(&mut tx, before).await?;
        let by = u64::try_from(id).unwrap_or_default();
        before.take(&mut tx, Step::Replace { by }, taking).await?;
        before.stand(&mut tx, origin.day, None).await?;
    }
    followed.take(&mut tx, step, taking).await?;
    let import = recording.bring(&mut tx, context, origin, (actor, by.held)).await?;
    finish(tx, origin, actor, (Operation::AdoptFactorPlan, by), (followed, import)).await
}

/// Refused where an approved fund proposal divides the money of the plan among prefectures in blocks.
async fn divided_otherwise(
    tx: &mut Tx,
    context: &Context,
    kept: &factor_plans::FactorPlan,
) -> Done<()> {
    if kept.level != domain::Level::Prefecture.word() {
        return Ok(());
    }
    let Some(id) = divided_by(tx, &kept.fund, kept.fiscal_year).await? else { return Ok(()) };
    let funds = &context.pack.funds;
    let name = funds.resolve(&kept.fund).map_or(&kept.fund, |fund| &funds.get(fund).name);
    Err(refused(
        "fund-divided-in-blocks",
        format!(
            "“{name}”本年度已按第 {id} 号切块分配方案分配到各地（州、市）；同一资金不能再按因素法分配。"
        ),
        format!(
            "“{name}” of this year is divided among prefectures in blocks by fund proposal {id}: it is not divided by \
             factors, too."
        ),
    ))
}

/// A row of what is proposed.
pub(crate) type Proposal = Vec<(&'static str, String)>;

/// The proposals that an adopted plan makes.
async fn proposals(
    tx: &mut Tx,
    context: &Context,
    (followed, after): (&FollowedPlan, &FactorPlan),
) -> Done<Vec<Proposal>> {
    let kept = &followed.kept;
    let amounts =
        after.amounts().map_err(|fault| named(context, &after.draft().factors, &[], fault))?;
    let amounts: Vec<(Division, Fen)> =
        amounts.iter().map(|one| (one.division, one.amount)).collect();
    proposals_of(tx, context, (&kept.fund, kept.fiscal_year, &kept.level), &amounts).await
}

/// The proposals of a fund, year and level: what each place gets, nothing for places of the level that were proposed
/// something before. Reasons of earlier hand-downs go: they spoke of another proposal.
pub(crate) async fn proposals_of(
    tx: &mut Tx,
    context: &Context,
    (fund, year, level): (&str, i64, &str),
    amounts: &[(Division, Fen)],
) -> Done<Vec<Proposal>> {
    let row = |division: Division, amount: Fen| {
        vec![
            ("fund", fund.to_owned()),
            ("fiscal_year", year.to_string()),
            ("to", division.to_string()),
            ("amount", amount.plain()),
            ("reason", String::new()),
        ]
    };
    let mut all: Vec<Proposal> = amounts.iter().map(|(place, fen)| row(*place, *fen)).collect();
    let divisions = context.divisions();
    let table = TableId::Proposals;
    for record in held(tx, table, &[("fund", fund)], 5_000).await? {
        let Ok(place) = division(record.text(table, "to")) else { continue };
        let of_level = divisions.level(place).map(domain::Level::word) == Some(level);
        let same = record.number(table, "fiscal_year") == Some(year) && of_level;
        if same && amounts.iter().all(|(named, _)| *named != place) {
            all.push(row(place, Fen(0)));
        }
    }
    Ok(all)
}

/// Keeps what the steps come to, and the event of the last one; then all of it lasts.
async fn finish(
    mut tx: Tx,
    origin: &Origin,
    actor: &Actor,
    (operation, by): (Operation, Acting<'_>),
    (mut followed, import): (FollowedPlan, Option<i64>),
) -> Done<()> {
    followed.stand(&mut tx, origin.day, import).await?;
    let more = import.map(|number| ("import", number.into()));
    let stepped = followed.stepped(&followed.kept.home, more);
    finished(tx, origin, actor, (operation, by), stepped).await
}

/// The day until which a place's code is looked up.
fn last_day(year: i64) -> Option<Day> {
    Day::parse(&format!("{year}-12-31")).ok()
}
