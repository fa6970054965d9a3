//! `.xls`. The library takes all sheets into memory as full rectangles, so a look at the records comes
//! first: two cells in opposite corners must not ask for a gigabyte. It gets a container made anew around
//! the very bytes that were looked at, without the records that no table needs.

mod strings;

use std::borrow::Cow;
use std::io::{Cursor, Read, Write};

use calamine::{Data, Reader, Xls, XlsError};

use self::strings::string_bytes;
use super::xlsx::dated;
use super::{BookFault, BoxedBytes, RowSource, SheetCell};
use crate::budget::Budget;
use crate::limits::SHEETS;

/// Memory of one cell of a rectangle: its value, twice, its formula, and the cell before it finds its
/// place.
const CELL_COST: u64 = 120;

/// Opens a workbook after a look at its records.
pub(super) fn open(
    mut bytes: BoxedBytes,
    length: u64,
    budget: &Budget,
) -> Result<Box<Xls<Cursor<Vec<u8>>>>, BookFault> {
    // The file, its stream, and the stream in its new container.
    if !budget.take_memory(length.saturating_mul(3)) {
        return Err(BookFault::Large);
    }
    let mut file = Vec::new();
    bytes.by_ref().take(length).read_to_end(&mut file).map_err(|_| BookFault::Broken)?;
    let (name, mut stream) = workbook_stream(file)?;
    let sheets = sheets(&stream)?;
    strip(&mut stream, &sheets);
    if !budget.take_memory(cost(&stream, &sheets)?) {
        return Err(BookFault::Large);
    }
    let container = contain(name, &stream).map_err(|_| BookFault::Broken)?;
    drop(stream);
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
    // The library takes a file for broken if no stream of it is short.
    compound.create_stream("/short")?.write_all(&[0])?;
    compound.create_stream(name)?.write_all(stream)?;
    compound.flush()?;
    Ok(compound.into_inner().into_inner())
}

/// The records of a stream from a position: where they stand, kind and content.
fn records(stream: &[u8], from: usize) -> impl Iterator<Item = (usize, u16, &[u8])> {
    let mut at = from;
    std::iter::from_fn(move || {
        let rest = stream.get(at..)?;
        let (kind, length) = (number(rest, 0)?, usize::from(number(rest, 2)?));
        let content = rest.get(4..4 + length)?;
        let place = at;
        at += 4 + length;
        Some((place, kind, content))
    })
}

/// The records of one sheet, each with whether it is the sheet's own and not that of a chart in it.
fn walk(stream: &[u8], from: usize) -> impl Iterator<Item = (bool, (usize, u16, &[u8]))> {
    let (mut begun, mut depth) = (false, 0_u32);
    records(stream, from).map_while(move |record| {
        let inside = depth > 0;
        match record.1 {
            BEGIN if begun => depth += 1,
            BEGIN => begun = true,
            END if depth == 0 => return None,
            END => depth -= 1,
            _ => {}
        }
        Some((!inside && depth == 0, record))
    })
}

fn sheet_records(stream: &[u8], from: usize) -> impl Iterator<Item = (usize, u16, &[u8])> {
    walk(stream, from).filter(|(own, _)| *own).map(|(_, record)| record)
}

fn number(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2)?.first_chunk::<2>().map(|b| u16::from_le_bytes(*b))
}

const FORMULA: u16 = 0x0006;
const END: u16 = 0x000a;
const CONTINUE: u16 = 0x003c;
const SHEET: u16 = 0x0085;
const MANY: u16 = 0x00bd;
const STRINGS: u16 = 0x00fc;
const SHARED: u16 = 0x00fd;
const BEGIN: u16 = 0x0809;
/// Names of ranges, other workbooks, order of sheets, dimensions, merged cells.
const NEEDLESS: [u16; 5] = [0x0017, 0x0018, 0x013d, 0x0200, 0x00e5];
/// A kind that means nothing.
const NOTHING: [u8; 2] = [0xff, 0xff];
/// Length of a formula's record without the formula.
const FORMULA_HEAD: usize = 20;

