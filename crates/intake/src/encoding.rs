//! Which encoding a file is in, judged by its bytes, and the text of single cells.
//!
//! Separators, quotes and newlines are never trail bytes of UTF-8 or GB18030, so records are split as
//! bytes and only those cells are decoded whose text is needed. UTF-16 becomes UTF-8 while it is read.

use std::borrow::Cow;
use std::io::{self, Read};

use domain::refusal::Refusal;
use encoding_rs::{Decoder, GB18030, UTF_16BE, UTF_16LE};

use crate::limits::CELL_BYTES;

/// How the bytes of a file are text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    Utf8,
    /// Also everything that calls itself GBK or GB2312.
    Gb18030,
}

/// UTF-16 in one of its byte orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wide {
    Little,
    Big,
}

/// What the first bytes of a file say: length of the byte order mark, and whether it is UTF-16.
pub(crate) fn sniff(head: &[u8]) -> (usize, Option<Wide>) {
    match head {
        [0xef, 0xbb, 0xbf, ..] => (3, None),
        [0xff, 0xfe, ..] => (2, Some(Wide::Little)),
        [0xfe, 0xff, ..] => (2, Some(Wide::Big)),
        _ => (0, wide_by_zeros(head)),
    }
}

/// Without a mark, UTF-16 shows by the zero halves of its separators, digits and Latin letters.
fn wide_by_zeros(head: &[u8]) -> Option<Wide> {
    let (pairs, _) = head.as_chunks::<2>();
    let pairs = &pairs[..pairs.len().min(512)];
    let ascii = |b: u8| (1..0x80).contains(&b);
    let little = pairs.iter().filter(|[low, high]| *high == 0 && ascii(*low)).count();
    let big = pairs.iter().filter(|[high, low]| *high == 0 && ascii(*low)).count();
    let most = pairs.len() / 4;
    match (little, big) {
        (l, b) if l > most && l > 8 * b => Some(Wide::Little),
        (l, b) if b > most && b > 8 * l => Some(Wide::Big),
        _ => None,
    }
}

/// The text of a small file: UTF-8 or GB18030. None where it is not text, or UTF-16.
pub fn decoded(bytes: &[u8]) -> Option<String> {
    let (mark, wide) = sniff(bytes);
    let bytes = bytes.get(mark..)?;
    if wide.is_some() || bytes.contains(&0) {
        return None;
    }
    match guess(bytes) {
        Some(Encoding::Gb18030) => {
            let text = GB18030.decode_without_bom_handling_and_without_replacement(bytes);
            text.map(Cow::into_owned)
        }
        _ => std::str::from_utf8(bytes).ok().map(str::to_owned),
    }
}

/// UTF-8 or GB18030; nothing while all bytes are ASCII. A stray broken byte does not turn a UTF-8 file
/// into a GBK one: the sequences that are right outvote those that are not.
pub(crate) fn guess(bytes: &[u8]) -> Option<Encoding> {
    if bytes.is_ascii() {
        return None;
    }
    let (mut right, mut wrong) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        right += chunk.valid().bytes().filter(|b| *b >= 0xc0).count();
        wrong += usize::from(!chunk.invalid().is_empty());
    }
    // The last sequence may be cut off by the end of the sample.
    let cut = usize::from(std::str::from_utf8(bytes).is_err_and(|e| e.error_len().is_none()));
    let utf8 = right >= 8 * (wrong - cut.min(wrong));
    Some(if utf8 { Encoding::Utf8 } else { Encoding::Gb18030 })
}

impl Encoding {
    /// The text of a cell without the spaces round it.
    pub(crate) fn text(self, cell: &[u8]) -> Result<Cow<'_, str>, Refusal> {
        if cell.len() > CELL_BYTES {
            return Err(Refusal::TooLong);
        }
        if cell.contains(&0) {
            return Err(Refusal::NotText);
        }
        if self == Encoding::Utf8 || cell.is_ascii() {
            let text = std::str::from_utf8(cell).map_err(|_| Refusal::NotText)?;
            return Ok(Cow::Borrowed(text.trim()));
        }
        let text = GB18030
            .decode_without_bom_handling_and_without_replacement(cell)
            .ok_or(Refusal::NotText)?;
        Ok(Cow::Owned(text.trim().to_owned()))
    }

    /// The text of a cell for a message, with � for what is not text.
    pub(crate) fn lossy(self, cell: &[u8]) -> Cow<'_, str> {
        match self {
            Encoding::Utf8 => String::from_utf8_lossy(cell),
            Encoding::Gb18030 => GB18030.decode_without_bom_handling(cell).0,
        }
    }
}

