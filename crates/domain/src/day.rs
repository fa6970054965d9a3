//! Civil days and months. The core never asks what day it is: days are arguments.

use std::fmt;
use std::num::NonZeroI32;

use crate::money::half_width;
use crate::refusal::Refusal;

/// A day of the civil calendar, 1900-01-01 to 2200-12-31. `Option<Day>` takes four bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(NonZeroI32);

/// The years of which records can be: what lies outside is a slip of the pen or a number taken for a day.
pub const RECORDED_YEARS: std::ops::RangeInclusive<i32> = 2000..=2063;

/// Shifts day numbers so that none of the accepted range is zero.
const SHIFT: i32 = 1_000_000;
const FIRST_YEAR: i32 = 1900;
const LAST_YEAR: i32 = 2200;

impl Day {
    /// The first day of the accepted range, 1900-01-01.
    pub const FIRST: Day = match NonZeroI32::new(SHIFT - 25_567) {
        Some(number) => Day(number),
        None => Day(NonZeroI32::MIN),
    };
    /// The accepted days as [`Day::number`] gives them.
    pub const NUMBERS: std::ops::RangeInclusive<i32> = -25_567..=84_370;

    /// The day, or nothing where the calendar has no such day.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Day> {
        let possible = (FIRST_YEAR..=LAST_YEAR).contains(&year)
            && (1..=12).contains(&month)
            && (1..=days_in_month(year, month)).contains(&day);
        if possible { Day::from_number(days_from_civil(year, month, day)) } else { None }
    }

    /// Days since 1970-01-01, as the engine computes with them.
    pub fn number(self) -> i32 {
        self.0.get() - SHIFT
    }

    /// The inverse of [`Day::number`]; nothing outside the accepted years.
    pub fn from_number(number: i32) -> Option<Day> {
        let in_range = Day::NUMBERS.contains(&number);
        if in_range { NonZeroI32::new(number + SHIFT).map(Day) } else { None }
    }

    /// Year, month and day of the month.
    pub fn ymd(self) -> (i32, u32, u32) {
        civil_from_days(self.number())
    }

    /// The calendar year.
    pub fn year(self) -> i32 {
        self.ymd().0
    }

    /// The day `days` later (or earlier); stays inside the accepted years.
    pub fn plus_days(self, days: i32) -> Option<Day> {
        Day::from_number(self.number().checked_add(days)?)
    }

    /// Whether a record can be of this day: one of [`RECORDED_YEARS`].
    pub fn is_recorded(self) -> bool {
        RECORDED_DAYS.contains(&self.number())
    }

    /// The same day of the month `months` later, or that month's last day where the day does not exist.
    pub fn plus_months(self, months: i32) -> Option<Day> {
        let (year, month, day) = self.ymd();
        let target = Month::new(year, month)?.plus(months)?;
        let (y, m) = target.year_month();
        Day::new(y, m, day.min(days_in_month(y, m)))
    }

    /// The last day of this day's month.
    #[must_use]
    pub fn month_end(self) -> Day {
        let (year, month, _) = self.ymd();
        Day::new(year, month, days_in_month(year, month)).unwrap_or(self)
    }

    /// This day's month.
    pub fn month(self) -> Month {
        let (year, month, _) = self.ymd();
        Month(year * 12 + month as i32 - 1)
    }

    /// How many calendar days this day lies after `earlier`.
    pub fn since(self, earlier: Day) -> i32 {
        self.number() - earlier.number()
    }

    /// Reads `2019-05-22`, `2019/5/22`, `2019.5.22`, `20190522`, `2019年5月22日`, and five digits as the
    /// serial day of a spreadsheet. A time of day after the date is dropped. A day of the calendar outside
    /// the accepted years is [`Refusal::DayTooEarly`] or [`Refusal::DayTooLate`].
    pub fn parse(text: &str) -> Result<Day, Refusal> {
        let bytes = text.as_bytes();
        if let [y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1] = bytes {
            let year = two(*y0, *y1)? * 100 + two(*y2, *y3)?;
            return Day::of_calendar(year as i32, two(*m0, *m1)?, two(*d0, *d1)?);
        }
        let half: String = text.trim().chars().map(half_width).collect();
        Self::parse_loosely(&half).unwrap_or(Err(Refusal::NotADay))
    }

    /// The day, or why it is none: the calendar has no such day, or it lies outside the accepted years.
    pub fn of_calendar(year: i32, month: u32, day: u32) -> Result<Day, Refusal> {
        let possible = (1..=12).contains(&month) && (1..=days_in_month(year, month)).contains(&day);
        match Day::new(year, month, day) {
            Some(day) => Ok(day),
            None if possible && year < FIRST_YEAR => Err(Refusal::DayTooEarly),
            None if possible && year > LAST_YEAR => Err(Refusal::DayTooLate),
            None => Err(Refusal::NotADay),
        }
    }

    /// Nothing where the text is not written as a day.
    fn parse_loosely(text: &str) -> Option<Result<Day, Refusal>> {
        let date = text.split([' ', 'T']).next().unwrap_or(text);
        if date.bytes().all(|b| b.is_ascii_digit()) {
            return match date.len() {
                8 => Some(Day::of_calendar(
                    date[..4].parse().ok()?,
                    date[4..6].parse().ok()?,
                    date[6..].parse().ok()?,
                )),
                5 => Day::from_serial(date.parse().ok()?).map(Ok),
                _ => None,
            };
        }
        let parts: Vec<&str> =
            date.trim_end_matches('日').split(['-', '/', '.', '年', '月']).collect();
        let [year, month, day] = parts.as_slice() else { return None };
        let short = |part: &str| {
            let fits = (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
            if fits { part.parse().ok() } else { None }
        };
        let year = if year.len() == 4 { year.parse().ok()? } else { return None };
        Some(Day::of_calendar(year, short(month)?, short(day)?))
    }

    /// The day of a spreadsheet's serial number (1900 system).
    pub fn from_serial(serial: i32) -> Option<Day> {
        // Serial 25569 is 1970-01-01; numbers below 61 fall before the system's false leap day.
        if serial < 61 { None } else { Day::from_number(serial.checked_sub(25_569)?) }
    }
}

