//! What one cell means, by the kind of its column. `quick_…` read the usual form straight from the bytes
//! and give nothing for any other; the full readers take the decoded text.

use crate::privacy::MASK;
use domain::columns::{AccountForm, ColumnSpec};
use domain::day::RECORDED_YEARS;
use domain::money::{Unit, half_width, is_well_grouped};
use domain::refusal::Refusal;
use domain::{Choice, Day, Decimal, Division, Divisions, Fen, FundId, Funds, Level, Month};

/// Up to twelve digits with up to two decimals: most amounts of any file in yuan.
#[inline]
pub(crate) fn quick_yuan(cell: &[u8]) -> Option<Fen> {
    if cell.len() > 15 {
        return None;
    }
    let (mut value, mut decimals, mut pointed) = (0_i64, 0_u32, false);
    for byte in cell {
        match byte {
            b'0'..=b'9' => {
                value = value * 10 + i64::from(byte - b'0');
                decimals += u32::from(pointed);
            }
            b'.' if !pointed => pointed = true,
            _ => return None,
        }
    }
    let scale = match decimals {
        0 if !pointed => 100,
        1 => 10,
        2 => 1,
        _ => return None,
    };
    // `.5` has its digits, but let the full reader say so.
    if cell.first() == Some(&b'.') || cell.is_empty() { None } else { Some(Fen(value * scale)) }
}

/// `2019-05-22`.
#[inline]
pub(crate) fn quick_day(cell: &[u8]) -> Option<Day> {
    let [y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1] = cell else { return None };
    let digits = [y0, y1, y2, y3, m0, m1, d0, d1].map(|b| u32::from(b.wrapping_sub(b'0')));
    if digits.iter().any(|d| *d > 9) {
        return None;
    }
    let [y0, y1, y2, y3, m0, m1, d0, d1] = digits;
    Day::new((y0 * 1000 + y1 * 100 + y2 * 10 + y3) as i32, m0 * 10 + m1, d0 * 10 + d1)
}

/// `2019`.
#[inline]
pub(crate) fn quick_year(cell: &[u8]) -> Option<u16> {
    let [a, b, c, d] = cell else { return None };
    let digits = [a, b, c, d].map(|b| u16::from(b.wrapping_sub(b'0')));
    let known = digits.iter().all(|d| *d <= 9);
    let year = digits.iter().fold(0, |year, d| year * 10 + d.min(&9));
    if known && YEARS.contains(&year) { Some(year) } else { None }
}

const YEARS: std::ops::RangeInclusive<u16> =
    *RECORDED_YEARS.start() as u16..=*RECORDED_YEARS.end() as u16;

/// `y` and `n`, `1` and `0`.
#[inline]
pub(crate) fn quick_flag(cell: &[u8]) -> Option<bool> {
    match cell {
        b"y" | b"1" => Some(true),
        b"n" | b"0" => Some(false),
        _ => None,
    }
}

/// An account number with a digit in it is `Digits`, whatever else it holds.
#[inline]
pub(crate) fn quick_account(cell: &[u8]) -> Option<AccountForm> {
    cell.iter().any(u8::is_ascii_digit).then_some(AccountForm::Digits)
}

pub(crate) fn account(text: &str) -> AccountForm {
    // What a file of rejected rows shows as `***` was a number.
    let digit = text == MASK || text.chars().any(|c| half_width(c).is_ascii_digit());
    if digit { AccountForm::Digits } else { AccountForm::NoDigit }
}

pub(crate) fn money(text: &str, unit: Unit, signed: bool) -> Result<Fen, Refusal> {
    let (number, stated) = split_stated_unit(text);
    if stated.is_some_and(|stated| stated != unit) {
        return Err(Refusal::WrongUnit);
    }
    Fen::parse(number, unit, signed)
}

