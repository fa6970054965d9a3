//! `allocation_disclosure`: each allocation that a level must make public.

use domain::{Day, Level, TableId};

use super::postings::{Postings, first_day, place, table};
use crate::context::{AllotmentRows, Context, Derived};
use crate::facts::allotment;
use crate::facts::fill::{LEVELS, add, cell, code, each, fen_value, level_value, scalar};
use crate::facts::subject::Kind;
use crate::facts::trail::{RETURN, for_poverty};
use crate::facts::{FactTable, Identity, Need};
use crate::value::{Type, UNKNOWN, day_value};

/// One allocation result to be published: a sum handed down by the region or a prefecture, or a
/// county's receipt allotted to projects.
pub static ALLOCATION_DISCLOSURE: FactTable = FactTable {
    name: "allocation_disclosure",
    zh: "应公开的一项扶贫资金分配结果（自治区、地州下达，或县安排到项目）",
    en: "one allocation to be made public (handed down by region or prefecture, or by the county)",
    subject: "disclosure",
    needs: &[Need(TableId::Allotments, "")],
    day: "year_begins",
    amount: Some("amount"),
    rows: |context| context.derive::<Duties>().list.len(),
    skip: None,
    identity,
    place: None,
    columns: &[
        code(
            "level",
            LEVELS,
            ("应公开的级次", "level that must publish"),
            &[],
            |context, rows| {
                let duties = context.derive::<Duties>();
                each(rows, |row| level_value(duties.get(row).map(|d| d.level)))
            },
        ),
        scalar(
            "handed_down_on",
            Type::Date,
            ("下达日期（自治区、地州）", "day of the hand-down (region, prefecture)"),
            &[Need(TableId::Allotments, "issued_on")],
            |context, rows| {
                let duties = context.derive::<Duties>();
                each(rows, |row| {
                    let duty = duties.get(row).filter(|d| d.level != Level::County);
                    day_value(duty.and_then(|d| d.day))
                })
            },
        ),
        scalar(
            "allotted_on",
            Type::Date,
            (
                "首次安排到项目的日期（县）",
                "day on which it was first allotted to projects (county)",
            ),
            &[Need(TableId::Fundings, "allotted_on")],
            |context, rows| {
                let duties = context.derive::<Duties>();
                each(rows, |row| {
                    let duty = duties.get(row).filter(|d| d.level == Level::County);
                    day_value(duty.and_then(|d| d.day))
                })
            },
        ),
        scalar(
            "posted_on",
            Type::Date,
            ("该级首次公开的日期", "day on which this level first published it"),
            &[Need(TableId::Disclosures, "posted_on")],
            posted,
        ),
        scalar(
            "poverty_money",
            Type::Flag,
            (
                "属于扶贫资金：其他专项资金仅限指标注明用于扶贫的，其余资金一律属于",
                "poverty money: of the other monitored funds what the allotment says is used for \
                 poverty alleviation, of all others everything",
            ),
            &[],
            |context, rows| {
                let duties = context.derive::<Duties>();
                each(rows, |row| {
                    let said =
                        duties.get(row).and_then(|d| for_poverty(context, d.allotment as usize));
                    said.map_or(UNKNOWN, i64::from)
                })
            },
        ),
        scalar(
            "amount",
            Type::Money,
            (
                "下达金额，或县已安排到项目的金额",
                "sum handed down, or allotted to projects by the county",
            ),
            &[],
            |context, rows| {
                let duties = context.derive::<Duties>();
                each(rows, |row| duties.get(row).map_or(UNKNOWN, |d| d.amount))
            },
        ),
        scalar(
            "fiscal_year",
            Type::Count,
            ("预算年度", "fiscal year"),
            &[],
            |context, rows| {
                let duties = context.derive::<Duties>();
                each(rows, |row| {
                    let year = duties.get(row).and_then(|d| year(context, d.allotment));
                    year.map_or(UNKNOWN, i64::from)
                })
            },
        ),
        scalar(
            "year_begins",
            Type::Date,
            ("预算年度的第一日", "first day of the fiscal year"),
            &[],
            |context, rows| {
                let duties = context.derive::<Duties>();
                each(rows, |row| {
                    let year = duties.get(row).and_then(|d| year(context, d.allotment));
                    day_value(year.and_then(|y| Day::new(i32::from(y), 1, 1)))
                })
            },
        ),
    ],
};