fn two(high: u8, low: u8) -> Result<u32, Refusal> {
    if high.is_ascii_digit() && low.is_ascii_digit() {
        Ok(u32::from(high - b'0') * 10 + u32::from(low - b'0'))
    } else {
        Err(Refusal::NotADay)
    }
}

/// Number of days of a month.
pub fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days since 1970-01-01 of a valid date: whole 400-year eras, with years counted from March.
const fn days_from_civil(year: i32, month: u32, day: u32) -> i32 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = (month as i32 + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day as i32 - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The days of [`RECORDED_YEARS`] by number.
const RECORDED_DAYS: std::ops::RangeInclusive<i32> =
    days_from_civil(*RECORDED_YEARS.start(), 1, 1)..=days_from_civil(*RECORDED_YEARS.end(), 12, 31);

fn civil_from_days(days: i32) -> (i32, u32, u32) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = (day_of_year - (153 * month_from_march + 2) / 5 + 1) as u32;
    let month = ((month_from_march + 2) % 12 + 1) as u32;
    let year = era * 400 + year_of_era + i32::from(month <= 2);
    (year, month, day)
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A calendar month.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(i32);

impl Month {
    /// The month, or nothing for a month number outside 1–12 or a year out of range.
    pub fn new(year: i32, month: u32) -> Option<Month> {
        let possible = (FIRST_YEAR..=LAST_YEAR).contains(&year) && (1..=12).contains(&month);
        if possible { Some(Month(year * 12 + month as i32 - 1)) } else { None }
    }

    /// The month `months` later (or earlier).
    pub fn plus(self, months: i32) -> Option<Month> {
        let shifted = Month(self.0.checked_add(months)?);
        let (year, month) = shifted.year_month();
        Month::new(year, month)
    }

    /// Year and month number (1–12).
    pub fn year_month(self) -> (i32, u32) {
        (self.0.div_euclid(12), self.0.rem_euclid(12) as u32 + 1)
    }

    /// The first day of the month.
    pub fn first_day(self) -> Option<Day> {
        let (year, month) = self.year_month();
        Day::new(year, month, 1)
    }

    /// The last day of the month.
    pub fn last_day(self) -> Option<Day> {
        self.first_day().map(Day::month_end)
    }

    /// Reads `2019-06`, `2019/6`, `201906`, `2019年6月`, or a full date (its month).
    pub fn parse(text: &str) -> Result<Month, Refusal> {
        let half: String = text.trim().chars().map(half_width).collect();
        if let Ok(day) = Day::parse(&half) {
            return Ok(day.month());
        }
        let (year, month) = match half.split_once(['-', '/', '.', '年']) {
            Some((year, month)) => (year, month.trim_end_matches('月')),
            None if half.len() == 6 && half.is_ascii() => half.split_at(4),
            None => return Err(Refusal::NotAMonth),
        };
        let number = |part: &str, most: usize| {
            let fits =
                !part.is_empty() && part.len() <= most && part.bytes().all(|b| b.is_ascii_digit());
            if fits { part.parse::<u32>().ok() } else { None }
        };
        let year = number(year, 4).filter(|y| *y > 999).ok_or(Refusal::NotAMonth)?;
        let month = number(month, 2).ok_or(Refusal::NotAMonth)?;
        Month::new(year as i32, month).ok_or(Refusal::NotAMonth)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month) = self.year_month();
        write!(f, "{year:04}-{month:02}")
    }
}

