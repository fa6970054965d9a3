//! Breaches in evaluation and in the use of its results (A 十三 to 十五; D 四（五））.

use domain::{Decimal, Fen};

use super::Violation;
use super::scene::{Scene, target_id};
use crate::performance::{budget_points, grade, share_of};
use crate::rows::{Evaluation, EvaluationValue, Tables, Text};

/// All of them.
pub(crate) const ALL: &[Violation] =
    &[missing, no_reason, arithmetic, grade_wrong, inflated, unchecked, result_unused];

/// The target of a free project of a year.
fn target(scene: &mut Scene, year: u16) -> Option<Text> {
    let row = scene.project(|p| p.fiscal_year == year)?;
    scene.tables.projects.get(row).map(target_id)
}

fn own<'a>(tables: &'a mut Tables, target: &Text) -> Option<&'a mut Evaluation> {
    tables.evaluations.iter_mut().find(|e| e.target == *target && e.kind == "self")
}

fn id_of(target: &Text) -> Text {
    format!("{target}:self").into()
}

/// Sets score and grade of every evaluation of a target to what its values and its money give.
pub(super) fn rescore(tables: &mut Tables, target: &Text) {
    for evaluation in tables.evaluations.iter_mut().filter(|e| e.target == *target) {
        let of_it = |v: &&EvaluationValue| v.target == *target && v.kind == evaluation.kind;
        let values = tables.evaluation_values.iter().filter(of_it);
        let points: i64 = values.filter_map(|v| v.score).map(|s| s.0).sum();
        let executed = evaluation.executed.unwrap_or_default();
        let score = points + budget_points(executed, evaluation.budget.unwrap_or_default());
        evaluation.score = Some(Decimal(score));
        evaluation.grade = grade(score);
    }
}

fn missing(scene: &mut Scene) -> Option<()> {
    let target = target(scene, scene.first_year())?;
    scene.tables.evaluations.retain(|e| e.target != target);
    scene.tables.evaluation_values.retain(|v| v.target != target);
    let note = ("项目完工未自评", "finished without a self-evaluation");
    scene.red("evaluation.missing", "evaluation", id_of(&target), note);
    Some(())
}

/// The number of persons was missed by a tenth, and nobody says why.
fn no_reason(scene: &mut Scene) -> Option<()> {
    let target = target(scene, scene.last_year())?;
    miss(scene.tables, &target, 90, ("", ""))?;
    leave_self(scene.tables, &target);
    let note = ("未完成而无原因和措施", "missed without cause and measure");
    scene.red("evaluation.no-reason", "evaluation", id_of(&target), note);
    Some(())
}

/// Leaves only the self-evaluation of a target, so that one breach is one finding.
fn leave_self(tables: &mut Tables, target: &Text) {
    tables.evaluations.retain(|e| e.target != *target || e.kind == "self");
    tables.evaluation_values.retain(|v| v.target != *target || v.kind == "self");
}

/// Lets the number of persons reach only so many hundredths, scores it, and gives the reason.
fn miss(
    tables: &mut Tables,
    target: &Text,
    hundredths: i64,
    reason: (&'static str, &'static str),
) -> Option<()> {
    const PERSONS: &str = "受益建档立卡贫困人口数";
    let of_it = |i: &&crate::rows::Indicator| i.target == *target && *i.name == *PERSONS;
    let indicator = tables.indicators.iter().find(of_it)?;
    let promised = Decimal::parse(&indicator.value).ok()?;
    let reached = promised.0 / 100 * hundredths / 10_000 * 10_000;
    let score = share_of(indicator.weight.0, reached, promised.0);
    let of_it = |v: &&mut EvaluationValue| v.target == *target && *v.indicator == *PERSONS;
    for value in tables.evaluation_values.iter_mut().filter(of_it) {
        value.actual = Decimal(reached).to_string().into();
        value.score = Some(Decimal(score));
        (value.cause, value.measure) = reason;
    }
    rescore(tables, target);
    Some(())
}

