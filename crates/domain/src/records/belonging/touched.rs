//! Which units must be judged again when a record is added, changed or taken away.

use std::collections::BTreeSet;

use hashbrown::HashSet;

use super::places::read;
use super::{Places, Read, Unit, subject_unit};
use crate::columns::Key;
use crate::names::Name;
use crate::records::TableId;

impl Places<'_> {
    /// The units whose findings may depend on a row. After a change those of the row as it was and as it is
    /// are to be judged again; no other unit says anything new. (The first row of an empty table may make
    /// rules judge that lacked a column; a set that has every column, like a database, is not concerned.)
    pub fn touched(&self, table: TableId, row: usize) -> BTreeSet<Unit> {
        let mut units: BTreeSet<Unit> = self.concerned(table, row).collect();
        match read(table) {
            Read::Everyone | Read::Region(..) => drop(units.insert(Unit::Region)),
            Read::RegionSample(columns, day) => {
                if self.sample(table, columns, day).contains(&(row as u32)) {
                    units.insert(Unit::Region);
                }
            }
            Read::Concerned | Read::Payers(_) => {}
        }
        match table {
            TableId::OwnFunds => units.extend(self.all()),
            TableId::Exceptions => units.extend(self.excepted(row)),
            TableId::Projects | TableId::Allotments => units.extend(self.namers(table, row)),
            _ => {}
        }
        units.extend(self.payers_of(&self.persons(table, row)));
        let linked: Vec<Unit> = units.iter().flat_map(|unit| self.linked(*unit)).collect();
        units.extend(linked);
        units
    }

    /// The units of the subject of an exception; all of them where the subject is no unit's.
    fn excepted(&self, row: usize) -> BTreeSet<Unit> {
        let (table, names) = (&self.data.tables.exceptions, &self.data.names);
        let text =
            |column: &[Option<Name>]| names.text_or_empty(column.get(row).copied().flatten());
        match subject_unit(self, text(&table.subject_kind), text(&table.subject)) {
            Unit::Region => self.all(),
            county @ Unit::County(_) => BTreeSet::from([county]),
        }
    }

    /// The homes of the payments and shares that name a project or an allotment.
    fn namers(&self, table: TableId, row: usize) -> Vec<Unit> {
        let tables = &self.data.tables;
        let (ids, paid, shared) = match table {
            TableId::Projects => {
                (&tables.projects.id, &tables.payments.project, &tables.fundings.project)
            }
            _ => (&tables.allotments.id, &tables.payments.allotment, &tables.fundings.allotment),
        };
        let id = ids.get(row).copied().flatten();
        let homes = |of: TableId, column: &[Option<Name>]| -> Vec<Unit> {
            let named = column.iter().enumerate().filter(|(_, name)| id.is_some() && **name == id);
            named.map(|(row, _)| self.home(of, row)).collect()
        };
        let (payments, fundings) =
            (homes(TableId::Payments, paid), homes(TableId::Fundings, shared));
        payments.into_iter().chain(fundings).collect()
    }

    /// The persons of whom a row tells: its own key, or those that a payment's list pays.
    fn persons(&self, table: TableId, row: usize) -> HashSet<Key> {
        let tables = &self.data.tables;
        let key = |column: &[Option<Key>]| column.get(row).copied().flatten().into_iter().collect();
        match table {
            TableId::Register => {
                let mut keys: HashSet<Key> = key(&tables.register.key);
                let household = tables.register.household.get(row).copied().flatten();
                keys.extend(self.members(&household.into_iter().collect()));
                keys
            }
            TableId::Ineligible => key(&tables.ineligible.key),
            TableId::Benefits => self.family(key(&tables.benefits.key)),
            TableId::Payments => {
                let payments = &tables.payments;
                let (own, back) =
                    (payments.voucher_no.get(row), payments.original_voucher.get(row));
                let lists = &tables.benefits;
                let is_paid = |line: &usize| {
                    let voucher = lists.voucher_no.get(*line);
                    voucher == own || (!back.is_empty() && voucher == back)
                };
                let lines = (0..lists.key.len()).filter(is_paid);
                self.family(
                    lines.filter_map(|line| lists.key.get(line).copied().flatten()).collect(),
                )
            }
            _ => HashSet::new(),
        }
    }

    /// These persons and the other members of their households.
    pub(super) fn family(&self, mut keys: HashSet<Key>) -> HashSet<Key> {
        let register = &self.data.tables.register;
        let own = register.key.iter().zip(&register.household);
        let own = own.filter(|(key, _)| key.is_some_and(|key| keys.contains(&key)));
        let households: HashSet<Name> = own.filter_map(|(_, household)| *household).collect();
        keys.extend(self.members(&households));
        keys
    }

    /// The keys of the members of some households.
    fn members(&self, households: &HashSet<Name>) -> Vec<Key> {
        let register = &self.data.tables.register;
        let rows = register.key.iter().zip(&register.household);
        rows.filter(|(_, h)| h.is_some_and(|h| households.contains(&h)))
            .filter_map(|(key, _)| *key)
            .collect()
    }

    /// The units whose lists pay any of these persons.
    fn payers_of(&self, keys: &HashSet<Key>) -> BTreeSet<Unit> {
        if keys.is_empty() {
            return BTreeSet::new();
        }
        let lines = self.data.tables.benefits.key.iter().enumerate();
        lines
            .filter(|(_, key)| key.is_some_and(|key| keys.contains(&key)))
            .flat_map(|(line, _)| self.concerned(TableId::Benefits, line))
            .collect()
    }
}
