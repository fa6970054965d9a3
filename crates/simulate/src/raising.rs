//! What was raised for each fund in each year, back to 2016, and the factor-method proposals (B 一,
//! 二（一）1（2）).

use std::collections::BTreeMap;

use domain::{Division, Fen, FundClass};

use crate::funds::{self, FUNDS, Fund, HEAD};
use crate::handing_down::ratio_of;
use crate::places::Places;
use crate::random::{Purpose, Random};
use crate::rows::{FundYear, Proposal, Tables};

/// The first year that the regulation looks back to (the 30 % base of integrated funds).
const BASE_YEAR: u16 = 2016;
/// First year and sum of the safety-net fund and of the supplementary insurance (B 一（一）6).
const SAFETY_NET: (u16, Fen) = (2017, Fen(200_000_000_000));
const MEDICAL: (u16, Fen) = (2018, Fen(30_000_000_000));

/// Sums of a fund in a year: central, regional.
type Sums = BTreeMap<(usize, u16), (Fen, Fen)>;

/// Adds `fund_years`, `proposals` and the set's own `funds` to the region's tables.
pub(crate) fn raise(seed: u64, places: &Places, years: &[u16], head: &mut Tables) {
    let sums = sums(places, head);
    let used = |fund: usize| sums.keys().any(|(f, _)| *f == fund);
    funds::catalogue(used, head);
    let (Some(first), Some(last)) = (years.iter().min(), years.iter().max()) else { return };
    for (index, fund) in FUNDS.iter().enumerate().filter(|(index, _)| used(*index)) {
        let of_first = sums.get(&(index, *first)).copied().unwrap_or_default();
        for year in BASE_YEAR..*first {
            let before = i64::from(first - year);
            let sums = (earlier(of_first.0, before), earlier(of_first.1, before));
            fund_year(places.region, fund, year, sums, head);
        }
        for year in years {
            if let Some(sums) = sums.get(&(index, *year)) {
                fund_year(places.region, fund, *year, *sums, head);
            }
        }
    }
    restate_earlier_special(places.region, *first, head);
    for year in BASE_YEAR..=*last {
        for (code, (since, amount)) in [("safety-net", SAFETY_NET), ("medical-supplement", MEDICAL)]
        {
            if year >= since {
                head.fund_years.push(row(code, year, places.region, "region", amount));
            }
        }
    }
    propose(seed, places, head);
}

/// What a sum was so many years earlier: six hundredths less for each, in whole ten thousands of
/// yuan. What was raised once was raised before, however little, or the fund would have a year
/// without a record.
fn earlier(sum: Fen, years: i64) -> Fen {
    const STEP: i64 = 1_000_000;
    if sum.0 == 0 {
        return sum;
    }
    let hundredths = (100 - 6 * years).max(10);
    Fen((sum.0 / 100 * hundredths / STEP).max(1) * STEP)
}

/// What the region received from the centre and out of its own budget.
fn sums(places: &Places, head: &Tables) -> Sums {
    let mut sums = Sums::new();
    for row in head.allotments.iter().filter(|a| a.to == places.region) {
        let Some(fund) = FUNDS.iter().position(|f| f.code == row.fund) else { continue };
        let (central, regional) = sums.entry((fund, row.fiscal_year)).or_default();
        let slot = if row.kind == "own_budget" { regional } else { central };
        slot.0 += row.amount.0;
    }
    sums
}

fn fund_year(
    region: Division,
    fund: &'static Fund,
    year: u16,
    sums: (Fen, Fen),
    head: &mut Tables,
) {
    let both = [("central", sums.0), ("region", sums.1)];
    match fund.class {
        FundClass::Relocation => relocation(region, fund, year, Fen(sums.0.0 + sums.1.0), head),
        FundClass::Integrated => integrated(region, fund, year, Fen(sums.0.0 + sums.1.0), head),
        FundClass::Bond => {
            let amount = Fen(sums.0.0 + sums.1.0);
            let row = row(fund.code, year, region, "region", amount);
            head.fund_years.push(FundYear { quota: Some(amount), ..row });
        }
        _ => {
            let raised = both.into_iter().filter(|(_, sum)| sum.0 > 0);
            let rows = raised.map(|(level, sum)| row(fund.code, year, region, level, sum));
            head.fund_years.extend(rows);
        }
    }
}

