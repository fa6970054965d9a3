//! How long the shared strings of an `.xls` are: a cell is ten bytes and may stand for a string of
//! thousands.

use super::{CONTINUE, END, STRINGS, number, records};

/// Bytes that each shared string may take as UTF-8.
pub(super) fn string_bytes(stream: &[u8]) -> Vec<u32> {
    let globals = records(stream, 0).take_while(|(_, kind, _)| *kind != END);
    let mut table = globals
        .skip_while(|(_, kind, _)| *kind != STRINGS)
        .enumerate()
        .take_while(|(at, (_, kind, _))| *at == 0 || *kind == CONTINUE)
        .map(|(_, (_, _, content))| content);
    let first = table.next().and_then(|content| content.get(8..)).unwrap_or_default();
    let mut pieces = Pieces { rest: first, table };
    let mut strings = Vec::new();
    while let Some(bytes) = pieces.string() {
        strings.push(bytes);
    }
    strings
}

/// The table of strings in the pieces that its records make of it.
struct Pieces<'a, I> {
    rest: &'a [u8],
    table: I,
}

impl<'a, I: Iterator<Item = &'a [u8]>> Pieces<'a, I> {
    /// Goes on with the next record.
    fn next(&mut self) -> Option<()> {
        self.rest = self.table.next()?;
        Some(())
    }

    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    /// Reads one string; nothing at the end of the table, or where it is broken.
    fn string(&mut self) -> Option<u32> {
        if self.rest.is_empty() {
            self.next()?;
        }
        let head = self.take(3)?;
        let (letters, mut flags) = (number(head, 0)?, *head.last()?);
        let runs = if flags & 8 != 0 { number(self.take(2)?, 0)? } else { 0 };
        let extra = match flags & 4 {
            0 => 0,
            _ => self.take(4)?.first_chunk::<4>().map(|b| u32::from_le_bytes(*b))?,
        };
        let (mut left, mut bytes) = (usize::from(letters), 0);
        while left > 0 {
            let width = 1 + usize::from(flags & 1);
            let here = left.min(self.rest.len() / width);
            self.take(here * width)?;
            bytes += here * (1 + width);
            left -= here;
            if left > 0 {
                self.next()?;
                flags = *self.take(1)?.first()?;
            }
        }
        self.skip(4 * usize::from(runs) + extra as usize)?;
        Some(bytes as u32)
    }

    fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > self.rest.len() {
            count -= self.rest.len();
            self.next()?;
        }
        self.take(count).map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(pieces: &[&[u8]]) -> Vec<u8> {
        let mut out = Vec::new();
        for (at, piece) in pieces.iter().enumerate() {
            let head: &[u8] = if at == 0 { &[0; 8] } else { &[] };
            let kind = if at == 0 { STRINGS } else { CONTINUE };
            out.extend(kind.to_le_bytes());
            out.extend(((head.len() + piece.len()) as u16).to_le_bytes());
            out.extend([head, piece].concat());
        }
        out
    }

    #[test]
    fn strings_are_measured_across_records() {
        for (pieces, expect) in [
            (&[&b"\x02\0\0ab\x01\0\0c"[..]][..], vec![4, 2]),
            (&[&b"\x02\0\x01a\0"[..], b"\x01b\0\x01\0\0c"], vec![6, 2]),
            (&[&b"\x04\0\x01a\0"[..], b"\0bcd"], vec![9]),
            (&[&b"\x01\0\x0c\x01\0\x02\0\0\0aRRRRXX\x01\0\0b"[..]], vec![2, 2]),
            (&[&b"\x01\0\x08\x02\0aRRRR"[..], b"RRRR\x01\0\0b"], vec![2, 2]),
            (&[&b"\xff\0\0ab"[..]], vec![]),
            (&[&b"\x01\0"[..]], vec![]),
        ] {
            assert_eq!(string_bytes(&table(pieces)), expect, "{pieces:?}");
        }
        assert_eq!(string_bytes(b""), []);
    }
}
