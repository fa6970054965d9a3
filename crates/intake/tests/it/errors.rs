//! Sets that cannot be read at all, and what their owner is told.

use domain::Lang;
use intake::{InputError, Options};

use crate::common::{GOOD, PAYMENTS, Set, load_path, load_with};

/// The beginning of what is said in English; Chinese must be there too.
fn check(error: &InputError, expect: &str) {
    let english = error.sentence(Lang::En);
    assert!(english.contains(expect), "{english}");
    assert_eq!(error.to_string(), english);
    assert!(error.sentence(Lang::Zh).chars().any(|c| c > '\u{4e00}'));
}

#[test]
fn paths_that_lead_nowhere_and_folders_without_tables() {
    let set = Set::new();
    check(&load_path(&set.file("nowhere")).unwrap_err(), "is not there; give the path of a folder");
    check(&set.refuse(), "holds no table that is known; name files or sheets like payments");
    let set = set.with("notes.txt", b"x").with("photo.jpg", b"x");
    check(&set.refuse(), "holds no table that is known, only notes.txt, photo.jpg; name files");
}

#[test]
fn headers_without_required_columns_or_with_one_twice() {
    let set = Set::of(&[("payments.csv", &PAYMENTS.replace(",amount", ""))]);
    check(
        &set.refuse(),
        "payments.csv lacks required columns of the table payments: amount (金额); add",
    );
    let set = Set::of(&[("payments.csv", &format!("{PAYMENTS},金额\n"))]);
    check(
        &set.refuse(),
        "in payments.csv both \"amount\" and \"金额\" are the column amount; rename",
    );
}

#[test]
fn workbooks_and_archives_that_are_none() {
    let set = Set::new().with("data.xlsx", b"this is not a workbook");
    check(&load_path(&set.file("data.xlsx")).unwrap_err(), "data.xlsx is not a workbook");
    let set = Set::new().with("data.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 nothing");
    check(&load_path(&set.file("data.xls")).unwrap_err(), "data.xls is not a workbook");
    let set = Set::new().with("data.zip", b"PK\x03\x04 nothing");
    check(&load_path(&set.file("data.zip")).unwrap_err(), "is not a .zip archive");
}

#[test]
fn mapping_files_that_are_wrong_or_not_there() {
    let set = Set::of(&[
        ("payments.csv", &format!("{PAYMENTS}\n{GOOD}\n")),
        ("mapping.toml", "[payment]\n\n[x]\n"),
    ]);
    let error = set.refuse();
    check(&error, "mapping.toml:1: no table \"payment\"; did you mean payments?");
    check(&error, "mapping.toml:3: no table \"x\"; known:");
    let options = Options { mapping: Some(set.file("none.toml")), ..Options::default() };
    check(&load_with(set.path(), &options).unwrap_err(), "none.toml cannot be read");
}
