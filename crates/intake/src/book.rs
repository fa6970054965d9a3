//! Workbooks: what kind they are, which sheets they have, and their rows one by one.

mod ods;
mod parts;
mod xls;
mod xlsx;

use std::borrow::Cow;
use std::io::{BufReader, Cursor, Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use calamine::{Reader, Xls, Xlsx};
use domain::columns::ColumnKind;
use zip::ZipArchive;

use self::parts::Parts;
use crate::budget::Budget;
use crate::error::{Bound, InputError};
use crate::package::{Contents, Package, inspect};

/// The bytes of a workbook.
pub(crate) trait Bytes: Read + Seek + Send {}
impl<T: Read + Seek + Send> Bytes for T {}
type BoxedBytes = Box<dyn Bytes>;

/// An open workbook.
pub(crate) struct Book {
    /// As messages name it.
    name: String,
    format: Format,
}

enum Format {
    Xlsx(Box<Xlsx<Parts>>),
    Xls(Box<Xls<Cursor<Vec<u8>>>>),
    Ods(ZipArchive<Parts>),
}

/// A cell that is not empty.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum SheetCell<'a> {
    Text(Cow<'a, str>),
    Number(f64),
    /// A number shown as a date: the date, and the number.
    Day(String, f64),
    Flag(bool),
    /// A formula whose result the workbook does not hold.
    NotCalculated,
}

/// The rows of a sheet from top to bottom.
pub(crate) trait RowSource<'a> {
    /// The cells of the next row with their columns, put into `row`, and its number from 1; nothing at
    /// the end, however often it is asked for.
    fn next_row(&mut self, row: &mut Vec<(u32, SheetCell<'a>)>) -> Result<Option<u32>, BookFault>;
}

/// Why a workbook cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BookFault {
    Broken,
    Encrypted,
    Large,
}

impl BookFault {
    pub(crate) fn of(self, file: &str) -> InputError {
        let file = file.to_owned();
        match self {
            BookFault::Broken => InputError::NotAWorkbook { file },
            BookFault::Encrypted => InputError::Encrypted { file },
            BookFault::Large => InputError::TooLarge { file, what: Bound::Workbook },
        }
    }
}

/// What the first bytes of a file say of its format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Magic {
    Zip,
    Compound,
    Other,
}

/// Looks at the first bytes.
pub(crate) fn magic(head: &[u8]) -> Magic {
    match head {
        [b'P', b'K', ..] => Magic::Zip,
        [0xd0, 0xcf, 0x11, 0xe0, ..] => Magic::Compound,
        _ => Magic::Other,
    }
}

/// A library that stops at a file it did not expect must not stop the program.
pub(crate) fn guarded<R>(
    name: &str,
    work: impl FnOnce() -> Result<R, InputError>,
) -> Result<R, InputError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(BookFault::Broken.of(name)))
}

impl Book {
    /// Opens a file.
    pub(crate) fn open(path: &Path, name: &str, budget: &Arc<Budget>) -> Result<Book, InputError> {
        let file = std::fs::File::open(path)
            .map_err(|source| InputError::Unreadable { file: name.to_owned(), source })?;
        Book::of_bytes(Box::new(BufReader::new(file)), name, budget)
    }

    /// Opens a workbook that was unpacked from an archive.
    pub(crate) fn of_memory(
        bytes: Vec<u8>,
        name: &str,
        budget: &Arc<Budget>,
    ) -> Result<Book, InputError> {
        Book::of_bytes(Box::new(Cursor::new(bytes)), name, budget)
    }

    fn of_bytes(
        mut bytes: BoxedBytes,
        name: &str,
        budget: &Arc<Budget>,
    ) -> Result<Book, InputError> {
        let unreadable = |source| InputError::Unreadable { file: name.to_owned(), source };
        let length = bytes.seek(SeekFrom::End(0)).map_err(unreadable)?;
        bytes.rewind().map_err(unreadable)?;
        let mut head = Vec::new();
        bytes.by_ref().take(8).read_to_end(&mut head).map_err(unreadable)?;
        bytes.rewind().map_err(unreadable)?;
        let format = guarded(name, || match magic(&head) {
            Magic::Zip => open_package(bytes, length, name, budget),
            Magic::Compound => {
                xls::open(bytes, length, budget).map(Format::Xls).map_err(|fault| fault.of(name))
            }
            Magic::Other => Err(BookFault::Broken.of(name)),
        })?;
        Ok(Book { name: name.to_owned(), format })
    }

    /// The names of the sheets, in their order.
    pub(crate) fn sheets(&mut self) -> Result<Vec<String>, InputError> {
        let name = self.name.clone();
        guarded(&name, || match &mut self.format {
            Format::Xlsx(book) => Ok(book.sheet_names()),
            Format::Xls(book) => Ok(book.sheet_names()),
            Format::Ods(archive) => ods::sheets(archive).map_err(|fault| fault.of(&name)),
        })
    }

