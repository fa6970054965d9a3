//! Facts about payments, projects, pace and benefits that come of whole data sets: sums over refunds, money
//! of several years, retention, windows of days, lists of households.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says why")]

#[path = "facts/records.rs"]
mod records;

use domain::Day;
use policy::engine::{Selection, evaluate};
use policy::pack::Value;
use policy::{Context, Pack};
use records::{facts_under, word};

/// The pack with the values that facts themselves ask for.
fn pack() -> Pack {
    let yuan = |yuan: i64| Value::Money(domain::Fen(yuan * 100));
    records::pack_with([
        ("split_days", Value::Count(7)),
        ("large_payment", yuan(1_000)),
        ("small_project_floor", yuan(100)),
        ("regime_of_other_funds", word("special")),
    ])
}

const MONEY: &str = "
    allotments: id doc_no fund fiscal_year kind from to parent amount issued_on received_on for_poverty to_household
    A1 n1 special-development 2018 grant 653100 653125 - 1000 2018-03-01 2018-03-05 - -
    A2 n2 special-development 2019 grant 653100 653125 - 1000 2019-03-01 2019-03-05 - y
    A3 n3 bond-poverty 2019 bond 653100 653125 - 500 2019-06-01 2019-06-10 - -
    A4 n4 bond-poverty 2019 return 653125 653100 A3 50 2019-07-01 - - -
    A5 n5 bond-relocation 2019 bond 650000 653100 - 900 2019-05-01 2019-05-10 - -
    A6 n6 bond-relocation 2019 bond 653100 653125 - 300 2019-12-01 2020-01-10 - -
    A7 n7 other-a 2019 grant 653100 653125 - 70 2019-03-01 2019-03-05 y -
    A8 n8 other-a 2019 grant 653100 653125 - 30 2019-03-01 2019-03-05 n -
    projects: id name county category fiscal_year unit planned_amount contract_amount contract_changes contractor retention_amount infrastructure registered_only
    P1 村道 653125 道路 2019 交通局 1500 900 -100 路桥公司 100 y n
    P2 棚圈 653125 养殖 2019 农业局 80 - - - - n y
    P3 机井 653125 水利 2019 农业局 90 - - - - n n
    fundings: project allotment amount allotted_on
    P1 A1 600 2018-04-01
    P1 A2 800 2019-04-01
    P1 A3 400 2019-06-15
    P2 A2 80 2019-04-01
    P3 A2 60 2019-04-01
    P3 A2 30 2020-04-01
";

/// `voucher day project allotment kind payee amount`, refunds with the voucher that they take back.
fn payments(rows: &str) -> String {
    let head = "payments: voucher_no county fiscal_year paid_on project allotment amount channel kind payee_type payee original_voucher\n";
    let row = |line: &str| {
        let cells: Vec<&str> = line.split_whitespace().collect();
        let [voucher, day, project, allotment, kind, payee, amount, original] = cells.as_slice()
        else {
            panic!("{line}")
        };
        format!(
            "{voucher} 653125 {} {day} {project} {allotment} {amount} direct {kind} enterprise {payee} {original}\n",
            &day[..4]
        )
    };
    let rows: String = rows.lines().map(str::trim).filter(|l| !l.is_empty()).map(row).collect();
    format!("{head}{rows}")
}

fn check(rows: &str, as_of: &str, table: &str, columns: &[&str], want: &[&str]) {
    let mut pack = pack();
    pack.funds.add(domain::Fund {
        code: "other-a".into(),
        name: "其他甲".into(),
        aliases: Vec::new(),
        class: domain::FundClass::Other,
        source_level: domain::Level::Centre,
        office: None,
        valid_from: None,
        valid_to: None,
        own: true,
    });
    let text = format!("{MONEY}{rows}");
    assert_eq!(facts_under(&pack, &text, as_of, table, columns), want, "{table} {as_of}");
}

