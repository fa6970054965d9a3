//! `.xlsx`, streamed cell by cell.

use std::borrow::Cow;

use calamine::{DataRef, ExcelDateTime, Xlsx, XlsxCellReader};

use super::parts::Parts;
use super::{BookFault, RowSource, SheetCell};
use crate::limits::{RECORD_BYTES, SHEET_COLUMNS};

/// Opens a sheet.
pub(super) fn rows<'a>(
    book: &'a mut Xlsx<Parts>,
    sheet: &str,
) -> Result<Box<dyn RowSource<'a> + 'a>, BookFault> {
    let cells = book.worksheet_cells_reader(sheet).map_err(|_| BookFault::Broken)?;
    Ok(Box::new(XlsxRows { cells, ahead: None, ended: false }))
}

struct XlsxRows<'a> {
    cells: XlsxCellReader<'a, Parts>,
    /// The first cell of the next row.
    ahead: Option<Placed<'a>>,
    ended: bool,
}

/// Row and column of a cell from 0, and what it holds.
type Placed<'a> = ((u32, u32), Option<SheetCell<'a>>);

impl<'a> RowSource<'a> for XlsxRows<'a> {
    fn next_row(&mut self, row: &mut Vec<(u32, SheetCell<'a>)>) -> Result<Option<u32>, BookFault> {
        row.clear();
        let (mut number, mut bytes) = (None, 0);
        while let Some(((at, column), cell)) = self.next_cell()? {
            if number.is_some_and(|n| n != at.saturating_add(1)) {
                self.ahead = Some(((at, column), cell));
                break;
            }
            number = Some(at.saturating_add(1));
            if let Some(value) = cell {
                bytes += if let SheetCell::Text(text) = &value { text.len() } else { 0 };
                row.push((column, value));
            }
            // Two cells in one place, or one long string in all of them.
            if row.len() > SHEET_COLUMNS as usize || bytes > RECORD_BYTES {
                return Err(BookFault::Large);
            }
        }
        // In order, and each column once, in every file that a spreadsheet program wrote.
        row.sort_by_key(|(column, _)| *column);
        row.dedup_by_key(|(column, _)| *column);
        Ok(number)
    }
}

impl<'a> XlsxRows<'a> {
    fn next_cell(&mut self) -> Result<Option<Placed<'a>>, BookFault> {
        if self.ahead.is_none() && !self.ended {
            // Without metadata a formula that was never calculated looks like an empty cell.
            let next = self.cells.next_cell_with_formula_metadata();
            self.ahead = next.map_err(|_| BookFault::Broken)?.map(|cell| {
                let lacking = cell.formula.map(|_| SheetCell::NotCalculated);
                (cell.pos, sheet_cell(cell.value).or(lacking))
            });
            // Behind the end the reader would take the rest of the file for cells.
            self.ended = self.ahead.is_none();
        }
        Ok(self.ahead.take())
    }
}

fn sheet_cell(value: DataRef<'_>) -> Option<SheetCell<'_>> {
    Some(match value {
        DataRef::Empty => return None,
        DataRef::SharedString(text) => SheetCell::Text(Cow::Borrowed(text)),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            SheetCell::Text(Cow::Owned(text))
        }
        DataRef::Int(number) => SheetCell::Text(Cow::Owned(number.to_string())),
        DataRef::Float(number) => SheetCell::Number(number),
        DataRef::Bool(flag) => SheetCell::Flag(flag),
        DataRef::DateTime(day) => dated(&day),
        DataRef::Error(error) => SheetCell::Text(Cow::Owned(error.to_string())),
    })
}

/// A number that the sheet shows as a date.
pub(super) fn dated<'a>(day: &ExcelDateTime) -> SheetCell<'a> {
    let number = day.as_f64();
    if !day.is_datetime() || !(61.0..110_000.0).contains(&number) {
        return SheetCell::Number(number);
    }
    let (year, month, day, ..) = day.to_ymd_hms_milli();
    SheetCell::Day(format!("{year:04}-{month:02}-{day:02}"), number)
}
