//! What a payment is tied to: its project, the allotment it came out of, and, for a refund, the payment that
//! it takes back. Joined once per evaluation.

use domain::{Choice, DataSet, Day, Division, Divisions, Fund, FundClass, FundId};
use hashbrown::HashMap;
use rayon::prelude::*;

use super::fill::cell;
use crate::context::{ALONE, AllotmentRows, Context, Derived, ProjectRows, RowsById};

/// The kinds of payment, in the order of the contract.
pub(crate) const KINDS: &[&str] =
    &["advance", "progress", "final", "retention", "subsidy", "fee", "refund"];
/// Payment made before the work.
pub(crate) const ADVANCE: Choice = Choice(1);
/// Retention money.
pub(crate) const RETENTION: Choice = Choice(4);
/// Management fee.
pub(crate) const FEE: Choice = Choice(6);
/// Money that came back.
pub(crate) const REFUND: Choice = Choice(7);

/// The kinds of payee, in the order of the contract.
pub(crate) const PAYEES: &[&str] =
    &["enterprise", "merchant", "household", "person", "unit", "fiscal_account", "other"];
/// A household.
pub(crate) const HOUSEHOLD: Choice = Choice(3);
/// A person.
pub(crate) const PERSON: Choice = Choice(4);
/// None of the others.
pub(crate) const OTHER: Choice = Choice(7);

/// The kind of allotment that is bond money.
const BOND: Choice = Choice(3);
/// The kind of allotment that gives money back.
pub(crate) const RETURN: Choice = Choice(5);

/// The bonds that are raised for relocation (B 二（一）3); told apart from all others by their code.
const RELOCATION_BOND: &str = "bond-relocation";

/// Whether an allotment is bond money, which has limits and times of its own (T11, T13): its row says so,
/// or its fund is one of bonds.
pub(crate) fn is_bond(context: &Context, allotment: usize) -> bool {
    let allotments = &context.data.tables.allotments;
    allotments.kind.get(allotment) == Some(&BOND)
        || class_of(context, cell(&allotments.fund, allotment)) == Some(FundClass::Bond)
}

/// Whether a fund is for relocation, its bonds included.
pub(crate) fn relocates(fund: &Fund) -> bool {
    fund.class == FundClass::Relocation || fund.code == RELOCATION_BOND
}

/// What a cell that names a row of another table leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Link {
    /// The cell is empty.
    Empty,
    /// It names a row that is not there.
    Unknown,
    /// The row.
    Row(usize),
}

impl Link {
    /// The row, where there is one.
    pub(crate) fn row(self) -> Option<usize> {
        match self {
            Link::Row(row) => Some(row),
            Link::Empty | Link::Unknown => None,
        }
    }
}

/// Links as they are kept: 0 = empty, `u32::MAX` = unknown, else the row from 1.
#[derive(Debug, Default)]
struct Links(Vec<u32>);

impl Links {
    fn get(&self, row: usize) -> Link {
        match self.0.get(row).copied() {
            None | Some(0) => Link::Empty,
            Some(u32::MAX) => Link::Unknown,
            Some(kept) => Link::Row(kept as usize - 1),
        }
    }

    fn new(ids: &[Option<domain::Name>], rows: &RowsById) -> Links {
        let kept = |id: &Option<domain::Name>| match id {
            None => 0,
            Some(_) => rows.get(*id).map_or(u32::MAX, |row| row as u32 + 1),
        };
        Links(ids.par_iter().with_min_len(ALONE).map(kept).collect())
    }
}

/// Project and allotment of every payment. A refund that names neither stands for its original payment.
#[derive(Debug)]
pub(crate) struct PaymentLinks {
    project: Links,
    allotment: Links,
    /// Refund → the payment that it takes back.
    originals: HashMap<u32, u32>,
}

impl PaymentLinks {
    /// The project paid.
    pub(crate) fn project(&self, row: usize) -> Link {
        self.project.get(row)
    }