#[test]
fn refunds_lower_the_sums_to_which_their_payment_belongs() {
    let rows = payments(
        "V1 2019-05-01 P1 A2 advance 路桥公司 500 -
         V2 2019-06-01 P1 A2 progress 路桥公司 400 -
         V3 2019-06-02 P1 A2 progress 监理公司 50 -
         R1 2019-07-01 P1 A2 refund 路桥公司 40 V1
         R2 2019-07-02 - - refund - 10 V2
         R3 2019-07-03 P1 A2 refund 监理公司 5 -
         V4 2020-01-05 P1 A2 progress 路桥公司 999 -",
    );
    check(
        &rows,
        "2019-12-31",
        "project",
        &["advances", "paid_to_contractor", "paid_beyond_funding", "contract_total", "owed"],
        &[
            "P1 455.00 850.00 0.00 800.00 1,800.00",
            "P2 0.00 — 0.00 — 80.00",
            "P3 0.00 — 0.00 — 60.00",
        ],
    );
}

#[test]
fn each_fund_is_compared_with_what_was_given_of_it() {
    let rows = payments(
        "V1 2019-05-01 P1 A1 progress 路桥公司 600 -
         V2 2019-05-01 P1 A2 progress 路桥公司 800 -
         V3 2019-07-01 P1 A3 progress 路桥公司 400.01 -
         V4 2019-05-01 P3 A2 progress 打井队 60 -
         V5 2019-05-01 P2 - progress 牧场 81 -",
    );
    check(
        &rows,
        "2019-12-31",
        "project",
        &["funded", "funded_by_bonds", "paid_beyond_funding"],
        &["P1 1,800.00 400.00 0.01", "P2 80.00 0.00 1.00", "P3 60.00 0.00 0.00"],
    );
}

#[test]
fn money_of_a_year_is_paid_by_its_own_payments_and_retention_stands_against_the_latest() {
    let columns = ["funded", "retained", "paid"];
    let rows = payments(
        "V1 2018-06-01 P1 A1 progress 路桥公司 590 -
         V2 2019-06-01 P1 A2 progress 路桥公司 700 -
         V3 2019-07-01 P1 A3 progress 路桥公司 400 -",
    );
    check(
        &rows,
        "2019-12-31",
        "project_year",
        &columns,
        &[
            "P1/2018 600.00 0.00 2018-06-01: 590.00",
            "P1/2019 800.00 100.00 2019-06-01: 700.00",
            "P2/2019 80.00 0.00 none",
            "P3/2019 60.00 0.00 none",
        ],
    );
    // Retention money has no day: 30 of it were paid late, 70 are still kept back.
    let rows = payments(
        "V1 2018-06-01 P1 A1 progress 路桥公司 600 -
         V2 2019-06-01 P1 A2 progress 路桥公司 700 -
         V3 2019-12-01 P1 A2 retention 路桥公司 30 -
         V4 2019-06-01 P2 - subsidy 牧场 80 -
         R1 2019-08-01 P2 - refund 牧场 20 V4",
    );
    check(
        &rows,
        "2019-12-31",
        "project_year",
        &columns,
        &[
            "P1/2018 600.00 0.00 2018-06-01: 600.00",
            "P1/2019 800.00 70.00 2019-06-01: 700.00",
            "P2/2019 80.00 0.00 2019-06-01: 80.00; 2019-08-01: -20.00",
            "P3/2019 60.00 0.00 none",
        ],
    );
}

#[test]
fn a_countys_bonds_are_spent_by_payments_that_name_them_or_their_project() {
    let rows = payments(
        "V1 2019-07-01 P1 A3 progress 路桥公司 300 -
         V2 2019-08-01 P1 A2 progress 路桥公司 100 -
         V3 2020-01-01 P1 A3 progress 路桥公司 9 -",
    );
    check(
        &rows,
        "2019-12-31",
        "bond_allotment",
        &["received_on", "to_spend", "spent"],
        &["A3 2019-06-10 450.00 2019-07-01: 300.00"],
    );
    let ids = facts_under(
        &pack(),
        &MONEY.replace("other-a", "special-farm"),
        "2020-01-10",
        "payment",
        &[],
    );
    assert!(ids.is_empty());
}

