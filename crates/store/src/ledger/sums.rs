//! Sums of entries in memory, on their way to the tables.

use std::collections::BTreeMap;

use domain::ledger::{Account, Entry, Fault, Kind, LedgerFault, Movement, Records};
use domain::{Choice, DataSet, Division, Divisions, Month, TableId};

use super::{Place, code};
use crate::db::{Target, Tx, Value};
use crate::error::Result;

/// The kind of `payments` that is money coming back, as numbered by the contract.
const REFUND: Choice = Choice(7);

/// How money that was allotted to projects is told from other money that was paid.
pub(super) const PROJECTS: &str = "projects";

/// What a sum is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    account: Account,
    month: Month,
    other: Other,
}

/// The other side of a movement, where it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Other {
    None,
    Division(Division),
    Projects,
}

/// Records that cannot be posted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Lost {
    place: Place,
    year: u16,
    month: Option<Month>,
    table: TableId,
    fault: Fault,
}

/// Whose sums are wanted.
#[derive(Clone, Copy, Debug)]
pub(super) enum Only {
    /// All.
    All,
    /// Those of one place.
    Place(Place),
}

impl Only {
    fn wants(self, place: Place) -> bool {
        match self {
            Only::All => true,
            Only::Place(wanted) => wanted == place,
        }
    }
}

/// Sums, not written yet.
#[derive(Debug, Default)]
pub(super) struct Sums {
    balances: BTreeMap<Key, i64>,
    unposted: BTreeMap<Lost, (i64, i64)>,
    /// Code of each fund, by its position in the catalogue of the set.
    funds: Vec<String>,
}

impl Sums {
    /// Adds what the records of a set post.
    pub(super) fn add(
        &mut self,
        data: &DataSet,
        records: &Records<'_>,
        divisions: &Divisions,
        only: Only,
    ) {
        self.funds = data.funds.iter().map(|(_, fund)| fund.code.clone()).collect();
        for entry in records.entries() {
            if let Err(fault) = entry.and_then(|entry| self.post(&entry, only)) {
                self.lose(data, divisions, fault, only);
            }
        }
    }

    /// Posts an entry in the books that are wanted, whole or not at all.
    fn post(&mut self, entry: &Entry, only: Only) -> std::result::Result<(), LedgerFault> {
        let wanted = entry.postings().filter(|p| only.wants(Some(p.account.purse.division)));
        let mut after = [None; 4];
        for (posting, slot) in wanted.zip(&mut after) {
            let account = posting.account;
            let key = Key { account, month: posting.on.month(), other: other(entry, account.kind) };
            let sum = self.balances.get(&key).copied().unwrap_or_default();
            let sum = sum.checked_add(posting.amount.0).ok_or(LedgerFault {
                fault: Fault::TooLarge,
                record: Some(entry.record()),
                account: Some(account),
                amount: None,
            })?;
            *slot = Some((key, sum));
        }
        self.balances.extend(after.into_iter().flatten());
        Ok(())
    }

    /// Counts a record that cannot be posted.
    fn lose(&mut self, data: &DataSet, divisions: &Divisions, fault: LedgerFault, only: Only) {
        let Some(record) = fault.record else { return };
        let (row, tables) = (record.row as usize, &data.tables);
        let newest = |cells: &[Option<Division>]| at(cells, row).map(|d| divisions.canonical(d));
        let fen = |cells| at::<domain::Fen>(cells, row).map_or(0, |fen| fen.0);
        let (place, year, month, fen) = match record.table {
            TableId::Payments => {
                let table = &tables.payments;
                let sign = if table.kind.get(row) == Some(&REFUND) { -1 } else { 1 };
                let month = at(&table.paid_on, row).map(domain::Day::month);
                let year = at(&table.fiscal_year, row);
                (newest(&table.county), year, month, sign * fen(&table.amount))
            }
            TableId::Allotments => {
                let table = &tables.allotments;
                (newest(&table.to), at(&table.fiscal_year, row), None, fen(&table.amount))
            }
            _ => {
                let table = &tables.fundings;
                let month = at(&table.allotted_on, row).map(domain::Day::month);
                let place = fault.account.map(|account| account.purse.division);
                (place, None, month, fen(&table.amount))
            }
        };
        if only.wants(place) {
            let year = year.unwrap_or_default();
            let lost = Lost { place, year, month, table: record.table, fault: fault.fault };
            let (count, sum) = self.unposted.entry(lost).or_default();
            *count += 1;
            *sum = sum.saturating_add(fen);
        }
    }

