//! What the value of an indicator says as people write it: `≥266米`, `95%以上`, `2021年11月底前`, `10万元`.
//!
//! A value may hold a number with its sign and unit, a day or a stretch of days, or only words. Numbers
//! with 万 or 亿, in the text or in the unit beside it, count in single units, so that a promise and what
//! was reached of it compare whichever way each was written.

use domain::money::half_width;
use domain::{Day, Decimal, Month};

/// Which way is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// ≥
    AtLeast,
    /// ≤
    AtMost,
    /// =
    Exactly,
    /// >
    Above,
    /// <
    Below,
    /// A state, in words.
    State,
}

/// What a written value says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Written {
    /// The first number that is not part of a date, in single units.
    pub number: Option<Decimal>,
    /// First and last day of the date or dates.
    pub days: Option<(Day, Day)>,
    /// The sign written in the text.
    pub sign: Option<Way>,
    /// The unit written behind the number, without 万 and 亿; empty where there is none.
    pub unit: String,
}

/// The whole, as a percentage: 100.
pub(crate) const FULL: Decimal = Decimal(1_000_000);

impl Written {
    /// Whether its number is a percentage.
    pub(crate) fn is_percent(&self) -> bool {
        self.unit.starts_with('%') || self.unit.starts_with("百分比")
    }
}

/// Words in front of a number that say which way is good; longer ones first.
const LEADING: &[(&str, Way)] = &[
    (">=", Way::AtLeast),
    ("<=", Way::AtMost),
    ("≥", Way::AtLeast),
    ("≧", Way::AtLeast),
    ("≤", Way::AtMost),
    ("≦", Way::AtMost),
    (">", Way::Above),
    ("<", Way::Below),
    ("=", Way::Exactly),
    ("═", Way::Exactly),
    ("大于等于", Way::AtLeast),
    ("小于等于", Way::AtMost),
    ("不低于", Way::AtLeast),
    ("不少于", Way::AtLeast),
    ("不小于", Way::AtLeast),
    ("至少", Way::AtLeast),
    ("不高于", Way::AtMost),
    ("不超过", Way::AtMost),
    ("不多于", Way::AtMost),
    ("不大于", Way::AtMost),
    ("至多", Way::AtMost),
    ("大于", Way::Above),
    ("超过", Way::Above),
    ("高于", Way::Above),
    ("小于", Way::Below),
    ("低于", Way::Below),
    ("少于", Way::Below),
    ("等于", Way::Exactly),
];

/// Words behind a number or a day that say which way is good.
const TRAILING: &[(&str, Way)] = &[
    ("及以上", Way::AtLeast),
    ("以上", Way::AtLeast),
    ("及以下", Way::AtMost),
    ("以下", Way::AtMost),
    ("以内", Way::AtMost),
    ("之前", Way::AtMost),
    ("前", Way::AtMost),
];

/// Cells by which people say that there is no unit.
const NO_UNIT: &[&str] = &["-", "—", "/", "\\", "无"];

/// Reads a value. `unit` is what the column beside it says; `year` stands where a date names none.
pub(crate) fn read(text: &str, unit: &str, year: i32) -> Written {
    let text: String = text.trim().chars().map(half_width).collect();
    let mut out = Written { sign: sign(&text), ..Written::default() };
    let mut rest = text.as_str();
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (_, from) = rest.split_at(start);
        let (stretch, after) = split_run(from, is_date_char);
        if let Some((first, last)) = days(stretch, after, year) {
            let begun = out.days.map_or(first, |(first, _)| first);
            out.days = Some((begun, last));
            rest = after;
            continue;
        }
        let (digits, after) = split_run(from, is_number_char);
        if out.number.is_none() {
            let unit = normal_unit(unit);
            let behind = unit_behind(after);
            out.number = scaled(digits, if behind.is_empty() { &unit } else { &behind });
            out.unit = plain_unit(if unit.is_empty() { &behind } else { &unit });
        }
        rest = after;
    }
    if out.number.is_none() && out.unit.is_empty() {
        out.unit = plain_unit(&normal_unit(unit));
    }
    out
}

