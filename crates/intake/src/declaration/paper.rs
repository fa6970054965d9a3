//! The cells of a sheet as somebody reads them on paper.

use std::sync::Arc;

use domain::privacy::mask_lines;

use super::labels::{Label, label_of};
use crate::book::{Book, RowSource, SheetCell};
use crate::budget::Budget;
use crate::error::{Bound, InputError};
use crate::limits::{CELL_BYTES, SHEETS};

/// Cells of a workbook of forms, at most: a form has some hundred.
const MOST_CELLS: usize = 200_000;

/// A sheet.
pub(super) struct Sheet {
    /// File and sheet, as messages name it.
    pub(super) place: String,
    pub(super) lines: Vec<Line>,
}

/// A row with something in it.
pub(super) struct Line {
    /// Its number, from 1.
    pub(super) row: u32,
    /// From left to right.
    pub(super) cells: Vec<Cell>,
}

/// A cell with something in it.
pub(super) struct Cell {
    /// From 0.
    pub(super) column: u32,
    /// Trimmed, numbers of persons masked; empty only where a formula was not calculated.
    pub(super) text: String,
    /// Whether the workbook keeps a number.
    pub(super) is_number: bool,
}

impl Line {
    /// The cells that are labels, by their places in the row.
    pub(super) fn labels(&self) -> impl Iterator<Item = (usize, Label)> + '_ {
        let labelled = |(at, cell): (usize, &Cell)| Some((at, label_of(&cell.text)?));
        self.cells.iter().enumerate().filter_map(labelled)
    }

    /// What stands beside a label: the next cell, unless that is a label itself.
    pub(super) fn beside(&self, label: usize) -> Option<&Cell> {
        self.cells.get(label + 1).filter(|cell| label_of(&cell.text).is_none())
    }

    /// The columns that belong to a label: from its own to that of the next one. What stands beside it and not below
    /// it begins with the next cell.
    pub(super) fn reach(&self, label: usize) -> (u32, u32) {
        let from = self.beside(label).or(self.cells.get(label)).map_or(0, |cell| cell.column);
        let next = self.labels().find(|(at, _)| *at > label);
        let to = next.and_then(|(at, _)| self.cells.get(at)).map_or(u32::MAX, |cell| cell.column);
        (from, to)
    }
}

/// `F12`: how spreadsheets name a cell, by its row from 1 and its column from 0.
pub(super) fn cell_name(row: u32, column: u32) -> String {
    let mut letters = Vec::new();
    let mut left = column + 1;
    while left > 0 {
        let digit = u8::try_from((left - 1) % 26).unwrap_or_default();
        letters.push(char::from(b'A' + digit));
        left = (left - 1) / 26;
    }
    let letters: String = letters.iter().rev().collect();
    format!("{letters}{row}")
}

/// All sheets of a workbook.
pub(super) fn sheets(
    bytes: Vec<u8>,
    name: &str,
    budget: &Arc<Budget>,
) -> Result<Vec<Sheet>, InputError> {
    let large = |what| InputError::TooLarge { file: name.to_owned(), what };
    let mut book = Book::of_memory(bytes, name, budget)?;
    let names = book.sheets()?;
    if names.len() > SHEETS {
        return Err(large(Bound::Workbook));
    }
    let (mut sheets, mut left) = (Vec::with_capacity(names.len()), MOST_CELLS);
    for sheet in names {
        let place = format!("{name}#{sheet}");
        let lines = crate::book::guarded(name, || {
            let mut rows = book.rows(&sheet).map_err(|fault| fault.of(name))?;
            lines(&mut *rows, budget, &mut left, &place)
        })?;
        sheets.push(Sheet { place, lines });
    }
    Ok(sheets)
}

fn lines(
    rows: &mut dyn RowSource<'_>,
    budget: &Budget,
    left: &mut usize,
    place: &str,
) -> Result<Vec<Line>, InputError> {
    let large = |what| InputError::TooLarge { file: place.to_owned(), what };
    let (mut lines, mut cells) = (Vec::new(), Vec::new());
    while let Some(row) = rows.next_row(&mut cells).map_err(|fault| fault.of(place))? {
        let mut line = Line { row, cells: Vec::new() };
        for (column, cell) in cells.drain(..) {
            let Some(cell) = read(column, &cell).map_err(large)? else { continue };
            *left = left.checked_sub(1).ok_or_else(|| large(Bound::Workbook))?;
            if !budget.take_memory(cell.text.len() as u64 + 64) {
                return Err(large(Bound::Memory));
            }
            line.cells.push(cell);
        }
        if !line.cells.is_empty() {
            lines.push(line);
        }
    }
    Ok(lines)
}

/// A cell that holds anything but spaces.
fn read(column: u32, cell: &SheetCell<'_>) -> Result<Option<Cell>, Bound> {
    if let SheetCell::Text(text) = cell
        && text.len() > CELL_BYTES
    {
        return Err(Bound::Workbook);
    }
    let mut bytes = Vec::new();
    cell.write(None, &mut bytes);
    let text = mask_lines(String::from_utf8_lossy(&bytes).trim());
    let is_lost = *cell == SheetCell::NotCalculated;
    let is_number = matches!(cell, SheetCell::Number(_));
    Ok((is_lost || !text.is_empty()).then_some(Cell { column, text, is_number }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_as_spreadsheets_name_them() {
        let names = [(1, 0), (12, 5), (3, 25), (3, 26), (9, 701), (9, 702), (1, 16_383)];
        let names = names.map(|(row, column)| cell_name(row, column));
        assert_eq!(names, ["A1", "F12", "Z3", "AA3", "ZZ9", "AAA9", "XFD1"]);
    }
}
