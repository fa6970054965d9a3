//! Changes of good files, down to the fields that readers trust.

use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::files::{Part, Record};

/// A change of a stretch of bytes. Places are found by counting round what is there.
#[derive(Clone, Debug)]
pub(crate) enum Edit {
    Byte(Index, u8),
    Insert(Index, &'static str),
    Cut(Index, usize),
    /// A stretch once more, elsewhere.
    Again(Index, usize, Index),
    End(Index),
    /// What stands between two words becomes a word.
    Between([&'static str; 2], Index, &'static str),
    /// An element is gone, or twice there.
    Tag(Index, bool),
    /// Four bytes in line with fours, as tables of numbers have them.
    Word(Index, u32),
}

/// Numbers at which fields end, and what tables of sectors mean by them.
const NUMBERS: [u32; 16] = [
    0,
    1,
    2,
    3,
    8,
    12,
    255,
    0xfffe,
    0xffff,
    0x1_0000,
    0x00ff_ffff,
    0x7fff_ffff,
    0x8000_0000,
    0xffff_fffc,
    0xffff_fffe,
    0xffff_ffff,
];

fn number() -> impl Strategy<Value = u32> {
    prop_oneof![3 => select(&NUMBERS[..]), 1 => any::<u32>(), 2 => 0..64_u32]
}

/// Changes of text.
pub(crate) fn edit(words: &'static [&'static str]) -> impl Strategy<Value = Edit> {
    let at = any::<Index>;
    prop_oneof![
        4 => (at(), any::<u8>()).prop_map(|(at, byte)| Edit::Byte(at, byte)),
        4 => (at(), select(words)).prop_map(|(at, word)| Edit::Insert(at, word)),
        2 => (at(), 1..40_usize).prop_map(|(at, count)| Edit::Cut(at, count)),
        2 => (at(), 1..200_usize, at()).prop_map(|(from, count, to)| Edit::Again(from, count, to)),
        1 => at().prop_map(Edit::End),
    ]
}

/// Changes of XML.
pub(crate) fn xml_edit(words: &'static [&'static str]) -> impl Strategy<Value = Edit> {
    let at = any::<Index>;
    prop_oneof![
        3 => edit(words),
        3 => (at(), select(words)).prop_map(|(at, word)| Edit::Between(["=\"", "\""], at, word)),
        2 => (at(), select(words)).prop_map(|(at, word)| Edit::Between([">", "<"], at, word)),
        1 => (at(), select(words)).prop_map(|(at, word)| Edit::Between(["<", " "], at, word)),
        2 => (at(), any::<bool>()).prop_map(|(at, twice)| Edit::Tag(at, twice)),
    ]
}

/// Changes of binary tables.
pub(crate) fn word_edit() -> impl Strategy<Value = Edit> {
    let at = any::<Index>;
    prop_oneof![
        4 => (at(), number()).prop_map(|(at, number)| Edit::Word(at, number)),
        1 => edit(&["\0", "PK"]),
    ]
}

impl Edit {
    /// Makes the change.
    pub(crate) fn apply(&self, bytes: &mut Vec<u8>) {
        let length = bytes.len();
        if length == 0 {
            return;
        }
        match self {
            Edit::Byte(at, byte) => bytes[at.index(length)] = *byte,
            Edit::Insert(at, word) => insert(bytes, at.index(length + 1), word.as_bytes()),
            Edit::Cut(at, count) => {
                let at = at.index(length);
                bytes.drain(at..(at + count).min(length));
            }
            Edit::Again(from, count, to) => {
                let from = from.index(length);
                let again = bytes[from..(from + count).min(length)].to_vec();
                insert(bytes, to.index(length + 1), &again);
            }
            Edit::End(at) => bytes.truncate(at.index(length + 1)),
            Edit::Between(marks, at, word) => between(bytes, *marks, *at, word),
            Edit::Tag(at, twice) => tag(bytes, *at, *twice),
            Edit::Word(at, number) => {
                let at = at.index(length / 4 + 1) * 4;
                if let Some(place) = bytes.get_mut(at..at + 4) {
                    place.copy_from_slice(&number.to_le_bytes());
                }
            }
        }
    }
}