/// Whether a text tells a bound instead of a figure: `≥266米`, `95%以上`.
pub(crate) fn is_bound(text: &str) -> bool {
    let text: String = text.trim().chars().map(half_width).collect();
    let bounds = |way: &Way| *way != Way::Exactly;
    let leading = LEADING.iter().any(|(word, way)| bounds(way) && text.starts_with(word));
    let trailing = TRAILING.iter().any(|(word, _)| text.ends_with(word));
    // Only days ask for a year, and any does to tell them from numbers.
    (leading || trailing) && read(&text, "", 2000).number.is_some()
}

/// The unit column in plain form: half-width, no spaces, empty where it says that there is none.
pub(crate) fn normal_unit(unit: &str) -> String {
    let half = |c: char| if c.is_whitespace() { None } else { Some(half_width(c)) };
    let plain: String = unit.chars().filter_map(half).collect();
    if NO_UNIT.contains(&plain.as_str()) { String::new() } else { plain }
}

/// A unit without the multiple in front of it: 万元 → 元.
fn plain_unit(unit: &str) -> String {
    unit.trim_start_matches(['万', '亿']).to_owned()
}

fn sign(text: &str) -> Option<Way> {
    let leading = LEADING.iter().find(|(word, _)| text.contains(word));
    let trailing = || TRAILING.iter().find(|(word, _)| text.ends_with(word));
    leading.or_else(trailing).map(|(_, way)| *way)
}

fn split_run(text: &str, belongs: fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|c: char| !belongs(c)).unwrap_or(text.len()))
}

fn is_number_char(c: char) -> bool {
    c.is_ascii_digit() || c == '.' || c == ','
}

fn is_date_char(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '-' | '/' | '.' | '年' | '月' | '日' | '~')
}

/// The unit that stands right behind a number.
fn unit_behind(after: &str) -> String {
    let end = after.find([',', '，', '。', ';', '；', '、', '(', ')']).unwrap_or(after.len());
    let (unit, _) = after.split_at(end);
    let mut unit = unit.trim();
    for (word, _) in TRAILING {
        unit = unit.trim_end_matches(word);
    }
    unit.trim_end_matches("左右").trim().to_owned()
}

/// A number in single units: what stands behind it may multiply it by ten thousand or a hundred million.
fn scaled(digits: &str, unit: &str) -> Option<Decimal> {
    let digits = digits.trim_end_matches(['.', ',']);
    let number = Decimal::parse(digits).ok()?;
    let times = match unit.chars().next() {
        Some('万') => 10_000,
        Some('亿') => 100_000_000,
        _ => 1,
    };
    number.0.checked_mul(times).map(Decimal)
}

/// The days that a run of date characters means; nothing where it is no date.
fn days(run: &str, after: &str, year: i32) -> Option<(Day, Day)> {
    let separated = run.contains(['年', '月', '/']) || run.matches(['-', '.']).count() == 2;
    if !separated && !is_year_month(run) {
        return None;
    }
    if let Ok(day) = Day::parse(run) {
        return Some((day, day));
    }
    let (first, last) = match run.split_once(['-', '~']) {
        // `3月-10月`, `3-10月`: both ends are months.
        Some((from, to)) if to.ends_with('月') => {
            let from = from.trim_end_matches('月');
            (span(&format!("{from}月"), year)?, span(to, year)?)
        }
        _ => {
            let one = span(run, year)?;
            (one, one)
        }
    };
    let at_end = after.starts_with(['底', '末']);
    Some(if at_end { (last.1, last.1) } else { (first.0, last.1) })
}

fn is_year_month(run: &str) -> bool {
    run.len() == 7 && run.contains('-') && Month::parse(run).is_ok()
}

