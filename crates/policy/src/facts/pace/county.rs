//! What each county has of each fund of a year: received, paid, spent on management.

use domain::{Division, FundId, Level, TableId};
use hashbrown::HashMap;

use super::{ALLOTMENTS, PAYMENTS, ProjectFundings};
use crate::context::{Context, Derived};
use crate::facts::allotment::{handed_on, held_on, is_own};
use crate::facts::fill::{add, cell, code, each, scalar, word_value};
use crate::facts::links::year_start;
use crate::facts::organisation::code_in;
use crate::facts::payment::CLASSES;
use crate::facts::trail::{
    Counties, FEE, PaymentLinks, RETURN, for_poverty, fund_of, is_made, signed,
};
use crate::facts::{FactTable, Identity, Need};
use crate::value::{Type, UNKNOWN, day_value};

/// One row for each county, fund and budget year in which the county received or paid money of the fund.
pub static COUNTY_FUND_YEAR: FactTable = FactTable {
    name: "county_fund_year",
    zh: "一个县一个年度的一项扶贫资金",
    en: "one fund of one year in one county",
    subject: "county_fund_year",
    needs: &[Need(ALLOTMENTS, ""), Need(PAYMENTS, "")],
    day: "day",
    amount: Some("received"),
    rows: |context| context.derive::<CountyFunds>().rows.len(),
    skip: None,
    identity,
    place: Some(|context, row| {
        context.derive::<CountyFunds>().rows.get(row).map(|own| own.county(context))
    }),
    columns: &[
        scalar(
            "day",
            Type::Date,
            ("年度首日", "first day of the year"),
            &[],
            |context, rows| of(context, rows, |row| day_value(year_start(Some(row.key.2)))),
        ),
        scalar(
            "fiscal_year",
            Type::Count,
            ("预算年度", "fiscal year"),
            &[],
            |context, rows| of(context, rows, |row| i64::from(row.key.2)),
        ),
        code("class", CLASSES, ("资金类别", "class of the fund"), &[], |context, rows| {
            of(context, rows, |row| {
                word_value(CLASSES, context.data.funds.get(row.key.1).class.word())
            })
        }),
        scalar(
            "received",
            Type::Money,
            (
                "县级收到的和本级安排的资金减去上缴的",
                "received by the county and of its own budget, less what it gave back",
            ),
            &[Need(ALLOTMENTS, "received_on")],
            |context, rows| of(context, rows, |row| row.received),
        ),
        scalar(
            "paid",
            Type::Money,
            ("已支付（扣除退款）", "paid, refunds taken off"),
            &[],
            |context, rows| of(context, rows, |row| row.paid),
        ),
        scalar(
            "fees",
            Type::Money,
            ("其中项目管理费", "of it management fees"),
            &[],
            |context, rows| of(context, rows, |row| row.fees),
        ),
        scalar(
            "months_elapsed",
            Type::Count,
            (
                "年度已过月数（某月最后一日起算满该月；年度结束后为12）",
                "months of the year that are over; a month counts from its last day, 12 after the year",
            ),
            &[],
            |context, rows| {
                of(context, rows, |row| months_elapsed(context.as_of, i32::from(row.key.2)))
            },
        ),
    ],
};

type Key = (Division, FundId, u16);

struct Row {
    key: Key,
    received: i64,
    paid: i64,
    fees: i64,
}

impl Row {
    /// The county under the code of that year.
    fn county(&self, context: &Context) -> Division {
        let (newest, _, year) = self.key;
        code_in(&context.pack.divisions, newest, year)
    }
}

#[derive(Default)]
struct CountyFunds {
    rows: Vec<Row>,
    places: HashMap<Key, usize>,
}

fn of(context: &Context, rows: &[u32], value: impl Fn(&Row) -> i64) -> Vec<i64> {
    let all = context.derive::<CountyFunds>();
    each(rows, |row| all.rows.get(row).map_or(UNKNOWN, &value))
}

/// The months of a year that are over on a day.
fn months_elapsed(day: domain::Day, year: i32) -> i64 {
    let (now, month, _) = day.ymd();
    match now.cmp(&year) {
        std::cmp::Ordering::Less => 0,
        std::cmp::Ordering::Equal => i64::from(month) - i64::from(day != day.month_end()),
        std::cmp::Ordering::Greater => 12,
    }
}

impl Derived for CountyFunds {
    fn build(context: &Context) -> Self {
        let mut all = CountyFunds::default();
        all.add_allotments(context);
        all.add_payments(context);
        all
    }
}

impl CountyFunds {
    fn place(&mut self, key: Key) -> usize {
        let next = self.rows.len();
        let place = *self.places.entry(key).or_insert(next);
        if place == next {
            self.rows.push(Row { key, received: 0, paid: 0, fees: 0 });
        }
        place
    }

