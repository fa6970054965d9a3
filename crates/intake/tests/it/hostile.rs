//! Files that mean harm, or mean nothing: never a panic, never without end.
//!
//! `MINGZHANG_HOSTILE_CASES` says how many cases all properties try together; `.ci/run` asks for more
//! than a hundred thousand. What the fuzz targets found stands in `hostile/found.rs`.

mod files;
mod found;
mod mutate;
mod seeds;

use std::fs;

use domain::TableId;
use encoding_rs::GB18030;
use intake::{Options, read_declarations, write_rejected};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use rust_xlsxwriter::{Format, Workbook};
use tempfile::TempDir;

use self::files::{
    Part, XLSX_PARTS, compound, ods, ods_content, pack, stream, unpack, xls_records,
};
use self::mutate::{
    Edit, changed, changed_parts, changed_records, edit, field, part_edit, record_edit,
    with_fields, word_edit, xml_edit,
};
use crate::common::{GOOD, PAYMENTS, Set, load_path, load_with, rows};

/// A folder in which one hostile file after the other is read.
struct Place {
    folder: TempDir,
    rejected: TempDir,
}

impl Place {
    fn new() -> Place {
        Place { folder: tempfile::tempdir().unwrap(), rejected: tempfile::tempdir().unwrap() }
    }

    /// Whatever comes out, it must come out, and rejected rows must be writable.
    fn survive(&self, name: &str, bytes: &[u8]) {
        self.write(name, bytes);
        self.load(name);
        // The reader of printed forms meets the same workbooks.
        drop(read_declarations(bytes.to_vec(), name));
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.folder.path().join(name), bytes).unwrap();
    }

    fn load(&self, name: &str) {
        let options = Options { keep_rejected_rows: true, threads: 1, ..Options::default() };
        if let Ok(loaded) = load_with(&self.folder.path().join(name), &options) {
            let folder = tempfile::tempdir_in(self.rejected.path()).unwrap();
            write_rejected(&loaded, folder.path()).unwrap();
            let lost = loaded.counts.values().map(|c| c.rejected).sum::<u64>();
            assert!(lost <= loaded.rejected_total);
        }
    }
}

fn good_text() -> String {
    let row = |i: usize| GOOD.replace("V1", &format!("V{i}")).replace("天山", "\"天\"\"山\n");
    let rows: Vec<String> = (0..20).map(|i| row(i).replace("路桥", "路桥\"")).collect();
    format!("{PAYMENTS}\n{}\n", rows.join("\n"))
}

fn good_cells() -> [Vec<&'static str>; 2] {
    [PAYMENTS, GOOD].map(|line| line.split(',').collect())
}

fn good_xlsx() -> Vec<u8> {
    let mut book = Workbook::new();
    let page = book.add_worksheet().set_name("payments").unwrap();
    for (row, line) in good_cells().iter().enumerate() {
        for (at, cell) in line.iter().enumerate() {
            page.write(row as u32, at as u16, *cell).unwrap();
        }
    }
    let date = Format::new().set_num_format("yyyy/m/d");
    page.write_with_format(2, 3, 43_656.5, &date).unwrap();
    page.write(2, 4, 1.5).unwrap();
    page.write(2, 5, true).unwrap();
    book.save_to_buffer().unwrap()
}

fn xlsx_parts() -> Vec<Part> {
    unpack(&good_xlsx(), &XLSX_PARTS)
}

fn good_ods() -> String {
    let [headers, cells] = good_cells();
    ods_content(&headers, &cells)
}

fn good_records() -> Vec<files::Record> {
    let [headers, cells] = good_cells();
    xls_records(&headers, &cells)
}

fn good_zip() -> Vec<u8> {
    let text = good_text().into_bytes();
    pack(&[("payments.csv".into(), text), ("data.xlsx".into(), good_xlsx())])
}

