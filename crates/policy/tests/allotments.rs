//! Facts about money handed down and raised, over whole data sets.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says why")]

#[path = "facts/records.rs"]
#[allow(dead_code, reason = "shared by tests of which each uses a part")]
mod records;

use domain::{Fund, FundClass, Level};
use records::facts_of;

/// The centre gives 1000 to the region, which hands 600 and 400 to a prefecture, which hands 500 to a county.
const CHAIN: &str = "
    allotments: id doc_no fund fiscal_year kind from to parent amount issued_on received_on approved_on
    A1 n1 special-development 2019 grant 100000 650000 - 1000 2019-05-20 2019-05-21 -
    A2 n2 special-development 2019 grant 650000 653100 A1 600 2019-05-31 2019-06-01 -
    A3 n3 special-development 2019 own_budget 650000 653100 A1 400 - 2019-06-05 -
    A4 n4 special-development 2019 grant 653100 653125 A2 500 2019-06-03 2019-06-03 -
    A5 n5 special-development 2019 return 653125 653100 A4 50 2019-09-01 2019-09-02 -
    A6 n6 special-development 2019 grant 653100 653126 A1 70 2019-06-03 2019-06-03 -
    A7 n7 special-development 2019 grant 653100 653126 A2 30 - - -
    B1 n8 special-work-relief 2019 own_budget 650000 650000 - 300 - - 2019-02-10
    fundings: project allotment amount allotted_on
    P1 A4 200 2019-06-20
    P2 A4 100 2019-12-20
";

fn check(text: &str, as_of: &str, table: &str, columns: &[&str], want: &[&str]) {
    assert_eq!(facts_of(text, as_of, table, columns), want, "{table} {as_of}");
}

#[test]
fn what_left_an_allotment_is_counted_by_its_day() {
    check(
        CHAIN,
        "2019-12-31",
        "allotment",
        &["fresh", "own", "from_level", "to_level", "given_out", "handed_down"],
        &[
            "A1 yes no centre region 1,000.00 2019-05-31: 600.00; 2019-06-05: 400.00",
            "A2 yes no region prefecture 530.00 2019-06-03: 500.00",
            "A3 yes no region prefecture 0.00 none",
            "A4 yes no prefecture county 350.00 \
             2019-06-20: 200.00; 2019-09-01: 50.00; 2019-12-20: 100.00",
            "A5 no no county prefecture 0.00 none",
            "A6 yes no prefecture county 0.00 none",
            "A7 yes no prefecture county 0.00 none",
            "B1 yes yes region region 0.00 none",
        ],
    );
    check(
        CHAIN,
        "2019-06-02",
        "allotment",
        &["given_out", "handed_down"],
        &["A1 600.00 2019-05-31: 600.00", "A2 30.00 none", "A7 0.00 none", "B1 0.00 none"],
    );
}

#[test]
fn a_county_that_changed_its_code_still_gives_out_of_its_own() {
    let text = "
        allotments: id doc_no fund fiscal_year kind from to parent amount issued_on
        A1 n1 special-development 2019 grant 652900 652923 - 100 2019-01-10
        A2 n2 special-development 2019 return 652902 652900 A1 40 2019-06-10
        fundings: project allotment amount allotted_on
    ";
    check(text, "2019-12-31", "allotment", &["given_out"], &["A1 40.00", "A2 0.00"]);
}

#[test]
fn payments_without_a_share_of_their_project_are_use_too() {
    let text = "
        allotments: id doc_no fund fiscal_year kind from to parent amount issued_on
        A1 n1 special-development 2019 grant 653100 653125 - 1000 2019-01-10
        fundings: project allotment amount allotted_on
        P1 A1 300 2019-02-01
        P1 A9 10 2019-02-01
        P2 A9 10 2019-02-01
        payments: voucher_no county fiscal_year paid_on project allotment amount channel kind payee_type original_voucher
        V1 653125 2019 2019-03-01 P1 A1 300 direct final enterprise -
        V2 653125 2019 2019-03-02 P2 A1 50 direct final enterprise -
        V3 653125 2019 2019-03-03 - A1 20 direct subsidy household -
        V4 653125 2019 2019-03-04 - A1 5 direct refund household -
        V5 653125 2019 2020-03-04 - A1 7 direct subsidy household -
        V6 653125 2019 2019-03-05 - - 9 direct subsidy household -
        R1 653125 2019 2019-03-06 - - 100 direct refund enterprise V1
        R2 653125 2019 2019-03-07 - - 30 direct refund enterprise V2
    ";
    check(
        text,
        "2019-12-31",
        "allotment",
        &["used", "handed_down"],
        &["A1 2019-02-01: 300.00; 2019-03-02: 50.00; 2019-03-03: 20.00; 2019-03-04: -5.00; \
           2019-03-07: -30.00 2019-02-01: 300.00"],
    );
}

