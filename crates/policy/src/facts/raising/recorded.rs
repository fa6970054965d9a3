//! In which years the data hold a record of a fund, and which funds must have one.

use std::collections::BTreeSet;

use domain::day::RECORDED_YEARS;
use domain::{Fund, FundId, TableId};

use super::super::allotment::is_later;
use super::super::fill::cell;
use crate::context::{AllotmentRows, Context};

/// First year of which records can be; the 64 of them fit a word.
const FIRST_YEAR: u16 = *RECORDED_YEARS.start() as u16;

/// In which years the data hold a record of each fund.
pub(super) struct Recorded {
    years: Vec<u64>,
}

impl Recorded {
    pub(super) fn new(context: &Context) -> Recorded {
        let tables = &context.data.tables;
        let mut recorded = Recorded { years: vec![0; context.data.funds.len()] };
        for row in (0..tables.allotments.id.len()).filter(|row| !is_later(context, *row)) {
            let fund = cell(&tables.allotments.fund, row);
            recorded.note(fund, cell(&tables.allotments.fiscal_year, row));
        }
        for row in 0..tables.fund_years.amount.len() {
            let fund = cell(&tables.fund_years.fund, row);
            recorded.note(fund, cell(&tables.fund_years.fiscal_year, row));
        }
        recorded.note_payments(context);
        recorded
    }

    /// A payment is a record of its own fund, or of that of its allotment.
    fn note_payments(&mut self, context: &Context) {
        let payments = &context.data.tables.payments;
        let allotments = &context.data.tables.allotments;
        let rows = context.derive::<AllotmentRows>();
        for row in 0..payments.amount.len() {
            if cell(&payments.paid_on, row).is_some_and(|day| day > context.as_of) {
                continue;
            }
            let of_allotment = || {
                let allotment = rows.0.get(cell(&payments.allotment, row))?;
                cell(&allotments.fund, allotment)
            };
            let fund = cell(&payments.fund, row).or_else(of_allotment);
            self.note(fund, cell(&payments.fiscal_year, row));
        }
    }

    fn note(&mut self, fund: Option<FundId>, year: Option<u16>) {
        let slot = fund.and_then(|f| self.years.get_mut(f.index()));
        if let (Some(slot), Some(bit)) = (slot, year.and_then(bit)) {
            *slot |= bit;
        }
    }

    /// Whether the data hold a record of the fund in the year.
    pub(super) fn has(&self, fund: FundId, year: u16) -> bool {
        let noted = self.years.get(fund.index()).copied().unwrap_or(0);
        bit(year).is_some_and(|bit| noted & bit != 0)
    }

    /// The years of which the data hold anything, ascending.
    pub(super) fn years(&self) -> Vec<u16> {
        let all = self.years.iter().fold(0, |all, years| all | years);
        (0..64).filter(|i| all >> i & 1 == 1).map(|i| FIRST_YEAR + i).collect()
    }
}

fn bit(year: u16) -> Option<u64> {
    let place = year.checked_sub(FIRST_YEAR).filter(|i| *i < 64)?;
    Some(1 << place)
}

/// Which funds must have records.
pub(super) enum Monitored {
    /// Those of the set's own catalogue.
    Own,
    /// Those of `fund_years`, where the set brings no catalogue.
    Raised(BTreeSet<FundId>),
    /// The data do not say.
    Unknown,
}

impl Monitored {
    pub(super) fn new(context: &Context) -> Monitored {
        if context.data.funds.iter().any(|(_, fund)| fund.own) {
            return Monitored::Own;
        }
        if !context.data.has_table(TableId::FundYears) {
            return Monitored::Unknown;
        }
        let funds = &context.data.tables.fund_years.fund;
        Monitored::Raised(funds.iter().flatten().copied().collect())
    }

    /// Whether a fund must have a record in a year, where the data say so.
    pub(super) fn has(&self, context: &Context, fund: FundId, year: u16) -> Option<bool> {
        match self {
            Monitored::Own => {
                let fund = context.data.funds.get(fund);
                Some(fund.own && is_valid(fund, year))
            }
            Monitored::Raised(funds) => {
                Some(funds.contains(&fund) && is_valid(context.data.funds.get(fund), year))
            }
            Monitored::Unknown => None,
        }
    }
}

/// Whether a fund exists on any day of the year.
fn is_valid(fund: &Fund, year: u16) -> bool {
    let year = i32::from(year);
    fund.valid_from.is_none_or(|from| from.year() <= year)
        && fund.valid_to.is_none_or(|to| year <= to.year())
}
