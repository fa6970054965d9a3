//! Delimited text in all the ways in which bureaus write it.

use domain::columns::AccountForm;
use domain::{Fen, Lang, TableId};
use encoding_rs::GB18030;
use intake::{Options, Warning};

use crate::common::{GOOD, PAYMENTS, Set, files, load_path, load_with, rejected, rows, warnings};

const CHINESE: &str = "凭证号,县,年度,支付日期,金额（万元）,支付方式,款项性质,收款人类型,收款人\n\
                       V1,莎车县,2019,2019年7月10日,10.5,财政直接支付,进度款,企业,天山路桥\n";

fn utf16(text: &str, bytes_of: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes_of).collect()
}

#[test]
fn whatever_the_encoding_the_row_is_the_same() {
    let with_mark = |mark: &[u8], rest: Vec<u8>| [mark, &rest].concat();
    for (what, bytes) in [
        ("utf-8", CHINESE.as_bytes().to_vec()),
        ("utf-8 with mark", with_mark(b"\xef\xbb\xbf", CHINESE.as_bytes().to_vec())),
        ("gb18030", GB18030.encode(CHINESE).0.into_owned()),
        ("utf-16le with mark", with_mark(b"\xff\xfe", utf16(CHINESE, u16::to_le_bytes))),
        ("utf-16be with mark", with_mark(b"\xfe\xff", utf16(CHINESE, u16::to_be_bytes))),
        ("utf-16le", utf16(&CHINESE.replace("凭证号", "voucher_no"), u16::to_le_bytes)),
        ("crlf", CHINESE.replace('\n', "\r\n").into_bytes()),
        ("cr", CHINESE.replace('\n', "\r").into_bytes()),
        ("no newline at the end", CHINESE.trim_end().as_bytes().to_vec()),
        ("tabs", CHINESE.replace(',', "\t").into_bytes()),
        ("semicolons", CHINESE.replace(',', ";").into_bytes()),
        ("a title above", format!("2019年支付明细表\n单位：万元\n\n{CHINESE}").into_bytes()),
        ("excel's own line", format!("sep=,\n{CHINESE}").into_bytes()),
        ("spaces", CHINESE.replace(",10.5,", ", 10.5\u{3000},").into_bytes()),
        ("full width", CHINESE.replace("10.5", "１０．５").into_bytes()),
        (
            "quotes",
            CHINESE.replace("V1", "\"V1\"").replace("天山路桥", "\"天山路桥\"").into_bytes(),
        ),
    ] {
        let loaded = Set::new().with("支付.csv", &bytes).load();
        assert_eq!(rows(&loaded, TableId::Payments), (1, 0), "{what}: {:?}", rejected(&loaded));
        let payments = &loaded.data.tables.payments;
        assert_eq!(payments.voucher_no.get(0), "V1", "{what}");
        assert_eq!(payments.amount[0], Some(Fen(10_500_000)), "{what}");
        assert_eq!(payments.county[0].unwrap().code(), 653_125, "{what}");
        assert_eq!(payments.paid_on[0].unwrap().to_string(), "2019-07-10", "{what}");
        assert_eq!(loaded.data.names.text_or_empty(payments.payee[0]), "天山路桥", "{what}");
        let line = payments.sources.get(0).unwrap().1;
        assert_eq!(
            line,
            if what == "a title above" { 5 } else { 2 + u32::from(what == "excel's own line") }
        );
    }
}

#[test]
fn accounts_keys_and_funds_are_kept_as_they_should() {
    let more = "V2,653125,2019,2019-07-10,1,direct,progress,enterprise,某人,现金,发展资金";
    let none = "V3,653125,2019,2019-07-10,1,direct,progress,enterprise,,,";
    let set = Set::of(&[("payments.csv", &format!("{PAYMENTS}\n{GOOD}\n{more}\n{none}\n"))]);
    let loaded = set.load();
    let payments = &loaded.data.tables.payments;
    let forms = [AccountForm::Digits, AccountForm::NoDigit, AccountForm::Empty];
    assert_eq!(payments.payee_account, forms);
    assert_eq!(payments.fund[0], payments.fund[1]);
    assert_eq!((payments.fund[2], payments.payee[2]), (None, None));
    assert!(loaded.data.has_column(TableId::Payments, "fund"));
    assert!(!loaded.data.has_column(TableId::Payments, "purpose"));
    assert!(loaded.data.has_table(TableId::Payments) && !loaded.data.has_table(TableId::Projects));
}

