//! Which payment each line of a list of households belongs to, and what the lists add up to.

use domain::Division;
use hashbrown::HashMap;

use crate::context::{Context, Derived};
use crate::facts::fill::{add, cell};
use crate::facts::trail::Counties;

/// The lists behind payments, joined by voucher number (and county, where the list names it).
#[derive(Debug, Default)]
pub(crate) struct Lists {
    /// Payment of each line from 1; 0 = not there, or not clear which.
    payment_of: Vec<u32>,
    /// Position of each line in its own list, from 1.
    number: Vec<u32>,
    /// Lines and fen of the list behind a payment.
    totals: HashMap<u32, (u32, i64)>,
}

impl Lists {
    /// The payment that paid a line.
    pub(crate) fn payment(&self, line: usize) -> Option<usize> {
        let kept = self.payment_of.get(line).copied().unwrap_or(0);
        kept.checked_sub(1).map(|row| row as usize)
    }

    /// Position of a line in its list, from 1.
    pub(crate) fn number(&self, line: usize) -> u32 {
        self.number.get(line).copied().unwrap_or(0)
    }

    /// Number of lines and sum of the list behind a payment.
    pub(crate) fn total(&self, payment: usize) -> (u32, i64) {
        self.totals.get(&(payment as u32)).copied().unwrap_or((0, 0))
    }
}

impl Derived for Lists {
    fn build(context: &Context) -> Self {
        let benefits = &context.data.tables.benefits;
        let vouchers = Vouchers::new(context);
        let lines = benefits.voucher_no.len();
        let mut lists = Lists::default();
        lists.payment_of.reserve_exact(lines);
        lists.number.reserve_exact(lines);
        let mut nowhere: HashMap<&str, u32> = HashMap::new();
        for line in 0..lines {
            let voucher = benefits.voucher_no.get(line);
            let payment = vouchers.find(voucher, cell(&benefits.county, line));
            let number = if let Some(payment) = payment {
                let amount = cell(&benefits.amount, line).map_or(0, |fen| fen.0);
                let total = lists.totals.entry(payment).or_insert((0, 0));
                *total = (total.0 + 1, add(total.1, amount));
                total.0
            } else {
                let number = nowhere.entry(voucher).or_default();
                *number += 1;
                *number
            };
            lists.payment_of.push(payment.map_or(0, |row| row + 1));
            lists.number.push(number);
        }
        lists
    }
}

/// The payments whose voucher number some list names.
struct Vouchers<'a> {
    named: HashMap<&'a str, Vec<(Option<Division>, u32)>>,
    counties: std::sync::Arc<Counties>,
}

impl<'a> Vouchers<'a> {
    fn new(context: &'a Context) -> Vouchers<'a> {
        let counties = context.derive::<Counties>();
        let (benefits, payments) = (&context.data.tables.benefits, &context.data.tables.payments);
        let mut named: HashMap<&str, Vec<(Option<Division>, u32)>> = HashMap::new();
        let mut last = "";
        for line in 0..benefits.voucher_no.len() {
            let voucher = benefits.voucher_no.get(line);
            // The lines of a list mostly stand together.
            if voucher != last {
                named.entry(voucher).or_default();
                last = voucher;
            }
        }
        if !named.is_empty() {
            for row in 0..payments.voucher_no.len() {
                if let Some(found) = named.get_mut(payments.voucher_no.get(row)) {
                    let county = cell(&payments.county, row).map(|c| counties.newest(c));
                    found.push((county, row as u32));
                }
            }
        }
        Vouchers { named, counties }
    }

    /// The payment of a voucher number; nothing where two counties use it and the line names none.
    fn find(&self, voucher: &str, county: Option<Division>) -> Option<u32> {
        let found = self.named.get(voucher)?;
        let county = county.map(|c| self.counties.newest(c));
        let mut fits = found.iter().filter(|(of, _)| county.is_none() || *of == county);
        match (fits.next(), fits.next()) {
            (Some((_, row)), None) => Some(*row),
            _ => None,
        }
    }
}