/// Reads UTF-16 as UTF-8.
pub(crate) struct WideReader<R> {
    inner: R,
    decoder: Decoder,
    raw: Vec<u8>,
    /// Bytes of `raw` not decoded yet.
    pending: std::ops::Range<usize>,
    text: Vec<u8>,
    /// Bytes of `text` not handed out yet.
    ready: std::ops::Range<usize>,
    ended: bool,
}

const WIDE_CHUNK: usize = 64 << 10;

impl<R: Read> WideReader<R> {
    pub(crate) fn new(inner: R, wide: Wide) -> WideReader<R> {
        let encoding = if wide == Wide::Little { UTF_16LE } else { UTF_16BE };
        WideReader {
            inner,
            decoder: encoding.new_decoder_without_bom_handling(),
            raw: vec![0; WIDE_CHUNK],
            pending: 0..0,
            text: vec![0; WIDE_CHUNK * 2],
            ready: 0..0,
            ended: false,
        }
    }

    fn refill(&mut self) -> io::Result<()> {
        while self.ready.is_empty() && !self.ended {
            if self.pending.is_empty() {
                self.pending = 0..self.inner.read(&mut self.raw)?;
            }
            let last = self.pending.is_empty();
            let raw = self.raw.get(self.pending.clone()).unwrap_or_default();
            let (result, read, written, _) = self.decoder.decode_to_utf8(raw, &mut self.text, last);
            self.pending.start += read;
            self.ready = 0..written;
            self.ended = last && result == encoding_rs::CoderResult::InputEmpty;
        }
        Ok(())
    }
}

impl<R: Read> Read for WideReader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.refill()?;
        let mut ready = self.text.get(self.ready.clone()).unwrap_or_default();
        let count = ready.read(out)?;
        self.ready.start += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_told_by_their_bytes() {
        let text = "文号,金额\n新财扶〔2019〕1号,1000000.00\n";
        let gbk = GB18030.encode(text).0.into_owned();
        assert_eq!(guess(text.as_bytes()), Some(Encoding::Utf8));
        assert_eq!(guess(&text.as_bytes()[..text.len() - 14]), Some(Encoding::Utf8));
        assert_eq!(guess(&gbk), Some(Encoding::Gb18030));
        assert_eq!(guess(b"id,amount\n1,2\n"), None);
        let mut stray = text.repeat(3).into_bytes();
        stray.push(0xff);
        assert_eq!(guess(&stray), Some(Encoding::Utf8));
    }

    #[test]
    fn utf16_is_told_by_its_mark_or_its_zeros() {
        let little: Vec<u8> =
            "id,amount\n1,金额\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> =
            "id,amount\n1,金额\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(sniff(&little), (0, Some(Wide::Little)));
        assert_eq!(sniff(&big), (0, Some(Wide::Big)));
        assert_eq!(sniff(&[&[0xff, 0xfe], &little[..]].concat()), (2, Some(Wide::Little)));
        assert_eq!(sniff(b"\xef\xbb\xbfid"), (3, None));
        assert_eq!(sniff("id,金额".as_bytes()), (0, None));
        let mut out = String::new();
        WideReader::new(&big[..], Wide::Big).read_to_string(&mut out).unwrap();
        assert_eq!(out, "id,amount\n1,金额\n");
    }

    #[test]
    fn cells_are_text_or_refused() {
        let gbk = GB18030.encode("莎车县").0.into_owned();
        assert_eq!(Encoding::Gb18030.text(&gbk).unwrap(), "莎车县");
        assert_eq!(Encoding::Utf8.text("\u{3000}莎车县 ".as_bytes()).unwrap(), "莎车县");
        for (encoding, cell) in [
            (Encoding::Utf8, &b"\xff\xfe"[..]),
            (Encoding::Utf8, b"a\0b"),
            (Encoding::Gb18030, b"\xff"),
            (Encoding::Gb18030, b"\x81"),
        ] {
            assert_eq!(encoding.text(cell), Err(Refusal::NotText));
        }
        let long = vec![b'a'; CELL_BYTES + 1];
        assert_eq!(Encoding::Utf8.text(&long), Err(Refusal::TooLong));
    }
}