/// Where the sheets begin. Sheets that share their records are refused: each would be read anew.
fn sheets(stream: &[u8]) -> Result<Vec<usize>, BookFault> {
    let globals = records(stream, 0).take_while(|(_, kind, _)| *kind != END);
    let begin =
        |content: &[u8]| content.first_chunk::<4>().map(|b| u32::from_le_bytes(*b) as usize);
    let found: Option<Vec<usize>> = globals
        .filter(|(_, kind, _)| *kind == SHEET)
        .map(|(_, _, content)| begin(content))
        .take(SHEETS + 1)
        .collect();
    let found = found.ok_or(BookFault::Broken)?;
    if found.len() > SHEETS {
        return Err(BookFault::Large);
    }
    let mut walked = 0;
    for from in &found {
        for (_, (_, _, content)) in walk(stream, *from) {
            walked += 4 + content.len();
        }
        if walked > stream.len() {
            return Err(BookFault::Broken);
        }
    }
    Ok(found)
}

/// Makes nothing of what no table needs, so that the library does not take it into memory.
fn strip(stream: &mut [u8], sheets: &[usize]) {
    let globals = records(stream, 0).take_while(|(_, kind, _)| *kind != END);
    let cells = sheets.iter().flat_map(|from| sheet_records(stream, *from));
    let all: Vec<(usize, u16, usize)> = globals
        .chain(cells)
        .filter(|(_, kind, _)| *kind == FORMULA || NEEDLESS.contains(kind))
        .map(|(at, kind, content)| (at, kind, content.len()))
        .collect();
    for (at, kind, length) in all {
        if kind == FORMULA {
            let formula = stream.get_mut(at + 4 + FORMULA_HEAD.min(length)..at + 4 + length);
            formula.unwrap_or_default().fill(0);
        } else if let Some(kind) = stream.get_mut(at..at + 2) {
            kind.copy_from_slice(&NOTHING);
        }
    }
}

/// What the library will take for the shared strings and the rectangles of all sheets.
fn cost(stream: &[u8], sheets: &[usize]) -> Result<u64, BookFault> {
    let strings = string_bytes(stream);
    // Each string has a place in a list that grows by doubling.
    let mut cost = strings.iter().map(|bytes| 64 + u64::from(*bytes)).sum::<u64>();
    for from in sheets {
        let mut area = Area::default();
        for (_, kind, content) in sheet_records(stream, *from) {
            match kind {
                FORMULA if content.iter().skip(FORMULA_HEAD).any(|b| *b != 0) => {
                    // Sheets that begin inside one another's records.
                    return Err(BookFault::Broken);
                }
                0x0203 | 0x0204 | 0x00d6 | 0x0205 | 0x0207 | 0x027e | SHARED | FORMULA => {
                    area.add(content, 2);
                    cost += 3 * content.len() as u64;
                }
                MANY => {
                    area.add(content, 2);
                    area.add(content, content.len().saturating_sub(2));
                    area.seen += content.len() as u64 / 6;
                }
                _ => {}
            }
            if kind == SHARED {
                let string = number(content, 6).zip(number(content, 8));
                let index = string.map(|(low, high)| usize::from(low) | usize::from(high) << 16);
                let bytes = index.and_then(|index| strings.get(index)).copied().unwrap_or(0);
                cost += 2 * u64::from(bytes);
            }
        }
        cost = cost.saturating_add(area.cells().saturating_mul(CELL_COST));
    }
    Ok(cost)
}

