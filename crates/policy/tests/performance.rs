//! Facts of performance management that come of whole data sets: what targets promise, how far rounds of
//! monitoring and evaluations stand from it, and what is owed.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says why")]

#[path = "facts/records.rs"]
mod records;

use policy::Pack;
use records::{facts_under, word};

/// The pack with the words by which facts know levels and states.
fn pack() -> Pack {
    let words = [
        ("quantity_words", "数量"),
        ("benefit_words", "效益"),
        ("satisfaction_words", "满意"),
        ("cost_words", "成本"),
        ("execution_words", "预算执行"),
        ("core_indicators", "道路:里程|公里"),
        ("placeholder_marks", "例："),
        ("state_missed", "未达成"),
        ("state_partly", "部分达成"),
        ("state_reached", "达成"),
    ];
    records::pack_with(words.map(|(name, text)| (name, word(text))))
}

const PROJECTS: &str = "
    projects: id name county category fiscal_year unit planned_amount plan_approved_on start_on finish_on major new appraised_on appraisal
    P1 村道硬化 653125 道路 2019 交通局 1000000 2019-01-10 2019-03-01 2019-09-30 y y 2019-01-05 support
    P2 人畜饮水 653125 饮水 2019 水利局 500000 - - - - - - -
    P3 棚圈建设 653121 养殖 2019 畜牧局 300000 2020-02-01 - - - - - -
    P4 村道硬化 653125 道路 2020 交通局 800000 2020-01-10 - - - - - -
    fundings: project allotment amount allotted_on
    P1 A1 600000 2019-02-20
    P1 A1 300000 2019-08-20
    P2 A1 200000 2019-03-01
";

const TARGETS: &str = "
    targets: id subject_kind subject fiscal_year goal total_amount fiscal_amount submitted_on review reviewed_on approved_on changed_on change_approved_on
    T1 project P1 2019 硬化 1000000 1000000 2019-01-02 approved 2019-01-08 2019-02-01 2019-08-01 -
    T2 project P2 2019 饮水 50 - 2019-01-02 rejected 2019-01-08 2019-02-01 - -
    T3 project P9 2019 没有 100 100 2019-01-02 - - - - -
    T4 project P1 2020 硬化 700000 700000 2019-06-20 - - - - -
    T5 department 653125/交通局 2019 整体 100 100 2019-01-02 approved - 2019-02-01 - -
    indicators: target level1 level2 name direction value unit weight core
    T1 产出指标 数量指标 硬化里程 >= 10 公里 40 -
    T1 产出指标 成本指标 每公里成本 <= 10万元/公里 万元/公里 10 -
    T1 效益指标 社会效益指标 受益人口 >= 500 人 30 y
    T1 满意度指标 服务对象满意度 群众满意度 - ≥95% - 10 -
    T1 满意度指标 服务对象满意度 生活条件 qualitative 达成 - 0 y
    T2 产出指标 数量指标 供水户数 >= 100 户 - -
    T3 产出 数量 完工时间 <= 2019年11月底前 - 90 -
    T4 产出指标 数量指标 桥梁 >= - 座 50 y
    T4 预算执行率 预算执行率 预算执行率 = 100% - 10 -
";

fn check(more: &str, as_of: &str, table: &str, columns: &[&str], want: &[&str]) {
    let text = format!("{PROJECTS}{TARGETS}{more}");
    assert_eq!(facts_under(&pack(), &text, as_of, table, columns), want, "{table} {as_of}");
}

#[test]
fn a_target_is_set_against_its_project_and_its_indicators() {
    check(
        "",
        "2019-07-01",
        "target",
        &["planned_amount", "funded_amount", "approved_on", "changed_on"],
        &[
            "T1 1,000,000.00 600,000.00 2019-02-01 —",
            "T3 — — — —",
            "T4 1,000,000.00 600,000.00 — —",
            "T5 — — 2019-02-01 —",
        ],
    );
    check(
        "",
        "2019-12-31",
        "target",
        &["indicators", "quantity_indicators", "benefit_indicators", "satisfaction_indicators"],
        &["T1 5 1 1 2", "T3 1 1 0 0", "T4 2 1 0 0", "T5 0 0 0 0"],
    );
    check(
        "",
        "2019-12-31",
        "target",
        &["weights", "execution_indicators", "core_gaps", "cost_total", "cost_floors"],
        &["T1 90 0 0 1,000,000.00 0", "T3 90 0 0 — 0", "T4 60 1 2 — 0", "T5 0 0 0 — 0"],
    );
}

