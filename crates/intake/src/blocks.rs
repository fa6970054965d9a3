//! A file in blocks of whole records, so that several threads can type one file at once.
//!
//! Only reading, counting lines and finding the last record boundary happen one block after the other;
//! the result does not depend on how many threads take the blocks.

use std::io::{self, Read};

use domain::refusal::Refusal;

use crate::encoding::{Encoding, Wide, WideReader, guess, sniff};
use crate::limits::{BLOCK_BYTES, RECORD_BYTES};
use crate::split::{Boundary, Dialect, even_boundary, last_boundary};

/// How often reading goes on right behind the first line of a record that never ends. A file full of
/// such records would be read over and over; behind this many, everything that was looked at is skipped.
const RETRIES: u32 = 50;

/// The bytes of a file, whatever they come from.
pub(crate) type Source<'a> = Box<dyn Read + Send + 'a>;

/// A file on its way to becoming blocks.
pub(crate) struct Blocks<'a> {
    source: Source<'a>,
    /// Bytes read and not handed out; they begin with a record.
    carry: Vec<u8>,
    /// Line on which `carry` begins.
    line: u32,
    pub(crate) dialect: Dialect,
    encoding: Option<Encoding>,
    /// Number of the next block.
    index: usize,
    ended: bool,
    retries: u32,
    care: Care,
    /// Whether counting marks turned out not to be enough.
    irregular: bool,
    /// Whether `carry` begins inside a line that is left out.
    inside_line: bool,
    /// Bytes read so far.
    pub(crate) read: u64,
}

/// How the ends of records are found where there are quotation marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Care {
    /// Marks are counted: quick, and right wherever they are regular.
    Quick,
    /// Each mark is looked at.
    Exact,
}

/// What is known of a block that was handed out.
pub(crate) struct BlockHead {
    /// Blocks are put together in the order of this number.
    pub(crate) index: usize,
    pub(crate) first_line: u32,
    pub(crate) encoding: Encoding,
    /// Instead of records: a record that cannot be read, and why.
    pub(crate) broken: Option<Refusal>,
}

