//! The money that a project was given out of one year's budget, and how it was paid.

use std::collections::BTreeSet;

use domain::FundClass;
use rayon::prelude::*;

use super::{ALLOTMENTS, ATTRIBUTION, FUNDINGS, PAYMENTS, PROJECTS, ProjectFundings};
use crate::context::{ALONE, Context, Derived, Groups};
use crate::facts::fill::{add, cell, each, fen_value, parts, scalar};
use crate::facts::links::year_start;
use crate::facts::trail::{
    Link, PaymentLinks, RETENTION, class_of, for_poverty, is_bond, is_made, signed,
};
use crate::facts::{FactTable, Identity, Need, project};
use crate::value::{Parts, Type, UNKNOWN, day_value};

/// One row for each project and each budget year out of which it was given money; bonds apart.
pub static PROJECT_YEAR: FactTable = FactTable {
    name: "project_year",
    zh: "一个项目用一个年度的资金（债券资金除外）",
    en: "one project and the money of one year, bonds apart",
    subject: "project_year",
    needs: &[Need(PROJECTS, ""), Need(FUNDINGS, ""), Need(ALLOTMENTS, ""), Need(PAYMENTS, "")],
    day: "day",
    amount: Some("funded"),
    rows: |context| context.derive::<Years>().rows.len(),
    skip: None,
    identity,
    place: None,
    columns: &[
        scalar(
            "day",
            Type::Date,
            ("年度首日", "first day of the year"),
            &[],
            |context, rows| of(context, rows, |year| day_value(year_start(Some(year.number)))),
        ),
        scalar(
            "fiscal_year",
            Type::Count,
            ("指标的预算年度", "fiscal year of the allotments"),
            &[],
            |context, rows| of(context, rows, |year| i64::from(year.number)),
        ),
        scalar(
            "funded",
            Type::Money,
            ("当年安排的资金", "money of the year given to the project"),
            &[],
            |context, rows| of(context, rows, |year| year.funded),
        ),
        scalar(
            "retained",
            Type::Money,
            (
                "其中未付的质保金（抵项目最近年度的资金）",
                "of it retention money not paid, set against the latest money",
            ),
            RETAINED,
            |context, rows| {
                let (years, links) = (context.derive::<Years>(), context.derive::<PaymentLinks>());
                each(rows, |row| years.shares(context, &links, row).map_or(UNKNOWN, |s| s.unpaid))
            },
        ),
        parts(
            "paid",
            ("逐笔支付（质保金除外）", "paid, piece by piece towards the money without retention"),
            PAID,
            paid,
        ),
    ],
};

const RETAINED: &[Need] = &[Need(PROJECTS, "retention_amount")];
const PAID: &[Need] = &[Need(PROJECTS, "retention_amount"), ATTRIBUTION[0], ATTRIBUTION[1]];

/// The money of one year.
struct Year {
    project: usize,
    number: u16,
    funded: i64,
}

struct Years {
    /// By project, then year.
    rows: Vec<Year>,
    /// First row of each project.
    first: Vec<u32>,
    /// Projects with a payment out of an allotment that is not in the data set: what it paid is not clear.
    unclear: BTreeSet<usize>,
    payments: Groups,
}

fn of(context: &Context, rows: &[u32], value: impl Fn(&Year) -> i64) -> Vec<i64> {
    let years = context.derive::<Years>();
    each(rows, |row| years.rows.get(row).map_or(UNKNOWN, &value))
}

impl Derived for Years {
    fn build(context: &Context) -> Self {
        let tables = &context.data.tables;
        let fundings = context.derive::<ProjectFundings>();
        let (mut rows, mut first) = (Vec::new(), Vec::new());
        for project in 0..tables.projects.id.len() {
            first.push(rows.len() as u32);
            rows.extend(years_of(context, &fundings, project));
        }
        first.push(rows.len() as u32);
        let links = context.derive::<PaymentLinks>();
        let unclear = (0..tables.payments.kind.len())
            .filter(|row| links.allotment(*row) == Link::Unknown)
            .filter_map(|row| links.project(row).row())
            .collect();
        let mut years = Years { rows, first, unclear, payments: Groups::default() };
        let place: Vec<u32> = (0..tables.payments.kind.len())
            .into_par_iter()
            .with_min_len(ALONE)
            .map(|row| years.place(context, (&fundings, &links), row).unwrap_or(u32::MAX))
            .collect();
        let place =
            |row: usize| place.get(row).copied().filter(|p| *p != u32::MAX).map(|p| p as usize);
        years.payments = Groups::new(years.rows.len(), tables.payments.kind.len(), place);
        years
    }
}

/// The years out of whose poverty money a project was given some, ascending.
fn years_of(context: &Context, fundings: &ProjectFundings, project: usize) -> Vec<Year> {
    let tables = &context.data.tables;
    let mut years: Vec<Year> = Vec::new();
    for (row, allotment) in fundings.of(project) {
        if is_bond(context, allotment) || for_poverty(context, allotment) == Some(false) {
            continue;
        }
        let Some(year) = cell(&tables.allotments.fiscal_year, allotment) else { continue };
        let amount = fen_value(cell(&tables.fundings.amount, row));
        match years.iter_mut().find(|y| y.number == year) {
            Some(known) => known.funded = add(known.funded, amount),
            None => years.push(Year { project, number: year, funded: amount }),
        }
    }
    years.sort_by_key(|y| y.number);
    years
}

