//! Records and cells of delimited text, as the `csv` crate understands them: a quotation mark opens only
//! at the very start of a cell, `""` inside is one mark, and newlines inside belong to the cell.
//!
//! The cells of a whole block are found first and typed column by column afterwards (see `typing`): this
//! keeps one column's cache and code hot at a time.

const QUOTE: u8 = b'"';

/// How a file separates its cells and records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dialect {
    pub(crate) separator: u8,
    /// `\n`, or `\r` where a file knows no other.
    pub(crate) newline: u8,
}

/// What takes the cells as they are found.
pub(crate) trait Sink {
    /// A cell that stands in the block as it is.
    fn plain(&mut self, block: &[u8], start: usize, end: usize);
    /// A cell that was quoted and had to be put together.
    fn quoted(&mut self, content: &[u8]);
    /// The record that began on `line` is complete; the next one begins at byte `next`. Whether to go on.
    fn end(&mut self, line: u32, next: usize) -> bool;
}

/// Finds the bytes that mean something, 64 bytes at a time.
struct Marks<'a> {
    bytes: &'a [u8],
    dialect: Dialect,
    /// Where the next 64 bytes begin.
    next: usize,
}

const STEP: usize = 64;

impl Marks<'_> {
    /// Where the next 64 bytes begin, and a bit for each of them that means something.
    fn step(&mut self) -> Option<(usize, u64)> {
        let rest = self.bytes.get(self.next..).filter(|rest| !rest.is_empty())?;
        let base = self.next;
        self.next += STEP;
        if let Some(whole) = rest.first_chunk::<STEP>() {
            return Some((base, marks(whole, self.dialect)));
        }
        let mut last = [0; STEP];
        last.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
        // Zeros behind the end mean nothing in any dialect.
        Some((base, marks(&last, self.dialect)))
    }
}

/// A bit for each byte that is a separator, a newline or a quotation mark. Written so that the compiler
/// compares many bytes at once: first a byte of 0 or 1 for each, then eight of them to eight bits.
#[inline]
fn marks(bytes: &[u8; STEP], dialect: Dialect) -> u64 {
    let Dialect { separator, newline } = dialect;
    let hits =
        bytes.map(|b| u8::from(b == separator) | u8::from(b == newline) | u8::from(b == QUOTE));
    let (words, _) = hits.as_chunks::<8>();
    words.iter().rev().fold(0, |bits, word| {
        bits << 8 | u64::from_le_bytes(*word).wrapping_mul(0x0102_0408_1020_4080) >> 56
    })
}

/// Splits a block that begins with a record. A last record without newline counts as complete. Says
/// whether all quotation marks were regular, so that [`even_boundary`] could be trusted.
#[inline]
pub(crate) fn split<S: Sink>(
    block: &[u8],
    dialect: Dialect,
    first_line: u32,
    sink: &mut S,
) -> bool {
    let mut marks = Marks { bytes: block, dialect, next: 0 };
    let mut at = Place::at_line(first_line);
    while let Some((base, mut hits)) = marks.step() {
        while hits != 0 {
            let mark = base + hits.trailing_zeros() as usize;
            hits &= hits - 1;
            let byte = block.get(mark).copied().unwrap_or_default();
            if byte == dialect.separator {
                sink.plain(block, at.start, mark);
                (at.start, at.inside) = (mark + 1, true);
            } else if byte == dialect.newline {
                sink.plain(block, at.start, mark);
                if !at.end_record(mark + 1, sink) {
                    return at.regular;
                }
            } else if mark == at.start {
                let next = (hits != 0).then_some(base + hits.trailing_zeros() as usize);
                if !at.quoted(block, dialect, next, sink) {
                    return at.regular;
                }
                match at.start.checked_sub(base) {
                    Some(done) if done < STEP => hits &= u64::MAX << done,
                    _ => (marks.next, hits) = (at.start, 0),
                }
            } else {
                at.regular = false;
            }
        }
    }
    if at.start < block.len() || at.inside {
        sink.plain(block, at.start, block.len());
        sink.end(at.record_line, block.len());
    }
    at.regular
}

