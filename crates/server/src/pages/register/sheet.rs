//! The rows of registers: figures with what they lead to, as a page and as a file have them.

use domain::{Fen, Lang, Unit};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};

use crate::lists::cells::{amount, unit_name};
use crate::operations::registers::By;
use crate::output::cells::Cell;
use crate::output::csv::plain;
use crate::output::listing::exact;
use crate::output::xlsx::sheet::Table;
use crate::pages::lists::grouped;
use crate::visit::Visit;

/// The rows of a register.
#[derive(Clone, Debug)]
pub(crate) struct Sheet {
    /// The reader's language.
    pub(super) lang: Lang,
    /// The unit of amounts.
    pub(super) unit: Unit,
    /// Head of the first column.
    pub(crate) first: &'static str,
    /// Heads of the figures.
    pub(crate) heads: Vec<Head>,
    /// Its rows.
    pub(crate) rows: Vec<Entry>,
    /// All of it.
    pub(crate) whole: Entry,
    /// How each column is counted.
    pub(crate) notes: Vec<&'static str>,
}

/// Head of the first column: of places, or of what else the rows are.
pub(super) fn first_head(
    lang: Lang,
    by: By,
    (zh, en): (&'static str, &'static str),
) -> &'static str {
    match by {
        By::Place => lang.pick("区划", "Division"),
        _ => lang.pick(zh, en),
    }
}

/// The head of a column.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    /// Its name; an amount's without its unit.
    pub(crate) name: String,
    /// What its cells are.
    pub(crate) of: Of,
}

/// What the cells of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    /// Texts.
    Text,
    /// Amounts.
    Money,
    /// Whole numbers.
    Count,
    /// Shares in hundredths, with two decimals.
    Percent,
}

impl Of {
    /// Whether its cells stand to the right.
    pub(crate) fn is_right(self) -> bool {
        self != Of::Text
    }
}

/// A row.
#[derive(Clone, Debug, Default)]
pub(crate) struct Entry {
    /// What it is of.
    pub(crate) name: String,
    /// The same register of it.
    pub(crate) address: Option<String>,
    /// Its figures.
    pub(crate) figures: Vec<Figure>,
    /// Whether it sums up rows that follow it.
    pub(crate) sum: bool,
}

impl Entry {
    /// The same as the row of all of it, which leads nowhere else.
    pub(super) fn in_all(self, lang: Lang) -> Entry {
        Entry { name: lang.pick("合计", "In all").to_owned(), address: None, ..self }
    }
}

/// A figure.
#[derive(Clone, Debug)]
pub(crate) struct Figure {
    /// As it is read.
    pub(crate) text: String,
    /// Name of its column.
    pub(crate) head: String,
    /// Whether it stands to the right.
    pub(crate) right: bool,
    /// What is behind it.
    pub(crate) address: Option<String>,
    /// As files have it.
    cell: Cell,
}

/// What a figure says.
#[derive(Clone, Debug)]
pub(super) enum Says {
    /// A text.
    Text(String),
    /// An amount in fen.
    Money(i64),
    /// A whole number.
    Count(i64),
    /// So many of so many, in hundredths; nothing where the whole is nothing.
    Share(i64, i64),
    /// Nothing.
    Nothing,
}

impl Says {
    /// An amount, where there is one.
    pub(super) fn some_money(fen: Option<i64>) -> Says {
        fen.map_or(Says::Nothing, Says::Money)
    }

    fn is_zero(&self) -> bool {
        match self {
            Says::Money(n) | Says::Count(n) => *n == 0,
            Says::Text(_) | Says::Share(..) | Says::Nothing => true,
        }
    }
}

impl Head {
    /// A column of this name.
    pub(super) fn new(name: &str, of: Of) -> Head {
        Head { name: name.to_owned(), of }
    }

    /// A cell of the column, with what is behind it; zero leads nowhere.
    pub(super) fn figure(&self, visit: &Visit, says: &Says, address: Option<String>) -> Figure {
        let (text, cell) = match says {
            Says::Text(text) => (text.clone(), Cell::text(text)),
            Says::Money(fen) => (amount(Fen(*fen), visit.unit()), Cell::Money(Fen(*fen))),
            Says::Count(count) => (grouped(*count), Cell::Whole(*count)),
            Says::Share(part, whole) => match hundredths(*part, *whole) {
                Some(share) => (share.clone(), Cell::Decimal(share)),
                None => (String::new(), Cell::Empty),
            },
            Says::Nothing => (String::new(), Cell::Empty),
        };
        let address = address.filter(|_| !says.is_zero());
        Figure { text, head: self.name.clone(), right: self.of.is_right(), address, cell }
    }
}

