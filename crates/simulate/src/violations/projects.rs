//! Breaches in projects: target, plan, money, people, size (A 七; B 三, 四).

use domain::{Day, Fen};

use super::scene::{Scene, payment_id, target_id};
use super::{Severity, Violation};
use crate::rows::{Project, Tables, Target, Text};
use crate::time::day;

/// All of them.
pub(crate) const ALL: &[Violation] = &[
    no_target,
    not_in_plan,
    unmatched,
    overfunded_allotment,
    bond_changed,
    no_manager,
    small,
    surplus_idle,
    appraisal_missing,
    appraisal_rejected,
];

/// Lamp of what C set dates for in a year: yellow in 2020, whose date of issue is unknown (T3).
pub(crate) fn lamp_of(year: u16) -> Severity {
    if year == 2020 { Severity::Yellow } else { Severity::Red }
}

/// A project whose target was never approved; then its coverage is not complete either.
fn no_target(scene: &mut Scene) -> Option<()> {
    let year = scene.first_year();
    let row = scene.project(|p| p.fiscal_year == year)?;
    let project = scene.tables.projects.get(row)?;
    let (id, target) = (project.id.clone(), target_id(project));
    remove_target(scene.tables, &target);
    let note = ("项目无绩效目标", "a project without a target");
    scene.red("project.no-target", "project", id.clone(), note);
    scene.list("target.missing", lamp_of(year), "project", id, scene.as_of, note);
    let county = scene.county?;
    let prefecture = scene.places.prefectures.get(county.prefecture)?.division;
    for division in [county.division, prefecture] {
        let subject: Text = format!("{division}/{year}").into();
        // Two counties of one prefecture would list it twice.
        if scene.take(&subject) {
            let note = ("绩效目标覆盖率不足百分之百", "target coverage below 100 %");
            scene.list("target.missing", lamp_of(year), "division", subject, scene.as_of, note);
        }
    }
    Some(())
}

/// Takes a target away with all that hangs on it.
fn remove_target(tables: &mut Tables, target: &Text) {
    tables.targets.retain(|t| t.id != *target);
    tables.indicators.retain(|i| i.target != *target);
    tables.monitorings.retain(|m| m.target != *target);
    tables.monitoring_values.retain(|v| v.target != *target);
    tables.evaluations.retain(|e| e.target != *target);
    tables.evaluation_values.retain(|v| v.target != *target);
}

/// A funded project that stands in no plan; each of its payments is out of plan too.
fn not_in_plan(scene: &mut Scene) -> Option<()> {
    let (row, payments) = scene.works("integrated-", scene.last_year())?;
    let project = scene.tables.projects.get_mut(row)?;
    (project.plan_doc, project.plan_approved_on) = (None, None);
    let id = project.id.clone();
    let note = ("未列入批准的计划", "not in an approved plan");
    scene.red("project.not-in-plan", "project", id, note);
    for payment in payments {
        let row = scene.tables.payments.get(payment)?;
        let id = payment_id(row);
        if row.paid_on <= scene.as_of {
            scene.red("pay.out-of-plan", "payment", id, note);
        }
    }
    Some(())
}

/// Plan and target are a hundred yuan smaller than the money.
fn unmatched(scene: &mut Scene) -> Option<()> {
    let (row, _) = scene.works("special-", scene.last_year())?;
    let project = scene.tables.projects.get_mut(row)?;
    project.planned_amount.0 -= 10_000;
    let (id, planned) = (project.id.clone(), project.planned_amount);
    retarget(scene.tables, &id, planned);
    let note = ("安排资金超过计划", "more money allotted than planned");
    scene.red("project.unmatched", "project", id, note);
    Some(())
}

fn retarget(tables: &mut Tables, project: &Text, amount: Fen) {
    for target in tables.targets.iter_mut().filter(|t| t.subject == *project) {
        (target.total_amount, target.fiscal_amount) = (Some(amount), Some(amount));
    }
}

/// A project grows by a hundred yuan, from plan to payment, out of an allotment that is used up.
fn overfunded_allotment(scene: &mut Scene) -> Option<()> {
    const MORE: i64 = 10_000;
    let (row, payments) = scene.works("integrated-", scene.last_year())?;
    let is_final = |p: &&usize| scene.tables.payments.get(**p).is_some_and(|p| p.kind == "final");
    let payment = payments.iter().rfind(is_final).copied()?;
    let allotment = scene.tables.payments.get(payment)?.allotment.clone()?;
    if !scene.take(&allotment) {
        return None;
    }
    let project = scene.tables.projects.get_mut(row)?;
    project.planned_amount.0 += MORE;
    project.contract_amount = project.contract_amount.map(|c| Fen(c.0 + MORE));
    let (id, planned) = (project.id.clone(), project.planned_amount);
    retarget(scene.tables, &id, planned);
    scene.tables.payments.get_mut(payment)?.amount.0 += MORE;
    let of_it = |f: &&mut crate::rows::Funding| f.project == id && f.allotment == allotment;
    scene.tables.fundings.iter_mut().find(of_it)?.amount.0 += MORE;
    let note = ("安排到项目超过指标", "allotted to projects more than the allotment");
    scene.red("project.unmatched", "allotment", allotment.clone(), note);
    scene.red("allot.overdrawn", "allotment", allotment, note);
    Some(())
}

