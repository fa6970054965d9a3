//! The names of facts, kinds and words as the reader knows them. Chinese output says 支付方式 and 授权支付;
//! English output shows the names that rules, JSON and explanations use.

use domain::{Lang, TableId};
use policy::facts::{FactColumn, FactTable};
use policy::finding::{Evidence, EvidenceValue};
use policy::pack::Rule;
use policy::render;

/// Kinds of subjects.
const KINDS: [(&str, &str); 20] = [
    ("allotment", "指标"),
    ("benefit", "发放明细"),
    ("county", "县"),
    ("county_fund_year", "县、资金、年度"),
    ("disclosure", "公告公示"),
    ("division", "区划"),
    ("evaluation", "绩效评价"),
    ("fund_year", "资金、年度"),
    ("indicator", "绩效指标"),
    ("monitoring", "绩效监控"),
    ("order", "整改通知"),
    ("payment", "支付"),
    ("project", "项目"),
    ("project_year", "项目、年度"),
    ("reconciliation", "对账"),
    ("report", "报表"),
    ("statement", "专账收支余"),
    ("target", "绩效目标"),
    ("unit_fund_year", "单位、资金、年度"),
    ("year", "年度"),
];

/// Words of fact columns that no table of a data set has.
const WORDS: [(&str, &str); 33] = [
    ("allocation", "分配"),
    ("bond", "债券"),
    ("centre", "中央"),
    ("county", "县级"),
    ("digits", "有数字"),
    ("disclosure", "公开"),
    ("evaluation", "评价"),
    ("half_year", "半年"),
    ("integrated", "涉农整合资金"),
    ("integration", "整合"),
    ("medical", "大病补充保险"),
    ("missed", "未达成"),
    ("monitoring", "监控"),
    ("month", "月"),
    ("no_digit", "没有数字"),
    ("none", "无"),
    ("office", "处室"),
    ("other", "其他"),
    ("partly", "部分达成"),
    ("performance", "绩效"),
    ("poverty_bond", "其他扶贫债券"),
    ("prefecture", "地（州、市）级"),
    ("quarter", "季度"),
    ("raising", "筹集"),
    ("reached", "达成"),
    ("region", "自治区级"),
    ("relocation", "易地扶贫搬迁资金"),
    ("relocation_bond", "易地扶贫搬迁债券"),
    ("safety_net", "兜底资金"),
    ("special", "财政专项扶贫资金"),
    ("spending", "支出"),
    ("targets", "绩效目标"),
    ("year", "年"),
];

fn found(words: &[(&str, &'static str)], word: &str) -> Option<&'static str> {
    words.iter().find(|(w, _)| *w == word).map(|(_, zh)| *zh)
}

/// The kind of a subject.
pub(crate) fn kind(kind: &'static str, lang: Lang) -> &'static str {
    lang.pick(found(&KINDS, kind).unwrap_or(kind), kind)
}

/// The kind of a subject that is kept by its word.
pub(crate) fn kind_of(word: &str, lang: Lang) -> &str {
    lang.pick(found(&KINDS, word).unwrap_or(word), word)
}

/// The name of a fact column, without its remarks.
fn column(column: &FactColumn, lang: Lang) -> &'static str {
    let short = column.zh.split('（').next().unwrap_or(column.zh);
    lang.pick(short, column.name)
}

/// The Chinese of a word of a Code column: that of the record column of this name, else of the facts,
/// else of any record column.
fn word(column: &str, word: &str) -> Option<&'static str> {
    let of_records = |only: Option<&str>| {
        let columns = TableId::ALL.iter().flat_map(|t| t.spec().columns);
        let named = columns.filter(|c| only.is_none_or(|name| c.name == name));
        let mut words = named.flat_map(|c| c.words).filter(|w| w.word == word);
        words.find_map(|w| w.aliases.iter().copied().find(|a| !a.is_ascii()))
    };
    of_records(Some(column)).or_else(|| found(&WORDS, word)).or_else(|| of_records(None))
}

/// One value that a rule looked at: `支付方式：授权支付`, `channel = delegated`.
pub(crate) fn evidence(evidence: &Evidence, rule: Option<&Rule>, lang: Lang) -> String {
    let (name, value) = named(evidence, rule, lang);
    format!("{name}{}{value}", lang.pick("：", " = "))
}

/// Name and value of one thing that a rule looked at.
pub(crate) fn named<'a>(
    evidence: &'a Evidence,
    rule: Option<&Rule>,
    lang: Lang,
) -> (&'a str, String) {
    let fact = rule.and_then(|r| r.about.columns.iter().find(|c| c.name == evidence.name));
    let name = fact.map_or(evidence.name, |fact| column(fact, lang));
    let value = match (&evidence.value, lang) {
        (EvidenceValue::Text(text), Lang::Zh) => {
            let chinese = fact.filter(|f| !f.words.is_empty()).and_then(|f| word(f.name, text));
            chinese.unwrap_or(text).to_owned()
        }
        (value, _) => render::value(value, lang),
    };
    (name, value)
}

/// A fact table as rule authors call it, and what one of its rows is.
pub(crate) fn table(table: &FactTable, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{}（{}）", table.name, table.zh),
        Lang::En => format!("{} ({})", table.name, table.en),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use policy::facts::TABLES;

    #[test]
    fn every_kind_and_word_is_known_in_chinese() {
        let mut unknown = Vec::new();
        for table in TABLES {
            unknown.extend(found(&KINDS, table.subject).is_none().then_some(table.subject));
            for column in table.columns {
                let names = |w: &&&str| w.is_ascii() && w.contains(char::is_alphabetic);
                let words = column.words.iter().filter(names).copied();
                unknown.extend(words.filter(|w| word(column.name, w).is_none()));
            }
        }
        assert!(unknown.is_empty(), "{unknown:?}");
        assert_eq!(word("channel", "delegated"), Some("授权支付"));
        assert_eq!(word("class", "special"), Some("财政专项扶贫资金"));
    }
}
