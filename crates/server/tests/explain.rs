//! `mingzhang explain` as a user meets it: the verdict of the check first, then every part of the conditions.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is not as it must be"
)]

#[path = "common/program.rs"]
mod program;

use program::{run, said, set};
use tempfile::TempDir;

const PAYMENTS: &str = "\
voucher_no,county,fiscal_year,paid_on,imported_on,project,allotment,fund,amount,channel,kind,payer_unit,payee,payee_account,payee_type,purpose
V1,653125,2019,2019-07-10,2019-07-10,,,special-development,100000.00,delegated,progress,莎车县交通运输局,新疆天山路桥有限公司,30012345600001,enterprise,村道路硬化工程进度款
V2,653125,2019,2019-07-20,2019-07-20,,,special-development,120000.00,direct,progress,莎车县交通运输局,新疆天山路桥有限公司,30012345600001,enterprise,村道路硬化工程进度款
V3,653125,2015,2015-07-20,2015-07-20,,,special-development,120000.00,delegated,progress,莎车县交通运输局,新疆天山路桥有限公司,30012345600001,enterprise,村道路硬化工程进度款
V4,653125,2019,2020-01-20,2020-01-20,,,special-development,120000.00,delegated,progress,莎车县交通运输局,新疆天山路桥有限公司,30012345600001,enterprise,村道路硬化工程进度款
V5,653125,2019,2019-08-20,2019-08-20,P9,,special-development,120000.00,direct,progress,莎车县交通运输局,新疆天山路桥有限公司,30012345600001,enterprise,村道路硬化工程进度款
";
const PROJECTS: &str = "\
id,name,county,category,fiscal_year,unit,planned_amount,plan_approved_on
P1,村道路,653125,基础设施,2019,交通局,1000000,2019-03-01
";
const ALLOTMENTS: &str = "\
id,doc_no,fund,fiscal_year,kind,from,to,parent,amount,issued_on,received_on,approved_on
A1,财农1号,special-development,2019,grant,100000,650000,,1000.00,2019-03-01,2019-03-01,
A2,新财2号,special-development,2019,grant,650000,653100,A1,1000.00,2019-05-01,2019-05-05,
";
const EXCEPTIONS: &str = "\
subject_kind,subject,rule,approved_by,approved_on,until,reason
payment,653125/V1,pay.delegated,县领导小组,2019-06-01,,按批复执行
";

/// Exit status, and all that is said.
fn explain(dir: &TempDir, rule: &str, subject: &str) -> (Option<i32>, String) {
    let path = dir.path().to_str().unwrap();
    let output = run(&["explain", rule, subject, path, "--as-of", "2019-12-31"]);
    (output.status.code(), said(&output))
}

fn check(dir: &TempDir, rule: &str) -> String {
    said(&program::check(dir.path(), &["--rule", rule]))
}

/// The line that gives the verdict.
fn verdict(said: &str) -> &str {
    said.lines().find_map(|line| line.trim().strip_prefix("=> ")).unwrap_or(said)
}

#[test]
fn the_verdict_of_the_check_comes_first_and_every_part_has_its_value() {
    let dir = set(&[("payments.csv", PAYMENTS)]);
    for (subject, wanted, part) in [
        ("653125/V1", "红灯 · 金额 100,000.00", "channel = 'delegated' = 是"),
        ("653125/V2", "不亮灯", "channel = 'delegated' = 否"),
        (
            "653125/V3",
            "不适用：年度或日期不在政策包或规则的适用期内",
            "不适用：年度或日期不在政策包或规则的适用期内",
        ),
        ("653125/V4", "不判断：日期晚于判断日期，或为退款", "不判断"),
    ] {
        let (status, said) = explain(&dir, "pay.delegated", subject);
        assert_eq!((status, verdict(&said)), (Some(0), wanted), "{said}");
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[test]
fn what_is_missing_is_named_with_the_place_to_supply_it() {
    let payments = set(&[("payments.csv", PAYMENTS)]);
    let both = set(&[("payments.csv", PAYMENTS), ("projects.csv", PROJECTS)]);
    let allotments = set(&[("allotments.csv", ALLOTMENTS)]);
    for (dir, rule, subject, wanted) in [
        (&payments, "pay.out-of-plan", "653125/V5", "无法判断：数据集没有“项目”表（projects）"),
        (
            &both,
            "pay.out-of-plan",
            "653125/V5",
            "无法判断：缺：项目表中有此项目（“支付”表“项目编号”列（payments.project）、“项目”表（projects））",
        ),
        // The part handed down late seems proven; but what the fundings say may have been in time.
        (&allotments, "allot.late.region", "A1", "无法判断：数据集没有“资金安排”表（fundings）"),
        (&allotments, "pay.delegated", "653125/V1", "无法判断：数据集没有“支付”表（payments）"),
        (&payments, "accountability.due", "X", "此处不判断：只有平台保存判断所需的记录"),
    ] {
        let (status, said) = explain(dir, rule, subject);
        assert_eq!((status, verdict(&said)), (Some(0), wanted), "{said}");
        let told = wanted.rsplit_once('：').map_or(wanted, |(_, reason)| reason);

        let check = check(dir, rule);
        assert!(check.contains(told), "{rule}: {told} is not in\n{check}");
    }
}

#[test]
fn a_table_that_a_condition_reads_is_needed_though_the_amount_reads_it_too() {
    let targets = "id,subject_kind,subject,fiscal_year,total_amount\nT1,project,P1,2019,1000\n";
    let dir = set(&[("targets.csv", targets)]);
    let (_, said) = explain(&dir, "target.money", "T1");
    assert_eq!(verdict(&said), "无法判断：数据集没有“项目”表（projects）", "{said}");
}

#[test]
fn an_exception_that_lifts_a_finding_is_named() {
    let dir = set(&[("payments.csv", PAYMENTS), ("exceptions.csv", EXCEPTIONS)]);
    let (_, said) = explain(&dir, "pay.delegated", "653125/V1");
    let wanted = "经批准的例外（exceptions.csv:2）解除：红灯 · 金额 100,000.00";
    assert_eq!(verdict(&said), wanted, "{said}");
    assert!(check(&dir, "pay.delegated").contains("经批准的例外 1 项"));
}

#[test]
fn a_rule_or_subject_that_is_not_there_gets_the_nearest_ones() {
    let dir = set(&[("payments.csv", PAYMENTS)]);
    for (rule, subject, hint) in [
        ("pay.delegated", "653125/V9", "是否想写：653125/V1、653125/V2"),
        ("pay.delegated", "V2", "是否想写：653125/V2"),
        ("pay.delegatd", "653125/V1", "是否想写 pay.delegated？"),
    ] {
        let (status, said) = explain(&dir, rule, subject);
        assert_eq!(status, Some(2), "{said}");
        assert!(said.contains(hint), "{hint}: {said}");
    }
}

#[test]
fn a_due_soon_warning_asked_for_alone_says_what_it_lacks() {
    let dir = set(&[("allotments.csv", ALLOTMENTS)]);
    let said = check(&dir, "allot.due");
    assert!(
        said.contains("没有“资金安排”表") && said.contains("allot.due（B 二（一）1（5））×"),
        "{said}"
    );
    assert!(!said.contains("allot.late.region"), "{said}");
}