#[test]
fn bonds_are_told_apart_by_fund_or_kind() {
    let text = "
        allotments: id doc_no fund fiscal_year kind from to amount issued_on
        A1 n special-development 2019 grant 100000 650000 1 2019-01-10
        A2 n special-development 2019 bond 100000 650000 1 2019-01-10
        A3 n relocation 2019 grant 100000 650000 1 2019-01-10
        A4 n relocation 2019 bond 100000 650000 1 2019-01-10
        A5 n bond-relocation 2019 grant 100000 650000 1 2019-01-10
        A6 n bond-poverty 2019 bond 100000 650000 1 2019-01-10
        A7 n safety-net 2019 surplus 650000 653100 1 2019-01-10
        A8 n bond-poverty 2019 - 100000 650000 1 2019-01-10
    ";
    check(
        text,
        "2019-12-31",
        "allotment",
        &["class", "money", "fresh"],
        &[
            "A1 special special yes",
            "A2 special poverty_bond yes",
            "A3 relocation relocation yes",
            "A4 relocation relocation_bond yes",
            "A5 bond relocation_bond yes",
            "A6 bond poverty_bond yes",
            "A7 safety_net safety_net no",
            "A8 bond poverty_bond yes",
        ],
    );
}

#[test]
fn months_in_hand_are_whole_months() {
    let text = "
        allotments: id doc_no fund fiscal_year kind from to amount received_on approved_on
        A1 n special-development 2019 grant 653100 653125 1 2019-08-31 -
        A2 n special-development 2019 own_budget 650000 650000 1 - 2018-02-28
        A3 n special-development 2019 grant 653100 653125 1 - 2018-02-28
    ";
    let columns = ["held_on", "months_held", "years_held"];
    check(
        text,
        "2020-02-28",
        "allotment",
        &columns,
        &["A1 2019-08-31 5 0", "A2 2018-02-28 24 2", "A3 — — —"],
    );
    check(text, "2020-02-29", "allotment", &["months_held"], &["A1 6", "A2 24", "A3 —"]);
}

#[test]
fn a_target_counts_from_either_table_and_only_where_it_is_kept() {
    let columns = ["handed_on", "targets_on", "targets_kept"];
    let text = "
        allotments: id doc_no fund fiscal_year kind from to amount issued_on received_on targets_on
        A1 n bond-poverty 2019 bond 650000 653100 1 2019-05-31 2019-06-02 2019-06-05
        A2 n bond-poverty 2019 bond 650000 653100 1 - 2019-06-02 -
        targets: id subject_kind subject fiscal_year entered_on
        T1 bond A1 2019 2019-05-30
        T2 transfer A1 2019 2019-05-29
        T3 project A2 2019 2019-05-29
    ";
    check(
        text,
        "2019-12-31",
        "allotment",
        &columns,
        &["A1 2019-05-31 2019-05-29 yes", "A2 2019-06-02 — yes"],
    );
    let unkept = "
        allotments: id doc_no fund fiscal_year kind from to amount issued_on
        A1 n bond-poverty 2019 bond 650000 653100 1 2019-05-31
        targets: id subject_kind subject fiscal_year entered_on
        T3 project P1 2019 2019-05-29
    ";
    check(unkept, "2019-12-31", "allotment", &columns, &["A1 2019-05-31 — —"]);
}

