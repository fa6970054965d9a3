//! From a form to what a plan says: integrated funds alone, projects of the county that are in the pipeline with an
//! approved target. What is wrong is told row by row.

use domain::TableId;
use domain::day::{Day, RECORDED_YEARS};
use domain::division::{Division, Level};
use domain::fund::{FundClass, Funds};
use domain::handling::StepRefusal;
use domain::integration::{Draft, Source, Use};
use domain::money::Fen;
use domain::project::admits_money;
use store::db::Tx;
use store::history::held;
use store::records::all_funds;

use super::At;
use crate::context::Context;
use crate::operations::handling::acting::{written, yuan};
use crate::operations::handling::division;
use crate::operations::{Done, Failure, Refusal};

/// A plan as it was entered.
#[derive(Clone, Debug, Default)]
pub(crate) struct Writing {
    /// Code of the county.
    pub(crate) county: String,
    /// Fiscal year.
    pub(crate) year: String,
    /// Its title.
    pub(crate) title: String,
    /// Remark; of a later version, why the plan is changed.
    pub(crate) note: String,
    /// Where the money comes from; rows without fund and amounts are left out.
    pub(crate) sources: Vec<SourceRow>,
    /// What it is for; rows without project and amount are left out.
    pub(crate) uses: Vec<UseRow>,
}

/// A fund as it was entered, amounts in yuan.
#[derive(Clone, Debug, Default)]
pub(crate) struct SourceRow {
    /// Code of the fund.
    pub(crate) fund: String,
    /// What the county has of it.
    pub(crate) scale: String,
    /// What of it is integrated.
    pub(crate) amount: String,
}

/// What a project gets, as it was entered, in yuan.
#[derive(Clone, Debug, Default)]
pub(crate) struct UseRow {
    /// Number of the project.
    pub(crate) project: String,
    /// Code of the fund.
    pub(crate) fund: String,
    /// How much.
    pub(crate) amount: String,
}

fn is_empty(texts: &[&str]) -> bool {
    texts.iter().all(|text| text.trim().is_empty())
}

impl SourceRow {
    fn is_blank(&self) -> bool {
        is_empty(&[&self.fund, &self.scale, &self.amount])
    }
}

impl UseRow {
    /// The fund is chosen beforehand, so it alone says nothing.
    fn is_blank(&self) -> bool {
        is_empty(&[&self.project, &self.amount])
    }
}

/// The county and the year of a plan.
pub(super) fn place(context: &Context, writing: &Writing) -> Result<(Division, i64), Refusal> {
    let home = context.divisions().canonical(division(writing.county.trim())?);
    if context.divisions().level(home) != Some(Level::County) {
        return Err(Refusal::PlanOfCounty);
    }
    let year: i64 = writing.year.trim().parse().map_err(|_| Refusal::PlanYear)?;
    let known = i32::try_from(year).is_ok_and(|year| RECORDED_YEARS.contains(&year));
    if known { Ok((home, year)) } else { Err(Refusal::PlanYear) }
}

/// What is wrong with the rows of a form, by their places in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wrong {
    /// Rows of funds.
    pub(crate) sources: Vec<(usize, Refusal)>,
    /// Rows of projects.
    pub(crate) uses: Vec<(usize, Refusal)>,
}

/// A draft with what is wrong in it.
struct Read {
    draft: Draft,
    wrong: Wrong,
}

async fn read(tx: &mut Tx, context: &Context, at: At, writing: &Writing) -> Done<Read> {
    let funds = all_funds(tx, &context.pack.funds).await?;
    let (mut sources, mut uses, mut wrong) = (Vec::new(), Vec::new(), Wrong::default());
    for (place, row) in writing.sources.iter().enumerate().filter(|(_, row)| !row.is_blank()) {
        match source(&funds, row) {
            Ok(source) => sources.push(source),
            Err(refusal) => wrong.sources.push((place, refusal)),
        }
    }
    for (place, row) in writing.uses.iter().enumerate().filter(|(_, row)| !row.is_blank()) {
        match used(tx, context, at, (&funds, row)).await {
            Ok(one) => uses.push(one),
            Err(Failure::Refused(refusal)) => wrong.uses.push((place, refusal)),
            Err(failure) => return Err(failure),
        }
    }
    let (title, note) = (written(&writing.title)?, written(&writing.note)?);
    Ok(Read { draft: Draft { title, note, sources, uses }, wrong })
}

