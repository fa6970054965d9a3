//! `.ods`, streamed. Repeated rows and cells are the format's way to say "and so on": they are followed
//! only as far as a sheet can reach.

use std::borrow::Cow;
use std::io::{BufReader, Read, Seek};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;
use zip::read::ZipFile;

use super::{BookFault, RowSource, SheetCell};
use crate::limits::{RECORD_BYTES, REPEATED_BYTES, REPEATED_ROWS, SHEET_COLUMNS};

type Xml<'a, R> = Reader<BufReader<ZipFile<'a, R>>>;

fn content<R: Read + Seek>(archive: &mut ZipArchive<R>) -> Result<Xml<'_, R>, BookFault> {
    let part = archive.by_name("content.xml").map_err(|_| BookFault::Broken)?;
    Ok(Reader::from_reader(BufReader::new(part)))
}

/// The names of the sheets.
pub(super) fn sheets<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
) -> Result<Vec<String>, BookFault> {
    let mut xml = content(archive)?;
    let (mut names, mut buffer) = (Vec::new(), Vec::new());
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(|_| BookFault::Broken)? {
            Event::Start(tag) | Event::Empty(tag) if is(&tag, "table") => {
                names.push(attribute(&tag, "table:name").unwrap_or_default());
            }
            Event::Eof => return Ok(names),
            _ => {}
        }
    }
}

/// Opens a sheet.
pub(super) fn rows<'a, R: Read + Seek>(
    archive: &'a mut ZipArchive<R>,
    sheet: &str,
) -> Result<Box<dyn RowSource<'a> + 'a>, BookFault> {
    let mut xml = content(archive)?;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(|_| BookFault::Broken)? {
            Event::Start(tag)
                if is(&tag, "table") && attribute(&tag, "table:name").as_deref() == Some(sheet) =>
            {
                break;
            }
            Event::Eof => return Err(BookFault::Broken),
            _ => {}
        }
    }
    Ok(Box::new(OdsRows {
        xml,
        buffer,
        number: 0,
        again: 0,
        repeated: Vec::new(),
        bytes: 0,
        added: 0,
        added_bytes: 0,
        ended: false,
    }))
}

struct OdsRows<'a, R: Read + Seek> {
    xml: Xml<'a, R>,
    buffer: Vec<u8>,
    /// Number of the last row.
    number: u32,
    /// How often `repeated` comes again.
    again: u32,
    repeated: Vec<(u32, SheetCell<'static>)>,
    /// Bytes of its cells.
    bytes: usize,
    /// Rows that repetitions added so far.
    added: u64,
    /// Bytes of cells that repetitions added so far.
    added_bytes: u64,
    ended: bool,
}

impl<'a, R: Read + Seek> RowSource<'a> for OdsRows<'_, R> {
    fn next_row(&mut self, row: &mut Vec<(u32, SheetCell<'a>)>) -> Result<Option<u32>, BookFault> {
        row.clear();
        while self.again == 0 {
            // Behind its end, the next sheet begins.
            self.ended = self.ended || !self.read_row()?;
            if self.ended {
                return Ok(None);
            }
            if self.repeated.is_empty() {
                self.number = self.number.saturating_add(self.again);
                self.again = 0;
            }
        }
        self.again -= 1;
        self.number = self.number.saturating_add(1);
        row.extend(self.repeated.iter().cloned());
        if self.again > 0 {
            self.added += 1;
            self.add_bytes(self.bytes)?;
        }
        Ok(Some(self.number))
    }
}

