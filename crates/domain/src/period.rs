//! The periods for which accounts and returns are made: a month, a quarter, half a year, a year.

use std::fmt;

use crate::day::{Day, Month, RECORDED_YEARS};
use crate::money::half_width;
use crate::refusal::Refusal;

/// A stretch of whole months, its length dividing the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Period {
    /// Months in it: 1, 3, 6 or 12.
    months: u8,
    year: i32,
    /// Which of the year's periods of this length, from 1.
    number: u8,
}

/// The words for the lengths of a period, in the order in which a Code column numbers them.
pub const PERIOD_KINDS: &[&str] = &["month", "quarter", "half_year", "year"];

impl Period {
    /// A month as a period.
    pub fn month(month: Month) -> Period {
        let (year, number) = month.year_month();
        Period { months: 1, year, number: number as u8 }
    }

    /// The period of `months` months in which a day lies.
    fn around(day: Day, months: u8) -> Period {
        let (year, month, _) = day.ymd();
        Period { months, year, number: (month as u8 - 1) / months + 1 }
    }

    /// The month in which a day lies.
    pub fn month_of(day: Day) -> Period {
        Period::around(day, 1)
    }

    /// The quarter in which a day lies.
    pub fn quarter_of(day: Day) -> Period {
        Period::around(day, 3)
    }

    /// Reads a period of [`RECORDED_YEARS`], as a cell that must hold one.
    pub fn recorded(text: &str) -> Result<Period, Refusal> {
        let period = Period::parse(text).filter(|period| RECORDED_YEARS.contains(&period.year));
        period.ok_or(Refusal::NotAPeriod)
    }

    /// Reads `2019-06`, `2019-Q1`, `2019-H1`, `2019`, and the ways people write them in Chinese.
    pub fn parse(text: &str) -> Option<Period> {
        let half: String = text.trim().chars().map(half_width).collect();
        Period::parse_half(&half).or_else(|| Month::parse(&half).ok().map(Period::month))
    }

    /// The same for half-width text.
    fn parse_half(text: &str) -> Option<Period> {
        let year = text.get(..4)?.parse().ok().filter(|year| Month::new(*year, 1).is_some())?;
        let rest = text.get(4..)?.trim_start_matches(['-', ' ', '年', '第']);
        let (months, number) = match rest.to_ascii_uppercase().as_str() {
            "" | "度" | "全" => (12, 1),
            "Q1" | "1季度" | "一季度" => (3, 1),
            "Q2" | "2季度" | "二季度" => (3, 2),
            "Q3" | "3季度" | "三季度" => (3, 3),
            "Q4" | "4季度" | "四季度" => (3, 4),
            "H1" | "上半" | "上半年" => (6, 1),
            "H2" | "下半" | "下半年" => (6, 2),
            _ => return None,
        };
        Some(Period { months, year, number })
    }

    /// The first day.
    pub fn first_day(self) -> Option<Day> {
        let month = u32::from(self.number.checked_sub(1)?) * u32::from(self.months) + 1;
        Day::new(self.year, month, 1)
    }

    /// The last day.
    pub fn last_day(self) -> Option<Day> {
        Day::new(self.year, u32::from(self.number) * u32::from(self.months), 1).map(Day::month_end)
    }

    /// The period of the same length that follows.
    #[must_use]
    pub fn next(self) -> Period {
        if self.number.saturating_mul(self.months) >= 12 {
            return Period { year: self.year + 1, number: 1, ..self };
        }
        Period { number: self.number + 1, ..self }
    }

    /// Whether it is a quarter.
    pub fn is_quarter(self) -> bool {
        self.months == 3
    }

    /// The calendar year.
    pub fn year(self) -> i32 {
        self.year
    }

    /// Its length as a column of [`PERIOD_KINDS`] keeps it.
    pub fn kind_value(self) -> i64 {
        match self.months {
            1 => 1,
            3 => 2,
            6 => 3,
            _ => 4,
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Period { year, number, .. } = self;
        match self.months {
            1 => write!(f, "{year:04}-{number:02}"),
            3 => write!(f, "{year:04}-Q{number}"),
            6 => write!(f, "{year:04}-H{number}"),
            _ => write!(f, "{year:04}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(String, String, String)> {
        let period = Period::parse(text)?;
        let days = (period.first_day()?, period.last_day()?);
        Some((period.to_string(), days.0.to_string(), days.1.to_string()))
    }

    #[test]
    fn periods_as_people_write_them() {
        let check = |texts: &[&str], shown: &str, first: &str, last: &str| {
            for text in texts {
                let want = Some((shown.to_owned(), first.to_owned(), last.to_owned()));
                assert_eq!(read(text), want, "{text}");
            }
        };
        let months =
            ["2020-02", "2020-2", "202002", "2020年2月", "2020/02", "２０２０－０２", "43862"];
        check(&months, "2020-02", "2020-02-01", "2020-02-29");
        let quarters = ["2019-Q1", "2019Q1", "2019-q1", "2019年第一季度", "2019年1季度"];
        check(&quarters, "2019-Q1", "2019-01-01", "2019-03-31");
        check(&["2019-Q4"], "2019-Q4", "2019-10-01", "2019-12-31");
        check(&["2019-H2", "2019年下半年"], "2019-H2", "2019-07-01", "2019-12-31");
        check(&["2019", "2019年", "2019年度"], "2019", "2019-01-01", "2019-12-31");
    }

    #[test]
    fn what_is_no_period_is_refused() {
        for text in ["", "2019-Q5", "2019-13", "Q1", "上半年", "19-06", "二〇一九年"] {
            assert_eq!(Period::parse(text), None, "{text}");
        }
    }

    #[test]
    fn cells_hold_periods_of_the_recorded_years() {
        for text in ["1999-12", "2064", "2019-13", "June", "2019-Q5", "2019-00"] {
            assert_eq!(Period::recorded(text), Err(Refusal::NotAPeriod), "{text}");
        }
        for text in ["2019-06", "2019-Q1", "2019-H1", "2019"] {
            assert_eq!(Period::recorded(text).map(|p| p.to_string()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn periods_follow_each_other() {
        let check = |text: &str, next: &str| {
            assert_eq!(Period::parse(text).unwrap().next().to_string(), next);
        };
        check("2019-12", "2020-01");
        check("2019-05", "2019-06");
        check("2019-Q4", "2020-Q1");
        check("2019-H1", "2019-H2");
        check("2019", "2020");
    }
}