#[test]
fn lines_are_physical_lines() {
    let text = format!(
        "{PAYMENTS}\n\n{GOOD}\n,,,,,,,,,,\n\"V2\n\",653125,x,2019-07-10,1,direct,progress,unit,,,\nV3,,,\n"
    );
    let loaded = Set::of(&[("payments.csv", &text)]).load();
    assert_eq!(loaded.data.tables.payments.sources.get(0), Some((0, 3)));
    let lines: Vec<u32> = loaded.rejected.iter().map(|r| r.line).collect();
    assert_eq!(lines, [5, 7, 7, 7, 7, 7, 7, 7]);
    assert_eq!(rows(&loaded, TableId::Payments), (1, 2));
}

#[test]
fn two_files_of_one_table_are_both_read_in_the_order_of_their_names() {
    let row = |voucher: &str| GOOD.replace("V1", voucher);
    let set = Set::of(&[
        ("支付.csv", &format!("{PAYMENTS}\n{}\n", row("C"))),
        ("payments-2019.csv", &format!("{PAYMENTS}\n{}\n", row("B"))),
        ("Payments.csv", &format!("{PAYMENTS}\n{}\n", row("A"))),
    ]);
    let loaded = set.load();
    let vouchers: Vec<&str> =
        (0..3).map(|i| loaded.data.tables.payments.voucher_no.get(i)).collect();
    assert_eq!(vouchers, ["A", "B", "C"]);
    assert_eq!(files(&loaded), ["Payments.csv", "payments-2019.csv", "支付.csv"]);
    assert_eq!(loaded.data.tables.source(TableId::Payments, 2), Some((2, 2)));
}

#[test]
fn what_is_worth_a_warning_is_named_once() {
    let set = Set::of(&[
        ("payments.csv", &format!("{PAYMENTS},经办人,x\n{GOOD},甲,1\n")),
        ("projects.csv", ""),
        ("targets.csv", "\n \n"),
        ("photo.jpg", "x"),
        (".DS_Store", "x"),
        ("README.md", "x"),
    ]);
    let loaded = set.load();
    assert_eq!(
        warnings(&loaded),
        [
            "photo.jpg is no table and was not read",
            "projects.csv is empty and counts as no table",
            "payments.csv: columns not known and left out: 经办人, x",
            "targets.csv is empty and counts as no table",
        ]
    );
    assert_eq!(loaded.data.given, [TableId::Payments]);
    loaded.warnings.iter().for_each(|w| assert!(!w.sentence(Lang::Zh).is_empty()));
}

#[test]
fn a_table_with_a_header_only_is_there() {
    let loaded = Set::of(&[("fundings.csv", "project,allotment,amount,allotted_on\n")]).load();
    assert_eq!(rows(&loaded, TableId::Fundings), (0, 0));
    assert!(loaded.data.has_table(TableId::Fundings));
    assert!(loaded.data.has_column(TableId::Fundings, "amount"));
    assert_eq!(loaded.warnings, [] as [Warning; 0]);
}

#[test]
fn divisions_are_judged_on_the_day_of_the_row() {
    let row = |voucher: &str, county: &str, day: &str| {
        GOOD.replace("V1", voucher).replace("653125", county).replace("2019-07-10", day)
    };
    let text = [
        PAYMENTS.to_owned(),
        row("V1", "652923", "2019-06-01"),
        row("V2", "652923", "2020-06-01"),
        row("V3", "库车县", "2020-06-01"),
        row("V4", "652902", "2018-06-01"),
        row("V5", "喀什地区莎车县", "2018-06-01"),
    ]
    .join("\n");
    let loaded = Set::of(&[("payments.csv", &text)]).load();
    let codes: Vec<u32> =
        loaded.data.tables.payments.county.iter().map(|c| c.unwrap().code()).collect();
    assert_eq!(codes, [652_923, 652_902, 652_902, 652_923, 653_125], "{:?}", rejected(&loaded));
}

