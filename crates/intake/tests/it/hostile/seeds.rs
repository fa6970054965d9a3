//! Good files as seeds of the fuzz targets.

use std::fs;
use std::path::Path;

use super::files::{compound, ods, pack, stream};
use super::{Encoding, GOOD_MAPPING, good_ods, good_records, good_text, good_zip, xlsx_parts};

/// Between the pieces that a target takes.
const BETWEEN: u8 = 0x1c;

/// `cargo test -p mingzhang-intake --test it write_the_seeds -- --ignored`
#[test]
#[ignore = "writes fuzz/corpus"]
fn write_the_seeds() {
    let parts: Vec<Vec<u8>> = xlsx_parts().into_iter().map(|(_, bytes)| bytes).collect();
    let records = stream(&good_records(), true);
    let mapping = [
        GOOD_MAPPING.as_bytes(),
        b"\x1c",
        "号,日,channel,amount\nV1,10.07.2019,01,1.5\n".as_bytes(),
    ];
    for (target, name, bytes) in [
        ("text", "utf8", good_text().into_bytes()),
        ("text", "marked", Encoding::Marked.encode(&good_text())),
        ("text", "little", Encoding::Little.encode(&good_text())),
        ("text", "big", Encoding::Big.encode(&good_text())),
        ("text", "gb18030", Encoding::Gb18030.encode(&good_text())),
        ("xlsx", "parts", parts.join(&BETWEEN)),
        ("ods", "content", good_ods().into_bytes()),
        ("xls", "records", records.clone()),
        ("container", "zip", [b"z", &good_zip()[..]].concat()),
        ("container", "xlsx", [b"x", &pack(&xlsx_parts())[..]].concat()),
        ("container", "ods", [b"o", &ods(good_ods().as_bytes())[..]].concat()),
        ("container", "xls", [b"s", &compound(&records)[..]].concat()),
        ("mapping", "example", mapping.concat()),
    ] {
        write(target, name, &bytes);
    }
    write_the_pack();
}

/// Each file of the smaller pack behind its number in the order of names.
fn write_the_pack() {
    let pack = Path::new(ROOT).join("policies/rural-revitalization-2021");
    let mut files: Vec<_> = fs::read_dir(pack).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    for (number, path) in files.iter().enumerate() {
        let name = path.file_name().unwrap().to_string_lossy();
        write("pack", &name, &[&[number as u8], &fs::read(path).unwrap()[..]].concat());
    }
}

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

fn write(target: &str, name: &str, bytes: &[u8]) {
    let folder = Path::new(ROOT).join("fuzz/corpus").join(target);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(name), bytes).unwrap();
}
