//! Facts that come of whole data sets: the duties that arise from what other tables name, and how notices,
//! statements and returns meet them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says why")]

#[path = "facts/records.rs"]
mod records;

use records::facts_of;

const MONEY: &str = "
    allotments: id doc_no fund fiscal_year kind from to amount issued_on received_on approved_on
    A1 n1 special-development 2019 grant 100000 650000 500 2019-01-02 2019-01-02 -
    A2 n2 special-development 2019 grant 650000 653100 300 2019-01-20 2019-01-25 -
    A3 n3 special-development 2019 grant 653100 653125 100 2019-02-20 2019-03-15 -
    A4 n4 special-development 2019 grant 653100 653125 50 2019-05-20 2019-05-25 -
    A5 n5 integrated-central 2019 own_budget 653125 653125 10 - - 2019-04-02
    A6 n6 special-development 2019 return 653125 653100 5 2019-06-01 2019-06-02 -
    A7 n7 special-development 2019 grant 653100 653121 50 - - -
";

fn check(text: &str, as_of: &str, table: &str, columns: &[&str], want: &[&str]) {
    assert_eq!(facts_of(&format!("{MONEY}{text}"), as_of, table, columns), want, "{table} {as_of}");
}

#[test]
fn statements_are_owed_from_the_first_receipt_and_for_months_that_have_ended() {
    let statements = "
        statements: county fund month opening income expenditure closing reported_on
        653125 special-development 2019-03 0 100 0 100 2019-04-09
        653125 special-development 2019-03 0 100 0 100 2019-03-30
        653125 special-development 2019-04 100 0 0 100 -
        653125 special-development 2019-05 100 0 0 100 2019-06-02
    ";
    let columns = ["month_end", "reported_on", "class"];
    check(
        statements,
        "2019-06-01",
        "statement_duty",
        &columns,
        &[
            "653125/special-development/2019-03 2019-03-31 2019-03-30 special",
            "653125/special-development/2019-04 2019-04-30 — special",
            "653125/special-development/2019-05 2019-05-31 — special",
            "653125/integrated-central/2019-04 2019-04-30 — integrated",
            "653125/integrated-central/2019-05 2019-05-31 — integrated",
        ],
    );
    check(statements, "2019-03-14", "statement_duty", &columns, &[]);
    check(
        statements,
        "2019-06-01",
        "statement",
        &["difference"],
        &[
            "653125/special-development/2019-03 0.00",
            "653125/special-development/2019-03 0.00",
            "653125/special-development/2019-04 0.00",
        ],
    );
}

#[test]
fn a_county_keeps_its_books_under_the_code_of_the_year() {
    let text = "
        allotments: id doc_no fund fiscal_year kind from to amount received_on
        A1 n1 special-development 2018 grant 652900 652923 100 2018-12-05
        statements: county fund month opening income expenditure closing reported_on
        652923 special-development 2018-12 0 100 0 100 2019-01-03
        652902 special-development 2019-01 0 100 0 100 2019-02-03
    ";
    let got = facts_of(text, "2019-02-28", "statement_duty", &["reported_on"]);
    assert_eq!(
        got,
        [
            "652923/special-development/2018-12 2019-01-03",
            "652902/special-development/2019-01 2019-02-03",
            "652902/special-development/2019-02 —",
        ]
    );
}

