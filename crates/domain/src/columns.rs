//! The kinds of column that records are made of, and how one cell of each is kept.

use std::fmt;
use std::ops::Range;

use crate::day::{Day, Month};
use crate::division::Division;
use crate::fund::FundId;
use crate::money::{Digits, Fen};
use crate::names::Name;
use crate::refusal::Refusal;

/// An exact decimal number with at most four decimals: scores, weights, rates. Never floating point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decimal(pub i64);

impl Decimal {
    /// Decimal places kept.
    pub const PLACES: u32 = 4;
    /// The number one.
    pub const ONE: Decimal = Decimal(10_000);

    /// Reads a number with at most four decimals; a trailing percent sign is dropped (`95%` is 95).
    pub fn parse(text: &str) -> Result<Decimal, Refusal> {
        Decimal::scan(text)?.to_scaled(Decimal::PLACES).map(Decimal)
    }

    /// The same for what is never negative, like a weight: no sign is allowed.
    pub fn parse_unsigned(text: &str) -> Result<Decimal, Refusal> {
        let digits = Decimal::scan(text)?;
        if digits.has_sign {
            return Err(Refusal::SignNotAllowed);
        }
        digits.to_scaled(Decimal::PLACES).map(Decimal)
    }

    fn scan(text: &str) -> Result<Digits, Refusal> {
        Digits::scan(text.trim().trim_end_matches(['%', '％', '分']))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let magnitude = self.0.unsigned_abs();
        let whole = magnitude / 10_000;
        let fraction = format!("{:04}", magnitude % 10_000);
        let fraction = fraction.trim_end_matches('0');
        if fraction.is_empty() {
            write!(f, "{sign}{whole}")
        } else {
            write!(f, "{sign}{whole}.{fraction}")
        }
    }
}

/// A word out of the short list that a column knows; 0 = the cell is empty, n = the n-th word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Choice(pub u8);

impl Choice {
    /// The empty cell.
    pub const EMPTY: Choice = Choice(0);
}

/// One word of a choice column, with the other ways in which files write it.
#[derive(Debug)]
pub struct Word {
    /// The word of the contract.
    pub word: &'static str,
    /// Chinese and other spellings.
    pub aliases: &'static [&'static str],
}

/// What is kept of an account number: its form. The number itself may be a person's card number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AccountForm {
    /// The cell is empty.
    #[default]
    Empty,
    /// It contains at least one digit.
    Digits,
    /// It contains no digit.
    NoDigit,
}

/// The keyed hash of an id or card number; the number itself is never kept.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key(pub u128);

impl Key {
    /// The token that stands for the person in an export: who has it cannot find the number.
    pub fn token(self) -> String {
        format!("#{:032x}", self.0)
    }

    /// The key of a token of an export.
    pub fn from_token(text: &str) -> Option<Key> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 32)?;
        let is_small = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f');
        let hash = u128::from_str_radix(digits, 16).ok()?;
        digits.bytes().all(is_small).then_some(Key(hash))
    }
}

/// Not even a hash is printed.
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

/// A column of texts that are mostly distinct (voucher numbers): kept end to end, not interned.
#[derive(Clone, Debug, Default)]
pub struct Labels {
    text: String,
    ends: Vec<u32>,
}

impl Labels {
    /// Number of texts.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The text of a row; empty where there is no such row.
    pub fn get(&self, row: usize) -> &str {
        let end = self.ends.get(row).map_or(0, |e| *e as usize);
        self.text.get(self.start(row)..end).unwrap_or_default()
    }

    /// Where the text of a row begins.
    fn start(&self, row: usize) -> usize {
        row.checked_sub(1).and_then(|r| self.ends.get(r)).map_or(0, |e| *e as usize)
    }

