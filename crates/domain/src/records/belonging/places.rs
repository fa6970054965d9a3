//! Where each row of a loaded data set belongs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hashbrown::{HashMap, HashSet};

use super::{BELONGINGS, Unit, Way, belonging};
use crate::columns::ColumnRef;
use crate::day::Day;
use crate::division::{Division, Divisions};
use crate::names::Name;
use crate::period::Period;
use crate::records::{DataSet, RowsById, SubjectKind, TableId};

/// The units of all rows of a data set.
pub struct Places<'a> {
    pub(super) data: &'a DataSet,
    divisions: &'a Divisions,
    units: HashMap<Division, Unit>,
    ids: BTreeMap<TableId, Arc<RowsById>>,
    homes: BTreeMap<TableId, Vec<Unit>>,
    also: BTreeMap<TableId, HashMap<u32, Vec<Unit>>>,
    pub(super) vouchers: HashMap<&'a str, Vec<u32>>,
    strays: HashMap<Name, Vec<u32>>,
    links: BTreeMap<Unit, Unit>,
}

/// What a way leads to, row by row.
type Lead<'l, T> = Box<dyn Fn(usize) -> T + 'l>;

impl<'a> Places<'a> {
    /// Places every row.
    pub fn new(data: &'a DataSet, divisions: &'a Divisions) -> Places<'a> {
        let units = divisions.iter().map(|e| (e.division, Unit::of(divisions, Some(e.division))));
        let mut places = Places {
            data,
            divisions,
            units: units.collect(),
            ids: ids(data),
            homes: BTreeMap::new(),
            also: BTreeMap::new(),
            vouchers: vouchers(data),
            strays: HashMap::new(),
            links: BTreeMap::new(),
        };
        places.strays = places.stray_payments();
        for b in BELONGINGS {
            let homes = places.homes_of(b.table, b.home);
            places.homes.insert(b.table, homes);
        }
        for (table, way) in BELONGINGS.iter().flat_map(|b| b.also.iter().map(|way| (b.table, *way)))
        {
            places.add_way(table, way);
        }
        places.share_vouchers();
        places.add_lists();
        places.link();
        places
    }

    /// The unit in which a row is judged.
    pub fn home(&self, table: TableId, row: usize) -> Unit {
        let homes = self.homes.get(&table);
        homes.and_then(|homes| homes.get(row)).copied().unwrap_or(Unit::Region)
    }

    /// The other units that a row concerns.
    pub fn also(&self, table: TableId, row: usize) -> &[Unit] {
        let also = self.also.get(&table).and_then(|rows| rows.get(&(row as u32)));
        also.map_or(&[], Vec::as_slice)
    }

    /// All units that a row concerns, its home first.
    pub fn concerned(&self, table: TableId, row: usize) -> impl Iterator<Item = Unit> {
        std::iter::once(self.home(table, row)).chain(self.also(table, row).iter().copied())
    }

    /// The region and every county with a row.
    pub fn all(&self) -> BTreeSet<Unit> {
        let homes = self.homes.values().flatten().copied();
        let also = self.also.values().flat_map(HashMap::values).flatten().copied();
        homes.chain(also).chain([Unit::Region]).collect()
    }

    /// The counties whose records are judged together with a unit's: itself and all that payments, shares
    /// or lists tie to it, directly or through others. None for the region.
    pub fn linked(&self, unit: Unit) -> BTreeSet<Unit> {
        if unit == Unit::Region {
            return BTreeSet::new();
        }
        let root = self.root(unit);
        let others = self.links.keys().copied().filter(|other| self.root(*other) == root);
        others.chain([unit]).collect()
    }

    /// The row of a table that carries an id.
    pub(super) fn row(&self, table: TableId, id: Option<Name>) -> Option<usize> {
        self.ids.get(&table)?.get(id)
    }

    /// The row of a table that carries an id, given as text.
    pub(super) fn row_of_text(&self, table: TableId, id: &str) -> Option<usize> {
        self.row(table, self.data.names.find(id))
    }

    pub(super) fn unit(&self, division: Option<Division>) -> Unit {
        let known = division.and_then(|division| self.units.get(&division));
        known.copied().unwrap_or(Unit::Region)
    }

    /// The division with whose code a text begins, as a unit.
    pub(super) fn unit_of_id(&self, id: &str) -> Option<Unit> {
        self.divisions.of_id(id).map(|division| self.unit(Some(division)))
    }

    fn homes_of(&self, table: TableId, ways: &[Way]) -> Vec<Unit> {
        let leads: Vec<Lead<Option<Unit>>> =
            ways.iter().map(|way| self.lead(table, *way)).collect();
        let home = |row| leads.iter().find_map(|lead| lead(row)).unwrap_or(Unit::Region);
        (0..self.data.tables.rows(table)).map(home).collect()
    }

    fn add_way(&mut self, table: TableId, way: Way) {
        let found: Vec<(u32, Vec<Unit>)> = {
            let lead = self.leads(table, way);
            let rows = 0..self.data.tables.rows(table);
            rows.map(|row| (row as u32, lead(row))).filter(|(_, units)| !units.is_empty()).collect()
        };
        for (row, unit) in found.into_iter().flat_map(|(r, us)| us.into_iter().map(move |u| (r, u)))
        {
            self.add(table, row, unit);
        }
    }

    fn add(&mut self, table: TableId, row: u32, unit: Unit) {
        if self.home(table, row as usize) == unit {
            return;
        }
        let units = self.also.entry(table).or_default().entry(row).or_default();
        if !units.contains(&unit) {
            units.push(unit);
        }
    }

    /// What a way leads to that may lead to several units.
    fn leads(&self, table: TableId, way: Way) -> Lead<'_, Vec<Unit>> {
        match way {
            Way::Mention(kind, id) => {
                let (kinds, ids) = (self.kinds(table, kind), self.names(table, id));
                Box::new(move |row| self.mentioned(kinds(row), ids(row)))
            }
            other => {
                let lead = self.lead(table, other);
                Box::new(move |row| lead(row).into_iter().collect())
            }
        }
    }

    fn lead(&self, table: TableId, way: Way) -> Lead<'_, Option<Unit>> {
        match way {
            Way::Division(column) => {
                let cells = self.divisions_of(table, column);
                Box::new(move |row| cells(row).map(|division| self.unit(Some(division))))
            }
            Way::Organisation(column) => {
                let (cells, days) = (self.names(table, column), self.days(table));
                Box::new(move |row| self.organisation(cells(row), days(row)))
            }
            Way::Row(column, named) => {
                let cells = self.names(table, column);
                Box::new(move |row| Some(self.home(named, self.row(named, cells(row))?)))
            }
            Way::Subject(kind, id) => {
                let (kinds, ids) = (self.kinds(table, kind), self.names(table, id));
                Box::new(move |row| self.subject(kinds(row), ids(row)))
            }
            Way::Purpose(kind, id) => {
                let (kinds, ids) = (self.kinds(table, kind), self.names(table, id));
                Box::new(move |row| self.subject(kinds(row), ids(row)))
            }
            Way::Voucher(..) => {
                Box::new(|row| Some(self.home(TableId::Payments, self.payer(row)?)))
            }
            // Both sides share their units, which is done once all units are known.
            Way::TakenBack(_) | Way::Mention(..) => Box::new(|_| None),
        }
    }

    /// Where a subject belongs.
    fn subject(&self, kind: SubjectKind, id: Option<Name>) -> Option<Unit> {
        let text = self.data.names.text_or_empty(id);
        match kind {
            SubjectKind::Project => {
                Some(self.home(TableId::Projects, self.row(TableId::Projects, id)?))
            }
            SubjectKind::Allotment => {
                Some(self.home(TableId::Allotments, self.row(TableId::Allotments, id)?))
            }
            SubjectKind::Target | SubjectKind::Monitoring | SubjectKind::Evaluation => {
                let target = text.split(['@', ':']).next()?;
                Some(self.home(TableId::Targets, self.row_of_text(TableId::Targets, target)?))
            }
            SubjectKind::Payment | SubjectKind::Other => self.unit_of_id(text),
        }
    }

    /// The further units that a subject may concern.
    fn mentioned(&self, kind: SubjectKind, id: Option<Name>) -> Vec<Unit> {
        let text = self.data.names.text_or_empty(id);
        match kind {
            SubjectKind::Allotment => {
                let row = self.row(TableId::Allotments, id);
                let giver = |row| self.data.tables.allotments.from.get(row).copied().flatten();
                row.into_iter().map(|row| self.unit(giver(row))).collect()
            }
            SubjectKind::Payment => {
                let payments = self.vouchers.get(text).into_iter().flatten();
                payments.map(|row| self.home(TableId::Payments, *row as usize)).collect()
            }
            SubjectKind::Target | SubjectKind::Monitoring | SubjectKind::Evaluation => {
                let before = text.rsplit_once(['@', ':']).map(|(target, _)| target);
                let rows = [Some(text), before].into_iter().flatten();
                rows.filter_map(|id| self.row_of_text(TableId::Targets, id))
                    .map(|row| self.home(TableId::Targets, row))
                    .collect()
            }
            SubjectKind::Project => {
                let payments = id.and_then(|id| self.strays.get(&id)).into_iter().flatten();
                payments.map(|row| self.home(TableId::Payments, *row as usize)).collect()
            }
            SubjectKind::Other => Vec::new(),
        }
    }

    /// The payments of projects of which there is no more than a notice.
    fn stray_payments(&self) -> HashMap<Name, Vec<u32>> {
        let tables = &self.data.tables;
        let unknown = |id: &Name| self.row(TableId::Projects, Some(*id)).is_none();
        let subjects = tables.disclosures.subject.iter().flatten();
        let mut strays: HashMap<Name, Vec<u32>> =
            subjects.copied().filter(unknown).map(|id| (id, Vec::new())).collect();
        for (row, project) in tables.payments.project.iter().enumerate() {
            if let Some(rows) = project.and_then(|project| strays.get_mut(&project)) {
                rows.push(row as u32);
            }
        }
        strays
    }

    /// The unit of an organisation as the file writes it, meant on a day.
    fn organisation(&self, name: Option<Name>, day: Option<Day>) -> Option<Unit> {
        let text = self.data.names.text(name?);
        let place = text.split_once('/').map_or(text, |(place, _)| place).trim();
        self.divisions.resolve(place, day).ok().map(|division| self.unit(Some(division)))
    }

    /// The payment behind a line of a list; nothing where it is not there or not clear which.
    fn payer(&self, line: usize) -> Option<usize> {
        let mut found = self.payers(line);
        match (found.next(), found.next()) {
            (Some(row), None) => Some(row as usize),
            _ => None,
        }
    }

    /// The payments that could be behind a line of a list: those with its voucher number, and of its county
    /// where it names one.
    pub(super) fn payers(&self, line: usize) -> impl Iterator<Item = u32> {
        let benefits = &self.data.tables.benefits;
        let county = benefits.county.get(line).copied().flatten().map(|c| self.unit(Some(c)));
        let payments = self.vouchers.get(benefits.voucher_no.get(line)).into_iter().flatten();
        payments.copied().filter(move |row| {
            county.is_none_or(|county| self.home(TableId::Payments, *row as usize) == county)
        })
    }

    /// A refund and the payment that it takes back concern the same units.
    fn share_vouchers(&mut self) {
        let payments = &self.data.tables.payments;
        for refund in 0..payments.original_voucher.len() {
            let voucher = payments.original_voucher.get(refund);
            let home = self.home(TableId::Payments, refund);
            let originals = self.vouchers.get(voucher).cloned().unwrap_or_default();
            for original in originals {
                if voucher.is_empty() || self.home(TableId::Payments, original as usize) != home {
                    continue;
                }
                let of = |row: usize| self.also(TableId::Payments, row).to_vec();
                let (one, other) = (of(refund), of(original as usize));
                let shared = one.into_iter().map(|unit| (original, unit));
                let shared = shared.chain(other.into_iter().map(|unit| (refund as u32, unit)));
                for (row, unit) in shared {
                    self.add(TableId::Payments, row, unit);
                }
            }
        }
    }

    /// A line whose payment cannot be told concerns all who name its voucher number in such lines, all who
    /// use that number, and the region.
    fn add_lists(&mut self) {
        let benefits = &self.data.tables.benefits;
        let mut nowhere: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for line in (0..benefits.voucher_no.len()).filter(|line| self.payer(*line).is_none()) {
            nowhere.entry(benefits.voucher_no.get(line)).or_default().push(line as u32);
        }
        for (voucher, lines) in nowhere {
            let payments = self.vouchers.get(voucher).cloned().unwrap_or_default();
            let of_lines = lines.iter().map(|line| self.home(TableId::Benefits, *line as usize));
            let of_payments =
                payments.iter().map(|row| self.home(TableId::Payments, *row as usize));
            let units: BTreeSet<Unit> = of_lines.chain(of_payments).chain([Unit::Region]).collect();
            for (unit, line) in units.iter().flat_map(|unit| lines.iter().map(|l| (*unit, *l))) {
                self.add(TableId::Benefits, line, unit);
            }
            for row in payments {
                self.add(TableId::Payments, row, Unit::Region);
            }
        }
    }

    /// Ties together the counties that one row concerns.
    fn link(&mut self) {
        for table in [TableId::Fundings, TableId::Payments, TableId::Benefits] {
            let rows: Vec<(u32, Vec<Unit>)> = self
                .also
                .get(&table)
                .into_iter()
                .flatten()
                .map(|(row, units)| (*row, units.clone()))
                .collect();
            for (row, units) in rows {
                let home = self.home(table, row as usize);
                let mut counties = units.into_iter().chain([home]).filter(|u| *u != Unit::Region);
                let Some(first) = counties.next() else { continue };
                for other in counties {
                    let (a, b) = (self.root(first), self.root(other));
                    self.links.insert(a.max(b), a.min(b));
                    self.links.entry(a.min(b)).or_insert(a.min(b));
                }
            }
        }
    }

    fn root(&self, unit: Unit) -> Unit {
        let mut at = unit;
        while let Some(next) = self.links.get(&at).copied().filter(|next| *next != at) {
            at = next;
        }
        at
    }

    fn names(&self, table: TableId, column: &str) -> Lead<'a, Option<Name>> {
        match self.data.tables.column(table, column) {
            Some(ColumnRef::Text(v) | ColumnRef::Organisation(v) | ColumnRef::Period(v)) => {
                Box::new(move |row| v.get(row).copied().flatten())
            }
            _ => Box::new(|_| None),
        }
    }

    fn divisions_of(&self, table: TableId, column: &str) -> Lead<'a, Option<Division>> {
        match self.data.tables.column(table, column) {
            Some(ColumnRef::Division(v)) => Box::new(move |row| v.get(row).copied().flatten()),
            _ => Box::new(|_| None),
        }
    }

    /// The last day of the period of a row, on which its names of divisions are meant.
    fn days(&self, table: TableId) -> Lead<'a, Option<Day>> {
        let (names, cells) = (&self.data.names, self.names(table, "period"));
        Box::new(move |row| Period::parse(names.text_or_empty(cells(row)))?.last_day())
    }

    fn kinds(&self, table: TableId, column: &str) -> Lead<'a, SubjectKind> {
        let names = &self.data.names;
        match self.data.tables.column(table, column) {
            Some(ColumnRef::Text(v)) => Box::new(move |row| {
                SubjectKind::of(names.text_or_empty(v.get(row).copied().flatten()))
            }),
            Some(ColumnRef::Choice(v)) => {
                let spec = table.spec();
                let cells = spec.position(column).and_then(|i| spec.columns.get(i));
                Box::new(move |row| {
                    let word =
                        v.get(row).zip(cells).map_or("", |(choice, spec)| spec.word(*choice));
                    purpose(word)
                })
            }
            _ => Box::new(|_| SubjectKind::Other),
        }
    }
}

