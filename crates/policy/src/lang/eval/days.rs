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
        Value::After(Step::Days, day, n) => plus_days(&day.eval(rows), &n.eval(rows), len),
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

/// Adding is cheaper than looking up. Days beyond the accepted years are not known.
fn plus_days(days: &Vals, n: &Vals, len: usize) -> Vec<i64> {
    let (first, last) = (i64::from(*Day::NUMBERS.start()), i64::from(*Day::NUMBERS.end()));
    let all = last - first;
    let sum = |day: i64, n: i64| {
        // No more days than there are bring an unknown day into the accepted years.
        let sum = day.wrapping_add(n);
        let is_day = n >= -all && n <= all && sum >= first && sum <= last;
        if is_day { sum } else { UNKNOWN }
    };
    match (days, n) {
        (Vals::Narrow(days), Vals::One(_)) => {
            let n = n.narrow_at(0);
            days.iter().map(|day| sum(*day, n)).collect()
        }
        _ => (0..len).map(|row| sum(days.narrow_at(row), n.narrow_at(row))).collect(),
    }
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
    days.and_then(|(a, b)| calendar.workdays_between(a, b)).map_or(UNKNOWN, i64::from)
}

/// Applies a function to every known value.
fn map(vals: &Vals, len: usize, f: impl Fn(i64) -> i64) -> Vec<i64> {
    match vals {
        Vals::Narrow(values) => map_column(values, f),
        _ => zip(vals, &Vals::One(0), len, |value, _| f(value)),
    }
}

/// Joins two columns row by row; unknown where either is.
fn zip(a: &Vals, b: &Vals, len: usize, f: impl Fn(i64, i64) -> i64) -> Vec<i64> {
    let known = |a: i64, b: i64| if a == UNKNOWN || b == UNKNOWN { UNKNOWN } else { f(a, b) };
    match (a, b) {
        (Vals::Narrow(a), Vals::One(_)) => {
            let b = b.narrow_at(0);
            map_column(a, |a| known(a, b))
        }
        (Vals::One(_), Vals::Narrow(b)) => {
            let a = a.narrow_at(0);
            map_column(b, |b| known(a, b))
        }
        (Vals::Narrow(a), Vals::Narrow(b)) => zip_columns(a, b, known),
        _ => (0..len).map(|row| known(a.narrow_at(row), b.narrow_at(row))).collect(),
    }
}

/// Marks a result that is not worked out yet; no day or count comes near it.
const OPEN: i64 = i64::MAX;

/// The facts of a batch lie within a few years, so that there are fewer different days than rows:
/// each is worked out once and then looked up.
fn map_column(values: &[i64], f: impl Fn(i64) -> i64) -> Vec<i64> {
    let known = |v: i64| if v == UNKNOWN { UNKNOWN } else { f(v) };
    let Some((least, size)) = span(values).filter(|(_, size)| *size <= values.len()) else {
        return values.iter().map(|v| known(*v)).collect();
    };
    let mut results = vec![OPEN; size];
    let looked_up = |value: &i64| {
        let Some(slot) = results.get_mut(value.wrapping_sub(least) as usize) else {
            return UNKNOWN;
        };
        if *slot == OPEN {
            *slot = known(*value);
        }
        *slot
    };
    values.iter().map(looked_up).collect()
}

/// The same for pairs, where one side has few different values (a limit that changed, a fiscal
/// year).
fn zip_columns(a: &[i64], b: &[i64], f: impl Fn(i64, i64) -> i64) -> Vec<i64> {
    let pairs = a.iter().zip(b);
    let (Some((least_a, height)), Some((least_b, width))) = (span(a), span(b)) else {
        return pairs.map(|(a, b)| f(*a, *b)).collect();
    };
    let Some(size) = height.checked_mul(width).filter(|size| *size <= a.len()) else {
        return pairs.map(|(a, b)| f(*a, *b)).collect();
    };
    let mut results = vec![OPEN; size];
    let looked_up = |(a, b): (&i64, &i64)| {
        let row = (a.wrapping_sub(least_a) as usize).min(height);
        let place = (b.wrapping_sub(least_b) as usize).min(width);
        let slot = results.get_mut(row * width + place).filter(|_| row < height && place < width);
        let Some(slot) = slot else { return UNKNOWN };
        if *slot == OPEN {
            *slot = f(*a, *b);
        }
        *slot
    };
    pairs.map(looked_up).collect()
}

/// The least known value and the number of values from it to the greatest.
fn span(values: &[i64]) -> Option<(i64, usize)> {
    // Unknown is the least number of all; less one it is the greatest, and so never the least.
    let range = |(least, most): (i64, i64), v: &i64| (least.min(v.wrapping_sub(1)), most.max(*v));
    let (least, most) = values.iter().fold((i64::MAX, i64::MIN), range);
    let least = least.checked_add(1)?;
    let size = most.checked_sub(least)?.checked_add(1)?;
    Some((least, usize::try_from(size).ok()?))
}
