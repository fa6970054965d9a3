//! Days in an order that only the mapping file knows.

use domain::Day;
use domain::money::half_width;
use domain::refusal::Refusal;

/// The order in which a foreign export writes year, month and day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DateFormat {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Year,
    Month,
    Day,
    Text(String),
}

impl DateFormat {
    /// `DD.MM.YYYY`: four `Y`, one or two `M` and `D`, everything else as it stands.
    pub(super) fn new(pattern: &str) -> Option<DateFormat> {
        let mut parts: Vec<Part> = Vec::new();
        let letters = |letter: char| {
            pattern.chars().filter(|c| half_width(*c).to_ascii_uppercase() == letter).count()
        };
        if letters('Y') != 4 || letters('M') > 2 || letters('D') > 2 {
            return None;
        }
        for c in pattern.trim().chars().map(half_width) {
            let part = match c {
                'Y' | 'y' => Part::Year,
                'M' | 'm' => Part::Month,
                'D' | 'd' => Part::Day,
                _ => Part::Text(c.to_string()),
            };
            if parts.last() != Some(&part) || matches!(part, Part::Text(_)) {
                parts.push(part);
            }
        }
        let once = |part: Part| parts.iter().filter(|p| **p == part).count() == 1;
        let whole = once(Part::Year) && once(Part::Month) && once(Part::Day);
        whole.then_some(DateFormat { parts })
    }

    /// What a pattern that is none should be.
    pub(super) fn remedy(pattern: &str) -> [&'static str; 2] {
        let half: String = pattern.chars().map(half_width).collect();
        let years = half.matches(['Y', 'y']).count();
        let others = half.contains(['M', 'm']) && half.contains(['D', 'd']);
        match years {
            1..=3 if others => [
                "年份须为四位（YYYY），两位的年份读不准；请让系统导出四位年份",
                "years have four digits (YYYY), shorter ones are not certain; export four digits",
            ],
            _ => {
                ["日期格式须含 YYYY、MM、DD 各一次", "a date format has YYYY, MM and DD once each"]
            }
        }
    }

    /// Reads a day written in this order; a time of day behind it is dropped.
    pub(crate) fn parse(&self, text: &str) -> Result<Day, Refusal> {
        let half: String = text.trim().chars().map(half_width).collect();
        match self.read(&half) {
            Some(day) => day,
            None => Err(Refusal::NotInDateFormat),
        }
    }

    /// Nothing where the text is not in this order.
    fn read(&self, text: &str) -> Option<Result<Day, Refusal>> {
        let (mut rest, mut year, mut month, mut day) = (text, 0, 0, 0);
        for part in &self.parts {
            let digits =
                |most: usize| rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
            let length = match part {
                Part::Text(text) => {
                    rest = rest.strip_prefix(text.as_str())?;
                    continue;
                }
                Part::Year => Some(digits(4)).filter(|n| *n == 4)?,
                Part::Month | Part::Day => Some(digits(2)).filter(|n| *n > 0)?,
            };
            let (number, behind) = rest.split_at(length);
            let number: u32 = number.parse().ok()?;
            match part {
                Part::Year => year = number,
                Part::Month => month = number,
                _ => day = number,
            }
            rest = behind;
        }
        let ended = rest.is_empty() || rest.starts_with([' ', 'T']);
        let day = Day::of_calendar(year as i32, month, day);
        (ended && day != Err(Refusal::NotADay)).then_some(day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_has_four_digits_of_the_year_and_each_part_once() {
        for (pattern, right) in [
            ("YYYY-MM-DD", true),
            ("yyyy年m月d日", true),
            ("ＹＹＹＹ/MM/DD", true),
            ("YY-MM-DD", false),
            ("YYYYY-MM-DD", false),
            ("YY-MM-DD YY", false),
            ("DD-MMM-YYYY", false),
            ("YYYY-MM", false),
            ("YYYY-MM-DD-DD", false),
        ] {
            assert_eq!(DateFormat::new(pattern).is_some(), right, "{pattern}");
        }
    }

    #[test]
    fn dates_in_a_foreign_order() {
        for (format, text, expect) in [
            ("DD/MM/YYYY", "3/4/2019", Some("2019-04-03")),
            ("MM/DD/YYYY", "3/4/2019 12:00", Some("2019-03-04")),
            ("YYYYMMDD", "20190403", Some("2019-04-03")),
            ("YYYY年MM月DD日", "2019年4月3日", Some("2019-04-03")),
            ("DD.MM.YYYY", "31.02.2019", None),
            ("DD.MM.YYYY", "31-01-2019", None),
            ("DD.MM.YYYY", "1.1.19", None),
            ("DD.MM.YYYY", "1.1.2019x", None),
        ] {
            let read = DateFormat::new(format).unwrap().parse(text).ok().map(|d| d.to_string());
            assert_eq!(read.as_deref(), expect, "{format} {text}");
        }
    }
}
