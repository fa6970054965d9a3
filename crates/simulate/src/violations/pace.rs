//! Breaches of the pace of spending: October, the months of a bond, the nodes of a year (B 三（二）4).

use std::collections::{BTreeMap, BTreeSet};

use domain::Day;

use super::scene::{Scene, payments_of};
use super::{Severity, Violation};
use crate::rows::Text;
use crate::time::{day, later};

/// All of them.
pub(crate) const ALL: &[Violation] = &[october, october_soon, bond_late, behind];

/// The settlement is paid after October.
fn october(scene: &mut Scene) -> Option<()> {
    let year = scene.last_year();
    let (project, payments) = scene.works("special-", year)?;
    for payment in final_rows(scene, &payments) {
        scene.pay_on(payment, day(year, 11, 5));
    }
    let id = format!("{}/{year}", scene.tables.projects.get(project)?.id);
    let note = ("结算款迟至十一月支付", "the settlement paid in November");
    scene.red("pace.october", "project_year", id, note);
    Some(())
}

/// The settlement is paid on the last days of October: two days before, the limit approaches.
fn october_soon(scene: &mut Scene) -> Option<()> {
    let year = scene.last_year();
    let (project, payments) = scene.works("integrated-", year)?;
    for payment in final_rows(scene, &payments) {
        scene.pay_on(payment, day(year, 10, 30));
    }
    let id = format!("{}/{year}", scene.tables.projects.get(project)?.id);
    let note = ("十月底期限将至", "the end of October approaches");
    scene.list("pace.october", Severity::Yellow, "project_year", id, day(year, 10, 29), note);
    Some(())
}

fn final_rows(scene: &Scene, payments: &[usize]) -> Vec<usize> {
    let is_final =
        |row: &&usize| scene.tables.payments.get(**row).is_some_and(|p| p.kind == "final");
    payments.iter().filter(is_final).copied().collect()
}

/// The last part of a bond's money is spent after more than three months.
fn bond_late(scene: &mut Scene) -> Option<()> {
    let year = scene.last_year();
    let (_, payments) = scene.works("bond-", year)?;
    let payment = final_rows(scene, &payments).last().copied()?;
    let allotment = scene.tables.payments.get(payment)?.allotment.clone()?;
    if !scene.take(&allotment) {
        return None;
    }
    scene.pay_on(payment, day(year, 11, 6));
    let note = ("债券资金三个月内未支出完毕", "bond money not spent within three months");
    scene.red("pace.bond", "allotment", allotment, note);
    Some(())
}

/// The projects of one fund are paid nothing until July. The fund has few projects, all of them
/// free.
fn behind(scene: &mut Scene) -> Option<()> {
    let year = scene.last_year();
    let projects = projects_of_a_fund(scene, year)?;
    let mut subject: Option<Text> = None;
    for project in projects {
        scene.take(&project);
        let payments = payments_of(scene.tables, &project);
        let row = scene.tables.payments.get(*payments.first()?)?;
        subject = Some(format!("{}/{}/{year}", row.county, row.fund).into());
        pay_from_july(scene, year, &payments)?;
    }
    let note = ("年中尚未支付", "nothing paid by the middle of the year");
    let june = day(year, 6, 30);
    scene.list("pace.behind", Severity::Red, "county_fund_year", subject?, june, note);
    Some(())
}

/// Moves the payments of a project before July, and those that would follow too closely. What one
/// payee got on different days it gets a week apart, so that no sum looks split.
fn pay_from_july(scene: &mut Scene, year: u16, payments: &[usize]) -> Option<()> {
    let (july, settled) = (day(year, 7, 1), day(year, 7, 22));
    let mut days: BTreeMap<Option<Text>, BTreeSet<Day>> = BTreeMap::new();
    for payment in payments {
        let row = scene.tables.payments.get(*payment)?;
        if row.paid_on < settled {
            let of_payee = days.entry(row.payee.clone()).or_default();
            of_payee.insert(row.paid_on);
            let weeks = of_payee.len() as i32 - 1;
            scene.pay_on(*payment, scene.workdays.on_or_after(later(july, 7 * weeks)));
        }
    }
    Some(())
}

/// Works projects of the special or integrated fund that has fewest of them in a year.
fn projects_of_a_fund(scene: &Scene, year: u16) -> Option<BTreeSet<Text>> {
    const MOST: usize = 80;
    let mut by_fund: BTreeMap<&str, BTreeSet<Text>> = BTreeMap::new();
    let of_year = scene.tables.payments.iter().filter(|p| p.fiscal_year == year);
    for payment in of_year.filter(|p| !p.fund.starts_with("bond-")) {
        by_fund.entry(payment.fund).or_default().extend(payment.project.clone());
    }
    let works = |id: &Text| {
        let mut projects = scene.tables.projects.iter();
        projects.any(|p| p.id == *id && p.contractor.is_some())
    };
    by_fund.retain(|_, projects| {
        let fits = |id: &Text| scene.is_free(id) && works(id) && !pays_again(scene, id);
        projects.len() <= MOST && projects.iter().all(fits)
    });
    by_fund.into_values().min_by_key(BTreeSet::len)
}

/// Whether a payee gets the same amount twice: months apart it is in order, in July it would look like
/// a payment made twice.
fn pays_again(scene: &Scene, project: &Text) -> bool {
    let mut seen = BTreeSet::new();
    let payments = payments_of(scene.tables, project);
    let mut rows = payments.iter().filter_map(|row| scene.tables.payments.get(*row));
    rows.any(|p| !seen.insert((p.payee.as_ref(), p.amount)))
}
