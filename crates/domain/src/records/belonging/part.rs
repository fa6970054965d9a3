//! The part of a data set that judging one unit takes.

use std::collections::{BTreeMap, BTreeSet};

use hashbrown::{HashMap, HashSet};

use super::places::read;
use super::{Places, Read, Unit};
use crate::columns::{ColumnRef, Key};
use crate::records::{DataSet, TableId};

/// The rows chosen, by table.
type Chosen = BTreeMap<TableId, BTreeSet<u32>>;

impl Places<'_> {
    /// The part of the data set that judging a unit takes; its rows keep their order and their origin. Where
    /// files of a table have different columns, the part has those of the rows that concern the unit: what a
    /// county did not write leaves nothing unknown in another.
    pub fn part(&self, unit: Unit) -> DataSet {
        let mut chosen: Chosen = BTreeMap::new();
        let counties = self.linked(unit);
        for table in TableId::ALL {
            chosen.insert(*table, self.rows(*table, unit, &counties));
        }
        self.add_persons(&mut chosen);
        self.add_refunds(&mut chosen);
        let tables = &self.data.tables;
        let whole = |table: TableId| {
            chosen.get(&table).is_some_and(|rows| rows.len() == tables.rows(table))
        };
        let is_partial = |table| !whole(table) || self.data.partial.contains(&table);
        let rows = |table: TableId| {
            if whole(table) {
                None
            } else {
                chosen.get(&table).map(|r| r.iter().copied().collect())
            }
        };
        let mut picked = tables.pick(rows);
        for (table, chosen) in &chosen {
            if self.data.columns_vary(*table) {
                let own = self.telling(*table, unit, &counties, chosen);
                picked.set_present(*table, self.data.columns_of_rows(*table, own));
            }
        }
        DataSet {
            tables: picked,
            given: self.data.given.clone(),
            partial: TableId::ALL.iter().copied().filter(|table| is_partial(*table)).collect(),
            names: self.data.names.clone(),
            funds: self.data.funds.clone(),
            files: self.data.files.clone(),
        }
    }

    /// The rows of a table that a unit needs, but for what hangs on persons.
    fn rows(&self, table: TableId, unit: Unit, counties: &BTreeSet<Unit>) -> BTreeSet<u32> {
        let all = 0..self.data.tables.rows(table) as u32;
        let region = unit == Unit::Region;
        let concerned = |row: &u32| self.concerns(table, *row, unit, counties);
        match read(table) {
            Read::Everyone => all.collect(),
            Read::Region(..) if region => all.collect(),
            Read::Region(column, words) => {
                let shared = self.with_words(table, column, words);
                all.filter(|row| concerned(row) || shared(*row)).collect()
            }
            Read::RegionSample(columns, day) if region => {
                let sample = self.sample(table, columns, day);
                all.filter(|row| concerned(row)).chain(sample).collect()
            }
            Read::Payers(_) if table != TableId::Benefits => BTreeSet::new(),
            _ => all.filter(concerned).collect(),
        }
    }

    /// Whether a row concerns a unit, or is no county's.
    fn concerns(&self, table: TableId, row: u32, unit: Unit, counties: &BTreeSet<Unit>) -> bool {
        let row = row as usize;
        let is_own = |other: &Unit| *other == unit || counties.contains(other);
        let home = self.home(table, row);
        home == Unit::Region || counties.contains(&home) || self.also(table, row).iter().any(is_own)
    }

    /// Of the rows that a unit reads those whose columns matter to it: not those of other counties that
    /// stand in a part only because everyone reads the table.
    fn telling<'s>(
        &'s self,
        table: TableId,
        unit: Unit,
        counties: &'s BTreeSet<Unit>,
        chosen: &'s BTreeSet<u32>,
    ) -> impl Iterator<Item = u32> + 's {
        let shared =
            unit != Unit::Region && matches!(read(table), Read::Everyone | Read::Region(..));
        let tells = move |row: &u32| !shared || self.concerns(table, *row, unit, counties);
        chosen.iter().copied().filter(tells)
    }

    /// Whether a choice column has one of these words.
    fn with_words<'s>(
        &'s self,
        table: TableId,
        column: &str,
        words: &'s [&str],
    ) -> impl Fn(u32) -> bool + 's {
        let spec = table.spec();
        let position = spec.position(column);
        let spec = position.and_then(|i| spec.columns.get(i));
        let cells = self.data.tables.column(table, column);
        move |row| match (cells, spec) {
            (Some(ColumnRef::Choice(cells)), Some(spec)) => {
                cells.get(row as usize).is_some_and(|choice| words.contains(&spec.word(*choice)))
            }
            _ => false,
        }
    }

    /// Of all rows alike in some columns the first of those with the earliest day.
    pub(super) fn sample(&self, table: TableId, columns: &[&str], day: &str) -> Vec<u32> {
        let tables = &self.data.tables;
        let cells: Vec<ColumnRef> =
            columns.iter().filter_map(|column| tables.column(table, column)).collect();
        let Some(ColumnRef::Date(days)) = tables.column(table, day) else { return Vec::new() };
        let mut first: HashMap<Vec<u64>, u32> = HashMap::new();
        for (row, day) in days.iter().enumerate() {
            let key = cells.iter().map(|column| number(*column, row)).collect();
            let kept = first.entry(key).or_insert(row as u32);
            // A row without a day counts like one of long ago.
            if *day < days.get(*kept as usize).copied().flatten() {
                *kept = row as u32;
            }
        }
        first.into_values().collect()
    }

    /// Adds what the lists and registers of others say of the persons whom the chosen lists pay: the rows of
    /// their keys, of the other members of their households, all lists that pay any of these, and the
    /// payments behind those.
    fn add_persons(&self, chosen: &mut Chosen) {
        let tables = &self.data.tables;
        let (lists, register) = (&tables.benefits, &tables.register);
        let of_list = |row: &u32| lists.key.get(*row as usize).copied().flatten();
        let keys: HashSet<Key> =
            chosen.get(&TableId::Benefits).into_iter().flatten().filter_map(of_list).collect();
        if keys.is_empty() {
            return;
        }
        let keys = self.family(keys);
        let with_key = |column: &[Option<Key>]| -> Vec<u32> {
            let known =
                |(_, key): &(usize, &Option<Key>)| key.is_some_and(|key| keys.contains(&key));
            column.iter().enumerate().filter(known).map(|(row, _)| row as u32).collect()
        };
        chosen.entry(TableId::Register).or_default().extend(with_key(&register.key));
        chosen.entry(TableId::Ineligible).or_default().extend(with_key(&tables.ineligible.key));
        let lines = with_key(&lists.key);
        let payers = lines.iter().flat_map(|line| self.payers(*line as usize));
        chosen.entry(TableId::Payments).or_default().extend(payers);
        chosen.entry(TableId::Benefits).or_default().extend(lines);
    }

    /// Adds the refunds of chosen payments and the payments that chosen refunds take back.
    fn add_refunds(&self, chosen: &mut Chosen) {
        let payments = &self.data.tables.payments;
        let kept = chosen.entry(TableId::Payments).or_default();
        for refund in 0..payments.original_voucher.len() as u32 {
            let voucher = payments.original_voucher.get(refund as usize);
            let home = self.home(TableId::Payments, refund as usize);
            let originals = self.vouchers.get(voucher).filter(|_| !voucher.is_empty());
            let same = |row: &&u32| self.home(TableId::Payments, **row as usize) == home;
            for original in originals.into_iter().flatten().filter(same) {
                if kept.contains(&refund) || kept.contains(original) {
                    kept.extend([refund, *original]);
                }
            }
        }
    }
}

/// A number that tells the values of a column apart; 0 for an empty cell.
fn number(column: ColumnRef, row: usize) -> u64 {
    match column {
        ColumnRef::Text(v) => v.get(row).copied().flatten().map_or(0, |n| u64::from(n.number())),
        ColumnRef::Year(v) => v.get(row).copied().flatten().map_or(0, u64::from),
        ColumnRef::Fund(v) => v.get(row).copied().flatten().map_or(0, |f| f.index() as u64 + 1),
        _ => 0,
    }
}