impl Years {
    /// The rows of one project, with the number of the first.
    fn of_project(&self, project: usize) -> (usize, &[Year]) {
        let bound = |at: usize| self.first.get(at).map_or(0, |f| *f as usize);
        let (start, end) = (bound(project), bound(project + 1));
        (start, self.rows.get(start..end).unwrap_or_default())
    }

    /// The row to which a payment belongs: the year of its allotment; where it names none, its own fiscal
    /// year, or the project's oldest money.
    fn place(
        &self,
        context: &Context,
        (fundings, links): (&ProjectFundings, &PaymentLinks),
        payment: usize,
    ) -> Option<u32> {
        let tables = &context.data.tables;
        let (start, years) = self.of_project(links.project(payment).row()?);
        let row = |at: usize| Some((start + at) as u32);
        let of_year = |year: Option<u16>| years.iter().position(|y| Some(y.number) == year);
        if let Some(allotment) = fundings.allotment(context, links, payment) {
            let poverty = for_poverty(context, allotment) != Some(false);
            if is_bond(context, allotment) || !poverty {
                return None;
            }
            return of_year(cell(&tables.allotments.fiscal_year, allotment)).and_then(row);
        }
        let class = class_of(context, cell(&tables.payments.fund, payment));
        if class == Some(FundClass::Bond) || links.allotment(payment) == Link::Unknown {
            return None;
        }
        let at = of_year(cell(&tables.payments.fiscal_year, payment));
        at.or((!years.is_empty()).then_some(0)).and_then(row)
    }

    /// Retention money of one row: what was paid of it, and what of the unpaid rest falls on this row.
    fn shares(&self, context: &Context, links: &PaymentLinks, row: usize) -> Option<Shares> {
        let project = self.rows.get(row)?.project;
        let retention = cell(&context.data.tables.projects.retention_amount, project);
        let mut left = retention.map_or(0, |fen| fen.0);
        let (start, years) = self.of_project(project);
        let mut paid: Vec<i64> = Vec::new();
        for at in 0..years.len() {
            let of_row = self.retention_paid(context, links, start + at).clamp(0, left);
            left -= of_row;
            paid.push(of_row);
        }
        // The unpaid rest is set against the latest money.
        for (at, (year, paid)) in years.iter().zip(&paid).enumerate().rev() {
            let open = year.funded.checked_sub(*paid).filter(|_| year.funded != UNKNOWN)?;
            let unpaid = left.min(open.max(0));
            if start + at == row {
                return Some(Shares { paid: *paid, unpaid });
            }
            left -= unpaid;
        }
        None
    }

    fn retention_paid(&self, context: &Context, links: &PaymentLinks, row: usize) -> i64 {
        let paid = self.payments.of(row).iter().map(|p| *p as usize);
        paid.filter(|p| is_retention(context, links, *p))
            .fold(0, |sum, p| add(sum, signed(context, p)))
    }
}

struct Shares {
    paid: i64,
    unpaid: i64,
}

/// A payment of retention money, or a refund of one.
fn is_retention(context: &Context, links: &PaymentLinks, payment: usize) -> bool {
    let origin = links.original(payment).unwrap_or(payment);
    context.data.tables.payments.kind.get(origin) == Some(&RETENTION)
}

fn paid(context: &Context, rows: &[u32]) -> Parts {
    let (years, links) = (context.derive::<Years>(), context.derive::<PaymentLinks>());
    let paid_on = &context.data.tables.payments.paid_on;
    let mut out = Parts::default();
    for row in rows {
        let row = *row as usize;
        let Some((year, shares)) = years.rows.get(row).zip(years.shares(context, &links, row))
        else {
            out.push(UNKNOWN, Vec::new());
            continue;
        };
        // Retention money has no day; only what goes beyond the agreed sum is an ordinary payment, and a
        // refund of retention money takes that back first.
        let beyond = |sum: i64| sum - sum.clamp(0, shares.paid);
        let mut retention = 0_i64;
        let mut pieces = Vec::new();
        for payment in years.payments.of(row).iter().map(|p| *p as usize) {
            let Some(day) = cell(paid_on, payment) else { continue };
            if !is_made(context.data, payment, context.as_of) {
                continue;
            }
            let mut amount = signed(context, payment);
            if is_retention(context, &links, payment) {
                let before = retention;
                retention = retention.saturating_add(amount);
                amount = beyond(retention) - beyond(before);
            }
            if amount != 0 {
                pieces.push((day.number(), amount));
            }
        }
        let total = year.funded.checked_sub(add(shares.paid, shares.unpaid));
        let clear = !years.unclear.contains(&year.project);
        out.push(total.filter(|_| clear).unwrap_or(UNKNOWN), pieces);
    }
    out
}

fn identity(context: &Context, row: usize) -> Identity {
    let years = context.derive::<Years>();
    let Some(year) = years.rows.get(row) else { return Identity::default() };
    let of_project = (project::PROJECT.identity)(context, year.project);
    Identity {
        id: format!("{}/{}", of_project.id, year.number),
        period: Some(year.number.to_string()),
        ..of_project
    }
}
