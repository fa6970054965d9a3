//! A look at the parts of a workbook before a library takes them into memory: no document types or
//! entities, no cell of a gigabyte, no flood of shared strings.

use std::io::{Read, Seek};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::error::{Bound, InputError};
use crate::limits::{RATIO, RECORD_BYTES, UNPACKED_BYTES};

/// What a package turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Package {
    /// `.xlsx`
    OpenXml,
    /// `.ods`
    OpenDocument,
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
) -> Result<Package, InputError> {
    let file = file.to_owned();
    look(source, packed).map_err(|fault| match fault {
        Fault::Broken => InputError::NotAWorkbook { file },
        Fault::Encrypted => InputError::Encrypted { file },
        Fault::Entities => InputError::Entities { file },
        Fault::Large(what) => InputError::TooLarge { file, what },
    })
}

fn look<R: Read + Seek>(source: R, packed: u64) -> Result<Package, Fault> {
    let mut archive = ZipArchive::new(source).map_err(|_| Fault::Broken)?;
    let mut package = None;
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
            continue;
        }
        let mut scan = XmlScan::default();
        let bytes = scan_part(&mut entry, &mut scan, unpacked, packed)?;
        unpacked += bytes;
        // Sheets are streamed; everything else is kept, strings with an overhead each.
        if !name.contains("worksheets/") && name != "content.xml" {
            kept += bytes + 40 * scan.strings;
        }
        if kept > KEPT_BYTES + 8 * packed {
            return Err(Fault::Large(Bound::Workbook));
        }
    }
    package.ok_or(Fault::Broken)
}

/// What the parts that stay in memory may take, besides eight times the size of the file.
const KEPT_BYTES: u64 = 64 << 20;
/// How far XML may unpack: far more than any spreadsheet program packs.
const XML_RATIO: u64 = 50;

fn scan_part(
    part: &mut impl Read,
    scan: &mut XmlScan,
    before: u64,
    packed: u64,
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
        if total > (1 << 20) + RATIO * packed {
            return Err(Fault::Large(Bound::Ratio));
        }
        if total > KEPT_BYTES + XML_RATIO * packed {
            return Err(Fault::Large(Bound::Workbook));
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
}

impl XmlScan {
    fn feed(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        for byte in bytes {
            self.last = self.last << 8 | u64::from(*byte);
            self.length += 1;
            match self.state {
                State::Text if *byte == b'<' => self.enter(State::Tag),
                State::Tag => self.tag(*byte),
                State::Quoted(quote) if *byte == quote => self.state = State::Tag,
                State::Declaration => self.declaration()?,
                State::Comment if self.last & 0xff_ffff == LAST_OF_COMMENT => {
                    self.enter(State::Text);
                }
                State::Cdata if self.last & 0xff_ffff == LAST_OF_CDATA => self.enter(State::Text),
                State::Text | State::Cdata => self.text += 1,
                State::Instruction if *byte == b'>' => self.enter(State::Text),
                State::Quoted(_) | State::Comment | State::Instruction => {}
            }
            if self.length > RECORD_BYTES || self.text > RECORD_BYTES {
                return Err(Fault::Large(Bound::Workbook));
            }
        }
        Ok(())
    }

    fn enter(&mut self, state: State) {
        (self.state, self.length) = (state, 0);
        if state == State::Tag {
            self.name = [0; 24];
        }
    }

    fn tag(&mut self, byte: u8) {
        match byte {
            b'!' if self.length == 1 => self.enter(State::Declaration),
            b'?' if self.length == 1 => self.enter(State::Instruction),
            b'"' | b'\'' => self.state = State::Quoted(byte),
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

    fn tag_ends(&mut self) {
        let end = |b: &u8| b.is_ascii_whitespace() || matches!(b, 0 | b'/');
        let name = self.name.split(end).next().unwrap_or_default();
        let local = name.rsplit(|b| *b == b':').next().unwrap_or_default();
        if matches!(local, b"c" | b"si" | b"row" | b"table-cell" | b"table-row") {
            self.text = 0;
            self.strings += u64::from(local == b"si");
        }
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
        let many = "<c><t>xxxxxxxxxx</t></c>".repeat(RECORD_BYTES / 8);
        assert_eq!(scan(&many), Ok(0));
    }

    #[test]
    fn what_is_no_package_is_refused() {
        let source = std::io::Cursor::new(b"this is not a workbook".to_vec());
        assert_eq!(look(source, 22), Err(Fault::Broken));
    }
}
