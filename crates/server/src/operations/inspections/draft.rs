//! From a form to a plan, and what looks at the same already.

use std::collections::BTreeMap;

use domain::TableId;
use domain::division::Division;
use domain::inspection::Plan;
use store::db::Tx;
use store::history::held;
use store::inspections;
use store::records::all_funds;

use super::FollowedInspection;
use super::kept::{kind, kind_of, subject, subject_of};
use super::organs::as_planner;
use crate::context::Context;
use crate::operations::handling::acting::{Acting, day, written};
use crate::operations::handling::division;
use crate::operations::{Actor, Done, Refusal};

/// Projects or vouchers of one inspection, at most.
const NAMED: usize = 200;
/// Inspections of one project or payment that are looked at, at most.
const MOST: i64 = 500;

/// An inspection as it was planned in a form.
#[derive(Clone, Debug, Default)]
pub(crate) struct Writing {
    /// Word of the kind.
    pub(crate) kind: String,
    /// Code of the place.
    pub(crate) home: String,
    /// The one department or unit; empty: all.
    pub(crate) organisation: String,
    /// Word of the subject.
    pub(crate) subject: String,
    /// Code of the fund; empty: all.
    pub(crate) fund: String,
    /// First day of the time that is looked at.
    pub(crate) from: String,
    /// Its last day.
    pub(crate) until: String,
    /// First day of the inspection.
    pub(crate) begins: String,
    /// Its last day.
    pub(crate) ends: String,
    /// By which document it is done.
    pub(crate) basis: String,
    /// Who goes.
    pub(crate) people: String,
    /// Numbers of projects, apart by blanks, commas or lines.
    pub(crate) projects: String,
    /// Voucher numbers, the same.
    pub(crate) vouchers: String,
    /// Why the same is inspected again.
    pub(crate) again: String,
}

impl From<&Plan> for Writing {
    /// A plan as its form has it.
    fn from(plan: &Plan) -> Writing {
        Writing {
            kind: kind(plan.kind).to_owned(),
            home: plan.home.to_string(),
            organisation: plan.organisation.clone(),
            subject: subject(plan.subject).to_owned(),
            fund: plan.fund.clone(),
            from: plan.period.0.to_string(),
            until: plan.period.1.to_string(),
            begins: plan.days.0.to_string(),
            ends: plan.days.1.to_string(),
            basis: plan.basis.clone(),
            people: plan.people.clone(),
            projects: plan.projects.join(", "),
            vouchers: plan.vouchers.join(", "),
            again: plan.again.clone(),
        }
    }
}

/// The words of a text, apart by blanks, commas or lines.
fn several(text: &str) -> Result<Vec<String>, Refusal> {
    let apart = |c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、' | ';' | '；');
    let all: Vec<String> =
        text.split(apart).filter(|one| !one.is_empty()).map(str::to_owned).collect();
    if all.len() > NAMED { Err(Refusal::InspectionTooMany) } else { Ok(all) }
}

/// Reads a plan, with somebody who may plan it.
pub(super) async fn planned<'a>(
    tx: &mut Tx,
    context: &Context,
    actor: &'a Actor,
    writing: &Writing,
) -> Done<(Plan, Acting<'a>)> {
    let kind = kind_of(writing.kind.trim()).ok_or(Refusal::InspectionKind)?;
    let home = context.divisions().canonical(division(writing.home.trim())?);
    let by = as_planner(tx, context, actor, (kind, home)).await?;
    let fund = writing.fund.trim();
    let funds = all_funds(tx, &context.pack.funds).await?;
    let known = funds.resolve(fund).map(|id| funds.get(id).code.clone());
    let fund =
        if fund.is_empty() { String::new() } else { known.ok_or(Refusal::InspectionFund)? };
    let (projects, vouchers) = (several(&writing.projects)?, several(&writing.vouchers)?);
    for project in &projects {
        is_there(tx, context, (home, project)).await?;
    }
    for voucher in &vouchers {
        is_paid(tx, (home, voucher)).await?;
    }
    let plan = Plan {
        kind,
        home,
        organisation: written(&writing.organisation)?,
        subject: subject_of(writing.subject.trim()).ok_or(Refusal::InspectionSubject)?,
        fund,
        period: (day(&writing.from)?, day(&writing.until)?),
        days: (day(&writing.begins)?, day(&writing.ends)?),
        basis: written(&writing.basis)?,
        people: written(&writing.people)?,
        projects,
        vouchers,
        again: written(&writing.again)?,
    };
    Ok((plan, by))
}

/// Refused where no project of this number lies at the place.
pub(super) async fn is_there(
    tx: &mut Tx,
    context: &Context,
    (home, project): (Division, &str),
) -> Done<()> {
    let found = held(tx, TableId::Projects, &[("id", project)], 1).await?;
    let county = found.first().map(|record| division(record.text(TableId::Projects, "county")));
    let county = county.ok_or(Refusal::InspectionProject)??;
    let divisions = context.divisions();
    let own = divisions.is_within(divisions.canonical(county), home);
    if own { Ok(()) } else { Err(Refusal::InspectionProject.into()) }
}

/// Refused where no payment of the county has this voucher.
async fn is_paid(tx: &mut Tx, (county, voucher): (Division, &str)) -> Done<()> {
    let (table, code) = (TableId::Payments, county.to_string());
    let found = held(tx, table, &[("county", &code), ("voucher_no", voucher)], 1).await?;
    let paid = found.first().is_some_and(|record| record.text(table, "kind") != "refund");
    if paid { Ok(()) } else { Err(Refusal::InspectionVoucher.into()) }
}

/// What looks at the same as a plan.
pub(super) async fn same_as(tx: &mut Tx, plan: &Plan) -> Done<Vec<FollowedInspection>> {
    let (home, period) = (plan.home.to_string(), &plan.period);
    let (begin, end) = (period.0.to_string(), period.1.to_string());
    let mut near = inspections::at(tx, &home, (&begin, &end)).await?;
    for project in &plan.projects {
        near.extend(inspections::of_project(tx, project, MOST).await?);
    }
    for voucher in &plan.vouchers {
        near.extend(inspections::of_payment(tx, (&home, voucher), MOST).await?);
    }
    let near: BTreeMap<i64, inspections::Inspection> =
        near.into_iter().map(|one| (one.id, one)).collect();
    let mut same = Vec::new();
    for one in near.into_values() {
        let one = FollowedInspection::of(tx, one).await?;
        if plan.is_again(one.one.plan()) {
            same.push(one);
        }
    }
    Ok(same)
}

/// What looks at the same as what was written, to be shown beside the form, but for the own number of
/// what is written anew; nothing where it cannot be read.
pub(crate) async fn same(
    context: &Context,
    actor: &Actor,
    (own, writing): (Option<i64>, &Writing),
) -> Done<Vec<inspections::Inspection>> {
    let mut tx = context.db.read().await?;
    let Ok((plan, _)) = planned(&mut tx, context, actor, writing).await else {
        return Ok(Vec::new());
    };
    let same = same_as(&mut tx, &plan).await?.into_iter().map(|one| one.kept);
    Ok(same.filter(|one| own != Some(one.id)).collect())
}