#[test]
fn counties_have_what_they_received_less_what_they_gave_back() {
    let rows = payments(
        "V1 2019-07-01 P1 A2 progress 路桥公司 300 -
         V2 2019-08-01 P1 A2 fee 财政局 20 -
         R1 2019-09-01 P1 A2 refund 财政局 5 V2
         V3 2019-08-01 P1 A1 progress 路桥公司 100 -
         V4 2019-08-01 P2 A7 subsidy 牧场 7 -
         V5 2019-08-01 P2 A8 subsidy 牧场 3 -",
    );
    check(
        &rows,
        "2019-08-31",
        "county_fund_year",
        &["received", "paid", "fees", "months_elapsed", "class"],
        &[
            "653125/special-development/2018 1,000.00 100.00 0.00 12 special",
            "653125/special-development/2019 1,000.00 320.00 20.00 8 special",
            "653125/bond-poverty/2019 450.00 0.00 0.00 8 bond",
            "653125/other-a/2019 70.00 7.00 0.00 8 other",
        ],
    );
    check(
        &rows,
        "2019-09-15",
        "county_fund_year",
        &["fees", "months_elapsed"],
        &[
            "653125/special-development/2018 0.00 12",
            "653125/special-development/2019 15.00 8",
            "653125/bond-poverty/2019 0.00 8",
            "653125/other-a/2019 0.00 8",
        ],
    );
}

#[test]
fn repetitions_and_pieces_are_seen_by_payee() {
    let rows = payments(
        "V1 2019-07-01 P1 A2 progress 路桥公司 400 -
         V2 2019-07-03 P1 A2 progress 路桥公司 400 -
         V3 2019-07-07 P1 A2 progress 路桥公司 300 -
         V4 2019-07-08 P1 A2 progress 路桥公司 1000 -
         V5 2019-07-09 P1 A2 progress 监理公司 400 -
         V6 2019-07-09 P2 A2 progress 路桥公司 400 -
         V7 2019-08-02 P1 A2 progress 监理公司 400 -
         R1 2019-07-20 P1 A2 refund 监理公司 400 V5",
    );
    check(
        &rows,
        "2019-12-31",
        "payment",
        &["days_since_same", "pieces", "pieces_sum"],
        &[
            "653125/V1 — 1 400.00",
            "653125/V2 2 1 400.00",
            "653125/V3 — 3 1,100.00",
            "653125/V4 — 1 1,000.00",
            "653125/V5 — 1 400.00",
            "653125/V6 — 3 1,100.00",
            "653125/V7 — 1 400.00",
        ],
    );
}

#[test]
fn the_list_of_forbidden_uses_follows_the_money() {
    let rows = payments(
        "V1 2019-07-01 P1 A2 progress 路桥公司 1 -
         V2 2019-07-01 P1 A3 progress 路桥公司 1 -
         V3 2019-07-01 P1 A7 progress 路桥公司 1 -
         V4 2019-07-01 P1 A8 progress 路桥公司 1 -
         V5 2019-07-01 P1 A5 progress 路桥公司 1 -
         V6 2019-07-01 P1 - progress 路桥公司 1 -
         V7 2019-07-01 P9 A99 progress 路桥公司 1 -",
    );
    check(
        &rows,
        "2019-12-31",
        "payment",
        &["negative_list", "poverty_money", "relocates", "project_found", "needs_list"],
        &[
            "653125/V1 special yes no yes yes",
            "653125/V2 bond yes no yes no",
            "653125/V3 special yes no yes no",
            "653125/V4 none no no yes no",
            "653125/V5 bond yes yes yes no",
            "653125/V6 — yes — yes no",
            "653125/V7 — yes — — —",
        ],
    );
}

#[test]
fn a_county_out_of_poverty_is_excepted_from_the_day_of_the_decision() {
    let rows = payments(
        "V1 2019-06-29 P1 A2 progress 路桥公司 1 -
         V2 2019-06-30 P1 A2 progress 路桥公司 1 -
         V3 2019-12-31 P1 A2 progress 路桥公司 1 -
         V4 2020-01-01 P1 A2 progress 路桥公司 1 -",
    ) + "exceptions: subject_kind subject rule approved_by approved_on until
         county 653125 pay.negative.integrated 领导小组 2019-06-30 2019-12-31
         county 653125 pay.negative.special 领导小组 2019-01-01 -
         project 653125 pay.negative.integrated 领导小组 2019-01-01 -";
    check(
        &rows,
        "2020-03-01",
        "payment",
        &["county_excepted"],
        &["653125/V1 no", "653125/V2 yes", "653125/V3 yes", "653125/V4 no"],
    );
}