/// A part of a whole in hundredths with two decimals, the last one rounded away from zero.
pub(super) fn hundredths(part: i64, whole: i64) -> Option<String> {
    let (part, whole) = (i128::from(part), i128::from(whole));
    if whole <= 0 {
        return None;
    }
    let rounded = (part.abs() * 20_000 / whole + 1) / 2;
    let sign = if part < 0 && rounded != 0 { "-" } else { "" };
    Some(format!("{sign}{}.{:02}", rounded / 100, rounded % 100))
}

/// Notes in the reader's language.
pub(super) fn notes(lang: Lang, notes: &[(&'static str, &'static str)]) -> Vec<&'static str> {
    notes.iter().map(|(zh, en)| lang.pick(zh, en)).collect()
}

impl Sheet {
    fn head(&self, head: &Head) -> String {
        let name = &head.name;
        match (head.of, self.lang) {
            (Of::Money, Lang::Zh) => format!("{name}（{}）", unit_name(self.unit, self.lang)),
            (Of::Money, Lang::En) => format!("{name} ({})", unit_name(self.unit, self.lang)),
            _ => name.clone(),
        }
    }

    fn lines(&self) -> impl Iterator<Item = Vec<Cell>> {
        let cell = |figure: &Figure| match (&figure.cell, self.unit) {
            (Cell::Money(fen), Unit::Wan | Unit::Yi) => Cell::Decimal(exact(*fen, self.unit)),
            (cell, _) => cell.clone(),
        };
        self.rows.iter().chain([&self.whole]).map(move |row| {
            let figures = row.figures.iter().map(cell);
            std::iter::once(Cell::Text(row.name.clone())).chain(figures).collect()
        })
    }

    fn all_heads(&self) -> Vec<String> {
        let figures = self.heads.iter().map(|head| self.head(head));
        std::iter::once(self.first.to_owned()).chain(figures).collect()
    }

    /// As CSV, with a byte-order mark so that spreadsheets read the Chinese.
    pub(super) fn csv(&self) -> anyhow::Result<Vec<u8>> {
        let mut csv = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
        csv.write_record(self.all_heads())?;
        for line in self.lines() {
            csv.write_record(line.into_iter().map(plain))?;
        }
        Ok(csv.into_inner()?)
    }

    /// As a workbook, with a sheet that says how it is counted. The same rows are the same bytes.
    pub(super) fn xlsx(&self, title: &str) -> anyhow::Result<Vec<u8>> {
        let mut book = Workbook::new();
        let made = ExcelDateTime::from_ymd(2020, 1, 1)?;
        book.set_properties(&DocProperties::new().set_creation_datetime(&made).set_title(title));
        let heads = self.all_heads();
        let columns: Vec<(&str, &str, u16)> =
            heads.iter().map(|head| (head.as_str(), head.as_str(), 20)).collect();
        let name = self.lang.pick("台账", "register");
        Table::new(name, &columns, self.lang).write(&mut book, self.lines())?;
        let notes = self.notes.iter().map(|note| [Cell::text(*note)]);
        let head = [("口径", "How it is counted", 120)];
        Table::new(self.lang.pick("口径", "notes"), &head, self.lang).write(&mut book, notes)?;
        Ok(book.save_to_buffer()?)
    }

    /// The same with nothing in it, for samples.
    #[cfg(test)]
    pub(super) fn sample(lang: Lang) -> Sheet {
        let figure = Figure {
            text: "1".to_owned(),
            head: "h".to_owned(),
            right: true,
            address: None,
            cell: Cell::Whole(1),
        };
        let figures = vec![figure];
        let row = Entry { name: "a\"<b".to_owned(), address: None, figures, sum: true };
        let whole = row.clone();
        let heads = vec![Head::new("h", Of::Money)];
        Sheet { lang, unit: Unit::Yuan, first: "h", heads, rows: vec![row], whole, notes: vec![] }
    }
}

#[cfg(test)]
mod checks {
    use super::hundredths;

    #[test]
    fn shares_are_rounded_away_from_zero() {
        for (part, whole, text) in [
            (1, 3, "33.33"),
            (2, 3, "66.67"),
            (-1, 3, "-33.33"),
            (1, 20_000, "0.01"),
            (1, 20_001, "0.00"),
            (-1, 1_000_000, "0.00"),
            (i64::MAX, 1, "922337203685477580700.00"),
        ] {
            assert_eq!(hundredths(part, whole).as_deref(), Some(text), "{part}/{whole}");
        }
        assert_eq!(hundredths(1, 0), None);
    }
}