fn insert(bytes: &mut Vec<u8>, at: usize, more: &[u8]) {
    bytes.splice(at..at, more.iter().copied());
}

fn places(bytes: &[u8], mark: &[u8]) -> Vec<usize> {
    bytes.windows(mark.len()).enumerate().filter(|(_, w)| *w == mark).map(|(at, _)| at).collect()
}

fn between(bytes: &mut Vec<u8>, [open, close]: [&str; 2], at: Index, word: &str) {
    let opens = places(bytes, open.as_bytes());
    if opens.is_empty() {
        return;
    }
    let start = opens[at.index(opens.len())] + open.len();
    let end = places(&bytes[start..], close.as_bytes()).first().map(|n| start + n);
    if let Some(end) = end {
        bytes.splice(start..end, word.bytes());
    }
}

fn tag(bytes: &mut Vec<u8>, at: Index, twice: bool) {
    let opens = places(bytes, b"<");
    if opens.is_empty() {
        return;
    }
    let start = opens[at.index(opens.len())];
    let Some(length) = places(&bytes[start..], b">").first().map(|n| n + 1) else { return };
    if twice {
        let again = bytes[start..start + length].to_vec();
        insert(bytes, start, &again);
    } else {
        bytes.drain(start..start + length);
    }
}

/// Applies all changes.
pub(crate) fn changed(bytes: &[u8], edits: &[Edit]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for edit in edits {
        edit.apply(&mut bytes);
    }
    bytes
}

/// A change of an archive's parts.
#[derive(Clone, Debug)]
pub(crate) enum PartEdit {
    Inside(Index, Edit),
    Gone(Index),
    /// The bytes of one part under the name of another.
    As(Index, Index),
    Named(Index, &'static str),
}

/// Changes of parts, most of them inside the first.
pub(crate) fn part_edit(words: &'static [&'static str]) -> impl Strategy<Value = PartEdit> {
    let at = any::<Index>;
    let names =
        &["xl/worksheets/SHEET1.XML", "/xl/workbook.xml", "content.xml", "xl\\a.xml", "x"][..];
    prop_oneof![
        12 => (at(), xml_edit(words)).prop_map(|(part, edit)| PartEdit::Inside(part, edit)),
        1 => at().prop_map(PartEdit::Gone),
        1 => (at(), at()).prop_map(|(from, to)| PartEdit::As(from, to)),
        1 => (at(), select(names)).prop_map(|(part, name)| PartEdit::Named(part, name)),
    ]
}

/// Applies all changes.
pub(crate) fn changed_parts(parts: &[Part], edits: &[PartEdit]) -> Vec<Part> {
    let mut parts = parts.to_vec();
    for edit in edits {
        let count = parts.len().max(1);
        match edit {
            PartEdit::Inside(at, edit) => {
                if let Some((_, bytes)) = parts.get_mut(at.index(count)) {
                    edit.apply(bytes);
                }
            }
            PartEdit::Gone(at) if parts.len() > 1 => {
                parts.remove(at.index(count));
            }
            PartEdit::Gone(_) => {}
            PartEdit::As(from, to) => {
                let bytes = parts.get(from.index(count)).map(|p| p.1.clone());
                if let (Some(bytes), Some(part)) = (bytes, parts.get_mut(to.index(count))) {
                    part.1 = bytes;
                }
            }
            PartEdit::Named(at, name) => {
                if let Some((old, _)) = parts.get_mut(at.index(count)) {
                    (*name).clone_into(old);
                }
            }
        }
    }
    parts
}

/// A field of an archive's directory: which header, where in it, and what it says.
pub(crate) type Field = (Index, usize, bool, u32);

