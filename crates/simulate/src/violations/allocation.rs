//! Breaches in handing money down (B 二).

use domain::{Day, Fen};

use super::scene::{Note, Scene};
use super::{Severity, Violation};
use crate::rows::{Allotment, Disclosure, Proposal, Text};
use crate::time::{day, later};

/// Those above the counties.
pub(crate) const OF_REGION: &[Violation] = &[
    late_region_grant,
    late_region_own_budget,
    late_region_bond,
    late_prefecture,
    due,
    overdrawn,
    names_project,
    no_target,
    factor_deviation,
];

/// Those of a county's own rows.
pub(crate) const OF_COUNTY: &[Violation] = &[mismatch, no_scan, idle, idle_half_a_year];

fn is_root(row: &Allotment) -> bool {
    row.parent.is_none()
}

/// Days on which the rows under a root were handed down: first and last.
fn handed_down(scene: &Scene, root: &Text) -> Option<(Day, Day)> {
    let of_it = scene.tables.allotments.iter().filter(|a| a.parent.as_ref() == Some(root));
    let days = || of_it.clone().filter_map(|a| a.issued_on);
    days().min().zip(days().max())
}

const LATE: Note = ("自治区超时下达", "handed down late by the region");

/// A central grant arrived 31 days before it was handed down.
fn late_region_grant(scene: &mut Scene) -> Option<()> {
    let row =
        scene.allotment(|a| is_root(a) && a.kind == "grant" && a.fund.starts_with("special-"))?;
    let id = scene.tables.allotments.get(row)?.id.clone();
    let (_, last) = handed_down(scene, &id)?;
    let received = later(last, -31);
    let row = scene.tables.allotments.get_mut(row)?;
    (row.received_on, row.issued_on) = (Some(received), Some(later(received, -4)));
    row.targets_on = row.issued_on;
    scene.red("allot.late.region", "allotment", id, LATE);
    Some(())
}

/// The region's own budget was approved 35 days before it was handed down.
fn late_region_own_budget(scene: &mut Scene) -> Option<()> {
    let row = scene
        .allotment(|a| is_root(a) && a.kind == "own_budget" && a.fund.starts_with("special-"))?;
    let id = scene.tables.allotments.get(row)?.id.clone();
    let (_, last) = handed_down(scene, &id)?;
    scene.tables.allotments.get_mut(row)?.approved_on = Some(later(last, -35));
    scene.red("allot.late.region", "allotment", id, LATE);
    Some(())
}

/// The plan of a poverty bond was approved four working days before the quota was handed down.
fn late_region_bond(scene: &mut Scene) -> Option<()> {
    let row = scene.allotment(|a| is_root(a) && a.fund == "bond-poverty")?;
    let id = scene.tables.allotments.get(row)?.id.clone();
    let (_, last) = handed_down(scene, &id)?;
    let approved = scene.workdays.after(last, -4);
    scene.tables.allotments.get_mut(row)?.approved_on = Some(approved);
    scene.red("allot.late.region", "allotment", id, LATE);
    Some(())
}

/// The prefecture received its money five working days earlier than it has it in the clean region,
/// where it hands it down after one to four. The region must not have been late with the same money,
/// or it would no longer be.
fn late_prefecture(scene: &mut Scene) -> Option<()> {
    let region = scene.places.region;
    let held = |a: &&Allotment| is_root(a) && !scene.is_free(&a.id);
    let held: Vec<Text> =
        scene.tables.allotments.iter().filter(held).map(|a| a.id.clone()).collect();
    let free = |a: &Allotment| a.parent.as_ref().is_some_and(|root| !held.contains(root));
    let row = scene.allotment(|a| a.from == region && a.kind == "grant" && free(a))?;
    let (issued, received) = {
        let row = scene.tables.allotments.get(row)?;
        (row.issued_on?, row.received_on?)
    };
    let issued = scene.workdays.after(issued, -5);
    let received = scene.workdays.after(received, -5);
    let row = scene.tables.allotments.get_mut(row)?;
    (row.issued_on, row.received_on, row.targets_on) = (Some(issued), Some(received), Some(issued));
    let id = row.id.clone();
    let note = ("地州超过五个工作日下达", "handed down by the prefecture after five working days");
    scene.red("allot.late.prefecture", "allotment", id, note);
    Some(())
}