#[test]
fn the_sets_own_funds_are_known_to_all_its_tables() {
    let own = "code,name,class,source_level,office\nspecial,自有发展资金,整合,自治区,农业处\nlocal-x,本级资金,其他,县,\nbad,坏,无,县,\n";
    let text = [PAYMENTS.to_owned(), GOOD.replace("special", "本级资金"), GOOD.replace("V1", "V2")]
        .join("\n");
    let loaded = Set::of(&[("payments.csv", &text), ("资金目录.csv", own)]).load();
    let funds = &loaded.data.funds;
    let payments = &loaded.data.tables.payments;
    let fund = |row: usize| funds.get(payments.fund[row].unwrap());
    assert_eq!((fund(0).code.as_str(), fund(0).own), ("local-x", true));
    assert_eq!(
        (fund(1).code.as_str(), fund(1).class.word(), fund(1).own),
        ("special", "integrated", true)
    );
    assert_eq!(fund(1).office.as_deref(), Some("农业处"));
    assert_eq!(rejected(&loaded), ["4 class 无 unknown-choice"]);
    assert_eq!(loaded.rejected_total, 1);
}

/// A file of several blocks with a bad row here and there.
fn large() -> String {
    let mut text = format!("{PAYMENTS}\n");
    for i in 0..12_000 {
        let row =
            GOOD.replace("V1", &format!("V{i}")).replace("天山路桥", &format!("公司{}", i % 700));
        text.push_str(&if i % 1000 == 999 { row.replace("100000.00", "x") } else { row });
        text.push('\n');
    }
    text
}

#[test]
fn threads_change_nothing() {
    let set = Set::of(&[("payments.csv", &large())]);
    let shown = |threads: usize| {
        let loaded = load_with(set.path(), &Options { threads, ..Options::default() }).unwrap();
        let (tables, names) = (&loaded.data.tables, &loaded.data.names);
        let payments = &tables.payments;
        let rows: Vec<String> = (0..payments.voucher_no.len())
            .map(|i| {
                let payee = names.text_or_empty(payments.payee[i]);
                format!("{} {payee} {:?}", payments.voucher_no.get(i), payments.sources.get(i))
            })
            .collect();
        (rows, rejected(&loaded), loaded.counts)
    };
    let one = shown(1);
    assert_eq!((one.0.len(), one.1.len()), (11_988, 12));
    assert_eq!(one.1[0], "1001 amount x not-a-number");
    for threads in [0, 2, 5] {
        assert!(shown(threads) == one, "{threads} threads");
    }
}

#[test]
fn quotation_marks_in_the_middle_change_nothing_but_the_time() {
    let quoted = |row: &str| row.replace("天山路桥", "\"天山,\n\"\"路桥\"\"\"");
    let inch = |row: &str| row.replace("天山路桥", "5\" 管材");
    let row = |i: usize| GOOD.replace("V1", &format!("V{i}"));
    for (odd, expect) in [(9_000, 1), (usize::MAX, 0)] {
        let rows: Vec<String> =
            (0..10_000).map(|i| if i == odd { inch(&row(i)) } else { quoted(&row(i)) }).collect();
        let set = Set::of(&[("payments.csv", &format!("{PAYMENTS}\n{}\n", rows.join("\n")))]);
        for threads in [1, 3] {
            let options = Options { threads, ..Options::default() };
            let loaded = load_with(set.path(), &options).unwrap();
            let payments = &loaded.data.tables.payments;
            assert_eq!(payments.payee.len(), 10_000);
            assert_eq!(payments.sources.get(9_999), Some((0, 20_000 - expect)));
            let text = |i: usize| loaded.data.names.text_or_empty(payments.payee[i]);
            assert_eq!(text(9_999), "天山,\n\"路桥\"");
            assert_eq!(text(9_000) == "5\" 管材", expect == 1);
        }
    }
}