#[test]
fn what_the_receiver_entered_is_compared_where_it_entered_anything() {
    let text = "
        allotments: id doc_no fund fiscal_year kind from to amount recorded_amount recorded_fund recorded_doc_no
        A1 n special-farm 2019 grant 650000 653100 1 1 special-farm n
        A2 n special-farm 2019 grant 650000 653100 1 1.01 - -
        A3 n special-farm 2019 grant 650000 653100 1 - special-pasture -
        A4 n special-farm 2019 grant 650000 653100 1 - - m
        A5 n special-farm 2019 grant 650000 653100 1 - - -
        A6 财农〔2019〕1号 special-farm 2019 grant 650000 653100 1 - - 财农[２０１９]1号
        A7 财农〔2019〕1号 special-farm 2019 grant 650000 653100 1 - - 财农〔2019〕2号
    ";
    let columns = ["recorded_otherwise"];
    check(
        text,
        "2019-12-31",
        "allotment",
        &columns,
        &["A1 no", "A2 yes", "A3 yes", "A4 yes", "A5 no", "A6 no", "A7 yes"],
    );
    check(
        CHAIN.split("fundings").next().unwrap(),
        "2019-05-25",
        "allotment",
        &columns,
        &["A1 —", "A7 —", "B1 —"],
    );
}

#[test]
fn a_proposal_is_compared_with_all_that_its_level_was_handed() {
    let text = "
        allotments: id doc_no fund fiscal_year kind from to amount issued_on
        A1 n special-development 2019 grant 650000 653100 30 2019-05-31
        A2 n special-development 2019 grant 650000 653100 20 2019-07-31
        A3 n special-development 2019 grant 650000 654000 40 2019-05-31
        A4 n special-development 2019 grant 650000 652900 10 2019-05-31
        A5 n special-development 2019 return 653100 650000 9 2019-08-31
        A6 n special-development 2018 grant 650000 653100 99 2018-05-31
        A7 n special-development 2019 grant 653100 653125 8 2019-06-05
        A8 n special-development 2019 grant 653100 653124 7 2019-06-05
        A9 n special-development 2019 grant 650000 653100 5 2020-01-05
        proposals: fund fiscal_year to amount reason
        special-development 2019 653100 60 -
        special-development 2019 654000 40 adjusted
        special-development 2019 653200 20 -
        special-development 2019 653125 80 -
        special-work-relief 2019 653100 80 -
    ";
    check(
        text,
        "2019-12-31",
        "proposal",
        &["proposed", "proposed_total", "handed", "handed_total", "reason"],
        &[
            "A2 60.00 120.00 50.00 100.00 no",
            "A3 40.00 120.00 40.00 100.00 yes",
            "A7 80.00 80.00 8.00 8.00 no",
        ],
    );
}

#[test]
fn the_shares_of_a_year_are_those_of_special_grants_to_prefectures() {
    let text = "
        allotments: id doc_no fund fiscal_year kind from to amount issued_on parent
        A1 n special-development 2018 - 650000 653100 80 2018-05-31 -
        A2 n special-work-relief 2018 own_budget 650000 654000 20 2018-05-31 -
        B1 n special-development 2019 grant 650000 653100 90 2019-05-31 -
        B2 n special-farm 2019 grant 650000 654000 15 2019-05-31 -
        B3 n bond-poverty 2019 grant 650000 654000 1000 2019-05-31 -
        B4 n special-farm 2019 bond 650000 654000 1000 2019-05-31 -
        B5 n special-farm 2019 return 653100 650000 1000 2019-05-31 -
        B6 n special-farm 2019 grant 650000 653125 1000 2019-05-31 -
        B7 n special-farm 2019 grant 653100 653125 70 2019-06-05 -
        B8 n special-farm 2019 grant 653100 653124 20 2019-06-05 -
        B9 n special-farm 2019 grant 650000 653200 3 2019-09-05 -
        C1 n special-farm 2019 own_budget 653100 653100 50 2019-05-31 -
        C2 n special-farm 2019 grant 653100 653125 50 2019-06-05 C1
        C3 n special-farm 2019 grant 653100 653125 4 2019-06-05 B1
    ";
    let columns = [
        "special_shared",
        "special_south",
        "special_deep",
        "special_shared_before",
        "special_south_before",
    ];
    check(
        text,
        "2019-12-31",
        "year",
        &columns,
        &["2018 100.00 80.00 0.00 — —", "2019 108.00 93.00 74.00 100.00 80.00"],
    );
    check(text, "2019-08-31", "year", &["special_shared"], &["2018 100.00", "2019 105.00"]);
    check(text, "2018-12-31", "year", &["special_shared"], &["2018 100.00"]);
}

