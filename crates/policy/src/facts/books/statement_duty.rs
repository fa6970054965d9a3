//! `statement_duty`: each month for which a county owes a statement, from its first receipt of the
//! fund.

use std::collections::HashMap;

use domain::{Day, Division, FundId, Period, TableId};

use super::receipts::Receipts;
use super::{CLASSES, class_value};
use crate::context::{Context, Derived};
use crate::facts::fill::{cell, code, each, scalar};
use crate::facts::organisation::code_on;
use crate::facts::{FactTable, Identity, Need};
use crate::value::{Type, UNKNOWN, day_value};

/// One month for which a county with money owes a statement.
pub static STATEMENT_DUTY: FactTable = FactTable {
    name: "statement_duty",
    zh: "县（市、区）应提供收支余报表的一个月（自首次收到该资金之月起）",
    en: "one month for which a county owes a statement (from its first receipt of the fund)",
    subject: "statement",
    needs: &[Need(TableId::Allotments, "received_on")],
    day: "month_end",
    amount: None,
    rows: |context| context.derive::<Duties>().list.len(),
    skip: None,
    identity,
    place: None,
    columns: &[
        scalar(
            "month_end",
            Type::Date,
            ("该月最后一日", "last day of the month"),
            &[Need(TableId::Allotments, "received_on")],
            |context, rows| {
                let duties = context.derive::<Duties>();
                each(rows, |row| day_value(duties.get(row).and_then(|d| d.month.last_day())))
            },
        ),
        scalar(
            "reported_on",
            Type::Date,
            ("该月报表首次提供的日期", "day on which the month's statement was first made"),
            &[Need(TableId::Statements, "reported_on")],
            |context, rows| {
                let duties = context.derive::<Duties>();
                each(rows, |row| day_value(duties.get(row).and_then(|d| d.reported_on)))
            },
        ),
        code("class", CLASSES, ("资金类别", "class of the fund"), &[], |context, rows| {
            let duties = context.derive::<Duties>();
            each(rows, |row| duties.get(row).map_or(UNKNOWN, |d| class_value(context, d.fund)))
        }),
    ],
};

struct Duty {
    county: Division,
    fund: FundId,
    month: Period,
    reported_on: Option<Day>,
}

struct Duties {
    list: Vec<Duty>,
}

impl Duties {
    fn get(&self, row: usize) -> Option<&Duty> {
        self.list.get(row)
    }
}

impl Derived for Duties {
    fn build(context: &Context) -> Self {
        let made = statements(context);
        let mut list = Vec::new();
        for ((county, fund), first) in &context.derive::<Receipts>().counties {
            let mut month = Period::month_of(*first);
            while let Some(end) = month.last_day().filter(|end| *end <= context.as_of) {
                let reported_on = made.get(&(*county, *fund, month)).copied();
                let county = code_on(&context.pack.divisions, *county, end);
                list.push(Duty { county, fund: *fund, month, reported_on });
                month = month.next();
            }
        }
        Duties { list }
    }
}

/// When each month's statement was first made, by county under its newest code.
fn statements(context: &Context) -> HashMap<(Division, FundId, Period), Day> {
    let statements = &context.data.tables.statements;
    let mut made = HashMap::new();
    for row in 0..statements.county.len() {
        let key = || {
            let county = context.pack.divisions.canonical(cell(&statements.county, row)?);
            let month = Period::month(cell(&statements.month, row)?);
            Some((county, cell(&statements.fund, row)?, month))
        };
        let day = cell(&statements.reported_on, row).filter(|day| *day <= context.as_of);
        if let (Some(key), Some(day)) = (key(), day) {
            let first = made.entry(key).or_insert(day);
            *first = day.min(*first);
        }
    }
    made
}

fn identity(context: &Context, row: usize) -> Identity {
    let duties = context.derive::<Duties>();
    let Some(duty) = duties.get(row) else { return Identity::default() };
    let fund = context.data.funds.get(duty.fund);
    let place = context.pack.divisions.name(duty.county);
    Identity {
        id: format!("{}/{}/{}", duty.county, fund.code, duty.month),
        name: format!("{place} {} {}", fund.name, duty.month),
        division: Some(duty.county),
        period: Some(duty.month.to_string()),
        record: None,
    }
}