#[test]
fn counties_reconcile_monthly_with_the_treasury_and_divisions_quarterly() {
    let text = "
        reconciliations: org fund period counterpart ours theirs done_on
        653125 special-development 2019-03 国库 1 1 2019-04-02
        653125 special-development 2019-04 农业处 1 1 2019-05-02
        653125 integrated-central 2019-Q1 农业处 1 1 2019-04-02
        650000/region_agriculture_division integrated-central 2019-Q2 650000/region_business_divisions 1 2 2019-07-08
        650000/region_agriculture_division integrated-central 2019-Q2 653125 1 1 2019-07-09
    ";
    let columns = ["period_kind", "done_on"];
    check(
        text,
        "2019-07-31",
        "reconciliation_duty",
        &columns,
        &[
            "653125/special-development/2019-03 month 2019-04-02",
            "653125/special-development/2019-04 month —",
            "653125/special-development/2019-05 month —",
            "653125/special-development/2019-06 month —",
            "653125/special-development/2019-07 month —",
            "653125/integrated-central/2019-04 month —",
            "653125/integrated-central/2019-05 month —",
            "653125/integrated-central/2019-06 month —",
            "653125/integrated-central/2019-07 month —",
            "650000/region_agriculture_division/integrated-central/2019-Q2 quarter 2019-07-08",
            "650000/region_business_divisions/integrated-central/2019-Q2 quarter 2019-07-08",
            "653125/integrated-central/2019-Q1 quarter 2019-04-02",
            "653125/integrated-central/2019-Q2 quarter 2019-07-09",
        ],
    );
    check(
        text,
        "2019-07-31",
        "reconciliation",
        &["difference", "reporter"],
        &[
            "653125/special-development/2019-03 0.00 county",
            "653125/special-development/2019-04 0.00 county",
            "653125/integrated-central/2019-Q1 0.00 county",
            "650000/region_agriculture_division/integrated-central/2019-Q2 1.00 office",
            "650000/region_agriculture_division/integrated-central/2019-Q2 0.00 office",
        ],
    );
}

#[test]
fn who_received_integrated_money_reconciles_it_each_quarter() {
    let text = "
        allotments: id doc_no fund fiscal_year kind from to amount received_on
        A1 n1 integrated-central 2019 grant 100000 650000 100 2018-11-05
        A2 n2 integrated-central 2019 grant 653100 653125 100 2019-04-01
        reconciliations: org fund period counterpart ours theirs done_on
        650000/region_business_divisions integrated-central 2018-Q4 653100 1 1 2019-01-04
        650000/region_business_divisions integrated-central 2019-Q1 农业处 1 1 2019-04-04
        653125 integrated-central 2019-Q2 国库 1 1 2019-07-04
    ";
    let got = facts_of(text, "2019-06-30", "reconciliation_duty", &["period_kind", "done_on"]);
    let quarters: Vec<&String> = got.iter().filter(|line| line.contains("quarter")).collect();
    assert_eq!(
        quarters,
        [
            "650000/region_business_divisions/integrated-central/2018-Q4 quarter —",
            "650000/region_business_divisions/integrated-central/2019-Q1 quarter 2019-04-04",
            "650000/region_business_divisions/integrated-central/2019-Q2 quarter —",
            "653125/integrated-central/2019-Q2 quarter —",
        ]
    );
}

#[test]
fn returns_are_owed_from_the_first_that_was_made() {
    let text = "
        reports: table_no org period submitted_on reviewed_on
        4 653125 2019-05 2019-05-29 -
        4 653125 2019-05 2019-05-28 -
        4 653125 2019-07 2019-09-01 -
        9 653125 2018 - -
        6 650000/region_treasury_division 2019-07 2019-08-01 -
    ";
    let columns = ["table", "reporter", "period_kind", "before", "submitted_on"];
    check(
        text,
        "2019-08-01",
        "report_duty",
        &columns,
        &[
            "4/653125/2019-05 spending county month 2019-04-30 2019-05-28",
            "4/653125/2019-06 spending county month 2019-05-31 —",
            "4/653125/2019-07 spending county month 2019-06-30 —",
            "4/653125/2019-08 spending county month 2019-07-31 —",
            "6/650000/region_treasury_division/2019-07 monitoring office month 2019-06-30 2019-08-01",
            "6/650000/region_treasury_division/2019-08 monitoring office month 2019-07-31 —",
            "9/653125/2018 evaluation county year 2017-12-31 —",
            "9/653125/2019 evaluation county year 2018-12-31 —",
        ],
    );
}

