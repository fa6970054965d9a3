//! A look at the parts of a workbook before a library takes them into memory: no document types or
//! entities, no cell of a gigabyte, no flood of shared strings.

use std::collections::HashMap;
use std::io::{Read, Seek};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::budget::Budget;
use crate::error::{Bound, InputError};
use crate::limits::{
    LARGE_BYTES, LARGE_RATIO, RATIO, RECORD_BYTES, SHEET_ROWS, UNPACKED_BYTES, XML_ATTRIBUTES,
    XML_DEPTH,
};

/// What a package turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Package {
    /// `.xlsx`
    OpenXml,
    /// `.ods`
    OpenDocument,
}

/// What a look at a package gives.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Contents {
    pub(crate) package: Package,
    /// Unpacked size of each part, by the place in the file where its bytes begin.
    pub(crate) parts: HashMap<u64, u64>,
}

/// Why a package is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    Broken,
    Encrypted,
    Entities,
    Large(Bound),
}

/// Reads through all XML of a package once.
pub(crate) fn inspect<R: Read + Seek>(
    source: R,
    packed: u64,
    file: &str,
    budget: &Budget,
) -> Result<Contents, InputError> {
    let file = file.to_owned();
    look(source, packed, budget).map_err(|fault| match fault {
        Fault::Broken => InputError::NotAWorkbook { file },
        Fault::Encrypted => InputError::Encrypted { file },
        Fault::Entities => InputError::Entities { file },
        Fault::Large(what) => InputError::TooLarge { file, what },
    })
}

fn look<R: Read + Seek>(source: R, packed: u64, budget: &Budget) -> Result<Contents, Fault> {
    let mut archive = ZipArchive::new(source).map_err(|_| Fault::Broken)?;
    let (mut package, mut parts) = (None, HashMap::new());
    let (mut unpacked, mut kept) = (0_u64, 0_u64);
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|error| match error {
            ZipError::UnsupportedArchive(_) => Fault::Encrypted,
            _ => Fault::Broken,
        })?;
        let name = String::from_utf8_lossy(entry.name_raw()).to_ascii_lowercase();
        match name.trim_start_matches('/') {
            "content.xml" => package = Some(Package::OpenDocument),
            name if name.starts_with("xl/") => package = package.or(Some(Package::OpenXml)),
            _ => {}
        }
        // The name is in small letters.
        if !matches!(name.rsplit('.').next(), Some("xml" | "rels")) {
            parts.insert(entry.data_start().unwrap_or_default(), u64::MAX);
            continue;
        }
        let mut scan = XmlScan::default();
        let bytes = scan_part(&mut entry, &mut scan, unpacked, packed, budget)?;
        unpacked += bytes;
        let size = parts.entry(entry.data_start().unwrap_or_default()).or_default();
        *size = bytes.max(*size);
        // Sheets are streamed; everything else is kept, with an overhead for each string and element.
        if !name.contains("worksheets/") && name != "content.xml" {
            // The library makes room for as many strings as the part claims to have.
            let strings = scan.claimed.saturating_mul(24).saturating_add(40 * scan.strings);
            kept = bytes.saturating_add(strings).saturating_add(kept + 16 * scan.elements);
        }
        if !budget.has_memory(kept) {
            return Err(Fault::Large(Bound::Workbook));
        }
    }
    if !budget.take_memory(kept) {
        return Err(Fault::Large(Bound::Workbook));
    }
    package.map(|package| Contents { package, parts }).ok_or(Fault::Broken)
}

fn scan_part(
    part: &mut impl Read,
    scan: &mut XmlScan,
    before: u64,
    packed: u64,
    budget: &Budget,
) -> Result<u64, Fault> {
    let mut buffer = vec![0; 64 << 10];
    let mut bytes = 0_u64;
    loop {
        let count = part.read(&mut buffer).map_err(|_| Fault::Broken)?;
        let read = buffer.get(..count).unwrap_or_default();
        if count == 0 {
            return Ok(bytes);
        }
        if bytes == 0 && is_wide(read) {
            return Err(Fault::Broken);
        }
        bytes += count as u64;
        let total = before + bytes;
        if total > UNPACKED_BYTES {
            return Err(Fault::Large(Bound::Unpacked));
        }
        let times = if total > LARGE_BYTES { LARGE_RATIO } else { RATIO };
        if total > (1 << 20) + times * packed {
            return Err(Fault::Large(Bound::Ratio));
        }
        if !budget.take_unpacked(count as u64) {
            return Err(Fault::Large(Bound::Share));
        }
        scan.feed(read)?;
    }
}

