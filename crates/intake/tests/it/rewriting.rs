//! Rejected rows, written, corrected and loaded again.

use std::fs;

use domain::TableId;
use intake::{Options, write_rejected};

use crate::common::{GOOD, PAYMENTS, Set, load_path, load_with, rows, warnings};

fn keep() -> Options {
    Options { keep_rejected_rows: true, threads: 1, ..Options::default() }
}

#[test]
fn rejected_rows_can_be_corrected_and_loaded_again() {
    let bad = GOOD
        .replace("V1", "V2")
        .replace("100000.00", "12.345")
        .replace("天山路桥", "\"天山,\n路桥\"");
    let text = format!("{PAYMENTS},经办人\n{GOOD},甲\n{bad},乙\n{GOOD},丙\n");
    let set = Set::of(&[("支付.csv", &text)]);
    let loaded = load_with(set.path(), &keep()).unwrap();
    let out = tempfile::tempdir().unwrap();
    let written = write_rejected(&loaded, out.path()).unwrap();
    assert_eq!(written, [out.path().join("payments.csv")]);
    let csv = fs::read_to_string(&written[0]).unwrap();
    let masked = |row: &str| row.replace("30012345600001", "***");
    let (bad, good) = (masked(&bad), masked(GOOD));
    assert_eq!(
        csv,
        format!(
            "\u{feff}{PAYMENTS},经办人,_line,_error\n{bad},乙,3,金额：精度超过分；金额须精确到分，请核对小数位和单位\n\
             {good},丙,5,凭证号：与前面一行重复；同一编号只能出现一次\n"
        )
    );
    fs::write(&written[0], csv.replace("12.345", "12.34")).unwrap();
    let again = load_path(out.path()).unwrap();
    assert_eq!(rows(&again, TableId::Payments), (2, 0));
    assert_eq!(warnings(&again), ["payments.csv: columns not known and left out: 经办人"]);
}

#[test]
fn personal_numbers_are_masked_and_must_be_filled_in_again() {
    let number = "653125198001011012";
    let text =
        format!("voucher_no,key,name,amount\nV1,{number},买买提,x{number}\nV2,{number},买买提,1\n");
    let set = Set::of(&[("benefits.csv", &text)]);
    let loaded = load_with(set.path(), &keep()).unwrap();
    let out = tempfile::tempdir().unwrap();
    let written = write_rejected(&loaded, out.path()).unwrap();
    let csv = fs::read_to_string(&written[0]).unwrap();
    assert!(csv.contains("V1,***,买买提,x***,2,") && !csv.contains(number), "{csv}");
    let again = load_path(out.path()).unwrap();
    assert_eq!(rows(&again, TableId::Benefits), (0, 1));
}

/// A row whose key is masked would come back as another row, or as the same one for many.
#[test]
fn keys_of_records_are_written_as_they_are() {
    let voucher = "653125201907100001";
    let bad = GOOD.replace("V1", voucher).replace("100000.00", "12.345");
    let set = Set::of(&[("支付.csv", &format!("{PAYMENTS}\n{bad}\n"))]);
    let loaded = load_with(set.path(), &keep()).unwrap();
    let out = tempfile::tempdir().unwrap();
    let written = write_rejected(&loaded, out.path()).unwrap();
    let csv = fs::read_to_string(&written[0]).unwrap();
    assert!(csv.contains(voucher), "{csv}");
}

#[test]
fn accounts_that_were_masked_still_have_digits() {
    let bad = GOOD.replace("100000.00", "x");
    let none = bad.replace("V1", "V2").replace("30012345600001", "现金");
    let set = Set::of(&[("payments.csv", &format!("{PAYMENTS}\n{bad}\n{none}\n"))]);
    let out = tempfile::tempdir().unwrap();
    let written = write_rejected(&load_with(set.path(), &keep()).unwrap(), out.path()).unwrap();
    let csv = fs::read_to_string(&written[0]).unwrap();
    // However short: 30012345600001 has fourteen digits.
    assert!(csv.contains(",天山路桥,***,special,2,") && csv.contains(",现金,"), "{csv}");
    fs::write(&written[0], csv.replace(",x,", ",1,")).unwrap();
    let again = load_path(out.path()).unwrap();
    let forms = &again.data.tables.payments.payee_account;
    assert_eq!(forms[..], [domain::AccountForm::Digits, domain::AccountForm::NoDigit]);
}

#[test]
fn nothing_is_written_unless_asked_for() {
    let set =
        Set::of(&[("payments.csv", &format!("{PAYMENTS}\n{}\n", GOOD.replace("direct", "x")))]);
    let out = tempfile::tempdir().unwrap();
    assert!(write_rejected(&set.load(), out.path()).unwrap().is_empty());
    assert_eq!(fs::read_dir(out.path()).unwrap().count(), 0);
}

#[test]
fn a_unit_above_the_header_stands_in_the_header_of_rejected_rows() {
    let text = "单位：万元\nproject,allotment,amount,allotted_on\nP,A,1.5,soon\n";
    let set = Set::of(&[("fundings.csv", text)]);
    let out = tempfile::tempdir().unwrap();
    let written = write_rejected(&load_with(set.path(), &keep()).unwrap(), out.path()).unwrap();
    let csv = fs::read_to_string(&written[0]).unwrap();
    fs::write(&written[0], csv.replace("soon", "2019-01-01")).unwrap();
    let again = load_path(out.path()).unwrap();
    assert_eq!(again.data.tables.fundings.amount, [Some(domain::Fen(1_500_000))]);
}

#[test]
fn rows_that_are_too_many_to_be_written_are_counted() {
    let bad: String = (0..10_050)
        .map(|i| GOOD.replace("V1", &format!("V{i}")).replace("direct", "x") + "\n")
        .collect();
    let set = Set::of(&[("payments.csv", &format!("{PAYMENTS}\n{bad}"))]);
    let loaded = load_with(set.path(), &keep()).unwrap();
    assert_eq!((loaded.rejected_rows_left_out(), loaded.has_only_rejected_rows()), (50, true));
    let out = tempfile::tempdir().unwrap();
    let written = write_rejected(&loaded, out.path()).unwrap();
    assert_eq!(fs::read_to_string(&written[0]).unwrap().lines().count(), 10_001);
    let few = Set::of(&[("payments.csv", &format!("{PAYMENTS}\n{GOOD}\n{GOOD}\n"))]);
    let loaded = load_with(few.path(), &keep()).unwrap();
    assert_eq!((loaded.rejected_rows_left_out(), loaded.has_only_rejected_rows()), (0, false));
}
