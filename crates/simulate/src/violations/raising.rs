//! Breaches in raising money (B 一). They stand in the years before the simulated ones where the
//! rule looks back, so that one year breaks one rule.

use domain::{Fen, FundClass};

use super::Violation;
use super::scene::Scene;
use crate::funds::FUNDS;
use crate::rows::{FundYear, OwnFund, Text};
use crate::time::day;

/// All of them.
pub(crate) const ALL: &[Violation] = &[
    growth,
    size,
    integrated_base_low,
    integrated_base_high,
    integrated_growth,
    relocation_less,
    relocation_more,
    bonds,
    safety_net,
    uncovered,
];

/// The row of a fund, year and source.
fn row<'a>(scene: &'a mut Scene, fund: &str, year: u16, level: &str) -> Option<&'a mut FundYear> {
    let fits =
        |f: &&mut FundYear| f.fund == fund && f.fiscal_year == year && f.source_level == level;
    scene.tables.fund_years.iter_mut().find(fits)
}

/// The region gave as much the year before, so that it did not grow while the centre did.
fn growth(scene: &mut Scene) -> Option<()> {
    let year = scene.first_year();
    let sum: i64 = scene
        .tables
        .fund_years
        .iter()
        .filter(|f| {
            f.fund.starts_with("special-") && f.fiscal_year == year && f.source_level == "region"
        })
        .map(|f| f.amount.0)
        .sum();
    row(scene, "special-development", year.saturating_sub(1), "region")?.amount = Fen(sum);
    let note = (
        "自治区专项资金增幅低于中央",
        "the region's special funds grew more slowly than the centre's",
    );
    scene.red("raise.growth", "year", year.to_string(), note);
    Some(())
}

fn size(scene: &mut Scene) -> Option<()> {
    let year = 2016;
    let of_centre = |f: &&FundYear| {
        f.fund.starts_with("special-") && f.fiscal_year == year && f.source_level == "central"
    };
    let sum: i64 = scene.tables.fund_years.iter().filter(of_centre).map(|f| f.amount.0).sum();
    // One fen less than thirty hundredths, rounded up.
    row(scene, "special-development", year, "region")?.amount = Fen((sum * 3 + 9) / 10 - 1);
    let note = (
        "自治区专项资金低于中央的百分之三十",
        "the region's special funds below 30 % of the centre's",
    );
    scene.red("raise.size", "year", year.to_string(), note);
    Some(())
}

/// The n-th integrated fund in use.
fn integrated(scene: &Scene, n: usize) -> Option<&'static str> {
    let used = |code: &str| scene.tables.fund_years.iter().any(|f| f.fund == code);
    let all = FUNDS.iter().filter(|f| f.class == FundClass::Integrated && used(f.code));
    all.map(|f| f.code).nth(n)
}

fn change_pooled(
    scene: &mut Scene,
    n: usize,
    year: u16,
    change: impl FnOnce(Fen) -> i64,
) -> Option<Text> {
    let fund = integrated(scene, n)?;
    let of_year = |f: &&mut FundYear| f.fund == fund && f.fiscal_year == year;
    let row = scene.tables.fund_years.iter_mut().find(of_year)?;
    row.pooled = Some(Fen(change(row.amount)));
    Some(format!("{fund}/{year}").into())
}

fn integrated_base_low(scene: &mut Scene) -> Option<()> {
    let id = change_pooled(scene, 0, 2016, |amount| amount.0 / 10 * 3 - 1)?;
    let note = ("基期整合比例不足百分之三十", "pooled below 30 % in the base year");
    scene.red("raise.integrated-base", "fund_year", id, note);
    Some(())
}

fn integrated_base_high(scene: &mut Scene) -> Option<()> {
    let id = change_pooled(scene, 1, 2016, |amount| amount.0 / 10 * 3 + 1)?;
    let note = ("基期整合比例高于百分之三十", "pooled above 30 % in the base year");
    scene.yellow("raise.integrated-base", "fund_year", id, note);
    Some(())
}

/// Pooled at 32 hundredths in 2018, after 33 in 2017 and before 39 in 2019.
fn integrated_growth(scene: &mut Scene) -> Option<()> {
    let id = change_pooled(scene, 2, 2018, |amount| amount.0 / 100 * 32)?;
    let note = ("整合资金增幅低于该项资金", "the pooled part grew more slowly than the fund");
    scene.red("raise.integrated-growth", "fund_year", id, note);
    Some(())
}

fn relocation_less(scene: &mut Scene) -> Option<()> {
    row(scene, "relocation", 2017, "region")?.amount.0 -= 100;
    let note = ("人均搬迁资金不足六万元", "less than 60 000 yuan a head");
    scene.red("raise.relocation", "fund_year", "relocation/2017", note);
    Some(())
}

fn relocation_more(scene: &mut Scene) -> Option<()> {
    row(scene, "relocation", 2018, "region")?.amount.0 += 100;
    let note = ("人均搬迁资金多于六万元", "more than 60 000 yuan a head");
    scene.yellow("raise.relocation", "fund_year", "relocation/2018", note);
    Some(())
}

fn bonds(scene: &mut Scene) -> Option<()> {
    row(scene, "bond-poverty", 2017, "region")?.amount.0 -= 1;
    let note = ("债券低于核定额度", "bonds below the fixed quota");
    scene.red("raise.bonds", "fund_year", "bond-poverty/2017", note);
    Some(())
}

fn safety_net(scene: &mut Scene) -> Option<()> {
    row(scene, "safety-net", 2018, "region")?.amount.0 -= 1;
    let note = ("兜底基金不足二十亿元", "the safety-net fund below 2 bn");
    scene.red("raise.safety-net", "year", "2018", note);
    Some(())
}

/// A fund that was monitored in one year and has no record of it.
fn uncovered(scene: &mut Scene) -> Option<()> {
    let (code, year) = ("other-border-villages", scene.first_year());
    if !scene.take(&code.into()) {
        return None;
    }
    scene.tables.funds.push(OwnFund {
        code,
        name: "边境村建设专项资金",
        class: FundClass::Other.word(),
        source_level: "region",
        office: "region_business_divisions",
        valid_from: Some(day(year, 1, 1)),
        valid_to: Some(day(year, 12, 31)),
    });
    let note = ("纳入监控的资金当年无记录", "a monitored fund without a record in the year");
    scene.red("fund.uncovered", "fund_year", format!("{code}/{year}"), note);
    Some(())
}
