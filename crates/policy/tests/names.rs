//! Subjects are called by names that people know: a document, a project, a table, a place; never by a bare id
//! where the data hold a name.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says why")]

#[path = "facts/records.rs"]
#[allow(dead_code, reason = "shared by tests of which each uses a part")]
mod records;

use policy::pack::Pack;
use policy::{Context, facts};

const DATA: &str = "
    allotments: id doc_no doc_title fund fiscal_year kind from to amount issued_on received_on
    A1 财号1 关于下达资金的通知 bond-poverty 2019 bond 650000 653100 100 2019-02-20 2019-03-15
    A2 财号2 - bond-poverty 2019 bond 653100 653125 100 2019-02-20 2019-03-15
    projects: id name county fiscal_year unit planned_amount library_on plan_approved_on
    P1 修路 653125 2019 u 700 2019-01-02 2019-01-03
    payments: voucher_no county fiscal_year paid_on amount channel kind payee_type payee
    V1 653125 2019 2019-05-01 10 direct final enterprise 路桥公司
    V2 653125 2019 2019-05-01 10 direct final enterprise 62220000
    V3 653125 2019 2019-05-01 10 direct final enterprise -
    targets: id subject_kind subject fiscal_year approved_on
    T1 project P1 2019 2019-01-31
    T2 transfer A2 2019 2019-01-31
    T3 department 653125/农业农村局 2019 2019-01-31
    T4 policy 扶贫 2019 2019-01-31
    indicators: target level1 name
    T1 产出指标 里程
    T9 产出指标 里程
    monitorings: target as_of entered_on
    T1 2019-06-30 2019-07-01
    evaluations: target kind fiscal_year entered_on
    T1 self 2019 2020-01-20
    orders: id subject_kind subject issued_on due_on
    O1 monitoring T1@2019-06-30 2019-07-01 2019-08-01
    O2 payment 653125/V1 2019-07-01 2019-08-01
    disclosures: subject_kind subject level channel posted_on
    project P1 village 公示栏 2019-02-01
    allotment A1 region 网站 2019-02-21
    reports: table_no org period submitted_on
    4 653125 2019-12 2019-12-28
";

fn names(pack: &Pack, table: &str) -> Vec<String> {
    let data = records::records(pack, DATA);
    let context = Context::new(&data, pack, domain::Day::parse("2019-12-31").unwrap());
    let table = facts::table(table).unwrap();
    (0..(table.rows)(&context)).map(|row| (table.identity)(&context, row).name).collect()
}

#[test]
fn subjects_have_names_that_people_know() {
    let pack = records::pack();
    let check = |table: &str, want: &[&str]| assert_eq!(names(&pack, table), want, "{table}");
    check("allotment", &["关于下达资金的通知", "财号2"]);
    check("bond_allotment", &["财号2"]);
    check("payment", &["路桥公司", "V2", "V3"]);
    let targets = ["修路", "财号2", "莎车县 农业农村局", "扶贫"];
    check("target", &targets);
    check("target_disclosure", &targets);
    check("indicator", &["修路：里程", "里程"]);
    check("monitoring", &["修路"]);
    check("evaluation", &["修路"]);
    check("evaluation_disclosure", &["修路"]);
    check("order", &["O1 修路", "O2 莎车县 V1"]);
    check("notice", &["修路 公示栏", "关于下达资金的通知 网站"]);
    check("allocation_disclosure", &["关于下达资金的通知", "财号2", "财号2"]);
    check("year", &["新疆维吾尔自治区 2019"]);
    check("report_duty", &["莎车县 表4 2019-12"]);
}

#[test]
fn returns_are_called_as_the_pack_calls_them() {
    let pack = records::pack_with([("report_tables", records::word("4:支出使用"))]);
    assert_eq!(names(&pack, "report_duty"), ["莎车县 表4 支出使用 2019-12"]);
}