/// The rectangle round the cells seen.
#[derive(Default)]
struct Area {
    rows: Option<(u16, u16)>,
    columns: Option<(u16, u16)>,
    /// Cells seen, also where one stands in the place of another.
    seen: u64,
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
        self.seen += 1;
    }

    fn cells(&self) -> u64 {
        let span =
            |range: Option<(u16, u16)>| range.map_or(0, |(from, to)| u64::from(to - from) + 1);
        (span(self.rows) * span(self.columns)).max(self.seen)
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
        let (height, width) = self.range.get_size();
        if self.next >= height {
            return Ok(None);
        }
        // The library's own way to the next row begins with the first one each time.
        let cells = (0..width).filter_map(|column| self.range.get((self.next, column)));
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

    fn sheet(cells: Vec<(u16, Vec<u8>)>) -> Vec<u8> {
        let begin = (BEGIN, vec![0, 6, 0x10, 0, 0, 0, 0, 0]);
        stream(&[vec![begin], cells, vec![(END, vec![])]].concat())
    }

    #[test]
    fn cells_in_opposite_corners_make_a_large_rectangle() {
        let cells = |cells| cost(&sheet(cells), &[0]).unwrap() / CELL_COST;
        assert_eq!(cells(vec![cell(0, 0), cell(65_535, 255)]), 65_536 * 256);
        assert_eq!(cells(vec![cell(3, 1), cell(5, 2)]), 6);
        assert_eq!(cells(vec![cell(3, 1); 100]), 100 + 100 * 14 * 3 / CELL_COST);
        let nested =
            vec![cell(3, 1), (BEGIN, vec![]), cell(60_000, 200), (END, vec![]), cell(3, 1)];
        assert_eq!(cells(nested), 2);
        assert_eq!(cost(&[0x85, 0, 200], &[0]), Ok(0));
    }

    #[test]
    fn a_string_counts_in_each_cell_that_shows_it() {
        let table = [&[1, 0, 0, 0, 1, 0, 0, 0, 100, 0, 0][..], &[b'a'; 100]].concat();
        let globals = stream(&[(STRINGS, table), (END, vec![])]);
        let shared = (SHARED, vec![0; 10]);
        let of = |count| {
            let whole = [globals.clone(), sheet(vec![shared.clone(); count])].concat();
            cost(&whole, &[globals.len()]).unwrap()
        };
        assert_eq!(of(0), 64 + 200);
        assert_eq!(of(3) - of(2), 30 + 400 + CELL_COST);
    }

    #[test]
    fn what_no_table_needs_is_taken_out() {
        let formula = (FORMULA, [vec![1; FORMULA_HEAD], vec![9; 7]].concat());
        let claim = (0x0200, vec![0xff; 14]);
        let mut bytes = sheet(vec![claim, formula]);
        let length = bytes.len();
        strip(&mut bytes, &[0]);
        let kinds: Vec<u16> = records(&bytes, 0).map(|(_, kind, _)| kind).collect();
        assert_eq!((bytes.len(), kinds), (length, vec![BEGIN, 0xffff, FORMULA, END]));
        let (_, _, content) = records(&bytes, 0).nth(2).unwrap();
        assert_eq!(content, [vec![1; FORMULA_HEAD], vec![0; 7]].concat());
    }

    #[test]
    fn sheets_that_share_their_records_are_refused() {
        let globals = |at: u32, sheets: usize| {
            let sheet = (SHEET, at.to_le_bytes().to_vec());
            stream(&[vec![sheet; sheets], vec![(END, vec![])]].concat())
        };
        let whole = |sheets| {
            let at = globals(0, sheets).len() as u32;
            [globals(at, sheets), sheet(vec![cell(0, 0); 100])].concat()
        };
        assert_eq!(sheets(&whole(1)).map(|s| s.len()), Ok(1));
        assert_eq!(sheets(&whole(2)), Err(BookFault::Broken));
        assert_eq!(sheets(&whole(SHEETS + 1)), Err(BookFault::Large));
    }

    #[test]
    fn what_is_no_compound_file_is_refused() {
        let bytes = b"\xd0\xcf\x11\xe0 and then nothing that makes sense".to_vec();
        assert_eq!(
            open(Box::new(Cursor::new(bytes)), 40, &Budget::of(40)).err(),
            Some(BookFault::Broken)
        );
    }
}
