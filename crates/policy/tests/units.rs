//! Records of one county on which findings in another depend, tie by tie: judged one unit at a time, each from
//! its own part of the data, the result is that of the whole.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says why")]

#[path = "facts/records.rs"]
mod records;

use std::collections::BTreeSet;

use domain::TableId::{Orders, Projects};
use domain::records::{Places, Unit};
use domain::{DataSet, Day, Division};
use policy::engine::{self, Selection, evaluate, gather, units};
use policy::facts::Reach;
use policy::{Context, Finding, Outcome, Pack};
use records::{XINJIANG, records, whole};

/// What is tied, the day, what is found (`rule subject`) or, with a minus, is not, and the records.
type Case = (&'static str, &'static str, &'static [&'static str], &'static str);

const CASES: &[Case] = &[
    (
        "three counties with the same indicators",
        "2019-12-31",
        &["target.copied T1", "target.copied T2", "target.copied T3"],
        "projects: id name county category fiscal_year unit planned_amount
         P1 村道 653125 道路 2019 交通局 100
         P2 棚圈 653121 养殖 2019 农业局 100
         P3 机井 653122 水利 2019 水利局 100
         targets: id subject_kind subject fiscal_year goal total_amount approved_on
         T1 project P1 2019 建设 100 2019-01-02
         T2 project P2 2019 建设 100 2019-01-02
         T3 project P3 2019 建设 100 2019-01-02
         indicators: target level1 level2 name direction value unit weight
         T1 产出 数量 完成 >= 5 个 90
         T2 产出 数量 完成 >= 5 个 90
         T3 产出 数量 完成 >= 5 个 90",
    ),
    (
        "the next year is known by another county's target",
        "2020-12-31",
        &["result.unused T1:self"],
        "projects: id name county category fiscal_year unit planned_amount
         P1 村道 653125 道路 2019 交通局 100
         P2 村道 653125 道路 2020 交通局 200
         P3 棚圈 653121 养殖 2020 农业局 100
         targets: id subject_kind subject fiscal_year total_amount approved_on
         T1 project P1 2019 100 2019-01-02
         T3 project P3 2020 100 2020-01-02
         evaluations: target kind fiscal_year score grade entered_on
         T1 self 2019 40 差 2020-02-01",
    ),
    (
        "a proposal for two counties",
        "2019-12-31",
        &["allot.factor-deviation A1", "allot.factor-deviation A2"],
        "allotments: id doc_no fund fiscal_year kind from to amount issued_on received_on
         A1 n1 special-development 2019 grant 653100 653125 900 2019-03-01 2019-03-05
         A2 n2 special-development 2019 grant 653100 653121 100 2019-03-01 2019-03-05
         proposals: fund fiscal_year to amount
         special-development 2019 653125 500
         special-development 2019 653121 500",
    ),
    (
        "a person whom two counties pay",
        "2019-12-31",
        &["benefit.duplicate 653121/V2#1"],
        "payments: voucher_no county fiscal_year paid_on amount channel kind payee_type project
         V1 653125 2019 2019-03-01 100 direct subsidy household -
         V2 653121 2019 2019-04-01 100 direct subsidy household -
         benefits: voucher_no key name amount period
         V1 11 甲 100 2019-03
         V2 11 甲 100 2019-03",
    ),
    (
        "a household of which two counties pay a member each, and a payment that was taken back",
        "2019-12-31",
        &["benefit.duplicate 653121/V2#1", "-benefit.duplicate 653121/V2#2"],
        "payments: voucher_no county fiscal_year paid_on amount channel kind payee_type project original_voucher
         V1 653125 2019 2019-03-01 100 direct subsidy household - -
         V2 653121 2019 2019-04-01 200 direct subsidy household - -
         V3 653122 2019 2019-03-01 100 direct subsidy household - -
         V4 653122 2019 2019-03-09 100 direct refund household - V3
         benefits: voucher_no key name amount period basis
         V1 11 甲 100 2019-03 household
         V2 12 乙 100 2019-03 household
         V2 13 丙 100 2019-03 person
         V3 13 丙 100 2019-03 person
         register: key household valid_from
         11 H1 2016-01-01
         12 H1 2016-01-01
         13 H2 2016-01-01",
    ),
    (
        "a voucher number that two counties use and a list without a county",
        "2019-12-31",
        &["-benefit.duplicate /V1#1", "benefit.missing 653125/V1", "benefit.missing 653121/V1"],
        "payments: voucher_no county fiscal_year paid_on amount channel kind payee_type project
         V1 653125 2019 2019-03-01 100 direct subsidy household -
         V1 653121 2019 2019-04-01 100 direct subsidy household -
         benefits: voucher_no key name amount period
         V1 11 甲 100 2019-03",
    ),
    (
        "a project that another county pays",
        "2019-12-31",
        &["pay.over-funding P1"],
        "allotments: id doc_no fund fiscal_year kind from to amount issued_on received_on
         A1 n1 special-development 2019 grant 653100 653125 900 2019-03-01 2019-03-05
         projects: id name county category fiscal_year unit planned_amount plan_approved_on
         P1 村道 653125 道路 2019 交通局 100 2019-02-01
         fundings: project allotment amount allotted_on
         P1 A1 100 2019-03-10
         payments: voucher_no county fiscal_year paid_on project allotment fund amount channel kind payee_type payee
         V1 653121 2019 2019-04-01 P1 - special-development 150 direct progress enterprise 路桥公司",
    ),
    (
        "an allotment out of which another county's project is given money",
        "2019-12-31",
        &["project.unmatched A1"],
        "allotments: id doc_no fund fiscal_year kind from to amount issued_on received_on
         A1 n1 special-development 2019 grant 653100 653125 90 2019-03-01 2019-03-05
         projects: id name county category fiscal_year unit planned_amount
         P1 村道 653121 道路 2019 交通局 100
         fundings: project allotment amount allotted_on
         P1 A1 100 2019-03-10",
    ),
    (
        "a prefecture's allotment that a county pays out of",
        "2020-12-31",
        &["-allot.idle A1", "allot.idle A2"],
        "allotments: id doc_no fund fiscal_year kind from to amount issued_on received_on parent
         A1 n1 special-development 2016 grant 650000 653100 90 2016-03-01 2016-03-05 -
         A2 n2 special-development 2016 grant 650000 653100 90 2016-03-01 2016-03-05 -
         fundings: project allotment amount allotted_on
         payments: voucher_no county fiscal_year paid_on project allotment fund amount channel kind payee_type payee
         V1 653121 2016 2016-04-01 - A1 special-development 45 direct progress enterprise 路桥公司
         V2 653121 2016 2016-04-02 - A1 special-development 45 direct progress enterprise 路桥公司",
    ),
    (
        "a fund of which there is nothing but one county's payment",
        "2020-12-31",
        &["-fund.uncovered special-work-relief/2019", "fund.uncovered special-work-relief/2018"],
        "fund_years: fund fiscal_year source_level amount
         special-work-relief 2017 central 100
         special-development 2018 central 100
         payments: voucher_no county fiscal_year paid_on project fund amount channel kind payee_type payee
         V1 653121 2019 2019-04-01 - special-work-relief 90 direct progress enterprise 路桥公司",
    ),
    (
        "a notice about a project that is not there, and one by the voucher number alone",
        "2019-12-31",
        &[
            "-disclose.realname 653125/V1",
            "-disclose.realname 653121/V2",
            "disclose.realname 653121/V3",
            "-disclose.realname 653121/653122",
        ],
        "payments: voucher_no county fiscal_year paid_on amount channel kind payee_type project
         V1 653125 2019 2019-03-01 100 direct subsidy household P9
         V2 653121 2019 2019-03-01 100 direct subsidy household -
         V3 653121 2019 2019-03-01 100 direct subsidy household -
         653122 653121 2019 2019-03-01 100 direct subsidy household -
         disclosures: subject_kind subject level channel posted_on removed_on real_name
         project P9 village 公示栏 2019-03-01 - y
         payment V2 village 公示栏 2019-03-01 - y
         payment 653122 village 公示栏 2019-03-01 - y",
    ),
    (
        "a prefecture's notice of what it handed to a county",
        "2019-12-31",
        &["-disclose.allocation A1@prefecture", "disclose.allocation A2@prefecture"],
        "allotments: id doc_no fund fiscal_year kind from to amount issued_on received_on
         A1 n1 special-development 2019 grant 653100 653125 90 2019-02-01 2019-02-05
         A2 n2 special-development 2019 grant 653100 653121 90 2019-02-01 2019-02-05
         disclosures: subject_kind subject level channel posted_on removed_on real_name
         allotment A1 prefecture 网站 2019-02-03 - n",
    ),
    (
        "a reconciliation that the agriculture division wrote down",
        "2019-12-31",
        &["recon.missing 653121/integrated-region/2019-Q1", "-recon.missing 653125/integrated-region/2019-Q1"],
        "allotments: id doc_no fund fiscal_year kind from to amount issued_on received_on
         A1 n1 integrated-region 2019 grant 653100 653125 90 2019-02-01 2019-02-05
         A2 n2 integrated-region 2019 grant 653100 653121 90 2019-02-01 2019-02-05
         reconciliations: org fund period counterpart ours theirs done_on
         653122/agriculture integrated-region 2019-Q1 653125 90 90 2019-04-05",
    ),
    (
        "targets of transfers that only another county keeps",
        "2019-12-31",
        &["allot.no-target A1", "-allot.no-target A2"],
        "allotments: id doc_no fund fiscal_year kind from to amount issued_on received_on
         A1 n1 special-development 2019 grant 653100 653125 90 2019-02-01 2019-02-05
         A2 n2 special-development 2019 grant 653100 653121 90 2019-02-01 2019-02-05
         targets: id subject_kind subject fiscal_year entered_on
         T1 transfer A2 2019 2019-02-01",
    ),
    (
        "the old and the new code of one county",
        "2020-12-31",
        &["pay.duplicate 652902/V2"],
        "projects: id name county category fiscal_year unit planned_amount
         P1 村道 652923 道路 2019 交通局 100
         payments: voucher_no county fiscal_year paid_on project amount channel kind payee_type payee
         V1 652923 2019 2019-04-01 P1 90 direct progress enterprise 路桥公司
         V2 652902 2019 2019-04-02 P1 90 direct progress enterprise 路桥公司",
    ),
    (
        "exceptions for subjects of other units, and for none",
        "2019-12-31",
        &["-project.no-manager P1", "project.no-manager P2"],
        "projects: id name county category fiscal_year unit planned_amount manager
         P1 村道 653125 道路 2019 交通局 100 -
         P2 村道 653121 道路 2019 交通局 100 -
         exceptions: subject_kind subject rule approved_by approved_on
         project P1 project.no-manager 县 2019-01-01
         project P9 project.no-manager 县 2019-01-01
         projects P2 project.no-manager 县 2019-01-01
         year 2019 share.deep 县 2019-01-01
         payment 653121/V9 pay.delegated 县 2019-01-01",
    ),
];