/// `1,234.5万元` → `1,234.5`, 万元: a unit that the cell states itself.
fn split_stated_unit(text: &str) -> (&str, Option<Unit>) {
    let text = text.trim();
    let units = [
        ("亿元", Unit::Yi),
        ("亿", Unit::Yi),
        ("万元", Unit::Wan),
        ("万", Unit::Wan),
        ("元", Unit::Yuan),
    ];
    let stated = units.iter().find_map(|(word, unit)| Some((text.strip_suffix(word)?, *unit)));
    stated.map_or((text, None), |(number, unit)| (number, Some(unit)))
}

pub(crate) fn year(text: &str) -> Result<u16, Refusal> {
    let half = half(text);
    let digits = half.trim_end_matches('度').trim_end_matches('年');
    quick_year(without_zero_fraction(digits).as_bytes()).ok_or(Refusal::NotAYear)
}

pub(crate) fn day(text: &str) -> Result<Day, Refusal> {
    Day::parse(text).or_else(|refusal| Day::parse(without_zero_fraction(text)).map_err(|_| refusal))
}

/// Refuses a day on which nothing can have been done. How long something holds may lie far off.
#[inline]
pub(crate) fn recorded(day: Day, spec: &ColumnSpec) -> Result<Day, Refusal> {
    let plausible = day.is_recorded() || spec.name == "valid_from" || ends_validity(spec);
    if plausible { Ok(day) } else { Err(Refusal::ImplausibleDay) }
}

/// Whether the column holds the last day for which something is valid; empty = without end.
fn ends_validity(spec: &ColumnSpec) -> bool {
    matches!(spec.name, "valid_to" | "until")
}

/// What a cell of a date column keeps. 9999-12-31 and its like are how registers write "without end".
pub(crate) fn kept_day(
    day: Result<Day, Refusal>,
    spec: &ColumnSpec,
) -> Result<Option<Day>, Refusal> {
    match day {
        Err(Refusal::DayTooLate) if ends_validity(spec) => Ok(None),
        day => recorded(day?, spec).map(Some),
    }
}

/// A number of points or percent; a weight is never negative.
pub(crate) fn decimal(text: &str, spec: &ColumnSpec) -> Result<Decimal, Refusal> {
    if spec.name == "weight" { Decimal::parse_unsigned(text) } else { Decimal::parse(text) }
}

pub(crate) fn fund(funds: &Funds, text: &str) -> Result<FundId, Refusal> {
    funds.resolve(text).or_else(|| funds.resolve(&half(text))).ok_or(Refusal::UnknownFund)
}

pub(crate) fn month(text: &str) -> Result<Month, Refusal> {
    let month = Month::parse(without_zero_fraction(text))?;
    let recorded = RECORDED_YEARS.contains(&month.year_month().0);
    if recorded { Ok(month) } else { Err(Refusal::NotAMonth) }
}

pub(crate) fn flag(text: &str) -> Result<bool, Refusal> {
    match half(text).to_ascii_lowercase().as_str() {
        "y" | "yes" | "true" | "1" | "1.0" | "是" => Ok(true),
        "n" | "no" | "false" | "0" | "0.0" | "否" => Ok(false),
        _ => Err(Refusal::NotAFlag),
    }
}

pub(crate) fn count(text: &str) -> Result<u32, Refusal> {
    let half = half(text);
    if !is_well_grouped(&half) {
        return Err(Refusal::BadGrouping);
    }
    let half = half.replace([',', ' '], "");
    let digits = without_zero_fraction(&half);
    if digits.starts_with(['-', '+', '−']) && digits.chars().count() > 1 {
        return Err(Refusal::SignNotAllowed);
    }
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Refusal::NotANumber);
    }
    digits.parse().map_err(|_| Refusal::TooLarge)
}

pub(crate) fn choice(text: &str, spec: &ColumnSpec) -> Result<Choice, Refusal> {
    spec.choice(text).or_else(|| spec.choice(half(text).trim())).ok_or(Refusal::UnknownChoice)
}

/// A code or full name valid on `day`; a name may stand behind the names of the divisions above it.
pub(crate) fn division(
    text: &str,
    list: &Divisions,
    day: Option<Day>,
) -> Result<Division, Refusal> {
    let half = half(text);
    list.resolve(&half, day)
        .or_else(|refusal| below_parent(&half, list, day, Level::ALL.len()).ok_or(refusal))
}

