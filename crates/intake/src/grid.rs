//! What a block's cells are gathered into: a grid as wide as the header.

use domain::refusal::Refusal;

use crate::limits::{CELL_BYTES, SHOWN_BYTES};
use crate::split::{Dialect, Sink, split};

/// The cells of one block: `width` for each record, empty records left out.
#[derive(Default)]
pub(crate) struct Grid {
    pub(crate) width: usize,
    spans: Vec<Span>,
    pub(crate) lines: Vec<u32>,
    /// Cells that were quoted, end to end.
    scratch: Vec<u8>,
    /// What is wrong with whole cells, before anybody looks into them.
    pub(crate) faults: Vec<CellFault>,
    /// Rows and positions of the cells that were too long, or could not be read; in order.
    long: Vec<(usize, usize)>,
    /// Cells of the record being read.
    column: usize,
    filled: bool,
}

/// A cell that cannot be taken as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CellFault {
    pub(crate) row: u32,
    /// Position in the record.
    pub(crate) position: usize,
    pub(crate) refusal: Refusal,
    /// The first bytes of the cell.
    pub(crate) value: Vec<u8>,
}

#[derive(Clone, Copy, Default)]
struct Span {
    start: u32,
    end: u32,
}

/// Marks the span of a cell that stands in the scratch bytes.
const SCRATCH: u32 = 1 << 31;

impl Grid {
    pub(crate) fn new(width: usize) -> Grid {
        Grid { width, ..Grid::default() }
    }

    pub(crate) fn clear(&mut self) {
        self.spans.clear();
        self.lines.clear();
        self.scratch.clear();
        self.faults.clear();
        self.long.clear();
        (self.column, self.filled) = (0, false);
    }

    /// Whether a cell was too long to be kept, or could not be read.
    pub(crate) fn was_long(&self, row: usize, position: usize) -> bool {
        self.long.binary_search(&(row, position)).is_ok()
    }

    pub(crate) fn rows(&self) -> usize {
        self.lines.len()
    }

    /// The bytes of a cell; nothing in them but the cell, without ASCII spaces round it.
    #[inline]
    pub(crate) fn cell<'a>(&'a self, block: &'a [u8], row: usize, position: usize) -> &'a [u8] {
        let span = self.spans.get(row * self.width + position).copied().unwrap_or_default();
        let source = if span.start & SCRATCH == 0 { block } else { &self.scratch };
        source.get((span.start & !SCRATCH) as usize..span.end as usize).unwrap_or_default()
    }

    /// Leaves the columns before `column` empty, as sheets do that name only the cells they have.
    pub(crate) fn skip_to(&mut self, column: usize) {
        while self.column < column.min(self.width) {
            self.place(Span::default());
            self.column += 1;
        }
        self.column = column.max(self.column);
    }

    #[inline]
    fn place(&mut self, span: Span) {
        self.spans.push(span);
        self.filled |= span.start & !SCRATCH < span.end;
    }

    /// A cell of which nothing is known but why it cannot be read.
    pub(crate) fn unread(&mut self, refusal: Refusal) {
        if self.column < self.width {
            let row = self.lines.len() as u32;
            self.faults.push(CellFault { row, position: self.column, refusal, value: Vec::new() });
            self.filled = true;
            self.long.push((self.lines.len(), self.column));
            self.place(Span::default());
        }
        self.column += 1;
    }

    /// A cell that does not fit the grid: too long, or beyond the last column.
    #[cold]
    fn misfit(&mut self, cell: &[u8]) {
        let beyond = self.column >= self.width;
        let row = self.lines.len() as u32;
        let known = |f: &CellFault| f.row == row && f.refusal == Refusal::TooManyCells;
        if beyond && self.faults.last().is_some_and(known) {
            return;
        }
        let refusal = if beyond { Refusal::TooManyCells } else { Refusal::TooLong };
        let value = cell.get(..cell.len().min(SHOWN_BYTES)).unwrap_or_default().to_vec();
        self.faults.push(CellFault { row, position: self.column, refusal, value });
        self.filled = true;
        if !beyond {
            self.long.push((self.lines.len(), self.column));
            self.place(Span::default());
        }
    }
}

