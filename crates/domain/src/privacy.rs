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

/// Whether a payee of this type (a word of `payments.payee_type`) is a person, whose name is not shown.
pub fn is_person(payee_type: &str) -> bool {
    matches!(payee_type, "household" | "person")
}

/// A text for a message: visible, and whatever in it may be an id or card number is masked.
pub fn mask(text: &str) -> String {
    mask_numbers(&visible(text))
}

/// A text of several lines as somebody wrote it, masked line by line. Browsers end lines as the network does; here
/// each ends with `\n` alone.
pub fn mask_lines(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(mask).collect();
    lines.join("\n")
}

/// A text of several lines in a place where there is room for one, such as the cell of a list.
pub fn mask_in_one_line(text: &str) -> String {
    mask(&text.lines().collect::<Vec<_>>().join(" "))
}

/// A text of which only the numbers are masked: for a file whose cells must stay as they are.
pub fn mask_numbers(text: &str) -> String {
    replace_numbers(text, |number| {
        let digits = number.chars().filter(|c| is_digit(*c) || is_check(*c)).count();
        (digits >= SHORTEST_NUMBER && !is_dates(number)).then(|| MASK.to_owned())
    })
}

/// Replaces runs of digits by what `shown` makes of them, where it makes something.
fn replace_numbers(text: &str, shown: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(is_digit) {
        let (before, from) = rest.split_at(start);
        out.push_str(before);
        let (number, after) = from.split_at(number_length(from));
        match shown(number) {
            Some(shown) => out.push_str(&shown),
            None => out.push_str(number),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The bytes at the start of a text that are one number: digits, and an X after fourteen of them; single
/// spaces and hyphens between digits do not part them.
fn number_length(text: &str) -> usize {
    let (mut bytes, mut digits, mut gap) = (0, 0, false);
    for (at, c) in text.char_indices() {
        if is_digit(c) || (digits >= 14 && is_check(c)) {
            (bytes, digits, gap) = (at + c.len_utf8(), digits + 1, false);
        } else if matches!(c, ' ' | '-' | '\u{a0}' | '\u{3000}') && !gap {
            gap = true;
        } else {
            break;
        }
    }
    bytes
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

/// The check character of an id number that is not a digit.
fn is_check(c: char) -> bool {
    matches!(half_width(c), 'x' | 'X')
}

/// A person's name for a message: the first character and stars.
pub fn mask_name(name: &str) -> String {
    let name = visible(name);
    let stars = name.chars().count().saturating_sub(1).min(4);
    name.chars().take(1).chain(std::iter::repeat_n('*', stars)).collect()
}

/// A key of a record (a voucher number, a project id) for a finding. Such keys may be long numbers by right,
/// so only what proves to be a resident's id number is masked, and only its birthday: two keys stay two.
pub fn mask_id(key: &str) -> String {
    mask_resident_ids(&visible(key))
}

/// The same without making the text visible: for a file whose cells must stay as they are.
pub fn mask_resident_ids(text: &str) -> String {
    replace_numbers(text, |number| {
        let digits: String =
            number.chars().map(half_width).filter(char::is_ascii_alphanumeric).collect();
        is_resident_id(&digits).then(|| format!("{}********{}", &digits[..6], &digits[14..]))
    })
}

/// The first year whose days in a long number are those of documents. 653125 2019-07-10 0001 is a division, a
/// day and a serial number; one in eleven of them has the check character of an id by chance.
const DOCUMENTS_FROM: i32 = 2016;

/// Whether a text is a resident's id number: region, birthday, serial, and the check character of
/// GB 11643-1999.
fn is_resident_id(text: &str) -> bool {
    let Some((body, check)) = text.split_at_checked(ID_DIGITS - 1).filter(|p| p.1.len() == 1)
    else {
        return false;
    };
    let birthday = body.get(6..14).map(|d| format!("{}-{}-{}", &d[..4], &d[4..6], &d[6..]));
    let birthday = birthday.and_then(|day| Day::parse(&day).ok());
    let is_birthday = birthday.is_some_and(|day| day.year() < DOCUMENTS_FROM);
    if !body.bytes().all(|b| b.is_ascii_digit()) || !is_birthday {
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
        assert_eq!(mask_lines("a\r\nb\u{1b} 653125198001011012\n"), "a\nb␛ ***");
        assert_eq!(mask_in_one_line("a\r\nb\u{1b} 653125198001011012\n"), "a b␛ ***");
        assert_eq!(mask_name("\u{1b}甲"), "␛*");
        assert_eq!(mask_numbers("a\nb 653125198001011012"), "a\nb ***");
    }

    #[test]
    fn keys_are_masked_where_they_are_residents_numbers() {
        for (key, shown) in [
            // The example number of the standard, and the same with a wrong check character.
            ("653125/11010519491231002X", "653125/110105********002X"),
            ("653125/110105194912310021", "653125/110105194912310021"),
            ("V11010519491231002X", "V110105********002X"),
            ("110105 19491231 002x", "110105********002x"),
            ("１１０１０５１９４９１２３１００２Ｘ号", "110105********002X号"),
            // Division, day and serial number of a voucher; the check character fits by chance.
            ("653125/653125201907100010", "653125/653125201907100010"),
            ("653125/2019000001", "653125/2019000001"),
            ("653125/653125190000000123", "653125/653125190000000123"),
            ("P2019-650102-0001", "P2019-650102-0001"),
            ("自治区/财农〔2019〕1号", "自治区/财农〔2019〕1号"),
        ] {
            assert_eq!(mask_id(key), shown);
        }
    }

    #[test]
    fn one_serial_number_in_eleven_would_pass_for_a_residents_number() {
        let fits = |year: u32| {
            (0..1_000).filter(|n| is_resident_id(&format!("653125{year}07100{n:03}"))).count()
        };
        assert_eq!((fits(2019), fits(1979)), (0, 91));
    }
}
