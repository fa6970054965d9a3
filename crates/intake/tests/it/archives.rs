//! Archives of tables, and those that are refused.

use std::io::{Cursor, Write};

use domain::TableId;
use encoding_rs::GB18030;
use rust_xlsxwriter::Workbook;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::common::{GOOD, PAYMENTS, Set, files, load_path, rows, warnings};

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in members {
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn payments() -> String {
    format!("{PAYMENTS}\n{GOOD}\n")
}

#[test]
fn tables_in_archives_are_read_wherever_they_stand() {
    let mut book = Workbook::new();
    let page = book.add_worksheet().set_name("fundings").unwrap();
    for (at, header) in ["project", "allotment", "amount", "allotted_on"].iter().enumerate() {
        page.write(0, at as u16, *header).unwrap();
    }
    let gbk = GB18030.encode(&payments()).0.into_owned();
    let bytes = zip(&[
        ("数据/支付.csv", &gbk),
        ("数据/book.xlsx", &book.save_to_buffer().unwrap()),
        ("__MACOSX/._支付.csv", b"x"),
        ("inner.zip", &zip(&[("projects.csv", b"x")])),
    ]);
    let set = Set::new().with("set.zip", &bytes);
    let loaded = load_path(&set.file("set.zip")).unwrap();
    assert_eq!(rows(&loaded, TableId::Payments), (1, 0));
    assert_eq!(files(&loaded), ["数据/book.xlsx#fundings", "数据/支付.csv"]);
    assert_eq!(warnings(&loaded), ["inner.zip is no table and was not read"]);
    assert!(!loaded.data.has_table(TableId::Projects));
}

#[test]
fn a_mapping_file_may_be_packed_too() {
    let text = payments().replace("voucher_no", "号");
    let mapping = "[payments.columns]\n\"号\" = \"voucher_no\"\n";
    let bytes = zip(&[("payments.csv", text.as_bytes()), ("mapping.toml", mapping.as_bytes())]);
    let set = Set::new().with("set.zip", &bytes);
    assert_eq!(rows(&load_path(&set.file("set.zip")).unwrap(), TableId::Payments), (1, 0));
}

#[test]
fn an_archive_in_a_folder_is_left_alone() {
    let bytes = zip(&[("payments.csv", payments().as_bytes())]);
    let set = Set::of(&[("payments.csv", &payments())]).with("old.zip", &bytes);
    let loaded = set.load();
    assert_eq!(rows(&loaded, TableId::Payments), (1, 0));
    assert_eq!(warnings(&loaded), ["old.zip is no table and was not read"]);
}

#[test]
fn bombs_and_paths_outside_are_refused() {
    let zeros = vec![b'\n'; 8 << 20];
    for (members, expect) in [
        (vec![("../payments.csv", payments().into_bytes())], "leads outside the archive"),
        (vec![("/payments.csv", payments().into_bytes())], "leads outside the archive"),
        (vec![("payments.csv", zeros)], "unpacks to far more than its size allows"),
        (vec![("notes.txt", b"x".to_vec())], "holds no table that is known, only notes.txt"),
    ] {
        let members: Vec<(&str, &[u8])> = members.iter().map(|(n, b)| (*n, b.as_slice())).collect();
        let set = Set::new().with("set.zip", &zip(&members));
        let error = load_path(&set.file("set.zip")).unwrap_err().to_string();
        assert!(error.contains(expect), "{error}");
    }
}

#[test]
fn workbooks_with_entities_are_refused() {
    let laughs = "<?xml version=\"1.0\"?><!DOCTYPE lolz [<!ENTITY lol \"lol\">]><sst><si><t>&lol;</t></si></sst>";
    let bytes = zip(&[("xl/sharedStrings.xml", laughs.as_bytes())]);
    let set = Set::new().with("data.xlsx", &bytes);
    let error = set.refuse().to_string();
    assert!(error.contains("has a DOCTYPE or entities and is refused"), "{error}");
}