/// A cell's range without the ASCII spaces at its ends.
#[inline]
pub(crate) fn trimmed(bytes: &[u8], mut start: usize, mut end: usize) -> (usize, usize) {
    while start < end && bytes.get(start).is_some_and(|b| *b <= b' ') {
        start += 1;
    }
    while start < end && bytes.get(end - 1).is_some_and(|b| *b <= b' ') {
        end -= 1;
    }
    (start, end)
}

impl Sink for Grid {
    #[inline]
    fn plain(&mut self, block: &[u8], start: usize, end: usize) {
        let (start, end) = trimmed(block, start, end);
        if self.column < self.width && end - start <= CELL_BYTES {
            self.place(Span { start: start as u32, end: end as u32 });
        } else if start < end {
            self.misfit(block.get(start..end).unwrap_or_default());
        }
        self.column += 1;
    }

    fn quoted(&mut self, content: &[u8]) {
        let (start, end) = trimmed(content, 0, content.len());
        let cell = content.get(start..end).unwrap_or_default();
        if self.column < self.width && cell.len() <= CELL_BYTES {
            let start = self.scratch.len() as u32;
            self.scratch.extend_from_slice(cell);
            self.place(Span { start: start | SCRATCH, end: self.scratch.len() as u32 });
        } else if !cell.is_empty() {
            self.misfit(cell);
        }
        self.column += 1;
    }

    #[inline]
    fn end(&mut self, line: u32, _next: usize) -> bool {
        let whole = (self.lines.len() + usize::from(self.filled)) * self.width;
        self.spans.resize(whole, Span::default());
        if self.filled {
            self.lines.push(line);
        }
        (self.column, self.filled) = (0, false);
        true
    }
}

/// The first records as they are, to look for the header among them.
#[derive(Default)]
pub(crate) struct FirstRecords {
    pub(crate) records: Vec<FirstRecord>,
    cells: Vec<Vec<u8>>,
    most: usize,
}

/// One of the first records.
pub(crate) struct FirstRecord {
    /// First byte behind the record.
    pub(crate) next: usize,
    pub(crate) cells: Vec<Vec<u8>>,
}

impl FirstRecords {
    /// Splits at most `most` records that are not empty.
    pub(crate) fn of(bytes: &[u8], dialect: Dialect, most: usize) -> Vec<FirstRecord> {
        let mut first = FirstRecords { most, ..FirstRecords::default() };
        split(bytes, dialect, 1, &mut first);
        first.records
    }
}

impl Sink for FirstRecords {
    fn plain(&mut self, block: &[u8], start: usize, end: usize) {
        let (start, end) = trimmed(block, start, end);
        self.cells.push(block.get(start..end).unwrap_or_default().to_vec());
    }

    fn quoted(&mut self, content: &[u8]) {
        self.cells.push(content.to_vec());
    }

    fn end(&mut self, _line: u32, next: usize) -> bool {
        let cells = std::mem::take(&mut self.cells);
        if cells.iter().any(|c| !c.is_empty()) {
            self.records.push(FirstRecord { next, cells });
        }
        self.records.len() < self.most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMA: Dialect = Dialect { separator: b',', newline: b'\n' };

    #[test]
    fn a_grid_has_the_width_of_the_header_whatever_the_records_have() {
        let mut grid = Grid::new(2);
        let block = b"1\n , \n2,3,\n4,5,6\n\"7\",\" 8 \"\n";
        split(block, COMMA, 2, &mut grid);
        let rows: Vec<[&[u8]; 2]> =
            (0..grid.rows()).map(|r| [grid.cell(block, r, 0), grid.cell(block, r, 1)]).collect();
        assert_eq!(rows, [[&b"1"[..], b""], [b"2", b"3"], [b"4", b"5"], [b"7", b"8"]]);
        assert_eq!(grid.lines, [2, 4, 5, 6]);
        let fault =
            CellFault { row: 2, position: 2, refusal: Refusal::TooManyCells, value: b"6".to_vec() };
        assert_eq!(grid.faults, [fault]);
    }
}
