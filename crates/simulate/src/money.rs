//! How much money each county gets from each fund in each year.
//!
//! The sums obey the shares of B 二（一）1（1）: the deeply poor counties get what the shares of
//! the four southern prefectures and of these counties ask for with a margin, and grow from year to
//! year; counties elsewhere do not grow, so that all new money goes to deeply poor areas.

use domain::{Fen, FundClass};

use crate::Settings;
use crate::funds::{self, FUNDS, Fund};
use crate::places::{Places, Tier};
use crate::random::{Purpose, Random};

/// The money of one fund for one county and year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// Position of the fund in [`FUNDS`].
    pub fund: usize,
    /// Fiscal year.
    pub year: u16,
    /// Number of projects it is meant for.
    pub slots: usize,
    /// The sum.
    pub quota: Fen,
}

impl Line {
    /// The fund.
    pub(crate) fn fund(&self) -> &'static Fund {
        FUNDS.get(self.fund).unwrap_or(&FUNDS[0])
    }
}

/// Payments that a project leads to on average; together with the number of payments asked for it
/// sets the number of projects.
const PAYMENTS_OF_A_PROJECT: usize = 12;

/// The lines of every county, in the order of the places.
pub(crate) fn lines(settings: &Settings, places: &Places) -> Vec<Vec<Line>> {
    let slots = slots(settings, places);
    let mut lines: Vec<Vec<Line>> = Vec::new();
    let mut turns = [0_usize; 3];
    for (county, slots) in places.counties.iter().zip(slots) {
        let turn = &mut turns[county.tier as usize];
        let menu = funds::menu(county.tier, *turn, 1 + slots.saturating_sub(1) / 2);
        *turn += 1;
        let mut random =
            Random::new(settings.seed, Purpose::Money, u64::from(county.division.code()));
        lines.push(first_year(settings, county.tier, &menu, slots, &mut random));
    }
    raise_deep(places, &mut lines);
    for (county, lines) in places.counties.iter().zip(&mut lines) {
        let seed = u64::from(county.division.code()) + 1_000_000;
        let mut random = Random::new(settings.seed, Purpose::Money, seed);
        let later = settings.fiscal_years.iter().skip(1);
        let mut last = lines.clone();
        for year in later {
            last = last.iter().map(|line| grown(line, *year, county.tier, &mut random)).collect();
            lines.extend(last.iter().cloned());
        }
    }
    lines
}

/// Number of projects of each county and year, by weight.
fn slots(settings: &Settings, places: &Places) -> Vec<usize> {
    let weight = |tier: Tier| match tier {
        Tier::Deep => 6,
        Tier::South => 2,
        Tier::Other => 1,
    };
    let weights: usize = places.counties.iter().map(|c| weight(c.tier)).sum();
    let years = settings.fiscal_years.len().max(1);
    let all = settings.payments / PAYMENTS_OF_A_PROJECT / years;
    let share = |tier: Tier| (all * weight(tier) / weights.max(1)).max(1);
    places.counties.iter().map(|c| share(c.tier)).collect()
}

fn first_year(
    settings: &Settings,
    tier: Tier,
    menu: &[usize],
    slots: usize,
    random: &mut Random,
) -> Vec<Line> {
    let year = settings.fiscal_years.first().copied().unwrap_or_default();
    let others = menu.len().saturating_sub(1);
    let of_other = (slots * 6 / 10).checked_div(others).map_or(0, |n| n.max(1));
    let size = match tier {
        Tier::Deep => 1_000_000,
        Tier::South => 500_000,
        Tier::Other => 450_000,
    };
    let line = |(position, fund): (usize, &usize)| {
        let slots =
            if position == 0 { slots.saturating_sub(of_other * others).max(1) } else { of_other };
        let yuan = slots as i64 * size / 100 * random.between(90, 112);
        let quota = whole_steps(FUNDS.get(*fund), Fen(yuan * 100));
        Line { fund: *fund, year, slots, quota }
    };
    menu.iter().enumerate().map(line).collect()
}