/// The total is one point too many; the grade stays.
fn arithmetic(scene: &mut Scene) -> Option<()> {
    let target = target(scene, scene.last_year())?;
    let evaluation = own(scene.tables, &target)?;
    evaluation.score = evaluation.score.map(|score| Decimal(score.0 - Decimal::ONE.0));
    let note = ("总分不等于分项之和", "the total is not the sum of its parts");
    scene.red("evaluation.arithmetic", "evaluation", id_of(&target), note);
    Some(())
}

fn grade_wrong(scene: &mut Scene) -> Option<()> {
    let target = target(scene, scene.last_year())?;
    own(scene.tables, &target)?.grade = "良";
    let note = ("等级与得分不符", "the grade does not fit the score");
    scene.red("evaluation.arithmetic", "evaluation", id_of(&target), note);
    Some(())
}

/// Only ninety hundredths of the budget were spent, and the indicators have full marks.
fn inflated(scene: &mut Scene) -> Option<()> {
    let target = target(scene, scene.last_year())?;
    let evaluation = own(scene.tables, &target)?;
    evaluation.executed = evaluation.budget.map(|budget| Fen(budget.0 / 10 * 9));
    rescore(scene.tables, &target);
    let note = ("自评得分率高于执行率", "the score rate exceeds the execution rate");
    scene.yellow("evaluation.inflated", "evaluation", id_of(&target), note);
    Some(())
}

fn unchecked(scene: &mut Scene) -> Option<()> {
    let target = target(scene, scene.first_year())?;
    // A spot check is a check too.
    if scene.tables.evaluations.iter().any(|e| e.target == target && e.kind != "self") {
        return None;
    }
    own(scene.tables, &target)?.checked_on = None;
    let note = ("自评九十日内未复核", "not checked within 90 days");
    scene.yellow("evaluation.unchecked", "evaluation", id_of(&target), note);
    Some(())
}

/// A project of the first year earns a poor grade; one of the last year continues it under its name
/// with no less money.
fn result_unused(scene: &mut Scene) -> Option<()> {
    let (first, last) = (scene.first_year(), scene.last_year());
    if last != first + 1 {
        return None;
    }
    let row = scene.project(|p| {
        p.fiscal_year == first && p.contractor.is_some() && p.declared_project.is_none()
    })?;
    let poor = scene.tables.projects.get(row)?.clone();
    let next = scene.project(|p| {
        p.fiscal_year == last
            && p.category == poor.category
            && p.contractor.is_some()
            && p.planned_amount >= poor.planned_amount
    })?;
    let target = target_id(&poor);
    spoil(scene.tables, &target);
    leave_self(scene.tables, &target);
    scene.tables.projects.get_mut(next)?.name = poor.name.clone();
    let note = ("评价为差而次年预算未减", "a poor grade and next year's budget not cut");
    scene.red("result.unused", "evaluation", id_of(&target), note);
    Some(())
}

/// Lets every growing indicator reach only half, scored and explained.
fn spoil(tables: &mut Tables, target: &Text) {
    let indicators: Vec<_> = tables
        .indicators
        .iter()
        .filter(|i| i.target == *target && matches!(i.direction, ">=" | "="))
        .cloned()
        .collect();
    for value in tables.evaluation_values.iter_mut().filter(|v| v.target == *target) {
        let Some(indicator) = indicators.iter().find(|i| i.name == value.indicator) else {
            continue;
        };
        let Ok(promised) = Decimal::parse(&indicator.value) else { continue };
        let reached = promised.0 / 2_000 * 1_000;
        value.actual = Decimal(reached).to_string().into();
        value.score = Some(Decimal(share_of(indicator.weight.0, reached, promised.0)));
        (value.cause, value.measure) = ("施工单位管理混乱，工程停工", "解除合同，追究违约责任");
    }
    rescore(tables, target);
}