#[test]
fn a_payment_that_may_have_come_out_of_two_bonds_leaves_both_open() {
    let money = "
        allotments: id doc_no fund fiscal_year kind from to parent amount issued_on received_on
        A1 n1 bond-poverty 2019 bond 653100 653125 - 100 2019-05-01 2019-05-05
        A2 n2 bond-poverty 2019 bond 653100 653125 - 50 2019-05-01 2019-05-05
        A3 n3 bond-poverty 2019 bond 653100 653125 - 30 2019-05-01 2019-05-05
        projects: id name county category fiscal_year unit planned_amount
        P1 村道 653125 道路 2019 交通局 150
        P2 棚圈 653125 养殖 2019 农业局 30
        fundings: project allotment amount allotted_on
        P1 A1 100 2019-05-06
        P1 A2 50 2019-05-06
        P2 A3 30 2019-05-06
        payments: voucher_no county fiscal_year paid_on project allotment fund amount channel kind payee_type";
    let pack = records::whole(records::XINJIANG);
    let check = |payment: &str, red: &[&str], open: u64| {
        let data = records::records(&pack, &format!("{money}\n{payment}"));
        let context = Context::new(&data, &pack, Day::parse("2019-12-31").unwrap());
        let rules = ["pace.bond".to_owned()].into();
        let outcome = evaluate(&context, &Selection { rules, ..Selection::default() });
        let ids: Vec<&str> = outcome.findings.iter().map(|f| f.subject.id.as_str()).collect();
        let doubts = outcome.not_evaluable.iter().map(|n| n.subjects).sum::<u64>();
        assert_eq!((ids.as_slice(), doubts), (red, open), "{payment}");
    };
    check("V1 653125 2019 2019-06-01 P1 - bond-poverty 150 direct final enterprise", &["A3"], 2);
    check(
        "V1 653125 2019 2019-06-01 P1 A1 bond-poverty 100 direct final enterprise",
        &["A2", "A3"],
        0,
    );
    check("V1 653125 2019 2019-06-01 P2 - - 30 direct final enterprise", &["A1", "A2"], 0);
    let all = ["A1", "A2", "A3"];
    check("V1 653125 2019 2019-06-01 P1 - special-farm 150 direct final enterprise", &all, 0);
    check("V1 653125 2019 2020-01-01 P1 - bond-poverty 150 direct final enterprise", &all, 0);
}

#[test]
fn of_one_days_payments_the_voucher_number_says_which_is_the_later() {
    let rows = payments(
        "V2 2019-07-01 P1 A2 progress 路桥公司 400 -
         V1 2019-07-01 P1 A2 progress 路桥公司 400 -",
    );
    let want = ["653125/V2 0 2 800.00", "653125/V1 — 1 400.00"];
    check(&rows, "2019-12-31", "payment", &["days_since_same", "pieces", "pieces_sum"], &want);
}

#[test]
fn a_household_paid_twice_is_seen_by_the_register_and_a_period_however_it_is_written() {
    let rows = payments(
        "V1 2019-07-10 P2 A2 subsidy 农户 40 -
         V2 2019-08-10 P2 A2 subsidy 农户 40 -",
    ) + "benefits: voucher_no key amount period basis
         V1 1 10 2019-07 household
         V1 2 10 2019年7月 household
         V1 3 10 2019-07 household
         V1 4 10 2019-07 person
         V2 1 10 201907 person
         V2 5 10 2019-07 household
         V2 6 10 第一批 -
         V2 6 10 第一批 -
         register: key household valid_from valid_to
         1 H1 - -
         2 H1 - -
         3 H3 - 2019-07-09
         5 H3 - -
         4 H1 - -";
    check(
        &rows,
        "2019-12-31",
        "benefit",
        &["paid_before"],
        &[
            "653125/V1#1 0",
            "653125/V1#2 1",
            "653125/V1#3 0",
            "653125/V1#4 0",
            "653125/V2#1 1",
            "653125/V2#2 0",
            "653125/V2#3 0",
            "653125/V2#4 1",
        ],
    );
}

#[test]
fn a_refund_of_retention_money_takes_back_what_counted_as_an_ordinary_payment() {
    let rows = payments(
        "V1 2019-07-01 P2 A2 retention 牧场 40 -
         V2 2019-08-01 P2 A2 progress 牧场 60 -
         R1 2019-09-01 P2 A2 refund 牧场 40 V1
         V3 2019-07-01 P1 A2 retention 路桥公司 120 -
         R2 2019-09-01 P1 A2 refund 路桥公司 50 V3",
    );
    check(
        &rows,
        "2019-12-31",
        "project_year",
        &["retained", "paid"],
        &[
            "P1/2018 0.00 none",
            "P1/2019 30.00 2019-07-01: 50.00; 2019-09-01: -50.00",
            "P2/2019 0.00 2019-07-01: 40.00; 2019-08-01: 60.00; 2019-09-01: -40.00",
            "P3/2019 0.00 none",
        ],
    );
}

