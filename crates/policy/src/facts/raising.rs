//! What a year and a fund in a year have: raised by which level, shared out to whom, recorded at all.

use std::collections::BTreeMap;

use domain::{Day, Division, FundClass, Level, TableId};

use super::fill::{add, each, scalar};
use super::{FactTable, Identity, Need};
use crate::context::{Context, Derived};
use crate::value::{Type, UNKNOWN, day_value};

mod fund_year;
mod recorded;
mod shares;

pub use fund_year::FUND_YEAR;

use fund_year::FundYearList;
use shares::Shares;

const SHARED: &[Need] = &[Need(TableId::Allotments, "kind")];
const RAISED: &[Need] = &[Need(TableId::FundYears, "")];

/// What one year has. Sums of a level or class of which the data hold no row in the year are unknown.
#[derive(Clone, Copy, Default)]
struct Year {
    shares: Shares,
    raised: Raised,
}

/// What was raised in a year, from the rows of the region.
#[derive(Clone, Copy)]
struct Raised {
    central_special: i64,
    region_special: i64,
    safety_net: i64,
    medical: i64,
}

impl Default for Raised {
    fn default() -> Raised {
        let unknown = UNKNOWN;
        Raised {
            central_special: unknown,
            region_special: unknown,
            safety_net: unknown,
            medical: unknown,
        }
    }
}

/// Every year of which the data hold an allotment or a raised sum, up to the year of evaluation.
struct Years(BTreeMap<u16, Year>);

impl Derived for Years {
    fn build(context: &Context) -> Self {
        let mut years = Years(BTreeMap::new());
        for (year, shares) in shares::by_year(context) {
            years.0.entry(year).or_default().shares = shares;
        }
        let list = context.derive::<FundYearList>();
        for fund_year in list.rows.iter().filter(|f| f.record.is_some()) {
            let class = context.data.funds.get(fund_year.fund).class;
            let raised = &mut years.0.entry(fund_year.year).or_default().raised;
            raised.take(class, fund_year.central, fund_year.region);
        }
        years.0.retain(|year, _| i32::from(*year) <= context.as_of.year());
        years
    }
}

impl Raised {
    fn take(&mut self, class: FundClass, central: i64, region: i64) {
        match class {
            FundClass::Special => {
                join(&mut self.central_special, central);
                join(&mut self.region_special, region);
            }
            // Whoever records one of the two records this policy of the year: the other is then nothing.
            FundClass::SafetyNet => self.take_safety_net(region, UNKNOWN),
            FundClass::Medical => self.take_safety_net(UNKNOWN, region),
            _ => {}
        }
    }

    fn take_safety_net(&mut self, safety_net: i64, medical: i64) {
        join(&mut self.safety_net, if safety_net == UNKNOWN { 0 } else { safety_net });
        join(&mut self.medical, if medical == UNKNOWN { 0 } else { medical });
    }
}

/// Adds what is known to a sum that is unknown until something is.
fn join(sum: &mut i64, fen: i64) {
    if fen != UNKNOWN {
        *sum = if *sum == UNKNOWN { fen } else { add(*sum, fen) };
    }
}