/// A county whose code changes goes on with its returns, under whichever code or name it writes.
#[test]
fn returns_go_on_when_a_code_changes() {
    let check = |returns: [(&str, &str); 2], as_of: &str, want: &[&str]| {
        let [(old, before), (new, after)] = returns;
        let text = format!(
            "reports: table_no org period submitted_on
            4 {old} {before} {before}-20
            4 {new} {after} {after}-20"
        );
        let got = facts_of(&text, as_of, "report_duty", &["submitted_on"]);
        assert_eq!(got, want, "{old} {new}");
    };
    let over_2020 = ["4/652902/2019-12 2019-12-20", "4/652902/2020-01 2020-01-20"];
    for (old, new) in
        [("652923", "652902"), ("652923", "652923"), ("652902", "652902"), ("库车县", "库车市")]
    {
        check([(old, "2019-12"), (new, "2020-01")], "2020-01-31", &over_2020);
    }
    check(
        [("652923", "2018-12"), ("652902", "2019-01")],
        "2019-01-31",
        &["4/652923/2018-12 2018-12-20", "4/652902/2019-01 2019-01-20"],
    );
    check(
        [("654223", "2021-11"), ("654203", "2021-12")],
        "2022-01-01",
        &["4/654203/2021-11 2021-11-20", "4/654203/2021-12 2021-12-20", "4/654203/2022-01 —"],
    );
}

#[test]
fn each_level_publishes_what_it_hands_down_or_allots() {
    let text = "
        fundings: project allotment amount allotted_on
        P1 A3 60 2019-04-10
        P2 A3 30 2019-04-01
        P3 A3 10 2019-12-01
        disclosures: subject_kind subject level channel posted_on
        allotment A2 region web 2019-02-10
        allotment A2 region web 2019-02-08
        指标 A3 county web 2019-04-20
        project A3 prefecture web 2019-02-21
    ";
    let columns = ["level", "handed_down_on", "allotted_on", "posted_on", "amount"];
    check(
        text,
        "2019-06-30",
        "allocation_disclosure",
        &columns,
        &[
            "A2@region region 2019-01-20 — 2019-02-08 300.00",
            "A3@prefecture prefecture 2019-02-20 — — 100.00",
            "A3@county county — 2019-04-01 2019-04-20 90.00",
            "A4@prefecture prefecture 2019-05-20 — — 50.00",
            "A4@county county — — — 0.00",
            "A5@county county — — — 0.00",
            "A7@prefecture prefecture — — — 50.00",
            "A7@county county — — — 0.00",
        ],
    );
}

#[test]
fn projects_are_posted_by_stage_where_they_lie() {
    let text = "
        projects: id name county township village category fiscal_year unit planned_amount plan_approved_on accepted_on
        P1 road 653125 t v c 2019 u 100 2019-03-01 2019-06-01
        P2 well 653125 t - c 2019 u 100 2019-03-01 -
        P3 plan 653125 - - c 2019 u 100 2019-03-01 -
        disclosures: subject_kind subject level channel posted_on stage
        project P1 township board 2019-03-05 arrangement
        project P1 village board 2019-03-06 -
        project P1 village board 2019-06-01 -
        project P1 township board 2019-05-30 completion
        项目 P2 township board 2019-03-09 completion
    ";
    let columns = ["located", "accepted_on", "arrangement_posted_on", "completion_posted_on"];
    check(
        text,
        "2019-06-30",
        "project_disclosure",
        &columns,
        &[
            "P1@township yes 2019-06-01 2019-03-05 2019-05-30",
            "P1@village yes 2019-06-01 2019-03-06 2019-06-01",
            "P2@township yes — — 2019-03-09",
            "P2@village no — — —",
            "P3@township — — — —",
            "P3@village — — — —",
        ],
    );
}