    /// The allotment it was paid out of.
    pub(crate) fn allotment(&self, row: usize) -> Link {
        self.allotment.get(row)
    }

    /// The payment that a refund takes back, where the refund says so and the payment is there.
    pub(crate) fn original(&self, refund: usize) -> Option<usize> {
        self.originals.get(&(refund as u32)).map(|row| *row as usize)
    }

    /// All refunds that say what they take back, with the payment.
    pub(crate) fn refunds(&self) -> impl Iterator<Item = (usize, usize)> {
        self.originals.iter().map(|(refund, payment)| (*refund as usize, *payment as usize))
    }
}

impl Derived for PaymentLinks {
    fn build(context: &Context) -> Self {
        let payments = &context.data.tables.payments;
        let mut links = PaymentLinks {
            project: Links::new(&payments.project, &context.derive::<ProjectRows>().0),
            allotment: Links::new(&payments.allotment, &context.derive::<AllotmentRows>().0),
            originals: originals(context),
        };
        for (refund, payment) in &links.originals {
            for column in [&mut links.project, &mut links.allotment] {
                let from = column.0.get(*payment as usize).copied().unwrap_or(0);
                if let Some(slot) = column.0.get_mut(*refund as usize).filter(|s| **s == 0) {
                    *slot = from;
                }
            }
        }
        links
    }
}

/// Finds the payments that refunds take back, by voucher number and county.
fn originals(context: &Context) -> HashMap<u32, u32> {
    let payments = &context.data.tables.payments;
    let counties = context.derive::<Counties>();
    let county = |row| cell(&payments.county, row).map(|c| counties.newest(c));
    let names_one = |row: &usize| {
        payments.kind.get(*row) == Some(&REFUND) && !payments.original_voucher.get(*row).is_empty()
    };
    let mut wanted: HashMap<&str, Vec<u32>> = HashMap::new();
    for row in (0..payments.kind.len()).filter(names_one) {
        wanted.entry(payments.original_voucher.get(row)).or_default().push(row as u32);
    }
    let mut found = HashMap::new();
    if wanted.is_empty() {
        return found;
    }
    for row in 0..payments.kind.len() {
        if payments.kind.get(row) == Some(&REFUND) {
            continue;
        }
        for refund in wanted.get(payments.voucher_no.get(row)).into_iter().flatten() {
            if county(row) == county(*refund as usize) {
                found.insert(*refund, row as u32);
            }
        }
    }
    found
}

/// Payments that came back whole: nobody kept them, so paying them again is no repetition.
#[derive(Debug)]
pub(crate) struct TakenBack(HashMap<u32, i64>);

impl TakenBack {
    /// Whether all of a payment came back.
    pub(crate) fn whole(&self, payment: usize) -> bool {
        !self.0.is_empty() && self.0.contains_key(&(payment as u32))
    }
}

impl Derived for TakenBack {
    fn build(context: &Context) -> Self {
        let payments = &context.data.tables.payments;
        let amount = |row: usize| cell(&payments.amount, row).map_or(0, |fen| fen.0);
        let mut back: HashMap<u32, i64> = HashMap::new();
        for (refund, payment) in context.derive::<PaymentLinks>().refunds() {
            if is_made(context.data, refund, context.as_of) {
                let sum = back.entry(payment as u32).or_default();
                *sum = sum.saturating_add(amount(refund));
            }
        }
        back.retain(|payment, sum| *sum >= amount(*payment as usize));
        TakenBack(back)
    }
}

/// Which divisions changed their code, and to which.
#[derive(Debug)]
pub(crate) struct Counties {
    changed: Vec<(Division, Division)>,
}

impl Counties {
    /// The code under which a year is summed.
    pub(crate) fn newest(&self, division: Division) -> Division {
        // The list holds the few codes that changed, so walking it is cheaper than any look-up.
        self.changed.iter().find(|(old, _)| *old == division).map_or(division, |(_, new)| *new)
    }

