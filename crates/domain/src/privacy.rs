//! Texts of records in what people read: findings, messages, files written out. Personal numbers and
//! names are masked; what would steer a terminal instead of being read is made visible.

use std::borrow::Cow;

use crate::day::Day;
use crate::money::half_width;

/// What stands where a personal number stood.
pub const MASK: &str = "***";

/// The fewest digits in a row that may be an id (15, 18) or card number (16–19).
const SHORTEST_NUMBER: usize = 15;
/// Digits of a resident's id number (GB 11643).
const ID_DIGITS: usize = 18;

/// A text in which every character shows: control characters as their pictures (␛, ␊), those that turn
/// the direction of writing as �.
pub fn visible(text: &str) -> Cow<'_, str> {
    let picture = |c: char| match c {
        '\0'..='\u{1f}' => char::from_u32('\u{2400}' as u32 + c as u32).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        _ => c,
    };
    if text.chars().all(|c| picture(c) == c) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.chars().map(picture).collect())
    }
}

/// A text for a message: visible, and whatever in it may be an id or card number is masked.
pub fn mask(text: &str) -> String {
    mask_numbers(&visible(text))
}

/// A text of which only the numbers are masked: for a file whose cells must stay as they are.
pub fn mask_numbers(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(is_digit) {
        let (before, from) = rest.split_at(start);
        out.push_str(before);
        let run = NumberRun::of(from);
        let (number, after) = from.split_at(run.bytes);
        let personal = run.digits >= SHORTEST_NUMBER && !is_dates(number);
        out.push_str(if personal { MASK } else { number });
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Digits that belong together: single spaces and hyphens between them do not part them.
struct NumberRun {
    bytes: usize,
    digits: usize,
}

impl NumberRun {
    fn of(text: &str) -> NumberRun {
        let mut run = NumberRun { bytes: 0, digits: 0 };
        let mut gap = false;
        for (at, c) in text.char_indices() {
            if is_digit(c) || (run.digits >= 14 && matches!(half_width(c), 'x' | 'X')) {
                run = NumberRun { bytes: at + c.len_utf8(), digits: run.digits + 1 };
                gap = false;
            } else if matches!(c, ' ' | '-' | '\u{a0}' | '\u{3000}') && !gap {
                gap = true;
            } else {
                break;
            }
        }
        run
    }
}

/// Whether digits are nothing but days: `2019-01-01-2019-12-31`, `20190101-20191231`.
fn is_dates(number: &str) -> bool {
    let parts: Vec<&str> = number.split('-').collect();
    let days: Vec<String> = match parts.as_slice() {
        [a, b] if a.len() == 8 && b.len() == 8 => vec![(*a).to_owned(), (*b).to_owned()],
        [_, _, _, _, _, _] => parts.chunks(3).map(|day| day.join("-")).collect(),
        _ => return false,
    };
    days.iter().all(|day| Day::parse(day).is_ok())
}

fn is_digit(c: char) -> bool {
    half_width(c).is_ascii_digit()
}

/// A person's name for a message: the first character and stars.
pub fn mask_name(name: &str) -> String {
    let name = visible(name);
    let stars = name.chars().count().saturating_sub(1).min(4);
    name.chars().take(1).chain(std::iter::repeat_n('*', stars)).collect()
}

/// A key of a record (a voucher number, a project id) for a finding. Such keys may be long numbers by right,
/// so only what proves to be a resident's id number is masked.
pub fn mask_id(key: &str) -> String {
    let key = visible(key);
    let runs = key.split_inclusive(|c: char| !c.is_ascii_alphanumeric());
    let shown = |run: &str| {
        let number = run.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        let after = run.get(number.len()..).unwrap_or_default();
        if is_resident_id(number) { format!("{MASK}{after}") } else { run.to_owned() }
    };
    runs.map(shown).collect()
}

/// Whether a text is a resident's id number: region, birthday, serial, and the check character of
/// GB 11643-1999.
fn is_resident_id(text: &str) -> bool {
    let Some((body, check)) = text.split_at_checked(ID_DIGITS - 1).filter(|p| p.1.len() == 1)
    else {
        return false;
    };
    let birthday = body.get(6..14).map(|d| format!("{}-{}-{}", &d[..4], &d[4..6], &d[6..]));
    let is_day = birthday.is_some_and(|day| crate::Day::parse(&day).is_ok());
    if !body.bytes().all(|b| b.is_ascii_digit()) || !is_day {
        return false;
    }
    // The weight of a digit is 2 to the power of its distance from the check character, modulo 11.
    let sum = body.bytes().fold(0_u32, |sum, digit| (sum + u32::from(digit - b'0')) * 2 % 11);
    let expected = b"10X98765432".get(sum as usize);
    expected.is_some_and(|e| check.as_bytes().first().is_some_and(|c| c.eq_ignore_ascii_case(e)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn personal_numbers_are_masked_in_messages() {
        for (text, masked) in [
            ("653125198001011012", "***"),
            ("65312519800101101X。", "***。"),
            ("号码653125800101101号", "号码***号"),
            ("6228 4804 0256 4890 018", "***"),
            ("６５３１２５１９８００１０１１０１２", "***"),
            ("12.345", "12.345"),
            ("2019-05-22", "2019-05-22"),
            ("2019-01-01-2019-12-31.csv", "2019-01-01-2019-12-31.csv"),
            ("支付20190101-20191231", "支付20190101-20191231"),
            ("2019-01-01-2019-13-31", "***"),
            ("20190101-20191231-20201231", "***"),
            ("62284804-02564890", "***"),
            ("x12", "x12"),
            ("", ""),
        ] {
            assert_eq!(mask(text), masked, "{text}");
        }
        assert_eq!(mask_name("买买提"), "买**");
    }

    #[test]
    fn nothing_shown_steers_a_terminal() {
        for (text, shown) in [
            ("\u{1b}[31m红\u{7}", "␛[31m红␇"),
            ("a\nb\tc\r", "a␊b␉c␍"),
            ("\u{9b}2J\u{202e}gpj\u{7f}", "\u{fffd}2J\u{fffd}gpj␡"),
            ("天山·路桥 № 1", "天山·路桥 № 1"),
        ] {
            assert_eq!(visible(text), shown);
            assert_eq!((mask(text).as_str(), mask_id(text).as_str()), (shown, shown));
        }
        assert_eq!(mask_name("\u{1b}甲"), "␛*");
        assert_eq!(mask_numbers("a\nb 653125198001011012"), "a\nb ***");
    }

    #[test]
    fn keys_are_masked_where_they_are_residents_numbers() {
        // The example number of the standard, and the same with a wrong check character.
        assert_eq!(mask_id("653125/11010519491231002X"), "653125/***");
        assert_eq!(mask_id("653125/110105194912310021"), "653125/110105194912310021");
        assert_eq!(mask_id("653125/2019000001"), "653125/2019000001");
        assert_eq!(mask_id("653125/653125190000000123"), "653125/653125190000000123");
        assert_eq!(mask_id("P2019-650102-0001"), "P2019-650102-0001");
        assert_eq!(mask_id("自治区/财农〔2019〕1号"), "自治区/财农〔2019〕1号");
    }
}