    fn add_allotments(&mut self, context: &Context) {
        let allotments = &context.data.tables.allotments;
        let counties = context.derive::<Counties>();
        let divisions = &context.pack.divisions;
        let county = |division: Option<Division>| {
            division
                .filter(|d| divisions.level(*d) == Some(Level::County))
                .map(|d| counties.newest(d))
        };
        // An own budget has arrived with its approval; when that was, the column may not say.
        let says_when_approved = context.data.has_column(ALLOTMENTS, "approved_on");
        for row in 0..allotments.id.len() {
            let back = allotments.kind.get(row) == Some(&RETURN);
            let (holder, day) = if back {
                (cell(&allotments.from, row), handed_on(context, row))
            } else {
                (cell(&allotments.to, row), held_on(context, row))
            };
            let open = day.is_none() && is_own(context, row) && !says_when_approved;
            let done = open || day.is_some_and(|d| d <= context.as_of);
            let fund = cell(&allotments.fund, row).zip(cell(&allotments.fiscal_year, row));
            let (Some(county), Some((fund, year))) = (county(holder), fund) else { continue };
            if !done || for_poverty(context, row) == Some(false) {
                continue;
            }
            let place = self.place((county, fund, year));
            let amount = cell(&allotments.amount, row).map_or(0, |fen| fen.0);
            let amount = if open { UNKNOWN } else { amount };
            if let Some(sums) = self.rows.get_mut(place) {
                sums.received = add(sums.received, if back { -amount } else { amount });
            }
        }
    }

    fn add_payments(&mut self, context: &Context) {
        let tables = &context.data.tables;
        let counties = context.derive::<Counties>();
        let links = context.derive::<PaymentLinks>();
        let fundings = context.derive::<ProjectFundings>();
        // Payments of one county and fund mostly stand together.
        let mut last: Option<(Key, usize)> = None;
        for row in 0..tables.payments.kind.len() {
            if !is_made(context.data, row, context.as_of) {
                continue;
            }
            let allotment = fundings.allotment(context, &links, row);
            if allotment.is_some_and(|a| for_poverty(context, a) == Some(false)) {
                continue;
            }
            let year = allotment
                .and_then(|a| cell(&tables.allotments.fiscal_year, a))
                .or_else(|| cell(&tables.payments.fiscal_year, row));
            let county = cell(&tables.payments.county, row).map(|c| counties.newest(c));
            let fund = fund_of(context, &links, row)
                .or_else(|| allotment.and_then(|a| cell(&tables.allotments.fund, a)));
            let (Some(county), Some(fund), Some(year)) = (county, fund, year) else { continue };
            let key = (county, fund, year);
            let place = match last {
                Some((same, place)) if same == key => place,
                _ => self.place(key),
            };
            last = Some((key, place));
            if let Some(sums) = self.rows.get_mut(place) {
                let amount = signed(context, row);
                sums.paid = add(sums.paid, amount);
                let origin = links.original(row).unwrap_or(row);
                if tables.payments.kind.get(origin) == Some(&FEE) {
                    sums.fees = add(sums.fees, amount);
                }
            }
        }
    }
}

fn identity(context: &Context, row: usize) -> Identity {
    let all = context.derive::<CountyFunds>();
    let Some(row) = all.rows.get(row) else { return Identity::default() };
    let (_, fund, year) = row.key;
    let county = row.county(context);
    let fund = context.data.funds.get(fund);
    Identity {
        id: format!("{county}/{}/{year}", fund.code),
        name: format!("{} {}", context.pack.divisions.name(county), fund.name),
        division: Some(county),
        period: Some(year.to_string()),
        record: record(context, row.key),
    }
}

/// The first allotment of the fund that the county received in the year.
fn record(context: &Context, (county, fund, year): Key) -> Option<(TableId, usize)> {
    let allotments = &context.data.tables.allotments;
    let counties = context.derive::<Counties>();
    let fits = |row: &usize| {
        cell(&allotments.to, *row).map(|d| counties.newest(d)) == Some(county)
            && cell(&allotments.fund, *row) == Some(fund)
            && cell(&allotments.fiscal_year, *row) == Some(year)
    };
    let row = (0..allotments.id.len()).find(fits)?;
    Some((TableId::Allotments, row))
}

#[cfg(test)]
mod tests {
    use domain::Day;

    use super::*;

    #[test]
    fn a_month_counts_from_its_last_day() {
        let check = |day: &str, expect: i64| {
            assert_eq!(months_elapsed(Day::parse(day).unwrap(), 2019), expect, "{day}");
        };
        check("2018-12-31", 0);
        check("2019-01-30", 0);
        check("2019-01-31", 1);
        check("2019-02-28", 2);
        check("2019-06-15", 5);
        check("2019-06-30", 6);
        check("2019-12-31", 12);
        check("2020-03-01", 12);
    }
}