#[test]
fn amounts_ten_thousand_times_apart_are_a_slip_of_the_unit() {
    let slip = |total: &str, fiscal: &str| {
        let text = format!(
            "{PROJECTS}
            targets: id subject_kind subject fiscal_year total_amount fiscal_amount
            T1 project P1 2019 {total} {fiscal}"
        );
        facts_under(&pack(), &text, "2019-03-01", "target", &["unit_slip"])
    };
    assert_eq!(slip("100", "-"), ["T1 yes"]);
    assert_eq!(slip("10000000000", "-"), ["T1 yes"]);
    assert_eq!(slip("1000000", "100"), ["T1 yes"]);
    assert_eq!(slip("60", "-"), ["T1 yes"], "of the money given");
    assert_eq!(slip("100.01", "1000000"), ["T1 no"]);
}

#[test]
fn values_say_number_unit_direction_and_days() {
    check(
        "",
        "2019-12-31",
        "indicator",
        &["direction", "has_number", "has_unit", "value_to", "period_to"],
        &[
            "T1#硬化里程 >= yes yes — 2019-09-30",
            "T1#每公里成本 <= yes yes — 2019-09-30",
            "T1#受益人口 >= yes yes — 2019-09-30",
            "T1#群众满意度 >= yes yes — 2019-09-30",
            "T1#生活条件 qualitative no no — 2019-09-30",
            "T3#完工时间 <= yes yes 2019-11-30 —",
            "T4#桥梁 >= no yes — 2019-09-30",
            "T4#预算执行率 = yes yes — 2019-09-30",
        ],
    );
}

#[test]
fn what_a_template_leaves_behind_is_found_in_goal_name_and_value() {
    let text = "
        targets: id subject_kind subject fiscal_year goal
        T1 department a 2019 例：硬化村道
        T2 department b 2019 按比例：硬化村道
        indicators: target level1 level2 name value
        T1 产出 数量 里程 ≥例：10公里
        T1 产出 数量 例：里程 10公里
        T1 产出 数量 配套资金比例：自筹 10%
    ";
    let rows = |table, column| facts_under(&pack(), text, "2019-05-01", table, &[column]);
    assert_eq!(rows("target", "goal_marked"), ["T1 yes", "T2 no"]);
    let want = ["T1#里程 yes", "T1#例：里程 yes", "T1#配套资金比例：自筹 no"];
    assert_eq!(rows("indicator", "marked"), want);
}

/// A row dated after the day of evaluation is not there yet: neither the target nor its indicators.
#[test]
fn a_target_is_there_from_its_first_day() {
    let text = "
        targets: id subject_kind subject fiscal_year submitted_on approved_on
        T1 department a 2019 2019-03-15 2019-04-01
        T2 department b 2019 - 2019-04-01
        T3 department c 2019 - -
        T4 department d 2019 2019-03-15 2019-02-01
        indicators: target level1 level2 name
        T1 产出 数量 甲
        T4 产出 数量 乙
    ";
    let check = |as_of: &str, targets: &[&str], indicators: &[&str]| {
        let rows = |table| facts_under(&pack(), text, as_of, table, &["subject_kind"]);
        let ids = |table| -> Vec<String> {
            rows(table).into_iter().map(|row| row.replace(" department", "")).collect()
        };
        assert_eq!((ids("target"), ids("indicator")), (own(targets), own(indicators)), "{as_of}");
    };
    check("2019-03-14", &["T3", "T4"], &["T4#乙"]);
    check("2019-03-15", &["T1", "T3", "T4"], &["T1#甲", "T4#乙"]);
    check("2019-04-01", &["T1", "T2", "T3", "T4"], &["T1#甲", "T4#乙"]);
}

