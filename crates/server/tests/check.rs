//! The command as a user meets it: exit statuses, forms of output, options, refusals.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is not as it must be"
)]

#[path = "common/program.rs"]
mod program;

use std::fs;

use program::{check, errors, run, set, text};
use tempfile::TempDir;

const PAYMENTS: &str = "\
voucher_no,county,fiscal_year,paid_on,imported_on,project,allotment,fund,amount,channel,kind,payer_unit,payee,payee_account,payee_type,gov_class,dept_class,function_class,purpose
V1,653125,2019,2019-07-10,2019-07-10,,,special-development,100000.00,delegated,progress,莎车县交通运输局,新疆天山路桥有限公司,30012345600001,enterprise,,,,村道路硬化工程进度款
V2,653125,2019,2019-07-20,2019-07-20,,,special-development,120000.00,direct,progress,莎车县交通运输局,新疆天山路桥有限公司,30012345600001,enterprise,,,,村道路硬化工程进度款
";

#[test]
fn the_exit_status_follows_the_red_lamps() {
    let dir = set(&[("payments.csv", PAYMENTS)]);
    let status = |rule: &str| check(dir.path(), &["--rule", rule]).status.code();
    assert_eq!(status("pay.delegated"), Some(1));
    assert_eq!(status("pay.to-fiscal-account"), Some(0));
    assert_eq!(run(&["check", "no-such-folder"]).status.code(), Some(2));
    assert_eq!(check(set(&[]).path(), &[]).status.code(), Some(2));
}

#[test]
fn text_shows_place_clause_office_and_remedy() {
    let dir = set(&[("payments.csv", PAYMENTS)]);
    let shown = text(&check(dir.path(), &["--rule", "pay.delegated"]));
    for part in
        ["红灯 pay.delegated", "payments.csv:2", "三（二）2", "县", "653125/V1", "100,000.00"]
    {
        assert!(shown.contains(part), "{part} is not in\n{shown}");
    }
    assert!(!shown.contains('\u{1b}'), "no colour in a pipe");
    let english = text(&check(dir.path(), &["--rule", "pay.delegated", "--lang", "en"]));
    assert!(english.contains("red pay.delegated") && english.contains("delegated payment"));
}

#[test]
fn chinese_lists_name_the_clause_beside_the_rule() {
    let dir = set(&[("payments.csv", PAYMENTS)]);
    let said = text(&check(dir.path(), &["--rule", "pay.delegated", "--rule", "pay.out-of-plan"]));
    for told in ["\npay.delegated（B 三（二）", "pay.out-of-plan（"] {
        assert!(said.contains(told), "{told}: {said}");
    }
    let english = text(&check(dir.path(), &["--rule", "pay.delegated", "--lang", "en"]));
    assert!(english.contains("\npay.delegated  "), "{english}");
}

#[test]
fn every_form_shows_the_same_findings() {
    let dir = set(&[("payments.csv", PAYMENTS)]);
    let json = text(&check(dir.path(), &["--rule", "pay.delegated", "--format", "json"]));
    assert!(
        json.contains("\"amount_fen\": 10000000") && json.contains("\"rule\": \"pay.delegated\"")
    );
    let csv = text(&check(dir.path(), &["--rule", "pay.delegated", "--format", "csv"]));
    assert!(csv.starts_with('\u{feff}') && csv.lines().count() == 2, "{csv}");
    let book = dir.path().join("out").with_extension("xlsx");
    let written = check(dir.path(), &["--format", "xlsx", "--output", book.to_str().unwrap()]);
    assert_eq!(written.status.code(), Some(1), "{}", errors(&written));
    assert_eq!(fs::read(&book).unwrap().get(..2), Some(b"PK".as_slice()));
    assert_eq!(check(dir.path(), &["--format", "xlsx"]).status.code(), Some(2));
    // Without a form the name of the file says it; a name that says nothing means text.
    for (name, start) in
        [("f.XLSX", "PK"), ("f.json", "{"), ("f.csv", "\u{feff}"), ("f.out", "红灯")]
    {
        let path = dir.path().join(name);
        assert_eq!(check(dir.path(), &["-o", path.to_str().unwrap()]).status.code(), Some(1));
        let bytes = std::fs::read(&path).unwrap();
        assert!(bytes.starts_with(start.as_bytes()), "{name}");
        std::fs::remove_file(&path).unwrap();
    }
}

