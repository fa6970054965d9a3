//! Days as the simulator needs them: always one that exists, mostly one that is worked.

use domain::{Calendar, Day, Month};

/// The day, or the first of all days where the calendar has no such day.
pub(crate) fn day(year: u16, month: u32, day: u32) -> Day {
    Day::new(i32::from(year), month, day).unwrap_or(Day::FIRST)
}

/// The day `days` later (or earlier).
pub(crate) fn later(day: Day, days: i32) -> Day {
    day.plus_days(days).unwrap_or(day)
}

/// All months from the one of `first` to the one of `last`.
pub(crate) fn months(first: Day, last: Day) -> impl Iterator<Item = Month> {
    let start = first.month();
    (0..).map_while(move |n| start.plus(n)).take_while(move |month| *month <= last.month())
}

/// The calendar, asked for days on which offices work.
#[derive(Clone, Copy)]
pub(crate) struct Workdays<'a>(pub &'a Calendar);

impl Workdays<'_> {
    /// The day itself if it is worked, else the next that is.
    pub(crate) fn on_or_after(self, day: Day) -> Day {
        if self.0.is_workday(day) { day } else { self.after(day, 1) }
    }

    /// The day itself if it is worked, else the last that was.
    pub(crate) fn on_or_before(self, day: Day) -> Day {
        if self.0.is_workday(day) { day } else { self.after(day, -1) }
    }

    /// The `n`-th working day after `day` (before it, for a negative `n`).
    pub(crate) fn after(self, day: Day, n: i32) -> Day {
        self.0.plus_workdays(day, n).unwrap_or(day)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// New Year is off; otherwise these years are worked from Monday to Friday.
    pub(crate) fn calendar() -> Calendar {
        Calendar::new((2018..=2021).map(|year| (day(year, 1, 1), false)), [])
    }

    #[test]
    fn weekends_are_passed_over_both_ways() {
        let calendar = calendar();
        let workdays = Workdays(&calendar);
        let saturday = day(2019, 6, 15);
        assert_eq!(workdays.on_or_after(saturday), day(2019, 6, 17));
        assert_eq!(workdays.on_or_before(saturday), day(2019, 6, 14));
        assert_eq!(workdays.after(saturday, 5), day(2019, 6, 21));
        assert_eq!(day(2019, 2, 30), Day::FIRST);
    }

    #[test]
    fn months_include_both_ends() {
        let texts: Vec<String> =
            months(day(2019, 11, 30), day(2020, 2, 1)).map(|m| m.to_string()).collect();
        assert_eq!(texts, ["2019-11", "2019-12", "2020-01", "2020-02"]);
    }
}