/// What is wrong with what was entered, row by row.
pub(crate) async fn wrong(context: &Context, on: Day, writing: &Writing) -> Done<Wrong> {
    let Ok((home, _)) = place(context, writing) else { return Ok(Wrong::default()) };
    let mut tx = context.db.read().await?;
    Ok(read(&mut tx, context, (home, on), writing).await?.wrong)
}

/// Reads what was entered; refused for the first row that is wrong.
pub(super) async fn drafted(
    tx: &mut Tx,
    context: &Context,
    at: At,
    writing: &Writing,
) -> Done<Draft> {
    let Read { draft, wrong } = read(tx, context, at, writing).await?;
    let first = wrong.sources.into_iter().chain(wrong.uses).next();
    first.map_or(Ok(draft), |(_, refusal)| Err(refusal.into()))
}

fn integrated(funds: &Funds, text: &str) -> Result<String, Refusal> {
    let known = funds.resolve(text).map(|id| funds.get(id));
    let fund = known.filter(|fund| fund.class == FundClass::Integrated);
    fund.map(|fund| fund.code.clone()).ok_or(Refusal::FundNotIntegrated)
}

fn source(funds: &Funds, row: &SourceRow) -> Result<Source, Refusal> {
    let fund = integrated(funds, &row.fund)?;
    let (scale, amount) = (above_zero(&row.scale)?, above_zero(&row.amount)?);
    if amount > scale {
        return Err(Refusal::Step(StepRefusal::OverScale));
    }
    Ok(Source { fund, scale, amount })
}

fn above_zero(text: &str) -> Result<Fen, Refusal> {
    let amount = yuan(text)?;
    let fits = amount.0 > 0;
    if fits { Ok(amount) } else { Err(Refusal::Step(StepRefusal::AmountMissing)) }
}

async fn used(
    tx: &mut Tx,
    context: &Context,
    at: At,
    (funds, row): (&Funds, &UseRow),
) -> Done<Use> {
    let project = row.project.trim().to_owned();
    fits(tx, context, at, &project).await?;
    let fund = integrated(funds, &row.fund)?;
    Ok(Use { project, fund, amount: above_zero(&row.amount)? })
}

/// Refused where a project is not one of the county in the pipeline, or has no approved target.
async fn fits(tx: &mut Tx, context: &Context, (home, on): At, project: &str) -> Done<()> {
    let table = TableId::Projects;
    let found = held(tx, table, &[("id", project)], 2).await?;
    let [record] = found.as_slice() else { return Err(Refusal::PlanProjectUnfit.into()) };
    let county = division(record.text(table, "county"))?;
    let entered = Day::parse(record.text(table, "library_on")).ok();
    let own = context.divisions().canonical(county) == home;
    if !own || entered.is_none_or(|entered| entered > on) {
        return Err(Refusal::PlanProjectUnfit.into());
    }
    let target = store::projects::targeted(tx, project).await?;
    let target = target.and_then(|day| Day::parse(&day).ok());
    Ok(admits_money(target, on).map_err(Refusal::Step)?)
}

/// Refused where a project of a plan has left the pipeline, or its target was set aside, since it was written.
pub(super) async fn still_fits(tx: &mut Tx, context: &Context, at: At, draft: &Draft) -> Done<()> {
    for one in &draft.uses {
        fits(tx, context, at, &one.project).await?;
    }
    Ok(())
}
