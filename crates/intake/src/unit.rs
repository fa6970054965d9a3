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

/// `金额（万元）` → `金额`, 万元; `amount_wan` → `amount`, 万元; a bracket that is no unit is taken off too.
pub(crate) fn split_unit(header: &str) -> (&str, Option<Unit>) {
    let header = header.trim().trim_end_matches(['*', '★']).trim_end();
    if let Some(inner) = header.strip_suffix([')', '）'])
        && let Some((base, inner)) = inner.rsplit_once(['(', '（'])
    {
        return (base, unit_of(inner));
    }
    let lower = header.to_ascii_lowercase();
    for (suffix, unit) in [("_wan", Unit::Wan), ("_yi", Unit::Yi), ("_yuan", Unit::Yuan)] {
        if lower.ends_with(suffix) {
            return (&header[..header.len() - suffix.len()], Some(unit));
        }
    }
    (header, None)
}

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
fn is_money(word: &str) -> bool {
    let number = word.strip_suffix('元').or_else(|| word.strip_suffix('金'));
    let scales = "人民币十百千万亿美欧港日澳加英";
    unit_of(word).is_some() || number.is_some_and(|n| n.chars().all(|c| scales.contains(c)))
}

#[cfg(test)]
mod tests {
    use super::*;

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
