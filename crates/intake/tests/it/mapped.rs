//! Foreign exports with a mapping file.

use domain::{Fen, TableId};
use intake::Options;

use crate::common::{Set, load_path, load_with, rejected, rows, warnings};

const EXPORT: &str = "支付令号;清算日期;付款额;方式;性质;对象;收款方;流水\n\
                      Z1;22.05.2019;12.5;01;工程款;单位甲类;天山路桥;1\n\
                      Z2;31.02.2019;12.5;09;工程款;单位甲类;天山路桥;2\n";

const MAPPING: &str = r#"
[payments]
files = ["国库*.xls", "国库*.csv"]
[payments.columns]
"支付令号" = "voucher_no"
"清算日期" = ["paid_on", "imported_on"]
"付款额" = "amount"
"方式" = "channel"
"性质" = "kind"
"对象" = "payee_type"
"收款方" = "payee"
[payments.constants]
county = "653125"
fiscal_year = 2019
[payments.values]
channel = { "01" = "direct", "02" = "delegated" }
kind = { "工程款" = "progress" }
payee_type = { "单位甲类" = "enterprise" }
[payments.units]
amount = "万元"
[payments.dates]
paid_on = "DD.MM.YYYY"
imported_on = "DD.MM.YYYY"
"#;

#[test]
fn an_export_becomes_payments() {
    // Many programs call delimited text `.xls`.
    for name in ["国库支付2019.csv", "国库支付2019.xls"] {
        let set = Set::of(&[(name, EXPORT), ("mapping.toml", MAPPING)]);
        let loaded = set.load();
        assert_eq!(rows(&loaded, TableId::Payments), (1, 1));
        let payments = &loaded.data.tables.payments;
        assert_eq!(payments.amount[0], Some(Fen(12_500_000)));
        assert_eq!(payments.paid_on[0].unwrap().to_string(), "2019-05-22");
        assert_eq!(payments.imported_on, payments.paid_on);
        assert_eq!(
            (payments.county[0].unwrap().code(), payments.fiscal_year[0]),
            (653_125, Some(2019))
        );
        assert_eq!(
            rejected(&loaded),
            [
                "3 paid_on 31.02.2019 not-in-date-format",
                "3 imported_on 31.02.2019 not-in-date-format",
                "3 channel 09 unknown-choice"
            ]
        );
        assert_eq!(warnings(&loaded), [format!("{name}: columns not known and left out: 流水")]);
    }
}

#[test]
fn a_mapping_may_be_named_and_may_serve_files_with_usual_names() {
    let mapping = "[payments.constants]\ncounty = '莎车县'\n[payments.units]\namount = '亿元'\n";
    let text = "voucher_no,fiscal_year,paid_on,amount,channel,kind,payee_type\nV1,2019,2019-01-01,1,direct,fee,unit\n";
    let set = Set::of(&[("payments.csv", text), ("m.toml", mapping)]);
    let options = Options { mapping: Some(set.file("m.toml")), ..Options::default() };
    let loaded = load_with(&set.file("payments.csv"), &options).unwrap();
    assert_eq!(loaded.data.tables.payments.amount[0], Some(Fen(10_000_000_000)));
    assert!(load_path(&set.file("payments.csv")).is_err());
}

/// What is said of a mapping, without the name of its file.
fn faults(text: &str, mapping: &str) -> Vec<String> {
    let set = Set::of(&[("fundings.csv", text), ("mapping.toml", mapping)]);
    let said = load_path(set.path()).map(|_| ()).map_err(|e| e.sentence(domain::Lang::En));
    let said = said.err().unwrap_or_default();
    said.lines().map(|line| line.trim_start_matches("mapping.toml:").to_owned()).collect()
}

#[test]
fn what_a_mapping_writes_itself_is_checked_in_the_mapping() {
    let text = "project,allotment,amount\nP,A,1\n";
    let date = |day: &str| format!("[fundings.constants]\nallotted_on = '{day}'\n");
    assert_eq!(faults(text, &date("2019-01-01")), [] as [String; 0]);
    let expect =
        "2: allotted_on cannot be \"soon\": not a day of the calendar; write it like 2019-05-22";
    assert_eq!(faults(text, &date("soon")), [expect]);
    let mapping = "[payments.constants]\ncounty = '乌有县'\nfund = '彩票'\nfiscal_year = 1919\n\
                   amount = '1.234'\nchannel = '01'\n[payments.values.channel]\n'01' = 'direct'\n\
                   [register.values.valid_from]\n'-' = ''\n'x' = 'y'\n";
    let expect = [
        "2: county cannot be \"乌有县\": no such division",
        "3: fund cannot be \"彩票\": the catalogue has no such fund",
        "4: fiscal_year cannot be \"1919\": not a year between",
        "5: amount cannot be \"1.234\": more precise than a fen",
        "11: valid_from cannot be \"y\": not a day of the calendar",
    ];
    let found = faults("project,allotment,amount,allotted_on\n", mapping);
    assert_eq!(found.len(), expect.len(), "{found:?}");
    found.iter().zip(expect).for_each(|(f, e)| assert!(f.starts_with(e), "{f}"));
}

