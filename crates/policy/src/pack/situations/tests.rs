//! A small pack over the tables of the contract, with examples of records.

use std::collections::BTreeMap;

use super::*;
use crate::pack::{PackError, load, mutation, sample};

const REGULATION: &str = r#"# 办法 {#B}

## 一 {#B-1}
> 不得化整为零。

_Payments are not split._

- must-not prohibition · who: county · answers: director · carried by: rule pay.split

```param
name   = "split_days"
zh     = "时间窗"
en     = "Window"
values = [{ count = 7 }]
```

```param
name   = "large_payment"
zh     = "大额"
en     = "Large"
values = [{ yuan = "1000" }]
```

```rule
id      = "pay.split"
lamp    = "yellow"
about   = "payment"
when    = "pieces >= 1 + 1 and pieces_sum > large_payment"
answers = ["director"]
zh      = "拆分 {pieces} 笔"
en      = "{pieces} pieces"
```

```example
两笔合计超过大额
payment pieces=2 pieces_sum=1000.01 → pay.split yellow
payment pieces=2 pieces_sum=1000 → nothing
payment pieces=1 pieces_sum=2000 → nothing pay.split
```

```records
七天内两笔
支付 县=653125 凭证号=V1 支付日期=2019-06-03 金额=999.99 收款人="甲 公司"
payments county=653125 voucher_no=V2 paid_on=2019-06-09 amount=1.00 payee="甲 公司"
→ pay.split yellow subject=653125/V2 amount=1
as_of=2019-06-08 → nothing
第二笔在第八天
支付 县=653125 凭证号=V1 支付日期=2019-06-03 金额=999.99 收款人=甲
支付 县=653125 凭证号=V2 支付日期=2019-06-10 金额=1.00 收款人=甲
→ nothing pay.split
一笔正好是大额
支付 县=653125 凭证号=V1 支付日期=2019-06-03 金额=1000 收款人=甲
支付 县=653125 凭证号=V2 支付日期=2019-06-04 金额=1 收款人=甲
→ nothing
没有支付表
项目：项目编号 项目名称
→ unknown pay.split
```
"#;

const DIVISIONS: &str = "code,name,level,parent,valid_from,valid_to,tags\n\
    650000,新疆维吾尔自治区,region,,,,\n653100,喀什地区,prefecture,650000,,,\n\
    653125,莎车县,county,653100,,,\n";

/// The small pack after a change of its regulation.
fn changed(changes: &[(&str, &str)]) -> Result<Pack, Vec<PackError>> {
    let mut text = REGULATION.to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "the regulation has no {from}");
        text = text.replacen(from, to, 1);
    }
    let mut files: BTreeMap<String, String> = sample::files();
    files.insert("B.md".to_owned(), text);
    files.insert("divisions.csv".to_owned(), DIVISIONS.to_owned());
    load(&files)
}

fn failures(changes: &[(&str, &str)]) -> Vec<(u32, String, String)> {
    let pack = changed(changes).unwrap();
    run(&pack).into_iter().map(|f| (f.place.line, f.expected.en, f.got.en)).collect()
}

fn survivors(changes: &[(&str, &str)]) -> Vec<String> {
    let report = mutation::mutate(&changed(changes).unwrap());
    report.survivors.into_iter().map(|m| format!("{} {}", m.of, m.what)).collect()
}

#[test]
fn records_come_out_as_written() {
    assert_eq!(failures(&[]), []);
    let pack = changed(&[]).unwrap();
    assert_eq!((pack.situations.len(), trials(&pack).count()), (4, 5));
}

#[test]
fn what_comes_instead_is_said_at_the_line_of_the_day() {
    let split = "pay.split yellow subject=653125/V2 name=\"甲 公司\" amount=1.00".to_owned();
    for (change, expected, got) in [
        (("→ pay.split yellow subject=653125/V2 amount=1\n", "→ nothing\n"), "nothing", &split),
        (
            ("subject=653125/V2", "subject=653125/V1"),
            "pay.split yellow subject=653125/V1 amount=1.00",
            &split,
        ),
        (
            ("V2 amount=1\n", "V2 name=乙\n"),
            "pay.split yellow subject=653125/V2 name=\"乙\"",
            &split,
        ),
        (("V2 amount=1\n", "V2\n→ unknown pay.split\n"), "unknown pay.split", &split),
    ] {
        let wanted = (45, expected.to_owned(), got.clone());
        assert_eq!(failures(&[change]), [wanted], "{change:?}");
    }
}

/// A value that only facts read changes what they make of records.
#[test]
fn a_changed_value_that_facts_read_is_noticed() {
    for days in ["6", "8", "30"] {
        let changed = format!("values = [{{ count = {days} }}]");
        assert_eq!(failures(&[("values = [{ count = 7 }]", &changed)]).len(), 1, "{days} days");
    }
    assert_eq!(survivors(&[]), [] as [&str; 0]);
    let eighth = "支付 县=653125 凭证号=V2 支付日期=2019-06-10";
    let ninth = "支付 县=653125 凭证号=V2 支付日期=2019-06-11";
    assert_eq!(survivors(&[(eighth, ninth)]), ["split_days facts: values: 7 → 8"]);
    // The rule keeps its value while facts read another, so that rows of facts cannot hide it.
    assert_eq!(
        survivors(&[("支付日期=2019-06-03 金额=1000 ", "支付日期=2019-06-03 金额=1000.01 ")]),
        ["large_payment facts: values: 1000.00 → 1000.01"]
    );
}

