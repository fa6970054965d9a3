//! Every reason for which a cell is not accepted, where it stands and how it is shown.

use domain::{Lang, TableId};

use crate::common::{GOOD, PAYMENTS, Set, rejected, rows};

fn check(table: &str, text: &str, expect: &[&str]) {
    let loaded = Set::of(&[(table, text)]).load();
    assert_eq!(rejected(&loaded), expect, "{text}");
    assert_eq!(loaded.rejected_total, expect.len() as u64);
}

/// One payment with one cell replaced.
fn check_payment(from: &str, to: &str, expect: &[&str]) {
    check("payments.csv", &format!("{PAYMENTS}\n{}\n", GOOD.replace(from, to)), expect);
}

#[test]
fn cells_of_payments() {
    check_payment("V1", "", &["2 voucher_no missing"]);
    check_payment("653125", "", &["2 county missing"]);
    check_payment("653125", "\u{3000}", &["2 county \u{3000} missing"]);
    check_payment("653125", "999999", &["2 county 999999 unknown-division"]);
    check_payment(",2019,", ",二〇一九,", &["2 fiscal_year 二〇一九 not-a-year"]);
    check_payment("2019-07-10", "2019-02-29", &["2 paid_on 2019-02-29 not-a-day"]);
    check_payment("2019-07-10", "5", &["2 paid_on 5 not-a-day"]);
    check_payment("2019-07-10", "43656", &[]);
    check_payment("2019-07-10", "12345", &["2 paid_on 12345 implausible-day"]);
    check_payment("2019-07-10", "99999", &["2 paid_on 99999 implausible-day"]);
    check_payment("2019-07-10", "99999999", &["2 paid_on 99999999 not-a-day"]);
    check_payment("2019-07-10", "9999-12-31", &["2 paid_on 9999-12-31 day-too-late"]);
    check_payment("2019-07-10", "1601/1/1", &["2 paid_on 1601/1/1 day-too-early"]);
    check_payment("2019-07-10", "1999-12-31", &["2 paid_on 1999-12-31 implausible-day"]);
    check_payment("2019-07-10", "2064年1月1日", &["2 paid_on 2064年1月1日 implausible-day"]);
    check_payment(",2019,", ",1999,", &["2 fiscal_year 1999 not-a-year"]);
    check_payment("100000.00", "12.345", &["2 amount 12.345 too-precise"]);
    check_payment("100000.00", "-1", &["2 amount -1 sign-not-allowed"]);
    check_payment("100000.00", "+100.00", &["2 amount +100.00 sign-not-allowed"]);
    check_payment("100000.00", "\"12,34\"", &["2 amount 12,34 bad-grouping"]);
    check_payment("100000.00", "3万元", &["2 amount 3万元 wrong-unit"]);
    check_payment("100000.00", "1e5", &["2 amount 1e5 not-a-number"]);
    check_payment("100000.00", "99999999999999999999", &["2 amount *** too-large"]);
    check_payment("direct", "cheque", &["2 channel cheque unknown-choice"]);
    check_payment("special", "彩票", &["2 fund 彩票 unknown-fund"]);
    check_payment("special", "special,extra", &["2 #12 extra too-many-cells"]);
    check_payment("special", "special,,", &[]);
}

#[test]
fn all_bad_cells_of_a_row_are_named() {
    check_payment(
        "V1,653125,2019,2019-07-10,100000.00",
        ",999999,x,y,z",
        &[
            "2 voucher_no missing",
            "2 county 999999 unknown-division",
            "2 fiscal_year x not-a-year",
            "2 paid_on y not-a-day",
            "2 amount z not-a-number",
        ],
    );
}