#[test]
fn source_columns_that_no_file_has_are_named_with_their_line() {
    let text = "项目,指标文号,额,日\nP,A,1,2019-01-01\n";
    let mapping = |amount: &str| {
        format!(
            "[fundings.columns]\n\"项目\" = \"project\"\n\"指标文号\" = \"allotment\"\n\
             \"{amount}\" = \"amount\"\n\"日\" = \"allotted_on\"\n"
        )
    };
    assert_eq!(faults(text, &mapping("额")), [] as [String; 0]);
    let none = |line: usize, name: &str| {
        let there = "there are: 项目, 指标文号, 额, 日";
        format!("{line}: no file of fundings has a column \"{name}\"; {there}")
    };
    assert_eq!(faults(text, &mapping("金额（元）")), [none(4, "金额（元）")]);
    // Also where the field is filled otherwise, by a usual name, another column or a constant.
    let given = "project,allotment,amount,allotted_on,指标文号\nP,A,1,2019-01-01,A\n";
    let mapping = "[fundings.columns]\n\"指标文\" = \"allotment\"\n\"没有的列\" = \"amount\"\n";
    let meant = "2: no file of fundings has a column \"指标文\"; did you mean \"指标文号\"?";
    let there = "there are: project, allotment, amount, allotted_on, 指标文号";
    let lost = format!("3: no file of fundings has a column \"没有的列\"; {there}");
    assert_eq!(faults(given, mapping), [meant.to_owned(), lost]);
    let optional = "[orders.columns]\n\"完成\" = \"done_on\"\n";
    let set = Set::of(&[
        ("orders.csv", "id,subject_kind,subject,issued_on,due_on\n"),
        ("mapping.toml", optional),
    ]);
    let said = load_path(set.path()).map(|_| ()).unwrap_err().sentence(domain::Lang::Zh);
    assert!(said.starts_with("mapping.toml:2：orders 的文件中没有“完成”这一列"), "{said}");
}

#[test]
fn a_column_that_one_of_the_files_has_is_not_lost() {
    let mapping = "[fundings]\nfiles = ['*.csv']\n[fundings.columns]\n'额' = 'amount'\n\
                   '款' = 'amount'\n'错' = 'amount'\n";
    let text = |amount: &str| format!("project,allotment,allotted_on,{amount}\nP,A,2019-01-01,1\n");
    let (first, second) = (text("额"), text("款"));
    let files = [("a.csv", &*first), ("b.csv", &*second), ("mapping.toml", mapping)];
    let said = load_path(Set::of(&files).path()).map(|_| ()).unwrap_err();
    let said = said.sentence(domain::Lang::Zh);
    let there = "有：project、allotment、allotted_on、额、款";
    assert_eq!(said, format!("mapping.toml:6：fundings 的文件中没有“错”这一列；{there}"));
    let right = mapping.replace("'错' = 'amount'\n", "");
    let files = [("a.csv", &*first), ("b.csv", &*second), ("mapping.toml", &*right)];
    assert_eq!(rows(&Set::of(&files).load(), TableId::Fundings), (2, 0));
    // The only file of its table lacks all of them: they are shown at once.
    let lone = "[fundings.columns]\n'额' = 'amount'\n'日' = 'allotted_on'\n'错' = 'project'\n";
    let found = faults("project,allotment,allotted_on\nP,A,2019-01-01\n", lone);
    let lines: Vec<&str> = found.iter().filter_map(|f| f.split(':').next()).collect();
    assert_eq!(lines, ["2", "3", "4"]);
}

#[test]
fn headers_whose_unit_is_not_known_are_named_with_the_remedy() {
    let set = |header: &str, mapping: &str| {
        let text = format!("project,allotment,allotted_on,{header}\nP,A,2019-01-01,1\n");
        let set = Set::of(&[("fundings.csv", &text), ("mapping.toml", mapping)]);
        load_path(set.path()).map(|loaded| loaded.data.tables.fundings.amount[0])
    };
    for header in ["金额（千元）", "金额[美元]", "金额千元", "金额（含税）"] {
        let said = set(header, "").unwrap_err().sentence(domain::Lang::Zh);
        let seen = format!("；有“{header}”一列，但“");
        assert!(
            said.contains(&seen) && said.contains("只认元、万元、亿元：请把金额换算"),
            "{said}"
        );
    }
    for header in ["金额[万元]", "金额万元", "金额【万元】"] {
        assert_eq!(set(header, "").unwrap(), Some(Fen(1_000_000)), "{header}");
    }
    let mapping = "[fundings.columns]\n'额' = 'amount'\n";
    let said = set("额（千元）", mapping).unwrap_err().sentence(domain::Lang::Zh);
    assert!(said.starts_with("fundings.csv 的表头“额（千元）”以“千元”为单位，只认"), "{said}");
    assert_eq!(set("额万元", mapping).unwrap(), Some(Fen(1_000_000)));
    let mapping = format!("{mapping}[fundings.units]\namount = '万元'\n");
    assert_eq!(set("额（千元）", &mapping).unwrap(), Some(Fen(1_000_000)));
}

#[test]
fn a_date_in_another_order_than_the_mapping_says_is_told_so() {
    let mapping = "[fundings.dates]\nallotted_on = 'DD.MM.YYYY'\n";
    let text = "project,allotment,amount,allotted_on\nP,A,1,2019-01-31\nP,A,1,31.01.2019\n";
    let loaded = Set::of(&[("fundings.csv", text), ("mapping.toml", mapping)]).load();
    assert_eq!(rejected(&loaded), ["2 allotted_on 2019-01-31 not-in-date-format"]);
}

#[test]
fn the_unit_of_a_mapping_goes_before_the_one_above_the_header() {
    let text = "单位：万元\nproject,allotment,amount,allotted_on\nP,A,1,2019-01-01\n";
    for (mapping, fen) in [("", 1_000_000), ("[fundings.units]\namount = '亿元'\n", 10_000_000_000)]
    {
        let set = Set::of(&[("fundings.csv", text), ("mapping.toml", mapping)]);
        assert_eq!(set.load().data.tables.fundings.amount, [Some(Fen(fen))]);
    }
}