    /// Appends a text. Refused when the column would pass 4 GiB.
    pub fn push(&mut self, text: &str) -> Result<(), Refusal> {
        let end = u32::try_from(self.text.len() + text.len()).map_err(|_| Refusal::TooLong)?;
        self.text.push_str(text);
        self.ends.push(end);
        Ok(())
    }

    /// Appends many texts at once, given end to end with the end of each; false, and nothing appended,
    /// when the column would pass 4 GiB.
    pub fn push_all(&mut self, texts: &str, ends: &[u32]) -> bool {
        let start = self.text.len();
        if u32::try_from(start + texts.len()).is_err() {
            return false;
        }
        self.text.push_str(texts);
        self.ends.extend(ends.iter().map(|end| start as u32 + end));
        true
    }

    /// Bytes of all texts.
    pub fn bytes(&self) -> usize {
        self.text.len()
    }

    /// Makes room for more texts with this many bytes in all.
    pub fn reserve(&mut self, texts: usize, bytes: usize) {
        self.ends.reserve_exact(texts);
        self.text.reserve_exact(bytes);
    }
}

/// A column of any kind: what readers append to and writers read from.
pub trait ColumnData {
    /// Shortens the column to `len` rows (undoing a half-read row).
    fn truncate(&mut self, len: usize);
    /// Moves all rows of `other` to the end.
    fn append(&mut self, other: Self);
    /// Takes out rows, given in ascending order.
    fn remove(&mut self, rows: &[usize]);
    /// The given rows alone, in the order given; rows that are not there are passed over.
    #[must_use]
    fn pick(&self, rows: &[u32]) -> Self;
}

/// The stretches of `0..len` between the rows given in ascending order.
fn between(rows: &[usize], len: usize) -> impl Iterator<Item = Range<usize>> {
    let starts = std::iter::once(0).chain(rows.iter().map(|row| row + 1));
    let ends = rows.iter().copied().chain(std::iter::once(len));
    let stretches = starts.zip(ends).map(move |(start, end)| start..end.min(len));
    stretches.filter(|stretch| !stretch.is_empty())
}

impl<T: Copy> ColumnData for Vec<T> {
    fn truncate(&mut self, len: usize) {
        Vec::truncate(self, len);
    }

    fn append(&mut self, other: Self) {
        if self.is_empty() && self.capacity() < other.len() {
            *self = other;
        } else {
            self.extend_from_slice(&other);
        }
    }

    fn remove(&mut self, rows: &[usize]) {
        let mut end = 0;
        for kept in between(rows, self.len()) {
            let count = kept.len();
            // What stays before the first row taken out is where it belongs.
            if kept.start > end {
                self.copy_within(kept, end);
            }
            end += count;
        }
        Vec::truncate(self, end);
    }

    fn pick(&self, rows: &[u32]) -> Self {
        rows.iter().filter_map(|row| self.get(*row as usize).copied()).collect()
    }
}

impl ColumnData for Labels {
    fn truncate(&mut self, len: usize) {
        if len < self.ends.len() {
            self.ends.truncate(len);
            self.text.truncate(self.ends.last().map_or(0, |e| *e as usize));
        }
    }

    fn append(&mut self, other: Self) {
        if self.is_empty() && self.ends.capacity() < other.len() {
            *self = other;
            return;
        }
        let shift = self.text.len() as u32;
        self.text.push_str(&other.text);
        self.ends.extend(other.ends.iter().map(|e| e + shift));
    }

    fn remove(&mut self, rows: &[usize]) {
        let mut out = Labels::default();
        out.reserve(self.len(), self.text.len());
        for kept in between(rows, self.len()) {
            let (from, to) = (self.start(kept.start), self.start(kept.end));
            let shift = from - out.text.len();
            out.text.push_str(self.text.get(from..to).unwrap_or_default());
            let ends = self.ends.get(kept).unwrap_or_default();
            out.ends.extend(ends.iter().map(|end| end - shift as u32));
        }
        *self = out;
    }