#[test]
fn a_real_name_list_speaks_of_payments_made_while_it_hung_or_before() {
    let text = "
        payments: voucher_no county fiscal_year paid_on project amount channel kind payee payee_type
        V1 653125 2019 2019-05-10 P1 10 direct subsidy 买买提 person
        V2 653125 2019 2019-07-10 P1 20 direct subsidy 村 household
        V3 653125 2019 2019-07-10 P2 30 direct subsidy 村 household
        V4 653125 2019 2019-07-10 P1 40 direct progress 公司 enterprise
        V5 653125 2019 2019-07-10 P1 50 direct refund 村 household
        V6 653125 2020 2020-07-10 P1 60 direct subsidy 村 household
        V7 653125 2019 2019-07-10 - 70 direct subsidy 村 household
        V8 653125 2019 2019-07-10 - 80 direct subsidy 银行 enterprise
        benefits: voucher_no key amount
        V8 - 80
        disclosures: subject_kind subject level channel posted_on removed_on real_name
        project P1 village board 2019-05-20 2019-06-05 y
        project P1 village board 2019-07-15 - n
        payment 653125/V3 village board 2019-07-12 - y
        支付 V7 village board 2019-07-13 - y
    ";
    check(
        text,
        "2019-12-31",
        "realname_disclosure",
        &["posted_on", "amount"],
        &[
            "653125/V1 2019-05-20 10.00",
            "653125/V2 — 20.00",
            "653125/V3 2019-07-12 30.00",
            "653125/V7 2019-07-13 70.00",
            "653125/V8 — 80.00",
        ],
    );
}

#[test]
fn publication_is_what_a_record_says_or_a_notice_shows() {
    let text = "
        projects: id name county category fiscal_year unit planned_amount
        P1 road 653125 c 2019 u 100
        targets: id subject_kind subject fiscal_year approved_on published_on
        T1 project P1 2019 2019-02-01 2019-03-01
        T2 project P1 2019 2019-02-01 2020-03-01
        T3 transfer A2 2019 2019-02-01 -
        evaluations: target kind fiscal_year entered_on published_on
        T1 self 2019 2019-12-01 -
        T1 key 2019 2020-12-01 -
        disclosures: subject_kind subject level channel posted_on removed_on text
        target T1 county web 2019-02-15 - -
        绩效评价 T1:self county web 2019-12-20 2019-12-25 买买提653125198001011012
    ";
    check(
        text,
        "2019-12-31",
        "target_disclosure",
        &["approved_on", "published_on"],
        &["T1 2019-02-01 2019-02-15", "T2 2019-02-01 —", "T3 2019-02-01 —"],
    );
    check(text, "2019-12-31", "evaluation_disclosure", &["published_on"], &["T1:self 2019-12-20"]);
    check(
        text,
        "2019-12-31",
        "notice",
        &["removed_on", "shows_identifier"],
        &["T1@county — no", "T1:self@county 2019-12-25 yes"],
    );
    let telephone = |column: &str, cell: &str, text: &str| {
        let text = format!(
            "disclosures: subject_kind subject level channel posted_on {column} text
            project P1 village board 2019-07-15 {cell} {text}"
        );
        facts_of(&text, "2019-12-31", "notice", &["shows_telephone"])
    };
    assert_eq!(telephone("real_name", "y", "买买提13899123456"), ["P1@village yes"]);
    assert_eq!(telephone("real_name", "n", "买买提13899123456"), ["P1@village no"]);
    assert_eq!(telephone("removed_on", "-", "买买提13899123456"), ["P1@village —"]);
    assert_eq!(telephone("removed_on", "-", "买买提138****3456"), ["P1@village no"]);
}

#[test]
fn orders_count_what_was_done_by_the_day() {
    let text = "
        orders: id subject_kind subject issued_on due_on done_on
        O1 project P1 2019-07-01 2019-08-10 2019-08-10
        O2 project P1 2019-07-01 2019-08-10 2020-08-10
        O3 project P1 2020-07-01 2020-08-10 -
    ";
    check(
        text,
        "2019-12-31",
        "order",
        &["due_on", "done_on"],
        &["O1 2019-08-10 2019-08-10", "O2 2019-08-10 —"],
    );
}
