//! Working days over a calendar that is data.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use crate::day::Day;

/// Which days are worked: the days of the yearly notices (`workdays.csv` of a pack) with the bureau's own
/// days on top. It knows whole years, from the first that the notices speak of to the one before the first
/// that they leave out; of any other day it says nothing, since nobody can guess a year's holidays.
#[derive(Clone, Debug)]
pub struct Calendar {
    years: Option<(i32, i32)>,
    /// Number of the first day of `years`.
    first: i32,
    /// `counts[i]` = number of working days up to and including day `first + i`.
    counts: Vec<u32>,
    /// `worked[n]` = the day on which the number of working days became `n + 1`.
    worked: Vec<i32>,
}

impl Calendar {
    /// Builds the calendar: days of the notices, then the overlay, which wins. Days of these years that
    /// neither names are worked from Monday to Friday. Only the notices make a year known: an overlay adds
    /// a few days to it.
    pub fn new(
        notices: impl IntoIterator<Item = (Day, bool)>,
        overlay: impl IntoIterator<Item = (Day, bool)>,
    ) -> Calendar {
        let notices: Vec<(Day, bool)> = notices.into_iter().collect();
        let years = unbroken(&notices.iter().map(|(day, _)| day.year()).collect());
        let bounds = years.and_then(|(first, last)| {
            Some((Day::new(first, 1, 1)?.number(), Day::new(last, 12, 31)?.number()))
        });
        let (first, days) = bounds.map_or((0, 0..0), |(first, last)| (first, first..last + 1));
        let mut worked: Vec<bool> = days.clone().map(is_weekday).collect();
        for (day, is_workday) in notices.into_iter().chain(overlay) {
            let slot = usize::try_from(day.number() - first).ok().and_then(|i| worked.get_mut(i));
            if let Some(slot) = slot {
                *slot = is_workday;
            }
        }
        let counts = worked
            .iter()
            .scan(0_u32, |sum, day_is_worked| {
                *sum += u32::from(*day_is_worked);
                Some(*sum)
            })
            .collect();
        let worked_days = worked.iter().zip(days).filter(|(is_worked, _)| **is_worked);
        let worked = worked_days.map(|(_, day)| day).collect();
        Calendar { years, first, counts, worked }
    }

    /// The years whose working days are known, first and last.
    pub fn years(&self) -> Option<RangeInclusive<i32>> {
        self.years.map(|(first, last)| first..=last)
    }

    /// Whether offices work on this day; no where the calendar does not reach.
    pub fn is_workday(&self, day: Day) -> bool {
        self.covers(day) && self.count(day.number()) > self.count(day.number() - 1)
    }

    /// Whether the calendar knows the year of this day.
    pub fn covers(&self, day: Day) -> bool {
        self.years.is_some_and(|(first, last)| (first..=last).contains(&day.year()))
    }

    /// The `n`-th working day after `day` (before it, for a negative `n`); `day` itself is not counted.
    /// Nothing where the calendar does not reach: see [`Calendar::missing_year`].
    pub fn plus_workdays(&self, day: Day, n: i32) -> Option<Day> {
        if !self.covers(day) {
            return None;
        }
        let here = self.count(day.number());
        let wanted = if n >= 0 {
            here.checked_add(n.unsigned_abs())?
        } else {
            // The day itself, if worked, is passed over first.
            let before = here - u32::from(self.is_workday(day));
            before.checked_sub(n.unsigned_abs() - 1)?
        };
        if n == 0 {
            return Some(day);
        }
        let index = wanted.checked_sub(1)?;
        self.worked.get(index as usize).copied().and_then(Day::from_number)
    }

    /// The year without which `n` working days cannot be counted from a day; nothing where they can.
    pub fn missing_year(&self, day: Day, n: i32) -> Option<i32> {
        match self.years {
            Some((first, last)) if self.covers(day) => {
                let beyond = if n < 0 { first - 1 } else { last + 1 };
                self.plus_workdays(day, n).is_none().then_some(beyond)
            }
            _ => Some(day.year()),
        }
    }

    /// Working days after `from` up to and including `to` (negative when `to` lies before); nothing where
    /// the calendar does not know both years.
    pub fn workdays_between(&self, from: Day, to: Day) -> Option<i32> {
        let known = self.covers(from) && self.covers(to);
        known.then(|| self.count(to.number()) as i32 - self.count(from.number()) as i32)
    }

