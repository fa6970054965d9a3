//! Finds mobile numbers that a real-name list shows unmasked (reading M20). The lines on which an office
//! hears questions and complaints stand on notices for everybody to call.

use domain::money::half_width;

use crate::facts::links::contains_any;

/// Digits of a mobile number, and how people part them.
const MOBILE: usize = 11;
const GROUPS: [usize; 3] = [3, 4, 4];

/// Whether a text shows a mobile number whole that is not an office's: what stands between it and the number
/// before says whose it is; numbers with no word between them belong to the same.
pub(super) fn shows_telephone(text: &str, office_words: &[String]) -> bool {
    let plain: String = text.chars().map(half_width).collect();
    let (mut rest, mut of_office) = (plain.as_str(), false);
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (words, from) = rest.split_at(start);
        let end = from.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(from.len());
        let (number, after) = from.split_at(end);
        if words.contains(char::is_alphabetic) {
            of_office = contains_any(words, office_words);
        }
        if !of_office && is_mobile(number) {
            return true;
        }
        rest = after;
    }
    false
}

/// `13899123456`, `138-9912-3456`, either behind the country's `86`.
fn is_mobile(number: &str) -> bool {
    let number = number.trim_end_matches('-');
    let home = number.strip_prefix("86").map(|rest| rest.trim_start_matches('-'));
    [Some(number), home].into_iter().flatten().any(|number| {
        let lengths: Vec<usize> = number.split('-').map(str::len).collect();
        let second = number.chars().nth(1).unwrap_or_default();
        (lengths == [MOBILE] || lengths == GROUPS)
            && number.starts_with('1')
            && ('3'..='9').contains(&second)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_mobile_numbers_of_persons_are_found() {
        let office = ["监督", "咨询"].map(str::to_owned);
        let check = |text: &str, want: bool| {
            assert_eq!(shows_telephone(text, &office), want, "{text}");
        };
        check("买买提 电话13899123456", true);
        check("买买提13899123456，2000元", true);
        check("买买提 １３８９９１２３４５６", true);
        check("买买提 138-9912-3456", true);
        check("买买提 +8613899123456", true);
        check("买买提 86-138-9912-3456", true);
        check("监督电话12317，买买提 电话13899123456", true);
        check("买买提 138****3456 2000元", false);
        check("买买提 1389912345", false);
        check("买买提 12899123456", false);
        check("编号 113899123456", false);
        check("文号 17-2019-12345", false);
        check("买买提 2000元，监督电话：13899123456", false);
        check("监督电话：0998-1234567、13899123456", false);
        check("政策咨询 12317 / 13899123456", false);
        check("", false);
    }
}
