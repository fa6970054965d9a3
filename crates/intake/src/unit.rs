//! Units of amounts: in a header (金额（万元）), or above the header, where official tables state one
//! for the whole sheet (单位：万元).

use domain::money::{Unit, half_width};

/// The unit that a word means.
pub(crate) fn unit_of(text: &str) -> Option<Unit> {
    let text = text.trim().trim_start_matches("单位").trim_start_matches([':', '：']).trim();
    match text {
        "元" | "人民币元" | "yuan" => Some(Unit::Yuan),
        "万元" | "万" | "wan" | "人民币万元" => Some(Unit::Wan),
        "亿元" | "亿" | "yi" | "人民币亿元" => Some(Unit::Yi),
        _ => None,
    }
}

/// `金额（万元）`, `金额[万元]` and `金额万元` → `金额`, 万元; `amount_wan` → `amount`, 万元; a bracket
/// that is no unit is taken off too.
pub(crate) fn split_unit(header: &str) -> (&str, Option<Unit>) {
    let (base, stated) = split_stated(header);
    (base, stated.and_then(unit_of))
}

/// A header and what stands in it where a unit would stand, be it one or not: `金额（千元）` → `金额`, 千元.
pub(crate) fn split_stated(header: &str) -> (&str, Option<&str>) {
    let header = header.trim().trim_end_matches(['*', '★']).trim_end();
    if let Some(inner) = header.strip_suffix([')', '）', ']', '］', '】', '〕'])
        && let Some((base, inner)) = inner.rsplit_once(['(', '（', '[', '［', '【', '〔'])
    {
        return (base, Some(inner));
    }
    let suffixed = ["_wan", "_yi", "_yuan"].into_iter().find_map(|suffix| {
        let base = header.len().checked_sub(suffix.len())?;
        let (base, end) = header.split_at_checked(base)?;
        end.eq_ignore_ascii_case(suffix).then_some((base, suffix.trim_start_matches('_')))
    });
    // 金额百万元 is an amount in 百万元, not a 金额百 in 万元.
    let bare = || {
        let base = header.strip_suffix('元')?.trim_end_matches(|c| SCALES.contains(c));
        let (_, unit) = header.split_at_checked(base.len())?;
        (!base.is_empty()).then_some((base.trim_end(), unit))
    };
    suffixed.or_else(bare).map_or((header, None), |(base, unit)| (base, Some(unit)))
}

/// What stands before 元 and 金 in the names of moneys and of their multiples.
const SCALES: &str = "人民币十百千万亿美欧港日澳加英";

/// How headers and mappings write a unit.
pub(crate) fn unit_word(unit: Unit) -> &'static str {
    match unit {
        Unit::Yuan => "元",
        Unit::Wan => "万元",
        Unit::Yi => "亿元",
    }
}

/// What the rows above a header say of the unit of all amounts below it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum TitleUnit {
    /// Nothing: amounts are in yuan.
    #[default]
    None,
    One(Unit),
    /// Two that contradict each other, as they are written.
    Two([String; 2]),
    /// One that no reader knows: 千元, 美元.
    Unknown(String),
}

impl TitleUnit {
    /// Looks through the rows above a header, cell by cell.
    pub(crate) fn above(rows: &[Vec<String>]) -> TitleUnit {
        let stated: Vec<String> =
            rows.iter().flat_map(|row| stated_units(&row.join(" "))).collect();
        let mut found: Option<(Unit, &String)> = None;
        for text in &stated {
            match (unit_of(text), found) {
                (None, _) => return TitleUnit::Unknown(text.clone()),
                (Some(unit), Some((other, first))) if unit != other => {
                    return TitleUnit::Two([first.clone(), text.clone()]);
                }
                (Some(unit), _) => found = Some((unit, text)),
            }
        }
        found.map_or(TitleUnit::None, |(unit, _)| TitleUnit::One(unit))
    }
}

