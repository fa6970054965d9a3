//! The tables in words: what `check --tables` prints.

use std::fmt::Write;

use domain::columns::ColumnKind;
use domain::{Lang, TableId};

/// Every table with its columns, their kinds and the headers under which files may give them.
pub fn describe_tables(lang: Lang) -> String {
    let mut out = String::new();
    for table in TableId::ALL {
        let spec = table.spec();
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{}  {}", spec.name, spec.aliases.join(" "));
        for column in spec.columns {
            let star = if column.required { "★" } else { "" };
            let words: Vec<&str> = column.words.iter().map(|w| w.word).collect();
            let words =
                if words.is_empty() { String::new() } else { format!(" ({})", words.join("|")) };
            let (name, aliases) = (column.name, column.aliases.join(" "));
            let _ = writeln!(out, "  {name}{star}  {}{words}  {aliases}", kind(column.kind, lang));
        }
        out.push('\n');
    }
    out
}

fn kind(kind: ColumnKind, lang: Lang) -> &'static str {
    let (zh, en) = match kind {
        ColumnKind::Text | ColumnKind::Label => ("文本", "text"),
        ColumnKind::Period => ("期间", "month, quarter, half-year or year"),
        ColumnKind::Organisation => ("区划代码或 650000/处室", "division code or 650000/office"),
        ColumnKind::Money => ("金额", "amount"),
        ColumnKind::Balance => ("金额，可为负", "amount, may be negative"),
        ColumnKind::Date => ("日期", "date"),
        ColumnKind::Year => ("年度", "year"),
        ColumnKind::Month => ("月份", "month"),
        ColumnKind::Flag => ("是否", "yes or no"),
        ColumnKind::Choice => ("取值", "one of"),
        ColumnKind::Division => ("区划代码或全称", "division code or full name"),
        ColumnKind::Fund => ("资金代码或名称", "code or name of a fund"),
        ColumnKind::Count => ("整数", "whole number"),
        ColumnKind::Decimal => ("数值，至多四位小数", "number, at most four decimals"),
        ColumnKind::Key => {
            ("证件号或卡号，读入时加密散列", "id or card number, hashed while being read")
        }
        ColumnKind::Account => ("账号，只看形式", "account number, only its form is kept"),
    };
    lang.pick(zh, en)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_every_table_and_column_with_its_aliases() {
        let text = describe_tables(Lang::En);
        for table in TableId::ALL {
            assert!(text.contains(table.spec().name));
            for column in table.spec().columns {
                assert!(text.contains(column.name));
                column.aliases.iter().for_each(|alias| assert!(text.contains(alias), "{alias}"));
            }
        }
        assert!(text.contains("channel★  one of (direct|delegated)  支付方式 支付渠道"));
        assert!(describe_tables(Lang::Zh).contains("key★  证件号或卡号"));
    }
}
