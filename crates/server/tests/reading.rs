//! What the reader makes of files, as a user of the command meets it.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is not as it must be"
)]

#[path = "common/program.rs"]
mod program;

use std::process::Output;

use program::{errors, text};

const HEADER: &str =
    "voucher_no,county,fiscal_year,paid_on,amount,channel,kind,payee_type,payee,fund";
const ROW: &str =
    "V1,653125,2019,2019-07-10,1000,direct,progress,enterprise,路桥,special-development";
const PROJECTS: &str = "id,name,county,category,fiscal_year,unit,planned_amount,library_on,plan_doc,\
                        plan_approved_on\nP1,村道,653125,道路,2019,交通局,100000,2019-01-01,1号,2019-02-01\n";

fn check(files: &[(&str, &str)], more: &[&str]) -> Output {
    program::check(program::set(files).path(), more)
}

/// A file that does not say to which project its payments belong is no proof that they have none.
#[test]
fn a_column_that_one_file_lacks_gives_neither_red_nor_clean() {
    let with = format!("{HEADER},project\n{ROW},P1\n");
    let second = ROW.replace("V1", "V2");
    let options = ["--rule", "pay.out-of-plan", "--format", "json"];
    for (header, row, red, unjudged) in [
        (format!("{HEADER},project"), format!("{second},P1"), false, false),
        (format!("{HEADER},project"), format!("{second},"), true, false),
        (HEADER.to_owned(), second.clone(), false, true),
    ] {
        let without = format!("{header}\n{row}\n");
        let files =
            [("payments-1.csv", &*with), ("payments-2.csv", &without), ("projects.csv", PROJECTS)];
        let output = check(&files, &options);
        let (json, errors) = (text(&output), errors(&output));
        assert_eq!(output.status.code(), Some(i32::from(red)), "{json}{errors}");
        assert_eq!(json.contains("\"not_evaluable\": 1"), unjudged, "{json}");
        assert_eq!(errors.contains("payments-2.csv 没有"), unjudged, "{errors}");
    }
}

/// A rule cannot tell of the rows that hang on what is missing, not of those that it is not about anyway.
#[test]
fn a_missing_column_leaves_open_only_what_hangs_on_it() {
    let header = "id,doc_no,fund,fiscal_year,kind,from,to,parent,amount,issued_on,received_on";
    let funds = "code,name,class,source_level\nother-x,其他,other,central\n";
    let special = "R1,甲,special-development,2019,grant,650000,653100,,100,2019-01-20,2019-01-31\n\
                   K1,甲,special-development,2019,grant,653100,653125,R1,100,2019-02-28,2019-02-28\n";
    let other = "R2,乙,other-x,2019,grant,650000,653100,,100,2019-01-20,2019-01-31\n";
    let fundings = "project,allotment,amount,allotted_on\n";
    let check = |rows: &str| {
        let allotments = format!("{header}\n{rows}");
        let files =
            [("allotments.csv", &*allotments), ("funds.csv", funds), ("fundings.csv", fundings)];
        text(&check(&files, &["--rule", "allot.late.prefecture"]))
    };
    let told = check(special);
    assert!(told.contains("红灯 1 项") && told.contains("0 条规则无法判断"), "{told}");
    let both = check(&format!("{special}{other}"));
    assert!(
        both.contains("红灯 1 项") && both.contains("allot.late.prefecture（B 二（一）1（5））×1"),
        "{both}"
    );
}

/// A county numbers its vouchers by division, day and number: that is no proof of a resident's id.
#[test]
fn payments_stay_apart_whatever_their_numbers_look_like() {
    let row =
        |voucher: &str| format!("{}\n", ROW.replace("V1", voucher).replace("direct", "delegated"));
    let serial: String = (1..=100).map(|n| row(&format!("65312520190710{n:04}"))).collect();
    // Residents' numbers of one region, serial number and check character, but of other birthdays.
    let residents = ["11010519490108002X", "11010519490116002X", "11010519490124002X"];
    let personal: String = residents.map(row).concat();
    for (rows, count, shown) in
        [(&serial, 100, "653125/653125201907100042"), (&personal, 3, "653125/110105********002X")]
    {
        let payments = format!("{HEADER}\n{rows}");
        let output = text(&check(&[("payments.csv", &payments)], &["--rule", "pay.delegated"]));
        assert!(output.contains(&format!("红灯 {count} 项")) && output.contains(shown), "{output}");
        assert!(residents.iter().all(|number| !output.contains(number)), "{output}");
    }
}

#[test]
fn a_payee_who_is_a_person_is_named_nowhere() {
    let row = ROW.replace("enterprise,路桥", "household,王小明");
    let payments = format!("{HEADER},purpose\n{row},偿还王小明债务\n");
    for format in ["text", "json", "csv"] {
        let options = ["--rule", "pay.negative.special", "--format", format];
        let output = text(&check(&[("payments.csv", &payments)], &options));
        assert!(output.contains("偿还王**债务") && !output.contains("小明"), "{output}");
    }
    let set = program::set(&[("payments.csv", &payments)]);
    let explain = ["explain", "pay.negative.special", "653125/V1", set.path().to_str().unwrap()];
    let output = program::said(&program::run(&explain));
    assert!(output.contains("王**") && !output.contains("小明"), "{output}");
}

#[test]
fn where_nothing_could_be_read_the_status_says_so() {
    let bad = ROW.replace("2019-07-10", "soon");
    let files = |rows: &str| format!("{HEADER}\n{rows}\n");
    for (rows, status) in [(bad.clone(), 2), (format!("{bad}\n{ROW}"), 0), (String::new(), 0)] {
        let output = check(&[("payments.csv", &files(&rows))], &["--rule", "pay.delegated"]);
        let errors = errors(&output);
        assert_eq!(output.status.code(), Some(status), "{errors}");
        let told = "payments.csv 第 2 行“支付日期（paid_on）”列填的“soon”：不是日历上的日期；请写成 2019-05-22";
        assert_eq!(
            status == 2,
            errors.contains("没有一行能够读入") && errors.contains(told),
            "{errors}"
        );
    }
}