/// How far the splitting of a block is.
struct Place {
    /// First byte of the cell.
    start: usize,
    line: u32,
    record_line: u32,
    /// Whether the record has a cell already.
    inside: bool,
    /// Whether quotation marks stood only where they open, close or double one.
    regular: bool,
}

impl Place {
    fn at_line(line: u32) -> Place {
        Place { start: 0, line, record_line: line, inside: false, regular: true }
    }

    /// Ends the record; whether to go on.
    #[inline]
    fn end_record<S: Sink>(&mut self, next: usize, sink: &mut S) -> bool {
        let record_line = self.record_line;
        self.line += 1;
        (self.start, self.record_line, self.inside) = (next, self.line, false);
        sink.end(record_line, next)
    }

    /// Takes the quoted cell that begins here, and the separator or newline behind it; whether to go on.
    /// `next` is the next byte that means something, if it is known.
    fn quoted<S: Sink>(
        &mut self,
        block: &[u8],
        dialect: Dialect,
        next: Option<usize>,
        sink: &mut S,
    ) -> bool {
        // Mostly the next byte that means something is the closing mark.
        let near = next.filter(|next| block.get(*next) == Some(&QUOTE));
        let close = near.or_else(|| {
            let behind = block.get(self.start + 1..)?;
            memchr::memchr(QUOTE, behind).map(|at| self.start + 1 + at)
        });
        let plain = close.and_then(|close| Some((close, plain_end(block, close, dialect)?)));
        let end = if let Some((close, end)) = plain {
            if near.is_none() {
                let content = block.get(self.start..close).unwrap_or_default();
                self.line += count(content, dialect.newline);
            }
            sink.plain(block, self.start + 1, close);
            end
        } else {
            let cell = Quoted::read(block, self.start, dialect);
            self.line += count(&cell.content, dialect.newline);
            self.regular &= cell.regular;
            sink.quoted(&cell.content);
            cell.end
        };
        (self.start, self.inside) = (end + 1, true);
        match block.get(end) {
            Some(byte) if *byte == dialect.separator => true,
            Some(_) => self.end_record(end + 1, sink),
            None => {
                sink.end(self.record_line, block.len());
                false
            }
        }
    }
}

fn count(bytes: &[u8], newline: u8) -> u32 {
    memchr::memchr_iter(newline, bytes).count() as u32
}

/// The separator or newline, or the end of the block, right behind a closing mark; nothing where
/// something else follows.
#[inline]
fn plain_end(block: &[u8], close: usize, dialect: Dialect) -> Option<usize> {
    let carriage = block.get(close + 1) == Some(&b'\r') && dialect.newline == b'\n';
    let end = close + 1 + usize::from(carriage);
    let byte = block.get(end).copied();
    let ends = byte.is_none_or(|b| b == dialect.newline || (b == dialect.separator && !carriage));
    ends.then_some(end)
}

/// A quoted cell put together.
struct Quoted {
    content: Vec<u8>,
    /// The separator or newline behind the cell, or the end of the block.
    end: usize,
    /// Whether no mark stands behind the closing one.
    regular: bool,
}

impl Quoted {
    fn read(block: &[u8], open: usize, dialect: Dialect) -> Quoted {
        let mut content = Vec::new();
        let mut at = open + 1;
        loop {
            let rest = block.get(at..).unwrap_or_default();
            let Some(quote) = memchr::memchr(QUOTE, rest) else {
                content.extend_from_slice(rest);
                at = block.len();
                break;
            };
            content.extend_from_slice(rest.get(..quote).unwrap_or_default());
            at += quote + 1;
            if block.get(at) != Some(&QUOTE) {
                break;
            }
            content.push(QUOTE);
            at += 1;
        }
        let rest = block.get(at..).unwrap_or_default();
        let length =
            memchr::memchr2(dialect.separator, dialect.newline, rest).unwrap_or(rest.len());
        let behind = rest.get(..length).unwrap_or_default();
        content.extend_from_slice(behind);
        Quoted { content, end: at + length, regular: !behind.contains(&QUOTE) }
    }
}

