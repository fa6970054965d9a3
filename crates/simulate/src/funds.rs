//! The funds that the region hands down: in which batches, when, and for which kinds of project.

use domain::{Fen, FundClass};

use crate::kinds::{self, Kind};
use crate::places::Tier;
use crate::rows::{OwnFund, Tables};

/// A fund.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fund {
    /// Code of the pack's catalogue, or of the data set's own.
    pub code: &'static str,
    /// Name.
    pub name: &'static str,
    /// Class.
    pub class: FundClass,
    /// Level whose budget it comes from first.
    pub source_level: &'static str,
    /// Whether the data set brings it itself, with the office that answers for it.
    pub own: Option<&'static str>,
    /// How documents about it begin at the region's level.
    pub series: &'static str,
    /// The batches in which it comes.
    pub batches: &'static [Batch],
    /// Kinds of project carried out under contract.
    pub works: &'static [&'static Kind],
    /// Kinds of project paid to households.
    pub subsidies: &'static [&'static Kind],
}

/// A sum that comes with one document and is handed on with one.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Batch {
    /// Kind of the rows.
    pub kind: &'static str,
    /// Which part of the year's money.
    pub part: Part,
    /// Month and day on which the region receives it, or its budget is approved.
    pub from: (u32, u32),
    /// Limits of handing it on.
    pub pace: Pace,
}

/// Which part of a county's money of the year a batch brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// The region's own part of the special funds, set by the ratio of the year (B 一（一）1（3）).
    Regional,
    /// So many hundredths of what is left.
    Hundredths(i64),
    /// One sixth: 10 000 of 60 000 yuan a head (B 一（一）3).
    Sixth,
    /// All that is left.
    Rest,
}

/// How fast a batch is handed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pace {
    /// Region within calendar days, prefecture within working days.
    Grant,
    /// Everyone within two or three working days.
    Bond,
}

const EARLY: Batch =
    Batch { kind: "grant", part: Part::Hundredths(60), from: (1, 9), pace: Pace::Grant };
const REGIONAL: Batch =
    Batch { kind: "own_budget", part: Part::Regional, from: (1, 21), pace: Pace::Grant };
const SECOND: Batch = Batch { kind: "grant", part: Part::Rest, from: (2, 24), pace: Pace::Grant };
const WHOLE: Batch = Batch { kind: "grant", part: Part::Rest, from: (2, 13), pace: Pace::Grant };
const WHOLE_REGIONAL: Batch =
    Batch { kind: "own_budget", part: Part::Rest, from: (1, 22), pace: Pace::Grant };
const HEADS_CENTRAL: Batch =
    Batch { kind: "grant", part: Part::Sixth, from: (1, 14), pace: Pace::Grant };
const BOND: Batch = Batch { kind: "bond", part: Part::Rest, from: (6, 17), pace: Pace::Bond };

const DEVELOPMENT_WORKS: &[&Kind] = &[
    &kinds::VILLAGE_ROAD,
    &kinds::DRINKING_WATER,
    &kinds::GREENHOUSE,
    &kinds::LIVESTOCK_YARD,
    &kinds::BREEDING_COWS,
    &kinds::ORCHARD,
    &kinds::SOLAR,
    &kinds::TRAINING,
];
const DEVELOPMENT_SUBSIDIES: &[&Kind] = &[
    &kinds::SHED_SUBSIDY,
    &kinds::COURTYARD,
    &kinds::YULU,
    &kinds::LOAN_INTEREST,
    &kinds::PUBLIC_POSTS,
];
const FARM_WORKS: &[&Kind] = &[&kinds::CANAL, &kinds::GREENHOUSE, &kinds::LIVESTOCK_YARD];

const SPECIAL: Fund = Fund {
    code: "special-development",
    name: "扶贫发展资金",
    class: FundClass::Special,
    source_level: "central",
    own: None,
    series: "新财扶",
    batches: &[EARLY, REGIONAL, SECOND],
    works: DEVELOPMENT_WORKS,
    subsidies: DEVELOPMENT_SUBSIDIES,
};
const INTEGRATED: Fund = Fund {
    class: FundClass::Integrated,
    series: "新财农",
    batches: &[WHOLE],
    subsidies: &[],
    ..SPECIAL
};
const OTHER: Fund = Fund {
    class: FundClass::Other,
    series: "新财社",
    batches: &[WHOLE],
    subsidies: &[],
    ..SPECIAL
};

