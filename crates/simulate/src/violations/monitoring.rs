//! Breaches in performance monitoring (C 二（三）; E 八, 十四).

use domain::{Day, Decimal, Fen};

use super::Violation;
use super::projects::lamp_of;
use super::scene::{Scene, target_id};
use crate::rows::{MonitoringValue, Order, Text};
use crate::time::{day, later};

/// All of them.
pub(crate) const ALL: &[Violation] = &[missing, late, behind, divergence, no_measure, unhandled];

/// The target of a free project of a year that is monitored on all three nodes.
fn target(scene: &mut Scene, year: u16) -> Option<Text> {
    let last = day(year, 9, 1);
    let row = scene.project(|p| {
        p.fiscal_year == year
            && p.declared_project.is_none()
            && p.finish_on.is_some_and(|on| on >= last)
    })?;
    scene.tables.projects.get(row).map(target_id)
}

fn id_of(target: &Text, as_of: Day) -> Text {
    format!("{target}@{as_of}").into()
}

fn missing(scene: &mut Scene) -> Option<()> {
    let year = scene.first_year();
    let target = target(scene, year)?;
    let month_end = day(year, 5, 31);
    scene.tables.monitorings.retain(|m| m.target != target || m.as_of != month_end);
    scene.tables.monitoring_values.retain(|v| v.target != target || v.as_of != month_end);
    let note = ("五月未开展监控", "no monitoring for May");
    scene.list(
        "monitor.missing",
        lamp_of(year),
        "monitoring",
        id_of(&target, month_end),
        scene.as_of,
        note,
    );
    Some(())
}

/// June's monitoring is entered on 21 July.
fn late(scene: &mut Scene) -> Option<()> {
    let year = scene.first_year();
    let target = target(scene, year)?;
    let month_end = day(year, 6, 30);
    let of_it = |m: &&mut crate::rows::Monitoring| m.target == target && m.as_of == month_end;
    scene.tables.monitorings.iter_mut().find(of_it)?.entered_on = Some(day(year, 7, 21));
    let note = ("六月监控迟至七月二十一日录入", "June's monitoring entered on 21 July");
    scene.list(
        "monitor.late",
        lamp_of(year),
        "monitoring",
        id_of(&target, month_end),
        scene.as_of,
        note,
    );
    Some(())
}

/// Money and values of August are halved, with reasons, and an order follows in time.
fn behind(scene: &mut Scene) -> Option<()> {
    let year = scene.last_year();
    let target = target(scene, year)?;
    let month_end = day(year, 8, 31);
    let of_it = |m: &&mut crate::rows::Monitoring| m.target == target && m.as_of == month_end;
    let row = scene.tables.monitorings.iter_mut().find(of_it)?;
    row.executed_amount = row.executed_amount.map(|sum| Fen(sum.0 / 20 * 9));
    let entered = row.entered_on?;
    let indicators = growing(scene, &target);
    let of_it = |v: &&mut MonitoringValue| v.target == target && v.as_of == month_end;
    for value in scene.tables.monitoring_values.iter_mut().filter(of_it) {
        if indicators.contains(&value.indicator) {
            let reached = Decimal::parse(&value.actual).ok()?;
            value.actual = Decimal(reached.0 / 20_000 * 9 * 1_000).to_string().into();
        }
        (value.likelihood, value.cause, value.measure) =
            ("possible", "材料供应推迟", "已更换供货单位，九月底前补齐");
    }
    let id = id_of(&target, month_end);
    let issued_on = scene.workdays.after(entered, 3);
    scene.tables.orders.push(Order {
        id: format!("JK{}", target.trim_start_matches('T')).into(),
        subject_kind: "monitoring",
        subject: id.clone(),
        issued_on,
        due_on: later(issued_on, 30),
        done_on: Some(scene.workdays.after(issued_on, 12)),
        verified_on: Some(scene.workdays.after(issued_on, 14)),
        responsible: "".into(),
        decision: "限期纠正",
    });
    let note = ("目标完成进度低于序时六成", "below 60 % of the pace");
    scene.red("monitor.behind", "monitoring", id, note);
    Some(())
}

/// Indicators of a target whose values grow with the work.
fn growing(scene: &Scene, target: &Text) -> Vec<Text> {
    let grows = |i: &&crate::rows::Indicator| {
        i.target == *target && matches!(i.direction, ">=" | "=") && i.level1 != "满意度指标"
    };
    scene.tables.indicators.iter().filter(grows).map(|i| i.name.clone()).collect()
}

/// Money of June is thirty hundredths of the budget ahead of the values; the reason is given.
fn divergence(scene: &mut Scene) -> Option<()> {
    let year = scene.last_year();
    let target = target(scene, year)?;
    let month_end = day(year, 6, 30);
    let budget = scene.tables.targets.iter().find(|t| t.id == target)?.total_amount?;
    let of_it = |m: &&mut crate::rows::Monitoring| m.target == target && m.as_of == month_end;
    let row = scene.tables.monitorings.iter_mut().find(of_it)?;
    row.executed_amount = row.executed_amount.map(|sum| Fen(sum.0 + budget.0 / 10 * 3));
    let of_it = |v: &&mut MonitoringValue| v.target == target && v.as_of == month_end;
    for value in scene.tables.monitoring_values.iter_mut().filter(of_it) {
        (value.cause, value.measure) = ("按合同提前支付设备款", "加快安装调试");
    }
    let note =
        ("执行与目标偏离超过十个百分点", "execution and target differ by more than ten points");
    scene.yellow("monitor.divergence", "monitoring", id_of(&target, month_end), note);
    Some(())
}

fn no_measure(scene: &mut Scene) -> Option<()> {
    let year = scene.last_year();
    let target = target(scene, year)?;
    let month_end = day(year, 6, 30);
    let of_it = |v: &&mut MonitoringValue| v.target == target && v.as_of == month_end;
    scene.tables.monitoring_values.iter_mut().find(of_it)?.likelihood = "possible";
    let note = ("有可能完成而未说明原因措施", "“possible” without cause and measure");
    scene.red("monitor.no-measure", "monitoring", id_of(&target, month_end), note);
    Some(())
}

/// Said to be impossible, with reasons, and nothing was decided.
fn unhandled(scene: &mut Scene) -> Option<()> {
    let year = scene.last_year();
    let target = target(scene, year)?;
    let month_end = day(year, 6, 30);
    let of_it = |v: &&mut MonitoringValue| v.target == target && v.as_of == month_end;
    let value = scene.tables.monitoring_values.iter_mut().find(of_it)?;
    (value.likelihood, value.cause, value.measure) = ("impossible", "建设内容取消", "报请调整目标");
    let note = ("严重偏离未作处理", "a serious deviation without a decision");
    scene.red("monitor.unhandled", "monitoring", id_of(&target, month_end), note);
    Some(())
}
