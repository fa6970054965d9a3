//! Breaches in publishing (B 三（一）5; A 八, 十五).

use domain::Day;

use super::Violation;
use super::scene::{Note, Scene, payment_id, target_id};
use crate::rows::{Disclosure, Text};
use crate::time::later;

/// Those above the counties.
pub(crate) const OF_REGION: &[Violation] = &[region_silent];

/// Those of a county.
pub(crate) const OF_COUNTY: &[Violation] = &[
    prefecture_silent,
    county_late,
    completion_missing,
    posted_short,
    identifier_shown,
    names_missing,
    target_unpublished,
    evaluation_unpublished,
];

const SILENT: Note = ("分配结果未公开", "the result of allocation not made public");

/// A free notice about an allotment at a level.
fn allotment_notice(scene: &mut Scene, level: &str) -> Option<usize> {
    let fits = |d: &Disclosure| {
        d.subject_kind == "allotment" && d.level == level && scene.is_free(&d.subject)
    };
    let found = scene.tables.disclosures.iter().enumerate();
    let among: Vec<usize> = found.filter(|(_, d)| fits(d)).map(|(row, _)| row).collect();
    let row = scene.pick(&among)?;
    let subject = scene.tables.disclosures.get(row)?.subject.clone();
    scene.take(&subject);
    Some(row)
}

fn silent(scene: &mut Scene, level: &str) -> Option<()> {
    let row = allotment_notice(scene, level)?;
    let notice = scene.tables.disclosures.remove(row);
    let id = format!("{}@{level}", notice.subject);
    scene.red("disclose.allocation", "disclosure", id, SILENT);
    Some(())
}

fn region_silent(scene: &mut Scene) -> Option<()> {
    silent(scene, "region")
}

fn prefecture_silent(scene: &mut Scene) -> Option<()> {
    silent(scene, "prefecture")
}

/// The county publishes on the twenty-first working day.
fn county_late(scene: &mut Scene) -> Option<()> {
    let row = allotment_notice(scene, "county")?;
    let subject = scene.tables.disclosures.get(row)?.subject.clone();
    let fundings = scene.tables.fundings.iter().filter(|f| f.allotment == subject);
    let first = fundings.map(|f| f.allotted_on).min()?;
    let late = scene.workdays.after(first, 21);
    scene.tables.disclosures.get_mut(row)?.posted_on = late;
    let id = format!("{subject}@county");
    let note = ("安排后第二十一个工作日公开", "published on the twenty-first working day");
    scene.red("disclose.allocation", "disclosure", id, note);
    Some(())
}

/// A free project of the first year, whose notices are all due.
fn project(scene: &mut Scene) -> Option<Text> {
    let year = scene.first_year();
    let row = scene.project(|p| p.fiscal_year == year)?;
    scene.tables.projects.get(row).map(|p| p.id.clone())
}

fn completion_missing(scene: &mut Scene) -> Option<()> {
    let project = project(scene)?;
    let of_it =
        |d: &Disclosure| d.subject == project && d.level == "village" && d.stage == "completion";
    let row = scene.tables.disclosures.iter().position(of_it)?;
    scene.tables.disclosures.remove(row);
    let id = format!("{project}@village");
    let note = ("完成情况未在村公示", "completion not posted in the village");
    scene.red("disclose.project", "disclosure", id, note);
    Some(())
}

/// Taken down after nine days.
fn posted_short(scene: &mut Scene) -> Option<()> {
    let project = project(scene)?;
    let of_it = |d: &&mut Disclosure| {
        d.subject == project && d.level == "township" && d.stage == "arrangement"
    };
    let notice = scene.tables.disclosures.iter_mut().find(of_it)?;
    notice.removed_on = Some(later(notice.posted_on, 9));
    let id = format!("{project}@township");
    scene.yellow("disclose.short", "disclosure", id, ("公示只有九天", "posted for nine days"));
    Some(())
}

/// A list shows a whole identity number.
fn identifier_shown(scene: &mut Scene) -> Option<()> {
    let (project, payments) = scene.subsidy(scene.first_year())?;
    let voucher = scene.tables.payments.get(*payments.first()?)?.voucher_no.clone();
    let benefit = scene.tables.benefits.iter().find(|b| b.voucher_no == voucher)?;
    let text: Text =
        format!("{} {} {}元", benefit.name, benefit.key, benefit.amount.plain()).into();
    let project = scene.tables.projects.get(project)?.id.clone();
    let of_it = |d: &&mut Disclosure| d.subject == project && d.level == "village" && d.real_name;
    scene.tables.disclosures.iter_mut().find(of_it)?.text = text;
    let id = format!("{project}@village");
    let note = ("公示内容显示完整身份证号", "a notice shows a whole identity number");
    scene.red("disclose.realname", "disclosure", id, note);
    Some(())
}

/// The last round's lists are missing: each payment that no earlier list was still up for is
/// listed.
fn names_missing(scene: &mut Scene) -> Option<()> {
    let (project, payments) = scene.subsidy(scene.first_year())?;
    let project = scene.tables.projects.get(project)?.id.clone();
    let of_it = |d: &Disclosure| d.subject == project && d.real_name;
    let last = scene.tables.disclosures.iter().filter(|d| of_it(d)).map(|d| d.posted_on).max()?;
    // Both notices of the last round stand within days of each other.
    scene.tables.disclosures.retain(|d| !of_it(d) || d.posted_on < later(last, -10));
    let left = scene.tables.disclosures.iter().filter(|d| of_it(d));
    let taken_down = left.filter_map(|d| d.removed_on).max().unwrap_or(Day::FIRST);
    let note = ("到户补助未实名公示", "paid to households without a real-name list");
    for payment in payments {
        let row = scene.tables.payments.get(payment)?;
        if row.paid_on > taken_down {
            let id = payment_id(row);
            scene.red("disclose.realname", "payment", id, note);
        }
    }
    Some(())
}

fn target_unpublished(scene: &mut Scene) -> Option<()> {
    let project = project(scene)?;
    let target = scene.tables.targets.iter_mut().find(|t| t.subject == project)?;
    target.published_on = None;
    let id = target.id.clone();
    scene.red("disclose.target", "target", id, ("绩效目标未公开", "the target not published"));
    Some(())
}

fn evaluation_unpublished(scene: &mut Scene) -> Option<()> {
    let year = scene.first_year();
    let row = scene.project(|p| p.fiscal_year == year)?;
    let target = target_id(scene.tables.projects.get(row)?);
    let mut evaluations = scene.tables.evaluations.iter_mut();
    evaluations.find(|e| e.target == target && e.kind == "self")?.published_on = None;
    let id = format!("{target}:self");
    let note = ("评价结果未公开", "the result of evaluation not published");
    scene.red("disclose.evaluation", "evaluation", id, note);
    Some(())
}
