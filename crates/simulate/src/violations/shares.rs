//! Breaches of the shares of special funds (B 二（一）1（1））: money that a prefecture received
//! and gave back the next day, so that only the shares of the year are wrong.

use domain::{Day, Division, Fen};

use super::Violation;
use super::scene::Scene;
use crate::places::Tier;
use crate::rows::{Allotment, Disclosure, Proposal, Text};
use crate::time::day;

/// All of them.
pub(crate) const ALL: &[Violation] = &[deep, south];

/// Money of the first year for a southern prefecture that never reached a deeply poor county.
fn deep(scene: &mut Scene) -> Option<()> {
    let prefecture = prefecture_of(scene, |tier| tier != Tier::Other)?;
    let year = scene.first_year();
    let sum = special(scene, year) / 2;
    pass_through(scene, year, prefecture, Fen(sum))?;
    let note = ("分配到深度贫困县的比例不足", "too small a share to the deeply poor counties");
    scene.red("share.deep", "year", year.to_string(), note);
    Some(())
}

/// Money of the last year for a prefecture elsewhere: the southern share falls, and new money went
/// there.
fn south(scene: &mut Scene) -> Option<()> {
    let prefecture = prefecture_of(scene, |tier| tier == Tier::Other)?;
    let year = scene.last_year();
    let sum = special(scene, year) / 2;
    pass_through(scene, year, prefecture, Fen(sum))?;
    let note = ("安排到南疆四地州的比例不足", "too small a share to the four southern prefectures");
    scene.red("share.south", "year", year.to_string(), note);
    if scene.first_year() < year {
        let note = ("新增资金用于其他地区", "new money used elsewhere");
        scene.red("share.increment", "year", year.to_string(), note);
    }
    Some(())
}

fn prefecture_of(scene: &Scene, fits: impl Fn(Tier) -> bool) -> Option<Division> {
    let county = scene.places.counties.iter().find(|c| fits(c.tier))?;
    scene.places.prefectures.get(county.prefecture).map(|p| p.division)
}

/// Special funds that the region handed down in a year, in whole thousands of yuan.
fn special(scene: &Scene, year: u16) -> i64 {
    let region = scene.places.region;
    let of_year = |a: &&Allotment| {
        let from_region = a.from == region && a.to != region;
        from_region && a.fiscal_year == year && a.fund.starts_with("special-")
    };
    let sum: i64 = scene.tables.allotments.iter().filter(of_year).map(|a| a.amount.0).sum();
    sum / 100_000 * 100_000
}

/// A central grant that goes to the prefecture and back to the region within two days.
fn pass_through(scene: &mut Scene, year: u16, prefecture: Division, amount: Fen) -> Option<()> {
    let (region, centre) = (scene.places.region, scene.places.centre);
    let model = scene
        .tables
        .allotments
        .iter()
        .find(|a| a.fund == "special-minority" || a.parent.is_some())?;
    let model = Allotment { fund: "special-minority", fiscal_year: year, ..model.clone() };
    let root: Text = format!("ZB{year}-90").into();
    let child: Text = format!("{root}-{prefecture}").into();
    let start = scene.workdays.on_or_after(day(year, 9, 4));
    let next = scene.workdays.after(start, 1);
    let after = scene.workdays.after(start, 2);
    let row = |id: Text, kind, parent: Option<Text>, from, to, number: u32, on: Day| Allotment {
        id,
        doc_no: format!("新财扶〔{year}〕{number}号").into(),
        doc_title: format!("关于下达{year}年少数民族发展资金预算指标的通知").into(),
        kind,
        from,
        to,
        parent,
        amount,
        issued_on: Some(on),
        received_on: Some(on),
        approved_on: None,
        targets_on: Some(on),
        recorded_amount: Some(amount),
        recorded_fund: Some("special-minority"),
        recorded_doc_no: Some(format!("新财扶〔{year}〕{number}号").into()),
        ..model.clone()
    };
    let rows = [
        row(root.clone(), "grant", None, centre, region, 901, start),
        row(child.clone(), "grant", Some(root), region, prefecture, 902, next),
        row(
            format!("{child}-T").into(),
            "return",
            Some(child.clone()),
            prefecture,
            region,
            903,
            after,
        ),
    ];
    scene.tables.allotments.extend(rows);
    // The proposal had foreseen it, so that only the shares of the year are wrong.
    let fund = "special-minority";
    let proposal = Proposal { fund, fiscal_year: year, to: prefecture, amount, reason: "" };
    scene.tables.proposals.push(proposal);
    scene.tables.disclosures.push(Disclosure {
        subject_kind: "allotment",
        subject: child,
        level: "region",
        channel: "门户网站",
        posted_on: after,
        removed_on: None,
        real_name: false,
        stage: "",
        text: "少数民族发展资金分配结果公告".into(),
    });
    Some(())
}