const GOOD_MAPPING: &str = "[payments]\nfiles = [\"支付*.csv\", \"p*.csv\"]\nsheet = \"明细\"\n\
    [payments.columns]\n\"号\" = \"voucher_no\"\n\"日\" = [\"paid_on\", \"imported_on\"]\n\
    [payments.constants]\ncounty = \"653125\"\nfiscal_year = 2019\nkind = \"fee\"\n\
    [payments.values.channel]\n\"01\" = \"direct\"\n[payments.units]\namount = \"万元\"\n\
    [payments.dates]\npaid_on = \"DD.MM.YYYY\"\n";

/// What means something in delimited text, and values at the edge of what cells may hold.
const TEXT: &[&str] = &[
    "\"",
    "\"\"",
    ",",
    ";",
    "\t",
    "\n",
    "\r",
    "\r\n",
    "\0",
    "\u{feff}",
    "\u{1a}",
    "，",
    "１",
    "-1",
    "1e9",
    "99999999999999999999",
    "0.001",
    "2019-02-30",
    "9999-12-31",
    "0000-00-00",
    "9999999",
    "653125",
    "莎车县莎车县",
    "喀什地区",
    "是",
    "Ｎ",
    "***",
    "_line",
    "（万元）",
    "_wan",
    "\u{10ffff}",
    "\u{202e}",
    "¥1 234.50",
    " ",
    "\"\n\"",
];
/// What means something in the parts of workbooks.
const XML: &[&str] = &[
    "-1",
    "0",
    "1",
    "4294967295",
    "99999999999999999999",
    "1e400",
    "NaN",
    "A0",
    "A1",
    "XFD1048576",
    "ZZZZ9999999",
    "A1:XFD1048576",
    "s",
    "str",
    "inlineStr",
    "b",
    "e",
    "d",
    "n",
    "<c",
    "</c>",
    "<row>",
    "<row r=\"0\">",
    "</row>",
    "<v>99</v>",
    "<is>",
    "<si/>",
    "<t>",
    "</sheetData>",
    "</worksheet>",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "<!DOCTYPE",
    "<?",
    "&#0;",
    "&#x10ffff;",
    "&amp;",
    "&bogus;",
    "\"",
    "'",
    ">",
    "<",
    "/",
    "xml:space=\"preserve\"",
    "../../x",
    "<mergeCell ref=\"A1:B2\"/>",
    "<dimension ref=\"B2:A1\"/>",
    "<numFmt numFmtId=\"164\" formatCode=\"yyyy\"/>",
    "\0",
    "\u{feff}",
    "table:table-row",
    "table:table-cell",
    "table:table",
    "text:p",
    "office:annotation",
    "float",
    "date",
    "string",
    "boolean",
    "<table:table-row>",
    "</table:table-row>",
    "<table:covered-table-cell/>",
    "1048576",
    "16385",
    "payments",
    "rId1",
    "rId9",
];
/// What means something in a mapping file.
const TOML: &[&str] = &[
    "\"",
    "'",
    "[",
    "]",
    "[[",
    "]]",
    "=",
    ".",
    ",",
    "\n",
    "#",
    "{",
    "}",
    "\"\"\"",
    "1e400",
    "1979-05-27",
    "true",
    "payments",
    "columns",
    "files",
    "*",
    "**",
    "YYYY",
    "county",
    "\\u0000",
    "\\",
    "\0",
    "\u{feff}",
    "inf",
    "0x",
    "支付",
];

fn few<T: std::fmt::Debug>(one: impl Strategy<Value = T>) -> impl Strategy<Value = Vec<T>> {
    prop::collection::vec(one, 1..6)
}

/// UTF-8, with a mark, UTF-16 in both orders, GB18030.
#[derive(Clone, Copy)]
enum Encoding {
    Utf8,
    Marked,
    Little,
    Big,
    Gb18030,
}

