//! Breaches in the books and in the duty to report and to rectify.

use domain::Fen;

use super::Violation;
use super::scene::Scene;
use crate::rows::{Reconciliation, Statement, Text};
use crate::time::{day, later};

/// Those above the counties.
pub(crate) const OF_REGION: &[Violation] = &[quarter_missing, prefecture_late, office_late];

/// Those of a county.
pub(crate) const OF_COUNTY: &[Violation] = &[
    unbalanced,
    statement_missing,
    recon_missing,
    recon_difference,
    report_late,
    order_late,
    order_open,
];

/// A statement well inside the last year, of a fund not used yet for this purpose.
fn statement(scene: &mut Scene, purpose: &str) -> Option<usize> {
    let year = i32::from(scene.last_year());
    let inside = |s: &Statement| {
        s.month.year_month().0 == year && (3..=10).contains(&s.month.year_month().1)
    };
    let found = scene.tables.statements.iter().enumerate();
    let among: Vec<usize> = found.filter(|(_, s)| inside(s)).map(|(row, _)| row).collect();
    let row = scene.pick(&among)?;
    let s = scene.tables.statements.get(row)?;
    let id: Text = format!("{purpose}/{}/{}/{}", s.county, s.fund, s.month).into();
    if scene.take(&id) { Some(row) } else { None }
}

fn statement_id(s: &Statement) -> Text {
    format!("{}/{}/{}", s.county, s.fund, s.month).into()
}

fn unbalanced(scene: &mut Scene) -> Option<()> {
    let row = statement(scene, "statement")?;
    let statement = scene.tables.statements.get_mut(row)?;
    statement.closing.0 += 1;
    let id = statement_id(statement);
    let note = ("收支余差一分", "income, expenditure and balance differ by a fen");
    scene.red("account.unbalanced", "statement", id, note);
    Some(())
}

fn statement_missing(scene: &mut Scene) -> Option<()> {
    let row = statement(scene, "statement")?;
    let id = statement_id(&scene.tables.statements.remove(row));
    scene.red(
        "account.statement-missing",
        "statement",
        id,
        ("缺月度收支余表", "no monthly statement"),
    );
    Some(())
}

fn reconciliation(scene: &mut Scene) -> Option<usize> {
    let year = scene.last_year().to_string();
    let fits = |r: &Reconciliation| r.counterpart == "国库" && r.period.starts_with(&year);
    let found = scene.tables.reconciliations.iter().enumerate();
    let among: Vec<usize> = found.filter(|(_, r)| fits(r)).map(|(row, _)| row).collect();
    let row = scene.pick(&among)?;
    let r = scene.tables.reconciliations.get(row)?;
    // Not December, whose reconciliation follows the day of evaluation.
    if r.period.ends_with("-12") {
        return None;
    }
    let id: Text = format!("reconciliation/{}/{}/{}", r.org, r.fund, r.period).into();
    if scene.take(&id) { Some(row) } else { None }
}

fn reconciliation_id(r: &Reconciliation) -> Text {
    format!("{}/{}/{}", r.org, r.fund, r.period).into()
}

fn recon_missing(scene: &mut Scene) -> Option<()> {
    let row = reconciliation(scene)?;
    let id = reconciliation_id(&scene.tables.reconciliations.remove(row));
    let note = ("当月未与国库对账", "no reconciliation with the treasury in the month");
    scene.yellow("recon.missing", "reconciliation", id, note);
    Some(())
}

fn recon_difference(scene: &mut Scene) -> Option<()> {
    let row = reconciliation(scene)?;
    let reconciliation = scene.tables.reconciliations.get_mut(row)?;
    reconciliation.theirs = Fen(reconciliation.theirs.0 + 1);
    let id = reconciliation_id(reconciliation);
    let note = ("对账金额不一致", "the reconciled figures differ");
    scene.red("recon.difference", "reconciliation", id, note);
    Some(())
}

fn quarter_missing(scene: &mut Scene) -> Option<()> {
    let period = format!("{}-Q2", scene.last_year());
    let of_period = |r: &Reconciliation| *r.period == *period;
    let row = scene.tables.reconciliations.iter().position(of_period)?;
    let id = reconciliation_id(&scene.tables.reconciliations.remove(row));
    let note =
        ("当季未与农业处对账", "no reconciliation with the agriculture division in the quarter");
    scene.yellow("recon.missing", "reconciliation", id, note);
    Some(())
}

const LATE: (&str, &str) = ("月报迟报", "a monthly return came late");

/// A return of July to September made some days late.
fn late(scene: &mut Scene, fits: impl Fn(&str) -> bool) -> Option<()> {
    let year = scene.last_year();
    let periods = [format!("{year}-07"), format!("{year}-09")];
    let found = scene.tables.reports.iter().enumerate();
    let of_period = |period: &str| periods.iter().any(|p| p == period);
    let among: Vec<usize> =
        found.filter(|(_, r)| of_period(&r.period) && fits(&r.org)).map(|(row, _)| row).collect();
    let row = scene.pick(&among)?;
    let report = scene.tables.reports.get(row)?;
    let id: Text = format!("{}/{}/{}", report.table_no, report.org, report.period).into();
    if !scene.take(&id) {
        return None;
    }
    let report = scene.tables.reports.get_mut(row)?;
    report.submitted_on = report.submitted_on.map(|on| later(on, 12));
    report.reviewed_on = report.submitted_on;
    scene.yellow("report.late", "report", id, LATE);
    Some(())
}

fn report_late(scene: &mut Scene) -> Option<()> {
    late(scene, |_| true)
}

fn prefecture_late(scene: &mut Scene) -> Option<()> {
    late(scene, |org| !org.contains('/'))
}

fn office_late(scene: &mut Scene) -> Option<()> {
    late(scene, |org| org.ends_with("region_finance_group_office"))
}

/// An order that was done after its deadline.
fn order_late(scene: &mut Scene) -> Option<()> {
    let id = take_order(scene)?;
    let order = scene.tables.orders.iter_mut().find(|o| o.id == id)?;
    order.done_on = Some(later(order.due_on, 4));
    order.verified_on = Some(later(order.due_on, 6));
    scene.red("rectify.overdue", "order", id, ("逾期整改", "rectified after the deadline"));
    Some(())
}

/// An order that was never done.
fn order_open(scene: &mut Scene) -> Option<()> {
    let id = take_order(scene)?;
    let order = scene.tables.orders.iter_mut().find(|o| o.id == id)?;
    (order.done_on, order.verified_on) = (None, None);
    scene.red("rectify.overdue", "order", id, ("逾期未整改", "not rectified by the deadline"));
    Some(())
}

fn take_order(scene: &mut Scene) -> Option<Text> {
    let before = day(scene.last_year(), 11, 1);
    let free = scene.tables.orders.iter().find(|o| scene.is_free(&o.id) && o.due_on < before)?;
    let id = free.id.clone();
    scene.take(&id);
    Some(id)
}