/// Changes of fields.
pub(crate) fn field() -> impl Strategy<Value = Field> {
    (any::<Index>(), 4..46_usize, any::<bool>(), number())
}

/// Writes fields into the headers of an archive.
pub(crate) fn with_fields(archive: &[u8], fields: &[Field]) -> Vec<u8> {
    let mut bytes = archive.to_vec();
    let headers: Vec<usize> = places(&bytes, b"PK")
        .into_iter()
        .filter(|at| bytes.get(at + 2).is_some_and(|b| *b < 8))
        .collect();
    for (header, at, wide, number) in fields {
        let at = headers[header.index(headers.len())] + (at & !1);
        let field = number.to_le_bytes();
        let field = if *wide { &field[..] } else { &field[..2] };
        if let Some(place) = bytes.get_mut(at..at + field.len()) {
            place.copy_from_slice(field);
        }
    }
    bytes
}

/// A change of the records of an `.xls`.
#[derive(Clone, Debug)]
pub(crate) enum RecordEdit {
    Gone(Index),
    Again(Index, Index),
    Kind(Index, u16),
    Added(Index, u16, Vec<u8>),
    Inside(Index, Edit),
    Number(Index, Index, u16),
}

/// Kinds that readers know, and one that nobody knows.
const KINDS: [u16; 24] = [
    0x0006, 0x000a, 0x0017, 0x0018, 0x0022, 0x002f, 0x003c, 0x0042, 0x0085, 0x00bd, 0x00d6, 0x00e0,
    0x00e5, 0x00fc, 0x00fd, 0x013d, 0x0200, 0x0203, 0x0204, 0x0205, 0x0207, 0x027e, 0x041e, 0x0809,
];

/// Changes of records.
pub(crate) fn record_edit() -> impl Strategy<Value = RecordEdit> {
    let at = any::<Index>;
    let kind = || select(&KINDS[..]);
    let content = prop::collection::vec(any::<u8>(), 0..40);
    let short = prop_oneof![number().prop_map(|n| n as u16), 0..300_u16];
    prop_oneof![
        1 => at().prop_map(RecordEdit::Gone),
        1 => (at(), at()).prop_map(|(from, to)| RecordEdit::Again(from, to)),
        1 => (at(), kind()).prop_map(|(at, kind)| RecordEdit::Kind(at, kind)),
        2 => (at(), kind(), content).prop_map(|(at, kind, content)| RecordEdit::Added(at, kind, content)),
        4 => (at(), edit(&["\0", "\u{1}"])).prop_map(|(at, edit)| RecordEdit::Inside(at, edit)),
        5 => (at(), at(), short).prop_map(|(at, place, n)| RecordEdit::Number(at, place, n)),
    ]
}

/// Applies all changes.
pub(crate) fn changed_records(records: &[Record], edits: &[RecordEdit]) -> Vec<Record> {
    let mut records = records.to_vec();
    for edit in edits {
        let count = records.len();
        match edit {
            RecordEdit::Gone(at) if count > 1 => {
                records.remove(at.index(count));
            }
            RecordEdit::Gone(_) => {}
            RecordEdit::Again(from, to) => {
                let record = records[from.index(count)].clone();
                records.insert(to.index(count + 1), record);
            }
            RecordEdit::Kind(at, kind) => records[at.index(count)].0 = *kind,
            RecordEdit::Added(at, kind, content) => {
                records.insert(at.index(count + 1), (*kind, content.clone()));
            }
            RecordEdit::Inside(at, edit) => edit.apply(&mut records[at.index(count)].1),
            RecordEdit::Number(at, place, number) => {
                let content = &mut records[at.index(count)].1;
                let start = place.index(content.len() / 2 + 1) * 2;
                if let Some(place) = content.get_mut(start..start + 2) {
                    place.copy_from_slice(&number.to_le_bytes());
                }
            }
        }
    }
    records
}
