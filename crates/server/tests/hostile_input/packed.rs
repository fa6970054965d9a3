//! Archives that unpack to more than they promise, and those with too many files.

use std::fs;
use std::io::Write;
use std::path::Path;

use crate::Case;
use crate::files::{Archive, GOOD, PAYMENTS, SIZE, numbered, repeat};

pub(crate) const CASES: &[Case] = &[
    ("a flat bomb of newlines", |f| bomb(f, b"\n", 60)),
    ("newlines up to what may be unpacked", sparse),
    ("a flat bomb of bad rows", |f| bomb(f, b"x,y,z,a,b,c,d,e\n", 27)),
    ("a flat bomb of payments", |f| bomb(f, format!("V{GOOD}\n").as_bytes(), 27)),
    ("a flat bomb of keys", keys),
    ("bombs side by side", side_by_side),
    ("a bomb in a bomb", nested),
    ("ten thousand tables", ten_thousand),
    ("ten thousand names that are no table", no_tables),
    ("an archive of workbooks that unpack", workbooks),
    ("one workbook padded with digits", padded),
    ("a mapping that unpacks", mapping),
    ("an archive of zeros", |f| broken(f, b"PK\x05\x06\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\x7f")),
    ("an archive of directory ends", |f| broken(f, b"PK\x05\x06")),
    ("an archive of directory entries", |f| broken(f, b"PK\x01\x02")),
];

/// Rows that unpack to `times` ten megabytes behind something that does not pack.
fn bomb(folder: &Path, unit: &[u8], times: usize) -> String {
    let mut archive = Archive::new(folder, "set.zip");
    let out = archive.entry("payments.csv");
    writeln!(out, "{PAYMENTS}").unwrap();
    repeat(out, unit, times * SIZE).unwrap();
    noise(&mut archive);
    archive.end();
    "set.zip".to_owned()
}

/// Mostly newlines: no row, and no rows to count.
fn sparse(folder: &Path) -> String {
    let mut archive = Archive::new(folder, "set.zip");
    let out = archive.entry("payments.csv");
    writeln!(out, "{PAYMENTS}").unwrap();
    numbered(out, 27 * SIZE, |i| format!("{}{i}", "\n".repeat(3000))).unwrap();
    noise(&mut archive);
    archive.end();
    "set.zip".to_owned()
}

/// Bytes that do not pack, so that the archive is as large as it may be.
fn noise(archive: &mut Archive) {
    let out = archive.entry("notes.bin");
    let mut state = 88_172_645_463_325_252_u64;
    for _ in 0..SIZE / 8 - 200_000 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        out.write_all(&state.to_le_bytes()).unwrap();
    }
}

fn keys(folder: &Path) -> String {
    let mut archive = Archive::new(folder, "set.zip");
    let out = archive.entry("register.csv");
    writeln!(out, "key").unwrap();
    repeat(out, b"10000001\n", 27 * SIZE).unwrap();
    noise(&mut archive);
    archive.end();
    "set.zip".to_owned()
}

fn side_by_side(folder: &Path) -> String {
    let mut archive = Archive::new(folder, "set.zip");
    for number in 0..27 {
        let out = archive.entry(&format!("payments-{number}.csv"));
        writeln!(out, "{PAYMENTS}").unwrap();
        repeat(out, b"x,y,z\n", SIZE).unwrap();
    }
    noise(&mut archive);
    archive.end();
    "set.zip".to_owned()
}

fn nested(folder: &Path) -> String {
    bomb(folder, b"\n", 100);
    let inner = folder.join("inner");
    fs::rename(folder.join("set.zip"), &inner).unwrap();
    let mut archive = Archive::new(folder, "set.zip");
    let bytes = fs::read(&inner).unwrap();
    archive.entry("payments.zip").write_all(&bytes).unwrap();
    archive.entry("payments.xlsx").write_all(&bytes).unwrap();
    archive.end();
    fs::remove_file(&inner).unwrap();
    "set.zip".to_owned()
}

fn ten_thousand(folder: &Path) -> String {
    let mut archive = Archive::new(folder, "set.zip");
    for number in 0..10_000 {
        let out = archive.entry(&format!("payments-{number}.csv"));
        write!(out, "{PAYMENTS}\nV{number}{GOOD}\n").unwrap();
    }
    archive.end();
    "set.zip".to_owned()
}

fn no_tables(folder: &Path) -> String {
    let mut archive = Archive::new(folder, "set.zip");
    for number in 0..10_000 {
        archive.with(&format!("{}-{number}", "n".repeat(400)), "");
    }
    archive.with("payments.csv", PAYMENTS);
    archive.end();
    "set.zip".to_owned()
}

/// A workbook with nothing in it but a great many digits, not packed, beside its sheet.
fn padded_workbook(folder: &Path, digits: usize) -> Vec<u8> {
    let mut archive = Archive::new(folder, "inner");
    crate::books::skeleton(&mut archive, "payments");
    archive.with("xl/worksheets/sheet1.xml", "<worksheet><sheetData></sheetData></worksheet>");
    numbered(archive.stored("xl/media/image.png"), digits, |i| format!("{i:050}")).unwrap();
    archive.end();
    let bytes = fs::read(folder.join("inner")).unwrap();
    fs::remove_file(folder.join("inner")).unwrap();
    bytes
}

fn workbooks(folder: &Path) -> String {
    let book = padded_workbook(folder, 8_000_000);
    let mut archive = Archive::new(folder, "set.zip");
    for number in 0..20 {
        archive.entry(&format!("payments-{number}.xlsx")).write_all(&book).unwrap();
    }
    noise(&mut archive);
    archive.end();
    "set.zip".to_owned()
}

fn padded(folder: &Path) -> String {
    let book = padded_workbook(folder, 60_000_000);
    let mut archive = Archive::new(folder, "set.zip");
    archive.entry("payments.xlsx").write_all(&book).unwrap();
    noise(&mut archive);
    archive.end();
    "set.zip".to_owned()
}

fn mapping(folder: &Path) -> String {
    let mut archive = Archive::new(folder, "set.zip");
    numbered(archive.entry("mapping.toml"), 900 << 10, |i| format!("[t{i}]\n")).unwrap();
    archive.with("payments.csv", PAYMENTS);
    archive.end();
    "set.zip".to_owned()
}

fn broken(folder: &Path, unit: &[u8]) -> String {
    crate::files::file(folder, "set.zip", |out| repeat(out, unit, SIZE).unwrap());
    "set.zip".to_owned()
}