/// The sum in whole steps of its fund, at least one.
fn whole_steps(fund: Option<&Fund>, sum: Fen) -> Fen {
    let step = fund.map_or(1, |f| f.step().0);
    Fen((sum.0 / step).max(1) * step)
}

/// Raises the special funds of the deeply poor counties until both shares hold with a margin of two
/// or three points. They exceed the limits of the regulation on purpose, so that changing one
/// county breaks neither.
fn raise_deep(places: &Places, lines: &mut [Vec<Line>]) {
    let special = |line: &&Line| line.fund().class == FundClass::Special;
    let sum = |tier: Tier| -> i128 {
        let of_tier = places.counties.iter().zip(lines.iter()).filter(|(c, _)| c.tier == tier);
        of_tier.flat_map(|(_, l)| l.iter().filter(special)).map(|l| i128::from(l.quota.0)).sum()
    };
    let (deep, south, other) = (sum(Tier::Deep), sum(Tier::South), sum(Tier::Other));
    let wanted = (south * 88 / 12).max(other * 83 / 17 - south);
    if deep == 0 || wanted <= deep {
        return;
    }
    for (county, lines) in places.counties.iter().zip(lines) {
        let raised = lines.iter_mut().filter(|l| l.fund().class == FundClass::Special);
        for line in raised.filter(|_| county.tier == Tier::Deep) {
            let quota = i128::from(line.quota.0) * wanted / deep + i128::from(line.fund().step().0);
            line.quota = whole_steps(Some(line.fund()), Fen(quota as i64));
        }
    }
}

/// The same line a year later: deeply poor counties grow, counties elsewhere do not.
fn grown(line: &Line, year: u16, tier: Tier, random: &mut Random) -> Line {
    let rate = match tier {
        Tier::Deep => random.between(104, 112),
        Tier::South => random.between(100, 103),
        Tier::Other => random.between(96, 100),
    };
    let quota = whole_steps(Some(line.fund()), Fen(line.quota.0 / 100 * rate));
    Line { year, quota, ..line.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::places::tests::divisions;

    fn shares(payments: usize) {
        let settings = Settings { payments, ..Settings::default() };
        let places = Places::new(&divisions(), 0, &settings.fiscal_years);
        let lines = lines(&settings, &places);
        let sum = |year: u16, tiers: &[Tier]| -> i64 {
            let counties = places.counties.iter().zip(&lines);
            let chosen = counties.filter(|(c, _)| tiers.contains(&c.tier)).flat_map(|(_, l)| l);
            let special = chosen.filter(|l| l.year == year && l.fund().class == FundClass::Special);
            special.map(|l| l.quota.0).sum()
        };
        let south = &[Tier::Deep, Tier::South][..];
        for year in [2019, 2020] {
            let all = sum(year, &[Tier::Deep, Tier::South, Tier::Other]);
            assert!(sum(year, south) * 100 >= all * 80, "{payments} {year}");
            assert!(sum(year, &[Tier::Deep]) * 100 >= sum(year, south) * 85, "{payments} {year}");
        }
        assert!(sum(2020, &[Tier::Other]) <= sum(2019, &[Tier::Other]), "{payments}");
    }

    #[test]
    fn the_shares_of_the_regulation_hold_at_any_size() {
        [100, 2_000, 20_000, 200_000].into_iter().for_each(shares);
    }

    #[test]
    fn quotas_come_in_whole_steps() {
        let settings = Settings { payments: 20_000, ..Settings::default() };
        let places = Places::new(&divisions(), 0, &settings.fiscal_years);
        for line in lines(&settings, &places).iter().flatten() {
            assert_eq!(line.quota.0 % line.fund().step().0, 0);
            assert!(line.quota.0 > 0 && line.slots > 0);
        }
    }
}
