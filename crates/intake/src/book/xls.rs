//! `.xls`. The library takes all sheets into memory as full rectangles, so a look at the records comes
//! first: two cells in opposite corners must not ask for a gigabyte. It gets a container made anew around
//! the very bytes that were looked at.

use std::borrow::Cow;
use std::io::{Cursor, Read, Write};

use calamine::{Data, Reader, Xls, XlsError};

use super::xlsx::dated;
use super::{BookFault, BoxedBytes, RowSource, SheetCell};

/// What the rectangles of all sheets may take, besides eight times the size of the file.
const RECTANGLE_BYTES: u64 = 64 << 20;
/// Memory of one cell of a rectangle: its value, its formula, and the cell before it finds its place.
const CELL_COST: u64 = 96;

/// Opens a workbook after a look at its records.
pub(super) fn open(
    mut bytes: BoxedBytes,
    length: u64,
) -> Result<Box<Xls<Cursor<Vec<u8>>>>, BookFault> {
    let mut file = Vec::new();
    bytes.by_ref().take(length).read_to_end(&mut file).map_err(|_| BookFault::Broken)?;
    let (name, stream) = workbook_stream(file)?;
    let cost = rectangles(&stream).ok_or(BookFault::Broken)?.saturating_mul(CELL_COST);
    if cost > RECTANGLE_BYTES + 8 * length {
        return Err(BookFault::Large);
    }
    let container = contain(name, &stream).map_err(|_| BookFault::Broken)?;
    match Xls::new(Cursor::new(container)) {
        Ok(book) => Ok(Box::new(book)),
        Err(XlsError::Password) => Err(BookFault::Encrypted),
        Err(_) => Err(BookFault::Broken),
    }
}

fn workbook_stream(file: Vec<u8>) -> Result<(&'static str, Vec<u8>), BookFault> {
    let length = file.len() as u64;
    let mut compound = cfb::CompoundFile::open(Cursor::new(file)).map_err(|_| BookFault::Broken)?;
    if compound.exists("/EncryptedPackage") {
        return Err(BookFault::Encrypted);
    }
    let name = ["/Workbook", "/Book"].into_iter().find(|name| compound.is_stream(name));
    let name = name.ok_or(BookFault::Broken)?;
    let stream = compound.open_stream(name).map_err(|_| BookFault::Broken)?;
    let mut content = Vec::new();
    stream.take(length).read_to_end(&mut content).map_err(|_| BookFault::Broken)?;
    Ok((name, content))
}

fn contain(name: &str, stream: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut compound = cfb::CompoundFile::create(Cursor::new(Vec::new()))?;
    compound.create_stream(name)?.write_all(stream)?;
    compound.flush()?;
    Ok(compound.into_inner().into_inner())
}

/// The records of a stream from a position: kind and content.
fn records(stream: &[u8], from: usize) -> impl Iterator<Item = (u16, &[u8])> {
    let mut rest = stream.get(from..).unwrap_or_default();
    std::iter::from_fn(move || {
        let kind = number(rest, 0)?;
        let length = usize::from(number(rest, 2)?);
        let content = rest.get(4..4 + length)?;
        rest = rest.get(4 + length..)?;
        Some((kind, content))
    })
}

fn number(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2)?.first_chunk::<2>().map(|b| u16::from_le_bytes(*b))
}

const END: u16 = 0x000a;
const BEGIN: u16 = 0x0809;
const SHEET: u16 = 0x0085;

/// Cells of the rectangles that all sheets together need.
fn rectangles(stream: &[u8]) -> Option<u64> {
    let mut cells = 0_u64;
    for (kind, content) in records(stream, 0) {
        match kind {
            SHEET => {
                let at = content.first_chunk::<4>().map(|b| u32::from_le_bytes(*b))?;
                cells = cells.saturating_add(rectangle(stream, at as usize));
            }
            END => break,
            _ => {}
        }
    }
    Some(cells)
}

/// Cells of one sheet's rectangle, from what its records say and from where its cells stand.
fn rectangle(stream: &[u8], from: usize) -> u64 {
    let mut area = Area::default();
    let (mut begun, mut depth, mut claimed) = (false, 0_u32, 0_u64);
    for (kind, content) in records(stream, from) {
        match (kind, depth) {
            (BEGIN, 0) if !begun => begun = true,
            (BEGIN, _) => depth += 1,
            (END, 0) => break,
            (END, _) => depth -= 1,
            (0x0200, 0) => claimed = claimed.saturating_add(claimed_cells(content)),
            (0x0203 | 0x0204 | 0x00d6 | 0x0205 | 0x027e | 0x00fd | 0x0006, 0) => {
                area.add(content, 2);
            }
            (0x00bd, 0) => {
                area.add(content, 2);
                area.add(content, content.len().saturating_sub(2));
            }
            _ => {}
        }
    }
    claimed.max(area.cells())
}