/// XML in UTF-16 could hide what is looked for; no spreadsheet program writes it.
fn is_wide(head: &[u8]) -> bool {
    matches!(head, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]) || head.iter().take(8).any(|b| *b == 0)
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Text,
    Tag,
    /// Inside an attribute's value, with its quotation mark.
    Quoted(u8),
    /// Behind `<!`.
    Declaration,
    Comment,
    Cdata,
    /// Behind `<?`.
    Instruction,
}

/// Follows XML byte by byte, just enough to know where its pieces end.
#[derive(Default)]
struct XmlScan {
    state: State,
    /// The last bytes, newest lowest.
    last: u64,
    /// Length of the piece being read.
    length: usize,
    /// Text since the last cell, string or row began.
    text: usize,
    name: [u8; 24],
    /// Shared strings seen.
    strings: u64,
    /// Most strings that a table of strings claims to have.
    claimed: u64,
    /// The value of the attribute being read, if it is a number.
    number: Option<u64>,
    /// Elements seen.
    elements: u64,
    /// Rows of the sheet being read.
    rows: u32,
    /// Elements that are open.
    depth: u32,
    /// Values of attributes seen in the tag being read.
    attributes: u32,
}

impl XmlScan {
    fn feed(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        for byte in bytes {
            self.last = self.last << 8 | u64::from(*byte);
            self.length += 1;
            match self.state {
                State::Text if *byte == b'<' => self.enter(State::Tag),
                State::Tag => self.tag(*byte),
                State::Quoted(quote) if *byte == quote => self.quote_ends(),
                State::Quoted(_) => self.number = digit_behind(self.number, *byte),
                State::Declaration => self.declaration()?,
                State::Comment if self.last & 0xff_ffff == LAST_OF_COMMENT => {
                    self.enter(State::Text);
                }
                State::Cdata if self.last & 0xff_ffff == LAST_OF_CDATA => self.enter(State::Text),
                State::Text | State::Cdata => self.text += 1,
                State::Instruction if *byte == b'>' => self.enter(State::Text),
                State::Comment | State::Instruction => {}
            }
            let nested = self.depth > XML_DEPTH || self.attributes > XML_ATTRIBUTES;
            // What has more rows than a sheet can have was not written by a spreadsheet program.
            let endless = self.rows > SHEET_ROWS;
            if nested || endless || self.length > RECORD_BYTES || self.text > RECORD_BYTES {
                return Err(Fault::Large(Bound::Workbook));
            }
        }
        Ok(())
    }

    fn enter(&mut self, state: State) {
        (self.state, self.length) = (state, 0);
        if state == State::Tag {
            self.name = [0; 24];
            self.attributes = 0;
        }
    }

    fn tag(&mut self, byte: u8) {
        match byte {
            b'!' if self.length == 1 => self.enter(State::Declaration),
            b'?' if self.length == 1 => self.enter(State::Instruction),
            b'"' | b'\'' => {
                self.state = State::Quoted(byte);
                (self.attributes, self.number) = (self.attributes + 1, Some(0));
            }
            b'>' => {
                self.tag_ends();
                self.enter(State::Text);
            }
            _ => {
                if let Some(slot) = self.name.get_mut(self.length - 1) {
                    *slot = byte;
                }
            }
        }
    }

    fn quote_ends(&mut self) {
        self.state = State::Tag;
        if self.number > Some(self.claimed) && self.local_name() == b"sst" {
            self.claimed = self.number.unwrap_or_default();
        }
    }

    /// The name of the tag being read, without its prefix.
    fn local_name(&self) -> &[u8] {
        let end = |b: &u8| b.is_ascii_whitespace() || matches!(b, 0 | b'/');
        let name = self.name.split(end).next().unwrap_or_default();
        name.rsplit(|b| *b == b':').next().unwrap_or_default()
    }

    fn tag_ends(&mut self) {
        self.elements += 1;
        let alone = self.last >> 8 & 0xff == u64::from(b'/');
        if self.name.first() == Some(&b'/') {
            self.depth = self.depth.saturating_sub(1);
        } else if !alone {
            self.depth += 1;
        }
        let local = self.local_name();
        let (is_string, is_row) = (local == b"si", matches!(local, b"row" | b"table-row"));
        let is_cell = matches!(local, b"c" | b"table-cell");
        // All sheets of an .ods stand in one part.
        let is_sheet = local == b"table";
        if is_string || is_row || is_cell {
            self.text = 0;
        }
        self.strings += u64::from(is_string);
        self.rows = if is_sheet { 0 } else { self.rows + u32::from(is_row) };
    }