impl fmt::Debug for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn the_first_day_is_the_first_accepted_one() {
        assert_eq!(Day::new(1900, 1, 1), Some(Day::FIRST));
        assert_eq!(Day::FIRST.plus_days(-1), None);
    }

    #[test]
    fn dates_as_people_write_them() {
        for text in [
            "2019-05-22",
            "2019/5/22",
            "2019/05/22",
            "20190522",
            "2019年5月22日",
            "2019.5.22",
            "43607",
            "２０１９-０５-２２",
            " 2019-05-22 ",
            "2019-05-22 00:00:00",
        ] {
            assert_eq!(day(text).to_string(), "2019-05-22", "{text}");
        }
    }

    #[test]
    fn impossible_dates_are_refused() {
        for text in [
            "2019-02-29",
            "2019-04-31",
            "2019-13-01",
            "yesterday",
            "100000",
            "",
            "2019-5",
            "19-05-22",
            "2019-05-22x",
            "0000-00-00",
            "2019--1-1",
        ] {
            assert_eq!(Day::parse(text), Err(Refusal::NotADay), "{text}");
        }
    }

    #[test]
    fn months_later_end_on_the_last_day_where_the_day_is_missing() {
        assert_eq!(day("2019-11-30").plus_months(3), Some(day("2020-02-29")));
        assert_eq!(day("2020-01-31").plus_months(3), Some(day("2020-04-30")));
        assert_eq!(day("2019-08-31").plus_months(6), Some(day("2020-02-29")));
        assert_eq!(day("2020-02-29").plus_months(12), Some(day("2021-02-28")));
        assert_eq!(day("2019-01-31").plus_months(-2), Some(day("2018-11-30")));
        assert_eq!(Month::parse("2020-02").unwrap().last_day(), Some(day("2020-02-29")));
    }

    #[test]
    fn months_as_people_write_them() {
        for text in ["2019-06", "2019/6", "201906", "2019年6月", "2019-06-30"] {
            assert_eq!(Month::parse(text).unwrap().to_string(), "2019-06", "{text}");
        }
        assert_eq!(Month::parse("2019-13"), Err(Refusal::NotAMonth));
        assert_eq!(Month::parse("六月"), Err(Refusal::NotAMonth));
    }

    #[test]
    fn records_are_of_some_years_only() {
        for (text, expect) in [
            ("1999-12-31", false),
            ("2000-01-01", true),
            ("2063-12-31", true),
            ("2064-01-01", false),
        ] {
            assert_eq!(day(text).is_recorded(), expect, "{text}");
        }
    }

    #[test]
    fn the_accepted_years_end_with_their_last_day() {
        assert_eq!(Day::from_number(84_370), Some(day("2200-12-31")));
        assert_eq!(day("2200-12-31").plus_days(1), None);
        assert_eq!(Day::from_number(-25_567), Some(day("1900-01-01")));
        assert_eq!(day("1900-01-01").plus_days(-1), None);
    }

    proptest! {
        #[test]
        fn agrees_with_a_well_tested_calendar(number in -25_567..84_371_i32) {
            let ours = Day::from_number(number).unwrap();
            let epoch = jiff::civil::date(1970, 1, 1);
            let theirs = epoch.checked_add(jiff::Span::new().days(number)).unwrap();
            prop_assert_eq!(ours.to_string(), theirs.to_string());
            prop_assert_eq!(Day::parse(&ours.to_string()), Ok(ours));
        }
    }
}
