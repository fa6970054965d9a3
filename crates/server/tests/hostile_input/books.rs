//! Workbooks of three formats.

use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;

use crate::Case;
use crate::files::{Archive, SIZE, numbered, repeat};

pub(crate) const CASES: &[Case] = &[
    ("xlsx: cells in opposite corners", |f| sheet(f, &[(CORNERS, 1)])),
    ("xlsx: the last cell again and again", |f| sheet(f, &[(HEAD, 1), (LAST, 27 * SIZE)])),
    ("xlsx: one row of all columns", |f| sheet(f, &[(HEAD, 1), ("<c><v>1</v></c>", 27 * SIZE)])),
    ("xlsx: rows without a cell", |f| sheet(f, &[(HEAD, 1), ("<row/>", 27 * SIZE)])),
    ("xlsx: keys without end", |f| sheet(f, &[(KEY, 1), (ONE_KEY, 27 * SIZE)])),
    ("xlsx: payments without end", |f| sheet(f, &[(HEAD, 1), (PAYMENT, 27 * SIZE)])),
    ("xlsx: bad rows without end", |f| sheet(f, &[(HEAD, 1), (BAD, 27 * SIZE)])),
    ("xlsx: deep elements", |f| sheet(f, &[(HEAD, 1), ("<a>", SIZE)])),
    ("xlsx: deep elements, unpacked", |f| sheet(f, &[(HEAD, 1), ("<a>", 27 * SIZE)])),
    ("xlsx: elements of a hundred attributes", attributes),
    ("xlsx: more than may be unpacked", |f| sheet(f, &[(HEAD, 1), ("<row/>", 60 * SIZE)])),
    ("xlsx: references to letters", |f| sheet(f, &[(HEAD, 1), (REFERENCE, 27 * SIZE)])),
    ("xlsx: one string of 60 kB in each cell", long_string),
    ("xlsx: one string of 60 kB in a row of each column", long_row),
    ("xlsx: a million short strings", |f| strings(f, "<si><t>a</t></si>", 27 * SIZE)),
    ("xlsx: empty strings", |f| strings(f, "<si/>", 27 * SIZE)),
    ("xlsx: strings of a megabyte", |f| strings(f, "<si><t>\u{4e00}", SIZE)),
    ("xlsx: strings in pieces", |f| strings(f, "<r><t>a</t></r>", SIZE)),
    ("xlsx: billion laughs", laughs),
    ("xlsx: formats", |f| part(f, "xl/styles.xml", "<styleSheet><cellXfs>", "<xf/>", 27 * SIZE)),
    ("xlsx: formats of its own", number_formats),
    ("xlsx: sheets without end", sheets),
    ("xlsx: one sheet under ten thousand names", one_sheet_many_names),
    ("xlsx: relationships", relationships),
    ("xlsx: names of ranges", |f| {
        let unit = "<definedName name=\"a\">b</definedName>";
        part(f, "xl/other.xml", "<workbook><definedNames>", unit, 27 * SIZE)
    }),
    ("ods: rows repeated", |f| ods(f, &[(ODS_HEAD, 1), (ODS_REPEATED, 1)])),
    ("ods: rows repeated in each row", |f| ods(f, &[(ODS_HEAD, 1), (ODS_REPEATED, SIZE)])),
    ("ods: cells repeated", |f| ods(f, &[(ODS_HEAD, 1), (ODS_WIDE, 10 * SIZE)])),
    ("ods: empty rows", |f| ods(f, &[(ODS_HEAD, 1), ("<table:table-row/>", 27 * SIZE)])),
    ("ods: keys without end", |f| ods(f, &[(ODS_HEAD, 1), (ODS_KEY, 27 * SIZE)])),
    ("ods: deep elements", |f| ods(f, &[(ODS_HEAD, 1), ("<a>", 10 * SIZE)])),
    ("ods: spaces and paragraphs", |f| {
        ods(f, &[(ODS_HEAD, 1), (ODS_OPEN, 1), ("<text:p/>", SIZE)])
    }),
    ("ods: sheets without end", ods_sheets),
    ("xls: noise behind the first bytes", |f| raw(f, b"\xff\0\x01\xfe")),
    ("xls: zeros behind the first bytes", |f| raw(f, b"\0")),
    ("xls: sectors in a circle", |f| broken(f, 0)),
    ("xls: sectors that point to themselves", |f| broken(f, 1)),
    ("xls: sectors that end at once", |f| broken(f, 2)),
    ("xls: one sheet under a hundred thousand names", xls_names),
    ("xls: one long string in each cell", xls_long_string),
    ("xls: strings claimed", |f| xls(f, &[], &[(0x00fc, &[0xff; 8])], SIZE)),
    ("xls: short strings", xls_strings),
    ("xls: numbers in one place", |f| xls(f, &[], &[(0x0203, &[0; 14])], SIZE)),
    ("xls: rows of numbers in one place", |f| xls(f, &[], &[(0x00bd, &[0; 1204])], SIZE)),
    ("xls: sheets in sheets", |f| xls(f, &[], &[(0x0809, &[0, 6, 16, 0, 0, 0, 0, 0])], SIZE)),
    ("xls: empty records", |f| xls(f, &[], &[(0x003c, &[])], SIZE)),
    ("xls: formulas", |f| xls(f, &[], &[(0x0006, &[0; 22])], SIZE)),
    ("xls: merged cells", |f| xls(f, &[], &[(0x00e5, &[0xff; 10])], SIZE)),
    ("xls: formats", |f| xls(f, &[(0x00e0, &[0; 20])], &[], SIZE)),
    ("xls: names of ranges", |f| xls(f, &[(0x0018, &[0; 18])], &[], SIZE)),
];

