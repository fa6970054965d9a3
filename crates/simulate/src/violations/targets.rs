//! Breaches in performance targets (A 七 to 九; C 四（三）).

use domain::{Decimal, Fen};

use super::Violation;
use super::scene::{Scene, target_id};
use crate::rows::{EvaluationValue, Indicator, MonitoringValue, Project, Tables, Text};
use crate::time::later;

/// All of them.
pub(crate) const ALL: &[Violation] = &[
    incomplete,
    unmeasurable,
    vague,
    placeholder,
    money,
    cost,
    direction,
    weights,
    copied,
    period,
    duplicate,
    changed,
];

/// Names of indicators that every project has.
const PERSONS: &str = "受益建档立卡贫困人口数";
const PLEASED: &str = "受益贫困群众满意度";
/// Name of a time indicator whose value is a day.
const DONE_ON: &str = "项目完工时间";

/// The target of a free works project of the last year.
pub(super) fn target(scene: &mut Scene) -> Option<Text> {
    let year = scene.last_year();
    let row = scene.project(|p| p.contractor.is_some() && p.fiscal_year == year)?;
    scene.tables.projects.get(row).map(target_id)
}

/// The indicator of a target that fits.
pub(super) fn indicator<'a>(
    scene: &'a mut Scene,
    target: &Text,
    fits: impl Fn(&Indicator) -> bool,
) -> Option<&'a mut Indicator> {
    scene.tables.indicators.iter_mut().find(|i| i.target == *target && fits(i))
}

fn id_of(indicator: &Indicator) -> Text {
    format!("{}#{}", indicator.target, indicator.name).into()
}

/// Without satisfaction; its points and its weight go to quality, so that the sums stay right.
fn incomplete(scene: &mut Scene) -> Option<()> {
    let target = target(scene)?;
    let tables = &mut *scene.tables;
    let is_it = |t: &Text, name: &str| *t == target && name == PLEASED;
    tables.indicators.retain(|i| !is_it(&i.target, &i.name));
    tables.monitoring_values.retain(|v| !is_it(&v.target, &v.indicator));
    tables.evaluation_values.retain(|v| !is_it(&v.target, &v.indicator));
    let ten = Decimal::ONE.0 * 10;
    let quality = indicator(scene, &target, |i| i.level2 == "质量指标")?;
    quality.weight.0 += ten;
    let name = quality.name.clone();
    let of_it = |v: &&mut EvaluationValue| v.target == target && v.indicator == name;
    for value in scene.tables.evaluation_values.iter_mut().filter(of_it) {
        value.score = value.score.map(|score| Decimal(score.0 + ten));
    }
    let note = ("缺满意度指标", "no satisfaction indicator");
    scene.red("target.incomplete", "target", target, note);
    Some(())
}

fn unmeasurable(scene: &mut Scene) -> Option<()> {
    let target = target(scene)?;
    let indicator = indicator(scene, &target, |i| *i.name == *PERSONS)?;
    indicator.unit = "";
    let id = id_of(indicator);
    let note = ("定量指标无计量单位", "a quantitative indicator without a unit");
    scene.red("target.unmeasurable", "indicator", id, note);
    Some(())
}

fn vague(scene: &mut Scene) -> Option<()> {
    let target = target(scene)?;
    let indicator = indicator(scene, &target, |i| i.level1 == "效益指标" && *i.name != *PERSONS)?;
    (indicator.direction, indicator.unit) = ("qualitative", "");
    indicator.value = "显著提高".into();
    let (id, name) = (id_of(indicator), indicator.name.clone());
    let tables = &mut *scene.tables;
    let of_it = |t: &Text, n: &Text| *t == target && *n == name;
    tables.monitoring_values.iter_mut().filter(|v| of_it(&v.target, &v.indicator)).for_each(|v| {
        v.actual = "达成".into();
    });
    tables.evaluation_values.iter_mut().filter(|v| of_it(&v.target, &v.indicator)).for_each(|v| {
        v.actual = "达成年度指标".into();
    });
    let note = ("指标值只有空泛词语", "the value is only vague words");
    scene.yellow("target.vague", "indicator", id, note);
    Some(())
}