/// A grant handed down on its last day is due soon two days before.
fn due(scene: &mut Scene) -> Option<()> {
    let row = scene
        .allotment(|a| is_root(a) && a.kind == "grant" && a.fund.starts_with("integrated-"))?;
    let id = scene.tables.allotments.get(row)?.id.clone();
    let (first, last) = handed_down(scene, &id)?;
    let received = later(last, -30);
    let row = scene.tables.allotments.get_mut(row)?;
    (row.received_on, row.issued_on) = (Some(received), Some(later(received, -4)));
    row.targets_on = row.issued_on;
    let note = ("下达期限将至", "the limit for handing down approaches");
    scene.list("allot.due", Severity::Yellow, "allotment", id, later(first, -2), note);
    Some(())
}

/// A prefecture gives back a thousand yuan after it has handed everything down.
fn overdrawn(scene: &mut Scene) -> Option<()> {
    let region = scene.places.region;
    let row = scene.allotment(|a| a.from == region && a.kind == "grant" && a.parent.is_some())?;
    let row = scene.tables.allotments.get(row)?.clone();
    let on = day(row.fiscal_year, 6, 20);
    let id = row.id.clone();
    scene.tables.allotments.push(Allotment {
        id: format!("{id}-T").into(),
        doc_title: "关于上缴扶贫资金的报告".into(),
        doc_no: format!("{}-退", row.doc_no).into(),
        kind: "return",
        from: row.to,
        to: region,
        parent: Some(id.clone()),
        amount: Fen(100_000),
        issued_on: Some(on),
        received_on: Some(on),
        targets_on: Some(on),
        recorded_amount: Some(Fen(100_000)),
        recorded_doc_no: Some(format!("{}-退", row.doc_no).into()),
        ..row
    });
    let note = ("下达与退回合计超过收到", "handed down and given back more than received");
    scene.red("allot.overdrawn", "allotment", id, note);
    Some(())
}

fn names_project(scene: &mut Scene) -> Option<()> {
    let region = scene.places.region;
    let row = scene.allotment(|a| a.from == region && a.parent.is_some())?;
    let row = scene.tables.allotments.get_mut(row)?;
    row.names_project = true;
    let id = row.id.clone();
    let note = ("下达文件指定具体项目", "the document names a project");
    scene.yellow("allot.names-project", "allotment", id, note);
    Some(())
}

fn no_target(scene: &mut Scene) -> Option<()> {
    let region = scene.places.region;
    let row = scene
        .allotment(|a| a.from == region && a.parent.is_some() && a.fund.starts_with("special-"))?;
    let row = scene.tables.allotments.get_mut(row)?;
    row.targets_on = row.issued_on.map(|on| later(on, 1));
    let id = row.id.clone();
    let note = ("下达次日才录入绩效目标", "the target entered the day after the hand-down");
    scene.red("allot.no-target", "allotment", id, note);
    Some(())
}