/// Where the last whole record of `bytes` ends, judged by the number of quotation marks alone: right
/// wherever they are regular, and much quicker than [`last_boundary`].
pub(crate) fn even_boundary(bytes: &[u8], dialect: Dialect) -> Boundary {
    let open_quote = count(bytes, QUOTE) % 2 == 1;
    let (mut odd, mut rest) = (open_quote, bytes);
    while let Some(newline) = memchr::memrchr(dialect.newline, rest) {
        let (before, behind) = rest.split_at(newline);
        odd ^= count(behind, QUOTE) % 2 == 1;
        if !odd {
            return Boundary { at: newline + 1, open_quote };
        }
        rest = before;
    }
    Boundary { at: 0, open_quote }
}

/// Where the last whole record of `bytes` ends, which begin with a record; nothing where none ends.
/// Quotation marks count only where [`split`] would heed them.
pub(crate) fn last_boundary(bytes: &[u8], dialect: Dialect) -> Boundary {
    let (mut from, mut boundary) = (0, 0);
    loop {
        let rest = bytes.get(from..).unwrap_or_default();
        let open = opening_quote(bytes, from, dialect);
        let outside = open.map_or(rest, |open| bytes.get(from..open).unwrap_or_default());
        if let Some(newline) = memchr::memrchr(dialect.newline, outside) {
            boundary = from + newline + 1;
        }
        let Some(open) = open else { return Boundary { at: boundary, open_quote: false } };
        match closing_quote(bytes, open) {
            Some(close) => from = close + 1,
            None => return Boundary { at: boundary, open_quote: true },
        }
    }
}

/// See [`last_boundary`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Boundary {
    /// First byte behind the last whole record; 0 where no record is whole.
    pub(crate) at: usize,
    /// Whether the bytes end inside a quoted cell.
    pub(crate) open_quote: bool,
}

fn opening_quote(bytes: &[u8], from: usize, dialect: Dialect) -> Option<usize> {
    let rest = bytes.get(from..)?;
    memchr::memchr_iter(QUOTE, rest).map(|at| from + at).find(|at| {
        let before = at.checked_sub(1).and_then(|i| bytes.get(i)).copied();
        before.is_none_or(|b| b == dialect.separator || b == dialect.newline)
    })
}

