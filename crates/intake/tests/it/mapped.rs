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
             \"{amount}\" = \"amount\"\n\"日\" = \"allotted_on\"\n\"日期\" = \"allotted_on\"\n"
        )
    };
    // 日期 is another name for what 日 fills already.
    assert_eq!(faults(text, &mapping("额")), [] as [String; 0]);
    let expect =
        "4: no file of fundings has a column \"金额（元）\"; there are: 项目, 指标文号, 额, 日";
    assert_eq!(faults(text, &mapping("金额（元）")), [expect]);
    let optional = "[orders.columns]\n\"完成\" = \"done_on\"\n";
    let set = Set::of(&[
        ("orders.csv", "id,subject_kind,subject,issued_on,due_on\n"),
        ("mapping.toml", optional),
    ]);
    let said = load_path(set.path()).map(|_| ()).unwrap_err().sentence(domain::Lang::Zh);
    assert!(said.starts_with("mapping.toml:2：orders 的文件中没有“完成”这一列"), "{said}");
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
