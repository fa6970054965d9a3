//! Days: counting on, month ends, days of the year, days between, dated amounts.

use domain::{Calendar, Day, Month};

use super::values::of_parts;
use super::{Rows, Vals, Value};
use crate::lang::typed::Step;
use crate::value::{UNKNOWN, day_value, value_day};

/// The values of a function about days.
pub(super) fn eval(value: &Value, rows: &Rows) -> Vals<'static> {
    let len = rows.len();
    let calendar = rows.scope.calendar;
    let days = match value {
        Value::After(step, day, n) => {
            zip(&day.eval(rows), &n.eval(rows), len, |d, n| after(calendar, *step, d, n))
        }
        Value::MonthEnd(day) => map(&day.eval(rows), len, month_end),
        Value::YearOf(day) => map(&day.eval(rows), len, year_of),
        Value::On(year, month_day) => zip(&year.eval(rows), &month_day.eval(rows), len, on),
        Value::DaysBetween(a, b) => zip(&a.eval(rows), &b.eval(rows), len, days_between),
        Value::WorkdaysBetween(a, b) => {
            let between = |a, b| workdays_between(calendar, a, b);
            zip(&a.eval(rows), &b.eval(rows), len, between)
        }
        Value::DoneBy(column, day) => {
            let day = day.eval(rows);
            return of_parts(*column, rows, |parts, row, i| match day.narrow_at(i) {
                UNKNOWN => UNKNOWN,
                last => done_by(parts.row(row), last),
            });
        }
        Value::LastDay(column) => {
            return of_parts(*column, rows, |parts, row, _| {
                parts.row(row).map(|(day, _)| i64::from(day)).max().unwrap_or(UNKNOWN)
            });
        }
        _ => vec![UNKNOWN; len],
    };
    Vals::Narrow(days.into())
}

fn done_by(parts: impl Iterator<Item = (i32, i64)>, last: i64) -> i64 {
    let done = parts.filter(|(day, _)| i64::from(*day) <= last);
    let sum = done.map(|(_, amount)| amount).try_fold(0_i64, i64::checked_add);
    sum.unwrap_or(UNKNOWN)
}

fn after(calendar: &Calendar, step: Step, day: i64, n: i64) -> i64 {
    let (Some(day), Ok(n)) = (value_day(day), i32::try_from(n)) else { return UNKNOWN };
    day_value(match step {
        Step::Days => day.plus_days(n),
        Step::Workdays => calendar.plus_workdays(day, n),
        Step::Months => day.plus_months(n),
    })
}

fn month_end(day: i64) -> i64 {
    day_value(value_day(day).map(Day::month_end))
}

fn year_of(day: i64) -> i64 {
    value_day(day).map_or(UNKNOWN, |d| i64::from(d.year()))
}

/// A day of the year is kept as month × 100 + day.
fn on(year: i64, month_day: i64) -> i64 {
    let day = || {
        let year = i32::try_from(year).ok()?;
        let month = Month::new(year, u32::try_from(month_day / 100).ok()?)?;
        let last = month.last_day()?;
        let (_, _, days) = last.ymd();
        let wanted = u32::try_from(month_day % 100).ok()?;
        last.plus_days(wanted.min(days) as i32 - days as i32)
    };
    day_value(day())
}

fn days_between(a: i64, b: i64) -> i64 {
    b.checked_sub(a).unwrap_or(UNKNOWN)
}

fn workdays_between(calendar: &Calendar, a: i64, b: i64) -> i64 {
    let days = value_day(a).zip(value_day(b));
    let covered = days.filter(|(a, b)| calendar.covers(*a) && calendar.covers(*b));
    covered.map_or(UNKNOWN, |(a, b)| i64::from(calendar.workdays_between(a, b)))
}

/// Applies a function to every known value. Facts of a batch lie within a few years, so each different
/// value is worked out once and then looked up.
fn map(vals: &Vals, len: usize, f: impl Fn(i64) -> i64) -> Vec<i64> {
    let known = |v: i64| if v == UNKNOWN { UNKNOWN } else { f(v) };
    let Vals::Narrow(values) = vals else {
        return match vals {
            Vals::One(_) => vec![known(vals.narrow_at(0)); len],
            _ => (0..len).map(|row| known(vals.narrow_at(row))).collect(),
        };
    };
    let known_values = || values.iter().copied().filter(|v| *v != UNKNOWN);
    let (Some(first), Some(last)) = (known_values().min(), known_values().max()) else {
        return vec![UNKNOWN; len];
    };
    let span = last.checked_sub(first).and_then(|s| usize::try_from(s).ok());
    if span.is_none_or(|s| s >= len) {
        return values.iter().map(|v| known(*v)).collect();
    }
    let mut table = vec![None; span.map_or(0, |s| s + 1)];
    let mut lookup = |value: i64| {
        let slot = value.checked_sub(first).and_then(|i| table.get_mut(usize::try_from(i).ok()?));
        slot.map_or(UNKNOWN, |slot| *slot.get_or_insert_with(|| f(value)))
    };
    values.iter().map(|v| if *v == UNKNOWN { UNKNOWN } else { lookup(*v) }).collect()
}

/// Joins two columns row by row; unknown where either is.
fn zip(a: &Vals, b: &Vals, len: usize, f: impl Fn(i64, i64) -> i64) -> Vec<i64> {
    let known = |a: i64, b: i64| if a == UNKNOWN || b == UNKNOWN { UNKNOWN } else { f(a, b) };
    match (a, b) {
        (_, Vals::One(_)) => {
            let b = b.narrow_at(0);
            map(a, len, |a| known(a, b))
        }
        (Vals::One(_), _) => {
            let a = a.narrow_at(0);
            map(b, len, |b| known(a, b))
        }
        _ => (0..len).map(|row| known(a.narrow_at(row), b.narrow_at(row))).collect(),
    }
}