/// All funds. The first is given to every county.
pub(crate) static FUNDS: &[Fund] = &[
    SPECIAL,
    Fund {
        code: "special-work-relief",
        name: "以工代赈资金",
        batches: &[EARLY, REGIONAL, SECOND],
        works: &[&kinds::VILLAGE_ROAD, &kinds::CANAL, &kinds::DRINKING_WATER],
        subsidies: &[],
        ..SPECIAL
    },
    Fund {
        code: "special-minority",
        name: "少数民族发展资金",
        batches: &[WHOLE],
        works: &[&kinds::ORCHARD, &kinds::LIVESTOCK_YARD, &kinds::BREEDING_COWS],
        subsidies: &[&kinds::SHED_SUBSIDY, &kinds::COURTYARD],
        ..SPECIAL
    },
    Fund {
        code: "special-farm",
        name: "国有贫困农场扶贫资金",
        batches: &[WHOLE],
        works: FARM_WORKS,
        subsidies: &[],
        ..SPECIAL
    },
    Fund {
        code: "special-pasture",
        name: "国有贫困牧场扶贫资金",
        batches: &[WHOLE],
        works: &[&kinds::LIVESTOCK_YARD, &kinds::BREEDING_COWS, &kinds::CANAL],
        subsidies: &[],
        ..SPECIAL
    },
    Fund {
        code: "special-forest-farm",
        name: "国有贫困林场扶贫资金",
        batches: &[WHOLE],
        works: &[&kinds::ORCHARD, &kinds::CANAL],
        subsidies: &[],
        ..SPECIAL
    },
    Fund {
        code: "integrated-irrigation",
        name: "农田水利设施建设和水土保持补助资金",
        works: &[&kinds::CANAL, &kinds::DRINKING_WATER],
        ..INTEGRATED
    },
    Fund {
        code: "relocation",
        name: "易地扶贫搬迁资金",
        class: FundClass::Relocation,
        source_level: "region",
        batches: &[HEADS_CENTRAL, WHOLE_REGIONAL],
        works: &[&kinds::RELOCATION],
        subsidies: &[],
        ..SPECIAL
    },
    Fund {
        code: "bond-poverty",
        name: "脱贫攻坚地方政府债券资金",
        class: FundClass::Bond,
        source_level: "region",
        series: "新财预",
        batches: &[BOND],
        works: &[&kinds::VILLAGE_ROAD, &kinds::DRINKING_WATER, &kinds::CANAL],
        subsidies: &[],
        ..SPECIAL
    },
    Fund {
        code: "integrated-modern-agriculture",
        name: "现代农业生产发展资金",
        works: &[&kinds::GREENHOUSE, &kinds::LIVESTOCK_YARD, &kinds::ORCHARD],
        subsidies: &[&kinds::SHED_SUBSIDY],
        ..INTEGRATED
    },
    Fund {
        code: "bond-relocation",
        name: "易地扶贫搬迁地方政府债券资金",
        class: FundClass::Bond,
        source_level: "region",
        series: "新财预",
        batches: &[BOND],
        works: &[&kinds::RELOCATION],
        subsidies: &[],
        ..SPECIAL
    },
    Fund {
        code: "integrated-housing",
        name: "农村危房改造补助资金",
        works: &[&kinds::VILLAGE_ROAD],
        subsidies: &[&kinds::HOUSING],
        ..INTEGRATED
    },
    Fund {
        code: "integrated-village-water",
        name: "自治区农村饮水安全巩固提升资金",
        source_level: "region",
        own: Some("region_agriculture_division"),
        batches: &[WHOLE_REGIONAL],
        works: &[&kinds::DRINKING_WATER],
        ..INTEGRATED
    },
    Fund {
        code: "other-employment",
        name: "就业扶贫补助资金",
        own: Some("region_business_divisions"),
        works: &[&kinds::TRAINING],
        subsidies: &[&kinds::PUBLIC_POSTS],
        ..OTHER
    },
    Fund {
        code: "integrated-forestry",
        name: "林业补助资金",
        works: &[&kinds::ORCHARD],
        ..INTEGRATED
    },
    Fund {
        code: "integrated-rural-road",
        name: "车辆购置税补助农村公路资金",
        works: &[&kinds::VILLAGE_ROAD],
        ..INTEGRATED
    },
    Fund {
        code: "integrated-environment",
        name: "农村环境连片整治示范资金",
        works: &[&kinds::SANITATION],
        ..INTEGRATED
    },
    Fund {
        code: "other-living-environment",
        name: "自治区农村人居环境整治专项资金",
        source_level: "region",
        own: Some("region_business_divisions"),
        batches: &[WHOLE_REGIONAL],
        works: &[&kinds::SANITATION],
        ..OTHER
    },
];

