//! One fund in one fiscal year.

use std::collections::BTreeMap;

use domain::{FundClass, FundId, TableId};

use super::super::fill::{cell, choice_of, code, each, fen_value, scalar, word_value};
use super::super::{FactTable, Identity, Need};
use super::recorded::{Monitored, Recorded};
use super::{RAISED, first_day, grown, join, region};
use crate::context::{Context, Derived};
use crate::value::{Type, UNKNOWN, day_value};

const F: TableId = TableId::FundYears;
const CLASSES: &[&str] = FundClass::WORDS;

/// What one fund has in one year, from the rows of the region. All is unknown where there is no such row.
pub(super) struct FundYear {
    /// The fund.
    pub(super) fund: FundId,
    /// The fiscal year.
    pub(super) year: u16,
    /// From the centre.
    pub(super) central: i64,
    /// From the region's own budget.
    pub(super) region: i64,
    amount: i64,
    pooled: i64,
    quota: i64,
    persons: i64,
    /// Two rows give different head counts.
    persons_differ: bool,
    /// The first row of `fund_years` of the region about it.
    pub(super) record: Option<usize>,
}

impl FundYear {
    fn new(fund: FundId, year: u16) -> FundYear {
        FundYear {
            fund,
            year,
            central: UNKNOWN,
            region: UNKNOWN,
            amount: UNKNOWN,
            pooled: UNKNOWN,
            quota: UNKNOWN,
            persons: UNKNOWN,
            persons_differ: false,
            record: None,
        }
    }

    /// Takes in one row of `fund_years`. Head count and quota are one figure of the fund's year, repeated
    /// on each row; amounts add up.
    fn take(&mut self, context: &Context, row: usize) {
        let table = &context.data.tables.fund_years;
        let fen = fen_value(cell(&table.amount, row));
        join(&mut self.amount, fen);
        join(&mut self.pooled, cell(&table.pooled, row).map_or(0, |f| f.0));
        let level = table.source_level.get(row).copied().unwrap_or_default();
        if level == choice_of(F, "source_level", "central") {
            join(&mut self.central, fen);
        } else if level == choice_of(F, "source_level", "region") {
            join(&mut self.region, fen);
        }
        if let Some(quota) = cell(&table.quota, row) {
            self.quota = self.quota.max(quota.0);
        }
        if let Some(persons) = cell(&table.persons, row).map(i64::from) {
            self.persons_differ |= self.persons != UNKNOWN && self.persons != persons;
            self.persons = persons;
        }
        self.record = self.record.or(Some(row));
    }

    /// One of the two parts that make up the money of a fund: nothing, where only the other is recorded.
    fn part(&self, fen: i64) -> i64 {
        if fen == UNKNOWN && self.record.is_some() { 0 } else { fen }
    }
}

/// The funds and years of which the data hold an allotment, a payment or a raised sum, and the monitored
/// funds of which they hold none.
pub(super) struct FundYearList {
    pub(super) rows: Vec<FundYear>,
    recorded: Recorded,
    monitored: Monitored,
}

impl Derived for FundYearList {
    fn build(context: &Context) -> Self {
        let recorded = Recorded::new(context);
        let monitored = Monitored::new(context);
        let mut list = blank(context, &recorded, &monitored);
        let table = &context.data.tables.fund_years;
        for row in (0..table.amount.len()).filter(|row| is_of_region(context, *row)) {
            let key = cell(&table.fund, row).zip(cell(&table.fiscal_year, row));
            if let Some(fund_year) = key.and_then(|k| list.get_mut(&k)) {
                fund_year.take(context, row);
            }
        }
        let has_come = |f: &FundYear| i32::from(f.year) <= context.as_of.year();
        let rows = list.into_values().filter(has_come).collect();
        FundYearList { rows, recorded, monitored }
    }
}

/// The rows of the table before any sum is taken in.
fn blank(
    context: &Context,
    recorded: &Recorded,
    monitored: &Monitored,
) -> BTreeMap<(FundId, u16), FundYear> {
    let years = recorded.years();
    let mut list = BTreeMap::new();
    for (fund, _) in context.data.funds.iter() {
        let is_wanted = |year: &&u16| {
            recorded.has(fund, **year) || monitored.has(context, fund, **year) == Some(true)
        };
        for year in years.iter().filter(is_wanted) {
            list.insert((fund, *year), FundYear::new(fund, *year));
        }
    }
    list
}

impl FundYearList {
    fn before(&self, row: &FundYear) -> Option<&FundYear> {
        let key = (row.fund, row.year.saturating_sub(1));
        let place = self.rows.binary_search_by_key(&key, |f| (f.fund, f.year)).ok()?;
        self.rows.get(place)
    }
}

/// Rows of another division tell what that division has, not what the region raised.
fn is_of_region(context: &Context, row: usize) -> bool {
    let division = cell(&context.data.tables.fund_years.division, row);
    division.is_none() || division == region(context)
}

