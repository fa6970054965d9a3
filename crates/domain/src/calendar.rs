//! Working days over a calendar that is data, and the terms in which regulations count.

use crate::day::Day;

/// Which days are worked. Built from the yearly notices (`workdays.csv` of a pack) and an
/// administrator's overlay; days outside the data are worked Monday to Friday.
#[derive(Clone, Debug)]
pub struct Calendar {
    first: i32,
    /// `counts[i]` = number of working days up to and including day `first + i`.
    counts: Vec<u32>,
    /// `worked[n]` = the day on which the number of working days became `n + 1`.
    worked: Vec<i32>,
}

/// A limit as a regulation states it. The day it counts from is never counted itself; the last day is
/// still on time; a limit in calendar days or months does not shift when it ends on a holiday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term {
    /// "30日内"
    Days(i32),
    /// "5个工作日内"
    Workdays(i32),
    /// "3个月内": the same day of the month, or the month's last day where it does not exist.
    Months(i32),
    /// "10月底以前": a fixed day, included.
    By(Day),
}

/// How far the calendar reaches: the years that [`Day`] accepts around the supervised ones.
const FIRST_YEAR: i32 = 2000;
const LAST_YEAR: i32 = 2100;

impl Calendar {
    /// Builds the calendar. Later entries win, so an overlay is simply appended to the base.
    pub fn new(entries: impl IntoIterator<Item = (Day, bool)>) -> Calendar {
        let bound = |year, month, day| Day::new(year, month, day).map_or(0, Day::number);
        let (first, last) = (bound(FIRST_YEAR, 1, 1), bound(LAST_YEAR, 12, 31));
        let mut worked: Vec<bool> = (first..=last).map(is_weekday).collect();
        for (day, is_workday) in entries {
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
        let worked_days = worked.iter().zip(first..).filter(|(is_worked, _)| **is_worked);
        let worked = worked_days.map(|(_, day)| day).collect();
        Calendar { first, counts, worked }
    }

    /// Whether offices work on this day.
    pub fn is_workday(&self, day: Day) -> bool {
        self.count(day.number()) > self.count(day.number() - 1)
    }

    /// Whether the calendar reaches this day.
    pub fn covers(&self, day: Day) -> bool {
        let index = i64::from(day.number()) - i64::from(self.first);
        (0..self.counts.len() as i64).contains(&index)
    }

    /// The `n`-th working day after `day` (before it, for a negative `n`); `day` itself is not counted.
    /// Nothing where the calendar does not reach.
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

    /// Working days after `from` up to and including `to` (negative when `to` lies before).
    pub fn workdays_between(&self, from: Day, to: Day) -> i32 {
        self.count(to.number()) as i32 - self.count(from.number()) as i32
    }

    /// The last day that is on time when the clock starts on `start`.
    pub fn due(&self, start: Day, term: Term) -> Option<Day> {
        match term {
            Term::Days(n) => start.plus_days(n),
            Term::Workdays(n) => self.plus_workdays(start, n),
            Term::Months(n) => start.plus_months(n),
            Term::By(day) => Some(day),
        }
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
        Calendar::new(off.chain(more))
    }

    #[test]
    fn working_days_pass_over_holidays_and_count_make_up_days() {
        let c = calendar();
        assert_eq!(c.plus_workdays(day("2020-01-20"), 5), Some(day("2020-02-04")));
        assert_eq!(c.plus_workdays(day("2020-01-17"), 1), Some(day("2020-01-19")));
        assert_eq!(c.plus_workdays(day("2020-02-04"), -5), Some(day("2020-01-20")));
        assert_eq!(c.plus_workdays(day("2020-01-25"), -1), Some(day("2020-01-23")));
        assert_eq!(c.plus_workdays(day("2020-01-25"), 0), Some(day("2020-01-25")));
        assert_eq!(c.workdays_between(day("2020-01-20"), day("2020-02-04")), 5);
        assert!(!c.is_workday(day("2020-01-25")) && c.is_workday(day("2020-01-19")));
    }

    #[test]
    fn an_overlay_is_appended_and_wins() {
        let c = Calendar::new([(day("2023-04-21"), true), (day("2023-04-21"), false)]);
        assert!(!c.is_workday(day("2023-04-21")));
        assert_eq!(c.due(day("2023-04-20"), Term::Workdays(1)), Some(day("2023-04-24")));
        assert_eq!(c.due(day("2023-04-20"), Term::Days(1)), Some(day("2023-04-21")));
        assert_eq!(c.due(day("2023-04-20"), Term::Months(1)), Some(day("2023-05-20")));
        assert_eq!(c.due(day("2023-04-20"), Term::By(day("2023-10-31"))), Some(day("2023-10-31")));
    }

    #[test]
    fn beyond_the_data_there_is_no_answer_rather_than_a_wrong_one() {
        assert_eq!(calendar().plus_workdays(day("2100-12-30"), 50), None);
        assert_eq!(calendar().plus_workdays(day("1999-12-31"), 5), None);
        assert!(calendar().covers(day("2000-01-01")) && !calendar().covers(day("1999-12-31")));
    }
}
