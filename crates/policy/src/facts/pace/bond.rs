//! Bond money that a county received, and how it was spent.

use std::collections::BTreeSet;

use domain::{Level, TableId};

use super::{ALLOTMENTS, ATTRIBUTION, PAYMENTS, ProjectFundings};
use crate::context::{AllotmentRows, Context, Derived, Groups};
use crate::facts::allotment::{self, handed_on};
use crate::facts::fill::{add, cell, dates, each, fen_value, parts, scalar, years};
use crate::facts::links::past;
use crate::facts::trail::{Link, PaymentLinks, RETURN, is_bond, is_made, signed};
use crate::facts::{FactTable, Identity, Need};
use crate::value::{Parts, Type, UNKNOWN};

/// One row for each sum of bond money that a county received.
pub static BOND_ALLOTMENT: FactTable = FactTable {
    name: "bond_allotment",
    zh: "县级收到的一笔债券资金",
    en: "one sum of bond money that a county received",
    subject: "allotment",
    needs: &[Need(ALLOTMENTS, ""), Need(PAYMENTS, "")],
    day: "received_on",
    amount: Some("to_spend"),
    rows: |context| context.derive::<Bonds>().rows.len(),
    skip: None,
    identity,
    place: None,
    columns: &[
        scalar(
            "received_on",
            Type::Date,
            ("县级收到日期", "day on which the county received it"),
            &[crate::facts::Need(ALLOTMENTS, "received_on")],
            |context, rows| {
                dates(&context.data.tables.allotments.received_on, &records(context, rows))
            },
        ),
        scalar(
            "fiscal_year",
            Type::Count,
            ("预算年度", "fiscal year"),
            &[],
            |context, rows| {
                years(&context.data.tables.allotments.fiscal_year, &records(context, rows))
            },
        ),
        scalar(
            "to_spend",
            Type::Money,
            ("金额减去退回的部分", "its amount less what was given back"),
            &[],
            |context, rows| {
                let bonds = context.derive::<Bonds>();
                each(rows, |row| bonds.to_spend(context, row))
            },
        ),
        parts(
            "spent",
            ("逐笔支付", "paid out of it, piece by piece towards what was not given back"),
            ATTRIBUTION,
            spent,
        ),
    ],
};

struct Bonds {
    /// Rows of `allotments`.
    rows: Vec<u32>,
    /// Given back, by bond.
    returned: Vec<i64>,
    /// Payments out of each.
    payments: Groups,
    /// Bonds out of which a payment may have come that could also have come out of another.
    unclear: BTreeSet<usize>,
}

impl Derived for Bonds {
    fn build(context: &Context) -> Self {
        let tables = &context.data.tables;
        let allotments = &tables.allotments;
        let count = allotments.id.len();
        let mut place = vec![None; count];
        let mut rows = Vec::new();
        for row in (0..count).filter(|row| is_countys_bond(context, *row)) {
            if let Some(slot) = place.get_mut(row) {
                *slot = Some(rows.len());
            }
            rows.push(row as u32);
        }
        let mut returned = vec![0_i64; rows.len()];
        let by_id = context.derive::<AllotmentRows>();
        for row in (0..count).filter(|row| allotments.kind.get(*row) == Some(&RETURN)) {
            let given = past(context, handed_on(context, row));
            let from = by_id.0.get(cell(&allotments.parent, row)).filter(|_| given.is_some());
            let bond = from.and_then(|f| place.get(f).copied().flatten());
            if let Some(sum) = bond.and_then(|b| returned.get_mut(b)) {
                *sum = add(*sum, cell(&allotments.amount, row).map_or(0, |fen| fen.0));
            }
        }
        let (links, fundings) =
            (context.derive::<PaymentLinks>(), context.derive::<ProjectFundings>());
        let bond_of = |payment: usize| {
            let allotment = fundings.allotment(context, &links, payment)?;
            place.get(allotment).copied().flatten()
        };
        // Without bonds there is nothing for which to walk over all payments.
        let payments = if rows.is_empty() { 0 } else { tables.payments.kind.len() };
        let unclear = (0..payments)
            .filter(|row| links.allotment(*row) == Link::Empty && bond_of(*row).is_none())
            .filter(|row| is_made(context.data, *row, context.as_of))
            .flat_map(|row| fundings.fitting(context, &links, row))
            .filter_map(|allotment| place.get(allotment).copied().flatten())
            .collect();
        Bonds { payments: Groups::new(rows.len(), payments, bond_of), rows, returned, unclear }
    }
}

impl Bonds {
    fn to_spend(&self, context: &Context, bond: usize) -> i64 {
        let record = self.rows.get(bond).map_or(usize::MAX, |r| *r as usize);
        let amount = fen_value(cell(&context.data.tables.allotments.amount, record));
        match self.returned.get(bond) {
            Some(back) if *back != UNKNOWN && amount != UNKNOWN => amount - back,
            _ => UNKNOWN,
        }
    }
}

fn is_countys_bond(context: &Context, row: usize) -> bool {
    let allotments = &context.data.tables.allotments;
    let to = cell(&allotments.to, row);
    let later = cell(&allotments.received_on, row).is_some_and(|d| d > context.as_of);
    is_bond(context, row)
        && allotments.kind.get(row) != Some(&RETURN)
        && to.and_then(|to| context.pack.divisions.level(to)) == Some(Level::County)
        && !later
}

/// The rows of `allotments` behind rows of this table.
fn records(context: &Context, rows: &[u32]) -> Vec<u32> {
    let bonds = context.derive::<Bonds>();
    rows.iter().map(|row| bonds.rows.get(*row as usize).copied().unwrap_or(u32::MAX)).collect()
}

fn spent(context: &Context, rows: &[u32]) -> Parts {
    let bonds = context.derive::<Bonds>();
    let mut out = Parts::default();
    for row in rows {
        let bond = *row as usize;
        let paid = bonds.payments.of(bond).iter().filter_map(|payment| {
            let payment = *payment as usize;
            let day = cell(&context.data.tables.payments.paid_on, payment)?;
            is_made(context.data, payment, context.as_of)
                .then(|| (day.number(), signed(context, payment)))
        });
        let total = bonds.to_spend(context, bond);
        let clear = !bonds.unclear.contains(&bond);
        out.push(if clear { total } else { UNKNOWN }, paid.collect());
    }
    out
}

fn identity(context: &Context, row: usize) -> Identity {
    let bonds = context.derive::<Bonds>();
    let record = bonds.rows.get(row).map_or(usize::MAX, |r| *r as usize);
    let allotments = &context.data.tables.allotments;
    Identity {
        id: context.data.names.text_or_empty(cell(&allotments.id, record)).to_owned(),
        name: allotment::title(context, record).to_owned(),
        division: cell(&allotments.to, record),
        period: cell(&allotments.fiscal_year, record).map(|y| y.to_string()),
        record: Some((TableId::Allotments, record)),
    }
}