    /// The rows of one sheet.
    pub(crate) fn rows(&mut self, sheet: &str) -> Result<Box<dyn RowSource<'_> + '_>, BookFault> {
        match &mut self.format {
            Format::Xlsx(book) => xlsx::rows(book, sheet),
            Format::Xls(book) => xls::rows(book, sheet),
            Format::Ods(archive) => ods::rows(archive, sheet),
        }
    }
}

fn open_package(
    mut bytes: BoxedBytes,
    length: u64,
    name: &str,
    budget: &Arc<Budget>,
) -> Result<Format, InputError> {
    let Contents { package, parts } = inspect(&mut bytes, length, name, budget)?;
    let broken = |_| BookFault::Broken.of(name);
    bytes.rewind().map_err(broken)?;
    let bytes = Parts::new(bytes, parts, budget.clone());
    match package {
        Package::OpenXml => match Xlsx::new(bytes) {
            Ok(book) => Ok(Format::Xlsx(Box::new(book))),
            Err(calamine::XlsxError::Password) => Err(BookFault::Encrypted.of(name)),
            Err(_) => Err(BookFault::Broken.of(name)),
        },
        Package::OpenDocument => match ZipArchive::new(bytes) {
            Ok(archive) => Ok(Format::Ods(archive)),
            Err(_) => Err(BookFault::Broken.of(name)),
        },
    }
}

impl SheetCell<'_> {
    /// Appends the cell as text that the readers of its column understand.
    pub(crate) fn write(&self, kind: Option<ColumnKind>, out: &mut Vec<u8>) {
        match self {
            SheetCell::NotCalculated => {}
            SheetCell::Text(text) => out.extend_from_slice(text.as_bytes()),
            SheetCell::Flag(flag) => out.extend_from_slice(if *flag { b"true" } else { b"false" }),
            SheetCell::Number(number) => {
                out.extend_from_slice(number_text(*number, kind).as_bytes());
            }
            SheetCell::Day(day, number) => match kind {
                Some(
                    ColumnKind::Date
                    | ColumnKind::Month
                    | ColumnKind::Period
                    | ColumnKind::Organisation
                    | ColumnKind::Text
                    | ColumnKind::Label,
                )
                | None => {
                    out.extend_from_slice(day.as_bytes());
                }
                _ => out.extend_from_slice(number_text(*number, kind).as_bytes()),
            },
        }
    }

    /// The cell without its borrowed text.
    pub(crate) fn into_owned(self) -> SheetCell<'static> {
        match self {
            SheetCell::Text(text) => SheetCell::Text(Cow::Owned(text.into_owned())),
            SheetCell::Number(number) => SheetCell::Number(number),
            SheetCell::Day(day, number) => SheetCell::Day(day, number),
            SheetCell::Flag(flag) => SheetCell::Flag(flag),
            SheetCell::NotCalculated => SheetCell::NotCalculated,
        }
    }
}

/// The shortest decimal that gives the same double.
fn number_text(number: f64, kind: Option<ColumnKind>) -> String {
    let whole = number.trunc();
    let is_whole = whole.total_cmp(&number).is_eq();
    match kind {
        // Spreadsheets keep fifteen digits: the last ones of an id are gone, and it must not be guessed.
        Some(ColumnKind::Key) if number.abs() >= 1e15 => format!("{number:E}"),
        // A serial day with a time of day.
        Some(ColumnKind::Date | ColumnKind::Month)
            if !is_whole && (61.0..110_000.0).contains(&number) =>
        {
            format!("{whole}")
        }
        _ if number == 0.0 => "0".to_owned(),
        _ => format!("{number}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_written_as_their_column_reads_them() {
        let day = SheetCell::Day("2019-05-22".into(), 43_607.0);
        for (cell, kind, expect) in [
            (SheetCell::Number(120_000.0), ColumnKind::Money, "120000"),
            (SheetCell::Number(1_234_567.89), ColumnKind::Money, "1234567.89"),
            (SheetCell::Number(0.1 + 0.2), ColumnKind::Money, "0.30000000000000004"),
            (SheetCell::Number(1e21), ColumnKind::Money, "1000000000000000000000"),
            (SheetCell::Number(-0.0), ColumnKind::Money, "0"),
            (SheetCell::Number(43_607.75), ColumnKind::Date, "43607"),
            (SheetCell::Number(20_190_522.0), ColumnKind::Date, "20190522"),
            (SheetCell::Number(653_125_198_001_011_012.0), ColumnKind::Key, "6.53125198001011E17"),
            (SheetCell::Number(653_125_800_101_101.0), ColumnKind::Key, "653125800101101"),
            (SheetCell::Flag(true), ColumnKind::Flag, "true"),
            (day.clone(), ColumnKind::Date, "2019-05-22"),
            (day.clone(), ColumnKind::Money, "43607"),
            (SheetCell::Text("莎车县".into()), ColumnKind::Division, "莎车县"),
        ] {
            let mut out = Vec::new();
            cell.write(Some(kind), &mut out);
            let shown = String::from_utf8(out).unwrap();
            // Ids have more digits than a double keeps.
            assert!(
                shown == expect || kind == ColumnKind::Key && shown.contains('E'),
                "{shown} {expect}"
            );
        }
    }
}
