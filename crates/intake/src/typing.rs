//! A block's cells become columns of records. Column by column: one column's cache stays hot, and a row
//! with any bad cell is taken out at the end.

use domain::columns::{ColumnKind, ColumnMut, ColumnSpec};
use domain::money::Unit;
use domain::records::Table;
use domain::refusal::Refusal;
use domain::{
    AccountForm, Choice, Day, Division, Divisions, Fen, FundId, Funds, Interner, Labels, Month,
    Name, Period,
};

use crate::cache::{BATCH, Cache, hash};
use crate::encoding::Encoding;
use crate::faults::{Fault, Faults};
use crate::grid::Grid;
use crate::header::{Binding, Origin, Plan};
use crate::limits::SHOWN_BYTES;
use crate::parse;
use crate::privacy::KeyHasher;
use crate::room::{fill_absent, label_bytes, row_bytes};
use crate::totals::total_rows;

/// What all readers of a data set share.
pub(crate) struct Shared<'a> {
    pub(crate) divisions: &'a Divisions,
    /// The pack's funds with those of the set.
    pub(crate) funds: &'a Funds,
    pub(crate) hasher: &'a KeyHasher,
    pub(crate) names: &'a Interner,
    /// Days on which some division begins or ceases to be valid, in order.
    pub(crate) changes: &'a [Day],
}

impl Shared<'_> {
    /// The name that a text becomes.
    fn name(&self, text: &str) -> Result<Option<Name>, Refusal> {
        // A name can only fail to be when the set holds hundreds of millions of them.
        self.names.intern(text).map(Some).ok_or(Refusal::TooLarge)
    }
}

/// What became of one block.
pub(crate) struct Chunk<T> {
    pub(crate) table: T,
    pub(crate) faults: Faults,
    /// What the rows take in memory, without names; bad rows count too, because they take time.
    pub(crate) bytes: u64,
}

impl<T: Table> Chunk<T> {
    /// A record that cannot be read.
    pub(crate) fn broken(line: u32, refusal: Refusal) -> Chunk<T> {
        let faults = Faults::of_record(line, refusal);
        Chunk { table: T::default(), faults, bytes: 0 }
    }
}

/// Types the blocks of one file; each thread has its own.
pub(crate) struct Typer<'a> {
    plan: &'a Plan,
    shared: &'a Shared<'a>,
    caches: Vec<Caches>,
}

/// The cache of one binding, by the kind of its column.
enum Caches {
    None,
    Text(Cache<Option<Name>>),
    Choice(Cache<Choice>),
    Day(Cache<Option<Day>>),
    Fund(Cache<Option<FundId>>),
    /// One for each stretch of days between two changes of divisions; the first = no day is known.
    Division(Vec<Cache<Option<Division>>>),
}

impl Caches {
    fn new(kind: ColumnKind) -> Caches {
        match kind {
            ColumnKind::Text | ColumnKind::Period | ColumnKind::Organisation => {
                Caches::Text(Cache::new(None))
            }
            ColumnKind::Choice => Caches::Choice(Cache::new(Choice::EMPTY)),
            ColumnKind::Date => Caches::Day(Cache::new(None)),
            ColumnKind::Fund => Caches::Fund(Cache::new(None)),
            ColumnKind::Division => Caches::Division(Vec::new()),
            _ => Caches::None,
        }
    }
}