fn plain(finding: &Finding) -> Finding {
    let also = finding.also.iter().map(plain).collect();
    Finding { row: 0, also, ..finding.clone() }
}

fn judge(data: &DataSet, pack: &Pack, as_of: Day) -> (Outcome, Outcome) {
    let whole = evaluate(&Context::new(data, pack, as_of), &Selection::default());
    let parts = units(data, pack)
        .map(|(unit, part)| evaluate(&Context::new(&part, pack, as_of), &Selection::in_unit(unit)));
    (whole, gather(parts))
}

/// What is wrong with a case; nothing where the units say what is expected and what the whole says.
fn fault(pack: &Pack, (_, as_of, expect, text): &Case) -> Option<String> {
    let data = records(pack, text);
    let (whole, parts) = judge(&data, pack, Day::parse(as_of).unwrap());
    let all = |list: &[Finding]| list.iter().map(plain).collect::<Vec<Finding>>();
    let keys = |outcome: &Outcome| -> BTreeSet<String> {
        outcome.findings.iter().map(|f| format!("{} {}", f.rule, f.subject.id)).collect()
    };
    let (found, by_units) = (keys(&whole), keys(&parts));
    let wrong = expect.iter().find(|key| match key.strip_prefix('-') {
        Some(absent) => found.contains(absent),
        None => !found.contains(**key),
    });
    let idle = |outcome: &Outcome| {
        let mut idle = outcome.idle_exceptions.clone();
        idle.sort_by_key(|exception| exception.source);
        idle
    };
    let differs = [
        (all(&parts.findings) != all(&whole.findings), "findings"),
        (all(&parts.lifted) != all(&whole.lifted), "lifted"),
        (parts.not_evaluable != whole.not_evaluable, "untold"),
        (idle(&parts) != idle(&whole), "exceptions"),
    ];
    let differs = differs.iter().find(|(differs, _)| *differs);
    match (wrong, differs) {
        (Some(key), _) => Some(format!("{key}, found {found:?}")),
        (None, Some((_, what))) => Some(format!("{what}: {by_units:?} instead of {found:?}")),
        (None, None) => None,
    }
}

