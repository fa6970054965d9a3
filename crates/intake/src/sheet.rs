//! One sheet becomes rows of its table.

use domain::columns::ColumnKind;
use domain::records::Table;
use domain::refusal::Refusal;

use crate::Progress;
use crate::book::{RowSource, SheetCell};
use crate::encoding::Encoding;
use crate::error::{Bound, InputError};
use crate::grid::Grid;
use crate::header::{HeaderFault, Plan, count_known};
use crate::limits::{CELL_BYTES, SHOWN_BYTES, TITLE_ROWS};
use crate::mapping::TableMapping;
use crate::names::ColumnNames;
use crate::rejected::Tally;
use crate::split::Sink;
use crate::table::{FileContext, MOST_HEADERS};
use crate::typing::{Shared, Typer};

/// Bytes of cells typed at a time, and rows and bad cells, which need not have bytes.
const BATCH_BYTES: usize = 256 << 10;
const BATCH_ROWS: usize = 16 << 10;

/// A row taken out of its workbook.
type Row = (u32, Vec<(u32, SheetCell<'static>)>);

/// What came of a sheet.
pub(crate) enum SheetOutcome {
    /// Its rows were read by this plan.
    Read(Plan),
    /// No cell of it holds anything.
    Empty,
    /// Its header is not that of the table.
    Header(HeaderFault),
}

/// Reads all rows of a sheet, or rows like those of one, into a table of their own.
pub(crate) fn read_sheet<T: Table>(
    rows: &mut dyn RowSource<'_>,
    mapping: Option<&TableMapping>,
    shared: &Shared<'_>,
    file: &FileContext<'_>,
    table: &mut T,
    tally: &mut Tally,
) -> Result<SheetOutcome, InputError> {
    let broken = |fault: crate::book::BookFault| fault.of(file.name);
    let first = first_rows(rows).map_err(broken)?;
    let (plan, first) = match find_header(first, file, mapping) {
        None => return Ok(SheetOutcome::Empty),
        Some(Err(fault)) => return Ok(SheetOutcome::Header(fault)),
        Some(Ok(found)) => found,
    };
    table.set_present(plan.present());
    let mut batch = Batch::new(&plan);
    let mut typer = Typer::new(&plan, shared);
    for (line, cells) in &first {
        batch.add(*line, cells);
    }
    let mut cells = Vec::new();
    while let Some(line) = rows.next_row(&mut cells).map_err(broken)? {
        batch.add(line, &cells);
        if batch.is_full() {
            batch.flush(&mut typer, file, shared, table, tally)?;
        }
    }
    batch.flush(&mut typer, file, shared, table, tally)?;
    Ok(SheetOutcome::Read(plan))
}

/// The first rows that hold anything, among which the header is.
fn first_rows(rows: &mut dyn RowSource<'_>) -> Result<Vec<Row>, crate::book::BookFault> {
    let mut first = Vec::new();
    let mut cells = Vec::new();
    while first.len() < TITLE_ROWS
        && let Some(line) = rows.next_row(&mut cells)?
    {
        let owned: Vec<_> = cells.drain(..).map(|(at, cell)| (at, cell.into_owned())).collect();
        if headers(&owned).iter().any(|h| !h.is_empty()) {
            first.push((line, owned));
        }
    }
    Ok(first)
}

/// The plan of the row with the most columns that are known, and the rows below it.
fn find_header(
    mut first: Vec<Row>,
    file: &FileContext<'_>,
    mapping: Option<&TableMapping>,
) -> Option<Result<(Plan, Vec<Row>), HeaderFault>> {
    let names = ColumnNames::of(file.table.spec());
    let known = |row: &Row| count_known(&names, &headers(&row.1), mapping);
    let most = first.iter().map(known).max()?;
    let at = first.iter().position(|row| known(row) == most)?;
    let below = first.split_off(at + 1);
    let mut titles: Vec<Vec<String>> = first.iter().map(|row| headers(&row.1)).collect();
    let headers = titles.pop().unwrap_or_default();
    Some(Plan::new(&names, &titles, &headers, mapping).map(|plan| (plan, below)))
}

/// The texts of a row by their columns.
fn headers(cells: &[(u32, SheetCell<'_>)]) -> Vec<String> {
    let mut headers = Vec::new();
    for (at, cell) in cells {
        let at = *at as usize;
        // A header of thousands of columns is none.
        if at < MOST_HEADERS {
            headers.resize(headers.len().max(at + 1), String::new());
            let mut text = Vec::new();
            cell.write(None, &mut text);
            if let Some(slot) = headers.get_mut(at) {
                String::from_utf8_lossy(&text).trim().clone_into(slot);
            }
        }
    }
    headers
}

/// Rows that wait to be typed, as bytes and a grid over them.
struct Batch {
    bytes: Vec<u8>,
    grid: Grid,
    kinds: Vec<Option<ColumnKind>>,
    rows: u64,
}

impl Batch {
    fn new(plan: &Plan) -> Batch {
        let width = plan.headers.len();
        let kinds = (0..width).map(|at| plan.column_at(at).map(|c| c.kind)).collect();
        Batch { bytes: Vec::new(), grid: Grid::new(width), kinds, rows: 0 }
    }

    fn is_full(&self) -> bool {
        self.bytes.len() > BATCH_BYTES
            || self.grid.rows() > BATCH_ROWS
            || self.grid.faults.len() > BATCH_ROWS
    }

    fn add(&mut self, line: u32, cells: &[(u32, SheetCell<'_>)]) {
        for (at, cell) in cells {
            let at = *at as usize;
            self.grid.skip_to(at);
            if *cell == SheetCell::NotCalculated {
                self.grid.unread(Refusal::NotCalculated);
                continue;
            }
            let start = self.bytes.len();
            let kind = self.kinds.get(at).copied().flatten();
            // A string may be shared by a million cells: of one that cannot be taken, a glimpse is enough.
            let most = if kind.is_some() { CELL_BYTES + 1 } else { SHOWN_BYTES };
            match cell {
                SheetCell::Text(text) if text.len() > most => {
                    self.bytes.extend_from_slice(text.as_bytes().get(..most).unwrap_or_default());
                }
                _ => cell.write(kind, &mut self.bytes),
            }
            self.grid.plain(&self.bytes, start, self.bytes.len());
        }
        self.grid.end(line, 0);
    }

    fn flush<T: Table>(
        &mut self,
        typer: &mut Typer<'_>,
        file: &FileContext<'_>,
        shared: &Shared<'_>,
        table: &mut T,
        tally: &mut Tally,
    ) -> Result<(), InputError> {
        let mut chunk = typer.rows::<T>(&self.grid, &self.bytes, Encoding::Utf8, file.number);
        file.take(chunk.bytes, shared.names)?;
        if !file.budget.take_unpacked(self.bytes.len() as u64) {
            return Err(InputError::TooLarge { file: file.name.to_owned(), what: Bound::Share });
        }
        self.rows += chunk.table.len() as u64;
        tally.add(file.table, file.name, &chunk.faults);
        file.refuse_overflow(table, &mut chunk.table)?;
        table.append(chunk.table);
        self.grid.clear();
        self.bytes.clear();
        (file.progress)(Progress { table: file.table, rows: self.rows, bytes: 0, total: 0 });
        Ok(())
    }
}
