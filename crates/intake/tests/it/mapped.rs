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
                "3 paid_on 31.02.2019 not-a-day",
                "3 imported_on 31.02.2019 not-a-day",
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

#[test]
fn a_wrong_constant_is_an_error_of_each_row() {
    let mapping = "[fundings.constants]\nallotted_on = 'soon'\n";
    let text = "project,allotment,amount\nP,A,1\n";
    let loaded = Set::of(&[("fundings.csv", text), ("mapping.toml", mapping)]).load();
    assert_eq!(rejected(&loaded), ["2 allotted_on soon not-a-day"]);
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