/// Whether this is a division of any time, or an office of one: `650000/office`.
pub(crate) fn organisation(text: &str, list: &Divisions) -> Result<(), Refusal> {
    let (place, office) = text.split_once('/').map_or((text, None), |(p, o)| (p, Some(o.trim())));
    let known = list.resolve(place.trim(), None).is_ok() && office != Some("");
    if known { Ok(()) } else { Err(Refusal::NotAnOrganisation) }
}

/// 喀什地区莎车县: the rest before the last name must be the division above.
fn below_parent(text: &str, list: &Divisions, day: Option<Day>, depth: usize) -> Option<Division> {
    let depth = depth.checked_sub(1)?;
    let mut found = list.iter().filter(|entry| {
        let above = text.strip_suffix(entry.name.as_str()).filter(|above| !above.is_empty());
        above.is_some_and(|above| {
            let above =
                list.resolve(above, None).ok().or_else(|| below_parent(above, list, None, depth));
            above.is_some() && above == entry.parent
        })
    });
    let code = found.next()?.division.to_string();
    list.resolve(&code, day).ok()
}

/// Spreadsheets and statistics programs write whole numbers as `2019.0`.
fn without_zero_fraction(text: &str) -> &str {
    match text.split_once('.') {
        Some((whole, fraction))
            if !fraction.is_empty()
                && fraction.bytes().all(|b| b == b'0')
                && whole.bytes().all(|b| b.is_ascii_digit()) =>
        {
            whole
        }
        _ => text,
    }
}