    fn pick(&self, rows: &[u32]) -> Self {
        let mut out = Labels::default();
        for row in rows.iter().map(|row| *row as usize).filter(|row| *row < self.len()) {
            out.text.push_str(self.get(row));
            out.ends.push(out.text.len() as u32);
        }
        out
    }
}

/// A borrowed column, by kind, for a reader that appends cells.
pub enum ColumnMut<'a> {
    /// Interned text.
    Text(&'a mut Vec<Option<Name>>),
    /// A month, a quarter, half a year or a year, as written.
    Period(&'a mut Vec<Option<Name>>),
    /// A division or an office of one, as written.
    Organisation(&'a mut Vec<Option<Name>>),
    /// Text kept end to end.
    Label(&'a mut Labels),
    /// Amount, not negative.
    Money(&'a mut Vec<Option<Fen>>),
    /// Amount that may be negative.
    Balance(&'a mut Vec<Option<Fen>>),
    /// Day.
    Date(&'a mut Vec<Option<Day>>),
    /// Fiscal year.
    Year(&'a mut Vec<Option<u16>>),
    /// Month.
    Month(&'a mut Vec<Option<Month>>),
    /// Yes, no or empty.
    Flag(&'a mut Vec<Option<bool>>),
    /// A word of a short list.
    Choice(&'a mut Vec<Choice>),
    /// Division code.
    Division(&'a mut Vec<Option<Division>>),
    /// Fund of the catalogue.
    Fund(&'a mut Vec<Option<FundId>>),
    /// Whole number.
    Count(&'a mut Vec<Option<u32>>),
    /// Exact decimal.
    Decimal(&'a mut Vec<Option<Decimal>>),
    /// Keyed hash.
    Key(&'a mut Vec<Option<Key>>),
    /// Form of an account number.
    Account(&'a mut Vec<AccountForm>),
}

/// A borrowed column, by kind, for whoever reads any table by the names of its columns.
#[derive(Clone, Copy, Debug)]
pub enum ColumnRef<'a> {
    /// Interned text.
    Text(&'a Vec<Option<Name>>),
    /// A month, a quarter, half a year or a year, as written.
    Period(&'a Vec<Option<Name>>),
    /// A division or an office of one, as written.
    Organisation(&'a Vec<Option<Name>>),
    /// Text kept end to end.
    Label(&'a Labels),
    /// Amount, not negative.
    Money(&'a Vec<Option<Fen>>),
    /// Amount that may be negative.
    Balance(&'a Vec<Option<Fen>>),
    /// Day.
    Date(&'a Vec<Option<Day>>),
    /// Fiscal year.
    Year(&'a Vec<Option<u16>>),
    /// Month.
    Month(&'a Vec<Option<Month>>),
    /// Yes, no or empty.
    Flag(&'a Vec<Option<bool>>),
    /// A word of a short list.
    Choice(&'a Vec<Choice>),
    /// Division code.
    Division(&'a Vec<Option<Division>>),
    /// Fund of the catalogue.
    Fund(&'a Vec<Option<FundId>>),
    /// Whole number.
    Count(&'a Vec<Option<u32>>),
    /// Exact decimal.
    Decimal(&'a Vec<Option<Decimal>>),
    /// Keyed hash.
    Key(&'a Vec<Option<Key>>),
    /// Form of an account number.
    Account(&'a Vec<AccountForm>),
}

/// The kind of a column, as its specification states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// Interned text.
    Text,
    /// A month, a quarter, half a year or a year.
    Period,
    /// A division, or an office of one like `650000/office`.
    Organisation,
    /// Text kept end to end.
    Label,
    /// Amount in yuan, not negative.
    Money,
    /// Amount in yuan that may be negative.
    Balance,
    /// Day.
    Date,
    /// Fiscal year.
    Year,
    /// Month.
    Month,
    /// Yes or no.
    Flag,
    /// A word of a short list.
    Choice,
    /// Division code or full name.
    Division,
    /// Code, name or alias of a fund.
    Fund,
    /// Whole number.
    Count,
    /// Number with at most four decimals.
    Decimal,
    /// Id or card number; hashed while being read, never kept.
    Key,
    /// Account number; only its form is kept.
    Account,
}

/// What the contract says of one column.
#[derive(Debug)]
pub struct ColumnSpec {
    /// English name of the contract.
    pub name: &'static str,
    /// Kind of the cells.
    pub kind: ColumnKind,
    /// Whether the column must be there and no cell of it empty.
    pub required: bool,
    /// Chinese headers under which files know it. The first one is the usual one.
    pub aliases: &'static [&'static str],
    /// The words of a choice column.
    pub words: &'static [Word],
}

impl ColumnSpec {
    /// Whether its cells name a record, a document or what a record is about: keys by which people find things
    /// again.
    pub fn is_identifier(&self) -> bool {
        const IDENTIFIERS: [&str; 13] = [
            "id",
            "voucher_no",
            "original_voucher",
            "doc_no",
            "recorded_doc_no",
            "plan_doc",
            "parent",
            "project",
            "declared_project",
            "allotment",
            "target",
            "subject",
            "code",
        ];
        IDENTIFIERS.contains(&self.name)
    }

    /// The word behind a choice; the empty text for an empty cell.
    pub fn word(&self, choice: Choice) -> &'static str {
        usize::from(choice.0).checked_sub(1).and_then(|i| self.words.get(i)).map_or("", |w| w.word)
    }

    /// The choice of a word or one of its aliases.
    pub fn choice(&self, text: &str) -> Option<Choice> {
        let fits = |w: &Word| {
            w.word.eq_ignore_ascii_case(text)
                || w.aliases.iter().any(|a| a.eq_ignore_ascii_case(text))
        };
        let index = self.words.iter().position(fits)?;
        u8::try_from(index + 1).ok().map(Choice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_exact() {
        assert_eq!(Decimal::parse("71.7"), Ok(Decimal(717_000)));
        assert_eq!(Decimal::parse("95%"), Ok(Decimal(950_000)));
        assert_eq!(Decimal::parse("18.52").unwrap().to_string(), "18.52");
        assert_eq!(Decimal::parse("-3").unwrap().to_string(), "-3");
        assert_eq!(Decimal::parse("0.00001"), Err(Refusal::TooPrecise));
        assert_eq!(Decimal::parse_unsigned("20分"), Ok(Decimal(200_000)));
        for text in ["-20", "+20", "－20"] {
            assert_eq!(Decimal::parse_unsigned(text), Err(Refusal::SignNotAllowed), "{text}");
        }
    }

    #[test]
    fn labels_keep_their_rows_through_every_change() {
        let mut labels = Labels::default();
        for text in ["V1", "", "V333"] {
            labels.push(text).unwrap();
        }
        let mut more = Labels::default();
        more.push("W").unwrap();
        labels.append(more);
        let all = |labels: &Labels| -> Vec<String> {
            (0..labels.len()).map(|i| labels.get(i).to_owned()).collect()
        };
        for (taken, left) in [
            (&[2][..], &["V1", "", "W"][..]),
            (&[0, 3], &["", "V333"]),
            (&[], &["V1", "", "V333", "W"]),
            (&[0, 1, 2, 3], &[]),
        ] {
            let mut labels = labels.clone();
            labels.remove(taken);
            assert_eq!(all(&labels), left, "{taken:?}");
        }
        assert_eq!(all(&labels.pick(&[2, 0, 9])), ["V333", "V1"]);
        labels.remove(&[2]);
        labels.truncate(1);
        assert_eq!((labels.len(), labels.get(0), labels.get(9)), (1, "V1", ""));
    }

    #[test]
    fn a_key_never_prints_itself() {
        assert_eq!(format!("{:?}", Key(653_125)), "Key(…)");
    }
}
