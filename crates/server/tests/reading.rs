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