fn placeholder(scene: &mut Scene) -> Option<()> {
    let id = target(scene)?;
    let target = scene.tables.targets.iter_mut().find(|t| t.id == id)?;
    target.goal = "完成××公里建设任务，改善群众生产生活条件".into();
    let note = ("目标残留模板占位符", "the template was left in the target");
    scene.red("target.placeholder", "target", id, note);
    Some(())
}

fn money(scene: &mut Scene) -> Option<()> {
    let id = target(scene)?;
    let target = scene.tables.targets.iter_mut().find(|t| t.id == id)?;
    let more = target.total_amount.map(|sum| Fen(sum.0 + 1));
    (target.total_amount, target.fiscal_amount) = (more, more);
    let note =
        ("目标资金与项目资金差一分", "money in the target differs from the project's by a fen");
    scene.red("target.money", "target", id, note);
    Some(())
}

/// The unit cost is raised by eight hundredths.
fn cost(scene: &mut Scene) -> Option<()> {
    let target = target(scene)?;
    let indicator = indicator(scene, &target, |i| i.level2 == "成本指标")?;
    let value = Decimal::parse(&indicator.value).ok()?;
    indicator.value = Decimal((value.0 / 100 * 108 / 10_000 + 1) * 10_000).to_string().into();
    let note = ("数量乘单价与预算不符", "quantity times unit cost differs from the budget");
    scene.yellow("target.cost", "target", target, note);
    Some(())
}

/// Satisfaction as a ceiling; what was reached is exactly the value, so that nothing else is wrong.
fn direction(scene: &mut Scene) -> Option<()> {
    let target = target(scene)?;
    let indicator = indicator(scene, &target, |i| *i.name == *PLEASED)?;
    indicator.direction = "<=";
    let (id, value) = (id_of(indicator), indicator.value.clone());
    let tables = &mut *scene.tables;
    let of_it = |t: &Text, n: &Text| *t == target && **n == *PLEASED;
    tables.monitoring_values.iter_mut().filter(|v| of_it(&v.target, &v.indicator)).for_each(|v| {
        v.actual = value.clone();
    });
    tables.evaluation_values.iter_mut().filter(|v| of_it(&v.target, &v.indicator)).for_each(|v| {
        v.actual = value.clone();
    });
    let note = ("满意度指标方向相反", "satisfaction with the direction of a ceiling");
    scene.yellow("target.direction", "indicator", id, note);
    Some(())
}

fn weights(scene: &mut Scene) -> Option<()> {
    let target = target(scene)?;
    let indicator = indicator(scene, &target, |i| i.level2 == "数量指标")?;
    indicator.weight.0 += Decimal::ONE.0 * 5;
    let note = ("分值合计不等于九十", "weights do not add up to 90");
    scene.red("target.weights", "target", target, note);
    Some(())
}

/// Two projects of other kinds take over the indicators of a third, with what was reached.
fn copied(scene: &mut Scene) -> Option<()> {
    let year = scene.last_year();
    let pays = |p: &Project| {
        // Renewed houses have a core indicator of their own, which a copy would lack.
        p.registered_only && p.fiscal_year == year && p.category != "危房改造"
    };
    let first = scene.project(pays)?;
    let model = scene.tables.projects.get(first)?.clone();
    let second = scene.project(|p| pays(p) && p.category != model.category)?;
    let other = scene.tables.projects.get(second)?.category;
    let third =
        scene.project(|p| pays(p) && p.category != model.category && p.category != other)?;
    let source = target_id(&model);
    let note = ("绩效指标照抄", "indicators copied word for word");
    for row in [second, third] {
        let project = scene.tables.projects.get(row)?;
        let (copy, budget) = (target_id(project), project.planned_amount.0);
        copy_indicators(scene.tables, &source, &copy);
        scene.yellow("target.copied", "target", copy.clone(), note);
        // The source's quantity and unit cost give the source's budget.
        if (budget - model.planned_amount.0).abs() * 20 > budget {
            scene.yellow("target.cost", "target", copy, note);
        }
    }
    scene.yellow("target.copied", "target", source, note);
    Some(())
}