impl<R: Read + Seek> OdsRows<'_, R> {
    /// Counts what repetitions add.
    fn add_bytes(&mut self, bytes: usize) -> Result<(), BookFault> {
        self.added_bytes += bytes as u64;
        let large = self.added > REPEATED_ROWS || self.added_bytes > REPEATED_BYTES;
        if large { Err(BookFault::Large) } else { Ok(()) }
    }

    /// Reads the next row element; false at the end of the sheet.
    fn read_row(&mut self) -> Result<bool, BookFault> {
        loop {
            self.buffer.clear();
            match self.xml.read_event_into(&mut self.buffer).map_err(|_| BookFault::Broken)? {
                Event::Start(tag) if is(&tag, "table-row") => {
                    self.again = repetition(&tag, "table:number-rows-repeated");
                    self.read_cells()?;
                    return Ok(true);
                }
                Event::Empty(tag) if is(&tag, "table-row") => {
                    let rows = repetition(&tag, "table:number-rows-repeated");
                    self.number = self.number.saturating_add(rows);
                }
                Event::End(tag) if tag.name().0 == "table:table" => return Ok(false),
                Event::Eof => return Err(BookFault::Broken),
                _ => {}
            }
        }
    }

    fn read_cells(&mut self) -> Result<(), BookFault> {
        self.repeated.clear();
        self.bytes = 0;
        let mut column = 0_u32;
        loop {
            self.buffer.clear();
            let event =
                self.xml.read_event_into(&mut self.buffer).map_err(|_| BookFault::Broken)?;
            let (tag, open) = match event {
                Event::Start(tag) => (tag, true),
                Event::Empty(tag) => (tag, false),
                Event::End(tag) if tag.name().0 == "table:table-row" => return Ok(()),
                Event::Eof => return Err(BookFault::Broken),
                _ => continue,
            };
            if !is(&tag, "table-cell") && !is(&tag, "covered-table-cell") {
                continue;
            }
            let times = repetition(&tag, "table:number-columns-repeated");
            let value = typed_value(&tag);
            let formula = attribute(&tag, "table:formula").map(|_| SheetCell::NotCalculated);
            let name = tag.name().0.to_owned();
            let text = if open { self.read_text(&name)? } else { String::new() };
            let text = (!text.is_empty()).then_some(SheetCell::Text(Cow::Owned(text)));
            let cell = value.or(text).or(formula);
            if let Some(cell) = cell {
                let last = column.saturating_add(times).min(SHEET_COLUMNS);
                let each = if let SheetCell::Text(text) = &cell { text.len() + 32 } else { 32 };
                let cells = last.saturating_sub(column) as usize;
                self.bytes += each * cells;
                if self.bytes > RECORD_BYTES {
                    return Err(BookFault::Large);
                }
                self.add_bytes(each * cells.saturating_sub(1))?;
                self.repeated.extend((column..last).map(|at| (at, cell.clone())));
            }
            column = column.saturating_add(times);
        }
    }

    /// The paragraphs of a cell up to its end; annotations are not part of it.
    fn read_text(&mut self, cell: &str) -> Result<String, BookFault> {
        let (mut out, mut paragraphs, mut annotation, mut inside) =
            (String::new(), 0, false, false);
        loop {
            self.buffer.clear();
            let event =
                self.xml.read_event_into(&mut self.buffer).map_err(|_| BookFault::Broken)?;
            match event {
                Event::Start(tag) if tag.name().0 == "office:annotation" => annotation = true,
                Event::End(tag) if tag.name().0 == "office:annotation" => annotation = false,
                Event::End(tag) if tag.name().0 == cell => return Ok(out),
                Event::Start(tag) if tag.name().0 == "text:p" && !annotation => {
                    if paragraphs > 0 {
                        out.push('\n');
                    }
                    paragraphs += 1;
                    inside = true;
                }
                Event::End(tag) if tag.name().0 == "text:p" => inside = false,
                Event::Empty(tag) if tag.name().0 == "text:s" && inside && !annotation => {
                    out.push(' ');
                }
                Event::Text(text) if inside && !annotation => out.push_str(&text.xml10_content()),
                Event::GeneralRef(entity) if inside && !annotation => {
                    push_entity(&entity, &mut out)?;
                }
                Event::CData(text) if inside && !annotation => out.push_str(&text.xml10_content()),
                Event::Eof => return Err(BookFault::Broken),
                _ => {}
            }
            if out.len() > RECORD_BYTES {
                return Err(BookFault::Large);
            }
        }
    }
}

fn push_entity(
    entity: &quick_xml::events::BytesRef<'_>,
    out: &mut String,
) -> Result<(), BookFault> {
    let known = quick_xml::escape::resolve_xml_entity(entity.as_ref());
    match known {
        Some(text) => out.push_str(text),
        None => match entity.resolve_char_ref() {
            Ok(Some(c)) => out.push(c),
            _ => return Err(BookFault::Broken),
        },
    }
    Ok(())
}

/// Whether a tag is `table:…`.
fn is(tag: &BytesStart<'_>, local: &str) -> bool {
    tag.name().0.strip_prefix("table:") == Some(local)
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = tag.try_get_attribute(name).ok().flatten()?;
    quick_xml::escape::unescape(&attribute.value).ok().map(Cow::into_owned)
}

fn repetition(tag: &BytesStart<'_>, name: &str) -> u32 {
    attribute(tag, name).and_then(|n| n.parse().ok()).unwrap_or(1).max(1)
}

/// The value that a cell states in its attributes; texts stand in its paragraphs.
fn typed_value(tag: &BytesStart<'_>) -> Option<SheetCell<'static>> {
    match attribute(tag, "office:value-type")?.as_str() {
        "float" | "currency" | "percentage" => {
            attribute(tag, "office:value")?.parse().ok().map(SheetCell::Number)
        }
        "date" => attribute(tag, "office:date-value").map(|day| SheetCell::Text(Cow::Owned(day))),
        "boolean" => {
            attribute(tag, "office:boolean-value").map(|flag| SheetCell::Flag(flag == "true"))
        }
        "string" => {
            attribute(tag, "office:string-value").map(|text| SheetCell::Text(Cow::Owned(text)))
        }
        _ => None,
    }
}