#[test]
fn a_year_has_what_the_region_raised() {
    let text = "
        fund_years: fund fiscal_year division source_level amount
        special-development 2018 650000 central 3
        special-development 2018 - region 1
        special-development 2019 650000 central 4
        special-work-relief 2019 650000 central 1
        special-development 2019 650000 region 2
        special-development 2019 653100 prefecture 50
        special-development 2019 653100 region 70
        medical-supplement 2019 - region 9
    ";
    check(
        text,
        "2019-12-31",
        "year",
        &[
            "central_special",
            "region_special",
            "central_special_before",
            "region_special_before",
            "region_special_floor",
            "safety_net",
            "medical",
        ],
        &["2018 3.00 1.00 — — — — —", "2019 5.00 2.00 3.00 1.00 1.67 0.00 9.00"],
    );
}

#[test]
fn a_fund_year_joins_the_rows_of_the_region() {
    let text = "
        fund_years: fund fiscal_year division source_level amount pooled persons quota
        relocation 2019 650000 central 1000 - 100 -
        relocation 2019 650000 region 5000 - 100 -
        relocation 2018 650000 region 6000 - 100 -
        relocation 2017 650000 central 6 - 100 -
        relocation 2017 650000 region 6 - 101 -
        bond-poverty 2019 - central 7 - - 8
        bond-poverty 2019 - region 1 - - 8
        bond-poverty 2019 653100 region 100 1 1 1
    ";
    check(
        text,
        "2019-12-31",
        "fund_year",
        &["central", "region", "amount", "amount_before", "pooled", "persons", "quota", "recorded"],
        &[
            "relocation/2017 6.00 6.00 12.00 — 0.00 — — yes",
            "relocation/2018 0.00 6,000.00 6,000.00 12.00 0.00 100 — yes",
            "relocation/2019 1,000.00 5,000.00 6,000.00 6,000.00 0.00 100 — yes",
            "bond-poverty/2017 — — — — — — — no",
            "bond-poverty/2018 — — — — — — — no",
            "bond-poverty/2019 7.00 1.00 8.00 — 0.00 — 8.00 yes",
        ],
    );
}

#[test]
fn a_monitored_fund_without_a_record_has_its_row() {
    let text = "
        allotments: id doc_no fund fiscal_year kind from to amount issued_on
        A1 n special-development 2018 grant 650000 653100 80 2018-05-31
        A2 n special-pasture 2021 grant 650000 653100 80 2021-05-31
        fund_years: fund fiscal_year source_level amount
        special-farm 2018 central 3
        payments: voucher_no county fiscal_year paid_on allotment fund amount channel kind payee_type
        V1 653125 2019 2019-03-01 A1 - 300 direct final enterprise
        V2 653125 2019 2021-03-01 A1 special-minority 300 direct final enterprise
    ";
    check(
        text,
        "2020-03-31",
        "fund_year",
        &["monitored", "recorded"],
        &[
            "special-development/2018 no yes",
            "special-development/2019 no yes",
            "special-farm/2018 yes yes",
            "special-farm/2019 yes no",
        ],
    );
    let bare = "
        allotments: id doc_no fund fiscal_year kind from to amount issued_on
        A1 n special-development 2018 grant 650000 653100 80 2018-05-31
    ";
    check(bare, "2020-03-31", "fund_year", &["monitored"], &["special-development/2018 —"]);
}

#[test]
fn a_set_with_funds_of_its_own_monitors_those_in_their_years() {
    let mut pack = records::pack();
    let mut own = |code: &str, from: &str, to: &str| {
        pack.funds.add(Fund {
            code: code.into(),
            name: code.into(),
            aliases: Vec::new(),
            class: FundClass::Other,
            source_level: Level::Centre,
            office: None,
            valid_from: domain::Day::parse(from).ok(),
            valid_to: domain::Day::parse(to).ok(),
            own: true,
        });
    };
    own("other-x", "2019-06-01", "2019-12-31");
    own("other-y", "", "");
    let text = "
        fund_years: fund fiscal_year source_level amount
        special-farm 2018 central 3
        other-y 2019 central 3
        other-y 2020 central 3
    ";
    let got =
        records::facts_under(&pack, text, "2020-03-31", "fund_year", &["monitored", "recorded"]);
    assert_eq!(
        got,
        [
            "special-farm/2018 no yes",
            "other-x/2019 yes no",
            "other-y/2018 yes no",
            "other-y/2019 yes yes",
            "other-y/2020 yes yes",
        ]
    );
}

