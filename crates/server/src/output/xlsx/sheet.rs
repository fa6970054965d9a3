//! One list as a sheet, or as several where it is longer than a sheet may be.

use std::borrow::Cow;

use domain::{Day, Fen, Lang};
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use crate::output::cells::Cell;

/// Rows of a sheet below its head.
const ROWS: u32 = 1_048_575;
/// Characters of a cell, as spreadsheets count them (UTF-16).
const CHARACTERS: usize = 32_767;

/// The head of a column in both languages, and its width in characters.
type Head<'a> = (&'a str, &'a str, u16);

/// A list with its head.
pub(crate) struct Table<'a> {
    name: &'a str,
    columns: &'a [Head<'a>],
    lang: Lang,
    /// Rows of a sheet, at most.
    rows: u32,
}

/// How cells look.
struct Looks {
    head: Format,
    text: Format,
    money: Format,
    whole: Format,
    day: Format,
}

impl Looks {
    fn new() -> Looks {
        let top = || Format::new().set_align(FormatAlign::Top);
        Looks {
            head: Format::new().set_bold().set_background_color("D9E2F3").set_text_wrap(),
            text: top().set_text_wrap(),
            money: top().set_num_format("#,##0.00"),
            whole: top().set_num_format("0"),
            day: top().set_num_format("yyyy-mm-dd"),
        }
    }
}

impl<'a> Table<'a> {
    /// A list of this name with these columns.
    pub(crate) fn new(name: &'a str, columns: &'a [Head<'a>], lang: Lang) -> Table<'a> {
        Table { name, columns, lang, rows: ROWS }
    }

    /// Writes the rows one after the other; what one sheet cannot hold goes on in the next.
    pub(crate) fn write(
        &self,
        book: &mut Workbook,
        rows: impl Iterator<Item = impl AsRef<[Cell]>>,
    ) -> anyhow::Result<()> {
        let looks = Looks::new();
        let mut rows = rows.peekable();
        for number in 1.. {
            let sheet = self.sheet(book, number, &looks)?;
            let mut last = 0;
            for (row, cells) in (1..=self.rows).zip(rows.by_ref()) {
                last = row;
                for (column, cell) in cells.as_ref().iter().enumerate() {
                    self.cell(sheet, (row, column as u16), cell, &looks)?;
                }
            }
            sheet.autofilter(0, 0, last, self.columns.len().saturating_sub(1) as u16)?;
            if rows.peek().is_none() {
                break;
            }
        }
        Ok(())
    }

    fn sheet<'b>(
        &self,
        book: &'b mut Workbook,
        number: u32,
        looks: &Looks,
    ) -> anyhow::Result<&'b mut Worksheet> {
        let sheet = book.add_worksheet_with_constant_memory()?;
        match (number, self.lang) {
            (1, _) => sheet.set_name(self.name)?,
            (_, Lang::Zh) => sheet.set_name(format!("{}（续{}）", self.name, number - 1))?,
            (_, Lang::En) => sheet.set_name(format!("{} ({number})", self.name))?,
        };
        sheet.set_freeze_panes(1, 0)?;
        sheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
        for (column, (zh, en, width)) in (0..).zip(self.columns) {
            sheet.set_column_width(column, *width)?;
            sheet.write_string_with_format(0, column, self.lang.pick(zh, en), &looks.head)?;
        }
        Ok(sheet)
    }

