//! `report_duty`: each return an organisation owes, from the first that it made of that table.

use std::collections::BTreeMap;

use domain::period::PERIOD_KINDS;
use domain::{Day, Name, Period, TableId};

use crate::context::{Context, Derived};
use crate::facts::dated::{REPORT_TABLES, words};
use crate::facts::fill::{cell, code, each, scalar, text_value};
use crate::facts::organisation::{ORGANISATIONS, Organisation, Organisations};
use crate::facts::{FactTable, Identity, Need};
use crate::value::{Type, UNKNOWN, day_value};

/// What each of the nine tables is about, by its number.
const TABLES: &[&str] = &[
    "raising",
    "allocation",
    "integration",
    "spending",
    "disclosure",
    "monitoring",
    "targets",
    "performance",
    "evaluation",
];

/// One return that an organisation owes for a period.
pub static REPORT_DUTY: FactTable = FactTable {
    name: "report_duty",
    zh: "某单位应报送的一份报表（自其首次报送该表之期起，每期一份）",
    en: "one return that an organisation owes (each period from its first return of that table)",
    subject: "report",
    needs: &[Need(TableId::Reports, "")],
    day: "period_end",
    amount: None,
    rows: |context| context.derive::<Duties>().list.len(),
    skip: None,
    identity,
    place: None,
    columns: &[
        code(
            "table",
            TABLES,
            ("报表内容（按表号一至九）", "what the table is about (by its number, 1 to 9)"),
            &[],
            |context, rows| {
                let duties = context.derive::<Duties>();
                let known = 1..=TABLES.len() as i64;
                each(rows, |row| {
                    let number = duties.get(row).map_or(0, |d| i64::from(d.table));
                    if known.contains(&number) { number } else { 0 }
                })
            },
        ),
        code(
            "reporter",
            ORGANISATIONS,
            (
                "报送单位的级次，或自治区的处室",
                "level of the organisation, or an office of the region",
            ),
            &[],
            |context, rows| {
                let duties = context.derive::<Duties>();
                let divisions = &context.pack.divisions;
                each(rows, |row| duties.org(row).map_or(0, |org| org.kind_value(divisions)))
            },
        ),
        scalar(
            "org",
            Type::Text,
            (
                "报送单位（区划代码，或 650000/处室）",
                "organisation: division code or 650000/office",
            ),
            &[],
            |context, rows| {
                let duties = context.derive::<Duties>();
                each(rows, |row| text_value(duties.get(row).and_then(|d| d.written)))
            },
        ),
        code(
            "period_kind",
            PERIOD_KINDS,
            ("报表期间：月、季、半年、年", "length of the period"),
            &[],
            |context, rows| {
                let duties = context.derive::<Duties>();
                each(rows, |row| duties.get(row).map_or(0, |d| d.period.kind_value()))
            },
        ),
        scalar(
            "before",
            Type::Date,
            (
                "期间开始的前一日（由此数至当月某日）",
                "day before the period begins: days of the month count from it",
            ),
            &[],
            |context, rows| {
                let duties = context.derive::<Duties>();
                each(rows, |row| {
                    let first = duties.get(row).and_then(|d| d.period.first_day());
                    day_value(first.and_then(|day| day.plus_days(-1)))
                })
            },
        ),
        scalar(
            "period_end",
            Type::Date,
            ("期间最后一日", "last day of the period"),
            &[],
            |context, rows| {
                let duties = context.derive::<Duties>();
                each(rows, |row| day_value(duties.get(row).and_then(|d| d.period.last_day())))
            },
        ),
        scalar(
            "fiscal_year",
            Type::Count,
            ("期间所在年度", "year of the period"),
            &[],
            |context, rows| {
                let duties = context.derive::<Duties>();
                each(rows, |row| duties.get(row).map_or(UNKNOWN, |d| d.period.year().into()))
            },
        ),
        scalar(
            "submitted_on",
            Type::Date,
            ("首次报送日期", "day on which it was first submitted"),
            &[Need(TableId::Reports, "submitted_on")],
            |context, rows| {
                let duties = context.derive::<Duties>();
                each(rows, |row| day_value(duties.get(row).and_then(|d| d.submitted_on)))
            },
        ),
    ],
};