#[test]
fn the_same_input_gives_the_same_bytes_on_any_number_of_threads() {
    let dir = set(&[("payments.csv", PAYMENTS)]);
    let one = check(dir.path(), &["--format", "json", "--threads", "1"]);
    let two = check(dir.path(), &["--format", "json", "--threads", "2"]);
    assert_eq!(one.stdout, two.stdout);
}

#[test]
fn level_and_unknown_rules() {
    let dir = set(&[("payments.csv", PAYMENTS)]);
    let red = text(&check(dir.path(), &["--level", "red", "--format", "json"]));
    assert!(!red.contains("\"severity\": \"yellow\""));
    let unknown = check(dir.path(), &["--rule", "pay.nothing"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(errors(&unknown).contains("pay.nothing"));
}

#[test]
fn a_bad_row_is_named_and_the_others_are_judged() {
    let bad = PAYMENTS.replace("120000.00", "12万");
    let dir = set(&[("payments.csv", &bad)]);
    let output = check(dir.path(), &["--format", "json"]);
    let json = text(&output);
    assert_eq!(output.status.code(), Some(1));
    for part in ["\"line\": 3", "\"column\": \"amount\"", "12万", "\"rejected\": 1"] {
        assert!(json.contains(part), "{part}: {json}");
    }
    let strict = check(dir.path(), &["--strict"]);
    assert_eq!(strict.status.code(), Some(2));
    assert!(errors(&strict).contains("amount"));
    let folder = dir.path().join("rejected-rows");
    check(dir.path(), &["--rejected", folder.to_str().unwrap()]);
    let kept: Vec<_> = fs::read_dir(&folder).unwrap().collect();
    assert_eq!(kept.len(), 1);
}

#[test]
fn personal_keys_appear_nowhere() {
    let key = "653125198001011012";
    let benefits = format!(
        "voucher_no,key,name,amount,period\nV1,{key},买买提,x12,2019-07\nV1,{key},买买提,5,2019-07\n"
    );
    let register = format!("key,valid_from\n{key},never\n");
    let dir = set(&[
        ("payments.csv", PAYMENTS),
        ("benefits.csv", &benefits),
        ("register.csv", &register),
    ]);
    let folder = dir.path().join("kept");
    for format in ["text", "json", "csv"] {
        let output =
            check(dir.path(), &["--format", format, "--rejected", folder.to_str().unwrap()]);
        assert!(!text(&output).contains(key) && !errors(&output).contains(key), "{format}");
        assert!(!text(&output).contains("买买提"), "names of persons are masked: {format}");
    }
    for file in fs::read_dir(&folder).unwrap() {
        assert!(!fs::read_to_string(file.unwrap().path()).unwrap().contains(key));
    }
}

#[test]
fn a_changed_pack_takes_effect_and_a_mistake_in_it_is_shown_at_its_place() {
    let dir = set(&[("payments.csv", PAYMENTS)]);
    let pack = dir.path().join("pack");
    let pack_name = pack.to_str().unwrap();
    assert_eq!(run(&["policy", "export", "xinjiang-2019", pack_name]).status.code(), Some(0));
    let file = pack.join("B3-spending.md");
    let whole = fs::read_to_string(&file).unwrap();
    fs::write(&file, whole.replace("channel = 'delegated'", "channel = 'direct'")).unwrap();
    let swapped = text(&check(dir.path(), &["--pack", pack_name, "--rule", "pay.delegated"]));
    assert!(swapped.contains("653125/V2") && !swapped.contains("653125/V1"), "{swapped}");
    fs::write(&file, whole.replace("channel = 'delegated'", "chanel = 'delegated'")).unwrap();
    let wrong = check(dir.path(), &["--pack", pack_name]);
    let said = errors(&wrong);
    let line = whole.lines().position(|l| l.contains("channel = 'delegated'")).unwrap() + 1;
    assert_eq!(wrong.status.code(), Some(2));
    assert!(
        said.contains(&format!("B3-spending.md:{line}:")) && said.contains("channel"),
        "{said}"
    );
    assert_eq!(check(dir.path(), &["--pack", "no-such-pack"]).status.code(), Some(2));
}

#[test]
fn a_rule_added_to_an_exported_pack_without_an_example_is_named() {
    let dir = TempDir::new().unwrap();
    let pack = dir.path().join("pack");
    let path = pack.to_str().unwrap();
    run(&["policy", "export", "rural-revitalization-2021", path]);
    let sound = run(&["policy", "check", path]);
    assert_eq!(sound.status.code(), Some(0), "{}", text(&sound));
    let law = fs::read_to_string(pack.join("R.md")).unwrap();
    let end = law.find("```example").unwrap();
    let rule = "```rule\nid = \"pay.cash\"\nlamp = \"red\"\nabout = \"payment\"\n\
        when = \"amount > 0 and channel = 'direct'\"\nanswers = []\n\
        zh = \"直接支付\"\nen = \"paid directly\"\n```\n\n";
    fs::write(pack.join("R.md"), [&law[..end], rule, &law[end..]].concat()).unwrap();
    let checked = run(&["policy", "check", path]);
    assert_eq!(checked.status.code(), Some(1));
    let said = text(&checked);
    assert!(said.contains("规则 pay.cash 没有使它亮灯的示例"), "{said}");
    assert!(said.contains("R.md:"), "{said}");
}

#[test]
fn show_and_coverage_tell_what_carries_a_clause_out() {
    let shown = text(&run(&["policy", "show", "pay.delegated"]));
    assert!(shown.contains("authorised") || shown.contains("授权支付"), "{shown}");
    let coverage = text(&run(&["policy", "coverage", "--lang", "en"]));
    let total = coverage.lines().find(|l| l.starts_with('*')).unwrap();
    assert!(total.trim_end().ends_with("764"), "{coverage}");
    assert_eq!(run(&["policy", "show", "Z-9"]).status.code(), Some(2));
    assert_eq!(run(&["policy", "list"]).status.code(), Some(0));
}

#[test]
fn the_measures_of_a_prefecture_are_cited_for_its_own_counties_only() {
    let targets = "id,subject_kind,subject,fiscal_year,goal,total_amount,fiscal_amount,review,approved_on\n\
        T1,department,653125/交通局,2019,整体目标,100,100,approved,2019-02-01\n\
        T2,department,652323/交通局,2019,整体目标,100,100,approved,2019-02-01\n";
    let indicators = "target,level1,level2,name,direction,value,unit\n\
        T1,产出指标,数量指标,硬化里程,>=,10,公里\nT2,产出指标,数量指标,硬化里程,>=,10,公里\n";
    let rounds = "target,as_of,entered_on,executed_amount\n\
        T1,2019-08-31,2019-09-01,0\nT2,2019-08-31,2019-09-01,0\n";
    let values = "target,as_of,indicator,actual\n\
        T1,2019-08-31,硬化里程,0\nT2,2019-08-31,硬化里程,0\n";
    let dir = set(&[
        ("targets.csv", targets),
        ("indicators.csv", indicators),
        ("monitorings.csv", rounds),
        ("monitoring_values.csv", values),
    ]);
    let json = text(&check(dir.path(), &["--rule", "monitor.behind", "--format", "json"]));
    let shown: serde_json::Value = serde_json::from_str(&json).unwrap();
    let cited = |county: &str| -> Vec<String> {
        let findings = shown["findings"].as_array().unwrap();
        let of = findings.iter().find(|f| f["division"]["code"] == county).unwrap();
        let clauses = of["clause"].as_array().unwrap().iter();
        clauses.map(|c| c["id"].as_str().unwrap().to_owned()).collect()
    };
    assert!(cited("652323").iter().any(|id| id == "E-8.a"), "{json}");
    assert!(cited("653125").iter().all(|id| !id.starts_with("E-")), "{json}");
    assert!(cited("653125").iter().any(|id| id == "A-12.a"), "{json}");
}

/// An id number with its check character (the example of the standard), and a card number.
const PERSONAL: [&str; 2] = ["11010519491231002X", "6230650102670184045"];

#[test]
fn personal_numbers_in_any_column_appear_nowhere() {
    let [id, card] = PERSONAL;
    let payments = format!(
        "voucher_no,county,fiscal_year,paid_on,imported_on,project,amount,channel,kind,payee,payee_type,gov_class,purpose\n\
         V1,653125,2019,2019-07-10,2019-07-30,,100000.00,delegated,progress,张三{id},other,{card},购车 {id} 卡{card}\n\
         {id},653125,2019,2019-07-10,2019-07-30,P{card},100000.00,delegated,progress,李四,person,,{card}\n"
    );
    let dir = set(&[("payments.csv", &payments)]);
    let book = dir.path().join("out.xlsx");
    let mut shown = Vec::new();
    for form in ["text", "json", "csv"] {
        let output = check(dir.path(), &["--format", form]);
        shown.extend([text(&output), errors(&output)]);
    }
    let path = dir.path().to_str().unwrap();
    for subject in ["653125/V1", "653125/***"] {
        let output = run(&["explain", "pay.delegated", subject, path, "--as-of", "2019-12-31"]);
        shown.extend([text(&output), errors(&output)]);
    }
    check(dir.path(), &["--format", "xlsx", "--output", book.to_str().unwrap()]);
    let mut zip = zip::ZipArchive::new(fs::File::open(&book).unwrap()).unwrap();
    for i in 0..zip.len() {
        let mut part = String::new();
        std::io::Read::read_to_string(&mut zip.by_index(i).unwrap(), &mut part).unwrap();
        shown.push(part);
    }
    assert!(shown[0].contains("653125/V1") && shown[0].contains("张*") && shown[0].contains("***"));
    for personal in PERSONAL.into_iter().chain(["张三", "李四"]) {
        let found = shown.iter().find(|text| text.contains(personal));
        assert!(found.is_none(), "{personal} is in\n{}", found.unwrap());
    }
}

#[test]
fn a_workbook_is_the_same_every_time() {
    let dir = set(&[("payments.csv", PAYMENTS)]);
    let write = |name: &str| {
        let book = dir.path().join(name);
        check(dir.path(), &["--format", "xlsx", "--output", book.to_str().unwrap()]);
        fs::read(book).unwrap()
    };
    assert!(write("a.bin") == write("b.bin"), "two workbooks of one check differ");
}

#[test]
fn a_workbook_holds_numbers_and_days_that_a_spreadsheet_can_reckon_with() {
    let allotments = "id,doc_no,fund,fiscal_year,kind,from,to,parent,amount,received_on,issued_on,approved_on\n\
        A1,财农〔2019〕1号,special-development,2019,grant,100000,650000,,1234567.89,2019-01-10,,\n";
    let fundings = "project,allotment,amount,allotted_on\n";
    let dir = set(&[
        ("payments.csv", PAYMENTS),
        ("allotments.csv", allotments),
        ("fundings.csv", fundings),
    ]);
    let book = dir.path().join("out.xlsx");
    check(dir.path(), &["--format", "xlsx", "--output", book.to_str().unwrap()]);
    let mut zip = zip::ZipArchive::new(fs::File::open(&book).unwrap()).unwrap();
    let mut part = |name: &str| {
        let mut text = String::new();
        std::io::Read::read_to_string(&mut zip.by_name(name).unwrap(), &mut text).unwrap();
        text
    };
    for sheet in ["汇总", "按规则", "按区划", "红灯", "黄灯", "无法判断", "未采用"]
    {
        assert!(part("xl/workbook.xml").contains(&format!("name=\"{sheet}\"")), "{sheet}");
    }
    let rules = part("xl/worksheets/sheet2.xml");
    assert!(rules.contains(">条款<"), "the clause stands beside the rule: {rules}");
    let red = part("xl/worksheets/sheet4.xml");
    let late = red.split("<row ").find(|row| row.contains("<v>1234567.89</v>"));
    let late = late.unwrap_or_else(|| panic!("no amount in\n{red}"));
    // Amount, due day (a serial number), days late, line: numbers all of them.
    for (column, value) in [('J', "1234567.89"), ('K', "43505"), ('L', "325"), ('Q', "2")] {
        let cell = late.split("<c ").find(|c| c.starts_with(&format!("r=\"{column}"))).unwrap();
        let number = cell.contains(&format!("<v>{value}</v>")) && !cell.contains("t=");
        assert!(number, "{column}: {cell}");
    }
    assert!(red.contains("<autoFilter ref=\"A1:Q") && red.contains("state=\"frozen\""));
    let formats = part("xl/styles.xml");
    assert!(formats.contains("yyyy-mm-dd"), "{formats}");
}

#[test]
fn a_sentence_names_the_limit_of_the_records_own_day() {
    let pack = TempDir::new().unwrap();
    let folder = pack.path().join("mine");
    let exported = run(&["policy", "export", "xinjiang-2019", folder.to_str().unwrap()]);
    assert!(exported.status.success(), "{}", errors(&exported));
    let file = folder.join("B3-spending.md");
    let rules = fs::read_to_string(&file).unwrap();
    let changed = rules.replace(
        r#"values = [{ yuan = "1000000" }]"#,
        r#"values = [{ yuan = "100000" }, { since = 2020-01-01, yuan = "30000" }]"#,
    );
    assert!(changed != rules, "the limit stands otherwise in the pack");
    fs::write(&file, changed).unwrap();
    let projects =
        "id,name,county,category,fiscal_year,unit,planned_amount,contract_amount,contractor\n";
    let dir = set(&[("payments.csv", PAYMENTS), ("projects.csv", projects)]);
    let shown =
        text(&check(dir.path(), &["--rule", "pay.large", "--pack", folder.to_str().unwrap()]));
    assert!(shown.contains("653125/V2") && shown.contains("100,000.00 元"), "{shown}");
    assert!(!shown.contains("30,000.00") && !shown.contains("653125/V1"), "{shown}");
}

#[test]
fn what_was_done_late_asks_for_reasons_not_for_the_deed() {
    let orders = "\
id,subject_kind,subject,issued_on,due_on,done_on
O1,project,P1,2019-06-01,2019-07-01,2019-07-06
O2,project,P1,2019-06-01,2019-07-01,
";
    let allotments = "\
id,doc_no,fund,fiscal_year,kind,from,to,parent,amount,issued_on,received_on
A1,财农1号,special-development,2019,grant,100000,650000,,1000.00,2019-03-01,2019-03-01
A2,新财2号,special-development,2019,grant,650000,653100,A1,1000.00,2019-05-01,2019-05-05
";
    let dir = set(&[
        ("orders.csv", orders),
        ("allotments.csv", allotments),
        ("fundings.csv", "project,allotment,amount,allotted_on\n"),
    ]);
    for (rule, parts) in [
        (
            "rectify.overdue",
            ["已于 2019-07-06 办结，逾期 5 天：说明逾期原因", "完成整改并报告结果"],
        ),
        ("allot.late.region", ["已于 2019-05-01 全部下达，逾期 31 天", "全部下达"]),
    ] {
        for format in ["text", "json", "csv"] {
            let shown = text(&check(dir.path(), &["--rule", rule, "--format", format]));
            for part in parts {
                assert!(shown.contains(part), "{part} is not in\n{shown}");
            }
            assert!(!shown.contains("立即下达"), "{shown}");
        }
    }
}

#[test]
fn units_of_two_counties_that_share_a_name_are_two() {
    let mut projects =
        String::from("id,name,county,category,fiscal_year,unit,planned_amount,plan_approved_on\n");
    let mut fundings = String::from("project,allotment,amount,allotted_on\n");
    for (letter, county) in [("P", "653125"), ("Q", "653101")] {
        for n in 1..=6 {
            let rest = "基础设施,2019,交通局,50000.00,2019-03-01";
            projects
                .push_str(&[letter, &n.to_string(), ",村道路,", county, ",", rest, "\n"].concat());
            fundings.push_str(&[letter, &n.to_string(), ",A1,50000.00,2019-04-01\n"].concat());
        }
    }
    let dir = set(&[
        ("projects.csv", &projects),
        ("fundings.csv", &fundings),
        (
            "allotments.csv",
            "id,doc_no,fund,fiscal_year,from,to,amount\n\
             A1,n,special-development,2019,650000,653100,10000000\n",
        ),
    ]);
    let json = text(&check(dir.path(), &["--rule", "project.small", "--format", "json"]));
    let found = json.matches("\"kind\": \"unit_fund_year\"").count();
    assert_eq!(found, 2, "{json}");
    assert!(json.contains("\"653125\"") && json.contains("\"653101\""), "{json}");
}

#[test]
fn what_is_still_open_does_not_hide_behind_what_was_done_late() {
    let dir = set(&[
        (
            "projects.csv",
            "id,name,county,township,village,category,fiscal_year,unit,planned_amount,\
             plan_approved_on,accepted_on\n\
             P1,村道,653125,甲镇,乙村,道路,2019,交通局,1,2019-03-01,2019-09-10\n",
        ),
        (
            "disclosures.csv",
            "subject_kind,subject,level,channel,posted_on,stage\n\
             project,P1,township,公示栏,2019-04-05,arrangement\n\
             project,P1,village,公示栏,2019-04-05,arrangement\n",
        ),
    ]);
    let said = text(&check(dir.path(), &["--rule", "disclose.project", "--level", "red"]));
    let first = said.lines().next().unwrap();
    assert!(first.contains("2019-10-14 前在乡（镇）、村公示，逾期 78 天；项目安排"), "{said}");
    assert!(first.contains("2019-03-29 前在乡（镇）、村公示，逾期 7 天"), "{said}");
    assert_eq!(said.matches("期限 2019-10-14 · 逾期 78 天").count(), 2, "{said}");
}

#[test]
fn an_exception_that_can_lift_nothing_is_named_with_its_remedy() {
    let head = "subject_kind,subject,rule,approved_by,approved_on,until,reason\n";
    for (row, warned) in [
        ("payment,653125/V1,pay.delegated,县,2019-06-01,,", ""),
        // Nothing is found about it, but it is there: sound.
        ("payment,653125/V2,pay.delegated,县,2019-06-01,2019-12-31,", ""),
        (
            "payment,653125/V1,pay.delegatd,县,2019-06-01,,",
            "没有规则 pay.delegatd；是否想写 pay.delegated？",
        ),
        ("payment,653125/V9,pay.delegated,县,2019-06-01,,", "没有 payment 653125/V9"),
        ("支付,653125/V1,pay.delegated,县,2019-06-01,,", "应写 payment，不是“支付”"),
        ("project,P1,pay.delegated,县,2019-06-01,,", "应写 payment，不是“project”"),
        ("payment,653125/V1,pay.delegated,县,2019-06-01,2019-12-30,", "已于 2019-12-30 到期"),
        ("payment,653125/V1,pay.delegated,县,2020-01-01,,", "2020-01-01 才批准"),
        ("county,653125,pay.negative.integrated,县,2019-06-01,2019-06-30,", ""),
        ("county,莎东县,pay.negative.integrated,县,2019-06-01,,", "没有 county 莎东县"),
        ("evaluation,T1:self,result.unused,县,2019-06-01,,", "一律执行，不设例外"),
        // Without the projects nobody can say whether this one is there.
        ("project,P1,project.small,县,2019-06-01,,", ""),
    ] {
        let dir = set(&[("payments.csv", PAYMENTS), ("exceptions.csv", &format!("{head}{row}\n"))]);
        let said = errors(&check(dir.path(), &[]));
        let told: Vec<&str> = said.lines().filter(|line| line.contains("例外")).collect();
        if warned.is_empty() {
            assert!(told.is_empty(), "{row}: {told:?}");
        } else {
            let first = told.first().unwrap();
            assert!(
                first.contains("exceptions.csv:2：") && first.contains(warned),
                "{row}: {first}"
            );
        }
    }
    let wrong = format!("{head}{}", "payment,653125/V1,pay.delegatd,县,2019-06-01,,\n".repeat(25));
    let dir = set(&[("payments.csv", PAYMENTS), ("exceptions.csv", &wrong)]);
    let said = errors(&check(dir.path(), &[]));
    assert!(said.contains("另有 5 条例外不起作用"), "{said}");
}