/// First and last day of `2021年11月`, `11月`, `10月31日`, `2021年`.
fn span(text: &str, year: i32) -> Option<(Day, Day)> {
    if let Ok(day) = Day::parse(&format!("{year}年{text}")) {
        return Some((day, day));
    }
    let with_year = format!("{year}年{text}");
    if let Ok(month) = Month::parse(text).or_else(|_| Month::parse(&with_year)) {
        return month.first_day().zip(month.last_day());
    }
    let only: i32 = text.strip_suffix('年').filter(|y| y.len() == 4)?.parse().ok()?;
    Day::new(only, 1, 1).zip(Day::new(only, 12, 31))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn numbers_signs_and_units_as_people_write_them() {
        for (text, unit, number, sign, said) in [
            ("≥266米", "米", "266", Some(Way::AtLeast), "米"),
            ("10", "", "10", None, ""),
            ("10", "公里", "10", None, "公里"),
            ("95%以上", "", "95", Some(Way::AtLeast), "%"),
            (">= 75 %(百分比)", "%", "75", Some(Way::AtLeast), "%"),
            ("≤1%", "", "1", Some(Way::AtMost), "%"),
            ("2422.90亩", "亩", "2422.9", None, "亩"),
            ("1,600元/亩", "元/亩", "1600", None, "元/亩"),
            ("10万元", "万元", "100000", None, "元"),
            ("10", "万元", "100000", None, "元"),
            ("12万元", "", "120000", None, "元"),
            ("100000", "元", "100000", None, "元"),
            ("０.９５万平方米", "", "9500", None, "平方米"),
            ("不少于20人", "人", "20", Some(Way::AtLeast), "人"),
            ("至少全年完成2次宣传", "次", "2", Some(Way::AtLeast), "次"),
            ("已完成100%", "", "100", None, "%"),
            ("═100", "%", "100", Some(Way::Exactly), "%"),
            ("20工作日", "", "20", None, "工作日"),
            ("100以上", "无", "100", Some(Way::AtLeast), ""),
            ("12个月", "", "12", None, "个月"),
        ] {
            let read = read(text, unit, 2019);
            assert_eq!(read.number.map(|n| n.to_string()).as_deref(), Some(number), "{text}");
            assert_eq!((read.sign, read.unit.as_str()), (sign, said), "{text}");
            assert_eq!(read.days, None, "{text}");
        }
    }

    #[test]
    fn dates_are_days_and_no_numbers() {
        for (text, first, last) in [
            ("2019年10月31日", "2019-10-31", "2019-10-31"),
            ("2019-10-31前", "2019-10-31", "2019-10-31"),
            ("2019/10/31", "2019-10-31", "2019-10-31"),
            ("2021年11月底前", "2021-11-30", "2021-11-30"),
            ("2021年11月", "2021-11-01", "2021-11-30"),
            ("2021-11", "2021-11-01", "2021-11-30"),
            ("11月底前", "2019-11-30", "2019-11-30"),
            ("10月31日前", "2019-10-31", "2019-10-31"),
            ("3-10月", "2019-03-01", "2019-10-31"),
            ("2019年3月至2019年10月", "2019-03-01", "2019-10-31"),
            ("2020年", "2020-01-01", "2020-12-31"),
        ] {
            let read = read(text, "", 2019);
            assert_eq!(read.days, Some((day(first), day(last))), "{text}");
            assert_eq!(read.number, None, "{text}");
        }
        let both = read("11月底完成100%", "", 2019);
        assert_eq!(both.days, Some((day("2019-11-30"), day("2019-11-30"))));
        assert_eq!(both.number, Some(Decimal(1_000_000)));
    }

    #[test]
    fn a_bound_is_no_figure() {
        for text in ["≥266米", ">=90%", "95%以上", "不少于20人", "≧100", " ≤5% "] {
            assert!(is_bound(text), "{text}");
        }
        for text in ["266米", "=100%", "100%", "较上年高于5%", "按期完成", "11月底前", ""]
        {
            assert!(!is_bound(text), "{text}");
        }
    }

    #[test]
    fn words_say_neither() {
        for text in ["显著提高", "", "持续改善", "按期完成"] {
            assert_eq!(read(text, "", 2019), Written::default(), "{text}");
        }
        assert_eq!(read("1.23456", "", 2019).number, None, "beyond four decimals is not guessed");
    }
}