    fn count(&self, number: i32) -> u32 {
        let index = number - self.first;
        if index < 0 {
            return 0;
        }
        let last = self.counts.len().saturating_sub(1);
        self.counts.get((index as usize).min(last)).copied().unwrap_or(0)
    }
}

/// The run of years from the first one on in which none is left out.
fn unbroken(years: &BTreeSet<i32>) -> Option<(i32, i32)> {
    let first = *years.first()?;
    let run = years.iter().zip(first..).take_while(|(year, expected)| *year == expected);
    Some((first, run.last().map_or(first, |(year, _)| *year)))
}

/// 1970-01-01 was a Thursday.
fn is_weekday(number: i32) -> bool {
    (number + 3).rem_euclid(7) < 5
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    /// Spring Festival 2020 with its extension and make-up Sunday, as in the pack's data.
    fn calendar() -> Calendar {
        let off = (24..=31).map(|d| (Day::new(2020, 1, d).unwrap(), false));
        let more =
            [(day("2020-02-01"), false), (day("2020-02-02"), false), (day("2020-01-19"), true)];
        Calendar::new(off.chain(more), [])
    }

    #[test]
    fn working_days_pass_over_holidays_and_count_make_up_days() {
        let c = calendar();
        assert_eq!(c.plus_workdays(day("2020-01-20"), 5), Some(day("2020-02-04")));
        assert_eq!(c.plus_workdays(day("2020-01-17"), 1), Some(day("2020-01-19")));
        assert_eq!(c.plus_workdays(day("2020-02-04"), -5), Some(day("2020-01-20")));
        assert_eq!(c.plus_workdays(day("2020-01-25"), -1), Some(day("2020-01-23")));
        assert_eq!(c.plus_workdays(day("2020-01-25"), 0), Some(day("2020-01-25")));
        assert_eq!(c.workdays_between(day("2020-01-20"), day("2020-02-04")), Some(5));
        assert_eq!(c.workdays_between(day("2020-02-04"), day("2020-01-20")), Some(-5));
        assert!(!c.is_workday(day("2020-01-25")) && c.is_workday(day("2020-01-19")));
        assert!(c.is_workday(day("2020-01-01")), "days that nobody names are Monday to Friday");
    }

    #[test]
    fn an_overlay_wins_but_makes_no_year_known() {
        let c = Calendar::new([(day("2023-04-21"), true)], [(day("2023-04-21"), false)]);
        assert!(!c.is_workday(day("2023-04-21")));
        assert_eq!(c.plus_workdays(day("2023-04-20"), 1), Some(day("2023-04-24")));
        let c = Calendar::new([], [(day("2027-03-10"), false)]);
        assert_eq!((c.years(), c.plus_workdays(day("2027-03-09"), 1)), (None, None));
    }

    #[test]
    fn beyond_the_data_there_is_no_answer_rather_than_a_wrong_one() {
        let check = |from: &str, n: i32, due: Option<&str>, missing: Option<i32>| {
            let (c, from) = (calendar(), day(from));
            assert_eq!(c.plus_workdays(from, n), due.map(day), "{from} {n}");
            assert_eq!(c.missing_year(from, n), missing, "{from} {n}");
        };
        check("2020-12-29", 2, Some("2020-12-31"), None);
        check("2020-12-29", 3, None, Some(2021));
        check("2021-01-04", 1, None, Some(2021));
        check("2019-12-31", 5, None, Some(2019));
        check("2020-01-02", -1, Some("2020-01-01"), None);
        check("2020-01-02", -2, None, Some(2019));
        let c = calendar();
        assert_eq!(c.workdays_between(day("2020-12-31"), day("2021-01-04")), None);
        assert!(!c.is_workday(day("2021-01-04")));
        assert_eq!(Calendar::new([], []).missing_year(day("2020-01-02"), 1), Some(2020));
    }

    #[test]
    fn years_after_a_gap_are_not_known() {
        let days = ["2016-01-01", "2017-01-02", "2019-01-01"].map(|d| (day(d), false));
        let c = Calendar::new(days, []);
        assert_eq!(c.years(), Some(2016..=2017));
        assert!(!c.covers(day("2019-06-03")) && c.covers(day("2017-12-31")));
    }
}
