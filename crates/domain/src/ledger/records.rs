//! From the records of a data set to the entries of the ledger.

use std::collections::HashMap;

use super::account::Purse;
use super::entry::{Entry, Movement, RecordRef, Way};
use super::fault::{Fault, LedgerFault};
use crate::columns::Choice;
use crate::day::Day;
use crate::division::{Division, Divisions};
use crate::money::Fen;
use crate::names::{Name, NameMap};
use crate::records::{DataSet, TableId};

/// The kind of `allotments` that gives money back, as numbered by the contract.
const RETURN: Choice = Choice(5);
/// The kind of `payments` that is money coming back.
const REFUND: Choice = Choice(7);

/// The records of a data set, joined where one entry needs two of them.
pub struct Records<'a> {
    data: &'a DataSet,
    divisions: &'a Divisions,
    /// Row of each allotment, from 1; of two with one id the first.
    allotments: NameMap<u32>,
    /// Payments by county and voucher, for the refunds that name one.
    vouchers: HashMap<(Division, &'a str), usize>,
    /// Whether the set says what was allotted to projects. Where it does not, payments come out of what
    /// is left.
    has_fundings: bool,
}

impl<'a> Records<'a> {
    /// Joins the records of a data set. A county is known by its newest code.
    pub fn new(data: &'a DataSet, divisions: &'a Divisions) -> Records<'a> {
        let mut allotments = NameMap::new(&data.names);
        for (row, id) in data.tables.allotments.id.iter().enumerate() {
            let slot = id.and_then(|id| allotments.slot(id)).filter(|slot| **slot == 0);
            if let Some(slot) = slot {
                *slot = row as u32 + 1;
            }
        }
        let mut records = Records {
            data,
            divisions,
            allotments,
            vouchers: HashMap::new(),
            has_fundings: data.has_table(TableId::Fundings),
        };
        if data.tables.payments.kind.contains(&REFUND) {
            records.vouchers = records.vouchers();
        }
        records
    }

    fn vouchers(&self) -> HashMap<(Division, &'a str), usize> {
        let payments = &self.data.tables.payments;
        let keyed = |(row, county): (usize, &Option<Division>)| {
            let county = self.divisions.canonical((*county)?);
            let payment = payments.kind.get(row) != Some(&REFUND);
            payment.then(|| ((county, payments.voucher_no.get(row)), row))
        };
        payments.county.iter().enumerate().filter_map(keyed).collect()
    }

    /// The entries of all records that move money, table by table, row by row; a fault for each record
    /// that cannot be posted.
    pub fn entries(&self) -> impl Iterator<Item = Result<Entry, LedgerFault>> + '_ {
        let tables = &self.data.tables;
        let allotments = (0..tables.allotments.id.len()).map(|row| self.allotment(row));
        let fundings = (0..tables.fundings.project.len()).map(|row| self.funding(row));
        let payments = (0..tables.payments.kind.len()).map(|row| self.payment(row));
        allotments.chain(fundings).chain(payments)
    }

    /// The entry of a row of `allotments`.
    pub fn allotment(&self, row: usize) -> Result<Entry, LedgerFault> {
        let table = &self.data.tables.allotments;
        let record = RecordRef { table: TableId::Allotments, row: row as u64 };
        let amount = amount(&table.amount, row, record)?;
        let to = self.purse_of(row).ok_or(LedgerFault::of(Fault::NoPurse, record))?;
        let from = cell(&table.from, row).ok_or(LedgerFault::of(Fault::NoPurse, record))?;
        let from = self.divisions.canonical(from);
        let parent = self.parent(row, from);
        let [issued, received, approved] =
            [&table.issued_on, &table.received_on, &table.approved_on].map(|c| cell(c, row));
        let year_start = Day::new(i32::from(to.fiscal_year), 1, 1);
        let way = match table.kind.get(row) {
            Some(&RETURN) => Way::Back,
            _ if from == to.division => Way::Over,
            _ => Way::Down,
        };
        let first = if way == Way::Over { received.or(approved) } else { issued.or(received) };
        let on = first.or(issued).or(approved).or(year_start);
        let on = on.ok_or(LedgerFault::of(Fault::NoDay, record))?;
        let open = way == Way::Down && self.knows_receipt(row);
        let arrived = received.or(if open { None } else { Some(on) });
        let movement = match parent {
            // Money that a level gives itself is its own, unless the row says where it comes from.
            None if way == Way::Over => Movement::Raised(to),
            _ => {
                let from = parent.unwrap_or(Purse { division: from, ..to });
                Movement::Moved { way, from, to, received_on: arrived }
            }
        };
        Entry::new(record, on, movement, amount)
    }

    /// Whether the file of a row says when money arrived. Where it does not, it arrived when it was
    /// handed down.
    fn knows_receipt(&self, row: usize) -> bool {
        let column = "received_on";
        if self.data.files.is_empty() {
            return self.data.has_column(TableId::Allotments, column);
        }
        let position = TableId::Allotments.spec().position(column);
        let columns = self.data.columns_of(TableId::Allotments, row);
        position.is_some_and(|at| columns >> at & 1 == 1)
    }

    /// The entry of a row of `fundings`.
    pub fn funding(&self, row: usize) -> Result<Entry, LedgerFault> {
        let table = &self.data.tables.fundings;
        let record = RecordRef { table: TableId::Fundings, row: row as u64 };
        let amount = amount(&table.amount, row, record)?;
        let on = cell(&table.allotted_on, row).ok_or(LedgerFault::of(Fault::NoDay, record))?;
        let allotment = cell(&table.allotment, row).and_then(|id| self.row_of(id));
        let allotment = allotment.ok_or(LedgerFault::of(Fault::UnknownAllotment, record))?;
        let purse = self.purse_of(allotment).ok_or(LedgerFault::of(Fault::NoPurse, record))?;
        Entry::new(record, on, Movement::Allotted(purse), amount)
    }

    /// The entry of a row of `payments`. The money is that of the allotment which the payment names, in
    /// the books of the county that paid; a refund goes back where its payment came from.
    pub fn payment(&self, row: usize) -> Result<Entry, LedgerFault> {
        let table = &self.data.tables.payments;
        let record = RecordRef { table: TableId::Payments, row: row as u64 };
        let amount = amount(&table.amount, row, record)?;
        let on = cell(&table.paid_on, row).ok_or(LedgerFault::of(Fault::NoDay, record))?;
        let county = cell(&table.county, row).map(|c| self.divisions.canonical(c));
        let county = county.ok_or(LedgerFault::of(Fault::NoPurse, record))?;
        let refund = table.kind.get(row) == Some(&REFUND);
        let original = if refund { self.original(row, county) } else { None };
        let purse = self.paid_from(row, county).or_else(|| self.paid_from(original?, county));
        let purse = purse.ok_or(LedgerFault::of(Fault::NoPurse, record))?;
        let names_project = |row| cell(&table.project, row).is_some();
        let to_project = names_project(row) || original.is_some_and(names_project);
        let movement = match (refund, to_project && self.has_fundings) {
            (false, true) => Movement::Paid(purse),
            (false, false) => Movement::PaidDirectly(purse),
            (true, true) => Movement::Refunded(purse),
            (true, false) => Movement::RefundedDirectly(purse),
        };
        Entry::new(record, on, movement, amount)
    }

    /// The payment that a refund takes back.
    fn original(&self, row: usize, county: Division) -> Option<usize> {
        let voucher = self.data.tables.payments.original_voucher.get(row);
        self.vouchers.get(&(county, voucher)).copied()
    }

    /// Whose money a payment takes: by its allotment, else by its own fund and year.
    fn paid_from(&self, row: usize, division: Division) -> Option<Purse> {
        let table = &self.data.tables.payments;
        let allotment = cell(&table.allotment, row).and_then(|id| self.row_of(id));
        let of_allotment = allotment.and_then(|a| self.purse_of(a));
        let own = || {
            let fund = cell(&table.fund, row)?;
            Some(Purse { division, fund, fiscal_year: cell(&table.fiscal_year, row)? })
        };
        of_allotment.map(|purse| Purse { division, ..purse }).or_else(own)
    }

    /// The purse into which an allotment went.
    fn purse_of(&self, allotment: usize) -> Option<Purse> {
        let table = &self.data.tables.allotments;
        Some(Purse {
            division: self.divisions.canonical(cell(&table.to, allotment)?),
            fund: cell(&table.fund, allotment)?,
            fiscal_year: cell(&table.fiscal_year, allotment)?,
        })
    }

    /// The purse out of which an allotment came by its own word: the one into which its parent went,
    /// where the giver received that.
    fn parent(&self, row: usize, from: Division) -> Option<Purse> {
        let parent = cell(&self.data.tables.allotments.parent, row);
        let parent = parent.and_then(|id| self.row_of(id)).filter(|parent| *parent != row);
        parent.and_then(|parent| self.purse_of(parent)).filter(|purse| purse.division == from)
    }

    fn row_of(&self, allotment: Name) -> Option<usize> {
        let row = self.allotments.get(allotment).copied()?;
        row.checked_sub(1).map(|row| row as usize)
    }
}

fn amount(column: &[Option<Fen>], row: usize, record: RecordRef) -> Result<Fen, LedgerFault> {
    cell(column, row).ok_or(LedgerFault::of(Fault::NoAmount, record))
}

fn cell<T: Copy>(column: &[Option<T>], row: usize) -> Option<T> {
    column.get(row).copied().flatten()
}
