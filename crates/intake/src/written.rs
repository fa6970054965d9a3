//! Rows that somebody wrote into a form, or a program sent: read as the rows of a sheet are, so that a cell
//! means the same and is refused for the same reason wherever it comes from.

use std::borrow::Cow;
use std::fmt;

use domain::TableId;

use crate::book::{BookFault, RowSource, SheetCell};
use crate::error::InputError;
use crate::find::Found;
use crate::load::load_found;
use crate::outside::Outside;
use crate::{Context, Loaded, Options};

/// Rows of one table. They may hold personal numbers, so nothing of them is printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Written {
    /// The table.
    pub table: TableId,
    /// What messages call it, as they name a file.
    pub name: String,
    /// The headers, as files have them: `amount`, `金额（万元）`.
    pub headers: Vec<String>,
    /// The cells of each row, in the order of the headers. Rows without any text are left out.
    pub rows: Vec<Vec<String>>,
}

impl fmt::Debug for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Written({}, {} rows)", self.table.spec().name, self.rows.len())
    }
}

impl Written {
    /// The line under which messages and records name a row: the header is the first.
    pub fn line(row: usize) -> u32 {
        u32::try_from(row + 2).unwrap_or(u32::MAX)
    }

    /// The row of a line.
    pub fn row(line: u32) -> Option<usize> {
        (line as usize).checked_sub(2)
    }

    /// Rows that hold any text.
    pub fn filled(&self) -> usize {
        self.rows.iter().filter(|row| row.iter().any(|cell| !cell.trim().is_empty())).count()
    }

    pub(crate) fn rows(&self) -> Rows<'_> {
        Rows { written: self, next: 0 }
    }
}

/// Reads rows of one table or several beside the records that are known already.
pub fn load_written(
    written: Vec<Written>,
    context: &Context<'_>,
    outside: &dyn Outside,
) -> Result<Loaded, InputError> {
    let options = Options { threads: 1, ..Options::default() };
    load_found(Found::forms(written), context, &options, &|_| {}, outside)
}

/// The header, then the rows.
pub(crate) struct Rows<'a> {
    written: &'a Written,
    next: usize,
}

impl<'a> RowSource<'a> for Rows<'a> {
    fn next_row(&mut self, row: &mut Vec<(u32, SheetCell<'a>)>) -> Result<Option<u32>, BookFault> {
        row.clear();
        let Written { headers, rows, .. } = self.written;
        let texts = match self.next.checked_sub(1) {
            None => headers,
            Some(at) => match rows.get(at) {
                Some(texts) => texts,
                None => return Ok(None),
            },
        };
        let cells = texts.iter().enumerate().filter(|(_, text)| !text.is_empty());
        row.extend(cells.map(|(at, text)| (at as u32, SheetCell::Text(Cow::Borrowed(text)))));
        self.next += 1;
        Ok(u32::try_from(self.next).ok())
    }
}