/// The smallest proposal of a fund is raised by half: the other shares hardly move. One prefecture
/// alone has the whole of any sum. The finding is about the last sum handed to the prefecture.
fn factor_deviation(scene: &mut Scene) -> Option<()> {
    let (fund, year) = ("special-development", scene.last_year());
    let of_fund = |p: &&mut Proposal| p.fund == fund && p.fiscal_year == year;
    if scene.tables.proposals.iter_mut().filter(of_fund).count() < 2 {
        return None;
    }
    let smallest = scene.tables.proposals.iter_mut().filter(of_fund).min_by_key(|p| p.amount)?;
    smallest.amount = Fen(smallest.amount.0 / 2 * 3);
    let (to, region) = (smallest.to, scene.places.region);
    let handed =
        |a: &&Allotment| a.from == region && a.to == to && a.fund == fund && a.fiscal_year == year;
    let rows = scene.tables.allotments.iter().filter(handed);
    let id = rows.max_by_key(|a| a.issued_on)?.id.clone();
    let note =
        ("分配偏离因素法方案且无理由", "the share differs from the proposal without a reason");
    scene.yellow("allot.factor-deviation", "allotment", id, note);
    Some(())
}

fn mismatch(scene: &mut Scene) -> Option<()> {
    let row = scene.allotment(|a| a.parent.is_some())?;
    let row = scene.tables.allotments.get_mut(row)?;
    row.recorded_amount = row.recorded_amount.map(|sum| Fen(sum.0 / 10_000));
    let id = row.id.clone();
    let note = ("接收方把元登记成万元", "the receiver recorded ten thousand yuan as yuan");
    scene.yellow("allot.mismatch", "allotment", id, note);
    Some(())
}

fn no_scan(scene: &mut Scene) -> Option<()> {
    let row = scene.allotment(|a| a.parent.is_some())?;
    let row = scene.tables.allotments.get_mut(row)?;
    row.scan = false;
    let id = row.id.clone();
    scene.yellow("allot.no-scan", "allotment", id, ("未上传文件扫描件", "no scan of the document"));
    Some(())
}

fn idle(scene: &mut Scene) -> Option<()> {
    let received = day(scene.first_year(), 6, 14);
    let id = unused(scene, received)?;
    let note = ("资金闲置超过一年", "money idle for more than a year");
    scene.red("allot.idle", "allotment", id, note);
    Some(())
}

fn idle_half_a_year(scene: &mut Scene) -> Option<()> {
    let received = day(scene.last_year(), 5, 18);
    let id = unused(scene, received)?;
    let note = ("资金闲置超过半年", "money idle for more than six months");
    scene.yellow("allot.idle", "allotment", id, note);
    Some(())
}

/// A small grant of the prefecture's own that the county does not use: a fiftieth of what the fund
/// has.
fn unused(scene: &mut Scene, received: Day) -> Option<Text> {
    let county = scene.county?;
    let prefecture = scene.places.prefectures.get(county.prefecture)?;
    let year = received.year() as u16;
    let fund = "special-development";
    let of_fund = |a: &&Allotment| a.fund == fund && a.fiscal_year == year;
    let all: i64 = scene.tables.allotments.iter().filter(of_fund).map(|a| a.amount.0).sum();
    let model = scene.tables.allotments.iter().find(of_fund)?.clone();
    let id: Text = format!("ZX{year}-{}", county.division).into();
    let amount = Fen(all / 5_000_000 * 100_000);
    if !scene.take(&id) || amount.0 == 0 {
        return None;
    }
    let doc_no: Text = format!("{}财扶〔{year}〕88号", prefecture.mark).into();
    scene.tables.disclosures.push(Disclosure {
        subject_kind: "allotment",
        subject: id.clone(),
        level: "prefecture",
        channel: "门户网站",
        posted_on: scene.workdays.after(received, 6),
        removed_on: None,
        real_name: false,
        stage: "",
        text: "地区配套资金分配结果公告".into(),
    });
    scene.tables.allotments.push(Allotment {
        id: id.clone(),
        doc_title: "关于下达地区配套扶贫资金预算指标的通知".into(),
        doc_no: doc_no.clone(),
        from: prefecture.division,
        parent: None,
        amount,
        issued_on: Some(received),
        received_on: Some(received),
        targets_on: Some(received),
        recorded_amount: Some(amount),
        recorded_doc_no: Some(doc_no),
        scan: true,
        ..model
    });
    Some(id)
}