#[test]
fn a_single_file_is_a_set_too() {
    let set = Set::of(&[("payments.csv", &format!("{PAYMENTS}\n{GOOD}\n")), ("other.csv", "x")]);
    let loaded = load_path(&set.file("payments.csv")).unwrap();
    assert_eq!(rows(&loaded, TableId::Payments), (1, 0));
}

/// Payments without a unit of their own below these lines, and the amount in yuan of the row `V1,…,10.5`.
fn above(lines: &str, header: &str) -> Result<String, String> {
    let text = CHINESE.replace("金额（万元）", header);
    let set = Set::new().with("支付.csv", format!("{lines}{text}").as_bytes());
    let loaded = load_path(set.path()).map_err(|error| error.sentence(Lang::Zh))?;
    Ok(loaded.data.tables.payments.amount[0].unwrap().plain())
}

#[test]
fn a_unit_above_the_header_holds_for_amounts_without_one() {
    for (lines, header, yuan) in [
        ("", "金额", "10.50"),
        ("2019年支付明细表\n,,,单位：万元\n", "金额", "105000.00"),
        ("莎车县财政局,,金额单位：万元\n\n", "金额", "105000.00"),
        ("支付明细表（单位：元）\n", "金额", "10.50"),
        ("编制单位：莎车县财政局    单位:亿元,,,,,,,\n", "金额", "1050000000.00"),
        ("单位：,万元\n", "金额", "105000.00"),
        ("编制单位：莎车县财政局\n", "金额", "10.50"),
        // What the column says itself goes before it, as everywhere in official tables.
        ("单位：万元\n", "金额（元）", "10.50"),
        ("单位：元\n单位：万元\n", "金额（万元）", "105000.00"),
        ("单位：千元\n", "金额（万元）", "105000.00"),
    ] {
        assert_eq!(above(lines, header).as_deref(), Ok(yuan), "{lines} {header}");
    }
    for (lines, said) in [
        ("单位：元\n单位：万元\n", "表头上方既写“元”又写“万元”"),
        ("单位：千元\n", "表头上方的金额单位“千元”不能识别"),
    ] {
        let refused = above(lines, "金额").unwrap_err();
        assert!(refused.starts_with("支付.csv ") && refused.contains(said), "{refused}");
    }
}

#[test]
fn a_column_that_one_of_several_files_lacks_is_unknown_in_all() {
    let file = |voucher: &str, more: &str, cell: &str| {
        format!("{PAYMENTS}{more}\n{}{cell}\n", GOOD.replace("V1", voucher))
    };
    let with = file("V1", ",purpose,gov_class", ",修路,30201");
    let without = file("V2", ",gov_class", ",30201");
    let header_only = format!("{PAYMENTS}\n");
    let bad = file("V3", "", "").replace("direct", "cheque");
    for (files, has, warned) in [
        (vec![&with], true, 0),
        (vec![&with, &header_only, &bad], true, 0),
        (vec![&header_only, &with], true, 0),
        (vec![&with, &without], false, 1),
        (vec![&without, &header_only, &with], false, 1),
    ] {
        let set = (1..).zip(&files).fold(Set::new(), |set, (number, text)| {
            set.with(&format!("payments-{number}.csv"), text.as_bytes())
        });
        let loaded = set.load();
        assert_eq!(loaded.data.has_column(TableId::Payments, "purpose"), has, "{files:?}");
        assert!(loaded.data.has_column(TableId::Payments, "gov_class"), "{files:?}");
        let only: Vec<String> = loaded
            .warnings
            .iter()
            .filter(|w| matches!(w, Warning::ColumnOnlyInSome { .. }))
            .map(|w| w.sentence(Lang::Zh))
            .collect();
        assert_eq!(only.len(), warned, "{only:?}");
        let lacking = if files[0] == &with { 2 } else { 1 };
        assert!(
            only.iter().all(|w| w.contains(&format!(
                "payments 表有的文件有 用途（purpose） 列而 payments-{lacking}.csv 没有"
            ))),
            "{only:?}"
        );
    }
}