#[test]
fn an_own_budget_has_arrived_when_it_is_approved() {
    let money = |head: &str, day: &str| {
        format!(
            "allotments: id doc_no fund fiscal_year kind from to amount issued_on received_on {head}
             A1 n1 special-farm 2019 grant 653100 653125 100 2019-03-01 2019-03-05 {day}
             A2 n2 special-farm 2019 own_budget 653125 653125 70 - - {day}
             A3 n3 special-farm 2018 grant 653100 652923 5 2018-03-01 2018-03-05 {day}
             payments: voucher_no county fiscal_year paid_on project allotment amount channel kind payee_type
             V1 653125 2019 2019-05-01 - A2 1 direct fee enterprise"
        )
    };
    let check = |text: &str, as_of: &str, want: &str| {
        let rows = facts_under(&pack(), text, as_of, "county_fund_year", &["received"]);
        assert_eq!(rows.first().map(String::as_str), Some(want), "{as_of}");
        assert_eq!(rows.last().map(String::as_str), Some("652923/special-farm/2018 5.00"));
    };
    let known = money("approved_on", "2019-06-03");
    check(&known, "2019-06-02", "653125/special-farm/2019 100.00");
    check(&known, "2019-06-03", "653125/special-farm/2019 170.00");
    check(&money("approved_on", "-"), "2019-12-31", "653125/special-farm/2019 100.00");
    check(&money("", ""), "2019-12-31", "653125/special-farm/2019 —");
}

#[test]
fn lines_of_lists_find_their_payment_by_voucher_and_county() {
    let rows = payments(
        "V1 2019-07-10 P2 A2 subsidy 农户 30 -
         V2 2019-08-10 P2 A2 subsidy 农户 20 -
         V3 2020-08-10 P2 A2 subsidy 农户 20 -
         V4 2019-07-10 P3 A2 subsidy 农户 20 -",
    ) + "benefits: voucher_no county key amount period
         V2 - 1 10 2019-07
         V1 - 1 10 2019-07
         V1 - 2 20 2019-07
         V2 653125 1 10 2019-08
         V2 653121 1 10 2019-08
         V3 - 1 10 2019-07
         V4 - 1 10 2019-07
         V9 - 1 10 2019-07
         register: key valid_from valid_to
         1 2016-01-01 2019-07-10
         ineligible: key reason valid_from valid_to
         2 财政供养人员 2019-07-10 -";
    check(
        &rows,
        "2019-12-31",
        "benefit",
        &[
            "paid_on",
            "paid_before",
            "registered_only",
            "registered",
            "ineligible",
            "ineligible_reason",
        ],
        &[
            "653125/V2#1 2019-08-10 1 yes no no —",
            "653125/V1#1 2019-07-10 0 yes yes no —",
            "653125/V1#2 2019-07-10 0 yes no yes 财政供养人员",
            "653125/V2#2 2019-08-10 0 yes no no —",
            "/V2#1 — — — — — —",
            "653125/V4#1 2019-07-10 0 no yes no —",
            "/V9#1 — — — — — —",
        ],
    );
    check(
        &rows,
        "2019-12-31",
        "payment",
        &["list_rows", "list_total"],
        &["653125/V1 2 30.00", "653125/V2 2 20.00", "653125/V4 1 10.00"],
    );
}

#[test]
fn small_projects_of_one_unit_fund_and_year_are_counted() {
    check(
        "",
        "2019-12-31",
        "unit_fund_year",
        &["projects", "small_projects", "small_amount"],
        &[
            "交通局/special-development/2019 1 0 0.00",
            "交通局/bond-poverty/2019 1 0 0.00",
            "农业局/special-development/2019 2 2 170.00",
        ],
    );
    check(
        "",
        "2020-12-31",
        "funded_allotment",
        &["given_to_projects"],
        &[
            "A1 600.00",
            "A2 970.00",
            "A3 400.00",
            "A4 0.00",
            "A5 0.00",
            "A6 0.00",
            "A7 0.00",
            "A8 0.00",
        ],
    );
}