impl<'a> Typer<'a> {
    pub(crate) fn new(plan: &'a Plan, shared: &'a Shared<'a>) -> Typer<'a> {
        let kind = |b: &Binding| plan.column(b).map_or(ColumnKind::Label, |c| c.kind);
        let caches = plan.bindings.iter().map(|b| Caches::new(kind(b))).collect();
        Typer { plan, shared, caches }
    }

    /// Types all rows of a grid over the bytes of its block.
    pub(crate) fn rows<T: Table>(
        &mut self,
        grid: &Grid,
        block: &[u8],
        encoding: Encoding,
        file: u16,
    ) -> Chunk<T> {
        let mut table = T::default();
        let totals = total_rows(self.plan, grid, block, encoding);
        let mut faults = whole_cell_faults(self.plan, grid, encoding, totals);
        let mut columns = table.columns_mut();
        let mut days: Option<Vec<Option<Day>>> = None;
        for (binding, cache) in self.plan.bindings.iter().zip(&mut self.caches) {
            let Some(spec) = self.plan.column(binding) else { continue };
            if spec.kind == ColumnKind::Division && days.is_none() {
                days = Some(row_days(&columns, grid.rows()));
            }
            let Some(column) = columns.get_mut(binding.column) else { continue };
            let cells = Cells { grid, block, encoding, binding, spec, faults: &mut faults };
            cells.read(column, cache, self.shared, days.as_deref().unwrap_or_default());
            faults.end_column();
        }
        for column in &mut columns {
            fill_absent(column, grid.rows());
        }
        let bytes = grid.rows() as u64 * row_bytes(T::SPEC) + label_bytes(&columns);
        drop(columns);
        grid.lines.iter().for_each(|line| table.sources_mut().push(file, *line));
        table.set_present(self.plan.present());
        if !faults.is_empty() {
            table.remove(&faults.rows_to_leave_out());
        }
        Chunk { table, faults, bytes }
    }
}

/// The faults that splitting already found.
fn whole_cell_faults(
    plan: &Plan,
    grid: &Grid,
    encoding: Encoding,
    totals: Vec<(u32, u32)>,
) -> Faults {
    let mut faults = Faults::without_totals(totals);
    for found in &grid.faults {
        let spec = plan.column_at(found.position);
        let column = spec.and_then(|spec| plan.spec.position(spec.name));
        // A long cell in a column that is not read harms nobody.
        if found.refusal == Refusal::TooManyCells || column.is_some() {
            faults.add(found.row, |row| Fault {
                row,
                line: grid.lines.get(row as usize).copied().unwrap_or_default(),
                column,
                position: Some(found.position),
                refusal: found.refusal,
                value: encoding.lossy(&found.value).into_owned(),
            });
        }
    }
    faults.end_column();
    faults
}

/// The day on which a row's divisions must be valid: its first date, else its month, else mid-year.
fn row_days(columns: &[ColumnMut<'_>], rows: usize) -> Vec<Option<Day>> {
    let mut days = vec![None; rows];
    let mut fill = |row: usize, day: Option<Day>| {
        if let Some(slot) = days.get_mut(row) {
            *slot = slot.or(day);
        }
    };
    for column in columns {
        if let ColumnMut::Date(dates) = column {
            dates.iter().enumerate().for_each(|(row, day)| fill(row, *day));
        }
    }
    for column in columns {
        match column {
            ColumnMut::Month(months) => months
                .iter()
                .enumerate()
                .for_each(|(row, month)| fill(row, month.and_then(Month::last_day))),
            ColumnMut::Year(years) => years.iter().enumerate().for_each(|(row, year)| {
                fill(row, year.and_then(|y| Day::new(i32::from(y), 6, 30)));
            }),
            _ => {}
        }
    }
    days
}

/// The cells of one column of a block.
struct Cells<'a> {
    grid: &'a Grid,
    block: &'a [u8],
    encoding: Encoding,
    binding: &'a Binding,
    spec: &'static ColumnSpec,
    faults: &'a mut Faults,
}

impl Cells<'_> {
    /// Reads them into the column.
    fn read(
        mut self,
        column: &mut ColumnMut<'_>,
        cache: &mut Caches,
        shared: &Shared<'_>,
        days: &[Option<Day>],
    ) {
        let (spec, unit) = (self.spec, self.binding.unit.unwrap_or_default());
        match (column, cache) {
            (ColumnMut::Text(v), Caches::Text(cache)) => {
                self.cached(v, None, cache, |text| shared.name(text));
            }
            (ColumnMut::Period(v), Caches::Text(cache)) => {
                self.cached(v, None, cache, |text| {
                    Period::recorded(text).and_then(|_| shared.name(text))
                });
            }
            (ColumnMut::Organisation(v), Caches::Text(cache)) => {
                self.cached(v, None, cache, |text| {
                    parse::organisation(text, shared.divisions).and_then(|()| shared.name(text))
                });
            }
            (ColumnMut::Choice(v), Caches::Choice(cache)) => {
                self.cached(v, Choice::EMPTY, cache, |text| parse::choice(text, spec));
            }
            (ColumnMut::Fund(v), Caches::Fund(cache)) => {
                self.cached(v, None, cache, |text| parse::fund(shared.funds, text).map(Some));
            }
            (ColumnMut::Date(v), Caches::Day(cache)) => self.dates(v, cache),
            (ColumnMut::Division(v), Caches::Division(caches)) => {
                self.divisions(v, caches, shared, days);
            }
            (ColumnMut::Label(v), _) => self.labels(v),
            (ColumnMut::Money(v), _) => self.money(v, unit, false),
            (ColumnMut::Balance(v), _) => self.money(v, unit, true),
            (ColumnMut::Year(v), _) => self.optional(v, parse::quick_year, parse::year),
            (ColumnMut::Month(v), _) => self.optional(v, |_| None, parse::month),
            (ColumnMut::Flag(v), _) => self.optional(v, parse::quick_flag, parse::flag),
            (ColumnMut::Count(v), _) => self.optional(v, |_| None, parse::count),
            (ColumnMut::Decimal(v), _) => {
                self.optional(v, |_| None, |text| parse::decimal(text, spec));
            }
            (ColumnMut::Key(v), _) => self.optional(v, |_| None, |text| shared.hasher.hash(text)),
            (ColumnMut::Account(v), _) => {
                self.plain(v, AccountForm::Empty, parse::quick_account, |text| {
                    Ok(parse::account(text))
                });
            }
            _ => {}
        }
    }