impl Encoding {
    fn encode(self, text: &str) -> Vec<u8> {
        let marked = format!("\u{feff}{text}");
        match self {
            Encoding::Utf8 => text.as_bytes().to_vec(),
            Encoding::Marked => marked.into_bytes(),
            Encoding::Little => marked.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            Encoding::Big => marked.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            Encoding::Gb18030 => GB18030.encode(text).0.into_owned(),
        }
    }
}

/// Changes of the text, its separator, its newline, and then of its bytes.
type TextEdits = (Vec<Edit>, char, &'static str, Vec<Edit>);

fn text_edits() -> impl Strategy<Value = TextEdits> {
    let separator = prop_oneof![Just(','), Just('\t'), Just(';')];
    let newline = prop_oneof![4 => Just("\n"), 2 => Just("\r\n"), 1 => Just("\r")];
    (few(edit(TEXT)), separator, newline, prop::collection::vec(word_edit(), 0..2))
}

fn survive_text(place: &Place, encoding: Encoding, (edits, separator, newline, raw): &TextEdits) {
    let text = changed(good_text().as_bytes(), edits);
    let text = String::from_utf8_lossy(&text).replace(',', &separator.to_string());
    let bytes = encoding.encode(&text.replace('\n', newline));
    place.survive("payments.csv", &changed(&bytes, raw));
}

fn survive_mapping(place: &Place, text: &[u8]) {
    if !place.folder.path().join("payments.csv").exists() {
        let row = "V1,10.07.2019,01,1.5";
        place.write("payments.csv", format!("号,日,channel,amount\n{row}\n").as_bytes());
        place.write("register.tsv", "key\tkind\n653125198001011012\t1\n".as_bytes());
    }
    place.survive("mapping.toml", text);
    place.load("");
}

/// How many cases all properties try together.
fn total() -> u32 {
    std::env::var("MINGZHANG_HOSTILE_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(3_000)
}

/// Tries a property with its share of all cases.
fn hold<S: Strategy>(share: u32, strategy: S, check: impl Fn(&Place, S::Value)) {
    let (cases, place) = ((total() * share).div_ceil(100), Place::new());
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    let tried = TestRunner::new(config).run(&strategy, |value| {
        check(&place, value);
        Ok(())
    });
    assert!(tried.is_ok(), "{}", tried.unwrap_err());
}

macro_rules! properties {
    ($($name:ident: $share:literal % of $strategy:expr => $check:expr;)*) => {
        $(
            #[test]
            fn $name() {
                hold($share, $strategy, $check);
            }
        )*
        /// Hundredths of all cases.
        const SHARES: &[u32] = &[$($share),*];
    };
}

properties! {
    random_bytes: 3 % of prop::collection::vec(any::<u8>(), 0..1000) => |place, bytes: Vec<u8>| {
        for name in ["payments.csv", "payments.xlsx", "payments.xls", "payments.ods", "payments.zip"] {
            place.survive(name, &bytes);
        }
    };
    random_rows: 3 % of "([,;\t\"\n\r\u{feff}]|[0-9A-Za-z.¥-]|[金额莎车县]){0,200}" => |place, text: String| {
        place.survive("payments.csv", format!("{PAYMENTS}\n{text}").as_bytes());
        place.survive("benefits.tsv", format!("voucher_no\tkey\tamount\n{text}").as_bytes());
    };
    text_in_utf8: 6 % of text_edits() => |place, edits| survive_text(place, Encoding::Utf8, &edits);
    text_with_a_mark: 4 % of text_edits() => |place, edits| survive_text(place, Encoding::Marked, &edits);
    text_in_utf16_little: 4 % of text_edits() => |place, edits| survive_text(place, Encoding::Little, &edits);
    text_in_utf16_big: 4 % of text_edits() => |place, edits| survive_text(place, Encoding::Big, &edits);
    text_in_gb18030: 6 % of text_edits() => |place, edits| survive_text(place, Encoding::Gb18030, &edits);
    xlsx_bytes: 4 % of (Just(good_xlsx()), few(word_edit())) => |place, (good, edits)| {
        place.survive("data.xlsx", &changed(&good, &edits));
    };
    xlsx_parts_changed: 16 % of (Just(xlsx_parts()), few(part_edit(XML))) => |place, (good, edits)| {
        place.survive("data.xlsx", &pack(&changed_parts(&good, &edits)));
    };
    xlsx_directory: 5 % of (Just(pack(&xlsx_parts())), few(field())) => |place, (good, fields)| {
        place.survive("data.xlsx", &with_fields(&good, &fields));
    };
    ods_bytes: 2 % of (Just(ods(good_ods().as_bytes())), few(word_edit())) => |place, (good, edits)| {
        place.survive("data.ods", &changed(&good, &edits));
    };
    ods_content_changed: 12 % of (Just(good_ods()), few(xml_edit(XML))) => |place, (good, edits)| {
        place.survive("data.ods", &ods(&changed(good.as_bytes(), &edits)));
    };
    xls_sectors: 6 % of (Just(compound(&stream(&good_records(), true))), few(word_edit())) => |place, (good, edits)| {
        place.survive("data.xls", &changed(&good, &edits));
    };
    xls_records_changed: 10 % of (Just(good_records()), few(record_edit()), 0..10_u8, prop::collection::vec(word_edit(), 0..2)) =>
        |place, (good, edits, right, raw)| {
            let stream = stream(&changed_records(&good, &edits), right > 0);
            place.survive("data.xls", &compound(&changed(&stream, &raw)));
        };
    zip_bytes: 3 % of (Just(good_zip()), few(word_edit())) => |place, (good, edits)| {
        place.survive("set.zip", &changed(&good, &edits));
    };
    zip_directory: 4 % of (Just(good_zip()), few(field())) => |place, (good, fields)| {
        place.survive("set.zip", &with_fields(&good, &fields));
    };
    random_mappings: 3 % of "(\\[payments(\\.[a-z]{1,8})?\\]\n|[a-z]{1,8} = [\"0-9a-z\\[\\]]{0,8}\n){0,8}" =>
        |place, text: String| survive_mapping(place, text.as_bytes());
    mappings_changed: 5 % of few(edit(TOML)) => |place, edits| {
        survive_mapping(place, &changed(GOOD_MAPPING.as_bytes(), &edits));
    };
}

#[test]
fn the_shares_make_a_whole() {
    assert_eq!(SHARES.iter().sum::<u32>(), 100);
}

#[test]
fn the_files_that_are_changed_are_good() {
    for (name, bytes) in [
        ("payments.csv", Encoding::Gb18030.encode(&good_text())),
        ("data.xlsx", pack(&xlsx_parts())),
        ("set.zip", good_zip()),
        ("data.xls", compound(&stream(&good_records(), true))),
        ("data.ods", ods(good_ods().as_bytes())),
    ] {
        let set = Set::new().with(name, &bytes);
        let loaded = load_path(&set.file(name)).unwrap();
        assert!(rows(&loaded, TableId::Payments).0 > 0, "{name}");
    }
    let place = Place::new();
    survive_mapping(&place, GOOD_MAPPING.as_bytes());
    let error = load_path(place.folder.path()).unwrap_err().to_string();
    assert!(error.contains("payee_type"), "{error}");
}

#[test]
fn thousands_of_bad_rows_are_counted_and_ten_thousand_kept() {
    let bad = GOOD.replace("100000.00", "x");
    let text = format!("{PAYMENTS}\n{}", format!("{bad}\n").repeat(12_000));
    let set = Set::of(&[("payments.csv", &text)]);
    let loaded = load_with(set.path(), &Options { threads: 3, ..Options::default() }).unwrap();
    assert_eq!(rows(&loaded, TableId::Payments), (0, 12_000));
    assert_eq!((loaded.rejected.len(), loaded.rejected_total), (10_000, 12_000));
    assert_eq!(loaded.rejected.last().unwrap().line, 10_001);
    fs::remove_file(set.file("payments.csv")).unwrap();
}