#[test]
fn what_counties_have_to_do_with_each_other_is_found_one_by_one() {
    let pack = whole(XINJIANG);
    let faults = CASES.iter().filter_map(|case| Some((case.0, fault(&pack, case)?)));
    let faults: Vec<(&str, String)> = faults.collect();
    assert!(faults.is_empty(), "{faults:#?}");
}

/// The rules that a change in any county may light in another.
#[test]
fn few_rules_compare_counties_with_each_other() {
    let pack = whole(XINJIANG);
    let reaches = engine::reaches(&pack);
    let far = pack.rules.iter().zip(reaches).filter(|(_, reach)| *reach == Reach::Region);
    let far: BTreeSet<&str> = far.flat_map(|(rule, _)| rule.ids()).collect();
    let expected = ["allot.factor-deviation", "result.unused", "target.copied"];
    assert_eq!(far.into_iter().collect::<Vec<_>>(), expected);
}

#[test]
fn a_part_holds_what_is_its_own_and_says_what_it_left_out() {
    let pack = whole(XINJIANG);
    let (.., text) = CASES.iter().find(|case| case.0 == "a proposal for two counties").unwrap();
    let data = records(
        &pack,
        &format!(
            "{text}
         projects: id name county category fiscal_year unit planned_amount
         P1 村道 653125 道路 2019 交通局 100
         P2 村道 653121 道路 2019 交通局 100
         orders: id subject_kind subject issued_on due_on
         O1 project P1 2019-01-01 2019-02-01"
        ),
    );
    let places = Places::new(&data, &pack.divisions);
    let county = |code| Unit::of(&pack.divisions, Division::from_code(code));
    let rows = |unit| {
        let part = places.part(unit);
        let tables = &part.tables;
        let held = [tables.allotments.id.len(), tables.projects.id.len(), tables.orders.id.len()];
        (held, part.partial)
    };
    assert_eq!(rows(county(653_125)), ([2, 1, 1], vec![Projects]));
    assert_eq!(rows(county(653_121)), ([2, 1, 0], vec![Projects, Orders]));
    assert_eq!(rows(Unit::Region), ([2, 2, 1], vec![]));
    assert_eq!(places.all().len(), 3, "two counties and the region");
}
