//! Rows as lines of CSV, cell by cell into one buffer.

use std::sync::Arc;

use domain::{Day, Decimal, Division, Fen, Month};

/// A stretch of CSV text under construction.
#[derive(Debug, Default)]
pub(crate) struct Csv {
    bytes: Vec<u8>,
    at_start: bool,
}

impl Csv {
    /// An empty stretch.
    pub(crate) fn new() -> Csv {
        Csv { bytes: Vec::new(), at_start: true }
    }

    /// Appends a cell to the current line.
    pub(crate) fn cell(&mut self, cell: &dyn Cell) {
        if !self.at_start {
            self.bytes.push(b',');
        }
        self.at_start = false;
        cell.put(&mut self.bytes);
    }

    /// Ends the current line.
    pub(crate) fn end_line(&mut self) {
        self.bytes.push(b'\n');
        self.at_start = true;
    }

    /// The bytes so far.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Begins anew, keeping the memory.
    pub(crate) fn clear(&mut self) {
        self.bytes.clear();
        self.at_start = true;
    }
}

/// A value that knows how the public contract writes it.
pub(crate) trait Cell {
    /// Appends the value.
    fn put(&self, out: &mut Vec<u8>);
}

/// Text, quoted where it holds a separator, a quote or a line break.
impl Cell for str {
    fn put(&self, out: &mut Vec<u8>) {
        let plain = !self.bytes().any(|b| matches!(b, b',' | b'"' | b'\n' | b'\r'));
        if plain {
            out.extend_from_slice(self.as_bytes());
            return;
        }
        out.push(b'"');
        out.extend_from_slice(self.replace('"', "\"\"").as_bytes());
        out.push(b'"');
    }
}

impl Cell for &str {
    fn put(&self, out: &mut Vec<u8>) {
        str::put(self, out);
    }
}

impl Cell for Arc<str> {
    fn put(&self, out: &mut Vec<u8>) {
        str::put(self, out);
    }
}

/// An empty cell for nothing.
impl<T: Cell> Cell for Option<T> {
    fn put(&self, out: &mut Vec<u8>) {
        if let Some(value) = self {
            value.put(out);
        }
    }
}

/// Yuan with two decimals.
impl Cell for Fen {
    fn put(&self, out: &mut Vec<u8>) {
        let fen = self.0.unsigned_abs();
        if self.0 < 0 {
            out.push(b'-');
        }
        digits(fen / 100, 1, out);
        out.push(b'.');
        digits(fen % 100, 2, out);
    }
}

/// `2019-05-22`
impl Cell for Day {
    fn put(&self, out: &mut Vec<u8>) {
        let (year, month, day) = self.ymd();
        digits(u64::from(year.unsigned_abs()), 4, out);
        out.push(b'-');
        digits(u64::from(month), 2, out);
        out.push(b'-');
        digits(u64::from(day), 2, out);
    }
}

impl Cell for Division {
    fn put(&self, out: &mut Vec<u8>) {
        digits(u64::from(self.code()), 6, out);
    }
}

impl Cell for u16 {
    fn put(&self, out: &mut Vec<u8>) {
        digits(u64::from(*self), 1, out);
    }
}

impl Cell for u32 {
    fn put(&self, out: &mut Vec<u8>) {
        digits(u64::from(*self), 1, out);
    }
}

/// `y` or `n`.
impl Cell for bool {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(if *self { b'y' } else { b'n' });
    }
}

impl Cell for Month {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.to_string().as_bytes());
    }
}

/// As many of its four decimals as it needs.
impl Cell for Decimal {
    fn put(&self, out: &mut Vec<u8>) {
        if self.0 < 0 {
            out.push(b'-');
        }
        let number = self.0.unsigned_abs();
        digits(number / 10_000, 1, out);
        if !number.is_multiple_of(10_000) {
            out.push(b'.');
            digits(number % 10_000, 4, out);
            while out.last() == Some(&b'0') {
                out.pop();
            }
        }
    }
}

/// Appends a number with at least `width` digits. Most cells are numbers, and the formatting
/// machinery would take a third of the time.
fn digits(mut number: u64, width: usize, out: &mut Vec<u8>) {
    let start = out.len();
    while number > 0 || out.len() - start < width {
        out.push(b'0' + (number % 10) as u8);
        number /= 10;
    }
    if let Some(written) = out.get_mut(start..) {
        written.reverse();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(cells: &[&dyn Cell]) -> String {
        let mut csv = Csv::new();
        for cell in cells {
            csv.cell(*cell);
        }
        csv.end_line();
        String::from_utf8(csv.bytes().to_vec()).unwrap()
    }

    #[test]
    fn cells_are_written_as_the_contract_reads_them() {
        let none: Option<Fen> = None;
        let day = Day::new(2019, 5, 22).unwrap();
        let cells: &[&dyn Cell] = &[&"村道", &none, &Fen(123_456), &day, &true, &Decimal(185_200)];
        assert_eq!(line(cells), "村道,,1234.56,2019-05-22,y,18.52\n");
        assert_eq!(
            line(&[&Fen(5), &Fen(-1_230), &Fen(0), &0_u16, &90_u32]),
            "0.05,-12.30,0.00,0,90\n"
        );
        assert_eq!(line(&[&"a,b", &"say \"x\"", &"c\nd"]), "\"a,b\",\"say \"\"x\"\"\",\"c\nd\"\n");
    }
}
