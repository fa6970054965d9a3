//! A list of the platform as a file: the rows and columns of its page, amounts exact in the unit of the page.

use domain::{Fen, Lang, Unit};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};
use store::lists::Rows;

use crate::lists::cells::{Line, Writer, unit_name};
use crate::lists::{Face, Kind};
use crate::output::cells::Cell;
use crate::output::csv::plain;
use crate::output::xlsx::sheet::Table;

/// A list about to be written.
pub(crate) struct Listing<'a> {
    /// Which list.
    pub(crate) face: &'static Face,
    /// Its rows.
    pub(crate) rows: &'a Rows,
    /// Names of what cells refer to, and the language.
    pub(crate) writer: Writer<'a>,
    /// The unit of amounts.
    pub(crate) unit: Unit,
}

impl Listing<'_> {
    fn heads(&self) -> Vec<(String, u16)> {
        let lang = self.writer.lang;
        let head = |field: &crate::lists::Field| match (field.kind, lang) {
            (Kind::Money | Kind::MoneyOrNone, Lang::Zh) => {
                format!("{}（{}）", field.name(lang), unit_name(self.unit, lang))
            }
            (Kind::Money | Kind::MoneyOrNone, Lang::En) => {
                format!("{} ({})", field.name(lang), unit_name(self.unit, lang))
            }
            _ => field.name(lang).to_owned(),
        };
        self.face.shown().map(|field| (head(field), field.width)).collect()
    }

    fn lines(&self) -> impl Iterator<Item = Vec<Cell>> {
        self.rows.rows.iter().map(|cells| {
            let line = Line { face: self.face, cells };
            self.face.shown().map(|field| self.in_unit(self.writer.cell(line, field))).collect()
        })
    }

    fn in_unit(&self, cell: Cell) -> Cell {
        match (cell, self.unit) {
            (Cell::Money(fen), Unit::Wan | Unit::Yi) => Cell::Decimal(exact(fen, self.unit)),
            (cell, _) => cell,
        }
    }

    /// As CSV, with a byte-order mark so that spreadsheets read the Chinese.
    pub(crate) fn csv(&self) -> anyhow::Result<Vec<u8>> {
        let mut csv = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
        csv.write_record(self.heads().into_iter().map(|(head, _)| head))?;
        for line in self.lines() {
            csv.write_record(line.into_iter().map(plain))?;
        }
        Ok(csv.into_inner()?)
    }

    /// As a workbook. The same rows are the same bytes.
    pub(crate) fn xlsx(&self) -> anyhow::Result<Vec<u8>> {
        let mut book = Workbook::new();
        let made = ExcelDateTime::from_ymd(2020, 1, 1)?;
        book.set_properties(&DocProperties::new().set_creation_datetime(&made));
        let lang = self.writer.lang;
        let heads = self.heads();
        let columns: Vec<(&str, &str, u16)> =
            heads.iter().map(|(head, width)| (head.as_str(), head.as_str(), *width)).collect();
        let name = lang.pick(self.face.title.0, self.face.title.1);
        Table::new(name, &columns, lang).write(&mut book, self.lines())?;
        Ok(book.save_to_buffer()?)
    }
}

/// An amount in a unit with all its decimals, at least two.
pub(crate) fn exact(Fen(fen): Fen, unit: Unit) -> String {
    let places = unit.decimals() as usize;
    let digits = format!("{:0>width$}", fen.unsigned_abs(), width = places + 1);
    let (whole, part) = digits.split_at(digits.len() - places);
    let kept = part.trim_end_matches('0').len().max(2);
    let sign = if fen < 0 { "-" } else { "" };
    format!("{sign}{whole}.{}", part.get(..kept).unwrap_or(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_in_larger_units_lose_nothing() {
        for (fen, wan, yi) in [
            (0, "0.00", "0.00"),
            (1, "0.000001", "0.0000000001"),
            (-1_234_500_000, "-1234.50", "-0.12345"),
            (500_000_000_000_000, "500000000.00", "50000.00"),
        ] {
            assert_eq!([exact(Fen(fen), Unit::Wan), exact(Fen(fen), Unit::Yi)], [wan, yi]);
        }
    }
}