#[test]
fn cells_of_other_tables() {
    let statement = "county,fund,month,opening,income,expenditure,closing\n";
    let row = |month: &str| format!("{statement}653125,special,{month},-1,0,0,-1\n");
    check("statements.csv", &row("2019-06"), &[]);
    check("statements.csv", &row("2019-13"), &["2 month 2019-13 not-a-month"]);
    check("statements.csv", &row("2064-01"), &["2 month 2064-01 not-a-month"]);
    // What holds without end may be said to hold until a day far off.
    check("register.csv", "key,valid_from,valid_to\n1,1998-01-01,2099-12-31\n", &[]);
    let report = "table_no,org,period\nx,653125,2019-05\n-1,653125,2019-05\n1,653125,2019-05\n";
    for period in ["2019-13", "June", "2019-Q5", "2064-01"] {
        let text = format!("table_no,org,period\n1,653125,{period}\n");
        check("reports.csv", &text, &[&format!("2 period {period} not-a-period")]);
        let text =
            format!("org,fund,period,counterpart,ours,theirs\n653125,special,{period},国库,1,1\n");
        check("reconciliations.csv", &text, &[&format!("2 period {period} not-a-period")]);
    }
    for org in ["999999", "650000/", "999999/office", "乌有县"] {
        let text = format!("table_no,org,period\n1,{org},2019-Q1\n");
        check("reports.csv", &text, &[&format!("2 org {org} not-an-organisation")]);
    }
    for org in ["650000/office", "莎车县", "652902", "652923"] {
        check("reports.csv", &format!("table_no,org,period\n1,{org},2018年上半年\n"), &[]);
    }
    check("reports.csv", report, &["2 table_no x not-a-number", "3 table_no -1 sign-not-allowed"]);
    let indicator = "target,level1,level2,name,weight,core\nT,a,b,c,1.23456,y\n\
        T,a,b,c,1,vielleicht\nT,a,b,c,-20,y\nT,a,b,c,+20,y\n";
    let expect = [
        "2 weight 1.23456 too-precise",
        "3 core vielleicht not-a-flag",
        "4 weight -20 sign-not-allowed",
        "5 weight +20 sign-not-allowed",
    ];
    check("indicators.csv", indicator, &expect);
}

#[test]
fn far_off_years_mean_without_end_only_where_validity_ends() {
    let register = "key,valid_from,valid_to\n1,1998-01-01,9999-12-31\n2,,29991231\n\
        3,,0001-01-01\n4,9999-12-31,\n5,,9999-02-30\n6,,2999年12月31日\n";
    let loaded = Set::of(&[("register.csv", register)]).load();
    assert_eq!(loaded.data.tables.register.valid_to, [None, None, None]);
    let expect = [
        "4 valid_to 0001-01-01 day-too-early",
        "5 valid_from 9999-12-31 day-too-late",
        "6 valid_to 9999-02-30 not-a-day",
    ];
    assert_eq!(rejected(&loaded), expect);
    let exception = "subject_kind,subject,rule,approved_by,approved_on,until\n\
        project,P,pace.october,财政厅,2019-05-01,9999-12-31\n";
    check("exceptions.csv", exception, &[]);
    let order = "id,subject_kind,subject,issued_on,due_on\nO1,project,P1,2019-05-01,9999-12-31\n";
    check("orders.csv", order, &["2 due_on 9999-12-31 day-too-late"]);
}

#[test]
fn advice_fits_the_column() {
    let advice = |table: &str, text: &str| {
        let loaded = Set::of(&[(table, text)]).load();
        loaded.rejected.iter().map(|r| r.reason(Lang::Zh)).collect::<String>()
    };
    let payment = |to: &str| {
        advice("payments.csv", &format!("{PAYMENTS}\n{}\n", GOOD.replace("100000.00", to)))
    };
    let report = |number: &str| {
        advice("reports.csv", &format!("table_no,org,period\n{number},653125,2019-05\n"))
    };
    for (said, has, lacks) in [
        (payment("-1"), "kind=refund", "过大"),
        (payment("99999999999999999999"), "不可能是资金数额", "refund"),
        (payment("1.005"), "精确到分", "refund"),
        (report("-1"), "不能带正负号", "refund"),
        (report("99999999999"), "数值过大", "资金"),
    ] {
        assert!(said.contains(has) && !said.contains(lacks), "{said}");
    }
}

#[test]
fn bytes_that_are_no_text() {
    let text = format!("{PAYMENTS}\n{GOOD}\n").into_bytes();
    let broken = |with: &[u8]| {
        let at = text.windows(12).position(|w| w == "天山路桥".as_bytes()).unwrap();
        [&text[..at], with, &text[at + 12..]].concat()
    };
    for bytes in [&b"\xff\xfe"[..], b"a\0b"] {
        let mut file = broken(bytes);
        file.extend_from_slice(GOOD.replace("V1", "V2").as_bytes());
        let loaded = Set::new().with("payments.csv", &file).load();
        assert_eq!(rows(&loaded, TableId::Payments), (1, 1));
        assert!(rejected(&loaded)[0].ends_with("not-text"), "{:?}", rejected(&loaded));
    }
}