struct Duty {
    allotment: u32,
    level: Level,
    /// Day of the hand-down, or of the first allotment to a project.
    day: Option<Day>,
    amount: i64,
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
        let allotments = &context.data.tables.allotments;
        let divisions = &context.pack.divisions;
        let first = first_fundings(context);
        let mut list = Vec::new();
        for row in 0..allotments.id.len() {
            if allotments.kind.get(row) == Some(&RETURN) {
                continue;
            }
            let (from, to) = (cell(&allotments.from, row), cell(&allotments.to, row));
            let level = |division: Option<_>| division.and_then(|d| divisions.level(d));
            let giver = level(from).filter(|l| matches!(l, Level::Region | Level::Prefecture));
            if let Some(level) = giver.filter(|_| from != to) {
                let day = cell(&allotments.issued_on, row).filter(|day| *day <= context.as_of);
                let amount = fen_value(cell(&allotments.amount, row));
                list.push(Duty { allotment: row as u32, level, day, amount });
            }
            if level(to) == Some(Level::County) {
                let (day, amount) = first.get(row).copied().unwrap_or((None, 0));
                list.push(Duty { allotment: row as u32, level: Level::County, day, amount });
            }
        }
        Duties { list }
    }
}

/// By allotment: the first day on which money of it was given to a project, and how much was in
/// all.
fn first_fundings(context: &Context) -> Vec<(Option<Day>, i64)> {
    let fundings = &context.data.tables.fundings;
    let rows = context.derive::<AllotmentRows>();
    let mut first = vec![(None, 0); context.data.tables.allotments.id.len()];
    for row in 0..fundings.allotment.len() {
        let day = cell(&fundings.allotted_on, row).filter(|day| *day <= context.as_of);
        let allotment = rows.0.get(cell(&fundings.allotment, row));
        let slot: Option<&mut (Option<Day>, i64)> = allotment.and_then(|a| first.get_mut(a));
        if let (Some(day), Some(slot)) = (day, slot) {
            slot.0 = Some(slot.0.map_or(day, |earliest| day.min(earliest)));
            slot.1 = add(slot.1, fen_value(cell(&fundings.amount, row)));
        }
    }
    first
}

fn posted(context: &Context, rows: &[u32]) -> Vec<i64> {
    let (duties, postings) = (context.derive::<Duties>(), context.derive::<Postings>());
    let (notices, allotments) = (table(context), &context.data.tables.allotments);
    each(rows, |row| {
        let Some(duty) = duties.get(row) else { return UNKNOWN };
        let about = postings.of(Kind::Allotment, cell(&allotments.id, duty.allotment as usize));
        // The words for the three levels stand in the same order as the places of a notice.
        let here =
            |row: &usize| i64::from(place(notices, *row).0) == level_value(Some(duty.level)) - 1;
        day_value(first_day(notices, about.filter(here)))
    })
}

fn year(context: &Context, allotment: u32) -> Option<u16> {
    cell(&context.data.tables.allotments.fiscal_year, allotment as usize)
}

fn identity(context: &Context, row: usize) -> Identity {
    let duties = context.derive::<Duties>();
    let Some(duty) = duties.get(row) else { return Identity::default() };
    let (allotments, at) = (&context.data.tables.allotments, duty.allotment as usize);
    let text = |name| context.data.names.text_or_empty(name);
    let side = if duty.level == Level::County { &allotments.to } else { &allotments.from };
    Identity {
        id: format!("{}@{}", text(cell(&allotments.id, at)), duty.level.word()),
        name: allotment::title(context, at).to_owned(),
        division: cell(side, at),
        period: year(context, duty.allotment).map(|y| y.to_string()),
        record: Some((TableId::Allotments, at)),
    }
}