const CORNERS: &str = "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>\
                       <row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>";
const LAST: &str = "<c r=\"XFD1048576\"><v>1</v></c>";
const REFERENCE: &str = "<c r=\"ZZZZZZZZZZZZ99999999999999\"><v>1</v></c>";
const KEY: &str = "<row><c t=\"inlineStr\"><is><t>key</t></is></c></row>";
const ONE_KEY: &str = "<row><c><v>10000001</v></c></row>";
const HEAD: &str = "<row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c><c t=\"s\"><v>2</v></c>\
    <c t=\"s\"><v>3</v></c><c t=\"s\"><v>4</v></c><c t=\"s\"><v>5</v></c><c t=\"s\"><v>6</v></c>\
    <c t=\"s\"><v>7</v></c></row>";
const PAYMENT: &str = "<row><c><v>1</v></c><c><v>653125</v></c><c><v>2019</v></c>\
    <c><v>20190101</v></c><c><v>1</v></c><c t=\"s\"><v>8</v></c><c t=\"s\"><v>9</v></c>\
    <c t=\"s\"><v>10</v></c></row>";
const BAD: &str = "<row><c><v>1</v></c><c><v>2</v></c><c><v>3</v></c><c><v>4</v></c></row>";
const STRINGS: [&str; 11] = [
    "voucher_no",
    "county",
    "fiscal_year",
    "paid_on",
    "amount",
    "channel",
    "kind",
    "payee_type",
    "direct",
    "fee",
    "unit",
];

/// All parts of a workbook but its sheet and its strings.
pub(crate) fn skeleton(archive: &mut Archive, sheet: &str) {
    archive
        .with("[Content_Types].xml", "<Types/>")
        .with(
            "_rels/.rels",
            "<Relationships><Relationship Id=\"a\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
        )
        .with("xl/_rels/workbook.xml.rels", &format!("<Relationships>{SHEET_RELATION}</Relationships>"))
        .with("xl/workbook.xml", &format!("<workbook><sheets><sheet name=\"{sheet}\" sheetId=\"1\" r:id=\"s\"/></sheets></workbook>"));
}

const SHEET_RELATION: &str = "<Relationship Id=\"s\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/>";

fn shared_strings() -> String {
    STRINGS.map(|s| format!("<si><t>{s}</t></si>")).concat()
}