#[test]
fn what_is_too_long_and_what_never_ends() {
    check_payment("天山路桥", &"长".repeat(30_000), &["2 payee 长**** too-long"]);
    check_payment("天山路桥", &format!("\"{}\"", "x".repeat(70_000)), &["2 payee x**** too-long"]);
    let text =
        format!("{PAYMENTS}\n{}\n{}\n", GOOD.replace("天山", "\"天山"), GOOD.replace("V1", "V2"));
    let loaded = Set::of(&[("payments.csv", &text)]).load();
    assert_eq!(rejected(&loaded), ["2 unclosed-quote"]);
    assert_eq!(rows(&loaded, TableId::Payments), (1, 1));
    let endless = format!("{PAYMENTS}\n{}\n{GOOD}\n", "x".repeat(3 << 20));
    let loaded = Set::of(&[("payments.csv", &endless)]).load();
    assert_eq!(rejected(&loaded), ["2 too-long"]);
    assert_eq!(rows(&loaded, TableId::Payments), (1, 1));
}

#[test]
fn personal_numbers_are_never_shown() {
    let number = "653125198001011012";
    let benefits = format!(
        "voucher_no,key,name,amount\nV1,{number},买买提,x12\n,{number},买买提,5.00\n\
         V1,{number}*,买买提,1\nV1,6.53125E+17,买买提,1\n{number},买买提,V1,5\nV1,,买买提,1\n"
    );
    check(
        "benefits.csv",
        &benefits,
        &[
            "2 amount x12 not-a-number",
            "3 voucher_no missing",
            "4 key *** not-a-key",
            "5 key *** not-a-key",
            "6 key *** not-a-key",
            "7 key missing",
        ],
    );
    let loaded = Set::of(&[("benefits.csv", &benefits)]).load();
    let said = format!("{:?}{:?}{:?}", loaded.rejected, loaded.warnings, loaded.data.names);
    assert!(!said.contains(number));
}

#[test]
fn words_are_no_keys() {
    let text = "key\n无\n不详\n-\n0\n6531251980\n空\n";
    let expect = [2, 3, 4, 5, 7].map(|line| format!("{line} key *** not-a-key"));
    let expect: Vec<&str> = expect.iter().map(String::as_str).collect();
    check("register.csv", text, &expect);
}

#[test]
fn rows_of_totals_are_left_out_and_named() {
    let header = "序号,项目编号,指标编号,金额,安排日期";
    let text = format!(
        "{header}\n1,P,A,1,2019-01-01\n小 计,,,1,\n2,P,B,1,2019-01-01\n,合计：,x,2,2019-01-01\n\
         合计,P,A,9,2019-01-01\n3,P,合计,1,2019-01-01\n"
    );
    let loaded = Set::of(&[("fundings.csv", &text)]).load();
    assert_eq!((rows(&loaded, TableId::Fundings), loaded.rejected_total), ((3, 0), 0));
    let warned: Vec<String> =
        loaded.warnings.iter().map(|w| w.sentence(domain::Lang::Zh)).collect();
    let expect = "fundings.csv 第 3、5、6 行是合计行（共 3 行），不是记录，未读入";
    assert_eq!(warned.last().map(String::as_str), Some(expect));
}

#[test]
fn nothing_shown_steers_a_terminal() {
    let text = format!("{PAYMENTS},a\u{1b}]0;\u{7}x\n{},1\n", GOOD.replace("direct", "x\u{1b}[2J"));
    let loaded = Set::of(&[("payments.csv", &text), ("a\u{1b}b.csv", "x")]).load();
    let said: Vec<String> = loaded.warnings.iter().map(|w| w.sentence(domain::Lang::Zh)).collect();
    let rejected = loaded.rejected[0].sentence(domain::Lang::Zh);
    assert!(
        rejected.contains("“x␛[2J”") && said.join(" ").contains("a␛]0;␇x"),
        "{rejected} {said:?}"
    );
    assert!(!format!("{rejected}{said:?}").chars().any(char::is_control));
    let unread = Set::of(&[("a\u{1b}b.csv", "x")]);
    assert!(!unread.refuse().sentence(domain::Lang::Zh).contains('\u{1b}'));
}