/// One row for each fiscal year.
pub static YEAR: FactTable = FactTable {
    name: "year",
    zh: "一个预算年度的资金筹集与分配",
    en: "a fiscal year: what was raised and how it was shared out",
    subject: "year",
    needs: &[],
    day: "day",
    amount: None,
    rows: |context| context.derive::<Years>().0.len(),
    skip: None,
    identity,
    place: None,
    columns: &[
        scalar(
            "day",
            Type::Date,
            ("年度第一天", "first day of the year"),
            &[],
            |context, rows| each_year(context, rows, |year, _, _| day_value(first_day(year))),
        ),
        scalar(
            "fiscal_year",
            Type::Count,
            ("预算年度", "fiscal year"),
            &[],
            |context, rows| each_year(context, rows, |year, _, _| i64::from(year)),
        ),
        scalar(
            "special_shared",
            Type::Money,
            (
                "自治区下达各地州的财政专项扶贫资金",
                "special funds that the region handed to prefectures",
            ),
            SHARED,
            |context, rows| each_year(context, rows, |_, year, _| year.shares.all),
        ),
        scalar(
            "special_south",
            Type::Money,
            ("其中下达南疆四地州", "of these, to the four southern prefectures"),
            SHARED,
            |context, rows| each_year(context, rows, |_, year, _| year.shares.south),
        ),
        scalar(
            "special_deep",
            Type::Money,
            (
                "南疆四地州下达深度贫困县的财政专项扶贫资金",
                "special funds that those four handed to deeply poor counties",
            ),
            SHARED,
            |context, rows| each_year(context, rows, |_, year, _| year.shares.deep),
        ),
        scalar(
            "special_shared_before",
            Type::Money,
            ("上年自治区下达各地州的财政专项扶贫资金", "the same to prefectures, the year before"),
            SHARED,
            |context, rows| each_year(context, rows, |_, _, before| before.shares.known(|s| s.all)),
        ),
        scalar(
            "special_south_before",
            Type::Money,
            ("上年下达南疆四地州", "the same to the four southern prefectures, the year before"),
            SHARED,
            |context, rows| {
                each_year(context, rows, |_, _, before| before.shares.known(|s| s.south))
            },
        ),
        scalar(
            "central_special",
            Type::Money,
            ("中央财政专项扶贫资金", "special funds from the centre"),
            RAISED,
            |context, rows| each_year(context, rows, |_, year, _| year.raised.central_special),
        ),
        scalar(
            "region_special",
            Type::Money,
            ("自治区财政专项扶贫资金", "special funds from the region's own budget"),
            RAISED,
            |context, rows| each_year(context, rows, |_, year, _| year.raised.region_special),
        ),
        scalar(
            "central_special_before",
            Type::Money,
            ("上年中央财政专项扶贫资金", "special funds from the centre, the year before"),
            RAISED,
            |context, rows| each_year(context, rows, |_, _, before| before.raised.central_special),
        ),
        scalar(
            "region_special_before",
            Type::Money,
            ("上年自治区财政专项扶贫资金", "the region's own special funds, the year before"),
            RAISED,
            |context, rows| each_year(context, rows, |_, _, before| before.raised.region_special),
        ),
        scalar(
            "region_special_floor",
            Type::Money,
            (
                "按中央增幅应安排的自治区专项（进到分）",
                "the region's special funds had they grown as the central ones, up to a whole fen",
            ),
            RAISED,
            |context, rows| {
                each_year(context, rows, |_, year, before| floor(year.raised, before.raised))
            },
        ),
        scalar(
            "safety_net",
            Type::Money,
            ("自治区安排的脱贫兜底专项基金", "the region's money for the safety-net fund"),
            RAISED,
            |context, rows| each_year(context, rows, |_, year, _| year.raised.safety_net),
        ),
        scalar(
            "medical",
            Type::Money,
            (
                "自治区安排的补充医疗保险资金",
                "the region's money for supplementary medical insurance",
            ),
            RAISED,
            |context, rows| each_year(context, rows, |_, year, _| year.raised.medical),
        ),
    ],
};

/// One value for each row, from the year and the year before it.
fn each_year(
    context: &Context,
    rows: &[u32],
    value: impl Fn(u16, &Year, &Year) -> i64,
) -> Vec<i64> {
    let years = context.derive::<Years>();
    let list: Vec<(&u16, &Year)> = years.0.iter().collect();
    let nothing = Year::default();
    each(rows, |row| {
        let Some((number, year)) = list.get(row) else { return UNKNOWN };
        let before = years.0.get(&number.saturating_sub(1)).unwrap_or(&nothing);
        value(**number, year, before)
    })
}

/// What the region had to give had its special funds grown as the central ones.
fn floor(now: Raised, before: Raised) -> i64 {
    grown(before.region_special, now.central_special, before.central_special)
}

/// `sum` grown as `before` grew to `now`: rounded up to a whole fen, which changes no comparison with an
/// amount in whole fen. Unknown where nothing was there before to grow from.
fn grown(sum: i64, now: i64, before: i64) -> i64 {
    if [sum, now, before].contains(&UNKNOWN) || before <= 0 {
        return UNKNOWN;
    }
    let product = i128::from(sum) * i128::from(now);
    let divisor = i128::from(before);
    i64::try_from((product + divisor - 1) / divisor).unwrap_or(UNKNOWN)
}

/// The first day of a fiscal year.
pub(crate) fn first_day(year: u16) -> Option<Day> {
    Day::new(i32::from(year), 1, 1)
}

/// The region that the pack is about.
pub(crate) fn region(context: &Context) -> Option<Division> {
    let entries = context.pack.divisions.iter();
    entries.into_iter().find(|e| e.level == Level::Region).map(|e| e.division)
}

fn identity(context: &Context, row: usize) -> Identity {
    let years = context.derive::<Years>();
    let year = years.0.keys().nth(row).map_or_else(String::new, u16::to_string);
    let region = region(context);
    let place = region.map(|r| context.pack.divisions.name(r)).unwrap_or_default();
    Identity {
        name: format!("{place} {year}"),
        division: region,
        period: Some(year.clone()),
        id: year,
        record: None,
    }
}