    /// Calls `read` for each cell that is not empty and appends what it makes of it.
    #[inline]
    fn each<V: Copy>(
        &mut self,
        out: &mut Vec<V>,
        empty: V,
        mut read: impl FnMut(&Self, usize, &[u8]) -> Result<V, Refusal>,
    ) {
        out.reserve(self.grid.rows());
        for row in 0..self.grid.rows() {
            let cell = self.cell(row);
            let result =
                if cell.is_empty() { Err(Refusal::Missing) } else { read(self, row, cell) };
            self.accept(out, empty, row, result);
        }
    }

    /// Appends a value, or the empty one and a fault.
    #[inline]
    fn accept<V>(&mut self, out: &mut Vec<V>, empty: V, row: usize, result: Result<V, Refusal>) {
        match result {
            Ok(value) => out.push(value),
            Err(refusal) => {
                out.push(empty);
                self.refuse(row, refusal);
            }
        }
    }

    #[inline]
    fn cell(&self, row: usize) -> &[u8] {
        match &self.binding.origin {
            Origin::Cell(position) => self.grid.cell(self.block, row, *position),
            Origin::Constant(text) => text.as_bytes(),
        }
    }

    /// Notes a bad cell. An empty one is bad only in a required column.
    fn refuse(&mut self, row: usize, refusal: Refusal) {
        if refusal == Refusal::Missing && !self.spec.required {
            return;
        }
        let (grid, block, binding) = (self.grid, self.block, self.binding);
        let (cell, position) = match &binding.origin {
            Origin::Cell(position) => (grid.cell(block, row, *position), Some(*position)),
            Origin::Constant(text) => (text.as_bytes(), None),
        };
        // A cell that was too long is empty in the grid, and known as bad already.
        let was_long = position.is_some_and(|position| grid.was_long(row, position));
        if refusal == Refusal::Missing && was_long {
            return;
        }
        let shown = cell.get(..cell.len().min(SHOWN_BYTES)).unwrap_or_default();
        let (encoding, line) = (self.encoding, grid.lines.get(row));
        let fault = |row| Fault {
            row,
            line: line.copied().unwrap_or_default(),
            column: Some(binding.column),
            position,
            refusal,
            value: encoding.lossy(shown).into_owned(),
        };
        self.faults.add(row as u32, fault);
    }

    /// The decoded and translated text of a cell; [`Refusal::Missing`] where nothing is left of it.
    fn text<R>(
        &self,
        cell: &[u8],
        read: impl FnOnce(&str) -> Result<R, Refusal>,
    ) -> Result<R, Refusal> {
        let constant = matches!(self.binding.origin, Origin::Constant(_));
        let encoding = if constant { Encoding::Utf8 } else { self.encoding };
        let text = encoding.text(cell)?;
        let word = self.binding.words.as_ref().and_then(|words| words.get(text.as_ref()));
        let text = word.map_or(text.as_ref(), String::as_str);
        if text.is_empty() { Err(Refusal::Missing) } else { read(text) }
    }

    /// Whether the usual form may be read straight from the bytes.
    fn is_direct(&self) -> bool {
        self.binding.words.is_none() && self.binding.date_format.is_none()
    }

    fn plain<V: Copy>(
        &mut self,
        out: &mut Vec<V>,
        empty: V,
        quick: impl Fn(&[u8]) -> Option<V>,
        full: impl Fn(&str) -> Result<V, Refusal>,
    ) {
        let direct = self.is_direct();
        self.each(out, empty, |cells, _, cell| {
            if direct && let Some(value) = quick(cell) {
                return Ok(value);
            }
            cells.text(cell, &full)
        });
    }

    fn optional<V: Copy>(
        &mut self,
        out: &mut Vec<Option<V>>,
        quick: impl Fn(&[u8]) -> Option<V>,
        full: impl Fn(&str) -> Result<V, Refusal>,
    ) {
        self.plain(out, None, |cell| quick(cell).map(Some), |text| full(text).map(Some));
    }