/// One row for each fund and fiscal year.
pub static FUND_YEAR: FactTable = FactTable {
    name: "fund_year",
    zh: "一项资金的一个预算年度",
    en: "one fund in one fiscal year",
    subject: "fund_year",
    needs: &[],
    day: "day",
    amount: Some("amount"),
    rows: |context| context.derive::<FundYearList>().rows.len(),
    skip: None,
    identity,
    place: None,
    columns: &[
        scalar(
            "day",
            Type::Date,
            ("年度第一天", "first day of the year"),
            &[],
            |context, rows| each_fund_year(context, rows, |_, f| day_value(first_day(f.year))),
        ),
        scalar(
            "fiscal_year",
            Type::Count,
            ("预算年度", "fiscal year"),
            &[],
            |context, rows| each_fund_year(context, rows, |_, f| i64::from(f.year)),
        ),
        code("class", CLASSES, ("资金类别", "class of the fund"), &[], |context, rows| {
            let class = |f: &FundYear| context.data.funds.get(f.fund).class;
            each_fund_year(context, rows, |_, f| word_value(CLASSES, class(f).word()))
        }),
        scalar(
            "amount",
            Type::Money,
            ("本年规模（各级合计）", "amount of the year, of all levels"),
            RAISED,
            |context, rows| each_fund_year(context, rows, |_, f| f.amount),
        ),
        scalar(
            "central",
            Type::Money,
            ("其中中央财政", "of it, from the centre"),
            RAISED,
            |context, rows| each_fund_year(context, rows, |_, f| f.part(f.central)),
        ),
        scalar(
            "region",
            Type::Money,
            ("其中自治区财政", "of it, from the region's budget"),
            RAISED,
            |context, rows| each_fund_year(context, rows, |_, f| f.part(f.region)),
        ),
        scalar(
            "pooled",
            Type::Money,
            ("统筹整合金额", "amount pooled for poverty alleviation"),
            &[Need(F, "pooled")],
            |context, rows| each_fund_year(context, rows, |_, f| f.pooled),
        ),
        scalar(
            "amount_before",
            Type::Money,
            ("上年规模", "amount of the year before"),
            RAISED,
            |context, rows| each_before(context, rows, |_, before| before.amount),
        ),
        scalar(
            "pooled_before",
            Type::Money,
            ("上年统筹整合金额", "amount pooled the year before"),
            &[Need(F, "pooled")],
            |context, rows| each_before(context, rows, |_, before| before.pooled),
        ),
        scalar(
            "pooled_floor",
            Type::Money,
            (
                "按该项资金增幅应统筹整合的金额（进到分）",
                "the pooled amount had it grown as the fund, up to a whole fen",
            ),
            &[Need(F, "pooled")],
            |context, rows| {
                each_before(context, rows, |f, before| {
                    grown(before.pooled, f.amount, before.amount)
                })
            },
        ),
        scalar(
            "quota",
            Type::Money,
            ("财政部明确的额度", "amount fixed by the ministry"),
            &[Need(F, "quota")],
            |context, rows| each_fund_year(context, rows, |_, f| f.quota),
        ),
        scalar(
            "persons",
            Type::Count,
            ("人数", "persons for whom it is raised"),
            &[Need(F, "persons")],
            |context, rows| {
                let persons = |f: &FundYear| if f.persons_differ { UNKNOWN } else { f.persons };
                each_fund_year(context, rows, |_, f| persons(f))
            },
        ),
        scalar(
            "monitored",
            Type::Flag,
            ("纳入监控的资金", "a fund that must have records"),
            &[],
            |context, rows| {
                each_fund_year(context, rows, |list, f| {
                    list.monitored.has(context, f.fund, f.year).map_or(UNKNOWN, i64::from)
                })
            },
        ),
        scalar(
            "recorded",
            Type::Flag,
            ("本年有指标、支付或筹集记录", "the data hold a record of it in the year"),
            &[],
            |context, rows| {
                let has = |list: &FundYearList, f: &FundYear| list.recorded.has(f.fund, f.year);
                each_fund_year(context, rows, |list, f| i64::from(has(list, f)))
            },
        ),
    ],
};

fn each_fund_year(
    context: &Context,
    rows: &[u32],
    value: impl Fn(&FundYearList, &FundYear) -> i64,
) -> Vec<i64> {
    let list = context.derive::<FundYearList>();
    each(rows, |row| list.rows.get(row).map_or(UNKNOWN, |f| value(&list, f)))
}

/// One value for each row, from the row and the same fund's year before; unknown where there is none.
fn each_before(
    context: &Context,
    rows: &[u32],
    value: impl Fn(&FundYear, &FundYear) -> i64,
) -> Vec<i64> {
    each_fund_year(context, rows, |list, f| list.before(f).map_or(UNKNOWN, |b| value(f, b)))
}

fn identity(context: &Context, row: usize) -> Identity {
    let list = context.derive::<FundYearList>();
    let Some(row) = list.rows.get(row) else { return Identity::default() };
    let fund = context.data.funds.get(row.fund);
    Identity {
        id: format!("{}/{}", fund.code, row.year),
        name: fund.name.clone(),
        division: region(context),
        period: Some(row.year.to_string()),
        record: row.record.map(|r| (F, r)),
    }
}