/// Units, each repeated up to a size.
type Units<'a> = &'a [(&'a str, usize)];

fn write_units(out: &mut impl Write, units: Units<'_>) {
    for (unit, size) in units {
        repeat(out, unit.as_bytes(), (*size).max(unit.len())).unwrap();
    }
}

/// Fills an archive up to ten megabytes with what nothing reads.
fn fill(archive: &mut Archive, name: &str) {
    let mut state = 88_172_645_463_325_252_u64;
    let out = archive.entry(name);
    for _ in 0..SIZE / 8 - 300_000 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        out.write_all(&state.to_le_bytes()).unwrap();
    }
}

fn workbook(folder: &Path, strings: Units<'_>, cells: Units<'_>) -> String {
    let mut archive = Archive::new(folder, "data.xlsx");
    let is_key = cells.first().is_some_and(|(unit, _)| *unit == KEY);
    skeleton(&mut archive, if is_key { "register" } else { "payments" });
    let out = archive.entry("xl/sharedStrings.xml");
    write!(out, "<sst>{}", shared_strings()).unwrap();
    write_units(out, strings);
    write!(out, "</sst>").unwrap();
    let out = archive.entry("xl/worksheets/sheet1.xml");
    write!(out, "<worksheet><sheetData>").unwrap();
    write_units(out, cells);
    write!(out, "</sheetData></worksheet>").unwrap();
    fill(&mut archive, "xl/media/image.png");
    archive.end();
    String::new()
}

fn sheet(folder: &Path, cells: Units<'_>) -> String {
    workbook(folder, &[], cells)
}

fn strings(folder: &Path, unit: &str, size: usize) -> String {
    workbook(folder, &[(unit, size)], &[(HEAD, 1), (PAYMENT, 1)])
}

fn long_text() -> String {
    format!("<si><t>{}</t></si>", "v".repeat(60_000))
}

fn long_string(folder: &Path) -> String {
    let row = PAYMENT.replacen("<c><v>1</v></c>", "<c t=\"s\"><v>11</v></c>", 1);
    workbook(folder, &[(&long_text(), 1)], &[(HEAD, 1), (&row, 27 * SIZE)])
}

fn attributes(folder: &Path) -> String {
    let names = (0..100).map(|i| format!(" a{i}=''")).collect::<Vec<_>>().concat();
    sheet(folder, &[(HEAD, 1), (&format!("<c{names}/>"), 27 * SIZE)])
}

fn long_row(folder: &Path) -> String {
    let row = format!("<row>{}</row>", "<c t=\"s\"><v>11</v></c>".repeat(16_384));
    workbook(folder, &[(&long_text(), 1)], &[(HEAD, 1), (&row, 27 * SIZE)])
}

fn laughs(folder: &Path) -> String {
    let mut archive = Archive::new(folder, "data.xlsx");
    skeleton(&mut archive, "payments");
    let out = archive.entry("xl/sharedStrings.xml");
    write!(out, "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY a0 \"ha\">").unwrap();
    for level in 1..30 {
        let many = format!("&a{};", level - 1).repeat(10);
        write!(out, "<!ENTITY a{level} \"{many}\">").unwrap();
    }
    write!(out, "]><sst><si><t>&a29;</t></si></sst>").unwrap();
    archive.end();
    String::new()
}

/// A good workbook with one more part made of one unit.
fn part(folder: &Path, name: &str, begin: &str, unit: &str, size: usize) -> String {
    let mut archive = Archive::new(folder, "data.xlsx");
    skeleton(&mut archive, "payments");
    archive.with("xl/sharedStrings.xml", &format!("<sst>{}</sst>", shared_strings()));
    let rows = format!("<worksheet><sheetData>{HEAD}{PAYMENT}</sheetData></worksheet>");
    archive.with("xl/worksheets/sheet1.xml", &rows);
    let out = archive.entry(name);
    out.write_all(begin.as_bytes()).unwrap();
    repeat(out, unit.as_bytes(), size).unwrap();
    fill(&mut archive, "xl/media/image.png");
    archive.end();
    String::new()
}

fn number_formats(folder: &Path) -> String {
    let unit = "<numFmt numFmtId=\"200\" formatCode=\"yyyy\"/>";
    part(folder, "xl/styles.xml", "<styleSheet><numFmts>", unit, 27 * SIZE)
}

/// A workbook with these sheets and relations, and one sheet of ten thousand rows.
fn named(
    folder: &Path,
    sheets: impl Fn(&mut dyn Write),
    relations: impl Fn(&mut dyn Write),
) -> String {
    let mut archive = Archive::new(folder, "data.xlsx");
    archive.with("[Content_Types].xml", "<Types/>");
    let out = archive.entry("xl/_rels/workbook.xml.rels");
    write!(out, "<Relationships>{SHEET_RELATION}").unwrap();
    relations(out);
    write!(out, "</Relationships>").unwrap();
    let out = archive.entry("xl/workbook.xml");
    write!(out, "<workbook><sheets>").unwrap();
    sheets(out);
    write!(out, "</sheets></workbook>").unwrap();
    archive.with("xl/sharedStrings.xml", &format!("<sst>{}</sst>", shared_strings()));
    let out = archive.entry("xl/worksheets/sheet1.xml");
    write!(out, "<worksheet><sheetData>{HEAD}").unwrap();
    repeat(out, PAYMENT.as_bytes(), SIZE).unwrap();
    write!(out, "</sheetData></worksheet>").unwrap();
    fill(&mut archive, "xl/media/image.png");
    archive.end();
    String::new()
}

fn sheets(folder: &Path) -> String {
    let sheet = |i| format!("<sheet name=\"s{i}\" r:id=\"s\"/>");
    named(folder, |mut out| numbered(&mut out, 27 * SIZE, sheet).unwrap(), |_| {})
}

fn one_sheet_many_names(folder: &Path) -> String {
    let sheet = |i| format!("<sheet name=\"payments-{i}\" r:id=\"s\"/>");
    named(folder, |mut out| numbered(&mut out, 400_000, sheet).unwrap(), |_| {})
}

fn relationships(folder: &Path) -> String {
    let relation = |i| format!("<Relationship Id=\"{i}\" Target=\"{i}\"/>");
    let sheets =
        |out: &mut dyn Write| write!(out, "<sheet name=\"payments\" r:id=\"s\"/>").unwrap();
    named(folder, sheets, |mut out| numbered(&mut out, 27 * SIZE, relation).unwrap())
}

const ODS_HEAD: &str = "<table:table-row><table:table-cell office:value-type=\"string\">\
                        <text:p>key</text:p></table:table-cell></table:table-row>";
const ODS_KEY: &str = "<table:table-row><table:table-cell office:value-type=\"float\" \
                       office:value=\"10000001\"/></table:table-row>";
const ODS_REPEATED: &str = "<table:table-row table:number-rows-repeated=\"4294967295\">\
    <table:table-cell office:value-type=\"float\" office:value=\"10000001\"/></table:table-row>";
const ODS_WIDE: &str = "<table:table-row><table:table-cell table:number-columns-repeated=\"16384\" \
    office:value-type=\"float\" office:value=\"10000001\"/></table:table-row>";
const ODS_OPEN: &str =
    "<table:table-row><table:table-cell office:value-type=\"string\"><text:p>a</text:p>";

fn ods(folder: &Path, rows: Units<'_>) -> String {
    let mut archive = Archive::new(folder, "data.ods");
    let out = archive.entry("content.xml");
    write!(out, "<office:document-content><office:body><table:table table:name=\"register\">")
        .unwrap();
    write_units(out, rows);
    write!(out, "</table:table></office:body></office:document-content>").unwrap();
    fill(&mut archive, "Pictures/a.png");
    archive.end();
    String::new()
}

fn ods_sheets(folder: &Path) -> String {
    let mut archive = Archive::new(folder, "data.ods");
    let out = archive.entry("content.xml");
    write!(out, "<office:document-content><office:body>").unwrap();
    let sheet = |i| format!("<table:table table:name=\"register-{i}\">{ODS_HEAD}</table:table>");
    numbered(out, SIZE, sheet).unwrap();
    write!(out, "</office:body></office:document-content>").unwrap();
    fill(&mut archive, "Pictures/a.png");
    archive.end();
    String::new()
}

fn raw(folder: &Path, unit: &[u8]) -> String {
    crate::files::file(folder, "payments.xls", |out| {
        out.write_all(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1").unwrap();
        repeat(out, unit, SIZE).unwrap();
    });
    String::new()
}

type Records<'a> = &'a [(u16, &'a [u8])];

fn push(out: &mut Vec<u8>, kind: u16, content: &[u8]) {
    out.extend(kind.to_le_bytes());
    out.extend((content.len() as u16).to_le_bytes());
    out.extend(content);
}

/// A workbook of one sheet: records among the globals and in the sheet, each again and again.
fn xls(folder: &Path, globals: Records<'_>, cells: Records<'_>, size: usize) -> String {
    let many = |records: Records<'_>| {
        let mut unit = Vec::new();
        for (kind, content) in records {
            push(&mut unit, *kind, content);
        }
        if unit.is_empty() { unit } else { unit.repeat(size / unit.len()) }
    };
    compound(folder, &stream(&many(globals), &many(cells), 1));
    String::new()
}

const BEGIN: [u8; 8] = [0, 6, 5, 0, 0, 0, 0, 0];

/// The stream of a workbook whose sheets, as many as wanted, all begin at the same place.
fn stream(globals: &[u8], cells: &[u8], sheets: usize) -> Vec<u8> {
    let mut out = Vec::new();
    push(&mut out, 0x0809, &BEGIN);
    out.extend(globals);
    let at = out.len() + sheets * 24 + 4;
    for number in 0..sheets {
        let name = format!("payments{:04}", number % 10_000);
        let content = [&(at as u32).to_le_bytes()[..], &[0, 0, 12, 0], name.as_bytes()].concat();
        push(&mut out, 0x0085, &content);
    }
    push(&mut out, 0x000a, &[]);
    push(&mut out, 0x0809, &BEGIN);
    out.extend(cells);
    push(&mut out, 0x000a, &[]);
    out
}

fn compound(folder: &Path, stream: &[u8]) {
    let mut compound = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    compound.create_stream("/Workbook").unwrap().write_all(stream).unwrap();
    compound.flush().unwrap();
    fs::write(folder.join("payments.xls"), compound.into_inner().into_inner()).unwrap();
}

fn xls_names(folder: &Path) -> String {
    let mut cell = Vec::new();
    push(&mut cell, 0x0203, &[0; 14]);
    compound(folder, &stream(&[], &cell.repeat(SIZE / 2 / cell.len()), SIZE / 2 / 24));
    String::new()
}

/// A table of shared strings, all of one length, in as many records as it needs.
fn string_table(count: u32, length: u16) -> Vec<u8> {
    let mut out = Vec::new();
    let mut content = [count.to_le_bytes(), count.to_le_bytes()].concat();
    for at in 0..count {
        if content.len() + 3 + usize::from(length) > 8000 && !content.is_empty() {
            let kind = if out.is_empty() { 0x00fc } else { 0x003c };
            push(&mut out, kind, &content);
            content.clear();
        }
        content.extend(length.to_le_bytes());
        content.push(0);
        content.extend(std::iter::repeat_n(b'a' + (at % 26) as u8, length.into()));
    }
    let kind = if out.is_empty() { 0x00fc } else { 0x003c };
    push(&mut out, kind, &content);
    out
}

fn xls_long_string(folder: &Path) -> String {
    let mut cells = Vec::new();
    let mut row = 0_u16;
    while cells.len() < SIZE {
        row = row.wrapping_add(1) % 60_000;
        push(&mut cells, 0x00fd, &[&row.to_le_bytes()[..], &[0; 8]].concat());
    }
    compound(folder, &stream(&string_table(1, 7000), &cells, 1));
    String::new()
}

fn xls_strings(folder: &Path) -> String {
    compound(folder, &stream(&string_table(SIZE as u32 / 4, 1), &[], 1));
    String::new()
}

/// A compound file whose table of sectors leads astray.
fn broken(folder: &Path, how: u32) -> String {
    xls(folder, &[], &[(0x0203, &[0; 14])], SIZE);
    let path = folder.join("payments.xls");
    let mut bytes = fs::read(&path).unwrap();
    let sector = |bytes: &[u8]| 1 << u16::from_le_bytes([bytes[30], bytes[31]]);
    let size: usize = sector(&bytes);
    let first = u32::from_le_bytes([bytes[76], bytes[77], bytes[78], bytes[79]]) as usize;
    let start = size * (first + 1);
    for entry in 4..size / 4 {
        let next = match how {
            0 => 4,
            1 => entry as u32,
            _ => u32::MAX - 1,
        };
        bytes[start + 4 * entry..start + 4 * entry + 4].copy_from_slice(&next.to_le_bytes());
    }
    fs::write(path, bytes).unwrap();
    String::new()
}