fn own(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn a_project_has_the_first_and_last_day_that_it_says() {
    let period = |kind: &str, start: &str, finish: &str| {
        let text = format!(
            "projects: id name county fiscal_year unit planned_amount start_on finish_on
            P1 a 653125 2019 u 1 {start} {finish}
            targets: id subject_kind subject fiscal_year
            T1 {kind} P1 2019
            indicators: target level1 level2 name value
            T1 产出 时效 完工 2020年3月1日"
        );
        facts_under(&pack(), &text, "2019-05-01", "indicator", &["period_from", "period_to"])
    };
    let check = |kind: &str, start: &str, finish: &str, want: &str| {
        assert_eq!(period(kind, start, finish), [format!("T1#完工 {want}")]);
    };
    check("project", "2019-03-01", "2019-11-30", "2019-03-01 2019-11-30");
    check("project", "2019-03-01", "-", "2019-03-01 —");
    check("project", "-", "2019-11-30", "— 2019-11-30");
    check("department", "-", "-", "2019-01-01 2019-12-31");
}

#[test]
fn sets_of_indicators_are_compared_word_for_word_between_contents() {
    let text = "
        projects: id name county category fiscal_year unit planned_amount township
        P1 甲乡村道硬化1期 653125 道路 2019 u 1 甲乡
        P2 乙乡村道硬化2期 653125 道路 2019 u 1 乙乡
        P3 人畜饮水 653125 道路 2019 u 1 甲乡
        P4 棚圈建设 653125 道路 2019 u 1 甲乡
        targets: id subject_kind subject fiscal_year review
        T1 project P1 2019 -
        T2 project P2 2019 -
        T3 project P3 2019 -
        T4 project P4 2019 rejected
        T5 project P4 2019 -
        indicators: target level1 level2 name direction value unit
        T1 产出 数量 里程 >= 10 公里
        T1 效益 社会 人口 >= 20 人
        T2 效益 社会 人口 >= 20 人
        T2 产出 数量 里程 >= 10 公里
        T3 产出 数量 里程 >= 10 公里
        T3 效益 社会 人口 >= 20 人
        T4 产出 数量 里程 >= 10 公里
        T4 效益 社会 人口 >= 20 人
        T5 产出 数量 里程 >= 10 公里
        T5 效益 社会 人口 >= 21 人
    ";
    let got = facts_under(&pack(), text, "2019-12-31", "target", &["copies"]);
    assert_eq!(got, ["T1 2", "T2 2", "T3 2", "T5 1"]);
}

#[test]
fn projects_owe_targets_and_places_are_covered_by_them() {
    let columns = ["in_plan", "funded", "target_on"];
    let want = ["P1 yes yes 2019-02-01", "P2 no yes —", "P3 no no —", "P4 no no —"];
    check("", "2019-07-01", "target_duty", &columns, &want);
    check("", "2019-01-31", "target_duty", &columns[2..], &["P1 —", "P2 —", "P3 —", "P4 —"]);
    check(
        "",
        "2020-07-01",
        "coverage",
        &["level", "projects", "covered"],
        &[
            "653100/2019 prefecture 3 1",
            "653121/2019 county 1 0",
            "653125/2019 county 2 1",
            "653100/2020 prefecture 1 0",
            "653125/2020 county 1 0",
        ],
    );
    check(
        "",
        "2019-02-28",
        "appraisal_duty",
        &["major", "new", "appraised_on", "appraisal", "budgeted_on"],
        &[
            "P1 yes yes 2019-01-05 support 2019-01-10",
            "P2 no no — — —",
            "P3 no no — — —",
            "P4 no no — — —",
        ],
    );
}

const ROUNDS: &str = "
    monitorings: target as_of entered_on executed_amount
    T1 2019-05-31 2019-06-05 300000
    T1 2019-06-30 2019-07-25 500000
    T1 2019-08-31 - -
    monitoring_values: target as_of indicator actual likelihood cause measure
    T1 2019-05-31 硬化里程 2.5 certain - -
    T1 2019-05-31 每公里成本 12 possible 涨价 -
    T1 2019-05-31 受益人口 500 certain - -
    T1 2019-05-31 生活条件 部分达成 impossible - -
    T1 2019-06-30 硬化里程 5公里 certain - -
    T1 2019-06-30 每公里成本 100000元/公里 certain - -
    orders: id subject_kind subject issued_on due_on
    O1 target T1 2019-05-30 2019-06-30
    O2 monitoring T1@2019-05-31 2019-06-10 2019-06-30
    O3 绩效目标 T1 2019-07-01 2019-07-30
";

#[test]
fn a_round_is_as_bad_as_its_worst_indicator() {
    check(
        ROUNDS,
        "2019-07-31",
        "monitoring",
        &["months", "pace", "worst", "over", "partly", "missed", "impossible"],
        &["T1@2019-05-31 5 60% 硬化里程 1 1 0 1", "T1@2019-06-30 6 100% 硬化里程 0 0 0 0"],
    );
    // A round whose entry lies ahead is not there yet.
    let entered = ["month", "entered_on", "ordered_on"];
    check(
        ROUNDS,
        "2019-07-24",
        "monitoring",
        &entered,
        &["T1@2019-05-31 05 2019-06-05 2019-06-10"],
    );
    check(
        ROUNDS,
        "2019-09-01",
        "monitoring",
        &entered,
        &[
            "T1@2019-05-31 05 2019-06-05 2019-06-10",
            "T1@2019-06-30 06 2019-07-25 2019-07-01",
            "T1@2019-08-31 08 — —",
        ],
    );
    // Completion: 0.25 × 40, 0.8 × 10, 1 × 30 of the weights 80; execution 0.3.
    check(ROUNDS, "2019-07-01", "monitoring", &["divergence"], &["T1@2019-05-31 30%"]);
    check(
        ROUNDS,
        "2019-07-24",
        "monitoring_value",
        &["pace", "over", "state", "likelihood", "cause"],
        &[
            "T1@2019-05-31 60% no — certain —",
            "T1@2019-05-31 — yes — possible 涨价",
            "T1@2019-05-31 240% no — certain —",
            "T1@2019-05-31 — no partly impossible —",
        ],
    );
}

/// A value that says nothing of its target is no good news: the round cannot be told.
#[test]
fn a_round_can_be_told_where_each_value_can_be_set_against_its_target() {
    let readable = |figures_on: &str, indicator: &str, actual: &str| {
        let text = format!(
            "targets: id subject_kind subject fiscal_year
            T1 department d 2019
            indicators: target level1 level2 name direction value unit
            T1 产出 数量 里程 >= 10 公里
            T1 产出 成本 单价 <= 5 元
            T1 产出 数量 若干 >= 若干 只
            T1 产出 时效 完工 - 2019年8月底前 -
            T1 效益 社会 制度 qualitative 已建立 -
            monitorings: target as_of entered_on
            T1 {figures_on} 2019-12-01
            monitoring_values: target as_of indicator actual
            T1 {figures_on} 里程 10
            T1 {figures_on} {indicator} {actual}"
        );
        let got = facts_under(&pack(), &text, "2019-12-31", "monitoring", &["readable", "over"]);
        got.into_iter().map(|row| row.split_once(' ').unwrap().1.to_owned()).collect::<Vec<_>>()
    };
    let check = |indicator: &str, actual: &str, want: &str| {
        assert_eq!(readable("2019-06-30", indicator, actual), [want], "{indicator} {actual}");
    };
    for (indicator, actual) in [
        ("里程", "-"),
        ("里程", "正在推进"),
        ("单价", "-"),
        ("若干", "20"),
        ("制度", "未建立"),
        ("没有这个指标", "10"),
    ] {
        check(indicator, actual, "— 0");
    }
    check("里程", "0", "yes 0");
    check("单价", "6", "yes 1");
    check("制度", "部分达成", "yes 0");
    // A day promised tells nothing bad before it has passed.
    check("完工", "-", "yes 0");
    assert_eq!(readable("2019-08-31", "完工", "-"), ["yes 0"]);
    assert_eq!(readable("2019-09-30", "完工", "-"), ["— 0"]);
    assert_eq!(readable("2019-09-30", "完工", "2019-09-15"), ["yes 1"]);
}

/// The first entry of a round speaks for it, wherever it stands in the file.
#[test]
fn a_round_recorded_again_was_entered_when_it_was_first() {
    let entered = |as_of: &str, days: [&str; 2]| {
        let [one, other] = days;
        let text = format!(
            "targets: id subject_kind subject fiscal_year
            T1 department d 2019
            monitorings: target as_of entered_on
            T1 2019-06-30 {one}
            T1 2019-06-30 {other}"
        );
        facts_under(&pack(), &text, as_of, "monitoring", &["entered_on"])
    };
    let check = |as_of: &str, days: [&str; 2], want: &str| {
        assert_eq!(entered(as_of, days), [format!("T1@2019-06-30 {want}")], "{days:?}");
    };
    check("2019-12-31", ["2019-07-05", "2019-07-25"], "2019-07-05");
    check("2019-12-31", ["2019-07-25", "2019-07-05"], "2019-07-05");
    check("2019-12-31", ["-", "2019-07-25"], "2019-07-25");
    check("2019-12-31", ["-", "-"], "—");
    check("2019-07-10", ["2019-07-25", "2019-07-05"], "2019-07-05");
    check("2019-07-10", ["2019-07-25", "-"], "—");
}

#[test]
fn approved_targets_owe_rounds() {
    let got = facts_under(
        &pack(),
        &format!("{PROJECTS}{TARGETS}{ROUNDS}"),
        "2019-07-24",
        "monitoring_duty",
        &["month", "recorded", "entered_on", "finish_on"],
    );
    assert_eq!(got.len(), 24, "two approved targets, twelve months");
    assert_eq!(got[4], "T1@2019-05-31 05 yes 2019-06-05 2019-09-30");
    assert_eq!(got[5], "T1@2019-06-30 06 no — 2019-09-30");
    assert_eq!(got[13], "T5@2019-02-28 02 no — —");
}

const EVALUATIONS: &str = "
    evaluations: target kind fiscal_year budget executed score grade entered_on checked_on
    T1 self 2019 1000000 900000 87 良好 2020-01-10 -
    T1 check 2019 1000000 900000 55 差 2020-03-01 -
    T4 self 2020 700000 700000 100 优 2021-01-10 2021-02-01
    evaluation_values: target kind indicator actual score cause measure
    T1 self 硬化里程 9 36 - -
    T1 self 每公里成本 10 10 - -
    T1 self 受益人口 650 30 - -
    T1 self 生活条件 未达成 0 - -
    T1 self 群众满意度 不详 2 - -
    T4 self 桥梁 3 50 - -
    T4 self 预算执行率 100% 10 - -
";

#[test]
fn evaluations_are_added_up_and_set_against_the_promise() {
    check(
        EVALUATIONS,
        "2020-02-01",
        "evaluation",
        &["grade", "parts", "weights", "execution_score", "checked_on"],
        &["T1:self 良 78 90 — —"],
    );
    check(
        EVALUATIONS,
        "2021-03-01",
        "evaluation",
        &["grade", "parts", "weights", "execution_score", "checked_on"],
        &[
            "T1:self 良 78 90 — 2020-03-01",
            "T1:check 差 — 90 — 2020-03-01",
            "T4:self 优 50 50 10 2021-02-01",
        ],
    );
    check(
        EVALUATIONS,
        "2020-02-01",
        "evaluation_value",
        &["indicator", "missed", "completion", "score", "weight"],
        &[
            "T1:self 硬化里程 yes 90% 36 40",
            "T1:self 每公里成本 no — 10 10",
            "T1:self 受益人口 no 130% 30 30",
            "T1:self 生活条件 yes — 0 0",
            "T1:self 群众满意度 — — 2 10",
        ],
    );
}

#[test]
fn what_is_owed_after_the_year_and_what_became_of_the_result() {
    check(
        EVALUATIONS,
        "2020-02-01",
        "evaluation_duty",
        &["finish_on", "evaluated_on"],
        &["T1:self 2019-09-30 2020-01-10", "T5:self — —"],
    );
    check(
        EVALUATIONS,
        "2021-03-01",
        "spot_share",
        &["evaluated", "spot_checked"],
        &["2019 1 0", "2020 1 0"],
    );
    let columns = ["grade", "budget", "next_budget", "next_year_known"];
    check(
        EVALUATIONS,
        "2020-02-01",
        "result",
        &columns,
        &["T1:self 良 1,000,000.00 700,000.00 yes"],
    );
    check(
        EVALUATIONS,
        "2021-03-01",
        "result",
        &columns,
        &["T1:check 差 1,000,000.00 700,000.00 yes", "T4:self 优 700,000.00 0.00 no"],
    );
}

#[test]
fn the_next_budget_is_of_the_same_subject_else_of_the_project_of_the_same_name() {
    let next = |target: &str| {
        let text = format!(
            "{PROJECTS}
            targets: id subject_kind subject fiscal_year total_amount submitted_on review
            T1 project P1 2019 1000000 2019-01-02 -
            {target}
            evaluations: target kind fiscal_year score grade entered_on
            T1 self 2019 50 差 2019-12-10"
        );
        let columns = ["next_budget", "next_year_known"];
        facts_under(&pack(), &text, "2020-06-30", "result", &columns)
    };
    assert_eq!(next("T2 project P2 2020 1 2020-01-02 -"), ["T1:self 800,000.00 yes"]);
    assert_eq!(next("T2 project P1 2020 900000 2020-01-02 -"), ["T1:self 900,000.00 yes"]);
    assert_eq!(next("T2 project P1 2020 900000 2020-01-02 rejected"), ["T1:self 800,000.00 no"]);
    assert_eq!(next("T2 project P1 2020 900000 2020-07-01 -"), ["T1:self 800,000.00 no"]);
}

/// A target, its rounds and evaluations, and notices and orders about them belong to one place.
#[test]
fn a_target_and_all_that_is_about_it_belong_to_one_division() {
    let text = "
        allotments: id doc_no fund fiscal_year kind from to amount issued_on received_on
        A1 n1 special-minority 2019 grant 650000 653100 100 2019-02-20 2019-03-15
        projects: id name county fiscal_year unit planned_amount
        P1 a 653125 2019 u 700
        targets: id subject_kind subject fiscal_year approved_on
        T1 project P1 2019 2019-01-31
        T2 transfer A1 2019 2019-01-31
        T3 department 653100/u 2019 2019-01-31
        T4 government 653125 2019 2019-01-31
        T5 policy x 2019 2019-01-31
        monitorings: target as_of entered_on
        T2 2019-06-30 2019-07-01
        evaluations: target kind fiscal_year entered_on
        T1 self 2019 2020-01-20
        T2 self 2019 2020-01-20
        T3 self 2019 2020-01-20
        T4 self 2019 2020-01-20
        T5 self 2019 2020-01-20
        orders: id subject_kind subject issued_on due_on
        O1 target T2 2019-07-01 2019-08-01
        O2 monitoring T2@2019-06-30 2019-07-01 2019-08-01
        O3 evaluation T3:self 2019-07-01 2019-08-01
        O4 target T9 2019-07-01 2019-08-01
    ";
    let pack = records::pack();
    let data = records::records(&pack, text);
    let context = policy::Context::new(&data, &pack, domain::Day::parse("2020-12-31").unwrap());
    let check = |table: &str, want: &[u32]| {
        let table = policy::facts::table(table).unwrap();
        let place =
            |row| (table.identity)(&context, row).division.map_or(0, domain::Division::code);
        let places: Vec<u32> = (0..(table.rows)(&context)).map(place).collect();
        assert_eq!(places, want, "{}", table.name);
    };
    let targets = [653_125, 653_100, 653_100, 653_125, 0];
    check("target", &targets);
    check("evaluation", &targets);
    check("target_disclosure", &targets);
    check("evaluation_disclosure", &targets);
    check("monitoring", &[653_100]);
    check("order", &[653_100, 653_100, 653_100, 0]);
}