    /// All sums that are not zero, as the examination compares them.
    pub(super) fn lines(&self) -> Vec<super::Kept> {
        let balances = self.told().map(|(key, fen)| {
            let purse = key.account.purse;
            let (fund, year) = (self.fund(key), purse.fiscal_year);
            let kind = key.account.kind.word();
            (format!("{year} {fund} {} {kind} {}", key.month, key.other.text()), fen)
        });
        let lost = self.unposted.iter().map(|(lost, (count, fen))| {
            let (month, table) = (month(lost.month), lost.table.spec().name);
            let fault = lost.fault.name();
            (format!("{} {month} {table} {fault} {count}", lost.year), *fen)
        });
        let mut lines: Vec<super::Kept> = balances.chain(lost).collect();
        lines.sort();
        lines
    }

    fn told(&self) -> impl Iterator<Item = (&Key, i64)> {
        self.balances.iter().map(|(key, fen)| (key, *fen)).filter(|(_, fen)| *fen != 0)
    }

    fn fund(&self, key: &Key) -> &str {
        self.funds.get(key.account.purse.fund.index()).map_or("", String::as_str)
    }

    /// Writes them; whoever calls has taken out what stood there.
    pub(super) async fn write(&self, tx: &mut Tx) -> Result<()> {
        let columns = ["division", "fund", "fiscal_year", "month", "kind", "other", "fen"];
        let columns = columns.map(str::to_owned);
        let values: Vec<Value<'_>> = self
            .told()
            .flat_map(|(key, fen)| {
                let purse = key.account.purse;
                [
                    Value::from(purse.division.to_string()),
                    Value::from(self.fund(key)),
                    Value::from(i64::from(purse.fiscal_year)),
                    Value::from(key.month.to_string()),
                    Value::from(key.account.kind.word()),
                    Value::from(key.other.text()),
                    Value::from(fen),
                ]
            })
            .collect();
        tx.insert_many(Target { table: "balances", columns: &columns }, &values).await?;
        self.write_unposted(tx).await
    }

    async fn write_unposted(&self, tx: &mut Tx) -> Result<()> {
        let columns = ["division", "fiscal_year", "month", "table_name", "fault", "records", "fen"];
        let columns = columns.map(str::to_owned);
        let values: Vec<Value<'_>> = self
            .unposted
            .iter()
            .flat_map(|(lost, (count, fen))| {
                [
                    Value::from(code(lost.place)),
                    Value::from(i64::from(lost.year)),
                    Value::from(month(lost.month)),
                    Value::from(lost.table.spec().name),
                    Value::from(lost.fault.name()),
                    Value::from(*count),
                    Value::from(*fen),
                ]
            })
            .collect();
        tx.insert_many(Target { table: "unposted", columns: &columns }, &values).await
    }
}

impl Other {
    fn text(self) -> String {
        match self {
            Other::None => String::new(),
            Other::Division(division) => division.to_string(),
            Other::Projects => PROJECTS.to_owned(),
        }
    }
}

/// The other side of a posting.
fn other(entry: &Entry, kind: Kind) -> Other {
    match (entry.movement(), kind) {
        (Movement::Moved { from, .. }, Kind::Received | Kind::TakenBack) => {
            Other::Division(from.division)
        }
        (Movement::Moved { to, .. }, Kind::HandedDown | Kind::GivenBack) => {
            Other::Division(to.division)
        }
        (Movement::Paid(_) | Movement::Refunded(_), Kind::Paid) => Other::Projects,
        _ => Other::None,
    }
}

fn month(month: Option<Month>) -> String {
    month.map(|month| month.to_string()).unwrap_or_default()
}

fn at<T: Copy>(cells: &[Option<T>], row: usize) -> Option<T> {
    cells.get(row).copied().flatten()
}