/// 10 000 yuan a head from the centre and 50 000 from the region (B 一（一）3).
fn relocation(region: Division, fund: &'static Fund, year: u16, sum: Fen, head: &mut Tables) {
    let persons = (sum.0 / HEAD.0).max(1);
    for (level, tenths) in [("central", 10), ("region", 50)] {
        let amount = Fen(persons * HEAD.0 / 60 * tenths);
        let row = row(fund.code, year, region, level, amount);
        head.fund_years.push(FundYear { persons: u32::try_from(persons).ok(), ..row });
    }
}

/// A fund pooled at 30 % in 2016 and at three hundredths more every year (B 一（一）2（2））.
fn integrated(region: Division, fund: &'static Fund, year: u16, pooled: Fen, head: &mut Tables) {
    let rate = 30 + 3 * i64::from(year.saturating_sub(BASE_YEAR));
    // The scale is rounded to ten yuan, so that the base year's 30 % is a whole number of fen.
    let scale = Fen(pooled.0 * 100 / rate / 1_000 * 1_000);
    let pooled = if year == BASE_YEAR { Fen(scale.0 / 10 * 3) } else { pooled };
    let row = row(fund.code, year, region, fund.source_level, scale);
    head.fund_years.push(FundYear { pooled: Some(pooled), ..row });
}

/// Sets the region's special funds of the years before the first to the ratio of each year, so that
/// they grew faster than the central grant in every year (B 一（一）1（3）).
fn restate_earlier_special(region: Division, first: u16, head: &mut Tables) {
    let is_special = |f: &FundYear| f.fund.starts_with("special-") && f.fiscal_year < first;
    head.fund_years.retain(|f| !is_special(f) || f.source_level == "central");
    for year in BASE_YEAR..first {
        let central: i128 = head
            .fund_years
            .iter()
            .filter(|f| is_special(f) && f.fiscal_year == year)
            .map(|f| i128::from(f.amount.0))
            .sum();
        let amount = Fen((central * ratio_of(year) / 100 + 1) as i64);
        head.fund_years.push(row("special-development", year, region, "region", amount));
    }
}

fn row(
    fund: &'static str,
    fiscal_year: u16,
    division: Division,
    source_level: &'static str,
    amount: Fen,
) -> FundYear {
    let (pooled, persons, quota) = (None, None, None);
    FundYear { fund, fiscal_year, division, source_level, amount, pooled, persons, quota }
}

/// The proposals for the prefectures: what was then handed down, give or take three hundredths.
fn propose(seed: u64, places: &Places, head: &mut Tables) {
    let mut random = Random::new(seed, Purpose::Money, 0);
    let mut sums: BTreeMap<(u16, &'static str, Division), i64> = BTreeMap::new();
    for row in head.allotments.iter().filter(|a| a.from == places.region && a.to != a.from) {
        if row.fund.starts_with("special-") {
            *sums.entry((row.fiscal_year, row.fund, row.to)).or_default() += row.amount.0;
        }
    }
    for ((fiscal_year, fund, to), sum) in sums {
        let amount = Fen(sum / 100 * random.between(97, 103) / 10_000 * 10_000);
        head.proposals.push(Proposal { fund, fiscal_year, to, amount, reason: "" });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_raised_was_raised_before() {
        let check = |sum, years, expect| assert_eq!(earlier(Fen(sum), years), Fen(expect));
        check(0, 1, 0);
        check(1, 1, 1_000_000);
        check(99_999_999, 3, 81_000_000);
        check(100_000_000, 1, 94_000_000);
        check(1_234_567_800, 2, 1_086_000_000);
        check(100_000_000, 16, 10_000_000);
    }
}