    /// Comments and CDATA are fine; document types and entities are not.
    fn declaration(&mut self) -> Result<(), Fault> {
        let cdata = b"[CDATA[";
        let byte = self.last as u8;
        if self.last & 0xffff == u64::from(u16::from_be_bytes(*b"--")) && self.length == 2 {
            self.enter(State::Comment);
            self.last = 0;
            return Ok(());
        }
        if self.length == cdata.len() && byte == b'[' {
            self.enter(State::Cdata);
            self.last = 0;
            return Ok(());
        }
        let expected = cdata.get(self.length - 1) == Some(&byte);
        if expected || (self.length == 1 && byte == b'-') { Ok(()) } else { Err(Fault::Entities) }
    }
}

/// A number with one more digit; nothing where a value turns out not to be a number.
fn digit_behind(number: Option<u64>, byte: u8) -> Option<u64> {
    let digit = if byte.is_ascii_digit() { u64::from(byte - b'0') } else { return None };
    number.map(|number| number.saturating_mul(10).saturating_add(digit))
}

const LAST_OF_COMMENT: u64 = u32::from_be_bytes(*b"\0-->") as u64;
const LAST_OF_CDATA: u64 = u32::from_be_bytes(*b"\0]]>") as u64;

#[cfg(test)]
mod tests {
    use super::*;

    fn scan(xml: &str) -> Result<u64, Fault> {
        let mut scan = XmlScan::default();
        scan.feed(xml.as_bytes()).map(|()| scan.strings)
    }

    #[test]
    fn document_types_and_entities_are_found_wherever_they_hide() {
        for xml in [
            "<!DOCTYPE a><a/>",
            "<?xml version=\"1.0\"?>\n<!-- x --><!DOCTYPE lolz [<!ENTITY lol \"lol\">]><a>&lol;</a>",
            "<a b='>'><!ENTITY c \"d\"></a>",
            "<!doctype a>",
        ] {
            assert_eq!(scan(xml), Err(Fault::Entities), "{xml}");
        }
        for xml in [
            "<a><!-- <!DOCTYPE> --></a>",
            "<a><![CDATA[<!ENTITY]]></a>",
            "<a b=\"<!DOCTYPE\"/>",
            "",
        ] {
            assert_eq!(scan(xml), Ok(0), "{xml}");
        }
    }

    #[test]
    fn strings_are_counted_and_endless_pieces_refused() {
        assert_eq!(scan("<sst><si><t>a</t></si><x:si/><si a=\"1\"/></sst>"), Ok(3));
        let long = "x".repeat(RECORD_BYTES + 1);
        for xml in [
            format!("<c><t>{long}</t></c>"),
            format!("<c a=\"{long}\"/>"),
            format!("<!--{long}-->"),
            format!("<c><![CDATA[{}]]></c>", long.replace('x', ">")),
            format!("<c>{}</c>", "<t>xxxxxxxxxx</t>".repeat(RECORD_BYTES / 8)),
        ] {
            assert_eq!(scan(&xml), Err(Fault::Large(Bound::Workbook)));
        }
        for xml in ["<a>".repeat(300), format!("<a {}/>", "b='c' ".repeat(200))] {
            assert_eq!(scan(&xml), Err(Fault::Large(Bound::Workbook)));
        }
        let rows = |count| "<row/>".repeat(count);
        let most = SHEET_ROWS as usize;
        assert_eq!(scan(&rows(most)), Ok(0));
        assert_eq!(scan(&rows(most + 1)), Err(Fault::Large(Bound::Workbook)));
        let sheets = format!("{}<table:table>{}", rows(most), rows(most));
        assert_eq!(scan(&sheets), Ok(0));
        let mut claim = XmlScan::default();
        let sst = b"<c r='9'/><x:sst uid='{99999999999-9}' uniqueCount=\"4294967295\"><si/>";
        assert_eq!(
            claim.feed(sst).map(|()| (claim.claimed, claim.strings)),
            Ok((4_294_967_295, 1))
        );
        let flat = "<a b='1'><c/><d>x</d></a>".repeat(1000);
        assert_eq!(scan(&flat), Ok(0));
        let many = "<c><t>xxxxxxxxxx</t></c>".repeat(RECORD_BYTES / 8);
        assert_eq!(scan(&many), Ok(0));
    }

    #[test]
    fn what_is_no_package_is_refused() {
        let source = std::io::Cursor::new(b"this is not a workbook".to_vec());
        assert_eq!(look(source, 22, &Budget::of(22)), Err(Fault::Broken));
    }
}