struct Duty {
    table: u32,
    /// Position in `orgs`.
    org: u32,
    /// The organisation as the file writes it.
    written: Option<Name>,
    period: Period,
    submitted_on: Option<Day>,
    /// Row of the return, where there is one.
    row: Option<usize>,
}

#[derive(Default)]
struct Duties {
    orgs: Organisations,
    list: Vec<Duty>,
}

impl Duties {
    fn get(&self, row: usize) -> Option<&Duty> {
        self.list.get(row)
    }

    fn org(&self, row: usize) -> Option<&Organisation> {
        self.orgs.get(self.get(row)?.org)
    }
}

/// A return that was made or announced.
#[derive(Clone, Copy)]
struct Return {
    submitted_on: Option<Day>,
    row: usize,
}

/// The returns of one table by one organisation under whichever code, all of one length of period.
struct Series {
    written: Option<Name>,
    returns: BTreeMap<Period, Return>,
}

impl Derived for Duties {
    fn build(context: &Context) -> Self {
        let mut duties = Duties::default();
        for ((table, org, _), series) in all_series(context) {
            let first = series.returns.keys().next().copied();
            let mut next = first;
            while let Some(period) = next.filter(|p| begun(*p, context.as_of)) {
                let end = period.last_day().unwrap_or(context.as_of);
                let org = duties.orgs.place(&org, &context.pack.divisions, end);
                let made = series.returns.get(&period);
                duties.list.push(Duty {
                    table,
                    org,
                    written: series.written,
                    period,
                    submitted_on: made.and_then(|r| r.submitted_on),
                    row: made.map(|r| r.row),
                });
                next = Some(period.next());
            }
        }
        duties
    }
}

fn begun(period: Period, as_of: Day) -> bool {
    period.first_day().is_some_and(|first| first <= as_of)
}

/// The returns by table, organisation and length of period; the first day of submission counts.
fn all_series(context: &Context) -> BTreeMap<(u32, Organisation, i64), Series> {
    let reports = &context.data.tables.reports;
    let text = |name: Option<Name>| context.data.names.text_or_empty(name);
    let mut all: BTreeMap<(u32, Organisation, i64), Series> = BTreeMap::new();
    for row in 0..reports.org.len() {
        let written = cell(&reports.org, row);
        let period = Period::parse(text(cell(&reports.period, row)));
        let (Some(table), Some(period)) = (cell(&reports.table_no, row), period) else { continue };
        let org = Organisation::parse(text(written), period.last_day(), &context.pack.divisions);
        let key = (table, org.newest(&context.pack.divisions), period.kind_value());
        let series = all.entry(key).or_insert_with(|| Series { written, returns: BTreeMap::new() });
        let submitted_on = cell(&reports.submitted_on, row).filter(|day| *day <= context.as_of);
        let slot = series.returns.entry(period).or_insert(Return { submitted_on: None, row });
        if submitted_on.is_some_and(|day| slot.submitted_on.is_none_or(|first| day < first)) {
            *slot = Return { submitted_on, row };
        }
    }
    all
}

/// `表4 支出使用`: the number, and the name that the pack gives it, if any (`number:name`).
fn table_name(context: &Context, table: u32) -> String {
    let number = table.to_string();
    let named = words(context, REPORT_TABLES, context.as_of).iter().find_map(|word| {
        let (of, name) = word.split_once(':')?;
        (of == number).then_some(name)
    });
    named.map_or_else(|| format!("表{number}"), |name| format!("表{number} {name}"))
}

fn identity(context: &Context, row: usize) -> Identity {
    let duties = context.derive::<Duties>();
    let (Some(duty), Some(org)) = (duties.get(row), duties.org(row)) else {
        return Identity::default();
    };
    Identity {
        id: format!("{}/{}/{}", duty.table, org.id, duty.period),
        name: format!(
            "{} {} {}",
            org.name(context.pack),
            table_name(context, duty.table),
            duty.period
        ),
        division: org.division,
        period: Some(duty.period.to_string()),
        record: duty.row.map(|row| (TableId::Reports, row)),
    }
}