/// What the record of the sheet's dimensions asks for.
fn claimed_cells(content: &[u8]) -> u64 {
    let long = |at: usize| {
        let bytes = content.get(at..at + 4)?.first_chunk::<4>()?;
        Some(u64::from(u32::from_le_bytes(*bytes)))
    };
    let short = |at: usize| number(content, at).map(u64::from);
    let (rows, columns) = if content.len() == 14 {
        (long(0).zip(long(4)), short(8).zip(short(10)))
    } else {
        (short(0).zip(short(2)), short(4).zip(short(6)))
    };
    let span =
        |range: Option<(u64, u64)>| range.map_or(1, |(from, to)| to.saturating_sub(from) + 1);
    span(rows).saturating_mul(span(columns))
}

/// The rectangle round the cells seen.
#[derive(Default)]
struct Area {
    rows: Option<(u16, u16)>,
    columns: Option<(u16, u16)>,
}

impl Area {
    /// Adds a cell whose row stands first in the record and whose column stands at `column`.
    fn add(&mut self, content: &[u8], column: usize) {
        let wider = |range: Option<(u16, u16)>, value: Option<u16>| match (range, value) {
            (Some((from, to)), Some(value)) => Some((from.min(value), to.max(value))),
            (None, Some(value)) => Some((value, value)),
            (range, None) => range,
        };
        self.rows = wider(self.rows, number(content, 0));
        self.columns = wider(self.columns, number(content, column));
    }

    fn cells(&self) -> u64 {
        let span =
            |range: Option<(u16, u16)>| range.map_or(0, |(from, to)| u64::from(to - from) + 1);
        span(self.rows) * span(self.columns)
    }
}

/// Opens a sheet.
pub(super) fn rows<'a>(
    book: &'a mut Xls<Cursor<Vec<u8>>>,
    sheet: &str,
) -> Result<Box<dyn RowSource<'a> + 'a>, BookFault> {
    let range = book.worksheet_range(sheet).map_err(|_| BookFault::Broken)?;
    Ok(Box::new(XlsRows { range, next: 0 }))
}

struct XlsRows {
    range: calamine::Range<Data>,
    next: usize,
}

impl<'a> RowSource<'a> for XlsRows {
    fn next_row(&mut self, row: &mut Vec<(u32, SheetCell<'a>)>) -> Result<Option<u32>, BookFault> {
        row.clear();
        let Some((first_row, first_column)) = self.range.start() else { return Ok(None) };
        let Some(cells) = self.range.rows().nth(self.next) else { return Ok(None) };
        for (column, value) in (first_column..).zip(cells) {
            if let Some(cell) = sheet_cell(value) {
                row.push((column, cell));
            }
        }
        let number = first_row + self.next as u32 + 1;
        self.next += 1;
        Ok(Some(number))
    }
}

fn sheet_cell<'a>(value: &Data) -> Option<SheetCell<'a>> {
    Some(match value {
        Data::Empty => return None,
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => {
            SheetCell::Text(Cow::Owned(text.clone()))
        }
        Data::Int(number) => SheetCell::Text(Cow::Owned(number.to_string())),
        Data::Float(number) => SheetCell::Number(*number),
        Data::Bool(flag) => SheetCell::Flag(*flag),
        Data::DateTime(day) => dated(day),
        Data::Error(error) => SheetCell::Text(Cow::Owned(error.to_string())),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A stream of records.
    fn stream(records: &[(u16, Vec<u8>)]) -> Vec<u8> {
        let mut out = Vec::new();
        for (kind, content) in records {
            out.extend(kind.to_le_bytes());
            out.extend((content.len() as u16).to_le_bytes());
            out.extend(content);
        }
        out
    }

    fn cell(row: u16, column: u16) -> (u16, Vec<u8>) {
        let mut content = [row.to_le_bytes(), column.to_le_bytes(), [0, 0]].concat();
        content.extend(1.5_f64.to_le_bytes());
        (0x0203, content)
    }

    #[test]
    fn cells_in_opposite_corners_make_a_large_rectangle() {
        let sheet = |cells: Vec<(u16, Vec<u8>)>| {
            let begin = (BEGIN, vec![0, 6, 0x10, 0, 0, 0, 0, 0]);
            stream(&[vec![begin], cells, vec![(END, vec![])]].concat())
        };
        assert_eq!(rectangle(&sheet(vec![cell(0, 0), cell(65_535, 255)]), 0), 65_536 * 256);
        assert_eq!(rectangle(&sheet(vec![cell(3, 1), cell(5, 2)]), 0), 6);
        let nested =
            vec![cell(3, 1), (BEGIN, vec![]), cell(60_000, 200), (END, vec![]), cell(3, 1)];
        assert_eq!(rectangle(&sheet(nested), 0), 1);
        let claim =
            [vec![0; 4], 0x00ff_ffff_u32.to_le_bytes().to_vec(), vec![0, 0, 255, 0, 0, 0]].concat();
        assert_eq!(rectangle(&sheet(vec![(0x0200, claim)]), 0), 0x0100_0000 * 256);
        assert_eq!(rectangle(&[0x85, 0, 200], 0), 0);
    }

    #[test]
    fn what_is_no_compound_file_is_refused() {
        let bytes = b"\xd0\xcf\x11\xe0 and then nothing that makes sense".to_vec();
        assert_eq!(open(Box::new(Cursor::new(bytes)), 40).err(), Some(BookFault::Broken));
    }
}