impl Fund {
    /// Whether the region's own budget adds to the fund by the yearly ratio.
    pub(crate) fn has_regional_part(&self) -> bool {
        self.batches.iter().any(|b| b.part == Part::Regional)
    }

    /// The smallest step in which its money is allotted: a thousand yuan, or one head.
    pub(crate) fn step(&self) -> Fen {
        match self.class {
            FundClass::Relocation => HEAD,
            _ => Fen(100_000),
        }
    }

    /// Whether it is bond money.
    pub(crate) fn is_bond(&self) -> bool {
        self.class == FundClass::Bond
    }
}

/// Relocation money for one person (B 一（一）3).
pub(crate) const HEAD: Fen = Fen(6_000_000);

/// The funds of a county, as positions in [`FUNDS`]: the first for all, the others in turns, so
/// that every fund has its counties even where each county has few projects.
pub(crate) fn menu(tier: Tier, turn: usize, count: usize) -> Vec<usize> {
    let all: Vec<usize> = (1..FUNDS.len()).collect();
    let fitting: Vec<usize> = all.into_iter().filter(|fund| fits(*fund, tier)).collect();
    let wanted = count.saturating_sub(1).min(fitting.len());
    let start = turn * wanted.max(1);
    let turned = fitting.iter().cycle().skip(start % fitting.len().max(1)).take(wanted);
    let mut menu: Vec<usize> = std::iter::once(0).chain(turned.copied()).collect();
    menu.sort_unstable();
    menu
}

/// Relocation and bonds go to the four southern prefectures here. The living environment may be
/// improved with integrated funds only in counties that are out of poverty (B 三（一）2（14））.
fn fits(fund: usize, tier: Tier) -> bool {
    let Some(fund) = FUNDS.get(fund) else { return false };
    match fund.class {
        FundClass::Relocation | FundClass::Bond => tier != Tier::Other,
        FundClass::Integrated => tier != Tier::Deep || !fund.works.contains(&&kinds::SANITATION),
        _ => true,
    }
}

/// The rows of the data set's own catalogue, for the funds used.
pub(crate) fn catalogue(used: impl Fn(usize) -> bool, tables: &mut Tables) {
    for (_, fund) in FUNDS.iter().enumerate().filter(|(index, _)| used(*index)) {
        let Some(office) = fund.own else { continue };
        tables.funds.push(OwnFund {
            code: fund.code,
            name: fund.name,
            class: fund.class.word(),
            source_level: fund.source_level,
            office,
            valid_from: None,
            valid_to: None,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn turns_give_every_fund_to_some_county() {
        let menus = |tier: Tier| (0..12).flat_map(move |turn| menu(tier, turn, 3));
        let given: HashSet<usize> = menus(Tier::Deep).chain(menus(Tier::South)).collect();
        assert_eq!(given.len(), FUNDS.len());
        assert_eq!(menu(Tier::Other, 0, 1), [0]);
        assert!(menu(Tier::Other, 3, 99).iter().all(|fund| !FUNDS[*fund].is_bond()));
    }

    #[test]
    fn the_batches_of_a_fund_end_with_the_rest() {
        for fund in FUNDS {
            let rests = fund.batches.iter().filter(|b| b.part == Part::Rest).count();
            assert_eq!(rests, 1, "{}", fund.code);
            assert!(!fund.works.is_empty(), "{}", fund.code);
        }
    }
}
