//! What an indicator promises, where a form writes it in one cell: `≥95%`.

use domain::TableId;
use domain::money::half_width;
use domain::target::Indicator;

/// Signs that people write beside those of the contract.
const SIGNS: &[(&str, &str)] = &[("≧", ">="), ("≦", "<="), ("以上", ">="), ("以内", "<=")];
/// Characters of a unit that stands behind a number, at most.
const LONGEST_UNIT: usize = 12;

/// Whether a cell says that there is nothing: empty, a stroke, a dash.
pub(super) fn is_blank(text: &str) -> bool {
    matches!(text.trim(), "" | "/" | "／" | "-" | "—" | "——" | "－")
}

/// The direction of a cell, as records write it.
pub(super) fn direction_of(text: &str) -> Option<&'static str> {
    let plain: String = text.chars().map(half_width).filter(|c| !c.is_whitespace()).collect();
    words().find(|(alias, _)| **alias == plain).map(|(_, word)| word)
}

/// Words and signs with the direction that each means, longer ones first.
fn words() -> impl Iterator<Item = (String, &'static str)> {
    let columns = TableId::Indicators.spec().columns;
    let known = columns.iter().find(|column| column.name == "direction");
    let spelled = known
        .into_iter()
        .flat_map(|column| column.words)
        .flat_map(|word| word.aliases.iter().chain([&word.word]).map(|alias| (*alias, word.word)));
    let plain = |alias: &str| alias.chars().map(half_width).collect::<String>();
    let mut all: Vec<(String, &'static str)> =
        spelled.chain(SIGNS.iter().copied()).map(|(alias, word)| (plain(alias), word)).collect();
    all.sort_by_key(|(alias, _)| std::cmp::Reverse(alias.chars().count()));
    all.into_iter()
}

/// Parts a value like `≥95%` into direction, value and unit, where it is a number with a sign before it and perhaps a
/// unit behind it, or a number in percent. Everything else stays as it is written.
pub(super) fn split(one: &mut Indicator) {
    let value: String = one.value.chars().map(half_width).collect();
    let value = value.trim();
    let signed = words().find_map(|(sign, word)| Some((value.strip_prefix(&*sign)?.trim(), word)));
    let rest = signed.map_or(value, |(rest, _)| rest);
    let end = rest.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ','));
    let (number, unit) = rest.split_at(end.unwrap_or(rest.len()));
    let unit = unit.trim();
    let is_unit = unit.chars().count() <= LONGEST_UNIT
        && !unit.contains(|c: char| c.is_ascii_digit() || "-~至到".contains(c));
    let fits = one.unit.is_empty() || unit.is_empty() || one.unit == unit;
    if number.is_empty() || !is_unit || !fits || (signed.is_none() && unit != "%") {
        return;
    }
    if let Some((_, word)) = signed {
        word.clone_into(&mut one.direction);
    }
    if one.unit.is_empty() {
        unit.clone_into(&mut one.unit);
    }
    number.clone_into(&mut one.value);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_with_its_sign_is_parted_and_anything_else_is_left() {
        for (value, unit, expect) in [
            ("≥95%", "", (">=", "95", "%")),
            ("≥ 95 ％", "%", (">=", "95", "%")),
            ("＞=300户", "", (">=", "300", "户")),
            ("不低于1,200.5元/人", "", (">=", "1,200.5", "元/人")),
            ("≤3000", "元", ("<=", "3000", "元")),
            ("=4个", "", ("=", "4", "个")),
            ("95%", "", ("", "95", "%")),
            ("300户", "", ("", "300户", "")),
            ("≥3万元", "元", ("", "≥3万元", "元")),
            ("80%-90%", "", ("", "80%-90%", "")),
            ("≥80%-90%", "", ("", "≥80%-90%", "")),
            ("2020年12月31日前", "", ("", "2020年12月31日前", "")),
            ("全部完成", "", ("", "全部完成", "")),
            ("≥", "", ("", "≥", "")),
        ] {
            let mut one =
                Indicator { value: value.into(), unit: unit.into(), ..Indicator::default() };
            split(&mut one);
            let Indicator { direction, value: number, unit, .. } = &one;
            assert_eq!((direction.as_str(), number.as_str(), unit.as_str()), expect, "{value}");
        }
    }

    #[test]
    fn directions_are_known_by_signs_and_words() {
        for (text, word) in [
            ("≥", Some(">=")),
            (">=", Some(">=")),
            ("大于 等于", Some(">=")),
            ("＝", Some("=")),
            ("定性", Some("qualitative")),
            ("正向", None),
            ("", None),
        ] {
            assert_eq!(direction_of(text), word, "{text}");
        }
    }
}