    /// Reads cells through a cache, a batch at a time.
    fn cached<V: Copy>(
        &mut self,
        out: &mut Vec<V>,
        empty: V,
        cache: &mut Cache<V>,
        full: impl Fn(&str) -> Result<V, Refusal>,
    ) {
        let rows = self.grid.rows();
        out.reserve(rows);
        for first in (0..rows).step_by(BATCH) {
            let batch = first..rows.min(first + BATCH);
            let mut hashes = [0; BATCH];
            hashes.iter_mut().zip(batch.clone()).for_each(|(h, row)| *h = hash(self.cell(row)));
            cache.touch(&hashes);
            for (row, hash) in batch.zip(hashes) {
                let cell = self.cell(row);
                let read = || self.text(cell, &full);
                let result = if cell.is_empty() {
                    Err(Refusal::Missing)
                } else {
                    cache.get(hash, cell, read)
                };
                self.accept(out, empty, row, result);
            }
        }
    }

    fn money(&mut self, out: &mut Vec<Option<Fen>>, unit: Unit, signed: bool) {
        let quick = |cell: &[u8]| if unit == Unit::Yuan { parse::quick_yuan(cell) } else { None };
        self.optional(out, quick, |text| parse::money(text, unit, signed));
    }

    fn dates(&mut self, out: &mut Vec<Option<Day>>, cache: &mut Cache<Option<Day>>) {
        let direct = self.is_direct();
        let spec = self.spec;
        self.each(out, None, |cells, _, cell| {
            if direct && let Some(day) = parse::quick_day(cell) {
                return parse::recorded(day, spec).map(Some);
            }
            let full = |text: &str| {
                let day = match &cells.binding.date_format {
                    Some(format) => format.parse(text),
                    None => parse::day(text),
                };
                parse::kept_day(day, spec)
            };
            cache.get(hash(cell), cell, || cells.text(cell, full))
        });
    }

    fn divisions(
        &mut self,
        out: &mut Vec<Option<Division>>,
        caches: &mut Vec<Cache<Option<Division>>>,
        shared: &Shared<'_>,
        days: &[Option<Day>],
    ) {
        self.each(out, None, |cells, row, cell| {
            let day = days.get(row).copied().flatten();
            // Days between the same two changes have the same answer.
            let stretch = day.map_or(0, |day| shared.changes.partition_point(|c| *c <= day) + 1);
            if caches.len() <= stretch {
                caches.resize_with(stretch + 1, || Cache::new(None));
            }
            let read =
                || cells.text(cell, |text| parse::division(text, shared.divisions, day)).map(Some);
            match caches.get_mut(stretch) {
                Some(cache) => cache.get(hash(cell), cell, read),
                None => read(),
            }
        });
    }

    /// Labels are mostly ASCII and mostly distinct: all of a block are checked and appended at once.
    fn labels(&mut self, out: &mut Labels) {
        if self.is_direct() && self.ascii_labels(out) {
            let required = self.spec.required;
            for row in (0..self.grid.rows()).filter(|row| required && out.get(*row).is_empty()) {
                self.refuse(row, Refusal::Missing);
            }
            return;
        }
        for row in 0..self.grid.rows() {
            let cell = self.cell(row);
            let result = if cell.is_empty() {
                Err(Refusal::Missing)
            } else {
                self.text(cell, |text| out.push(text))
            };
            if let Err(refusal) = result {
                // An empty text always fits behind one that did.
                while out.len() <= row && out.push("").is_ok() {}
                self.refuse(row, refusal);
            }
        }
    }

    /// Appends all cells if they are ASCII; else none, and says so.
    fn ascii_labels(&self, out: &mut Labels) -> bool {
        let mut bytes = Vec::with_capacity(self.grid.rows() * 16);
        let mut ends = Vec::with_capacity(self.grid.rows());
        for row in 0..self.grid.rows() {
            bytes.extend_from_slice(self.cell(row));
            ends.push(bytes.len() as u32);
        }
        let plain = bytes.is_ascii() && !bytes.contains(&0);
        let text = if plain { std::str::from_utf8(&bytes).ok() } else { None };
        text.is_some_and(|text| out.push_all(text, &ends))
    }
}

/// The days on which some division begins or ceases to be valid, in order.
pub(crate) fn changes(divisions: &Divisions) -> Vec<Day> {
    let days = |e: &domain::division::DivisionEntry| {
        [e.valid_from, e.valid_to.and_then(|last| last.plus_days(1))]
    };
    let mut changes: Vec<Day> = divisions.iter().flat_map(days).flatten().collect();
    changes.sort();
    changes.dedup();
    changes
}
