//! Folders in folders, and what of them is left alone.

use std::fs;

use domain::{Lang, TableId};
use intake::{Options, refuse_used_folder, write_rejected};

use crate::common::{GOOD, PAYMENTS, Set, files, load_with, rows, warnings};

fn payments(voucher: &str) -> String {
    format!("{PAYMENTS}\n{}\n", GOOD.replace("V1", voucher))
}

#[test]
fn tables_in_folders_are_read_as_in_an_archive() {
    let (first, second, third) = (payments("V1"), payments("V2"), payments("V3"));
    let set = Set::of(&[
        ("b/2020/支付.csv", &third),
        ("payments.csv", &first),
        ("b/payments.csv", &second),
        ("b/list.pdf", "x"),
        (".old/payments.csv", &first),
        ("b/.payments.csv", &first),
    ]);
    #[cfg(unix)]
    std::os::unix::fs::symlink(set.path(), set.file("b/round")).unwrap();
    let loaded = set.load();
    assert_eq!(rows(&loaded, TableId::Payments), (3, 0));
    assert_eq!(files(&loaded), ["b/2020/支付.csv", "b/payments.csv", "payments.csv"]);
    assert_eq!(warnings(&loaded), ["b/list.pdf is no table and was not read"]);
}

#[test]
fn rejected_rows_inside_the_set_are_neither_read_nor_replaced() {
    let bad = payments("V2").replace("100000.00", "x");
    let set = Set::of(&[("payments.csv", &payments("V1")), ("2020/payments.csv", &bad)]);
    let out = set.file("out");
    let keep = Options { keep_rejected_rows: true, threads: 1, ..Options::default() };
    let loaded = load_with(set.path(), &keep).unwrap();
    refuse_used_folder(&out).unwrap();
    let written = write_rejected(&loaded, &out).unwrap();
    fs::write(&written[0], fs::read_to_string(&written[0]).unwrap().replace(",x,", ",1,")).unwrap();
    let corrected = fs::read(&written[0]).unwrap();

    let again = load_with(set.path(), &keep).unwrap();
    assert_eq!(rows(&again, TableId::Payments), (1, 1));
    assert!(warnings(&again)[0].starts_with("out holds rejected rows"));
    let refused = refuse_used_folder(&out).unwrap_err();
    for (lang, part) in [(Lang::Zh, "不是空的"), (Lang::En, "is not empty")] {
        let said = refused.sentence(lang);
        assert!(said.contains(part) && said.contains(out.to_str().unwrap()), "{said}");
    }
    assert!(write_rejected(&again, &out).is_err());
    assert_eq!(fs::read(&written[0]).unwrap(), corrected);
    assert_eq!(rows(&load_with(&out, &keep).unwrap(), TableId::Payments), (1, 0));
}

#[test]
fn warnings_mask_personal_numbers_in_names() {
    let text = format!("{PAYMENTS},653125198001011234\n{GOOD},x\n");
    let set = Set::of(&[("payments.csv", &text), ("6228480402564890018.csv", "x")]);
    let masked = [
        "***.csv is no table and was not read",
        "payments.csv: columns not known and left out: ***",
    ];
    assert_eq!(warnings(&set.load()), masked);
}
