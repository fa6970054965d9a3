//! Finds identity and card numbers that a notice shows unmasked. A real name is a name: numbers
//! that identify a person are no part of it (reading M20).

use domain::Day;
use domain::money::half_width;

/// Digits of an identity number of the old and the new form, and of bank cards.
const OLD_IDENTITY: usize = 15;
const CARD: std::ops::RangeInclusive<usize> = 16..=19;

/// Whether a text shows an identity number (18 or 15 digits) or a card number (16 to 19 digits)
/// whole. A number of which a part is masked falls into shorter pieces and is not found.
pub(super) fn shows_identifier(text: &str) -> bool {
    let runs = digit_runs(text);
    runs.iter().any(|run| run.len() == OLD_IDENTITY || CARD.contains(&run.len()))
        || spaced(text).any(|groups| is_spaced_identifier(&groups))
}

/// Unbroken runs of digits, full-width digits as half-width ones; an X that ends an identity number
/// counts.
fn digit_runs(text: &str) -> Vec<String> {
    let mut runs = vec![String::new()];
    for c in text.chars().map(half_width) {
        let Some(run) = runs.last_mut() else { break };
        let check_digit = matches!(c, 'X' | 'x') && run.len() == 17;
        if c.is_ascii_digit() || check_digit {
            run.push(c);
        } else if !run.is_empty() {
            runs.push(String::new());
        }
    }
    runs
}

/// Groups of digits that only single spaces or hyphens part, as people space long numbers.
fn spaced(text: &str) -> impl Iterator<Item = Vec<String>> {
    let plain: String = text.chars().map(half_width).collect();
    let parts: Vec<String> = plain
        .split(|c: char| !(c.is_ascii_digit() || matches!(c, 'X' | 'x' | ' ' | '-')))
        .map(str::to_owned)
        .collect();
    parts.into_iter().map(|part| part.split([' ', '-']).map(str::to_owned).collect())
}

/// Whether neighbouring groups make an identity number (6 + 8 + 4 with a possible day of birth) or
/// a card number (fours, beginning with the 62 of domestic cards).
fn is_spaced_identifier(groups: &[String]) -> bool {
    let identity = |three: &[String]| match three {
        [place, born, rest] => {
            place.len() == 6 && rest.len() == 4 && born.len() == 8 && Day::parse(born).is_ok()
        }
        _ => false,
    };
    let card = |four: &[String]| {
        four.iter().all(|group| group.len() == 4)
            && four.first().is_some_and(|group| group.starts_with("62"))
    };
    groups.windows(3).any(identity) || groups.windows(4).any(card)
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
        check("买买提 65312519800101101x", true);
        check("买买提 ６５３１２５１９８００１０１１０１２", true);
        check("身份证653125800101101", true);
        check("卡号 6217001234567890", true);
        check("卡号 6217001234567890123", true);
        check("卡号 6217 0012 3456 7890 123", true);
        check("身份证 653125 19800101 1012", true);
        check("身份证 653125-19800101-101X", true);
        check("买买提 653125********101X 2000元", false);
        check("买买提 653125********1012", false);
        check("卡号 6217************123", false);
        check("卡号 6217 **** **** 7890", false);
        check("监督电话 12317，0998-1234567", false);
        check("2016 2017 2018 2019 年", false);
        check("2019-07-10 2019-08-10 发放", false);
        check("编号 65312500000000", false);
        check("编号 65000020190000000001", false);
        check("653125 19801301 1012", false);
        check("", false);
    }
}