/// What the subject of a target is: of those for transfers and for bonds the allotment.
fn purpose(word: &str) -> SubjectKind {
    match word {
        "project" => SubjectKind::Project,
        "transfer" | "bond" => SubjectKind::Allotment,
        _ => SubjectKind::Other,
    }
}

/// The tables whose rows others name by id.
fn ids(data: &DataSet) -> BTreeMap<TableId, Arc<RowsById>> {
    let tables = &data.tables;
    [
        (TableId::Allotments, &tables.allotments.id),
        (TableId::Projects, &tables.projects.id),
        (TableId::Targets, &tables.targets.id),
        (TableId::Orders, &tables.orders.id),
    ]
    .into_iter()
    .map(|(table, ids)| (table, Arc::new(RowsById::new(data, ids))))
    .collect()
}

/// The payments whose voucher number another row names.
fn vouchers(data: &DataSet) -> HashMap<&str, Vec<u32>> {
    let tables = &data.tables;
    let lists =
        (0..tables.benefits.voucher_no.len()).map(|row| tables.benefits.voucher_no.get(row));
    let refunds = &tables.payments.original_voucher;
    let refunds = (0..refunds.len()).map(|row| refunds.get(row));
    let notices = tables.disclosures.subject.iter().chain(&tables.orders.subject);
    let notices = notices.map(|name| data.names.text_or_empty(*name));
    let wanted: HashSet<&str> = lists.chain(refunds).chain(notices).collect();
    let mut found: HashMap<&str, Vec<u32>> = HashMap::new();
    for row in 0..tables.payments.voucher_no.len() {
        let voucher = tables.payments.voucher_no.get(row);
        if wanted.contains(voucher) {
            found.entry(voucher).or_default().push(row as u32);
        }
    }
    found
}

/// What a table's declaration says of who reads it.
pub(super) fn read(table: TableId) -> super::Read {
    belonging(table).map_or(super::Read::Everyone, |b| b.read)
}