    fn cell(
        &self,
        sheet: &mut Worksheet,
        (row, column): (u32, u16),
        cell: &Cell,
        looks: &Looks,
    ) -> Result<(), XlsxError> {
        match cell {
            Cell::Empty => return Ok(()),
            Cell::Text(text) => {
                sheet.write_string_with_format(row, column, shortened(text, self.lang), &looks.text)
            }
            Cell::Money(fen) => match exact(*fen) {
                Some(yuan) => sheet.write_number_with_format(row, column, yuan, &looks.money),
                None => sheet.write_string_with_format(row, column, fen.to_string(), &looks.text),
            },
            Cell::Decimal(text) => match exact_text(text) {
                Some(n) => sheet.write_number_with_format(row, column, n, &looks.money),
                None => sheet.write_string_with_format(row, column, text, &looks.text),
            },
            Cell::Whole(n) => match exact_whole(*n) {
                Some(n) => sheet.write_number_with_format(row, column, n, &looks.whole),
                None => sheet.write_string_with_format(row, column, n.to_string(), &looks.text),
            },
            Cell::Day(day) => match date(*day) {
                Some(date) => sheet.write_datetime_with_format(row, column, &date, &looks.day),
                None => sheet.write_string_with_format(row, column, day.to_string(), &looks.text),
            },
        }?;
        Ok(())
    }
}

/// A day as a spreadsheet keeps it; nothing for days before its calendar.
fn date(day: Day) -> Option<ExcelDateTime> {
    let (year, month, day) = day.ymd();
    let (year, month, day) = (year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?);
    ExcelDateTime::from_ymd(year, month, day).ok()
}

/// The number a workbook may hold without losing a fen: fifteen digits at most. Larger amounts stay text.
fn exact(fen: Fen) -> Option<f64> {
    exact_text(&fen.plain())
}

fn exact_text(plain: &str) -> Option<f64> {
    let digits = plain.bytes().filter(u8::is_ascii_digit).count();
    if digits <= 15 { plain.parse().ok() } else { None }
}

fn exact_whole(n: i64) -> Option<f64> {
    let plain = n.to_string();
    if plain.len() <= 15 { plain.parse().ok() } else { None }
}

/// A text as long as a cell may be, with a mark where it was cut.
fn shortened(text: &str, lang: Lang) -> Cow<'_, str> {
    let units = |c: char| c.len_utf16();
    if text.len() <= CHARACTERS || text.chars().map(units).sum::<usize>() <= CHARACTERS {
        return Cow::Borrowed(text);
    }
    let mark = lang.pick("……（过长，已截断）", "… (too long, cut here)");
    let mut left = CHARACTERS - mark.chars().count();
    let kept = text.chars().take_while(|c| {
        let fits = units(*c) <= left;
        left = left.saturating_sub(units(*c));
        fits
    });
    Cow::Owned(kept.chain(mark.chars()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_longer_than_a_cell_are_cut_with_a_mark() {
        for (text, kept) in [
            ("扶贫".to_owned(), true),
            ("字".repeat(CHARACTERS), true),
            ("字".repeat(CHARACTERS + 1), false),
            ("𠮷".repeat(CHARACTERS / 2), true),
            ("𠮷".repeat(CHARACTERS), false),
        ] {
            let short = shortened(&text, Lang::Zh);
            assert_eq!(short == text, kept);
            assert!(short.encode_utf16().count() <= CHARACTERS);
            assert_eq!(short.ends_with("（过长，已截断）"), !kept);
        }
    }

    #[test]
    fn numbers_are_exact_or_text() {
        for (fen, exactly) in [
            (Fen(1), Some(0.01)),
            (Fen(-12_345), Some(-123.45)),
            (Fen(999_999_999_999_999), Some(9_999_999_999_999.99)),
            (Fen(1_000_000_000_000_000), None),
        ] {
            assert_eq!(exact(fen), exactly, "{fen}");
        }
    }

    #[test]
    fn what_a_sheet_cannot_hold_goes_on_in_the_next() {
        for (rows, sheets) in [(0, 1), (2, 1), (3, 2), (4, 2), (5, 3)] {
            let mut book = Workbook::new();
            let columns = [("甲", "a", 10)];
            let table = Table { rows: 2, ..Table::new("红灯", &columns, Lang::Zh) };
            table.write(&mut book, (0..rows).map(|n| [Cell::Whole(n)])).unwrap();
            let names: Vec<String> = book.worksheets().iter().map(Worksheet::name).collect();
            assert_eq!(names.len(), sheets, "{names:?}");
            assert!(sheets == 1 || names.last().unwrap().starts_with("红灯（续"), "{names:?}");
        }
    }
}