/// Replaces the indicators of a target, and what was reached and scored, by those of another; a
/// spot check of the copy goes, because its source may have none.
fn copy_indicators(tables: &mut Tables, source: &Text, copy: &Text) {
    let indicators = tables.indicators.iter().filter(|i| i.target == *source).cloned();
    let indicators: Vec<Indicator> =
        indicators.map(|i| Indicator { target: copy.clone(), ..i }).collect();
    let reached = tables.monitoring_values.iter().filter(|v| v.target == *source).cloned();
    let reached: Vec<MonitoringValue> =
        reached.map(|v| MonitoringValue { target: copy.clone(), ..v }).collect();
    let own = |v: &&EvaluationValue| v.target == *source && v.kind == "self";
    let scored = tables.evaluation_values.iter().filter(own).cloned();
    let scored: Vec<EvaluationValue> =
        scored.map(|v| EvaluationValue { target: copy.clone(), ..v }).collect();
    tables.indicators.retain(|i| i.target != *copy);
    tables.monitoring_values.retain(|v| v.target != *copy);
    tables.evaluation_values.retain(|v| v.target != *copy);
    tables.evaluations.retain(|e| e.target != *copy || e.kind == "self");
    tables.indicators.extend(indicators);
    tables.monitoring_values.extend(reached);
    tables.evaluation_values.extend(scored);
    super::evaluation::rescore(tables, copy);
}

/// A day after the end of the project as the time promised.
fn period(scene: &mut Scene) -> Option<()> {
    let target = target(scene)?;
    let project = target.replacen('T', "P", 1);
    let finish = scene.tables.projects.iter().find(|p| *p.id == *project)?.finish_on?;
    let promised: Text = later(finish, 45).to_string().into();
    let indicator = indicator(scene, &target, |i| i.level2 == "时效指标")?;
    let name = std::mem::replace(&mut indicator.name, DONE_ON.into());
    (indicator.direction, indicator.unit) = ("<=", "");
    indicator.value = promised;
    let id = id_of(indicator);
    let tables = &mut *scene.tables;
    let done: Text = finish.to_string().into();
    let of_it = |t: &Text, n: &Text| *t == target && *n == name;
    tables.monitoring_values.retain(|v| !of_it(&v.target, &v.indicator));
    tables.evaluation_values.iter_mut().filter(|v| of_it(&v.target, &v.indicator)).for_each(|v| {
        v.indicator = DONE_ON.into();
        v.actual = done.clone();
    });
    let note = ("时效指标超出项目期", "a time indicator outside the project's period");
    scene.yellow("target.period", "indicator", id, note);
    Some(())
}

/// The second benefit indicator becomes a twin of the first; both get the same weight and points.
fn duplicate(scene: &mut Scene) -> Option<()> {
    let target = target(scene)?;
    let twin = indicator(scene, &target, |i| *i.name == *PERSONS)?.clone();
    let half = Decimal::ONE.0 * 15;
    let second = indicator(scene, &target, |i| i.level1 == "效益指标" && *i.name != *PERSONS)?;
    let name = second.name.clone();
    *second = Indicator { weight: Decimal(half), ..twin.clone() };
    for row in
        scene.tables.indicators.iter_mut().filter(|i| i.target == target && *i.name == *PERSONS)
    {
        row.weight = Decimal(half);
    }
    let tables = &mut *scene.tables;
    let of_it = |t: &Text, n: &Text| *t == target && (*n == name || **n == *PERSONS);
    let reached = tables.monitoring_values.clone();
    for row in tables.monitoring_values.iter_mut().filter(|v| of_it(&v.target, &v.indicator)) {
        let same = reached
            .iter()
            .find(|v| v.target == target && *v.indicator == *PERSONS && v.as_of == row.as_of);
        row.indicator = PERSONS.into();
        row.actual = same.map_or_else(|| row.actual.clone(), |v| v.actual.clone());
    }
    for row in tables.evaluation_values.iter_mut().filter(|v| of_it(&v.target, &v.indicator)) {
        row.indicator = PERSONS.into();
        row.actual = twin.value.clone();
        row.score = Some(Decimal(half));
        (row.cause, row.measure) = ("", "");
    }
    super::evaluation::rescore(tables, &target);
    let note = ("同一指标重复设置", "one indicator twice");
    scene.yellow("target.duplicate", "indicator", id_of(&twin), note);
    Some(())
}

fn changed(scene: &mut Scene) -> Option<()> {
    let id = target(scene)?;
    let target = scene.tables.targets.iter_mut().find(|t| t.id == id)?;
    target.changed_on = target.approved_on.map(|on| later(on, 60));
    let note = ("批复后调整目标未经批准", "changed after approval without an approved adjustment");
    scene.red("target.changed", "target", id, note);
    Some(())
}
