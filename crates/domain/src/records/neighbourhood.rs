//! The records on which the verdict about one draft depends: a payment, a project, an allotment or a share of
//! one, a target with its indicators, before it is saved.
//!
//! [`HOPS`] says as data, for each kind of draft, from which columns to which columns to go on; every hop is a
//! join that a database can make (`SELECT … FROM payments WHERE project IN (…)`). [`Neighbours`] makes them in
//! a loaded set whose columns were indexed once, and puts the draft in the place of the record with its id.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use hashbrown::HashMap;

use super::macros::{Table, Visitor};
use super::{DataSet, TableId, Tables};
use crate::columns::{ColumnMut, ColumnRef};
use crate::names::{Interner, Name, Names};

/// One step: from the cells of a column to the rows of a table that have the same text in another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hop {
    /// Where the step begins: table and column.
    pub from: (TableId, &'static str),
    /// Where it leads.
    pub to: (TableId, &'static str),
    /// Whether it begins at the draft alone, not at all rows found so far.
    pub draft_only: bool,
}

const fn hop(from: (TableId, &'static str), to: (TableId, &'static str)) -> Hop {
    Hop { from, to, draft_only: false }
}

const fn own(from: (TableId, &'static str), to: (TableId, &'static str)) -> Hop {
    Hop { from, to, draft_only: true }
}

/// The column under which a payment is known to others: `<county>/<voucher_no>`.
pub const PAYMENT_ID: &str = "county/voucher_no";

/// A column of a table.
pub type Cell = (TableId, &'static str);

const PROJECT: Cell = (TableId::Projects, "id");
const ALLOTMENT: Cell = (TableId::Allotments, "id");
const PARENT: Cell = (TableId::Allotments, "parent");
const SHARE_PROJECT: Cell = (TableId::Fundings, "project");
const SHARE_ALLOTMENT: Cell = (TableId::Fundings, "allotment");
const PAID_PROJECT: Cell = (TableId::Payments, "project");
const PAID_ALLOTMENT: Cell = (TableId::Payments, "allotment");
const PAYEE: Cell = (TableId::Payments, "payee");
const VOUCHER: Cell = (TableId::Payments, "voucher_no");
const TAKEN_BACK: Cell = (TableId::Payments, "original_voucher");
const LIST: Cell = (TableId::Benefits, "voucher_no");
const TARGET: Cell = (TableId::Targets, "subject");
const NOTICE: Cell = (TableId::Disclosures, "subject");
const ORDER: Cell = (TableId::Orders, "subject");

/// What a project was given and paid, its targets and notices.
const OF_PROJECT: [Hop; 4] = [
    hop(PROJECT, SHARE_PROJECT),
    hop(PROJECT, PAID_PROJECT),
    hop(PROJECT, TARGET),
    hop(PROJECT, NOTICE),
];

/// What an allotment was handed down, given and paid into.
const OF_ALLOTMENT: [Hop; 7] = [
    hop(ALLOTMENT, PARENT),
    hop(ALLOTMENT, SHARE_ALLOTMENT),
    hop(ALLOTMENT, PAID_ALLOTMENT),
    hop(ALLOTMENT, TARGET),
    hop(SHARE_PROJECT, PROJECT),
    hop(PROJECT, SHARE_PROJECT),
    hop(PROJECT, PAID_PROJECT),
];

/// Last: refunds with what they take back, and every project and allotment that a row found names.
const NAMED: [Hop; 5] = [
    hop(TAKEN_BACK, VOUCHER),
    hop(VOUCHER, TAKEN_BACK),
    hop(PAID_PROJECT, PROJECT),
    hop(PAID_ALLOTMENT, ALLOTMENT),
    hop(SHARE_ALLOTMENT, ALLOTMENT),
];

/// The steps for a draft of each kind, in their order.
pub static HOPS: &[(TableId, &[&[Hop]])] = &[
    (
        TableId::Payments,
        &[
            &[own(PAID_PROJECT, PROJECT)],
            &OF_PROJECT,
            &[
                own(PAYEE, PAYEE),
                own(VOUCHER, VOUCHER),
                own(VOUCHER, LIST),
                own(VOUCHER, NOTICE),
                own((TableId::Payments, PAYMENT_ID), NOTICE),
                own(PAID_PROJECT, NOTICE),
                own(PAID_PROJECT, ORDER),
                hop((TableId::Targets, "id"), ORDER),
            ],
            &NAMED,
        ],
    ),
    (TableId::Projects, &[&OF_PROJECT, &NAMED]),
    (
        TableId::Targets,
        &[&[own(TARGET, PROJECT), own(TARGET, ALLOTMENT)], &[hop(PROJECT, SHARE_PROJECT)]],
    ),
    (TableId::Allotments, &[&[own(PARENT, ALLOTMENT)], &OF_ALLOTMENT, &NAMED]),
    (
        TableId::Fundings,
        &[
            &[own(SHARE_PROJECT, PROJECT), own(SHARE_ALLOTMENT, ALLOTMENT)],
            &OF_ALLOTMENT,
            &OF_PROJECT,
            &NAMED,
        ],
    ),
];

/// The columns by which a draft replaces a record that is there.
pub static IDENTITIES: &[Cell] = &[
    (TableId::Payments, PAYMENT_ID),
    (TableId::Projects, "id"),
    (TableId::Allotments, "id"),
    (TableId::Targets, "id"),
];

/// Tables that every verdict reads whole: they are short.
pub const WHOLE: &[TableId] = &[TableId::Exceptions, TableId::OwnFunds];

/// A record that is not saved yet: a set with rows of one table, those of other tables that belong to them, and names
/// of its own.
#[derive(Debug)]
pub struct Draft {
    /// Its table: payments, projects, allotments, fundings or targets.
    pub table: TableId,
    /// The draft is the last row; those before it are to be saved with it. Their funds are of the catalogue of
    /// the set that they are to join.
    pub row: DataSet,
}

impl Draft {
    /// All its rows.
    pub fn rows(&self) -> std::ops::Range<usize> {
        0..self.row.tables.rows(self.table)
    }
}

/// A loaded set, usually one county's part, with the columns indexed that hops lead to.
pub struct Neighbours<'a> {
    data: &'a DataSet,
    rows: BTreeMap<Cell, HashMap<Cow<'a, str>, Vec<u32>>>,
}

impl<'a> Neighbours<'a> {
    /// Indexes a set.
    pub fn new(data: &'a DataSet) -> Neighbours<'a> {
        let hops = HOPS.iter().flat_map(|(_, groups)| groups.iter().copied().flatten());
        let cells: BTreeSet<Cell> =
            hops.map(|hop| hop.to).chain(IDENTITIES.iter().copied()).collect();
        let index = |cell: Cell| {
            let mut rows: HashMap<Cow<str>, Vec<u32>> = HashMap::new();
            for row in 0..data.tables.rows(cell.0) {
                let text = text(data, cell, row);
                if !text.is_empty() {
                    rows.entry(text).or_default().push(row as u32);
                }
            }
            (cell, rows)
        };
        Neighbours { data, rows: cells.into_iter().map(index).collect() }
    }

    /// The small set on which the verdict about a draft depends, the draft in it as the last row of its table
    /// and in the place of the record with its id.
    pub fn around(&self, draft: &Draft) -> DataSet {
        let replaced = self.replaced(draft);
        let chosen = self.chosen(draft, &replaced);
        let rows = |table: TableId| {
            let some = || chosen.get(&table).into_iter().flatten().copied().collect();
            if WHOLE.contains(&table) { None } else { Some(some()) }
        };
        joined(self.data, self.data.tables.pick(rows), draft)
    }

    /// The rows of the draft's table that its own replace.
    fn replaced(&self, draft: &Draft) -> Vec<u32> {
        let cell = IDENTITIES.iter().find(|(table, _)| *table == draft.table);
        let Some((cell, index)) = cell.and_then(|cell| Some((cell, self.rows.get(cell)?))) else {
            return Vec::new();
        };
        let found = draft.rows().filter_map(|row| index.get(&text(&draft.row, *cell, row)));
        found.flatten().copied().collect()
    }

    fn chosen(&self, draft: &Draft, replaced: &[u32]) -> BTreeMap<TableId, BTreeSet<u32>> {
        let mut chosen: BTreeMap<TableId, BTreeSet<u32>> = BTreeMap::new();
        let groups = HOPS.iter().find(|(table, _)| *table == draft.table).map(|(_, groups)| groups);
        for hop in groups.into_iter().copied().flatten().copied().flatten() {
            let Some(index) = self.rows.get(&hop.to) else { continue };
            let mut found: Vec<u32> = Vec::new();
            if hop.from.0 == draft.table {
                let own =
                    draft.rows().filter_map(|row| index.get(&text(&draft.row, hop.from, row)));
                found.extend(own.flatten());
            }
            if !hop.draft_only {
                let rows = chosen.get(&hop.from.0).into_iter().flatten();
                let texts = rows.map(|row| text(self.data, hop.from, *row as usize));
                found.extend(texts.filter_map(|text| index.get(&text)).flatten());
            }
            let replaced = if hop.to.0 == draft.table { replaced } else { &[] };
            found.retain(|row| !replaced.contains(row));
            chosen.entry(hop.to.0).or_default().extend(found);
        }
        chosen
    }
}

/// A set with the rows of a draft behind its own.
pub fn beside(data: &DataSet, draft: &Draft) -> DataSet {
    joined(data, data.tables.clone(), draft)
}

/// Rows of a set with those of a draft behind them.
fn joined(data: &DataSet, mut tables: Tables, draft: &Draft) -> DataSet {
    let mut added = draft.row.tables.clone();
    let names = Interner::new();
    rename(&mut tables, &data.names, &names);
    rename(&mut added, &draft.row.names, &names);
    // The draft has the columns that the set has, whatever cells it leaves empty; where the set does not
    // have the table, its own.
    let mut given = data.given.clone();
    let present = if given.contains(&draft.table) {
        tables.present(draft.table)
    } else {
        given.push(draft.table);
        added.present(draft.table)
    };
    // What belongs to the draft comes with it; nothing else of its tables does.
    for table in draft.row.given.iter().filter(|table| **table != draft.table) {
        tables.append(*table, added.clone());
        tables.set_present(*table, added.present(*table));
        if !given.contains(table) {
            given.push(*table);
        }
    }
    // Of a target whose indicators do not come with it, they are unknown, never missing.
    let lines = TableId::Indicators;
    if draft.table == TableId::Targets && !draft.row.given.contains(&lines) {
        given.retain(|table| *table != lines);
    }
    tables.append(draft.table, added);
    tables.set_present(draft.table, present);
    let partial = |table: &TableId| {
        !WHOLE.contains(table) && data.tables.rows(*table) > 0 || data.partial.contains(table)
    };
    DataSet {
        tables,
        given,
        partial: TableId::ALL.iter().copied().filter(partial).collect(),
        names: names.finish().into(),
        funds: data.funds.clone(),
        files: data.files.clone(),
    }
}

/// The text of a cell; empty where the cell is, or where the column has no texts.
pub fn text(data: &DataSet, (table, column): Cell, row: usize) -> Cow<'_, str> {
    if column == PAYMENT_ID {
        let payments = &data.tables.payments;
        let county = payments.county.get(row).copied().flatten();
        return county.map_or(Cow::Borrowed(""), |county| {
            Cow::Owned(format!("{county}/{}", payments.voucher_no.get(row)))
        });
    }
    match data.tables.column(table, column) {
        Some(ColumnRef::Text(v)) => {
            Cow::Borrowed(data.names.text_or_empty(v.get(row).copied().flatten()))
        }
        Some(ColumnRef::Label(v)) => Cow::Borrowed(v.get(row)),
        _ => Cow::Borrowed(""),
    }
}

/// Gives all texts of some tables the names of another set.
fn rename(tables: &mut Tables, from: &Names, to: &Interner) {
    let mut known: HashMap<Name, Option<Name>> = HashMap::new();
    for table in TableId::ALL {
        if tables.rows(*table) > 0 {
            tables.visit(*table, Rename { from, to, known: &mut known });
        }
    }
}

struct Rename<'r> {
    from: &'r Names,
    to: &'r Interner,
    known: &'r mut HashMap<Name, Option<Name>>,
}

impl Visitor for Rename<'_> {
    type Output = ();

    fn visit<T: Table>(self, table: &mut T) {
        for column in table.columns_mut() {
            let (ColumnMut::Text(cells)
            | ColumnMut::Period(cells)
            | ColumnMut::Organisation(cells)) = column
            else {
                continue;
            };
            for name in cells.iter_mut() {
                *name = name.and_then(|name| {
                    let new = || self.to.intern(self.from.text(name));
                    *self.known.entry(name).or_insert_with(new)
                });
            }
        }
    }
}