    fn of(divisions: &Divisions) -> Counties {
        let changed = divisions
            .iter()
            .map(|entry| (entry.division, divisions.canonical(entry.division)))
            .filter(|(old, new)| old != new)
            .collect();
        Counties { changed }
    }
}

impl Derived for Counties {
    fn build(context: &Context) -> Self {
        Counties::of(&context.pack.divisions)
    }
}

/// Whether a payment had been made on the day of evaluation.
pub(crate) fn is_made(data: &DataSet, row: usize, as_of: Day) -> bool {
    cell(&data.tables.payments.paid_on, row).is_some_and(|day| day <= as_of)
}

/// The fen by which a payment raises a sum: refunds lower it, what lies after the day of evaluation and what
/// has no amount does neither.
pub(crate) fn signed(context: &Context, row: usize) -> i64 {
    let payments = &context.data.tables.payments;
    if !is_made(context.data, row, context.as_of) {
        return 0;
    }
    let amount = cell(&payments.amount, row).map_or(0, |fen| fen.0);
    if payments.kind.get(row) == Some(&REFUND) { -amount } else { amount }
}

/// Which money a payment is: its own fund, else that of the allotment it came out of.
pub(crate) fn fund_of(context: &Context, links: &PaymentLinks, row: usize) -> Option<FundId> {
    let tables = &context.data.tables;
    let own = cell(&tables.payments.fund, row);
    own.or_else(|| links.allotment(row).row().and_then(|a| cell(&tables.allotments.fund, a)))
        .or_else(|| links.original(row).and_then(|o| cell(&tables.payments.fund, o)))
}

/// The class of a fund.
pub(crate) fn class_of(context: &Context, fund: Option<FundId>) -> Option<FundClass> {
    fund.map(|f| context.data.funds.get(f).class)
}

/// Whether the money of an allotment is used for poverty alleviation: the other monitored funds only where the
/// allotment says so (B-3.1.5), all other classes always. Nothing where the data do not say.
pub(crate) fn for_poverty(context: &Context, allotment: usize) -> Option<bool> {
    let allotments = &context.data.tables.allotments;
    match class_of(context, cell(&allotments.fund, allotment)) {
        Some(FundClass::Other) => {
            let said = context.data.has_column(domain::TableId::Allotments, "for_poverty");
            said.then(|| cell(&allotments.for_poverty, allotment).unwrap_or(false))
        }
        _ => Some(true),
    }
}

#[cfg(test)]
mod tests {
    use domain::records::{Allotments, Payments, Table};

    use super::*;

    fn words(spec: &domain::records::TableSpec, column: &str) -> Vec<&'static str> {
        let column = spec.position(column).and_then(|i| spec.columns.get(i)).unwrap();
        column.words.iter().map(|w| w.word).collect()
    }

    #[test]
    fn words_stand_in_the_order_of_the_contract() {
        let payments = Payments::SPEC;
        assert_eq!(words(payments, "kind"), KINDS);
        assert_eq!(words(payments, "payee_type"), PAYEES);
        let kind = |choice: Choice| KINDS[usize::from(choice.0) - 1];
        let kinds = [ADVANCE, RETENTION, FEE, REFUND].map(kind);
        assert_eq!(kinds, ["advance", "retention", "fee", "refund"]);
        let payee = |choice: Choice| PAYEES[usize::from(choice.0) - 1];
        assert_eq!(payee(OTHER), "other");
        assert_eq!([HOUSEHOLD, PERSON].map(payee), ["household", "person"]);
        assert_eq!(words(Allotments::SPEC, "kind")[usize::from(RETURN.0) - 1], "return");
    }

    #[test]
    fn links_tell_empty_from_unknown() {
        let links = Links(vec![0, u32::MAX, 1, 8]);
        let all: Vec<Link> = (0..5).map(|row| links.get(row)).collect();
        assert_eq!(all, [Link::Empty, Link::Unknown, Link::Row(0), Link::Row(7), Link::Empty]);
    }
}