/// The units of money that a row states: behind 单位, or alone between brackets. 编制单位：某县财政局 is none.
fn stated_units(row: &str) -> Vec<String> {
    let row: String = row.chars().map(half_width).collect();
    let behind = row.match_indices("单位").filter_map(|(at, word)| row.get(at + word.len()..));
    let between = row.match_indices('(').filter_map(|(at, _)| {
        let (inner, _) = row.get(at + 1..)?.split_once(')')?;
        unit_of(inner).is_some().then_some(inner)
    });
    let separators = |c: char| c.is_whitespace() || matches!(c, ':' | '(' | '=');
    let ends = |c: char| !c.is_alphanumeric();
    let words = behind.filter_map(|rest| rest.trim_start_matches(separators).split(ends).next());
    words.chain(between).map(str::trim).filter(|word| is_money(word)).map(str::to_owned).collect()
}

/// Whether a word is a unit of money, known or not: 千元, 百万元, 美元, 万美金.
pub(crate) fn is_money(word: &str) -> bool {
    let number = word.strip_suffix('元').or_else(|| word.strip_suffix('金'));
    unit_of(word).is_some() || number.is_some_and(|n| n.chars().all(|c| SCALES.contains(c)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_state_a_unit_between_brackets_or_at_their_end() {
        for (header, base, stated, unit) in [
            ("金额（万元）", "金额", Some("万元"), Some(Unit::Wan)),
            ("金额[万元]", "金额", Some("万元"), Some(Unit::Wan)),
            ("金额【亿元】★", "金额", Some("亿元"), Some(Unit::Yi)),
            ("金额〔单位：元〕", "金额", Some("单位：元"), Some(Unit::Yuan)),
            ("金额万元", "金额", Some("万元"), Some(Unit::Wan)),
            ("金额 亿元", "金额", Some("亿元"), Some(Unit::Yi)),
            ("金额元", "金额", Some("元"), Some(Unit::Yuan)),
            ("Amount_Wan", "Amount", Some("wan"), Some(Unit::Wan)),
            ("金额（千元）", "金额", Some("千元"), None),
            ("金额千元", "金额", Some("千元"), None),
            ("金额百万元", "金额", Some("百万元"), None),
            ("金额（含税）", "金额", Some("含税"), None),
            ("万元", "万元", None, None),
            ("金额", "金额", None, None),
            ("wan", "wan", None, None),
        ] {
            assert_eq!(split_stated(header), (base, stated), "{header}");
            assert_eq!(split_unit(header), (base, unit), "{header}");
        }
    }

    #[test]
    fn rows_above_a_header_state_the_unit() {
        let two = |a: &str, b: &str| TitleUnit::Two([a.into(), b.into()]);
        let unknown = |a: &str| TitleUnit::Unknown(a.into());
        for (rows, expect) in [
            ("单位：万元", TitleUnit::One(Unit::Wan)),
            ("金额单位:万元", TitleUnit::One(Unit::Wan)),
            ("（单位：元）", TitleUnit::One(Unit::Yuan)),
            ("支付明细表（单位：亿元）", TitleUnit::One(Unit::Yi)),
            ("支付明细表（万元）", TitleUnit::One(Unit::Wan)),
            ("编制单位：莎车县财政局　　　金额单位：人民币万元", TitleUnit::One(Unit::Wan)),
            ("计量单位：|万元", TitleUnit::One(Unit::Wan)),
            ("单位 万元", TitleUnit::One(Unit::Wan)),
            ("单位：万元、户、人", TitleUnit::One(Unit::Wan)),
            ("单位：万元/人\n单位：万元", TitleUnit::One(Unit::Wan)),
            ("填报单位：莎车县财政局|2019年", TitleUnit::None),
            ("单位：人", TitleUnit::None),
            ("单位元素表（附表一）", TitleUnit::None),
            ("单位：单元", TitleUnit::None),
            ("2019年支付明细表", TitleUnit::None),
            ("单位：万元|单位：元", two("万元", "元")),
            ("单位：千元", unknown("千元")),
            ("金额单位：美元", unknown("美元")),
        ] {
            let row = |line: &str| line.split('|').map(str::to_owned).collect();
            let rows_above: Vec<Vec<String>> = rows.split('\n').map(row).collect();
            assert_eq!(TitleUnit::above(&rows_above), expect, "{rows}");
        }
    }
}