/// A bond is a bond by its row or by its fund, for every fact alike.
#[test]
fn bond_money_is_told_by_the_row_or_by_the_fund() {
    let text = "
        allotments: id doc_no fund fiscal_year kind from to amount issued_on received_on
        A1 n1 bond-poverty 2019 grant 653100 653125 100 2019-02-20 2019-03-15
        A2 n2 special-minority 2019 bond 653100 653125 200 2019-02-20 2019-03-15
        A3 n3 special-minority 2019 grant 653100 653125 400 2019-02-20 2019-03-15
        projects: id name county fiscal_year unit planned_amount
        P1 a 653125 2019 u 700
        fundings: project allotment amount allotted_on
        P1 A1 100 2019-04-01
        P1 A2 200 2019-04-01
        P1 A3 400 2019-04-01
        payments: voucher_no county fiscal_year paid_on project allotment fund amount channel kind payee_type
    ";
    let facts = |table: &str, columns: &[&str]| facts_of(text, "2019-12-31", table, columns);
    assert_eq!(
        facts("allotment", &["money"]),
        ["A1 poverty_bond", "A2 poverty_bond", "A3 special"]
    );
    assert_eq!(facts("bond_allotment", &["to_spend"]), ["A1 100.00", "A2 200.00"]);
    assert_eq!(facts("project", &["funded", "funded_by_bonds"]), ["P1 700.00 300.00"]);
    assert_eq!(facts("project_year", &["funded"]), ["P1/2019 400.00"]);
}

/// Money was given back on the day on which it left, else on which it came; without either it was not.
#[test]
fn money_given_back_without_a_day_is_still_there() {
    let text = "
        allotments: id doc_no fund fiscal_year kind from to parent amount issued_on received_on
        A1 n1 bond-poverty 2019 bond 653100 653125 - 100 2019-02-20 2019-03-15
        R1 n2 bond-poverty 2019 return 653125 653100 A1 10 2019-06-01 -
        R2 n3 bond-poverty 2019 return 653125 653100 A1 5 - 2019-06-02
        R3 n4 bond-poverty 2019 return 653125 653100 A1 2 - -
        R4 n5 bond-poverty 2019 return 653125 653100 A1 1 2020-01-05 -
        fundings: project allotment amount allotted_on
        payments: voucher_no county fiscal_year paid_on project allotment fund amount channel kind payee_type
    ";
    let facts = |table: &str, columns: &[&str]| facts_of(text, "2019-12-31", table, columns);
    assert_eq!(facts("bond_allotment", &["to_spend"]), ["A1 85.00"]);
    assert_eq!(facts("county_fund_year", &["received"]), ["653125/bond-poverty/2019 85.00"]);
    let given_out = facts("allotment", &["handed_down"]);
    assert_eq!(
        given_out.first().map(String::as_str),
        Some("A1 2019-06-01: 10.00; 2019-06-02: 5.00")
    );
}

#[test]
fn money_handed_to_a_prefecture_stays_in_the_account_in_which_it_came() {
    let text = "
        allotments: id doc_no fund fiscal_year kind from to parent amount issued_on function_class
        A1 n1 integrated-central 2019 grant 100000 650000 - 1000 2019-05-20 21305
        A2 n2 integrated-central 2019 grant 650000 653100 A1 100 2019-05-31 21305
        A3 n3 integrated-central 2019 grant 650000 653100 A1 100 2019-05-31 2130505
        A4 n4 integrated-central 2019 grant 650000 653100 A1 100 2019-05-31 21307
        A5 n5 integrated-irrigation 2019 grant 650000 653100 A1 100 2019-05-31 21305
        A6 n6 integrated-central 2019 grant 650000 653100 A1 100 2019-05-31 -
        A7 n7 integrated-central 2019 grant 650000 653100 A9 100 2019-05-31 21307
        A8 n8 integrated-central 2019 grant 653100 653125 A2 50 2019-06-03 21307
    ";
    check(
        text,
        "2019-12-31",
        "allotment",
        &["other_account"],
        &["A1 —", "A2 no", "A3 no", "A4 yes", "A5 yes", "A6 —", "A7 —", "A8 —"],
    );
}