/// All findings under a named rule are written, so that one too many is seen.
#[test]
fn a_finding_that_is_not_written_is_a_failure() {
    let more = "支付 县=653125 凭证号=V3 支付日期=2019-06-03 金额=999 收款人=乙\n\
                支付 县=653125 凭证号=V4 支付日期=2019-06-04 金额=999 收款人=乙\n\
                → pay.split yellow subject=653125/V2 amount=1\n";
    let change = ("→ pay.split yellow subject=653125/V2 amount=1\n", more);
    let one: Vec<String> =
        failures(&[change]).into_iter().map(|(_, expected, _)| expected).collect();
    assert_eq!(
        one.first().map(String::as_str),
        Some("pay.split yellow subject=653125/V2 amount=1.00")
    );
    let both = format!("{more}→ pay.split yellow subject=653125/V4\n");
    let change = ("→ pay.split yellow subject=653125/V2 amount=1\n", both.as_str());
    let left = failures(&[change, ("as_of=2019-06-08 → nothing\n", "")]);
    assert_eq!(left, []);
}

#[test]
fn what_records_cannot_say_is_refused_with_place_and_remedy() {
    let row = "支付 县=653125 凭证号=V1 支付日期=2019-06-03 金额=1000 收款人=甲\n";
    for (line, column, error, hint) in [
        ("支负 县=653125", 1, "there is no table 支负 of records", "did you mean 支付?"),
        ("paymets 县=653125", 1, "there is no table paymets of records", "did you mean payments?"),
        (
            "支付 县=653125 凭正号=V1",
            13,
            "the table payments has no column 凭正号",
            "did you mean 凭证号?",
        ),
        ("支付 县=653199", 4, "the column county cannot be \"653199\": ", "write it like 653125"),
        (
            "支付 支付日期=2019-02-30",
            4,
            "the column paid_on cannot be \"2019-02-30\": ",
            "write it like 2019-05-22",
        ),
        ("支付 金额=1e3", 4, "the column amount cannot be \"1e3\": ", "write it like 1000, 0.01"),
        (
            "支付 支付方式=转帐",
            4,
            "the column channel cannot be \"转帐\": ",
            "known here: direct, delegated",
        ),
        ("支付 县=653125 县=653125", 13, "this column is given twice", "keep one of them"),
        (
            "支付 县=653125 甲",
            13,
            "write it as column=value",
            "like amount=1000; a header (table: column column) has columns only",
        ),
        (
            "支付：县 金额=1",
            6,
            "write it as column=value",
            "like amount=1000; a header (table: column column) has columns only",
        ),
    ] {
        let errors = changed(&[(row, &format!("{line}\n"))]).unwrap_err();
        let [found] = errors.as_slice() else { panic!("{line}: {errors:?}") };
        assert!(found.message.en.starts_with(error), "{line}: {}", found.message.en);
        assert_eq!((found.place.line, found.place.column), (52, column), "{line}");
        assert_eq!(found.hint.en, hint, "{line}");
    }
}

#[test]
fn a_situation_has_a_title_records_and_what_must_come() {
    for (from, to, error) in [
        (
            "七天内两笔\n",
            "",
            "no line of words says the situation; records behind → belong to another",
        ),
        (
            "第二笔在第八天\n",
            "",
            "no line of words says the situation; records behind → belong to another",
        ),
        (
            "→ nothing pay.split\n一笔",
            "一笔",
            "nothing is said to come of this situation: it has no line with →",
        ),
        ("项目：项目编号 项目名称\n", "", "there are no records before →"),
        (
            "as_of=2019-06-08 → nothing",
            "支付 as_of=2019-06-08 → nothing",
            "before → only as_of=day is written",
        ),
        ("→ unknown pay.split", "→ unknown pay.splits", "there is no rule pay.splits"),
        (
            "→ nothing pay.split\n```\n",
            "→ nothing pay.splits\n```\n",
            "there is no rule pay.splits",
        ),
        (
            "pieces_sum=1000.01 → pay.split yellow",
            "pieces_sum=1000.01 → pay.split yellow subject=x",
            "a row of facts has no subject",
        ),
    ] {
        let errors = changed(&[(from, to)]).unwrap_err();
        assert_eq!(errors.first().map(|e| e.message.en.as_str()), Some(error), "{from}");
        assert!(errors.iter().all(|e| !e.hint.en.is_empty() && !e.hint.zh.is_empty()), "{from}");
    }
}

#[test]
fn silence_needs_a_rule_that_can_tell() {
    let given = failures(&[("→ unknown pay.split\n", "→ nothing\n")]);
    let none = "no rule can judge these records: give the tables and columns that the rules need";
    assert_eq!(given, [(57, "nothing".to_owned(), none.to_owned())]);
    let given = failures(&[("→ unknown pay.split\n", "→ nothing pay.split\n")]);
    assert_eq!(given, [(57, "nothing pay.split".to_owned(), "unknown pay.split".to_owned())]);
}
