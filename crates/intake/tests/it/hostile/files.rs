//! Good files in pieces that can be changed, and how the pieces become files. The fuzz targets use it too.

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// The parts of a small `.xlsx`, those first that are read most.
pub(crate) const XLSX_PARTS: [&str; 7] = [
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "[Content_Types].xml",
    "_rels/.rels",
];

/// A name and the bytes under it.
pub(crate) type Part = (String, Vec<u8>);

/// An archive of parts, not compressed: what was changed in a part stands in the file as it is.
pub(crate) fn pack(parts: &[Part]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in parts {
        // A second part of one name is left out: no writer makes it.
        if zip.start_file(name.as_str(), stored).is_ok() {
            zip.write_all(bytes).unwrap_or_default();
        }
    }
    zip.finish().map(Cursor::into_inner).unwrap_or_default()
}

/// The parts of an archive, in the order of `names`.
pub(crate) fn unpack(archive: &[u8], names: &[&str]) -> Vec<Part> {
    let mut zip = ZipArchive::new(Cursor::new(archive)).unwrap();
    let mut part = |name: &&str| {
        let mut bytes = Vec::new();
        zip.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
        ((*name).to_owned(), bytes)
    };
    names.iter().map(&mut part).collect()
}

/// An `.ods` around its one part.
pub(crate) fn ods(content: &[u8]) -> Vec<u8> {
    let kind = b"application/vnd.oasis.opendocument.spreadsheet".to_vec();
    pack(&[("mimetype".to_owned(), kind), ("content.xml".to_owned(), content.to_vec())])
}

/// A compound file around the stream of a workbook.
pub(crate) fn compound(stream: &[u8]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_stream("/Workbook").unwrap().write_all(stream).unwrap();
    file.flush().unwrap();
    file.into_inner().into_inner()
}

/// A record of an `.xls`: kind and content.
pub(crate) type Record = (u16, Vec<u8>);

const SHEET: u16 = 0x0085;
const BEGIN: u16 = 0x0809;

/// Records end to end. Sheets begin where the next `BEGIN` stands, unless they are to begin elsewhere.
pub(crate) fn stream(records: &[Record], right: bool) -> Vec<u8> {
    let mut starts = Vec::new();
    let mut out = Vec::new();
    for (kind, content) in records {
        if *kind == BEGIN {
            starts.push(out.len() as u32);
        }
        out.extend(kind.to_le_bytes());
        out.extend((content.len() as u16).to_le_bytes());
        out.extend(content);
    }
    let (mut at, mut begins) = (0, starts.iter().skip(1));
    for (kind, content) in records {
        if *kind == SHEET
            && right
            && let (Some(begin), Some(place)) = (begins.next(), out.get_mut(at + 4..at + 8))
        {
            place.copy_from_slice(&begin.to_le_bytes());
        }
        at += 4 + content.len();
    }
    out
}

fn string(text: &str) -> Vec<u8> {
    let mut out = (text.chars().count() as u16).to_le_bytes().to_vec();
    out.push(1);
    out.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    out
}

fn place(row: u16, column: u16) -> Vec<u8> {
    [row.to_le_bytes(), column.to_le_bytes(), [0, 0]].concat()
}

/// A workbook with one record of each kind that is read.
pub(crate) fn xls_records(headers: &[&str], cells: &[&str]) -> Vec<Record> {
    let begin = |what: u8| (BEGIN, vec![0, 6, what, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0]);
    let strings: Vec<u8> = headers.iter().chain(cells).flat_map(|text| string(text)).collect();
    let count = ((headers.len() + cells.len()) as u32).to_le_bytes();
    let (first, second) = strings.split_at(string(headers[0]).len());
    let mut records = vec![
        begin(5),
        (0x0042, vec![0xb0, 0x04]),
        (0x0022, vec![0, 0]),
        (0x041e, [vec![164, 0], string("yyyy-mm-dd")].concat()),
        (0x00e0, [vec![0, 0, 164, 0], vec![0; 16]].concat()),
        (0x00e0, [vec![0, 0, 14, 0], vec![0; 16]].concat()),
        (
            0x0018,
            [vec![0, 0, 0, 1, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, b'x'], vec![0x1e, 1, 0]].concat(),
        ),
        (0x0017, vec![1, 0, 0, 0, 0, 0, 0, 0]),
        (SHEET, [vec![0, 0, 0, 0, 0, 0, 8, 0], b"payments".to_vec()].concat()),
        (0x00fc, [count, count].concat().into_iter().chain(first.to_vec()).collect()),
        (0x003c, second.to_vec()),
        (0x000a, vec![]),
        begin(0x10),
        (0x0200, [vec![0; 4], vec![9, 0, 0, 0, 0, 0, 20, 0, 0, 0]].concat()),
    ];
    for column in 0..headers.len() as u16 {
        let index = u32::from(column).to_le_bytes();
        records.push((0x00fd, [place(0, column), index.to_vec()].concat()));
    }
    for (column, text) in cells.iter().enumerate() {
        let at = place(1, column as u16);
        records.push(match text.parse::<f64>() {
            Ok(number) => (0x0203, [at, number.to_le_bytes().to_vec()].concat()),
            Err(_) => (0x0204, [at, string(text)].concat()),
        });
    }
    let rk = [1, 0, 0x02, 0, 0, 0x1f];
    records.extend([
        (0x027e, [place(2, 0), vec![0x02, 0, 0, 0x1f]].concat()),
        (0x00bd, [vec![2, 0, 1, 0], rk.to_vec(), rk.to_vec(), vec![2, 0]].concat()),
        (0x0205, [place(2, 4), vec![1, 0]].concat()),
        (
            0x0006,
            [
                place(2, 5),
                vec![0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0, 0, 0],
                vec![3, 0, 0x1e, 1, 0],
            ]
            .concat(),
        ),
        (0x0207, string("progress")),
        (0x00e5, vec![1, 0, 3, 0, 4, 0, 0, 0, 1, 0]),
        (0x000a, vec![]),
    ]);
    records
}

/// The only part of an `.ods` with all that its cells can say.
pub(crate) fn ods_content(headers: &[&str], cells: &[&str]) -> String {
    let text = |text: &&str| {
        format!(
            "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let row = |cells: &[&str]| {
        format!("<table:table-row>{}</table:table-row>", cells.iter().map(text).collect::<String>())
    };
    format!(
        "<?xml version=\"1.0\"?><office:document-content xmlns:office=\"o\" xmlns:table=\"t\">\
         <office:body><office:spreadsheet><table:table table:name=\"说明\"><table:table-row/></table:table>\
         <table:table table:name=\"payments\"><!-- a --><table:table-column/>{}{}\
         <table:table-row table:number-rows-repeated=\"2\"><table:table-cell office:value-type=\"float\" \
         office:value=\"7\"><text:p>7</text:p></table:table-cell><table:covered-table-cell/>\
         <table:table-cell table:number-columns-repeated=\"3\"/><table:table-cell \
         office:value-type=\"date\" office:date-value=\"2019-07-10\"/><table:table-cell \
         office:value-type=\"boolean\" office:boolean-value=\"true\"/><table:table-cell \
         office:value-type=\"string\"><office:annotation><text:p>n</text:p></office:annotation>\
         <text:p>a<text:s/>b&amp;&#x4e1a;<![CDATA[c]]></text:p><text:p>d</text:p></table:table-cell>\
         </table:table-row><table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell \
         table:number-columns-repeated=\"1024\"/></table:table-row></table:table>\
         </office:spreadsheet></office:body></office:document-content>",
        row(headers),
        row(cells)
    )
}
