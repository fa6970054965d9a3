//! Finds identity and card numbers that a notice shows unmasked. A real name is a name: numbers that
//! identify a person are no part of it (reading M20).

use domain::Day;
use domain::money::half_width;

/// Digits of an identity number of the old form and of the new one, and of bank cards.
const OLD_IDENTITY: usize = 15;
const IDENTITY: usize = 18;
const CARD: std::ops::RangeInclusive<usize> = 16..=19;

/// Whether a text shows an identity number (18 or 15 digits) or a card number (16 to 19 digits) whole.
/// A number of which a part is masked falls into shorter pieces and is not found.
pub(super) fn shows_identifier(text: &str) -> bool {
    let plain: Vec<char> = text.chars().map(half_width).collect();
    if plain.iter().filter(|c| c.is_ascii_digit()).count() < OLD_IDENTITY {
        return false;
    }
    let is_digit = |c: &char| c.is_ascii_digit() || matches!(c, 'X' | 'x');
    let is_part = |c: &char| is_digit(c) || matches!(c, ' ' | '-');
    plain.split(|c| !is_part(c)).any(|stretch| {
        let groups: Vec<&[char]> = stretch.split(|c| !is_digit(c)).collect();
        let whole = groups.iter().any(|group| is_number(group));
        whole || is_spaced(&groups) || is_in_fours(stretch, &groups)
    })
}

/// Whether a domestic card number (it begins with 62) is written in groups of four digits: parted by hyphens,
/// as no list of amounts is; or by spaces with three digits at the end, as those of nineteen digits are.
/// Numbers on cards are shown for what they look like, so the check digit need not be right here.
fn is_in_fours(stretch: &[char], groups: &[&[char]]) -> bool {
    let fours = |groups: &[&[char]]| {
        let four = groups.get(..4).unwrap_or_default();
        four.first().is_some_and(|first| first.starts_with(&['6', '2']))
            && four.iter().all(|group| group.len() == 4)
    };
    let spaced = |window: &[&[char]]| window.last().is_some_and(|last| last.len() == 3);
    let hyphened = |piece: &[char]| {
        let groups: Vec<&[char]> = piece.split(|c| *c == '-').collect();
        let left_over = groups.get(4).map_or(0, |last| last.len());
        fours(&groups) && groups.len() <= 5 && left_over < 4
    };
    groups.windows(5).any(|window| fours(window) && spaced(window))
        || stretch.split(|c| *c == ' ').any(hyphened)
}

/// Whether an unbroken run is as long as an identity or card number; an X may only end it.
fn is_number(group: &[char]) -> bool {
    group.split(|c| !c.is_ascii_digit()).any(|run| {
        let ends_in_x = run.len() == IDENTITY - 1 && group.len() > run.len();
        run.len() == OLD_IDENTITY || CARD.contains(&run.len()) || ends_in_x
    })
}

/// Whether groups parted by single spaces or hyphens make up an identity or card number. Dates, codes and
/// amounts stand side by side in lists too, so here the check digit must be right.
fn is_spaced(groups: &[&[char]]) -> bool {
    (0..groups.len()).any(|start| {
        let mut digits: Vec<char> = Vec::new();
        for group in groups.get(start..).unwrap_or_default() {
            if group.is_empty() || digits.len() + group.len() > *CARD.end() {
                return false;
            }
            digits.extend_from_slice(group);
            if is_identity(&digits) || is_card(&digits) {
                return true;
            }
        }
        false
    })
}

/// An identity number with a possible day of birth and the check digit of GB 11643.
fn is_identity(digits: &[char]) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: &[u8; 11] = b"10X98765432";
    let (Some(last), true) = (digits.last(), digits.len() == IDENTITY) else { return false };
    let born: String = digits.get(6..14).unwrap_or_default().iter().collect();
    let sum: Option<u32> =
        digits.iter().zip(WEIGHTS).map(|(c, weight)| Some(c.to_digit(10)? * weight)).sum();
    let check = sum.and_then(|sum| CHECKS.get(sum as usize % CHECKS.len()));
    Day::parse(&born).is_ok() && check.is_some_and(|c| char::from(*c) == last.to_ascii_uppercase())
}

/// A domestic bank card (its number begins with 62) with a right check digit.
fn is_card(digits: &[char]) -> bool {
    if !CARD.contains(&digits.len()) || !digits.starts_with(&['6', '2']) {
        return false;
    }
    let luhn = digits.iter().rev().enumerate().map(|(i, c)| {
        let digit = c.to_digit(10)?;
        let doubled = if i % 2 == 1 { digit * 2 } else { digit };
        Some(doubled / 10 + doubled % 10)
    });
    luhn.sum::<Option<u32>>().is_some_and(|sum| sum.is_multiple_of(10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_found_and_masked_ones_are_not() {
        let check = |text: &str, want: bool| assert_eq!(shows_identifier(text), want, "{text}");
        check("买买提 653125198001011012 2000元", true);
        check("买买提653125198001011012，2000元", true);
        check("买买提 65312519800101101X", true);
        check("买买提 65312519800101101x，", true);
        check("买买提 ６５３１２５１９８００１０１１０１２", true);
        check("身份证653125800101101", true);
        check("卡号 6217001234567890", true);
        check("卡号 6217001234567890123", true);
        check("买买提 653125********101X 2000元", false);
        check("买买提 653125********1012", false);
        check("卡号 6217************123", false);
        check("卡号 6217 **** **** 7890", false);
        check("监督电话 12317，0998-1234567", false);
        check("编号 65312500000000", false);
        check("编号 65000020190000000001", false);
        check("", false);
    }

    #[test]
    fn spaced_numbers_are_found_by_their_check_digit() {
        let check = |text: &str, want: bool| assert_eq!(shows_identifier(text), want, "{text}");
        check("身份证 653125 19800101 1012", true);
        check("身份证 653125-1980-0101-1012 元", true);
        check("卡号 6217 0012 3456 7890 122", true);
        check("卡号 6217 0012 3456 7890 12", false);
        check("卡号 6217-0012-3456-7890-123", true);
        check("卡号 6217-0012-3456-7890", true);
        check("买买提 6217 0012 3456 7890 123 2000元", true);
        check("卡号 6217-****-****-7890-123", false);
        check("6200 4800 5000 3000 元", false);
        check("6200 4800 5000 3000 4000 元", false);
        check("6217-0012-3456-7890-1234", false);
        check("653125 20190710 2000", false);
        check("2016 2017 2018 2019 年", false);
        check("2019-07-10 2019-08-10 发放", false);
    }
}
