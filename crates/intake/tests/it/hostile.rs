//! Files that mean harm, or mean nothing: never a panic, never without end.

use std::fs;

use domain::TableId;
use intake::{Options, write_rejected};
use proptest::prelude::*;
use rust_xlsxwriter::Workbook;

use crate::common::{GOOD, PAYMENTS, Set, load_path, load_with, rows};

/// Whatever comes out, it must come out, and rejected rows must be writable.
fn survive(name: &str, bytes: &[u8]) {
    let set = Set::new().with(name, bytes);
    let options = Options { keep_rejected_rows: true, threads: 2, ..Options::default() };
    if let Ok(loaded) = load_with(&set.file(name), &options) {
        let out = tempfile::tempdir().unwrap();
        write_rejected(&loaded, out.path()).unwrap();
        let lost = loaded.counts.values().map(|c| c.rejected).sum::<u64>();
        assert!(lost <= loaded.rejected_total);
    }
}

fn good_text() -> Vec<u8> {
    let row = |i: usize| GOOD.replace("V1", &format!("V{i}")).replace("天山", "\"天\"\"山\n");
    let rows: Vec<String> = (0..20).map(|i| row(i).replace("路桥", "路桥\"")).collect();
    format!("{PAYMENTS}\n{}\n", rows.join("\n")).into_bytes()
}

fn good_xlsx() -> Vec<u8> {
    let mut book = Workbook::new();
    let page = book.add_worksheet().set_name("payments").unwrap();
    for (row, line) in [PAYMENTS, GOOD].iter().enumerate() {
        for (at, cell) in line.split(',').enumerate() {
            page.write(row as u32, at as u16, cell).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

fn good_zip() -> Vec<u8> {
    use std::io::{Cursor, Write};
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in [("payments.csv", good_text()), ("data.xlsx", good_xlsx())] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(&bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn good_xls() -> Vec<u8> {
    use std::io::{Cursor, Write};
    let mut compound = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    let globals = [
        &[0x09, 0x08, 8, 0, 0, 6, 5, 0, 0, 0, 0, 0][..],
        &[0x85, 0, 16, 0, 36, 0, 0, 0, 0, 0, 8, 0],
        b"payments",
        &[0x0a, 0, 0, 0],
        &[0x09, 0x08, 8, 0, 0, 6, 0x10, 0, 0, 0, 0, 0],
        &[0x03, 0x02, 14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f],
        &[0x0a, 0, 0, 0],
    ];
    compound.create_stream("/Workbook").unwrap().write_all(&globals.concat()).unwrap();
    compound.flush().unwrap();
    compound.into_inner().into_inner()
}

/// A good file with some bytes changed, a stretch cut out, or its end missing.
fn mutated(good: fn() -> Vec<u8>) -> impl Strategy<Value = Vec<u8>> {
    let good = good();
    let length = good.len();
    let changes = prop::collection::vec((0..length, any::<u8>()), 0..8);
    (changes, 0..length, 0..64_usize, 0..=length).prop_map(move |(changes, cut, gap, end)| {
        let mut bytes = good.clone();
        for (at, byte) in changes {
            bytes[at] = byte;
        }
        bytes.drain(cut..(cut + gap).min(length));
        bytes.truncate(if end % 3 == 0 { end } else { length });
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        for name in ["payments.csv", "payments.xlsx", "payments.xls", "payments.ods", "payments.zip"] {
            survive(name, &bytes);
        }
    }

    #[test]
    fn random_rows(text in "([,;\t\"\n\r\u{feff}]|[0-9A-Za-z.¥-]|[金额莎车县]){0,200}") {
        survive("payments.csv", format!("{PAYMENTS}\n{text}").as_bytes());
        survive("benefits.csv", format!("voucher_no,key,amount\n{text}").as_bytes());
    }

    #[test]
    fn mutated_text(bytes in mutated(good_text)) {
        survive("payments.csv", &bytes);
    }

    #[test]
    fn mutated_xlsx(bytes in mutated(good_xlsx)) {
        survive("data.xlsx", &bytes);
    }

    #[test]
    fn mutated_xls(bytes in mutated(good_xls)) {
        survive("data.xls", &bytes);
    }

    #[test]
    fn mutated_zip(bytes in mutated(good_zip)) {
        survive("set.zip", &bytes);
    }

    #[test]
    fn random_mappings(text in "(\\[payments(\\.[a-z]{1,8})?\\]\n|[a-z]{1,8} = [\"0-9a-z\\[\\]]{0,8}\n){0,8}") {
        let set = Set::of(&[("payments.csv", &format!("{PAYMENTS}\n{GOOD}\n")), ("mapping.toml", &text)]);
        let _ = load_path(set.path());
    }
}

#[test]
fn the_files_that_are_mutated_are_good() {
    for (name, bytes) in [
        ("payments.csv", good_text()),
        ("data.xlsx", good_xlsx()),
        ("set.zip", good_zip()),
        ("data.xls", good_xls()),
    ] {
        let set = Set::new().with(name, &bytes);
        let loaded = load_path(&set.file(name));
        match name {
            "data.xls" => {
                assert!(loaded.unwrap_err().to_string().contains("lacks required columns"));
            }
            _ => assert!(rows(&loaded.unwrap(), TableId::Payments).0 > 0, "{name}"),
        }
    }
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