/// The text with full-width digits, letters and signs as half-width ones.
pub(crate) fn half(text: &str) -> String {
    let half: String = text.chars().map(half_width).collect();
    half.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::TableId;
    use domain::division::DivisionEntry;
    use proptest::prelude::*;

    fn divisions() -> Divisions {
        let entry = |code: u32, name: &str, level, parent| DivisionEntry {
            division: Division::from_code(code).unwrap(),
            name: name.into(),
            level,
            parent: Division::from_code(parent),
            valid_from: None,
            valid_to: None,
            tags: Vec::new(),
        };
        Divisions::new([
            entry(650_000, "新疆维吾尔自治区", Level::Region, 0),
            entry(653_100, "喀什地区", Level::Prefecture, 650_000),
            entry(653_125, "莎车县", Level::County, 653_100),
            entry(653_200, "和田地区", Level::Prefecture, 650_000),
        ])
    }

    #[test]
    fn divisions_by_code_name_and_full_path() {
        let list = divisions();
        for text in
            ["653125", "６５３１２５", "莎车县", "喀什地区莎车县", "新疆维吾尔自治区喀什地区莎车县"]
        {
            assert_eq!(division(text, &list, None).map(Division::code), Ok(653_125), "{text}");
        }
        for text in ["和田地区莎车县", "653199", "莎车", "县", "莎车县莎车县"] {
            assert_eq!(division(text, &list, None), Err(Refusal::UnknownDivision), "{text}");
        }
    }

    #[test]
    fn years_counts_flags_and_months_as_files_write_them() {
        for (text, expect) in [
            ("2019", Ok(2019)),
            ("２０１９", Ok(2019)),
            ("2019年", Ok(2019)),
            ("2019年度", Ok(2019)),
            ("2019.0", Ok(2019)),
            ("1999", Err(Refusal::NotAYear)),
            ("2000", Ok(2000)),
            ("2063", Ok(2063)),
            ("2064", Err(Refusal::NotAYear)),
            ("二〇一九", Err(Refusal::NotAYear)),
            ("19", Err(Refusal::NotAYear)),
        ] {
            assert_eq!(year(text), expect, "{text}");
        }
        for (text, expect) in [
            ("1,234", Ok(1234)),
            ("12.0", Ok(12)),
            ("１２", Ok(12)),
            ("12,34", Err(Refusal::BadGrouping)),
            ("-1", Err(Refusal::SignNotAllowed)),
            ("+1", Err(Refusal::SignNotAllowed)),
            ("1.5", Err(Refusal::NotANumber)),
            ("", Err(Refusal::NotANumber)),
            ("99999999999", Err(Refusal::TooLarge)),
        ] {
            assert_eq!(count(text), expect, "{text}");
        }
        for (text, expect) in [
            ("Y", Ok(true)),
            ("是", Ok(true)),
            ("FALSE", Ok(false)),
            ("否", Ok(false)),
            ("0", Ok(false)),
            ("maybe", Err(Refusal::NotAFlag)),
        ] {
            assert_eq!(flag(text), expect, "{text}");
        }
        assert_eq!(month("2019-06").unwrap().to_string(), "2019-06");
        assert_eq!(month("x"), Err(Refusal::NotAMonth));
        assert_eq!(month("1999-12"), Err(Refusal::NotAMonth));
        assert_eq!(day("43607.0").unwrap().to_string(), "2019-05-22");
        assert_eq!(day("2019.13.1"), Err(Refusal::NotADay));
    }

    #[test]
    fn a_unit_in_the_cell_must_be_that_of_the_column() {
        for (text, unit, expect) in [
            ("12元", Unit::Yuan, Ok(Fen(1200))),
            ("１２ 元", Unit::Yuan, Ok(Fen(1200))),
            ("1,234.5万元", Unit::Wan, Ok(Fen(1_234_500_000))),
            ("2万", Unit::Wan, Ok(Fen(2_000_000))),
            ("2亿元", Unit::Yi, Ok(Fen(20_000_000_000))),
            ("1,234.5元", Unit::Wan, Err(Refusal::WrongUnit)),
            ("1,234.5万元", Unit::Yuan, Err(Refusal::WrongUnit)),
            ("2万", Unit::Yuan, Err(Refusal::WrongUnit)),
            ("2亿", Unit::Wan, Err(Refusal::WrongUnit)),
            ("2元", Unit::Yi, Err(Refusal::WrongUnit)),
            ("2元元", Unit::Yuan, Err(Refusal::NotANumber)),
            ("2千元", Unit::Yuan, Err(Refusal::NotANumber)),
        ] {
            assert_eq!(money(text, unit, false), expect, "{text}");
        }
    }

    #[test]
    fn words_are_known_in_any_width() {
        let column = TableId::Payments.spec().columns.iter().find(|c| c.name == "channel").unwrap();
        for text in ["direct", "DIRECT", "直接支付", "ｄｉｒｅｃｔ", "１１"] {
            assert_eq!(choice(text, column), Ok(Choice(1)), "{text}");
        }
        assert_eq!(choice("cheque", column), Err(Refusal::UnknownChoice));
    }

    #[test]
    fn accounts_keep_only_their_form() {
        assert_eq!(quick_account("6228 x".as_bytes()), Some(AccountForm::Digits));
        assert_eq!(account("６２２８"), AccountForm::Digits);
        assert_eq!(account("现金"), AccountForm::NoDigit);
        assert_eq!(account("***"), AccountForm::Digits);
    }

    proptest! {
        #[test]
        fn quick_readers_agree_with_the_full_ones(text in "[0-9.,-]{0,18}|[0-9]{1,12}\\.[0-9]{1,2}") {
            if let Some(fen) = quick_yuan(text.as_bytes()) {
                prop_assert_eq!(Fen::parse(&text, Unit::Yuan, false), Ok(fen));
            }
            if let Some(day) = quick_day(text.as_bytes()) {
                prop_assert_eq!(Day::parse(&text), Ok(day));
            }
            if let Some(known) = quick_year(text.as_bytes()) {
                prop_assert_eq!(year(&text), Ok(known));
            }
        }

        #[test]
        fn no_text_breaks_a_reader(text in ".{0,30}") {
            let _ = (money(&text, Unit::Wan, true), year(&text), day(&text), month(&text), flag(&text),
                     count(&text), division(&text, &divisions(), None), quick_yuan(text.as_bytes()));
        }
    }
}