impl<'a> Blocks<'a> {
    /// Reads the beginning of a file and finds out how it is encoded. The separator is not known yet.
    pub(crate) fn open(mut source: Source<'a>, care: Care) -> io::Result<Blocks<'a>> {
        let mut head = Vec::new();
        source.by_ref().take(4096).read_to_end(&mut head)?;
        let (mark, wide) = sniff(&head);
        head.drain(..mark);
        if let Some(wide) = wide {
            source = widen(head, source, wide);
            head = Vec::new();
        }
        let mut blocks = Blocks {
            source,
            carry: head,
            line: 1,
            dialect: Dialect { separator: b',', newline: b'\n' },
            // A byte order mark and UTF-16 settle the question.
            encoding: (mark > 0 || wide.is_some()).then_some(Encoding::Utf8),
            index: 0,
            ended: false,
            retries: 0,
            care,
            irregular: false,
            inside_line: false,
            read: 4096,
        };
        blocks.fill(BLOCK_BYTES)?;
        let newline = !blocks.carry.contains(&b'\n') && blocks.carry.contains(&b'\r');
        blocks.dialect.newline = if newline { b'\r' } else { b'\n' };
        Ok(blocks)
    }

    /// The beginning of what was not handed out yet.
    pub(crate) fn head(&self) -> &[u8] {
        &self.carry
    }

    /// The encoding, judged by what was read so far.
    pub(crate) fn encoding(&self) -> Encoding {
        self.encoding.or_else(|| guess(&self.carry)).unwrap_or(Encoding::Utf8)
    }

    /// Leaves out the first `bytes`, which hold the header.
    pub(crate) fn skip(&mut self, bytes: usize) {
        let bytes = bytes.min(self.carry.len());
        let skipped = self.carry.get(..bytes).unwrap_or_default();
        let lines = count_lines(skipped, self.dialect.newline);
        self.line = self.line.saturating_add(lines);
        self.carry.drain(..bytes);
    }

    /// Told that a block has irregular marks: unless each is looked at, the file must be read anew.
    pub(crate) fn note_irregular(&mut self) {
        if self.care == Care::Quick {
            self.irregular = true;
            self.stop();
        }
    }

    /// Told that no more is wanted.
    pub(crate) fn stop(&mut self) {
        self.ended = true;
        self.carry.clear();
    }

    /// Whether the file must be read again, exactly.
    pub(crate) fn is_irregular(&self) -> bool {
        self.irregular
    }

    fn boundary(&self) -> Boundary {
        match self.care {
            Care::Quick => even_boundary(&self.carry, self.dialect),
            Care::Exact => last_boundary(&self.carry, self.dialect),
        }
    }

    fn fill(&mut self, bytes: usize) -> io::Result<()> {
        let missing = bytes.saturating_sub(self.carry.len()) as u64;
        if missing > 0 && !self.ended {
            let count = self.source.by_ref().take(missing).read_to_end(&mut self.carry)? as u64;
            self.ended = count < missing;
            self.read += count;
        }
        Ok(())
    }

    /// The next block, put into `out`; nothing at the end of the file.
    pub(crate) fn next(&mut self, out: &mut Vec<u8>) -> io::Result<Option<BlockHead>> {
        out.clear();
        self.fill(BLOCK_BYTES)?;
        while self.inside_line && !self.carry.is_empty() {
            self.leave_line();
            self.fill(BLOCK_BYTES)?;
        }
        if self.carry.is_empty() {
            return Ok(None);
        }
        if self.encoding.is_none() {
            self.encoding = guess(&self.carry);
        }
        let first_line = self.line;
        let broken = self.take_records(out)?;
        if self.irregular {
            return Ok(None);
        }
        let encoding = self.encoding.unwrap_or(Encoding::Utf8);
        let head = BlockHead { index: self.index, first_line, encoding, broken };
        self.index += 1;
        Ok(Some(head))
    }

    /// Moves all whole records to `out`, or leaves out one that does not end.
    fn take_records(&mut self, out: &mut Vec<u8>) -> io::Result<Option<Refusal>> {
        let mut boundary = self.boundary();
        if boundary.at == 0 && !self.ended && self.carry.len() < RECORD_BYTES {
            self.fill(RECORD_BYTES)?;
            boundary = self.boundary();
        }
        let Boundary { at, open_quote } = boundary;
        let whole = if self.ended && !open_quote { self.carry.len() } else { at };
        if whole == 0 && self.care == Care::Quick && self.carry.contains(&b'"') {
            self.note_irregular();
            return Ok(None);
        }
        if whole == 0 {
            self.leave_out();
            return Ok(Some(if open_quote { Refusal::UnclosedQuote } else { Refusal::TooLong }));
        }
        let records = self.carry.get(..whole).unwrap_or_default();
        self.line = self.line.saturating_add(count_lines(records, self.dialect.newline));
        std::mem::swap(out, &mut self.carry);
        self.carry.clear();
        self.carry.extend_from_slice(out.get(whole..).unwrap_or_default());
        out.truncate(whole);
        Ok(None)
    }

    /// Goes on behind the first line of a record that does not end.
    fn leave_out(&mut self) {
        debug_assert!(self.ended || self.carry.len() >= RECORD_BYTES);
        self.retries += 1;
        if self.retries <= RETRIES {
            self.leave_line();
        } else {
            self.inside_line = self.carry.last() != Some(&self.dialect.newline);
            self.skip(self.carry.len());
        }
    }

    /// Leaves out the rest of the line with which `carry` begins.
    fn leave_line(&mut self) {
        let newline = memchr::memchr(self.dialect.newline, &self.carry);
        self.inside_line = newline.is_none();
        self.skip(newline.map_or(self.carry.len(), |at| at + 1));
    }
}

fn count_lines(bytes: &[u8], newline: u8) -> u32 {
    memchr::memchr_iter(newline, bytes).count() as u32
}

fn widen(head: Vec<u8>, rest: Source<'_>, wide: Wide) -> Source<'_> {
    Box::new(WideReader::new(io::Cursor::new(head).chain(rest), wide))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines on which blocks begin, their lengths, and what is broken.
    fn blocks(bytes: &[u8]) -> Vec<(u32, usize, Option<Refusal>)> {
        let mut blocks = Blocks::open(Box::new(io::Cursor::new(bytes)), Care::Exact).unwrap();
        let (mut out, mut all) = (Vec::new(), Vec::new());
        while let Some(head) = blocks.next(&mut out).unwrap() {
            all.push((head.first_line, out.len(), head.broken));
        }
        all
    }

    #[test]
    fn blocks_hold_whole_records_and_know_their_line() {
        let line = format!("{}\n", "x".repeat(99));
        let text = line.repeat(25_000);
        let all = blocks(text.as_bytes());
        let lines: Vec<u32> = all.iter().map(|(line, ..)| *line).collect();
        let each = (BLOCK_BYTES / 100) as u32;
        assert_eq!(lines[..3], [1, 1 + each, 1 + 2 * each]);
        assert!(all.iter().all(|(_, len, broken)| len % 100 == 0 && broken.is_none()));
        assert_eq!(all.iter().map(|(_, len, _)| len).sum::<usize>(), text.len());
        assert_eq!(blocks(b"a,b"), [(1, 3, None)]);
        assert_eq!(blocks(b""), []);
    }

    #[test]
    fn a_record_without_end_costs_one_line() {
        let mut text = b"a,b\n\"open,1\nc,d\n".to_vec();
        let expect = [(1, 4, None), (2, 0, Some(Refusal::UnclosedQuote)), (3, 4, None)];
        assert_eq!(blocks(&text), expect);
        text.extend(std::iter::repeat_n(b"e,f\n", 400_000).flatten());
        let all = blocks(&text);
        assert_eq!(all[..2], expect[..2]);
        assert_eq!(all[2].0, 3);
        let whole: usize = all.iter().map(|(_, len, _)| len).sum();
        assert_eq!(whole, text.len() - "\"open,1\n".len());
        let long = [vec![b'x'; RECORD_BYTES + 5], b"\na\n".to_vec()].concat();
        assert_eq!(blocks(&long), [(1, 0, Some(Refusal::TooLong)), (2, 2, None)]);
    }

    #[test]
    fn a_file_of_endless_records_is_read_once() {
        let text = b"x\",\"\n".repeat(1 << 18);
        let all = blocks(&text);
        assert!(all.len() < 100, "{}", all.len());
        assert!(all.iter().all(|(_, _, broken)| *broken == Some(Refusal::UnclosedQuote)));
    }

    #[test]
    fn a_record_without_end_asks_for_an_exact_reading() {
        let text = b"a,b\n\"open,1\nc,d\n";
        let mut blocks = Blocks::open(Box::new(&text[..]), Care::Quick).unwrap();
        let mut out = Vec::new();
        assert!(blocks.next(&mut out).unwrap().is_some());
        assert!(blocks.next(&mut out).unwrap().is_none() && blocks.is_irregular());
    }

    #[test]
    fn old_newlines_are_newlines() {
        let opened = Blocks::open(Box::new(&b"a,b\r1,2\r"[..]), Care::Quick).unwrap();
        assert_eq!(opened.dialect.newline, b'\r');
    }
}