fn bond_changed(scene: &mut Scene) -> Option<()> {
    let row = scene.project(|p| p.declared_project.is_some())?;
    let project = scene.tables.projects.get_mut(row)?;
    project.declared_project = Some("另行申报的河道治理项目".into());
    let id = project.id.clone();
    let note = ("债券项目与申报不一致", "the bond's project differs from the one declared");
    scene.red("project.bond-changed", "project", id, note);
    Some(())
}

fn no_manager(scene: &mut Scene) -> Option<()> {
    let row = scene.project(|_| true)?;
    let project = scene.tables.projects.get_mut(row)?;
    project.manager = None;
    let id = project.id.clone();
    let note = ("项目无具名负责人", "no named person in charge");
    scene.yellow("project.no-manager", "project", id, note);
    Some(())
}

/// A project of sixty thousand yuan enters the library for the next year, with its target approved.
fn small(scene: &mut Scene) -> Option<()> {
    const SMALL: Fen = Fen(6_000_000);
    let year = scene.last_year();
    let row = scene.project(|p| p.registered_only && p.fiscal_year == year)?;
    let model: Project = scene.tables.projects.get(row)?.clone();
    let code = scene.county?.division;
    let id: Text = format!("P{}-{code}-9001", year + 1).into();
    let entered = scene.workdays.on_or_after(day(year, 11, 20));
    let (plan_doc, plan_approved_on, start_on, finish_on, accepted_on) =
        (None, None, None, None, None);
    scene.tables.projects.push(Project {
        id: id.clone(),
        name: format!("{}{}{}年庭院改造补助", model.township, model.village, year + 1).into(),
        fiscal_year: year + 1,
        library_on: Some(entered),
        plan_doc,
        plan_approved_on,
        planned_amount: SMALL,
        start_on,
        finish_on,
        accepted_on,
        ..model
    });
    copy_target(scene, &model_target(scene, row)?, &id, entered)?;
    retarget(scene.tables, &id, SMALL);
    let note = ("项目规模低于下限", "the project is below the floor");
    scene.yellow("project.small", "project", id, note);
    Some(())
}

fn model_target(scene: &Scene, project: usize) -> Option<Target> {
    let target = target_id(scene.tables.projects.get(project)?);
    scene.tables.targets.iter().find(|t| t.id == target).cloned()
}

/// Gives a project of the next year the target of another, with a quantity that fits its budget.
fn copy_target(scene: &mut Scene, model: &Target, project: &Text, on: Day) -> Option<()> {
    let id: Text = project.replacen('P', "T", 1).into();
    let before = scene.workdays.after(on, -2);
    let mut indicators: Vec<_> =
        scene.tables.indicators.iter().filter(|i| i.target == model.id).cloned().collect();
    let cost = indicators.iter().find(|i| i.level2 == "成本指标").map(|i| i.value.clone())?;
    let cost = cost.parse::<i64>().ok().filter(|c| *c > 0)?;
    for indicator in &mut indicators {
        indicator.target = id.clone();
        if indicator.level2 == "数量指标" {
            indicator.value = ((60_000 + cost / 2) / cost).max(1).to_string().into();
        }
    }
    scene.tables.indicators.extend(indicators);
    scene.tables.targets.push(Target {
        id,
        subject: project.clone(),
        fiscal_year: model.fiscal_year + 1,
        submitted_on: Some(scene.workdays.after(before, -8)),
        reviewed_on: Some(before),
        approved_on: Some(before),
        entered_on: Some(before),
        published_on: Some(scene.workdays.after(before, 5)),
        ..model.clone()
    });
    Some(())
}

/// Money left at the end of a project of the first year that nobody arranged.
fn surplus_idle(scene: &mut Scene) -> Option<()> {
    let year = scene.first_year();
    let row = scene.project(|p| {
        p.fiscal_year == year && p.contractor.is_some() && p.surplus_amount.is_none()
    })?;
    let project = scene.tables.projects.get_mut(row)?;
    project.surplus_amount = Some(Fen(1_250_000));
    let id = project.id.clone();
    let note = ("项目结余三个月未安排", "surplus not arranged within three months");
    scene.yellow("project.surplus-idle", "project", id, note);
    Some(())
}

const APPRAISAL: (&str, &str) =
    ("新增重大项目未经事前评估", "a new major project without ex-ante evaluation");

fn appraisal_missing(scene: &mut Scene) -> Option<()> {
    let row = scene.project(|p| p.contractor.is_some())?;
    let project = scene.tables.projects.get_mut(row)?;
    (project.major, project.new) = (true, true);
    (project.appraised_on, project.appraisal) = (None, None);
    let id = project.id.clone();
    scene.red("appraisal.missing", "project", id, APPRAISAL);
    Some(())
}

/// The ex-ante evaluation did not support the project, and yet it was budgeted.
fn appraisal_rejected(scene: &mut Scene) -> Option<()> {
    let row = scene.project(|p| p.contractor.is_some())?;
    let project = scene.tables.projects.get_mut(row)?;
    (project.major, project.new) = (true, true);
    project.appraised_on = project.library_on;
    project.appraisal = Some("reject");
    let id = project.id.clone();
    scene.red("appraisal.missing", "project", id, APPRAISAL);
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_c_set_dates_for_is_yellow_in_2020_only() {
        assert_eq!((lamp_of(2019), lamp_of(2020)), (Severity::Red, Severity::Yellow));
    }
}