fn closing_quote(bytes: &[u8], open: usize) -> Option<usize> {
    let mut from = open + 1;
    loop {
        let close = from + memchr::memchr(QUOTE, bytes.get(from..)?)?;
        if bytes.get(close + 1) != Some(&QUOTE) {
            return Some(close);
        }
        from = close + 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid::trimmed;
    use proptest::prelude::*;

    const COMMA: Dialect = Dialect { separator: b',', newline: b'\n' };

    type Records = Vec<(u32, Vec<Vec<u8>>)>;

    /// Keeps every record that is not empty with its line.
    #[derive(Default)]
    struct All {
        records: Records,
        cells: Vec<Vec<u8>>,
    }

    impl Sink for All {
        fn plain(&mut self, block: &[u8], start: usize, end: usize) {
            let (start, end) = trimmed(block, start, end);
            self.cells.push(block[start..end].to_vec());
        }

        fn quoted(&mut self, content: &[u8]) {
            self.cells.push(content.to_vec());
        }

        fn end(&mut self, line: u32, _next: usize) -> bool {
            let cells = std::mem::take(&mut self.cells);
            if cells.iter().any(|c| !c.is_empty()) {
                self.records.push((line, cells));
            }
            true
        }
    }

    fn records_from(bytes: &[u8], line: u32) -> Records {
        let mut all = All::default();
        split(bytes, COMMA, line, &mut all);
        all.records
    }

    fn records(bytes: &[u8]) -> Records {
        records_from(bytes, 1)
    }

    fn check(text: &str, expect: &[(u32, &[&str])]) {
        let expect: Records = expect
            .iter()
            .map(|(line, cells)| (*line, cells.iter().map(|c| c.as_bytes().to_vec()).collect()))
            .collect();
        assert_eq!(records(text.as_bytes()), expect, "{text:?}");
    }

    #[test]
    fn records_begin_on_their_physical_line() {
        check("a,b\n1,2\n", &[(1, &["a", "b"]), (2, &["1", "2"])]);
        check("a,b\r\n\r\n1,2", &[(1, &["a", "b"]), (3, &["1", "2"])]);
        check("a\n\"x\ny\",z\nlast\n", &[(1, &["a"]), (2, &["x\ny", "z"]), (4, &["last"])]);
        check("\"a\"\"b\",\"c,d\"\n", &[(1, &["a\"b", "c,d"])]);
        check("\"open,\nb\n", &[(1, &["open,\nb\n"])]);
        check("5\" pipe,x\n", &[(1, &["5\" pipe", "x"])]);
        check("\"a\"tail,x", &[(1, &["atail", "x"])]);
        check("a,", &[(1, &["a", ""])]);
        check("", &[]);
    }

    #[test]
    fn blocks_are_cut_only_between_records() {
        for (text, at, open_quote) in [
            ("a,b\nc", 4, false),
            ("a,b\nc,\"d\n", 4, true),
            ("a\n\"b\nc\"\nd", 8, false),
            ("a\"\nb", 3, false),
            ("\"a\"\"\n\"\nb", 7, false),
            ("abc", 0, false),
        ] {
            let found = last_boundary(text.as_bytes(), COMMA);
            assert_eq!(found, Boundary { at, open_quote }, "{text:?}");
            let regular = split(text.as_bytes(), COMMA, 1, &mut All::default());
            let even = even_boundary(text.as_bytes(), COMMA);
            assert!(!regular || even.at == at, "{text:?}");
        }
    }

    #[test]
    fn marks_in_the_middle_are_irregular() {
        for (text, regular) in [
            ("a,\"b\",c\n", true),
            ("\"a\"\"b\"\r\n\"c\" ,d\n", true),
            ("5\" pipe,x\n", false),
            ("\"a\"b\"c\"\n", false),
            ("\"open\n", true),
        ] {
            assert_eq!(split(text.as_bytes(), COMMA, 1, &mut All::default()), regular, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn agrees_with_the_csv_crate(text in "[a\", \n\r;汉]{0,60}") {
            // A carriage return of its own ends a record for the csv crate and is a space for us.
            let text = text.replace('\r', "");
            let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true)
                .from_reader(text.as_bytes());
            let trim = |cell: &[u8]| {
                let (start, end) = trimmed(cell, 0, cell.len());
                cell[start..end].to_vec()
            };
            let theirs: Vec<Vec<Vec<u8>>> = reader.byte_records()
                .map(|r| r.unwrap().iter().map(trim).collect())
                .filter(|r: &Vec<Vec<u8>>| r.iter().any(|c| !c.is_empty()))
                .collect();
            let ours: Vec<Vec<Vec<u8>>> = records(text.as_bytes()).into_iter()
                .map(|(_, r)| r.iter().map(|c| trim(c)).collect())
                .filter(|r: &Vec<Vec<u8>>| r.iter().any(|c| !c.is_empty()))
                .collect();
            prop_assert_eq!(ours, theirs);
        }

        #[test]
        fn regular_marks_can_be_counted(text in "([ab]{0,3}|\"([ab,\n]|\"\"){0,5}\"|[,\n]){0,20}") {
            let bytes = text.as_bytes();
            if split(bytes, COMMA, 1, &mut All::default()) {
                prop_assert_eq!(even_boundary(bytes, COMMA), last_boundary(bytes, COMMA));
            }
        }

        #[test]
        fn cutting_at_boundaries_changes_nothing(text in "[a\",\n]{0,60}") {
            let bytes = text.as_bytes();
            let cut = last_boundary(bytes, COMMA);
            let (head, tail) = bytes.split_at(cut.at);
            let lines = memchr::memchr_iter(b'\n', head).count() as u32;
            let mut parts = records_from(head, 1);
            parts.extend(records_from(tail, 1 + lines));
            prop_assert_eq!(parts, records(bytes));
        }
    }
}
