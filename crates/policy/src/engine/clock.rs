//! Clocks: due on a day, done on a day or piece by piece.
//!
//! On a given day a clock is in order (done in time, or not due yet), due soon, late (done after the day) or
//! overdue (open after the day). Days late are always calendar days after the due day.

use domain::{Calendar, Day};

use super::applies::Applies;
use super::hit::{Hit, Judged};
use crate::finding::Lamp;
use crate::lang::Bound;
use crate::pack::{Rule, Test, Window};
use crate::value::{Batch, FALSE, MAYBE, Parts, TRUE, UNKNOWN, value_day};

/// What a clock needs to know besides its row.
pub(super) struct Clock<'a> {
    pub(super) rule: &'a Rule,
    pub(super) calendar: &'a Calendar,
    pub(super) as_of: Day,
}

/// How a row stands against its due day.
struct Progress {
    /// Last day on which something was done late.
    last_late: Option<i32>,
    /// Fen done late and still open; nothing where the clock has no parts.
    late_and_open: Option<i64>,
    open: bool,
}

/// Judges the clocks of a stretch.
pub(super) fn judge(
    clock: &Clock,
    due: &Bound,
    done: &Bound,
    batch: &Batch,
    applies: &Applies,
    amount: impl Fn(usize) -> Option<i64>,
) -> Judged {
    let mut judged = Judged::default();
    let due_days = due.scalars(batch);
    let parts = done.parts(batch);
    let done_days = if parts.is_none() { done.scalars(batch) } else { Vec::new() };
    for row in 0..batch.len {
        let applies = applies.of(row);
        if applies == FALSE {
            continue;
        }
        let Some(due) = due_days.get(row).copied().and_then(value_day) else {
            judged.cannot_tell.push(row as u32);
            continue;
        };
        let progress = match parts {
            Some(parts) => progress_in_parts(parts, row, due),
            None => Some(progress_on_day(clock, due, done_days.get(row).copied())),
        };
        let hit = progress.map(|p| clock.hit(due, &p));
        match (applies, hit) {
            (_, None) | (MAYBE, Some(Some(_))) => judged.cannot_tell.push(row as u32),
            (TRUE, Some(Some(mut hit))) => {
                let own = clock.rule.amount.is_some() || hit.amount.is_none();
                hit.amount = if own { amount(row).or(hit.amount) } else { hit.amount };
                judged.hits.push((row as u32, hit));
            }
            _ => {}
        }
    }
    judged
}

/// Done on one day; a day after the day of evaluation does not count as done.
fn progress_on_day(clock: &Clock, due: Day, done: Option<i64>) -> Progress {
    let done = done.and_then(value_day).filter(|day| *day <= clock.as_of);
    let late = done.filter(|day| *day > due).map(Day::number);
    Progress { last_late: late, late_and_open: None, open: done.is_none() }
}

/// Done piece by piece towards a total; nothing where the total is not known or the sums leave all bounds.
fn progress_in_parts(parts: &Parts, row: usize, due: Day) -> Option<Progress> {
    let total = Some(parts.total(row)).filter(|t| *t != UNKNOWN)?;
    let (mut in_time, mut last_late) = (0_i64, None);
    let mut all = 0_i64;
    for (day, fen) in parts.row(row) {
        // What is done beyond the total was owed to nobody: a late part counts only while money is open.
        if day <= due.number() {
            in_time = in_time.checked_add(fen)?;
        } else if all < total {
            last_late = Some(day);
        }
        all = all.checked_add(fen)?;
    }
    // What was in time and taken back later (a refund) is open again.
    let late_and_open = total.checked_sub(in_time.min(all))?.max(0);
    Some(Progress {
        last_late: last_late.filter(|_| late_and_open > 0),
        late_and_open: Some(late_and_open),
        open: all < total,
    })
}

impl Clock<'_> {
    /// The finding of a clock, if it makes one.
    fn hit(&self, due: Day, progress: &Progress) -> Option<Hit> {
        let overdue = progress.open && self.as_of > due;
        let late = progress.last_late.is_some() && progress.late_and_open != Some(0);
        let fires = overdue || (late && self.minds_late());
        if fires {
            let until = if progress.open { Some(self.as_of.number()) } else { progress.last_late };
            return Some(Hit {
                soon: false,
                due: Some(due),
                done: until.filter(|_| !progress.open).and_then(Day::from_number),
                days_late: until.map(|u| u - due.number()),
                amount: progress.late_and_open,
            });
        }
        let window = self.rule.soon().and_then(|soon| soon.window(self.as_of));
        let soon = progress.open && window.is_some_and(|window| self.in_window(due, window));
        let hit =
            Hit { soon: true, due: Some(due), amount: progress.late_and_open, ..Hit::default() };
        soon.then_some(hit)
    }

    /// A yellow clock warns while it is open and what was done late is history, unless the rule says that
    /// lateness itself is its matter.
    fn minds_late(&self) -> bool {
        self.rule.lamp == Lamp::Red || matches!(self.rule.test, Test::Clock { late: true, .. })
    }

    /// Whether the day of evaluation lies in the window before the due day, both ends inside.
    fn in_window(&self, due: Day, window: Window) -> bool {
        let first = match window {
            Window::Days(n) => due.plus_days(-n),
            Window::Workdays(n) => self.calendar.plus_workdays(due, -n),
        };
        first.is_some_and(|first| first <= self.as_of) && self.as_of <= due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn parts(total: i64, pieces: &[(&str, i64)]) -> Parts {
        let mut parts = Parts::default();
        parts.push(total, pieces.iter().map(|(d, fen)| (day(d).number(), *fen)).collect());
        parts
    }

    #[test]
    fn late_parts_and_what_is_open_add_up() {
        let due = day("2019-07-03");
        let check = |pieces: &[(&str, i64)]| {
            let p = progress_in_parts(&parts(100, pieces), 0, due).unwrap();
            (p.late_and_open, p.open, p.last_late.and_then(Day::from_number))
        };
        assert_eq!(check(&[("2019-07-03", 100)]), (Some(0), false, None));
        assert_eq!(
            check(&[("2019-07-03", 60), ("2019-07-04", 40)]),
            (Some(40), false, Some(day("2019-07-04")))
        );
        assert_eq!(
            check(&[("2019-07-03", 60), ("2019-07-09", 10)]),
            (Some(40), true, Some(day("2019-07-09")))
        );
        assert_eq!(check(&[]), (Some(100), true, None));
        assert_eq!(check(&[("2019-07-01", 120), ("2019-07-09", 10)]), (Some(0), false, None));
        let refunded = [("2019-07-01", 100), ("2019-07-09", -20)];
        assert_eq!(check(&refunded), (Some(20), true, None));
    }

    #[test]
    fn an_unknown_total_cannot_be_judged() {
        assert!(progress_in_parts(&parts(UNKNOWN, &[]), 0, day("2019-07-03")).is_none());
    }
}
